"""NumPy: preallocated arrays, its fastest generator (SFC64), blocks of replicas that fit the caches, one precision throughout."""
import os

from measure import FILL_LENGTH, INITIAL_CORRELATION, measure, problem, shaped_relu, shaped_tanh

import numpy as np

P = problem()
DTYPE = np.float32 if P.precision == "single" else np.float64

# Replicas at a time: few enough for their arrays to fit the caches, enough to make calls cheap.
BLOCK = {
    "network": lambda: max(1, 2_000_000 // (P.width**2 * np.dtype(DTYPE).itemsize) if P.weights == "explicit" else 100_000 // P.width),
    "residual": lambda: 4096,
    "inputs": lambda: 1,
    "sde": lambda: 4096 if P.inputs == 2 else 1024,
    "normals": lambda: FILL_LENGTH,
}[P.task]()


def explicit_weights(generator, replicas):
    """Two inputs, all weights drawn: n^2 normals per layer."""
    n = P.width
    slope, c = shaped_relu(n)
    slope, scale = DTYPE(slope), DTYPE(np.sqrt(c / n))
    w = np.empty((BLOCK, n, n), DTYPE)
    correlations = np.empty(replicas, DTYPE)
    for first in range(0, replicas, BLOCK):
        z = generator.standard_normal((BLOCK, n, 2), dtype=DTYPE)
        z[:, :, 1] *= DTYPE(np.sqrt(1 - INITIAL_CORRELATION**2))
        z[:, :, 1] += DTYPE(INITIAL_CORRELATION) * z[:, :, 0]
        for _ in range(P.depth - 1):
            h = np.maximum(z, slope * z)
            h *= scale
            generator.standard_normal(out=w, dtype=DTYPE)
            z = w @ h
        h = np.maximum(z, slope * z)
        v = h.transpose(0, 2, 1) @ h
        correlations[first:first + BLOCK] = v[:, 0, 1] / np.sqrt(v[:, 0, 0] * v[:, 1, 1])
    return correlations


def in_place_activation(n):
    """phi as a function that changes an array, and c."""
    if P.activation == "relu":
        slope, c = shaped_relu(n)
        slope = DTYPE(slope)
        return lambda x: np.maximum(x, slope * x, out=x), c
    s, c = shaped_tanh(n)
    s, shrink = DTYPE(s), DTYPE(1 / s)

    def tanh(x):
        x *= shrink
        np.tanh(x, out=x)
        x *= s

    return tanh, c


def conditional(generator, replicas):
    """The same law without weights: given the covariance V of a layer, its n neurons are iid N(0, V), 2n normals per layer."""
    n = P.width
    apply, c = in_place_activation(n)
    scale = DTYPE(c / n)
    correlations = np.empty(replicas, DTYPE)
    for first in range(0, replicas, BLOCK):
        normals = np.empty((2, BLOCK, n), DTYPE)
        v11, v22 = np.ones(BLOCK, DTYPE), np.ones(BLOCK, DTYPE)
        v12 = np.full(BLOCK, INITIAL_CORRELATION, DTYPE)
        for _ in range(P.depth):
            generator.standard_normal(out=normals, dtype=DTYPE)
            l11 = np.sqrt(v11)
            l21 = v12 / l11
            l22 = np.sqrt(np.maximum(v22 - l21 * l21, 0))
            y = l21[:, None] * normals[0]
            y += l22[:, None] * normals[1]
            x = l11[:, None] * normals[0]
            apply(x)
            apply(y)
            v11 = scale * np.einsum("ij,ij->i", x, x)
            v12 = scale * np.einsum("ij,ij->i", x, y)
            v22 = scale * np.einsum("ij,ij->i", y, y)
        correlations[first:first + BLOCK] = v12 / np.sqrt(v11 * v22)
    return correlations


def residual(generator, replicas):
    """A ReLU residual network, one input: Y += |phi(Y)| g / sqrt(n L), n normals per layer, from Y_0 ~ N(0, I); log |Y_L|^2/n.

    The last axis is over replicas.
    """
    n, sd = P.width, DTYPE((P.width * P.depth) ** -0.5)
    logs = np.empty(replicas, DTYPE)
    g, h, norm = np.empty((n, BLOCK), DTYPE), np.empty((n, BLOCK), DTYPE), np.empty(BLOCK, DTYPE)
    for first in range(0, replicas, BLOCK):
        y = generator.standard_normal((n, BLOCK), dtype=DTYPE)
        for _ in range(P.depth):
            generator.standard_normal(out=g, dtype=DTYPE)
            np.maximum(y, 0, out=h)
            np.einsum("ij,ij->j", h, h, out=norm)
            np.sqrt(norm, out=norm)
            norm *= sd
            g *= norm
            y += g
        logs[first:first + BLOCK] = np.log(np.einsum("ij,ij->j", y, y) / n)
    return logs


def many_inputs(generator, replicas):
    """Conditional sampling for the rows of a file: Z = G L^T by gemm, the activation, V = (c/n) phi(Z)^T phi(Z) by syrk, V = L L^T.

    The first layer's covariance X X^T / n_in is singular with more inputs than pixels; its factor is X itself: Z = G X^T / sqrt(n_in).
    """
    n = P.width
    x = np.load(P.file).astype(DTYPE)
    slope, c = shaped_relu(n)
    slope, scale = DTYPE(slope), DTYPE(np.sqrt(c / n))
    first_factor = x / DTYPE(np.sqrt(x.shape[1]))
    normals = np.empty((n, len(x)), DTYPE)
    first_normals = np.empty((n, x.shape[1]), DTYPE)
    z, h = np.empty_like(normals), np.empty_like(normals)
    correlations = np.empty(replicas, DTYPE)
    for replica in range(replicas):
        g, factor = first_normals, first_factor
        for _ in range(P.depth):
            generator.standard_normal(out=g, dtype=DTYPE)
            np.matmul(g, factor.T, out=z)
            np.multiply(z, slope, out=h)
            np.maximum(z, h, out=h)
            h *= scale
            v = h.T @ h
            g, factor = normals, np.linalg.cholesky(v)
        correlations[replica] = v[0, 1] / np.sqrt(v[0, 0] * v[1, 1])
    return correlations


def factor_and_project(v, l):
    """V = L L^T for all paths (entries first, paths last). A negative pivot and its column become 0, and V becomes L L^T."""
    for j in range(len(v)):
        pivot = v[j, j] - np.einsum("kb,kb->b", l[j, :j], l[j, :j])
        v[j, j] -= np.minimum(pivot, 0)
        np.sqrt(np.maximum(pivot, 0), out=l[j, j])
        kept = pivot > 0
        inverse = np.divide(1, l[j, j], out=np.zeros_like(pivot), where=kept)
        for i in range(j + 1, len(v)):
            rest = v[i, j] - np.einsum("kb,kb->b", l[i, :j], l[j, :j])
            v[i, j] -= np.where(kept, 0, rest)
            np.multiply(rest, inverse, out=l[i, j])


def sde(generator, replicas):
    """Euler-Maruyama for the covariance SDE from V = 0.7 I + 0.3 1 1^T to T = 1, an array of paths for each entry of V."""
    m, h = P.inputs, 1 / P.steps
    kappa, root_two = 1 / (2 * np.pi), DTYPE(np.sqrt(2))
    rows, columns = np.tril_indices(m)
    correlations = np.empty(replicas, DTYPE)
    for first in range(0, replicas, BLOCK):
        v, l = np.zeros((m, m, BLOCK), DTYPE), np.zeros((m, m, BLOCK), DTYPE)
        s, y = np.empty((m, m, BLOCK), DTYPE), np.empty((m, BLOCK), DTYPE)
        v[rows, columns] = np.where(rows == columns, 1, INITIAL_CORRELATION)[:, None]
        normals = np.empty((len(rows), BLOCK), DTYPE)
        factor_and_project(v, l)
        for _ in range(P.steps):
            generator.standard_normal(out=normals, dtype=DTYPE)
            normals *= DTYPE(np.sqrt(h))
            for normal, i, j in zip(normals, rows, columns):
                np.multiply(normal, root_two if i == j else 1, out=s[i, j])
                if i != j:
                    s[j, i] = normal
            for i in range(m):
                for j in range(i):
                    scale = np.sqrt(v[i, i] * v[j, j])
                    rho = np.clip(v[i, j] / scale, -1, 1)
                    v[i, j] += DTYPE(h * kappa) * scale * (np.sqrt(1 - rho * rho) - rho * np.arccos(rho))
            for i in range(m):
                for j in range(i + 1):
                    np.einsum("kb,kb->b", l[i, :i + 1], s[:i + 1, j], out=y[j])
                for j in range(i + 1):
                    v[i, j] += np.einsum("kb,kb->b", y[:j + 1], l[j, :j + 1])
            factor_and_project(v, l)
        correlations[first:first + BLOCK] = v[1, 0] / np.sqrt(v[0, 0] * v[1, 1])
    return correlations


def fills(generator, count):
    """Fills one array with normals over and over."""
    values = np.empty(FILL_LENGTH, DTYPE)
    for _ in range(count // FILL_LENGTH):
        generator.standard_normal(out=values, dtype=DTYPE)
    return values


def blas():
    np.ones((64, 64)) @ np.ones((64, 64))
    with open("/proc/self/maps", encoding="ascii") as maps:
        paths = {line.split()[-1] for line in maps if "blas" in line.rsplit("/", 1)[-1].lower()}
    return ", ".join(sorted(os.path.basename(path) for path in paths)) or "unknown"


SAMPLERS = {
    "network": explicit_weights if getattr(P, "weights", "") == "explicit" else conditional,
    "residual": residual,
    "inputs": many_inputs,
    "sde": sde,
    "normals": fills,
}
measure(P, f"NumPy {np.__version__}, {blas()}", lambda seed: np.random.Generator(np.random.SFC64(seed)), BLOCK, SAMPLERS[P.task])

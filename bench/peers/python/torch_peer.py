"""PyTorch on the CPU, eager: batches of replicas that fit the caches, in-place operations, no gradients."""
from measure import FILL_LENGTH, INITIAL_CORRELATION, measure, problem, shaped_relu, shaped_tanh

import torch

P = problem()
DTYPE = torch.float32 if P.precision == "single" else torch.float64
torch.set_num_threads(1)  # threads go over replicas
torch.set_default_dtype(DTYPE)

# Replicas at a time: few enough for their arrays to fit the caches, enough to make calls cheap.
BLOCK = {
    "network": lambda: max(1, 500_000 // P.width**2 if P.weights == "explicit" else 100_000 // P.width),
    "residual": lambda: 8192,
    "normals": lambda: FILL_LENGTH,
}[P.task]()


def explicit_weights(generator, replicas):
    """Two inputs, all weights drawn: n^2 normals per layer."""
    n = P.width
    slope, c = shaped_relu(n)
    w = torch.empty(BLOCK, n, n)
    correlations = torch.empty(replicas)
    for first in range(0, replicas, BLOCK):
        z = torch.empty(BLOCK, n, 2).normal_(generator=generator)
        z[:, :, 1] = INITIAL_CORRELATION * z[:, :, 0] + (1 - INITIAL_CORRELATION**2) ** 0.5 * z[:, :, 1]
        for _ in range(P.depth - 1):
            h = torch.maximum(z, slope * z).mul_((c / n) ** 0.5)
            w.normal_(generator=generator)
            z = torch.bmm(w, h)
        h = torch.maximum(z, slope * z)
        v = torch.bmm(h.transpose(1, 2), h)
        correlations[first:first + BLOCK] = v[:, 0, 1] / torch.sqrt(v[:, 0, 0] * v[:, 1, 1])
    return correlations


def activation(n):
    """phi and c."""
    if P.activation == "relu":
        slope, c = shaped_relu(n)
        return lambda x: torch.maximum(x, slope * x), c
    s, c = shaped_tanh(n)
    return lambda x: torch.mul(x, 1 / s).tanh_().mul_(s), c


def conditional(generator, replicas):
    """The same law without weights: given the covariance V of a layer, its n neurons are iid N(0, V), 2n normals per layer."""
    n = P.width
    activate, c = activation(n)
    correlations = torch.empty(replicas)
    for first in range(0, replicas, BLOCK):
        normals = torch.empty(2, BLOCK, n)
        v11, v22 = torch.ones(BLOCK, 1), torch.ones(BLOCK, 1)
        v12 = torch.full((BLOCK, 1), INITIAL_CORRELATION)
        for _ in range(P.depth):
            normals.normal_(generator=generator)
            l11 = v11.sqrt()
            l21 = v12 / l11
            l22 = (v22 - l21 * l21).clamp_min_(0).sqrt_()
            x = l11 * normals[0]
            y = l21 * normals[0] + l22 * normals[1]
            x, y = activate(x), activate(y)
            v11 = c / n * (x * x).sum(1, True)
            v12 = c / n * (x * y).sum(1, True)
            v22 = c / n * (y * y).sum(1, True)
        correlations[first:first + BLOCK] = (v12 / (v11 * v22).sqrt()).ravel()
    return correlations


def residual(generator, replicas):
    """A ReLU residual network, one input, from Y_0 ~ N(0, I); log |Y_L|^2/n.

    The last axis is over replicas, so that sums over neurons are sums of long rows.
    """
    n, scale = P.width, (P.width * P.depth) ** -0.5
    logs = torch.empty(replicas)
    g, h, norm = torch.empty(n, BLOCK), torch.empty(n, BLOCK), torch.empty(1, BLOCK)
    for first in range(0, replicas, BLOCK):
        y = torch.empty(n, BLOCK).normal_(generator=generator)
        for _ in range(P.depth):
            g.normal_(generator=generator)
            torch.clamp(y, min=0, out=h).square_()
            torch.sum(h, 0, True, out=norm).sqrt_()
            y.addcmul_(g, norm, value=scale)
        logs[first:first + BLOCK] = y.square().mean(0).log()
    return logs


def residual_with_weights(generator, replicas):
    """The same with all weights drawn: Y += W phi(Y) / sqrt(n L)."""
    n, scale = P.width, (P.width * P.depth) ** -0.5
    logs = torch.empty(replicas)
    w = torch.empty(BLOCK, n, n)
    for first in range(0, replicas, BLOCK):
        y = torch.empty(BLOCK, n, 1).normal_(generator=generator)
        for _ in range(P.depth):
            w.normal_(generator=generator)
            y.add_(torch.bmm(w, y.relu()), alpha=scale)
        logs[first:first + BLOCK] = y.square().mean((1, 2)).log()
    return logs


def fills(generator, count):
    """Fills one array with normals over and over."""
    values = torch.empty(FILL_LENGTH)
    for _ in range(count // FILL_LENGTH):
        values.normal_(generator=generator)
    return values


def sample(generator, count):
    with torch.no_grad():
        if P.task == "normals":
            return fills(generator, count)
        if P.task == "residual":
            return residual_with_weights(generator, count) if P.weights == "explicit" else residual(generator, count)
        return explicit_weights(generator, count) if P.weights == "explicit" else conditional(generator, count)


measure(P, f"PyTorch {torch.__version__}", lambda seed: torch.Generator().manual_seed(seed), BLOCK, sample)

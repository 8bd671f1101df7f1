"""The same law without weights, in NumPy: given the covariance V of a layer, its n neurons are iid N(0, V), 2n normals per layer.

usage: numpy_conditional.py <single|double> <width> <depth> <threads> <replicas> <seed>
"""
import numpy as np

from numpy_networks import INITIAL_CORRELATION, measure, shaped_relu

BLOCK_NORMALS = 200_000  # drawn at a time, for all replicas of a block together


def sample(generator, replicas, n, d, dtype):
    slope, c = shaped_relu(n, dtype)
    scale = c / dtype(n)
    block = max(1, min(replicas, BLOCK_NORMALS // (2 * n)))
    correlations = np.empty(replicas, dtype)
    for first in range(0, replicas, block):
        count = min(block, replicas - first)
        normals = np.empty((2, count, n), dtype)
        v11, v22 = np.ones(count, dtype), np.ones(count, dtype)
        v12 = np.full(count, INITIAL_CORRELATION, dtype)
        for _ in range(d):
            generator.standard_normal(out=normals, dtype=dtype)
            l11 = np.sqrt(v11)
            l21 = v12 / l11
            l22 = np.sqrt(np.maximum(v22 - l21 * l21, 0))
            y = l21[:, None] * normals[0]
            y += l22[:, None] * normals[1]
            x = l11[:, None] * normals[0]
            np.maximum(x, slope * x, out=x)
            np.maximum(y, slope * y, out=y)
            v11 = scale * np.einsum("ij,ij->i", x, x)
            v12 = scale * np.einsum("ij,ij->i", x, y)
            v22 = scale * np.einsum("ij,ij->i", y, y)
        correlations[first:first + count] = v12 / np.sqrt(v11 * v22)
    return correlations


if __name__ == "__main__":
    measure(sample)

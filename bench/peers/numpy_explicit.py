"""Shaped ReLU networks with two inputs and their weights drawn, as one writes them in NumPy: n^2 normals per layer.

usage: numpy_explicit.py <single|double> <width> <depth> <threads> <replicas> <seed>
"""
import numpy as np

from numpy_networks import INITIAL_CORRELATION, measure, shaped_relu

BLOCK_BYTES = 2_000_000  # of weights at a time


def sample(generator, replicas, n, d, dtype):
    slope, c = shaped_relu(n, dtype)
    scale = np.sqrt(c / dtype(n))
    block = max(1, min(replicas, BLOCK_BYTES // (n * n * np.dtype(dtype).itemsize)))
    weights = np.empty((block, n, n), dtype)
    correlations = np.empty(replicas, dtype)
    for first in range(0, replicas, block):
        count = min(block, replicas - first)
        w = weights[:count]
        z = generator.standard_normal((count, n, 2), dtype=dtype)
        z[:, :, 1] *= dtype(np.sqrt(1 - INITIAL_CORRELATION**2))
        z[:, :, 1] += dtype(INITIAL_CORRELATION) * z[:, :, 0]
        for _ in range(d - 1):
            h = np.maximum(z, slope * z)
            h *= scale
            generator.standard_normal(out=w, dtype=dtype)
            z = w @ h
        h = np.maximum(z, slope * z)
        v = h.transpose(0, 2, 1) @ h
        correlations[first:first + count] = v[:, 0, 1] / np.sqrt(v[:, 0, 0] * v[:, 1, 1])
    return correlations


if __name__ == "__main__":
    measure(sample)

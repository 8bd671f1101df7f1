"""What both NumPy scripts share: arguments, threads over replicas, timing, one JSON line.

Fair to NumPy: float32 stays float32 throughout, the fastest generator it has (SFC64) fills preallocated arrays, one generator
and one block of replicas per thread (random numbers, ufuncs and matmul release the GIL), blocks that fit the caches, no time
spent on imports or the first call.
"""
import argparse
import json
import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # threads go over replicas

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

INITIAL_CORRELATION = 0.3


def shaped_relu(n, dtype):
    """Slopes 1 and 1 - n^-1/2, and c = 1/E phi(g)^2."""
    slope = 1.0 - 1.0 / np.sqrt(n)
    return dtype(slope), dtype(2.0 / (1.0 + slope * slope))


def _blas():
    with open("/proc/self/maps", encoding="ascii") as maps:
        paths = {line.split()[-1] for line in maps if "blas" in line.rsplit("/", 1)[-1].lower()}
    return ", ".join(sorted(os.path.basename(path) for path in paths)) or "unknown"


def measure(sample):
    """sample(generator, replicas, n, d, dtype) -> correlations of the last layer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("precision", choices=["single", "double"])
    parser.add_argument("width", type=int)
    parser.add_argument("depth", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("replicas", type=int)
    parser.add_argument("seed", type=int)
    a = parser.parse_args()
    dtype = np.float32 if a.precision == "single" else np.float64
    share = -(-a.replicas // a.threads)

    def run(replicas, seed):
        generators = [np.random.Generator(np.random.SFC64(s)) for s in np.random.SeedSequence(seed).spawn(a.threads)]
        with ThreadPoolExecutor(a.threads) as pool:
            return np.concatenate(list(pool.map(lambda g: sample(g, replicas, a.width, a.depth, dtype), generators)))

    run(max(1, share // 8), a.seed + 1)
    start = time.perf_counter()
    correlations = run(share, a.seed)
    seconds = time.perf_counter() - start
    print(json.dumps({
        "rate": round(correlations.size / seconds, 3),
        "seconds": round(seconds, 4),
        "networks": correlations.size,
        "meanCorrelation": round(float(correlations.mean(dtype=np.float64)), 5),
        "sdCorrelation": round(float(correlations.std(dtype=np.float64)), 5),
        "library": f"NumPy {np.__version__}, {_blas()}",
    }))

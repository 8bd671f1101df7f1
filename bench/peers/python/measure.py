"""Shared by the Python programs: arguments, threads over replicas, timing after a warm-up, one line of JSON.

Each thread has its own generator and its own blocks of replicas. Random numbers, element-wise operations and matrix products release
the interpreter's lock. BLAS and other libraries run on one thread each.
"""
import itertools
import json
import os
import sys

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # before NumPy or PyTorch is imported

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np

FILL_LENGTH = 16384  # normals drawn at once in the task "normals"
INITIAL_CORRELATION = 0.3


def problem():
    """The task as bench/peers/run describes it; a program reads the parameters that it needs."""
    texts = dict(zip((name.removeprefix("--") for name in sys.argv[1::2]), sys.argv[2::2]))
    values = {name: int(text) if text.isdigit() else text for name, text in texts.items()}
    return SimpleNamespace(**values | {"seconds": float(texts["seconds"])})


def shaped_relu(n):
    """phi(x) = max(x, slope x), the shaped ReLU with c+ = 0, c- = -1; and c = 1/E phi(g)^2."""
    slope = 1 - n**-0.5
    return slope, 2 / (1 + slope * slope)


def shaped_tanh(n):
    """The s of phi(x) = s tanh(x/s), the shaped tanh with a = 1; and c = 1/E phi(g)^2 by the trapezoidal rule.

    The rule is exact here to all digits.
    """
    s = n**0.5
    x = np.arange(-192, 193) / 16
    density = np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    return s, 1 / float(np.sum((s * np.tanh(x / s)) ** 2 * density) / 16)


def measure(p, library, make_generator, block, sample):
    """Prints the rate of sample(generator, count).

    It gives one value per replica: the final correlation of the first two inputs, log q of a residual network, or some normals.
    The warm-up runs growing pairs of samples until the faster takes a quarter of the requested time. It determines the size of the
    measured run, always a multiple of the block of replicas that a thread takes at once.
    """
    seeds = itertools.count(p.seed, 10)

    def run(blocks):
        seed = next(seeds)
        generators = [make_generator(seed + thread) for thread in range(p.threads)]
        start = time.perf_counter()
        with ThreadPoolExecutor(p.threads) as pool:
            parts = list(pool.map(lambda generator: sample(generator, blocks * block), generators))
        return time.perf_counter() - start, np.concatenate([np.asarray(part, np.float64) for part in parts])

    blocks = 1
    seconds = min(run(blocks)[0], run(blocks)[0])
    while seconds < p.seconds / 4:
        blocks = max(1, round(blocks * min(8, 0.6 * p.seconds / seconds)))
        seconds = min(run(blocks)[0], run(blocks)[0])
    blocks = max(1, round(blocks * p.seconds / seconds))
    seconds, values = run(blocks)
    work = blocks * block * p.threads * (p.steps if p.task == "sde" else 1)
    print(json.dumps({
        "rate": float(f"{work / seconds:.6g}"), "seconds": round(seconds, 4), "samples": values.size,
        "mean": round(float(values.mean()), 6), "sd": round(float(values.std()), 6), "library": library,
    }))

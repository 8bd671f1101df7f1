"""What is measured: tasks, their rivals, and what the project promises for each ("at least" so many times the rival's rate)."""
from dataclasses import dataclass

THREADS = 2

US = "HpCovSde"
US_ON_ONE_THREAD = "HpCovSde, 1 thread"
US_RELU = "HpCovSde, shaped ReLU"
MKL = "C++/MKL"
MKL_INTEL = "C++/MKL, Intel code path"
EIGEN = "C++/Eigen"
NUMPY = "NumPy"
TORCH = "PyTorch"
TORCH_EXPLICIT = "PyTorch, weights drawn"
MATHNET = "MathNet"

# Measured together with a task to show its cost; the law is different.
OTHER_LAWS = (US_RELU,)

# The providers of dense products that the task with 200 inputs runs on.
PROVIDERS = ("managed", "mkl")


@dataclass(frozen=True, eq=False)
class Task:
    """One law and one way to sample it. Every program gets the same parameters, as --name value."""

    name: str
    title: str
    unit: str
    parameters: dict
    rivals: tuple
    goals: dict  # rival -> the ratio of rates to reach


def _networks():
    for weights in ("conditional", "explicit"):
        for width, depth in ((100, 100), (300, 150)):
            for precision in ("single", "double"):
                single, small = precision == "single", width == 100
                rivals = [US_ON_ONE_THREAD] if small else []
                rivals += [MKL, MKL_INTEL, EIGEN, NUMPY, TORCH if single else MATHNET]
                goals = {MKL: 2, US_ON_ONE_THREAD: 1.9}
                if weights == "conditional" and single:
                    rivals.append(TORCH_EXPLICIT)
                    goals[TORCH_EXPLICIT] = 500
                yield Task(
                    f"network-{weights}-{width}-{precision}", f"N {weights}, n = {width}, d = {depth}, m = 2, {precision}", "networks",
                    {"task": "network", "weights": weights, "activation": "relu", "width": width, "depth": depth,
                     "precision": precision, "threads": THREADS},
                    tuple(rivals), goals)


def _smooth():
    for precision in ("single", "double"):
        single = precision == "single"
        yield Task(
            f"tanh-{precision}", f"N conditional, tanh, n = 300, d = 150, m = 2, {precision}", "networks",
            {"task": "network", "weights": "conditional", "activation": "tanh", "width": 300, "depth": 150,
             "precision": precision, "threads": THREADS},
            (US_RELU, MKL, MKL_INTEL, NUMPY, *([TORCH] if single else [])), {US_RELU: 1 / 2.5, MKL: 1})


def _residual():
    for precision in ("single", "double"):
        single = precision == "single"
        yield Task(
            f"residual-{precision}", f"Q conditional, n = 4, L = 1000, m = 1, {precision}", "networks",
            {"task": "residual", "weights": "conditional", "width": 4, "depth": 1000, "precision": precision, "threads": THREADS},
            (US_ON_ONE_THREAD, MKL, MKL_INTEL, NUMPY, *([TORCH, TORCH_EXPLICIT] if single else [])),
            {MKL: 2, US_ON_ONE_THREAD: 1.9} | ({TORCH: 15} if single else {}))


def _equations():
    for inputs in (2, 8):
        for steps in (100, 1000):
            # The cost of a step does not depend on the number of steps: slow rivals are measured once.
            slow = [EIGEN, NUMPY, MATHNET] if steps == 100 else [EIGEN] if inputs == 2 else []
            yield Task(
                f"sde-{inputs}-{steps}", f"S Euler-Maruyama, h = 1/{steps}, m = {inputs}, double", "path-steps",
                {"task": "sde", "inputs": inputs, "steps": steps, "precision": "double", "threads": THREADS},
                (US_ON_ONE_THREAD, MKL, MKL_INTEL, *slow), {MKL: 2, US_ON_ONE_THREAD: 1.9})


def _normals():
    for precision in ("single", "double"):
        yield Task(
            f"normals-{precision}", f"R normals, {precision}, 1 thread", "normals",
            {"task": "normals", "precision": precision, "threads": 1},
            (MKL, MKL_INTEL, EIGEN, NUMPY, TORCH if precision == "single" else MATHNET), {MKL: 1.5})


def _inputs():
    for provider in PROVIDERS:
        yield Task(
            f"inputs-200-{provider}", f"N conditional, n = 1000, d = 50, m = 200 digits, double, {provider}", "networks",
            {"task": "inputs", "file": "samples/digits200.npy", "width": 1000, "depth": 50, "precision": "double", "threads": THREADS,
             "blas": provider},
            (US_ON_ONE_THREAD, NUMPY), {NUMPY: 2, US_ON_ONE_THREAD: 1.9})


TASKS = (*_networks(), *_smooth(), *_residual(), *_equations(), *_normals(), *_inputs())

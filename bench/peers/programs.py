"""How each program is found, built and started, and which packages it needs."""
import os
import pathlib
import shutil
import subprocess
import sys
from ctypes.util import find_library

import suite

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / "peers"
BUILT = ROOT / "artifacts" / "peers"
INTEL_CODE_PATH = BUILT / "intel_code_path.so"

COMPILE = ["g++", "-O3", "-march=native", "-ffast-math", "-fno-math-errno", "-fopenmp"]
DEBIAN_SOURCES = pathlib.Path("/etc/apt/sources.list.d/debian.sources")
NON_FREE_SOURCES = DEBIAN_SOURCES.with_name("debian-non-free.sources")

# What a rival needs: a test for it, and the Debian packages that provide it.
NEEDS = {
    suite.MKL: (lambda: shutil.which("g++") and pathlib.Path("/usr/include/mkl/mkl.h").exists(), ("g++", "libmkl-dev")),
    suite.EIGEN: (lambda: shutil.which("g++") and pathlib.Path("/usr/include/eigen3/Eigen/Dense").exists(), ("g++", "libeigen3-dev")),
    suite.NUMPY: (lambda: _imports("numpy") and find_library("openblas"), ("python3-numpy", "libopenblas0-pthread")),
    suite.TORCH: (lambda: _imports("numpy, torch"), ("python3-numpy", "python3-torch")),
}
SAME_NEEDS = {suite.MKL_INTEL: suite.MKL, suite.TORCH_EXPLICIT: suite.TORCH}


def cpu():
    """Model and vendor."""
    fields = {}
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        fields.setdefault(name.strip(), value.strip())
    return fields.get("model name", "unknown"), fields.get("vendor_id", "unknown")


def _imports(modules):
    return subprocess.run([sys.executable, "-c", f"import {modules}"], capture_output=True, check=False).returncode == 0


def install():
    """Installs what is missing with apt-get. MKL is in Debian's component non-free; a source for it is added to the others."""
    packages = sorted({package for present, needed in NEEDS.values() if not present() for package in needed})
    if not packages:
        return
    if "libmkl-dev" in packages and not NON_FREE_SOURCES.exists():
        sources = DEBIAN_SOURCES.read_text(encoding="utf-8").splitlines()
        NON_FREE_SOURCES.write_text(
            "\n".join("Components: non-free" if line.startswith("Components:") else line for line in sources) + "\n", encoding="utf-8")
    subprocess.run(["apt-get", "update"], check=True, stdout=sys.stderr)
    subprocess.run(
        ["apt-get", "install", "-y", "--no-install-recommends", *packages], check=True, stdout=sys.stderr,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})


def build():
    """Builds everything that can be built. Returns the missing rivals, each with the command that would install it."""
    _dotnet_build("bench/HpCovSde.Throughput")
    missing = {rival: f"bench/peers/run --install, or apt-get install {' '.join(packages)}"
               for rival, (present, packages) in NEEDS.items() if not present()}
    if suite.MKL in missing:
        missing[suite.MKL] += " with the component non-free enabled"
    BUILT.mkdir(parents=True, exist_ok=True)
    if suite.MKL not in missing:
        _compile("mkl", ["-I/usr/include/mkl"], ["-lmkl_intel_lp64", "-lmkl_sequential", "-lmkl_core"])
        source = PEERS / "cpp" / "intel_code_path.c"
        subprocess.run(["g++", "-x", "c", "-shared", "-fPIC", str(source), "-o", str(INTEL_CODE_PATH)], check=True)
    if suite.EIGEN not in missing:
        _compile("eigen", ["-I/usr/include/eigen3"], [])
    try:
        _dotnet_build("bench/peers/mathnet")
    except subprocess.CalledProcessError:
        missing[suite.MATHNET] = "dotnet restore bench/peers/mathnet (the NuGet package MathNet.Numerics)"
    for rival, same in SAME_NEEDS.items():
        if same in missing:
            missing[rival] = missing[same]
    return missing


def _dotnet_build(project):
    subprocess.run(["dotnet", "build", "-c", "Release", "-v", "quiet", "--nologo", project], check=True, cwd=ROOT, stdout=sys.stderr)


def _compile(name, includes, libraries):
    source, program = PEERS / "cpp" / f"{name}.cpp", BUILT / name
    newest = max(path.stat().st_mtime for path in (source, source.with_name("measure.h")))
    if not program.exists() or program.stat().st_mtime < newest:
        print(f"compiling {source.name}", file=sys.stderr)
        subprocess.run([*COMPILE, *includes, str(source), "-o", str(program), *libraries], check=True)


def start(rival):
    """The command of a rival, its changes to a task's parameters, and its changes to the environment."""
    python = [sys.executable, str(PEERS / "python")]
    dotnet = ["dotnet", str(ROOT / "artifacts" / "bin")]
    us = [dotnet[0], f"{dotnet[1]}/HpCovSde.Throughput/release/HpCovSde.Throughput.dll"]
    return {
        suite.US: (us, {}, {}),
        suite.US_ON_ONE_THREAD: (us, {"threads": 1}, {}),
        suite.US_RELU: (us, {"activation": "relu"}, {}),
        suite.MKL: ([str(BUILT / "mkl")], {}, {}),
        suite.MKL_INTEL: ([str(BUILT / "mkl")], {}, {"LD_PRELOAD": str(INTEL_CODE_PATH)}),
        suite.EIGEN: ([str(BUILT / "eigen")], {}, {}),
        suite.NUMPY: ([python[0], f"{python[1]}/numpy_peer.py"], {}, {}),
        suite.TORCH: ([python[0], f"{python[1]}/torch_peer.py"], {}, {}),
        suite.TORCH_EXPLICIT: ([python[0], f"{python[1]}/torch_peer.py"], {"weights": "explicit"}, {}),
        suite.MATHNET: ([dotnet[0], f"{dotnet[1]}/HpCovSde.Peers.MathNet/release/HpCovSde.Peers.MathNet.dll"], {}, {}),
    }[rival]

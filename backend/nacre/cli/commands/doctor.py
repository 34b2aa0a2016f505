"""`nacre doctor`: what is installed, what is missing, how fast this machine is."""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import numpy as np

import nacre
from nacre import __version__
from nacre.cache_folder import writable
from nacre.cli.options import add_command
from nacre.protocol.limits import DEFAULT_ENDPOINT

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers

PACKAGES: Final = (
    "numpy", "numba", "pyzmq", "msgspec", "msgpack", "onnxruntime", "starlette", "uvicorn",
    "websockets", "safetensors", "pillow",
)  # fmt: skip
OPTIONAL: Final = ("torch", "tensorrt", "ray", "selenium", "pytest")
WEIGHTS: Final = Path(nacre.__file__).parent / "weights"
PROBE_SECONDS: Final = 2.0


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre doctor`."""
    sub = add_command(commands, "doctor", "say what is installed, what is missing and how fast this machine is")
    sub.add_argument("--json", action="store_true", help="machine-readable")
    sub.add_argument("--endpoint", default=DEFAULT_ENDPOINT, help="the port to look at (%(default)s)")


def examine(endpoint: str) -> dict[str, Any]:
    """Every finding as plain data; takes about three seconds."""
    packages = {name: _version(name) for name in PACKAGES}
    report: dict[str, Any] = {
        "nacre": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "packages": packages,
        "optional": {name: _version(name) for name in OPTIONAL},
        "weights": _weights(),
        "endpoint": endpoint,
        "endpoint_free": _port_free(endpoint),
        "numba_cache": _numba_cache(),
        "accelerator": _accelerator(),
        "runtime": _runtime(),
        "probe": _probe(),
    }
    report["problems"] = _problems(report)
    return report


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; 0 when Nacre can run, 1 when something it needs is missing."""
    report = examine(arguments.endpoint)
    if arguments.json:
        print(json.dumps(report, indent=2))
    else:
        _print(report)
    return 1 if any(problem["fatal"] for problem in report["problems"]) else 0


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _weights() -> list[dict[str, Any]]:
    found = []
    for path in sorted(WEIGHTS.glob("*.safetensors")):
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            digest = f"cannot be read: {error.strerror}"[:40]
            found.append({"file": path.name, "bytes": 0, "sha256": digest})
            continue
        found.append({"file": path.name, "bytes": path.stat().st_size, "sha256": digest[:12]})
    return found


def _port_free(endpoint: str) -> bool | None:
    """Whether the server could bind its endpoint; None when it is not a TCP address."""
    address = urlsplit(endpoint)
    if address.scheme != "tcp" or not address.hostname or not address.port:
        return None
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.hostname, address.port))
        except OSError:
            return False
    return True


def _numba_cache() -> dict[str, Any]:
    """Where compiled kernels are kept; a folder that cannot be written costs a compile at every start."""
    beside = Path(nacre.__file__).parent / "world" / "kernels" / "__pycache__"
    folder = Path(os.environ["NUMBA_CACHE_DIR"]) if os.environ.get("NUMBA_CACHE_DIR") else beside
    kernels = len(list(folder.rglob("*.nbi"))) if folder.exists() else 0
    # What is compiled beside the sources serves those who cannot write there, too; else there is the user's folder.
    return {"writable": writable(folder) or bool(kernels) or folder == beside, "kernels": kernels}


def _accelerator() -> dict[str, Any]:
    here = importlib.util.find_spec("torch") is not None
    if not here:  # no wheel for this kind of machine: the processor draws
        return {"cuda": False, "name": None, "torch_cuda": None, "tensorrt": False}
    import torch

    cuda = torch.cuda.is_available()
    return {
        "cuda": cuda,
        "name": torch.cuda.get_device_name(0) if cuda else None,
        "torch_cuda": torch.version.cuda,
        "tensorrt": importlib.util.find_spec("tensorrt") is not None,
    }


def _runtime() -> dict[str, Any]:
    """Which runtimes networks can run in here and what they compute in, and why the others cannot work."""
    if importlib.util.find_spec("torch") is None:
        return {"unavailable": {"torch": "torch is not installed"}, "precision": {}}
    from nacre.runtime.select import precisions, unavailable

    return {"unavailable": unavailable(), "precision": precisions()}


def _probe() -> dict[str, Any]:
    """A small multi-layer perceptron over one 640x360 frame's pixels, for PROBE_SECONDS.

    The shading of a frame has this shape, so its time tells what to expect before weights exist.
    """
    random = np.random.default_rng(0)
    sizes = (32, 32), (32, 32), (32, 3)
    layers = [random.normal(size=(inputs, outputs)).astype(np.float32) for inputs, outputs in sizes]
    pixels = np.zeros((640 * 360, 32), np.float32)
    times: list[float] = []
    end = time.perf_counter() + PROBE_SECONDS
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        x = pixels
        for layer in layers:
            x = np.maximum(x @ layer, 0)
        times.append(time.perf_counter() - start)
    times.sort()
    return {
        "frames": len(times),
        "frame_ms": round(1000 * times[len(times) // 2], 2),
    }


def _problems(report: dict[str, Any]) -> list[dict[str, Any]]:
    problems: list[dict[str, Any]] = []

    def add(fatal: bool, text: str, hint: str) -> None:
        problems.append({"fatal": fatal, "problem": text, "hint": hint})

    missing = [name for name, version in report["packages"].items() if version is None]
    if missing:
        add(True, f"not installed: {', '.join(missing)}", "run: make setup")
    if not report["weights"]:
        add(
            True,
            "no weights beside the package",
            "take them from a release, or train them: nacre train --help",
        )
    if unreadable := [one["file"] for one in report["weights"] if not one["bytes"]]:
        add(True, f"weights that cannot be read: {', '.join(unreadable)}", "make them readable for this user")
    if report["endpoint_free"] is False:
        add(False, f"{report['endpoint']} is in use", "a server may be running already; or pass --endpoint")
    if not report["numba_cache"]["writable"]:
        add(False, "compiled kernels cannot be kept", "set NUMBA_CACHE_DIR to a folder you may write")
    if report["accelerator"]["torch_cuda"] and not report["accelerator"]["cuda"]:
        add(False, "torch was built for CUDA but sees no device", "check the driver with nvidia-smi")
    return problems


def _print(report: dict[str, Any]) -> None:
    def line(name: str, value: object) -> None:
        print(f"  {name:<14}{value}")

    print(f"Nacre {report['nacre']}")
    line("python", f"{report['python']} on {report['platform']}")
    line("cores", report["cores"])
    line(
        "packages",
        ", ".join(f"{name} {version or 'MISSING'}" for name, version in report["packages"].items()),
    )
    line("optional", ", ".join(f"{name} {version or '-'}" for name, version in report["optional"].items()))
    for weight in report["weights"]:
        line("weights", f"{weight['file']} {weight['bytes'] / 1e6:.2f} MB sha256 {weight['sha256']}")
    if not report["weights"]:
        line("weights", "none")
    state = {True: "free", False: "in use", None: "not a TCP address"}[report["endpoint_free"]]
    line("endpoint", f"{report['endpoint']} is {state}")
    cache = report["numba_cache"]
    line("numba cache", f"{cache['kernels']} kernels, {'writable' if cache['writable'] else 'NOT writable'}")
    accelerator = report["accelerator"]
    line("GPU", accelerator["name"] or "none; Nacre runs on the CPU")
    line("TensorRT", "present" if accelerator["tensorrt"] else "not installed")
    runtime = report["runtime"]
    for number, kind in enumerate(dict.fromkeys(runtime["precision"].values())):
        alike = [name for name, own in runtime["precision"].items() if own == kind]
        line("" if number else "runtimes", f"{', '.join(alike)} in {kind}")
    for name, reason in runtime["unavailable"].items():
        line("", f"not {name}: {reason}")
    probe = report["probe"]
    line("probe", f"{probe['frame_ms']} ms to shade 640x360 (median of {probe['frames']})")
    for problem in report["problems"]:
        print(f"{'problem' if problem['fatal'] else 'note'}: {problem['problem']}", file=sys.stderr)
        print(f"  hint: {problem['hint']}", file=sys.stderr)

"""Selects the runtime that draws fastest on this machine by measuring, and keeps the choice with its reason."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from nacre import __version__
from nacre.atomic_write import atomic_write
from nacre.runtime.backends.cudagraph import CudaGraphRuntime
from nacre.runtime.backends.engine_cache import default_root
from nacre.runtime.backends.onnx import OnnxRuntime
from nacre.runtime.backends.tensorrt import TensorRtRuntime
from nacre.runtime.backends.tensorrt_log import version_here
from nacre.runtime.backends.torch import InductorRuntime, TorchRuntime, default_device
from nacre.runtime.device.pictures import picture_network, rays_of
from nacre.runtime.example_inputs import toy_tables
from nacre.runtime.interface import Compiled, Precision, Runtime, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import Network
from nacre.runtime.parity import compare
from nacre.runtime.precision import PrecisionChoice, precision_for
from nacre.world.atmosphere import Atmosphere
from nacre.world.grid import CHUNK_CELLS, WINDOW
from nacre.world.interface import Camera
from nacre.world.voxels.compose import ChunkVolume
from nacre.world.voxels.lanes import DISTANCE_SCALE
from nacre.world.voxels.march import march
from nacre.world.voxels.shader import Shader
from nacre.world.voxels.shading import Shading
from nacre.world.voxels.window import Window
from nacre.world.weights import WEIGHTS, load_into, load_tensors

NATIVE: Final = "native"  # the compiled kernels of nacre.world, a CPU's own way
NAMES: Final = (
    "native",
    "torch",
    "inductor",
    "onnxruntime",
    "onnxruntime-cuda",
    "cudagraph",
    "fused",
    "kernel",
    "tensorrt",
)
SIZE: Final = (320, 180)
RUNS: Final = 3
# Made within a second or two. The others take minutes to prepare: `nacre bench runtimes` measures them.
_QUICK: Final = {"cpu": ("native", "torch"), "cuda": ("torch", "cudagraph", "kernel")}


@dataclass(frozen=True)
class Choice:
    """What `auto` takes. ms: measured per picture of SIZE; reason in words; machine: what it is good for."""

    runtime: str
    reason: str
    ms: dict[str, float]
    machine: str


def machine() -> str:
    """What a measurement depends on."""
    device = default_device()
    gpu = torch.cuda.get_device_name(device) if device.type == "cuda" else "no GPU"
    return f"nacre {__version__}, torch {torch.__version__}, {platform.machine()} {os.cpu_count()} cores, {gpu}"


def make(name: str, device: torch.device | None = None) -> Runtime:
    """The runtime of this name, but for the native one; raises RuntimeUnavailable with the reason."""
    on = device or default_device()
    made: dict[str, Callable[[], Runtime]] = {
        "torch": lambda: TorchRuntime(on),
        "inductor": lambda: InductorRuntime(on),
        "onnxruntime": lambda: OnnxRuntime(torch.device("cpu")),
        "onnxruntime-cuda": lambda: OnnxRuntime(on if on.type == "cuda" else torch.device("cuda")),
        "cudagraph": lambda: CudaGraphRuntime(on),
        "fused": lambda: CudaGraphRuntime(on, "fused"),
        "kernel": lambda: CudaGraphRuntime(on, "kernel"),
        "tensorrt": lambda: TensorRtRuntime(device=on),
    }
    if name not in made:
        raise RuntimeUnavailable(f"there is no runtime {name!r}", f"choose one of {', '.join(NAMES)}, or auto")
    runtime = made[name]()
    runtime.available()
    return runtime


def unavailable() -> dict[str, str]:
    """Why each runtime that cannot work here cannot; the others are not named."""
    reasons = {}
    for name in NAMES[1:]:
        try:
            make(name)
        except RuntimeUnavailable as error:
            reasons[name] = str(error)
    return reasons


def serving_precision(name: str, device: torch.device) -> PrecisionChoice:
    """What a runtime computes in here when it plays, and why."""
    return precision_for(name, device, version_here())


def precisions() -> dict[str, str]:
    """What each runtime that can work here computes in and why, and TensorRT wherever it is installed."""
    missing, device = unavailable(), default_device()
    found = {name: serving_precision(name, device) for name in NAMES[1:] if name not in missing}
    if version_here() is not None:  # it is told without a GPU too: engines may be built elsewhere
        found["tensorrt"] = serving_precision("tensorrt", torch.device("cuda"))
    return {name: f"{what.precision}: {what.reason}" for name, what in found.items()}


def compile_checked(runtime: Runtime, network: Network, buckets: tuple[int, ...], precision: Precision) -> Compiled:
    """A compiled network that was compared with torch; raises RuntimeFailed when it disagrees."""
    if isinstance(runtime, TensorRtRuntime):
        return runtime.compile_network(network, buckets, precision)[0]
    compiled = runtime.compile(network.module, network.example, buckets, precision)
    if runtime.name == "torch" and precision is Precision.FP32:
        return compiled  # it would be compared with itself
    device = getattr(runtime, "device", torch.device("cpu"))
    verdict = compare(network, compiled, precision, (1,), device)
    if not verdict.passed:
        raise RuntimeFailed(f"{runtime.name} disagrees with torch by {verdict.max_abs_error:.3g}")
    return compiled


def measure_native(shader: Shader) -> float:
    """Milliseconds a picture of SIZE takes the kernels."""
    window, shading = toy_window(), Shading(shader)
    air = Atmosphere(12.0, "clear", 0.2, "")
    camera, rays, sun, vector = Camera((4.0, 7.0, 4.0), 0.4, -0.2), rays_of(SIZE), air.sun(), air.vector()
    buffer = np.empty((rays[1], rays[0], 20), np.float32)
    return _median(lambda: shading.shade(march(window, [], camera, sun, *rays, out=buffer), vector))


def measure(runtime: Runtime, shader: Shader) -> float:
    """Milliseconds a picture of SIZE takes a runtime, in the precision that it plays in; raises RuntimeFailed."""
    network = picture_network(shader, *rays_of(SIZE), 0)
    device = getattr(runtime, "device", torch.device("cpu"))
    compiled = compile_checked(runtime, network, (1,), serving_precision(runtime.name, device).precision)
    inputs = tuple(network.example.rows(1).to(device).inputs.values())

    def run() -> None:
        compiled(*inputs)
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    return _median(run)


def _median(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def toy_window() -> Window:
    """The hills of `toy_tables` as the kernels read them."""
    tables = {name: tensor[0].numpy() for name, tensor in toy_tables(1).items()}
    window = Window()
    n, half = CHUNK_CELLS, WINDOW // 2
    colour = tables["colour"]
    parts = [(colour >> shift) & 255 for shift in (0, 8, 16)] + [np.zeros_like(colour)]
    painted = np.stack(parts, -1).astype(np.uint8).transpose(1, 2, 0, 3)
    distance = np.round(tables["distance"].transpose(1, 2, 0) / DISTANCE_SCALE).astype(np.int16)
    side = len(tables["glow"])
    for iz in range(-half, half + 1):
        for ix in range(-half, half + 1):
            z, x = (slice(i % WINDOW * n, i % WINDOW * n + n) for i in (iz, ix))
            gz, gx = (slice(i % WINDOW * side, i % WINDOW * side + side) for i in (iz, ix))
            water, height = (tables[name][z, x].copy() for name in ("water", "height"))
            glow = tables["glow"][:, gz, gx].copy()
            window.put(ix, iz, ChunkVolume(distance[z, x].copy(), painted[z, x].copy(), water, height, glow))
    return window


def choose(measured: dict[str, float] | None = None) -> Choice:
    """The fastest. measured: milliseconds that are known; None measures what is quickly made."""
    device = default_device()
    if measured is None:
        shader = Shader()
        load_into(shader, load_tensors(WEIGHTS / "shader.safetensors"), "shader.safetensors")
        measured, failed = {}, {}
        for name in _QUICK[device.type]:
            try:
                measured[name] = measure_native(shader) if name == NATIVE else measure(make(name), shader)
            except (RuntimeUnavailable, RuntimeFailed) as error:
                failed[name] = str(error)
        if not measured:
            return Choice(NATIVE, "; ".join(failed.values()), {}, machine())
    best = min(measured, key=lambda name: measured[name])
    others = ", ".join(f"{name} {ms:.1f}" for name, ms in sorted(measured.items(), key=lambda p: p[1]) if name != best)
    width, height = SIZE
    reason = f"{measured[best]:.1f} ms for {width}x{height}" + (f", against {others}" if others else "")
    return Choice(best, reason, {name: round(ms, 2) for name, ms in measured.items()}, machine())


def _file() -> Path:
    return default_root().parent / "runtime.json"


def remember(choice: Choice) -> None:
    """Keep a choice for this machine; where nothing can be written, nothing is kept."""
    path = _file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, json.dumps(asdict(choice), indent=2) + "\n")
    except OSError:
        return


def remembered() -> Choice | None:
    """The kept choice, when it was made on this machine with these versions."""
    try:
        found: dict[str, Any] = json.loads(_file().read_text("utf-8"))
        choice = Choice(**found)
    except (OSError, ValueError, TypeError):
        return None
    return choice if choice.machine == machine() and choice.runtime in NAMES else None


def automatic() -> Choice:
    """What `auto` means here: the kept choice, or a quick measurement that is then kept."""
    choice = remembered()
    if choice is None:
        choice = choose()
        remember(choice)
    return choice

"""The runtimes by name: which can work on this machine, why the others cannot, and what each computes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import torch

from nacre.runtime.backends.cudagraph import CudaGraphRuntime
from nacre.runtime.backends.onnx import OnnxRuntime
from nacre.runtime.backends.tensorrt import TensorRtRuntime
from nacre.runtime.backends.tensorrt_log import version_here
from nacre.runtime.backends.torch import InductorRuntime, TorchRuntime, default_device
from nacre.runtime.interface import Runtime, RuntimeUnavailable
from nacre.runtime.precision import PrecisionChoice, precision_for

NAMES: Final = ("torch", "inductor", "onnxruntime", "onnxruntime-cuda", "cudagraph", "tensorrt")


def make(name: str, device: torch.device | None = None) -> Runtime:
    """The runtime of this name; raises RuntimeUnavailable with the reason."""
    on = device or default_device()
    made: dict[str, Callable[[], Runtime]] = {
        "torch": lambda: TorchRuntime(on),
        "inductor": lambda: InductorRuntime(on),
        "onnxruntime": lambda: OnnxRuntime(torch.device("cpu")),
        "onnxruntime-cuda": lambda: OnnxRuntime(on if on.type == "cuda" else torch.device("cuda")),
        "cudagraph": lambda: CudaGraphRuntime(on),
        "tensorrt": lambda: TensorRtRuntime(device=on),
    }
    if name not in made:
        raise RuntimeUnavailable(f"there is no runtime {name!r}", f"choose one of {', '.join(NAMES)}")
    runtime = made[name]()
    runtime.available()
    return runtime


def unavailable() -> dict[str, str]:
    """Why each runtime that cannot work here cannot; the others are not named."""
    reasons = {}
    for name in NAMES:
        try:
            make(name)
        except RuntimeUnavailable as error:
            reasons[name] = str(error)
    return reasons


def serving_precision(name: str, device: torch.device) -> PrecisionChoice:
    """What a runtime computes in here, and why."""
    return precision_for(name, device, version_here())


def precisions() -> dict[str, str]:
    """What each runtime that can work here computes in and why, and TensorRT wherever it is installed."""
    missing, device = unavailable(), default_device()
    found = {name: serving_precision(name, device) for name in NAMES if name not in missing}
    if version_here() is not None:  # it is told without a GPU too: engines may be built elsewhere
        found["tensorrt"] = serving_precision("tensorrt", torch.device("cuda"))
    return {name: f"{what.precision}: {what.reason}" for name, what in found.items()}

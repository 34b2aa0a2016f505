"""Loads Pearl for the server with a named runtime, and falls back to the next runtime when one fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

import torch

from nacre.runtime.backends.torch import default_device
from nacre.runtime.device.device_pearl import Compile, DeviceConfig, DevicePearl
from nacre.runtime.interface import Compiled, Precision, Runtime, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import Network
from nacre.runtime.select import NAMES, NATIVE, automatic, compile_checked, make, serving_precision
from nacre.world.dynamics.network import Dynamics
from nacre.world.interface import WorldModel
from nacre.world.layout.generator import Generator
from nacre.world.pearl import Pearl
from nacre.world.voxels.shader import Shader
from nacre.world.voxels.shapes import ShapeLibrary
from nacre.world.weights import WEIGHTS, load_into, load_tensors

log = logging.getLogger(__name__)

RUNTIMES: Final = ("auto", *NAMES)
# Which runtime is tried next when one, or one network in it, fails; torch always works.
NEXT: Final = {
    "tensorrt": "kernel",
    "kernel": "fused",
    "fused": "cudagraph",
    "cudagraph": "torch",
    "onnxruntime-cuda": "torch",
    "onnxruntime": "torch",
}
GPU_PAGES: Final = 128  # worlds on a card: 5 GB of tables in half precision
CPU_PAGES: Final = 8


def config_for(device: torch.device) -> DeviceConfig:
    """How much of Pearl a device holds: many worlds on a GPU, few on a CPU."""
    if device.type == "cuda":
        return DeviceConfig(device, GPU_PAGES, half_tables=True)
    return DeviceConfig(device, CPU_PAGES, poses=192, buckets=(1, 2, 4, 8))


class FallbackCompiler:
    """Compiles a network with one runtime, or with the next of NEXT when that fails; logs each fallback as an error."""

    def __init__(self, name: str, device: torch.device, precision: Precision | None = None) -> None:
        """precision: for every runtime; None lets `precision_for` decide for each."""
        self._device, self._precision = device, precision
        self.runtime = self._first(name)
        self.used: dict[str, str] = {}
        self.precisions: dict[str, Precision] = {}

    def _first(self, name: str) -> Runtime:
        while True:
            try:
                return make(name, self._device)
            except RuntimeUnavailable as error:
                following = NEXT.get(name)
                if following is None:
                    raise
                log.error("%s cannot run here: %s; %s takes over", name, error, following)
                name = following

    def __call__(self, network: Network, buckets: Sequence[int]) -> Compiled:
        """A network that agrees with torch; raises RuntimeFailed when none does."""
        runtime = self.runtime
        while True:
            precision = self._precision or serving_precision(runtime.name, self._device).precision
            try:
                compiled = compile_checked(runtime, network, tuple(buckets), precision)
                self.used[network.name], self.precisions[network.name] = runtime.name, precision
                return compiled
            except RuntimeFailed as error:
                following = NEXT.get(runtime.name)
                if following is None:
                    raise
                log.error("%s: %s failed: %s; %s takes over", network.name, runtime.name, error, following)
                runtime = self._first(following)


def load_device_pearl(compile_: Compile, config: DeviceConfig) -> DevicePearl:
    """From the shipped weights; raises WeightsError."""
    shader = Shader()
    load_into(shader, load_tensors(WEIGHTS / "shader.safetensors"), "shader.safetensors")
    return DevicePearl(Generator.load(), ShapeLibrary.load(), Dynamics.load(), shader, compile_, config)


def load(runtime: str) -> WorldModel:
    """Pearl, loaded and warm; raises RuntimeUnavailable when the runtime that was named cannot work here."""
    if runtime == "auto":
        choice = automatic()
        log.info("runtime %s: %s", choice.runtime, choice.reason)
        runtime = choice.runtime
    if runtime == NATIVE:
        return Pearl.for_serving()
    device = torch.device("cpu") if runtime == "onnxruntime" else default_device()
    model = load_device_pearl(FallbackCompiler(runtime, device), config_for(device))
    model.warm()
    return model


def _loader(runtime: str) -> Callable[[], WorldModel]:
    return lambda: load(runtime)


class _Pearl:
    """One attribute per runtime: `nacre serve` names a model as package.module:attribute."""

    def __getattr__(self, name: str) -> Callable[[], WorldModel]:
        runtime = name.replace("_", "-")
        if runtime not in RUNTIMES:
            raise AttributeError(name)
        return _loader(runtime)


pearl = _Pearl()


def path_of(runtime: str) -> str:
    """The model path for a runtime, as the server's configuration takes it."""
    return f"nacre.runtime.serving:pearl.{runtime.replace('-', '_')}"

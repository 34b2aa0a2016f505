"""Networks in torch itself: as they are, or compiled by inductor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from nacre.runtime.interface import (
    BUCKETS,
    Bucketed,
    Compiled,
    Example,
    Precision,
    RuntimeFailed,
    RuntimeUnavailable,
)
from nacre.runtime.precision import lowered


def default_device() -> torch.device:
    """The first GPU, or the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def as_tuple(out: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """A module's answer as a tuple."""
    return out if isinstance(out, tuple) else (out,)


class TorchRuntime:
    """Eager torch: no preparation, any batch as it is; what every other runtime is compared with."""

    name = "torch"

    def __init__(self, device: torch.device | None = None) -> None:
        self.device = device or default_device()

    def available(self) -> None:
        """See Runtime."""

    def compile(
        self,
        module: nn.Module,
        example: Example,
        buckets: Sequence[int] = BUCKETS,
        precision: Precision = Precision.FP32,
    ) -> Compiled:
        """See Runtime; the buckets do not matter here."""
        return _Eager(lowered(module, precision, example.islands).to(self.device))


class _Eager:
    def __init__(self, module: nn.Module) -> None:
        self._module = module

    def __call__(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        with torch.inference_mode():
            return as_tuple(self._module(*inputs))


class InductorRuntime(TorchRuntime):
    """torch.compile: kernels fused for one shape each, so every bucket is compiled, when it is first met."""

    name = "inductor"

    def available(self) -> None:
        """See Runtime."""
        if self.device.type == "cpu" and shutil.which(os.environ.get("CXX", "g++")) is None:
            raise RuntimeUnavailable("inductor finds no C++ compiler", "install g++, or set CXX")

    def compile(
        self,
        module: nn.Module,
        example: Example,
        buckets: Sequence[int] = BUCKETS,
        precision: Precision = Precision.FP32,
    ) -> Compiled:
        """See Runtime."""
        self.available()
        return _Fused(lowered(module, precision, example.islands).to(self.device), example, buckets)


class _Fused(Bucketed):
    def __init__(self, module: nn.Module, example: Example, buckets: Sequence[int]) -> None:
        super().__init__(example, buckets)
        self._module = module
        self._compiled: dict[int, nn.Module] = {}

    def run(self, bucket: int, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        if bucket not in self._compiled:
            # one compilation each: dynamic shapes would give up the fusion this is for
            self._compiled[bucket] = torch.compile(self._module, dynamic=False, fullgraph=True)  # type: ignore[assignment]
        with torch.inference_mode():
            try:
                return as_tuple(self._compiled[bucket](*inputs))
            except torch._dynamo.exc.TorchDynamoException as error:
                raise RuntimeFailed(f"inductor: {error}") from error

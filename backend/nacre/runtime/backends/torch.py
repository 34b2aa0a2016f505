"""Networks in torch itself: as they are, or compiled by inductor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from typing import Any, Final

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
    as_tuple,
)
from nacre.runtime.precision import lowered

VARIANTS: Final = 256  # of one function: types, strides, sizes of one; torch gives up after eight, with an error


def default_device() -> torch.device:
    """The first GPU, or the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def compiler(work: Callable[..., Any]) -> Callable[..., Any]:
    """torch.compile; from the third batch or size on, kernels for any: a player must not wait for a compiler."""
    from torch._dynamo import config

    config.recompile_limit = config.accumulated_recompile_limit = VARIANTS
    compiled: Callable[..., Any] = torch.compile(work, fullgraph=True)
    return compiled


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
    """torch.compile: fused kernels, compiled when a shape is first met."""

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
        return _Fused(compiler(lowered(module, precision, example.islands).to(self.device)), example, buckets)


class _Fused(Bucketed):
    def __init__(self, work: Callable[..., Any], example: Example, buckets: Sequence[int]) -> None:
        super().__init__(example, buckets)
        self._work = work

    def run(self, bucket: int, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        with torch.inference_mode():
            try:
                return as_tuple(self._work(*inputs))
            except torch._dynamo.exc.TorchDynamoException as error:
                raise RuntimeFailed(f"inductor: {error}") from error

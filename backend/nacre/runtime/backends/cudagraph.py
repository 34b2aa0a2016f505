"""Torch modules recorded once per batch bucket and replayed: a frame costs one launch instead of thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from nacre.runtime.backends.torch import default_device
from nacre.runtime.device.streams import Queue, queue_for
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


class CudaGraphRuntime:
    """CUDA graphs of torch modules. Inputs that are not batched are read where they lie: tables may change, not move.

    On a CPU the same buffers are filled and the module is run again: nothing gained, everything tested.
    """

    name = "cudagraph"

    def __init__(self, device: torch.device | None = None) -> None:
        self.device = device or default_device()

    def available(self) -> None:
        """See Runtime."""
        if self.device.type != "cuda":
            raise RuntimeUnavailable("CUDA graphs need an NVIDIA GPU that torch sees", "check the driver: nvidia-smi")

    def compile(
        self,
        module: nn.Module,
        example: Example,
        buckets: Sequence[int] = BUCKETS,
        precision: Precision = Precision.FP32,
    ) -> Compiled:
        """See Runtime."""
        low = lowered(module, precision, example.islands).to(self.device)
        return _Recorded(low, example, buckets, queue_for(self.device))


@dataclass
class _Recording:
    """One recording: the buffers it reads, what it writes, and how to do it again."""

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    replay: Callable[[], None]


class _Recorded(Bucketed):
    MOST = 64  # recordings kept; each holds its own intermediate memory

    def __init__(
        self, module: Callable[..., Tensor | tuple[Tensor, ...]], example: Example, buckets: Sequence[int], queue: Queue
    ) -> None:
        super().__init__(example, buckets)
        self._module, self._queue = module, queue
        self._recordings: dict[tuple[object, ...], _Recording] = {}

    def run(self, bucket: int, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """See Bucketed. The outputs are this recording's own buffers."""
        key = tuple(
            (tuple(tensor.shape), tensor.dtype, None if batched else tensor.data_ptr())
            for tensor, batched in zip(inputs, self._batched, strict=True)
        )
        take = self._recordings.get(key)
        if take is None:
            take = self._recordings[key] = self._record(inputs)
            while len(self._recordings) > self.MOST:
                self._recordings.pop(next(iter(self._recordings)))
        self._queue.enter()
        with torch.inference_mode(), self._queue.use():
            for mine, given, batched in zip(take.inputs, inputs, self._batched, strict=True):
                if batched:
                    mine.copy_(given, non_blocking=True)
        take.replay()
        self._queue.leave()
        return take.outputs

    def _record(self, inputs: tuple[Tensor, ...]) -> _Recording:
        with torch.inference_mode():
            mine = tuple(
                tensor.clone() if batched else tensor for tensor, batched in zip(inputs, self._batched, strict=True)
            )
            outputs: list[Tensor] = []

            def work() -> None:
                with torch.inference_mode():
                    found = as_tuple(self._module(*mine))
                    if outputs and self._queue.handle == 0:  # no graph keeps the addresses: put the result where it was
                        for old, new in zip(outputs, found, strict=True):
                            old.copy_(new)
                    else:
                        outputs[:] = found

            try:
                replay = self._queue.record(work)
            except torch.cuda.OutOfMemoryError:  # a smaller bucket may fit: not the runtime's fault
                raise
            except RuntimeError as error:
                raise RuntimeFailed(f"the network cannot be captured: {error}") from error
        return _Recording(mine, tuple(outputs), replay)

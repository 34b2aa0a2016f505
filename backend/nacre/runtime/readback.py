"""Pictures from the device to the host while the next ones are drawn: pinned buffers, two of each shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import torch
from numpy.typing import NDArray
from torch import Tensor

DEPTH: Final = 2  # sets of buffers per shape: one is being filled while the other is being read


@dataclass
class _Buffers:
    tensors: tuple[Tensor, ...]
    staged: tuple[Tensor, ...]  # on the device: what was drawn into is free for the next batch at once
    event: torch.cuda.Event | None
    busy: bool = False


@dataclass
class Ticket:
    """Pictures on their way."""

    buffers: _Buffers
    rows: int
    arrays: tuple[NDArray[Any], ...] | None = field(default=None)

    def wait(self) -> tuple[NDArray[Any], ...]:
        """The arrays, own copies; the first call gives the buffers back for use."""
        if self.arrays is None:
            if self.buffers.event is not None:
                self.buffers.event.synchronize()
            self.arrays = tuple(tensor[: self.rows].numpy().copy() for tensor in self.buffers.tensors)
            self.buffers.busy = False
        return self.arrays


class Readback:
    """Copies results off a device without stopping it. One thread."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._sets: dict[tuple[object, ...], list[_Buffers]] = {}
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" else None

    def begin(self, tensors: tuple[Tensor, ...]) -> Ticket:
        """Start copying; the tensors may be overwritten by work that is asked for after this returns.

        Raises RuntimeError when DEPTH tickets of this shape are still waiting to be taken.
        """
        key = tuple((tuple(t.shape), t.dtype) for t in tensors)
        ring = self._sets.setdefault(key, [])
        buffers = next((b for b in ring if not b.busy), None)
        if buffers is None:
            if len(ring) == DEPTH:
                raise RuntimeError("take the pictures of before first")
            buffers = self._make(tensors)
            ring.append(buffers)
        buffers.busy = True
        self._copy(tensors, buffers)
        return Ticket(buffers, len(tensors[0]))

    def _make(self, tensors: tuple[Tensor, ...]) -> _Buffers:
        pinned = self._stream is not None
        with torch.inference_mode(False):
            host = tuple(torch.empty(t.shape, dtype=t.dtype, pin_memory=pinned) for t in tensors)
            staged = tuple(torch.empty_like(t) for t in tensors) if pinned else ()
        return _Buffers(host, staged, torch.cuda.Event() if pinned else None)

    def _copy(self, tensors: tuple[Tensor, ...], buffers: _Buffers) -> None:
        if self._stream is None or buffers.event is None:
            for host, tensor in zip(buffers.tensors, tensors, strict=True):
                host.copy_(tensor)
            return
        for staged, tensor in zip(buffers.staged, tensors, strict=True):
            staged.copy_(tensor)  # microseconds on the device; the way to the host takes milliseconds
        self._stream.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(self._stream):
            for host, staged in zip(buffers.tensors, buffers.staged, strict=True):
                host.copy_(staged, non_blocking=True)
            buffers.event.record(self._stream)

"""Copies pictures from the device to the host while the next are drawn: pinned buffers, two of each shape."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.runtime.device.streams import Event, Queue, queue_for

DEPTH: Final = 2  # sets of buffers per shape: one is being filled while the other is being read


@dataclass(eq=False)
class _Buffers:
    host: tuple[Tensor, ...]
    staged: tuple[Tensor, ...]  # on the device: what was drawn into is free for the next batch at once


@dataclass
class Transfer:
    """One copy that was begun."""

    buffers: _Buffers
    end: Event
    arrays: tuple[NDArray[Any], ...] | None = field(default=None)

    @property
    def ready(self) -> bool:
        """Whether `wait` would return at once."""
        return self.arrays is not None or self.end.query()

    def wait(self) -> tuple[NDArray[Any], ...]:
        """The arrays, own copies: the buffers are free for others from then on."""
        if self.arrays is None:
            self.end.synchronize()
            self.arrays = tuple(tensor.numpy().copy() for tensor in self.buffers.host)
        return self.arrays


class Readback:
    """Copies results off a device without stopping it. One thread."""

    def __init__(self, device: torch.device, queue: Queue | None = None) -> None:
        """queue: what copies, beside the queue that draws."""
        self._queue = queue or queue_for(device)
        self._pinned = device.type == "cuda"
        self._given: dict[tuple[object, ...], deque[Transfer]] = {}

    def begin(self, tensors: tuple[Tensor, ...]) -> Transfer:
        """Start copying; the tensors may be overwritten by work that is asked for after this returns.

        When DEPTH transfers of this shape are still out, waits for the oldest; its pictures stay with it.
        """
        given = self._given.setdefault(tuple((tuple(t.shape), t.dtype) for t in tensors), deque())
        if len(given) < DEPTH:
            buffers = self._make(tensors)
        else:
            oldest = given.popleft()
            oldest.wait()
            buffers = oldest.buffers
        for staged, tensor in zip(buffers.staged, tensors, strict=True):
            staged.copy_(tensor)  # microseconds on the device; the way to the host takes milliseconds

        def copy() -> None:
            for host, staged in zip(buffers.host, buffers.staged, strict=True):
                host.copy_(staged, non_blocking=True)

        transfer = Transfer(buffers, self._queue.later(copy))
        given.append(transfer)
        return transfer

    def _make(self, tensors: tuple[Tensor, ...]) -> _Buffers:
        with torch.inference_mode(False):
            host = tuple(torch.empty(t.shape, dtype=t.dtype, pin_memory=self._pinned) for t in tensors)
            return _Buffers(host, tuple(torch.empty_like(t) for t in tensors))

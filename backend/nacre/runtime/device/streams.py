"""CUDA streams and graphs behind one interface, with an inline stand-in for a CPU."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import torch


class Event(Protocol):
    """A point in a queue's work. `torch.cuda.Event` is one."""

    def query(self) -> bool:
        """Whether all before it is done."""
        ...

    def synchronize(self) -> None:
        """Wait until it is."""
        ...


class PassedEvent:
    """An event that has already happened."""

    def query(self) -> bool:
        """See Event."""
        return True

    def synchronize(self) -> None:
        """See Event."""


class Queue(Protocol):
    """Where a compiled network runs. One thread uses it."""

    handle: int

    def use(self) -> AbstractContextManager[None]:
        """Torch's work within goes to this queue."""
        ...

    def enter(self) -> None:
        """Later work here waits for what the caller has asked for so far."""
        ...

    def leave(self) -> None:
        """The caller's later work waits for what was asked for here."""
        ...

    def synchronize(self) -> None:
        """Wait until everything here is done."""
        ...

    def later(self, work: Callable[[], None]) -> Event:
        """Work to be done after all the caller has asked for so far, while the caller goes on; the event is its end."""
        ...

    def record(self, work: Callable[[], None]) -> Callable[[], None]:
        """Work that can be done again: same shapes, same addresses. It has run at least once when this returns."""
        ...


class CudaQueue:
    """A CUDA stream of its own; recorded work is a CUDA graph."""

    WARM_UP = 2  # runs before capture: libraries set themselves up lazily, which a capture does not survive

    def __init__(self, device: torch.device) -> None:
        self.stream = torch.cuda.Stream(device)
        self.handle = int(self.stream.cuda_stream)

    @contextlib.contextmanager
    def use(self) -> Iterator[None]:
        """See Queue."""
        with torch.cuda.stream(self.stream):
            yield

    def enter(self) -> None:
        """See Queue."""
        self.stream.wait_stream(torch.cuda.current_stream(self.stream.device))

    def leave(self) -> None:
        """See Queue."""
        torch.cuda.current_stream(self.stream.device).wait_stream(self.stream)

    def synchronize(self) -> None:
        """See Queue."""
        self.stream.synchronize()

    def later(self, work: Callable[[], None]) -> Event:
        """See Queue."""
        self.enter()
        with self.use():
            work()
        end = torch.cuda.Event()
        end.record(self.stream)
        return end

    def record(self, work: Callable[[], None]) -> Callable[[], None]:
        """See Queue."""
        self.enter()
        with self.use():
            for _ in range(self.WARM_UP):
                work()
        self.synchronize()
        graph = torch.cuda.CUDAGraph()
        # "global", torch's default, makes other threads' work on their default streams fail during a capture
        with torch.cuda.graph(graph, stream=self.stream, capture_error_mode="thread_local"):
            work()

        def replay() -> None:
            with self.use():
                graph.replay()

        return replay


class InlineQueue:
    """A CPU: work is done when it is asked for, and recorded work is simply done again."""

    handle = 0

    @contextlib.contextmanager
    def use(self) -> Iterator[None]:
        """See Queue."""
        yield

    def enter(self) -> None:
        """See Queue."""

    def leave(self) -> None:
        """See Queue."""

    def synchronize(self) -> None:
        """See Queue."""

    def later(self, work: Callable[[], None]) -> Event:
        """See Queue."""
        work()
        return PassedEvent()

    def record(self, work: Callable[[], None]) -> Callable[[], None]:
        """See Queue."""
        work()
        return work


def queue_for(device: torch.device) -> Queue:
    """A new queue on a device."""
    return CudaQueue(device) if device.type == "cuda" else InlineQueue()

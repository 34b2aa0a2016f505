"""Delivers the pictures of one batch while the device draws the next: a queue between the engine and the model."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, runtime_checkable

from nacre.world.interface import Camera, Rendered, WorldModel
from nacre.world.state import WorldState

DEPTH: Final = 1  # batches left on the device while the next is submitted: more would only add latency

Give = Callable[[list[Rendered]], None]
Fail = Callable[[Exception], None]


@runtime_checkable
class PipelinedModel(Protocol):
    """A model whose `render` comes in two halves."""

    def submit(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> Any:
        """Ask for pictures; returns before they are there, with something that has `ready`."""
        ...

    def collect(self, pending: Any) -> list[Rendered]:
        """The pictures; waits for them."""
        ...


class FramePipeline:
    """Submits batches to a model and delivers their pictures in the order submitted. One thread.

    A model that draws on the processor has its pictures ready when it is asked, and gives them at once; so does a
    model without `submit`. The caller treats all kinds the same.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[PipelinedModel, Any, Give, Fail]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def submit(
        self,
        model: WorldModel,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
        give: Give,
        fail: Fail,
    ) -> None:
        """As `render`; `give` is called with the pictures, now or within a later `submit` or `deliver`.

        Raises what drawing raises, before anything is on its way; what only shows while waiting goes to `fail`.
        """
        if not isinstance(model, PipelinedModel):
            give(model.render(states, cameras, size, blend))
            return
        self._waiting.append((model, model.submit(states, cameras, size, blend), give, fail))
        self.deliver(DEPTH)
        self.deliver(wait=False)

    def deliver(self, keep: int = 0, wait: bool = True) -> None:
        """Deliver all but the latest `keep` batches; wait=False stops at the first that is not ready."""
        while len(self._waiting) > keep:
            model, pending, give, fail = self._waiting[0]
            if not wait and not pending.ready:
                return
            self._waiting.popleft()
            try:
                pictures = model.collect(pending)
            except Exception as error:
                fail(error)
            else:
                give(pictures)

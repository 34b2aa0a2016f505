"""Pictures of one batch handed over while the next is drawn, for whoever draws in turns."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, runtime_checkable

from nacre.world.interface import Camera, Rendered, WorldModel
from nacre.world.state import WorldState

DEPTH: Final = 1  # batches left on their way while the next is asked for: more would only add latency

Give = Callable[[list[Rendered]], None]
Fail = Callable[[Exception], None]


@runtime_checkable
class Submitting(Protocol):
    """A model whose `render` comes in two halves, such as `DevicePearl`."""

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


class Ahead:
    """Asks for pictures and gives them away in the order they were asked for. One thread.

    A model that only renders gives its pictures at once: the caller need not know which kind it has.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[Submitting, Any, Give, Fail]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def ask(
        self,
        model: WorldModel,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
        give: Give,
        fail: Fail,
    ) -> None:
        """As `render`; `give` is called with the pictures, now or within a later `ask` or `give_away`.

        Raises what drawing raises, before anything is on its way; what only shows while waiting goes to `fail`.
        """
        if not isinstance(model, Submitting):
            give(model.render(states, cameras, size, blend))
            return
        self._waiting.append((model, model.submit(states, cameras, size, blend), give, fail))
        self.give_away(DEPTH)

    def give_away(self, keep: int = 0, wait: bool = True) -> None:
        """Hand over all but the latest `keep` batches; wait=False stops at the first that is not there yet."""
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

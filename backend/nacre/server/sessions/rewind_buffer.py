"""The rewind buffer: copies of a world's state, one a second."""

from __future__ import annotations

from collections import deque
from typing import Final

from nacre.protocol.definition import REWIND_SECONDS
from nacre.world.grid import TICK
from nacre.world.state import WorldState

EVERY: Final = round(1.0 / TICK)  # ticks
# Two more than asked for: the oldest may be just about to fall off, and the newest just made.
CAPACITY: Final = round(REWIND_SECONDS) + 2


class RewindBuffer:
    """A ring of states at whole seconds of world time; a state is about 60 KB. Engine thread only."""

    def __init__(self) -> None:
        self._states: deque[tuple[int, WorldState]] = deque(maxlen=CAPACITY)

    def record(self, tick: int, state: WorldState) -> None:
        """Keep a copy of the state when this tick is a whole second of world time."""
        if tick % EVERY == 0 or not self._states:
            self._states.append((tick, state.copy()))

    def state_before(self, tick: int, seconds: float) -> tuple[int, WorldState] | None:
        """The newest state at least `seconds` before `tick`, else the oldest; None when there is none before it.

        Returns its tick and a copy, and drops what came after it: a rewound world has another future.
        """
        before = [(at, state) for at, state in self._states if at < tick]
        if not before:
            return None
        wanted = tick - round(seconds / TICK)
        at, state = next((pair for pair in reversed(before) if pair[0] <= wanted), before[0])
        self.truncate(at)
        return at, state.copy()

    def truncate(self, tick: int) -> None:
        """Drop every state after this tick."""
        while self._states and self._states[-1][0] > tick:
            self._states.pop()

    def clear(self) -> None:
        """Drop every state."""
        self._states.clear()

    def __len__(self) -> int:
        return len(self._states)

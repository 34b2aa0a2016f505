"""The rewind buffer: copies of a world's state, of every tick lately and of every second before."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from nacre.protocol.definition import REWIND_SECONDS
from nacre.world.grid import TICK
from nacre.world.state import WorldState

EVERY: Final = round(1.0 / TICK)  # ticks
# Two more than asked for: the oldest may be just about to fall off, and the newest just made.
CAPACITY: Final = round(REWIND_SECONDS) + 2
RECENT: Final = 2 * EVERY  # ticks of which every one is kept: a short rewind goes back as far as was asked


class RewindBuffer:
    """Rings of states, at whole seconds of world time and of the last ticks; a state is about 60 KB. Engine thread
    only.
    """

    def __init__(self) -> None:
        self._seconds: deque[tuple[int, WorldState]] = deque(maxlen=CAPACITY)
        self._recent: deque[tuple[int, WorldState]] = deque(maxlen=RECENT)

    def record(self, tick: int, state: WorldState) -> None:
        """Keep a copy of the state at this tick."""
        kept = (tick, state.copy())
        self._recent.append(kept)
        if tick % EVERY == 0 or not self._seconds:
            self._seconds.append(kept)

    def state_before(self, tick: int, seconds: float) -> tuple[int, WorldState] | None:
        """The oldest state at most `seconds` before `tick`; None when there is none before it.

        Returns its tick and a copy, and drops what came after it: a rewound world has another future.
        """
        wanted = tick - math.floor(seconds / TICK + 1e-6)
        found = [pair for pair in (*self._seconds, *self._recent) if wanted <= pair[0] < tick]
        if not found:
            return None
        at, state = min(found, key=lambda pair: pair[0])
        self.truncate(at)
        return at, state.copy()

    def truncate(self, tick: int) -> None:
        """Drop every state after this tick."""
        for states in (self._seconds, self._recent):
            while states and states[-1][0] > tick:
                states.pop()

    def clear(self) -> None:
        """Drop every state."""
        self._seconds.clear()
        self._recent.clear()

    def __len__(self) -> int:
        return len(self._seconds)

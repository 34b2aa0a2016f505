"""Shares the engine's thread between the world that is being made and the worlds that are played meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

SHARE: Final = 0.5  # of the time that goes to those who play
LONGEST: Final = 0.1  # seconds that they wait for a turn at most, and the slices of what is made come on top


class ClientLeft(Exception):
    """Raised out of a progress callback: nobody waits for this work any more, because its client left or the server
    stops."""


class Turns:
    """Lets those who play have their turn between slices of work, and the work as much time as they took.

    Where a picture costs more than the time from one to the next, one is always due: without this the work would get
    one slice of a few milliseconds for each, and a world would take a minute. clock in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._next = clock()

    def give(self, play: Callable[[], object]) -> bool:
        """Call `play`, unless the work has not had its share since the last time; whether it was called."""
        began = self._clock()
        if began < self._next:
            return False
        play()
        ended = self._clock()
        self._next = ended + min(LONGEST, (ended - began) * (1.0 - SHARE) / SHARE)
        return True

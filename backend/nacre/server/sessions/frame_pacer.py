"""When a session's next tick and next frame are due."""

from __future__ import annotations

from typing import Final

from nacre.world.grid import TICK

# Ticks caught up after a hitch; beyond that the world runs late rather than spiralling.
MOST_TICKS: Final = 5


class Pace:
    """When a session's next tick and frame are due. Monotonic seconds; engine thread only."""

    def __init__(self, fps: float) -> None:
        self.interval = 1.0 / fps
        self.due = 0.0
        self._late = 0.0
        self._last: float | None = None

    def stop(self) -> None:
        """The world stands still from now."""
        self._last = None

    def start(self, now: float) -> None:
        """The world goes on; does nothing while it is going."""
        if self._last is None:
            self._last, self.due = now, now

    @property
    def next_tick(self) -> float:
        """When the next tick is due."""
        return (self._last or 0.0) + TICK - self._late

    def ticks(self, now: float) -> int:
        """Ticks due now, at most MOST_TICKS: time beyond them is let go."""
        if self._last is None:
            return 0
        self._late += now - self._last
        self._last = now
        count = int(self._late / TICK + 1e-9)
        if count > MOST_TICKS:
            self._late = MOST_TICKS * TICK
            count = MOST_TICKS
        self._late = max(0.0, self._late - count * TICK)
        return count

    @property
    def blend(self) -> float:
        """How far between the previous tick (0) and the newest (1) the world is."""
        return min(1.0, self._late / TICK)

    def drawn(self, now: float) -> int:
        """A frame is drawn now; how many due ones were missed before it."""
        missed = max(0, int((now - self.due) / self.interval))
        # When late, the next one is due at once: a slow model still gives all the frames it can.
        self.due = max(now, self.due + self.interval)
        return missed

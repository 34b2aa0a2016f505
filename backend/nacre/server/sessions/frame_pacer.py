"""Computes when the next tick and the next frame of a session are due."""

from __future__ import annotations

from typing import Final

from nacre.world.grid import TICK

# Ticks caught up after a hitch; beyond that the world runs late rather than spiralling.
MAX_CATCH_UP_TICKS: Final = 5


class FramePacer:
    """When a session's next tick and frame are due. Monotonic seconds; engine thread only."""

    def __init__(self, fps: float) -> None:
        self.interval = 1.0 / fps
        self.due = 0.0
        self._late = 0.0
        self._held = 0.0
        self._last: float | None = None

    def stop(self, now: float) -> int:
        """Stop the clock of this world; how many frames were due and missed until then, 0 where it stood already."""
        missed = 0 if self._last is None else self.missed(now)
        self._last = None
        return missed

    def start(self, now: float) -> None:
        """Start the clock of this world; does nothing while it runs."""
        if self._last is None:
            self._last, self.due = now, now

    def hold(self, now: float) -> None:
        """Note that nothing can be drawn for want of room: having waited for that gives no precedence over others."""
        self._held = now

    @property
    def urgency(self) -> float:
        """Since when a frame is due that could be drawn; the least goes first."""
        return max(self.due, self._held)

    @property
    def next_tick(self) -> float:
        """When the next tick is due."""
        return (self._last or 0.0) + TICK - self._late

    def ticks(self, now: float) -> int:
        """Ticks due now, at most MAX_CATCH_UP_TICKS; time beyond them is dropped."""
        if self._last is None:
            return 0
        self._late += now - self._last
        self._last = now
        count = int(self._late / TICK + 1e-9)
        if count > MAX_CATCH_UP_TICKS:
            self._late = MAX_CATCH_UP_TICKS * TICK
            count = MAX_CATCH_UP_TICKS
        self._late = max(0.0, self._late - count * TICK)
        return count

    @property
    def blend(self) -> float:
        """How far between the previous tick (0) and the newest (1) the world is."""
        return min(1.0, self._late / TICK)

    def missed(self, now: float) -> int:
        """How many due frames are missed when the next is drawn now."""
        return max(0, int((now - self.due) / self.interval))

    def drawn(self, now: float) -> None:
        """Note that a frame is drawn now."""
        # When late, the next one is due at once: a slow model still gives all the frames it can.
        self.due = max(now, self.due + self.interval)

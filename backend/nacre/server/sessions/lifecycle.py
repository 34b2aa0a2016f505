"""The life of a session as a state machine: no sockets, no threads, and time only as an argument.

    opening ──begin──▶ running ◀──pause/resume──▶ paused
                          │  ▲                      │  ▲
                       detach attach             detach attach
                          ▼  │                      ▼  │
                        waiting (no client; its world stands still) ──ttl──▶ over

Anything can end, for one reason, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["opening", "running", "paused", "waiting", "over"]
Ending = Literal["close", "expired", "time_limit", "failed"]


@dataclass
class Life:
    """Seconds, monotonic. ttl is how long it waits for a client, limit how long it may be played (None: as long as
    one likes), played what was played before this life began."""

    ttl: float
    limit: float | None = None
    played: float = 0.0
    begun: bool = False
    attached: bool = True
    paused: bool = False
    over: Ending | None = None
    _gone_at: float | None = None
    _since: float | None = None

    @property
    def phase(self) -> Phase:
        """Where it is; `paused` survives a client that goes and comes back."""
        if self.over is not None:
            return "over"
        if not self.attached:
            return "waiting"
        if not self.begun:
            return "opening"
        return "paused" if self.paused else "running"

    def begin(self, now: float) -> None:
        """Its world is there."""
        self.begun = True
        self._count(now)

    def attach(self, now: float) -> None:
        """A client holds it."""
        self.attached, self._gone_at = True, None
        self._count(now)

    def detach(self, now: float) -> None:
        """Its client is gone; the first moment counts when it is told twice."""
        if self.attached:
            self.attached, self._gone_at = False, now
        self._count(now)

    def pause(self, now: float) -> None:
        """Stand still until `resume`."""
        self.paused = True
        self._count(now)

    def resume(self, now: float) -> None:
        """Go on."""
        self.paused = False
        self._count(now)

    def end(self, reason: Ending, now: float) -> None:
        """It is over; the first reason stays."""
        if self.over is None:
            self.over = reason
        self._count(now)

    def due(self, now: float) -> Ending | None:
        """Why it has to end now, None when it may go on."""
        if self.over is not None:
            return None
        if self._gone_at is not None and now - self._gone_at >= self.ttl:
            return "expired"
        if self.limit is not None and self.seconds(now) >= self.limit:
            return "time_limit"
        return None

    def seconds(self, now: float) -> float:
        """How long it has been played: running, with a client."""
        return self.played + (now - self._since if self._since is not None else 0.0)

    def left(self, now: float) -> float | None:
        """Seconds of play left, None without a limit."""
        return None if self.limit is None else max(0.0, self.limit - self.seconds(now))

    def waits(self, now: float) -> float | None:
        """Seconds until it expires, None while a client holds it."""
        return None if self._gone_at is None else max(0.0, self.ttl - (now - self._gone_at))

    def _count(self, now: float) -> None:
        running = self.phase == "running"
        if running and self._since is None:
            self._since = now
        elif not running and self._since is not None:
            self.played += now - self._since
            self._since = None

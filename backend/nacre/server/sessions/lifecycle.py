"""The lifecycle of a session as a state machine: no sockets, no threads, and time only as an argument.

    opening ──begin──▶ running ◀──pause/resume──▶ paused
                          │  ▲                      │  ▲
                       detach attach             detach attach
                          ▼  │                      ▼  │
                        waiting (no client; its world stands still) ──ttl──▶ over

Anything can end, for one reason, once. A client that has not shown that it heard of its world may hold no token to come
back with, so its world waits for a moment only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

UNHEARD_TTL: Final = 10.0  # seconds; a client that did hear is back within its first tries

Phase = Literal["opening", "running", "paused", "waiting", "over"]
EndReason = Literal["close", "expired", "time_limit", "failed"]


@dataclass
class Lifecycle:
    """Times are monotonic seconds. ttl: how long it waits for a client; limit: how long it may be played, None without
    end; played: seconds played before; known: whether a client has shown that it knows it."""

    ttl: float
    limit: float | None = None
    played: float = 0.0
    started: bool = False
    attached: bool = True
    paused: bool = False
    known: bool = False
    ended_by: EndReason | None = None
    _gone_at: float | None = None
    _since: float | None = None

    @property
    def phase(self) -> Phase:
        """The current phase; `paused` survives a client that goes and comes back."""
        if self.ended_by is not None:
            return "over"
        if not self.attached:
            return "waiting"
        if not self.started:
            return "opening"
        return "paused" if self.paused else "running"

    def start(self, now: float) -> None:
        """The world is open."""
        self.started = True
        self._count(now)

    def attach(self, now: float) -> None:
        """A client is connected to it."""
        self.attached, self._gone_at = True, None
        self._count(now)

    def detach(self, now: float) -> None:
        """The client is gone; a second call does not restart the time to live."""
        if self.attached:
            self.attached, self._gone_at = False, now
        self._count(now)

    def pause(self, now: float) -> None:
        """Pause until `resume`."""
        self.paused = True
        self._count(now)

    def resume(self, now: float) -> None:
        """End the pause."""
        self.paused = False
        self._count(now)

    def end(self, reason: EndReason, now: float) -> None:
        """End the session; the first reason stays."""
        if self.ended_by is None:
            self.ended_by = reason
        self._count(now)

    def end_due(self, now: float) -> EndReason | None:
        """The reason for which it has to end now, None when it may go on."""
        if self.ended_by is not None:
            return None
        if self._gone_at is not None and now - self._gone_at >= self._patience:
            return "expired"
        if self.limit is not None and self.seconds_played(now) >= self.limit:
            return "time_limit"
        return None

    def seconds_played(self, now: float) -> float:
        """Seconds it was running with a client connected."""
        return self.played + (now - self._since if self._since is not None else 0.0)

    def seconds_left(self, now: float) -> float | None:
        """Seconds of play left, None without a limit."""
        return None if self.limit is None else max(0.0, self.limit - self.seconds_played(now))

    def seconds_to_expiry(self, now: float) -> float | None:
        """Seconds until it expires, None while a client holds it."""
        return None if self._gone_at is None else max(0.0, self._patience - (now - self._gone_at))

    @property
    def _patience(self) -> float:
        """Seconds it waits for a client."""
        return self.ttl if self.known else min(self.ttl, UNHEARD_TTL)

    def _count(self, now: float) -> None:
        running = self.phase == "running"
        if running and self._since is None:
            self._since = now
        elif not running and self._since is not None:
            self.played += now - self._since
            self._since = None

"""How much one server gives: worlds, guests, minutes, frames a second."""

from __future__ import annotations

from dataclasses import dataclass

from nacre.protocol.definition import MAX_FPS, MESSAGE_RATE


@dataclass(frozen=True)
class ServerLimits:
    """Limits of one server."""

    session_ttl: float = 120.0  # seconds; long enough for a reload of the editor, short enough to free memory
    sessions: int = 8  # worlds at once; each takes memory and its share of the one device
    fps_cap: float = float(MAX_FPS)
    tokens: frozenset[str] = frozenset()  # access tokens; empty lets in everyone who can connect
    minutes: float | None = None  # of play in one session; None: as long as one likes
    viewers: int = 8  # guests in one world; each is drawn like a world of its own
    message_rate: int = MESSAGE_RATE  # messages a second of one connection; a benchmark lifts it

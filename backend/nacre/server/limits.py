"""How much one server gives, and what it begins with where nothing else is said; imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nacre.protocol.definition import MAX_FPS, MESSAGE_RATE

LOOPBACK: Final = "127.0.0.1"  # nobody else on the network, unless tokens say who may come in
MODEL: Final = "pearl"
METRICS_PORT: Final = 5579  # where `nacre top` looks; a server opens it only when it is asked to


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

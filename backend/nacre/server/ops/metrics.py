"""Counters and latencies of a server, and each session as plain data for `nacre top`."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any, Final

from nacre.server.sessions.session import Session

WINDOW: Final = 256  # frames looked back on for latencies: eight seconds at 30 frames a second


def quantile(values: Iterable[float], fraction: float) -> float:
    """The value below which this fraction lies; 0.0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(fraction * len(ordered)))] if ordered else 0.0


class Metrics:
    """Counters of one server. Written by the I/O thread, read by any: each is a single number or a bounded deque."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.frames = self.frame_bytes = self.connections = 0
        self.opened = self.resumed = 0
        self.errors: Counter[str] = Counter()
        self.latency: deque[float] = deque(maxlen=16 * WINDOW)
        self._of: dict[str, deque[float]] = {}

    def frame(self, session: Session, size: int, ms: float) -> None:
        """Count a frame that was sent: bytes, and ms since its input came or since it was begun."""
        self.frames += 1
        self.frame_bytes += size
        self.latency.append(ms)
        self._of.setdefault(session.name, deque(maxlen=WINDOW)).append(ms)

    def forget(self, name: str) -> None:
        """Drop the latencies of a session that is over."""
        self._of.pop(name, None)

    def of(self, session: Session, fps: float, client: str) -> dict[str, Any]:
        """One session as plain data."""
        ms = tuple(self._of.get(session.name, ()))
        return {
            "session": session.name,
            "client": client,
            "state": session.state,
            "size": f"{session.settings.width}x{session.settings.height}",
            "fps": round(fps, 1),
            "latency_ms_p50": round(quantile(ms, 0.5), 1),
            "latency_ms_p99": round(quantile(ms, 0.99), 1),
            "frames": session.playback.frame,
            "dropped": session.send_queue.dropped,
            "tick": session.source.playback.tick,
            "saved_tick": session.resumption.saved_tick,
            "device_s": round(session.playback.gpu_ms / 1e3, 2),
            "viewers": len(session.viewers),
            "tier": session.tier,
        }

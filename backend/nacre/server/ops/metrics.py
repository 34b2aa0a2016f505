"""Counters and latencies of a server, as Prometheus text and as plain data for `nacre top`."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any, Final

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from nacre.server.engine.capacity import resident_bytes
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

    def text(self, gauges: dict[str, float], counters: dict[str, float]) -> str:
        """The Prometheus exposition format; gauges and counters are added to the server's own."""
        gauges = {"uptime_seconds": time.monotonic() - self.started, "resident_bytes": resident_bytes(), **gauges}
        counters = {
            "frames_total": self.frames,
            "frame_bytes_total": self.frame_bytes,
            "connections_total": self.connections,
            "opened_total": self.opened,
            "resumed_total": self.resumed,
            **counters,
        }
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Families([*self._families(gauges, counters)]))
        return generate_latest(registry).decode()

    def _families(self, gauges: dict[str, float], counters: dict[str, float]) -> Iterator[Metric]:
        for name, value in gauges.items():
            yield GaugeMetricFamily(f"nacre_{name}", _title(name), value)
        for name, value in counters.items():
            yield CounterMetricFamily(f"nacre_{name}", _title(name), value)
        errors = CounterMetricFamily("nacre_errors_total", "errors sent, by code", labels=["code"])
        for code, count in sorted(self.errors.items()):
            errors.add_metric([code], count)
        yield errors
        latency = Metric("nacre_frame_latency_ms", "milliseconds from input to the socket", "summary")
        recent = tuple(self.latency)
        for fraction in (0.5, 0.95, 0.99):
            labels = {"quantile": str(fraction)}
            latency.add_sample("nacre_frame_latency_ms", labels, quantile(recent, fraction))
        latency.add_sample("nacre_frame_latency_ms_count", {}, self.frames)
        yield latency


class _Families(Collector):
    """Hands finished metric families to a registry."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """See Collector."""
        return self._families


def _title(name: str) -> str:
    return name.removesuffix("_total").replace("_", " ")

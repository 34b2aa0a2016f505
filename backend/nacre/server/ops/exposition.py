"""The counters of a server in the Prometheus exposition format. Imported when /metrics is first asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from nacre.server.engine.capacity import resident_bytes
from nacre.server.ops.metrics import Metrics, quantile


def metrics_text(metrics: Metrics, gauges: Mapping[str, float], counters: Mapping[str, float]) -> str:
    """All of `metrics`, and gauges and counters by name without the prefix `nacre_`."""
    gauges = {"uptime_seconds": time.monotonic() - metrics.started, "resident_bytes": resident_bytes(), **gauges}
    counters = {
        "frames_total": metrics.frames,
        "frame_bytes_total": metrics.frame_bytes,
        "connections_total": metrics.connections,
        "opened_total": metrics.opened,
        "resumed_total": metrics.resumed,
        **counters,
    }
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families([*_families(metrics, gauges, counters)]))
    return generate_latest(registry).decode()


class _Families(Collector):
    """Hands finished metric families to a registry."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """See Collector."""
        return self._families


def _families(metrics: Metrics, gauges: Mapping[str, float], counters: Mapping[str, float]) -> Iterator[Metric]:
    for name, value in gauges.items():
        yield GaugeMetricFamily(f"nacre_{name}", _title(name), value)
    for name, value in counters.items():
        yield CounterMetricFamily(f"nacre_{name}", _title(name), value)
    errors = CounterMetricFamily("nacre_errors_total", "errors sent, by code", labels=["code"])
    for code, count in sorted(metrics.errors.items()):
        errors.add_metric([code], count)
    yield errors
    latency = Metric("nacre_frame_latency_ms", "milliseconds from input to the socket", "summary")
    recent = tuple(metrics.latency)
    for fraction in (0.5, 0.95, 0.99):
        latency.add_sample("nacre_frame_latency_ms", {"quantile": str(fraction)}, quantile(recent, fraction))
    latency.add_sample("nacre_frame_latency_ms_count", {}, metrics.frames)
    yield latency


def _title(name: str) -> str:
    return name.removesuffix("_total").replace("_", " ")

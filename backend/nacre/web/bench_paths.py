"""Measures every way a picture can go, for every size and codec: frames a second, and input to frame."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final

from nacre.server.metrics import quantile
from nacre.web.bench_ways import PATIENCE, WAYS, Answer, Ask, Way

SIZES: Final = ((320, 180), (640, 360), (1280, 720))
WINDOW: Final = 2  # pictures asked for ahead, as the protocol's credit is
WARM: Final = 5  # pictures before anything counts
ROUNDS: Final = 3  # turns each way gets; the best counts: whatever else the machine does can only slow it down


@contextmanager
def served(way: Way, size: tuple[int, int], codec: str) -> Iterator[int]:
    """The server end in a process of its own; yields its port."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=way.serve, args=(theirs, size, codec), daemon=True)
    process.start()
    try:
        if not ours.poll(PATIENCE):
            raise ConnectionError(f"{way.name} did not start")
        yield ours.recv()
    finally:
        process.terminate()
        process.join(5.0)
        if process.is_alive():
            process.kill()
            process.join()
        process.close()


def throughput(ask: Ask, answer: Answer, seconds: float) -> float:
    """Frames a second with WINDOW asked for ahead."""
    for _ in range(WINDOW):
        ask(time.monotonic())
    for _ in range(WARM):
        answer()
        ask(time.monotonic())
    frames, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        answer()
        ask(time.monotonic())
        frames += 1
    took = time.perf_counter() - began
    for _ in range(WINDOW):
        answer()
    return frames / took


def latency(ask: Ask, answer: Answer, seconds: float) -> list[float]:
    """Input to frame, ms, one at a time."""
    out: list[float] = []
    began = time.monotonic()
    while time.monotonic() - began < seconds or not out:
        ask(time.monotonic())
        then, _ = answer()
        out.append((time.monotonic() - then) * 1e3)
    return out


def bench_paths(seconds: float) -> tuple[list[dict[str, Any]], dict[str, dict[str, float]]]:
    """Figures of every way, size and codec, and the ratios of our frame rate to the others'; seconds for all of it."""
    runs = [(size, codec, way) for size in SIZES for codec in ("rgba8", "jpeg") for way in WAYS if codec in way.codecs]
    each = seconds / len(runs) / ROUNDS / 2.0
    out, rates = [], {}
    for size, codec, way in runs:
        rate, late = 0.0, [float("inf")]
        with served(way, size, codec) as port, way.client(port, size, codec) as (ask, answer):
            for _ in range(ROUNDS):
                rate = max(rate, throughput(ask, answer, each))
                late = min(late, latency(ask, answer, each), key=lambda ms: quantile(ms, 0.5))
        name = f"{size[0]}x{size[1]}"
        rates[f"{name}_{codec.removesuffix('8')}", way.name] = rate
        out.append(
            {
                "size": name,
                "codec": codec,
                "way": way.name,
                "frames_per_second": round(rate, 1),
                "latency_ms_p50": round(quantile(late, 0.5), 3),
                "latency_ms_p99": round(quantile(late, 0.99), 3),
            }
        )
    ratios: dict[str, dict[str, float]] = {}
    for (key, name), rate in rates.items():
        if name != "nacre":
            ratios.setdefault(f"ratio_to_{name}", {})[key] = round(rates[key, "nacre"] / rate, 3)
    return out, ratios

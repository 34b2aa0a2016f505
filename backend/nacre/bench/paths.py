"""Measures every way of sending pictures (`ways`), for every size and codec: frames a second, and input to frame."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from typing import Any, Final

from nacre.bench.ways import PATIENCE, WAYS, Answer, Ask, Rest, Way
from nacre.server.ops.metrics import quantile

SIZES: Final = ((320, 180), (640, 360), (1280, 720))
WINDOW: Final = 2  # pictures asked for ahead, as the protocol's credit is
WARM: Final = 5  # pictures before anything counts
ROUNDS: Final = 7  # turns each way gets
RESTING: Final = 1.0  # seconds; half a heartbeat
OURS: Final = "nacre"


@contextmanager
def server_end(way: Way, size: tuple[int, int], codec: str) -> Iterator[int]:
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


class Idlers:
    """The clients whose turn it is not: their servers must not take them for gone."""

    def __init__(self, rests: Iterable[Rest]) -> None:
        self._rests, self._at = list(rests), time.monotonic()

    def rest(self) -> None:
        """Let each say that it is there, once in RESTING seconds."""
        if time.monotonic() - self._at >= RESTING:
            for one in self._rests:
                one()
            self._at = time.monotonic()


def throughput(ask: Ask, answer: Answer, seconds: float, idlers: Idlers | None = None) -> float:
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
        if idlers is not None:
            idlers.rest()
    took = time.perf_counter() - began
    for _ in range(WINDOW):
        answer()
    return frames / took


def latency(ask: Ask, answer: Answer, seconds: float, idlers: Idlers | None = None) -> list[float]:
    """Input to frame, ms, one at a time."""
    out: list[float] = []
    began = time.monotonic()
    while time.monotonic() - began < seconds or not out:
        ask(time.monotonic())
        then, _ = answer()
        out.append((time.monotonic() - then) * 1e3)
        if idlers is not None:
            idlers.rest()
    return out


def bench_paths(seconds: float) -> tuple[list[dict[str, Any]], dict[str, dict[str, float]]]:
    """Figures of every way, size and codec, and the ratios of our frame rate to the others'; seconds for all of it.

    The ways take turns. A rate is the median of its rounds; a ratio the median of those within one round, so that a
    moment in which the machine is slow counts for both or for neither.
    """
    groups = [(size, codec) for size in SIZES for codec in ("rgba8", "jpeg")]
    each = seconds / sum(codec in way.codecs for _, codec in groups for way in WAYS) / ROUNDS / 2.0
    out: list[dict[str, Any]] = []
    ratios: dict[str, dict[str, float]] = {}
    for size, codec in groups:
        name, rates, late = f"{size[0]}x{size[1]}", *_rounds(size, codec, each)
        for way, seen in rates.items():
            figures = {
                "frames_per_second": round(statistics.median(seen), 1),
                "latency_ms_p50": round(quantile(late[way], 0.5), 3),
                "latency_ms_p99": round(quantile(late[way], 0.99), 3),
            }
            out.append({"size": name, "codec": codec, "way": way, "rounds": ROUNDS, **figures})
            if way != OURS:
                ratio = statistics.median(ours / theirs for ours, theirs in zip(rates[OURS], seen, strict=True))
                ratios.setdefault(f"ratio_to_{way}", {})[f"{name}_{codec.removesuffix('8')}"] = round(ratio, 3)
    return out, ratios


def _rounds(size: tuple[int, int], codec: str, each: float) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Frames a second of each round, and every latency in ms, by way; each measurement takes `each` seconds."""
    rates: dict[str, list[float]] = {}
    late: dict[str, list[float]] = {}
    with ExitStack() as stack:
        ways = [way for way in WAYS if codec in way.codecs]
        # All servers before any client: a client that waits while processes start would be given up as silent.
        ports = [stack.enter_context(server_end(way, size, codec)) for way in ways]
        ends = {
            way.name: stack.enter_context(way.client(port, size, codec)) for way, port in zip(ways, ports, strict=True)
        }
        rests = {way.name: way.rest(ends[way.name][0]) for way in ways}
        for _ in range(ROUNDS):
            for name, (ask, answer) in ends.items():
                idlers = Idlers(rest for other, rest in rests.items() if other != name)
                rates.setdefault(name, []).append(throughput(ask, answer, each, idlers))
                late.setdefault(name, []).extend(latency(ask, answer, each, idlers))
    return rates, late

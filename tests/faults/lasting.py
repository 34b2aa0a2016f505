"""What only time shows: mutated messages by the million, and a soak of eight sessions."""

from __future__ import annotations

import contextlib
import itertools
import os
import statistics
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from rig import PATIENCE, SMALL, Figures, Server, server, together

from nacre.client.client import Client, NacreTimeout
from nacre.conformance.fuzz import run
from nacre.server.ops.metrics import quantile

SESSIONS = 8
CALM = 0.15  # of the machine; with less in other hands a latency is the server's own


def mutated_messages(long: bool) -> Figures:
    """Mutations of every vector: an answer or a typed refusal, soon, and no memory kept."""
    found = run(10_000_000 if long else 300_000, processes=2)
    assert found.slowest < 0.1, f"one took {found.slowest} s"
    assert found.grown_mb < 50.0, f"{found.grown_mb} MB"
    return found.figures()


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Theil-Sen: the median of how much the second rises for one of the first, over all pairs.

    A bad minute of the machine moves it little; a leak is in every pair.
    """
    pairs = itertools.combinations(points, 2)
    return statistics.median([(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairs if b[0] > a[0]] or [0.0])


class Machine:
    """How busy everyone else keeps this machine: the share of its cores that neither we nor the server had."""

    def __init__(self, one: Server) -> None:
        self._one = one
        self._before = self._now()

    def _now(self) -> tuple[float, float, float]:
        words = [float(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        idle = words[3] + words[4]
        tick = os.sysconf("SC_CLK_TCK")
        return sum(words) / tick, (sum(words) - idle) / tick, self._one.processor_seconds + time.process_time()

    def others(self) -> float:
        """Since the last call, 0..1."""
        before, self._before = self._before, self._now()
        whole, busy, ours = (now - then for now, then in zip(self._before, before, strict=True))
        return max(0.0, busy - ours) / whole if whole else 0.0


class Stopped:
    """For how long this very process was stood still by others, which would look like silence of the server's."""

    def __init__(self) -> None:
        self.seconds, self._done = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        before = time.monotonic()
        while not self._done.wait(0.1):
            gap, before = time.monotonic() - before, time.monotonic()
            self.seconds += gap if gap > 2.0 else 0.0

    def stop(self) -> float:
        self._done.set()
        self._thread.join()
        return self.seconds


def soak_real(long: bool) -> Figures:
    """Eight sessions in real time, ten minutes (long) or half of one: memory, heartbeats, latency.

    What the server is blamed for is its processor time a frame; the wall's latency is judged over those windows in
    which nobody else kept the machine busy, and reported for all.
    """
    seconds, windows = (600.0, 40) if long else (30.0, 6)
    with server() as one, contextlib.ExitStack() as stack:
        players = [stack.enter_context(Client(one.endpoint)) for _ in range(SESSIONS)]
        for number, client in enumerate(players):
            client.open(**{**SMALL, "seed": number, "fps": 10.0})
        memory: list[tuple[float, float]] = []
        latency: list[tuple[float, float]] = []
        late: list[tuple[float, float]] = []
        spent: list[tuple[float, float]] = []
        others: list[float] = []
        frames, stopped, machine = 0, Stopped(), Machine(one)
        began = time.monotonic()
        for _ in range(windows):
            before = one.processor_seconds
            ms = together(players, seconds / windows)
            frames += len(ms)
            minutes = (time.monotonic() - began) / 60.0
            memory.append((minutes, one.resident_mb))
            latency.append((minutes, quantile(ms, 0.5)))
            late.append((minutes, quantile(ms, 0.99)))
            spent.append((minutes, 1e3 * (one.processor_seconds - before) / len(ms)))
            others.append(machine.others())
        resumed, stood = sum(client.resumed for client in players), stopped.stop()
        filled = [point for point in memory if point[0] > 1.5] if long else memory[2:]  # `rewind` fills for a minute
        calm = [point for point, share in zip(latency, others, strict=True) if share < CALM]
        figures = {
            "minutes": round(seconds / 60.0, 1), "sessions": SESSIONS, "frames": frames, "missed_heartbeats": resumed,
            "stood_still_s": round(stood, 1),
            "resident_mb_first_last": [round(memory[0][1], 1), round(memory[-1][1], 1)],
            "resident_mb_a_minute": round(slope(filled), 3),
            "server_cpu_ms_a_frame": few(spent, 2), "server_cpu_ms_a_frame_a_minute": round(slope(spent), 4),
            "latency_p50_ms": few(latency, 1), "latency_p99_ms": few(late, 1),
            "latency_p50_ms_a_minute": round(slope(latency), 3),
            "others_share_of_the_machine": [round(share, 2) for share in others[:: max(1, windows // 10)]],
            "calm_windows": f"{len(calm)} of {windows}", "calm_latency_p50_ms_a_minute": round(slope(calm), 3),
        }  # fmt: skip
        assert resumed == 0 or stood > 5.0, f"a heartbeat was missed: {figures}"
        if long:
            usual = statistics.median(value for _, value in spent)
            assert slope(filled) < 0.5, figures
            assert slope(spent) * seconds / 60.0 < 0.1 * usual, f"frames cost more and more: {figures}"
            assert len(calm) < windows // 4 or slope(calm) < 0.5, f"latency rises: {figures}"
        return figures


def few(points: Sequence[tuple[float, float]], digits: int) -> list[float]:
    """Ten of the values, evenly spread, for people to read."""
    return [round(value, digits) for _, value in points[:: max(1, len(points) // 10)]]


def soak_simulated(long: bool) -> Figures:
    """Eight sessions in lockstep, as fast as they go: thirty minutes of world time each (long), or one and a half."""
    minutes = 30.0 if long else 1.5
    with server() as one, contextlib.ExitStack() as stack:
        players = [stack.enter_context(Client(one.endpoint)) for _ in range(SESSIONS)]
        for number, client in enumerate(players):
            client.open(**{**SMALL, "seed": number}, deterministic=True)
        ticks, stopped = round(minutes * 1200), Stopped()
        memory: list[tuple[float, float]] = []
        spent: list[tuple[float, float]] = []
        wall: list[tuple[float, float]] = []
        began = since = time.monotonic()
        cpu = one.processor_seconds
        for tick in range(ticks):
            for client in players:
                step(client, tick)
            for client in players:
                arrive(client, tick)
            if (tick + 1) % (ticks // 10) == 0:
                now, used = time.monotonic(), one.processor_seconds
                frames = SESSIONS * (ticks // 10)
                memory.append((tick / 1200.0, one.resident_mb))
                spent.append((tick / 1200.0, 1e3 * (used - cpu) / frames))
                wall.append((tick / 1200.0, 1e3 * (now - since) / frames))
                since, cpu = now, used
        stood = stopped.stop()
        # The first two tenths fill what `rewind` goes back to, and every cache.
        figures = {
            "simulated_minutes": minutes, "sessions": SESSIONS, "took_s": round(time.monotonic() - began, 1),
            "resident_mb": few(memory, 1), "resident_mb_a_minute": round(slope(memory[2:]), 3),
            "server_cpu_ms_a_frame": few(spent, 3), "wall_ms_a_frame": few(wall, 3),
            "missed_heartbeats": sum(client.resumed for client in players), "stood_still_s": round(stood, 1),
        }  # fmt: skip
        assert figures["missed_heartbeats"] == 0 or stood > 5.0, f"a heartbeat was missed: {figures}"
        if long:
            assert slope(memory[2:]) < 0.2, figures
            usual = statistics.median(value for _, value in spent)
            assert slope(spent) * minutes < 0.1 * usual, f"frames cost more and more: {figures}"
        return figures


def step(client: Client, tick: int) -> None:
    """Input for a tick in lockstep."""
    client.act(move_z=1.0, yaw=0.01 * (tick % 5), jump=tick % 50 == 0)


def arrive(client: Client, tick: int) -> None:
    """Take the frame after a tick. An input that was on its way when the session was taken up anew is given again, and
    a frame that was on its way then is not waited for."""
    resumed = client.resumed
    for _ in range(round(PATIENCE)):  # tries and not a time: this very process may be stopped for minutes
        try:
            came = int(client.next_frame(1.0).header["tick"])
        except NacreTimeout:
            if client.resumed > resumed and client.opened["tick"] == tick:
                resumed = client.resumed
                step(client, tick)
            elif client.resumed > resumed:
                return
            continue
        assert came <= tick + 1, f"tick {came} came instead of {tick + 1}"
        if came == tick + 1:
            return
    raise AssertionError(f"no frame after tick {tick}")

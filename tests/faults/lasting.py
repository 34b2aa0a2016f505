"""What only time shows: mutated messages by the million, and a soak of eight sessions."""

from __future__ import annotations

import contextlib
import threading
import time

from rig import PATIENCE, SMALL, Figures, server, together

from nacre.client import Client
from nacre.conformance.fuzz import run
from nacre.server.metrics import quantile

SESSIONS = 8


def mutated_messages(long: bool) -> Figures:
    """Mutations of every vector: an answer or a typed refusal, soon, and no memory kept."""
    found = run(10_000_000 if long else 300_000, processes=2)
    assert found.slowest < 0.1, f"one took {found.slowest} s"
    assert found.grown_mb < 50.0, f"{found.grown_mb} MB"
    return found.figures()


def slope(points: list[tuple[float, float]]) -> float:
    """Least squares: by how much the second rises for one of the first."""
    if len(points) < 2:
        return 0.0
    x, y = (sum(point[axis] for point in points) / len(points) for axis in (0, 1))
    spread = sum((a - x) ** 2 for a, _ in points)
    return sum((a - x) * (b - y) for a, b in points) / spread if spread else 0.0


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
    """Eight sessions in real time, ten minutes (long) or half of one: memory, heartbeats, latency."""
    seconds, windows = (600.0, 20) if long else (30.0, 6)
    with server() as one, contextlib.ExitStack() as stack:
        players = [stack.enter_context(Client(one.endpoint)) for _ in range(SESSIONS)]
        for number, client in enumerate(players):
            client.open(**{**SMALL, "seed": number, "fps": 10.0})
        memory: list[tuple[float, float]] = []
        latency: list[tuple[float, float]] = []
        frames, stopped = 0, Stopped()
        began = time.monotonic()
        for _ in range(windows):
            ms = together(players, seconds / windows)
            frames += len(ms)
            minutes = (time.monotonic() - began) / 60.0
            memory.append((minutes, one.resident_mb))
            latency.append((minutes, quantile(ms, 0.5)))
        resumed, stood = sum(client.resumed for client in players), stopped.stop()
        late = [point for point in memory if point[0] > 1.5] if long else memory[2:]  # `rewind` fills for a minute
        figures = {
            "minutes": round(seconds / 60.0, 1), "sessions": SESSIONS, "frames": frames, "missed_heartbeats": resumed,
            "stood_still_s": round(stood, 1),
            "resident_mb_first_last": [round(memory[0][1], 1), round(memory[-1][1], 1)],
            "resident_mb_a_minute": round(slope(late), 3),
            "latency_p50_ms_first_last": [round(latency[0][1], 1), round(latency[-1][1], 1)],
            "latency_p50_ms_a_minute": round(slope(latency), 3),
        }  # fmt: skip
        assert resumed == 0 or stood > 5.0, f"a heartbeat was missed: {figures}"
        if long:
            assert slope(late) < 0.5 and slope(latency) < 1.0, figures
        return figures


def soak_simulated(long: bool) -> Figures:
    """Eight sessions in lockstep, as fast as they go: thirty minutes of world time each (long), or one and a half."""
    minutes = 30.0 if long else 1.5
    with server() as one, contextlib.ExitStack() as stack:
        players = [stack.enter_context(Client(one.endpoint)) for _ in range(SESSIONS)]
        for number, client in enumerate(players):
            client.open(**{**SMALL, "seed": number}, deterministic=True)
        ticks, memory, pace = round(minutes * 1200), [], []
        began = since = time.monotonic()
        for tick in range(ticks):
            for client in players:
                client.act(move_z=1.0, yaw=0.01 * (tick % 5), jump=tick % 50 == 0)
            for client in players:
                frame = client.next_frame(PATIENCE)
                assert frame.header["tick"] == tick + 1
            if (tick + 1) % (ticks // 10) == 0:
                now = time.monotonic()
                memory.append((tick / 1200.0, one.resident_mb))
                pace.append((tick / 1200.0, 1e3 * (now - since) / (ticks // 10)))
                since = now
        # The first two tenths fill what `rewind` goes back to, and every cache.
        figures = {
            "simulated_minutes": minutes, "sessions": SESSIONS, "took_s": round(time.monotonic() - began, 1),
            "resident_mb": [round(mb, 1) for _, mb in memory], "resident_mb_a_minute": round(slope(memory[2:]), 3),
            "ms_a_tick_first_last": [round(pace[0][1], 2), round(pace[-1][1], 2)],
            "missed_heartbeats": sum(client.resumed for client in players),
        }  # fmt: skip
        assert figures["missed_heartbeats"] == 0
        if long:
            assert slope(memory[2:]) < 0.2, figures
        return figures

"""Measures what a player feels: a real server process, a real client, and a scripted walk."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nacre.client.client import Client, ConnectionLost
from nacre.server.limits import MODEL

PROMPT: Final = "a village by a river in the late afternoon"
OPENS: Final = 5  # worlds opened for the first-frame figure; the median of five is steady enough
SPLIT: Final = ("queue", "step", "shadow", "raster", "shade", "edges", "render", "encode", "send")


def percentile(values: Sequence[float], fraction: float) -> float:
    """The smallest value that at least this fraction of the values does not exceed; NaN of none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(fraction * len(ordered)) - 1)]


def resident_mb(process: int) -> float:
    """Resident memory in MB of a process and its children; NaN where there is no /proc."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        tasks = Path(f"/proc/{process}/task").glob("*/children")
        children = [child for task in tasks for child in task.read_text().split()]
    except (OSError, ValueError):
        return math.nan
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 + sum(resident_mb(int(child)) for child in children)


class ServerProcess:
    """`nacre serve` on a free port; raises RuntimeError when it does not come up."""

    def __init__(self, model: str) -> None:
        arguments = ["-m", "nacre.server.main", "--model", model, "--port", "0"]
        self._process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if " at tcp://" not in line:
            self._process.wait(10)
            raise RuntimeError(f"the server with model {model!r} did not come up")
        self.endpoint = line.split(" at ")[1].split()[0]
        self.pid = self._process.pid

    def __enter__(self) -> ServerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        finally:
            if self._process.stdout is not None:
                self._process.stdout.close()


def script(second: float) -> dict[str, Any]:
    """What the player does: walks, looks about, sprints and turns, in a round of eight seconds."""
    phase = second % 8.0
    yaw = 0.02 if 2.0 <= phase < 4.0 else -0.012 if 6.0 <= phase < 7.0 else 0.0
    return {"move_z": 1.0, "sprint": 4.0 <= phase < 6.0, "jump": 7.0 <= phase < 7.05, "yaw": yaw}


def circle(second: float) -> dict[str, Any]:
    """Round and round over the same ground: memory must not grow."""
    del second
    return {"move_z": 1.0, "yaw": 0.02}


def _first_frames(endpoint: str, width: int, height: int, count: int) -> list[float]:
    """Seconds from the prompt to the first picture, for fresh worlds on a warm server."""
    out = []
    for number in range(count):
        with Client(endpoint, name="nacre-bench") as client:
            began = time.perf_counter()
            client.open(PROMPT, seed=1000 + number, width=width, height=height, fps=60.0)
            client.next_frame(60.0)
            out.append(time.perf_counter() - began)
    return out


def _walk(client: Client, seconds: float, act: Any = script) -> tuple[list[Any], list[float], float]:
    """Play; the frames' headers, latencies in ms of frames that show a new input, and the seconds taken."""
    headers: list[dict[str, Any]] = []
    latencies: list[float] = []
    shown = 0
    began = time.perf_counter()
    while (elapsed := time.perf_counter() - began) < seconds:
        frame = client.next_frame()
        headers.append(frame.header)
        if frame.latency is not None and frame.header["for_seq"] > shown:
            shown = frame.header["for_seq"]
            latencies.append(frame.latency * 1e3)
        client.act(**act(elapsed))
    return headers, latencies, time.perf_counter() - began


@dataclass(frozen=True)
class Plan:
    """What is played. seconds of walking; size in pixels; fps asked for.

    circles_minutes walks in circles afterwards and reports how much the server's memory grew.
    """

    seconds: float = 20.0
    size: tuple[int, int] = (320, 180)
    model: str = MODEL
    fps: float = 60.0
    circles_minutes: float = 0.0


def bench_play(plan: Plan, json_path: Path | str | None = None) -> dict[str, Any]:
    """Play against a server process of its own and return the figures; also written to `json_path`.

    Raises RuntimeError when the server does not come up, and NacreError when it fails.
    """
    (width, height), model, fps, circles_minutes = plan.size, plan.model, plan.fps, plan.circles_minutes
    with ServerProcess(model) as server:
        _first_frames(server.endpoint, width, height, 1)  # the server's own warm-up is not the player's wait
        first = _first_frames(server.endpoint, width, height, OPENS)
        with Client(server.endpoint, name="nacre-bench") as client:
            client.open(PROMPT, seed=7, width=width, height=height, fps=fps, channels=("rgb", "state"))
            _walk(client, 2.0)
            headers, latencies, took = _walk(client, plan.seconds)
            # An empty list would give figures of nothing.
            if len(headers) < 2 or not latencies:
                raise ConnectionLost("no_frames", "the server sent too few frames to measure.")
            figures: dict[str, Any] = {
                "model": model,
                "size": [width, height],
                "seconds": round(took, 2),
                "frames": len(headers),
                "fps": round(len(headers) / took, 2),
                "fps_asked": fps,
                "input_to_frame_ms": {
                    "p50": round(percentile(latencies, 0.5), 2),
                    "p99": round(percentile(latencies, 0.99), 2),
                },
                "first_frame_s": {"p50": round(statistics.median(first), 3), "worst": round(max(first), 3)},
                "dropped": headers[-1]["dropped"] - headers[0]["dropped"],
                "ms": {
                    name: {
                        "p50": round(percentile([h["ms"][name] for h in headers if name in h["ms"]], 0.5), 3),
                        "p99": round(percentile([h["ms"][name] for h in headers if name in h["ms"]], 0.99), 3),
                    }
                    for name in SPLIT
                    if any(name in h["ms"] for h in headers)
                },
                "server_rss_mb": round(resident_mb(server.pid), 1),
                "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
            }
            if circles_minutes > 0:
                _walk(client, min(20.0, circles_minutes * 20.0), circle)
                before = resident_mb(server.pid)
                _walk(client, circles_minutes * 60.0, circle)
                figures["circles"] = {
                    "minutes": circles_minutes,
                    "rss_mb_before": round(before, 1),
                    "rss_mb_after": round(resident_mb(server.pid), 1),
                }
    if json_path is not None:
        Path(json_path).write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    return figures


def table(figures: dict[str, Any]) -> str:
    """The figures for people."""
    width, height = figures["size"]
    lines = [f"{figures['model']} {width}x{height}, {figures['frames']} frames in {figures['seconds']} s"]
    delay, first = figures["input_to_frame_ms"], figures["first_frame_s"]
    lines += [
        f"  frames a second       {figures['fps']:8.1f}   (asked for {figures['fps_asked']:g})",
        f"  input to frame, ms    {delay['p50']:8.1f}   p99 {delay['p99']:.1f}",
        f"  first frame, s        {first['p50']:8.2f}   worst {first['worst']:.2f}",
        f"  server memory, MB     {figures['server_rss_mb']:8.0f}",
        f"  frames dropped        {figures['dropped']:8d}",
    ]
    lines += [f"  {name + ', ms':20}  {ms['p50']:8.2f}   p99 {ms['p99']:.2f}" for name, ms in figures["ms"].items()]
    if "circles" in figures:
        round_ = figures["circles"]
        lines.append(f"  circles, {round_['minutes']:g} min: {round_['rss_mb_before']} → {round_['rss_mb_after']} MB")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure from a command line."""
    flags = argparse.ArgumentParser("nacre bench play", description=__doc__)
    flags.add_argument("--seconds", type=float, default=Plan.seconds)
    flags.add_argument("--size", default="{}x{}".format(*Plan.size), help="WIDTHxHEIGHT")
    flags.add_argument("--fps", type=float, default=Plan.fps)
    flags.add_argument("--model", default=Plan.model)
    flags.add_argument("--json", type=Path, help="write the figures here")
    flags.add_argument(
        "--circles-minutes", type=float, default=Plan.circles_minutes, help="also walk in circles this long"
    )
    given = flags.parse_args(argv)
    width, height = (int(number) for number in given.size.split("x"))
    plan = Plan(given.seconds, (width, height), given.model, given.fps, given.circles_minutes)
    figures = bench_play(plan, given.json)
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures the geometry channel: how soon one can walk, what it weighs, and what a native player costs the server."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nacre.bench.play import PROMPT, ServerProcess, percentile
from nacre.client.client import Client
from nacre.client.geometry import CHUNK, Scenery
from nacre.server.limits import MODEL

FIRST: Final = 32.0  # metres around the player: the ground of 64 m x 64 m
PICTURE: Final = (640, 360, 30.0)  # width, height, frames a second of the player it is compared with
PATIENCE: Final = 300.0  # seconds for a first world on a machine with cold caches


@dataclass(frozen=True)
class Plan:
    """What is measured: of which world, over how many openings, and how many seconds of walking."""

    model: str = MODEL
    prompt: str = PROMPT
    seed: int = 7
    rounds: int = 3
    seconds: float = 10.0


def processor_seconds(process: int) -> float:
    """Processor time a process has taken, in seconds; NaN where there is no /proc."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return math.nan
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def away(chunk: tuple[int, int], x: float, z: float) -> float:
    """Metres from a place to the nearest point of a chunk."""
    dx = max(chunk[0] * CHUNK - x, 0.0, x - (chunk[0] + 1) * CHUNK)
    dz = max(chunk[1] * CHUNK - z, 0.0, z - (chunk[1] + 1) * CHUNK)
    return math.hypot(dx, dz)


def _whole(scenery: Scenery) -> bool:
    return bool(scenery.horizon) and scenery.textures is not None


def _open(client: Client, prompt: str, seed: int) -> dict[str, float]:
    """Open a world natively; seconds and megabytes to the first 64 m and to all of it."""
    opened = client.open(prompt, seed=seed, channels=("geometry", "state"), body="client", timeout=PATIENCE)
    began = time.monotonic()
    x, _, z = opened["camera"]["position"]
    middle = math.floor(x / CHUNK), math.floor(z / CHUNK)
    near = [(middle[0] + dx, middle[1] + dz) for dx in range(-2, 3) for dz in range(-2, 3)]
    wanted = [chunk for chunk in near if away(chunk, x, z) < FIRST]
    client.wait_for(lambda: all(chunk in client.scenery.chunks for chunk in wanted), PATIENCE)
    came = [client.scenery.came[chunk] for chunk in wanted]
    first, weight = max(at for at, _ in came) - began, max(much for _, much in came) / 1e6
    client.wait_for(lambda: _whole(client.scenery), PATIENCE)
    whole = time.monotonic() - began
    chunks = len(client.scenery.chunks)
    return {
        "first_64m_s": first, "first_64m_mb": weight, "all_s": whole, "all_mb": client.scenery.received / 1e6,
        "chunks_per_s": chunks / whole,
    }  # fmt: skip


def _walk(client: Client, server: int, seconds: float) -> float:
    """Walk a hero straight on at 1.5 m/s; milliseconds of the server's processor a second."""
    x, y, z = client.opened["camera"]["position"]
    yaw = client.opened["camera"]["yaw"]
    before, began = processor_seconds(server), time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        way = 1.5 * now
        client.pose((x - way * math.sin(yaw), y - 1.7, z - way * math.cos(yaw)), yaw=yaw)
        try:
            client.wait_for(lambda: False, 0.05)
        except Exception as error:
            if getattr(error, "code", "") != "no_answer":
                raise
    return (processor_seconds(server) - before) / (time.monotonic() - began) * 1e3


def _watch(client: Client, prompt: str, seed: int, server: int, seconds: float) -> tuple[float, float]:
    """The same walk as pictures; milliseconds of the server's processor a second, and frames a second."""
    width, height, fps = PICTURE
    client.open(prompt, seed=seed, width=width, height=height, fps=fps, timeout=PATIENCE)
    for _ in range(10):
        client.next_frame(PATIENCE)
    before, began, frames = processor_seconds(server), time.monotonic(), 0
    while time.monotonic() - began < seconds:
        client.act(move_z=0.5)
        client.next_frame(PATIENCE)
        frames += 1
    took = time.monotonic() - began
    return (processor_seconds(server) - before) / took * 1e3, frames / took


def measure(plan: Plan) -> dict[str, Any]:
    """All figures; see the names in docs/geometry.md. Worlds are opened once before, so that nothing is cold."""
    with ServerProcess(plan.model) as server, Client(server.endpoint) as client:
        _open(client, plan.prompt, plan.seed)
        client.end()
        opened = []
        for _ in range(plan.rounds):
            client.scenery = Scenery()
            opened.append(_open(client, plan.prompt, plan.seed))
            client.end()
        again = _open(client, plan.prompt, plan.seed)
        native = _walk(client, server.pid, plan.seconds)
        client.end()
        pictures, fps = _watch(client, plan.prompt, plan.seed, server.pid, plan.seconds)
        client.end()
    middle = {key: percentile([row[key] for row in opened], 0.5) for key in opened[0]}
    return {
        **{key: round(value, 3) for key, value in middle.items()},
        "reconnect_kb": round(again["all_mb"] * 1e3, 1),
        "server_ms_per_s": round(native, 1),
        "picture_ms_per_s": round(pictures, 1),
        "picture_fps": round(fps, 1),
        "share_of_a_picture_player": round(native / pictures, 3) if pictures else math.nan,
        "model": plan.model, "prompt": plan.prompt, "seed": plan.seed, "rounds": plan.rounds,
        "machine": platform.processor() or "unknown", "cores": os.cpu_count(),
    }  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """The command; 0 when it measured."""
    flags = argparse.ArgumentParser("nacre bench geometry", description=__doc__)
    flags.add_argument("--model", default=Plan.model, help="the server's model")
    flags.add_argument("--prompt", default=Plan.prompt)
    flags.add_argument("--seed", type=int, default=Plan.seed)
    flags.add_argument(
        "--rounds", type=int, default=Plan.rounds, help="worlds opened for the figures; the median counts"
    )
    flags.add_argument("--seconds", type=float, default=Plan.seconds, help="of walking, natively and as pictures")
    flags.add_argument("--json", action="store_true", help="figures as one JSON object")
    flags.add_argument("--max-first-s", type=float, help="fail when the first 64 m take longer")
    flags.add_argument("--max-first-mb", type=float, help="fail when the first 64 m weigh more")
    options = flags.parse_args(argv)
    figures = measure(Plan(options.model, options.prompt, options.seed, options.rounds, options.seconds))
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
    limits = (("first_64m_s", options.max_first_s), ("first_64m_mb", options.max_first_mb))
    missed = [name for name, most in limits if most is not None and figures[name] > most]
    for name in missed:
        print(f"nacre: {name} is too large", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""`nacre bench bridge`: the protocol's own path beside raw TCP, plain pyzmq, JSON with hex, and JPEG over a WebSocket;
and what the browser bridge costs, against the same play over ZeroMQ alone.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgpack  # type: ignore[import-untyped]
import uvicorn
from websockets.sync.client import connect

from nacre.bench.paths import bench_paths
from nacre.client.dealer import Dealer, Part
from nacre.web.bridge import BridgeConfig, make_app, pack_parts, unpack_parts
from nacre.web.server_process import ServerProcess

Ask = Callable[[dict[str, Any]], None]
Answer = Callable[[], Sequence[Part]]
PATIENCE: Final = 60.0  # seconds for a world to open on a slow machine
MAX_FRAME_PARTS: Final = 8
FLOORS: Final = {"ratio_to_raw_tcp.1280x720_rgba": 0.7, "ratio_to_json_hex.640x360_rgba": 10.0}


@contextmanager
def running_bridge(endpoint: str) -> Iterator[str]:
    """A bridge in a thread on a free port of this machine; yields its WebSocket address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    application = make_app(BridgeConfig(endpoint=endpoint))
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_level="warning",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            lifespan="off",
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/ws"
    finally:
        server.should_exit = True
        thread.join(10.0)
        listener.close()


@contextmanager
def over_zeromq(endpoint: str) -> Iterator[tuple[Ask, Answer]]:
    """The two directions of a plain connection."""
    link = Dealer(endpoint)

    def ask(header: dict[str, Any]) -> None:
        if not link.send([msgpack.packb(header)]):
            raise ConnectionError("the server does not take messages")

    def answer() -> Sequence[Part]:
        parts = link.receive(PATIENCE)
        if parts is None:
            raise ConnectionError("the server is silent")
        return parts

    try:
        yield ask, answer
    finally:
        link.close()


@contextmanager
def over_websocket(address: str) -> Iterator[tuple[Ask, Answer]]:
    """The same two directions through the bridge."""
    with connect(address, compression=None, max_size=None) as link:

        def ask(header: dict[str, Any]) -> None:
            link.send(pack_parts([msgpack.packb(header)]))

        def answer() -> Sequence[Part]:
            message = link.recv(timeout=PATIENCE)
            if not isinstance(message, bytes):
                raise ConnectionError("the bridge sent text")
            return unpack_parts(message, MAX_FRAME_PARTS)

        yield ask, answer


def play(ask: Ask, answer: Answer, seconds: float, size: tuple[int, int]) -> dict[str, float]:
    """Walk for `seconds`; frames a second and input-to-frame latency (ms) as a browser would see them."""

    def until(kind: str) -> dict[str, Any]:
        while True:
            header: dict[str, Any] = msgpack.unpackb(answer()[0])
            if header["type"] == kind:
                return header
            if header["type"] == "error":
                raise ConnectionError(f"{header['message']} {header['hint']}")

    ask({"type": "hello", "id": 1, "v": 1})
    until("welcome")
    opening = {"type": "open", "id": 2, "prompt": "a meadow", "seed": 1, "width": size[0], "height": size[1]}
    ask(opening | {"fps": 120.0, "codec": "jpeg"})
    until("opened")
    latencies: list[float] = []
    frames = sequence = shown = 0
    began = time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        frame = until("frame")
        now = time.perf_counter()
        frames += 1
        if frame["for_seq"] > shown:
            shown = frame["for_seq"]
            latencies.append(1000.0 * (now - frame["echo_t"]))
        sequence += 1
        act = {"type": "act", "seq": sequence, "t": now, "held": {"move_z": 1.0}, "look": {"yaw": 0.01}}
        ask(act | {"ack": frame["id"], "credit": 2})
    took = time.perf_counter() - began
    ask({"type": "close", "id": 3})
    until("closed")
    quantiles = statistics.quantiles(latencies, n=100) if len(latencies) > 1 else [float("nan")] * 99
    return {
        "frames_per_second": round(frames / took, 1),
        "latency_ms_p50": round(quantiles[49], 2),
        "latency_ms_p99": round(quantiles[98], 2),
    }


@dataclass(frozen=True)
class Plan:
    """How long to measure in all, and the play over the browser bridge: its model and size in pixels."""

    seconds: float = 60.0
    model: str = "test-pattern"
    size: tuple[int, int] = (320, 180)


def bench_bridge(plan: Plan) -> dict[str, Any]:
    """Every way for every size, then one play with and without the browser bridge; the floors are in `floors`."""
    model, seconds, size = plan.model, plan.seconds, plan.size
    paths, ratios = bench_paths(0.75 * seconds)
    with ServerProcess(model) as server, running_bridge(server.endpoint) as address:
        with over_zeromq(server.endpoint) as (ask, answer):
            direct = play(ask, answer, seconds / 8.0, size)
        with over_websocket(address) as (ask, answer):
            bridged = play(ask, answer, seconds / 8.0, size)
    browser = {
        "model": model,
        "size": f"{size[0]}x{size[1]}",
        "zeromq": direct,
        "websocket": bridged,
        "bridge_ms_p50": round(bridged["latency_ms_p50"] - direct["latency_ms_p50"], 2),
    }
    return {"paths": paths, **ratios, "floors": floors(ratios), "browser": browser}


def floors(ratios: dict[str, dict[str, float]]) -> dict[str, dict[str, Any]]:
    """The ratios that are promised, and whether they hold."""
    out = {}
    for name, least in FLOORS.items():
        group, _, key = name.partition(".")
        out[name] = {"value": ratios[group][key], "floor": least, "met": ratios[group][key] >= least}
    return out


def main(argv: Sequence[str] | None = None) -> int:
    """Measure from a command line; exit code 1 when a floor is not met."""
    flags = argparse.ArgumentParser("nacre bench bridge", description=__doc__)
    flags.add_argument("--seconds", type=float, default=Plan.seconds, help="how long to measure (%(default)s)")
    flags.add_argument("--model", default=Plan.model, help="of the browser play (%(default)s)")
    flags.add_argument("--json", nargs="?", const="-", help="the figures as JSON, to stdout or to a file")
    given = flags.parse_args(argv)
    figures = bench_bridge(Plan(given.seconds, given.model))
    if given.json:
        text = json.dumps(figures, indent=2) + "\n"
        if given.json == "-":
            sys.stdout.write(text)
        else:
            Path(given.json).write_text(text)
    if given.json != "-":
        print(table(figures))
    return 0 if all(floor["met"] for floor in figures["floors"].values()) else 1


def table(figures: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{'size':10} {'codec':6} {'way':15} {'frames/s':>9} {'p50 ms':>8} {'p99 ms':>8}"]
    lines += [
        f"{one['size']:10} {one['codec']:6} {one['way']:15} {one['frames_per_second']:9.0f} "
        f"{one['latency_ms_p50']:8.2f} {one['latency_ms_p99']:8.2f}"
        for one in figures["paths"]
    ]
    for name, floor in figures["floors"].items():
        lines.append(f"{'ok  ' if floor['met'] else 'MISS'}  {name}: {floor['value']:.2f} (wanted {floor['floor']})")
    browser = figures["browser"]
    lines.append(f"browser bridge, {browser['model']} {browser['size']}: {browser['bridge_ms_p50']:+.2f} ms p50")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

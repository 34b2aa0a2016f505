"""`nacre bench bridge`: what the WebSocket bridge costs, against the same play over ZeroMQ alone."""

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
from pathlib import Path
from typing import Any, Final

import msgpack  # type: ignore[import-untyped]
import uvicorn
from websockets.sync.client import connect

from nacre.dealer import Dealer
from nacre.web.bridge import BridgeConfig, make_app, pack_parts, unpack_parts
from nacre.web.server_process import ServerProcess

Ask = Callable[[dict[str, Any]], None]
Answer = Callable[[], list[bytes]]
PATIENCE: Final = 60.0  # seconds for a world to open on a slow machine
MAX_FRAME_PARTS: Final = 8


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

    def answer() -> list[bytes]:
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

        def answer() -> list[bytes]:
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
    quantiles = statistics.quantiles(latencies, n=20) if len(latencies) > 1 else [float("nan")] * 19
    return {
        "frames_per_second": round(frames / took, 1),
        "latency_ms_p50": round(quantiles[9], 2),
        "latency_ms_p95": round(quantiles[18], 2),
    }


def bench_bridge(
    model: str = "test-pattern", seconds: float = 10.0, size: tuple[int, int] = (320, 180)
) -> dict[str, Any]:
    """Play one server both ways, one after the other; figures of each, and what the bridge adds."""
    with ServerProcess(model) as server, running_bridge(server.endpoint) as address:
        with over_zeromq(server.endpoint) as (ask, answer):
            direct = play(ask, answer, seconds / 2.0, size)
        with over_websocket(address) as (ask, answer):
            bridged = play(ask, answer, seconds / 2.0, size)
    return {
        "model": model,
        "size": f"{size[0]}x{size[1]}",
        "zeromq": direct,
        "websocket": bridged,
        "bridge_ms_p50": round(bridged["latency_ms_p50"] - direct["latency_ms_p50"], 2),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure from a command line."""
    flags = argparse.ArgumentParser("nacre bench bridge", description=__doc__)
    flags.add_argument("--seconds", type=float, default=10.0, help="how long to measure (%(default)s)")
    flags.add_argument("--model", default="test-pattern", help="pearl or test-pattern (%(default)s)")
    flags.add_argument("--json", type=Path, help="also write the figures here")
    given = flags.parse_args(argv)
    text = json.dumps(bench_bridge(given.model, given.seconds), indent=2)
    if given.json:
        given.json.write_text(text + "\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

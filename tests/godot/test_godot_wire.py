"""The Godot addon's wire layer, run in a real headless Godot: vectors, fuzz, hostile servers, live servers."""

from __future__ import annotations

import json
import math
import random
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest

from support.godot import REPOSITORY, Godot, Served, free_port, said

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x04\x1c\x05READY\x0bSocket-Type" + struct.pack(">I", 6) + b"ROUTER"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served("--sessions", "32") as running:
        yield running


def test_vectors(godot: Godot) -> None:
    output = godot.script("run_vectors.gd", str(REPOSITORY / "protocol" / "vectors"))
    assert int(output.split("CHECKS ")[1].split()[0]) > 900


def _random_text(chance: random.Random) -> str:
    letters = [
        chance.choice([0x41, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF, 0]) for _ in "12"
    ]
    letters += [chance.randrange(0x20, 0x7F) for _ in range(chance.choice([0, 3, 29, 30, 40, 260]))]
    return "".join(map(chr, letters))


def _random_value(chance: random.Random, depth: int) -> Any:
    kind = chance.randrange(11 if depth < 6 else 8)
    if kind < 3:
        exponent = chance.choice([5, 7, 8, 15, 16, 31, 32, 53, 63])
        number = chance.choice([-1, 1]) * (2**exponent + chance.randrange(-2, 3))
        return max(-(2**63), min(2**63 - 1, number))
    if kind == 3:
        choices = (0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 1e308, chance.uniform(-1e9, 1e9))
        return chance.choice(choices)
    if kind == 4:
        return chance.choice([None, True, False])
    if kind == 5:
        return _random_text(chance)
    if kind == 6:
        return bytes(chance.randrange(256) for _ in range(chance.choice([0, 1, 255, 256, 300])))
    if kind == 7:
        return msgpack.ExtType(chance.randrange(0, 128), bytes(chance.choice([0, 1, 2, 3, 4, 8, 16, 17, 256])))
    if kind < 10:
        return [_random_value(chance, depth + 1) for _ in range(chance.choice([0, 1, 3, 15, 16, 17]))]
    count = chance.choice([0, 1, 4, 15, 16])
    return {chance.choice([f"k{i}", i, -i - 1]): _random_value(chance, depth + 1) for i in range(count)}


def _plain(value: Any) -> str:
    if value is None:
        return "n"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return "d" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "s" + value.encode().hex()
    if isinstance(value, bytes):
        return "b" + value.hex()
    if isinstance(value, msgpack.ExtType):
        return f"x{value.code}:{value.data.hex()}"
    if isinstance(value, list):
        return "[" + ",".join(map(_plain, value)) + "]"
    return "{" + ",".join(f"{_plain(key)}:{_plain(item)}" for key, item in value.items()) + "}"


def _refused(data: bytes) -> bool:
    try:
        msgpack.unpackb(data, raw=False, strict_map_key=False, ext_hook=msgpack.ExtType)
    except (ValueError, TypeError, msgpack.exceptions.UnpackException):
        return True
    return False


def test_fuzz_against_python(godot: Godot, tmp_path: Path) -> None:
    chance = random.Random(20)
    cases: list[dict[str, Any]] = []
    whole: list[bytes] = []
    while len(cases) < 1000:
        value = _random_value(chance, 0)
        packed = bytes(msgpack.packb(value))
        if len(packed) < 2000:
            whole.append(packed)
            cases.append({"hex": packed.hex(), "json": _plain(value)})
    for packed in chance.sample(whole, 500):
        cut = packed[: chance.randrange(len(packed))]
        cases.append({"hex": cut.hex(), "refuse": True})
    for _ in range(2000):
        packed = bytearray(chance.choice(whole)[:200])
        for _ in range(chance.randrange(1, 4)):
            packed[chance.randrange(len(packed))] = chance.randrange(256)
        # What Python refuses for its own reasons (lists as keys, timestamps) a reader may take.
        cases.append({"hex": bytes(packed).hex(), "any": True})
    for text in ("c328", "a0a1", "eda080", "c0af", "e08080", "f08080af", "f4908080", "ff", "80", "e28228", "f0288cbc"):
        data = bytes([0xA0 + len(text) // 2]) + bytes.fromhex(text)
        assert _refused(data)
        cases.append({"hex": data.hex(), "refuse": True})
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, cases)), "utf-8")
    output = godot.script("run_fuzz.gd", str(path))
    assert int(output.split("CHECKS ")[1].split()[0]) == len(cases) + 2 * 1000


def test_talks_to_a_server(godot: Godot, server: Served) -> None:
    told = said(godot.script("run_wire.gd", server.endpoint, "talk"))
    assert told[0] == {"welcome": True} and told[1] == {"opened": {"seed": 7, "width": 64}}
    walk = told[2]
    assert walk["frames"] == 60 and walk["rising"] and walk["size"] == [64, 36]
    assert walk["depth"] and walk["entity"] and walk["states"] > 2
    assert 0.0 < walk["latency"] < 2000.0
    assert walk["yaw"] == pytest.approx(0.01 * walk["for_seq"], abs=1e-6) and walk["for_seq"] > 30
    assert walk["z"] < -0.5 and told[3] == {"running": False}


@pytest.mark.parametrize("way", ["threaded", "pumped"])
def test_talks_through_the_bridge(godot: Godot, server: Served, way: str) -> None:
    """The way of web exports, with threads and without: the same messages over the WebSocket of `nacre play`."""
    port = free_port()
    command = [sys.executable, "-m", "nacre", "play", "--no-browser", "--connect", server.endpoint, "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bridge:
        try:
            assert bridge.stdout is not None
            while "Nacre is at" not in bridge.stdout.readline():
                assert bridge.poll() is None
            told = said(godot.script("run_wire.gd", f"ws://127.0.0.1:{port}/ws", "talk", way))
        finally:
            bridge.send_signal(signal.SIGINT)
            bridge.wait(10)
    assert told[0] == {"welcome": True} and told[2]["frames"] == 60 and told[2]["size"] == [64, 36]
    assert told[2]["depth"] and told[2]["entity"] and told[2]["z"] < -0.5


def _hostile(talk: Callable[[socket.socket], None]) -> tuple[str, threading.Event]:
    """A server that does `talk` with everyone who comes."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                peer, _ = listener.accept()
            except TimeoutError:
                continue
            with peer:
                peer.settimeout(2.0)
                try:
                    talk(peer)
                except OSError:
                    continue
        listener.close()

    threading.Thread(target=serve, daemon=True).start()
    return f"tcp://127.0.0.1:{listener.getsockname()[1]}", stop


def _drain(peer: socket.socket) -> None:
    while peer.recv(4096):
        pass


def _meet(peer: socket.socket) -> None:
    peer.sendall(GREETING + READY)
    received = b""
    while len(received) < 64 + 30:
        received += peer.recv(4096)


def _oversized(peer: socket.socket) -> None:
    _meet(peer)
    peer.sendall(b"\x02" + struct.pack(">Q", 8 << 30) + bytes(100))
    _drain(peer)


def _large_part(peer: socket.socket) -> None:
    _meet(peer)
    peer.sendall(b"\x01\x01\x80" + b"\x02" + struct.pack(">Q", 1 << 28) + bytes(100))
    _drain(peer)


def _many_parts(peer: socket.socket) -> None:
    _meet(peer)
    peer.sendall(b"\x01\x01\x80" * 200000)
    _drain(peer)


def _web(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" + bytes(100))
    _drain(peer)


def _junk(peer: socket.socket) -> None:
    _meet(peer)
    peer.sendall(b"\x00\x05\xc1\xc1\xc1\xc1\xc1")
    _drain(peer)


def _lies(peer: socket.socket) -> None:
    _meet(peer)
    header = bytes(msgpack.packb({"type": "welcome", "v": "one"}))
    peer.sendall(bytes([0, len(header)]) + header)
    _drain(peer)


def _old_version(peer: socket.socket) -> None:
    peer.sendall(GREETING[:10] + b"\x01\x00" + GREETING[12:])
    _drain(peer)


def _refuses(peer: socket.socket) -> None:
    peer.sendall(GREETING + b"\x04\x09^RROR\x03400")
    _drain(peer)


HOSTILE = {
    _oversized: "too_large",
    _large_part: "too_large",
    _many_parts: "too_large",
    _web: "not_zmtp",
    _old_version: "not_zmtp",
    _refuses: "refused",
    _junk: "bad_message",
    _lies: "bad_message",
}


def test_hostile_servers_are_left(godot: Godot) -> None:
    servers = [_hostile(talk) for talk in HOSTILE]
    try:
        told = said(godot.script("run_wire.gd", ",".join(endpoint for endpoint, _ in servers), "hostile"))
    finally:
        for _, stop in servers:
            stop.set()
    for number, (talk, code) in enumerate(HOSTILE.items()):
        codes = [change["code"] for change in told[:-1] if change["wire"] == number and change["code"]]
        assert set(codes) == {code}, talk.__name__
        # It comes back a few times, later and later.
        assert 2 <= len(codes) <= 8, talk.__name__
    # Gigabytes were announced; nothing of the kind was taken.
    assert told[-1]["most"] < 16 << 20


def test_a_thousand_connections_leave_nothing(godot: Godot, server: Served) -> None:
    told = said(godot.script("run_wire.gd", server.endpoint, "cycles", "1000", timeout=120))[0]
    assert told["welcomed"] == 750
    (objects, memory, threads), (objects_late, memory_late, threads_late) = told["early"], told["late"]
    assert objects_late <= objects and threads_late <= threads
    assert memory_late - memory < 200_000

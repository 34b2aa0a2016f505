"""What a stranger may throw at the port: floods of parts, half a message, half a handshake; players must not feel it."""

from __future__ import annotations

import contextlib
import resource
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest

from nacre.client.client import Client
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MAX_MESSAGE, MESSAGE_RATE, VERSION
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.server.ops.metrics import quantile
from support.zmtp import GREETING

SMALL: dict[str, Any] = {"spec": {}, "seed": 5, "width": 64, "height": 36, "fps": 60.0}
PARTS = 1_000_000
CLIENT_READY = b"\x04\x1c\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(ServerConfig(port=0, model="test-pattern", limits=ServerLimits(sessions=32))) as server:
        yield server


def stranger(server: Server) -> socket.socket:
    """A TCP connection that has shaken hands and can now send frames of any kind."""
    link = socket.create_connection(("127.0.0.1", int(server.endpoint.rsplit(":", 1)[1])), timeout=10.0)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.sendall(GREETING)
    heard = b""
    while len(heard) < 64:
        heard += link.recv(64 - len(heard))
    link.sendall(CLIENT_READY)
    return link


def frame(body: bytes, more: bool = False) -> bytes:
    """One ZMTP frame."""
    if len(body) < 256:
        return bytes([more, len(body)]) + body
    return bytes([2 | more]) + struct.pack(">Q", len(body)) + body


def hangs_up(link: socket.socket, seconds: float) -> bool:
    """Whether the server ends the connection in this time."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        link.settimeout(left)
        try:
            if not link.recv(65536):
                return True
        except TimeoutError:
            return False
        except OSError:
            return True
    return False


class Players:
    """Clients that walk, each on its own thread, while something happens; latencies in ms."""

    def __init__(self, server: Server, count: int = 2) -> None:
        self.clients = [Client(server.endpoint, resume_for=0.0) for _ in range(count)]
        self.latencies: list[list[float]] = [[] for _ in range(count)]
        self.gaps = [0.0] * count
        self.failures: list[Exception] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._play, args=(number,)) for number in range(count)]

    def __enter__(self) -> Players:
        for client in self.clients:
            client.connect()
            client.open(**SMALL)
            client.next_frame()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for client in self.clients:
            client.close()

    def _play(self, number: int) -> None:
        client, last = self.clients[number], time.monotonic()
        try:
            while not self._stop.is_set():
                client.act(move_z=1.0)
                got = client.next_frame(20.0)
                now = time.monotonic()
                self.gaps[number] = max(self.gaps[number], now - last)
                last = now
                if got.latency is not None:
                    self.latencies[number].append(got.latency * 1e3)
        except Exception as error:
            self.failures.append(error)

    def p99(self) -> float:
        """Of all of them."""
        return quantile([ms for each in self.latencies for ms in each], 0.99)


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def test_a_message_of_a_million_parts_freezes_nobody(server: Server) -> None:
    flood = frame(b"", more=True) * PARTS + frame(b"")
    with Players(server) as players, contextlib.ExitStack() as stack:
        time.sleep(0.5)
        for _ in range(3):
            link = stack.enter_context(stranger(server))
            with contextlib.suppress(OSError):  # cut off half-way: as it should be
                link.sendall(flood)
            assert hangs_up(link, 5.0), "whoever sends a million parts is cut off"
        time.sleep(0.5)
    assert not players.failures, players.failures
    assert max(players.gaps) < 0.5, f"a player saw nothing new for {max(players.gaps):.2f} s"
    assert players.p99() < 100.0, f"p99 {players.p99():.0f} ms"

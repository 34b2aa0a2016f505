"""What a stranger may throw at the port: floods, half a message, half a handshake. Players must not feel it."""

from __future__ import annotations

import contextlib
import resource
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
import zmq

from nacre.client.client import Client
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MAX_MESSAGE, MESSAGE_RATE, VERSION
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.server.net import transport
from nacre.server.net.link import FRAMES_A_MESSAGE, Link
from support.zmtp import GREETING

SMALL: dict[str, Any] = {"spec": {}, "seed": 5, "width": 64, "height": 36, "fps": 60.0}
PARTS = 1_000_000
PATIENCE = 60  # seconds
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
    """Clients that walk, each on its own thread, while something happens.

    gaps: the most that one waited for a picture, in seconds of this process's processor: of the server's and the
    clients' own work, whatever else the machine has to do.
    """

    def __init__(self, server: Server, count: int = 2) -> None:
        self.clients = [Client(server.endpoint, resume_for=0.0) for _ in range(count)]
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
        client, last = self.clients[number], time.process_time()
        try:
            while not self._stop.is_set():
                client.act(move_z=1.0)
                client.next_frame(PATIENCE)
                now = time.process_time()
                self.gaps[number] = max(self.gaps[number], now - last)
                last = now
        except Exception as error:
            self.failures.append(error)


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


def test_half_a_message_takes_no_memory(server: Server) -> None:
    half = frame(b"", more=True) * PARTS
    with contextlib.ExitStack() as stack:
        before = resident_mb()
        for _ in range(4):
            link = stack.enter_context(stranger(server))
            with contextlib.suppress(OSError):
                link.sendall(half)
            assert hangs_up(link, 5.0)
        assert resident_mb() - before < 30.0, "parts that nobody will ever read are kept"


def test_a_message_of_too_many_bytes_is_not_kept(server: Server) -> None:
    with stranger(server) as link, contextlib.suppress(OSError):
        link.sendall(b"\x02" + struct.pack(">Q", MAX_MESSAGE + 1))
        assert hangs_up(link, 5.0), "a part larger than any message is refused by its length alone"
    with stranger(server) as link:
        with contextlib.suppress(OSError):
            for _ in range(1000):
                link.sendall(frame(bytes(MAX_MESSAGE), more=True))
        assert hangs_up(link, 5.0)


def test_the_flooded_are_told_why(server: Server) -> None:
    with stranger(server) as link:
        link.sendall(frame(msgpack.packb({"type": "hello", "v": VERSION, "id": 1})) + frame(b"", more=True) * 100)
        link.settimeout(5.0)
        heard = b""
        with contextlib.suppress(OSError):
            while some := link.recv(65536):
                heard += some
        assert b"bad_parts" in heard, "the refusal comes before the end of the connection"


def test_strangers_give_way_to_who_may_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many connections as there may be, each of which goes on saying something, and none with a token."""
    monkeypatch.setattr(transport, "CONNECTIONS", 20)
    token = "a-token-that-is-long-enough"
    limits = ServerLimits(tokens=frozenset((token,)))
    with Server(ServerConfig(port=0, model="test-pattern", limits=limits)) as server, contextlib.ExitStack() as stack:
        player, late = (Client(server.endpoint, token, resume_for=0.0) for _ in range(2))
        stack.enter_context(player).open(**SMALL)
        for _ in range(30):
            stack.enter_context(stranger(server)).sendall(frame(b"\x80"))
        stack.enter_context(late).open(**SMALL)
        assert late.next_frame(10.0) and player.next_frame(10.0)


@pytest.mark.parametrize("kind", ["restore", "snapshot"])
def test_changes_of_a_world_without_end_take_nobody_elses_turn(kind: str, tmp_path: Path) -> None:
    """Each takes the engine or the disk for a moment; the others, and their saves, have theirs."""
    count = 2 * MESSAGE_RATE
    with Server(ServerConfig(port=0, model="test-pattern", state_dir=tmp_path)) as server:
        with Players(server, 1) as players, zmq.Context() as context, context.socket(zmq.DEALER) as greedy:
            greedy.linger = greedy.sndhwm = greedy.rcvhwm = 0
            greedy.connect(server.endpoint)
            for header in ({"type": "hello", "id": 1, "v": VERSION}, {"type": "open", "id": 2, **SMALL, "credit": 0}):
                greedy.send(msgpack.packb(header))
            heard: Counter[int] = Counter()
            while len(heard) < count and greedy.poll(PATIENCE * 1000):
                header = msgpack.unpackb(greedy.recv_multipart()[0])
                if header["type"] == "opened":
                    greedy.send(msgpack.packb({"type": "snapshot", "id": 3, "name": "n0"}))
                elif header["type"] == "saved" and header["id"] == 3:
                    for number in range(count):
                        name = f"n{number if kind == 'snapshot' else 0}"
                        greedy.send(msgpack.packb({"type": kind, "id": 1000 + number, "name": name}))
                elif header["type"] != "progress" and header.get("id", 0) >= 1000:
                    heard[header["id"]] += 1
        assert len(heard) == count and max(heard.values()) == 1, "each is answered, and once"
    assert not players.failures and max(players.gaps) < 1.0
    assert len(list((tmp_path / "saves").rglob("*.nacre"))) < count / 4


LISTS = b"\x82\xa4type\xa6status\xa1x\xdd" + struct.pack(">I", 60_000) + b"\x90" * 60_000
FLOODS = {"messages": frame(b"") * 4096, "pings": b"\x04\x07\x04PING\x00\x3c" * 4096, "lists": frame(LISTS) * 8}


@pytest.mark.parametrize("kind", FLOODS)
def test_many_who_flood_leave_the_others_their_turn(server: Server, kind: str) -> None:
    unit = FLOODS[kind]
    stop = threading.Event()

    def flood(link: socket.socket) -> None:
        link.settimeout(0.2)
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                try:
                    link.sendall(unit)
                except (BrokenPipeError, ConnectionResetError):
                    return

    with Players(server) as players, contextlib.ExitStack() as stack:
        floods = [threading.Thread(target=flood, args=(stack.enter_context(stranger(server)),)) for _ in range(8)]
        for thread in floods:
            thread.start()
        time.sleep(3.0)
        stop.set()
        for thread in floods:
            thread.join()
    assert not players.failures, players.failures
    assert max(players.gaps) < 1.0, f"a player saw nothing new for {max(players.gaps):.2f} s"


def test_half_open_connections_are_dropped(server: Server) -> None:
    port = int(server.endpoint.rsplit(":", 1)[1])
    begun = GREETING[:20]
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(3)]
        links[1].sendall(begun)
        links[2].sendall(GREETING)
        for link in links:
            assert hangs_up(link, 8.0), "a handshake has five seconds"


def test_who_is_silent_is_asked_and_then_dropped(server: Server) -> None:
    with stranger(server) as link, stranger(server) as good:
        began, dropped, answered = time.monotonic(), 0.0, 0
        while time.monotonic() - began < HEARTBEAT * LIVENESS + 3.0:
            good.settimeout(0.2)
            with contextlib.suppress(TimeoutError):
                for _ in range(good.recv(65536).count(b"\x04PING")):
                    good.sendall(b"\x04\x05\x04PONG")
                    answered += 1
            if not dropped and hangs_up(link, 0.05):
                dropped = time.monotonic() - began
        assert dropped > HEARTBEAT * LIVENESS - 1.0, f"dropped after {dropped:.1f} s"
        assert answered >= 3 and not hangs_up(good, 0.2)


def test_rate_of_a_connection_is_bounded_by_its_sender(server: Server) -> None:
    """Beyond the rate the connection is not read: the sender waits, its messages are neither lost nor piled up here."""
    count = 12 * MESSAGE_RATE
    with stranger(server) as link:
        link.settimeout(PATIENCE)
        began = time.monotonic()
        link.sendall(frame(msgpack.packb({"type": "hello", "v": VERSION, "id": 1})))
        for _ in range(count // 100):
            link.sendall(frame(b"\x80") * 100)
        link.sendall(frame(msgpack.packb({"type": "status", "id": 777})))
        heard = bytearray()
        while b"\xa2id\xcd\x03\x09" not in heard[-400:]:
            heard += link.recv(65536)
        least = count / (FRAMES_A_MESSAGE * MESSAGE_RATE) - 1.0  # a second's worth is saved up
        assert time.monotonic() - began > 0.8 * least, "it was read faster than it may send"
        assert heard.count(b"\xa4code") == count, "each of them is answered"


def test_who_costs_much_is_read_less() -> None:
    """Whatever it is that takes long: a connection is charged with the time of our processor, not only with bytes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        link = Link(ours, b"1", "", 0.0, MESSAGE_RATE)
        theirs.sendall(GREETING + CLIENT_READY + frame(b"\x80") * 3)
        link.read(0.0)
        assert link.take(0.0) is not None
        for _ in range(10):
            link.charge(0.02)
        assert link.take(0.0) is None and link.throttled_until > 0.0, "two tenths of a second are two seconds' worth"
        assert link.take(0.9) is None and link.take(1.2) is not None
        link.charge(60.0)
        assert link.take(2.0) is not None, "one message, whatever it took, is no attack"


@pytest.mark.parametrize(
    "junk", [b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 64, b"\xff" + bytes(8) + b"\x7f\x02" + bytes(53)]
)
def test_other_protocols_are_dropped_at_once(server: Server, junk: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(server.endpoint.rsplit(":", 1)[1]))) as link:
        link.sendall(junk)
        assert hangs_up(link, 2.0)


def test_who_asks_for_much_and_reads_nothing_keeps_nobody_out(server: Server) -> None:
    """Admission goes by what is drawn; a picture of 1280x720 that nobody takes is drawn twice."""
    hello = frame(msgpack.packb({"type": "hello", "v": VERSION, "id": 1}))
    large = {"type": "open", "id": 2, "spec": {}, "seed": 1, "width": 1280, "height": 720, "fps": 120.0}
    with Players(server, 1) as players, contextlib.ExitStack() as stack:
        time.sleep(1.0)
        greedy = [stack.enter_context(stranger(server)) for _ in range(3)]
        for link in greedy:
            link.sendall(hello + frame(msgpack.packb(large)))
        # Until it is known that nothing is drawn for them; they read nothing, but say that they are there.
        end, alive = time.monotonic() + PATIENCE, frame(msgpack.packb({"type": "status"}))
        while time.monotonic() < end:
            rates = server._io_loop.rates
            theirs = [one for one in server._io_loop.registry if one.settings.width == large["width"]]
            if sum(one.playback.frame >= 2 and rates.get(one.name) == 0.0 for one in theirs) == 3:
                break
            for link in greedy:
                link.sendall(alive)
            time.sleep(0.5)
        for _ in range(3):
            with Client(server.endpoint) as late:
                late.open(**{**SMALL, "width": 320, "height": 180})
                late.next_frame()
            for link in greedy:
                link.sendall(alive)
    assert not players.failures

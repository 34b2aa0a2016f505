"""The fault suite: real processes, killed, stopped, starved and fed junk; each fault prints what it measured.

`python tests/faults/run.py [--long] [--only NAME]`; exit code 1 when anything did not hold. Bounded for every run of
CI by tests/test_server_durability.py, which has the same faults once each.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgpack
import zmq

from nacre.client import Client, NacreError, NacreTimeout
from nacre.conformance.fuzz import fuzz
from nacre.server.metrics import quantile
from nacre.server.snapshot import Snapshot, SnapshotError, unpack
from nacre.server.supervisor import free_port
from nacre.server.vault import key_of

SMALL: dict[str, Any] = {"spec": {}, "seed": 9, "width": 64, "height": 36, "fps": 30.0}
PATIENCE = 60.0


class Server:
    """One server process on a port and a state folder that outlive it."""

    def __init__(self, state: Path) -> None:
        self.state, self.port = state, free_port()
        self.endpoint = f"tcp://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        words = [
            "--model",
            "test-pattern",
            "--port",
            str(self.port),
            "--state-dir",
            str(self.state),
            "--sessions",
            "32",
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nacre.server.serve", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self.process.stdout is not None and b"serving" in self.process.stdout.readline()

    def kill(self, number: int = signal.SIGKILL) -> None:
        self.process.send_signal(number)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def newest(self, token: str) -> tuple[str, Snapshot]:
        """The newest whole save of a session."""
        for path in sorted((self.state / "sessions" / key_of(token)).glob("*.nacre"), reverse=True):
            with contextlib.suppress(SnapshotError, FileNotFoundError):
                return path.name, unpack(path.read_bytes())
        raise AssertionError("no save is whole")


@contextlib.contextmanager
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        one = Server(Path(folder))
        try:
            yield one
        finally:
            one.kill(signal.SIGTERM)


def frames(client: Client, seconds: float) -> list[float]:
    """Play for a while; latencies in ms."""
    out, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        frame = client.next_frame(PATIENCE)
        client.act(move_z=1.0, yaw=0.01)
        if frame.latency is not None:
            out.append(frame.latency * 1e3)
    return out


def kill_9_the_server(long: bool) -> dict[str, Any]:
    """kill -9 at random moments, also while a save is written: every session goes on, equal to its last save."""
    kills, away, equal = (50 if long else 10), [], 0
    draw = random.Random(1)
    with server() as one, Client(one.endpoint, resume_for=PATIENCE) as client:
        token = client.open(**SMALL, channels=("rgb",))["token"]
        last = client.next_frame(PATIENCE)
        for number in range(kills):
            end = time.monotonic() + draw.uniform(0.8, 2.2)
            while time.monotonic() < end:
                frame = client.next_frame(PATIENCE)
                assert frame.id > last.id, "a frame came twice"
                last = frame
                client.act(move_z=1.0, yaw=0.01)
            one.kill()
            name, saved = one.newest(token)
            began = time.monotonic()
            one.start()
            first: Snapshot | None = None
            while client.resumed <= number or (first is None and time.monotonic() - began < 10.0):
                with contextlib.suppress(NacreTimeout):
                    last = client.next_frame(0.01)
                # The next server writes what it took up at once, before it goes on.
                for path in (one.state / "sessions" / key_of(token)).glob(f"e{number + 1:06}-*.nacre"):
                    with contextlib.suppress(SnapshotError, FileNotFoundError):
                        snapshot = unpack(path.read_bytes())
                        first = snapshot if snapshot.about["tick"] == saved.about["tick"] else first
                if client.resumed > number and len(away) == number:
                    away.append(time.monotonic() - began)
            assert client.opened["tick"] == saved.about["tick"], f"{name} was not the one taken up"
            if first is not None:  # the next two saves may have replaced it already
                one_, two = saved.state.arrays(), first.state.arrays()
                assert all(one_[key].tobytes() == two[key].tobytes() for key in one_), "not equal bit for bit"
                equal += 1
            assert client.status()["sessions"] == 1, "a session came twice"
        return {"kills": kills, "compared_bit_for_bit": equal, "back_after_s_max": round(max(away), 2)}


def world_time_lost(long: bool) -> dict[str, Any]:
    """How far the newest save is behind the newest frame when a server is killed."""
    behind = []
    draw = random.Random(2)
    for _ in range(50 if long else 8):
        with tempfile.TemporaryDirectory() as folder:
            one = Server(Path(folder))
            with contextlib.suppress(NacreError), Client(one.endpoint, resume_for=0.0) as client:
                token = client.open(**SMALL)["token"]
                end = time.monotonic() + draw.uniform(1.0, 2.5)
                while time.monotonic() < end:
                    last = client.next_frame(PATIENCE)
                    client.act(move_z=1.0)
                one.process.send_signal(signal.SIGKILL)
                one.process.wait()
                while True:  # what was on its way when it died
                    try:
                        last = client.next_frame(0.2)
                    except NacreError:
                        break
                behind.append((last.header["tick"] - one.newest(token)[1].about["tick"]) * 0.05)
            one.kill()
    assert max(behind) <= 1.0, f"{max(behind)} s of world time lost"
    return {"kills": len(behind), "world_time_lost_s_max": round(max(behind), 2)}


def kill_9_the_client(long: bool) -> dict[str, Any]:
    code = (
        "import sys; from nacre.client import Client; c = Client(sys.argv[1]).connect();"
        "print(c.open(spec={}, seed=1, width=64, height=36)['token'], flush=True)\n"
        "while True: c.next_frame(); c.act(move_z=1.0)"
    )
    with server() as one:
        child = subprocess.Popen([sys.executable, "-c", code, one.endpoint], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        token = child.stdout.readline().strip()
        time.sleep(1.0)
        child.kill()
        child.wait()
        child.stdout.close()
        with Client(one.endpoint, token) as client:
            assert client.opened["resumed"] and client.next_frame(PATIENCE) and client.status()["sessions"] == 1
            return {"resumed_at_tick": client.opened["tick"]}


def stopped_for_five_seconds(long: bool) -> dict[str, Any]:
    """SIGSTOP of the server, then SIGCONT: the client plays on, in the same session."""
    with server() as one, Client(one.endpoint, resume_for=PATIENCE) as client:
        session = client.open(**SMALL)["session"]
        frames(client, 0.5)
        one.process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        while time.monotonic() - began < 5.0:
            with contextlib.suppress(NacreTimeout):
                client.next_frame(0.1)
        one.process.send_signal(signal.SIGCONT)
        client.next_frame(PATIENCE)
        back = time.monotonic() - began - 5.0
        assert client.status()["state"] == "running" and client.opened["session"] == session
        return {"first_frame_after_s": round(back, 2), "resumed": client.resumed}


def one_that_never_reads(long: bool) -> dict[str, Any]:
    """Three that play, alone and beside one that opens a large world and never reads."""
    seconds = 20.0 if long else 5.0
    with server() as one, contextlib.ExitStack() as stack:
        players = [stack.enter_context(Client(one.endpoint)) for _ in range(3)]
        for number, client in enumerate(players):
            client.open(**{**SMALL, "seed": number})

        def together(seconds: float) -> list[float]:
            out: list[float] = []
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                for client in players:
                    frame = client.next_frame(PATIENCE)
                    client.act(move_z=1.0)
                    if frame.latency is not None:
                        out.append(frame.latency * 1e3)
            return out

        alone = together(seconds)
        context = zmq.Context()
        mute = context.socket(zmq.DEALER)
        mute.rcvhwm, mute.linger = 1, 0
        mute.connect(one.endpoint)
        mute.send(msgpack.packb({"type": "hello", "id": 1, "v": 1}))
        mute.send(msgpack.packb({"type": "open", "id": 2, "spec": {}, "width": 1280, "height": 720, "credit": 8}))
        together(3.0)  # it is sent the large frames it has credit for; what counts is how it is once it stalls
        before = one.resident_mb
        beside = together(seconds)
        grown = one.resident_mb - before
        context.destroy(linger=0)
        assert grown < 20.0, f"{grown} MB"
        p99 = quantile(alone, 0.99), quantile(beside, 0.99)
        return {
            "p99_ms_alone": round(p99[0], 1),
            "p99_ms_beside": round(p99[1], 1),
            "resident_mb_grown": round(grown, 1),
        }


def junk_on_the_port(long: bool) -> dict[str, Any]:
    """HTTP, half a greeting, idle connections, an 8 GB length, a message of 200,000 parts."""
    greeting = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)
    ready = b"\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"
    with server() as one, Client(one.endpoint) as client:
        client.open(**SMALL)
        frames(client, 1.0)
        before, address = one.resident_mb, ("127.0.0.1", one.port)
        idle = [socket.create_connection(address) for _ in range(300)]
        for number, connection in enumerate(idle[:200]):
            with contextlib.suppress(OSError):
                connection.sendall((b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", greeting[:20], os.urandom(300))[number % 3])
        with socket.create_connection(address) as huge:
            huge.sendall(greeting + ready + b"\x02" + struct.pack(">Q", 8 << 30) + b"x" * 1000)
            with socket.create_connection(address) as many, contextlib.suppress(OSError):
                many.sendall(greeting + ready)
                for _ in range(200):
                    many.sendall(b"\x01\x01a" * 1000)
                many.sendall(b"\x00\x01a")
            ms = frames(client, 5.0 if long else 2.0)
        for connection in idle:
            connection.close()
        grown = one.resident_mb - before
        assert grown < 20.0, f"{grown} MB"
        assert client.resumed == 0
        return {"resident_mb_grown": round(grown, 1), "latency_ms_p99": round(quantile(ms, 0.99), 1)}


def connects_and_disconnects(long: bool) -> dict[str, Any]:
    count = 10000 if long else 1000
    with server() as one, Client(one.endpoint, background=True) as client:
        client.open(**SMALL)
        client.next_frame(PATIENCE)
        files, memory = one.files, one.resident_mb
        hello = msgpack.packb({"type": "hello", "id": 1, "v": 1})
        context = zmq.Context()
        for _ in range(count):
            peer = context.socket(zmq.DEALER)
            peer.linger = 0
            peer.connect(one.endpoint)
            peer.send(hello)
            assert peer.poll(int(PATIENCE * 1000))
            peer.close()
        context.destroy(linger=0)
        end = time.monotonic() + 30.0
        while one.files > files and time.monotonic() < end:
            time.sleep(0.2)
        assert one.files <= files, f"{one.files - files} files are left open"
        assert client.next_frame(PATIENCE) and client.resumed == 0
        return {"connects": count, "resident_mb_grown": round(one.resident_mb - memory, 1)}


def mutated_messages(long: bool) -> dict[str, Any]:
    found = fuzz(10_000_000 if long else 300_000)
    assert found.slowest < 0.1, f"one took {found.slowest} s"
    return {"messages": found.tried, "taken": found.taken, "slowest_ms": round(found.slowest * 1e3, 2)}


def soak(long: bool) -> dict[str, Any]:
    """Eight sessions for ten minutes (long) or two and a half; memory early and late, latency early and late."""
    seconds = 600.0 if long else 150.0  # the first minute fills what `rewind` goes back to
    with server() as one, contextlib.ExitStack() as stack:
        players = [stack.enter_context(Client(one.endpoint)) for _ in range(8)]
        for number, client in enumerate(players):
            client.open(**{**SMALL, "seed": number, "fps": 10.0})
        marks: list[tuple[float, float]] = []
        window: list[float] = []
        began = mark = time.monotonic()
        while (now := time.monotonic()) - began < seconds:
            for client in players:
                frame = client.next_frame(PATIENCE)
                client.act(yaw=0.02, move_z=1.0)
                if frame.latency is not None:
                    window.append(frame.latency * 1e3)
            if now - mark >= seconds / 10.0:
                marks.append((one.resident_mb, quantile(window, 0.5)))
                window, mark = [], now
        assert all(client.resumed == 0 for client in players), "a heartbeat was missed"
        grown = marks[-1][0] - marks[len(marks) // 2][0]
        assert grown < 5.0, f"{grown} MB in the second half"
        return {
            "seconds": seconds, "resident_mb_second_half": round(grown, 2),
            "latency_ms_p50_first_last": [round(marks[0][1], 1), round(marks[-1][1], 1)],
        }  # fmt: skip


FAULTS: list[Callable[[bool], dict[str, Any]]] = [
    kill_9_the_server, world_time_lost, kill_9_the_client, stopped_for_five_seconds, one_that_never_reads,
    junk_on_the_port, connects_and_disconnects, mutated_messages, soak,
]  # fmt: skip


def main() -> int:
    """Run the faults and print one line of figures for each."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--long", action="store_true", help="as often and as long as the acceptance asks for")
    flags.add_argument("--only", choices=[fault.__name__ for fault in FAULTS])
    given = flags.parse_args()
    failed = 0
    for fault in FAULTS:
        if given.only in (None, fault.__name__):
            began = time.monotonic()
            try:
                figures = fault(given.long)
            except AssertionError as error:
                failed += 1
                figures = {"FAILED": str(error)}
            print(
                json.dumps({"fault": fault.__name__, "took_s": round(time.monotonic() - began, 1), **figures}),
                flush=True,
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

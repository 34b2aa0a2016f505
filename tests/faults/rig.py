"""What every fault needs: a server process that can be killed and started again, players, and its figures."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgpack
import zmq

from nacre.client.client import Client
from nacre.server.ops.metrics import quantile
from nacre.server.ops.supervisor import free_port
from nacre.server.sessions.key import session_key
from nacre.server.storage.snapshot import Snapshot, SnapshotError, unpack

SMALL: dict[str, Any] = {"spec": {}, "seed": 9, "width": 64, "height": 36, "fps": 30.0}
PATIENCE = 60.0  # seconds; a busy machine may take this long to start a process
Figures = dict[str, Any]


class Server:
    """One server process on a port and a state folder that outlive it.

    supervised: as `nacre serve` runs it, an engine process below a supervisor. prefix: a command that runs it.
    """

    def __init__(
        self,
        state: Path,
        *words: str,
        model: str = "test-pattern",
        environment: Mapping[str, str] | None = None,
        supervised: bool = False,
        prefix: Sequence[str] = (),
    ) -> None:
        self.state, self.port = state, free_port()
        self.endpoint = f"tcp://127.0.0.1:{self.port}"
        module = ["nacre", "serve"] if supervised else ["nacre.server.main"]
        self.command = [*prefix, sys.executable, "-m", *module, "--model", model, "--port", str(self.port)]
        self.command += ["--state-dir", str(state), "--sessions", "64", *words]
        self.environment = {**os.environ, **(environment or {})}
        self.start()

    def start(self) -> None:
        """Start it, and wait until it serves."""
        self.process = subprocess.Popen(
            self.command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert b"serving" in said, f"the server did not start: {' '.join(self.command)}"

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send it a signal and wait until it is gone."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def pid(self) -> int:
        """The process that holds the model: the supervisor's child, or the process itself."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        children = [int(word) for task in tasks for word in task.read_text().split()]
        return children[0] if children else self.process.pid

    @property
    def resident_mb(self) -> float:
        """Memory it has."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def processor_seconds(self) -> float:
        """Processor time it has used."""
        words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def files(self) -> int:
        """Files it has open."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def folder(self, token: str) -> Path:
        """Where a session's saves lie."""
        return self.state / "sessions" / session_key(token)

    def newest(self, token: str) -> tuple[str, Snapshot]:
        """The newest whole save of a session."""
        for path in sorted(self.folder(token).glob("e*.nacre"), reverse=True):
            with contextlib.suppress(SnapshotError, FileNotFoundError):
                return path.name, unpack(path.read_bytes())
        raise AssertionError("no save is whole")


@contextlib.contextmanager
def server(*words: str, **more: Any) -> Iterator[Server]:
    """A server with a state folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        one = Server(Path(folder), *words, **more)
        try:
            yield one
        finally:
            one.kill(signal.SIGTERM)


def hello(endpoint: str, token: str) -> str:
    """What a server says to a hello with this token: `welcome`, or the code of its refusal."""
    context = zmq.Context()
    peer = context.socket(zmq.DEALER)
    peer.linger = 0
    peer.connect(endpoint)
    peer.send(msgpack.packb({"type": "hello", "id": 1, "v": 1, "token": token}))
    said = msgpack.unpackb(peer.recv_multipart()[0]) if peer.poll(2000) else {"type": "silence"}
    context.destroy(linger=0)
    return str(said.get("code", said["type"]))


def frames(client: Client, seconds: float) -> list[float]:
    """Play for a while; input-to-frame latencies in ms."""
    out, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        frame = client.next_frame(PATIENCE)
        client.act(move_z=1.0, yaw=0.01)
        if frame.latency is not None:
            out.append(frame.latency * 1e3)
    return out


def together(players: Sequence[Client], seconds: float) -> list[float]:
    """Everyone plays at once, each on a thread of its own; all latencies in ms."""
    out: list[list[float]] = [[] for _ in players]

    def play(number: int) -> None:
        out[number] = frames(players[number], seconds)

    threads = [threading.Thread(target=play, args=(number,)) for number in range(len(players))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(out), "a player was shown nothing"
    return [ms for each in out for ms in each]


def p99(values: Sequence[float]) -> float:
    """The 99th percentile, for people to read."""
    return round(quantile(values, 0.99), 1)


def same(one: Snapshot, two: Snapshot) -> bool:
    """Whether two saves hold the same world, bit for bit."""
    left, right = one.state.arrays(), two.state.arrays()
    return left.keys() == right.keys() and all(
        left[name].dtype == right[name].dtype and left[name].tobytes() == right[name].tobytes() for name in left
    )


def wait_for(what: str, holds: Any, seconds: float = PATIENCE) -> None:
    """Wait until something holds; AssertionError when it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"it never came to this: {what}"
        time.sleep(0.01)

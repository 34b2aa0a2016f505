"""The Unity package's session, under mono, against real `nacre serve` processes and peers that misbehave."""

from __future__ import annotations

import hashlib
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from test_unity_wire import GREETING, READY, program, toolchain

pytestmark = pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing())


class ServerProcess:
    """A real server of the test pattern on a port of its own, in a process that can be killed and started again."""

    def __init__(self, *flags: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        self.flags = flags
        self.process: subprocess.Popen[str] | None = None

    @property
    def endpoint(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self) -> ServerProcess:
        # The process that `nacre serve` starts and watches over: killed itself, it has no time for a goodbye.
        command = [sys.executable, "-m", "nacre.server.serve", "--model", "test-pattern", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, *self.flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        ready = self.process.stdout.readline()
        assert "serving test-pattern" in ready, ready + self.process.stdout.read()
        return self

    def kill(self, number: int = signal.SIGKILL) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.communicate(timeout=10)


@contextmanager
def serving(*flags: str) -> Iterator[ServerProcess]:
    server = ServerProcess(*(flags or ("--no-saves",))).start()
    try:
        yield server
    finally:
        server.kill(signal.SIGCONT)
        server.kill()


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with serving() as found:
        yield found


def pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


class Player:
    """The console program playing a session; `tell` gives one command and returns what it said, `done …` last."""

    def __init__(self, endpoint: str, fingerprint: str = "") -> None:
        command = ["mono", str(program()), "session", endpoint, *([fingerprint] if fingerprint else [])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.lines: list[str] = []
        self.walking = False

    def start(self, command: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def finish(self) -> str:
        assert self.process.stdout is not None
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            assert not line.startswith("disorder"), line
            if line.startswith("done "):
                return line[5:].rstrip()
        raise AssertionError("the program ended: " + "\n".join(self.lines))

    def tell(self, command: str) -> str:
        self.start(command)
        return self.finish()

    def figures(self, command: str) -> dict[str, str]:
        return pairs(self.tell(command))

    def opened(self, size: str = "160x90", fps: int = 20) -> Player:
        assert self.tell("until Ready 30") == "True"
        assert self.tell(f"open {size} {fps}") == "opening"
        assert self.tell("until Playing 30") == "True"
        return self

    def close(self) -> None:
        if self.process.poll() is None:
            assert self.tell("quit") == "ended True"  # both threads ended within two seconds
            assert self.process.wait(10) == 0
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()


@contextmanager
def playing(endpoint: str, fingerprint: str = "") -> Iterator[Player]:
    player = Player(endpoint, fingerprint)
    try:
        yield player
        player.close()
    finally:
        if player.process.poll() is None:
            player.process.kill()
            player.process.communicate()


@pytest.fixture(scope="module")
def long_walk(server: ServerProcess) -> Iterator[Player]:
    """A walk of a minute that goes on beside the other tests."""
    with playing(server.endpoint) as player:
        player.opened()
        player.start("play 60 1 0.1")
        player.walking = True
        yield player
        if player.walking:  # the test that waits for it was not chosen
            player.process.kill()
            player.process.communicate()


def test_a_world_is_walked_and_looked_at(server: ServerProcess, long_walk: Player) -> None:
    with playing(server.endpoint) as player:
        player.opened("320x180", 30)
        walked = player.figures("play 3 1 0.5")
        assert walked["state"] == "Playing" and int(walked["frames"]) > 10 and int(walked["states"]) > 5
        assert walked["losses"] == "0" and float(walked["z"]) < -2  # 3 m/s ahead, along -Z at first
        assert float(walked["x"]) < 0 and float(walked["yaw"]) > 0.3  # a positive turn goes left, to -X
        frame = player.tell("frame 2").split()
        assert "Rgba8 320x180 230400" in " ".join(frame) and "F16 320x180 115200" in " ".join(frame)
        before = player.figures("say")["height"]
        assert player.tell("look away") == "looking"
        assert (before, player.figures("play 1")["height"]) == ("1.700", "3.000")
        assert player.tell("look back") == "looking"
        assert player.figures("play 1")["height"] == "1.700"
        assert player.tell("ask pause") == "status Paused"
        player.tell("play 0.3")
        assert player.tell("frame 0.5") == "none"
        assert player.tell("ask resume") == "status Running"
        assert player.tell("frame 2") != "none"
        assert player.tell("ask close") == "closed Close"


def test_another_world_replaces_the_one_that_is_open(server: ServerProcess) -> None:
    with playing(server.endpoint) as player:
        player.opened()
        token = player.tell("token")
        player.tell("open 64x36 20")
        assert player.tell("until Playing 30") == "True"
        assert " 64x36 9216 " in player.tell("frame 5")
        assert player.tell("token") not in ("", token)


@pytest.mark.parametrize("kept", [True, False], ids=["sessions on disk", "nothing kept"])
def test_a_killed_server_is_found_again_and_the_last_picture_stays(kept: bool, tmp_path: Path) -> None:
    flags = ("--state-dir", str(tmp_path)) if kept else ("--no-saves",)
    with serving(*flags) as server, playing(server.endpoint) as player:
        player.opened()
        shown = player.figures("play 1 1")
        server.kill()
        assert player.tell("until Reconnecting 10") == "True"
        held = player.figures("play 0.5 1")
        assert int(held["id"]) >= int(shown["id"]) and held["state"] == "Reconnecting"
        server.start()
        assert player.tell("until Playing 30") == "True"
        again = player.figures("play 1.5 1")
        assert int(again["frames"]) > 2 and again["losses"] != "0"
        # With the session kept it goes on; without, resuming is refused and the same place is opened anew.
        assert again["resumed"] == str(kept)
        player.tell("events")
        assert any("ServerError session_expired" in line for line in player.lines) == (not kept), player.lines


def test_a_lost_connection_resumes_the_same_session(server: ServerProcess) -> None:
    with Proxy(server.port) as proxy, playing(proxy.endpoint) as player:
        player.opened()
        before = player.figures("play 1 1")
        token = player.tell("token")
        proxy.cut()
        assert player.tell("until Reconnecting 10") == "True"
        assert player.tell("until Playing 30") == "True"
        after = player.figures("play 1 0")
        assert player.tell("token") == token and after["resumed"] == "True"
        assert int(after["id"]) > int(before["id"])  # frame numbers go on
        assert float(after["z"]) < float(before["z"]) + 0.5  # the player is where it was, not at the start


def test_a_stall_wakes_to_a_fresh_picture(server: ServerProcess, long_walk: Player) -> None:
    with playing(server.endpoint) as player:
        player.opened("160x90", 20)
        player.tell("play 1 1")
        woken = player.figures("stall 5")
        # Fetched once after waking: the newest, two intervals of 1/20 s old at most, however long the game slept.
        assert int(woken["frames"]) == 1 and float(woken["age"]) < 0.1 + 0.05, woken
        assert int(woken["skipped"]) > 20


def test_a_server_that_stands_still_is_waited_for_then_left() -> None:
    with serving() as server, playing(server.endpoint) as player:
        player.opened()
        server.kill(signal.SIGSTOP)
        assert player.tell("until Reconnecting 3") == "False"  # three beats have not passed
        assert player.tell("until Reconnecting 15") == "True"
        server.kill(signal.SIGCONT)
        assert player.tell("until Playing 30") == "True"
        assert player.figures("say")["resumed"] == "True"


def test_a_thousand_connections_leave_nothing_behind(server: ServerProcess) -> None:
    run = subprocess.run(
        ["mono", str(program()), "reconnects", server.endpoint, "1000"], capture_output=True, text=True, timeout=120
    )
    failed, threads, files, memory, threads_after, files_after, memory_after = map(int, run.stdout.split())
    assert failed == 0 and run.returncode == 0, run.stdout + run.stderr
    assert abs(threads_after - threads) <= 2 and files_after <= files + 2
    assert memory_after < memory + 12 * 2**20  # a thousand receive buffers would be 64 MiB


@contextmanager
def hostile(talk: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[int]]]:
    """A peer on a port of its own that does `talk` with everyone; the list counts who came."""
    listener = socket.create_server(("127.0.0.1", 0))
    came: list[int] = []
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            came.append(1)
            with peer:
                peer.settimeout(8)
                with suppress(OSError):
                    talk(peer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}", came
    finally:
        stop.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def test_an_oversized_frame_is_refused_before_it_costs_anything() -> None:
    def claim(peer: socket.socket) -> None:
        peer.sendall(GREETING)
        peer.recv(200)
        peer.sendall(READY + b"\x01\x01\x80\x02" + struct.pack(">Q", 2**34) + bytes(1000))
        while peer.recv(65536):
            pass

    with hostile(claim) as (endpoint, came), playing(endpoint) as player:
        memory = int(player.tell("memory").split()[0])
        assert player.tell("hear a part claims 17179869184 bytes") == "True"
        deadline = time.monotonic() + 10
        while len(came) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(came) >= 2  # the connection was closed, and another tried after a wait
        assert int(player.tell("memory").split()[0]) < memory + 2 * 2**20


def test_a_peer_that_is_no_server_is_explained() -> None:
    with (
        hostile(lambda peer: peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as (endpoint, _),
        playing(endpoint) as player,
    ):
        assert player.tell("hear is this the port of a Nacre server?") == "True"


def test_a_peer_that_says_nothing_is_left() -> None:
    with hostile(lambda peer: time.sleep(7)) as (endpoint, _), playing(endpoint) as player:
        assert player.tell("hear does not finish the handshake") == "True"


def test_nobody_there_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with playing(f"tcp://127.0.0.1:{port}") as player:
        assert player.tell("hear start a server with: nacre serve") == "True"


class Proxy:
    """Carries bytes between a client and a server; can carry them one at a time, in TLS, and be cut."""

    def __init__(self, port: int, *, bytewise: bool = False, tls: ssl.SSLContext | None = None) -> None:
        self.port, self.bytewise, self.tls = port, bytewise, tls
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.sockets: list[socket.socket] = []
        self.threads: list[threading.Thread] = []

    @property
    def endpoint(self) -> str:
        return f"{'tls' if self.tls else 'tcp'}://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self) -> Proxy:
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()
        for thread in self.threads:
            thread.join(5)

    def cut(self) -> None:
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.sockets = []

    def _run(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self.tls is not None:
                    client = self.tls.wrap_socket(client, server_side=True)
            except OSError:
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.port))
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sockets += [client, server]
            self._run(self._carry, client, server)
            self._run(self._carry, server, client)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError, ValueError):
            while data := source.recv(65536):
                for piece in (data[i : i + 1] for i in range(len(data))) if self.bytewise else (data,):
                    target.sendall(piece)
        self._shut(source, target)

    @staticmethod
    def _shut(*both: socket.socket) -> None:
        for one in both:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def test_one_byte_at_a_time_is_enough(server: ServerProcess) -> None:
    with Proxy(server.port, bytewise=True) as proxy, playing(proxy.endpoint) as player:
        player.opened("64x36", 5)
        played = player.figures("play 2 1")
        assert int(played["frames"]) >= 2 and played["losses"] == "0"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_tls_by_fingerprint_and_not_without(server: ServerProcess, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with Proxy(server.port, tls=context) as proxy:
        with playing(proxy.endpoint, fingerprint) as player:
            player.opened()
            assert int(player.figures("play 2 1")["frames"]) > 2
        for wrong in ("", "00" * 32):
            with playing(proxy.endpoint, wrong) as player:
                assert player.tell("hear TLS") == "True"
                assert player.tell("until Ready 0.2") == "False"


def test_a_minute_of_walking(long_walk: Player) -> None:
    long_walk.walking = False
    walked = pairs(long_walk.finish())
    assert walked["state"] == "Playing" and walked["losses"] == "0", walked
    assert int(walked["frames"]) > 60 * 5 and int(walked["states"]) > 60 * 4
    # a circle of 3 m/s at 0.1 rad per report of 10 ms closes on itself: nobody gets far
    assert abs(float(walked["x"])) < 100 and abs(float(walked["z"])) < 100

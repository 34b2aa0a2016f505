"""Who the Unity package's session talks to and through: a real server, the console program, a proxy, hostile peers."""

from __future__ import annotations

import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from support.unity import program


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
        command = [sys.executable, "-m", "nacre.server.main", "--model", "test-pattern", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, *self.flags],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        # A server on a busy machine first says what it is loading.
        said: list[str] = []
        for line in self.process.stdout:
            said.append(line)
            if "serving test-pattern" in line:
                return self
        raise AssertionError("".join(said))

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

"""A bad line between a client and a server, made in this process: delay, losses as TCP shows them, a cut."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
from collections import deque

DELAY = 0.05  # seconds, each way
LOSS = 0.05  # of what is sent; TCP sends it again, and all behind it waits
AGAIN = 0.2  # seconds until it does: Linux's shortest


class Relay:
    """Passes TCP connections on to a port of this machine; while `cut`, nothing passes and nobody is told."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.cut = threading.Event()
        self._links: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                far = socket.create_connection(("127.0.0.1", self._to))
                self._links += (near, far)
                for one, other, seed in ((near, far, 1), (far, near, 2)):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    waiting: deque[tuple[float, bytes]] = deque()
                    threading.Thread(target=self._read, args=(one, waiting, random.Random(seed)), daemon=True).start()
                    threading.Thread(target=self._write, args=(other, waiting), daemon=True).start()

    def _read(self, stream: socket.socket, waiting: deque[tuple[float, bytes]], chance: random.Random) -> None:
        due, data = 0.0, b"x"
        while data:
            data = b""
            with contextlib.suppress(OSError):
                data = stream.recv(65536)
            late = AGAIN if chance.random() < LOSS else 0.0
            due = max(due, time.monotonic() + DELAY + late)
            waiting.append((due, data))
            while len(waiting) > 64:  # a line holds no more
                time.sleep(0.005)

    def _write(self, stream: socket.socket, waiting: deque[tuple[float, bytes]]) -> None:
        with contextlib.suppress(OSError):
            while True:
                if self.cut.is_set() or not waiting or waiting[0][0] > time.monotonic():
                    time.sleep(0.001)
                    continue
                data = waiting.popleft()[1]
                if not data:
                    stream.close()
                    return
                stream.sendall(data)

    def close(self) -> None:
        """End all connections."""
        self.cut.clear()
        for one in (self._listener, *self._links):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

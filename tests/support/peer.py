"""A client of bare messages, which counts what answers each of its requests, and a server for it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import msgpack
import zmq

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.protocol.definition import VERSION
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig

SMALL: dict[str, Any] = {"spec": {}, "seed": 5, "width": 64, "height": 36, "fps": 30.0}
ANSWER_SECONDS = 20.0


class Peer:
    """A bare DEALER that counts what answers each of its requests. buffer: bytes that wait for it where it does not
    read, None for as much as there is."""

    def __init__(self, endpoint: str, buffer: int | None = None) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.sndhwm = self.socket.rcvhwm = 0
        if buffer is not None:
            self.socket.rcvbuf, self.socket.rcvhwm = buffer, 1
        self.socket.connect(endpoint)
        self.answers: dict[int, list[dict[str, Any]]] = {}
        self.heard: list[dict[str, Any]] = []

    def say(self, kind: str, **body: Any) -> None:
        self.socket.send(msgpack.packb({"type": kind, **body}))

    def listen(self, seconds: float) -> dict[str, Any] | None:
        if not self.socket.poll(int(seconds * 1000)):
            return None
        header: dict[str, Any] = msgpack.unpackb(self.socket.recv_multipart()[0])
        if header["type"] == "frame":
            self.say("act", ack=header["id"])
        else:
            self.heard.append(header)
            if header["type"] == "progress":
                assert self.answers.get(header["id"], [{"type": "welcome"}])[-1]["type"] == "welcome", header
            elif header.get("id"):
                self.answers.setdefault(header["id"], []).append(header)
        return header

    def ask(self, kind: str, id: int, **body: Any) -> dict[str, Any]:
        self.say(kind, id=id, **body)
        return self.answer(id)

    def answer(self, id: int) -> dict[str, Any]:
        end = time.monotonic() + ANSWER_SECONDS
        while not self.answers.get(id):
            assert time.monotonic() < end, f"request {id} was not answered; heard {self.heard[-8:]}"
            self.listen(0.2)
        return self.answers[id][-1]

    def hello(self, id: int = 1, **body: Any) -> dict[str, Any]:
        return self.ask("hello", id, v=VERSION, **body)

    def until_answered(self, ids: set[int], quiet: float = 0.3) -> None:
        """Listen until all are answered, and a while longer for second answers."""
        end = time.monotonic() + ANSWER_SECONDS
        while ids - self.answers.keys() and time.monotonic() < end:
            self.listen(0.2)
        assert not ids - self.answers.keys(), f"never answered: {sorted(ids - self.answers.keys())[:20]}"
        end = time.monotonic() + quiet
        while time.monotonic() < end:
            self.listen(0.05)
        twice = {id: [a["type"] for a in self.answers[id]] for id in ids if len(self.answers[id]) != 1}
        assert not twice, f"answered more than once: {twice}"

    def close(self) -> None:
        self.context.destroy(linger=0)


@contextlib.contextmanager
def peer(server: Server, buffer: int | None = None) -> Iterator[Peer]:
    """A peer of this server."""
    one = Peer(server.endpoint, buffer)
    try:
        yield one
    finally:
        one.close()


@contextlib.contextmanager
def serving(load: Any = TestPatternWorld, **more: Any) -> Iterator[Server]:
    """A server of the test pattern, or of what `load` makes; more: of its limits or its configuration."""
    limits = {name: more.pop(name) for name in ("sessions", "tokens", "minutes", "session_ttl") if name in more}
    config = ServerConfig(port=0, model="test-pattern", limits=ServerLimits(**limits), **more)
    with Server(config, load=load) as server:
        yield server

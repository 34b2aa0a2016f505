"""The ways of sending pictures that are compared: our protocol, raw TCP, plain pyzmq, JSON, and a WebSocket.

A server end runs in a process of its own and gives the same picture again and again, ready made: what is measured is
the sending, not the drawing. A client end asks for one picture with each `ask` and gets it with `answer`.
"""

from __future__ import annotations

import contextlib
import io
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

import msgpack  # type: ignore[import-untyped, unused-ignore]
import numpy as np
import zmq
from numpy.typing import NDArray
from PIL import Image

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.dealer import Dealer, Part
from nacre.server.engine.encode import jpeg, rgba8
from nacre.socket_buffers import KERNELS_OWN, receive_buffer, send_buffer
from nacre.spec import SceneSpec

QUALITY: Final = 85
PATIENCE: Final = 30.0
LOOPBACK: Final = "tcp://127.0.0.1:0"
Ask = Callable[[float], None]  # say that a picture is wanted, and the client's clock
Answer = Callable[[], tuple[float, Any]]  # the clock it was asked with, and its pixels or file
Client = AbstractContextManager[tuple[Ask, Answer]]
Rest = Callable[[], None]  # say that one is still there, while others have their turn


@dataclass(frozen=True)
class Way:
    """One way. serve is given the pipe to say its port in, the size and the codec; client the port and the same."""

    name: str
    codecs: tuple[str, ...]
    serve: Callable[[Pipe, tuple[int, int], str], None]
    client: Callable[[int, tuple[int, int], str], Client]
    rest: Callable[[Ask], Rest] = lambda _: lambda: None  # of the client whose `ask` this is


def picture(size: tuple[int, int]) -> NDArray[np.uint8]:
    """What is sent: the test pattern, uint8 [H, W, 3]."""
    model = TestPatternWorld()
    state = model.open(SceneSpec(), 1, lambda *_: None)
    return model.render([state], [None], size, [1.0])[0].rgb


def ready_made(size: tuple[int, int], codec: str) -> bytes:
    """The picture as it goes on the wire."""
    rgb = picture(size)
    return jpeg(rgb, QUALITY) if codec == "jpeg" else rgba8(rgb)


def _exactly(link: socket.socket, into: memoryview) -> None:
    while into.nbytes:
        got = link.recv_into(into)
        if not got:
            raise ConnectionError("the other end is gone")
        into = into[got:]


def _set_buffer(link: socket.socket, option: int, size: int) -> None:
    # What our own sockets get raw TCP gets, too: the ratio shall tell of the protocol, not of the kernel's settings.
    if size != KERNELS_OWN:
        link.setsockopt(socket.SOL_SOCKET, option, size)


def _listen(pipe: Pipe) -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0))
    _set_buffer(listener, socket.SO_SNDBUF, send_buffer(LOOPBACK))
    pipe.send(listener.getsockname()[1])
    link, _ = listener.accept()
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


@contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with socket.socket() as link:
        _set_buffer(link, socket.SO_RCVBUF, receive_buffer(LOOPBACK))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.connect(("127.0.0.1", port))
        link.settimeout(PATIENCE)
        yield link


def serve_tcp(pipe: Pipe, size: tuple[int, int], codec: str) -> None:
    """Raw bytes behind a clock and a length: nothing can be less."""
    data = ready_made(size, codec)
    link, asked = _listen(pipe), bytearray(8)
    with contextlib.suppress(ConnectionError):
        while True:
            _exactly(link, memoryview(asked))
            link.sendall(asked + struct.pack("<Q", len(data)))
            link.sendall(data)


@contextmanager
def tcp(port: int, size: tuple[int, int], codec: str) -> Iterator[tuple[Ask, Answer]]:
    """The client's end of it; a picture is read into the same memory every time."""
    head, into = bytearray(16), bytearray(4 * size[0] * size[1])
    with _connected(port) as link:

        def ask(now: float) -> None:
            link.sendall(struct.pack("<d", now))

        def answer() -> tuple[float, Any]:
            _exactly(link, memoryview(head))
            then, length = struct.unpack("<dQ", head)
            _exactly(link, memoryview(into)[:length])
            return then, into

        yield ask, answer


def serve_json_hex(pipe: Pipe, size: tuple[int, int], codec: str) -> None:
    """JSON with pixels as hexadecimal text behind a length, as reinforcement learning add-ons of engines send them."""
    data = ready_made(size, codec)
    link, asked = _listen(pipe), bytearray(8)
    with contextlib.suppress(ConnectionError):
        while True:
            _exactly(link, memoryview(asked))
            (then,) = struct.unpack("<d", asked)
            text = json.dumps({"type": "step", "t": then, "obs": {"camera": data.hex()}, "reward": 0.0, "done": False})
            link.sendall(struct.pack("<I", len(text)) + text.encode())


@contextmanager
def json_hex(port: int, size: tuple[int, int], codec: str) -> Iterator[tuple[Ask, Answer]]:
    """The client's end of it."""
    with _connected(port) as link:

        def ask(now: float) -> None:
            link.sendall(struct.pack("<d", now))

        def answer() -> tuple[float, Any]:
            head = bytearray(4)
            _exactly(link, memoryview(head))
            text = bytearray(struct.unpack("<I", head)[0])
            _exactly(link, memoryview(text))
            message = json.loads(text)
            return message["t"], bytes.fromhex(message["obs"]["camera"])

        yield ask, answer


def serve_pyzmq(pipe: Pipe, size: tuple[int, int], codec: str) -> None:
    """Plain pyzmq: ROUTER and two parts, no session, no credit, no checks."""
    data = ready_made(size, codec)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    router = context.socket(zmq.ROUTER)
    pipe.send(router.bind_to_random_port("tcp://127.0.0.1"))
    while True:
        peer, asked = router.recv_multipart()
        router.send_multipart([peer, asked, data], copy=False)


@contextmanager
def pyzmq(port: int, size: tuple[int, int], codec: str) -> Iterator[tuple[Ask, Answer]]:
    """The client's end of it."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    dealer = context.socket(zmq.DEALER)
    dealer.linger, dealer.rcvtimeo = 0, round(PATIENCE * 1e3)
    dealer.connect(f"tcp://127.0.0.1:{port}")

    def ask(now: float) -> None:
        dealer.send(struct.pack("<d", now))

    def answer() -> tuple[float, Any]:
        asked, data = dealer.recv_multipart()
        return struct.unpack("<d", asked)[0], data

    try:
        yield ask, answer
    finally:
        context.destroy(linger=0)


def serve_websocket(pipe: Pipe, size: tuple[int, int], codec: str) -> None:
    """A WebSocket that streams JPEG, encoded for every message: how pictures usually get into browsers."""
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.server import ServerConnection, serve

    rgb = picture(size)

    def stream(link: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                asked = link.recv()
                assert isinstance(asked, bytes)
                link.send(asked + jpeg(rgb, QUALITY))

    listener = socket.create_server(("127.0.0.1", 0))
    with serve(stream, sock=listener, compression=None, max_size=None) as server:
        pipe.send(listener.getsockname()[1])
        server.serve_forever()


@contextmanager
def websocket(port: int, size: tuple[int, int], codec: str) -> Iterator[tuple[Ask, Answer]]:
    """The client's end of it; pictures are decoded, as a browser would."""
    from websockets.sync.client import connect

    with connect(f"ws://127.0.0.1:{port}", compression=None, max_size=None) as link:

        def ask(now: float) -> None:
            link.send(struct.pack("<d", now))

        def answer() -> tuple[float, Any]:
            message = link.recv(timeout=PATIENCE)
            assert isinstance(message, bytes)
            return struct.unpack_from("<d", message)[0], np.asarray(Image.open(io.BytesIO(message[8:])))

        yield ask, answer


def serve_nacre(pipe: Pipe, size: tuple[int, int], codec: str) -> None:
    """Our server whole, sockets, sessions and credit, around an engine that has every frame ready."""
    from nacre.bench.ready_server import ready_server

    with ready_server(ready_made(size, codec)) as endpoint:
        pipe.send(int(endpoint.rsplit(":", 1)[1]))
        threading.Event().wait()


@contextmanager
def nacre(port: int, size: tuple[int, int], codec: str) -> Iterator[tuple[Ask, Answer]]:
    """The client's end of it: what the Python client does for a frame, and no more."""
    link = Dealer(f"tcp://127.0.0.1:{port}")
    sequence = newest = 0

    def until(kind: str) -> tuple[dict[str, Any], list[Part]]:
        end = time.monotonic() + PATIENCE
        while (parts := link.receive(PATIENCE)) is not None and time.monotonic() < end:
            header: dict[str, Any] = msgpack.unpackb(parts[0])
            if header["type"] == kind:
                return header, parts[1:]
            if header["type"] == "error":
                raise ConnectionError(f"{header['message']} {header['hint']}")
        raise ConnectionError("the server is silent")

    def ask(now: float) -> None:
        nonlocal sequence
        sequence += 1
        held = {"move_x": 0.0, "move_z": 1.0, "jump": False, "sprint": False}
        act = {"type": "act", "seq": sequence, "t": now, "held": held, "look": {"yaw": 0.01, "pitch": 0.0}}
        link.send([msgpack.packb({**act, **({"ack": newest} if newest else {})})])

    def rest() -> None:
        """The heartbeat of a client with nothing to say (SPEC.md, liveness); what comes meanwhile is no picture."""
        link.send([msgpack.packb({"type": "status"})])
        while link.take() is not None:
            pass

    ask.rest = rest  # type: ignore[attr-defined]

    def answer() -> tuple[float, Any]:
        nonlocal newest
        header, parts = until("frame")
        newest = header["id"]
        return header["echo_t"], parts[0]

    try:
        link.send([msgpack.packb({"type": "hello", "id": 1, "v": 1})])
        until("welcome")
        opening = {"type": "open", "id": 2, "spec": {}, "width": size[0], "height": size[1], "codec": codec}
        link.send([msgpack.packb({**opening, "deterministic": True, "credit": 8})])
        until("opened")
        yield ask, answer
    finally:
        link.close()


WAYS: Final = (
    Way("nacre", ("rgba8", "jpeg"), serve_nacre, nacre, lambda ask: ask.rest),  # type: ignore[attr-defined]
    Way("raw_tcp", ("rgba8", "jpeg"), serve_tcp, tcp),
    Way("pyzmq", ("rgba8", "jpeg"), serve_pyzmq, pyzmq),
    Way("json_hex", ("rgba8",), serve_json_hex, json_hex),
    Way("websocket_jpeg", ("jpeg",), serve_websocket, websocket),
)

"""The Python client: a world as an object you can open, play and read frames from.

    with Client() as client:
        world = client.open(prompt="a foggy village by a lake at dusk", seed=7)
        for frame in client.frames():
            client.act(move_z=1.0, yaw=0.01)
            show(frame.rgb)

Written against the protocol with the `msgpack` package, apart from the server's codec, so that each
checks the other. Not for several threads at once; with `background=True` a thread of its own keeps the
newest frame ready, so that reading never waits for the network.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgpack  # type: ignore[import-untyped, unused-ignore]
import zmq

from nacre import __version__
from nacre.client_frame import ConnectionLost, Frame, NacreError, NacreTimeout
from nacre.protocol.definition import DEFAULT_ENDPOINT, LIVENESS, VERSION

__all__ = ["Client", "ConnectionLost", "Frame", "NacreError", "NacreTimeout", "ProgressSink"]

ProgressSink = Callable[[str, float, str], None]  # stage, fraction 0..1, text for people
STEP: Final = 0.05  # seconds; longest one wait on the socket, so that heartbeats go out on time
EVENTS: Final = 1024  # events and state messages kept for a caller who has not looked yet
BACKLOG: Final = 1000  # messages that may wait for the socket; a server that is gone must not fill memory


class Client:
    """A connection to a Nacre server, and the one session it may have.

    endpoint is a ZeroMQ address; token an access token, or a session token to resume that session.
    """

    def __init__(
        self,
        endpoint: str = DEFAULT_ENDPOINT,
        token: str | None = None,
        *,
        background: bool = False,
        codecs: tuple[str, ...] = (),
        name: str = "nacre-python",
    ) -> None:
        self.endpoint, self.token, self.codecs, self.name = endpoint, token, codecs, name
        self.welcome: dict[str, Any] = {}
        self.opened: dict[str, Any] = {}
        self.state: dict[str, Any] | None = None
        self.events: deque[dict[str, Any]] = deque(maxlen=EVENTS)
        self.on_progress: ProgressSink | None = None
        self.latest: Frame | None = None
        self._background = background
        self._lock = threading.RLock()
        self._came = threading.Condition(self._lock)
        self._answers: dict[tuple[int, str], dict[str, Any]] = {}
        self._frames: deque[Frame] = deque()
        self._failure: NacreError | None = None
        self._request = self._seq = 0
        self._outgoing: deque[bytes] = deque(maxlen=BACKLOG)
        self._context: zmq.Context[zmq.Socket[bytes]] | None = None
        self._socket: zmq.Socket[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._heartbeat = 2.0
        self._heard = self._told = 0.0

    def __enter__(self) -> Client:
        return self.connect()

    def __exit__(self, *_: object) -> None:
        self.close()

    def connect(self, timeout: float = 30.0) -> Client:
        """Say hello; raises NacreError when refused, NacreTimeout when nobody answers (seconds)."""
        if self._socket is not None:
            return self
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.RCVHWM, 64)
        self._socket.setsockopt(zmq.HEARTBEAT_IVL, 2000)
        self._socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 6000)
        try:
            self._socket.connect(self.endpoint)
        except zmq.ZMQError as error:
            self._disconnect()
            hint = "write it as tcp://127.0.0.1:5577"
            raise NacreError("bad_endpoint", f"{self.endpoint!r} is no endpoint: {error}", hint) from None
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)
        self._poller.register(self._ear.fileno(), zmq.POLLIN)
        self._failure, self._stopping = None, False
        self._heard = self._told = time.monotonic()
        self._frames.clear()
        self._answers.clear()
        if self._background:
            self._thread = threading.Thread(target=self._loop, name="nacre-client", daemon=True)
            self._thread.start()
        hello: dict[str, Any] = {
            "v": VERSION,
            "client": {"name": self.name, "version": __version__, "engine": "python"},
            "accept": {"codecs": list(self.codecs)},
        }
        if self.token is not None:
            hello["token"] = self.token
        try:
            self.welcome = self._ask("hello", hello, "welcome", timeout)
            self._heartbeat = float(self.welcome["heartbeat"])
            if self.welcome.get("session"):
                self.opened = self._wait(self.welcome["id"], "opened", timeout)
        except NacreError as error:
            self._disconnect()
            if isinstance(error, NacreTimeout):
                raise NacreTimeout(
                    "no_answer", f"no server answers at {self.endpoint}.", "Start one with: nacre serve"
                ) from None
            raise
        return self

    def open(
        self,
        prompt: str | None = None,
        *,
        spec: dict[str, Any] | None = None,
        seed: int | None = None,
        width: int = 640,
        height: int = 360,
        fps: float = 30.0,
        channels: tuple[str, ...] = ("rgb",),
        codec: str | None = None,
        deterministic: bool = False,
        on_progress: ProgressSink | None = None,
        timeout: float = 120.0,
        **more: Any,
    ) -> dict[str, Any]:
        """Make a world and return the `opened` message; raises NacreError when refused.

        more is passed on in the message: quality, credit, state_hz, model.
        """
        body = {"width": width, "height": height, "fps": float(fps), "channels": list(channels), **more}
        body |= {"prompt": prompt, "spec": spec, "seed": seed, "codec": codec, "deterministic": deterministic}
        self.on_progress = on_progress
        with self._lock:
            self._frames.clear()
            self.latest, self.state = None, None
        present = {key: value for key, value in body.items() if value is not None}
        self.opened = self._ask("open", present, "opened", timeout)
        return self.opened

    def act(
        self,
        *,
        move_x: float = 0.0,
        move_z: float = 0.0,
        jump: bool = False,
        sprint: bool = False,
        yaw: float = 0.0,
        pitch: float = 0.0,
    ) -> int:
        """Say what is held and how far the head turned (radians) since the last call; returns the seq."""
        self._seq += 1
        held = {"move_x": float(move_x), "move_z": float(move_z), "jump": jump, "sprint": sprint}
        look = {"yaw": float(yaw), "pitch": float(pitch)}
        self._send({"type": "act", "seq": self._seq, "t": time.monotonic(), "held": held, "look": look})
        return self._seq

    def view(
        self,
        position: tuple[float, float, float] | None,
        yaw: float = 0.0,
        pitch: float = 0.0,
        fov: float = 1.13,
    ) -> int:
        """Draw from a camera of your own; position None goes back to the player's eyes. Returns the seq."""
        self._seq += 1
        message: dict[str, Any] = {"type": "view", "seq": self._seq, "t": time.monotonic()}
        if position is not None:
            message["camera"] = {
                "position": [float(v) for v in position],
                "yaw": float(yaw),
                "pitch": float(pitch),
                "fov": float(fov),
            }
        self._send(message)
        return self._seq

    def grant(self, credit: int) -> None:
        """Allow this many frames in flight from now on; 0 stops them."""
        self._send({"type": "act", "credit": credit})

    def next_frame(self, timeout: float = 10.0) -> Frame:
        """The oldest frame not yet returned (with `background`: the newest); raises NacreTimeout."""
        deadline = time.monotonic() + timeout
        while True:
            with self._lock:
                if self._frames:
                    frame = self._frames.popleft()
                    if not self._background:
                        self._send({"type": "act", "ack": frame.id})
                    return frame
            self._advance(deadline, "no_frame", f"no frame came within {timeout:g} s.")

    def frames(self, timeout: float = 10.0) -> Iterator[Frame]:
        """Frames as they come, until the session ends; raises what `next_frame` raises otherwise."""
        while True:
            try:
                yield self.next_frame(timeout)
            except ConnectionLost as error:
                if error.code == "closed":
                    return
                raise

    def pause(self) -> dict[str, Any]:
        """Stop the world; returns the `status`."""
        return self._ask("pause", {}, "status", 10.0)

    def resume(self) -> dict[str, Any]:
        """Let the world go on; returns the `status`."""
        return self._ask("resume", {}, "status", 10.0)

    def status(self) -> dict[str, Any]:
        """How the session is doing, as a `status` message."""
        return self._ask("status", {}, "status", 10.0)

    def end(self) -> None:
        """Close the world and forget it; another may be opened."""
        self._ask("close", {}, "closed", 10.0)
        self.opened = {}

    def close(self, keep: bool = False) -> None:
        """Leave. The world is closed too, or with `keep` waits `session_ttl` for its token. Never raises."""
        if self._socket is None:
            return
        if self._failure is None and self.welcome:
            with contextlib.suppress(NacreError):
                if self.opened and not keep:
                    self._ask("close", {}, "closed", 1.0)
                self._ask("bye", {}, "closed", 1.0)
        self._disconnect()

    def _disconnect(self) -> None:
        self._stopping = True
        if self._thread is not None:
            self._ring()
            self._thread.join(5.0)
            self._thread = None
        if self._context is not None:
            self._context.destroy(linger=0)
        for end in (getattr(self, "_bell", None), getattr(self, "_ear", None)):
            if end is not None:
                end.close()
        self._context = self._socket = None
        self.welcome = {}

    def _ask(self, kind: str, body: dict[str, Any], answer: str, timeout: float) -> dict[str, Any]:
        self._request += 1
        self._send({"type": kind, "id": self._request, **body})
        return self._wait(self._request, answer, timeout)

    def _wait(self, request: int, answer: str, timeout: float) -> dict[str, Any]:
        deadline = time.monotonic() + timeout
        while True:
            with self._lock:
                refused = self._answers.pop((request, "error"), None)
                if refused is not None:
                    raise _error(refused)
                found = self._answers.pop((request, answer), None)
                if found is not None:
                    return found
            self._advance(deadline, "no_answer", f"no `{answer}` came within {timeout:g} s.")

    def _send(self, message: dict[str, Any]) -> None:
        if self._socket is None:
            raise ConnectionLost("not_connected", "the client is not connected.", "Call connect() first.")
        self._outgoing.append(msgpack.packb(message))
        if self._background:
            self._ring()
        else:
            self._drain()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            self._bell.send(b"\0")

    def _advance(self, deadline: float, code: str, text: str) -> None:
        """Wait for something to come; raises what has failed, or NacreTimeout at the deadline."""
        if self._failure is not None:
            raise self._failure
        left = deadline - time.monotonic()
        if left <= 0:
            raise NacreTimeout(code, text, "Is the server running, and not paused or out of credit?")
        if self._background:
            with self._lock:
                self._came.wait(min(left, STEP))
        else:
            self._pump(min(left, STEP))

    def _loop(self) -> None:
        while not self._stopping and self._failure is None:
            self._pump(STEP)

    def _drain(self) -> None:
        while self._outgoing and self._socket is not None:
            try:
                self._socket.send(self._outgoing[0], zmq.NOBLOCK)
            except zmq.Again:
                return
            self._outgoing.popleft()
            self._told = time.monotonic()

    def _pump(self, timeout: float) -> None:
        assert self._socket is not None
        self._drain()
        ready = dict(self._poller.poll(max(0, int(timeout * 1000 + 0.999))))
        if self._ear.fileno() in ready:
            with contextlib.suppress(BlockingIOError):
                while self._ear.recv(4096):
                    pass
        self._drain()
        while True:
            try:
                parts = self._socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                break
            self._heard = time.monotonic()
            self._take(parts)
        now = time.monotonic()
        if self.welcome and now - self._told >= self._heartbeat / 2:
            self._outgoing.append(msgpack.packb({"type": "status"}))
            self._drain()
        if self.welcome and now - self._heard > self._heartbeat * LIVENESS:
            self._fail(
                ConnectionLost("connection_lost", "the server has gone silent.", "Connect again with the token.")
            )

    def _fail(self, failure: NacreError) -> None:
        with self._lock:
            self._failure = self._failure or failure
            self._came.notify_all()

    def _take(self, parts: list[bytes]) -> None:
        try:
            header = msgpack.unpackb(parts[0])
            kind = header["type"]
        except (ValueError, KeyError, TypeError, msgpack.exceptions.UnpackException) as error:
            self._fail(NacreError("bad_header", f"the server sent what is no message: {error}"))
            return
        with self._lock:
            if kind == "frame":
                latency = time.monotonic() - header["echo_t"] if header["for_seq"] else None
                self.latest = Frame(header, parts[1:], latency)
                if self._background:
                    self._frames.clear()
                    self._outgoing.append(msgpack.packb({"type": "act", "ack": self.latest.id}))
                self._frames.append(self.latest)
            elif kind == "state":
                self.state = header
            elif kind == "event":
                self.events.append(header)
            elif kind == "progress":
                if self.on_progress is not None:
                    self.on_progress(header["stage"], header["fraction"], header["text"])
            elif header.get("id"):
                self._answers[header["id"], kind] = header
            elif kind == "error":
                self._fail(_error(header))
            elif kind == "closed":
                code = "closed" if header["reason"] == "close" else header["reason"]
                self._fail(ConnectionLost(code, header["text"]))
            self._came.notify_all()
        if self._background:
            self._drain()


def _error(header: dict[str, Any]) -> NacreError:
    return NacreError(header["code"], header["message"], header["hint"], header.get("retry_after"), header["fatal"])

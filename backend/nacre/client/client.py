"""The Python client: a world as an object you can open, play and read frames from.

    with Client() as client:
        world = client.open(prompt="a foggy village by a lake at dusk", seed=7)
        for frame in client.frames():
            client.act(move_z=1.0, yaw=0.01)
            show(frame.rgb)

A server that dies and comes back is no end: the client takes its session up again by itself, and `latest` keeps the
last frame meanwhile. Not for several threads at once; with `background=True` a thread of its own keeps the newest
frame ready, so that reading never waits for the network.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Final

from nacre.client.connection import Connection, error_of
from nacre.client.dealer import Part
from nacre.client.frame import ConnectionLost, Frame, NacreError, NacreTimeout
from nacre.client.geometry import Scenery
from nacre.protocol.definition import DEFAULT_ENDPOINT, MOST_HAVE

__all__ = ["Client", "ConnectionLost", "Frame", "NacreError", "NacreTimeout", "ProgressSink"]

ProgressSink = Callable[[str, float, str], None]  # stage, fraction 0..1, text for people
EVENTS: Final = 1024  # events and state messages kept for a caller who has not looked yet
RESUME_SECONDS: Final = 30.0  # a server with a large model needs this long to start


class Client:
    """A connection to a Nacre server, and the one session it may have.

    endpoint is a ZeroMQ address; token an access token, or a session token to resume that session. resume_for is how
    many seconds a lost session is tried for before ConnectionLost is raised; 0 raises at once. on_resume is called
    with the new `opened` message when a lost session goes on. `error` is the newest refusal that came unasked.
    server_key is the public key of a server with CURVE.
    """

    def __init__(
        self,
        endpoint: str = DEFAULT_ENDPOINT,
        token: str | None = None,
        *,
        background: bool = False,
        codecs: tuple[str, ...] = (),
        name: str = "nacre-python",
        resume_for: float = RESUME_SECONDS,
        on_resume: Callable[[dict[str, Any]], None] | None = None,
        server_key: str | None = None,
    ) -> None:
        self.endpoint, self.name = endpoint, name
        self.state: dict[str, Any] | None = None
        self.events: deque[dict[str, Any]] = deque(maxlen=EVENTS)
        self.on_progress: ProgressSink | None = None
        self.on_resume = on_resume
        self.latest: Frame | None = None
        self.error: NacreError | None = None
        self.scenery = Scenery()
        self._background = background
        self._frames: deque[Frame] = deque()
        self._seq = 0
        hello = {"client": {"name": name}, "accept": {"codecs": list(codecs)}}
        self._connection = Connection(endpoint, token, hello, self._take, resume_for, background, server_key)
        self._connection.have = lambda: self.scenery.have

    def __enter__(self) -> Client:
        return self.connect()

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def welcome(self) -> dict[str, Any]:
        """The server's `welcome`; empty while it is away."""
        return self._connection.welcome

    @property
    def opened(self) -> dict[str, Any]:
        """The newest `opened` message; empty without a world."""
        return self._connection.opened

    @property
    def connected(self) -> bool:
        """Whether the server is there now: False while a lost session is being taken up again."""
        return self._connection.open and not self._connection.dialling and self._connection.failure is None

    @property
    def resumed(self) -> int:
        """How often a lost session was taken up again."""
        return self._connection.resumed

    def connect(self, timeout: float = 30.0) -> Client:
        """Say hello; raises NacreError when refused, NacreTimeout when nobody answers (seconds)."""
        if not self._connection.open:
            self._frames.clear()
            self._connection.connect(timeout)
        return self

    def open(
        self,
        prompt: str | None = None,
        *,
        spec: dict[str, Any] | None = None,
        snapshot: str | None = None,
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
        """Make a world, or begin from a save, and return the `opened` message; raises NacreError when refused.

        more is passed on in the message: quality, credit, state_hz, model.
        """
        body = {"width": width, "height": height, "fps": float(fps), "channels": list(channels), **more}
        body |= {"prompt": prompt, "spec": spec, "seed": seed, "codec": codec, "deterministic": deterministic}
        return self._enter("open", body | {"snapshot": snapshot}, on_progress, timeout)

    def join(
        self,
        guest: str,
        *,
        role: str = "viewer",
        width: int = 640,
        height: int = 360,
        fps: float = 30.0,
        channels: tuple[str, ...] = ("rgb",),
        codec: str | None = None,
        timeout: float = 30.0,
        **more: Any,
    ) -> dict[str, Any]:
        """Look on in someone's world, or with role `player` walk in it with a body of your own.

        guest is the `opened["guest"]` they gave away.
        """
        body = {"guest": guest, "role": role, "width": width, "height": height, "fps": float(fps), **more}
        return self._enter("join", body | {"channels": list(channels), "codec": codec}, None, timeout)

    def _enter(
        self, kind: str, body: dict[str, Any], on_progress: ProgressSink | None, timeout: float
    ) -> dict[str, Any]:
        self.on_progress = on_progress
        with self._connection.lock:
            self._frames.clear()
            self.latest, self.state, self.scenery = None, None, self.scenery.anew()
            if "geometry" in body["channels"] and self.scenery.have:
                body = {"have": self.scenery.have[:MOST_HAVE], **body}
        present = {key: value for key, value in body.items() if value is not None}
        return self._connection.ask(kind, present, "opened", timeout)

    def pose(
        self,
        position: tuple[float, float, float],
        yaw: float = 0.0,
        pitch: float = 0.0,
        *,
        velocity: tuple[float, float, float] = (0.0, 0.0, 0.0),
        grounded: bool = True,
    ) -> int:
        """Say where your own body is (feet, metres), in a world opened with body="client"; returns the seq."""
        self._seq += 1
        place, speed = [float(v) for v in position], [float(v) for v in velocity]
        message = {"type": "pose", "seq": self._seq, "t": time.monotonic(), "position": place, "velocity": speed}
        self._connection.send(message | {"yaw": float(yaw), "pitch": float(pitch), "grounded": grounded})
        return self._seq

    def teleport(
        self, x: float, z: float, y: float | None = None, yaw: float | None = None, timeout: float = 60.0
    ) -> dict[str, Any]:
        """Put the player elsewhere; returns `teleported`, which says where it stands then."""
        body = {"x": float(x), "z": float(z), "y": y, "yaw": yaw}
        present = {key: value for key, value in body.items() if value is not None}
        return self._connection.ask("teleport", present, "teleported", timeout)

    def wait_for(self, ready: Callable[[], bool], timeout: float = 10.0) -> None:
        """Take what comes until `ready()`; raises NacreTimeout. For geometry, bodies and state."""
        deadline = time.monotonic() + timeout
        while True:
            with self._connection.lock:
                if ready():
                    return
            self._connection.advance(deadline, "no_answer", f"what was waited for did not come within {timeout:g} s.")

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
        self._connection.send({"type": "act", "seq": self._seq, "t": time.monotonic(), "held": held, "look": look})
        return self._seq

    def view(
        self,
        position: tuple[float, float, float] | None,
        yaw: float = 0.0,
        pitch: float = 0.0,
        fov: float = 1.13,
    ) -> int:
        """Draw from a camera of your own; position None goes back to the player's eyes. Returns the seq.

        In lockstep this gives no frame: the next `act` shows it.
        """
        self._seq += 1
        message: dict[str, Any] = {"type": "view", "seq": self._seq, "t": time.monotonic()}
        if position is not None:
            place = [float(v) for v in position]
            message["camera"] = {"position": place, "yaw": float(yaw), "pitch": float(pitch), "fov": float(fov)}
        self._connection.send(message)
        return self._seq

    def grant(self, credit: int) -> None:
        """Allow this many frames in flight from now on; 0 stops them."""
        self._connection.send({"type": "act", "credit": credit})

    def next_frame(self, timeout: float = 10.0) -> Frame:
        """The oldest frame not yet returned (with `background`: the newest); raises NacreTimeout."""
        deadline = time.monotonic() + timeout
        while True:
            with self._connection.lock:
                if self._frames:
                    frame = self._frames.popleft()
                    if not self._background:
                        self._connection.send({"type": "act", "ack": frame.id})
                    return frame
            why = " In lockstep only `act` gives a frame." if self.opened.get("deterministic") else ""
            self._connection.advance(deadline, "no_frame", f"no frame came within {timeout:g} s.{why}")

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
        return self._connection.ask("pause", {}, "status", 10.0)

    def resume(self) -> dict[str, Any]:
        """Let the world go on; returns the `status`."""
        return self._connection.ask("resume", {}, "status", 10.0)

    def status(self) -> dict[str, Any]:
        """How the session is doing, as a `status` message."""
        return self._connection.ask("status", {}, "status", 10.0)

    def resize(self, width: int, height: int) -> dict[str, Any]:
        """Frames of another size from now on; returns `resized`. Frames of the old size may still be on their way."""
        return self._connection.ask("resize", {"width": width, "height": height}, "resized", 10.0)

    def snapshot(self, name: str, timeout: float = 30.0) -> dict[str, Any]:
        """Save the world under a name; returns `saved` once it is on the disk."""
        return self._connection.ask("snapshot", {"name": name}, "saved", timeout)

    def restore(self, name: str, timeout: float = 120.0) -> dict[str, Any]:
        """Put the world back to a save; returns `restored`."""
        return self._connection.ask("restore", {"name": name}, "restored", timeout)

    def rewind(self, seconds: float, timeout: float = 120.0) -> dict[str, Any]:
        """Put the world back by up to this many seconds; returns `restored`."""
        return self._connection.ask("rewind", {"seconds": float(seconds)}, "restored", timeout)

    def branch(self, timeout: float = 30.0) -> dict[str, Any]:
        """Fork the world; returns `branched`, whose token another client connects with."""
        return self._connection.ask("branch", {}, "branched", timeout)

    def end(self) -> None:
        """Close the world and forget it; another may be opened."""
        self._connection.ask("close", {}, "closed", 10.0)
        self._connection.opened = {}

    def close(self, keep: bool = False) -> None:
        """Leave. The world is closed too, or with `keep` waits `session_ttl` for its token. Never raises."""
        connection = self._connection
        if not connection.open:
            return
        if connection.failure is None and connection.welcome and not connection.dialling:
            with contextlib.suppress(NacreError):
                if self.opened and not keep:
                    connection.ask("close", {}, "closed", 1.0)
                    connection.opened = {}
                connection.ask("bye", {}, "closed", 1.0)
        connection.close()

    def _take(self, header: dict[str, Any], parts: list[Part]) -> None:
        kind = header["type"]
        if kind == "frame":
            latency = time.monotonic() - header["echo_t"] if header["for_seq"] else None
            self.latest = Frame(header, parts, latency)
            if self._background:
                self._frames.clear()
                self._connection.send({"type": "act", "ack": self.latest.id})
            self._frames.append(self.latest)
        elif kind == "state":
            self.state = header
        elif kind == "event":
            self.events.append(header)
        elif kind == "progress":
            if self.on_progress is not None:
                self.on_progress(header["stage"], header["fraction"], header["text"])
        elif self.scenery.take(header, parts):
            if "order" in header:
                self._connection.send({"type": "geometry", "ack": header["order"]})
        elif kind == "opened":
            self.scenery = self.scenery.anew()
            self._seq = 0  # numbers of inputs begin anew on every connection
            if self.on_resume is not None and self._connection.resumed:
                self.on_resume(header)
        elif kind == "error":
            # One that nothing was asked for and that ends nothing is for who looks; play goes on.
            self.error = error_of(header)
            if self.error.fatal:
                self._connection.fail(self.error)
        elif kind == "closed":
            if header["reason"] == "failed" and self.error is not None:
                self._connection.fail(self.error)
            code = "closed" if header["reason"] == "close" else header["reason"]
            lost = ConnectionLost(code, header["text"])
            if code in ("shutdown", "bye"):
                # One that is restarted in order comes back, too; one that had not heard of us keeps the session.
                self._connection.lost(lost)
            else:
                self._connection.fail(lost)

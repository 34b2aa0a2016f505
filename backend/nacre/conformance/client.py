"""`nacre check client`: a scripted server that a plugin's author points a client at, to hear what it gets wrong.

The client should say hello, open a world of any kind, and play for as long as it is let: act, acknowledge frames,
keep the heartbeat, and take its session up again when the connection drops.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgpack  # type: ignore[import-untyped, unused-ignore]

from nacre.conformance.report import PATIENCE, Failed, Report, wanted
from nacre.protocol import messages as nwp
from nacre.protocol.codec import ClientMessage, Refusal, decode, encode
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MAX_FPS, VERSION
from nacre.server.limits import ServerLimits
from nacre.server.net.transport import Incoming, RouterTransport, Sent
from nacre.server.net.welcome import welcome_message
from nacre.world.interface import Capabilities

TOKEN: Final = "nacre-check-session-token"
FRAMES: Final = 40  # before the connection is dropped, and after
CAMERA: Final = nwp.Camera(position=[0.0, 1.7, 0.0], yaw=0.0, pitch=0.0, fov=1.13)


class ClientCheck:
    """A server that plays one script. patience is how long the client may take for a step, in seconds."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, patience: float = PATIENCE) -> None:
        self._host, self.patience = host, patience
        self._transport = RouterTransport(host, port)
        self.endpoint = self._transport.endpoint
        self._peer = b""
        self._asked: nwp.ClientOpen | None = None
        self._frame = self._acked = 0
        self._seqs: list[int] = []
        self._gaps: list[float] = []
        self._heard = time.monotonic()
        self._waiting: deque[Incoming] = deque()

    def close(self) -> None:
        """Stop listening."""
        self._transport.close()

    def run(self, report: Report) -> Report:
        """The whole script; it ends at the first step that cannot be gone on from."""
        steps: list[tuple[str, Callable[[], str | None], bool]] = [
            ("hello", self._hello, True),
            ("open", self._open, True),
            ("acts and acknowledges", self._play, True),
            ("ignores what later versions may add", self._newer, True),
            ("survives refusals that are not fatal", self._refused, True),
            ("stops at a credit of its own", self._credit, False),
            ("keeps the heartbeat", self._heartbeat, False),
            ("takes its session up after a drop", self._drop, True),
            ("plays on, with inputs numbered from 1", self._again, True),
            ("ends when the server says so", self._end, False),
        ]
        for name, step, needed in steps:
            if not report.run(name, step) and needed:
                break
        return report

    def _send(self, message: Any, *parts: bytes) -> None:
        header = message if isinstance(message, bytes) else encode(message)
        end = time.monotonic() + self.patience
        while self._transport.send(self._peer, [header, *parts]) is Sent.BUSY and time.monotonic() < end:
            time.sleep(0.002)

    def _next(self, timeout: float) -> ClientMessage | None:
        """The next message of the client, checked; None after `timeout` seconds."""
        end = time.monotonic() + timeout
        while not self._waiting and (left := end - time.monotonic()) > 0:
            self._waiting.extend(self._transport.poll(min(left, 0.05)))
        if not self._waiting:
            return None
        incoming = self._waiting.popleft()
        self._peer = incoming.peer
        now = time.monotonic()
        self._gaps.append(now - self._heard)
        self._heard = now
        try:
            return decode(incoming.parts)
        except Refusal as refusal:
            raise Failed(f"`{refusal.code}`: {refusal.message}", refusal.hint) from None

    def _until(self, kind: type[Any], fix: str) -> Any:
        end = time.monotonic() + self.patience
        while (left := end - time.monotonic()) > 0:
            message = self._next(left)
            if isinstance(message, kind):
                return message
            if message is not None:
                self._note(message)
        raise Failed(f"no `{kind.__name__.removeprefix('Client').lower()}` within {self.patience:g} s", fix)

    def _note(self, message: ClientMessage) -> None:
        if isinstance(message, (nwp.ClientAct, nwp.ClientView)):
            if message.ack is not None:
                fix = "acknowledge only frames that came (SPEC.md, section 5)"
                wanted(message.ack <= self._frame, f"ack {message.ack}, but only {self._frame} was sent", fix)
                self._acked = max(self._acked, message.ack)
            if message.seq:
                fix = "number inputs from 1 on every connection, rising by one (SPEC.md, section 4)"
                wanted(message.seq == len(self._seqs) + 1, f"seq {message.seq} after {len(self._seqs)}", fix)
                self._seqs.append(message.seq)
        elif isinstance(message, (nwp.ClientStatus, nwp.ClientPause, nwp.ClientResume)):
            self._send(self._status(message.id))

    def _status(self, request: int) -> nwp.ServerStatus:
        return nwp.ServerStatus(
            id=request, state="running", uptime=1.0, sessions=1, frame=self._frame, tick=self._frame,
            fps=30.0, in_flight=self._frame - self._acked, dropped=0,
        )  # fmt: skip

    def _hello(self) -> str:
        self._heard = time.monotonic()
        fix = f"connect to {self.endpoint} and send `hello` first (SPEC.md, section 3)"
        message = self._next(self.patience)
        wanted(message is not None, f"nothing within {self.patience:g} s", fix)
        wanted(isinstance(message, nwp.ClientHello), f"first came {type(message).__name__}", fix)
        assert isinstance(message, nwp.ClientHello)
        wanted(message.v == VERSION, f"version {message.v}", f"send v: {VERSION}")
        caps = Capabilities("nacre-check", max_width=1280, max_height=720)
        self._send(nwp.ServerProgress(id=message.id, stage="load", fraction=0.5, text="loading"))
        self._send(welcome_message(message.id, caps, ServerLimits(fps_cap=float(MAX_FPS)), None))
        return f"{message.client.name or 'unnamed'} {message.client.version} {message.client.engine}".strip()

    def _open(self) -> str:
        message = self._until(nwp.ClientOpen, "after `welcome`, send `open` with a prompt or a spec")
        self._asked = message
        for step in range(5):
            self._send(nwp.ServerProgress(id=message.id, stage="generate", fraction=step / 5, text="growing"))
        self._send(self._opened(message.id, False))
        return f"{message.width}x{message.height} at {message.fps:g}"

    def _opened(self, request: int, resumed: bool) -> nwp.ServerOpened:
        asked = self._asked
        assert asked is not None
        return nwp.ServerOpened(
            id=request, session="check", token=TOKEN, world="check", model="nacre-check", seed=asked.seed or 1, spec={},
            understood=[], ignored=[], width=asked.width, height=asked.height, fps=asked.fps, channels=["rgb"],
            codec="rgba8", credit=asked.credit, tick_hz=20.0, deterministic=asked.deterministic,
            camera=CAMERA, frame=self._frame, resumed=resumed, paused=False, tick=self._frame, epoch=0,
        )  # fmt: skip

    def _draw(self) -> None:
        """Send the next frame when the client has credit for it."""
        asked = self._asked
        assert asked is not None
        if self._frame - self._acked >= asked.credit:
            return
        self._frame += 1
        pixels = bytes([self._frame % 256, 128, 64, 255]) * (asked.width * asked.height)
        part = nwp.Part(kind="rgb", codec="rgba8", width=asked.width, height=asked.height, bytes=len(pixels))
        projection = nwp.Projection(fov=1.13, aspect=asked.width / asked.height, near=0.1, far=64.0)
        self._send(
            nwp.ServerFrame(
                id=self._frame, t_world=self._frame * 0.05, tick=self._frame, for_seq=len(self._seqs), echo_t=0.0,
                ms={"render": 1.0}, camera=CAMERA, projection=projection, parts=[part], dropped=0,
                ai_generated=True,
            ),
            pixels,
        )  # fmt: skip

    def _frames(self, count: int) -> None:
        first, end = self._acked, time.monotonic() + self.patience
        while self._acked < first + count and time.monotonic() < end:
            self._draw()
            message = self._next(0.02)
            if message is not None:
                self._note(message)
        fix = "send `ack` with the id of the newest frame, in the next `act` (SPEC.md, section 5)"
        wanted(self._acked >= first + count, f"{self._acked - first} of {count} frames were acknowledged", fix)

    def _play(self) -> str:
        self._frames(FRAMES)
        return f"{len(self._seqs)} inputs, {self._acked} frames"

    def _newer(self) -> None:
        self._send(msgpack.packb({"type": "weather_report", "clouds": [1, 2, {"deep": True}]}))
        self._send(msgpack.packb({"type": "event", "kind": "never_heard_of", "tick": 1, "data": {"x": None}, "new": 1}))
        status = {**msgpack.unpackb(encode(self._status(0))), "some_new_key": {"a": [1.5]}}
        self._send(msgpack.packb(status))
        self._frames(5)

    def _refused(self) -> None:
        self._send(Refusal("too_fast", retry_after=0.1).reply())
        try:
            self._frames(5)
        except Failed as failed:
            raise Failed(failed.found, "an error with `fatal: false` ends nothing: show it, and play on") from None

    def _credit(self) -> str:
        """With nothing new sent, nothing may be acknowledged."""
        before, end = self._acked, time.monotonic() + 0.5
        newest = self._frame
        while time.monotonic() < end:
            message = self._next(0.05)
            if message is not None:
                self._note(message)
        wanted(self._acked <= newest, f"ack {self._acked} of {newest}", "acknowledge only frames that came")
        return f"{newest - before} were on their way"

    def _heartbeat(self) -> str:
        self._gaps.clear()
        end = time.monotonic() + HEARTBEAT * (LIVENESS + 1)
        self._heard = time.monotonic()
        while time.monotonic() < end:
            message = self._next(0.1)
            if message is not None:
                self._note(message)
            if time.monotonic() - self._heard > HEARTBEAT * LIVENESS:
                raise Failed(f"silent for {HEARTBEAT * LIVENESS:g} s", "send `status` when nothing else was for a beat")
        return f"longest silence {max([*self._gaps, time.monotonic() - self._heard]):.1f} s"

    def _drop(self) -> str:
        self._transport.close()
        time.sleep(0.3)
        host, port = self._host, int(self.endpoint.rsplit(":", 1)[1])
        self._transport = RouterTransport(host, port, patience=10.0)
        self._peer, self._seqs, began = b"", [], time.monotonic()
        self._waiting.clear()
        fix = (
            "when the connection is lost, connect again and say `hello` with the token of `opened` (SPEC.md, section 3)"
        )
        message = self._next(self.patience)
        wanted(message is not None, f"did not come back within {self.patience:g} s", fix)
        wanted(isinstance(message, nwp.ClientHello), f"came back with {type(message).__name__}", fix)
        assert isinstance(message, nwp.ClientHello)
        wanted(message.token == TOKEN, "came back without its session token", fix)
        welcome = welcome_message(message.id, Capabilities("nacre-check"), ServerLimits(), None)
        welcome.session = "check"
        self._send(welcome)
        # A restarted server numbers frames from far above, so that none comes twice.
        self._frame = self._acked = self._frame + 100000
        self._send(self._opened(message.id, True))
        return f"after {time.monotonic() - began:.1f} s"

    def _again(self) -> str:
        self._frames(FRAMES)
        return f"{len(self._seqs)} inputs"

    def _end(self) -> None:
        self._send(nwp.ServerClosed(reason="close", text="the check is over"))
        end = time.monotonic() + 2.0
        while time.monotonic() < end:
            message = self._next(0.1)
            fix = "after `closed{reason: close}` the session is over: do not open another by yourself"
            wanted(not isinstance(message, nwp.ClientOpen), "opened another world at once", fix)


@contextmanager
def scripted_server(host: str = "127.0.0.1", port: int = 0, patience: float = PATIENCE) -> Iterator[ClientCheck]:
    """The scripted server, listening; raises TransportError when it cannot."""
    script = ClientCheck(host, port, patience)
    try:
        yield script
    finally:
        script.close()

"""A session: one client's world, what it asked for, and the state both threads see."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final, Literal

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import MAX_HEIGHT, MAX_WIDTH
from nacre.protocol.messages import Accept, ClientOpen, ServerOpened, ServerProgress
from nacre.server.mailbox import Mailbox
from nacre.server.outbox import Outbox
from nacre.world.grid import TICK
from nacre.world.interface import Capabilities
from nacre.world.state import WorldState

# Ticks caught up after a hitch; beyond that the world runs late rather than spiralling.
MOST_TICKS: Final = 5
RAW_ADDRESSES: Final = ("127.", "::1", "::ffff:127.")


@dataclass(frozen=True)
class Asked:
    """What a session sends, settled once between `open`, `accept`, the model and the server's limits."""

    width: int
    height: int
    fps: float
    channels: frozenset[str]
    codec: Literal["rgba8", "jpeg"]
    quality: int
    lockstep: bool
    state_ticks: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height


def settle(request: ClientOpen, accept: Accept, caps: Capabilities, address: str, fps_cap: float) -> Asked:
    """Work out what to send; raises Refusal with a typed code when something asked for is not offered."""

    def refuse(code: str, text: str) -> Refusal:
        return Refusal(code, text, id=request.id)

    if (request.prompt is None or not request.prompt.strip()) == (request.spec is None):
        raise refuse("nothing_to_open", "give a prompt or a spec, exactly one of them")
    if request.model is not None and request.model != caps.name:
        raise refuse("unknown_model", f"there is no model {request.model!r} here; there is {caps.name!r}")
    if request.prompt is not None and not caps.prompt:
        raise refuse("nothing_to_open", f"{caps.name} takes no prompt")
    widest, highest = (
        min(MAX_WIDTH, caps.max_width, accept.max_width),
        min(MAX_HEIGHT, caps.max_height, accept.max_height),
    )
    if request.width > widest or request.height > highest:
        raise refuse("bad_size", f"{request.width}x{request.height} is more than {widest}x{highest}")
    for channel in request.channels:
        if channel not in caps.channels or channel not in accept.channels:
            raise refuse("bad_channel", f"channel {channel!r} is not on offer: {', '.join(caps.channels)}")
    if not set(request.channels) - {"state"}:
        raise refuse("bad_channel", "at least one picture channel is needed: rgb, depth or entity")
    usual: tuple[Literal["rgba8", "jpeg"], ...] = (
        ("rgba8", "jpeg") if address.startswith(RAW_ADDRESSES) else ("jpeg", "rgba8")
    )
    codec: Literal["rgba8", "jpeg"] | None = request.codec
    if codec is None:
        wanted = [name for name in accept.codecs if name in usual] if accept.codecs else list(usual)
        codec = next((name for name in usual if wanted and name == wanted[0]), None)
    if codec is None or (accept.codecs and codec not in accept.codecs):
        raise refuse("bad_codec", "no picture codec that both sides know: rgba8, jpeg")
    return Asked(
        request.width,
        request.height,
        min(request.fps, fps_cap),
        frozenset(request.channels),
        codec,
        request.quality,
        request.deterministic,
        max(1, round(1.0 / (TICK * request.state_hz))),
    )


class Pace:
    """When a session's next tick and frame are due. Monotonic seconds; engine thread only."""

    def __init__(self, fps: float) -> None:
        self.interval = 1.0 / fps
        self.due = 0.0
        self._late = 0.0
        self._last: float | None = None

    def stop(self) -> None:
        """The world stands still from now."""
        self._last = None

    def start(self, now: float) -> None:
        """The world goes on; does nothing while it is going."""
        if self._last is None:
            self._last, self.due = now, now

    @property
    def next_tick(self) -> float:
        """When the next tick is due."""
        return (self._last or 0.0) + TICK - self._late

    def ticks(self, now: float) -> int:
        """Ticks due now, at most MOST_TICKS: time beyond them is let go."""
        if self._last is None:
            return 0
        self._late += now - self._last
        self._last = now
        count = int(self._late / TICK + 1e-9)
        if count > MOST_TICKS:
            self._late = MOST_TICKS * TICK
            count = MOST_TICKS
        self._late = max(0.0, self._late - count * TICK)
        return count

    @property
    def blend(self) -> float:
        """How far between the previous tick (0) and the newest (1) the world is."""
        return min(1.0, self._late / TICK)

    def drawn(self, now: float) -> int:
        """A frame is drawn now; how many due ones were missed before it."""
        missed = max(0, int((now - self.due) / self.interval))
        # When late, the next one is due at once: a slow model still gives all the frames it can.
        self.due = max(now, self.due + self.interval)
        return missed


@dataclass(eq=False)
class Session:
    """`attached`, `paused` and `ended` are written by the I/O thread, `opened` and below by the engine."""

    request: ClientOpen
    asked: Asked
    seed: int
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    attached: bool = True
    paused: bool = False
    ended: bool = False
    opened: ServerOpened | None = None
    failed: bool = False
    doing: ServerProgress | None = None
    world: WorldState | None = None
    tick: int = 0
    frame: int = 0
    starved: bool = False

    def __post_init__(self) -> None:
        self.mailbox = Mailbox(self.asked.lockstep)
        self.outbox = Outbox(self.request.credit, ordered=self.asked.lockstep)
        self.pace = Pace(self.asked.fps)

    @property
    def running(self) -> bool:
        """Whether its world should move."""
        going = self.attached and not self.paused and not self.ended and not self.failed
        return going and self.world is not None

    @property
    def state(self) -> Literal["opening", "running", "paused"]:
        """The word `status` uses."""
        if self.opened is None:
            return "opening"
        return "paused" if self.paused or not self.attached else "running"

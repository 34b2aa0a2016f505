"""A session: one client's world, what it asked for, and the state both threads see."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Final, Literal

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import MAX_HEIGHT, MAX_WIDTH
from nacre.protocol.messages import Accept, ClientJoin, ClientOpen, ServerOpened, ServerProgress
from nacre.server.sessions.frame_pacer import Pace
from nacre.server.sessions.input_queue import Mailbox
from nacre.server.sessions.lifecycle import Life
from nacre.server.sessions.rewind_buffer import Past
from nacre.server.sessions.send_queue import Outbox
from nacre.server.storage.save_store import Claim, key_of
from nacre.world.grid import TICK
from nacre.world.interface import Capabilities
from nacre.world.state import WorldState

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


def settle(request: ClientOpen | ClientJoin, accept: Accept, caps: Capabilities, address: str, fps_cap: float) -> Asked:
    """Work out what to send; raises Refusal with a typed code when something asked for is not offered."""

    def refuse(code: str, text: str) -> Refusal:
        return Refusal(code, text, id=request.id)

    if isinstance(request, ClientOpen):
        prompt = request.prompt if request.prompt and request.prompt.strip() else None
        if sum(given is not None for given in (prompt, request.spec, request.snapshot)) != 1:
            raise refuse("nothing_to_open", "give a prompt, a spec or a snapshot, exactly one of them")
        if request.model is not None and request.model != caps.name:
            raise refuse("unknown_model", f"there is no model {request.model!r} here; there is {caps.name!r}")
        if prompt is not None and not caps.prompt:
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
        isinstance(request, ClientOpen) and request.deterministic,
        max(1, round(1.0 / (TICK * request.state_hz))),
    )


def guest_of(token: str) -> str:
    """The token that lets others look on: it follows from the session's, and not the other way round."""
    return "g" + hashlib.sha256(b"nacre guest " + token.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Command:
    """Something to do to a world between two ticks: `snapshot`, `restore`, `rewind` or `branch`."""

    kind: str
    id: int
    name: str = ""
    seconds: float = 0.0
    fork: Session | None = None


@dataclass(eq=False)
class Session:
    """One client's part in a world: its own, or as a guest that of `host`; a guest who plays has a body in it, which
    is a state of its own (`world`).

    The I/O thread writes `life` and `commands`; the engine writes `opened` and everything below it. `doing` is filled
    by the I/O thread and emptied by whoever answers.
    """

    request: ClientOpen | ClientJoin
    asked: Asked
    seed: int
    life: Life
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    owner: str = ""
    tier: str = ""
    host: Session | None = None
    restored: WorldState | None = None
    before: ServerOpened | None = None
    claim: Claim | None = None
    commands: deque[Command] = field(default_factory=deque)
    doing: dict[int, ServerProgress] = field(default_factory=dict)  # what each request waits for, oldest first
    greet: int = 0  # id of the hello that waits for `opened`
    opened: ServerOpened | None = None
    failed: bool = False
    world: WorldState | None = None
    tick: int = 0
    frame: int = 0
    starved: bool = False
    stalled: float | None = None  # since when its client has taken no frame
    changing: bool = False
    saved_tick: int = -1
    gpu_ms: float = 0.0
    frame_before: int = 0  # what it had when this server took it up, which is in another row of the usage
    played_before: float = 0.0
    marked: bool = False  # a visible mark in every picture

    def __post_init__(self) -> None:
        self.mailbox = Mailbox(self.asked.lockstep)
        self.outbox = Outbox(self.request.credit, ordered=self.asked.lockstep)
        self.pace = Pace(self.asked.fps)
        self.past = Past()
        self.viewers: list[Session] = []
        self.guest = guest_of(self.token)
        # For logs; it says nothing of the token, but a server that takes the session up again calls it the same.
        self.name = key_of(self.token)[:8]

    @property
    def source(self) -> Session:
        """The session whose world is shown: itself, or its host."""
        return self.host or self

    @property
    def plays(self) -> bool:
        """Whether it has a body: a world of its own, or one beside that of its host."""
        return self.host is None or (isinstance(self.request, ClientJoin) and self.request.role == "player")

    @property
    def seen(self) -> WorldState | None:
        """The state that its pictures show."""
        return self.world if self.plays else self.source.world

    @property
    def companions(self) -> list[Session]:
        """Guests with a body in its world."""
        return [one for one in self.viewers if one.world is not None and not one.failed and not one.ended]

    @property
    def ended(self) -> bool:
        """Whether it is over, for whatever reason."""
        return self.life.over is not None

    @property
    def running(self) -> bool:
        """Whether its world should move, or its picture of it be drawn."""
        life = self.life
        going = life.attached and not life.paused and life.over is None and not self.failed and not self.changing
        if self.host is not None:
            return going and self.opened is not None and self.host.running and self.seen is not None
        return going and self.world is not None

    @property
    def state(self) -> Literal["opening", "running", "paused"]:
        """The word `status` uses."""
        if self.opened is None:
            return "opening"
        return "paused" if self.life.paused or not self.life.attached else "running"

"""A session: one client's settings, its queues, and its world as it is played."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from msgspec import structs

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import MAX_HEIGHT, MAX_WIDTH
from nacre.protocol.messages import Accept, ClientJoin, ClientOpen, ClientResize, ServerOpened
from nacre.server.sessions.answers import Answers
from nacre.server.sessions.frame_pacer import FramePacer
from nacre.server.sessions.input_queue import InputQueue
from nacre.server.sessions.key import session_key
from nacre.server.sessions.lifecycle import Lifecycle
from nacre.server.sessions.rewind_buffer import RewindBuffer
from nacre.server.sessions.send_queue import SendQueue
from nacre.world.grid import TICK
from nacre.world.interface import Capabilities
from nacre.world.state import WorldState

if TYPE_CHECKING:
    from nacre.server.geometry.feed import Feed
    from nacre.server.storage.save_store import Claim

PICTURES: Final = frozenset(("rgb", "depth", "entity"))
RAW_ADDRESSES: Final = ("127.", "::1", "::ffff:127.")


@dataclass(frozen=True)
class SessionSettings:
    """What a session is sent: agreed once from `open`, `accept`, the model and the server's limits."""

    width: int
    height: int
    fps: float
    channels: frozenset[str]
    codec: Literal["rgba8", "jpeg"]
    quality: int
    lockstep: bool
    state_ticks: int
    body: Literal["server", "client"] = "server"  # who moves the player

    @property
    def pictures(self) -> bool:
        """Whether anything is drawn for it."""
        return bool(self.channels & PICTURES)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height


def negotiate(
    request: ClientOpen | ClientJoin, accept: Accept, caps: Capabilities, address: str, fps_cap: float
) -> SessionSettings:
    """The settings for a request; raises Refusal with a typed code when something asked for is not offered."""

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
    check_dimensions(request, accept, caps)
    for channel in request.channels:
        if channel not in caps.channels or channel not in accept.channels:
            raise refuse("bad_channel", f"channel {channel!r} is not on offer: {', '.join(caps.channels)}")
    if not set(request.channels) - {"state"}:
        raise refuse("bad_channel", "nothing would be seen: ask for rgb, depth, entity or geometry")
    lockstep = isinstance(request, ClientOpen) and request.deterministic
    if lockstep and not set(request.channels) & PICTURES:
        raise refuse("bad_channel", "lockstep answers every input with a frame: ask for rgb, depth or entity")
    if request.body == "client" and "geometry" not in caps.channels:
        raise refuse("unsupported", f"{caps.name} moves the player's body itself")
    usual: tuple[Literal["rgba8", "jpeg"], ...] = (
        ("rgba8", "jpeg") if address.startswith(RAW_ADDRESSES) else ("jpeg", "rgba8")
    )
    codec: Literal["rgba8", "jpeg"] | None = request.codec
    if codec is None:
        wanted = [name for name in accept.codecs if name in usual] if accept.codecs else list(usual)
        codec = next((name for name in usual if wanted and name == wanted[0]), None)
    if codec is None or (accept.codecs and codec not in accept.codecs):
        raise refuse("bad_codec", "no picture codec that both sides know: rgba8, jpeg")
    return SessionSettings(
        request.width,
        request.height,
        min(request.fps, fps_cap),
        frozenset(request.channels),
        codec,
        request.quality,
        lockstep,
        max(1, round(1.0 / (TICK * request.state_hz))),
        request.body,
    )


def check_dimensions(request: ClientOpen | ClientJoin | ClientResize, accept: Accept, caps: Capabilities) -> None:
    """Raises Refusal("bad_size") for pictures larger than the model, the client or the protocol allows."""
    widest = min(MAX_WIDTH, caps.max_width, accept.max_width)
    highest = min(MAX_HEIGHT, caps.max_height, accept.max_height)
    if request.width > widest or request.height > highest:
        why = f"{request.width}x{request.height} is more than {widest}x{highest}"
        raise Refusal("bad_size", why, id=request.id)


def guest_token(token: str) -> str:
    """The token that lets others join: derived from the session's token, which it does not reveal."""
    return "g" + hashlib.sha256(b"nacre guest " + token.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Command:
    """Something to do to a world between two ticks: `snapshot`, `restore`, `rewind`, `branch`, `teleport`, or a
    `resize` of its pictures."""

    kind: str
    id: int
    name: str = ""
    seconds: float = 0.0
    size: tuple[int, int] = (0, 0)
    fork: Session | None = None
    place: tuple[float, float | None, float] = (0.0, None, 0.0)  # metres; y None: where a body fits
    yaw: float | None = None
    answers: Answers = field(default_factory=Answers)  # to the connection that asked


@dataclass
class Playback:
    """The world of a session as it is played. Written on the engine thread only; other threads may read the numbers.

    tick counts the ticks of its world, frame the frames drawn for it, gpu_ms the device's milliseconds spent on it.
    """

    pacer: FramePacer
    rewind_buffer: RewindBuffer = field(default_factory=RewindBuffer)
    world: WorldState | None = None
    tick: int = 0
    frame: int = 0
    gpu_ms: float = 0.0
    starved: bool = False  # a frame was due, and its client had no room for it
    stalled: float | None = None  # since when its client has taken no frame
    replacing_world: bool = False  # a restore or a rewind is at work: it is not drawn


@dataclass
class Resumption:
    """What connects a session with its saves: those it came from, and those that are written of it.

    state is the world to restore and opened the message of the session that was saved, both None for a new world;
    claim is the folder it is saved to, saved_tick the tick of its newest save, -1 before the first. frames_before and
    seconds_before are what it had used when this server resumed it: another row of the usage table.
    """

    state: WorldState | None = None
    opened: ServerOpened | None = None
    claim: Claim | None = None
    saved_tick: int = -1
    frames_before: int = 0
    seconds_before: float = 0.0


@dataclass(eq=False)
class Session:
    """One client's part in a world: a world of its own, or as a guest that of `host`. A guest that plays has a body in
    it, which is a state of its own (`playback.world`).

    Identity does not change. The I/O thread writes `lifecycle` and `commands`; the engine thread writes
    `playback`, `viewers`, `opened` and `failed`.
    name, for logs, reveals nothing of the token, and is the same after a resumption.
    """

    request: ClientOpen | ClientJoin
    settings: SessionSettings
    seed: int
    lifecycle: Lifecycle
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    owner: str = ""  # opaque; label is its name for people
    tier: str = ""
    label: str = ""
    host: Session | None = None
    marked: bool = False  # a visible mark in every picture
    resumption: Resumption = field(default_factory=Resumption)
    commands: deque[Command] = field(default_factory=deque)
    opened: ServerOpened | None = None
    failed: bool = False
    have: list[str] = field(default_factory=list)  # hashes of what its client holds from before
    feed: Feed | None = None  # of the geometry channel; made when its world is open

    def __post_init__(self) -> None:
        self.playback = Playback(FramePacer(self.settings.fps))
        self.input_queue = InputQueue(self.settings.lockstep)
        self.send_queue = SendQueue(self.request.credit, self.settings.lockstep, self.request.id)
        self.viewers: list[Session] = []
        self.guest = guest_token(self.token)
        self.name = session_key(self.token)[:8]
        self.have = self.have or list(self.request.have)

    def tell_opened(self) -> None:
        """Tell the connection that holds it, once, that its world is open. From the engine's and the I/O thread."""
        assert self.opened is not None
        answers = self.send_queue.answers
        now = {"frame": self.playback.frame, "tick": self.source.playback.tick, "paused": self.lifecycle.paused}
        resumed = self.opened.resumed or answers.resumes
        answers.put(structs.replace(self.opened, id=answers.opening, resumed=resumed, **now))

    @property
    def source(self) -> Session:
        """The session whose world is shown: itself, or its host."""
        return self.host or self

    @property
    def plays(self) -> bool:
        """Whether it has a body: a world of its own, or one beside that of its host."""
        return self.host is None or (isinstance(self.request, ClientJoin) and self.request.role == "player")

    @property
    def shown_world(self) -> WorldState | None:
        """The state that its frames show, None before it is open."""
        return self.playback.world if self.plays else self.source.playback.world

    @property
    def companions(self) -> list[Session]:
        """Running guests that have a body in its world."""
        return [one for one in self.viewers if one.playback.world is not None and not one.failed and not one.ended]

    @property
    def body_ticks(self) -> int:
        """Ticks between two `bodies` messages, 0 for none."""
        rate = self.request.geometry.bodies_hz if "geometry" in self.settings.channels else 0.0
        return max(1, round(1.0 / (TICK * rate))) if rate > 0 else 0

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self.lifecycle.ended_by is not None

    @property
    def running(self) -> bool:
        """Whether its world should be stepped, or for a guest its frames be drawn."""
        lifecycle = self.lifecycle
        going = (
            lifecycle.attached
            and not lifecycle.paused
            and lifecycle.ended_by is None
            and not self.failed
            and not self.playback.replacing_world
        )
        if self.host is not None:
            return going and self.opened is not None and self.host.running and self.shown_world is not None
        return going and self.playback.world is not None

    @property
    def state(self) -> Literal["opening", "running", "paused"]:
        """The state as `status` names it."""
        if self.opened is None:
            return "opening"
        return "paused" if self.lifecycle.paused or not self.lifecycle.attached else "running"

# ruff: noqa: E501
"""Generated from `definition.py` by `python -m nacre.protocol.generate`; do not edit.

Client messages decode with every bound checked. Server messages leave absent optional keys out.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType


class ClientInfo(Struct, kw_only=True):
    """Who is connecting; shown in the server's log."""

    name: Annotated[str, Meta(max_length=64)] = ""
    version: Annotated[str, Meta(max_length=32)] = ""
    engine: Annotated[str, Meta(max_length=64)] = ""


class Accept(Struct, kw_only=True):
    """What the client can take. The server never sends anything outside it."""

    codecs: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=8)] = msgspec.field(default_factory=list)
    max_width: Annotated[int, Meta(ge=1, le=65536)] = 1280
    max_height: Annotated[int, Meta(ge=1, le=65536)] = 720
    channels: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=8)] = msgspec.field(default_factory=lambda: ["rgb", "depth", "entity", "state", "geometry"])


class Held(Struct, kw_only=True):
    """What is held down: state, the latest wins."""

    move_x: Annotated[float, Meta(ge=-1.0, le=1.0)] = 0.0
    move_z: Annotated[float, Meta(ge=-1.0, le=1.0)] = 0.0
    jump: bool = False
    sprint: bool = False


class Look(Struct, kw_only=True):
    """How far the head turned since the last `act`: deltas, summed until a frame shows them."""

    yaw: Annotated[float, Meta(ge=-64.0, le=64.0)] = 0.0
    pitch: Annotated[float, Meta(ge=-64.0, le=64.0)] = 0.0


class Camera(Struct, kw_only=True):
    """A pinhole camera."""

    position: Annotated[list[Annotated[float, Meta(ge=-10000000.0, le=10000000.0)]], Meta(max_length=3, min_length=3)]
    yaw: Annotated[float, Meta(ge=-1000000.0, le=1000000.0)]
    pitch: Annotated[float, Meta(ge=-1.6, le=1.6)]
    fov: Annotated[float, Meta(ge=0.1, le=2.8)] = 1.13


class GeometryWish(Struct, kw_only=True):
    """What a client wants of the `geometry` channel. Minor version 6."""

    radius: Annotated[int, Meta(ge=1, le=3)] = 3
    far: bool = True
    credit: Annotated[int, Meta(ge=1, le=256)] = 48
    textures: bool = True
    bodies_hz: Annotated[float, Meta(ge=0.0, le=20.0)] = 10.0


class Origin(Struct, kw_only=True):
    """A place in the client's own scene, in its units of metres."""

    position: Annotated[list[Annotated[float, Meta(ge=-10000000.0, le=10000000.0)]], Meta(max_length=3, min_length=3)]
    yaw: Annotated[float, Meta(ge=-1000000.0, le=1000000.0)] = 0.0


class ShapeLevel(Struct, kw_only=True):
    """One level of detail of a shape, finest first. Minor version 6."""

    vertices: Annotated[int, Meta(ge=0, le=9007199254740991)]
    indices: Annotated[int, Meta(ge=0, le=9007199254740991)]
    index_bytes: Annotated[int, Meta(ge=2, le=4)]
    until: Annotated[float, Meta(ge=0.0, le=10.0)]
    ranges: Annotated[list[Annotated[int, Meta(ge=0, le=9007199254740991)]], Meta(max_length=4096)]


class Projection(Struct, kw_only=True):
    """How the camera maps depth to the picture; enough to build an engine's projection matrix."""

    fov: Annotated[float, Meta(ge=0.1, le=2.8)]
    aspect: Annotated[float, Meta(ge=0.01, le=100.0)]
    near: Annotated[float, Meta(ge=0.0)]
    far: Annotated[float, Meta(ge=0.0)]


class Part(Struct, kw_only=True):
    """One raw part after the header, in the order of this list. Rows run from top to bottom."""

    kind: Literal["rgb", "depth", "entity"]
    codec: Literal["rgba8", "jpeg", "f16", "u8"]
    width: Annotated[int, Meta(ge=1, le=1280)]
    height: Annotated[int, Meta(ge=1, le=720)]
    bytes: Annotated[int, Meta(ge=0, le=9007199254740991)]


class Chip(Struct, kw_only=True):
    """One thing the server understood from the prompt."""

    text: Annotated[str, Meta(max_length=2000)]
    kind: Annotated[str, Meta(max_length=64)]
    value: Annotated[str, Meta(max_length=256)]


class ServerInfo(Struct, kw_only=True):
    """Who answers."""

    name: Annotated[str, Meta(max_length=64)]
    version: Annotated[str, Meta(max_length=32)]


class ModelInfo(Struct, kw_only=True):
    """One world model on offer."""

    name: Annotated[str, Meta(max_length=64)]
    channels: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=8)]
    tick_hz: Annotated[float, Meta(ge=0.0)]
    frames_per_step: Annotated[int, Meta(ge=1)]
    max_width: Annotated[int, Meta(ge=1)]
    max_height: Annotated[int, Meta(ge=1)]
    prompt: bool
    photo: bool
    actions: dict[str, Any]


class Limits(Struct, kw_only=True):
    """What this server refuses beyond."""

    header_bytes: Annotated[int, Meta(ge=1)]
    message_bytes: Annotated[int, Meta(ge=1)]
    parts: Annotated[int, Meta(ge=1)]
    prompt_characters: Annotated[int, Meta(ge=1)]
    min_width: Annotated[int, Meta(ge=1)]
    max_width: Annotated[int, Meta(ge=1)]
    min_height: Annotated[int, Meta(ge=1)]
    max_height: Annotated[int, Meta(ge=1)]
    fps: Annotated[float, Meta(ge=1.0)]
    credit: Annotated[int, Meta(ge=1)]
    sessions: Annotated[int, Meta(ge=1)]


class ClientHello(Struct, kw_only=True, tag_field="type", tag="hello"):
    """The first message of a connection. With a session token it resumes that session, which also ends whatever connection still held it."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    v: Annotated[int, Meta(ge=0, le=65535)]
    client: ClientInfo = msgspec.field(default_factory=lambda: ClientInfo())
    token: Annotated[str, Meta(max_length=256)] | None = None
    accept: Accept = msgspec.field(default_factory=lambda: Accept())
    have: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=2048)] = msgspec.field(default_factory=list)


class ClientOpen(Struct, kw_only=True, tag_field="type", tag="open"):
    """Make a world and begin a session in it. Exactly one of `prompt`, `spec` and `snapshot` must be given."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    prompt: Annotated[str, Meta(max_length=2000)] | None = None
    spec: dict[str, Any] | None = None
    snapshot: Annotated[str, Meta(max_length=64)] | None = None
    seed: Annotated[int, Meta(ge=0, le=9007199254740991)] | None = None
    model: Annotated[str, Meta(max_length=64)] | None = None
    width: Annotated[int, Meta(ge=64, le=1280, multiple_of=2)] = 640
    height: Annotated[int, Meta(ge=36, le=720, multiple_of=2)] = 360
    fps: Annotated[float, Meta(ge=1.0, le=120.0)] = 30.0
    channels: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=8)] = msgspec.field(default_factory=lambda: ["rgb"])
    codec: Literal["rgba8", "jpeg"] | None = None
    quality: Annotated[int, Meta(ge=30, le=100)] = 85
    credit: Annotated[int, Meta(ge=0, le=8)] = 2
    state_hz: Annotated[float, Meta(ge=0.1, le=20.0)] = 10.0
    deterministic: bool = False
    anyway: bool = False
    geometry: GeometryWish = msgspec.field(default_factory=lambda: GeometryWish())
    have: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=2048)] = msgspec.field(default_factory=list)
    body: Literal["server", "client"] = "server"
    origin: Origin | None = None


class ClientAct(Struct, kw_only=True, tag_field="type", tag="act"):
    """What the player does. Sent at the game's own rate, or when something changed; also carries `ack` and `credit`."""

    seq: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    t: Annotated[float, Meta(ge=0.0, le=1000000000000000.0)] = 0.0
    held: Held | None = None
    look: Look | None = None
    ack: Annotated[int, Meta(ge=0, le=9007199254740991)] | None = None
    credit: Annotated[int, Meta(ge=0, le=8)] | None = None


class ClientView(Struct, kw_only=True, tag_field="type", tag="view"):
    """Draw from this camera instead of the player's eyes; without `camera`, from the player's eyes again."""

    seq: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    t: Annotated[float, Meta(ge=0.0, le=1000000000000000.0)] = 0.0
    camera: Camera | None = None
    ack: Annotated[int, Meta(ge=0, le=9007199254740991)] | None = None
    credit: Annotated[int, Meta(ge=0, le=8)] | None = None


class ClientPose(Struct, kw_only=True, tag_field="type", tag="pose"):
    """Where the client's own body is: with `open.body` `client` it is the player. Sent 20 times a second. Minor version 6."""

    seq: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    t: Annotated[float, Meta(ge=0.0, le=1000000000000000.0)] = 0.0
    position: Annotated[list[Annotated[float, Meta(ge=-10000000.0, le=10000000.0)]], Meta(max_length=3, min_length=3)]
    velocity: Annotated[list[Annotated[float, Meta(ge=-10000.0, le=10000.0)]], Meta(max_length=3, min_length=3)] = msgspec.field(default_factory=lambda: [0.0, 0.0, 0.0])
    yaw: Annotated[float, Meta(ge=-1000000.0, le=1000000.0)] = 0.0
    pitch: Annotated[float, Meta(ge=-1.6, le=1.6)] = 0.0
    grounded: bool = True
    ack: Annotated[int, Meta(ge=0, le=9007199254740991)] | None = None
    credit: Annotated[int, Meta(ge=0, le=8)] | None = None


class ClientGeometry(Struct, kw_only=True, tag_field="type", tag="geometry"):
    """Flow of the geometry channel. Minor version 6."""

    ack: Annotated[int, Meta(ge=0, le=9007199254740991)] | None = None
    credit: Annotated[int, Meta(ge=0, le=256)] | None = None


class ClientTeleport(Struct, kw_only=True, tag_field="type", tag="teleport"):
    """Put the player's body somewhere else at once. Minor version 6."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    x: Annotated[float, Meta(ge=-10000000.0, le=10000000.0)]
    z: Annotated[float, Meta(ge=-10000000.0, le=10000000.0)]
    y: Annotated[float, Meta(ge=-10000.0, le=10000.0)] | None = None
    yaw: Annotated[float, Meta(ge=-1000000.0, le=1000000.0)] | None = None


class ClientPause(Struct, kw_only=True, tag_field="type", tag="pause"):
    """Stop the world and its frames."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0


class ClientResume(Struct, kw_only=True, tag_field="type", tag="resume"):
    """Let a paused world go on."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0


class ClientSnapshot(Struct, kw_only=True, tag_field="type", tag="snapshot"):
    """Save the world as it is now under a name; a save of the same name is replaced. Answered when it is safely on the disk."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    name: Annotated[str, Meta(max_length=64)]


class ClientRestore(Struct, kw_only=True, tag_field="type", tag="restore"):
    """Put the world of this session back to a save."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    name: Annotated[str, Meta(max_length=64)]


class ClientRewind(Struct, kw_only=True, tag_field="type", tag="rewind"):
    """Put the world back to how it was some seconds of world time ago, or as far as the server remembers."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    seconds: Annotated[float, Meta(ge=0.0, le=3600.0)]


class ClientBranch(Struct, kw_only=True, tag_field="type", tag="branch"):
    """Fork the world now: a second session, waiting for a client that says hello with its token."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0


class ClientResize(Struct, kw_only=True, tag_field="type", tag="resize"):
    """Send pictures of another size from now on, of the same world at the same place. Minor version 5."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    width: Annotated[int, Meta(ge=64, le=1280, multiple_of=2)]
    height: Annotated[int, Meta(ge=36, le=720, multiple_of=2)]


class ClientJoin(Struct, kw_only=True, tag_field="type", tag="join"):
    """Watch a world that another connection plays in, with a camera of one's own (`view`) or through the player's eyes; as `player`, walk in it with a body of one's own."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    guest: Annotated[str, Meta(max_length=256)]
    role: Literal["viewer", "player"] = "viewer"
    width: Annotated[int, Meta(ge=64, le=1280, multiple_of=2)] = 640
    height: Annotated[int, Meta(ge=36, le=720, multiple_of=2)] = 360
    fps: Annotated[float, Meta(ge=1.0, le=120.0)] = 30.0
    channels: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=8)] = msgspec.field(default_factory=lambda: ["rgb"])
    codec: Literal["rgba8", "jpeg"] | None = None
    quality: Annotated[int, Meta(ge=30, le=100)] = 85
    credit: Annotated[int, Meta(ge=0, le=8)] = 2
    state_hz: Annotated[float, Meta(ge=0.1, le=20.0)] = 10.0
    geometry: GeometryWish = msgspec.field(default_factory=lambda: GeometryWish())
    have: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=2048)] = msgspec.field(default_factory=list)
    body: Literal["server", "client"] = "server"


class ClientStatus(Struct, kw_only=True, tag_field="type", tag="status"):
    """Ask how things are; also the heartbeat of a client with nothing else to say."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0


class ClientClose(Struct, kw_only=True, tag_field="type", tag="close"):
    """End the session and forget its world."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0


class ClientBye(Struct, kw_only=True, tag_field="type", tag="bye"):
    """Leave. A session is kept, paused, for `session_ttl`."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0


class ServerWelcome(Struct, kw_only=True, tag_field="type", tag="welcome"):
    """Answer to `hello`."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    v: Annotated[int, Meta(ge=0, le=65535)]
    minor: Annotated[int, Meta(ge=0, le=65535)] | UnsetType = UNSET
    server: ServerInfo
    session_ttl: Annotated[float, Meta(ge=0.0)]
    heartbeat: Annotated[float, Meta(ge=0.1)]
    models: Annotated[list[ModelInfo], Meta(max_length=64)]
    limits: Limits
    session: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET


class ServerProgress(Struct, kw_only=True, tag_field="type", tag="progress"):
    """What the server is doing for a request, at least every 0.2 s until it is answered."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    stage: Annotated[str, Meta(max_length=64)]
    fraction: Annotated[float, Meta(ge=0.0, le=1.0)]
    text: Annotated[str, Meta(max_length=256)]


class ServerOpened(Struct, kw_only=True, tag_field="type", tag="opened"):
    """Answer to `open`, and to a `hello` that resumed a session. Frames follow."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    session: Annotated[str, Meta(max_length=64)]
    token: Annotated[str, Meta(max_length=256)]
    world: Annotated[str, Meta(max_length=64)]
    model: Annotated[str, Meta(max_length=64)]
    seed: Annotated[int, Meta(ge=0, le=9007199254740991)]
    spec: dict[str, Any]
    understood: Annotated[list[Chip], Meta(max_length=256)]
    ignored: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=512)]
    width: Annotated[int, Meta(ge=1, le=1280)]
    height: Annotated[int, Meta(ge=1, le=720)]
    fps: Annotated[float, Meta(ge=0.0)]
    channels: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=8)]
    codec: Literal["rgba8", "jpeg"]
    credit: Annotated[int, Meta(ge=0, le=8)]
    tick_hz: Annotated[float, Meta(ge=0.0)]
    deterministic: bool
    camera: Camera
    frame: Annotated[int, Meta(ge=0, le=9007199254740991)]
    resumed: bool
    paused: bool
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET
    epoch: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET
    guest: Annotated[str, Meta(max_length=256)] | UnsetType = UNSET
    role: Literal["player", "viewer"] | UnsetType = UNSET
    unmet: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=128)] | UnsetType = UNSET
    body: Literal["server", "client"] | UnsetType = UNSET
    origin: Origin | UnsetType = UNSET


class ServerFrame(Struct, kw_only=True, tag_field="type", tag="frame"):
    """One picture. The parts follow the header in the order of `parts`."""

    id: Annotated[int, Meta(ge=1, le=9007199254740991)]
    t_world: Annotated[float, Meta(ge=0.0)]
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]
    for_seq: Annotated[int, Meta(ge=0, le=9007199254740991)]
    echo_t: Annotated[float, Meta(ge=0.0)]
    ms: dict[str, Any]
    camera: Camera
    projection: Projection
    parts: Annotated[list[Part], Meta(max_length=8)]
    dropped: Annotated[int, Meta(ge=0, le=9007199254740991)]
    ai_generated: bool


class ServerState(Struct, kw_only=True, tag_field="type", tag="state"):
    """The world as plain data, at `state_hz` when the `state` channel is on."""

    t_world: Annotated[float, Meta(ge=0.0)]
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]
    player: dict[str, Any]
    entities: Annotated[list[dict[str, Any]], Meta(max_length=256)]
    objects: Annotated[list[dict[str, Any]], Meta(max_length=1024)]
    atmosphere: dict[str, Any]


class ServerShape(Struct, kw_only=True, tag_field="type", tag="shape"):
    """What a thing looks like and is made of; one part follows. Sent before the first chunk that shows it. Minor version 6."""

    order: Annotated[int, Meta(ge=1, le=9007199254740991)]
    hash: Annotated[str, Meta(max_length=32)]
    kind: Annotated[str, Meta(max_length=64)]
    bytes: Annotated[int, Meta(ge=0, le=9007199254740991)]
    step: Annotated[float, Meta(ge=0.0)]
    low: Annotated[list[float], Meta(max_length=3, min_length=3)]
    high: Annotated[list[float], Meta(max_length=3, min_length=3)]
    levels: Annotated[list[ShapeLevel], Meta(max_length=8)]
    roles: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=256)]
    colliders: Annotated[list[Annotated[int, Meta(ge=0, le=9007199254740991)]], Meta(max_length=8192)]
    groups: Annotated[list[dict[str, Any]], Meta(max_length=96)]
    sockets: Annotated[list[dict[str, Any]], Meta(max_length=512)]
    lights: Annotated[list[dict[str, Any]], Meta(max_length=64)]
    ai_generated: bool


class ServerChunk(Struct, kw_only=True, tag_field="type", tag="chunk"):
    """32 m of ground and what stands on it; one part follows unless `known`. A chunk that comes again takes the place of the one before. Minor version 6."""

    order: Annotated[int, Meta(ge=1, le=9007199254740991)]
    x: Annotated[int, Meta(ge=-1000000, le=1000000)]
    z: Annotated[int, Meta(ge=-1000000, le=1000000)]
    hash: Annotated[str, Meta(max_length=32)]
    known: bool
    bytes: Annotated[int, Meta(ge=0, le=9007199254740991)]
    cells: Annotated[int, Meta(ge=1, le=256)]
    water: float
    wet: bool
    litter: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=64)]
    scattered: Annotated[int, Meta(ge=0, le=9007199254740991)]
    things: Annotated[list[dict[str, Any]], Meta(max_length=1024)]
    ai_generated: bool


class ServerUnload(Struct, kw_only=True, tag_field="type", tag="unload"):
    """Let go of a chunk: it is too far away. Minor version 6."""

    order: Annotated[int, Meta(ge=1, le=9007199254740991)]
    x: Annotated[int, Meta(ge=-1000000, le=1000000)]
    z: Annotated[int, Meta(ge=-1000000, le=1000000)]


class ServerChange(Struct, kw_only=True, tag_field="type", tag="change"):
    """Something that stands here is not as it was. Minor version 6."""

    order: Annotated[int, Meta(ge=1, le=9007199254740991)]
    doors: Annotated[list[dict[str, Any]], Meta(max_length=1024)]
    gone: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=1024)]


class ServerHorizon(Struct, kw_only=True, tag_field="type", tag="horizon"):
    """Hills against the sky: a shape that stands at a place. Takes the place of the one before. Minor version 6."""

    order: Annotated[int, Meta(ge=1, le=9007199254740991)]
    shape: Annotated[str, Meta(max_length=32)]
    at: Annotated[list[float], Meta(max_length=3, min_length=3)]


class ServerMaterials(Struct, kw_only=True, tag_field="type", tag="materials"):
    """What surfaces are like; one part of pixels follows unless `bytes` is 0. Minor version 6."""

    order: Annotated[int, Meta(ge=1, le=9007199254740991)]
    hash: Annotated[str, Meta(max_length=32)]
    bytes: Annotated[int, Meta(ge=0, le=9007199254740991)]
    names: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=256)]
    tiles: Annotated[list[float], Meta(max_length=256)]
    gloss: Annotated[list[float], Meta(max_length=256)]
    size: Annotated[int, Meta(ge=1, le=4096)]
    layers: Annotated[list[Annotated[int, Meta(ge=0, le=255)]], Meta(max_length=16)]
    palette: Annotated[list[float], Meta(max_length=48)]


class ServerBodies(Struct, kw_only=True, tag_field="type", tag="bodies"):
    """Everyone in sight, posed; one part follows: for each body its transform and one matrix for each moving group, float32 [3, 4] row by row. The newest wins. Minor version 6."""

    t_world: Annotated[float, Meta(ge=0.0)]
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]
    slots: Annotated[list[Annotated[int, Meta(ge=0, le=1024)]], Meta(max_length=256)]
    classes: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=256)]
    shapes: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=256)]
    groups: Annotated[list[Annotated[int, Meta(ge=0, le=96)]], Meta(max_length=256)]


class ServerAir(Struct, kw_only=True, tag_field="type", tag="air"):
    """Light, sky and distance as the server's own pictures have them. Colours are linear, three numbers each. The newest wins. Minor version 6."""

    t_world: Annotated[float, Meta(ge=0.0)]
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]
    hours: Annotated[float, Meta(ge=0.0, le=24.0)]
    colours: dict[str, Any]
    numbers: dict[str, Any]


class ServerTeleported(Struct, kw_only=True, tag_field="type", tag="teleported"):
    """Answer to `teleport`. Minor version 6."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    position: Annotated[list[Annotated[float, Meta(ge=-10000000.0, le=10000000.0)]], Meta(max_length=3, min_length=3)]
    yaw: float
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]


class ServerEvent(Struct, kw_only=True, tag_field="type", tag="event"):
    """Something happened."""

    kind: Annotated[str, Meta(max_length=64)]
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]
    data: dict[str, Any]


class ServerStatus(Struct, kw_only=True, tag_field="type", tag="status"):
    """Answer to `status`, `pause` and `resume`, and the server's heartbeat."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    state: Literal["none", "opening", "running", "paused"]
    uptime: Annotated[float, Meta(ge=0.0)]
    sessions: Annotated[int, Meta(ge=0)]
    frame: Annotated[int, Meta(ge=0, le=9007199254740991)]
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]
    fps: Annotated[float, Meta(ge=0.0)]
    in_flight: Annotated[int, Meta(ge=0)]
    dropped: Annotated[int, Meta(ge=0, le=9007199254740991)]
    saved_tick: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET
    time_left: Annotated[float, Meta(ge=0.0)] | UnsetType = UNSET
    viewers: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET


class ServerSaved(Struct, kw_only=True, tag_field="type", tag="saved"):
    """Answer to `snapshot`: the save is on the disk."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    name: Annotated[str, Meta(max_length=64)]
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]
    bytes: Annotated[int, Meta(ge=0, le=9007199254740991)]


class ServerRestored(Struct, kw_only=True, tag_field="type", tag="restored"):
    """Answer to `restore` and `rewind`: the world is as it was at `tick`. Frames go on from here."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]
    seconds: Annotated[float, Meta(ge=-1000000000.0, le=1000000000.0)]


class ServerBranched(Struct, kw_only=True, tag_field="type", tag="branched"):
    """Answer to `branch`: the fork is a session of its own."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    session: Annotated[str, Meta(max_length=64)]
    token: Annotated[str, Meta(max_length=256)]
    tick: Annotated[int, Meta(ge=0, le=9007199254740991)]


class ServerResized(Struct, kw_only=True, tag_field="type", tag="resized"):
    """Answer to `resize`: frames of the new size follow. Minor version 5."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    width: Annotated[int, Meta(ge=1, le=1280)]
    height: Annotated[int, Meta(ge=1, le=720)]


class ServerError(Struct, kw_only=True, tag_field="type", tag="error"):
    """A refusal or a failure: what went wrong and what to do."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    code: Annotated[str, Meta(max_length=64)]
    message: Annotated[str, Meta(max_length=1024)]
    hint: Annotated[str, Meta(max_length=1024)]
    retry_after: Annotated[float, Meta(ge=0.0)] | UnsetType = UNSET
    fatal: bool
    offers: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=8)] | UnsetType = UNSET


class ServerClosed(Struct, kw_only=True, tag_field="type", tag="closed"):
    """The session or the connection is over."""

    id: Annotated[int, Meta(ge=0, le=9007199254740991)] = 0
    reason: Literal["close", "bye", "taken_over", "failed", "expired", "shutdown", "time_limit"]
    text: Annotated[str, Meta(max_length=256)]

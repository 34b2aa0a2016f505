# ruff: noqa: E501 (one field a line, so that the definition reads as the table it is)
"""The definition of NWP 1. Everything else (types, schema, tables, vectors, constants) follows from it.

Written once, here; `python -m nacre.protocol.generate` writes the rest and a test fails when they differ.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nacre.protocol.errors import ERRORS as ERRORS
from nacre.protocol.fields import REQUIRED, Field, Message, Record
from nacre.protocol.limits import CHANNELS as CHANNELS
from nacre.protocol.limits import CODECS as CODECS
from nacre.protocol.limits import DEFAULT_CREDIT as DEFAULT_CREDIT
from nacre.protocol.limits import DEFAULT_ENDPOINT as DEFAULT_ENDPOINT
from nacre.protocol.limits import DEFAULT_PORT as DEFAULT_PORT
from nacre.protocol.limits import GEOMETRY_CREDIT as GEOMETRY_CREDIT
from nacre.protocol.limits import HEARTBEAT as HEARTBEAT
from nacre.protocol.limits import HELD_TTL as HELD_TTL
from nacre.protocol.limits import LIVENESS as LIVENESS
from nacre.protocol.limits import MAX_CREDIT as MAX_CREDIT
from nacre.protocol.limits import MAX_FPS as MAX_FPS
from nacre.protocol.limits import MAX_GEOMETRY_CREDIT as MAX_GEOMETRY_CREDIT
from nacre.protocol.limits import MAX_HEADER as MAX_HEADER
from nacre.protocol.limits import MAX_HEIGHT as MAX_HEIGHT
from nacre.protocol.limits import MAX_MESSAGE as MAX_MESSAGE
from nacre.protocol.limits import MAX_PARTS as MAX_PARTS
from nacre.protocol.limits import MAX_WIDTH as MAX_WIDTH
from nacre.protocol.limits import MESSAGE_RATE as MESSAGE_RATE
from nacre.protocol.limits import MIN_HEIGHT as MIN_HEIGHT
from nacre.protocol.limits import MIN_WIDTH as MIN_WIDTH
from nacre.protocol.limits import MINOR as MINOR
from nacre.protocol.limits import MOST_HAVE as MOST_HAVE
from nacre.protocol.limits import NAME_CHARACTERS as NAME_CHARACTERS
from nacre.protocol.limits import PROGRESS_INTERVAL as PROGRESS_INTERVAL
from nacre.protocol.limits import PROMPT_CHARACTERS as PROMPT_CHARACTERS
from nacre.protocol.limits import RESERVED as RESERVED
from nacre.protocol.limits import REWIND_SECONDS as REWIND_SECONDS
from nacre.protocol.limits import SAFE_INTEGER as SAFE_INTEGER
from nacre.protocol.limits import VERSION as VERSION

_ID = Field("id", "int", "Number the client gave the request; its answers echo it.", minimum=0, maximum=SAFE_INTEGER, default=0)  # fmt: skip
_ECHO = Field("id", "int", "The `id` of the request this answers, 0 when nothing was asked.", minimum=0, maximum=SAFE_INTEGER, default=0)  # fmt: skip
_SEQ = Field("seq", "int", "Input number, rising by one from 1. 0: this message carries no input, only `ack` and `credit`.", minimum=0, maximum=SAFE_INTEGER, default=0)  # fmt: skip
_T = Field("t", "float", "The client's own clock when the input was read; echoed by the frame that shows it.", "s", minimum=0.0, maximum=1e15, default=0.0)  # fmt: skip
_ACK = Field("ack", "int", "Newest frame `id` the client has received; frames up to it are no longer in flight.", minimum=0, maximum=SAFE_INTEGER, default=None)  # fmt: skip
_CREDIT = Field("credit", "int", "Frames the server may have in flight from now on. 0 stops frames.", "frames", minimum=0, maximum=MAX_CREDIT, default=None)  # fmt: skip
_POSITION = Field("position", "list", "x, y, z of the eye; right-handed, Y up, -Z forward.", "m", of="float", least=3, length=3, minimum=-1e7, maximum=1e7)  # fmt: skip
_NAME = Field("name", "str", "Name of the save: letters, digits, `-`, `_` and `.`, not beginning with a dot.", "characters", length=NAME_CHARACTERS, code="bad_name")  # fmt: skip
_TICK = Field("tick", "int", "Dynamics ticks since the world was opened.", "ticks", minimum=0, maximum=SAFE_INTEGER)
_T_WORLD = Field("t_world", "float", "World time since it was opened, between ticks too.", "s", minimum=0.0)
_WIDTH = Field("width", "int", "Picture width, even.", "px", minimum=MIN_WIDTH, maximum=MAX_WIDTH, step=2, default=640, code="bad_size")  # fmt: skip
_HEIGHT = Field("height", "int", "Picture height, even.", "px", minimum=MIN_HEIGHT, maximum=MAX_HEIGHT, step=2, default=360, code="bad_size")  # fmt: skip
_FPS = Field("fps", "float", "Frames a second the client wants; the server may send fewer.", "1/s", minimum=1.0, maximum=float(MAX_FPS), default=30.0)  # fmt: skip
_HASH = Field("hash", "str", "Name of the content: equal names, equal bytes, in every world and session.", length=32)
_BYTES = Field("bytes", "int", "Length of the part once inflated (zlib).", "B", minimum=0, maximum=SAFE_INTEGER)
_ORDER = Field(
    "order",
    "int",
    "Number of this message of the geometry channel, rising by one; `geometry.ack` names it.",
    minimum=1,
    maximum=SAFE_INTEGER,
)
_X = Field("x", "int", "Chunk along x: it begins at `x` times 32 m.", minimum=-1000000, maximum=1000000)
_Z = Field("z", "int", "Chunk along z.", minimum=-1000000, maximum=1000000)
_HAVE = Field("have", "list", "Hashes of shapes, chunks and materials the client still holds: they are named, not sent again. Minor version 6.", of="str", length=MOST_HAVE, default=())  # fmt: skip
_GEOMETRY = Field("geometry", "GeometryWish", "What is wanted of the `geometry` channel. Minor version 6.", default={})
_BODY = Field("body", "str", "Who moves the player's body: the world (`act`), or the client's own engine (`pose`). Minor version 6.", choices=("server", "client"), default="server")  # fmt: skip
_FEET = Field("position", "list", "x, y, z of the feet.", "m", of="float", least=3, length=3, minimum=-1e7, maximum=1e7)

RECORDS: Final = (
    Record("ClientInfo", "Who is connecting; shown in the server's log.", (
        Field("name", "str", "Name of the program.", length=64, default=""),
        Field("version", "str", "Its version.", length=32, default=""),
        Field("engine", "str", "Engine and version, such as `godot 4.4`.", length=64, default=""),
    )),
    Record("Accept", "What the client can take. The server never sends anything outside it.", (
        Field("codecs", "list", "Picture codecs, best first. Empty: the server chooses (raw on loopback, JPEG elsewhere).", of="str", length=8, default=()),
        Field("max_width", "int", "Widest picture.", "px", minimum=1, maximum=65536, default=MAX_WIDTH),
        Field("max_height", "int", "Highest picture.", "px", minimum=1, maximum=65536, default=MAX_HEIGHT),
        Field("channels", "list", "Channels it can use.", of="str", length=8, default=CHANNELS),
    )),
    Record("Held", "What is held down: state, the latest wins.", (
        Field("move_x", "float", "Walk right, left negative.", minimum=-1.0, maximum=1.0, default=0.0),
        Field("move_z", "float", "Walk forward, back negative.", minimum=-1.0, maximum=1.0, default=0.0),
        Field("jump", "bool", "Jump. A press shorter than a tick still counts.", default=False),
        Field("sprint", "bool", "Run.", default=False),
    )),
    Record("Look", "How far the head turned since the last `act`: deltas, summed until a frame shows them.", (
        Field("yaw", "float", "Positive turns left.", "rad", minimum=-64.0, maximum=64.0, default=0.0),
        Field("pitch", "float", "Positive looks up.", "rad", minimum=-64.0, maximum=64.0, default=0.0),
    )),
    Record("Camera", "A pinhole camera.", (
        _POSITION,
        Field("yaw", "float", "0 looks along -Z, positive turns left.", "rad", minimum=-1e6, maximum=1e6),
        Field("pitch", "float", "Positive looks up.", "rad", minimum=-1.6, maximum=1.6),
        Field("fov", "float", "Vertical field of view.", "rad", minimum=0.1, maximum=2.8, default=1.13),
    )),
    Record("GeometryWish", "What a client wants of the `geometry` channel. Minor version 6.", (
        Field("radius", "int", "Chunks around the player's that are sent whole.", "chunks", minimum=1, maximum=3, default=3),
        Field("far", "bool", "Far land as well: coarse tiles with trees, and hills against the sky.", default=True),
        Field("credit", "int", "Messages of this channel in flight at first.", "messages", minimum=1, maximum=MAX_GEOMETRY_CREDIT, default=GEOMETRY_CREDIT),
        Field("textures", "bool", "The pixels of materials too; without, only their names and numbers.", default=True),
        Field("bodies_hz", "float", "`bodies` messages a second; 0: none.", "1/s", minimum=0.0, maximum=20.0, default=10.0),
    )),
    Record("Origin", "A place in the client's own scene, in its units of metres.", (
        Field("position", "list", "Where the feet of whoever enters the world stand.", "m", of="float", least=3, length=3, minimum=-1e7, maximum=1e7),
        Field("yaw", "float", "Where they look.", "rad", minimum=-1e6, maximum=1e6, default=0.0),
    )),
    Record("ShapeLevel", "One level of detail of a shape, finest first. Minor version 6.", (
        Field("vertices", "int", "How many; 20 bytes each.", minimum=0, maximum=SAFE_INTEGER),
        Field("indices", "int", "How many; three a triangle, counter-clockwise from outside.", minimum=0, maximum=SAFE_INTEGER),
        Field("index_bytes", "int", "Bytes of an index.", minimum=2, maximum=4),
        Field("until", "float", "Radius on the picture, as a share of its height, below which the next level is drawn. 0: the last.", minimum=0.0, maximum=10.0),
        Field("ranges", "list", "Runs of indices in order, five numbers each: first index, count, material, moving group (0: none), 1 when it glows.", of="int", length=4096, minimum=0, maximum=SAFE_INTEGER),
    )),
    Record("Projection", "How the camera maps depth to the picture; enough to build an engine's projection matrix.", (
        Field("fov", "float", "Vertical field of view.", "rad", minimum=0.1, maximum=2.8),
        Field("aspect", "float", "Width over height.", minimum=0.01, maximum=100.0),
        Field("near", "float", "Nothing is drawn nearer.", "m", minimum=0.0),
        Field("far", "float", "A depth this large or larger is sky.", "m", minimum=0.0),
    )),
    Record("Part", "One raw part after the header, in the order of this list. Rows run from top to bottom.", (
        Field("kind", "str", "What it shows.", choices=("rgb", "depth", "entity")),
        Field("codec", "str", "`rgba8`: 4 bytes a pixel, alpha 255. `jpeg`: a JPEG file. `f16`: little-endian half floats, metres along the view axis. `u8`: 0 nothing, else entity slot + 1.", choices=("rgba8", "jpeg", "f16", "u8")),
        Field("width", "int", "Picture width.", "px", minimum=1, maximum=MAX_WIDTH),
        Field("height", "int", "Picture height.", "px", minimum=1, maximum=MAX_HEIGHT),
        Field("bytes", "int", "Length of the part.", "B", minimum=0, maximum=SAFE_INTEGER),
    )),
    Record("Chip", "One thing the server understood from the prompt.", (
        Field("text", "str", "The words of the prompt.", length=2000),
        Field("kind", "str", "What they set: a field of the spec, or `item`.", length=64),
        Field("value", "str", "What they set it to.", length=256),
    )),
    Record("ServerInfo", "Who answers.", (
        Field("name", "str", "Name of the program.", length=64),
        Field("version", "str", "Its version.", length=32),
    )),
    Record("ModelInfo", "One world model on offer.", (
        Field("name", "str", "Pass it as `open.model`.", length=64),
        Field("channels", "list", "Channels it makes.", of="str", length=8),
        Field("tick_hz", "float", "Dynamics ticks a second.", "1/s", minimum=0.0),
        Field("frames_per_step", "int", "Frames the model makes at once.", "frames", minimum=1),
        Field("max_width", "int", "Widest picture.", "px", minimum=1),
        Field("max_height", "int", "Highest picture.", "px", minimum=1),
        Field("prompt", "bool", "Takes `open.prompt`."),
        Field("photo", "bool", "Takes a photo."),
        Field("actions", "map", "Its action schema, for input menus."),
    )),
    Record("Limits", "What this server refuses beyond.", (
        Field("header_bytes", "int", "Largest header.", "B", minimum=1),
        Field("message_bytes", "int", "Largest message to the server.", "B", minimum=1),
        Field("parts", "int", "Most parts of a message to the server.", minimum=1),
        Field("prompt_characters", "int", "Longest prompt.", "characters", minimum=1),
        Field("min_width", "int", "Narrowest picture.", "px", minimum=1),
        Field("max_width", "int", "Widest picture.", "px", minimum=1),
        Field("min_height", "int", "Lowest picture.", "px", minimum=1),
        Field("max_height", "int", "Highest picture.", "px", minimum=1),
        Field("fps", "float", "Most frames a second.", "1/s", minimum=1.0),
        Field("credit", "int", "Most frames in flight.", "frames", minimum=1),
        Field("sessions", "int", "Most worlds at once on this server.", minimum=1),
    )),
)  # fmt: skip

MESSAGES: Final = (
    Message("hello", "client", "The first message of a connection. With a session token it resumes that session, which also ends whatever connection still held it.", (
        _ID,
        Field("v", "int", "Major version of the protocol the client speaks.", minimum=0, maximum=65535),
        Field("client", "ClientInfo", "Who is connecting.", default={}),
        Field("token", "str", "Access token given by the server's owner, or the session token from `opened`.", length=256, default=None, code="unauthorised"),
        Field("accept", "Accept", "What the client can take.", default={}),
        _HAVE,
    ), "welcome"),
    Message("open", "client", "Make a world and begin a session in it. Exactly one of `prompt`, `spec` and `snapshot` must be given.", (
        _ID,
        Field("prompt", "str", "A description of the place in plain words.", "characters", length=PROMPT_CHARACTERS, default=None, code="prompt_too_long"),
        Field("spec", "map", "The place as plain data (what `opened.spec` holds), possibly edited.", default=None, code="bad_spec"),
        Field("snapshot", "str", "Name of a save to begin from; its seed, spec and player come with it.", length=NAME_CHARACTERS, default=None, code="bad_name"),
        Field("seed", "int", "Same spec and seed, same world. Absent: the server draws one.", minimum=0, maximum=SAFE_INTEGER, default=None),
        Field("model", "str", "Which model; absent: the server's first.", length=64, default=None, code="unknown_model"),
        _WIDTH, _HEIGHT, _FPS,
        Field("channels", "list", "What to send: pictures and, as messages of its own, `state`.", of="str", length=8, default=("rgb",)),
        Field("codec", "str", "Picture codec; absent: by `accept.codecs`.", choices=CODECS, default=None, code="bad_codec"),
        Field("quality", "int", "JPEG quality.", minimum=30, maximum=100, default=85),
        Field("credit", "int", "Frames in flight at first.", "frames", minimum=0, maximum=MAX_CREDIT, default=DEFAULT_CREDIT),
        Field("state_hz", "float", "`state` messages a second.", "1/s", minimum=0.1, maximum=20.0, default=10.0),
        Field("deterministic", "bool", "Lockstep: every `act` with a `seq` advances exactly one tick and gives exactly one frame. Same seed and inputs, same bytes.", default=False),
        Field("anyway", "bool", "Make a world even where nothing of the prompt was understood; else that is the error `not_understood`. Minor version 4.", default=False),
        _GEOMETRY, _HAVE, _BODY,
        Field("origin", "Origin", "Where in the client's scene the world's start shall lie; `opened.origin` says where its axes are then. Minor version 6.", default=None),
    ), "opened"),
    Message("act", "client", "What the player does. Sent at the game's own rate, or when something changed; also carries `ack` and `credit`.", (
        _SEQ, _T,
        Field("held", "Held", "What is held now. Absent: unchanged.", default=None),
        Field("look", "Look", "How far the head turned.", default=None),
        _ACK, _CREDIT,
    )),
    Message("view", "client", "Draw from this camera instead of the player's eyes; without `camera`, from the player's eyes again.", (
        _SEQ, _T,
        Field("camera", "Camera", "Where to draw from.", default=None),
        _ACK, _CREDIT,
    )),
    Message("pose", "client", "Where the client's own body is: with `open.body` `client` it is the player. Sent 20 times a second. Minor version 6.", (
        _SEQ, _T, _FEET,
        Field("velocity", "list", "How fast it moves.", "m/s", of="float", least=3, length=3, minimum=-1e4, maximum=1e4, default=(0.0, 0.0, 0.0)),
        Field("yaw", "float", "Where the body faces: 0 looks along -Z, positive turns left.", "rad", minimum=-1e6, maximum=1e6, default=0.0),
        Field("pitch", "float", "Where it looks: positive up.", "rad", minimum=-1.6, maximum=1.6, default=0.0),
        Field("grounded", "bool", "Whether it stands on something.", default=True),
        _ACK, _CREDIT,
    )),
    Message("geometry", "client", "Flow of the geometry channel. Minor version 6.", (
        Field("ack", "int", "Newest `order` received; those up to it are no longer in flight.", minimum=0, maximum=SAFE_INTEGER, default=None),
        Field("credit", "int", "Messages of this channel that may be in flight from now on. 0 stops them.", "messages", minimum=0, maximum=MAX_GEOMETRY_CREDIT, default=None),
    )),
    Message("teleport", "client", "Put the player's body somewhere else at once. Minor version 6.", (
        _ID,
        Field("x", "float", "Where.", "m", minimum=-1e7, maximum=1e7),
        Field("z", "float", "Where.", "m", minimum=-1e7, maximum=1e7),
        Field("y", "float", "Height of the feet; absent: the lowest at which a body fits.", "m", minimum=-1e4, maximum=1e4, default=None),
        Field("yaw", "float", "Where it looks then; absent: as before.", "rad", minimum=-1e6, maximum=1e6, default=None),
    ), "teleported"),
    Message("pause", "client", "Stop the world and its frames.", (_ID,), "status"),
    Message("resume", "client", "Let a paused world go on.", (_ID,), "status"),
    Message("snapshot", "client", "Save the world as it is now under a name; a save of the same name is replaced. Answered when it is safely on the disk.", (_ID, _NAME), "saved"),
    Message("restore", "client", "Put the world of this session back to a save.", (_ID, _NAME), "restored"),
    Message("rewind", "client", "Put the world back to how it was some seconds of world time ago, or as far as the server remembers.", (
        _ID,
        Field("seconds", "float", "How far back, at most.", "s", minimum=0.0, maximum=3600.0),
    ), "restored"),
    Message("branch", "client", "Fork the world now: a second session, waiting for a client that says hello with its token.", (_ID,), "branched"),
    Message("resize", "client", "Send pictures of another size from now on, of the same world at the same place. Minor version 5.", (
        _ID, replace(_WIDTH, default=REQUIRED), replace(_HEIGHT, default=REQUIRED),
    ), "resized"),
    Message("join", "client", "Watch a world that another connection plays in, with a camera of one's own (`view`) or through the player's eyes; as `player`, walk in it with a body of one's own.", (
        _ID,
        Field("guest", "str", "The token `opened.guest` that the player gave away.", length=256),
        Field("role", "str", "`viewer` looks on. `player` has a body of its own, which the others see as a character.", choices=("viewer", "player"), default="viewer"),
        _WIDTH, _HEIGHT, _FPS,
        Field("channels", "list", "What to send: pictures and, as messages of its own, `state`.", of="str", length=8, default=("rgb",)),
        Field("codec", "str", "Picture codec; absent: by `accept.codecs`.", choices=CODECS, default=None, code="bad_codec"),
        Field("quality", "int", "JPEG quality.", minimum=30, maximum=100, default=85),
        Field("credit", "int", "Frames in flight at first.", "frames", minimum=0, maximum=MAX_CREDIT, default=DEFAULT_CREDIT),
        Field("state_hz", "float", "`state` messages a second.", "1/s", minimum=0.1, maximum=20.0, default=10.0),
        _GEOMETRY, _HAVE, _BODY,
    ), "opened"),
    Message("status", "client", "Ask how things are; also the heartbeat of a client with nothing else to say.", (_ID,), "status"),
    Message("close", "client", "End the session and forget its world.", (_ID,), "closed"),
    Message("bye", "client", "Leave. A session is kept, paused, for `session_ttl`.", (_ID,), "closed"),
    Message("welcome", "server", "Answer to `hello`.", (
        _ECHO,
        Field("v", "int", "Major version the server speaks.", minimum=0, maximum=65535),
        Field("minor", "int", "Minor version: which additions the server knows.", minimum=0, maximum=65535, default=None),
        Field("server", "ServerInfo", "Who answers."),
        Field("session_ttl", "float", "How long a session outlives its connection.", "s", minimum=0.0),
        Field("heartbeat", "float", "Longest either side stays silent; three beats without a word mean gone.", "s", minimum=0.1),
        Field("models", "list", "Models on offer, the default first.", of="ModelInfo", length=64),
        Field("limits", "Limits", "What is refused beyond."),
        Field("session", "str", "The session this hello resumed; `opened` follows.", length=64, default=None),
    )),
    Message("progress", "server", "What the server is doing for a request, at least every 0.2 s until it is answered.", (
        _ECHO,
        Field("stage", "str", "A word for programs: `load`, `queue`, `understand`, `generate`, …", length=64),
        Field("fraction", "float", "How much of the stage is done.", minimum=0.0, maximum=1.0),
        Field("text", "str", "A line for people.", length=256),
    )),
    Message("opened", "server", "Answer to `open`, and to a `hello` that resumed a session. Frames follow.", (
        _ECHO,
        Field("session", "str", "Name of the session, for logs; gives no rights.", length=64),
        Field("token", "str", "Secret that resumes this session. Keep it in memory only.", length=256),
        Field("world", "str", "Name of the world: equal for equal model, spec and seed.", length=64),
        Field("model", "str", "The model behind it.", length=64),
        Field("seed", "int", "The seed used.", minimum=0, maximum=SAFE_INTEGER),
        Field("spec", "map", "The place as plain data; `open` takes it back."),
        Field("understood", "list", "What the prompt's words became.", of="Chip", length=256),
        Field("ignored", "list", "Words of the prompt nothing was made of.", of="str", length=512),
        Field("width", "int", "Picture width.", "px", minimum=1, maximum=MAX_WIDTH),
        Field("height", "int", "Picture height.", "px", minimum=1, maximum=MAX_HEIGHT),
        Field("fps", "float", "Frames a second the server aims at.", "1/s", minimum=0.0),
        Field("channels", "list", "What will be sent.", of="str", length=8),
        Field("codec", "str", "Codec of the `rgb` part.", choices=CODECS),
        Field("credit", "int", "Frames in flight at first.", "frames", minimum=0, maximum=MAX_CREDIT),
        Field("tick_hz", "float", "Dynamics ticks a second.", "1/s", minimum=0.0),
        Field("deterministic", "bool", "Whether the session runs in lockstep."),
        Field("camera", "Camera", "Where the player's eyes are."),
        Field("frame", "int", "Newest frame `id` so far; 0 in a new session.", minimum=0, maximum=SAFE_INTEGER),
        Field("resumed", "bool", "Whether this session goes on from before."),
        Field("paused", "bool", "Whether the world is paused."),
        Field("tick", "int", "Tick the world is at: 0 in a new one.", "ticks", minimum=0, maximum=SAFE_INTEGER, default=None),
        Field("epoch", "int", "How often a server took this session up from its last save; when it rose, up to a second of world time was lost.", minimum=0, maximum=SAFE_INTEGER, default=None),
        Field("guest", "str", "Give this to someone who may watch or `join`; it cannot close or resume the session.", length=256, default=None),
        Field("role", "str", "What this connection may do in the world.", choices=("player", "viewer"), default=None),
        Field("unmet", "list", "What the prompt places beside, behind or on something and does not stand so in this world, in the prompt's language: `a dog beside the campfire`. Minor version 5.", of="str", length=128, default=None),
        Field("body", "str", "Who moves the player's body. Minor version 6.", choices=("server", "client"), default=None),
        Field("origin", "Origin", "With `open.origin`: where the world's axes lie in the client's scene. A point of the world is turned by `yaw` and moved by `position`. Minor version 6.", default=None),
    )),
    Message("frame", "server", "One picture. The parts follow the header in the order of `parts`.", (
        Field("id", "int", "Frame number; rises, with gaps where frames were dropped.", minimum=1, maximum=SAFE_INTEGER),
        _T_WORLD, _TICK,
        Field("for_seq", "int", "Newest input this frame shows.", minimum=0, maximum=SAFE_INTEGER),
        Field("echo_t", "float", "`t` of that input: now minus this is the input-to-frame latency.", "s", minimum=0.0),
        Field("ms", "map", "Where the time went: queue (input waiting), step, render, and within it what the renderer tells (scene, shadow, raster, shade, edges, rest; on a GPU scene and draw), encode, send (waiting for credit and socket). More keys may come.", "ms"),
        Field("camera", "Camera", "The camera this picture was drawn with."),
        Field("projection", "Projection", "Its projection."),
        Field("parts", "list", "The parts that follow.", of="Part", length=8),
        Field("dropped", "int", "Frames skipped since the session began because the client had no credit.", minimum=0, maximum=SAFE_INTEGER),
        Field("ai_generated", "bool", "Always true: the picture was made by a model (EU AI Act, article 50)."),
    )),
    Message("state", "server", "The world as plain data, at `state_hz` when the `state` channel is on.", (
        _T_WORLD, _TICK,
        Field("player", "map", "Pose, velocity and condition of the player."),
        Field("entities", "list", "Everyone near.", of="map", length=256),
        Field("objects", "list", "Things near.", of="map", length=1024),
        Field("atmosphere", "map", "Hour, weather, fog, mood."),
    )),
    Message("shape", "server", "What a thing looks like and is made of; one part follows. Sent before the first chunk that shows it. Minor version 6.", (
        _ORDER, _HASH,
        Field("kind", "str", "Its class, such as `house`.", length=64),
        _BYTES,
        Field("step", "float", "Metres of one unit of a vertex's position.", "m", minimum=0.0),
        Field("low", "list", "Lowest corner of its box.", "m", of="float", least=3, length=3),
        Field("high", "list", "Highest corner.", "m", of="float", least=3, length=3),
        Field("levels", "list", "Levels of detail, finest first.", of="ShapeLevel", length=8),
        Field("roles", "list", "What each part is: `wall`, `door`, `window`, …; the part byte of a vertex counts in here.", of="str", length=256),
        Field("colliders", "list", "Convex pieces, four numbers each: points (0: a box), part, moving group, material.", of="int", length=8192, minimum=0, maximum=SAFE_INTEGER),
        Field("groups", "list", "What moves, group 1 first: `role`, `joint`, `axis`, `pivot`, `low`, `high`.", of="map", length=96),
        Field("sockets", "list", "Places with a meaning: `kind`, `position`, `yaw`, `size`.", of="map", length=512),
        Field("lights", "list", "Lamps: `position`, `colour` (linear), `reach` in metres, `always` (by day too).", of="map", length=64),
        Field("ai_generated", "bool", "Always true: it was made by a model (EU AI Act, article 50)."),
    )),
    Message("chunk", "server", "32 m of ground and what stands on it; one part follows unless `known`. A chunk that comes again takes the place of the one before. Minor version 6.", (
        _ORDER, _X, _Z, _HASH,
        Field("known", "bool", "The client has this content (`have`): no part follows, `things` is empty."),
        _BYTES,
        Field("cells", "int", "Cells along a side: 64 near, 4 far away.", minimum=1, maximum=256),
        Field("water", "float", "Level of the water; it lies wherever the ground is lower.", "m"),
        Field("wet", "bool", "Whether any ground here lies below the water."),
        Field("litter", "list", "Shapes of what lies thick on the ground (tufts, flowers, pebbles).", of="str", length=64),
        Field("scattered", "int", "How many such lie here; 12 bytes each.", minimum=0, maximum=SAFE_INTEGER),
        Field("things", "list", "What stands here: `id`, `class`, `shape`, `at` (x, y, z), `yaw`, `size`, and `attributes` where it has any.", of="map", length=1024),
        Field("ai_generated", "bool", "Always true."),
    )),
    Message("unload", "server", "Let go of a chunk: it is too far away. Minor version 6.", (_ORDER, _X, _Z)),
    Message("change", "server", "Something that stands here is not as it was. Minor version 6.", (
        _ORDER,
        Field("doors", "list", "`thing`, `group`, `open`: 0 shut .. 1 open, of the joint's widest angle. Every door not named so far is shut.", of="map", length=1024),
        Field("gone", "list", "Ids of things that are there no more.", of="str", length=1024),
    )),
    Message("horizon", "server", "Hills against the sky: a shape that stands at a place. Takes the place of the one before. Minor version 6.", (
        _ORDER,
        Field("shape", "str", "Its hash; the `shape` message came before.", length=32),
        Field("at", "list", "Where its origin lies.", "m", of="float", least=3, length=3),
    )),
    Message("materials", "server", "What surfaces are like; one part of pixels follows unless `bytes` is 0. Minor version 6.", (
        _ORDER, _HASH, _BYTES,
        Field("names", "list", "Materials in the order in which vertices count them.", of="str", length=256),
        Field("tiles", "list", "Repeats of the texture in a metre of uv, for each.", "1/m", of="float", length=256),
        Field("gloss", "list", "How much each mirrors, 0..1.", of="float", length=256),
        Field("size", "int", "Texels on a side. The part holds them material by material, rows from v = 0, 4 bytes each: brightness (128 is 1), slopes along u and v (128 is level), height.", "px", minimum=1, maximum=4096),
        Field("layers", "list", "Materials of the layers of ground.", of="int", length=16, minimum=0, maximum=255),
        Field("palette", "list", "Linear colour of each layer, three numbers each; the first has the chunk's own tint instead.", of="float", length=48),
    )),
    Message("bodies", "server", "Everyone in sight, posed; one part follows: for each body its transform and one matrix for each moving group, float32 [3, 4] row by row. The newest wins. Minor version 6.", (
        _T_WORLD, _TICK,
        Field("slots", "list", "Who: as in `state.entities`.", of="int", length=256, minimum=0, maximum=1024),
        Field("classes", "list", "What each is.", of="str", length=256),
        Field("shapes", "list", "Hash of what each looks like; the `shape` message may still be on its way.", of="str", length=256),
        Field("groups", "list", "Matrices that follow each transform.", of="int", length=256, minimum=0, maximum=96),
    )),
    Message("air", "server", "Light, sky and distance as the server's own pictures have them. Colours are linear, three numbers each. The newest wins. Minor version 6.", (
        _T_WORLD, _TICK,
        Field("hours", "float", "Time of day.", "h", minimum=0.0, maximum=24.0),
        Field("colours", "map", "`sun` (direction to it), `sun_colour`, `sky_light`, `ground_light`, `bounce`, `horizon`, `zenith`, `glow`, `haze`, `cloud_lit`, `cloud_dark`, `water_deep`, `water_shallow`."),
        Field("numbers", "map", "`fog` and `fog_low` (1/m), `fog_height` (1/m), `exposure`, `dark` (0..1: lamps are lit), `wet`, `cover` of cloud, `stars`, `white` (fresh snow)."),
    )),
    Message("teleported", "server", "Answer to `teleport`. Minor version 6.", (
        _ECHO, _FEET,
        Field("yaw", "float", "Where it looks.", "rad"),
        _TICK,
    )),
    Message("event", "server", "Something happened.", (
        Field("kind", "str", "What; the rest of its facts are in `data`.", length=64),
        _TICK,
        Field("data", "map", "Facts of this kind of event."),
    )),
    Message("status", "server", "Answer to `status`, `pause` and `resume`, and the server's heartbeat.", (
        _ECHO,
        Field("state", "str", "State of the session.", choices=("none", "opening", "running", "paused")),
        Field("uptime", "float", "Since the server started.", "s", minimum=0.0),
        Field("sessions", "int", "Worlds on this server.", minimum=0),
        Field("frame", "int", "Newest frame sent.", minimum=0, maximum=SAFE_INTEGER),
        _TICK,
        Field("fps", "float", "Frames a second sent lately.", "1/s", minimum=0.0),
        Field("in_flight", "int", "Frames sent and not acknowledged.", "frames", minimum=0),
        Field("dropped", "int", "Frames skipped since the session began.", minimum=0, maximum=SAFE_INTEGER),
        Field("saved_tick", "int", "Newest tick that is safe on the disk; absent when this server saves nothing.", "ticks", minimum=0, maximum=SAFE_INTEGER, default=None),
        Field("time_left", "float", "Until the session's time limit; absent without one.", "s", minimum=0.0, default=None),
        Field("viewers", "int", "Others who joined this world.", minimum=0, maximum=SAFE_INTEGER, default=None),
    )),
    Message("saved", "server", "Answer to `snapshot`: the save is on the disk.", (
        _ECHO,
        Field("name", "str", "Name of the save.", length=NAME_CHARACTERS),
        _TICK,
        Field("bytes", "int", "Size of the save.", "B", minimum=0, maximum=SAFE_INTEGER),
    )),
    Message("restored", "server", "Answer to `restore` and `rewind`: the world is as it was at `tick`. Frames go on from here.", (
        _ECHO,
        _TICK,
        Field("seconds", "float", "World time gone back.", "s", minimum=-1e9, maximum=1e9),
    )),
    Message("branched", "server", "Answer to `branch`: the fork is a session of its own.", (
        _ECHO,
        Field("session", "str", "Name of the new session.", length=64),
        Field("token", "str", "Secret that resumes it.", length=256),
        _TICK,
    )),
    Message("resized", "server", "Answer to `resize`: frames of the new size follow. Minor version 5.", (
        _ECHO,
        Field("width", "int", "Picture width.", "px", minimum=1, maximum=MAX_WIDTH),
        Field("height", "int", "Picture height.", "px", minimum=1, maximum=MAX_HEIGHT),
    )),
    Message("error", "server", "A refusal or a failure: what went wrong and what to do.", (
        _ECHO,
        Field("code", "str", "A word for programs; see the table of codes.", length=64),
        Field("message", "str", "A sentence for people.", length=1024),
        Field("hint", "str", "What to do about it.", length=1024),
        Field("retry_after", "float", "Trying again makes sense after this long.", "s", minimum=0.0, default=None),
        Field("fatal", "bool", "The connection is over: connect and say hello again."),
        Field("offers", "list", "With `not_understood`: prompts that could be meant, nearest first. Minor version 4.", of="str", length=8, default=None),
    )),
    Message("closed", "server", "The session or the connection is over.", (
        _ECHO,
        Field("reason", "str", "Why.", choices=("close", "bye", "taken_over", "failed", "expired", "shutdown", "time_limit")),
        Field("text", "str", "A line for people.", length=256),
    )),
)  # fmt: skip

ERROR_TABLE: Final = {error.code: error for error in ERRORS}
RECORD_TABLE: Final = {record.name: record for record in RECORDS}
CLIENT_MESSAGES: Final = {m.type: m for m in MESSAGES if m.direction == "client"}
SERVER_MESSAGES: Final = {m.type: m for m in MESSAGES if m.direction == "server"}

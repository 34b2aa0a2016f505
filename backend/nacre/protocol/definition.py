# ruff: noqa: E501 (one field a line, so that the definition reads as the table it is)
"""The definition of NWP 1. Everything else (types, schema, tables, vectors, constants) follows from it.

Written once, here; `python -m nacre.protocol.generate` writes the rest and a test fails when they differ.
"""

from __future__ import annotations

from typing import Final

from nacre.protocol.fields import ErrorCode, Field, Message, Record

VERSION: Final = 1
# Rises whenever a message, a key or a vector is added; vectors/versions.json holds what each had.
MINOR: Final = 1
DEFAULT_PORT: Final = 5577
DEFAULT_ENDPOINT: Final = f"tcp://127.0.0.1:{DEFAULT_PORT}"
# The largest integer a double holds exactly: GDScript's JSON and every browser keep it.
SAFE_INTEGER: Final = 2**53 - 1
# 64 KiB carries any header with room to spare, and decoding one costs under 1 ms however hostile.
MAX_HEADER: Final = 65536
MAX_PARTS: Final = 4
# Twice the header: no message of this version carries a payload to the server.
MAX_MESSAGE: Final = 131072
# A longer prompt is a pasted document, not a description of a place.
PROMPT_CHARACTERS: Final = 2000
MIN_WIDTH, MAX_WIDTH, MIN_HEIGHT, MAX_HEIGHT = 64, 1280, 36, 720
MAX_FPS: Final = 120
# 2: one frame on the wire while one is drawn. More only adds latency.
DEFAULT_CREDIT: Final = 2
MAX_CREDIT: Final = 8
# Either side that has sent nothing for HEARTBEAT seconds sends `status`; three silent beats mean gone.
HEARTBEAT: Final = 2.0
LIVENESS: Final = 3
# Held buttons are let go when no `act` came for this long, so that a frozen game does not walk off a cliff.
HELD_TTL: Final = 1.0
# Longest a client waits without hearing anything while something it asked for is going on.
PROGRESS_INTERVAL: Final = 0.2
# Messages a second from one client: twice the rate of the fastest mouse. More is a fault or an attack.
MESSAGE_RATE: Final = 2000
CODECS: Final = ("rgba8", "jpeg")
CHANNELS: Final = ("rgb", "depth", "entity", "state")
# Types of later minor versions: refused with `unsupported`, never with `unknown_type`.
RESERVED: Final = ("direct", "say", "bake")
# Names of saves: letters of file names that mean the same on every system.
NAME_CHARACTERS: Final = 64
# How far `rewind` reaches back at least.
REWIND_SECONDS: Final = 60.0

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
    Message("pause", "client", "Stop the world and its frames.", (_ID,), "status"),
    Message("resume", "client", "Let a paused world go on.", (_ID,), "status"),
    Message("snapshot", "client", "Save the world as it is now under a name; a save of the same name is replaced. Answered when it is safely on the disk.", (_ID, _NAME), "saved"),
    Message("restore", "client", "Put the world of this session back to a save.", (_ID, _NAME), "restored"),
    Message("rewind", "client", "Put the world back to how it was some seconds of world time ago, or as far as the server remembers.", (
        _ID,
        Field("seconds", "float", "How far back, at most.", "s", minimum=0.0, maximum=3600.0),
    ), "restored"),
    Message("branch", "client", "Fork the world now: a second session, waiting for a client that says hello with its token.", (_ID,), "branched"),
    Message("join", "client", "Watch a world that another connection plays in, with a camera of one's own (`view`) or through the player's eyes; as `player`, also steer it.", (
        _ID,
        Field("guest", "str", "The token `opened.guest` that the player gave away.", length=256),
        Field("role", "str", "`viewer` looks on. `player` shares the one player of the world: the latest input wins.", choices=("viewer", "player"), default="viewer"),
        _WIDTH, _HEIGHT, _FPS,
        Field("channels", "list", "What to send: pictures and, as messages of its own, `state`.", of="str", length=8, default=("rgb",)),
        Field("codec", "str", "Picture codec; absent: by `accept.codecs`.", choices=CODECS, default=None, code="bad_codec"),
        Field("quality", "int", "JPEG quality.", minimum=30, maximum=100, default=85),
        Field("credit", "int", "Frames in flight at first.", "frames", minimum=0, maximum=MAX_CREDIT, default=DEFAULT_CREDIT),
        Field("state_hz", "float", "`state` messages a second.", "1/s", minimum=0.1, maximum=20.0, default=10.0),
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
    )),
    Message("frame", "server", "One picture. The parts follow the header in the order of `parts`.", (
        Field("id", "int", "Frame number; rises, with gaps where frames were dropped.", minimum=1, maximum=SAFE_INTEGER),
        _T_WORLD, _TICK,
        Field("for_seq", "int", "Newest input this frame shows.", minimum=0, maximum=SAFE_INTEGER),
        Field("echo_t", "float", "`t` of that input: now minus this is the input-to-frame latency.", "s", minimum=0.0),
        Field("ms", "map", "Where the time went: queue (input waiting), step, render and within it march and shade, encode, send (waiting for credit and socket).", "ms"),
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
    Message("error", "server", "A refusal or a failure: what went wrong and what to do.", (
        _ECHO,
        Field("code", "str", "A word for programs; see the table of codes.", length=64),
        Field("message", "str", "A sentence for people.", length=1024),
        Field("hint", "str", "What to do about it.", length=1024),
        Field("retry_after", "float", "Trying again makes sense after this long.", "s", minimum=0.0, default=None),
        Field("fatal", "bool", "The connection is over: connect and say hello again."),
    )),
    Message("closed", "server", "The session or the connection is over.", (
        _ECHO,
        Field("reason", "str", "Why.", choices=("close", "bye", "taken_over", "failed", "expired", "shutdown", "time_limit")),
        Field("text", "str", "A line for people.", length=256),
    )),
)  # fmt: skip

ERRORS: Final = (
    ErrorCode("bad_header", "The header is not one msgpack map with string keys and a `type`.", "Send part 0 as one msgpack map; see vectors/messages.json."),
    ErrorCode("bad_parts", "The number of parts does not fit the message.", "No message of this version carries a payload to the server: send the header alone."),
    ErrorCode("bad_value", "A field is missing, of the wrong type or outside its bounds.", "Compare the field named in the message with its row in SPEC.md."),
    ErrorCode("bad_size", "The picture size is not offered.", f"Use even numbers, width {MIN_WIDTH}..{MAX_WIDTH} and height {MIN_HEIGHT}..{MAX_HEIGHT}, within what `accept` and the model allow."),
    ErrorCode("bad_codec", "The picture codec is not offered.", "Use rgba8 or jpeg, one that `accept.codecs` lists."),
    ErrorCode("bad_channel", "A channel is not offered by this model.", "Choose from the model's `channels` in `welcome`."),
    ErrorCode("bad_spec", "The spec describes no world.", "Start from the `spec` of an `opened` message and change its values within their vocabularies."),
    ErrorCode("too_large", "The message is larger than allowed.", "Keep headers under 64 KiB.", fatal=False),
    ErrorCode("unknown_type", "No message has this type.", "Check the spelling against SPEC.md, or upgrade the server."),
    ErrorCode("unsupported", "This server does not offer that message yet.", "Upgrade the server, or do without it."),
    ErrorCode("version_mismatch", "Client and server speak different versions of the protocol.", "Upgrade the older side so that both speak the same major version.", fatal=True),
    ErrorCode("hello_first", "The connection has not said hello.", "Send `hello` and wait for `welcome`; after a server restart, say hello again."),
    ErrorCode("hello_twice", "This connection has said hello already.", "Open a new connection to say hello again."),
    ErrorCode("unauthorised", "The token is missing or not known here.", "Ask the server's owner for an access token and send it as `hello.token`.", fatal=True),
    ErrorCode("session_expired", "That session is over.", "Say hello without the session token and open a new world."),
    ErrorCode("session_elsewhere", "Another server process holds that session.", "Wait until it has stopped, or connect to that server; two must not write one world."),
    ErrorCode("session_damaged", "The saved session cannot be read.", "Open a new world; the damaged files are kept in the server's state folder for a look."),
    ErrorCode("wrong_model", "The save was made by another model, or by other weights.", "Start the server with the model that made it, or open a new world from the save's spec and seed."),
    ErrorCode("no_saves", "This server keeps no saves.", "Start it with --state-dir."),
    ErrorCode("no_such_save", "There is no save of that name.", "Names are those given to `snapshot`, by the same owner, on this server."),
    ErrorCode("bad_name", "That is no name for a save.", f"Use 1 to {NAME_CHARACTERS} letters, digits, `-`, `_` and `.`, not beginning with a dot."),
    ErrorCode("save_failed", "The save could not be written.", "The older save is still there. Make room on the server's disk, or look at the rights of its state folder."),
    ErrorCode("nothing_to_rewind", "There is nothing to go back to yet.", "Play for a second first."),
    ErrorCode("no_such_guest", "No world is open under that guest token.", "Ask the player for the `guest` of the `opened` message; it changes with every session."),
    ErrorCode("viewers_only", "Only the player's own connection may do that.", "Ask the player; a viewer may move its camera with `view`, and leave with `close`."),
    ErrorCode("not_together", "A lockstep session cannot be shared.", "Open the world without `deterministic` to let others join."),
    ErrorCode("prompt_refused", "This server does not make that.", "Describe a place without real people, protected characters or anything sexual; see the server owner's policy."),
    ErrorCode("moderation_failed", "The prompt could not be checked, so nothing was made.", "Try again; if it stays, the server's owner finds the cause in the log."),
    ErrorCode("not_allowed", "The access token does not cover this.", "Ask the server's owner for another tier, or ask for less: a smaller picture, a lower rate, fewer worlds."),
    ErrorCode("server_busy", "The machine has no room for another world.", "Try again after `retry_after`, or use a smaller picture or a lower rate."),
    ErrorCode("too_many_sessions", "The server is full.", "Try again later, or start the server with a larger --sessions."),
    ErrorCode("already_open", "This connection has a world already.", "Send `close` first, or use a second connection."),
    ErrorCode("no_world", "There is no open world on this connection.", "Send `open` and wait for `opened`."),
    ErrorCode("nothing_to_open", "Not exactly one of prompt, spec and snapshot was given.", "Send `prompt` (plain words), `spec` (plain data) or `snapshot` (the name of a save), one of them."),
    ErrorCode("prompt_too_long", "The prompt is too long.", f"Use at most {PROMPT_CHARACTERS} characters: a few sentences say everything a world can hold."),
    ErrorCode("unknown_model", "No model has this name here.", "Choose one of `welcome.models`, or leave `model` out."),
    ErrorCode("too_fast", "Messages come faster than the server takes them; some were thrown away.", "Send input at the rate of your frames; in lockstep, wait for the frame before the next `act`."),
    ErrorCode("internal_error", "The server failed on this message.", "Report it with the server's log; other messages still work."),
    ErrorCode("world_failed", "The model failed on this world.", "Open it again; if it fails again, report the spec and seed with the server's log."),
    ErrorCode("load_failed", "The model could not be loaded.", "See the server's log.", fatal=True),
    ErrorCode("shutting_down", "The server is stopping.", "Connect again when it is back.", fatal=True),
)  # fmt: skip

ERROR_TABLE: Final = {error.code: error for error in ERRORS}
RECORD_TABLE: Final = {record.name: record for record in RECORDS}
CLIENT_MESSAGES: Final = {m.type: m for m in MESSAGES if m.direction == "client"}
SERVER_MESSAGES: Final = {m.type: m for m in MESSAGES if m.direction == "server"}

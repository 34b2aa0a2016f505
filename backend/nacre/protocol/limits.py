"""Numbers that both sides of NWP 1 keep to: version, sizes, rates, times."""

from __future__ import annotations

from typing import Final

VERSION: Final = 1
# Rises whenever a message, a key or a vector is added; vectors/versions.json holds what each had.
MINOR: Final = 6
DEFAULT_PORT: Final = 5577
DEFAULT_ENDPOINT: Final = f"tcp://127.0.0.1:{DEFAULT_PORT}"
# The largest integer a double holds exactly: GDScript's JSON and every browser keep it.
SAFE_INTEGER: Final = 2**53 - 1
# 64 KiB carries any header with room to spare, and decoding one costs a few milliseconds however hostile.
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
CHANNELS: Final = ("rgb", "depth", "entity", "state", "geometry")
# Messages of the geometry channel in flight: a village's first 64 m fit, and a slow line still turns where one turns.
GEOMETRY_CREDIT: Final = 48
MAX_GEOMETRY_CREDIT: Final = 256
# Names of things a client keeps from before: they fit a header.
MOST_HAVE: Final = 2048
# Types of later minor versions: refused with `unsupported`, never with `unknown_type`.
RESERVED: Final = ("direct", "say", "bake")
# Names of saves: letters of file names that mean the same on every system.
NAME_CHARACTERS: Final = 64
# How far `rewind` reaches back at least.
REWIND_SECONDS: Final = 60.0

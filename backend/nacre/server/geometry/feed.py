"""A session's feed of geometry: what its client has, what it is sent next, and how much is in flight.

The engine thread says what stands around (`show`), a helper thread encodes what there is room for (`fill`), the I/O
thread sends it (`next`, `sent`) and tells what has arrived (`acknowledge`). Chunks come nearest first, each after the
shapes it shows. Nothing waits here that a later look would not want: a message is only made when it can be sent.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from nacre.protocol import messages as nwp
from nacre.protocol.codec import ServerMessage
from nacre.protocol.messages import GeometryWish
from nacre.world.grid import CHUNK
from nacre.world.stream.native import Door

if TYPE_CHECKING:
    from nacre.world.stream.content import Content
    from nacre.world.stream.encoder import Encoder
    from nacre.world.stream.outlook import Outlook

FIRST: Final = 32.0  # metres from the player: the ground of 64 m x 64 m, which comes before all else
Chunk = tuple[int, int]


class Parcel(NamedTuple):
    """A message of this channel, ready to go: the message and its parts."""

    message: ServerMessage
    parts: tuple[bytes, ...]


class Feed:
    """See the module. Safe between any threads; `fill` on one thread at a time."""

    def __init__(self, wish: GeometryWish, have: Iterable[str], encoder: Encoder) -> None:
        self._lock = threading.Lock()
        self._filling = threading.Lock()
        self._wish, self._encoder = wish, encoder
        self._order = 0
        self.credit = wish.credit
        self.sent_bytes = 0
        self._doors: dict[Door, float] = {}
        self._outlook: Outlook | None = None
        self._bodies: Sequence[Content] = ()
        self._place = (0.0, 0.0)
        self._queue: deque[Parcel] = deque()
        self._latest: dict[str, Parcel] = {}
        self._in_flight: deque[int] = deque()
        self._begin(have)

    def _begin(self, have: Iterable[str]) -> None:
        self._have = set(have)
        self._told: dict[Chunk, str] = {}  # chunks the client shows, and their content
        self._shown: dict[Chunk, str] = {}  # names of the contents of those
        self._doors_told: dict[Door, float] = {}
        self._materials_told = self._pixels_told = False
        self._hills_told: tuple[str, Chunk] | None = None
        self._queue.clear()
        self._in_flight.clear()
        self._latest.clear()

    def reconnected(self, have: Iterable[str]) -> None:
        """Another connection took the session up: its client has what it says, and shows nothing yet."""
        with self._filling, self._lock:
            self._begin(have)
            self.credit = self._wish.credit

    # ---- engine thread -----------------------------------------------------------------------------------------

    def show(self, outlook: Outlook | None, place: tuple[float, float], doors: Mapping[Door, float]) -> None:
        """What stands around now (None: as before), where the player is (x, z), and which doors are open how far."""
        with self._lock:
            self._outlook = outlook or self._outlook
            self._place, self._doors = place, dict(doors)

    @property
    def centre(self) -> tuple[str, Chunk] | None:
        """Key of the outlook it works on."""
        return self._outlook.key if self._outlook is not None else None

    def wear(self, bodies: Sequence[Content]) -> None:
        """The shapes of everyone in sight, nearest first; those that the client lacks are sent."""
        self._bodies = bodies

    def put_latest(self, message: ServerMessage, parts: tuple[bytes, ...] = ()) -> None:
        """Queue a message of which only the newest counts (`bodies`, `air`); it needs no credit."""
        with self._lock:
            self._latest[type(message).__name__] = Parcel(message, parts)

    # ---- I/O thread --------------------------------------------------------------------------------------------

    def acknowledge(self, ack: int | None, credit: int | None) -> None:
        """Note what the client has received, and what it grants from now on."""
        with self._lock:
            if ack is not None:
                while self._in_flight and self._in_flight[0] <= ack:
                    self._in_flight.popleft()
            if credit is not None:
                self.credit = credit

    def next(self) -> Parcel | None:
        """The message to send now; it stays until `sent` is called with it."""
        with self._lock:
            if self._latest:
                return next(iter(self._latest.values()))
            return self._queue[0] if self._queue else None

    def sent(self, parcel: Parcel) -> None:
        """Remove a message that was sent."""
        with self._lock:
            self.sent_bytes += sum(map(len, parcel.parts))
            kind = type(parcel.message).__name__
            if self._latest.get(kind) is parcel:
                del self._latest[kind]
            elif self._queue and self._queue[0] is parcel:
                self._queue.popleft()
                self._in_flight.append(parcel.message.order)  # type: ignore[union-attr]

    # ---- helper thread -----------------------------------------------------------------------------------------

    @property
    def hungry(self) -> bool:
        """Whether there is room for a message and something may be left to send."""
        with self._lock:
            return self._outlook is not None and self._room()

    def _room(self) -> bool:
        return len(self._in_flight) + len(self._queue) < self.credit

    def fill(self) -> bool:
        """Make the next message; False when there is nothing to send or no room for it."""
        with self._filling:
            with self._lock:
                outlook, place, doors = self._outlook, self._place, self._doors
                if outlook is None or not self._room():
                    return False
            made = self._next(outlook, place, doors)
            if made is None:
                return False
            with self._lock:
                self._queue.append(made)
            return True

    def _numbered(self, kind: type[Any], facts: Mapping[str, Any], body: bytes | None = None) -> Parcel:
        self._order += 1
        return Parcel(kind(order=self._order, **facts), () if body is None else (body,))

    def _next(self, outlook: Outlook, place: tuple[float, float], doors: Mapping[Door, float]) -> Parcel | None:
        if not self._materials_told:
            self._materials_told = True
            plain = self._encoder.materials(outlook, False)
            self._pixels_told = not self._wish.textures or plain.name in self._have
            return self._numbered(nwp.ServerMaterials, plain.facts)
        wanted = self._wanted(outlook, place)
        for chunk in [c for c in self._told if c not in wanted]:
            del self._told[chunk]
            self._have.discard(self._shown.pop(chunk, ""))  # the client need not keep what it does not show
            return self._numbered(nwp.ServerUnload, {"x": chunk[0], "z": chunk[1]})
        if (door := self._change(doors)) is not None:
            return door
        for chunk, away in wanted.items():
            if away > FIRST:  # what one walks on comes before who walks there, and both before what is far
                if (body := self._missing_body()) is not None:
                    return body
                if not self._pixels_told:
                    return self._pixels(outlook)
            whole = chunk in outlook.near and self._is_near(outlook, chunk)
            key = f"{outlook.key[0]}{whole}"
            if self._told.get(chunk) != key:
                content = self._encoder.near(outlook, chunk) if whole else self._encoder.far(outlook, chunk)
                shape = self._missing_shape(outlook, chunk, whole)
                if shape is not None:
                    return shape
                self._told[chunk] = key
                self._have.discard(self._shown.get(chunk, "") if self._shown.get(chunk) != content.name else "")
                self._shown[chunk] = content.name
                return self._chunk(content)
        if (body := self._missing_body()) is not None:
            return body
        if not self._pixels_told:
            return self._pixels(outlook)
        return self._horizon(outlook) if self._wish.far else None

    def _missing_body(self) -> Parcel | None:
        """A shape that somebody in sight has and the client has not."""
        return next((self._shape(content) for content in self._bodies if content.name not in self._have), None)

    def _pixels(self, outlook: Outlook) -> Parcel:
        self._pixels_told = True
        whole = self._encoder.materials(outlook, True)
        self._have.add(whole.name)
        return self._numbered(nwp.ServerMaterials, whole.facts, whole.body)

    def _is_near(self, outlook: Outlook, chunk: Chunk) -> bool:
        away = max(abs(chunk[0] - outlook.centre[0]), abs(chunk[1] - outlook.centre[1]))
        return away <= self._wish.radius

    def _wanted(self, outlook: Outlook, place: tuple[float, float]) -> dict[Chunk, float]:
        """Chunks to show and their distance in metres, nearest first, near ones before far land."""
        near = [c for c in outlook.near if self._is_near(outlook, c)]
        far = [tile.chunk for tile in outlook.far] if self._wish.far else []
        rows = [(False, _away(c, place), c) for c in near] + [(True, _away(c, place), c) for c in far]
        return {chunk: away for _, away, chunk in sorted(rows)}

    def _missing_shape(self, outlook: Outlook, chunk: Chunk, whole: bool) -> Parcel | None:
        """A shape that a chunk shows and the client has not, the first of them."""
        if whole:
            assets = [thing.asset for thing in outlook.near[chunk].things]
            contents = self._encoder.litter(outlook)
        else:
            assets = [t.asset for tile in outlook.far if tile.chunk == chunk for t in tile.trees]
            contents = []
        for content in contents:
            if content.name not in self._have:
                return self._shape(content)
        for asset in assets:
            content = self._encoder.shape(asset)
            if content.name not in self._have:
                return self._shape(content)
        return None

    def _shape(self, content: Content) -> Parcel:
        self._have.add(content.name)
        return self._numbered(nwp.ServerShape, content.facts, content.body)

    def _chunk(self, content: Content) -> Parcel:
        if content.name in self._have:
            facts = {**content.facts, "known": True, "things": [], "litter": []}
            return self._numbered(nwp.ServerChunk, facts)
        self._have.add(content.name)
        return self._numbered(nwp.ServerChunk, content.facts, content.body)

    def _change(self, doors: Mapping[Door, float]) -> Parcel | None:
        moved = {
            key: doors.get(key, 0.0)
            for key in sorted({*doors, *self._doors_told})
            if doors.get(key, 0.0) != self._doors_told.get(key, 0.0)
            and (key[0], key[1]) in self._told
        }  # fmt: skip
        if not moved:
            return None
        self._doors_told = {**self._doors_told, **moved}
        rows = [
            {"thing": f"{x}:{z}:{number}", "group": group, "open": round(share, 3)}
            for (x, z, number, group), share in moved.items()
        ]
        return self._numbered(nwp.ServerChange, {"doors": rows, "gone": []})

    def _horizon(self, outlook: Outlook) -> Parcel | None:
        if self._hills_told == outlook.key:
            return None
        content, at = self._encoder.hills(outlook)
        if content.name not in self._have:
            return self._shape(content)
        self._hills_told = outlook.key
        return self._numbered(nwp.ServerHorizon, {"shape": content.name, "at": list(at)})


def _away(chunk: Chunk, place: tuple[float, float]) -> float:
    """Metres from a place to the nearest point of a chunk."""
    dx = max(chunk[0] * CHUNK - place[0], 0.0, place[0] - (chunk[0] + 1) * CHUNK)
    dz = max(chunk[1] * CHUNK - place[1], 0.0, place[1] - (chunk[1] + 1) * CHUNK)
    return float(np.hypot(dx, dz))

"""ShapePrograms: what a class, wishes and a seed become: parts. Drawn by the shape network, checked, remembered."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.atomic_write import atomic_write
from nacre.cache_folder import cache_folder
from nacre.parts.attributes import Attributes
from nacre.parts.check import check
from nacre.parts.classes import CLASS_INDEX
from nacre.parts.classes import NAMES as CLASS_NAMES
from nacre.parts.language import Program
from nacre.world.kernels.hashing import hash_key
from nacre.world.kernels.parallel import share
from nacre.world.shapes import wishes
from nacre.world.shapes.clearing import cleared, climbable
from nacre.world.shapes.fitting import fitted
from nacre.world.shapes.manners import mannered
from nacre.world.shapes.mending import mended, stray_panes
from nacre.world.shapes.network import ShapeNetwork
from nacre.world.shapes.raw import Tables, program_of
from nacre.world.shapes.repainting import lost, repainted
from nacre.world.shapes.sampler import draw
from nacre.world.shapes.spirals import widened
from nacre.world.shapes.weights import FILE, Rules, load, weights_of

# Temperatures of the draws of one shape: what failed is drawn again, at first more cautiously. The last
# is taken as it is.
WARMTHS: Final = (0.8, 0.7, 0.6, 0.5, 0.4, 0.6, 0.7)
INSISTED: Final = 3  # draws in which a thing must have what was asked for; then it is taken without
LANES: Final = 20  # shapes drawn in lockstep by one thread
HELD: Final = 4096  # programs remembered in memory

Request = tuple[str, Attributes, int]  # class, wishes, seed


class Thing(msgspec.Struct, frozen=True):
    """A drawn thing: parts, attributes with the open ones filled in, how often it was drawn, whether it is sound."""

    program: Program
    attributes: Attributes
    attempts: int = 1
    sound: bool = True


@dataclass
class Tally:
    """How drawing went: shapes asked for, found in a cache, draws made, draws thrown away, kept although unsound, kept
    without parts that floated."""

    asked: int = 0
    found: int = 0
    drawn: int = 0
    rejected: int = 0
    unsound: int = 0
    trimmed: int = 0


# What a thing is: none of it may be left out because it hangs in the air.
BEARING: Final = frozenset(
    {"wall", "foundation", "floor", "room", "roof", "door", "stair", "trunk", "torso", "head", "hull"}
)
LEFT_OUT: Final = 0.15  # at most this share of a thing's parts


def without(program: Program, parts: Collection[int]) -> Program | None:
    """The program without these parts and all that hangs on them; None where too much or something bearing would go."""
    gone = set(parts)
    for i, part in enumerate(program.parts):
        if part.parent in gone:
            gone.add(i)
    if len(gone) > max(1, LEFT_OUT * len(program.parts)) or any(program.parts[i].role in BEARING for i in gone):
        return None
    kept = [i for i in range(len(program.parts)) if i not in gone]
    place = {old: new for new, old in enumerate(kept)}
    rest = (program.parts[i] for i in kept)
    moved = tuple(msgspec.structs.replace(part, parent=place.get(part.parent, -1)) for part in rest)
    return msgspec.structs.replace(program, parts=moved)


def _likely(program: Program) -> Program:
    """The program mended, its stairs free; without its stray panes, if it can do without."""
    program = cleared(widened(mended(program)))
    stray = stray_panes(program)
    return (without(program, stray) or program) if stray else program


def sound(program: Program) -> Program | None:
    """The program if its names and numbers are right, it stands and hangs together, a door leads in and one can
    climb to its floors; else None.

    Small parts that float (a window sill beside its window) are left out of it.
    """
    if check(program):
        return None
    # Imported late: geometry takes a while to load, and whoever only reads programs needs none.
    from nacre.world.geometry.touching import connected, floating
    from nacre.world.geometry.walking.doors import reachable

    loose = floating(program)
    if loose:
        rest = without(program, loose)
        if rest is None or check(rest) or not connected(rest):
            return None
        program = rest
    elif not connected(program):
        return None
    return program if reachable(program) and climbable(program) else None


class ShapePrograms:
    """Draws programs. Safe from several threads; equal (class, attributes, seed) are equal to the bit."""

    def __init__(
        self,
        network: ShapeNetwork,
        rules: Rules,
        tables: Tables,
        name: str = "",
        sound: Callable[[Program], Program | None] = sound,
    ) -> None:
        """name: of the weights (their hash); programs are kept on disk under it, if it is not empty."""
        self.weights, self.rules, self.tables, self.name, self.sound = weights_of(network), rules, tables, name, sound
        self.tally = Tally()
        self._held: dict[tuple[int, bytes, int], Thing] = {}
        self._lock = threading.Lock()
        self._encoder, self._decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Thing)

    @classmethod
    def load(cls, path: Path = FILE) -> ShapePrograms:
        """The shipped network; raises WeightsError where there is none."""
        network, rules, tables = load(path)
        return cls(network.eval(), rules, tables, f"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}_walked")

    def warm(self) -> None:
        """Draw a shape although it may be known, so that nothing is compiled when somebody waits for a new one."""
        self._make([(CLASS_INDEX["barrel"], self._wishes(CLASS_INDEX["barrel"], Attributes()).tobytes(), 0)])

    def classes(self) -> tuple[str, ...]:
        """Classes that can be drawn."""
        return tuple(name for i, name in enumerate(CLASS_NAMES) if self.rules.grid[i] > 0)

    def draw(
        self, requests: Sequence[Request], other: Executor | None = None, tell: Callable[[], None] | None = None
    ) -> list[Program]:
        """The programs of these; see `things`."""
        return [thing.program for thing in self.things(requests, other, tell)]

    def things(
        self, requests: Sequence[Request], other: Executor | None = None, tell: Callable[[], None] | None = None
    ) -> list[Thing]:
        """Programs and filled-in attributes, in order. Wishes that mean nothing for a class are left aside.

        other: runs half of the work (`kernels.parallel.helper_thread`); tell is called after every few milliseconds of
        it, on the caller's thread. Raises KeyError for a class that is not known.
        """
        caller = get_ident()

        def still_here() -> None:
            if tell is not None and get_ident() == caller:
                tell()

        keys = []
        for shape, attributes, seed in requests:
            index = CLASS_INDEX[shape]
            if self.rules.grid[index] == 0:
                raise KeyError(shape)
            keys.append((index, self._wishes(index, attributes).tobytes(), seed))
        found: dict[tuple[int, bytes, int], Thing] = {}
        for key in keys:
            thing = self._held.get(key) or self._read(key)
            if thing is not None:
                found[key] = thing
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        with self._lock:
            self.tally.asked += len(keys)
            self.tally.found += len(keys) - len(missing)
        # like lengths together: what is drawn in lockstep waits for its longest
        missing.sort()
        groups = [missing[i :: max(1, -(-len(missing) // LANES))] for i in range(-(-len(missing) // LANES))]
        if other is not None and len(groups) == 1 and len(missing) > 1:
            groups = [missing[::2], missing[1::2]]
        made = share(lambda group: self._make(group, still_here), groups, other)
        for group, things in zip(groups, made, strict=True):
            for key, thing in zip(group, things, strict=True):
                found[key] = thing
                self._write(key, thing)
        with self._lock:
            for key in keys:
                self._held.pop(key, None)
                self._held[key] = found[key]
            while len(self._held) > HELD:
                self._held.pop(next(iter(self._held)))
        return [found[key] for key in keys]

    def _wishes(self, shape: int, attributes: Attributes) -> NDArray[np.int64]:
        """Symbols of what is asked, without what the class does not know: that is left to the network."""
        symbols = wishes.symbols_of(attributes)
        values = self.rules.values[shape]
        for a in range(len(symbols)):
            have = values[wishes.OFFSETS[a] : wishes.OFFSETS[a] + wishes.VALUES[a]]
            known = have.any() if a >= wishes.FIRST_COLOUR else symbols[a] < len(have) and have[symbols[a]]
            if not known:
                symbols[a] = wishes.OPEN[a]
        return symbols

    def _make(self, keys: list[tuple[int, bytes, int]], tell: Callable[[], None] = lambda: None) -> list[Thing]:
        shapes = np.array([key[0] for key in keys], np.int64)
        given = np.array([np.frombuffer(key[1], np.int64) for key in keys])
        things: dict[int, Thing] = {}
        left = np.arange(len(keys))
        drawn = rejected = unsound = trimmed = 0
        for attempt, warmth in enumerate(WARMTHS):
            chance = np.array([hash_key(11, keys[i][0], keys[i][2], attempt) for i in left], np.uint64)
            batch = draw(
                self.weights, self.rules, shapes[left], given[left], chance, len(self.tables.joints),
                len(self.tables.reaches), warmth,
            )  # fmt: skip
            again = []
            for n, i in enumerate(left):
                tell()
                name, grid = CLASS_NAMES[shapes[i]], float(self.rules.grid[shapes[i]]) / 100
                raw = batch.raw[n, : batch.counts[n]].astype(np.int32)
                program = _likely(fitted(program_of(name, raw, grid, self.tables)))
                filled = wishes.attributes_of(batch.given[n])
                if len(program.parts):
                    colours = wishes.colours_of(given[i] if attempt >= INSISTED else batch.given[n])
                    program = mannered(repainted(program, colours, self.rules, attempt >= INSISTED), filled)
                if attempt < INSISTED and len(program.parts) and lost(program, wishes.attributes_of(given[i])):
                    kept = None
                else:
                    kept = self.sound(program) if len(program.parts) and not batch.failed[n] else None
                drawn += 1
                if kept is not None or attempt + 1 == len(WARMTHS):
                    things[int(i)] = Thing(kept or program, filled, attempt + 1, kept is not None)
                    unsound += kept is None
                    trimmed += kept is not None and len(kept.parts) < len(program.parts)
                else:
                    again.append(i)
                rejected += kept is None
            left = np.array(again, np.int64)
            if not len(left):
                break
        with self._lock:
            self.tally.drawn += drawn
            self.tally.rejected += rejected
            self.tally.unsound += unsound
            self.tally.trimmed += trimmed
        return [things[i] for i in range(len(keys))]

    def _path(self, key: tuple[int, bytes, int]) -> Path:
        whole = hashlib.sha256(b"%d %d " % (key[0], key[2]) + key[1]).hexdigest()[:32]
        return cache_folder() / "programs" / self.name / f"{whole}.msgpack"

    def _read(self, key: tuple[int, bytes, int]) -> Thing | None:
        if not self.name:
            return None
        try:
            return self._decoder.decode(self._path(key).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None

    def _write(self, key: tuple[int, bytes, int], thing: Thing) -> None:
        if not self.name:
            return
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(path, self._encoder.encode(thing))
        except OSError:
            return  # a full or read-only disk costs only time

"""ShapePrograms: what a class, wishes and a seed become: parts. Drawn by the shape network, checked, remembered."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.atomic_write import atomic_write
from nacre.cache_folder import cache_folder
from nacre.kernel_cache import stamp
from nacre.parts.attributes import Attributes
from nacre.parts.classes import CLASS_INDEX
from nacre.parts.classes import NAMES as CLASS_NAMES
from nacre.parts.language import Program
from nacre.world.kernels.hashing import hash_key
from nacre.world.kernels.parallel import share
from nacre.world.shapes import wishes
from nacre.world.shapes.fitting import fitted
from nacre.world.shapes.judging import Judge, judged, without
from nacre.world.shapes.raw import Tables, program_of
from nacre.world.shapes.repairs.belfries import aligned
from nacre.world.shapes.repairs.clearing import cleared
from nacre.world.shapes.repairs.climbing_plants import trimmed
from nacre.world.shapes.repairs.crowns import formed
from nacre.world.shapes.repairs.doorways import opened
from nacre.world.shapes.repairs.furnishing import furnished
from nacre.world.shapes.repairs.growing import grown
from nacre.world.shapes.repairs.lamps import lit
from nacre.world.shapes.repairs.manners import mannered
from nacre.world.shapes.repairs.mending import mended, stray_panes
from nacre.world.shapes.repairs.repainting import lost, repainted
from nacre.world.shapes.repairs.roofing import roofed
from nacre.world.shapes.repairs.rows import in_rows
from nacre.world.shapes.repairs.spirals import widened
from nacre.world.shapes.repairs.storeys import joined
from nacre.world.shapes.repairs.straying import gathered_in
from nacre.world.shapes.sampler import SampleBatch, draw
from nacre.world.shapes.usual import limits_for, surprise
from nacre.world.shapes.weights import FILE, Rules, read, weights_of

# Temperatures of the draws of one shape: what failed is drawn again, at first more cautiously. The last
# is taken as it is.
WARMTHS: Final = (0.8, 0.7, 0.6, 0.5, 0.4, 0.6, 0.7)
INSISTED: Final = 5  # draws in which a thing must have what was asked for; then it is taken without
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


def _likely(program: Program) -> Program:
    """The program mended, its stairs free, its wood in its leaves; without its stray panes, if it can do without."""
    program = trimmed(aligned(roofed(gathered_in(mended(program)))))
    program = grown(formed(cleared(joined(widened(opened(program))))))
    stray = stray_panes(program)
    return (without(program, stray) or program) if stray else program


class ShapePrograms:
    """Draws programs. Safe from several threads; equal (class, attributes, seed) are equal to the bit."""

    def __init__(
        self,
        network: Any,
        rules: Rules,
        tables: Tables,
        name: str = "",
        judge: Judge = judged,
        limits: NDArray[np.float64] | None = None,
    ) -> None:
        """network: its `Parameters`, or the torch module. name: of the weights (their hash); programs are kept on disk
        under it, if it is not empty. judge: says what is sound, where the caller has no other. limits: see
        `usual.limits_for`; without them nothing is too unlikely."""
        self.weights, self.rules, self.tables, self.name = weights_of(network), rules, tables, name
        self.judge = judge
        self.limits = np.full(len(CLASS_NAMES), np.inf) if limits is None else limits
        self.tally = Tally()
        self._held: dict[tuple[int, bytes, int], Thing] = {}
        self._lock = threading.Lock()
        self._encoder, self._decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Thing)

    @classmethod
    def load(cls, path: Path = FILE) -> ShapePrograms:
        """The shipped network; raises WeightsError where there is none."""
        network, rules, tables = read(path)
        made_by = hashlib.sha256(path.read_bytes())
        limits = limits_for(made_by.hexdigest())
        made_by.update(stamp(Path(__file__)))  # what is done to their draws
        made_by.update(b"" if limits is None else limits.tobytes())
        return cls(network, rules, tables, made_by.hexdigest()[:16], limits=limits)

    def warm(self) -> None:
        """Draw a shape although it may be known, so that nothing is compiled when somebody waits for a new one."""
        shape = CLASS_INDEX["barrel"]
        self._make([(shape, self._wishes(shape, Attributes()).tobytes(), 0)], self.judge)

    def classes(self) -> tuple[str, ...]:
        """Classes that can be drawn."""
        return tuple(name for i, name in enumerate(CLASS_NAMES) if self.rules.grid[i] > 0)

    def draw(
        self,
        requests: Sequence[Request],
        other: Executor | None = None,
        tell: Callable[[], None] | None = None,
        judge: Judge | None = None,
    ) -> list[Program]:
        """The programs of these; see `things`."""
        return [thing.program for thing in self.things(requests, other, tell, judge)]

    def things(
        self,
        requests: Sequence[Request],
        other: Executor | None = None,
        tell: Callable[[], None] | None = None,
        judge: Judge | None = None,
    ) -> list[Thing]:
        """Programs and filled-in attributes, in order. Wishes that mean nothing for a class are left aside.

        other: runs half of the work (`kernels.parallel.helper_thread`); tell is called after every few milliseconds of
        it, on the caller's thread; judge says what is sound. Raises KeyError for a class that is not known.
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
        made = share(lambda group: self._make(group, judge or self.judge, still_here), groups, other, still_here)
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

    def _make(
        self, keys: list[tuple[int, bytes, int]], judge: Judge, tell: Callable[[], None] = lambda: None
    ) -> list[Thing]:
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
            programs = []
            hopeful = []  # of the batch, those that have what was asked for and went as usual
            usual = surprise(batch) <= self.limits[batch.shapes]
            for n, i in enumerate(left):
                tell()
                program, filled = self._program(batch, n, int(shapes[i]), given[i], attempt)
                programs.append((program, filled))
                whole = attempt >= INSISTED or (usual[n] and not lost(program, wishes.attributes_of(given[i])))
                if len(program.parts) and not batch.failed[n] and whole:
                    hopeful.append(n)
            kept = dict(zip(hopeful, judge([programs[n][0] for n in hopeful], tell), strict=True))
            again = []
            for n, i in enumerate(left):
                (program, filled), good = programs[n], kept.get(n)
                drawn += 1
                if good is not None or attempt + 1 == len(WARMTHS):
                    things[int(i)] = Thing(good or program, filled, attempt + 1, good is not None)
                    unsound += good is None
                    trimmed += good is not None and len(good.parts) < len(program.parts)
                else:
                    again.append(i)
                rejected += good is None
            left = np.array(again, np.int64)
            if not len(left):
                break
        with self._lock:
            self.tally.drawn += drawn
            self.tally.rejected += rejected
            self.tally.unsound += unsound
            self.tally.trimmed += trimmed
        return [things[i] for i in range(len(keys))]

    def _program(
        self, batch: SampleBatch, number: int, shape: int, given: NDArray[np.int64], attempt: int
    ) -> tuple[Program, Attributes]:
        """A draw of a batch as a program with its small faults mended, and its attributes; no parts: nothing came."""
        raw = batch.raw[number, : batch.counts[number]].astype(np.int32)
        program = fitted(program_of(CLASS_NAMES[shape], raw, float(self.rules.grid[shape]) / 100, self.tables))
        filled = wishes.attributes_of(batch.given[number])
        program = _likely(program)
        if len(program.parts):
            colours = wishes.colours_of(given if attempt >= INSISTED else batch.given[number])
            program = mannered(repainted(program, colours, self.rules, attempt >= INSISTED), filled)
            program = lit(furnished(in_rows(program), filled))
        return program, filled

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

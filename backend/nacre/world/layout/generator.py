"""The Generator: spec and seed in, ground and things of any chunk out, the same in whatever order.

Ground comes in blocks from `terrain.Terrain`. Things are placed chunk by chunk by `placing.Placer`; a chunk
looks only at neighbours of earlier colours in a 4-colouring by the parity of its coordinates, so what it
becomes is fixed by the seed alone. Chunks of the core (5 x 5 around the origin) are made together, because
the prompt's counts are kept there; with this colouring the core needs no chunk outside itself.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import Item, SceneSpec
from nacre.vocabulary import SHAPE_INDEX, SHAPES
from nacre.world.cache import Cache
from nacre.world.grid import CELL, CHUNK
from nacre.world.kernels.hashing import hash_key
from nacre.world.kernels.parallel import helper_thread, share
from nacre.world.layout.arrangement.arranging import LAND_CELL, arrange, moved
from nacre.world.layout.arrangement.arranging import Land as Core
from nacre.world.layout.arrangement.relations import to_the_land
from nacre.world.layout.belonging import belonging, centre, hilltop, sight
from nacre.world.layout.by_walls import leaned
from nacre.world.layout.colouring import colour, core_groups, depends, in_core, touching
from nacre.world.layout.customs import foreign
from nacre.world.layout.gathering import at_the_rim, gathered, open_view, towards_the_start
from nacre.world.layout.lane import MOVES, Lane, Seen, Wishes, neighbours
from nacre.world.layout.network import (
    CELLS,
    CLASSES,
    FIELDS,
    HEADS,
    RANK,
    Token,
    context_of,
    ground_view,
    shapes,
)
from nacre.world.layout.placer import Placer
from nacre.world.layout.siting import MARGIN, cell_bias, height_at, tokens_on
from nacre.world.layout.spawn import start_places
from nacre.world.layout.waterside import at_the_water
from nacre.world.parameters import Parameters
from nacre.world.terrain.blocks import COARSE_BLOCK, COARSE_MIDDLE, Chunk, Terrain
from nacre.world.terrain.landforms import Landforms
from nacre.world.terrain.networks import COARSE_CELL, HEIGHT_SCALE, conditioning
from nacre.world.terrain.networks import facts as terrain_facts
from nacre.world.terrain.networks import shapes as terrain_shapes
from nacre.world.weights import WEIGHTS, load_arrays

__all__ = ["MARGIN", "Generator", "Token"]


_GROUND_SHARE: Final = 0.5  # of the time that a core takes: the rest is placing what stands on it
# From this many on, plants are asked for as "many": their number is the least there will be, and the biome's own
# growth stays. Fewer, and everything else, are meant exactly.
MANY_PLANTS: Final = 6
PLANTS: Final = frozenset(("tree_round", "tree_cone", "tree_palm", "tree_dead", "cactus", "bush", "rock"))


def exact_counts(spec: SceneSpec) -> NDArray[np.float64]:
    """How many of each class must stand in the core [CLASSES]; -1 where the number is free."""
    counts = np.array([spec.count(name, -1) for name in SHAPES], np.float64)
    many = np.array([name in PLANTS for name in SHAPES]) & (counts >= MANY_PLANTS)
    return np.where(many, -1.0, counts)


@dataclass(frozen=True)
class _Land:
    """A spec and a seed, with what is derived from them once."""

    spec: SceneSpec
    seed: int
    condition: NDArray[np.float32]
    counts: NDArray[np.float64]  # exact_counts
    key: Hashable
    forms: Landforms
    items: tuple[Item, ...]  # of the spec, each where it belongs
    centre: tuple[float, float]  # x, z about which they gather
    sight: tuple[tuple[float, float], tuple[float, float]] | None  # what is kept open: from where, to where

    @classmethod
    @lru_cache(16)
    def of(cls, spec: SceneSpec, seed: int) -> _Land:
        """Kept: every patch of far land asks for it."""
        condition = conditioning(spec)
        river = spec.water == "river" or spec.count("bridge") > 0
        water = "river" if river else spec.water
        forms = Landforms.draw(spec.biome, seed, river, hilltop(spec), water)
        key = condition.tobytes(), spec.items, spec.looks, seed
        items = belonging(spec)
        middle = centre(spec, items, forms)
        return cls(spec, seed, condition, exact_counts(spec), key, forms, items, middle, sight(middle, forms))


def _comes_early(item: Item) -> bool:
    """Whether an item is placed before all that comes by itself: what was named, and what belongs at one place."""
    if item.relation in ("any", "by_path"):
        return not item.brought and item.count < MANY_PLANTS and BY_NAME[item.concept].group not in ("plant", "rock")
    return item.relation != "overhead"


class Generator:
    """Makes worlds. Safe to call from several threads; results must not be written to."""

    def __init__(self, terrain: Any, layout: Any) -> None:
        """Both as `Parameters`, or as torch modules."""
        self._terrain, self._placer = Terrain(terrain), Placer(layout)
        self._lock = threading.RLock()
        # Megabytes. A block of latents is 1.2, a chunk's ground 0.12; what is dropped is drawn again.
        self._coarse, self._latents, self._ground = Cache(6), Cache(20), Cache(24)
        self._views, self._things, self._placed = Cache(12), Cache(16), Cache(16)
        self._pulls, self._distant = Cache(8), Cache(4)

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Generator:
        """From the folder with terrain.safetensors and layout.safetensors; raises WeightsError."""
        land, things = path / "terrain.safetensors", path / "layout.safetensors"
        terrain = Parameters(load_arrays(land), terrain_facts()).expect(terrain_shapes(), land.name)
        layout = Parameters(load_arrays(things), {"heads": HEADS}).expect(shapes(), things.name)
        return cls(terrain, layout)

    def ground(self, spec: SceneSpec, seed: int, chunks: list[Chunk]) -> dict[Chunk, NDArray[np.float32]]:
        """Fine ground of chunks, float32 [6, 72, 72] each: 64 samples of 0.5 m and MARGIN on every side."""
        land = _Land.of(spec, seed)
        with self._lock:
            return {chunk: self._ground_of(land, chunk) for chunk in chunks}

    def objects(
        self,
        spec: SceneSpec,
        seed: int,
        chunks: list[Chunk],
        other: Executor | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> dict[Chunk, list[Token]]:
        """What stands and lives in chunks, in a fixed order; y is the ground's height (docs/internals.md).

        other: runs half of the work (`helper_thread`). progress: share that is done.
        """
        land = _Land.of(spec, seed)
        tokens_of = {chunk: self._placed.find((land.key, chunk)) for chunk in chunks}
        if all(tokens is not None for tokens in tokens_of.values()):  # without the lock: a frame may be asking
            return cast(dict[Chunk, list[Token]], tokens_of)
        with self._lock:
            if moved(land.items) and any(in_core(chunk) for chunk in chunks):
                self._relate(land, other)
            fields = self._fields(land, chunks, other, progress)
            return {
                chunk: self._placed.get((land.key, chunk), partial(self._tokens, land, chunk, fields[chunk]))
                for chunk in chunks
            }

    def _relate(self, land: _Land, other: Executor | None) -> None:
        """Put what the prompt relates to other things where it belongs, in the whole core at once."""
        core = self.core()
        if all(self._placed.find((land.key, chunk)) is not None for chunk in core):
            return
        fields = self._fields(land, core, other)
        tokens_of = {chunk: self._tokens(land, chunk, fields[chunk]) for chunk in core}

        before = [(chunk, token) for chunk in core for token in tokens_of[chunk]]
        after = arrange(land.items, [token for _, token in before], self._core_ground(land))
        placed: dict[Chunk, list[Token]] = {chunk: [] for chunk in core}
        for (chunk, token), thing in zip(before, after, strict=True):
            # What was moved over a border is a thing of the chunk it now stands in, whose ground is under it.
            still = (thing.x, thing.z) == (token.x, token.z)
            home = chunk if still else (math.floor(thing.x / CHUNK), math.floor(thing.z / CHUNK))
            placed[home].append(thing)
        for chunk, tokens in placed.items():
            self._placed.put((land.key, chunk), tokens)

    def _core_ground(self, land: _Land) -> Core:
        """Where in the core something can stand, and where its water and paths are."""
        core = self.core()
        (west, north), (east, south) = core[0], core[-1]
        cells, step = round(CHUNK / LAND_CELL), round(LAND_CELL / CELL)
        water = np.zeros(((south - north + 1) * cells, (east - west + 1) * cells), bool)
        path = np.zeros_like(water)
        middles = slice(MARGIN + step // 2, -MARGIN, step)
        for cx, cz in core:
            ground = self._ground_of(land, (cx, cz))[:, middles, middles]
            rows, columns = (slice((c - low) * cells, (c - low + 1) * cells) for c, low in ((cz, north), (cx, west)))
            water[rows, columns] = (ground[5] > 0.5) | (ground[0] < 0.0)
            path[rows, columns] = ground[4] > 0.4

        def height(x: float, z: float) -> float:
            chunk = (math.floor(x / CHUNK), math.floor(z / CHUNK))
            return height_at(self._ground_of(land, chunk), x - chunk[0] * CHUNK, z - chunk[1] * CHUNK)

        def dry(x: float, z: float) -> float | None:
            y = height(x, z) if in_core((math.floor(x / CHUNK), math.floor(z / CHUNK))) else None
            return y if y is not None and y > 0.05 else None

        goals = {"by_water": water, "by_path": path}
        return Core(dry, (west * CHUNK, north * CHUNK), goals, lambda token: at_the_water(token, height))

    def start(self, spec: SceneSpec, seed: int) -> tuple[float, float, float]:
        """(x, z, yaw): a dry, free, level place near the village, with the best view of what was asked for."""
        return self.starts(spec, seed)[0]

    def starts(
        self, spec: SceneSpec, seed: int, progress: Callable[[float], None] | None = None
    ) -> list[tuple[float, float, float]]:
        """Places like `start`, best first, all in one chunk: see `spawn.start_places`. progress: share that is done."""
        core = self.core()
        with self._lock:
            self._fields(_Land.of(spec, seed), core, helper_thread(), progress)
        things = [t for row in self.objects(spec, seed, core, helper_thread()).values() for t in row]
        return start_places(spec, self.ground(spec, seed, core), things, _Land.of(spec, seed).forms.landmark)

    def _ground_of(self, land: _Land, chunk: Chunk) -> NDArray[np.float32]:
        def make() -> NDArray[np.float32]:
            block = self._terrain.fine_block(chunk)
            ground: NDArray[np.float32] = self._terrain.decode(self._block(land, block), block, [chunk])[0]
            if land.forms.any:
                at = np.arange(ground.shape[-1], dtype=np.float64)
                x, z = (n * CHUNK + (at - MARGIN + 0.5) * CELL for n in chunk)
                ground[0] = land.forms.ground(x, z, ground[0])
                ground[5] = np.maximum(ground[5], ground[0] < 0.0)
            return ground

        return self._ground.get((land.key, chunk), make)

    def _block(self, land: _Land, block: Chunk, other: Executor | None = None) -> NDArray[np.float32]:
        def make() -> NDArray[np.float32]:
            coarse = self._coarse_around(land, block, other)
            return self._terrain.draw_fine(land.condition, land.seed, block, coarse, other)

        return self._latents.get((land.key, block), make)

    def far(self, spec: SceneSpec, seed: int, chunk: Chunk) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Coarse height (m) and path 0..1 at the corners of a chunk's 8 m cells and one more all round, [7, 7] each."""
        land = _Land.of(spec, seed)

        def make() -> NDArray[np.float32]:
            per_chunk = round(CHUNK / COARSE_CELL)
            cells = self._coarse_cells(land, chunk[0] * per_chunk - 2, chunk[1] * per_chunk - 2, per_chunk + 4, None)
            corners = cells[:, :-1, :-1] + cells[:, 1:, :-1] + cells[:, :-1, 1:] + cells[:, 1:, 1:]
            found = np.asarray(corners * np.float32(0.25), np.float32)
            found[0] *= np.float32(HEIGHT_SCALE)
            if land.forms.any:
                x, z = (n * CHUNK + (np.arange(7, dtype=np.float64) - 1.0) * COARSE_CELL for n in chunk)
                found[0] = land.forms.ground(x, z, found[0])
            return found

        with self._lock:
            corners = self._distant.get((land.key, chunk), make)
        return corners[0], corners[2]

    @staticmethod
    def core() -> list[Chunk]:
        """The chunks in which the prompt's counts are kept, in order."""
        return sorted(chunk for group in core_groups() for chunk in group)

    def _coarse_around(self, land: _Land, block: Chunk, other: Executor | None) -> NDArray[np.float32]:
        """The coarse map a fine block needs, put together from coarse blocks."""
        return self._coarse_cells(land, *self._terrain.coarse_needed(block), other)

    def _coarse_cells(self, land: _Land, x0: int, z0: int, count: int, other: Executor | None) -> NDArray[np.float32]:
        """count x count coarse cells from cell (x0, z0) on, [COARSE, count, count]."""
        side = round(COARSE_BLOCK * CHUNK / COARSE_CELL)
        left, top = x0 + COARSE_MIDDLE, z0 + COARSE_MIDDLE
        rows = []
        for bz in range(top // side, (top + count - 1) // side + 1):
            row = []
            for bx in range(left // side, (left + count - 1) // side + 1):
                draw = partial(self._terrain.draw_coarse, land.condition, land.seed, (bx, bz), other)
                row.append(self._coarse.get((land.key, (bx, bz)), draw))
            rows.append(np.concatenate(row, 2))
        joined = np.concatenate(rows, 1)
        left, top = left % side, top % side
        return np.ascontiguousarray(joined[:, top : top + count, left : left + count])

    def _fields(
        self,
        land: _Land,
        chunks: list[Chunk],
        other: Executor | None,
        progress: Callable[[float], None] | None = None,
    ) -> dict[Chunk, NDArray[np.int64]]:
        """Tokens as integers of chunks, with whatever they depend on made first. progress: share that is done."""
        tell = progress or (lambda share_done: None)
        needed: dict[Chunk, NDArray[np.int64]] = {}
        missing: set[Chunk] = set()
        queue = list(dict.fromkeys(chunks))
        seen = set(queue)
        while queue:
            chunk = queue.pop()
            found = self._things.find((land.key, chunk))
            if found is not None:
                needed[chunk] = cast(NDArray[np.int64], found)
                continue
            missing.add(chunk)
            for before in depends(chunk):
                if before not in seen:
                    seen.add(before)
                    queue.append(before)
        core_missing = any(in_core(chunk) for chunk in missing)
        every = sorted(missing | {c for group in core_groups() for c in group}) if core_missing else sorted(missing)
        if other is not None:
            blocks = sorted({self._terrain.fine_block(chunk) for chunk in every})
            for done, block in enumerate(blocks, 1):
                self._block(land, block, other)
                tell(_GROUND_SHARE * done / len(blocks))
            share(partial(self._seen, land), every, other)
        if core_missing:
            core = self._make_core(land, other, tell)
            needed |= core
            missing -= core.keys()
        for number in range(4):
            same = sorted(c for c in missing if colour(c) == number)
            if same:
                halves = [half for half in (same[::2], same[1::2]) if half] if other is not None else [same]
                share(lambda half: self._fill(land, half, needed, None), halves, other)
            if not core_missing:
                tell(_GROUND_SHARE + (1.0 - _GROUND_SHARE) * (number + 1) / 4)
        for chunk, fields in needed.items():
            self._things.put((land.key, chunk), fields)
        return needed

    def _make_core(
        self, land: _Land, other: Executor | None, tell: Callable[[float], None]
    ) -> dict[Chunk, NDArray[np.int64]]:
        made: dict[Chunk, NDArray[np.int64]] = {}
        counts = land.counts
        asked = counts >= 0
        wishes = Wishes(np.where(asked, counts, np.inf), asked)
        order = [chunk for group in core_groups() for chunk in group]
        # What is wanted at a certain place takes it before others do.
        early = {chunk: np.zeros((0, FIELDS), np.int64) for chunk in order}
        placed = [i for i in land.items if i.count > 0 and to_the_land(i) and _comes_early(i)]
        for shape in sorted({SHAPE_INDEX[i.concept] for i in placed}, key=lambda k: int(RANK[k])):
            if not MOVES[shape] and asked[shape]:
                self._fulfil(land, shape, order, early, wishes)
        groups = core_groups()
        for done, group in enumerate(groups, 1):
            self._fill(land, group, made, wishes, early, other)
            tell(_GROUND_SHARE + (1.0 - _GROUND_SHARE) * done / len(groups))
        for missing in np.flatnonzero(asked & (wishes.remaining > 0)):
            self._fulfil(land, int(missing), order, made, wishes)
        for shape, least in enumerate(land.spec.count(name, -1) for name in SHAPES):
            if least > 0 and not asked[shape]:
                standing = sum(int((fields[:, 0] == shape).sum()) for fields in made.values())
                wishes.remaining[shape] = max(0, least - standing)
                self._fulfil(land, shape, order, made, wishes)
        return made

    def _fulfil(
        self,
        land: _Land,
        shape: int,
        order: list[Chunk],
        made: dict[Chunk, NDArray[np.int64]],
        wishes: Wishes,
    ) -> None:
        """Find room for what was asked for and has not come by itself."""

        def rank(chunk: Chunk) -> tuple[float, float]:
            bias = self._cell_bias(land, chunk)
            middle = np.hypot((chunk[0] + 0.5) * CHUNK, (chunk[1] + 0.5) * CHUNK)
            return (-float(bias[shape].max()) if bias is not None else 0.0, float(middle))

        for chunk in sorted(order, key=rank):
            while wishes.remaining[shape] > 0:
                around = {other: made[other] for other in touching(chunk) if other in made}
                lane = self._lane(land, chunk, around, wishes, salt=7 + len(made[chunk]))
                lane.tokens = made[chunk]
                if not self._placer.force(lane, shape, wishes):
                    break
                made[chunk] = lane.tokens
            if wishes.remaining[shape] <= 0:
                return

    def _fill(
        self,
        land: _Land,
        group: list[Chunk],
        made: dict[Chunk, NDArray[np.int64]],
        wishes: Wishes | None,
        early: dict[Chunk, NDArray[np.int64]] | None = None,
        other: Executor | None = None,
    ) -> None:
        """Fill a group of chunks; early: what already stands in the core's chunks, this group's too."""
        lanes = []
        for chunk in group:
            around = {before: made[before] for before in depends(chunk)}
            if early:
                for near in (chunk, *touching(chunk)):
                    around.setdefault(near, early.get(near, np.zeros((0, FIELDS), np.int64)))
            lanes.append(self._lane(land, chunk, around, wishes, salt=0))
        self._placer.fill(lanes, wishes, other)
        for lane in lanes:
            made[lane.chunk] = np.concatenate([early[lane.chunk], lane.tokens]) if early else lane.tokens

    def _lane(
        self,
        land: _Land,
        chunk: Chunk,
        around: dict[Chunk, NDArray[np.int64]],
        wishes: Wishes | None,
        salt: int,
    ) -> Lane:
        counts = land.counts
        remaining = np.zeros(CLASSES, np.float32)
        if wishes is not None:
            remaining = np.where(wishes.asked, np.maximum(wishes.remaining, 0), 0).astype(np.float32)
        context = context_of(remaining, (counts >= 0).astype(np.float32), chunk, wishes is not None)
        barred = np.zeros(CLASSES + 1, bool)
        barred[:CLASSES] = (counts == 0) | foreign(land.spec)
        if wishes is not None and at_the_rim(chunk):
            barred[:CLASSES] |= gathered(land.spec)
        near, shift = neighbours(chunk, around)
        return Lane(
            chunk, self._seen(land, chunk), np.concatenate([land.condition, context]), near, shift,
            hash_key(land.seed, 3, chunk[0], chunk[1], salt), barred,
            self._cell_bias(land, chunk) if wishes is not None else None,
        )  # fmt: skip

    def _seen(self, land: _Land, chunk: Chunk) -> Seen:
        return self._views.get((land.key, chunk), lambda: self._placer.see(ground_view(self._ground_of(land, chunk))))

    def _cell_bias(self, land: _Land, chunk: Chunk) -> NDArray[np.float64] | None:
        """Log-weights [CLASSES, 256] that draw asked-for things to where the spec's relations want them."""
        wanted = [item for item in land.items if item.count > 0]
        drawn = [item for item in wanted if item.relation not in ("any", "overhead") and to_the_land(item)]
        near = gathered(land.spec)
        if not drawn and not near.any():
            return None

        def make() -> NDArray[np.float64]:
            view = ground_view(self._ground_of(land, chunk))[:, 1:-1, 1:-1].reshape(-1, CELLS * CELLS)
            result = towards_the_start(near, chunk, land.centre)
            for item in drawn:
                result[SHAPE_INDEX[item.concept]] += cell_bias(item, view, chunk, land.centre, land.forms.hill)
            if land.sight is not None:
                named = np.isin(SHAPES, list(land.spec.named))
                result += open_view(land.sight, named, chunk)
            return result

        return self._pulls.get((land.key, chunk), make)

    def _tokens(self, land: _Land, chunk: Chunk, fields: NDArray[np.int64]) -> list[Token]:
        if not len(fields):
            return []
        tokens = tokens_on(self._ground_of(land, chunk), fields, chunk, land.seed)

        def height(x: float, z: float) -> float:
            at = (math.floor(x / CHUNK), math.floor(z / CHUNK))
            return height_at(self._ground_of(land, at), x - at[0] * CHUNK, z - at[1] * CHUNK)

        return leaned(land.spec, [at_the_water(token, height) for token in tokens], chunk, height)

"""Long-Range Consistency, the near part: what stands around one player, furnished, drawn and felt.

A chunk is a pure function of spec, seed and place, so forgetting one loses nothing: it comes back bit for bit when
somebody returns. What is visible depends on where the player is, never on what a thread has finished: chunks are made
ahead by a helper, and waited for when they are needed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Lock, get_ident
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import SceneSpec
from nacre.vocabulary import ENTITY_INDEX
from nacre.world.geometry.distance import SolidSet, pose
from nacre.world.geometry.solid_grid import SolidGrid
from nacre.world.geometry.walking.ladders import LADDER
from nacre.world.grid import CHUNK, CHUNK_CELLS, WINDOW
from nacre.world.interface import Progress
from nacre.world.kernels.hashing import CounterRandom
from nacre.world.kernels.parallel import helper_thread, share
from nacre.world.layout.arrangement.relations import ranks
from nacre.world.layout.generator import Generator
from nacre.world.layout.network import Token
from nacre.world.render.instances import Instances, placed
from nacre.world.render.mesh_pool import GroundMesh, Packed, pack
from nacre.world.render.shading.ground import GROUND_LEVELS
from nacre.world.scene.assets import Asset, Assets
from nacre.world.scene.chunk import Furnished, Site, Thing, furnish, sites_of, top_at
from nacre.world.scene.cover import Cover
from nacre.world.scene.doors import D_OPEN, key_of
from nacre.world.scene.drawn_chunk import DrawnChunk, drawn
from nacre.world.scene.form import Lamp
from nacre.world.scene.ground import STEP
from nacre.world.scene.horizon import REACH as FAR_REACH
from nacre.world.scene.horizon import TILE_CELLS, FarTile, FarTree, hills, tile
from nacre.world.scene.looks import Look, Wardrobe
from nacre.world.scene.scatter import RINGS as SCATTERED
from nacre.world.scene.scatter import Litter, Scatter

Chunk = tuple[int, int]
RADIUS: Final = 3  # chunks around the player's that are furnished
SIDE: Final = 2 * RADIUS + 1
SHAPES: Final = 0.8  # of the time that furnishing takes
AHEAD: Final = 40  # furnished chunks kept for the window to come
FAR_AHEAD: Final = 200  # tiles of far land, likewise
PREFETCH: Final = 14.0  # metres from a chunk's border at which its next neighbours are made
LOOK_AHEAD: Final = (1.0, 2.0, 3.0, 4.0)  # seconds of walking on, for which there is time to make what will be seen
FEEL: Final = 1.6  # metres: farther solids are not felt (the dynamics' REACH and a little)
HILL_STEP: Final = 128.0  # metres the player walks before the hills against the sky are made anew
_TREES: Final = 5.0  # metres; lower plants are not seen on far land


def _upwards() -> NDArray[np.float64]:
    """Points along 13 lines into the upper half of the sky, [13, 25, 3] metres from the eye."""
    tilts = [(0.0, 0.0)] + [(0.6, k * math.pi / 2) for k in range(4)] + [(1.05, k * math.pi / 4) for k in range(8)]
    lines = [(math.sin(t) * math.cos(a), math.cos(t), math.sin(t) * math.sin(a)) for t, a in tilts]
    return np.array(lines)[:, None, :] * np.linspace(0.3, 5.0, 25)[None, :, None]


_UPWARDS: Final = _upwards()
_SERIALS: Final = itertools.count()


def chunk_of(x: float, z: float) -> Chunk:
    """The chunk that holds a point."""
    return math.floor(x / CHUNK), math.floor(z / CHUNK)


def around(centre: Chunk, radius: int) -> list[Chunk]:
    """The square of chunks around one, in a fixed order."""
    span = range(-radius, radius + 1)
    return [(centre[0] + dx, centre[1] + dz) for dz in span for dx in span]


@njit(cache=True, nogil=True, error_model="numpy")
def _chunks_of(points):  # type: ignore[no-untyped-def]
    """The chunks that hold points [N, 3], each once, in the order in which they are met."""
    found = [(math.floor(points[0, 0] / CHUNK), math.floor(points[0, 2] / CHUNK))]
    last = found[0]
    for n in range(1, len(points)):
        chunk = (math.floor(points[n, 0] / CHUNK), math.floor(points[n, 2] / CHUNK))
        if chunk != last:
            if chunk not in found:
                found.append(chunk)
            last = chunk
    return found


def _hill_step(centre: Chunk) -> tuple[int, int]:
    return round(centre[0] * CHUNK / HILL_STEP), round(centre[1] * CHUNK / HILL_STEP)


@njit(cache=True, nogil=True, error_model="numpy")
def _ground_distance(heights, x0, z0, points, out):  # type: ignore[no-untyped-def]
    """Distance of points [N, 3] to ground sampled every STEP m from (x0, z0): height over it, shortened by slope, and
    FEEL at most."""
    rows, columns = heights.shape
    for n in range(len(points)):
        u = min(max((points[n, 0] - x0) / STEP, 0.0), columns - 1.001)
        v = min(max((points[n, 2] - z0) / STEP, 0.0), rows - 1.001)
        i, j = int(u), int(v)
        fu, fv = u - i, v - j
        a, b, c, d = heights[j, i], heights[j, i + 1], heights[j + 1, i], heights[j + 1, i + 1]
        height = (1 - fv) * ((1 - fu) * a + fu * b) + fv * ((1 - fu) * c + fu * d)
        gx = ((1 - fv) * (b - a) + fv * (d - c)) / STEP
        gz = ((1 - fu) * (c - a) + fu * (d - b)) / STEP
        out[n] = min((points[n, 1] - height) / math.sqrt(1.0 + gx * gx + gz * gz), FEEL)


class Surroundings:
    """The furnished chunks around one player, their solids and their instances."""

    def __init__(
        self, generator: Generator, assets: Assets, worker: ThreadPoolExecutor, spec: SceneSpec, seed: int
    ) -> None:
        self._generator, self._assets, self._worker = generator, assets, worker
        self.spec, self.seed = spec, seed
        self.wardrobe = Wardrobe(spec, seed)
        self.chunks: dict[Chunk, Furnished] = {}
        self.centre: Chunk | None = None
        self.serial = next(_SERIALS)  # no other one of this process has it, however long ago it was
        self.version = 0  # rises with every change of what stands still
        self._looks_held: dict[Chunk, list[Look]] = {}
        self._drawn: dict[Chunk, DrawnChunk] = {}
        self._ground_mesh: dict[Chunk, int] = {}
        self._far_mesh: dict[Chunk, int] = {}
        self._litter: dict[Chunk, Litter] = {}
        self._hill: tuple[tuple[int, int], int] | None = None
        self._hills_made: dict[tuple[int, int], GroundMesh] = {}
        self._tiles: dict[Chunk, FarTile] = {}
        self._ahead: dict[Chunk, Furnished] = {}
        self._pending: dict[Chunk, Future[None]] = {}
        self._far_known: set[Chunk] = set()
        # made ahead on the worker, for a step over a chunk's border must not be felt
        self._packed: dict[Chunk, tuple[Packed, ...]] = {}
        self._far_packed: dict[Chunk, tuple[Packed, ...]] = {}
        self._tiles_ahead: dict[Chunk, FarTile] = {}
        self._hills_packed: dict[tuple[int, int], Packed] = {}
        self._lock = Lock()
        self._ranks: dict[tuple[Chunk, int], int] | None = None
        self._solids: dict[Chunk, tuple[SolidSet, dict[tuple[Chunk, int], int], SolidGrid]] = {}
        self._opened: dict[tuple[int, int, int, int], float] = {}
        self._cover = Cover(self.distance, self.ground_height)
        self._heights = np.zeros((2, 2), np.float32)
        self._corner = (0.0, 0.0)
        self.mean_tint = self._mean_tint()  # sRGB of the open ground, uint8 [3]
        self.still = Instances.of([], [])
        self.kinds: list[str] = []  # class of each instance in `still` that is a thing of a chunk, "" for the rest
        self._stock: list[list[tuple[Token, Asset]]] | None = None
        self.lamps: list[tuple[float, float, float, Lamp]] = []
        self.with_doors: list[Thing] = []
        self.ladders = np.zeros((0, LADDER))  # of all things here, see `dynamics.climb`
        self._pose_rows: dict[tuple[Chunk, int], int] = {}

    def _mean_tint(self) -> NDArray[np.uint8]:
        raw = self._generator.ground(self.spec, self.seed, [(0, 0)])[0, 0]
        open_ground = (raw[4] < 0.2) & (raw[5] < 0.5)
        colours = raw[1:4][:, open_ground] if open_ground.any() else raw[1:4].reshape(3, -1)
        return np.asarray(np.round(np.clip(colours.mean(1), 0, 1) * 255), np.uint8)

    # ---- what stands where -------------------------------------------------------------------------------------

    def tokens(self, chunks: Iterable[Chunk]) -> dict[Chunk, list[Token]]:
        """What the generator placed in each chunk, characters too."""
        return self._generator.objects(self.spec, self.seed, list(chunks))

    def rank(self, chunk: Chunk, number: int) -> int | None:
        """A thing's number among those of its class in the core, which the prompt counts; None outside the core."""
        if self._ranks is None:
            core = self._generator.core()
            tokens = self._generator.objects(self.spec, self.seed, core)
            places = [(c, n) for c in core for n in range(len(tokens[c]))]
            self._ranks = dict(zip(places, ranks([tokens[c][n] for c, n in places]), strict=True))
        return self._ranks.get((chunk, number))

    def top_under(self, chunk: Chunk, token: Token) -> float | None:
        """Height of the top of what is under a token in a furnished chunk; None where nothing is to stand on."""
        made = self.chunks.get(chunk)
        return top_at(token.x, token.z, made.things) if made is not None else None

    def look(self, chunk: Chunk, number: int, token: Token) -> Look:
        """How a placed thing looks."""
        return self.wardrobe.of(token, self.rank(chunk, number))

    def furnish(self, chunks: list[Chunk], progress: Callable[[float], None] | None = None) -> dict[Chunk, Furnished]:
        """Any chunks of the world, furnished; what is drawn stays as it is."""
        return self._make(chunks, helper_thread(), progress)

    def _make(
        self, chunks: list[Chunk], other: Executor | None = None, progress: Callable[[float], None] | None = None,
        awake: Sequence[Chunk] = (),
    ) -> dict[Chunk, Furnished]:  # fmt: skip
        """Furnish chunks; a pure function, whichever thread runs it and whoever helps. awake: those of them whose
        characters are made as well, so that nobody waits for them where they wake."""
        near = sorted({n for c in chunks for n in around(c, 1)})
        tokens = self.tokens(near)
        raw = self._generator.ground(self.spec, self.seed, chunks)
        standing = {
            c: [(n, t) for n, t in enumerate(tokens[c]) if t.shape not in ENTITY_INDEX] for c in near
        }  # fmt: skip
        wanted = set(chunks)
        looks = {
            (c, n): self.look(c, n, t)
            for c in near
            for n, t in standing[c]
            if c in wanted or BY_NAME[t.shape].group in ("building", "structure")
        }
        tell = progress or (lambda share_done: None)
        distinct = sorted({*looks.values(), *self._people_of(awake, tokens)}, key=repr)
        assets = self._assets.prepare(distinct, other, lambda done: tell(SHAPES * done))
        sites: dict[Chunk, list[Site]] = {}
        for c in near:
            raised = [(t, assets[looks[c, n]]) for n, t in standing[c] if (c, n) in looks]
            sites[c] = sites_of([t for t, _ in raised], [a for _, a in raised])

        done, caller = 0, get_ident()

        def put_together(chunk: Chunk) -> Furnished:
            nonlocal done
            done += 1
            if get_ident() == caller:
                tell(SHAPES + (1 - SHAPES) * done / len(chunks))
            own: list[Asset | None] = [
                assets[looks[chunk, n]] if (chunk, n) in looks else None for n in range(len(tokens[chunk]))
            ]
            close = [site for c in around(chunk, 1) for site in sites[c]]
            return furnish(self.spec, chunk, raw[chunk], tokens[chunk], own, close)

        return dict(zip(chunks, share(put_together, chunks, other), strict=True))

    def _people_of(self, chunks: Sequence[Chunk], tokens: dict[Chunk, list[Token]]) -> set[Look]:
        return {
            self.wardrobe.character(token.shape, token.style, self.rank(chunk, number))
            for chunk in chunks for number, token in enumerate(tokens[chunk]) if token.shape in ENTITY_INDEX
        }  # fmt: skip

    # ---- the window --------------------------------------------------------------------------------------------

    def ensure(self, centre: Chunk, progress: Progress | None = None) -> bool:
        """Furnish the chunks around `centre` and drop the others; True when anything changed."""
        if centre == self.centre:
            return False
        wanted = around(centre, RADIUS)
        missing = [c for c in wanted if c not in self.chunks]
        for chunk in missing:
            under_way = self._pending.pop(chunk, None)
            if under_way is not None and not under_way.cancel():  # what has not begun is quicker made here
                under_way.result()
        with self._lock:
            found = {c: self._ahead.pop(c) for c in missing if c in self._ahead}
        absent = [c for c in missing if c not in found]
        if absent:
            if progress is not None:
                progress("generate", 0.35, "growing the land around you")
            if self._ranks is None and progress is not None:
                every = sorted({n for c in absent for n in around(c, 1)})
                tell = progress
                self._generator.objects(
                    self.spec, self.seed, every, helper_thread(),
                    lambda done: tell("generate", 0.35 + 0.25 * done, "growing the land around you"),
                )  # fmt: skip
                progress("generate", 0.6, "deciding what stands where")

            def report(share_done: float) -> None:
                if progress is not None:
                    progress("generate", 0.65 + 0.25 * share_done, "building what stands there")

            awake = set(around(centre, WINDOW // 2))
            found |= self._make(absent, helper_thread(), report, [c for c in absent if c in awake])
        for chunk in [c for c in self.chunks if c not in set(wanted)]:
            self._drop(chunk)

        def arranging(share_done: float) -> None:
            if progress is not None:
                progress("generate", 0.9 + 0.07 * share_done, "putting everything in its place")

        for number, chunk in enumerate(missing):
            arranging(0.3 * number / len(missing))
            self._take(found[chunk])
        self.centre = centre
        self._arrange(lambda done: arranging(0.3 + 0.7 * done))
        return True

    def _take(self, made: Furnished) -> None:
        self.chunks[made.chunk] = made
        looks = [thing.asset.look for thing in made.things]
        self._assets.hold(looks)
        self._looks_held[made.chunk] = looks
        with self._lock:
            packed = self._packed.pop(made.chunk, None)
        ground = self._ground_mesh[made.chunk] = self._assets.pool.add(packed or made.levels, GROUND_LEVELS)
        self._drawn[made.chunk] = drawn(made, ground, self._assets)

    def _drop(self, chunk: Chunk) -> None:
        del self.chunks[chunk]
        self._litter.pop(chunk, None)
        del self._drawn[chunk]
        self._assets.release(self._looks_held.pop(chunk))
        self._assets.pool.free(self._ground_mesh.pop(chunk))

    def close(self) -> None:
        """Give everything back: nobody will look."""
        for errand in self._pending.values():
            errand.cancel()
        for chunk in list(self.chunks):
            self._drop(chunk)
        for mesh in self._far_mesh.values():
            self._assets.pool.free(mesh)
        if self._hill is not None:
            self._assets.pool.free(self._hill[1])
        if self._stock is not None:
            self._assets.release([asset.look for row in self._stock for _, asset in row])
        self._far_mesh, self._hill, self.centre, self._stock = {}, None, None, None

    def prefetch(self, x: float, z: float, vx: float = 0.0, vz: float = 0.0) -> None:
        """Start making, off the frame path, the chunks a walk from here will need; those ahead come first.

        x, z in metres, vx, vz in m/s.
        """
        self._pending = {c: f for c, f in self._pending.items() if not f.done()}
        steps = (-PREFETCH, 0, PREFETCH)
        beyond = [chunk_of(x + vx * second, z + vz * second) for second in LOOK_AHEAD]
        beyond += [chunk_of(x + dx, z + dz) for dx in steps for dz in steps]
        wanted = [c for b in dict.fromkeys(beyond) for c in around(b, RADIUS) if c not in self.chunks]
        for chunk in dict.fromkeys(wanted):
            with self._lock:
                known = chunk in self._ahead
            if not known and chunk not in self._pending:
                self._pending[chunk] = self._worker.submit(self._grow, chunk)
        for centre in dict.fromkeys(b for b in beyond if b != self.centre and b not in self._far_known):
            self._far_known.add(centre)
            self._worker.submit(self._draw_far, centre)

    def _draw_far(self, centre: Chunk) -> None:
        for chunk in around(centre, FAR_REACH):
            if chunk in self._far_mesh or chunk in self._far_packed:
                continue
            if self._stock is None:  # nobody stands here any more
                return
            land = self._far_tile(chunk, self._stock)
            _ = land.transforms  # kept from now on
            packed = tuple(pack(level) for level in tile(self.spec, land.height, land.path, self.mean_tint))
            with self._lock:
                self._far_packed[chunk], self._tiles_ahead[chunk] = packed, land
                while len(self._far_packed) > FAR_AHEAD:
                    self._far_packed.pop(next(iter(self._far_packed)))
                while len(self._tiles_ahead) > FAR_AHEAD:
                    self._tiles_ahead.pop(next(iter(self._tiles_ahead)))
        step = _hill_step(centre)
        if step not in self._hills_packed:
            packed_hills = pack(self._hills_at(step))
            with self._lock:
                self._hills_packed = {step: packed_hills}

    def _grow(self, chunk: Chunk) -> None:
        made = self._make([chunk], awake=[chunk])
        packed = tuple(pack(level) for level in made[chunk].levels)
        for thing in made[chunk].things:
            _ = thing.transform  # kept from now on
        with self._lock:
            self._ahead[chunk], self._packed[chunk] = made[chunk], packed
            while len(self._ahead) > AHEAD:
                self._packed.pop(self._ahead.pop(next(iter(self._ahead))).chunk, None)

    # ---- to draw -----------------------------------------------------------------------------------------------

    def _arrange(self, tell: Callable[[float], None] = lambda share_done: None) -> None:
        """Rebuild what is drawn and felt from the furnished chunks, in a fixed order. tell: share that is done."""
        assert self.centre is not None
        order = [c for c in around(self.centre, RADIUS)]
        self._lay_heights(order)
        self._solids.clear()
        near = [self._drawn[chunk] for chunk in order]
        firsts = list(itertools.accumulate((each.posed for each in near), initial=0))
        self.kinds = [kind for each in near for kind in each.kinds]
        self.lamps = [lamp for each in near for lamp in each.lamps]
        self.with_doors = [thing for each in near for thing in each.with_doors]
        self.ladders = np.concatenate([each.ladders for each in near])
        self._pose_rows = {
            (chunk, number): first + row
            for chunk, each, first in zip(order, near, firsts, strict=False) for number, row in each.numbers.items()
        }  # fmt: skip
        far_mesh, far_transform = self._far(order, tell)
        litter = [self._litter_of(chunk) for chunk in around(self.centre, SCATTERED)]
        kinds = self._assets.scatter.meshes[np.concatenate([each.kinds for each in litter])]
        more = len(far_mesh) + len(kinds)  # cast no shadow and never move
        count = sum(len(each.mesh) for each in near) + more
        pose_of = [np.where(each.pose < 0, -1, each.pose + first) for each, first in zip(near, firsts, strict=False)]
        tints = [each.tints for each in litter]
        self.still = Instances(
            np.concatenate([*(each.mesh for each in near), far_mesh, kinds]),
            np.concatenate([*(each.transform for each in near), far_transform, *(each.transforms for each in litter)]),
            np.concatenate([np.ones((count - len(kinds), 3), np.float32), *tints]),
            np.zeros(count, np.uint8),
            np.concatenate([*(each.flags for each in near), np.zeros(more, np.uint8)]),
            np.concatenate([*pose_of, np.full(more, -1)]).astype(np.int32),
            np.tile(np.eye(3, 4, dtype=np.float32), (firsts[-1], 1, 1)),
        )
        opened, self._opened = self._opened, {}
        self.version += 1
        self._swing(opened)

    def _litter_of(self, chunk: Chunk) -> Litter:
        if chunk not in self._litter:
            self._litter[chunk] = Scatter.on(self.spec, self.seed, chunk, self.chunks[chunk].ground)
        return self._litter[chunk]

    def _far(self, order: list[Chunk], tell: Callable[[float], None]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Meshes and transforms of far land: tiles, their trees, and hills. tell: share that is done."""
        assert self.centre is not None
        near = set(order)
        wanted = [c for c in around(self.centre, FAR_REACH) if c not in near]
        for chunk in [c for c in self._far_mesh if c not in set(wanted)]:
            self._assets.pool.free(self._far_mesh.pop(chunk))
        meshes, transforms = list[int](), list[NDArray[np.float32]]()
        for number, land in enumerate(self.far_land()):
            tell(number / len(wanted))
            if land.chunk not in self._far_mesh:
                with self._lock:
                    packed = self._far_packed.pop(land.chunk, None)
                made = packed or tile(self.spec, land.height, land.path, self.mean_tint)
                self._far_mesh[land.chunk] = self._assets.pool.add(made)
            meshes += [self._far_mesh[land.chunk], *(self._assets.mesh(tree.asset) for tree in land.trees)]
            transforms.append(land.transforms)
        step = _hill_step(self.centre)
        if self._hill is None or self._hill[0] != step:
            if self._hill is not None:
                self._assets.pool.free(self._hill[1])
            with self._lock:
                ring = self._hills_packed.pop(step, None)
            self._hill = step, self._assets.pool.add([ring] if ring is not None else self.hills())
        meshes.append(self._hill[1])
        transforms.append(placed(0.0, 0.0, 0.0)[None])
        return np.array(meshes, np.int32), np.concatenate(transforms)

    def hills(self) -> GroundMesh:
        """The hills against the sky from here, in the world's axes; made anew when the player has come far enough."""
        assert self.centre is not None
        return self._hills_at(_hill_step(self.centre))

    def _hills_at(self, step: tuple[int, int]) -> GroundMesh:
        with self._lock:
            made = self._hills_made.get(step)
        if made is None:
            made = hills(self.spec, self.seed, (step[0] * HILL_STEP, step[1] * HILL_STEP), self.mean_tint)
            with self._lock:
                self._hills_made[step] = made
                while len(self._hills_made) > 2:
                    self._hills_made.pop(next(iter(self._hills_made)))
        return made

    def far_land(self) -> list[FarTile]:
        """The coarse land around the furnished chunks, with its trees."""
        assert self.centre is not None
        near, stock = set(around(self.centre, RADIUS)), self._tree_stock()
        wanted = [chunk for chunk in around(self.centre, FAR_REACH) if chunk not in near]
        with self._lock:
            known = self._tiles_ahead | self._tiles
        self._tiles = {chunk: known.get(chunk) or self._far_tile(chunk, stock) for chunk in wanted}
        return list(self._tiles.values())

    def _tree_stock(self) -> list[list[tuple[Token, Asset]]]:
        """The tall plants of every chunk at the core's rim: what the wild around looks like, to be met again afar."""
        if self._stock is None:
            rim = [c for c in self._generator.core() if max(abs(c[0]), abs(c[1])) == 2]
            tokens = self.tokens(rim)
            rows = [
                [(t, self.look(c, n, t)) for n, t in enumerate(tokens[c])
                 if BY_NAME[t.shape].group in ("plant", "rock") and BY_NAME[t.shape].extent >= _TREES]
                for c in rim
            ]  # fmt: skip
            assets = self._assets.prepare(sorted({look for row in rows for _, look in row}, key=repr), helper_thread())
            self._assets.hold([look for row in rows for _, look in row])
            self._stock = [[(t, assets[look]) for t, look in row] for row in rows]
        return self._stock

    def _far_tile(self, chunk: Chunk, stock: list[list[tuple[Token, Asset]]]) -> FarTile:
        """A tile of far land: a pure function of spec, seed and place."""
        height, path = self._generator.far(self.spec, self.seed, chunk)
        random = CounterRandom(self.seed, 93, chunk[0], chunk[1])
        row = stock[int(random.uniform() * len(stock)) % len(stock)]
        trees = []
        for token, asset in row:
            x = (token.x / CHUNK % 1.0 + random.uniform() * 0.2) % 1.0
            z = (token.z / CHUNK % 1.0 + random.uniform() * 0.2) % 1.0
            u, v = 1 + x * TILE_CELLS, 1 + z * TILE_CELLS
            i, j = int(u), int(v)
            fu, fv = u - i, v - j
            a, b, c, d = (float(height[j + dj, i + di]) for dj, di in ((0, 0), (0, 1), (1, 0), (1, 1)))
            y = (1 - fv) * ((1 - fu) * a + fu * b) + fv * ((1 - fu) * c + fu * d)
            if y < 0.4 or path[j, i] > 0.3:
                continue
            yaw = token.yaw + random.uniform()
            trees.append(FarTree(asset, ((chunk[0] + x) * CHUNK, y, (chunk[1] + z) * CHUNK), yaw, token.size))
        return FarTile(chunk, height, path, tuple(trees))

    # ---- doors -------------------------------------------------------------------------------------------------

    def swing(self, rows: NDArray[np.float64]) -> None:
        """Set every door as WorldState.doors says."""
        self._swing({key_of(row): float(row[D_OPEN]) for row in rows})

    def _swing(self, opened: dict[tuple[int, int, int, int], float]) -> None:
        changed = {k for k in {*opened, *self._opened} if opened.get(k, 0.0) != self._opened.get(k, 0.0)}
        for key in sorted(changed):
            chunk, number, group = (key[0], key[1]), key[2], key[3]
            first = self._pose_rows.get((chunk, number))
            if first is None:
                continue
            thing = self.chunks[chunk].things[self._index(chunk, number)]
            door = next(d for d in thing.asset.doors if d.group == group)
            share_open = opened.get(key, 0.0)
            joint = thing.asset.program.parts[thing.asset.movers[group - 1]].joint
            assert joint is not None
            angle = math.degrees(door.angle) * share_open * share_open * (3 - 2 * share_open)
            self.still.poses[first + group - 1] = pose(joint, angle)
            for solids, numbers, _ in self._solids.values():
                place = numbers.get((chunk, number))
                if place is not None:
                    solids.turn(place, group, math.degrees(door.angle) if share_open > 0.0 else 0.0)
        was, now = ({k for k, v in o.items() if v >= 1.0} for o in (self._opened, opened))
        self._opened = dict(opened)
        if was != now:
            self.version += 1

    def _index(self, chunk: Chunk, number: int) -> int:
        return next(i for i, thing in enumerate(self.chunks[chunk].things) if thing.number == number)

    # ---- to feel -----------------------------------------------------------------------------------------------

    def _lay_heights(self, order: list[Chunk]) -> None:
        side = SIDE * CHUNK_CELLS + 1
        heights = np.empty((side, side), np.float32)
        for number, chunk in enumerate(order):
            row, column = divmod(number, SIDE)
            z, x = row * CHUNK_CELLS, column * CHUNK_CELLS
            heights[z : z + CHUNK_CELLS + 1, x : x + CHUNK_CELLS + 1] = self.chunks[chunk].ground.height[1:-1, 1:-1]
        self._heights = heights
        self._corner = (order[0][0] * CHUNK, order[0][1] * CHUNK)

    def _solids_of(self, chunk: Chunk) -> SolidGrid:
        """The solids that may be felt within a chunk, made when first asked for."""
        known = self._solids.get(chunk)
        if known is not None:
            return known[2]
        solids, numbers = SolidSet(), dict[tuple[Chunk, int], int]()
        low_x, low_z = chunk[0] * CHUNK - FEEL, chunk[1] * CHUNK - FEEL
        high_x, high_z = low_x + CHUNK + 2 * FEEL, low_z + CHUNK + 2 * FEEL
        for near in around(chunk, 1):
            furnished = self.chunks.get(near)
            if furnished is None:
                continue
            for thing in furnished.things:
                if not len(thing.asset.solid.rows):
                    continue
                reach = (thing.asset.solid.radius + float(np.linalg.norm(thing.asset.solid.middle))) * thing.token.size
                away_x = max(low_x - thing.x, 0.0, thing.x - high_x)
                away_z = max(low_z - thing.z, 0.0, thing.z - high_z)
                if away_x * away_x + away_z * away_z < reach * reach:
                    at = (thing.x, thing.y, thing.z)
                    place = solids.add(thing.asset.solid, at, thing.token.yaw, thing.token.size)
                    numbers[near, thing.number] = place
        for (x, z, number, group), share_open in self._opened.items():
            place_of = numbers.get(((x, z), number))
            if place_of is not None and share_open > 0.0:
                thing = self.chunks[x, z].things[self._index((x, z), number)]
                door = next(d for d in thing.asset.doors if d.group == group)
                solids.turn(place_of, group, math.degrees(door.angle))
        grid = SolidGrid(solids, (chunk[0] * CHUNK, chunk[1] * CHUNK), CHUNK, FEEL)
        self._solids[chunk] = solids, numbers, grid
        return grid

    def distance(self, points: NDArray[np.float64]) -> NDArray[np.float32]:
        """Signed distance in metres at points [N, 3] to ground and things, negative inside, cut off at FEEL."""
        points = np.ascontiguousarray(points, np.float64)
        out = np.empty(len(points))
        if not len(out):
            return out.astype(np.float32)
        _ground_distance(self._heights, self._corner[0], self._corner[1], points, out)
        for chunk in _chunks_of(points):
            self._solids_of(chunk).lower(points, out)
        return out.astype(np.float32)

    def open_sky(self, eye: tuple[float, float, float]) -> float:
        """Share of the sky that is seen from a point, 0..1, by a few straight lines up to 5 m long."""
        points = (np.array(eye) + _UPWARDS).reshape(-1, 3)
        blocked = (self.distance(points).reshape(_UPWARDS.shape[:2]) < 0.05).any(1)
        return float(1.0 - blocked.mean())

    def cover(self, x: float, z: float) -> NDArray[np.float32]:
        """Heights of what the sky sees in the cells about a place: `particles.draw`'s shelter."""
        return self._cover.about(x, z, self.version)

    def ground_height(self, x: float, z: float) -> float:
        """Height in metres of the ground below a point in the window (bed, where there is water)."""
        out = np.empty(1)
        _ground_distance_level(self._heights, self._corner[0], self._corner[1], x, z, out)
        return float(out[0])

    def stand(self, x: float, z: float) -> float:
        """The lowest height above ground at which a body fits: nobody may start inside a wall."""
        ground = max(self.ground_height(x, z), -1.1)
        heights = ground + np.arange(0.0, 12.0, 0.1)
        points = np.stack([np.full_like(heights, x), heights + 0.9, np.full_like(heights, z)], 1)
        free = np.flatnonzero(self.distance(points) > 0.4)
        return float(heights[free[0]]) if free.size else float(ground)


@njit(cache=True, nogil=True, error_model="numpy")
def _ground_distance_level(heights, x0, z0, x, z, out):  # type: ignore[no-untyped-def]
    """Height of the ground at one point."""
    rows, columns = heights.shape
    u = min(max((x - x0) / STEP, 0.0), columns - 1.001)
    v = min(max((z - z0) / STEP, 0.0), rows - 1.001)
    i, j = int(u), int(v)
    fu, fv = u - i, v - j
    out[0] = (1 - fv) * ((1 - fu) * heights[j, i] + fu * heights[j, i + 1]) + fv * (
        (1 - fu) * heights[j + 1, i] + fu * heights[j + 1, i + 1]
    )


__all__ = ["RADIUS", "Surroundings", "around", "chunk_of"]

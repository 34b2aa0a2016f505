"""Long-Range Consistency, the near part: the places around one player, composed and cached.

A chunk is a pure function of spec, seed and position, so forgetting one loses nothing: it comes
back bit for bit when somebody returns.
"""

from __future__ import annotations

import math
import os
import sys
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Lock, get_native_id, local
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.vocabulary import ENTITY_INDEX, EXTENT, PHASES
from nacre.world.grid import CHUNK, WINDOW
from nacre.world.interface import Progress
from nacre.world.kernels.parallel import hands, share
from nacre.world.layout.generator import Generator
from nacre.world.layout.network import Token
from nacre.world.voxels.compose import ChunkVolume, Placement, compose_chunk, within_reach
from nacre.world.voxels.shapes import ShapeLibrary
from nacre.world.voxels.window import Window

Chunk = tuple[int, int]
AHEAD: Final = 24  # composed chunks kept for the window to come, 1.4 MB each
PREFETCH: Final = 10.0  # metres from a chunk's border at which its next neighbours are made
LOOK_AHEAD: Final = (1.0, 2.0, 3.0, 4.0)  # seconds of walking on, for which there is time to make what will be seen
HUMILITY: Final = 5  # niceness of the thread that works ahead: a frame never waits for a core
_thread = local()


def _step_back() -> None:
    """Lower the calling thread's priority, once; threads it starts inherit that."""
    if not getattr(_thread, "humble", False):
        _thread.humble = True
        if sys.platform == "linux":  # elsewhere priorities belong to processes, not threads
            os.setpriority(os.PRIO_PROCESS, get_native_id(), HUMILITY)


def chunk_of(x: float, z: float) -> Chunk:
    """The chunk that holds a point."""
    return math.floor(x / CHUNK), math.floor(z / CHUNK)


def around(centre: Chunk, radius: int) -> list[Chunk]:
    """The square of chunks around one, in a fixed order."""
    span = range(-radius, radius + 1)
    return [(centre[0] + dx, centre[1] + dz) for dz in span for dx in span]


class Place:
    """The composed surroundings of one player: what the renderer and the dynamics read."""

    def __init__(
        self, generator: Generator, shapes: ShapeLibrary, worker: ThreadPoolExecutor, spec: SceneSpec, seed: int
    ) -> None:
        self._generator, self._shapes, self._worker = generator, shapes, worker
        self.spec, self.seed = spec, seed
        self.window = Window()
        self._ahead: OrderedDict[Chunk, ChunkVolume] = OrderedDict()
        self._lock = Lock()
        self._pending: dict[Chunk, Future[None]] = {}
        self._rehearsals: list[Future[None]] = []

    def tokens(self, chunks: Iterable[Chunk]) -> dict[Chunk, list[Token]]:
        """What stands and who lives in each chunk."""
        return self._generator.objects(self.spec, self.seed, list(chunks))

    def _make(self, chunks: list[Chunk], other: Executor | None = None) -> dict[Chunk, ChunkVolume]:
        """Generate and compose chunks; a pure function, whichever thread runs it and whoever helps."""
        tokens = self.tokens(sorted({n for c in chunks for n in around(c, 1)}))
        ground = self._generator.ground(self.spec, self.seed, chunks)

        def near(token: Token, chunk: Chunk) -> bool:
            extent = EXTENT[token.shape] * token.size
            return within_reach(token.x, token.z, extent, *chunk)

        things = {
            chunk: [
                token
                for neighbour in around(chunk, 1)
                for token in tokens[neighbour]
                if token.shape not in ENTITY_INDEX and near(token, chunk)
            ]
            for chunk in chunks
        }

        def prepare(look: tuple[str, int, bool]) -> None:
            self._shapes.prepare(*look)

        def compose(chunk: Chunk) -> ChunkVolume:
            return compose_chunk(*chunk, ground[chunk], [self._placement(token) for token in things[chunk]])

        looks = sorted({(t.shape, t.style, t.snow) for row in things.values() for t in row})
        share(prepare, looks, other)
        return dict(zip(chunks, share(compose, chunks, other), strict=True))

    def _placement(self, token: Token) -> Placement:
        volume = self._shapes.prepare(token.shape, token.style, token.snow)
        return Placement(volume, EXTENT[token.shape] * token.size, token.x, token.y, token.z, token.yaw)

    def _grow(self, chunk: Chunk) -> None:
        _step_back()
        made = self._make([chunk])
        with self._lock:
            self._ahead.update(made)
            while len(self._ahead) > AHEAD:
                self._ahead.popitem(last=False)
        self._rehearse(chunk)

    def _rehearse(self, chunk: Chunk) -> None:
        """Decode the poses of whoever lives in a chunk, before a frame has to."""
        _step_back()
        for token in self.tokens([chunk])[chunk]:
            if token.shape in ENTITY_INDEX:
                for phase in range(PHASES):
                    self._shapes.prepare(token.shape, token.style, phase=phase)

    def _absent(self, chunks: Iterable[Chunk]) -> list[Chunk]:
        with self._lock:
            return [c for c in chunks if c not in self._ahead]

    def ensure(self, centre: Chunk, progress: Progress | None = None) -> bool:
        """Make the window hold the 5x5 chunks around `centre`; True when anything changed."""
        missing: list[Chunk] = self.window.missing(centre)
        if not missing:
            return False
        for chunk in missing:
            under_way = self._pending.pop(chunk, None)
            if under_way is not None and not under_way.cancel():  # what has not begun is quicker made here
                under_way.result()
        absent = self._absent(missing)
        # all at once: the layout transformer fills many chunks for the price of a few
        wanted = sorted({n for c in absent for n in around(c, 1)})
        self._generator.objects(self.spec, self.seed, wanted, hands())
        step = WINDOW if progress is not None else max(1, len(absent))
        for start in range(0, len(absent), step):
            if progress is not None:
                progress("generate", start / len(absent), "growing the land around you")
            made = self._make(absent[start : start + step], hands())
            for chunk, volume in made.items():
                self.window.put(*chunk, volume)
        for chunk in missing:
            with self._lock:
                found = self._ahead.pop(chunk, None)
            if found is not None:
                self.window.put(*chunk, found)
        if progress is not None:
            nearest = sorted(missing, key=lambda c: abs(c[0] - centre[0]) + abs(c[1] - centre[1]))
            self._rehearsals = [self._worker.submit(self._rehearse, chunk) for chunk in nearest]
        return True

    def prefetch(self, x: float, z: float, vx: float = 0.0, vz: float = 0.0) -> None:
        """Start making, off the frame path, the chunks a walk from here will need; those ahead come first.

        x, z in metres, vx, vz in m/s.
        """
        self._pending = {c: f for c, f in self._pending.items() if not f.done()}
        here = chunk_of(x, z)
        steps = (-PREFETCH, 0, PREFETCH)
        beyond = [chunk_of(x + vx * second, z + vz * second) for second in LOOK_AHEAD]
        beyond += [chunk_of(x + dx, z + dz) for dx in steps for dz in steps]
        held = set(around(here, WINDOW // 2))
        wanted = [c for b in dict.fromkeys(beyond) for c in around(b, WINDOW // 2) if c not in held]
        for chunk in self._absent(dict.fromkeys(wanted)):
            if chunk not in self._pending:
                self._pending[chunk] = self._worker.submit(self._grow, chunk)

    def close(self) -> None:
        """Drop what is being made ahead: nobody will look."""
        for errand in (*self._pending.values(), *self._rehearsals):
            errand.cancel()

    def ground_height(self, x: float, z: float) -> float:
        """Height in metres of the ground below a point in the window (bed, where there is water)."""
        return float(self.window.ground_height(np.array([[x, z]]))[0])

    def distance(self, points: NDArray[np.float64]) -> NDArray[np.float32]:
        """Signed distance in metres at points [N, 3]."""
        return self.window.sample_distance(points)

    def stand(self, x: float, z: float) -> float:
        """The lowest height above ground at which a body fits: nobody may start inside a wall."""
        ground = max(self.ground_height(x, z), -1.1)
        heights = ground + np.arange(0.0, 12.0, 0.1)
        points = np.stack([np.full_like(heights, x), heights + 0.9, np.full_like(heights, z)], 1)
        free = np.flatnonzero(self.distance(points) > 0.4)
        return float(heights[free[0]]) if free.size else float(ground)

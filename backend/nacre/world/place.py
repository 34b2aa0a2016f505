"""Long-Range Consistency, the near part: the places around one player, composed and cached.

A chunk is a pure function of spec, seed and position, so forgetting one loses nothing: it comes
back bit for bit when somebody returns.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.vocabulary import ENTITY_INDEX, EXTENT
from nacre.world.compose import ChunkVolume, Placement, compose_chunk, reaches
from nacre.world.generator import Generator
from nacre.world.grid import CHUNK, WINDOW
from nacre.world.interface import Progress
from nacre.world.layout import Token
from nacre.world.shapes import ShapeLibrary
from nacre.world.window import Window

Chunk = tuple[int, int]
CHUNKS_KEPT: Final = 60  # composed chunks per world, 2.2 MB each: a walk round a block stays cached
PREFETCH: Final = 10.0  # metres from a chunk's border at which its next neighbours are made


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
        self._composed: OrderedDict[Chunk, ChunkVolume] = OrderedDict()
        self._lock = Lock()
        self._pending: dict[Chunk, Future[None]] = {}

    def tokens(self, chunks: Iterable[Chunk]) -> dict[Chunk, list[Token]]:
        """What stands and who lives in each chunk."""
        return self._generator.objects(self.spec, self.seed, list(chunks))

    def _make(self, chunks: list[Chunk]) -> dict[Chunk, ChunkVolume]:
        """Generate and compose chunks; a pure function, whichever thread runs it."""
        near = sorted({n for c in chunks for n in around(c, 1)})
        tokens = self.tokens(near)
        ground = self._generator.ground(self.spec, self.seed, chunks)
        made = {}
        for chunk in chunks:
            placed = [
                self._placement(token)
                for neighbour in around(chunk, 1)
                for token in tokens[neighbour]
                if token.shape not in ENTITY_INDEX
            ]
            reaching = [p for p in placed if reaches(p, *chunk)]
            made[chunk] = compose_chunk(*chunk, ground[chunk], reaching)
        return made

    def _placement(self, token: Token) -> Placement:
        volume = self._shapes.volume(token.shape, token.style, token.snow)
        return Placement(volume, EXTENT[token.shape] * token.size, token.x, token.y, token.z, token.yaw)

    def _grow(self, chunk: Chunk) -> None:
        self._keep(self._make([chunk]))

    def _keep(self, made: dict[Chunk, ChunkVolume]) -> None:
        with self._lock:
            for chunk, volume in made.items():
                self._composed[chunk] = volume
                self._composed.move_to_end(chunk)
            while len(self._composed) > CHUNKS_KEPT:
                self._composed.popitem(last=False)

    def _absent(self, chunks: Iterable[Chunk]) -> list[Chunk]:
        with self._lock:
            return [c for c in chunks if c not in self._composed]

    def ensure(self, centre: Chunk, progress: Progress | None = None) -> bool:
        """Make the window hold the 5x5 chunks around `centre`; True when anything changed."""
        missing: list[Chunk] = self.window.missing(centre)
        if not missing:
            return False
        for chunk in missing:
            if chunk in self._pending:
                self._pending.pop(chunk).result()
        absent = self._absent(missing)
        if absent:  # all at once: the layout transformer fills a batch of chunks for the price of one
            self.tokens(sorted({n for c in absent for n in around(c, 1)}))
        step = max(1, WINDOW) if progress is not None else max(1, len(absent))
        for start in range(0, len(absent), step):
            if progress is not None:
                progress("generate", start / max(1, len(absent)), "growing the land around you")
            self._keep(self._make(absent[start : start + step]))
        with self._lock:
            found = {c: self._composed.get(c) for c in missing}
        for chunk in missing:
            volume = found[chunk]
            if volume is None:  # evicted between: only when CHUNKS_KEPT < the window
                volume = self._make([chunk])[chunk]
            self.window.put(*chunk, volume)
        return True

    def prefetch(self, x: float, z: float) -> None:
        """Start making, off the frame path, the chunks a walk in any near direction will need."""
        self._pending = {c: f for c, f in self._pending.items() if not f.done()}
        here = chunk_of(x, z)
        beyond = {chunk_of(x + dx, z + dz) for dx in (-PREFETCH, 0, PREFETCH) for dz in (-PREFETCH, 0, PREFETCH)}
        beyond.discard(here)
        wanted = sorted({c for b in beyond for c in around(b, WINDOW // 2)} - set(around(here, WINDOW // 2)))
        for chunk in self._absent(wanted):
            if chunk not in self._pending:
                self._pending[chunk] = self._worker.submit(self._grow, chunk)

    def ground_height(self, x: float, z: float) -> float:
        """Height in metres of the ground below a point in the window (bed, where there is water)."""
        return float(self.window.ground_height(np.array([[x, z]]))[0])

    def distance(self, points: NDArray[np.float64]) -> NDArray[np.float32]:
        """Signed distance in metres at points [N, 3]."""
        return self.window.sample_distance(points)

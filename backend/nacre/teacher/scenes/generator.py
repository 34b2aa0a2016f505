"""The teacher in the generator's place: the same questions, answered by rules instead of networks."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.attributes import Attributes
from nacre.parts.language import Program
from nacre.spec import SceneSpec
from nacre.teacher.grammar import bodies, buildings, nature, props
from nacre.teacher.grammar.registry import draw
from nacre.teacher.land.ground import Land
from nacre.teacher.land.layout import placements
from nacre.world.grid import CHUNK
from nacre.world.layout.network import Token
from nacre.world.layout.spawn import start_place

Chunk = tuple[int, int]
FAMILIES: Final = (bodies, buildings, nature, props)  # importing them is what registers the grammars
_CORE: Final = 2
_FAR_STEP: Final = 8.0


class GrammarPrograms:
    """Shape programs written by the grammars (`nacre.world.scene.assets.Programs`)."""

    def warm(self) -> None:
        """Nothing is compiled."""

    def draw(
        self,
        requests: Sequence[tuple[str, Attributes, int]],
        other: Executor | None = None,
        tell: object = None,
        judge: object = None,
    ) -> list[Program]:
        """One program for each (class, wishes, seed)."""
        del other, tell
        return [draw(shape, seed, wishes)[0] for shape, wishes, seed in requests]


class TeachersGenerator:
    """What `nacre.world.layout.generator.Generator` offers, of the teacher's land. Keeps the last few lands."""

    def __init__(self) -> None:
        self._lands: dict[tuple[SceneSpec, int], Land] = {}

    def _land(self, spec: SceneSpec, seed: int) -> Land:
        if (spec, seed) not in self._lands:
            while len(self._lands) > 3:
                self._lands.pop(next(iter(self._lands)))
            self._lands[spec, seed] = Land(spec, seed)
        return self._lands[spec, seed]

    def ground(self, spec: SceneSpec, seed: int, chunks: list[Chunk]) -> dict[Chunk, NDArray[np.float32]]:
        """Fine ground of chunks with 4 samples of margin, float32 [6, 72, 72] each."""
        land = self._land(spec, seed)
        return {chunk: land.chunk(*chunk, margin=4) for chunk in chunks}

    def objects(
        self, spec: SceneSpec, seed: int, chunks: list[Chunk], other: Executor | None = None
    ) -> dict[Chunk, list[Token]]:
        """What stands and lives in chunks."""
        del other
        land = self._land(spec, seed)
        return {
            chunk: [Token(p.shape, p.x, p.y, p.z, p.yaw, p.size, p.style, p.snow) for p in placements(land, *chunk)]
            for chunk in chunks
        }

    def far(self, spec: SceneSpec, seed: int, chunk: Chunk) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Height (m) and path 0..1 at the corners of a chunk's 8 m cells and one more all round, [7, 7] each."""
        steps = np.arange(-1, CHUNK / _FAR_STEP + 2) * _FAR_STEP
        z, x = np.meshgrid(chunk[1] * CHUNK + steps, chunk[0] * CHUNK + steps, indexing="ij")
        fields = self._land(spec, seed).fields(x, z)
        return fields["height"].astype(np.float32), fields["path"].astype(np.float32)

    @staticmethod
    def core() -> list[Chunk]:
        """The chunks in which the prompt's counts are kept, in order."""
        around = range(-_CORE, _CORE + 1)
        return sorted((x, z) for x in around for z in around)

    def start(self, spec: SceneSpec, seed: int) -> tuple[float, float, float]:
        """(x, z, yaw) from where what was asked for is seen best."""
        core = self.core()
        things = [t for row in self.objects(spec, seed, core).values() for t in row]
        return start_place(spec, self.ground(spec, seed, core), things)

"""Draws the land block by block: noise, coarse map, latents, ground.

Blocks, not chunks, because the margins that exact seams need cost less the larger the area; and always
the same blocks, because sums must round alike whoever asks.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.grid import CHUNK, GROUND_CELL
from nacre.world.kernels.hashing import hash_key, noise_field
from nacre.world.kernels.parallel import share
from nacre.world.parameters import Parameters
from nacre.world.terrain.flow import FlowSampler, GroundDecoder
from nacre.world.terrain.networks import COARSE_CELL, DECODER_MARGIN, KEEP_IN_CENTRE, places
from nacre.world.terrain.scales import Scales
from nacre.world.terrain.shores import Shores

Chunk = tuple[int, int]
COARSE_STEPS: Final = 4
FINE_STEPS: Final = 3
COARSE_BLOCK: Final = 17  # chunks per side drawn at once by the coarse flow: fine block (0, 0) reads hardly less
COARSE_MIDDLE: Final = round(COARSE_BLOCK // 2 * CHUNK / COARSE_CELL)  # coarse cells of block (0, 0) before the origin
FINE_BLOCK: Final = 9  # chunks per side; all that a start in the middle asks for, far neighbours too, is block (0, 0)
BLOCK_MARGIN: Final = 8  # latents kept beyond a fine block: decoder margin, chunk margin, layout's view


def _centres(start: float, cell: float, count: int) -> NDArray[np.float32]:
    return np.arange(count, dtype=np.float32) * np.float32(cell) + np.float32(start + cell / 2)


def _crop(x: NDArray[np.float32], margin: int) -> NDArray[np.float32]:
    return x[:, margin : x.shape[1] - margin, margin : x.shape[2] - margin]


class Terrain:
    """Draws blocks of land. Pure functions of (spec vector, seed, block): the caller keeps the results."""

    def __init__(self, given: Any) -> None:
        """given: `Parameters` of the terrain networks, or the torch module."""
        networks = Parameters.of(given)
        self._scales = Scales(networks)
        self._coarse, self._fine = FlowSampler(networks.coarse_flow), FlowSampler(networks.fine_flow)
        self._decoder = GroundDecoder(networks.decoder)

    @staticmethod
    def fine_block(chunk: Chunk) -> Chunk:
        """The fine block a chunk lies in; block (0, 0) is centred on the origin."""
        half = FINE_BLOCK // 2
        return (chunk[0] + half) // FINE_BLOCK, (chunk[1] + half) // FINE_BLOCK

    def draw_coarse(
        self, spec: NDArray[np.float32], seed: int, block: Chunk, other: Executor | None = None
    ) -> NDArray[np.float32]:
        """The coarse map of one block, float32 [COARSE, 68, 68], 8 m cells, axes (channel, z, x).

        other: runs half of the work (`helper_thread`).
        """
        margin = self._coarse.reach * COARSE_STEPS
        folded = 2 * COARSE_CELL
        side = round(COARSE_BLOCK * CHUNK / folded)
        x0, z0 = (round((b * COARSE_BLOCK - COARSE_BLOCK // 2) * CHUNK / folded) - margin for b in block)
        size = side + 2 * margin
        xs, zs = _centres(x0 * folded, folded, size), _centres(z0 * folded, folded, size)
        shores = Shores.draw(seed, bool(spec[KEEP_IN_CENTRE] > 0.5))

        def lines() -> NDArray[np.float32]:
            return np.concatenate([places(xs, zs), shores.channels(xs.astype(np.float64), zs.astype(np.float64))])

        def noise() -> NDArray[np.float32]:
            return noise_field(hash_key(seed, 1), x0, z0, size, size, self._coarse.channels)

        drawn, where = share(lambda part: part(), (noise, lines), other)
        return self._scales.coarse(self._coarse.sample(drawn, where, spec, COARSE_STEPS, other))

    def coarse_needed(self, block: Chunk) -> tuple[int, int, int]:
        """First coarse cell x, z and number of cells per side that drawing a fine block reads."""
        margin = 4 * round((self.fine_margin() * 2 * GROUND_CELL) / (4 * COARSE_CELL) + 0.5) + 1
        x0, z0 = (round((b * FINE_BLOCK - FINE_BLOCK // 2) * CHUNK / COARSE_CELL) - margin for b in block)
        return x0, z0, round(FINE_BLOCK * CHUNK / COARSE_CELL) + 2 * margin

    def fine_margin(self) -> int:
        """Folded fine cells (4 m) around a block that its noise must cover."""
        return self._fine.reach * FINE_STEPS + BLOCK_MARGIN // 2

    def draw_fine(
        self,
        spec: NDArray[np.float32],
        seed: int,
        block: Chunk,
        coarse: NDArray[np.float32],
        other: Executor | None = None,
    ) -> NDArray[np.float32]:
        """Latents of one fine block with BLOCK_MARGIN around, float32 [LATENTS, 160, 160], 2 m cells.

        coarse is the map over `coarse_needed(block)`; other: runs half of the work (`helper_thread`).
        """
        folded = 2 * GROUND_CELL
        extra, base = self._scales.hints(coarse)
        want = round(FINE_BLOCK * CHUNK / folded) + 2 * self.fine_margin()
        extra = _crop(extra, (extra.shape[-1] - want) // 2)
        x0, z0 = (round((b * FINE_BLOCK - FINE_BLOCK // 2) * CHUNK / folded) - self.fine_margin() for b in block)
        where = places(_centres(x0 * folded, folded, want), _centres(z0 * folded, folded, want))
        noise = noise_field(hash_key(seed, 2), x0, z0, want, want, self._fine.channels, other)
        drawn = self._fine.sample(noise, np.concatenate([extra, where]), spec, FINE_STEPS, other)
        return self._scales.latents(drawn, _crop(base, (base.shape[-1] - 2 * drawn.shape[-1]) // 2))

    def decode(self, latents: NDArray[np.float32], block: Chunk, chunks: list[Chunk]) -> NDArray[np.float32]:
        """Fine ground of chunks of one block with 4 samples of margin, float32 [n, 6, 72, 72]."""
        cut = 1 + DECODER_MARGIN
        per_chunk = round(CHUNK / GROUND_CELL)
        ground = []
        for ix, iz in chunks:
            x = (ix - block[0] * FINE_BLOCK + FINE_BLOCK // 2) * per_chunk + BLOCK_MARGIN
            z = (iz - block[1] * FINE_BLOCK + FINE_BLOCK // 2) * per_chunk + BLOCK_MARGIN
            part = latents[:, z - cut : z + per_chunk + cut, x - cut : x + per_chunk + cut]
            ground.append(self._decoder.decode(np.ascontiguousarray(part.transpose(1, 2, 0))))
        return np.stack(ground)

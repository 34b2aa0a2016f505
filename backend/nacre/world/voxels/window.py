"""The composed window around a player: 5x5 chunks in toroidal arrays, so that moving copies little."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.grid import CELL, CHUNK, CHUNK_CELLS, FAR, HEIGHT_CELLS, WINDOW, WINDOW_CELLS, Y0
from nacre.world.voxels.compose import GLOW_CELLS, ChunkVolume
from nacre.world.voxels.lanes import DISTANCE_SCALE

# truncation is floor for positive numbers only, and an unsigned remainder costs a third of a signed
# one; a shift by whole windows (5,000 km) makes every index positive without changing where it lands
_SHIFT: Final = float(WINDOW_CELLS << 15)
_SIDE: Final = np.uint32(WINDOW_CELLS)


@njit(cache=True, fastmath=True)
def trilinear(v, x, y, z):
    """Distance in metres at a point in metres, of the toroidal volume int16 [320 z, 320 x, 64 y]."""
    fx, fy, fz = x * 2.0 - 0.5, (y - Y0) * 2.0 - 0.5, z * 2.0 - 0.5
    fy = min(max(fy, 0.0), HEIGHT_CELLS - 1.001)
    ix, iz = np.uint32(fx + _SHIFT), np.uint32(fz + _SHIFT)
    j = np.uint32(fy)
    tx, ty, tz = fx + _SHIFT - ix, fy - j, fz + _SHIFT - iz
    i0, k0 = ix % _SIDE, iz % _SIDE
    i1, k1 = (i0 + np.uint32(1)) % _SIDE, (k0 + np.uint32(1)) % _SIDE
    up = j + np.uint32(1)
    a = (v[k0, i0, j] * (1 - ty) + v[k0, i0, up] * ty) * (1 - tx) + (v[k0, i1, j] * (1 - ty) + v[k0, i1, up] * ty) * tx
    b = (v[k1, i0, j] * (1 - ty) + v[k1, i0, up] * ty) * (1 - tx) + (v[k1, i1, j] * (1 - ty) + v[k1, i1, up] * ty) * tx
    return (a * (1 - tz) + b * tz) * DISTANCE_SCALE


@njit(cache=True, fastmath=True)
def bilinear(v, x, z):
    """Value of a toroidal map [320, 320] at a point in metres."""
    fx, fz = x * 2.0 - 0.5, z * 2.0 - 0.5
    ix, iz = np.uint32(fx + _SHIFT), np.uint32(fz + _SHIFT)
    tx, tz = fx + _SHIFT - ix, fz + _SHIFT - iz
    i0, k0 = ix % _SIDE, iz % _SIDE
    i1, k1 = (i0 + 1) % _SIDE, (k0 + 1) % _SIDE
    return (v[k0, i0] * (1 - tx) + v[k0, i1] * tx) * (1 - tz) + (v[k1, i0] * (1 - tx) + v[k1, i1] * tx) * tz


@njit(cache=True)
def _sample(v, points, out):
    for n in range(points.shape[0]):
        out[n] = trilinear(v, points[n, 0], points[n, 1], points[n, 2])


@njit(cache=True)
def _heights(v, points, out):
    for n in range(points.shape[0]):
        out[n] = bilinear(v, points[n, 0], points[n, 1])


class Window:
    """The renderer's and the dynamics' view of the world near a player; about 40 MB.

    distance int16 [320 z, 320 x, 64 y] in DISTANCE_SCALE metres, colour uint8 [320, 320, 64, 4]; water and
    height float32 [320 z, 320 x]; glow float32 [16 y, 80 z, 80 x].
    """

    def __init__(self) -> None:
        side = WINDOW_CELLS
        # y innermost: a fetch touches four columns, and one load brings the cell and the one above it
        self.distance = np.full((side, side, HEIGHT_CELLS), round(FAR / DISTANCE_SCALE), np.int16)
        self.colour = np.zeros((side, side, HEIGHT_CELLS, 4), np.uint8)
        self.water = np.zeros((side, side), np.float32)
        self.height = np.zeros((side, side), np.float32)
        self.glow = np.zeros((GLOW_CELLS, GLOW_CELLS * WINDOW, GLOW_CELLS * WINDOW), np.float32)
        self._resident: dict[tuple[int, int], tuple[int, int]] = {}

    def missing(self, centre: tuple[int, int]) -> list[tuple[int, int]]:
        """Chunks of the 5x5 around `centre` that are not held yet, row by row."""
        half = WINDOW // 2
        wanted = [(centre[0] + dx, centre[1] + dz) for dz in range(-half, half + 1) for dx in range(-half, half + 1)]
        return [c for c in wanted if self._resident.get((c[0] % WINDOW, c[1] % WINDOW)) != c]

    def put(self, ix: int, iz: int, chunk: ChunkVolume) -> None:
        """Take a chunk in, over whatever stood in its place on the torus."""
        n, g = CHUNK_CELLS, GLOW_CELLS
        sx, sz = ix % WINDOW, iz % WINDOW
        across, along = slice(sx * n, sx * n + n), slice(sz * n, sz * n + n)
        self.distance[along, across] = chunk.distance
        self.colour[along, across] = chunk.colour
        self.water[along, across] = chunk.water
        self.height[along, across] = chunk.height
        self.glow[:, sz * g : sz * g + g, sx * g : sx * g + g] = chunk.glow
        self._resident[sx, sz] = (ix, iz)

    def bounds(self) -> NDArray[np.float64]:
        """What the resident chunks cover: low x, high x, low z, high z in metres."""
        held = np.array(list(self._resident.values()) or [(0, 0)], np.float64)
        low, high = held.min(0) * CHUNK, (held.max(0) + 1) * CHUNK
        return np.array([low[0], high[0], low[1], high[1]])

    def sample_distance(self, points: NDArray[np.float64]) -> NDArray[np.float32]:
        """Signed distance in metres at points [N, 3]; float32 [N]."""
        out = np.empty(len(points), np.float32)
        _sample(self.distance, np.ascontiguousarray(points, np.float64), out)
        return out

    def ground_height(self, points: NDArray[np.float64]) -> NDArray[np.float32]:
        """Height of the ground (the bed, under water) in metres at points (x, z) [N, 2]; float32 [N]."""
        out = np.empty(len(points), np.float32)
        _heights(self.height, np.ascontiguousarray(points, np.float64), out)
        return out


assert CELL == 0.5, "trilinear and bilinear above assume half-metre cells"

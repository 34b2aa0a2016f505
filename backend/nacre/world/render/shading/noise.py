"""Tiled noise that clouds, ripples and patches of ground are made of."""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.render.options import INLINE

NOISE: Final = 256  # points on a side
_F = np.float32
_U = np.uint32


@cache
def noise() -> NDArray[np.float32]:
    """Tiled noise of six octaves, float32 [NOISE * NOISE], mean 0, deviation 1; the same on every machine."""
    random = np.random.Generator(np.random.PCG64(20240501))
    total = np.zeros((NOISE, NOISE))
    for octave in range(6):
        cells = 4 << octave
        grid = random.standard_normal((cells, cells))
        at = np.arange(NOISE) * cells / NOISE
        low = np.floor(at).astype(int)
        part = at - low
        part = part * part * (3 - 2 * part)
        p, q, high = part[:, None], part[None], (low + 1) % cells
        value = grid[np.ix_(low, low)] * (1 - p) * (1 - q) + grid[np.ix_(high, low)] * p * (1 - q)
        value += grid[np.ix_(low, high)] * (1 - p) * q + grid[np.ix_(high, high)] * p * q
        total += value / 1.9**octave
    total -= total.mean()
    result: NDArray[np.float32] = (total / total.std()).astype(np.float32).ravel()
    return result


@njit(**INLINE)
def noise_at(field, u, v):
    """Noise between its points; u, v in tiles. Unsigned places are not asked whether they count from the end."""
    x, y = u * _F(NOISE), v * _F(NOISE)
    fx, fy = math.floor(x), math.floor(y)
    ix, iy = _U(np.int32(fx)) & _U(NOISE - 1), _U(np.int32(fy)) & _U(NOISE - 1)
    jx, jy = (ix + _U(1)) & _U(NOISE - 1), (iy + _U(1)) & _U(NOISE - 1)
    wx, wy = _F(x - fx), _F(y - fy)
    one, two = iy * _U(NOISE), jy * _U(NOISE)
    p, q, r, s = field[one + ix], field[one + jx], field[two + ix], field[two + jx]
    top, low = p + (q - p) * wx, r + (s - r) * wx
    return top + (low - top) * wy

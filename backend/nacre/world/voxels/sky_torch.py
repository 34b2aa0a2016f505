"""Clouds and stars in torch, from small tables of the lattice that the kernel hashes as it goes.

A hash needs 64-bit shifts and exclusive-ors, which TensorRT has not; a picture only ever sees a few
thousand lattice points of it, so these are tabled: the stars once, the clouds anew when they have
drifted by a cell.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.world.voxels.fetch_torch import take

_OCTAVES: Final = ((0.55, 1.0, 0.0, 0.0), (0.3, 2.1, 7.0, 0.0), (0.15, 4.3, 0.0, 3.0))  # weight, scale, shift x, z
_REACH: Final = 9.34  # |x| / (rise + 0.14) * 1.4 where rise > 0.01
CLOUD_CELLS: Final = 2 * int(np.ceil(_REACH * 4.3)) + 6
STAR_CELLS: Final = 404  # directions times 190, and 61 or 37 of height
_HALF_CLOUDS, _HALF_STARS = CLOUD_CELLS // 2, STAR_CELLS // 2


def lattice(i: int, k: int, side: int) -> NDArray[np.float32]:
    """Noise 0..1 at lattice points i.., k.. , float32 [side z, side x]: `surface.noise` before interpolation."""
    xs = np.arange(i + 4096, i + 4096 + side, dtype=np.int64)[None]
    zs = np.arange(k + 4096, k + 4096 + side, dtype=np.int64)[:, None]
    with np.errstate(over="ignore"):
        h = (xs * np.int64(0x9E3779B1)) ^ (zs * np.int64(0x85EBCA77))
        h = (h ^ (h >> 15)) * np.int64(0x2C1B3C6D)
        h = h ^ (h >> 13)
    return ((h & 0xFFFF) / 65535.0).astype(np.float32)


def stars() -> Tensor:
    """The lattice of all directions, float32 [STAR_CELLS, STAR_CELLS]."""
    return torch.from_numpy(lattice(-_HALF_STARS, -_HALF_STARS, STAR_CELLS))


def cloud_cells(drift: float) -> tuple[tuple[int, ...], NDArray[np.float32]]:
    """First lattice column of each octave's table, and where clouds have drifted to within a cell, float32 [3]."""
    at = np.array([scale * drift + shift for _, scale, shift, _ in _OCTAVES])
    whole = np.floor(at)
    return tuple(int(v) - _HALF_CLOUDS for v in whole), (at - whole).astype(np.float32)


def clouds(first: tuple[int, ...]) -> NDArray[np.float32]:
    """The tables of `cloud_cells`, float32 [3, CLOUD_CELLS, CLOUD_CELLS]."""
    return np.stack(
        [
            lattice(i, int(shift) - _HALF_CLOUDS, CLOUD_CELLS)
            for i, (_, _, _, shift) in zip(first, _OCTAVES, strict=True)
        ]
    )


def interpolate(table: Tensor, start: Tensor | int, side: int, x: Tensor, z: Tensor) -> Tensor:
    """Smooth noise at lattice coordinates of a flat table whose page of side x side begins at `start`."""
    x, z = x.clamp(0.0, side - 1.001), z.clamp(0.0, side - 1.001)
    i, k = x.int(), z.int()
    tx, tz = x - i, z - k
    tx, tz = tx * tx * (3 - 2 * tx), tz * tz * (3 - 2 * tz)
    corner = start + k * side + i
    near = take(table, corner) * (1 - tx) + take(table, corner + 1) * tx
    far = take(table, corner + side) * (1 - tx) + take(table, corner + side + 1) * tx
    return near * (1 - tz) + far * tz


def cover(tables: Tensor, page: Tensor, moved: Tensor, u: Tensor, w: Tensor) -> Tensor:
    """Cloud 0..1 in the plane at u, w [B, R]; tables [S, 3, n, n], page [B, 1] the window's number, moved [B, 3]."""
    flat, n = tables.reshape(-1), CLOUD_CELLS
    total = torch.zeros_like(u)
    for octave, (weight, scale, _, _) in enumerate(_OCTAVES):
        start = (page * 3 + octave) * (n * n)
        x, z = u * scale + moved[:, octave, None] + _HALF_CLOUDS, w * scale + _HALF_CLOUDS
        total = total + weight * interpolate(flat, start, n, x, z)
    return total


def bright(table: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """How bright a star stands in direction x, y, z, 0..1; table from `stars`."""
    along, across = x * 190 + y * 61 + _HALF_STARS, z * 190 - y * 37 + _HALF_STARS
    star = interpolate(table.reshape(-1), 0, STAR_CELLS, along, across)
    return (star - 0.93).clamp(min=0) * 9.0

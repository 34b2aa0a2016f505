"""Surfaces as cells: how much of each cell's sides is covered, and in which colour (numba)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

FACES: Final = 6  # +x, -x, +y, -y, +z, -z
INWARD: Final = 0.06  # metres that a surface is moved inwards: both sides of a thin wall fall into one cell
FINENESS: Final = 0.5  # cells between the points that stand for a triangle
_MOST: Final = 512  # points along a side, for triangles of any size
Floats = NDArray[np.float32]


@njit(cache=True, nogil=True, error_model="numpy")
def _put(vertices, faces, colour, clear, material, place, corner, cell, sides, paint):
    """Add triangles; vertices f32 [V, 3], place f64 [3, 4], colour f32 [T, 3], clear u8 [materials]."""
    ny, nz, nx = sides.shape[0], sides.shape[1], sides.shape[2]
    spacing, per = FINENESS * cell, 1.0 / (cell * cell)
    at = np.empty((3, 3))
    for t in range(len(faces)):
        if clear[material[t]]:
            continue
        low_x = low_y = low_z = 1e30
        high_x = high_y = high_z = -1e30
        for k in range(3):
            p = vertices[faces[t, k]]
            for c in range(3):
                at[k, c] = place[c, 0] * p[0] + place[c, 1] * p[1] + place[c, 2] * p[2] + place[c, 3] - corner[c]
            low_x, high_x = min(low_x, at[k, 0]), max(high_x, at[k, 0])
            low_y, high_y = min(low_y, at[k, 1]), max(high_y, at[k, 1])
            low_z, high_z = min(low_z, at[k, 2]), max(high_z, at[k, 2])
        if high_x < 0.0 or high_y < 0.0 or high_z < 0.0:
            continue
        if low_x > nx * cell or low_y > ny * cell or low_z > nz * cell:
            continue
        ux, uy, uz = at[1, 0] - at[0, 0], at[1, 1] - at[0, 1], at[1, 2] - at[0, 2]
        vx, vy, vz = at[2, 0] - at[0, 0], at[2, 1] - at[0, 1], at[2, 2] - at[0, 2]
        dx, dy, dz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        size = math.sqrt(dx * dx + dy * dy + dz * dz)
        if size < 1e-9:
            continue
        dx, dy, dz = dx / size, dy / size, dz / size
        longest = max(ux * ux + uy * uy + uz * uz, vx * vx + vy * vy + vz * vz)
        longest = max(longest, (ux - vx) ** 2 + (uy - vy) ** 2 + (uz - vz) ** 2)
        many = min(max(math.ceil(math.sqrt(longest) / spacing), 1), _MOST)
        area = 0.5 * size * per / (many * many)
        for i in range(many):
            for j in range(2 * (many - i) - 1):
                # middles of equal triangles
                third = 1 / 3 if j % 2 == 0 else 2 / 3
                s, r = (i + third) / many, (j // 2 + third) / many
                a = math.floor((at[0, 0] + s * ux + r * vx - INWARD * dx) / cell)
                b = math.floor((at[0, 1] + s * uy + r * vy - INWARD * dy) / cell)
                c = math.floor((at[0, 2] + s * uz + r * vz - INWARD * dz) / cell)
                if a < 0 or b < 0 or c < 0 or a >= nx or b >= ny or c >= nz:
                    continue
                side, coat = sides[b, c, a], paint[b, c, a]
                side[0] += area * max(dx, 0.0)
                side[1] += area * max(-dx, 0.0)
                side[2] += area * max(dy, 0.0)
                side[3] += area * max(-dy, 0.0)
                side[4] += area * max(dz, 0.0)
                side[5] += area * max(-dz, 0.0)
                coat[0] += area * colour[t, 0]
                coat[1] += area * colour[t, 1]
                coat[2] += area * colour[t, 2]
                coat[3] += area


class Piece:
    """Triangles of a thing and where it stands: vertices f32 [V, 3], faces i32 [T, 3], linear colour f32 [T, 3],
    material u8 [T], place f32 [3, 4] from its axes to the world."""

    __slots__ = ("colour", "faces", "material", "place", "vertices")

    def __init__(
        self, vertices: Floats, faces: NDArray[np.int32], colour: Floats, material: NDArray[np.uint8], place: Floats
    ) -> None:
        self.vertices, self.faces, self.colour, self.material, self.place = vertices, faces, colour, material, place


class Cells:
    """A box of cells: corner (x, y, z) and cell in metres; sides f32 [ny, nz, nx, 6]: surface that faces each way, in
    sides of a cell; paint f32 [ny, nz, nx, 4]: linear colour times surface, and surface."""

    def __init__(self, corner: tuple[float, float, float], shape: tuple[int, int, int], cell: float) -> None:
        self.corner, self.cell, self.shape = corner, cell, shape
        self.sides = np.zeros((*shape, FACES), np.float32)
        self.paint = np.zeros((*shape, 4), np.float32)

    def put(self, pieces: Iterable[Piece], clear: NDArray[np.uint8]) -> None:
        """Add pieces; clear u8 [materials]: 1 for those that light goes through."""
        corner = np.array(self.corner, np.float64)
        for piece in pieces:
            _put(
                piece.vertices, piece.faces, piece.colour, clear, piece.material, piece.place.astype(np.float64),
                corner, self.cell, self.sides, self.paint,
            )  # fmt: skip

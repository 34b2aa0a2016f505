"""The pieces of placed solids on a grid of columns, so that a point asks only what is near it for its distance.

A body feels some hundred points a tick. Asking every thing of a chunk for each of them costs ten times what asking the
few pieces over one square metre of ground does, and the answer is the same.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.geometry.distance import SolidSet
from nacre.world.geometry.piece import AXES, CENTRE, CUTS, GROUP, HALF, REACH, TAPER, Floats, piece_distance

CELL: Final = 1.0  # metres across a column
ITEM: Final = 6  # numbers of an item: the middle and the half-extents of its bounds along the world's axes
Indices = NDArray[np.int64]


@njit(cache=True, nogil=True, error_model="numpy")
def _bounds(rows: Floats, things: Indices, places: Floats, pivots: Floats, items: Indices, boxes: Floats) -> None:
    """Fill items [I, 2] (thing, row) and their boxes [I, ITEM]; cuts belong to the item before them."""
    n = 0
    for m in range(len(things)):
        c, s, scale = places[m, 7], places[m, 8], places[m, 9]
        r = things[m, 0]
        while r < things[m, 1]:
            row = rows[r]
            x, y, z = row[CENTRE], row[CENTRE + 1], row[CENTRE + 2]
            group = int(row[GROUP])
            if group > 0:  # wherever its joint may turn it
                p = pivots[things[m, 2] + group - 1]
                far = row[REACH] + math.sqrt((x - p[0]) ** 2 + (y - p[1]) ** 2 + (z - p[2]) ** 2)
                x, y, z = p[0], p[1], p[2]
                hx, hy, hz = far, far, far
            else:
                hx, hy, hz = 0.0, 0.0, 0.0
                for k in range(3):
                    half = row[HALF + k]
                    if k == 0:
                        half *= max(1.0, row[TAPER])
                    elif k == 2:
                        half *= max(1.0, row[TAPER + 1])
                    ax, ay, az = row[AXES + 3 * k], row[AXES + 3 * k + 1], row[AXES + 3 * k + 2]
                    hx += abs(c * ax + s * az) * half
                    hy += abs(ay) * half
                    hz += abs(c * az - s * ax) * half
            items[n, 0], items[n, 1] = m, r
            boxes[n, 0] = places[m, 4] + scale * (c * x + s * z)
            boxes[n, 1] = places[m, 5] + scale * y
            boxes[n, 2] = places[m, 6] + scale * (c * z - s * x)
            boxes[n, 3], boxes[n, 4], boxes[n, 5] = scale * hx, scale * hy, scale * hz
            n += 1
            r += 1 + int(row[CUTS])


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(boxes: Floats, x0: float, z0: float, side: int, reach: float, starts: Indices, entries: Indices) -> None:
    """Count (entries empty) or list the items within `reach` of each column; starts [side * side + 1]."""
    count = len(entries) == 0
    for n in range(len(boxes)):
        b = boxes[n]
        i0 = max(0, math.floor((b[0] - b[3] - reach - x0) / CELL))
        i1 = min(side - 1, math.floor((b[0] + b[3] + reach - x0) / CELL))
        j0 = max(0, math.floor((b[2] - b[5] - reach - z0) / CELL))
        j1 = min(side - 1, math.floor((b[2] + b[5] + reach - z0) / CELL))
        for j in range(j0, j1 + 1):
            for i in range(i0, i1 + 1):
                cell = j * side + i
                if not count:
                    entries[starts[cell]] = n
                starts[cell] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _piece(rows: Floats, r: int, x: float, y: float, z: float, best: float) -> float:
    """Distance of a point in a thing's axes to a row less its cuts; anything not below `best` says: not nearer."""
    ex, ey, ez = x - rows[r, 0], y - rows[r, 1], z - rows[r, 2]
    reach = best + rows[r, REACH]
    square = ex * ex + ey * ey + ez * ez
    if reach <= 0.0 or square >= reach * reach:
        return best
    # never nearer than its sphere, so that what is passed over cannot matter
    d: float = max(piece_distance(rows[r], x, y, z), math.sqrt(square) - rows[r, REACH])
    k = 1
    while d < best and k <= int(rows[r, CUTS]):
        d = max(d, -piece_distance(rows[r + k], x, y, z))
        k += 1
    return d


@njit(cache=True, nogil=True, error_model="numpy")
def lower(
    points: Floats, out: Floats, x0: float, z0: float, side: int, starts: Indices, entries: Indices, items: Indices,
    boxes: Floats, rows: Floats, things: Indices, places: Floats, poses: Floats,
) -> None:  # fmt: skip
    """Lower out [N] to the distance of points [N, 3] from the items, where it is nearer; other columns are left."""
    for n in range(len(points)):
        px, py, pz = points[n, 0], points[n, 1], points[n, 2]
        i, j = math.floor((px - x0) / CELL), math.floor((pz - z0) / CELL)
        if i < 0 or j < 0 or i >= side or j >= side:
            continue
        best, cell = out[n], j * side + i
        for e in range(starts[cell], starts[cell + 1]):
            item = entries[e]
            b = boxes[item]
            dx, dy, dz = abs(px - b[0]) - b[3], abs(py - b[1]) - b[4], abs(pz - b[2]) - b[5]
            bound = max(dx, dy, dz)
            if bound >= best:
                continue
            dx, dy, dz = max(dx, 0.0), max(dy, 0.0), max(dz, 0.0)
            bound = math.sqrt(dx * dx + dy * dy + dz * dz)
            if bound > 0.0 and bound >= best:
                continue
            m, r = items[item, 0], items[item, 1]
            c, s, scale = places[m, 7], places[m, 8], places[m, 9]
            dx, dy, dz = px - places[m, 4], py - places[m, 5], pz - places[m, 6]
            x, y, z = (c * dx - s * dz) / scale, dy / scale, (s * dx + c * dz) / scale
            group = int(rows[r, GROUP])
            if group > 0:
                p = poses[things[m, 2] + group - 1]
                x, y, z = (
                    p[0, 0] * x + p[0, 1] * y + p[0, 2] * z + p[0, 3],
                    p[1, 0] * x + p[1, 1] * y + p[1, 2] * z + p[1, 3],
                    p[2, 0] * x + p[2, 1] * y + p[2, 2] * z + p[2, 3],
                )
            d = scale * _piece(rows, r, x, y, z, best / scale)
            if bound > 0.0:
                d = max(d, bound)
            best = min(best, d)
        out[n] = best


class SolidGrid:
    """The solids of a set that may be felt over a square of ground, by column.

    corner (x, z) and side in metres of the square; reach: how far a solid is felt, metres. Doors of the set may turn
    afterwards; things that are added later are not seen.
    """

    def __init__(self, solids: SolidSet, corner: tuple[float, float], side: float, reach: float) -> None:
        self._corner, self._side = corner, math.ceil(side / CELL)
        self._things, self._places, self._rows, self._poses, pivots = solids.tables()
        count = int(sum(_heads(self._rows[a:b]) for a, b, _ in self._things))
        self._items, self._boxes = np.zeros((count, 2), np.int64), np.zeros((count, ITEM))
        _bounds(self._rows, self._things, self._places, pivots, self._items, self._boxes)
        counts = np.zeros(self._side * self._side + 1, np.int64)
        _fill(self._boxes, *corner, self._side, reach, counts, np.zeros(0, np.int64))
        self._starts = np.concatenate([[0], np.cumsum(counts[:-1])])
        self._entries = np.zeros(int(self._starts[-1]), np.int64)
        if len(self._entries):
            _fill(self._boxes, *corner, self._side, reach, self._starts[:-1].copy(), self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def tables(self) -> tuple[float, float, int, Indices, Indices, Indices, Floats, Floats, Indices, Floats, Floats]:
        """What `lower` reads after points and distances."""
        return (
            *self._corner, self._side, self._starts, self._entries, self._items, self._boxes, self._rows, self._things,
            self._places, self._poses,
        )  # fmt: skip

    def lower(self, points: Floats, out: Floats) -> None:
        """Lower distances `out` [N] of points [N, 3], f64, to those of the solids; points outside are left alone."""
        lower(points, out, *self.tables())


def _heads(rows: Floats) -> int:
    """How many of a thing's rows are pieces and no cuts."""
    return len(rows) - int(rows[:, CUTS].sum())


__all__ = ["SolidGrid"]

"""Which pieces of a thing touch, and which of them float free of the ground."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.language import Program
from nacre.world.geometry.piece import ELLIPSOID, Piece, reach
from nacre.world.geometry.pieces import corners, pieces

TOUCH: Final = 0.03  # metres between pieces that still count as touching
GROUND: Final = 0.10  # metres above y = 0 that still stand on the ground
ROUNDS: Final = 60
# Classes that need no ground: they fly, swim or hang.
FREE: Final = frozenset({"bird", "fish", "shark", "hot_air_balloon", "boat", "sailing_ship", "banner"})


@njit(cache=True, nogil=True)
def _support(points, start, end, x, y, z):  # type: ignore[no-untyped-def]
    best, name = -1e18, start
    for i in range(start, end):
        d = points[i, 0] * x + points[i, 1] * y + points[i, 2] * z
        if d > best:
            best, name = d, i
    return name


@njit(cache=True, nogil=True)
def near(points, a, a_end, b, b_end, tolerance):  # type: ignore[no-untyped-def]
    """Whether the hulls of points[a:a_end] and points[b:b_end] come within the tolerance (Gilbert's algorithm)."""
    vx, vy, vz = (
        points[a, 0] - points[b, 0],
        points[a, 1] - points[b, 1],
        points[a, 2] - points[b, 2],
    )
    for _ in range(ROUNDS):
        length2 = vx * vx + vy * vy + vz * vz
        if length2 <= tolerance * tolerance:
            return True
        i = _support(points, a, a_end, -vx, -vy, -vz)
        j = _support(points, b, b_end, vx, vy, vz)
        wx, wy, wz = points[i, 0] - points[j, 0], points[i, 1] - points[j, 1], points[i, 2] - points[j, 2]
        # the hulls lie at least this far apart along v
        apart = (vx * wx + vy * wy + vz * wz) / np.sqrt(length2)
        if apart > tolerance:
            return False
        dx, dy, dz = wx - vx, wy - vy, wz - vz
        size = dx * dx + dy * dy + dz * dz
        if size < 1e-14:
            return False
        t = min(1.0, max(0.0, -(vx * dx + vy * dy + vz * dz) / size))
        vx, vy, vz = vx + t * dx, vy + t * dy, vz + t * dz
    return True


@njit(cache=True, nogil=True)
def _joined(points, first, low, high, tolerance):  # type: ignore[no-untyped-def]
    """Label of the group of touching pieces that each piece belongs to."""
    n = low.shape[0]
    label = np.arange(n)
    for i in range(n):
        for j in range(i):
            a, b = i, j
            while label[a] != a:
                a = label[a]
            while label[b] != b:
                b = label[b]
            if a == b:
                continue
            apart = False
            for k in range(3):
                if low[i, k] > high[j, k] + tolerance or low[j, k] > high[i, k] + tolerance:
                    apart = True
            if not apart and near(points, first[i], first[i + 1], first[j], first[j + 1], tolerance):
                label[max(a, b)] = min(a, b)
    for i in range(n):
        while label[label[i]] != label[i]:
            label[i] = label[label[i]]
    return label


def islands(program: Program, openings: bool = False) -> tuple[list[Piece], NDArray[np.int64]]:
    """All pieces, soft ones too, and for each the number of the island of touching pieces it is on: 0 stands on the
    ground. openings: as they are, with what is cut away; else closed."""
    solid = pieces(program, everything=True, cuts=openings)
    if not solid:
        return solid, np.zeros(0, np.int64)
    clouds = [corners(p) for p in solid]
    first = np.cumsum([0] + [len(c) for c in clouds])
    bounds = np.array([reach(p) for p in solid])
    # the corners of a round piece lie on it, its faces a little within
    slack = 0.03 * max(float(p.half.min()) for p in solid if p.form == ELLIPSOID) if _round(solid) else 0.0
    centre = np.array([p.centre for p in solid])
    points = np.concatenate(clouds)
    label = _joined(points, first, centre - bounds, centre + bounds, TOUCH + min(slack, 0.03))
    lowest = np.minimum.reduceat(points[:, 1], first[:-1])
    grounded = np.unique(label[lowest <= GROUND])
    if program.shape in FREE or not len(grounded):
        grounded = np.unique(label)[np.argmax(np.bincount(label)[np.unique(label)])][None]
    names = {int(old): new + 1 for new, old in enumerate(np.setdiff1d(label, grounded))}
    return solid, np.array([names.get(int(v), 0) for v in label], np.int64)


def _round(solid: list[Piece]) -> bool:
    return any(p.form == ELLIPSOID for p in solid)


def floating(program: Program) -> list[int]:
    """Parts of which some copy touches nothing that stands on the ground, in order."""
    solid, island = islands(program)
    return sorted({p.part for p, k in zip(solid, island, strict=True) if k})


def connected(program: Program) -> bool:
    """Whether everything hangs together and stands on the ground (gate shape.connected)."""
    solid, island = islands(program)
    return bool(len(solid)) and not island.any()

"""Piece: one convex solid, as a row of numbers for kernels, and the distance from a point to it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BOX, PRISM, WEDGE, CYLINDER, ELLIPSOID, CAPSULE = range(6)
# columns of a row: centre 3, axes 9 (row-major, rows are the piece's axes), half 3, taper 2, reach, form, group, part,
# number of cuts that follow
CENTRE, AXES, HALF, TAPER, REACH, FORM, GROUP, PART, CUTS = 0, 3, 12, 15, 17, 18, 19, 20, 21
ROW: Final = 22


@dataclass(frozen=True)
class Piece:
    """A convex solid: form, centre [3], rotation [3, 3] (columns: its axes), half-extents [3], taper of its top."""

    form: int
    centre: Floats
    turn: Floats
    half: Floats
    part: int
    group: int
    taper: tuple[float, float] = (1.0, 1.0)
    cuts: tuple[Piece, ...] = field(default=(), compare=False)


def reach(piece: Piece) -> Floats:
    """Half-extents of the bounds of a piece in the axes of the program, [3]."""
    result: Floats = np.abs(piece.turn) @ piece.half
    return result


def row_of(piece: Piece) -> list[float]:
    """A piece as a row; its cuts follow as rows of their own."""
    half = piece.half
    radius = float(half.max()) if piece.form == ELLIPSOID else math.sqrt(float(half.dot(half)))
    return [
        *piece.centre.tolist(), *piece.turn.T.ravel().tolist(), *half.tolist(), max(piece.taper[0], 0.0),
        max(piece.taper[1], 0.0), radius, piece.form, piece.group, piece.part, len(piece.cuts),
    ]  # fmt: skip


@njit(cache=True, nogil=True, inline="always")
def _triangle(y, z, ay, az, by, bz, cy, cz):  # type: ignore[no-untyped-def]
    """Signed distance of (y, z) to a triangle."""
    d2, inside = 1e18, True
    sign = 1.0 if (by - ay) * (cz - az) - (bz - az) * (cy - ay) > 0.0 else -1.0
    for k in range(3):
        if k == 0:
            py, pz, qy, qz = ay, az, by, bz
        elif k == 1:
            py, pz, qy, qz = by, bz, cy, cz
        else:
            py, pz, qy, qz = cy, cz, ay, az
        ey, ez, wy, wz = qy - py, qz - pz, y - py, z - pz
        t = (wy * ey + wz * ez) / max(ey * ey + ez * ez, 1e-12)
        t = min(1.0, max(0.0, t))
        ry, rz = wy - t * ey, wz - t * ez
        d2 = min(d2, ry * ry + rz * rz)
        if (ey * wz - ez * wy) * sign < 0.0:
            inside = False
    d = math.sqrt(d2)
    return -d if inside else d


@njit(cache=True, nogil=True)
def piece_distance(row, x, y, z):  # type: ignore[no-untyped-def]
    """Signed distance of a point in the thing's axes to one row."""
    x, y, z = x - row[0], y - row[1], z - row[2]
    px = row[3] * x + row[4] * y + row[5] * z
    py = row[6] * x + row[7] * y + row[8] * z
    pz = row[9] * x + row[10] * y + row[11] * z
    hx, hy, hz, tx, tz = row[12], row[13], row[14], row[15], row[16]
    form = int(row[FORM])
    if form == ELLIPSOID:
        ax, ay, az = px / hx, py / hy, pz / hz
        k0 = math.sqrt(ax * ax + ay * ay + az * az)
        k1 = math.sqrt((ax / hx) ** 2 + (ay / hy) ** 2 + (az / hz) ** 2)
        small = min(hx, hy, hz)
        # the first is close near the surface, the second a sure bound for flat ones
        return max((k0 - 1.0) * small, k0 * (k0 - 1.0) / k1) if k1 > 1e-9 else -small
    if form == CAPSULE:
        r = min((hx + hz) * 0.5, hy)
        s = min(1.0, max(0.0, (py / hy + 1.0) * 0.5))
        fx, fz = hx * (1.0 + (tx - 1.0) * s) / r, hz * (1.0 + (tz - 1.0) * s) / r
        fx, fz = max(fx, 0.05), max(fz, 0.05)
        ex, ez = px / fx, pz / fz
        ey = py - min(hy - r, max(r - hy, py))
        return (math.sqrt(ex * ex + ey * ey + ez * ez) - r) * min(1.0, fx, fz)
    if form == CYLINDER:
        fz = hx / hz
        radius = math.sqrt(px * px + (pz * fz) ** 2)
        scale = min(1.0, 1.0 / fz)
        low, high = hx, hx * 0.5 * (tx + tz)  # radius of foot and top
        t = ((radius - low) * (high - low) + (py + hy) * 2.0 * hy) / ((high - low) ** 2 + 4.0 * hy * hy)
        t = min(1.0, max(0.0, t))
        side = math.sqrt((radius - low - t * (high - low)) ** 2 + (py + hy - 2.0 * hy * t) ** 2)
        if radius < low:
            side = min(side, abs(py + hy))
        if radius < high:
            side = min(side, abs(py - hy))
        within = low + (high - low) * (py + hy) / (2.0 * hy)
        return -side * scale if abs(py) < hy and radius < within else side * scale
    if form == WEDGE:
        d = _triangle(py, pz, -hy, -hz, -hy, hz, hy, hz)
        slope = hx * (1.0 - tx) / (2.0 * hy)
        e = (abs(px) - hx * 0.5 * (1.0 + tx) + slope * py) / math.sqrt(1.0 + slope * slope)
        if slope > 0.02:
            return max(d, e)
    elif form == PRISM:
        d = _triangle(py, pz, -hy, -hz, -hy, hz, hy, 0.0)
        slope = hx * (1.0 - tx) / (2.0 * hy)
        e = (abs(px) - hx * 0.5 * (1.0 + tx) + slope * py) / math.sqrt(1.0 + slope * slope)
        if slope > 0.02:
            return max(d, e)
    else:
        qy = abs(py) - hy
        if tx == 1.0 and tz == 1.0:
            qx, qz = abs(px) - hx, abs(pz) - hz
            ax, ay, az = max(qx, 0.0), max(qy, 0.0), max(qz, 0.0)
            return math.sqrt(ax * ax + ay * ay + az * az) + min(max(qx, qy, qz), 0.0)
        sx, sz = hx * (1.0 - tx) / (2.0 * hy), hz * (1.0 - tz) / (2.0 * hy)
        qx = (abs(px) - hx * 0.5 * (1.0 + tx) + sx * py) / math.sqrt(1.0 + sx * sx)
        qz = (abs(pz) - hz * 0.5 * (1.0 + tz) + sz * py) / math.sqrt(1.0 + sz * sz)
        return max(qx, qy, qz)
    if d > 0.0 and e > 0.0:
        return math.sqrt(d * d + e * e)
    return max(d, e)

"""Signed distance from points to things: how far a body is from every wall, step and door, in a fraction of a ms.

`pack` turns a program into rows of numbers; a `SolidSet` places packed things in the world, with their doors at any
angle, and answers for many points at once. Distances are in metres, negative inside; far from everything they are cut
off at a limit. Round and tapered forms answer with a close lower bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.language import Joint, Program
from nacre.world.geometry.piece import CUTS, GROUP, PART, REACH, ROW, Floats, piece_distance, row_of
from nacre.world.geometry.pieces import pieces
from nacre.world.geometry.surfaces import groups

LIMIT: Final = 4.0  # metres: farther than this counts as this far


@dataclass(frozen=True)
class PackedSolid:
    """The pieces of one program as rows f64 [R, ROW]; the sphere that holds them whatever its doors do; its joints.

    parts: how many parts the program has.
    """

    rows: Floats
    middle: Floats  # [3]
    radius: float
    joints: tuple[Joint, ...]
    parts: int


def pack(program: Program, without: frozenset[str] = frozenset()) -> PackedSolid:
    """A program as rows; `without`: roles left out."""
    _, movers = groups(program)
    joints = tuple(j for i in movers if (j := program.parts[i].joint) is not None)
    rows: list[list[float]] = []
    for piece in pieces(program):
        if program.parts[piece.part].role not in without:
            rows.append(row_of(piece))
            rows += [row_of(cut) for cut in piece.cuts]
    table = np.array(rows, float).reshape(-1, ROW)
    if not len(table):
        return PackedSolid(table, np.zeros(3), 0.0, joints, len(program.parts))
    centres, reaches = table[:, :3].copy(), table[:, REACH].copy()
    for n in np.flatnonzero(table[:, GROUP] > 0):  # wherever its joint may turn it
        pivot = np.array(joints[int(table[n, GROUP]) - 1].pivot)
        reaches[n] += float(np.linalg.norm(centres[n] - pivot))
        centres[n] = pivot
    low, high = (centres - reaches[:, None]).min(0), (centres + reaches[:, None]).max(0)
    middle = (low + high) / 2
    return PackedSolid(table, middle, float(np.linalg.norm(high - middle)), joints, len(program.parts))


def pose(joint: Joint, amount: float) -> Floats:
    """What a joint does at `amount` (degrees, slider: metres): f64 [3, 4], for points of the thing as drawn."""
    axis = "xyz".index(joint.axis)
    result = np.zeros((3, 4))
    result[:, :3] = np.eye(3)
    if joint.type == "slider":
        result[axis, 3] = amount
        return result
    a, b = (axis + 1) % 3, (axis + 2) % 3
    c, s = math.cos(math.radians(amount)), math.sin(math.radians(amount))
    result[a, a], result[a, b], result[b, a], result[b, b] = c, -s, s, c
    pivot = np.array(joint.pivot)
    result[:, 3] = pivot - result[:, :3] @ pivot
    return result


@njit(cache=True, nogil=True)
def _nearest_one(px, py, pz, limit, things, places, rows, poses):  # type: ignore[no-untyped-def]
    """Distance of one point and the row of the nearest piece (-1: none within the limit)."""
    best, name = limit, -1
    for m in range(things.shape[0]):
        dx, dy, dz = px - places[m, 0], py - places[m, 1], pz - places[m, 2]
        far = best + places[m, 3]
        if far <= 0.0 or dx * dx + dy * dy + dz * dz >= far * far:
            continue
        c, s, scale = places[m, 7], places[m, 8], places[m, 9]
        dx, dy, dz = px - places[m, 4], py - places[m, 5], pz - places[m, 6]
        x0, y0, z0 = (c * dx - s * dz) / scale, dy / scale, (s * dx + c * dz) / scale
        here, found = best / scale, -1
        group, x, y, z = 0, x0, y0, z0
        r, end = things[m, 0], things[m, 1]
        while r < end:
            cuts = int(rows[r, CUTS])
            g = int(rows[r, GROUP])
            if g != group:
                group = g
                x, y, z = x0, y0, z0
                if g > 0:
                    p = poses[things[m, 2] + g - 1]
                    x = p[0, 0] * x0 + p[0, 1] * y0 + p[0, 2] * z0 + p[0, 3]
                    y = p[1, 0] * x0 + p[1, 1] * y0 + p[1, 2] * z0 + p[1, 3]
                    z = p[2, 0] * x0 + p[2, 1] * y0 + p[2, 2] * z0 + p[2, 3]
            ex, ey, ez = x - rows[r, 0], y - rows[r, 1], z - rows[r, 2]
            reach = here + rows[r, REACH]
            square = ex * ex + ey * ey + ez * ez
            if reach > 0.0 and square < reach * reach:
                d = piece_distance(rows[r], x, y, z)
                if d < here:
                    # never nearer than its sphere, so that what is passed over cannot matter
                    d = max(d, math.sqrt(square) - rows[r, REACH])
                    for k in range(cuts):
                        d = max(d, -piece_distance(rows[r + 1 + k], x, y, z))
                    if d < here:
                        here, found = d, r
            r += 1 + cuts
        if found >= 0:
            best, name = here * scale, found
    return best, name


@njit(cache=True, nogil=True)
def _nearest(points, things, places, rows, poses, limit, out, which):  # type: ignore[no-untyped-def]
    """Distances [N] of points [N, 3] and the row of the nearest piece (-1: none).

    things i64 [M, 3]: first row, end, first pose; places f64 [M, 10]: middle in the world 3, radius, position 3,
    cosine and sine of yaw, scale; poses f64 [P, 3, 4], inverse: from the world as it is to the thing as drawn.
    """
    x, y, z, last = 0.0, 0.0, 0.0, 2.0 * limit
    for i in range(points.shape[0]):
        # distance changes by no more than the way from the point before: a start that passes over most of the pieces
        ux, uy, uz = points[i, 0], points[i, 1], points[i, 2]
        way = math.sqrt((ux - x) ** 2 + (uy - y) ** 2 + (uz - z) ** 2)
        start = min(limit, last + way + 0.02)
        best, name = _nearest_one(ux, uy, uz, start, things, places, rows, poses)
        if name < 0 and start < limit:  # bounds of round forms are not quite distances
            best, name = _nearest_one(ux, uy, uz, limit, things, places, rows, poses)
        out[i], which[i] = best, name
        x, y, z, last = ux, uy, uz, best


class SolidSet:
    """Placed things that answer for distances. Placing is cheap; moving a door costs nothing."""

    def __init__(self) -> None:
        self._solids: list[PackedSolid] = []
        self._places: list[tuple[float, float, float, float, float]] = []
        self._poses: list[Floats] = []
        self._first_pose: list[int] = []
        self._ready: tuple[NDArray[np.int64], Floats, Floats, NDArray[np.int64]] | None = None
        self._pose_table = np.zeros((0, 3, 4))

    def __len__(self) -> int:
        return len(self._solids)

    def add(self, solid: PackedSolid, position: Sequence[float], yaw: float = 0.0, scale: float = 1.0) -> int:
        """Place a thing: position [3] of its origin, yaw in radians about y, scale; its number in the set."""
        self._first_pose.append(len(self._poses))
        self._poses += [np.eye(3, 4) for _ in solid.joints]
        x, y, z = (float(v) for v in position)
        self._solids.append(solid)
        self._places.append((x, y, z, float(yaw), float(scale)))
        self._ready = None
        return len(self._solids) - 1

    def turn(self, thing: int, group: int, amount: float) -> None:
        """Set moving group `group` (from 1) of a thing to an angle in degrees (slider: metres)."""
        joint = self._solids[thing].joints[group - 1]
        self.move(thing, group, pose(joint, amount))

    def move(self, thing: int, group: int, transform: Floats) -> None:
        """Set moving group `group` (from 1) of a thing to a rigid transform f64 [3, 4] in the thing's axes."""
        inverse = np.zeros((3, 4))
        inverse[:, :3] = transform[:, :3].T
        inverse[:, 3] = -transform[:, :3].T @ transform[:, 3]
        at = self._first_pose[thing] + group - 1
        self._poses[at] = inverse
        if self._ready is not None:
            self._pose_table[at] = inverse

    def _prepare(self) -> tuple[NDArray[np.int64], Floats, Floats, NDArray[np.int64]]:
        if self._ready is None:
            things = np.zeros((len(self._solids), 3), np.int64)
            places = np.zeros((len(self._solids), 10))
            first = np.cumsum([0] + [len(s.rows) for s in self._solids])
            for m, (solid, (x, y, z, yaw, scale)) in enumerate(zip(self._solids, self._places, strict=True)):
                things[m] = first[m], first[m + 1], self._first_pose[m]
                cos, sin = math.cos(yaw), math.sin(yaw)
                c, s = cos * scale, sin * scale
                mx, my, mz = solid.middle
                places[m] = (
                    x + c * mx + s * mz, y + scale * my, z - s * mx + c * mz, solid.radius * scale, x, y, z, cos, sin,
                    scale,
                )  # fmt: skip
            rows = np.concatenate([s.rows for s in self._solids]) if self._solids else np.zeros((0, ROW))
            owner = np.repeat(np.arange(len(self._solids)), [len(s.rows) for s in self._solids])
            self._pose_table = np.stack(self._poses) if self._poses else np.zeros((1, 3, 4))
            self._ready = things, places, rows, owner
        return self._ready

    def tables(self) -> tuple[NDArray[np.int64], Floats, Floats, Floats, Floats]:
        """What a kernel reads: things [M, 3], places [M, 10], rows [R, ROW], poses [P, 3, 4] (they follow doors that
        are turned later), and the pivot of each pose [P, 3]; see `_nearest`."""
        things, places, rows, _ = self._prepare()
        pivots = [joint.pivot for solid in self._solids for joint in solid.joints]
        return things, places, rows, self._pose_table, np.array(pivots, float).reshape(-1, 3)

    def distance(self, points: NDArray[np.floating], limit: float = LIMIT) -> Floats:
        """Signed distance in metres of points [N, 3] to the nearest solid, at most `limit`, f64 [N]."""
        return self.nearest(points, limit)[0]

    def nearest(
        self, points: NDArray[np.floating], limit: float = LIMIT
    ) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Distances as `distance`, and which thing and which of its parts is nearest (-1: none within the limit)."""
        things, places, rows, owner = self._prepare()
        asked = np.ascontiguousarray(points, np.float64).reshape(-1, 3)
        out, which = np.empty(len(asked)), np.empty(len(asked), np.int64)
        _nearest(asked, things, places, rows, self._pose_table, float(limit), out, which)
        if not len(rows):
            return out, which, which.copy()
        thing = np.where(which >= 0, owner[which], -1)
        part = np.where(which >= 0, rows[which, PART], -1).astype(np.int64)
        return out, thing, part

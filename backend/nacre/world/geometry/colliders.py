"""Colliders and sockets for engines: convex pieces of a thing by part, and the places that mean something."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from manifold3d import Manifold
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.language import Part, Program
from nacre.world.geometry.forms import Floats
from nacre.world.geometry.piece import BOX, CYLINDER, Piece
from nacre.world.geometry.pieces import corners, pieces
from nacre.world.geometry.surfaces import copies, groups
from nacre.world.geometry.walking.doors import doorways

SocketKind = Literal["door", "seat", "counter", "bed", "container", "lamp", "spawn"]
SOCKET_ROLES: Final[dict[str, SocketKind]] = {
    "door": "door", "seat": "seat", "counter": "counter", "bed": "bed", "container": "container", "lamp": "lamp",
}  # fmt: skip
SPAWN: Final = 2.0  # metres before a door, or before the front of a thing without one
LEAST: Final = 1e-5  # cubic metres of a collider


@dataclass(frozen=True)
class Collider:
    """A convex solid in the axes of its thing: a box (centre, turn [3, 3], half) or the hull of points [n, 3]."""

    part: int
    group: int
    centre: Floats
    turn: Floats
    half: Floats
    hull: Floats | None = None


@dataclass(frozen=True)
class Socket:
    """A place with a meaning. position [3]: where one sits, lies, takes, stands: on top of seats, beds and counters, at
    the foot of doors, in the middle of lamps and containers. yaw in radians: what is there looks along -z turned by it.
    size: full extents of the part."""

    kind: SocketKind
    position: Floats
    yaw: float
    size: tuple[float, float, float]
    part: int
    group: int


def colliders(program: Program) -> list[Collider]:
    """Convex pieces of everything solid, in the order of its parts. Openings are open; soft things have none."""
    found = []
    for piece in pieces(program):
        if piece.cuts:
            found += [_hull(piece, points) for points in _convex_rest(piece)]
        elif piece.form == BOX and min(piece.taper) > 0.98:
            found.append(Collider(piece.part, piece.group, piece.centre, piece.turn, piece.half))
        else:
            found.append(_hull(piece, corners(piece)))
    return found


def _hull(piece: Piece, points: Floats) -> Collider:
    return Collider(piece.part, piece.group, piece.centre, piece.turn, piece.half, np.round(points, 4))


def _convex_rest(piece: Piece) -> Iterator[Floats]:
    """Convex pieces around the cuts of a piece: what lies beyond each face of a cut in turn."""
    remaining: list[Any] = [Manifold.hull_points(corners(piece))]
    for cut in piece.cuts:
        following: list[Any] = []
        for body in remaining:
            rest = body
            for normal, offset in _planes(cut):
                following.append(rest.trim_by_plane(normal, offset))
                rest = rest.trim_by_plane([-n for n in normal], -offset)
        remaining = [body for body in following if not body.is_empty() and body.volume() > LEAST]
    for body in remaining:
        points = np.asarray(body.to_mesh().vert_properties, np.float64)[:, :3]
        yield points[np.lexsort(points.T)]


def _planes(cut: Piece) -> Iterator[tuple[list[float], float]]:
    """Outward normals and offsets of the faces of a cut; round ones have eight sides."""
    for axis in range(3):
        if cut.form == CYLINDER and axis != 1:
            continue
        for sign in (-1.0, 1.0):
            normal = sign * cut.turn[:, axis]
            yield normal.tolist(), float(normal @ cut.centre + cut.half[axis])
    if cut.form == CYLINDER:
        for k in range(8):
            s, c = math.sin(math.pi * k / 4), math.cos(math.pi * k / 4)
            normal = cut.turn @ np.array([s, 0, c])
            yield normal.tolist(), float(normal @ cut.centre + math.hypot(cut.half[0] * s, cut.half[2] * c))


def hull_triangles(points: Floats) -> NDArray[np.int64]:
    """Triangles of the hull of points [n, 3], outwards, as indices into them; empty for a flat hull."""
    body = Manifold.hull_points(points)
    if body.is_empty():
        return np.zeros((0, 3), np.int64)
    mesh = body.to_mesh()
    found = np.asarray(mesh.vert_properties, np.float64)[:, :3]
    nearest = np.abs(found[:, None] - points[None]).sum(-1).argmin(1)
    triangles = nearest[np.asarray(mesh.tri_verts).astype(np.int64)]
    first = triangles.argmin(1)
    rolled = np.take_along_axis(triangles, (first[:, None] + np.arange(3)) % 3, 1)
    order: NDArray[np.int64] = rolled[np.lexsort(rolled.T[::-1])]
    return order


def _yaw(direction: Floats) -> float:
    """Yaw of something that looks along a direction (x, z) on the ground."""
    return math.atan2(-float(direction[0]), -float(direction[1]))


def sockets(program: Program) -> list[Socket]:
    """Places with a meaning, by part and copy; spawns last: before every outer door, or before the front."""
    group, _ = groups(program)
    doors = {d.part: d for d in doorways(program)}
    found: list[Socket] = []
    for i, part in enumerate(program.parts):
        kind = SOCKET_ROLES.get(part.role)
        if kind is None or part.op == "cut" or (kind == "lamp" and part.light is None):
            continue
        size = (2 * part.half[0], 2 * part.half[1], 2 * part.half[2])
        for turn, centre in zip(*copies(part), strict=True):
            place, yaw = centre.copy(), _yaw(-turn[:, 2][[0, 2]])
            up = np.abs(turn[1]) @ np.array(part.half)
            if kind == "door":
                if i not in doors:
                    continue
                place, yaw = doors[i].foot, _yaw(doors[i].out)
            elif kind in ("seat", "bed", "counter"):
                place[1] += up
                yaw = _facing(program, part, turn, centre, yaw)
            found.append(Socket(kind, place, yaw, size, i, group[i]))
    return [*found, *_spawns(program, list(doors.values()))]


def _facing(program: Program, part: Part, turn: Floats, centre: Floats, yaw: float) -> float:
    """Seats look away from their back, beds along their longer side."""
    if part.role == "bed":
        return yaw if part.half[2] >= part.half[0] else _yaw(turn[:, 0][[0, 2]])
    if part.role != "seat":
        return yaw
    # a back is what stands up beside the seat, close to its edge
    top = centre[1] + part.half[1]
    for other in program.parts:
        if other.op != "add" or other is part or other.array is not None:
            continue
        away = np.array(other.centre) - centre
        near = max(part.half[0], part.half[2]) + max(other.half[0], other.half[2]) + 0.05
        if 0.1 < other.centre[1] - top < 0.8 and 0.05 < math.hypot(away[0], away[2]) < near:
            return _yaw(-away[[0, 2]])
    return yaw


def _spawns(program: Program, doors: list[Any]) -> Iterator[Socket]:
    size = (0.7, 1.8, 0.7)
    if doors and program.shape in BY_NAME and BY_NAME[program.shape].enterable:
        for door in doors:
            place = door.foot.copy()
            place[[0, 2]] += SPAWN * door.out
            place[1] = 0.0
            yield Socket("spawn", place, _yaw(-door.out), size, door.part, 0)

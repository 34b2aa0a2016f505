"""Roofs over every room: second slopes that lie on their own gable, chimneys of a likely height, and what is open told.

A roof is drawn as one slope and how far off its like is; with a sign turned, half of a house stands without a roof and
a slope hangs in the air beside it. The gable says where it belongs. Where a room stays open all the same, the house is
drawn again.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.language import GRID, Part, Program
from nacre.world.geometry.piece import piece_distance, row_of
from nacre.world.geometry.pieces import pieces
from nacre.world.geometry.surfaces import bounds
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.mending import across_from, is_pair, on_grid

Floats = NDArray[np.float64]
# Buildings whose every room has a roof; others have terraces, domes or open tops.
_ROOFED: Final = frozenset({"house", "inn", "shop", "longhouse", "town_house", "barn", "cabin"})
_OPEN: Final = 0.12  # share of a floor plan under the sky from which on rain comes in
_ASKED: Final = 5  # places along each side of a room that are looked at
_UNDER: Final = 0.6  # metres under the top of a room from which on a roof is looked for
_RISE: Final = 0.15  # metres from one look to the next
_NEAR: Final = 0.1  # metres beside a slope that count as under it
_OVER: Final = 1.1  # metres that a chimney stands over its roof at most
_FLOATS: Final = 2.5  # metres over its roof up to which a ridge is that roof's
_ABOVE: Final = 1.0  # metres that a room is higher than another that it covers


def roofed(program: Program) -> Program:
    """The building with its slopes in pairs over their gables, its chimneys no towers; the same object where it is."""
    if BY_NAME[program.shape].group != "building":
        return program
    parts = list(program.parts)
    gables = [part for part in parts if part.kind == "prism" and part.role == "wall" and part.op == "add"]
    for i, part in enumerate(parts):
        if part.role == "roof" and part.kind == "box" and is_pair(part):
            parts[i] = _paired(part, gables)
    _set_down_ridges(parts)
    _lower_chimneys(parts)
    return rebuilt(program, parts)


def covered(program: Program) -> bool:
    """Whether there is a roof over all rooms of a building that has one; True for what may lie open."""
    if program.shape not in _ROOFED:
        return True
    rooms = [part for part in program.parts if part.op == "hollow" and part.role == "room" and part.kind == "box"]
    roofs = {i for i, part in enumerate(program.parts) if part.role == "roof" and part.op == "add"}
    rows = np.array([row_of(piece) for piece in pieces(program) if piece.part in roofs])
    if not rooms or not len(rows):
        return bool(len(rows))
    top = max(part.centre[1] + part.half[1] for part in program.parts if part.op != "cut") + 2 * _RISE
    points = [
        (room.centre[0] + u * room.half[0], room.centre[1] + room.half[1] - _UNDER, room.centre[2] + v * room.half[2])
        for room in rooms if not any(_covers(other, room) for other in rooms)
        for u in np.linspace(-0.8, 0.8, _ASKED) for v in np.linspace(-0.8, 0.8, _ASKED)
    ]  # fmt: skip
    return _open_share(rows, np.array(points), top) <= _OPEN


def _covers(upper: Part, room: Part) -> bool:
    """Whether a room lies over the middle of another."""
    across = (abs(upper.centre[k] - room.centre[k]) < upper.half[k] for k in (0, 2))
    return upper.centre[1] > room.centre[1] + _ABOVE and all(across)


@njit(cache=True, nogil=True, error_model="numpy")
def _open_share(rows: Floats, points: Floats, top: float) -> float:
    """Share of points [N, 3] over which none of the pieces is, up to a height."""
    bare = 0
    for n in range(len(points)):
        x, y, z = points[n, 0], points[n, 1], points[n, 2]
        found = False
        while y < top and not found:
            for k in range(len(rows)):
                if piece_distance(rows[k], x, y, z) < _NEAR:
                    found = True
                    break
            y += _RISE
        bare += 0 if found else 1
    return bare / max(1, len(points))


def _paired(part: Part, gables: list[Part]) -> Part:
    """A slope of a roof with its like on the other side of the gable that it lies on."""
    best, least = None, 1e9
    for gable in gables:
        x, y, z = (abs(part.centre[k] - gable.centre[k]) for k in range(3))
        reach = max(gable.half)
        if max(x, z) < reach and y < gable.half[1] + 0.6 and min(x, z) < 0.5 and x + z < least:
            best, least = gable, x + z
    return part if best is None else across_from(part, best, 0.3)


def _set_down_ridges(parts: list[Part]) -> None:
    """Lay ridges that float over their roof down on it."""
    slopes = [part for part in parts if part.role == "roof" and part.op == "add" and part.kind == "box"]
    for i, cap in enumerate(parts):
        if cap.role != "roof" or cap.kind != "prism" or cap.op != "add" or cap.half[1] > 0.3 or cap.array is not None:
            continue
        under = [
            float(high[1]) for part in slopes for low, high in zip(*bounds(part), strict=True)
            if low[0] - 0.3 < cap.centre[0] < high[0] + 0.3 and low[2] - 0.3 < cap.centre[2] < high[2] + 0.3
        ]  # fmt: skip
        over = cap.centre[1] - cap.half[1] - max(under, default=1e9)
        if 0.1 < over < _FLOATS:
            x, y, z = cap.centre
            parts[i] = msgspec.structs.replace(cap, centre=on_grid((x, y - over - 0.06, z)))


def _lower_chimneys(parts: list[Part]) -> None:
    """Shorten chimneys that stand out of the roof like towers; what sits on them comes down with them."""
    ridge = max((p.centre[1] + p.half[1] for p in parts if p.role == "roof" and p.op == "add"), default=None)
    if ridge is None:
        return
    for i, part in enumerate(parts):
        top = part.centre[1] + part.half[1]
        foot = part.centre[1] - part.half[1]
        if part.role != "chimney" or part.op != "add" or part.half[1] < 0.5 or top <= ridge + _OVER or part.array:
            continue
        new = max(ridge + _OVER, foot + 0.4)
        drop = top - new
        if drop < GRID:
            continue
        x, _, z = part.centre
        half = on_grid((part.half[0], (new - foot) / 2, part.half[2]), GRID)
        parts[i] = msgspec.structs.replace(part, centre=on_grid((x, (new + foot) / 2, z)), half=half)
        for n, cap in enumerate(parts):
            near = abs(cap.centre[0] - x) < 0.4 and abs(cap.centre[2] - z) < 0.4
            if n != i and cap.role in ("chimney", "smoke") and near and cap.centre[1] > top - 0.2:
                at = (cap.centre[0], cap.centre[1] - drop, cap.centre[2])
                parts[n] = msgspec.structs.replace(cap, centre=on_grid(at))


__all__ = ["covered", "roofed"]

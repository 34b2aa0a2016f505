"""Stairs and ladders that can be climbed: beams, shelves and tables that stand in the way of who goes up are left out.

The network writes a row of beams under a floor without a thought for the stairs that pass between them, and one beam at
the height of a head shuts the whole upper floor. Of a row of beams only those in the way go.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.language import Array, Part, Program
from nacre.world.geometry.piece import REACH, Piece, piece_distance, row_of
from nacre.world.geometry.pieces import pieces
from nacre.world.geometry.surfaces import copies
from nacre.world.geometry.walking.ladders import ABOVE, HOLD, L_HIGH, L_OUT_X, L_OUT_Z, L_X, L_Z, climbed, ladder_table
from nacre.world.geometry.walking.ways import floors_entered

Floats = NDArray[np.float64]
ROOM: Final = 0.31  # metres that are kept free around the axis of who climbs
HEIGHTS: Final = (0.7, 0.9, 1.1, 1.3, 1.5)  # metres above the feet at which that is asked
LANDING: Final = (0.3, 0.6)  # metres before the lowest and behind the highest step
STOREY: Final = 1.8  # metres; floors nearer to one another are one
LAID: Final = 1.3  # metres from a floor within which the bottom of a room is none
REACHED: Final = 0.5  # metres to the foot of a stair, and from its top, that are a step
FEW: Final = 4  # copies of a circle that may stand on their own
LOOSE: Final = frozenset(
    {"beam", "bed", "container", "counter", "detail", "flower", "goods", "hearth", "lamp", "plant", "railing", "rug",
     "seat", "shelf", "table", "tool"}
)  # fmt: skip


def cleared(program: Program) -> Program:
    """The program with its stairs and ladders free; the same object where they are."""
    climbed = any(part.kind in ("stairs", "ladder") for part in program.parts)
    if not climbed or BY_NAME[program.shape].group != "building":
        return program
    every: dict[int, list[Piece]] = {}
    for piece in pieces(program):
        every.setdefault(piece.part, []).append(piece)
    climbs = [
        _climb(every[i]) for i, part in enumerate(program.parts)
        if part.kind == "stairs" and part.op == "add" and len(every.get(i, [])) > 2
    ]  # fmt: skip
    climbs += [_shinned(row) for row in ladder_table(program)]
    if not climbs:
        return program
    way = np.concatenate(climbs)
    blocked = {
        i: kept for i, part in enumerate(program.parts)
        if part.op == "add" and part.role in LOOSE and part.kind not in ("stairs", "ladder") and i in every
        and not all(kept := _kept(part, every[i], way))
    }  # fmt: skip
    return without_copies(program, blocked) if blocked else program


def floors(program: Program) -> list[float]:
    """Heights in metres of the floors of a building, ascending: upper sides of floors, and of the bottoms of rooms that
    have none."""
    laid = [
        part.centre[1] + part.half[1]
        for part in program.parts
        if part.role == "floor" and part.op == "add" and min(part.half[0], part.half[2]) > 0.5
    ]
    bottoms = [
        part.centre[1] - part.half[1] + part.thickness
        for part in program.parts
        if part.op == "hollow" and part.role == "room"
    ]
    found = laid + [bottom for bottom in bottoms if not any(abs(bottom - floor) < LAID for floor in laid)]
    levels: list[float] = []
    for height in sorted(found):
        if not levels or height - levels[-1] > STOREY:
            levels.append(height)
    return levels


def climbable(program: Program) -> bool:
    """Whether stairs, steps or ladders lead from each floor to the next one, and one gets to every floor from the
    doors."""
    levels = floors(program)
    if len(levels) < 2 or BY_NAME[program.shape].group != "building":
        return True
    ups = [
        (min(p.centre[1], p.centre[1] + rise) - p.half[1], max(p.centre[1], p.centre[1] + rise) + p.half[1])
        for p in program.parts
        if p.op == "add" and (p.role in ("stair", "ladder") or p.kind in ("stairs", "ladder"))
        for rise in [(p.array.count - 1) * p.array.step[1] if p.array is not None else 0.0]
    ]
    if not ups or any(not _spanned(low, high, ups) for low, high in pairwise(levels)):
        return False
    return not BY_NAME[program.shape].enterable or all(floors_entered(program, levels))


def _spanned(low: float, high: float, ups: list[tuple[float, float]]) -> bool:
    """Whether things to climb reach from one height to another, one after another."""
    at = low + REACHED
    for bottom, top in sorted(ups):
        if bottom <= at:
            at = max(at, top + REACHED)
    return at >= high


def _climb(steps: list[Piece]) -> Floats:
    """Points [N, 3] of the axis of somebody who walks up, from before the first step to behind the last."""
    feet = np.array([[s.centre[0], s.centre[1] + float((np.abs(s.turn) @ s.half)[1]), s.centre[2]] for s in steps])
    feet = feet[np.argsort(feet[:, 1], kind="stable")]
    ahead = (feet[-1] - feet[0]) * (1.0, 0.0, 1.0)
    ahead /= max(float(np.linalg.norm(ahead)), 1e-6)
    first = feet[0] - (0.0, feet[1, 1] - feet[0, 1], 0.0)
    before, behind = [first - far * ahead for far in LANDING], [feet[-1] + far * ahead for far in LANDING]
    feet = np.concatenate([before, feet, behind])
    rise = np.array(HEIGHTS)[:, None] * (0.0, 1.0, 0.0)
    return np.asarray((feet[:, None] + rise).reshape(-1, 3))


def _shinned(ladder: Floats) -> Floats:
    """Points [N, 3] of the axis of somebody on a ladder, and of a step back from its head."""
    back = HOLD + np.array(LANDING)
    x, z = ladder[L_X] + back * ladder[L_OUT_X], ladder[L_Z] + back * ladder[L_OUT_Z]
    above = [np.stack([x, np.full_like(x, ladder[L_HIGH] - ABOVE + height), z], 1) for height in HEIGHTS]
    return np.concatenate([climbed(ladder, HEIGHTS), *above])


def _kept(part: Part, copies: list[Piece], way: Floats) -> list[bool]:
    """For each copy of a part whether it leaves the way free."""
    count = part.array.count if part.array is not None else 1
    each = max(1, len(copies) // count)
    free = []
    for k in range(count):
        rows = [np.array(row_of(piece)) for piece in copies[k * each : (k + 1) * each]]
        free.append(all(_far(row, way) for row in rows))
    return free


@njit(cache=True, nogil=True, error_model="numpy")
def _far(row: Floats, way: Floats) -> bool:
    """Whether a piece leaves ROOM around every point of a way."""
    for n in range(len(way)):
        x, y, z = way[n, 0], way[n, 1], way[n, 2]
        near = row[REACH] + ROOM
        square = (x - row[0]) ** 2 + (y - row[1]) ** 2 + (z - row[2]) ** 2
        if square < near * near and piece_distance(row, x, y, z) < ROOM:
            return False
    return True


def without_copies(program: Program, kept: dict[int, list[bool]]) -> Program:
    """The program with only the copies that are kept of some of its parts; what hangs on a part that goes goes with
    it."""
    parts: list[Part] = []
    place: dict[int, int] = {}
    for i, part in enumerate(program.parts):
        if part.parent >= 0 and part.parent not in place:
            continue
        part = msgspec.structs.replace(part, parent=place[part.parent]) if part.parent >= 0 else part
        left = [part] if i not in kept else list(_runs(part, kept[i]))
        if left:
            place[i] = len(parts)
            parts += left
    return msgspec.structs.replace(program, parts=tuple(parts))


def _runs(part: Part, kept: list[bool]) -> Iterator[Part]:
    """The copies of a part that are kept: of a row as shorter rows, of a circle of few one by one, of many none."""
    array = part.array
    if array is None:
        if kept[0]:
            yield part
        return
    if array.turn:
        yaw, pitch, roll = part.rotation
        for k in range(array.count if array.count <= FEW else 0):
            if kept[k]:
                x, y, z = (round(float(v), 4) for v in copies(part)[1][k])
                rotation = ((yaw + k * array.turn) % 360, pitch, roll)
                yield msgspec.structs.replace(part, centre=(x, y, z), rotation=rotation, array=None)
        return
    start = 0
    while start < len(kept):
        end = start
        while end < len(kept) and kept[end]:
            end += 1
        if end > start:
            x, y, z = (round(c + start * s, 4) for c, s in zip(part.centre, array.step, strict=True))
            row = Array(end - start, array.step) if end - start > 1 else None
            yield msgspec.structs.replace(part, centre=(x, y, z), array=row)
        start = end + 1

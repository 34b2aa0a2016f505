"""Doors that one can walk in by: in a wall, their openings through it, nothing drawn across them.

The network writes windows in rows along a wall, and the door somewhere on the same wall; where the two meet, a pane or
a sill stands across the open door. The door stays, for a house has only one.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.language import GRID, Part, Program
from nacre.world.geometry.surfaces import copies
from nacre.world.geometry.walking.doors import Doorway, doorways
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.clearing import LOOSE, without_copies
from nacre.world.shapes.repairs.mending import moved, spanning, within

Bools = NDArray[np.bool_]
_WINDOW: Final = frozenset({"window", "frame", "sill", "shutter", "curtain"})
_IN_THE_WAY: Final = (LOOSE | {"curtain", "ivy"}) - {"beam", "railing", "rug"}
_MEETS: Final = 0.08  # metres that something must reach into the way through a door
_DEEP: Final = 0.5  # metres before and behind a door in which what belongs to a window is in it
_OFF: Final = 0.7  # metres behind the outside of a wall: a door that stands farther in is none of it
_SKIN: Final = 0.15  # metres of a wall that an opening does not leave standing
_WAY: Final = 0.9  # metres before and behind a door that are kept free
_BODY: Final = 0.32  # metres beside the middle of a door that are kept free
_SILL: Final = 0.45  # metres over the foot of a door: a frame that begins lower is its own
_HEAD: Final = 0.15  # metres under the top of a door from which on up nothing is in the way
_FOOT: Final = 0.35  # metres that are stepped over


def opened(program: Program) -> Program:
    """The building with the ways through its doors free; the same object where they are."""
    kind = BY_NAME[program.shape]
    if kind.group != "building" or not kind.enterable:
        return program
    program = _through_walls(_in_walls(program))
    doors = [door for door in doorways(program) if program.parts[door.part].op == "add"]
    kept: dict[int, list[bool]] = {}
    for i, part in enumerate(program.parts):
        if part.parent >= 0 or part.joint is not None or not doors:
            continue
        blocked = np.zeros(1 if part.array is None else part.array.count, np.bool_)
        for door in doors:
            blocked |= _blocks(part, door)
        if blocked.any():
            # half a shelf is none: furniture goes as a whole
            kept[i] = [part.role in _WINDOW and not away for away in blocked.tolist()]
    return without_copies(program, kept) if kept else program


def _in_walls(program: Program) -> Program:
    """The building with doors that stand in the middle of a room moved to the wall that they face."""
    rooms = [part for part in program.parts if _is_room(part)]
    parts = list(program.parts)
    for i, door in enumerate(program.parts):
        if door.role != "door" or door.op != "add" or door.joint is None or door.rotation != (0, 0, 0):
            continue
        through = 0 if door.half[0] < door.half[2] else 2
        inside = [
            room for room in rooms
            if within(door, room, (1, 2 - through)) and within(door, room, (through,), _OFF)
        ]  # fmt: skip
        if not inside:
            continue
        room = inside[0]
        off = door.centre[through] - room.centre[through]
        side = 1.0 if off > 0 else -1.0
        frames = [
            part for part in program.parts
            if part.role == "frame" and part.op == "add" and abs(part.half[1] - door.half[1]) < 0.3
            and abs(part.centre[2 - through] - door.centre[2 - through]) < 0.2
            and abs(part.centre[1] - door.centre[1]) < 0.3
            and abs(abs(part.centre[through] - room.centre[through]) - room.half[through]) < 0.5
        ]  # fmt: skip
        if frames:
            side = 1.0 if frames[0].centre[through] > room.centre[through] else -1.0
        by = room.centre[through] + side * (room.half[through] - room.thickness / 2) - door.centre[through]
        for n, part in enumerate(program.parts):
            opening = part.op == "cut" and part.role == "door" and all(
                abs(a - b) < 0.3 for a, b in zip(part.centre, door.centre, strict=True)
            )  # fmt: skip
            if n == i or part.parent == i or opening:
                parts[n] = moved(parts[n], (by, 0.0, 0.0) if through == 0 else (0.0, 0.0, by))
    return rebuilt(program, parts)


def _through_walls(program: Program) -> Program:
    """The building with no skin of a wall left standing in an opening."""
    rooms = [part for part in program.parts if _is_room(part)]
    parts = list(program.parts)
    for i, cut in enumerate(parts):
        if cut.op != "cut" or cut.role not in ("door", "window") or cut.rotation != (0, 0, 0) or cut.array is not None:
            continue
        through = 0 if cut.half[0] < cut.half[2] else 2
        if cut.role == "door":  # as deep as it is wide, some of them
            through = _facing(program, cut, through)
        low, high = cut.centre[through] - cut.half[through], cut.centre[through] + cut.half[through]
        first, last = low, high
        for room in rooms:
            if not within(cut, room, (1, 2 - through)):
                continue
            for side in (-1.0, 1.0):
                face = room.centre[through] + side * room.half[through]
                under, upper = sorted((face, face - side * room.thickness))
                if high > under + _SKIN and low < upper - _SKIN:
                    first = under - GRID if under < low < under + _SKIN else first
                    last = upper + GRID if upper - _SKIN < high < upper else last
        if (first, last) != (low, high):
            parts[i] = spanning(cut, through, first, last)
    return rebuilt(program, parts)


def _facing(program: Program, cut: Part, otherwise: int) -> int:
    """The axis through the wall of an opening: that of the door that stands in it."""
    for part in program.parts:
        near = all(abs(a - b) < 0.3 for a, b in zip(part.centre, cut.centre, strict=True))
        if near and part.role == "door" and part.op == "add" and part.rotation == (0, 0, 0):
            return 0 if part.half[0] < part.half[2] else 2
    return otherwise


def _is_room(part: Part) -> bool:
    return part.op == "hollow" and part.kind == "box" and part.array is None and part.rotation == (0, 0, 0)


def _blocks(part: Part, door: Doorway) -> Bools:
    """Of each copy of a part whether it is in the way through a door."""
    window = part.role in _WINDOW and (part.op == "add" or part.role == "window")
    loose = part.op == "add" and part.role in _IN_THE_WAY
    turns, middles = copies(part)
    if not (window or loose):
        return np.zeros(len(middles), np.bool_)
    half = np.array(part.half)
    out = np.array([door.out[0], 0.0, door.out[1]])
    side = np.array([-door.out[1], 0.0, door.out[0]])
    away = middles - door.foot

    def meets(axis: NDArray[np.float64], low: float, high: float) -> Bools:
        at, reach = away @ axis, np.abs(axis @ turns) @ half
        return np.asarray((at - reach < high - _MEETS) & (at + reach > low + _MEETS))

    up = np.array([0.0, 1.0, 0.0])
    in_it = meets(up, _FOOT, door.height - _HEAD)
    if window:
        foot = away[:, 1] - np.abs(up @ turns) @ half
        own = part.role == "frame" and part.op == "add"
        in_it &= meets(out, -_DEEP, _DEEP) & meets(side, -door.half_width, door.half_width)
        return np.asarray(in_it & ~((foot < _SILL) & own))
    return np.asarray(in_it & meets(out, -_WAY, _WAY) & meets(side, -_BODY - _MEETS, _BODY + _MEETS))


__all__ = ["opened"]

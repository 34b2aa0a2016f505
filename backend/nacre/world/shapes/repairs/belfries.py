"""Towers one gets to the top of: ladders that reach their floors, windows that face each other in the wall.

Of two like windows in opposite walls the network draws one, and how far off the second is; a metre too little, and an
arch of stone stands in the middle of the belfry, before the head of the ladder. Where the wall is, is known: the second
one is put there. A ladder that ends a hand's breadth under its floor is made to reach it.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from nacre.parts.classes import BY_NAME
from nacre.parts.language import GRID, Part, Program
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.mending import across_from, is_pair, on_grid

REACH: Final = 0.52  # metres that a ladder stands out of the floor it leads to
_OFF: Final = 1.0  # metres that an end of a ladder is off its floor at most: farther, it leads elsewhere
_AT_WALL: Final = 0.7  # metres from a wall of a room at which something is in that wall
_SLIP: Final = 2.0  # metres that a second window is off at most
_HEAD: Final = 1.9  # metres under a bell
_BELL: Final = frozenset({"bell", "beam"})


def aligned(program: Program) -> Program:
    """The building with facing windows in their walls, its ladders up to their floors and its bells over heads; the
    same object where it is so."""
    if BY_NAME[program.shape].group != "building":
        return program
    parts = list(program.parts)
    rooms = [part for part in parts if part.op == "hollow" and part.kind == "box" and part.rotation == (0, 0, 0)]
    for i, part in enumerate(parts):
        if is_pair(part) and part.rotation[1:] == (0, 0):
            parts[i] = _facing(part, rooms)
    for i, part in enumerate(parts):
        if part.kind == "ladder" and part.op == "add" and part.rotation[1:] == (0, 0) and part.array is None:
            parts[i] = _reaching(part, parts)
    _hang_bells(parts)
    return rebuilt(program, parts)


def _facing(part: Part, rooms: list[Part]) -> Part:
    """A part with its second copy in the opposite wall of the room that it is in a wall of."""
    for room in rooms:
        x, y, z = (abs(part.centre[k] - room.centre[k]) for k in range(3))
        if y > room.half[1] or not (
            (abs(z - room.half[2]) < _AT_WALL and x < room.half[0])
            or (abs(x - room.half[0]) < _AT_WALL and z < room.half[2])
        ):
            continue
        turned = across_from(part, room, GRID, _SLIP)
        if turned is not part:
            return turned
    return part


def _floors(parts: list[Part], x: float, z: float) -> list[float]:
    """Heights of the floors over or under a place, metres."""
    return [
        part.centre[1] + part.half[1] for part in parts
        if part.op == "add" and part.role == "floor" and part.array is None and part.half[1] < 0.3
        and abs(part.centre[0] - x) < part.half[0] + 0.5 and abs(part.centre[2] - z) < part.half[2] + 0.5
    ]  # fmt: skip


def _reaching(part: Part, parts: list[Part]) -> Part:
    """A ladder from the floor under it to half a metre over the one it leads to."""
    low, high = part.centre[1] - part.half[1], part.centre[1] + part.half[1]
    levels = _floors(parts, part.centre[0], part.centre[2])
    under = [level for level in levels if abs(level - low) < _OFF]
    over = [level for level in levels if abs(level + REACH - high) < _OFF and level > low + 1.5]
    foot = min(low, min(under)) if under else low
    head = max(high, max(over) + REACH) if over else high
    if head - high < GRID and low - foot < 0.3:
        return part
    x, _, z = part.centre
    half = on_grid((part.half[0], (head - foot) / 2 + GRID / 2, part.half[2]), GRID)
    return msgspec.structs.replace(part, centre=on_grid((x, (foot + head) / 2, z)), half=half)


def _hang_bells(parts: list[Part]) -> None:
    """Lift a bell, with its clapper and its beam, that hangs lower than a head over the floor under it."""
    bells = [i for i, part in enumerate(parts) if part.role == "bell" and part.op == "add"]
    if not bells:
        return
    x, _, z = parts[bells[0]].centre
    lowest = min(parts[i].centre[1] - parts[i].half[1] for i in bells)
    top = max(parts[i].centre[1] + parts[i].half[1] for i in bells)
    under = [level for level in _floors(parts, x, z) if level < top]
    if not under:
        return
    lift = max(under) + _HEAD - lowest
    rooms = [
        part.centre[1] + part.half[1] - part.thickness for part in parts
        if part.op == "hollow" and part.centre[1] + part.half[1] > top
        and abs(part.centre[0] - x) < part.half[0] and abs(part.centre[2] - z) < part.half[2]
    ]  # fmt: skip
    lift = min(lift, min(rooms, default=top) - top - 0.1)
    if lift < 0.1:
        return
    up = np.array([0.0, lift, 0.0])
    for i, part in enumerate(parts):
        near = abs(part.centre[0] - x) < 0.3 and abs(part.centre[2] - z) < 0.3 and 0.0 <= part.centre[1] - lowest < 2.0
        if part.role in _BELL and part.op == "add" and near and part.array is None:
            at = np.array(part.centre) + up
            parts[i] = msgspec.structs.replace(part, centre=on_grid((at[0], at[1], at[2])))


__all__ = ["REACH", "aligned"]

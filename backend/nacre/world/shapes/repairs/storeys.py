"""Storeys that one gets to: stairs and ladders end at floors, wells go through them, domes are hollow underneath.

The network says where a stair ends and where a floor lies one number after the other, and a hand's breadth between the
two is a step that nobody takes; two centimetres of a ceiling that a well leaves standing shut a whole tower.
"""

from __future__ import annotations

from typing import Final

import msgspec

from nacre.parts.classes import BY_NAME
from nacre.parts.language import Part, Program
from nacre.world.shapes.rebuilding import inserted, rebuilt
from nacre.world.shapes.repairs.clearing import floors
from nacre.world.shapes.repairs.mending import moved, on_grid, spanning, within

_OFF: Final = 0.1  # metres from a floor at which a stair ends there
_FOOT: Final = 0.65  # metres that a foot is off its floor at most
_TOP: Final = 1.6  # metres that a head is
_STEEP: Final = 1.25  # metres up a metre along, that stairs rise at most
_HEAD: Final = 0.52  # metres that a ladder stands out of the floor it leads to
_HEADS: Final = (0.3, 0.9)  # metres: what is taken for that
_THIN: Final = 0.02  # metres more than a slab that a cut through it takes
_RAISED: Final = 1.6  # metres that a ceiling is raised at most
_ROOM: Final = 2.1  # metres of height that a person wants
_PLAN: Final = (0, 2)  # axes of a ground plan; one of a circle of parts counts for all
_TURNED: Final = ((0, 0, 0), (90, 0, 0), (180, 0, 0), (270, 0, 0))


def joined(program: Program) -> Program:
    """The building with its storeys joined; the same object where they are."""
    if BY_NAME[program.shape].group != "building":
        return program
    levels = floors(program)
    parts = list(program.parts)
    _raise_lids(parts, levels)
    for i, part in enumerate(parts):
        if part.op == "add" and part.array is None and part.rotation in _TURNED:
            if part.kind == "stairs":
                parts[i] = _ending(part, levels, 0.0, (-_OFF, _OFF))
            elif part.kind == "ladder":
                parts[i] = _ending(part, levels, _HEAD, _HEADS)
        elif part.op == "cut" and part.rotation[1:] == (0, 0):
            parts[i] = _through(part, parts[:i])
    return _hollow_domes(rebuilt(program, parts), levels)


def _ending(part: Part, levels: list[float], over: float, heads: tuple[float, float]) -> Part:
    """Stairs or a ladder from the nearest floor to a higher one; over: metres that it stands out of that."""
    low, high = part.centre[1] - part.half[1], part.centre[1] + part.half[1]
    if 2.0 * part.half[1] < 1.2 or len(levels) < 2:
        return part
    foot = min(levels, key=lambda level: abs(level - low))
    foot = low if abs(foot - low) > _FOOT or abs(foot - low) <= _OFF else foot
    above = [level for level in levels if level > foot + 1.0]
    if above:
        floor = min(above, key=lambda level: abs(level + over - high))
        off = high - floor
        top = high if heads[0] <= off <= heads[1] or abs(off - over) > _TOP else floor + over
    else:
        top = high
    steep = part.kind == "stairs" and top - foot > _STEEP * 2.0 * part.half[2]
    if (foot, top) == (low, high) or steep:
        return part
    x, _, z = part.centre
    return msgspec.structs.replace(
        part, centre=on_grid((x, (foot + top) / 2, z)), half=on_grid((part.half[0], (top - foot) / 2, part.half[2]))
    )


def _through(cut: Part, before: list[Part]) -> Part:
    """A cut that goes through the slabs of rooms which it ends in: wells through floors and ceilings, and what clears a
    room out through the bottom of the room above it."""
    if cut.role not in ("room", "stair", "ladder"):
        return cut
    low, high = cut.centre[1] - cut.half[1], cut.centre[1] + cut.half[1]
    first, last = low, high
    for room in before:
        if room.op != "hollow" or room.array is not None or not within(cut, room, _PLAN):
            continue
        bottom, top = room.centre[1] - room.half[1], room.centre[1] + room.half[1]
        slabs = [(bottom, bottom + room.thickness)]
        if cut.role != "room":
            slabs.append((top - room.thickness, top))
        for under, upper in slabs:
            if bottom < 1.0 and under == bottom:
                continue  # the ground floor stays
            if cut.role != "room" and low < upper - _THIN and high > under + _THIN:
                first = min(first, under - _THIN)
                last = max(last, upper + _THIN)
            elif cut.role == "room" and under + _THIN < high < upper + _THIN / 2 and low < under - 1.0:
                last = max(last, upper + _THIN)
    return cut if (first, last) == (low, high) else spanning(cut, 1, first, last)


def _raise_lids(parts: list[Part], levels: list[float]) -> None:
    """Give the highest room the height of a person over its floor: what lies on it goes up with its ceiling."""
    rooms = [(part.centre[1] + part.half[1], i) for i, part in enumerate(parts) if _is_upright_room(part)]
    if not rooms or len(levels) < 2:
        return
    top, number = max(rooms)
    room = parts[number]
    lid = top - room.thickness
    low = max(room.centre[1] - room.half[1] - 0.5, 2.0)
    laid = [
        part.centre[1] + part.half[1] for part in parts
        if part.role == "floor" and part.op == "add" and low < part.centre[1] < lid - 0.6 and within(part, room, _PLAN)
    ]  # fmt: skip
    more = _ROOM - (lid - max(laid, default=-9.0))
    if not laid or not 0.0 < more <= _RAISED:
        return
    for i, part in enumerate(parts):
        if i == number:
            x, y, z = part.centre
            wide, tall, deep = part.half
            parts[i] = msgspec.structs.replace(
                part, centre=on_grid((x, y + more / 2, z)), half=on_grid((wide, tall + more / 2, deep))
            )
        elif part.centre[1] > lid - 0.1:
            parts[i] = moved(part, (0.0, more, 0.0))


def _is_upright_room(part: Part) -> bool:
    return part.op == "hollow" and part.role == "room" and part.array is None and part.rotation[1:] == (0, 0)


def _hollow_domes(program: Program, levels: list[float]) -> Program:
    """The building without the lower halves of domes that hang into rooms to the height of a head."""
    for i, dome in enumerate(program.parts):
        if dome.role != "roof" or dome.kind != "ellipsoid" or dome.op != "add" or dome.array is not None:
            continue
        under = [level for level in levels if level < dome.centre[1] - 1.0]
        rooms = [
            part for part in program.parts[:i]
            if part.op == "hollow" and part.array is None and within(dome, part, _PLAN)
            and part.centre[1] + part.half[1] > dome.centre[1] - dome.half[1]
        ]  # fmt: skip
        if not under or not rooms or dome.centre[1] - dome.half[1] > under[-1] + _ROOM:
            continue
        room = max(rooms, key=lambda part: part.centre[1] + part.half[1])
        top = max(dome.centre[1], min(under[-1] + _ROOM, dome.centre[1] + 0.7 * dome.half[1]))
        wide = [
            min(min(1.0, taper) * room.half[axis] - room.thickness, 0.8 * dome.half[axis])
            for taper, axis in zip(room.taper, (0, 2), strict=True)
        ]
        cleared = msgspec.structs.replace(
            room, op="cut", role="room", joint=None, light=None, taper=(1.0, 1.0),
            centre=on_grid((room.centre[0], (under[-1] + top) / 2, room.centre[2])),
            half=on_grid((wide[0], (top - under[-1]) / 2, wide[1]), 0.1),
        )  # fmt: skip
        return inserted(program, i + 1, cleared)
    return program


__all__ = ["joined"]

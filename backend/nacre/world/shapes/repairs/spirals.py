"""Spiral stairs of round towers wide enough to be walked, with wells in the floors that leave room for a head.

The network draws them as narrow as the grammars once did. A spiral is a row of steps about the middle, its width one
number, and the well above it follows from it.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

from nacre.parts.language import GRID, Array, Part, Program
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.mending import on_grid

WIDE: Final = 1.1  # metres that steps are wide, where the tower is
EYE: Final = 0.3  # metres about the middle that stay free
EDGE: Final = 0.06  # metres that a step lies in the wall
HEAD: Final = 2.2  # metres above a step in which a head must not meet a floor
AROUND: Final = 20  # steps of a well at most: it must not go round
RIM: Final = 0.12  # metres that a well is wider than the steps, and deeper than the floor
SPREAD: Final = 0.16  # half of a well's stretch along the steps, in radii
_APART: Final = 0.35  # metres from a tower's wall that a spiral winds at most
_OUTSIDE: Final = 0.12  # metres that it goes into the wall at most
_NEAR: Final = 0.12  # metres between a step and the floor that it leads to


def widened(program: Program) -> Program:
    """The program with its spirals, their rails and their wells put right; the same object where nothing is wrong."""
    parts = list(program.parts)
    for number, part in enumerate(parts):
        if part.array is None or not _is_spiral(part):
            continue
        part = parts[number] = _at_the_wall(parts, part)
        outer, width = _outer(part), 2.0 * (part.half[0] - EDGE)
        wide = max(width, min(WIDE, outer - EYE))
        if width < wide - GRID:
            for n, rail in enumerate(parts):
                if rail.role == "railing" and _turns(rail) and abs(_radius(rail) - (outer - width)) < 0.15 \
                        and abs(rail.centre[1] - part.centre[1]) < 2.6:  # fmt: skip
                    parts[n] = msgspec.structs.replace(rail, centre=_at(outer - wide, _angle(rail), rail.centre[1]))
            part = msgspec.structs.replace(
                part, centre=_at(outer - wide / 2, _angle(part), part.centre[1]),
                half=on_grid((wide / 2 + EDGE, part.half[1], part.half[2]), GRID),
            )  # fmt: skip
            parts[number] = part
    spirals = [part for part in parts if part.array is not None and _is_spiral(part)]
    opened: set[int] = set()
    for more in (0, 1):  # a floor may be the step after the last, where no spiral has a step of its height
        for part in spirals:
            _open_wells(parts, part, part.array or Array(1), more, opened)
    return rebuilt(program, parts)


def _at_the_wall(parts: list[Part], step: Part) -> Part:
    """A spiral about the middle of a wide tower, or outside of it, along the inside of its wall, with its rails."""
    array = step.array or Array(1)
    low = step.centre[1]
    within = [
        room.half[0] * (1.0 - (1.0 - room.taper[0]) * share) - room.thickness
        for room in parts
        if room.op == "hollow" and room.kind == "cylinder" and room.array is None
        and math.hypot(room.centre[0], room.centre[2]) < GRID
        for height in (low, low + array.count * array.step[1])
        if 0.0 <= (share := (height - room.centre[1] + room.half[1]) / (2.0 * room.half[1])) <= 1.0
    ]  # fmt: skip
    by = min(within, default=_outer(step)) - _outer(step)
    if -_OUTSIDE <= by <= _APART:
        return step
    for n, rail in enumerate(parts):
        near = abs(rail.centre[1] - step.centre[1]) < 1.2 and _radius(rail) < _outer(step)
        if rail.role == "railing" and _turns(rail) and near:
            parts[n] = msgspec.structs.replace(rail, centre=_at(_radius(rail) + by, _angle(rail), rail.centre[1]))
    return msgspec.structs.replace(step, centre=_at(_radius(step) + by, _angle(step), step.centre[1]))


def _open_wells(parts: list[Part], stair: Part, array: Array, more: int, opened: set[int]) -> None:
    """Wells of the floors that steps of a stair, and so many more, lead to: over as many of them as a head needs, and a
    little wider. opened: numbers of wells that are done."""
    first, width = stair.centre[1] + stair.half[1], 2.0 * (stair.half[0] - EDGE)
    for n, well in enumerate(parts):
        if n in opened or well.op != "cut" or well.role != "stair" or not _turns(well):
            continue
        thick = max(well.half[1] - RIM, 0.0)
        last = round((well.centre[1] + thick - first) / array.step[1])
        if not 0 <= last < array.count + more or abs(first + last * array.step[1] - well.centre[1] - thick) > _NEAR:
            continue
        opened.add(n)
        span = min(AROUND, round((HEAD + 2.0 * thick) / array.step[1]) + 1)
        angle = (stair.rotation[0] + (last - span + 1) * array.turn) % 360
        outer = _outer(stair)
        centre = _at(outer - width / 2 - RIM / 2, math.radians(angle), well.centre[1])
        half = on_grid((width / 2 + RIM, well.half[1], max(well.half[2], outer * SPREAD)), GRID)
        made = msgspec.structs.replace(
            well, centre=centre, half=half, rotation=(angle, 0, 0), array=Array(span, (0.0, 0.0, 0.0), array.turn)
        )
        off = max(abs(a - b) for a, b in zip((*centre, *half), (*well.centre, *well.half), strict=True))
        if off > 3 * GRID or made.array != well.array or made.rotation != well.rotation:
            parts[n] = made


def _is_spiral(part: Part) -> bool:
    rises = part.array is not None and part.array.step[1] > GRID
    return part.op == "add" and part.role == "stair" and _turns(part) and rises


def _turns(part: Part) -> bool:
    return part.kind == "box" and part.array is not None and part.array.turn != 0


def _outer(step: Part) -> float:
    """Metres from the middle to where steps end outwards."""
    return _radius(step) + step.half[0] - EDGE


def _radius(part: Part) -> float:
    return math.hypot(part.centre[0], part.centre[2])


def _angle(part: Part) -> float:
    """Of a part about the middle, radians: 0 at +x, growing as a positive yaw turns."""
    return math.atan2(-part.centre[2], part.centre[0])


def _at(radius: float, angle: float, height: float) -> tuple[float, float, float]:
    x, _, z = on_grid((radius * math.cos(angle), 0.0, -radius * math.sin(angle)))
    return x, height, z


__all__ = ["widened"]

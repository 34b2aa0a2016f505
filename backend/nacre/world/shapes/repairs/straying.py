"""Stray parts brought back: moss sunk into its rock, awnings moved to their wall or up on their posts, what hangs in an
opening told.

That a thing hangs together is asked of it with its openings closed and rough stones as smooth as eggs. People see the
openings, and a hand's breadth of air between a stone and its moss.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from nacre.parts.classes import BY_NAME
from nacre.parts.language import Part, Program
from nacre.world.geometry.surfaces import bounds, turning
from nacre.world.geometry.touching import islands
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.mending import on_grid

_GROWN_OVER: Final = frozenset({"rock", "boulder", "cliff_rock", "lava_rock", "log", "stump", "ice_block", "meteor"})
_GROWTH: Final = frozenset({"leaf", "flower", "snow"})
_CORE: Final = 0.94  # share of a stone's reach beyond which what grows on it hangs in the air
_SUNK: Final = 0.9  # where it is put instead
_GAP: Final = (0.06, 1.4)  # metres between an awning and its wall that are no wish
_LAP: Final = 0.04  # metres that it then reaches into the wall
_OVER_HEADS: Final = 1.7  # metres over the ground that an awning hangs at least
_AWNING: Final = 2.3  # metres up to which one that hung lower is lifted
_BROKEN: Final = frozenset({"ruin", "gate", "wall", "temple"})  # things with holes that nothing fills
_FILLS: Final = frozenset({"window", "frame", "sill", "shutter", "door", "foundation", "ivy", "flower"})


def gathered_in(program: Program) -> Program:
    """The program with what strays moved to where it belongs; the same object where nothing does."""
    if program.shape in _GROWN_OVER:
        parts = _sunk(program)
    elif BY_NAME[program.shape].group == "building":
        parts = _at_the_wall(program)
    elif program.shape == "stall":
        parts = _on_posts(program)
    else:
        return program
    return rebuilt(program, parts)


def hanging(program: Program) -> list[int]:
    """Parts of a broken thing that only touch what has been cut away, by number."""
    if program.shape not in _BROKEN or all(part.op != "cut" for part in program.parts):
        return []
    solid, island = islands(program, openings=True)
    return sorted(
        {p.part for p, k in zip(solid, island, strict=True) if k and program.parts[p.part].role not in _FILLS}
    )


def _sunk(program: Program) -> list[Part]:
    bodies = [p for p in program.parts if p.op == "add" and p.role not in _GROWTH and p.array is None]
    return [_into(part, bodies) if part.role in _GROWTH and part.array is None else part for part in program.parts]


def _into(part: Part, bodies: list[Part]) -> Part:
    """A part with its middle within the nearest of some bodies."""
    best, least = None, np.inf
    for body in bodies:
        at = turning(*body.rotation).T @ (np.array(part.centre) - np.array(body.centre)) / np.array(body.half)
        out = float(np.abs(at).max() if body.kind == "box" else np.linalg.norm(at))
        if out < least:
            best, least = body, out
    if best is None or least <= _CORE:
        return part
    x, y, z = (b + (p - b) * _SUNK / least for p, b in zip(part.centre, best.centre, strict=True))
    return msgspec.structs.replace(part, centre=on_grid((x, y, z)))


def _at_the_wall(program: Program) -> list[Part]:
    rooms = [p for p in program.parts if p.op == "hollow" and p.kind == "box" and p.rotation[1] == p.rotation[2] == 0]
    return [_moved_to(part, rooms) if part.role == "awning" and part.op == "add" else part for part in program.parts]


def _on_posts(program: Program) -> list[Part]:
    """A stall with its awning over the heads of who buys, and posts that end under it."""
    parts = list(program.parts)
    awning = [i for i, part in enumerate(parts) if part.role in ("awning", "roof") and part.op == "add"]
    posts = [i for i, part in enumerate(parts) if part.role == "post" and part.op == "add" and not any(part.rotation)]
    if not awning or not posts:
        return parts
    low = min(float(_around(parts[i])[0][1]) for i in awning)
    top = max(float(_around(parts[i])[1][1]) for i in awning)
    lowest = min(parts[i].centre[1] + parts[i].half[1] for i in posts)
    if low < _OVER_HEADS and lowest > _OVER_HEADS:
        lift = min(lowest, _AWNING) - _LAP - low
        for i in awning:
            x, y, z = parts[i].centre
            parts[i] = msgspec.structs.replace(parts[i], centre=on_grid((x, y + lift, z)))
        top += lift
    for i in posts:
        part = parts[i]
        foot, head = part.centre[1] - part.half[1], part.centre[1] + part.half[1]
        if head > top:
            x, _, z = part.centre
            half = on_grid((part.half[0], (top - _LAP - foot) / 2, part.half[2]))
            parts[i] = msgspec.structs.replace(part, centre=on_grid((x, (top - _LAP + foot) / 2, z)), half=half)
    return parts


def _moved_to(part: Part, rooms: list[Part]) -> Part:
    """An awning moved along one axis to the room beside it, where a little air is between."""
    low, high = _around(part)
    best, least = None, _GAP[1]
    for room in rooms:
        foot, head = _around(room)
        apart = np.maximum(low - head, foot - high)  # negative where they overlap
        if (apart < _GAP[0]).all():
            return part
        for axis in (0, 2):
            others = [k for k in range(3) if k != axis]
            if apart[axis] < least and (apart[others] < 0.0).all():
                sign = 1.0 if part.centre[axis] < room.centre[axis] else -1.0
                best, least = (axis, sign * (float(apart[axis]) + _LAP)), float(apart[axis])
    if best is None:
        return part
    at = list(part.centre)
    at[best[0]] += best[1]
    return msgspec.structs.replace(part, centre=on_grid((at[0], at[1], at[2])))


def _around(part: Part) -> tuple[np.ndarray, np.ndarray]:
    """Low and high corner of the box around a part with all its copies."""
    low, high = bounds(part)
    return low.min(0), high.max(0)


__all__ = ["gathered_in", "hanging"]

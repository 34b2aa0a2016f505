"""Stray parts brought back: moss sunk into its rock, awnings moved to their wall or up on their posts, what floats to
what stands; what hangs in an opening told.

That a thing hangs together is asked of it with its openings closed and rough stones as smooth as eggs. People see the
openings, and a hand's breadth of air between a stone and its moss.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.language import Part, Program, Vector
from nacre.world.geometry.piece import REACH, Piece, piece_distance, row_of
from nacre.world.geometry.pieces import corners
from nacre.world.geometry.surfaces import bounds, turning
from nacre.world.geometry.touching import islands
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.mending import moved, on_grid

_GROWN_OVER: Final = frozenset({"rock", "boulder", "cliff_rock", "lava_rock", "log", "stump", "ice_block", "meteor"})
_GROWTH: Final = frozenset({"leaf", "flower", "snow"})
_CORE: Final = 0.94  # share of a stone's reach beyond which what grows on it hangs in the air
_SUNK: Final = 0.9  # where it is put instead
_GAP: Final = (0.06, 1.4)  # metres between an awning and its wall that are no wish
_LAP: Final = 0.04  # metres that it then reaches into the wall
_OVER_HEADS: Final = 1.7  # metres over the ground that an awning hangs at least
_AWNING: Final = 2.3  # metres up to which one that hung lower is lifted
_ADRIFT: Final = 0.4  # metres that what floats is moved at most
_SHARE: Final = 0.1  # of the longest side of its thing: what strays farther was drawn wrong
_INTO: Final = 0.03  # metres that it then reaches into what it came to
_TRIES: Final = 3  # what stands on what was moved follows it
_EPS: Final = 1e-3  # metres of a step, for the direction of a distance
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


def settled(program: Program) -> Program:
    """The program with what floats a little way off moved to the nearest thing that stands; the same object where
    nothing does, or all of it is too far off. A part goes with all its copies, and what floats with it goes too."""
    for _ in range(_TRIES):
        solid, island = islands(program)
        moves = [(loose, way) for loose in _adrift(solid, island) if (way := _way_back(solid, island, loose))]
        if not moves:
            return program
        parts = list(program.parts)
        for loose, by in moves:
            for i in loose:
                parts[i] = moved(parts[i], by)
        program = rebuilt(program, parts)
    return program


def _adrift(solid: list[Piece], island: NDArray[np.int64]) -> list[set[int]]:
    """Sets of parts that float together, by number; without those that also stand."""
    held = {piece.part for piece, k in zip(solid, island, strict=True) if not k}
    found: list[set[int]] = []
    for k in range(1, int(island.max(initial=0)) + 1):
        loose = {piece.part for piece, i in zip(solid, island, strict=True) if i == k}
        for other in [one for one in found if one & loose]:
            found.remove(other)
            loose |= other
        found.append(loose)
    return [loose for loose in found if not loose & held]


def _way_back(solid: list[Piece], island: NDArray[np.int64], loose: set[int]) -> Vector | None:
    """The way in metres from the first island of these parts to what stands nearest to it; None: too far off."""
    first = min(int(k) for piece, k in zip(solid, island, strict=True) if piece.part in loose)
    theirs = [piece for piece, k in zip(solid, island, strict=True) if k == first]
    ours = [piece for piece, k in zip(solid, island, strict=True) if not k]
    if not ours:
        return None
    far = min(_ADRIFT, _SHARE * float(np.ptp(np.concatenate([corners(piece) for piece in solid]), axis=0).max()))
    least, way = far, np.zeros(3)
    for from_, to, sign in ((theirs, ours, -1.0), (ours, theirs, 1.0)):
        points = np.concatenate([corners(piece) for piece in from_])
        for piece in to:
            row = np.array(row_of(piece))
            bound = np.linalg.norm(points - row[:3], axis=1) - row[REACH]
            for x, y, z in points[bound < least]:
                away = piece_distance(row, x, y, z)
                if away < least:
                    step = [(piece_distance(row, x + d, y + e, z + f) - away) / _EPS for d, e, f in _EPS * np.eye(3)]
                    least, way = away, sign * np.array(step) / max(float(np.linalg.norm(step)), 1e-6)
    if least >= far:
        return None
    x, y, z = (float(v) for v in way * (max(least, 0.0) + _INTO))
    return x, y, z


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


__all__ = ["gathered_in", "hanging", "settled"]

"""What rooms look like within: walls are plastered, panelled or papered there, floors are boarded.

A hollow part is a room, its walls of one material through and through. People do not live between bare outer walls: the
faces that look into a room of a building take a lining that goes with what is outside. Only faces change, nothing that
a body can touch.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.colours import of_levels
from nacre.parts.language import Part, Program
from nacre.world.geometry.surfaces import bounds, copies

Paint = tuple[str, int]  # material and colour
Floats = NDArray[np.float64]
_FORTIFIED: Final = frozenset({"keep", "round_tower", "bell_tower", "lighthouse", "wall", "gate", "temple", "pyramid"})
_BARE: Final = frozenset({"ruin", "igloo", "greenhouse", "barn", "shrine"})  # one sees what they are built of
_PALE: Final = {"plaster": 0.62, "paint": 0.7, "paper": 0.5, "planks": 0.34, "ashlar": 0.4}  # share of white mixed in
_OUTSIDE: Final[dict[str, tuple[str, ...]]] = {  # what is outside -> linings, one of which a building takes
    "plaster": ("plaster",), "mud": ("plaster",), "sand": ("plaster",), "brick": ("plaster", "paper"),
    "stone": ("plaster",), "ashlar": ("plaster",), "cobbles": ("plaster",), "rock": ("plaster",),
    "timber": ("planks",), "planks": ("paper", "planks", "plaster"), "shingles": ("planks",),
    "concrete": ("paint",), "paint": ("paint",),
}  # fmt: skip
_COVERS: Final = frozenset({"thatch", "shingles", "slate", "roof_tiles", "snow"})  # laid on boards
_BOARDS: Final = ((5, 4, 2), (4, 3, 1), (5, 3, 2), (3, 2, 1))
_STONY: Final = frozenset({"mud", "sand"})  # houses of the desert have floors of tiles
_TILES: Final = ((5, 3, 2), (6, 4, 3))
CEILING: Final = 3
_HAIR: Final = 0.01  # metres
BELOW: Final = -0.3  # of a normal, from which on a face of a roof is its underside
_FACING: Final = 0.7  # of a normal, upwards or down, from which on a face is a floor or a ceiling


def lining(program: Program, part: Part) -> tuple[Paint, Paint, Paint] | None:
    """Walls, floor and ceiling of a room, from what is outside; None where a room shows what it is built of."""
    shape = BY_NAME.get(program.shape)
    if shape is None or shape.group != "building" or part.op != "hollow" or program.shape in _BARE:
        return None
    choices = ("ashlar",) if program.shape in _FORTIFIED else _OUTSIDE.get(part.material)
    if choices is None:
        return None
    number = part.colour + 7 * len(program.parts)
    material = choices[number % len(choices)]
    walls = material, _paler(part.colour, _PALE[material])
    if program.shape in _FORTIFIED:
        return walls, ("ashlar", _paler(part.colour, 0.1)), ("planks", of_levels(*_BOARDS[number % 2]))
    if part.material in _STONY:
        floor = "roof_tiles" if number % 3 == 0 else "ashlar", of_levels(*_TILES[number % 2])
    else:
        floor = "planks", of_levels(*_BOARDS[number % len(_BOARDS)])
    boarded = "planks", of_levels(*_BOARDS[(number + 1) % 3])
    ceiling = boarded if material == "planks" else (material, _paler(part.colour, 0.8))
    return walls, floor, ceiling


def soffit(program: Program, part: Part) -> Paint | None:
    """What a roof shows from below, at its eaves and to a room that is open to it: boards; None where it lies bare."""
    shape = BY_NAME.get(program.shape)
    if shape is None or shape.group != "building" or program.shape in _BARE:
        return None
    if part.role != "roof" or part.op != "add" or part.material not in _COVERS:
        return None
    return "planks", of_levels(*_BOARDS[(part.colour + 7 * len(program.parts)) % len(_BOARDS)])


def _paler(colour: int, white: float) -> int:
    """A colour mixed with a warm white."""
    mixed = [
        round(c * (1 - white) + w * white)
        for c, w in zip((colour // 64, colour // 8 % 8, colour % 8), (7, 7, 6), strict=True)
    ]
    return of_levels(mixed[0], mixed[1], mixed[2])


def inner_faces(part: Part, middles: Floats, normals: Floats) -> NDArray[np.int8]:
    """Of faces of a hollow part, by middle and normal [T, 3] in the axes of its program: 0 not of its inside, 1 its
    wall, 2 its floor, 3 its ceiling."""
    found = np.zeros(len(middles), np.int8)
    turns, centres = copies(part)
    half = np.array(part.half)
    for turn, centre in zip(turns, centres, strict=True):
        at, facing = (middles - centre) @ turn, normals @ turn
        share = np.clip(0.5 + 0.5 * at[:, 1] / half[1], 0.0, 1.0)
        across = np.stack([1.0 + (t - 1.0) * share for t in part.taper], 1)
        beyond = [
            np.abs(at[:, 0]) / across[:, 0] - half[0],
            np.abs(at[:, 1]) - half[1],
            np.abs(at[:, 2]) / across[:, 1] - half[2],
        ]
        within = (np.stack(beyond, 1) < -0.9 * part.thickness).all(1) & ((at * facing).sum(1) < 0.0)
        kind = np.where(facing[:, 1] > _FACING, 2, np.where(facing[:, 1] < -_FACING, CEILING, 1))
        # sides of openings lie deeper in the wall than the faces of the room
        found[within] = kind[within]
    return found


def under_roof(
    program: Program, room: Part, part: NDArray[np.int64], middles: Floats, normals: Floats
) -> NDArray[np.bool_]:
    """Of faces by part [T], middle and normal [T, 3]: which look into a room out of the roof over it, where the form of
    the room was cut out of that."""
    roofs = np.array([p.role == "roof" and p.op == "add" for p in program.parts])
    found = np.zeros(len(part), np.bool_)
    (low,), (high,) = bounds(room)[0][:1], bounds(room)[1][:1]
    for cutter in program.parts:
        if cutter.op != "cut" or cutter.role != "room":
            continue
        for foot, head in zip(*bounds(cutter), strict=True):
            middle = (foot + head) / 2
            if not ((middle > low) & (middle < high))[[0, 2]].all():
                continue
            within = ((middles > foot - _HAIR) & (middles < head + _HAIR)).all(1)
            found |= within & roofs[part] & (((middle - middles) * normals).sum(1) > 0.0)
    return found


__all__ = ["BELOW", "CEILING", "inner_faces", "lining", "soffit", "under_roof"]

"""What hangs on the walls of a drawn building and lies on its floors: pictures, hangings, curtains and rugs.

The network furnishes rooms with what stands in them and leaves their walls bare. Here every storey of a home gets what
people hang up, where a wall is free of windows, doors, shelves and stairs: by rule and by the program alone, so that
the same house is always furnished alike. All of it is thin, touches a wall or a floor, and is cloth to who walks by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.parts.attributes import Attributes
from nacre.parts.classes import BY_NAME
from nacre.parts.colours import of_levels
from nacre.parts.language import GRID, Part, Program
from nacre.parts.vocabulary import MAX_PARTS
from nacre.world.geometry.surfaces import bounds
from nacre.world.shapes.repairs.clearing import floors
from nacre.world.shapes.repairs.mending import on_grid

Floats = NDArray[np.float64]
_BARE: Final = frozenset(
    {"barn", "greenhouse", "igloo", "ruin", "shrine", "windmill", "mill", "bell_tower", "lighthouse"}
)
_SPARE: Final = 2  # parts that are left for others
_STOREY: Final = 2.1  # metres of height that a storey has at least
_EYE: Final = 1.55  # metres above the floor: the middle of a picture
_HEM: Final = 1.45  # the same of a hanging
_CLEAR: Final = 0.12  # metres around what hangs that are free
_DEEP: Final = 0.3  # metres into the room in which nothing stands before it
_IN_WALL: Final = 0.06  # metres into the wall, where openings are met but not what hangs outside
_STEP: Final = 0.4  # metres between the places that are tried
_CORNER: Final = 0.35  # metres from a corner
_PICTURES: Final = 2  # a storey
_THIN: Final = 0.02  # metres: half of the depth
_LANDS: Final = ((2, 4, 2), (5, 5, 2), (6, 4, 2), (2, 3, 4), (5, 3, 2))  # lower halves of pictures, in eighths
_SKIES: Final = ((4, 5, 7), (6, 6, 7), (7, 5, 3), (3, 4, 6), (6, 6, 5))
_CLOTHS: Final = ((5, 1, 1), (1, 2, 4), (1, 3, 2), (5, 3, 1), (3, 1, 3), (6, 5, 3))
_GILT: Final = (6, 5, 2)
_WOOD: Final = (3, 2, 1)
_NO_MATTER: Final = frozenset({"room", "floor", "roof", "beam", "rug", "foundation"})  # for what hangs on a wall
_HUNG: Final = frozenset({"north", "desert", "spooky"})  # themes that hang cloths instead of pictures
_HALLS: Final = frozenset({"keep", "longhouse", "round_tower", "temple"})


@dataclass
class _Taken:
    """Boxes that are not free, in the axes of the program: low and high [N, 3]."""

    low: Floats
    high: Floats

    def free(self, low: Floats, high: Floats) -> bool:
        """Whether a box meets none of them."""
        return not ((self.low < high) & (self.high > low)).all(1).any()

    def add(self, low: Floats, high: Floats) -> None:
        self.low, self.high = np.concatenate([self.low, low[None]]), np.concatenate([self.high, high[None]])


def furnished(program: Program, attributes: Attributes) -> Program:
    """The program with something on its walls and floors; the same object where there is no room for it."""
    shape = BY_NAME[program.shape]
    if not shape.enterable or program.shape in _BARE:
        return program
    rooms = [p for p in program.parts if _is_room(p)]
    more: list[Part] = []
    left = MAX_PARTS - _SPARE - len(program.parts)
    if not rooms or left < 4:
        return program
    taken = _taken(program)
    number = program.parts[0].colour + 13 * len(program.parts)
    hung = attributes.theme in _HUNG or program.shape in _HALLS
    for room in sorted(rooms, key=lambda p: -p.half[0] * p.half[2])[:2]:
        low, high = _within(room)
        levels = [y for y in floors(program) if low[1] - 0.1 < y + 0.05 and y + _STOREY < high[1] + 0.1]
        for level in levels:
            rug = all(p.role != "rug" or abs(p.centre[1] - level) > 0.4 for p in program.parts)
            for group in _storey(room, level, taken, number, hung, attributes.theme == "east", rug):
                if len(more) + len(group) <= left:
                    more += group
            number += 5
    for curtains in _curtains(program.parts, rooms, number):
        if len(more) + len(curtains) <= left:
            more += curtains
    return msgspec.structs.replace(program, parts=(*program.parts, *more)) if more else program


def _is_room(part: Part) -> bool:
    upright = part.rotation[1] == part.rotation[2] == 0 and part.rotation[0] % 90 == 0
    return part.op == "hollow" and part.kind == "box" and upright and part.array is None and min(part.half) > 1.0


def _taken(program: Program) -> _Taken:
    boxes = [bounds(p) for p in program.parts if p.op != "hollow" and p.role not in _NO_MATTER]
    if not boxes:
        return _Taken(np.zeros((0, 3)), np.zeros((0, 3)))
    return _Taken(np.concatenate([low for low, _ in boxes]), np.concatenate([high for _, high in boxes]))


def _within(room: Part) -> tuple[Floats, Floats]:
    """Corners of the inside of a room, at its foot."""
    low, high = (bound[0] for bound in bounds(room))
    return low + room.thickness, high - room.thickness


def _wall(room: Part, axis: int, sign: float, height: float) -> float:
    """Where the inner face of a wall is along its axis, at a height: walls lean a little."""
    turned = room.rotation[0] % 180 == 90
    own = (2 - axis if turned else axis) // 2
    share = (height - room.centre[1] + room.half[1]) / (2.0 * room.half[1])
    reach = room.half[2 * own] * (1.0 + (room.taper[own] - 1.0) * share) - room.thickness
    return room.centre[axis] + sign * reach


def _storey(
    room: Part, level: float, taken: _Taken, number: int, hung: bool, east: bool, rug: bool
) -> Iterator[list[Part]]:
    """Groups of parts for one storey: a rug, then what hangs on its walls."""
    low, high = _within(room)
    middle, size = (low + high) / 2, (high - low) / 2
    # a rug lies where the floor is open, under tables too
    half = np.array([min(0.55 * size[0], 1.3), 0.02, min(0.5 * size[2], 0.9)])
    if rug and min(half[0], half[2]) > 0.5:
        yield [
            _box((middle[0], level, middle[2]), half, "cloth", _CLOTHS[number % len(_CLOTHS)], "rug"),
            _box(
                (middle[0], level + 0.02, middle[2]), half * (0.7, 1.0, 0.7), "cloth", _CLOTHS[(number + 2) % 6], "rug"
            ),
        ]
    found = 0
    for turn in range(4):
        axis, sign = ((2, 1.0), (0, -1.0), (0, 1.0), (2, -1.0))[(turn + number) % 4]
        along = 2 - axis
        wide, tall, up = (
            (0.4, 0.62, _HEM) if hung else (0.22, 0.5, _EYE) if east else (0.36 + 0.06 * (turn % 2), 0.28, _EYE)
        )
        face = _wall(room, axis, sign, level + up)
        for shift in np.arange(low[along] + wide + _CORNER, high[along] - wide - _CORNER, _STEP):
            centre = np.zeros(3)
            centre[axis], centre[along], centre[1] = face - sign * (_THIN - 0.01), shift, level + up
            foot, head = centre.copy(), centre.copy()
            foot[[along, 1]] -= wide + _CLEAR, tall + _CLEAR
            head[[along, 1]] += wide + _CLEAR, tall + _CLEAR
            foot[axis], head[axis] = sorted((face + sign * _IN_WALL, face - sign * _DEEP))
            if not taken.free(foot, head):
                continue
            taken.add(foot, head)
            yield list(_hanging(centre, axis, sign, wide, tall, number + turn, hung, east))
            found += 1
            break
        if found >= _PICTURES:
            return


def _hanging(
    centre: Floats, axis: int, sign: float, wide: float, tall: float, number: int, hung: bool, east: bool
) -> Iterator[Part]:
    """A picture of land and sky in its frame, a cloth with a band, or a scroll."""

    def flat(across: float, high: float, up: float, out: float, material: str, colour: tuple[int, int, int]) -> Part:
        half = np.zeros(3)
        half[axis], half[2 - axis], half[1] = _THIN, across, high
        at = centre.copy()
        at[axis] -= sign * out
        at[1] += up
        return _box(at, half, material, colour, "cloth")

    if east:
        yield flat(wide, tall, 0.0, 0.0, "paper", (7, 7, 5))
        yield flat(wide * 0.5, tall * 0.4, 0.1, 0.02, "paint", _LANDS[number % len(_LANDS)])
    elif hung:
        yield flat(wide, tall, 0.0, 0.0, "cloth", _CLOTHS[number % len(_CLOTHS)])
        yield flat(wide * 0.5, tall * 0.7, 0.0, 0.02, "cloth", _CLOTHS[(number + 3) % len(_CLOTHS)])
        yield flat(wide + 0.06, 0.04, tall, 0.02, "timber", _WOOD)
    else:
        yield flat(wide, tall, 0.0, 0.0, "timber", _GILT if number % 3 == 0 else _WOOD)
        yield flat(wide - 0.06, 0.5 * tall - 0.04, -0.5 * tall + 0.02, 0.02, "paint", _LANDS[number % len(_LANDS)])
        yield flat(wide - 0.06, 0.5 * tall - 0.04, 0.5 * tall - 0.02, 0.02, "paint", _SKIES[number % len(_SKIES)])


def _curtains(parts: tuple[Part, ...], rooms: list[Part], number: int) -> Iterator[list[Part]]:
    """A pair of curtains for each window in the wall of a room, within."""
    colour = _CLOTHS[number % len(_CLOTHS)]
    for opening in parts:
        if opening.op != "cut" or opening.role != "window" or opening.kind != "box" or opening.rotation != (0, 0, 0):
            continue
        axis = 0 if opening.half[0] < opening.half[2] else 2
        along = 2 - axis
        if not 0.25 < opening.half[along] < 0.9 or opening.half[1] > 0.9:
            continue
        for room in rooms:
            sign = 1.0 if opening.centre[axis] > room.centre[axis] else -1.0
            face = _wall(room, axis, sign, opening.centre[1])
            if abs(opening.centre[axis] - face) > room.thickness + 0.15:
                continue
            low, high = _within(room)
            if not low[along] < opening.centre[along] < high[along] or not low[1] < opening.centre[1] < high[1]:
                continue
            pair = []
            for side in (-1.0, 1.0):
                at, half = np.array(opening.centre, float), np.zeros(3)
                at[axis] = face - sign * 0.02
                at[along] += side * (opening.half[along] + 0.02)
                half[axis], half[along], half[1] = 0.03, 0.12, opening.half[1] + 0.12
                made = _box(at, half, "cloth", colour, "curtain")
                pair.append(msgspec.structs.replace(made, array=opening.array))
            yield pair
            break


def _box(
    centre: Floats | tuple[float, float, float], half: Floats, material: str, eighths: tuple[int, int, int], role: str
) -> Part:
    x, y, z = on_grid((float(centre[0]), float(centre[1]), float(centre[2])))
    a, b, c = on_grid((float(half[0]), float(half[1]), float(half[2])), GRID)
    return Part("box", (x, y, z), (a, b, c), material, of_levels(*eighths), role)


__all__ = ["furnished"]

"""How a theme builds: what the network has learned of a class from all themes together, set right for one of them.

Houses of the east have no stone chimneys, and paper in their windows; shops of the west have a tall front of boards.
"""

from __future__ import annotations

from typing import Final

import msgspec

from nacre.parts.attributes import Attributes
from nacre.parts.colours import of_levels
from nacre.parts.language import GRID, Light, Part, Program
from nacre.parts.vocabulary import MAX_PARTS
from nacre.world.shapes.rebuilding import rebuilt

_HOMES: Final = frozenset({"house", "shop", "inn", "tower_house"})
_PAPER: Final = of_levels(7, 7, 6)
_WITHOUT: Final = {"east": frozenset({"chimney", "ivy"}), "desert": frozenset({"chimney", "ivy"})}
_FALSE_FRONTS: Final = frozenset({"shop", "house"})


def mannered(program: Program, attributes: Attributes) -> Program:
    """The program as its theme builds; the same object where that changes nothing."""
    if program.shape not in _HOMES:
        return program
    parts = list(program.parts)
    unwanted = _WITHOUT.get(attributes.theme or "", frozenset())
    gone = {i for i, part in enumerate(parts) if part.role in unwanted}
    if gone and not any(part.parent in gone for part in parts):
        parts = list(rebuilt(program, [None if i in gone else part for i, part in enumerate(parts)]).parts)
    if attributes.theme == "east":
        parts = [_papered(part) for part in parts]
    if attributes.theme == "west" and program.shape in _FALSE_FRONTS:
        front = _false_front(parts, attributes)
        parts += front if len(parts) + len(front) <= MAX_PARTS else []
    return rebuilt(program, parts)


def _papered(part: Part) -> Part:
    """A pane of paper in place of glass; it glows a little when the lamps are lit."""
    if part.role != "window" or part.op != "add" or part.material != "glass":
        return part
    return msgspec.structs.replace(part, material="paper", colour=_PAPER, light=part.light or Light(_PAPER))


def _false_front(parts: list[Part], attributes: Attributes) -> list[Part]:
    """A front of boards before the eaves, higher than the walls, with a cornice; none where no eaves would hold it."""
    rooms = [p for p in parts if p.op == "hollow" and p.kind == "box" and p.rotation == (0, 0, 0)]
    roofs = [p for p in parts if p.role == "roof" and p.op == "add" and p.kind == "box" and p.array is None]
    if not rooms:
        return []
    room = max(rooms, key=lambda p: p.half[0] * p.half[1] * p.half[2])
    top = room.centre[1] + room.half[1]
    eaves = [p for p in roofs if abs(p.centre[1] - p.half[1] - top) < 0.5 and p.rotation == (0, 0, 0)]
    if not eaves:
        return []
    front = min(p.centre[2] - p.half[2] for p in eaves)
    if room.centre[2] - room.half[2] - front > 1.0:
        return []
    wide = room.half[0] + 0.2
    colour = attributes.primary if attributes.primary is not None else room.colour
    trim = attributes.accent if attributes.accent is not None else room.colour
    x = room.centre[0]
    return [
        _board((x, top + 0.6, front), (wide, 1.0, 0.06), colour, "wall"),
        _board((x, top + 1.64, front - 0.06), (wide + 0.14, 0.08, 0.16), trim, "ornament"),
        _board((x, top + 0.7, front - 0.08), (0.62 * wide, 0.4, 0.04), trim, "sign"),
    ]


def _board(centre: tuple[float, float, float], half: tuple[float, float, float], colour: int, role: str) -> Part:
    x, y, z = (round(round(v / GRID) * GRID, 2) for v in centre)
    a, b, c = (round(max(1, round(v / GRID)) * GRID, 2) for v in half)
    return Part(kind="box", centre=(x, y, z), half=(a, b, c), material="planks", colour=colour, role=role)

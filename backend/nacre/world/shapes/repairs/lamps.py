"""What gives light in a drawn building: fires that burn on logs, and a lamp where no window lets the day in.

The network draws a fire as one round glowing body. A fireplace is what one looks at first in a room: here it gets logs
and flames, by rule and by the program alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from nacre.parts.colours import of_levels
from nacre.parts.language import GRID, Light, Part, Program
from nacre.parts.vocabulary import MAX_PARTS
from nacre.world.geometry.surfaces import bounds
from nacre.world.shapes.repairs.mending import on_grid

_NEAR: Final = 0.3  # metres from a hearth to the fire in it
_LARGEST: Final = 0.5  # metres: half of what is a fire in a hearth
_FLAMES: Final = (  # along the hearth in its halves, height in the fire's, width in metres, lean in degrees, eighths
    (0.05, 1.0, 0.12, -5, (7, 4, 0)),
    (-0.45, 0.74, 0.09, 10, (7, 3, 0)),
    (0.5, 0.62, 0.08, -10, (7, 2, 0)),
)
_LOG: Final = (2, 1, 0)
_WINDOWLESS: Final = frozenset({"space_habitat"})
_LAMP_HEIGHT: Final = 2.56  # metres
_LAMP_REACH: Final = 7.0  # metres
_WHITE: Final = (7, 7, 6)


def lit(program: Program) -> Program:
    """The program with its fires kindled and its windowless rooms lit; the same object where nothing is to be done."""
    left = MAX_PARTS - len(program.parts)
    hearths = [np.stack(bounds(p)) for p in program.parts if p.role == "hearth"]
    parts = list(program.parts)
    for number, part in enumerate(program.parts):
        if _burns(part, hearths):
            # others name their parents by number: what is new comes last
            parts[number], *more = _fire(part)
            parts += more[:left]
            left -= len(more[:left])
    if program.shape in _WINDOWLESS and left >= 2:
        parts += _ceiling_lamp(program)
    changed = tuple(parts)
    return msgspec.structs.replace(program, parts=changed) if changed != program.parts else program


def _burns(part: Part, hearths: list[np.ndarray]) -> bool:
    if part.kind != "ellipsoid" or part.role != "lamp" or part.light is None or part.array is not None:
        return False
    if part.rotation != (0, 0, 0) or max(part.half) > _LARGEST:
        return False
    at = np.array(part.centre)
    return any(((at > low - _NEAR) & (at < high + _NEAR)).all(1).any() for low, high in hearths)


def _fire(part: Part) -> Iterator[Part]:
    """Three flames, the first of which gives the light, and two logs under them."""
    wide = 0 if part.half[0] >= part.half[2] else 2
    foot, long = part.centre[1] - part.half[1], part.half[wide]
    yaw = 0 if wide == 0 else 90
    for number, (along, high, thick, lean, eighths) in enumerate(_FLAMES):
        at, half = list(part.centre), part.half[1] * high
        at[1], at[wide] = foot + 0.06 + half, at[wide] + along * long
        flame = _part(at, (thick, half, thick), "light", eighths, "lamp", (yaw, 0, lean), sides=6, taper=(0.12, 0.12))
        yield msgspec.structs.replace(flame, light=part.light) if number == 0 else flame
    for side, turn in ((-0.35, 10), (0.35, -15)):
        at = list(part.centre)
        at[1], at[2 - wide] = foot + 0.05, at[2 - wide] + side * part.half[2 - wide]
        # the axis of a cylinder is upright: rolled by a right angle it lies along x
        yield _part(at, (0.05, long, 0.05), "timber", _LOG, "detail", (yaw + turn, 0, 90), sides=7)


def _ceiling_lamp(program: Program) -> Iterator[Part]:
    """A round lamp on a rod, under the middle of the highest room."""
    rooms = [p for p in program.parts if p.op == "cut" and p.role == "room" and p.array is None]
    if not rooms:
        return
    room = max(rooms, key=lambda p: (p.centre[1] + p.half[1], p.half[0]))
    top = room.centre[1] + room.half[1]
    if top < _LAMP_HEIGHT + 0.1:
        return
    x, _, z = room.centre
    rod = (top + 0.04 - _LAMP_HEIGHT) / 2
    yield _part([x, _LAMP_HEIGHT + rod, z], (0.02, rod, 0.02), "iron", (1, 1, 1), "detail", (0, 0, 0), sides=6)
    lamp = _part([x, _LAMP_HEIGHT, z], (0.42, 0.04, 0.42), "light", _WHITE, "lamp", (0, 0, 0), sides=14)
    yield msgspec.structs.replace(lamp, light=Light(of_levels(*_WHITE), _LAMP_REACH))


def _part(
    at: list[float],
    half: tuple[float, float, float],
    material: str,
    eighths: tuple[int, int, int],
    role: str,
    rotation: tuple[int, int, int],
    sides: int,
    taper: tuple[float, float] = (1.0, 1.0),
) -> Part:
    return Part(
        "cylinder", on_grid((at[0], at[1], at[2])), on_grid(half, GRID), material, of_levels(*eighths), role,
        rotation=rotation, taper=taper, sides=sides,
    )  # fmt: skip


__all__ = ["lit"]

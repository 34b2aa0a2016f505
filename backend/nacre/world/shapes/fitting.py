"""Windows put together: pane, frame, bars, sill and shutters moved to the opening that they belong to.

The network draws one part after another, and what it says of a later part may be a hand's breadth off the opening it is
meant for. People see that at once. Each such part is given to the nearest opening of the same turn and takes its place
and size from it; what has no opening near stays as it is.
"""

from __future__ import annotations

from typing import Final

import msgspec

from nacre.parts.language import GRID, Part, Program
from nacre.world.shapes.rebuilding import rebuilt

REACH: Final = 0.9  # metres from an opening's middle, along the wall or up, within which a part belongs to it
DEEP: Final = 0.6  # metres through the wall
_RIM: Final = (0.06, 0.14)  # metres by which a frame is wider than its opening on every side
_BAR: Final = 0.06  # metres: half the width below which a frame is a bar across the opening
_LAP: Final = 0.02  # metres by which a pane reaches into its frame

Triple = tuple[float, float, float]


def fitted(program: Program) -> Program:
    """The program with the parts of its windows in their openings; the same object where nothing is off."""
    openings = [p for p in program.parts if p.op == "cut" and p.role == "window" and p.kind == "box"]
    if not openings:
        return program
    parts = []
    for part in program.parts:
        if part.op == "add" and part.kind == "box" and part.role in _FIT and part.joint is None:
            opening = _opening_of(part, openings)
            parts.append(part if opening is None else _FIT[part.role](part, opening))
        else:
            parts.append(part)
    return rebuilt(program, parts)


def _through(part: Part) -> int:
    """The axis through the wall: the thinner of the two level ones."""
    return 0 if part.half[0] < part.half[2] else 2


def _count(part: Part) -> int:
    return 1 if part.array is None else part.array.count


def _opening_of(part: Part, openings: list[Part]) -> Part | None:
    best, least = None, 1e9
    through = _wall_axis(part)
    for opening in openings:
        if opening.rotation != part.rotation or _count(opening) != _count(part):
            continue
        off = [abs(a - b) for a, b in zip(part.centre, opening.centre, strict=True)]
        along = 2 - through
        beside = opening.half[along] + part.half[along] if part.role == "shutter" else 0.0
        below = opening.half[1] if part.role == "sill" else 0.0
        if off[through] > DEEP or off[along] > REACH + beside or off[1] > REACH + below:
            continue
        cost = abs(off[along] - beside) + abs(off[1] - below) + 0.2 * off[through]
        if cost < least:
            best, least = opening, cost
    return best


def _wall_axis(part: Part) -> int:
    """The axis through the wall that a part of a window lies in; a sill's is told by its length."""
    if part.role == "sill":
        return 2 if part.half[0] > part.half[2] else 0
    return _through(part)


def _placed(part: Part, opening: Part, centre: Triple, half: Triple) -> Part:
    at = tuple(round(v / GRID) * GRID for v in centre)
    size = tuple(max(GRID, round(v / GRID) * GRID) for v in half)
    off = max(abs(a - b) for a, b in zip((*at, *size), (*part.centre, *part.half), strict=True))
    if off < 0.5 * GRID and part.array == opening.array:
        return part
    return msgspec.structs.replace(
        part, centre=tuple(round(v, 2) for v in at), half=tuple(round(v, 2) for v in size), array=opening.array
    )


def _with(base: Triple, along: int, level: float, up: float) -> Triple:
    values = list(base)
    values[along], values[1] = level, up
    return values[0], values[1], values[2]


def _pane(part: Part, opening: Part) -> Part:
    along = 2 - _through(part)
    centre = _with(part.centre, along, opening.centre[along], opening.centre[1])
    return _placed(part, opening, centre, _with(part.half, along, opening.half[along] + _LAP, opening.half[1] + _LAP))


def _frame(part: Part, opening: Part) -> Part:
    along = 2 - _through(part)
    sizes = part.half[along], part.half[1]
    if min(sizes) <= _BAR:  # a bar: upright through the middle, or level where it was
        if sizes[0] < sizes[1]:
            centre = _with(part.centre, along, opening.centre[along], opening.centre[1])
            half = _with(part.half, along, sizes[0], opening.half[1])
            # several upright bars keep their own spacing
            own = part if part.array is not None and opening.array is None else opening
            return _placed(part, own, centre, half)
        most = 0.6 * opening.half[1]
        up = opening.centre[1] + min(max(part.centre[1] - opening.centre[1], -most), most)
        centre = _with(part.centre, along, opening.centre[along], up)
        return _placed(part, opening, centre, _with(part.half, along, opening.half[along], sizes[1]))
    hole = opening.half[along], opening.half[1]
    wide, tall = (a + min(max(b - a, _RIM[0]), _RIM[1]) for a, b in zip(hole, sizes, strict=True))
    centre = _with(part.centre, along, opening.centre[along], opening.centre[1])
    return _placed(part, opening, centre, _with(part.half, along, wide, tall))


def _sill(part: Part, opening: Part) -> Part:
    along = 2 - _wall_axis(part)
    centre = _with(part.centre, along, opening.centre[along], opening.centre[1] - opening.half[1] - part.half[1] - 0.04)
    return _placed(part, opening, centre, _with(part.half, along, opening.half[along] + 0.14, part.half[1]))


def _shutter(part: Part, opening: Part) -> Part:
    along = 2 - _through(part)
    side = 1.0 if part.centre[along] >= opening.centre[along] else -1.0
    level = opening.centre[along] + side * (opening.half[along] + part.half[along] + 0.08)
    centre = _with(part.centre, along, level, opening.centre[1])
    return _placed(part, opening, centre, _with(part.half, along, part.half[along], opening.half[1] + 0.04))


_FIT: Final = {"window": _pane, "frame": _frame, "sill": _sill, "shutter": _shutter}

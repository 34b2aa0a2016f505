"""Trees that grow as trees do: trunks and boughs end within the crown, and the crown is of one colour.

The network says of each rod where it is and how long. A rod that is a few metres too long stands out of the crown like
a pole, and is the first thing that one sees of a wood. Such a rod is cut where it leaves the leaves.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import GRID, Part, Program
from nacre.world.geometry.piece import piece_distance, row_of
from nacre.world.geometry.pieces import pieces
from nacre.world.geometry.surfaces import turning
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.mending import on_grid
from nacre.world.shapes.repairs.proportions import LEAFY, LEAVES, OUT, WOOD, top_of

Floats = NDArray[np.float64]
_COVERED: Final = 0.04  # metres from leaves, or from the wood that goes on, at which an end is hidden
_SAMPLES: Final = 33  # along a rod
_ALIKE: Final = 3  # levels of colour by which a leaf mass differs from the crown at most, in the worst channel


def grown(program: Program) -> Program:
    """The tree with rods that stand out of its crown cut off, and its crown of one colour; the same object where it is
    so, and for what is no tree with leaves."""
    if program.shape not in LEAFY:
        return program
    leaves = _rows(program, [i for i, part in enumerate(program.parts) if part.op == "add" and part.role in LEAVES])
    if not len(leaves):
        return program
    parts: list[Part | None] = list(_one_colour(program.parts))
    needed = {part.parent for part in program.parts}
    top = top_of(program.parts, LEAVES)
    rods = [i for i, part in enumerate(program.parts) if _is_rod(part)]
    above: list[
        Floats
    ] = []  # ends of the rods that are seen to already, the highest first: they hide what they grow from
    for i in sorted(rods, key=lambda i: (-_ends(program.parts[i])[1][1], i)):
        part = program.parts[i]
        kept = _share(part, leaves, above, top)
        if kept <= 0.0 and i not in needed:
            parts[i] = None
            continue
        if 0.0 < kept < 1.0:
            parts[i] = _cut_off(parts[i] or part, kept)
        above.append(np.stack(_ends(parts[i] or part)))
    return rebuilt(program, parts)


def _rows(program: Program, parts: list[int]) -> Floats:
    wanted = set(parts)
    return np.array([row_of(piece) for piece in pieces(program, everything=True) if piece.part in wanted])


def _is_rod(part: Part) -> bool:
    return part.op == "add" and part.role in WOOD and part.kind == "cylinder" and part.array is None


def _ends(part: Part) -> tuple[Floats, Floats]:
    """Middles of the lower and the upper end of a rod."""
    along = turning(*part.rotation)[:, 1] * part.half[1]
    centre = np.array(part.centre)
    return (centre - along, centre + along) if along[1] >= 0.0 else (centre + along, centre - along)


def _share(part: Part, leaves: Floats, above: list[Floats], top: float) -> float:
    """How much of a rod stays, from its lower end: 1 all of it, 0 nothing."""
    foot, head = _ends(part)
    points = foot + np.linspace(0.0, 1.0, _SAMPLES)[:, None] * (head - foot)
    hidden = np.array([min(piece_distance(row, *point) for row in leaves) <= 0.0 for point in points])
    if hidden[-1] or (part.role != "bough" and head[1] < top and any(_goes_on(head, other) for other in above)):
        return 1.0
    if hidden.any():
        return float(np.flatnonzero(hidden)[-1]) / (_SAMPLES - 1)
    highest = top - OUT
    if head[1] <= highest:
        return 1.0  # a bare bough below the crown
    within = part.role != "bough" and foot[1] < highest
    return float((highest - foot[1]) / (head[1] - foot[1])) if within else 0.0


def _goes_on(head: Floats, other: Floats) -> bool:
    """Whether another rod begins at an end, or passes it."""
    way = other[1] - other[0]
    along = min(1.0, max(0.0, float((head - other[0]) @ way) / max(float(way @ way), 1e-9)))
    return float(np.linalg.norm(other[0] + along * way - head)) < 0.3 + _COVERED


def _cut_off(part: Part, share: float) -> Part:
    """A rod with only this share of its length, from its lower end."""
    foot, head = _ends(part)
    upright = turning(*part.rotation)[1, 1] >= 0.0
    middle = foot + share / 2 * (head - foot)
    taper = tuple(round(1.0 + share * (t - 1.0), 2) for t in part.taper) if upright else part.taper
    half = (part.half[0], max(GRID, part.half[1] * share), part.half[2])
    return msgspec.structs.replace(
        part, centre=on_grid((middle[0], middle[1], middle[2])), half=on_grid(half, GRID), taper=(taper[0], taper[1])
    )


def _one_colour(parts: tuple[Part, ...]) -> list[Part]:
    """The parts with leaf masses of a colour unlike the rest of the crown in the colour of most of it."""
    amounts: dict[int, float] = {}
    for part in parts:
        if part.op == "add" and part.role == "crown":
            amounts[part.colour] = amounts.get(part.colour, 0.0) + float(np.prod(part.half)) ** (2 / 3)
    if len(amounts) < 2:
        return list(parts)
    most = max(amounts, key=lambda colour: (sum(a for c, a in amounts.items() if _near(c, colour)), amounts[colour]))
    return [
        msgspec.structs.replace(part, colour=most)
        if part.op == "add" and part.role == "crown" and not _near(part.colour, most)
        else part
        for part in parts
    ]


def _near(colour: int, other: int) -> bool:
    """Whether two colours are of one crown: a shade of each other, not another hue."""
    mine, theirs = ((c >> 6, c >> 3 & 7, c & 7) for c in (colour, other))
    apart = [a - b for a, b in zip(mine, theirs, strict=True)]
    return max(apart) - min(apart) < _ALIKE and max(map(abs, apart)) <= _ALIKE


__all__ = ["grown"]

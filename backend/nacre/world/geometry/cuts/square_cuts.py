"""The commonest cuts without a solid modeller: one square opening through a plain block, and blocks cut in two.

Window frames, floors with a hatch, beams that end at a door: most cuts of a house. Everything else is left to
`nacre.world.geometry.cuts.cutting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from nacre.parts.language import Part
from nacre.world.geometry import forms
from nacre.world.geometry.forms import Floats, Form
from nacre.world.geometry.surfaces import Surface, copies, place_one

EDGE: Final = 1e-3  # metres: a rim thinner than this is none
_PLAIN: Final = 12  # triangles of a block without bevels


@lru_cache(maxsize=4)
def _ring() -> Form:
    """A block with a square hole along z: places are outer corners at -z and +z, then inner ones at -z and +z."""
    builder = forms.FormBuilder([(0.0, 0.0, 0.0)] * 16)
    front, back = builder.new_key(), builder.new_key()
    for k in range(4):
        j = (k + 1) % 4
        builder.face([4 + k, 4 + j, 12 + j, 12 + k], front)
        builder.face([k, 8 + k, 8 + j, j], back)
        builder.face([k, j, 4 + j, 4 + k])
        builder.face([12 + k, 12 + j, 8 + j, 8 + k])
    return builder.form()


def _corners(low: Floats, high: Floats, b: int, c: int) -> Floats:
    """Corners of the rectangle low..high in axes b and c, counter-clockwise, at height 0 of the third, [4, 3]."""
    places = np.zeros((4, 3))
    places[:, b] = low[b], high[b], high[b], low[b]
    places[:, c] = low[c], low[c], high[c], high[c]
    return places


def cut_square(surface: Surface, part: Part, cutters: list[tuple[Part, int]]) -> list[Surface] | None:
    """What is left of a plain block beside square cuts; None when this is not such a case. cutters: part and copy."""
    if part.kind != "box" or part.op != "add" or part.taper != (1.0, 1.0) or len(surface.triangles) != _PLAIN:
        return None
    turns, centres = copies(part)
    turn, centre, half = turns[surface.copy], centres[surface.copy], np.array(part.half, float)
    holes: list[tuple[Floats, Floats]] = []
    for cutter, copy in cutters:
        if cutter.kind != "box" or cutter.taper != (1.0, 1.0):
            return None
        their_turns, their_centres = copies(cutter)
        relative = turn.T @ their_turns[copy]
        if np.abs(np.abs(relative).max(1) - 1).max() > 1e-6:  # not square to each other
            return None
        size = np.abs(relative) @ np.array(cutter.half, float)
        middle = turn.T @ (their_centres[copy] - centre)
        holes.append((middle - size, middle + size))
    return _beside(_Block(-half, half), holes, surface, turn, centre)


@dataclass
class _Block:
    low: Floats
    high: Floats


def _beside(
    block: _Block, holes: list[tuple[Floats, Floats]], like: Surface, turn: Floats, centre: Floats
) -> list[Surface] | None:
    """What is left of a block; holes may reach beyond it."""
    # a hole that takes a whole end only makes the block shorter
    waiting = True
    while waiting:
        waiting = False
        rest = []
        for low, high in holes:
            # what ends within a hair of a face ends at it
            low = np.where(low < block.low + EDGE, block.low, low)
            high = np.where(high > block.high - EDGE, block.high, high)
            if not (low < high - EDGE).all():
                continue
            starts, ends = low <= block.low, high >= block.high
            if (starts & ends).all():
                return []
            if (starts & ends).sum() == 2 and (starts | ends).all():
                axis = int(np.argmin(starts & ends))
                shorter = (block.low if starts[axis] else block.high).copy()
                shorter[axis] = high[axis] if starts[axis] else low[axis]
                block = _Block(shorter, block.high) if starts[axis] else _Block(block.low, shorter)
                waiting = True
                continue
            rest.append((low, high))
        holes = rest
    whole = [hole for k, hole in enumerate(holes) if not any(_covers(holes, j, k) for j in range(len(holes)) if j != k)]
    if not whole:
        return [_solid(block.low, block.high, like, turn, centre)]
    if len(whole) > 1:
        return None
    low, high = whole[0]
    through = (low <= block.low) & (high >= block.high)
    if through.sum() == 2:  # cut across: the two ends
        across = int(np.argmin(through))
        before, behind = block.high.copy(), block.low.copy()
        before[across], behind[across] = low[across], high[across]
        return [
            _solid(block.low, before, like, turn, centre),
            _solid(behind, block.high, like, turn, centre),
        ]
    if through.sum() != 1 or ((low > block.low) & (high < block.high)).sum() != 2:
        return None
    axis = int(np.argmax(through))
    b, c = (axis + 1) % 3, (axis + 2) % 3
    bottom, top = np.zeros(3), np.zeros(3)
    bottom[axis], top[axis] = block.low[axis], block.high[axis]
    outer, rim = _corners(block.low, block.high, b, c), _corners(low, high, b, c)
    places = np.concatenate([outer + bottom, outer + top, rim + bottom, rim + top])
    return [place_one(_ring(), places, like, turn, centre)]


def _covers(holes: list[tuple[Floats, Floats]], j: int, k: int) -> bool:
    """Whether hole j holds all of hole k; of two equal ones the first does."""
    (a, b), (low, high) = holes[j], holes[k]
    return bool((a <= low).all() and (b >= high).all() and (j < k or (a < low).any() or (b > high).any()))


def _solid(low: Floats, high: Floats, like: Surface, turn: Floats, centre: Floats) -> Surface:
    return place_one(forms.polyhedron("box", False), np.where(np.array(forms.BOX) > 0, high, low), like, turn, centre)

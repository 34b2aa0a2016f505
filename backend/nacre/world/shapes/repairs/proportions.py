"""Proportions that no grammar has: such a draw cannot be mended, and is drawn again.

The network says of each part how large it is, one after another. Now and then they do not fit each other: a trunk as
wide as its crown, a pyramid that grows wider towards its top.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from nacre.parts.language import Part, Program
from nacre.world.geometry.surfaces import bounds

WOOD: Final = frozenset({"trunk", "bough", "stem"})
LEAVES: Final = frozenset({"crown", "leaf"})
OUT: Final = 0.1  # metres that a trunk may stand above its crown
# Of each kind of tree: thickest trunk (radius), narrowest and widest crown (across), largest leaf mass (across), all as
# shares of its height, and how low the crown hangs at least. A little beyond those of the grammars it was taught with.
_LIKELY: Final[dict[str, tuple[float, float, float, float, float]]] = {
    "tree_round": (0.11, 0.42, 1.5, 0.9, 0.10), "tree_cone": (0.07, 0.2, 1.2, 1.0, -0.1),
    "tree_birch": (0.06, 0.33, 0.95, 0.75, 0.2), "tree_willow": (0.14, 0.85, 1.7, 1.05, 0.02),
    "tree_fruit": (0.12, 0.66, 1.75, 1.0, 0.06), "tree_cherry": (0.12, 0.75, 1.95, 1.05, 0.06),
}  # fmt: skip
_MASSES: Final = 3  # leaf masses of a round crown at least,
_DEEP: Final = 0.28  # and their share of the tree's height: with less it is a pole with balls
_ROUND: Final = frozenset({"tree_round", "tree_birch", "tree_fruit", "tree_cherry"})
_FRINGES: Final = 2  # rows of boughs from which on a needle tree is a fir
_TOP: Final = 0.75  # share of the height above which a needle tree is narrow
_NARROW: Final = 0.66  # share of its width that it then has at most
LEAFY: Final = frozenset(_LIKELY)  # kinds of trees that have leaves
_STONE: Final = frozenset({"wall", "ornament", "roof", "foundation", "floor", "room"})
_OVER: Final = 0.5  # metres by which a step of a pyramid may stand out over what is beneath it
_TEMPLE: Final = 0.6  # share of the width of its foot that what stands on a pyramid has at most
_HALFWAY: Final = 0.62  # share of its height at which it is no wider than that


def likely(program: Program) -> bool:
    """Whether a thing has proportions as its kind has; True for what has no rule here."""
    return narrows(program) if program.shape == "pyramid" else well_grown(program)


def narrows(program: Program) -> bool:
    """Whether a pyramid gets narrower from its foot to its top."""
    boxes = []
    for part in program.parts:
        if part.op == "add" and part.role in _STONE and part.array is None:
            low, high = bounds(part)
            taper = min(part.taper) if part.kind == "box" else 1.0
            boxes.append((float(low[0, 1]), float(high[0, 1]), float(min(part.half[0], part.half[2])), taper))
    if not boxes:
        return False
    top, foot = max(high for _, high, _, _ in boxes), max(half for _, _, half, _ in boxes)

    def reach(y: float) -> float:
        """Half of the width at a height."""
        widths = [
            half * (1.0 + (taper - 1.0) * (y - low) / max(high - low, 1e-6))
            for low, high, half, taper in boxes if low - 1e-6 <= y <= high + 1e-6
        ]  # fmt: skip
        return max(widths, default=0.0)

    widths = [reach(top * share) for share in np.linspace(0.1, 0.98, 23)]
    over = any(above > below + _OVER and above > _TEMPLE * foot for below, above in pairwise(widths))
    return not over and reach(_HALFWAY * top) <= _TEMPLE * foot + _OVER


def well_grown(program: Program) -> bool:
    """Whether a tree with leaves has its wood within them and proportions as trees have; True for all that is none."""
    likely = _LIKELY.get(program.shape)
    if likely is None:
        return True
    crown = [part for part in program.parts if part.op == "add" and part.role in LEAVES]
    wood = [part for part in program.parts if part.op == "add" and part.role in WOOD]
    if not crown:
        return True  # bare in winter
    thick, narrow, wide, mass, foot = likely
    if not wood:
        return False
    boxes = [bounds(part) for part in crown]
    low, high = np.concatenate([b[0] for b in boxes]), np.concatenate([b[1] for b in boxes])
    top, across = float(high[:, 1].max()), float((high.max(0) - low.min(0))[[0, 2]].max())
    if top < top_of(wood, WOOD) - OUT:
        return False
    if program.shape in _ROUND and (len(crown) < _MASSES or top - float(low[:, 1].min()) < _DEEP * top):
        return False
    if program.shape == "tree_cone":
        fringes = sum(part.kind == "box" and part.array is not None for part in crown)
        if fringes >= _FRINGES and any(part.kind == "ellipsoid" for part in crown):
            return False  # a fir with a cypress on its top
        skirts = np.repeat([part.kind != "blob" for part in crown], [len(b[0]) for b in boxes])  # pines are flat above
        upper = skirts & (high[:, 1] > _TOP * top) & (low[:, 1] > 0.6 * top)
        if upper.any() and float((high[upper].max(0) - low[upper].min(0))[[0, 2]].max()) > _NARROW * across:
            return False
    return (
        max(max(part.half[0], part.half[2]) for part in wood) <= thick * top
        and narrow * top <= across <= wide * top
        and max(2 * max(part.half) for part in crown) <= mass * top
        and float(low[:, 1].min()) >= foot * top
    )


def bare(program: Program) -> bool:
    """Whether a tree that has leaves from spring to autumn has none."""
    leafy = program.shape in _LIKELY and program.shape != "tree_cone"
    return leafy and not any(part.op == "add" and part.role in LEAVES for part in program.parts)


def top_of(parts: Sequence[Part], roles: frozenset[str]) -> float:
    """Height in metres of the highest of the parts of some roles; 0 where there are none."""
    return max((float(bounds(p)[1][:, 1].max()) for p in parts if p.op == "add" and p.role in roles), default=0.0)


__all__ = ["LEAFY", "LEAVES", "OUT", "WOOD", "bare", "likely", "narrows", "top_of", "well_grown"]

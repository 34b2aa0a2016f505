"""Castles that enclose: a keep in the middle of a square of walls, a tower at each corner if there are so many, a gate
in the front.

What a prompt asks for comes in numbers; here its walls, gate and towers become one ring, on ground that is level and
free of other buildings, its gate towards the middle of the village.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import Item
from nacre.world.layout.arrangement.relations import to_the_land
from nacre.world.layout.network import Token

RING: Final = ("keep", "gate", "round_tower", "wall")
LONG: Final = 10.0  # metres of a wall of size 1, and about that of a gate
TOWER: Final = 3.1  # metres from the middle of a tower in which a wall ends
YARD: Final = 7.5  # metres from the middle of a keep to walls that do not touch it
BAND: Final = 3.5  # metres on both sides of the ring's line that are its own
QUARTERS: Final = 4
_TURNS: Final = 6  # of a quarter, that are tried
_GRID: Final = 4.0  # metres between two middles that are tried
_FAR: Final = 64.0  # metres from the middle of the core
_ROUGH: Final = 3.0  # metres of height between its lowest and its highest place that a ring takes
# What a metre from where it is wanted costs, a metre of height, a gate that looks away from the core's middle, and
# something small in a wall's way.
_AWAY, _SLOPE, _TURNED, _CROWDED = 0.06, 1.0, 1.2, 0.4
Height = Callable[[float, float], float | None]  # metres of the ground at x, z; None where nothing may stand


@dataclass(frozen=True)
class Ring:
    """half: metres from the keep to the line of the walls; size: of the things; places: number of a thing, right, back,
    turn, all seen from the keep, whose front is the gate's side."""

    half: float
    size: float
    places: tuple[tuple[int, float, float, float], ...]

    def around(self, x: float, z: float, turn: float) -> list[tuple[int, float, float, float]]:
        """Number, x, z, yaw of each of its things about a middle."""
        c, s = math.cos(turn), math.sin(turn)
        return [(n, x + a * c + b * s, z - a * s + b * c, turn + yaw) for n, a, b, yaw in self.places]


def encloses(items: Sequence[Item]) -> bool:
    """Whether items ask for what makes a ring: a keep, a gate and walls enough to go around it, tied to nothing."""
    return _sides(_counts(items)) > 0


def _counts(items: Sequence[Item]) -> dict[str, int]:
    return {name: sum(max(item.count, 0) for item in items if _belongs(item) and item.concept == name) for name in RING}


def _belongs(item: Item) -> bool:
    """Whether a ring may take an item's things: a keep may have its place in the land, nothing is tied to others."""
    placed = item.relation != "any" and (item.concept != "keep" or not to_the_land(item))
    return item.concept in RING and not placed and not item.to and item.arrangement == "any"


def _sides(counts: Mapping[str, int]) -> int:
    """Walls and gate in each side; 0 where it is no ring."""
    each = (counts["wall"] + 1) // QUARTERS
    fits = 0.5 * LONG * each + _corner(counts["round_tower"]) > YARD
    return each if counts["keep"] > 0 and counts["gate"] > 0 and fits else 0


def _corner(towers: int) -> float:
    """Metres from a wall's end to the corner of the ring, at size 1."""
    return TOWER if towers >= QUARTERS else 0.0


def ring_of(items: Sequence[Item], things: Sequence[Token], dealt: Mapping[int, Sequence[int]]) -> Ring | None:
    """The ring that the things of these items make, dealt as `relations.of_items` has it; None where they make none."""
    mine: dict[str, list[int]] = {name: [] for name in RING}
    size = 1.0
    for index, item in enumerate(items):
        if _belongs(item):
            mine[item.concept] += [n for n in dealt[index] if not things[n].atop]
            size = max(size, item.size if item.concept == "wall" else 1.0)
    each = _sides({name: len(numbers) for name, numbers in mine.items()})
    if each == 0:
        return None
    long, half = LONG * size, (0.5 * LONG * each + _corner(len(mine["round_tower"]))) * size
    places = [(mine["keep"][0], 0.0, 0.0, 0.0)]
    walls, gate = iter(mine["wall"]), mine["gate"][0]
    for side in range(QUARTERS):
        yaw = side * math.pi / 2
        ahead, right = (-math.sin(yaw), -math.cos(yaw)), (math.cos(yaw), -math.sin(yaw))
        for k in range(each):
            along = (k - 0.5 * (each - 1)) * long
            number = gate if side == 0 and k == each // 2 else next(walls)
            places.append((number, ahead[0] * half + right[0] * along, ahead[1] * half + right[1] * along, yaw))
        if len(mine["round_tower"]) >= QUARTERS:
            corner = (ahead[0] + right[0]) * half, (ahead[1] + right[1]) * half
            places.append((mine["round_tower"][side], *corner, yaw))
    return Ring(half, size, tuple(places))


def site(ring: Ring, things: Sequence[Token], height: Height, stays: bool) -> tuple[float, float, float] | None:
    """The best middle and turn for a ring, (x, z, yaw); None where no building makes room for it. height: None where
    nothing may stand; stays: whether it is to be about where its keep stands, not near the middle of the core."""
    own = {number for number, *_ in ring.places}
    keep = things[ring.places[0][0]]
    middle = (keep.x, keep.z) if stays else (0.0, 0.0)
    others = [t for n, t in enumerate(things) if n not in own and not t.atop and not BY_NAME[t.shape].moves]
    built = _spots([t for t in others if BY_NAME[t.shape].group in ("building", "structure")])
    small = _spots([t for t in others if BY_NAME[t.shape].group in ("prop", "furniture", "vehicle")])
    best: tuple[float, tuple[float, float, float]] | None = None
    steps = np.arange(-_FAR, _FAR + 0.5 * _GRID, _GRID)
    for x, z in ((float(x), float(z)) for x in steps for z in steps):
        away = math.hypot(x, z)
        for turn in range(_TURNS):
            angle = 0.5 * math.pi * turn / _TURNS
            if (_from_line(built, x, z, angle) < ring.half + BAND).any():
                continue
            crowded = float((np.abs(_from_line(small, x, z, angle) - ring.half) < BAND).sum())
            # of the four sides the one that looks to the middle of the core
            quarter = round((math.atan2(x, z) - angle) / (0.5 * math.pi)) if away > 0.0 else 0
            yaw = angle + 0.5 * math.pi * quarter
            looks = (math.sin(yaw) * x + math.cos(yaw) * z) / away if away > 0.0 else 1.0
            cost = _AWAY * math.hypot(x - middle[0], z - middle[1]) + _CROWDED * crowded + _TURNED * (1.0 - looks)
            if best is not None and cost >= best[0]:
                continue
            levels = [height(px, pz) for _, px, pz, _ in ring.around(x, z, yaw)]
            known = [level for level in levels if level is not None]
            rough = max(known) - min(known) if len(known) == len(levels) else math.inf
            if rough <= _ROUGH and (best is None or cost + _SLOPE * rough < best[0]):
                best = cost + _SLOPE * rough, (x, z, yaw)
    return best[1] if best is not None else None


def _spots(things: Sequence[Token]) -> NDArray[np.float64]:
    """x, z and the metres that each covers, [N, 3]."""
    return np.array([(t.x, t.z, BY_NAME[t.shape].footprint * t.size) for t in things]).reshape(-1, 3)


def _from_line(spots: NDArray[np.float64], x: float, z: float, turn: float) -> NDArray[np.float64]:
    """How far from a square's middle its sides would be where they touch each spot, metres [N]."""
    dx, dz = spots[:, 0] - x, spots[:, 1] - z
    c, s = math.cos(turn), math.sin(turn)
    return np.asarray(np.maximum(np.abs(dx * c - dz * s), np.abs(dx * s + dz * c)) - spots[:, 2])

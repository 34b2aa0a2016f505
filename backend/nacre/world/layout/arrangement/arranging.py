"""Puts what a prompt relates where it belongs: beside other things, on top of them, in rows and circles, by the water.

The layout network knows the land, but not what one thing is to another. Here things are moved to free, dry ground that
fits what the prompt says of them; `relations.held` tells afterwards which relations are so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import Item
from nacre.vocabulary import EXTENT
from nacre.world.layout.arrangement.enclosing import Height, encloses, ring_of, site
from nacre.world.layout.arrangement.relations import SIDES, of_items, reach, related, sized, to_the_land
from nacre.world.layout.network import Token

Place = tuple[float, float, float]  # x, z, yaw

STEP: Final = 0.8  # metres between two tries
TRIES: Final = 24  # farther than this from the nearest place something no longer stands by something
SMALL: Final = 3.6  # extent in metres below which a thing is no obstacle: tufts, flowers, bushes, barrels
STEEP: Final = 0.9  # metres of height between the two that are still at one place
ALONG_STEPS: Final = (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0)  # a row may lie so many of its steps off the middle
TURNS: Final = 8  # turns of a circle, and directions of a row, that are tried
LAND_CELL: Final = 2.0  # metres between two samples of where water and paths are
BY: Final = 8.0  # metres from water or path to the middle of what stands by it, on top of what it covers itself
ASHORE: Final = 3.0  # the same for what floats or reaches into the water
# Where they stand is up to the water: they are made to fit it after they were brought there.
WATERSIDE: Final = ("bridge", "pier", "boat", "sailing_ship")
# What others can stand on: classes whose top is level enough, whatever they look like.
TOPPED: Final = frozenset({
    "boulder", "rock", "cliff_rock", "lava_rock", "ice_block", "stump", "barrel", "crate", "table", "chest", "counter",
    "shelf", "bench", "bed", "stove", "trough", "hay_bale", "hay", "wall", "gate", "keep", "round_tower", "tower_house",
    "desert_house", "modern_house", "apartment_block", "bus_stop", "retaining_wall", "pyramid", "cart", "bridge",
    "pier", "planter", "anvil", "obelisk", "rover", "car", "log", "treasure", "rug", "chair", "sled", "boat",
})  # fmt: skip
_SPREAD: Final = 0.6  # radians to either side of "behind"


def _anywhere(token: Token) -> Token:
    return token


@dataclass(frozen=True)
class Land:
    """The ground of the core. corner: x, z of the first cell; goals: relation -> bool [rows, columns], those cells of
    LAND_CELL metres where the water or the path is; fit: puts what stands in water right, near where it is."""

    height: Height
    corner: tuple[float, float] = (0.0, 0.0)
    goals: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    fit: Callable[[Token], Token] = _anywhere

    def near(self, relation: str, within: float) -> NDArray[np.bool_] | None:
        """Cells that are within so many metres of a goal [rows, columns], the goal's own too; None without a goal."""
        goal = self.goals.get(relation)
        if goal is None or not goal.any():
            return None
        cells = round(within / LAND_CELL)
        span = np.arange(-cells, cells + 1)
        wide = np.zeros_like(goal)
        padded = np.pad(goal, cells)
        rows, columns = goal.shape
        for dz in span:
            for dx in span:
                if dx * dx + dz * dz <= cells * cells:
                    wide |= padded[cells + dz : cells + dz + rows, cells + dx : cells + dx + columns]
        return wide

    def within(self, cells: NDArray[np.bool_], x: float, z: float) -> bool:
        """Whether a point lies in one of the cells."""
        row, column = (math.floor((at - low) / LAND_CELL) for at, low in ((z, self.corner[1]), (x, self.corner[0])))
        return 0 <= row < cells.shape[0] and 0 <= column < cells.shape[1] and bool(cells[row, column])

    def nearest(self, cells: NDArray[np.bool_], x: float, z: float) -> Iterator[tuple[float, float]]:
        """Middles of cells, those nearest to a point first."""
        rows, columns = np.nonzero(cells)
        xs, zs = self.corner[0] + (columns + 0.5) * LAND_CELL, self.corner[1] + (rows + 0.5) * LAND_CELL
        for k in np.argsort(np.hypot(xs - x, zs - z), kind="stable"):
            yield float(xs[k]), float(zs[k])


def moved(items: Iterable[Item]) -> bool:
    """Whether `arrange` has anything to do for these items."""
    items = list(items)
    return bool(related(items) or sized(items) or encloses(items) or any(_by_the_land(item) for item in items))


def arrange(items: Sequence[Item], things: Sequence[Token], land: Land) -> list[Token]:
    """The things in the sizes that were asked for, and those that the items relate to others or to the land moved to
    where they should be, where there is room.

    things: all of the core. A pure function; the order and number of the things stay. A thing keeps its place where no
    fitting one is free. Where a class was moved, its things keep the ranks by which they were dealt to the items.
    """
    return _Arranging(items, things, land).done()


def _by_the_land(item: Item) -> bool:
    land = to_the_land(item) and item.relation in ("by_water", "by_path")
    return item.count > 0 and (land or item.concept in WATERSIDE)


class _Arranging:
    """The things while they are moved, one item after the other."""

    def __init__(self, items: Sequence[Item], things: Sequence[Token], land: Land) -> None:
        self.items, self.things, self.land = items, things, land
        self.found = list(things)
        self.dealt = of_items(items, things)
        self.asked = {number for numbers in self.dealt.values() for number in numbers}

    def done(self) -> list[Token]:
        """What `arrange` returns."""
        self._grow()
        for index, item in enumerate(self.items):
            if self.dealt[index] and _by_the_land(item):
                self._by_the_land(item, self.dealt[index])
        self._enclose()
        for index, item in enumerate(self.items):
            mine = self.dealt[index]
            if not mine or item not in related(self.items) or item.concept in ("bridge", "pier"):
                continue
            if item.relation == "on_top_of":
                self._stack(item, mine)
            elif item.relation == "facing":
                self._turn(item, mine)
            elif item.to:
                self._gather(item, mine)
            else:
                self._line_up(item, mine)
        return self._ranked()

    def _ranked(self) -> list[Token]:
        """Who wears what was settled before anything moved: nearer the middle there may now be another one."""
        classes = {now.shape for was, now in zip(self.things, self.found, strict=True) if now != was}
        rank: dict[int, int] = {}
        for index, item in enumerate(self.items):
            if item.concept in classes:
                for number in self.dealt[index]:
                    rank[number] = len([n for n in rank if self.things[n].shape == item.concept])
        most = len(self.things)
        return [
            replace(thing, rank=rank.get(n, most)) if thing.shape in classes else thing
            for n, thing in enumerate(self.found)
        ]

    # ---- room --------------------------------------------------------------------------------------------------

    def _gives_way(self, number: int, thing: Token) -> bool:
        """Whether something moves off for a thing: no building waits for a tree, nothing asked for one nobody asked."""
        plant = BY_NAME[self.found[number].shape].group == "plant"
        return plant and (number not in self.asked or BY_NAME[thing.shape].group in ("building", "structure"))

    def _free(self, x: float, z: float, thing: Token, but: Iterable[int]) -> bool:
        """Whether a thing has room at x, z; but: numbers of what is no obstacle, itself for one."""
        but = set(but)
        for number, other in enumerate(self.found):
            if number in but or EXTENT[other.shape] < SMALL or BY_NAME[other.shape].moves or other.atop:
                continue
            least = 0.8 * (reach(other) + reach(thing))
            if (other.x - x) ** 2 + (other.z - z) ** 2 < least * least and not self._gives_way(number, thing):
                return False
        return True

    def _put(self, number: int, x: float, y: float, z: float, yaw: float) -> None:
        """Move a thing, and the plants off its new place to about where it stood before."""
        was = self.found[number]
        lift = was.y - y if was.shape == "dragon" else 0.0
        thing = self.found[number] = replace(was, x=x, y=y + lift, z=z, yaw=yaw)
        moved = 0
        for n, plant in enumerate(self.found):
            apart = 0.8 * (reach(plant) + reach(thing))
            if n == number or math.hypot(plant.x - x, plant.z - z) >= apart or not self._gives_way(n, thing):
                continue
            for k in range(moved, moved + 12):  # a spiral about the old place
                out, at = 1.5 * math.sqrt(k + 0.5), 2.4 * k
                px, pz = was.x + out * math.sin(at), was.z + out * math.cos(at)
                height = self.land.height(px, pz)
                if height is not None and math.hypot(px - x, pz - z) >= apart:
                    self.found[n] = replace(plant, x=px, y=height, z=pz)
                    moved = k + 1
                    break

    # ---- sizes and land ----------------------------------------------------------------------------------------

    def _grow(self) -> None:
        """Give things the size that was asked for; what becomes too large for its place moves where there is room."""
        for index, item in enumerate(self.items):
            if item not in sized(self.items):
                continue
            for number in self.dealt[index]:
                thing = self.found[number] = replace(self.found[number], size=item.size)
                if item.size <= 1.0 or item.concept in WATERSIDE or BY_NAME[item.concept].moves:
                    continue
                for x, z in _rooms(thing):
                    y = self.land.height(x, z)
                    if y is not None and abs(y - thing.y) <= 2.0 * STEEP and self._free(x, z, thing, (number,)):
                        self._put(number, x, thing.y if (x, z) == (thing.x, thing.z) else y, z, thing.yaw)
                        break

    def _enclose(self) -> None:
        """A castle's walls, towers and gate around its keep, where there is room for all of it."""
        ring = ring_of(self.items, self.found, self.dealt)
        if ring is None:
            return
        stays = any(item.concept == "keep" and to_the_land(item) for item in self.items)
        place = site(ring, self.found, self.land.height, stays)
        if place is None:
            return
        for number, x, z, yaw in ring.around(*place):
            y = self.land.height(x, z)
            assert y is not None  # else it were no site
            self.found[number] = replace(self.found[number], size=ring.size)
            self._put(number, x, y, z, yaw % (2.0 * math.pi))

    def _by_the_land(self, item: Item, mine: Sequence[int]) -> None:
        """To the nearest free place by the water or by a path, for what does not stand there yet."""
        floats = item.concept in WATERSIDE
        relation = "by_water" if floats else item.relation
        for number in mine:
            thing = self.found[number]
            cells = self.land.near(relation, ASHORE if floats else BY + 0.5 * reach(thing))
            if cells is None:
                return
            if self.land.within(cells, thing.x, thing.z):
                continue
            for x, z in self.land.nearest(cells, thing.x, thing.z):
                y = self.land.height(x, z)
                if y is None or not self._free(x, z, thing, (number,)):
                    continue
                self._put(number, x, y, z, thing.yaw)
                if floats:
                    self.found[number] = self.land.fit(self.found[number])
                break

    # ---- other things ------------------------------------------------------------------------------------------

    def _others(self, item: Item, mine: Sequence[int]) -> list[int]:
        return [n for n, t in enumerate(self.found) if t.shape in item.to.split("+") and n not in mine]

    def _stack(self, item: Item, mine: Sequence[int]) -> None:
        """Things on the tops of others, one on each; those who move share a top that is wide enough."""
        taken = {(t.x, t.z) for t in self.found if t.atop}
        bases = [self.found[n] for n in self._others(item, mine) if self.found[n].shape in TOPPED]
        bases = [base for base in bases if (base.x, base.z) not in taken]
        if not bases:
            return
        several = -(-len(mine) // len(bases)) if BY_NAME[item.concept].moves else 1
        for place, number in enumerate(mine[: several * len(bases)]):
            thing, base = self.found[number], bases[place % len(bases)]
            ring = place // len(bases)
            out = 0.0 if several == 1 else min(0.55 * reach(base), 0.6 * reach(thing) * several)
            at = base.yaw + 2.0 * math.pi * ring / several
            self.found[number] = replace(
                thing, x=base.x + out * math.sin(at), y=base.y, z=base.z + out * math.cos(at), yaw=base.yaw, atop=True
            )

    def _turn(self, item: Item, mine: Sequence[int]) -> None:
        for number in mine:
            thing = self.found[number]
            others = [self.found[n] for n in self._others(item, (number,))]
            if others:
                other = min(others, key=lambda t: math.hypot(t.x - thing.x, t.z - thing.z))
                yaw = math.atan2(-(other.x - thing.x), -(other.z - thing.z)) % (2.0 * math.pi)
                self.found[number] = replace(thing, yaw=yaw)

    def _gather(self, item: Item, mine: Sequence[int]) -> None:
        numbers = self._others(item, mine)
        if item.relation == "inside":
            numbers = [n for n in numbers if BY_NAME[self.found[n].shape].enterable]
        if not numbers:
            return
        others = [self.found[n] for n in numbers]
        if (item.arrangement != "any" or item.relation == "around") and len(mine) > 1:
            for places in _groups(item, [self.found[n] for n in mine], others[0]):
                if self._take(places, mine, others[0]):
                    return
        within = numbers if item.relation == "inside" else []
        for place, number in enumerate(mine):
            thing = self.found[number]
            for x, z, yaw in _places(item, place, len(mine), thing, others):
                y = self._level(x, z, others[0])
                if y is not None and self._free(x, z, thing, (number, *within)):
                    self._put(number, x, y, z, yaw)
                    break

    def _level(self, x: float, z: float, other: Token) -> float | None:
        """Height at a place that is about as high as another thing; None where it is not."""
        y = self.land.height(x, z)
        slope = STEEP + 0.25 * math.hypot(x - other.x, z - other.z)
        return y if y is not None and abs(y - other.y) <= slope else None

    def _take(self, places: Sequence[Place], mine: Sequence[int], other: Token | None) -> bool:
        """Put things into places when all of them are free; whether they are."""
        heights = []
        for (x, z, _), number in zip(places, mine, strict=True):
            y = self.land.height(x, z) if other is None else self._level(x, z, other)
            if y is None or not self._free(x, z, self.found[number], mine):
                return False
            heights.append(y)
        for (x, z, yaw), y, number in zip(places, heights, mine, strict=True):
            self._put(number, x, y, z, yaw % (2.0 * math.pi))
        return True

    def _line_up(self, item: Item, mine: Sequence[int]) -> None:
        """A row or a circle by itself, or two things so many metres apart; by the water as much of it as can be."""
        step = max(2.4 * max(reach(self.found[n]) for n in mine), 1.2)
        step = item.distance if item.distance is not None else step
        tries = list(_lines(item, [self.found[n] for n in mine], step))
        wanted = self.land.near(item.relation, BY) if _by_the_land(item) else None
        if wanted is not None:
            tries.sort(key=lambda places: sum(not self.land.within(wanted, x, z) for x, z, _ in places))
        for places in tries:
            if self._take(places, mine, None):
                return


def _rooms(thing: Token) -> Iterator[tuple[float, float]]:
    """Places for a thing that has grown: its own, then others farther and farther away."""
    yield thing.x, thing.z
    for ring in range(1, 10):
        for turn in range(8):
            at = math.pi / 4.0 * (turn + 0.5 * (ring % 2))
            yield thing.x + 3.0 * ring * math.sin(at), thing.z + 3.0 * ring * math.cos(at)


def _facing(x: float, z: float, other: Token) -> Place:
    return x, z, math.atan2(-(other.x - x), -(other.z - z))


def _places(item: Item, mine: int, count: int, thing: Token, others: Sequence[Token]) -> Iterator[Place]:
    """Where one thing would stand right, best first."""
    if item.relation == "between" and len(others) >= 2:
        first, second = others[0], others[1]
        for along in (0.5, 0.4, 0.6, 0.3, 0.7):
            yield first.x + along * (second.x - first.x), first.z + along * (second.z - first.z), thing.yaw
        return
    other = others[mine % len(others)] if item.relation in ("beside", "inside") else others[0]
    if item.relation == "inside":
        yield other.x, other.z, other.yaw
        return
    least = _least(item, thing, other)
    turn = other.yaw + math.pi / 2.0 * (1.0 if mine % 2 else -1.0)  # beside: at its sides
    for away in range(TRIES):
        radius = least + away * STEP
        if item.relation == "around" or item.arrangement == "circle":
            tries = [other.yaw + 2.0 * math.pi * (mine + 0.5) / count]
            radius = max(radius, count * 2.2 * reach(thing) / (2.0 * math.pi))
        elif item.relation in SIDES:
            spread = (mine - 0.5 * (count - 1)) * min(2.4 * reach(thing) / radius, 2.0 * _SPREAD / max(count, 1))
            tries = [other.yaw + SIDES[item.relation] + spread + by for by in (0.0, 0.2, -0.2, 0.4, -0.4)]
        else:
            tries = [turn + by for by in (0.0, math.pi, 0.5, -0.5, 1.2, -1.2, 1.9, -1.9)]
            tries = [at + 0.7 * mine for at in tries]
        for at in tries:
            yield _facing(other.x + radius * math.sin(at), other.z + radius * math.cos(at), other)


def _least(item: Item, thing: Token, other: Token) -> float:
    """Metres between the middles of two things that stand close by each other."""
    least = reach(other) + reach(thing) + 0.6
    return max(least, item.distance) if item.distance is not None else least


def _groups(item: Item, mine: Sequence[Token], other: Token) -> Iterator[list[Place]]:
    """Places for all of an item's things at once, in a circle around or a straight line beside another thing."""
    largest, count = max(mine, key=reach), len(mine)
    least = _least(item, largest, other)
    if item.arrangement != "row":
        least = max(least, count * 2.2 * reach(largest) / (2.0 * math.pi))
        for away in range(TRIES):
            radius = least + away * STEP
            for turn in range(TURNS):
                start = other.yaw + 2.0 * math.pi / count * (0.5 + turn / TURNS)
                angles = [start + 2.0 * math.pi * k / count for k in range(count)]
                yield [_facing(other.x + radius * math.sin(a), other.z + radius * math.cos(a), other) for a in angles]
        return
    step = max(2.0 * reach(largest), 1.2) if item.distance is None else item.distance
    sides = (SIDES[item.relation],) if item.relation in SIDES else (0.0, math.pi, 0.5 * math.pi, 1.5 * math.pi)
    for away in range(TRIES // 4):
        out = least + away * STEP
        for shift in ALONG_STEPS:
            for side in sides:
                at = other.yaw + side
                asides = [(k - 0.5 * (count - 1) + shift) * step for k in range(count)]
                yield [
                    _facing(
                        other.x + out * math.sin(at) + aside * math.cos(at),
                        other.z + out * math.cos(at) - aside * math.sin(at), other,
                    )
                    for aside in asides
                ]  # fmt: skip


def _lines(item: Item, mine: Sequence[Token], step: float) -> Iterator[list[Place]]:
    """Rows and circles through where one of the things stands, each in several directions, then a little aside."""
    count = len(mine)
    radius = max(step * count / (2.0 * math.pi), 2.0)
    for aside in (0.0, 3.0, -3.0, 6.0, -6.0):
        for first in mine:
            for turned in range(TURNS):
                turn = first.yaw + math.pi / 2.0 + turned * math.pi / TURNS
                x, z = first.x + aside * math.cos(turn), first.z - aside * math.sin(turn)
                if item.arrangement == "circle":
                    angles = [turn + 2.0 * math.pi * k / count for k in range(count)]
                    yield [
                        (x + radius * (math.sin(a) - math.sin(turn)), z + radius * (math.cos(a) - math.cos(turn)), a)
                        for a in angles
                    ]
                else:
                    yield [
                        (x + k * step * math.sin(turn), z + k * step * math.cos(turn), first.yaw) for k in range(count)
                    ]

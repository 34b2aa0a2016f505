"""Relations between things: putting what a prompt places beside something there, and telling what holds.

Things are first placed by the network, which knows the land but not what one thing is to another. Here those that
a prompt relates are moved to free, dry ground that fits; then `held` tells which relations are so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nacre.parts.classes import BY_NAME
from nacre.spec import PLACE_RELATIONS, Item
from nacre.vocabulary import EXTENT
from nacre.world.layout.network import Token

Height = Callable[[float, float], float | None]  # metres of the ground at x, z; None where nothing may stand

COVER: Final = 0.35  # of a thing's extent: how far from its middle it takes ground
NEAR: Final = 8.0  # metres of free ground between two things that stand beside each other
FAR: Final = 20.0  # the same for what is behind, in front of or to a side of something
STEP: Final = 0.8  # metres between two tries
TRIES: Final = 24  # farther than this from the nearest place something no longer stands by something
SMALL: Final = 3.6  # extent in metres below which a thing is no obstacle: tufts, flowers, bushes, barrels
STEEP: Final = 0.9  # metres of height between the two that are still at one place
# Left and right are those of somebody who looks at the front.
_SIDES: Final = {"behind": 0.0, "in_front_of": math.pi, "left_of": 0.5 * math.pi, "right_of": 1.5 * math.pi}
_FIXED: Final = ("bridge", "pier")  # where they stand is up to the water
# What others can stand on: classes whose top is level enough, whatever they look like.
TOPPED: Final = frozenset({
    "boulder", "rock", "cliff_rock", "lava_rock", "ice_block", "stump", "barrel", "crate", "table", "chest", "counter",
    "shelf", "bench", "bed", "stove", "trough", "hay_bale", "hay", "wall", "gate", "keep", "round_tower", "tower_house",
    "desert_house", "modern_house", "apartment_block", "bus_stop", "retaining_wall", "pyramid", "cart", "bridge",
    "pier", "planter", "anvil", "obelisk", "rover", "car", "log", "treasure",
})  # fmt: skip
_SPREAD: Final = 0.6  # radians to either side of "behind"


@dataclass(frozen=True)
class Held:
    """Whether one item's relation or arrangement is so in a world, and for how many of its things."""

    item: Item
    holds: bool
    count: int


def related(items: Iterable[Item]) -> list[Item]:
    """Items that ask for a place at another thing, for a row or a circle, or for a distance."""
    return [i for i in items if i.count > 0 and (i.to or i.arrangement != "any" or i.distance is not None)]


def reach(thing: Token) -> float:
    """Metres from its middle that a thing covers."""
    return EXTENT[thing.shape] * COVER * thing.size


def of_items(items: Sequence[Item], things: Sequence[Token]) -> dict[int, list[int]]:
    """Index of an item -> indices of the things it asked for: things by their distance from the middle, as they are
    dressed (`nacre.world.scene.looks`), dealt out in the order of the items."""
    by_class: dict[str, list[int]] = {}
    for number in sorted(range(len(things)), key=lambda n: (round(math.hypot(things[n].x, things[n].z), 3), n)):
        by_class.setdefault(things[number].shape, []).append(number)
    dealt: dict[int, list[int]] = {}
    for index, item in enumerate(items):
        left = by_class.get(item.concept, [])
        dealt[index] = left[: item.count]
        by_class[item.concept] = left[item.count :]
    return dealt


def _angle(of: Token, seen_from: Token) -> float:
    """Where a thing stands as seen from the back of another: 0 behind it, pi in front of it (its front is -Z)."""
    return (math.atan2(of.x - seen_from.x, of.z - seen_from.z) - seen_from.yaw) % (2.0 * math.pi)


def _apart(a: float, b: float) -> float:
    return abs((a - b + math.pi) % (2.0 * math.pi) - math.pi)


def _gap(one: Token, other: Token) -> float:
    return math.hypot(one.x - other.x, one.z - other.z) - reach(one) - reach(other)


def _between(thing: Token, first: Token, second: Token) -> bool:
    x, z = second.x - first.x, second.z - first.z
    length = math.hypot(x, z)
    if length < 1e-6:
        return False
    along = ((thing.x - first.x) * x + (thing.z - first.z) * z) / length**2
    aside = abs((thing.x - first.x) * z - (thing.z - first.z) * x) / length
    return 0.15 <= along <= 0.85 and aside <= max(3.0, 0.35 * length)


def _stands(relation: str, thing: Token, others: Sequence[Token]) -> bool:
    """Whether one thing stands so to any of the others."""
    if relation == "between":
        return any(_between(thing, a, b) for n, a in enumerate(others) for b in others[n + 1 :])
    for other in others:
        gap = _gap(thing, other)
        if relation in _SIDES and gap <= FAR and _apart(_angle(thing, other), _SIDES[relation]) <= math.pi / 4:
            return True
        if relation in ("beside", "around", "along", "at_end_of") and gap <= NEAR:
            return True
        if relation == "inside" and math.hypot(thing.x - other.x, thing.z - other.z) <= 0.6 * reach(other):
            return True
        if relation == "on_top_of" and thing.atop and gap <= 0.0:
            return True
        if relation == "facing":
            toward = math.atan2(-(other.x - thing.x), -(other.z - thing.z))
            if _apart(thing.yaw, toward) <= 0.5:
                return True
    return False


def _in_row(things: Sequence[Token]) -> bool:
    if len(things) < 3:
        return True
    x, z = (sum(values) / len(things) for values in ([t.x for t in things], [t.z for t in things]))
    xx = sum((t.x - x) ** 2 for t in things)
    zz = sum((t.z - z) ** 2 for t in things)
    xz = sum((t.x - x) * (t.z - z) for t in things)
    small = 0.5 * (xx + zz) - math.hypot(0.5 * (xx - zz), xz)
    return math.sqrt(max(small, 0.0) / len(things)) <= 1.5


def _in_circle(things: Sequence[Token]) -> bool:
    if len(things) < 3:
        return True
    x, z = (sum(values) / len(things) for values in ([t.x for t in things], [t.z for t in things]))
    away = [math.hypot(t.x - x, t.z - z) for t in things]
    middle = sum(away) / len(away)
    return max(abs(r - middle) for r in away) <= 0.3 * middle + 0.5


def held(items: Sequence[Item], things: Sequence[Token]) -> list[Held]:
    """Of every item of `related`, whether its relation holds for at least half of its things, and its arrangement."""
    dealt = of_items(items, things)
    found = []
    for index, item in enumerate(items):
        if item not in related(items):
            continue
        mine = [things[n] for n in dealt[index]]
        others = [t for t in things if t.shape in item.to.split("+") and t not in mine]
        good = sum(_stands(item.relation, t, others) for t in mine) if item.to else len(mine)
        holds = bool(mine) and 2 * good >= len(mine)
        if item.arrangement != "any":
            holds = holds and (_in_row if item.arrangement == "row" else _in_circle)(mine)
        if not item.to and item.distance is not None and len(mine) == 2:
            apart = math.hypot(mine[0].x - mine[1].x, mine[0].z - mine[1].z)
            holds = abs(apart - item.distance) <= max(2.0, 0.25 * item.distance)
        found.append(Held(item, holds, good))
    return found


def _places(
    item: Item, mine: int, count: int, thing: Token, others: Sequence[Token]
) -> Iterator[tuple[float, float, float]]:
    """(x, z, yaw) where a thing would stand right, best first."""
    if item.relation == "between" and len(others) >= 2:
        first, second = others[0], others[1]
        for along in (0.5, 0.4, 0.6, 0.3, 0.7):
            yield first.x + along * (second.x - first.x), first.z + along * (second.z - first.z), thing.yaw
        return
    other = others[mine % len(others)] if item.relation in ("beside", "inside") else others[0]
    if item.relation == "inside":
        yield other.x, other.z, other.yaw
        return
    least = reach(other) + reach(thing) + 0.6
    least = max(least, item.distance) if item.distance is not None else least
    turn = other.yaw + math.pi / 2.0 * (1.0 if mine % 2 else -1.0)  # beside: at its sides
    if item.arrangement == "row":
        yield from _in_line(item, mine, count, thing, other, least)
        return
    for away in range(TRIES):
        radius = least + away * STEP
        if item.relation == "around" or item.arrangement == "circle":
            tries = [other.yaw + 2.0 * math.pi * (mine + 0.5) / count]
            radius = max(radius, count * 2.2 * reach(thing) / (2.0 * math.pi))
        elif item.relation in _SIDES:
            spread = (mine - 0.5 * (count - 1)) * min(2.4 * reach(thing) / radius, 2.0 * _SPREAD / max(count, 1))
            tries = [other.yaw + _SIDES[item.relation] + spread + by for by in (0.0, 0.2, -0.2, 0.4, -0.4)]
        else:
            tries = [turn + by for by in (0.0, math.pi, 0.5, -0.5, 1.2, -1.2, 1.9, -1.9)]
            tries = [at + 0.7 * mine for at in tries]
        for at in tries:
            x, z = other.x + radius * math.sin(at), other.z + radius * math.cos(at)
            yield x, z, math.atan2(-(other.x - x), -(other.z - z))


def _in_line(
    item: Item, mine: int, count: int, thing: Token, other: Token, least: float
) -> Iterator[tuple[float, float, float]]:
    """A place in a straight line beside another thing, behind it where nothing else is said."""
    step = max(2.0 * reach(thing), 1.2) if item.distance is None else item.distance
    aside = (mine - 0.5 * (count - 1)) * step
    sides = (_SIDES[item.relation],) if item.relation in _SIDES else (0.0, math.pi, 0.5 * math.pi, 1.5 * math.pi)
    for side in sides:
        at = other.yaw + side
        for away in range(TRIES // 4):
            out = least + away * STEP
            x = other.x + out * math.sin(at) + aside * math.cos(at)
            z = other.z + out * math.cos(at) - aside * math.sin(at)
            yield x, z, math.atan2(-(other.x - x), -(other.z - z))


def _gives_way(plant: Token, thing: Token) -> bool:
    """Whether a plant is moved for a thing: no building waits for a tree."""
    group = BY_NAME[thing.shape].group
    return BY_NAME[plant.shape].group == "plant" and group in ("building", "structure")


def _clear(number: int, was: Token, found: list[Token], height: Height) -> None:
    """Move the plants off a thing's new place, to about where it stood before."""
    thing = found[number]
    moved = 0
    for n, plant in enumerate(found):
        if n == number or not _gives_way(plant, thing):
            continue
        if math.hypot(plant.x - thing.x, plant.z - thing.z) >= 0.8 * (reach(plant) + reach(thing)):
            continue
        for k in range(moved, moved + 12):  # a spiral about the old place
            out, at = 1.5 * math.sqrt(k + 0.5), 2.4 * k
            x, z = was.x + out * math.sin(at), was.z + out * math.cos(at)
            y = height(x, z)
            apart = math.hypot(x - thing.x, z - thing.z) >= 0.8 * (reach(plant) + reach(thing))
            if y is not None and apart:
                found[n] = replace(plant, x=x, y=y, z=z)
                moved = k + 1
                break


def _free(x: float, z: float, thing: Token, standing: Iterable[Token], apart_from: Sequence[Token]) -> bool:
    for other in standing:
        small = EXTENT[other.shape] < SMALL or _gives_way(other, thing)
        if other is thing or small or any(other is one for one in apart_from):
            continue
        least = 0.8 * (reach(other) + reach(thing))
        if (other.x - x) ** 2 + (other.z - z) ** 2 < least * least:
            return False
    return True


def sized(items: Iterable[Item]) -> list[Item]:
    """Items that ask for a size of their own."""
    return [item for item in items if item.count > 0 and abs(item.size - 1.0) > 0.01]


def _rooms(thing: Token) -> Iterator[tuple[float, float]]:
    """Places for a thing that has grown: its own, then others farther and farther away."""
    yield thing.x, thing.z
    for ring in range(1, 10):
        for turn in range(8):
            at = math.pi / 4.0 * (turn + 0.5 * (ring % 2))
            yield thing.x + 3.0 * ring * math.sin(at), thing.z + 3.0 * ring * math.cos(at)


def _grow(items: Sequence[Item], dealt: dict[int, list[int]], found: list[Token], height: Height) -> None:
    """Give things the size that was asked for; what becomes too large for its place moves to where there is room."""
    for index, item in enumerate(items):
        if item not in sized(items):
            continue
        for number in dealt[index]:
            thing = replace(found[number], size=item.size)
            found[number] = thing
            if item.size <= 1.0 or item.concept in _FIXED or BY_NAME[item.concept].moves:
                continue
            standing = [other for n, other in enumerate(found) if n != number]
            for x, z in _rooms(thing):
                y = height(x, z)
                if y is not None and abs(y - thing.y) <= 2.0 * STEEP and _free(x, z, thing, standing, ()):
                    found[number] = replace(thing, x=x, y=thing.y if (x, z) == (thing.x, thing.z) else y, z=z)
                    _clear(number, thing, found, height)
                    break


def arrange(items: Sequence[Item], things: list[Token], height: Height) -> list[Token]:
    """The things in the sizes that were asked for, and those that the items relate to others moved to where they should
    be, where there is room.

    A pure function; the order and number of the things stay. A thing keeps its place where no fitting one is free.
    """
    found = list(things)
    dealt = of_items(items, things)
    _grow(items, dealt, found, height)
    for index, item in enumerate(items):
        if item not in related(items) or item.concept in _FIXED:
            continue
        mine = dealt[index]
        if item.relation == "on_top_of":
            _stack(item, mine, found)
            continue
        if item.relation == "facing":
            _turn(item, mine, found)
            continue
        if item.to:
            others = [t for t in found if t.shape in item.to.split("+")]
            others = [t for t in others if not any(t is found[n] for n in mine)]
            if item.relation == "inside":
                others = [t for t in others if BY_NAME[t.shape].enterable]
            if others:
                _gather(item, mine, others, found, height)
        elif mine:
            _line_up(item, mine, found, height)
    return found


def _stack(item: Item, mine: list[int], found: list[Token]) -> None:
    """One thing on the top of each of the others. Who moves stays on the ground: nothing would hold them up there."""
    if BY_NAME[item.concept].moves:
        return
    taken = {(t.x, t.z) for t in found if t.atop}
    bases = [t for t in found if t.shape in item.to.split("+") and t.shape in TOPPED and (t.x, t.z) not in taken]
    mine_too = [found[number] for number in mine]
    bases = [t for t in bases if not any(t is one for one in mine_too)]
    for number, base in zip(mine, bases, strict=False):
        found[number] = replace(found[number], x=base.x, y=base.y, z=base.z, yaw=base.yaw, atop=True)


def _gather(item: Item, mine: list[int], others: list[Token], found: list[Token], height: Height) -> None:
    within = item.relation in ("inside",)
    for place, number in enumerate(mine):
        thing = found[number]
        for x, z, yaw in _places(item, place, len(mine), thing, others):
            y = height(x, z)
            level = y is not None and abs(y - others[0].y) <= STEEP + 0.25 * math.hypot(
                x - others[0].x, z - others[0].z
            )
            if y is None or not level or not _free(x, z, thing, found, others if within else ()):
                continue
            moved = replace(thing, x=x, y=y + (thing.y - y if thing.shape == "dragon" else 0.0), z=z, yaw=yaw)
            found[number] = moved
            _clear(number, thing, found, height)
            break


def _line_up(item: Item, mine: list[int], found: list[Token], height: Height) -> None:
    """A row or a circle by itself, or two things so many metres apart."""
    step = max(2.4 * max(reach(found[n]) for n in mine), 1.2)
    step = item.distance if item.distance is not None else step
    count = len(mine)
    radius = max(step * count / (2.0 * math.pi), 2.0)
    for turned in range(8 * count):
        first = found[mine[turned // 8]]
        turn = first.yaw + math.pi / 2.0 + (turned % 8) * math.pi / 8.0
        places = []
        for k in range(count):
            if item.arrangement == "circle":
                at = turn + 2.0 * math.pi * k / count
                x, z = (
                    first.x + radius * (math.sin(at) - math.sin(turn)),
                    first.z + radius * (math.cos(at) - math.cos(turn)),
                )
                yaw = at
            else:
                x, z, yaw = first.x + k * step * math.sin(turn), first.z + k * step * math.cos(turn), first.yaw
            places.append((x, height(x, z), z, yaw))
        others = [t for n, t in enumerate(found) if n not in mine]
        free = all(y is not None and _free(x, z, first, others, ()) for x, y, z, _ in places)
        if free:
            for number, (x, y, z, yaw) in zip(mine, places, strict=True):
                assert y is not None
                found[number] = replace(found[number], x=x, y=y, z=z, yaw=yaw % (2.0 * math.pi))
            return


def _turn(item: Item, mine: list[int], found: list[Token]) -> None:
    for number in mine:
        thing = found[number]
        others = [t for t in found if t.shape in item.to.split("+") and t is not thing]
        if others:
            other = min(others, key=lambda t: math.hypot(t.x - thing.x, t.z - thing.z))
            yaw = math.atan2(-(other.x - thing.x), -(other.z - thing.z)) % (2.0 * math.pi)
            found[number] = replace(thing, yaw=yaw)


def to_the_land(item: Item) -> bool:
    """Whether an item's relation is one that the land fulfils (`siting.cell_bias`), not another thing."""
    return item.relation in PLACE_RELATIONS and not item.to

"""Relations between things: which thing an item of the prompt asked for, and which of its relations hold.

Things are first placed by the network, which knows the land but not what one thing is to another; `arranging` then
moves those that a prompt relates. `held` tells which relations are so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from nacre.spec import PLACE_RELATIONS, Item
from nacre.vocabulary import EXTENT
from nacre.world.layout.network import Token

COVER: Final = 0.35  # of a thing's extent: how far from its middle it takes ground
NEAR: Final = 8.0  # metres of free ground between two things that stand beside each other
FAR: Final = 20.0  # the same for what is behind, in front of or to a side of something
# Left and right are those of somebody who looks at the front.
SIDES: Final = {"behind": 0.0, "in_front_of": math.pi, "left_of": 0.5 * math.pi, "right_of": 1.5 * math.pi}


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


def ranks(things: Sequence[Token]) -> list[int]:
    """Number of each thing among those of its class: as `arrange` dealt them, else the nearest to the middle first.

    The things are all that stand in the core. Wishes for a class are dealt out in this order.
    """
    away = [round(math.hypot(thing.x, thing.z), 3) for thing in things]
    order = sorted(range(len(things)), key=lambda n: (things[n].rank, away[n], n))
    seen: dict[str, int] = {}
    found = [0] * len(things)
    for n in order:
        found[n] = seen.get(things[n].shape, 0)
        seen[things[n].shape] = found[n] + 1
    return found


def of_items(items: Sequence[Item], things: Sequence[Token]) -> dict[int, list[int]]:
    """Index of an item -> indices of the things it asked for: those of its class by `ranks`, dealt out in the order of
    the items, as they are dressed (`nacre.world.scene.looks`)."""
    by_class: dict[str, list[int]] = {}
    rank = ranks(things)
    for number in sorted(range(len(things)), key=lambda n: rank[n]):
        by_class.setdefault(things[number].shape, []).append(number)
    dealt: dict[int, list[int]] = {}
    for index, item in enumerate(items):
        left = by_class.get(item.concept, [])
        dealt[index] = left[: item.count]
        by_class[item.concept] = left[item.count :]
    return dealt


def asked_of(items: Sequence[Item], shape: str, rank: int | None) -> Item | None:
    """The item that asked for the rank-th of a class (see `ranks`); None for who was not asked for."""
    left = rank
    for item in items:
        if item.concept == shape and item.count > 0 and left is not None:
            if left < item.count:
                return item
            left -= item.count
    return None


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
        if relation in SIDES and gap <= FAR and _apart(_angle(thing, other), SIDES[relation]) <= math.pi / 4:
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


def sized(items: Iterable[Item]) -> list[Item]:
    """Items that ask for a size of their own."""
    return [item for item in items if item.count > 0 and abs(item.size - 1.0) > 0.01]


def to_the_land(item: Item) -> bool:
    """Whether an item's relation is one that the land fulfils (`siting.cell_bias`), not another thing."""
    return item.relation in PLACE_RELATIONS and not item.to

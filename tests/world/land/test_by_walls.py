"""Goods that nobody asked for stand by a wall, not alone on a lawn."""

from __future__ import annotations

import math

from nacre.spec import Item, SceneSpec
from nacre.world.layout.by_walls import leaned
from nacre.world.layout.network import Token


def token(shape: str, x: float, z: float, yaw: float = 0.0) -> Token:
    return Token(shape, x, 1.0, z, yaw, 1.0, 0, False)


HOUSE, BARREL, TREE = token("house", 12.0, 16.0), token("barrel", 24.0, 16.0), token("tree_round", 26.0, 26.0)
THINGS = [HOUSE, BARREL, TREE, token("barrel", 22.0, 20.0)]


def level(x: float, z: float) -> float:
    return 1.0


def away(one: Token, other: Token) -> float:
    return math.hypot(one.x - other.x, one.z - other.z)


def test_a_barrel_on_a_lawn_comes_to_the_house() -> None:
    found = leaned(SceneSpec(), THINGS, (0, 0), level)
    assert [t.shape for t in found] == [t.shape for t in THINGS] and found[0] == HOUSE and found[2] == TREE
    assert 3.0 < away(found[1], HOUSE) < 8.0 and 3.0 < away(found[3], HOUSE) < 8.0
    assert away(found[1], found[3]) > 0.8, "not in each other"
    for barrel in (found[1], found[3]):
        ahead = (HOUSE.z - barrel.z) / away(barrel, HOUSE)  # the front of a house looks along -z
        assert ahead < 0.9, "not before the door"
    assert leaned(SceneSpec(), found, (0, 0), level) == found


def test_what_was_asked_for_or_has_no_house_stays() -> None:
    asked = SceneSpec(items=(Item("barrel", 2),))
    assert leaned(asked, THINGS, (0, 0), level) == THINGS
    assert leaned(SceneSpec(), [BARREL, TREE], (0, 0), level) == [BARREL, TREE]
    assert leaned(SceneSpec(), THINGS, (0, 0), lambda x, z: -1.0 if x < 20 else 1.0) == THINGS, "not into water"

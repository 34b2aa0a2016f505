"""Where a player begins: free, dry, level, and facing what was asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from nacre.spec import Item, SceneSpec
from nacre.vocabulary import EXTENT
from nacre.world.grid import CELL, CHUNK
from nacre.world.layout.network import Token
from nacre.world.layout.siting import MARGIN
from nacre.world.layout.spawn import start_place
from nacre.world.terrain.blocks import Chunk

Ground = dict[Chunk, NDArray[np.float32]]
HALF_VIEW = math.radians(45)  # a 16:9 view shows 97 degrees


def land(height: float = 2.0, wet_from_z: float = math.inf) -> Ground:
    """Even ground of the core; below water from a line on."""
    side = round(CHUNK / CELL) + 2 * MARGIN
    found = {}
    for x in range(-2, 3):
        for z in range(-2, 3):
            fine = np.zeros((6, side, side), np.float32)
            rows = z * CHUNK + (np.arange(side) - MARGIN + 0.5) * CELL
            fine[0] = np.where(rows >= wet_from_z, -1.0, height)[:, None]
            found[(x, z)] = fine
    return found


def thing(shape: str, x: float, z: float, y: float = 2.0) -> Token:
    return Token(shape, x, y, z, 0.0, 1.0, 0, False)


def wish(*concepts: str, water: str = "none") -> SceneSpec:
    return SceneSpec(items=tuple(Item(concept, 1) for concept in concepts), water=water)


def off_axis(start: tuple[float, float, float], x: float, z: float) -> float:
    at_x, at_z, yaw = start
    angle = math.atan2(-(x - at_x), -(z - at_z))
    return abs((angle - yaw + math.pi) % (2 * math.pi) - math.pi)


def hidden(start: tuple[float, float, float], target: Token, screens: list[Token]) -> bool:
    """Whether the straight line to the target's middle runs through another thing."""
    along = np.linspace(0, 1, 400)[:, None]
    line = np.array(start[:2]) * (1 - along) + np.array([target.x, target.z]) * along
    return any(np.hypot(*(line - (s.x, s.z)).T).min() < 0.3 * EXTENT[s.shape] for s in screens)


@pytest.mark.parametrize("x", [-30.0, 0.0, 25.0])
def test_it_faces_the_one_thing_there_is(x: float) -> None:
    tower = thing("bell_tower", x, -25.0)
    start = start_place(wish("bell_tower"), land(), [tower])
    assert off_axis(start, tower.x, tower.z) < HALF_VIEW
    assert math.hypot(start[0] - tower.x, start[1] - tower.z) > 0.42 * EXTENT["bell_tower"]


def test_a_house_in_front_sends_the_player_elsewhere() -> None:
    tower = thing("bell_tower", 0.0, -30.0)
    houses = [thing("house", x, -8.0) for x in (-6.0, 0.0, 6.0)]
    start = start_place(wish("bell_tower"), land(), [tower, *houses])
    assert off_axis(start, tower.x, tower.z) < HALF_VIEW
    assert not hidden(start, tower, houses)


def test_a_hill_hides_as_well() -> None:
    ground = land()
    for (_, z), fine in ground.items():
        if z == -1:
            fine[0, 20:60, :] = 30.0  # a ridge between the village and the north
    north, east = thing("keep", 0.0, -50.0), thing("windmill", 45.0, 14.0)
    start = start_place(wish("keep", "windmill"), ground, [north, east])
    assert off_axis(start, east.x, east.z) < HALF_VIEW


def test_a_dragon_is_far_enough_to_be_seen_in_a_level_view() -> None:
    dragon = thing("dragon", 0.0, 10.0, 16.0)
    start = start_place(wish("dragon"), land(), [dragon])
    away = math.hypot(start[0] - dragon.x, start[1] - dragon.z)
    assert math.atan2(dragon.y - 3.7, away) < 0.5
    assert off_axis(start, dragon.x, dragon.z) < HALF_VIEW


def test_water_that_was_asked_for_is_in_view_and_the_player_dry() -> None:
    start = start_place(wish(water="coast"), land(wet_from_z=30.0), [])
    assert start[1] < 30.0
    assert off_axis(start, start[0], start[1] + 50.0) < HALF_VIEW


def test_rare_things_count_more_than_many() -> None:
    houses = [thing("house", -30.0, z) for z in (-20.0, 0.0, 20.0, 40.0)]
    mill = thing("windmill", 40.0, 10.0)
    spec = SceneSpec(items=(Item("house", 4), Item("windmill", 1)))
    assert off_axis(start_place(spec, land(), [*houses, mill]), mill.x, mill.z) < HALF_VIEW


def test_where_nothing_fits_the_usual_place_is_taken() -> None:
    assert start_place(wish("house"), land(height=-2.0), [])[:2] == (0.0, 14.0)
    full = [thing("house", x, z) for x in np.arange(-60.0, 61.0, 6.0) for z in np.arange(-60.0, 61.0, 6.0)]
    assert start_place(wish("house"), land(), full)[:2] == (0.0, 14.0)


def test_the_same_again() -> None:
    things = [thing("house", 8.0, -8.0), thing("well", -6.0, 0.0), thing("villager", 3.0, 3.0)]
    assert start_place(wish("well"), land(), things) == start_place(wish("well"), land(), things)

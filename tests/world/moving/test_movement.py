"""Moving among parts with the shipped dynamics: walls, trunks, stairs, water, breath, and other bodies."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from nacre.parts.language import Part, Program
from nacre.vocabulary import ENTITY_INDEX
from nacre.world.dynamics.contact import GIRTH
from nacre.world.dynamics.network import Dynamics, step_world
from nacre.world.geometry.distance import SolidSet, pack
from nacre.world.interface import Action, Pose
from nacre.world.scene.ladders import ladders_of
from nacre.world.state import (
    E_GOAL,
    E_POS,
    E_SIZE,
    E_TIMER,
    P_GROUNDED,
    P_POS,
    P_STAMINA,
    P_SWIMMING,
    P_YAW,
    WorldState,
)

Floats = NDArray[np.float64]
Field = Callable[[Floats], NDArray[np.float32]]
WALL = Part("box", (0.0, 2.0, -1.0), (40.0, 2.0, 0.2), "stone", 100, "wall")


@pytest.fixture(scope="module")
def model() -> Dynamics:
    return Dynamics.load()


def among(parts: Sequence[Part], ground: Callable[[Floats], Floats] = lambda p: 0.0 * p[:, 1]) -> Field:
    solids = SolidSet()
    solids.add(pack(Program("ruin", tuple(parts))), (0.0, 0.0, 0.0))

    def felt(points: Floats) -> NDArray[np.float32]:
        level = np.minimum(points[:, 1] - ground(points), 1.6)
        return np.minimum(level, solids.distance(points, 1.6)).astype(np.float32)

    return felt


def at(x: float, y: float, z: float, yaw: float = 0.0) -> WorldState:
    state = WorldState("{}")
    state.player[P_POS] = x, y, z
    state.player[P_YAW], state.player[P_GROUNDED] = yaw, 1.0
    return state


def walk(model: Dynamics, state: WorldState, field: Field, ticks: int, action: Action) -> Floats:
    """Where the player is after each tick [ticks, 3]."""
    way = []
    for _ in range(ticks):
        step_world(model, [state], [action], [field])
        way.append(state.player[P_POS].copy())
    return np.array(way)


def pace(model: Dynamics, action: Action) -> float:
    way = walk(model, at(0.0, 0.0, 50.0), among([WALL]), 45, action)
    return float(np.hypot(*(way[-1] - way[-21])[[0, 2]]))


@pytest.mark.parametrize("degrees", [20, 45, 70])
def test_pushing_at_a_wall_one_slides_along_it(model: Dynamics, degrees: float) -> None:
    field, yaw = among([WALL]), -math.radians(90 - degrees)
    along = walk(model, at(0.0, 0.0, 0.2, yaw), field, 40, Action(move_z=1.0))
    free = walk(model, at(0.0, 0.0, 50.0, yaw), field, 40, Action(move_z=1.0))
    assert along[-1, 0] - along[10, 0] > 0.9 * (free[-1, 0] - free[10, 0])
    assert along[:, 2].min() > -0.8 + GIRTH - 0.02, "nobody gets into the wall"


@pytest.mark.parametrize("aside", [0.0, 0.1, 0.3])
def test_a_trunk_in_the_way_is_walked_around(model: Dynamics, aside: float) -> None:
    trunk = Part("cylinder", (aside, 2.0, -2.0), (0.25, 2.0, 0.25), "bark", 100, "trunk")
    way = walk(model, at(0.0, 0.0, 0.0), among([trunk]), 60, Action(move_z=1.0))
    assert way[-1, 2] < -4.0
    assert np.hypot(way[:, 0] - aside, way[:, 2] + 2.0).min() > 0.25 + GIRTH - 0.05


def test_pushing_square_at_a_pillar_one_slips_by(model: Dynamics) -> None:
    pillar = Part("box", (0.0, 2.0, -2.0), (0.2, 2.0, 0.2), "stone", 100, "wall")
    assert walk(model, at(0.0, 0.0, 0.0), among([pillar]), 60, Action(move_z=1.0))[-1, 2] < -4.0


@pytest.mark.parametrize("sprint", [False, True])
def test_stairs_are_climbed_and_come_down(model: Dynamics, sprint: bool) -> None:
    stairs = Part("stairs", (0.0, 1.36, -2.5), (0.44, 1.36, 1.5), "planks", 100, "stair", rotation=(180, 0, 0))
    loft = Part("box", (0.0, 1.36, -7.0), (2.0, 1.36, 3.0), "planks", 100, "floor")
    field, state = among([stairs, loft]), at(0.0, 0.0, 0.0)
    way = walk(model, state, field, 40 if not sprint else 24, Action(move_z=1.0, sprint=sprint))
    assert way[-1, 1] == pytest.approx(2.72, abs=0.03) and way[-1, 2] < -4.2
    assert np.diff(way[:, 1]).max() < 0.45, "step by step"
    state.player[P_YAW] += math.pi
    down = walk(model, state, field, 70, Action(move_z=1.0))
    assert abs(down[-1, 1]) < 0.03 and down[-1, 2] > 0.0


def test_backwards_is_slower_and_sprinting_costs_breath(model: Dynamics) -> None:
    ahead, back = pace(model, Action(move_z=1.0)), pace(model, Action(move_z=-1.0))
    assert ahead == pytest.approx(4.0, rel=0.05) and back == pytest.approx(0.6 * ahead, rel=0.1)
    assert pace(model, Action(move_z=-1.0, sprint=True)) == pytest.approx(back, rel=0.05)
    field, state = among([WALL]), at(0.0, 0.0, 300.0)
    walk(model, state, field, 200, Action(move_z=1.0, sprint=True))
    assert 0.0 < state.player[P_STAMINA] < 0.2
    way = walk(model, state, field, 80, Action(move_z=1.0, sprint=True))
    assert np.hypot(*(way[-1] - way[-21])[[0, 2]]) < 4.3, "out of breath"
    walk(model, state, field, 140, Action())
    assert state.player[P_STAMINA] == pytest.approx(1.0)
    way = walk(model, state, field, 40, Action(move_z=1.0, sprint=True))
    assert np.hypot(*(way[-1] - way[-21])[[0, 2]]) > 6.0, "rested"


def test_nobody_walks_on_the_bed_of_deep_water(model: Dynamics) -> None:
    def lake(points: Floats) -> Floats:
        return np.clip(0.35 * points[:, 2], -3.0, 0.5)

    state = at(0.0, 0.5, 3.0)
    field = among([WALL.__class__("box", (0.0, 2.0, -90.0), (1.0, 2.0, 0.2), "stone", 100, "wall")], lake)
    out = walk(model, state, field, 160, Action(move_z=1.0))
    assert state.player[P_SWIMMING] == 1.0 and state.player[P_GROUNDED] == 0.0
    assert state.player[1] == pytest.approx(-1.1, abs=0.1), "borne by the water"
    assert out[:, 1].min() > -1.5
    state.player[P_YAW] += math.pi
    walk(model, state, field, 220, Action(move_z=1.0))
    assert state.player[P_SWIMMING] == 0.0 and state.player[1] == pytest.approx(0.5, abs=0.03), "ashore again"
    state = at(0.0, -3.0, -20.0)  # put upon the bed
    walk(model, state, field, 60, Action())
    assert state.player[P_SWIMMING] == 1.0 and state.player[1] == pytest.approx(-1.1, abs=0.1)


def with_people(state: WorldState, places: Sequence[tuple[float, float]]) -> WorldState:
    for slot, (x, z) in enumerate(places):
        state.entity_class[slot] = ENTITY_INDEX["villager"]
        row = state.entities[slot]
        row[E_POS] = row[E_GOAL] = x, 0.0, z
        row[E_SIZE] = row[13] = 1.0
        row[E_TIMER] = 40.0
    return state


def apart(state: WorldState) -> float:
    """Least distance of any two bodies, metres between their axes."""
    places = np.concatenate([state.player[None, P_POS], state.entities[state.entity_class >= 0][:, E_POS]])
    away = np.hypot(*(places[:, None] - places[None])[..., [0, 2]].transpose(2, 0, 1))
    return float(away[~np.eye(len(away), dtype=bool)].min())


def test_bodies_do_not_stand_inside_each_other(model: Dynamics) -> None:
    field = among([WALL])
    state = with_people(at(0.0, 0.0, 10.0), [(0.0, 8.0), (0.1, 8.1), (0.6, 6.5), (-0.5, 6.5)])
    least = []
    for _ in range(60):
        step_world(model, [state], [Action(move_z=1.0)], [field])
        least.append(apart(state))
    assert min(least[10:]) > 2 * GIRTH - 0.05
    assert state.player[2] < 5.0, "and nobody can be shut in by somebody who stands there"


def test_whom_an_engine_moves_pushes_and_is_not_pushed(model: Dynamics) -> None:
    field, state = among([WALL]), with_people(at(0.0, 0.0, 10.0), [(0.0, 9.0)])
    for tick in range(30):
        hero = Pose((0.0, 0.0, 10.0 - 0.1 * tick), (0.0, 0.0, -2.0), 0.0, 0.0, True)
        state.player[P_POS] = hero.position
        step_world(model, [state], [Action(pose=hero)], [field])
        assert state.player[P_POS].tolist() == list(hero.position)
        assert apart(state) > 2 * GIRTH - 0.05


def test_a_player_of_another_tick_is_not_walked_through(model: Dynamics) -> None:
    field, state, other = among([WALL]), at(0.0, 0.0, 10.0), np.array([[0.02, 0.0, 8.0]])
    near = []
    for _ in range(40):
        step_world(model, [state], [Action(move_z=1.0)], [field], (), [other])
        near.append(float(np.hypot(*(state.player[P_POS] - other[0])[[0, 2]])))
    assert min(near) > 2 * GIRTH - 0.02
    assert state.player[2] < 7.0, "but around"


def test_ladders_are_climbed_held_and_come_down(model: Dynamics) -> None:
    ladder = Part("ladder", (0.0, 1.6, -2.0), (0.25, 1.6, 0.04), "timber", 100, "ladder")
    loft = Part("box", (0.0, 2.6, -3.2), (2.0, 0.1, 1.1), "planks", 100, "floor")
    field = among([ladder, loft])
    rows = ladders_of(Program("ruin", (ladder, loft)), 0.0, 0.0, 0.0, 0.0, 1.0)
    assert len(rows) == 1 and rows[0, 5] == pytest.approx(1.0), "climbed from where there is room"
    state = at(0.0, 0.0, -0.5)

    def go(ticks: int, action: Action) -> float:
        for _ in range(ticks):
            step_world(model, [state], [action], [field], [rows])
        return float(state.player[1])

    middle = go(24, Action(move_z=1.0))
    assert 0.8 < middle < 2.4
    assert go(20, Action()) == pytest.approx(middle, abs=1e-6), "who does nothing holds on"
    assert go(4, Action(move_z=-1.0)) < middle - 0.2
    top = go(50, Action(move_z=1.0))
    assert top == pytest.approx(2.84, abs=0.06), "and nobody climbs out of its head"
    assert go(60, Action(jump=True)) < 1.2, "a jump lets go"

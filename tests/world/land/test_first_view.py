"""Of several places to begin at, the one is chosen from which what was asked for is really seen."""

from __future__ import annotations

import numpy as np

from nacre.spec import Item, SceneSpec
from nacre.world.render.instances import Instances, placed
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.preview import box_mesh
from nacre.world.scene.first_view import choose, hold
from nacre.world.state import E_GOAL, E_POS, E_TIMER, P_POS, P_YAW, WorldState

FIELD = ((-60, -1, -60), (60, 0, 60), "grass", (90, 140, 60))
TOWER = ((-2, 0, -2), (2, 9, 2), "stone", (120, 120, 120))
WALL = ((-9, 0, -0.2), (9, 7, 0.2), "brick", (160, 80, 60))
SPEC = SceneSpec(items=(Item("bell_tower", 1),), water="none")


def scene(*things: tuple[tuple, str, tuple[float, float]]) -> tuple[MeshPool, Instances, list[str]]:  # type: ignore[type-arg]
    pool = MeshPool()
    meshes = [pool.add(box_mesh(*FIELD))]
    transforms, kinds = [placed(0, 0, 0)], [""]
    for box, kind, (x, z) in things:
        meshes.append(pool.add(box_mesh(*box)))
        transforms.append(placed(x, 0, z))
        kinds.append(kind)
    return pool, Instances.of(meshes, transforms), kinds


def test_a_wall_that_hides_the_tower_sends_one_elsewhere() -> None:
    pool, things, kinds = scene((TOWER, "bell_tower", (0, -30)), (WALL, "wall", (0, -8)))
    hidden, open_ = (0.0, 4.0, 0.0), (16.0, 4.0, 0.45)
    assert choose(SPEC, pool, things, kinds, [], [hidden, open_], lambda x, z: 0.0)[:2] == open_[:2]
    pool, things, kinds = scene((TOWER, "bell_tower", (0, -30)))
    assert choose(SPEC, pool, things, kinds, [], [hidden, open_], lambda x, z: 0.0)[:2] == hidden[:2]


def test_nobody_begins_with_the_nose_at_a_wall() -> None:
    pool, things, kinds = scene((WALL, "house", (0, 2.5)))
    at_the_wall, away = (0.0, 4.0, 0.0), (0.0, 4.0, np.pi)
    assert (
        choose(SceneSpec(water="none"), pool, things, kinds, [], [at_the_wall, away], lambda x, z: 0.0) != at_the_wall
    )


def test_somebody_asked_for_is_looked_at() -> None:
    pool, things, kinds = scene()
    camel = pool.add(box_mesh((-0.8, 0, -0.8), (0.8, 2.2, 0.8), "fur", (180, 140, 90)))
    moving = Instances.of([camel], [placed(12.0, 0, 4.0)], entities=[1])
    whole = Instances.joined([things, moving])
    spec = SceneSpec(items=(Item("camel", 1),), water="none")
    ahead, right = (0.0, 4.0, 0.0), (0.0, 4.0, -np.pi / 2)
    chosen = choose(spec, pool, whole, kinds, ["camel"], [ahead, right], lambda x, z: 0.0)
    assert abs(chosen[2] + np.pi / 2) < 0.5


def test_who_is_before_the_player_stays_there_at_first() -> None:
    state = WorldState("{}")
    state.player[P_POS], state.player[P_YAW] = (0.0, 1.0, 0.0), 0.0
    state.entity_class[:3] = 0
    places = (0.0, 1.0, -5.0), (0.0, 1.0, 5.0), (0.0, 1.0, -30.0)  # before, behind, far ahead
    for slot, place in enumerate(places):
        state.entities[slot, E_POS], state.entities[slot, E_GOAL] = place, (0.0, 1.0, -1.0)
    hold(state)
    assert state.entities[0, E_TIMER] >= 3.0 and (state.entities[0, E_GOAL] == places[0]).all()
    assert not state.entities[1:3, E_TIMER].any() and (state.entities[1:3, E_GOAL] == (0.0, 1.0, -1.0)).all()


def test_a_passer_by_in_the_middle_sends_one_elsewhere() -> None:
    pool, things, kinds = scene((TOWER, "bell_tower", (0, -30)))
    body = pool.add(box_mesh((-0.4, 0, -0.3), (0.4, 1.8, 0.3), "cloth", (180, 40, 90)))
    passer = Instances.of([body], [placed(0.0, 0, 0.6)], entities=[1])
    blocked, open_ = (0.0, 4.0, 0.0), (4.0, 4.0, 0.15)
    chosen = choose(
        SPEC, pool, Instances.joined([things, passer]), kinds, ["villager"], [blocked, open_], lambda x, z: 0.0
    )
    assert chosen[:2] == open_[:2]


def test_houses_are_seen_from_their_fronts() -> None:
    pool, things, kinds = scene((((-4, 0, -4), (4, 6, 4), "brick", (160, 80, 60)), "house", (0, 0)))
    behind, before = (0.0, 16.0, 0.0), (0.0, -16.0, np.pi)
    spec = SceneSpec(water="none")
    assert choose(spec, pool, things, kinds, [], [behind, before], lambda x, z: 0.0)[:2] == before[:2]


def test_a_barrel_before_the_middle_sends_one_elsewhere() -> None:
    barrel = ((-0.4, 0, -0.4), (0.4, 1.1, 0.4), "planks", (120, 80, 40))
    pool, things, kinds = scene((TOWER, "bell_tower", (0, -30)), (barrel, "barrel", (0, 0.6)))
    blocked, open_ = (0.0, 4.0, 0.0), (4.0, 4.0, 0.15)
    assert choose(SPEC, pool, things, kinds, [], [blocked, open_], lambda x, z: 0.0)[:2] == open_[:2]

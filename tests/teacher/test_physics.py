"""The teacher's bodies against closed-form expectations on analytic grounds and grounds of cells."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nacre.teacher.movement.behaviour import TEMPERS, chances, propose, rethinks
from nacre.teacher.movement.physics import HEIGHT, JUMP_APEX, RADIUS, SPRINT, SWIM, WALK, Bodies, advance, player_wish
from nacre.teacher.movement.play import Play
from nacre.teacher.movement.proving import SPACING, Pool, ground_volume, proving_pool
from nacre.vocabulary import ENTITY_INDEX, MANNERS
from nacre.world.dynamics.apply import STOP
from nacre.world.dynamics.crowd import E_SOCIAL
from nacre.world.dynamics.stencil import DIRECTIONS, Sampler, compass
from nacre.world.state import E_GOAL, E_POS, E_TIMER, E_VEL, E_YAW, P_POS

Floats = NDArray[np.float64]


def body(x: float, y: float, z: float) -> Bodies:
    return Bodies.players(np.array([[x, y, z]]), np.zeros((1, 3)), np.array([True]), np.array([False]))


def drive(
    one: Bodies, sampler: Sampler, forward: float, ticks: int, jump_at: int = -1, sprint: bool = False
) -> tuple[Bodies, Floats]:
    """Walk ahead (yaw 0, along -Z); returns the body and its path [ticks, 3]."""
    path = []
    for tick in range(ticks):
        wish = player_wish(np.zeros(1), np.array([[0.0, forward]]), np.array([sprint]), one.position, one.swimming)
        one = advance(one, wish, np.array([tick == jump_at]), sampler)
        path.append(one.position[0].copy())
    return one, np.array(path)


def plane(points: Floats) -> NDArray[np.float32]:
    return np.asarray(points[:, 1] - 1.0, np.float32)


@pytest.mark.parametrize(("sprint", "speed"), [(False, WALK), (True, SPRINT)])
def test_steady_speed_on_flat_ground(sprint: bool, speed: float) -> None:
    _, path = drive(body(0, 1, 0), plane, 1.0, 40, sprint=sprint)
    assert (path[20, 2] - path[39, 2]) / (19 * 0.05) == pytest.approx(speed, rel=0.01)
    assert abs(path[:, 0]).max() < 1e-6
    assert np.abs(path[:, 1] - 1.0).max() < 0.02


def test_a_jump_reaches_its_apex_and_comes_down() -> None:
    one, path = drive(body(0, 1, 0), plane, 0.0, 40, jump_at=5)
    assert path[:, 1].max() - 1.0 == pytest.approx(JUMP_APEX, rel=0.03)
    assert one.grounded[0] and abs(one.position[0, 1] - 1.0) < 0.02


def test_a_wall_stops_and_is_not_entered() -> None:
    def walled(points: Floats) -> NDArray[np.float32]:
        return np.minimum(plane(points), (points[:, 2] + 4.0).astype(np.float32))  # solid beyond z = -4

    one, path = drive(body(0, 1, 0), walled, 1.0, 80)
    assert path[:, 2].min() >= -4.0 + RADIUS - 0.03
    assert abs(one.velocity[0, 2]) < 0.6


def test_sliding_along_an_oblique_wall_keeps_the_free_part_of_the_motion() -> None:
    normal = np.array([np.sin(0.6), 0.0, np.cos(0.6)])

    def walled(points: Floats) -> NDArray[np.float32]:
        return np.minimum(plane(points), (points @ normal + 3.0).astype(np.float32))

    _, path = drive(body(0, 1, 0), walled, 1.0, 80)
    assert (path @ normal + 3.0).min() > RADIUS - 0.05
    assert path[-1, 0] > 1.0, "it should slide to the right along the wall"


def test_a_step_is_climbed_and_a_fence_is_not() -> None:
    def kerb(height: float) -> Sampler:
        def felt(points: Floats) -> NDArray[np.float32]:
            q = np.stack([points[:, 1] - 1.0 - height, points[:, 2] + 3.0], 1)
            outside = np.hypot(*np.maximum(q, 0.0).T) + np.minimum(q.max(1), 0.0)
            return np.minimum(plane(points), outside.astype(np.float32))

        return felt

    low, _ = drive(body(0, 1, 0), kerb(0.35), 1.0, 60)
    high, _ = drive(body(0, 1, 0), kerb(1.0), 1.0, 60)
    assert low.position[0, 2] < -4.0 and low.position[0, 1] == pytest.approx(1.35, abs=0.05)
    assert high.position[0, 2] > -3.0 and high.position[0, 1] < 1.2


def test_swimmers_float_with_their_head_above_water_and_are_slow() -> None:
    def deep(points: Floats) -> NDArray[np.float32]:
        return np.asarray(points[:, 1] + 5.0, np.float32)

    one, path = drive(body(0, 0.5, 0), deep, 1.0, 160)
    assert one.swimming[0] and not one.grounded[0]
    assert -1.2 < path[-1, 1] < -0.95
    assert (path[-21, 2] - path[-1, 2]) / 1.0 == pytest.approx(SWIM, rel=0.05)


def test_a_plateau_of_clipped_distance_is_no_obstacle() -> None:
    def clipped(points: Floats) -> NDArray[np.float32]:
        outside = np.maximum(np.abs(points[:, 2] + 3.0) - 1.25, 0.0)  # a cube known to 0.3 m, as composed
        return np.minimum(plane(points), np.hypot(outside, 0.3)).astype(np.float32)

    one, path = drive(body(0, 1, 0), clipped, 1.0, 60)
    assert one.position[0, 2] < -6.0 and np.abs(path[:, 1] - 1.0).max() < 0.3


def test_nothing_falls_for_ever() -> None:
    one, _ = drive(body(0, 1, 0), lambda p: np.full(len(p), 6.0, np.float32), 0.0, 200)
    assert one.position[0, 1] > -6.0


def test_ground_of_cells_is_read_as_composed() -> None:
    pool = Pool(ground_volume(0, flat=True)[None])
    heights = np.array([0.6, 1.0, 1.4, 2.0])
    points = np.stack([np.full(4, 500.3), heights, np.full(4, 900.7)], 1)
    assert np.allclose(pool.distance(points), 0.85 * (heights - 1.0), atol=1e-3)
    assert np.allclose(pool.column(500.0, 3.0), [1.0], atol=0.15)


def test_bodies_stay_out_of_solids_in_random_worlds() -> None:
    play = Play(proving_pool(1, 40), 24, 4)
    inside = []
    for _ in range(70):
        play.act()
        senses = play.senses()
        play.carry_out(play.teacher(senses), senses)
        inside.append((play.clearance() < 0.0).mean())
    assert np.mean(inside) < 0.005
    assert np.abs(play.crowd.players[:, P_POS][:, 1]).max() < 30.0


def crowd_of(kind: str, player_away: float, social: float = 0.0) -> Play:
    """One resting character on a bare plain, the player `player_away` metres straight ahead of it."""
    play = Play(Pool(ground_volume(0, flat=True)[None]), 1, 0, company=1)
    crowd = play.crowd
    crowd.kinds[:] = ENTITY_INDEX[kind]
    crowd.rows[:] = 0.0
    crowd.rows[0, E_POS] = crowd.rows[0, E_GOAL] = (0.5 * SPACING, 1.0, 30.0)
    crowd.rows[0, E_TIMER], crowd.rows[0, 12], crowd.rows[0, E_SOCIAL] = 2.0, 1.0, social
    crowd.homes[0] = crowd.rows[
        0,
        (0, 2),
    ]
    crowd.players[0, P_POS] = crowd.rows[0, E_POS] + (0.0, 0.0, -player_away)
    return play


def test_animals_flee_the_player_and_people_do_not() -> None:
    deer, near_man = crowd_of("deer", 4.0), crowd_of("villager", 4.0)
    senses = deer.senses()
    assert rethinks(deer.crowd, senses)[0]
    ways = chances(deer.crowd, senses)[0]
    forward = -compass()[:, 1]
    assert ways[:DIRECTIONS][forward < -0.5].sum() > 0.8 and ways[STOP] < 0.02
    assert not rethinks(near_man.crowd, near_man.senses())[0]
    far = crowd_of("deer", 20.0)
    assert not rethinks(far.crowd, far.senses())[0]


def test_people_stop_and_turn_to_a_player_who_comes_near() -> None:
    play = crowd_of("villager", 2.0, social=1.0)
    rows = play.crowd.rows
    rows[0, E_GOAL] += (5.0, 0.0, 0.0)  # it was on its way to the right
    rows[0, E_YAW] = -np.pi / 2
    greeted = False
    for _ in range(40):
        senses = play.senses()
        greeted |= bool(play.carry_out(play.teacher(senses), senses).greeted[0])
    offset = play.crowd.players[0, P_POS] - rows[0, E_POS]
    facing = np.array([-np.sin(rows[0, E_YAW]), -np.cos(rows[0, E_YAW])])
    assert greeted
    assert facing @ offset[[0, 2]] / np.hypot(*offset[[0, 2]]) > 0.95
    assert np.hypot(*rows[0, E_VEL][[0, 2]]) < 0.1


def test_the_dog_follows_and_the_dragon_circles() -> None:
    dog = crowd_of("dog", 14.0)
    dragon = crowd_of("dragon", 60.0)
    dragon.crowd.rows[0, E_POS] += (15.0, 9.0, 0.0)
    dragon.crowd.rows[0, E_GOAL] += (0.0, 12.0, 0.0)
    centre, angles = dragon.crowd.rows[0, E_GOAL].copy(), []
    for _ in range(240):
        for play in (dog, dragon):
            senses = play.senses()
            play.carry_out(play.teacher(senses), senses)
        angles.append(np.arctan2(*(dragon.crowd.rows[0, E_POS] - centre)[[0, 2]]))
    offset = dog.crowd.players[0, P_POS] - dog.crowd.rows[0, E_POS]
    assert np.hypot(*offset[[0, 2]]) < 6.0
    away = dragon.crowd.rows[0, E_POS] - centre
    assert 15.0 < np.hypot(*away[[0, 2]]) < 32.0 and abs(away[1]) < 1.0
    assert abs(np.unwrap(angles)[-1] - angles[0]) > np.pi


def test_every_class_has_a_temper_and_a_valid_plan() -> None:
    assert set(TEMPERS) == set(MANNERS)
    play = Play(proving_pool(1, 60), 24, 5)
    senses = play.senses()
    plan = propose(play.crowd, senses, play.pool.distance)
    assert np.allclose(plan.chances.sum(1), 1.0) and np.isfinite(plan.velocity).all()
    assert (plan.pause > 0.0).all() and HEIGHT > 2.0 * RADIUS

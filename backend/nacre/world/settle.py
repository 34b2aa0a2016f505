"""Carrying out what the dynamics propose: state rows, goals, clocks, history, and the last safeguard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.crowd import (
    E_SOCIAL,
    FLYING,
    HUMAN,
    Crowd,
    Distance,
    Floats,
    Senses,
    flat_distance,
    remember,
)
from nacre.world.grid import TICK, Y0
from nacre.world.state import (
    E_GOAL,
    E_MOOD,
    E_PHASE,
    E_POS,
    E_TIMER,
    E_VEL,
    E_YAW,
    P_GROUNDED,
    P_POS,
    P_SWIMMING,
    P_VEL,
    P_YAW,
)
from nacre.world.stencil import AXIS, DIRECTIONS, compass, to_local, to_world

Flags = NDArray[np.bool_]
STOP: Final = DIRECTIONS  # the goal choice that is no direction
MAX_SPEED: Final = 25.0  # m/s
MAX_TURN: Final = 0.5  # radians a tick
TALK_DISTANCE: Final = 2.5  # m
REST_BETWEEN_TALKS: Final = 20.0  # s
FLOOR: Final = Y0 + 0.5  # m; below the volume there is nothing to stand on
_COMPASS: Final = compass()
Draws = Callable[[], Floats]
"""Uniform numbers 0..1 for the characters' choices [R, 3]."""


@dataclass
class Proposal:
    """What players (first B rows) and characters (the R that follow) are about to do in a tick.

    velocity and displacement [B + R, 3] local to the yaw before the tick; flags [B + R]. For the R:
    turn (radians), phase (cycles per tick), rethink, chances [R, DIRECTIONS + 1], reach (m),
    travel and pause (s).
    """

    velocity: Floats
    displacement: Floats
    grounded: Flags
    swimming: Flags
    rest: Flags
    turn: Floats
    phase: Floats
    rethink: Flags
    chances: Floats
    reach: Floats
    travel: Floats
    pause: Floats


@dataclass
class Outcome:
    """What happened: greeted [R] (stopped to talk to the player), landed, splashed [B], held-back count."""

    greeted: Flags
    landed: Flags
    splashed: Flags
    projected: int


def _axis_clearance(position: Floats, owner: NDArray[np.int64], tall: Flags, distance: Distance) -> Floats:
    points = np.repeat(position[:, None, :], len(AXIS), 1)
    points[:, :, 1] += np.array(AXIS)
    points[~tall, 2, 1] = points[~tall, 1, 1]  # characters may be lower than a player's head
    return np.asarray(distance(points, owner).min(1), np.float64)


def settle(crowd: Crowd, senses: Senses, plan: Proposal, draws: Draws, distance: Distance) -> Outcome:
    """Apply a proposal to the crowd in place. `draws` is asked only when a character makes a choice.

    A body about to enter a solid has its displacement scaled back: the last resort, and counted.
    """
    players, rows = crowd.players, crowd.rows
    many = len(players)
    position = np.concatenate([players[:, P_POS], rows[:, E_POS]])
    yaw = np.concatenate([players[:, P_YAW], rows[:, E_YAW]])
    owner = np.concatenate([np.arange(many), crowd.owner])
    velocity = np.clip(np.where(plan.rest[:, None], 0.0, plan.velocity), -MAX_SPEED, MAX_SPEED)
    displacement = np.clip(np.where(plan.rest[:, None], 0.0, plan.displacement), -1.3, 1.3)
    extra = velocity * np.array([1.0, 0.0, 1.0]) * TICK
    extra *= np.concatenate([np.zeros(many), crowd.strides - 1.0])[:, None]
    tall = np.arange(len(position)) < many
    move = to_world(displacement + extra, yaw)
    target = position + move
    clearance = _axis_clearance(target, owner, tall, distance)
    before = senses.body[:, : len(AXIS)].astype(np.float64)
    started = np.where(tall, before.min(1), before[:, :2].min(1))
    bad = np.flatnonzero((clearance < 0.0) & (clearance < started))
    projected = len(bad)
    for share in (1.0, 0.5, 0.2, 0.0):
        if not len(bad):
            break
        target[bad] = position[bad] + share * to_world(displacement[bad], yaw[bad])
        velocity[bad] *= max(share, 0.0)
        felt = _axis_clearance(target[bad], owner[bad], tall[bad], distance)
        bad = bad[(felt < 0.0) & (felt < started[bad])]
    target[:, 1] = np.maximum(target[:, 1], FLOOR)
    moved = to_local(target - position, yaw)
    speed = to_world(velocity, yaw)

    landed = plan.grounded[:many] & (players[:, P_GROUNDED] < 0.5) & (senses.player_velocity[:, 1] < -3.0)
    splashed = plan.swimming[:many] & (players[:, P_SWIMMING] < 0.5)
    players[:, P_POS], players[:, P_VEL] = target[:many], speed[:many]
    players[:, P_GROUNDED], players[:, P_SWIMMING] = plan.grounded[:many], plan.swimming[:many]
    rows[:, E_POS], rows[:, E_VEL] = target[many:], speed[many:]
    turn = np.clip(plan.turn, -MAX_TURN, MAX_TURN)
    old_yaw = rows[:, E_YAW].copy()
    rows[:, E_YAW] = (rows[:, E_YAW] + turn * crowd.strides + np.pi) % (2.0 * np.pi) - np.pi
    rows[:, E_PHASE] = (rows[:, E_PHASE] + np.clip(plan.phase, 0.0, 0.4)) % 1.0
    greeted = _choose(crowd, senses, plan, old_yaw, draws)

    act = np.zeros((len(position), 4))
    act[:many] = crowd.actions[:, :4]
    act[many:, 0] = np.minimum(flat_distance(senses.goal) / 8.0, 2.0)
    act[many:, 1] = np.clip(rows[:, E_TIMER] / 2.0, 0.0, 2.0)
    act[many:, 2] = plan.rethink
    act[many:, 3] = plan.rest[many:]
    turned = np.concatenate([crowd.actions[:, 4].astype(np.float64), turn])
    crowd.history = remember(crowd.history, velocity, turned, plan.grounded, plan.swimming, act, moved, senses.body)
    return Outcome(greeted, landed, splashed, projected)


def _choose(crowd: Crowd, senses: Senses, plan: Proposal, yaw: Floats, draws: Draws) -> Flags:
    rows = crowd.rows
    rows[:, E_TIMER] -= TICK * crowd.strides
    rows[:, E_SOCIAL] = np.minimum(1.0, rows[:, E_SOCIAL] + TICK * crowd.strides / REST_BETWEEN_TALKS)
    greeted = np.zeros(len(rows), np.bool_)
    who = np.flatnonzero((plan.rethink | (rows[:, E_TIMER] <= 0.0)) & ~FLYING[crowd.kinds])
    if not len(who):
        return greeted
    chance = draws()[who]
    ladder = np.cumsum(plan.chances[who], 1)
    choice = (chance[:, :1] * ladder[:, -1:] > ladder).sum(1)
    stops = choice >= STOP
    way = np.zeros((len(who), 3))
    way[:, (0, 2)] = _COMPASS[np.minimum(choice, DIRECTIONS - 1)]
    reach = np.clip(plan.reach[who], 0.0, 24.0) * (0.6 + 0.8 * chance[:, 1])
    goal = rows[who, E_POS] + to_world(way * np.where(stops, 0.0, reach)[:, None], yaw[who])
    rows[who, E_GOAL] = goal
    pause = np.clip(plan.pause[who], 0.3, 12.0) * (0.5 + chance[:, 2])
    travel = np.clip(plan.travel[who], 0.3, 30.0) * (0.6 + 0.8 * chance[:, 1])
    rows[who, E_TIMER] = np.where(stops, pause, travel)
    ready = stops & (rows[who, E_SOCIAL] >= 1.0) & HUMAN[crowd.kinds[who]]
    with_player = ready & (flat_distance(senses.player[who]) < TALK_DISTANCE)
    with_other = ready & (flat_distance(senses.companion[who]) < TALK_DISTANCE)
    talked = who[with_player | with_other]
    rows[talked, E_SOCIAL] = 0.0
    rows[talked, E_MOOD] = np.minimum(1.0, rows[talked, E_MOOD] + 0.1)
    greeted[who[with_player]] = True
    return greeted

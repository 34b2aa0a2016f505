"""Compiled parts of `apply_proposal`: where bodies would end, their new rows, their choices, and what they remember."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.dynamics.perceive import S_COMPANION, S_GOAL, S_PLAYER, VEL_UNIT
from nacre.world.dynamics.stencil import AXIS, COMPASS, DIRECTIONS
from nacre.world.grid import TICK, Y0
from nacre.world.state import HISTORY

Floats = NDArray[np.float64]
Tokens = NDArray[np.float32]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]
STOP: Final = DIRECTIONS  # the goal choice that is no direction
MAX_SPEED: Final = 25.0  # m/s
MAX_MOVE: Final = 1.3  # m a tick
MAX_TURN: Final = 0.5  # radians a tick
MAX_PHASE: Final = 0.4  # cycles a tick
TALK_DISTANCE: Final = 2.5  # m
REST_BETWEEN_TALKS: Final = 20.0  # s
FLOOR: Final = Y0 + 0.5  # m; below the volume there is nothing to stand on
DISP_UNIT: Final = 0.2  # m, of displacements in a history token
_AXIS: Final = np.array(AXIS)


@njit(cache=True)
def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


@njit(cache=True)
def axis_points(feet: Floats, tall: Flags, points: Floats) -> None:
    """Points [N, 3, 3] up each body's axis; characters may be lower than a player's head."""
    for n in range(len(feet)):
        for k in range(3):
            points[n, k, 0], points[n, k, 2] = feet[n, 0], feet[n, 2]
            points[n, k, 1] = feet[n, 1] + _AXIS[k if tall[n] else min(k, 1)]


@njit(cache=True, error_model="numpy")
def aim(
    players: Floats,
    rows: Floats,
    strides: Indices,
    velocity: Floats,
    displacement: Floats,
    rest: Flags,
    position: Floats,
    yaw: Floats,
    target: Floats,
    tall: Flags,
) -> None:
    """Fill position, yaw, target and tall [N]; velocity and displacement [N, 3] local, limited in place."""
    many = len(players)
    for n in range(len(yaw)):
        body, tall[n] = (players[n], True) if n < many else (rows[n - many], False)
        more = 0.0 if n < many else TICK * (strides[n - many] - 1.0)  # ticks that this step stands for beyond one
        for k in range(3):
            position[n, k] = body[k]
            velocity[n, k] = 0.0 if rest[n] else _clip(velocity[n, k], -MAX_SPEED, MAX_SPEED)
            displacement[n, k] = 0.0 if rest[n] else _clip(displacement[n, k], -MAX_MOVE, MAX_MOVE)
        yaw[n] = body[6]
        sine, cosine = math.sin(yaw[n]), math.cos(yaw[n])
        u, w = displacement[n, 0] + more * velocity[n, 0], displacement[n, 2] + more * velocity[n, 2]
        target[n, 0] = position[n, 0] + (u * cosine + w * sine)
        target[n, 1] = position[n, 1] + displacement[n, 1]
        target[n, 2] = position[n, 2] + (w * cosine - u * sine)


@njit(cache=True, error_model="numpy")
def carry(
    players: Floats,
    rows: Floats,
    strides: Indices,
    target: Floats,
    velocity: Floats,
    yaw: Floats,
    moved: Floats,
    grounded: Flags,
    swimming: Flags,
    turn: Floats,
    phase: Floats,
) -> None:
    """Put every body where it ends; moved [N, 3] becomes the local way it went, turn [R] is limited in place."""
    many = len(players)
    for n in range(len(yaw)):
        sine, cosine = math.sin(yaw[n]), math.cos(yaw[n])
        body = players[n] if n < many else rows[n - many]
        target[n, 1] = max(target[n, 1], FLOOR)
        x, z = target[n, 0] - body[0], target[n, 2] - body[2]
        moved[n, 0], moved[n, 1], moved[n, 2] = x * cosine - z * sine, target[n, 1] - body[1], z * cosine + x * sine
        u, w = velocity[n, 0], velocity[n, 2]
        body[0], body[1], body[2] = target[n, 0], target[n, 1], target[n, 2]
        body[3], body[4], body[5] = u * cosine + w * sine, velocity[n, 1], w * cosine - u * sine
        if n < many:
            body[8], body[9] = 1.0 if grounded[n] else 0.0, 1.0 if swimming[n] else 0.0
            continue
        j = n - many
        turn[j] = _clip(turn[j], -MAX_TURN, MAX_TURN)
        body[6] = (yaw[n] + turn[j] * strides[j] + math.pi) % (2.0 * math.pi) - math.pi
        body[7] = (body[7] + _clip(phase[j], 0.0, MAX_PHASE)) % 1.0
        body[11] -= TICK * strides[j]
        body[15] = min(1.0, body[15] + TICK * strides[j] / REST_BETWEEN_TALKS)


@njit(cache=True, error_model="numpy")
def choose(
    rows: Floats,
    who: Flags,
    human: Flags,
    yaw: Floats,
    sights: Floats,
    chances: Floats,
    plans: Floats,
    draws: Floats,
    greeted: Flags,
) -> None:
    """New goals, timers and talks of those `who` choose; plans [3, R] are reach m, travel s, pause s."""
    for j in range(len(rows)):
        if not who[j]:
            continue
        row, whole, choice, total = rows[j], 0.0, 0, 0.0
        for k in range(DIRECTIONS + 1):
            whole += chances[j, k]
        for k in range(DIRECTIONS + 1):
            total += chances[j, k]
            if draws[j, 0] * whole > total:
                choice += 1
        stops, vary = choice >= STOP, 0.6 + 0.8 * draws[j, 1]
        reach = 0.0 if stops else _clip(plans[0, j], 0.0, 24.0) * vary
        way = min(choice, DIRECTIONS - 1)
        u, w = COMPASS[way, 0] * reach, COMPASS[way, 1] * reach
        sine, cosine = math.sin(yaw[j]), math.cos(yaw[j])
        row[8], row[9], row[10] = row[0] + (u * cosine + w * sine), row[1], row[2] + (w * cosine - u * sine)
        if not stops:
            row[11] = _clip(plans[1, j], 0.3, 30.0) * vary
            continue
        row[11] = _clip(plans[2, j], 0.3, 12.0) * (0.5 + draws[j, 2])
        if row[15] < 1.0 or not human[j]:
            continue
        greeted[j] = math.hypot(sights[S_PLAYER, j, 0], sights[S_PLAYER, j, 2]) < TALK_DISTANCE
        if greeted[j] or math.hypot(sights[S_COMPANION, j, 0], sights[S_COMPANION, j, 2]) < TALK_DISTANCE:
            row[15] = 0.0
            row[14] = min(1.0, row[14] + 0.1)


@njit(cache=True, error_model="numpy")
def remember(
    history: Tokens,
    actions: Tokens,
    rows: Floats,
    sights: Floats,
    velocity: Floats,
    moved: Floats,
    turn: Floats,
    grounded: Flags,
    swimming: Flags,
    rest: Flags,
    rethink: Flags,
    body: Tokens,
    new: Tokens,
) -> None:
    """History [N, HISTORY, 16] with this tick's token appended and the oldest dropped, into `new`."""
    many = len(actions)
    for n in range(len(history)):
        new[n, : HISTORY - 1] = history[n, 1:]
        last = new[n, HISTORY - 1]
        for k in range(3):
            last[k] = velocity[n, k] / VEL_UNIT
            last[10 + k] = _clip(moved[n, k] / DISP_UNIT, -8.0, 8.0)
        last[4], last[5] = 1.0 if grounded[n] else 0.0, 1.0 if swimming[n] else 0.0
        if n < many:
            last[3] = actions[n, 4]
            for k in range(4):
                last[6 + k] = actions[n, k]
        else:
            j = n - many
            last[3] = turn[j]
            last[6] = min(math.hypot(sights[S_GOAL, j, 0], sights[S_GOAL, j, 2]) / 8.0, 2.0)
            last[7] = _clip(rows[j, 11] / 2.0, 0.0, 2.0)
            last[8], last[9] = 1.0 if rethink[j] else 0.0, 1.0 if rest[n] else 0.0
        near = body[n, 17]
        for k in range(18, 25):
            near = min(near, body[n, k])
        last[13], last[14], last[15] = body[n, 5], near, 1.0

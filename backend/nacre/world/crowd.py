"""A crowd: the players and characters of a batch of worlds as flat arrays, what they sense, their tokens.

Training and play build their tokens here, so that the network meets the same numbers in both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from nacre.vocabulary import ENTITIES, ENTITY_INDEX
from nacre.world.actions import ACTION_DIM
from nacre.world.grid import TICK
from nacre.world.state import (
    E_GOAL,
    E_HEALTH,
    E_MOOD,
    E_PHASE,
    E_POS,
    E_SIZE,
    E_TIMER,
    E_VEL,
    E_YAW,
    HISTORY,
    P_GROUNDED,
    P_POS,
    P_SWIMMING,
    P_VEL,
    P_YAW,
)
from nacre.world.stencil import BODY_DIM, DIRECTIONS, body_points, far_points, sample, to_local

E_SOCIAL: Final = 15  # the free column of an entity row: readiness to talk, grows to 1 and is spent by a talk
HUMAN: Final = np.array([name in ENTITIES[:6] for name in ENTITIES])
FLYING: Final = np.array([name == "dragon" for name in ENTITIES])
DOG: Final = ENTITY_INDEX["dog"]
NOBODY: Final = 30.0  # m; a companion this far away is no companion
PACE_UNKNOWN: Final = 9.0  # m/s told for a body whose history is still short

# columns of a history token, all in the body frame of its own tick
H_VEL, H_TURN, H_GROUNDED, H_SWIMMING, H_ACT, H_DISP = slice(0, 3), 3, 4, 5, slice(6, 10), slice(10, 13)
H_FLOOR, H_NEAR, H_VALID = 13, 14, 15
VEL_UNIT: Final = 4.0  # m/s
DISP_UNIT: Final = 0.2  # m

# columns of the tokens: motion, stencil; then, for characters, far probes, class, offsets, own clocks
_MOTION: Final = 6 + 3 + BODY_DIM
_SEEN: Final = _MOTION + 3 * DIRECTIONS
_OFFSETS: Final = _SEEN + len(ENTITIES)
_OWN: Final = _OFFSETS + 14
PLAYER_TOKEN: Final = _MOTION + 2 + ACTION_DIM
ENTITY_TOKEN: Final = _OWN + 13

Floats = NDArray[np.float64]
Tokens = NDArray[np.float32]
Distance = Callable[[Floats, NDArray[np.int64]], NDArray[np.float32]]
"""Points [N, P, 3] and the world each row belongs to [N] -> clipped distances [N, P]."""


@dataclass
class Crowd:
    """B players and R characters; `owner` [R] is ascending, so that a world's rows are neighbours.

    players [B, PLAYER_DIM], actions [B, ACTION_DIM], rows [R, ENTITY_DIM], kinds [R] (index into ENTITIES),
    homes [R, 2] (x, z) m, strides [R] ticks this step stands for, history [B + R, HISTORY, 16].
    """

    players: Floats
    actions: Tokens
    rows: Floats
    kinds: NDArray[np.int64]
    owner: NDArray[np.int64]
    homes: Floats
    strides: NDArray[np.int64]
    history: Tokens


@dataclass
class Senses:
    """What bodies feel and see. Offsets are local (u, v, w) metres; distances horizontal metres.

    body [B + R, BODY_DIM] and far [R, 3 * DIRECTIONS] distances, player velocity [B, 3] and row velocity
    [R, 3] local; goal, player, companion, home offsets [R, 3]; pace [R] m/s over the last ticks.
    """

    body: NDArray[np.float32]
    far: NDArray[np.float32]
    player_velocity: Floats
    row_velocity: Floats
    goal: Floats
    player: Floats
    companion: Floats
    home: Floats
    pace: Floats


@numba.njit(cache=True)
def _companions(position: Floats, owner: NDArray[np.int64], human: NDArray[np.bool_], nobody: float) -> Floats:
    n = len(owner)
    found = np.zeros((n, 3))
    for i in range(n):
        best = nobody * nobody
        found[i, 2] = nobody
        if not human[i]:
            continue
        for step in (-1, 1):
            j = i + step
            while 0 <= j < n and owner[j] == owner[i]:
                dx, dz = position[j, 0] - position[i, 0], position[j, 2] - position[i, 2]
                if human[j] and dx * dx + dz * dz < best:
                    best = dx * dx + dz * dz
                    found[i] = position[j] - position[i]
                j += step
    return found


def sense(crowd: Crowd, distance: Distance) -> Senses:
    """Everything the tokens and the teacher are made from; one call of `distance`."""
    rows, players = crowd.rows, crowd.players
    many = len(players)
    position = np.concatenate([players[:, P_POS], rows[:, E_POS]])
    yaw = np.concatenate([players[:, P_YAW], rows[:, E_YAW]])
    world = np.concatenate([np.arange(many), crowd.owner])
    points = body_points(position, yaw)
    if len(rows):
        near = points.reshape(-1, 3)
        far = far_points(rows[:, E_POS], rows[:, E_YAW]).reshape(-1, 3)
        both = np.concatenate([near, far])[:, None, :]
        where = np.concatenate([np.repeat(world, BODY_DIM), np.repeat(crowd.owner, 3 * DIRECTIONS)])
        felt = distance(both, where)[:, 0]
        body = felt[: len(near)].reshape(-1, BODY_DIM)
        ahead = felt[len(near) :].reshape(-1, 3 * DIRECTIONS)
    else:
        body, ahead = distance(points, world), np.zeros((0, 3 * DIRECTIONS), np.float32)
    row_yaw = rows[:, E_YAW]
    home = np.zeros((len(rows), 3))
    home[:, 0] = crowd.homes[:, 0] - rows[:, 0]
    home[:, 2] = crowd.homes[:, 1] - rows[:, 2]
    past = crowd.history[many:]
    known = past[:, :, H_VALID].min(1) > 0.5 if len(rows) else np.zeros(0, np.bool_)
    strides = np.hypot(past[:, :, H_DISP.start], past[:, :, H_DISP.stop - 1]).mean(1) * (DISP_UNIT / TICK)
    return Senses(
        body,
        ahead,
        to_local(players[:, P_VEL], players[:, P_YAW]),
        to_local(rows[:, E_VEL], row_yaw),
        to_local(rows[:, E_GOAL] - rows[:, E_POS], row_yaw),
        to_local(players[crowd.owner][:, P_POS] - rows[:, E_POS], row_yaw),
        to_local(_companions(rows[:, E_POS], crowd.owner, HUMAN[crowd.kinds], NOBODY), row_yaw),
        to_local(home, row_yaw),
        np.where(known, strides, PACE_UNKNOWN),
    )


def flat_distance(offset: Floats) -> Floats:
    """Horizontal length [N] of offsets [N, 3]."""
    return np.hypot(offset[:, 0], offset[:, 2])


def _towards(offset: Floats, unit: float) -> Floats:
    """Direction (u, w) and clipped distance [N, 3] of offsets [N, 3]."""
    far = flat_distance(offset)
    found = offset[:, (0, 2, 1)] / np.maximum(far, 0.3)[:, None]
    found[:, 2] = np.minimum(far / unit, 2.0)
    return found


def _write_body(token: Tokens, velocity: Floats, height: Floats, body: NDArray[np.float32]) -> None:
    token[:, 0:3] = velocity / VEL_UNIT
    token[:, 3] = np.sqrt((velocity**2).sum(1)) / VEL_UNIT
    token[:, 4] = np.clip(height, -2.0, 2.0)
    token[:, 5] = np.clip((height + 1.0) * 4.0, -2.0, 2.0)
    token[:, 6:9] = np.clip((body[:, :3] - np.float32(0.35)) * np.float32(8.0), -2.0, 2.0)
    token[:, 9:_MOTION] = body


def player_tokens(crowd: Crowd, senses: Senses) -> Tokens:
    """float32 [B, PLAYER_TOKEN]: own motion, contacts, the stencil and the action."""
    p = crowd.players
    token = np.empty((len(p), PLAYER_TOKEN), np.float32)
    _write_body(token, senses.player_velocity, p[:, 1], senses.body[: len(p)])
    token[:, _MOTION] = p[:, P_GROUNDED]
    token[:, _MOTION + 1] = p[:, P_SWIMMING]
    token[:, _MOTION + 2 :] = crowd.actions
    return token


def entity_tokens(crowd: Crowd, senses: Senses) -> Tokens:
    """float32 [R, ENTITY_TOKEN]: own motion, the stencil, class, goal, who is near, and its own clocks."""
    r, s = crowd.rows, senses
    player_away, companion_away = flat_distance(s.player), flat_distance(s.companion)
    token = np.empty((len(r), ENTITY_TOKEN), np.float32)
    _write_body(token, s.row_velocity, r[:, 1], s.body[len(crowd.players) :])
    token[:, _MOTION:_SEEN] = s.far
    token[:, _SEEN:_OFFSETS] = np.eye(len(ENTITIES), dtype=np.float32)[crowd.kinds]
    offsets, own = token[:, _OFFSETS:_OWN], token[:, _OWN:]
    offsets[:, 0:3], offsets[:, 3] = _towards(s.goal, 8.0), np.clip(s.goal[:, 1] / 4.0, -2.0, 2.0)
    offsets[:, 4:7], offsets[:, 7] = _towards(s.player, 8.0), np.clip(s.player[:, 1] / 4.0, -2.0, 2.0)
    offsets[:, 8:11], offsets[:, 11:14] = _towards(s.companion, 4.0), _towards(s.home, 16.0)
    own[:, 0] = np.clip(6.0 - player_away, -1.0, 1.0)
    own[:, 1] = np.clip(4.0 * (2.5 - player_away), -1.0, 1.0)
    own[:, 2] = np.clip(4.0 * (2.2 - companion_away), -1.0, 1.0)
    own[:, 3] = np.clip(4.0 * (0.8 - flat_distance(s.goal)), -1.0, 1.0)
    own[:, 4] = np.minimum(s.pace, 2.0)
    own[:, 5] = np.clip(r[:, E_TIMER] / 2.0, 0.0, 2.0)
    own[:, 6] = r[:, E_TIMER] <= 0.0
    own[:, 7] = r[:, E_SOCIAL] >= 1.0
    own[:, 8], own[:, 9], own[:, 10] = r[:, E_SIZE], r[:, E_HEALTH], r[:, E_MOOD]
    own[:, 11] = np.cos(2.0 * np.pi * r[:, E_PHASE])
    own[:, 12] = np.sin(2.0 * np.pi * r[:, E_PHASE])
    return token


def remember(
    history: Tokens,
    velocity: Floats,
    turn: Floats,
    grounded: NDArray[np.bool_],
    swimming: NDArray[np.bool_],
    act: Floats,
    displacement: Floats,
    body: NDArray[np.float32],
) -> Tokens:
    """The history [N, HISTORY, 16] with this tick's token appended and the oldest dropped."""
    n = len(history)
    new = np.empty((n, HISTORY, 16), np.float32)
    new[:, :-1] = history[:, 1:]
    last = new[:, -1]
    last[:, H_VEL] = velocity / VEL_UNIT
    last[:, H_TURN] = turn
    last[:, H_GROUNDED] = grounded
    last[:, H_SWIMMING] = swimming
    last[:, H_ACT] = act
    last[:, H_DISP] = np.clip(displacement / DISP_UNIT, -8.0, 8.0)
    last[:, H_FLOOR] = body[:, 5]
    last[:, H_NEAR] = body[:, 17:25].min(1) if n else 0.0
    last[:, H_VALID] = 1.0
    return new


def distance_of(samplers: list[Callable[[Floats], NDArray[np.float32]]]) -> Distance:
    """One sampler per world as a single function over owned points; one call per world."""

    def felt(points: Floats, world: NDArray[np.int64]) -> NDArray[np.float32]:
        if len(samplers) == 1:
            return sample(points, samplers[0])
        result = np.empty(points.shape[:2], np.float32)
        for index, sampler in enumerate(samplers):
            mine = np.flatnonzero(world == index)
            if len(mine):
                result[mine] = sample(points[mine], sampler)
        return result

    return felt

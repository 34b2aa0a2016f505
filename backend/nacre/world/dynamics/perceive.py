"""Compiled parts of `crowd`: where the stencils lie, what a body sees, and the numbers of the tokens."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.vocabulary import MANNERS
from nacre.world.dynamics.stencil import BODY_DIM, BODY_POINTS, DIRECTIONS, FAR_POINTS, WET_PROBE

Floats = NDArray[np.float64]
Tokens = NDArray[np.float32]
Indices = NDArray[np.int64]
FAR_DIM: Final = 3 * DIRECTIONS
NOBODY: Final = 30.0  # m; a companion this far away is no companion
PACE_UNKNOWN: Final = 9.0  # m/s told for a body whose history is still short
VEL_UNIT: Final = 4.0  # m/s

# columns of the tokens: motion, stencil; then, for characters, far probes, class, offsets, own clocks
MOTION: Final = 6 + 3 + BODY_DIM
SEEN: Final = MOTION + FAR_DIM
OFFSETS: Final = SEEN + len(MANNERS)
OWN: Final = OFFSETS + 14

# what `perceive` tells of a character, [SIGHTS, R, 3]
S_VELOCITY, S_GOAL, S_PLAYER, S_COMPANION, S_HOME, SIGHTS = range(6)


@njit(cache=True, error_model="numpy")
def _place(body: Floats, local: Floats, points: Floats, at: int) -> None:
    sine, cosine = math.sin(body[6]), math.cos(body[6])
    for k in range(len(local)):
        u, w = local[k, 0], local[k, 2]
        points[at + k, 0, 0] = body[0] + (u * cosine + w * sine)
        points[at + k, 0, 1] = body[1] + local[k, 1]
        points[at + k, 0, 2] = body[2] + (w * cosine - u * sine)


@njit(cache=True, error_model="numpy")
def place_stencils(players: Floats, rows: Floats, owner: Indices, points: Floats, world: Indices) -> None:
    """Stencil points [T, 1, 3] and their worlds [T]: world after world, the player, then each character, near and far.

    A body's row holds its place in columns 0 to 2 and its yaw in column 6, player or character.
    """
    at, j = 0, 0
    for i in range(len(players)):
        start = at
        _place(players[i], BODY_POINTS, points, at)
        at += BODY_DIM
        while j < len(owner) and owner[j] == i:
            _place(rows[j], BODY_POINTS, points, at)
            _place(rows[j], FAR_POINTS, points, at + BODY_DIM)
            at += BODY_DIM + 2 * DIRECTIONS
            for k in range(DIRECTIONS):
                points[at + k, 0, 0], points[at + k, 0, 2] = (
                    points[at + k - DIRECTIONS, 0, 0],
                    points[at + k - DIRECTIONS, 0, 2],
                )
                points[at + k, 0, 1] = WET_PROBE
            at += DIRECTIONS
            j += 1
        for k in range(start, at):
            world[k] = i


@njit(cache=True)
def take_felt(felt: Tokens, owner: Indices, body: Tokens, far: Tokens) -> None:
    """Distances [T, 1] at `place_stencils` -> body [B + R, BODY_DIM] and far [R, FAR_DIM]."""
    at, j, many = 0, 0, len(body) - len(owner)
    for i in range(many):
        for k in range(BODY_DIM):
            body[i, k] = felt[at + k, 0]
        at += BODY_DIM
        while j < len(owner) and owner[j] == i:
            for k in range(BODY_DIM):
                body[many + j, k] = felt[at + k, 0]
            at += BODY_DIM
            for k in range(FAR_DIM):
                far[j, k] = felt[at + k, 0]
            at += FAR_DIM
            j += 1


@njit(cache=True, error_model="numpy")
def _turn(x: float, y: float, z: float, yaw: float, out: Floats) -> None:
    """A world vector in the frame of a body."""
    sine, cosine = math.sin(yaw), math.cos(yaw)
    out[0], out[1], out[2] = x * cosine - z * sine, y, z * cosine + x * sine


@njit(cache=True, error_model="numpy")
def perceive(
    players: Floats,
    rows: Floats,
    owner: Indices,
    human: NDArray[np.bool_],
    homes: Floats,
    history: Tokens,
    velocity: Floats,
    sights: Floats,
    pace: Floats,
) -> None:
    """Player velocity [B, 3], sights [SIGHTS, R, 3], all local, and pace [R]; see `Senses`."""
    many = len(players)
    for i in range(many):
        p = players[i]
        _turn(p[3], p[4], p[5], p[6], velocity[i])
    for j in range(len(rows)):
        r, p = rows[j], players[owner[j]]
        yaw = r[6]
        _turn(r[3], r[4], r[5], yaw, sights[S_VELOCITY, j])
        _turn(r[8] - r[0], r[9] - r[1], r[10] - r[2], yaw, sights[S_GOAL, j])
        _turn(p[0] - r[0], p[1] - r[1], p[2] - r[2], yaw, sights[S_PLAYER, j])
        _turn(homes[j, 0] - r[0], 0.0, homes[j, 1] - r[2], yaw, sights[S_HOME, j])
        best, x, y, z = NOBODY * NOBODY, 0.0, 0.0, NOBODY
        if human[j]:
            for step in (-1, 1):
                k = j + step
                while 0 <= k < len(rows) and owner[k] == owner[j]:
                    dx, dz = rows[k, 0] - r[0], rows[k, 2] - r[2]
                    if human[k] and dx * dx + dz * dz < best:
                        best, x, y, z = dx * dx + dz * dz, dx, rows[k, 1] - r[1], dz
                    k += step
        _turn(x, y, z, yaw, sights[S_COMPANION, j])
        moved, known = 0.0, True
        for t in range(history.shape[1]):
            token = history[many + j, t]
            moved += math.hypot(token[10], token[12])
            known = known and token[15] > 0.5
        pace[j] = moved / history.shape[1] * 4.0 if known else PACE_UNKNOWN


@njit(cache=True)
def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


@njit(cache=True, error_model="numpy")
def _write_body(token: Tokens, velocity: Floats, height: float, body: Tokens) -> None:
    x, y, z = velocity[0], velocity[1], velocity[2]
    token[0], token[1], token[2] = x / VEL_UNIT, y / VEL_UNIT, z / VEL_UNIT
    token[3] = math.sqrt(x * x + y * y + z * z) / VEL_UNIT
    token[4] = _clip(height, -2.0, 2.0)
    token[5] = _clip((height + 1.0) * 4.0, -2.0, 2.0)
    for k in range(3):
        token[6 + k] = _clip((body[k] - 0.35) * 8.0, -2.0, 2.0)
    for k in range(BODY_DIM):
        token[9 + k] = body[k]


@njit(cache=True, error_model="numpy")
def write_players(token: Tokens, players: Floats, actions: Tokens, velocity: Floats, body: Tokens) -> None:
    """Fill token rows 0 to B - 1 [B, >= PLAYER_TOKEN]."""
    for i in range(len(players)):
        _write_body(token[i], velocity[i], players[i, 1], body[i])
        token[i, MOTION], token[i, MOTION + 1] = players[i, 8], players[i, 9]
        for k in range(actions.shape[1]):
            token[i, MOTION + 2 + k] = actions[i, k]


@njit(cache=True, error_model="numpy")
def _towards(token: Tokens, at: int, offset: Floats, unit: float) -> float:
    """Direction (u, w) and clipped distance of an offset; returns its horizontal length."""
    far = math.hypot(offset[0], offset[2])
    token[at], token[at + 1] = offset[0] / max(far, 0.3), offset[2] / max(far, 0.3)
    token[at + 2] = min(far / unit, 2.0)
    return far


@njit(cache=True, error_model="numpy")
def write_characters(
    token: Tokens, first: int, rows: Floats, kinds: Indices, sights: Floats, pace: Floats, body: Tokens, far: Tokens
) -> None:
    """Fill token rows from `first` on [R, >= ENTITY_TOKEN]; `body` [R, BODY_DIM] is the characters' own."""
    for j in range(len(rows)):
        t, r = token[first + j], rows[j]
        _write_body(t, sights[S_VELOCITY, j], r[1], body[j])
        for k in range(FAR_DIM):
            t[MOTION + k] = far[j, k]
        for k in range(SEEN, OFFSETS):
            t[k] = 0.0
        t[SEEN + kinds[j]] = 1.0
        goal = _towards(t, OFFSETS, sights[S_GOAL, j], 8.0)
        t[OFFSETS + 3] = _clip(sights[S_GOAL, j, 1] / 4.0, -2.0, 2.0)
        player = _towards(t, OFFSETS + 4, sights[S_PLAYER, j], 8.0)
        t[OFFSETS + 7] = _clip(sights[S_PLAYER, j, 1] / 4.0, -2.0, 2.0)
        companion = _towards(t, OFFSETS + 8, sights[S_COMPANION, j], 4.0)
        _towards(t, OFFSETS + 11, sights[S_HOME, j], 16.0)
        t[OWN] = _clip(6.0 - player, -1.0, 1.0)
        t[OWN + 1] = _clip(4.0 * (2.5 - player), -1.0, 1.0)
        t[OWN + 2] = _clip(4.0 * (2.2 - companion), -1.0, 1.0)
        t[OWN + 3] = _clip(4.0 * (0.8 - goal), -1.0, 1.0)
        t[OWN + 4] = min(pace[j], 2.0)
        t[OWN + 5] = _clip(r[11] / 2.0, 0.0, 2.0)
        t[OWN + 6] = 1.0 if r[11] <= 0.0 else 0.0
        t[OWN + 7] = 1.0 if r[15] >= 1.0 else 0.0
        t[OWN + 8], t[OWN + 9], t[OWN + 10] = r[12], r[13], r[14]
        t[OWN + 11] = math.cos(2.0 * math.pi * r[7])
        t[OWN + 12] = math.sin(2.0 * math.pi * r[7])

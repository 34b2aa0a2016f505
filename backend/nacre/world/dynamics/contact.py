"""Contact: where bodies end that were about to go somewhere, exactly, in a field of distances.

What a body wants to do is learned; what a solid lets it do is geometry, and is solved here. Walls stop the way into
them and leave the way along them, what is lower than STEP is stepped upon, and who stands stays on the floor.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.dynamics.crowd import Distance

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.int64]

GIRTH: Final = 0.28  # metres from a body's axis that solids are kept out of; doors are 0.7 m wide and more
STEP: Final = 0.45  # metres that a body steps up, as the teacher has it
DOWN: Final = 0.32  # metres that a walking body follows the floor down
FOOT: Final = 0.1  # metres, radius of what stands on the floor
LIFT: Final = 0.2  # metres that feet rise or sink between two looks
STRIDE: Final = 0.18  # metres moved between two looks at what is in the way
FALL: Final = 0.35  # metres fallen between two looks
HEIGHT: Final = 1.5  # metres one body is above another that it does not meet
YIELD: Final = 0.06  # metres a tick that a character gives way to a player who pushes
ROUNDS: Final = 4  # times that a body is moved out of the nearest solid: two walls and a post make a corner
RISING: Final = 1.2  # m/s upwards at which a body jumps and does not stand
SIDE: Final = 0.35  # metres aside at which one looks whether a thing in the way ends there
OPENS: Final = 0.05  # metres more room there than here: a flat wall has none
SLIP: Final = 0.06  # metres a tick
# heights of the spheres that walls stop: what is lower than STEP does not stop anybody
_TALL: Final = np.array([STEP + GIRTH, 1.1, 1.47])
_LOW: Final = np.array([STEP + GIRTH, STEP + GIRTH, 0.95])
_SCAN: Final = STEP - np.arange(12) * 0.07  # heights of a foot, from a step up to a step down
_PROBE: Final = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float64)
_NEAR: Final = 0.03  # metres between the probes of a slope and their middle


@dataclass
class Movers:
    """N bodies on their way. position [N, 3] feet before, way [N, 3] wished displacement and velocity [N, 3] after,
    both in the world's axes; tall, stood (on something before) and swims [N]; owner [N] world of each, -1: it meets
    nobody."""

    position: Floats
    way: Floats
    velocity: Floats
    tall: Flags
    stood: Flags
    swims: Flags
    owner: Indices


@dataclass
class Ended:
    """position and velocity [N, 3] after; standing and touched (a wall was in the way) [N]."""

    position: Floats
    velocity: Floats
    standing: Flags
    touched: Flags


def solve(movers: Movers, rows: Indices, ended: Ended, distance: Distance) -> None:
    """Move the bodies of `rows` as far as solids let them, into `ended`; nobody's result depends on who else moves."""
    ended.position[rows], ended.standing[rows] = movers.position[rows], False
    way = movers.way[rows]
    looks = np.maximum(np.hypot(way[:, 0], way[:, 2]) / STRIDE, np.abs(way[:, 1]) / FALL)
    parts = np.clip(np.ceil(looks), 1, 10).astype(np.int64)
    share = way / parts[:, None]
    for part in range(int(parts.max(initial=0))):
        left = parts > part
        who = rows[left]
        ended.position[who] += share[left]
        _out_of_walls(movers, who, ended, distance)
        _onto_floors(movers, who, ended, distance)
    _around_posts(movers, rows, ended, distance)


def _around_posts(movers: Movers, rows: Indices, ended: Ended, distance: Distance) -> None:
    """Let whoever pushes square at a post or an edge, and gets nowhere, slip by on the side that opens sooner."""
    way, gone = movers.way[rows], ended.position[rows] - movers.position[rows]
    far = np.hypot(way[:, 0], way[:, 2])
    ahead = gone[:, 0] * way[:, 0] + gone[:, 2] * way[:, 2]
    rows = rows[ended.touched[rows] & (far > 0.02) & (ahead < 0.15 * far * far)]
    if not len(rows):
        return
    middle, owner = ended.position[rows] + (0.0, 1.1, 0.0), movers.owner[rows]
    normal = _slope(middle, owner, distance)
    aside = np.stack([normal[:, 2], 0.0 * normal[:, 1], -normal[:, 0]], 1)
    asked = np.stack([middle, middle + SIDE * aside, middle - SIDE * aside], 1)
    felt = distance(asked, owner).astype(np.float64)
    best = np.maximum(felt[:, 1], felt[:, 2])
    turn = np.where(felt[:, 1] >= felt[:, 2], 1.0, -1.0) * (best - felt[:, 0] > OPENS)
    ended.position[rows] += SLIP * turn[:, None] * aside
    _out_of_walls(movers, rows[turn != 0.0], ended, distance)


def _out_of_walls(movers: Movers, rows: Indices, ended: Ended, distance: Distance) -> None:
    """Push bodies sideways out of what they touch above their knees, and take that way out of their velocity."""
    feet, velocity = ended.position, ended.velocity
    for _ in range(ROUNDS):
        centres = np.repeat(feet[rows][:, None], 3, 1)
        centres[:, :, 1] += np.where(movers.tall[rows][:, None], _TALL, _LOW)
        felt = distance(centres, movers.owner[rows]).astype(np.float64)
        worst = felt.argmin(1)
        line = np.arange(len(rows))
        deep = GIRTH - felt[line, worst]
        hit = deep > 1e-3
        if not hit.any():
            return
        rows, deep, middle = rows[hit], deep[hit], centres[line, worst][hit]
        normal = _slope(middle, movers.owner[rows], distance)
        flat = np.hypot(normal[:, 0], normal[:, 2])
        # what is met from above or below stops nobody sideways; a field without a slope says nothing
        wall = flat > 0.25
        rows, deep, flat, normal = rows[wall], deep[wall], flat[wall], normal[wall]
        if not len(rows):
            return
        aside = normal[:, (0, 2)] / flat[:, None]
        out = np.minimum(deep / np.maximum(flat, 0.5), 0.3)
        inward = np.minimum(0.0, velocity[rows, 0] * aside[:, 0] + velocity[rows, 2] * aside[:, 1])
        for axis in (0, 1):
            feet[rows, 2 * axis] += aside[:, axis] * out
            velocity[rows, 2 * axis] -= aside[:, axis] * inward
        ended.touched[rows] = True


def _slope(points: Floats, owner: Indices, distance: Distance) -> Floats:
    """The way [N, 3] in which the distance rises at points [N, 3], of length 1 where there is a surface."""
    felt = distance(points[:, None] + _NEAR * _PROBE, owner).astype(np.float64)
    rise = (felt[:, :, None] * _PROBE).sum(1) / (4.0 * _NEAR)
    size = np.sqrt((rise * rise).sum(1))
    return np.where((size > 0.3)[:, None], rise / np.maximum(size, 1e-9)[:, None], 0.0)


def _onto_floors(movers: Movers, rows: Indices, ended: Ended, distance: Distance) -> None:
    """Set feet on the floor that is a step away, up or (for who walks) down."""
    feet, velocity = ended.position, ended.velocity
    rows = rows[velocity[rows, 1] < RISING]
    if not len(rows):
        return
    points = np.repeat(feet[rows][:, None], len(_SCAN), 1)
    points[:, :, 1] += _SCAN + FOOT
    felt = distance(points, movers.owner[rows]).astype(np.float64) - FOOT
    held = felt < 0.0
    first = held.argmax(1)
    # a floor has room above it: where even the highest foot is held, there is a wall
    found = held.any(1) & (first > 0)
    rows, first, felt = rows[found], first[found], felt[found]
    line = np.arange(len(rows))
    above, below = felt[line, first - 1], felt[line, first]
    rise = _SCAN[first] + (_SCAN[first - 1] - _SCAN[first]) * -below / np.maximum(above - below, 1e-9)
    walks = ~movers.swims[rows]
    stays = (rise >= 0.0) | (walks & movers.stood[rows] & (rise > -DOWN)) | (walks & (rise > -0.02))
    rows, rise = rows[stays], rise[stays]
    feet[rows, 1] += np.clip(rise, -LIFT, LIFT)
    velocity[rows, 1] = np.maximum(velocity[rows, 1], 0.0)
    ended.standing[rows] = ~movers.swims[rows]


@njit(cache=True, error_model="numpy")
def _apart(feet: Floats, owner: Indices, many: int, firm: Flags, pushed: Flags) -> None:
    for i in range(len(feet)):
        for j in range(i + 1, len(feet)):
            if owner[i] < 0 or owner[i] != owner[j] or abs(feet[i, 1] - feet[j, 1]) > HEIGHT or (firm[i] and firm[j]):
                continue
            x, z = feet[i, 0] - feet[j, 0], feet[i, 2] - feet[j, 2]
            away = math.hypot(x, z)
            over = 2.0 * GIRTH - away
            if over <= 1e-6:
                continue
            if away > 1e-6:
                x, z = x / away, z / away
            else:  # in one place: apart along an axis that their numbers choose
                x, z = (1.0, 0.0) if (i + j) % 2 else (0.0, 1.0)
            mine = 0.5 * over
            if firm[i]:
                mine = 0.0
            elif firm[j]:
                mine = over
            elif i < many <= j:  # a character gives way to a player, slowly; the player does the rest
                mine = over - min(over, YIELD)
            feet[i, 0] += mine * x
            feet[i, 2] += mine * z
            feet[j, 0] -= (over - mine) * x
            feet[j, 2] -= (over - mine) * z
            pushed[i], pushed[j] = pushed[i] or mine > 0.0, pushed[j] or over - mine > 0.0


def keep_apart(
    movers: Movers, ended: Ended, many: int, firm: Flags, distance: Distance, others: Sequence[Floats] = ()
) -> None:
    """Move bodies of one world out of one another, in `ended`; the first `many` are players, `firm` ones stay.

    others: of each world, feet [K, 3] of bodies that are moved elsewhere, and stay.
    """
    count = len(ended.position)
    feet = np.concatenate([ended.position, *others])
    worlds = [np.full(len(rows), world) for world, rows in enumerate(others)]
    owner = np.concatenate([movers.owner, *worlds]).astype(np.int64)
    stays = np.concatenate([firm, np.ones(len(feet) - count, np.bool_)])
    for _ in range(2):
        pushed = np.zeros(len(feet), np.bool_)
        _apart(feet, owner, many, stays, pushed)
        rows = np.flatnonzero(pushed[:count])
        if not len(rows):
            return
        ended.position[rows] = feet[rows]
        _out_of_walls(movers, rows, ended, distance)
        feet[:count] = ended.position


__all__ = ["GIRTH", "STEP", "Ended", "Movers", "keep_apart", "solve"]

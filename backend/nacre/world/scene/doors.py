"""Doors: which stand open in a world, how they swing, and who opens them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.grid import TICK
from nacre.world.scene.chunk import Thing

NEAR: Final = 1.7  # metres from a leaf's middle at which somebody walking opens it
STAY: Final = 2.6  # metres at which it stays open
SPEED: Final = 3.2  # of its swing per second
HOLD: Final = 0.8  # seconds it stays open after the last one has gone
# columns of WorldState.doors
D_X, D_Z, D_NUMBER, D_GROUP, D_OPEN, D_HOLD = range(6)
COLUMNS: Final = 6


def key_of(row: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Chunk x, chunk z, thing and group of a row of WorldState.doors."""
    x, z, number, group = (int(v) for v in row[:4])
    return x, z, number, group


def middle(thing: Thing, door: int) -> tuple[float, float, float]:
    """Where the middle of a closed leaf is in the world, metres."""
    u, v, w = thing.asset.doors[door].middle
    s, c = math.sin(thing.token.yaw), math.cos(thing.token.yaw)
    k = thing.token.size
    return thing.x + k * (u * c + w * s), thing.y + k * v, thing.z + k * (w * c - u * s)


def advance(rows: NDArray[np.float64], things: Iterable[Thing], bodies: NDArray[np.float64]) -> NDArray[np.float64]:
    """The doors after a tick, float64 [N, COLUMNS] in a fixed order; closed ones are left out.

    things: those with doors near anybody; bodies [B, 3]: feet of whoever may open doors.
    """
    known = {key_of(row): row.copy() for row in rows}
    reach: dict[tuple[int, int, int, int], float] = {}
    for thing in things:
        for index, door in enumerate(thing.asset.doors):
            x, y, z = middle(thing, index)
            away = np.hypot(bodies[:, 0] - x, bodies[:, 2] - z)
            level = np.abs(bodies[:, 1] + 0.9 - y) < 1.8
            nearest = float(away[level].min(initial=99.0))
            key = (*thing.chunk, thing.number, door.group)
            reach[key] = nearest
            if nearest < NEAR and key not in known:
                known[key] = np.array([*key, 0.0, HOLD], np.float64)
    after = []
    for key in sorted(known):
        row = known[key]
        if reach.get(key, 99.0) < (STAY if row[D_OPEN] > 0.3 else NEAR):
            row[D_HOLD] = HOLD
        else:
            row[D_HOLD] = max(0.0, row[D_HOLD] - TICK)
        step = SPEED * TICK if row[D_HOLD] > 0 else -SPEED * TICK
        row[D_OPEN] = min(1.0, max(0.0, row[D_OPEN] + step))
        if row[D_OPEN] > 0 or row[D_HOLD] > 0:
            after.append(row)
    return np.array(after, np.float64).reshape(-1, COLUMNS)

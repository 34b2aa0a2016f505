"""Ladders of things that stand in a world, as the dynamics climb them."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import Program
from nacre.world.dynamics.climb import HOLD, LADDER
from nacre.world.geometry.distance import SolidSet, pack
from nacre.world.geometry.surfaces import copies

Floats = NDArray[np.float64]
LEAST: Final = 1.2  # metres; what is lower is stepped over


@lru_cache(maxsize=512)
def _own(program: Program) -> tuple[tuple[float, ...], ...]:
    """Ladders in the axes of a program, each with the side on which there is room to climb."""
    rows = []
    solids = None
    for part in program.parts:
        low = 2.0 * part.half[1] < LEAST
        if part.kind != "ladder" or part.op != "add" or low or part.rotation[1] or part.rotation[2]:
            continue
        if solids is None:
            solids = SolidSet()
            solids.add(pack(program), (0.0, 0.0, 0.0))
        turns, middles = copies(part)
        for turn, middle in zip(turns, middles, strict=True):
            normal = turn @ np.array([0.0, 0.0, 1.0])
            heights = middle[1] + np.linspace(-0.8, 0.8, 7) * part.half[1]
            room = []
            for sign in (-1.0, 1.0):
                x, z = middle[0] + sign * HOLD * normal[0], middle[2] + sign * HOLD * normal[2]
                points = np.stack([np.full_like(heights, x), heights, np.full_like(heights, z)], 1)
                room.append(float(np.minimum(solids.distance(points, 0.5), 0.5).mean()))
            sign = 1.0 if room[1] > room[0] else -1.0
            low, high = middle[1] - part.half[1], middle[1] + part.half[1]
            rows.append((middle[0], middle[2], low, high, sign * normal[0], sign * normal[2], part.half[0]))
    return tuple(tuple(float(v) for v in row) for row in rows)


def ladders_of(program: Program, x: float, y: float, z: float, yaw: float, size: float) -> Floats:
    """The ladders of a thing placed in the world, float64 [L, LADDER]; see `dynamics.climb`."""
    if not any(part.kind == "ladder" for part in program.parts):
        return np.zeros((0, LADDER))
    rows = np.array(_own(program), np.float64).reshape(-1, LADDER)
    c, s = math.cos(yaw), math.sin(yaw)
    placed = rows.copy()
    placed[:, 0] = x + size * (c * rows[:, 0] + s * rows[:, 1])
    placed[:, 1] = z + size * (c * rows[:, 1] - s * rows[:, 0])
    placed[:, 2:4] = y + size * rows[:, 2:4]
    placed[:, 4], placed[:, 5] = c * rows[:, 4] + s * rows[:, 5], c * rows[:, 5] - s * rows[:, 4]
    placed[:, 6] = size * rows[:, 6]
    return placed

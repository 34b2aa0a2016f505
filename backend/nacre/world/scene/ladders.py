"""Ladders of things that stand in a world, as the dynamics climb them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import Program
from nacre.world.geometry.walking.ladders import LADDER, ladder_table

Floats = NDArray[np.float64]


def ladders_of(program: Program, x: float, y: float, z: float, yaw: float, size: float) -> Floats:
    """The ladders of a thing placed in the world, float64 [L, LADDER]; see `dynamics.climb`."""
    if not any(part.kind == "ladder" for part in program.parts):
        return np.zeros((0, LADDER))
    rows = ladder_table(program)
    c, s = math.cos(yaw), math.sin(yaw)
    placed = rows.copy()
    placed[:, 0] = x + size * (c * rows[:, 0] + s * rows[:, 1])
    placed[:, 1] = z + size * (c * rows[:, 1] - s * rows[:, 0])
    placed[:, 2:4] = y + size * rows[:, 2:4]
    placed[:, 4], placed[:, 5] = c * rows[:, 4] + s * rows[:, 5], c * rows[:, 5] - s * rows[:, 4]
    placed[:, 6] = size * rows[:, 6]
    return placed

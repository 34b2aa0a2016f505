"""Ladders of a thing that can be climbed, each with the side on which there is room to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import Program
from nacre.world.geometry.distance import SolidSet, pack
from nacre.world.geometry.surfaces import copies

# columns of a ladder: place on the ground plane, heights of its ends, the direction to its climber, half of its width
L_X, L_Z, L_LOW, L_HIGH, L_OUT_X, L_OUT_Z, L_HALF = range(7)
LADDER: Final = 7
HOLD: Final = 0.36  # metres before it that one climbs
ABOVE: Final = 0.36  # metres below its head to which feet climb: it stands half a metre out of the floor it leads to
RUNG: Final = 0.25  # metres from one height of the feet to the next that is looked at
LEAST: Final = 1.2  # metres; what is lower is stepped over


@lru_cache(maxsize=512)
def ladders(program: Program) -> tuple[tuple[float, ...], ...]:
    """Ladders in the axes of a program: rows of LADDER numbers, metres."""
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


def ladder_table(program: Program) -> NDArray[np.float64]:
    """`ladders` as float64 [L, LADDER]."""
    return np.array(ladders(program), np.float64).reshape(-1, LADDER)


def climbed(ladder: NDArray[np.float64], heights: Sequence[float]) -> NDArray[np.float64]:
    """Points [N, 3] of the axis of somebody who goes up a ladder, `heights` above the feet, metres."""
    feet = np.arange(ladder[L_LOW], ladder[L_HIGH] - ABOVE, RUNG)
    points = np.empty((len(feet), len(heights), 3))
    points[..., 0] = ladder[L_X] + HOLD * ladder[L_OUT_X]
    points[..., 1] = feet[:, None] + np.asarray(heights)
    points[..., 2] = ladder[L_Z] + HOLD * ladder[L_OUT_Z]
    return points.reshape(-1, 3)

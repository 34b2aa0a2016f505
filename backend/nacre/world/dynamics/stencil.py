"""What a body feels of the solids around it: the distance field at fixed points in its own frame.

This is how the dynamics learn floors, walls, slopes and steps without being told any rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Sampler = Callable[[NDArray[np.float64]], NDArray[np.float32]]
"""World points [N, 3] -> distance to the nearest solid in metres [N], negative inside."""

DIRECTIONS: Final = 16  # ways a character may choose to go, evenly around it, 0 straight ahead
FAR_RADII: Final = (2.5, 5.5)  # metres looked ahead in each of those ways
REACH: Final = 1.5  # metres; farther than this a wall does not matter within a tick
WET_PROBE: Final = -0.4  # world height where the far probe asks "is this open water?"


def _ring(radius: float, height: float, count: int) -> list[tuple[float, float, float]]:
    # Ring order: ahead (-w), then counter-clockwise, like the yaw and DIRECTIONS.
    turns = [2.0 * math.pi * i / count for i in range(count)]
    return [(-radius * math.sin(t), height, -radius * math.cos(t)) for t in turns]


def _body_points() -> NDArray[np.float64]:
    axis = [(0.0, v, 0.0) for v in (0.35, 0.9, 1.45, 1.95, 2.4, 0.1, -0.15, -0.45, -1.0)]
    hips = [p for v in (0.35, 0.9, 1.45) for p in _ring(0.4, v, 8)]
    arms = [p for v in (0.35, 1.2) for p in _ring(0.9, v, 8)]
    feet = _ring(0.3, 0.0, 4)
    ahead = _ring(1.8, 0.9, 8)
    return np.array(axis + hips + arms + feet + ahead)


BODY_POINTS: Final = _body_points()  # [BODY_DIM, 3], local u (right), v (up), w (back)
BODY_DIM: Final = len(BODY_POINTS)
AHEAD: Final = slice(BODY_DIM - 8, BODY_DIM)  # the eight samples 1.8 m around
ARMS: Final = slice(BODY_DIM - 20, BODY_DIM - 12)  # the eight samples 0.9 m around, 1.2 m up
AXIS: Final = (0.35, 0.9, 1.45)  # heights whose samples must stay out of solids


def compass() -> NDArray[np.float64]:
    """Unit directions of the DIRECTIONS choices, local (u, w) [DIRECTIONS, 2]."""
    turns = 2.0 * math.pi * np.arange(DIRECTIONS) / DIRECTIONS
    return np.stack([-np.sin(turns), -np.cos(turns)], 1)


COMPASS: Final = compass()
FAR_POINTS: Final = np.concatenate(
    [np.stack([COMPASS[:, 0] * r, np.full(DIRECTIONS, 1.0), COMPASS[:, 1] * r], 1) for r in FAR_RADII]
)


def to_world(local: NDArray[np.float64], yaw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotate local vectors [..., 3] by yaw (broadcast to [...]) into the world's axes."""
    sine, cosine = np.sin(yaw), np.cos(yaw)
    u, w = local[..., 0], local[..., 2]
    x = u * cosine + w * sine
    return np.stack([x, np.broadcast_to(local[..., 1], x.shape), w * cosine - u * sine], -1)


def to_local(world: NDArray[np.float64], yaw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse of `to_world`."""
    return to_world(world, -yaw)


def sample(points: NDArray[np.float64], distance: Sampler) -> NDArray[np.float32]:
    """Distances [N, P] of points [N, P, 3], clipped to +-REACH; NaN or infinity counts as open space."""
    felt = np.asarray(distance(points.reshape(-1, 3)), np.float32).reshape(points.shape[:2])
    # fmax and fmin pass over NaN in favour of the other number, so that it ends as REACH
    return np.asarray(np.fmax(np.fmin(felt, np.float32(REACH)), np.float32(-REACH)))

"""Ladders: who walks against one goes up, who steps back from it goes down, who does nothing holds on."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.geometry.walking.ladders import ABOVE, HOLD, L_HALF, L_HIGH, L_LOW, L_OUT_X, L_OUT_Z, L_X, L_Z
from nacre.world.grid import TICK

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLIMB: Final = 1.8  # m/s
REACH: Final = 0.65  # metres before a ladder from which it is held
_TOWARDS: Final = 0.35  # of the stick that points at a ladder, or away from it, to mean it
_ASIDE: Final = 2.0  # m/s at which one is drawn before it


def climb(feet: Floats, wish: Floats, jumps: bool, stood: bool, ladders: Floats) -> Floats | None:
    """The way [3] in metres of a body in this tick on a ladder, or None when it is on none.

    feet [3]; wish [2]: the stick in the world's axes (x, z), length 1 at most; ladders [L, LADDER].
    See `geometry.walking.ladders`.
    """
    if jumps or not len(ladders):
        return None
    x, z = feet[0] - ladders[:, L_X], feet[2] - ladders[:, L_Z]
    out = x * ladders[:, L_OUT_X] + z * ladders[:, L_OUT_Z]
    side = z * ladders[:, L_OUT_X] - x * ladders[:, L_OUT_Z]
    near = (out > 0.0) & (out < REACH) & (np.abs(side) < ladders[:, L_HALF] + 0.2)
    near &= (feet[1] > ladders[:, L_LOW] - 0.4) & (feet[1] < ladders[:, L_HIGH])
    if not near.any():
        return None
    n = int(np.flatnonzero(near)[np.argmin(out[near])])
    towards = -float(wish[0] * ladders[n, L_OUT_X] + wish[1] * ladders[n, L_OUT_Z])
    left = float(ladders[n, L_HIGH] - ABOVE - feet[1])
    if towards > _TOWARDS:
        rise = min(max(left, 0.0), CLIMB * TICK)
    elif towards < -_TOWARDS:
        if stood or left < 0.15:  # on the floor below, or on the one above: one walks away
            return None
        rise = -CLIMB * TICK
    elif stood or np.hypot(*wish) > _TOWARDS:
        return None
    else:
        rise = 0.0
    step = _ASIDE * TICK
    along, across = np.clip(HOLD - out[n], -step, step), np.clip(-side[n], -step, step)
    east = along * ladders[n, L_OUT_X] - across * ladders[n, L_OUT_Z]
    south = along * ladders[n, L_OUT_Z] + across * ladders[n, L_OUT_X]
    return np.array([east, rise, south])

"""Water: who swims, and how it bears them, as the teacher has it, whatever ground lies below."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.grid import TICK

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FLOAT: Final = 1.1  # metres that the feet of a swimmer hang below the surface
WET, DRY = 1.0, 0.85  # metres of water above the feet at which one begins and ceases to swim
DEEP: Final = 1.15  # metres in which nobody walks on the bed, however long they stood on it
_PARTS: Final = 4


def swims(feet: Floats, swam: Flags, standing: Flags) -> Flags:
    """Who swims [N]: water stands at y = 0; feet y [N] in metres, who swam before and who has the bed underfoot."""
    depth = -feet
    return np.asarray(np.where(swam, depth > DRY, depth > WET) & (~standing | (depth > DEEP)))


def borne(height: Floats, speed: Floats) -> tuple[Floats, Floats]:
    """Way upwards (m) and speed after (m/s) of swimmers [N] in a tick, from their feet's height and their speed."""
    y, h = height.copy(), TICK / _PARTS
    for _ in range(_PARTS):
        after = speed + (24.0 * (-FLOAT - y) - 8.0 * speed) * h
        y += 0.5 * (speed + after) * h
        speed = after
    return y - height, speed

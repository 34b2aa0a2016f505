"""smoothstep: the cubic between two limits, as shaders have it."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = TypeVar("Floats", NDArray[np.float32], NDArray[np.float64])


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """0 below `low`, 1 above `high`, cubic between; exact at both ends. In the precision of `value`."""
    t: Any = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)  # type: ignore[no-any-return]

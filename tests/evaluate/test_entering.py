"""Where the measure of entering lets a body stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nacre.evaluate.measures.entering import Walkable


def test_nobody_stands_in_a_thick_floor() -> None:
    def slab(points: NDArray[np.float64]) -> NDArray[np.float32]:
        return (np.abs(points[:, 1] - 2.15) - 0.15).astype(np.float32)  # from 2.0 to 2.3 m

    walkable = Walkable(slab, (0.0, 0.0, 0.0), 1.0, 4.0)
    heights = {round(float(walkable.heights[level]), 1) for *_, level in np.argwhere(walkable.stand)}
    assert heights == {2.3, 2.4}

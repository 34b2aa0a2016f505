"""Light in boxes of cells around the eye, as the renderer reads it; made by `nacre.world.lighting`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

BOXES: Final = (2, 13)  # the finer one first
# Of a box: least x, y and z; one over the metres of a cell; cells along x, y and z; its first cell; how much it counts,
# 0..1; one over the cells in which it fades at its border; factors on red, green and blue.
CORNER, INVERSE, WIDE, TALL, LONG, FIRST, THERE, FADE, SCALE = 0, 3, 4, 5, 6, 7, 8, 9, 10


@dataclass(frozen=True)
class LightField:
    """cells u64 [N * 6], see `lighting.solve.solve`; boxes f32 [2, 13], see above."""

    cells: NDArray[np.uint64]
    boxes: NDArray[np.float32]


def no_light() -> LightField:
    """Nothing is known of the light: surfaces are lit by their share of open sky alone."""
    return LightField(np.zeros(6, np.uint64), np.zeros(BOXES, np.float32))

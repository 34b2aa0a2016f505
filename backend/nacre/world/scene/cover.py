"""What keeps rain and snow off: how high that is which the sky sees, in cells about the eye."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.render.particles import SHELTER_CELL, SHELTER_CELLS

SKY: Final = 30.0  # metres over the ground from which is looked down for roofs
STEPS: Final = 60  # of looking down, each as far as nothing is near: beside a wall they are short
NEAR: Final = 0.02  # metres from a surface that count as on it


class Cover:
    """Keeps each cell's height until what stands still changes: a step makes one row of new ones.

    distance: metres to ground and things at points [N, 3]; ground: height in metres at x, z.
    """

    def __init__(
        self,
        distance: Callable[[NDArray[np.float64]], NDArray[np.float32]],
        ground: Callable[[float, float], float],
    ) -> None:
        self._distance, self._ground = distance, ground
        self._heights: dict[tuple[int, int], float] = {}
        self._version = 0

    def about(self, x: float, z: float, version: int) -> NDArray[np.float32]:
        """Heights [z, x] of the cells about a place, each at its world cell modulo the side: see `particles.draw`."""
        if version != self._version:
            self._version = version
            self._heights.clear()
        n = SHELTER_CELLS
        i0, j0 = math.floor(x / SHELTER_CELL) - n // 2, math.floor(z / SHELTER_CELL) - n // 2
        cells = [(i, j) for i in range(i0, i0 + n) for j in range(j0, j0 + n)]
        if new := [cell for cell in cells if cell not in self._heights]:
            self._heights.update(zip(new, self._looked_down(np.array(new)), strict=True))
        found = np.empty((n, n), np.float32)
        for i, j in cells:
            found[j % n, i % n] = self._heights[i, j]
        return found

    def _looked_down(self, cells: NDArray[np.int64]) -> list[float]:
        points = np.zeros((len(cells), 3))
        points[:, [0, 2]] = (cells + 0.5) * SHELTER_CELL
        points[:, 1] = [self._ground(x, z) + SKY for x, _, z in points]
        falling = np.arange(len(points))
        for _ in range(STEPS):
            away = self._distance(points[falling])
            points[falling, 1] -= away
            falling = falling[away > NEAR]
            if not len(falling):
                break
        found: list[float] = points[:, 1].tolist()
        return found

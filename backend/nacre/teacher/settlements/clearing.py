"""Which ground around a settlement is dry, level and still free while it is being planned."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.settlements.placed import FOOTPRINT, Path, path_distance, path_table
from nacre.teacher.settlements.roads import MAIN_REACH, Site
from nacre.world.grid import CHUNK

if TYPE_CHECKING:
    from nacre.teacher.land.ground import Land
    from nacre.teacher.settlements.village import Knoll

Floats = NDArray[np.float64]

GRID_STEP: Final = 2.0
GRID_HALF: Final = 78.0  # metres of ground known around the centre
CHUNK_ROOM: Final = 42  # things planned per chunk; the rest of the 47 is left for the wild


class Clearing:
    """Known ground around one settlement, and which parts of it are taken."""

    def __init__(self, land: Land, site: Site, rng: np.random.Generator) -> None:
        self.land, self.site, self.rng = land, site, rng
        self.spec = land.spec
        self.main = (site.i, site.j) == (0, 0)
        self.reach = MAIN_REACH - 6.0 if self.main else 42.0
        self.paths: list[Path] = []
        self.knolls: list[Knoll] = []
        self.castle: tuple[float, float] | None = None
        self.square = 0.0
        self._knoll_use: dict[str, tuple[Knoll, int]] = {}
        self._things: list[tuple[str, float, float, float, float, int]] = []
        self._circles = np.zeros((0, 3))
        self._room: Counter[tuple[int, int]] = Counter()
        axis = np.arange(-GRID_HALF, GRID_HALF + 1e-6, GRID_STEP)
        self._grid_z, self._grid_x = np.meshgrid(site.z + axis, site.x + axis, indexing="ij")
        self._roads = [p for r in land.network.roads_near(self._grid_x, self._grid_z) for p in r.paths]
        self._road_table = path_table(self._roads)
        self._all_paths = (0, self._road_table)
        self._refresh()
        if self.main:
            x, z, _ = land.start()
            for ahead, radius in ((0.0, 5.0), (-4.0, 3.5), (-8.0, 2.0)):
                self.reserve(x, z + ahead, radius)
        for bridge in land.bridges_near(self._grid_x, self._grid_z):
            for along in (-8.5, 0.0, 8.5):
                self.reserve(bridge.x + bridge.nx * along, bridge.z + bridge.nz * along, 4.0)

    def _table(self) -> Floats:
        if self._all_paths[0] != len(self.paths):
            self._all_paths = (len(self.paths), path_table([*self.paths, *self._roads]))
        return self._all_paths[1]

    def _refresh(self) -> None:
        self._height, self._shore = self.land.surface(self._grid_x, self._grid_z, self.knolls)
        gz, gx = np.gradient(self._height, GRID_STEP)
        self._slope = np.hypot(gx, gz)

    def reserve(self, x: float, z: float, radius: float) -> None:
        """Keeps a circle clear."""
        self._circles = np.vstack([self._circles, [[x, z, radius]]])

    def _at(self, grid: Floats, x: Floats, z: Floats) -> Floats:
        last = grid.shape[0] - 1
        row = np.round((z - self.site.z + GRID_HALF) / GRID_STEP).astype(np.int64)
        column = np.round((x - self.site.x + GRID_HALF) / GRID_STEP).astype(np.int64)
        result: Floats = grid[np.clip(row, 0, last), np.clip(column, 0, last)]
        return result

    def clear(
        self, shape: str, x: Floats, z: Floats, size: float, on_path: bool, steep: float = 0.5, water: str = "dry"
    ) -> NDArray[np.bool_]:
        """Which points have room for a thing: dry (or at the shore, or in the water), level, off the paths, free."""
        radius = FOOTPRINT[shape] * size
        shore = self._at(self._shore, x, z)
        if water == "in":
            good = (shore < -0.6 * radius - 0.6) & (shore > -26.0) & (self._at(self._height, x, z) < -0.35)
        elif water == "edge":
            good = (shore > -0.5 * radius - 1.0) & (shore < 0.7 * radius + 2.5)
        else:
            good = (shore > radius * 0.7 + 2.0) & (self._at(self._slope, x, z) < steep)
        good &= np.hypot(x - self.site.x, z - self.site.z) < self.reach
        if not on_path:
            good &= path_distance(self._table(), x, z) > max(radius * 0.85, 0.6)
        if len(self._circles):
            away = np.hypot(x[:, None] - self._circles[:, 0], z[:, None] - self._circles[:, 1])
            good &= (away > self._circles[:, 2] + radius + 0.15).all(1)
        return good

    def _take(self, good: NDArray[np.bool_], x: Floats, z: Floats) -> tuple[float, float] | None:
        for k in np.flatnonzero(good):
            chunk = (int(np.floor(x[k] / CHUNK)), int(np.floor(z[k] / CHUNK)))
            if self._room[chunk] < CHUNK_ROOM:
                return float(x[k]), float(z[k])
        return None

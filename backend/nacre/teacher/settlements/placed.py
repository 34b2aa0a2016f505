"""What stands or lives at one place, and how much room each class of thing needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.classes import CLASSES
from nacre.vocabulary import ENTITIES

Floats = NDArray[np.float64]

# Radius in metres of the ground a thing of size 1 takes up, roof overhang included.
FOOTPRINT: Final = {row.name: row.footprint for row in CLASSES}
# In the air: takes no ground, and stands in nobody's way.
AIRBORNE: Final = frozenset({"dragon", "bird", "hot_air_balloon"})
# Along streets and squares, front to the street.
ON_STREETS: Final = frozenset({
    "house", "town_house", "shop", "inn", "cabin", "desert_house", "saloon", "modern_house", "apartment_block",
    "space_habitat", "igloo", "gingerbread_house", "tower_house",
})  # fmt: skip
FAR: Final = 20.0  # metres beyond which nobody asks how far a path is
# Parts of one work: they touch each other on purpose.
JOINED: Final = frozenset({"wall", "gate", "round_tower"})
IS_ENTITY: Final = frozenset(ENTITIES)


@dataclass(frozen=True)
class Placed:
    """One object, or one entity at its home.

    x, z metres in the world; y the height of its foot (a bridge's deck, a flying dragon's altitude);
    yaw radians; size a scale; style 0..15; snow whether it carries snow.
    """

    shape: str
    x: float
    z: float
    y: float
    yaw: float
    size: float
    style: int
    snow: bool

    @property
    def radius(self) -> float:
        """Metres of ground it takes up around its centre."""
        return FOOTPRINT[self.shape] * self.size


def facing(dx: float, dz: float) -> float:
    """The yaw whose front (local -w) looks along (dx, dz)."""
    return float(np.arctan2(-dx, -dz))


@dataclass(frozen=True)
class Path:
    """One straight stretch of path; a square is a stretch of no length. Metres."""

    x0: float
    z0: float
    x1: float
    z1: float
    half_width: float


def path_table(paths: Sequence[Path]) -> Floats:
    """Paths as float64 [N, 5] (x0, z0, x1, z1, half width), the form `path_distance` takes."""
    return np.array([(p.x0, p.z0, p.x1, p.z1, p.half_width) for p in paths], np.float64).reshape(-1, 5)


@njit(cache=True)
def _distance_kernel(table: Any, x: Any, z: Any, out: Any) -> None:
    for k in range(table.shape[0]):
        x0, z0, half = table[k, 0], table[k, 1], table[k, 4]
        dx, dz = table[k, 2] - x0, table[k, 3] - z0
        scale = 1.0 / (dx * dx + dz * dz + 1e-9)
        for i in range(x.size):
            px = x[i] - x0
            pz = z[i] - z0
            along = min(max((px * dx + pz * dz) * scale, 0.0), 1.0)
            px -= along * dx
            pz -= along * dz
            out[i] = min(out[i], np.sqrt(px * px + pz * pz) - half)


def path_distance(table: Floats, x: Floats, z: Floats) -> Floats:
    """Metres from the nearest path's edge, negative on the path, at most 20; shape of x."""
    out = np.full(np.size(x), FAR)
    if out.size and len(table):
        reach = FAR + table[:, 4]
        near = np.maximum(table[:, 0], table[:, 2]) >= np.min(x) - reach
        near &= np.minimum(table[:, 0], table[:, 2]) <= np.max(x) + reach
        near &= np.maximum(table[:, 1], table[:, 3]) >= np.min(z) - reach
        near &= np.minimum(table[:, 1], table[:, 3]) <= np.max(z) + reach
        flat_x = np.ascontiguousarray(x, np.float64).ravel()
        _distance_kernel(table[near], flat_x, np.ascontiguousarray(z, np.float64).ravel(), out)
    return out.reshape(np.shape(x))

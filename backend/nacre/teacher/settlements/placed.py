"""What stands or lives at one place, and how much room each class of thing needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.vocabulary import ENTITIES

Floats = NDArray[np.float64]

# Radius in metres of the ground a thing of size 1 takes up, roof overhang included.
FOOTPRINT: Final = {
    "house": 5.4, "bell_tower": 3.6, "keep": 8.0, "wall": 4.9, "gate": 5.0, "round_tower": 4.0,
    "well": 1.8, "forge": 4.3, "stall": 2.4, "bridge": 5.0, "ruin": 5.0, "windmill": 5.2,
    "lamp": 0.5, "fence": 2.4, "tree_round": 1.2, "tree_cone": 1.2, "tree_palm": 1.0,
    "tree_dead": 1.0, "cactus": 1.1, "bush": 1.1, "rock": 1.5, "barrel": 0.7, "hay": 1.4,
    "statue": 1.8, "tent": 2.8, "campfire": 1.2,
    "villager": 0.5, "blacksmith": 0.5, "guard": 0.5, "merchant": 0.5, "child": 0.5, "knight": 0.5,
    "sheep": 0.7, "deer": 0.8, "dog": 0.6, "horse": 1.1, "dragon": 0.0,
    "church": 8.4, "inn": 6.8, "barn": 6.4, "longhouse": 7.4, "tower_house": 4.6, "town_house": 4.8,
    "market_hall": 6.4, "mill": 6.0, "lighthouse": 5.0, "shop": 5.2, "cabin": 4.2, "igloo": 3.2, "greenhouse": 4.2,
    "modern_house": 6.6, "apartment_block": 9.0, "pagoda": 6.0, "shrine": 3.0, "desert_house": 5.4, "saloon": 6.8,
    "space_habitat": 6.6, "pier": 6.0, "torii": 2.8, "pyramid": 14.0, "fountain": 2.8, "temple": 9.0, "rocket": 4.6,
    "radar_dish": 3.4, "water_tower": 3.0, "bus_stop": 2.2, "stone_circle": 6.4, "obelisk": 1.8, "stairs": 3.0,
    "retaining_wall": 3.6, "boat": 2.8, "sailing_ship": 8.0, "cart": 1.8, "car": 2.4, "rover": 2.0, "sled": 1.4,
    "street_lamp": 0.5, "road_sign": 0.4, "crate": 0.8, "sack": 0.6, "wood_pile": 1.2, "beehive": 0.6, "trough": 1.1,
    "washing_line": 2.0, "signpost": 0.5, "pot": 0.5, "scarecrow": 0.7, "grave": 0.9, "flag_pole": 0.5,
    "hot_air_balloon": 4.0, "solar_panel": 1.7, "pumpkin": 0.5, "candy_cane": 0.7, "lollipop": 0.7,
    "gingerbread_house": 4.2, "treasure": 0.7, "anvil": 0.6, "banner": 0.5, "hay_bale": 1.0, "planter": 0.9,
    "torch": 0.4, "snowman": 0.8, "bench": 1.1, "table": 1.3, "chair": 0.6, "bed": 1.3, "shelf": 1.0, "chest": 0.7,
    "stove": 1.0, "counter": 1.4, "rug": 1.4,
    "tree_birch": 1.0, "tree_willow": 1.6, "tree_fruit": 1.1, "tree_cherry": 1.3, "bamboo": 1.4, "fern": 0.6,
    "grass_tuft": 0.4, "flowers": 0.6, "reeds": 0.7, "mushroom": 0.4, "giant_mushroom": 1.6, "crop": 1.0,
    "hedge": 1.8, "vine_arch": 1.6, "kelp": 0.8, "coral": 1.1, "log": 1.6, "stump": 0.8,
    "boulder": 1.2, "cliff_rock": 3.6, "crystal": 1.3, "stalagmite": 1.2, "lava_rock": 1.5, "ice_block": 1.5,
    "meteor": 2.0,
    "farmer": 0.5, "priest": 0.5, "sailor": 0.5, "noble": 0.5, "old_woman": 0.5, "astronaut": 0.5, "cowboy": 0.5,
    "samurai": 0.5, "skeleton": 0.5, "robot": 0.6, "zombie": 0.5, "witch": 0.5, "townsperson": 0.5, "horse_rider": 1.2,
    "cow": 1.1, "pig": 0.7, "chicken": 0.3, "cat": 0.3, "bird": 0.0, "fish": 0.5, "wolf": 0.7, "bear": 0.9,
    "camel": 1.2, "goat": 0.6, "duck": 0.3, "fox": 0.5, "rabbit": 0.3, "penguin": 0.4, "crab": 0.4, "shark": 1.4,
    "turtle": 0.6,
}  # fmt: skip
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

"""Everything that stands or lives in one chunk: the village plan's part of it, the road's, the wild's."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.land.ground import Land, cells_of_chunk
from nacre.teacher.land.wild import scatter
from nacre.teacher.noise import generator, uniform_at
from nacre.teacher.settlements.placed import AIRBORNE, FOOTPRINT, IS_ENTITY, JOINED, Path, Placed, facing, path_distance
from nacre.world.grid import CHUNK

Floats = NDArray[np.float64]

MOST: Final = 47  # placements per chunk: the length of a token sequence
DECK: Final = 0.3  # height of a bridge's deck above the water
ALTITUDE, BRIDGE = 101, 102  # hash channels


def placements(land: Land, ix: int, iz: int) -> list[Placed]:
    """Objects and entities whose centre lies in chunk (ix, iz), at most MOST, planned ones first.

    A pure function of the land and the chunk: order of asking never matters.
    """
    corner_x, corner_z = cells_of_chunk(ix, iz)
    near = [p for village in land.villages_near(corner_x, corner_z, 8.0) for p in village.placed]
    near += _road_bridges(land, corner_x, corner_z)
    planned = [p for p in near if _inside(p, ix, iz)]
    wild = scatter(land, ix, iz, near, MOST - len(planned))
    found = planned + wild
    if not found:
        return []
    heights = land.fields(np.array([p.x for p in found]), np.array([p.z for p in found]))["height"]
    result = []
    for placed, height in zip(found, heights, strict=True):
        y = float(height)
        if placed.shape == "bridge":
            y = DECK
        elif placed.shape in AIRBORNE:
            low = 4.0 if placed.shape == "bird" else 10.0
            y = max(y, 0.0) + low + 4.0 * uniform_at(land.seed, ALTITUDE, int(placed.x * 8), int(placed.z * 8))
        result.append(replace(placed, y=y))
    return result[:MOST]


def _inside(placed: Placed, ix: int, iz: int) -> bool:
    return int(np.floor(placed.x / CHUNK)) == ix and int(np.floor(placed.z / CHUNK)) == iz


def _road_bridges(land: Land, corner_x: Floats, corner_z: Floats) -> list[Placed]:
    """Bridges of the roads between settlements; the main village plans its own."""
    snow = land.spec.biome == "snow" or land.spec.weather == "snow"
    placed = []
    for bridge in land.bridges_near(corner_x, corner_z):
        if bridge in land.network.main_bridges:
            continue
        rng = generator(land.seed, BRIDGE, round(bridge.x), round(bridge.z))
        yaw = facing(-bridge.nx, -bridge.nz)
        placed.append(Placed("bridge", bridge.x, bridge.z, 0.0, yaw, 1.0, int(rng.integers(16)), snow))
    return placed


__all__ = ["FOOTPRINT", "IS_ENTITY", "JOINED", "MOST", "Path", "Placed", "path_distance", "placements"]

"""The ground of a teacher world: one Land per spec and seed, asked anywhere, the same whatever the order."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.teacher.land.ground_colour import ground_colour
from nacre.teacher.noise import fractal_noise, gradient_noise
from nacre.teacher.settlements.placed import Placed, path_distance
from nacre.teacher.settlements.roads import Bridge, RoadNetwork, Site, lattice_cells
from nacre.teacher.settlements.settlement import plan_village
from nacre.teacher.settlements.village import Knoll, Village
from nacre.teacher.terrain import SUMMIT, Terrain, smooth_minimum
from nacre.world.grid import CHUNK, GROUND_FINE
from nacre.world.kernels.smoothstep import smoothstep

Floats = NDArray[np.float64]

FINE: Final = CHUNK / GROUND_FINE
EASE: Final = 24.0  # metres over which levelled ground returns to the lie of the land
MAIN_VILLAGE_REACH: Final = 100.0  # the main village puts nothing further from its centre than this
VILLAGE_REACH: Final = 62.0  # nor any other village than this, hills included
TREAD, EDGE = 71, 72  # noise channels


class Land:
    """Ground of one world: heights, waters, paths and colours at any coordinates.

    Chunks may be asked in any order. Villages, sites and roads are planned on first need and kept.
    """

    def __init__(self, spec: SceneSpec, seed: int) -> None:
        self.spec = spec
        self.seed = seed
        self.terrain = Terrain(spec, seed)
        self.network = RoadNetwork(self.terrain)
        self.features: dict[tuple[int, int], list[Placed]] = {}  # the wild's camps and herds, by cell
        self._villages: dict[tuple[int, int], Village] = {}

    def village(self, site: Site) -> Village:
        """The plan of a settlement."""
        key = (site.i, site.j)
        if key not in self._villages:
            self._villages[key] = plan_village(self, site)
        return self._villages[key]

    def villages_near(self, x: Floats, z: Floats, reach: float = 0.0) -> list[Village]:
        """Every village with something within `reach` metres of the box around the points."""
        main = self.network.site(0, 0)
        sites = [site for site in self.network.sites_near(x, z, VILLAGE_REACH + reach) if site is not main]
        limit = MAIN_VILLAGE_REACH + reach
        inside = float(np.min(x)) < limit and float(np.max(x)) > -limit
        if main is not None and inside and float(np.min(z)) < limit and float(np.max(z)) > -limit:
            sites.insert(0, main)
        return [self.village(site) for site in sites]

    def bridges_near(self, x: Floats, z: Floats) -> list[Bridge]:
        """Every bridge that may touch the box around the points, each once, in a fixed order."""
        found = {(b.x, b.z): b for b in self.network.main_bridges}
        for road in self.network.roads_near(x, z):
            found.update({(b.x, b.z): b for b in road.bridges})
        return [found[key] for key in sorted(found)]

    def surface(self, x: Floats, z: Floats, knolls: list[Knoll]) -> tuple[Floats, Floats]:
        """(height, metres from the nearest waterline) with the given hills, before paths and bridges."""
        height = self.terrain.land(x, z)
        roll = gradient_noise(self.seed, TREAD, x, z, 14.0)
        for site in self.network.sites_near(x, z):
            away = np.hypot(x - site.x, z - site.z)
            natural = smoothstep(site.flat, site.flat + EASE, away)
            height = height * natural + (site.level + 0.14 * roll) * (1.0 - natural)
        for knoll in knolls:
            away = np.hypot(x - knoll.x, z - knoll.z)
            lift = 1.0 - smoothstep(knoll.inner, knoll.outer, away)
            height = height + lift * knoll.height
        return self.terrain.flooded(height, x, z)

    def fields(self, x: Floats, z: Floats) -> dict[str, Floats]:
        """Ground at points x, z (float64, one shape, metres).

        Returns arrays of that shape: height (m, bed under water), path 0..1, path_distance (m from the
        path's edge, negative on it, at most 20), shore (m from the waterline, negative in water, at
        most 30), water 0..1.
        """
        x, z = np.asarray(x, np.float64), np.asarray(z, np.float64)
        villages = self.villages_near(x, z)
        height, shore = self.surface(x, z, [k for village in villages for k in village.knolls])
        for bridge in self.bridges_near(x, z):
            along = np.abs((x - bridge.x) * bridge.nx + (z - bridge.z) * bridge.nz)
            beside = np.abs((z - bridge.z) * bridge.nx - (x - bridge.x) * bridge.nz)
            ramp = 0.32 + 0.22 * np.maximum(along - 5.5, 0.0) + 0.45 * np.maximum(beside - 2.5, 0.0)
            height = smooth_minimum(height, ramp, 0.3)
        tables = [village.table for village in villages] + [r.table for r in self.network.roads_near(x, z)]
        distance = path_distance(np.concatenate([np.zeros((0, 5)), *tables]), x, z)
        ragged = distance + 0.45 * fractal_noise(self.seed, EDGE, x, z, 4.0, 2)
        path = 1.0 - smoothstep(-0.35, 0.45, ragged)
        path *= smoothstep(0.05, 0.35, height)
        height = np.clip(height - 0.06 * path, -4.0, SUMMIT)
        water = (height < 0.0).astype(np.float64)
        return {"height": height, "path": path, "path_distance": distance, "shore": shore, "water": water}

    def height(self, x: float, z: float) -> float:
        """Height of the ground at one point, metres."""
        return float(self.fields(np.array([x]), np.array([z]))["height"][0])

    def chunk(self, ix: int, iz: int, margin: int = 0) -> NDArray[np.float32]:
        """The fine ground of a chunk, float32 [6, 64 + 2 margin, 64 + 2 margin] (channel, z, x).

        Channels as docs/internals.md: height, sRGB albedo, path, water. `margin` in samples of 0.5 m.
        """
        steps = (np.arange(-margin, GROUND_FINE + margin) + 0.5) * FINE
        # One extra sample all round, so that slopes need no neighbour's answer.
        steps = np.concatenate([[steps[0] - FINE], steps, [steps[-1] + FINE]])
        z, x = np.meshgrid(iz * CHUNK + steps, ix * CHUNK + steps, indexing="ij")
        fields = self.fields(x, z)
        height = fields["height"]
        slope = np.hypot(height[1:-1, 2:] - height[1:-1, :-2], height[2:, 1:-1] - height[:-2, 1:-1]) / (2 * FINE)
        inner = {name: value[1:-1, 1:-1] for name, value in fields.items()}
        colour = ground_colour(self.spec, self.seed, x[1:-1, 1:-1], z[1:-1, 1:-1], inner, slope)
        layers = [inner["height"][None], colour, inner["path"][None], inner["water"][None]]
        return np.concatenate(layers).astype(np.float32)

    def start(self) -> tuple[float, float, float]:
        """(x, z, yaw) where the player begins: dry, clear ground by the main village, looking at it."""
        z = 32.0 if self.network.castle_centre else 14.0
        return 0.0, z, 0.0


def cells_of_chunk(ix: int, iz: int) -> tuple[Floats, Floats]:
    """The corners of a chunk as coordinate arrays, for the *_near queries."""
    x = np.array([ix * CHUNK, (ix + 1) * CHUNK])
    z = np.array([iz * CHUNK, (iz + 1) * CHUNK])
    return x, z


__all__ = ["EASE", "Knoll", "Land", "Village", "cells_of_chunk", "lattice_cells"]

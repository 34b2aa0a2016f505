"""The land as nature left it: hills, rivers, lakes and coasts, before anyone settled on it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.teacher.noise import fractal_noise, gradient_noise, uniform, uniform_at
from nacre.world.kernels.smoothstep import smoothstep

Floats = NDArray[np.float64]

RIVER_PERIOD: Final = 190.0  # metres between parallel rivers; one is always near, none crowds the next
LAKE_LATTICE: Final = 120.0
LOWEST_LAND: Final = 0.55  # dry land stays this high, so that only real water is wet
HIGHEST: Final = 14.0  # of ordinary land
SUMMIT: Final = 60.0  # of mountains and volcanoes
# Channels of the noise; a number each, so that no two uses share a pattern.
HILLS, ROUGH, MEANDER, WIDTH, LAKES, LAKE_EDGE, POOLS, DUNES, PLACE, CLIMB, CRATERS, STRATA = range(1, 13)


def smooth_minimum(a: Floats, b: Floats, width: float) -> Floats:
    """Polynomial smooth minimum (Quilez); exactly min(a, b) where they differ by more than `width`."""
    blend = np.maximum(width - np.abs(a - b), 0.0) / width
    result: Floats = np.minimum(a, b) - blend * blend * width * 0.25
    return result


class Terrain:
    """Heights and waters of one world, at any coordinates.

    Water level is y = 0. `rivers` is also true for a spec that asks for bridges, `lakes` for one that
    wants something by the water and names none: what is asked for must have somewhere to stand.
    """

    def __init__(self, spec: SceneSpec, seed: int) -> None:
        self.spec = spec
        self.seed = seed
        by_water = any(i.relation == "by_water" and i.count > 0 for i in spec.items)
        self.rivers = spec.water == "river" or spec.count("bridge") > 0
        self.coast = spec.water == "coast"
        self.lakes = spec.water == "lake" or (by_water and not self.rivers and not self.coast)
        castle_centre = any(i.concept == "keep" and i.count and i.relation == "centre" for i in spec.items)
        # Water keeps clear of +z, where the player starts and looks from.
        degrees = 160.0 + 220.0 * uniform_at(seed, PLACE, 0)
        angle = np.radians(degrees)
        self.normal = (float(np.cos(angle)), float(np.sin(angle)))
        near = 34.0 if castle_centre else 25.0
        self.river_offset = near + 5.0 * uniform_at(seed, PLACE, 1)
        sea_degrees = 160.0 + 220.0 * uniform_at(seed, PLACE, 5)
        if self.rivers:  # a river beside another water runs into it, not along it
            sea_degrees = degrees + (90.0 if degrees < 290.0 else -90.0)
        sea = np.radians(sea_degrees)
        self.sea_normal = (float(np.cos(sea)), float(np.sin(sea)))
        self.sea_offset = near + 8.0 + 8.0 * uniform_at(seed, PLACE, 2)
        radius = 12.0 + 6.0 * uniform_at(seed, PLACE, 3)
        reach = near - 4.0 + 1.3 * radius + 4.0 * uniform_at(seed, PLACE, 4)
        lake = self.sea_normal if self.rivers else self.normal
        self._first_lake = (lake[0] * reach, lake[1] * reach, radius)
        self._lake_cache: dict[tuple[int, int], tuple[float, float, float] | None] = {}

    def land(self, x: Floats, z: Floats) -> Floats:
        """Height in metres as if there were no water, LOWEST_LAND..HIGHEST."""
        spec, seed = self.spec, self.seed
        relief = spec.relief * (0.35 if spec.biome == "swamp" else 1.0)
        amplitude = 0.5 + 13.5 * relief**1.5
        broad = fractal_noise(seed, HILLS, x, z, 150.0, 2, 0.4)
        rough = fractal_noise(seed, ROUGH, x, z, 42.0, 3, 0.45)
        lifted = np.maximum(broad + 0.28, 0.0)
        height = 1.1 + amplitude * lifted**1.35 + (0.25 + 0.13 * amplitude) * rough
        if relief > 0.55:  # ridges belong to mountains only
            ridge = 1.0 - np.abs(gradient_noise(seed, CLIMB, x, z, 75.0))
            height += (relief - 0.55) * 7.0 * ridge**2 * np.minimum(lifted * 2.0, 1.0)
        if spec.biome == "desert":
            lean = x * 0.8 + z * 0.6
            drift = 7.0 * gradient_noise(seed, DUNES, x, z, 60.0)
            height += (0.35 + 0.9 * relief) * (np.sin((lean + drift) / 5.5) + 1.0) * np.clip(broad + 0.7, 0.0, 1.0)
        over = np.maximum(height - 9.0, 0.0)
        height = np.minimum(height, 9.0) + over / (1.0 + over / (HIGHEST - 9.0))
        under = np.maximum(1.2 - height, 0.0)
        height = np.maximum(height, 1.2) - under / (1.0 + under / (1.2 - LOWEST_LAND))
        result: Floats = height + self._great(x, z, height)
        return result

    def _great(self, x: Floats, z: Floats, height: Floats) -> Floats:
        """What stands on the ordinary land in mountains, canyons, volcanoes and on the moon, in metres.

        The settlement at the origin keeps its level ground: everything here rises beyond some 60 m from it.
        """
        seed, biome = self.seed, self.spec.biome
        away = np.hypot(x, z)
        if biome == "mountain":
            wide = fractal_noise(seed, CLIMB, x, z, 210.0, 3, 0.5)
            ridges = np.maximum(1.0 - 1.7 * np.abs(wide), 0.0) ** 1.6
            rise = smoothstep(58.0, 190.0, away) * (10.0 + 44.0 * ridges)
            return self._stepped(rise, x, z, 9.0, 0.62)
        if biome == "canyon":
            bend = 46.0 * fractal_noise(seed, MEANDER + 20, x, z, 170.0, 2, 0.4) * (1.0 - np.exp(-(away**2) / 8000.0))
            angle = 2.0 * np.pi * uniform_at(seed, PLACE, 9)
            across = np.abs(x * np.cos(angle) + z * np.sin(angle) - bend)
            wall = smoothstep(44.0, 66.0, across + 7.0 * fractal_noise(seed, STRATA, x, z, 26.0, 2))
            return self._stepped(wall * (19.0 + 5.0 * fractal_noise(seed, CLIMB, x, z, 90.0, 2)), x, z, 6.0, 0.85)
        if biome == "volcano":
            angle = np.radians(250.0 + 40.0 * uniform_at(seed, PLACE, 10))
            out = np.hypot(x - 175.0 * np.cos(angle), z - 175.0 * np.sin(angle))
            out = out + 9.0 * fractal_noise(seed, CLIMB, x, z, 60.0, 3)
            cone = 54.0 * np.exp(-np.maximum(out - 20.0, 0.0) / 46.0)
            crater = 16.0 * np.clip(1.0 - out / 20.0, 0.0, 1.0)
            return np.asarray((cone - crater) * smoothstep(58.0, 95.0, away))
        if biome == "moon":
            dents = np.zeros_like(height)
            for cell, deep in ((46.0, 2.6), (97.0, 5.5)):
                i, j = np.floor(x / cell).astype(np.int64), np.floor(z / cell).astype(np.int64)
                for di in (-1, 0, 1):
                    for dj in (-1, 0, 1):
                        u = [uniform(seed, CRATERS + 10 * k + int(cell), i + di, j + dj) for k in range(3)]
                        cx, cz = (i + di + 0.2 + 0.6 * u[0]) * cell, (j + dj + 0.2 + 0.6 * u[1]) * cell
                        radius = cell * (0.16 + 0.18 * u[2])
                        share = np.hypot(x - cx, z - cz) / radius
                        bowl = np.where(share < 1.0, -(1.0 - share**2), 0.0) + 0.42 * np.exp(
                            -(((share - 1.0) / 0.22) ** 2)
                        )
                        dents = dents + deep * bowl * (u[0] < 0.62) * smoothstep(1.6, 3.0, np.hypot(cx, cz) / radius)
            return np.maximum(dents * smoothstep(26.0, 60.0, away), 0.7 - height)
        if biome == "city":
            return np.asarray(-0.75 * (height - 1.2) * (1.0 - smoothstep(150.0, 260.0, away)))
        return np.zeros_like(height)

    def _stepped(self, rise: Floats, x: Floats, z: Floats, step: float, sharp: float) -> Floats:
        """Slopes broken into ledges and cliffs: `sharp` 0..1, a ledge every `step` metres of height."""
        shift = 2.2 * fractal_noise(self.seed, STRATA + 30, x, z, 34.0, 2)
        at = (rise + shift) / step
        whole = np.floor(at)
        ledge = (whole + smoothstep(0.5 - 0.5 * (1.0 - sharp), 0.5 + 0.5 * (1.0 - sharp), at - whole)) * step - shift
        return np.asarray(np.maximum(ledge, 0.0) * np.minimum(rise / 2.0, 1.0))

    def river_coordinate(self, x: Floats, z: Floats) -> Floats:
        """Metres across the rivers: centre lines lie at whole multiples of RIVER_PERIOD."""
        across = x * self.normal[0] + z * self.normal[1] - self.river_offset
        calm = 1.0 - np.exp(-(x * x + z * z) / 4900.0)
        bend = 38.0 * fractal_noise(self.seed, MEANDER, x, z, 105.0, 2, 0.3)
        # A smaller bend may come nearer to the village than the great ones.
        bow = 6.0 * gradient_noise(self.seed, MEANDER + 50, x, z, 52.0) * np.minimum(calm * 2.5, 1.0)
        result: Floats = across - calm * bend - bow
        return result

    def river_half_width(self, x: Floats, z: Floats) -> Floats:
        """Metres from the centre line to the waterline."""
        return 3.0 + 0.7 * gradient_noise(self.seed, WIDTH, x, z, 50.0)

    def shores(self, x: Floats, z: Floats) -> list[tuple[Floats, float, float]]:
        """Each water as (metres from its edge, negative inside; depth in metres; slope of its bank)."""
        found: list[tuple[Floats, float, float]] = []
        if self.rivers:
            u = self.river_coordinate(x, z)
            centre = np.abs(u - RIVER_PERIOD * np.round(u / RIVER_PERIOD))
            found.append((centre - self.river_half_width(x, z), 1.5, 0.26))
        if self.lakes:
            found.append((self._lake_distance(x, z), 2.3, 0.22))
        if self.coast:
            across = x * self.sea_normal[0] + z * self.sea_normal[1]
            calm = 1.0 - np.exp(-(x * x + z * z) / 3600.0)
            edge = self.sea_offset + calm * 14.0 * fractal_noise(self.seed, MEANDER + 40, x, z, 80.0, 3)
            found.append((edge - across, 2.8, 0.13))
        if self.spec.biome == "island":
            ragged = 26.0 * fractal_noise(self.seed, MEANDER + 60, x, z, 90.0, 3)
            reach = 112.0 + 46.0 * uniform_at(self.seed, PLACE, 11)
            home = np.hypot(x, z) - reach - ragged
            # other islands lie farther out, where broad noise is high
            isles = 70.0 * (0.22 - fractal_noise(self.seed, MEANDER + 80, x, z, 190.0, 2)) + 0.4 * ragged
            found.append((-np.minimum(home, np.where(np.hypot(x, z) > reach + 60.0, isles, 30.0)), 4.0, 0.10))
        if self.spec.biome == "swamp":
            away = smoothstep(26.0, 44.0, np.hypot(x, z))
            pool = 0.42 - fractal_noise(self.seed, POOLS, x, z, 24.0, 2)
            found.append((pool * 9.0 * away + 12.0 * (1.0 - away), 0.9, 0.2))
        return found

    def shore(self, x: Floats, z: Floats) -> Floats:
        """Metres from the nearest waterline, negative in water, at most 30."""
        result = np.full(np.shape(x), 30.0)
        for distance, _, _ in self.shores(x, z):
            result = np.minimum(result, distance)
        return result

    def flooded(self, height: Floats, x: Floats, z: Floats) -> tuple[Floats, Floats]:
        """(height with banks and beds cut into it, metres from the nearest waterline)."""
        shore = np.full(np.shape(x), 30.0)
        for distance, depth, slope in self.shores(x, z):
            bank = np.maximum(distance, 0.0)
            profile = bank * (slope + 0.016 * bank) + depth * np.tanh(np.minimum(distance, 0.0) * 0.45 / depth)
            height = smooth_minimum(height, profile, 0.5)
            shore = np.minimum(shore, distance)
        return height, shore

    def _lake(self, i: int, j: int) -> tuple[float, float, float] | None:
        key = (i, j)
        if key not in self._lake_cache:
            lake: tuple[float, float, float] | None = None
            if uniform_at(self.seed, LAKES, i, j) < 0.6:
                jitter = [uniform_at(self.seed, LAKES + 100 * k, i, j) for k in (1, 2, 3)]
                x, z = (i + 0.2 + 0.6 * jitter[0]) * LAKE_LATTICE, (j + 0.2 + 0.6 * jitter[1]) * LAKE_LATTICE
                radius = 11.0 + 13.0 * jitter[2]
                if np.hypot(x, z) > radius * 1.5 + 62.0:
                    lake = (x, z, radius)
            self._lake_cache[key] = lake
        return self._lake_cache[key]

    def lakes_near(self, x: Floats, z: Floats) -> list[tuple[float, float, float]]:
        """Every lake (centre x, z, mean radius) that may touch the box around the points, the village's first."""
        reach = 66.0
        rows = range(
            int(np.floor((np.min(x) - reach) / LAKE_LATTICE)),
            int(np.floor((np.max(x) + reach) / LAKE_LATTICE)) + 1,
        )
        columns = range(
            int(np.floor((np.min(z) - reach) / LAKE_LATTICE)),
            int(np.floor((np.max(z) + reach) / LAKE_LATTICE)) + 1,
        )
        return [self._first_lake] + [lake for i in rows for j in columns if (lake := self._lake(i, j))]

    def _lake_distance(self, x: Floats, z: Floats) -> Floats:
        edge = 0.7 * np.clip(fractal_noise(self.seed, LAKE_EDGE, x, z, 24.0, 2), -0.6, 0.6)
        result = np.full(np.shape(x), 30.0)
        for lake_x, lake_z, radius in self.lakes_near(x, z):
            result = np.minimum(result, np.hypot(x - lake_x, z - lake_z) - radius * (1.0 + edge))
        return result

"""Great forms of the land that stand on what the networks draw: mountains, canyon walls, volcanoes, islands, craters.

They are drawn by seed, as the lines of the waters are (`shores.py`), and added to the networks' ground at every scale.
The settlement at the origin keeps its level ground, and water keeps its bed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.kernels.hashing import CounterRandom, hash_key
from nacre.world.kernels.smoothstep import smoothstep
from nacre.world.terrain.shores import Shores, smooth_noise

Floats = NDArray[np.float64]
FORMS: Final = frozenset({"mountain", "canyon", "volcano", "island", "moon", "desert"})
_KEEP: Final = 44.0  # metres from the origin within which the land stays as it is
_VOLCANO_AWAY: Final = 138.0  # metres from the origin to the crater
_VOLCANO_RISE: Final = 66.0
_CRATER: Final = 17.0  # metres of radius
_ISLAND: Final = 108.0  # metres of radius of the island in the middle
_ISLE_CELL: Final = 230.0  # metres between places where other islands may lie
_CANYON_HALF: Final = 47.0  # metres from a canyon's middle to the foot of its walls
_CANYON_RISE: Final = 24.0
_HILL_RISE: Final = 8.0
_HILL_SLOPE: Final = 20.0  # metres from the edge of a hill's level top to its foot
_HILL_AWAY: Final = 22.0  # metres from the origin to its foot


def _fractal(key: int, x: Floats, z: Floats, period: float, octaves: int = 2) -> Floats:
    """About -1..1, of several octaves of smooth noise at x [W] and z [H]: [H, W]."""
    total = np.zeros((len(z), len(x)))
    for octave in range(octaves):
        total += smooth_noise(hash_key(key, octave), x, z, period / 2.0**octave) * 0.5**octave
    return total


def _ledges(rise: Floats, shift: Floats, step: float, sharp: float) -> Floats:
    """Slopes broken into cliffs, a ledge every `step` metres of height; sharp 0..1: how steep between them."""
    at = (rise + shift) / step
    whole = np.floor(at)
    half = 0.5 * (1.0 - sharp)
    broken = (whole + smoothstep(0.5 - half, 0.5 + half, at - whole)) * step - shift
    return np.asarray(np.maximum(broken, 0.0) * np.minimum(rise / 2.0, 1.0))


def _hill(shores: Shores, water: str, seed: int, top: float) -> tuple[float, float, float]:
    """A hill in front of where players begin, on the side that is farthest from the water: x, z, radius of its top."""
    away = _HILL_AWAY + _HILL_SLOPE + top
    lines = {"river": shores.river, "coast": shores.sea}
    turn = CounterRandom(seed, 51).uniform() * 4.0 - 2.0

    def clear(degrees: float) -> float:
        x, z = away * math.cos(math.radians(degrees)), away * math.sin(math.radians(degrees))
        if water == "lake":
            room = math.hypot(x - shores.lake[0], z - shores.lake[1]) - 1.4 * shores.lake[2]
        elif water in lines:
            nx, nz, reach = lines[water]
            room = reach - (x * nx + z * nz)
        else:
            room = math.inf
        return min(room, top + _HILL_SLOPE) - 0.06 * abs(degrees - 270.0)

    degrees = max((270.0 + turn + 12.0 * step for step in range(-10, 11)), key=clear)
    return away * math.cos(math.radians(degrees)), away * math.sin(math.radians(degrees)), top


@dataclass(frozen=True)
class Landforms:
    """The forms of one world. `landmark`: (x, z, height, width) in metres of what a first view should show; hill:
    (x, z, radius of its level top) in metres of the one that a prompt speaks of."""

    biome: str
    seed: int
    shores: Shores
    river: bool
    hill: tuple[float, float, float] | None = None

    @classmethod
    def draw(cls, biome: str, seed: int, river: bool, hilltop: float = 0.0, water: str = "none") -> Landforms:
        """Those of a seed; river: does one run here, so that a canyon lies along it? hilltop: level radius in metres of
        the hill to raise beside the settlement, 0 for none, away from the water there is."""
        shores = Shores.draw(seed, False)
        hill = _hill(shores, water, seed, hilltop) if hilltop > 0.0 else None
        return cls(biome, seed, shores, river, hill)

    @property
    def any(self) -> bool:
        """Is there anything to add?"""
        return self.biome in FORMS or self.hill is not None

    def _volcano(self) -> tuple[float, float]:
        """Where the crater is: on the far side of the place where players begin, and not in the lake."""
        angle = math.radians(235.0 + 70.0 * CounterRandom(self.seed, 31).uniform())
        return _VOLCANO_AWAY * math.cos(angle), _VOLCANO_AWAY * math.sin(angle)

    @property
    def landmark(self) -> tuple[float, float, float, float] | None:
        """See the class."""
        if self.biome == "volcano":
            return (*self._volcano(), _VOLCANO_RISE, 90.0)
        return None

    def ground(self, x: Floats, z: Floats, height: NDArray[np.float32]) -> NDArray[np.float32]:
        """Heights with the forms on them, metres, at ascending x [W] and z [H]; height [H, W] from the networks."""
        if not self.any:
            return height
        low = height.astype(np.float64)
        if self.hill is not None:
            hx, hz, top = self.hill
            out = np.hypot(x[None, :] - hx, z[:, None] - hz)
            low += _HILL_RISE * (1.0 - smoothstep(top, top + _HILL_SLOPE, out)) * smoothstep(0.1, 1.5, low)
        if self.biome not in FORMS:
            return low.astype(np.float32)
        if self.biome == "island":
            return self._island(x, z, low).astype(np.float32)
        # a bank rises no steeper than one in two from the waterline
        dry = smoothstep(0.15, 2.2, low)
        return np.asarray(low + self._rise(x, z, low) * dry, np.float32)

    def _rise(self, x: Floats, z: Floats, low: Floats) -> Floats:
        seed, away = self.seed, np.hypot(x[None, :], z[:, None])
        if self.biome == "mountain":
            wide = _fractal(hash_key(seed, 32), x, z, 150.0, 3)
            ridges = np.maximum(1.0 - 1.15 * np.abs(wide), 0.0) ** 1.5
            # the valley opens towards +z, where players begin and the village looks
            open_side = smoothstep(-0.35, 0.95, z[:, None] / np.maximum(away, 1.0))
            far = away - 26.0 * open_side
            rise = smoothstep(_KEEP + 4.0, 168.0, far) * (12.0 + 62.0 * ridges)
            shift = 2.4 * smooth_noise(hash_key(seed, 33), x, z, 31.0)
            return (
                _ledges(rise, shift, 8.0, 0.66)
                + 0.35 * np.minimum(rise, 8.0) * smooth_noise(hash_key(seed, 34), x, z, 9.0) * 0.35
            )
        if self.biome == "canyon":
            across = self._canyon_axis(x, z)
            ragged = 6.5 * _fractal(hash_key(seed, 35), x, z, 27.0)
            wall = smoothstep(_CANYON_HALF, _CANYON_HALF + 19.0, np.abs(across) + ragged)
            top = _CANYON_RISE + 6.0 * _fractal(hash_key(seed, 36), x, z, 85.0)
            shift = 0.8 * smooth_noise(hash_key(seed, 37), x, z, 24.0)
            buttes = self._buttes(x, z)
            return _ledges(np.maximum(wall * top, buttes), shift, 6.0, 0.86)
        if self.biome == "volcano":
            cx, cz = self._volcano()
            out = np.hypot(x[None, :] - cx, z[:, None] - cz)
            out = out + 6.0 * _fractal(hash_key(seed, 38), x, z, 46.0, 3)
            cone = _VOLCANO_RISE * np.exp(-np.maximum(out - _CRATER, 0.0) / 36.0)
            crater = 20.0 * np.clip(1.0 - out / _CRATER, 0.0, 1.0)
            flows = 2.5 * np.abs(smooth_noise(hash_key(seed, 39), x, z, 20.0)) * smoothstep(4.0, 20.0, cone)
            return np.asarray((cone - crater + flows) * smoothstep(_KEEP, _KEEP + 34.0, away))
        if self.biome == "moon":
            return np.maximum(self._craters(x, z) * smoothstep(26.0, 58.0, away), 0.6 - low)
        # dunes: long backs with one steep side, across the wind
        wind = math.radians(360.0 * CounterRandom(seed, 40).uniform())
        along = x[None, :] * math.cos(wind) + z[:, None] * math.sin(wind)
        wave = (along + 11.0 * _fractal(hash_key(seed, 41), x, z, 64.0)) / 34.0
        phase = wave - np.floor(wave)
        back = np.where(phase < 0.74, phase / 0.74, (1.0 - phase) / 0.26)
        crest = smoothstep(0.0, 1.0, back) * (3.2 + 2.6 * _fractal(hash_key(seed, 42), x, z, 120.0))
        return np.asarray(np.maximum(crest, 0.0) * smoothstep(_KEEP, _KEEP + 46.0, away))

    def _canyon_axis(self, x: Floats, z: Floats) -> Floats:
        """Metres from the middle of the canyon: between village and river where there is one, else through both."""
        if self.river:
            return self.shores.across(x, z) + 0.45 * self.shores.river[2]
        angle = math.radians(360.0 * CounterRandom(self.seed, 43).uniform())
        calm = 1.0 - np.exp(-(x[None, :] ** 2 + z[:, None] ** 2) / 8000.0)
        bend = 44.0 * _fractal(hash_key(self.seed, 44), x, z, 150.0)
        return x[None, :] * math.cos(angle) + z[:, None] * math.sin(angle) - calm * bend

    def _buttes(self, x: Floats, z: Floats) -> Floats:
        """Towers of rock that the river left standing."""
        found = np.zeros((len(z), len(x)))
        cell = 74.0
        rough = 2.2 * smooth_noise(hash_key(self.seed, 45), x, z, 15.0)
        for j in range(math.floor(z[0] / cell) - 1, math.floor(z[-1] / cell) + 2):
            for i in range(math.floor(x[0] / cell) - 1, math.floor(x[-1] / cell) + 2):
                random = CounterRandom(self.seed, 46, i, j)
                here, u, v, size, tall = (random.uniform() for _ in range(5))
                cx, cz = (i + 0.2 + 0.6 * u) * cell, (j + 0.2 + 0.6 * v) * cell
                radius = 5.0 + 7.0 * size
                if here > 0.5 or math.hypot(cx, cz) < _KEEP + 8.0 + radius:
                    continue
                out = np.hypot(x[None, :] - cx, z[:, None] - cz) + rough
                found = np.maximum(found, (13.0 + 12.0 * tall) * (1.0 - smoothstep(radius, radius + 6.0, out)))
        return found

    def _craters(self, x: Floats, z: Floats) -> Floats:
        dents = np.zeros((len(z), len(x)))
        for cell, deep in ((44.0, 2.6), (97.0, 6.5)):
            for j in range(math.floor(z[0] / cell) - 1, math.floor(z[-1] / cell) + 2):
                for i in range(math.floor(x[0] / cell) - 1, math.floor(x[-1] / cell) + 2):
                    random = CounterRandom(self.seed, 47, round(cell), i, j)
                    here, u, v, size = (random.uniform() for _ in range(4))
                    cx, cz = (i + 0.2 + 0.6 * u) * cell, (j + 0.2 + 0.6 * v) * cell
                    radius = cell * (0.17 + 0.18 * size)
                    if here > 0.66 or math.hypot(cx, cz) < 1.8 * radius:
                        continue
                    share = np.hypot(x[None, :] - cx, z[:, None] - cz) / radius
                    bowl = np.where(share < 1.0, share**2 - 1.0, 0.0)
                    dents += deep * (bowl + 0.45 * np.exp(-(((share - 1.0) / 0.24) ** 2)))
        return dents

    def _island(self, x: Floats, z: Floats, low: Floats) -> Floats:
        """An island whose nearest beach lies where the sea's line is drawn, others far out, and water between."""
        nx, nz, reach = self.shores.sea
        middle = _ISLAND - reach - 4.0
        ragged = 15.0 * _fractal(hash_key(self.seed, 48), x, z, 70.0, 3)
        shore = _ISLAND - np.hypot(x[None, :] + nx * middle, z[:, None] + nz * middle) + ragged
        for j in range(math.floor(z[0] / _ISLE_CELL) - 1, math.floor(z[-1] / _ISLE_CELL) + 2):
            for i in range(math.floor(x[0] / _ISLE_CELL) - 1, math.floor(x[-1] / _ISLE_CELL) + 2):
                random = CounterRandom(self.seed, 49, i, j)
                here, u, v, size = (random.uniform() for _ in range(4))
                cx, cz = (i + 0.2 + 0.6 * u) * _ISLE_CELL, (j + 0.2 + 0.6 * v) * _ISLE_CELL
                if here > 0.75 or math.hypot(cx + nx * middle, cz + nz * middle) < _ISLAND + 60.0:
                    continue
                shore = np.maximum(shore, 18.0 + 26.0 * size - np.hypot(x[None, :] - cx, z[:, None] - cz) + ragged)
        # no cove reaches into the settlement
        away = np.hypot(x[None, :], z[:, None])
        shore = np.maximum(shore, 24.0 * (1.0 - smoothstep(26.0, 44.0, away)) - 1.0)
        bank = np.maximum(shore, 0.0)
        profile = bank * (0.085 + 0.006 * bank) + 4.5 * np.tanh(np.minimum(shore, 0.0) * 0.07)
        hill = (
            9.0 * smoothstep(45.0, 100.0, shore) * np.maximum(_fractal(hash_key(self.seed, 50), x, z, 90.0) + 0.5, 0.0)
        )
        hill *= smoothstep(_KEEP, _KEEP + 36.0, away)
        land = low + hill
        blend = np.maximum(0.6 - np.abs(land - profile), 0.0) / 0.6
        return np.asarray(np.minimum(land, profile) - blend * blend * 0.15)

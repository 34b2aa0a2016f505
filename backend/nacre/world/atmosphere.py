"""The air: where the sun stands and what the weather is. No colours here: the renderer has those."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LATITUDE: Final = math.radians(48)
DECLINATION: Final = math.radians(14)  # early May: long warm evenings
LOWEST_LIGHT: Final = math.radians(12)  # shadows stay shorter than the window is wide


@dataclass(frozen=True)
class Atmosphere:
    """Time of day in hours 0..24, weather, fog 0..1 and mood."""

    hours: float
    weather: str = "clear"
    fog: float = 0.1
    mood: str = "plain"

    def _solar(self) -> tuple[float, float]:
        """Elevation and azimuth of the sun in radians; azimuth 0 is north (-Z), east is +X."""
        angle = (self.hours - 12) / 12 * math.pi
        rise = math.sin(LATITUDE) * math.sin(DECLINATION)
        rise += math.cos(LATITUDE) * math.cos(DECLINATION) * math.cos(angle)
        elevation = math.asin(max(-1.0, min(1.0, rise)))
        east = -math.cos(DECLINATION) * math.sin(angle)
        north = math.cos(LATITUDE) * math.sin(DECLINATION) - math.sin(LATITUDE) * math.cos(DECLINATION) * math.cos(
            angle
        )
        return elevation, math.atan2(east, north)

    @property
    def elevation(self) -> float:
        """The sun's elevation in radians, below zero at night."""
        return self._solar()[0]

    @property
    def night(self) -> float:
        """0 by day, 1 by night, smooth in between (civil twilight)."""
        return float(1 / (1 + math.exp((self.elevation + math.radians(1)) / math.radians(2))))

    @property
    def dusk(self) -> float:
        """1 while the sun is near the horizon."""
        return math.exp(-(((self.elevation - math.radians(5)) / math.radians(9)) ** 2))

    def sun(self) -> NDArray[np.float32]:
        """Unit vector to the light: the sun, or at night the moon, which stands opposite."""
        elevation, azimuth = self._solar()
        if elevation < math.radians(-3):
            elevation, azimuth = -elevation * 0.8, azimuth + math.pi
        elevation = max(elevation, LOWEST_LIGHT)
        flat = math.cos(elevation)
        return np.array([flat * math.sin(azimuth), math.sin(elevation), -flat * math.cos(azimuth)], np.float32)

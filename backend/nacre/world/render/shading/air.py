"""Air: the colours of light, sky and distance for an atmosphere, as one row of numbers for the kernels.

Everything is linear light; the sun at noon is about 3, a white wall in it about 1 after exposure.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.atmosphere import Atmosphere

SUN, SUN_COLOUR, SKY_LIGHT, GROUND_LIGHT, BOUNCE, HORIZON, ZENITH, GLOW = 0, 3, 6, 9, 12, 15, 18, 21
CLOUD_LIT, CLOUD_DARK, WATER_DEEP, WATER_SHALLOW = 24, 27, 30, 33
FOG, FOG_LOW, FOG_HEIGHT, EXPOSURE, DARK, WET, COVER, DRIFT, TIME, STARS, DISC, WATER_THERE, WHITE = range(36, 49)
HAZE: Final = 49
SIZE: Final = 52

_LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722])
DAY_EXPOSURE: Final = 0.44  # in full daylight
_BRIGHT: Final = 2.2  # luminance that falls on level ground at four in the afternoon: with less the eye opens
_WIDENS: Final = 0.6  # power of what is missing

Colour = tuple[float, float, float]


def _mix(a: NDArray[np.float64], b: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    return a + (b - a) * min(1.0, max(0.0, share))


def _c(red: float, green: float, blue: float) -> NDArray[np.float64]:
    return np.array([red, green, blue])


def _smooth(x: float, low: float, high: float) -> float:
    t = min(1.0, max(0.0, (x - low) / (high - low)))
    return t * t * (3 - 2 * t)


# elevation in degrees -> sun, sky light, horizon, zenith, glow round the sun; linear
_BY_HEIGHT: Final = (
    (-8.0, (0.46, 0.60, 0.92), (0.22, 0.30, 0.48), (0.085, 0.125, 0.230), (0.010, 0.019, 0.052), (0.06, 0.09, 0.14)),
    (-2.0, (0.34, 0.24, 0.28), (0.40, 0.39, 0.52), (0.72, 0.36, 0.27), (0.060, 0.090, 0.23), (1.05, 0.40, 0.14)),
    (4.0, (2.90, 1.22, 0.42), (0.46, 0.46, 0.62), (1.28, 0.68, 0.38), (0.20, 0.29, 0.60), (2.30, 0.95, 0.30)),
    (14.0, (3.35, 2.30, 1.35), (0.58, 0.69, 0.93), (1.14, 0.98, 0.84), (0.20, 0.41, 0.84), (1.40, 0.88, 0.46)),
    (30.0, (3.30, 2.80, 2.15), (0.60, 0.79, 1.08), (0.92, 1.06, 1.20), (0.18, 0.42, 0.92), (0.70, 0.60, 0.46)),
    (60.0, (3.30, 3.00, 2.55), (0.62, 0.83, 1.14), (0.84, 1.03, 1.22), (0.16, 0.41, 0.95), (0.50, 0.50, 0.46)),
)


def _by_height(degrees: float) -> list[NDArray[np.float64]]:
    heights = [row[0] for row in _BY_HEIGHT]
    columns = []
    for column in range(1, 6):
        values = np.array([row[column] for row in _BY_HEIGHT])
        columns.append(np.array([np.interp(degrees, heights, values[:, c]) for c in range(3)]))
    return columns


def air(
    atmosphere: Atmosphere, seconds: float = 0.0, water: bool = True, ground: Colour = (0.16, 0.17, 0.08)
) -> NDArray[np.float32]:
    """float32 [SIZE]. seconds moves clouds and ripples; ground is the mean linear colour of the land, for bounce."""
    out = _still_air(atmosphere, water, ground).copy()
    out[DRIFT], out[TIME] = seconds * 0.0035, seconds
    return out


@lru_cache(maxsize=256)
def _still_air(atmosphere: Atmosphere, water: bool, ground: Colour) -> NDArray[np.float32]:
    """What stays for as long as the sun stands still: kept, for it is wanted for every picture."""
    degrees = float(np.degrees(atmosphere.elevation))
    sun, sky, horizon, zenith, glow = _by_height(degrees)
    night = atmosphere.night
    weather, fog = atmosphere.weather, atmosphere.fog
    cover = {"clear": 0.36, "overcast": 0.92, "rain": 1.0, "snow": 0.95, "fog": 0.75}.get(weather, 0.4)
    dull = {"overcast": 0.75, "rain": 0.9, "snow": 0.7, "fog": 0.8}.get(weather, 0.0)
    grey = float(horizon.mean()) * (0.80 if weather != "rain" else 0.56)
    horizon = _mix(horizon, grey * _c(0.96, 1.0, 1.05), dull * 0.85)
    zenith = _mix(zenith, grey * _c(0.70, 0.77, 0.86), dull * 0.85)
    sky = _mix(sky, float(sky.mean()) * _c(1.12, 1.2, 1.28), dull)
    # the moon comes through clouds better than it would: a night is for walking too
    sun = sun * (1 - 0.86 * dull * (1 - 0.55 * night))
    glow = glow * (1 - 0.9 * dull)
    if weather == "snow":
        horizon, sky = horizon * 1.12, sky * 1.15
    tint = {"spooky": _c(0.82, 1.0, 0.86), "magical": _c(1.05, 0.9, 1.12), "gloomy": _c(0.85, 0.88, 0.94)}.get(
        atmosphere.mood, _c(1, 1, 1)
    )
    sky, horizon, zenith = sky * tint, horizon * tint, zenith * tint
    direction = atmosphere.sun()
    land = np.array(ground)
    out = np.zeros(SIZE, np.float32)

    def put(place: int, value: NDArray[np.float64] | NDArray[np.float32]) -> None:
        out[place : place + 3] = value

    put(SUN, direction)
    put(SUN_COLOUR, sun)
    put(SKY_LIGHT, sky)
    put(GROUND_LIGHT, sky * (0.25 + 0.75 * land / max(land.max(), 0.05)) * 0.32)
    put(BOUNCE, sun * land * max(float(direction[1]), 0.0) * 1.15)
    put(HORIZON, horizon)
    put(ZENITH, zenith)
    put(GLOW, glow)
    put(CLOUD_LIT, _mix(horizon * 1.12 + sun * 0.10, horizon * 0.95, dull))
    put(CLOUD_DARK, _mix(horizon * 0.62 + zenith * 0.25, horizon * 0.62, dull))
    put(WATER_DEEP, _c(0.012, 0.105, 0.140) * (0.12 + sky.mean() * 1.35))
    put(WATER_SHALLOW, _c(0.40, 0.86, 0.84))
    thick = {"fog": 0.019, "rain": 0.0050, "snow": 0.0065, "overcast": 0.0026}.get(weather, 0.0014)
    out[FOG] = thick + 0.022 * max(0.0, fog - 0.1) ** 1.5
    out[FOG_LOW] = 0.002 + 0.03 * fog * fog
    out[FOG_HEIGHT] = 1 / 14
    # the eye follows the light of a level lawn, though not all the way: evenings and dull days stay darker than noon
    level = _LUMINANCE @ (sun * float(direction[1]) + sky)
    out[EXPOSURE] = DAY_EXPOSURE * max(1.0, _BRIGHT / float(level)) ** _WIDENS
    out[DARK] = max(night, 0.75 * _smooth(-degrees, -9, 0), 0.35 * dull)
    out[WET] = 1.0 if weather == "rain" else 0.0
    out[COVER] = cover
    out[STARS] = night * (1 - dull)
    out[DISC] = (1 - dull) * (1.0 if degrees > -3 else 0.22)
    out[WATER_THERE] = float(water)
    out[WHITE] = 1.0 if weather == "snow" else 0.0
    # far things take the colour between horizon and zenith: lighter and bluer
    put(HAZE, _mix(horizon * _c(0.88, 0.95, 1.02), zenith, 0.16 * (1 - dull)))
    return out


def without_air(row: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same hour where there is no air: black sky, stars by day, hard sun, no haze and no clouds."""
    out = row.copy()
    for place in (HORIZON, ZENITH, GLOW, CLOUD_LIT, CLOUD_DARK):
        out[place : place + 3] = (0.004, 0.005, 0.009)
    out[SKY_LIGHT : SKY_LIGHT + 3] = 0.30 * row[SKY_LIGHT : SKY_LIGHT + 3].mean()
    out[SUN_COLOUR : SUN_COLOUR + 3] = row[SUN_COLOUR : SUN_COLOUR + 3].max()
    out[[FOG, FOG_LOW, COVER, WET]] = 0.0
    out[STARS] = 1.0
    return out

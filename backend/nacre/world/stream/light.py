"""The air as plain numbers: what the server's own pictures are lit with."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.render.shading import air as a

_COLOURS: Final = {
    "sun": a.SUN, "sun_colour": a.SUN_COLOUR, "sky_light": a.SKY_LIGHT, "ground_light": a.GROUND_LIGHT,
    "bounce": a.BOUNCE, "horizon": a.HORIZON, "zenith": a.ZENITH, "glow": a.GLOW, "haze": a.HAZE,
    "cloud_lit": a.CLOUD_LIT, "cloud_dark": a.CLOUD_DARK, "water_deep": a.WATER_DEEP,
    "water_shallow": a.WATER_SHALLOW,
}  # fmt: skip
_NUMBERS: Final = {
    "fog": a.FOG, "fog_low": a.FOG_LOW, "fog_height": a.FOG_HEIGHT, "exposure": a.EXPOSURE, "dark": a.DARK,
    "wet": a.WET, "cover": a.COVER, "stars": a.STARS, "white": a.WHITE,
}  # fmt: skip


def air_facts(row: NDArray[np.float32]) -> dict[str, Any]:
    """`colours` and `numbers` of an `air` message, from a row of `nacre.world.render.shading.air`."""
    colours = {name: [round(float(v), 5) for v in row[at : at + 3]] for name, at in _COLOURS.items()}
    return {"colours": colours, "numbers": {name: round(float(row[at]), 6) for name, at in _NUMBERS.items()}}

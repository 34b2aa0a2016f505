"""The teacher's light: G-buffer -> picture, in torch on any device. Every colour of the look is here.

Storybook diorama: warm sun against cool shade, saturated paint, soft fog that swallows the far edge.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from torch import Tensor

from nacre.world.atmosphere import Atmosphere
from nacre.world.grid import VIEW

# by elevation of the sun in degrees: direct light, sky light, zenith, horizon (linear)
_KEYS: Final = (-14.0, -5.0, 1.0, 8.0, 20.0, 45.0)
_DIRECT: Final = (
    (0.16, 0.21, 0.38),
    (0.16, 0.18, 0.32),
    (0.95, 0.42, 0.20),
    (1.45, 0.82, 0.42),
    (1.38, 1.10, 0.78),
    (1.30, 1.18, 0.98),
)
_SKY: Final = (
    (0.075, 0.095, 0.19),
    (0.14, 0.15, 0.27),
    (0.32, 0.27, 0.38),
    (0.38, 0.37, 0.47),
    (0.42, 0.47, 0.58),
    (0.42, 0.50, 0.63),
)
_ZENITH: Final = (
    (0.018, 0.025, 0.085),
    (0.07, 0.08, 0.22),
    (0.20, 0.21, 0.46),
    (0.27, 0.34, 0.62),
    (0.26, 0.44, 0.76),
    (0.24, 0.47, 0.84),
)
_HORIZON: Final = (
    (0.07, 0.09, 0.19),
    (0.30, 0.22, 0.34),
    (0.98, 0.50, 0.34),
    (1.00, 0.70, 0.50),
    (0.80, 0.82, 0.84),
    (0.72, 0.83, 0.93),
)
# weather: direct factor, greyness 0..1, brightness, fog per metre, cloud cover, cloud opacity
_WEATHER: Final = {
    "clear": (1.0, 0.0, 1.0, 0.0030, 0.42, 0.85),
    "overcast": (0.34, 0.75, 0.88, 0.0065, 0.95, 0.75),
    "rain": (0.16, 0.88, 0.62, 0.0130, 1.05, 0.80),
    "snow": (0.36, 0.70, 1.00, 0.0150, 1.05, 0.70),
    "fog": (0.30, 0.78, 0.90, 0.0300, 0.85, 0.35),
}
_MOOD: Final = {
    "spooky": ((0.80, 1.08, 0.86), 0.62, 0.010), "gloomy": ((0.94, 0.98, 1.04), 0.74, 0.006),
    "magical": ((1.10, 0.94, 1.12), 1.06, 0.002), "festive": ((1.06, 1.0, 0.94), 1.05, 0.0),
    "peaceful": ((1.03, 1.0, 0.96), 1.03, 0.0), "plain": ((1.0, 1.0, 1.0), 1.0, 0.0),
}  # fmt: skip
LAMP: Final = (0.85, 0.50, 0.20)
WINDOW: Final = (1.5, 0.98, 0.40)


def palette(air: Atmosphere) -> dict[str, Tensor]:
    """Light colours and scalars of an atmosphere; [3] or [] tensors."""
    degrees = float(np.degrees(air.elevation))

    def at(table: tuple[tuple[float, float, float], ...]) -> Tensor:
        return torch.tensor([np.interp(degrees, _KEYS, [row[c] for row in table]) for c in range(3)])

    direct, grey, bright, fog, cover, opacity = _WEATHER[air.weather]
    tint, mood_bright, mood_fog = _MOOD[air.mood]
    tone = torch.tensor(tint)

    def dull(colour: Tensor, amount: float) -> Tensor:
        luma = (colour * torch.tensor([0.3, 0.55, 0.15])).sum()
        cold = luma * torch.tensor([0.95, 1.0, 1.08])
        return (colour * (1 - amount) + cold * amount) * bright * mood_bright * tone

    sky, zenith, horizon = (dull(at(t), grey) for t in (_SKY, _ZENITH, _HORIZON))
    zenith = zenith * (1 - 0.7 * grey) + horizon * 0.7 * grey * 0.86
    sun = at(_DIRECT) * direct * tone * mood_bright
    cloud = horizon * 0.55 + sun * 0.35 + sky * 0.35
    density = fog + 0.035 * air.fog**2 + mood_fog
    return {
        "sun": sun, "sky": sky * (1 + 0.25 * grey), "zenith": zenith, "horizon": horizon, "cloud": cloud,
        "fog": torch.tensor(density), "cover": torch.tensor(cover), "opacity": torch.tensor(opacity),
        "disc": sun * (1 - grey) * 2.2, "wet": torch.tensor(float(air.weather == "rain")),
    }  # fmt: skip


def sky_colour(light: dict[str, Tensor], direction: Tensor, sun: Tensor) -> Tensor:
    """Linear sky along unit directions [..., 3], without clouds."""
    height = direction[..., 1:2].clamp(min=0).sqrt()
    ahead = (direction * sun).sum(-1, keepdim=True).clamp(min=0)
    gradient = light["horizon"] * (1 - height) + light["zenith"] * height
    return gradient + light["sun"] * 0.20 * ahead**8 + light["disc"] * torch.sigmoid((ahead - 0.9985) * 3000)


def shade(g: Tensor, air: Atmosphere) -> Tensor:
    """G-buffer [..., 20] -> display colours [..., 3] in 0..1."""
    light = {name: value.to(g) for name, value in palette(air).items()}
    sun = torch.from_numpy(air.sun()).to(g)
    night = air.night
    depth, hit, normal, shadow = g[..., 0:1], g[..., 1:2], g[..., 2:5], g[..., 5:6]
    albedo, emission, glow, water = g[..., 8:11], g[..., 11:12], g[..., 12:13], g[..., 13:14]
    ray, facing = g[..., 14:17], g[..., 17:18].clamp(min=0)
    opened = (g[..., 6:7] * 0.5 + g[..., 7:8] * 0.5) * 0.78 + 0.22
    up = normal[..., 1:2]
    linear = albedo.clamp(min=1e-3) ** 1.75
    linear = linear * (1 - 0.25 * light["wet"] * (up > 0.6))
    lit = linear * (
        light["sun"] * facing * shadow
        + light["sky"] * opened * (0.65 + 0.35 * up)
        + 0.14 * light["sun"] * opened * (0.5 - 0.5 * up)
        + torch.tensor(LAMP).to(g) * glow * night
    )
    lit = lit + torch.tensor(WINDOW).to(g) * emission * night
    mirrored = ray - 2 * (ray * normal).sum(-1, keepdim=True) * normal
    mirrored = torch.cat([mirrored[..., :1], mirrored[..., 1:2].abs(), mirrored[..., 2:]], -1)
    grazing = (1 + (ray * normal).sum(-1, keepdim=True)).clamp(0, 1) ** 3
    fresnel = water * (0.16 + 0.66 * grazing) + (1 - water) * light["wet"] * 0.12 * grazing * (up > 0.6)
    lit = lit * (1 - fresnel) + sky_colour(light, mirrored, sun) * fresnel
    sky = sky_colour(light, ray, sun)
    level = torch.cat([ray[..., :1], ray[..., 1:2].clamp(min=0), ray[..., 2:]], -1)
    haze = sky_colour(light, level, sun)
    clear = torch.exp(-light["fog"] * depth) * (1 - ((depth - 44) / (VIEW - 46)).clamp(0, 1) ** 2)
    thick = ((g[..., 12:13] - 1 + light["cover"]) * 4).clamp(0, 1) * light["opacity"] * (ray[..., 1:2] * 6).clamp(0, 1)
    stars = g[..., 11:12] * night * 0.9 * (1 - light["opacity"] * (light["cover"] > 0.8))
    open_sky = (sky + stars) * (1 - thick) + light["cloud"] * thick
    colour = (lit * clear + haze * (1 - clear)) * hit + open_sky * (1 - hit)
    exposed = 1 - torch.exp(-1.55 * colour.clamp(min=0))
    return (exposed.clamp(min=1e-4) ** 0.56).clamp(0, 1)

"""Real-Time Renderer, second half: a learned deferred shader from G-buffer to picture.

Structured light (learned sun, sky, bounce, lamp and fog colours, all functions of the atmosphere
vector) gives the base; a small CNN with FiLM adds what structure cannot, and upsamples twice.
The shape of the idea: deferred neural shading of known geometry (PERSIST, arXiv 2603.03482).
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn

from nacre.world.grid import VIEW

GBUFFER: Final = 20  # channels of world/voxels/march.py
ATMOSPHERE: Final = 16
SCALE: Final = 2  # picture pixels per G-buffer pixel and side
FEATURES: Final = 24
SKY_HIDDEN: Final = 10  # per-pixel cost on a CPU; the CNN corrects what is left


class Light(nn.Module):
    """Atmosphere vector [B, 16] -> named light colours [B, 3] and scalars [B, 1], all positive."""

    COLOURS: Final = ("sun", "sky", "bounce", "zenith", "horizon", "lamp", "window", "disc", "water", "haze", "cloud")
    SCALARS: Final = ("fog", "fog_start", "ao", "sun_glow", "reflect", "exposure", "cover", "clouds", "stars")

    def __init__(self) -> None:
        super().__init__()
        outputs = 3 * len(self.COLOURS) + len(self.SCALARS)
        self.net = nn.Sequential(
            nn.Linear(ATMOSPHERE, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, outputs)
        )

    def forward(self, atmosphere: Tensor) -> dict[str, Tensor]:
        """Each value shaped to multiply maps: [B, 3, 1, 1] or [B, 1, 1, 1]."""
        out = nn.functional.softplus(self.net(atmosphere))[..., None, None]
        named = {name: out[:, 3 * i : 3 * i + 3] for i, name in enumerate(self.COLOURS)}
        start = 3 * len(self.COLOURS)
        named |= {name: out[:, start + i : start + i + 1] for i, name in enumerate(self.SCALARS)}
        return named


class Shader(nn.Module):
    """G-buffer [B, 20, H, W] (H, W even) and atmosphere [B, 16] -> picture [B, 3, 2H, 2W] in 0..1."""

    def __init__(self, width: int = 48) -> None:
        super().__init__()
        self.light = Light()
        self.gamma = nn.Parameter(torch.tensor([1.8, 0.55]))
        self.sky_in = nn.Conv2d(7, SKY_HIDDEN, 1)
        self.sky_film = nn.Linear(ATMOSPHERE, 2 * SKY_HIDDEN)
        self.sky_out = nn.Conv2d(SKY_HIDDEN, 3, 1)
        self.film = nn.Sequential(nn.Linear(ATMOSPHERE, 64), nn.SiLU(), nn.Linear(64, 6 * width))
        self.enter = nn.Conv2d(FEATURES * SCALE * SCALE, width, 3, padding=1)
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.leave = nn.Conv2d(width, 3 * (2 * SCALE) ** 2, 1)
        nn.init.zeros_(self.sky_out.weight)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias if self.leave.bias is not None else torch.empty(0))

    def sky(self, light: dict[str, Tensor], up: Tensor, toward_sun: Tensor, ray: Tensor, atmosphere: Tensor) -> Tensor:
        """Linear sky colour along rays: gradient, glow round the sun, disc, and a learned rest."""
        height = up.clamp(min=0).sqrt()
        ahead = toward_sun.clamp(min=0)
        glow = light["sun"] * light["sun_glow"] * ahead.pow(8)
        disc = light["disc"] * torch.sigmoid((ahead - 0.9985) * 3000)
        gradient = light["horizon"] * (1 - height) + light["zenith"] * height
        scale, shift = self.sky_film(atmosphere)[..., None, None].chunk(2, 1)
        features = torch.cat([ray, height, ahead, ahead.pow(8), ahead.pow(64)], 1)
        hidden = nn.functional.silu(self.sky_in(features) * (1 + scale) + shift)
        rest: Tensor = self.sky_out(hidden)
        return gradient + glow + disc + rest

    @staticmethod
    def heavens(light: dict[str, Tensor], g: Tensor, sky: Tensor, night: Tensor) -> Tensor:
        """Stars and clouds over the open sky; sky pixels carry their fields in channels 11 and 12."""
        thick = ((g[:, 12:13] - 1 + light["cover"]) * 4).clamp(0, 1) * light["clouds"].clamp(max=1)
        thick = thick * (g[:, 15:16] * 6).clamp(0, 1)
        with_stars = sky + light["stars"] * g[:, 11:12] * night
        return with_stars * (1 - thick) + light["cloud"] * thick

    def base(self, g: Tensor, atmosphere: Tensor) -> Tensor:
        """The structured picture at G-buffer resolution, display colours around 0..1."""
        light = self.light(atmosphere)
        depth, hit, normal, shadow = g[:, 0:1], g[:, 1:2], g[:, 2:5], g[:, 5:6]
        near, far, albedo, emission, glow = g[:, 6:7], g[:, 7:8], g[:, 8:11], g[:, 11:12], g[:, 12:13]
        water, ray, facing = g[:, 13:14], g[:, 14:17], g[:, 17:18].clamp(min=0)
        sun = atmosphere[:, 0:3, None, None]
        night = atmosphere[:, 4:5, None, None]
        open_sky = (near * 0.5 + far * 0.5) * light["ao"].clamp(max=1.0) + 1 - light["ao"].clamp(max=1.0)
        up = normal[:, 1:2]
        linear = albedo.clamp(min=1e-3) ** self.gamma[0]
        lit = linear * (
            light["sun"] * facing * shadow
            + light["sky"] * open_sky * (0.65 + 0.35 * up)
            + light["bounce"] * open_sky * (0.5 - 0.5 * up)
            + light["lamp"] * glow * night
        )
        lit = lit + light["window"] * emission * night
        ahead = (ray * sun).sum(1, keepdim=True)
        mirrored = ray - 2 * (ray * normal).sum(1, keepdim=True) * normal
        mirrored = torch.cat([mirrored[:, :1], mirrored[:, 1:2].abs(), mirrored[:, 2:]], 1)
        reflected = self.sky(light, mirrored[:, 1:2], (mirrored * sun).sum(1, keepdim=True), mirrored, atmosphere)
        grazing = (1 + (ray * normal).sum(1, keepdim=True)).clamp(0, 1) ** 3
        fresnel = (water * (light["reflect"] * (0.2 + 0.8 * grazing))).clamp(0, 1)
        lit = (lit * (1 - 0.5 * water) + light["water"] * water * 0.5) * (1 - fresnel) + reflected * fresnel
        sky = self.sky(light, ray[:, 1:2], ahead, ray, atmosphere)
        clear = torch.exp(-(light["fog"] * 0.05) * depth) * (1 - ((depth - 46) / (VIEW - 46)).clamp(0, 1) ** 2)
        colour = lit * clear + light["haze"] * (1 - clear) * 0.3 + sky * (1 - clear) * 0.7
        colour = colour * hit + self.heavens(light, g, sky, night) * (1 - hit)
        shown: Tensor = (1 - torch.exp(-colour.clamp(min=0) * light["exposure"])).clamp(min=1e-4) ** self.gamma[1]
        return shown

    def forward(self, g: Tensor, atmosphere: Tensor) -> Tensor:
        """See the class."""
        base = self.base(g, atmosphere)
        sun = atmosphere[:, 0:3, None, None]
        ahead = (g[:, 14:17] * sun).sum(1, keepdim=True)
        depth = torch.log1p(g[:, 0:1]) * 0.25
        features = torch.cat([base, depth, g[:, 1:18], ahead, g[:, 19:20] * 0.1, (g[:, 18:19] > 0).to(g.dtype)], 1)
        x = nn.functional.pixel_unshuffle(features, SCALE)
        s0, b0, s1, b1, s2, b2 = self.film(atmosphere)[..., None, None].chunk(6, 1)
        act = nn.functional.silu
        x = act(self.enter(x) * (1 + s0) + b0)
        x = x + act(self.first(x) * (1 + s1) + b1)
        x = x + act(self.second(x) * (1 + s2) + b2)
        rest = nn.functional.pixel_shuffle(self.leave(x), 2 * SCALE)
        picture = nn.functional.interpolate(base, scale_factor=SCALE, mode="bilinear", align_corners=False)
        out: Tensor = (picture + rest).clamp(0, 1) if not self.training else picture + rest
        return out

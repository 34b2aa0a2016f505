"""The land: a terrain autoencoder and two flow-matching networks that dream its latents.

What they draw and how it joins: `terrain.networks`. Flow matching: Lipman et al. 2023, arXiv 2210.02747, with the
network predicting the data (x1) rather than the velocity, which stays stable with very few Euler steps.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nacre.world.grid import CELL
from nacre.world.terrain.networks import (
    COARSE,
    COARSE_CELL,
    COARSE_DILATIONS,
    COARSE_WIDTH,
    CONDITION,
    DECODER_FINE,
    DECODER_WIDTH,
    ENCODER_WIDTH,
    FINE_DILATIONS,
    FINE_WIDTH,
    FLOW_CONDITION,
    HEIGHT_SCALE,
    LATENTS,
    PLACES,
    PLAIN,
    SMOOTHED,
    WATERLINE,
)
from nacre.world.terrain.shores import SHORES


def places(xs: Tensor, zs: Tensor) -> Tensor:
    """Where cells lie: centres xs [.., W] and zs [.., H] in metres -> [.., PLACES, H, W].

    Saturates far away, so that wilderness looks alike at 300 m and at 30 km.
    """
    x = xs[..., None, :].expand(*zs.shape, xs.shape[-1])
    z = zs[..., :, None].expand(*zs.shape, xs.shape[-1])
    far = x * x + z * z
    rings = [torch.exp(-far / radius**2) for radius in (24.0, 48.0, 96.0, 200.0)]
    directions = [torch.tanh(axis / reach) for reach in (64.0, 256.0) for axis in (x, z)]
    return torch.stack([*directions, *rings], -3)


def coarse_map(fine: Tensor) -> Tensor:
    """Fine ground [B, 6, H, W] of 0.5 m -> coarse map [B, COARSE, H/16, W/16] of 8 m cells."""
    mean = functional.avg_pool2d(fine, round(COARSE_CELL / CELL))
    return torch.cat([mean[:, :1] / HEIGHT_SCALE, mean[:, 5:6], mean[:, 4:5]], 1)


class TerrainEncoder(nn.Module):
    """Fine ground [B, 6, H, W] -> latents [B, LATENTS, H/4, W/4]; used for training and edits.

    Means are handed on as they are, so that the learned channels only describe what lies within a cell.
    """

    def __init__(self, width: int = ENCODER_WIDTH) -> None:
        super().__init__()
        self.enter = nn.Conv2d(PLAIN, width, 4, 2, 1)
        self.down = nn.Conv2d(width, 2 * width, 4, 2, 1)
        self.mix = nn.Conv2d(2 * width, 2 * width, 3, padding=1)
        self.out = nn.Conv2d(2 * width, LATENTS - PLAIN, 1)

    def forward(self, fine: Tensor) -> Tensor:
        """See the class."""
        ground = torch.cat([fine[:, :1] / HEIGHT_SCALE, fine[:, 1:PLAIN]], 1)
        mean = functional.avg_pool2d(ground, 4)
        x = functional.silu(self.enter(4.0 * (ground - functional.interpolate(mean, scale_factor=4.0))))
        x = functional.silu(self.down(x))
        x = x + functional.silu(self.mix(x))
        return torch.cat([mean, self.out(x)], 1)


class TerrainDecoder(nn.Module):
    """Latents [B, LATENTS, H + 6, W + 6] -> fine ground [B, 6, 4H, 4W]; eats DECODER_MARGIN per side."""

    def __init__(self, width: int = DECODER_WIDTH, fine: int = DECODER_FINE) -> None:
        super().__init__()
        self.enter = nn.Conv2d(LATENTS, width, 3)
        self.mix = nn.Conv2d(width, width, 3)
        self.spread = nn.Conv2d(width, fine * 16, 1)
        self.smooth = nn.Conv2d(fine, SMOOTHED, 3)
        self.out = nn.Conv2d(SMOOTHED, PLAIN, 3)

    def raw(self, latents: Tensor) -> Tensor:
        """Height, albedo and path before they are cut to their ranges, [B, 5, 4H, 4W]."""
        x = functional.silu(self.enter(latents))
        x = x[..., 1:-1, 1:-1] + functional.silu(self.mix(x))
        x = functional.silu(functional.pixel_shuffle(self.spread(x), 4))
        x = self.out(functional.silu(self.smooth(x)))[..., 2:-2, 2:-2]
        base = functional.interpolate(latents[:, :PLAIN], scale_factor=4, mode="bilinear")
        x = x + base[..., 12:-12, 12:-12]
        return torch.cat([x[:, :1] * HEIGHT_SCALE, x[:, 1:]], 1)

    def forward(self, latents: Tensor) -> Tensor:
        """See the class. Water lies where the ground is below 0: there is no other definition of it."""
        x = self.raw(latents)
        water = torch.sigmoid(x[:, :1] * -WATERLINE)
        return torch.cat([x[:, :1], x[:, 1:].clamp(0, 1), water], 1)


def crop(x: Tensor, margin: int) -> Tensor:
    """x [.., H, W] without `margin` cells on every side."""
    return x[..., margin : x.shape[-2] - margin, margin : x.shape[-1] - margin] if margin else x


class FlowNetwork(nn.Module):
    """Predicts the clean map from a noisy one: [B, C, H, W] -> [B, C, H - 2 reach, W - 2 reach].

    Residual 3x3 convolutions with per-cell channel normalisation (nothing is pooled over space, or
    chunks would depend on where the block was cut), FiLM by spec and time.
    """

    def __init__(
        self, channels: int, extra: int, width: int, dilations: tuple[int, ...], condition: int = FLOW_CONDITION
    ) -> None:
        super().__init__()
        self.channels, self.dilations = channels, dilations
        self.reach = 1 + sum(dilations)  # cells a prediction sees to each side
        self.enter = nn.Conv2d(channels + extra, width, 3)
        self.mix = nn.ModuleList(nn.Conv2d(width, width, 3, dilation=d) for d in dilations)
        self.film = nn.ModuleList(nn.Linear(condition, 2 * width) for _ in dilations)
        self.spec = nn.Sequential(nn.Linear(CONDITION, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.time = nn.Sequential(nn.Linear(9, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.out = nn.Conv2d(width, channels, 1)
        # What a spec implies on the whole (its biome's colours) needs no depth: a linear map, fitted in
        # closed form before training.
        self.tone = nn.Linear(CONDITION, channels)
        for linear in self.film:
            nn.init.zeros_(linear.weight)  # type: ignore[arg-type]
            nn.init.zeros_(linear.bias)  # type: ignore[arg-type]
        nn.init.zeros_(self.out.weight)

    def forward(self, noisy: Tensor, extra: Tensor, spec: Tensor, time: Tensor, padded: bool = False) -> Tensor:
        """noisy and extra over the same cells, spec [B, CONDITION], time [B] 0 (noise) .. 1 (data).

        padded keeps the size with zeros around, for training on windows; play never pads.
        """
        octave = torch.arange(4, device=time.device)
        wave = time[:, None] * (np.pi * 2.0**octave)
        condition = self.spec(spec) + self.time(torch.cat([time[:, None], wave.sin(), wave.cos()], 1))
        x = torch.cat([noisy, extra], 1)
        x = self.enter(functional.pad(x, (1, 1, 1, 1)) if padded else x)
        for conv, film, d in zip(self.mix, self.film, self.dilations, strict=True):
            scale, shift = film(condition)[..., None, None].chunk(2, 1)
            y = x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-4) * (1 + scale) + shift
            y = conv(functional.silu(functional.pad(y, (d, d, d, d)) if padded else y))
            x = (x if padded else crop(x, d)) + y
        clean: Tensor = self.out(x) + self.tone(spec)[..., None, None]
        return clean

    def sample(self, noise: Tensor, extra: Tensor, spec: Tensor, steps: int) -> Tensor:
        """Euler integration from noise to data; loses reach * steps cells on each side."""
        x = noise
        for step in range(steps):
            time, after = step / steps, (step + 1) / steps
            clean = self(x, extra, spec, torch.full((x.shape[0],), time, device=x.device))
            x, extra = crop(x, self.reach), crop(extra, self.reach)
            x = x + (after - time) / (1 - time) * (clean - x)
        return x


class TerrainNetworks(nn.Module):
    """Everything in terrain.safetensors: autoencoder, both flows, and the scales they work in."""

    def __init__(self, coarse_width: int = COARSE_WIDTH, fine_width: int = FINE_WIDTH) -> None:
        super().__init__()
        self.encoder = TerrainEncoder()
        self.decoder = TerrainDecoder()
        # Both flows work on 2x2 cells folded into channels: a quarter of the cost, twice the reach.
        self.coarse_flow = FlowNetwork(4 * COARSE, PLACES + SHORES, coarse_width, COARSE_DILATIONS)
        self.fine_flow = FlowNetwork(4 * LATENTS, 2 * COARSE + PLACES, fine_width, FINE_DILATIONS)
        self.coarse_mean: Tensor
        self.coarse_scale: Tensor
        self.latent_mean: Tensor
        self.latent_scale: Tensor
        self.register_buffer("coarse_mean", torch.zeros(COARSE))
        self.register_buffer("coarse_scale", torch.ones(COARSE))
        self.register_buffer("latent_mean", torch.zeros(LATENTS))
        self.register_buffer("latent_scale", torch.ones(LATENTS))

    def fold_coarse(self, coarse: Tensor) -> Tensor:
        """Coarse map [B, COARSE, 2H, 2W] -> normalised [B, 4 COARSE, H, W]."""
        normal = (coarse - self.coarse_mean[:, None, None]) / self.coarse_scale[:, None, None]
        return functional.pixel_unshuffle(normal, 2)

    def unfold_coarse(self, folded: Tensor) -> Tensor:
        """Inverse of fold_coarse; fractions are cut to 0..1."""
        coarse = functional.pixel_shuffle(folded, 2) * self.coarse_scale[:, None, None]
        coarse = coarse + self.coarse_mean[:, None, None]
        return torch.cat([coarse[:, :1], coarse[:, 1:].clamp(0, 1)], 1)

    def fold_latents(self, latents: Tensor, base: Tensor) -> Tensor:
        """Latents [B, LATENTS, 2H, 2W] less the coarse height base [B, 1, 2H, 2W] -> [B, 4 LATENTS, H, W]."""
        rest = torch.cat([latents[:, :1] - base, latents[:, 1:]], 1)
        normal = (rest - self.latent_mean[:, None, None]) / self.latent_scale[:, None, None]
        return functional.pixel_unshuffle(normal, 2)

    def unfold_latents(self, folded: Tensor, base: Tensor) -> Tensor:
        """Inverse of fold_latents."""
        rest = functional.pixel_shuffle(folded, 2) * self.latent_scale[:, None, None]
        rest = rest + self.latent_mean[:, None, None]
        return torch.cat([rest[:, :1] + base, rest[:, 1:]], 1)

    def hints(self, coarse: Tensor) -> tuple[Tensor, Tensor]:
        """What the coarse map [B, COARSE, H, W] tells the fine flow.

        Returns extra channels [B, 2 COARSE, 2 (H-2), 2 (W-2)] of 4 m cells and the height base
        [B, 1, 4 (H-2), 4 (W-2)] of 2 m cells; one coarse cell per side is lost to interpolation.
        """
        normal = (coarse - self.coarse_mean[:, None, None]) / self.coarse_scale[:, None, None]
        smooth = functional.interpolate(normal, scale_factor=2, mode="bilinear")[..., 2:-2, 2:-2]
        blocky = functional.interpolate(normal, scale_factor=2, mode="nearest")[..., 2:-2, 2:-2]
        base = functional.interpolate(coarse[:, :1], scale_factor=4, mode="bicubic")[..., 4:-4, 4:-4]
        return torch.cat([smooth, blocky], 1), base

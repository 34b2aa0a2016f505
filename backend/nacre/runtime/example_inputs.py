"""Inputs for examples, parity checks and benchmarks: made-up hills with a pond, views of them, people, numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from nacre.world.grid import HEIGHT_CELLS, WINDOW, WINDOW_CELLS, Y0
from nacre.world.voxels.compose import GLOW_CELLS
from nacre.world.voxels.posed_torch import ROW
from nacre.world.voxels.sky_torch import CLOUD_CELLS
from nacre.world.voxels.view_torch import VIEW_DIM


def toy_tables(pages: int = 2) -> dict[str, Tensor]:
    """Tables of made-up hills with a pond, one page a little unlike the other: for examples and parity checks."""
    n = WINDOW_CELLS
    angle = torch.arange(n) * (2 * torch.pi / n)
    waves = torch.stack([torch.sin(4 * angle + p)[:, None] * torch.cos(3 * angle - p) for p in range(pages)])
    height = 1.2 + 2.4 * waves
    y = (torch.arange(HEIGHT_CELLS) + 0.5) * 0.5 + Y0
    distance = ((y[:, None, None] - height[:, None]) * 0.8).clamp(-6, 6)
    red = ((torch.arange(n)[:, None] * 3 + torch.arange(n) * 5) % 200 + 20).to(torch.int32)
    colour = (red + 256 * 150 + 65536 * (220 - red)).expand(pages, HEIGHT_CELLS, n, n).contiguous()
    side = GLOW_CELLS * WINDOW
    glow = torch.rand(pages, GLOW_CELLS, side, side, generator=torch.Generator().manual_seed(3))
    clouds = torch.rand(pages, 3, CLOUD_CELLS, CLOUD_CELLS, generator=torch.Generator().manual_seed(4))
    return {
        "distance": distance,
        "colour": colour,
        "water": (height < 0).float(),
        "height": height,
        "glow": glow,
        "clouds": clouds,
    }


def normal(seed: int) -> Callable[..., Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return lambda *shape: torch.randn(*shape, generator=generator)


def integers(seed: int, high: int, *shape: int) -> Tensor:
    return torch.randint(0, high, shape, generator=torch.Generator().manual_seed(seed))


def toy_views(batch: int) -> Tensor:
    """Views [batch, VIEW_DIM] from a few metres above the hills of `toy_tables`."""
    random = np.random.default_rng(5)
    rows = np.zeros((batch, VIEW_DIM), np.float32)
    rows[:, 0:3] = random.uniform([-8, 5.5, -8], [8, 9, 8], (batch, 3))
    rows[:, 5:8] = 0.48, 0.6, 0.64
    rows[:, 8:12] = -80, 80, -80, 80
    rows[:, 12:16] = random.uniform(0, 1, (batch, 4))
    pitch, yaw = random.uniform(-0.5, 0.0, batch), random.uniform(-3, 3, batch)
    rows[:, 16:20] = np.stack([np.cos(pitch), np.sin(pitch), np.cos(yaw), np.sin(yaw)], 1)
    rows[:, 20] = 0.63
    return torch.from_numpy(rows)


def toy_people(batch: int, many: int) -> tuple[Tensor, Tensor]:
    """An atlas [3, 5, 32, 32, 32] of balls and rows [batch, many, ROW] of characters, the last of each nobody."""
    axis = torch.arange(32) - 15.5
    away = (axis[:, None, None] ** 2 + axis[:, None] ** 2 + axis**2).sqrt()
    ball = torch.stack([(away - r).clamp(-4, 4) for r in (7.0, 9.0, 11.0)])[:, None]
    atlas = torch.cat([ball, torch.full((3, 4, 32, 32, 32), 0.4)], 1)
    random = np.random.default_rng(6)
    rows = np.zeros((batch, many, ROW), np.float32)
    rows[..., :3] = random.uniform([-14, 2, -14], [14, 5, 14], (batch, many, 3))
    rows[..., 3:6] = 0.8, 0.6, 3.0
    rows[..., 6] = np.arange(many)
    rows[..., 7:] = 0, 2, 0.3
    rows[:, -1, 6] = -1
    return atlas, torch.from_numpy(rows)

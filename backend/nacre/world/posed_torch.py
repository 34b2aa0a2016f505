"""Posed characters in torch: where rays meet them, and the light they take from their surroundings."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor

from nacre.world.fetch_torch import local
from nacre.world.grid import SHAPE_CELLS, SHAPE_FLOOR

ENTITY_STEPS: Final = 40


def turned(away: Tensor, row: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """World offsets or directions [N, 3] in a character's frame: right, up, back."""
    x, y, z = away.unbind(-1)
    return x * row[3] - z * row[4], y, x * row[4] + z * row[3]


def meet_entity(volume: Tensor, row: Tensor, eye: Tensor, way: Tensor, far: Tensor) -> Tensor:
    """Distance along each ray [N] to a posed volume [32, 32, 32], or -1."""
    extent = row[5]
    u, v, w = turned((eye - row[:3])[None], row)
    du, dv, dw = turned(way, row)
    start, end = torch.full_like(far, 0.02), far
    half, low, high = extent * 0.5, -extent * SHAPE_FLOOR, extent * (1 - SHAPE_FLOOR)
    for place, speed, a, b in ((u, du, -half, half), (v, dv, low, high), (w, dw, -half, half)):
        speed = torch.where(speed.abs() < 1e-7, torch.full_like(speed, 1e-7), speed)
        one, two = (a - place) / speed, (b - place) / speed
        start = torch.maximum(start, torch.minimum(one, two))
        end = torch.minimum(end, torch.maximum(one, two))
    cell = extent / SHAPE_CELLS
    live = start <= end
    t, before, gap = start, start, torch.ones_like(start)
    met = torch.full_like(start, -1.0)
    for step in range(ENTITY_STEPS):
        d = local(volume, extent, u + du * t, v + dv * t, w + dw * t) * cell
        struck = live & (d < 0.15 * cell)
        exact = before + (t - before) * gap.clamp(min=0) / (gap - d).clamp(min=1e-6)
        met = torch.where(struck, torch.where((gap > d) & (step > 0), exact, t), met)
        live = live & ~struck
        before, gap = torch.where(live, t, before), torch.where(live, d, gap)
        t = torch.where(live, t + torch.maximum(d * 0.9, 0.35 * cell), t)
        live = live & (t <= end)
    return met


def contact(
    row: Tensor, point: Tensor, sun: Tensor, facing: Tensor, who: Tensor, near: Tensor, shade: Tensor
) -> tuple[Tensor, Tensor]:
    """What a standing body takes from the light of points [N, 3] around it: contact and the sun's shadow."""
    ex, ey, ez = (point - row[:3]).unbind(1)
    body = 0.16 * row[5]
    apart = ex * ex + ez * ez
    others = who < 0
    touched = others & (ey.abs() < 0.6) & (apart < 9 * body * body)
    near = torch.where(touched, near * (1 - 0.6 * torch.exp(-apart / (body * body))), near)
    middle = row[1] + 0.3 * row[5]
    centre = torch.stack([row[0], middle, row[2]])
    k = (centre - point) @ sun
    gx, gy, gz = (centre - point - sun * k[:, None]).unbind(1)
    clear = (gx * gx + (gy * 0.55) ** 2 + gz * gz).sqrt() - body
    cast = others & (facing > 0) & (apart < 64.0) & (k > 0)
    cover = (clear / (0.08 + 0.05 * k.clamp(min=0)) + 0.5).clamp(0, 1)
    return near, torch.where(cast, torch.minimum(shade, cover), shade)

"""Posed characters in torch: where rays meet them, and the light they take from their surroundings.

All characters of a picture go forward together, [B, K, R] for K characters and R rays; the kernel takes
one after the other, and the nearest wins either way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import torch
from torch import Tensor

from nacre.world.grid import SHAPE_CELLS, SHAPE_FLOOR
from nacre.world.voxels.fetch_torch import local

ENTITY_STEPS: Final = 40
ROW: Final = 10  # x, y, z, cos yaw, sin yaw, extent, slot (-1: nobody), pose before, pose after, share of the latter
CUBE: Final = SHAPE_CELLS**3
_NEVER: Final = 1e9
TETRAHEDRON: Final = ((1.0, -1.0, -1.0), (-1.0, -1.0, 1.0), (-1.0, 1.0, -1.0), (1.0, 1.0, 1.0))


def mixed_cubes(atlas: Tensor, rows: Tensor) -> Tensor:
    """Cubes [B, K, 5, 32, 32, 32] between the two poses that rows [B, K, ROW] name in the atlas [A, 5, 32, 32, 32]."""
    poses = rows[..., 7:9].flatten().int()  # Gather along one axis: over several, exporters want 64-bit indices
    before, after = atlas.index_select(0, poses).float().unflatten(0, (-1, rows.shape[1], 2)).unbind(2)
    mixed: Tensor = before + (after - before) * rows[..., 9, None, None, None, None]
    return mixed


def turned(away: Tensor, row: Tensor) -> Tensor:
    """World offsets or directions [.., 3] in a character's frame: right, up, back; row [.., ROW] broadcasts."""
    x, y, z = away.unbind(-1)
    right, back = x * row[..., 3] - z * row[..., 4], x * row[..., 4] + z * row[..., 3]
    return torch.stack([right, y.expand_as(right), back], -1)


def _starts(rows: Tensor) -> Tensor:
    """Flat index of each character's first cube, int32 [B, K]."""
    batch, many = rows.shape[0], rows.shape[1]
    number = torch.arange(batch, device=rows.device, dtype=torch.int32)[:, None] * many
    return (number + torch.arange(many, device=rows.device, dtype=torch.int32)) * (5 * CUBE)


def meet(
    cubes: Tensor,
    rows: Tensor,
    eye: Tensor,
    way: Tensor,
    far: Tensor,
    steps: int = ENTITY_STEPS,
    advance: Callable[..., tuple[Tensor, ...]] | None = None,
) -> tuple[Tensor, Tensor]:
    """Who each ray meets first before `far` [B, R], -1 for nobody, int32 [B, R], and how far along, [B, R].

    eye [B, 3], way [B, R, 3]; a distance where nobody is met means nothing. advance: what does a `meet_step`.
    """
    each = rows[:, :, None]  # [B, K, 1, ROW]
    origin = turned((eye[:, None] - rows[..., :3])[:, :, None], each)
    course = turned(way[:, None], each)  # [B, K, R, 3]
    extent = each[..., 5]
    limit = far[:, None].expand(-1, rows.shape[1], -1)
    low = extent[..., None] * torch.tensor((-0.5, -SHAPE_FLOOR, -0.5), device=rows.device)
    speed = torch.where(course.abs() < 1e-7, torch.full_like(course, 1e-7), course)
    one, two = (low - origin) / speed, (low + extent[..., None] - origin) / speed
    start = torch.minimum(one, two).amax(-1).clamp(min=0.02)
    end = torch.minimum(torch.maximum(one, two).amin(-1), limit)
    first = _starts(rows)[..., None]
    live = (start <= end) & (each[..., 6] >= 0)
    t, before, gap = start, start, torch.ones_like(start)
    met = torch.full_like(start, _NEVER)
    for _ in range(steps):
        t, before, gap, met, live = (advance or meet_step)(
            cubes, first, extent, origin, course, end, t, before, gap, met, live
        )
    nearest, who = met.min(1)
    found = nearest < far
    return torch.where(found, who.int(), torch.full_like(who, -1, dtype=torch.int32)), nearest


def meet_step(
    cubes: Tensor,
    first: Tensor,
    extent: Tensor,
    origin: Tensor,
    course: Tensor,
    end: Tensor,
    t: Tensor,
    before: Tensor,
    gap: Tensor,
    met: Tensor,
    live: Tensor,
) -> tuple[Tensor, ...]:
    """One step within characters' cubes: the new t, before, gap, met and live, all [B, K, R]."""
    cell = extent / SHAPE_CELLS
    d = local(cubes, first, extent, origin + course * t[..., None]) * cell
    struck = live & (d < 0.15 * cell)
    # before the first step nothing lies behind: there this is t itself
    exact = before + (t - before) * gap.clamp(min=0) / (gap - d).clamp(min=1e-6)
    met = torch.where(struck, torch.where(gap > d, exact, t), met)
    live = live & ~struck
    before, gap = torch.where(live, t, before), torch.where(live, d, gap)
    t = torch.where(live, t + torch.maximum(d * 0.9, 0.35 * cell), t)
    return t, before, gap, met, live & (t <= end)


def body(cubes: Tensor, rows: Tensor, who: Tensor, point: Tensor) -> tuple[Tensor, Tensor]:
    """Normal [B, R, 3], not of unit length, and albedo with emission [B, R, 4] of characters `who` at points."""
    picked = who.relu().long()
    row = torch.gather(rows, 1, picked[..., None].expand(-1, -1, ROW))
    start = torch.gather(_starts(rows), 1, picked)
    place = turned(point - row[..., :3], row)
    extent = row[..., 5]
    taps = torch.tensor(TETRAHEDRON, device=rows.device)
    each = place[..., None, :] + (extent / SHAPE_CELLS)[..., None, None] * taps  # [B, R, 4, 3]
    slope = (local(cubes, start[..., None], extent[..., None], each)[..., None] * taps).sum(-2)
    a, b, c = slope.unbind(-1)
    upright = torch.stack([a * row[..., 3] + c * row[..., 4], b, -a * row[..., 4] + c * row[..., 3]], -1)
    planes = start[..., None] + torch.arange(1, 5, device=rows.device, dtype=torch.int32) * CUBE
    own = local(cubes, planes, extent[..., None], place[..., None, :].expand(-1, -1, 4, -1))
    return upright, own.clamp(0, 1)


def contact(
    rows: Tensor, point: Tensor, sun: Tensor, facing: Tensor, who: Tensor, near: Tensor, shade: Tensor
) -> tuple[Tensor, Tensor]:
    """What standing bodies take from the light of points [B, R, 3] around them: contact and the sun's shadow.

    sun [B, 3]; facing, near, shade [B, R] and who int32 [B, R]; returns near and shade.
    """
    each = rows[:, :, None]
    ex, ey, ez = (point[:, None] - each[..., :3]).unbind(-1)  # [B, K, R]
    thick = 0.16 * each[..., 5]
    apart = ex * ex + ez * ez
    others = (who < 0)[:, None] & (each[..., 6] >= 0)
    touched = others & (ey.abs() < 0.6) & (apart < 9 * thick * thick)
    left = torch.where(touched, 1 - 0.6 * torch.exp(-apart / (thick * thick)), torch.ones_like(apart))
    sx, sy, sz = (component[:, None, None] for component in sun.unbind(-1))
    rise = each[..., 1] + 0.3 * each[..., 5] - point[:, None, :, 1]
    k = rise * sy - ex * sx - ez * sz
    gx, gy, gz = ex + sx * k, (rise - sy * k) * 0.55, ez + sz * k
    clear = (gx * gx + gy * gy + gz * gz).sqrt() - thick
    cast = others & (facing > 0)[:, None] & (apart < 64.0) & (k > 0)
    open_ = torch.where(cast, (clear / (0.08 + 0.05 * k.clamp(min=0)) + 0.5).clamp(0, 1), torch.ones_like(k))
    return near * left.prod(1), torch.minimum(shade, open_.amin(1))

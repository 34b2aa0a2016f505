"""Real-Time Renderer, first half, for GPUs and export: the G-buffer of `march` in plain torch.

Many pictures of many windows at once. Every ray takes the same number of steps and nothing depends on
the data's shape, so that the module runs as it is on any device, inside a CUDA graph, and through
`torch.export`. Tables are arguments, not buffers: an exported graph must not carry a world inside.
A test holds it to the numba kernel, whose numbers it reproduces up to float32 rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import torch
from torch import Tensor, nn

from nacre.world.grid import VIEW
from nacre.world.voxels.fetch_torch import bring, flat, near_colour, solid
from nacre.world.voxels.posed_torch import ENTITY_STEPS, TETRAHEDRON, body, contact, meet, meet_step, mixed_cubes
from nacre.world.voxels.sky_torch import bright, cover, stars
from nacre.world.voxels.trace import MEET, MEET_SLOPE, SHADOW_STEPS, STEPS, STRIDE, STRIDE_SLOPE, TOP

_NEVER: Final = 1e9


class Tables(NamedTuple):
    """Windows on a device, one page each: y first, the order GPUs gather from fastest.

    distance float [S, 64, 320, 320] metres, colour int32 [S, 64, 320, 320] (`pack_colour`), water and height
    float [S, 320, 320], glow float [S, 16, 80, 80], clouds float [S, 3, n, n] (`sky_torch.clouds`).
    """

    distance: Tensor
    colour: Tensor
    water: Tensor
    height: Tensor
    glow: Tensor
    clouds: Tensor


class March(nn.Module):
    """Traces pictures: pixels, views, tables and characters in, G-buffers out."""

    stars: Tensor

    def __init__(self, steps: int = STEPS, shadow_steps: int = SHADOW_STEPS, entity_steps: int = ENTITY_STEPS) -> None:
        super().__init__()
        self.steps, self.shadow_steps, self.entity_steps = steps, shadow_steps, entity_steps
        self._step: Callable[..., tuple[Tensor, ...]] = trace_step
        self._shade: Callable[..., tuple[Tensor, ...]] = shadow_step
        self._meet: Callable[..., tuple[Tensor, ...]] = meet_step
        self.register_buffer("stars", stars(), persistent=False)

    def forward(
        self,
        pixels: Tensor,
        page: Tensor,
        view: Tensor,
        distance: Tensor,
        colour: Tensor,
        water: Tensor,
        height: Tensor,
        glow: Tensor,
        clouds: Tensor,
        atlas: Tensor,
        rows: Tensor,
    ) -> Tensor:
        """G-buffer [B, R, 20], channels as in docs/internals.md.

        pixels [R, 2] from `pixels`; page int32 [B], each picture's window; view [B, VIEW_DIM]; then `Tables`;
        atlas [A, 5, 32, 32, 32] of poses and rows [B, K, ROW] of characters.
        """
        page = page[:, None]
        eye, base, sun, bounds = view[:, None, 0:3], view[:, None, 3:5], view[:, 5:8], view[:, None, 8:12]
        way = _ways(pixels, view[:, None, 16:21])
        limit, start = _span(way, eye, bounds)
        hit, t = self._trace(distance, page, way, eye, limit, start)
        hit, t, wet = _meet_water(water, height, page, way, eye, limit, hit, t)
        who = torch.full_like(t, -1, dtype=torch.int32)
        crowded = rows.shape[1] > 0
        cubes = mixed_cubes(atlas, rows) if crowded else atlas
        if crowded:
            before = torch.where(hit, t, torch.full_like(t, VIEW))
            who, near = meet(cubes, rows, view[:, 0:3], way, before, self.entity_steps, self._meet)
            someone = who >= 0
            hit, t = hit | someone, torch.where(someone, near, t)
            wet = torch.where(someone, torch.zeros_like(wet), wet)
        point = eye + way * t[..., None]
        normal, paint = self._surface(distance, colour, height, page, point, base, wet, view[:, 12:13])
        if crowded:
            upright, own = body(cubes, rows, who, point)
            mine = (who >= 0)[..., None]
            normal, paint = torch.where(mine, upright, normal), torch.where(mine, own, paint)
        normal = normal / (normal.pow(2).sum(-1, keepdim=True) + 1e-12).sqrt()
        facing = (normal * sun[:, None]).sum(-1)
        shadow = self._shadow(distance, page, point + normal * 0.15, facing, sun[:, None])
        reach = torch.tensor((0.6, 1.5), device=t.device)
        taps = point[..., None, :] + normal[..., None, :] * reach[:, None]
        near, far = (solid(distance, page[..., None], taps) / reach).unbind(-1)
        slot = torch.zeros_like(t)
        if crowded:
            near = torch.where(who >= 0, near.clamp(min=0.7), near)
            near, shadow = contact(rows, point, sun, facing, who, near, shadow)
            number = torch.gather(rows[..., 6], 1, who.relu().long())
            slot = torch.where(who >= 0, number + 1, slot)
        lamp = bring(glow, page, point + normal * 0.5)
        # one stack of planes: pieces of unlike width would each cost a copy of everything
        x, y, z = way.unbind(-1)
        planes = [t, torch.ones_like(t), *normal.unbind(-1), shadow, near.clamp(0, 1), far.clamp(0, 1)]
        planes += [*paint.unbind(-1), lamp, wet, x, y, z, facing, slot, point[..., 1]]
        sky = _sky(self.stars, clouds, page, way, eye, view[:, 13:16])
        return torch.where(hit[..., None], torch.stack(planes, -1), sky)

    def fuse(self, compiler: Callable[..., Any]) -> None:
        """Have a compiler such as torch.compile make one kernel of each step: whole marches are too long for it."""
        self._step, self._shade, self._meet = (compiler(part) for part in (trace_step, shadow_step, meet_step))

    def _trace(
        self, distance: Tensor, page: Tensor, way: Tensor, eye: Tensor, limit: Tensor, start: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Sphere tracing through the torus: hit [B, R], distance along the ray [B, R]."""
        t, before, gap, q = start, torch.zeros_like(start), torch.ones_like(start), torch.ones_like(start)
        hit = torch.zeros_like(start, dtype=torch.bool)
        stepped, onward = hit, hit
        live = t < limit
        for _ in range(self.steps):
            t, before, gap, q, hit, stepped, onward, live = self._step(
                distance, page, way, eye, limit, t, before, gap, q, hit, stepped, live
            )
        # out of steps along a surface: the same rule as the kernel's
        hit = hit | (onward & ~hit & (q < 0.03 + 0.004 * t))
        secant = before + (t - before) * (gap / (gap - q).clamp(min=1e-6)).clamp(max=2.0)
        return hit, torch.where(hit & (gap > q) & (t > before) & stepped, secant, t)

    def _surface(
        self,
        distance: Tensor,
        colour: Tensor,
        height: Tensor,
        page: Tensor,
        point: Tensor,
        base: Tensor,
        wet: Tensor,
        drift: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Normal [B, R, 3], not of unit length, and albedo with emission [B, R, 4], of land or water."""
        taps = torch.tensor(TETRAHEDRON, device=point.device)
        around = solid(distance, page[..., None], point[..., None, :] + 0.22 * taps)
        slope = (around[..., None] * taps).sum(-2)
        on_water = (wet > 0)[..., None]
        x, z = point[..., 0] + base[..., 0], point[..., 2] + base[..., 1]
        ripples = torch.stack(
            [
                0.03 * torch.sin(1.7 * x + 0.6 * z + 40 * drift) + 0.02 * torch.sin(2.9 * z - 1.1 * x - 55 * drift),
                torch.ones_like(x),
                0.03 * torch.sin(2.1 * z - 0.5 * x + 47 * drift) + 0.02 * torch.sin(3.1 * x + 1.3 * z + 60 * drift),
            ],
            -1,
        )
        normal = torch.where(on_water, ripples, slope)
        bed = torch.stack([point[..., 0], flat(height, page, point), point[..., 2]], -1)
        paint = near_colour(colour, distance, page, torch.where(on_water, bed, point))
        dark = torch.where(wet > 0, torch.zeros_like(wet), paint[..., 3])
        return normal, torch.cat([paint[..., :3], dark[..., None]], -1)

    def _shadow(self, distance: Tensor, page: Tensor, start: Tensor, facing: Tensor, sun: Tensor) -> Tensor:
        """How much of the sun is seen, 0..1 [B, R]: the least clearance along the way to it."""
        u = torch.full_like(facing, 0.3)
        shade = torch.ones_like(facing)
        live = facing > 0
        for _ in range(self.shadow_steps):
            u, shade, live = self._shade(distance, page, start, sun, u, shade, live)
        return torch.where(facing > 0, shade, torch.zeros_like(shade))


def trace_step(
    distance: Tensor,
    page: Tensor,
    way: Tensor,
    eye: Tensor,
    limit: Tensor,
    t: Tensor,
    before: Tensor,
    gap: Tensor,
    q: Tensor,
    hit: Tensor,
    stepped: Tensor,
    live: Tensor,
) -> tuple[Tensor, ...]:
    """One step along rays: the new t, before, gap, q, hit, stepped, onward and live, all [B, R]."""
    here = solid(distance, page, eye + way * t[..., None])
    q = torch.where(live, here, q)
    struck = live & (here < MEET + MEET_SLOPE * t)
    onward = live & ~struck
    before, gap = torch.where(onward, t, before), torch.where(onward, here, gap)
    t = torch.where(onward, t + torch.maximum(here * 0.95, STRIDE + STRIDE_SLOPE * t), t)
    return t, before, gap, q, hit | struck, stepped | onward, onward, onward & (t < limit)


def shadow_step(
    distance: Tensor, page: Tensor, start: Tensor, sun: Tensor, u: Tensor, shade: Tensor, live: Tensor
) -> tuple[Tensor, ...]:
    """One step toward the sun: the new u, shade and live, all [B, R]."""
    there = start + sun * u[..., None]
    live = live & (there[..., 1] <= TOP) & (u <= 45.0)
    q = solid(distance, page, there)
    shade = torch.where(live, torch.minimum(shade, (9.0 * q / u).clamp(min=0)), shade)
    live = live & (shade >= 0.01)
    return torch.where(live, u + q.clamp(0.25, 4.0), u), shade, live


def _ways(pixels: Tensor, lens: Tensor) -> Tensor:
    """Unit directions [B, R, 3] through pixels [R, 2]; lens [B, 1, 5]: cos, sin of pitch and of yaw, tan(fov / 2)."""
    cp, sp, cy, sy, half = lens.unbind(-1)
    across, up = pixels[:, 0] * half, pixels[:, 1] * half
    ahead, rise = cp - up * sp, sp + up * cp
    way = torch.stack([across * cy - ahead * sy, rise, -across * sy - ahead * cy], -1)
    return way / way.pow(2).sum(-1, keepdim=True).sqrt()


def _meet_water(
    water: Tensor, height: Tensor, page: Tensor, way: Tensor, eye: Tensor, limit: Tensor, hit: Tensor, t: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The plane y = 0 where it lies before what was hit and above the bed: hit, distance, water 0..1."""
    y = eye[..., 1].expand_as(t)
    down = (way[..., 1] < -1e-6) & (y > 0)
    speed = torch.where(down, way[..., 1], -torch.ones_like(t))
    plane = torch.where(down, -y / speed, torch.full_like(t, _NEVER))
    there = eye + way * plane.clamp(max=2 * VIEW)[..., None]
    wet = (plane < torch.where(hit, t, limit)) & (plane < limit) & (flat(height, page, there) < 0)
    depth = torch.where(wet, flat(water, page, there).clamp(min=0.05), torch.zeros_like(t))
    return hit | wet, torch.where(wet, plane, t), depth


def _span(way: Tensor, eye: Tensor, bounds: Tensor) -> tuple[Tensor, Tensor]:
    """Where each ray leaves the window, or VIEW, and where it enters below the volume's top, [B, R]."""
    x, y, z = way.unbind(-1)
    never = torch.full_like(x, _NEVER)

    def until(speed: Tensor, low: Tensor, high: Tensor, place: Tensor) -> Tensor:
        safe = torch.where(speed.abs() > 1e-6, speed, torch.ones_like(speed))
        reached = torch.where(speed > 0, high - place, low - place) / safe
        return torch.where(speed.abs() > 1e-6, reached, never)

    limit = torch.minimum(
        until(x, bounds[..., 0], bounds[..., 1], eye[..., 0]), until(z, bounds[..., 2], bounds[..., 3], eye[..., 2])
    )
    limit = limit.clamp(max=VIEW)
    over = (TOP - eye[..., 1]) / torch.where(y != 0, y, torch.ones_like(y))
    limit = torch.where((y > 0) & (eye[..., 1] < TOP), torch.minimum(limit, over), limit)
    start = torch.where(y < 0, over, torch.full_like(y, VIEW + 1))
    return limit, torch.where(eye[..., 1] > TOP, start, torch.full_like(y, 0.05))


def _sky(table: Tensor, clouds: Tensor, page: Tensor, way: Tensor, eye: Tensor, moved: Tensor) -> Tensor:
    """The G-buffer [B, R, 20] of rays that meet nothing: open, with clouds in glow and stars in emission."""
    x, y, z = way.unbind(-1)
    zero, one = torch.zeros_like(x), torch.ones_like(x)
    up = y > 0.01
    rise = torch.where(up, y, one)
    cloud = cover(clouds, page, moved, x / (rise + 0.14) * 1.4, z / (rise + 0.14) * 1.4)
    full = torch.full_like(x, VIEW)
    cloud, star = torch.where(up, cloud, zero), torch.where(up, bright(table, x, y, z), zero)
    rows = [full, zero, zero, zero, zero, one, one, one, zero, zero, zero, star, cloud, zero, x, y, z, zero, zero]
    return torch.stack([*rows, eye[..., 1] + y * VIEW], -1)

"""Real-Time Renderer, first half, for GPUs and export: the G-buffer of `march` in plain torch.

Every ray takes the same number of steps and nothing depends on the data's shape, so that the module
runs as it is on any device, inside a CUDA graph, and through `torch.export`. A test holds it to the
numba kernel, whose numbers it reproduces up to float32 rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.world.fetch_torch import bright, bring, flat, local, near_colour, noise, solid
from nacre.world.grid import SHAPE_CELLS, VIEW, WINDOW_CELLS
from nacre.world.interface import Camera
from nacre.world.lanes import DISTANCE_SCALE
from nacre.world.march import CHANNELS, rays
from nacre.world.posed import Posed, pack
from nacre.world.posed_torch import contact, meet_entity, turned
from nacre.world.trace import MEET, MEET_SLOPE, SHADOW_STEPS, STEPS, STRIDE, STRIDE_SLOPE, TOP
from nacre.world.window import Window

PERIOD: Final = WINDOW_CELLS * 0.5  # metres after which the torus repeats
_NEVER: Final = 1e9
_TETRAHEDRON: Final = ((1.0, -1.0, -1.0), (-1.0, -1.0, 1.0), (-1.0, 1.0, -1.0), (1.0, 1.0, 1.0))


def _tables(window: Window) -> dict[str, Tensor]:
    """A window's tables with y first, distances float32 in metres: the order GPUs gather from fastest."""
    plain = {name: torch.from_numpy(getattr(window, name)) for name in ("water", "height", "glow")}
    distance = torch.from_numpy(window.distance).permute(2, 0, 1).float() * DISTANCE_SCALE
    colour = torch.from_numpy(window.colour).permute(2, 0, 1, 3).contiguous()
    return {"distance": distance.contiguous(), "colour": colour, **plain}


class TorchMarch(nn.Module):
    """A window on a device. `take` copies a window in; calling it traces rays through it."""

    distance: Tensor
    colour: Tensor
    water: Tensor
    height: Tensor
    glow: Tensor
    tetrahedron: Tensor

    def __init__(
        self,
        window: Window,
        device: str | torch.device = "cpu",
        steps: int = STEPS,
        shadow_steps: int = SHADOW_STEPS,
    ) -> None:
        super().__init__()
        self.steps, self.shadow_steps = steps, shadow_steps
        for name, table in _tables(window).items():
            self.register_buffer(name, table.clone(), persistent=False)
        self.register_buffer("tetrahedron", torch.tensor(_TETRAHEDRON), persistent=False)
        self.to(device)

    def take(self, window: Window) -> None:
        """Copy a window that has changed in, without moving any buffer."""
        for name, table in _tables(window).items():
            getattr(self, name).copy_(table)

    def picture(
        self,
        window: Window,
        posed: Sequence[Posed],
        camera: Camera,
        sun: NDArray[np.float32],
        width: int,
        height: int,
        drift: float = 0.0,
    ) -> Tensor:
        """What `march` returns, float32 [height, width, 20] on this module's device."""
        device = self.distance.device
        position = np.array(camera.position, np.float64)
        # float32 holds a place near the origin to a tenth of a millimetre, one 5 km away not
        base = np.round(position / PERIOD) * PERIOD * np.array([1.0, 0.0, 1.0])
        volumes, rows = pack(posed)
        rows[:, :3] -= base
        bounds = window.bounds() - np.array([base[0], base[0], base[2], base[2]])

        def bring_in(array: NDArray[np.generic]) -> Tensor:
            return torch.from_numpy(np.ascontiguousarray(array, np.float32)).to(device)

        directions = bring_in(rays(camera, width, height).reshape(-1, 3))
        places = [bring_in(a) for a in (position - base, base, sun, bounds)]
        moved = torch.tensor(float(drift), device=device)
        out: Tensor = self(directions, *places, moved, bring_in(volumes), bring_in(rows))
        return out.view(height, width, CHANNELS)

    def forward(
        self,
        way: Tensor,
        eye: Tensor,
        base: Tensor,
        sun: Tensor,
        bounds: Tensor,
        drift: Tensor,
        volumes: Tensor,
        rows: Tensor,
    ) -> Tensor:
        """Trace unit directions `way` [N, 3] from `eye` [3]; G-buffer [N, 20], channels as in docs/internals.md.

        Places are metres relative to `base` [3], a multiple of the torus; bounds [4] low x, high x, low z,
        high z; volumes [E, 5, 32, 32, 32] and rows [E, 7] as `pack` makes them, rows relative to `base`.
        """
        hit, t = self._trace(way, eye, bounds)
        hit, t, wet = self._meet_water(way, eye, bounds, hit, t)
        who = torch.full_like(t, -1, dtype=torch.long)
        for n in range(rows.shape[0]):
            far = torch.where(hit, t, torch.full_like(t, VIEW))
            met = meet_entity(volumes[n, 0], rows[n], eye, way, far)
            hit, t = hit | (met > 0), torch.where(met > 0, met, t)
            wet = torch.where(met > 0, torch.zeros_like(wet), wet)
            who = torch.where(met > 0, torch.full_like(who, n), who)
        point = eye + way * t[:, None]
        normal, paint = self._surface(point, base, wet, who, drift, volumes, rows)
        facing = normal @ sun
        shadow = self._shadow(point, normal, facing, sun)
        near, far = (solid(self.distance, point + normal * reach) / reach for reach in (0.6, 1.5))
        near = torch.where(who >= 0, near.clamp(min=0.7), near)
        for n in range(rows.shape[0]):
            near, shadow = contact(rows[n], point, sun, facing, who, near, shadow)
        glow = bring(self.glow, point + normal * 0.5)
        slot = torch.zeros_like(t)
        for n in range(rows.shape[0]):
            slot = torch.where(who == n, rows[n, 6] + 1, slot)
        seen = torch.stack([normal[:, 0], normal[:, 1], normal[:, 2], shadow, near.clamp(0, 1), far.clamp(0, 1)], 1)
        tail = torch.stack([glow, wet], 1)
        solid_part = torch.cat(
            [
                t[:, None],
                torch.ones_like(t)[:, None],
                seen,
                paint,
                tail,
                way,
                facing[:, None],
                slot[:, None],
                point[:, 1:2],
            ],
            1,
        )
        return torch.where(hit[:, None], solid_part, _sky(way, eye, drift))

    def _trace(self, way: Tensor, eye: Tensor, bounds: Tensor) -> tuple[Tensor, Tensor]:
        """Sphere tracing through the torus: hit [N], distance along the ray [N]."""
        limit, start = _span(way, eye, bounds)
        t, before, gap, q = start, torch.zeros_like(start), torch.ones_like(start), torch.ones_like(start)
        hit = torch.zeros_like(start, dtype=torch.bool)
        stepped = torch.zeros_like(hit)
        live = t < limit
        for _ in range(self.steps):
            here = solid(self.distance, eye + way * t[:, None])
            q = torch.where(live, here, q)
            struck = live & (here < MEET + MEET_SLOPE * t)
            hit = hit | struck
            onward = live & ~struck
            before, gap = torch.where(onward, t, before), torch.where(onward, here, gap)
            t = torch.where(onward, t + torch.maximum(here * 0.95, STRIDE + STRIDE_SLOPE * t), t)
            stepped = stepped | onward
            live = onward & (t < limit)
        # out of steps along a surface: the same rule as the kernel's
        tired = (onward) & ~hit & (q < 0.03 + 0.004 * t)
        hit = hit | tired
        secant = before + (t - before) * (gap / (gap - q).clamp(min=1e-6)).clamp(max=2.0)
        return hit, torch.where(hit & (gap > q) & (t > before) & stepped, secant, t)

    def _meet_water(
        self, way: Tensor, eye: Tensor, bounds: Tensor, hit: Tensor, t: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The plane y = 0 where it lies before what was hit and above the bed: hit, distance, water 0..1."""
        limit, _ = _span(way, eye, bounds)
        down = (way[:, 1] < -1e-6) & (eye[1] > 0)
        plane = torch.where(
            down, -eye[1] / torch.where(down, way[:, 1], -torch.ones_like(t)), torch.full_like(t, _NEVER)
        )
        there = eye + way * plane.clamp(max=2 * VIEW)[:, None]
        wet = (plane < torch.where(hit, t, limit)) & (plane < limit) & (flat(self.height, there) < 0)
        depth = torch.where(wet, flat(self.water, there).clamp(min=0.05), torch.zeros_like(t))
        return hit | wet, torch.where(wet, plane, t), depth

    def _surface(
        self, point: Tensor, base: Tensor, wet: Tensor, who: Tensor, drift: Tensor, volumes: Tensor, rows: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Normal [N, 3], and albedo with emission [N, 4], of land, water or character."""
        taps = self.tetrahedron
        normal = sum((solid(self.distance, point + 0.22 * tap)[:, None] * tap for tap in taps), torch.zeros_like(point))
        on_water = (wet > 0)[:, None]
        x, z = point[:, 0] + base[0], point[:, 2] + base[2]
        ripples = torch.stack(
            [
                0.03 * torch.sin(1.7 * x + 0.6 * z + 40 * drift) + 0.02 * torch.sin(2.9 * z - 1.1 * x - 55 * drift),
                torch.ones_like(x),
                0.03 * torch.sin(2.1 * z - 0.5 * x + 47 * drift) + 0.02 * torch.sin(3.1 * x + 1.3 * z + 60 * drift),
            ],
            1,
        )
        normal = torch.where(on_water, ripples, normal)
        bed = torch.stack([point[:, 0], flat(self.height, point), point[:, 2]], 1)
        paint = near_colour(self.colour, self.distance, torch.where(on_water, bed, point))
        paint = torch.cat([paint[:, :3], torch.where(on_water, torch.zeros_like(paint[:, 3:]), paint[:, 3:])], 1)
        for n in range(rows.shape[0]):
            row, mine = rows[n], (who == n)[:, None]
            u, v, w = turned(point - row[:3], row)
            h = row[5] / SHAPE_CELLS
            slope = torch.zeros_like(point)
            for tap in taps:
                slope = (
                    slope + local(volumes[n, 0], row[5], u + h * tap[0], v + h * tap[1], w + h * tap[2])[:, None] * tap
                )
            upright = torch.stack(
                [
                    slope[:, 0] * row[3] + slope[:, 2] * row[4],
                    slope[:, 1],
                    -slope[:, 0] * row[4] + slope[:, 2] * row[3],
                ],
                1,
            )
            own = torch.stack([local(volumes[n, c], row[5], u, v, w).clamp(0, 1) for c in range(1, 5)], 1)
            normal, paint = torch.where(mine, upright, normal), torch.where(mine, own, paint)
        return normal / (normal.pow(2).sum(1, keepdim=True) + 1e-12).sqrt(), paint

    def _shadow(self, point: Tensor, normal: Tensor, facing: Tensor, sun: Tensor) -> Tensor:
        """How much of the sun is seen, 0..1: the least clearance along the way to it."""
        start = point + normal * 0.15
        u = torch.full_like(facing, 0.3)
        shade = torch.ones_like(facing)
        live = facing > 0
        for _ in range(self.shadow_steps):
            there = start + sun * u[:, None]
            live = live & (there[:, 1] <= TOP) & (u <= 45.0)
            q = solid(self.distance, there)
            shade = torch.where(live, torch.minimum(shade, (9.0 * q / u).clamp(min=0)), shade)
            live = live & (shade >= 0.01)
            u = torch.where(live, u + q.clamp(0.25, 4.0), u)
        return torch.where(facing > 0, shade, torch.zeros_like(shade))


def _span(way: Tensor, eye: Tensor, bounds: Tensor) -> tuple[Tensor, Tensor]:
    """Where each ray leaves the window, or VIEW, and where it enters below the volume's top."""
    x, y, z = way.unbind(1)
    never = torch.full_like(x, _NEVER)

    def until(speed: Tensor, low: Tensor, high: Tensor, place: Tensor) -> Tensor:
        safe = torch.where(speed.abs() > 1e-6, speed, torch.ones_like(speed))
        reached = torch.where(speed > 0, high - place, low - place) / safe
        return torch.where(speed.abs() > 1e-6, reached, never)

    limit = torch.minimum(until(x, bounds[0], bounds[1], eye[0]), until(z, bounds[2], bounds[3], eye[2]))
    limit = limit.clamp(max=VIEW)
    over = (TOP - eye[1]) / torch.where(y != 0, y, torch.ones_like(y))
    limit = torch.where((y > 0) & (eye[1] < TOP), torch.minimum(limit, over), limit)
    start = torch.where(y < 0, over, torch.full_like(y, VIEW + 1))
    return limit, torch.where(eye[1] > TOP, start, torch.full_like(y, 0.05))


def _sky(way: Tensor, eye: Tensor, drift: Tensor) -> Tensor:
    """The G-buffer [N, 20] of rays that meet nothing: open, with clouds in glow and stars in emission."""
    x, y, z = way.unbind(1)
    zero, one = torch.zeros_like(x), torch.ones_like(x)
    up = y > 0.01
    rise = torch.where(up, y, one)
    u, w = x / (rise + 0.14) * 1.4 + drift, z / (rise + 0.14) * 1.4
    cloud = 0.55 * noise(u, w) + 0.3 * noise(u * 2.1 + 7, w * 2.1) + 0.15 * noise(u * 4.3, w * 4.3 + 3)
    star = bright(x, y, z)
    full = torch.full_like(x, VIEW)
    cloud, star = torch.where(up, cloud, zero), torch.where(up, star, zero)
    rows = [full, zero, zero, zero, zero, one, one, one, zero, zero, zero, star, cloud, zero, x, y, z, zero, zero]
    return torch.stack([*rows, eye[1] + y * VIEW], 1)

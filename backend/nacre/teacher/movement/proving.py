"""Proving grounds: many small random worlds as half-metre distance volumes, for teacher play and tests.

They hold what a body can meet (slopes, water, steps, walls, posts, doorways, roofs, bridges) as the composed
window holds it: sampled at CELL, read trilinearly, so its rounding of edges is learned too.
"""

from __future__ import annotations

from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from nacre.world.grid import CELL, HEIGHT_CELLS, Y0

SIDE: Final = 64.0  # m; every ground repeats with this period
CELLS: Final = 128
SPACING: Final = 1024.0  # m between the grounds of one pool, along x
Volume = NDArray[np.float32]
Floats = NDArray[np.float64]


@numba.njit(cache=True)
def _read(pool: Volume, points: Floats) -> Volume:
    felt = np.empty(len(points), np.float32)
    worlds, high, side = pool.shape[0], pool.shape[1], pool.shape[2]
    for n in range(len(points)):
        k = min(max(int(np.floor(points[n, 0] / 1024.0)), 0), worlds - 1)
        x, z = points[n, 0] / 0.5 - 0.5, points[n, 2] / 0.5 - 0.5
        y = min(max((points[n, 1] + 6.0) / 0.5 - 0.5, 0.0), high - 1.001)
        fx, fy, fz = np.floor(x), np.floor(y), np.floor(z)
        i, j, m = int(fx) % side, int(fy), int(fz) % side
        i1, m1 = (i + 1) % side, (m + 1) % side
        a, b, c = x - fx, y - fy, z - fz
        total = 0.0
        for dy in range(2):
            wy = b if dy else 1.0 - b
            row = pool[k, j + dy]
            total += wy * (
                (1.0 - c) * ((1.0 - a) * row[m, i] + a * row[m, i1]) + c * ((1.0 - a) * row[m1, i] + a * row[m1, i1])
            )
        felt[n] = total
    return felt


class Pool:
    """K worlds in one array [K, y, z, x] of metres; world k lies at x in [k * SPACING, (k + 1) * SPACING)."""

    def __init__(self, volumes: Volume) -> None:
        self.volumes = volumes

    def __len__(self) -> int:
        return len(self.volumes)

    def distance(self, points: Floats) -> Volume:
        """Metres to the nearest solid [N] at points [N, 3]: a Sampler over all the worlds."""
        return np.asarray(_read(self.volumes, np.ascontiguousarray(points, np.float64)))

    def column(self, x: float, z: float) -> NDArray[np.float64]:
        """Heights where a body can stand in the column at (x, z): air of 2 m over a solid, lowest first."""
        heights = np.arange(Y0 + 0.3, Y0 + HEIGHT_CELLS * CELL - 2.5, 0.1)
        felt = self.distance(np.stack([np.full_like(heights, x), heights, np.full_like(heights, z)], 1))
        free = felt > 0.0
        rises = np.flatnonzero(free[1:] & ~free[:-1]) + 1
        return np.array([heights[i] for i in rises if felt[i : i + 20].min() >= 0.0])


def _box(p: Floats, centre: Floats, half: Floats, yaw: float) -> Floats:
    q = _about(p, centre, yaw)
    q = np.abs(q) - half
    outside = np.sqrt((np.maximum(q, 0.0) ** 2).sum(-1))
    return np.asarray(outside + np.minimum(q.max(-1), 0.0))


def _about(p: Floats, centre: Floats, yaw: float) -> Floats:
    q = p - centre
    q[..., 0] -= SIDE * np.round(q[..., 0] / SIDE)
    q[..., 2] -= SIDE * np.round(q[..., 2] / SIDE)
    sine, cosine = np.sin(yaw), np.cos(yaw)
    return np.stack([q[..., 0] * cosine - q[..., 2] * sine, q[..., 1], q[..., 0] * sine + q[..., 2] * cosine], -1)


def _post(p: Floats, centre: Floats, radius: float, half_height: float) -> Floats:
    q = _about(p, centre, 0.0)
    side = np.hypot(q[..., 0], q[..., 2]) - radius
    end = np.abs(q[..., 1]) - half_height
    outside = np.hypot(np.maximum(side, 0.0), np.maximum(end, 0.0))
    return np.asarray(outside + np.minimum(np.maximum(side, end), 0.0))


def _ball(p: Floats, centre: Floats, radius: float) -> Floats:
    return np.asarray(np.sqrt((_about(p, centre, 0.0) ** 2).sum(-1)) - radius)


def _gable(p: Floats, centre: Floats, half: Floats, yaw: float) -> Floats:
    q = np.abs(_about(p, centre, yaw))
    slope = (q[..., 0] * half[1] + (p[..., 1] - centre[1]) * half[0] - half[0] * half[1]) / np.hypot(half[0], half[1])
    return np.asarray(np.maximum(np.maximum(slope, q[..., 2] - half[2]), centre[1] - p[..., 1]))


def ground_volume(seed: int, flat: bool = False) -> Volume:
    """One random world, float32 [HEIGHT_CELLS, CELLS, CELLS] (y, z, x) metres; `flat` is bare, at y = 1."""
    random = np.random.default_rng(seed)
    axis: Floats = np.asarray((np.arange(CELLS) + 0.5) * CELL, np.float64)
    height_axis: Floats = np.asarray(Y0 + (np.arange(HEIGHT_CELLS) + 0.5) * CELL, np.float64)
    x, z = np.meshgrid(axis, axis)
    height: Floats = np.full(x.shape, 1.0)
    if not flat:
        relief = random.choice([0.0, 0.4, 1.0, 2.0])
        height += random.uniform(-4.0, -0.5) if random.random() < 0.35 else random.uniform(-1.0, 3.0)
        for _ in range(7):
            kx, kz = random.integers(-4, 5, 2)
            size = relief * random.uniform(0.3, 1.2) / (1.0 + 0.4 * np.hypot(kx, kz))
            height += size * np.sin(2.0 * np.pi * (kx * x + kz * z) / SIDE + random.uniform(0.0, 6.28))
        height = np.clip(height, Y0 + 1.5, 14.0)
    padded: NDArray[np.float64] = np.asarray(np.pad(height, 1, mode="wrap"))
    slope_z, slope_x = np.gradient(padded, CELL)
    squared = np.square(slope_x) + np.square(slope_z)
    steepness = np.sqrt(1.0 + np.asarray(squared, np.float64)[1:-1, 1:-1])
    # As composition has it: never the full slope of a distance, so that steep neighbours are not overstepped.
    slope: Floats = np.minimum(0.85, np.asarray(1.0 / steepness, np.float64))
    field: Floats = (height_axis[:, None, None] - height[None]) * slope[None]
    if not flat:
        for _ in range(int(random.integers(12, 40))):
            _place(field, height, axis, height_axis, random)
    return np.asarray(np.clip(field, -4.0, 4.0), np.float32)


def _place(field: Floats, height: Floats, axis: Floats, height_axis: Floats, random: np.random.Generator) -> None:
    """Stand one random thing on the ground and join it to the field, within 9 m of its middle."""
    cx, cz = random.uniform(0.0, SIDE, 2)
    reach = np.arange(-18, 19)
    ix, iz = (int(cx / CELL) + reach) % CELLS, (int(cz / CELL) + reach) % CELLS
    base = float(height[int(cz / CELL) % CELLS, int(cx / CELL) % CELLS])
    low = max(0, int((base - 4.0 - Y0) / CELL))
    iy = np.arange(low, min(HEIGHT_CELLS, low + 34))
    p = np.stack(np.broadcast_arrays(axis[ix][None, None], height_axis[iy][:, None, None], axis[iz][None, :, None]), -1)
    centre = np.array([cx, base, cz])
    up = np.array([0.0, 1.0, 0.0])
    yaw = random.uniform(0.0, 2.0 * np.pi)
    kind = random.choice(["house", "room", "tree", "post", "rock", "wall", "fence", "step", "stairs", "deck", "pit"])
    if kind in ("house", "room"):
        half = np.array([random.uniform(2.0, 4.0), random.uniform(1.5, 2.5), random.uniform(2.0, 5.0)])
        solid = _box(p, centre + up * half[1], half, yaw)
        if kind == "room":
            solid = np.maximum(solid, -_box(p, centre + up * half[1], half - 0.6, yaw))
            way = np.array([np.sin(yaw), 0.0, np.cos(yaw)]) * half[2]
            door = np.array([random.uniform(0.7, 1.1), 1.2, 1.5])
            solid = np.maximum(solid, -_box(p, centre + way + up * 1.2, door, yaw))
        roof = np.array([half[0] + 0.4, random.uniform(1.2, 3.0), half[2] + 0.4])
        solid = np.minimum(solid, _gable(p, centre + up * 2.0 * half[1], roof, yaw))
    elif kind == "tree":
        solid = _post(p, centre + up * 2.0, random.uniform(0.2, 0.45), 2.5)
        solid = np.minimum(solid, _ball(p, centre + up * random.uniform(3.5, 5.5), random.uniform(1.2, 2.4)))
    elif kind == "post":
        solid = _post(p, centre + up * 1.2, random.uniform(0.15, 0.8), random.uniform(1.0, 2.5))
    elif kind == "rock":
        solid = _ball(p, centre - up * random.uniform(-0.2, 0.8), random.uniform(0.5, 1.8))
    elif kind in ("wall", "fence"):
        tall, thick = (1.6, 0.5) if kind == "wall" else (0.6, random.uniform(0.12, 0.25))
        solid = _box(p, centre + up * 0.5, np.array([random.uniform(2.0, 5.0), tall, thick]), yaw)
    elif kind == "step":
        half = np.array([random.uniform(1.0, 4.0), random.uniform(0.15, 0.8), random.uniform(1.0, 4.0)])
        solid = _box(p, centre, half, yaw)
    elif kind == "stairs":
        solid = np.full(p.shape[:-1], 9.0)
        along, rise = np.array([np.sin(yaw), 0.0, np.cos(yaw)]), random.uniform(0.15, 0.35)
        for i in range(8):
            solid = np.minimum(
                solid, _box(p, centre + along * (i - 3.5) * 0.6, np.array([1.5, rise * (i + 1), 0.3]), yaw)
            )
    elif kind == "deck":
        solid = _box(p, centre + up * random.uniform(0.1, 3.0), np.array([1.5, 0.3, random.uniform(3.0, 6.0)]), yaw)
    else:
        hollow = _box(p, centre, np.array([random.uniform(1.0, 3.0), 1.0, random.uniform(1.0, 3.0)]), yaw)
        part = np.ix_(iy, iz, ix)
        field[part] = np.maximum(field[part], -hollow)
        return
    # Composed objects know distances only near their surface: beyond that their cube is a plateau.
    known = random.choice([0.25, 0.35, 0.6, 1.75])
    q = np.abs(_about(p, centre, yaw))
    outside = np.maximum(q[..., (0, 2)].max(-1) - random.choice([1.25, 2.5, 5.0, 7.0]), 0.0)
    outside = np.where(solid < known, 0.0, outside)
    solid = np.where(outside > 0.0, np.hypot(outside, known), np.minimum(solid, known))
    part = np.ix_(iy, iz, ix)
    field[part] = np.minimum(field[part], solid)


def proving_pool(count: int, seed: int) -> Pool:
    """`count` random worlds; every sixth is flat and bare, where moving must be exact."""
    return Pool(np.stack([ground_volume(seed + k, flat=k % 6 == 5) for k in range(count)]))

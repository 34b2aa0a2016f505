"""Real-Time Renderer, first half: rays through the feature volume to a G-buffer (numba, CPU).

Sphere tracing (Hart 1996) through the 0.5 m distance field with a secant step at the end, soft
shadows by the cone of least clearance, two ambient-occlusion taps. `march_torch` is the same for GPUs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nacre.world.grid import HEIGHT_CELLS, SDF_CLIP, SHAPE_CELLS, SHAPE_FLOOR, VIEW, WINDOW_CELLS, Y0
from nacre.world.interface import Camera
from nacre.world.posed import Posed, pack
from nacre.world.window import Window, bilinear, trilinear

CHANNELS: Final = 20
STEPS: Final = 72
SHADOW_STEPS: Final = 14
# A ray this near a surface (metres, and per metre travelled) has met it: a fifth of a pixel at 160x90. Below it,
# rays along eaves and hills run out of steps and draw a pale rim; the secant that follows takes the gap away.
MEET: Final = 0.004
MEET_SLOPE: Final = 0.0022
STRIDE: Final = 0.02  # shortest step, likewise growing with distance: half a pixel
STRIDE_SLOPE: Final = 0.004
TOP: Final = Y0 + 32.0  # above the volume there is only sky
_VIEW: Final = float(VIEW)
_FLOOR: Final = float(SHAPE_FLOOR)
_N: Final = SHAPE_CELLS


def rays(camera: Camera, width: int, height: int) -> NDArray[np.float32]:
    """Unit directions through pixel centres, float32 [height, width, 3]."""
    half = math.tan(camera.fov / 2)
    px = ((np.arange(width) + 0.5) / width * 2 - 1) * half * width / height
    py = (1 - (np.arange(height) + 0.5) / height * 2) * half
    across, up = np.meshgrid(px, py)
    cp, sp, cy, sy = (
        math.cos(camera.pitch),
        math.sin(camera.pitch),
        math.cos(camera.yaw),
        math.sin(camera.yaw),
    )
    ahead = cp - up * sp  # forward component in the horizontal plane
    rise = sp + up * cp
    direction = np.stack([across * cy - ahead * sy, rise, -across * sy - ahead * cy], -1)
    unit: NDArray[np.float32] = (direction / np.linalg.norm(direction, axis=-1, keepdims=True)).astype(np.float32)
    return unit


@njit(cache=True, fastmath=True)
def _local(v, extent, u, y, w):
    """Trilinear fetch from a local cube [32, 32, 32] at local metres."""
    scale = _N / extent
    fx = min(max((u + extent * 0.5) * scale - 0.5, 0.0), _N - 1.001)
    fz = min(max((w + extent * 0.5) * scale - 0.5, 0.0), _N - 1.001)
    fy = min(max((y + extent * _FLOOR) * scale - 0.5, 0.0), _N - 1.001)
    i, j, k = int(fx), int(fy), int(fz)
    tx, ty, tz = fx - i, fy - j, fz - k
    a = (v[j, k, i] * (1 - tx) + v[j, k, i + 1] * tx) * (1 - tz) + (
        v[j, k + 1, i] * (1 - tx) + v[j, k + 1, i + 1] * tx
    ) * tz
    j += 1
    b = (v[j, k, i] * (1 - tx) + v[j, k, i + 1] * tx) * (1 - tz) + (
        v[j, k + 1, i] * (1 - tx) + v[j, k + 1, i + 1] * tx
    ) * tz
    return a * (1 - ty) + b * ty


@njit(cache=True, fastmath=True)
def _trace_entity(v, row, ox, oy, oz, dx, dy, dz, tmax):
    """Distance along the ray to a posed volume, or -1."""
    c, s, extent = row[3], row[4], row[5]
    rx, ry, rz = ox - row[0], oy - row[1], oz - row[2]
    u, w = rx * c - rz * s, rx * s + rz * c
    du, dw = dx * c - dz * s, dx * s + dz * c
    half = extent * 0.5
    low, high = -extent * _FLOOR, extent * (1 - _FLOOR)
    t0, t1 = 0.02, tmax
    for axis in range(3):
        if axis == 0:
            o, d, a, b = u, du, -half, half
        elif axis == 1:
            o, d, a, b = ry, dy, low, high
        else:
            o, d, a, b = w, dw, -half, half
        if abs(d) < 1e-7:
            if o < a or o > b:
                return -1.0
            continue
        n, f = (a - o) / d, (b - o) / d
        if n > f:
            n, f = f, n
        t0, t1 = max(t0, n), min(t1, f)
        if t0 > t1:
            return -1.0
    cell = extent / _N
    t = t0
    before, gap = t, 1.0
    for step in range(40):
        d = _local(v[0], extent, u + du * t, ry + dy * t, w + dw * t) * cell
        if d < 0.15 * cell:
            if step > 0 and gap > d:
                t = before + (t - before) * max(0.0, gap) / max(gap - d, 1e-6)
            return t
        before, gap = t, d
        t += max(d * 0.9, 0.35 * cell)
        if t > t1:
            return -1.0
    return -1.0


@njit(cache=True, fastmath=True)
def _fetch_colour(colour, distance, x, y, z, out):
    """Albedo and emission at a point, weighted to cells near a surface: cells in free air carry none."""
    fx, fy, fz = x * 2.0 - 0.5, (y - Y0) * 2.0 - 0.5, z * 2.0 - 0.5
    fy = min(max(fy, 0.0), HEIGHT_CELLS - 1.001)
    bx, bz = math.floor(fx), math.floor(fz)
    j = int(fy)
    tx, ty, tz = fx - bx, fy - j, fz - bz
    i0, k0 = int(bx) % WINDOW_CELLS, int(bz) % WINDOW_CELLS
    total = 1e-6
    out[0] = out[1] = out[2] = out[3] = 0.0
    for dj in range(2):
        wy = ty if dj else 1 - ty
        for dk in range(2):
            wz = tz if dk else 1 - tz
            k = (k0 + dk) % WINDOW_CELLS
            for di in range(2):
                i = (i0 + di) % WINDOW_CELLS
                near = 1.0 / (0.05 + abs(distance[j + dj, k, i]))
                weight = wy * wz * (tx if di else 1 - tx) * near
                total += weight
                for c in range(4):
                    out[c] += weight * colour[j + dj, k, i, c]
    for c in range(4):
        out[c] /= total * 255.0


@njit(cache=True, fastmath=True)
def _glow_at(v, x, y, z):
    side = v.shape[1]
    fx, fy, fz = x * 0.5 - 0.5, (y - Y0) * 0.5 - 0.5, z * 0.5 - 0.5
    fy = min(max(fy, 0.0), v.shape[0] - 1.001)
    bx, bz = math.floor(fx), math.floor(fz)
    j = int(fy)
    tx, ty, tz = fx - bx, fy - j, fz - bz
    i0, k0 = int(bx) % side, int(bz) % side
    i1, k1 = (i0 + 1) % side, (k0 + 1) % side
    a = (v[j, k0, i0] * (1 - tx) + v[j, k0, i1] * tx) * (1 - tz) + (v[j, k1, i0] * (1 - tx) + v[j, k1, i1] * tx) * tz
    j += 1
    b = (v[j, k0, i0] * (1 - tx) + v[j, k0, i1] * tx) * (1 - tz) + (v[j, k1, i0] * (1 - tx) + v[j, k1, i1] * tx) * tz
    return a * (1 - ty) + b * ty


@njit(cache=True, fastmath=True)
def _noise(x, z):
    """Value noise 0..1 of the plane; coordinates above -4096."""
    x, z = x + 4096.0, z + 4096.0
    i, k = np.uint32(x), np.uint32(z)
    tx, tz = x - i, z - k
    tx, tz = tx * tx * (3 - 2 * tx), tz * tz * (3 - 2 * tz)
    total = 0.0
    for b in range(4):
        h = (i + np.uint32(b & 1)) * np.uint32(0x9E3779B1) ^ (k + np.uint32(b >> 1)) * np.uint32(0x85EBCA77)
        h = (h ^ (h >> np.uint32(15))) * np.uint32(0x2C1B3C6D)
        h = np.uint32(h ^ (h >> np.uint32(13)))
        total += (tx if b & 1 else 1 - tx) * (tz if b >> 1 else 1 - tz) * (h & np.uint32(0xFFFF)) / 65535.0
    return total


@njit(cache=True, fastmath=True)
def _march_row(
    py,
    distance,
    colour,
    water,
    height,
    glow,
    volumes,
    rows,
    cones,
    drift,
    ox,
    oy,
    oz,
    direction,
    sx,
    sy,
    sz,
    bounds,
    out,
):
    wide = direction.shape[1]
    many = rows.shape[0]
    taste = np.empty(4)
    for px in range(wide):
        dx, dy, dz = float(direction[py, px, 0]), float(direction[py, px, 1]), float(direction[py, px, 2])
        p = out[py, px]
        p[:] = 0.0
        p[14], p[15], p[16] = dx, dy, dz
        # world
        t, hit, before, gap, q = 0.05, False, 0.0, 1.0, 1.0
        limit = _VIEW
        if dy > 0 and oy < TOP:
            limit = min(limit, (TOP - oy) / dy)
        if oy > TOP:
            t = (oy - TOP) / -dy if dy < 0 else _VIEW + 1
        if dx > 1e-6:
            limit = min(limit, (bounds[1] - ox) / dx)
        elif dx < -1e-6:
            limit = min(limit, (bounds[0] - ox) / dx)
        if dz > 1e-6:
            limit = min(limit, (bounds[3] - oz) / dz)
        elif dz < -1e-6:
            limit = min(limit, (bounds[2] - oz) / dz)
        plane = -oy / dy if (dy < -1e-6 and oy > 0) else 1e9
        step = 0
        while step < STEPS and t < limit:
            q = trilinear(distance, ox + dx * t, oy + dy * t, oz + dz * t)
            if q < MEET + MEET_SLOPE * t:
                hit = True
                break
            before, gap = t, q
            t += max(q * 0.95, STRIDE + STRIDE_SLOPE * t)
            step += 1
        if not hit and step == STEPS and q < 0.03 + 0.004 * t:
            hit = True  # grazing along a surface; calling it sky would draw a pale rim on every hill
        if hit and gap > q and t > before and step > 0:
            t = before + (t - before) * min(2.0, gap / max(gap - q, 1e-6))
        wet = 0.0
        if plane < (t if hit else limit) and plane < limit:
            wx, wz = ox + dx * plane, oz + dz * plane
            if bilinear(height, wx, wz) < 0.0:
                wet = max(0.05, bilinear(water, wx, wz))
                hit, t = True, plane
        # characters
        who = -1
        reach = t if hit else _VIEW
        for n in range(many):
            if dx * cones[n, 0] + dy * cones[n, 1] + dz * cones[n, 2] < cones[n, 3]:
                continue
            e = _trace_entity(volumes[n], rows[n], ox, oy, oz, dx, dy, dz, reach)
            if e > 0:
                reach, who = e, n
        if who >= 0:
            hit, t, wet = True, reach, 0.0
        if not hit:
            p[0] = _VIEW
            p[5] = p[6] = p[7] = 1.0
            p[19] = oy + dy * _VIEW
            if dy > 0.01:  # a sky pixel has no lamp light and no emission: clouds and stars go there
                u, w = dx / (dy + 0.14) * 1.4 + drift, dz / (dy + 0.14) * 1.4
                p[12] = 0.55 * _noise(u, w) + 0.3 * _noise(u * 2.1 + 7, w * 2.1) + 0.15 * _noise(u * 4.3, w * 4.3 + 3)
                star = _noise(dx * 190 + dy * 61, dz * 190 - dy * 37)
                p[11] = max(0.0, star - 0.93) * 9.0
            continue
        x, y, z = ox + dx * t, oy + dy * t, oz + dz * t
        p[0], p[1], p[13], p[19] = t, 1.0, wet, y
        if who >= 0:
            row, v = rows[who], volumes[who]
            c, s, extent = row[3], row[4], row[5]
            rx, ry, rz = x - row[0], y - row[1], z - row[2]
            u, w = rx * c - rz * s, rx * s + rz * c
            h = extent / _N
            a = _local(v[0], extent, u + h, ry - h, w - h)
            b = _local(v[0], extent, u - h, ry - h, w + h)
            d = _local(v[0], extent, u - h, ry + h, w - h)
            e = _local(v[0], extent, u + h, ry + h, w + h)
            nu, ny, nw = a - b - d + e, -a - b + d + e, -a + b - d + e
            nx, nz = nu * c + nw * s, -nu * s + nw * c
            for ch in range(3):
                p[8 + ch] = min(max(_local(v[1 + ch], extent, u, ry, w), 0.0), 1.0)
            p[11] = min(max(_local(v[4], extent, u, ry, w), 0.0), 1.0)
            p[18] = row[6] + 1
        elif wet > 0:
            nx = 0.03 * math.sin(1.7 * x + 0.6 * z + 40 * drift) + 0.02 * math.sin(2.9 * z - 1.1 * x - 55 * drift)
            nz = 0.03 * math.sin(2.1 * z - 0.5 * x + 47 * drift) + 0.02 * math.sin(3.1 * x + 1.3 * z + 60 * drift)
            ny = 1.0
            _fetch_colour(colour, distance, x, bilinear(height, x, z), z, taste)
            p[8], p[9], p[10] = taste[0], taste[1], taste[2]
        else:
            h = 0.22
            a = trilinear(distance, x + h, y - h, z - h)
            b = trilinear(distance, x - h, y - h, z + h)
            d = trilinear(distance, x - h, y + h, z - h)
            e = trilinear(distance, x + h, y + h, z + h)
            nx, ny, nz = a - b - d + e, -a - b + d + e, -a + b - d + e
            _fetch_colour(colour, distance, x, y, z, taste)
            p[8], p[9], p[10], p[11] = taste[0], taste[1], taste[2], taste[3]
        size = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
        nx, ny, nz = nx * size, ny * size, nz * size
        p[2], p[3], p[4] = nx, ny, nz
        facing = nx * sx + ny * sy + nz * sz
        p[17] = facing
        # sun
        shade = 0.0
        if facing > 0:
            shade = 1.0
            u = 0.3
            bx, by, bz = x + nx * 0.15, y + ny * 0.15, z + nz * 0.15
            for _ in range(SHADOW_STEPS):
                hy = by + sy * u
                if hy > TOP or u > 45.0:
                    break
                q = trilinear(distance, bx + sx * u, hy, bz + sz * u)
                shade = min(shade, max(9.0 * q / u, 0.0))
                if shade < 0.01:
                    break
                u += min(max(q, 0.25), 4.0)
        # contact: open space above the point, and characters standing on it
        near = trilinear(distance, x + nx * 0.6, y + ny * 0.6, z + nz * 0.6) / 0.6
        far = trilinear(distance, x + nx * 1.5, y + ny * 1.5, z + nz * 1.5) / 1.5
        if who >= 0:
            near = max(near, 0.7)
        else:
            for n in range(many):
                row = rows[n]
                ex, ez, ey = x - row[0], z - row[2], y - row[1]
                body = 0.16 * row[5]
                if abs(ey) < 0.6 and ex * ex + ez * ez < 9 * body * body:
                    near *= 1 - 0.6 * math.exp(-(ex * ex + ez * ez) / (body * body))
                # the sun's shadow of a body: a capsule of its height, seen along the light
                if facing > 0 and shade > 0 and ex * ex + ez * ez < 64.0:
                    middle = row[1] + 0.3 * row[5]
                    k = (row[0] - x) * sx + (middle - y) * sy + (row[2] - z) * sz
                    if k > 0:
                        gx, gz = row[0] - (x + sx * k), row[2] - (z + sz * k)
                        gy = (middle - (y + sy * k)) * 0.55
                        clear = math.sqrt(gx * gx + gy * gy + gz * gz) - body
                        shade = min(shade, max(0.0, min(1.0, clear / (0.08 + 0.05 * k) + 0.5)))
        p[5] = shade
        p[6], p[7] = min(max(near, 0.0), 1.0), min(max(far, 0.0), 1.0)
        p[12] = _glow_at(glow, x + nx * 0.5, y + ny * 0.5, z + nz * 0.5)


@njit(cache=True, parallel=True, fastmath=True)
def _march(
    distance,
    colour,
    water,
    height,
    glow,
    volumes,
    rows,
    cones,
    drift,
    ox,
    oy,
    oz,
    direction,
    sx,
    sy,
    sz,
    bounds,
    out,
):
    for py in prange(direction.shape[0]):
        _march_row(
            py,
            distance,
            colour,
            water,
            height,
            glow,
            volumes,
            rows,
            cones,
            drift,
            ox,
            oy,
            oz,
            direction,
            sx,
            sy,
            sz,
            bounds,
            out,
        )


def _seen(posed: Sequence[Posed], camera: Camera, aspect: float) -> list[bool]:
    """Whether any ray of the picture can enter each character's cone (`_cones`); mixing the others is waste."""
    half = math.tan(camera.fov / 2)
    corner = math.atan(math.hypot(half, half * aspect)) + 0.02
    cp = math.cos(camera.pitch)
    ahead = (-math.sin(camera.yaw) * cp, math.sin(camera.pitch), -math.cos(camera.yaw) * cp)
    x, y, z = camera.position
    seen = []
    for p in posed:
        away = (p.x - x, p.y + p.extent * (0.5 - SHAPE_FLOOR) - y, p.z - z)
        length, radius = math.hypot(*away), 0.87 * p.extent
        along = sum(a * b for a, b in zip(away, ahead, strict=True)) / max(length, 1e-6)
        wide = math.pi if length <= radius else math.asin(radius / length)
        seen.append(math.acos(max(-1.0, min(1.0, along))) <= corner + wide)
    return seen


def _cones(rows: NDArray[np.float64], x: float, y: float, z: float) -> NDArray[np.float64]:
    """Per character the cone from the eye that holds its cube: axis and cosine, [N, 4]."""
    cones = np.empty((len(rows), 4))
    for n, row in enumerate(rows):
        radius = 0.87 * row[5]
        away = np.array([row[0] - x, row[1] + row[5] * (0.5 - SHAPE_FLOOR) - y, row[2] - z])
        length = float(np.linalg.norm(away))
        cones[n, :3] = away / max(length, 1e-6)
        cones[n, 3] = -1.0 if length <= radius else math.cos(math.asin(radius / length))
    return cones


def march(
    window: Window,
    posed: Sequence[Posed],
    camera: Camera,
    sun: NDArray[np.float32],
    width: int,
    height: int,
    drift: float = 0.0,
    out: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Trace one picture: G-buffer float32 [height, width, 20], channels as in docs/internals.md.

    drift: how far clouds and ripples have moved, in cloud lengths; a function of the world's clock.

    Deterministic: every ray is independent and computed in one order, whatever the number of threads.
    """
    if out is None:
        out = np.empty((height, width, CHANNELS), np.float32)
    x, y, z = camera.position
    directions = rays(camera, width, height)
    volumes, rows = pack(posed, _seen(posed, camera, width / height))
    bounds = window.bounds()
    _march(
        window.distance, window.colour, window.water, window.height, window.glow, volumes, rows,
        _cones(rows, x, y, z), float(drift),
        float(x), float(y), float(z), directions,
        float(sun[0]), float(sun[1]), float(sun[2]), bounds, out,
    )  # fmt: skip
    return out


assert SDF_CLIP == 4.0

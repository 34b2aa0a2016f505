"""What a ray finds where it meets something: bodies, colours, lamp light, cloud noise (numba, one point at a time)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from nacre.world.grid import HEIGHT_CELLS, SHAPE_CELLS, SHAPE_FLOOR, WINDOW_CELLS, Y0
from nacre.world.voxels.lanes import DISTANCE_SCALE

_FLOOR: Final = float(SHAPE_FLOOR)
_N: Final = SHAPE_CELLS


@njit(cache=True, fastmath=True)
def local(v, n, channel, extent, u, y, w):
    """Trilinear fetch at local metres from a channel of the n-th cube of v [N, 5, 32, 32, 32]."""
    scale = _N / extent
    fx = min(max((u + extent * 0.5) * scale - 0.5, 0.0), _N - 1.001)
    fz = min(max((w + extent * 0.5) * scale - 0.5, 0.0), _N - 1.001)
    fy = min(max((y + extent * _FLOOR) * scale - 0.5, 0.0), _N - 1.001)
    i, j, k = np.uint32(fx), np.uint32(fy), np.uint32(fz)
    tx, ty, tz = fx - i, fy - j, fz - k
    right, up, back = i + np.uint32(1), j + np.uint32(1), k + np.uint32(1)
    c, m = np.uint32(channel), np.uint32(n)
    a = (v[m, c, j, k, i] * (1 - tx) + v[m, c, j, k, right] * tx) * (1 - tz) + (
        v[m, c, j, back, i] * (1 - tx) + v[m, c, j, back, right] * tx
    ) * tz
    b = (v[m, c, up, k, i] * (1 - tx) + v[m, c, up, k, right] * tx) * (1 - tz) + (
        v[m, c, up, back, i] * (1 - tx) + v[m, c, up, back, right] * tx
    ) * tz
    return a * (1 - ty) + b * ty


@njit(cache=True, fastmath=True)
def trace_entity(v, rows, n, ox, oy, oz, dx, dy, dz, tmax):
    """Distance along the ray to the n-th posed volume, or -1."""
    c, s, extent = rows[n, 3], rows[n, 4], rows[n, 5]
    rx, ry, rz = ox - rows[n, 0], oy - rows[n, 1], oz - rows[n, 2]
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
        first, second = (a - o) / d, (b - o) / d
        if first > second:
            first, second = second, first
        t0, t1 = max(t0, first), min(t1, second)
        if t0 > t1:
            return -1.0
    cell = extent / _N
    t = t0
    before, gap = t, 1.0
    for step in range(40):
        clear = local(v, n, 0, extent, u + du * t, ry + dy * t, w + dw * t) * cell
        if clear < 0.15 * cell:
            if step > 0 and gap > clear:
                t = before + (t - before) * max(0.0, gap) / max(gap - clear, 1e-6)
            return t
        before, gap = t, clear
        t += max(clear * 0.9, 0.35 * cell)
        if t > t1:
            return -1.0
    return -1.0


@njit(cache=True, fastmath=True)
def near_colour(colour, distance, x, y, z, out, px):
    """Albedo and emission at a point into out[px, 8:12], weighted to cells near a surface: free air carries none."""
    fx, fy, fz = x * 2.0 - 0.5, (y - Y0) * 2.0 - 0.5, z * 2.0 - 0.5
    fy = min(max(fy, 0.0), HEIGHT_CELLS - 1.001)
    bx, bz = math.floor(fx), math.floor(fz)
    j = np.uint32(fy)
    tx, ty, tz = np.float32(fx - bx), np.float32(fy - j), np.float32(fz - bz)
    i0, k0 = int(bx) % WINDOW_CELLS, int(bz) % WINDOW_CELLS
    one = np.float32(1.0)
    total = np.float32(1e-6)
    r = g = b = e = np.float32(0.0)
    for dk in range(2):
        k = np.uint32((k0 + dk) % WINDOW_CELLS)
        wz = tz if dk else one - tz
        for di in range(2):
            i = np.uint32((i0 + di) % WINDOW_CELLS)
            wx = wz * (tx if di else one - tx)
            for dj in range(2):
                up = j + np.uint32(dj)
                gap = abs(np.float32(distance[k, i, up])) * np.float32(DISTANCE_SCALE)
                weight = wx * (ty if dj else one - ty) / (np.float32(0.05) + gap)
                total += weight
                r += weight * np.float32(colour[k, i, up, 0])
                g += weight * np.float32(colour[k, i, up, 1])
                b += weight * np.float32(colour[k, i, up, 2])
                e += weight * np.float32(colour[k, i, up, 3])
    share = one / (total * np.float32(255.0))
    out[px, 8], out[px, 9], out[px, 10], out[px, 11] = r * share, g * share, b * share, e * share


@njit(cache=True, fastmath=True)
def glow_at(v, x, y, z):
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
def noise(x, z):
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

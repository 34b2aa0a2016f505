"""Sphere tracing of many rays together (numba): the steps of the march, its normals and its shadows.

Coordinates are cells of the window, float32, counted from the middle of its lowest cell; lengths along
rays are metres. Rays that have arrived are taken out every few steps, so that the rest stay side by side.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from nacre.world.grid import VIEW, Y0
from nacre.world.voxels.lanes import LANES, trilinear_lanes

STEPS: Final = 72
SHADOW_STEPS: Final = 14
SWEEPS: Final = 3  # steps between two looks at which rays have arrived
# A ray this near a surface (metres, and per metre travelled) has met it: a fifth of a pixel at 160x90. Below it,
# rays along eaves and hills run out of steps and draw a pale rim; the secant that follows takes the gap away.
MEET: Final = 0.004
MEET_SLOPE: Final = 0.0022
STRIDE: Final = 0.02  # shortest step, likewise growing with distance: half a pixel
STRIDE_SLOPE: Final = 0.004
TOP: Final = Y0 + 32.0  # above the volume there is only sky
_VIEW: Final = float(VIEW)
_F = np.float32
_MEET, _MEET_SLOPE, _STRIDE, _STRIDE_SLOPE = _F(MEET), _F(MEET_SLOPE), _F(STRIDE), _F(STRIDE_SLOPE)
_ARRIVED = _F(-1e9)


@njit(cache=True, fastmath=True)
def fetch(volume, x, y, z, out, many, off_x, off_z):
    """Distances in metres at the first `many` coordinates; arrays reach LANES further."""
    for first in range(0, many, LANES):
        trilinear_lanes(volume, x, y, z, out, first, off_x, off_z)  # type: ignore[call-arg]


# LLVM gives up vectorising a loop when more than eight pairs of arrays might overlap: hence loops of few arrays.


@njit(cache=True, fastmath=True)
def _along(start, way, t, out, many):
    for a in range(many):
        out[a] = start + way[a] * t[a]


@njit(cache=True, fastmath=True)
def _from(start, way, t, out, many):
    for a in range(many):
        out[a] = start[a] + way * t[a]


@njit(cache=True, fastmath=True)
def limits(way, ox, oy, oz, bounds, begin, limit):
    """Where each ray of a row enters and leaves what the window holds."""
    for px in range(way.shape[0]):
        dx, dy, dz = way[px, 0], way[px, 1], way[px, 2]
        far, t = _VIEW, 0.05
        if dy > 0 and oy < TOP:
            far = min(far, (TOP - oy) / dy)
        if oy > TOP:
            t = (oy - TOP) / -dy if dy < 0 else _VIEW + 1
        if dx > 1e-6:
            far = min(far, (bounds[1] - ox) / dx)
        elif dx < -1e-6:
            far = min(far, (bounds[0] - ox) / dx)
        if dz > 1e-6:
            far = min(far, (bounds[3] - oz) / dz)
        elif dz < -1e-6:
            far = min(far, (bounds[2] - oz) / dz)
        begin[px], limit[px] = t, far


@njit(cache=True, fastmath=True)
def trace(volume, off_x, off_z, start, way, begin, limit, t_out, hit_out, work, ids):
    """Sphere tracing of a row from cell coordinates `start`: distance and whether something was met."""
    fx, fy, fz = start[0], start[1], start[2]
    t, q, last, gap, reach = work[0], work[1], work[2], work[3], work[4]
    dx, dy, dz, px, py, pz, stride = work[5], work[6], work[7], work[8], work[9], work[10], work[11]
    many = way.shape[0]
    for a in range(many):
        ids[a] = a
        t[a], last[a], gap[a], reach[a] = begin[a], _F(0.0), _F(1.0), limit[a]
        dx[a], dy[a], dz[a] = way[a, 0] * _F(2.0), way[a, 1] * _F(2.0), way[a, 2] * _F(2.0)
    step = 0
    while many > 0 and step < STEPS:
        for _ in range(SWEEPS):
            _along(fx, dx, t, px, many)
            _along(fy, dy, t, py, many)
            _along(fz, dz, t, pz, many)
            fetch(volume, px, py, pz, q, many, off_x, off_z)
            for a in range(many):
                met = (q[a] < _MEET + _MEET_SLOPE * t[a]) & (t[a] < reach[a])
                reach[a] = _ARRIVED if met else reach[a]
            for a in range(many):
                onward = max(q[a] * _F(0.95), _STRIDE + _STRIDE_SLOPE * t[a])
                stride[a] = onward if t[a] < reach[a] else _F(0.0)
            for a in range(many):
                last[a] += (t[a] - last[a]) * (_F(1.0) if stride[a] > _F(0.0) else _F(0.0))
            for a in range(many):
                gap[a] += (q[a] - gap[a]) * (_F(1.0) if stride[a] > _F(0.0) else _F(0.0))
            for a in range(many):
                t[a] += stride[a]
            step += 1
        left = 0
        for a in range(many):
            if t[a] < reach[a]:
                t[left], q[left], last[left], gap[left], reach[left] = t[a], q[a], last[a], gap[a], reach[a]
                dx[left], dy[left], dz[left], ids[left] = dx[a], dy[a], dz[a], ids[a]
                left += 1
                continue
            r, here = ids[a], t[a]
            hit_out[r] = reach[a] == _ARRIVED
            if hit_out[r] and gap[a] > q[a] and here > last[a] and last[a] > _F(0.0):
                here = last[a] + (here - last[a]) * min(_F(2.0), gap[a] / max(gap[a] - q[a], _F(1e-6)))
            t_out[r] = here
        many = left
    for a in range(many):
        # grazing along a surface; calling it sky would draw a pale rim on every hill
        hit_out[ids[a]] = q[a] < _F(0.03) + _F(0.004) * t[a]
        t_out[ids[a]] = t[a]


@njit(cache=True, fastmath=True)
def normals(volume, off_x, off_z, x, y, z, many, normal, work):
    """Unit gradients at cell coordinates, by four fetches at the corners of a tetrahedron of 0.22 m."""
    h = _F(0.44)
    px, py, pz = work[8], work[9], work[10]
    for corner in range(4):
        sx = h if corner == 0 or corner == 3 else -h
        sy = h if corner >= 2 else -h
        sz = h if corner == 1 or corner == 3 else -h
        for a in range(many):
            px[a] = x[a] + sx
        for a in range(many):
            py[a] = y[a] + sy
        for a in range(many):
            pz[a] = z[a] + sz
        fetch(volume, px, py, pz, work[corner], many, off_x, off_z)
    for n in range(many):
        a, b, d, e = work[0, n], work[1, n], work[2, n], work[3, n]
        nx, ny, nz = a - b - d + e, -a - b + d + e, -a + b - d + e
        size = _F(1.0) / math.sqrt(nx * nx + ny * ny + nz * nz + _F(1e-12))
        normal[n, 0], normal[n, 1], normal[n, 2] = nx * size, ny * size, nz * size


@njit(cache=True, fastmath=True)
def shadows(volume, off_x, off_z, x, y, z, sun, facing, many, shade, work, ids):
    """Share of the sun that reaches cell coordinates x, y, z; 0 where the surface turns away from it."""
    u, q, lit, reach = work[0], work[1], work[2], work[3]
    bx, by, bz, px, py, pz = work[4], work[5], work[6], work[8], work[9], work[10]
    top = _F((TOP - Y0) * 2.0 - 0.5)
    sx, sy, sz = _F(sun[0] * 2.0), _F(sun[1] * 2.0), _F(sun[2] * 2.0)
    rays_left = 0
    for n in range(many):
        shade[n] = _F(0.0)
        if facing[n] > 0:
            a = rays_left
            ids[a], u[a], lit[a] = n, _F(0.3), _F(1.0)
            bx[a], by[a], bz[a] = x[n], y[n], z[n]
            reach[a] = min(_F(45.0), (top - y[n]) / sy) if sy > 0 else _F(45.0)
            rays_left += 1
    step = 0
    while rays_left > 0 and step < SHADOW_STEPS:
        for _ in range(2):
            _from(bx, sx, u, px, rays_left)
            _from(by, sy, u, py, rays_left)
            _from(bz, sz, u, pz, rays_left)
            fetch(volume, px, py, pz, q, rays_left, off_x, off_z)
            for a in range(rays_left):
                darker = min(lit[a], max(_F(9.0) * q[a] / u[a], _F(0.0)))
                lit[a] = darker if u[a] <= reach[a] else lit[a]
            for a in range(rays_left):
                reach[a] = _ARRIVED if lit[a] < _F(0.01) else reach[a]
            for a in range(rays_left):
                u[a] += min(max(q[a], _F(0.25)), _F(4.0)) if u[a] <= reach[a] else _F(0.0)
            step += 1
        left = 0
        for a in range(rays_left):
            if u[a] <= reach[a]:
                u[left], lit[left], reach[left], ids[left] = u[a], lit[a], reach[a], ids[a]
                bx[left], by[left], bz[left] = bx[a], by[a], bz[a]
                left += 1
            else:
                shade[ids[a]] = lit[a]
        rays_left = left
    for a in range(rays_left):
        shade[ids[a]] = lit[a]

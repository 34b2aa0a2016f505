"""Real-Time Renderer, first half: rays through the feature volume to a G-buffer (numba, CPU).

Sphere tracing (Hart 1996) through the 0.5 m distance field with a secant step at the end, soft shadows by
the cone of least clearance, two ambient-occlusion taps. The rays of a picture row go forward together,
so that a fetch serves sixteen of them (`lanes`). `march_torch` is the same for GPUs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numba
import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nacre.world.grid import SDF_CLIP, SHAPE_CELLS, SHAPE_FLOOR, VIEW, WINDOW_CELLS, Y0
from nacre.world.interface import Camera
from nacre.world.kernels.atomic_counter import ticket
from nacre.world.voxels.lanes import LANES
from nacre.world.voxels.posed import Posed, pack
from nacre.world.voxels.surface import glow_at, local, near_colour, noise, trace_entity
from nacre.world.voxels.trace import fetch, limits, normals, shadows, trace
from nacre.world.voxels.window import Window, bilinear

CHANNELS: Final = 20
TILE_WIDE, TILE_HIGH = 32, 15  # rays that go forward together: neighbours, so that they fetch from the same lines
_VIEW: Final = float(VIEW)
_N: Final = SHAPE_CELLS
_F = np.float32


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


# Rows of an array are never sliced off inside a loop over pixels: each slice counts a reference, atomically.


@njit(cache=True, fastmath=True)
def _sky(out, px, oy, drift):
    dx, dy, dz = out[px, 14], out[px, 15], out[px, 16]
    out[px, 0] = _VIEW
    out[px, 5] = out[px, 6] = out[px, 7] = 1.0
    out[px, 19] = oy + dy * _VIEW
    if dy > 0.01:  # a sky pixel has no lamp light and no emission: clouds and stars go there
        u, w = dx / (dy + 0.14) * 1.4 + drift, dz / (dy + 0.14) * 1.4
        out[px, 12] = 0.55 * noise(u, w) + 0.3 * noise(u * 2.1 + 7, w * 2.1) + 0.15 * noise(u * 4.3, w * 4.3 + 3)
        star = noise(dx * 190 + dy * 61, dz * 190 - dy * 37)
        out[px, 11] = max(0.0, star - 0.93) * 9.0


@njit(cache=True, fastmath=True)
def _body(out, px, volumes, rows, n, x, y, z):
    """A character's own normal, colour and number."""
    c, s, extent = rows[n, 3], rows[n, 4], rows[n, 5]
    rx, ry, rz = x - rows[n, 0], y - rows[n, 1], z - rows[n, 2]
    u, w = rx * c - rz * s, rx * s + rz * c
    h = extent / _N
    a = local(volumes, n, 0, extent, u + h, ry - h, w - h)
    b = local(volumes, n, 0, extent, u - h, ry - h, w + h)
    d = local(volumes, n, 0, extent, u - h, ry + h, w - h)
    e = local(volumes, n, 0, extent, u + h, ry + h, w + h)
    nu, ny, nw = a - b - d + e, -a - b + d + e, -a + b - d + e
    nx, nz = nu * c + nw * s, -nu * s + nw * c
    size = 1.0 / math.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
    out[px, 2], out[px, 3], out[px, 4] = nx * size, ny * size, nz * size
    for channel in range(4):
        out[px, 8 + channel] = min(max(local(volumes, n, 1 + channel, extent, u, ry, w), 0.0), 1.0)
    out[px, 18] = rows[n, 6] + 1


@njit(cache=True, fastmath=True)
def _ripples(out, px, x, z, drift):
    nx = 0.03 * math.sin(1.7 * x + 0.6 * z + 40 * drift) + 0.02 * math.sin(2.9 * z - 1.1 * x - 55 * drift)
    nz = 0.03 * math.sin(2.1 * z - 0.5 * x + 47 * drift) + 0.02 * math.sin(3.1 * x + 1.3 * z + 60 * drift)
    size = 1.0 / math.sqrt(nx * nx + 1.0 + nz * nz)
    out[px, 2], out[px, 3], out[px, 4] = nx * size, size, nz * size


@njit(cache=True, fastmath=True)
def _contacts(rows, sun, met, bodies, found, x, y, z, near, shade):
    """Ambient occlusion and shadow by characters, on ground they stand near; x, y, z in metres."""
    sx, sy, sz = sun[0], sun[1], sun[2]
    for b in range(rows.shape[0]):
        bx, by, bz, body = _F(rows[b, 0]), _F(rows[b, 1]), _F(rows[b, 2]), _F(0.16 * rows[b, 5])
        middle, wide = _F(rows[b, 1] + 0.3 * rows[b, 5]), _F(9.0) * body * body
        for n in range(found):
            ex, ez = x[n] - bx, z[n] - bz
            across = ex * ex + ez * ez
            if across >= _F(64.0) or bodies[n] >= 0:
                continue
            if abs(y[n] - by) < _F(0.6) and across < wide:
                near[n] *= _F(1.0) - _F(0.6) * _F(math.exp(-across / (body * body)))
            # the sun's shadow of a body: a capsule of its height, seen along the light
            k = (middle - y[n]) * sy - ex * sx - ez * sz
            if shade[n] > 0 and k > 0:
                gx, gz, gy = ex + sx * k, ez + sz * k, (middle - y[n] - sy * k) * _F(0.55)
                clear = _F(math.sqrt(gx * gx + gy * gy + gz * gz)) - body
                covered = clear / (_F(0.08) + _F(0.05) * k) + _F(0.5)
                shade[n] = min(shade[n], max(_F(0.0), min(_F(1.0), covered)))


@njit(cache=True, fastmath=True)
def _surfaces(
    distance, colour, water, height, volumes, rows, cones, drift, eye, way, start, limit, reach, hits, out,
    met, bodies, bare, x, y, z,
):  # fmt: skip
    """What each ray of a row meets first: world, water, a character or the sky; (met pixels, of them bare solid)."""
    ox, oy, oz = eye[0], eye[1], eye[2]
    found = solid = 0
    for px in range(way.shape[0]):
        for c in range(CHANNELS):
            out[px, c] = 0.0
        dx, dy, dz = float(way[px, 0]), float(way[px, 1]), float(way[px, 2])
        out[px, 14], out[px, 15], out[px, 16] = dx, dy, dz
        t, hit, wet = float(reach[px]), hits[px], 0.0
        plane = -oy / dy if (dy < -1e-6 and oy > 0) else 1e9
        if plane < (t if hit else limit[px]) and plane < limit[px]:
            wx, wz = ox + dx * plane, oz + dz * plane
            if bilinear(height, wx, wz) < 0.0:
                wet = max(0.05, bilinear(water, wx, wz))
                hit, t = True, plane
        who, nearest = -1, t if hit else _VIEW
        for n in range(rows.shape[0]):
            if dx * cones[n, 0] + dy * cones[n, 1] + dz * cones[n, 2] < cones[n, 3]:
                continue
            e = trace_entity(volumes, rows, n, ox, oy, oz, dx, dy, dz, nearest)
            if e > 0:
                nearest, who = e, n
        if who >= 0:
            hit, t, wet = True, nearest, 0.0
        if not hit:
            _sky(out, px, oy, drift)
            continue
        at_x, at_y, at_z = ox + dx * t, oy + dy * t, oz + dz * t
        out[px, 0], out[px, 1], out[px, 13], out[px, 19] = t, 1.0, wet, at_y
        met[found], bodies[found] = px, who
        if who >= 0:
            _body(out, px, volumes, rows, who, at_x, at_y, at_z)
        elif wet > 0:
            _ripples(out, px, at_x, at_z, drift)
            near_colour(colour, distance, at_x, bilinear(height, at_x, at_z), at_z, out, px)
            out[px, 11] = 0.0
        else:
            near_colour(colour, distance, at_x, at_y, at_z, out, px)
            along = t * 2.0
            x[solid], y[solid], z[solid] = start[0] + dx * along, start[1] + dy * along, start[2] + dz * along
            bare[solid] = px
            solid += 1
        found += 1
    return found, solid


@njit(cache=True, fastmath=True)
def _move(out, met, found, start, cells, x, y, z):
    """Cell coordinates this many cells above what each pixel has met, along its normal."""
    for n in range(found):
        px = met[n]
        along = out[px, 0] * _F(2.0)
        x[n] = start[0] + out[px, 14] * along + out[px, 2] * cells
        y[n] = start[1] + out[px, 15] * along + out[px, 3] * cells
        z[n] = start[2] + out[px, 16] * along + out[px, 4] * cells


@njit(cache=True, fastmath=True)
def _finish(out, met, bodies, found, near, far, shade, facing, rows, sun, eye, glow, x, y, z):
    for n in range(found):
        px = met[n]
        t = float(out[px, 0])
        x[n], y[n], z[n] = eye[0] + out[px, 14] * t, eye[1] + out[px, 15] * t, eye[2] + out[px, 16] * t
        near[n] = max(near[n] / _F(0.6), _F(0.7)) if bodies[n] >= 0 else near[n] / _F(0.6)
    _contacts(rows, sun, met, bodies, found, x, y, z, near, shade)
    for n in range(found):
        px = met[n]
        out[px, 5], out[px, 17] = shade[n], facing[n]
        out[px, 6], out[px, 7] = min(max(near[n], 0.0), 1.0), min(max(far[n] / 1.5, 0.0), 1.0)
        out[px, 12] = glow_at(glow, x[n] + out[px, 2] * 0.5, y[n] + out[px, 3] * 0.5, z[n] + out[px, 4] * 0.5)


@njit(cache=True, parallel=True, fastmath=True, nogil=True)
def _march(
    parts, flat, distance, colour, water, height, glow, volumes, rows, cones, drift, eye, start, ways, sun, bounds,
    off_x, off_z, out,
):  # fmt: skip
    high, wide = ways.shape[0], ways.shape[1]
    across = -(-wide // TILE_WIDE)
    tiles = across * -(-high // TILE_HIGH)
    room = TILE_WIDE * TILE_HIGH + 2 * LANES
    given = np.zeros(1, np.int64)
    for _ in prange(parts):
        work, ids = np.zeros((19, room), np.float32), np.zeros((4, room), np.int32)
        hits = np.zeros(room, np.bool_)
        normal = np.zeros((room, 3), np.float32)
        x, y, z, reach, facing, near, far = work[12], work[13], work[14], work[15], work[16], work[17], work[18]
        begin, limit = np.zeros(room, np.float32), np.zeros(room, np.float32)
        directions, pixels = np.empty((room, 3), np.float32), np.empty((room, CHANNELS), np.float32)
        while True:
            tile = ticket(given)
            if tile >= tiles:
                break
            top, left = tile // across * TILE_HIGH, tile % across * TILE_WIDE
            bottom, right = min(high, top + TILE_HIGH), min(wide, left + TILE_WIDE)
            many = 0
            for py in range(top, bottom):
                for px in range(left, right):
                    for c in range(3):
                        directions[many, c] = ways[py, px, c]
                    many += 1
            way, row = directions[:many], pixels[:many]
            limits(way, eye[0], eye[1], eye[2], bounds, begin, limit)
            trace(flat, off_x, off_z, start, way, begin, limit, reach, hits, work, ids[0])
            found, solid = _surfaces(
                distance, colour, water, height, volumes, rows, cones, drift, eye, way, start, limit, reach, hits, row,
                ids[1], ids[2], ids[3], x, y, z,
            )  # fmt: skip
            normals(flat, off_x, off_z, x, y, z, solid, normal, work)
            for n in range(solid):
                for c in range(3):
                    row[ids[3, n], 2 + c] = normal[n, c]
            _move(row, ids[1], found, start, _F(1.2), x, y, z)
            fetch(flat, x, y, z, near, found, off_x, off_z)
            _move(row, ids[1], found, start, _F(3.0), x, y, z)
            fetch(flat, x, y, z, far, found, off_x, off_z)
            _move(row, ids[1], found, start, _F(0.3), x, y, z)
            for n in range(found):
                px = ids[1, n]
                facing[n] = row[px, 2] * sun[0] + row[px, 3] * sun[1] + row[px, 4] * sun[2]
            shadows(flat, off_x, off_z, x, y, z, sun, facing, found, reach, work, ids[0])
            _finish(row, ids[1], ids[2], found, near, far, reach, facing, rows, sun, eye, glow, x, y, z)
            many = 0
            for py in range(top, bottom):
                for px in range(left, right):
                    for c in range(CHANNELS):
                        out[py, px, c] = pixels[many, c]
                    many += 1


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
    volumes, rows = pack(posed, _seen(posed, camera, width / height))
    bounds = window.bounds()
    eye = np.array(camera.position, np.float64)
    low_x, low_z = bounds[0], bounds[2]
    start = (np.array([eye[0] - low_x, eye[1] - Y0, eye[2] - low_z]) * 2.0 - 0.5).astype(np.float32)
    off_x, off_z = (int(round(low * 2) % WINDOW_CELLS) for low in (low_x, low_z))
    _march(
        numba.get_num_threads(), window.distance.reshape(-1), window.distance, window.colour, window.water,
        window.height, window.glow, volumes, rows, _cones(rows, *camera.position), float(drift), eye, start,
        rays(camera, width, height), np.asarray(sun, np.float32), bounds, off_x, off_z, out,
    )  # fmt: skip
    return out


assert SDF_CLIP == 4.0

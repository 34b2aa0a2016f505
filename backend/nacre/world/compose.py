"""Composition: ground and tokens' volumes -> one chunk of the place's feature volume."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.grid import CELL, CHUNK, CHUNK_CELLS, HEIGHT_CELLS, SHAPE_CELLS, SHAPE_FLOOR, Y0
from nacre.world.lanes import DISTANCE_SCALE

FAR: Final = 6.0  # metres; longer steps than this gain nothing within a 5x5 window
GLOW_CELLS: Final = 16
GLOW_CELL: Final = 2.0
GLOW_SIGMA: Final = 3.0
GLOW_REACH: Final = 7.0
THICK: Final = 0.42  # metres of shape cell above which a shape needs no help to show in half-metre cells
SNAPPED: Final = 6.4  # metres of extent below which a shape's axis is moved onto cell centres
GROUND_SLOPE: Final = 0.85  # vertical distance to distance, for slopes up to about 30 degrees


@dataclass(frozen=True)
class Placement:
    """A shape volume float32 [5, 32, 32, 32] standing at x, y, z (ground point, metres), turned by yaw."""

    volume: NDArray[np.float32]
    extent: float
    x: float
    y: float
    z: float
    yaw: float


@dataclass(frozen=True)
class ChunkVolume:
    """One chunk of the feature volume.

    distance int16 [64 z, 64 x, 64 y] in DISTANCE_SCALE metres; colour uint8 [64 z, 64 x, 64 y, 4]; water and
    height float32 [64 z, 64 x]; glow float32 [16 y, 16 z, 16 x].
    """

    distance: NDArray[np.int16]
    colour: NDArray[np.uint8]
    water: NDArray[np.float32]
    height: NDArray[np.float32]
    glow: NDArray[np.float32]


def within_reach(x: float, z: float, extent: float, ix: int, iz: int) -> bool:
    """Whether a thing of this extent (metres) at x, z changes anything in a chunk."""
    reach = extent * 0.7072 + max(FAR, GLOW_REACH)
    return ix * CHUNK - reach < x < (ix + 1) * CHUNK + reach and iz * CHUNK - reach < z < (iz + 1) * CHUNK + reach


def reaches(placement: Placement, ix: int, iz: int) -> bool:
    """Whether a placement changes anything in a chunk."""
    return within_reach(placement.x, placement.z, placement.extent, ix, iz)


@njit(cache=True, nogil=True)
def _ground(ground, margin, distance, colour, water, height):
    paint = np.empty(3, np.uint8)
    for z in range(CHUNK_CELLS):
        for x in range(CHUNK_CELLS):
            h = ground[0, z + margin, x + margin]
            wet = ground[5, z + margin, x + margin]
            height[z, x] = h
            water[z, x] = wet if h < 0 else 0.0
            # the steepest neighbour tells how much nearer than straight down the slope is
            gx = (ground[0, z + margin, x + margin + 1] - ground[0, z + margin, x + margin - 1]) / (2 * CELL)
            gz = (ground[0, z + margin + 1, x + margin] - ground[0, z + margin - 1, x + margin]) / (2 * CELL)
            slope = min(GROUND_SLOPE, 1.0 / math.sqrt(1.0 + gx * gx + gz * gz))
            for c in range(3):
                paint[c] = np.uint8(min(max(ground[1 + c, z + margin, x + margin], 0.0), 1.0) * 255 + 0.5)
            for y in range(HEIGHT_CELLS):
                d = (Y0 + (y + 0.5) * CELL - h) * slope
                distance[z, x, y] = min(max(d, -2.0), FAR)
                colour[z, x, y, 0], colour[z, x, y, 1], colour[z, x, y, 2] = paint[0], paint[1], paint[2]
                colour[z, x, y, 3] = 0


@njit(cache=True, nogil=True, error_model="numpy")
def _add(volume, extent, swell, px, py, pz, yaw, x0, z0, distance, colour):
    cell = extent / SHAPE_CELLS
    cos, sin = math.cos(yaw), math.sin(yaw)
    half = extent / 2
    low, high = -extent * SHAPE_FLOOR, extent * (1 - SHAPE_FLOOR)
    reach = half * 1.41422 + FAR
    i0 = max(0, int((px - reach - x0) / CELL))
    i1 = min(CHUNK_CELLS, int((px + reach - x0) / CELL) + 2)
    k0 = max(0, int((pz - reach - z0) / CELL))
    k1 = min(CHUNK_CELLS, int((pz + reach - z0) / CELL) + 2)
    j0 = max(0, int((py + low - FAR - Y0) / CELL))
    j1 = min(HEIGHT_CELLS, int((py + high + FAR - Y0) / CELL) + 2)
    edge = half - 0.5 * cell
    top = SHAPE_CELLS - 1.001
    shade = np.empty(4, np.uint8)
    for k in range(k0, k1):
        dz = z0 + (k + 0.5) * CELL - pz
        for i in range(i0, i1):
            dx = x0 + (i + 0.5) * CELL - px
            u = dx * cos - dz * sin
            w = dx * sin + dz * cos
            # nearest point of the sampled cube, and how far outside it we are
            cu = min(max(u, -edge), edge)
            cw = min(max(w, -edge), edge)
            aside = (u - cu) ** 2 + (w - cw) ** 2
            if aside >= FAR * FAR:
                continue
            fu = max(min((cu + half) / cell - 0.5, top), 0.0)
            fw = max(min((cw + half) / cell - 0.5, top), 0.0)
            b, c = int(fw), int(fu)
            tz, tx = fw - b, fu - c
            for j in range(j0, j1):
                now = distance[k, i, j]
                if now <= 0:
                    continue
                y = Y0 + (j + 0.5) * CELL - py
                cv = min(max(y, low + 0.5 * cell), high - 0.5 * cell)
                squared = aside + (y - cv) ** 2
                if squared >= now * now:
                    continue
                fv = max(min((cv - low) / cell - 0.5, top), 0.0)
                a = int(fv)
                ty = fv - a
                w00, w01 = (1 - ty) * (1 - tz), (1 - ty) * tz
                w10, w11 = ty * (1 - tz), ty * tz
                d = (
                    w00 * (volume[0, a, b, c] * (1 - tx) + volume[0, a, b, c + 1] * tx)
                    + w01 * (volume[0, a, b + 1, c] * (1 - tx) + volume[0, a, b + 1, c + 1] * tx)
                    + w10 * (volume[0, a + 1, b, c] * (1 - tx) + volume[0, a + 1, b, c + 1] * tx)
                    + w11 * (volume[0, a + 1, b + 1, c] * (1 - tx) + volume[0, a + 1, b + 1, c + 1] * tx)
                ) * cell - swell
                if squared > 0:
                    # triangle inequality: at least that far away, and at most the inner value nearer
                    d = math.sqrt(squared + max(d, 0.0) ** 2)
                if d < now:
                    distance[k, i, j] = d
                    if d < 3 * CELL and squared < 4 * CELL * CELL:
                        for m in range(1, 5):
                            v = (
                                w00 * (volume[m, a, b, c] * (1 - tx) + volume[m, a, b, c + 1] * tx)
                                + w01 * (volume[m, a, b + 1, c] * (1 - tx) + volume[m, a, b + 1, c + 1] * tx)
                                + w10 * (volume[m, a + 1, b, c] * (1 - tx) + volume[m, a + 1, b, c + 1] * tx)
                                + w11 * (volume[m, a + 1, b + 1, c] * (1 - tx) + volume[m, a + 1, b + 1, c + 1] * tx)
                            )
                            shade[m - 1] = np.uint8(min(max(v, 0.0), 1.0) * 255 + 0.5)
                        for m in range(4):
                            colour[k, i, j, m] = shade[m]


@njit(cache=True, nogil=True)
def _add_glow(gx, gy, gz, mass, x0, z0, glow):
    for j in range(GLOW_CELLS):
        dy = Y0 + (j + 0.5) * GLOW_CELL - gy
        if abs(dy) > GLOW_REACH:
            continue
        for k in range(GLOW_CELLS):
            dz = z0 + (k + 0.5) * GLOW_CELL - gz
            if abs(dz) > GLOW_REACH:
                continue
            for i in range(GLOW_CELLS):
                dx = x0 + (i + 0.5) * GLOW_CELL - gx
                r2 = dx * dx + dy * dy + dz * dz
                if r2 < GLOW_REACH * GLOW_REACH:
                    glow[j, k, i] += mass * math.exp(-r2 / (2 * GLOW_SIGMA * GLOW_SIGMA))


def _lamps(placement: Placement) -> list[tuple[float, float, float, float]]:
    """Where a volume gives light: world x, y, z and strength, one per side of a house that has lit windows."""
    cell = placement.extent / SHAPE_CELLS
    bright = (placement.volume[4] > 0.4) & (np.abs(placement.volume[0]) < 1.0)
    if not bright.any():
        return []
    v, w, u = (axis.astype(np.float64) for axis in np.nonzero(bright))
    u, w = (u + 0.5) * cell - placement.extent / 2, (w + 0.5) * cell - placement.extent / 2
    v = (v + 0.5) * cell - placement.extent * SHAPE_FLOOR
    side = np.where(np.abs(u) > np.abs(w), np.where(u > 0, 0, 1), np.where(w > 0, 2, 3))
    cos, sin = math.cos(placement.yaw), math.sin(placement.yaw)
    lamps = []
    for k in range(4):
        here = side == k
        area = float(here.sum()) * cell * cell
        if area < 0.05:
            continue
        mu, mv, mw = u[here].mean() * 1.15, v[here].mean(), w[here].mean() * 1.15
        strength = min(0.9, 0.35 + 0.18 * area)
        lamps.append((placement.x + mu * cos + mw * sin, placement.y + mv, placement.z - mu * sin + mw * cos, strength))
    return lamps


@njit(cache=True, nogil=True)
def _store(distance, out):
    most = np.float32(32767 * DISTANCE_SCALE)
    for k in range(out.shape[0]):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                held = min(max(distance[k, i, j], -most), most)
                out[k, i, j] = np.int16(np.floor(held / np.float32(DISTANCE_SCALE) + np.float32(0.5)))


def _swell(placement: Placement) -> float:
    """How many metres to thicken a shape by, so that posts and rails survive sampling at half a metre.

    A bar is seen for certain when it is as thick as a cell; what is nowhere thicker than 0.2 m gets more.
    """
    cell = placement.extent / SHAPE_CELLS
    thickest = -float(placement.volume[0].min()) * cell
    return max(0.0, 0.5 * (THICK - cell)) + (max(0.0, 0.2 - thickest) if cell < THICK else 0.0)


def _seat(value: float, extent: float) -> float:
    """Where a small thing's axis goes: the nearest cell centre, at most 0.25 m off, so that a post is sampled."""
    return (math.floor(value / CELL) + 0.5) * CELL if extent < SNAPPED else value


def compose_chunk(ix: int, iz: int, ground: NDArray[np.float32], placements: Sequence[Placement]) -> ChunkVolume:
    """Compose one chunk.

    ground float32 [6, 64 + 2m, 64 + 2m] with a margin of m >= 1 cells; placements of this chunk and of
    every neighbour that reaches in (`reaches`), in any order: the result does not depend on it.
    """
    margin = (ground.shape[1] - CHUNK_CELLS) // 2
    shape = (CHUNK_CELLS, CHUNK_CELLS, HEIGHT_CELLS)
    distance = np.empty(shape, np.float32)
    colour = np.empty((*shape, 4), np.uint8)
    water = np.empty((CHUNK_CELLS, CHUNK_CELLS), np.float32)
    height = np.empty((CHUNK_CELLS, CHUNK_CELLS), np.float32)
    glow = np.zeros((GLOW_CELLS, GLOW_CELLS, GLOW_CELLS), np.float32)
    _ground(np.ascontiguousarray(ground, np.float32), margin, distance, colour, water, height)
    x0, z0 = ix * CHUNK, iz * CHUNK
    for p in sorted(placements, key=lambda p: (p.x, p.z, p.y, p.yaw, p.extent)):
        volume: NDArray[Any] = np.ascontiguousarray(p.volume, np.float32)
        extent = float(p.extent)
        x, z = _seat(float(p.x), extent), _seat(float(p.z), extent)
        _add(volume, extent, _swell(p), x, float(p.y), z, float(p.yaw), x0, z0, distance, colour)
        for gx, gy, gz, mass in _lamps(p):
            _add_glow(gx, gy, gz, mass, x0, z0, glow)
    np.minimum(glow, 1.2, out=glow)
    stored = np.empty(shape, np.int16)
    _store(distance, stored)
    return ChunkVolume(stored, colour, water, height, glow)

"""Composition: ground and tokens' volumes -> one chunk of the place's feature volume."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.grid import CELL, CHUNK, CHUNK_CELLS, FAR, HEIGHT_CELLS, SHAPE_CELLS, SHAPE_FLOOR, Y0
from nacre.world.voxels.lanes import DISTANCE_SCALE
from nacre.world.voxels.stamp import stamp
from nacre.world.voxels.volumes import PackedVolume

GLOW_CELLS: Final = 16
GLOW_CELL: Final = 2.0
GLOW_SIGMA: Final = 3.0
GLOW_REACH: Final = 7.0
THIN: Final = 0.2  # metres from its middle to its surface that a bar has at least
THICK: Final = 0.42  # metres of shape cell above which a shape needs no help to show in half-metre cells
SNAPPED: Final = 6.4  # metres of extent below which a shape's axis is moved onto cell centres
GROUND_SLOPE: Final = 0.85  # vertical distance to distance, for slopes up to about 30 degrees


@dataclass(frozen=True)
class Placement:
    """A shape standing at x, y, z (ground point, metres), turned by yaw."""

    volume: PackedVolume
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


def _lamps(p: Placement) -> Iterator[tuple[float, float, float, float]]:
    """Where a thing gives light: world x, y, z and strength, one for each side of a house that has lit windows."""
    cell = p.extent / SHAPE_CELLS
    cos, sin = math.cos(p.yaw), math.sin(p.yaw)
    for many, y, z, x in p.volume.lit:
        area = many * cell * cell
        if area < 0.05:
            continue
        u, v, w = x / many * cell * 1.15, (y / many + 0.5) * cell - p.extent * SHAPE_FLOOR, z / many * cell * 1.15
        yield p.x + u * cos + w * sin, p.y + v, p.z - u * sin + w * cos, min(0.9, 0.35 + 0.18 * area)


@njit(cache=True, nogil=True)
def _store(distance, out):
    most = np.float32(32767 * DISTANCE_SCALE)
    for k in range(out.shape[0]):
        for i in range(out.shape[1]):
            for j in range(out.shape[2]):
                held = min(max(distance[k, i, j], -most), most)
                out[k, i, j] = np.int16(np.floor(held / np.float32(DISTANCE_SCALE) + np.float32(0.5)))


def _swell(extent: float, volume: PackedVolume) -> NDArray[np.float32]:
    """How many metres to thicken each of a shape's layers by [SHAPE_CELLS], so that posts survive half a metre's cells.

    A bar is seen for certain when it is as thick as a cell; what is nowhere thicker than 0.2 m gets more. So does a
    layer below others that is thinner than that, or has a gap: the neck of a trunk carries its crown.
    """
    cell, lows = extent / SHAPE_CELLS, volume.lows
    swell = np.full(SHAPE_CELLS, max(0.0, 0.5 * (THICK - cell)))
    if cell < THICK:
        swell += max(0.0, THIN + lows.min() * cell)
    solid = np.flatnonzero(lows < 0.0)
    if solid.size:
        carrying = slice(solid[0], solid[-1])
        swell[carrying] = np.maximum(swell[carrying], THIN + lows[carrying] * cell)
    return swell.astype(np.float32)


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
    flat_distance, flat_colour = distance.reshape(-1), colour.reshape(-1)
    for p in sorted(placements, key=lambda p: (p.x, p.z, p.y, p.yaw, p.extent)):
        extent = float(p.extent)
        swell = _swell(extent, p.volume)
        x, z = _seat(float(p.x), extent), _seat(float(p.z), extent)
        solid, paint = p.volume.distance.reshape(-1), p.volume.paint.reshape(-1)
        stamp(solid, paint, extent, swell, x, float(p.y), z, float(p.yaw), x0, z0, flat_distance, flat_colour)
        for gx, gy, gz, mass in _lamps(p):
            _add_glow(gx, gy, gz, mass, x0, z0, glow)
    np.minimum(glow, 1.2, out=glow)
    stored = np.empty(shape, np.int16)
    _store(distance, stored)
    return ChunkVolume(stored, colour, water, height, glow)

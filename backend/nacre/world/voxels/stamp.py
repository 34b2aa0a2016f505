"""Putting one shape into a chunk: its distances, resampled to the chunk's cells, where they are the nearest."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from nacre.world.grid import CELL, CHUNK_CELLS, FAR, HEIGHT_CELLS, SHAPE_CELLS, SHAPE_FLOOR, Y0
from nacre.world.kernels.arithmetic import OPTIONS
from nacre.world.voxels.volumes import DISTANCE_STEPS

_TOP: Final = SHAPE_CELLS - 1.001
_PAINTED: Final = (2 * CELL) ** 2  # square metres within which a shape's colour is taken


@njit(**OPTIONS)
def _heights(extent, py, below, share, over):
    """Of every cell of a column: the shape's cell below it, the share of the next one, squared metres outside."""
    cell = extent / SHAPE_CELLS
    low, high = (0.5 - SHAPE_CELLS * SHAPE_FLOOR) * cell, (SHAPE_CELLS * (1 - SHAPE_FLOOR) - 0.5) * cell
    for j in range(HEIGHT_CELLS):
        y = Y0 + (j + 0.5) * CELL - py
        held = min(max(y, low), high)
        at = max(min((held - low) / cell, _TOP), 0.0)
        below[j] = int(at)
        share[j] = at - int(at)
        over[j] = (y - held) ** 2


@njit(**OPTIONS)
def _upright(shape, scale, swell, below, share, j0, j1, out):
    """Distances in metres along every column [z][x] of a shape at the cells j0 .. j1 of the chunk's columns.

    swell [SHAPE_CELLS]: metres by which each layer is thickened.
    """
    wide = j1 - j0
    thicker = np.empty(wide, np.float32)
    for j in range(wide):
        layer, on = below[j0 + j], share[j0 + j]
        thicker[j] = swell[layer] * (np.float32(1) - on) + swell[layer + 1] * on
    for column in range(SHAPE_CELLS * SHAPE_CELLS):
        for j in range(wide):
            here = column * SHAPE_CELLS + below[j0 + j]
            d = shape[here] * (np.float32(1) - share[j0 + j]) + shape[here + 1] * share[j0 + j]
            out[column * wide + j] = d * scale - thicker[j]


@njit(**OPTIONS)
def _blend(table, corner, wide, tz, tx, out):
    """out[: wide] = a column between four of a table's, [z][x] `wide` long each, of which `corner` is the first."""
    w00, w01 = (np.float32(1) - tz) * (np.float32(1) - tx), (np.float32(1) - tz) * tx
    w10, w11 = tz * (np.float32(1) - tx), tz * tx
    a, b = np.uintp(corner * wide), np.uintp((corner + 1) * wide)
    c, d = np.uintp((corner + SHAPE_CELLS) * wide), np.uintp((corner + SHAPE_CELLS + 1) * wide)
    for n in range(wide):
        j = np.uintp(n)  # an index that cannot be negative, or the compiler will not vectorise
        out[j] = w00 * table[a + j] + w01 * table[b + j] + w10 * table[c + j] + w11 * table[d + j]


@njit(**OPTIONS)
def _outside(inner, aside, over, j0, j1, k0, k1, out):
    """Distances of cells j0 .. j1 from those inside the shape's cube, known for k0 .. k1 and constant beyond."""
    for j in range(j0, j1):
        out[j] = inner[min(max(j, k0), k1 - 1) - k0]
    for j in range(j0, j1):
        here = np.uintp(j)
        squared = aside + over[here]
        # triangle inequality: at least that far away, and at most the inner value nearer
        beyond = np.float32(math.sqrt(squared + max(out[here], np.float32(0)) ** 2))
        out[here] = beyond if squared > 0 else out[here]


@njit(**OPTIONS)
def _keep_nearer(found, distance, at, j0, j1):
    for j in range(j0, j1):
        here = np.uintp(at) + np.uintp(j)
        now = distance[here]
        distance[here] = now if now <= 0 else min(now, found[np.uintp(j)])


@njit(**OPTIONS)
def _paint(paint, corner, tz, tx, a, ty, out, at):
    """Albedo and emission of a point in a shape, rounded to bytes, into out[at : at + 4]."""
    for m in range(4):
        total = np.float32(0.5)
        for dz in range(2):
            wz = tz if dz else np.float32(1) - tz
            for dx in range(2):
                wx = tx if dx else np.float32(1) - tx
                here = (corner + (dz * SHAPE_CELLS + dx) * SHAPE_CELLS + a) * 4 + m
                total += wz * wx * (paint[here] * (np.float32(1) - ty) + paint[here + 4] * ty)
        out[at + m] = np.uint8(total)


@njit(**OPTIONS)
def stamp(shape, paint, extent, swell, px, py, pz, yaw, x0, z0, distance, colour):
    """Put a shape into a chunk; all volumes flat, of [z][x][y], and px .. pz where it stands."""
    cell = extent / SHAPE_CELLS
    cos, sin = math.cos(yaw), math.sin(yaw)
    half = extent / 2
    low, high = py - extent * SHAPE_FLOOR - Y0, py + extent * (1 - SHAPE_FLOOR) - Y0
    reach = half * 1.41422 + FAR
    i0 = max(0, int((px - reach - x0) / CELL))
    i1 = min(CHUNK_CELLS, int((px + reach - x0) / CELL) + 2)
    k0 = max(0, int((pz - reach - z0) / CELL))
    k1 = min(CHUNK_CELLS, int((pz + reach - z0) / CELL) + 2)
    j0 = max(0, int((low - FAR) / CELL))
    j1 = min(HEIGHT_CELLS, int((high + FAR) / CELL) + 2)
    # the cells at the heights of the shape itself, and one beyond: further out it goes on as at its edge
    inner0 = min(max(0, int(low / CELL) - 1), HEIGHT_CELLS - 1)
    inner1 = max(min(HEIGHT_CELLS, int(high / CELL) + 2), inner0 + 1)
    edge = half - 0.5 * cell
    below, share = np.empty(HEIGHT_CELLS, np.int32), np.empty(HEIGHT_CELLS, np.float32)
    over, found = np.empty(HEIGHT_CELLS, np.float32), np.empty(HEIGHT_CELLS, np.float32)
    _heights(extent, py, below, share, over)
    wide = inner1 - inner0
    table, inner = np.empty(SHAPE_CELLS * SHAPE_CELLS * wide, np.float32), np.empty(wide, np.float32)
    _upright(shape, np.float32(cell / DISTANCE_STEPS), swell, below, share, inner0, inner1, table)
    for k in range(k0, k1):
        dz = z0 + (k + 0.5) * CELL - pz
        for i in range(i0, i1):
            dx = x0 + (i + 0.5) * CELL - px
            u = dx * cos - dz * sin
            w = dx * sin + dz * cos
            # nearest point of the sampled cube, and how far outside it we are
            cu = min(max(u, -edge), edge)
            cw = min(max(w, -edge), edge)
            aside = np.float32((u - cu) ** 2 + (w - cw) ** 2)
            if aside >= FAR * FAR:
                continue
            fu = max(min((cu + half) / cell - 0.5, _TOP), 0.0)
            fw = max(min((cw + half) / cell - 0.5, _TOP), 0.0)
            tz, tx = np.float32(fw - int(fw)), np.float32(fu - int(fu))
            corner = int(fw) * SHAPE_CELLS + int(fu)
            _blend(table, corner, wide, tz, tx, inner)
            _outside(inner, aside, over, j0, j1, inner0, inner1, found)
            at = (k * CHUNK_CELLS + i) * HEIGHT_CELLS
            if aside < _PAINTED:
                for j in range(j0, j1):
                    now, d = distance[at + j], found[j]
                    if now > 0 and d < now and d < 3 * CELL and aside + over[j] < _PAINTED:
                        _paint(paint, corner * SHAPE_CELLS, tz, tx, below[j], share[j], colour, (at + j) * 4)
            _keep_nearer(found, distance, at, j0, j1)

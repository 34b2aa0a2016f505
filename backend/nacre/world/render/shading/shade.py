"""Deferred shading: a picture from its visibility buffer, tile by tile (numba)."""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from nacre.world.kernels.atomic_counter import next_number
from nacre.world.render.options import PARALLEL, SERIAL
from nacre.world.render.raster import TILE_HIGH, TILE_WIDE
from nacre.world.render.row import CHANNELS
from nacre.world.render.shading.air import WATER_THERE
from nacre.world.render.shading.indirect import ROWS, STRIDE, indirect_row
from nacre.world.render.shading.light import fog_row, incline, lamps_row, light_row, rays, store, tone
from nacre.world.render.shading.sky import sky_row
from nacre.world.render.shading.surface import gather
from nacre.world.render.shading.water import water_row
from nacre.world.render.shadows import shade_row

MOST_LAMPS = 12  # a tile is lit by so many, the nearest to what it shows
_F = np.float32


@njit(**SERIAL)
def lamps_of_tile(left, top, width, height, nearness, basis, eye, lamps, near, weight):
    """Lamps that reach what a tile shows; their numbers in `near`, in order. Returns how many."""
    if lamps.shape[0] == 0:
        return 0
    x1, y1 = min(left + TILE_WIDE, width), min(top + TILE_HIGH, height)
    low, high = _F(1e30), _F(0.0)
    for y in range(top, y1):
        for x in range(left, x1):
            n = nearness[y, x]
            if n > _F(0.0):
                low, high = min(low, n), max(high, n)
    if high <= _F(0.0):
        return 0
    close, far = _F(1.0) / high, _F(1.0) / low
    # a sphere about what the tile shows
    cx = (_F(left + x1) - _F(width)) * _F(0.5)
    cy = (_F(height) - _F(top + y1)) * _F(0.5)
    middle = _F(0.5) * (close + far)
    mx = eye[0] + (basis[2, 0] + basis[0, 0] * cx + basis[1, 0] * cy) * middle
    my = eye[1] + (basis[2, 1] + basis[0, 1] * cx + basis[1, 1] * cy) * middle
    mz = eye[2] + (basis[2, 2] + basis[0, 2] * cx + basis[1, 2] * cy) * middle
    side = _F(x1 - left) * _F(0.5)
    wide2 = (basis[0, 0] ** 2 + basis[0, 1] ** 2 + basis[0, 2] ** 2) * side * side * _F(1.6)
    slant = _F(1.0) + (basis[0, 0] ** 2 + basis[0, 1] ** 2 + basis[0, 2] ** 2) * (cx * cx + cy * cy)
    radius = np.sqrt(wide2) * far + _F(0.5) * (far - close) * np.sqrt(slant)
    count = 0
    for n in range(lamps.shape[0]):
        dx, dy, dz = lamps[n, 0] - mx, lamps[n, 1] - my, lamps[n, 2] - mz
        apart = dx * dx + dy * dy + dz * dz
        reach = lamps[n, 6] + radius
        if apart >= reach * reach:
            continue
        ex, ey, ez = lamps[n, 0] - eye[0], lamps[n, 1] - eye[1], lamps[n, 2] - eye[2]
        value = ex * ex + ey * ey + ez * ez - lamps[n, 6] * lamps[n, 6]
        place = count
        if count == near.shape[0]:
            place = 0
            for q in range(1, count):
                if weight[q] > weight[place]:
                    place = q
            if weight[place] <= value:
                continue
        else:
            count += 1
        near[place], weight[place] = n, value
    return count


@njit(**PARALLEL)
def shade(workers, counter, width, height, nearness, slots, planes, owner, draws, world, record, index, attribute,
          surface, ground, tint, linear, palette, layers, texels, starts, tiles, glosses, basis, eye, air, field,
          maps, low, high, moving, light_rows, moves, lamps, light_cells, light_boxes,
          relief, picture):  # fmt: skip
    """Picture uint8 [H, W, 3] of what `Visibility` found; counter int64 [1] must be 0."""
    across, down = (width + TILE_WIDE - 1) // TILE_WIDE, (height + TILE_HIGH - 1) // TILE_HIGH
    pixel = np.sqrt(basis[0, 0] ** 2 + basis[0, 1] ** 2 + basis[0, 2] ** 2)
    for _ in prange(workers):
        row = np.zeros(CHANNELS * TILE_WIDE, np.float32)
        line, above = np.zeros(TILE_WIDE, np.int32), np.zeros(TILE_WIDE, np.int32)
        spot, pending = np.zeros(3 * TILE_WIDE, np.float32), np.zeros(TILE_WIDE, np.uint8)
        near = np.zeros(MOST_LAMPS, np.int32)
        weight = np.zeros(MOST_LAMPS, np.float32)
        while True:
            tile = next_number(counter)
            if tile >= across * down:
                break
            left, top = (tile % across) * TILE_WIDE, (tile // across) * TILE_HIGH
            wide = min(TILE_WIDE, width - left)
            lit = lamps_of_tile(left, top, width, height, nearness, basis, eye, lamps, near, weight)
            for y in range(top, min(top + TILE_HIGH, height)):
                rays(y, left, width, height, slots, nearness, basis, eye, row)
                if (y - top) % ROWS == 0:
                    above[:] = -1
                things = 0
                for j in range(wide):
                    if slots[y, left + j] >= 0:
                        things += 1
                if things > 0:
                    gather(y, left, wide, slots, planes, owner, draws, world, record, index, attribute, surface,
                           ground, tint, linear, palette, layers, texels, starts, tiles, glosses, pixel, field,
                           line, row)  # fmt: skip
                    indirect_row(wide, line, above, STRIDE, light_cells, light_boxes, row)
                    incline(air, relief, row)
                    shade_row(wide, maps, low, high, moving, light_rows, moves, row, spot, pending)
                    light_row(air, row)
                    if lit > 0:
                        lamps_row(lamps, near, lit, row)
                if things < wide:
                    sky_row(y, left, wide, slots, air, field, row)
                if air[WATER_THERE] > _F(0.0):
                    water_row(wide, air, field, eye, row)
                fog_row(air, eye[1], row)
                tone(air, row)
                store(y, left, wide, row, picture)

"""Clean silhouettes: pixels at an edge are resolved by what lies at 16 places in them (numba).

Shading happens once a pixel. Where neighbouring pixels show different triangles in different colours, the tile's
triangles are asked again, at 16 places of such a pixel, which is nearest there. A triangle that is also seen in one of
the 3 x 3 pixels about it takes its colour from there; others (bars of a window far off) are shaded by themselves. The
pixel becomes the mean of the sixteen: what a picture of sixteen times as many pixels would show.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nacre.parts.vocabulary import MATERIAL_INDEX, MATERIALS
from nacre.world.kernels.atomic_counter import next_number
from nacre.world.render.draws import GROUND, LEVEL
from nacre.world.render.options import INLINE, PARALLEL, SERIAL
from nacre.world.render.raster import AREA, TILE_HIGH, TILE_WIDE
from nacre.world.render.row import CHANNELS, COLOUR, W
from nacre.world.render.shading.air import WATER_THERE
from nacre.world.render.shading.indirect import indirect_row
from nacre.world.render.shading.light import fog_row, incline, lamps_row, light_row, rays_at, tone
from nacre.world.render.shading.shade import MOST_LAMPS, lamps_of_tile
from nacre.world.render.shading.surface import run, texture
from nacre.world.render.shading.water import water_row
from nacre.world.render.shadows import shade_row

CONTRAST: Final = 20  # of 255; below, nobody sees the edge
PLACES: Final = 16
SPREAD: Final = 0.375  # of the places from a pixel's middle, each way; for `Visibility.draw`
_F = np.float32
_I = np.int32
_L = np.uint64
_DX: Final = (0, -1, 1, 0, 0, -1, 1, -1, 1)  # the neighbours, nearest first
_DY: Final = (0, 0, 0, -1, 1, -1, -1, 1, 1)
_OUT: Final = np.float32(0.002)
BEHIND: Final = np.float32(0.98)  # of the least nearness about a pixel


def soft_materials() -> NDArray[np.uint8]:
    """uint8 [M]: 1 for materials whose own pattern is louder than the borders of their triangles."""
    soft = np.zeros(len(MATERIALS), np.uint8)
    for name in ("leaves", "needles", "grass", "moss", "fur", "hair", "snow", "sand", "rock"):
        soft[MATERIAL_INDEX[name]] = 1
    return soft


@njit(**INLINE)
def _contrast(picture, y, x, v, u):
    """Largest difference of two pixels' channels, 0..255."""
    d0 = abs(_I(picture[y, x, 0]) - _I(picture[v, u, 0]))
    d1 = abs(_I(picture[y, x, 1]) - _I(picture[v, u, 1]))
    d2 = abs(_I(picture[y, x, 2]) - _I(picture[v, u, 2]))
    return max(max(d0, d1), d2)


@njit(**SERIAL)
def _border(y, x, height, width, slots, nearness, picture, owner, draws, record, surface, soft):
    """Whether a pixel differs from a neighbour in colour, at a border that can be seen: not merely one between two
    triangles of one soft surface.

    soft uint8 [M]: materials whose own pattern is louder than the borders of their triangles.
    """
    mine = slots[y, x]
    near = nearness[y, x]
    for k in range(1, 5):
        v, u = y + _DY[k], x + _DX[k]
        if v < 0 or u < 0 or v >= height or u >= width or slots[v, u] == mine:
            continue
        if _contrast(picture, y, x, v, u) <= CONTRAST:
            continue
        other = slots[v, u]
        if mine < 0 or other < 0:
            return True
        a, b = owner[mine, 0], owner[other, 0]
        ratio = near / nearness[v, u]
        if draws[a, GROUND] >= 0 and draws[b, GROUND] >= 0:
            if ratio < _F(0.9) or ratio > _F(1.11):
                return True
            continue
        if a != b or ratio < _F(0.97) or ratio > _F(1.03):
            return True
        first = record[draws[a, LEVEL], 2]
        p, q = first + owner[mine, 1], first + owner[other, 1]
        if surface[p, 3] != surface[q, 3] or soft[surface[p, 3]] == 0:
            return True
    return False


@njit(**SERIAL)
def _rows_differ(y, v, left, wide, slots, picture, out):
    """out u8 [TILE_WIDE]: which pixels of a row show another triangle in another colour than those of row v."""
    for j in range(wide):
        x = left + j
        out[j] = np.uint8((slots[y, x] != slots[v, x]) & (_contrast(picture, y, x, v, x) > CONTRAST))


@njit(**SERIAL)
def _changes(y, left, wide, width, slots, picture, above, below, changed):
    """changed u8 [TILE_WIDE]: the pixels of a row that show another triangle, in another colour, than one of the four
    about them; above, below: `_rows_differ` of the rows there."""
    for j in range(wide):
        changed[j] = above[j] | below[j]
    first, last = max(left, 1), min(left + wide, width - 1)
    for x in range(first, left + wide):
        changed[x - left] |= np.uint8(
            (slots[y, x] != slots[y, x - 1]) & (_contrast(picture, y, x, y, x - 1) > CONTRAST)
        )
    for x in range(left, last):
        changed[x - left] |= np.uint8(
            (slots[y, x] != slots[y, x + 1]) & (_contrast(picture, y, x, y, x + 1) > CONTRAST)
        )


@njit(**SERIAL)
def _collect(left, top, wide, high, height, width, changed, slots, nearness, picture, owner, draws, record, surface,
             soft, xs, starts, floors):  # fmt: skip
    """A tile's pixels that are worth resolving: xs i32, row by row; returns how many.

    starts i32 [TILE_HIGH, TILE_WIDE + 1]: how many come before each column of each row, and before the row's end.
    floors f32: what the nearness at a place of the pixel must be more than. What lies behind everything that is seen
    in the 3 x 3 pixels about it could only be seen through a gap narrower than a pixel, and is not looked for.
    changed u8 [3, TILE_WIDE] is scratch.
    """
    count = 0
    here, above, below = changed[0], changed[1], changed[2]
    _rows_differ(top, max(top - 1, 0), left, wide, slots, picture, above)
    for r in range(high):
        _rows_differ(top + r, min(top + r + 1, height - 1), left, wide, slots, picture, below)
        _changes(top + r, left, wide, width, slots, picture, above, below, here)
        above, below = below, above
        for j in range(wide):
            starts[r, j] = count
            if here[j] != 0 and _border(
                top + r, left + j, height, width, slots, nearness, picture, owner, draws, record, surface, soft
            ):
                xs[count] = left + j
                least = nearness[top + r, left + j]
                for k in range(1, 9):
                    v, u = top + r + _DY[k], left + j + _DX[k]
                    if v >= 0 and u >= 0 and v < height and u < width:
                        least = min(least, nearness[v, u])
                floors[count] = least * BEHIND
                count += 1
        for j in range(wide, TILE_WIDE + 1):
            starts[r, j] = count
    return count


@njit(**SERIAL)
def _ask(tile, left, top, high, places, planes, boxes, heads, lists, xs, starts, floors, offsets, work):
    """Which triangle is nearest at every place of every pixel of `_collect`.

    work f32 [2 * AREA * PLACES]: nearness, then slots as floats, of place s of pixel n at n * PLACES + s. offsets f32
    [2 * PLACES]: how far right and down the places lie. places is 16, told at run time so that the loop over them
    becomes vector code instead of being written out.
    """
    second = _L(AREA * PLACES)
    last = left + TILE_WIDE - 1
    # which of the tile's 8 x 8 blocks have such pixels: a bit for each in its row of blocks
    blocks = np.zeros(TILE_HIGH // 8, np.int64)
    lowest = np.full((TILE_HIGH // 8, TILE_WIDE // 8), _F(1e30), np.float32)
    for r in range(high):
        for n in range(starts[r, 0], starts[r, TILE_WIDE]):
            column = (xs[n] - left) >> 3
            blocks[r >> 3] |= 1 << column
            lowest[r >> 3, column] = min(lowest[r >> 3, column], floors[n])
    zero, half = _F(0.0), _F(0.5)
    for q in range(heads[tile], heads[tile + 1]):
        slot = lists[q]
        x0, x1 = boxes[slot, 0], boxes[slot, 1]
        r0, r1 = max(boxes[slot, 2] - top, 0), min(boxes[slot, 3] - top, high - 1)
        first, end = max(x0, left) - left, min(x1, last) + 1 - left
        columns = (2 << ((end - 1) >> 3)) - (1 << (first >> 3))
        met = 0
        for block in range(r0 >> 3, (r1 >> 3) + 1):
            met |= blocks[block] & columns
        if met == 0:
            continue
        pa = planes[slot, 0] + planes[slot, 3] + planes[slot, 6]
        pb = planes[slot, 1] + planes[slot, 4] + planes[slot, 7]
        pc = planes[slot, 2] + planes[slot, 5] + planes[slot, 8]
        # the nearest it comes within the tile, against what is seen there: most triangles are hidden
        low_x, high_x, low_y, high_y = max(x0, left), min(x1, last) + 1, top + r0, top + r1 + 1
        nearest = pa * _F(high_x if pa > zero else low_x) + pb * _F(high_y if pb > zero else low_y) + pc
        least = _F(1e30)
        for block in range(r0 >> 3, (r1 >> 3) + 1):
            for column in range((low_x - left) >> 3, ((high_x - 1 - left) >> 3) + 1):
                least = min(least, lowest[block, column])
        slack = _F(1e-5) * (abs(pa) * _F(high_x) + abs(pb) * _F(high_y) + abs(pc))
        if nearest + slack < least:
            continue
        rise = max(pa, zero) + max(pb, zero) + slack
        ea, eb, ec = planes[slot, 0], planes[slot, 1], planes[slot, 2]
        fa, fb, fc = planes[slot, 3], planes[slot, 4], planes[slot, 5]
        ga, gb, gc = planes[slot, 6], planes[slot, 7], planes[slot, 8]
        es, fs, gs = abs(ea) + abs(eb), abs(fa) + abs(fb), abs(ga) + abs(gb)
        ew, fw, gw = -_OUT * es, -_OUT * fs, -_OUT * gs
        number = _F(slot)
        for r in range(r0, r1 + 1):
            py = _F(top + r)
            for n in range(starts[r, first], starts[r, end]):
                px = _F(xs[n])
                e0, f0, g0 = ea * px + eb * py + ec, fa * px + fb * py + fc, ga * px + gb * py + gc
                # no place of the pixel can be inside where even its best corner is not, or nearer than what is seen
                if (
                    e0 + f0 + g0 + rise < floors[n]
                    or e0 + half * (ea + eb + es) < zero
                    or f0 + half * (fa + fb + fs) < zero
                    or g0 + half * (ga + gb + gs) < zero
                ):
                    continue
                base = _L(n) * _L(PLACES)
                for s in range(_L(places)):
                    dx, dy = offsets[s], offsets[s + _L(PLACES)]
                    e, f, g = e0 + ea * dx + eb * dy, f0 + fa * dx + fb * dy, g0 + ga * dx + gb * dy
                    near, best, who = e + f + g, work[base + s], work[second + base + s]
                    take = (e >= ew) & (f >= fw) & (g >= gw) & (near > best)
                    work[base + s] = near if take else best
                    work[second + base + s] = number if take else who


@njit(**SERIAL)
def _shade_single(count, width, height, line, spots, planes, owner, draws, world, record, index, attribute, surface,
                  ground, tint, linear, palette, layers, texels, first, tiles, glosses, basis, eye, air, field, maps,
                  low, high, moving, light_rows, moves, lamps, near, lit, light_cells, light_boxes, relief, pixel,
                  spot, pending, above, row):  # fmt: skip
    """COLOUR after `tone` of single places: line i32 [W] their slots, spots f32 [3, W] their x, y and depth."""
    rays_at(count, spots[0], spots[1], spots[2], width, height, basis, eye, row)
    for j in range(count):
        run(spots[1, j], j, j + 1, line[j], planes, owner, draws, world, record, index, attribute, surface, ground,
            tint, linear, glosses, tiles, palette, layers, row)  # fmt: skip
    texture(count, line, owner, draws, record, index, ground, palette, layers, texels, first, tiles, glosses, pixel,
            field, row)  # fmt: skip
    for j in range(count):
        above[j] = -1
    indirect_row(count, line, above, 1, light_cells, light_boxes, row)
    incline(air, relief, row)
    shade_row(count, maps, low, high, moving, light_rows, moves, row, spot, pending)
    light_row(air, row)
    if lit > 0:
        lamps_row(lamps, near, lit, row)
    if air[WATER_THERE] > _F(0.0):
        water_row(count, air, field, eye, row)
    fog_row(air, eye[1], row)
    tone(air, row)


@njit(**PARALLEL)
def resolve(workers, counter, width, height, soft, nearness, slots, boxes, heads, lists, planes, owner, draws, world,
            record, index, attribute, surface, ground, tint, linear, palette, layers, texels, first, tiles, glosses,
            basis, eye, air, field, maps, low, high, moving, light_rows, moves, lamps, light_cells, light_boxes,
            relief, places, picture, out):  # fmt: skip
    """out uint8 [H, W, 3]: the picture with its edges resolved; counter int64 [1] must be 0, places 16."""
    across, down = (width + TILE_WIDE - 1) // TILE_WIDE, (height + TILE_HIGH - 1) // TILE_HIGH
    pixel = np.sqrt(basis[0, 0] ** 2 + basis[0, 1] ** 2 + basis[0, 2] ** 2)
    for _ in prange(workers):
        xs, starts = np.empty(AREA, np.int32), np.empty((TILE_HIGH, TILE_WIDE + 1), np.int32)
        floors, changed = np.empty(AREA, np.float32), np.empty((3, TILE_WIDE), np.uint8)
        work = np.empty(2 * AREA * PLACES, np.float32)
        sums = np.empty((AREA, 4), np.float32)
        found, groups = np.empty(PLACES, np.float32), np.empty((PLACES, 3), np.float32)
        offsets = np.empty(2 * PLACES, np.float32)
        for s in range(PLACES):
            offsets[s] = _F(s & 3) * _F(0.25) + _F(0.125)
            offsets[PLACES + s] = _F(s >> 2) * _F(0.25) + _F(0.125)
        row = np.zeros(CHANNELS * W, np.float32)
        above = np.zeros(W, np.int32)
        line, of, share = np.zeros(W, np.int32), np.zeros(W, np.int32), np.zeros(W, np.float32)
        spots = np.ones((3, W), np.float32)
        spot, pending = np.zeros(3 * W, np.float32), np.zeros(W, np.uint8)
        near, weight = np.zeros(MOST_LAMPS, np.int32), np.zeros(MOST_LAMPS, np.float32)
        while True:
            tile = next_number(counter)
            if tile >= across * down:
                break
            left, top = (tile % across) * TILE_WIDE, (tile // across) * TILE_HIGH
            wide, tall = min(TILE_WIDE, width - left), min(TILE_HIGH, height - top)
            for y in range(top, top + tall):
                for x in range(left, left + wide):
                    out[y, x, 0], out[y, x, 1], out[y, x, 2] = picture[y, x, 0], picture[y, x, 1], picture[y, x, 2]
            count = _collect(left, top, wide, tall, height, width, changed, slots, nearness, picture, owner, draws,
                             record, surface, soft, xs, starts, floors)  # fmt: skip
            if count == 0:
                continue
            lit = lamps_of_tile(left, top, width, height, nearness, basis, eye, lamps, near, weight)
            for n in range(count):
                for s in range(PLACES):
                    work[n * PLACES + s] = floors[n]
                    work[(AREA + n) * PLACES + s] = _F(-1.0)
            _ask(tile, left, top, tall, places, planes, boxes, heads, lists, xs, starts, floors, offsets, work)
            # a literal 0 would have numba compile `_shade_single` and all below it once more, for nothing
            waiting = np.int64(0)
            r = 0
            for n in range(count):
                while starts[r, TILE_WIDE] <= n:
                    r += 1
                x, y = int(xs[n]), top + r
                red = green = blue = total = _F(0.0)
                base = AREA * PLACES + n * PLACES
                kinds = 0
                for s in range(PLACES):
                    number = work[base + s]
                    k = kinds - 1
                    while k >= 0 and found[k] != number:
                        k -= 1
                    if k < 0:
                        k = kinds
                        kinds += 1
                        found[k] = number
                        groups[k, 0] = groups[k, 1] = groups[k, 2] = _F(0.0)
                    groups[k, 0] += _F(1.0)
                    groups[k, 1] += offsets[s]
                    groups[k, 2] += offsets[PLACES + s]
                for kind in range(kinds):
                    slot, same, mx, my = _I(found[kind]), groups[kind, 0], groups[kind, 1], groups[kind, 2]
                    known = False
                    for k in range(9):
                        v, u = y + _DY[k], x + _DX[k]
                        if v < 0 or u < 0 or v >= height or u >= width:
                            continue
                        if slots[v, u] == slot:
                            red += same * _F(picture[v, u, 0])
                            green += same * _F(picture[v, u, 1])
                            blue += same * _F(picture[v, u, 2])
                            total += same
                            known = True
                            break
                    if known or slot < 0:
                        continue
                    px, py = _F(x) + mx / same, _F(y) + my / same
                    there = (
                        (planes[slot, 0] + planes[slot, 3] + planes[slot, 6]) * px
                        + (planes[slot, 1] + planes[slot, 4] + planes[slot, 7]) * py
                        + planes[slot, 2] + planes[slot, 5] + planes[slot, 8]
                    )  # fmt: skip
                    if there <= _F(1e-6):
                        continue
                    line[waiting], of[waiting], share[waiting] = slot, n, same
                    spots[0, waiting], spots[1, waiting], spots[2, waiting] = px, py, _F(1.0) / there
                    waiting += 1
                    sums[n, 0], sums[n, 1], sums[n, 2], sums[n, 3] = red, green, blue, total
                    if waiting == W:
                        _shade_single(waiting, width, height, line, spots, planes, owner, draws, world, record, index,
                                      attribute, surface, ground, tint, linear, palette, layers, texels, first, tiles,
                                      glosses, basis, eye, air, field, maps, low, high, moving, light_rows, moves,
                                      lamps, near, lit, light_cells, light_boxes, relief, pixel, spot, pending,
                                      above, row)  # fmt: skip
                        for k in range(waiting):
                            m = of[k]
                            sums[m, 0] += share[k] * (row[COLOUR * W + k] - _F(0.5))
                            sums[m, 1] += share[k] * (row[(COLOUR + 1) * W + k] - _F(0.5))
                            sums[m, 2] += share[k] * (row[(COLOUR + 2) * W + k] - _F(0.5))
                            sums[m, 3] += share[k]
                        waiting = np.int64(0)
                        red, green, blue, total = sums[n, 0], sums[n, 1], sums[n, 2], sums[n, 3]
                sums[n, 0], sums[n, 1], sums[n, 2], sums[n, 3] = red, green, blue, total
            if waiting > 0:
                _shade_single(waiting, width, height, line, spots, planes, owner, draws, world, record, index,
                              attribute, surface, ground, tint, linear, palette, layers, texels, first, tiles,
                              glosses, basis, eye, air, field, maps, low, high, moving, light_rows, moves, lamps,
                              near, lit, light_cells, light_boxes, relief, pixel, spot, pending, above,
                              row)  # fmt: skip
                for k in range(waiting):
                    m = of[k]
                    sums[m, 0] += share[k] * (row[COLOUR * W + k] - _F(0.5))
                    sums[m, 1] += share[k] * (row[(COLOUR + 1) * W + k] - _F(0.5))
                    sums[m, 2] += share[k] * (row[(COLOUR + 2) * W + k] - _F(0.5))
                    sums[m, 3] += share[k]
            r = 0
            for n in range(count):
                while starts[r, TILE_WIDE] <= n:
                    r += 1
                if sums[n, 3] > _F(0.0):
                    part = _F(1.0) / sums[n, 3]
                    for channel in range(3):
                        out[top + r, xs[n], channel] = np.uint8(_I(sums[n, channel] * part + _F(0.5)))

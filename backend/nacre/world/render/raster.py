"""Visibility buffer: which triangle is nearest at every pixel (numba, CPU).

Edges are planes over the picture, found from homogeneous vertices (Olano and Greer 1997): E_i is the weight of corner i
divided by w, so a triangle that reaches behind the eye needs no cutting, E_0 + E_1 + E_2 is 1/w, and E_i / (1/w) is the
corner's perspective-correct weight. Triangles are sorted into tiles in their own order; a later one wins only if it is
nearer, so the lower id wins a tie and the picture is the same for any number of threads.
"""

from __future__ import annotations

import math
from typing import Final

import numba
import numpy as np
from numba import njit, prange

from nacre.world.kernels.atomic_counter import next_number
from nacre.world.render.draws import FIRST_TRIANGLE, FIRST_VERTEX, LEVEL, PARTS, holder
from nacre.world.render.options import PARALLEL, SERIAL
from nacre.world.render.view import NEAR

TILE_WIDE, TILE_HIGH = 64, 32
AREA: Final = TILE_WIDE * TILE_HIGH
BLOCKS_WIDE, BLOCKS_HIGH = TILE_WIDE // 8, TILE_HIGH // 8
OFTEN: Final = 24  # triangles drawn into a tile between two looks at what they hide
_F = np.float32
_L = np.uint64  # unsigned places are not asked whether they count from the end; asking keeps loops from vector code
_NEAR: Final = float(NEAR)
_WIDER: Final = 0.002  # pixels by which every edge is moved outwards: neighbours overlap instead of leaving pinholes
_OUT: Final = np.float32(_WIDER)


@njit(**SERIAL)
def _setup_part(low, high, index, record, draws, count, points, flat, width, height, spread, planes, boxes, owner,
                tiles, part):  # fmt: skip
    """Triangles low..high of the picture: culled, their planes and boxes, counted per tile; returns how many."""
    across = (width + TILE_WIDE - 1) // TILE_WIDE
    for tile in range(tiles.shape[1]):
        tiles[part, tile] = 0
    if high <= low:
        return 0
    slot = low
    d = holder(draws, count, FIRST_TRIANGLE, low)
    while d < count and draws[d, FIRST_TRIANGLE] < high:
        level, first = draws[d, LEVEL], draws[d, FIRST_TRIANGLE]
        base, source = draws[d, FIRST_VERTEX], record[level, 2]
        for t in range(max(low - first, 0), min(high - first, record[level, 3])):
            a, b, c = base + index[source + t, 0], base + index[source + t, 1], base + index[source + t, 2]
            x0, y0, i0 = np.float64(points[a, 0]), np.float64(points[a, 1]), np.float64(points[a, 2])
            x1, y1, i1 = np.float64(points[b, 0]), np.float64(points[b, 1]), np.float64(points[b, 2])
            x2, y2, i2 = np.float64(points[c, 0]), np.float64(points[c, 1]), np.float64(points[c, 2])
            if i0 > 0 and i1 > 0 and i2 > 0:
                area = (x1 - x0) * (y2 - y0) - (y1 - y0) * (x2 - x0)
                if area >= -1e-9:
                    continue
                left, right = min(x0, x1, x2), max(x0, x1, x2)
                top, bottom = min(y0, y1, y2), max(y0, y1, y2)
                if right < 0 or bottom < 0 or left >= width or top >= height:
                    continue
                k = 1.0 / area
                k0, k1, k2 = k * i0, k * i1, k * i2
                ea, eb = (y1 - y2) * k0, (x2 - x1) * k0
                ec = (x1 * y2 - x2 * y1) * k0
                fa, fb = (y2 - y0) * k1, (x0 - x2) * k1
                fc = (x2 * y0 - x0 * y2) * k1
                ga, gb = (y0 - y1) * k2, (x1 - x0) * k2
                gc = (x0 * y1 - x1 * y0) * k2
            else:
                w0, w1, w2 = np.float64(points[a, 3]), np.float64(points[b, 3]), np.float64(points[c, 3])
                if flat or (w0 <= _NEAR and w1 <= _NEAR and w2 <= _NEAR):
                    continue
                if i0 > 0:
                    x0, y0 = x0 * w0, y0 * w0
                if i1 > 0:
                    x1, y1 = x1 * w1, y1 * w1
                if i2 > 0:
                    x2, y2 = x2 * w2, y2 * w2
                ea, eb, ec = y1 * w2 - y2 * w1, x2 * w1 - x1 * w2, x1 * y2 - x2 * y1
                fa, fb, fc = y2 * w0 - y0 * w2, x0 * w2 - x2 * w0, x2 * y0 - x0 * y2
                ga, gb, gc = y0 * w1 - y1 * w0, x1 * w0 - x0 * w1, x0 * y1 - x1 * y0
                volume = x0 * ea + y0 * eb + w0 * ec
                if volume >= -1e-12:
                    continue
                k = 1.0 / volume
                ea, eb, ec, fa, fb, fc = ea * k, eb * k, ec * k, fa * k, fb * k, fc * k
                ga, gb, gc = ga * k, gb * k, gc * k
                # box of the part that lies ahead of the eye
                left = top = np.float64(1e30)
                right = bottom = np.float64(-1e30)
                for side in range(3):
                    if side == 0:
                        px, py, pw, qx, qy, qw = x0, y0, w0, x1, y1, w1
                    elif side == 1:
                        px, py, pw, qx, qy, qw = x1, y1, w1, x2, y2, w2
                    else:
                        px, py, pw, qx, qy, qw = x2, y2, w2, x0, y0, w0
                    if pw > _NEAR:
                        left, right = min(left, px / pw), max(right, px / pw)
                        top, bottom = min(top, py / pw), max(bottom, py / pw)
                    if (pw > _NEAR) != (qw > _NEAR):
                        s = (_NEAR - pw) / (qw - pw)
                        px, py = (px + s * (qx - px)) / _NEAR, (py + s * (qy - py)) / _NEAR
                        left, right = min(left, px), max(right, px)
                        top, bottom = min(top, py), max(bottom, py)
                if right < 0 or bottom < 0 or left >= width or top >= height:
                    continue
            low_x, high_x = max(left, -1.0) - 0.5 - _WIDER, min(right, width + 1.0) - 0.5 + _WIDER
            low_y, high_y = max(top, -1.0) - 0.5 - _WIDER, min(bottom, height + 1.0) - 0.5 + _WIDER
            from_x, to_x = max(math.ceil(low_x - spread), 0), min(math.floor(high_x + spread), width - 1)
            from_y, to_y = max(math.ceil(low_y - spread), 0), min(math.floor(high_y + spread), height - 1)
            if from_x > to_x or from_y > to_y:
                continue
            middles = math.ceil(low_x) <= math.floor(high_x) and math.ceil(low_y) <= math.floor(high_y)
            planes[slot, 0], planes[slot, 1], planes[slot, 2] = ea, eb, ec
            planes[slot, 3], planes[slot, 4], planes[slot, 5] = fa, fb, fc
            planes[slot, 6], planes[slot, 7], planes[slot, 8] = ga, gb, gc
            boxes[slot, 0], boxes[slot, 1], boxes[slot, 2], boxes[slot, 3] = from_x, to_x, from_y, to_y
            boxes[slot, 4] = 1 if middles else 0
            owner[slot, 0], owner[slot, 1] = d, t
            slot += 1
            for ty in range(from_y // TILE_HIGH, to_y // TILE_HIGH + 1):
                for tx in range(from_x // TILE_WIDE, to_x // TILE_WIDE + 1):
                    tiles[part, ty * across + tx] += 1
        d += 1
    return slot - low


@njit(**PARALLEL)
def set_up(index, record, draws, count, triangles, points, flat, width, height, spread, planes, boxes, owner, kept,
           tiles):  # fmt: skip
    """Planes, boxes (x from, to, y from, to) and owner (draw, triangle) of all triangles that can be seen.

    spread: how far from a pixel's middle a triangle may be met for its box to hold that pixel (0: only there); boxes'
    fifth column is 0 where no middle can be met.

    Part p of the work writes its own slots from triangles * p // PARTS on, kept[p] of them; tiles i32 [PARTS, tiles]
    counts its entries per tile.
    """
    for part in prange(PARTS):
        low, high = triangles * part // PARTS, triangles * (part + 1) // PARTS
        kept[part] = _setup_part(low, high, index, record, draws, count, points, flat, width, height, spread, planes,
                                 boxes, owner, tiles, part)  # fmt: skip


@njit(**SERIAL)
def lay_out_tiles(tiles, heads):
    """Turns counts per part and tile into places; heads i32 [tiles + 1]: where each tile's list begins. Returns all."""
    at = 0
    for tile in range(tiles.shape[1]):
        heads[tile] = at
        for part in range(tiles.shape[0]):
            found = tiles[part, tile]
            tiles[part, tile] = at
            at += found
    heads[tiles.shape[1]] = at
    return at


@njit(**PARALLEL)
def sort_into_tiles(triangles, boxes, kept, tiles, width, lists):
    """Every tile's list of slots, in order."""
    across = (width + TILE_WIDE - 1) // TILE_WIDE
    for part in prange(PARTS):
        low = triangles * part // PARTS
        for slot in range(low, low + kept[part]):
            for ty in range(boxes[slot, 2] // TILE_HIGH, boxes[slot, 3] // TILE_HIGH + 1):
                for tx in range(boxes[slot, 0] // TILE_WIDE, boxes[slot, 1] // TILE_WIDE + 1):
                    tile = ty * across + tx
                    lists[tiles[part, tile]] = slot
                    tiles[part, tile] += 1


@njit(**SERIAL)
def _least_of_blocks(z, columns, least):
    """least f32 [BLOCKS_HIGH * BLOCKS_WIDE]: the least 1/w in each of a tile's 8 x 8 blocks; columns f32 [TILE_WIDE] is
    scratch."""
    for block in range(BLOCKS_HIGH):
        base = _L(block * 8 * TILE_WIDE)
        for j in range(_L(TILE_WIDE)):
            columns[j] = z[base + j]
        for _ in range(1, 8):
            base += _L(TILE_WIDE)
            for j in range(_L(TILE_WIDE)):
                columns[j] = min(columns[j], z[base + j])
        for b in range(BLOCKS_WIDE):
            low = columns[b * 8]
            for k in range(1, 8):
                low = min(low, columns[b * 8 + k])
            least[block * BLOCKS_WIDE + b] = low


@njit(**SERIAL)
def _hidden(slot, planes, left, top, x0, x1, y0, y1, least):
    """Whether a triangle is nowhere in columns x0..x1 and rows y0..y1 of a tile nearer than what is there already.

    Its 1/w is greatest at one corner of that rectangle. What roundings can do is allowed for, so that a triangle that
    is passed over could not have been seen: the picture stays the same bit for bit.
    """
    ea, eb, ec = planes[slot, 0], planes[slot, 1], planes[slot, 2]
    fa, fb, fc = planes[slot, 3], planes[slot, 4], planes[slot, 5]
    ga, gb, gc = planes[slot, 6], planes[slot, 7], planes[slot, 8]
    pa, pb, pc = ea + fa + ga, eb + fb + gb, ec + fc + gc
    low_x, high_x, low_y, high_y = _F(left + x0), _F(left + x1 + 1), _F(top + y0), _F(top + y1 + 1)
    nearest = pa * (high_x if pa > _F(0.0) else low_x) + pb * (high_y if pb > _F(0.0) else low_y) + pc
    nearest += _F(1e-6) * (
        (abs(ea) + abs(fa) + abs(ga)) * high_x + (abs(eb) + abs(fb) + abs(gb)) * high_y + abs(ec) + abs(fc) + abs(gc)
    )
    for block in range(y0 >> 3, (y1 >> 3) + 1):
        for b in range(x0 >> 3, (x1 >> 3) + 1):
            if nearest > least[block * BLOCKS_WIDE + b]:
                return False
    return True


@njit(**SERIAL)
def fill_tile(tile, width, height, planes, boxes, heads, lists, z, across_at, least, nearness, slots):
    """One tile; writes nearness (1/w) and slots.

    What the nearer ones before it hide wholly is passed over.

    Scratch: least f32 [BLOCKS_HIGH * BLOCKS_WIDE + TILE_WIDE]; across_at f32 [TILE_WIDE] is 0, 1, 2, …; z f32
    [2 * AREA] takes 1/w, then slots as floats (one array: the compiler then sees that they never overlap).
    """
    across = (width + TILE_WIDE - 1) // TILE_WIDE
    left, top = (tile % across) * TILE_WIDE, (tile // across) * TILE_HIGH
    high, wide_here = min(TILE_HIGH, height - top), min(TILE_WIDE, width - left)
    if heads[tile] == heads[tile + 1]:
        for y in range(top, top + high):
            for x in range(left, left + wide_here):
                nearness[y, x] = _F(0.0)
                slots[y, x] = np.int32(-1)
        return
    for i in range(BLOCKS_HIGH * BLOCKS_WIDE):
        least[i] = _F(0.0)
    drawn = 0
    for i in range(AREA):
        z[i] = _F(0.0)
        z[AREA + i] = _F(-1.0)
    zero = _F(0.0)
    for q in range(heads[tile], heads[tile + 1]):
        slot = lists[q]
        if boxes[slot, 4] == 0:
            continue
        x0, x1 = max(boxes[slot, 0] - left, 0), min(boxes[slot, 1] - left, TILE_WIDE - 1)
        y0, y1 = max(boxes[slot, 2] - top, 0), min(boxes[slot, 3] - top, TILE_HIGH - 1)
        if _hidden(slot, planes, left, top, x0, x1, y0, y1, least):
            continue
        drawn += 1
        if drawn % OFTEN == 0:
            _least_of_blocks(z, least[BLOCKS_HIGH * BLOCKS_WIDE :], least)
        number = _F(slot)
        ea, eb, ec = planes[slot, 0], planes[slot, 1], planes[slot, 2]
        fa, fb, fc = planes[slot, 3], planes[slot, 4], planes[slot, 5]
        ga, gb, gc = planes[slot, 6], planes[slot, 7], planes[slot, 8]
        ew, fw, gw = -_OUT * (abs(ea) + abs(eb)), -_OUT * (abs(fa) + abs(fb)), -_OUT * (abs(ga) + abs(gb))
        first, last = x0 >> 3, x1 >> 3
        wide = last - first > 0
        ei = fi = gi = zero
        if wide:
            ei = _F(-1.0) / ea if ea != zero else zero
            fi = _F(-1.0) / fa if fa != zero else zero
            gi = _F(-1.0) / ga if ga != zero else zero
        px0 = _F(left) + _F(0.5)
        ec, fc, gc = ec + ea * px0, fc + fa * px0, gc + ga * px0
        for y in range(y0, y1 + 1):
            py = _F(top + y) + _F(0.5)
            er, fr, gr = eb * py + ec, fb * py + fc, gb * py + gc
            b0, b1 = first, last
            if wide:  # the row's span, a pixel wider: no blocks of eight that the triangle does not touch
                s0, s1 = _F(x0), _F(x1)
                cut = er * ei
                s0 = max(s0, cut - _F(1.0)) if ea > zero else s0
                s1 = min(s1, cut + _F(1.0)) if ea < zero else s1
                cut = fr * fi
                s0 = max(s0, cut - _F(1.0)) if fa > zero else s0
                s1 = min(s1, cut + _F(1.0)) if fa < zero else s1
                cut = gr * gi
                s0 = max(s0, cut - _F(1.0)) if ga > zero else s0
                s1 = min(s1, cut + _F(1.0)) if ga < zero else s1
                if s1 < s0:
                    continue
                b0, b1 = np.int64(s0) >> 3, np.int64(s1) >> 3
            base = _L(y) * _L(TILE_WIDE)
            for j in range(_L(b0 * 8), _L(b1 * 8 + 8)):
                x = across_at[j]
                e, f, g = ea * x + er, fa * x + fr, ga * x + gr
                near = e + f + g
                old = z[base + j]
                take = (e >= ew) & (f >= fw) & (g >= gw) & (near > old)
                z[base + j] = near if take else old
                ids = z[base + j + _L(AREA)]
                z[base + j + _L(AREA)] = number if take else ids
    for y in range(high):
        for x in range(wide_here):
            nearness[top + y, left + x] = z[y * TILE_WIDE + x]
            slots[top + y, left + x] = np.int32(z[AREA + y * TILE_WIDE + x])


@njit(**PARALLEL)
def fill(workers, counter, width, height, planes, boxes, heads, lists, nearness, slots):
    """All tiles, handed out one by one; counter int64 [1] must be 0."""
    count = heads.shape[0] - 1
    for _ in prange(workers):
        z = np.empty(2 * AREA, np.float32)
        least = np.empty(BLOCKS_HIGH * BLOCKS_WIDE + TILE_WIDE, np.float32)
        across_at = np.arange(TILE_WIDE).astype(np.float32)
        while True:
            tile = next_number(counter)
            if tile >= count:
                break
            fill_tile(tile, width, height, planes, boxes, heads, lists, z, across_at, least, nearness, slots)


def workers() -> int:
    """Threads that share the tiles."""
    return int(numba.get_num_threads())

"""Light from the sky and from other surfaces on one row of a tile, out of boxes of cells (numba)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from nacre.world.render.light_boxes import CORNER, FADE, FIRST, INVERSE, LONG, SCALE, TALL, THERE, WIDE
from nacre.world.render.options import INLINE, SERIAL
from nacre.world.render.row import COLOUR, INDIRECT, NORMAL, PLACE, W

STRIDE: Final = 8  # pixels of one triangle between two that are looked up; those between are mixed of both
ROWS: Final = 4  # rows of which only the first is looked up where the others show the same triangles
_F = np.float32
_L = np.uint64
_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)
_LANE: Final = np.uint64(21)
_LANES: Final = np.uint64((1 << 21) - 1)
UNIT: Final = np.float32(2.5 / (2047.0 * 1024.0))


@njit(**INLINE)
def _face(cells, at, sx, sy, sz, w0, w1, w2, w3, w4, w5, w6, w7):
    """Light of one face, mixed of eight cells: three numbers."""
    top, low = at + sy, at + sz
    total = (
        cells[at] * w0 + cells[at + sx] * w1 + cells[low] * w2 + cells[low + sx] * w3
        + cells[top] * w4 + cells[top + sx] * w5 + cells[top + sz] * w6 + cells[top + sz + sx] * w7
    )  # fmt: skip
    r = _F(np.int32(total & _LANES)) * UNIT
    g = _F(np.int32((total >> _LANE) & _LANES)) * UNIT
    b = _F(np.int32(total >> (_LANE + _LANE))) * UNIT
    return r * r, g * g, b * b


@njit(**SERIAL)
def _box_light(cells, boxes, number, many, row):
    """INDIRECT of one box for pixels whose numbers are the first `many` of COLOUR; the coarser box (1) adds to what the
    finer (0) has left open.

    Looked up a cell before the surface, so that nothing shines through it from behind. All pixels of a box in one loop
    that calls nothing: handing over arrays for every pixel took longer than looking up.
    """
    x0, y0, z0 = boxes[number, CORNER], boxes[number, CORNER + 1], boxes[number, CORNER + 2]
    inverse = boxes[number, INVERSE]
    last_u, last_v, last_w = boxes[number, WIDE] - _ONE, boxes[number, TALL] - _ONE, boxes[number, LONG] - _ONE
    across, along, first = np.int32(boxes[number, WIDE]), np.int32(boxes[number, LONG]), np.int32(boxes[number, FIRST])
    fade, there = boxes[number, FADE], boxes[number, THERE]
    red, green, blue = boxes[number, SCALE], boxes[number, SCALE + 1], boxes[number, SCALE + 2]
    # unsigned places: a signed one would be asked each time whether it counts from the end
    sx, sz, sy = _L(6), _L(across * np.int32(6)), _L(across * along * np.int32(6))
    for k in range(_L(many)):
        j = _L(np.int32(row[_L(COLOUR * W) + k]))
        known = row[_L((INDIRECT + 3) * W) + j] if number > 0 else _ZERO
        if known >= _ONE:
            continue
        nx, ny, nz = row[_L(NORMAL * W) + j], row[_L((NORMAL + 1) * W) + j], row[_L((NORMAL + 2) * W) + j]
        u = (row[_L(PLACE * W) + j] - x0) * inverse + nx - _F(0.5)
        v = (row[_L((PLACE + 1) * W) + j] - y0) * inverse + ny - _F(0.5)
        w = (row[_L((PLACE + 2) * W) + j] - z0) * inverse + nz - _F(0.5)
        inner = min(min(min(u, last_u - u), min(w, last_w - w)), min(v, last_v - v))
        if not inner > _F(0.01):
            continue
        iu, iv, iw = np.int32(u), np.int32(v), np.int32(w)
        fu, fv, fw = u - _F(iu), v - _F(iv), w - _F(iw)
        at = _L((first + (iv * along + iw) * across + iu) * np.int32(6))
        gu, gv, gw = (_ONE - fu) * _F(1024.0), _ONE - fv, _ONE - fw
        fu = fu * _F(1024.0)
        i1, i2, i3 = np.int32(fu * gv * gw), np.int32(gu * gv * fw), np.int32(fu * gv * fw)
        i4, i5, i6, i7 = np.int32(gu * fv * gw), np.int32(fu * fv * gw), np.int32(gu * fv * fw), np.int32(fu * fv * fw)
        w0 = _L(np.int32(1024) - (i1 + i2 + i3 + i4 + i5 + i6 + i7))  # they come to 1024 whatever was rounded
        w1, w2, w3, w4, w5, w6, w7 = _L(i1), _L(i2), _L(i3), _L(i4), _L(i5), _L(i6), _L(i7)
        fx, fy, fz = _L(0) if nx > _ZERO else _L(1), _L(2) if ny > _ZERO else _L(3), _L(4) if nz > _ZERO else _L(5)
        xr, xg, xb = _face(cells, at + fx, sx, sy, sz, w0, w1, w2, w3, w4, w5, w6, w7)
        yr, yg, yb = _face(cells, at + fy, sx, sy, sz, w0, w1, w2, w3, w4, w5, w6, w7)
        zr, zg, zb = _face(cells, at + fz, sx, sy, sz, w0, w1, w2, w3, w4, w5, w6, w7)
        nx, ny, nz = nx * nx, ny * ny, nz * nz
        r, g, b = (
            (nx * xr + ny * yr + nz * zr) * red, (nx * xg + ny * yg + nz * zg) * green,
            (nx * xb + ny * yb + nz * zb) * blue,
        )  # fmt: skip
        counts = min(inner * fade, _ONE) * there
        if number > 0:
            rest = (_ONE - known) * counts
            part = _ONE / max(known + rest, _F(1e-6))
            r = (row[_L(INDIRECT * W) + j] * known + r * rest) * part
            g = (row[_L((INDIRECT + 1) * W) + j] * known + g * rest) * part
            b = (row[_L((INDIRECT + 2) * W) + j] * known + b * rest) * part
            counts = known + rest
        row[_L(INDIRECT * W) + j], row[_L((INDIRECT + 1) * W) + j], row[_L((INDIRECT + 2) * W) + j] = r, g, b
        row[_L((INDIRECT + 3) * W) + j] = counts


@njit(**INLINE)
def _look_up(cells, boxes, many, row):
    """INDIRECT of the pixels whose numbers are the first `many` of COLOUR: light, and how much it counts against the
    open sky's."""
    for k in range(many):  # nothing is known until a box says so
        row[(INDIRECT + 3) * W + np.int32(row[COLOUR * W + k])] = _ZERO
    for number in range(2):
        if boxes[number, THERE] != _ZERO:
            _box_light(cells, boxes, number, many, row)


@njit(**SERIAL)
def indirect_row(wide, line, before, stride, cells, boxes, row):
    """INDIRECT of a row's pixels from PLACE and NORMAL; line i32 [W]: their slots, negative for none. COLOUR, which is
    not there yet, holds the pixels that are looked up and, for each, the one before it on the same triangle.

    before i32 [W]: slots of the row above, whose INDIRECT still is in `row` and is kept where they are the same; the
    slots of this row when it returns. stride: pixels between two that are looked up where neighbours show one
    triangle; 1 where they are no neighbours.
    """
    if boxes[0, THERE] == _ZERO and boxes[1, THERE] == _ZERO:
        for j in range(wide):
            row[(INDIRECT + 3) * W + j] = _ZERO
        return
    many = 0
    j = 0
    while j < wide:
        slot = line[j]
        if slot < 0 or slot == before[j]:
            j += 1
            continue
        end = j + 1
        while stride > 1 and end < wide and line[end] == slot and before[end] != slot:
            end += 1
        at = last = j
        while True:
            row[COLOUR * W + many], row[(COLOUR + 1) * W + many] = _F(at), _F(last)
            many += 1
            if at >= end - 1:
                break
            last, at = at, min(at + stride, end - 1)
        j = end
    _look_up(cells, boxes, many, row)
    for n in range(many):
        right, left = np.int32(row[COLOUR * W + n]), np.int32(row[(COLOUR + 1) * W + n])
        if right - left < 2:
            continue
        part = _ONE / _F(right - left)
        for c in range(4):
            base = (INDIRECT + c) * W
            start, step = row[base + left], (row[base + right] - row[base + left]) * part
            for k in range(left + 1, right):
                row[base + k] = start + step * _F(k - left)
    for k in range(wide):
        before[k] = line[k]


@njit(**SERIAL)
def light_on(cells, boxes, places, normals, out):
    """Light on surfaces at places f32 [N, 3] with unit normals f32 [N, 3], out f32 [N, 4]: as INDIRECT."""
    row = np.zeros((INDIRECT + 4) * W, np.float32)
    for start in range(0, len(places), W):
        many = min(W, len(places) - start)
        for j in range(many):
            row[COLOUR * W + j] = _F(j)
            for c in range(3):
                row[(PLACE + c) * W + j], row[(NORMAL + c) * W + j] = places[start + j, c], normals[start + j, c]
        _look_up(cells, boxes, many, row)
        for j in range(many):
            for c in range(4):
                out[start + j, c] = row[(INDIRECT + c) * W + j]


@njit(**SERIAL)
def light_around(cells, boxes, x, y, z):
    """Mean brightness of the light that comes to a place from all sides, and how much is known of it, 0..1."""
    places, normals, out = np.empty((6, 3), np.float32), np.zeros((6, 3), np.float32), np.zeros((6, 4), np.float32)
    for face in range(6):
        places[face, 0], places[face, 1], places[face, 2] = x, y, z
        normals[face, face // 2] = _ONE if face % 2 == 0 else -_ONE
    light_on(cells, boxes, places, normals, out)
    total, known = _ZERO, _ONE
    for face in range(6):
        known = min(known, out[face, 3])
        if known > _ZERO:
            total += out[face, 0] + out[face, 1] + out[face, 2]
    return total * _F(1 / 18), known

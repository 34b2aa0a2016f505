"""Light from the sky and from other surfaces on one row of a tile, out of boxes of cells (numba)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from nacre.world.render.light_boxes import CORNER, FADE, FIRST, INVERSE, LONG, SCALE, TALL, THERE, WIDE
from nacre.world.render.options import INLINE, SERIAL
from nacre.world.render.row import INDIRECT, NORMAL, PLACE, W

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
def box_light(cells, boxes, number, x, y, z, nx, ny, nz):
    """Light of one box on a surface at a place with a unit normal: three numbers, and how much it counts, 0..1.

    Looked up a cell before the surface, so that nothing shines through it from behind.
    """
    box = boxes[number]
    inverse = box[INVERSE]
    u = (x - box[CORNER]) * inverse + nx - _F(0.5)
    v = (y - box[CORNER + 1]) * inverse + ny - _F(0.5)
    w = (z - box[CORNER + 2]) * inverse + nz - _F(0.5)
    last_u, last_v, last_w = box[WIDE] - _ONE, box[TALL] - _ONE, box[LONG] - _ONE
    inner = min(min(min(u, last_u - u), min(w, last_w - w)), min(v, last_v - v))
    if not inner > _F(0.01):
        return _ZERO, _ZERO, _ZERO, _ZERO
    iu, iv, iw = np.int32(u), np.int32(v), np.int32(w)
    fu, fv, fw = u - _F(iu), v - _F(iv), w - _F(iw)
    # unsigned places: a signed one would be asked each time whether it counts from the end
    across, along = np.int32(box[WIDE]), np.int32(box[LONG])
    at = _L((np.int32(box[FIRST]) + (iv * along + iw) * across + iu) * np.int32(6))
    sx, sz, sy = _L(6), _L(across * np.int32(6)), _L(across * along * np.int32(6))
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
    return (
        (nx * xr + ny * yr + nz * zr) * box[SCALE], (nx * xg + ny * yg + nz * zg) * box[SCALE + 1],
        (nx * xb + ny * yb + nz * zb) * box[SCALE + 2], min(inner * box[FADE], _ONE),
    )  # fmt: skip


@njit(**SERIAL)
def _look_up(j, cells, boxes, row):
    """INDIRECT of one pixel: its light, and how much that counts against the open sky's."""
    x, y, z = row[PLACE * W + j], row[(PLACE + 1) * W + j], row[(PLACE + 2) * W + j]
    nx, ny, nz = row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j]
    r, g, b, counts = box_light(cells, boxes, 0, x, y, z, nx, ny, nz)
    if counts < _ONE:
        far_r, far_g, far_b, far = box_light(cells, boxes, 1, x, y, z, nx, ny, nz)
        rest = (_ONE - counts) * far
        part = _ONE / max(counts + rest, _F(1e-6))
        r, g, b = (
            (r * counts + far_r * rest) * part,
            (g * counts + far_g * rest) * part,
            (b * counts + far_b * rest) * part,
        )
        counts += rest
    row[INDIRECT * W + j], row[(INDIRECT + 1) * W + j], row[(INDIRECT + 2) * W + j] = r, g, b
    row[(INDIRECT + 3) * W + j] = counts


@njit(**SERIAL)
def indirect_row(wide, line, before, stride, cells, boxes, row):
    """INDIRECT of a row's pixels from PLACE and NORMAL; line i32 [W]: their slots, negative for none.

    before i32 [W]: slots of the row above, whose INDIRECT still is in `row` and is kept where they are the same; the
    slots of this row when it returns. stride: pixels between two that are looked up where neighbours show one
    triangle; 1 where they are no neighbours.
    """
    if boxes[0, THERE] == _ZERO:
        for j in range(wide):
            row[(INDIRECT + 3) * W + j] = _ZERO
        return
    j = 0
    while j < wide:
        slot = line[j]
        if slot < 0 or slot == before[j]:
            j += 1
            continue
        end = j + 1
        while stride > 1 and end < wide and line[end] == slot and before[end] != slot:
            end += 1
        _look_up(j, cells, boxes, row)
        at = j
        while at < end - 1:
            following = min(at + stride, end - 1)
            _look_up(following, cells, boxes, row)
            part = _ONE / _F(following - at)
            for c in range(4):
                base = (INDIRECT + c) * W
                first, step = row[base + at], (row[base + following] - row[base + at]) * part
                for k in range(at + 1, following):
                    row[base + k] = first + step * _F(k - at)
            at = following
        j = end
    for k in range(wide):
        before[k] = line[k]


@njit(**SERIAL)
def light_around(cells, boxes, x, y, z):
    """Mean brightness of the light that comes to a place from all sides; negative where nothing is known of it."""
    row = np.zeros((INDIRECT + 4) * W, np.float32)
    total = _ZERO
    row[PLACE * W], row[(PLACE + 1) * W], row[(PLACE + 2) * W] = x, y, z
    for face in range(6):
        for c in range(3):
            row[(NORMAL + c) * W] = _ZERO
        row[(NORMAL + face // 2) * W] = _ONE if face % 2 == 0 else -_ONE
        _look_up(0, cells, boxes, row)
        if row[(INDIRECT + 3) * W] < _ONE:
            return -_ONE
        total += row[INDIRECT * W] + row[(INDIRECT + 1) * W] + row[(INDIRECT + 2) * W]
    return total * _F(1 / 18)

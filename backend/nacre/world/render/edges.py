"""Clean silhouettes: pixels at an edge are resolved by what lies at 16 places in them (numba).

Shading happens once a pixel. Where neighbouring pixels show different triangles in different colours, the triangles
seen in the 3 x 3 pixels about it are asked at 16 places of the pixel which is nearest there; the pixel becomes the mean
of their colours. This is what a picture of sixteen times as many pixels would show, but for things that no pixel's
middle has met.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit, prange

from nacre.world.kernels.atomic_counter import ticket
from nacre.world.render.options import PARALLEL, SERIAL

CONTRAST: Final = 6  # of 255; below, nobody sees the edge
ROWS: Final = 8  # a piece of work
_F = np.float32
_I = np.int32
# the neighbours, nearest first
_DX: Final = (0, -1, 1, 0, 0, -1, 1, -1, 1)
_DY: Final = (0, 0, 0, -1, 1, -1, -1, 1, 1)
_OUT: Final = np.float32(0.002)


@njit(**SERIAL)
def _mark(y, height, width, slots, picture, marks):
    """marks uint8 [W]: where a pixel of the row differs from a neighbour in triangle and colour."""
    for x in range(width):
        marks[x] = 0
    for x in range(width - 1):
        d0 = abs(_I(picture[y, x, 0]) - _I(picture[y, x + 1, 0]))
        d1 = abs(_I(picture[y, x, 1]) - _I(picture[y, x + 1, 1]))
        d2 = abs(_I(picture[y, x, 2]) - _I(picture[y, x + 1, 2]))
        if (slots[y, x] != slots[y, x + 1]) & (max(d0, d1, d2) > CONTRAST):
            marks[x] = 1
            marks[x + 1] = 1
    for other in (y - 1, y + 1):
        if other < 0 or other >= height:
            continue
        for x in range(width):
            d0 = abs(_I(picture[y, x, 0]) - _I(picture[other, x, 0]))
            d1 = abs(_I(picture[y, x, 1]) - _I(picture[other, x, 1]))
            d2 = abs(_I(picture[y, x, 2]) - _I(picture[other, x, 2]))
            if (slots[y, x] != slots[other, x]) & (max(d0, d1, d2) > CONTRAST):
                marks[x] = 1


@njit(**SERIAL)
def _resolve(y, x, height, width, slots, planes, picture, best, red, green, blue, out):
    """One pixel; best, red, green, blue f32 [16] are scratch."""
    for s in range(16):
        best[s] = _F(-1.0)
        red[s] = _F(picture[y, x, 0])
        green[s] = _F(picture[y, x, 1])
        blue[s] = _F(picture[y, x, 2])
    for n in range(9):
        v, u = y + _DY[n], x + _DX[n]
        if v < 0 or u < 0 or v >= height or u >= width:
            continue
        slot = slots[v, u]
        known = False
        for m in range(n):
            q, p = y + _DY[m], x + _DX[m]
            if q >= 0 and p >= 0 and q < height and p < width and slots[q, p] == slot:
                known = True
                break
        if known:
            continue
        cr, cg, cb = _F(picture[v, u, 0]), _F(picture[v, u, 1]), _F(picture[v, u, 2])
        if slot < 0:
            for s in range(16):
                take = best[s] < _F(0.0)
                best[s] = _F(0.0) if take else best[s]
                red[s] = cr if take else red[s]
                green[s] = cg if take else green[s]
                blue[s] = cb if take else blue[s]
            continue
        ea, eb, fa, fb = planes[slot, 0], planes[slot, 1], planes[slot, 3], planes[slot, 4]
        ga, gb = planes[slot, 6], planes[slot, 7]
        px, py = _F(x) + _F(0.125), _F(y) + _F(0.125)
        e0 = ea * px + eb * py + planes[slot, 2]
        f0 = fa * px + fb * py + planes[slot, 5]
        g0 = ga * px + gb * py + planes[slot, 8]
        ew, fw, gw = -_OUT * (abs(ea) + abs(eb)), -_OUT * (abs(fa) + abs(fb)), -_OUT * (abs(ga) + abs(gb))
        for s in range(16):
            dx, dy = _F(s & 3) * _F(0.25), _F(s >> 2) * _F(0.25)
            e, f, g = e0 + ea * dx + eb * dy, f0 + fa * dx + fb * dy, g0 + ga * dx + gb * dy
            near = e + f + g
            take = (e >= ew) & (f >= fw) & (g >= gw) & (near > best[s])
            best[s] = near if take else best[s]
            red[s] = cr if take else red[s]
            green[s] = cg if take else green[s]
            blue[s] = cb if take else blue[s]
    total_r = total_g = total_b = _F(0.0)
    for s in range(16):
        total_r, total_g, total_b = total_r + red[s], total_g + green[s], total_b + blue[s]
    out[y, x, 0] = np.uint8(total_r * _F(1 / 16) + _F(0.5))
    out[y, x, 1] = np.uint8(total_g * _F(1 / 16) + _F(0.5))
    out[y, x, 2] = np.uint8(total_b * _F(1 / 16) + _F(0.5))


@njit(**PARALLEL)
def resolve(workers, counter, slots, planes, picture, out):
    """out uint8 [H, W, 3]: the picture with its edges resolved; counter int64 [1] must be 0."""
    height, width = slots.shape
    pieces = (height + ROWS - 1) // ROWS
    for _ in prange(workers):
        marks = np.empty(width, np.uint8)
        best, red = np.empty(16, np.float32), np.empty(16, np.float32)
        green, blue = np.empty(16, np.float32), np.empty(16, np.float32)
        while True:
            piece = ticket(counter)
            if piece >= pieces:
                break
            for y in range(piece * ROWS, min((piece + 1) * ROWS, height)):
                _mark(y, height, width, slots, picture, marks)
                for x in range(width):
                    if marks[x] == 0:
                        out[y, x, 0], out[y, x, 1], out[y, x, 2] = picture[y, x, 0], picture[y, x, 1], picture[y, x, 2]
                    else:
                        _resolve(y, x, height, width, slots, planes, picture, best, red, green, blue, out)

"""Clean silhouettes: pixels at an edge are resolved by what lies at 16 places in them (numba).

Shading happens once a pixel. Where neighbouring pixels show different triangles in different colours, the triangles
seen in the 3 x 3 pixels about it are asked at 16 places of the pixel which is nearest there; the pixel becomes the mean
of their colours. This is what a picture of sixteen times as many pixels would show, but for things that no pixel's
middle has met.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit, prange

from nacre.world.kernels.atomic_counter import ticket
from nacre.world.render.options import PARALLEL, SERIAL

CONTRAST: Final = 6  # of 255; below, nobody sees the edge
ROWS: Final = 8  # a piece of work
_F = np.float32
_I = np.int32
_L = np.uint64
PLACES: Final = 16
NUMBER, APART, ACROSS, DOWN = PLACES, 2 * PLACES, 3 * PLACES, 4 * PLACES
# the neighbours, nearest first
_DX: Final = (0, -1, 1, 0, 0, -1, 1, -1, 1)
_DY: Final = (0, 0, 0, -1, 1, -1, -1, 1, 1)
_OUT: Final = np.float32(0.002)
_GROWN: Final = np.float32(0.5)  # pixels


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
def _nearest_edge(y, x, count, found, planes, places, work):
    """For places that none of the triangles covers, because smaller ones lie there: the likeliest neighbour of those."""
    for s in range(_L(places)):
        work[_L(APART) + s] = _F(1e30)
    for n in range(count):
        slot = found[n]
        if slot < 0:
            continue
        ea, eb, fa, fb = planes[slot, 0], planes[slot, 1], planes[slot, 3], planes[slot, 4]
        ga, gb = planes[slot, 6], planes[slot, 7]
        px, py = _F(x) + _F(0.125), _F(y) + _F(0.125)
        e0 = ea * px + eb * py + planes[slot, 2]
        f0 = fa * px + fb * py + planes[slot, 5]
        g0 = ga * px + gb * py + planes[slot, 8]
        tiny = _F(1e-20)
        ei = _F(-1.0) / math.sqrt(ea * ea + eb * eb + tiny)
        fi = _F(-1.0) / math.sqrt(fa * fa + fb * fb + tiny)
        gi = _F(-1.0) / math.sqrt(ga * ga + gb * gb + tiny)
        # thin triangles have others of their kind beside them, large ones a border
        thin = max(e0 + f0 + g0, _F(0.0)) * -max(max(ei, fi), gi)
        mine = _F(n)
        for s in range(_L(places)):
            dx, dy = work[_L(ACROSS) + s], work[_L(DOWN) + s]
            e, f, g = e0 + ea * dx + eb * dy, f0 + fa * dx + fb * dy, g0 + ga * dx + gb * dy
            out = max(max(e * ei, f * fi), g * gi) * thin
            apart, number = work[_L(APART) + s], work[_L(NUMBER) + s]
            take = (work[s] < _F(0.0)) & (out < apart)
            work[_L(APART) + s] = out if take else apart
            work[_L(NUMBER) + s] = mine if take else number


@njit(**SERIAL)
def _resolve(y, x, height, width, slots, planes, picture, places, found, work, colours, out):
    """One pixel. Scratch: found i32 [9], colours f32 [9, 3], work as `scratch` makes it; places is 16, told at run
    time so that loops over them become vector code instead of being written out."""
    count = 0
    sky = -1
    for s in range(_L(places)):
        work[s] = _F(-1.0)
        work[_L(NUMBER) + s] = _F(0.0)
    for n in range(9):
        v, u = y + _DY[n], x + _DX[n]
        if v < 0 or u < 0 or v >= height or u >= width:
            continue
        slot = slots[v, u]
        known = False
        for m in range(count):
            known = known or found[m] == slot
        if known:
            continue
        found[count] = slot
        for channel in range(3):
            colours[count, channel] = _F(picture[v, u, channel])
        if slot < 0:
            sky = count
        else:
            ea, eb, fa, fb = planes[slot, 0], planes[slot, 1], planes[slot, 3], planes[slot, 4]
            ga, gb = planes[slot, 6], planes[slot, 7]
            px, py = _F(x) + _F(0.125), _F(y) + _F(0.125)
            e0 = ea * px + eb * py + planes[slot, 2]
            f0 = fa * px + fb * py + planes[slot, 5]
            g0 = ga * px + gb * py + planes[slot, 8]
            es = math.sqrt(ea * ea + eb * eb)
            fs = math.sqrt(fa * fa + fb * fb)
            gs = math.sqrt(ga * ga + gb * gb)
            # triangles thinner than a pixel have others of their surface beside them, which no middle may have met
            thick = (e0 + f0 + g0) / max(max(es, fs), max(gs, _F(1e-20)))
            grown = -(_OUT + _GROWN * min(max(_F(1.5) - thick, _F(0.0)), _F(1.0)))
            ew, fw, gw = es * grown, fs * grown, gs * grown
            mine = _F(count)
            for s in range(_L(places)):
                dx, dy = work[_L(ACROSS) + s], work[_L(DOWN) + s]
                e, f, g = e0 + ea * dx + eb * dy, f0 + fa * dx + fb * dy, g0 + ga * dx + gb * dy
                near, best, number = e + f + g, work[s], work[_L(NUMBER) + s]
                take = (e >= ew) & (f >= fw) & (g >= gw) & (near > best)
                work[s] = near if take else best
                work[_L(NUMBER) + s] = mine if take else number
        count += 1
    lowest = _F(0.0)
    for s in range(16):
        lowest = min(lowest, work[s])
    if lowest < _F(0.0):
        if sky >= 0:
            mine = _F(sky)
            for s in range(_L(places)):
                number = work[_L(NUMBER) + s]
                work[_L(NUMBER) + s] = mine if work[s] < _F(0.0) else number
        else:
            _nearest_edge(y, x, count, found, planes, places, work)
    red = green = blue = _F(8.0)
    for s in range(16):
        n = np.int64(work[NUMBER + s])
        red, green, blue = red + colours[n, 0], green + colours[n, 1], blue + colours[n, 2]
    out[y, x, 0] = np.uint8(np.int32(red * _F(1 / 16)))
    out[y, x, 1] = np.uint8(np.int32(green * _F(1 / 16)))
    out[y, x, 2] = np.uint8(np.int32(blue * _F(1 / 16)))


@njit(**SERIAL)
def scratch():
    """float32 [5 * 16]: nearness, number, distance, place across and place down of the sixteen places."""
    work = np.zeros(5 * PLACES, np.float32)
    for s in range(PLACES):
        work[ACROSS + s] = _F(s & 3) * _F(0.25)
        work[DOWN + s] = _F(s >> 2) * _F(0.25)
    return work


@njit(**PARALLEL)
def resolve(workers, counter, slots, planes, picture, places, out):
    """out uint8 [H, W, 3]: the picture with its edges resolved; counter int64 [1] must be 0, places 16."""
    height, width = slots.shape
    pieces = (height + ROWS - 1) // ROWS
    for _ in prange(workers):
        marks = np.empty(width, np.uint8)
        found, work = np.empty(9, np.int32), scratch()
        colours = np.empty((9, 3), np.float32)
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
                        _resolve(y, x, height, width, slots, planes, picture, places, found, work, colours, out)

"""Rain, snow and fireflies: drawn over a finished picture, before or behind what it shows (numba).

Particles fill a box about the eye that repeats: each has a place of its own in the box, by its number, and moves with
time; what leaves at one side comes in at the other. So no state is kept and equal times give equal pictures. Nothing
falls under a roof: a map that repeats with the box tells for each of its places how high what covers it is.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.atmosphere import Atmosphere
from nacre.world.render.options import INLINE, SERIAL
from nacre.world.render.view import View

RAIN, SNOW, FIREFLIES = 1, 2, 3
_COUNT: Final = {RAIN: 2400, SNOW: 3600, FIREFLIES: 300}
_BOX: Final = {RAIN: 18.0, SNOW: 18.0, FIREFLIES: 40.0}  # metres
SHELTER_CELLS: Final = 24  # places along a side of the box of what falls
SHELTER_CELL: Final = _BOX[RAIN] / SHELTER_CELLS  # metres
OPEN_SKY: Final = np.full((SHELTER_CELLS, SHELTER_CELLS), -np.inf, np.float32)
_F = np.float32
_U = np.uint32


def kind_of(atmosphere: Atmosphere) -> int:
    """RAIN, SNOW, FIREFLIES or 0: what is in the air."""
    if atmosphere.weather == "rain":
        return RAIN
    if atmosphere.weather == "snow":
        return SNOW
    if atmosphere.weather == "clear" and atmosphere.night > 0.5 and atmosphere.mood in ("magical", "peaceful"):
        return FIREFLIES
    return 0


@njit(**INLINE)
def _mix(n):
    """A well mixed 32-bit number from another."""
    # products are 64 bits wide here: back to 32 after each
    n = _U((n ^ (n >> _U(16))) * _U(0x7FEB352D))
    n = _U((n ^ (n >> _U(15))) * _U(0x846CA68B))
    return _U(n ^ (n >> _U(16)))


@njit(**INLINE)
def _part(n):
    """0..1 from a number."""
    return _F(_mix(n) >> _U(8)) * _F(1.0 / 16777216.0)


@njit(**SERIAL)
def _dot(picture, depth, x, y, far, size, red, green, blue, strong):
    """A soft round spot of radius `size` pixels, added in display space."""
    height, width = depth.shape
    x0, x1 = max(int(x - size), 0), min(int(x + size) + 1, width - 1)
    y0, y1 = max(int(y - size), 0), min(int(y + size) + 1, height - 1)
    for v in range(y0, y1 + 1):
        for u in range(x0, x1 + 1):
            if depth[v, u] > _F(0.0) and depth[v, u] < far:
                continue
            dx, dy = (_F(u) + _F(0.5) - x) / size, (_F(v) + _F(0.5) - y) / size
            part = _F(1.0) - dx * dx - dy * dy
            if part <= _F(0.0):
                continue
            part = min(part * strong, _F(1.0))
            picture[v, u, 0] = np.uint8(_F(picture[v, u, 0]) + (red - _F(picture[v, u, 0])) * part)
            picture[v, u, 1] = np.uint8(_F(picture[v, u, 1]) + (green - _F(picture[v, u, 1])) * part)
            picture[v, u, 2] = np.uint8(_F(picture[v, u, 2]) + (blue - _F(picture[v, u, 2])) * part)


@njit(**SERIAL)
def _streak(picture, depth, x0, y0, x1, y1, far, tone, strong):
    """A thin line from one place to another, fading at its upper end."""
    height, width = depth.shape
    steps = int(max(abs(x1 - x0), abs(y1 - y0))) + 1
    if steps > 200:
        return
    for k in range(steps):
        t = _F(k) / _F(steps)
        u, v = int(x0 + (x1 - x0) * t), int(y0 + (y1 - y0) * t)
        if u < 0 or v < 0 or u >= width or v >= height:
            continue
        if depth[v, u] > _F(0.0) and depth[v, u] < far:
            continue
        part = strong * t
        for channel in range(3):
            old = _F(picture[v, u, channel])
            picture[v, u, channel] = np.uint8(old + (tone - old) * part)


@njit(**SERIAL)
def _draw(kind, count, box, time, rows, eye, focal, tone, shelter, depth, picture):
    fall, sway = _F(0.0), _F(0.0)
    if kind == RAIN:
        fall = _F(9.0)
    elif kind == SNOW:
        fall, sway = _F(1.1), _F(0.5)
    for n in range(count):
        a, b, c, d = _part(_U(4 * n)), _part(_U(4 * n + 1)), _part(_U(4 * n + 2)), _part(_U(4 * n + 3))
        speed = fall * (_F(0.8) + _F(0.4) * d)
        px, py, pz = a * box, b * box - time * speed, c * box
        if kind == SNOW:
            px += sway * math.sin(time * (_F(0.6) + d) + a * _F(40.0)) + time * _F(0.4)
            pz += sway * math.cos(time * (_F(0.5) + c) + b * _F(40.0))
        elif kind == RAIN:
            px += time * _F(1.2)
        else:
            px += _F(1.6) * math.sin(time * (_F(0.25) + _F(0.3) * d) + a * _F(50.0))
            pz += _F(1.6) * math.cos(time * (_F(0.22) + _F(0.3) * a) + c * _F(50.0))
            py = b * _F(2.2) + _F(0.25) * math.sin(time + d * _F(30.0))
        # the copy of the box that is nearest to the eye
        rx = px - eye[0]
        rz = pz - eye[2]
        rx -= box * math.floor(rx / box + _F(0.5))
        rz -= box * math.floor(rz / box + _F(0.5))
        if kind == FIREFLIES:
            ry = py - _F(1.6)
        else:
            ry = py - eye[1]
            ry -= box * math.floor(ry / box + _F(0.5))
            i = math.floor((eye[0] + rx) / _F(SHELTER_CELL)) % SHELTER_CELLS
            j = math.floor((eye[2] + rz) / _F(SHELTER_CELL)) % SHELTER_CELLS
            if eye[1] + ry < shelter[j, i]:
                continue
        w = rows[2, 0] * rx + rows[2, 1] * ry + rows[2, 2] * rz
        if w < _F(0.5):
            continue
        x = (rows[0, 0] * rx + rows[0, 1] * ry + rows[0, 2] * rz) / w
        y = (rows[1, 0] * rx + rows[1, 1] * ry + rows[1, 2] * rz) / w
        fade = max(_F(1.0) - w * _F(2.0) / box, _F(0.0))
        if kind == RAIN:
            qx, qy, qz = rx - _F(0.045), ry + _F(0.33), rz
            qw = rows[2, 0] * qx + rows[2, 1] * qy + rows[2, 2] * qz
            if qw < _F(0.5):
                continue
            ux = (rows[0, 0] * qx + rows[0, 1] * qy + rows[0, 2] * qz) / qw
            uy = (rows[1, 0] * qx + rows[1, 1] * qy + rows[1, 2] * qz) / qw
            _streak(picture, depth, ux, uy, x, y, w, tone, _F(0.10) + _F(0.25) * fade)
        elif kind == SNOW:
            size = min(max(focal * _F(0.012) / w, _F(0.7)), _F(4.0))
            _dot(picture, depth, x, y, w, size, tone, tone, tone, _F(0.25) + _F(0.7) * fade)
        else:
            blink = _F(max(math.sin(time * (_F(0.9) + d) + b * _F(60.0)), 0.0))
            size = min(max(focal * _F(0.030) / w, _F(1.0)), _F(6.0))
            _dot(picture, depth, x, y, w, size, _F(255.0), _F(228.0), _F(120.0), blink * _F(0.9))


def draw(
    kind: int,
    seconds: float,
    view: View,
    brightness: float,
    shelter: NDArray[np.float32],
    depth: NDArray[np.float32],
    picture: NDArray[np.uint8],
) -> None:
    """Draw onto the picture uint8 [H, W, 3]; brightness 0..255 of drops and flakes; depth as of `Picture`.

    shelter: heights [z, x] in metres of what covers the cells about the eye, each at its world cell modulo its side.
    """
    if not kind:
        return
    # the eye's own place is taken out, so that float32 is enough
    rows = view.rows[:, :3].astype(np.float32)
    _draw(
        kind, _COUNT[kind], np.float32(_BOX[kind]), np.float32(seconds % 3600.0), rows, view.eye.astype(np.float32),
        np.float32(view.focal), np.float32(brightness), shelter, depth, picture,
    )  # fmt: skip

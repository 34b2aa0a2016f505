"""Sky: gradient, sun or moon with its glow, stars, and clouds on a plane high above, from a tiled noise (numba)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from nacre.world.render.options import INLINE, SERIAL
from nacre.world.render.row import COLOUR, LENGTH, RAY, W
from nacre.world.render.shading import air as a
from nacre.world.render.shading.noise import noise_at

_SUN, _SUN_COLOUR, _HORIZON, _ZENITH, _GLOW = a.SUN, a.SUN_COLOUR, a.HORIZON, a.ZENITH, a.GLOW
_LIT, _SHADED, _COVER, _DRIFT, _STARS, _DISC = a.CLOUD_LIT, a.CLOUD_DARK, a.COVER, a.DRIFT, a.STARS, a.DISC
_F = np.float32
_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)


@njit(**SERIAL)
def backdrop(air, dx, dy, dz):
    """Sky without clouds and sun for a unit direction: what water and panes mirror. Three numbers."""
    up = max(dy, _ZERO)
    high = math.sqrt(up)
    low = _ONE - up
    low2 = low * low
    low4 = low2 * low2
    warm = max(dx * air[_SUN] + dy * air[_SUN + 1] + dz * air[_SUN + 2], _F(0.01))
    warm2 = warm * warm
    warm4 = warm2 * warm2
    glow = (warm4 * _F(0.30) + warm4 * warm4 * warm4 * _F(0.30)) * (_F(0.35) + _F(0.65) * low4)
    share = _ONE - high * _F(0.86)
    share = share * share * _F(0.65) + low4 * low4 * _F(0.35)
    red = air[_ZENITH] + (air[_HORIZON] - air[_ZENITH]) * share + air[_GLOW] * glow
    green = air[_ZENITH + 1] + (air[_HORIZON + 1] - air[_ZENITH + 1]) * share + air[_GLOW + 1] * glow
    blue = air[_ZENITH + 2] + (air[_HORIZON + 2] - air[_ZENITH + 2]) * share + air[_GLOW + 2] * glow
    return red, green, blue


@njit(**INLINE)
def _scatter(n):
    """A well mixed 32-bit number from another."""
    # products are 64 bits wide here: back to 32 after each
    n = np.uint32((n ^ (n >> np.uint32(16))) * np.uint32(0x7FEB352D))
    n = np.uint32((n ^ (n >> np.uint32(15))) * np.uint32(0x846CA68B))
    return np.uint32(n ^ (n >> np.uint32(16)))


@njit(**INLINE)
def _star(dx, dy, dz):
    """Brightness of a star in a direction: one in some of the cells of a grid on the cube."""
    ax, ay, az = abs(dx), abs(dy), abs(dz)
    if ay >= ax and ay >= az:
        u, v, side = dx / ay, dz / ay, 1
    elif ax >= az:
        u, v, side = dy / ax, dz / ax, 2 if dx > 0 else 3
    else:
        u, v, side = dx / az, dy / az, 4 if dz > 0 else 5
    u, v = u * _F(70.0) + _F(200.0), v * _F(70.0) + _F(200.0)
    iu, iv = np.uint32(u), np.uint32(v)
    h = _scatter(iu + iv * np.uint32(512) + np.uint32(side << 20))
    if h & np.uint32(7) != np.uint32(0):
        return _ZERO
    cx = _F((h >> np.uint32(8)) & np.uint32(255)) * _F(0.5 / 255) + _F(0.25)
    cy = _F((h >> np.uint32(16)) & np.uint32(255)) * _F(0.5 / 255) + _F(0.25)
    fu, fv = u - _F(iu) - cx, v - _F(iv) - cy
    size = _F((h >> np.uint32(24)) & np.uint32(255)) * _F(1 / 255)
    return max(_ONE - (fu * fu + fv * fv) * _F(60.0), _ZERO) * (_F(0.15) + size * size * size)


@njit(**SERIAL)
def sky_row(y, left, wide, slots, air, field, row):
    """COLOUR of the pixels with nothing in them."""
    for j in range(wide):
        if slots[y, left + j] >= 0:
            continue
        inverse = _ONE / row[LENGTH * W + j]
        dx, dy, dz = row[RAY * W + j] * inverse, row[(RAY + 1) * W + j] * inverse, row[(RAY + 2) * W + j] * inverse
        red, green, blue = backdrop(air, dx, dy, dz)
        warm = max(dx * air[_SUN] + dy * air[_SUN + 1] + dz * air[_SUN + 2], _F(0.01))
        if dy > _F(0.0):
            veil = _ZERO
            if dy > _F(0.015):
                k = _ONE / (dy + _F(0.12))
                u, v = dx * k * _F(0.11) + air[_DRIFT], dz * k * _F(0.11) + air[_DRIFT] * _F(0.4)
                n = noise_at(field, u, v) + _F(0.40) * noise_at(field, u * _F(3.1) + _F(0.37), v * _F(3.1))
                edge = (_F(0.62) - air[_COVER]) * _F(3.0)
                veil = min(max((n - edge) * _F(0.75), _ZERO), _ONE)
                veil = veil * veil * (_F(3.0) - _F(2.0) * veil)
                veil *= min((dy - _F(0.015)) * _F(7.0), _ONE)
                lit = min(max(_F(1.15) - (n - edge) * _F(0.30), _ZERO), _ONE)
                silver = warm * warm
                silver = silver * silver
                silver = silver * silver * (_ONE - veil * _F(0.6))
                cr = air[_SHADED] + (air[_LIT] - air[_SHADED]) * lit + air[_GLOW] * silver * _F(0.5)
                cg = air[_SHADED + 1] + (air[_LIT + 1] - air[_SHADED + 1]) * lit + air[_GLOW + 1] * silver * _F(0.5)
                cb = air[_SHADED + 2] + (air[_LIT + 2] - air[_SHADED + 2]) * lit + air[_GLOW + 2] * silver * _F(0.5)
                veil *= _F(0.92)
            if air[_STARS] > _F(0.05) and dy > _F(0.02):
                star = _star(dx, dy, dz) * air[_STARS] * min(dy * _F(4.0), _ONE)
                red, green, blue = red + star, green + star, blue + star * _F(1.1)
            if warm > _F(0.9990):
                disc = min((warm - _F(0.9990)) * _F(3500.0), _ONE) * air[_DISC]
                red += air[_SUN_COLOUR] * disc * _F(2.2)
                green += air[_SUN_COLOUR + 1] * disc * _F(2.2)
                blue += air[_SUN_COLOUR + 2] * disc * _F(2.2)
            if veil > _ZERO:
                red, green, blue = red + (cr - red) * veil, green + (cg - green) * veil, blue + (cb - blue) * veil
        row[COLOUR * W + j], row[(COLOUR + 1) * W + j], row[(COLOUR + 2) * W + j] = red, green, blue

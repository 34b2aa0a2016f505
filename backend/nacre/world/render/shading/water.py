"""Water: the plane y = 0 in front of whatever lies below it (numba)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from nacre.world.kernels.arithmetic import exponential
from nacre.world.render.options import SERIAL
from nacre.world.render.row import COLOUR, DEPTH, FINE, LENGTH, PLACE, RAY, SHADE, SHARE, SLOPE, W
from nacre.world.render.shading import air as a
from nacre.world.render.shading.noise import noise_at

_SUN, _SUN_COLOUR, _DEEP, _SHALLOW, _TIME = a.SUN, a.SUN_COLOUR, a.WATER_DEEP, a.WATER_SHALLOW, a.TIME
_SKY_LIGHT, _HORIZON, _ZENITH, _GLOW, _DISC = a.SKY_LIGHT, a.HORIZON, a.ZENITH, a.GLOW, a.DISC
_F = np.float32
_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)


@njit(**SERIAL)
def _ripples(wide, time, field, eye, row):
    """SLOPE of the surface, in FINE a worn number for foam, in FLAT how calm it is far off, where SHADE is 1."""
    drift = time * _F(0.010)
    for j in range(wide):
        if row[SHADE * W + j] <= _ZERO:
            continue
        there = row[SHARE * W + j]
        x, z = eye[0] + row[RAY * W + j] * there, eye[2] + row[(RAY + 2) * W + j] * there
        u, v = x * _F(0.055), z * _F(0.055)
        n0 = noise_at(field, u + drift, v - drift * _F(0.6))
        n1 = noise_at(field, v * _F(1.7) - drift * _F(0.8) + _F(0.5), u * _F(1.7) + drift + _F(0.25))
        row[SLOPE * W + j], row[(SLOPE + 1) * W + j] = n0 - n1, n0 + n1
        row[FINE * W + j] = n0 - n1


@njit(**SERIAL)
def water_row(wide, air, field, eye, row):
    """Changes COLOUR where a ray meets y = 0 before it meets anything else, and DEPTH to that of the water.

    Uses SHADE, SHARE, SLOPE and FINE as scratch: all light must be done.
    """
    if eye[1] <= _F(0.02):
        return
    found = 0
    for j in range(W):
        ry = row[(RAY + 1) * W + j]
        down = ry < _F(-1e-4)
        there = -eye[1] / (ry if down else -_ONE)
        depth = row[DEPTH * W + j]
        wet = down & ((depth <= _ZERO) | (depth > there))
        row[SHARE * W + j] = there
        row[SHADE * W + j] = _ONE if wet else _ZERO
        found += 1 if wet else 0
    if found == 0:
        return
    time = air[_TIME]
    _ripples(wide, time, field, eye, row)
    swell = math.sin(time * _F(0.9)) * _F(0.02)
    zr, zg, zb = air[_ZENITH], air[_ZENITH + 1], air[_ZENITH + 2]
    hr, hg, hb = air[_HORIZON], air[_HORIZON + 1], air[_HORIZON + 2]
    wr0, wg0, wb0 = air[_GLOW], air[_GLOW + 1], air[_GLOW + 2]
    sr, sg, sb = air[_SUN_COLOUR], air[_SUN_COLOUR + 1], air[_SUN_COLOUR + 2]
    lx, ly, lz = air[_SUN], air[_SUN + 1], air[_SUN + 2]
    dr, dg, db = air[_DEEP], air[_DEEP + 1], air[_DEEP + 2]
    cr, cg, cb = air[_SHALLOW], air[_SHALLOW + 1], air[_SHALLOW + 2]
    fr, fg = air[_SKY_LIGHT] + _F(0.25) * sr, air[_SKY_LIGHT + 1] + _F(0.25) * sg
    fb = air[_SKY_LIGHT + 2] + _F(0.25) * sb
    disc = air[_DISC]
    for j in range(W):
        wet = row[SHADE * W + j] > _ZERO
        there, length = row[SHARE * W + j] if wet else _ONE, row[LENGTH * W + j]
        depth = row[DEPTH * W + j]
        something = depth > _ZERO
        away = there * length
        through = min((depth - there) * length, _F(60.0)) if something else _F(60.0)
        deep = -row[(PLACE + 1) * W + j] if something else _F(30.0)
        # ripples fade with distance, where a pixel holds many of them
        calm = _F(0.044) / (_ONE + away * _F(0.03))
        sx, sz = row[SLOPE * W + j] * calm, row[(SLOPE + 1) * W + j] * calm
        up = _ONE / math.sqrt(sx * sx + sz * sz + _ONE)
        nx, nz = sx * up, sz * up
        inverse = _ONE / length
        dx, dy, dz = row[RAY * W + j] * inverse, row[(RAY + 1) * W + j] * inverse, row[(RAY + 2) * W + j] * inverse
        facing = min(max(-(dx * nx + dy * up + dz * nz), _F(0.02)), _ONE)
        mx, my, mz = dx + _F(2.0) * facing * nx, dy + _F(2.0) * facing * up, dz + _F(2.0) * facing * nz
        # the sky's gradient, as in `backdrop`
        high = min(abs(my), _ONE)
        share = _ONE - math.sqrt(high) * _F(0.86)
        low = _ONE - high
        low = low * low
        low = low * low
        share = share * share * _F(0.65) + low * low * _F(0.35)
        warm = max(mx * lx + my * ly + mz * lz, _F(0.01))
        warm2 = warm * warm
        warm4 = warm2 * warm2
        warm8 = warm4 * warm4
        glow = warm8 * _F(0.30) * (_F(0.35) + _F(0.65) * low)
        mirror_r, mirror_g = zr + (hr - zr) * share + wr0 * glow, zg + (hg - zg) * share + wg0 * glow
        mirror_b = zb + (hb - zb) * share + wb0 * glow
        # bases of high powers are kept away from 0: denormal numbers take a hundred times as long
        glint = max(warm8, _F(0.1))
        glint = glint * glint
        glint = glint * glint
        glint = glint * glint
        glint = glint * glint
        glint = glint * glint * _F(3.0) * disc
        slant = _ONE - facing
        slant2 = slant * slant
        reflect = (_F(0.04) + _F(0.96) * slant2 * slant2 * slant) * _F(0.82)
        clear, tint = exponential(-through * _F(0.55)), exponential(-through * _F(0.22))
        red, green, blue = row[COLOUR * W + j], row[(COLOUR + 1) * W + j], row[(COLOUR + 2) * W + j]
        wr = dr + (red * (tint + (_ONE - tint) * cr) - dr) * clear
        wg = dg + (green * (tint + (_ONE - tint) * cg) - dg) * clear
        wb = db + (blue * (tint + (_ONE - tint) * cb) - db) * clear
        wr = wr + (mirror_r - wr) * reflect + sr * glint
        wg = wg + (mirror_g - wg) * reflect + sg * glint
        wb = wb + (mirror_b - wb) * reflect + sb * glint
        # foam: patches of a thin line where the bottom is near, and crests that catch the light
        worn = row[FINE * W + j]
        edge = deep + worn * _F(0.014) + swell
        foam = max(_ONE - abs(edge - _F(0.03)) * _F(30.0), _ZERO) * min(max(worn * _F(0.8) - _F(0.1), _ZERO), _ONE)
        foam = foam * _F(0.45) + min(max(worn - _F(1.3), _ZERO), _ONE) * _F(0.10)
        foam = foam / (_ONE + away * _F(0.02))
        wr, wg, wb = wr + (fr - wr) * foam, wg + (fg - wg) * foam, wb + (fb - wb) * foam
        row[COLOUR * W + j] = wr if wet else red
        row[(COLOUR + 1) * W + j] = wg if wet else green
        row[(COLOUR + 2) * W + j] = wb if wet else blue
        row[DEPTH * W + j] = there if wet else depth

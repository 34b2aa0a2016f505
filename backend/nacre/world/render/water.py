"""Water: the plane y = 0 in front of whatever lies below it (numba)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from nacre.world.kernels.arithmetic import exponential
from nacre.world.render import air as a
from nacre.world.render.options import SERIAL
from nacre.world.render.noise import noise_at
from nacre.world.render.sky import backdrop
from nacre.world.render.row import COLOUR, DEPTH, LENGTH, PLACE, RAY, W

_SUN, _SUN_COLOUR, _DEEP, _SHALLOW, _TIME = a.SUN, a.SUN_COLOUR, a.WATER_DEEP, a.WATER_SHALLOW, a.TIME
_SKY_LIGHT = a.SKY_LIGHT
_F = np.float32
_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)


@njit(**SERIAL)
def water_row(y, left, wide, slots, air, field, eye, row):
    """Changes COLOUR where a ray meets y = 0 before it meets anything else, and DEPTH to that of the water."""
    if eye[1] <= _F(0.02):
        return
    time = air[_TIME]
    for j in range(wide):
        ry = row[(RAY + 1) * W + j]
        if ry >= _F(-1e-4):
            continue
        there = -eye[1] / ry
        something = slots[y, left + j] >= 0
        if something and row[(PLACE + 1) * W + j] >= _ZERO:
            continue
        length = row[LENGTH * W + j]
        away = there * length
        x, z = eye[0] + row[RAY * W + j] * there, eye[2] + row[(RAY + 2) * W + j] * there
        through = (row[DEPTH * W + j] - there) * length if something else _F(60.0)
        deep = -row[(PLACE + 1) * W + j] if something else _F(30.0)
        # ripples fade with distance, where a pixel holds many of them
        calm = _ONE / (_ONE + away * _F(0.035))
        drift = time * _F(0.012)
        n0 = noise_at(field, x * _F(0.043) + drift, z * _F(0.043) - drift * _F(0.6))
        n1 = noise_at(field, x * _F(0.043) - drift * _F(0.8) + _F(0.5), z * _F(0.043) + drift + _F(0.25))
        sx = (n0 - n1) * _F(0.028) * calm
        sz = (n0 + n1) * _F(0.028) * calm
        up = _ONE / math.sqrt(sx * sx + sz * sz + _ONE)
        nx, nz = sx * up, sz * up
        inverse = _ONE / length
        dx, dy, dz = row[RAY * W + j] * inverse, ry * inverse, row[(RAY + 2) * W + j] * inverse
        facing = min(max(-(dx * nx + dy * up + dz * nz), _F(0.02)), _ONE)
        mx, my, mz = dx + _F(2.0) * facing * nx, dy + _F(2.0) * facing * up, dz + _F(2.0) * facing * nz
        red, green, blue = backdrop(air, mx, abs(my), mz)
        slant = _ONE - facing
        slant2 = slant * slant
        share = (_F(0.03) + _F(0.97) * slant2 * slant2 * slant) * _F(0.92)
        warm = max(mx * air[_SUN] + my * air[_SUN + 1] + mz * air[_SUN + 2], _ZERO)
        glint = warm * warm
        glint = glint * glint
        glint = glint * glint
        glint = glint * glint
        glint = glint * glint
        glint = glint * glint * glint * _F(2.5)
        clear = exponential(-through * _F(0.42))
        tint = exponential(-through * _F(0.16))
        wr = air[_DEEP] + (row[COLOUR * W + j] * (tint * air[_SHALLOW] + _ONE - tint) - air[_DEEP]) * clear
        wg = air[_DEEP + 1] + (row[(COLOUR + 1) * W + j] * (tint * air[_SHALLOW + 1] + _ONE - tint)
                               - air[_DEEP + 1]) * clear  # fmt: skip
        wb = air[_DEEP + 2] + (row[(COLOUR + 2) * W + j] * (tint * air[_SHALLOW + 2] + _ONE - tint)
                               - air[_DEEP + 2]) * clear  # fmt: skip
        wr = wr + (red - wr) * share + air[_SUN_COLOUR] * glint
        wg = wg + (green - wg) * share + air[_SUN_COLOUR + 1] * glint
        wb = wb + (blue - wb) * share + air[_SUN_COLOUR + 2] * glint
        # foam: a worn line where the bottom is near
        edge = deep + (n0 - n1) * _F(0.03) + _F(0.035) * math.sin(time * _F(0.9) + n1 * _F(2.0))
        foam = min(max(_ONE - edge * _F(9.0), _ZERO), _ONE) * min(deep * _F(60.0), _ONE) * _F(0.7)
        light = air[_SKY_LIGHT] + _F(0.28) * air[_SUN_COLOUR]
        row[COLOUR * W + j] = wr + (light - wr) * foam
        row[(COLOUR + 1) * W + j] = wg + (light * _F(1.04) - wg) * foam
        row[(COLOUR + 2) * W + j] = wb + (light * _F(1.06) - wb) * foam
        row[DEPTH * W + j] = there

"""Light on one row of a tile, all its pixels at once (numba; plain loops that the compiler turns into vector code)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.kernels.arithmetic import exponential
from nacre.world.render.options import INLINE, SERIAL
from nacre.world.render.row import (
    ALBEDO,
    COLOUR,
    COLUMN,
    DEPTH,
    FACING,
    FLAT,
    GLOSS,
    GLOWS,
    INDIRECT,
    LENGTH,
    NORMAL,
    PLACE,
    RAY,
    SHADE,
    SKY,
    SLOPE,
    W,
)
from nacre.world.render.shading import air as a

_SUN, _SUN_COLOUR, _SKY_LIGHT, _GROUND_LIGHT, _BOUNCE = a.SUN, a.SUN_COLOUR, a.SKY_LIGHT, a.GROUND_LIGHT, a.BOUNCE
_HORIZON, _GLOW, _FOG, _FOG_LOW, _FOG_HEIGHT = a.HORIZON, a.GLOW, a.FOG, a.FOG_LOW, a.FOG_HEIGHT
_EXPOSURE, _DARK, _WET, _WHITE, _HAZE = a.EXPOSURE, a.DARK, a.WET, a.WHITE, a.HAZE
_F = np.float32
_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)
LAMP_SIZE: Final = np.float32(0.35)  # square metres: a lamp is no point, and lights what is very near no more than this
OWN_BODY: Final = np.float32(3.5)  # a square metre: 0.3 m from its middle a lamp ends
LAMPS_SHARE: Final = 0.44  # of a lamp's light, for an eye: facing at random shows a third, and a room faces its lamps
LEAST: Final = np.float32(0.03)  # of the sky's three colours: light that the darkest corner has


@njit(**SERIAL)
def rays(y, left, width, height, slots, nearness, basis, eye, row):
    """RAY (along the view axis 1 m), LENGTH of it, DEPTH and PLACE. basis f32 [3, 3]: right, up, ahead over focal."""
    cx, cy = _F(left) + _F(0.5) - _F(width) * _F(0.5), _F(height) * _F(0.5) - _F(y) - _F(0.5)
    up_x, up_y, up_z = basis[1, 0] * cy, basis[1, 1] * cy, basis[1, 2] * cy
    last = nearness.shape[1] - 1
    for j in range(W):
        across = cx + _F(j)
        rx = basis[2, 0] + basis[0, 0] * across + up_x
        ry = basis[2, 1] + basis[0, 1] * across + up_y
        rz = basis[2, 2] + basis[0, 2] * across + up_z
        near = nearness[y, min(left + j, last)]
        depth = _ONE / near if near > _ZERO else _ZERO
        row[RAY * W + j], row[(RAY + 1) * W + j], row[(RAY + 2) * W + j] = rx, ry, rz
        row[LENGTH * W + j] = math.sqrt(rx * rx + ry * ry + rz * rz)
        row[DEPTH * W + j] = depth
        row[COLUMN * W + j] = _F(left) + _F(0.5) + _F(j)
        row[PLACE * W + j] = eye[0] + rx * depth
        row[(PLACE + 1) * W + j] = eye[1] + ry * depth
        row[(PLACE + 2) * W + j] = eye[2] + rz * depth


@njit(**SERIAL)
def incline(air, relief, row):
    """Turns normals by the texture's slopes; SHADE becomes what the surface shows to the sun, kept in FACING too."""
    sx, sy, sz = air[_SUN], air[_SUN + 1], air[_SUN + 2]
    for j in range(W):
        nx, ny, nz = row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j]
        su, sv = row[SLOPE * W + j] * relief, row[(SLOPE + 1) * W + j] * relief
        plain = nx * sx + ny * sy + nz * sz
        # u runs level along the surface, v up it; on what is level, u along x and v along -z
        level = nx * nx + nz * nz
        steep = (level > _F(0.01)) & (row[FLAT * W + j] < _F(0.5))
        inverse = _ONE / math.sqrt(level if steep else _ONE)
        tx = nz * inverse if steep else _ONE
        tz = -nx * inverse if steep else _ZERO
        bx = ny * tz if steep else _ZERO
        by = nz * tx - nx * tz if steep else _ZERO
        bz = -ny * tx if steep else -_ONE
        px, py, pz = nx - su * tx - sv * bx, ny - sv * by, nz - su * tz - sv * bz
        size = _ONE / math.sqrt(px * px + py * py + pz * pz + _F(1e-9))
        px, py, pz = px * size, py * size, pz * size
        shown = px * sx + py * sy + pz * sz
        row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j] = px, py, pz
        row[SHADE * W + j] = _ONE if (plain > _ZERO) & (shown > _ZERO) else _ZERO
        row[FACING * W + j] = max(shown, _ZERO)


@njit(**SERIAL)
def light_row(air, row):
    """COLOUR from ALBEDO: sun, sky, ground, bounce, a sheen, and what glows by itself. Linear, before exposure."""
    sr, sg, sb = air[_SUN_COLOUR], air[_SUN_COLOUR + 1], air[_SUN_COLOUR + 2]
    ur, ug, ub = air[_SKY_LIGHT], air[_SKY_LIGHT + 1], air[_SKY_LIGHT + 2]
    gr, gg, gb = air[_GROUND_LIGHT], air[_GROUND_LIGHT + 1], air[_GROUND_LIGHT + 2]
    br, bg, bb = air[_BOUNCE], air[_BOUNCE + 1], air[_BOUNCE + 2]
    hr, hg, hb = air[_HORIZON], air[_HORIZON + 1], air[_HORIZON + 2]
    sx, sy, sz = air[_SUN], air[_SUN + 1], air[_SUN + 2]
    wet, glows, white = air[_WET], air[_DARK], air[_WHITE]
    grey = (gr + gg + gb) * _F(1 / 3)
    # no corner is black, and what reaches it has met wood and plaster
    least = (ur + ug + ub) * LEAST
    fr, fg, fb = least * _F(1.08), least, least * _F(0.91)
    open_ = _F(1.6) / (ur + ug + ub)  # of light, that says how much sky is seen
    for j in range(W):
        nx, ny, nz = row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j]
        sky = row[SKY * W + j]
        sun = row[SHADE * W + j] * row[FACING * W + j]
        inverse = _ONE / row[LENGTH * W + j]
        vx, vy, vz = -row[RAY * W + j] * inverse, -row[(RAY + 1) * W + j] * inverse, -row[(RAY + 2) * W + j] * inverse
        above = (_F(0.5) + _F(0.5) * ny) * sky
        below = (_F(0.5) - _F(0.5) * ny) * (_F(0.35) + _F(0.65) * sky)
        # sunlit ground in front of a wall lights it; most where the wall itself looks to the sun
        toward = _F(0.55) + _F(0.45) * (nx * sx + nz * sz)
        bounce = (_F(0.62) - _F(0.38) * ny) * toward * sky
        # indoors no lawn is below: light from there has met walls and floors, and is warm
        inner = _ONE - sky
        lr = ur * above + (gr + (grey * _F(1.14) - gr) * inner) * below + br * bounce
        lg = ug * above + (gg + (grey * _F(1.00) - gg) * inner) * below + bg * bounce
        lb = ub * above + (gb + (grey * _F(0.84) - gb) * inner) * below + bb * bounce
        # what is known of the light around counts instead, as far as it reaches
        known = row[(INDIRECT + 3) * W + j]
        ir, ig, ib = row[INDIRECT * W + j], row[(INDIRECT + 1) * W + j], row[(INDIRECT + 2) * W + j]
        seen = min((ir + ig + ib) * open_, _ONE)
        sky = sky + (min(sky, seen) - sky) * known
        dim = _ONE - seen
        ir, ig, ib = ir + dim * fr, ig + dim * fg, ib + dim * fb
        lr = lr + (ir - lr) * known + sr * sun
        lg = lg + (ig - lg) * known + sg * sun
        lb = lb + (ib - lb) * known + sb * sun
        wetness = wet * max(ny, _ZERO) * sky
        gloss = row[GLOSS * W + j] + wetness * _F(0.35)
        # sheen: the sky mirrored at a slant, and the sun
        facing = max(nx * vx + ny * vy + nz * vz, _ZERO)
        slant = _ONE - facing
        slant2 = slant * slant
        mirror = gloss * (_F(0.04) + _F(0.6) * slant2 * slant2 * slant) * sky
        hx, hy, hz = vx + sx, vy + sy, vz + sz
        half = (nx * hx + ny * hy + nz * hz) / math.sqrt(hx * hx + hy * hy + hz * hz + _F(1e-9))
        half = max(half, _F(0.1))  # its high power must not become a denormal number: those are slow
        half = half * half
        half = half * half
        half = half * half
        half = half * half
        half = half * half
        glint = gloss * sun * half * _F(1.2)
        damp = _ONE - _F(0.35) * wetness
        # fresh snow on what looks up, thinner where little sky is seen
        cover = min(max((ny * sky - _F(0.35)) * _F(2.5), _ZERO), _ONE) * white * _F(0.85)
        ar, ag, ab = row[ALBEDO * W + j] * damp, row[(ALBEDO + 1) * W + j] * damp, row[(ALBEDO + 2) * W + j] * damp
        ar, ag, ab = ar + (_F(0.80) - ar) * cover, ag + (_F(0.83) - ag) * cover, ab + (_F(0.88) - ab) * cover
        # what glows has half its own colour and half that of a flame
        shine = row[GLOWS * W + j] * glows
        row[COLOUR * W + j] = ar * lr + mirror * hr + glint * sr + shine * (ar + _F(1.55))
        row[(COLOUR + 1) * W + j] = ag * lg + mirror * hg + glint * sg + shine * (ag + _F(0.78))
        row[(COLOUR + 2) * W + j] = ab * lb + mirror * hb + glint * sb + shine * (ab + _F(0.22))


def lamps_around(lamps: NDArray[np.float32], place: NDArray[np.float32]) -> float:
    """The light of lamps at a place [3] as an eye takes it in, whichever way it looks. lamps as for `lamps_row`."""
    far = ((lamps[:, :3] - place) ** 2).sum(1)
    near = np.maximum(1 - far / lamps[:, 6] ** 2, 0) ** 2 / (far + LAMP_SIZE)
    return LAMPS_SHARE * float(lamps[:, 3:6].mean(1) @ near) if len(lamps) else 0.0


@njit(**SERIAL)
def lamps_row(lamps, near, count, row):
    """Adds the light of lamps. lamps f32 [L, 7]: place, linear colour, reach; near i32: the ones to add."""
    for n in range(count):
        lamp = near[n]
        lx, ly, lz = lamps[lamp, 0], lamps[lamp, 1], lamps[lamp, 2]
        cr, cg, cb = lamps[lamp, 3], lamps[lamp, 4], lamps[lamp, 5]
        within = _ONE / (lamps[lamp, 6] * lamps[lamp, 6])
        for j in range(W):
            dx, dy, dz = lx - row[PLACE * W + j], ly - row[(PLACE + 1) * W + j], lz - row[(PLACE + 2) * W + j]
            far = dx * dx + dy * dy + dz * dz
            nx, ny, nz = row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j]
            edge = max(_ONE - far * within, _ZERO)
            facing = (nx * dx + ny * dy + nz * dz) / math.sqrt(far + _F(1e-6))
            # what is so near is the lamp itself, which shines whichever way it faces
            facing = max(max(facing * _F(0.75) + _F(0.25), _F(0.35) - far * OWN_BODY), _ZERO)
            power = edge * edge * facing / (far + LAMP_SIZE)
            row[COLOUR * W + j] += row[ALBEDO * W + j] * cr * power
            row[(COLOUR + 1) * W + j] += row[(ALBEDO + 1) * W + j] * cg * power
            row[(COLOUR + 2) * W + j] += row[(ALBEDO + 2) * W + j] * cb * power


@njit(**SERIAL)
def fog_row(air, eye_height, row):
    """Distance in front of what has DEPTH: the horizon's colour, and the sun's where one looks towards it."""
    hr, hg, hb = air[_HAZE], air[_HAZE + 1], air[_HAZE + 2]
    gr, gg, gb = air[_GLOW], air[_GLOW + 1], air[_GLOW + 2]
    sx, sy, sz = air[_SUN], air[_SUN + 1], air[_SUN + 2]
    thick, low, falls = air[_FOG], air[_FOG_LOW] * _F(0.5), air[_FOG_HEIGHT]
    h0 = max(eye_height * falls, _F(-2.0))
    e0 = exponential(-h0)
    for j in range(W):
        away = row[DEPTH * W + j] * row[LENGTH * W + j]
        # fog that lies low: its density falls off with height; the mean of both ends stands for the way between
        h1 = max((eye_height + row[(RAY + 1) * W + j] * row[DEPTH * W + j]) * falls, _F(-2.0))
        e1 = exponential(-h1)
        share = _ONE - exponential(-away * (thick + low * (e0 + e1)))
        warm = row[RAY * W + j] * sx + row[(RAY + 1) * W + j] * sy + row[(RAY + 2) * W + j] * sz
        warm = max(warm, _ZERO) / row[LENGTH * W + j]
        warm = warm * warm
        warm = warm * warm * _F(0.45)
        row[COLOUR * W + j] += (hr + gr * warm - row[COLOUR * W + j]) * share
        row[(COLOUR + 1) * W + j] += (hg + gg * warm - row[(COLOUR + 1) * W + j]) * share
        row[(COLOUR + 2) * W + j] += (hb + gb * warm - row[(COLOUR + 2) * W + j]) * share


@njit(**INLINE)
def _tone(x):
    """Filmic curve (Narkowicz's fit of ACES), then sRGB's curve by square roots."""
    x = max(x, _ZERO)
    x = (x * (_F(2.51) * x + _F(0.03))) / (x * (_F(2.43) * x + _F(0.59)) + _F(0.14))
    x = min(x, _ONE)
    r1 = math.sqrt(x)
    r2 = math.sqrt(r1)
    r3 = math.sqrt(r2)
    y = _F(0.662002687) * r1 + _F(0.684122060) * r2 - _F(0.323583601) * r3 - _F(0.0225411470) * x
    return min(max(y, _ZERO), _ONE) * _F(255.0) + _F(0.5)


@njit(**SERIAL)
def tone(air, row):
    """COLOUR to what is shown, 0.5 to 255.5 (the whole part is the byte)."""
    exposure = air[_EXPOSURE]
    for channel in range(3):
        at = (COLOUR + channel) * W
        for j in range(W):
            row[at + j] = _tone(row[at + j] * exposure)


@njit(**SERIAL)
def store(y, left, wide, row, picture):
    """COLOUR after `tone` to bytes of the picture."""
    for j in range(wide):
        picture[y, left + j, 0] = np.uint8(row[COLOUR * W + j])
        picture[y, left + j, 1] = np.uint8(row[(COLOUR + 1) * W + j])
        picture[y, left + j, 2] = np.uint8(row[(COLOUR + 2) * W + j])


@njit(**SERIAL)
def rays_at(count, xs, ys, depths, width, height, basis, eye, row):
    """`rays` for single places of the picture: xs, ys in pixels and depths f32 [W]."""
    cx, cy = _F(width) * _F(0.5), _F(height) * _F(0.5)
    for j in range(count):
        across, up = xs[j] - cx, cy - ys[j]
        rx = basis[2, 0] + basis[0, 0] * across + basis[1, 0] * up
        ry = basis[2, 1] + basis[0, 1] * across + basis[1, 1] * up
        rz = basis[2, 2] + basis[0, 2] * across + basis[1, 2] * up
        row[RAY * W + j], row[(RAY + 1) * W + j], row[(RAY + 2) * W + j] = rx, ry, rz
        row[LENGTH * W + j] = math.sqrt(rx * rx + ry * ry + rz * rz)
        row[DEPTH * W + j] = depths[j]
        row[COLUMN * W + j] = xs[j]
        row[PLACE * W + j] = eye[0] + rx * depths[j]
        row[(PLACE + 1) * W + j] = eye[1] + ry * depths[j]
        row[(PLACE + 2) * W + j] = eye[2] + rz * depths[j]

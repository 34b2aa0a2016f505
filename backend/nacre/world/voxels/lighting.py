"""The shader's per-pixel light on a CPU, a picture row at a time (numba).

Every step is a loop of its own over a row, over few arrays: such loops vectorise, one loop over pixels
with everything in it does not. `Shader.base` is the definition.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit, prange

from nacre.world.grid import VIEW
from nacre.world.kernels.arithmetic import exponential
from nacre.world.kernels.atomic_counter import ticket
from nacre.world.kernels.fastmath import log, power
from nacre.world.voxels.shader import SKY_HIDDEN

# rows of the light table handed to the kernels, after Light.COLOURS
SUN, SKY, BOUNCE, ZENITH, HORIZON, LAMP, WINDOW, DISC, WATER, HAZE, CLOUD = range(11)
FOG, _FOG_START, AO, SUN_GLOW, REFLECT, EXPOSURE, COVER, CLOUDS, STARS = range(9)
_F = np.float32
_ZERO, _HALF, _ONE = _F(0.0), _F(0.5), _F(1.0)
_VIEW, _FADE = _F(VIEW), _F(46.0)
_ROOM: Final = 14  # rows of scratch


@njit(cache=True, fastmath=True)
def _sky(rx, ry, rz, ahead, many, light, scalars, w_in, b_in, w_out, b_out, work, red, green, blue):
    """Linear sky colours along rays; `ahead` is the cosine to the sun, not below 0."""
    height, eighth, last, hidden = work[0], work[1], work[2], work[3]
    for x in range(many):
        height[x] = math.sqrt(max(ry[x], _ZERO))
    for x in range(many):
        square = ahead[x] * ahead[x]
        eighth[x] = square * square * square * square
    for x in range(many):
        square = eighth[x] * eighth[x]
        last[x] = square * square * square * square
    for x in range(many):
        hidden[x] = _ONE / (_ONE + exponential((_F(0.9985) - ahead[x]) * _F(3000.0)))
    for c in range(3):
        out = red if c == 0 else green if c == 1 else blue
        low, high = light[HORIZON, c], light[ZENITH, c]
        glow, disc, rest = light[SUN, c] * scalars[SUN_GLOW], light[DISC, c], b_out[c]
        for x in range(many):
            out[x] = low + (high - low) * height[x] + glow * eighth[x] + disc * hidden[x] + rest
    for k in range(SKY_HIDDEN):
        for x in range(many):
            h = w_in[k, 0] * rx[x] + w_in[k, 1] * ry[x] + w_in[k, 2] * rz[x] + w_in[k, 3] * height[x] + b_in[k]
            hidden[x] = h + w_in[k, 4] * ahead[x] + w_in[k, 5] * eighth[x] + w_in[k, 6] * last[x]
        for x in range(many):
            hidden[x] = hidden[x] / (_ONE + exponential(-hidden[x]))
        a, b, c = w_out[0, k], w_out[1, k], w_out[2, k]
        for x in range(many):
            red[x] += a * hidden[x]
        for x in range(many):
            green[x] += b * hidden[x]
        for x in range(many):
            blue[x] += c * hidden[x]


@njit(cache=True, fastmath=True)
def _air(g, many, ry, scalars, open_sky, direct, clear, thick):
    """What does not depend on colour: open sky, sunlight, clarity, clouds."""
    ao = min(scalars[AO], _ONE)
    fog, cover, clouds = scalars[FOG] * _F(0.05), scalars[COVER], min(scalars[CLOUDS], _ONE)
    depth, near, far, field = g[0], g[6], g[7], g[12]
    shadow, facing = g[5], g[17]
    for x in range(many):
        open_sky[x] = (near[x] + far[x]) * _HALF * ao + _ONE - ao
    for x in range(many):
        direct[x] = max(facing[x], _ZERO) * shadow[x]
    for x in range(many):
        edge = min(max((depth[x] - _FADE) / (_VIEW - _FADE), _ZERO), _ONE)
        clear[x] = exponential(-fog * depth[x]) * (_ONE - edge * edge)
    for x in range(many):
        veil = min(max((field[x] - _ONE + cover) * _F(4.0), _ZERO), _ONE) * clouds
        thick[x] = veil * min(max(ry[x] * _F(6.0), _ZERO), _ONE)


@njit(cache=True, fastmath=True)
def _reflect(g, many, air, light, scalars, nets, work, pool, which):
    """Water pixels of a row: their numbers into `which`, mirrored sky and Fresnel share into pool[0:4]."""
    w_in, b_in, w_out, b_out = nets
    wet = 0
    for x in range(many):
        if g[13, x] > 0:
            facing = g[14, x] * g[2, x] + g[15, x] * g[3, x] + g[16, x] * g[4, x]
            pool[4, wet] = g[14, x] - 2 * facing * g[2, x]
            pool[5, wet] = abs(g[15, x] - 2 * facing * g[3, x])
            pool[6, wet] = g[16, x] - 2 * facing * g[4, x]
            ahead = pool[4, wet] * air[0] + pool[5, wet] * air[1] + pool[6, wet] * air[2]
            pool[7, wet] = max(ahead, _ZERO)
            grazing = min(max(_ONE + facing, _ZERO), _ONE)
            share = g[13, x] * scalars[REFLECT] * (_F(0.2) + _F(0.8) * grazing * grazing * grazing)
            pool[3, wet] = min(max(share, _ZERO), _ONE)
            which[wet] = x
            wet += 1
    if wet:
        _sky(
            pool[4], pool[5], pool[6], pool[7], wet, light, scalars, w_in, b_in, w_out, b_out, work,
            pool[0], pool[1], pool[2],
        )  # fmt: skip
    return wet


@njit(cache=True, fastmath=True)
def _colour(g, many, c, air, light, scalars, gamma, sky, work, pool, which, wet, shown):
    """One display colour of a row."""
    night, exposure = air[4], scalars[EXPOSURE]
    open_sky, direct, clear, thick, lit, tint = work[4], work[5], work[6], work[7], work[8], work[9]
    up, lamp_light, emission, albedo, hit = g[3], g[12], g[11], g[8 + c], g[1]
    sun, above, bounce = light[SUN, c], light[SKY, c], light[BOUNCE, c]
    lamp, window = light[LAMP, c] * night, light[WINDOW, c] * night
    for x in range(many):
        around = above * (_F(0.65) + _F(0.35) * up[x]) + bounce * (_HALF - _HALF * up[x])
        tint[x] = sun * direct[x] + open_sky[x] * around + lamp * lamp_light[x]
    first = gamma[0]
    for x in range(many):
        lit[x] = power(max(albedo[x], _F(1e-3)), first) * tint[x] + window * emission[x]
    for n in range(wet):
        x, share = which[n], pool[3, n]
        deep = lit[x] * (_ONE - _HALF * g[13, x]) + light[WATER, c] * g[13, x] * _HALF
        lit[x] = deep * (_ONE - share) + pool[c, n] * share
    haze, stars, cloud = light[HAZE, c] * _F(0.3), scalars[STARS] * night, light[CLOUD, c]
    for x in range(many):
        tint[x] = (sky[x] + stars * emission[x]) * (_ONE - thick[x]) + cloud * thick[x]
    for x in range(many):
        solid = lit[x] * clear[x] + (haze + sky[x] * _F(0.7)) * (_ONE - clear[x])
        tint[x] = solid if hit[x] > _HALF else tint[x]
    for x in range(many):
        lit[x] = max(_ONE - exponential(-max(tint[x], _ZERO) * exposure), _F(1e-4))
    second = gamma[1]
    for x in range(many):
        shown[x] = power(lit[x], second)


@njit(cache=True, parallel=True, fastmath=True, nogil=True)
def light_pixels(parts, buffer, air, light, scalars, gamma, w_in, b_in, w_out, b_out, base, features):
    """G-buffer [H, W, 20] -> base colours [3, H, W] and the CNN's input [H / 2, W / 2, 96]."""
    high, wide = buffer.shape[0], buffer.shape[1]
    given = np.zeros(1, np.int64)
    for _ in prange(parts):
        g, work = np.empty((20, wide), np.float32), np.empty((_ROOM, wide), np.float32)
        pool, which = np.empty((8, wide), np.float32), np.empty(wide, np.int32)
        nets = (w_in, b_in, w_out, b_out)
        while True:
            y = ticket(given)
            if y >= high:
                break
            for x in range(wide):
                for c in range(20):
                    g[c, x] = buffer[y, x, c]
            ahead = work[10]
            for x in range(wide):
                ahead[x] = max(g[14, x] * air[0] + g[15, x] * air[1] + g[16, x] * air[2], _ZERO)
            wet = _reflect(g, wide, air, light, scalars, nets, work, pool, which)
            sky = work[11:14]
            _sky(
                g[14], g[15], g[16], ahead, wide, light, scalars, w_in, b_in, w_out, b_out, work,
                sky[0], sky[1], sky[2],
            )  # fmt: skip
            _air(g, wide, g[15], scalars, work[4], work[5], work[6], work[7])
            for c in range(3):
                _colour(g, wide, c, air, light, scalars, gamma, sky[c], work, pool, which, wet, base[c, y])
            _pack(g, wide, y, air, base, work[0], features)


@njit(cache=True, fastmath=True)
def _pack(g, wide, y, air, base, depth, features):
    """A row's share of the CNN's input: pixels of a 2 x 2 block side by side within each channel."""
    for x in range(wide):
        depth[x] = log(_ONE + g[0, x]) * _F(0.25)
    row = y // 2
    for x in range(wide):
        at, sub = x // 2, (y % 2) * 2 + x % 2
        for c in range(3):
            features[row, at, c * 4 + sub] = base[c, y, x]
        features[row, at, 12 + sub] = depth[x]
        for c in range(17):
            features[row, at, (4 + c) * 4 + sub] = g[1 + c, x]
        features[row, at, 84 + sub] = g[14, x] * air[0] + g[15, x] * air[1] + g[16, x] * air[2]
        features[row, at, 88 + sub] = g[19, x] * _F(0.1)
        features[row, at, 92 + sub] = _ONE if g[18, x] > 0 else _ZERO


@njit(cache=True, parallel=True, fastmath=True, nogil=True)
def finish(parts, base, rest, picture):
    """Base colours [3, H, W] made twice as fine, plus the CNN's rest [H / 2, W / 2, 48] -> uint8 picture."""
    rows, columns = base.shape[1], base.shape[2]
    given = np.zeros(1, np.int64)
    for _ in prange(parts):
        while True:
            y = ticket(given)
            if y >= 2 * rows:
                break
            fy = max((y + 0.5) * 0.5 - 0.5, 0.0)
            y0 = int(fy)
            y1 = min(y0 + 1, rows - 1)
            ty = _F(fy - y0)
            for c in range(3):
                for x in range(columns):
                    left, right = max(x - 1, 0), min(x + 1, columns - 1)
                    here = base[c, y0, x] + (base[c, y1, x] - base[c, y0, x]) * ty
                    before = base[c, y0, left] + (base[c, y1, left] - base[c, y0, left]) * ty
                    after = base[c, y0, right] + (base[c, y1, right] - base[c, y0, right]) * ty
                    at = c * 16 + (y % 4) * 4 + (x % 2) * 2
                    first = here * _F(0.75) + before * _F(0.25) + rest[y // 4, x // 2, at]
                    second = here * _F(0.75) + after * _F(0.25) + rest[y // 4, x // 2, at + 1]
                    picture[y, 2 * x, c] = np.uint8(min(max(first, _ZERO), _ONE) * _F(255.0) + _HALF)
                    picture[y, 2 * x + 1, c] = np.uint8(min(max(second, _ZERO), _ONE) * _F(255.0) + _HALF)

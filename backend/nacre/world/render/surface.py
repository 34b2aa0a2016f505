"""Deferred attributes: what the nearest triangle is like at each pixel, for one row of a tile (numba)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from nacre.world.render.draws import FLAGS, GROUND, INSTANCE, LEVEL, MATRIX
from nacre.world.render.noise import noise_at
from nacre.world.render.options import INLINE, SERIAL
from nacre.world.render.row import (
    ALBEDO,
    DEPTH,
    FACING,
    FLAT,
    GLOSS,
    GLOWS,
    NORMAL,
    PLACE,
    RAY,
    SKY,
    SLOPE,
    W,
)

TEXTURE: Final = 128  # texels on a side of the finest level
LEVELS: Final = 8
_F = np.float32
_U = np.uint32


@njit(**INLINE)
def exponent(x):
    """Whole part of the binary logarithm of a positive float32."""
    return (np.int32(_F(x).view(np.int32)) >> np.int32(23)) - np.int32(127)


@njit(**INLINE)
def texel(texels, starts, base, level, u, v):
    """Four bytes of a texture between its texels: bilinear, all four in one number; u, v in tiles."""
    size = np.int32(TEXTURE) >> np.int32(level)
    x, y = u * _F(size) - _F(0.5), v * _F(size) - _F(0.5)
    fx, fy = math.floor(x), math.floor(y)
    ix, iy = np.int32(fx) & (size - 1), np.int32(fy) & (size - 1)
    jx, jy = (ix + 1) & (size - 1), (iy + 1) & (size - 1)
    wx, wy = _U((x - fx) * _F(256.0)), _U((y - fy) * _F(256.0))
    at = base + starts[level]
    a, b = texels[at + iy * size + ix], texels[at + iy * size + jx]
    c, d = texels[at + jy * size + ix], texels[at + jy * size + jx]
    mask = _U(0x00FF00FF)
    n = _U(256)
    a0, a1 = a & mask, (a >> _U(8)) & mask
    b0, b1 = b & mask, (b >> _U(8)) & mask
    c0, c1 = c & mask, (c >> _U(8)) & mask
    d0, d1 = d & mask, (d >> _U(8)) & mask
    top0 = ((a0 * (n - wx) + b0 * wx) >> _U(8)) & mask
    top1 = ((a1 * (n - wx) + b1 * wx) >> _U(8)) & mask
    low0 = ((c0 * (n - wx) + d0 * wx) >> _U(8)) & mask
    low1 = ((c1 * (n - wx) + d1 * wx) >> _U(8)) & mask
    even = ((top0 * (n - wy) + low0 * wy) >> _U(8)) & mask
    odd = ((top1 * (n - wy) + low1 * wy) >> _U(8)) & mask
    return even | (odd << _U(8))


@njit(**SERIAL)
def gather(y, left, wide, slots, planes, owner, draws, world, record, index, attribute, surface, ground, tint,
           linear, palette, layers, texels, starts, tiles, glosses, pixel, field, row):  # fmt: skip
    """Normal, albedo, sky, glow, texture slopes and gloss of the pixels of one row; expects DEPTH and RAY there.

    linear f32 [256]: sRGB byte to linear; palette f32 [7, 3]: linear colours of GROUND_LAYERS (the first is not used:
    grass has the vertices' tint); layers i32 [7]: their materials; tiles f32 [M]: tiles a metre; pixel: metres of one
    pixel at 1 m.
    """
    byte = _F(1.0 / 128.0)
    for j in range(wide):
        slot = slots[y, left + j]
        if slot < 0:
            continue
        x_at, y_at = _F(left + j) + _F(0.5), _F(y) + _F(0.5)
        e0 = planes[slot, 0] * x_at + planes[slot, 1] * y_at + planes[slot, 2]
        e1 = planes[slot, 3] * x_at + planes[slot, 4] * y_at + planes[slot, 5]
        depth = row[DEPTH * W + j]
        e0, e1 = e0 * depth, e1 * depth
        e2 = _F(1.0) - e0 - e1
        d, t = owner[slot, 0], owner[slot, 1]
        level = draws[d, LEVEL]
        v0, face = record[level, 0], record[level, 2] + t
        a, b, c = index[face, 0], index[face, 1], index[face, 2]
        ga = a
        gb = b
        gc = c
        a, b, c = a + v0, b + v0, c + v0
        lx = e0 * attribute[a, 0] + e1 * attribute[b, 0] + e2 * attribute[c, 0]
        ly = e0 * attribute[a, 1] + e1 * attribute[b, 1] + e2 * attribute[c, 1]
        lz = e0 * attribute[a, 2] + e1 * attribute[b, 2] + e2 * attribute[c, 2]
        u = e0 * attribute[a, 3] + e1 * attribute[b, 3] + e2 * attribute[c, 3]
        v = e0 * attribute[a, 4] + e1 * attribute[b, 4] + e2 * attribute[c, 4]
        sky = e0 * attribute[a, 5] + e1 * attribute[b, 5] + e2 * attribute[c, 5]
        m = draws[d, MATRIX] + np.int32(surface[face, 5])
        nx = world[m, 0] * lx + world[m, 1] * ly + world[m, 2] * lz
        ny = world[m, 4] * lx + world[m, 5] * ly + world[m, 6] * lz
        nz = world[m, 8] * lx + world[m, 9] * ly + world[m, 10] * lz
        size = _F(1.0) / math.sqrt(nx * nx + ny * ny + nz * nz + _F(1e-12))
        nx, ny, nz = nx * size, ny * size, nz * size
        rx, ry, rz = row[RAY * W + j], row[(RAY + 1) * W + j], row[(RAY + 2) * W + j]
        away = math.sqrt(rx * rx + ry * ry + rz * rz)
        facing = abs(nx * rx + ny * ry + nz * rz) / away
        # pixels at a slant are long: a size between their two sides, rather a little sharp than blurred
        across = depth * pixel / math.sqrt(max(facing, _F(0.03)))
        instance = draws[d, INSTANCE]
        tr, tg, tb = tint[instance, 0], tint[instance, 1], tint[instance, 2]
        first = draws[d, GROUND]
        if first < 0:
            material = np.int32(surface[face, 3])
            scale = tiles[material]
            mip = exponent(max(across * scale * _F(TEXTURE * 1.2), _F(1.0)))
            mip = min(mip, np.int32(LEVELS - 1))
            four = texel(texels, starts, material * starts[LEVELS], mip, u * scale, v * scale)
            detail = _F(four & _U(255)) * byte
            red = linear[surface[face, 0]] * detail
            green = linear[surface[face, 1]] * detail
            blue = linear[surface[face, 2]] * detail
            slope_u = (_F((four >> _U(8)) & _U(255)) - _F(128.0)) * byte
            slope_v = (_F((four >> _U(16)) & _U(255)) - _F(128.0)) * byte
            gloss = glosses[material]
            glow = _F(surface[face, 4]) * _F(1.0 / 255.0)
            if draws[d, FLAGS] & 2 == 0:
                glow = _F(0.0)
        else:
            ga, gb, gc = ga + first, gb + first, gc + first
            # gentle patches of many sizes, and what bends the borders of layers
            wx, wz = row[PLACE * W + j], row[(PLACE + 2) * W + j]
            patch = noise_at(field, wx * _F(1 / 48), wz * _F(1 / 48))
            red = green = blue = _F(0.0)
            slope_u = slope_v = total = gloss = glow = _F(0.0)
            for layer in range(7):
                w0, w1, w2 = ground[ga, layer], ground[gb, layer], ground[gc, layer]
                if (w0 | w1 | w2) == 0:
                    continue
                share = (e0 * _F(w0) + e1 * _F(w1) + e2 * _F(w2)) * _F(1.0 / 255.0)
                if share < _F(0.02):
                    continue
                material = layers[layer]
                scale = tiles[material]
                mip = exponent(max(across * scale * _F(TEXTURE * 1.2), _F(1.0)))
                mip = min(mip, np.int32(LEVELS - 1))
                four = texel(texels, starts, material * starts[LEVELS], mip, u * scale, v * scale)
                # the higher of two layers wins: worn edges instead of a soft wash
                high = _F((four >> _U(24)) & _U(255)) * _F(1.0 / 255.0)
                if layer > 0:
                    share = max(share + patch * share * (_F(1.0) - share) * _F(0.45), _F(0.0))
                strong = share * share * (_F(0.15) + high * high)
                detail = _F(four & _U(255)) * byte * strong
                if layer == 0:
                    red += detail * (
                        e0 * linear[ground[ga, 7]] + e1 * linear[ground[gb, 7]] + e2 * linear[ground[gc, 7]]
                    )
                    green += detail * (
                        e0 * linear[ground[ga, 8]] + e1 * linear[ground[gb, 8]] + e2 * linear[ground[gc, 8]]
                    )
                    blue += detail * (
                        e0 * linear[ground[ga, 9]] + e1 * linear[ground[gb, 9]] + e2 * linear[ground[gc, 9]]
                    )
                else:
                    red += detail * palette[layer, 0]
                    green += detail * palette[layer, 1]
                    blue += detail * palette[layer, 2]
                slope_u += strong * (_F((four >> _U(8)) & _U(255)) - _F(128.0)) * byte
                slope_v += strong * (_F((four >> _U(16)) & _U(255)) - _F(128.0)) * byte
                gloss += strong * glosses[material]
                total += strong
            part = _F(1.0) / max(total, _F(1e-6))
            part2 = part * (_F(1.0) + patch * _F(0.028))
            red, green, blue = red * part2 * (_F(1.0) + patch * _F(0.012)), green * part2, blue * part2
            slope_u, slope_v, gloss = slope_u * part, slope_v * part, gloss * part
        row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j] = nx, ny, nz
        row[ALBEDO * W + j], row[(ALBEDO + 1) * W + j], row[(ALBEDO + 2) * W + j] = red * tr, green * tg, blue * tb
        row[SKY * W + j] = sky
        row[GLOWS * W + j] = glow
        row[SLOPE * W + j], row[(SLOPE + 1) * W + j] = slope_u, slope_v
        row[GLOSS * W + j] = gloss
        row[FLAT * W + j] = _F(0.0) if first < 0 else _F(1.0)
        row[FACING * W + j] = facing

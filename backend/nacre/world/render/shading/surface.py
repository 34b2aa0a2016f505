"""Deferred attributes: what the nearest triangle is like at each pixel, for one row of a tile (numba).

Three passes: runs of pixels that show one triangle, whose corners are fetched once; then the textures, of all pixels
at once but for fetching their texels; then the ground of several layers, pixel by pixel.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit

from nacre.world.render.draws import FLAGS, GROUND, INSTANCE, LEVEL, MATRIX
from nacre.world.render.options import INLINE, SERIAL
from nacre.world.render.row import (
    ALBEDO,
    COLUMN,
    DEPTH,
    FACING,
    FINE,
    FLAT,
    GLOSS,
    GLOWS,
    LENGTH,
    MATERIAL,
    NORMAL,
    PATCH,
    PLACE,
    RAY,
    SHARE,
    SKY,
    SLOPE,
    TEXEL,
    TILES,
    UV,
    W,
)
from nacre.world.render.shading.noise import noise_at

TEXTURE: Final = 128  # texels on a side of the finest level
LEVELS: Final = 8
LAYERS: Final = 7
PLAIN: Final = 5  # from this level on a texture is taken for its mean: four texels a side differ by little
EVEN: Final = 0x80808080  # that mean: brightness 1, level, half high
NOTHING: Final = -1  # instead of a material: no triangle here
BLENDED: Final = -2  # ground of several layers
_LIT_WINDOWS: Final = 2
_F = np.float32
_U = np.uint32
_L = np.uint64
_BYTE: Final = np.float32(1.0 / 128.0)
_PART: Final = np.float32(1.0 / 255.0)
_ZERO: Final = np.float32(0.0)
_ONE: Final = np.float32(1.0)


@njit(**INLINE)
def exponent(x):
    """Whole part of the binary logarithm of a positive float32."""
    return (np.int32(_F(x).view(np.int32)) >> np.int32(23)) - np.int32(127)


@njit(**INLINE)
def _between(a, b, c, d, wx, wy):
    """Four texels, four bytes each, at wx, wy of 256 between them."""
    mask, eight = _U(0x00FF00FF), _U(8)
    vx, vy = _U(256) - wx, _U(256) - wy
    top0 = (((a & mask) * vx + (b & mask) * wx) >> eight) & mask
    top1 = (((a >> eight) & mask) * vx + ((b >> eight) & mask) * wx) >> eight & mask
    low0 = (((c & mask) * vx + (d & mask) * wx) >> eight) & mask
    low1 = (((c >> eight) & mask) * vx + ((d >> eight) & mask) * wx) >> eight & mask
    even = ((top0 * vy + low0 * wy) >> eight) & mask
    odd = ((top1 * vy + low1 * wy) >> eight) & mask
    return even | (odd << eight)


@njit(**INLINE)
def _texel_place(u, size):
    """Along one side of a texture, u in tiles, size in texels: the texel before a place, the one after it, and how far
    it is between them, 0..255 of 256. Unsigned: a signed place would be asked each time whether it counts from the end.
    """
    x = u * _F(size) - _F(0.5)
    fx = math.floor(x)
    last = _U(size - np.int32(1))
    ix = _U(np.int32(fx)) & last
    return ix, (ix + _U(1)) & last, _U(np.int32((x - fx) * _F(256.0)))


@njit(**INLINE)
def _level(fine, scale):
    """The level of a texture of scale tiles a metre for pixels of `fine` metres."""
    return min(exponent(max(fine * scale * _F(TEXTURE * 1.2), _ONE)), np.int32(LEVELS - 1))


@njit(**INLINE)
def texel(texels, base, size, u, v):
    """Four bytes of a texture between its texels: bilinear, all four in one number; u, v in tiles, size in texels."""
    ix, jx, wx = _texel_place(u, size)
    iy, jy, wy = _texel_place(v, size)
    one, two = _U(base) + iy * _U(size), _U(base) + jy * _U(size)
    return _between(texels[one + ix], texels[one + jx], texels[two + ix], texels[two + jx], wx, wy)


# inlined: a call would hand over some hundred fields of arrays for every run
@njit(**INLINE)
def run(y_at, first, last, slot, planes, owner, draws, world, record, index, attribute, surface, ground, tint,
         linear, glosses, tiles, palette, layers, row):  # fmt: skip
    """Pixels first..last - 1 of a row, all of one triangle; y_at: their place down the picture."""
    d, t = owner[slot, 0], owner[slot, 1]
    level = draws[d, LEVEL]
    v0, face = record[level, 0], record[level, 2] + t
    la, lb, lc = index[face, 0], index[face, 1], index[face, 2]
    a, b, c = la + v0, lb + v0, lc + v0
    m = draws[d, MATRIX] + np.int32(surface[face, 5])
    m0, m1, m2 = world[m, 0], world[m, 1], world[m, 2]
    m4, m5, m6 = world[m, 4], world[m, 5], world[m, 6]
    m8, m9, m10 = world[m, 8], world[m, 9], world[m, 10]
    ax, ay, az = attribute[a, 0], attribute[a, 1], attribute[a, 2]
    bx, by, bz = attribute[b, 0], attribute[b, 1], attribute[b, 2]
    cx, cy, cz = attribute[c, 0], attribute[c, 1], attribute[c, 2]
    # corners' normals in the world, less the third's: what is left is to add shares
    cnx, cny, cnz = m0 * cx + m1 * cy + m2 * cz, m4 * cx + m5 * cy + m6 * cz, m8 * cx + m9 * cy + m10 * cz
    anx, any_, anz = (
        m0 * ax + m1 * ay + m2 * az - cnx, m4 * ax + m5 * ay + m6 * az - cny, m8 * ax + m9 * ay + m10 * az - cnz,
    )  # fmt: skip
    bnx, bny, bnz = (
        m0 * bx + m1 * by + m2 * bz - cnx, m4 * bx + m5 * by + m6 * bz - cny, m8 * bx + m9 * by + m10 * bz - cnz,
    )  # fmt: skip
    cu, cv, cs = attribute[c, 3], attribute[c, 4], attribute[c, 5]
    au, av, as_ = attribute[a, 3] - cu, attribute[a, 4] - cv, attribute[a, 5] - cs
    bu, bv, bs = attribute[b, 3] - cu, attribute[b, 4] - cv, attribute[b, 5] - cs
    p0, p1 = planes[slot, 0], planes[slot, 3]
    r0, r1 = planes[slot, 1] * y_at + planes[slot, 2], planes[slot, 4] * y_at + planes[slot, 5]
    i = draws[d, INSTANCE]
    tr, tg, tb = tint[i, 0], tint[i, 1], tint[i, 2]
    ground0 = draws[d, GROUND]
    if ground0 < 0:
        kind = np.int32(surface[face, 3])
        cr, cg, cb = linear[surface[face, 0]] * tr, linear[surface[face, 1]] * tg, linear[surface[face, 2]] * tb
        ar = ag = ab = br = bg = bb = _ZERO
        glow = _F(surface[face, 4]) * _PART if draws[d, FLAGS] & _LIT_WINDOWS != 0 else _ZERO
        gloss, flat = glosses[kind], _ZERO
    else:
        ga, gb, gc = la + ground0, lb + ground0, lc + ground0
        kind = np.int32(BLENDED)
        for k in range(LAYERS):
            if ground[ga, k] == 255 and ground[gb, k] == 255 and ground[gc, k] == 255:
                kind = layers[k]
                if k > 0:
                    cr, cg, cb = palette[k, 0], palette[k, 1], palette[k, 2]
        if kind == BLENDED or kind == layers[0]:
            cr, cg, cb = linear[ground[gc, 7]], linear[ground[gc, 8]], linear[ground[gc, 9]]
            ar, ag, ab = linear[ground[ga, 7]] - cr, linear[ground[ga, 8]] - cg, linear[ground[ga, 9]] - cb
            br, bg, bb = linear[ground[gb, 7]] - cr, linear[ground[gb, 8]] - cg, linear[ground[gb, 9]] - cb
        else:
            ar = ag = ab = br = bg = bb = _ZERO
        gloss = glosses[kind] if kind >= 0 else _ZERO
        glow, flat = _ZERO, _ONE
    scale = tiles[kind] if kind >= 0 else _ONE
    # whole vectors: what is written past the run's end is written again by the runs that follow
    for j in range(_L(first), _L(min(first + ((last - first + 7) & ~7), W))):
        depth, x = row[_L(DEPTH * W) + j], row[_L(COLUMN * W) + j]
        e, f = (p0 * x + r0) * depth, (p1 * x + r1) * depth
        row[_L(SHARE * W) + j], row[_L(SHARE * W + W) + j] = e, f
        row[_L(NORMAL * W) + j] = cnx + e * anx + f * bnx
        row[_L(NORMAL * W + W) + j] = cny + e * any_ + f * bny
        row[_L(NORMAL * W + 2 * W) + j] = cnz + e * anz + f * bnz
        row[_L(UV * W) + j], row[_L(UV * W + W) + j] = cu + e * au + f * bu, cv + e * av + f * bv
        row[_L(SKY * W) + j] = cs + e * as_ + f * bs
        row[_L(ALBEDO * W) + j] = cr + e * ar + f * br
        row[_L(ALBEDO * W + W) + j] = cg + e * ag + f * bg
        row[_L(ALBEDO * W + 2 * W) + j] = cb + e * ab + f * bb
        row[_L(GLOWS * W) + j], row[_L(GLOSS * W) + j], row[_L(FLAT * W) + j] = glow, gloss, flat
        row[_L(MATERIAL * W) + j], row[_L(TILES * W) + j] = _F(kind), scale


@njit(**SERIAL)
def _facing(pixel, row):
    """Unit normals, and how many metres of the surface a pixel covers."""
    for j in range(W):
        nx, ny, nz = row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j]
        size = _ONE / math.sqrt(nx * nx + ny * ny + nz * nz + _F(1e-12))
        nx, ny, nz = nx * size, ny * size, nz * size
        row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j] = nx, ny, nz
        facing = abs(nx * row[RAY * W + j] + ny * row[(RAY + 1) * W + j] + nz * row[(RAY + 2) * W + j])
        facing = facing / row[LENGTH * W + j]
        # pixels at a slant are long: a size between their two sides, rather a little sharp than blurred
        row[FACING * W + j] = facing
        row[FINE * W + j] = row[DEPTH * W + j] * pixel / math.sqrt(max(facing, _F(0.03)))


@njit(**INLINE)
def _blend(j, slot, owner, draws, record, index, ground, palette, layers, texels, starts, tiles, glosses, field, row):
    """One pixel of ground with several layers: the higher one wins, so that their borders are worn, not washed."""
    d, t = owner[slot, 0], owner[slot, 1]
    first = draws[d, GROUND]
    face = record[draws[d, LEVEL], 2] + t
    a, b, c = index[face, 0] + first, index[face, 1] + first, index[face, 2] + first
    e, f = row[SHARE * W + j] * _PART, row[(SHARE + 1) * W + j] * _PART
    g = _PART - e - f
    u, v, fine = row[UV * W + j], row[(UV + 1) * W + j], row[FINE * W + j]
    patch = noise_at(field, row[PLACE * W + j] * _F(1 / 48), row[(PLACE + 2) * W + j] * _F(1 / 48))
    red = green = blue = slope_u = slope_v = gloss = total = _ZERO
    for layer in range(LAYERS):
        w0, w1, w2 = ground[a, layer], ground[b, layer], ground[c, layer]
        if (w0 | w1 | w2) == 0:
            continue
        share = e * _F(w0) + f * _F(w1) + g * _F(w2)
        if layer > 0:
            share = share + patch * share * (_ONE - share) * _F(0.45)
        if share < _F(0.05):
            continue
        kind = layers[layer]
        scale = tiles[kind]
        level = _level(fine, scale)
        four = _U(EVEN)
        if level < PLAIN:
            at = kind * starts[LEVELS] + starts[level]
            four = texel(texels, at, np.int32(TEXTURE) >> level, u * scale, v * scale)
        high = _F(np.int32(four >> _U(24))) * _PART
        strong = share * share * (_F(0.15) + high * high)
        detail = _F(np.int32(four & _U(255))) * _BYTE * strong
        if layer == 0:
            red += detail * row[ALBEDO * W + j]
            green += detail * row[(ALBEDO + 1) * W + j]
            blue += detail * row[(ALBEDO + 2) * W + j]
        else:
            red += detail * palette[layer, 0]
            green += detail * palette[layer, 1]
            blue += detail * palette[layer, 2]
        slope_u += strong * (_F(np.int32((four >> _U(8)) & _U(255))) - _F(128.0))
        slope_v += strong * (_F(np.int32((four >> _U(16)) & _U(255))) - _F(128.0))
        gloss += strong * glosses[kind]
        total += strong
    part = _ONE / max(total, _F(1e-6))
    row[SLOPE * W + j], row[(SLOPE + 1) * W + j] = slope_u * part * _BYTE, slope_v * part * _BYTE
    row[GLOSS * W + j] = gloss * part
    part = part * (_ONE + patch * _F(0.028))
    row[ALBEDO * W + j] = red * part * (_ONE + patch * _F(0.012))
    row[(ALBEDO + 1) * W + j], row[(ALBEDO + 2) * W + j] = green * part, blue * part


@njit(**SERIAL)
def _texel_places(row, bits):
    """Between which texels each pixel lies: TEXEL of bits u32 (`row` as whole numbers) becomes the level, the columns
    and the rows' beginnings of its four texels, and its place between them, 0..256 across and down."""
    for j in range(W):
        scale = row[TILES * W + j]
        level = _level(row[FINE * W + j], scale)
        size = np.int32(TEXTURE) >> level
        ix, jx, wx = _texel_place(row[UV * W + j] * scale, size)
        iy, jy, wy = _texel_place(row[(UV + 1) * W + j] * scale, size)
        bits[TEXEL * W + j] = _U(level)
        bits[(TEXEL + 1) * W + j], bits[(TEXEL + 2) * W + j] = ix, jx
        bits[(TEXEL + 3) * W + j], bits[(TEXEL + 4) * W + j] = iy * _U(size), jy * _U(size)
        bits[(TEXEL + 5) * W + j], bits[(TEXEL + 6) * W + j] = wx, wy


@njit(**SERIAL)
def _fetch(wide, texels, starts, field, row, bits):
    """TEXEL becomes the four texels themselves; PATCH how a place of the ground differs from others, 0 elsewhere."""
    stride = _U(starts[LEVELS])
    for k in range(wide):
        a = b = c = d = _U(EVEN)
        patch = _ZERO
        kind = np.int32(row[MATERIAL * W + k])
        if kind >= 0:
            level = bits[TEXEL * W + k]
            if level < _U(PLAIN):
                base = _U(kind) * stride + _U(starts[level])
                one, two = base + bits[(TEXEL + 3) * W + k], base + bits[(TEXEL + 4) * W + k]
                ix, jx = bits[(TEXEL + 1) * W + k], bits[(TEXEL + 2) * W + k]
                a, b, c, d = texels[one + ix], texels[one + jx], texels[two + ix], texels[two + jx]
            if row[FLAT * W + k] > _ZERO:
                patch = noise_at(field, row[PLACE * W + k] * _F(1 / 48), row[(PLACE + 2) * W + k] * _F(1 / 48))
        bits[(TEXEL + 1) * W + k], bits[(TEXEL + 2) * W + k] = a, b
        bits[(TEXEL + 3) * W + k], bits[(TEXEL + 4) * W + k] = c, d
        row[PATCH * W + k] = patch


@njit(**SERIAL)
def _apply(row, bits):
    """ALBEDO and SLOPE by the texture; where there is none it is even, and changes nothing."""
    for j in range(W):
        four = _between(
            bits[(TEXEL + 1) * W + j], bits[(TEXEL + 2) * W + j], bits[(TEXEL + 3) * W + j],
            bits[(TEXEL + 4) * W + j], bits[(TEXEL + 5) * W + j], bits[(TEXEL + 6) * W + j],
        )  # fmt: skip
        patch = row[PATCH * W + j]
        detail = _F(np.int32(four & _U(255))) * _BYTE * (_ONE + patch * _F(0.028))
        row[SLOPE * W + j] = (_F(np.int32((four >> _U(8)) & _U(255))) - _F(128.0)) * _BYTE
        row[(SLOPE + 1) * W + j] = (_F(np.int32((four >> _U(16)) & _U(255))) - _F(128.0)) * _BYTE
        row[ALBEDO * W + j] *= (_ONE + patch * _F(0.012)) * detail
        row[(ALBEDO + 1) * W + j] *= detail
        row[(ALBEDO + 2) * W + j] *= detail


@njit(**SERIAL)
def texture(wide, line, owner, draws, record, index, ground, palette, layers, texels, starts, tiles, glosses, pixel,
            field, row):  # fmt: skip
    """The second and third pass, for pixels that `run` has been through; line i32 [W]: their slots."""
    _facing(pixel, row)
    bits = row.view(np.uint32)
    _texel_places(row, bits)
    _fetch(wide, texels, starts, field, row, bits)
    _apply(row, bits)
    for k in range(wide):
        if row[MATERIAL * W + k] == _F(BLENDED):
            _blend(k, line[k], owner, draws, record, index, ground, palette, layers, texels, starts, tiles, glosses,
                   field, row)  # fmt: skip


@njit(**SERIAL)
def gather(y, left, wide, slots, planes, owner, draws, world, record, index, attribute, surface, ground, tint,
           linear, palette, layers, texels, starts, tiles, glosses, pixel, field, line, row):  # fmt: skip
    """Normal, albedo, sky, glow, texture slopes and gloss of the pixels of one row; expects what `rays` gives.

    linear f32 [256]: sRGB byte to linear; palette f32 [7, 3]: linear colours of GROUND_LAYERS (the first is not used:
    grass has the vertices' tint); layers i32 [7]: their materials; tiles f32 [M]: tiles a metre; pixel: metres of one
    pixel at 1 m.
    """
    j = 0
    while j < wide:
        slot = slots[y, left + j]
        end = j + 1
        while end < wide and slots[y, left + end] == slot:
            end += 1
        if slot >= 0:
            run(_F(y) + _F(0.5), j, end, slot, planes, owner, draws, world, record, index, attribute, surface, ground,
                tint, linear, glosses, tiles, palette, layers, row)  # fmt: skip
        else:
            for k in range(j, end):
                row[MATERIAL * W + k] = _F(NOTHING)
        j = end
    for k in range(wide):
        line[k] = slots[y, left + k]
    texture(wide, line, owner, draws, record, index, ground, palette, layers, texels, starts, tiles, glosses, pixel,
            field, row)  # fmt: skip

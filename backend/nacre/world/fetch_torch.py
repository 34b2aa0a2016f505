"""Fetches from the window's torus and from local cubes in torch, one function per kind of table.

Each mirrors the numba function of `window` or `march` it is named after; all take metres relative to a
base that is a multiple of the torus, and points [N, 3].
"""

from __future__ import annotations

import torch
from torch import Tensor

from nacre.world.grid import HEIGHT_CELLS, SHAPE_CELLS, SHAPE_FLOOR, WINDOW_CELLS, Y0

Corner = tuple[Tensor, Tensor, Tensor]  # low index, high index, weight of the high one


def _wrapped(f: Tensor, size: int) -> Corner:
    low = torch.floor(f)
    first = low.long() % size
    return first, (first + 1) % size, f - low


def _clamped(f: Tensor, size: int) -> Corner:
    f = f.clamp(0.0, size - 1.001)
    first = f.long()
    return first, first + 1, f - first


def _eight(table: Tensor, y: Corner, z: Corner, x: Corner) -> Tensor:
    """Trilinear value [N] of a table [Y, Z, X]."""
    flat_table, deep, wide = table.reshape(-1), table.shape[1], table.shape[2]
    layers = []
    for j in y[:2]:
        lines = []
        for k in z[:2]:
            line = (j * deep + k) * wide
            a, b = flat_table[line + x[0]], flat_table[line + x[1]]
            lines.append(a * (1 - x[2]) + b * x[2])
        layers.append(lines[0] * (1 - z[2]) + lines[1] * z[2])
    return layers[0] * (1 - y[2]) + layers[1] * y[2]


def solid(distance: Tensor, point: Tensor) -> Tensor:
    """Signed distance [N] in metres from the volume [64, 320, 320]: `window.trilinear`."""
    x, y, z = (point * 2.0 - 0.5).unbind(1)
    height = _clamped(y - 2.0 * Y0, HEIGHT_CELLS)
    return _eight(distance, height, _wrapped(z, WINDOW_CELLS), _wrapped(x, WINDOW_CELLS))


def flat(field: Tensor, point: Tensor) -> Tensor:
    """Value [N] of a map [320, 320] below points: `window.bilinear`."""
    k0, k1, tz = _wrapped(point[:, 2] * 2.0 - 0.5, WINDOW_CELLS)
    i0, i1, tx = _wrapped(point[:, 0] * 2.0 - 0.5, WINDOW_CELLS)
    near, far = (field[k, i0] * (1 - tx) + field[k, i1] * tx for k in (k0, k1))
    return near * (1 - tz) + far * tz


def bring(glow: Tensor, point: Tensor) -> Tensor:
    """Lamp light [N] from the coarse volume [16, 80, 80] of 2 m cells."""
    x, y, z = point.unbind(1)
    height = _clamped((y - Y0) * 0.5 - 0.5, glow.shape[0])
    side = glow.shape[1]
    return _eight(glow, height, _wrapped(z * 0.5 - 0.5, side), _wrapped(x * 0.5 - 0.5, side))


def near_colour(colour: Tensor, distance: Tensor, point: Tensor) -> Tensor:
    """Albedo and emission [N, 4] in 0..1, weighted to cells near a surface."""
    x, y, z = (point * 2.0 - 0.5).unbind(1)
    ys, zs, xs = _clamped(y - 2.0 * Y0, HEIGHT_CELLS), _wrapped(z, WINDOW_CELLS), _wrapped(x, WINDOW_CELLS)
    table, depths = colour.reshape(-1, 4), distance.reshape(-1)
    total = torch.full_like(x, 1e-6)
    mixed = torch.zeros(len(x), 4, dtype=x.dtype, device=x.device)
    for dj in range(2):
        for dk in range(2):
            for di in range(2):
                cell = (ys[dj] * WINDOW_CELLS + zs[dk]) * WINDOW_CELLS + xs[di]
                share = _share(ys, dj) * _share(zs, dk) * _share(xs, di)
                weight = share / (0.05 + depths[cell].abs())
                total = total + weight
                mixed = mixed + weight[:, None] * table[cell].to(x.dtype)
    return mixed / (total * 255.0)[:, None]


def _share(corner: Corner, high: int) -> Tensor:
    return corner[2] if high else 1 - corner[2]


def local(volume: Tensor, extent: Tensor, u: Tensor, v: Tensor, w: Tensor) -> Tensor:
    """Value [N] of a local cube [32, 32, 32] at local metres right, up, back."""
    n = SHAPE_CELLS
    scale = n / extent
    x = _clamped((u + extent * 0.5) * scale - 0.5, n)
    z = _clamped((w + extent * 0.5) * scale - 0.5, n)
    y = _clamped((v + extent * SHAPE_FLOOR) * scale - 0.5, n)
    return _eight(volume, y, z, x)


def noise(x: Tensor, z: Tensor) -> Tensor:
    """Value noise 0..1 of the plane, the same lattice as `march`; coordinates above -4096."""
    x, z = x.double() + 4096.0, z.double() + 4096.0
    i, k = x.long(), z.long()
    tx, tz = (x - i).float(), (z - k).float()
    tx, tz = tx * tx * (3 - 2 * tx), tz * tz * (3 - 2 * tz)
    total = torch.zeros_like(tx)
    for b in range(4):
        # in the kernel, products of 32-bit words are 64 bits wide: nothing is cut off before the last line
        h = ((i + (b & 1)) * 0x9E3779B1) ^ ((k + (b >> 1)) * 0x85EBCA77)
        h = (h ^ (h >> 15)) * 0x2C1B3C6D
        h = h ^ (h >> 13)
        share = (tx if b & 1 else 1 - tx) * (tz if b >> 1 else 1 - tz)
        total = total + share * (h & 0xFFFF).float() / 65535.0
    return total


def bright(x: Tensor, y: Tensor, z: Tensor) -> Tensor:
    """How bright a star stands in direction x, y, z, 0..1."""
    star = noise(x * 190 + y * 61, z * 190 - y * 37)
    return (star - 0.93).clamp(min=0) * 9.0

"""Tiled fields of numbers that textures are made of: noise, cells, rows. All are [SIZE, SIZE] and repeat at borders."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

SIZE: Final = 128
Field = NDArray[np.float64]


def random(seed: int) -> np.random.Generator:
    """The generator all fields of a seed come from."""
    return np.random.Generator(np.random.PCG64(seed))


def grid() -> tuple[Field, Field]:
    """u and v of texel centres, 0..1; v grows upwards, and with the row."""
    v, u = np.mgrid[0:SIZE, 0:SIZE] + 0.5
    return u / SIZE, v / SIZE


def noise(seed: int, waves: float, steep: float = 1.6, across: float = 1.0, along: float = 1.0) -> Field:
    """Noise of deviation 1 whose coarsest features repeat `waves` times; steep: how fast finer ones fade.

    across, along: factors on frequency in u and v; along < 1 gives long streaks up the picture.
    """
    white = random(seed).standard_normal((SIZE, SIZE))
    fv = np.fft.fftfreq(SIZE, 1 / SIZE)[:, None] / along
    fu = np.fft.rfftfreq(SIZE, 1 / SIZE)[None] / across
    radius = np.sqrt(fu * fu + fv * fv)
    gain = np.where(radius > 0, np.maximum(radius, waves) ** -steep * (radius >= 0.5 * waves), 0.0)
    gain *= np.exp(-((np.maximum(radius - 44, 0) / 14) ** 2))
    field = np.fft.irfft2(np.fft.rfft2(white) * gain, s=(SIZE, SIZE))
    unit: Field = field / max(float(field.std()), 1e-9)
    return unit


def warped(field: Field, du: Field, dv: Field) -> Field:
    """The field, looked up at places moved by du and dv (in tiles)."""
    u, v = grid()
    x, y = (u + du) * SIZE - 0.5, (v + dv) * SIZE - 0.5
    ix, iy = np.floor(x).astype(int), np.floor(y).astype(int)
    wx, wy = x - ix, y - iy
    a, b = field[iy % SIZE, ix % SIZE], field[iy % SIZE, (ix + 1) % SIZE]
    c, d = field[(iy + 1) % SIZE, ix % SIZE], field[(iy + 1) % SIZE, (ix + 1) % SIZE]
    between: Field = (a * (1 - wx) + b * wx) * (1 - wy) + (c * (1 - wx) + d * wx) * wy
    return between


def cells(seed: int, columns: int, rows: int, jitter: float = 0.35, rough: float = 0.0) -> tuple[Field, Field, Field]:
    """Stones in rows with shifted joints: (distance to the joint, number 0..1 of the stone, nearness of its middle).

    Distances are in mean spacings; jitter moves the middles; rough bends the joints.
    """
    r = random(seed)
    y, x = np.mgrid[0:rows, 0:columns]
    px = (x + 0.5 * (y % 2) + 0.5 + jitter * r.uniform(-1, 1, x.shape)) / columns
    py = (y + 0.5 + jitter * r.uniform(-1, 1, x.shape)) / rows
    tone = r.permutation(columns * rows).reshape(rows, columns) / (columns * rows)
    u, v = grid()
    if rough:
        u, v = u + rough * noise(seed + 1, 4, 2.6) / columns, v + rough * noise(seed + 2, 4, 2.6) / rows
    best = np.full((SIZE, SIZE), 9.0)
    second = best.copy()
    number = np.zeros((SIZE, SIZE))
    for cx, cy, value in zip(px.ravel(), py.ravel(), tone.ravel(), strict=True):
        du, dv = (u - cx + 0.5) % 1 - 0.5, (v - cy + 0.5) % 1 - 0.5
        d = np.sqrt((du * columns) ** 2 + (dv * rows) ** 2)
        nearer = d < best
        second = np.where(nearer, best, np.minimum(second, d))
        number = np.where(nearer, value, number)
        best = np.where(nearer, d, best)
    return second - best, number, best


def blocks(
    seed: int, columns: int, rows: int, shift: float = 0.5, loose: float = 0.0
) -> tuple[Field, Field, Field, Field]:
    """A bond of blocks: (place in the block along u and along v, 0..1; its number 0..1; distance to its edge in rows).

    shift: how far every second row is moved, in blocks; loose: how much widths differ (0..0.3).
    """
    r = random(seed)
    u, v = grid()
    row = np.floor(v * rows).astype(int)
    within_v = v * rows - row
    moved = r.uniform(-0.12, 0.12, rows)[row] * (loose > 0) + (row % 2) * shift
    x = (u * columns + moved) % columns
    edges = np.arange(columns)[None] + loose * r.uniform(-1, 1, (rows, columns))
    column = np.zeros_like(row)
    start, end = np.zeros((SIZE, SIZE)), np.zeros((SIZE, SIZE))
    lower = edges[row]
    following = np.concatenate([edges[:, 1:], edges[:, :1] + columns], 1)[row]
    shifted = np.where(x < lower[..., 0], x + columns, x)
    for c in range(columns):
        inside = (shifted >= lower[..., c]) & (shifted < following[..., c])
        column = np.where(inside, c, column)
        start, end = np.where(inside, lower[..., c], start), np.where(inside, following[..., c], end)
    within_u = (shifted - start) / np.maximum(end - start, 1e-6)
    number = (r.permutation(columns * rows).reshape(rows, columns) / (columns * rows))[row, column]
    to_side = np.minimum(within_u, 1 - within_u) * (end - start) * rows / columns
    edge = np.minimum(to_side, np.minimum(within_v, 1 - within_v))
    return within_u, within_v, number, edge


def ramp(x: Field, low: float, high: float) -> Field:
    """0 below low, 1 above high, smooth between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)

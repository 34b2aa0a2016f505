"""A contact sheet of every shape for people: two styles and a snowy or striding one, sphere-traced."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nacre.teacher.sdf import Array
from nacre.teacher.shapes import ENTITY_BUILDERS, shape_volume
from nacre.vocabulary import SHAPES

TILE: Final = 150  # pixels
COLUMNS: Final = 3  # shapes per row, each with VIEWS tiles
VIEWS: Final = 4


@njit(cache=True)
def _fetch(volume: Array, channel: int, u: float, v: float, w: float) -> float:
    """Trilinear fetch at a point in cells; coordinates beyond the edge samples take the edge's value."""
    u = min(max(u - 0.5, 0.0), 30.999)
    v = min(max(v - 0.5, 0.0), 30.999)
    w = min(max(w - 0.5, 0.0), 30.999)
    i, j, k = int(u), int(v), int(w)
    a, b, c = u - i, v - j, w - k
    total = 0.0
    for dj in range(2):
        for dk in range(2):
            for di in range(2):
                weight = (a if di else 1 - a) * (b if dj else 1 - b) * (c if dk else 1 - c)
                total += weight * volume[channel, j + dj, k + dk, i + di]
    return total


@njit(cache=True)
def _walk(volume: Array, ou: float, ov: float, ow: float, du: float, dv: float, dw: float, far: float) -> float:
    """Distance in cells along a ray to the surface inside the cube, -1 when it misses."""
    near = 0.0
    for start, step in ((ou, du), (ov, dv), (ow, dw)):
        if abs(step) < 1e-9:
            if start < 0.0 or start > 32.0:
                return -1.0
            continue
        first, second = (0.0 - start) / step, (32.0 - start) / step
        near, far = max(near, min(first, second)), min(far, max(first, second))
    t = near + 0.01
    while t < far:
        d = _fetch(volume, 0, ou + du * t, ov + dv * t, ow + dw * t)
        if d < 0.02:
            return t
        t += max(0.7 * d, 0.05)
    return -1.0


@njit(cache=True)
def _picture(volume: Array, size: int, yaw: float, pitch: float, night: float) -> Array:
    """An orthographic picture float32 [size, size, 3] of a volume on a green ground at v = 0."""
    image = np.zeros((size, size, 3), np.float32)
    forward = (math.sin(yaw) * math.cos(pitch), -math.sin(pitch), math.cos(yaw) * math.cos(pitch))
    right = (math.cos(yaw), 0.0, -math.sin(yaw))
    up = (math.sin(yaw) * math.sin(pitch), math.cos(pitch), math.cos(yaw) * math.sin(pitch))
    sun = (-0.52, 0.68, -0.52)
    for row in range(size):
        for column in range(size):
            x, y = ((column + 0.5) / size - 0.5) * 37.0, (0.5 - (row + 0.5) / size) * 37.0
            ou = 16.0 + right[0] * x + up[0] * y - forward[0] * 60.0
            ov = 15.0 + right[1] * x + up[1] * y - forward[1] * 60.0
            ow = 16.0 + right[2] * x + up[2] * y - forward[2] * 60.0
            ground = (4.0 - ov) / forward[1]
            t = _walk(volume, ou, ov, ow, forward[0], forward[1], forward[2], ground)
            hit = t >= 0.0
            if not hit:
                t = ground
            pu, pv, pw = ou + forward[0] * t, ov + forward[1] * t, ow + forward[2] * t
            nu, nv, nw = 0.0, 1.0, 0.0
            albedo = (0.47, 0.60, 0.30)
            emission = 0.0
            if hit:
                e = 0.5
                nu = _fetch(volume, 0, pu + e, pv, pw) - _fetch(volume, 0, pu - e, pv, pw)
                nv = _fetch(volume, 0, pu, pv + e, pw) - _fetch(volume, 0, pu, pv - e, pw)
                nw = _fetch(volume, 0, pu, pv, pw + e) - _fetch(volume, 0, pu, pv, pw - e)
                length = math.sqrt(nu * nu + nv * nv + nw * nw) + 1e-6
                nu, nv, nw = nu / length, nv / length, nw / length
                albedo = (
                    _fetch(volume, 1, pu, pv, pw),
                    _fetch(volume, 2, pu, pv, pw),
                    _fetch(volume, 3, pu, pv, pw),
                )
                emission = _fetch(volume, 4, pu, pv, pw)
            lambert = max(nu * sun[0] + nv * sun[1] + nw * sun[2], 0.0)
            if lambert > 0.0 and _walk(volume, pu + nu, pv + nv, pw + nw, sun[0], sun[1], sun[2], 90.0) >= 0.0:
                lambert = 0.0
            open_sky = 1.0
            if 0.0 < pu < 32.0 and 0.0 < pw < 32.0:
                for tap in (1.5, 3.0):
                    d = _fetch(volume, 0, pu + nu * tap, pv + nv * tap, pw + nw * tap)
                    open_sky -= 0.25 * min(max(1.0 - d / tap, 0.0), 1.0)
            ambient = (0.38 + 0.14 * nv) * open_sky
            for channel in range(3):
                warm = (1.06, 1.0, 0.9)[channel]
                cool = (0.92, 1.0, 1.12)[channel]
                day = albedo[channel] * (0.72 * warm * lambert + ambient * cool)
                dark = albedo[channel] * (0.1 + 0.2 * ambient) * (0.6, 0.75, 1.25)[channel]
                dark += emission * (1.0, 0.78, 0.42)[channel] * 0.9
                image[row, column, channel] = day * (1 - night) + dark * night
    return image


def picture(
    volume: Array, size: int = TILE, yaw: float = -0.55, pitch: float = 0.33, night: bool = False
) -> NDArray[np.uint8]:
    """A shape volume [5, 32, 32, 32] as a lit picture, uint8 [size, size, 3]; yaw 0 looks at its front."""
    image = _picture(np.ascontiguousarray(volume, np.float32), size, yaw, pitch, float(night))
    return (np.clip(image, 0.0, 1.0) * 255 + 0.5).astype(np.uint8)


def sheet(path: str | Path, shapes: tuple[str, ...] = SHAPES, first_seed: int = 0) -> None:
    """Write a PNG of shapes: objects in two styles, in snow, at night; entities in four styles and poses."""
    rows = math.ceil(len(shapes) / COLUMNS)
    width, height = COLUMNS * VIEWS * TILE, rows * (TILE + 14)
    page = Image.new("RGB", (width, height), (28, 30, 36))
    draw = ImageDraw.Draw(page)
    for index, shape in enumerate(shapes):
        left, top = (index % COLUMNS) * VIEWS * TILE, (index // COLUMNS) * (TILE + 14)
        draw.text((left + 4, top + 1), shape, fill=(240, 240, 230))
        for view in range(VIEWS):
            if shape in ENTITY_BUILDERS:
                volume = shape_volume(shape, first_seed + view, False, view / VIEWS)
                tile = picture(volume, yaw=-0.6 + 0.35 * view)
            else:
                volume = shape_volume(shape, first_seed + min(view, 2), view == 2)
                tile = picture(volume, night=view == 3, yaw=-0.55 if view != 1 else 0.6)
            page.paste(Image.fromarray(tile), (left + view * TILE, top + 14))
    page.save(path)

"""Shadows of the sun or moon: cascaded maps by the same rasteriser, kept while nothing in them changes."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.render.instances import CASTS_SHADOW, Instances
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.options import SERIAL
from nacre.world.render.row import NORMAL, PLACE, SHADE, W
from nacre.world.render.view import light_axes, light_view
from nacre.world.render.visibility import Visibility

SIZE: Final = 1024
HALVES: Final = (13.0, 48.0, 180.0)  # metres from a cascade's middle to its border
DEPTH: Final = 900.0  # metres between depth 0 and 1 of a map
MOVING_HALF: Final = 28.0
MOVING_SIZE: Final = 512
_F = np.float32


class Shadows:
    """maps f32 [3, SIZE, SIZE] of what stands still and moving f32 [1, MOVING_SIZE, MOVING_SIZE] of the rest.

    rows f32 [4, 3, 4]: from the world to texels and depth of the three maps and of the moving one.
    """

    def __init__(self) -> None:
        self.maps = np.zeros((len(HALVES), SIZE, SIZE), np.float32)
        self.moving = np.zeros((1, MOVING_SIZE, MOVING_SIZE), np.float32)
        self.rows = np.zeros((len(HALVES) + 1, 3, 4), np.float32)
        self.moves = False
        self.drawn = 0  # maps drawn anew, for tests and figures
        self._keys: list[tuple[object, ...]] = [()] * len(HALVES)
        self._visibility: Visibility | None = None
        self._small: Visibility | None = None

    def update(
        self, pool: MeshPool, still: Instances, version: object, moving: Instances, eye: NDArray[np.float64],
        light: NDArray[np.float32],
    ) -> None:  # fmt: skip
        """Bring the maps up to date. version: anything that changes when `still` does."""
        sun = _stepped(light)
        for number, half in enumerate(HALVES):
            centre = _stepped_centre(eye, sun, half)
            view = light_view(centre, sun, half, SIZE, DEPTH)
            self.rows[number] = view.rows
            key = (version, tuple(centre), tuple(sun))
            if key == self._keys[number]:
                continue
            if self._visibility is None:
                self._visibility = Visibility(SIZE, SIZE)
            self._visibility.nearness = self.maps[number]
            self._visibility.draw(pool, still, view, smallest=0.8, bias=1.0 + 2.0 * (number == 0), only=CASTS_SHADOW)
            self._keys[number] = key
            self.drawn += 1
        view = light_view(np.round(eye), sun, MOVING_HALF, MOVING_SIZE, DEPTH)
        self.rows[-1] = view.rows
        self.moves = False
        if len(moving):
            if self._small is None:
                self._small = Visibility(MOVING_SIZE, MOVING_SIZE)
            self._small.nearness = self.moving[0]
            self._small.draw(pool, moving, view, smallest=0.6, bias=3.0, only=CASTS_SHADOW)
            self.moves = self._small.count > 0


def _stepped(light: NDArray[np.float32]) -> NDArray[np.float64]:
    """The light's direction in steps of about a third of a degree, so that maps last."""
    step = math.radians(0.35)
    rise = round(math.asin(max(-1.0, min(1.0, float(light[1])))) / step) * step
    turn = round(math.atan2(float(light[0]), float(-light[2])) / step) * step
    flat = math.cos(rise)
    return np.array([flat * math.sin(turn), math.sin(rise), -flat * math.cos(turn)])


def _stepped_centre(eye: NDArray[np.float64], sun: NDArray[np.float64], half: float) -> NDArray[np.float64]:
    """The map's middle: the eye's place in steps of a quarter of the map, across the light."""
    right, up = light_axes(sun)
    step = half / 4
    u, v = (round(float(axis @ eye) / step) * step for axis in (right, up))
    return u * right + v * up + sun * (round(float(sun @ eye) / 50.0) * 50.0)


@njit(**SERIAL)
def _covered(maps, number, size, u, v, depth):
    """Share of light 0..1 at a texel place: nine texels, weighted by how much of each lies in a square of 3 x 3."""
    x, y = u - _F(0.5), v - _F(0.5)
    fx, fy = math.floor(x), math.floor(y)
    ix, iy = np.int64(fx) - 1, np.int64(fy) - 1
    wx, wy = x - fx, y - fy
    total = _F(0.0)
    for r in range(4):
        a = _F(1.0) if maps[number, iy + r, ix] < depth else _F(0.0)
        b = _F(1.0) if maps[number, iy + r, ix + 1] < depth else _F(0.0)
        c = _F(1.0) if maps[number, iy + r, ix + 2] < depth else _F(0.0)
        d = _F(1.0) if maps[number, iy + r, ix + 3] < depth else _F(0.0)
        line = a + b + c + (d - a) * wx
        weight = _F(1.0)
        if r == 0:
            weight = _F(1.0) - wy
        elif r == 3:
            weight = wy
        total += line * weight
    return total * _F(1.0 / 9.0)


@njit(**SERIAL)
def shade_row(wide, maps, moving, rows, moves, row):
    """SHADE of a row's pixels (1: all the light); expects 0 there where the surface looks away from the light."""
    cascades = maps.shape[0]
    size = maps.shape[1]
    for j in range(wide):
        if row[SHADE * W + j] <= _F(0.0):
            continue
        x, y, z = row[PLACE * W + j], row[(PLACE + 1) * W + j], row[(PLACE + 2) * W + j]
        nx, ny, nz = row[NORMAL * W + j], row[(NORMAL + 1) * W + j], row[(NORMAL + 2) * W + j]
        share = _F(1.0)
        for n in range(cascades):
            # a texel's width along the normal, so that no surface shades itself
            k = _F(1.7) / math.sqrt(rows[n, 0, 0] ** 2 + rows[n, 0, 1] ** 2 + rows[n, 0, 2] ** 2)
            px, py, pz = x + nx * k, y + ny * k, z + nz * k
            u = rows[n, 0, 0] * px + rows[n, 0, 1] * py + rows[n, 0, 2] * pz + rows[n, 0, 3]
            v = rows[n, 1, 0] * px + rows[n, 1, 1] * py + rows[n, 1, 2] * pz + rows[n, 1, 3]
            if u > _F(4.0) and v > _F(4.0) and u < _F(size - 4) and v < _F(size - 4):
                depth = rows[n, 2, 0] * px + rows[n, 2, 1] * py + rows[n, 2, 2] * pz + rows[n, 2, 3] + _F(1e-5)
                share = _covered(maps, n, size, u, v, depth)
                break
        if moves and share > _F(0.0):
            n = cascades
            k = _F(0.12)
            px, py, pz = x + nx * k, y + ny * k, z + nz * k
            u = rows[n, 0, 0] * px + rows[n, 0, 1] * py + rows[n, 0, 2] * pz + rows[n, 0, 3]
            v = rows[n, 1, 0] * px + rows[n, 1, 1] * py + rows[n, 1, 2] * pz + rows[n, 1, 3]
            if u > _F(4.0) and v > _F(4.0) and u < _F(moving.shape[1] - 4) and v < _F(moving.shape[1] - 4):
                depth = rows[n, 2, 0] * px + rows[n, 2, 1] * py + rows[n, 2, 2] * pz + rows[n, 2, 3] + _F(1e-5)
                share = min(share, _covered(moving, 0, moving.shape[1], u, v, depth))
        row[SHADE * W + j] = share

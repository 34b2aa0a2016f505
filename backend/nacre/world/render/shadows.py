"""Shadows of the sun or moon: cascaded maps by the same rasteriser, kept while nothing in them changes."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nacre.world.render.instances import CASTS_SHADOW, Instances
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.options import INLINE, PARALLEL, SERIAL
from nacre.world.render.row import NORMAL, PLACE, SHADE, W
from nacre.world.render.view import light_axes, light_view
from nacre.world.render.visibility import Visibility

SIZE: Final = 1024
HALVES: Final = (14.5, 53.0, 200.0)  # metres from a cascade's middle to its border
DEPTH: Final = 900.0  # metres between depth 0 and 1 of a map
MOVING_HALF: Final = 28.0
MOVING_SIZE: Final = 512
_F = np.float32
_U = np.uint32


class Shadows:
    """maps f32 [3, SIZE, SIZE] of what stands still, low and high their bounds (see `bounds`), and moving f32
    [MOVING_SIZE, MOVING_SIZE] of the rest.

    rows f32 [4, 3, 4]: from the world to texels and depth of the three maps and of the moving one.
    """

    def __init__(self) -> None:
        self.maps = np.zeros((len(HALVES), SIZE, SIZE), np.float32)
        self.low, self.high = np.zeros_like(self.maps), np.zeros_like(self.maps)
        self.moving = np.zeros((MOVING_SIZE, MOVING_SIZE), np.float32)
        self.rows = np.zeros((len(HALVES) + 1, 3, 4), np.float32)
        self.moves = False
        self.drawn = 0  # maps drawn anew, for tests and figures
        self._keys: list[tuple[object, ...]] = [()] * len(HALVES)
        self._shown: list[tuple[object, ...]] = [()] * len(HALVES)
        self._visibility: Visibility | None = None
        self._small: Visibility | None = None

    def arrays(self) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32],
                              NDArray[np.float32], bool]:  # fmt: skip
        """What `shade_row` reads: maps, low, high, moving (flat), rows, and whether anything moves."""
        return (
            self.maps.ravel(), self.low.ravel(), self.high.ravel(), self.moving.ravel(), self.rows, self.moves,
        )  # fmt: skip

    def update(
        self, pool: MeshPool, still: Instances, version: object, moving: Instances, eye: NDArray[np.float64],
        light: NDArray[np.float32],
    ) -> None:  # fmt: skip
        """Bring the maps up to date. version: anything that changes when `still` does."""
        for number, half in enumerate(HALVES):
            sun = stepped(light, number)
            right, up = light_axes(sun)
            centre = stepped_centre(eye, sun, right, up, half)
            key = (version, centre.tobytes(), sun.tobytes())
            if key == self._keys[number]:
                continue
            self._keys[number] = key
            view = light_view(centre, sun, half, SIZE, DEPTH)
            if self._visibility is None:
                self._visibility = Visibility(SIZE, SIZE)
            self._visibility.choose(pool, still, view, 0.8, 1.0 + 2.0 * (number == 0), CASTS_SHADOW)
            # what changed may lie outside this map: a door elsewhere, a chunk at the world's rim
            shown = (*key[1:], self._visibility.chosen(pool, still))
            if shown == self._shown[number]:
                continue
            self.rows[number] = view.rows
            self._visibility.nearness = self.maps[number]
            self._visibility.fill(pool, still, view)
            bounds(self.maps[number], self.low[number], self.high[number])
            self._shown[number] = shown
            self.drawn += 1
        self.moves = False
        if len(moving):
            view = light_view(np.round(eye), stepped(light), MOVING_HALF, MOVING_SIZE, DEPTH)
            self.rows[-1] = view.rows
            if self._small is None:
                self._small = Visibility(MOVING_SIZE, MOVING_SIZE)
            self._small.nearness = self.moving
            self._small.draw(pool, moving, view, smallest=0.6, bias=3.0, only=CASTS_SHADOW)
            self.moves = self._small.count > 0


def stepped(light: NDArray[np.float32], cascade: int = 0) -> NDArray[np.float64]:
    """The light's direction in steps of two thirds of a degree, so that maps last.

    The cascades' steps fall at different times, so that no picture waits for all maps at once.
    """
    step, shift = math.radians(2 / 3), cascade / len(HALVES)
    rise = (round(math.asin(max(-1.0, min(1.0, float(light[1])))) / step + shift) - shift) * step
    turn = (round(math.atan2(float(light[0]), float(-light[2])) / step + shift) - shift) * step
    flat = math.cos(rise)
    return np.array([flat * math.sin(turn), math.sin(rise), -flat * math.cos(turn)])


def stepped_centre(
    eye: NDArray[np.float64], sun: NDArray[np.float64], right: NDArray[np.float64], up: NDArray[np.float64], half: float
) -> NDArray[np.float64]:
    """The map's middle: the eye's place across the light, in steps of a quarter of the map: it is drawn anew so rarely,
    and still reaches three quarters of its half on every side."""
    step = half / 2
    u, v = (round(float(axis @ eye) / step) * step for axis in (right, up))
    return u * right + v * up + sun * (round(float(sun @ eye) / 50.0) * 50.0)


@njit(**PARALLEL)
def bounds(nearness, low, high):
    """Least and greatest depth of the 4 x 4 texels from each one on, so that most places need no sixteen of them."""
    rows, columns = nearness.shape
    for y in prange(rows):
        y1, y2, y3 = min(y + 1, rows - 1), min(y + 2, rows - 1), min(y + 3, rows - 1)
        for x in range(columns):
            low[y, x] = min(min(nearness[y, x], nearness[y1, x]), min(nearness[y2, x], nearness[y3, x]))
            high[y, x] = max(max(nearness[y, x], nearness[y1, x]), max(nearness[y2, x], nearness[y3, x]))
        for x in range(columns - 3):
            low[y, x] = min(min(low[y, x], low[y, x + 1]), min(low[y, x + 2], low[y, x + 3]))
            high[y, x] = max(max(high[y, x], high[y, x + 1]), max(high[y, x + 2], high[y, x + 3]))


@njit(**INLINE)
def _covered(maps, at, size, wx, wy, depth):
    """Share of light 0..1 at a place: sixteen texels from `at` on, by how much of each lies in a square of 3 x 3."""
    total = _F(0.0)
    for r in range(4):
        p = _U(at) + _U(r) * _U(size)
        a = _F(1.0) if maps[p] < depth else _F(0.0)
        b = _F(1.0) if maps[p + _U(1)] < depth else _F(0.0)
        c = _F(1.0) if maps[p + _U(2)] < depth else _F(0.0)
        d = _F(1.0) if maps[p + _U(3)] < depth else _F(0.0)
        line = a + b + c + (d - a) * wx
        weight = _F(1.0)
        if r == 0:
            weight = _F(1.0) - wy
        elif r == 3:
            weight = wy
        total += line * weight
    return total * _F(1.0 / 9.0)


@njit(**SERIAL)
def _places(n, rows, size, row, spot):
    """Texel place and depth of all pixels of a row in map n: spot f32 [3 * W]. Moved along the normal by a little more
    than a texel, so that no surface shades itself."""
    a0, a1, a2, a3 = rows[n, 0, 0], rows[n, 0, 1], rows[n, 0, 2], rows[n, 0, 3]
    b0, b1, b2, b3 = rows[n, 1, 0], rows[n, 1, 1], rows[n, 1, 2], rows[n, 1, 3]
    c0, c1, c2, c3 = rows[n, 2, 0], rows[n, 2, 1], rows[n, 2, 2], rows[n, 2, 3] + _F(1e-5)
    k = _F(1.7) / math.sqrt(a0 * a0 + a1 * a1 + a2 * a2)
    for j in range(W):
        x = row[PLACE * W + j] + row[NORMAL * W + j] * k
        y = row[(PLACE + 1) * W + j] + row[(NORMAL + 1) * W + j] * k
        z = row[(PLACE + 2) * W + j] + row[(NORMAL + 2) * W + j] * k
        spot[j] = a0 * x + a1 * y + a2 * z + a3 - _F(0.5)
        spot[W + j] = b0 * x + b1 * y + b2 * z + b3 - _F(0.5)
        spot[2 * W + j] = c0 * x + c1 * y + c2 * z + c3


@njit(**SERIAL)
def shade_row(wide, maps, low, high, moving, rows, moves, row, spot, pending):
    """SHADE of a row's pixels (1: all the light); expects 0 there where the surface looks away from the light.

    maps, low, high (flat) and moving (flat): depths of the maps, and bounds; spot f32 [3 * W] and
    pending uint8 [W] are scratch.
    """
    cascades = rows.shape[0] - 1
    size = np.int32(SIZE)
    left = 0
    for j in range(wide):
        waits = row[SHADE * W + j] > _F(0.0)
        pending[j] = np.uint8(1) if waits else np.uint8(0)
        left += 1 if waits else 0
    for n in range(cascades):
        if left == 0:
            break
        _places(n, rows, size, row, spot)
        for j in range(wide):
            if pending[j] == np.uint8(0):
                continue
            u, v, depth = spot[j], spot[W + j], spot[2 * W + j]
            if u > _F(3.0) and v > _F(3.0) and u < _F(size - 5) and v < _F(size - 5):
                fx, fy = math.floor(u), math.floor(v)
                at = _U(np.int32(n) * size * size + (np.int32(fy) - 1) * size + np.int32(fx) - 1)
                if depth > high[at]:
                    share = _F(1.0)
                elif depth <= low[at]:
                    share = _F(0.0)
                else:
                    share = _covered(maps, at, size, u - fx, v - fy, depth)
                row[SHADE * W + j] = share
                pending[j] = np.uint8(0)
                left -= 1
    if moves:
        wide_map = np.int32(MOVING_SIZE)
        _places(cascades, rows, wide_map, row, spot)
        for j in range(wide):
            if row[SHADE * W + j] <= _F(0.0):
                continue
            u, v, depth = spot[j], spot[W + j], spot[2 * W + j]
            if u > _F(3.0) and v > _F(3.0) and u < _F(wide_map - 5) and v < _F(wide_map - 5):
                fx, fy = math.floor(u), math.floor(v)
                at = _U((np.int32(fy) - 1) * wide_map + np.int32(fx) - 1)
                share = _covered(moving, at, wide_map, u - fx, v - fy, depth)
                row[SHADE * W + j] = min(row[SHADE * W + j], share)

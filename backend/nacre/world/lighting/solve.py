"""The light in a box of cells: sky, sun and what surfaces pass on, as six numbers a colour for every cell."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.lighting import sweep
from nacre.world.lighting.cells import FACES, Cells
from nacre.world.render.shading import air as a
from nacre.world.render.shading.sky import backdrop

# The sky's light, and two bounces more, with directions for each; the sun's first bounce is in the first.
SWEEPS: Final = (sweep.BOUNCE_DIRECTIONS, sweep.BOUNCE_DIRECTIONS, sweep.DIRECTIONS)
SPREAD: Final = 640  # places of the sky that are looked at
LANE: Final = 21  # bits; 11 of a value and 10 of the weights it is mixed with
MOST: Final = 2047
BRIGHTEST: Final = 2.5  # root of the light that MOST stands for
_TINY: Final = 1e-6
Floats = NDArray[np.float32]


@lru_cache(maxsize=4)
def _parts(count: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Evenly spread directions f64 [SPREAD, 3], and which of `sweep.directions` is nearest to each."""
    ways = sweep.directions(SPREAD)
    return ways, (ways @ sweep.directions(count).T).argmax(1)


def below(air: Floats) -> Floats:
    """Radiance f32 [3] of far ground in the light of sky and sun."""
    light: Floats = (air[a.GROUND_LIGHT : a.GROUND_LIGHT + 3] + air[a.BOUNCE : a.BOUNCE + 3]) * np.float32(0.8)
    return light


def sky_radiance(air: Floats, ways: NDArray[np.float64]) -> Floats:
    """Radiance f32 [N, 3] from evenly spread directions f64 [N, 3]: a clear or dull sky without its clouds, scaled so
    that its light on level ground is the atmosphere's, and lit ground below the horizon."""
    out = np.array([backdrop(air, *(np.float32(v) for v in way)) if way[1] > 0 else (0, 0, 0) for way in ways])
    weight = np.maximum(ways[:, 1], 0)
    mean = (out * weight[:, None]).sum(0) / weight.sum()
    out *= air[a.SKY_LIGHT : a.SKY_LIGHT + 3] / np.maximum(mean, 1e-6)
    out[ways[:, 1] <= 0] = below(air)
    return out.astype(np.float32)


def border_light(air: Floats, count: int = sweep.DIRECTIONS) -> Floats:
    """Light f32 [count, 3] that comes in from each of `sweep.directions`."""
    ways, nearest = _parts(count)
    light = sky_radiance(air, ways)
    many = np.bincount(nearest, minlength=count)[:, None]
    total = np.zeros((count, 3))
    np.add.at(total, nearest, light)
    return (total / np.maximum(many, 1)).astype(np.float32)


def open_light(air: Floats) -> Floats:
    """What falls on the six faces of a cell in an open plain, f32 [6, 3]."""
    shares = sweep.weights(sweep.directions())
    return (shares.T @ border_light(air)).astype(np.float32)


@njit(cache=True, nogil=True, error_model="numpy")
def _coded(light, out):
    """light f32 [L, 6, 3] as numbers u64 [L, 6]: see `solve`."""
    for n in range(len(light)):
        for f in range(6):
            code = np.uint64(0)
            for c in range(3):
                value = math.sqrt(max(light[n, f, c], 0.0)) * (MOST / BRIGHTEST) + 0.5
                code |= np.uint64(min(value, MOST)) << np.uint64(LANE * c)
            out[n, f] = code


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(wanted, codes, free, out):
    """out u64 [ny, nz, nx, 6]: codes u64 [L, 6] where wanted, above it what the column has there, below likewise."""
    ny, nz, nx = wanted.shape
    met = np.zeros((nz, nx), np.uint8)
    n = 0
    for j in range(ny):
        for k in range(nz):
            for i in range(nx):
                if wanted[j, k, i]:
                    for f in range(6):
                        out[j, k, i, f] = codes[n, f]
                    n += 1
                    if not met[k, i]:
                        met[k, i] = 1
                        for lower in range(j):  # what lies under the lowest surface
                            for f in range(6):
                                out[lower, k, i, f] = out[j, k, i, f]
                elif met[k, i]:
                    for f in range(6):
                        out[j, k, i, f] = out[j - 1, k, i, f]
                elif j == ny - 1:
                    for every in range(ny):
                        for f in range(6):
                            out[every, k, i, f] = free[f]


class Solved(NamedTuple):
    """The light of a box where it is not that of the cell below: wanted u8 [ny, nz, nx], with codes u64 [L, 6] of the
    cells where it is 1, in order; free u64 [6] of the open."""

    wanted: NDArray[np.uint8]
    codes: NDArray[np.uint64]
    free: NDArray[np.uint64]

    def write(self, out: NDArray[np.uint64]) -> None:
        """Light of all cells, into out u64 [ny * nz * nx * 6]."""
        _fill(self.wanted, self.codes, self.free, out.reshape(*self.wanted.shape, FACES))


@njit(cache=True, nogil=True, error_model="numpy")
def _put_in_order(rows, order, out):
    """out [L, 6, 3]: rows in an order (numpy's own indexing would hold up all other threads)."""
    for n in range(len(order)):
        for f in range(6):
            for c in range(3):
                out[n, f, c] = rows[order[n], f, c]


@njit(cache=True, nogil=True, error_model="numpy")
def _add_in_order(rows, order, out):
    """Adds rows [L, 6, 3] to out at the places of an order."""
    for n in range(len(order)):
        for f in range(6):
            for c in range(3):
                out[order[n], f, c] += rows[n, f, c]


@njit(cache=True, nogil=True, error_model="numpy")
def _without_leaks(index, place, cover, lit, out):
    """out f32 [L, 6, 3]: lit, where walls stand the darker of what lies on their two sides.

    A cell with a wall through it is lit from both sides: looked up beside it, the day outside would shine into rooms.
    """
    ny, nz, nx = index.shape
    for n in range(len(place)):
        i, j, k = place[n, 0], place[n, 1], place[n, 2]
        for f in range(6):
            for c in range(3):
                out[n, f, c] = lit[n, f, c]
        for axis in (0, 2):
            wall = cover[n, axis]
            if wall <= 0.25:
                continue
            di, dj, dk = int(axis == 0), int(axis == 1), int(axis == 2)
            if i < di or j < dj or k < dk or i + di >= nx or j + dj >= ny or k + dk >= nz:
                continue
            one, two = index[j - dj, k - dk, i - di], index[j + dj, k + dk, i + di]
            if one < 0 or two < 0:
                continue
            for f in range(6):
                if f // 2 == axis:
                    continue
                for c in range(3):
                    dark = min(min(lit[one, f, c], lit[two, f, c]), out[n, f, c])
                    differ = min(max((0.5 - dark / max(out[n, f, c], _TINY)) * 3.0, 0.0), 1.0)
                    out[n, f, c] += (dark - out[n, f, c]) * wall * differ


def decoded(codes: NDArray[np.uint64]) -> Floats:
    """Light f32 [..., 6, 3] of the codes u64 [..., 6] of cells."""
    lanes = [(codes >> np.uint64(LANE * c)) & np.uint64(MOST) for c in range(3)]
    return (np.stack(lanes, -1).astype(np.float32) * np.float32(BRIGHTEST / MOST)) ** 2


def solve(cells: Cells, air: Floats) -> Solved:
    """Light on the six faces (+x, -x, +y, -y, +z, -z) of every cell, as the colour of a white wall there: from the sky
    and from surfaces, without what the sun itself gives. A pure function.

    A colour is one number of three lanes of LANE bits, so that eight of them are mixed by eight multiplications: each
    lane has the root of its light, MOST for BRIGHTEST squared.
    """
    ny, nz, nx = cells.shape
    wanted = np.zeros(cells.shape, np.uint8)
    count = int(sweep.near_surfaces(cells.sides, wanted))
    place, cover = np.empty((count, 3), np.int32), np.empty((count, 3), np.float32)
    faces, albedo = np.empty((count, FACES), np.float32), np.zeros((count, 3), np.float32)
    sweep.gather(cells.sides, cells.paint, wanted, place, cover, faces, albedo)
    sizes = (nx, ny, nz)
    plane = np.zeros((2, 3, max(sizes) + 4, max(sizes) + 4), np.float32)
    lit, shine = np.zeros((count, FACES, 3), np.float32), np.zeros((count, FACES, 3), np.float32)
    # for each axis the rows in the order in which its sweeps meet them
    turned = {}
    for axes in ((0, 2, 1), (1, 0, 2), (2, 0, 1)):
        planes, lines = sizes[axes[0]], sizes[axes[2]]
        starts, order = np.zeros(planes * lines + 1, np.int32), np.empty(count, np.int32)
        sweep.sort_along(place, axes[0], axes[2], planes, lines, starts, order)
        turned[axes] = order, starts, place[order], cover[order], faces[order]

    def swept(ways: NDArray[np.float64], shares: NDArray[np.float64], border: Floats) -> Floats:
        """What falls on all faces from directions [D, 3] with their shares [D, 6] and light [D, 3]."""
        total = np.zeros_like(lit)
        which = [sweep.axes_of(way) for way in ways]
        for axes, (order, starts, at, hide, show) in turned.items():
            mine, given = np.zeros_like(lit), np.empty_like(lit)
            _put_in_order(shine, order, given)
            for way, share, light, along in zip(ways, shares, border, which, strict=True):
                if along == axes:
                    sweep.carry(way, share, light, sizes, axes, starts, at, hide, show, given, mine, plane)
            _add_in_order(mine, order, total)
        return total

    sun, colour = air[a.SUN : a.SUN + 3].astype(np.float64), air[a.SUN_COLOUR : a.SUN_COLOUR + 3].astype(np.float64)
    # the sun is one more direction, all of whose light is put on one face
    face = int(np.argmax(np.repeat(sun, 2) * np.array([1.0, -1.0] * 3)))
    sun_on = swept(sun[None], np.eye(FACES)[face][None], np.ones((1, 3), np.float32))[:, face, 0].copy()
    index = np.full(cells.shape, -1, np.int32)
    index[place[:, 1], place[:, 2], place[:, 0]] = np.arange(count)
    whole = np.empty_like(lit)
    for many in SWEEPS:
        sweep.with_sun(lit, sun_on, sun, colour, whole)
        _without_leaks(index, place, cover, whole, shine)
        shine *= albedo[:, None, :]
        ways = sweep.directions(many)
        lit = swept(ways, sweep.weights(ways), border_light(air, many))
    _without_leaks(index, place, cover, lit, whole)
    codes, free = np.empty((count, FACES), np.uint64), np.empty((1, FACES), np.uint64)
    _coded(whole, codes)
    _coded(open_light(air)[None], free)
    return Solved(wanted, codes, free[0])

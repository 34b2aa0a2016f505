"""Light through cells, one direction after the other: each sweep carries it from cell to cell (numba).

Discrete ordinates: light from a fixed set of directions is followed through the whole box, plane after plane; where
cells are covered it ends, and their surfaces shine on with what they were lit by the sweeps before. Empty cells are
passed by whole lines at once; only those with a surface in or beside them are looked at one by one.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

DIRECTIONS: Final = 40  # from which light is gathered at last
BOUNCE_DIRECTIONS: Final = 14  # enough for what surfaces pass on: one sees it only mixed of many places
STEEP: Final = 3.0  # a side that light crosses at a slant hides it within a third of the way
WHOLE: Final = np.float32(1.25)  # a wall through a cell covers it however the points that stand for it fall
THIN: Final = 0.004  # of a side: less surface than that is none
_F = np.float32
_PAD: Final = 2  # lines around a plane that hold the border's light
Floats = NDArray[np.float32]
Indices = NDArray[np.int32]


def directions(count: int = DIRECTIONS) -> NDArray[np.float64]:
    """Evenly spread unit vectors f64 [count, 3] towards where light comes from."""
    k = np.arange(count) + 0.5
    y = 1 - 2 * k / count
    turn = k * 2.399963229728653
    flat = np.sqrt(1 - y * y)
    return np.stack([flat * np.cos(turn), y, flat * np.sin(turn)], 1)


def weights(ways: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share f64 [D, 6] of each direction in what falls on the faces +x, -x, +y, -y, +z, -z; columns sum to 1."""
    faces = np.repeat(np.eye(3), 2, 0) * np.array([1.0, -1.0] * 3)[:, None]
    shown = np.maximum(ways @ faces.T, 0.0)
    return np.asarray(shown / shown.sum(0))


@njit(cache=True, nogil=True, error_model="numpy")
def near_surfaces(sides, wanted):
    """wanted u8 [ny, nz, nx]: cells with a surface in them or beside them; returns how many."""
    ny, nz, nx = wanted.shape
    count = 0
    for j in range(ny):
        for k in range(nz):
            for i in range(nx):
                total = _F(0.0)
                for f in range(6):
                    total += sides[j, k, i, f]
                if total <= THIN:
                    continue
                for dj in range(max(j - 1, 0), min(j + 2, ny)):
                    for dk in range(max(k - 1, 0), min(k + 2, nz)):
                        for di in range(max(i - 1, 0), min(i + 2, nx)):
                            count += 1 - wanted[dj, dk, di]
                            wanted[dj, dk, di] = 1
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def gather(sides, paint, wanted, place, cover, faces, albedo):
    """Compact rows of the wanted cells: place i32 [L, 3] (x, y, z), cover f32 [L, 3], faces f32 [L, 6], albedo
    f32 [L, 3]."""
    ny, nz, nx = wanted.shape
    n = 0
    for j in range(ny):
        for k in range(nz):
            for i in range(nx):
                if wanted[j, k, i] == 0:
                    continue
                place[n, 0], place[n, 1], place[n, 2] = i, j, k
                for axis in range(3):
                    most = max(sides[j, k, i, 2 * axis], sides[j, k, i, 2 * axis + 1])
                    cover[n, axis] = min(most * WHOLE, _F(1.0))
                for f in range(6):
                    faces[n, f] = sides[j, k, i, f]
                if paint[j, k, i, 3] > 0.0:
                    for c in range(3):
                        albedo[n, c] = min(paint[j, k, i, c] / paint[j, k, i, 3], _F(0.9))
                n += 1


@njit(cache=True, nogil=True, error_model="numpy")
def sort_along(place, p, v, planes, lines, starts, order):
    """order i32 [L]: rows by plane (axis p) and line (axis v); starts i32 [planes * lines + 1]: where each begins."""
    starts[:] = 0
    for n in range(len(place)):
        starts[place[n, p] * lines + place[n, v] + 1] += 1
    for q in range(planes * lines):
        starts[q + 1] += starts[q]
    at = starts[: planes * lines].copy()
    for n in range(len(place)):
        q = place[n, p] * lines + place[n, v]
        order[at[q]] = n
        at[q] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def carry(
    way, share, border, sizes, axes, starts, place, cover, faces, shine, lit, plane
):  # fmt: skip
    """One sweep against `way` [3]: adds to lit f32 [L, 6, 3] what arrives, weighted by share [6]. Rows are in the order
    of `sort_along`.

    border f32 [3]: light at the box's border; sizes (nx, ny, nz); axes (a, u, v): planes along a, lines along u, side
    by side along v; shine f32 [L, 6, 3]: what surfaces give off; plane f32 [2, 3, most, most]: scratch.
    """
    a, u, v = axes
    na, nu, nv = sizes[a], sizes[u], sizes[v]
    main = abs(way[a])
    du, dv = way[u] / main, way[v] / main
    hx, hy, hz = (
        _F(min(1.0, STEEP * abs(way[0]) / main)), _F(min(1.0, STEEP * abs(way[1]) / main)),
        _F(min(1.0, STEEP * abs(way[2]) / main)),
    )  # fmt: skip
    # faces that look against the way, and those that shine towards it
    fx, fy, fz = (0 if way[0] > 0 else 1), (2 if way[1] > 0 else 3), (4 if way[2] > 0 else 5)
    gx, gy, gz = fx ^ 1, fy ^ 1, fz ^ 1
    wx, wy, wz = _F(abs(way[0])), _F(abs(way[1])), _F(abs(way[2]))
    cx, cy, cz = _F(share[fx]), _F(share[fy]), _F(share[fz])
    one = _F(1.0)
    iu, iv = math.floor(du), math.floor(dv)
    fu, fv = _F(du - iu), _F(dv - iv)
    w00, w10, w01, w11 = (one - fu) * (one - fv), fu * (one - fv), (one - fu) * fv, fu * fv
    for c in range(3):
        plane[0, c, : nv + 2 * _PAD, : nu + 2 * _PAD] = border[c]
        plane[1, c, : nv + 2 * _PAD, : nu + 2 * _PAD] = border[c]
    old = 0
    for step in range(na):
        p = na - 1 - step if way[a] > 0 else step
        new = 1 - old
        for y in range(nv):
            ya = y + iv + _PAD
            for c in range(3):
                one_line, two_line, out = plane[old, c, ya], plane[old, c, ya + 1], plane[new, c, y + _PAD]
                for x in range(nu):
                    out[x + _PAD] = (
                        w00 * one_line[x + iu + _PAD] + w10 * one_line[x + iu + _PAD + 1]
                        + w01 * two_line[x + iu + _PAD] + w11 * two_line[x + iu + _PAD + 1]
                    )  # fmt: skip
            for n in range(starts[p * nv + y], starts[p * nv + y + 1]):
                at = place[n, u] + _PAD
                r, g, b = plane[new, 0, y + _PAD, at], plane[new, 1, y + _PAD, at], plane[new, 2, y + _PAD, at]
                lit[n, fx, 0] += cx * r
                lit[n, fx, 1] += cx * g
                lit[n, fx, 2] += cx * b
                lit[n, fy, 0] += cy * r
                lit[n, fy, 1] += cy * g
                lit[n, fy, 2] += cy * b
                lit[n, fz, 0] += cz * r
                lit[n, fz, 1] += cz * g
                lit[n, fz, 2] += cz * b
                through = (one - cover[n, 0] * hx) * (one - cover[n, 1] * hy) * (one - cover[n, 2] * hz)
                if through < one:
                    mx, my, mz = faces[n, gx] * wx, faces[n, gy] * wy, faces[n, gz] * wz
                    total = mx + my + mz
                    r, g, b = r * through, g * through, b * through
                    if total > _F(1e-6):
                        part = (one - through) / total
                        mx, my, mz = mx * part, my * part, mz * part
                        r += mx * shine[n, gx, 0] + my * shine[n, gy, 0] + mz * shine[n, gz, 0]
                        g += mx * shine[n, gx, 1] + my * shine[n, gy, 1] + mz * shine[n, gz, 1]
                        b += mx * shine[n, gx, 2] + my * shine[n, gy, 2] + mz * shine[n, gz, 2]
                    plane[new, 0, y + _PAD, at], plane[new, 1, y + _PAD, at] = r, g
                    plane[new, 2, y + _PAD, at] = b
        old = new


@njit(cache=True, nogil=True, error_model="numpy")
def with_sun(lit, sun_on, sun, colour, out):
    """out f32 [L, 6, 3]: lit and what the sun adds; sun_on f32 [L]: share of the sun's light in a cell; sun [3]: where
    it stands; colour [3]: its light."""
    for n in range(len(lit)):
        for f in range(6):
            toward = sun[f // 2] if f % 2 == 0 else -sun[f // 2]
            facing = _F(max(toward, 0.0)) * sun_on[n]
            for c in range(3):
                out[n, f, c] = lit[n, f, c] + facing * _F(colour[c])


def axes_of(way: NDArray[np.float64]) -> tuple[int, int, int]:
    """The axis that a direction follows most, and the two others as `carry` takes them: lines along x where it can."""
    a = int(np.argmax(np.abs(way)))
    return ((0, 2, 1), (1, 0, 2), (2, 0, 1))[a]

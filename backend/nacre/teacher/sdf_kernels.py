"""The compiled inner loops of the canvas: distances of primitives, and uniting, carving and painting.

Coordinates come as the three axes of a window (u, v, w, float32), already relative to the primitive; fields
are float32 [v, w, u].
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float32]


@njit(cache=True)
def box(u: Array, v: Array, w: Array, half: Array, rounding: float, axis: int, cosine: float, sine: float) -> Array:
    """Distance to a box with half-sizes `half`, turned about axis 0 u, 1 v or 2 w by the given angle."""
    field = np.empty((v.size, w.size, u.size), np.float32)
    for j in range(v.size):
        for k in range(w.size):
            for i in range(u.size):
                x, y, z = u[i], v[j], w[k]
                if axis == 0:
                    y, z = cosine * y + sine * z, cosine * z - sine * y
                elif axis == 1:
                    z, x = cosine * z + sine * x, cosine * x - sine * z
                else:
                    x, y = cosine * x + sine * y, cosine * y - sine * x
                a = abs(x) - half[0] + rounding
                b = abs(y) - half[1] + rounding
                c = abs(z) - half[2] + rounding
                inside = min(max(a, b, c), 0.0)
                a, b, c = max(a, 0.0), max(b, 0.0), max(c, 0.0)
                field[j, k, i] = math.sqrt(a * a + b * b + c * c) + inside - rounding
    return field


@njit(cache=True)
def ellipsoid(u: Array, v: Array, w: Array, radii: Array) -> Array:
    """First-order distance to an ellipsoid, k0 (k0 - 1) / k1."""
    field = np.empty((v.size, w.size, u.size), np.float32)
    least = min(radii[0], radii[1], radii[2])
    for j in range(v.size):
        for k in range(w.size):
            for i in range(u.size):
                a, b, c = u[i] / radii[0], v[j] / radii[1], w[k] / radii[2]
                k0 = math.sqrt(a * a + b * b + c * c)
                a, b, c = a / radii[0], b / radii[1], c / radii[2]
                k1 = math.sqrt(a * a + b * b + c * c) + 1e-6
                field[j, k, i] = max(k0 * (k0 - 1.0) / k1, -least)
    return field


@njit(cache=True)
def capsule(u: Array, v: Array, w: Array, direction: Array, start: float, end: float) -> Array:
    """Distance to a rod from the origin along `direction`, its radius going from `start` to `end`."""
    field = np.empty((v.size, w.size, u.size), np.float32)
    x, y, z = direction[0], direction[1], direction[2]
    scale = 1.0 / max(x * x + y * y + z * z, 1e-9)
    for j in range(v.size):
        for k in range(w.size):
            for i in range(u.size):
                along = min(max((u[i] * x + v[j] * y + w[k] * z) * scale, 0.0), 1.0)
                a, b, c = u[i] - along * x, v[j] - along * y, w[k] - along * z
                field[j, k, i] = math.sqrt(a * a + b * b + c * c) - start - along * (end - start)
    return field


@njit(cache=True)
def cone(u: Array, v: Array, w: Array, height: float, start: float, end: float, square: bool) -> Array:
    """First-order distance to an upright frustum, round or four-sided, standing on the origin."""
    field = np.empty((v.size, w.size, u.size), np.float32)
    slope = (start - end) / height
    scale = 1.0 / math.hypot(1.0, slope)
    for j in range(v.size):
        cap = max(-v[j], v[j] - height)
        for k in range(w.size):
            for i in range(u.size):
                across = max(abs(u[i]), abs(w[k])) if square else math.sqrt(u[i] * u[i] + w[k] * w[k])
                field[j, k, i] = max((across + v[j] * slope - start) * scale, cap)
    return field


@njit(cache=True)
def unite(
    distance: Array, colour: Array, field: Array, rgb: Array, emission: float, seam: float, smooth: float
) -> None:
    """Unite a field with a view of the canvas, in place; rgb is [3, 1, 1, 1] or [3, *field.shape]."""
    varied = rgb.shape[1] > 1
    for j in range(field.shape[0]):
        for k in range(field.shape[1]):
            for i in range(field.shape[2]):
                old, new = distance[j, k, i], field[j, k, i]
                share = min((old - new) / seam + 0.5, 1.0)
                if share > 0.0:
                    for c in range(3):
                        paint = rgb[c, j, k, i] if varied else rgb[c, 0, 0, 0]
                        colour[c, j, k, i] += share * (paint - colour[c, j, k, i])
                    colour[3, j, k, i] += share * (emission - colour[3, j, k, i])
                least = min(old, new)
                if smooth > 0.0:
                    near = max(smooth - abs(old - new), 0.0)
                    least -= near * near * 0.25 / smooth
                distance[j, k, i] = least


@njit(cache=True)
def carve(distance: Array, colour: Array, field: Array, rgb: Array, cell: float, coloured: bool) -> None:
    """Take a field away from a view of the canvas, in place, colouring the walls of the hollow."""
    for j in range(field.shape[0]):
        for k in range(field.shape[1]):
            for i in range(field.shape[2]):
                old, new = distance[j, k, i], -field[j, k, i]
                if coloured:
                    share = min((new - old) / cell + 0.5, 1.0)
                    if share > 0.0:
                        for c in range(3):
                            colour[c, j, k, i] += share * (rgb[c] - colour[c, j, k, i])
                        colour[3, j, k, i] *= 1.0 - share
                distance[j, k, i] = max(old, new)


@njit(cache=True)
def paint(colour: Array, field: Array, rgb: Array, emission: float, cell: float, strength: float) -> None:
    """Colour a view of the canvas where the field is negative, in place, with an edge one cell soft."""
    for j in range(field.shape[0]):
        for k in range(field.shape[1]):
            for i in range(field.shape[2]):
                share = min(0.5 - field[j, k, i] / cell, strength)
                if share > 0.0:
                    for c in range(3):
                        colour[c, j, k, i] += share * (rgb[c] - colour[c, j, k, i])
                    colour[3, j, k, i] += share * (emission - colour[3, j, k, i])


@njit(cache=True)
def snow(distance: Array, colour: Array, rgb: Array, cell: float, depth: float, grip: float) -> None:
    """Whiten and raise, by `depth` metres, what faces upwards under the open sky; all in place.

    A surface starts to hold snow where its normal's v exceeds grip / 3.3.
    """
    size = distance.shape[0]
    sky = np.empty(size, np.float32)
    column = np.empty(size, np.float32)
    for k in range(size):
        for i in range(size):
            least = np.float32(1e9)
            for j in range(size - 1, -1, -1):
                column[j] = distance[j, k, i]
                sky[j] = least if j > size - 5 else sky[j]
                least = min(least, column[j])
                if j >= 4:
                    sky[j - 4] = least
            border = i == 0 or k == 0 or i == size - 1 or k == size - 1
            for j in range(1, size - 1):
                rise = (column[j + 1] - column[j - 1]) * 0.5 / cell
                facing = min(max(rise * 3.3 - grip, 0.0), 1.0) * min(max(sky[j] / cell, 0.0), 1.0)
                if facing > 0.0:
                    for c in range(3):
                        colour[c, j, k, i] += facing * (rgb[c] - colour[c, j, k, i])
                    colour[3, j, k, i] *= 1.0 - facing
                    # The outermost layer stays, so that snow never grows out of the cube.
                    if not border:
                        distance[j, k, i] -= facing * depth

"""What of a world is drawn in one picture: culling, levels of detail, and its vertices in pixels (numba)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit, prange

from nacre.world.render.options import PARALLEL, ROUNDED, SERIAL
from nacre.world.render.view import NEAR

PARTS: Final = 32  # pieces of work over vertices or triangles; never by the number of threads
INSTANCE, LEVEL, MATRIX, FIRST_VERTEX, FIRST_TRIANGLE, ENTITY, FLAGS, GROUND = range(8)
_F = np.float32
_NEAR: Final = np.float32(NEAR)
_FAR_ASIDE: Final = np.float32(16384.0)  # pixels; beyond, float32 pixels are too coarse and vertices stay homogeneous


@njit(**SERIAL)
def select(rows, planes, eye, height, focal, flat, smallest, bias, only, mesh, transform, entity, flags, pool_level,
           pool_change, pool_sphere, draws, distance):  # fmt: skip
    """Instances that can be seen, each with its level; returns how many.

    smallest: radius in pixels below which nothing is drawn; bias: factor on the size that chooses the level; only:
    bits of flags an instance must have. Fills draws' INSTANCE, LEVEL, ENTITY, FLAGS and the distance to sort by.
    """
    count = 0
    for i in range(mesh.shape[0]):
        if flags[i] & only != only:
            continue
        m = mesh[i]
        t = transform[i]
        sx, sy, sz, radius = pool_sphere[m, 0], pool_sphere[m, 1], pool_sphere[m, 2], float(pool_sphere[m, 3])
        x = t[0, 0] * sx + t[0, 1] * sy + t[0, 2] * sz + t[0, 3]
        y = t[1, 0] * sx + t[1, 1] * sy + t[1, 2] * sz + t[1, 3]
        z = t[2, 0] * sx + t[2, 1] * sy + t[2, 2] * sz + t[2, 3]
        largest = 0.0
        for axis in range(3):
            largest = max(largest, t[0, axis] ** 2 + t[1, axis] ** 2 + t[2, axis] ** 2)
        radius *= math.sqrt(largest)
        inside = True
        for p in range(planes.shape[0]):
            if planes[p, 0] * x + planes[p, 1] * y + planes[p, 2] * z + planes[p, 3] < -radius:
                inside = False
                break
        if not inside:
            continue
        if flat:
            away = rows[2, 0] * x + rows[2, 1] * y + rows[2, 2] * z
            size = radius * focal
            away = -away
        else:
            away = math.sqrt((x - eye[0]) ** 2 + (y - eye[1]) ** 2 + (z - eye[2]) ** 2)
            size = radius * focal / max(away - 0.7 * radius, 0.05)
        if size < smallest:
            continue
        level = 0
        while (
            level + 1 < pool_level.shape[1]
            and pool_level[m, level + 1] >= 0
            and (size * bias < pool_change[m, level] * height)
        ):
            level += 1
        draws[count, INSTANCE] = i
        draws[count, LEVEL] = pool_level[m, level]
        draws[count, ENTITY] = entity[i]
        draws[count, FLAGS] = flags[i]
        distance[count] = away - (0.0 if flat else radius)
        count += 1
    return count


@njit(**SERIAL)
def lay_out(draws, count, record, shown, rows, transform, pose, poses, matrices, world):
    """Places in the picture's arrays and the matrices of every draw; returns vertices, triangles, matrices.

    shown i32 [L]: how many of each level's triangles are drawn, the first ones.

    matrices f32 [M, 12]: from the mesh to (pixel x * w, pixel y * w, w); world f32 [M, 12]: from the mesh to the world.
    With arrays too small only counts, and leaves the rest for a second call.
    """
    vertices, triangles, used = 0, 0, 0
    for d in range(count):
        used += 1 + record[draws[d, LEVEL], 7]
    if used > matrices.shape[0]:
        for d in range(count):
            vertices += record[draws[d, LEVEL], 1]
            triangles += shown[draws[d, LEVEL]]
        return vertices, triangles, used
    used = 0
    for d in range(count):
        level, i = draws[d, LEVEL], draws[d, INSTANCE]
        draws[d, MATRIX], draws[d, FIRST_VERTEX], draws[d, FIRST_TRIANGLE] = used, vertices, triangles
        draws[d, GROUND] = record[level, 4]
        vertices += record[level, 1]
        triangles += shown[level]
        for group in range(record[level, 7] + 1):
            moves = group > 0 and pose[i] >= 0 and pose[i] + group - 1 < poses.shape[0]
            for r in range(3):
                for c in range(4):
                    value = 0.0
                    if moves:
                        p = pose[i] + group - 1
                        for k in range(3):
                            value += float(transform[i, r, k]) * float(poses[p, k, c])
                        if c == 3:
                            value += float(transform[i, r, 3])
                    else:
                        value = float(transform[i, r, c])
                    world[used, 4 * r + c] = value
            for r in range(3):
                for c in range(4):
                    value = rows[r, 3] if c == 3 else 0.0
                    for k in range(3):
                        value += rows[r, k] * world[used, 4 * k + c]
                    matrices[used, 4 * r + c] = value
            used += 1
    return vertices, triangles, used


@njit(**SERIAL)
def holder(draws, count, column, number):
    """The draw that holds vertex or triangle `number` of the picture."""
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        if draws[middle, column] <= number:
            low = middle
        else:
            high = middle
    return low


@njit(**ROUNDED)
def _project_run(position, matrices, m, source, target, length, flat, out):
    a0, a1, a2, a3 = matrices[m, 0], matrices[m, 1], matrices[m, 2], matrices[m, 3]
    b0, b1, b2, b3 = matrices[m, 4], matrices[m, 5], matrices[m, 6], matrices[m, 7]
    c0, c1, c2, c3 = matrices[m, 8], matrices[m, 9], matrices[m, 10], matrices[m, 11]
    if flat:
        for i in range(length):
            x, y, z = position[0, source + i], position[1, source + i], position[2, source + i]
            out[target + i, 0] = a0 * x + a1 * y + a2 * z + a3
            out[target + i, 1] = b0 * x + b1 * y + b2 * z + b3
            out[target + i, 2] = max(c0 * x + c1 * y + c2 * z + c3, _F(1e-6))
            out[target + i, 3] = _F(1.0)
        return
    for i in range(length):
        x, y, z = position[0, source + i], position[1, source + i], position[2, source + i]
        u = a0 * x + a1 * y + a2 * z + a3
        v = b0 * x + b1 * y + b2 * z + b3
        w = c0 * x + c1 * y + c2 * z + c3
        ahead = w > _NEAR
        inverse = _F(1.0) / (w if ahead else _F(1.0))
        px, py = u * inverse, v * inverse
        plain = ahead and abs(px) < _FAR_ASIDE and abs(py) < _FAR_ASIDE
        out[target + i, 0] = px if plain else u
        out[target + i, 1] = py if plain else v
        out[target + i, 2] = inverse if plain else _F(0.0)
        out[target + i, 3] = w


@njit(**PARALLEL)
def project(position, record, run, draws, count, vertices, matrices, flat, out):
    """Vertices to the picture: out f32 [V, 4] is pixel x, pixel y, 1/w, w.

    Where 1/w is 0 the vertex lies behind the eye or far aside, and x, y are still multiplied by w.
    """
    for part in prange(PARTS):
        low, high = vertices * part // PARTS, vertices * (part + 1) // PARTS
        if high > low:
            d = holder(draws, count, FIRST_VERTEX, low)
            while d < count and draws[d, FIRST_VERTEX] < high:
                level, first = draws[d, LEVEL], draws[d, FIRST_VERTEX]
                begin = 0
                for r in range(record[level, 5], record[level, 5] + record[level, 6]):
                    end = run[r, 1]
                    a, b = max(begin, low - first), min(end, high - first)
                    if b > a:
                        m = draws[d, MATRIX] + run[r, 0]
                        _project_run(position, matrices, m, record[level, 0] + a, first + a, b - a, flat, out)
                    begin = end
                d += 1

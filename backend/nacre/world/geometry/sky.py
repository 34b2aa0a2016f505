"""Sky visibility of corners: what stands between them and the sky, from depth maps in a few dozen directions.

One map a direction holds how far towards that part of the sky the thing reaches. A point is in the open there when
nothing reaches farther than it does. Glass lets light through; leaves let some of it through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry.mesh import ShapeMesh

DIRECTIONS: Final = 16
CELLS: Final = 64  # along the edge of a map
FINEST: Final = 0.02  # metres of a cell
LIFT: Final = 0.03  # metres a point is lifted off its surface
PULL: Final = 0.25  # metres a corner is drawn into its face, out of what stands against it
LEAF_LIGHT: Final = 0.3  # share of light that leaves let through
_CLEAR: Final = np.zeros(64, np.bool_)
_LEAFY: Final = np.zeros(64, np.bool_)
_CLEAR[[MATERIAL_INDEX[m] for m in ("glass", "water", "light")]] = True
_LEAFY[[MATERIAL_INDEX[m] for m in ("leaves", "needles", "grass")]] = True


def _hemisphere() -> NDArray[np.float64]:
    """Directions of equal solid angle above the horizon, with two axes across each, f64 [D, 3, 3]."""
    k = np.arange(DIRECTIONS) + 0.5
    y = 0.05 + 0.95 * k / DIRECTIONS
    r = np.sqrt(1 - y * y)
    turn = k * 2.399963229728653
    d = np.stack([r * np.cos(turn), y, r * np.sin(turn)], 1)
    a = np.cross(d, [0.0, 0.0, 1.0])
    a /= np.linalg.norm(a, axis=1, keepdims=True)
    return np.stack([d, a, np.cross(d, a)], 1)


_AXES: Final = _hemisphere()


@njit(cache=True, nogil=True)
def _draw(vertices, triangles, leafy, axes, finest, low, maps):  # type: ignore[no-untyped-def]
    """Fill maps [D, 2, N, N] (solid, leaves) with the farthest reach of triangles, low [D, 2] with the corner of each.

    vertices f32 [V, 3]. Returns the metres of a cell.
    """
    n, count = maps.shape[2], vertices.shape[0]
    widest = 0.0
    for d in range(maps.shape[0]):
        for axis in range(2):
            ax, ay, az = axes[d, axis + 1]
            least, most = 1e30, -1e30
            for v in range(count):
                at = ax * vertices[v, 0] + ay * vertices[v, 1] + az * vertices[v, 2]
                least, most = min(least, at), max(most, at)
            low[d, axis] = least
            widest = max(widest, most - least)
    cell = max(finest, widest / (n - 2))
    px, py, pz = np.empty(count), np.empty(count), np.empty(count)
    for d in range(maps.shape[0]):
        low[d, 0] -= cell
        low[d, 1] -= cell
        for v in range(count):
            x, y, z = float(vertices[v, 0]), float(vertices[v, 1]), float(vertices[v, 2])
            pz[v] = axes[d, 0, 0] * x + axes[d, 0, 1] * y + axes[d, 0, 2] * z
            px[v] = (axes[d, 1, 0] * x + axes[d, 1, 1] * y + axes[d, 1, 2] * z - low[d, 0]) / cell
            py[v] = (axes[d, 2, 0] * x + axes[d, 2, 1] * y + axes[d, 2, 2] * z - low[d, 1]) / cell
        for t in range(triangles.shape[0]):
            a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
            ax, ay, bx, by, cx, cy = px[a], py[a], px[b], py[b], px[c], py[c]
            area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
            if area < 1e-9:  # faces away: what it bounds is closed, so another triangle reaches farther
                continue
            x0, x1 = max(0, int(np.ceil(min(ax, bx, cx) - 0.5))), min(n - 1, int(np.floor(max(ax, bx, cx) - 0.5)))
            y0, y1 = max(0, int(np.ceil(min(ay, by, cy) - 0.5))), min(n - 1, int(np.floor(max(ay, by, cy) - 0.5)))
            if x0 > x1 or y0 > y1:
                continue
            za, zb, zc = pz[a], pz[b], pz[c]
            layer = 1 if leafy[t] else 0
            # shares of a and b at a cell, and the depth: linear in x and y
            ux, uy = (by - cy) / area, (cx - bx) / area
            vx, vy = (cy - ay) / area, (ax - cx) / area
            u0 = (bx * cy - by * cx) / area
            v0 = (cx * ay - cy * ax) / area
            zx, zy, z0 = ux * (za - zc) + vx * (zb - zc), uy * (za - zc) + vy * (zb - zc), zc
            z0 += u0 * (za - zc) + v0 * (zb - zc)
            for y in range(y0, y1 + 1):
                cell_y = y + 0.5
                for x in range(x0, x1 + 1):
                    cell_x = x + 0.5
                    u = u0 + ux * cell_x + uy * cell_y
                    v = v0 + vx * cell_x + vy * cell_y
                    if u < 0.0 or v < 0.0 or u + v > 1.0:
                        continue
                    reach = z0 + zx * cell_x + zy * cell_y
                    if reach > maps[d, layer, y, x]:
                        maps[d, layer, y, x] = reach
    return cell


@njit(cache=True, nogil=True)
def _lifted(vertices, normals, triangles, lift, pull, out):  # type: ignore[no-untyped-def]
    """Points f64 [V, 3] to look from: corners drawn a little way into their faces and lifted off them.

    Corners often lie within what stands against them.
    """
    count = np.zeros(vertices.shape[0])
    out[:] = 0.0
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        for axis in range(3):
            middle = (float(vertices[a, axis]) + float(vertices[b, axis]) + float(vertices[c, axis])) / 3.0
            out[a, axis] += middle
            out[b, axis] += middle
            out[c, axis] += middle
        count[a] += 1.0
        count[b] += 1.0
        count[c] += 1.0
    for v in range(vertices.shape[0]):
        by = max(count[v], 1.0)
        x, y, z = (
            out[v, 0] / by - vertices[v, 0], out[v, 1] / by - vertices[v, 1], out[v, 2] / by - vertices[v, 2],
        )  # fmt: skip
        length = np.sqrt(x * x + y * y + z * z)
        reach = min(pull, 0.5 * length) / max(length, 1e-9)
        out[v, 0] = vertices[v, 0] + x * reach + normals[v, 0] * lift
        out[v, 1] = vertices[v, 1] + y * reach + normals[v, 1] * lift
        out[v, 2] = vertices[v, 2] + z * reach + normals[v, 2] * lift


@njit(cache=True, nogil=True)
def _look_up(points, normals, axes, low, cell, maps, through, out):  # type: ignore[no-untyped-def]
    """Share of open sky at points [V, 3] with normals [V, 3], into out [V]."""
    n = maps.shape[2]
    for i in range(points.shape[0]):
        total, seen = 0.0, 0.0
        for d in range(axes.shape[0]):
            x, y, z = axes[d, 0]
            facing = normals[i, 0] * x + normals[i, 1] * y + normals[i, 2] * z
            weight = facing + 0.25
            if weight <= 0.0:
                continue
            total += weight
            z = points[i, 0] * axes[d, 0, 0] + points[i, 1] * axes[d, 0, 1] + points[i, 2] * axes[d, 0, 2]
            u = points[i, 0] * axes[d, 1, 0] + points[i, 1] * axes[d, 1, 1] + points[i, 2] * axes[d, 1, 2]
            v = points[i, 0] * axes[d, 2, 0] + points[i, 1] * axes[d, 2, 1] + points[i, 2] * axes[d, 2, 2]
            u, v = (u - low[d, 0]) / cell - 0.5, (v - low[d, 1]) / cell - 0.5
            # a face seen at a slant covers a range of depths within one cell
            slack = cell * (0.6 + 1.2 * (1.0 - abs(facing)))
            iu, iv = int(np.floor(u)), int(np.floor(v))
            fu, fv = u - iu, v - iv
            open_ = 0.0
            for dv in range(2):
                for du in range(2):
                    a, b = iu + du, iv + dv
                    share = (fu if du else 1.0 - fu) * (fv if dv else 1.0 - fv)
                    if a < 0 or b < 0 or a >= n or b >= n:
                        open_ += share
                    elif maps[d, 0, b, a] <= z + slack:
                        open_ += share * (through if maps[d, 1, b, a] > z + slack else 1.0)
            seen += weight * open_
        out[i] = seen / total if total > 0.0 else 0.0


@dataclass(frozen=True)
class SkyMaps:
    """Depth maps of one thing: low f64 [D, 2] corner of each map, metres of a cell, maps f32 [D, 2, N, N]."""

    low: NDArray[np.float64]
    cell: float
    maps: NDArray[np.float32]


def sky_maps(mesh: ShapeMesh) -> SkyMaps:
    """What hides the sky around a thing: everything but glass, light and water."""
    keep = ~_CLEAR[mesh.material]
    triangles = mesh.triangles[keep]
    if len(triangles) == 0:
        return SkyMaps(np.zeros((DIRECTIONS, 2)), 1.0, np.full((DIRECTIONS, 2, 1, 1), -1e9, np.float32))
    low, maps = np.zeros((DIRECTIONS, 2)), np.full((DIRECTIONS, 2, CELLS, CELLS), -1e9, np.float32)
    vertices = np.ascontiguousarray(mesh.vertices, np.float32)
    cell = _draw(vertices, triangles, _LEAFY[mesh.material[keep]], _AXES, FINEST, low, maps)
    return SkyMaps(low, float(cell), maps)


def sky_of(mesh: ShapeMesh, maps: SkyMaps, lift: float = LIFT, pull: float = PULL) -> NDArray[np.uint8]:
    """Share of open sky at the corners of a mesh, of what a free face with the same normal sees, u8 [V].

    lift: metres a point is lifted off its surface, more for levels that lie within the finest one.
    """
    points, out = np.empty((len(mesh.vertices), 3)), np.zeros(len(mesh.vertices))
    vertices, normals = (np.ascontiguousarray(each, np.float32) for each in (mesh.vertices, mesh.normals))
    _lifted(vertices, normals, mesh.triangles, lift, pull, points)
    _look_up(points, normals, _AXES, maps.low, maps.cell, maps.maps, LEAF_LIGHT, out)
    return np.round(255 * np.clip(out, 0, 1)).astype(np.uint8)

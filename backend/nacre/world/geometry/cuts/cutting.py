"""Openings: takes cutting forms out of the parts they meet, with manifold3d."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import msgspec
import numpy as np
from manifold3d import Manifold, Mesh, OpType
from numba import njit
from numpy.typing import NDArray

from nacre.parts.language import Program
from nacre.world.geometry.cuts.square_cuts import cut_square
from nacre.world.geometry.forms import Floats
from nacre.world.geometry.surfaces import Surface, groups

HAIR: Final = 0.005  # metres by which walls are cut wider than the frames in them
TOUCH: Final = 1e-4  # metres: bounds that overlap by less do not meet

# odd factors, so that different corners have different names
_MIX: Final = np.array([0x9E3779B97F4A7C15 * (2 * k + 1) * (k + 7) ** 5 % 2**63 | 1 for k in range(8)], np.int64)


def solid(surface: Surface) -> Manifold:
    """A surface as a closed solid whose corners carry normal, texture and place."""
    count = int(surface.weld.max()) + 1
    first = np.full(count, -1, np.int64)
    # the first corner of every place stands for the others
    first[surface.weld[::-1]] = np.arange(len(surface.weld))[::-1]
    target = first[surface.weld]
    other = np.flatnonzero(target != np.arange(len(target)))
    mesh = Mesh(
        vert_properties=np.concatenate([surface.places, surface.normals, surface.uv], 1).astype(np.float32),
        tri_verts=surface.triangles.astype(np.uint32),
        merge_from_vert=other.astype(np.uint32),
        merge_to_vert=target[other].astype(np.uint32),
    )
    return Manifold(mesh).as_original()


def cut(program: Program, pieces: list[Surface], groups_of: Sequence[int] | None = None) -> list[Surface]:
    """Surfaces with the cuts made and the cutting forms gone; order of parts and copies is kept. What no cut meets is
    handed on as it is.

    groups_of: moving group of every part where the program does not tell. Moving parts are never cut.
    """
    parts = program.parts
    group = groups(program)[0] if groups_of is None else groups_of
    cutters = [s for s in pieces if parts[s.part].op == "cut"]
    if not cutters:
        return pieces
    cut_low, cut_high = np.stack([s.low for s in cutters]), np.stack([s.high for s in cutters])
    cut_part = np.array([s.part for s in cutters])
    lows, highs = np.stack([s.low for s in pieces]) + TOUCH, np.stack([s.high for s in pieces]) - TOUCH
    own = np.array([s.part for s in pieces])
    unmoving = np.array([[group[p] == 0] for p in own])
    near = np.all(cut_low < highs[:, None], axis=2) & np.all(cut_high > lows[:, None], axis=2)
    meets = near & (cut_part > own[:, None]) & unmoving
    some = meets.any(1).tolist()
    solids: dict[tuple[int, bool], Manifold] = {}
    framed = {s.part for s in cutters if parts[s.part].role in ("window", "door", "opening")}
    wider = {k: msgspec.structs.replace(parts[k], half=_grown(parts[k].half)) for k in framed}
    result = []
    for n, surface in enumerate(pieces):
        if parts[surface.part].op == "cut":
            continue
        met = np.flatnonzero(meets[n]).tolist() if some[n] else []
        if not met:
            result.append(surface)
            continue
        # a frame and the wall it is set in are cut by the same form: the wall a hair more, so that the frame shows
        wall = parts[surface.part].role != "frame"
        forms = wider if wall else {}
        knives = [(forms.get(cutters[k].part, parts[cutters[k].part]), cutters[k].copy) for k in met]
        square = cut_square(surface, parts[surface.part], knives)
        if square is not None:
            result += square
            continue
        for k in met:
            if (k, wall) not in solids:
                solids[k, wall] = solid(_swollen(cutters[k]) if wall and cutters[k].part in framed else cutters[k])
        rest = _take_out(surface, [solids[k, wall] for k in met])
        if rest is not None:
            result.append(rest)
    return result


def _grown(half: tuple[float, float, float]) -> tuple[float, float, float]:
    return half[0] + HAIR, half[1] + HAIR, half[2] + HAIR


def _swollen(surface: Surface) -> Surface:
    """A closed form that is HAIR larger on all sides."""
    outward = np.zeros((int(surface.weld.max()) + 1, 3))
    # of faces that share a place and a direction one counts
    keys = np.concatenate([surface.weld[:, None], np.round(surface.normals * 100).astype(np.int64)], 1)
    _, first = np.unique(keys, axis=0, return_index=True)
    np.add.at(outward, surface.weld[first], surface.normals[first])
    return replace(surface, places=surface.places + HAIR * outward[surface.weld])


def _take_out(surface: Surface, cutters: list[Manifold]) -> Surface | None:
    """A surface without the cutters' forms; None when nothing is left."""
    body = solid(surface)
    rest = Manifold.batch_boolean([body, *cutters], OpType.Subtract)
    if rest.is_empty():
        return None
    mesh = rest.to_mesh()
    values = np.asarray(mesh.vert_properties, np.float64)
    triangles = np.asarray(mesh.tri_verts).astype(np.int64)
    own = body.original_id()
    from_body = np.zeros(len(triangles), bool)
    for start, end, name in zip(mesh.run_index[:-1], mesh.run_index[1:], mesh.run_original_id, strict=True):
        from_body[start // 3 : end // 3] = name == own
    return _ordered(surface, values, triangles, from_body)


@njit(cache=True, nogil=True)
def _order(values, triangles, from_body, mix, rows, names, order_of, index):  # type: ignore[no-untyped-def]
    """Corners and triangles in an order that depends on nothing but their values.

    Fills rows i64 [3 T, 8] (whole tenths of millimetres) and index i64 [T, 3] into them; returns how many of each.
    names i64 [3 T] and order_of i64 [T] are scratch.
    """
    kept = 0
    corner = np.empty((3, 8), np.int64)
    found = np.empty((triangles.shape[0], 3, 8), np.int64)
    name = np.empty((triangles.shape[0], 3), np.int64)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ex, ey, ez = values[b, 0] - values[a, 0], values[b, 1] - values[a, 1], values[b, 2] - values[a, 2]
        fx, fy, fz = values[c, 0] - values[a, 0], values[c, 1] - values[a, 1], values[c, 2] - values[a, 2]
        nx, ny, nz = ey * fz - ez * fy, ez * fx - ex * fz, ex * fy - ey * fx
        length = np.sqrt(nx * nx + ny * ny + nz * nz)
        if length <= 1e-8:
            continue
        nx, ny, nz = nx / length, ny / length, nz / length
        # the reveal of a cut faces the other way than the form that cut it
        sign = 1.0 if from_body[t] else -1.0
        lowest = 0
        for k in range(3):
            v = triangles[t, k]
            x, y, z = sign * values[v, 3], sign * values[v, 4], sign * values[v, 5]
            if x * nx + y * ny + z * nz <= 0.2:
                x, y, z = nx, ny, nz
            for j in range(8):
                value = values[v, j]
                if j == 3:
                    value = x
                elif j == 4:
                    value = y
                elif j == 5:
                    value = z
                corner[k, j] = np.int64(np.floor(value * 1e4 + 0.5))
            name[kept, k] = 0
            for j in range(8):
                name[kept, k] += corner[k, j] * mix[j]
            if name[kept, k] < name[kept, lowest]:
                lowest = k
        # every triangle starts at its corner of the smallest name
        first, second, third = name[kept, lowest], name[kept, (lowest + 1) % 3], name[kept, (lowest + 2) % 3]
        name[kept, 0], name[kept, 1], name[kept, 2] = first, second, third
        for k in range(3):
            found[kept, k] = corner[(lowest + k) % 3]
        order_of[kept] = first * mix[0] + second * mix[3] + third * mix[6]
        kept += 1
    order = np.argsort(order_of[:kept], kind="mergesort")
    for t in range(kept):
        for k in range(3):
            names[3 * t + k] = name[order[t], k]
    by_name = np.argsort(names[: 3 * kept], kind="mergesort")
    count = 0
    for n in range(3 * kept):
        at = by_name[n]
        if n == 0 or names[at] != names[by_name[n - 1]]:
            rows[count] = found[order[at // 3], at % 3]
            count += 1
        index[at // 3, at % 3] = count - 1
    return kept, count


def _ordered(surface: Surface, values: Floats, triangles: NDArray[np.int64], from_body: NDArray[np.bool_]) -> Surface:
    """The result of a cut as a surface in its own order."""
    count = len(triangles)
    rows, index = np.empty((3 * count, 8), np.int64), np.empty((count, 3), np.int64)
    kept, corners = _order(
        values, triangles, from_body, _MIX, rows, np.empty(3 * count, np.int64), np.empty(count, np.int64), index
    )
    unique = rows[:corners] / 1e4
    return Surface(
        unique[:, :3], unique[:, 3:6], unique[:, 6:8], index[:kept], np.arange(corners), surface.part, surface.copy,
        surface.low, surface.high,
    )  # fmt: skip

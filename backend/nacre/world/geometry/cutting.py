"""Openings: takes cutting forms out of the parts they meet, with manifold3d."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from manifold3d import Manifold, Mesh, OpType

from nacre.parts.language import Program
from nacre.world.geometry.forms import Floats
from nacre.world.geometry.surfaces import Surface, groups

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
    solids: dict[int, Manifold] = {}
    result = []
    for n, surface in enumerate(pieces):
        if parts[surface.part].op == "cut":
            continue
        met = np.flatnonzero(meets[n]).tolist() if some[n] else []
        if not met:
            result.append(surface)
            continue
        for k in met:
            if k not in solids:
                solids[k] = solid(cutters[k])
        rest = _take_out(surface, [solids[k] for k in met])
        if rest is not None:
            result.append(rest)
    return result


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


def _ordered(surface: Surface, values: Floats, triangles: np.ndarray, from_body: np.ndarray) -> Surface:
    """The result with its corners and triangles in an order that depends on nothing but their values."""
    corners = values[triangles]  # [T, 3, 8]
    a, b, c = corners[:, 0, :3], corners[:, 1, :3], corners[:, 2, :3]
    e, f = b - a, c - a
    flat = np.stack(
        [
            e[:, 1] * f[:, 2] - e[:, 2] * f[:, 1],
            e[:, 2] * f[:, 0] - e[:, 0] * f[:, 2],
            e[:, 0] * f[:, 1] - e[:, 1] * f[:, 0],
        ],
        1,
    )
    length = np.sqrt((flat * flat).sum(1, keepdims=True))
    flat /= np.maximum(length, 1e-12)
    # the reveal of a cut faces the other way than the form that cut it
    normals = corners[..., 3:6] * np.where(from_body, 1.0, -1.0)[:, None, None]
    straight = (normals * flat[:, None, :]).sum(-1)
    corners[..., 3:6] = np.where((straight > 0.2)[..., None], normals, flat[:, None, :])
    whole = np.round(corners[length[:, 0] > 1e-8] * 1e4).astype(np.int64)
    with np.errstate(over="ignore"):
        name = (whole * _MIX).sum(-1)  # of every corner, by all its values
    # every triangle starts at its corner of the smallest name, then triangles are sorted
    turn = (name.argmin(1)[:, None] + np.arange(3)) % 3
    name = np.take_along_axis(name, turn, 1)
    whole = np.take_along_axis(whole, turn[..., None], 1)
    order = np.lexsort((name[:, 2], name[:, 1], name[:, 0]))
    _, first, index = np.unique(name[order].ravel(), return_index=True, return_inverse=True)
    unique = whole[order].reshape(-1, 8)[first] / 1e4
    return Surface(
        unique[:, :3], unique[:, 3:6], unique[:, 6:8], index.reshape(-1, 3).astype(np.int64),
        np.arange(len(unique)), surface.part, surface.copy, surface.low, surface.high,
    )  # fmt: skip

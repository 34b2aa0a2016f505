"""Openings: takes cutting forms out of the parts they meet, with manifold3d."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manifold3d import Manifold, Mesh, OpType

from nacre.parts.language import Program
from nacre.world.geometry.forms import Floats
from nacre.world.geometry.surfaces import Surface, groups

TOUCH = 1e-4  # metres: bounds that overlap by less do not meet


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
    """Surfaces with the cuts made and the cutting forms gone; order of parts and copies is kept.

    groups_of: moving group of every part where the program does not tell. Moving parts are never cut.
    """
    parts = program.parts
    group = groups(program)[0] if groups_of is None else groups_of
    cutters = [s for s in pieces if parts[s.part].op == "cut"]
    if not cutters:
        return pieces
    cut_low, cut_high = np.stack([s.low for s in cutters]), np.stack([s.high for s in cutters])
    cut_part = np.array([s.part for s in cutters])
    solids: dict[int, Manifold] = {}
    result = []
    for surface in pieces:
        if parts[surface.part].op == "cut":
            continue
        met: list[int] = []
        if group[surface.part] == 0:
            meets = (cut_low < surface.high - TOUCH).all(1) & (cut_high > surface.low + TOUCH).all(1)
            met = np.flatnonzero(meets & (cut_part > surface.part)).tolist()
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
    corners = np.round(values[triangles], 5) + 0.0  # [T, 3, 8]; + 0.0: no negative zero
    places = corners[..., :3]
    a, b, c = places[:, 0], places[:, 1], places[:, 2]
    flat = np.cross(b - a, c - a)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    keep = length[:, 0] > 1e-8
    flat = flat / np.maximum(length, 1e-12)
    # the reveal of a cut faces the other way than the form that cut it
    normals = corners[..., 3:6] * np.where(from_body, 1.0, -1.0)[:, None, None]
    straight = (normals * flat[:, None, :]).sum(-1)
    normals = np.where((straight > 0.2)[..., None], normals, flat[:, None, :])
    corners = np.concatenate([places, normals, corners[..., 6:8]], -1)[keep]
    # every triangle starts at its smallest corner, then triangles are sorted
    order = np.lexsort(corners[..., :3].transpose(2, 0, 1)[::-1], axis=-1)[:, 0]
    corners = np.take_along_axis(corners, ((order[:, None] + np.arange(3)) % 3)[..., None], 1)
    rows = corners.reshape(len(corners), -1)
    rows = rows[np.lexsort(rows[:, [16, 17, 18, 8, 9, 10, 2, 1, 0]].T)]
    unique, index = np.unique(np.round(rows.reshape(-1, 8), 4), axis=0, return_inverse=True)
    return Surface(
        unique[:, :3], unique[:, 3:6], unique[:, 6:8], index.reshape(-1, 3).astype(np.int64),
        np.arange(len(unique)), surface.part, surface.copy, surface.low, surface.high,
    )  # fmt: skip

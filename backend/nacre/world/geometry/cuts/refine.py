"""Splits large triangles, so that light that varies over a wall has corners to vary at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nacre.world.geometry.mesh import ShapeMesh


def refine(mesh: ShapeMesh, longest: float, parts: NDArray[np.bool_] | None = None) -> ShapeMesh:
    """A mesh none of whose edges is longer than `longest` metres. Edges are halved, so neighbours still meet.

    parts bool [P]: which parts are split at all; every part is closed in itself, so no gaps open.
    """
    for _ in range(40):
        corners = mesh.vertices[mesh.triangles]
        edges = np.linalg.norm(np.roll(corners, -1, 1) - corners, axis=-1)  # edge k runs from corner k to k + 1
        long = edges > longest
        # only the longest edge of a triangle is halved in a round: its neighbour may halve another one of its own,
        # but every long edge is halved in the end, on both sides at the same place
        first = np.argmax(edges, 1)
        split = long[np.arange(len(edges)), first]
        if parts is not None:
            split &= parts[mesh.part]
        if not split.any():
            break
        mesh = _halve(mesh, np.flatnonzero(split), first[split])
    return mesh


def _halve(mesh: ShapeMesh, which: np.ndarray, edge: np.ndarray) -> ShapeMesh:
    """Halve triangles `which` at their edge `edge`."""
    rows = mesh.triangles[which]
    a = np.take_along_axis(rows, edge[:, None], 1)[:, 0].astype(np.int64)
    b = np.take_along_axis(rows, ((edge + 1) % 3)[:, None], 1)[:, 0].astype(np.int64)
    c = np.take_along_axis(rows, ((edge + 2) % 3)[:, None], 1)[:, 0]
    pair = np.minimum(a, b) * len(mesh.vertices) + np.maximum(a, b)
    names, place = np.unique(pair, return_inverse=True)
    low, high = names // len(mesh.vertices), names % len(mesh.vertices)
    normals = mesh.normals[low] + mesh.normals[high]
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    middle = len(mesh.vertices) + place
    triangles = mesh.triangles.copy()
    triangles[which] = np.stack([a, middle, c], 1)
    more = np.stack([middle, b, c], 1).astype(np.int32)
    order = np.argsort(np.concatenate([np.arange(len(triangles)), which]), kind="stable")
    source = np.concatenate([np.arange(len(triangles)), which])[order]
    return replace(
        mesh,
        vertices=np.concatenate([mesh.vertices, (mesh.vertices[low] + mesh.vertices[high]) / 2]),
        normals=np.concatenate([mesh.normals, normals.astype(np.float32)]),
        uv=np.concatenate([mesh.uv, (mesh.uv[low] + mesh.uv[high]) / 2]),
        sky=np.concatenate([mesh.sky, mesh.sky[low]]),
        triangles=np.concatenate([triangles, more])[order],
        material=mesh.material[source],
        colour=mesh.colour[source],
        emission=mesh.emission[source],
        part=mesh.part[source],
        group=mesh.group[source],
    )

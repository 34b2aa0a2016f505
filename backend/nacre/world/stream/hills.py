"""Hills against the sky as a shape: their layers are mixed into one colour, for nobody comes near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.render.mesh_pool import GroundMesh
from nacre.world.stream.content import Content
from nacre.world.stream.shape import of_mesh


def hills_shape(hills: GroundMesh, palette: NDArray[np.float32]) -> tuple[Content, tuple[float, float, float]]:
    """The shape, and where its origin lies in the world."""
    mesh = hills.mesh
    middle = np.round((mesh.vertices.min(0) + mesh.vertices.max(0)) / 2)
    middle[1] = 0.0
    corners = mesh.triangles
    weights = hills.weights[corners].astype(np.float64).mean(1) / 255
    grass = (hills.tint[corners].astype(np.float64).mean(1) / 255) ** 2.2
    linear = weights[:, 1:] @ palette[1:].astype(np.float64) + weights[:, :1] * grass
    colour = np.round(np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)
    own = corners.reshape(-1)  # each triangle has its own corners, for its own colour
    uv = np.zeros((len(own), 2), np.float32)
    alone = ShapeMesh(
        (mesh.vertices[own] - middle).astype(np.float32), mesh.normals[own], uv, mesh.sky[own],
        np.arange(len(own), dtype=np.int32).reshape(-1, 3), np.full(len(corners), MATERIAL_INDEX["grass"], np.uint8),
        colour, mesh.emission, mesh.part, mesh.group,
    )  # fmt: skip
    x, y, z = (float(v) for v in middle)
    return of_mesh("hills", alone), (x, y, z)

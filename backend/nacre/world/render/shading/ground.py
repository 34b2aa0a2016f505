"""Ground as meshes: geometric mipmaps of a square of heights, with skirts that hide the cracks between levels."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.render.mesh_pool import GroundMesh

STEP: Final = 0.5
# For `MeshPool.add`: radius of a chunk on the picture, as a share of its height, below which it gets coarser.
GROUND_LEVELS: Final = (0.62, 0.30, 0.15, 0.07, 0.0)
LEAST_SIDE: Final = 5


def make_ground_mesh(
    heights: NDArray[np.float32],
    weights: NDArray[np.uint8] | NDArray[np.float32],
    albedo: NDArray[np.uint8],
    sky: NDArray[np.uint8] | None = None,
    step: float = STEP,
) -> list[GroundMesh]:
    """Levels of a square of ground whose corner is at x = z = 0, from finest to coarsest.

    heights f32 [n, n] in metres, rows along z and columns along x, n = 2^k + 1; or [n + 2, n + 2] with one more on
    every side, so that normals meet those of the neighbours. weights [n, n, 7] of GROUND_LAYERS (any scale); albedo
    uint8 [n, n, 3]: sRGB of the grass; sky uint8 [n, n]: share of open sky (255 where not given). Raises ValueError
    for shapes that do not fit.
    """
    side = weights.shape[0]
    if side < LEAST_SIDE or (side - 1) & (side - 2) or weights.shape != (side, side, 7):
        raise ValueError(f"weights of ground are [n, n, 7] with n = 2^k + 1, not {weights.shape}")
    if albedo.shape != (side, side, 3) or heights.shape not in ((side, side), (side + 2, side + 2)):
        raise ValueError(f"heights {heights.shape} and albedo {albedo.shape} do not fit weights {weights.shape}")
    inner, normals = _normals(np.asarray(heights, np.float64), side, step)
    share = np.asarray(weights, np.float64)
    share = share / np.maximum(share.sum(-1, keepdims=True), 1e-9)
    quantised = np.floor(share * 255 + 0.5).astype(np.uint8)
    open_sky = np.full((side, side), 255, np.uint8) if sky is None else sky
    levels = []
    stride = 1
    while (side - 1) // stride + 1 >= LEAST_SIDE:
        levels.append(_level(inner, normals, quantised, albedo, open_sky, stride, step))
        stride *= 2
    return levels


def _normals(heights: NDArray[np.float64], side: int, step: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    padded = heights if heights.shape[0] == side + 2 else np.pad(heights, 1, mode="reflect", reflect_type="odd")
    dx = (padded[1:-1, 2:] - padded[1:-1, :-2]) / (2 * step)
    dz = (padded[2:, 1:-1] - padded[:-2, 1:-1]) / (2 * step)
    normal = np.stack([-dx, np.ones_like(dx), -dz], -1)
    return padded[1:-1, 1:-1], normal / np.linalg.norm(normal, axis=-1, keepdims=True)


def _level(
    heights: NDArray[np.float64], normals: NDArray[np.float64], weights: NDArray[np.uint8], albedo: NDArray[np.uint8],
    sky: NDArray[np.uint8], stride: int, step: float,
) -> GroundMesh:  # fmt: skip
    pick = slice(None, None, stride)
    h = heights[pick, pick]
    n = h.shape[0]
    z, x = np.mgrid[0:n, 0:n] * (step * stride)
    places = np.stack([x, h, z], -1).reshape(-1, 3)
    i, j = np.mgrid[0 : n - 1, 0 : n - 1]
    corner = (i * n + j).ravel()
    # the diagonal follows the land: the one whose ends differ less
    flat = h.ravel()
    falling = np.abs(flat[corner] - flat[corner + n + 1]) <= np.abs(flat[corner + 1] - flat[corner + n])
    a, b, c, d = corner, corner + 1, corner + n, corner + n + 1
    one = np.where(falling[:, None], np.stack([a, c, d], -1), np.stack([a, c, b], -1))
    two = np.where(falling[:, None], np.stack([a, d, b], -1), np.stack([b, c, d], -1))
    faces = [np.stack([one, two], 1).reshape(-1, 3)]
    # skirts: the border again, lower, walls that look outwards
    border = np.concatenate([
        np.arange(n), np.arange(n) * n + n - 1, (n - 1) * n + np.arange(n)[::-1], np.arange(n)[::-1] * n,
    ])  # fmt: skip
    drop = 0.25 * step * stride + 0.6 * float(np.abs(np.diff(h, axis=0)).max(initial=0.0)) + 0.02
    skirt = places[border] - np.array([0.0, drop, 0.0])
    start = len(places)
    for edge in range(4):
        k = edge * n + np.arange(n - 1)
        upper, following = border[k], border[k + 1]
        low, low_following = start + k, start + k + 1
        faces += [np.stack([upper, following, low_following], -1), np.stack([upper, low_following, low], -1)]
    every = np.concatenate([np.arange(n * n), border])
    vertices = np.concatenate([places, skirt]).astype(np.float32)
    triangles = np.concatenate(faces).astype(np.int32)
    count = len(triangles)
    chosen = albedo[pick, pick].reshape(-1, 3)[every]
    mesh = ShapeMesh(
        vertices=vertices,
        normals=normals[pick, pick].reshape(-1, 3)[every].astype(np.float32),
        uv=np.stack([vertices[:, 0], -vertices[:, 2]], -1),
        sky=sky[pick, pick].reshape(-1)[every],
        triangles=triangles,
        material=np.zeros(count, np.uint8),
        colour=np.zeros((count, 3), np.uint8),
        emission=np.zeros(count, np.uint8),
        part=np.zeros(count, np.uint16),
        group=np.zeros(count, np.uint8),
    )
    return GroundMesh(mesh, weights[pick, pick].reshape(-1, 7)[every], chosen)

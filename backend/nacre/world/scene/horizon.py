"""Far land: coarse tiles around the furnished chunks, the trees on them, and hills against the sky."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.grid import CHUNK
from nacre.world.kernels.hashing import CounterRandom, hash_key
from nacre.world.render.instances import placed
from nacre.world.render.mesh_pool import GroundMesh
from nacre.world.render.shading.ground import make_ground_mesh
from nacre.world.scene.assets import Asset
from nacre.world.scene.ground import COBBLES, LAYERS, MUD, PATH, ROCK, SAND, SNOW, base_weights

Chunk = tuple[int, int]
REACH: Final = 6  # chunks from the player's to the last tile of far land
TILE_CELLS: Final = 4  # coarse cells of 8 m per chunk side
RINGS: Final = (236.0, 285.0, 345.0, 420.0, 520.0, 650.0, 820.0, 1050.0)  # metres of the hills' rings
AROUND: Final = 72
# How high the hills rise against the sky, in metres, and how broken they are.
_HILLS: Final[dict[str, tuple[float, float]]] = {
    "mountain": (150.0, 1.0), "canyon": (52.0, 0.5), "volcano": (75.0, 0.8), "island": (0.0, 0.0),
    "city": (14.0, 0.3), "moon": (42.0, 0.7), "desert": (34.0, 0.4), "swamp": (12.0, 0.3), "tropical": (46.0, 0.6),
    "snow": (72.0, 0.8), "forest": (46.0, 0.5), "autumn": (42.0, 0.5), "meadow": (38.0, 0.45),
}  # fmt: skip


@dataclass(frozen=True)
class FarTree:
    """A tree on far land: place in metres, yaw in radians, scale."""

    asset: Asset
    at: tuple[float, float, float]
    yaw: float
    size: float


@dataclass(frozen=True)
class FarTile:
    """The coarse land of one chunk: height and path f32 [7, 7] at corners of 8 m cells, one of margin; its trees."""

    chunk: Chunk
    height: NDArray[np.float32]
    path: NDArray[np.float32]
    trees: tuple[FarTree, ...]

    @cached_property
    def transforms(self) -> NDArray[np.float32]:
        """From the axes of the land, then of each tree, to the world, f32 [1 + trees, 3, 4]."""
        rows = [placed(self.chunk[0] * CHUNK, 0.0, self.chunk[1] * CHUNK)]
        return np.stack([*rows, *(placed(*tree.at, tree.yaw, tree.size) for tree in self.trees)])


def _weights(spec: SceneSpec, height: NDArray[np.float32], path: NDArray[np.float32]) -> NDArray[np.uint8]:
    shares = np.zeros((*height.shape, len(LAYERS)), np.float32)
    shares[:] = base_weights(spec)
    sea = spec.water == "coast" or spec.biome in ("island", "tropical")
    bank = np.clip((1.0 - height) / 0.8, 0, 1) if spec.water != "none" or spec.biome in ("swamp", "island") else None
    if bank is not None:
        shares *= 1 - bank[..., None] * 0.8
        shares[..., SAND if sea else MUD] += bank * 0.8
    if spec.biome == "mountain":
        white = np.clip((height - 26.0) / 6.0, 0, 1)
        shares *= 1 - white[..., None] * 0.9
        shares[..., SNOW] += white * 0.9
    trodden = np.clip((path - 0.2) / 0.4, 0, 1)
    shares *= 1 - trodden[..., None]
    shares[..., COBBLES if spec.biome == "city" else PATH] += trodden
    return np.round(np.clip(shares, 0, 1) * 255).astype(np.uint8)


def tile_layers(spec: SceneSpec, height: NDArray[np.float32], path: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Weights of LAYERS u8 [5, 5, 7] at the corners of a tile, from height and path [7, 7] with a margin; sum 255."""
    shares = _weights(spec, height[1:-1, 1:-1], path[1:-1, 1:-1]).astype(np.int64)
    first = np.argmax(shares, -1)
    shares[(*np.indices(first.shape), first)] += 255 - shares.sum(-1)
    return np.clip(shares, 0, 255).astype(np.uint8)


def tile(
    spec: SceneSpec, height: NDArray[np.float32], path: NDArray[np.float32], tint: NDArray[np.uint8]
) -> list[GroundMesh]:
    """The coarse ground of one chunk: height and path [7, 7] at corners of 8 m cells, one of margin; tint sRGB [3]."""
    inner = height[1:-1, 1:-1]
    albedo = np.broadcast_to(tint, (*inner.shape, 3)).copy()
    return make_ground_mesh(height, _weights(spec, inner, path[1:-1, 1:-1]), albedo, step=CHUNK / TILE_CELLS)


def _noise(seed: int, x: NDArray[np.float64], z: NDArray[np.float64], size: float) -> NDArray[np.float64]:
    """Smooth value noise 0..1 of a lattice of `size` metres."""
    u, v = x / size, z / size
    i, j = np.floor(u).astype(np.int64), np.floor(v).astype(np.int64)
    fu, fv = u - i, v - j
    fu, fv = fu * fu * (3 - 2 * fu), fv * fv * (3 - 2 * fv)

    def at(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        keys = {(int(p), int(q)) for p, q in zip(a.ravel(), b.ravel(), strict=True)}
        known = {key: CounterRandom(seed, 91, *key).uniform() for key in sorted(keys)}
        return np.array([known[int(p), int(q)] for p, q in zip(a.ravel(), b.ravel(), strict=True)]).reshape(a.shape)

    low = at(i, j) * (1 - fu) + at(i + 1, j) * fu
    high = at(i, j + 1) * (1 - fu) + at(i + 1, j + 1) * fu
    return np.asarray(low * (1 - fv) + high * fv)


def hills(spec: SceneSpec, seed: int, centre: tuple[float, float], tint: NDArray[np.uint8]) -> GroundMesh:
    """Hills, a shore or an ocean's rim from 236 m to 1 km around a centre, as one ring-shaped mesh."""
    tall, rough = _HILLS[spec.biome]
    tall *= 0.6 + 0.8 * spec.relief
    angle = np.arange(AROUND) * (2 * math.pi / AROUND)
    radius = np.array(RINGS)[:, None]
    x, z = centre[0] + radius * np.cos(angle), centre[1] + radius * np.sin(angle)
    broad = _noise(seed, x, z, 420.0)
    fine = _noise(hash_key(seed, 7), x, z, 140.0)
    rise = np.clip((radius - RINGS[0]) / (RINGS[-2] - RINGS[0]), 0, 1) ** 0.8
    height = 1.5 + tall * rise * ((1 - rough) * broad + rough * (0.45 * broad + 0.55 * np.abs(2 * fine - 1)) + 0.1)
    if spec.biome == "volcano":
        height = height + 10.0 * rise
    if spec.water == "coast" or spec.biome == "island":
        height = np.where(broad < 0.55, -3.0, height * np.clip((broad - 0.55) * 5.0, 0.0, 1.0) - 1.0)
    height[0] = np.minimum(height[0], 0.6)
    rows, count = len(RINGS), AROUND
    vertices = np.stack([x, height, z], -1).reshape(-1, 3).astype(np.float32)
    i, j = np.mgrid[0 : rows - 1, 0:count]
    a, b = (i * count + j).ravel(), (i * count + (j + 1) % count).ravel()
    c, d = a + count, b + count
    triangles = np.concatenate([np.stack([a, b, c], 1), np.stack([b, d, c], 1)]).astype(np.int32)
    first, second, third = (vertices[triangles[:, corner]] for corner in range(3))
    face = np.cross(second - first, third - first)
    if face[:, 1].sum() < 0:
        triangles, face = triangles[:, ::-1].copy(), -face
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], face)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6)
    total, many = len(triangles), len(vertices)
    weights = np.round(base_weights(spec) * 255).astype(np.uint8)[None].repeat(many, 0)
    steep = normals[:, 1] < 0.82
    weights[steep] = np.eye(len(LAYERS), dtype=np.uint8)[ROCK] * 255
    if spec.biome in ("mountain", "snow") and spec.biome != "moon":
        white = vertices[:, 1] > (70.0 if spec.biome == "mountain" else -1.0)
        weights[white] = np.eye(len(LAYERS), dtype=np.uint8)[SNOW] * 255
    mesh = ShapeMesh(
        vertices, normals.astype(np.float32), np.stack([vertices[:, 0], -vertices[:, 2]], 1) * np.float32(0.2),
        np.full(many, 255, np.uint8), triangles, np.zeros(total, np.uint8), np.zeros((total, 3), np.uint8),
        np.zeros(total, np.uint8), np.zeros(total, np.uint16), np.zeros(total, np.uint8),
    )  # fmt: skip
    return GroundMesh(mesh, weights, np.broadcast_to(tint, (many, 3)).astype(np.uint8).copy())

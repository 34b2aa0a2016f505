"""What lies thick on the ground near the eye: tufts of grass, small flowers and pebbles, scattered by the materials."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.spec import SceneSpec
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.grid import CHUNK, CHUNK_CELLS
from nacre.world.kernels.hashing import hash_key
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.scene.ground import GRASS, MUD, PATH, ROCK, SAND, SNOW, Patch

Chunk = tuple[int, int]
STEP: Final = CHUNK / 24  # metres between places where something may grow; each is moved by up to half of it
RINGS: Final = 1  # chunks around the player's that have any
_TUFTS, _FLOWERS, _PEBBLES = 4, 4, 3
# Chance that a place bears a tuft, a flower or a pebble where the ground is all of one layer.
_CHANCES: Final = {
    GRASS: (0.62, 0.16, 0.03), PATH: (0.02, 0.0, 0.22), SAND: (0.03, 0.0, 0.10), ROCK: (0.04, 0.0, 0.35),
    MUD: (0.20, 0.0, 0.10), SNOW: (0.04, 0.0, 0.02),
}  # fmt: skip
_FLOWER_COLOURS: Final = ((0.95, 0.80, 0.25), (0.93, 0.93, 0.97), (0.86, 0.42, 0.52), (0.55, 0.45, 0.85))
_HEADS, _PETALS = 2, 5  # of a flower
_LIGHTER: Final = 1.22  # blades than the ground they grow from: the light comes through them
BARREN: Final = frozenset({"moon"})


def _mesh(triangles: list[NDArray[np.float64]], normals: list[NDArray[np.float64]], material: str,
          colours: list[tuple[float, float, float]]) -> ShapeMesh:  # fmt: skip
    count = len(triangles)
    vertices = np.array(triangles, np.float32).reshape(-1, 3)
    faces = np.arange(3 * count, dtype=np.int32).reshape(-1, 3)
    base = np.clip(vertices[:, 1] / max(float(vertices[:, 1].max()), 1e-6), 0, 1)
    return ShapeMesh(
        vertices, np.array(normals, np.float32).reshape(-1, 3), vertices[:, (0, 1)].copy(),
        np.round(150 + 105 * base).astype(np.uint8), faces, np.full(count, MATERIAL_INDEX[material], np.uint8),
        np.round(np.array(colours) * 255).astype(np.uint8), np.zeros(count, np.uint8), np.zeros(count, np.uint16),
        np.zeros(count, np.uint8),
    )  # fmt: skip


def _tuft(random: np.random.Generator, flower: tuple[float, float, float] | None = None) -> ShapeMesh:
    """A few leaning blades, seen from both sides; with a flower, a head on two of them."""
    triangles, normals, colours = [], [], []
    up = np.array([0.0, 1.0, 0.0])
    for blade in range(8 if flower is None else 5):
        angle, lean = random.uniform(0, 2 * math.pi), random.uniform(0.05, 0.20)
        height, wide = random.uniform(0.14, 0.34), random.uniform(0.020, 0.036)
        foot = np.array([random.normal(0, 0.07), -0.02, random.normal(0, 0.07)])
        out, side = np.array([math.cos(angle), 0, math.sin(angle)]), np.array([-math.sin(angle), 0, math.cos(angle)])
        tip = foot + out * lean + up * height
        normal = up * 0.9 + out * 0.35
        normal /= np.linalg.norm(normal)
        shade = random.uniform(0.86, 1.0)
        for corners in ((foot - side * wide, foot + side * wide, tip), (foot + side * wide, foot - side * wide, tip)):
            triangles.append(np.array(corners))
            normals.append(np.array([normal] * 3))
            colours.append((shade, shade, shade) if flower is None else (0.42 * shade, 0.58 * shade, 0.26 * shade))
        if flower is not None and blade < _HEADS:
            for turn in range(_PETALS):
                a, b = turn * 2 * math.pi / _PETALS, (turn + 0.75) * 2 * math.pi / _PETALS
                petals = [tip + 0.065 * np.array([math.cos(c), 0.25, math.sin(c)]) for c in (a, b)]
                for corners in ((tip, petals[1], petals[0]), (tip, petals[0], petals[1])):
                    triangles.append(np.array(corners))
                    normals.append(np.array([up] * 3))
                    colours.append(flower)
    return _mesh(triangles, normals, "leaves", colours)


def _pebble(random: np.random.Generator) -> ShapeMesh:
    """A small stone of eight facets, half in the ground."""
    size = np.array([random.uniform(0.05, 0.11), random.uniform(0.03, 0.06), random.uniform(0.05, 0.10)])
    ring = [np.array([math.cos(k * math.pi / 2 + 0.3), 0.0, math.sin(k * math.pi / 2 + 0.3)]) for k in range(4)]
    ring = [p * random.uniform(0.8, 1.1) for p in ring]
    top = np.array([random.normal(0, 0.1), 1.0, random.normal(0, 0.1)])
    triangles, normals, colours = [], [], []
    for k in range(4):
        low = ring[k] * np.array([1, 1, 1]) + np.array([0, -0.6, 0])
        low_next = ring[(k + 1) % 4] + np.array([0, -0.6, 0])
        for corners in (
            (ring[k] * 0.9, top, ring[(k + 1) % 4] * 0.9),
            (low, ring[k], low_next),
            (ring[k], ring[(k + 1) % 4], low_next),
        ):
            points = np.array(corners) * size
            normal = np.cross(points[1] - points[0], points[2] - points[0])
            if normal @ points.mean(0) < 0:
                points, normal = points[::-1], -normal
            triangles.append(points)
            normals.append(np.array([normal / max(float(np.linalg.norm(normal)), 1e-9)] * 3))
            colours.append((0.95, 0.95, 0.95))
    return _mesh(triangles, normals, "rock", colours)


@dataclass(frozen=True)
class Litter:
    """What lies on a chunk: transforms f32 [N, 3, 4], kinds i32 [N] (into `Scatter.meshes`), tints f32 [N, 3]."""

    transforms: NDArray[np.float32]
    kinds: NDArray[np.int32]
    tints: NDArray[np.float32]


class Scatter:
    """The meshes of tufts, flowers and pebbles, as they are (`shapes`) and in a pool (`meshes`), and where they lie."""

    def __init__(self, pool: MeshPool) -> None:
        random = np.random.default_rng(20)
        made = [_tuft(random) for _ in range(_TUFTS)]
        made += [_tuft(random, colour) for colour in _FLOWER_COLOURS]
        made += [_pebble(random) for _ in range(_PEBBLES)]
        self.shapes = tuple(made)
        self.meshes = np.array([pool.add(mesh) for mesh in made], np.int32)

    @staticmethod
    def on(spec: SceneSpec, seed: int, chunk: Chunk, ground: Patch) -> Litter:
        """The litter of a chunk: a pure function of spec, seed and chunk."""
        random = np.random.default_rng(hash_key(seed, 95, *chunk))
        count = round(CHUNK / STEP)
        rows, columns = np.mgrid[0:count, 0:count]
        draws = random.random((8, count, count))
        x = (columns + draws[0]) * STEP
        z = (rows + draws[1]) * STEP
        i, j = (np.clip(np.round(v / CHUNK * CHUNK_CELLS).astype(int), 0, CHUNK_CELLS) for v in (x, z))
        shares = ground.weights[j, i] / 255.0
        y = ground.height[j + 1, i + 1]
        chances = np.zeros((3, count, count))
        for layer, row in _CHANCES.items():
            for k, chance in enumerate(row):
                chances[k] += shares[..., layer] * chance
        clumps = -0.5 + 3.0 * draws[7].reshape(count // 4, 4, count // 4, 4).mean((1, 3)).repeat(4, 0).repeat(4, 1)
        chances[0] *= np.maximum(clumps, 0.12) * (0.3 + spec.vegetation)
        drifts = draws[6, ::4, ::4].repeat(4, 0).repeat(4, 1)[:count, :count]
        chances[1] *= np.where(drifts > 0.72, 3.6, 0.25) * (0.2 + 1.2 * spec.vegetation)
        if spec.biome in BARREN:
            chances[:2] = 0
        if spec.biome in ("snow", "desert", "volcano", "canyon") or spec.weather == "snow":
            chances[1] = 0
        edges = np.cumsum(chances, 0)
        kind = np.select([draws[2] < edges[0], draws[2] < edges[1], draws[2] < edges[2]], [0, 1, 2], 3)
        kept = (kind < 3) & (y > 0.12)
        which = np.select(
            [kind == 0, kind == 1],
            [(draws[3] * _TUFTS).astype(int), _TUFTS + (drifts * 37 % 1 * _FLOWERS).astype(int)],
            _TUFTS + _FLOWERS + (draws[3] * _PEBBLES).astype(int),
        )[kept]
        size = np.where(kind == 2, 0.7 + 1.6 * draws[4] ** 3, 0.75 + 0.75 * draws[4])[kept]
        turn = draws[5][kept] * 2 * math.pi
        transforms = np.zeros((len(size), 3, 4), np.float32)
        transforms[:, 0, 0] = transforms[:, 2, 2] = np.cos(turn) * size
        transforms[:, 0, 2], transforms[:, 2, 0] = np.sin(turn) * size, -np.sin(turn) * size
        transforms[:, 1, 1] = size
        transforms[:, 0, 3], transforms[:, 1, 3] = x[kept] + chunk[0] * CHUNK, y[kept]
        transforms[:, 2, 3] = z[kept] + chunk[1] * CHUNK
        tint = (ground.tint[j, i][kept] / 255.0) ** 2.2
        stone = np.array([0.30, 0.29, 0.28]) if spec.biome not in ("volcano",) else np.array([0.06, 0.055, 0.05])
        shade = (0.9 + 0.35 * draws[4])[kept][:, None]
        tints = np.where(
            (kind[kept] == 2)[:, None],
            stone * shade,
            np.where((kind[kept] == 1)[:, None], 0.9, tint * _LIGHTER * shade),
        )
        return Litter(transforms, which.astype(np.int32), tints.astype(np.float32))

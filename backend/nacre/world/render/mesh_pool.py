"""MeshPool: the meshes of a world, all in one set of arrays that only grows, so that kernels see one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry.mesh import ShapeMesh

MAX_LEVELS: Final = 6
_GLASS: Final = MATERIAL_INDEX["glass"]
NO_GROUND: Final = -1
LEAST_SKY: Final = 0.17  # light that was reflected many times reaches every corner: no room is black
# Radius on the picture, as a share of its height, below which the next coarser level is taken.
SHAPE_LEVELS: Final = (0.19, 0.075, 0.028, 0.0, 0.0)
GROUND_LAYERS: Final = ("grass", "path", "cobbles", "sand", "rock", "mud", "snow")


@dataclass(frozen=True)
class GroundMesh:
    """A ShapeMesh of ground: per vertex weights u8 [V, 7] of GROUND_LAYERS (sum 255) and tint u8 [V, 3] sRGB."""

    mesh: ShapeMesh
    weights: NDArray[np.uint8]
    tint: NDArray[np.uint8]


Level = ShapeMesh | GroundMesh


@dataclass(frozen=True)
class Packed:
    """A level in the pool's own layout; see `pack` and, for the arrays, `MeshPool`. position f32 [3, V], runs i32
    [R, 2]: group and one past its last vertex; sphere f32 [4]: centre and radius."""

    position: NDArray[np.float32]
    attribute: NDArray[np.float32]
    index: NDArray[np.int32]
    surface: NDArray[np.uint8]
    ground: NDArray[np.uint8] | None
    runs: NDArray[np.int32]
    opaque: int
    sphere: NDArray[np.float32]


class _Ranges:
    """Free places in one dimension: first fit, neighbours joined."""

    def __init__(self) -> None:
        self.end = 0
        self._free: list[tuple[int, int]] = []  # start, length; in order

    def take(self, length: int) -> int:
        for i, (start, size) in enumerate(self._free):
            if size >= length:
                if size == length:
                    del self._free[i]
                else:
                    self._free[i] = (start + length, size - length)
                return start
        start = self.end
        self.end += length
        return start

    def give(self, start: int, length: int) -> None:
        if not length:
            return
        self._free.append((start, length))
        self._free.sort()
        joined: list[tuple[int, int]] = []
        for at, size in self._free:
            if joined and sum(joined[-1]) == at:
                joined[-1] = (joined[-1][0], joined[-1][1] + size)
            else:
                joined.append((at, size))
        self._free = joined


SEVERAL_VILLAGES: Final = 1 << 22  # vertices and triangles, for `MeshPool`


def _grown(array: NDArray, axis: int, needed: int) -> NDArray:  # type: ignore[type-arg]
    if array.shape[axis] >= needed:
        return array
    shape = list(array.shape)
    shape[axis] = max(needed, shape[axis] * 3 // 2)
    larger = np.zeros(shape, array.dtype)
    larger[tuple(slice(0, n) for n in array.shape)] = array
    return larger


class MeshPool:
    """Meshes by number. Arrays may be replaced by larger ones in `add`: read them anew for every frame.

    position f32 [3, V]; attribute f32 [V, 8]: normal, u, v, sky 0..1, and two spare; index i32 [T, 3], counted within
    the level; surface u8 [T, 8]: sRGB, material, emission, group, part (two bytes); ground u8 [V, 10]: weights of
    GROUND_LAYERS and tint, rows only for ground. record i32 [L, 8] per level: first vertex, vertices, first triangle,
    triangles, first ground row or -1, first run, runs, groups; run i32 [R, 2]: group and one past its last vertex
    (vertices of a level are sorted by the group that moves them). level i32 [M, MAX_LEVELS] per mesh: its levels from
    fine to coarse, -1 past the last; change f32 [M, MAX_LEVELS]: share of the picture's height below which the next
    is taken; sphere f32 [M, 4]: centre and radius; opaque i32 [L]: how many triangles of a level cast a shadow (its
    first ones: glass comes last). added: every mesh ever added, in order, for copies on a device.
    """

    def __init__(self, room: int = 4096) -> None:
        """room: for how many vertices and triangles there is place from the start.

        Memory that nothing was written to costs nothing, and growing the arrays while a world opens took a tenth of
        the opening: who serves worlds begins with SEVERAL_VILLAGES.
        """
        self.position = np.zeros((3, room), np.float32)
        self.attribute = np.zeros((room, 8), np.float32)
        self.index = np.zeros((room, 3), np.int32)
        self.surface = np.zeros((room, 8), np.uint8)
        self.ground = np.zeros((room // 2, 10), np.uint8)
        self.record = np.zeros((4096, 8), np.int32)
        self.opaque = np.zeros(4096, np.int32)
        self.run = np.zeros((4096, 2), np.int32)
        self.level = np.full((1024, MAX_LEVELS), -1, np.int32)
        self.change = np.zeros((1024, MAX_LEVELS), np.float32)
        self.sphere = np.zeros((1024, 4), np.float32)
        self.added: list[int] = []
        self._vertices, self._triangles, self._grounds = _Ranges(), _Ranges(), _Ranges()
        self._records, self._runs, self._meshes = _Ranges(), _Ranges(), _Ranges()

    @property
    def triangles(self) -> int:
        """How many triangles have ever been in use at once, freed ones included."""
        return self._triangles.end

    def add(self, levels: Level | Sequence[Level] | Sequence[Packed], change: Sequence[float] = SHAPE_LEVELS) -> int:
        """Take a mesh in, from its finest level to its coarsest; returns its number.

        change: see MeshPool. Raises ValueError for a mesh without levels, without triangles, with indices that point
        nowhere or with numbers that are not finite.
        """
        several = list(levels) if isinstance(levels, Sequence) else [levels]
        if not 0 < len(several) <= MAX_LEVELS:
            raise ValueError(f"a mesh has 1 to {MAX_LEVELS} levels, not {len(several)}")
        packed = [each if isinstance(each, Packed) else pack(each) for each in several]
        mesh = self._meshes.take(1)
        for name in ("level", "change", "sphere"):
            setattr(self, name, _grown(getattr(self, name), 0, mesh + 1))
        self.level[mesh] = -1
        for place, each in enumerate(packed):
            self.level[mesh, place] = self._add_level(each)
        self.added.append(mesh)
        self.change[mesh] = 0
        self.change[mesh, : len(change)] = change[:MAX_LEVELS]
        self.sphere[mesh] = packed[0].sphere
        return mesh

    def free(self, mesh: int) -> None:
        """Give a mesh's place back; instances of it must not be drawn any more."""
        for level in self.level[mesh]:
            if level >= 0:
                v0, vertices, t0, triangles, ground, run0, runs, _ = (int(n) for n in self.record[level])
                self._vertices.give(v0, vertices)
                self._triangles.give(t0, triangles)
                self._runs.give(run0, runs)
                self._records.give(int(level), 1)
                if ground != NO_GROUND:
                    self._grounds.give(ground, vertices)
        self.level[mesh] = -1
        self._meshes.give(mesh, 1)

    def _add_level(self, packed: Packed) -> int:
        count, faces = packed.position.shape[1], len(packed.index)
        v0, t0 = self._vertices.take(count), self._triangles.take(faces)
        self.position = _grown(self.position, 1, v0 + count)
        self.attribute = _grown(self.attribute, 0, v0 + count)
        self.index, self.surface = _grown(self.index, 0, t0 + faces), _grown(self.surface, 0, t0 + faces)
        self.position[:, v0 : v0 + count] = packed.position
        self.attribute[v0 : v0 + count] = packed.attribute
        self.index[t0 : t0 + faces] = packed.index
        self.surface[t0 : t0 + faces] = packed.surface
        ground = NO_GROUND
        if packed.ground is not None:
            ground = self._grounds.take(count)
            self.ground = _grown(self.ground, 0, ground + count)
            self.ground[ground : ground + count] = packed.ground
        runs = len(packed.runs)
        run0 = self._runs.take(runs)
        self.run = _grown(self.run, 0, run0 + runs)
        self.run[run0 : run0 + runs] = packed.runs
        level = self._records.take(1)
        self.record = _grown(self.record, 0, level + 1)
        self.opaque = _grown(self.opaque, 0, level + 1)
        self.opaque[level] = packed.opaque
        self.record[level] = (v0, count, t0, faces, ground, run0, runs, int(packed.runs[-1, 0]))
        return level


def pack(given: Level) -> Packed:
    """A level in the pool's own layout; on any thread, so that `MeshPool.add` has little left to do.

    Raises ValueError for a mesh without triangles, with indices that point nowhere or with numbers that are not finite.
    """
    mesh = given.mesh if isinstance(given, GroundMesh) else given
    _check(mesh)
    order, triangles, groups = _by_group(mesh)
    count, faces = len(order), len(triangles)
    attribute = np.zeros((count, 8), np.float32)
    attribute[:, :3], attribute[:, 3:5] = mesh.normals[order], mesh.uv[order]
    attribute[:, 5] = LEAST_SKY + (1 - LEAST_SKY) * (mesh.sky[order] / 255)
    glass = mesh.material == _GLASS
    turn = np.argsort(glass, kind="stable")
    surface = np.empty((faces, 8), np.uint8)
    surface[:, :3], surface[:, 3], surface[:, 4], surface[:, 5] = mesh.colour, mesh.material, mesh.emission, mesh.group
    surface[:, 6], surface[:, 7] = mesh.part & 255, mesh.part >> 8
    ground = None
    if isinstance(given, GroundMesh):
        ground = np.concatenate([given.weights[order], given.tint[order]], 1)
    kinds = np.unique(groups)
    runs = np.stack([kinds, np.searchsorted(groups, kinds, side="right")], 1).astype(np.int32)
    vertices = mesh.vertices[order]
    low, high = vertices.min(0), vertices.max(0)
    centre = (low + high) / 2
    radius = np.sqrt(((vertices - centre) ** 2).sum(1).max())
    return Packed(
        np.ascontiguousarray(vertices.T), attribute, triangles[turn], surface[turn], ground, runs,
        faces - int(glass.sum()), np.array([*centre, radius], np.float32),
    )  # fmt: skip


def _check(mesh: ShapeMesh) -> None:
    if not len(mesh.triangles) or not len(mesh.vertices):
        raise ValueError("a mesh without triangles")
    if mesh.triangles.min() < 0 or mesh.triangles.max() >= len(mesh.vertices):
        raise ValueError("a triangle names a vertex that is not there")
    if not (np.isfinite(mesh.vertices).all() and np.isfinite(mesh.normals).all() and np.isfinite(mesh.uv).all()):
        raise ValueError("a mesh with numbers that are not finite")


def _by_group(mesh: ShapeMesh) -> tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.uint8]]:
    """Old vertex of each new one, triangles in new ones, group of each new one; a vertex of two groups is doubled."""
    if not mesh.group.any():
        count = len(mesh.vertices)
        return np.arange(count), mesh.triangles, np.zeros(count, np.uint8)
    corner = mesh.group.astype(np.int64)[:, None] * len(mesh.vertices) + mesh.triangles
    keys, places = np.unique(corner.ravel(), return_inverse=True)
    order, groups = keys % len(mesh.vertices), keys // len(mesh.vertices)
    return order, places.reshape(-1, 3).astype(np.int32), groups.astype(np.uint8)

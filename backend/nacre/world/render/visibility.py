"""Visibility: the arrays of one picture's visibility buffer, and the steps that fill them."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nacre.world.render import draws as select
from nacre.world.render import raster
from nacre.world.render.draws import ENTITY, INSTANCE, LEVEL
from nacre.world.render.instances import Instances
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.options import PARALLEL
from nacre.world.render.view import View


def _room(array: NDArray[Any], rows: int) -> NDArray[Any]:
    """The array, or a larger one without its contents."""
    if array.shape[0] >= rows:
        return array
    return np.empty((rows * 5 // 4, *array.shape[1:]), array.dtype)


@njit(**PARALLEL)
def _read_out(nearness, slots, owner, draws, depth, entity):
    for y in prange(slots.shape[0]):
        for x in range(slots.shape[1]):
            near, slot = nearness[y, x], slots[y, x]
            depth[y, x] = np.float32(1.0) / near if near > np.float32(0.0) else np.float32(0.0)
            entity[y, x] = np.uint8(draws[owner[slot, 0], ENTITY]) if slot >= 0 else np.uint8(0)


class Visibility:
    """Which triangle is nearest at every pixel of one size of picture. Kept between pictures for its memory.

    After `draw`: nearness f32 [H, W], 1/w (0: nothing there; for a light its depth); slots i32 [H, W], row of planes
    f32 [S, 9], boxes i32 [S, 5] and owner i32 [S, 2] (draw, triangle of its level), -1 for nothing; draws i32 [D, 8];
    matrices and world f32 [M, 12].
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        across, down = -(-width // raster.TILE_WIDE), -(-height // raster.TILE_HIGH)
        self.nearness = np.zeros((height, width), np.float32)
        self.slots = np.full((height, width), -1, np.int32)
        self.draws = np.zeros((0, 8), np.int32)
        self.count = 0
        self.matrices, self.world = np.zeros((64, 12), np.float32), np.zeros((64, 12), np.float32)
        self.points = np.zeros((4096, 4), np.float32)
        self.planes, self.boxes = np.zeros((4096, 9), np.float32), np.zeros((4096, 5), np.int32)
        self.owner = np.zeros((4096, 2), np.int32)
        self.kept = np.zeros(select.PARTS, np.int32)
        self.tiles = np.zeros((select.PARTS, across * down), np.int32)
        self.heads = np.zeros(across * down + 1, np.int32)
        self.lists = np.zeros(8192, np.int32)
        self.triangles = 0

    def read_out(self) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Depth f32 [H, W] in metres along the view axis (0 for nothing) and entity u8 [H, W] of a camera's view."""
        depth = np.empty((self.height, self.width), np.float32)
        entity = np.empty((self.height, self.width), np.uint8)
        _read_out(self.nearness, self.slots, self.owner, self.draws, depth, entity)
        return depth, entity

    def draw(
        self, pool: MeshPool, things: Instances, view: View, smallest: float = 0.7, bias: float = 1.0, only: int = 0,
        spread: float = 0.0,
    ) -> None:  # fmt: skip
        """Fill nearness and slots. smallest: radius in pixels below which nothing is drawn; bias: factor on the size
        by which levels are chosen; only: flags an instance must have; spread: see `set_up`."""
        self.choose(pool, things, view, smallest, bias, only)
        self.fill(pool, things, view, spread)

    def choose(
        self, pool: MeshPool, things: Instances, view: View, smallest: float, bias: float, only: int
    ) -> None:  # fmt: skip
        """The first step of `draw`: which instances are seen, and in which level."""
        count = len(things)
        if len(self.draws) < count:
            self.draws = np.zeros((count * 5 // 4 + 16, 8), np.int32)
        distance = np.empty(count, np.float64)
        found = select.select(
            view.rows, view.planes, view.eye, view.height, view.focal, view.flat, smallest, bias, only, things.mesh,
            things.transform, things.entity, things.flags, pool.level, pool.change, pool.sphere, self.draws, distance,
        )  # fmt: skip
        # near things first: what they hide is then rejected by depth alone; stable, so that ids stay in order
        self.draws[:found] = self.draws[:found][np.argsort(distance[:found], kind="stable")]
        self.count = found

    def chosen(self, pool: MeshPool, things: Instances) -> bytes:
        """A hash of all that `fill` will read of what was chosen: equal, and the same picture comes of it."""
        which, level = self.draws[: self.count, INSTANCE], self.draws[: self.count, LEVEL]
        first, groups = things.pose[which], pool.record[level, 7]
        moved = np.flatnonzero((first >= 0) & (groups > 0))
        poses = [things.poses[first[n] : first[n] + groups[n]].tobytes() for n in moved]
        whole = (level.tobytes(), pool.record[level].tobytes(), things.transform[which].tobytes(), *poses)
        return hashlib.blake2b(b"".join(whole), digest_size=16).digest()

    def fill(self, pool: MeshPool, things: Instances, view: View, spread: float = 0.0) -> None:
        """The rest of `draw`."""
        found = self.count
        shown = pool.opaque if view.flat else np.ascontiguousarray(pool.record[:, 3])
        for _ in range(2):
            vertices, triangles, matrices = select.lay_out(
                self.draws, found, pool.record, shown, view.rows, things.transform, things.pose, things.poses,
                self.matrices, self.world,
            )  # fmt: skip
            if matrices <= len(self.matrices):
                break
            self.matrices, self.world = _room(self.matrices, matrices), _room(self.world, matrices)
        self.points = _room(self.points, vertices)
        self.planes, self.boxes = _room(self.planes, triangles), _room(self.boxes, triangles)
        self.owner = _room(self.owner, triangles)
        self.triangles = triangles
        select.project(
            pool.position, pool.record, pool.run, self.draws, found, vertices, self.matrices, view.flat, self.points
        )
        raster.set_up(
            pool.index, pool.record, self.draws, found, triangles, self.points, view.flat, self.width, self.height,
            spread, self.planes, self.boxes, self.owner, self.kept, self.tiles,
        )  # fmt: skip
        entries = raster.lay_out_tiles(self.tiles, self.heads)
        self.lists = _room(self.lists, entries)
        raster.sort_into_tiles(triangles, self.boxes, self.kept, self.tiles, self.width, self.lists)
        counter = np.zeros(1, np.int64)
        raster.fill(
            raster.workers(), counter, self.width, self.height, self.planes, self.boxes, self.heads, self.lists,
            self.nearness, self.slots,
        )  # fmt: skip

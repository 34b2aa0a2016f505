"""The triangles of a scene in the world's axes, with their colours: the very ones that the renderer draws."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.interface import Camera
from nacre.world.render.renderer import Scene, linear_of_bytes
from nacre.world.render.view import camera_view

CLEAR = tuple(MATERIAL_INDEX[name] for name in ("glass", "water", "light"))  # light goes through these
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Triangles:
    """vertices f32 [V, 3] in metres; faces i32 [T, 3]; colour f32 [T, 3], linear, of the surface without texture."""

    vertices: Floats
    faces: NDArray[np.int32]
    colour: Floats


def levels_of(scene: Scene, camera: Camera, size: tuple[int, int]) -> NDArray[np.int32]:
    """The level of detail of every instance of a scene in a picture of that size, i32 [N], in view or not."""
    pool, things = scene.pool, scene.everything()
    view = camera_view(camera, *size)
    sphere = pool.sphere[things.mesh].astype(np.float64)
    turn, shift = things.transform[:, :, :3].astype(np.float64), things.transform[:, :, 3].astype(np.float64)
    middle = np.einsum("nij,nj->ni", turn, sphere[:, :3]) + shift
    radius = sphere[:, 3] * np.sqrt((turn**2).sum(1).max(1))
    away = np.linalg.norm(middle - view.eye, axis=1)
    seen = radius * view.focal / np.maximum(away - 0.7 * radius, 0.05)
    number = np.zeros(len(things), np.intp)
    for k in range(pool.level.shape[1] - 1):
        coarser = (number == k) & (pool.level[things.mesh, k + 1] >= 0)
        number[coarser & (seen < pool.change[things.mesh, k] * size[1])] = k + 1
    return np.asarray(pool.level[things.mesh, number], np.int32)


def triangles(scene: Scene, levels: NDArray[np.int32], without: Collection[int] = ()) -> Triangles:
    """All triangles of a scene that hide light. levels: see `levels_of`; without: meshes that are left out."""
    pool, things = scene.pool, scene.everything()
    linear = linear_of_bytes()
    vertices: list[Floats] = []
    faces: list[NDArray[np.int32]] = []
    colours: list[Floats] = []
    start = 0
    left_out = np.isin(things.mesh, np.array(sorted(without), np.int32))
    for level in np.unique(levels[~left_out]):
        v0, count, t0, many, ground, run0, runs, _ = (int(n) for n in pool.record[level])
        surface, index = pool.surface[t0 : t0 + many], pool.index[t0 : t0 + many]
        solid = ~np.isin(surface[:, 3], CLEAR)
        own = pool.position[:, v0 : v0 + count].T.astype(np.float32)
        if ground >= 0:
            rows = pool.ground[ground : ground + count]
            shares = (rows[:, :7] / 255.0) @ np.concatenate([np.zeros((1, 3)), scene.palette[1:]])
            at_vertices = shares + rows[:, :1] / 255.0 * linear[rows[:, 7:10]]
            paint = at_vertices[index].mean(1)
        else:
            paint = linear[surface[:, :3]]
        for i in np.flatnonzero((levels == level) & ~left_out):
            placed = own.copy()
            if things.pose[i] >= 0:
                low = 0
                for group, high in pool.run[run0 : run0 + runs]:
                    if group:
                        m = things.poses[things.pose[i] + group - 1]
                        placed[low:high] = own[low:high] @ m[:, :3].T + m[:, 3]
                    low = high
            t = things.transform[i]
            vertices.append(placed @ t[:, :3].T + t[:, 3])
            faces.append((index[solid] + start).astype(np.int32))
            colours.append((paint[solid] * things.tint[i]).astype(np.float32))
            start += count
    return Triangles(np.concatenate(vertices), np.concatenate(faces), np.concatenate(colours))

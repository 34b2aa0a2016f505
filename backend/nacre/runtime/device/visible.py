"""Visibility buffers of many pictures at once on a device; what is drawn is chosen on the host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.runtime.device.device_pool import DevicePool
from nacre.runtime.device.kernels import COLUMNS, PICTURE, Launch
from nacre.world.render import draws as columns
from nacre.world.render.instances import Instances
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.view import View

PIECES: Final = 1 << 16  # tiles of large triangles, for each picture


@dataclass(frozen=True)
class Chosen:
    """What one picture draws: draws i32 [D, 8], matrices and world f32 [M, 12], how many vertices and triangles."""

    draws: NDArray[np.int32]
    matrices: NDArray[np.float32]
    world: NDArray[np.float32]
    vertices: int
    triangles: int
    things: Instances


@dataclass(frozen=True)
class Seen:
    """A batch of visibility buffers: nearness f32 and slots i32 [P, H, W], planes f32 [T, 9] and boxes i16 [T, 4] by
    slot, draws i32 [D, COLUMNS] and how many, world f32 [M, 12], tint f32 [N, 3]; pieces i32 [R, 2] of large triangles
    and how many i32 [1]."""

    nearness: Tensor
    slots: Tensor
    planes: Tensor
    boxes: Tensor
    draws: Tensor
    count: int
    world: Tensor
    tint: Tensor
    pieces: Tensor
    used: Tensor


def choose(
    pool: MeshPool, things: Instances, view: View, smallest: float = 0.7, bias: float = 1.0, only: int = 0
) -> Chosen:
    """Instances that can be seen, nearest first, with their levels and matrices; arguments as `Visibility.draw`."""
    draws, distance = np.zeros((len(things), 8), np.int32), np.empty(len(things), np.float64)
    found = columns.select(
        view.rows, view.planes, view.eye, view.height, view.focal, view.flat, smallest, bias, only, things.mesh,
        things.transform, things.entity, things.flags, pool.level, pool.change, pool.sphere, draws, distance,
    )  # fmt: skip
    draws = draws[:found][np.argsort(distance[:found], kind="stable")]
    used = int(found + pool.record[draws[:, columns.LEVEL], 7].sum())
    matrices, world = np.empty((used, 12), np.float32), np.empty((used, 12), np.float32)
    shown = pool.opaque if view.flat else np.ascontiguousarray(pool.record[:, 3])
    vertices, triangles, _ = columns.lay_out(
        draws, found, pool.record, shown, view.rows, things.transform, things.pose, things.poses, matrices, world
    )
    return Chosen(draws, matrices, world, int(vertices), int(triangles), things)


def see(
    launch: Launch, device: torch.device, meshes: DevicePool, chosen: Sequence[Chosen], size: tuple[int, int],
    flat: bool = False, spread: bool = False,
) -> Seen:  # fmt: skip
    """Draw all of them, each width x height. flat: they are a light's views; spread: edges will be resolved."""
    width, height = size
    draws, vertices, triangles = _joined(chosen)
    count, pixels = len(draws), len(chosen) * width * height

    def sent(array: NDArray[Any]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(device)

    matrices, world = (sent(np.concatenate([getattr(one, n) for one in chosen])) for n in ("matrices", "world"))
    tint, on_device = sent(np.concatenate([one.things.tint for one in chosen])), sent(draws)

    def room(*shape: int, kind: torch.dtype) -> Tensor:
        return torch.empty(shape, dtype=kind, device=device)

    keys = torch.zeros(pixels, dtype=torch.int64, device=device)
    points, planes = room(vertices, 4, kind=torch.float32), room(triangles, 9, kind=torch.float32)
    boxes, pieces = room(triangles, 4, kind=torch.int16), room(PIECES * len(chosen), 2, kind=torch.int32)
    used = torch.zeros(1, dtype=torch.int32, device=device)
    nearness = room(len(chosen), height, width, kind=torch.float32)
    slots = room(len(chosen), height, width, kind=torch.int32)
    stride = meshes.position.shape[1]
    if count:
        launch(
            "project", vertices,
            (meshes.position, stride, meshes.record, meshes.run, on_device, count, vertices, matrices, int(flat),
             points),
        )  # fmt: skip
        launch(
            "set_up", triangles,
            (meshes.index, meshes.record, on_device, count, triangles, points, int(flat),
             int(spread), width, height, planes, boxes, pieces, used, len(pieces), keys),
        )  # fmt: skip
        launch("fill", 0, (pieces, used, len(pieces), on_device, count, planes, boxes, width, height, keys))
    launch("split_keys", pixels, (keys, pixels, nearness, slots))
    return Seen(nearness, slots, planes, boxes, on_device, count, world, tint, pieces, used)


def _joined(chosen: Sequence[Chosen]) -> tuple[NDArray[np.int32], int, int]:
    """All draws, with places in the arrays of the whole batch; vertices and triangles of all."""
    parts, matrices, vertices, triangles, things = [], 0, 0, 0, 0
    for number, one in enumerate(chosen):
        rows = np.empty((len(one.draws), COLUMNS), np.int32)
        rows[:, : one.draws.shape[1]] = one.draws
        rows[:, columns.MATRIX] += matrices
        rows[:, columns.FIRST_VERTEX] += vertices
        rows[:, columns.FIRST_TRIANGLE] += triangles
        rows[:, columns.INSTANCE] += things
        rows[:, PICTURE] = number
        parts.append(rows)
        matrices, vertices = matrices + len(one.matrices), vertices + one.vertices
        triangles, things = triangles + one.triangles, things + len(one.things)
    return np.concatenate(parts), vertices, triangles

"""What stands where: instances of meshes, as arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

CASTS_SHADOW: Final = 1
LIT_WINDOWS: Final = 2  # what glows only after dark does so here


def placed(x: float, y: float, z: float, yaw: float = 0.0, scale: float = 1.0) -> NDArray[np.float32]:
    """Transform f32 [3, 4] that turns by yaw about y, scales and moves."""
    c, s = math.cos(yaw) * scale, math.sin(yaw) * scale
    return np.array([[c, 0, s, x], [0, scale, 0, y], [-s, 0, c, z]], np.float32)


@dataclass(frozen=True)
class Instances:
    """Per instance: mesh i32 [N] of a MeshPool; transform f32 [N, 3, 4] from its axes to the world, without shear;
    tint f32 [N, 3] factor on linear colour; entity u8 [N] (0: none); flags u8 [N] (CASTS_SHADOW | LIT_WINDOWS);
    pose i32 [N]: row in `poses` of its first moving group, -1 for none; poses f32 [P, 3, 4]: what turns and moves
    group 1, 2, … in the thing's own axes.
    """

    mesh: NDArray[np.int32]
    transform: NDArray[np.float32]
    tint: NDArray[np.float32]
    entity: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    pose: NDArray[np.int32]
    poses: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 3, 4), np.float32))

    def __len__(self) -> int:
        return len(self.mesh)

    @staticmethod
    def of(
        meshes: Sequence[int],
        transforms: Sequence[NDArray[np.float32]],
        tints: Sequence[Sequence[float]] | None = None,
        entities: Sequence[int] | None = None,
        flags: int = CASTS_SHADOW | LIT_WINDOWS,
    ) -> Instances:
        """Instances that do not move in themselves."""
        count = len(meshes)
        return Instances(
            np.array(meshes, np.int32).reshape(count),
            np.array(transforms, np.float32).reshape(count, 3, 4),
            np.ones((count, 3), np.float32) if tints is None else np.array(tints, np.float32),
            np.zeros(count, np.uint8) if entities is None else np.array(entities, np.uint8),
            np.full(count, flags, np.uint8),
            np.full(count, -1, np.int32),
        )

    @staticmethod
    def joined(several: Sequence[Instances]) -> Instances:
        """All of them, in order."""
        if not several:
            return Instances.of([], [])
        offsets = np.cumsum([0, *(len(each.poses) for each in several)])
        poses = [np.where(e.pose >= 0, e.pose + o, -1).astype(np.int32) for e, o in zip(several, offsets, strict=False)]
        return Instances(
            mesh=np.concatenate([each.mesh for each in several]),
            transform=np.concatenate([each.transform for each in several]),
            tint=np.concatenate([each.tint for each in several]),
            entity=np.concatenate([each.entity for each in several]),
            flags=np.concatenate([each.flags for each in several]),
            pose=np.concatenate(poses),
            poses=np.concatenate([each.poses for each in several]),
        )

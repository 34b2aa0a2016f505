"""What stands around a player at one moment: fixed data that a thread may encode while the world goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.render.mesh_pool import GroundMesh
from nacre.world.scene.chunk import Furnished
from nacre.world.scene.horizon import FarTile
from nacre.world.scene.surroundings import Surroundings

Chunk = tuple[int, int]


@dataclass(frozen=True)
class Outlook:
    """The furnished chunks around a player, far land, hills, and shapes of what lies on the ground.

    centre: the player's chunk; palette: linear colour of the layers of ground f32 [7, 3]; tint: sRGB of open ground.
    Equal `key`s (world, centre) are equal outlooks.
    """

    key: tuple[str, Chunk]
    spec: SceneSpec
    seed: int
    centre: Chunk
    near: Mapping[Chunk, Furnished]
    far: Sequence[FarTile]
    hills: GroundMesh
    litter: tuple[ShapeMesh, ...]
    tint: NDArray[np.uint8]
    palette: NDArray[np.float32]


def look_out(place: Surroundings, litter: tuple[ShapeMesh, ...], palette: NDArray[np.float32]) -> Outlook:
    """What stands around now. Call it on the thread that moves the world; what it gives may be read on any."""
    assert place.centre is not None
    world = json.dumps([place.spec.to_dict(), place.seed], sort_keys=True)
    return Outlook(
        (world, place.centre), place.spec, place.seed, place.centre, dict(place.chunks), place.far_land(),
        place.hills(), litter, place.mean_tint, palette,
    )  # fmt: skip

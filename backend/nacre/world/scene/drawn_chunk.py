"""A furnished chunk as rows of the renderer: made once when it comes near, joined with its neighbours' on every step
over a chunk's border, which is why nothing here is done again there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nacre.world.geometry.walking.ladders import LADDER
from nacre.world.grid import CHUNK
from nacre.world.render.instances import CASTS_SHADOW, LIT_WINDOWS, placed
from nacre.world.scene.assets import Assets
from nacre.world.scene.chunk import Furnished, Thing
from nacre.world.scene.form import Lamp
from nacre.world.scene.ladders import ladders_of


@dataclass(frozen=True)
class DrawnChunk:
    """kinds: class of each thing, "" first for the ground; mesh i32 [N], transform f32 [N, 3, 4] and flags u8 [N] as in
    `Instances`; pose i32 [N]: the first moving group's number among the chunk's `posed`, -1 for none; numbers: the
    things that have moving groups, by their first group's number; lamps: place in metres, lamp; ladders: see
    `ladders_of`."""

    kinds: tuple[str, ...]
    mesh: NDArray[np.int32]
    transform: NDArray[np.float32]
    flags: NDArray[np.uint8]
    pose: NDArray[np.int32]
    posed: int
    numbers: dict[int, int]
    with_doors: tuple[Thing, ...]
    lamps: tuple[tuple[float, float, float, Lamp], ...]
    ladders: NDArray[np.float64]


def drawn(made: Furnished, ground: int, assets: Assets) -> DrawnChunk:
    """The rows of a chunk whose ground is mesh `ground` of the pool; enters its things' meshes in the pool."""
    things = made.things
    flags = np.full(1 + len(things), CASTS_SHADOW | LIT_WINDOWS, np.uint8)
    flags[0] = CASTS_SHADOW
    pose = np.full(1 + len(things), -1, np.int32)
    posed, numbers = 0, dict[int, int]()
    lamps = list[tuple[float, float, float, Lamp]]()
    for row, thing in enumerate(things, 1):
        if thing.asset.movers:
            pose[row] = numbers[thing.number] = posed
            posed += len(thing.asset.movers)
        for lamp in thing.asset.lamps:
            x, y, z = (thing.transform[:, :3] @ np.array(lamp.place, np.float32) + thing.transform[:, 3]).tolist()
            lamps.append((x, y, z, lamp))
    ladders = [ladders_of(t.asset.program, t.x, t.y, t.z, t.token.yaw, t.token.size) for t in things]
    corner = placed(made.chunk[0] * CHUNK, 0.0, made.chunk[1] * CHUNK)
    return DrawnChunk(
        ("", *(thing.token.shape for thing in things)),
        np.array([ground, *(assets.mesh(thing.asset) for thing in things)], np.int32),
        np.stack([corner, *(thing.transform for thing in things)]),
        flags, pose, posed, numbers, tuple(thing for thing in things if thing.asset.doors), tuple(lamps),
        np.concatenate(ladders) if ladders else np.zeros((0, LADDER)),
    )  # fmt: skip

"""Teacher land seen from afar: the maps that the coarse flow learns, 640 m of 8 m cells around each origin.

Apart from `worlds`, because a map of heights, waters and paths costs the teacher half a second, a window
with its ground colours and things twenty: the flow can have many more of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.atomic_write import atomic_path
from nacre.spec import SceneSpec
from nacre.teacher.land.ground import Land
from nacre.teacher.sample_spec import sample_spec
from nacre.teacher.terrain import Terrain
from nacre.train.data.worlds import held_out, stored
from nacre.world.networks.terrain import places
from nacre.world.terrain.networks import COARSE_CELL, HEIGHT_SCALE, conditioning
from nacre.world.terrain.shores import FAR, channels

SIDE: Final = 80  # cells of a stored map
CROP: Final = 32  # folded cells of an example
EDGE: Final = 4  # folded cells around it on which nothing is judged: they see the padding
_SAMPLES: Final = 3  # points per cell and axis


@dataclass(frozen=True)
class CoarseMap:
    """map float16 [COARSE, SIDE, SIDE] around the origin (axes channel, z, x), with the latent of the teacher's waters.

    shores float32 [SHORES, SIDE / 2, SIDE / 2] are of folded cells.
    """

    seed: int
    condition: NDArray[np.float32]
    map: NDArray[np.float16]
    shores: NDArray[np.float32]


def shores_of(spec: SceneSpec, seed: int) -> NDArray[np.float32]:
    """The teacher's waters as the latent that stands for them, `world.shores.channels` of a map's folded cells."""
    terrain = Terrain(spec, seed)
    steps = (np.arange(SIDE // 2) - SIDE / 4 + 0.5) * 2 * COARSE_CELL
    z, x = np.meshgrid(steps, steps, indexing="ij")
    sea = x * terrain.sea_normal[0] + z * terrain.sea_normal[1] - terrain.sea_offset
    lakes = [np.hypot(x - lake_x, z - lake_z) - radius for lake_x, lake_z, radius in terrain.lakes_near(x, z)]
    return channels(terrain.river_coordinate(x, z), sea, np.minimum(np.min(lakes, 0), FAR))


def _spec(seed: int) -> SceneSpec:
    return sample_spec(np.random.default_rng([seed, 77]))


def make(seed: int) -> CoarseMap:
    """The map of a seed."""
    spec = _spec(seed)
    land = Land(spec, seed)
    steps = (np.arange(SIDE * _SAMPLES) + 0.5) * (COARSE_CELL / _SAMPLES) - SIDE * COARSE_CELL / 2
    z, x = np.meshgrid(steps, steps, indexing="ij")
    fields = land.fields(x, z)
    layers = np.stack([fields["height"] / HEIGHT_SCALE, fields["water"], fields["path"]])
    cells = layers.reshape(len(layers), SIDE, _SAMPLES, SIDE, _SAMPLES).mean((2, 4))
    return CoarseMap(seed, conditioning(spec), cells.astype(np.float16), shores_of(spec, seed))


def load(folder: Path, seed: int) -> CoarseMap:
    """The map of a seed, from the folder or made and kept there."""
    path = folder / f"{seed}.npz"
    if path.is_file():
        with np.load(path) as data:
            return CoarseMap(seed, data["condition"], data["map"], shores_of(_spec(seed), seed))
    made = make(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, condition=made.condition, map=made.map)
    return made


class CoarsePool:
    """All maps in a folder; `tests` are those never learned from."""

    def __init__(self, folder: Path, least: int = 60) -> None:
        self.folder = folder
        self.maps: list[CoarseMap] = []
        self.tests: list[CoarseMap] = []
        self._known: set[int] = set()
        self.grow()
        seed = 0
        while len(self.maps) < least:
            load(folder, seed)
            seed += 1
            self.grow()

    def grow(self) -> None:
        """Take in what has been made since the last call."""
        for seed in stored(self.folder):
            if seed not in self._known:
                self._known.add(seed)
                (self.tests if held_out(seed) else self.maps).append(load(self.folder, seed))

    def batch(self, random: np.random.Generator, size: int) -> tuple[Tensor, Tensor, Tensor]:
        """Random crops around the origin, some mirrored in x: raw maps [B, COARSE, 2 CROP, 2 CROP], extra, conditions.

        Mirrored in x only: the village opens towards +z.
        """
        picked = [self.maps[int(i)] for i in random.integers(0, len(self.maps), size)]
        corners = random.integers(0, SIDE // 2 - CROP + 1, (size, 2))
        return collate(picked, corners, random.random(size) < 0.5)

    def held_out(self, size: int) -> tuple[Tensor, Tensor, Tensor]:
        """The same of the first `size` maps kept apart, uncut in the middle."""
        middle = np.full((size, 2), (SIDE // 2 - CROP) // 2)
        return collate(self.tests[:size], middle[: len(self.tests)], np.zeros(size, np.bool_))


def collate(
    maps: list[CoarseMap], corners: NDArray[np.int64], mirrored: NDArray[np.bool_]
) -> tuple[Tensor, Tensor, Tensor]:
    """See CoarsePool.batch; corners in folded cells."""
    grounds, extras = [], []
    for one, (column, row), flip in zip(maps, corners, mirrored, strict=False):
        xs, zs = ((start - SIDE / 4 + np.arange(CROP) + 0.5) * 2 * COARSE_CELL for start in (column, row))
        cut = slice(2 * row, 2 * (row + CROP)), slice(2 * column, 2 * (column + CROP))
        ground = torch.from_numpy(one.map[:, *cut].astype(np.float32))
        shores = torch.from_numpy(one.shores[:, row : row + CROP, column : column + CROP])
        if flip:
            ground, shores, xs = ground.flip(-1), shores.flip(-1), -xs[::-1].copy()
        extras.append(torch.cat([places(torch.from_numpy(xs).float(), torch.from_numpy(zs).float()), shores]))
        grounds.append(ground)
    condition = torch.from_numpy(np.stack([one.condition for one in maps]))
    return torch.stack(grounds), torch.stack(extras), condition


if __name__ == "__main__":
    import argparse

    from nacre.train.config import TerrainConfig

    parser = argparse.ArgumentParser(description="Make coarse maps ahead of training.")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=TerrainConfig.coarse_maps)
    arguments = parser.parse_args()
    for number in range(arguments.first, arguments.first + arguments.count):
        load(arguments.out, number)

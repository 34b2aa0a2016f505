"""Teacher worlds as training data for the generator: one seed, one file, the same whenever it is made.

A world is seen through a window of 5 x 5 chunks around an even chunk, so that every chunk in it has all
the neighbours its layout may depend on (see `nacre.world.layout.generator`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.atomic_write import atomic_path
from nacre.spec import CONCEPTS, SceneSpec
from nacre.teacher.land.ground import Land
from nacre.teacher.land.layout import placements
from nacre.teacher.sample_spec import sample_spec
from nacre.world.grid import CHUNK
from nacre.world.layout.network import FIELDS, RANK, TOKENS, encode
from nacre.world.terrain.networks import conditioning

HALF: Final = 2  # chunks from the middle of a window to its edge
SIDE: Final = 2 * HALF + 1
EDGE: Final = 4  # fine samples of margin around a window
HELD_OUT: Final = 20  # every so many seeds, the last is kept for evaluation


def held_out(seed: int) -> bool:
    """Whether a seed is never trained on."""
    return seed % HELD_OUT == HELD_OUT - 1


@dataclass(frozen=True)
class World:
    """One window. height float16 [S, S] and cover uint8 [5, S, S] (albedo, path, water) with S = 328.

    tokens int16 [25, TOKENS, FIELDS] with class -1 after the last, chunks row by row.
    """

    seed: int
    centre: tuple[int, int]
    condition: NDArray[np.float32]
    counts: NDArray[np.int16]  # [CLASSES] asked for, -1 where the spec says nothing
    height: NDArray[np.float16]
    cover: NDArray[np.uint8]
    tokens: NDArray[np.int16]

    def fine(self) -> NDArray[np.float32]:
        """The window's fine ground, float32 [6, 328, 328]."""
        return np.concatenate([self.height[None].astype(np.float32), self.cover.astype(np.float32) / 255.0])


def asked_counts(spec: SceneSpec) -> NDArray[np.int16]:
    """How many of each class the spec asks for, -1 where it does not say."""
    return np.array([spec.count(concept, -1) for concept in CONCEPTS], np.int16)


def sequence(land: Land, ix: int, iz: int) -> NDArray[np.int16]:
    """A chunk's things as tokens in canonical order, int16 [TOKENS, FIELDS]; the last ranks are cut."""
    fields = []
    for placed in placements(land, ix, iz):
        x, z = placed.x - ix * CHUNK, placed.z - iz * CHUNK
        fields.append(encode(placed.shape, x, z, placed.yaw, placed.size, placed.style, placed.snow))
    fields.sort(key=lambda f: (RANK[f[0]], f[1], f[2]))
    excess = len(fields) - (TOKENS - 1)
    if excess > 0:
        # Of the crowd, thin out plants and rocks rather than lose the people at the end.
        plants = [i for i, f in enumerate(fields) if 19 <= RANK[f[0]] <= 25]
        drop = set(plants[:: max(1, len(plants) // excess)][:excess])
        fields = [f for i, f in enumerate(fields) if i not in drop][: TOKENS - 1]
    tokens = np.full((TOKENS, FIELDS), -1, np.int16)
    if fields:
        tokens[: len(fields)] = fields
    return tokens


def make(seed: int) -> World:
    """The world of a seed: two thirds look at the origin's village, the rest anywhere."""
    rng = np.random.default_rng([seed, 77])
    spec = sample_spec(rng)
    land = Land(spec, seed)
    centre = (0, 0) if rng.random() < 0.65 else (int(2 * rng.integers(-6, 7)), int(2 * rng.integers(-6, 7)))
    ground = land.chunk(*centre, margin=HALF * 64 + EDGE)
    chunks = [(centre[0] + dx, centre[1] + dz) for dz in range(-HALF, HALF + 1) for dx in range(-HALF, HALF + 1)]
    return World(
        seed, centre, conditioning(spec), asked_counts(spec), ground[0].astype(np.float16),
        np.clip(np.round(ground[1:] * 255), 0, 255).astype(np.uint8),
        np.stack([sequence(land, *chunk) for chunk in chunks]),
    )  # fmt: skip


def load(folder: Path, seed: int) -> World:
    """The world of a seed, from the folder or made and kept there."""
    path = folder / f"{seed}.npz"
    if path.is_file():
        with np.load(path) as data:
            arrays = {field.name: data[field.name] for field in fields(World)}
        column, row = arrays.pop("centre")
        return World(**{**arrays, "seed": int(arrays["seed"]), "centre": (int(column), int(row))})
    world = make(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **vars(world))
    return world


def stored(folder: Path) -> list[int]:
    """Seeds already in the folder, in order."""
    return sorted(int(p.stem) for p in folder.glob("*.npz") if p.stem.isdigit())


def seeds(first: int) -> Iterator[int]:
    """Training seeds from `first` on, endless."""
    seed = first
    while True:
        if not held_out(seed):
            yield seed
        seed += 1


if __name__ == "__main__":
    import argparse

    from nacre.train.config import TerrainConfig

    parser = argparse.ArgumentParser(description="Make teacher worlds ahead of training.")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--out", type=Path, default=TerrainConfig.worlds)
    arguments = parser.parse_args()
    for number in range(arguments.first, arguments.first + arguments.count):
        load(arguments.out, number)

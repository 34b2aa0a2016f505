"""A pool of teacher worlds held in memory, growing while training runs."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import numpy as np

from nacre.train.data.worlds import World, held_out, load, seeds, stored


class WorldPool:
    """Worlds by seed: those a data worker left in the folder, and fresh ones when there are none."""

    def __init__(self, folder: Path, least: int = 40, most: int = 1500, tests: int = 12) -> None:
        self.folder, self.most = folder, most
        self.worlds: dict[int, World] = {}
        self.grow(most)
        fresh = seeds(0)
        while len(self.worlds) < least:
            seed = next(fresh)
            self.worlds.setdefault(seed, load(folder, seed))
        # Evaluation looks at villages: a window elsewhere says little about what was asked for.
        self.tests: list[World] = []
        for seed in filter(held_out, count()):
            world = load(folder, seed)
            if world.centre == (0, 0) and len(self.tests) < tests:
                self.tests.append(world)
            if len(self.tests) == tests:
                break

    def grow(self, most: int = 60) -> list[World]:
        """Take in up to `most` worlds made since the last call; returns them."""
        found = [s for s in stored(self.folder) if not held_out(s) and s not in self.worlds][:most]
        new = []
        for seed in found:
            if len(self.worlds) >= self.most:
                self.worlds.pop(next(iter(self.worlds)))
            self.worlds[seed] = load(self.folder, seed)
            new.append(self.worlds[seed])
        return new

    def draw(self, random: np.random.Generator, size: int) -> list[World]:
        """Some worlds, with replacement."""
        keys = list(self.worlds)
        return [self.worlds[keys[int(i)]] for i in random.integers(0, len(keys), size)]

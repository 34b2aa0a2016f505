"""In which order neighbouring chunks are furnished: a 4-colouring, and the core at the origin."""

from __future__ import annotations

from typing import Final

from nacre.world.layout.lane import LANES
from nacre.world.terrain.blocks import Chunk

CORE: Final = 2  # chunks from the middle of the core to its edge


def colour(chunk: Chunk) -> int:
    """0..3: chunks of one colour never touch."""
    return (chunk[0] & 1) + 2 * (chunk[1] & 1)


def depends(chunk: Chunk) -> list[Chunk]:
    """The neighbours a chunk's things are arranged around, all of earlier colours."""
    x, z = chunk
    if colour(chunk) == 0:
        return []
    if colour(chunk) == 1:
        return [(x - 1, z), (x + 1, z)]
    if colour(chunk) == 2:
        return [(x, z - 1), (x, z + 1)]
    return [(x + dx, z + dz) for dz in (-1, 0, 1) for dx in (-1, 0, 1) if dx or dz]


def in_core(chunk: Chunk) -> bool:
    """Whether a chunk lies where the prompt's counts are kept."""
    return max(abs(chunk[0]), abs(chunk[1])) <= CORE


def core_groups() -> list[list[Chunk]]:
    """The core in the order it is made: by colour, the middle first, LANES at a time."""
    around = range(-CORE, CORE + 1)
    groups = []
    for number in range(4):
        same = [(x, z) for z in around for x in around if colour((x, z)) == number]
        same.sort(key=lambda c: ((c[0] + 0.5) ** 2 + (c[1] + 0.5) ** 2, c))
        groups += [same[i : i + LANES] for i in range(0, len(same), LANES)]
    return groups


def touching(chunk: Chunk) -> list[Chunk]:
    """The 8 chunks around one."""
    return [(chunk[0] + dx, chunk[1] + dz) for dz in (-1, 0, 1) for dx in (-1, 0, 1) if dx or dz]

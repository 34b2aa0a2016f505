"""A chunk on its way to being furnished: what is known of it, what is wanted, what stands already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.vocabulary import ENTITY_INDEX, SHAPES
from nacre.world.grid import CHUNK
from nacre.world.layout.network import FIELDS, NEAR, where

LANES: Final = 4  # chunks drawn in lockstep where they share what a prompt asked for
MOVES: Final = np.array([name in ENTITY_INDEX for name in SHAPES])  # [CLASSES] whether a class is a character


@dataclass
class Wishes:
    """What is still to be placed in the core. remaining [CLASSES]: inf where nothing is asked."""

    remaining: NDArray[np.float64]
    asked: NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """What the network makes of a chunk's ground: context tokens [16, W], keys [256, key]; of its 2 m cells the share
    of water, 0..1, and the metres to the nearest that is wet, those just outside the chunk counted [256]."""

    patches: NDArray[np.float32]
    keys: NDArray[np.float32]
    wet: NDArray[np.float32]
    ashore: NDArray[np.float32]


@dataclass
class Lane:
    """One chunk being filled."""

    chunk: tuple[int, int]
    seen: Seen
    context: NDArray[np.float32]  # [CONDITION + CONTEXT]
    near: NDArray[np.int64]  # [up to NEAR, FIELDS]
    shift: NDArray[np.float32]  # [up to NEAR, 2]
    key: int  # of the lane's own stream of random numbers
    barred: NDArray[np.bool_]  # [CLASSES + 1] classes that may not come
    cell_bias: NDArray[np.float64] | None = None  # [CLASSES, 256] log-weights from the spec's relations
    tokens: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, FIELDS), np.int64))


def neighbours(
    chunk: tuple[int, int], placed: dict[tuple[int, int], NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The tokens of other chunks closest to this one, at most NEAR: fields [N, FIELDS] and shifts [N, 2]."""
    held = [(other, tokens) for other, tokens in placed.items() if len(tokens)]
    if not held:
        return np.zeros((0, FIELDS), np.int64), np.zeros((0, 2), np.float32)
    fields = np.concatenate([tokens for _, tokens in held])
    offsets = (np.array([other for other, _ in held], np.float64) - chunk) * CHUNK
    shift = np.repeat(offsets, [len(tokens) for _, tokens in held], 0)
    x, z = where(fields)
    away = np.maximum(np.abs(x + shift[:, 0] - CHUNK / 2), np.abs(z + shift[:, 1] - CHUNK / 2))
    # ties are settled by what the token is: the order in which chunks are held must not matter
    order = np.lexsort((*shift.T[::-1], *fields.T[::-1], away))[:NEAR]
    return fields[order], shift[order].astype(np.float32)

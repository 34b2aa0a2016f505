"""Teacher chunks as examples for the layout transformer."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.train.data.worlds import EDGE, HALF, SIDE, World
from nacre.world.layout.colouring import core_groups, depends, in_core
from nacre.world.layout.lane import neighbours
from nacre.world.layout.network import CLASSES, END, FIELDS, NEAR, START, TOKENS, context_of, ground_view


def tokens_of(world: World, chunk: tuple[int, int]) -> NDArray[np.int64]:
    """The things of one chunk of a window (world coordinates), int64 [n, FIELDS]."""
    row, column = chunk[1] - world.centre[1] + HALF, chunk[0] - world.centre[0] + HALF
    tokens = world.tokens[row * SIDE + column].astype(np.int64)
    return np.asarray(tokens[tokens[:, 0] >= 0])


class Example:
    """One chunk, ready for the network: view, spec with context, near, shift, own [TOKENS + 1, FIELDS]."""

    def __init__(self, world: World, chunk: tuple[int, int]) -> None:
        row, column = chunk[1] - world.centre[1] + HALF, chunk[0] - world.centre[0] + HALF
        z, x = row * 64, column * 64
        cut = slice(z, z + 64 + 2 * EDGE), slice(x, x + 64 + 2 * EDGE)
        cover = world.cover[:, cut[0], cut[1]] / np.float32(255)
        ground = np.concatenate([world.height[cut][None].astype(np.float32), cover])
        self.chunk, self.view = chunk, ground_view(ground)
        remaining = remaining_before(world, chunk) if in_core(chunk) else np.zeros(CLASSES, np.float32)
        asked = (world.counts >= 0).astype(np.float32)
        context = context_of(remaining, asked, chunk, in_core(chunk))
        self.spec = np.concatenate([world.condition, context])
        near, shift = neighbours(chunk, {c: tokens_of(world, c) for c in depends(chunk)})
        self.near, self.shift = np.full((NEAR, FIELDS), 0, np.int64), np.zeros((NEAR, 2), np.float32)
        self.near[:, 0] = -1
        self.near[: len(near)], self.shift[: len(near)] = near, shift
        own = tokens_of(world, chunk)
        self.count = len(own)
        self.own = np.zeros((TOKENS + 1, FIELDS), np.int64)
        self.own[:, 0] = START
        self.own[1 : 1 + len(own)] = own
        self.own[1 + len(own), 0] = END


def remaining_before(world: World, chunk: tuple[int, int]) -> NDArray[np.float32]:
    """What the spec still asks for when a core chunk's turn comes, float32 [CLASSES]."""
    remaining = np.maximum(world.counts, 0).astype(np.float32)
    for group in core_groups():
        if chunk in group:
            break
        for other in group:
            if max(abs(other[0] - world.centre[0]), abs(other[1] - world.centre[1])) <= HALF:
                remaining -= np.bincount(tokens_of(world, other)[:, 0], minlength=CLASSES)
    return np.maximum(remaining, 0).astype(np.float32)


def window(world: World) -> list[tuple[int, int]]:
    """The chunks of a world's window. Windows that half overlap the core lack its other half: none of it."""
    around = range(-HALF, HALF + 1)
    chunks = [(world.centre[0] + x, world.centre[1] + z) for z in around for x in around]
    return chunks if world.centre == (0, 0) else [c for c in chunks if not in_core(c)]


def collate(examples: list[Example]) -> tuple[Tensor, ...]:
    """view, spec, near, shift, own of a batch; own is cut to the longest sequence."""
    longest = max(e.count for e in examples) + 2
    return (
        torch.from_numpy(np.stack([e.view for e in examples])),
        torch.from_numpy(np.stack([e.spec for e in examples])),
        torch.from_numpy(np.stack([e.near for e in examples])),
        torch.from_numpy(np.stack([e.shift for e in examples])),
        torch.from_numpy(np.stack([e.own[:longest] for e in examples])),
    )

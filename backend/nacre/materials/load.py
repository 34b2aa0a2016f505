"""Textures as the renderer reads them: all materials, all mip levels, in one array."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nacre.materials.make import GLOSS, TILE_METRES, levels_of, make
from nacre.parts.vocabulary import MATERIAL_INDEX, MATERIALS

GROUND_LAYERS = ("grass", "path", "cobbles", "sand", "rock", "mud", "snow")


@dataclass(frozen=True)
class Textures:
    """texels uint32 [M * starts[-1]]: four bytes of each texel (brightness around 128, slope along u and v around 128,
    height), material by material, its levels from fine to coarse; starts int32 [levels + 1]: where a level begins in
    its material; tiles float32 [M]: repeats a metre; glosses float32 [M]; layers int32 [7]: materials of the ground.
    """

    texels: NDArray[np.uint32]
    starts: NDArray[np.int32]
    tiles: NDArray[np.float32]
    glosses: NDArray[np.float32]
    layers: NDArray[np.int32]


@cache
def textures() -> Textures:
    """Made at first use."""
    levels = [levels_of(make(name)) for name in MATERIALS]
    sizes = [level.shape[0] * level.shape[1] for level in levels[0]]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    flat = [np.ascontiguousarray(level).view(np.uint32).ravel() for every in levels for level in every]
    return Textures(
        np.concatenate(flat),
        starts,
        np.array([1 / TILE_METRES.get(name, 2.0) for name in MATERIALS], np.float32),
        np.array([GLOSS.get(name, 0.0) for name in MATERIALS], np.float32),
        np.array([MATERIAL_INDEX[name] for name in GROUND_LAYERS], np.int32),
    )

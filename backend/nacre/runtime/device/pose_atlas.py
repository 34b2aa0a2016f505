"""Volumes of characters' poses in device memory: each is decoded and uploaded once and then found by its index."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.world.grid import SHAPE_CELLS
from nacre.world.voxels.shapes import ShapeLibrary, code_index

Key = tuple[int, int, int]
POSES: Final = 512  # kept on a device, 0.33 MB each; a crowd of 64 shows 128


class PoseAtlas:
    """Cubes float16 [count, 5, 32, 32, 32] by pose, least recently used evicted. One thread."""

    def __init__(self, count: int, device: torch.device) -> None:
        n = SHAPE_CELLS
        self.cubes: Tensor = torch.zeros(count, 5, n, n, n, dtype=torch.float16, device=device)
        self._where: OrderedDict[Key, int] = OrderedDict()

    def index(self, library: ShapeLibrary, shape: str, style: int, phase: int) -> int:
        """The index of a pose's cube; decodes and uploads it when it is new."""
        key = code_index(shape, style, False, phase)
        found = self._where.get(key)
        if found is None:
            full = len(self._where) == len(self.cubes)
            found = self._where.popitem(last=False)[1] if full else len(self._where)
            volume = library.prepare(shape, style, phase=phase).unpack()
            self.cubes[found] = torch.from_numpy(volume).to(self.cubes.device)
            self._where[key] = found
        self._where.move_to_end(key)
        return found


class PoseIndexLibrary(ShapeLibrary):
    """A shape library that gives characters as float32 [1]: the index of their cube in an atlas.

    Shapes for composition come from `prepare` as ever; nothing is unpacked on the host for a picture.
    """

    def __init__(self, library: ShapeLibrary, atlas: PoseAtlas) -> None:
        self._library, self.atlas = library, atlas
        self.prepare = library.prepare  # type: ignore[method-assign]

    def volume(self, shape: str, style: int, snow: bool = False, phase: int = 0) -> NDArray[np.float32]:
        """The index of a pose's cube, as float32 [1]."""
        return np.array([self.atlas.index(self._library, shape, style, phase)], np.float32)

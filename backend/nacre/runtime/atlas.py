"""Poses of characters on a device: decoded once, uploaded once, named by a number from then on."""

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


class Atlas:
    """Cubes float16 [count, 5, 32, 32, 32] by pose; the longest unused makes room. One thread."""

    def __init__(self, count: int, device: torch.device) -> None:
        n = SHAPE_CELLS
        self.cubes: Tensor = torch.zeros(count, 5, n, n, n, dtype=torch.float16, device=device)
        self._where: OrderedDict[Key, int] = OrderedDict()

    def index(self, library: ShapeLibrary, shape: str, style: int, phase: int) -> int:
        """Where a pose stands; decodes and uploads it when it is new."""
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


class PosedByNumber(ShapeLibrary):
    """A library whose volumes of characters are only numbers, float32 [1]: where they stand in an atlas.

    Shapes for composition come from `prepare` as ever; nothing is unpacked on the host for a picture.
    """

    def __init__(self, library: ShapeLibrary, atlas: Atlas) -> None:
        self._library, self.atlas = library, atlas
        self.prepare = library.prepare  # type: ignore[method-assign]

    def volume(self, shape: str, style: int, snow: bool = False, phase: int = 0) -> NDArray[np.float32]:
        """The number of a pose."""
        return np.array([self.atlas.index(self._library, shape, style, phase)], np.float32)

"""The meshes of a MeshPool in a device's memory; what is new there is copied, and nothing else."""

from __future__ import annotations

from typing import Final

import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.world.render.mesh_pool import NO_GROUND, MeshPool

_NAMES: Final = ("position", "attribute", "index", "surface", "ground", "record", "run")


class DevicePool:
    """Copies of a pool's arrays, see MeshPool. Not thread-safe."""

    position: Tensor
    attribute: Tensor
    index: Tensor
    surface: Tensor
    ground: Tensor
    record: Tensor
    run: Tensor

    def __init__(self, device: torch.device) -> None:
        self._device, self._seen = device, 0
        self._pool: MeshPool | None = None
        self.copied = 0  # bytes, for figures and tests

    def take(self, pool: MeshPool) -> None:
        """Bring the copies up to date."""
        if pool is not self._pool:
            self._pool, self._seen = pool, 0
        grown = [name for name in _NAMES if self._seen == 0 or getattr(self, name).shape != getattr(pool, name).shape]
        for name in grown:  # everything: a larger array has another place
            array = getattr(pool, name)
            setattr(self, name, torch.from_numpy(array).to(self._device, copy=True))
            self.copied += array.nbytes
        for mesh in dict.fromkeys(pool.added[self._seen :]):
            for level in pool.level[mesh]:
                if level >= 0:
                    self._copy_level(pool, int(level), grown)
        self._seen = len(pool.added)

    def _copy_level(self, pool: MeshPool, level: int, grown: list[str]) -> None:
        vertex, vertices, face, faces, ground, run, runs, _ = (int(n) for n in pool.record[level])
        parts = [("attribute", vertex, vertices), ("index", face, faces), ("surface", face, faces), ("run", run, runs)]
        parts.append(("record", level, 1))
        if ground != NO_GROUND:
            parts.append(("ground", ground, vertices))
        for name, first, many in parts:
            if name not in grown:
                self._copy(getattr(self, name)[first : first + many], getattr(pool, name)[first : first + many])
        if "position" not in grown:
            for axis in range(3):
                self._copy(
                    self.position[axis, vertex : vertex + vertices], pool.position[axis, vertex : vertex + vertices]
                )

    def _copy(self, target: Tensor, array: NDArray) -> None:  # type: ignore[type-arg]
        target.copy_(torch.from_numpy(array))
        self.copied += array.nbytes

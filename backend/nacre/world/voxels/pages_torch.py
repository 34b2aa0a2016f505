"""Windows of many worlds on a device: a page per world, kept up to date by copying only chunks that are new."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.world.grid import CHUNK, CHUNK_CELLS, FAR, HEIGHT_CELLS, WINDOW, WINDOW_CELLS
from nacre.world.interface import Camera
from nacre.world.voxels.compose import GLOW_CELLS
from nacre.world.voxels.fetch_torch import pack_colour
from nacre.world.voxels.lanes import DISTANCE_SCALE
from nacre.world.voxels.march import CHANNELS
from nacre.world.voxels.march_torch import March, Tables
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.sky_torch import CLOUD_CELLS, cloud_cells, clouds
from nacre.world.voxels.trace import SHADOW_STEPS, STEPS
from nacre.world.voxels.view_torch import base_of, pixels, rows_of, view_of
from nacre.world.voxels.window import Window

Chunk = tuple[int, int]


class Pages:
    """Tables for `count` worlds. Buffers never move, so that a captured graph stays good. Not thread-safe."""

    def __init__(self, count: int, device: str | torch.device = "cpu", half: bool = False) -> None:
        """half: distances in float16, 2 mm at worst, for half the memory traffic."""
        n, deep = WINDOW_CELLS, HEIGHT_CELLS
        self.device, self.count = torch.device(device), count
        kind = torch.float16 if half else torch.float32

        def empty(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
            return torch.zeros(count, *shape, dtype=dtype, device=self.device)

        self.tables = Tables(
            empty(deep, n, n, dtype=kind).fill_(FAR),
            empty(deep, n, n, dtype=torch.int32),
            empty(n, n),
            empty(n, n),
            empty(GLOW_CELLS, GLOW_CELLS * WINDOW, GLOW_CELLS * WINDOW),
            empty(3, CLOUD_CELLS, CLOUD_CELLS),
        )
        self._held: list[dict[Chunk, Chunk]] = [{} for _ in range(count)]
        self._clouds: list[tuple[int, ...]] = [() for _ in range(count)]

    def clear(self, page: int) -> None:
        """Another world moves in: everything is to be copied again."""
        self._held[page] = {}

    def take(self, page: int, window: Window, whole: bool = False) -> int:
        """Bring a page up to date with a window; how many chunks were copied.

        A chunk is what its place says (`place`), so one that is already here is not copied again, unless `whole`.
        """
        low_x, high_x, low_z, high_z = window.bounds()
        copied = 0
        for iz in range(round(low_z / CHUNK), round(high_z / CHUNK)):
            for ix in range(round(low_x / CHUNK), round(high_x / CHUNK)):
                place = (ix % WINDOW, iz % WINDOW)
                if whole or self._held[page].get(place) != (ix, iz):
                    self._copy(page, window, *place)
                    self._held[page][place] = (ix, iz)
                    copied += 1
        return copied

    def _copy(self, page: int, window: Window, sx: int, sz: int) -> None:
        n, g = CHUNK_CELLS, GLOW_CELLS
        along, across = slice(sz * n, sz * n + n), slice(sx * n, sx * n + n)

        def bring(array: NDArray[np.generic]) -> Tensor:
            return torch.from_numpy(np.ascontiguousarray(array)).to(self.device)

        t = self.tables
        distance = bring(window.distance[along, across]).permute(2, 0, 1)
        t.distance[page, :, along, across] = (distance.float() * DISTANCE_SCALE).to(t.distance.dtype)
        t.colour[page, :, along, across] = pack_colour(bring(window.colour[along, across])).permute(2, 0, 1)
        t.water[page, along, across] = bring(window.water[along, across])
        t.height[page, along, across] = bring(window.height[along, across])
        deep, wide = slice(sz * g, sz * g + g), slice(sx * g, sx * g + g)
        t.glow[page, :, deep, wide] = bring(window.glow[:, deep, wide])

    def drift(self, page: int, drift: float) -> NDArray[np.float32]:
        """Let the clouds of a page be where they are after `drift` cloud lengths; what `view_of` wants of it."""
        first, moved = cloud_cells(drift)
        if self._clouds[page] != first:
            self.tables.clouds[page] = torch.from_numpy(clouds(first)).to(self.device)
            self._clouds[page] = first
        return moved


class TorchMarch:
    """One window on a device and the pictures of it: what `march` gives, from torch."""

    def __init__(
        self, window: Window, device: str | torch.device = "cpu", steps: int = STEPS, shadow_steps: int = SHADOW_STEPS
    ) -> None:
        self.march = March(steps, shadow_steps).to(device)
        self.pages = Pages(1, device)
        self.pages.take(0, window)

    def take(self, window: Window) -> None:
        """Copy a window that has changed in, without moving any buffer."""
        self.pages.take(0, window, whole=True)

    def inputs(
        self,
        window: Window,
        posed: Sequence[Posed],
        camera: Camera,
        sun: NDArray[np.float32],
        width: int,
        height: int,
        drift: float = 0.0,
    ) -> tuple[Tensor, ...]:
        """The arguments of `March` for one picture."""
        moved = self.pages.drift(0, drift)
        view = view_of(camera, sun, window.bounds(), drift, moved)
        many = len(posed)
        rows = rows_of(posed, base_of(camera.position), [(2 * i, 2 * i + 1) for i in range(many)])
        poses = [volume for p in posed for volume in (p.volume_a, p.volume_b)]
        atlas = np.stack(poses) if poses else np.zeros((1, 5, 32, 32, 32), np.float32)
        arrays = (pixels(width, height), np.zeros(1, np.int32), view[None]), (atlas, rows[None])
        front, back = (tuple(torch.from_numpy(a).to(self.pages.device) for a in part) for part in arrays)
        return (*front, *self.pages.tables, *back)

    def picture(
        self,
        window: Window,
        posed: Sequence[Posed],
        camera: Camera,
        sun: NDArray[np.float32],
        width: int,
        height: int,
        drift: float = 0.0,
    ) -> Tensor:
        """What `march` returns, float32 [height, width, 20] on this device."""
        out: Tensor = self.march(*self.inputs(window, posed, camera, sun, width, height, drift))
        return out.view(height, width, CHANNELS)

"""DeviceRenderer: pictures of many scenes at once, as nacre.world.render.renderer draws them one by one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.materials.load import textures
from nacre.runtime.device.device_pool import DevicePool
from nacre.runtime.device.device_shadows import DeviceShadows
from nacre.runtime.device.kernels import Launch
from nacre.runtime.device.visible import Seen, choose, see
from nacre.world.interface import Camera
from nacre.world.render.edges import PLACES, soft_materials
from nacre.world.render.raster import TILE_HIGH, TILE_WIDE
from nacre.world.render.renderer import Scene, linear_of_bytes
from nacre.world.render.shading.noise import noise
from nacre.world.render.view import axes, camera_view

VIEWERS: Final = 128  # whose shadow maps are kept; 12.6 MB each


@dataclass(frozen=True)
class Pictures:
    """On the device: rgb u8 [P, H, W, 3]; depth f32 [P, H, W], metres along the view axis, 0 where nothing is; entity
    u8 [P, H, W]; and what they were shaded from."""

    rgb: Tensor
    depth: Tensor
    entity: Tensor
    seen: Seen


class DeviceRenderer:
    """Draws scenes whose meshes are in one MeshPool. One thread."""

    def __init__(self, launch: Launch, device: torch.device, viewers: int = VIEWERS) -> None:
        """viewers: how many keep their shadow maps, and how many pictures there are in a batch at most."""
        self._launch, self._device, self.most = launch, device, viewers
        self.meshes = DevicePool(device)
        self.shadows = DeviceShadows(launch, device, viewers)
        t = textures()
        self._linear, self._field, self._soft = (self._send(a) for a in (linear_of_bytes(), noise(), soft_materials()))
        self._layers, self._starts, self._tiles, self._glosses = (
            self._send(a) for a in (t.layers, t.starts, t.tiles, t.glosses)
        )
        self._texels = self._send(t.texels.view(np.int32))

        self._lit: list[NDArray[np.uint64]] = []
        self._cells = torch.zeros(0, dtype=torch.int64, device=device)

    def _send(self, array: NDArray[Any]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(self._device)

    def render(
        self, scenes: Sequence[Scene], cameras: Sequence[Camera], viewers: Sequence[Hashable], size: tuple[int, int]
    ) -> Pictures:
        """One picture of each scene, size (width, height). viewers: a name for whoever sees it, all different, whose
        shadow maps are kept; at most as many as were named when this was made."""
        width, height = size
        pictures, pixels = len(scenes), len(scenes) * width * height
        if len(set(viewers)) != pictures or pictures > self.most:
            raise ValueError(f"a batch is of 1 to {self.most} different viewers")
        self.meshes.take(scenes[0].pool)
        views = [camera_view(camera, width, height) for camera in cameras]
        rows, kept, moving, moves = self.shadows.update(self.meshes, scenes, viewers, [view.eye for view in views])
        chosen = [choose(scene.pool, scene.everything(), view) for scene, view in zip(scenes, views, strict=True)]
        seen = see(self._launch, self._device, self.meshes, chosen, size, spread=True)
        depth, entity = (
            self._room((pictures, height, width), torch.float32),
            self._room((pictures, height, width), torch.uint8),
        )
        reach = self._room((pictures * -(-width // TILE_WIDE) * -(-height // TILE_HIGH), 2), torch.int32)
        reach[:, 0], reach[:, 1] = -1, 0  # as unsigned numbers the largest and the smallest
        self._launch(
            "read_out", pixels,
            (seen.nearness, seen.slots, seen.draws, seen.count, width, height, pixels, depth, entity, reach),
        )  # fmt: skip
        lamps = np.zeros((pictures, max(1, *(len(scene.lamps) for scene in scenes)), 7), np.float32)
        for mine, scene in zip(lamps, scenes, strict=True):
            mine[: len(scene.lamps)] = scene.lamps
        basis = [_basis(camera, view.focal) for camera, view in zip(cameras, views, strict=True)]
        m = self.meshes
        light = (
            seen.planes, seen.draws, seen.count, seen.world, m.record, m.index, m.attribute, m.surface, m.ground,
            seen.tint, self._linear, self._layers, self._texels, self._starts, self._tiles, self._glosses, self._field,
            self._send(np.array([[*b, *view.eye] for b, view in zip(basis, views, strict=True)], np.float32)),
            self._send(np.stack([scene.air for scene in scenes])),
            self._send(np.stack([scene.palette for scene in scenes])), self._send(lamps),
            self._send(np.array([len(scene.lamps) for scene in scenes], np.int32)), lamps.shape[1], self.shadows.maps,
            moving, self._send(rows), self._send(kept), self._send(moves), reach, *self._light_of(scenes),
            width, height,
        )  # fmt: skip
        shaded = self._room((pictures, height, width, 3), torch.uint8)
        self._launch("shade", pixels, (seen.nearness, seen.slots, *light, pixels, shaded))
        return Pictures(self._clean(seen, light, shaded, pixels, size), depth, entity, seen)

    def _light_of(self, scenes: Sequence[Scene]) -> tuple[Tensor, Tensor, Tensor]:
        """Cells of all scenes' light, int64 [N], where each picture's begin i64 [P], and their boxes f32 [P, 2, 13];
        the cells stay here until another field is shown."""
        fields = [scene.light for scene in scenes]
        if len(fields) != len(self._lit) or any(f.cells is not own for f, own in zip(fields, self._lit, strict=True)):
            self._lit = [field.cells for field in fields]
            self._cells = torch.cat([self._send(cells.view(np.int64)) for cells in self._lit])
        boxes = np.stack([field.boxes for field in fields])
        firsts = np.cumsum([0, *(len(field.cells) for field in fields[:-1])]).astype(np.int64)
        return self._cells, self._send(firsts), self._send(boxes)

    def _clean(
        self, seen: Seen, light: tuple[Tensor | int, ...], shaded: Tensor, pixels: int, size: tuple[int, int]
    ) -> Tensor:
        """The pictures with their edges resolved."""
        width, height = size
        marks, places = self._room((pixels,), torch.int32), self._room((pixels, PLACES), torch.int64)
        many = torch.zeros(1, dtype=torch.int32, device=self._device)
        m, draws, count = self.meshes, seen.draws, seen.count
        self._launch(
            "mark", pixels,
            (seen.slots, seen.nearness, shaded, draws, count, m.record, m.surface, self._soft, width, height, pixels,
             marks, many, places),
        )  # fmt: skip
        room, triangles = len(seen.pieces), len(seen.planes)
        self._launch(
            "ask", triangles,
            (draws, count, triangles, seen.planes, seen.boxes, marks, width, height, seen.used, room, places),
        )  # fmt: skip
        self._launch(
            "ask_pieces", 0,
            (seen.pieces, seen.used, room, draws, count, seen.planes, seen.boxes, marks, width, height, places),
        )  # fmt: skip
        clean = torch.empty_like(shaded)
        self._launch("resolve", pixels, (seen.slots, marks, places, *light, pixels, shaded, clean))
        return clean

    def _room(self, shape: tuple[int, ...], kind: torch.dtype) -> Tensor:
        return torch.empty(shape, dtype=kind, device=self._device)


def _basis(camera: Camera, focal: float) -> NDArray[np.float64]:
    """Right and up for one pixel, and ahead, float64 [9]."""
    right, up, ahead = axes(camera)
    return np.concatenate([right / focal, up / focal, ahead])

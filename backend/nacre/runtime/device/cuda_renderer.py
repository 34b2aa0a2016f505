"""CudaRenderer: the BatchRenderer that draws on a device and brings pictures back while the next are drawn."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from nacre.runtime.device.device_renderer import DeviceRenderer
from nacre.runtime.device.kernels import Launch
from nacre.runtime.device.readback import Readback, Transfer
from nacre.world.interface import Camera, Rendered
from nacre.world.render import particles
from nacre.world.render.batch import FARTHEST, NOWHERE, Viewer
from nacre.world.render.renderer import Scene
from nacre.world.render.shading.air import HORIZON, TIME
from nacre.world.render.view import camera_view

MOST: Final = 32  # pictures in one batch of kernels; more are drawn one batch after the other


@dataclass
class Pending:
    """Pictures on their way, in the order they were asked for."""

    transfers: list[tuple[Transfer, list[Camera], list[Scene]]]
    began: float

    @property
    def ready(self) -> bool:
        """Whether `collect` would return at once."""
        return all(transfer.ready for transfer, _, _ in self.transfers)


class CudaRenderer:
    """A BatchRenderer. Rain, snow and fireflies are drawn on the host, onto the finished pictures."""

    def __init__(self, launch: Launch, device: torch.device) -> None:
        """launch: what runs the kernels; the tests run them on a processor."""
        self.pictures = DeviceRenderer(launch, device)
        self._readback = Readback(device)

    def submit(
        self, scenes: Sequence[Scene], cameras: Sequence[Camera], viewers: Sequence[Viewer], size: tuple[int, int]
    ) -> Pending:
        """See BatchRenderer. Returns before the pictures are there; any number of batches may be on their way."""
        began = time.perf_counter()
        transfers = []
        for first in range(0, len(scenes), MOST):
            part = slice(first, first + MOST)
            found = self.pictures.render(scenes[part], cameras[part], viewers[part], size)
            nowhere = torch.full_like(found.depth, NOWHERE)
            depth = torch.where(found.depth > 0, found.depth.clamp(max=FARTHEST), nowhere).half()
            transfer = self._readback.begin((found.rgb, depth, found.entity))
            transfers.append((transfer, list(cameras[part]), list(scenes[part])))
        return Pending(transfers, began)

    def leave(self, world: object) -> None:
        """See BatchRenderer."""
        self.pictures.shadows.leave(world)

    def collect(self, pending: Pending) -> list[Rendered]:
        """See BatchRenderer."""
        out = []
        for transfer, cameras, scenes in pending.transfers:
            rgb, depth, entity = transfer.wait()
            ms = {"draw": (time.perf_counter() - pending.began) * 1e3}
            for n, (camera, scene) in enumerate(zip(cameras, scenes, strict=True)):
                if scene.falling:
                    height, width = rgb.shape[1:3]
                    bright = 255 * min(1.0, float(scene.air[HORIZON : HORIZON + 3].mean()) ** 0.45)
                    view = camera_view(camera, width, height)
                    far = depth[n].astype(np.float32)
                    seconds = float(scene.air[TIME])
                    particles.draw(scene.falling, seconds, view, bright, scene.shelter, far, rgb[n])
                out.append(Rendered(rgb[n], depth[n], entity[n], camera, dict(ms)))
        return out

"""Pearl with its pictures drawn on a device, many worlds in one batch."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from nacre.runtime.device.device_renderer import DeviceRenderer
from nacre.runtime.device.kernels import Launch
from nacre.runtime.device.readback import Readback, Transfer
from nacre.world.dynamics.network import Dynamics
from nacre.world.grid import VIEW
from nacre.world.interface import Camera, Rendered
from nacre.world.layout.generator import Generator
from nacre.world.model import Pearl
from nacre.world.render import particles
from nacre.world.render.renderer import Scene
from nacre.world.render.shading.air import HORIZON, TIME
from nacre.world.render.view import camera_view
from nacre.world.scene.assets import Programs
from nacre.world.scene.cast import Cast
from nacre.world.shapes.library import ShapePrograms
from nacre.world.state import WorldState

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


class DevicePearl(Pearl):
    """A `WorldModel`. `render` is `collect(submit(...))`; a caller with more to do submits the next in between.

    Worlds and saves are Pearl's own: only the pictures come from elsewhere.
    """

    def __init__(
        self, generator: Generator, programs: Programs, dynamics: Dynamics, cast: Cast, launch: Launch,
        device: torch.device,
    ) -> None:  # fmt: skip
        super().__init__(generator, programs, dynamics, cast)
        self.pictures = DeviceRenderer(launch, device)
        self._device, self._readback = device, Readback(device)

    @classmethod
    def on(cls, launch: Launch, device: torch.device) -> DevicePearl:
        """From the shipped weights; raises WeightsError that says which file is missing."""
        return cls(Generator.load(), ShapePrograms.load(), Dynamics.load(), Cast.load(), launch, device)

    def submit(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> Pending:
        """Ask for pictures, as `render`; returns before they are there, and any number may be on their way.

        The worlds may be moved as soon as this returns. When it raises, nothing of it is on its way.
        """
        began = time.perf_counter()
        own = [c if c is not None else self.camera(s, b) for s, c, b in zip(states, cameras, blend, strict=True)]
        scenes = [self.scene(s, c, b) for s, c, b in zip(states, own, blend, strict=True)]
        viewers, seen = [], Counter[WorldState]()
        for state in states:  # the same world may be looked at from several places
            viewers.append((state, seen[state]))
            seen[state] += 1
        transfers = []
        for first in range(0, len(states), MOST):
            part = slice(first, first + MOST)
            found = self.pictures.render(scenes[part], own[part], viewers[part], size)
            nowhere = torch.full_like(found.depth, VIEW * 16)
            depth = torch.where(found.depth > 0, found.depth.clamp(max=60000.0), nowhere).half()
            transfers.append((self._readback.begin((found.rgb, depth, found.entity)), own[part], scenes[part]))
        return Pending(transfers, began)

    def collect(self, pending: Pending) -> list[Rendered]:
        """The pictures of a `submit`; waits for them."""
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
                    particles.draw(scene.falling, float(scene.air[TIME]), view, bright, far, rgb[n])
                out.append(Rendered(rgb[n], depth[n], entity[n], camera, ms))
        return out

    def render(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> list[Rendered]:
        """See WorldModel."""
        return self.collect(self.submit(states, cameras, size, blend))

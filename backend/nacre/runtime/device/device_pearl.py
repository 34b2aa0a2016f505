"""Pearl with its pictures drawn on a device, many worlds in one batch, by whichever runtime was chosen."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.runtime.device.pictures import crowd_for, picture_network, rays_of, visible_characters
from nacre.runtime.device.pose_atlas import POSES, PoseAtlas, PoseIndexLibrary
from nacre.runtime.device.readback import Readback, Ticket
from nacre.runtime.interface import Compiled, passes_of
from nacre.runtime.networks import MARCH_STEPS, Network
from nacre.world.atmosphere import Atmosphere
from nacre.world.dynamics.network import Dynamics
from nacre.world.grid import TICK
from nacre.world.interface import Camera, Capabilities, Progress, Rendered
from nacre.world.layout.generator import Generator
from nacre.world.pearl import CLOUD_SPEED, HOUR_STEPS, Pearl, quiet
from nacre.world.state import WorldState
from nacre.world.voxels.march import CHANNELS
from nacre.world.voxels.march_torch import March
from nacre.world.voxels.pages_torch import Pages
from nacre.world.voxels.posed_torch import ROW
from nacre.world.voxels.shader import Shader
from nacre.world.voxels.shading import Shading
from nacre.world.voxels.shapes import ShapeLibrary
from nacre.world.voxels.view_torch import base_of, pixels, rows_of, view_of

Compile = Callable[[Network, Sequence[int]], Compiled]


@dataclass(frozen=True)
class DeviceConfig:
    """How much room a device gives. pages: worlds held at once, 53 MB each in float32, 40 MB in half."""

    device: torch.device
    pages: int = 4
    poses: int = POSES
    buckets: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64, 128)
    half_tables: bool = False
    steps: tuple[int, int, int] = MARCH_STEPS


@dataclass
class Pending:
    """Pictures on their way, in the order they were asked for."""

    tickets: list[tuple[Ticket, list[Camera]]]
    size: tuple[int, int]
    began: float

    @property
    def ready(self) -> bool:
        """Whether `collect` would return at once."""
        return all(ticket.ready for ticket, _ in self.tickets)


class DevicePearl(Pearl):
    """A `WorldModel`. `render` is `collect(submit(...))`; a caller with more to do submits the next in between."""

    def __init__(
        self,
        generator: Generator,
        shapes: ShapeLibrary,
        dynamics: Dynamics,
        shader: Shader,
        compile_: Compile,
        config: DeviceConfig,
    ) -> None:
        self._atlas = PoseAtlas(config.poses, config.device)
        super().__init__(generator, PoseIndexLibrary(shapes, self._atlas), dynamics, Shading(shader))
        self._config, self._compile, self._shader = config, compile_, shader
        self._pages = Pages(config.pages, config.device, config.half_tables)
        self._page_of: OrderedDict[int, int] = OrderedDict()
        self._edits: dict[int, bytes] = {}
        self._pixels: dict[tuple[int, int], Tensor] = {}
        self._networks: dict[tuple[int, int, int], Compiled] = {}
        self._readback = Readback(config.device)
        self.name = "pearl-s"

    def caps(self) -> Capabilities:
        """See WorldModel."""
        return replace(super().caps(), name=self.name)

    def restore(self, state: WorldState, progress: Progress = quiet) -> WorldState:
        """See WorldModel."""
        self._leave(state)
        return super().restore(state, progress)

    def forget(self, state: WorldState) -> None:
        """See WorldModel."""
        self._leave(state)
        super().forget(state)

    def _leave(self, state: WorldState) -> None:
        page = self._page_of.pop(id(state), None)
        if page is not None:
            self._pages.clear(page)

    def _page(self, state: WorldState) -> int:
        """The page of a world; one that was not drawn for longest gives way."""
        key = id(state)
        page = self._page_of.get(key)
        if page is None:
            free = set(range(self._pages.count)) - set(self._page_of.values())
            page = min(free) if free else self._page_of.popitem(last=False)[1]
            self._pages.clear(page)
            self._page_of[key] = page
        self._page_of.move_to_end(key)
        edits = state.edits.tobytes()
        if self._edits.get(page, b"") != edits:  # a chunk is no longer what its place alone says
            self._pages.clear(page)
            self._edits[page] = edits
        return page

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
        tickets: list[tuple[Ticket, list[Camera]]] = []
        own = [c or self.camera(s, b) for s, c, b in zip(states, cameras, blend, strict=True)]
        buckets = [b for b in self._config.buckets if b <= self._pages.count] or [1]
        for first, many, _ in passes_of(len(states), buckets):
            part = slice(first, first + many)
            out = self._draw(states[part], own[part], rays_of(size), blend[part])
            tickets.append((self._readback.begin(out), list(own[part])))
        return Pending(tickets, size, began)

    def collect(self, pending: Pending) -> list[Rendered]:
        """The pictures of a `submit`; waits for them."""
        width, height = pending.size
        low_w, low_h = rays_of(pending.size)
        out = []
        for ticket, cameras in pending.tickets:
            rgb, depth, entity = ticket.wait()
            ms = {"draw": (time.perf_counter() - pending.began) * 1e3}
            for n, camera in enumerate(cameras):
                out.append(
                    Rendered(
                        rgb=np.ascontiguousarray(rgb[n, :height, :width]),
                        depth=depth[n].reshape(low_h, low_w),
                        entity=entity[n].reshape(low_h, low_w),
                        camera=camera,
                        ms=ms,
                    )
                )
        return out

    def render(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> list[Rendered]:
        """See WorldModel. Parts of a large batch are copied off the device while the next are drawn."""
        return self.collect(self.submit(states, cameras, size, blend))

    def gbuffer(
        self, state: WorldState, camera: Camera, width: int, height: int, blend: float = 1.0
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """See Pearl; traced by torch on the device."""
        inputs = self._inputs([state], [camera], (width, height), [blend])
        march = March(*self._config.steps).to(self._config.device)
        with torch.inference_mode():
            buffer: Tensor = march(*inputs[:-1])
        return buffer.view(height, width, CHANNELS).cpu().numpy(), inputs[-1][0].cpu().numpy()

    def _draw(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera],
        rays: tuple[int, int],
        blend: Sequence[float],
    ) -> tuple[Tensor, ...]:
        inputs = self._inputs(states, cameras, rays, blend)
        return self._network(rays, inputs[-2].shape[1])(*inputs)

    def _inputs(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera],
        rays: tuple[int, int],
        blend: Sequence[float],
    ) -> tuple[Tensor, ...]:
        """What `Picture` takes: one small upload per kind; worlds only send the chunks that are new."""
        pages = [self._page(state) for state in states]
        views, airs, people = [], [], []
        for state, camera, page, mix in zip(states, cameras, pages, blend, strict=True):
            spec, window = state.spec, self._scene(state).place.window
            self._pages.take(page, window)
            drift = float(state.clock[0]) * TICK * CLOUD_SPEED
            hours = round(float(state.clock[1]) * HOUR_STEPS) / HOUR_STEPS
            air = Atmosphere(hours, spec.weather, spec.fog, spec.mood)
            moved = self._pages.drift(page, drift)
            views.append(view_of(camera, air.sun(), window.bounds(), drift, moved))
            airs.append(air.vector())
            posed = visible_characters(self._posed(state, mix), camera, rays[0] / rays[1])
            poses = [(int(p.volume_a[0]), int(p.volume_b[0])) for p in posed]
            people.append(rows_of(posed, base_of(camera.position), poses))
        crowd = crowd_for(max(len(rows) for rows in people))
        rows = np.zeros((len(states), crowd, ROW), np.float32)
        rows[..., 5], rows[..., 6] = 1.0, -1.0
        for mine, given in zip(rows, people, strict=True):
            mine[: len(given)] = given
        if rays not in self._pixels:
            self._pixels[rays] = torch.from_numpy(pixels(*rays)).to(self._config.device)
        arrays = (np.array(pages, np.int32), np.stack(views), rows, np.stack(airs))
        sent = [self._send(array) for array in arrays]
        return (self._pixels[rays], *sent[:2], *self._pages.tables, self._atlas.cubes, *sent[2:])

    def _send(self, array: NDArray[np.generic]) -> Tensor:
        tensor = torch.from_numpy(array)
        if self._config.device.type == "cuda":
            return tensor.pin_memory().to(self._config.device, non_blocking=True)
        return tensor

    def _network(self, rays: tuple[int, int], crowd: int) -> Compiled:
        key = (*rays, crowd)
        if key not in self._networks:
            network = picture_network(
                self._shader, *rays, crowd, self._pages.tables, self._atlas.cubes, self._config.steps
            )
            self._networks[key] = self._compile(network, self._config.buckets)
        return self._networks[key]

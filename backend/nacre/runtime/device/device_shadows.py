"""Shadow maps of many viewers on a device, kept while nothing in them changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.runtime.device.device_pool import DevicePool
from nacre.runtime.device.kernels import Launch
from nacre.runtime.device.visible import choose, see
from nacre.world.render.instances import CASTS_SHADOW
from nacre.world.render.renderer import Scene
from nacre.world.render.shadows import DEPTH, HALVES, MOVING_HALF, MOVING_SIZE, SIZE, stepped, stepped_centre
from nacre.world.render.view import View, light_axes, light_view

CASCADES: Final = len(HALVES)
AT_ONCE: Final = 16  # maps drawn in one batch: more would only need more memory


class DeviceShadows:
    """maps f32 [viewers, CASCADES, SIZE, SIZE], a place for each; the one not drawn for longest gives way."""

    def __init__(self, launch: Launch, device: torch.device, viewers: int) -> None:
        self._launch, self._device = launch, device
        self.maps = torch.zeros((viewers, CASCADES, SIZE, SIZE), device=device)
        self._places: OrderedDict[Hashable, int] = OrderedDict()
        self._free = list(reversed(range(viewers)))
        self._keys: dict[tuple[int, int], tuple[object, ...]] = {}
        self.drawn = 0  # maps drawn anew, for tests and figures

    def update(
        self,
        meshes: DevicePool,
        scenes: Sequence[Scene],
        viewers: Sequence[Hashable],
        eyes: Sequence[NDArray[np.float64]],
    ) -> tuple[NDArray[np.float32], NDArray[np.int32], Tensor, NDArray[np.int32]]:
        """Rows f32 [P, CASCADES + 1, 12], the maps of each picture among `maps` i32 [P, CASCADES], moving f32
        [P, MOVING_SIZE, MOVING_SIZE] and whether it counts i32 [P]. viewers: all different; whose
        maps are kept."""
        pictures = len(scenes)
        rows = np.zeros((pictures, CASCADES + 1, 12), np.float32)
        kept, moves = np.zeros((pictures, CASCADES), np.int32), np.zeros(pictures, np.int32)
        wanted: dict[tuple[int, int], tuple[Scene, View]] = {}
        for n, (scene, eye) in enumerate(zip(scenes, eyes, strict=True)):
            place = self._place(viewers[n])
            for number, half in enumerate(HALVES):
                sun = stepped(scene.air[:3], number)
                right, up = light_axes(sun)
                centre = stepped_centre(eye, sun, right, up, half)
                view = light_view(centre, sun, half, SIZE, DEPTH)
                rows[n, number], kept[n, number] = view.rows.ravel(), place * CASCADES + number
                key = (scene.version, tuple(centre), tuple(sun))
                if self._keys.get((place, number)) != key:
                    self._keys[place, number] = key
                    wanted[place, number] = (scene, view)
            rows[n, CASCADES] = self._moving_view(scene, eye).rows.ravel()
        self._draw(meshes, wanted)
        return rows, kept, self._moving(meshes, scenes, eyes, moves), moves

    def leave(self, world: object) -> None:
        """Nobody looks at a world any more: the places of its viewers (world, number) are free."""
        for viewer in [v for v in self._places if isinstance(v, tuple) and v[0] is world]:
            self._free.append(self._places.pop(viewer))

    def _place(self, viewer: Hashable) -> int:
        place = self._places.get(viewer)
        if place is None:
            place = self._free.pop() if self._free else self._places.popitem(last=False)[1]
            self._places[viewer] = place
        self._places.move_to_end(viewer)
        return place

    def _draw(self, meshes: DevicePool, wanted: dict[tuple[int, int], tuple[Scene, View]]) -> None:
        items = list(wanted.items())
        for first in range(0, len(items), AT_ONCE):
            some = items[first : first + AT_ONCE]
            chosen = [
                choose(scene.pool, scene.still, view, 0.8, 1.0 + 2.0 * (number == 0), CASTS_SHADOW)
                for (_, number), (scene, view) in some
            ]
            seen = see(self._launch, self._device, meshes, chosen, (SIZE, SIZE), flat=True)
            for n, ((place, number), _) in enumerate(some):
                self.maps[place, number] = seen.nearness[n]
            self.drawn += len(some)

    @staticmethod
    def _moving_view(scene: Scene, eye: NDArray[np.float64]) -> View:
        return light_view(np.round(eye), stepped(scene.air[:3]), MOVING_HALF, MOVING_SIZE, DEPTH)

    def _moving(
        self, meshes: DevicePool, scenes: Sequence[Scene], eyes: Sequence[NDArray[np.float64]], moves: NDArray[np.int32]
    ) -> Tensor:
        chosen = [
            choose(scene.pool, scene.moving, self._moving_view(scene, eye), 0.6, 3.0, CASTS_SHADOW)
            for scene, eye in zip(scenes, eyes, strict=True)
        ]
        moves[:] = [len(one.draws) > 0 for one in chosen]
        return see(self._launch, self._device, meshes, chosen, (MOVING_SIZE, MOVING_SIZE), flat=True).nearness

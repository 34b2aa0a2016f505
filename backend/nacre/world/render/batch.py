"""What draws the pictures of a model's worlds: the interface, and its implementation on this processor."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from nacre.world.grid import VIEW
from nacre.world.interface import Camera, Rendered
from nacre.world.render.options import PARALLEL
from nacre.world.render.renderer import Renderer, Scene
from nacre.world.render.shadows import Shadows

FARTHEST: Final = 60000.0  # metres: the largest depth that float16 holds, rounded
NOWHERE: Final = VIEW * 16  # metres: the depth where nothing is, far beyond what is drawn
SIZES: Final = 4  # picture sizes whose scratch memory is kept
KEPT: Final = 6  # viewers whose shadow maps are kept, 38 MB each; more than play on one processor
Viewer = tuple[object, int]  # world, and which of its viewers


class Pending(Protocol):
    """Pictures on their way."""

    @property
    def ready(self) -> bool:
        """Whether `collect` would return at once."""
        ...


class BatchRenderer(Protocol):
    """Draws scenes of many worlds in one batch; handed to the model. One thread.

    Drawing comes in two halves, so that a device can draw one batch while the next is being put together.
    """

    def submit(
        self, scenes: Sequence[Scene], cameras: Sequence[Camera], viewers: Sequence[Viewer], size: tuple[int, int]
    ) -> Pending:
        """Ask for one picture of each scene, size (width, height); what scenes were made from may change afterwards.

        viewers: whoever sees it, all different, as (world, number); a renderer may keep shadow maps by it. When it
        raises, nothing of it is on its way.
        """
        ...

    def collect(self, pending: Any) -> list[Rendered]:
        """The pictures of a `submit`, in its order, depth 0 < d <= FARTHEST or NOWHERE; waits for them."""
        ...

    def leave(self, world: object) -> None:
        """Nobody looks at a world any more: what was kept for its viewers may go."""
        ...


@dataclass(frozen=True)
class Drawn:
    """Pictures that were drawn while they were asked for."""

    pictures: list[Rendered]
    ready: bool = True


class NativeRenderer:
    """A BatchRenderer on the processor, in numba: one picture after the other, at once."""

    def __init__(self) -> None:
        self._renderers: OrderedDict[tuple[int, int], Renderer] = OrderedDict()
        self._shadows: OrderedDict[Viewer, Shadows] = OrderedDict()
        self._spare: list[Shadows] = []

    def submit(
        self, scenes: Sequence[Scene], cameras: Sequence[Camera], viewers: Sequence[Viewer], size: tuple[int, int]
    ) -> Drawn:
        """See BatchRenderer. Each viewer has shadow maps: those who take turns would draw them anew every time."""
        renderer = self._renderer(size)
        pictures = []
        for scene, camera, viewer in zip(scenes, cameras, viewers, strict=True):
            renderer.shadows = self._shadows_of(viewer)
            pictures.append(_one(renderer, scene, camera))
        return Drawn(pictures)

    def collect(self, pending: Drawn) -> list[Rendered]:
        """See BatchRenderer."""
        return pending.pictures

    def leave(self, world: object) -> None:
        """See BatchRenderer."""
        for viewer in [viewer for viewer in self._shadows if viewer[0] is world]:
            self._spare = [self._shadows.pop(viewer)]

    def _shadows_of(self, viewer: Viewer) -> Shadows:
        found = self._shadows.get(viewer)
        if found is None:
            if len(self._shadows) == KEPT:
                self._spare = [self._shadows.popitem(last=False)[1]]
            # memory that is there already is quicker than new
            found = self._shadows[viewer] = self._spare.pop() if self._spare else Shadows()
        self._shadows.move_to_end(viewer)
        return found

    def _renderer(self, size: tuple[int, int]) -> Renderer:
        found = self._renderers.get(size)
        if found is None:
            found = self._renderers[size] = Renderer(*size)
            while len(self._renderers) > SIZES:
                self._renderers.popitem(last=False)
        self._renderers.move_to_end(size)
        return found


def _one(renderer: Renderer, scene: Scene, camera: Camera) -> Rendered:
    picture = renderer.render(scene, camera)
    return Rendered(picture.rgb, half_depth(picture.depth), picture.entity, camera, picture.ms)


def half_depth(depth: NDArray[np.float32]) -> NDArray[np.float16]:
    """Depth [H, W] in metres as it is sent: FARTHEST at most, NOWHERE where it is 0. Quicker than numpy's rounding."""
    out = np.empty(depth.shape, np.uint16)
    _halves(depth, out)
    return out.view(np.float16)


@njit(**PARALLEL)
def _halves(depth, out):  # type: ignore[no-untyped-def]
    """out u16 [H, W]: float16 of depth f32 [H, W], rounded to nearest even; NOWHERE for 0, FARTHEST at most."""
    farthest, nowhere = np.float32(FARTHEST), np.float32(NOWHERE)
    for y in prange(len(depth)):
        metres = np.empty(depth.shape[1], np.float32)
        for x in range(depth.shape[1]):
            metres[x] = min(depth[y, x], farthest) if depth[y, x] > 0 else nowhere
        bits = metres.view(np.uint32)
        for x in range(depth.shape[1]):
            # the exponent counts from 15, not from 127; no depth is so small that float16 has no exponent for it
            near = bits[x] + np.uint32(0xFFF) + ((bits[x] >> np.uint32(13)) & np.uint32(1))
            out[y, x] = np.uint16((near >> np.uint32(13)) - np.uint32(112 << 10))

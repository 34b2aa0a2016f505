"""How far the pictures of a device are from those of the numba renderer, on the same scenes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.runtime.device.device_renderer import DeviceRenderer
from nacre.runtime.device.kernels import PICTURE
from nacre.runtime.device.visible import Seen
from nacre.world.interface import Camera
from nacre.world.render.draws import FIRST_TRIANGLE
from nacre.world.render.renderer import Renderer, Scene
from nacre.world.render.visibility import Visibility

SAME_ENTITIES: Final = 0.999
SAME_TRIANGLES: Final = 0.999
FAR_OFF: Final = 8  # of 255
FEW: Final = 0.01  # of the pixels may be as far off: texture levels, shadows and edges also turn on roundings


@dataclass(frozen=True)
class Agreement:
    """Shares of the pixels that show the same triangle and the same entity, that are more than FAR_OFF apart in
    colour, and the mean difference in steps of 255: of the worst picture each."""

    same_triangles: float
    same_entities: float
    far_off: float
    mean_apart: float

    @property
    def passed(self) -> bool:
        """Whether nobody would see a difference."""
        return (
            self.same_triangles >= SAME_TRIANGLES and self.same_entities >= SAME_ENTITIES and self.far_off <= FEW
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {**asdict(self), "passed": self.passed}


def compare_pictures(
    device: DeviceRenderer, scenes: Sequence[Scene], cameras: Sequence[Camera], viewers: Sequence[Hashable],
    size: tuple[int, int],
) -> Agreement:  # fmt: skip
    """Draw the scenes in one batch on the device, and one by one with the numba renderer."""
    found = device.render(scenes, cameras, viewers, size)
    rgb, entity = found.rgb.cpu().numpy(), found.entity.cpu().numpy()
    rows = []
    renderer = Renderer(*size)
    for n, (scene, camera) in enumerate(zip(scenes, cameras, strict=True)):
        picture = renderer.render(scene, camera)
        apart = np.abs(rgb[n].astype(int) - picture.rgb.astype(int)).max(-1)
        rows.append((
            float((_of_device(found.seen, n) == _of_numba(renderer.visibility)).mean()),
            float((entity[n] == picture.entity).mean()), float((apart > FAR_OFF).mean()), float(apart.mean()),
        ))  # fmt: skip
    same, entities, far, mean = zip(*rows, strict=True)
    return Agreement(min(same), min(entities), max(far), max(mean))


def _of_numba(seen: Visibility) -> NDArray[np.int64]:
    """Draw and triangle at every pixel as one number, -1 for nothing."""
    owner = seen.owner[np.maximum(seen.slots, 0)].astype(np.int64)
    return np.where(seen.slots >= 0, owner[..., 0] << 32 | owner[..., 1], -1)


def _of_device(seen: Seen, picture: int) -> NDArray[np.int64]:
    draws, slots = seen.draws.cpu().numpy(), seen.slots[picture].cpu().numpy()
    if not len(draws):
        return slots.astype(np.int64)
    at = np.searchsorted(draws[:, FIRST_TRIANGLE], slots, side="right") - 1
    first = int(np.searchsorted(draws[:, PICTURE], picture))
    triangle = slots - draws[np.maximum(at, 0), FIRST_TRIANGLE]
    return np.where(slots >= 0, (at - first).astype(np.int64) << 32 | triangle, -1)

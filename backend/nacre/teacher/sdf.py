"""A canvas of 32x32x32 cells on which signed-distance parts are put, carved and painted.

Distance functions follow Inigo Quilez, "distance functions" (https://iquilezles.org/articles/distfunctions/):
exact for boxes, spheres and capsules, first order for ellipsoids and cones. Every part is evaluated only
in a window around it, because distances beyond the clip carry no information.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher import sdf_kernels as kernels
from nacre.world.grid import SDF_CLIP, SHAPE_CELLS, SHAPE_FLOOR

Array = NDArray[np.float32]
Point = tuple[float, float, float]  # (u right, v up, w back), metres
Colour = tuple[float, float, float]  # sRGB 0..1
Slices = tuple[slice, slice, slice]

MARGIN: Final = SDF_CLIP + 0.8  # cells evaluated around a part: the clip and the width of a colour seam
SNOW_COLOUR: Final[Colour] = (0.93, 0.95, 0.98)


@cache
def axes(extent: float) -> tuple[Array, Array, Array]:
    """Sample coordinates (u, v, w) in metres of a cube with edge `extent`, each float32 [32]."""
    centres = (np.arange(SHAPE_CELLS, dtype=np.float32) + np.float32(0.5)) * np.float32(extent / SHAPE_CELLS)
    side = centres - np.float32(extent / 2)
    return side, centres - np.float32(extent * SHAPE_FLOOR), side


@cache
def mottle_noise() -> Array:
    """A fixed smooth random field, float32 [32, 32, 32] within about -1..1, that roughens plain colours."""
    noise = np.random.default_rng(20).standard_normal((SHAPE_CELLS,) * 3)
    for axis in range(3):
        noise = 0.5 * noise + 0.25 * (np.roll(noise, 1, axis) + np.roll(noise, -1, axis))
    field: NDArray[np.float32] = np.clip(noise / (2.0 * noise.std()), -1.0, 1.0).astype(np.float32)
    return field


def field(distance: Array) -> Array:
    """A distance array in the one form the kernels are compiled for: float32, contiguous."""
    return np.ascontiguousarray(distance, np.float32)


class Canvas:
    """One shape being built: distance in metres and colour (sRGB, emission) on the local grid.

    Points are (u, v, w) in metres; arrays are [v, w, u]. Parts put later win where they are nearer, with a
    seam one cell wide, so that colours stay continuous for trilinear fetches.
    """

    def __init__(self, extent: float) -> None:
        self.extent = extent
        self.cell = extent / SHAPE_CELLS
        self.distance: Array = np.full((SHAPE_CELLS,) * 3, 8.0 * self.cell, np.float32)
        self.colour: Array = np.zeros((4, *(SHAPE_CELLS,) * 3), np.float32)
        self._blank = True

    def window(self, low: Point, high: Point) -> tuple[Slices, Array, Array, Array]:
        """Slices and coordinates u [1,1,n], v [n,1,1], w [1,n,1] of the cells around a bounding box."""
        slices, coordinates = [], []
        offsets = (self.extent / 2, self.extent * SHAPE_FLOOR, self.extent / 2)
        for axis, (a, b, offset) in enumerate(zip(low, high, offsets, strict=True)):
            start = min(max(math.floor((a + offset) / self.cell - MARGIN), 0), SHAPE_CELLS - 1)
            stop = max(min(math.ceil((b + offset) / self.cell + MARGIN), SHAPE_CELLS), start + 1)
            slices.append(slice(start, stop))
            coordinates.append(axes(self.extent)[axis][start:stop])
        u, v, w = coordinates
        return (slices[1], slices[2], slices[0]), u[None, None, :], v[:, None, None], w[None, :, None]

    def put(
        self,
        where: Slices,
        distance: Array,
        colour: Colour | Array,
        emission: float = 0.0,
        smooth: float = 0.0,
    ) -> None:
        """Unite a part with the canvas. `distance` in metres; `smooth` is the radius of the blend in metres.

        colour is one colour or an array [3, ...] that broadcasts over the window.
        """
        rgb = np.asarray(colour, np.float32)
        if rgb.ndim == 1:
            rgb = rgb[:, None, None, None]
        else:
            rgb = np.ascontiguousarray(np.broadcast_to(rgb, (3, *distance.shape)))
        if self._blank:
            self.colour[:3] = rgb.reshape(3, -1).mean(1)[:, None, None, None]
            self._blank = False
        seam = max(self.cell, smooth)
        kernels.unite(self.distance[where], self._view(where), field(distance), rgb, emission, seam, smooth)

    def carve(self, where: Slices, distance: Array, colour: Colour | None = None) -> None:
        """Take a part away; the walls of the hollow take `colour` when one is given."""
        rgb = np.asarray(colour if colour is not None else (0.0, 0.0, 0.0), np.float32)
        view = self._view(where)
        kernels.carve(self.distance[where], view, field(distance), rgb, self.cell, colour is not None)

    def paint(
        self, where: Slices, distance: Array, colour: Colour, emission: float = 0.0, strength: float = 1.0
    ) -> None:
        """Colour what is already there inside a region, with an edge one cell soft."""
        rgb = np.asarray(colour, np.float32)
        kernels.paint(self._view(where), field(distance), rgb, emission, self.cell, strength)

    # Distances of primitives, each with its window.

    def box_field(
        self, centre: Point, half: Point, rounding: float = 0.0, turn: tuple[str, float] | None = None
    ) -> tuple[Slices, Array]:
        """A box; `turn` is (axis "u", "v" or "w", angle in radians about the centre)."""
        reach = half if turn is None else (math.hypot(*half),) * 3
        where, u, v, w = self._around(centre, reach)
        axis, angle = turn if turn is not None else ("u", 0.0)
        size = np.asarray(half, np.float32)
        cosine, sine = math.cos(angle), math.sin(angle)
        return where, kernels.box(u.ravel(), v.ravel(), w.ravel(), size, rounding, "uvw".index(axis), cosine, sine)

    def ellipsoid_field(self, centre: Point, radii: Point) -> tuple[Slices, Array]:
        """An ellipsoid, by the first-order bound k0 (k0 - 1) / k1."""
        where, u, v, w = self._around(centre, radii)
        return where, kernels.ellipsoid(u.ravel(), v.ravel(), w.ravel(), np.asarray(radii, np.float32))

    def capsule_field(self, a: Point, b: Point, start: float, end: float) -> tuple[Slices, Array]:
        """A rod with round ends from `a` to `b`, its radius going from `start` to `end`."""
        radius = max(start, end)
        low = tuple(min(p, q) - radius for p, q in zip(a, b, strict=True))
        high = tuple(max(p, q) + radius for p, q in zip(a, b, strict=True))
        where, u, v, w = self.window((low[0], low[1], low[2]), (high[0], high[1], high[2]))
        u, v, w = u - np.float32(a[0]), v - np.float32(a[1]), w - np.float32(a[2])
        direction = np.asarray(b, np.float32) - np.asarray(a, np.float32)
        return where, kernels.capsule(u.ravel(), v.ravel(), w.ravel(), direction, start, end)

    def cone_field(
        self, foot: Point, height: float, start: float, end: float, square: bool = False
    ) -> tuple[Slices, Array]:
        """An upright frustum from `foot`: radius `start` below, `end` above; square ones are four-sided."""
        radius = max(start, end)
        where, u, v, w = self.window(
            (foot[0] - radius, foot[1], foot[2] - radius),
            (foot[0] + radius, foot[1] + height, foot[2] + radius),
        )
        u, v, w = u - np.float32(foot[0]), v - np.float32(foot[1]), w - np.float32(foot[2])
        return where, kernels.cone(u.ravel(), v.ravel(), w.ravel(), height, start, end, square)

    def arch_field(
        self, centre: float, foot: float, half: float, top: float, low: float, high: float
    ) -> tuple[Slices, Array]:
        """A passage along w between `low` and `high`: half-width `half`, round head whose top is at `top`."""
        where, u, v, w = self.window((centre - half, foot, low), (centre + half, top, high))
        u = np.abs(u - np.float32(centre))
        over = np.maximum(v - np.float32(top - half), 0.0)
        profile = np.maximum(np.sqrt(u * u + over * over) - np.float32(half), np.float32(foot) - v)
        return where, np.maximum(profile, np.abs(w - np.float32((low + high) / 2)) - np.float32((high - low) / 2))

    # The same, put at once.

    def box(
        self, centre: Point, half: Point, colour: Colour, rounding: float = 0.0,
        turn: tuple[str, float] | None = None, emission: float = 0.0, smooth: float = 0.0,
    ) -> None:  # fmt: skip
        """Put a box."""
        self.put(*self.box_field(centre, half, rounding, turn), colour, emission, smooth)

    def paint_box(
        self, centre: Point, half: Point, colour: Colour, emission: float = 0.0,
        turn: tuple[str, float] | None = None,
    ) -> None:  # fmt: skip
        """Paint what lies inside a box."""
        self.paint(*self.box_field(centre, half, 0.0, turn), colour, emission)

    def ellipsoid(
        self, centre: Point, radii: Point, colour: Colour, emission: float = 0.0, smooth: float = 0.0
    ) -> None:
        """Put an ellipsoid."""
        self.put(*self.ellipsoid_field(centre, radii), colour, emission, smooth)

    def ball(self, centre: Point, radius: float, colour: Colour, emission: float = 0.0, smooth: float = 0.0) -> None:
        """Put a sphere."""
        self.put(*self.capsule_field(centre, centre, radius, radius), colour, emission, smooth)

    def capsule(
        self, a: Point, b: Point, start: float, end: float, colour: Colour, emission: float = 0.0,
        smooth: float = 0.0,
    ) -> None:  # fmt: skip
        """Put a tapering rod."""
        self.put(*self.capsule_field(a, b, start, end), colour, emission, smooth)

    def cone(
        self, foot: Point, height: float, start: float, end: float, colour: Colour, square: bool = False,
        emission: float = 0.0, smooth: float = 0.0,
    ) -> None:  # fmt: skip
        """Put an upright frustum."""
        self.put(*self.cone_field(foot, height, start, end, square), colour, emission, smooth)

    # Finishing passes over the whole canvas.

    def mottle(self, strength: float, low: float = -99.0, high: float = 99.0) -> None:
        """Vary the brightness of everything between two heights by about `strength`."""
        where, _, _, _ = self.window((-99.0, low, -99.0), (99.0, high, 99.0))
        self.colour[(slice(0, 3), *where)] *= 1.0 + np.float32(strength) * mottle_noise()[where]

    def band(self, low: float, high: float, colour: Colour, strength: float = 1.0) -> None:
        """Paint everything between two heights."""
        where, _, v, _ = self.window((-99.0, low, -99.0), (99.0, high, 99.0))
        middle, half = np.float32((low + high) / 2), np.float32((high - low) / 2)
        self.paint(where, np.abs(v - middle) - half, colour, 0.0, strength)

    def snow(self, depth: float = 0.6, grip: float = 1.1) -> None:
        """Lay snow, `depth` cells thick, on all that sees the sky; less grip, steeper sides."""
        white = np.asarray(SNOW_COLOUR, np.float32)
        kernels.snow(self.distance, self.colour, white, self.cell, depth * self.cell, grip)

    def volume(self) -> Array:
        """The finished volume of docs/internals.md, float32 [5, 32, 32, 32]."""
        result = np.empty((5, *(SHAPE_CELLS,) * 3), np.float32)
        np.clip(self.distance * np.float32(1.0 / self.cell), -SDF_CLIP, SDF_CLIP, out=result[0])
        np.clip(self.colour, 0.0, 1.0, out=result[1:])
        return result

    def _view(self, where: Slices) -> Array:
        """The colours of a window, to be changed in place."""
        return self.colour[(slice(None), *where)]

    def _around(self, centre: Point, reach: Point) -> tuple[Slices, Array, Array, Array]:
        """The window of centre +- reach, with coordinates relative to the centre."""
        where, u, v, w = self.window(
            (centre[0] - reach[0], centre[1] - reach[1], centre[2] - reach[2]),
            (centre[0] + reach[0], centre[1] + reach[1], centre[2] + reach[2]),
        )
        return where, u - np.float32(centre[0]), v - np.float32(centre[1]), w - np.float32(centre[2])

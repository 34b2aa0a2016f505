"""The light around a player as the renderer reads it: a fine box of cells within a coarse one, made off the frame path.

A field is a pure function of the world, of where the player is (in steps) and of the sun (in steps): what is seen never
depends on what a thread has finished. Fields are made ahead, and waited for when they are needed.
"""

from __future__ import annotations

import math
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from threading import get_native_id
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nacre.world.lighting.cells import Cells, Piece
from nacre.world.lighting.solve import solve
from nacre.world.render.light_boxes import BOXES, LightField
from nacre.world.render.shading.air import SKY_LIGHT

SUN_STEPS: Final = 12  # an hour: a new field every ten seconds of play
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Size:
    """A box of cells: metres of a cell, cells across and up, metres of a step of its place, metres from its middle's
    step down to its bottom, and cells over which it fades at its border."""

    cell: float
    across: int
    up: int
    step: float
    rise: float
    down: float
    fade: float


FINE: Final = Size(0.5, 80, 32, 8.0, 4.0, 6.0, 5.0)
COARSE: Final = Size(1.5, 80, 24, 24.0, 12.0, 14.0, 6.0)
SIZES: Final = (FINE, COARSE)
KEPT: Final = 3  # boxes of a size that are kept


class Spot(NamedTuple):
    """Where a box lies, in steps, and the hour in steps."""

    x: int
    y: int
    z: int
    hour: int


def spot_of(size: Size, x: float, y: float, z: float, hours: float) -> Spot:
    """The box of a size that belongs to a place and an hour."""
    return Spot(
        math.floor(x / size.step), math.floor(y / size.rise), math.floor(z / size.step), round(hours * SUN_STEPS)
    )


def corner_of(size: Size, spot: Spot) -> tuple[float, float, float]:
    """The least x, y and z of a box."""
    half = (size.across * size.cell - size.step) / 2
    return spot.x * size.step - half, spot.y * size.rise - size.down, spot.z * size.step - half


def _give_way() -> None:
    """Whoever draws goes before what is made ahead."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, get_native_id(), 10)


@cache
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "nacre-light", _give_way)


Gather = Callable[[int, tuple[float, float, float, float]], Iterable[Piece]]


class Lighting:
    """Fields of one world. pieces(level, (x0, z0, x1, z1)): what stands on a square, finest (0) or coarser, asked for
    on the caller's thread; air(hours): the air of an open place; clear u8 [materials]: see `Cells.put`."""

    def __init__(self, pieces: Gather, air: Callable[[float], Floats], clear: NDArray[np.uint8]) -> None:
        self._pieces, self._air, self._clear = pieces, air, clear
        self._made: tuple[OrderedDict[Spot, NDArray[np.uint64]], ...] = (OrderedDict(), OrderedDict())
        self._pending: dict[tuple[int, Spot], Future[NDArray[np.uint64]]] = {}
        self._shown: tuple[tuple[Spot, ...], NDArray[np.uint64]] | None = None

    def _order(self, number: int, spot: Spot) -> Callable[[], NDArray[np.uint64]]:
        """What makes a box, with all it needs of the world already in hand."""
        size = SIZES[number]
        corner = corner_of(size, spot)
        wide = size.across * size.cell
        given = self._pieces(number, (corner[0], corner[2], corner[0] + wide, corner[2] + wide))
        air, clear = self._air(spot.hour / SUN_STEPS), self._clear

        def make() -> NDArray[np.uint64]:
            cells = Cells(corner, (size.up, size.across, size.across), size.cell)
            cells.put(given, clear)
            return solve(cells, air).ravel()

        return make

    def ahead(self, x: float, y: float, z: float, hours: float) -> None:
        """Have made, on another thread, what a place will need at an hour."""
        for number, size in enumerate(SIZES):
            spot = spot_of(size, x, y, z, hours)
            if spot not in self._made[number] and (number, spot) not in self._pending:
                self._pending[number, spot] = _worker().submit(self._order(number, spot))

    def _box(self, number: int, spot: Spot) -> NDArray[np.uint64]:
        made = self._made[number]
        if spot not in made:
            under_way = self._pending.pop((number, spot), None)
            if under_way is not None and not under_way.cancel():  # what has not begun is quicker made here
                made[spot] = under_way.result()
            else:
                made[spot] = self._order(number, spot)()
            while len(made) > KEPT:
                made.popitem(last=False)
        made.move_to_end(spot)
        return made[spot]

    def field(self, x: float, y: float, z: float, hours: float, air: Floats) -> LightField:
        """The light around a place; air: that of the moment, whose sky may be brighter than the step's."""
        spots = tuple(spot_of(size, x, y, z, hours) for size in SIZES)
        if self._shown is None or self._shown[0] != spots:
            self._pending = {key: f for key, f in self._pending.items() if not f.cancelled()}
            self._shown = spots, np.concatenate([self._box(n, spot) for n, spot in enumerate(spots)])
        solved = self._air(spots[0].hour / SUN_STEPS)[SKY_LIGHT : SKY_LIGHT + 3]
        scale = air[SKY_LIGHT : SKY_LIGHT + 3] / np.maximum(solved, 1e-6)
        boxes, start = np.zeros(BOXES, np.float32), 0
        for row, size, spot in zip(boxes, SIZES, spots, strict=True):
            row[:3] = corner_of(size, spot)
            row[3:8] = 1 / size.cell, size.across, size.up, size.across, start
            row[8:10] = 1, 1 / size.fade
            row[10:13] = scale
            start += size.across * size.across * size.up
        return LightField(self._shown[1], boxes)

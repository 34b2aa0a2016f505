"""The light around a player as the renderer reads it: a fine box of cells within a coarse one, made off the frame path.

A box is a pure function of the world, of its place (in steps) and of the sun (in steps): what is seen never depends on
what a thread has finished. Boxes are made ahead (`following` says which), and waited for when they are needed.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from nacre.world.kernels.parallel import give_way
from nacre.world.lighting.cells import FACES, Cells, Piece
from nacre.world.lighting.solve import Solved, solve
from nacre.world.render.light_boxes import BOXES, LightField
from nacre.world.render.shading.air import SKY_LIGHT

SUN_STEPS: Final = 8  # an hour: a new field every fifteen seconds of play
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


FINE: Final = Size(0.5, 88, 36, 16.0, 6.0, 6.0, 5.0)
COARSE: Final = Size(1.5, 80, 24, 24.0, 12.0, 14.0, 6.0)
SIZES: Final = (FINE, COARSE)
KEPT: Final = 4  # boxes of a size that are kept


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


@cache
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "nacre-light", give_way)


Gather = Callable[[int, tuple[float, float, float, float]], Iterable[Piece]]


Made = TypeVar("Made")


class _Errand(Generic[Made]):
    """Something that is made on the worker, or by whoever needs it before the worker has begun."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make, self._future = make, _worker().submit(make)
        self._made: Made | None = None
        self._lock = Lock()

    def result(self) -> Made:
        """What was made, waited for if need be."""
        with self._lock:  # a box may be needed by two that are put together
            if self._made is None:
                self._made = self._make() if self._future.cancel() else self._future.result()
            return self._made

    def drop(self) -> None:
        """Nobody will need it."""
        self._future.cancel()


Spots = tuple[Spot | None, ...]  # a box of each size that is shown


class Lighting:
    """Fields of one world. pieces(level, (x0, z0, x1, z1)): what stands on a square, finest (0) or coarser, asked for
    on the caller's thread; air(hours): the air of an open place; clear u8 [materials]: see `Cells.put`."""

    def __init__(self, pieces: Gather, air: Callable[[float], Floats], clear: NDArray[np.uint8]) -> None:
        self._pieces, self._air, self._clear = pieces, air, clear
        self._boxes: tuple[OrderedDict[Spot, _Errand[Solved]], ...] = (OrderedDict(), OrderedDict())
        self._shown: tuple[Spots, _Errand[NDArray[np.uint64]]] | None = None
        self._next: tuple[Spots, _Errand[NDArray[np.uint64]]] | None = None

    @property
    def shown(self) -> bool:
        """Whether anybody has looked: before that nothing need be made ahead."""
        return self._shown is not None

    def _ask(self, number: int, spot: Spot) -> _Errand[Solved]:
        """The errand that makes a box, with all it needs of the world already in hand."""
        boxes, size = self._boxes[number], SIZES[number]
        if spot in boxes:
            boxes.move_to_end(spot)
            return boxes[spot]
        corner = corner_of(size, spot)
        wide = size.across * size.cell
        given = self._pieces(number, (corner[0], corner[2], corner[0] + wide, corner[2] + wide))
        air, clear = self._air(spot.hour / SUN_STEPS), self._clear

        def make() -> Solved:
            cells = Cells(corner, (size.up, size.across, size.across), size.cell)
            cells.put(given, clear)
            return solve(cells, air)

        boxes[spot] = errand = _Errand(make)
        while len(boxes) > KEPT:
            boxes.popitem(last=False)[1].drop()
        return errand

    def ahead(self, wanted: Iterable[tuple[Size, Spot]], after: Sequence[Spot | None]) -> None:
        """Have boxes made on another thread, and those that are shown next, a size each, put together there."""
        for size, spot in wanted:
            self._ask(SIZES.index(size), spot)
        spots = tuple(after)
        if self._next is None or self._next[0] != spots:
            if self._next is not None:
                self._next[1].drop()
            self._next = spots, self._joined(spots)

    def close(self) -> None:
        """Nobody will look: what has not begun is not made."""
        if self._next is not None:
            self._next[1].drop()
        for boxes in self._boxes:
            while boxes:
                boxes.popitem()[1].drop()

    def field(self, wanted: Sequence[tuple[Spot, float]], air: Floats) -> LightField:
        """A box of each size, each with how much it counts; air: that of the moment, whose sky may be brighter than
        that of a box's hour."""
        spots = tuple(spot if counts > 0 else None for spot, counts in wanted)
        if self._shown is None or self._shown[0] != spots:
            ready = self._next if self._next is not None and self._next[0] == spots else None
            self._shown = ready or (spots, self._joined(spots))
        boxes, start = np.zeros(BOXES, np.float32), 0
        for row, size, (spot, counts) in zip(boxes, SIZES, wanted, strict=True):
            if counts > 0:
                solved = self._air(spot.hour / SUN_STEPS)[SKY_LIGHT : SKY_LIGHT + 3]
                row[:3] = corner_of(size, spot)
                row[3:8] = 1 / size.cell, size.across, size.up, size.across, start
                row[8:10] = counts, 1 / size.fade
                row[10:13] = air[SKY_LIGHT : SKY_LIGHT + 3] / np.maximum(solved, 1e-6)
                start += size.across * size.across * size.up
        return LightField(self._shown[1].result(), boxes)

    def _joined(self, spots: Spots) -> _Errand[NDArray[np.uint64]]:
        """The cells of the boxes one after the other; another array each time, for pictures are on their way."""
        asked = [self._ask(number, spot) for number, spot in enumerate(spots) if spot is not None]

        def join() -> NDArray[np.uint64]:
            # the last that was asked for first: the worker, if this is not it, is busy with the other
            solved = [errand.result() for errand in reversed(asked)][::-1]
            ends = np.cumsum([0] + [each.wanted.size * FACES for each in solved])
            cells = np.empty(max(int(ends[-1]), FACES), np.uint64)
            for each, start, end in zip(solved, ends[:-1], ends[1:], strict=True):
                each.write(cells[start:end])
            return cells

        return _Errand(join)

"""What was asked for stands near where one begins: a place with everything in sight, not one to be searched.

The network spreads what is asked for over the core's 160 metres. Of a graveyard so spread one sees two stones.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import SceneSpec
from nacre.vocabulary import EXTENT, SHAPE_INDEX, SHAPES
from nacre.world.grid import CHUNK
from nacre.world.layout.belonging import START
from nacre.world.layout.colouring import CORE
from nacre.world.layout.network import CELL_METRES, CELLS
from nacre.world.terrain.blocks import Chunk

_WIDE: Final = 26.0  # metres from the middle at which a place is e times less liked; small things:
_NARROW: Final = 13.0
_SMALL: Final = 3.0  # metres of extent
_MOST: Final = 4.0  # the logarithm by which a far place is liked less at most
_LANE: Final = 9.0  # metres to either side of a line of sight that are kept free
_BARRED: Final = 14.0  # the logarithm by which a place in it is liked less
_ROOM: Final = 0.22  # share of the inner chunks that what gathers may cover
_INNER: Final = (2 * CORE - 1) * CHUNK
# What grows or lies all over a land, however many are asked for.
EVERYWHERE: Final = frozenset({
    "tree_round", "tree_cone", "tree_palm", "tree_dead", "tree_birch", "cactus", "bush", "rock", "lava_rock", "fern",
    "flowers", "grass_tuft", "reeds",
})  # fmt: skip
# What goes where the land wants it: to the water, into the air.
_BOUND: Final = frozenset(
    {"boat", "sailing_ship", "pier", "bridge", "dragon", "bird", "fish", "shark", "duck", "turtle"}
)


def at_the_rim(chunk: Chunk) -> bool:
    """Whether a chunk of the core is an outer one."""
    return max(abs(chunk[0]), abs(chunk[1])) >= CORE


def gathered(spec: SceneSpec) -> NDArray[np.bool_]:
    """Classes asked for anywhere that are drawn together, [CLASSES]: what was named before what it brought, the small
    first, for as long as there is room."""
    wanted = [
        item for item in spec.items
        if item.count > 0 and item.relation == "any" and not item.to and item.concept not in _BOUND
        and (BY_NAME[item.concept].group not in ("plant", "rock") or not (item.brought or item.concept in EVERYWHERE))
    ]  # fmt: skip
    found = np.zeros(len(SHAPES), np.bool_)
    left = _ROOM * _INNER * _INNER
    for item in sorted(wanted, key=lambda item: (item.brought, BY_NAME[item.concept].footprint, item.concept)):
        left -= item.count * math.pi * (BY_NAME[item.concept].footprint * item.size + 1.0) ** 2
        if left < 0.0:
            break
        found[SHAPE_INDEX[item.concept]] = True
    return found


def metres_from(centre: tuple[float, float], chunk: Chunk) -> NDArray[np.float64]:
    """Metres from a place to the middle of each cell of a chunk, [256]."""
    middle = (np.arange(CELLS) + 0.5) * CELL_METRES
    x, z = np.tile(middle, CELLS), np.repeat(middle, CELLS)
    return np.asarray(np.hypot(x + chunk[0] * CHUNK - centre[0], z + chunk[1] * CHUNK - centre[1]))


def open_view(
    sight: tuple[tuple[float, float], tuple[float, float]], named: NDArray[np.bool_], chunk: Chunk
) -> NDArray[np.float64]:
    """Log-weight of each cell of a chunk, [CLASSES, 256]: nothing large that nobody named stands in a line of sight.

    sight: x, z of its ends in metres; named: [CLASSES].
    """
    middle = (np.arange(CELLS) + 0.5) * CELL_METRES
    x, z = np.tile(middle, CELLS) + chunk[0] * CHUNK, np.repeat(middle, CELLS) + chunk[1] * CHUNK
    (ax, az), (bx, bz) = sight
    dx, dz = bx - ax, bz - az
    along = np.clip(((x - ax) * dx + (z - az) * dz) / max(dx * dx + dz * dz, 1.0), 0.0, 1.0)
    aside = np.hypot(x - ax - along * dx, z - az - along * dz)
    large = np.array([EXTENT[name] > _SMALL for name in SHAPES]) & ~named
    return np.where(large[:, None] & (aside < _LANE)[None, :], -_BARRED, 0.0)


def towards_the_start(
    classes: NDArray[np.bool_], chunk: Chunk, centre: tuple[float, float] = START
) -> NDArray[np.float64]:
    """Log-weight of each cell of a chunk for some classes, [CLASSES, 256]: less, the farther from the middle."""
    away = metres_from(centre, chunk)
    reach = np.where([EXTENT[name] < _SMALL for name in SHAPES], _NARROW, _WIDE)
    return np.where(classes[:, None], -np.minimum((away / reach[:, None]) ** 2, _MOST), 0.0)

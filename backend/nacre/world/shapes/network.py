"""Sizes of the shape network (`networks.shapes`), which play and training share."""

from __future__ import annotations

from typing import Final

from nacre.parts.vocabulary import ROLES
from nacre.world.parameters import Shapes, dense_shapes, norm_shapes
from nacre.world.shapes import wishes
from nacre.world.shapes.fields import N_SLOTS, STEPS, SYMBOLS
from nacre.world.transformer import block_shapes

ROOM: Final = 256  # classes there are weights for: the list may grow
ROLE_ROOM: Final = len(ROLES) + 32
OCCURRENCES: Final = 32
FREQUENCIES: Final = 6
BLOCK: Final = 128  # rows that are trained together come in multiples of this
MEASURES: Final = 7  # numbers of a part that the network reads: half extents, centre, yaw
FEATURES: Final = 2 * MEASURES * (1 + 2 * FREQUENCIES)
NOTHING: Final = SYMBOLS  # the symbol of a slot that is not used
GIVEN: Final = wishes.SYMBOLS - 4 * 514  # symbols of attributes, all but colours
COLOUR_LEVELS: Final = 4 * 3 * 8 + 4  # levels of the four colours, or none
WIDTH, LAYERS, HEADS, RUNNING, HIDDEN = 160, 4, 5, 128, 96  # of the shipped network


def shapes(width: int = WIDTH, layers: int = LAYERS) -> Shapes:
    """Of the network's parameters."""
    own = WIDTH  # the attributes' part has a width of its own
    found: Shapes = {
        "attributes.classes.weight": (ROOM, own), "attributes.values.weight": (wishes.SYMBOLS, own),
        "classes.weight": (ROOM, width), "given.weight": (GIVEN, width), "levels.weight": (COLOUR_LEVELS, width),
        "places": (STEPS + 7, width), "roles.weight": (ROLE_ROOM, width), "occurrences.weight": (OCCURRENCES, width),
        "symbols.weight": (SYMBOLS + 1, width), "role_start.weight": (ROLE_ROOM, RUNNING),
        "add.weight": (SYMBOLS + 1, RUNNING), "deep": (N_SLOTS, RUNNING, HIDDEN), "deep_bias": (N_SLOTS, HIDDEN),
        "read": (SYMBOLS, HIDDEN), "read_bias": (SYMBOLS,),
    }  # fmt: skip
    for n in range(2):
        found |= dense_shapes(f"attributes.mix.{n}.0", own, own) | dense_shapes(f"attributes.mix.{n}.2", own, own)
    found |= dense_shapes("attributes.out", own, wishes.SYMBOLS)
    found |= dense_shapes("condition.0", width, width) | dense_shapes("condition.2", width, width)
    found |= dense_shapes("measured", FEATURES, width) | dense_shapes("start", 2 * width, RUNNING)
    for n in range(layers):
        found |= block_shapes(f"blocks.{n}", width)
    return found | norm_shapes("norm", width)

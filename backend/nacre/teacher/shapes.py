"""The teacher's shape volumes: every class of the vocabulary as distance, albedo and emission.

Local axes are docs/internals.md's: u right, v up, w back; doors and faces look along -w.
"""

from __future__ import annotations

from typing import Final

from nacre.teacher.buildings import BUILDINGS
from nacre.teacher.camp import flames
from nacre.teacher.characters import CHARACTERS
from nacre.teacher.creatures import CREATURES
from nacre.teacher.plants import PLANTS, SEASONS
from nacre.teacher.sdf import Array, Canvas
from nacre.teacher.stonework import STONEWORK
from nacre.teacher.style import Style
from nacre.teacher.village_props import PROPS
from nacre.vocabulary import EXTENT, SHAPE_INDEX

OBJECT_BUILDERS: Final = {**BUILDINGS, **STONEWORK, **PROPS, **PLANTS}
ENTITY_BUILDERS: Final = {**CHARACTERS, **CREATURES}
SEASON_STYLES: Final = SEASONS  # looks (style mod STYLES) of tree_round and bush per season
SNOW_GRIP: Final = {
    "tree_cone": 0.25,
    "gate": 0.9,
    "bell_tower": 0.9,
    "round_tower": 0.9,
    "windmill": 0.9,
    "keep": 0.9,
}


def shape_volume(shape: str, seed: int, snow: bool, phase: float = 0.0) -> Array:
    """One shape in one style as a volume, float32 [5, 32 v, 32 w, 32 u].

    Channel 0 is the signed distance in cells of EXTENT[shape] / 32 metres, clipped to +-4; 1-3 sRGB albedo
    0..1, continuous across the surface; 4 emission 0..1. `snow` lies on objects only, `phase` in [0, 1) moves
    entities only (0 is standing). The same arguments give the same bits.
    Raises KeyError for an unknown shape.
    """
    canvas = Canvas(EXTENT[shape])
    style = Style(SHAPE_INDEX[shape], seed)
    if shape in ENTITY_BUILDERS:
        ENTITY_BUILDERS[shape](canvas, style, phase % 1.0)
        return canvas.volume()
    OBJECT_BUILDERS[shape](canvas, style)
    if snow:
        canvas.snow(grip=SNOW_GRIP.get(shape, 1.1))
    if shape == "campfire":
        flames(canvas, style)
    return canvas.volume()

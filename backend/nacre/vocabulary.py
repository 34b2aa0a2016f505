"""The closed vocabularies of a Nacre world: what may stand, move, fall from the sky.

Every index stored in a weight file, a snapshot or a message refers to these tuples, so their order
is part of the format: append, never reorder.
"""

from __future__ import annotations

from typing import Final

BIOMES: Final = ("meadow", "forest", "autumn", "snow", "desert", "swamp", "tropical")
WEATHERS: Final = ("clear", "overcast", "rain", "snow", "fog")
WATERS: Final = ("none", "river", "lake", "coast")
MOODS: Final = ("plain", "peaceful", "festive", "spooky", "gloomy", "magical")

# Things that stand somewhere: tokens of WorldState.objects.
OBJECTS: Final = (
    "house", "bell_tower", "keep", "wall", "gate", "round_tower", "well", "forge", "stall",
    "bridge", "ruin", "windmill", "lamp", "fence", "tree_round", "tree_cone", "tree_palm",
    "tree_dead", "cactus", "bush", "rock", "barrel", "hay", "statue", "tent", "campfire",
)  # fmt: skip
# Things that move: tokens of WorldState.entities.
ENTITIES: Final = (
    "villager", "blacksmith", "guard", "merchant", "child", "knight",
    "sheep", "deer", "dog", "horse", "dragon",
)  # fmt: skip

OBJECT_INDEX: Final = {name: i for i, name in enumerate(OBJECTS)}
ENTITY_INDEX: Final = {name: i for i, name in enumerate(ENTITIES)}
# One shape decoder serves both lists: entity classes follow the object classes.
SHAPES: Final = OBJECTS + ENTITIES
SHAPE_INDEX: Final = {name: i for i, name in enumerate(SHAPES)}

STYLES: Final = 16  # distinct looks per shape and snow flag; more only dilutes the shipped code book
PHASES: Final = 8  # poses in one animation cycle of an entity

# Edge of the local cube in metres, per shape: the smallest cube that holds every style, because
# its 32 cells are all the detail a shape has.
EXTENT: Final = {
    "house": 14.0, "bell_tower": 18.0, "keep": 22.0, "wall": 10.0, "gate": 12.0,
    "round_tower": 16.0, "well": 5.0, "forge": 10.0, "stall": 6.0, "bridge": 12.0, "ruin": 12.0,
    "windmill": 18.0, "lamp": 5.0, "fence": 5.0, "tree_round": 10.0, "tree_cone": 12.0,
    "tree_palm": 12.0, "tree_dead": 10.0, "cactus": 6.0, "bush": 3.5, "rock": 5.0, "barrel": 2.5,
    "hay": 4.0, "statue": 6.0, "tent": 7.0, "campfire": 4.0,
    "villager": 2.6, "blacksmith": 2.6, "guard": 2.8, "merchant": 2.6, "child": 2.0, "knight": 2.8,
    "sheep": 2.2, "deer": 2.8, "dog": 1.8, "horse": 3.4, "dragon": 12.0,
}  # fmt: skip

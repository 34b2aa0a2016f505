"""The closed vocabularies of a Nacre world: what may stand, move, fall from the sky.

Every index stored in a weight file, a snapshot or a message refers to these tuples, so their order
is part of the format: append, never reorder. What a class is like is told by `nacre.parts.classes`.
"""

from __future__ import annotations

from typing import Final

from nacre.parts.attributes import THEMES as THEMES
from nacre.parts.classes import CLASSES

BIOMES: Final = (
    "meadow", "forest", "autumn", "snow", "desert", "swamp", "tropical",
    "mountain", "canyon", "volcano", "island", "city", "moon",
)  # fmt: skip
WEATHERS: Final = ("clear", "overcast", "rain", "snow", "fog")
WATERS: Final = ("none", "river", "lake", "coast")
MOODS: Final = ("plain", "peaceful", "festive", "spooky", "gloomy", "magical")

# Things that stand somewhere: tokens of WorldState.objects.
OBJECTS: Final = tuple(row.name for row in CLASSES if not row.moves)
# Things that move: tokens of WorldState.entities.
ENTITIES: Final = tuple(row.name for row in CLASSES if row.moves)
# Both, in the order of the table of classes: the index of a class in weights and layouts.
SHAPES: Final = tuple(row.name for row in CLASSES)

ENTITY_INDEX: Final = {name: i for i, name in enumerate(ENTITIES)}
SHAPE_INDEX: Final = {name: i for i, name in enumerate(SHAPES)}

STYLES: Final = 16  # looks of a class in one world: with the world's seed they name the shapes it is made of

# Edge of the local cube in metres, per shape: the smallest cube that holds every usual one.
EXTENT: Final = {row.name: row.extent for row in CLASSES}

# What the first version's volumes, readers and movements know; they go with the volumes.
FIRST_SHAPES: Final = SHAPES[:37]
FIRST_BIOMES: Final = BIOMES[:7]

# How characters behave: the kinds that the dynamics know, and which of them every other class is like.
MANNERS: Final = ENTITIES[:11]
BEHAVES_LIKE: Final = {
    **{name: name for name in MANNERS},
    "farmer": "villager", "priest": "villager", "sailor": "villager", "noble": "merchant", "old_woman": "villager",
    "astronaut": "villager", "cowboy": "villager", "samurai": "guard", "skeleton": "guard", "robot": "guard",
    "zombie": "villager", "witch": "villager", "townsperson": "villager", "horse_rider": "horse",
    "cow": "sheep", "pig": "sheep", "chicken": "sheep", "cat": "dog", "bird": "dragon", "fish": "sheep",
    "wolf": "dog", "bear": "deer", "camel": "horse", "goat": "sheep", "duck": "sheep", "fox": "dog",
    "rabbit": "deer", "penguin": "sheep", "crab": "sheep", "shark": "sheep", "turtle": "sheep",
}  # fmt: skip

# Classes by which a theme is known: they belong to no other.
SIGNS_OF_THEME: Final = {
    "east": ("torii", "pagoda", "samurai", "bamboo"),
    "west": ("saloon", "cowboy"),
    "future": ("space_habitat", "rocket", "astronaut", "robot", "rover"),
    "modern": ("modern_house", "apartment_block", "bus_stop", "car", "road_sign", "street_lamp", "townsperson"),
    "candy": ("gingerbread_house", "lollipop", "candy_cane"),
    "desert": ("pyramid", "desert_house", "camel"),
    "north": ("longhouse", "igloo", "sled", "penguin"),
    "coast": ("lighthouse", "pier", "sailing_ship"),
    "spooky": ("zombie", "grave"),
    "ancient": ("temple", "obelisk", "stone_circle"),
}

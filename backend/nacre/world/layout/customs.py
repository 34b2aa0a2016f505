"""What belongs where: classes that come by themselves only in worlds of some themes, on some kinds of land.

The layout network proposes by shares it has learned, and now and then a windmill in a Japanese village. People see one
wrong thing before a hundred right ones, so what is foreign to a world is barred from it. What a prompt asks for is
never foreign, and a class that is not listed here is at home everywhere.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import SceneSpec
from nacre.vocabulary import SHAPE_INDEX, SHAPES, THEMES

# Themes in which a class comes by itself; "" is none: only where it is asked for.
_THEMES_OF: Final[dict[str, str]] = {
    # what people live and work in
    "house": "village coast east west north spooky", "inn": "village coast east",
    "shop": "village coast east west modern", "town_house": "village coast modern spooky",
    "tower_house": "village spooky", "cabin": "village coast west north spooky",
    "longhouse": "north", "igloo": "north", "desert_house": "desert ancient", "saloon": "west",
    "modern_house": "modern", "apartment_block": "modern", "space_habitat": "future", "greenhouse": "future modern",
    "gingerbread_house": "candy", "pagoda": "east", "keep": "village spooky", "barn": "village west north",
    "forge": "village north", "mill": "village", "windmill": "village coast", "market_hall": "village coast desert",
    "church": "village coast west spooky", "bell_tower": "village coast spooky", "round_tower": "village desert spooky",
    "lighthouse": "coast", "shrine": "east", "wall": "village north spooky ancient", "gate": "village spooky ancient",
    # landmarks
    "torii": "east", "temple": "ancient", "pyramid": "desert ancient", "obelisk": "desert ancient",
    "stone_circle": "village north spooky ancient", "ruin": "village spooky ancient", "rocket": "future",
    "radar_dish": "future", "water_tower": "west modern", "bus_stop": "modern", "hot_air_balloon": "",
    "fountain": "village coast desert east ancient modern candy", "well": "village coast desert east west north spooky",
    "statue": "village coast desert east ancient modern spooky", "stall": "village coast desert east",
    "pier": "village coast north east", "sailing_ship": "coast", "boat": "village coast north east",
    # goods and furniture of the street
    "car": "modern", "rover": "future", "sled": "north", "cart": "village coast desert west east spooky",
    "street_lamp": "modern future candy", "lamp": "village coast desert east west north spooky",
    "road_sign": "modern", "solar_panel": "future modern", "candy_cane": "candy", "lollipop": "candy",
    "hay": "village west", "hay_bale": "village west", "scarecrow": "village west spooky", "beehive": "village",
    "trough": "village west", "wood_pile": "village coast west north spooky", "washing_line": "village coast",
    "signpost": "village coast west north spooky", "grave": "spooky", "pumpkin": "village spooky",
    "torch": "desert north spooky ancient", "banner": "village east north ancient", "anvil": "village north",
    "flag_pole": "village coast west modern future", "tent": "desert north ancient", "treasure": "coast ancient",
    "snowman": "north", "planter": "village east modern candy", "fence": "village coast east west north modern spooky",
    "barrel": "village coast east west north", "sack": "village coast desert west north", "rug": "desert",
    "pot": "village coast desert east ancient", "crate": "village coast desert east west north modern future",
    "campfire": "village coast desert west north ancient", "bench": "village coast east west modern candy",
    "table": "village modern", "chair": "village modern", "log": "village coast north west spooky ancient",
    # who lives there
    "villager": "village coast desert east west north spooky ancient candy", "blacksmith": "village north",
    "guard": "village coast desert north ancient", "knight": "village", "noble": "village",
    "farmer": "village west north",
    "merchant": "village coast desert east west", "child": "village coast desert east west north modern candy",
    "priest": "village east ancient", "sailor": "coast", "old_woman": "village coast desert east west north spooky",
    "astronaut": "future", "robot": "future", "cowboy": "west", "samurai": "east", "skeleton": "spooky ancient",
    "zombie": "spooky", "witch": "spooky", "townsperson": "modern", "horse_rider": "village west",
    "dragon": "", "camel": "desert", "penguin": "north", "cow": "village west", "pig": "village",
    "sheep": "village north candy", "chicken": "village coast desert east west", "horse": "village west north",
}  # fmt: skip
# Land on which a class comes by itself, whatever the theme.
_LAND_OF: Final[dict[str, str]] = {
    "tree_palm": "desert tropical island", "cactus": "desert canyon", "ice_block": "snow", "lava_rock": "volcano",
    "meteor": "moon", "snowman": "snow", "sled": "snow", "igloo": "snow", "penguin": "snow", "stalagmite": "",
    "camel": "desert", "crop": "meadow forest autumn tropical island mountain swamp",
}  # fmt: skip
# Where neither theme nor mood brings them, these grow on their own land alone.
_STRANGE: Final[dict[str, tuple[str, str, str]]] = {  # themes, land, moods
    "tree_cherry": ("east candy", "", "magical"), "bamboo": ("east", "tropical island", ""),
    "giant_mushroom": ("candy spooky", "swamp", "magical"), "crystal": ("future", "moon", "magical"),
    "tree_dead": ("spooky", "swamp volcano desert canyon", "spooky gloomy"),
}  # fmt: skip
# No sweet grows where there is a dead trunk.
_NOT_IN: Final[dict[str, str]] = {
    "candy": "tree_dead log stump rock boulder reeds wolf bear goat", "future": "dog cat bird duck",
    "modern": "goat wolf bear",
}  # fmt: skip
_AIRLESS: Final = frozenset({"moon"})
_NEED_AIR: Final = frozenset({"plant", "animal"})
_NEED_WATER: Final = frozenset({"boat", "sailing_ship", "pier", "fountain", "bridge", "well"})


def foreign(spec: SceneSpec) -> NDArray[np.bool_]:
    """Classes that do not come by themselves in a world of this spec, [CLASSES]: none of those that it speaks of."""
    return np.array([_is_foreign(spec, name) for name in SHAPES]) & ~_spoken_of(spec)


def _spoken_of(spec: SceneSpec) -> NDArray[np.bool_]:
    named = np.zeros(len(SHAPES), np.bool_)
    for item in (*spec.items, *spec.looks):
        named[SHAPE_INDEX[item.concept]] = True
    return named


def _is_foreign(spec: SceneSpec, name: str) -> bool:
    if spec.biome in _AIRLESS and (BY_NAME[name].group in _NEED_AIR or name in _NEED_WATER):
        return True
    if spec.theme not in _THEMES_OF.get(name, spec.theme).split():
        return True
    if spec.biome not in _LAND_OF.get(name, spec.biome).split():
        return True
    if name in _STRANGE:
        themes, land, moods = (words.split() for words in _STRANGE[name])
        if spec.theme not in themes and spec.biome not in land and spec.mood not in moods:
            return True
    return name in _NOT_IN.get(spec.theme, "").split()


assert all(word in THEMES for words in _THEMES_OF.values() for word in words.split())
assert all(name in SHAPE_INDEX for name in (*_THEMES_OF, *_LAND_OF, *_STRANGE))

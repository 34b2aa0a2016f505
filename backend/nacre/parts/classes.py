"""The table of classes: everything that can stand or move in a world. Order is part of the format: append only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal["building", "structure", "prop", "furniture", "vehicle", "plant", "rock", "person", "animal"]


@dataclass(frozen=True)
class ShapeClass:
    """One class. extent: edge in metres of the smallest cube that holds every usual one; moves: an entity."""

    name: str
    group: Group
    extent: float
    moves: bool = False
    enterable: bool = False
    climbable: bool = False


def _rows(group: Group, extents: dict[str, float], moves: bool = False, enterable: bool = False) -> list[ShapeClass]:
    return [ShapeClass(name, group, extent, moves, enterable) for name, extent in extents.items()]


CLASSES: Final[tuple[ShapeClass, ...]] = (
    # the first 37, in the order of the first version's vocabulary
    ShapeClass("house", "building", 14.0, enterable=True),
    ShapeClass("bell_tower", "building", 18.0, enterable=True),
    ShapeClass("keep", "building", 22.0, enterable=True),
    ShapeClass("wall", "structure", 10.0),
    ShapeClass("gate", "structure", 12.0),
    ShapeClass("round_tower", "building", 16.0, enterable=True),
    *_rows("structure", {"well": 5.0}),
    ShapeClass("forge", "building", 10.0, enterable=True),
    *_rows("structure", {"stall": 6.0, "bridge": 12.0, "ruin": 12.0}),
    ShapeClass("windmill", "building", 18.0, enterable=True),
    *_rows("prop", {"lamp": 5.0, "fence": 5.0}),
    *_rows("plant", {"tree_round": 10.0, "tree_cone": 12.0, "tree_palm": 12.0, "tree_dead": 10.0, "cactus": 6.0}),
    *_rows("plant", {"bush": 3.5}),
    *_rows("rock", {"rock": 5.0}),
    *_rows("prop", {"barrel": 2.5, "hay": 4.0, "statue": 6.0, "tent": 7.0, "campfire": 4.0}),
    *_rows("person", {"villager": 2.6, "blacksmith": 2.6, "guard": 2.8, "merchant": 2.6, "child": 2.0, "knight": 2.8},
           moves=True),
    *_rows("animal", {"sheep": 2.2, "deer": 2.8, "dog": 1.8, "horse": 3.4, "dragon": 12.0}, moves=True),
    # since the parts language
    *_rows("building", {
        "church": 24.0, "inn": 18.0, "barn": 16.0, "longhouse": 20.0, "tower_house": 16.0, "town_house": 14.0,
        "market_hall": 16.0, "mill": 16.0, "lighthouse": 22.0, "shop": 14.0, "cabin": 10.0, "igloo": 8.0,
        "greenhouse": 10.0, "modern_house": 16.0, "apartment_block": 26.0, "pagoda": 22.0, "shrine": 8.0,
        "desert_house": 14.0, "saloon": 18.0, "space_habitat": 16.0,
    }, enterable=True),
    *_rows("structure", {
        "pier": 16.0, "torii": 8.0, "pyramid": 30.0, "fountain": 7.0, "temple": 22.0, "rocket": 20.0,
        "radar_dish": 9.0, "water_tower": 12.0, "bus_stop": 6.0, "stone_circle": 14.0, "obelisk": 12.0,
        "stairs": 8.0, "retaining_wall": 8.0,
    }),
    *_rows("vehicle", {"boat": 8.0, "sailing_ship": 22.0, "cart": 5.0, "car": 5.0, "rover": 5.0, "sled": 4.0}),
    *_rows("prop", {
        "street_lamp": 6.0, "road_sign": 4.0, "crate": 2.0, "sack": 1.5, "wood_pile": 3.0, "beehive": 1.6,
        "trough": 2.6, "washing_line": 5.0, "signpost": 3.4, "pot": 1.4, "scarecrow": 2.6, "grave": 2.0,
        "flag_pole": 8.0, "hot_air_balloon": 16.0, "solar_panel": 4.0, "pumpkin": 1.4, "candy_cane": 4.0,
        "lollipop": 4.0, "gingerbread_house": 10.0, "treasure": 1.6, "anvil": 1.6, "banner": 4.0,
        "hay_bale": 2.4, "planter": 2.4, "torch": 2.4, "snowman": 2.6,
    }),
    *_rows("furniture", {
        "bench": 2.6, "table": 2.8, "chair": 1.4, "bed": 2.8, "shelf": 2.6, "chest": 1.6, "stove": 2.4,
        "counter": 3.0, "rug": 3.2,
    }),
    *_rows("plant", {
        "tree_birch": 12.0, "tree_willow": 11.0, "tree_fruit": 7.0, "tree_cherry": 9.0, "bamboo": 8.0, "fern": 1.6,
        "grass_tuft": 1.0, "flowers": 1.4, "reeds": 2.2, "mushroom": 1.2, "giant_mushroom": 8.0, "crop": 2.4,
        "hedge": 4.0, "vine_arch": 4.0, "kelp": 6.0, "coral": 3.0, "log": 4.0, "stump": 1.8,
    }),
    *_rows("rock", {"boulder": 3.0, "cliff_rock": 10.0, "crystal": 3.5, "stalagmite": 4.0, "lava_rock": 4.0,
                    "ice_block": 4.0, "meteor": 5.0}),
    *_rows("person", {"farmer": 2.6, "priest": 2.6, "sailor": 2.6, "noble": 2.6, "old_woman": 2.4, "astronaut": 2.6,
                      "cowboy": 2.6, "samurai": 2.6, "skeleton": 2.6, "robot": 2.8, "zombie": 2.6, "witch": 2.8,
                      "townsperson": 2.6, "horse_rider": 4.0}, moves=True),
    *_rows("animal", {"cow": 3.2, "pig": 2.0, "chicken": 1.0, "cat": 1.2, "bird": 1.2, "fish": 1.4, "wolf": 2.2,
                      "bear": 3.0, "camel": 3.6, "goat": 2.0, "duck": 1.0, "fox": 1.6, "rabbit": 0.9,
                      "penguin": 1.3, "crab": 1.2, "shark": 4.0, "turtle": 1.6}, moves=True),
)  # fmt: skip

NAMES: Final = tuple(row.name for row in CLASSES)
CLASS_INDEX: Final = {name: i for i, name in enumerate(NAMES)}
BY_NAME: Final = {row.name: row for row in CLASSES}

"""The table of classes: everything that can stand or move in a world. Order is part of the format: append only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal["building", "structure", "prop", "furniture", "vehicle", "plant", "rock", "person", "animal"]


@dataclass(frozen=True)
class ShapeClass:
    """One class. extent: edge in metres of the smallest cube that holds every usual one; footprint: radius in metres of
    the ground that one takes up, roof overhang included; moves: an entity.
    """

    name: str
    group: Group
    extent: float
    footprint: float
    moves: bool = False
    enterable: bool = False
    climbable: bool = False


def _rows(
    group: Group, sizes: dict[str, tuple[float, float]], moves: bool = False, enterable: bool = False
) -> list[ShapeClass]:
    """Classes of one group; sizes: extent and footprint by name."""
    return [ShapeClass(name, group, extent, footprint, moves, enterable) for name, (extent, footprint) in sizes.items()]


CLASSES: Final[tuple[ShapeClass, ...]] = (
    # the first 37, in the order of the first version's vocabulary
    ShapeClass("house", "building", 14.0, 5.4, enterable=True),
    ShapeClass("bell_tower", "building", 18.0, 3.6, enterable=True),
    ShapeClass("keep", "building", 22.0, 8.0, enterable=True),
    ShapeClass("wall", "structure", 10.0, 4.9),
    ShapeClass("gate", "structure", 12.0, 5.0),
    ShapeClass("round_tower", "building", 16.0, 4.0, enterable=True),
    *_rows("structure", {"well": (5.0, 1.8)}),
    ShapeClass("forge", "building", 10.0, 4.3, enterable=True),
    *_rows("structure", {"stall": (6.0, 2.4), "bridge": (12.0, 5.0), "ruin": (12.0, 5.0)}),
    ShapeClass("windmill", "building", 18.0, 5.2, enterable=True),
    *_rows("prop", {"lamp": (5.0, 0.5), "fence": (5.0, 2.4)}),
    *_rows("plant", {
        "tree_round": (10.0, 1.2), "tree_cone": (12.0, 1.2), "tree_palm": (12.0, 1.0), "tree_dead": (10.0, 1.0),
        "cactus": (6.0, 1.1),
    }),
    *_rows("plant", {"bush": (3.5, 1.1)}),
    *_rows("rock", {"rock": (5.0, 1.5)}),
    *_rows("prop", {
        "barrel": (2.5, 0.7), "hay": (4.0, 1.4), "statue": (6.0, 1.8), "tent": (7.0, 2.8), "campfire": (4.0, 1.2),
    }),
    *_rows("person", {
        "villager": (2.6, 0.5), "blacksmith": (2.6, 0.5), "guard": (2.8, 0.5), "merchant": (2.6, 0.5),
        "child": (2.0, 0.5), "knight": (2.8, 0.5),
    }, moves=True),
    *_rows("animal", {
        "sheep": (2.2, 0.7), "deer": (2.8, 0.8), "dog": (1.8, 0.6), "horse": (3.4, 1.1), "dragon": (12.0, 0.0),
    }, moves=True),
    # since the parts language
    *_rows("building", {
        "church": (24.0, 8.4), "inn": (18.0, 6.8), "barn": (16.0, 6.4), "longhouse": (20.0, 7.4),
        "tower_house": (16.0, 4.6), "town_house": (14.0, 4.8), "market_hall": (16.0, 6.4), "mill": (16.0, 6.0),
        "lighthouse": (22.0, 5.0), "shop": (14.0, 5.2), "cabin": (10.0, 4.2), "igloo": (8.0, 3.2),
        "greenhouse": (10.0, 4.2), "modern_house": (16.0, 6.6), "apartment_block": (26.0, 9.0), "pagoda": (22.0, 6.0),
        "shrine": (8.0, 3.0), "desert_house": (14.0, 5.4), "saloon": (18.0, 6.8), "space_habitat": (16.0, 6.6),
    }, enterable=True),
    *_rows("structure", {
        "pier": (16.0, 6.0), "torii": (8.0, 2.8), "pyramid": (30.0, 14.0), "fountain": (7.0, 2.8),
        "temple": (22.0, 9.0), "rocket": (20.0, 4.6), "radar_dish": (9.0, 3.4), "water_tower": (12.0, 3.0),
        "bus_stop": (6.0, 2.2), "stone_circle": (14.0, 6.4), "obelisk": (12.0, 1.8), "stairs": (8.0, 3.0),
        "retaining_wall": (8.0, 3.6),
    }),
    *_rows("vehicle", {
        "boat": (8.0, 2.8), "sailing_ship": (22.0, 8.0), "cart": (5.0, 1.8), "car": (5.0, 2.4), "rover": (5.0, 2.0),
        "sled": (4.0, 1.4),
    }),
    *_rows("prop", {
        "street_lamp": (6.0, 0.5), "road_sign": (4.0, 0.4), "crate": (2.0, 0.8), "sack": (1.5, 0.6),
        "wood_pile": (3.0, 1.2), "beehive": (1.6, 0.6), "trough": (2.6, 1.1), "washing_line": (5.0, 2.0),
        "signpost": (3.4, 0.5), "pot": (1.4, 0.5), "scarecrow": (2.6, 0.7), "grave": (2.0, 0.9),
        "flag_pole": (8.0, 0.5), "hot_air_balloon": (16.0, 4.0), "solar_panel": (4.0, 1.7), "pumpkin": (1.4, 0.5),
        "candy_cane": (4.0, 0.7), "lollipop": (4.0, 0.7), "gingerbread_house": (10.0, 4.2), "treasure": (1.6, 0.7),
        "anvil": (1.6, 0.6), "banner": (4.0, 0.5), "hay_bale": (2.4, 1.0), "planter": (2.4, 0.9), "torch": (2.4, 0.4),
        "snowman": (2.6, 0.8),
    }),
    *_rows("furniture", {
        "bench": (2.6, 1.1), "table": (2.8, 1.3), "chair": (1.4, 0.6), "bed": (2.8, 1.3), "shelf": (2.6, 1.0),
        "chest": (1.6, 0.7), "stove": (2.4, 1.0), "counter": (3.0, 1.4), "rug": (3.2, 1.4),
    }),
    *_rows("plant", {
        "tree_birch": (12.0, 1.0), "tree_willow": (11.0, 1.6), "tree_fruit": (7.0, 1.1), "tree_cherry": (9.0, 1.3),
        "bamboo": (8.0, 1.4), "fern": (1.6, 0.6), "grass_tuft": (1.0, 0.4), "flowers": (1.4, 0.6), "reeds": (2.2, 0.7),
        "mushroom": (1.2, 0.4), "giant_mushroom": (8.0, 1.6), "crop": (2.4, 1.0), "hedge": (4.0, 1.8),
        "vine_arch": (4.0, 1.6), "kelp": (6.0, 0.8), "coral": (3.0, 1.1), "log": (4.0, 1.6), "stump": (1.8, 0.8),
    }),
    *_rows("rock", {
        "boulder": (3.0, 1.2), "cliff_rock": (10.0, 3.6), "crystal": (3.5, 1.3), "stalagmite": (4.0, 1.2),
        "lava_rock": (4.0, 1.5), "ice_block": (4.0, 1.5), "meteor": (5.0, 2.0),
    }),
    *_rows("person", {
        "farmer": (2.6, 0.5), "priest": (2.6, 0.5), "sailor": (2.6, 0.5), "noble": (2.6, 0.5), "old_woman": (2.4, 0.5),
        "astronaut": (2.6, 0.5), "cowboy": (2.6, 0.5), "samurai": (2.6, 0.5), "skeleton": (2.6, 0.5),
        "robot": (2.8, 0.6), "zombie": (2.6, 0.5), "witch": (2.8, 0.5), "townsperson": (2.6, 0.5),
        "horse_rider": (4.0, 1.2),
    }, moves=True),
    *_rows("animal", {
        "cow": (3.2, 1.1), "pig": (2.0, 0.7), "chicken": (1.0, 0.3), "cat": (1.2, 0.3), "bird": (1.2, 0.0),
        "fish": (1.4, 0.5), "wolf": (2.2, 0.7), "bear": (3.0, 0.9), "camel": (3.6, 1.2), "goat": (2.0, 0.6),
        "duck": (1.0, 0.3), "fox": (1.6, 0.5), "rabbit": (0.9, 0.3), "penguin": (1.3, 0.4), "crab": (1.2, 0.4),
        "shark": (4.0, 1.4), "turtle": (1.6, 0.6),
    }, moves=True),
)  # fmt: skip

NAMES: Final = tuple(row.name for row in CLASSES)
CLASS_INDEX: Final = {name: i for i, name in enumerate(NAMES)}
BY_NAME: Final = {row.name: row for row in CLASSES}

"""The plain English words for what a spec holds: each is a lexicon word for that very thing."""

from __future__ import annotations

from typing import Final

from nacre.parts.colours import NAMED, rgb_of

# Concept: one, several.
_ONE: Final[dict[str, str]] = {
    "ruin": "old ruin", "tree_round": "oak tree", "tree_cone": "pine tree", "tree_palm": "palm tree",
    "tree_dead": "dead tree", "tree_birch": "birch tree", "tree_willow": "willow tree", "tree_fruit": "fruit tree",
    "tree_cherry": "cherry tree", "hay": "haystack", "inn": "inn", "torii": "torii gate", "stairs": "staircase",
    "treasure": "treasure chest", "flowers": "flower", "reeds": "reed", "old_woman": "old woman",
    "longhouse": "longhouse", "town_house": "town house", "grass_tuft": "tuft of grass",
    "space_habitat": "space habitat",
    "crop": "crop",
}  # fmt: skip
_SEVERAL: Final[dict[str, str]] = {
    "sheep": "sheep", "deer": "deer", "cactus": "cacti", "child": "children", "wolf": "wolves", "fish": "fish",
    "old_woman": "old women", "bamboo": "bamboos", "bush": "bushes", "church": "churches", "bench": "benches",
    "torch": "torches", "fox": "foxes", "witch": "witches", "shelf": "shelves", "samurai": "samurai", "crop": "crops",
    "stairs": "staircases", "grass_tuft": "tufts of grass", "radar_dish": "radar dishes", "bus_stop": "bus stops",
    "reeds": "reeds", "flowers": "flowers", "priest": "priests", "treasure": "treasure chests", "hedge": "hedges",
    "ice_block": "ice blocks", "kelp": "kelps", "coral": "corals", "wood_pile": "wood piles", "hay": "haystacks",
}  # fmt: skip


def _names() -> dict[str, tuple[str, str]]:
    from nacre.vocabulary import SHAPES

    names = {}
    for concept in SHAPES:
        one = _ONE.get(concept, concept.replace("_", " "))
        several = _SEVERAL.get(concept)
        if several is None:
            ending = "ies" if one.endswith("y") and one[-2] not in "aeiou" else "s"
            several = (one[:-1] if ending == "ies" else one) + (
                "es" if one.endswith(("s", "x", "ch", "sh")) else ending
            )
        names[concept] = (one, several)
    return names


NAMES: Final = _names()


def name_of(concept: str, count: int) -> str:
    """The concept in words: "three" of it take the plural."""
    return NAMES[concept][count != 1]


def amount_of(concept: str, count: int) -> str:
    """So many of a concept in words: "6 houses", "a well"."""
    if count != 1:
        return f"{count} {name_of(concept, count)}"
    word = name_of(concept, 1)
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def colour_name(index: int) -> str:
    """The named colour nearest to one of the 512."""
    red, green, blue = rgb_of(index)

    def apart(name: str) -> float:
        r, g, b = NAMED[name]
        return 2 * (r - red) ** 2 + 4 * (g - green) ** 2 + 3 * (b - blue) ** 2

    return min(NAMED, key=apart)

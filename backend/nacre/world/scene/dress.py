"""What a theme is made of: materials and colours of its houses, walls, clothes and crowns.

The shape network draws forms by class and theme; of the paints it was shown too few to tell by itself where it is. Here
each theme has families of what goes together. A world takes one, each of its houses one wall and one roof of it: a
street belongs together and no two neighbours are alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from nacre.parts.classes import BY_NAME
from nacre.parts.colours import of_levels
from nacre.world.kernels.hashing import hash_key

Paints = tuple[tuple[str, tuple[int, ...]], ...]  # materials, each with its colours


def colour(eighths: str) -> int:
    """One of the 512 colours from three digits 0..7, red green blue: "776" is a warm white."""
    red, green, blue = (int(digit) for digit in eighths)
    return of_levels(red, green, blue)


def _colours(codes: str) -> tuple[int, ...]:
    return tuple(colour(code) for code in codes.split())


def _paints(text: str) -> Paints:
    """ "plaster 776 765 | timber 321": materials with their colours; a material of "" is left to the network."""
    found = []
    for row in text.split("|"):
        material, *codes = row.split()
        found.append(("" if material == "any" else material, _colours(" ".join(codes))))
    return tuple(found)


@dataclass(frozen=True)
class Family:
    """Walls, roofs, doors and timbers that go together; storeys: the most a house has of itself."""

    walls: Paints
    roofs: Paints
    doors: tuple[int, ...]
    timbers: tuple[int, ...] = ()
    storeys: int = 0


def _family(walls: str, roofs: str, doors: str, timbers: str = "", storeys: int = 0) -> Family:
    return Family(_paints(walls), _paints(roofs), _colours(doors), _colours(timbers), storeys)


FAMILIES: Final[dict[str, tuple[Family, ...]]] = {
    "village": (
        _family("any 665 654 765 554", "any 411 521 310 322", "133 421 024 312"),
        _family("any 766 655 653 544", "any 223 333 234 322", "512 135 320 241"),
        _family("any 654 643 765 532", "any 531 521 420 432", "124 230 411 035"),
    ),
    "coast": (
        _family(
            "planks 777 567 765 666 | plaster 777 776", "slate 234 345 333 | shingles 421 333",
            "135 511 024 640", "777 766",
        ),
        _family(
            "planks 766 557 754 | plaster 766 665", "shingles 423 522 334 | slate 244 233",
            "045 502 125 320", "777 432",
        ),
    ),
    "desert": (
        _family(
            "plaster 764 653 754 765 | mud 653 642", "plaster 653 643 764 | sand 653 764",
            "145 026 036 146", "321 432",
        ),
        _family("plaster 765 775 743 | sand 653 764", "plaster 764 753 654 | planks 543", "035 136 250 146", "321 310"),
    ),
    "north": (
        _family(
            "timber 421 432 310 321 | planks 511 411 321", "grass 232 242 231 | shingles 322 211",
            "511 035 640 320", "210 321",
        ),
        _family(
            "timber 321 322 432 | stone 444 333", "shingles 211 222 322 | grass 232 343",
            "777 135 620 511", "210 100",
        ),
    ),
    "east": (
        _family(
            "plaster 776 765 775 766", "roof_tiles 122 223 234 | slate 123 222",
            "310 411 210 321", "210 100 211", 2,
        ),
        _family(
            "plaster 766 775 777 | timber 321 211", "slate 223 132 233 | roof_tiles 233 133",
            "410 210 320 401", "310 100 210", 2,
        ),
    ),
    "ancient": (
        _family("ashlar 775 765 664 | plaster 776 765", "roof_tiles 521 532 621", "511 125 304 631", "432 321 665"),
        _family("plaster 765 754 775 | ashlar 665 554", "roof_tiles 531 631 421", "135 511 620 241", "321 432 654"),
    ),
    "west": (
        _family(
            "planks 543 653 432 642 665", "shingles 321 432 422 | planks 432 321",
            "421 135 511 310", "321 432 210", 2,
        ),
        _family(
            "planks 532 654 421 754 | timber 432 321", "planks 321 333 432 | shingles 322 422",
            "132 511 244 310", "321 666 210", 2,
        ),
    ),
    "modern": (
        _family(
            "concrete 777 666 555 | brick 421 532 311", "concrete 444 333 | slate 222 333",
            "135 210 511 320", "111 222 333",
        ),
        _family(
            "paint 777 776 667 | concrete 665 444", "iron 333 444 | concrete 333 222",
            "111 620 125 244", "222 111 432",
        ),
    ),
    "spooky": (
        _family(
            "timber 222 211 322 | stone 333 323 222", "slate 112 212 111 | shingles 111 211",
            "302 210 420 103", "110 111 000",
        ),
        _family(
            "planks 323 222 213 | stone 334 222 333", "shingles 101 112 212 | slate 113 202",
            "410 203 121 310", "100 111 010",
        ),
    ),
    "candy": (
        _family(
            "plaster 757 775 677 765", "roof_tiles 735 636 746 | shingles 367 756",
            "505 146 631 357", "777 766 531",
        ),
    ),
}  # fmt: skip

# Masonry by theme: stone that is quarried near by.
_STONES: Final[dict[str, Paints]] = {
    "village": _paints("stone 554 444 543 655 | ashlar 665 554"),
    "coast": _paints("stone 555 666 444 | ashlar 665 766"),
    "desert": _paints("ashlar 764 653 754"), "north": _paints("stone 444 333 455"),
    "east": _paints("stone 444 555 455 | ashlar 666 555"), "ancient": _paints("ashlar 765 665 554 | stone 665 554 654"),
    "west": _paints("stone 654 543 665"), "spooky": _paints("stone 333 222 334 | ashlar 333 444"),
    "candy": _paints("stone 757 777 767"),
}  # fmt: skip
_OF_STONE: Final = frozenset(
    {"wall", "gate", "ruin", "stairs", "retaining_wall", "bridge", "obelisk", "stone_circle", "pyramid"}
)

# Clothes by theme: upper, lower, and hats and what is carried.
_CLOTHES: Final[dict[str, tuple[tuple[int, ...], ...]]] = {
    name: tuple(_colours(codes) for codes in rows)
    for name, rows in {
        "coast": ("777 124 135 567 766 511", "123 112 666 222", "124 511 777 640"),
        "desert": ("777 765 764 653 532 146", "765 654 777 543", "777 611 146 764"),
        "north": ("321 432 233 344 411 223", "221 321 322 211", "432 321 654 511"),
        "east": ("124 765 132 411 313 234", "112 222 123 211", "654 543 210 611"),
        "ancient": ("777 765 775 764", "765 654 777", "620 611 304 641"),
        "west": ("543 432 511 234 665 532", "123 124 321 222", "321 210 432 543"),
        "spooky": ("222 313 323 221 211", "111 211 112", "210 302 111"),
        "candy": ("757 577 775 746 667", "767 677 776 656", "725 750 073 505"),
    }.items()
}
_DRESSED: Final = frozenset({"villager", "child", "merchant", "old_woman", "farmer"})

# Crowns and leaves of what grows, where a theme has its own.
_CROWNS: Final[dict[str, tuple[int, ...]]] = {
    "candy": _colours("746 757 476 657 775 567"), "spooky": _colours("221 222 211 322 321"),
}  # fmt: skip
_LEAFY: Final = frozenset({"tree_round", "tree_birch", "tree_fruit", "tree_willow", "bush", "hedge", "fern"})
# The same everywhere else, by class and season, "" for all that are not named: left to itself, the network now and then
# paints a summer crown purple or black. A cherry tree blossoms until autumn: that is what people who ask for it mean.
_GREENS: Final = _colours("231 232 241 131 342 331 341")
_NATURAL: Final[dict[str, dict[str, tuple[int, ...]]]] = {
    **{name: {"": _GREENS, "autumn": _colours("531 631 642 541 421 521 532 641")} for name in _LEAFY},
    "bush": {"": _GREENS, "autumn": _colours("531 541 331 421 342 641")},
    "hedge": {"": _colours("231 131 232 241")},
    "fern": {"": _colours("231 241 341 342")},
    "tree_birch": {"": _colours("342 352 442 341"), "autumn": _colours("752 641 652 631")},
    "tree_cherry": {"": _colours("756 766 745 755"), "autumn": _colours("521 531 421"), "winter": _colours("231 232")},
    "tree_cone": {"": _colours("132 131 232 231")},
}

# Buildings of one material throughout: their colours are the network's.
OWN_COLOURS: Final = frozenset({
    "igloo", "greenhouse", "keep", "round_tower", "lighthouse", "space_habitat", "shrine", "bell_tower", "pagoda",
    "gingerbread_house", "modern_house", "apartment_block", "saloon",
})  # fmt: skip


class Dress:
    """What things of one world wear: a pure function of theme, the world's seed, class and style."""

    def __init__(self, theme: str, seed: int) -> None:
        self.theme, self._seed = theme, seed
        families = FAMILIES.get(theme, ())
        self._house = families[hash_key(seed, 78) % len(families)] if families else None

    def of(self, shape: str, style: int, number: int, season: str = "summer", stock: int = 0) -> dict[str, Any]:
        """Attributes by name; number: that of the class, which chance comes from; stock: the seed of a thing that comes
        from the stock of all worlds: its colours hang on that and not on the world."""
        group = BY_NAME[shape].group

        def draw(k: int, most: int) -> int:
            return hash_key(self._seed, 79, number, style, k) % most

        if group == "building" and self._house is not None and shape not in OWN_COLOURS:
            return self._building(self._house, draw)
        if shape in _OF_STONE and self.theme in _STONES:
            material, colours = _STONES[self.theme][draw(0, len(_STONES[self.theme]))]
            return {"material": material, "primary": colours[draw(1, len(colours))]}
        if shape in _DRESSED and self.theme in _CLOTHES:
            rows = zip(("primary", "secondary", "accent"), _CLOTHES[self.theme], strict=True)
            return {name: colours[draw(k, len(colours))] for k, (name, colours) in enumerate(rows)}
        crowns: tuple[int, ...] = _CROWNS.get(self.theme, ()) if shape in _LEAFY else ()
        if not crowns and shape in _NATURAL and self.theme not in _CROWNS:
            seasons = _NATURAL[shape]
            crowns = seasons.get(season, seasons[""])
        return {"primary": crowns[hash_key(80, number, stock) % len(crowns)]} if crowns else {}

    @staticmethod
    def _building(family: Family, draw: Any) -> dict[str, Any]:
        wears: dict[str, Any] = {}
        for k, (slot, made_of, paints) in enumerate(
            (("primary", "material", family.walls), ("secondary", "second_material", family.roofs))
        ):
            material, colours = paints[draw(3 + k, len(paints))]
            wears[slot] = colours[draw(k, len(colours))]
            if material:
                wears[made_of] = material
        wears["accent"] = family.doors[draw(2, len(family.doors))]
        if family.timbers:
            wears["detail"] = family.timbers[draw(5, len(family.timbers))]
        if family.storeys:
            wears["storeys"] = 1 + draw(6, family.storeys)
        return wears

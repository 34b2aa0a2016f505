"""Colours of leaves, bark, blossom and stone, by season: greens of summer are muted, autumn is the only loud time."""

from __future__ import annotations

from typing import Final

from nacre.teacher.grammar.nature.kit import Maker, Wish

SUMMER: Final = (0o231, 0o232, 0o241, 0o131, 0o342, 0o331)
SPRING: Final = (0o342, 0o352, 0o452, 0o341, 0o442)
AUTUMN: Final = (0o531, 0o631, 0o642, 0o541, 0o421, 0o521, 0o532)
NEEDLES: Final = (0o132, 0o131, 0o232, 0o231, 0o232)
BARK: Final = (0o321, 0o332, 0o221, 0o432, 0o322)
FLOWERS: Final = (0o711, 0o763, 0o777, 0o736, 0o525, 0o347, 0o740, 0o755)
FRUIT: Final = (0o611, 0o720, 0o750, 0o502, 0o651)
CANDY: Final = (0o746, 0o477, 0o766, 0o657, 0o576, 0o774)
CANDY_LOUD: Final = (0o714, 0o167, 0o750, 0o627, 0o263)
SPOOKY: Final = (0o223, 0o222, 0o323, 0o233, 0o322)
SPOOKY_BARK: Final = (0o111, 0o212, 0o222, 0o101)
STONES: Final = (0o333, 0o444, 0o443, 0o555, 0o554, 0o332)
SANDSTONES: Final = (0o643, 0o543, 0o532, 0o632, 0o654)
WOOD: Final = (0o432, 0o543, 0o321, 0o431, 0o432, 0o532)
WOOD_OLD: Final = (0o443, 0o333, 0o332, 0o444)
IRON: Final = (0o111, 0o222, 0o222, 0o333)
CLOTH: Final = (0o612, 0o135, 0o254, 0o750, 0o425, 0o145, 0o722, 0o766)

NATURAL: Final = {"village": 0.6, "north": 0.12, "coast": 0.12, "east": 0.06, "spooky": 0.06, "candy": 0.04}


def leaf_colour(wish: Wish, season: str, theme: str, species: tuple[int, ...], autumn: tuple[int, ...]) -> int:
    """The main colour of a crown: the wish, else of the species in summer, fresh in spring, loud in autumn."""
    if theme == "candy":
        return wish.colour("primary", CANDY)
    if theme == "spooky":
        return wish.colour("primary", SPOOKY)
    options = {"spring": SPRING, "autumn": autumn, "winter": autumn[:1]}.get(season, species)
    return wish.colour("primary", options)


def bark_colour(wish: Wish, theme: str, species: tuple[int, ...] = BARK) -> int:
    """The colour of a trunk."""
    return wish.colour("secondary", {"spooky": SPOOKY_BARK, "candy": (0o754, 0o643, 0o777)}.get(theme, species))


def drifts(m: Maker, colours: tuple[int, ...], accent: int, count: int) -> list[int]:
    """`count` colours of flowers that stand together: mostly the accent, now and then a neighbour."""
    return [accent if i == 0 or m.chance(0.65) else m.one(colours) for i in range(count)]

"""What a building is made of and painted with: wishes kept, everything else drawn from its theme's family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nacre.parts.attributes import CONDITIONS, ORNAMENTS, SEASONS, THEMES, Attributes
from nacre.parts.colours import LEVELS

Paint = tuple[str, int]
"""A material and one of the 512 colours."""


def level(code: str | int) -> int:
    """Colour index of a code of three level digits 0..7, red green blue: "776" is a warm white."""
    text = f"{int(code):03d}"
    return (int(text[0]) * LEVELS + int(text[1])) * LEVELS + int(text[2])


# Colours that suit a material. Several words of one string are equally likely.
WALL_COLOURS: Final[dict[str,
    str]] = {"plaster": "776 776 775 766 765 764 754 665 664 655 566 565 675 755 653 767 666 774",
    "stone": "444 443 555 554 544 433 543 665 655 333 554", "ashlar": "665 664 554 654 555 666 543 775 556",
    "brick": "421 411 532 422 311 543 310 432 521 654", "timber": "321 432 431 543 310 210 532 421 322 654",
    "planks": "411 354 345 664 432 776 244 542 543 321 466 555 653 311 343", "concrete": "555 666 777 556 444 665",
    "paint": "777 776 667 577 776 566 766 677", "rock": "444 333 443 543", "ice": "677 577 667", "snow": "777 677",
    "sand": "653 764 654 753 542", "glass": "577 677 567", "iron": "333 444 322 234 555",
    "mud": "432 543 542"}  # fmt: skip
ROOF_COLOURS: Final[dict[str, str]] = {"roof_tiles": "521 521 410 411 532 521 310 631 421 234 124 232 421 411 422",
    "slate": "233 334 223 323 344 222 445 234 333 335", "thatch": "642 532 543 431 653 542 643 432",
    "shingles": "321 432 211 343 324 333 421 322 443 245 310", "planks": "321 432 222 431 333 310",
    "grass": "231 332 342 232", "moss": "231 232 332", "iron": "333 423 455 354 233", "gold": "641 752",
    "plaster": "776 765 664 655", "sand": "653 764 543", "ashlar": "665 554 664", "stone": "444 443 554",
    "concrete": "444 333 555", "paint": "777 355 622 466", "cloth": "611 146 244 641 304 653", "glass": "577 567",
    "snow": "777 677", "ice": "677 577"}  # fmt: skip
ACCENTS: Final = "125 132 511 631 244 304 641 401 146 354 123 620 235 022 432 610 254 436 247 320"
TIMBERS: Final = "210 321 310 211 220 322 111 432 100 421"
STONES: Final = "444 443 555 554 433 543 544 665 333"
FLOWERS: Final = "711 745 770 737 730 726 777 506"
LEAVES: Final[dict[str, str]] = {"spring": "352 452 363", "summer": "132 241 231 142", "autumn": "631 521 620 430",
    "winter": "222 232 332"}  # fmt: skip


@dataclass(frozen=True)
class Family:
    """The materials of a theme's ordinary buildings; walls, accents and timbers None: the material's own colours."""

    walls: str
    roofs: str
    wall_colours: str | None = None
    roof_colours: str | None = None
    accents: str = ACCENTS
    timbers: str = TIMBERS
    lamp: str = "752"


FAMILIES: Final[dict[str, Family]] = {"village": Family("plaster plaster plaster stone brick timber planks",
    "roof_tiles roof_tiles thatch shingles slate"), "coast": Family("planks plaster stone", "slate shingles roof_tiles",
    "776 777 567 466 766 675 775 355 764", "234 345 124 521 333 234 411", "125 036 511 146 641 244", "777 776 432 234"),
    "desert": Family("plaster sand mud", "plaster sand planks", "764 653 754 765 753 642 775 654 743", None,
    "036 146 244 611 125 253", "321 310 432"), "north": Family("timber timber planks stone",
    "shingles grass slate planks", "321 310 411 432 210 421 511 234 331", "222 211 321 232 233 332",
    "511 125 641 132 620", "210 100 211 310"), "east": Family("plaster plaster timber", "roof_tiles slate",
    "776 765 664 775 655 654", "233 234 132 344 223 310 124", "511 610 401 620 132", "310 410 211 510 100", "763"),
    "ancient": Family("ashlar plaster stone", "roof_tiles", "775 665 764 654 776 754", "521 532 621 631 431",
    "511 125 631 304", "432 321 665"), "west": Family("planks planks timber", "shingles planks",
    "543 432 654 532 665 421 653 554 764", "321 432 222 333 431", "511 132 125 431 244", "321 432 210 665"),
    "modern": Family("concrete paint brick planks", "concrete slate iron", "777 776 666 555 444 765 654 432", None,
    "111 620 125 641 244 222", "111 222 432 321 666"), "future": Family("paint concrete iron", "paint iron",
    "777 677 667 776 566", "355 466 622 630 777 234", "630 056 511 146 073", "333 455 222", "577"),
    "spooky": Family("planks stone timber", "shingles slate", "323 222 334 333 232 213 324", "211 212 101 222 113 202",
    "401 304 232 620 141", "110 111 211 000", "572"), "candy": Family("plaster plaster brick", "shingles roof_tiles",
    "756 767 675 567 765 775 746 531 642", "725 613 746 367 531 511 637 777", "725 073 750 637 576 511",
    "777 531 421 766")}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """The paints of one building and the wishes that steer its form (all filled in)."""

    wall: Paint
    roof: Paint
    accent: int
    detail: int
    stone: Paint
    floor: Paint
    flower: int
    leaf: int
    lamp: int
    lit: float  # share of lit windows, 0..1
    storeys: int
    condition: str
    ornament: str
    season: str
    theme: str
    snow: bool
    age: float

    @property
    def ruined(self) -> bool:
        """Whether roof and walls have holes."""
        return self.condition == "ruined"

    @property
    def rich(self) -> bool:
        """Whether it has more ornament than usual."""
        return self.ornament == "rich"

    @property
    def plain(self) -> bool:
        """Whether it goes without ornament."""
        return self.ornament == "plain"


def pick(rng: np.random.Generator, words: str | Sequence[str]) -> str:
    """One word of a string of words (or of a sequence), all equally likely."""
    choices = words.split() if isinstance(words, str) else words
    return choices[int(rng.integers(len(choices)))]


def pick_colour(rng: np.random.Generator, codes: str, hue: bool = True) -> int:
    """One of the colour codes, now and then a step lighter, darker, warmer or cooler, so that no two are alike.

    hue False: only lighter or darker.
    """
    digits = [int(c) for c in f"{int(pick(rng, codes)):03d}"]
    if rng.random() < 0.4:
        channel, step = int(rng.integers(4)), 1 if rng.random() < 0.5 else -1
        channel = channel if hue else 3
        for i in range(3) if channel == 3 else (channel,):
            digits[i] = min(7, max(0, digits[i] + step))
    return (digits[0] * LEVELS + digits[1]) * LEVELS + digits[2]


NATURAL: Final = ("stone", "ashlar", "brick", "rock")  # keep their own colours ...
TINTED: Final = ("desert", "spooky", "candy", "ancient", "future")  # ... but not in these themes


def _calm(colour: int, most: int) -> int:
    """A colour whose channels differ by at most `most` levels: large things never shout."""
    levels = [colour // (LEVELS * LEVELS), colour // LEVELS % LEVELS, colour % LEVELS]
    low = max(levels) - most
    r, g, b = (max(low, c) for c in levels)
    return (r * LEVELS + g) * LEVELS + b


def _clash(first: int, second: int) -> bool:
    a, b = (np.array(np.unravel_index(i, (LEVELS, LEVELS, LEVELS))) for i in (first, second))
    return int(np.abs(a - b).sum()) < 3


def dress(
    rng: np.random.Generator,
    wishes: Attributes,
    *,
    themes: str = "village village village coast north east ancient west",
    storeys: Sequence[int] = (1, 1, 2, 2, 3),
    walls: str | None = None,
    roofs: str | None = None,
    wall_colours: str | None = None,
    roof_colours: str | None = None,
    accents: str | None = None,
    conditions: str = "new worn worn worn usual",
    blank: Sequence[str] = (),
) -> tuple[Look, Attributes]:
    """Fill in every wish that is None.

    themes, storeys, walls, roofs, conditions: what this class is drawn from (walls and roofs None: what its theme
    builds with; wall_colours and roof_colours likewise). blank: attributes that mean nothing here; they come back as
    None. Returns the paints and the attributes as built.
    """
    theme = wishes.theme if wishes.theme in THEMES else pick(rng, themes)
    family = FAMILIES[theme]
    material = pick(rng, walls or family.walls)
    material = wishes.material or material
    second = pick(rng, roofs or family.roofs)
    second = wishes.second_material or second
    own = material not in family.walls.split() or (material in NATURAL and theme not in TINTED)
    codes = wall_colours or (None if own else family.wall_colours)
    primary = _calm(pick_colour(rng, codes or WALL_COLOURS.get(material, "776 665 554 543"), material not in NATURAL),
        4)  # fmt: skip
    primary = primary if wishes.primary is None else wishes.primary
    own = second not in family.roofs.split()
    codes = roof_colours or (None if own or second in ("thatch", "grass", "plaster", "sand") else family.roof_colours)
    secondary = _calm(pick_colour(rng, codes or ROOF_COLOURS.get(second, "521 334 432 642")), 5)
    for _ in range(6):  # a roof that is told from the wall below it
        if not _clash(primary, secondary):
            break
        secondary = _calm(pick_colour(rng, codes or ROOF_COLOURS.get(second, "521 334 432 642")), 5)
    secondary = secondary if wishes.secondary is None else wishes.secondary
    accent = pick_colour(rng, accents or family.accents)
    for _ in range(6):
        if not _clash(primary, accent):
            break
        accent = pick_colour(rng, ACCENTS)
    accent = accent if wishes.accent is None else wishes.accent
    detail = pick_colour(rng, family.timbers)
    for _ in range(6):
        if not _clash(primary, detail):
            break
        detail = pick_colour(rng, TIMBERS)
    detail = detail if wishes.detail is None else wishes.detail
    condition = pick(rng, conditions)
    condition = "worn" if condition == "usual" else condition
    condition = wishes.condition if wishes.condition in CONDITIONS else condition
    ornament = pick(rng, ("plain", "usual", "usual", "usual", "rich", "rich"))
    ornament = wishes.ornament if wishes.ornament in ORNAMENTS else ornament
    season = pick(rng, ("spring", "summer", "summer", "autumn", "winter"))
    snow_chance = rng.random() < (0.55 if season == "winter" and theme not in ("desert", "future") else 0.0)
    season = wishes.season if wishes.season in SEASONS else "winter" if wishes.snow else season
    snow = wishes.snow if wishes.snow is not None else bool(snow_chance and season == "winter")
    count = int(rng.choice(np.asarray(storeys)))
    count = count if wishes.storeys is None else min(4, max(1, wishes.storeys))
    age = round(float({"new": 0.1, "worn": 0.5, "ruined": 0.9}[condition] + rng.uniform(-0.1, 0.1)), 2)
    age = age if wishes.age is None else wishes.age
    stone = ("stone", level(pick(rng, STONES if theme not in ("desert", "ancient") else "654 664 543 554")))
    floor = ("planks", level(pick(rng, "432 431 532 321 543")))
    look = Look((material, primary), (second, secondary), accent, detail, stone, floor, level(pick(rng, FLOWERS)),
        level(pick(rng, LEAVES[season])), level(family.lamp), 0.0 if condition == "ruined" else float(rng.choice([0.3,
        0.7, 1.0])), count, condition, ornament, season, theme, snow, age)  # fmt: skip
    built = Attributes(storeys=count, primary=primary, secondary=secondary, accent=accent, detail=detail,
        material=material, second_material=second, condition=condition, ornament=ornament, season=season, theme=theme,
        snow=snow, age=age)  # fmt: skip
    for name in blank:
        built = Attributes(**{f: None if f == name else getattr(built, f) for f in built.__struct_fields__})
    return look, built

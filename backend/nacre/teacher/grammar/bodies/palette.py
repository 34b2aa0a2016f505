"""Colours of bodies: skins, hair, cloth, coats; and how wishes become the four colours of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from nacre.parts.colours import LEVELS, index_of, rgb_of


def level(red: int, green: int, blue: int) -> int:
    """Index of the colour with these levels, 0..7 a channel."""
    return (red * LEVELS + green) * LEVELS + blue


SKINS: Final = (
    level(7, 5, 4), level(6, 5, 4), level(7, 5, 3), level(6, 4, 3), level(5, 4, 3), level(5, 3, 2), level(4, 3, 2),
    level(3, 2, 1), level(3, 2, 2),
)  # fmt: skip
HAIRS: Final = (
    level(1, 1, 1),
    level(2, 1, 1),
    level(3, 2, 1),
    level(4, 3, 1),
    level(5, 3, 1),
    level(5, 2, 1),
    level(6, 5, 2),
    level(7, 6, 3),
    level(3, 1, 0),
)
GREYS: Final = (level(5, 5, 5), level(6, 6, 6), level(4, 4, 4))
CLOTHS: Final = (
    level(5, 2, 2),
    level(5, 3, 2),
    level(6, 4, 2),
    level(5, 4, 2),
    level(3, 4, 2),
    level(2, 3, 2),
    level(3, 4, 3),
    level(2, 4, 4),
    level(3, 4, 5),
    level(2, 3, 5),
    level(3, 2, 4),
    level(4, 2, 3),
    level(6, 4, 3),
    level(4, 3, 2),
    level(6, 6, 5),
    level(4, 1, 1),
    level(2, 3, 3),
    level(6, 5, 3),
    level(5, 3, 3),
    level(2, 3, 4),
    level(4, 5, 5),
    level(1, 2, 4),
    level(5, 5, 3),
    level(4, 2, 1),
)
SOBER: Final = (
    level(3, 2, 1),
    level(2, 2, 2),
    level(2, 2, 3),
    level(4, 3, 2),
    level(3, 3, 2),
    level(2, 3, 3),
    level(3, 2, 2),
    level(4, 4, 3),
    level(1, 2, 3),
    level(5, 4, 3),
)
LEATHERS: Final = (level(3, 2, 1), level(2, 1, 1), level(4, 2, 1), level(2, 2, 1), level(5, 3, 1))
METALS: Final = (level(5, 5, 5), level(4, 4, 4), level(5, 5, 6), level(6, 6, 6))
WHITE: Final = level(7, 7, 7)
CREAM: Final = level(7, 6, 5)
LINEN: Final = level(6, 6, 5)
BLACK: Final = level(1, 1, 1)
GOLD: Final = level(6, 5, 1)
IRON: Final = level(3, 3, 3)
WOOD: Final = level(4, 3, 1)
DARK_WOOD: Final = level(3, 2, 1)
STRAW: Final = level(6, 5, 2)
LIPS: Final = level(5, 2, 2)
EYES: Final = (level(1, 1, 1), level(2, 1, 0), level(1, 2, 4), level(1, 3, 2), level(2, 2, 2))


def shade(colour: int, factor: float) -> int:
    """The nearest colour with each channel scaled; factors under 1 darken."""
    red, green, blue = (min(1.0, c * factor) for c in rgb_of(colour))
    return index_of(red, green, blue)


def mix(one: int, other: int, share: float) -> int:
    """The nearest colour between two; share 0 is the first."""
    a, b = rgb_of(one), rgb_of(other)
    red, green, blue = (x + (y - x) * share for x, y in zip(a, b, strict=True))
    return index_of(red, green, blue)


def light_of(colour: int) -> float:
    """How light a colour looks, 0..1."""
    red, green, blue = rgb_of(colour)
    return 0.3 * red + 0.6 * green + 0.1 * blue


def contrast(colour: int) -> int:
    """A colour of the same family that can be told from it: darker if it is light, lighter if it is dark."""
    return shade(colour, 0.7) if light_of(colour) > 0.4 else mix(colour, WHITE, 0.3)


def pick(rng: np.random.Generator, choices: Sequence[int]) -> int:
    """One of the colours."""
    return int(choices[int(rng.integers(len(choices)))])


def wish(rng: np.random.Generator, asked: int | None, choices: Sequence[int]) -> int:
    """The asked colour, or one of the choices. Draws either way, so that a wish changes nothing else."""
    drawn = pick(rng, choices)
    return drawn if asked is None else asked


def apart(rng: np.random.Generator, asked: int | None, choices: Sequence[int], other: int) -> int:
    """As `wish`, but what is drawn differs from `other`."""
    drawn = pick(rng, [c for c in choices if c != other])
    return drawn if asked is None else asked

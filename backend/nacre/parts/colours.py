"""The 512 colours of the parts language: 8 levels a channel, sRGB; and the 24 that have a name in prompts."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

LEVELS: Final = 8
COLOURS: Final = LEVELS**3

# name -> sRGB 0..1; order is part of the format: append, never reorder
NAMED: Final[dict[str, tuple[float, float, float]]] = {
    "white": (0.93, 0.92, 0.88), "cream": (0.90, 0.83, 0.66), "grey": (0.55, 0.55, 0.55), "black": (0.13, 0.12, 0.13),
    "red": (0.72, 0.16, 0.13), "crimson": (0.50, 0.08, 0.14), "orange": (0.86, 0.47, 0.13),
    "yellow": (0.90, 0.76, 0.22), "gold": (0.80, 0.62, 0.20), "ochre": (0.72, 0.54, 0.28),
    "brown": (0.43, 0.28, 0.16), "tan": (0.70, 0.57, 0.42), "green": (0.26, 0.52, 0.22),
    "lime": (0.58, 0.75, 0.25), "olive": (0.43, 0.44, 0.20), "teal": (0.15, 0.49, 0.48),
    "turquoise": (0.25, 0.70, 0.68), "blue": (0.17, 0.34, 0.68), "navy": (0.12, 0.18, 0.38),
    "sky": (0.50, 0.70, 0.87), "purple": (0.43, 0.24, 0.55), "violet": (0.60, 0.45, 0.75),
    "pink": (0.90, 0.58, 0.66), "silver": (0.72, 0.74, 0.77),
}  # fmt: skip
NAMES: Final = tuple(NAMED)


def index_of(red: float, green: float, blue: float) -> int:
    """The nearest of the 512 colours to an sRGB colour 0..1."""
    r, g, b = (min(LEVELS - 1, max(0, round(c * (LEVELS - 1)))) for c in (red, green, blue))
    return of_levels(r, g, b)


def of_levels(red: int, green: int, blue: int) -> int:
    """The colour of three levels 0..7."""
    return (red * LEVELS + green) * LEVELS + blue


def rgb_of(index: int) -> tuple[float, float, float]:
    """sRGB 0..1 of a colour index 0..511."""
    r, rest = divmod(index, LEVELS * LEVELS)
    g, b = divmod(rest, LEVELS)
    return r / (LEVELS - 1), g / (LEVELS - 1), b / (LEVELS - 1)


def table() -> NDArray[np.uint8]:
    """All colours as sRGB bytes, uint8 [512, 3]."""
    return np.array([[round(c * 255) for c in rgb_of(i)] for i in range(COLOURS)], np.uint8)


def named(name: str) -> int:
    """Index of a named colour; raises KeyError for an unknown name."""
    return index_of(*NAMED[name])

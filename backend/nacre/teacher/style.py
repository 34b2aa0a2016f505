"""The dice and the paint box from which every shape draws its look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np

from nacre.teacher.sdf import Colour
from nacre.vocabulary import STYLES

T = TypeVar("T")

WALLS: Final[tuple[Colour, ...]] = (
    (0.93, 0.88, 0.76), (0.84, 0.70, 0.53), (0.80, 0.82, 0.80), (0.91, 0.75, 0.63),
    (0.72, 0.82, 0.78), (0.94, 0.80, 0.52), (0.76, 0.60, 0.48), (0.80, 0.78, 0.88),
)  # fmt: skip
ROOFS: Final[tuple[Colour, ...]] = (
    (0.72, 0.25, 0.16), (0.36, 0.30, 0.46), (0.22, 0.40, 0.50), (0.66, 0.45, 0.20),
    (0.34, 0.35, 0.40), (0.64, 0.16, 0.22), (0.28, 0.44, 0.30), (0.80, 0.42, 0.18),
)  # fmt: skip
STONES: Final[tuple[Colour, ...]] = (
    (0.62, 0.60, 0.57), (0.68, 0.62, 0.52), (0.54, 0.56, 0.60), (0.74, 0.70, 0.62), (0.58, 0.52, 0.50),
)  # fmt: skip
TIMBERS: Final[tuple[Colour, ...]] = ((0.36, 0.23, 0.14), (0.28, 0.19, 0.13), (0.46, 0.31, 0.19))
WOODS: Final[tuple[Colour, ...]] = ((0.52, 0.36, 0.21), (0.42, 0.28, 0.17), (0.60, 0.44, 0.28))
DOORS: Final[tuple[Colour, ...]] = (
    (0.34, 0.19, 0.10), (0.16, 0.36, 0.24), (0.56, 0.15, 0.12), (0.16, 0.27, 0.50), (0.50, 0.32, 0.12),
)  # fmt: skip
CLOTHS: Final[tuple[Colour, ...]] = (
    (0.80, 0.22, 0.20), (0.20, 0.42, 0.76), (0.90, 0.68, 0.18), (0.22, 0.56, 0.32), (0.56, 0.28, 0.62),
    (0.88, 0.48, 0.16), (0.16, 0.54, 0.58), (0.74, 0.34, 0.48),
)  # fmt: skip
LEAVES: Final[tuple[Colour, ...]] = (
    (0.24, 0.50, 0.17), (0.34, 0.58, 0.20), (0.18, 0.42, 0.22), (0.44, 0.56, 0.20), (0.26, 0.46, 0.26),
)  # fmt: skip
AUTUMN_LEAVES: Final[tuple[Colour, ...]] = (
    (0.80, 0.40, 0.11), (0.86, 0.60, 0.16), (0.70, 0.22, 0.12), (0.78, 0.50, 0.20),
)  # fmt: skip
BLOSSOMS: Final[tuple[Colour, ...]] = ((0.92, 0.64, 0.72), (0.95, 0.86, 0.88), (0.78, 0.62, 0.86))
DRY_LEAVES: Final[tuple[Colour, ...]] = ((0.60, 0.56, 0.28), (0.52, 0.50, 0.30), (0.66, 0.58, 0.32))
NEEDLES: Final[tuple[Colour, ...]] = (
    (0.15, 0.38, 0.24), (0.20, 0.42, 0.20), (0.13, 0.32, 0.28), (0.28, 0.46, 0.22),
)  # fmt: skip
SKINS: Final[tuple[Colour, ...]] = (
    (0.95, 0.78, 0.64),
    (0.86, 0.64, 0.48),
    (0.66, 0.45, 0.31),
    (0.45, 0.29, 0.20),
)
HAIRS: Final[tuple[Colour, ...]] = (
    (0.25, 0.15, 0.09), (0.12, 0.10, 0.10), (0.66, 0.40, 0.16), (0.85, 0.68, 0.34), (0.60, 0.58, 0.56),
)  # fmt: skip

IRON: Final[Colour] = (0.22, 0.22, 0.25)
STEEL: Final[Colour] = (0.66, 0.70, 0.76)
GOLD: Final[Colour] = (0.94, 0.76, 0.26)
CREAM: Final[Colour] = (0.96, 0.93, 0.86)
GLASS: Final[Colour] = (0.25, 0.36, 0.48)
LIT: Final[Colour] = (0.98, 0.84, 0.50)
DARK: Final[Colour] = (0.13, 0.11, 0.12)
FIRE: Final[Colour] = (1.00, 0.55, 0.14)
BRICK: Final[Colour] = (0.55, 0.33, 0.27)


def shade(colour: Colour, factor: float) -> Colour:
    """The same colour, lighter (factor above 1) or darker."""
    red, green, blue = (min(max(channel * factor, 0.0), 1.0) for channel in colour)
    return red, green, blue


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Between two colours; share 0 is `a`, 1 is `b`."""
    red, green, blue = (p + (q - p) * share for p, q in zip(a, b, strict=True))
    return red, green, blue


class Style:
    """A seeded die. The same shape index and seed always throw the same numbers.

    `look` is 0..STYLES - 1: what a code-book style and the training seeds like it share, such as the season.
    """

    def __init__(self, shape_index: int, seed: int) -> None:
        self.look = seed % STYLES
        self._generator = np.random.default_rng((shape_index, seed))

    def range(self, low: float, high: float) -> float:
        """A number between low and high."""
        return low + (high - low) * float(self._generator.random())

    def chance(self, probability: float) -> bool:
        """True as often as `probability` says."""
        return float(self._generator.random()) < probability

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(float(self._generator.random()) * len(choices))]

    def tint(self, choices: Sequence[Colour], spread: float = 0.06) -> Colour:
        """One of the colours, a little off, so that no two styles match exactly."""
        red, green, blue = self.pick(choices)
        light = self.range(1.0 - spread, 1.0 + spread)
        warm = self.range(-0.5, 0.5) * spread
        return shade((red * (1.0 + warm), green, blue * (1.0 - warm)), light)

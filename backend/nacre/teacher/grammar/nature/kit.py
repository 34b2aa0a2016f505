"""What all grammars of nature and props share: reading wishes, and a builder that aims rods, planks and lobes.

Colours are written as octal numbers: 0o241 is red 2, green 4, blue 1 of 0..7, which is the index of the colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Any, Final, TypeVar

import numpy as np

from nacre.parts.attributes import SLOTS, Attributes
from nacre.parts.builder import Builder, Colour
from nacre.parts.canonical import canonical
from nacre.parts.language import GRID, Array, Kind, Program, Vector
from nacre.parts.vocabulary import ANGLE_STEP

T = TypeVar("T")
SEEDS: Final = 16  # few forms of a blob are enough when each is also scaled and turned
WHITE: Final = 0o777
SNOW: Final = 0o777
SEASON_WEIGHTS: Final = {"spring": 0.2, "summer": 0.45, "autumn": 0.2, "winter": 0.15}
CONDITION_WEIGHTS: Final = {"new": 0.25, "worn": 0.6, "ruined": 0.15}
ORNAMENT_WEIGHTS: Final = {"plain": 0.25, "usual": 0.5, "rich": 0.25}


def shade(colour: int, steps: int) -> int:
    """A colour `steps` levels lighter (darker when negative), of 0..7 levels.

    A channel that is already low is not darkened: else leaves in shade would turn to poster green.
    """
    channels = [colour >> 6, colour >> 3 & 7, colour & 7]
    for _ in range(abs(steps)):
        low = min(channels)
        if steps > 0:
            channels = [min(7, c + 1) for c in channels]
        elif max(channels) == low or low > 1:
            channels = [max(0, c - 1) for c in channels]
        elif max(channels) > 2:
            channels = [c - 1 if c > low else c for c in channels]
    return channels[0] << 6 | channels[1] << 3 | channels[2]


def sunlit(colour: int) -> int:
    """A colour in the sun: warmer and a level lighter, as the top of a crown is."""
    return min(7, (colour >> 6) + 1) << 6 | min(7, (colour >> 3 & 7) + 1) << 3 | colour & 7


def aim(start: Sequence[float], end: Sequence[float]) -> tuple[int, int, float, Vector]:
    """(yaw, pitch, length, unit direction) that turn an upright thing from start towards end, on the angle grid."""
    dx, dy, dz = (end[i] - start[i] for i in range(3))
    length = (dx * dx + dy * dy + dz * dz) ** 0.5
    flat = hypot(dx, dz)
    pitch = round(degrees(atan2(flat, dy)) / ANGLE_STEP) * ANGLE_STEP
    yaw = round(degrees(atan2(dx, dz)) / ANGLE_STEP) * ANGLE_STEP if pitch not in (0, 180) else 0
    a, p = radians(yaw), radians(pitch)
    return yaw, pitch, length, (sin(p) * sin(a), cos(p), sin(p) * cos(a))


def around(radius: float, angle: float, y: float = 0.0) -> Vector:
    """The point at `angle` degrees (0 is the front, -z; 90 the right, x) on an upright circle about the origin."""
    a = radians(angle)
    return radius * sin(a), y, -radius * cos(a)


def moved(p: Sequence[float], x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Vector:
    """A point moved."""
    return p[0] + x, p[1] + y, p[2] + z


class Wish:
    """Reads wishes and remembers what was settled: what is asked here comes back filled in, all else as None."""

    def __init__(self, rng: np.random.Generator, wishes: Attributes) -> None:
        self.rng, self.wishes = rng, wishes
        self.settled: dict[str, Any] = {}

    def given(self, name: str) -> bool:
        """Whether somebody asked for this attribute."""
        return getattr(self.wishes, name) is not None

    def pick(self, name: str, weights: Mapping[str, float]) -> str:
        """A wish of words ("season", "theme", "condition", "ornament", "material"), or one drawn by weight."""
        value = getattr(self.wishes, name)
        if value is None:
            share = np.array(list(weights.values()))
            value = list(weights)[int(self.rng.choice(len(share), p=share / share.sum()))]
        self.settled[name] = value
        return str(value)

    def colour(self, slot: str, options: Sequence[int]) -> int:
        """The colour of a slot: the wish, or one of the options."""
        value = getattr(self.wishes, slot)
        if value is None:
            value = options[int(self.rng.integers(len(options)))]
        self.settled[slot] = int(value)
        return int(value)

    def age(self, low: float = 0.0, high: float = 1.0) -> float:
        """Age 0..1: the wish, or one between low and high in steps of a tenth."""
        value = self.wishes.age
        if value is None:
            value = round(float(self.rng.uniform(low, high)), 1)
        self.settled["age"] = value
        return min(1.0, max(0.0, value))

    def snow(self, chance: float = 0.0) -> bool:
        """Whether snow lies on it: the wish, or by chance."""
        value = self.wishes.snow
        if value is None:
            value = bool(self.rng.random() < chance)
        self.settled["snow"] = value
        return bool(value)

    def season_and_snow(self) -> tuple[str, bool]:
        """The season and whether snow lies; either may be a wish, and a free one follows the other."""
        weights: Mapping[str, float] = {"winter": 1.0} if self.wishes.snow else SEASON_WEIGHTS
        season = self.pick("season", weights)
        return season, self.snow(0.75 if season == "winter" else 0.0)

    def forget(self, *names: str) -> None:
        """Take attributes back that turned out to mean nothing on this one (the crown of a bare tree)."""
        for name in names:
            self.settled.pop(name, None)

    def result(self, program: Program) -> tuple[Program, Attributes]:
        """The program in its one spelling, with all that was settled; colours that no part wears are left out."""
        worn = {part.colour for part in program.parts if part.op != "cut"}
        settled = {name: v for name, v in self.settled.items() if name not in SLOTS or v in worn}
        return canonical(program), Attributes(**settled)


class Maker(Builder):
    """A builder with a hand: rods and planks between two points, lobes of leaves, and small chances."""

    def __init__(self, shape: str, rng: np.random.Generator, grid: float = GRID) -> None:
        super().__init__(shape, grid)
        self.rng = rng

    def add(self, kind: Kind, *rest: Any, array: Array | None = None, **more: Any) -> int:
        """As `Builder.add`; turns of arrays may be any whole degrees and are rounded down to the grid of angles."""
        if array is not None and array.turn % ANGLE_STEP:
            array = Array(array.count, array.step, array.turn // ANGLE_STEP * ANGLE_STEP)
        return super().add(kind, *rest, array=array, **more)

    def u(self, low: float, high: float) -> float:
        """A number between low and high."""
        return float(self.rng.uniform(low, high))

    def n(self, low: int, high: int) -> int:
        """A whole number low..high, both included."""
        return int(self.rng.integers(low, high + 1))

    def chance(self, share: float) -> bool:
        """True in `share` of all cases."""
        return bool(self.rng.random() < share)

    def one(self, options: Sequence[T]) -> T:
        """One of several."""
        return options[int(self.rng.integers(len(options)))]

    def turn(self, step: int = 5) -> int:
        """Any direction, in degrees."""
        return int(self.rng.integers(360 // step)) * step

    def wobble(self, most: int = 5) -> int:
        """A small crookedness in degrees: -most..most on the angle grid."""
        return int(self.rng.integers(-(most // 5), most // 5 + 1)) * 5

    def seed(self) -> int:
        """A form of a blob."""
        return int(self.rng.integers(SEEDS))

    def rod(
        self,
        start: Sequence[float],
        end: Sequence[float],
        radius: float,
        material: str,
        colour: Colour,
        role: str,
        *,
        top: float = 1.0,
        sides: int = 6,
        array: Array | None = None,
        **more: Any,
    ) -> Vector:
        """A round rod from start towards end, `top` times as thick there. Returns where it really ends."""
        yaw, pitch, length, d = aim(start, end)
        middle = [start[i] + d[i] * length / 2 for i in range(3)]
        self.add("cylinder", middle, (radius, length / 2, radius), material, colour, role, rotation=(yaw, pitch, 0),
            taper=(top, top), sides=sides, array=array, **more)  # fmt: skip
        return start[0] + d[0] * length, start[1] + d[1] * length, start[2] + d[2] * length

    def plank(
        self,
        start: Sequence[float],
        end: Sequence[float],
        width: float,
        thick: float,
        material: str,
        colour: Colour,
        role: str,
        *,
        taper: tuple[float, float] = (1.0, 1.0),
        roll: int = 0,
        array: Array | None = None,
        **more: Any,
    ) -> Vector:
        """A board from start towards end, `width` level across, `thick` through. Returns where it really ends.

        roll turns an upright board about itself. taper is that of the far end in width and thickness.
        """
        yaw, pitch, length, d = aim(start, end)
        if pitch in (0, 180):
            yaw = roll
        middle = [start[i] + d[i] * length / 2 for i in range(3)]
        self.add("box", middle, (width / 2, length / 2, thick / 2), material, colour, role, rotation=(yaw, pitch, 0),
            taper=taper, array=array, **more)  # fmt: skip
        return start[0] + d[0] * length, start[1] + d[1] * length, start[2] + d[2] * length

    def lobe(
        self, centre: Sequence[float], half: Sequence[float], material: str, colour: Colour, role: str, **more: Any
    ) -> int:
        """A blob turned any way about the vertical."""
        return self.add("blob", centre, half, material, colour, role, rotation=(self.turn(30), 0, 0),
            seed=self.seed(), **more)  # fmt: skip

    def ball(
        self, centre: Sequence[float], radius: float, material: str, colour: Colour, role: str, **more: Any
    ) -> int:
        """A round ellipsoid."""
        return self.add("ellipsoid", centre, (radius, radius, radius), material, colour, role, **more)

    def ring(
        self,
        radius: float,
        y: float,
        half: Sequence[float],
        count: int,
        material: str,
        colour: Colour,
        role: str,
        *,
        kind: Kind = "box",
        first: float = 0.0,
        rotation: Sequence[float] = (0, 0, 0),
        **more: Any,
    ) -> int:
        """`count` copies evenly about the vertical axis, the first at `first` degrees, each turned to face outwards."""
        at = around(radius, first, y)
        turned = (rotation[0] - first, rotation[1], rotation[2])
        # a turn about y by +k is towards -z from +x: the sense does not matter for an even ring
        array = Array(count, turn=round(360 / count)) if count > 1 else None
        return self.add(kind, at, half, material, colour, role, rotation=turned, array=array, **more)

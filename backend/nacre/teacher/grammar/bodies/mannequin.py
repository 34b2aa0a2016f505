"""The mannequin: torso, head, jointed arms and legs of a storybook figure, before clothes and face.

Axes: right is +x, front is -z. A limb turned by a positive angle about x swings forwards, so elbows bend by positive
angles and knees by negative ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nacre.parts.builder import Builder
from nacre.parts.language import FINE_GRID, Joint, Kind

Point = tuple[float, float, float]


def along(a: Sequence[float], b: Sequence[float]) -> tuple[int, int, int]:
    """The rotation (yaw 0) that lays the y axis along a to b, in degrees on the grid."""
    direction = np.subtract(b, a)
    length = float(np.linalg.norm(direction))
    if length < 1e-6:
        return 0, 0, 0
    x, y, z = direction / length
    roll = math.degrees(math.asin(max(-1.0, min(1.0, -x))))
    return 0, round(math.degrees(math.atan2(z, y)) / 5) * 5, round(roll / 5) * 5


def between(a: Sequence[float], b: Sequence[float], share: float = 0.5) -> Point:
    """A point on the line from a to b."""
    x, y, z = (p + (q - p) * share for p, q in zip(a, b, strict=True))
    return x, y, z


class Sculptor:
    """A builder with short hands for bodies: parts that hang on limbs, rods, mirrored pairs."""

    def __init__(self, shape: str, rng: np.random.Generator, grid: float = FINE_GRID) -> None:
        self.b = Builder(shape, grid)
        self.rng = rng

    def chance(self, probability: float) -> bool:
        """A coin."""
        return bool(self.rng.random() < probability)

    def between(self, low: float, high: float) -> float:
        """A number in a range."""
        return float(self.rng.uniform(low, high))

    def choose(self, *options: str) -> str:
        """One of some words."""
        return options[int(self.rng.integers(len(options)))]

    def add(
        self,
        kind: Kind,
        centre: Sequence[float],
        half: Sequence[float],
        material: str,
        colour: int,
        role: str,
        parent: int = -1,
        **more: Any,
    ) -> int:
        """Add a part; `more` as in Builder.add."""
        return self.b.add(kind, centre, half, material, colour, role, parent=parent, **more)

    def ball(
        self,
        centre: Sequence[float],
        half: Sequence[float] | float,
        material: str,
        colour: int,
        role: str,
        parent: int = -1,
        **more: Any,
    ) -> int:
        """An ellipsoid."""
        size = (half, half, half) if isinstance(half, (int, float)) else half
        return self.add("ellipsoid", centre, size, material, colour, role, parent, **more)

    def rod(
        self,
        a: Sequence[float],
        b: Sequence[float],
        radius: float,
        material: str,
        colour: int,
        role: str,
        parent: int = -1,
        *,
        kind: Kind = "capsule",
        end: float = 1.0,
        flat: float = 1.0,
        **more: Any,
    ) -> int:
        """A capsule (its ends round off beyond a and b) or another upright kind laid from a to b.

        end: scale of the b end; flat: depth over width.
        """
        length = float(np.linalg.norm(np.subtract(b, a)))
        reach = length / 2 + (radius if kind == "capsule" else 0.0)
        half = (radius, reach, radius * flat)
        taper = (end, end) if kind != "capsule" else (1.0, 1.0)
        return self.add(
            kind, between(a, b), half, material, colour, role, parent, rotation=along(a, b), taper=taper, **more
        )

    def panel(
        self,
        a: Sequence[float],
        b: Sequence[float],
        across: Sequence[float] | NDArray[np.float64],
        half: float,
        thin: float,
        material: str,
        colour: int,
        role: str,
        parent: int,
        *,
        end: float = 1.0,
        **more: Any,
    ) -> int:
        """A thin plate from a to b whose width lies along `across`; `end`: its width at b over that at a."""
        y = np.subtract(b, a)
        length = float(np.linalg.norm(y))
        y = y / length
        z = np.asarray(across, float) - np.dot(across, y) * y
        z = z / np.linalg.norm(z)
        x = np.cross(y, z)
        pitch = math.asin(max(-1.0, min(1.0, -z[1])))
        yaw, roll = math.atan2(z[0], z[2]), math.atan2(x[1], y[1])
        angles = tuple(round(math.degrees(angle) / 5) * 5 for angle in (yaw, pitch, roll))
        return self.add(
            "box",
            between(a, b),
            (thin, length / 2, half),
            material,
            colour,
            role,
            parent,
            rotation=angles,
            taper=(1.0, end),
            **more,
        )

    def limb(self, pivot: Sequence[float], low: float, high: float, axis: str = "x") -> Joint:
        """A joint of a limb, limits in degrees about the axis, on the grid of angles."""
        x, y, z = pivot
        return Joint("limb", (x, y, z), axis, round(low / 5) * 5.0, round(high / 5) * 5.0)  # type: ignore[arg-type]


@dataclass
class Build:
    """Measures and colours of a person. height to the crown of the bare head in metres; width 1 is an average build.

    head: share of the height; belly: 0..1; stoop: metres the head sits forward. sleeve, shin, foot: colours of
    forearms, lower legs and feet.
    """

    height: float
    width: float
    skin: int
    upper: int
    lower: int
    sleeve: int
    shin: int
    foot: int
    head: float = 0.255
    belly: float = 0.0
    stoop: float = 0.0
    leg: float = 0.36
    skin_material: str = "skin"
    cloth: str = "cloth"
    lower_cloth: str = "cloth"
    foot_material: str = "leather"


class Mannequin(Sculptor):
    """A person in the making. Parts come in the order torso, (clothes), head, (face, hair, hat), arms, legs.

    Points in metres: hip, waist, chest, shoulder heights; `head_at` and `head_half` of the head's ellipsoid; hands.
    Indices of parts to hang things on: root, torso, head, fore_l, fore_r (hands), shin_l, shin_r.
    """

    def __init__(self, shape: str, rng: np.random.Generator, build: Build) -> None:
        super().__init__(shape, rng)
        self.build = build
        h, w = build.height, build.width
        self.hip = build.leg * h
        tall = build.head * h
        self.shoulder = h - tall - 0.035 * h
        self.waist = self.hip + 0.3 * (self.shoulder - self.hip)
        self.chest = self.hip + 0.68 * (self.shoulder - self.hip)
        self.half_width = 0.105 * h * w  # of the chest
        self.depth = 0.075 * h * (0.6 + 0.4 * w)
        self.head_half = (0.46 * tall * 1.02, 0.5 * tall, 0.45 * tall)
        self.head_at: Point = (0.0, h - tall / 2, -0.01 * h - build.stoop)
        self.root = self.torso = self.head = self.arm_l = self.arm_r = self.fore_l = self.fore_r = -1
        self.leg_l = self.leg_r = self.shin_l = self.shin_r = -1
        self.hand_l: Point = (0.0, 0.0, 0.0)
        self.hand_r: Point = (0.0, 0.0, 0.0)
        # the cone of a skirt, once there is one: y of hem and waist, radius to the front at both
        self.cone = (self.hip * 0.7, self.waist, self.depth * 1.1, self.depth)

    def front_of(self, low: float, high: float) -> tuple[float, float]:
        """z and tilt (degrees) of a panel that lies on the front of the skirt between two heights."""
        hem, waist, wide, narrow = self.cone
        share = (waist - (low + high) / 2) / max(0.01, waist - hem)
        tilt = math.degrees(math.atan2(wide - narrow, waist - hem))
        return -(narrow + (wide - narrow) * share) - 0.008, tilt

    def trunk(self) -> None:
        """Hips that carry everything, and a chest that leans and twists on the waist."""
        c, h = self.build, self.build.height
        self.root = self.add(
            "box",
            (0, self.hip + 0.01 * h, 0),
            (self.half_width * 0.86, 0.06 * h, self.depth * 0.92),
            c.lower_cloth,
            c.lower,
            "torso",
            bevel=0.03,
        )
        self.trunk_on(self.root)

    def trunk_on(self, hips: int) -> None:
        """The chest on hips that are there already."""
        c, h = self.build, self.build.height
        middle = (self.waist + self.shoulder) / 2
        self.torso = self.add(
            "box",
            (0, middle - 0.01 * h, -c.stoop * 0.3),
            (self.half_width, (self.shoulder - self.waist) / 2 + 0.03 * h, self.depth),
            c.cloth,
            c.upper,
            "torso",
            hips,
            bevel=0.05,
            taper=(0.92, 0.9),
            joint=self.limb((0, self.waist - 0.02 * h, 0), -45, 45, "y"),
        )
        if c.belly > 0:
            # a paunch as wide as the chest, so that it rounds the outline and does not stick out as a disc
            self.ball(
                (0, self.waist + 0.045 * h, -0.2 * self.depth),
                (self.half_width * (1.03 + 0.1 * c.belly), 0.13 * h, self.depth * (0.98 + 0.35 * c.belly)),
                c.cloth,
                c.upper,
                "torso",
                self.torso,
            )

    def skull(self) -> None:
        """Neck and head: turns about the neck."""
        c, h = self.build, self.build.height
        _x, y, z = self.head_at
        neck = (0.0, self.shoulder - 0.005 * h, -c.stoop * 0.6)
        self.head = self.ball(
            self.head_at,
            self.head_half,
            c.skin_material,
            c.skin,
            "head",
            self.torso,
            joint=self.limb(neck, -40, 40, "x"),
        )
        self.rod(
            (0, neck[1] - 0.02 * h, neck[2]),
            (0, y - 0.7 * self.head_half[1], z),
            0.033 * h * (0.7 + 0.3 * c.width),
            c.skin_material,
            c.skin,
            "neck",
            self.head,
        )

    def shoulder_at(self, side: int) -> Point:
        """The pivot of an arm; side -1 left, 1 right."""
        return side * (self.half_width + 0.012 * self.build.height), self.shoulder - 0.03 * self.build.height, 0.0

    def arms(
        self,
        spread_l: float = 12,
        spread_r: float = 12,
        bend_l: float = 15,
        bend_r: float = 15,
        sleeve: float = 1.0,
        low: tuple[float, float] = (-70, -70),
        high: tuple[float, float] = (150, 150),
        mitten: int | None = None,
        mitten_material: str = "skin",
        steady: tuple[int, ...] = (),
    ) -> None:
        """Both arms, drawn hanging `spread` degrees out and bent forwards by `bend` at the elbow.

        low, high: limits of the shoulders (left, right); sleeve: thickness; mitten: colour of gloves; steady: the sides
        (-1, 1) that hold a pole or something full: they move little.
        """
        for side, spread, bend, least, most in (
            (-1, spread_l, bend_l, low[0], high[0]),
            (1, spread_r, bend_r, low[1], high[1]),
        ):
            if side in steady:
                least, most = -10.0, 20.0
            self._arm(
                side,
                math.radians(spread),
                math.radians(bend),
                least,
                most,
                sleeve,
                mitten,
                mitten_material,
                bends=side not in steady,
            )

    def _arm(
        self,
        side: int,
        spread: float,
        bend: float,
        low: float,
        high: float,
        sleeve: float,
        mitten: int | None,
        mitten_material: str,
        bends: bool,
    ) -> None:
        c, h = self.build, self.build.height
        thick = 0.036 * h * (0.65 + 0.35 * c.width)
        upper, lower = 0.135 * h, 0.125 * h
        top = self.shoulder_at(side)
        elbow = (top[0] + side * math.sin(spread) * upper, top[1] - math.cos(spread) * upper, 0.0)
        wrist = (
            elbow[0] + side * math.sin(spread) * lower * 0.4,
            elbow[1] - math.cos(bend) * lower,
            -math.sin(bend) * lower,
        )
        hand = between(elbow, wrist, 1.3)
        side_name = "l" if side < 0 else "r"
        arm = self.rod(
            top,
            elbow,
            thick * sleeve * 1.08,
            c.cloth,
            c.upper,
            f"arm_{side_name}",
            self.torso,
            joint=self.limb(top, low, high),
        )
        fore = self.rod(
            elbow,
            wrist,
            thick * sleeve,
            c.cloth if c.sleeve != c.skin else c.skin_material,
            c.sleeve,
            f"arm_{side_name}",
            arm,
            joint=self.limb(elbow, -math.degrees(bend) if bends else -5, 140 - math.degrees(bend) if bends else 10),
        )
        skin, material = (c.skin, c.skin_material) if mitten is None else (mitten, mitten_material)
        self.ball(
            hand,
            (thick * 1.05, thick * 1.35, thick * 1.15),
            material,
            skin,
            f"hand_{side_name}",
            fore,
            rotation=along(wrist, elbow),
        )
        self.ball(
            (hand[0] - side * thick * 0.7, hand[1] + thick * 0.35, hand[2] - thick * 0.75),
            (thick * 0.42, thick * 0.7, thick * 0.42),
            material,
            skin,
            f"hand_{side_name}",
            fore,
        )
        if side < 0:
            self.arm_l, self.fore_l, self.hand_l = arm, fore, hand
        else:
            self.arm_r, self.fore_r, self.hand_r = arm, fore, hand

    def leg_at(self, side: int) -> Point:
        """The pivot of a leg."""
        return side * self.half_width * 0.52, self.hip, 0.0

    def legs(self, *, boots: bool = False, width: float = 1.0, peg: bool = False) -> None:
        """Both legs with knees, and feet that point ahead. boots: the shins are the colour of the feet."""
        c, h = self.build, self.build.height
        thick = 0.045 * h * (0.65 + 0.35 * c.width) * width
        for side in (-1, 1):
            top = self.leg_at(side)
            knee = (top[0], self.hip / 2, 0.0)
            name = f"leg_{'l' if side < 0 else 'r'}"
            leg = self.rod(top, knee, thick, c.lower_cloth, c.lower, name, self.root, joint=self.limb(top, -60, 110))
            foot_half = (thick * 1.08, 0.034 * h, 0.075 * h)
            wooden = peg and side > 0
            shin = self.rod(
                knee,
                (top[0], foot_half[1] * 1.2, 0.0),
                thick * (0.45 if wooden else 0.9),
                "timber" if wooden else c.foot_material if boots else c.lower_cloth,
                c.foot if boots or wooden else c.shin,
                name,
                leg,
                joint=self.limb(knee, -140, 0),
            )
            if wooden:
                self.add("cylinder", (top[0], 0.04, 0), (thick * 0.5, 0.04, thick * 0.5), "timber", c.foot, name, shin)
            else:
                self.add(
                    "box",
                    (top[0], foot_half[1], -0.028 * h),
                    foot_half,
                    c.foot_material,
                    c.foot,
                    name,
                    shin,
                    bevel=0.025,
                    taper=(0.9, 0.75),
                )
            if boots and not wooden:
                self.add(
                    "cylinder",
                    (top[0], self.hip * 0.42, 0),
                    (thick * 1.15, 0.02 * h, thick * 1.15),
                    c.foot_material,
                    c.foot,
                    name,
                    shin,
                )
            if side < 0:
                self.leg_l, self.shin_l = leg, shin
            else:
                self.leg_r, self.shin_r = leg, shin

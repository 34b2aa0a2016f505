"""The beast: body, neck, head, four jointed legs and tail of a storybook animal, before fur and horns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nacre.parts.attributes import ORNAMENTS, Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.mannequin import Point, Sculptor, along


@dataclass
class Coat:
    """Wishes of an animal, filled in: coat, marks, harness; age 0 (young) .. 1 (old)."""

    coat: int
    marks: int
    harness: int
    age: float
    ornament: str
    shown: bool = True  # whether the harness colour is seen

    def attributes(self) -> Attributes:
        """As they come back from the grammar."""
        return Attributes(
            primary=self.coat,
            secondary=self.marks,
            accent=self.harness if self.shown else None,
            ornament=self.ornament,
            age=round(self.age, 2),
        )


def coat(
    rng: np.random.Generator,
    wishes: Attributes,
    coats: tuple[int, ...],
    marks: tuple[int, ...],
    harness: tuple[int, ...] = (palette.level(5, 1, 1), palette.level(1, 2, 4), palette.level(4, 2, 1), palette.GOLD),
    *,
    worn: bool = True,
) -> Coat:
    """Draw the colours of an animal; wishes are kept. worn: the third colour is that of a collar or harness, which only
    ornament puts on; asked for, it is put on. Otherwise it is a part of the animal: beak, fins, horns."""
    first = palette.wish(rng, wishes.primary, coats)
    second = palette.apart(rng, wishes.secondary, marks, first)
    third = palette.wish(rng, wishes.accent, harness)
    age = float(rng.uniform(0.3, 0.95)) if rng.random() < 0.8 else float(rng.uniform(0.0, 0.2))
    age = round(age, 2)
    ornament = str(rng.choice(ORNAMENTS, p=(0.5, 0.35, 0.15)))
    ornament = wishes.ornament or ornament
    if worn and wishes.accent is not None and ornament == "plain":
        ornament = "usual"
    shown = not worn or ornament != "plain"
    return Coat(first, second, third, age if wishes.age is None else wishes.age, ornament, shown)


@dataclass
class Frame:
    """Measures of a beast in metres: leg (pivot to ground), body half-extents (x, y, z), neck vector from its root
    to the skull's middle (y up, z back), skull half-extents, muzzle length and half-extents, limb thickness.

    hooves: hard little feet; otherwise paws. front, back: z of the legs as a share of the body's half length.
    """

    leg: float
    body: tuple[float, float, float]
    neck: tuple[float, float]
    skull: tuple[float, float, float]
    muzzle: float
    snout: tuple[float, float]
    thick: float
    hooves: bool = True
    front: float = 0.68
    back: float = 0.66
    neck_thick: float = 0.6  # of the body's half width
    material: str = "fur"
    ends: float = 0.72  # width of the muzzle's end
    foot: float = 1.0
    drop: float = 0.25  # how far the muzzle points down


class Beast(Sculptor):
    """An animal in the making; parts in the order body, neck, head, (face), legs, tail.

    Points: `back_y` height of the back, `skull_at`, `nose` (tip of the muzzle), `tail_at`. Indices: root, neck, head.
    """

    def __init__(self, shape: str, rng: np.random.Generator, frame: Frame, coat: Coat) -> None:
        super().__init__(shape, rng)
        young = max(0.0, 0.3 - coat.age) / 0.3
        self.frame, self.coat, self.young = frame, coat, young
        x, y, z = frame.body
        self.half = (x, y, z * (1 - 0.12 * young))
        self.mid = frame.leg + 0.62 * y
        self.back_y = self.mid + y
        grow = 1 + 0.2 * young
        self.skull = (frame.skull[0] * grow, frame.skull[1] * grow, frame.skull[2] * grow)
        self.neck_at: Point = (0.0, self.mid + 0.3 * y, -self.half[2] * 0.78)
        up, back = frame.neck
        self.skull_at: Point = (0.0, self.neck_at[1] + up, self.neck_at[2] + back)
        self.nose: Point = (0.0, 0.0, 0.0)
        self.tail_at: Point = (0.0, self.mid + 0.45 * y, self.half[2] * 0.94)
        self.root = self.neck = self.head = self.tail = -1

    def trunk(self, *, belly: bool = False, hump: bool = True) -> None:
        """Barrel, shoulders and rump."""
        x, y, z = self.half
        f, c = self.frame, self.coat
        self.root = self.ball((0, self.mid, 0), (x, y, z), f.material, c.coat, "torso")
        if hump:
            self.ball(
                (0, self.mid + 0.06 * y, -0.5 * z),
                (x * 1.02, y * 1.04, z * 0.5),
                f.material,
                c.coat,
                "torso",
                self.root,
            )
            self.ball(
                (0, self.mid + 0.04 * y, 0.52 * z),
                (x * 1.0, y * 1.02, z * 0.48),
                f.material,
                c.coat,
                "torso",
                self.root,
            )
        if belly:
            self.ball(
                (0, self.mid - 0.28 * y, -0.05 * z),
                (x * 0.86, y * 0.8, z * 0.86),
                f.material,
                c.marks,
                "torso",
                self.root,
            )

    def neck_and_skull(
        self, *, limits: tuple[float, float] = (-75, 30), colour: int | None = None, skull: int | None = None
    ) -> None:
        """A neck that lowers, and a skull that turns on it."""
        f = self.frame
        tone = self.coat.coat if colour is None else colour
        _x, y, z = self.skull_at
        top = (0.0, y - 0.15 * self.skull[1], z + 0.35 * self.skull[2])
        self.neck = self.rod(
            self.neck_at,
            top,
            self.half[0] * f.neck_thick,
            f.material,
            tone,
            "neck",
            self.root,
            joint=self.limb(self.neck_at, *limits),
        )
        self.head = self.ball(
            self.skull_at,
            self.skull,
            f.material,
            tone if skull is None else skull,
            "head",
            self.neck,
            joint=self.limb((0, y, z + 0.5 * self.skull[2]), -45, 45),
        )

    def muzzle(
        self, colour: int, nose: int, *, jaw: bool = False, box: bool = True, nostrils: bool = False, mouth: bool = True
    ) -> None:
        """Snout with nose, mouth line and, for hunters, a jaw that opens."""
        f = self.frame
        x, y, z = self.skull_at
        w, h = f.snout
        start = (x, y - 0.22 * self.skull[1], z - 0.4 * self.skull[2])
        end = (x, start[1] - f.drop * f.muzzle, z - self.skull[2] - f.muzzle)
        if box:
            self.rod(
                start,
                end,
                w,
                f.material,
                colour,
                "head",
                self.head,
                kind="box",
                end=f.ends,
                flat=h / w,
                bevel=min(w, h) * 0.45,
            )
        else:
            self.rod(start, (x, end[1], end[2] + w), w, f.material, colour, "head", self.head, flat=h / w)
        self.nose = (x, end[1] + h * 0.45, end[2])
        if jaw:
            self.rod(
                (x, start[1] - h * 0.75, start[2]),
                (x, end[1] - h * 0.7, end[2] + 0.12 * f.muzzle),
                w * 0.78,
                f.material,
                palette.shade(colour, 0.9),
                "jaw",
                self.head,
                kind="box",
                end=0.7,
                flat=0.4 * h / w,
                bevel=w * 0.2,
                joint=self.limb((x, start[1] - h * 0.5, start[2]), -35, 0),
            )
        elif mouth:
            self.ball(
                (x, end[1] - h * 0.52, end[2] + w * 0.5),
                (w * 0.62, h * 0.16, w * 0.62),
                "skin",
                palette.LIPS,
                "mouth",
                self.head,
            )
        if nostrils:
            self.ball(
                (x - w * 0.36, end[1] + h * 0.1, end[2] + 0.01),
                (w * 0.2, h * 0.22, 0.02),
                "skin",
                nose,
                "detail",
                self.head,
                array=Array(2, (w * 0.72, 0, 0)),
            )
        else:
            self.ball(self.nose, (w * 0.42, h * 0.36, w * 0.34), "skin", nose, "detail", self.head)

    def eyes(
        self,
        eye: int = palette.BLACK,
        *,
        at: tuple[float, float] = (0.66, 0.28),
        size: float = 0.26,
        white: bool = True,
        brow: int | None = None,
        stern: float = 0.0,
    ) -> None:
        """Eyes on the skull, `at` in half-extents; brow: colour of lids over them."""
        sx, sy, sz = self.skull
        u, v = at
        depth = float(np.sqrt(max(0.08, 1 - u * u - v * v)))
        x = self.b.snap(u * sx)
        y, z = self.b.snap(self.skull_at[1] + v * sy), self.b.snap(self.skull_at[2] - depth * sz)
        r = max(0.025, size * sy)
        pair = Array(2, (2 * x, 0, 0))
        if white:
            self.ball((-x, y, z), (r * 0.9, r, r * 0.9), "paint", palette.WHITE, "eye", self.head, array=pair)
            self.ball(
                (-x, y, z - self.b.grid), (r * 0.62, r * 0.72, r * 0.9), "paint", eye, "eye", self.head, array=pair
            )
        else:
            self.ball((-x, y, z), (r * 0.8, r * 0.95, r * 0.8), "paint", eye, "eye", self.head, array=pair)
            self.ball(
                (-x + r * 0.2, y + r * 0.4, z - r * 0.7), r * 0.28, "paint", palette.WHITE, "eye", self.head, array=pair
            )
        if brow is not None:
            for side in (-1, 1):
                self.add(
                    "box",
                    (side * x, y + r * 1.15, z),
                    (r * 1.1, r * 0.28, r * 0.7),
                    "hair",
                    brow,
                    "brow",
                    self.head,
                    rotation=(side * -20, 0, side * stern),
                    bevel=0.01,
                )

    def ears(
        self,
        colour: int,
        inner: int | None,
        *,
        kind: str = "point",
        size: tuple[float, float, float] = (0.05, 0.1, 0.03),
        at: tuple[float, float, float] = (0.6, 0.85, 0.2),
        spread: float = 20,
    ) -> None:
        """Ears: point (up), round, side (out and down), long. `at` in half-extents of the skull, z back."""
        sx, sy, sz = self.skull
        for side in (-1, 1):
            x = self.skull_at[0] + side * at[0] * sx
            y, z = self.skull_at[1] + at[1] * sy, self.skull_at[2] + at[2] * sz
            roll = -side * (spread if kind != "side" else 90 + spread)
            turn = np.radians(-roll)
            tip = (x + np.sin(turn) * size[1] * 0.7, y + np.cos(turn) * size[1] * 0.7, z)
            if kind == "point":
                self.add(
                    "cylinder",
                    tip,
                    size,
                    self.frame.material,
                    colour,
                    "ear",
                    self.head,
                    rotation=(0, 0, roll),
                    taper=(0.1, 0.3),
                    sides=6,
                )
            else:
                self.ball(tip, size, self.frame.material, colour, "ear", self.head, rotation=(0, 0, roll))
            if inner is not None:
                inside = (tip[0], tip[1], tip[2] - size[2] * 0.75)
                small = (size[0] * 0.6, size[1] * 0.65, size[2] * 0.6)
                if kind == "point":
                    self.add(
                        "cylinder",
                        inside,
                        small,
                        "skin",
                        inner,
                        "ear",
                        self.head,
                        rotation=(0, 0, roll),
                        taper=(0.1, 0.3),
                        sides=6,
                    )
                else:
                    self.ball(inside, small, "skin", inner, "ear", self.head, rotation=(0, 0, roll))

    def legs(
        self,
        *,
        socks: int | None = None,
        hoof: int = palette.level(2, 2, 1),
        lower: int | None = None,
        thigh: float = 1.5,
    ) -> None:
        """Four legs: upper with a bulge of muscle, lower with a knee, hoof or paw with toes."""
        f, c = self.frame, self.coat
        x, _, z = self.half
        for place, dz, big in (("front", -f.front * z, 0.85), ("back", f.back * z, 1.0)):
            for side in (-1, 1):
                hip = (side * max(f.thick * 1.05, x * 0.62), f.leg, dz)
                knee = (hip[0], f.leg * 0.5, dz)
                name = f"leg_{place}_{'l' if side < 0 else 'r'}"
                # a thigh that starts inside the body and reaches a little below the knee
                hip_top = (hip[0], f.leg + 0.5 * self.half[1], dz)
                upper = self.rod(
                    hip_top,
                    (knee[0], knee[1] - 0.12 * f.leg, dz),
                    f.thick * thigh * big * 1.1,
                    f.material,
                    c.coat,
                    name,
                    self.root,
                    kind="ellipsoid",
                    flat=1.25 if thigh > 1.3 else 1.0,
                    joint=self.limb(hip, -60, 60),
                )
                bend = (-120.0, 0.0) if place == "front" else (0.0, 120.0)
                tone = c.coat if lower is None else lower
                shin = self.rod(
                    (knee[0], knee[1] + f.thick * 0.2, dz),
                    (knee[0], f.thick * 0.9, dz),
                    f.thick,
                    f.material,
                    tone,
                    name,
                    upper,
                    joint=self.limb(knee, *bend),
                )
                if socks is not None:
                    self.add(
                        "cylinder",
                        (knee[0], f.leg * 0.22, dz),
                        (f.thick * 1.1, f.leg * 0.13, f.thick * 1.1),
                        f.material,
                        socks,
                        name,
                        shin,
                    )
                if f.hooves:
                    tall = max(0.035, f.thick * 0.6)
                    self.add(
                        "cylinder",
                        (knee[0], tall, dz - 0.01),
                        (f.thick * 1.25 * f.foot, tall, f.thick * 1.4 * f.foot),
                        "bone",
                        hoof,
                        name,
                        shin,
                        taper=(0.8, 0.75),
                    )
                else:
                    tall = max(0.03, f.thick * 0.62)
                    self.ball(
                        (knee[0], tall, dz - f.thick * 0.55),
                        (f.thick * 1.2 * f.foot, tall, f.thick * 1.75 * f.foot),
                        f.material,
                        tone if socks is None else socks,
                        name,
                        shin,
                    )

    def tail_rod(
        self,
        vector: tuple[float, float],
        radius: float,
        *,
        tip: int | None = None,
        tuft: float = 0.0,
        colour: int | None = None,
    ) -> None:
        """A tail from the rump along (y, z), with a second joint half way when it is long; tuft: radius of its end."""
        f, tone = self.frame, self.coat.coat if colour is None else colour
        x, y, z = self.tail_at
        dy, dz = vector
        middle, last = (x, y + dy * 0.5, z + dz * 0.5), (x, y + dy, z + dz)
        self.tail = self.rod(
            (x, y, z - radius),
            middle,
            radius,
            f.material,
            tone,
            "tail",
            self.root,
            joint=self.limb(self.tail_at, -60, 60, "y"),
        )
        second = self.rod(
            middle,
            last,
            radius * 0.85,
            f.material,
            tone if tip is None else tip,
            "tail",
            self.tail,
            joint=self.limb(middle, -60, 60, "y"),
        )
        if tuft > 0:
            self.ball(last, (tuft, tuft * 1.5, tuft), "hair", tone if tip is None else tip, "tail", second)

    def collar(self, *, bell: bool = False, medal: bool = False) -> None:
        """A collar around the neck in the harness colour, with a bell or a medal."""
        x, y, z = (a + (b - a) * 0.45 for a, b in zip(self.neck_at, self.skull_at, strict=True))
        wide = self.half[0] * self.frame.neck_thick * 1.12
        self.add(
            "cylinder",
            (x, y, z),
            (wide, 0.025, wide),
            "leather",
            self.coat.harness,
            "cloth",
            self.neck,
            rotation=along(self.neck_at, self.skull_at),
            sides=10,
        )
        if bell:
            self.add(
                "cylinder",
                (x, y - wide * 0.75, z - wide * 0.85),
                (max(0.03, 0.4 * wide), max(0.03, 0.42 * wide), max(0.03, 0.4 * wide)),
                "gold",
                palette.GOLD,
                "bell",
                self.neck,
                taper=(0.55, 0.55),
            )
        elif medal:
            self.ball(
                (x, y - wide * 0.6, z - wide * 0.8),
                (max(0.03, wide * 0.25), max(0.04, wide * 0.3), max(0.02, wide * 0.2)),
                "gold",
                palette.GOLD,
                "ornament",
                self.neck,
            )

    def finish(self) -> tuple[Program, Attributes]:
        """The program and what was drawn."""
        return self.b.program(), self.coat.attributes()

"""Birds: chicken, duck, songbird, penguin. Two legs with knees, wings that open sideways."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.animals.beast import Coat, coat
from nacre.teacher.grammar.bodies.mannequin import Point, Sculptor
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.registry import grammar

YELLOW = level(6, 4, 1)


class Fowl(Sculptor):
    """A bird in the making: an egg of a body on two legs. Sizes in metres."""

    def __init__(
        self,
        shape: str,
        rng: np.random.Generator,
        c: Coat,
        *,
        leg: float,
        body: tuple[float, float, float],
        head: float,
        neck: Point,
        tilt: int = -15,
    ) -> None:
        super().__init__(shape, rng, 0.01)
        self.coat, self.leg, self.half, self.head_size, self.tilt = c, leg, body, head, tilt
        self.mid = leg + body[1] * 0.75
        self.neck_at: Point = (0.0, self.mid + body[1] * 0.35, -body[2] * 0.6)
        self.head_at: Point = (0.0, self.neck_at[1] + neck[1], self.neck_at[2] + neck[2])
        self.root = self.head = self.neck = self.wing_l = self.wing_r = -1

    def body(self, belly: int | None = None) -> None:
        """The egg, tail end raised, and a breast."""
        x, y, z = self.half
        self.root = self.ball((0, self.mid, 0), self.half, "fur", self.coat.coat, "torso", rotation=(0, -self.tilt, 0))
        self.ball(
            (0, self.mid - 0.06 * y, -0.35 * z),
            (x * 0.94, y * 0.94, z * 0.62),
            "fur",
            self.coat.coat if belly is None else belly,
            "torso",
            self.root,
        )

    def skull(self, colour: int, *, thick: float = 0.8) -> None:
        """Neck and round head."""
        r = self.head_size
        self.neck = self.rod(
            self.neck_at,
            self.head_at,
            r * thick,
            "fur",
            colour,
            "neck",
            self.root,
            joint=self.limb(self.neck_at, -70, 30),
        )
        self.head = self.ball(
            self.head_at, (r, r, r), "fur", colour, "head", self.neck, joint=self.limb(self.head_at, -45, 45)
        )

    def beak(self, colour: int, *, length: float, width: float, flat: float = 0.8) -> None:
        """Upper beak on the head, and a lower one that opens."""
        x, y, z = self.head_at
        r = self.head_size
        base = (x, y - 0.1 * r, z - 0.75 * r)
        self.rod(
            base,
            (x, y - 0.22 * r, z - r - length),
            width,
            "bone",
            colour,
            "beak",
            self.head,
            kind="cylinder" if flat > 0.6 else "box",
            end=0.3 if flat > 0.6 else 0.9,
            flat=flat,
            bevel=0.008,
        )
        self.rod(
            (x, base[1] - width * 0.55, base[2]),
            (x, y - 0.3 * r, z - r - length * 0.85),
            width * 0.8,
            "bone",
            palette.shade(colour, 0.8),
            "jaw",
            self.head,
            kind="cylinder" if flat > 0.6 else "box",
            end=0.35 if flat > 0.6 else 0.9,
            flat=flat * 0.6,
            joint=self.limb(base, -30, 0),
        )

    def eyes(self, colour: int = palette.BLACK, *, size: float = 0.3, white: bool = True) -> None:
        """Eyes at the sides of the head, looking ahead."""
        _x, y, z = self.head_at
        r = self.head_size
        ex, e = self.b.snap(0.62 * r), max(0.02, size * r)
        pair = Array(2, (2 * ex, 0, 0))
        ez = self.b.snap(z - 0.62 * r)
        if white:
            self.ball((-ex, y + 0.25 * r, ez), e, "paint", palette.WHITE, "eye", self.head, array=pair)
            self.ball(
                (-ex, y + 0.25 * r, ez - self.b.grid),
                (e * 0.65, e * 0.7, e),
                "paint",
                colour,
                "eye",
                self.head,
                array=pair,
            )
        else:
            self.ball((-ex, y + 0.25 * r, ez), e, "paint", colour, "eye", self.head, array=pair)

    def wings(self, colour: int, tip: int, *, long: float = 1.0) -> None:
        """Folded wings: an upper part and a hand, joints about z so that they flap."""
        x, y, z = self.half
        for side in (-1, 1):
            pivot = (side * x * 0.82, self.mid + 0.35 * y, -0.15 * z)
            name = f"wing_{'l' if side < 0 else 'r'}"
            wing = self.ball(
                (side * x * 1.0, self.mid + 0.05 * y, 0.05 * z),
                (0.025, y * 0.62, z * 0.56 * long),
                "fur",
                colour,
                name,
                self.root,
                rotation=(0, -self.tilt, side * 10),
                joint=self.limb(pivot, -110, 110, "z"),
            )
            hand = (side * x * 1.0, self.mid - 0.1 * y, 0.4 * z)
            self.ball(
                (hand[0], hand[1] + 0.02, hand[2] + 0.1 * z),
                (0.02, y * 0.42, z * 0.5 * long),
                "fur",
                tip,
                name,
                wing,
                rotation=(0, -self.tilt, side * 10),
                joint=self.limb(hand, -60, 60, "z"),
            )
            if side < 0:
                self.wing_l = wing
            else:
                self.wing_r = wing

    def fan(self, colour: int, count: int, *, length: float, spread: int, rise: float) -> None:
        """Tail feathers."""
        y, z = self.mid + self.half[1] * 0.35, self.half[2] * 0.75
        joint = self.limb((0, y, z), -40, 40)
        first = -1
        for k in range(count):
            turn = (k - (count - 1) / 2) * spread
            dx = np.sin(np.radians(turn)) * length * 0.8
            part = self.rod(
                (dx * 0.2, y, z),
                (dx, y + rise * length, z + length),
                0.05 if count < 4 else 0.04,
                "fur",
                colour if k % 2 == 0 else palette.shade(colour, 0.8),
                "tail",
                self.root if first < 0 else first,
                kind="ellipsoid",
                flat=0.5,
                joint=joint if first < 0 else None,
            )
            first = part if first < 0 else first

    def legs(self, colour: int, *, apart: float, thick: float, web: bool = False, drumstick: int | None = None) -> None:
        """Two legs: drumstick, shin, a foot with three toes or a web."""
        for side in (-1, 1):
            hip = (side * apart, self.leg, 0.02)
            knee = (side * apart, self.leg * 0.5, 0.02)
            name = f"leg_{'l' if side < 0 else 'r'}"
            leg = self.rod(
                (hip[0], hip[1] + 0.05, hip[2]),
                knee,
                thick * (1.9 if drumstick is not None else 1.0),
                "fur" if drumstick is not None else "skin",
                colour if drumstick is None else drumstick,
                name,
                self.root,
                kind="ellipsoid" if drumstick is not None else "capsule",
                joint=self.limb(hip, -60, 60),
            )
            shin = self.rod(
                (knee[0], knee[1] + thick * 0.8, knee[2]),
                (knee[0], 0.02, 0.02),
                thick,
                "skin",
                colour,
                name,
                leg,
                joint=self.limb(knee, 0, 120),
            )
            if web:
                self.add(
                    "box",
                    (knee[0], 0.01, 0.02 - thick * 2),
                    (thick * 2.4, 0.01, thick * 3.6),
                    "skin",
                    colour,
                    name,
                    shin,
                    taper=(0.8, 0.85),
                )
            else:
                for turn in (-30, 0, 30):
                    self.rod(
                        (knee[0], 0.012, 0.02),
                        (knee[0] - np.sin(np.radians(turn)) * 0.07, 0.012, 0.02 - np.cos(np.radians(turn)) * 0.075),
                        0.011,
                        "skin",
                        colour,
                        name,
                        shin,
                    )

    def finish(self) -> tuple[Program, Attributes]:
        """The program and what was drawn."""
        return self.b.program(), self.coat.attributes()


@grammar("chicken")
def chicken(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A hen, a cock with comb and sickle feathers, or a yellow chick."""
    c = coat(
        rng,
        wishes,
        (level(7, 7, 6), level(5, 3, 1), level(4, 2, 1), level(2, 2, 2), level(6, 5, 3)),
        (level(6, 4, 1), level(3, 2, 1), level(7, 6, 5), level(2, 3, 3)),
        (level(6, 1, 1), level(5, 1, 1)),
        worn=False,
    )
    chick = c.age < 0.15
    cock = not chick and rng.random() < 0.35
    k = 0.6 if chick else 1.15 if cock else 1.0
    a = Fowl(
        name,
        rng,
        c,
        leg=0.15 * k,
        body=(0.13 * k, 0.14 * k, 0.18 * k),
        head=0.075 * k * (1.25 if chick else 1),
        neck=(0, 0.15 * k * (0.6 if chick else 1), -0.05 * k),
        tilt=-15,
    )
    a.body()
    a.skull(c.marks if cock else c.coat)
    a.beak(YELLOW, length=0.05 * k, width=0.03 * k)
    a.eyes()
    x, y, z = a.head_at
    r = a.head_size
    if chick:
        a.ball((x, y + 0.95 * r, z), (0.02, 0.2 * r, 0.25 * r), "skin", c.harness, "hair", a.head)
    else:
        for j in range(3):
            a.ball(
                (x, y + (1.05 - 0.06 * abs(j - 1)) * r, z + (-0.45 + 0.45 * j) * r),
                (0.02, (0.32 if cock else 0.2) * r, 0.24 * r),
                "skin",
                c.harness,
                "hair",
                a.head,
            )
        a.ball(
            (x - 0.015, y - 0.7 * r, z - 0.8 * r),
            (0.015, 0.35 * r, 0.18 * r),
            "skin",
            c.harness,
            "beard",
            a.head,
            array=Array(2, (0.03, 0, 0)),
        )
        if cock:
            a.ball((0, a.neck_at[1] + 0.03, a.neck_at[2] - 0.0), (0.1, 0.12, 0.1), "fur", c.marks, "neck", a.neck)
    a.wings(palette.shade(c.coat, 0.85), c.marks)
    if cock:
        a.fan(palette.level(1, 3, 3), 5, length=0.22, spread=14, rise=1.1)
    else:
        a.fan(c.marks, 3, length=0.09 * k, spread=20, rise=0.7)
    a.legs(YELLOW, apart=0.06 * k, thick=0.016 * k, drumstick=c.coat)
    return a.finish()


@grammar("duck")
def duck(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A duck: drake with a green head and a white collar, brown duck, white duck, or a duckling."""
    c = coat(
        rng,
        wishes,
        (level(4, 3, 2), level(7, 7, 6), level(4, 4, 4), level(5, 4, 3), level(6, 5, 2)),
        (level(1, 4, 2), level(3, 2, 1), level(6, 6, 6), level(1, 2, 3)),
        (YELLOW, level(6, 5, 1), level(5, 4, 1)),
        worn=False,
    )
    k = 0.6 if c.age < 0.15 else 1.0
    a = Fowl(
        name,
        rng,
        c,
        leg=0.11 * k,
        body=(0.14 * k, 0.12 * k, 0.23 * k),
        head=0.075 * k,
        neck=(0, 0.17 * k, -0.04 * k),
        tilt=-10,
    )
    a.body()
    a.skull(c.marks)
    _x, y, z = a.neck_at
    a.add("cylinder", (0, y + 0.045 * k, z - 0.01), (0.07 * k, 0.015, 0.07 * k), "fur", palette.WHITE, "neck", a.neck)
    a.beak(c.harness, length=0.08 * k, width=0.05 * k, flat=0.35)
    a.eyes()
    a.wings(palette.shade(c.coat, 0.85), c.marks, long=1.15)
    a.fan(palette.shade(c.coat, 0.8), 3, length=0.1 * k, spread=15, rise=0.8)
    a.legs(c.harness, apart=0.07 * k, thick=0.018, web=True)
    return a.finish()


@grammar("bird")
def bird(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A bird of the air: songbird, crow, gull, owl or parrot, by beak, tail and colours."""
    kinds = ("song", "crow", "gull", "owl", "parrot")
    kind = kinds[int(rng.integers(5))]
    coats = {
        "song": (level(2, 4, 6), level(5, 3, 1), level(4, 4, 3), level(3, 4, 2)),
        "crow": (level(1, 1, 1), level(2, 2, 3)),
        "gull": (level(7, 7, 7), level(6, 6, 6)),
        "owl": (level(4, 3, 2), level(5, 4, 3), level(6, 6, 5)),
        "parrot": (level(6, 1, 1), level(1, 4, 2), level(1, 3, 6), level(6, 5, 1)),
    }[kind]
    marks = {
        "song": (level(6, 4, 2), level(7, 6, 4), level(6, 3, 2)),
        "crow": (level(2, 2, 2), level(3, 3, 4)),
        "gull": (level(4, 4, 5), level(3, 3, 4)),
        "owl": (level(6, 6, 5), level(6, 5, 3)),
        "parrot": (level(6, 5, 1), level(1, 3, 5), level(5, 1, 1)),
    }[kind]
    c = coat(rng, wishes, coats, marks, (YELLOW, level(2, 2, 2), level(6, 5, 2)), worn=False)
    k = {"song": 0.7, "crow": 1.1, "gull": 1.2, "owl": 1.15, "parrot": 1.0}[kind]
    round_ = kind in ("song", "owl")
    a = Fowl(
        name,
        rng,
        c,
        leg=0.09 * k,
        body=(0.1 * k, (0.12 if kind == "owl" else 0.1) * k, (0.12 if kind == "owl" else 0.17) * k),
        head=(0.09 if round_ else 0.075) * k,
        neck=(0, (0.12 if kind == "owl" else 0.09) * k, (0.02 if kind == "owl" else -0.05) * k),
        tilt=-35 if kind in ("owl", "parrot") else -20,
    )
    a.body(c.marks if kind in ("song", "owl", "gull") else None)
    a.skull(c.coat, thick=0.95)
    x, y, z = a.head_at
    r = a.head_size
    if kind == "owl":
        a.ball(
            (x - 0.45 * r, y + 0.1 * r, z - 0.68 * r),
            (0.5 * r, 0.55 * r, 0.25 * r),
            "fur",
            c.marks,
            "head",
            a.head,
            array=Array(2, (0.9 * r, 0, 0)),
        )
        a.add(
            "cylinder",
            (x - 0.6 * r, y + 1.0 * r, z),
            (0.25 * r, 0.35 * r, 0.15 * r),
            "fur",
            c.coat,
            "ear",
            a.head,
            taper=(0.1, 0.2),
            sides=4,
            array=Array(2, (1.2 * r, 0, 0)),
        )
        a.ball(
            (x - 0.45 * r, y + 0.12 * r, z - 0.9 * r),
            (0.3 * r, 0.32 * r, 0.12 * r),
            "paint",
            level(7, 5, 1),
            "eye",
            a.head,
            array=Array(2, (0.9 * r, 0, 0)),
        )
        a.ball(
            (x - 0.45 * r, y + 0.12 * r, z - 1.0 * r),
            (0.15 * r, 0.16 * r, 0.1 * r),
            "paint",
            palette.BLACK,
            "eye",
            a.head,
            array=Array(2, (0.9 * r, 0, 0)),
        )
    else:
        a.eyes(size=0.32)
    a.beak(
        c.harness,
        length={"song": 0.04, "crow": 0.09, "gull": 0.1, "owl": 0.03, "parrot": 0.05}[kind] * k,
        width=0.03 * k * (1.4 if kind == "parrot" else 1.0),
    )
    if kind == "parrot":
        a.ball(
            (x, y - 0.35 * r, z - 1.35 * r), (0.025, 0.05, 0.03), "bone", palette.shade(c.harness, 0.7), "beak", a.head
        )
    if kind in ("song", "parrot") and a.chance(0.5):
        a.rod(
            (x, y + 0.8 * r, z),
            (x, y + 1.5 * r, z + 0.6 * r),
            0.22 * r,
            "fur",
            c.marks,
            "hair",
            a.head,
            kind="cylinder",
            end=0.2,
        )
    a.wings(palette.shade(c.coat, 0.8), c.marks if kind != "gull" else palette.BLACK, long=1.25)
    a.fan(
        palette.shade(c.coat, 0.75),
        3,
        length={"parrot": 0.26, "owl": 0.08}.get(kind, 0.15) * k,
        spread=14,
        rise=-0.3 if kind in ("parrot", "owl") else 0.2,
    )
    a.legs(c.harness, apart=0.045 * k, thick=0.012 * k, drumstick=c.coat if kind == "owl" else None, web=kind == "gull")
    return a.finish()


@grammar("penguin")
def penguin(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A penguin: upright, white front, flippers, yellow brows or a grey chick, a scarf on some."""
    c = coat(
        rng,
        wishes,
        (level(1, 1, 2), level(1, 1, 1), level(2, 3, 4), level(4, 4, 5)),
        (level(7, 7, 7), level(7, 7, 6)),
        (level(6, 4, 1), level(6, 2, 1), level(6, 5, 1)),
        worn=False,
    )
    k = 0.7 if c.age < 0.15 else 1.0
    a = Fowl(
        name,
        rng,
        c,
        leg=0.12 * k,
        body=(0.2 * k, 0.34 * k, 0.19 * k),
        head=0.14 * k,
        neck=(0, 0.22 * k, 0.08 * k),
        tilt=0,
    )
    x, y, z = a.half
    a.root = a.ball((0, a.mid, 0), a.half, "fur", c.coat, "torso")
    a.ball((0, a.mid - 0.04, -0.42 * z), (x * 0.78, y * 0.86, z * 0.68), "fur", c.marks, "torso", a.root)
    a.skull(c.coat, thick=1.0)
    hx, hy, hz = a.head_at
    r = a.head_size
    a.ball(
        (hx - 0.42 * r, hy - 0.05 * r, hz - 0.55 * r),
        (0.42 * r, 0.5 * r, 0.42 * r),
        "fur",
        c.marks,
        "head",
        a.head,
        array=Array(2, (0.84 * r, 0, 0)),
    )
    a.ball((hx, hy - 0.75 * r, hz - 0.35 * r), (0.6 * r, 0.25 * r, 0.6 * r), "fur", c.harness, "head", a.head)
    a.beak(c.harness, length=0.09 * k, width=0.045 * k)
    ex = a.b.snap(0.45 * r)
    a.ball(
        (-ex, hy + 0.12 * r, hz - 0.92 * r),
        (0.03, 0.035, 0.02),
        "paint",
        palette.BLACK,
        "eye",
        a.head,
        array=Array(2, (2 * ex, 0, 0)),
    )
    a.ball(
        (-ex + 0.01, hy + 0.2 * r, hz - 1.0 * r),
        (0.012, 0.012, 0.012),
        "paint",
        palette.WHITE,
        "eye",
        a.head,
        array=Array(2, (2 * ex, 0, 0)),
    )
    if a.chance(0.4):
        for side in (-1, 1):
            a.rod(
                (side * 0.5 * r, hy + 0.55 * r, hz - 0.75 * r),
                (side * 1.05 * r, hy + 0.75 * r, hz - 0.1 * r),
                0.12 * r,
                "fur",
                level(6, 5, 1),
                "brow",
                a.head,
                kind="ellipsoid",
            )
    if c.ornament != "plain":
        a.ball(
            (0, a.neck_at[1] + 0.06, a.neck_at[2] + 0.08),
            (0.21 * k, 0.05, 0.2 * k),
            "cloth",
            level(5, 1, 1),
            "cloth",
            a.root,
        )
        a.add(
            "box",
            (0.06, a.neck_at[1] - 0.03, a.neck_at[2] - 0.12 * k),
            (0.04, 0.11, 0.015),
            "cloth",
            level(4, 1, 1),
            "cloth",
            a.root,
        )
    for side in (-1, 1):
        pivot = (side * x * 0.85, a.mid + 0.5 * y, 0)
        name_ = f"wing_{'l' if side < 0 else 'r'}"
        a.rod(
            (pivot[0] + side * 0.015, pivot[1] + 0.04, 0),
            (pivot[0] + side * 0.13 * k, pivot[1] - 0.34 * k, 0.02),
            0.035,
            "fur",
            c.coat,
            name_,
            a.root,
            kind="ellipsoid",
            flat=2.4,
            joint=a.limb(pivot, -110, 110, "z"),
        )
    a.fan(c.coat, 2, length=0.1 * k, spread=20, rise=-0.9)
    a.legs(c.harness, apart=0.09 * k, thick=0.035, web=True)
    return a.finish()

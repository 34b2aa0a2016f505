"""Animals of farm and road: sheep, cow, pig, goat, horse, camel, dog, cat."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.animals.beast import Beast, Frame, coat
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.registry import grammar

PINK = level(6, 4, 4)


@grammar("sheep")
def sheep(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A sheep or a ram: a cloud of wool on four thin legs, a dark face, ears held out."""
    c = coat(
        rng,
        wishes,
        (level(7, 7, 6), level(6, 6, 5), level(7, 6, 5), level(4, 3, 3), level(2, 2, 2)),
        (level(1, 1, 1), level(2, 2, 2), level(3, 2, 2), level(6, 5, 4)),
    )
    f = Frame(0.36, (0.27, 0.27, 0.44), (0.26, -0.2), (0.12, 0.14, 0.14), 0.1, (0.085, 0.085), 0.05, neck_thick=0.5)
    a = Beast(name, rng, f, c)
    x, y, z = a.half
    a.root = a.ball((0, a.mid, 0), (x, y, z), "fur", c.coat, "torso")
    for k, (dx, dy, dz, r) in enumerate(
        (
            (0, 0.5, -0.5, 0.6),
            (0, 0.55, 0.05, 0.62),
            (0, 0.42, 0.58, 0.6),
            (-0.62, 0.1, -0.4, 0.5),
            (0.62, 0.1, -0.35, 0.5),
            (-0.64, 0.1, 0.35, 0.52),
            (0.64, 0.06, 0.4, 0.52),
            (0, -0.15, -0.78, 0.5),
            (0, -0.05, 0.8, 0.48),
        )
    ):
        a.add(
            "blob",
            (dx * x, a.mid + dy * y, dz * z),
            (r * x * 1.15, r * y * 1.05, r * z * 0.78),
            "fur",
            c.coat if k % 3 else palette.shade(c.coat, 0.95),
            "torso",
            a.root,
            seed=int(rng.integers(1, 60)),
        )
    a.neck_and_skull(colour=c.marks, limits=(-80, 20))
    a.muzzle(c.marks, palette.shade(c.marks, 0.6) if palette.light_of(c.marks) > 0.4 else level(3, 2, 2), box=False)
    a.eyes(at=(0.72, 0.3), size=0.24)
    a.ears(c.marks, PINK, kind="side", size=(0.05, 0.1, 0.035), at=(0.85, 0.35, 0.25), spread=10)
    tx, ty, tz = a.skull_at
    a.add("blob", (tx, ty + 0.12, tz + 0.04), (0.12, 0.09, 0.12), "fur", c.coat, "hair", a.head, seed=7)
    if c.age > 0.3 and a.chance(0.35):
        for side in (-1, 1):
            a.rod(
                (tx + side * 0.1, ty + 0.1, tz + 0.04),
                (tx + side * 0.2, ty + 0.06, tz + 0.12),
                0.045,
                "bone",
                level(5, 4, 3),
                "horn",
                a.head,
            )
            a.rod(
                (tx + side * 0.2, ty + 0.06, tz + 0.12),
                (tx + side * 0.22, ty - 0.06, tz + 0.02),
                0.038,
                "bone",
                level(5, 4, 3),
                "horn",
                a.head,
            )
            a.rod(
                (tx + side * 0.22, ty - 0.06, tz + 0.02),
                (tx + side * 0.22, ty - 0.02, tz - 0.08),
                0.026,
                "bone",
                level(5, 4, 3),
                "horn",
                a.head,
            )
    if c.ornament != "plain":
        a.collar(bell=c.ornament == "rich")
    a.legs(lower=c.marks, thigh=1.35)
    a.tail_rod((-0.16, 0.05), 0.06)
    return a.finish()


@grammar("dog")
def dog(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A dog: hound, shepherd, terrier or spitz, with a wagging tail and a tongue."""
    c = coat(
        rng,
        wishes,
        (
            level(4, 3, 1),
            level(5, 4, 2),
            level(2, 1, 1),
            level(6, 6, 5),
            level(3, 2, 1),
            level(5, 3, 1),
            level(3, 3, 3),
        ),
        (level(7, 7, 6), level(6, 5, 3), level(2, 1, 1), level(5, 4, 3)),
    )
    kind = ("hound", "shepherd", "terrier", "spitz")[int(rng.integers(4))]
    leg = {"hound": 0.34, "shepherd": 0.33, "terrier": 0.2, "spitz": 0.24}[kind]
    size = leg / 0.33
    f = Frame(
        leg,
        (0.13 * (0.6 + 0.4 * size), 0.15 * (0.6 + 0.4 * size), 0.31 * (0.5 + 0.5 * size)),
        (0.22, -0.1),
        (0.12, 0.12, 0.12),
        0.13,
        (0.065, 0.06),
        0.04,
        hooves=False,
        ends=0.75,
        neck_thick=0.62,
    )
    a = Beast(name, rng, f, c)
    a.trunk(belly=True)
    if kind in ("shepherd", "spitz"):
        a.add(
            "blob",
            (0, a.mid + 0.02, -a.half[2] * 0.72),
            (a.half[0] * 1.12, a.half[1] * 1.12, 0.12),
            "fur",
            c.marks,
            "torso",
            a.root,
            seed=4,
        )
    a.neck_and_skull(limits=(-60, 30))
    a.muzzle(c.marks if a.chance(0.6) else c.coat, palette.BLACK, jaw=True)
    if a.chance(0.45):
        x, y, z = a.nose
        a.ball((x + 0.01, y - 0.075, z + 0.02), (0.03, 0.01, 0.05), "skin", level(6, 2, 3), "mouth", len(a.b.parts) - 2)
    a.eyes(at=(0.52, 0.32), size=0.27, brow=palette.shade(c.coat, 0.7))
    if a.chance(0.3):
        sx, sy, _ = a.skull
        a.ball(
            (0.5 * sx, a.skull_at[1] + 0.3 * sy, a.skull_at[2] - 0.45 * a.skull[2]),
            (0.055, 0.065, 0.05),
            "fur",
            c.marks,
            "detail",
            a.head,
        )
    if kind in ("hound",):
        a.ears(palette.shade(c.coat, 0.75), None, kind="side", size=(0.055, 0.12, 0.03), at=(0.85, 0.4, 0.2), spread=60)
    elif kind == "terrier":
        a.ears(palette.shade(c.coat, 0.75), None, kind="side", size=(0.05, 0.08, 0.03), at=(0.75, 0.7, 0.0), spread=30)
    else:
        a.ears(c.coat, PINK, size=(0.05, 0.085, 0.035), at=(0.62, 0.8, 0.2), spread=15)
    if c.ornament != "plain":
        a.collar(medal=c.ornament == "rich")
    a.legs(socks=c.marks if a.chance(0.4) else None, thigh=1.5)
    a.tail_rod(
        (0.2, 0.2) if kind != "hound" else (0.14, 0.26),
        0.035 if kind != "spitz" else 0.07,
        tip=c.marks if a.chance(0.5) else None,
        tuft=0.06 if kind in ("shepherd", "spitz") else 0.0,
    )
    return a.finish()


@grammar("cow")
def cow(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A cow or a bull: patches, pink muzzle, horns, udder, bell."""
    c = coat(
        rng,
        wishes,
        (level(4, 2, 1), level(6, 6, 5), level(1, 1, 1), level(5, 3, 1), level(3, 2, 1), level(5, 4, 3)),
        (level(7, 7, 6), level(2, 1, 1), level(6, 5, 4), level(3, 2, 1)),
    )
    f = Frame(
        0.6, (0.36, 0.38, 0.74), (0.2, -0.36), (0.19, 0.2, 0.2), 0.18, (0.14, 0.12), 0.085, neck_thick=0.6, ends=0.95
    )
    a = Beast(name, rng, f, c)
    x, y, z = a.half
    a.root = a.add("box", (0, a.mid, 0), (x, y, z), "fur", c.coat, "torso", bevel=0.16, taper=(0.9, 1.0))
    a.ball((0, a.mid - 0.12, 0.05), (x * 0.95, y * 0.95, z * 0.75), "fur", c.coat, "torso", a.root)
    for dx, dy, dz, r in (
        (-0.86, 0.3, -0.35, 0.2),
        (0.88, 0.15, 0.2, 0.24),
        (-0.88, 0.0, 0.5, 0.22),
        (0.84, 0.45, -0.5, 0.17),
        (0.1, 0.86, 0.15, 0.24),
    ):
        a.add(
            "blob",
            (dx * x, a.mid + dy * y, dz * z),
            (0.09 if abs(dx) > 0.5 else r, r if abs(dx) > 0.5 else 0.1, r * 1.2),
            "fur",
            c.marks,
            "detail",
            a.root,
            seed=int(rng.integers(1, 60)),
        )
    bull = a.chance(0.25)
    if not bull and a.young == 0:
        a.ball((0, a.mid - y * 0.95, z * 0.42), (0.17, 0.12, 0.18), "skin", PINK, "detail", a.root)
        a.ball(
            (-0.07, a.mid - y * 1.25, z * 0.36),
            (0.025, 0.05, 0.025),
            "skin",
            palette.shade(PINK, 0.85),
            "detail",
            a.root,
            array=Array(2, (0.14, 0, 0)),
        )
    a.neck_and_skull(limits=(-70, 20))
    a.muzzle(PINK, level(3, 2, 2), nostrils=True)
    a.eyes(at=(0.72, 0.2), size=0.2, brow=palette.shade(c.coat, 0.7))
    a.add(
        "blob",
        (0, a.skull_at[1] + 0.17, a.skull_at[2] - 0.06),
        (0.12, 0.08, 0.12),
        "hair",
        c.marks,
        "hair",
        a.head,
        seed=3,
    )
    if a.chance(0.6):
        a.ball((0, a.skull_at[1] + 0.05, a.skull_at[2] - 0.18), (0.07, 0.14, 0.06), "fur", c.marks, "detail", a.head)
    a.ears(c.coat, PINK, kind="side", size=(0.06, 0.13, 0.035), at=(0.85, 0.45, 0.3), spread=5)
    if c.age > 0.25:
        tx, ty, tz = a.skull_at
        horn = level(6, 6, 5)
        for side in (-1, 1):
            a.rod(
                (tx + side * 0.12, ty + 0.16, tz + 0.04),
                (tx + side * 0.24, ty + 0.21, tz + 0.04),
                0.04,
                "bone",
                horn,
                "horn",
                a.head,
            )
            a.rod(
                (tx + side * 0.24, ty + 0.2, tz + 0.04),
                (tx + side * (0.3 if bull else 0.27), ty + 0.36, tz - 0.02),
                0.036,
                "bone",
                horn,
                "horn",
                a.head,
                kind="cylinder",
                end=0.15,
            )
    if bull:
        a.add(
            "cylinder",
            (a.nose[0], a.nose[1] - 0.1, a.nose[2] - 0.01),
            (0.05, 0.01, 0.05),
            "gold",
            palette.GOLD,
            "ornament",
            a.head,
            rotation=(0, 90, 0),
            sides=10,
        )
    if c.ornament != "plain":
        a.collar(bell=True)
    a.legs(thigh=1.5, socks=c.marks if a.chance(0.5) else None)
    a.tail_rod((-0.62, 0.14), 0.03, tuft=0.07)
    return a.finish()


@grammar("pig")
def pig(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A pig: round, pink or spotted, snout with nostrils, floppy ears, curly tail."""
    c = coat(
        rng,
        wishes,
        (level(6, 4, 4), level(7, 5, 5), level(5, 3, 3), level(6, 5, 4), level(3, 2, 2)),
        (level(2, 1, 1), level(5, 3, 3), level(3, 2, 2), level(6, 5, 5)),
    )
    f = Frame(
        0.26,
        (0.26, 0.26, 0.45),
        (0.12, -0.18),
        (0.18, 0.18, 0.17),
        0.1,
        (0.085, 0.08),
        0.06,
        neck_thick=0.75,
        material="skin",
        ends=1.0,
        drop=0.1,
    )
    a = Beast(name, rng, f, c)
    a.trunk(hump=True)
    x, y, z = a.half
    for dx, dy, dz, r in (
        (-0.85, 0.25, -0.3, 0.13),
        (0.86, 0.2, 0.25, 0.15),
        (0.2, 0.9, 0.4, 0.14),
        (-0.8, -0.05, 0.5, 0.12),
    ):
        a.ball(
            (dx * x, a.mid + dy * y, dz * z),
            (0.07 if abs(dx) > 0.5 else r, r if abs(dx) > 0.5 else 0.06, r),
            "skin",
            c.marks,
            "detail",
            a.root,
        )
    a.neck_and_skull(limits=(-50, 20))
    x, y, z = a.skull_at
    a.add(
        "cylinder",
        (x, y - 0.03, z - 0.21),
        (0.085, 0.075, 0.075),
        "skin",
        palette.shade(c.coat, 0.9),
        "head",
        a.head,
        rotation=(0, -90, 0),
        sides=12,
        taper=(0.9, 0.9),
        bevel=0.015,
    )
    a.ball(
        (x - 0.035, y - 0.025, z - 0.285),
        (0.02, 0.03, 0.012),
        "skin",
        level(3, 1, 1),
        "detail",
        a.head,
        array=Array(2, (0.07, 0, 0)),
    )
    a.ball((x, y - 0.11, z - 0.16), (0.075, 0.02, 0.05), "skin", level(4, 1, 1), "mouth", a.head)
    a.eyes(at=(0.5, 0.35), size=0.18)
    a.ball(
        (x - 0.13, y - 0.06, z - 0.12),
        (0.045, 0.04, 0.03),
        "skin",
        level(7, 4, 4),
        "detail",
        a.head,
        array=Array(2, (0.26, 0, 0)),
    )
    if a.chance(0.6):
        a.ears(palette.shade(c.coat, 0.9), None, kind="side", size=(0.075, 0.1, 0.03), at=(0.6, 0.85, -0.15), spread=35)
    else:
        a.ears(palette.shade(c.coat, 0.9), PINK, size=(0.075, 0.09, 0.03), at=(0.6, 0.85, -0.1), spread=20)
    if c.ornament != "plain":
        a.collar(bell=c.ornament == "rich")
    a.legs(thigh=1.5)
    tx, ty, tz = a.tail_at
    a.tail = a.rod(
        (tx, ty, tz - 0.04),
        (tx + 0.03, ty + 0.07, tz + 0.06),
        0.025,
        "skin",
        c.coat,
        "tail",
        a.root,
        joint=a.limb(a.tail_at, -60, 60, "y"),
    )
    a.rod((tx + 0.03, ty + 0.07, tz + 0.06), (tx - 0.05, ty + 0.09, tz + 0.08), 0.022, "skin", c.coat, "tail", a.tail)
    a.rod((tx - 0.05, ty + 0.09, tz + 0.08), (tx - 0.01, ty + 0.03, tz + 0.11), 0.018, "skin", c.coat, "tail", a.tail)
    return a.finish()


@grammar("goat")
def goat(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A goat: beard, swept horns, slanting pupils, a short tail held up."""
    c = coat(
        rng,
        wishes,
        (level(6, 6, 5), level(4, 3, 2), level(2, 2, 2), level(5, 4, 3), level(5, 3, 2)),
        (level(2, 1, 1), level(7, 7, 6), level(3, 2, 2), level(5, 5, 4)),
    )
    f = Frame(0.42, (0.19, 0.21, 0.38), (0.32, -0.16), (0.1, 0.12, 0.13), 0.12, (0.07, 0.075), 0.045, neck_thick=0.52)
    a = Beast(name, rng, f, c)
    a.trunk(belly=True)
    if a.chance(0.5):
        a.ball((0, a.mid + 0.03, 0.02), (a.half[0] * 1.06, a.half[1] * 1.06, 0.13), "fur", c.marks, "torso", a.root)
    a.neck_and_skull(limits=(-80, 25))
    a.muzzle(palette.mix(c.coat, c.marks, 0.3), level(3, 2, 2))
    a.eyes(level(2, 1, 0), at=(0.8, 0.25), size=0.24)
    a.ears(c.coat, PINK, kind="side", size=(0.045, 0.11, 0.03), at=(0.8, 0.4, 0.3), spread=20)
    x, y, z = a.skull_at
    a.add(
        "cylinder",
        (x, a.nose[1] - 0.17, a.nose[2] + 0.05),
        (0.045, 0.08, 0.04),
        "hair",
        c.marks,
        "beard",
        a.head,
        rotation=(0, 170, 0),
        taper=(0.15, 0.2),
        sides=6,
    )
    if c.age > 0.2:
        horn = palette.pick(rng, (level(3, 3, 2), level(5, 4, 3), level(2, 2, 2)))
        for side in (-1, 1):
            a.rod(
                (x + side * 0.05, y + 0.1, z),
                (x + side * 0.08, y + 0.26, z + 0.08),
                0.035,
                "bone",
                horn,
                "horn",
                a.head,
            )
            a.rod(
                (x + side * 0.08, y + 0.25, z + 0.08),
                (x + side * 0.14, y + 0.32, z + 0.24),
                0.03,
                "bone",
                horn,
                "horn",
                a.head,
                kind="cylinder",
                end=0.2,
            )
    if c.ornament != "plain":
        a.collar(bell=True)
    a.legs(thigh=1.6, socks=c.marks if a.chance(0.4) else None)
    a.tail_rod((0.13, 0.07), 0.04, tip=c.marks)
    return a.finish()


@grammar("cat")
def cat(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A cat: round head, pointed ears, whiskers, stripes or socks, a long tail in the air."""
    c = coat(
        rng,
        wishes,
        (level(5, 3, 1), level(3, 3, 3), level(1, 1, 1), level(6, 6, 6), level(5, 4, 3), level(4, 3, 2)),
        (level(7, 7, 6), level(2, 1, 1), level(4, 2, 1), level(6, 5, 4)),
    )
    f = Frame(
        0.19, (0.09, 0.1, 0.2), (0.13, -0.1), (0.115, 0.1, 0.1), 0.02, (0.05, 0.04), 0.03, hooves=False, neck_thick=0.7
    )
    a = Beast(name, rng, f, c)
    a.trunk(belly=True)
    if a.chance(0.55):
        a.add(
            "cylinder",
            (0, a.mid + 0.005, -0.1),
            (a.half[0] * 1.02, 0.014, a.half[1] * 1.03),
            "fur",
            c.marks,
            "detail",
            a.root,
            rotation=(0, 90, 0),
            sides=12,
            array=Array(3, (0, 0, 0.09)),
        )
    a.neck_and_skull(limits=(-60, 30))
    x, y, z = a.skull_at
    a.ball(
        (x - 0.028, y - 0.04, z - 0.085),
        (0.04, 0.035, 0.035),
        "fur",
        c.marks if palette.light_of(c.marks) > 0.4 else palette.shade(c.coat, 1.25),
        "head",
        a.head,
        array=Array(2, (0.056, 0, 0)),
    )
    a.ball((x, y - 0.01, z - 0.115), (0.02, 0.015, 0.015), "skin", level(6, 3, 3), "detail", a.head)
    a.ball((x, y - 0.07, z - 0.1), (0.025, 0.012, 0.015), "skin", palette.LIPS, "mouth", a.head)
    green = palette.pick(rng, (level(3, 6, 2), level(6, 5, 1), level(2, 5, 6), level(6, 3, 1)))
    _sx, sy, sz = a.skull
    ey, ez = y + 0.2 * sy, z - 0.8 * sz
    a.ball((-0.05, ey, ez), (0.032, 0.036, 0.03), "paint", green, "eye", a.head, array=Array(2, (0.1, 0, 0)))
    a.ball(
        (-0.05, ey, ez - 0.02), (0.012, 0.032, 0.02), "paint", palette.BLACK, "eye", a.head, array=Array(2, (0.1, 0, 0))
    )
    a.ears(c.coat, PINK, size=(0.05, 0.065, 0.03), at=(0.62, 0.85, 0.1), spread=15)
    if c.ornament != "plain":
        a.collar(bell=c.ornament == "usual", medal=c.ornament == "rich")
    a.legs(socks=c.marks if a.chance(0.5) else None, thigh=1.6)
    a.tail_rod((0.3, 0.12), 0.028, tip=c.marks if a.chance(0.5) else None)
    return a.finish()

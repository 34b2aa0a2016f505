"""Animals of forest and hill: deer, wolf, fox, bear, rabbit."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.animals.beast import Beast, Frame, coat
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.registry import grammar

PINK = level(6, 4, 4)


def ruff(a: Beast, colour: int, *, size: float = 1.0, seed: int = 4) -> None:
    """Thick fur on chest and neck."""
    x, y, z = a.half
    a.add(
        "blob",
        (0, a.mid + 0.05 * y, -z * 0.78),
        (x * 1.05 * size, y * 1.1 * size, z * 0.34 * size),
        "fur",
        colour,
        "torso",
        a.root,
        seed=seed,
    )


@grammar("deer")
def deer(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A deer: slender legs, white rump and throat, antlers on the stag, spots on the fawn."""
    c = coat(
        rng, wishes, (level(4, 3, 1), level(5, 3, 2), level(4, 2, 1), level(5, 4, 2)), (level(7, 6, 5), level(6, 6, 5))
    )
    f = Frame(0.66, (0.19, 0.22, 0.46), (0.52, -0.2), (0.11, 0.13, 0.14), 0.14, (0.07, 0.075), 0.045, neck_thick=0.48)
    a = Beast(name, rng, f, c)
    a.trunk(belly=True)
    a.ball((0, a.mid + 0.08, a.half[2] * 0.9), (0.12, 0.13, 0.08), "fur", c.marks, "torso", a.root)
    if a.young > 0 or a.chance(0.25):
        for side in (-1, 1):
            a.ball(
                (side * a.half[0] * 0.78, a.mid + a.half[1] * 0.55, -0.2),
                (0.03, 0.03, 0.03),
                "fur",
                c.marks,
                "detail",
                a.root,
                array=Array(4, (0, 0, 0.13)),
            )
    a.neck_and_skull(limits=(-80, 25))
    _nx, ny, nz = a.neck_at
    a.ball((0, ny + 0.12, nz - 0.13), (0.07, 0.14, 0.05), "fur", c.marks, "neck", a.neck, rotation=(0, -20, 0))
    a.muzzle(c.coat, palette.BLACK)
    a.eyes(at=(0.78, 0.2), size=0.25)
    a.ears(c.coat, PINK, kind="side", size=(0.05, 0.12, 0.03), at=(0.7, 0.6, 0.3), spread=-35)
    tx, ty, tz = a.skull_at
    if c.age > 0.3 and a.chance(0.6):
        bone = palette.pick(rng, (level(5, 4, 2), level(4, 3, 2), level(6, 5, 4)))
        for side in (-1, 1):
            root, mid = (tx + side * 0.05, ty + 0.1, tz + 0.04), (tx + side * 0.2, ty + 0.32, tz + 0.12)
            top = (tx + side * 0.22, ty + 0.55, tz - 0.02)
            a.rod(root, mid, 0.024, "bone", bone, "horn", a.head)
            a.rod(mid, top, 0.022, "bone", bone, "horn", a.head)
            a.rod(mid, (mid[0] + side * 0.13, mid[1] + 0.14, mid[2] + 0.02), 0.018, "bone", bone, "horn", a.head)
            a.rod(
                (tx + side * 0.11, ty + 0.2, tz + 0.08),
                (tx + side * 0.13, ty + 0.32, tz - 0.1),
                0.018,
                "bone",
                bone,
                "horn",
                a.head,
            )
            if c.age > 0.55:
                a.rod(
                    (tx + side * 0.21, ty + 0.44, tz + 0.05),
                    (tx + side * 0.32, ty + 0.56, tz + 0.05),
                    0.018,
                    "bone",
                    bone,
                    "horn",
                    a.head,
                )
    if c.ornament != "plain":
        a.collar(bell=c.ornament == "rich")
    a.legs(thigh=1.7, lower=palette.shade(c.coat, 0.85))
    a.tail_rod((-0.08, 0.07), 0.045, tip=c.marks)
    return a.finish()


@grammar("wolf")
def wolf(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A wolf: ruff, long jaws with teeth, amber eyes, bushy low tail."""
    c = coat(
        rng,
        wishes,
        (level(3, 3, 3), level(4, 4, 4), level(2, 2, 2), level(4, 3, 3), level(6, 6, 6)),
        (level(6, 6, 5), level(5, 5, 4), level(2, 2, 2)),
    )
    f = Frame(
        0.44,
        (0.18, 0.21, 0.45),
        (0.26, -0.2),
        (0.15, 0.15, 0.15),
        0.18,
        (0.075, 0.07),
        0.05,
        hooves=False,
        neck_thick=0.66,
        ends=0.65,
    )
    a = Beast(name, rng, f, c)
    a.trunk(belly=True)
    ruff(a, palette.shade(c.coat, 0.9), size=1.12)
    a.add(
        "blob",
        (0, a.back_y - 0.04, -0.05),
        (0.12, 0.08, a.half[2] * 0.7),
        "fur",
        palette.shade(c.coat, 0.72),
        "torso",
        a.root,
        seed=9,
    )
    a.neck_and_skull(limits=(-60, 30))
    sx, sy, _ = a.skull
    for side in (-1, 1):
        a.add(
            "cylinder",
            (side * sx * 0.95, a.skull_at[1] - sy * 0.35, a.skull_at[2] + 0.02),
            (0.06, 0.08, 0.05),
            "fur",
            c.marks,
            "beard",
            a.head,
            rotation=(0, 0, -side * 120),
            taper=(0.15, 0.4),
            sides=6,
        )
    a.muzzle(c.marks, palette.BLACK, jaw=True)
    x, y, z = a.nose
    a.add(
        "cylinder",
        (x - 0.035, y - 0.085, z + 0.03),
        (0.012, 0.025, 0.012),
        "bone",
        palette.WHITE,
        "mouth",
        a.head,
        rotation=(0, 180, 0),
        taper=(0.1, 0.1),
        sides=4,
        array=Array(2, (0.07, 0, 0)),
    )
    amber = palette.pick(rng, (level(6, 5, 1), level(6, 4, 1), level(3, 5, 6)))
    a.eyes(amber, at=(0.52, 0.3), size=0.2, brow=palette.shade(c.coat, 0.6), stern=20)
    a.ears(palette.shade(c.coat, 0.8), PINK, size=(0.055, 0.1, 0.035), at=(0.6, 0.85, 0.25), spread=15)
    if c.ornament != "plain":
        a.collar(medal=c.ornament == "rich")
    a.legs(thigh=1.8, socks=c.marks if a.chance(0.5) else None)
    a.tail_rod((-0.16, 0.34), 0.075, tip=palette.shade(c.coat, 0.7), tuft=0.07)
    return a.finish()


@grammar("fox")
def fox(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A fox: pointed face with white cheeks, black stockings, a great brush with a white tip."""
    c = coat(
        rng,
        wishes,
        (level(6, 3, 1), level(5, 2, 1), level(6, 4, 1), level(6, 6, 6), level(3, 3, 3)),
        (level(7, 7, 6), level(7, 6, 5)),
    )
    f = Frame(
        0.26,
        (0.115, 0.13, 0.28),
        (0.18, -0.13),
        (0.115, 0.105, 0.11),
        0.13,
        (0.05, 0.045),
        0.032,
        hooves=False,
        neck_thick=0.62,
        ends=0.5,
    )
    a = Beast(name, rng, f, c)
    a.trunk(belly=True)
    a.ball((0, a.mid - 0.01, -a.half[2] * 0.88), (0.085, 0.11, 0.07), "fur", c.marks, "torso", a.root)
    a.neck_and_skull(limits=(-65, 30))
    sx, sy, _ = a.skull
    for side in (-1, 1):
        a.add(
            "cylinder",
            (side * sx * 0.92, a.skull_at[1] - sy * 0.4, a.skull_at[2] - 0.02),
            (0.055, 0.07, 0.04),
            "fur",
            c.marks,
            "beard",
            a.head,
            rotation=(0, 0, -side * 115),
            taper=(0.1, 0.4),
            sides=6,
        )
    a.muzzle(c.coat, palette.BLACK, jaw=True)
    a.eyes(level(5, 3, 0), at=(0.55, 0.25), size=0.24, brow=palette.shade(c.coat, 0.6), stern=10)
    a.ears(c.coat, palette.BLACK, size=(0.05, 0.09, 0.03), at=(0.62, 0.85, 0.2), spread=15)
    if c.ornament != "plain":
        a.collar(medal=c.ornament == "rich")
    dark = level(1, 1, 1) if palette.light_of(c.coat) > 0.25 else palette.shade(c.coat, 0.6)
    a.legs(thigh=1.7, lower=dark)
    a.tail_rod((0.04, 0.4), 0.075)
    x, y, z = a.tail_at
    a.ball((x, y + 0.03, z + 0.3), (0.1, 0.1, 0.19), "fur", c.coat, "tail", len(a.b.parts) - 1)
    a.ball((x, y + 0.045, z + 0.47), (0.07, 0.07, 0.09), "fur", c.marks, "tail", len(a.b.parts) - 2)
    return a.finish()


@grammar("bear")
def bear(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A bear: a mountain of fur with a hump, round ears, a pale muzzle and claws."""
    c = coat(
        rng,
        wishes,
        (level(3, 2, 1), level(2, 1, 1), level(4, 3, 2), level(1, 1, 1), level(6, 6, 6), level(4, 2, 1)),
        (level(5, 4, 2), level(6, 5, 4), level(4, 3, 2)),
    )
    f = Frame(
        0.52,
        (0.42, 0.44, 0.74),
        (0.22, -0.34),
        (0.27, 0.25, 0.26),
        0.2,
        (0.13, 0.11),
        0.13,
        hooves=False,
        neck_thick=0.72,
        ends=0.8,
        foot=0.95,
    )
    a = Beast(name, rng, f, c)
    a.trunk()
    a.add("blob", (0, a.back_y - 0.12, -a.half[2] * 0.45), (0.32, 0.24, 0.34), "fur", c.coat, "torso", a.root, seed=5)
    if a.chance(0.5):
        a.ball((0, a.mid - 0.05, -a.half[2] * 0.95), (0.2, 0.14, 0.08), "fur", c.marks, "torso", a.root)
    a.neck_and_skull(limits=(-50, 30))
    a.muzzle(c.marks, palette.BLACK, jaw=True)
    a.eyes(at=(0.42, 0.28), size=0.17, brow=palette.shade(c.coat, 0.7))
    a.ears(c.coat, c.marks, kind="round", size=(0.1, 0.1, 0.05), at=(0.72, 0.72, 0.15), spread=40)
    if c.ornament != "plain":
        a.collar(medal=c.ornament == "rich")
    first = len(a.b.parts)
    a.legs(thigh=1.25)
    for k in range(first, len(a.b.parts)):
        paw = a.b.parts[k]
        if paw.kind == "ellipsoid" and paw.parent >= 0:
            x, _y, z = paw.centre
            a.add(
                "cylinder",
                (x - 0.07, 0.03, z - paw.half[2] * 0.9),
                (0.02, 0.06, 0.02),
                "bone",
                level(2, 2, 2),
                paw.role,
                paw.parent,
                rotation=(0, -80, 0),
                taper=(0.1, 0.1),
                sides=4,
                array=Array(3, (0.07, 0, 0)),
            )
    a.tail_rod((0.02, 0.08), 0.08)
    return a.finish()


@grammar("rabbit")
def rabbit(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A rabbit: round, long ears with pink inside, big hind feet, a white scut."""
    c = coat(
        rng,
        wishes,
        (level(5, 4, 3), level(4, 3, 2), level(6, 6, 6), level(3, 3, 3), level(6, 5, 3), level(2, 2, 2)),
        (level(7, 7, 6), level(6, 5, 4)),
    )
    f = Frame(
        0.13,
        (0.12, 0.13, 0.18),
        (0.12, -0.09),
        (0.095, 0.09, 0.1),
        0.03,
        (0.05, 0.045),
        0.03,
        hooves=False,
        neck_thick=0.7,
        foot=1.0,
        drop=0.6,
    )
    a = Beast(name, rng, f, c)
    a.trunk(belly=True, hump=False)
    a.ball((0, a.mid + 0.02, a.half[2] * 0.4), (0.135, 0.14, 0.13), "fur", c.coat, "torso", a.root)
    a.neck_and_skull(limits=(-60, 30))
    x, y, z = a.skull_at
    a.ball(
        (x - 0.03, y - 0.03, z - 0.09),
        (0.035, 0.03, 0.03),
        "fur",
        c.marks,
        "head",
        a.head,
        array=Array(2, (0.06, 0, 0)),
    )
    a.ball((x, y, z - 0.115), (0.02, 0.015, 0.015), "skin", level(6, 3, 3), "detail", a.head)
    a.add("box", (x, y - 0.06, z - 0.095), (0.015, 0.02, 0.01), "bone", palette.WHITE, "mouth", a.head)
    a.eyes(palette.BLACK, at=(0.74, 0.25), size=0.28)
    lop = a.chance(0.25)
    if lop:
        a.ears(c.coat, None, kind="side", size=(0.04, 0.13, 0.025), at=(0.7, 0.7, 0.2), spread=60)
    else:
        a.ears(c.coat, PINK, kind="round", size=(0.04, 0.15, 0.025), at=(0.45, 0.8, 0.3), spread=10)
    if c.ornament != "plain":
        a.collar(medal=c.ornament == "rich")
    a.legs(thigh=1.6)
    for side in (-1, 1):
        a.ball(
            (side * 0.1, 0.14, a.half[2] * 0.66),
            (0.05, 0.09, 0.09),
            "fur",
            c.coat,
            f"leg_back_{'l' if side < 0 else 'r'}",
            next(i for i, q in enumerate(a.b.parts) if q.role == f"leg_back_{'l' if side < 0 else 'r'}"),
        )
    a.tail_rod((0.03, 0.03), 0.05, colour=c.marks)
    return a.finish()

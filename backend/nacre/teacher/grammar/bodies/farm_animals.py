"""Animals of farm and road: sheep, cow, pig, goat, horse, camel, dog, cat."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.beast import Beast, Frame, coat
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.registry import grammar

PINK = level(6, 4, 4)


@grammar("sheep")
def sheep(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A sheep or a ram: a cloud of wool on four thin legs, a dark face, ears held out."""
    c = coat(
        rng, wishes, (level(7, 7, 6), level(6, 6, 5), level(7, 6, 5), level(4, 3, 3), level(2, 2, 2)),
        (level(1, 1, 1), level(2, 2, 2), level(3, 2, 2), level(6, 5, 4)),
    )  # fmt: skip
    f = Frame(0.36, (0.27, 0.27, 0.44), (0.26, -0.2), (0.12, 0.14, 0.14), 0.1, (0.085, 0.085), 0.05, neck_thick=0.5)
    a = Beast(name, rng, f, c)
    x, y, z = a.half
    a.root = a.ball((0, a.mid, 0), (x, y, z), "fur", c.coat, "torso")
    for k, (dx, dy, dz, r) in enumerate(
        ((0, 0.5, -0.5, 0.6), (0, 0.55, 0.05, 0.62), (0, 0.42, 0.58, 0.6), (-0.62, 0.1, -0.4, 0.5), (0.62, 0.1, -0.35, 0.5),
         (-0.64, 0.1, 0.35, 0.52), (0.64, 0.06, 0.4, 0.52), (0, -0.15, -0.78, 0.5), (0, -0.05, 0.8, 0.48))
    ):  # fmt: skip
        a.add(
            "blob", (dx * x, a.mid + dy * y, dz * z), (r * x * 1.15, r * y * 1.05, r * z * 0.78), "fur",
            c.coat if k % 3 else palette.shade(c.coat, 0.95), "torso", a.root, seed=int(rng.integers(1, 60)),
        )  # fmt: skip
    a.neck_and_skull(colour=c.marks, limits=(-80, 20))
    a.muzzle(c.marks, palette.shade(c.marks, 0.6) if palette.light_of(c.marks) > 0.4 else level(3, 2, 2), box=False)
    a.eyes(at=(0.72, 0.3), size=0.24)
    a.ears(c.marks, PINK, kind="side", size=(0.05, 0.1, 0.035), at=(0.85, 0.35, 0.25), spread=10)
    tx, ty, tz = a.skull_at
    a.add("blob", (tx, ty + 0.12, tz + 0.04), (0.12, 0.09, 0.12), "fur", c.coat, "hair", a.head, seed=7)
    if c.age > 0.3 and a.chance(0.35):
        for side in (-1, 1):
            a.rod((tx + side * 0.1, ty + 0.1, tz + 0.04), (tx + side * 0.2, ty + 0.06, tz + 0.12), 0.045, "bone", level(5, 4, 3),
                  "horn", a.head)  # fmt: skip
            a.rod((tx + side * 0.2, ty + 0.06, tz + 0.12), (tx + side * 0.22, ty - 0.06, tz + 0.02), 0.038, "bone",
                  level(5, 4, 3), "horn", a.head)  # fmt: skip
            a.rod((tx + side * 0.22, ty - 0.06, tz + 0.02), (tx + side * 0.22, ty - 0.02, tz - 0.08), 0.026, "bone",
                  level(5, 4, 3), "horn", a.head)  # fmt: skip
    if c.ornament != "plain":
        a.collar(bell=c.ornament == "rich")
    a.legs(lower=c.marks, thigh=1.35)
    a.tail_rod((-0.16, 0.05), 0.06)
    return a.finish()


@grammar("dog")
def dog(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A dog: hound, shepherd, terrier or spitz, with a wagging tail and a tongue."""
    c = coat(
        rng, wishes, (level(4, 3, 1), level(5, 4, 2), level(2, 1, 1), level(6, 6, 5), level(3, 2, 1), level(5, 3, 1), level(3, 3, 3)),
        (level(7, 7, 6), level(6, 5, 3), level(2, 1, 1), level(5, 4, 3)),
    )  # fmt: skip
    kind = ("hound", "shepherd", "terrier", "spitz")[int(rng.integers(4))]
    leg = {"hound": 0.34, "shepherd": 0.33, "terrier": 0.2, "spitz": 0.24}[kind]
    size = leg / 0.33
    f = Frame(
        leg, (0.13 * (0.6 + 0.4 * size), 0.15 * (0.6 + 0.4 * size), 0.31 * (0.5 + 0.5 * size)), (0.22, -0.1), (0.12, 0.12, 0.12), 0.13,
        (0.065, 0.06), 0.04, hooves=False, ends=0.75, neck_thick=0.62,
    )  # fmt: skip
    a = Beast(name, rng, f, c)
    a.trunk(belly=a.chance(0.6))
    if kind in ("shepherd", "spitz"):
        a.add("blob", (0, a.mid + 0.02, -a.half[2] * 0.72), (a.half[0] * 1.12, a.half[1] * 1.12, 0.12), "fur", c.marks, "torso",
              a.root, seed=4)  # fmt: skip
    a.neck_and_skull(limits=(-60, 30))
    a.muzzle(c.marks if a.chance(0.6) else c.coat, palette.BLACK, jaw=True)
    if a.chance(0.45):
        x, y, z = a.nose
        a.ball((x + 0.01, y - 0.075, z + 0.02), (0.03, 0.01, 0.05), "skin", level(6, 2, 3), "mouth", len(a.b.parts) - 2)
    a.eyes(at=(0.52, 0.32), size=0.27, brow=palette.shade(c.coat, 0.7))
    if a.chance(0.3):
        sx, sy, _ = a.skull
        a.ball((0.5 * sx, a.skull_at[1] + 0.3 * sy, a.skull_at[2] - 0.45 * a.skull[2]), (0.055, 0.065, 0.05), "fur", c.marks, "detail",
               a.head)  # fmt: skip
    if kind in ("hound",):
        a.ears(palette.shade(c.coat, 0.75), None, kind="side", size=(0.055, 0.12, 0.03), at=(0.85, 0.4, 0.2), spread=60)
    elif kind == "terrier":
        a.ears(palette.shade(c.coat, 0.75), None, kind="round", size=(0.05, 0.07, 0.03), at=(0.7, 0.85, 0.2), spread=45)
    else:
        a.ears(c.coat, PINK, size=(0.05, 0.085, 0.035), at=(0.62, 0.8, 0.2), spread=15)
    if c.ornament != "plain" or a.chance(0.5):
        a.collar(medal=c.ornament == "rich")
    a.legs(socks=c.marks if a.chance(0.4) else None, thigh=1.5)
    a.tail_rod((0.2, 0.2) if kind != "hound" else (0.14, 0.26), 0.035 if kind != "spitz" else 0.07,
               tip=c.marks if a.chance(0.5) else None, tuft=0.06 if kind in ("shepherd", "spitz") else 0.0)  # fmt: skip
    return a.finish()


_ = Array

"""Creatures of the water: fish, shark, turtle, crab."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.animals.beast import coat
from nacre.teacher.grammar.bodies.mannequin import Sculptor
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.registry import grammar


def pectorals(a: Sculptor, root: int, x: float, y: float, z: float, long: float, wide: float, colour: int) -> None:
    """A pair of side fins that paddle."""
    for side in (-1, 1):
        name = f"wing_{'l' if side < 0 else 'r'}"
        a.rod(
            (side * x, y, z),
            (side * (x + long * 0.8), y - long * 0.3, z + long * 0.6),
            0.015,
            "skin",
            colour,
            name,
            root,
            kind="box",
            end=0.45,
            flat=wide / 0.015,
            joint=a.limb((side * x, y, z), -60, 60, "z"),
        )


@grammar("fish")
def fish(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A fish: slim, round or tall, striped or plain, with big eyes and a fan of a tail."""
    c = coat(
        rng,
        wishes,
        (
            level(6, 3, 1),
            level(2, 4, 6),
            level(6, 5, 1),
            level(5, 5, 6),
            level(5, 2, 2),
            level(2, 5, 4),
            level(5, 2, 5),
        ),
        (level(7, 7, 7), level(1, 1, 2), level(6, 5, 2), level(1, 3, 6)),
        (level(6, 4, 2), level(5, 2, 1), level(1, 2, 4), level(6, 6, 3)),
        worn=False,
    )
    kind = ("slim", "round", "tall")[int(rng.integers(3))]
    x, y, z = {"slim": (0.09, 0.12, 0.34), "round": (0.16, 0.18, 0.26), "tall": (0.08, 0.25, 0.28)}[kind]
    a = Sculptor(name, rng)
    mid = y + 0.08
    root = a.ball((0, mid, 0), (x, y, z), "skin", c.coat, "torso")
    striped = a.chance(0.6)
    a.ball(
        (0, mid - 0.25 * y, -0.08 * z),
        (x * 0.94, y * 0.76, z * 0.82),
        "skin",
        palette.mix(c.coat, palette.WHITE, 0.55) if striped else c.marks,
        "torso",
        root,
    )
    if striped:
        for k in range(2 + int(kind != "slim")):
            dz = (-0.35 + 0.42 * k) * z
            thin = float(np.sqrt(1 - (dz / z) ** 2))
            a.ball((0, mid + 0.01, dz), (x * thin * 1.03, y * thin * 1.02, 0.035), "skin", c.marks, "detail", root)
    # head: cheeks, eyes, lips
    ez = a.b.snap(-0.66 * z)
    ex = a.b.snap(x * 0.66)
    e = max(0.035, 0.2 * min(y, 0.2))
    a.ball(
        (-ex, mid + 0.25 * y, ez), (e * 0.8, e, e), "paint", palette.WHITE, "eye", root, array=Array(2, (2 * ex, 0, 0))
    )
    a.ball(
        (-ex - 0.01, mid + 0.25 * y, ez - 0.01),
        (e * 0.8, e * 0.65, e * 0.65),
        "paint",
        palette.BLACK,
        "eye",
        root,
        array=Array(2, (2 * ex + 0.02, 0, 0)),
    )
    a.ball((0, mid - 0.05 * y, -z * 0.98), (x * 0.36, 0.035, 0.035), "skin", c.harness, "mouth", root)
    a.ball(
        (0, mid - 0.05 * y - 0.035, -z * 0.96),
        (x * 0.32, 0.025, 0.03),
        "skin",
        palette.shade(c.harness, 0.8),
        "jaw",
        root,
        joint=a.limb((0, mid - 0.1 * y, -z * 0.8), -30, 0),
    )
    # fins
    a.rod(
        (0, mid + 0.7 * y, -0.2 * z),
        (0, mid + y + 0.12, 0.22 * z),
        0.02,
        "skin",
        c.harness,
        "fin",
        root,
        kind="box",
        end=0.5,
        flat=0.45 * z / 0.02,
    )
    a.rod(
        (0, mid - 0.7 * y, 0.05 * z),
        (0, mid - y - 0.06, 0.3 * z),
        0.02,
        "skin",
        c.harness,
        "fin",
        root,
        kind="box",
        end=0.4,
        flat=0.28 * z / 0.02,
    )
    pectorals(a, root, x * 0.85, mid - 0.15 * y, -0.25 * z, 0.14, 0.06, c.harness)
    # tail stem, then the fan on a joint of its own
    stem = a.rod(
        (0, mid, 0.6 * z),
        (0, mid, 1.15 * z),
        x * 0.55,
        "skin",
        c.coat,
        "tail",
        root,
        flat=1.4 if kind != "round" else 1.0,
        joint=a.limb((0, mid, 0.65 * z), -45, 45, "y"),
    )
    fan = a.rod(
        (0, mid + 0.17, 1.5 * z),
        (0, mid - 0.01, 1.08 * z),
        0.018,
        "skin",
        c.harness,
        "tail",
        stem,
        kind="box",
        end=0.25,
        flat=0.1 / 0.018,
        joint=a.limb((0, mid, 1.1 * z), -45, 45, "y"),
    )
    a.rod(
        (0, mid - 0.17, 1.5 * z),
        (0, mid + 0.01, 1.08 * z),
        0.018,
        "skin",
        palette.shade(c.harness, 0.85),
        "tail",
        fan,
        kind="box",
        end=0.25,
        flat=0.1 / 0.018,
    )
    if c.ornament != "plain":
        a.ball((0, mid + 0.02, 1.46 * z), (0.02, 0.05, 0.05), "skin", c.marks, "tail", fan)
    return a.b.program(), c.attributes()


@grammar("shark")
def shark(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A shark: torpedo with a white belly, a tall fin, gills and far too many teeth."""
    c = coat(
        rng,
        wishes,
        (level(3, 4, 4), level(4, 4, 5), level(2, 3, 4), level(3, 3, 3)),
        (level(7, 7, 7), level(6, 6, 6)),
        (level(3, 3, 4), level(2, 3, 4), level(4, 4, 4)),
        worn=False,
    )
    a = Sculptor(name, rng)
    k = 1 - 0.4 * max(0.0, 0.3 - c.age) / 0.3
    x, y, z = 0.36 * k, 0.36 * k, 1.15 * k
    mid = 0.75 * k
    root = a.ball((0, mid, 0), (x, y, z), "skin", c.coat, "torso")
    a.ball((0, mid - 0.16 * k, -0.05), (x * 0.9, y * 0.8, z * 0.86), "skin", c.marks, "torso", root)
    a.rod(
        (0, mid + 0.02, -z * 0.55),
        (0, mid + 0.06 * k, -z * 1.16),
        0.25 * k,
        "skin",
        c.coat,
        "head",
        root,
        kind="cylinder",
        end=0.35,
    )
    a.ball((0, mid + 0.06 * k, -z * 1.15), 0.095 * k, "skin", c.coat, "head", root)
    a.ball((0, mid - 0.14 * k, -z * 0.78), (0.2 * k, 0.05 * k, 0.16 * k), "skin", level(4, 1, 1), "mouth", root)
    jaw = a.ball(
        (0, mid - 0.2 * k, -z * 0.72),
        (0.2 * k, 0.07 * k, 0.2 * k),
        "skin",
        c.marks,
        "jaw",
        root,
        joint=a.limb((0, mid - 0.16 * k, -z * 0.58), -35, 0),
    )
    for on, dy, turn in ((root, -0.11, 180), (jaw, -0.165, 0)):
        a.add(
            "cylinder",
            (-0.12 * k, mid + dy * k, -z * 0.87),
            (0.03 * k, 0.05 * k, 0.02),
            "bone",
            palette.WHITE,
            "mouth",
            on,
            rotation=(0, turn, 0),
            taper=(0.1, 0.3),
            sides=4,
            array=Array(5, (0.06 * k, 0, 0)),
        )
    ex, ez = a.b.snap(0.23 * k), a.b.snap(-z * 0.8)
    a.ball(
        (-ex, mid + 0.12 * k, ez),
        (0.04, 0.055, 0.055),
        "paint",
        palette.WHITE,
        "eye",
        root,
        array=Array(2, (2 * ex, 0, 0)),
    )
    a.ball(
        (-ex - 0.02, mid + 0.12 * k, ez - 0.01),
        (0.03, 0.035, 0.035),
        "paint",
        palette.BLACK,
        "eye",
        root,
        array=Array(2, (2 * ex + 0.04, 0, 0)),
    )
    for side in (-1, 1):
        a.add(
            "box",
            (side * ex, mid + 0.18 * k, ez),
            (0.06, 0.02, 0.07),
            "skin",
            palette.shade(c.coat, 0.7),
            "brow",
            root,
            rotation=(0, 20, side * 20),
            bevel=0.01,
        )
        for j in range(3):
            a.add(
                "box",
                (side * x * 0.93, mid - 0.02, -z * (0.48 - 0.08 * j)),
                (0.02, 0.12 * k, 0.015),
                "skin",
                palette.shade(c.coat, 0.55),
                "detail",
                root,
                rotation=(0, 15, 0),
            )
    a.rod(
        (0, mid + 0.22 * k, -0.08),
        (0, mid + 0.82 * k, 0.28 * k),
        0.035,
        "skin",
        c.coat,
        "fin",
        root,
        kind="box",
        end=0.25,
        flat=0.28 * k / 0.035,
    )
    a.rod(
        (0, mid + 0.15 * k, z * 0.6),
        (0, mid + 0.38 * k, z * 0.75),
        0.03,
        "skin",
        c.coat,
        "fin",
        root,
        kind="box",
        end=0.3,
        flat=0.11 * k / 0.03,
    )
    pectorals(a, root, x * 0.8, mid - 0.14 * k, -0.32 * z, 0.6 * k, 0.2 * k, c.harness)
    stem = a.rod(
        (0, mid, 0.62 * z),
        (0, mid + 0.06 * k, 1.3 * z),
        0.22 * k,
        "skin",
        c.coat,
        "tail",
        root,
        kind="cylinder",
        end=0.35,
        joint=a.limb((0, mid, 0.68 * z), -45, 45, "y"),
    )
    fan = a.rod(
        (0, mid + 0.62 * k, 1.68 * z),
        (0, mid, 1.24 * z),
        0.035,
        "skin",
        c.harness,
        "tail",
        stem,
        kind="box",
        end=2.0 / 2.0,
        flat=0.13 * k / 0.035,
        joint=a.limb((0, mid + 0.05, 1.24 * z), -45, 45, "y"),
    )
    a.rod(
        (0, mid - 0.32 * k, 1.5 * z),
        (0, mid + 0.05 * k, 1.22 * z),
        0.035,
        "skin",
        palette.shade(c.harness, 0.9),
        "tail",
        fan,
        kind="box",
        end=1.0,
        flat=0.1 * k / 0.035,
    )
    if c.ornament == "rich":
        a.add(
            "box",
            (0.1 * k, mid + 0.3 * k, -z * 0.3),
            (0.02, 0.02, 0.14),
            "skin",
            c.marks,
            "detail",
            root,
            rotation=(20, 10, 0),
        )
    return a.b.program(), c.attributes()


@grammar("turtle")
def turtle(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A turtle or tortoise: domed shell with plates, kind old face, flippers or stumpy legs."""
    c = coat(
        rng,
        wishes,
        (level(3, 4, 2), level(4, 3, 2), level(2, 4, 3), level(5, 4, 2)),
        (level(4, 5, 2), level(5, 5, 3), level(3, 4, 3), level(5, 4, 3)),
        (level(6, 5, 2), level(2, 3, 2), level(5, 4, 1)),
        worn=False,
    )
    a = Sculptor(name, rng)
    sea = a.chance(0.5)
    x, y, z = (0.34, 0.16, 0.42) if sea else (0.32, 0.24, 0.38)
    leg = 0.14 if sea else 0.17
    root = a.ball(
        (0, leg + 0.02, 0),
        (x * 0.95, 0.09, z * 0.95),
        "skin",
        palette.mix(c.marks, palette.level(6, 6, 4), 0.5),
        "torso",
    )
    a.ball((0, leg + 0.05, 0), (x, y, z), "bone", c.coat, "body", root)
    a.add(
        "cylinder",
        (0, leg + 0.04, 0),
        (x * 1.05, 0.03, z * 1.05),
        "bone",
        palette.shade(c.coat, 0.75),
        "body",
        root,
        sides=14,
        bevel=0.015,
    )
    for dx, dz, r in ((0, -0.5, 0.13), (0, 0.0, 0.15), (0, 0.5, 0.13)):
        height = y * float(np.sqrt(1 - dz * dz))
        a.add(
            "cylinder",
            (dx * x, leg + 0.05 + height * 0.9, dz * z),
            (r, 0.03, r),
            "bone",
            c.harness,
            "detail",
            root,
            sides=6,
            taper=(0.75, 0.75),
            rotation=(0, round(-dz * 45 / 5) * 5 * -1, 0),
        )
    for side in (-1, 1):
        for dz in (-0.3, 0.28):
            a.add(
                "cylinder",
                (side * x * 0.62, leg + 0.05 + y * 0.66, dz * z),
                (0.11, 0.03, 0.12),
                "bone",
                palette.shade(c.harness, 0.85),
                "detail",
                root,
                sides=6,
                taper=(0.75, 0.75),
                rotation=(0, 0, -side * 40),
            )
    neck_at = (0.0, leg + 0.04, -z * 0.8)
    head_at = (0.0, leg + 0.14, -z - 0.16)
    neck = a.rod(neck_at, head_at, 0.065, "skin", c.marks, "neck", root, joint=a.limb(neck_at, -40, 40))
    head = a.ball(
        head_at,
        (0.1, 0.095, 0.12),
        "skin",
        c.marks,
        "head",
        neck,
        joint=a.limb((0, head_at[1], head_at[2] + 0.06), -40, 40),
    )
    hx, hy, hz = head_at
    a.ball(
        (hx, hy - 0.02, hz - 0.09),
        (0.07, 0.05, 0.06),
        "bone",
        palette.mix(c.marks, palette.level(5, 5, 3), 0.4),
        "beak",
        head,
    )
    a.ball(
        (hx, hy - 0.055, hz - 0.07),
        (0.065, 0.025, 0.06),
        "bone",
        palette.shade(c.marks, 0.8),
        "jaw",
        head,
        joint=a.limb((0, hy - 0.04, hz), -25, 0),
    )
    a.ball((-0.07, hy + 0.04, hz - 0.07), 0.035, "paint", palette.WHITE, "eye", head, array=Array(2, (0.14, 0, 0)))
    a.ball(
        (-0.07, hy + 0.04, hz - 0.08),
        (0.025, 0.025, 0.035),
        "paint",
        palette.BLACK,
        "eye",
        head,
        array=Array(2, (0.14, 0, 0)),
    )
    a.ball(
        (-0.07, hy + 0.07, hz - 0.06),
        (0.045, 0.02, 0.04),
        "skin",
        palette.shade(c.marks, 0.75),
        "brow",
        head,
        array=Array(2, (0.14, 0, 0)),
    )
    for place, dz in (("front", -0.66), ("back", 0.66)):
        for side in (-1, 1):
            hip = (side * x * 0.7, leg, dz * z)
            role = f"leg_{place}_{'l' if side < 0 else 'r'}"
            if sea:
                far = (
                    side * (x + (0.34 if place == "front" else 0.16)),
                    0.03,
                    dz * z + (0.12 if place == "front" else 0.2),
                )
                a.rod(
                    hip,
                    far,
                    0.03,
                    "skin",
                    c.marks,
                    role,
                    root,
                    kind="ellipsoid",
                    flat=3.2 if place == "front" else 2.4,
                    joint=a.limb(hip, -50, 50),
                )
            else:
                limb = a.rod(
                    (hip[0], hip[1], hip[2]),
                    (hip[0] + side * 0.06, 0.07, hip[2]),
                    0.075,
                    "skin",
                    c.marks,
                    role,
                    root,
                    joint=a.limb(hip, -50, 50),
                )
                a.add(
                    "cylinder",
                    (hip[0] + side * 0.06, 0.03, hip[2] - 0.01),
                    (0.085, 0.03, 0.095),
                    "skin",
                    palette.shade(c.marks, 0.8),
                    role,
                    limb,
                    sides=8,
                )
    a.rod(
        (0, leg, z * 0.85),
        (0, leg - 0.06, z * 1.2),
        0.04,
        "skin",
        c.marks,
        "tail",
        root,
        kind="cylinder",
        end=0.2,
        joint=a.limb((0, leg, z * 0.9), -40, 40, "y"),
    )
    if c.ornament == "rich":
        a.add("blob", (0.08, leg + 0.05 + y, 0.1), (0.12, 0.05, 0.14), "moss", level(2, 4, 1), "detail", root, seed=3)
    return a.b.program(), c.attributes()


@grammar("crab")
def crab(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A crab: broad shell, eyes on stalks, two big claws, eight legs."""
    c = coat(
        rng,
        wishes,
        (level(6, 2, 1), level(5, 3, 1), level(2, 4, 5), level(5, 2, 2), level(4, 2, 4)),
        (level(7, 5, 3), level(6, 6, 5), level(4, 1, 1), level(6, 4, 2)),
        (level(5, 1, 1), level(6, 3, 1), level(1, 3, 4)),
        worn=False,
    )
    a = Sculptor(name, rng)
    mid = 0.2
    root = a.ball((0, mid, 0), (0.26, 0.12, 0.19), "bone", c.coat, "torso")
    a.ball((0, mid - 0.04, -0.02), (0.24, 0.1, 0.17), "bone", c.marks, "torso", root)
    a.add(
        "cylinder",
        (0, mid + 0.02, 0),
        (0.27, 0.025, 0.19),
        "bone",
        palette.shade(c.coat, 0.8),
        "body",
        root,
        sides=12,
        bevel=0.01,
    )
    a.ball((-0.1, mid + 0.1, 0.02), (0.03, 0.02, 0.03), "bone", c.marks, "detail", root, array=Array(3, (0.1, 0, 0)))
    for side in (-1, 1):
        a.rod((side * 0.08, mid + 0.06, -0.15), (side * 0.09, mid + 0.19, -0.18), 0.016, "bone", c.coat, "eye", root)
    a.ball((-0.09, mid + 0.22, -0.18), 0.05, "paint", palette.WHITE, "eye", root, array=Array(2, (0.18, 0, 0)))
    a.ball(
        (-0.09, mid + 0.22, -0.2),
        (0.03, 0.035, 0.04),
        "paint",
        palette.BLACK,
        "eye",
        root,
        array=Array(2, (0.18, 0, 0)),
    )
    a.ball((0, mid - 0.01, -0.185), (0.06, 0.015, 0.02), "skin", level(3, 1, 1), "mouth", root)
    big = 1 if a.chance(0.5) else -1
    for side in (-1, 1):
        k = 1.3 if side == big and c.ornament != "plain" else 1.0
        name_ = f"arm_{'l' if side < 0 else 'r'}"
        shoulder, elbow, wrist = (
            (side * 0.2, mid, -0.1),
            (side * 0.36, mid + 0.05, -0.2),
            (side * 0.3, mid + 0.08, -0.34),
        )
        arm = a.rod(shoulder, elbow, 0.035, "bone", c.coat, name_, root, joint=a.limb(shoulder, -40, 80))
        fore = a.rod(elbow, wrist, 0.04, "bone", c.coat, name_, arm, joint=a.limb(elbow, -40, 60))
        a.ball(
            (wrist[0], wrist[1], wrist[2] - 0.05),
            (0.075 * k, 0.055 * k, 0.1 * k),
            "bone",
            c.harness,
            f"hand_{'l' if side < 0 else 'r'}",
            fore,
        )
        for dx in (-0.04, 0.04):
            a.rod(
                (wrist[0] + dx * k, wrist[1], wrist[2] - 0.1),
                (wrist[0] + dx * 0.6 * k, wrist[1] + 0.01, wrist[2] - 0.22 * k),
                0.032 * k,
                "bone",
                palette.shade(c.harness, 0.85),
                f"hand_{'l' if side < 0 else 'r'}",
                fore,
                kind="cylinder",
                end=0.3,
            )
    for place, dzs in (("front", (-0.08, 0.0)), ("back", (0.08, 0.15))):
        for side in (-1, 1):
            role = f"leg_{place}_{'l' if side < 0 else 'r'}"
            hip = (side * 0.21, mid - 0.02, sum(dzs) / 2)
            limb = -1
            for dz in dzs:
                knee, foot = (side * 0.37, mid + 0.08, dz * 1.5), (side * 0.46, 0.02, dz * 1.9)
                upper = a.rod(
                    (side * 0.19, mid - 0.02, dz),
                    knee,
                    0.024,
                    "bone",
                    c.coat,
                    role,
                    root if limb < 0 else limb,
                    joint=a.limb(hip, -40, 40) if limb < 0 else None,
                )
                limb = upper if limb < 0 else limb
                a.rod(knee, foot, 0.022, "bone", palette.shade(c.coat, 0.8), role, limb, kind="cylinder", end=0.3)
    return a.b.program(), c.attributes()

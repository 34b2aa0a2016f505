"""Those inside metal: robots, and astronauts in their suits."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.dress import carried, clothes, face, hats
from nacre.teacher.grammar.bodies.dress import hair as hairs
from nacre.teacher.grammar.bodies.mannequin import Mannequin
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.bodies.people.townsfolk import build, finish, person
from nacre.teacher.grammar.registry import grammar


@grammar("robot")
def robot(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A robot: box or barrel body with gauges, glowing eyes, a grille for a mouth, antenna, claws, segmented arms."""
    p = person(
        rng,
        wishes,
        ages=(0.4, 0.6),
        uppers=(
            level(4, 5, 6),
            level(6, 4, 1),
            level(5, 1, 1),
            level(2, 4, 4),
            level(6, 6, 6),
            level(5, 5, 5),
            level(3, 5, 3),
        ),
        lowers=(level(3, 3, 3), level(2, 2, 3), level(4, 4, 5), level(5, 3, 1)),
        skins=(level(5, 5, 5), level(4, 4, 5), level(6, 6, 6), level(6, 5, 2)),
        accents=(level(6, 2, 1), level(6, 5, 1), level(1, 3, 6), level(2, 5, 2)),
    )
    c = build(p, height=1.72, width=1.2, sleeve=p.skin, shin=p.lower, foot=p.accent)
    c.height = 1.72 * float(rng.uniform(0.92, 1.05))
    c.stoop = 0.0
    c.skin_material = c.cloth = c.lower_cloth = c.foot_material = "iron"
    m = Mannequin(name, rng, c)
    h = c.height
    barrel = m.chance(0.4)
    m.root = m.add(
        "cylinder" if barrel else "box",
        (0, m.hip + 0.01 * h, 0),
        (m.half_width * 0.8, 0.05 * h, m.depth * 0.9),
        "iron",
        p.lower,
        "torso",
        bevel=0.02,
    )
    middle, half = (m.waist + m.shoulder) / 2, (m.shoulder - m.waist) / 2 + 0.04 * h
    m.torso = m.add(
        "cylinder" if barrel else "box",
        (0, middle, 0),
        (m.half_width * 1.08, half, m.depth * 1.25),
        "iron",
        p.upper,
        "torso",
        m.root,
        bevel=0.04,
        taper=(1.0, 1.0) if barrel else (0.95, 0.9),
        sides=12,
        joint=m.limb((0, m.waist - 0.03 * h, 0), -45, 45, "y"),
    )
    front = -m.depth * (1.25 if barrel else 1.18)
    m.add(
        "box",
        (0, m.chest - 0.02 * h, front),
        (m.half_width * 0.55, 0.07 * h, 0.02),
        "iron",
        palette.IRON,
        "detail",
        m.torso,
        bevel=0.015,
    )
    glow = palette.pick(rng, (level(2, 6, 7), level(7, 5, 1), level(3, 7, 3), level(7, 2, 2)))
    gauge = m.choose("dial", "lamps", "heart")
    if gauge == "dial":
        m.add(
            "cylinder",
            (-0.05, m.chest - 0.01 * h, front - 0.02),
            (0.045, 0.012, 0.045),
            "paint",
            palette.WHITE,
            "detail",
            m.torso,
            rotation=(0, 90, 0),
            sides=10,
        )
        m.add(
            "box",
            (-0.045, m.chest + 0.0 * h, front - 0.035),
            (0.008, 0.03, 0.01),
            "paint",
            level(6, 1, 1),
            "detail",
            m.torso,
            rotation=(0, 0, -35),
        )
        m.ball(
            (0.05, m.chest - 0.03 * h, front - 0.02), 0.02, "light", glow, "lamp", m.torso, array=Array(2, (0, 0.06, 0))
        )
    elif gauge == "lamps":
        m.ball((-0.07, m.chest, front - 0.02), 0.022, "light", glow, "lamp", m.torso, array=Array(3, (0.07, 0, 0)))
        m.add(
            "box",
            (-0.07, m.chest - 0.05 * h, front - 0.02),
            (0.022, 0.014, 0.012),
            "paint",
            p.accent,
            "detail",
            m.torso,
            array=Array(3, (0.07, 0, 0)),
        )
    else:
        m.ball(
            (0, m.chest - 0.02 * h, front - 0.02),
            (0.06, 0.06, 0.03),
            "light",
            glow,
            "lamp",
            m.torso,
            light=Light(glow, 1.5),
        )
    m.add(
        "cylinder",
        (-m.half_width * 0.85, m.shoulder - 0.06 * h, front + 0.02),
        (0.012, 0.01, 0.012),
        "iron",
        palette.IRON,
        "detail",
        m.torso,
        rotation=(0, 90, 0),
        array=Array(2, (m.half_width * 1.7, 0, 0)),
    )
    if p.ornament == "rich":
        m.add(
            "cylinder",
            (0, m.chest, m.depth * 1.25 + 0.03),
            (0.1, 0.03, 0.1),
            "gold",
            palette.GOLD,
            "detail",
            m.torso,
            rotation=(0, 90, 0),
            sides=8,
        )
        m.rod(
            (0, m.chest, m.depth * 1.25 + 0.05),
            (0, m.chest, m.depth * 1.25 + 0.12),
            0.02,
            "gold",
            palette.GOLD,
            "detail",
            m.torso,
        )
    x, y, z = m.head_at
    hx, hy, hz = m.head_half
    neck = m.limb((0, m.shoulder, 0), -40, 40)
    shape = m.choose("box", "dome", "can")
    if shape == "box":
        m.head = m.add("box", m.head_at, (hx, hy * 0.86, hz), "iron", p.skin, "head", m.torso, bevel=0.04, joint=neck)
    elif shape == "can":
        m.head = m.add(
            "cylinder",
            m.head_at,
            (hx, hy * 0.86, hz),
            "iron",
            p.skin,
            "head",
            m.torso,
            sides=12,
            bevel=0.03,
            joint=neck,
        )
    else:
        m.head = m.add(
            "cylinder",
            (x, y - 0.15 * hy, z),
            (hx, hy * 0.68, hz),
            "iron",
            p.skin,
            "head",
            m.torso,
            sides=12,
            bevel=0.02,
            joint=neck,
        )
        m.ball((x, y + 0.45 * hy, z), (hx * 0.98, hy * 0.55, hz * 0.98), "iron", p.skin, "head", m.head)
    m.add(
        "cylinder", (0, m.shoulder + 0.01 * h, 0), (0.05 * h, 0.035 * h, 0.05 * h), "iron", palette.IRON, "neck", m.head
    )
    face_z = z - hz
    m.add(
        "cylinder",
        (-0.42 * hx, y + 0.15 * hy, face_z - 0.01),
        (0.3 * hy, 0.025, 0.3 * hy),
        "iron",
        palette.IRON,
        "eye",
        m.head,
        rotation=(0, 90, 0),
        sides=12,
        array=Array(2, (0.84 * hx, 0, 0)),
    )
    m.ball(
        (-0.42 * hx, y + 0.15 * hy, face_z - 0.025),
        (0.22 * hy, 0.22 * hy, 0.03),
        "light",
        glow,
        "eye",
        m.head,
        array=Array(2, (0.84 * hx, 0, 0)),
        light=Light(glow, 0.0),
    )
    m.ball(
        (-0.42 * hx, y + 0.15 * hy, face_z - 0.04),
        (0.09 * hy, 0.09 * hy, 0.03),
        "paint",
        palette.BLACK,
        "eye",
        m.head,
        array=Array(2, (0.84 * hx, 0, 0)),
    )
    m.add(
        "box", (x, y - 0.5 * hy, face_z), (0.5 * hx, 0.15 * hy, 0.02), "iron", palette.IRON, "mouth", m.head, bevel=0.01
    )
    m.add(
        "box",
        (x - 0.36 * hx, y - 0.5 * hy, face_z - 0.015),
        (0.06 * hx, 0.11 * hy, 0.02),
        "paint",
        palette.WHITE,
        "mouth",
        m.head,
        array=Array(4, (0.24 * hx, 0, 0)),
    )
    for side in (-1, 1):
        m.add(
            "box",
            (side * 0.42 * hx, y + 0.55 * hy, face_z - 0.01),
            (0.3 * hy, 0.05 * hy, 0.02),
            "iron",
            p.accent,
            "brow",
            m.head,
            rotation=(0, 0, side * round(m.between(-3, 3)) * 5),
        )
    m.add(
        "cylinder",
        (-hx, y, z),
        (0.06, 0.04, 0.06),
        "iron",
        p.accent,
        "ear",
        m.head,
        rotation=(0, 0, 90),
        array=Array(2, (2 * hx, 0, 0)),
    )
    top = y + hy * 0.9
    if m.chance(0.75):
        m.rod((x, top, z), (x, top + 0.14, z), 0.012, "iron", palette.IRON, "detail", m.head)
        m.ball((x, top + 0.16, z), 0.035, "light", glow, "lamp", m.head)
    elif p.winter:
        hats.hat(m, "knit", p.accent, palette.CREAM)
    else:
        m.add("cylinder", (x, top, z), (0.07, 0.04, 0.07), "iron", p.accent, "hat", m.head, taper=(0.5, 0.5))
    m.arms(spread_l=20, spread_r=20, bend_l=30, bend_r=30, sleeve=0.85, mitten=palette.IRON, mitten_material="iron")
    clothes.pauldrons(m, p.accent, 1.0)
    for fore, hand, role in ((m.fore_l, m.hand_l, "hand_l"), (m.fore_r, m.hand_r, "hand_r")):
        m.add(
            "box",
            (hand[0] - 0.03, hand[1] - 0.07, hand[2] - 0.03),
            (0.016, 0.06, 0.022),
            "iron",
            p.accent,
            role,
            fore,
            array=Array(2, (0.07, 0, 0)),
            bevel=0.005,
        )
    m.legs(boots=True, width=0.95)
    for shin, side in ((m.leg_l, -1), (m.leg_r, 1)):
        lx, _, _ = m.leg_at(side)
        m.ball((lx, m.hip * 0.5, 0), 0.052 * h, "iron", p.accent, "leg_l" if side < 0 else "leg_r", shin)
    if p.condition == "worn":
        m.add(
            "box",
            (m.half_width * 0.5, m.waist + 0.06 * h, front),
            (0.05, 0.04, 0.015),
            "iron",
            level(4, 2, 1),
            "detail",
            m.torso,
            rotation=(0, 0, 20),
        )
    return finish(m, p)


@grammar("astronaut")
def astronaut(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """An astronaut: white suit with coloured bands, round helmet open to the face, life pack, boots."""
    p = person(
        rng,
        wishes,
        ages=(0.3, 0.7),
        uppers=(level(7, 7, 7), level(6, 6, 6), level(6, 4, 1), level(5, 5, 6)),
        lowers=(level(6, 6, 6), level(5, 5, 6), level(3, 3, 4)),
        accents=(level(6, 2, 1), level(1, 3, 6), level(6, 5, 1), level(2, 5, 3)),
    )
    c = build(p, height=1.7, width=1.25)
    c.foot = palette.level(3, 3, 4)
    c.stoop = 0.0
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    m.ball(
        (0, m.chest - 0.03 * h, 0), (m.half_width * 1.08, 0.16 * h, m.depth * 1.25), "cloth", p.upper, "torso", m.torso
    )
    m.add(
        "box",
        (0, m.chest, -m.depth * 1.22),
        (m.half_width * 0.5, 0.05 * h, 0.04),
        "paint",
        palette.level(4, 4, 5),
        "detail",
        m.torso,
        bevel=0.02,
    )
    m.ball(
        (-0.05, m.chest + 0.012 * h, -m.depth * 1.22 - 0.035),
        0.018,
        "light",
        level(7, 2, 2),
        "lamp",
        m.torso,
        array=Array(2, (0.05, 0, 0)),
    )
    m.add(
        "box",
        (0.055, m.chest - 0.01 * h, -m.depth * 1.22 - 0.035),
        (0.025, 0.025, 0.012),
        "light",
        level(2, 5, 7),
        "lamp",
        m.torso,
    )
    m.add(
        "box",
        (0, m.chest + 0.0 * h, m.depth + 0.11),
        (m.half_width * 0.9, 0.17 * h, 0.1),
        "paint",
        palette.level(6, 6, 6),
        "container",
        m.torso,
        bevel=0.04,
    )
    m.add(
        "box",
        (0, m.chest + 0.1 * h, m.depth + 0.19),
        (m.half_width * 0.6, 0.03 * h, 0.03),
        "paint",
        p.accent,
        "container",
        m.torso,
        bevel=0.01,
    )
    m.rod(
        (m.half_width * 0.6, m.chest - 0.12 * h, m.depth + 0.05),
        (m.half_width * 0.45, m.chest - 0.04 * h, -m.depth * 1.15),
        0.022,
        "rope",
        p.accent,
        "rope",
        m.torso,
    )
    m.add(
        "box",
        (0, m.waist - 0.01 * h, 0),
        (m.half_width * 1.06, 0.022 * h, m.depth * 1.15),
        "cloth",
        p.accent,
        "cloth",
        m.root,
        bevel=0.02,
    )
    m.skull()
    r = m.head_half[1]
    x, y, z = m.head_at
    hair = hairs.hair_colour(m, p.age)
    face.face(
        m,
        eye=palette.pick(rng, palette.EYES),
        hair=hair,
        smile=m.between(0.3, 0.9),
        brow=m.between(-12, 8),
        ears=False,
        lashes=p.woman,
    )
    m.ball(
        (x, y + 0.6 * r, z - 0.05 * r),
        (m.head_half[0] * 0.95, 0.44 * r, m.head_half[2] * 0.95),
        "hair",
        hair,
        "hair",
        m.head,
    )
    # an open ring of helmet around the face: back shell, crown, collar and chin
    m.ball((x, y + 0.05 * r, z + 0.42 * r), (1.28 * r, 1.28 * r, 1.05 * r), "paint", p.upper, "hat", m.head)
    m.ball((x, y + 0.92 * r, z + 0.02 * r), (1.08 * r, 0.4 * r, 1.05 * r), "paint", p.upper, "hat", m.head)
    m.add(
        "cylinder",
        (x, y - 0.98 * r, z + 0.02 * r),
        (1.12 * r, 0.16 * r, 1.08 * r),
        "iron",
        palette.level(4, 4, 5),
        "hat",
        m.head,
        sides=14,
    )
    m.ball(
        (x - 1.1 * r, y, z - 0.15 * r),
        (0.2 * r, 0.34 * r, 0.34 * r),
        "paint",
        p.accent,
        "hat",
        m.head,
        array=Array(2, (2.2 * r, 0, 0)),
    )
    m.add(
        "box",
        (x, y + 1.0 * r, z - 0.85 * r),
        (0.62 * r, 0.1 * r, 0.22 * r),
        "glass",
        palette.level(6, 5, 1),
        "hat",
        m.head,
        bevel=0.02,
        rotation=(0, -20, 0),
    )
    flag = m.chance(0.35)
    m.arms(
        spread_l=25,
        spread_r=25,
        bend_l=25,
        bend_r=25,
        sleeve=1.3,
        steady=(1,) if flag else (),
        mitten=p.accent if p.ornament == "rich" else palette.level(4, 4, 5),
        mitten_material="cloth",
    )
    for arm, side, role in ((m.arm_l, -1, "arm_l"), (m.arm_r, 1, "arm_r")):
        sx, sy, _sz = m.shoulder_at(side)
        m.add(
            "cylinder",
            (sx + side * 0.03, sy - 0.07 * h, 0),
            (0.062 * h, 0.016 * h, 0.062 * h),
            "cloth",
            p.accent,
            role,
            arm,
            rotation=(0, 0, side * 25),
        )
    if flag:
        carried.pole_flag(m, 1, p.accent)
    elif m.chance(0.4):
        carried.lantern(m, 1, level(7, 7, 6))
    m.legs(boots=True, width=1.3)
    return finish(m, p)

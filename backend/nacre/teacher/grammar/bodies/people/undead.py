"""The undead: skeletons and zombies."""

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

BONE = level(6, 6, 5)


@grammar("skeleton")
def skeleton(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A skeleton: skull with glowing sockets and teeth, ribs, pelvis, thin bones; rags, a rusty sword, a helmet."""
    p = person(
        rng,
        wishes,
        ages=(0.4, 0.9),
        skins=(BONE, level(6, 6, 6), level(5, 5, 4)),
        uppers=palette.SOBER,
        accents=(level(4, 2, 1), level(2, 3, 3), level(4, 1, 1)),
    )
    c = build(p, height=1.68, width=0.95, sleeve=p.skin, shin=p.skin, foot=p.skin)
    c.skin_material = c.cloth = c.lower_cloth = c.foot_material = "bone"
    m = Mannequin(name, rng, c)
    h, bone = c.height, p.skin
    m.root = m.ball((0, m.hip + 0.02 * h, 0), (m.half_width * 0.75, 0.05 * h, m.depth * 0.7), "bone", bone, "torso")
    m.ball(
        (0, m.hip + 0.0 * h, -m.depth * 0.55),
        (m.half_width * 0.4, 0.03 * h, 0.02),
        "bone",
        palette.shade(bone, 0.5),
        "detail",
        m.root,
    )
    m.add(
        "box",
        (0, m.hip - 0.06 * h, -m.depth * 0.75),
        (m.half_width * 0.5, 0.07 * h, 0.015),
        "cloth",
        p.lower,
        "cloth",
        m.root,
        rotation=(0, 180, 0),
        taper=(0.5, 1),
    )
    m.add(
        "box",
        (0, m.hip - 0.06 * h, m.depth * 0.7),
        (m.half_width * 0.6, 0.06 * h, 0.015),
        "cloth",
        p.lower,
        "cloth",
        m.root,
        rotation=(0, 180, 0),
        taper=(0.6, 1),
    )
    m.torso = m.rod(
        (0, m.hip + 0.03 * h, 0.02),
        (0, m.shoulder + 0.02 * h, 0.02),
        0.026 * h,
        "bone",
        bone,
        "torso",
        m.root,
        joint=m.limb((0, m.waist - 0.02 * h, 0), -45, 45, "y"),
    )
    for k in range(4):
        wide = (0.86, 1.0, 0.95, 0.75)[k]
        m.add(
            "cylinder",
            (0, m.shoulder - (0.045 + 0.052 * k) * h, -0.01),
            (m.half_width * wide, 0.014 * h, m.depth * (0.85 + 0.15 * (k in (1, 2)))),
            "bone",
            bone,
            "torso",
            m.torso,
            sides=10,
            rotation=(0, -10, 0),
        )
    m.add(
        "box",
        (0, m.chest + 0.01 * h, -m.depth * 0.92),
        (0.018 * h, 0.09 * h, 0.02),
        "bone",
        palette.shade(bone, 0.85),
        "torso",
        m.torso,
        bevel=0.01,
    )
    m.rod(
        (-m.half_width * 1.02, m.shoulder - 0.025 * h, -0.01),
        (m.half_width * 1.02, m.shoulder - 0.025 * h, -0.01),
        0.018 * h,
        "bone",
        bone,
        "torso",
        m.torso,
    )
    rag = m.choose("rag", "cloak", "none")
    if rag == "rag":
        m.add(
            "box",
            (m.half_width * 0.3, m.chest - 0.01 * h, 0),
            (m.half_width * 0.5, 0.13 * h, m.depth * 1.08),
            "cloth",
            p.upper,
            "cloth",
            m.torso,
            rotation=(0, 0, 20),
            taper=(0.8, 0.9),
        )
    elif rag == "cloak":
        clothes.cloak(m, p.upper, low=0.2, clasp=palette.IRON)
    else:
        m.add(
            "box",
            (0, m.waist + 0.0 * h, 0),
            (m.half_width * 0.8, 0.02 * h, m.depth * 0.9),
            "leather",
            p.upper,
            "cloth",
            m.root,
            bevel=0.01,
        )
    m.add(
        "box",
        (0, m.hip + 0.055 * h, 0),
        (m.half_width * 0.72, 0.022 * h, m.depth * 0.78),
        "leather",
        p.accent,
        "cloth",
        m.root,
        bevel=0.015,
    )
    m.skull()
    r = m.head_half[1]
    x, y, z = m.head_at
    ex, ey, ez = face.at(m, 0.38, 0.02)
    m.ball(
        (-ex, ey, ez + 0.01),
        (0.24 * r, 0.25 * r, 0.12 * r),
        "paint",
        palette.BLACK,
        "eye",
        m.head,
        array=Array(2, (2 * ex, 0, 0)),
    )
    glow = palette.pick(rng, (level(7, 5, 1), level(2, 6, 7), level(3, 7, 3), level(7, 2, 1)))
    m.ball(
        (-ex, ey, ez - 0.02), 0.02, "light", glow, "eye", m.head, array=Array(2, (2 * ex, 0, 0)), light=Light(glow, 0.0)
    )
    _, ny, nz = face.at(m, 0, -0.3)
    m.add(
        "cylinder",
        (0, ny, nz),
        (0.1 * r, 0.11 * r, 0.04),
        "paint",
        palette.BLACK,
        "head",
        m.head,
        sides=4,
        taper=(0.1, 1),
    )
    m.add(
        "box",
        (x, y - 0.82 * r, z - 0.5 * r),
        (0.48 * r, 0.2 * r, 0.42 * r),
        "bone",
        bone,
        "jaw",
        m.head,
        bevel=0.03,
        joint=m.limb((x, y - 0.6 * r, z), -30, 0),
        rotation=(0, 180, 0),
        taper=(0.85, 0.85),
    )
    jaw = len(m.b.parts) - 1
    m.add(
        "box",
        (x - 0.3 * r, y - 0.58 * r, z - 0.9 * r),
        (0.055 * r, 0.1 * r, 0.03),
        "bone",
        palette.WHITE,
        "mouth",
        m.head,
        array=Array(4, (0.2 * r, 0, 0)),
    )
    m.add("box", (x, y - 0.66 * r, z - 0.88 * r), (0.36 * r, 0.02, 0.02), "paint", palette.BLACK, "mouth", jaw)
    hat = m.choose("none", "kettle", "open_helm", "bandana", "none")
    if p.winter:
        hat = "hood"
    if hat != "none":
        hats.hat(m, hat, p.accent, palette.shade(p.accent, 0.7))
    m.arms(sleeve=0.62, bend_r=35)
    for arm, side in ((m.fore_l, -1), (m.fore_r, 1)):
        hx, hy, hz = m.hand_l if side < 0 else m.hand_r
        m.ball((hx, hy + 0.1 * h, hz + 0.02), 0.022 * h, "bone", bone, "arm_l" if side < 0 else "arm_r", arm)
    what = m.choose("sword", "shield", "lantern", "axe")
    if what in ("sword", "shield"):
        carried.sword(m, 1, palette.LEATHERS[1])
    if what == "shield":
        carried.shield(m, -1, p.accent, palette.IRON, "round")
    elif what == "lantern":
        carried.lantern(m, 1, glow)
    elif what == "axe":
        carried.axe(m, 1)
    m.legs(width=0.6)
    for shin, side in ((m.leg_l, -1), (m.leg_r, 1)):
        lx, _, _ = m.leg_at(side)
        m.ball((lx, m.hip * 0.5, -0.01), 0.032 * h, "bone", bone, "leg_l" if side < 0 else "leg_r", shin)
    return finish(m, p)


@grammar("zombie")
def zombie(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A zombie: green skin, torn clothes, one big eye, a crooked mouth with teeth, arms held out."""
    p = person(
        rng,
        wishes,
        ages=(0.3, 0.9),
        skins=(level(3, 5, 2), level(4, 5, 3), level(3, 4, 3), level(4, 4, 5)),
        uppers=palette.SOBER + palette.CLOTHS[:6],
    )
    p.condition = wishes.condition or "worn"
    c = build(
        p,
        height=1.66,
        width=1.08,
        sleeve=p.skin if rng.random() < 0.5 else p.upper,
        belly=0.6 if rng.random() < 0.3 else 0.0,
    )
    c.shin = p.skin if rng.random() < 0.4 else p.lower
    c.stoop += 0.06
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    for k, dx in enumerate((-0.7, -0.1, 0.6)):
        m.add(
            "box",
            (dx * m.half_width, m.waist - 0.05 * h, -m.depth * 1.0),
            (0.045, 0.05, 0.015),
            "cloth",
            palette.shade(p.upper, 0.85),
            "cloth",
            m.root,
            rotation=(0, 180, 15 * (k - 1)),
            taper=(0.2, 1),
        )
    m.ball(
        (m.half_width * 0.42, m.chest - 0.02 * h, -m.depth * 0.9),
        (0.06, 0.075, 0.02),
        "skin",
        palette.shade(p.skin, 0.75),
        "detail",
        m.torso,
    )
    m.add(
        "box",
        (m.half_width * 0.42, m.chest - 0.035 * h, -m.depth * 1.0),
        (0.05, 0.008, 0.012),
        "bone",
        BONE,
        "detail",
        m.torso,
        array=Array(3, (0, 0.03, 0)),
    )
    if p.ornament == "plain":
        m.add(
            "box",
            (0, m.waist, 0),
            (m.half_width * 1.02, 0.02 * h, m.depth * 1.05),
            "rope",
            p.accent,
            "cloth",
            m.root,
            bevel=0.015,
        )
    else:
        m.add(
            "box",
            (0.02, m.chest, -m.depth * 1.05),
            (0.025, 0.1, 0.012),
            "cloth",
            p.accent,
            "cloth",
            m.torso,
            rotation=(0, 180, 15),
            taper=(0.5, 1),
        )
    if p.winter:
        clothes.neckscarf(m, p.accent)
    m.skull()
    r = m.head_half[1]
    hair = palette.pick(rng, (level(1, 1, 1), level(2, 2, 1), level(3, 3, 2)))
    eye = palette.pick(rng, (level(5, 1, 1), level(5, 5, 1), palette.BLACK))
    face.face(m, eye=eye, hair=hair, brow=-20, smile=-0.3, nose=0.8, eye_size=1.1, cheeks=False, mouth=False)
    ex, ey, ez = face.at(m, 0.4, 0.08)
    m.ball((ex, ey, ez - 0.01), (0.27 * r, 0.3 * r, 0.12 * r), "paint", level(7, 7, 5), "eye", m.head)
    m.ball((ex + 0.01, ey + 0.01, ez - 0.03), (0.02, 0.02, 0.025), "paint", eye, "eye", m.head)
    mx, my, mz = face.at(m, 0.05, -0.5)
    m.add(
        "box",
        (mx, my, mz),
        (0.3 * r, 0.11 * r, 0.03),
        "skin",
        level(2, 0, 1),
        "mouth",
        m.head,
        rotation=(0, 0, 10),
        bevel=0.01,
    )
    m.add(
        "box",
        (mx - 0.16 * r, my + 0.05 * r, mz - 0.02),
        (0.05 * r, 0.06 * r, 0.02),
        "bone",
        level(6, 6, 3),
        "mouth",
        m.head,
        array=Array(3, (0.16 * r, 0.02, 0)),
    )
    m.add(
        "box",
        (m.head_at[0] - 0.45 * r, m.head_at[1] + 0.55 * r, m.head_at[2] - 0.7 * r),
        (0.16 * r, 0.02, 0.02),
        "skin",
        level(3, 1, 2),
        "detail",
        m.head,
        rotation=(25, 0, -40),
    )
    cut = m.choose("rim", "tousled", "short", "bob")
    hat = m.choose("none", "none", "brim", "bandana")
    hairs.hair(m, cut, hair, covered=hat != "none")
    if hat != "none":
        hats.hat(m, hat, p.accent, palette.shade(p.accent, 0.6))
    m.arms(bend_l=70, bend_r=55, spread_l=10, spread_r=15)
    m.legs()
    clothes.patches(m, palette.contrast(p.lower))
    return finish(m, p)

"""People in arms: guards, knights, samurai."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.dress import carried, clothes
from nacre.teacher.grammar.bodies.mannequin import Mannequin
from nacre.teacher.grammar.bodies.people.townsfolk import build, finish, head, person
from nacre.teacher.grammar.registry import grammar


@grammar("guard")
def guard(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A town guard: helmet, tabard over mail, spear and often a shield."""
    p = person(rng, wishes, ages=(0.3, 0.65), women=0.25)
    metal = palette.pick(rng, palette.METALS)
    mail = palette.shade(metal, 0.72)
    c = build(p, height=1.76, width=1.12, sleeve=mail)
    m = Mannequin(name, rng, c)
    m.trunk()
    clothes.tunic(m, mail, 0.15, 1.22)
    badge = palette.pick(rng, (palette.GOLD, palette.WHITE, palette.CREAM))
    clothes.tabard(m, p.upper, badge)
    clothes.belt(m, palette.pick(rng, palette.LEATHERS))
    if p.winter or m.chance(0.25):
        clothes.cloak(m, palette.shade(p.upper, 0.75))
    helm = m.choose("kettle", "open_helm", "kettle")
    head(
        m,
        p,
        helm,
        hat_colour=metal,
        trim=p.accent,
        brow=m.between(2, 18),
        smile=m.between(-0.1, 0.4),
        glasses=0.0,
        cut=m.choose("short", "bowl") if not p.woman else "bob",
    )
    m.arms(
        bend_r=35,
        bend_l=20,
        low=(-25, -25),
        mitten=palette.pick(rng, palette.LEATHERS),
        mitten_material="leather",
        steady=(1,),
    )
    if p.ornament != "plain":
        clothes.pauldrons(m, metal)
    carried.spear(m, 1, p.accent if p.ornament == "rich" or m.chance(0.4) else None)
    if m.chance(0.7):
        carried.shield(m, -1, p.accent, badge, m.choose("round", "heater"))
    m.legs(boots=True)
    return finish(m, p)


@grammar("knight")
def knight(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A knight in plate: helmet with a plume, breastplate, surcoat, cloak, sword and shield."""
    p = person(rng, wishes, ages=(0.3, 0.7), women=0.3)
    metal = palette.pick(rng, (*palette.METALS, palette.level(3, 3, 4), palette.level(5, 4, 2)))
    c = build(p, height=1.78, width=1.18, sleeve=metal, shin=metal, foot=palette.shade(metal, 0.8))
    c.foot_material = "iron"
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    clothes.breastplate(m, metal, palette.GOLD if p.ornament != "plain" else palette.shade(metal, 0.7))
    m.add(
        "box",
        (0, 0.3 * h, -m.depth * 1.2),
        (m.half_width * 0.55, 0.1 * h, 0.018),
        "cloth",
        p.upper,
        "cloth",
        m.root,
        bevel=0.01,
        rotation=(0, 5, 0),
    )
    m.add(
        "box",
        (0, 0.3 * h, m.depth * 1.2),
        (m.half_width * 0.55, 0.1 * h, 0.018),
        "cloth",
        p.upper,
        "cloth",
        m.root,
        bevel=0.01,
        rotation=(0, -5, 0),
    )
    m.add(
        "box",
        (0, m.chest - 0.01 * h, -m.depth * 1.38),
        (0.02 * h, 0.08 * h, 0.015),
        "cloth",
        p.upper,
        "ornament",
        m.torso,
    )
    m.add(
        "box",
        (0, m.chest + 0.01 * h, -m.depth * 1.38),
        (0.06 * h, 0.02 * h, 0.015),
        "cloth",
        p.upper,
        "ornament",
        m.torso,
    )
    if m.chance(0.65) or p.winter:
        clothes.cloak(m, p.accent, low=0.08)
    if p.condition == "worn":
        m.add(
            "box",
            (m.half_width * 0.5, m.chest + 0.02 * h, -m.depth * 1.3),
            (0.05, 0.008, 0.01),
            "iron",
            palette.IRON,
            "detail",
            m.torso,
            rotation=(0, 0, 50),
        )
    head(
        m,
        p,
        "plate",
        hat_colour=metal,
        trim=p.accent,
        brow=m.between(0, 18),
        smile=m.between(-0.1, 0.4),
        glasses=0.0,
        cut="bald",
        beard="",
    )
    m.arms(
        spread_l=18,
        spread_r=18,
        bend_r=40,
        bend_l=35,
        sleeve=1.1,
        low=(-30, -40),
        mitten=palette.shade(metal, 0.85),
        mitten_material="iron",
    )
    clothes.pauldrons(m, metal, 1.25)
    carried.sword(m, 1, palette.pick(rng, palette.LEATHERS))
    carried.shield(m, -1, p.upper, palette.GOLD if p.ornament == "rich" else palette.WHITE, "heater")
    m.legs(boots=True, width=1.05)
    for leg, shin, side in ((m.leg_l, m.shin_l, -1), (m.leg_r, m.shin_r, 1)):
        x, _, _ = m.leg_at(side)
        m.ball(
            (x, m.hip / 2, -0.05),
            (0.06, 0.06, 0.045),
            "iron",
            palette.shade(metal, 1.1),
            "leg_l" if side < 0 else "leg_r",
            leg,
        )
        del shin
    return finish(m, p)


@grammar("samurai")
def samurai(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A samurai: horned helmet, laced plates, wide trousers, two swords, sometimes a banner on the back."""
    p = person(
        rng,
        wishes,
        ages=(0.3, 0.8),
        women=0.3,
        skins=palette.SKINS[:5],
        uppers=(
            palette.level(4, 1, 1),
            palette.level(1, 1, 2),
            palette.level(1, 2, 3),
            palette.level(3, 1, 2),
            palette.level(1, 3, 2),
        ),
    )
    dark = palette.level(1, 1, 2)
    c = build(p, height=1.72, width=1.14, sleeve=p.lower)
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    for k in range(3):
        m.add(
            "box",
            (0, m.chest + (0.06 - 0.07 * k) * h, -0.005),
            (m.half_width * 1.06, 0.03 * h, m.depth * 1.13),
            "iron",
            p.upper if k % 2 == 0 else palette.shade(p.upper, 0.75),
            "cloth",
            m.torso,
            bevel=0.02,
            taper=(0.95, 0.95),
        )
    for k in range(2):
        m.add(
            "box",
            (0, m.waist - (0.05 + 0.055 * k) * h, 0),
            (m.half_width * (1.1 + 0.12 * k), 0.032 * h, m.depth * (1.2 + 0.14 * k)),
            "iron",
            p.upper if k else palette.shade(p.upper, 0.75),
            "cloth",
            m.root,
            bevel=0.02,
            taper=(0.92, 0.92),
        )
    m.add(
        "box",
        (0, m.waist, 0),
        (m.half_width * 1.04, 0.022 * h, m.depth * 1.14),
        "cloth",
        p.accent,
        "cloth",
        m.root,
        bevel=0.02,
    )
    m.rod(
        (-m.half_width * 1.15, m.waist - 0.03 * h, -0.2),
        (-m.half_width * 1.25, m.waist - 0.12 * h, 0.42),
        0.03,
        "timber",
        dark,
        "tool",
        m.root,
    )
    m.rod(
        (-m.half_width * 1.13, m.waist - 0.02 * h, -0.22),
        (-m.half_width * 1.1, m.waist + 0.01 * h, -0.36),
        0.025,
        "cloth",
        palette.CREAM,
        "tool",
        m.root,
    )
    if p.ornament == "rich":
        m.rod((0, m.chest, m.depth + 0.06), (0, 2.15, m.depth + 0.06), 0.02, "timber", dark, "tool", m.torso)
        m.add("box", (0.15, 1.9, m.depth + 0.06), (0.15, 0.24, 0.012), "cloth", p.accent, "flag", m.torso)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))
    if p.winter:
        clothes.neckscarf(m, p.accent)
    hat = m.choose("kabuto", "kabuto", "conical", "none")
    head(
        m,
        p,
        None if hat == "none" else hat,
        hat_colour=p.accent if hat != "conical" else palette.STRAW,
        trim=palette.GOLD,
        cut="bun",
        hair_colour=palette.HAIRS[0] if p.age < 0.72 else None,
        beard="" if p.woman else m.choose("", "goatee", "moustache"),
        brow=m.between(8, 20),
        smile=m.between(-0.4, 0.2),
        glasses=0.0,
    )
    blade = m.chance(0.6)
    m.arms(spread_l=20, spread_r=20, bend_r=45, bend_l=35, steady=() if blade else (1,))
    for side, arm in ((-1, m.arm_l), (1, m.arm_r)):
        x, y, z = m.shoulder_at(side)
        m.add(
            "box",
            (x + side * 0.035 * h, y - 0.045 * h, z),
            (0.022 * h, 0.07 * h, 0.065 * h),
            "iron",
            p.upper,
            "arm_l" if side < 0 else "arm_r",
            arm,
            rotation=(0, 0, side * 20),
            bevel=0.015,
        )
    if blade:
        x, y, z = m.hand_r
        m.rod(
            (x, y, z - 0.05),
            (x, y - 0.22, z - 0.78),
            0.026,
            "iron",
            palette.METALS[3],
            "blade",
            m.fore_r,
            kind="box",
            end=0.5,
            flat=0.4,
        )
        m.add(
            "cylinder",
            (x, y, z - 0.07),
            (0.05, 0.012, 0.05),
            "gold",
            palette.GOLD,
            "tool",
            m.fore_r,
            rotation=(0, 75, 0),
            sides=8,
        )
        m.rod((x, y + 0.01, z), (x, y + 0.05, z + 0.14), 0.022, "cloth", dark, "tool", m.fore_r)
    else:
        carried.spear(m, 1, p.accent)
    m.legs(width=1.3)
    return finish(m, p)

"""People told apart by their robes: priests, nobles, witches."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.dress import carried, clothes
from nacre.teacher.grammar.bodies.mannequin import Mannequin
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.bodies.people.townsfolk import build, finish, head, person
from nacre.teacher.grammar.registry import grammar


@grammar("priest")
def priest(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A priest or monk: long robe, stole or rope belt, tonsure, hood or mitre, book or crook."""
    p = person(
        rng,
        wishes,
        ages=(0.4, 1.0),
        women=0.3,
        uppers=(level(3, 2, 1), level(6, 6, 6), level(2, 2, 3), level(4, 1, 2), level(1, 1, 1), level(5, 4, 2)),
        accents=(palette.GOLD, level(4, 1, 3), palette.CREAM, level(5, 1, 1)),
    )
    high = m_high = p.ornament == "rich"
    c = build(p, width=1.1, belly=0.7 if rng.random() < 0.4 else 0.0)
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    clothes.skirt(m, p.upper, hem=0.05, flare=1.45, trim=palette.GOLD if high else None)
    if high or m.chance(0.4):
        m.add(
            "box",
            (-m.half_width * 0.42, m.chest - 0.1 * h, -m.depth - 0.02),
            (0.028 * h, 0.2 * h, 0.02),
            "cloth",
            p.accent,
            "cloth",
            m.torso,
            array=Array(2, (m.half_width * 0.84, 0, 0)),
            bevel=0.01,
        )
    else:
        m.add(
            "box",
            (0, m.waist, 0),
            (m.half_width * 1.04, 0.016 * h, m.depth * 1.12),
            "rope",
            palette.CREAM,
            "cloth",
            m.root,
            bevel=0.015,
        )
        m.rod(
            (0.05, m.waist, -m.depth * 1.25),
            (0.06, m.waist - 0.2 * h, -m.depth * 1.55),
            0.016,
            "rope",
            palette.CREAM,
            "cloth",
            m.root,
        )
    clothes.panel(m, 0.1 * h, m.half_width * 0.3, p.lower)
    m.add("box", (0, m.chest, -m.depth - 0.035), (0.014, 0.065, 0.012), "gold", palette.GOLD, "ornament", m.torso)
    m.add(
        "box", (0, m.chest + 0.02, -m.depth - 0.035), (0.042, 0.014, 0.012), "gold", palette.GOLD, "ornament", m.torso
    )
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.upper))
    if p.winter or m.chance(0.3):
        clothes.cloak(m, palette.shade(p.upper, 0.8), low=0.1)
    hat = "mitre" if m_high else m.choose("none", "hood", "none")
    head(
        m,
        p,
        None if hat == "none" else hat,
        hat_colour=p.upper if hat == "hood" else palette.mix(p.upper, palette.WHITE, 0.5),
        trim=p.accent,
        cut="bob" if p.woman else "rim",
        glasses=0.25,
        smile=m.between(0.2, 0.7),
        brow=m.between(-18, 0),
    )
    bears_cross = not high and m.chance(0.4)
    m.arms(bend_l=55, bend_r=35, sleeve=1.3, low=(-40, -20), steady=(1,) if high or bears_cross else ())
    if high:
        carried.staff(m, 1, "crook", palette.GOLD)
    elif bears_cross:
        carried.staff(m, 1, "cross", palette.GOLD)
    carried.book(m, -1, p.accent if p.accent != palette.CREAM else level(4, 1, 1))
    m.legs()
    return finish(m, p)


@grammar("noble")
def noble(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A lord or lady: gown or doublet with puffed sleeves, fur collar, chain, crown or feathered hat, long cloak."""
    p = person(
        rng,
        wishes,
        uppers=(
            level(4, 1, 2),
            level(2, 1, 4),
            level(1, 2, 5),
            level(1, 4, 3),
            level(5, 4, 1),
            level(3, 1, 1),
            level(6, 6, 6),
        ),
        lowers=(level(6, 6, 5), level(5, 4, 1), level(2, 1, 3), level(1, 1, 2), level(4, 2, 2)),
    )
    if wishes.ornament is None:
        p.ornament = "rich" if p.ornament == "plain" else p.ornament
    c = build(p, width=1.05, belly=0.8 if rng.random() < 0.25 else 0.0, sleeve=palette.contrast(p.upper))
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    m.add(
        "box",
        (0, m.chest - 0.03 * h, -m.depth * 0.99),
        (m.half_width * 0.3, 0.13 * h, 0.02),
        "cloth",
        p.lower,
        "cloth",
        m.torso,
        bevel=0.01,
    )
    if p.woman:
        clothes.skirt(m, p.upper, hem=0.03, flare=2.05, trim=palette.GOLD if p.ornament == "rich" else p.accent)
        clothes.panel(m, 0.06 * h, m.half_width * 0.62, p.lower, top=0.4)
    else:
        clothes.tunic(m, p.upper, 0.17, 1.4, trim=palette.GOLD if p.ornament == "rich" else p.accent)
    clothes.belt(m, palette.GOLD, p.accent)
    m.ball(
        (0, m.shoulder - 0.012 * h, 0),
        (m.half_width * 1.02, 0.04 * h, m.depth * 1.25),
        "fur",
        palette.CREAM,
        "cloth",
        m.torso,
    )
    if p.ornament != "plain":
        m.add(
            "cylinder",
            (0, m.chest + 0.04 * h, -m.depth * 1.12),
            (0.04, 0.012, 0.04),
            "gold",
            palette.GOLD,
            "ornament",
            m.torso,
            rotation=(0, 90, 0),
            sides=8,
        )
    clothes.cloak(m, p.accent, low=0.04)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))
    hat = "fur" if p.winter else "crown" if p.ornament == "rich" else m.choose("brim", "beret", "none")
    head(
        m,
        p,
        None if hat == "none" else hat,
        trim=palette.GOLD,
        cut=m.choose("long", "wavy", "bun", "braids") if p.woman else m.choose("parted", "bowl", "curly"),
        beard="" if p.woman else m.choose("goatee", "moustache", "", "full"),
        brow=m.between(-15, 10),
        smile=m.between(0.1, 0.6),
    )
    m.arms(spread_l=22, spread_r=22, bend_l=50, bend_r=40)
    for side, arm in ((-1, m.arm_l), (1, m.arm_r)):
        x, y, z = m.shoulder_at(side)
        m.ball(
            (x + side * 0.02 * h, y - 0.03 * h, z),
            (0.052 * h, 0.06 * h, 0.052 * h),
            "cloth",
            p.upper,
            "arm_l" if side < 0 else "arm_r",
            arm,
        )
    what = m.choose("fan", "goblet", "sceptre", "scroll")
    x, y, z = m.hand_r
    if what == "fan":
        m.add(
            "cylinder",
            (x, y + 0.1, z - 0.06),
            (0.15, 0.1, 0.012),
            "paper",
            p.accent,
            "goods",
            m.fore_r,
            rotation=(0, 180, 0),
            taper=(0.1, 1),
            sides=8,
        )
    elif what == "goblet":
        m.add(
            "cylinder",
            (x, y + 0.1, z - 0.05),
            (0.05, 0.05, 0.05),
            "gold",
            palette.GOLD,
            "goods",
            m.fore_r,
            rotation=(0, 180, 0),
            taper=(0.6, 0.6),
        )
        m.rod((x, y, z - 0.05), (x, y + 0.06, z - 0.05), 0.015, "gold", palette.GOLD, "goods", m.fore_r)
    elif what == "sceptre":
        m.rod((x, y - 0.1, z - 0.03), (x, y + 0.34, z - 0.06), 0.022, "gold", palette.GOLD, "tool", m.fore_r)
        m.ball((x, y + 0.38, z - 0.06), 0.055, "glass", p.accent, "tool", m.fore_r)
    else:
        m.rod(
            (x - 0.09, y + 0.02, z - 0.05),
            (x + 0.09, y + 0.02, z - 0.05),
            0.035,
            "paper",
            palette.CREAM,
            "goods",
            m.fore_r,
        )
        m.ball((x, y - 0.02, z - 0.09), 0.025, "paint", level(5, 1, 1), "goods", m.fore_r)
    m.legs(boots=not p.woman)
    return finish(m, p)


@grammar("witch")
def witch(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A witch: tall bent hat, long nose with a wart, ragged gown, cloak, broom and a potion."""
    p = person(
        rng,
        wishes,
        ages=(0.5, 1.0),
        women=0.85,
        uppers=(level(2, 1, 3), level(1, 1, 2), level(1, 2, 1), level(3, 1, 2)),
        lowers=(level(1, 1, 1), level(2, 1, 2), level(2, 2, 1)),
        accents=(level(1, 1, 2), level(2, 1, 3), level(1, 1, 1), level(1, 2, 2)),
        skins=(level(4, 5, 3), level(3, 5, 3), *palette.SKINS[:4]),
    )
    c = build(p, height=1.62, width=0.98)
    c.stoop += 0.03
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    clothes.skirt(m, p.upper, hem=0.08, flare=1.75, trim=palette.shade(p.upper, 0.6))
    for k, (dx, dz) in enumerate(((-0.7, -0.95), (0.1, -1.15), (0.8, -0.75))):
        m.add(
            "box",
            (dx * m.half_width * 1.25, 0.1 * h, dz * m.depth * 1.5),
            (0.05, 0.06, 0.015),
            "cloth",
            p.lower,
            "cloth",
            m.root,
            rotation=(0, 190, 10 * (k - 1)),
            taper=(0.15, 1),
        )
    clothes.belt(m, palette.LEATHERS[1])
    m.add(
        "cylinder",
        (-m.half_width * 1.0, m.hip + 0.03 * h, -0.06),
        (0.035, 0.055, 0.035),
        "glass",
        level(3, 6, 2),
        "goods",
        m.root,
        taper=(0.5, 0.5),
    )
    m.add(
        "cylinder",
        (-m.half_width * 1.0, m.hip + 0.075 * h, -0.06),
        (0.018, 0.02, 0.018),
        "timber",
        palette.WOOD,
        "goods",
        m.root,
    )
    clothes.cloak(m, palette.shade(p.accent, 0.8), low=0.1, clasp=level(3, 6, 2))
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.upper))
    if p.ornament != "plain":
        clothes.collar(m, level(4, 1, 4))
    orange = level(6, 3, 1)
    head(
        m,
        p,
        "wizard",
        trim=orange if p.ornament == "rich" else level(4, 2, 5),
        cut="long" if p.woman else "rim",
        beard="" if p.woman else "long",
        hair_colour=palette.pick(rng, (palette.GREYS[0], palette.GREYS[1], level(2, 1, 3), level(5, 2, 1))),
        brow=m.between(5, 20),
        smile=m.between(0.4, 1.0),
    )
    r = m.head_half[1]
    x, y, z = m.head_at
    m.rod(
        (x, y - 0.08 * r, z - 0.85 * r),
        (x, y - 0.36 * r, z - 1.5 * r),
        0.16 * r,
        "skin",
        p.skin,
        "head",
        m.head,
        kind="cylinder",
        end=0.25,
    )
    m.ball((x + 0.06 * r, y - 0.12 * r, z - 1.18 * r), 0.02, "skin", palette.shade(p.skin, 0.7), "detail", m.head)
    m.arms(bend_r=45, bend_l=60, low=(-40, -20), sleeve=1.1, steady=(1,))
    carried.broom(m, 1)
    if m.chance(0.4):
        carried.lantern(m, -1, level(3, 7, 3))
    m.legs(boots=True)
    return finish(m, p)

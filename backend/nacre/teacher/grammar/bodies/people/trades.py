"""People told apart by their trade: smith, merchant, farmer, sailor, cowboy."""

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


@grammar("blacksmith")
def blacksmith(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A burly smith: leather apron, bare arms, gloves, beard, headband, hammer and tongs."""
    p = person(rng, wishes, ages=(0.35, 0.7), women=0.25, accents=palette.LEATHERS)
    c = build(p, height=1.72, width=1.36, sleeve=p.skin, belly=0.45)
    m = Mannequin(name, rng, c)
    m.trunk()
    clothes.tunic(m, p.upper, 0.09, 1.12)
    clothes.apron(m, p.accent, material="leather", low=0.15)
    clothes.belt(m, palette.shade(p.accent, 0.7), palette.IRON)
    h = c.height
    m.rod(
        (-m.half_width * 1.02, m.hip - 0.03 * h, -0.02),
        (-m.half_width * 1.02, m.hip - 0.03 * h + 0.2, -0.02),
        0.02,
        "iron",
        palette.IRON,
        "tool",
        m.root,
    )
    if p.condition == "worn":
        m.ball(
            (0.05, m.chest - 0.09 * h, -m.depth - 0.035),
            (0.06, 0.05, 0.01),
            "leather",
            level(1, 1, 1),
            "detail",
            m.torso,
        )
    if p.ornament == "rich":
        clothes.collar(m, palette.GOLD)
    cut = m.choose("bun", "ponytail", "bob") if p.woman else m.choose("bald", "short", "rim", "short")
    head(
        m,
        p,
        m.choose("bandana", "none", "bandana") if not p.winter else "knit",
        cut=cut,
        trim=palette.shade(p.accent, 0.8),
        beard="" if p.woman else m.choose("full", "full", "long", "moustache"),
        brow=m.between(5, 18),
        smile=m.between(0.1, 0.6),
    )
    m.arms(
        spread_l=20,
        spread_r=20,
        sleeve=1.15,
        bend_r=40,
        mitten=palette.pick(rng, palette.LEATHERS),
        mitten_material="leather",
    )
    carried.hammer(m, 1)
    m.legs(boots=True)
    return finish(m, p)


@grammar("merchant")
def merchant(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A round merchant: long robe with a sash, turban or wide hat, gold chain, purse, pack of wares."""
    p = person(rng, wishes, ages=(0.35, 0.85), women=0.35)
    c = build(p, height=1.64, width=1.28, belly=1.0, sleeve=palette.contrast(p.upper))
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    clothes.skirt(m, p.upper, hem=0.09, flare=1.45, trim=palette.GOLD if p.ornament != "plain" else p.accent)
    clothes.panel(m, 0.1 * h, m.half_width * 0.32, p.lower)
    m.ball(
        (0, m.waist - 0.02 * h, -0.1 * m.depth),
        (m.half_width * 1.16, 0.035 * h, m.depth * 1.38),
        "cloth",
        p.accent,
        "cloth",
        m.root,
    )
    m.add(
        "blob",
        (m.half_width * 0.95, m.hip + 0.01 * h, -m.depth * 0.9),
        (0.055, 0.07, 0.05),
        "leather",
        palette.LEATHERS[0],
        "container",
        m.root,
        seed=2,
    )
    if p.ornament != "plain":
        for side in (-1, 1):
            m.rod(
                (side * m.half_width * 0.5, m.shoulder, -m.depth * 0.9),
                (0, m.chest - 0.03 * h, -m.depth * 1.12),
                0.014,
                "gold",
                palette.GOLD,
                "ornament",
                m.torso,
            )
        m.add(
            "cylinder",
            (0, m.chest - 0.05 * h, -m.depth * 1.12),
            (0.045, 0.012, 0.045),
            "gold",
            palette.GOLD,
            "ornament",
            m.torso,
            rotation=(0, 90, 0),
            sides=10,
        )
    if m.chance(0.6):
        clothes.backpack(m, palette.LEATHERS[2], p.lower)
    elif p.winter or m.chance(0.4):
        clothes.cloak(m, palette.shade(p.lower, 0.9), low=0.15)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.upper))
    hat = m.choose("turban", "brim", "turban", "beret") if not p.winter else "fur"
    head(
        m,
        p,
        hat,
        trim=palette.GOLD,
        beard="" if p.woman else m.choose("goatee", "full", "moustache", "whiskers"),
        smile=m.between(0.5, 0.95),
        brow=m.between(-18, 0),
    )
    what = m.choose("scales", "cloth", "book", "staff")
    m.arms(spread_l=25, spread_r=25, bend_l=50, bend_r=30, sleeve=1.1, steady=(1,) if what == "staff" else ())
    if what == "scales":
        x, y, z = m.hand_l
        m.add("box", (x, y - 0.04, z - 0.02), (0.16, 0.012, 0.012), "gold", palette.GOLD, "tool", m.fore_l)
        m.add(
            "box",
            (x - 0.14, y - 0.14, z - 0.02),
            (0.006, 0.1, 0.006),
            "gold",
            palette.GOLD,
            "tool",
            m.fore_l,
            array=Array(2, (0.28, 0, 0)),
        )
        m.add(
            "cylinder",
            (x - 0.14, y - 0.24, z - 0.02),
            (0.07, 0.02, 0.07),
            "gold",
            palette.GOLD,
            "tool",
            m.fore_l,
            sides=10,
            rotation=(0, 180, 0),
            taper=(0.6, 0.6),
            array=Array(2, (0.28, 0, 0)),
        )
    elif what == "cloth":
        x, y, z = m.hand_l
        m.rod(
            (x - 0.16, y + 0.05, z - 0.06), (x + 0.16, y + 0.05, z - 0.06), 0.06, "cloth", p.accent, "goods", m.fore_l
        )
        m.rod((x - 0.13, y + 0.14, z - 0.04), (x + 0.13, y + 0.14, z - 0.04), 0.05, "cloth", p.lower, "goods", m.fore_l)
    elif what == "book":
        carried.book(m, -1, p.accent)
    else:
        carried.staff(m, 1, "plain", p.accent)
    m.legs()
    return finish(m, p)


@grammar("farmer")
def farmer(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A farmer: straw hat, dungarees or apron, rolled sleeves, boots, fork, sack or bucket."""
    p = person(
        rng,
        wishes,
        accents=(palette.STRAW, level(5, 4, 1), level(6, 5, 3)),
        lowers=(level(1, 2, 4), level(2, 3, 4), *palette.SOBER),
    )
    c = build(p, width=1.1, belly=0.5 if rng.random() < 0.4 else 0.0, sleeve=p.skin)
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    if p.woman and m.chance(0.6):
        clothes.skirt(m, p.lower, hem=0.12)
        clothes.apron(m, palette.LINEN, flare=1.6, low=0.2)
        clothes.belt(m, palette.pick(rng, palette.LEATHERS))
    else:
        m.add(
            "box",
            (0, m.chest - 0.05 * h, -m.depth - 0.01),
            (m.half_width * 0.62, 0.1 * h, 0.025),
            "cloth",
            p.lower,
            "cloth",
            m.torso,
            bevel=0.012,
            taper=(0.85, 1),
        )
        m.add(
            "box",
            (0, m.chest - 0.04 * h, -m.depth - 0.035),
            (m.half_width * 0.3, 0.04 * h, 0.012),
            "cloth",
            palette.contrast(p.lower),
            "cloth",
            m.torso,
            bevel=0.01,
        )
        clothes.braces(m, palette.shade(p.lower, 0.85))
        clothes.tunic(m, p.lower, 0.06, 1.1)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))
    if p.winter or m.chance(0.35):
        clothes.neckscarf(m, level(5, 1, 1))
    if p.ornament == "rich":
        clothes.buttons(m, palette.GOLD, 2)
    head(
        m,
        p,
        "straw" if not p.winter else "knit",
        trim=level(5, 1, 1) if m.chance(0.5) else palette.LEATHERS[0],
        beard=None,
        smile=m.between(0.4, 0.9),
    )
    if m.chance(0.25):
        r = m.head_half[1]
        x, y, z = m.head_at
        m.rod(
            (x + 0.1 * r, y - 0.48 * r, z - 0.9 * r),
            (x + 0.5 * r, y - 0.42 * r, z - 1.45 * r),
            0.012,
            "thatch",
            palette.STRAW,
            "detail",
            m.head,
        )
    m.arms(bend_r=40, steady=(-1, 1))
    carried.fork(m, 1)
    if m.chance(0.4):
        carried.bucket(m, -1)
    elif m.chance(0.3):
        carried.basket(m, -1, level(6, 3, 1))
    m.legs(boots=True)
    return finish(m, p)


@grammar("sailor")
def sailor(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A sailor or pirate: striped shirt, wide trousers, neckerchief, bandana or tricorn, eye patch, wooden leg."""
    p = person(
        rng,
        wishes,
        women=0.35,
        uppers=(palette.LINEN, level(1, 2, 4), level(2, 4, 5), level(5, 1, 1), palette.WHITE),
        lowers=(level(1, 2, 3), level(4, 3, 2), level(6, 6, 5), level(2, 2, 2)),
        accents=(level(5, 1, 1), level(1, 2, 5), level(1, 1, 1), level(6, 4, 1)),
    )
    captain = p.ornament == "rich"
    c = build(p, width=1.12, sleeve=p.upper if p.winter or captain else p.skin)
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    stripe = level(1, 2, 4) if palette.light_of(p.upper) > 0.45 else palette.WHITE
    if captain:
        clothes.tunic(m, p.upper, 0.22, 1.3, trim=palette.GOLD)
        m.add(
            "box",
            (0, m.chest, -m.depth * 0.98),
            (m.half_width * 0.4, 0.14 * h, 0.02),
            "cloth",
            palette.LINEN,
            "cloth",
            m.torso,
        )
        clothes.buttons(m, palette.GOLD, 4)
    else:
        m.add(
            "box",
            (0, m.waist + 0.035 * h, -c.stoop * 0.3),
            (m.half_width * 0.995, 0.016 * h, m.depth * 1.02),
            "cloth",
            stripe,
            "cloth",
            m.torso,
            bevel=0.02,
            array=Array(4, (0, 0.06 * h, 0)),
            taper=(0.99, 0.99),
        )
        clothes.tunic(m, p.lower, 0.05, 1.06)
    clothes.belt(m, palette.LEATHERS[1])
    m.add(
        "box",
        (0, m.shoulder - 0.04 * h, -m.depth * 1.02),
        (0.045 * h, 0.05 * h, 0.015),
        "cloth",
        p.accent,
        "cloth",
        m.torso,
        rotation=(0, 180, 0),
        taper=(0.1, 1),
    )
    m.ball((0, m.shoulder, 0), (0.065 * h, 0.022 * h, 0.062 * h), "cloth", p.accent, "cloth", m.torso)
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))
    hat = "tricorn" if captain else m.choose("bandana", "knit", "cap", "bandana")
    head(
        m,
        p,
        hat,
        trim=palette.GOLD if captain else palette.WHITE,
        beard=None if not captain else "" if p.woman else "full",
        smile=m.between(0.2, 0.9),
        cut=None if not captain else "long" if p.woman else "short",
    )
    if m.chance(0.3):
        r = m.head_half[1]
        x, y, z = m.head_at
        m.ball(
            (x + 0.4 * m.head_half[0], y + 0.08 * r, z - 0.94 * m.head_half[2]),
            (0.24 * r, 0.24 * r, 0.14 * r),
            "leather",
            palette.BLACK,
            "detail",
            m.head,
        )
    m.arms(spread_l=18, spread_r=18, bend_r=30)
    what = m.choose("rope", "sword", "fish", "lantern") if not captain else m.choose("sword", "lantern")
    x, y, z = m.hand_r
    if what == "rope":
        carried.coil(
            m, 1, 0.12, ((0.0, (0.15, 0.05, 0.12), level(5, 4, 2)), (0.02, (0.08, 0.05, 0.06), level(4, 3, 2)))
        )
    elif what == "sword":
        carried.sword(m, 1, palette.LEATHERS[0])
    elif what == "fish":
        m.ball((x, y - 0.2, z), (0.05, 0.16, 0.08), "skin", level(3, 4, 5), "goods", m.fore_r)
        m.add(
            "cylinder",
            (x, y - 0.36, z),
            (0.02, 0.06, 0.09),
            "skin",
            level(2, 3, 4),
            "goods",
            m.fore_r,
            sides=4,
            taper=(0.3, 0.3),
        )
        m.ball((x, y - 0.1, z - 0.05), 0.02, "paint", palette.WHITE, "goods", m.fore_r)
    else:
        carried.lantern(m, 1)
    m.legs(boots=captain or m.chance(0.3), width=1.1, peg=m.chance(0.15))
    return finish(m, p)


@grammar("cowboy")
def cowboy(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A rider of the west: wide hat, neckerchief, waistcoat with a star, chaps, holster, lasso."""
    p = person(
        rng,
        wishes,
        women=0.35,
        accents=(level(3, 2, 1), level(5, 4, 2), level(2, 1, 1), level(6, 5, 4), level(4, 2, 1)),
        lowers=(level(1, 2, 4), level(2, 3, 4), level(3, 2, 1), level(4, 3, 2)),
    )
    c = build(p, height=1.74, width=1.05)
    m = Mannequin(name, rng, c)
    h = c.height
    m.trunk()
    clothes.waistcoat(m, palette.shade(p.accent, 0.85))
    clothes.belt(m, palette.LEATHERS[1])
    m.add(
        "box",
        (m.half_width * 1.05, m.hip - 0.02 * h, -0.01),
        (0.035, 0.1, 0.05),
        "leather",
        palette.LEATHERS[0],
        "container",
        m.root,
        bevel=0.01,
        taper=(1, 0.8),
    )
    m.rod(
        (m.half_width * 1.05, m.hip + 0.06 * h, 0.0),
        (m.half_width * 1.05, m.hip + 0.09 * h, 0.04),
        0.022,
        "timber",
        palette.DARK_WOOD,
        "tool",
        m.root,
    )
    kerchief = level(5, 1, 1) if p.upper != level(5, 1, 1) else level(1, 2, 5)
    m.ball((0, m.shoulder, 0), (0.07 * h, 0.028 * h, 0.066 * h), "cloth", kerchief, "cloth", m.torso)
    m.add(
        "box",
        (0, m.shoulder - 0.05 * h, -m.depth * 1.02),
        (0.05 * h, 0.05 * h, 0.015),
        "cloth",
        kerchief,
        "cloth",
        m.torso,
        rotation=(0, 180, 0),
        taper=(0.1, 1),
    )
    if p.ornament != "plain":
        m.add(
            "cylinder",
            (-m.half_width * 0.6, m.chest + 0.02 * h, -m.depth * 1.17),
            (0.04, 0.01, 0.04),
            "gold",
            palette.GOLD,
            "ornament",
            m.torso,
            rotation=(0, 90, 0),
            sides=5,
        )
    if p.ornament == "rich":
        clothes.buttons(m, palette.METALS[3])
    if p.condition == "worn":
        clothes.patches(m, palette.contrast(p.lower))
    if p.winter:
        clothes.cloak(m, palette.shade(p.accent, 0.8), low=0.3)
    head(
        m,
        p,
        "cowboy",
        trim=palette.shade(p.accent, 0.5),
        beard="" if p.woman else m.choose("moustache", "full", "", "goatee"),
        cut=m.choose("braids", "ponytail", "long") if p.woman else "short",
        smile=m.between(-0.2, 0.6),
    )
    m.arms(spread_l=20, spread_r=20, bend_r=35)
    if m.chance(0.6):
        carried.coil(
            m, -1, 0.13, ((-0.01, (0.16, 0.035, 0.13), level(5, 4, 2)), (-0.03, (0.09, 0.035, 0.07), level(4, 3, 1)))
        )
    m.legs(boots=True)
    if m.chance(0.5):
        for side, leg, name_ in ((-1, m.leg_l, "leg_l"), (1, m.leg_r, "leg_r")):
            x = m.leg_at(side)[0]
            m.add(
                "box",
                (x + side * 0.02, m.hip * 0.72, 0),
                (0.075, m.hip * 0.22, 0.085),
                "leather",
                palette.shade(p.accent, 0.8),
                name_,
                leg,
                bevel=0.03,
            )
    return finish(m, p)

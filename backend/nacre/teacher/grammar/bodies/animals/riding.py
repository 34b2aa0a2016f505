"""Animals that carry people: horse, camel, and a horse with its rider."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.animals.beast import Beast, Coat, Frame, coat
from nacre.teacher.grammar.bodies.dress import clothes
from nacre.teacher.grammar.bodies.mannequin import Mannequin
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.bodies.people.townsfolk import build, head, person
from nacre.teacher.grammar.registry import grammar

COATS = (
    level(4, 2, 1),
    level(3, 2, 1),
    level(1, 1, 1),
    level(6, 6, 6),
    level(5, 4, 2),
    level(4, 4, 4),
    level(5, 3, 1),
    level(6, 5, 4),
)
MARKS = (level(1, 1, 1), level(7, 7, 6), level(2, 1, 1), level(6, 5, 3), level(3, 2, 1))


def horse_body(a: Beast, *, draught: bool, stripes: bool = True) -> None:
    """Body, arched neck, long head with mane and blaze, legs and flowing tail of a horse."""
    c = a.coat
    a.trunk()
    a.neck_and_skull(limits=(-80, 25))
    _x, y, z = a.skull_at
    _nx, ny, nz = a.neck_at
    a.rod(
        (0, ny - 0.02, nz + 0.1),
        (0, y - 0.12, z + 0.16),
        a.half[0] * 0.42,
        a.frame.material,
        c.coat,
        "neck",
        a.neck,
        flat=1.6,
    )
    a.muzzle(c.coat if a.chance(0.5) else palette.mix(c.coat, level(3, 2, 2), 0.4), level(2, 1, 1), nostrils=True)
    a.eyes(level(1, 1, 1), at=(0.82, 0.3), size=0.22)
    if stripes and a.chance(0.5):
        a.ball(
            (0, y - 0.02, z - 0.2),
            (0.035, 0.12, 0.12),
            a.frame.material,
            level(7, 7, 6),
            "detail",
            a.head,
            rotation=(0, 25, 0),
        )
    a.ears(c.coat, None, size=(0.045, 0.09, 0.035), at=(0.5, 0.95, 0.5), spread=10)
    for k in range(4):
        share = k / 3
        my, mz = ny + 0.12 + (y + 0.1 - ny - 0.12) * share, nz + 0.2 + (z + 0.16 - nz - 0.2) * share
        on = a.neck if k < 3 else a.head
        a.ball((0.02, my, mz), (0.055, 0.13, 0.1), "hair", c.marks, "hair", on, rotation=(0, -20, 0))
    a.ball((0, y + 0.15, z - 0.06), (0.05, 0.1, 0.09), "hair", c.marks, "hair", a.head, rotation=(0, 30, 0))
    a.legs(thigh=1.5, socks=c.marks if draught or a.chance(0.4) else None)
    _tx, ty, tz = a.tail_at
    a.tail = a.rod(
        (0, ty + 0.02, tz - 0.04),
        (0, ty - 0.12, tz + 0.16),
        0.06,
        "hair",
        c.marks,
        "tail",
        a.root,
        joint=a.limb(a.tail_at, -60, 60, "y"),
    )
    a.rod(
        (0, ty - 0.08, tz + 0.14), (0, ty - 0.62, tz + 0.22), 0.095, "hair", c.marks, "tail", a.tail, kind="ellipsoid"
    )


def bridle(a: Beast) -> None:
    """Straps around muzzle and brow."""
    c = a.coat
    _x, y, z = a.skull_at
    w, h = a.frame.snout
    a.add(
        "box",
        (0, (y + a.nose[1]) / 2 - 0.03, (z + a.nose[2]) / 2 - 0.07),
        (w * 1.04, h * 1.08, 0.022),
        "leather",
        c.harness,
        "cloth",
        a.head,
        rotation=(0, 10, 0),
        bevel=0.02,
    )
    a.add(
        "box",
        (0, y + 0.06, z + 0.02),
        (a.skull[0] * 1.0, a.skull[1] * 0.98, 0.022),
        "leather",
        c.harness,
        "cloth",
        a.head,
        bevel=0.03,
    )


def saddle(a: Beast, blanket: int) -> None:
    """Blanket, saddle with pommel, girth and stirrups."""
    c = a.coat
    x, y, _z = a.half
    top = a.back_y
    a.add(
        "cylinder",
        (0, a.mid + 0.02, 0.02),
        (x * 1.04, 0.26, y * 1.06),
        "cloth",
        blanket,
        "cloth",
        a.root,
        rotation=(0, 90, 0),
        sides=14,
    )
    a.ball((0, top + 0.01, 0.03), (x * 0.62, 0.09, 0.24), "leather", c.harness, "seat", a.root)
    a.ball((0, top + 0.09, -0.16), (0.06, 0.07, 0.05), "leather", palette.shade(c.harness, 0.75), "seat", a.root)
    a.ball((0, top + 0.08, 0.22), (x * 0.5, 0.08, 0.06), "leather", palette.shade(c.harness, 0.75), "seat", a.root)
    a.add(
        "box",
        (-x * 1.06, a.mid - y * 0.4, 0.0),
        (0.015, 0.24, 0.03),
        "leather",
        c.harness,
        "cloth",
        a.root,
        array=Array(2, (x * 2.12, 0, 0)),
    )
    a.add(
        "box",
        (-x * 1.06, a.mid - y * 0.95, 0.0),
        (0.05, 0.02, 0.06),
        "iron",
        palette.IRON,
        "cloth",
        a.root,
        array=Array(2, (x * 2.12, 0, 0)),
    )


def horse_frame(draught: bool) -> Frame:
    """Measures of a riding horse or a draught horse."""
    wide = 1.18 if draught else 1.0
    return Frame(
        0.8,
        (0.29 * wide, 0.3 * wide, 0.68),
        (0.6, -0.4),
        (0.14, 0.16, 0.17),
        0.28,
        (0.105, 0.115),
        0.07 * wide,
        neck_thick=0.52,
        ends=0.82,
        drop=0.55,
    )


@grammar("horse")
def horse(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A horse: arched neck, mane and tail; a halter, or saddled, or a draught horse with heavy feet."""
    c = coat(rng, wishes, COATS, MARKS, (level(3, 2, 1), level(4, 1, 1), level(1, 2, 4), level(2, 1, 1)))
    draught = bool(rng.random() < 0.25)
    a = Beast(name, rng, horse_frame(draught), c)
    horse_body(a, draught=draught)
    if c.ornament != "plain":
        bridle(a)
    if c.ornament == "rich" or a.chance(0.2):
        saddle(a, palette.contrast(c.harness))
    return a.finish()


@grammar("camel")
def camel(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A camel with one hump or two, a long curved neck, tassels, rug and packs."""
    c = coat(
        rng,
        wishes,
        (level(5, 4, 2), level(6, 5, 3), level(4, 3, 2), level(6, 6, 5)),
        (level(4, 3, 1), level(3, 2, 1), level(6, 5, 4)),
        (level(5, 1, 1), level(1, 2, 4), level(4, 1, 3), level(2, 4, 4)),
    )
    f = Frame(
        0.92,
        (0.32, 0.33, 0.66),
        (0.72, -0.52),
        (0.13, 0.14, 0.18),
        0.2,
        (0.09, 0.095),
        0.075,
        hooves=False,
        neck_thick=0.42,
        ends=0.9,
        drop=0.35,
        foot=1.15,
    )
    a = Beast(name, rng, f, c)
    a.trunk()
    x, y, _z = a.half
    two = a.chance(0.4)
    for dz, r in ((-0.3, 0.2), (0.28, 0.19)) if two else ((0.02, 0.3),):
        a.ball((0, a.back_y + 0.08, dz), (x * 0.66, 0.26, r), "fur", c.coat, "torso", a.root)
        a.add("blob", (0, a.back_y + 0.3, dz), (0.12, 0.09, r * 0.6), "hair", c.marks, "hair", a.root, seed=4)
    _nx, ny, nz = a.neck_at
    low = (0.0, ny - 0.06, nz - 0.3)
    a.neck = a.rod(a.neck_at, low, 0.155, "fur", c.coat, "neck", a.root, joint=a.limb(a.neck_at, -70, 25))
    _hx, hy, hz = a.skull_at
    a.rod(low, (0, hy - 0.06, hz + 0.1), 0.12, "fur", c.coat, "neck", a.neck)
    a.ball((0, ny - 0.12, nz - 0.24), (0.12, 0.12, 0.14), "hair", c.marks, "neck", a.neck)
    a.head = a.ball(a.skull_at, a.skull, "fur", c.coat, "head", a.neck, joint=a.limb((0, hy, hz + 0.08), -45, 45))
    a.muzzle(palette.mix(c.coat, palette.WHITE, 0.3), level(2, 1, 1), nostrils=True, box=False)
    a.eyes(level(2, 1, 0), at=(0.75, 0.4), size=0.25, brow=c.marks, stern=-10)
    a.ears(c.coat, None, kind="round", size=(0.045, 0.065, 0.03), at=(0.7, 0.85, 0.5), spread=40)
    a.add("blob", (0, hy + 0.13, hz + 0.06), (0.09, 0.06, 0.1), "hair", c.marks, "hair", a.head, seed=8)
    if c.ornament != "plain":
        a.add(
            "cylinder",
            (0, a.mid, 0.02),
            (x * 1.04, 0.3, y * 1.06),
            "cloth",
            c.harness,
            "cloth",
            a.root,
            rotation=(0, 90, 0),
            sides=14,
        )
        a.add(
            "cylinder",
            (0, a.mid, 0.3),
            (x * 1.06, 0.03, y * 1.08),
            "cloth",
            palette.GOLD,
            "cloth",
            a.root,
            rotation=(0, 90, 0),
            sides=14,
        )
        for side in (-1, 1):
            a.ball(
                (side * x * 0.88, a.mid - y * 0.62, -0.2),
                (0.04, 0.09, 0.04),
                "cloth",
                palette.GOLD,
                "cloth",
                a.root,
                array=Array(3, (0, 0, 0.22)),
            )
        a.add(
            "box",
            (0, hy - 0.08, hz - 0.16),
            (0.1, 0.1, 0.02),
            "leather",
            c.harness,
            "cloth",
            a.head,
            bevel=0.02,
            rotation=(0, 15, 0),
        )
    if c.ornament == "rich":
        for side in (-1, 1):
            a.add(
                "box",
                (side * x * 1.22, a.mid + 0.02, 0.05),
                (0.11, 0.17, 0.22),
                "leather",
                level(4, 2, 1),
                "container",
                a.root,
                bevel=0.04,
            )
            a.rod(
                (side * x * 1.15, a.mid + 0.24, -0.15),
                (side * x * 1.15, a.mid + 0.24, 0.25),
                0.08,
                "cloth",
                c.harness,
                "container",
                a.root,
            )
    a.legs(thigh=1.6)
    a.tail_rod((-0.4, 0.1), 0.035, tuft=0.06, tip=c.marks)
    return a.finish()


@grammar("horse_rider")
def horse_rider(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A horse with a rider in the saddle: colours asked for dress the rider (upper, lower clothes, hat, skin)."""
    p = person(rng, wishes, ages=(0.25, 0.75))
    mount = coat(rng, Attributes(), COATS, MARKS, (level(3, 2, 1), level(2, 1, 1), level(4, 2, 1)))
    c = Coat(mount.coat, mount.marks, mount.harness, 0.6, "usual")
    a = Beast(name, rng, horse_frame(False), c)
    horse_body(a, draught=False, stripes=False)
    bridle(a)
    saddle(a, p.accent)
    b = build(p, height=1.62)
    m = Mannequin(name, rng, b)
    m.b = a.b  # the rider's parts follow the horse's
    # seated: the rider's hips on the saddle, drawn where a standing figure's hips would be that high
    lift = a.back_y + 0.12 - m.hip
    for field in ("hip", "waist", "chest", "shoulder"):
        setattr(m, field, getattr(m, field) + lift)
    x, y, z = m.head_at
    m.head_at = (x, y + lift, z)
    m.root = a.root
    h = b.height
    hips = m.add(
        "box",
        (0, m.hip + 0.01 * h, 0),
        (m.half_width * 0.9, 0.06 * h, m.depth * 1.1),
        "cloth",
        p.lower,
        "seat",
        a.root,
        bevel=0.03,
    )
    m.trunk_on(hips)
    m.root = hips
    clothes.belt(m, palette.pick(rng, palette.LEATHERS))
    if p.winter or a.chance(0.5):
        clothes.cloak(m, p.accent, low=(m.hip - 0.1) / h)
    hat = m.choose("brim", "cap", "beret", "none", "open_helm") if not p.winter else "fur"
    head(m, p, None if hat == "none" else hat)
    m.arms(bend_l=60, bend_r=60, spread_l=15, spread_r=15, low=(-20, -20), high=(60, 60))
    for side in (-1, 1):
        hx, hy, hz = m.hand_l if side < 0 else m.hand_r
        fore = m.fore_l if side < 0 else m.fore_r
        a.rod((hx, hy, hz), (hx * 0.5, hy - 0.05, hz - 0.3), 0.012, "leather", c.harness, "rope", fore)
        # thigh forward and out over the saddle, shin down the flank, foot in the stirrup
        out = a.half[0] * 1.12
        hip, knee, foot = (
            (side * 0.09, m.hip, 0.0),
            (side * out, m.hip - 0.12, -0.24),
            (side * (out + 0.02), m.hip - 0.56, -0.08),
        )
        a.rod(hip, knee, 0.085, "cloth", p.lower, "seat", hips)
        a.rod(knee, foot, 0.07, "leather", b.foot, "seat", hips)
        a.add(
            "box",
            (foot[0], foot[1] - 0.05, foot[2] - 0.06),
            (0.055, 0.05, 0.12),
            "leather",
            b.foot,
            "seat",
            hips,
            bevel=0.02,
        )
    return a.b.program(), p.attributes()

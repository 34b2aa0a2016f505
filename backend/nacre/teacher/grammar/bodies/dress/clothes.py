"""Clothes over the mannequin: belts, skirts, tunics, aprons, cloaks, scarves, armour, bags."""

from __future__ import annotations

from nacre.parts.language import Array
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.mannequin import Mannequin


def belt(m: Mannequin, colour: int, buckle: int = palette.GOLD) -> None:
    """A leather belt with a buckle."""
    h = m.build.height
    y = m.waist - 0.01 * h
    m.add(
        "box",
        (0, y, 0),
        (m.half_width * 1.03, 0.022 * h, m.depth * 1.06),
        "leather",
        colour,
        "cloth",
        m.root,
        bevel=0.02,
    )
    m.add("box", (0, y, -m.depth * 1.06), (0.028 * h, 0.024 * h, 0.01), "gold", buckle, "cloth", m.root, bevel=0.005)


def tunic(m: Mannequin, colour: int, length: float = 0.16, flare: float = 1.25, trim: int | None = None) -> None:
    """The skirt of a tunic or coat: from the waist down by `length` of the height, wider below."""
    h = m.build.height
    half = length * h / 2
    m.add(
        "box",
        (0, m.waist - half, 0),
        (m.half_width * flare, half, m.depth * flare * 1.05),
        m.build.cloth,
        colour,
        "cloth",
        m.root,
        taper=(0.96 / flare, 0.96 / flare),
        bevel=0.03,
    )
    if trim is not None:
        m.add(
            "box",
            (0, m.waist - 2 * half + 0.016 * h, 0),
            (m.half_width * flare * 1.02, 0.016 * h, m.depth * flare * 1.08),
            m.build.cloth,
            trim,
            "cloth",
            m.root,
            bevel=0.02,
        )


def skirt(m: Mannequin, colour: int, hem: float = 0.1, flare: float = 1.7, trim: int | None = None) -> None:
    """A long skirt from the waist to `hem` (share of the height above the ground)."""
    h = m.build.height
    low = hem * h
    half = (m.waist + 0.02 * h - low) / 2
    wide, deep = m.half_width * flare, max(m.depth * flare * 1.15, 0.1 * h)
    m.add(
        "cylinder",
        (0, low + half, 0),
        (wide, half, deep),
        m.build.lower_cloth,
        colour,
        "cloth",
        m.root,
        sides=12,
        taper=(0.95 / flare, 0.95 / flare),
    )
    m.cone = (low, m.waist + 0.02 * h, deep, deep * 0.95 / flare)
    if trim is not None:
        m.add(
            "cylinder",
            (0, low + 0.028 * h, 0),
            (wide * 1.01, 0.02 * h, deep * 1.01),
            m.build.lower_cloth,
            trim,
            "cloth",
            m.root,
            sides=12,
            taper=(0.98, 0.98),
        )


def panel(
    m: Mannequin,
    low: float,
    width: float,
    colour: int,
    *,
    material: str = "cloth",
    top: float = 1.0,
    high: float | None = None,
) -> None:
    """A cloth that hangs from the waist over the front of skirt or legs down to the height `low` in metres."""
    high = m.waist if high is None else high
    z, tilt = m.front_of(low, high)
    m.add(
        "box",
        (0, (low + high) / 2, z),
        (width, (high - low) / 2, 0.018),
        material,
        colour,
        "cloth",
        m.root,
        bevel=0.012,
        taper=(top, 1.0),
        rotation=(0, tilt, 0),
    )


def apron(
    m: Mannequin, colour: int, *, bib: bool = True, low: float = 0.2, material: str = "cloth", flare: float = 1.0
) -> None:
    """An apron: a lap down to `low` (share of the height) and a bib on the chest."""
    h = m.build.height
    panel(m, low * h, m.half_width * 0.74 * min(1.25, flare), colour, material=material, top=0.8)
    if bib:
        stomach = m.depth * (0.2 + 0.98 + 0.35 * m.build.belly) if m.build.belly > 0 else m.depth
        m.add(
            "box",
            (0, m.chest - 0.045 * h, -(m.depth + stomach) / 2 - 0.012),
            (m.half_width * 0.6, 0.1 * h, 0.02),
            material,
            colour,
            "cloth",
            m.torso,
            bevel=0.012,
            taper=(0.8, 1.0),
            rotation=(0, 10 if stomach > m.depth * 1.1 else 0, 0),
        )
        m.add(
            "box",
            (-m.half_width * 0.5, m.shoulder - 0.04 * h, -m.depth * 0.5),
            (0.016 * h, 0.02 * h, m.depth * 0.75),
            material,
            palette.shade(colour, 0.8),
            "cloth",
            m.torso,
            array=Array(2, (m.half_width, 0, 0)),
            bevel=0.01,
        )


def cloak(m: Mannequin, colour: int, low: float = 0.12, clasp: int = palette.GOLD) -> None:
    """A cloak from the shoulders down the back."""
    h = m.build.height
    bottom = low * h
    half = (m.shoulder - bottom) / 2
    m.add(
        "box",
        (0, bottom + half, m.depth * 1.35),
        (m.half_width * 1.45, half, 0.03),
        "cloth",
        colour,
        "cloth",
        m.torso,
        taper=(0.72, 0.8),
        bevel=0.02,
        rotation=(0, -5, 0),
    )
    m.add(
        "box",
        (0, m.shoulder - 0.005, 0.01),
        (m.half_width * 1.16, 0.035 * h, m.depth * 1.14),
        "cloth",
        colour,
        "cloth",
        m.torso,
        taper=(0.72, 0.72),
        bevel=0.03,
    )
    m.ball((0, m.shoulder - 0.03 * h, -m.depth * 1.1), 0.02 * h, "gold", clasp, "cloth", m.torso)


def neckscarf(m: Mannequin, colour: int) -> None:
    """A woollen scarf with one end hanging."""
    h = m.build.height
    m.ball(
        (0, m.shoulder + 0.008 * h, -m.build.stoop * 0.6),
        (0.075 * h, 0.032 * h, 0.07 * h),
        "cloth",
        colour,
        "cloth",
        m.torso,
    )
    m.add(
        "box",
        (0.035 * h, m.shoulder - 0.085 * h, -m.depth * 1.12),
        (0.026 * h, 0.085 * h, 0.018),
        "cloth",
        palette.shade(colour, 0.85),
        "cloth",
        m.torso,
        bevel=0.01,
        rotation=(0, 0, 5),
    )


def kerchief(m: Mannequin, colour: int) -> None:
    """A cloth tied around the neck, its corner on the chest."""
    h = m.build.height
    m.ball(
        (0, m.shoulder + 0.002 * h, -m.build.stoop * 0.5),
        (0.066 * h, 0.024 * h, 0.062 * h),
        "cloth",
        colour,
        "cloth",
        m.torso,
    )
    m.add(
        "box",
        (0, m.shoulder - 0.04 * h, -m.depth * 1.0),
        (0.045 * h, 0.045 * h, 0.015),
        "cloth",
        colour,
        "cloth",
        m.torso,
        rotation=(0, 180, 0),
        taper=(0.1, 1.0),
    )


def collar(m: Mannequin, colour: int) -> None:
    """A shirt collar."""
    h = m.build.height
    m.add(
        "cylinder",
        (0, m.shoulder + 0.005 * h, -m.build.stoop * 0.5),
        (0.062 * h, 0.022 * h, 0.058 * h),
        "cloth",
        colour,
        "cloth",
        m.torso,
        sides=10,
        taper=(0.82, 0.82),
    )


def buttons(m: Mannequin, colour: int, count: int = 3) -> None:
    """A row of buttons down the chest."""
    h = m.build.height
    m.ball(
        (0, m.shoulder - 0.06 * h, -m.depth * 0.97),
        (0.013 * h, 0.013 * h, 0.02),
        "gold",
        colour,
        "detail",
        m.torso,
        array=Array(max(2, count), (0, -0.055 * h, 0)),
    )


def waistcoat(m: Mannequin, colour: int) -> None:
    """An open waistcoat: two fronts and a back."""
    middle = (m.waist + m.shoulder) / 2
    half = (m.shoulder - m.waist) / 2
    m.add(
        "box",
        (-m.half_width * 0.68, middle, -m.depth * 0.2),
        (m.half_width * 0.4, half, m.depth * 0.95),
        m.build.cloth,
        colour,
        "cloth",
        m.torso,
        bevel=0.03,
        array=Array(2, (m.half_width * 1.36, 0, 0)),
        taper=(0.9, 0.9),
    )
    m.add(
        "box",
        (0, middle, m.depth * 0.45),
        (m.half_width * 1.0, half, m.depth * 0.68),
        m.build.cloth,
        colour,
        "cloth",
        m.torso,
        bevel=0.03,
        taper=(0.9, 0.9),
    )


def braces(m: Mannequin, colour: int) -> None:
    """Braces over the shirt."""
    m.add(
        "box",
        (-m.half_width * 0.48, (m.waist + m.shoulder) / 2, 0),
        (0.014 * m.build.height, (m.shoulder - m.waist) / 2, m.depth * 1.08),
        "leather",
        colour,
        "cloth",
        m.torso,
        array=Array(2, (m.half_width * 0.96, 0, 0)),
        bevel=0.01,
    )


def satchel(m: Mannequin, colour: int, side: int = 1) -> None:
    """A bag at the hip on a strap across the chest."""
    h = m.build.height
    m.add(
        "box",
        (side * m.half_width * 1.12, m.hip + 0.02 * h, 0.015),
        (0.04 * h, 0.06 * h, 0.07 * h),
        "leather",
        colour,
        "container",
        m.root,
        bevel=0.02,
    )
    m.add(
        "box",
        (side * m.half_width * 1.2, m.hip + 0.05 * h, 0.015),
        (0.036 * h, 0.034 * h, 0.074 * h),
        "leather",
        palette.shade(colour, 0.75),
        "container",
        m.root,
        bevel=0.015,
    )
    m.add(
        "box",
        (0, (m.waist + m.shoulder) / 2, 0),
        (0.02 * h, (m.shoulder - m.waist) * 0.62, m.depth * 1.07),
        "leather",
        palette.shade(colour, 0.75),
        "cloth",
        m.torso,
        rotation=(0, 0, side * 40),
    )


def backpack(m: Mannequin, colour: int, roll: int) -> None:
    """A pedlar's pack with a rolled blanket and a pot."""
    h = m.build.height
    m.add(
        "box",
        (0, m.chest - 0.02 * h, m.depth + 0.065 * h),
        (m.half_width * 0.95, 0.14 * h, 0.075 * h),
        "leather",
        colour,
        "container",
        m.torso,
        bevel=0.03,
        taper=(0.9, 0.8),
    )
    m.rod(
        (-m.half_width * 1.0, m.chest + 0.15 * h, m.depth + 0.06 * h),
        (m.half_width * 1.0, m.chest + 0.15 * h, m.depth + 0.06 * h),
        0.05 * h,
        "cloth",
        roll,
        "container",
        m.torso,
    )
    m.add(
        "box",
        (0, m.chest - 0.07 * h, m.depth + 0.15 * h),
        (m.half_width * 0.5, 0.05 * h, 0.03 * h),
        "leather",
        palette.shade(colour, 0.75),
        "container",
        m.torso,
        bevel=0.02,
    )
    m.add(
        "box",
        (-m.half_width * 0.62, m.chest, -m.depth * 0.2),
        (0.016 * h, 0.13 * h, m.depth * 0.9),
        "leather",
        palette.shade(colour, 0.7),
        "cloth",
        m.torso,
        array=Array(2, (m.half_width * 1.24, 0, 0)),
        bevel=0.01,
    )


def tabard(m: Mannequin, colour: int, badge: int, low: float = 0.24) -> None:
    """A tabard over mail: front and back panels with a stripe and a badge."""
    h = m.build.height
    half = (m.shoulder - low * h) / 2
    for side in (-1, 1):
        m.add(
            "box",
            (0, low * h + half, side * (m.depth + 0.014)),
            (m.half_width * 0.78, half, 0.022),
            "cloth",
            colour,
            "cloth",
            m.torso,
            bevel=0.012,
            taper=(0.86, 1.0),
        )
    m.add(
        "box",
        (0, m.chest - 0.015 * h, -m.depth - 0.038),
        (0.05 * h, 0.055 * h, 0.01),
        "cloth",
        badge,
        "ornament",
        m.torso,
        rotation=(0, 0, 45),
        bevel=0.004,
    )
    m.add(
        "box",
        (0, low * h + 0.02 * h, -m.depth - 0.03),
        (m.half_width * 0.76, 0.014 * h, 0.012),
        "cloth",
        badge,
        "ornament",
        m.torso,
    )


def breastplate(m: Mannequin, metal: int, trim: int) -> None:
    """A cuirass with a ridge, and a fauld of plates below."""
    h = m.build.height
    m.add(
        "box",
        (0, m.chest - 0.02 * h, -0.01),
        (m.half_width * 1.06, 0.14 * h, m.depth * 1.1),
        "iron",
        metal,
        "cloth",
        m.torso,
        bevel=0.05,
        taper=(0.9, 0.85),
    )
    m.ball(
        (0, m.chest + 0.01 * h, -m.depth * 0.72),
        (m.half_width * 0.92, 0.12 * h, m.depth * 0.62),
        "iron",
        palette.shade(metal, 1.1),
        "cloth",
        m.torso,
    )
    m.add(
        "box",
        (0, m.shoulder - 0.02 * h, 0),
        (m.half_width * 0.7, 0.03 * h, m.depth * 0.9),
        "gold",
        trim,
        "cloth",
        m.torso,
        bevel=0.02,
    )
    for k in range(2):
        grow = 1.08 + 0.1 * k
        m.add(
            "box",
            (0, m.waist - (0.03 + 0.05 * k) * h, 0),
            (m.half_width * grow, 0.032 * h, m.depth * grow * 1.1),
            "iron",
            palette.shade(metal, 0.9 - 0.12 * k),
            "cloth",
            m.root,
            bevel=0.02,
            taper=(0.93, 0.93),
        )


def pauldrons(m: Mannequin, metal: int, size: float = 1.0, material: str = "iron") -> None:
    """Round shoulder plates; call after the arms, they move with them."""
    h = m.build.height
    for side, arm in ((-1, m.arm_l), (1, m.arm_r)):
        x, y, z = m.shoulder_at(side)
        name = "arm_l" if side < 0 else "arm_r"
        m.ball(
            (x + side * 0.008 * h, y + 0.015 * h, z),
            (0.058 * h * size, 0.052 * h * size, 0.064 * h * size),
            material,
            metal,
            name,
            arm,
        )


def patches(m: Mannequin, colour: int) -> None:
    """Mended holes, for worn clothes."""
    h = m.build.height
    m.add(
        "box",
        (m.half_width * 0.4, m.waist + 0.07 * h, -m.depth * 1.0),
        (0.028 * h, 0.03 * h, 0.012),
        "cloth",
        colour,
        "detail",
        m.torso,
        rotation=(0, 0, 15),
    )
    m.add(
        "box",
        (-m.leg_at(1)[0], m.hip * 0.58, -0.05 * h),
        (0.026 * h, 0.03 * h, 0.012),
        "cloth",
        colour,
        "detail",
        m.leg_l if m.leg_l >= 0 else m.root,
        rotation=(0, 0, -10),
    )

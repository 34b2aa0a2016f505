"""Helmets, crowns and hats of rank, made around the head's ellipsoid."""

from __future__ import annotations

from typing import Any

from nacre.parts.language import Array
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.mannequin import Mannequin


def around(m: Mannequin) -> tuple[float, float, float, float, float]:
    """Centre of the head, and its radius seen from above and its half height."""
    x, y, z = m.head_at
    return x, y, z + 0.02 * m.head_half[1], m.head_half[0] * 1.06, m.head_half[1]


def ring(m: Mannequin, up: float, half: tuple[float, float, float], material: str, colour: int, **more: Any) -> int:
    """A disc, band or crown around the head's axis; up: above the head's middle, in half heights of the head.

    half: its half size, across and along in radii of the head, high in half heights. more: as in Builder.add.
    """
    x, y, z, w, r = around(m)
    wide, tall, deep = half
    return m.add(
        "cylinder", (x, y + up * r, z), (w * wide, tall * r, w * deep), material, colour, "hat", m.head, **more
    )


def dome(m: Mannequin, up: float, half: tuple[float, float, float], material: str, colour: int, **more: Any) -> int:
    """An ellipsoid over the head; see `ring`."""
    x, y, z, w, r = around(m)
    wide, tall, deep = half
    return m.ball((x, y + up * r, z), (w * wide, tall * r, w * deep), material, colour, "hat", m.head, **more)


def kettle(m: Mannequin, colour: int, trim: int) -> None:
    """A guard's kettle hat of iron with a comb."""
    x, y, z, w, r = around(m)
    ring(m, 0.42, (1.5, 0.09, 1.5), "iron", colour, sides=14, taper=(0.78, 0.78), rotation=(0, 5, 0))
    dome(m, 0.5, (1.08, 0.72, 1.08), "iron", colour)
    m.add(
        "box",
        (x, y + 1.02 * r, z),
        (0.05 * r, 0.2 * r, w * 0.9),
        "iron",
        palette.shade(colour, 0.8),
        "hat",
        m.head,
        bevel=0.02,
    )
    ring(m, 0.5, (1.1, 0.06, 1.1), "leather", trim, sides=14)
    m.add(
        "box",
        (x - w * 0.86, y - 0.08 * r, z - 0.12 * r),
        (0.05 * r, 0.5 * r, 0.12 * r),
        "leather",
        trim,
        "hat",
        m.head,
        array=Array(2, (1.72 * w, 0, 0)),
        rotation=(0, 0, 0),
    )


def open_helm(m: Mannequin, colour: int, trim: int) -> None:
    """A round helmet with a nose guard, cheek plates and a crest."""
    x, y, z, w, r = around(m)
    m.ball((x, y + 0.3 * r, z + 0.1 * r), (w * 1.1, 0.95 * r, w * 1.06), "iron", colour, "hat", m.head)
    ring(m, 0.42, (1.13, 0.1, 1.13), "iron", palette.shade(colour, 0.8), sides=14)
    m.add(
        "box",
        (x, y + 0.12 * r, z - w * 1.08),
        (0.08 * r, 0.36 * r, 0.05 * r),
        "iron",
        colour,
        "hat",
        m.head,
        bevel=0.01,
    )
    m.add(
        "box",
        (x - w * 0.98, y - 0.2 * r, z - 0.2 * r),
        (0.06 * r, 0.5 * r, 0.36 * r),
        "iron",
        colour,
        "hat",
        m.head,
        bevel=0.02,
        array=Array(2, (1.96 * w, 0, 0)),
    )
    for k in range(3):
        m.ball(
            (x, y + (1.42 - 0.14 * k * k) * r, z + (-0.3 + 0.5 * k) * r),
            (0.16 * r, 0.36 * r, 0.36 * r),
            "hair",
            trim,
            "hat",
            m.head,
        )


def plate(m: Mannequin, colour: int, trim: int) -> None:
    """A knight's helmet, visor up over the brow, with a plume that sweeps back."""
    x, y, z, w, r = around(m)
    m.ball((x, y + 0.22 * r, z + 0.22 * r), (w * 1.14, 1.0 * r, w * 1.06), "iron", colour, "hat", m.head)
    m.ball(
        (x, y + 0.66 * r, z - 0.04 * r),
        (w * 1.12, 0.56 * r, w * 1.1),
        "iron",
        palette.shade(colour, 0.87),
        "hat",
        m.head,
    )
    m.add(
        "box",
        (x, y + 0.8 * r, z - w * 0.98),
        (w * 0.8, 0.16 * r, 0.22 * r),
        "iron",
        colour,
        "hat",
        m.head,
        bevel=0.03,
        rotation=(0, 25, 0),
        taper=(0.8, 0.6),
    )
    m.add(
        "box",
        (x, y + 0.8 * r, z - w * 1.14),
        (w * 0.5, 0.03 * r, 0.14 * r),
        "iron",
        palette.IRON,
        "hat",
        m.head,
        rotation=(0, 25, 0),
    )
    m.ball((x, y - 0.84 * r, z - 0.02 * r), (w * 0.84, 0.26 * r, w * 0.86), "iron", colour, "hat", m.head)
    for k in range(4):
        m.ball(
            (x, y + (1.5 + 0.22 * k - 0.18 * k * k) * r, z + (-0.15 + 0.44 * k) * r),
            (0.2 * r, (0.38 - 0.03 * k) * r, 0.38 * r),
            "cloth",
            trim,
            "hat",
            m.head,
            rotation=(0, 15 + 25 * k, 0),
        )


def kabuto(m: Mannequin, colour: int, trim: int) -> None:
    """A samurai's helmet: flared neck guard and a golden crest."""
    x, y, z, w, r = around(m)
    m.ball((x, y + 0.46 * r, z + 0.05 * r), (w * 1.1, 0.74 * r, w * 1.08), "iron", colour, "hat", m.head)
    m.add(
        "cylinder",
        (x, y + 0.1 * r, z + 0.5 * r),
        (w * 1.45, 0.34 * r, w * 1.05),
        "iron",
        palette.shade(colour, 0.75),
        "hat",
        m.head,
        sides=12,
        taper=(0.74, 0.74),
    )
    m.add(
        "box",
        (x, y + 0.46 * r, z - w * 1.1),
        (w * 0.72, 0.05 * r, 0.18 * r),
        "iron",
        colour,
        "hat",
        m.head,
        bevel=0.01,
        rotation=(0, -15, 0),
    )
    for side in (-1, 1):
        m.rod(
            (x + side * 0.08 * r, y + 0.6 * r, z - w * 1.12),
            (x + side * 0.75 * r, y + 1.5 * r, z - w * 1.05),
            0.12 * r,
            "gold",
            trim,
            "hat",
            m.head,
            kind="box",
            end=0.35,
            flat=0.4,
        )


def crown(m: Mannequin, colour: int, trim: int) -> None:
    """A golden circlet with points and jewels."""
    x, y, z, w, r = around(m)
    ring(m, 0.66, (0.98, 0.12, 0.98), "gold", palette.GOLD, sides=12)
    m.add(
        "cylinder",
        (x, y + 0.9 * r, z - w * 0.9),
        (0.13 * r, 0.2 * r, 0.05 * r),
        "gold",
        palette.GOLD,
        "hat",
        m.head,
        taper=(0.1, 1),
        sides=4,
    )
    for side in (-1, 1):
        m.add(
            "cylinder",
            (x + side * w * 0.72, y + 0.86 * r, z - w * 0.54),
            (0.12 * r, 0.17 * r, 0.05 * r),
            "gold",
            palette.GOLD,
            "hat",
            m.head,
            taper=(0.1, 1),
            sides=4,
        )
    m.ball((x, y + 0.7 * r, z - w * 1.0), (0.1 * r, 0.12 * r, 0.07 * r), "glass", colour, "hat", m.head)


def mitre(m: Mannequin, colour: int, trim: int) -> None:
    """A priest's tall hat with a golden band."""
    x, y, z, w, r = around(m)
    m.add(
        "prism",
        (x, y + 1.15 * r, z),
        (w * 0.98, 0.72 * r, w * 0.7),
        "cloth",
        colour,
        "hat",
        m.head,
        rotation=(90, 0, 0),
        bevel=0.01,
    )
    ring(m, 0.48, (1.06, 0.13, 1.06), "gold", trim, sides=12)
    m.add("box", (x, y + 1.0 * r, z - w * 0.92), (0.07 * r, 0.4 * r, 0.05 * r), "gold", trim, "hat", m.head)


def tricorn(m: Mannequin, colour: int, trim: int) -> None:
    """A sailor's three-cornered hat."""
    x, y, z, w, r = around(m)
    dome(m, 0.55, (1.02, 0.5, 1.02), "cloth", colour)
    for yaw, dx, dz in ((30, -0.75, -0.55), (-30, 0.75, -0.55), (90, 0.0, 0.98)):
        m.add(
            "box",
            (x + dx * w, y + 0.66 * r, z + dz * w),
            (w * (1.05 if dz < 0 else 0.05), 0.26 * r, 0.05 * r) if dz < 0 else (0.05 * r, 0.26 * r, w * 0.95),
            "cloth",
            colour,
            "hat",
            m.head,
            rotation=(yaw if dz < 0 else 0, 0, 0),
            bevel=0.02,
        )
    m.ball((x + 0.5 * w, y + 0.82 * r, z - w * 0.85), (0.14 * r, 0.14 * r, 0.08 * r), "gold", trim, "hat", m.head)

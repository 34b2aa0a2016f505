"""Faces: eyes that look, brows with a mood, noses, smiles, ears, cheeks, beards. Players walk up to them."""

from __future__ import annotations

import math

from nacre.parts.language import Array
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.mannequin import Mannequin


def front(m: Mannequin, x: float, y: float) -> float:
    """z of the head's surface at x and y, given in half-extents of the head."""
    depth = math.sqrt(max(0.05, 1.0 - x * x - y * y))
    return m.head_at[2] - depth * m.head_half[2]


def at(m: Mannequin, x: float, y: float, out: float = 0.0) -> tuple[float, float, float]:
    """A point on the face, x and y in half-extents of the head, `out` metres before the surface."""
    return m.head_at[0] + x * m.head_half[0], m.head_at[1] + y * m.head_half[1], front(m, x, y) - out


def face(
    m: Mannequin,
    *,
    eye: int,
    hair: int,
    brow: float = 0.0,
    smile: float = 0.6,
    cheeks: bool = True,
    nose: float = 1.0,
    eye_size: float = 1.0,
    mouth: bool = True,
    ears: bool = True,
    lashes: bool = False,
    brows: bool = True,
    gaze: float = 0.0,
    old: bool = False,
) -> None:
    """Put a face on the head.

    brow: tilt in degrees, positive is stern; smile: 0 straight .. 1 broad, negative is grim; nose: size; gaze: where
    the pupils look, -1 left .. 1 right; lashes: dark upper lids.
    """
    r, skin = m.head_half[1], m.build.skin
    material = m.build.skin_material
    if ears:
        x = m.head_half[0] * 0.97
        m.ball(
            (m.head_at[0] - x, m.head_at[1] - 0.05 * r, m.head_at[2] + 0.1 * r),
            (0.13 * r, 0.24 * r, 0.14 * r),
            material,
            skin,
            "ear",
            m.head,
            array=Array(2, (2 * x, 0, 0)),
        )
    apart, high = 0.4, 0.08
    ex, ey, ez = (m.b.snap(v) for v in at(m, apart, high))
    step = Array(2, (2 * ex, 0, 0))
    white = (0.2 * r * eye_size, 0.25 * r * eye_size, 0.1 * r)
    m.ball((-ex, ey, ez), white, "paint", palette.WHITE, "eye", m.head, array=step)
    # one grid step before the white and as deep, so that the pupil always shows
    pupil = (max(0.02, 0.11 * r * eye_size), max(0.025, 0.16 * r * eye_size), m.b.snap(white[2]))
    m.ball((-ex + gaze * 0.06 * r, ey, ez - m.b.grid), pupil, "paint", eye, "eye", m.head, array=step)
    if lashes:
        m.ball(
            (-ex, ey + white[1] * 0.78, ez - 0.02 * r),
            (white[0] * 1.15, 0.05 * r, 0.1 * r),
            "hair",
            palette.BLACK,
            "eye",
            m.head,
            array=step,
        )
    if brows:
        for side in (-1, 1):
            bx, by, bz = at(m, side * apart * 1.02, high + 0.38 * (0.5 + 0.5 * eye_size), 0.01)
            m.add(
                "box",
                (bx, by, bz),
                (0.2 * r, 0.05 * r, 0.05 * r),
                "hair",
                hair,
                "brow",
                m.head,
                rotation=(side * -15, 0, side * brow),
                bevel=0.01,
            )
    nx, ny, nz = at(m, 0.0, -0.14)
    m.ball((nx, ny, nz - 0.03 * r), (0.12 * r * nose, 0.13 * r * nose, 0.15 * r * nose), material, skin, "head", m.head)
    if cheeks:
        cx, cy, cz = at(m, 0.52, -0.26)
        m.ball(
            (-cx, cy, cz + 0.035 * r),
            (0.14 * r, 0.11 * r, 0.06 * r),
            material,
            palette.mix(skin, palette.level(7, 2, 2), 0.3),
            "detail",
            m.head,
            array=Array(2, (2 * cx, 0, 0)),
        )
    if mouth:
        _mouth(m, smile)
    if old:
        lx, ly, lz = at(m, 0.62, -0.08)
        m.add(
            "box",
            (-lx, ly, lz + 0.01),
            (0.09 * r, 0.02 * r, 0.03 * r),
            material,
            palette.shade(skin, 0.8),
            "detail",
            m.head,
            array=Array(2, (2 * lx, 0, 0)),
        )


def _mouth(m: Mannequin, smile: float) -> None:
    """Two strokes that meet in the middle: corners up for a smile, down for a grim mouth; a broad smile shows teeth."""
    r, skin = m.head_half[1], m.build.skin
    lips = palette.mix(palette.shade(skin, 0.6), palette.level(4, 0, 1), 0.4)
    middle = at(m, 0.0, -0.46 - 0.05 * smile, 0.004)
    for side in (-1, 1):
        corner = at(m, side * 0.32, -0.46 + 0.13 * smile, 0.004)
        m.rod(middle, corner, 0.038 * r, m.build.skin_material, lips, "mouth", m.head)
    if smile > 0.75:
        x, y, z = at(m, 0.0, -0.43, 0.0)
        m.ball((x, y, z + 0.04 * r), (0.2 * r, 0.07 * r, 0.06 * r), "bone", palette.WHITE, "mouth", m.head)


def beard(m: Mannequin, style: str, hair: int) -> None:
    """A beard: full, long, goatee, moustache, stubble (by chin), or whiskers at the sides."""
    r = m.head_half[1]
    x, y, z = m.head_at
    if style in ("full", "long"):
        m.ball((x, y - 0.62 * r, z - 0.42 * r), (0.62 * r, 0.42 * r, 0.48 * r), "hair", hair, "beard", m.head)
        if style == "long":
            m.add(
                "cylinder",
                (x, y - 1.15 * r, z - 0.55 * r),
                (0.42 * r, 0.5 * r, 0.25 * r),
                "hair",
                hair,
                "beard",
                m.head,
                rotation=(0, 170, 0),
                taper=(0.25, 0.3),
            )
        m.ball((x, y - 0.44 * r, z - 0.93 * r), (0.2 * r, 0.05 * r, 0.06 * r), "paint", palette.LIPS, "mouth", m.head)
    if style == "whiskers":
        m.ball(
            (x - 0.72 * r, y - 0.38 * r, z - 0.35 * r),
            (0.2 * r, 0.42 * r, 0.3 * r),
            "hair",
            hair,
            "beard",
            m.head,
            array=Array(2, (1.44 * r, 0, 0)),
        )
    if style == "goatee":
        m.ball((x, y - 0.85 * r, z - 0.62 * r), (0.2 * r, 0.3 * r, 0.2 * r), "hair", hair, "beard", m.head)
    if style in ("full", "long", "moustache", "goatee"):
        for side in (-1, 1):
            mx, my, mz = at(m, side * 0.17, -0.3, 0.02)
            m.ball(
                (mx, my, mz), (0.2 * r, 0.085 * r, 0.09 * r), "hair", hair, "beard", m.head, rotation=(0, 0, side * -20)
            )


def glasses(m: Mannequin, colour: int) -> None:
    """Round spectacles: rims that show around the whites of the eyes, and a bridge."""
    r = m.head_half[1]
    ex, ey, ez = at(m, 0.4, 0.08)
    m.add(
        "cylinder",
        (-ex, ey, ez - 0.02 * r),
        (0.29 * r, 0.01, 0.31 * r),
        "iron",
        colour,
        "detail",
        m.head,
        rotation=(0, 90, 0),
        array=Array(2, (2 * ex, 0, 0)),
        sides=12,
    )
    m.add("box", (0, ey, ez - 0.06 * r), (0.14 * r, 0.025 * r, 0.03 * r), "iron", colour, "detail", m.head)

"""People: chibi figures told apart by hat, apron, armour and what they carry. They face local -w."""

from __future__ import annotations

import math

from nacre.teacher.figure import Body, figure
from nacre.teacher.sdf import Canvas, Colour
from nacre.teacher.style import (
    CLOTHS,
    CREAM,
    DARK,
    GOLD,
    HAIRS,
    SKINS,
    STEEL,
    TIMBERS,
    Style,
    mix,
    shade,
)  # fmt: skip


def trousers_and_boots(style: Style) -> tuple[Colour, Colour]:
    """Plain colours for the lower half."""
    trousers = style.tint(((0.36, 0.30, 0.26), (0.25, 0.30, 0.42), (0.45, 0.36, 0.24), (0.30, 0.34, 0.26)))
    return trousers, style.tint(((0.26, 0.17, 0.11), (0.16, 0.14, 0.14), (0.40, 0.26, 0.15)))


def brimmed_hat(canvas: Canvas, head: float, radius: float, colour: Colour, brim: float, crown: float) -> None:
    """A hat: a brim around the head and a rounded crown with a dark band."""
    canvas.cone((0, head + 0.42 * radius, 0), 0.12, radius * brim, radius * (brim - 0.12), colour)
    canvas.cone((0, head + 0.45 * radius, 0), radius * crown, radius * 0.92, radius * 0.6, colour, smooth=0.03)
    canvas.paint(
        *canvas.cone_field((0, head + 0.58 * radius, 0), 0.1, radius * 0.98, radius * 0.98),
        shade(colour, 0.55),
    )


def villager(canvas: Canvas, style: Style, phase: float) -> None:
    """A villager in a hat, a hood or a scarf; some wear skirts."""
    skin, hair, shirt, hat = style.tint(SKINS), style.tint(HAIRS), style.tint(CLOTHS), style.tint(CLOTHS)
    trousers, boots = trousers_and_boots(style)
    skirt, kind = style.chance(0.4), style.pick(("pointed", "brim", "scarf", "bare"))
    body = Body(
        style.range(1.5, 1.66),
        style.range(0.95, 1.15),
        skin,
        hair,
        shirt,
        shade(shirt, 0.88),
        trousers,
        boots,
        skirt,
        skirt,
    )
    head, r, _, _ = figure(canvas, body, phase)
    canvas.paint(*canvas.box_field((0, body.height * 0.37, 0), (0.4, 0.055, 0.4)), shade(boots, 0.9))
    if kind == "pointed":
        canvas.cone((0, head + 0.4 * r, 0), r * 1.5, r * 1.08, r * 0.2, hat)
        canvas.ball((0, head + 1.92 * r, 0), r * 0.26, CREAM)
    elif kind == "brim":
        brimmed_hat(canvas, head, r, mix(hat, (0.75, 0.62, 0.36), 0.6), 1.62, 0.75)
    elif kind == "scarf":
        canvas.ellipsoid((0, head + 0.25 * r, 0.12 * r), (r * 1.14, r * 0.98, r * 1.08), hat)
        canvas.paint(*canvas.ellipsoid_field((0, head - 0.25 * r, -1.0 * r), (0.8 * r, 0.66 * r, 0.7 * r)), skin)
        for side in (-1.0, 1.0):
            canvas.paint(
                *canvas.ellipsoid_field((side * 0.42 * r, head - 0.02 * r, -0.95 * r), (0.17 * r, 0.26 * r, 0.4 * r)),
                DARK,
            )


def blacksmith(canvas: Canvas, style: Style, phase: float) -> None:
    """A burly smith: leather apron, bare arms, beard and hammer."""
    skin, hair, shirt = (
        style.tint(SKINS),
        style.tint(HAIRS),
        style.tint(((0.72, 0.66, 0.56), (0.40, 0.42, 0.50), (0.62, 0.30, 0.22))),
    )
    trousers, boots = trousers_and_boots(style)
    apron = style.tint(((0.36, 0.21, 0.12), (0.28, 0.18, 0.14)))
    body = Body(style.range(1.6, 1.72), style.range(1.28, 1.42), skin, hair, shirt, skin, trousers, boots)
    head, r, _, right = figure(canvas, body, phase)
    h = body.height
    canvas.box((0, 0.37 * h, -0.17 * h), (0.15 * h, 0.17 * h, 0.055), apron, 0.05)
    canvas.paint_box((0, 0.44 * h, -0.2 * h), (0.15 * h, 0.2 * h, 0.13), apron)
    canvas.ellipsoid((0, head - 0.62 * r, -0.68 * r), (0.62 * r, 0.52 * r, 0.42 * r), hair, smooth=0.03)
    canvas.paint(*canvas.box_field((0, head + 0.55 * r, 0), (1.3 * r, 0.13 * r, 1.3 * r)), style.tint(CLOTHS))
    canvas.capsule(
        (right[0], right[1] - 0.12, right[2]),
        (right[0], right[1] + 0.36, right[2] - 0.12),
        0.055,
        0.055,
        TIMBERS[2],
    )
    canvas.box((right[0], right[1] + 0.42, right[2] - 0.14), (0.1, 0.1, 0.2), STEEL, 0.02)


def guard(canvas: Canvas, style: Style, phase: float) -> None:
    """A town guard: tabard, kettle hat, spear and round shield."""
    skin, tabard = style.tint(SKINS), style.tint(CLOTHS)
    trousers, boots = trousers_and_boots(style)
    metal = shade(STEEL, style.range(0.8, 1.05))
    body = Body(
        style.range(1.68, 1.8),
        1.1,
        skin,
        style.tint(HAIRS),
        tabard,
        metal,
        trousers,
        boots,
        style.chance(0.5),
    )
    head, r, left, right = figure(canvas, body, phase)
    h = body.height
    canvas.paint_box((0, 0.45 * h, -0.2), (0.06, 0.2 * h, 0.2), CREAM)
    canvas.paint(*canvas.box_field((0, 0.36 * h, 0), (0.4, 0.05, 0.4)), shade(boots, 0.8))
    canvas.cone((0, head + 0.3 * r, 0), 0.13, r * 1.5, r * 1.25, metal)
    canvas.ellipsoid((0, head + 0.42 * r, 0.0), (r * 1.08, r * 0.82, r * 1.08), metal)
    pole = (right[0] + 0.04, right[2] - 0.02)
    canvas.capsule((pole[0], 0.18, pole[1]), (pole[0], 1.92, pole[1]), 0.062, 0.06, TIMBERS[2])
    canvas.cone((pole[0], 1.88, pole[1]), 0.36, 0.125, 0.04, STEEL)
    canvas.ellipsoid((left[0] - 0.08, left[1] + 0.1, left[2] - 0.07), (0.085, 0.28, 0.28), shade(tabard, 0.8))
    canvas.ball((left[0] - 0.16, left[1] + 0.1, left[2] - 0.07), 0.1, GOLD)


def merchant(canvas: Canvas, style: Style, phase: float) -> None:
    """A round merchant: robe, wide hat or turban, gold chain and a backpack of wares."""
    skin, robe, second = style.tint(SKINS), style.tint(CLOTHS), style.tint(CLOTHS)
    trousers, boots = trousers_and_boots(style)
    body = Body(
        style.range(1.55, 1.66),
        style.range(1.4, 1.6),
        skin,
        style.tint(HAIRS),
        robe,
        shade(robe, 1.12),
        trousers,
        boots,
        True,
    )
    turban, pack = style.chance(0.5), style.chance(0.75)
    head, r, _, _ = figure(canvas, body, phase)
    h = body.height
    canvas.paint_box((0, 0.4 * h, -0.3), (0.07, 0.3 * h, 0.22), shade(second, 1.05))
    canvas.paint(*canvas.box_field((0, 0.38 * h, 0), (0.5, 0.055, 0.5)), GOLD)
    if turban:
        canvas.ellipsoid((0, head + 0.62 * r, 0), (r * 1.25, r * 0.58, r * 1.2), second)
        canvas.ball((0, head + 0.68 * r, -1.12 * r), 0.3 * r, GOLD)
        canvas.ellipsoid((0, head + 1.0 * r, 0), (r * 0.7, r * 0.45, r * 0.7), shade(second, 1.1), smooth=0.04)
    else:
        brimmed_hat(canvas, head, r, second, 1.75, 0.7)
        canvas.capsule((0.85 * r, head + 0.7 * r, 0), (1.05 * r, head + 1.35 * r, 0.4 * r), 0.06, 0.08, CREAM)
    if pack:
        canvas.box((0, 0.53 * h, 0.36), (0.25, 0.25, 0.15), (0.55, 0.38, 0.22), 0.06)
        canvas.capsule((-0.27, 0.53 * h + 0.3, 0.36), (0.27, 0.53 * h + 0.3, 0.36), 0.1, 0.1, shade(second, 0.85))


def child(canvas: Canvas, style: Style, phase: float) -> None:
    """A child: big head, bright clothes, a cap, ribbons or tousled hair."""
    skin, hair, shirt, second = (
        style.tint(SKINS),
        style.tint(HAIRS[:4]),
        style.tint(CLOTHS),
        style.tint(CLOTHS),
    )
    girl, kind = style.chance(0.5), style.pick(("cap", "ribbon", "bare", "balloon"))
    trousers, boots = trousers_and_boots(style)
    body = Body(
        style.range(1.08, 1.2),
        style.range(1.05, 1.2),
        skin,
        hair,
        shirt,
        shade(shirt, 1.12),
        trousers,
        boots,
        girl,
        girl,
    )
    head, r, left, _ = figure(canvas, body, phase)
    if kind == "cap":
        canvas.ellipsoid((0, head + 0.5 * r, 0.05 * r), (r * 1.12, r * 0.66, r * 1.12), second)
        canvas.ellipsoid((0, head + 0.36 * r, -1.05 * r), (0.6 * r, 0.18 * r, 0.5 * r), shade(second, 0.8))
    elif kind == "ribbon":
        for side in (-1.0, 1.0):
            canvas.ball((side * 1.1 * r, head + 0.45 * r, 0.2 * r), 0.4 * r, hair)
            canvas.ball((side * 0.95 * r, head + 0.72 * r, 0.1 * r), 0.24 * r, second)
    elif kind == "balloon":
        canvas.capsule(left, (left[0] - 0.05, 1.3, left[2]), 0.045, 0.045, CREAM)
        canvas.ellipsoid((left[0] - 0.05, 1.46, left[2]), (0.2, 0.23, 0.2), second)
    else:
        for k in range(4):
            canvas.ball(((k - 1.5) * 0.45 * r, head + 0.95 * r, (k % 2) * 0.25 * r), 0.3 * r, hair, smooth=0.03)


def knight(canvas: Canvas, style: Style, phase: float) -> None:
    """A knight in plate: closed helmet with plume, surcoat, sword and kite shield."""
    coat, plume = style.tint(CLOTHS), style.tint(CLOTHS)
    metal = style.pick((STEEL, shade(STEEL, 1.12), shade(STEEL, 0.7), mix(STEEL, GOLD, 0.5)))
    body = Body(style.range(1.7, 1.82), 1.24, STEEL, metal, metal, metal, shade(metal, 0.85), shade(metal, 0.7))
    cape = style.chance(0.6)
    head, r, left, right = figure(canvas, body, phase)
    h = body.height
    canvas.ellipsoid((0, head, 0), (r * 1.1, r * 1.12, r * 1.1), metal)
    canvas.paint_box((0, head + 0.05 * r, -1.1 * r), (0.75 * r, 0.15 * r, 0.45 * r), DARK)
    canvas.paint_box((0, head - 0.4 * r, -1.1 * r), (0.1 * r, 0.5 * r, 0.4 * r), shade(metal, 0.7))
    canvas.capsule((0, head + 1.05 * r, -0.3 * r), (0, head + 1.0 * r, 0.75 * r), 0.11, 0.15, plume, smooth=0.03)
    canvas.capsule((0, head + 1.0 * r, 0.75 * r), (0, head + 0.3 * r, 1.4 * r), 0.14, 0.09, plume, smooth=0.03)
    canvas.paint_box((0, 0.45 * h, -0.25), (0.2, 0.2 * h, 0.27), coat)
    canvas.box((0, 0.3 * h, -0.13), (0.17, 0.13, 0.09), coat, 0.04)
    canvas.paint_box((0, 0.49 * h, -0.3), (0.08, 0.08, 0.2), GOLD)
    for side in (-1.0, 1.0):
        canvas.ball((side * 0.2 * h, 0.56 * h, 0), 0.088 * h, shade(metal, 1.1), smooth=0.02)
    if cape:
        canvas.box(
            (0, 0.38 * h, 0.24),
            (0.25, 0.3, 0.06),
            plume,
            0.05,
            ("u", 0.12 + 0.08 * math.sin(4 * math.pi * phase)),
        )
    canvas.capsule(
        (right[0], right[1], right[2]),
        (right[0] + 0.03, right[1] + 0.8, right[2] - 0.32),
        0.085,
        0.075,
        shade(STEEL, 1.2),
    )
    canvas.box((right[0], right[1] + 0.12, right[2] - 0.05), (0.16, 0.055, 0.07), GOLD)
    canvas.ellipsoid((left[0] - 0.07, left[1] + 0.12, left[2] - 0.1), (0.24, 0.34, 0.09), coat)
    canvas.paint_box((left[0] - 0.07, left[1] + 0.12, left[2] - 0.2), (0.06, 0.3, 0.14), CREAM)


CHARACTERS = {
    "villager": villager, "blacksmith": blacksmith, "guard": guard, "merchant": merchant, "child": child,
    "knight": knight,
}  # fmt: skip

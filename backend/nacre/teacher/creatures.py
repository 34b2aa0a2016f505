"""Beasts on four swinging legs: sheep, deer, dogs, horses; and the table of all creatures. They face -w."""

from __future__ import annotations

import math

from nacre.teacher.dragon import dragon
from nacre.teacher.sdf import Canvas, Colour, Point
from nacre.teacher.style import CREAM, DARK, HAIRS, Style, mix, shade


def legs(
    canvas: Canvas,
    hip: float,
    spread: float,
    front: float,
    back: float,
    thick: float,
    colour: Colour,
    hoof: Colour,
    phase: float,
    stride: float,
) -> None:
    """Four legs in a trot: diagonal pairs swing together."""
    for side in (-1.0, 1.0):
        for w, lead in ((front, side), (back, -side)):
            angle = 2 * math.pi * phase
            swing = lead * math.sin(angle)
            lift = 0.3 * stride * max(0.0, lead * math.cos(angle)) * min(1.0, 4.0 * min(phase, 1.0 - phase))
            foot = (side * spread, thick * 0.9 + lift, w - stride * swing)
            canvas.capsule((side * spread * 0.9, hip, w), foot, thick * 1.35, thick, colour, smooth=thick * 0.6)
            canvas.paint(*canvas.capsule_field(foot, (foot[0], -0.1, foot[2]), thick * 1.5, thick * 1.5), hoof)


def eyes(canvas: Canvas, centre: Point, apart: float, radius: float) -> None:
    """Two dark eyes painted on a head."""
    for side in (-1.0, 1.0):
        place = (centre[0] + side * apart, centre[1], centre[2])
        canvas.paint(*canvas.capsule_field(place, place, radius, radius), DARK)


def sheep(canvas: Canvas, style: Style, phase: float) -> None:
    """A woolly sheep with a dark or pale face."""
    wool = style.tint(((0.95, 0.93, 0.88), (0.90, 0.85, 0.74), (0.42, 0.37, 0.34), (0.98, 0.97, 0.95)))
    face = style.tint(((0.20, 0.17, 0.17), (0.85, 0.70, 0.58), (0.34, 0.26, 0.22)))
    size, horns = style.range(0.9, 1.08), style.chance(0.3)
    bob = 0.025 * (1 - math.cos(4 * math.pi * phase))
    v = 0.68 * size + bob
    legs(
        canvas,
        v - 0.1,
        0.19 * size,
        -0.28 * size,
        0.3 * size,
        0.085 * size,
        face,
        shade(face, 0.7),
        phase,
        0.14,
    )
    canvas.ellipsoid((0, v, 0.02), (0.38 * size, 0.36 * size, 0.54 * size), wool)
    for u, up, w in (
        (-0.26, 0.12, -0.3),
        (0.26, 0.12, -0.3),
        (-0.28, 0.1, 0.1),
        (0.28, 0.1, 0.1),
        (0, 0.26, -0.2),
        (0, 0.26, 0.18),
        (-0.2, 0.05, 0.42),
        (0.2, 0.05, 0.42),
    ):
        canvas.ball((u * size, v + up * size, w * size), 0.2 * size, wool, smooth=0.05)
    head = (0.0, v + 0.22 * size, -0.62 * size)
    canvas.ellipsoid((head[0], head[1], head[2]), (0.16 * size, 0.18 * size, 0.24 * size), face, smooth=0.03)
    canvas.ellipsoid(
        (0, head[1] + 0.15 * size, head[2] + 0.1 * size),
        (0.2 * size, 0.14 * size, 0.17 * size),
        wool,
        smooth=0.03,
    )
    for side in (-1.0, 1.0):
        canvas.ellipsoid(
            (side * 0.24 * size, head[1] + 0.04 * size, head[2] + 0.08 * size),
            (0.13 * size, 0.07 * size, 0.08 * size),
            face,
        )
        if horns:
            canvas.capsule(
                (side * 0.17 * size, head[1] + 0.15, head[2] + 0.05),
                (side * 0.32 * size, head[1] + 0.02, head[2] - 0.06),
                0.075,
                0.06,
                (0.78, 0.68, 0.5),
            )
    pupil = CREAM if sum(face) < 1.2 else DARK
    for side in (-1.0, 1.0):
        place = (side * 0.13 * size, head[1] + 0.04 * size, head[2] - 0.12 * size)
        canvas.paint(*canvas.capsule_field(place, place, 0.065, 0.065), pupil)
    canvas.ball((0, v + 0.08, 0.58 * size), 0.12 * size, wool)


def deer(canvas: Canvas, style: Style, phase: float) -> None:
    """A deer: slender, white-bellied; stags carry antlers."""
    coat = style.tint(((0.66, 0.43, 0.24), (0.55, 0.35, 0.20), (0.72, 0.52, 0.32), (0.50, 0.42, 0.36)))
    stag, spots, size = style.chance(0.6), style.chance(0.4), style.range(0.86, 0.97)
    bob = 0.03 * (1 - math.cos(4 * math.pi * phase))
    v = 1.0 * size + bob
    legs(
        canvas,
        v - 0.08,
        0.15 * size,
        -0.38 * size,
        0.42 * size,
        0.085 * size,
        shade(coat, 0.92),
        shade(coat, 0.35),
        phase,
        0.24,
    )
    canvas.ellipsoid((0, v, 0.02), (0.24 * size, 0.27 * size, 0.58 * size), coat, smooth=0.06)
    canvas.paint(*canvas.ellipsoid_field((0, v - 0.28 * size, 0.05), (0.2 * size, 0.16 * size, 0.55 * size)), CREAM)
    head = (0.0, v + 0.62 * size, -0.78 * size)
    canvas.capsule(
        (0, v + 0.08, -0.42 * size), (0, head[1], head[2] + 0.1), 0.19 * size, 0.13 * size, coat, smooth=0.08
    )
    canvas.capsule(head, (0, head[1] - 0.08, head[2] - 0.24 * size), 0.155 * size, 0.095 * size, coat, smooth=0.03)
    canvas.paint(
        *canvas.capsule_field(
            (0, head[1] - 0.08, head[2] - 0.32 * size), (0, head[1] - 0.08, head[2] - 0.36 * size), 0.09, 0.09
        ),
        DARK,
    )
    eyes(canvas, (0, head[1] + 0.05, head[2] - 0.08), 0.14 * size, 0.075)
    for side in (-1.0, 1.0):
        canvas.capsule(
            (side * 0.12, head[1] + 0.1, head[2] + 0.06),
            (side * 0.3, head[1] + 0.2, head[2] + 0.08),
            0.07,
            0.055,
            shade(coat, 0.85),
        )
        if stag:
            base, fork = (
                (side * 0.09, head[1] + 0.12, head[2]),
                (side * 0.3, head[1] + 0.42 * size, head[2] + 0.12),
            )
            canvas.capsule(base, fork, 0.062, 0.058, (0.84, 0.74, 0.56))
            canvas.capsule(fork, (side * 0.24, head[1] + 0.66 * size, head[2]), 0.058, 0.05, (0.84, 0.74, 0.56))
            canvas.capsule(fork, (side * 0.5, head[1] + 0.56 * size, head[2] + 0.16), 0.058, 0.05, (0.84, 0.74, 0.56))
    if spots:
        for k in range(8):
            place = (0.24 * size * (1 if k % 2 else -1), v + 0.12 + 0.06 * (k % 3), -0.3 + 0.1 * k)
            canvas.paint(*canvas.capsule_field(place, place, 0.062, 0.062), CREAM)
    canvas.ellipsoid((0, v + 0.12, 0.6 * size), (0.1, 0.14, 0.1), CREAM)


def dog(canvas: Canvas, style: Style, phase: float) -> None:
    """A dog: floppy or pricked ears, a wagging tail, a bright collar."""
    coat = style.tint(
        ((0.72, 0.48, 0.25), (0.28, 0.22, 0.20), (0.88, 0.80, 0.68), (0.55, 0.52, 0.52), (0.50, 0.30, 0.18))
    )
    second = style.pick((CREAM, shade(coat, 0.65), coat))
    floppy, size = style.chance(0.55), style.range(0.88, 1.08)
    collar = style.pick(((0.80, 0.15, 0.15), (0.16, 0.35, 0.75), (0.90, 0.70, 0.15)))
    bob = 0.02 * (1 - math.cos(4 * math.pi * phase))
    v = 0.5 * size + bob
    legs(canvas, v - 0.04, 0.13 * size, -0.25 * size, 0.27 * size, 0.072 * size, coat, second, phase, 0.13)
    canvas.ellipsoid((0, v, 0.02), (0.19 * size, 0.19 * size, 0.38 * size), coat, smooth=0.04)
    canvas.paint(*canvas.ellipsoid_field((0, v - 0.16, -0.1), (0.16, 0.14, 0.3)), second)
    head = (0.0, v + 0.34 * size, -0.4 * size)
    canvas.capsule((0, v + 0.06, -0.25 * size), head, 0.15 * size, 0.12 * size, coat, smooth=0.04)
    canvas.paint(*canvas.box_field((0, v + 0.2 * size, -0.34 * size), (0.24, 0.05, 0.24), 0.0, ("u", -0.6)), collar)
    canvas.ball(head, 0.19 * size, coat, smooth=0.02)
    canvas.capsule(
        (0, head[1] - 0.05, head[2] - 0.1),
        (0, head[1] - 0.07, head[2] - 0.25 * size),
        0.11 * size,
        0.085 * size,
        second,
        smooth=0.02,
    )
    canvas.ball((0, head[1] - 0.02, head[2] - 0.33 * size), 0.06 * size, DARK)
    eyes(canvas, (0, head[1] + 0.06, head[2] - 0.16 * size), 0.09 * size, 0.05)
    for side in (-1.0, 1.0):
        if floppy:
            canvas.ellipsoid(
                (side * 0.19 * size, head[1] - 0.02, head[2] + 0.02),
                (0.065, 0.16 * size, 0.1),
                shade(coat, 0.75),
            )
        else:
            canvas.cone(
                (side * 0.12 * size, head[1] + 0.1, head[2] + 0.04),
                0.22 * size,
                0.09,
                0.035,
                shade(coat, 0.8),
            )
    wag = 0.16 * math.sin(4 * math.pi * phase)
    canvas.capsule((0, v + 0.08, 0.34 * size), (wag, v + 0.36 * size, 0.58 * size), 0.08, 0.06, second, smooth=0.03)


def horse(canvas: Canvas, style: Style, phase: float) -> None:
    """A horse with mane and tail, some saddled."""
    coat = style.tint(
        (
            (0.50, 0.30, 0.17),
            (0.30, 0.20, 0.15),
            (0.90, 0.87, 0.82),
            (0.68, 0.48, 0.28),
            (0.20, 0.18, 0.19),
            (0.62, 0.60, 0.60),
        )
    )
    mane = style.pick((shade(coat, 0.4), style.tint(HAIRS), CREAM))
    saddle, size = style.chance(0.5), style.range(0.93, 1.05)
    cloth = style.pick(((0.75, 0.20, 0.18), (0.20, 0.36, 0.66), (0.30, 0.50, 0.30)))
    angle = 2 * math.pi * phase
    bob = 0.04 * (1 - math.cos(2 * angle))
    v = 1.2 * size + bob
    legs(
        canvas,
        v - 0.12,
        0.2 * size,
        -0.52 * size,
        0.55 * size,
        0.12 * size,
        shade(coat, 0.94),
        shade(mix(coat, DARK, 0.6), 0.7),
        phase,
        0.3,
    )
    canvas.ellipsoid((0, v, 0.02), (0.34 * size, 0.37 * size, 0.8 * size), coat, smooth=0.1)
    nod = 0.03 * math.sin(2 * angle)
    head = (0.0, v + 0.78 * size + nod, -0.95 * size)
    canvas.capsule(
        (0, v + 0.08, -0.52 * size), (0, head[1], head[2] + 0.1), 0.29 * size, 0.19 * size, coat, smooth=0.12
    )
    canvas.capsule(
        (0, head[1] + 0.02, head[2]),
        (0, head[1] - 0.26 * size, head[2] - 0.34 * size),
        0.19 * size,
        0.14 * size,
        coat,
        smooth=0.04,
    )
    canvas.paint(
        *canvas.capsule_field(
            (0, head[1] - 0.28 * size, head[2] - 0.4 * size),
            (0, head[1] - 0.3 * size, head[2] - 0.44 * size),
            0.13,
            0.13,
        ),
        shade(coat, 0.5),
    )
    eyes(canvas, (0, head[1] + 0.02, head[2] - 0.12 * size), 0.18 * size, 0.085)
    canvas.capsule((0, head[1] + 0.2, head[2] + 0.08), (0, v + 0.34 * size, -0.42 * size), 0.1, 0.13, mane, smooth=0.03)
    canvas.ball((0, head[1] + 0.2 * size, head[2] - 0.04), 0.11, mane, smooth=0.03)
    for side in (-1.0, 1.0):
        canvas.cone((side * 0.12, head[1] + 0.12, head[2] + 0.05), 0.24, 0.085, 0.04, shade(coat, 0.85))
    sway = 0.1 * math.sin(angle)
    canvas.capsule((0, v + 0.18, 0.76 * size), (sway * 0.5, v - 0.1, 1.02 * size), 0.12, 0.15, mane)
    canvas.capsule((sway * 0.5, v - 0.1, 1.02 * size), (sway, v - 0.6, 1.08 * size), 0.15, 0.09, mane, smooth=0.03)
    if saddle:
        canvas.paint_box((0, v + 0.15, 0.02), (0.6, 0.3, 0.32), cloth)
        canvas.ellipsoid((0, v + 0.38 * size, 0.02), (0.24, 0.11, 0.28), (0.36, 0.21, 0.12), smooth=0.03)


CREATURES = {"sheep": sheep, "deer": deer, "dog": dog, "horse": horse, "dragon": dragon}

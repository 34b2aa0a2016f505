"""The body every person shares: a chibi figure in stride, with face, hair, hands and clothes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nacre.teacher.sdf import Canvas, Colour
from nacre.teacher.style import (
    DARK,
    mix,
    shade,
)  # fmt: skip


@dataclass(frozen=True)
class Body:
    """The measures and colours every figure has. Heights are fractions of `height`, metres without hat."""

    height: float
    girth: float
    skin: Colour
    hair: Colour
    shirt: Colour
    sleeves: Colour
    trousers: Colour
    boots: Colour
    skirt: bool = False
    long_hair: bool = False


def figure(
    canvas: Canvas, body: Body, phase: float
) -> tuple[float, float, tuple[float, float, float], tuple[float, float, float]]:
    """Put a figure in stride; returns head height, head radius, left and right hand (left is local -u)."""
    swing = math.sin(2 * math.pi * phase)
    h = body.height
    bob = 0.022 * h * (1.0 - math.cos(4 * math.pi * phase))
    hip, head_radius = 0.33 * h + bob, 0.205 * h
    head = h - head_radius * 1.02 + bob
    shoulder = 0.545 * h + bob
    leg = 0.082 * h * body.girth
    for side in (-1.0, 1.0):
        stride = side * swing
        lift = 0.055 * h * max(0.0, side * math.cos(2 * math.pi * phase)) * min(1.0, 4.0 * min(phase, 1.0 - phase))
        foot = (side * 0.1 * h, 0.075 * h + lift, -0.15 * h * stride)
        canvas.capsule((side * 0.09 * h, hip, 0), foot, leg * 1.1, leg, body.trousers)
        canvas.ellipsoid(
            (foot[0], foot[1] - 0.015 * h, foot[2] - 0.03 * h), (leg * 1.15, 0.06 * h, leg * 1.65), body.boots
        )
    wide = 0.155 * h * body.girth
    canvas.ellipsoid((0, 0.46 * h + bob, 0), (wide, 0.19 * h, wide * 0.82), body.shirt, smooth=0.03)
    if body.skirt:
        canvas.cone((0, 0.13 * h + bob, 0), 0.33 * h, wide * 1.3, wide * 0.8, body.shirt, smooth=0.05)
    hands = []
    for side in (-1.0, 1.0):
        stride = -side * swing
        elbow = (side * (wide + 0.07 * h), 0.43 * h + bob, -0.05 * h * stride)
        hand = (side * (wide + 0.075 * h), 0.335 * h + bob, -0.15 * h * stride - 0.03 * h)
        canvas.capsule((side * wide * 0.85, shoulder, 0), elbow, 0.064 * h, 0.062 * h, body.sleeves, smooth=0.02)
        canvas.capsule(elbow, hand, 0.062 * h, 0.052 * h, body.sleeves)
        canvas.ball(hand, 0.062 * h, body.skin)
        hands.append(hand)
    r = head_radius
    canvas.ellipsoid((0, head, 0), (r * 1.02, r, r * 0.98), body.skin)
    canvas.ellipsoid((0, head + 0.16 * r, 0.2 * r), (r * 1.08, r * 0.98, r * 0.96), body.hair)
    if body.long_hair:
        canvas.ellipsoid((0, head - 0.5 * r, 0.42 * r), (r * 0.98, r * 1.0, r * 0.66), body.hair, smooth=0.03)
    canvas.paint(*canvas.ellipsoid_field((0, head - 0.2 * r, -0.95 * r), (0.86 * r, 0.72 * r, 0.62 * r)), body.skin)
    canvas.ball((0, head - 0.2 * r, -1.0 * r), 0.17 * r, shade(mix(body.skin, (0.9, 0.4, 0.35), 0.25), 1.0))
    for side in (-1.0, 1.0):
        canvas.paint(
            *canvas.ellipsoid_field((side * 0.42 * r, head - 0.02 * r, -0.95 * r), (0.17 * r, 0.26 * r, 0.4 * r)),
            DARK,
        )
    return head, r, hands[0], hands[1]

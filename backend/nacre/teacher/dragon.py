"""The dragon: long neck, long tail, wings that beat once per cycle. It faces local -w."""

from __future__ import annotations

import math

from nacre.teacher.sdf import Canvas
from nacre.teacher.style import CREAM, Style, mix, shade


def dragon(canvas: Canvas, style: Style, phase: float) -> None:
    """A dragon of 10 m span with its body 3.5 m above its origin; its wings beat once per cycle."""
    scale = style.tint(
        (
            (0.70, 0.18, 0.14),
            (0.20, 0.48, 0.26),
            (0.24, 0.32, 0.60),
            (0.34, 0.22, 0.44),
            (0.24, 0.24, 0.28),
            (0.80, 0.56, 0.18),
        )
    )
    belly = style.tint(((0.92, 0.76, 0.42), (0.86, 0.80, 0.64), (0.90, 0.55, 0.30)))
    skin = mix(scale, belly, style.range(0.3, 0.65))
    horn, size = style.pick((CREAM, (0.25, 0.2, 0.2))), style.range(0.84, 1.08)
    rear, chord_scale, tall = style.range(-0.35, 0.5), style.range(0.8, 1.15), style.range(0.7, 1.35)
    beat = math.cos(2 * math.pi * phase)
    v = 3.5 - 0.3 * beat
    sway = 0.35 * math.sin(2 * math.pi * phase)
    spine = [
        (0.0, v, -1.0),
        (0.0, v + 0.75, -2.1),
        (0.0, v + 1.55 + rear * 0.7, -2.8),
        (0.0, v + 1.9 + rear, -3.6),
    ]
    canvas.ellipsoid((0, v, 0.2), (0.92 * size, 0.9 * size, 1.7 * size), scale)
    for k, (thick, thin) in enumerate(((0.62, 0.5), (0.5, 0.42), (0.42, 0.42))):
        canvas.capsule(spine[k], spine[k + 1], thick, thin, scale, smooth=0.3)
    tail = [(0.0, v, 1.4), (sway * 0.4, v - 0.25, 2.7), (sway, v - 0.1, 3.9), (sway * 1.6, v + 0.35, 4.9)]
    for k, (thick, thin) in enumerate(((0.6, 0.45), (0.45, 0.34), (0.34, 0.26))):
        canvas.capsule(tail[k], tail[k + 1], thick, thin, scale, smooth=0.25)
    canvas.ellipsoid((tail[3][0], tail[3][1], 5.05), (0.55 * tall, 0.28, 0.5), skin, smooth=0.1)
    canvas.paint(*canvas.ellipsoid_field((0, v - 0.75, 0.0), (0.7, 0.6, 1.9)), belly)
    canvas.paint(*canvas.capsule_field((0, v - 0.1, -1.75), (0, v + 1.0 + rear * 0.5, -3.05), 0.4, 0.36), belly)
    head = spine[3]
    canvas.ellipsoid((0, head[1] + 0.05, head[2]), (0.6, 0.5, 0.62), scale, smooth=0.1)
    canvas.box((0, head[1] - 0.08, head[2] - 0.85), (0.38, 0.3, 0.6), scale, 0.2, smooth=0.15)
    canvas.paint_box((0, head[1] - 0.3, head[2] - 0.9), (0.5, 0.16, 0.6), belly)
    for side in (-1.0, 1.0):
        place = (side * 0.5, head[1] + 0.22, head[2] - 0.38)
        canvas.paint(*canvas.capsule_field(place, place, 0.26, 0.26), (1.0, 0.85, 0.25), 0.6)
        canvas.capsule(
            (side * 0.3, head[1] + 0.35, head[2] + 0.2),
            (side * 0.48, head[1] + 0.35 + 0.4 * tall, head[2] + 0.3 + 0.55 * tall),
            0.3,
            0.25,
            horn,
        )
        for w in (-0.75, 1.05):
            canvas.capsule(
                (side * 0.65, v - 0.45, w),
                (side * 0.8, v - 1.35, w + 0.35),
                0.36,
                0.26,
                shade(scale, 0.9),
                smooth=0.2,
            )
            canvas.ellipsoid((side * 0.8, v - 1.45, w + 0.15), (0.3, 0.24, 0.45), shade(scale, 0.75))
        raise_inner, raise_outer = 0.15 + 0.5 * beat, 0.0 + 0.75 * math.cos(2 * math.pi * phase - 0.8)
        root = (side * 0.6, v + 0.45, -0.3)
        wrist = (side * (0.6 + 2.1 * math.cos(raise_inner)), v + 0.45 + 2.1 * math.sin(raise_inner), -0.75)
        tip = (wrist[0] + side * 2.1 * math.cos(raise_outer), wrist[1] + 2.1 * math.sin(raise_outer), 0.1)
        for a, b, inner, outer in ((root, wrist, 1.3, 1.5), (wrist, tip, 1.5, 0.45)):
            for k in range(4):
                t = (k + 0.5) / 4
                chord = inner + (outer - inner) * t
                point = tuple(p + (q - p) * t for p, q in zip(a, b, strict=True))
                trailing = (point[0] * 0.97, point[1] - 0.12, point[2] + 1.7 * chord * chord_scale)
                canvas.capsule(
                    (point[0], point[1], point[2]),
                    trailing,
                    0.3,
                    0.28,
                    skin if k % 2 else shade(skin, 0.86),
                    smooth=0.3,
                )
        canvas.capsule(root, wrist, 0.38, 0.34, shade(scale, 0.85), smooth=0.1)
        canvas.capsule(wrist, tip, 0.34, 0.26, scale, smooth=0.1)
    ridge = [
        (0.0, v + 0.95, -0.5),
        (0.0, v + 1.0, 0.3),
        (0.0, v + 0.85, 1.1),
        (0.0, v + 0.4, 2.0),
        (0.0, v + 1.45, -1.95),
        (0.0, v + 2.2 + rear * 0.7, -2.7),
    ]
    for point in ridge:
        canvas.cone((point[0], point[1] - 0.35, point[2]), 0.35 + 0.4 * tall, 0.36, 0.1, horn)

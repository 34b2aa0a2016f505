"""What travellers put up: tents, and the campfire with its flames."""

from __future__ import annotations

import math

import numpy as np

from nacre.teacher.sdf import Canvas
from nacre.teacher.style import (
    CLOTHS,
    CREAM,
    DARK,
    FIRE,
    GOLD,
    IRON,
    STONES,
    TIMBERS,
    Style,
    mix,
    shade,
)  # fmt: skip


def tent(canvas: Canvas, style: Style) -> None:
    """A ridge tent or a round pavilion with striped cloth, open to the front."""
    cloth, second = style.tint(CLOTHS), style.pick((CREAM, CREAM, style.tint(CLOTHS)))
    kind = style.pick(("ridge", "pavilion"))
    if kind == "ridge":
        cloth = mix(cloth, (0.80, 0.70, 0.52), style.pick((0.0, 0.75)))
        half, span, height = style.range(1.9, 2.5), style.range(1.5, 1.9), style.range(2.1, 2.6)
        where, u, v, w = canvas.window((-span - 0.4, -0.9, -half), (span + 0.4, height + 0.2, half))
        lean = np.abs(u) * np.float32(height) + (v - np.float32(height)) * np.float32(span)
        lean = lean * np.float32(1.0 / math.hypot(height, span))
        canvas.put(where, np.maximum(lean, np.abs(w) - np.float32(half)), cloth)
        stripes = np.clip(np.sin(w * np.float32(2 * math.pi / 1.3)) * 2.0 + 0.5, 0, 1) * np.ones_like(lean)
        view = canvas.colour[(slice(0, 3), *where)]
        view += stripes * (np.asarray(second, np.float32)[:, None, None, None] - view) * 0.85
        door_half = span * 0.42
        opening = np.abs(u) * np.float32(height * 0.85) + (v - np.float32(height * 0.85)) * np.float32(door_half)
        opening = np.maximum(
            opening * np.float32(1.0 / math.hypot(height * 0.85, door_half)), w + np.float32(half - 0.9)
        )
        canvas.carve(where, np.maximum(opening, np.float32(0.02) - v), shade(cloth, 0.3))
        for end in (-half + 0.1, half - 0.1):
            canvas.capsule((0, -0.4, end), (0, height + 0.3, end), 0.15, 0.13, (0.45, 0.30, 0.18))
        return
    radius, side, rise = style.range(1.7, 2.1), style.range(1.5, 1.9), style.range(1.5, 2.0)
    canvas.cone((0, -0.9, 0), side + 0.9, radius, radius * 0.92, cloth)
    canvas.cone((0, side - 0.05, 0), rise, radius + 0.4, 0.12, cloth)
    where, u, v, w = canvas.window((-3, -0.9, -3), (3, side + rise, 3))
    around = np.clip(np.sin(np.arctan2(u, -w) * 6 + np.float32(math.pi / 2)) * 1.8 + 0.5, 0.0, 1.0) * np.ones_like(v)
    view = canvas.colour[(slice(0, 3), *where)]
    view += around * (np.asarray(second, np.float32)[:, None, None, None] - view)
    canvas.band(side - 0.16, side + 0.16, GOLD, 0.9)
    canvas.carve(*canvas.arch_field(0, 0.03, 0.62, side - 0.25, -radius - 1, -radius + 0.9), DARK)
    canvas.capsule((0, side + rise - 0.2, 0), (0, side + rise + 0.85, 0), 0.2, 0.2, GOLD)
    canvas.box((0.45, side + rise + 0.62, 0), (0.45, 0.28, 0.16), cloth)


def campfire(canvas: Canvas, style: Style) -> None:
    """A ring of stones around burning logs, sometimes with a pot on a tripod."""
    stone, wood, count = style.tint(STONES), style.tint(TIMBERS), style.pick((7, 8, 9))
    radius, pot, seat = style.range(0.8, 0.95), style.chance(0.3), style.chance(0.5)
    for k in range(count):
        angle = 2 * math.pi * k / count + style.range(-0.1, 0.1)
        size = style.range(0.2, 0.28)
        canvas.ellipsoid(
            (radius * math.cos(angle), 0.08, radius * math.sin(angle)),
            (size, size * 0.9, size),
            shade(stone, style.range(0.85, 1.15)),
        )
    for k in range(4):
        angle = 2 * math.pi * k / 4 + 0.4
        canvas.capsule((0.6 * math.cos(angle), 0.1, 0.6 * math.sin(angle)), (0, 0.42, 0), 0.13, 0.1, wood)
    if seat:
        canvas.capsule((-0.75, 0.17, 1.5), (0.75, 0.17, 1.5), 0.22, 0.22, shade(wood, 1.25))
    if pot:
        for k in range(3):
            angle = 2 * math.pi * k / 3 + 0.5
            canvas.capsule((0.78 * math.cos(angle), 0, 0.78 * math.sin(angle)), (0, 2.0, 0), 0.09, 0.09, wood)
        canvas.ellipsoid((0, 1.35, 0), (0.42, 0.34, 0.42), IRON)


def flames(canvas: Canvas, style: Style) -> None:
    """The fire of a campfire: put after the snow, which would put it out."""
    tall = style.range(0.8, 1.0)
    canvas.ellipsoid((0, 0.3, 0), (0.4, 0.36, 0.4), FIRE, 1.0)
    canvas.cone((0, 0.35, 0), tall, 0.36, 0.06, FIRE, emission=1.0, smooth=0.2)
    canvas.cone((0.2, 0.3, -0.12), tall * 0.6, 0.2, 0.06, (1.0, 0.42, 0.10), emission=1.0, smooth=0.1)
    canvas.paint(*canvas.ellipsoid_field((0, 0.38, 0), (0.36, 0.42, 0.36)), (1.0, 0.86, 0.42), 1.0)

"""Trees, bushes, cacti and the rocks among them."""

from __future__ import annotations

import math

import numpy as np

from nacre.teacher.sdf import Canvas, Colour
from nacre.teacher.style import (
    AUTUMN_LEAVES,
    BLOSSOMS,
    DRY_LEAVES,
    LEAVES,
    NEEDLES,
    STONES,
    Style,
    mix,
    shade,
)  # fmt: skip

BARK = ((0.38, 0.26, 0.17), (0.46, 0.34, 0.24), (0.30, 0.22, 0.17), (0.80, 0.78, 0.72))
# Which looks of leafy plants (tree_round, bush) wear which season; conifers are evergreen but for "dry".
SEASONS = {"green": range(0, 10), "autumn": range(10, 14), "blossom": range(14, 15), "dry": range(15, 16)}


def foliage(style: Style, green: tuple[Colour, ...]) -> Colour:
    """A leaf colour by the season of the style's look: see SEASONS."""
    season = next(name for name, looks in SEASONS.items() if style.look in looks)
    choices = {"green": green, "autumn": AUTUMN_LEAVES, "blossom": BLOSSOMS, "dry": DRY_LEAVES}
    return style.tint(choices[season], 0.12)


def tree_round(canvas: Canvas, style: Style) -> None:
    """A broadleaf tree: a crown of a few leafy balls."""
    bark, leaf = style.tint(BARK), foliage(style, LEAVES)
    crown, height = style.range(1.9, 2.6), style.range(3.7, 4.7)
    radius, tall = style.range(0.4, 0.55), style.range(0.9, 1.15)
    canvas.cone((0, -1.6, 0), height + 1.6, radius * 1.6, radius * 0.8, bark)
    canvas.cone((0, -0.3, 0), 0.7, radius * 1.9, radius * 1.1, bark, smooth=0.3)
    canvas.ellipsoid((0, height, 0), (crown, crown * 0.9 * tall, crown), leaf)
    turn = style.range(0, 6.28)
    for k in range(style.pick((3, 4, 5))):
        angle = turn + k * 2.4
        out, up = crown * style.range(0.5, 0.75), style.range(-0.3, 0.55) * crown * tall
        size = crown * style.range(0.5, 0.7)
        canvas.ball(
            (out * math.cos(angle), height + up, out * math.sin(angle)),
            size,
            shade(leaf, style.range(0.9, 1.12)),
            smooth=0.25,
        )
    canvas.mottle(0.16, height - crown * 1.6)
    # The sky side of a crown is lighter: it reads as leaves even without lights.
    where, _, v, _ = canvas.window((-4, height - crown * 1.6, -4), (4, height + crown * 2, 4))
    light = np.clip((v - np.float32(height)) * np.float32(0.09), -0.16, 0.16)
    canvas.colour[(slice(0, 3), *where)] *= 1.0 + light
    if style.chance(0.15):
        fruit = style.pick(((0.82, 0.16, 0.14), (0.95, 0.62, 0.14)))
        for k in range(9):
            angle, up = 2.399 * k + turn, -0.5 + k * 0.13
            canvas.ball((crown * math.cos(angle), height + up * crown, crown * math.sin(angle)), 0.34, fruit)


def tree_cone(canvas: Canvas, style: Style) -> None:
    """A conifer: stacked skirts of needles."""
    bark, leaf = style.tint(BARK[:3]), style.tint(NEEDLES, 0.12)
    if style.look in SEASONS["dry"]:
        leaf = mix(leaf, style.tint(AUTUMN_LEAVES[1:2]), 0.8)
    tiers, foot = style.pick((3, 4, 4, 5)), style.range(0.9, 1.5)
    height, radius = style.range(6.4, 8.4), style.range(2.0, 2.9)
    canvas.cone((0, -1.9, 0), foot + 3.4, 0.62, 0.42, bark)
    step = height / (tiers + 0.6)
    for k in range(tiers):
        share = k / tiers
        wide = radius * (1.0 - 0.72 * share)
        low = foot + k * step
        tall = step * 1.6
        canvas.cone((0, low, 0), tall, wide, wide * 0.12, shade(leaf, 0.94 + 0.13 * share), smooth=0.12)
        canvas.paint(*canvas.cone_field((0, low - 0.2, 0), 0.55, wide + 1, wide + 1), shade(leaf, 0.72), 0.0, 0.75)
    canvas.mottle(0.1, foot)


def tree_palm(canvas: Canvas, style: Style) -> None:
    """A palm: a leaning ringed trunk and drooping fronds."""
    bark, leaf = (
        style.tint(((0.58, 0.44, 0.28), (0.50, 0.37, 0.25))),
        style.tint(((0.28, 0.56, 0.22), (0.40, 0.60, 0.22), (0.20, 0.48, 0.28)), 0.1),
    )
    height, lean, turn = style.range(6.4, 8.3), style.range(0.3, 1.5), style.range(0, 6.28)
    cu, cw = math.cos(turn) * lean, math.sin(turn) * lean
    pieces = 4
    spine = [
        (cu * (t / pieces) ** 2, -1.0 + (height + 1.0) * t / pieces, cw * (t / pieces) ** 2) for t in range(pieces + 1)
    ]
    for k in range(pieces):
        thick = 0.5 - 0.06 * k
        canvas.capsule(spine[k], spine[k + 1], thick, thick - 0.05, shade(bark, 1.0 if k % 2 else 0.88), smooth=0.15)
    where, _, v, _ = canvas.window((-3, -1, -3), (3, height, 3))
    canvas.colour[(slice(0, 3), *where)] *= 1.0 + np.float32(0.12) * np.sin(v * np.float32(2 * math.pi / 1.25))
    top = spine[-1]
    count, length = style.pick((7, 8, 9)), style.range(2.6, 3.3)
    for k in range(count):
        angle = turn + 2 * math.pi * k / count
        c, s, droop = math.cos(angle), math.sin(angle), style.range(0.75, 1.3)
        green = shade(leaf, 1.12 if k % 2 else 0.9)
        middle = (top[0] + c * length * 0.55, top[1] + 0.6, top[2] + s * length * 0.55)
        tip = (top[0] + c * length, top[1] + 0.6 - droop, top[2] + s * length)
        canvas.capsule(top, middle, 0.28, 0.48, green, smooth=0.1)
        canvas.capsule(middle, tip, 0.46, 0.2, green, smooth=0.15)
    for k in range(3):
        angle = turn + 2.1 * k
        canvas.ball(
            (top[0] + 0.5 * math.cos(angle), top[1] - 0.35, top[2] + 0.5 * math.sin(angle)),
            0.36,
            (0.42, 0.26, 0.13),
        )


def tree_dead(canvas: Canvas, style: Style) -> None:
    """A bare, crooked tree."""
    bark = style.tint(((0.34, 0.28, 0.25), (0.44, 0.38, 0.34), (0.26, 0.22, 0.24), (0.52, 0.46, 0.40)))
    height, turn, bend = style.range(4.2, 5.6), style.range(0, 6.28), style.range(-0.6, 0.6)
    knee = (bend, height * 0.5, -bend * 0.5)
    top = (-bend * 0.4, height, bend * 0.5)
    canvas.cone((0, -1.5, 0), 2.2, 0.85, 0.5, bark)
    canvas.capsule((0, -0.5, 0), knee, 0.58, 0.45, bark, smooth=0.3)
    canvas.capsule(knee, top, 0.45, 0.3, bark, smooth=0.2)
    for k in range(style.pick((4, 5, 6))):
        share = 0.45 + 0.11 * k
        angle = turn + 2.3 * k
        start = tuple(a + (b - a) * min((share - 0.5) * 2, 1.0) for a, b in zip(knee, top, strict=True))
        reach, up = style.range(1.1, 1.7), style.range(0.6, 1.4)
        elbow = (start[0] + reach * math.cos(angle), start[1] + up * 0.5, start[2] + reach * math.sin(angle))
        tip = (
            elbow[0] + 0.8 * math.cos(angle + 0.7),
            min(elbow[1] + up, 8.0),
            elbow[2] + 0.8 * math.sin(angle + 0.7),
        )
        canvas.capsule((start[0], start[1], start[2]), elbow, 0.3, 0.23, bark, smooth=0.15)
        canvas.capsule(elbow, tip, 0.23, 0.19, bark, smooth=0.1)
    hollow = (knee[0] * 0.6, height * 0.36, -0.62)
    canvas.paint(*canvas.ellipsoid_field(hollow, (0.32, 0.45, 0.45)), shade(bark, 0.4))
    canvas.mottle(0.14)


def cactus(canvas: Canvas, style: Style) -> None:
    """A saguaro with arms, ribbed, sometimes in bloom."""
    green = style.tint(((0.32, 0.54, 0.26), (0.42, 0.58, 0.28), (0.26, 0.48, 0.34)), 0.1)
    height, radius = style.range(3.0, 4.3), style.range(0.42, 0.56)
    canvas.capsule((0, -0.5, 0), (0, height, 0), radius, radius * 0.9, green)
    turn = style.range(-0.5, 0.5)
    for side in (1.0, -1.0)[: style.pick((1, 2, 2))]:
        c, s = side * math.cos(turn), side * math.sin(turn)
        level, out, up = height * style.range(0.32, 0.55), style.range(0.95, 1.25), style.range(0.7, 1.3)
        elbow = (c * out, level, s * out)
        canvas.capsule((0, level - 0.1, 0), elbow, 0.3, 0.3, green, smooth=0.15)
        canvas.capsule(elbow, (elbow[0], level + up, elbow[2]), 0.31, 0.28, green, smooth=0.1)
    where, u, v, w = canvas.window((-2, -0.5, -2), (2, height + 1, 2))
    canvas.colour[(slice(0, 3), *where)] *= 1.0 + np.float32(0.16) * np.sin(np.arctan2(w, u) * 7.0) * np.ones_like(v)
    if style.chance(0.55):
        bloom = style.pick(((0.95, 0.40, 0.55), (0.98, 0.80, 0.30), (0.95, 0.92, 0.88)))
        canvas.ellipsoid((0, height + radius * 0.9, 0), (0.3, 0.22, 0.3), bloom)
    canvas.mottle(0.05)


def bush(canvas: Canvas, style: Style) -> None:
    """A low bush, sometimes flowering or with berries."""
    leaf, size, turn = foliage(style, LEAVES), style.range(0.7, 0.92), style.range(0, 6.28)
    canvas.ellipsoid((0, 0.3, 0), (size, size * 0.85, size), leaf)
    for k in range(style.pick((3, 4))):
        angle = turn + k * 1.9
        canvas.ball(
            (0.5 * math.cos(angle), style.range(0.15, 0.5), 0.5 * math.sin(angle)),
            size * style.range(0.55, 0.75),
            shade(leaf, style.range(0.9, 1.12)),
            smooth=0.12,
        )
    canvas.mottle(0.18)
    if style.chance(0.5):
        bloom = style.pick(
            (
                (0.95, 0.45, 0.60),
                (0.96, 0.92, 0.84),
                (0.85, 0.15, 0.20),
                (0.70, 0.50, 0.90),
                (0.98, 0.80, 0.25),
            )
        )
        for k in range(11):
            angle, up = 2.399 * k + turn, 0.1 + 0.08 * k
            out = (size + 0.25) * math.sqrt(max(1 - (up - 0.2) ** 2, 0.05))
            centre = (out * math.cos(angle), 0.15 + up, out * math.sin(angle))
            canvas.paint(*canvas.ellipsoid_field(centre, (0.2, 0.2, 0.2)), bloom)


def rock(canvas: Canvas, style: Style) -> None:
    """A boulder or a group of them, sometimes mossy."""
    stone, turn = style.tint(STONES, 0.1), style.range(0, 6.28)
    wide, tall = style.range(0.9, 1.4), style.range(0.8, 1.5)
    where, u, v, w = canvas.window((-1.7, -0.6, -1.6), (1.7, 2.1, 1.6))
    body = canvas.ellipsoid_field((0, tall * 0.25, 0), (wide * 1.2, tall, wide))
    canvas.put(*body, stone)
    # Facets: planes cut the ellipsoid, as if chipped.
    for k in range(5):
        angle, lift = turn + k * 1.32, style.range(0.0, 0.75)
        c, s, n = math.cos(angle), math.sin(angle), math.hypot(1.0, lift)
        reach = wide * style.range(0.72, 0.9)
        plane = (u * np.float32(c) + w * np.float32(s) + (v - np.float32(tall * 0.3)) * np.float32(lift)) * np.float32(
            1 / n
        )
        canvas.carve(where, np.float32(reach) - plane, shade(stone, style.range(0.88, 1.1)))
    for k in range(style.pick((0, 1, 2))):
        angle, size = turn + 2.0 + 2.2 * k, style.range(0.35, 0.55)
        canvas.ellipsoid(
            (1.35 * math.cos(angle), 0.1, 1.35 * math.sin(angle)),
            (size * 1.2, size, size),
            shade(stone, style.range(0.9, 1.12)),
        )
    if style.chance(0.4):
        where, _, v, _ = canvas.window((-2.2, tall * 0.6, -2.2), (2.2, 3, 2.2))
        canvas.paint(where, np.float32(tall * 0.85) - v, mix((0.36, 0.48, 0.20), stone, 0.2), 0.0, 0.8)
    canvas.mottle(0.1)


PLANTS = {
    "tree_round": tree_round, "tree_cone": tree_cone, "tree_palm": tree_palm, "tree_dead": tree_dead,
    "cactus": cactus, "bush": bush, "rock": rock,
}  # fmt: skip

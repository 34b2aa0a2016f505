"""The small things of a village: wells, stalls, lamps, fences, barrels, hay and statues."""

from __future__ import annotations

import math

import numpy as np

from nacre.teacher.camp import campfire, tent
from nacre.teacher.details import gable, spire
from nacre.teacher.sdf import Canvas
from nacre.teacher.style import (
    CLOTHS,
    CREAM,
    GOLD,
    IRON,
    LIT,
    ROOFS,
    STONES,
    TIMBERS,
    WOODS,
    Style,
    shade,
)  # fmt: skip


def well(canvas: Canvas, style: Style) -> None:
    """A round stone well under a little roof on two posts, with a bucket."""
    stone, timber = style.tint(STONES), style.tint(TIMBERS)
    radius, rim, eaves = style.range(0.95, 1.2), style.range(0.75, 1.0), style.range(2.2, 2.5)
    canvas.cone((0, -1.0, 0), rim + 1.0, radius * 1.04, radius, stone)
    canvas.cone((0, rim - 0.2, 0), 0.26, radius + 0.14, radius + 0.14, shade(stone, 1.12))
    canvas.mottle(0.14)
    canvas.carve(*canvas.cone_field((0, 0.1, 0), 3.0, radius - 0.34, radius - 0.34), shade(stone, 0.6))
    canvas.paint(*canvas.cone_field((0, 0.0, 0), 0.3, radius - 0.3, radius - 0.3), (0.16, 0.38, 0.52))
    for side in (-1.0, 1.0):
        canvas.box((side * radius * 0.92, eaves / 2, 0), (0.15, eaves / 2, 0.15), timber)
    canvas.capsule((-radius, eaves - 0.35, 0), (radius, eaves - 0.35, 0), 0.13, 0.13, timber)
    canvas.cone((0, eaves - 1.35, 0), 0.45, 0.2, 0.26, shade(timber, 1.35))
    canvas.capsule((0, eaves - 0.95, 0), (0, eaves - 0.4, 0), 0.1, 0.1, CREAM)
    round_roof = style.chance(0.3)
    tiles, rise = style.tint(ROOFS, 0.1), style.range(0.8, 1.15)
    if round_roof:
        spire(canvas, (0, eaves - 0.05, 0), rise + 0.25, radius + 0.45, tiles, False, 0.16, 0.55)
    else:
        gable(canvas, (0, 0), eaves, radius + 0.1, radius * 0.85, rise, tiles, timber, "u", 0.22, 0.22, 0.55)


def stall(canvas: Canvas, style: Style) -> None:
    """A market stall: counter with wares to the front, four posts, a striped awning."""
    cloth, wood = style.tint(CLOTHS), style.tint(WOODS)
    hu, hw, top = style.range(1.6, 2.0), style.range(1.0, 1.3), style.range(2.4, 2.8)
    peaked, wares = (
        style.chance(0.45),
        [style.tint((*CLOTHS, (0.95, 0.55, 0.2), (0.6, 0.75, 0.3))) for _ in range(4)],
    )
    stripe = style.pick((0.8, 1.0))
    for right in (-hu, hu):
        for back in (-hw, hw):
            post = top if peaked or back > 0 else top - 0.48 * hw
            canvas.box((right, post / 2 - 0.15, back), (0.14, post / 2 + 0.1, 0.14), shade(wood, 0.8))
    canvas.box((0, 0.4, -hw * 0.55), (hu, 0.55, hw * 0.45), wood)
    canvas.box((0, 0.95, -hw * 0.55), (hu + 0.12, 0.12, hw * 0.45 + 0.12), shade(wood, 1.25))
    canvas.mottle(0.08)
    for k, ware in enumerate(wares):
        aside = -hu * 0.72 + k * hu * 0.48
        canvas.ellipsoid((aside, 1.18, -hw * 0.6), (0.3, 0.24, 0.34), ware)
    canvas.box((hu * 0.5, 0.35, hw * 0.5), (0.4, 0.4, 0.35), shade(wood, 0.9), 0.05, ("v", 0.3))
    where, u, v, w = canvas.window((-hu - 0.6, top - 0.6, -hw - 0.7), (hu + 0.6, top + 1.3, hw + 0.7))
    across, along = np.abs(w), np.abs(u)
    slope = 0.5 if peaked else 0.24
    lean = across * np.float32(slope) if peaked else (w - np.float32(hw)) * np.float32(-slope)
    sheet = (v - np.float32(top + (0.75 if peaked else 0.05)) + lean) / np.float32(math.hypot(1, slope))
    awning = np.abs(sheet) - np.float32(0.14)
    # A scalloped front edge: the cloth hangs down over the outer 0.3 m.
    edge = np.maximum(across - np.float32(hw + 0.45), along - np.float32(hu + 0.35))
    flap = np.maximum(
        np.abs(edge + np.float32(0.12)) - np.float32(0.12),
        np.abs(sheet + np.float32(0.22)) - np.float32(0.26),
    )
    bands = np.clip(np.sin(u * np.float32(2 * math.pi / stripe)) * 2.2 + 0.5, 0.0, 1.0)[None]
    first, second = (np.asarray(c, np.float32)[:, None, None, None] for c in (cloth, CREAM))
    canvas.put(where, np.minimum(np.maximum(awning, edge), flap), first + (second - first) * bands)


def lamp(canvas: Canvas, style: Style) -> None:
    """A street lamp with a glowing head."""
    metal = style.pick((IRON, (0.16, 0.24, 0.22), (0.30, 0.20, 0.14), (0.20, 0.22, 0.34)))
    height, kind = style.range(2.7, 3.05), style.pick(("lantern", "globe", "hanging"))
    glow = style.pick((LIT, (1.0, 0.88, 0.62), (1.0, 0.74, 0.38)))
    canvas.cone((0, -0.6, 0), 0.95, 0.36, 0.26, shade(metal, 1.1))
    canvas.capsule((0, 0.2, 0), (0, height, 0), 0.15, 0.12, metal)
    canvas.ball((0, 0.75, 0), 0.22, metal)
    if kind == "globe":
        canvas.cone((0, height - 0.05, 0), 0.22, 0.16, 0.3, metal)
        canvas.ball((0, height + 0.5, 0), 0.42, glow, 1.0)
        canvas.ball((0, height + 0.95, 0), 0.13, metal)
    elif kind == "lantern":
        canvas.box((0, height + 0.02, 0), (0.3, 0.1, 0.3), metal)
        canvas.cone((0, height + 0.1, 0), 0.66, 0.28, 0.38, glow, True, emission=1.0)
        canvas.cone((0, height + 0.74, 0), 0.34, 0.54, 0.1, metal, True)
    else:
        canvas.capsule((0, height, 0), (0, height + 0.45, -0.5), 0.12, 0.1, metal)
        canvas.capsule((0, height + 0.45, -0.5), (0, height + 0.3, -0.95), 0.1, 0.1, metal)
        canvas.cone((0, height - 0.45, -0.95), 0.55, 0.26, 0.3, glow, emission=1.0)
        canvas.cone((0, height + 0.1, -0.95), 0.3, 0.46, 0.08, metal)
        canvas.cone((0, height - 0.55, -0.95), 0.12, 0.24, 0.28, metal)


def fence(canvas: Canvas, style: Style) -> None:
    """A garden fence along u; 4.8 m long, so set them 4.7 m apart."""
    wood = style.pick((style.tint(WOODS), style.tint(WOODS), (0.90, 0.88, 0.82)))
    height, kind = style.range(0.85, 1.35), style.pick(("rails", "pickets", "wattle"))
    thick, posts = style.range(0.85, 1.25), style.pick((3, 4, 5))
    reach = 2.4
    for level in (0.38, 0.78):
        canvas.box((0, height * level, 0), (reach, 0.11 * thick, 0.1), shade(wood, 0.92))
    if kind == "pickets":
        for k in range(8):
            aside = -reach + 0.3 + k * (2 * reach - 0.6) / 7
            canvas.box((aside, height / 2 - 0.2, -0.1), (0.16, height / 2 + 0.2, 0.1), wood)
            canvas.box((aside, height, -0.1), (0.12, 0.12, 0.1), wood, 0.0, ("w", math.pi / 4))
    else:
        for k in range(posts):
            aside = -reach + 0.23 + k * (2 * reach - 0.46) / (posts - 1)
            canvas.box((aside, height / 2 - 0.2, 0), (0.15 * thick, height / 2 + 0.32, 0.15 * thick), wood, 0.04)
        if kind == "wattle":
            canvas.box((0, height * 0.45, 0), (reach, height * 0.4, 0.12), shade(wood, 1.05))
            where, u, v, w = canvas.window((-reach, 0, -0.2), (reach, height, 0.2))
            canvas.colour[(slice(0, 3), *where)] *= (
                1.0 + np.float32(0.16) * np.sin(u * 5.2) * np.sign(np.sin(v * 7.0)) + 0 * w
            )
    canvas.mottle(0.1)


def barrel(canvas: Canvas, style: Style) -> None:
    """A barrel with iron hoops, or a pair of them, or a barrel and a crate."""
    wood, hoop = style.tint(WOODS, 0.12), style.pick((IRON, (0.55, 0.42, 0.20)))
    kind = style.pick(("one", "one", "crate", "pair"))
    spots = {
        "one": [(0.0, 0.0, 1.0)],
        "crate": [(-0.36, 0.1, 0.82)],
        "pair": [(-0.44, 0.2, 0.85), (0.5, -0.2, 0.72)],
    }[kind]
    for u, w, size in spots:
        radius, height = 0.46 * size, 1.1 * size * style.range(0.92, 1.1)
        where, x, v, z = canvas.window((u - 0.6, 0, w - 0.6), (u + 0.6, height, w + 0.6))
        across = np.sqrt((x - np.float32(u)) ** 2 + (z - np.float32(w)) ** 2)
        along = (v - np.float32(height / 2)) / np.float32(height / 2)
        side = across - np.float32(radius * 1.12) + np.float32(radius * 0.26) * along * along
        canvas.put(
            where,
            np.maximum(
                side * np.float32(0.95),
                np.abs(v - np.float32(height / 2 - 0.1)) - np.float32(height / 2 + 0.1),
            ),
            wood,
        )
        region = across - np.float32(radius * 1.6)
        for level in (0.2, 0.8):
            canvas.paint(where, np.maximum(np.abs(v - np.float32(height * level)) - np.float32(0.075), region), hoop)
        lid = np.maximum(across - np.float32(radius * 0.68), np.float32(height - 0.08) - v)
        canvas.paint(where, lid, shade(wood, 0.7))
    if kind == "crate":
        canvas.box((0.5, 0.25, -0.1), (0.34, 0.38, 0.34), shade(wood, 1.2), 0.03, ("v", style.range(0, 0.5)))
        canvas.paint_box((0.5, 0.3, -0.1), (0.5, 0.1, 0.5), shade(wood, 0.75))
    canvas.mottle(0.06)


def hay(canvas: Canvas, style: Style) -> None:
    """A haystack, a round bale or square bales."""
    straw = style.tint(((0.86, 0.70, 0.30), (0.80, 0.62, 0.26), (0.90, 0.78, 0.42)), 0.08)
    kind = style.pick(("stack", "round", "square"))
    size = style.range(0.85, 1.1)
    if kind == "stack":
        canvas.ellipsoid((0, 0.15, 0), (1.35 * size, 0.9 * size, 1.3 * size), straw)
        canvas.cone((0, 0.3, 0), 1.75 * size, 1.2 * size, 0.2, straw, smooth=0.5)
        canvas.capsule((0, 1.5 * size, 0), (0, 2.35 * size, 0), 0.11, 0.11, (0.42, 0.28, 0.17))
        canvas.band(0.75 * size, 0.95 * size, shade(straw, 0.75), 0.7)
    elif kind == "round":
        where, u, v, w = canvas.window((-1, -0.1, -1.2), (1, 2.2, 1.2))
        radius, half = 0.95 * size, 0.8 * size
        across = np.sqrt((v - np.float32(radius * 0.94)) ** 2 + w * w)
        canvas.put(where, np.maximum(across - np.float32(radius), np.abs(u) - np.float32(half)), straw)
        rings = np.sin(across * np.float32(13.0)) * np.float32(0.12)
        canvas.colour[(slice(0, 3), *where)] *= np.where(np.abs(u) > half - 0.2, 1.0 + rings, np.float32(1.0))
        for side in (-0.4, 0.4):
            canvas.paint(where, np.abs(u - np.float32(side * size)) - np.float32(0.08) + 0 * across, shade(straw, 0.7))
    else:
        for centre, turn in (
            ((-0.62, 0.3, 0.1), 0.1),
            ((0.62, 0.3, -0.05), -0.15),
            ((0.05, 0.98, 0.0), style.range(0.2, 0.7)),
        ):
            canvas.box(
                (centre[0] * size, centre[1] * size, centre[2]),
                (0.58 * size, 0.4 * size, 0.75 * size),
                straw,
                0.08,
                ("v", turn),
            )
        canvas.band(0.23 * size, 0.4 * size, shade(straw, 0.72), 0.8)
        canvas.band(0.93 * size, 1.08 * size, shade(straw, 0.72), 0.8)
    canvas.mottle(0.16)


def statue(canvas: Canvas, style: Style) -> None:
    """A statue on a plinth: a hero with raised sword, a robed sage or an obelisk; stone, bronze or gold."""
    stone = style.tint(STONES)
    figure = style.pick((shade(stone, 1.18), shade(stone, 1.1), (0.40, 0.56, 0.48), (0.55, 0.40, 0.22), GOLD))
    kind = style.pick(("hero", "sage", "hero", "obelisk"))
    half, plinth = style.range(0.85, 1.15), style.range(1.0, 1.4)
    canvas.box((0, -0.2, 0), (half + 0.4, 0.45, half + 0.4), shade(stone, 0.85))
    canvas.box((0, plinth / 2, 0), (half, plinth / 2, half), stone)
    canvas.box((0, plinth - 0.1, 0), (half + 0.16, 0.16, half + 0.16), shade(stone, 1.1))
    canvas.paint_box((0, plinth * 0.52, -half), (0.5, 0.22, 0.5), shade(stone, 0.6))
    canvas.mottle(0.08)
    b = plinth
    if kind == "obelisk":
        canvas.cone((0, b, 0), 2.9, 0.62, 0.36, figure, True)
        canvas.cone((0, b + 2.88, 0), 0.5, 0.36, 0.02, GOLD, True)
        return
    if kind == "sage":
        canvas.cone((0, b, 0), 1.75, 0.72, 0.34, figure)
        canvas.capsule((-0.4, b + 1.55, 0), (-0.62, b + 1.05, -0.45), 0.2, 0.16, figure, smooth=0.1)
        canvas.capsule((0.66, b + 0.1, -0.35), (0.66, b + 2.5, -0.35), 0.12, 0.12, shade(figure, 0.8))
        canvas.capsule((0.4, b + 1.55, 0), (0.66, b + 1.35, -0.35), 0.2, 0.16, figure, smooth=0.1)
        canvas.ball((0.66, b + 2.5, -0.35), 0.24, GOLD)
    else:
        for u in (-0.26, 0.26):
            canvas.capsule((u, b + 0.2, 0), (u * 0.8, b + 0.95, 0), 0.22, 0.22, figure)
        canvas.ellipsoid((0, b + 1.35, 0), (0.46, 0.58, 0.34), figure, smooth=0.15)
        canvas.capsule((0.42, b + 1.65, 0), (0.78, b + 2.15, -0.1), 0.18, 0.15, figure, smooth=0.1)
        canvas.capsule((0.78, b + 2.1, -0.1), (0.95, b + 3.15, -0.1), 0.13, 0.1, shade(figure, 0.85))
        canvas.capsule((-0.42, b + 1.65, 0), (-0.6, b + 1.1, -0.3), 0.18, 0.16, figure, smooth=0.1)
        canvas.ellipsoid((-0.62, b + 1.0, -0.42), (0.38, 0.48, 0.14), shade(figure, 0.9))
    canvas.ball((0, b + 2.15, 0), 0.36, figure, smooth=0.1)
    canvas.paint_box((0, b + 2.2, -0.4), (0.24, 0.06, 0.2), shade(figure, 0.6))


PROPS = {
    "well": well, "stall": stall, "lamp": lamp, "fence": fence, "barrel": barrel, "hay": hay, 
    "statue": statue, "tent": tent, "campfire": campfire,
}  # fmt: skip

"""Castle and town walls, gates, ruins and bridges: what is built of stone to last. Gates open along w."""

from __future__ import annotations

import numpy as np

from nacre.teacher.details import (
    crenels,
    foundation,
    ring_crenels,
    slit,
    spire,
)
from nacre.teacher.sdf import Canvas
from nacre.teacher.style import (
    CLOTHS,
    CREAM,
    DOORS,
    GOLD,
    LEAVES,
    LIT,
    ROOFS,
    STONES,
    TIMBERS,
    WOODS,
    Style,
    mix,
    shade,
)  # fmt: skip


def keep(canvas: Canvas, style: Style) -> None:
    """A castle keep: a square block with battlements, four corner turrets and a tall gate."""
    stone, cloth, tiles = style.tint(STONES), style.tint(CLOTHS), style.tint(ROOFS, 0.1)
    half, top = style.range(4.8, 5.9), style.range(7.5, 9.6)
    turret, extra = style.range(1.7, 2.2), style.range(1.8, 3.0)
    pointed, lit, inner = style.chance(0.6), style.chance(0.8), style.chance(0.6)
    deep = foundation(canvas)
    canvas.box((0, (top - deep) / 2, 0), (half, (top + deep) / 2, half), stone)
    if inner:
        canvas.box((0, top, 0), (half * 0.45, 3.0, half * 0.45), shade(stone, 1.06))
    for u in (-half, half):
        for w in (-half, half):
            canvas.cone((u, -deep, w), top + extra + deep, turret * 1.12, turret, shade(stone, 1.08))
    canvas.mottle(0.06)
    canvas.band(top - 1.6, top - 0.9, shade(stone, 0.8), 0.8)
    canvas.carve(*canvas.arch_field(0, -1.0, 1.7, 4.2, -half - 1.5, -half + 1.2), shade(DOORS[0], 1.0))
    canvas.paint(*canvas.arch_field(0, -1.0, 1.75, 4.25, -half + 0.9, -half + 3.0), style.tint(DOORS))
    for u in (-half * 0.55, half * 0.55):
        for w in (-half, half):
            slit(canvas, (u, top * 0.62, w), "w", lit)
            slit(canvas, (w, top * 0.62, u), "u", lit)
    for u in (-half, half):
        slit(canvas, (u, top * 0.75, -half - turret), "w", lit, 0.9)
    crenels(canvas, (0, top, 0), (half, half), 1.1, 0.5, 2.2, stone)
    if inner:
        spire(canvas, (0, top + 2.9, 0), half * 0.55, half * 0.45 + 0.6, tiles, True, 0.5)
    for u in (-half, half):
        for w in (-half, half):
            if pointed:
                spire(canvas, (u, top + extra - 0.2, w), turret * 1.9, turret + 0.6, tiles)
            else:
                canvas.cone((u, top + extra - 0.5, w), 0.7, turret + 0.35, turret + 0.35, stone)
                ring_crenels(canvas, (u, top + extra + 0.2, w), turret + 0.35, 1.1, 5, 0.45, stone)
    canvas.box((0, top - 2.9, -half - 0.25), (0.85, 1.5, 0.5), cloth)
    canvas.paint_box((0, top - 2.7, -half - 0.6), (0.4, 0.4, 0.8), GOLD)


def wall(canvas: Canvas, style: Style) -> None:
    """A stretch of town wall along u, with battlements; 9.6 m long, so set them 9.4 m apart."""
    stone = style.tint(STONES)
    top, half = style.range(3.6, 4.6), style.range(0.75, 1.0)
    walk, buttress = style.chance(0.5), style.chance(0.5)
    deep, reach = foundation(canvas), 4.8
    canvas.box((0, (top - deep) / 2, 0), (reach, (top + deep) / 2, half), stone)
    canvas.box((0, -deep / 2 + 0.2, 0), (reach, deep / 2 + 0.2, half + 0.35), shade(stone, 0.85))
    if buttress:
        for u in (-2.6, 2.6):
            canvas.box((u, (top * 0.7 - deep) / 2, -half), (0.55, (top * 0.7 + deep) / 2, 0.7), shade(stone, 0.92))
    canvas.box((0, top - 0.15, 0), (reach, 0.3, half + 0.35), shade(stone, 0.88))
    canvas.mottle(0.09)
    for side in (-1.0, 1.0) if not walk else (-1.0,):
        for k in range(5):
            canvas.box((-3.84 + 1.92 * k, top + 0.6, side * (half - 0.05)), (0.56, 0.6, 0.36), stone)


def gate(canvas: Canvas, style: Style) -> None:
    """A town gate: two towers and an arch one can walk through along w."""
    stone, tiles, timber = style.tint(STONES), style.tint(ROOFS, 0.1), style.tint(TIMBERS)
    half, top = style.range(1.45, 1.65), style.range(5.2, 6.4)
    tower, pointed, lit, cloth = (
        style.range(1.66, 1.76),
        style.chance(0.6),
        style.chance(0.8),
        style.tint(CLOTHS),
    )
    square = style.chance(0.4)
    deep = foundation(canvas)
    out = half + tower
    middle = top - 0.8
    canvas.box((0, (middle - deep) / 2, 0), (out, (middle + deep) / 2, 1.25), stone)
    for u in (-out, out):
        if square:
            canvas.box((u, (top - deep) / 2, 0), (tower, (top + deep) / 2, tower), shade(stone, 1.06))
        else:
            canvas.cone((u, -deep, 0), top + deep, tower * 1.06, tower, shade(stone, 1.06))
    canvas.mottle(0.07)
    canvas.paint(*canvas.arch_field(0, -1, half + 0.45, 3.95, -9, 9), shade(stone, 0.72))
    canvas.carve(*canvas.arch_field(0, 0, half, 3.55, -4, 4), shade(stone, 0.55))
    canvas.box((0, 3.35, -0.2), (half, 0.5, 0.4), timber)
    for u in (-out, out):
        for w in (-tower, tower):
            slit(canvas, (u, top * 0.62, w), "w", lit, 0.72)
    canvas.box((0, middle - 0.5, -1.35), (0.65, 0.85, 0.3), cloth)
    canvas.paint_box((0, middle - 0.4, -1.6), (0.3, 0.3, 0.6), GOLD)
    crenels(canvas, (0, middle, 0), (half + 0.3, 1.25), 0.8, 0.34, 1.4, stone, "u")
    for u in (-out, out):
        if pointed:
            spire(canvas, (u, top - 0.1, 0), 2.9, tower + 0.5, tiles, square, 0.28)
        elif square:
            crenels(canvas, (u, top, 0), (tower, tower), 0.8, 0.36, 1.5, stone)
        else:
            ring_crenels(canvas, (u, top, 0), tower + 0.25, 0.9, 5, 0.36, stone)


def ruin(canvas: Canvas, style: Style) -> None:
    """Broken walls of a forgotten house, with fallen stones and ivy."""
    stone, leaf = style.tint(STONES), style.tint(LEAVES[:3])
    hu, hw, top = style.range(3.2, 4.2), style.range(2.6, 3.6), style.range(3.6, 5.2)
    turn, wave = style.range(0, 6.28), style.range(0.7, 1.0)
    deep = foundation(canvas)
    where, u, v, w = canvas.window((-hu - 1, -deep, -hw - 1), (hu + 1, top + 1, hw + 1))
    outer = np.maximum(np.abs(u) - np.float32(hu), np.abs(w) - np.float32(hw))
    shell = np.abs(outer + np.float32(0.45)) - np.float32(0.45)
    rim = np.float32(top * 0.55) + np.float32(top * 0.22) * (
        np.sin(u * np.float32(wave) + np.float32(turn)) + np.cos(w * np.float32(wave * 1.2) - np.float32(turn))
    )
    broken = (v - np.round(rim / np.float32(0.7)) * np.float32(0.7)) * np.float32(0.85)
    canvas.put(where, np.maximum(shell, broken), stone)
    canvas.box((0, -deep / 2, 0), (hu, deep / 2 + 0.12, hw), shade(stone, 0.78))
    canvas.mottle(0.12)
    canvas.paint(
        where,
        (v - 0.9 - 0.5 * np.sin(u * 1.3 + w * 1.7 + turn)).astype(np.float32),
        leaf,
        0.0,
        0.6,
    )
    canvas.carve(*canvas.arch_field(0, 0.12, 0.85, 2.5, -hw - 1, -hw + 2), shade(stone, 0.75))
    where, distance = canvas.box_field((hu - 0.4, 1.9, style.range(-0.8, 0.8)), (1.2, 0.6, 0.6))
    canvas.carve(where, distance, shade(stone, 0.7))
    for _ in range(6):
        u0, w0, size = style.range(-hu, hu), style.range(-hw - 1.1, hw), style.range(0.4, 0.75)
        canvas.box(
            (u0, 0.15, w0),
            (size, size * 0.7, size * 0.8),
            shade(stone, style.range(0.85, 1.1)),
            0.12,
            ("v", style.range(0, 1.5)),
        )
    column = style.range(1.6, 3.0)
    canvas.cone((-hu * 0.4, 0, 0.6), column, 0.55, 0.48, shade(stone, 1.12))
    canvas.box((-hu * 0.4, column, 0.6), (0.68, 0.25, 0.68), shade(stone, 1.05))


def bridge(canvas: Canvas, style: Style) -> None:
    """A humpbacked bridge along w, 11.5 m long, 3 m between the parapets, its ends at v = 0."""
    stone = style.tint(STONES)
    hump, half = style.range(1.0, 1.6), style.range(1.75, 2.1)
    wooden = style.chance(0.3)
    lamps = style.chance(0.4)
    body = style.tint(WOODS) if wooden else stone
    deep, reach = foundation(canvas), 5.75
    where, u, v, w = canvas.window((-half - 1, -deep, -reach), (half + 1, hump + 2.5, reach))
    # A parabola from 0.15 m at the ends to the hump; its slope only slightly stretches distances.
    deck = v - (np.float32(0.15) + np.float32(hump) * (1.0 - (w / np.float32(reach)) ** 2))
    ends = np.abs(w) - np.float32(reach)
    slab = np.maximum(np.maximum(deck, np.abs(u) - np.float32(half)), ends)
    canvas.put(where, slab, body)
    canvas.mottle(0.08)
    canvas.paint(
        where,
        np.maximum(np.abs(u) - np.float32(half - 0.55), -deck - 0.6),
        shade(mix(body, CREAM, 0.12), 0.92),
    )
    arch = np.sqrt(w * w + ((v + np.float32(1.5)) * np.float32(3.4 / (hump + 1.05))) ** 2) - np.float32(3.4)
    canvas.paint(where, arch - np.float32(0.55), shade(body, 0.72))
    canvas.carve(where, np.minimum(arch, 9.0) * np.float32(0.8), shade(body, 0.6))
    rail = np.maximum(np.abs(deck - np.float32(0.3)) - np.float32(0.55), ends)
    parapet = np.maximum(np.abs(np.abs(u) - np.float32(half - 0.1)) - np.float32(0.3), rail)
    canvas.put(where, parapet, shade(body, 1.08))
    for u_post in (-half + 0.1, half - 0.1):
        for w_post in (-reach + 0.45, reach - 0.45):
            canvas.box((u_post, 0.5, w_post), (0.42, 1.0, 0.4), shade(body, 0.95))
            if lamps:
                canvas.box((u_post, 1.85, w_post), (0.3, 0.4, 0.3), LIT, emission=1.0)
            else:
                canvas.ball((u_post, 1.7, w_post), 0.38, shade(body, 1.05))


STONEWORK = {"keep": keep, "wall": wall, "gate": gate, "ruin": ruin, "bridge": bridge}

"""Houses, towers and walls: what people live, work and hide in. Fronts look along local -w."""

from __future__ import annotations

import math

from nacre.teacher.details import (
    door,
    foundation,
    gable,
    pane,
    ring_crenels,
    round_pane,
    slit,
    spire,
)
from nacre.teacher.sdf import Canvas
from nacre.teacher.style import (
    BRICK,
    CLOTHS,
    CREAM,
    DARK,
    DOORS,
    FIRE,
    GLASS,
    GOLD,
    IRON,
    ROOFS,
    STONES,
    TIMBERS,
    WALLS,
    WOODS,
    Style,
    mix,
    shade,
)  # fmt: skip


def house(canvas: Canvas, style: Style) -> None:
    """A timber-framed cottage: door, windows, gabled roof, often a chimney, a wing or an upper storey."""
    wall, tiles, timber, stone = (
        style.tint(WALLS), style.tint(ROOFS, 0.1), style.tint(TIMBERS), style.tint(STONES),
    )  # fmt: skip
    front_gable = style.chance(0.35)
    tall = style.chance(0.28)
    hu, hw = style.range(3.1, 4.3), style.range(2.7, 3.6)
    top = style.range(5.0, 5.6) if tall else style.range(2.9, 3.7)
    rise = style.range(2.3, 3.6)
    if front_gable:
        hu, hw = style.range(2.8, 3.5), style.range(3.0, 4.2)
    lit, chimney, wing, boxes = style.chance(0.85), style.chance(0.75), style.chance(0.3), style.chance(0.5)
    door_colour, frame, beams = style.tint(DOORS), style.pick((CREAM, timber)), style.chance(0.75)
    side = 1.0 if style.chance(0.5) else -1.0
    flowers = style.tint(CLOTHS)
    deep = foundation(canvas)
    along = "w" if front_gable else "u"
    half_length, half_span = (hw, hu) if front_gable else (hu, hw)

    canvas.box((0, (top - deep) / 2, 0), (hu, (top + deep) / 2, hw), wall)
    if wing:
        canvas.box((side * hu, (2.6 - deep) / 2, 0.5), (1.5, (2.6 + deep) / 2, hw * 0.62), wall)
    gable(canvas, (0, 0), top, half_length, half_span, rise, tiles, wall, along, row=0.0)
    canvas.mottle(0.03)
    canvas.band(-deep - 2.0, 0.55, stone)
    if beams:
        d = 2.2 * canvas.cell
        for u in (-hu, hu):
            for w in (-hw, hw):
                canvas.paint_box((u, top / 2 + 0.4, w), (0.5, top / 2, 0.5), timber)
        for level in (top - 0.15, 2.75) if tall else (top - 0.15,):
            for w in (-hw, hw):
                canvas.paint_box((0, level, w), (hu, 0.27, d), timber)
            for u in (-hu, hu):
                canvas.paint_box((u, level, 0), (d, 0.27, hw), timber)
        for end in (-half_length, half_length):
            foot = (end, top + rise * 0.4, 0.0) if along == "u" else (0.0, top + rise * 0.4, end)
            canvas.paint_box(foot, (d, rise * 0.6, 0.25) if along == "u" else (0.25, rise * 0.6, d), timber)
    spread = hu * 0.6
    for level in (1.75, 4.1) if tall else (1.75,):
        for u in (-spread, spread):
            for w in (-hw, hw):
                pane(canvas, (u, level, w), (0.55, 0.6), "w", lit, frame)
        if tall and level > 3.0:
            pane(canvas, (0, level, -hw), (0.55, 0.6), "w", lit, frame)
        for u in (-hu, hu):
            pane(canvas, (u, level, 0), (0.6, 0.6), "u", lit, frame)
    if front_gable and not beams:
        round_pane(canvas, (0, top + rise * 0.3, -hw), 0.95, frame)
        round_pane(canvas, (0, top + rise * 0.3, -hw), 0.6, GLASS, float(lit))
    door(canvas, 0.0, 0.0, 0.66, 2.25, -hw, door_colour, frame if frame != CREAM else timber)
    canvas.box((0, -0.4, -hw - 0.3), (1.1, 0.6, 0.8), stone)
    if boxes:
        for u in (-spread, spread):
            canvas.box((u, 0.72, -hw - 0.2), (0.75, 0.28, 0.35), timber)
            canvas.box((u, 1.05, -hw - 0.25), (0.7, 0.2, 0.3), flowers, rounding=0.15)
    if wing:
        gable(
            canvas, (side * (hu + 0.2), 0.5), 2.4, 1.3, hw * 0.62, rise * 0.55, tiles, wall, "u", 0.45,
        )  # fmt: skip
        pane(canvas, (side * (hu + 1.5), 1.5, 0.5), (0.5, 0.5), "u", lit, frame)
    gable(canvas, (0, 0), top, half_length, half_span, rise, tiles, wall, along, overhang=0.7, thickness=0.68)
    if chimney:
        at, back = 0.5 * half_length * side, 0.4 * half_span
        u, w = (at, back) if along == "u" else (back * side, abs(at))
        canvas.box((u, top + rise * 0.75, w), (0.5, 1.6, 0.5), BRICK)
        canvas.box((u, top + rise * 0.75 + 1.5, w), (0.68, 0.28, 0.68), shade(BRICK, 0.8))


def bell_tower(canvas: Canvas, style: Style) -> None:
    """A slim square tower with clock faces, an open belfry and a pointed roof."""
    wall, tiles, stone = style.tint((*WALLS[:4], *STONES)), style.tint(ROOFS, 0.1), style.tint(STONES)
    half, top, point = style.range(2.1, 2.7), style.range(8.4, 10.2), style.range(3.4, 4.4)
    lit = style.chance(0.8)
    deep = foundation(canvas)
    canvas.box((0, (top - deep) / 2, 0), (half, (top + deep) / 2, half), wall)
    canvas.mottle(0.05)
    for level in (0.1, top * 0.38, top - 2.9):
        canvas.box((0, level, 0), (half + 0.35, 0.36, half + 0.35), shade(stone, 0.9))
    canvas.band(-deep - 2, 0.5, stone)
    door(canvas, 0.0, 0.3, 0.75, 2.3, -half, style.tint(DOORS), shade(stone, 0.8))
    for side in (-half, half):
        round_pane(canvas, (0, top - 4.05, side), 0.95, CREAM, 0.5 * lit)
        round_pane(canvas, (0, top - 4.05, side), 0.34, DARK)
        slit(canvas, (side, top * 0.55, 0), "u", lit)
    slit(canvas, (0, top * 0.38 + 1.4, -half), "w", lit, 0.8)
    opening = half - 0.75
    canvas.carve(*canvas.arch_field(0, top - 2.4, opening, top - 0.35, -half - 1, half + 1), shade(wall, 0.6))
    where, distance = canvas.box_field((0, top - 1.5, 0), (half + 1, 0.95, opening))
    canvas.carve(where, distance, shade(wall, 0.6))
    canvas.cone((0, top - 2.1, 0), 1.2, 0.75, 0.45, GOLD)
    canvas.ball((0, top - 0.8, 0), 0.5, GOLD)
    spire(canvas, (0, top - 0.1, 0), point, half + 0.75, tiles, True, 0.5)


def round_tower(canvas: Canvas, style: Style) -> None:
    """A round watch tower with a pointed roof or battlements."""
    stone, tiles = style.tint((*STONES, *WALLS[:2])), style.tint(ROOFS, 0.1)
    radius, top = style.range(2.4, 3.2), style.range(6.6, 8.2)
    pointed, lit = style.chance(0.65), style.chance(0.85)
    deep = foundation(canvas)
    canvas.cone((0, -deep, 0), top + deep, radius * 1.15, radius * 0.95, stone)
    canvas.mottle(0.08)
    canvas.band(-deep - 2, 0.5, shade(stone, 0.8))
    canvas.cone((0, top - 1.1, 0), 1.2, radius * 0.95, radius + 0.65, shade(stone, 0.88))
    canvas.cone((0, top, 0), 0.9, radius + 0.65, radius + 0.65, stone)
    door(canvas, 0.0, 0.0, 0.7, 2.3, -radius * 1.08, style.tint(DOORS), shade(stone, 0.7))
    for turn, level in ((0.0, 0.55), (1.9, 0.4), (3.4, 0.62), (4.7, 0.45)):
        u, w = -math.sin(turn) * radius, -math.cos(turn) * radius
        round_pane(canvas, (u, top * level, w), 1.0, shade(stone, 0.75))
        round_pane(canvas, (u, top * level, w), 0.68, GLASS if lit else DARK, float(lit))
    if pointed:
        spire(canvas, (0, top + 0.8, 0), style.range(3.6, 4.3), radius + 1.0, tiles, False, 0.42)
    else:
        ring_crenels(canvas, (0, top + 0.8, 0), radius + 0.65, 1.1, 7, 0.42, stone)
        canvas.capsule((0, top, 0), (0, top + 3.6, 0), 0.4, 0.36, IRON)
        canvas.box((0.9, top + 3.1, 0), (0.9, 0.6, 0.36), style.tint(CLOTHS))


def forge(canvas: Canvas, style: Style) -> None:
    """A smithy: a stone furnace with a glowing mouth under a roof that is open to the front, and an anvil."""
    stone, tiles, timber = style.tint(STONES), style.tint(ROOFS, 0.1), style.tint(TIMBERS)
    half, back, top = style.range(2.9, 3.4), style.range(1.9, 2.4), style.range(2.6, 3.0)
    side = 1.0 if style.chance(0.5) else -1.0
    deep = foundation(canvas)
    canvas.box((0, (top - deep) / 2, back - 0.25), (half, (top + deep) / 2, 0.3), style.tint(WOODS))
    canvas.box((-side * (half - 0.25), (top - deep) / 2, 0.4), (0.3, (top + deep) / 2, back - 0.5), stone)
    canvas.box((0, -deep / 2, 0), (half, deep / 2 + 0.12, back), shade(stone, 0.8))
    canvas.mottle(0.06)
    for u in (-half + 0.25, half - 0.25):
        canvas.box((u, top / 2, -back + 0.25), (0.24, top / 2, 0.24), timber)
    gable(canvas, (0, 0), top, half, back, style.range(1.4, 1.9), tiles, timber, "u", 0.45, 0.5, 1.3)
    hearth, mouth = side * (half - 1.35), -back + 0.55
    canvas.box((hearth, 0.65, mouth + 1.15), (1.2, 0.95, 1.15), stone)
    canvas.cone((hearth, 1.5, mouth + 1.3), 1.4, 1.1, 0.6, shade(stone, 0.9), True)
    canvas.box((hearth, 3.5, mouth + 1.3), (0.58, 2.0, 0.58), shade(stone, 0.95))
    canvas.box((hearth, 5.45, mouth + 1.3), (0.76, 0.26, 0.76), shade(stone, 0.7))
    canvas.paint(*canvas.arch_field(hearth, 0.15, 0.82, 1.4, mouth - 0.7, mouth + 0.7), FIRE, 1.0)
    canvas.paint(*canvas.arch_field(hearth, 0.25, 0.45, 1.0, mouth - 0.7, mouth + 0.7), (1.0, 0.85, 0.4), 1.0)
    canvas.cone((-side * 0.7, 0, -0.5), 0.5, 0.4, 0.34, timber)
    canvas.box((-side * 0.7, 0.72, -0.5), (0.62, 0.25, 0.28), IRON, 0.06)
    canvas.box((-side * (half - 0.8), 0.5, 1.0), (0.5, 0.6, 0.45), style.tint(WOODS), 0.1)


def windmill(canvas: Canvas, style: Style) -> None:
    """A tower mill: tapering body, cap and four sails to the front."""
    body, tiles, timber = style.tint((*WALLS[:4], *STONES[:2])), style.tint(ROOFS, 0.1), style.tint(TIMBERS)
    radius, top = style.range(2.7, 3.4), style.range(8.0, 9.4)
    reach, spin, lit = style.range(4.9, 5.6), style.range(0.15, 1.3), style.chance(0.8)
    cloth = mix(CREAM, style.tint(CLOTHS), style.pick((0.0, 0.0, 0.45)))
    deep = foundation(canvas)
    neck = radius * 0.66
    canvas.cone((0, -deep, 0), top + deep, radius * 1.12, neck, body)
    canvas.mottle(0.04)
    canvas.band(-deep - 2, 0.6, style.tint(STONES))
    canvas.band(top * 0.42, top * 0.42 + 0.6, timber)
    door(canvas, 0.0, 0.0, 0.75, 2.3, -radius, style.tint(DOORS), timber)
    for turn in (0.9, 2.6, 3.7, 5.4):
        level = top * (0.28 if turn in (0.9, 5.4) else 0.6)
        r = radius * 1.05 + (neck - radius * 1.05) * level / top
        round_pane(canvas, (-math.sin(turn) * r, level, -math.cos(turn) * r), 0.95, CREAM)
        round_pane(canvas, (-math.sin(turn) * r, level, -math.cos(turn) * r), 0.62, GLASS, float(lit))
    spire(canvas, (0, top - 0.1, 0), style.range(2.6, 3.4), neck + 0.6, tiles, False, 0.4)
    front = -neck - 1.35
    hub = top - 0.4
    canvas.capsule((0, hub, -neck + 0.8), (0, hub, front - 0.2), 0.42, 0.5, timber)
    for k in range(4):
        angle = spin + k * math.pi / 2
        along, across = (math.sin(angle), math.cos(angle)), (math.cos(angle), -math.sin(angle))
        canvas.capsule((0, hub, front), (along[0] * reach, hub + along[1] * reach, front), 0.38, 0.36, timber)
        middle = reach * 0.6
        u = along[0] * middle + across[0] * 0.66
        v = hub + along[1] * middle + across[1] * 0.66
        canvas.box((u, v, front), (0.72, reach * 0.37, 0.4), cloth, 0.0, ("w", -angle))


BUILDINGS = {
    "house": house, "bell_tower": bell_tower, "round_tower": round_tower, "forge": forge,
    "windmill": windmill,
}  # fmt: skip

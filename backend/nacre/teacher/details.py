"""The parts that many buildings share: gabled roofs, windows, doors, battlements, pointed roofs."""

from __future__ import annotations

import math

import numpy as np

from nacre.teacher.sdf import Array, Canvas, Colour, Point, Slices
from nacre.teacher.style import CREAM, DARK, GLASS, GOLD, shade


def foundation(canvas: Canvas) -> float:
    """How far below the ground things go on, so that slopes show no gap: past the cube's floor."""
    return canvas.extent / 8 + 2 * canvas.cell


def gable_slope(
    canvas: Canvas, centre: tuple[float, float], eaves: float, half_length: float, half_span: float,
    height: float, along: str, overhang: float,
) -> tuple[Slices, Array, Array, Array, Array]:  # fmt: skip
    """The window of a gabled roof, with the distance above its slopes, |along ridge|, |across| and rise."""
    length, span = half_length + overhang, half_span + overhang
    u_reach, w_reach = (length, span) if along == "u" else (span, length)
    where, u, v, w = canvas.window(
        (centre[0] - u_reach, eaves - 1.0, centre[1] - w_reach),
        (centre[0] + u_reach, eaves + height + 0.6, centre[1] + w_reach),
    )
    u, w = np.abs(u - np.float32(centre[0])), np.abs(w - np.float32(centre[1]))
    ridge, across = (u, w) if along == "u" else (w, u)
    rise = v - np.float32(eaves)
    n = 1.0 / math.hypot(height, half_span)
    slope = across * np.float32(height * n) + (rise - np.float32(height)) * np.float32(half_span * n)
    return where, slope, ridge, across, rise


def gable(
    canvas: Canvas, centre: tuple[float, float], eaves: float, half_length: float, half_span: float,
    height: float, tiles: Colour, wall: Colour, along: str = "u", overhang: float = 0.65,
    thickness: float = 0.6, row: float = 1.5,
) -> None:  # fmt: skip
    """A gabled roof on walls of half-size (half_length along the ridge, half_span across), attic filled.

    `row` is the spacing of the tile stripes in metres, 0 for none.
    """
    where, slope, ridge, across, rise = gable_slope(
        canvas, centre, eaves, half_length, half_span, height, along, overhang
    )
    attic = np.maximum(np.maximum(slope, ridge - np.float32(half_length)), -rise - np.float32(0.3))
    canvas.put(where, attic, wall)
    slab = np.abs(slope - np.float32(thickness * 0.4)) - np.float32(thickness / 2)
    slab = np.maximum(slab, ridge - np.float32(half_length + overhang))
    slab = np.maximum(slab, across - np.float32(half_span + overhang))
    colour = np.asarray(tiles, np.float32)[:, None, None, None]
    if row > 0.0:
        colour = colour * (1.0 + np.float32(0.17) * np.sin(across * np.float32(2 * math.pi / row)))
        colour = colour * np.where(rise > height - 0.35, np.float32(0.82), np.float32(1.0))
    canvas.put(where, slab, np.clip(colour, 0.0, 1.0))


def spire(
    canvas: Canvas, foot: Point, height: float, radius: float, tiles: Colour, square: bool = False,
    finial: float = 0.0, row: float = 1.5,
) -> None:  # fmt: skip
    """A pointed roof, striped by tile rows, with a gold ball of radius `finial` on top."""
    where, distance = canvas.cone_field(foot, height, radius, 0.08, square)
    v = canvas.window((0, foot[1], 0), (0, foot[1] + height, 0))[2] - np.float32(foot[1])
    stripes = 1.0 + np.float32(0.13) * np.sin(v * np.float32(2 * math.pi / row))
    colour = np.clip(np.asarray(tiles, np.float32)[:, None, None, None] * stripes[None], 0.0, 1.0)
    canvas.put(where, distance, colour)
    if finial > 0.0:
        canvas.ball((foot[0], foot[1] + height + finial * 0.4, foot[2]), finial, GOLD)


def crenels(
    canvas: Canvas, centre: Point, half: tuple[float, float], height: float, thickness: float, pitch: float,
    colour: Colour, sides: str = "uw",
) -> None:  # fmt: skip
    """Battlements along the edge of a rectangle with half-sizes (u, w) at centre's height.

    `pitch` is the wanted spacing of the merlons in metres; sides "u" gives only the edges that run along u.
    """
    for axis in sides:
        run = half[0] if axis == "u" else half[1]
        side = half[1] if axis == "u" else half[0]
        count = max(round(2 * run / pitch), 1)
        step = (2 * run - pitch * 0.55) / count
        for k in range(count + 1):
            along = -run + pitch * 0.275 + k * step
            for edge in (-side + thickness, side - thickness):
                u, w = (along, edge) if axis == "u" else (edge, along)
                canvas.box(
                    (centre[0] + u, centre[1] + height / 2, centre[2] + w),
                    (pitch * 0.275, height / 2 + 0.3, thickness) if axis == "u"
                    else (thickness, height / 2 + 0.3, pitch * 0.275),
                    colour,
                )  # fmt: skip


def ring_crenels(
    canvas: Canvas, centre: Point, radius: float, height: float, count: int, thickness: float, colour: Colour
) -> None:
    """Battlements on a round tower of the given radius."""
    where, u, v, w = canvas.window(
        (centre[0] - radius, centre[1] - 0.4, centre[2] - radius),
        (centre[0] + radius, centre[1] + height, centre[2] + radius),
    )
    u, v, w = u - np.float32(centre[0]), v - np.float32(centre[1]), w - np.float32(centre[2])
    ring = np.abs(np.sqrt(u * u + w * w) - np.float32(radius - thickness)) - np.float32(thickness)
    angle = np.arctan2(w, u) * np.float32(count)
    # Merlons cover 56 % of the circle; the gap's side is measured along the arc.
    merlon = (np.arccos(np.cos(angle)) - np.float32(0.56 * math.pi)) * np.float32(radius / count)
    low = np.maximum(v - np.float32(height * 0.25), -v - np.float32(0.4))
    high = np.maximum(np.maximum(v - np.float32(height), -v - np.float32(0.4)), merlon)
    canvas.put(where, np.maximum(ring, np.minimum(low, high)), colour)


def pane(
    canvas: Canvas, centre: Point, half: tuple[float, float], side: str, lit: bool, frame: Colour = CREAM,
    border: float = 0.38,
) -> None:  # fmt: skip
    """A framed window painted on a wall; half is (half-width, half-height), side "u" or "w" its normal."""
    deep = 2.2 * canvas.cell
    width, height = half
    outer = (width + border, height + border, deep) if side == "w" else (deep, height + border, width + border)
    inner = (width, height, deep) if side == "w" else (deep, height, width)
    canvas.paint_box(centre, outer, frame)
    canvas.paint_box(centre, inner, shade(GLASS, 1.12) if lit else GLASS, 1.0 if lit else 0.0)


def round_pane(canvas: Canvas, centre: Point, radius: float, colour: Colour, emission: float = 0.0) -> None:
    """A disc painted on the walls around a point: round windows, clock faces."""
    canvas.paint(*canvas.capsule_field(centre, centre, radius, radius), colour, emission)


def door(
    canvas: Canvas, centre: float, foot: float, half: float, height: float, face: float, colour: Colour,
    frame: Colour,
) -> None:  # fmt: skip
    """A round-headed door on the wall at w = face that looks along -w, a little proud of it."""
    deep = 2.2 * canvas.cell
    canvas.paint(
        *canvas.arch_field(centre, foot - 1.0, half + 0.36, foot + height + 0.3, face - deep, face + deep),
        frame,
    )
    where, distance = canvas.arch_field(centre, foot - 1.0, half, foot + height, face - deep, face + deep)
    canvas.paint(where, distance, colour)
    canvas.paint_box((centre, foot + height * 0.5, face), (canvas.cell * 0.3, height * 0.5, deep), shade(colour, 0.75))


def slit(canvas: Canvas, centre: Point, side: str, lit: bool, size: float = 1.0) -> None:
    """A narrow tower window, dark or lit."""
    deep = 2.2 * canvas.cell
    half = (0.62 * size, 0.95 * size, deep) if side == "w" else (deep, 0.95 * size, 0.62 * size)
    canvas.paint_box(centre, half, GLASS if lit else DARK, 1.0 if lit else 0.0)

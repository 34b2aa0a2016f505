"""Roofs and what stands on them: gables of tilted slabs, hips, pent roofs, cones, dormers, chimneys, snow."""

from __future__ import annotations

from math import cos, radians, sin, tan
from typing import Literal

from nacre.parts.language import Array
from nacre.teacher.grammar.buildings.palette import Paint
from nacre.teacher.grammar.buildings.site import SNOW, Block, Phase, Site

Axis = Literal["x", "z"]


def gable(
    site: Site,
    block: Block,
    angle: int,
    ridge: Axis = "x",
    *,
    over: float = 0.5,
    ends: float | tuple[float, float] = 0.4,
    thick: float = 0.24,
    solid: bool = True,
    end_paint: Paint | None = None,
    boards: bool = False,
    cap: bool = True,
    part: bool = False,
    spare: int = 0,
) -> float:
    """Two slabs over gable ends. Returns the height of the ridge.

    angle: pitch, a multiple of 5 degrees. over: overhang of the eaves; ends: of the gables (low end, high end: on the
    two ends of the ridge, negative stops short of the wall). solid: one prism fills the roof (a closed attic), else
    two thin gable walls leave it open inside. boards: verge boards along the gable's edges. part: a ruined roof.
    """
    run, length = (block.hz, block.hx) if ridge == "x" else (block.hx, block.hz)
    low, high = ends if isinstance(ends, tuple) else (ends, ends)
    slope = radians(angle)
    rise = tan(slope) * run
    turn = 0 if ridge == "x" else 90
    y1, cx, cz = block.y1, block.cx, block.cz
    paint = end_paint or site.look.wall

    def at(along: float, across: float, height: float) -> tuple[float, float, float]:
        return (cx + along, height, cz + across) if ridge == "x" else (cx + across, height, cz + along)

    def size(along: float, high_: float, across: float) -> tuple[float, float, float]:
        return (along, high_, across) if ridge == "x" else (across, high_, along)

    def tilt(side: int) -> tuple[int, int, int]:
        return (0, angle * side, 0) if ridge == "x" else (0, 0, -angle * side)

    # the prism's half-extents are in its own axes (ridge along its x)
    if solid:
        site.add(Phase.WALL, "prism", at(0, 0, y1 + rise / 2 - 0.03), (length, rise / 2 - 0.01, run), paint, "wall",
            rotation=(turn, 0, 0), spare=spare)  # fmt: skip
    else:
        at_end = at(-(length - block.t / 2), 0, y1 + rise / 2 - 0.03)
        site.add(Phase.WALL, "prism", at_end, (block.t / 2, rise / 2 - 0.01, run), paint, "wall", rotation=(turn, 0, 0),
            array=Array(2, (2 * (length - block.t / 2), 0, 0) if ridge == "x" else (0, 0,
            2 * (length - block.t / 2))))  # fmt: skip
    reach = length + (low + high) / 2
    shift = (high - low) / 2
    join = 0.9 * thick * tan(min(slope, radians(45)))  # so that the upper faces meet above the ridge
    long = (run + over) / cos(slope) + join
    middle = (run + over) / 2 - join / 2 * cos(slope)

    def slab(side: int, lift: float, half_thick: float, shorter: float, name: str, coat: Paint, **more: object) -> None:
        up = half_thick + lift - 0.03
        across = side * (middle + up * sin(slope))
        height = y1 + rise - tan(slope) * middle + up * cos(slope)
        site.box(Phase.ROOF if name != "snow" else Phase.DETAIL, at(shift, across, height), size(reach - shorter,
            half_thick, long / 2 - shorter), coat, name, rotation=tilt(side), **more)  # fmt: skip

    # a half turn about the block's middle maps one slab on the other, when the overhangs of both ends are equal
    equal = abs(shift) < 0.01 and not part
    if equal:
        slab(1, 0.0, thick / 2, 0.0, "roof", site.look.roof, array=block.twice(), spare=spare)
    else:
        slab(1, 0.0, thick / 2, 0.0, "roof", site.look.roof, spare=spare)
        if part:
            rafters = max(3, int(length * 2 / 0.9))
            pitch = (2 * length - 0.4) / (rafters - 1)
            up = 0.05
            start = at(-length + 0.2, -(middle + up * sin(slope)), y1 + rise - tan(slope) * middle + up * cos(slope))
            site.box(Phase.DETAIL, start, size(0.07, 0.08, long / 2), site.timber, "beam", rotation=tilt(-1),
                array=Array(rafters, (pitch, 0, 0) if ridge == "x" else (0, 0, pitch)))  # fmt: skip
            up = thick / 2
            rest = length * site.vary(0.3, 0.45)
            where = site.one_of(-1, 1) * (length - rest)
            site.box(Phase.ROOF, at(where, -(middle + up * sin(slope)),
                y1 + rise - tan(slope) * middle + up * cos(slope)), size(rest, thick / 2, long / 2), site.look.roof,
                "roof", rotation=tilt(-1))  # fmt: skip
        else:
            slab(-1, 0.0, thick / 2, 0.0, "roof", site.look.roof, spare=spare)
    if site.look.snow:
        if equal:
            slab(1, thick, 0.08, 0.08, "snow", ("snow", SNOW), array=block.twice(), bevel=0.03, spare=spare)
        else:
            slab(1, thick, 0.08, 0.08, "snow", ("snow", SNOW), bevel=0.03, spare=spare)
            if not part:
                slab(-1, thick, 0.08, 0.08, "snow", ("snow", SNOW), bevel=0.03, spare=spare)
    top = y1 + rise + thick / cos(slope)
    if cap and not part and not site.look.plain:
        coat = ("snow", SNOW) if site.look.snow else site.look.roof
        lift = 0.08 if site.look.snow else 0.0
        tone = coat if site.look.snow or site.chance(0.5) else site.board
        site.add(Phase.ROOF, "prism", at(shift, 0, top - (0.06 if angle < 55 else 0.2) + lift), (reach + 0.06, 0.14,
            0.24), tone, "roof", rotation=(turn, 0, 0), spare=max(1, spare))  # fmt: skip
    if boards and low > 0.1 and high > 0.1 and equal:
        for end in (-1, 1):
            up = thick / 2 - 0.05
            site.box(Phase.DETAIL, at(end * (reach + 0.02), middle + up * sin(slope),
                y1 + rise - tan(slope) * middle + up * cos(slope)), size(0.05, thick / 2 + 0.05, long / 2), site.board,
                "beam", rotation=tilt(1), array=None if end == 0 else block.twice(), spare=1)  # fmt: skip
    return top


def hip(
    site: Site, block: Block, rise: float, *, over: float = 0.5, ridge: float = 0.4, edge: float = 0.16, spare: int = 0
) -> float:
    """A hipped roof: a tapered block on an eaves board; ridge: length of the ridge as a share of the long side."""
    hx, hz = block.hx + over, block.hz + over
    long = max(hx, hz)
    across = 0.06
    taper = (ridge, across) if hx >= hz else (across, ridge)
    y = block.y1 - 0.12
    site.box(Phase.ROOF, (block.cx, y + edge / 2, block.cz), (hx, edge / 2, hz), site.board, "roof", bevel=0.02,
        spare=spare)  # fmt: skip
    site.box(Phase.ROOF, (block.cx, y + edge - 0.04 + rise / 2, block.cz), (hx + 0.06, rise / 2, hz + 0.06),
        site.look.roof, "roof", taper=taper, spare=spare)  # fmt: skip
    if site.look.snow:
        site.box(Phase.DETAIL, (block.cx, y + edge + 0.1 + rise * 0.525, block.cz), (hx * 0.95, rise * 0.475,
            hz * 0.95), ("snow", SNOW), "snow", taper=taper, spare=spare)  # fmt: skip
    top = y + edge + rise
    if not site.look.plain and ridge > 0.15 and not site.look.snow:
        half = ridge * long + 0.1
        size = (half, 0.1, 0.16) if hx >= hz else (0.16, 0.1, half)
        site.box(Phase.DETAIL, (block.cx, top - 0.02, block.cz), size, site.look.roof, "roof", bevel=0.04, spare=1)
    return top


def thatch(
    site: Site, block: Block, rise: float, ridge: Axis = "x", *, over: float = 0.6, half_hip: float = 0.6
) -> float:
    """A soft thick roof with hipped gables: a rounded eaves pad and a prism whose ridge is shorter than its foot."""
    turn = 0 if ridge == "x" else 90
    hx, hz = block.hx + over, block.hz + over
    half = (hx, hz) if ridge == "x" else (hz, hx)
    y, edge = block.y1 - 0.28, 0.36
    site.box(Phase.ROOF, (block.cx, y + edge / 2, block.cz), (hx, edge / 2, hz), site.look.roof, "roof", bevel=0.1)
    site.add(Phase.ROOF, "prism", (block.cx, y + edge + rise / 2 - 0.02, block.cz), (half[0] - 0.04, rise / 2,
        half[1] - 0.04), site.look.roof, "roof", taper=(half_hip, 1.0), rotation=(turn, 0, 0))  # fmt: skip
    top = y + edge + rise
    if site.look.snow:
        site.add(Phase.DETAIL, "prism", (block.cx, y + edge + 0.12 + rise / 2, block.cz), (half[0] - 0.3, rise / 2,
            half[1] - 0.3), ("snow", SNOW), "snow", taper=(half_hip, 1.0), rotation=(turn, 0, 0))  # fmt: skip
    if not site.look.plain:
        size = (half[0] * half_hip + 0.1, 0.16, 0.3)
        site.add(Phase.DETAIL, "prism", (block.cx, top - 0.1, block.cz), size,
            site.board if not site.look.snow else ("snow", SNOW), "roof", rotation=(turn, 0, 0), spare=1)  # fmt: skip
    return top


def flat(site: Site, block: Block, parapet: float = 0.5, over: float = 0.0) -> float:
    """A flat roof with a low wall round it (parapet 0: a plain slab that overhangs)."""
    hx, hz = block.hx + over, block.hz + over
    site.box(Phase.ROOF, (block.cx, block.y1 + 0.06, block.cz), (hx, 0.12, hz), site.look.roof, "roof", bevel=0.03)
    if parapet:
        y = block.y1 + 0.14 + parapet / 2
        site.box(Phase.ROOF, (block.cx, y, block.cz - hz + 0.1), (hx, parapet / 2, 0.12), site.look.wall, "wall",
            bevel=0.05, array=block.twice())  # fmt: skip
        site.box(Phase.ROOF, (block.cx - hx + 0.1, y, block.cz), (0.12, parapet / 2, hz - 0.2), site.look.wall, "wall",
            bevel=0.05, array=block.twice())  # fmt: skip
    if site.look.snow:
        site.box(Phase.DETAIL, (block.cx, block.y1 + 0.26, block.cz), (hx - 0.18, 0.1, hz - 0.18), ("snow", SNOW),
            "snow")  # fmt: skip
    return block.y1 + 0.18


def pent(
    site: Site,
    block: Block,
    high_side: Literal["back", "left", "right", "front"],
    angle: int,
    *,
    over: float = 0.35,
    thick: float = 0.18,
    into: float = 0.0,
    spare: int = 0,
) -> float:
    """A roof that falls to one side, over a wedge of wall. `into`: how far it runs into what it leans on."""
    slope = radians(angle)
    along_z = high_side in ("back", "front")
    run = block.hz if along_z else block.hx
    length = block.hx if along_z else block.hz
    rise = tan(slope) * 2 * run
    yaw = {"back": 0, "front": 180, "right": 90, "left": 270}[high_side]
    site.add(Phase.WALL, "wedge", (block.cx, block.y1 + rise / 2 - 0.03, block.cz), (length, rise / 2, run),
        site.look.wall, "wall", rotation=(yaw, 0, 0), spare=spare)  # fmt: skip
    sign = 1 if high_side in ("back", "right") else -1
    long = 2 * run + over + into
    mid = sign * (into - over) / 2
    up = thick / 2 - 0.03
    height = block.y1 + rise / 2 + tan(slope) * (into - over) / 2 + up * cos(slope)
    across = mid - sign * up * sin(slope)
    centre = (block.cx, height, block.cz + across) if along_z else (block.cx + across, height, block.cz)
    half = ((length + over * 0.7, thick / 2, long / 2 / cos(slope)) if along_z else (long / 2 / cos(slope), thick / 2,
        length + over * 0.7))  # fmt: skip
    rotation = (0, -angle * sign, 0) if along_z else (0, 0, angle * sign)
    site.box(Phase.ROOF, centre, half, site.look.roof, "roof", rotation=rotation, spare=spare)
    if site.look.snow:
        lift = thick / 2 + 0.06
        over_centre = (centre[0] - (0 if along_z else sign * lift * sin(slope)), centre[1] + lift * cos(slope),
            centre[2] - (sign * lift * sin(slope) if along_z else 0))  # fmt: skip
        site.box(Phase.DETAIL, over_centre, tuple(h - 0.06 if h > 0.2 else 0.08 for h in half), ("snow", SNOW), "snow",
            rotation=rotation, spare=max(1, spare))  # fmt: skip
    return block.y1 + rise


def spire(
    site: Site,
    x: float,
    z: float,
    y: float,
    radius: float,
    rise: float,
    sides: int = 4,
    *,
    edge: float = 0.18,
    flare: bool = False,
    tip: bool = True,
) -> float:
    """A pyramid (4 sides) or cone on an eaves ring; flare: a flatter skirt below. Returns the height of its point."""
    roof = site.look.roof

    def ring(yc: float, half: float, r: float, taper: float, paint: Paint) -> None:
        if sides == 4:
            site.box(Phase.ROOF, (x, yc, z), (r, half, r), paint, "roof", taper=(taper, taper))
        else:
            site.add(Phase.ROOF, "cylinder", (x, yc, z), (r, half, r), paint, "roof", taper=(taper, taper), sides=sides)

    ring(y + edge / 2, edge / 2, radius, 1.0, site.board)
    foot = y + edge - 0.04
    if flare:
        skirt = rise * 0.16
        ring(foot + skirt / 2, skirt / 2, radius + 0.08, 0.72, roof)
        ring(foot + skirt + (rise - skirt) / 2, (rise - skirt) / 2, (radius + 0.08) * 0.72, 0.04, roof)
    else:
        ring(foot + rise / 2, rise / 2, radius + 0.06, 0.03, roof)
    if site.look.snow:
        part = 0.62
        r = (radius + 0.1) * (part * (0.8 if flare else 1.0))
        yc = foot + rise * (1 - part) + rise * part / 2 + 0.14
        paint: Paint = ("snow", SNOW)
        if sides == 4:
            site.box(Phase.DETAIL, (x, yc, z), (r, rise * part / 2, r), paint, "snow", taper=(0.03, 0.03))
        else:
            site.add(Phase.DETAIL, "cylinder", (x, yc, z), (r, rise * part / 2, r), paint, "snow", taper=(0.03, 0.03),
                sides=sides)  # fmt: skip
    top = foot + rise
    if tip and not site.look.plain:
        site.add(Phase.DETAIL, "ellipsoid", (x, top + 0.04, z), (0.14, 0.22, 0.14), ("gold", site.look.lamp),
            "ornament", spare=1)  # fmt: skip
    return top


def chimney(
    site: Site, x: float, z: float, foot: float, top: float, wide: float = 0.36, paint: Paint | None = None
) -> None:
    """A thick stack with a cap and a pot; worn ones lean."""
    paint = paint or site.look.stone
    lean = site.crooked(0.35)
    deep = wide * site.one_of(0.8, 1.0, 1.2)
    site.box(Phase.DETAIL, (x, (foot + top) / 2, z), (wide, (top - foot) / 2, deep), paint, "chimney", bevel=0.03,
        taper=(0.86, 0.86), rotation=(0, 0, lean))  # fmt: skip
    shift = -radians(lean) * (top - foot) / 2
    site.box(Phase.DETAIL, (x + shift, top, z), (wide + 0.04, 0.09, deep + 0.04), site.look.stone, "chimney",
        bevel=0.03, rotation=(0, 0, lean), spare=1)  # fmt: skip
    if not site.look.ruined:
        site.add(Phase.DETAIL, "cylinder", (x + shift, top + 0.22, z), (0.15, 0.2, 0.15), ("brick", 4 * 64 + 2 * 8 + 1),
            "chimney", taper=(0.8, 0.8), spare=2)  # fmt: skip
    if site.look.snow:
        site.box(Phase.DETAIL, (x + shift, top + 0.11, z), (wide, 0.06, deep), ("snow", SNOW), "snow", spare=2)


def dormer(
    site: Site,
    block: Block,
    angle: int,
    side: int,
    along: float,
    *,
    ridge: Axis = "x",
    count: int = 1,
    pitch: float = 0.0,
    wide: float = 1.1,
    up: float = 0.4,
) -> None:
    """A gabled window on a roof slope, `count` of them; side -1: the slope towards -z (or -x); up: share of it."""
    run = block.hz if ridge == "x" else block.hx
    slope = tan(radians(angle))
    rise = slope * run
    floor = block.y1 + rise * max(0.06, up - 0.32)
    front = run - (floor - block.y1) / slope + 0.24  # distance of the dormer's face from the ridge
    high = min(1.15, rise * 0.42)
    deep = min(front, (high + wide * 0.6) / slope + 0.3)

    def at(u: float, height: float, out: float) -> tuple[float, float, float]:
        return ((block.cx + u, height, block.cz + side * out) if ridge == "x" else (block.cx + side * out, height,
            block.cz + u))  # fmt: skip

    def size(u: float, h: float, out: float) -> tuple[float, float, float]:
        return (u, h, out) if ridge == "x" else (out, h, u)

    step = (pitch, 0.0, 0.0) if ridge == "x" else (0.0, 0.0, pitch)
    row = Array(count, step) if count > 1 else None
    mid = floor + high / 2
    site.box(Phase.DETAIL, at(along, mid, front - deep / 2), size(wide / 2, high / 2, deep / 2), site.look.wall,
        "dormer", array=row)  # fmt: skip
    site.box(Phase.DETAIL, at(along, mid - 0.02, front), size(wide / 2 - 0.14, high / 2 - 0.1, 0.05), site.timber,
        "frame", array=row)  # fmt: skip
    site.box(Phase.DETAIL, at(along, mid - 0.02, front + 0.04), size(wide / 2 - 0.24, high / 2 - 0.2, 0.03), ("glass",
        5 * 64 + 6 * 8 + 7), "window", array=row, light=site.glow(2.0))  # fmt: skip
    peak = wide * 0.55
    site.add(Phase.DETAIL, "prism", at(along, floor + high + peak / 2 - 0.04, front - deep / 2 + 0.12),
        (deep / 2 + 0.16, peak / 2, wide / 2 + 0.2), site.look.roof, "roof", rotation=(90 if ridge == "x" else 0, 0, 0),
        array=row)  # fmt: skip
    if site.look.snow:
        site.add(Phase.DETAIL, "prism", at(along, floor + high + peak / 2 + 0.06, front - deep / 2 + 0.1),
            (deep / 2 + 0.1, peak / 2, wide / 2 + 0.1), ("snow", SNOW), "snow", rotation=(90 if ridge == "x" else 0, 0,
            0), array=row, spare=1)  # fmt: skip

"""Round towers with spiral stairs or ladders: of castles and wizards, lighthouse, windmill, water tower."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.climbing import Spiral, ring
from nacre.teacher.grammar.buildings.interior import FLOOR, WOOD
from nacre.teacher.grammar.buildings.openings import door, lantern, windows
from nacre.teacher.grammar.buildings.palette import Paint, dress
from nacre.teacher.grammar.buildings.site import SNOW, WARM, Block, Face, Phase, Site
from nacre.teacher.grammar.registry import grammar

STONY = "stone stone ashlar plaster brick"
GLASS = 5 * 64 + 6 * 8 + 7
IRON: Paint = ("iron", 73)
HAY: Paint = ("thatch", 6 * 64 + 5 * 8 + 2)
GREEN: Paint = ("leaves", 2 * 64 + 4 * 8 + 1)
WHITE: Paint = ("paint", 7 * 64 + 7 * 8 + 7)


def _round_wall(site: Site, radius: float, low: float, high: float, t: float, sides: int, taper: float = 1.0) -> None:
    """A hollow drum on a plinth, its room kept free."""
    look = site.look
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.1, 0), (radius + 0.16, 0.5, radius + 0.16), look.stone, "foundation",
        sides=sides, bevel=0.04)  # fmt: skip
    site.add(Phase.WALL, "cylinder", (0, (low - t + high) / 2, 0), (radius, (high - low + t) / 2, radius), look.wall,
        "room", op="hollow", thickness=t, sides=sides, taper=(taper, taper))  # fmt: skip
    site.cut(Phase.ROOM, "cylinder", (0, (low + high - t) / 2, 0), (radius - t - 0.02, (high - t - low) / 2,
        radius - t - 0.02), "room", sides=sides, taper=(taper, taper))  # fmt: skip
    site.add(Phase.FLOOR, "cylinder", (0, low - 0.04, 0), (radius - t + 0.06, 0.06, radius - t + 0.06), look.floor,
        "floor", sides=sides)  # fmt: skip


def _round_door(site: Site, radius: float, t: float, **more: float) -> Face:
    """A door in a round wall's front: the face is a tangent plane a little inside."""
    face = Face(0, -radius + 0.1, 0, -1, 1.0, t, FLOOR)
    door(site, face, 0.0, FLOOR, 1.06, 2.2, arched=True, deep=0.5)
    return face


@grammar("round_tower")
def round_tower(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A round tower with a spiral stair: under a tall cone (a wizard's), or with battlements (a castle's)."""
    look, built = dress(rng, wishes, storeys=(2, 3, 3), walls="stone stone ashlar plaster brick",
        conditions="new worn worn worn ruined", themes="village village north east spooky ancient candy")  # fmt: skip
    site = Site(name, look, rng)
    sides, t = 12, 0.4
    radius = site.vary(2.6, 3.1)
    count = look.storeys
    high = 2.8
    y1 = FLOOR + 0.04 + count * high  # steps of 20 cm from the ground floor
    foot = FLOOR + 0.04
    inner = radius - t
    _round_wall(site, radius, FLOOR, y1 + t, t, sides)
    spiral = Spiral(site, foot, start=165, width=1.0)
    for k in range(count):
        spiral.steps(foot + k * high, foot + (k + 1) * high, inner + 0.06)
    for k in range(1, count):
        spiral.floor(foot + k * high, inner + 0.06, look.floor, sides=sides)
    crowned = look.ruined or (site.chance(0.45) and wishes.secondary is None)
    face = _round_door(site, radius, t)
    top_room = 0.0
    if crowned:
        # platform: the drum's ceiling with the well through it
        spiral.floor(y1 + t, radius + 0.2, look.stone, half=t / 2 + 0.04, sides=sides, outer=inner + 0.06)
        spiral.steps(y1, y1 + t, inner + 0.06)
        ring(site, radius + 0.2, y1 + t, 0.6, 0.36, 12, look.wall, "wall", phase=Phase.ROOF)
        ring(site, radius + 0.2, y1 + t + 0.6, 0.6, 0.36, 12, look.wall, "battlement", share=0.55, phase=Phase.ROOF,
            bevel=0.03)  # fmt: skip
        ring(site, radius + 0.1, y1 - 0.3, 0.4, 0.3, 12, look.stone, "ornament", share=0.4, spare=1)
        if not look.ruined:
            trim.flag(site, 0.0, 0.0, y1 + t, 2.6)
    else:
        # an overhanging chamber with a cone
        spiral.floor(y1 + t, radius + 0.3, look.floor, half=t / 2 + 0.04, sides=sides, outer=inner + 0.06)
        spiral.steps(y1, y1 + t, inner + 0.06)
        top_room = y1 + t
        wide = radius + 0.35
        site.add(Phase.WALL, "cylinder", (0, top_room + 1.2, 0), (wide, 1.4, wide), look.wall, "room", op="hollow",
            thickness=0.24, sides=sides)  # fmt: skip
        site.cut(Phase.ROOM, "cylinder", (0, top_room + 1.16, 0), (wide - 0.26, 1.2, wide - 0.26), "room", sides=sides)
        ring(site, radius + 0.2, top_room - 0.6, 0.5, 0.36, 12, site.timber if site.chance(0.5) else look.stone, "beam",
            share=0.25, spare=1)  # fmt: skip
        flare = site.chance(0.5)
        peak = roofs.spire(site, 0, 0, top_room + 2.56, wide + 0.4, site.vary(3.0, 4.6), sides, flare=flare)
        if site.chance(0.5):
            trim.flag(site, 0, 0, peak - 0.3, 1.5)
        row = Array(4, (0, 0, 0), 90)
        windows(site, Face(0, -wide + 0.05, 0, -1, 1, 0.24), 0.0, top_room + 0.9, 0.8, 1.0, style=site.one_of("cross",
            "arch"), array=row)  # fmt: skip
        site.box(Phase.DETAIL, (0, top_room + 0.1, 0), (0.03, 0.05, 0.03), site.timber, "detail", spare=2)
        ring(site, wide + 0.01, top_room - 0.12, 0.24, 0.12, 12, site.timber, "beam", spare=1)
        ring(site, wide + 0.01, top_room + 2.4, 0.24, 0.12, 12, site.timber, "beam", spare=1)
    for k in range(1, count):
        angle = site.one_of(40, 90, 140, 0)
        f = Face(0, -radius + 0.06, 0, -1, 1, t)
        windows(site, f, 0.0, foot + k * high + 0.9, 0.62, 1.1, style="arch" if k % 2 else "plain", array=Array(3, (0,
            0, 0), 120 if angle else 90), spare=1)  # fmt: skip
    windows(site, Face(radius - 0.06, 0, 1, 0, 1, t), 0.0, foot + 1.1, 0.3, 1.0, style="slit", array=Array(2, (0, 0, 0),
        180))  # fmt: skip
    ring(site, radius + 0.03, foot + high - 0.14, 0.22, 0.16, 12, look.stone, "ornament", spare=1)
    # inside: furniture in the middle, away from the stair along the wall
    free = inner - 1.1
    site.box(Phase.INSIDE, (0, FLOOR + 0.74, 0.1), (0.4, 0.05, 0.4), WOOD, "table", bevel=0.04)
    site.box(Phase.INSIDE, (0, FLOOR + 0.36, 0.1), (0.12, 0.38, 0.12), WOOD, "table", spare=1)
    site.box(Phase.INSIDE, (0, FLOOR + 0.9, 0.1), (0.06, 0.12, 0.06), ("light", WARM), "lamp", light=Light(WARM, 4.0))
    if count > 1:
        y = foot + high
        # small enough to walk round it
        site.box(Phase.INSIDE, (0, y + 0.7, 0), (min(0.28, free * 0.3), 0.7, 0.24), WOOD, "shelf", spare=1)
        site.add(Phase.INSIDE, "cylinder", (0, y + 1.5, 0), (0.14, 0.14, 0.14), ("paint", look.accent), "goods",
            spare=1)  # fmt: skip
    if top_room:
        site.box(Phase.INSIDE, (0, top_room + 0.4, 0), (0.1, 0.4, 0.1), WOOD, "table", spare=1)
        site.box(Phase.INSIDE, (0, top_room + 0.8, 0), (0.5, 0.05, 0.36), WOOD, "table", spare=1)
        site.add(Phase.INSIDE, "ellipsoid", (0.2, top_room + 1.0, 0), (0.16, 0.16, 0.16), ("glass", look.accent),
            "goods", light=Light(look.accent, 3.0), spare=1)  # fmt: skip
    lantern(site, face, 0.9, 2.1, 0.4)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (radius, y1, -radius * 0.5), (1.7, 2.0, 1.7), seed=3)
        trim.rubble(site, Face(0, -radius, 0, -1, 2, t), 1.4, 3)
    elif not look.plain and not look.snow and look.theme != "desert":
        trim.ivy(site, Face(0, -radius + 0.1, 0, -1, 1, t), 1.3, 4.4, 0.9)
    return site.finish(built)


@grammar("lighthouse")
def lighthouse(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A tapering striped tower with a spiral stair, a gallery and a lamp that turns."""
    look, built = dress(rng, wishes, storeys=(3, 3, 4), themes="coast coast north village",
        walls="plaster paint stone plaster brick", roofs="slate iron roof_tiles",
        wall_colours="777 776 667 776 666 777", roof_colours="611 125 511 222 133 620 235")  # fmt: skip
    site = Site(name, look, rng)
    t, sides = 0.4, site.one_of(8, 12, 12)
    radius = site.vary(2.9, 3.3)
    taper = 0.78
    height = 9.6 + 2.4 * (look.storeys - 3) + site.vary(0.0, 0.6)
    foot = FLOOR + 0.04
    y1 = foot + round((height - foot) / 0.2) * 0.2
    _round_wall(site, radius, FLOOR, y1, t, sides, taper)

    def inner(y: float) -> float:
        return radius * (1 - (1 - taper) * (y / y1)) - t

    spiral = Spiral(site, foot, start=165, width=1.06)
    step = 2.4
    y = foot
    while y < y1 - 0.01:
        spiral.steps(y, min(y1, y + step), inner(min(y1, y + step)) + 0.1, landing=y < foot + 0.1)
        y = min(y1, y + step)
    face = _round_door(site, radius, t)
    # stripes
    bands = site.one_of(2, 3, 3)
    if not look.plain:
        for k in range(bands):
            low = y1 * (k + 0.45) / bands
            band = y1 / bands * 0.46
            r = radius * (1 - (1 - taper) * low / y1) + 0.05
            ratio = (radius * (1 - (1 - taper) * (low + band) / y1) + 0.05) / r
            outer = ("paint" if look.wall[0] == "paint" else look.wall[0], look.roof[1])
            site.add(Phase.WALL, "cylinder", (0, low + band / 2, 0), (r, band / 2, r), outer, "wall", sides=sides,
                taper=(ratio, ratio))  # fmt: skip
            site.cut(Phase.ROOM, "cylinder", (0, low + band / 2, 0), (r - t + 0.2, band / 2 + 0.1, r - t + 0.2), "room",
                sides=sides, taper=(ratio, ratio))  # fmt: skip
    # gallery and lantern
    top_r = radius * taper
    spiral.floor(y1, top_r + 0.9, look.stone, half=0.16, sides=sides, outer=inner(y1) + 0.1)
    ring(site, top_r + 0.2, y1 - 0.7, 0.5, 0.5, 12, look.stone, "ornament", share=0.2, spare=1)
    ring(site, top_r + 0.8, y1 + 0.95, 0.1, 0.08, 12, IRON, "railing")
    ring(site, top_r + 0.8, y1, 1.0, 0.07, 24, IRON, "railing", share=0.12)
    lamp_r = top_r - 0.05
    glass_high = 2.3
    site.add(Phase.WALL, "cylinder", (0, y1 + glass_high / 2, 0), (lamp_r, glass_high / 2 + 0.2, lamp_r), ("glass",
        GLASS), "window", op="hollow", thickness=0.1, sides=sides)  # fmt: skip
    site.cut(Phase.ROOM, "cylinder", (0, y1 + 0.8, 0), (lamp_r - 0.1, 1.4, lamp_r - 0.1), "room", sides=sides)
    site.cut(Phase.OPENING, "box", (0, y1 + 1.1, lamp_r), (0.5, 1.08, 0.5), "door")
    ring(site, lamp_r, y1, glass_high, 0.1, 12, IRON, "post", share=0.1)
    ring(site, lamp_r, y1, 0.35, 0.12, 24, site.painted, "wall", offset=15, share=0.5, spare=2)
    if look.theme == "coast" or site.chance(0.5):
        site.add(Phase.ROOF, "ellipsoid", (0, y1 + glass_high + 0.1, 0), (lamp_r + 0.3, 1.3, lamp_r + 0.3), look.roof,
            "roof")  # fmt: skip
        peak = y1 + glass_high + 1.3
    else:
        site.add(Phase.ROOF, "cylinder", (0, y1 + glass_high + 0.9, 0), (lamp_r + 0.36, 0.9, lamp_r + 0.36), look.roof,
            "roof", taper=(0.08, 0.08), sides=sides)  # fmt: skip
        peak = y1 + glass_high + 1.8
    site.add(Phase.ROOF, "cylinder", (0, y1 + glass_high + 0.06, 0), (lamp_r + 0.36, 0.1, lamp_r + 0.36), look.roof,
        "roof", sides=sides)  # fmt: skip
    site.add(Phase.DETAIL, "ellipsoid", (0, peak, 0), (0.18, 0.24, 0.18), ("gold", look.lamp), "ornament", spare=1)
    site.add(Phase.INSIDE, "cylinder", (0, y1 + 0.5, 0), (0.3, 0.5, 0.3), IRON, "post", sides=8)
    lamp = site.add(Phase.INSIDE, "cylinder", (0, y1 + 1.35, 0), (0.46, 0.4, 0.46), ("light", look.lamp), "lamp",
        sides=8, light=Light(look.lamp, 20.0), joint=Joint("spin", (0, y1 + 1.35, 0), "y", 0, 360))  # fmt: skip
    site.box(Phase.INSIDE, (0, y1 + 1.35, 0.5), (0.4, 0.44, 0.04), IRON, "lamp", parent=lamp, spare=1)
    # windows up the stair
    for k in range(look.storeys):
        y = foot + 1.6 + k * 2.2
        if y > y1 - 1.6:
            break
        r = radius * (1 - (1 - taper) * (y + 0.5) / y1)
        f = Face(r - 0.08, 0, 1, 0, 1, t) if k % 2 else Face(0, -r + 0.08, 0, -1, 1, t)
        windows(site, f, 0.0, y + (1.6 if not k % 2 else 0), 0.6, 0.96, style="plain", array=Array(2, (0, 0, 0), 180),
            spare=1)  # fmt: skip
    site.box(Phase.INSIDE, (0, FLOOR + 0.7, 0.2), (0.46, 0.05, 0.4), WOOD, "table", spare=1)
    site.box(Phase.INSIDE, (0, FLOOR + 0.34, 0.2), (0.1, 0.34, 0.1), WOOD, "table", spare=1)
    site.add(Phase.INSIDE, "cylinder", (0.0, FLOOR + 0.3, 1.0), (0.26, 0.36, 0.26), WOOD, "container", spare=2)
    lantern(site, face, 0.9, 2.1, 0.6)
    # a keeper's store beside it
    if look.rich:
        shed = Block(site.one_of(-1, 1) * (radius + 1.1), 0.2, 1.4, 1.3, FLOOR, 2.2, 0.2)
        site.box(Phase.WALL, (shed.cx, 0.9, shed.cz), (shed.hx, 1.5, shed.hz), look.wall, "wall")
        site.cut(Phase.ROOM, "cylinder", (0, 1.5, 0), (radius - t, 1.4, radius - t), "room", sides=sides)
        roofs.gable(site, Block(shed.cx, shed.cz, shed.hx, shed.hz, 0, 2.4, 0.2), 40, "z", over=0.25, ends=0.2)
        trim.barrels(site, shed.face("front"), 0.0, 1)
    return site.finish(built)


@grammar("windmill")
def windmill(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A tower mill: tapering drum with a spiral stair, a turning cap, four sails."""
    look, built = dress(rng, wishes, storeys=(2, 3, 3), walls="plaster plaster stone brick planks",
        roofs="shingles thatch slate roof_tiles", themes="village village coast ancient west",
        wall_colours="776 776 665 654 766 432 543 421")  # fmt: skip
    site = Site(name, look, rng)
    t, sides = 0.36, site.one_of(8, 8, 12)
    radius, taper = site.vary(2.9, 3.3), 0.68
    foot = FLOOR + 0.04
    count = look.storeys
    high = 2.6
    y1 = foot + count * high
    look_stone = look.stone
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.1, 0), (radius + 0.18, 0.5, radius + 0.18), look_stone, "foundation",
        sides=sides, bevel=0.04)  # fmt: skip
    site.add(Phase.WALL, "cylinder", (0, (FLOOR - t + y1 + t) / 2, 0), (radius, (y1 - FLOOR + 2 * t) / 2, radius),
        look.wall, "room", op="hollow", thickness=t, sides=sides, taper=(taper, taper))  # fmt: skip
    site.cut(Phase.ROOM, "cylinder", (0, (FLOOR + y1) / 2, 0), (radius - t - 0.02, (y1 - FLOOR) / 2, radius - t - 0.02),
        "room", sides=sides, taper=(taper, taper))  # fmt: skip
    site.add(Phase.FLOOR, "cylinder", (0, FLOOR - 0.04, 0), (radius - t + 0.06, 0.06, radius - t + 0.06), look.floor,
        "floor", sides=sides)  # fmt: skip

    def inner(y: float) -> float:
        return (radius - t) * (1 - (1 - taper) * ((y - FLOOR) / (y1 - FLOOR)))

    spiral = Spiral(site, foot, start=165, width=1.1)
    for k in range(count):
        spiral.steps(foot + k * high, foot + (k + 1) * high, inner(foot + (k + 1) * high) + 0.14)
        if k < count - 1:
            spiral.floor(foot + (k + 1) * high, inner(foot + (k + 1) * high) + 0.1, look.floor, sides=sides)
    top_r = radius * taper
    spiral.floor(y1 + t, top_r + 0.1, look.floor, half=t / 2 + 0.02, sides=sides, outer=inner(y1) + 0.14)
    spiral.steps(y1, y1 + t, inner(y1) + 0.14)
    # cap: a hollow drum under a hood
    y = y1 + t
    cap = top_r + 0.3
    site.add(Phase.WALL, "cylinder", (0, y + 1.05, 0), (cap, 1.25, cap), site.board, "room", op="hollow",
        thickness=0.18, sides=sides)  # fmt: skip
    hood = site.one_of("dome", "cone", "boat")
    if hood == "dome":
        site.add(Phase.ROOF, "ellipsoid", (0, y + 2.2, 0), (cap + 0.2, 1.5, cap + 0.2), look.roof, "roof")
        peak = y + 3.7
        # the dome must not fill the room under it
        site.cut(Phase.ROOM, "cylinder", (0, y + 1.04, 0), (cap - 0.22, 1.02, cap - 0.22), "room", sides=sides)
    elif hood == "cone":
        peak = roofs.spire(site, 0, 0, y + 2.2, cap + 0.3, 2.0, sides)
    else:
        site.add(Phase.ROOF, "prism", (0, y + 3.0, 0.0), (cap + 0.4, 0.9, cap + 0.24), look.roof, "roof", rotation=(90,
            0, 0), taper=(0.7, 1.0))  # fmt: skip
        site.box(Phase.ROOF, (0, y + 2.2, 0), (cap + 0.26, 0.1, cap + 0.42), site.board, "roof")
        peak = y + 3.9
    if look.snow and hood != "cone":
        site.add(Phase.DETAIL, "ellipsoid", (0, peak - 0.5, 0), (cap * 0.7, 0.62, cap * 0.7), ("snow", SNOW), "snow")
    trim.weather_vane(site, 0, 0, peak - 0.1) if site.chance(0.5) else None
    # sails
    hub = (0.0, y + 1.2, -cap - 0.5)
    length = site.vary(4.2, 5.0) if count > 2 else 4.0
    turn = site.one_of(0, 10, 20, 30, 45)
    shaft = site.add(Phase.DETAIL, "cylinder", (0, hub[1], hub[2] + 0.3), (0.24, 0.5, 0.24), site.timber, "axle",
        rotation=(0, 90, 0), sides=8, joint=Joint("spin", hub, "z", 0, 360))  # fmt: skip
    site.box(Phase.DETAIL, hub, (0.34, 0.34, 0.2), site.timber, "axle", rotation=(0, 0, turn), parent=shaft, bevel=0.04)
    canvas: Paint = ("cloth", look.accent) if site.chance(0.4) else ("cloth", 7 * 64 + 6 * 8 + 5)
    for k in range(2):
        site.box(Phase.DETAIL, (hub[0], hub[1], hub[2] - 0.06), (0.1, length, 0.08), site.timber, "mast", rotation=(0,
            0, turn + 90 * k), parent=shaft)  # fmt: skip
    for k in range(4):
        angle = turn + 90 * k
        a = radians(angle)

        def place(along: float, across: float, out: float, a: float = a) -> tuple[float, float, float]:
            return hub[0] - sin(a) * along + cos(a) * across, hub[1] + cos(a) * along + sin(a) * across, hub[2] + out

        torn = look.ruined and k % 2 == 0
        if not torn:
            site.box(Phase.DETAIL, place(length * 0.62, 0.42, -0.02), (0.36, length * 0.36, 0.03), canvas, "sail",
                rotation=(0, 0, angle), parent=shaft)  # fmt: skip
        site.box(Phase.DETAIL, place(length * 0.62, 0.8, -0.05), (0.05, length * 0.38, 0.05), site.timber, "blade",
            rotation=(0, 0, angle), parent=shaft, spare=1)  # fmt: skip
        rungs = 6
        first = place(length * 0.28, 0.4, -0.08)
        step = place(length * 0.28 + length * 0.68 / (rungs - 1), 0.4, -0.08)
        site.box(Phase.DETAIL, first, (0.42, 0.04, 0.03), site.timber, "blade", rotation=(0, 0, angle), parent=shaft,
            array=Array(rungs, (step[0] - first[0], step[1] - first[1], 0.0)), spare=1)  # fmt: skip
    # door, windows, gallery
    face = Face(0, -radius + 0.12, 0, -1, 1.0, t, FLOOR)
    door(site, face, 0.0, FLOOR, 1.06, 2.2, arched=site.chance(0.5), deep=0.5)
    for k in range(1, count):
        level = foot + k * high + 0.8
        r = radius * (1 - (1 - taper) * (level + 0.5) / y1)
        windows(site, Face(0, -r + 0.08, 0, -1, 1, t), 0.0, level, 0.76, 1.0, style="cross", array=Array(4, (0, 0, 0),
            90), spare=1)  # fmt: skip
    windows(site, Face(radius - 0.16, 0, 1, 0, 1, t), 0.0, 1.3, 0.6, 0.9, style="plain", spare=1)
    if count > 2 and not look.plain:
        r = radius * (1 - (1 - taper) * high / y1)
        site.add(Phase.WALL, "cylinder", (0, foot + high - 0.12, 0), (r + 1.0, 0.1, r + 1.0), site.board, "balcony",
            sides=sides)  # fmt: skip
        site.cut(Phase.ROOM, "cylinder", (0, foot + high, 0), (r - 0.3, 1.0, r - 0.3), "room", sides=sides)
        ring(site, r + 0.92, foot + high + 0.78, 0.14, 0.1, 12, site.timber, "railing", spare=1)
        ring(site, r + 0.92, foot + high - 0.06, 0.96, 0.08, 24, site.timber, "railing", share=0.14, spare=1)
        ring(site, r + 0.4, foot + high - 0.66, 0.6, 1.1, 12, site.timber, "beam", share=0.1, spare=1)
    else:
        ring(site, radius * 0.88, foot + 2.4, 0.16, 0.24, 12, site.timber, "beam", spare=2)
    site.add(Phase.INSIDE, "cylinder", (0, FLOOR + 0.5, 0.2), (0.62, 0.16, 0.62), look_stone, "tool", sides=12)
    site.box(Phase.INSIDE, (0, FLOOR + 0.2, 0.2), (0.5, 0.2, 0.5), WOOD, "table", spare=1)
    site.add(Phase.INSIDE, "blob", (-0.8, FLOOR + 0.3, 0.9), (0.28, 0.36, 0.26), ("cloth", 6 * 64 + 5 * 8 + 3),
        "container", seed=3, spare=2)  # fmt: skip
    site.add(Phase.INSIDE, "blob", (0.3, foot + high + 0.3, 0.2), (0.28, 0.36, 0.26), ("cloth", 6 * 64 + 5 * 8 + 3),
        "container", seed=5, array=Array(2, (-0.6, 0, 0.1)), spare=2)  # fmt: skip
    trim.barrels(site, face, 1.3, 1)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (radius * 0.8, y1 * 0.6, -1.0), (1.2, 1.4, 1.2), seed=6)
    return site.finish(built)


@grammar("water_tower")
def water_tower(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A tank on stilts with a ladder to its gallery."""
    look, built = dress(rng, wishes, themes="west west modern village", walls="planks planks iron paint",
        roofs="shingles iron planks", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    y = site.vary(4.2, 5.8)
    r, tall = site.vary(1.6, 2.1), site.vary(1.2, 1.6)
    spread, top = r * 1.0, r * 0.66
    iron = look.theme == "modern"
    leg: Paint = ("iron", look.detail) if iron else site.timber
    lean = 5 if spread - top > 0.3 else 0
    four = Array(4, (0, 0, 0), 90)
    mid = (spread + top) / 2
    site.box(Phase.FOUNDATION, (spread * 0.94, -0.16, -spread * 0.94), (0.34, 0.34, 0.34), look.stone, "foundation",
        array=four, bevel=0.04)  # fmt: skip
    site.box(Phase.WALL, (mid, y / 2, -mid), (0.13, y / 2 + 0.06, 0.13), leg, "post", rotation=(0, lean, lean),
        array=four)  # fmt: skip
    for k, h in enumerate((y * 0.36, y * 0.72)):
        w = spread + (top - spread) * h / y
        site.box(Phase.DETAIL, (0, h, -w), (w, 0.08, 0.07), leg, "beam", array=four)
        if not look.plain:
            site.box(Phase.DETAIL, (0, h - y * 0.18, -w - 0.02), ((w**2 + (y * 0.18) ** 2) ** 0.5, 0.05, 0.04), leg,
                "beam", rotation=(0, 0, round(np.degrees(np.arctan2(y * 0.18, w)) / 5) * 5 * (1 if k % 2 else -1)),
                array=four, spare=1)  # fmt: skip
    # deck, tank, hoops, roof
    site.add(Phase.FLOOR, "cylinder", (0, y + 0.06, 0), (r + 0.66, 0.09, r + 0.66), site.board if not iron else leg,
        "deck", sides=12)  # fmt: skip
    site.box(Phase.DETAIL, (0, y - 0.08, 0), (r + 0.3, 0.1, 0.12), leg, "beam", array=Array(2, (0, 0, 0), 90))
    site.add(Phase.WALL, "cylinder", (0, y + 0.12 + tall, 0), (r, tall, r), look.wall, "body", sides=12, taper=(0.94,
        0.94))  # fmt: skip
    hoops = 3
    for k in range(hoops):
        h = y + 0.4 + k * (2 * tall - 0.5) / (hoops - 1)
        rr = r * (1 - 0.06 * (h - y) / (2 * tall)) + 0.03
        site.add(Phase.DETAIL, "cylinder", (0, h, 0), (rr, 0.06, rr), IRON, "ornament", sides=12, spare=1)
    peak = y + 2 * tall + 0.1
    if iron and site.chance(0.5):
        site.add(Phase.ROOF, "ellipsoid", (0, peak, 0), (r, 0.8, r), look.roof, "roof")
        site.add(Phase.WALL, "ellipsoid", (0, y + 0.1, 0), (r * 0.9, 0.8, r * 0.9), look.wall, "body")
    else:
        site.add(Phase.ROOF, "cylinder", (0, peak + 0.5, 0), (r + 0.26, 0.56, r + 0.26), look.roof, "roof", taper=(0.04,
            0.04), sides=12)  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (0, peak + 1.1, 0), (0.12, 0.2, 0.12), IRON, "ornament", spare=1)
    if look.snow:
        site.add(Phase.DETAIL, "cylinder", (0, peak + 0.7, 0), (r * 0.8, 0.46, r * 0.8), ("snow", SNOW), "snow",
            taper=(0.1, 0.1), sides=12)  # fmt: skip
    ring(site, r + 0.58, y + 0.14 + 0.8, 0.08, 0.07, 12, leg, "railing")
    ring(site, r + 0.58, y + 0.14, 0.84, 0.07, 12, leg, "railing", share=0.12, offset=15)
    # ladder up through a gap in the deck
    z = -(r + 0.62)
    site.cut(Phase.WELL, "box", (0, y + 0.06, z + 0.12), (0.4, 0.3, 0.34), "ladder")
    site.add(Phase.LEAF, "ladder", (0, (y + 0.9) / 2 - 0.1, z), (0.26, (y + 0.9) / 2 + 0.1, 0.05), leg, "ladder")
    site.box(Phase.LEAF, (0, y - 0.1, z + 0.3), (0.3, 0.06, 0.34), leg, "beam", spare=1)
    # spout with chain
    site.add(Phase.DETAIL, "cylinder", (r + 0.5, y - 0.3, 0), (0.14, 0.8, 0.14), IRON, "detail", rotation=(0, 0, 50),
        sides=8)  # fmt: skip
    if site.chance(0.6):
        site.box(Phase.DETAIL, (0, y + tall + 0.1, -r * 0.97), (r * 0.5, 0.34, 0.06), ("paint", look.accent), "sign",
            spare=1)  # fmt: skip
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (r * 0.8, y + tall * 1.4, -r * 0.6), (0.7, 0.8, 0.7), seed=3)
    return site.finish(built)

"""Towers: bell tower, church, keep, round tower, tower house, lighthouse. One can climb to the top of every one."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.climbing import battlements, ladder_up, storeys_by_flights
from nacre.teacher.grammar.buildings.interior import FLOOR, WOOD, passage, shell, storey_floor
from nacre.teacher.grammar.buildings.openings import WindowStyle, door, lantern, windows
from nacre.teacher.grammar.buildings.palette import Paint, dress
from nacre.teacher.grammar.buildings.site import SNOW, WARM, Block, Face, Phase, Site
from nacre.teacher.grammar.registry import grammar

STONY = "stone stone ashlar plaster brick"
GLASS = 5 * 64 + 6 * 8 + 7
IRON: Paint = ("iron", 73)


def _bell(site: Site, x: float, y: float, z: float, size: float, beam: float) -> None:
    """A bell on its beam; y: the beam."""
    site.box(Phase.DETAIL, (x, y, z), (beam, 0.1, 0.1), site.timber, "beam")
    bell = site.add(Phase.DETAIL, "cylinder", (x, y - size * 0.95, z), (size, size * 0.85, size), ("gold",
        5 * 64 + 4 * 8 + 1), "bell", taper=(0.5, 0.5), sides=12, joint=Joint("hinge", (x, y, z), "x", -35,
        35))  # fmt: skip
    site.add(Phase.DETAIL, "ellipsoid", (x, y - size * 1.85, z), (0.1, 0.16, 0.1), IRON, "bell", parent=bell, spare=1)


def _cross(site: Site, x: float, y: float, z: float, high: float = 1.1) -> None:
    paint: Paint = ("gold", 6 * 64 + 4 * 8 + 1)
    site.box(Phase.DETAIL, (x, y + high / 2, z), (0.06, high / 2, 0.06), paint, "ornament")
    site.box(Phase.DETAIL, (x, y + high * 0.66, z), (high * 0.28, 0.06, 0.06), paint, "ornament")


def _belfry(site: Site, block: Block, floor: float, high: float) -> Block:
    """The open top storey of a square tower: hollow walls with an opening in each, a parapet one can look over."""
    top = Block(block.cx, block.cz, block.hx + 0.1, block.hz + 0.1, floor, floor + high, block.t)
    shell(site, top, ground=False, floor=site.look.stone, clear=False)
    wide = top.hx * 0.52
    front, left = top.face("front"), top.face("left")
    mid, half = floor + 0.95 + (high - 1.6) / 2, (high - 1.6) / 2
    for face in (front, left):
        site.cut(Phase.OPENING, "box", face.at(0, mid, -top.t / 2), face.size(wide, half, top.t + 0.2), "window",
            array=top.twice())  # fmt: skip
        site.add(Phase.LEAF, "arch", face.at(0, mid, -top.t / 2), (wide + 0.02, half + 0.02, top.t / 2 + 0.05),
            site.look.stone, "frame", taper=(0.86, 1.0), rotation=(0 if face.nz else 90, 0, 0), array=top.twice(),
            spare=1)  # fmt: skip
        site.box(Phase.LEAF, face.at(0, floor + 0.92, 0.04), face.size(wide + 0.16, 0.06, 0.16), site.look.stone,
            "sill", array=top.twice(), spare=1)  # fmt: skip
    return top


def _string_course(site: Site, block: Block, y: float, out: float = 0.1) -> None:
    """A band of stone round a tower (the slab lies within the walls, below a floor)."""
    for side in ("front", "left"):
        face = block.face(side)
        site.box(Phase.DETAIL, face.at(0, y, -0.06), face.size(face.half + out, 0.12, 0.06 + out), site.look.stone,
            "ornament", array=block.twice(), bevel=0.03, spare=1)  # fmt: skip


def _tower_roof(site: Site, block: Block, y1: float) -> float:
    """A spire, a pyramid, a saddle or a hood, by theme."""
    top = Block(block.cx, block.cz, block.hx, block.hz, FLOOR, y1, block.t)
    kind = (site.one_of("pyramid", "spire", "spire", "saddle", "skirt") if site.look.theme not in ("desert",
        "ancient") else "low")  # fmt: skip
    if kind == "saddle":
        return roofs.gable(site, top, 50, site.one_of("x", "z"), over=0.35, ends=0.3)
    rise = {"pyramid": 2.4, "spire": 4.4, "skirt": 3.8, "low": 1.2}[kind] + site.vary(0, 0.8)
    return roofs.spire(site, block.cx, block.cz, y1 - 0.04, block.hx + 0.36, rise, 4, flare=kind == "skirt")


@grammar("bell_tower")
def bell_tower(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A square tower with flights of stairs to a belfry that is open on four sides."""
    look, built = dress(rng, wishes, storeys=(2, 3, 3), walls=STONY + " timber", accents=None)
    site = Site(name, look, rng)
    half, high = site.vary(2.7, 2.96), site.vary(2.56, 2.7)
    count = look.storeys
    y1 = FLOOR + count * high
    block = Block(0, 0, half, half, FLOOR, y1, 0.36)
    shell(site, block, plinth=site.vary(0.5, 0.9), ceiling=False)
    belfry = _belfry(site, block, y1, site.vary(2.9, 3.3))
    face = block.face("front")
    door(site, face, 0.0, FLOOR, 1.1, 2.24, arched=True, deep=0.4)
    floors = [FLOOR + k * high for k in range(count)] + [y1]
    rooms = storeys_by_flights(site, block, floors)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (half, y1 + 2.6, -half), (1.6, 1.7, 1.6), seed=5)
        trim.rubble(site, face, 1.6, 3)
    else:
        top = _tower_roof(site, belfry, belfry.y1)
        if site.chance(0.5):
            trim.weather_vane(site, 0, 0, top)
    _bell(site, 0, belfry.y1 - 0.5, 0, site.vary(0.5, 0.62), belfry.hx - 0.2)
    for k in range(1, count):
        windows(site, face, 0.0, FLOOR + k * high + 0.8, 0.6, 1.1, style=site.one_of("plain", "arch"),
            array=block.twice(), spare=1)  # fmt: skip
    windows(site, block.face("left"), 0.0, FLOOR + high * (count - 1) + 0.8, 0.56, 1.1, style="plain",
        array=block.twice(), spare=1)  # fmt: skip
    for k in range(1, count + 1):
        _string_course(site, block if k < count else belfry, FLOOR + k * high - 0.04)
    if look.theme != "desert" and site.chance(0.6):
        trim.quoins(site, block, 0.5, y1 - 0.2)
    if look.wall[0] in ("timber", "planks"):
        trim.corners(site, block, 0.4, y1)
    if not look.plain and count > 1 and not look.ruined:
        # a clock, or a round window, above the door
        y = FLOOR + high * count - 0.7
        site.add(Phase.DETAIL, "cylinder", face.at(0, y, 0.06), (0.62, 0.08, 0.62), ("paint", look.accent), "ornament",
            rotation=(0, 90, 0), sides=12, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", face.at(0, y, 0.12), (0.5, 0.06, 0.5), ("paint", 7 * 64 + 7 * 8 + 6),
            "ornament", rotation=(0, 90, 0), sides=12, spare=1)  # fmt: skip
        site.box(Phase.DETAIL, face.at(0.06, y + 0.12, 0.2), (0.04, 0.2, 0.02), IRON, "ornament", rotation=(0, 0, -20),
            spare=2)  # fmt: skip
        site.box(Phase.DETAIL, face.at(-0.12, y, 0.2), (0.14, 0.03, 0.02), IRON, "ornament", spare=2)
    lantern(site, face, 0.95, 2.1)
    rooms[0].container("sack", 2)
    rooms[0].container("chest")
    if look.rich and not look.snow:
        trim.ivy(site, block.face("left"), 0.8, 4.6, 1.2)
        trim.pots(site, face, -1.0, 2, 2.0)
    return site.finish(built)


@grammar("church")
def church(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A nave under an open roof with pews and altar, a tower with a ladder to its bell, an apse or transepts."""
    look, built = dress(rng, wishes, storeys=(1, 1, 2), walls="stone ashlar plaster plaster brick planks")
    site = Site(name, look, rng)
    t = 0.36
    hx, hz = site.vary(3.1, 3.8), site.vary(5.4, 6.8)
    wall_high = site.vary(3.8, 4.4) + 1.1 * (look.storeys - 1)
    tower_half = site.vary(1.9, 2.2)
    nave = Block(0, tower_half, hx, hz, FLOOR, wall_high, t)
    shell(site, nave, plinth=0.6, ceiling=False, floor=look.stone)
    angle = site.one_of(50, 55) if look.theme not in ("ancient", "desert") else 30
    wooden = look.wall[0] == "planks"
    ridge = roofs.gable(site, nave, angle, "z", over=0.5, ends=0.35, solid=False, part=look.ruined)
    side_tower = site.chance(0.3)
    cx = site.one_of(-1, 1) * (hx + tower_half - t + 0.04) if side_tower else 0.0
    cz = nave.cz - hz + tower_half + 0.6 if side_tower else nave.cz - hz - tower_half + t - 0.04
    tower_top = max(ridge + 0.8, wall_high + 4.0) if look.theme != "ancient" else wall_high + 3.6
    tower = Block(cx, cz, tower_half, tower_half, FLOOR, tower_top, t)
    shell(site, tower, plinth=0.7, ceiling=False, floor=look.stone)
    belfry = _belfry(site, tower, tower_top, site.vary(2.6, 3.0))
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (cx + tower_half, tower_top + 2.4, cz - tower_half), (1.5, 1.6, 1.5), seed=4)
    else:
        rise = site.vary(4.0, 6.0) if look.theme not in ("desert", "ancient") else 1.5
        if look.theme == "candy" or site.chance(0.2):
            site.add(Phase.ROOF, "ellipsoid", (cx, belfry.y1 + 0.5, cz), (tower_half + 0.1, 1.9, tower_half + 0.1),
                look.roof, "roof")  # fmt: skip
            peak = belfry.y1 + 2.4
        else:
            peak = roofs.spire(site, cx, cz, belfry.y1 - 0.04, tower_half + 0.4, rise, 4, flare=site.chance(0.6),
                tip=False)  # fmt: skip
        _cross(site, cx, peak - 0.1, cz)
    _bell(site, cx, belfry.y1 - 0.5, cz, 0.44, belfry.hx - 0.2)
    front = tower.face("front") if not side_tower else nave.face("front")
    door(site, front, 0.0, FLOOR, 1.2, 2.3, arched=True, deep=0.4)
    if side_tower:
        passage(site, cx - (cx / abs(cx)) * tower_half, cz, FLOOR, t + 0.3, 0.55)
    else:
        passage(site, 0, nave.cz - hz + t / 2, FLOOR, 0.8, t + 0.3, 2.6)
    # ladders to the bell, from floor to floor
    low = FLOOR
    flights = max(1, round((tower_top - FLOOR) / 3.6))
    for k in range(flights):
        high = FLOOR + (tower_top - FLOOR) * (k + 1) / flights
        storey_floor(site, tower, high, None, 0.2)
        spot = cz + tower_half - t - 0.08
        ladder_up(site, cx + (tower_half - t - 0.5) * (1 if k % 2 == 0 else -1), spot, low, high, "back")
        low = high
    # windows
    glow = site.one_of(look.lamp, look.accent, 4 * 64 + 5 * 8 + 7)
    bays = max(3, int(hz * 2 / 2.6))
    pitch = (2 * hz - 1.4) / bays
    tall = min(2.2, wall_high - 1.9)
    for face in (nave.face("left"), nave.face("right")):
        first = -hz + 0.7 + pitch / 2
        n = bays
        if side_tower and (face.nx > 0) == (cx > 0):
            skip = int((2 * tower_half + 0.9) / pitch) + 1
            first, n = first + pitch * skip, bays - skip
        _stained(site, face, first, 1.3, 0.8, tall, n, pitch, glow)
        if not look.plain and n > 1:
            site.box(Phase.DETAIL, face.at(first - pitch / 2, wall_high * 0.4, 0.16), face.size(0.22, wall_high * 0.42,
                0.26), look.stone if not wooden else site.timber, "buttress", taper=(1.0 if face.nz else 0.4,
                0.4 if face.nz else 1.0), array=Array(n + 1, face.step(pitch)))  # fmt: skip
    face = front
    y = 4.1 if not side_tower else wall_high + 0.9
    site.add(Phase.FRAME, "cylinder", face.at(0, y, -t / 2), (0.74, t / 2 + 0.06, 0.74), look.stone, "frame",
        rotation=(0, 90, 0), sides=12)  # fmt: skip
    site.cut(Phase.OPENING, "cylinder", face.at(0, y, -t / 2), (0.6, t / 2 + 0.1, 0.6), "window", rotation=(0, 90, 0),
        sides=12)  # fmt: skip
    site.add(Phase.LEAF, "cylinder", face.at(0, y, -0.16), (0.62, 0.02, 0.62), ("glass", glow), "window", rotation=(0,
        90, 0), sides=12, light=Light(glow, 3.0) if look.lit else None)  # fmt: skip
    _string_course(site, tower, tower_top - 0.04)
    windows(site, tower.face("left"), 0.0, tower_top - 2.2, 0.5, 1.1, style="slit", array=tower.twice(), spare=1)
    # apse
    if not look.plain:
        back = nave.cz + hz
        r = hx * 0.72
        site.add(Phase.WALL, "cylinder", (0, (wall_high * 0.78 - 0.6) / 2, back), (r, (wall_high * 0.78 + 0.6) / 2, r),
            look.wall, "wall", sides=12)  # fmt: skip
        site.cut(Phase.ROOM, "cylinder", (0, FLOOR + (wall_high * 0.7 - FLOOR) / 2, back - t), (r - t,
            (wall_high * 0.7 - FLOOR) / 2, r - t), "room", sides=12)  # fmt: skip
        site.add(Phase.ROOF, "cylinder", (0, wall_high * 0.78 + 0.8, back), (r + 0.3, 0.84, r + 0.3), look.roof, "roof",
            taper=(0.1, 0.1), sides=12)  # fmt: skip
        site.cut(Phase.ROOM, "box", (0, wall_high * 0.78 + 0.9, back - 0.08 - r), (r + 0.5, 1.0, r), "room")
    # inside
    rows = max(3, int((hz * 2 - 5.0) / 1.1))
    start = nave.cz - hz + 2.6
    for side in (-1, 1):
        site.box(Phase.INSIDE, (side * hx * 0.5, FLOOR + 0.44, start), (hx * 0.28, 0.05, 0.2), WOOD, "seat",
            array=Array(rows, (0, 0, 1.1)))  # fmt: skip
        site.box(Phase.INSIDE, (side * hx * 0.5, FLOOR + 0.45, start + 0.2), (hx * 0.28, 0.44, 0.04), WOOD, "seat",
            array=Array(rows, (0, 0, 1.1)), spare=1)  # fmt: skip
    altar = nave.cz + hz - 1.2
    site.box(Phase.INSIDE, (0, FLOOR + 0.06, altar - 0.2), (1.7, 0.08, 1.0), look.stone, "step")
    site.box(Phase.INSIDE, (0, FLOOR + 0.6, altar), (0.9, 0.5, 0.4), look.stone, "table")
    site.box(Phase.INSIDE, (0, FLOOR + 1.12, altar), (0.96, 0.04, 0.3), ("cloth", look.accent), "cloth", spare=1)
    site.box(Phase.INSIDE, (-0.6, FLOOR + 1.3, altar), (0.05, 0.16, 0.05), ("light", WARM), "lamp", array=Array(2, (1.2,
        0, 0)), light=Light(WARM, 4.0))  # fmt: skip
    site.box(Phase.INSIDE, (0, FLOOR + 0.03, nave.cz - 0.9), (0.5, 0.03, hz - 1.6), ("cloth", look.accent), "rug",
        spare=1)  # fmt: skip
    ties = max(2, bays - 1)
    site.box(Phase.INSIDE, (0, wall_high + 0.1, nave.cz - hz + 2 * hz / ties / 2), (hx - 0.1, 0.12, 0.12), site.timber,
        "beam", array=Array(ties, (0, 0, 2 * hz / ties)), spare=1)  # fmt: skip
    return site.finish(built)


def _stained(
    site: Site, face: Face, first: float, sill: float, wide: float, tall: float, count: int, pitch: float, glow: int
) -> None:
    """A row of tall round-headed windows with coloured glass."""
    row = Array(count, face.step(pitch)) if count > 1 else None
    mid = sill + tall / 2
    site.box(Phase.FRAME, face.at(first, mid, -face.thick / 2), face.size(wide / 2 + 0.12, tall / 2 + 0.12,
        face.thick / 2 + 0.04), site.look.stone, "frame", array=row)  # fmt: skip
    site.cut(Phase.OPENING, "box", face.at(first, mid, -face.thick / 2), face.size(wide / 2, tall / 2,
        face.thick / 2 + 0.1), "window", array=row)  # fmt: skip
    site.add(Phase.LEAF, "arch", face.at(first, mid, -0.04), (wide / 2 + 0.02, tall / 2 + 0.02, 0.07), site.look.stone,
        "frame", taper=(0.84, 1.0), rotation=(0 if face.nz else 90, 0, 0), array=row, spare=1)  # fmt: skip
    if site.look.ruined:
        return
    site.box(Phase.LEAF, face.at(first, mid, -0.16), face.size(wide / 2 + 0.02, tall / 2 + 0.02, 0.02), ("glass", glow),
        "window", array=row, light=Light(glow, 3.0) if site.look.lit else None)  # fmt: skip
    site.box(Phase.LEAF, face.at(first, mid, -0.13), face.size(0.03, tall / 2, 0.03), site.timber, "frame", array=row,
        spare=1)  # fmt: skip


@grammar("keep")
def keep(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A castle's great tower: a hall, a chamber above it, a roof walk behind battlements, four corner turrets."""
    look, built = dress(rng, wishes, storeys=(2, 2, 3), walls="stone stone ashlar",
        themes="village village north ancient spooky", roofs="slate roof_tiles shingles",
        conditions="new worn worn worn worn ruined")  # fmt: skip
    site = Site(name, look, rng)
    t, half = 0.5, site.vary(4.4, 5.4)
    high = site.vary(3.2, 3.6)
    count = look.storeys
    y1 = FLOOR + count * high
    block = Block(0, 0, half, half, FLOOR, y1, t)
    shell(site, block, plinth=site.vary(0.8, 1.2), ceiling=True, floor=look.stone)
    front = block.face("front")
    door(site, front, 0.0, FLOOR, 1.2, 2.3, arched=True, deep=0.5)
    floors = [FLOOR + k * high for k in range(count)]
    rooms = storeys_by_flights(site, block, [*floors, y1], slab=0.3, paint=None)
    battlements(site, block, y1, look.wall, high=1.5, thick=0.4)
    r = site.vary(1.1, 1.5)
    kind = site.one_of("cone", "cone", "crown") if wishes.secondary is None else "cone"
    top = y1 + site.vary(1.9, 2.9)
    corner = half - 0.1
    four = Array(4, (0, 0, 0), 90)
    sides = site.one_of(8, 10, 12)
    site.add(Phase.WALL, "cylinder", (corner, (top - 0.6) / 2, -corner), (r, (top + 0.6) / 2, r), look.wall, "wall",
        array=four, sides=sides)  # fmt: skip
    site.cut(Phase.ROOM, "box", (0, (FLOOR + y1 - t) / 2, 0), (half - t - 0.02, (y1 - t - FLOOR) / 2, half - t - 0.02),
        "room")  # fmt: skip
    site.add(Phase.DETAIL, "cylinder", (corner, top - 0.1, -corner), (r + 0.16, 0.24, r + 0.16), look.stone, "ornament",
        array=four, sides=sides)  # fmt: skip
    if kind == "cone" and not look.ruined:
        rise = site.vary(2.2, 3.2)
        site.add(Phase.ROOF, "cylinder", (corner, top + rise / 2 + 0.1, -corner), (r + 0.36, rise / 2, r + 0.36),
            look.roof, "roof", taper=(0.03, 0.03), array=four, sides=sides)  # fmt: skip
        if look.snow:
            site.add(Phase.DETAIL, "cylinder", (corner, top + rise * 0.7 + 0.16, -corner), ((r + 0.4) * 0.62,
                rise * 0.31, (r + 0.4) * 0.62), ("snow", SNOW), "snow", taper=(0.03, 0.03), array=four,
                sides=sides)  # fmt: skip
    else:
        for angle in (0, 90):
            site.box(Phase.ROOF, (corner - (r - 0.1 if angle else 0), top + 0.4, -corner + (0 if angle else r - 0.1)),
                (0.26, 0.34, 0.26), look.wall, "battlement", array=four)  # fmt: skip
            site.box(Phase.ROOF, (corner + (r - 0.1 if angle else 0), top + 0.4, -corner - (0 if angle else r - 0.1)),
                (0.26, 0.34, 0.26), look.wall, "battlement", array=four)  # fmt: skip
        if site.chance(0.7):
            site.box(Phase.DETAIL, (corner, top + 1.3, -corner), (0.05, 1.4, 0.05), site.timber, "mast", array=four)
    # a caphouse over the stair to the roof: its flag tells the lord
    site.add(Phase.DETAIL, "cylinder", (0, (y1 + top + 2.6) / 2, half - 1.2), (0.06, (top + 2.6 - y1) / 2, 0.06),
        site.timber, "mast", sides=6)  # fmt: skip
    site.box(Phase.DETAIL, (0, y1 + 0.6, half - 1.2), (0.4, 0.7, 0.4), look.wall, "wall", bevel=0.05)
    site.box(Phase.DETAIL, (0.66, top + 2.2, half - 1.2), (0.64, 0.36, 0.02), ("cloth", look.accent), "flag")
    for k in range(count):
        y = floors[k] + 1.2
        wide, tall = (0.36, 1.2) if k == 0 else (0.8, 1.5)
        style: WindowStyle = "slit" if k == 0 else "arch"
        pitch = half * 0.9
        windows(site, front, -half * 0.45 if k else -half * 0.5, y, wide, tall, count=2, pitch=pitch if k else half,
            style=style)  # fmt: skip
        windows(site, block.face("back"), -half * 0.45, y, wide, tall, count=2, pitch=pitch, style="slit", spare=1)
        if k:
            windows(site, block.face("left"), 0.0, y, wide, tall, style=style, array=block.twice(), spare=1)
    site.box(Phase.DETAIL, front.at(-1.05, 3.1, 0.05), front.size(0.36, 0.9, 0.03), ("cloth", look.accent), "flag",
        array=Array(2, (2.1, 0, 0)), spare=1)  # fmt: skip
    for k in range(1, count + 1):
        _string_course(site, block, FLOOR + k * high - 0.1, 0.12)
    lantern(site, front, 0.95, 2.2)
    hall = rooms[0]
    hall.door("front", 0.0, 2.0)
    hall.reserve(-0.6, 0.6, hall.z0, hall.z1 - 1.5)
    hall.hearth(("back",))
    hall.table(wide=2.4)
    hall.table(wide=2.0)
    hall.container("barrel", 2)
    hall.shelf()
    hall.ceiling_beams(5)
    site.box(Phase.INSIDE, (0, FLOOR + 0.04, 0.3), (0.7, 0.03, half - 1.8), ("cloth", look.accent), "rug", spare=1)
    for room in rooms[1:count]:
        room.bed()
        room.container("chest", 2)
        room.shelf()
        room.hang_lamp()
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (half, y1, -half * 0.4), (1.5, 1.8, 1.6), seed=2)
        site.cut(Phase.OPENING, "blob", (-half, y1 + 0.4, half), (1.8, 2.0, 1.8), seed=9)
        trim.rubble(site, front, half * 0.5, 3)
    elif look.rich and not look.snow:
        trim.ivy(site, front, -half * 0.72, 5.0, 1.3)
    return site.finish(built)


@grammar("tower_house")
def tower_house(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A tall narrow house of stone with bartizans and a steep roof behind its parapet: a laird's home."""
    look, built = dress(rng, wishes, storeys=(3, 3, 4), walls="stone plaster ashlar plaster",
        roofs="slate roof_tiles shingles slate", themes="village north coast spooky village")  # fmt: skip
    site = Site(name, look, rng)
    half_x, half_z = site.vary(2.5, 2.9), site.vary(2.5, 2.8)
    high = 2.66
    count = look.storeys
    y1 = FLOOR + count * high + 0.1
    block = Block(0, 0, half_x, half_z, FLOOR, y1, 0.4)
    shell(site, block, plinth=0.7)
    face = block.face("front")
    at = site.one_of(-0.6, 0.0, 0.6)
    door(site, face, at, FLOOR, 1.06, 2.2, arched=site.chance(0.6), deep=0.4)
    rooms = storeys_by_flights(site, block, [FLOOR + k * high for k in range(count)])
    rooms[0].door("front", at)
    angle = site.one_of(50, 55)
    ridge = site.one_of("x", "z")
    inner = Block(0, 0, half_x, half_z, FLOOR, y1, 0.4)
    if site.chance(0.5):
        top = roofs.gable(site, inner, angle, ridge, over=0.3, ends=-0.3, boards=False)
        # crow steps: the gable walls rise above the roof in stairs
        run = half_x if ridge == "z" else half_z
        steps = 5
        gable_face = block.face("front" if ridge == "z" else "left")
        for side in (-1, 1):
            site.box(Phase.WALL, gable_face.at(side * (run - 0.2), y1 + 0.2, -0.2), gable_face.size(0.3, 0.5, 0.22),
                look.wall, "wall", array=Array(steps, (-side * (run - 0.3) / steps if ridge == "z" else 0,
                (top - y1 - 0.5) / steps, -side * (run - 0.3) / steps if ridge == "x" else 0)))  # fmt: skip
            other = block.face("back" if ridge == "z" else "right")
            site.box(Phase.WALL, other.at(side * (run - 0.2), y1 + 0.2, -0.2), other.size(0.3, 0.5, 0.22), look.wall,
                "wall", array=Array(steps, (-side * (run - 0.3) / steps if ridge == "z" else 0,
                (top - y1 - 0.5) / steps, -side * (run - 0.3) / steps if ridge == "x" else 0)))  # fmt: skip
    else:
        top = roofs.hip(site, inner, site.vary(3.0, 4.0), over=0.45, ridge=0.25)
    r = 0.8
    pair = Array(2, (0, 0, 0), 180) if site.chance(0.4) else None
    sx = site.one_of(-1, 1)
    cy = y1 - high * 0.55
    site.add(Phase.WALL, "cylinder", (sx * half_x, cy + 1.0, -half_z), (r, 1.5, r), look.wall, "wall", array=pair,
        sides=10)  # fmt: skip
    site.add(Phase.WALL, "cylinder", (sx * half_x, cy - 0.86, -half_z), (r, 0.4, r), look.stone, "ornament", array=pair,
        sides=10, rotation=(0, 180, 0), taper=(0.3, 0.3))  # fmt: skip
    rise = site.vary(1.8, 2.6)
    site.add(Phase.ROOF, "cylinder", (sx * half_x, cy + 2.5 + rise / 2, -half_z), (r + 0.24, rise / 2, r + 0.24),
        look.roof, "roof", array=pair, taper=(0.03, 0.03), sides=10)  # fmt: skip
    site.box(Phase.DETAIL, (sx * half_x, cy + 1.3, -half_z - r + 0.02), (0.16, 0.36, 0.08), ("glass", GLASS), "window",
        light=site.glow(2.0))  # fmt: skip
    for k in range(count):
        y = FLOOR + k * high + 0.9
        if k:
            windows(site, face, -0.85, y, 0.7, 1.1, count=2, pitch=1.7, style=site.one_of("cross", "plain", "arch"),
                shutters=k == 1 and look.rich)  # fmt: skip
        else:
            windows(site, face, -1.4 if at > 0 else 1.4, y + 0.2, 0.4, 0.8, style="plain", spare=1)
        if k % 2 == 1:
            windows(site, block.face("back"), -0.6, y, 0.6, 1.0, count=2, pitch=1.3, style="plain", spare=1)
        else:
            windows(site, block.face("left"), 0.0, y, 0.5, 0.9, style="plain", array=block.twice(), spare=1)
    _string_course(site, block, FLOOR + (count - 1) * high - 0.1)
    roofs.chimney(site, -sx * (half_x - 0.5), 0.0, y1 - 0.1, top + 0.5, 0.44,
        look.wall if look.wall[0] != "plaster" else None)  # fmt: skip
    rooms[0].hearth(("back",))
    rooms[0].table(wide=1.2)
    rooms[0].container("barrel")
    for room in rooms[1:]:
        room.bed()
        room.container("chest")
        room.shelf(goods=False)
    rooms[-1].table(wide=1.0)
    lantern(site, face, at + 0.95, 2.0)
    if look.ruined:
        trim.breach(site, block, y1)
    elif look.rich and not look.snow:
        trim.ivy(site, face, 1.8 if at < 0.3 else -1.8, 5.4, 0.9)
    if not look.plain:
        trim.barrels(site, face, 1.5 if at < 0.3 else -2.0, 1)
    return site.finish(built)

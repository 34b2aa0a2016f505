"""Of today and tomorrow: modern house, apartment block, bus stop, water tower, space habitat, rocket, radar dish."""

from __future__ import annotations

from math import cos, radians, sin

import msgspec
import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.climbing import polar, ring
from nacre.teacher.grammar.buildings.interior import DARK, FLOOR, WOOD, Room, flight, passage, shell, storey_floor
from nacre.teacher.grammar.buildings.openings import door, lantern, windows
from nacre.teacher.grammar.buildings.palette import Paint, dress
from nacre.teacher.grammar.buildings.site import SNOW, Block, Phase, Site
from nacre.teacher.grammar.registry import grammar

GLASS = 5 * 64 + 6 * 8 + 7
IRON: Paint = ("iron", 73)
WHITE: Paint = ("paint", 7 * 64 + 7 * 8 + 7)


def _slab(site: Site, block: Block, over: float, thick: float = 0.26) -> None:
    """A flat roof that overhangs, with a thin fascia; gravel or snow on it."""
    y = block.y1 + thick / 2 - 0.02
    site.box(Phase.ROOF, (block.cx, y, block.cz), (block.hx + over, thick / 2, block.hz + over), site.look.roof, "roof",
        bevel=0.02)  # fmt: skip
    if site.look.snow:
        site.box(Phase.DETAIL, (block.cx, y + thick / 2 + 0.06, block.cz), (block.hx + over - 0.06, 0.08,
            block.hz + over - 0.06), ("snow", SNOW), "snow")  # fmt: skip


@grammar("modern_house")
def modern_house(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Boxes of concrete, wood and glass: a cantilevered upper box, a terrace, a carport, planters."""
    look, built = dress(rng, wishes, storeys=(1, 2, 2), themes="modern",
        walls="concrete paint paint brick planks plaster", roofs="concrete slate iron",
        conditions="new new new worn")  # fmt: skip
    site = Site(name, look, rng)
    count = min(look.storeys, 3)
    high = site.vary(2.8, 3.0)
    side = site.one_of(-1, 1)
    hx, hz = site.vary(3.6, 4.4), site.vary(3.0, 3.6)
    t = 0.26
    y1 = FLOOR + high + 0.06
    main = Block(-side * 0.8, 0, hx, hz, FLOOR, y1 + (0.08 if count == 1 else 0), t)
    shell(site, main, plinth=0.12)
    front = main.face("front")
    at = side * (hx - 0.9)
    door(site, front, at, FLOOR, 1.1, 2.3, frame=("paint", look.detail), deep=0.3)
    glass_wide = min(4.2, 2 * hx - 2.6)
    windows(site, front, at - side * (0.95 + glass_wide / 2), FLOOR + 0.12, glass_wide, 2.3, style="plain",
        frame=("iron", look.detail))  # fmt: skip
    bars = max(2, round(glass_wide / 1.2))
    site.box(Phase.LEAF, front.at(at - side * 0.95 - side * glass_wide / (bars + 1), FLOOR + 1.27, -0.12),
        front.size(0.03, 1.15, 0.03), ("iron", look.detail), "frame", array=Array(bars,
        front.step(-side * glass_wide / (bars + 1))) if bars > 1 else None, spare=1)  # fmt: skip
    windows(site, main.face("back"), -hx * 0.4, FLOOR + 1.3, 1.6, 0.8, count=2, pitch=hx * 0.8, style="plain",
        frame=("iron", look.detail), spare=1)  # fmt: skip
    windows(site, main.face("left"), 0.2, FLOOR + 1.4, 1.4, 0.6, array=main.twice(), style="plain", frame=("iron",
        look.detail), spare=1)  # fmt: skip
    rooms = [Room.of(site, main, FLOOR, high - 0.22)]
    rooms[0].door("front", main.cx + at)
    # a clad panel beside the door in another material
    cladding: Paint = ("planks", look.accent) if look.wall[0] != "planks" else ("concrete", look.detail)
    site.box(Phase.DETAIL, front.at(at + side * 0.72, FLOOR + high / 2, 0.02), front.size(0.2, high / 2, 0.05),
        cladding, "wall", spare=1)  # fmt: skip
    top = main
    for k in range(1, count):
        out = side * site.vary(0.8, 1.6) * (1 if k == 1 else -0.6)
        upper = Block(main.cx + out, -site.vary(0.5, 1.1), hx * site.vary(0.78, 0.9), hz - site.vary(0.1, 0.4),
            FLOOR + k * high, FLOOR + (k + 1) * high + 0.1, t)  # fmt: skip
        shell(site, upper, ground=False)
        face = upper.face("front")
        wide = upper.hx * 1.3
        windows(site, face, 0.0, upper.y0 + 0.5, wide, 1.7, style="plain", frame=("iron", look.detail))
        site.box(Phase.LEAF, face.at(-wide / 4, upper.y0 + 1.35, -0.12), face.size(0.03, 0.85, 0.03), ("iron",
            look.detail), "frame", array=Array(3, face.step(wide / 4)), spare=1)  # fmt: skip
        fins = 9
        site.box(Phase.DETAIL, face.at(-upper.hx + 0.12, upper.y0 + high / 2, 0.1), face.size(0.03, high / 2, 0.12),
            cladding, "ornament", array=Array(fins, face.step(0.16)), spare=1)  # fmt: skip
        windows(site, upper.face("back"), 0.0, upper.y0 + 1.2, 1.8, 0.9, style="plain", frame=("iron", look.detail),
            spare=1)  # fmt: skip
        windows(site, upper.face("left"), 0.0, upper.y0 + 0.9, 0.8, 1.4, array=upper.twice(), style="plain",
            frame=("iron", look.detail), spare=1)  # fmt: skip
        # both rooms share the span in which the flight lies
        shared = Block(max(main.cx - hx, upper.cx - upper.hx) / 2 + min(main.cx + hx, upper.cx + upper.hx) / 2, 0,
            (min(main.cx + hx, upper.cx + upper.hx) - max(main.cx - hx, upper.cx - upper.hx)) / 2, min(hz,
            upper.cz + upper.hz), FLOOR, y1, t)  # fmt: skip
        lower, above = (Room.of(site, shared, FLOOR + (k - 1) * high, high - 0.2), Room.of(site, upper, upper.y0,
            high - 0.22))  # fmt: skip
        flight(site, lower, above, "back", high, towards=1 if k == 1 else -1, slab=0.6)
        rooms[k - 1].taken += lower.taken
        rooms.append(above)
        top = upper
    _slab(site, top, site.vary(0.3, 0.6))
    if count > 1:
        # what of the lower roof is not built over is a terrace with a glass rail
        _slab(site, main, 0.06, 0.12)
        for upper_room in rooms[1:]:
            site.cut(Phase.ROOM, "box", ((upper_room.x0 + upper_room.x1) / 2, upper_room.floor + 0.9,
                (upper_room.z0 + upper_room.z1) / 2), ((upper_room.x1 - upper_room.x0) / 2, 0.9,
                (upper_room.z1 - upper_room.z0) / 2), "room")  # fmt: skip
    # carport or pergola
    if site.chance(0.6):
        x = main.cx + side * (hx + 1.5)
        site.box(Phase.ROOF, (x, 2.6, -0.4), (1.6, 0.1, hz), look.roof, "roof")
        site.box(Phase.DETAIL, (x + side * 1.4, 1.1, -0.4 - hz + 0.2), (0.06, 1.52, 0.06), ("iron", look.detail),
            "post", array=Array(2, (0, 0, 2 * hz - 0.4)))  # fmt: skip
        site.box(Phase.FOUNDATION, (x, -0.16, -0.4), (1.6, 0.2, hz), ("concrete", look.stone[1]), "floor")
    else:
        site.box(Phase.DETAIL, front.at(at, FLOOR + 2.62, 0.6), front.size(1.0, 0.06, 0.64), look.roof, "awning")
    # planters and a low wall
    if not look.plain:
        site.box(Phase.DETAIL, front.at(at - side * 2.6, 0.26, 0.9), front.size(1.1, 0.32, 0.28), ("concrete",
            look.stone[1]), "container", spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "blob", front.at(at - side * 2.6, 0.7, 0.9), front.size(1.05, 0.3, 0.3), ("leaves",
            look.leaf), "leaf", seed=int(rng.integers(1, 50)), spare=1)  # fmt: skip
        lantern(site, front, at - side * 0.75, FLOOR + 1.9)
    if look.rich:
        site.box(Phase.DETAIL, (top.cx, top.y1 + 0.5, top.cz), (0.9, 0.04, 0.6), ("glass", 1 * 64 + 1 * 8 + 3),
            "detail", rotation=(0, -25, 0), array=Array(2, (2.0 if top.hx > 2.4 else 1.85, 0, 0)), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (top.cx + 0.9, top.y1 + 0.32, top.cz), (1.0, 0.3, 0.05), IRON, "detail", spare=1)
    ground = rooms[0]
    ground.table(wide=1.6)
    ground.counter(2.0)
    spot = ground.place(2.0, 0.9, ("left", "right", "back"))
    if spot:
        x, z, ax, az, _ = spot
        site.box(Phase.INSIDE, (x, FLOOR + 0.22, z), (ax, 0.22, az), ("cloth", look.accent), "seat", bevel=0.05)
        site.box(Phase.INSIDE, (x, FLOOR + 0.6, z + (az - 0.12 if ax > az else 0)), (ax, 0.24,
            0.12 if ax > az else az), ("cloth", look.accent), "seat", bevel=0.05, spare=1)  # fmt: skip
    ground.shelf()
    ground.rug()
    ground.hang_lamp()
    if count == 1:
        ground.bed()
    for room in rooms[1:]:
        room.bed()
        room.shelf()
        room.rug()
    if look.ruined:
        trim.breach(site, main, y1)
    return site.finish(msgspec.structs.replace(built, storeys=count))


@grammar("apartment_block")
def apartment_block(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Flats: rows of windows and balconies, a stair from floor to floor up to the roof with its tanks."""
    look, built = dress(rng, wishes, storeys=(3, 4, 4), themes="modern", walls="concrete brick brick paint plaster",
        roofs="concrete slate iron")  # fmt: skip
    site = Site(name, look, rng)
    count, high = look.storeys, site.vary(2.8, 3.0)
    hx, hz = site.vary(5.2, 7.4), site.vary(3.8, 4.8)
    t = 0.3
    y1 = FLOOR + count * high + 0.1
    block = Block(0, 0, hx, hz, FLOOR, y1, t)
    shell(site, block, plinth=0.5)
    front, back = block.face("front"), block.face("back")
    iron: Paint = ("iron", look.detail)
    door(site, front, 0.0, FLOOR, 1.2, 2.3, frame=iron, deep=0.3)
    site.box(Phase.DETAIL, front.at(0, FLOOR + 2.62, 0.7), front.size(1.4, 0.08, 0.74), site.painted, "awning")
    site.box(Phase.DETAIL, front.at(-1.2, 1.2, 1.3), (0.05, 1.4, 0.05), iron, "post", array=Array(2, front.step(2.4)),
        spare=1)  # fmt: skip
    # windows column by column: one array climbs all the storeys
    half_columns = 2 if hx < 6.4 else 3
    pitch = (hx - 1.3) / half_columns
    up = Array(count, (0, high, 0)) if count > 1 else None
    style = site.one_of("plain", "cross")
    balconies = site.chance(0.75)
    for k in range(half_columns):
        for s in (-1, 1):
            u = s * (1.3 + pitch * (k + 0.42))
            windows(site, front, u, FLOOR + 0.86, 1.0 if k % 2 else 1.2, 1.3, style=style if k == 0 else "plain",
                array=up, frame=iron)  # fmt: skip
    for s in (-1, 1):
        windows(site, back, s * hx * 0.5, FLOOR + 1.0, 1.3, 1.2, style="plain", array=up, frame=iron, spare=1)
    end_sill = FLOOR + (high if count > 1 else 0.0) + 1.0
    windows(site, block.face("left"), 0.4, end_sill, 0.9, 1.1, style="plain", array=block.twice(), frame=iron,
        spare=1)  # fmt: skip
    if count > 1:
        # a stairwell window over the door
        windows(site, front, 0.0, FLOOR + high + 0.5, 1.0, 1.3, style="plain", array=Array(count - 1, (0, high,
            0)) if count > 2 else None, frame=iron)  # fmt: skip
    if balconies and count > 1:
        rows = Array(count - 1, (0, high, 0)) if count > 2 else None
        for s in (-1, 1):
            u = s * (1.3 + pitch * 0.5)
            wide = min(1.1, pitch * 0.48)
            y = FLOOR + high
            site.box(Phase.DETAIL, front.at(u, y + 0.02, 0.5), front.size(wide, 0.09, 0.56), ("concrete",
                look.stone[1]), "balcony", array=rows)  # fmt: skip
            site.box(Phase.DETAIL, front.at(u, y + 0.56, 1.0), front.size(wide, 0.46, 0.04), site.painted, "railing",
                array=rows)  # fmt: skip
            for e in (-1, 1):
                site.box(Phase.DETAIL, front.at(u + e * (wide - 0.04), y + 0.56, 0.5), front.size(0.04, 0.46, 0.52),
                    site.painted, "railing", array=rows, spare=1)  # fmt: skip
            if look.rich:
                site.add(Phase.DETAIL, "blob", front.at(u - 0.4, y + 1.05, 0.92), (0.36, 0.2, 0.2), ("leaves",
                    look.flower), "flower", seed=3, array=rows, spare=2)  # fmt: skip
    # bands between storeys, roof with a parapet, stair head, tank, aerial
    if not look.plain:
        bands = Array(count, (0, high, 0)) if count > 1 else None
        site.box(Phase.DETAIL, front.at(0, FLOOR + high - 0.04, -0.02), front.size(hx + 0.06, 0.1, 0.1), ("concrete",
            look.stone[1]), "ornament", array=bands, spare=1)  # fmt: skip
        site.box(Phase.DETAIL, back.at(0, FLOOR + high - 0.04, -0.02), back.size(hx + 0.06, 0.1, 0.1), ("concrete",
            look.stone[1]), "ornament", array=bands, spare=1)  # fmt: skip
    roofs.flat(site, block, 0.6)
    x = site.one_of(-1, 1) * hx * 0.5
    site.box(Phase.DETAIL, (x, y1 + 1.1, 0.4), (1.3, 1.1, 1.1), look.wall, "wall")
    site.box(Phase.DETAIL, (x, y1 + 2.24, 0.4), (1.45, 0.1, 1.25), look.roof, "roof")
    site.box(Phase.DETAIL, (x, y1 + 1.1, -0.72), (0.46, 0.98, 0.04), site.painted, "detail", spare=1)
    if site.chance(0.6):
        site.add(Phase.DETAIL, "cylinder", (-x, y1 + 1.6, 0.6), (0.9, 0.9, 0.9), WOOD, "container", sides=12, spare=1)
        site.add(Phase.DETAIL, "cylinder", (-x, y1 + 2.8, 0.6), (1.0, 0.34, 1.0), look.roof, "roof", sides=12,
            taper=(0.1, 0.1), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (-x - 0.5, y1 + 0.4, 0.1), (0.07, 0.5, 0.07), IRON, "post", array=Array(2, (1.0, 0,
            1.0)), spare=1)  # fmt: skip
    site.box(Phase.DETAIL, (x * 0.2, y1 + 0.9, 0.8), (0.03, 1.0, 0.03), IRON, "mast", spare=2)
    site.box(Phase.DETAIL, (x * 0.2, y1 + 1.4, 0.8), (0.4, 0.02, 0.02), IRON, "mast", array=Array(3, (0, 0.18, 0)),
        spare=2)  # fmt: skip
    site.box(Phase.DETAIL, (-x * 0.4, y1 + 0.4, -1.0), (0.5, 0.36, 0.4), ("iron", 5 * 64 + 5 * 8 + 5), "detail",
        bevel=0.03, spare=2)  # fmt: skip
    # inside: floors, flights on the back wall and the front wall in turn, a flat on each storey
    floors = [FLOOR + k * high for k in range(count)]
    inner = Block(0, 0, hx, hz, FLOOR, y1, t)
    rooms = [Room.of(site, inner, y, high - 0.22) for y in floors]
    for k in range(count - 1):
        storey_floor(site, block, floors[k + 1])
        flight(site, rooms[k], rooms[k + 1], "back", high, towards=1 if k % 2 == 0 else -1,
            start=(-1 if k % 2 == 0 else 1) * (hx - 1.6), railing=k == 0 or site.count() < 80)  # fmt: skip
    rooms[0].door("front", 0.0, 2.0)
    rooms[0].container("crate", 2)
    rooms[0].table()
    rooms[0].shelf()
    for room in rooms[1:]:
        room.bed()
        room.table(wide=1.2)
        room.shelf(goods=False)
    lantern(site, front, 0.9, FLOOR + 2.0)
    if look.ruined:
        trim.breach(site, block, y1)
        trim.rubble(site, front, 2.0, 3)
    return site.finish(built)


@grammar("bus_stop")
def bus_stop(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A shelter with a bench, a timetable and a sign on a post."""
    look, built = dress(rng, wishes, themes="modern modern village", walls="glass glass brick planks concrete",
        roofs="iron paint shingles concrete", accents="125 620 132 511 641", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    half, deep, high = site.vary(1.5, 2.0), site.vary(0.7, 0.9), site.vary(2.3, 2.5)
    iron: Paint = ("iron", look.detail)
    site.box(Phase.FOUNDATION, (0, -0.22, 0), (half + 0.6, 0.34, deep + 0.7), ("concrete", look.stone[1]), "floor",
        bevel=0.03)  # fmt: skip
    y = 0.1
    solid = look.wall[0] != "glass"
    site.box(Phase.WALL, (0, y + (high if solid else high + 0.1) / 2, deep), (half, high / 2 - (0.0 if solid else 0.15),
        0.08 if solid else 0.03), look.wall, "wall")  # fmt: skip
    for s in (-1, 1):
        site.box(Phase.WALL, (s * half, y + (high if solid else high + 0.1) / 2, 0.1), (0.08 if solid else 0.03,
            high / 2 - (0.0 if solid else 0.15), deep - 0.1), look.wall, "wall")  # fmt: skip
    site.box(Phase.DETAIL, (-half, y + high / 2, -deep + 0.04), (0.05, high / 2, 0.05), iron, "post", array=Array(2,
        (2 * half, 0, 0)))  # fmt: skip
    site.box(Phase.DETAIL, (-half, y + high / 2, deep), (0.05, high / 2, 0.05), iron, "post", array=Array(3, (half, 0,
        0)))  # fmt: skip
    kind = site.one_of("flat", "gable", "curve")
    if kind == "gable":
        roofs.gable(site, Block(0, 0, half, deep, 0, y + high, 0.1), 30, "x", over=0.3, ends=0.3, thick=0.12)
    elif kind == "curve":
        site.add(Phase.ROOF, "cylinder", (0, y + high - 0.1, 0), (deep + 0.35, half + 0.3, 0.5), look.roof, "roof",
            rotation=(90, 90, 0), sides=16)  # fmt: skip
        site.cut(Phase.ROOM, "box", (0, y + high - 0.5, 0), (half + 0.6, 0.5, deep + 0.5), "room")
        site.box(Phase.ROOF, (0, y + high + 0.04, 0), (half + 0.3, 0.06, deep + 0.3), look.roof, "roof")
    else:
        site.box(Phase.ROOF, (0, y + high + 0.06, -0.1), (half + 0.3, 0.09, deep + 0.4), look.roof, "roof", rotation=(0,
            5, 0), bevel=0.03)  # fmt: skip
    if look.snow and kind != "gable":
        site.box(Phase.DETAIL, (0, y + high + 0.22 + (0.3 if kind == "curve" else 0), -0.05), (half + 0.2, 0.1,
            (deep + 0.25) * (0.6 if kind == "curve" else 1)), ("snow", SNOW), "snow", bevel=0.04)  # fmt: skip
    site.box(Phase.DETAIL, (0, y + high - 0.1, -deep), (half, 0.14, 0.03), ("paint", look.accent), "sign")
    site.box(Phase.INSIDE, (-0.2, y + 0.45, deep - 0.34), (half - 0.5, 0.04, 0.22), WOOD if site.chance(0.5) else iron,
        "seat")  # fmt: skip
    site.box(Phase.INSIDE, (-0.2 - half + 0.9, y + 0.2, deep - 0.34), (0.04, 0.24, 0.18), iron, "seat", array=Array(2,
        (2 * half - 1.4, 0, 0)))  # fmt: skip
    site.box(Phase.INSIDE, (half * 0.5, y + 1.5, deep - 0.1), (0.3, 0.44, 0.03), WHITE, "sign", light=site.glow(2.0),
        spare=1)  # fmt: skip
    site.box(Phase.INSIDE, (half * 0.5, y + 1.5, deep - 0.14), (0.24, 0.03, 0.02), ("paint", look.accent), "sign",
        array=Array(4, (0, 0.14, 0)), spare=2)  # fmt: skip
    # the post with its sign
    x = half + 0.9
    site.box(Phase.FOUNDATION, (x, -0.3, -deep + 0.1), (0.3, 0.42, 0.3), ("concrete", look.stone[1]), "foundation")
    site.add(Phase.DETAIL, "cylinder", (x, 1.4, -deep + 0.1), (0.05, 1.5, 0.05), iron, "post", sides=8)
    site.add(Phase.DETAIL, "cylinder", (x, 2.8, -deep + 0.04), (0.36, 0.04, 0.36), ("paint", look.accent), "sign",
        rotation=(0, 90, 0), sides=16)  # fmt: skip
    site.box(Phase.DETAIL, (x, 2.8, -deep - 0.02), (0.16, 0.1, 0.03), WHITE, "sign", spare=1)
    site.box(Phase.DETAIL, (x, 2.15, -deep + 0.04), (0.24, 0.2, 0.03), WHITE, "sign", spare=1)
    site.add(Phase.DETAIL, "cylinder", (-half - 0.4, y + 0.36, -deep + 0.3), (0.2, 0.38, 0.2), iron, "container",
        sides=10, spare=1)  # fmt: skip
    if look.lit:
        site.box(Phase.INSIDE, (0, y + high - 0.06, 0), (half * 0.6, 0.04, 0.08), ("light", look.lamp), "lamp",
            light=Light(look.lamp, 4.0), spare=1)  # fmt: skip
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (half, y + 1.4, deep), (0.6, 0.7, 0.5), seed=4)
    if look.rich:
        site.box(Phase.DETAIL, (-half - 0.35, y + 0.24, deep - 0.2), (0.26, 0.28, 0.4), ("concrete", look.stone[1]),
            "container", spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "blob", (-half - 0.35, y + 0.66, deep - 0.2), (0.3, 0.26, 0.4), ("leaves", look.leaf),
            "leaf", seed=6, spare=1)  # fmt: skip
    return site.finish(built)


@grammar("space_habitat")
def space_habitat(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A dome with an air lock, a second module joined by a tube, aerials, tanks, light strips."""
    look, built = dress(rng, wishes, storeys=(1,), themes="future", walls="paint paint iron", roofs="paint iron glass",
        conditions="new new worn")  # fmt: skip
    site = Site(name, look, rng)
    r, wall_high = site.vary(3.2, 4.0), site.vary(1.6, 2.2)
    sides = site.one_of(10, 12, 16)
    t = 0.24
    floor = FLOOR
    dome = site.one_of("ellipsoid", "ellipsoid", "cone")
    rise = site.vary(1.6, 2.4)
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.24, 0), (r + 0.3, 0.36, r + 0.3), ("concrete", look.stone[1]),
        "foundation", sides=sides, bevel=0.04)  # fmt: skip
    site.add(Phase.WALL, "cylinder", (0, (floor + wall_high) / 2 + 0.1, 0), (r, (wall_high - floor) / 2 + 0.24, r),
        look.wall, "room", op="hollow", thickness=t, sides=sides)  # fmt: skip
    top = wall_high + 0.3
    if dome == "ellipsoid":
        site.add(Phase.ROOF, "ellipsoid", (0, top - 0.1, 0), (r, rise, r),
            look.roof if look.roof[0] != "glass" else ("glass", look.roof[1]), "roof")  # fmt: skip
        site.add(Phase.ROOM, "ellipsoid", (0, top - 0.1, 0), (r - 0.22, rise - 0.2, r - 0.22), ("plaster", SNOW),
            "room", op="cut")  # fmt: skip
    else:
        site.add(Phase.ROOF, "cylinder", (0, top + rise * 0.4, 0), (r + 0.06, rise * 0.5, r + 0.06), look.roof, "roof",
            taper=(0.4, 0.4), sides=sides)  # fmt: skip
        site.add(Phase.ROOM, "cylinder", (0, top + rise * 0.34, 0), (r - 0.24, rise * 0.46, r - 0.24), ("plaster",
            SNOW), "room", op="cut", taper=(0.4, 0.4), sides=sides)  # fmt: skip
    site.cut(Phase.ROOM, "cylinder", (0, floor + (top - floor) / 2, 0), (r - t - 0.02, (top - floor) / 2, r - t - 0.02),
        "room", sides=sides)  # fmt: skip
    site.add(Phase.FLOOR, "cylinder", (0, floor - 0.04, 0), (r - t + 0.08, 0.06, r - t + 0.08), ("concrete",
        look.stone[1]), "floor", sides=sides)  # fmt: skip
    ring(site, r + 0.04, top - 0.24, 0.26, 0.16, 12, ("paint", look.accent), "ornament", share=1.02, offset=15)
    # air lock: a rounded box at the front with the door
    lock = Block(0, -r - 0.7, 1.0, 1.25, floor, floor + 2.5, 0.18)
    shell(site, lock, plinth=0.1, floor=("concrete", look.stone[1]), bevel=0.12)
    face = lock.face("front")
    door(site, face, 0.0, floor, 1.1, 2.2, frame=("paint", look.detail), leaf=("paint", look.accent), deep=0.3)
    passage(site, 0, -r + 0.1, floor, 0.62, 0.7, 2.2)
    site.box(Phase.DETAIL, face.at(0, floor + 2.36, 0.06), face.size(0.5, 0.05, 0.04), ("light", look.lamp), "lamp",
        light=Light(look.lamp, 4.0))  # fmt: skip
    # round windows
    row = Array(2, (0, 0, 0), site.one_of(60, 80, 90, 100))
    start = -20
    for angle in (start, 200 if row.turn > 70 else 190):
        c = polar(r - 0.06, angle, floor + 1.2)
        site.add(Phase.DETAIL, "cylinder", c, (0.52, 0.2, 0.52), ("paint", look.detail), "frame", rotation=(angle + 90,
            90, 0), sides=12, spare=1)  # fmt: skip
        g = polar(r + 0.1, angle, floor + 1.2)
        site.add(Phase.DETAIL, "cylinder", g, (0.4, 0.07, 0.4), ("glass", GLASS), "window", rotation=(angle + 90, 90,
            0), sides=12, light=site.glow(3.0))  # fmt: skip
    # second module behind, joined by a tube
    if not look.plain:
        side = site.one_of(-1, 1)
        cx, cz, rr = side * (r + 2.6), site.vary(-0.6, 1.4), site.vary(1.7, 2.2)
        site.add(Phase.FOUNDATION, "cylinder", (cx, -0.24, cz), (rr + 0.2, 0.36, rr + 0.2), ("concrete", look.stone[1]),
            "foundation", sides=sides)  # fmt: skip
        site.add(Phase.WALL, "cylinder", (cx, 1.1, cz), (rr, 1.3, rr), look.wall, "wall", sides=sides, bevel=0.1)
        site.add(Phase.WALL, "ellipsoid", (cx, 2.3, cz), (rr, 1.1, rr), look.roof, "roof")
        site.add(Phase.WALL, "cylinder", (side * (r + 0.9), 1.2, cz * 0.5), (0.8, 1.6, 0.8), look.wall, "wall",
            rotation=(0, 0, 90), sides=12)  # fmt: skip
        site.cut(Phase.ROOM, "cylinder", (0, floor + (top - floor) / 2, 0), (r - t - 0.02, (top - floor) / 2,
            r - t - 0.02), "room", sides=sides)  # fmt: skip
        for k in (-0.4, 0.4):
            site.add(Phase.DETAIL, "cylinder", (side * (r + 0.7 + k), 1.2, cz * 0.5), (0.86, 0.08, 0.86), ("paint",
                look.accent), "ornament", rotation=(0, 0, 90), sides=12, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (cx, 1.5, cz - rr + 0.02), (0.4, 0.08, 0.4), ("glass", GLASS), "window",
            rotation=(0, 90, 0), sides=12, light=site.glow(2.0), spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (cx, 3.6, cz), (0.06, 0.9, 0.06), IRON, "mast", sides=6, spare=1)
        site.add(Phase.DETAIL, "ellipsoid", (cx, 4.5, cz), (0.1, 0.1, 0.1), ("light", 7 * 64 + 1 * 8 + 1), "lamp",
            light=Light(7 * 64 + 8 + 1, 3.0), spare=1)  # fmt: skip
    # dish, tanks, panels
    y = top + rise - 0.2 if dome == "ellipsoid" else top + rise * 0.84
    site.add(Phase.DETAIL, "cylinder", (0, y + 0.4, 0), (0.08, 0.6, 0.08), IRON, "mast", sides=6)
    site.add(Phase.DETAIL, "cylinder", (0, y + 1.0, 0), (0.2, 0.16, 0.2), ("paint", look.detail), "detail",
        rotation=(30, 140, 0), sides=12)  # fmt: skip
    site.add(Phase.DETAIL, "cylinder", (0.08, y + 1.16, -0.14), (0.62, 0.12, 0.62), WHITE, "detail", rotation=(30, 140,
        0), taper=(0.5, 0.5), sides=12, spare=1)  # fmt: skip
    x = -r - 0.9 if look.plain or cx > 0 else r + 0.9
    site.add(Phase.DETAIL, "capsule", (x, 0.9, 0.4), (0.5, 1.1, 0.5), ("paint", look.roof[1]), "container",
        array=Array(2, (0, 0, 1.2)), spare=1)  # fmt: skip
    for s in (-1, 1):
        site.box(Phase.DETAIL, (s * (r * 0.62), 0.9, r * 0.9 + 1.4), (0.9, 0.04, 0.6), ("glass", 1 * 64 + 1 * 8 + 4),
            "detail", rotation=(0, -30, 0), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (s * (r * 0.62), 0.3, r * 0.9 + 1.4), (0.06, 0.62, 0.06), IRON, "post", spare=1)
    if look.rich:
        ring(site, r + 0.3, 0.06, 0.06, 0.06, 12, ("light", look.lamp), "lamp", share=0.4, offset=15)
    # inside: bunks, desk with screen, hydroponics
    site.box(Phase.INSIDE, (-r * 0.5, floor + 0.3, r * 0.42), (0.5, 0.3, 0.95), WHITE, "bed", bevel=0.05)
    site.box(Phase.INSIDE, (-r * 0.5, floor + 0.62, r * 0.42 - 0.14), (0.46, 0.05, 0.78), ("cloth", look.accent), "bed")
    site.box(Phase.INSIDE, (r * 0.5, floor + 0.72, r * 0.4), (0.4, 0.05, 0.9), WHITE, "table")
    site.box(Phase.INSIDE, (r * 0.56, floor + 0.36, r * 0.4), (0.2, 0.36, 0.7), DARK, "table", spare=1)
    site.box(Phase.INSIDE, (r * 0.6, floor + 1.02, r * 0.4), (0.04, 0.3, 0.5), ("light", 2 * 64 + 5 * 8 + 7), "detail",
        light=Light(2 * 64 + 5 * 8 + 7, 2.0))  # fmt: skip
    site.box(Phase.INSIDE, (0, floor + 0.45, r * 0.66), (0.8, 0.45, 0.3), WHITE, "shelf", spare=1)
    site.add(Phase.INSIDE, "blob", (0, floor + 1.1, r * 0.66), (0.7, 0.26, 0.26), ("leaves", 2 * 64 + 5 * 8 + 1),
        "leaf", seed=3, spare=1)  # fmt: skip
    site.add(Phase.INSIDE, "cylinder", (r * 0.1, floor + 0.24, r * 0.2), (0.24, 0.24, 0.24), ("cloth", look.accent),
        "seat", spare=2)  # fmt: skip
    return site.finish(built)


@grammar("rocket")
def rocket(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A rocket: storybook ship with fins and portholes, or a tall stage beside its gantry."""
    look, built = dress(rng, wishes, themes="future", walls="paint", roofs="paint", blank=("storeys", "season"),
        wall_colours="777 777 667 776 620 466", roof_colours="611 511 125 630 222 146",
        conditions="new new worn")  # fmt: skip
    site = Site(name, look, rng)
    story = site.chance(0.55)
    body, nose = look.wall, look.roof
    accent: Paint = ("paint", look.accent)
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.2, 0), (4.0, 0.3, 4.0), ("concrete", look.stone[1]), "foundation",
        sides=16)  # fmt: skip
    if story:
        r, foot, tall = site.vary(1.5, 1.9), site.vary(1.3, 1.7), site.vary(6.0, 8.0)
        site.add(Phase.WALL, "cylinder", (0, foot + tall * 0.2, 0), (r, tall * 0.2, r), body, "body", sides=16,
            rotation=(0, 180, 0), taper=(0.72, 0.72))  # fmt: skip
        site.add(Phase.WALL, "cylinder", (0, foot + tall * 0.56, 0), (r, tall * 0.16, r), body, "body", sides=16,
            taper=(0.92, 0.92))  # fmt: skip
        site.add(Phase.WALL, "cylinder", (0, foot + tall * 0.8, 0), (r * 0.92, tall * 0.08, r * 0.92), body, "body",
            sides=16, taper=(0.78, 0.78))  # fmt: skip
        site.add(Phase.ROOF, "cylinder", (0, foot + tall * 1.06, 0), (r * 0.74, tall * 0.18, r * 0.74), nose, "roof",
            sides=16, taper=(0.06, 0.06))  # fmt: skip
        tip = foot + tall * 1.24
        site.add(Phase.DETAIL, "cylinder", (0, foot - 0.2, 0), (r * 0.6, 0.34, r * 0.6), ("iron", 2 * 64 + 2 * 8 + 2),
            "detail", sides=12, taper=(0.7, 0.7))  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (0, foot + tall * 0.41, 0), (r + 0.05, 0.14, r + 0.05), nose, "ornament",
            sides=16)  # fmt: skip
        fins = site.one_of(3, 4)
        turn = 360 // fins
        site.add(Phase.DETAIL, "wedge", polar(r + 0.44, 30, foot + 0.5), (0.12, 1.5, 0.85), nose, "fin",
            rotation=(30 - 90, 0, 0), array=Array(fins, (0, 0, 0), turn))  # fmt: skip
        site.box(Phase.DETAIL, polar(r + 1.08, 30, 0.1), (0.12, 0.72, 0.2), nose, "fin", rotation=(30 - 90, 0, 0),
            array=Array(fins, (0, 0, 0), turn))  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", polar(r + 1.08, 30, 0.14), (0.34, 0.1, 0.34), IRON, "detail",
            array=Array(fins, (0, 0, 0), turn), sides=10)  # fmt: skip
        y = foot + tall * 0.58
        holes = site.one_of(1, 2)
    else:
        r, foot, tall = site.vary(1.0, 1.3), 1.1, site.vary(10.0, 13.0)
        site.add(Phase.WALL, "cylinder", (0, foot + tall * 0.34, 0), (r, tall * 0.34, r), body, "body", sides=16)
        site.add(Phase.WALL, "cylinder", (0, foot + tall * 0.71, 0), (r, tall * 0.04, r), nose, "body", sides=16,
            taper=(0.78, 0.78))  # fmt: skip
        site.add(Phase.WALL, "cylinder", (0, foot + tall * 0.84, 0), (r * 0.78, tall * 0.1, r * 0.78), body, "body",
            sides=16)  # fmt: skip
        site.add(Phase.ROOF, "cylinder", (0, foot + tall * 1.02, 0), (r * 0.78, tall * 0.09, r * 0.78), nose, "roof",
            sides=16, taper=(0.1, 0.1))  # fmt: skip
        tip = foot + tall * 1.1
        boosters = site.one_of(2, 3, 4)
        turn = 360 // boosters
        angle = 30
        row = Array(boosters, (0, 0, 0), turn)
        site.add(Phase.WALL, "cylinder", polar(r + 0.5, angle, foot + tall * 0.2), (0.56, tall * 0.2, 0.56), body,
            "body", sides=12, array=row)  # fmt: skip
        site.add(Phase.ROOF, "cylinder", polar(r + 0.5, angle, foot + tall * 0.45), (0.56, tall * 0.06, 0.56), nose,
            "roof", sides=12, taper=(0.1, 0.1), array=row)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", polar(r + 0.5, angle, foot - 0.26), (0.46, 0.34, 0.46), ("iron",
            2 * 64 + 2 * 8 + 2), "detail", sides=12, taper=(0.6, 0.6), array=row)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (0, foot - 0.3, 0), (0.8, 0.4, 0.8), ("iron", 2 * 64 + 2 * 8 + 2), "detail",
            sides=12, taper=(0.6, 0.6))  # fmt: skip
        for k in (0.3, 0.66):
            site.add(Phase.DETAIL, "cylinder", (0, foot + tall * k, 0), (r + 0.04, 0.2, r + 0.04), accent, "ornament",
                sides=16, spare=1)  # fmt: skip
        site.box(Phase.FOUNDATION, (0, 0.3, 0), (r + 0.9, 0.5, r + 0.9), ("concrete", look.stone[1]), "foundation",
            taper=(0.8, 0.8))  # fmt: skip
        # gantry
        x = r + 2.6
        high = foot + tall * 0.9
        site.box(Phase.DETAIL, (x - 0.6, high / 2, -0.6), (0.09, high / 2, 0.09), ("iron", look.detail), "post",
            array=Array(2, (1.2, 0, 0)))  # fmt: skip
        site.box(Phase.DETAIL, (x - 0.6, high / 2, 0.6), (0.09, high / 2, 0.09), ("iron", look.detail), "post",
            array=Array(2, (1.2, 0, 0)))  # fmt: skip
        levels = int(high / 1.6)
        site.box(Phase.DETAIL, (x, 1.4, 0), (0.7, 0.06, 0.7), ("iron", look.detail), "deck", array=Array(levels, (0,
            1.6, 0)))  # fmt: skip
        site.add(Phase.DETAIL, "ladder", (x, high / 2, 0.72), (0.28, high / 2, 0.05), ("iron", look.detail), "ladder")
        arms = 3
        site.box(Phase.DETAIL, (x - 1.4, foot + tall * 0.2, 0), (1.6, 0.1, 0.24), accent, "detail", array=Array(arms,
            (0, tall * 0.26, 0)), spare=1)  # fmt: skip
        for s in (-1, 1):
            site.box(Phase.DETAIL, (x, 2.2, s * 0.64), (0.9, 0.05, 0.04), ("iron", look.detail), "beam", rotation=(0, 0,
                45), array=Array(levels - 1, (0, 1.6, 0)), spare=1)  # fmt: skip
        y = foot + tall * 0.86
        holes = 1
    site.add(Phase.DETAIL, "cylinder", (0, tip + 0.3, 0), (0.04, 0.6, 0.04), IRON, "mast", sides=6, spare=1)
    site.add(Phase.DETAIL, "ellipsoid", (0, tip + 0.9, 0), (0.11, 0.11, 0.11), ("light", 7 * 64 + 8 + 1), "lamp",
        light=Light(7 * 64 + 8 + 1, 4.0), spare=1)  # fmt: skip
    wide = r if story else r * 0.78
    for k in range(holes):
        yy = y - k * 1.6
        size = 0.46 if story else 0.28
        site.add(Phase.DETAIL, "cylinder", (0, yy, -wide + 0.04), (size, 0.14, size), ("gold",
            6 * 64 + 5 * 8 + 2) if story else IRON, "frame", rotation=(0, 90, 0), sides=16)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (0, yy, -wide - 0.06), (size * 0.76, 0.09, size * 0.76), ("glass", GLASS),
            "window", rotation=(0, 90, 0), sides=16, light=site.glow(3.0))  # fmt: skip
    if story:
        # hatch with a ladder to the ground
        yy = foot + tall * 0.26
        rr = r * 0.9
        site.box(Phase.DETAIL, polar(rr - 0.02, 90, yy + 0.5), (0.46, 0.72, 0.14), accent, "door", bevel=0.04)
        site.add(Phase.DETAIL, "cylinder", polar(rr + 0.14, 90, yy + 0.6), (0.16, 0.05, 0.16), IRON, "handle",
            rotation=(0, 90, 0), sides=10, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "ladder", (0, (yy - 0.2) / 2, -rr - 0.2), (0.28, (yy + 0.2) / 2, 0.05), IRON, "ladder")
        site.box(Phase.DETAIL, (0, yy - 0.24, -rr - 0.1), (0.4, 0.05, 0.3), IRON, "deck", spare=1)
    if look.rich:
        site.box(Phase.DETAIL, polar(r + 0.02 if not story else r * 0.96, 0, foot + tall * (0.5 if not story else 0.6)),
            (0.04, 0.5, 0.5), accent, "sign", spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (2.9, 0.4, -2.2), (0.4, 0.5, 0.4), accent, "container", sides=10,
            array=Array(2, (0.3, 0, 0.95)), spare=2)  # fmt: skip
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (r * 0.8, foot + tall * 0.5, -r * 0.4), (0.8, 1.0, 0.8), seed=3)
    return site.finish(built)


@grammar("radar_dish")
def radar_dish(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A dish on a fork that turns, above a small base with instruments."""
    look, built = dress(rng, wishes, themes="future modern", walls="paint concrete paint", roofs="paint",
        blank=("storeys", "season"), wall_colours="777 667 777 555", roof_colours="777 667 776",
        conditions="new new worn")  # fmt: skip
    site = Site(name, look, rng)
    iron: Paint = ("iron", look.detail)
    foot_kind = site.one_of("drum", "tripod", "hut")
    y = site.vary(1.8, 2.6)
    r = site.vary(2.0, 2.7)
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.2, 0), (2.0, 0.34, 2.0), ("concrete", look.stone[1]), "foundation",
        sides=12)  # fmt: skip
    if foot_kind == "drum":
        site.add(Phase.WALL, "cylinder", (0, y / 2, 0), (1.1, y / 2 + 0.1, 1.1), look.wall, "body", sides=12,
            taper=(0.7, 0.7))  # fmt: skip
        site.box(Phase.DETAIL, (0, 0.95, -1.0), (0.4, 0.85, 0.14), ("paint", look.accent), "detail", bevel=0.03)
    elif foot_kind == "hut":
        site.box(Phase.WALL, (0, y / 2, 0), (1.4, y / 2 + 0.1, 1.2), look.wall, "body", bevel=0.06)
        site.box(Phase.DETAIL, (-0.5, 0.95, -1.18), (0.4, 0.85, 0.06), ("paint", look.accent), "detail", bevel=0.03)
        site.box(Phase.DETAIL, (0.7, 1.3, -1.18), (0.36, 0.26, 0.06), ("glass", GLASS), "window", light=site.glow(2.0))
        site.box(Phase.DETAIL, (0, y + 0.1, 0), (1.5, 0.08, 1.3), iron, "deck")
    else:
        site.box(Phase.WALL, polar(0.9, 90, y / 2), (0.12, y / 2 + 0.2, 0.12), iron, "post", rotation=(0, -20, 0),
            array=Array(3, (0, 0, 0), 120))  # fmt: skip
        site.add(Phase.WALL, "cylinder", (0, y * 0.5, 0), (0.3, y * 0.5 + 0.1, 0.3), look.wall, "body", sides=8)
        site.add(Phase.DETAIL, "cylinder", (0, y - 0.02, 0), (0.8, 0.14, 0.8), iron, "deck", sides=12)
    # the turning head: yoke, dish of three rings, feed on struts
    turn = site.add(Phase.DETAIL, "cylinder", (0, y + 0.26, 0), (0.62, 0.24, 0.62), iron, "axle", sides=12,
        joint=Joint("spin", (0, y, 0), "y", 0, 360))  # fmt: skip
    for s in (-1, 1):
        site.box(Phase.DETAIL, (s * 0.62, y + 1.0, 0.1), (0.13, 0.8, 0.3), look.wall, "body", parent=turn, bevel=0.04)
    tilt = site.one_of(-40, -50, -60, -30)
    a = radians(tilt)
    hub = (0.0, y + 1.6, 0.0)

    def along(d: float) -> tuple[float, float, float]:
        """A point on the dish's axis (its mouth looks to -z and up)."""
        return hub[0], hub[1] + d * cos(a), hub[2] + d * sin(a)

    site.add(Phase.DETAIL, "cylinder", hub, (0.16, 0.8, 0.16), iron, "axle", rotation=(0, 0, 90), sides=8, parent=turn)
    shells = ((0.0, 0.24, 0.5, 0.5), (0.3, 0.2, 0.74, 0.7), (0.66, 0.18, 1.0, 0.76))
    for offset, half, wide, narrow in shells:
        # drawn upside down: the narrow end of a frustum is its top
        site.add(Phase.DETAIL, "cylinder", along(0.36 + offset), (r * wide, half, r * wide), look.roof, "body",
            rotation=(0, tilt + 180, 0), taper=(narrow, narrow), sides=16, parent=turn)  # fmt: skip
    site.add(Phase.DETAIL, "cylinder", along(1.2), (r * 0.97, 0.04, r * 0.97), ("paint", look.detail), "detail",
        rotation=(0, tilt, 0), sides=16, parent=turn)  # fmt: skip
    site.add(Phase.DETAIL, "cylinder", along(1.26), (r * 0.86, 0.04, r * 0.86), look.roof, "body", rotation=(0, tilt,
        0), sides=16, parent=turn)  # fmt: skip
    site.add(Phase.DETAIL, "cylinder", along(1.32), (r * 0.5, 0.04, r * 0.5), look.wall, "body", rotation=(0, tilt, 0),
        sides=16, parent=turn, spare=1)  # fmt: skip
    site.add(Phase.DETAIL, "cylinder", along(2.0), (0.06, 0.8, 0.06), iron, "mast", rotation=(0, tilt, 0), sides=6,
        parent=turn)  # fmt: skip
    site.add(Phase.DETAIL, "cylinder", along(2.8), (0.24, 0.2, 0.24), ("paint", look.accent), "detail", rotation=(0,
        tilt, 0), sides=10, parent=turn)  # fmt: skip
    site.add(Phase.DETAIL, "ellipsoid", along(3.02), (0.1, 0.1, 0.1), ("light", 7 * 64 + 8 + 1), "lamp",
        light=Light(7 * 64 + 8 + 1, 3.0), parent=turn, spare=1)  # fmt: skip
    # rail, cabinets, cable
    if not look.plain:
        ring(site, 1.9, 0.1, 0.9, 0.06, 12, iron, "railing", share=0.1, spare=1)
        site.box(Phase.DETAIL, (1.4, 0.5, 1.1), (0.34, 0.42, 0.26), ("paint", look.accent), "container", bevel=0.03,
            spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (-1.4, 0.6, 1.0), (0.26, 0.5, 0.3), look.wall, "container", bevel=0.03, spare=1)
    if look.rich:
        site.box(Phase.DETAIL, (1.4, 0.7, 0.83), (0.2, 0.06, 0.02), ("light", 2 * 64 + 7 * 8 + 3), "lamp",
            light=Light(2 * 64 + 7 * 8 + 3, 1.0), spare=2)  # fmt: skip
    if look.snow:
        site.add(Phase.DETAIL, "cylinder", (0, 0.18, 0), (1.9, 0.04, 1.9), ("snow", SNOW), "snow", sides=12, spare=1)
    return site.finish(built)

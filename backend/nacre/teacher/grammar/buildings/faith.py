"""Holy and very old places: pagoda, shrine, torii, temple, pyramid, stone circle, obelisk."""

from __future__ import annotations

from math import radians, tan

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.climbing import polar, ring, storeys_by_flights
from nacre.teacher.grammar.buildings.interior import FIRE, FLOOR, WOOD, Room, shell
from nacre.teacher.grammar.buildings.openings import door, windows
from nacre.teacher.grammar.buildings.palette import Paint, dress
from nacre.teacher.grammar.buildings.site import SNOW, WARM, Block, Face, Phase, Site
from nacre.teacher.grammar.registry import grammar

EAST_WALLS = "776 765 664 511 610 775 410"
GOLD: Paint = ("gold", 6 * 64 + 5 * 8 + 1)


def sliding_doors(
    site: Site,
    face: Face,
    along: float,
    floor: float,
    width: float = 1.2,
    height: float = 2.1,
    leaf: Paint | None = None,
) -> None:
    """Two leaves on hinges with paper panes in a timber frame."""
    site.box(Phase.FRAME, face.at(along, floor + height / 2 + 0.05, -face.thick / 2), face.size(width / 2 + 0.12,
        height / 2 + 0.08, face.thick / 2 + 0.06), site.timber, "frame")  # fmt: skip
    site.cut(Phase.OPENING, "box", face.at(along, floor + height / 2, -face.thick / 2), face.size(width / 2, height / 2,
        face.thick / 2 + 0.3), "door")  # fmt: skip
    inward = -face.nz if face.nz else face.nx
    for side in (-1, 1):
        hinge = face.at(along + side * (width / 2 - 0.02), floor, -0.1)
        swing = side * inward * 100
        site.box(Phase.LEAF, face.at(along + side * width / 4, floor + height / 2, -0.1), face.size(width / 4 - 0.02,
            height / 2 - 0.02, 0.03), leaf or site.painted, "door", joint=Joint("hinge", hinge, "y", min(0.0, swing),
            max(0.0, swing)))  # fmt: skip


def swept_roof(
    site: Site,
    x: float,
    z: float,
    y: float,
    half_x: float,
    half_z: float,
    rise: float,
    *,
    ridge: float = 0.3,
    lift: bool = True,
    spare: int = 0,
) -> float:
    """An eastern roof: a flat wide skirt, a steeper hip, corners that turn up. Returns its top."""
    look = site.look
    site.box(Phase.ROOF, (x, y + 0.05, z), (half_x - 0.12, 0.07, half_z - 0.12), site.timber, "roof", spare=spare)
    skirt = rise * 0.34
    site.box(Phase.ROOF, (x, y + 0.1 + skirt / 2, z), (half_x, skirt / 2, half_z), look.roof, "roof", taper=(0.68,
        0.68), spare=spare)  # fmt: skip
    upper = rise - skirt
    taper = (ridge, 0.08) if half_x >= half_z else (0.08, ridge)
    if abs(half_x - half_z) < 0.05:
        taper = (ridge, ridge)
    site.box(Phase.ROOF, (x, y + 0.1 + skirt + upper / 2, z), (half_x * 0.68, upper / 2, half_z * 0.68), look.roof,
        "roof", taper=taper, spare=spare)  # fmt: skip
    if lift:
        if abs(half_x - half_z) < 0.05 and abs(x) + abs(z) < 0.01:
            site.add(Phase.DETAIL, "wedge", (half_x - 0.22, y + 0.24, -half_z + 0.22), (0.14, 0.15, 0.36), look.roof,
                "ornament", rotation=(135, 0, 0), array=Array(4, (0, 0, 0), 90), spare=max(1, spare))  # fmt: skip
        else:
            twice = Array(2, (2 * x, 0, 2 * z), 180)
            site.add(Phase.DETAIL, "wedge", (x + half_x - 0.22, y + 0.24, z - half_z + 0.22), (0.14, 0.15, 0.36),
                look.roof, "ornament", rotation=(135, 0, 0), array=twice, spare=max(1, spare))  # fmt: skip
            site.add(Phase.DETAIL, "wedge", (x - half_x + 0.22, y + 0.24, z - half_z + 0.22), (0.14, 0.15, 0.36),
                look.roof, "ornament", rotation=(225, 0, 0), array=twice, spare=max(1, spare))  # fmt: skip
    if look.snow:
        site.box(Phase.DETAIL, (x, y + 0.2 + skirt / 2, z), (half_x - 0.1, skirt / 2, half_z - 0.1), ("snow", SNOW),
            "snow", taper=(0.7, 0.7), spare=max(1, spare))  # fmt: skip
    return y + 0.1 + rise


@grammar("pagoda")
def pagoda(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Square storeys, each a little smaller under its own swept roof; stairs to the top, a gallery on every floor."""
    look, built = dress(rng, wishes, storeys=(3, 3, 4), themes="east", walls="plaster timber plaster",
        roofs="roof_tiles slate", wall_colours=EAST_WALLS)  # fmt: skip
    site = Site(name, look, rng)
    count = look.storeys
    half = site.vary(3.1, 3.5) if count < 4 else 3.4
    high = 2.9
    t = 0.24
    base = 0.7
    steps_deep = 0.3 * 4
    # a stone terrace with stairs at the front
    site.box(Phase.FOUNDATION, (0, (base - 0.6) / 2, 0), (half + 1.3, (base + 0.6) / 2, half + 1.3), look.stone,
        "foundation", bevel=0.04)  # fmt: skip
    site.add(Phase.FOUNDATION, "stairs", (0, base / 2, -half - 1.3 - steps_deep / 2 + 0.02), (1.1, base / 2,
        steps_deep / 2), look.stone, "stair")  # fmt: skip
    shrink = 0.2
    blocks: list[Block] = []
    for k in range(count):
        h = half - shrink * k
        low = base + FLOOR * 0.4 + k * high
        block = Block(0, 0, h, h, low, low + high + (0.1 if k == count - 1 else 0.04), t)
        blocks.append(block)
        shell(site, block, ground=False)
    site.box(Phase.FOUNDATION, (0, base - 0.06, 0), (half + 0.1, 0.12, half + 0.1), site.timber, "floor")
    inner = Block(0, 0, blocks[-1].hx, blocks[-1].hz, blocks[0].y0, blocks[-1].y1, t)
    rooms: list[Room] = []
    if count > 1:
        rooms = storeys_by_flights(site, inner, [b.y0 for b in blocks], slab=0.34)
    else:
        rooms = [Room.of(site, inner, blocks[0].y0)]
    for k, block in enumerate(blocks):
        last = k == count - 1
        over = 1.05 if not last else 1.15
        rise = 0.9 if not last else site.vary(1.8, 2.4)
        y = block.y1 - (0.72 if not last else 0.1)
        if last:
            top = swept_roof(site, 0, 0, y, block.hx + over, block.hx + over, rise, ridge=0.04)
        else:
            # a skirt round the foot of the next storey
            site.box(Phase.ROOF, (0, y + 0.05, 0), (block.hx + over - 0.12, 0.07, block.hx + over - 0.12), site.timber,
                "roof")  # fmt: skip
            site.box(Phase.ROOF, (0, y + 0.1 + 0.3, 0), (block.hx + over, 0.3, block.hx + over), look.roof, "roof",
                taper=(0.74, 0.74))  # fmt: skip
            site.cut(Phase.ROOM, "box", (0, block.y1 - 0.4, 0), (block.hx - t - shrink, 0.7, block.hx - t - shrink),
                "room")  # fmt: skip
            site.add(Phase.DETAIL, "wedge", (block.hx + over - 0.22, y + 0.24, -block.hx - over + 0.22), (0.14, 0.15,
                0.36), look.roof, "ornament", rotation=(135, 0, 0), array=Array(4, (0, 0, 0), 90), spare=1)  # fmt: skip
            if look.snow:
                site.box(Phase.DETAIL, (0, y + 0.54, 0), (block.hx + over - 0.2, 0.24, block.hx + over - 0.2), ("snow",
                    SNOW), "snow", taper=(0.78, 0.78), spare=1)  # fmt: skip
        # posts at corners, brackets below the eaves
        site.box(Phase.DETAIL, (block.hx - 0.06, block.y0 + high / 2 - 0.1, -block.hx + 0.06), (0.14, high / 2, 0.14),
            site.timber, "post", array=Array(4, (0, 0, 0), 90))  # fmt: skip
        if k:
            site.box(Phase.DETAIL, (0, block.y0 + 0.3, -block.hx + 0.02), (block.hx, 0.08, 0.08), site.timber, "beam",
                array=Array(4, (0, 0, 0), 90), spare=1)  # fmt: skip
        if k:
            windows(site, block.face("front"), 0.0, block.y0 + 0.8, 1.3, 1.0, style="paper", array=Array(4, (0, 0, 0),
                90))  # fmt: skip
        else:
            windows(site, block.face("left"), 0.0, block.y0 + 0.8, 1.3, 1.1, style="paper", array=block.twice())
        # lanterns under the eaves
        if not look.plain:
            site.add(Phase.DETAIL, "ellipsoid", (block.hx + over - 0.4, y - 0.24, -block.hx - over + 0.4), (0.17, 0.22,
                0.17), ("paper", look.accent), "lamp", array=Array(4, (0, 0, 0), 90), light=Light(look.lamp, 3.0),
                spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (block.hx + over - 0.4, y + 0.0, -block.hx - over + 0.4), (0.02, 0.1, 0.02), ("iron",
                73), "rope", array=Array(4, (0, 0, 0), 90), spare=1)  # fmt: skip
    face = blocks[0].face("front")
    sliding_doors(site, face, 0.0, blocks[0].y0, 1.3, 2.06, ("planks", look.accent))
    rooms[0].door("front", 0.0, 2.0)
    # the spire with its rings
    site.add(Phase.DETAIL, "cylinder", (0, top + 1.1, 0), (0.07, 1.3, 0.07), GOLD, "mast", sides=8)
    rings = 5
    site.add(Phase.DETAIL, "cylinder", (0, top + 0.5, 0), (0.3, 0.05, 0.3), GOLD, "ornament", sides=12,
        array=Array(rings, (0, 0.28, 0)), spare=1)  # fmt: skip
    site.add(Phase.DETAIL, "ellipsoid", (0, top + 2.3, 0), (0.16, 0.24, 0.16), GOLD, "ornament", spare=1)
    # inside: an altar with a golden figure, mats, shelves
    z = blocks[0].hz - 0.9
    site.box(Phase.INSIDE, (0.0, blocks[0].y0 + 0.35, z), (0.7, 0.35, 0.36), WOOD, "table")
    site.add(Phase.INSIDE, "blob", (0.0, blocks[0].y0 + 0.98, z), (0.34, 0.32, 0.26), GOLD, "ornament", seed=1, spare=1)
    site.add(Phase.INSIDE, "ellipsoid", (0.0, blocks[0].y0 + 1.4, z), (0.17, 0.2, 0.17), GOLD, "ornament", spare=1)
    site.box(Phase.INSIDE, (-0.5, blocks[0].y0 + 0.8, z - 0.1), (0.05, 0.12, 0.05), ("light", WARM), "lamp",
        array=Array(2, (1.0, 0, 0)), light=Light(WARM, 3.0), spare=1)  # fmt: skip
    for room in rooms[1:]:
        room.table(seats=False, wide=1.0)
        room.shelf(goods=False)
        room.rug()
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (half, base + high * 1.2, -half), (1.5, 1.6, 1.5), seed=6)
    elif look.rich:
        # stone lanterns beside the stairs
        for s in (-1, 1):
            site.box(Phase.DETAIL, (s * 1.7, 0.5, -half - 2.0), (0.16, 0.6, 0.16), look.stone, "post", spare=1)
            site.box(Phase.DETAIL, (s * 1.7, 1.3, -half - 2.0), (0.22, 0.2, 0.22), ("light", look.lamp), "lamp",
                light=Light(look.lamp, 3.0), spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (s * 1.7, 1.64, -half - 2.0), (0.4, 0.16, 0.4), look.stone, "roof", taper=(0.2, 0.2),
                spare=1)  # fmt: skip
    return site.finish(built)


@grammar("shrine")
def shrine(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A small holy house: eastern under a swept roof, or a wayside chapel of stone, one room with an altar."""
    look, built = dress(rng, wishes, storeys=(1,), themes="east east east village ancient north",
        walls="plaster timber planks", wall_colours=None)  # fmt: skip
    site = Site(name, look, rng)
    east = look.theme == "east"
    base = 0.5 if east else 0.16
    hx, hz = site.vary(1.6, 2.1), site.vary(1.5, 1.9)
    t = 0.2
    high = site.vary(2.5, 2.7)
    floor = base + 0.06
    block = Block(0, 0.3, hx, hz, floor, floor + high, t)
    steps = 0.9
    site.box(Phase.FOUNDATION, (0, (base - 0.6) / 2, 0.1), (hx + 0.7, (base + 0.6) / 2, hz + 0.8), look.stone,
        "foundation", bevel=0.04)  # fmt: skip
    if base > 0.3:
        site.add(Phase.FOUNDATION, "stairs", (0, base / 2, 0.1 - hz - 0.8 - steps / 2 + 0.02), (0.9, base / 2,
            steps / 2), look.stone, "stair")  # fmt: skip
    shell(site, block, ground=False)
    face = block.face("front")
    if east:
        top = swept_roof(site, 0, 0.1, block.y1 - 0.1, hx + 0.9, hz + 1.1, site.vary(1.6, 2.1), ridge=0.42)
        site.box(Phase.DETAIL, (0, top + 0.04, 0.1), (hx * 0.5, 0.12, 0.14), site.timber, "roof", spare=1)
        if site.chance(0.6):
            for s in (-1, 1):
                site.box(Phase.DETAIL, (s * hx * 0.42, top + 0.4, 0.1), (0.06, 0.5, 0.05), site.timber, "ornament",
                    rotation=(0, 25, 0), spare=1)  # fmt: skip
                site.box(Phase.DETAIL, (s * hx * 0.42, top + 0.4, 0.1), (0.06, 0.5, 0.05), site.timber, "ornament",
                    rotation=(0, -25, 0), spare=1)  # fmt: skip
        sliding_doors(site, face, 0.0, floor, 1.2, 2.06, ("planks", look.accent))
        # porch posts, a bell rope, a rope of straw
        site.box(Phase.DETAIL, (-hx + 0.1, floor + high / 2 - 0.1, -hz - 0.4), (0.11, high / 2 + 0.1, 0.11),
            site.timber, "post", array=Array(2, (2 * hx - 0.2, 0, 0)))  # fmt: skip
        site.box(Phase.DETAIL, (0, floor + high - 0.16, -hz - 0.4), (hx + 0.2, 0.12, 0.1), site.timber, "beam")
        site.add(Phase.DETAIL, "capsule", (0, floor + high - 0.4, -hz - 0.4), (0.12, hx * 0.8, 0.12), ("rope",
            6 * 64 + 5 * 8 + 3), "rope", rotation=(0, 0, 90), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (-hx * 0.5, floor + high - 0.68, -hz - 0.4), (0.08, 0.2, 0.01), ("paper",
            7 * 64 + 7 * 8 + 7), "ornament", array=Array(3, (hx * 0.5, 0, 0)), spare=1)  # fmt: skip
        windows(site, block.face("left"), 0.0, floor + 0.8, 0.9, 0.9, style="paper", array=block.twice())
    else:
        angle = site.one_of(45, 50)
        top = roofs.gable(site, block, angle, "z", over=0.4, ends=(0.7, 0.3), boards=False)
        door(site, face, 0.0, floor, 1.0, 2.1, arched=True, step=False, deep=0.3)
        windows(site, block.face("left"), 0.0, floor + 0.9, 0.5, 1.0, style="arch", array=block.twice())
        rise = tan(radians(angle)) * hx
        site.box(Phase.DETAIL, face.at(0, block.y1 + rise * 0.36, 0.0), face.size(0.2, 0.28, 0.1), ("gold", look.lamp),
            "ornament")  # fmt: skip
        site.box(Phase.DETAIL, (0, top + 0.3, -hz), (0.05, 0.5, 0.05), GOLD, "ornament")
        site.box(Phase.DETAIL, (0, top + 0.4, -hz), (0.24, 0.05, 0.05), GOLD, "ornament")
    trim.corners(site, block, floor, block.y1, 0.1)
    # stone lanterns
    if not look.plain:
        z = -hz - 1.6 if east else -hz - 0.9
        for part, (y, half, role, paint) in enumerate(
            (
                (0.36, (0.14, 0.46, 0.14), "post", look.stone),
                (0.98, (0.2, 0.18, 0.2), "lamp", ("light", look.lamp)),
                (1.3, (0.36, 0.16, 0.36), "roof", look.stone),
            )
        ):
            taper = (0.2, 0.2) if part == 2 else (1.0, 1.0)
            site.box(Phase.DETAIL, (-hx - 0.3, y, z), half, paint, role, taper=taper, array=Array(2, (2 * hx + 0.6, 0,
                0)), light=Light(look.lamp, 3.0) if part == 1 else None, spare=1)  # fmt: skip
    # inside
    z = block.cz + hz - 0.55
    site.box(Phase.INSIDE, (0, floor + 0.4, z), (hx * 0.5, 0.4, 0.26), WOOD, "table")
    site.box(Phase.INSIDE, (0, floor + 0.84, z), (hx * 0.52, 0.04, 0.2), ("cloth", look.accent), "cloth", spare=1)
    site.add(Phase.INSIDE, "ellipsoid", (0, floor + 1.1, z), (0.2, 0.26, 0.16), GOLD, "ornament", spare=1)
    site.box(Phase.INSIDE, (-hx * 0.36, floor + 1.0, z), (0.04, 0.14, 0.04), ("light", WARM), "lamp", array=Array(2,
        (hx * 0.72, 0, 0)), light=Light(WARM, 3.0))  # fmt: skip
    site.box(Phase.INSIDE, (0, floor + 0.03, 0.1), (hx * 0.5, 0.02, hz * 0.4), ("cloth", look.accent), "rug", spare=1)
    if look.rich:
        trim.pots(site, face, -hx + 0.2, 2, 2 * hx - 0.4)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (hx, block.y1, -hz * 0.5), (0.9, 0.9, 0.9), seed=2)
    return site.finish(built)


@grammar("torii")
def torii(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A gate of two leaning posts and two beams, of wood or stone."""
    look, built = dress(rng, wishes, themes="east", walls="timber timber paint stone", roofs="timber slate shingles",
        wall_colours="611 610 621 511 321 444", roof_colours="111 222 310 511", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    half, high = site.vary(1.5, 2.3), site.vary(3.4, 4.6)
    r = site.vary(0.2, 0.28)
    lean = site.one_of(0, 5)
    rows = site.one_of(1, 1, 1, 2, 3)
    gap = 1.9
    back = Array(rows, (0, 0, gap)) if rows > 1 else None
    z = -gap * (rows - 1) / 2
    for s in (-1, 1):
        shift = s * (high / 2) * tan(radians(lean))
        site.add(Phase.WALL, "cylinder", (s * half, high / 2 - 0.1, z), (r, high / 2 + 0.36, r), look.wall, "post",
            rotation=(0, 0, lean * s), sides=10, taper=(0.9, 0.9), array=back)  # fmt: skip
        foot = s * half + shift
        site.add(Phase.FOUNDATION, "cylinder", (foot, 0.06, z), (r + 0.16, 0.36, r + 0.16),
            look.stone if not look.rich else ("stone", 1 * 64 + 1 * 8 + 1), "foundation", sides=10, array=back,
            taper=(0.9, 0.9))  # fmt: skip
    width = half + 0.9
    site.box(Phase.WALL, (0, high * 0.76, z), (half + 0.5, 0.16, 0.1), look.wall, "beam", array=back)
    site.box(Phase.ROOF, (0, high + 0.06, z), (width, 0.16, 0.17), look.wall, "beam", array=back)
    site.box(Phase.ROOF, (0, high + 0.3, z), (width + 0.16, 0.1, 0.26), look.roof, "roof", array=back)
    for s in (-1, 1):
        site.box(Phase.ROOF, (s * (width - 0.06), high + 0.36, z), (0.5, 0.1, 0.26), look.roof, "roof", rotation=(0, 0,
            10 * s), array=back)  # fmt: skip
    site.box(Phase.DETAIL, (0, high * 0.88, z), (0.26, high * 0.1, 0.07), GOLD if not look.plain else look.roof, "sign")
    site.box(Phase.DETAIL, (0, high * 0.88, z - 0.06), (0.18, high * 0.07, 0.03), ("planks", look.accent), "sign",
        spare=1)  # fmt: skip
    for s in (-1, 1):
        site.box(Phase.DETAIL, (s * (half + 0.02), high * 0.76, z - 0.16), (0.12, 0.22, 0.05), site.timber, "beam",
            array=back, spare=1)  # fmt: skip
    if look.rich or site.chance(0.4):
        site.add(Phase.DETAIL, "capsule", (0, high * 0.7, z - 0.16), (0.1, half * 0.9, 0.1), ("rope",
            6 * 64 + 5 * 8 + 3), "rope", rotation=(0, 0, 90))  # fmt: skip
        site.box(Phase.DETAIL, (-half * 0.6, high * 0.7 - 0.3, z - 0.16), (0.08, 0.24, 0.01), ("paper",
            7 * 64 + 7 * 8 + 7), "ornament", array=Array(4, (half * 0.4, 0, 0)))  # fmt: skip
    if look.snow:
        site.box(Phase.DETAIL, (0, high + 0.44, z), (width + 0.1, 0.08, 0.22), ("snow", SNOW), "snow", bevel=0.03,
            array=back)  # fmt: skip
    if site.chance(0.5):
        site.box(Phase.FOUNDATION, (0, -0.12, 0), (half + 0.2, 0.18, 0.5 + gap * (rows - 1) / 2), look.stone, "step",
            bevel=0.03)  # fmt: skip
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (width - 0.1, high + 0.2, z), (0.6, 0.5, 0.6), seed=2)
    return site.finish(built)


@grammar("temple")
def temple(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Columns on a stepped base around a hall, a pediment with a relief, a statue and braziers."""
    look, built = dress(rng, wishes, themes="ancient ancient ancient desert", walls="ashlar ashlar plaster stone",
        roofs="roof_tiles roof_tiles ashlar", wall_colours="776 775 665 764 654 666",
        roof_colours="521 532 621 665 135", conditions="new worn worn ruined", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    columns = site.one_of(4, 4, 6, 6)
    pitch = site.vary(1.7, 2.0)
    hx = pitch * (columns - 1) / 2
    deep_columns = site.one_of(5, 6, 7) if columns == 4 else site.one_of(6, 7)
    hz = pitch * (deep_columns - 1) / 2
    high = site.vary(3.6, 4.6)
    steps = 3
    base = 0.3 * steps
    for k in range(steps):
        grow = 0.5 + 0.36 * (steps - 1 - k)
        low = -0.6 if k == 0 else 0.3 * k - 0.1
        top = 0.3 * (k + 1)
        site.box(Phase.FOUNDATION, (0, (low + top) / 2, 0), (hx + grow, (top - low) / 2, hz + grow),
            look.stone if k < steps - 1 else (look.wall[0], look.stone[1]), "step", bevel=0.03)  # fmt: skip
    site.add(Phase.FOUNDATION, "stairs", (0, base / 2, -hz - 1.22 - 0.5), (min(1.4, hx * 0.5), base / 2, 0.75),
        look.stone, "stair")  # fmt: skip
    r = 0.34
    cella_x, cella_z = hx - pitch * 0.86, hz - pitch * 1.0
    t = 0.3
    # the hall
    site.box(Phase.WALL, (0, base + high / 2 - 0.1, 0.3), (cella_x, high / 2 + 0.2, cella_z), look.wall, "room",
        op="hollow", thickness=t)  # fmt: skip
    site.box(Phase.ROOF, (0, base + high + 0.2, 0), (hx + 0.4, 0.24, hz + 0.4), look.wall, "beam", bevel=0.03)
    site.box(Phase.ROOF, (0, base + high + 0.5, 0), (hx + 0.52, 0.1, hz + 0.52), look.stone, "ornament", bevel=0.02)
    site.cut(Phase.ROOM, "box", (0, base + (high - t) / 2, 0.3), (cella_x - t - 0.02, (high - t) / 2 + 0.06,
        cella_z - t - 0.02), "room")  # fmt: skip
    face = Face(0, 0.3 - cella_z, 0, -1, cella_x, t, base)
    site.box(Phase.FRAME, face.at(0, base + 1.3, -t / 2), (0.9, 1.36, t / 2 + 0.08), look.stone, "frame")
    site.cut(Phase.OPENING, "box", face.at(0, base + 1.2, -t / 2), (0.7, 1.2, t), "door")
    for s in (-1, 1):
        site.box(Phase.LEAF, face.at(s * 0.35, base + 1.2, -0.1), (0.33, 1.18, 0.05), ("planks", look.accent), "door",
            joint=Joint("hinge", face.at(s * 0.68, base, -0.1), "y", min(0, 100 * s), max(0, 100 * s)))  # fmt: skip
    # columns: front and back rows, and the sides
    for z in (-hz, hz):
        site.add(Phase.DETAIL, "cylinder", (-hx, base + high / 2, z), (r, high / 2 + 0.02, r), look.wall, "post",
            sides=12, taper=(0.84, 0.84), array=Array(columns, (pitch, 0, 0)))  # fmt: skip
        site.box(Phase.DETAIL, (-hx, base + high - 0.1, z), (r + 0.1, 0.12, r + 0.1), look.stone, "ornament",
            array=Array(columns, (pitch, 0, 0)), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (-hx, base + 0.1, z), (r + 0.1, 0.12, r + 0.1), look.stone, "ornament",
            array=Array(columns, (pitch, 0, 0)), spare=1)  # fmt: skip
    for x in (-hx, hx):
        site.add(Phase.DETAIL, "cylinder", (x, base + high / 2, -hz + pitch), (r, high / 2 + 0.02, r), look.wall,
            "post", sides=12, taper=(0.84, 0.84), array=Array(deep_columns - 2, (0, 0, pitch)))  # fmt: skip
        site.box(Phase.DETAIL, (x, base + high - 0.1, -hz + pitch), (r + 0.1, 0.12, r + 0.1), look.stone, "ornament",
            array=Array(deep_columns - 2, (0, 0, pitch)), spare=1)  # fmt: skip
    roof = Block(0, 0, hx + 0.36, hz + 0.36, base, base + high + 0.6, t)
    if not look.ruined:
        top = roofs.gable(site, roof, 20, "z", over=0.3, ends=0.28, thick=0.2, cap=True)
        rise = tan(radians(20)) * roof.hx
        front = roof.face("front")
        site.add(Phase.DETAIL, "prism", front.at(0, roof.y1 + rise * 0.4, 0.02), (0.06, rise * 0.32, roof.hx * 0.62),
            ("paint", look.accent), "ornament", rotation=(90, 0, 0), array=roof.twice())  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", front.at(0, roof.y1 + rise * 0.34, 0.08), (0.3, 0.06, 0.3), GOLD, "ornament",
            rotation=(0, 90, 0), sides=12, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (0, top + 0.2, -hz - 0.5), (0.2, 0.36, 0.2), GOLD, "ornament", sides=8,
            taper=(0.1, 0.1), spare=1)  # fmt: skip
    else:
        site.cut(Phase.OPENING, "blob", (hx, base + high, -hz), (2.4, 2.6, 2.4), seed=5)
        site.cut(Phase.OPENING, "blob", (-hx * 0.5, base + high, hz * 0.3), (1.6, 1.5, 1.6), seed=8)
        site.add(Phase.DETAIL, "cylinder", (hx + 1.6, 0.28, -hz * 0.4), (r, 1.3, r), look.wall, "stone", rotation=(30,
            90, 0), sides=12)  # fmt: skip
        trim.rubble(site, Face(0, -hz - 1.3, 0, -1, hx, t), hx * 0.4, 3)
    # inside: a statue on a plinth, offerings, braziers outside
    z = cella_z - 0.5
    site.box(Phase.INSIDE, (0, base + 0.5, z), (0.6, 0.5, 0.5), look.stone, "table", bevel=0.03)
    site.add(Phase.INSIDE, "capsule", (0, base + 1.7, z), (0.34, 0.8, 0.28), GOLD, "ornament", spare=1)
    site.add(Phase.INSIDE, "ellipsoid", (0, base + 2.7, z), (0.22, 0.26, 0.22), GOLD, "ornament", spare=1)
    site.add(Phase.INSIDE, "cylinder", (-cella_x + 0.8, base + 0.5, 0.2), (0.26, 0.5, 0.26), look.stone, "hearth",
        taper=(0.7, 0.7), array=Array(2, (2 * cella_x - 1.6, 0, 0)))  # fmt: skip
    site.add(Phase.INSIDE, "ellipsoid", (-cella_x + 0.8, base + 1.1, 0.2), (0.2, 0.24, 0.2), ("light", FIRE), "lamp",
        array=Array(2, (2 * cella_x - 1.6, 0, 0)), light=Light(FIRE, 4.0))  # fmt: skip
    site.box(Phase.INSIDE, (0, base + 0.02, -0.2), (0.5, 0.03, cella_z * 0.6), ("cloth", look.accent), "rug", spare=1)
    if not look.plain:
        w = min(1.4, hx * 0.5) + 0.5
        site.add(Phase.DETAIL, "cylinder", (-w, 0.5, -hz - 1.9), (0.3, 0.62, 0.3), look.stone, "hearth", taper=(0.8,
            0.8), sides=8, array=Array(2, (2 * w, 0, 0)), spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (-w, 1.24, -hz - 1.9), (0.24, 0.3, 0.24), ("light", FIRE), "lamp",
            array=Array(2, (2 * w, 0, 0)), light=Light(FIRE, 4.0), spare=1)  # fmt: skip
    return site.finish(built)


@grammar("pyramid")
def pyramid(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Smooth with a bright tip, in great steps, or with a stair and a temple on top."""
    look, built = dress(rng, wishes, themes="desert desert ancient", walls="sand ashlar stone sand",
        roofs="gold ashlar stone sand", wall_colours="653 654 764 543 664 753", conditions="worn worn new ruined",
        blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    kind = site.one_of("smooth", "steps", "temple")
    half = site.vary(8.0, 11.5)
    rise = half * site.vary(1.0, 1.3) if kind == "smooth" else half * site.vary(0.8, 1.0)
    accent: Paint = ("paint", look.accent)
    if kind == "smooth":
        cap = 0.2
        site.box(Phase.WALL, (0, rise * (1 - cap) / 2 - 0.3, 0), (half, rise * (1 - cap) / 2 + 0.3, half), look.wall,
            "wall", taper=(cap, cap))  # fmt: skip
        site.box(Phase.ROOF, (0, rise * (1 - cap / 2) - 0.02, 0), (half * cap + 0.06, rise * cap / 2,
            half * cap + 0.06), look.roof, "roof", taper=(0.0, 0.0))  # fmt: skip
        # courses of stone that stand a little proud
        courses = 6
        for k in range(courses):
            y = rise * (0.06 + 0.12 * k)
            if y > rise * (1 - cap) - 0.3:
                break
            w = half * (1 - (y / rise)) + 0.05
            site.box(Phase.DETAIL, (0, y, 0), (w, 0.16, w), look.stone if k % 2 else look.wall, "ornament", bevel=0.05,
                spare=1)  # fmt: skip
        z = -half * 0.92
        door_y = 0.0
    else:
        steps = site.one_of(5, 6, 7)
        tall = rise / steps
        for k in range(steps):
            w = half * (1 - k / (steps + (0.6 if kind == "temple" else 0.2)))
            low = -0.6 if k == 0 else tall * k - 0.1
            top = tall * (k + 1)
            site.box(Phase.WALL, (0, (low + top) / 2, 0), (w, (top - low) / 2, w), look.wall, "wall", taper=(0.93,
                0.93), bevel=0.06)  # fmt: skip
            if not look.plain:
                site.box(Phase.DETAIL, (0, top - 0.16, 0), (w * 0.93 + 0.12, 0.14, w * 0.93 + 0.12), look.stone,
                    "ornament", bevel=0.04, spare=1)  # fmt: skip
        z = -half
        door_y = 0.0
        if kind == "temple":
            run = half * 0.93
            site.add(Phase.STAIR, "stairs", (0, rise * 0.25, -half - 0.4 + run * 0.22), (1.5, rise * 0.25 + 0.02,
                run * 0.3), look.stone, "stair")  # fmt: skip
            site.add(Phase.STAIR, "stairs", (0, rise * 0.75 - 0.1, -half - 0.4 + run * 0.76), (1.5, rise * 0.25 + 0.12,
                run * 0.25), look.stone, "stair")  # fmt: skip
            w = half * (1 - (steps - 1) / (steps + 0.6)) * 0.86
            y = rise
            site.box(Phase.WALL, (0, y + 1.2, 0.2), (w * 0.8, 1.3, w * 0.7), look.wall, "room", op="hollow",
                thickness=0.3)  # fmt: skip
            site.cut(Phase.OPENING, "box", (0, y + 1.08, 0.2 - w * 0.7), (0.6, 1.06, 0.6), "door")
            site.box(Phase.ROOF, (0, y + 2.7, 0.2), (w * 0.94, 0.3, w * 0.84), look.roof, "roof", taper=(0.86, 0.86))
            site.box(Phase.ROOF, (0, y + 3.3, 0.2), (w * 0.6, 0.5, 0.3), accent, "ornament", spare=1)
            site.box(Phase.DETAIL, (-w * 0.5, y + 1.3, 0.2 - w * 0.7 - 0.06), (0.2, 0.8, 0.08), accent, "ornament",
                array=Array(2, (w, 0, 0)), spare=1)  # fmt: skip
            site.add(Phase.DETAIL, "cylinder", (-w * 0.72, y + 0.36, -w * 0.78), (0.26, 0.4, 0.26), look.stone,
                "hearth", array=Array(2, (w * 1.44, 0, 0)), spare=1)  # fmt: skip
            site.add(Phase.DETAIL, "ellipsoid", (-w * 0.72, y + 0.9, -w * 0.78), (0.22, 0.28, 0.22), ("light", FIRE),
                "lamp", array=Array(2, (w * 1.44, 0, 0)), light=Light(FIRE, 4.0), spare=1)  # fmt: skip
        else:
            site.box(Phase.ROOF, (0, rise + 0.5, 0), (half * 0.12, 0.6, half * 0.12), look.roof, "roof", taper=(0.0,
                0.0))  # fmt: skip
    if kind != "temple":
        # a gate with a dark passage
        site.box(Phase.WALL, (0, 1.6, z + 0.7), (1.7, 2.1, 1.3), look.stone, "wall", taper=(0.88, 0.9), bevel=0.05)
        site.cut(Phase.OPENING, "box", (0, door_y + 1.22, z + 0.6), (0.62, 1.2, 2.4), "door")
        site.box(Phase.DETAIL, (0, 3.5, z + 0.62), (1.8, 0.22, 1.36), look.stone, "ornament", bevel=0.04)
        site.add(Phase.DETAIL, "cylinder", (0, 3.1, z - 0.52), (0.34, 0.08, 0.34), GOLD, "ornament", rotation=(0, 90,
            0), sides=12)  # fmt: skip
        site.box(Phase.DETAIL, (-1.16, 1.3, z - 0.58), (0.24, 1.2, 0.08), accent, "ornament", array=Array(2, (2.32, 0,
            0)), spare=1)  # fmt: skip
    # pillars or statues that flank the way
    if not look.plain:
        n = 3 if look.rich else 2
        for s in (-1, 1):
            site.box(Phase.DETAIL, (s * 2.6, 0.3, z - 1.6), (0.5, 0.6, 0.5), look.stone, "foundation", array=Array(n,
                (0, 0, -2.2)), bevel=0.03, spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (s * 2.6, 1.9, z - 1.6), (0.32, 1.1, 0.32), look.wall, "ornament", taper=(0.7, 0.7),
                array=Array(n, (0, 0, -2.2)), spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (s * 2.6, 3.2, z - 1.6), (0.24, 0.26, 0.24), look.roof, "ornament", taper=(0.0, 0.0),
                array=Array(n, (0, 0, -2.2)), spare=1)  # fmt: skip
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (half * 0.6, rise * 0.7, -half * 0.3), (half * 0.3, rise * 0.3, half * 0.3),
            seed=3)  # fmt: skip
        site.add(Phase.DETAIL, "blob", (half + 0.6, 0.3, -half * 0.4), (1.0, 0.7, 0.9), look.wall, "stone", seed=5,
            array=Array(3, (-0.4, 0, 1.8)))  # fmt: skip
    site.add(Phase.DETAIL, "blob", (half - 0.5, -0.1, half * 0.5), (1.6, 0.5, 2.0), ("sand", look.wall[1]), "detail",
        seed=7, spare=1)  # fmt: skip
    return site.finish(built)


@grammar("stone_circle")
def stone_circle(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Standing stones with some lintels and an altar; moss and a fallen one."""
    look, built = dress(rng, wishes, themes="village north ancient spooky", walls="rock stone", roofs="rock",
        wall_colours="444 443 333 554 445", roof_colours="443 333 554 344 444", conditions="worn worn ruined",
        blank=("storeys", "second_material"))  # fmt: skip
    site = Site(name, look, rng)
    r = site.vary(4.0, 5.4)
    count = int(site.one_of(8, 9, 10, 12))
    tall = site.vary(1.3, 1.8)
    turn = 360 / count
    lintels = site.chance(0.6)
    missing = int(rng.integers(count)) if look.condition != "new" else -1
    for k in range(count):
        if k == missing:
            continue
        angle = k * turn + float(rng.uniform(-3, 3))
        h = tall * (1 if lintels else float(rng.uniform(0.75, 1.2)))
        x, _, z = polar(r, angle, 0)
        site.box(Phase.WALL, (x, h - 0.3, z), (float(rng.uniform(0.26, 0.36)), h + 0.3, float(rng.uniform(0.45, 0.62))),
            look.wall, "stone", rotation=(round(angle / 5) * 5 % 360, int(site.crooked(0.4)), int(site.crooked(0.3))),
            taper=(float(rng.uniform(0.75, 0.95)), float(rng.uniform(0.75, 0.92))), bevel=0.06)  # fmt: skip
        if lintels and (k + 1) % count != missing and k % 2 == 0:
            x, _, z = polar(r * cos_half(turn), angle + turn / 2, 0)
            site.box(Phase.ROOF, (x, 2 * h + 0.12, z), (0.34, 0.26, r * radians(turn) / 2 + 0.34), (look.wall[0],
                look.roof[1]), "beam", rotation=(round((angle + turn / 2) / 5) * 5 % 360, 0, 0),
                bevel=0.06)  # fmt: skip
            if look.snow:
                site.box(Phase.DETAIL, (x, 2 * h + 0.42, z), (0.28, 0.07, r * radians(turn) / 2 + 0.24), ("snow", SNOW),
                    "snow", rotation=(round((angle + turn / 2) / 5) * 5 % 360, 0, 0), bevel=0.03)  # fmt: skip
    if missing >= 0:
        x, _, z = polar(r + 0.7, missing * turn, 0.2)
        site.box(Phase.WALL, (x, 0.16, z), (0.5, 0.3, tall), look.wall, "stone",
            rotation=((round(missing * turn / 5) * 5 + 70) % 360, 5, 0), taper=(0.9, 0.9), bevel=0.06)  # fmt: skip
    kind = site.one_of("altar", "altar", "menhir", "fire")
    if kind == "altar":
        site.box(Phase.INSIDE, (-0.6, 0.26, 0), (0.2, 0.44, 0.4), look.wall, "stone", array=Array(2, (1.2, 0, 0)),
            bevel=0.05)  # fmt: skip
        site.box(Phase.INSIDE, (0, 0.8, 0), (1.1, 0.16, 0.6), look.wall, "table", bevel=0.06, rotation=(5, 0, 0))
        site.add(Phase.INSIDE, "ellipsoid", (0.3, 1.06, 0), (0.12, 0.16, 0.12), ("light", look.lamp), "lamp",
            light=Light(look.lamp, 3.0), spare=1)  # fmt: skip
    elif kind == "menhir":
        site.box(Phase.INSIDE, (0, tall * 1.1, 0), (0.44, tall * 1.2 + 0.4, 0.5), look.wall, "stone", taper=(0.6, 0.6),
            bevel=0.08)  # fmt: skip
        site.add(Phase.INSIDE, "cylinder", (0, tall * 1.3, -0.42), (0.24, 0.12, 0.24), ("paint", look.accent),
            "ornament", rotation=(0, 90, 0), sides=12, light=Light(look.accent, 2.0))  # fmt: skip
    else:
        ring(site, 0.8, -0.06, 0.3, 0.3, 8, look.wall, "stone", share=0.8, bevel=0.05)
        site.add(Phase.INSIDE, "ellipsoid", (0, 0.36, 0), (0.4, 0.46, 0.4), ("light", FIRE), "lamp", light=Light(FIRE,
            6.0))  # fmt: skip
        site.add(Phase.INSIDE, "cylinder", (0, 0.14, 0), (0.1, 0.6, 0.1), WOOD, "goods", rotation=(0, 90, 0), sides=6,
            array=Array(3, (0, 0, 0), 60))  # fmt: skip
    if not look.plain and not look.snow:
        x, _, z = polar(r, turn * 2, 0)
        site.add(Phase.DETAIL, "blob", (x, 0.2, z), (0.6, 0.34, 0.6), ("moss", 2 * 64 + 4 * 8 + 1), "ivy", seed=3,
            spare=1)  # fmt: skip
        x, _, z = polar(r, turn * 5, 0)
        site.add(Phase.DETAIL, "blob", (x, 0.14, z), (0.7, 0.26, 0.6), ("moss", 2 * 64 + 4 * 8 + 1), "ivy", seed=9,
            spare=1)  # fmt: skip
    if look.rich:
        site.add(Phase.FOUNDATION, "cylinder", (0, -0.1, 0), (r + 1.0, 0.14, r + 1.0), look.stone, "floor", sides=16)
    return site.finish(built)


def cos_half(turn: float) -> float:
    """How much nearer the middle of a chord over `turn` degrees is."""
    return float(np.cos(np.radians(turn / 2)))

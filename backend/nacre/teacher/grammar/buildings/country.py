"""Buildings of work and weather: barn, longhouse, forge, water mill, windmill, desert house, igloo, greenhouse."""

from __future__ import annotations

from math import cos, radians, sin, tan

import msgspec
import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.climbing import ladder_up, ring
from nacre.teacher.grammar.buildings.house import House
from nacre.teacher.grammar.buildings.interior import DARK, FIRE, FLOOR, WOOD, Room, flight, passage, shell
from nacre.teacher.grammar.buildings.openings import door, lantern, windows
from nacre.teacher.grammar.buildings.palette import Paint, dress, pick
from nacre.teacher.grammar.buildings.plans import PLANS
from nacre.teacher.grammar.buildings.site import SNOW, WARM, Block, Face, Phase, Site
from nacre.teacher.grammar.registry import grammar

IRON: Paint = ("iron", 73)
HAY: Paint = ("thatch", 6 * 64 + 5 * 8 + 2)
GREEN: Paint = ("leaves", 2 * 64 + 4 * 8 + 1)


def _gambrel(site: Site, block: Block, over: float = 0.5) -> float:
    """A barn's roof of two pitches with its end walls, open inside. The ridge runs along z. Returns its height."""
    look = site.look
    t = block.t
    knee_x, knee_y = block.hx * 0.62, block.hx * 0.72
    top_y = knee_y + knee_x * tan(radians(30))
    length = block.hz
    # end walls: a trapezium (tapered box) and a triangle on it, at both ends
    ends = Array(2, (0, 0, 2 * (length - t / 2)))
    z0 = block.cz - length + t / 2
    site.box(Phase.WALL, (block.cx, block.y1 + knee_y / 2 - 0.02, z0), (block.hx, knee_y / 2, t / 2), look.wall, "wall",
        taper=(0.62, 1.0), array=ends)  # fmt: skip
    site.add(Phase.WALL, "prism", (block.cx, block.y1 + (knee_y + top_y) / 2 - 0.04, z0), (t / 2, (top_y - knee_y) / 2,
        knee_x), look.wall, "wall", rotation=(90, 0, 0), array=ends)  # fmt: skip
    steep = 60
    slope = radians(steep)
    thick = 0.2
    reach = length + over * 0.8
    foot = block.hx + 0.24
    for angle, a, b in ((steep, knee_x - 0.04, foot), (30, 0.0, knee_x + 0.1)):
        s = radians(angle)
        mid = (a + b) / 2
        y_mid = block.y1 + (knee_y - (mid - knee_x) * tan(slope) if angle == steep else top_y - mid * tan(s))
        up = thick / 2
        site.box(Phase.ROOF, (block.cx + mid + up * sin(s), y_mid + up * cos(s), block.cz),
            ((b - a) / 2 / cos(s) + 0.06, thick / 2, reach), look.roof, "roof", rotation=(0, 0, -angle),
            array=block.twice())  # fmt: skip
        if look.snow:
            up = thick + 0.06
            site.box(Phase.DETAIL, (block.cx + mid + up * sin(s), y_mid + up * cos(s), block.cz),
                ((b - a) / 2 / cos(s) - 0.02, 0.08, reach - 0.08), ("snow", SNOW), "snow", rotation=(0, 0, -angle),
                array=block.twice())  # fmt: skip
    site.add(Phase.ROOF, "prism", (block.cx, block.y1 + top_y + 0.2, block.cz), (reach + 0.04, 0.14, 0.26),
        look.roof if not look.snow else ("snow", SNOW), "roof", rotation=(90, 0, 0), spare=1)  # fmt: skip
    return block.y1 + top_y + 0.2


@grammar("barn")
def barn(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A barn: gambrel or gable roof, great double doors with a wicket, hay loft with a hoist, stalls."""
    look, built = dress(rng, wishes, storeys=(1,), walls="planks planks planks stone timber",
        roofs="shingles planks roof_tiles slate thatch", themes="village village north west west coast",
        wall_colours="511 411 432 321 543 665 421 333 254 510")  # fmt: skip
    site = Site(name, look, rng)
    hx, hz = site.vary(3.4, 4.4), site.vary(4.6, 6.2)
    high = site.vary(3.0, 3.6)
    block = Block(0, 0, hx, hz, FLOOR, high, 0.24)
    shell(site, block, plinth=site.one_of(0.34, 0.9), ceiling=False, floor=("mud", 4 * 64 + 3 * 8 + 2))
    front = block.face("front")
    style = site.one_of("gambrel", "gambrel", "gable", "gable_part")
    if look.theme in ("north", "coast"):
        style = "gable"
    if style == "gambrel":
        top = _gambrel(site, block)
    else:
        top = roofs.gable(site, block, site.one_of(45, 50), "z", over=0.6, ends=0.5, solid=False, part=look.ruined)
    # great doors: two leaves with crossed boards
    wide, tall = 1.3, 2.6
    trim_paint: Paint = ("planks", look.accent)
    site.box(Phase.FRAME, front.at(0, FLOOR + tall / 2 + 0.08, -0.12), front.size(wide + 0.16, tall / 2 + 0.1, 0.18),
        trim_paint, "frame")  # fmt: skip
    site.cut(Phase.OPENING, "box", front.at(0, FLOOR + tall / 2, -0.12), front.size(wide, tall / 2, 0.5), "door")
    for s in (-1, 1):
        leaf = site.box(Phase.LEAF, front.at(s * wide / 2, FLOOR + tall / 2, -0.06), front.size(wide / 2 - 0.02,
            tall / 2 - 0.03, 0.05), ("planks", look.wall[1]) if not look.plain else trim_paint, "door",
            joint=Joint("hinge", front.at(s * wide, FLOOR, -0.06), "y", min(0, 100 * s), max(0, 100 * s)))  # fmt: skip
        for lean in (45, -45):
            site.box(Phase.DETAIL, front.at(s * wide / 2, FLOOR + tall * 0.3, 0.0), front.size(0.07, 0.72, 0.03),
                trim_paint, "detail", rotation=(0, 0, lean), parent=leaf, spare=1)  # fmt: skip
        site.box(Phase.DETAIL, front.at(s * wide / 2, FLOOR + 0.2, 0.0), front.size(wide / 2 - 0.02, 0.08, 0.03),
            trim_paint, "detail", array=Array(3, (0, tall * 0.43, 0)), parent=leaf, spare=1)  # fmt: skip
    site.add(Phase.FOUNDATION, "wedge", front.at(0, -0.2, 0.6), (wide + 0.3, 0.34, 0.6), look.stone, "step")
    # loft door with hoist beam
    y = high + 0.5
    site.box(Phase.FRAME, front.at(0, y + 0.65, -0.12), front.size(0.62, 0.78, 0.17), trim_paint, "frame")
    site.cut(Phase.OPENING, "box", front.at(0, y + 0.65, -0.12), front.size(0.5, 0.66, 0.3), "window")
    site.box(Phase.LEAF, front.at(0.86, y + 0.65, 0.08), front.size(0.4, 0.66, 0.03), trim_paint, "shutter", spare=1)
    site.box(Phase.DETAIL, front.at(0, y + 1.7, 0.5), front.size(0.08, 0.09, 0.75), site.timber, "beam")
    site.box(Phase.DETAIL, front.at(0, y + 1.2, 1.1), (0.02, 0.5, 0.02), ("rope", 5 * 64 + 4 * 8 + 2), "rope", spare=2)
    for side in ("left", "right"):
        face = block.face(side)
        windows(site, face, -hz * 0.5, 1.5, 0.8, 0.8, count=3, pitch=hz * 0.5, style="cross", frame=trim_paint, spare=1)
    # corner boards and a cornice in the trim's colour
    trim.corners(site, block, 0.3, high, 0.1, trim_paint)
    lantern(site, front, 1.7, 2.3)
    # inside: posts, loft with a ladder, hay, stalls
    loft = min(2.5, high - 0.5)
    depth = hz * 0.7
    site.box(Phase.FLOOR, (0, loft - 0.08, hz - 0.24 - depth / 2), (hx - 0.2, 0.08, depth / 2), look.floor, "floor")
    ladder_up(site, hx - 0.8, hz - 0.36, FLOOR, loft, "back", slab=0.16)
    posts = 3
    pitch = (2 * hz - 1.6) / (posts - 1)
    for s in (-1, 1):
        site.box(Phase.INSIDE, (s * hx * 0.52, (high + FLOOR) / 2, -hz + 0.8), (0.11, (high - FLOOR) / 2, 0.11),
            site.timber, "post", array=Array(posts, (0, 0, pitch)), spare=1)  # fmt: skip
    site.box(Phase.INSIDE, (0, high - 0.02, -hz + 0.8), (hx - 0.1, 0.13, 0.12), site.timber, "beam", array=Array(posts,
        (0, 0, pitch)))  # fmt: skip
    site.box(Phase.INSIDE, (-hx * 0.72, FLOOR + 0.6, -hz * 0.4), (hx * 0.24, 0.6, 0.05), WOOD, "railing", array=Array(3,
        (0, 0, 1.9)), spare=1)  # fmt: skip
    site.add(Phase.INSIDE, "blob", (-hx * 0.7, FLOOR + 0.3, hz * 0.7), (hx * 0.24, 0.6, 0.8), HAY, "goods", seed=4,
        spare=1)  # fmt: skip
    site.add(Phase.INSIDE, "blob", (-hx * 0.4, loft + 0.3, hz * 0.6), (hx * 0.4, 0.7, hz * 0.22), HAY, "goods", seed=8,
        spare=1)  # fmt: skip
    site.box(Phase.INSIDE, (hx * 0.66, FLOOR + 0.36, -hz * 0.5), (0.5, 0.36, 0.36), HAY, "goods", array=Array(2, (0, 0,
        0.9)), spare=1)  # fmt: skip
    site.box(Phase.INSIDE, (hx * 0.66, FLOOR + 1.08, -hz * 0.5 + 0.4), (0.5, 0.36, 0.36), HAY, "goods", spare=2)
    if site.chance(0.5) and not look.ruined and style != "gambrel":
        roofs.spire(site, 0, hz * 0.2, top + 0.5, 0.62, 0.9, 4)
        site.box(Phase.DETAIL, (0, top + 0.1, hz * 0.2), (0.46, 0.6, 0.46), trim_paint, "ornament")
    elif not look.plain:
        trim.weather_vane(site, 0, -hz + 0.4, top + 0.1)
    if look.ruined:
        trim.breach(site, block, high)
        trim.rubble(site, block.face("left"), 0.0, 3)
    elif site.chance(0.6):
        site.add(Phase.DETAIL, "blob", block.face("right").at(hz * 0.4, 0.4, 0.7), (0.8, 0.9, 1.0), HAY, "goods",
            seed=2, spare=2)  # fmt: skip
        trim.barrels(site, front, -hx + 0.5, 1)
    return site.finish(built)


@grammar("longhouse")
def longhouse(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A hall with a roof that almost touches the ground, crossed gable boards, a long fire between benches."""
    look, built = dress(rng, wishes, storeys=(1,), walls="timber timber planks stone",
        roofs="thatch grass shingles thatch", themes="north north north spooky ancient")  # fmt: skip
    site = Site(name, look, rng)
    hx, hz = site.vary(2.9, 3.5), site.vary(6.0, 8.0)
    high = site.vary(2.2, 2.5)
    block = Block(0, 0, hx, hz, FLOOR, high, 0.3)
    shell(site, block, plinth=0.4, ceiling=False, floor=("mud", 4 * 64 + 3 * 8 + 2))
    angle = site.one_of(50, 55)
    top = roofs.gable(site, block, angle, "z", over=0.7, ends=0.7, thick=0.34, solid=False, cap=True, part=look.ruined)
    front = block.face("front")
    door(site, front, 0.0, FLOOR, 1.16, 2.2, arched=site.chance(0.4))
    # crossed boards with carved heads on both gables
    reach = hz + 0.74
    slope = radians(angle)
    rise = tan(slope) * hx
    long = (hx + 0.8) / cos(slope) / 2 + 0.55
    twice = block.twice()
    for s in (-1, 1):
        cx = s * (hx + 0.7) / 2 - s * 0.4
        cy = high + rise - tan(slope) * abs(cx) + 0.3
        site.box(Phase.DETAIL, (cx, cy, -reach - 0.02), (long, 0.16, 0.07), site.timber, "beam", rotation=(0, 0,
            -angle * s), array=twice)  # fmt: skip
        tip = 0.42
        site.box(Phase.DETAIL, (-s * tip, high + rise + 0.3 + tan(slope) * tip, -reach - 0.02), (0.3, 0.15, 0.09),
            site.painted, "ornament", rotation=(0, 0, -20 * s), array=twice, bevel=0.03)  # fmt: skip
        site.add(Phase.DETAIL, "prism", (-s * (tip + 0.32), high + rise + 0.46 + tan(slope) * tip, -reach - 0.02),
            (0.18, 0.14, 0.09), site.painted, "ornament", rotation=(0, 0, 0), array=twice, spare=2)  # fmt: skip
    # leaning posts along the walls
    count = max(5, round(hz * 2 / 1.7))
    pitch = (2 * hz - 0.6) / (count - 1)
    site.box(Phase.DETAIL, (hx + 0.3, high / 2 - 0.2, -hz + 0.3), (0.1, high / 2 + 0.26, 0.1), site.timber, "post",
        rotation=(0, 0, 15), array=Array(count, (0, 0, pitch)))  # fmt: skip
    site.box(Phase.DETAIL, (-hx - 0.3, high / 2 - 0.2, -hz + 0.3), (0.1, high / 2 + 0.26, 0.1), site.timber, "post",
        rotation=(0, 0, -15), array=Array(count, (0, 0, pitch)))  # fmt: skip
    trim.corners(site, block, 0.3, high)
    # door posts with carving, shields on the gable
    site.box(Phase.DETAIL, front.at(-0.92, 1.3, 0.08), (0.14, 1.4, 0.12), site.timber, "post", array=Array(2, (1.84, 0,
        0)), bevel=0.04, spare=1)  # fmt: skip
    site.box(Phase.DETAIL, front.at(0, 2.72, 0.1), (1.2, 0.14, 0.14), site.painted, "ornament", bevel=0.04, spare=1)
    for k, colour in enumerate((look.accent, look.flower)):
        site.add(Phase.DETAIL, "cylinder", front.at(-hx * 0.62 if k == 0 else hx * 0.34, 2.0, 0.03), (0.34, 0.06, 0.34),
            ("planks", colour), "ornament", rotation=(0, 90, 0), sides=12, array=Array(2, (hx * 0.29, 0, 0)),
            spare=1)  # fmt: skip
    site.box(Phase.DETAIL, front.at(0, high + rise * 0.42, -0.02), (0.1, rise * 0.42, 0.1), site.timber, "beam",
        array=twice, spare=1)  # fmt: skip
    site.box(Phase.DETAIL, front.at(0, high + 0.02, 0.0), (hx + 0.1, 0.13, 0.1), site.timber, "beam", array=twice,
        spare=1)  # fmt: skip
    windows(site, block.face("left"), -hz * 0.6, 1.3, 0.6, 0.6, count=3, pitch=hz * 0.6, style="plain", spare=1)
    windows(site, block.face("right"), -hz * 0.6, 1.3, 0.6, 0.6, count=3, pitch=hz * 0.6, style="plain", spare=1)
    # smoke louvre on the ridge
    if not look.ruined:
        site.box(Phase.DETAIL, (0, top + 0.1, 0), (0.4, 0.34, 0.7), site.timber, "chimney")
        site.add(Phase.DETAIL, "prism", (0, top + 0.66, 0), (0.9, 0.26, 0.6), look.roof if not look.snow else ("snow",
            SNOW), "roof", rotation=(90, 0, 0))  # fmt: skip
    # inside: the long fire, benches, posts, the high seat
    ties = 4
    span = (2 * hz - 2.0) / (ties - 1)
    for s in (-1, 1):
        site.add(Phase.INSIDE, "cylinder", (s * hx * 0.42, (high + rise * 0.5) / 2, -hz + 1.0), (0.13,
            (high + rise * 0.5) / 2, 0.13), site.timber, "post", array=Array(ties, (0, 0, span)), sides=8)  # fmt: skip
        site.box(Phase.INSIDE, (s * (hx - 0.75), FLOOR + 0.22, 0.2), (0.42, 0.22, hz - 1.8), WOOD, "seat")
        site.box(Phase.INSIDE, (s * (hx - 0.6), FLOOR + 0.47, -hz * 0.4), (0.3, 0.04, 0.5), ("fur", 4 * 64 + 3 * 8 + 2),
            "bed", array=Array(3, (0, 0, hz * 0.4)), spare=2)  # fmt: skip
    site.box(Phase.INSIDE, (0, high + rise * 0.46, -hz + 1.0), (hx * 0.52, 0.11, 0.12), site.timber, "beam",
        array=Array(ties, (0, 0, span)), spare=1)  # fmt: skip
    site.box(Phase.INSIDE, (0, FLOOR + 0.12, 0.2), (0.5, 0.14, hz * 0.36), look.stone, "hearth", bevel=0.04)
    site.add(Phase.INSIDE, "ellipsoid", (0, FLOOR + 0.4, -hz * 0.2), (0.28, 0.3, 0.4), ("light", FIRE), "lamp",
        array=Array(3, (0, 0, hz * 0.24)), light=Light(FIRE, 4.0))  # fmt: skip
    site.box(Phase.INSIDE, (0, FLOOR + 0.16, hz - 1.3), (1.3, 0.16, 0.7), WOOD, "step")
    site.box(Phase.INSIDE, (0, FLOOR + 0.76, hz - 0.9), (0.46, 0.44, 0.34), DARK, "seat")
    site.box(Phase.INSIDE, (0, FLOOR + 1.4, hz - 0.6), (0.46, 0.8, 0.06), site.painted, "seat", spare=1)
    site.box(Phase.INSIDE, (0, high + 0.2, hz - 0.36), (0.7, 0.9, 0.03), ("cloth", look.accent), "flag", spare=1)
    site.add(Phase.INSIDE, "cylinder", (hx - 0.7, FLOOR + 0.42, -hz + 0.8), (0.3, 0.42, 0.3), WOOD, "container",
        spare=2)  # fmt: skip
    if look.ruined:
        trim.breach(site, block, high)
    else:
        trim.wood_pile(site, front, hx - 1.0)
        trim.barrels(site, front, -hx + 0.4, 2)
    return site.finish(built)


@grammar("forge")
def forge(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A smithy: a stone room with a door, beside it an open shelter with fire, anvil, bellows and quenching trough."""
    look, built = dress(rng, wishes, storeys=(1,), walls="stone stone brick timber plaster",
        roofs="slate roof_tiles shingles thatch")  # fmt: skip
    site = Site(name, look, rng)
    side = site.one_of(-1, 1)
    hx, hz = site.vary(1.9, 2.3), site.vary(2.3, 2.7)
    high = site.vary(2.7, 2.9)
    open_half = site.vary(1.7, 2.1)
    cx = -side * open_half
    room_block = Block(cx, 0, hx, hz, FLOOR, high, 0.34)
    shell(site, room_block, plinth=0.6)
    yard = Block(cx + side * (hx + open_half), 0, open_half, hz, 0.0, high, 0.3)
    whole = Block(cx + side * open_half, 0, hx + open_half, hz, FLOOR, high, 0.34)
    angle = site.one_of(40, 45, 50)
    over = 0.5 if angle < 45 else 0.44
    top = roofs.gable(site, whole, angle, "x", over=over, ends=0.4, boards=False, part=look.ruined,
        solid=not look.ruined)  # fmt: skip
    # shelter: floor, posts, back wall, beam
    site.box(Phase.FOUNDATION, (yard.cx, -0.24, 0), (open_half + 0.1, 0.36, hz + 0.1), ("cobbles", look.stone[1]),
        "foundation", bevel=0.03)  # fmt: skip
    site.box(Phase.WALL, (yard.cx, (high - 0.4) / 2, hz - 0.17), (open_half, (high + 0.4) / 2, 0.17), look.wall, "wall")
    site.box(Phase.DETAIL, (yard.cx + side * (open_half - 0.16), high / 2, -hz + 0.16), (0.14, high / 2 + 0.02, 0.14),
        site.timber, "post", bevel=0.02)  # fmt: skip
    site.box(Phase.DETAIL, (yard.cx + side * (open_half - 0.16), high / 2, 0.2), (0.14, high / 2 + 0.02, 0.14),
        site.timber, "post", spare=1)  # fmt: skip
    site.box(Phase.DETAIL, (yard.cx, high - 0.14, -hz + 0.16), (open_half, 0.14, 0.14), site.timber, "beam")
    site.box(Phase.DETAIL, (yard.cx + side * (open_half - 0.56), high - 0.5, -hz + 0.16), (0.08, 0.5, 0.08),
        site.timber, "beam", rotation=(0, 0, 45 * side), spare=1)  # fmt: skip
    # hearth and its chimney
    hx0, hz0 = yard.cx + side * 0.3, hz - 0.9
    site.box(Phase.INSIDE, (hx0, 0.55, hz0), (0.85, 0.45, 0.6), look.stone, "hearth", bevel=0.04)
    site.add(Phase.INSIDE, "ellipsoid", (hx0, 1.04, hz0), (0.46, 0.18, 0.34), ("light", FIRE), "lamp", light=Light(FIRE,
        6.0))  # fmt: skip
    site.add(Phase.INSIDE, "blob", (hx0, 1.02, hz0), (0.6, 0.1, 0.46), ("rock", 1 * 64 + 8 + 1), "goods", seed=4,
        spare=2)  # fmt: skip
    site.box(Phase.INSIDE, (hx0, high - 0.36, hz0 + 0.1), (0.9, 0.4, 0.66), look.stone, "chimney", taper=(0.5, 0.6))
    roofs.chimney(site, hx0, hz0 + 0.1, high - 0.1, top + 0.8, 0.5)
    # anvil on a stump, trough, bellows, tools
    ax = yard.cx - side * 0.5
    site.add(Phase.INSIDE, "cylinder", (ax, 0.36, -0.5), (0.28, 0.3, 0.28), ("bark", 4 * 64 + 3 * 8 + 2), "container",
        sides=10)  # fmt: skip
    site.box(Phase.INSIDE, (ax, 0.72, -0.5), (0.12, 0.1, 0.12), IRON, "tool", spare=1)
    site.box(Phase.INSIDE, (ax, 0.88, -0.5), (0.34, 0.09, 0.14), IRON, "tool", bevel=0.03)
    site.add(Phase.INSIDE, "cylinder", (ax + 0.44, 0.9, -0.5), (0.08, 0.14, 0.08), IRON, "tool", rotation=(0, 0, -90),
        taper=(0.1, 0.1), spare=2)  # fmt: skip
    site.box(Phase.INSIDE, (yard.cx + side * (open_half - 0.5), 0.4, -0.9), (0.3, 0.32, 0.6), WOOD, "container")
    site.box(Phase.INSIDE, (yard.cx + side * (open_half - 0.5), 0.7, -0.9), (0.24, 0.04, 0.52), ("water",
        1 * 64 + 3 * 8 + 4), "water", spare=1)  # fmt: skip
    site.add(Phase.INSIDE, "wedge", (hx0 + side * 1.0, 0.95, hz0), (0.3, 0.26, 0.5), ("leather", 4 * 64 + 2 * 8 + 1),
        "tool", rotation=(90 * side, 0, 0), spare=1)  # fmt: skip
    site.box(Phase.INSIDE, (ax - side * 0.0, 1.75, hz - 0.38), (0.8, 0.05, 0.04), WOOD, "shelf", spare=1)
    site.box(Phase.INSIDE, (ax - 0.6, 1.5, hz - 0.4), (0.04, 0.26, 0.03), IRON, "tool", array=Array(5, (0.3, 0, 0)),
        spare=1)  # fmt: skip
    # the room
    front = room_block.face("front")
    door(site, front, 0.0, FLOOR, 1.06, 2.2, arched=site.chance(0.3))
    windows(site, room_block.face("left" if side > 0 else "right"), 0.0, 1.1, 0.9, 1.0, style="cross",
        shutters=site.chance(0.5))  # fmt: skip
    windows(site, room_block.face("back"), 0.0, 1.1, 0.8, 0.9, style="plain", spare=1)
    passage(site, cx + side * (hx - 0.17), -0.2, FLOOR, 0.5, 0.55, 2.1)
    inside = Room.of(site, room_block, FLOOR)
    inside.door("front", cx)
    inside.door("right" if side > 0 else "left", -0.2)
    inside.bed()
    inside.table(wide=1.0)
    inside.shelf()
    inside.container("chest")
    # the sign: a horseshoe, or crossed hammers
    if not look.plain:
        site.box(Phase.DETAIL, front.at(-side * (hx - 0.4), 2.5, 0.42), (0.03, 0.03, 0.44), IRON, "beam", spare=1)
        site.add(Phase.DETAIL, "arch", front.at(-side * (hx - 0.4), 2.16, 0.56), (0.24, 0.28, 0.05), IRON, "sign",
            taper=(0.6, 1.0), rotation=(90, 0, 0), spare=1)  # fmt: skip
    lantern(site, front, side * 0.9, 2.1)
    trim.wood_pile(site, room_block.face("left" if side > 0 else "right"), hz - 0.9)
    if site.chance(0.6):
        x = yard.cx + side * (open_half + 0.16)
        site.add(Phase.DETAIL, "cylinder", (x, 0.56, -hz + 0.9), (0.56, 0.06, 0.56), WOOD, "wheel", rotation=(0, 0,
            85 * side), sides=12, spare=2)  # fmt: skip
    if look.ruined:
        trim.breach(site, room_block, high)
        trim.rubble(site, front, -0.8, 3)
    return site.finish(built)


class Mill(House):
    """A house on a stone foot with a water wheel at its side."""

    def _furnish(self, rooms: list[Room]) -> None:
        site, look = self.site, self.look
        face = self.main.face("right")
        r = site.vary(1.7, 2.2)
        x, y, z = face.x + 0.75, r * 0.62, site.vary(-0.4, 0.3)
        axle = site.add(Phase.DETAIL, "cylinder", (x - 0.3, y, z), (0.14, 1.0, 0.14), site.timber, "axle", rotation=(0,
            0, 90), sides=8, joint=Joint("spin", (x, y, z), "x", 0, 360))  # fmt: skip
        for dx in (-0.36, 0.36):
            site.add(Phase.DETAIL, "cylinder", (x + dx, y, z), (r * 0.8, 0.05, r * 0.8), site.board, "wheel",
                rotation=(0, 0, 90), sides=12, parent=axle)  # fmt: skip
            site.add(Phase.DETAIL, "cylinder", (x + dx * 1.16, y, z), (r * 0.62, 0.05, r * 0.62), ("timber", DARK[1]),
                "wheel", rotation=(0, 0, 90), sides=12, parent=axle, spare=1)  # fmt: skip
        for k in range(6):
            site.box(Phase.DETAIL, (x, y, z), (0.34, r, 0.05), WOOD, "blade", rotation=(0, 30 * k, 0), parent=axle)
        for dx in (-0.46, 0.46):
            for k in range(2):
                site.box(Phase.DETAIL, (x + dx, y, z), (0.05, r * 0.84, 0.09), site.timber, "wheel", rotation=(0,
                    90 * k, 0), parent=axle, spare=1)  # fmt: skip
        # race: water between two curbs, an outer bearing, a flume from behind
        site.box(Phase.DETAIL, (x, -0.1, 0.2), (0.62, 0.14, self.hz + 1.8), ("water", 1 * 64 + 3 * 8 + 4), "water")
        site.box(Phase.FOUNDATION, (x + 0.78, -0.1, 0.2), (0.18, 0.5, self.hz + 1.8), look.stone, "foundation",
            bevel=0.03)  # fmt: skip
        site.box(Phase.DETAIL, (x + 0.78, y / 2, z), (0.18, y / 2 + 0.16, 0.2), site.timber, "post")
        site.box(Phase.DETAIL, (x, y + r * 0.86, z + r * 0.5 + 1.4), (0.4, 0.06, 1.3), site.board, "detail")
        for dx in (-0.38, 0.38):
            site.box(Phase.DETAIL, (x + dx, y + r * 0.86 + 0.18, z + r * 0.5 + 1.4), (0.04, 0.2, 1.3), site.board,
                "detail", spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (x, y + r * 0.86 + 0.12, z + r * 0.5 + 1.36), (0.34, 0.06, 1.3), ("water",
            2 * 64 + 4 * 8 + 5), "water", spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (x, (y + r * 0.86) / 2 - 0.2, z + r * 0.5 + 2.2), (0.34, (y + r * 0.86) / 2 + 0.2, 0.12),
            site.timber, "post")  # fmt: skip
        ground = rooms[0]
        # millstones on a frame
        spot = ground.place(1.6, 1.5, ("right", "back"))
        if spot:
            sx, sz = spot[0], spot[1]
            site.box(Phase.INSIDE, (sx, FLOOR + 0.3, sz), (0.7, 0.3, 0.7), WOOD, "table")
            site.add(Phase.INSIDE, "cylinder", (sx, FLOOR + 0.76, sz), (0.62, 0.16, 0.62), look.stone, "tool", sides=12)
            site.box(Phase.INSIDE, (sx, FLOOR + 1.1, sz), (0.05, 0.3, 0.05), DARK, "post", spare=1)
            site.box(Phase.INSIDE, (sx, FLOOR + 1.5, sz), (0.36, 0.3, 0.36), WOOD, "container", spare=1)
        ground.container("sack", 3)
        ground.container("sack", 2)
        ground.table(wide=1.0)
        for room in rooms[1:]:
            room.bed()
            room.container("sack", 2)
            room.container("chest")
        trim.barrels(site, self.door_face, self.door_at + (1.2 if self.door_at < 0 else -1.8), 2)


@grammar("mill")
def mill(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A water mill."""
    look, built = dress(rng, wishes, storeys=(2, 2, 3), walls="stone plaster plaster timber planks brick",
        themes="village village north east")  # fmt: skip
    choice = pick(rng, "framed cottage jetty half_hipped cross_gable hipped")
    size = (round(float(rng.uniform(3.0, 3.5)) * 50) / 50, round(float(rng.uniform(2.5, 2.9)) * 50) / 50)
    house = Mill(name, look, rng, PLANS[choice], size)
    return house.build(built)


@grammar("desert_house")
def desert_house(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A house of mud or plaster: cubes of different heights, roofs to sit on, a stair up the wall, a dome, awnings."""
    look, built = dress(rng, wishes, storeys=(1, 1, 2, 2), themes="desert", walls="plaster plaster mud sand",
        roofs="plaster mud sand")  # fmt: skip
    site = Site(name, look, rng)
    high = site.vary(2.7, 2.9)
    count = min(3, look.storeys)
    hx, hz = site.vary(2.9, 3.6), site.vary(2.6, 3.2)
    t = 0.36
    side = site.one_of(-1, 1)
    y1 = FLOOR + high + 0.1
    half = site.vary(1.5, 1.9)
    shift = -side * half * 0.6
    main = Block(shift, 0, hx, hz, FLOOR, y1, t)
    wing = Block(shift + side * (hx + half - t + 0.04), site.vary(-0.6, 0.6), half, site.vary(1.9, 2.4), FLOOR,
        y1 + site.one_of(-0.3, 0.9, 1.6), t)  # fmt: skip
    shell(site, main, plinth=0.2, bevel=0.06)
    shell(site, wing, plinth=0.2, bevel=0.06)
    passage(site, shift + side * (hx - t / 2), 0.2, FLOOR, t + 0.2, 0.55, 2.1)
    uppers: list[Block] = []
    for k in range(1, count):
        deep = hz * site.vary(0.62, 0.8)
        wide = hx * site.vary(0.66, 0.9)
        low = FLOOR + k * high
        uppers.append(Block(shift - side * (hx - wide), hz - deep, wide, deep, low, low + high + 0.1, t))
        shell(site, uppers[-1], ground=False, bevel=0.06)
    front = main.face("front")
    at = -side * site.vary(-0.2, 1.2)
    door(site, front, at, FLOOR, 1.06, 2.2, arched=site.chance(0.7))
    windows(site, front, at + side * 1.9, 1.1, 0.7, 0.9, style=site.one_of("plain", "arch"), count=1, shutters=False)
    windows(site, main.face("left" if side > 0 else "right"), 0.0, 1.2, 0.6, 0.8, style="plain", spare=1)
    windows(site, wing.face("front"), 0.0, 1.1, 0.7, 0.9, style="arch")
    windows(site, wing.face("back"), 0.0, 1.2, 0.6, 0.8, style="plain", spare=1)
    rooms = [Room.of(site, main, FLOOR, high - 0.22)]
    rooms[0].door("front", shift + at)
    rooms[0].door("right" if side > 0 else "left", 0.2)
    lower = rooms[0]
    for k, upper in enumerate(uppers):
        # the flight lies under the upper block
        inner = Room.of(site, upper, FLOOR + k * high, high - 0.22)
        above = Room.of(site, upper, upper.y0, high - 0.22)
        flight(site, inner, above, "back" if k == 0 else "left", high, towards=1, slab=0.7)
        lower.taken += inner.taken
        face = upper.face("front")
        if upper.y0 > 0 and k == 0:
            door(site, face, -upper.hx * 0.4, upper.y0 + 0.02, 1.0, 2.1, step=False, arched=site.chance(0.5), deep=0.16)
            above.door("front", upper.cx - upper.hx * 0.4)
        windows(site, face, upper.hx * 0.42, upper.y0 + 0.9, 0.66, 0.9, style="arch")
        windows(site, upper.face("left"), 0.0, upper.y0 + 1.0, 0.6, 0.8, style="plain", array=upper.twice(), spare=1)
        rooms.append(above)
        lower = above
    for block in [main, wing, *uppers]:
        if block is wing and site.chance(0.45):
            r = min(wing.hx, wing.hz)
            roofs.flat(site, wing, 0.3)
            site.add(Phase.ROOF, "ellipsoid", (wing.cx, wing.y1 + 0.1, wing.cz), (r - 0.2, r * 0.8, r - 0.2), ("paint",
                look.accent) if look.rich else look.roof, "roof")  # fmt: skip
            site.add(Phase.DETAIL, "ellipsoid", (wing.cx, wing.y1 + r * 0.8 + 0.2, wing.cz), (0.1, 0.3, 0.1), ("gold",
                look.lamp), "ornament", spare=1)  # fmt: skip
            continue
        roofs.flat(site, block, site.vary(0.36, 0.6))
        if not look.plain:
            # merlons at the corners and beam ends under the roof
            site.box(Phase.DETAIL, (block.cx - block.hx + 0.2, block.y1 + 0.66, block.cz - block.hz + 0.2), (0.22, 0.3,
                0.22), look.wall, "ornament", bevel=0.06, taper=(0.5, 0.5), array=Array(2, (2 * block.hx - 0.4, 0, 0)),
                spare=1)  # fmt: skip
        beams = max(3, round(block.hx * 2 / 0.9))
        face = block.face("front")
        site.add(Phase.DETAIL, "cylinder", face.at(-block.hx + 0.4, block.y1 - 0.3, 0.12), (0.08, 0.3, 0.08),
            site.timber, "beam", rotation=(0, 90, 0), sides=6, array=Array(beams,
            face.step((2 * block.hx - 0.8) / (beams - 1))), spare=1)  # fmt: skip
    if uppers:
        # the room under the upper block keeps its hole: the roof slab of the main block ends at its walls
        for upper in uppers:
            site.cut(Phase.ROOM, "box", (upper.cx, upper.y0 + 0.9, upper.cz), (upper.hx - t - 0.02, 0.9,
                upper.hz - t - 0.02), "room")  # fmt: skip
    if site.chance(0.7):
        run_face = wing.face("left" if side < 0 else "right")
        run = wing.hz * 2 - 0.2
        rise = min(wing.y1, run * 1.05)
        site.add(Phase.STAIR, "stairs", run_face.at(0.0, rise / 2 - 0.02, 0.42), (0.42, rise / 2 + 0.02, run / 2),
            look.wall, "stair", rotation=(0, 0, 0))  # fmt: skip
    if not look.plain:
        canopy_face = wing.face("front") if site.chance(0.5) else front
        along = 0.0 if canopy_face is not front else at
        site.box(Phase.DETAIL, canopy_face.at(along, FLOOR + 2.42, 0.7), canopy_face.size(1.2, 0.03, 0.8), ("cloth",
            look.accent), "awning", rotation=canopy_face.tilt(15))  # fmt: skip
        site.box(Phase.DETAIL, canopy_face.at(along - 1.1, 1.16, 1.42), (0.05, 1.3, 0.05), site.timber, "post",
            array=Array(2, canopy_face.step(2.2)), spare=1)  # fmt: skip
        trim.pots(site, front, at + 0.95 * side, 2, 0.55 * side)
        trim.bench(site, front, at - side * 1.6)
    ground = rooms[0]
    ground.hearth(("back", "left", "right"))
    ground.table(wide=1.2)
    ground.rug()
    ground.container("barrel")
    if not uppers:
        ground.bed()
    ground.shelf()
    wing_room = Room.of(site, wing, FLOOR, 2.2)
    wing_room.door("left" if side > 0 else "right", 0.2)
    wing_room.bed()
    wing_room.container("sack", 2)
    wing_room.rug(True)
    for room in rooms[1:]:
        room.bed()
        room.container("chest")
        room.rug()
    lantern(site, front, at - side * 0.9, 2.0)
    if look.ruined:
        trim.breach(site, main, y1)
        trim.rubble(site, front, 0.5, 3)
    return site.finish(msgspec.structs.replace(built, storeys=count))


@grammar("igloo")
def igloo(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A dome of snow blocks with an entrance tunnel and a skin for a door."""
    look, built = dress(rng, wishes, storeys=(1,), walls="snow snow ice", roofs="snow", themes="north",
        blank=("second_material", "secondary"), wall_colours="777 677 667 777")  # fmt: skip
    site = Site(name, look, rng)
    r, high = site.vary(2.4, 3.0), site.vary(2.5, 2.8)
    floor = 0.08
    tunnel = site.vary(1.5, 2.1)
    site.add(Phase.WALL, "ellipsoid", (0, -0.1, 0), (r, high + 0.1, r), look.wall, "wall")
    # the tunnel: a vault that stands out at the front
    mid = -r - tunnel / 2 + 0.5
    site.box(Phase.WALL, (0, 0.5, mid), (0.95, 1.1, tunnel / 2), look.wall, "wall", bevel=0.05)
    site.add(Phase.WALL, "cylinder", (0, 1.6, mid), (0.95, tunnel / 2, 0.95), look.wall, "wall", rotation=(0, 90, 0),
        sides=12)  # fmt: skip
    # bands of blocks that show on the dome
    for k in range(4):
        y = high * (0.12 + 0.2 * k)
        rr = r * (1 - (y / high) ** 2) ** 0.5
        ring(site, rr - 0.1, y - 0.22, 0.46, 0.34, 12, (look.wall[0], look.wall[1]), "ornament", share=0.94,
            offset=15 * (k % 2), phase=Phase.WALL, bevel=0.04)  # fmt: skip
    site.add(Phase.ROOM, "ellipsoid", (0, floor, 0), (r - 0.34, high - 0.36, r - 0.34), ("plaster", SNOW), "room",
        op="cut")  # fmt: skip
    site.cut(Phase.ROOM, "box", (0, floor + 0.8, mid + 0.2), (0.58, 0.8, tunnel / 2 + 0.9), "room")
    site.cut(Phase.ROOM, "cylinder", (0, floor + 1.6, mid + 0.2), (0.58, tunnel / 2 + 0.9, 0.58), "room", rotation=(0,
        90, 0), sides=12)  # fmt: skip
    site.add(Phase.FLOOR, "cylinder", (0, floor - 0.3, 0), (r - 0.2, 0.3, r - 0.2), ("snow", SNOW), "floor", sides=12)
    site.box(Phase.FLOOR, (0, floor - 0.3, mid), (0.8, 0.3, tunnel / 2), ("snow", SNOW), "floor")
    z = mid - tunnel / 2 + 0.12
    site.box(Phase.LEAF, (0, floor + 1.06, z), (0.54, 1.04, 0.03), ("leather", look.accent), "door",
        joint=Joint("hinge", (0.55, floor, z), "y", 0, 100))  # fmt: skip
    site.add(Phase.LEAF, "arch", (0, floor + 1.14, z - 0.04), (0.74, 1.2, 0.12), site.timber, "frame", taper=(0.78,
        1.0))  # fmt: skip
    site.add(Phase.DETAIL, "capsule", (-0.7, 2.3, z - 0.04), (0.06, 0.4, 0.06), ("bone", 7 * 64 + 7 * 8 + 6),
        "ornament", rotation=(0, 0, 30), spare=1)  # fmt: skip
    site.add(Phase.DETAIL, "capsule", (0.7, 2.3, z - 0.04), (0.06, 0.4, 0.06), ("bone", 7 * 64 + 7 * 8 + 6), "ornament",
        rotation=(0, 0, -30), spare=1)  # fmt: skip
    if site.chance(0.7):
        y = high * 0.55
        rr = r * (1 - (y / high) ** 2) ** 0.5
        site.box(Phase.LEAF, (rr - 0.1, y, 0), (0.14, 0.34, 0.36), ("ice", 5 * 64 + 6 * 8 + 7), "window",
            light=site.glow(2.0), bevel=0.03)  # fmt: skip
    # inside: sleeping bench with furs, an oil lamp, a chest
    site.box(Phase.INSIDE, (0, floor + 0.22, r * 0.5), (r * 0.62, 0.22, r * 0.28), ("snow", SNOW), "bed", bevel=0.04)
    site.box(Phase.INSIDE, (0, floor + 0.48, r * 0.5), (r * 0.56, 0.05, r * 0.25), ("fur", look.detail), "bed",
        bevel=0.03)  # fmt: skip
    site.add(Phase.INSIDE, "cylinder", (-r * 0.45, floor + 0.12, -0.1), (0.26, 0.12, 0.26), look.stone, "hearth")
    site.add(Phase.INSIDE, "ellipsoid", (-r * 0.45, floor + 0.3, -0.1), (0.12, 0.14, 0.12), ("light", WARM), "lamp",
        light=Light(WARM, 4.0))  # fmt: skip
    site.box(Phase.INSIDE, (r * 0.5, floor + 0.24, 0.0), (0.24, 0.24, 0.34), WOOD, "container", spare=1)
    site.add(Phase.INSIDE, "cylinder", (0, floor + 0.02, -0.2), (0.7, 0.02, 0.6), ("fur", 5 * 64 + 4 * 8 + 3), "rug",
        sides=10, spare=2)  # fmt: skip
    # outside: snow blocks left over, fish on a rack
    site.box(Phase.DETAIL, (-r + 0.2, 0.2, -r + 0.1), (0.34, 0.22, 0.24), look.wall, "goods", rotation=(20, 0, 0),
        bevel=0.04, spare=1)  # fmt: skip
    site.box(Phase.DETAIL, (-r - 0.2, 0.18, -r + 0.7), (0.34, 0.2, 0.24), look.wall, "goods", rotation=(-35, 0, 0),
        bevel=0.04, spare=2)  # fmt: skip
    if look.ornament != "plain":
        x = r + 0.7
        site.box(Phase.DETAIL, (x, 0.6, -1.4), (0.05, 0.9, 0.05), site.timber, "post", array=Array(2, (0, 0, 1.6)),
            spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (x, 1.42, -0.6), (0.04, 0.04, 1.0), site.timber, "beam", spare=1)
        site.add(Phase.DETAIL, "ellipsoid", (x, 1.1, -1.1), (0.04, 0.24, 0.1), ("skin", 4 * 64 + 5 * 8 + 5), "goods",
            array=Array(4, (0, 0, 0.34)), spare=2)  # fmt: skip
    if look.rich:
        trim.flag(site, 0, 0.4, high - 0.3, 1.5)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (r * 0.6, high * 0.8, -0.4), (0.9, 0.8, 0.9), seed=5)
    return site.finish(built)


@grammar("greenhouse")
def greenhouse(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A house of glass on a low wall: ribs, ridge vents, tables of plants."""
    look, built = dress(rng, wishes, storeys=(1,), walls="glass", roofs="glass",
        themes="village village modern coast future", wall_colours="577 677 667 567", roof_colours="567 577 466",
        accents="132 777 254 125 511 111")  # fmt: skip
    site = Site(name, look, rng)
    hx, hz = site.vary(2.2, 2.8), site.vary(3.2, 4.4)
    high = site.vary(2.4, 2.7)
    block = Block(0, 0, hx, hz, FLOOR, high, 0.1)
    rib: Paint = ("iron", look.detail) if look.theme in ("modern", "future") else ("timber", look.accent)
    site.box(Phase.FOUNDATION, (0, 0.0, 0), (hx + 0.1, 0.6, hz + 0.1), look.stone if site.chance(0.5) else ("brick",
        4 * 64 + 2 * 8 + 1), "foundation", bevel=0.03)  # fmt: skip
    site.box(Phase.WALL, (0, (high + 0.04) / 2, 0), (hx, (high - 0.04) / 2 + 0.02, hz), look.wall, "room", op="hollow",
        thickness=0.08)  # fmt: skip
    site.cut(Phase.ROOM, "box", (0, (FLOOR + high) / 2 + 0.2, 0), (hx - 0.09, (high - FLOOR) / 2 + 0.2, hz - 0.09),
        "room")  # fmt: skip
    site.box(Phase.FLOOR, (0, FLOOR - 0.04, 0), (hx - 0.06, 0.06, hz - 0.06), ("cobbles", look.stone[1]), "floor")
    angle = site.one_of(35, 40, 45)
    rise = tan(radians(angle)) * hx
    vault = site.chance(0.35)
    bays = max(4, round(hz * 2 / 1.0))
    pitch = 2 * hz / bays
    site.box(Phase.DETAIL, (hx, (high + 0.5) / 2, -hz), (0.06, (high - 0.5) / 2 + 0.05, 0.05), rib, "post",
        array=Array(bays + 1, (0, 0, pitch)))  # fmt: skip
    site.box(Phase.DETAIL, (-hx, (high + 0.5) / 2, -hz), (0.06, (high - 0.5) / 2 + 0.05, 0.05), rib, "post",
        array=Array(bays + 1, (0, 0, pitch)))  # fmt: skip
    for y in (0.64, high):
        site.box(Phase.DETAIL, (hx, y, 0), (0.07, 0.06, hz + 0.06), rib, "beam", array=block.twice())
        site.box(Phase.DETAIL, (0, y, hz), (hx + 0.06, 0.06, 0.07), rib, "beam", spare=1)
    site.box(Phase.DETAIL, (0, high, -hz), (hx + 0.06, 0.06, 0.07), rib, "beam", spare=1)
    if vault:
        site.add(Phase.WALL, "cylinder", (0, high, 0), (hx + 0.04, hz, rise + 0.3), look.roof, "roof", rotation=(0, 90,
            0), sides=16)  # fmt: skip
        site.cut(Phase.ROOM, "cylinder", (0, high, 0), (hx - 0.08, hz - 0.1, rise + 0.18), "room", rotation=(0, 90, 0),
            sides=16)  # fmt: skip
        site.cut(Phase.ROOM, "box", (0, high / 2 + 0.04, 0), (hx - 0.09, high / 2 - 0.16, hz - 0.09), "room")
        top = high + rise + 0.3
        # ribs over the vault: the glass's outline, a little larger and thin
        site.add(Phase.WALL, "cylinder", (0, high, -hz + 0.04), (hx + 0.1, 0.05, rise + 0.36), rib, "beam", rotation=(0,
            90, 0), sides=16, array=Array(bays // 2 + 1, (0, 0, (2 * hz - 0.08) / (bays // 2))))  # fmt: skip
    else:
        slope = radians(angle)
        long = (hx + 0.14) / cos(slope) / 2
        cx, cy = (hx + 0.14) / 2, high + rise - tan(slope) * (hx + 0.14) / 2
        site.box(Phase.ROOF, (cx + 0.03 * sin(slope), cy + 0.03, 0), (long, 0.04, hz + 0.1), look.roof, "roof",
            rotation=(0, 0, -angle), array=block.twice())  # fmt: skip
        site.add(Phase.WALL, "prism", (0, high + rise / 2, -hz + 0.05), (0.05, rise / 2, hx), look.wall, "wall",
            rotation=(90, 0, 0), array=Array(2, (0, 0, 2 * hz - 0.1)))  # fmt: skip
        for s in (-1, 1):
            site.box(Phase.DETAIL, (s * (cx + 0.04 * sin(slope)), cy + 0.08, -hz), (long, 0.05, 0.04), rib, "beam",
                rotation=(0, 0, -s * angle), array=Array(bays + 1, (0, 0, pitch)))  # fmt: skip
        top = high + rise
        site.box(Phase.DETAIL, (0, top + 0.1, 0), (0.1, 0.1, hz + 0.16), rib, "beam")
        site.box(Phase.DETAIL, (hx * 0.4, high + rise * 0.68, -hz * 0.3), (0.4, 0.04, 0.46), look.roof, "window",
            rotation=(0, 0, -angle + 25), spare=1)  # fmt: skip
        if look.snow:
            site.box(Phase.DETAIL, (cx + 0.12 * sin(slope), cy + 0.14, 0), (long - 0.1, 0.06, hz - 0.06), ("snow",
                SNOW), "snow", rotation=(0, 0, -angle), array=block.twice())  # fmt: skip
    face = Face(0, -hz, 0, -1, hx, 0.1, FLOOR)
    door(site, face, 0.0, FLOOR, 1.06, 2.16, leaf=("planks", look.accent), frame=rib, deep=0.4)
    # ornament on the ridge
    if look.rich:
        site.add(Phase.DETAIL, "cylinder", (0, top + (0.16 if vault else 0.3), -hz), (0.1, 0.26, 0.1), rib, "ornament",
            taper=(0.1, 0.1),
            array=Array(2, (0, 0, 2 * hz)), spare=1)  # fmt: skip
    # inside: tables along the walls, pots and beds of plants
    seed = int(rng.integers(1, 50))
    for s in (-1, 1):
        site.box(Phase.INSIDE, (s * (hx - 0.6), FLOOR + 0.72, 0.2), (0.46, 0.06, hz - 0.5), WOOD, "table")
        site.box(Phase.INSIDE, (s * (hx - 0.6), FLOOR + 0.34, -hz + 0.8), (0.4, 0.34, 0.06), DARK, "table",
            array=Array(4, (0, 0, (2 * hz - 1.4) / 3)), spare=1)  # fmt: skip
        count = max(4, int(hz * 2 / 0.8))
        step = (2 * hz - 1.6) / (count - 1)
        site.add(Phase.INSIDE, "cylinder", (s * (hx - 0.6), FLOOR + 0.92, -hz + 0.9), (0.2, 0.16, 0.2), ("brick",
            4 * 64 + 2 * 8 + 1), "container", array=Array(count, (0, 0, step)), spare=1)  # fmt: skip
        site.add(Phase.INSIDE, "blob", (s * (hx - 0.6), FLOOR + 1.3, -hz + 0.9), (0.32, 0.34, 0.32), ("leaves",
            look.leaf if s > 0 else GREEN[1]), "leaf", seed=seed + s, array=Array(count, (0, 0, step)))  # fmt: skip
        site.add(Phase.INSIDE, "blob", (s * (hx - 0.62), FLOOR + 1.6, -hz + 0.9), (0.2, 0.14, 0.2), ("leaves",
            look.flower if s > 0 else 7 * 64 + 2 * 8 + 1), "flower", seed=seed + 4, array=Array(max(2, count // 2), (0,
            0, step * 2)), spare=1)  # fmt: skip
    site.add(Phase.INSIDE, "blob", (0, FLOOR + 0.9, hz - 0.8), (0.5, 1.0, 0.45), ("leaves", GREEN[1]), "leaf",
        seed=seed + 9)  # fmt: skip
    site.add(Phase.INSIDE, "cylinder", (0, FLOOR + 0.2, hz - 0.8), (0.34, 0.22, 0.34), ("brick", 4 * 64 + 2 * 8 + 1),
        "container", spare=1)  # fmt: skip
    trim.pots(site, face, -1.2, 2, 2.4)
    if look.lit:
        site.box(Phase.INSIDE, (0, high - 0.2, 0), (0.1, 0.14, 0.1), ("light", look.lamp), "lamp",
            light=Light(look.lamp, 4.0), spare=1)  # fmt: skip
        site.box(Phase.INSIDE, (0, high + rise * 0.4, 0), (0.02, rise * 0.6, 0.02), IRON, "rope", spare=1)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (hx, high, -hz * 0.3), (0.9, 0.8, 1.0), seed=7)
    return site.finish(built)

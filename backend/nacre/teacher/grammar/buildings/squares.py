"""What stands on a square: well, stall, fountain, obelisk, market hall; and what became of older ones: ruins."""

from __future__ import annotations

from math import radians, sin, tan

import msgspec
import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.climbing import polar, ring
from nacre.teacher.grammar.buildings.interior import FLOOR, WOOD, Room, flight, shell
from nacre.teacher.grammar.buildings.openings import door, windows
from nacre.teacher.grammar.buildings.palette import Paint, dress, level
from nacre.teacher.grammar.buildings.site import SNOW, Block, Face, Phase, Site
from nacre.teacher.grammar.registry import grammar

IRON: Paint = ("iron", 73)
WATER: Paint = ("water", 1 * 64 + 3 * 8 + 4)
WHITE: Paint = ("cloth", 7 * 64 + 7 * 8 + 6)
CRATE: Paint = ("planks", 4 * 64 + 3 * 8 + 1)
EAST_WALLS = "776 765 664 511 610 775 410"
GOLD: Paint = ("gold", 6 * 64 + 5 * 8 + 1)


def _snow(site: Site, centre: tuple[float, float, float], half: tuple[float, float, float], **more: object) -> None:
    """A slab of snow where there is snow."""
    if site.look.snow:
        site.box(Phase.DETAIL, centre, half, ("snow", SNOW), "snow", bevel=0.03, spare=1, **more)


@grammar("well")
def well(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A ring of stones with water, a roof on posts, a windlass, rope and bucket."""
    look, built = dress(rng, wishes, walls="stone stone ashlar brick plaster",
        roofs="shingles thatch roof_tiles slate planks", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    r, high = site.vary(0.85, 1.05), site.vary(0.8, 0.95)
    kind = site.one_of("roof", "roof", "roof", "arm", "frame") if wishes.secondary is None else "roof"
    square = site.chance(0.25)
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.16, 0), (r + 0.7, 0.24, r + 0.7), ("cobbles", look.stone[1]),
        "foundation", sides=10)  # fmt: skip
    if square:
        site.box(Phase.WALL, (0, high / 2 - 0.2, 0), (r, high / 2 + 0.2, r), look.wall, "wall")
        site.cut(Phase.ROOM, "box", (0, high / 2 + 0.1, 0), (r - 0.24, high / 2 + 0.1, r - 0.24), "opening")
    else:
        site.add(Phase.WALL, "cylinder", (0, high / 2 - 0.2, 0), (r, high / 2 + 0.2, r), look.wall, "wall", sides=10)
        site.cut(Phase.ROOM, "cylinder", (0, high / 2 + 0.1, 0), (r - 0.24, high / 2 + 0.1, r - 0.24), "opening",
            sides=10)  # fmt: skip
    site.add(Phase.FLOOR, "cylinder", (0, 0.24, 0), (r - 0.2, 0.12, r - 0.2), WATER, "water", sides=10)
    # rim stones, each a little different: two rings of alternating stones
    for k in range(2):
        site.box(Phase.DETAIL, polar(r - 0.1, 36 * k, high + site.vary(0.0, 0.05)), (0.2, 0.12, 0.27), look.stone,
            "ornament", rotation=(36 * k // 5 * 5, 0, 0), array=Array(6, (0, 0, 0), 60),
            bevel=0.04) if not square or k == 0 else None  # fmt: skip
    if kind in ("roof", "frame"):
        top = site.vary(2.2, 2.5)
        for s in (-1, 1):
            site.box(Phase.DETAIL, (s * (r + 0.02), top / 2 - 0.1, 0), (0.1, top / 2 + 0.12, 0.12), site.timber, "post",
                rotation=(0, 0, site.crooked(0.2)), bevel=0.02)  # fmt: skip
        site.box(Phase.DETAIL, (0, top - 0.06, 0), (r + 0.3, 0.1, 0.12), site.timber, "beam")
        if kind == "roof":
            block = Block(0, 0, r + 0.1, 0.75, 0, top, 0.1)
            if look.roof[0] == "thatch":
                roofs.thatch(site, block, 0.9, "x", over=0.3, half_hip=0.75)
            else:
                roofs.gable(site, block, site.one_of(40, 45), "x", over=0.3, ends=0.26, thick=0.14,
                    end_paint=site.board)  # fmt: skip
        drum = 1.5
        roller = site.add(Phase.DETAIL, "cylinder", (0, drum, 0), (0.11, r + 0.16, 0.11), WOOD, "axle", rotation=(0, 0,
            90), sides=8, joint=Joint("spin", (0, drum, 0), "x", 0, 360))  # fmt: skip
        site.box(Phase.DETAIL, (r + 0.16, drum - 0.14, 0), (0.04, 0.2, 0.04), IRON, "handle", parent=roller, spare=1)
        site.box(Phase.DETAIL, (r + 0.28, drum - 0.32, 0), (0.14, 0.04, 0.04), WOOD, "handle", parent=roller, spare=1)
        site.box(Phase.DETAIL, (0.1, (drum + high + 0.3) / 2, 0), (0.02, (drum - high - 0.3) / 2 + 0.04, 0.02), ("rope",
            level("653")), "rope")  # fmt: skip
        bx, by, bz = 0.1, high + 0.16, 0.0
    else:
        # a swing beam on a forked post
        site.box(Phase.DETAIL, (r + 0.9, 1.3, 0), (0.13, 1.7, 0.13), site.timber, "post")
        site.box(Phase.DETAIL, (r + 0.5, 2.86, 0), (2.0, 0.09, 0.09), site.timber, "beam", rotation=(0, 0, -15))
        site.add(Phase.DETAIL, "blob", (r + 2.3, 2.4, 0), (0.3, 0.26, 0.26), look.stone, "stone", seed=3)
        site.box(Phase.DETAIL, (-0.3, 2.3, 0), (0.02, 1.1, 0.02), ("rope", level("653")), "rope")
        bx, by, bz = -0.3, high + 0.34, 0.0
    site.add(Phase.DETAIL, "cylinder", (bx, by, bz), (0.18, 0.2, 0.18), ("planks", look.accent), "container", sides=10)
    if not look.plain:
        site.add(Phase.DETAIL, "cylinder", (-r - 0.34, 0.24, -0.5), (0.2, 0.22, 0.2), CRATE, "container", sides=10,
            spare=1)  # fmt: skip
        if not look.snow:
            site.add(Phase.DETAIL, "blob", (r * 0.6, 0.2, -r * 0.9), (0.5, 0.3, 0.3), ("leaves", look.leaf), "ivy",
                seed=5, spare=1)  # fmt: skip
    if look.rich:
        site.box(Phase.DETAIL, (0, 0.42, r + 0.5), (0.8, 0.06, 0.2), look.stone, "seat", bevel=0.03, spare=1)
        site.box(Phase.DETAIL, (-0.55, 0.16, r + 0.5), (0.12, 0.26, 0.16), look.stone, "seat", array=Array(2, (1.1, 0,
            0)), spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "blob", (-r - 0.5, 0.16, 0.5), (0.34, 0.26, 0.3), ("leaves", look.flower), "flower",
            seed=8, spare=1)  # fmt: skip
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (r, high, -0.3), (0.5, 0.5, 0.5), seed=2)
    return site.finish(built)


@grammar("stall")
def stall(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A market stall under striped cloth: fruit, fish, bread, pots or cloth on its table, crates before it."""
    look, built = dress(rng, wishes, themes="village village coast desert east west ancient",
        walls="planks planks timber", roofs="cloth cloth cloth thatch planks",
        roof_colours="611 146 244 641 304 511 132 620 253 745", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    half, deep, high = site.vary(1.3, 1.8), site.vary(0.9, 1.1), site.vary(2.2, 2.4)
    body: Paint = look.wall
    site.box(Phase.WALL, (0, 0.5, -deep + 0.35), (half, 0.5, 0.34), body, "counter")
    site.box(Phase.FLOOR, (0, 0.98, -deep + 0.3), (half + 0.12, 0.05, 0.48), WOOD, "counter", bevel=0.02)
    site.box(Phase.DETAIL, (0, 0.62, -deep - 0.02), (half, 0.34, 0.03), ("cloth", look.accent), "cloth")
    for z, extra in ((-deep, 0.0), (deep, 0.3)):
        site.box(Phase.DETAIL, (-half - 0.04, (high + extra) / 2 - 0.14, z), (0.06, (high + extra) / 2 + 0.18, 0.06),
            site.timber, "post", array=Array(2, (2 * half + 0.08, 0, 0)))  # fmt: skip
    kind = site.one_of("pent", "pent", "gable", "hip")
    white: Paint = (look.roof[0], level("776")) if look.roof[0] == "cloth" else look.roof
    stripes = 5
    pitch = (2 * half + 0.6) / stripes
    if kind == "pent":
        site.box(Phase.ROOF, (0, high + 0.16, 0), (half + 0.3, 0.03, deep + 0.36), look.roof, "awning", rotation=(0,
            -10, 0))  # fmt: skip
        if look.roof[0] == "cloth":
            site.box(Phase.ROOF, (-half - 0.3 + pitch * 0.75, high + 0.18, 0), (pitch / 4, 0.03, deep + 0.37), white,
                "awning", rotation=(0, -10, 0), array=Array(stripes, (pitch, 0, 0)))  # fmt: skip
        site.box(Phase.DETAIL, (-half - 0.3 + pitch / 4, high - 0.08, -deep - 0.34), (pitch / 4 - 0.02, 0.13, 0.02),
            look.roof, "awning", array=Array(stripes, (pitch, 0, 0)))  # fmt: skip
        site.box(Phase.DETAIL, (-half - 0.3 + pitch * 0.75, high - 0.06, -deep - 0.34), (pitch / 4 - 0.02, 0.11, 0.02),
            white, "awning", array=Array(stripes, (pitch, 0, 0)))  # fmt: skip
        _snow(site, (0, high + 0.24, 0.06), (half + 0.2, 0.06, deep + 0.24), rotation=(0, -10, 0))
    elif kind == "gable":
        block = Block(0, 0, half + 0.04, deep, 0, high, 0.1)
        roofs.gable(site, block, 30, "x", over=0.3, ends=0.26, thick=0.08, solid=True, end_paint=white, cap=False)
        site.box(Phase.DETAIL, (-half - 0.3 + pitch / 2, high - 0.2, -deep - 0.3), (pitch / 2 - 0.03, 0.12, 0.02),
            white, "awning", array=Array(stripes, (pitch, 0, 0)))  # fmt: skip
        site.box(Phase.DETAIL, (0, high + 0.02, -deep), (half + 0.1, 0.06, 0.06), site.timber, "beam",
            array=block.twice(), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (0, high - 0.06, -deep - 0.16), (half + 0.28, 0.03, 0.15), site.timber, "beam", spare=1)
    else:
        site.box(Phase.ROOF, (0, high + 0.46, 0), (half + 0.36, 0.42, deep + 0.36), look.roof, "awning", taper=(0.1,
            0.1))  # fmt: skip
        site.box(Phase.ROOF, (0, high + 0.0, 0), (half + 0.34, 0.1, deep + 0.34), white, "awning")
        site.add(Phase.DETAIL, "ellipsoid", (0, high + 0.9, 0), (0.1, 0.14, 0.1), ("gold", look.lamp), "ornament",
            spare=1)  # fmt: skip
        _snow(site, (0, high + 0.66, 0), (half * 0.7, 0.3, deep * 0.7), taper=(0.1, 0.1))
    # goods in trays
    goods = site.one_of("fruit", "fruit", "fish", "bread", "pots", "cloth", "flowers")
    z = -deep + 0.26
    tray = (2 * half - 0.2) / 3
    site.box(Phase.INSIDE, (-tray, 1.1, z), (tray / 2 - 0.05, 0.09, 0.34), CRATE, "container", array=Array(3, (tray, 0,
        0)), rotation=(0, -5, 0))  # fmt: skip
    paints: dict[str, list[int]] = {"fruit": [level("611"), level("630"), level("362"), level("750"), level("424")],
        "fish": [level("456"), level("345"), level("544")], "bread": [level("642"), level("531"), level("753")],
        "pots": [level("421"), level("246"), level("652")], "cloth": [look.accent, look.flower, level("146")],
        "flowers": [level("711"), level("750"), level("737")]}  # fmt: skip
    colours = paints[goods]
    for k in range(3):
        x = -tray + k * tray
        colour = colours[k % len(colours)]
        if goods == "fruit":
            site.add(Phase.INSIDE, "ellipsoid", (x - tray * 0.24, 1.24, z - 0.14), (0.1, 0.1, 0.1), ("leaves", colour),
                "fruit", array=Array(4, (tray * 0.16, 0, 0)))  # fmt: skip
            site.add(Phase.INSIDE, "ellipsoid", (x - tray * 0.24, 1.26, z + 0.1), (0.1, 0.1, 0.1), ("leaves", colour),
                "fruit", array=Array(4, (tray * 0.16, 0, 0)))  # fmt: skip
        elif goods == "fish":
            site.add(Phase.INSIDE, "ellipsoid", (x - tray * 0.24, 1.22, z), (0.07, 0.06, 0.26), ("skin", colour),
                "goods", array=Array(4, (tray * 0.16, 0, 0)))  # fmt: skip
        elif goods == "bread":
            site.add(Phase.INSIDE, "ellipsoid", (x - tray * 0.2, 1.24, z), (0.12, 0.1, 0.24), ("leather", colour),
                "goods", array=Array(3, (tray * 0.2, 0, 0)))  # fmt: skip
        elif goods == "pots":
            site.add(Phase.INSIDE, "cylinder", (x - tray * 0.2, 1.34, z), (0.13, 0.18, 0.13), ("paint", colour),
                "goods", array=Array(3, (tray * 0.2, 0, 0)), taper=(0.7, 0.7))  # fmt: skip
        elif goods == "cloth":
            site.box(Phase.INSIDE, (x, 1.26, z), (tray * 0.36, 0.1, 0.26), ("cloth", colour), "goods", bevel=0.04)
        else:
            site.add(Phase.INSIDE, "blob", (x, 1.36, z), (tray * 0.4, 0.24, 0.3), ("leaves", colour), "flower",
                seed=3 + k)  # fmt: skip
    # crates and baskets around
    if not look.plain:
        site.box(Phase.DETAIL, (half * 0.6, 0.26, -deep - 0.5), (0.36, 0.28, 0.28), CRATE, "container",
            rotation=(site.one_of(0, 10, -15), 0, 0), bevel=0.02)  # fmt: skip
        site.add(Phase.DETAIL, "blob", (half * 0.6, 0.56, -deep - 0.5), (0.3, 0.16, 0.24), ("leaves", colours[-1]),
            "goods", seed=4)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (-half - 0.46, 0.3, 0.1), (0.28, 0.36, 0.28), WOOD, "container", sides=10,
            spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "blob", (-half * 0.5, 0.24, deep * 0.4), (0.3, 0.32, 0.26), ("cloth", level("653")),
            "container", seed=9, spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (-half, high - 0.42, -deep - 0.1), (0.03, 0.2, 0.03), IRON, "rope", spare=1)
        site.box(Phase.DETAIL, (-half, high - 0.7, -deep - 0.1), (0.09, 0.13, 0.09), ("light", look.lamp), "lamp",
            light=Light(look.lamp, 4.0), spare=1)  # fmt: skip
    if look.rich:
        site.box(Phase.DETAIL, (0, high + 0.06, -deep - 0.33), (half * 0.5, 0.16, 0.05), site.painted, "sign", spare=1)
        site.add(Phase.DETAIL, "ellipsoid", (-half * 0.6, high - 0.3, deep - 0.1), (0.1, 0.2, 0.1), ("leather",
            level("421")), "goods", array=Array(4, (half * 0.4, 0, 0)), spare=2)  # fmt: skip
        site.box(Phase.DETAIL, (0, high - 0.06, deep - 0.1), (half, 0.03, 0.03), site.timber, "beam", spare=2)
    return site.finish(built)


@grammar("ruin")
def ruin(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """What is left: corner of a house, an arch, a broken round tower, columns; rubble, ivy, a young tree inside."""
    look, built = dress(rng, wishes, walls="stone stone ashlar brick", roofs="slate roof_tiles",
        themes="village north ancient spooky desert", conditions="ruined", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    kind = site.one_of("house", "house", "tower", "columns", "church")
    green: Paint = ("leaves", look.leaf)
    if kind == "house":
        hx, hz, high = site.vary(3.4, 4.6), site.vary(2.6, 3.4), site.vary(3.2, 4.6)
        block = Block(0, 0, hx, hz, 0, high, 0.4)
        site.box(Phase.WALL, (0, (high - 0.6) / 2, 0), (hx, (high + 0.6) / 2, hz), look.wall, "wall")
        site.cut(Phase.ROOM, "box", (0, high / 2 + 0.4, 0), (hx - 0.4, high / 2 + 0.34, hz - 0.4), "room")
        site.box(Phase.FLOOR, (0, 0.02, 0), (hx - 0.3, 0.1, hz - 0.3), ("cobbles", look.stone[1]), "floor")
        site.cut(Phase.OPENING, "box", (-hx * 0.3, 1.15, -hz), (0.6, 1.2, 0.7), "door")
        site.cut(Phase.OPENING, "box", (hx * 0.45, 1.6, -hz), (0.45, 0.6, 0.7), "window")
        site.cut(Phase.OPENING, "box", (-hx, 1.6, 0), (0.7, 0.6, 0.45), "window")
        site.cut(Phase.OPENING, "box", (-hx * 0.4, 1.7, hz), (0.45, 0.6, 0.7), "window", array=Array(2, (hx * 0.8, 0,
            0)))  # fmt: skip
        for k, (x, z) in enumerate(((hx, -hz), (hx, hz), (-hx * 0.3, -hz))):
            site.cut(Phase.OPENING, "blob", (x, high, z), (site.vary(1.4, 2.6), high * site.vary(0.4, 0.8),
                site.vary(1.4, 2.4)), seed=2 + k)  # fmt: skip
        gable_side = -1
        site.add(Phase.ROOF, "prism", (gable_side * (hx - 0.2), high + 0.8, 0.3), (0.2, 0.9, hz * 0.7), look.wall,
            "wall")  # fmt: skip
        site.box(Phase.DETAIL, (gable_side * (hx - 0.5), high / 2 + 1.0, hz * 0.2), (0.4, high / 2 + 1.2, 0.5),
            look.stone, "chimney", bevel=0.05)  # fmt: skip
        site.box(Phase.DETAIL, (-hx * 0.3, 2.46, -hz), (0.86, 0.14, 0.46), site.timber, "beam")
        site.box(Phase.DETAIL, (0.3, 1.4, 0.4), (0.1, 0.12, hz * 0.8), site.timber, "beam", rotation=(20, 35, 0))
        site.box(Phase.DETAIL, (1.0, 0.4, -0.4), (0.1, 0.12, 1.4), site.timber, "beam", rotation=(75, 10, 0), spare=1)
        front = block.face("front")
    elif kind == "tower":
        r, high = site.vary(2.2, 2.8), site.vary(4.5, 6.5)
        site.add(Phase.WALL, "cylinder", (0, (high - 0.6) / 2, 0), (r, (high + 0.6) / 2, r), look.wall, "wall",
            sides=12, taper=(0.94, 0.94))  # fmt: skip
        site.cut(Phase.ROOM, "cylinder", (0, high / 2 + 0.4, 0), (r - 0.5, high / 2 + 0.34, r - 0.5), "room", sides=12)
        site.cut(Phase.OPENING, "box", (0, 1.15, -r), (0.56, 1.2, 0.9), "door")
        site.cut(Phase.OPENING, "blob", (r * 0.8, high, -r * 0.5), (r, high * 0.5, r), seed=4)
        site.cut(Phase.OPENING, "blob", (-r * 0.3, high + 0.3, r), (r * 0.8, high * 0.3, r * 0.8), seed=7)
        site.cut(Phase.OPENING, "box", (-r, high * 0.55, 0), (0.9, 0.5, 0.16), "window")
        site.add(Phase.FOUNDATION, "cylinder", (0, -0.1, 0), (r + 0.2, 0.5, r + 0.2), look.stone, "foundation",
            sides=12, bevel=0.05)  # fmt: skip
        site.cut(Phase.OPENING, "box", (0, 0.9, -r - 0.2), (0.56, 0.86, 0.7), "door")
        steps = 9
        site.box(Phase.STAIR, polar(r - 0.76, 200, 0.3), (0.46, 0.12, 0.36), look.stone, "stair", rotation=(200, 0, 0),
            array=Array(steps, (0, 0.24, 0), 15))  # fmt: skip
        site.box(Phase.DETAIL, (0.2, high * 0.4, 0), (r * 0.9, 0.11, 0.11), site.timber, "beam", rotation=(30, 0, 10),
            spare=1)  # fmt: skip
        front = Face(0, -r, 0, -1, r, 0.4)
    elif kind == "columns":
        pitch, r, high = 2.0, 0.36, site.vary(3.2, 4.2)
        site.box(Phase.FOUNDATION, (0, -0.16, 0), (5.0, 0.44, 3.4), look.stone, "floor", bevel=0.04)
        site.box(Phase.FOUNDATION, (0, 0.1, 0), (4.6, 0.42, 3.0), look.wall, "floor", bevel=0.04)
        base = 0.5
        tall = [high if k < 3 else high * site.vary(0.2, 0.7) for k in range(5)]
        for k in range(5):
            site.add(Phase.WALL, "cylinder", (-4.0 + pitch * k, base + tall[k] / 2, -2.2), (r, tall[k] / 2 + 0.02, r),
                look.wall, "post", sides=12, taper=(0.88, 0.88))  # fmt: skip
        site.add(Phase.WALL, "cylinder", (-4.0, base + high / 2, 2.2), (r, high / 2, r), look.wall, "post", sides=12,
            taper=(0.88, 0.88), array=Array(2, (pitch, 0, 0)))  # fmt: skip
        site.add(Phase.WALL, "cylinder", (1.2, base + 0.5, 2.2), (r, 0.54, r), look.wall, "post", sides=12,
            array=Array(2, (pitch, 0, 0)))  # fmt: skip
        site.box(Phase.ROOF, (-2.0, base + high + 0.24, -2.2), (2.6, 0.28, 0.5), look.wall, "beam", bevel=0.04)
        site.box(Phase.DETAIL, (-4.0, base + high - 0.04, -2.2), (r + 0.1, 0.12, r + 0.1), look.stone, "ornament",
            array=Array(3, (pitch, 0, 0)))  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (2.4, base + r - 0.06, -0.2), (r, 1.5, r), look.wall, "stone", rotation=(25,
            90, 0), sides=12)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (4.0, base + r - 0.1, 0.9), (r, 0.5, r), look.wall, "stone", rotation=(-40,
            90, 0), sides=12)  # fmt: skip
        site.box(Phase.DETAIL, (0, base + 0.5, 0.6), (0.7, 0.54, 0.7), look.stone, "ornament", taper=(0.8, 0.8),
            bevel=0.05)  # fmt: skip
        site.add(Phase.DETAIL, "capsule", (0.1, base + 1.7, 0.6), (0.3, 0.8, 0.26), look.wall, "ornament", rotation=(0,
            0, 5), spare=1)  # fmt: skip
        site.add(Phase.FOUNDATION, "stairs", (0, 0.16, -3.7), (1.4, 0.2, 0.4), look.stone, "stair")
        front = Face(0, -3.0, 0, -1, 4.6, 0.3)
    else:
        # the east wall of a church with its great window, and stumps of the nave
        hx, high = site.vary(3.0, 3.8), site.vary(5.0, 6.4)
        site.box(Phase.WALL, (0, (high - 0.6) / 2, 3.0), (hx, (high + 0.6) / 2, 0.4), look.wall, "wall")
        site.add(Phase.WALL, "prism", (0, high + hx * 0.5, 3.0), (0.4, hx * 0.52, hx), look.wall, "wall", rotation=(90,
            0, 0))  # fmt: skip
        site.cut(Phase.OPENING, "box", (0, high * 0.5, 3.0), (hx * 0.42, high * 0.28, 0.8), "window")
        site.cut(Phase.OPENING, "cylinder", (0, high * 0.78, 3.0), (hx * 0.42, 0.8, hx * 0.5), "window", rotation=(0,
            90, 0), sides=12)  # fmt: skip
        site.box(Phase.LEAF, (-hx * 0.14, high * 0.55, 3.0), (0.07, high * 0.36, 0.12), look.stone, "frame",
            array=Array(2, (hx * 0.28, 0, 0)))  # fmt: skip
        site.cut(Phase.WELL, "blob", (hx, high + hx * 0.7, 3.0), (hx * 0.9, hx * 0.9, 1.2), seed=5)
        for s in (-1, 1):
            side_high = high * site.vary(0.3, 0.6)
            site.box(Phase.WALL, (s * hx, (side_high - 0.6) / 2, -0.2), (0.36, (side_high + 0.6) / 2, 3.3), look.wall,
                "wall", taper=(1.0, site.vary(0.5, 0.9)))  # fmt: skip
            site.box(Phase.DETAIL, (s * (hx + 0.4), side_high * 0.4, -2.4), (0.4, side_high * 0.4 + 0.3, 0.36),
                look.stone, "buttress", taper=(0.4, 1.0), array=Array(3, (0, 0, 2.2)))  # fmt: skip
            site.cut(Phase.OPENING, "box", (s * hx, 1.7, -1.4), (0.6, 0.9, 0.34), "window", array=Array(2, (0, 0, 2.2)))
        site.box(Phase.FLOOR, (0, -0.02, 0), (hx, 0.1, 3.2), ("cobbles", look.stone[1]), "floor")
        site.add(Phase.WALL, "arch", (0, 1.7, -3.2), (1.3, 2.2, 0.4), look.wall, "wall", taper=(0.62, 1.0))
        site.box(Phase.INSIDE, (0, 0.4, 2.0), (0.8, 0.46, 0.4), look.stone, "table", bevel=0.04)
        front = Face(0, -3.6, 0, -1, hx, 0.4)
    # rubble, moss, ivy, a young tree
    count = 4 if look.plain else 6
    for k in range(count):
        x, z = site.vary(-3.5, 3.5), site.vary(-3.2, 2.6)
        site.add(Phase.DETAIL, "blob", (x, site.vary(0.06, 0.2), z), (site.vary(0.24, 0.6), site.vary(0.2, 0.4),
            site.vary(0.24, 0.5)), look.wall if k % 2 else look.stone, "stone", seed=int(rng.integers(1,
            99)))  # fmt: skip
    site.box(Phase.DETAIL, (site.vary(-3, 3), 0.18, -front.half * 0.2 - 2.6), (0.34, 0.26, 0.26), look.wall, "stone",
        rotation=(site.one_of(20, 50, -30), 0, 10), bevel=0.03)  # fmt: skip
    if look.theme != "desert" and not look.snow:
        trim.ivy(site, front, -front.half * 0.7, 2.6, 1.0)
        site.add(Phase.DETAIL, "blob", (site.vary(-2, 2), 0.1, site.vary(-1, 1)), (0.9, 0.2, 0.8), ("moss",
            level("241")), "ivy", seed=4)  # fmt: skip
        if site.chance(0.6):
            x, z = site.vary(-1.4, 1.4), site.vary(-0.6, 1.0)
            site.add(Phase.DETAIL, "cylinder", (x, 1.3, z), (0.12, 1.4, 0.12), ("bark", level("322")), "trunk",
                rotation=(0, 5, 5), sides=6)  # fmt: skip
            site.add(Phase.DETAIL, "blob", (x - 0.1, 3.0, z + 0.1), (1.0, 0.8, 1.0), green, "crown", seed=6)
            site.add(Phase.DETAIL, "blob", (x + 0.4, 2.5, z - 0.3), (0.6, 0.5, 0.6), green, "crown", seed=8)
    elif look.theme == "desert":
        site.add(Phase.DETAIL, "blob", (2.0, 0.0, 1.0), (2.2, 0.6, 1.6), ("sand", level("653")), "detail", seed=5)
    if look.snow:
        site.add(Phase.DETAIL, "blob", (0.4, 0.06, 0.2), (1.6, 0.24, 1.2), ("snow", SNOW), "snow", seed=5)
        site.add(Phase.DETAIL, "blob", (-2.2, 0.06, -2.6), (1.2, 0.24, 0.8), ("snow", SNOW), "snow", seed=7)
    return site.finish(built)


@grammar("fountain")
def fountain(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Basins and jets: tiered bowls, a statue on a pillar, a wall spout, a modern sheet of water."""
    look, built = dress(rng, wishes, walls="ashlar stone ashlar plaster concrete", roofs="ashlar stone gold",
        themes="village village ancient east desert modern coast", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    r = site.vary(1.7, 2.4)
    sides = site.one_of(8, 8, 6, 12, 16)
    rim = 0.5
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.16, 0), (r + 0.6, 0.3, r + 0.6), look.stone, "step", sides=sides,
        bevel=0.03)  # fmt: skip
    site.add(Phase.WALL, "cylinder", (0, rim / 2, 0), (r, rim / 2 + 0.06, r), look.wall, "wall", sides=sides,
        bevel=0.04)  # fmt: skip
    site.cut(Phase.ROOM, "cylinder", (0, rim / 2 + 0.24, 0), (r - 0.24, rim / 2 + 0.06, r - 0.24), "opening",
        sides=sides)  # fmt: skip
    frozen = look.snow
    water: Paint = ("ice", level("567")) if frozen else WATER
    site.add(Phase.FLOOR, "cylinder", (0, 0.28, 0), (r - 0.2, 0.08, r - 0.2), water, "water", sides=sides)
    kind = site.one_of("tiers", "tiers", "statue", "obelisk", "spouts")
    y = 0.2
    if kind == "tiers":
        tiers = site.one_of(2, 3)
        for k in range(tiers):
            bowl = r * (0.58 - 0.2 * k)
            up = site.vary(0.7, 0.95) if k else 0.9
            site.add(Phase.DETAIL, "cylinder", (0, y + up / 2, 0), (0.26 - 0.06 * k, up / 2 + 0.04, 0.26 - 0.06 * k),
                look.wall, "post", sides=10)  # fmt: skip
            y += up
            site.add(Phase.DETAIL, "cylinder", (0, y + 0.1, 0), (bowl, 0.14, bowl), look.wall, "container", sides=sides,
                rotation=(0, 180, 0), taper=(0.5, 0.5))  # fmt: skip
            site.add(Phase.DETAIL, "cylinder", (0, y + 0.25, 0), (bowl - 0.06, 0.03, bowl - 0.06), water, "water",
                sides=sides)  # fmt: skip
            if not frozen:
                site.add(Phase.DETAIL, "capsule", polar(bowl - 0.02, 20, y - up * 0.3), (0.05, up * 0.62, 0.05),
                    ("water", level("567")), "water", array=Array(6, (0, 0, 0), 60), spare=1)  # fmt: skip
            y += 0.2
        site.add(Phase.DETAIL, "ellipsoid", (0, y + 0.24, 0), (0.16, 0.3, 0.16), look.roof, "ornament")
        if not frozen:
            site.add(Phase.DETAIL, "cylinder", (0, y + 0.7, 0), (0.1, 0.4, 0.1), ("water", level("667")), "water",
                taper=(0.2, 0.2), sides=8)  # fmt: skip
    elif kind == "statue":
        site.box(Phase.DETAIL, (0, 0.8, 0), (0.5, 0.8, 0.5), look.wall, "post", bevel=0.05, taper=(0.8, 0.8))
        site.box(Phase.DETAIL, (0, 1.64, 0), (0.52, 0.1, 0.52), look.stone, "ornament", bevel=0.03)
        site.add(Phase.DETAIL, "cylinder", (0, 2.2, 0), (0.32, 0.52, 0.28), look.roof, "ornament", taper=(0.7, 0.7),
            sides=10)  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (0, 2.8, 0), (0.26, 0.34, 0.22), look.roof, "ornament")
        site.add(Phase.DETAIL, "ellipsoid", (0, 3.24, 0), (0.17, 0.2, 0.17), look.roof, "ornament")
        site.add(Phase.DETAIL, "capsule", (0.36, 3.0, -0.1), (0.08, 0.42, 0.08), look.roof, "ornament", rotation=(0, 0,
            -30), spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (-0.36, 2.5, -0.16), (0.16, 0.22, 0.16), look.roof, "container", rotation=(0,
            -40, 0), spare=1)  # fmt: skip
        if not frozen:
            site.add(Phase.DETAIL, "capsule", (-0.38, 1.4, -0.56), (0.05, 1.1, 0.05), ("water", level("567")), "water")
            site.add(Phase.DETAIL, "capsule", (0.52, 0.8, -0.52), (0.05, 0.6, 0.05), ("water", level("567")), "water",
                array=Array(4, (0, 0, 0), 90), spare=1)  # fmt: skip
    elif kind == "obelisk":
        site.box(Phase.DETAIL, (0, 0.7, 0), (0.6, 0.7, 0.6), look.wall, "post", bevel=0.05)
        site.box(Phase.DETAIL, (0, 2.4, 0), (0.34, 1.1, 0.34), look.wall, "post", taper=(0.6, 0.6))
        site.box(Phase.DETAIL, (0, 3.66, 0), (0.22, 0.2, 0.22), look.roof, "ornament", taper=(0.0, 0.0))
        site.add(Phase.DETAIL, "ellipsoid", (0, 1.0, -0.66), (0.18, 0.2, 0.16), ("gold", look.lamp), "ornament",
            array=Array(4, (0, 0, 0), 90))  # fmt: skip
        if not frozen:
            site.add(Phase.DETAIL, "capsule", (0, 0.6, -0.94), (0.06, 0.5, 0.06), ("water", level("567")), "water",
                rotation=(0, 15, 0), array=Array(4, (0, 0, 0), 90))  # fmt: skip
    else:
        site.add(Phase.DETAIL, "cylinder", (0, 0.5, 0), (0.44, 0.36, 0.44), look.wall, "post", sides=sides, taper=(0.7,
            0.7))  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (0, 1.16, 0), (0.4, 0.4, 0.4), look.roof, "ornament")
        if not frozen:
            site.add(Phase.DETAIL, "cylinder", (0, 1.9, 0), (0.12, 0.7, 0.12), ("water", level("667")), "water",
                taper=(0.3, 0.3), sides=8)  # fmt: skip
            site.add(Phase.DETAIL, "capsule", polar(r * 0.62, 15, 0.62), (0.05, 0.42, 0.05), ("water", level("667")),
                "water", rotation=(15, 0, 20), array=Array(8, (0, 0, 0), 45))  # fmt: skip
            site.add(Phase.DETAIL, "blob", (0, 2.5, 0), (0.34, 0.2, 0.34), ("water", level("677")), "water", seed=3,
                spare=1)  # fmt: skip
    # rim stones, flower pots, benches
    if not look.plain and sides in (8, 12, 6):
        turn = 360 // (12 if sides == 12 else sides)
        site.box(Phase.DETAIL, polar(r - 0.08, 0, rim + 0.08), (0.2, 0.07, r * sin(radians(turn / 2)) * 0.92),
            look.stone, "ornament", array=Array(360 // turn, (0, 0, 0), turn), bevel=0.03)  # fmt: skip
    if look.rich:
        site.add(Phase.DETAIL, "cylinder", (r + 0.3, 0.34, -r - 0.3), (0.26, 0.3, 0.26), look.wall, "container",
            taper=(0.9, 0.9), array=Array(4, (0, 0, 0), 90), spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "blob", (r + 0.3, 0.8, -r - 0.3), (0.36, 0.3, 0.36), ("leaves", look.flower), "flower",
            seed=6, array=Array(4, (0, 0, 0), 90), spare=1)  # fmt: skip
        site.add(Phase.FOUNDATION, "cylinder", (0, -0.2, 0), (r + 1.0, 0.26, r + 1.0), ("cobbles", look.stone[1]),
            "floor", sides=16)  # fmt: skip
    if look.snow:
        ring(site, r - 0.3, rim - 0.02, 0.14, 0.5, 8, ("snow", SNOW), "snow", spare=1)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (r, 0.5, -0.5), (0.7, 0.5, 0.7), seed=3)
        site.add(Phase.DETAIL, "blob", (0.6, 0.34, 0.7), (0.6, 0.12, 0.5), ("moss", level("241")), "ivy", seed=4)
    return site.finish(built)


@grammar("market_hall")
def market_hall(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A hall on posts or arches open to the square; above it, with two storeys, the council's room."""
    look, built = dress(rng, wishes, storeys=(1, 2, 2), walls="plaster plaster stone brick ashlar timber",
        roofs="roof_tiles slate shingles thatch roof_tiles")  # fmt: skip
    site = Site(name, look, rng)
    count = min(2, look.storeys)
    hx, hz = site.vary(4.4, 5.6), site.vary(3.0, 3.8)
    low = site.vary(3.0, 3.3)
    stony = look.wall[0] in ("stone", "ashlar", "brick") or site.chance(0.4)
    site.box(Phase.FOUNDATION, (0, -0.22, 0), (hx + 0.5, 0.38, hz + 0.5), ("cobbles", look.stone[1]), "floor",
        bevel=0.03)  # fmt: skip
    site.box(Phase.FOUNDATION, (0, -0.34, 0), (hx + 0.8, 0.38, hz + 0.8), look.stone, "step", bevel=0.03)
    bays = 4 if hx < 5.0 else 5
    pitch = (2 * hx - 0.6) / (bays - 1)
    paint: Paint = look.stone if stony else site.timber
    r = 0.3 if stony else 0.19
    top = FLOOR + low
    for z in (-hz + 0.3, hz - 0.3):
        site.box(Phase.WALL, (-hx + 0.3, top / 2, z), (r, top / 2, r), paint, "post", array=Array(bays, (pitch, 0, 0)),
            bevel=0.03)  # fmt: skip
        if stony:
            site.add(Phase.DETAIL, "arch", (-hx + 0.3 + pitch / 2, top - (pitch / 2 + 0.14) / 2 - 0.1, z),
                (pitch / 2 - r + 0.04, (pitch / 2 - r + 0.3) / 2 + 0.02, 0.2), paint, "wall", taper=(0.92, 1.0),
                array=Array(bays - 1, (pitch, 0, 0)), spare=0)  # fmt: skip
        else:
            for s in (-1, 1):
                site.box(Phase.DETAIL, (-hx + 0.3 + s * 0.34 + (pitch if s < 0 else 0), top - 0.42, z), (0.07, 0.46,
                    0.08), site.timber, "beam", rotation=(0, 0, -45 * s), array=Array(bays - 1, (pitch, 0, 0)),
                    spare=1)  # fmt: skip
    for x in (-hx + 0.3, hx - 0.3):
        site.box(Phase.WALL, (x, top / 2, 0), (r, top / 2, r), paint, "post", bevel=0.03)
    site.box(Phase.WALL, (0, top - 0.1, -hz + 0.3), (hx, 0.16, 0.2), site.timber, "beam", array=Array(2, (0, 0,
        2 * hz - 0.6)))  # fmt: skip
    site.box(Phase.WALL, (-hx + 0.3, top - 0.1, 0), (0.2, 0.16, hz), site.timber, "beam", array=Array(2, (2 * hx - 0.6,
        0, 0)))  # fmt: skip
    angle = site.one_of(45, 50) if look.theme not in ("ancient", "desert") else 25
    if count == 2:
        high = 2.8
        block = Block(0, 0, hx + 0.2, hz + 0.2, top + 0.06, top + high + 0.2, 0.26)
        shell(site, block, ground=False)
        face = block.face("front")
        # a staircase house at one end: a room with a door from which the flight rises
        stair_block = Block(hx - 1.36, 0, 1.36, hz - 0.1, FLOOR, top + 0.1, 0.2)
        site.box(Phase.WALL, (stair_block.cx, (FLOOR - 0.2 + stair_block.y1) / 2, 0), (stair_block.hx,
            (stair_block.y1 - FLOOR + 0.2) / 2, stair_block.hz), look.wall, "room", op="hollow",
            thickness=0.2)  # fmt: skip
        site.cut(Phase.ROOM, "box", (stair_block.cx, (FLOOR + top) / 2 - 0.06, 0), (stair_block.hx - 0.22,
            (top - FLOOR) / 2 - 0.06, stair_block.hz - 0.22), "room")  # fmt: skip
        lower = Room.of(site, stair_block, FLOOR, low - 0.3)
        upper = Room.of(site, block, block.y0, high - 0.22)
        flight(site, lower, upper, "right", block.y0 - FLOOR, towards=1, slab=0.6)
        door(site, stair_block.face("front"), -0.5, FLOOR, 1.0, 2.16, step=False, deep=0.24)
        n = 4
        p = 2 * block.hx / n
        windows(site, face, -block.hx + p / 2, block.y0 + 0.8, 0.9, 1.2, count=n, pitch=p, style=site.one_of("cross",
            "arch"), shutters=look.rich)  # fmt: skip
        windows(site, block.face("back"), -block.hx + p / 2, block.y0 + 0.8, 0.9, 1.2, count=n, pitch=p, style="plain",
            spare=1)  # fmt: skip
        windows(site, block.face("left"), 0.0, block.y0 + 0.9, 0.8, 1.1, style="cross", array=block.twice(), spare=1)
        if look.wall[0] in ("plaster", "brick") and look.theme in ("village", "coast", "spooky"):
            trim.half_timber(site, block, block.y0, block.y1, braces=True)
        upper.reserve(-1.0, 1.0, -1.0, 1.0)
        site.box(Phase.INSIDE, (-0.6, block.y0 + 0.76, 0), (1.8, 0.05, 0.5), WOOD, "table")
        site.box(Phase.INSIDE, (-0.6, block.y0 + 0.36, 0), (1.3, 0.36, 0.2), WOOD, "table", spare=1)
        site.box(Phase.INSIDE, (-0.6, block.y0 + 0.24, -0.9), (1.6, 0.24, 0.16), WOOD, "seat", array=Array(2, (0, 0,
            1.8)), spare=1)  # fmt: skip
        upper.shelf()
        upper.container("chest", 2)
    else:
        block = Block(0, 0, hx + 0.1, hz + 0.1, FLOOR, top + 0.06, 0.26)
    if look.roof[0] == "thatch" and not look.ruined:
        peak = roofs.thatch(site, block, tan(radians(angle)) * block.hz, "x", over=0.6, half_hip=0.7)
    elif site.chance(0.4) and not look.ruined:
        peak = roofs.hip(site, block, tan(radians(angle)) * block.hz * 0.95, over=0.6, ridge=0.4)
    else:
        peak = roofs.gable(site, block, angle, "x", over=0.6, ends=0.5, solid=not look.ruined, part=look.ruined)
    # a clock turret on the ridge
    if not look.plain and not look.ruined:
        site.box(Phase.DETAIL, (0, peak + 0.5, 0), (0.6, 0.95, 0.6), look.wall, "ornament")
        site.add(Phase.DETAIL, "cylinder", (0, peak + 0.7, -0.62), (0.4, 0.06, 0.4), ("paint", level("776")),
            "ornament", rotation=(0, 90, 0), sides=12)  # fmt: skip
        site.box(Phase.DETAIL, (0.02, peak + 0.8, -0.7), (0.03, 0.16, 0.02), IRON, "ornament", spare=1)
        site.box(Phase.DETAIL, (-0.1, peak + 0.7, -0.7), (0.12, 0.03, 0.02), IRON, "ornament", spare=1)
        turret_top = roofs.spire(site, 0, 0, peak + 1.4, 0.84, 1.6, 4)
        trim.weather_vane(site, 0, 0, turret_top)
    # stalls below
    for k, x in enumerate((-hx * 0.5, hx * 0.05)):
        site.box(Phase.INSIDE, (x, FLOOR + 0.44, -0.3 + 0.8 * k), (1.0, 0.46, 0.45), CRATE, "counter")
        site.box(Phase.INSIDE, (x, FLOOR + 0.93, -0.3 + 0.8 * k), (1.1, 0.05, 0.55), WOOD, "counter")
        site.add(Phase.INSIDE, "blob", (x - 0.5, FLOOR + 1.06, -0.3 + 0.8 * k), (0.34, 0.18, 0.34), ("leaves",
            level("611") if k else look.flower), "goods", seed=3 + k, array=Array(2, (0.9, 0, 0)))  # fmt: skip
    site.add(Phase.INSIDE, "cylinder", (-hx + 1.1, FLOOR + 0.4, hz - 1.0), (0.3, 0.44, 0.3), WOOD, "container",
        sides=10, array=Array(2, (0.7, 0, 0)), spare=1)  # fmt: skip
    site.add(Phase.INSIDE, "blob", (-hx * 0.2, FLOOR + 0.3, hz - 1.0), (0.3, 0.36, 0.28), ("cloth", level("653")),
        "container", seed=2, array=Array(3, (0.7, 0, 0)), spare=1)  # fmt: skip
    site.box(Phase.DETAIL, (-hx * 0.4, top - 0.44, -hz + 0.3), (0.1, 0.16, 0.1), ("light", look.lamp), "lamp",
        light=Light(look.lamp, 4.0), spare=1)  # fmt: skip
    site.box(Phase.DETAIL, (-hx * 0.4, top - 0.24, -hz + 0.3), (0.02, 0.1, 0.02), IRON, "rope", spare=1)
    site.box(Phase.DETAIL, (-hx * 0.62, top + (0.9 if count == 2 else -0.5), -hz - (0.06 if count == 2 else -0.1)),
        (0.4, 0.7, 0.03), ("cloth", look.accent), "flag", array=Array(2, (hx * 1.24, 0, 0)), spare=1)  # fmt: skip
    if count == 1:
        # a warden's booth with a door
        booth = Block(hx - 1.4, hz - 1.3, 1.2, 1.1, FLOOR, top - 0.3, 0.14)
        site.box(Phase.WALL, (booth.cx, (FLOOR - 0.14 + booth.y1) / 2, booth.cz), (booth.hx,
            (booth.y1 - FLOOR + 0.14) / 2, booth.hz), look.wall, "room", op="hollow", thickness=0.14)  # fmt: skip
        site.cut(Phase.ROOM, "box", (booth.cx, (FLOOR + booth.y1) / 2 - 0.06, booth.cz), (booth.hx - 0.16,
            (booth.y1 - FLOOR) / 2 - 0.06, booth.hz - 0.16), "room")  # fmt: skip
        door(site, booth.face("front"), 0.0, FLOOR, 1.0, 2.16, step=False, deep=0.2)
        windows(site, booth.face("left"), 0.1, 1.2, 0.7, 0.8, style="plain", spare=1)
        room = Room.of(site, booth, FLOOR)
        room.door("front", booth.cx)
        room.shelf(wide=0.9)
        room.container("chest")
    return site.finish(msgspec.structs.replace(built, storeys=count))


@grammar("obelisk")
def obelisk(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A tapering needle of stone on steps, with signs and a bright tip."""
    look, built = dress(rng, wishes, themes="desert ancient spooky village future", walls="ashlar stone sand rock",
        roofs="gold ashlar gold", blank=("storeys", "season"))  # fmt: skip
    site = Site(name, look, rng)
    half, high = site.vary(0.6, 0.9), site.vary(5.5, 8.5)
    steps = site.one_of(2, 3)
    y = 0.0
    for k in range(steps):
        w = half + 0.5 + 0.4 * (steps - 1 - k)
        site.box(Phase.FOUNDATION, (0, y + (0.14 if k else -0.18), 0), (w, 0.16 if k else 0.48, w), look.stone, "step",
            bevel=0.04)  # fmt: skip
        y += 0.3
    plinth = site.vary(0.5, 0.9)
    site.box(Phase.WALL, (0, y + plinth / 2 - 0.04, 0), (half + 0.2, plinth / 2 + 0.06, half + 0.2), look.stone, "wall",
        bevel=0.05)  # fmt: skip
    y += plinth
    taper = 0.62
    lean = site.crooked(0.3) if look.condition != "new" else 0
    site.box(Phase.WALL, (0, y + high / 2 - 0.04, 0), (half, high / 2 + 0.06, half), look.wall, "wall", taper=(taper,
        taper), rotation=(0, 0, lean) if look.ruined else (0, 0, 0))  # fmt: skip
    if not look.ruined:
        tip = half * taper
        site.box(Phase.ROOF, (0, y + high + tip * 0.9, 0), (tip + 0.02, tip * 0.95, tip + 0.02), look.roof, "roof",
            taper=(0.0, 0.0))  # fmt: skip
    else:
        site.cut(Phase.OPENING, "blob", (half * 0.6, y + high, 0), (half * 1.3, half * 1.3, half * 1.4), seed=4)
        site.add(Phase.DETAIL, "box", (half + 1.2, 0.2, 0.4), (0.9, 0.34, 0.36), look.wall, "stone", rotation=(25, 0,
            10), bevel=0.04)  # fmt: skip
    if not look.plain:
        rows = 7 if look.rich else 5
        face_z = -half - 0.01
        pitch = high * 0.72 / rows
        drift = half * (1 - taper) * 0.72 / rows
        site.box(Phase.DETAIL, (0, y + high * 0.12, face_z + half * (1 - taper) * 0.12), (half * 0.34, pitch * 0.26,
            0.05), ("gold" if look.rich else "paint", look.accent), "ornament", array=Array(rows, (0, pitch, max(0.0,
            drift))))  # fmt: skip
        site.box(Phase.DETAIL, (0, y + high * 0.12, -face_z - half * (1 - taper) * 0.12), (half * 0.34, pitch * 0.26,
            0.05), ("gold" if look.rich else "paint", look.accent), "ornament", array=Array(rows, (0, pitch, -max(0.0,
            drift))), spare=1)  # fmt: skip
        glow = look.theme in ("future", "spooky")
        mid = y + high * 0.5
        w = half * (1 - (1 - taper) * 0.5)
        site.box(Phase.DETAIL, (0, mid, 0), (w + 0.05, 0.12, w + 0.05), ("light" if glow else "gold",
            look.accent if glow else look.lamp), "ornament", light=Light(look.accent, 4.0) if glow else None,
            spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (half + 0.66, 0.3 * steps + 0.2, -half - 0.66), (0.2, 0.3, 0.2), look.stone, "ornament",
            array=Array(4, (0, 0, 0), 90), bevel=0.03, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (half + 0.66, 0.3 * steps + 0.6, -half - 0.66), (0.2, 0.2, 0.2),
            look.stone if not look.rich else GOLD, "ornament", array=Array(4, (0, 0, 0), 90), spare=1)  # fmt: skip
    if look.snow:
        site.box(Phase.DETAIL, (0, 0.3 * steps + plinth + 0.02, 0), (half + 0.18, 0.05, half + 0.18), ("snow", SNOW),
            "snow")  # fmt: skip
    return site.finish(built)

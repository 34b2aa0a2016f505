"""Walls, gates, bridges, piers, steps and retaining walls."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.climbing import battlements
from nacre.teacher.grammar.buildings.interior import WOOD
from nacre.teacher.grammar.buildings.palette import Paint, dress, level
from nacre.teacher.grammar.buildings.site import SNOW, WARM, Block, Face, Phase, Site
from nacre.teacher.grammar.registry import grammar

IRON: Paint = ("iron", 73)
WATER: Paint = ("water", 1 * 64 + 3 * 8 + 4)
WHITE: Paint = ("cloth", 7 * 64 + 7 * 8 + 6)
CRATE: Paint = ("planks", 4 * 64 + 3 * 8 + 1)


def _snow(site: Site, centre: tuple[float, float, float], half: tuple[float, float, float], **more: object) -> None:
    if site.look.snow:
        site.box(Phase.DETAIL, centre, half, ("snow", SNOW), "snow", bevel=0.03, spare=1, **more)


@grammar("wall")
def wall(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Ten metres of wall along x: a town wall with battlements, a wall with a coping, a palisade."""
    look, built = dress(rng, wishes, walls="stone stone ashlar brick timber plaster",
        roofs="roof_tiles slate stone shingles", themes="village village north coast desert ancient east",
        blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    half = 4.9
    kind = ("palisade" if look.wall[0] in ("timber", "planks") else site.one_of("town", "town", "low",
        "coped") if wishes.secondary is None else "coped")  # fmt: skip
    if kind == "palisade":
        high = site.vary(2.6, 3.4)
        r = 0.22
        count = 24
        pitch = 2 * half / (count - 1)
        site.add(Phase.WALL, "cylinder", (-half, high / 2 - 0.3, 0), (r, high / 2 + 0.3, r), look.wall, "wall", sides=8,
            array=Array(12, (2 * pitch, 0, 0)))  # fmt: skip
        site.add(Phase.WALL, "cylinder", (-half + pitch, high / 2 - 0.36, 0.04), (r, high / 2 + 0.22, r), look.wall,
            "wall", sides=8, array=Array(12, (2 * pitch, 0, 0)))  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (-half, high + 0.2, 0), (r, 0.22, r), look.wall, "wall", sides=8,
            taper=(0.05, 0.05), array=Array(12, (2 * pitch, 0, 0)))  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (-half + pitch, high + 0.06, 0.04), (r, 0.22, r), look.wall, "wall", sides=8,
            taper=(0.05, 0.05), array=Array(12, (2 * pitch, 0, 0)))  # fmt: skip
        for y in (high * 0.35, high * 0.78):
            site.box(Phase.DETAIL, (0, y, 0.26), (half + 0.1, 0.1, 0.08), site.timber, "beam")
        walk = site.chance(0.6)
        if walk:
            site.box(Phase.FLOOR, (0, high - 1.3, 0.9), (half, 0.07, 0.62), site.board, "floor")
            site.box(Phase.DETAIL, (-half + 0.4, (high - 1.3) / 2 - 0.2, 1.36), (0.09, (high - 1.3) / 2 + 0.2, 0.09),
                site.timber, "post", array=Array(5, ((2 * half - 0.8) / 4, 0, 0)))  # fmt: skip
            site.add(Phase.STAIR, "ladder", (half - 1.0, (high - 0.6) / 2, 1.62), (0.26, (high - 0.4) / 2, 0.05), WOOD,
                "ladder")  # fmt: skip
        if look.ruined:
            site.cut(Phase.OPENING, "blob", (site.vary(-2, 2), high, 0), (1.2, 1.3, 0.8), seed=3)
    else:
        high = {"town": site.vary(3.4, 4.4), "low": site.vary(1.0, 1.4), "coped": site.vary(2.0, 2.6)}[kind]
        deep = {"town": 0.8, "low": 0.28, "coped": 0.26}[kind]
        site.box(Phase.WALL, (0, (high - 0.6) / 2, 0), (half + 0.1, (high + 0.6) / 2, deep), look.wall, "wall",
            taper=(1.0, 0.92 if kind == "low" else 1.0))  # fmt: skip
        site.box(Phase.FOUNDATION, (0, -0.1, 0), (half + 0.1, 0.5, deep + 0.14), look.stone, "foundation", bevel=0.05)
        if kind == "town":
            block = Block(0, 0, half, deep, 0, high, 0.3)
            face = block.face("front")
            site.box(Phase.ROOF, face.at(0, high + 0.24, -0.1), face.size(half + 0.1, 0.3, 0.22), look.wall, "wall")
            count = 8
            pitch = (2 * half - 0.7) / (count - 1)
            site.box(Phase.ROOF, face.at(-half + 0.35, high + 0.84, -0.1), face.size(0.36, 0.36, 0.22), look.wall,
                "battlement", array=Array(count, (pitch, 0, 0)), bevel=0.03)  # fmt: skip
            site.box(Phase.DETAIL, face.at(-half + 0.35, high - 0.16, 0.08), face.size(0.14, 0.2, 0.16), look.stone,
                "ornament", array=Array(count, (pitch, 0, 0)), spare=1)  # fmt: skip
            site.box(Phase.FLOOR, (0, high - 0.02, deep + 0.2), (half + 0.1, 0.1, 0.3), site.board, "floor")
            site.box(Phase.DETAIL, (0, high + 0.9, deep + 0.44), (half + 0.1, 0.05, 0.05), site.timber, "railing",
                spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (-half + 0.1, high + 0.42, deep + 0.44), (0.05, 0.5, 0.05), site.timber, "railing",
                array=Array(6, ((2 * half - 0.2) / 5, 0, 0)), spare=1)  # fmt: skip
            buttress = site.chance(0.6)
            if buttress:
                site.box(Phase.DETAIL, (-half * 0.6, high * 0.36, -deep - 0.2), (0.44, high * 0.4, 0.5), look.stone,
                    "buttress", taper=(0.9, 0.3), array=Array(3, (half * 0.6, 0, 0)), spare=1)  # fmt: skip
            site.cut(Phase.OPENING, "box", (-half * 0.45, high - 1.3, 0), (0.1, 0.5, deep + 0.2), "window",
                array=Array(4, (half * 0.3, 0, 0)))  # fmt: skip
            _snow(site, (0, high + 0.12, 0.2), (half, 0.06, deep - 0.2))
            site.box(Phase.DETAIL, (site.vary(-2, 2), high * 0.55, -deep - 0.03), (0.5, 0.9, 0.04), ("cloth",
                look.accent), "flag", spare=1)  # fmt: skip
        else:
            coping: Paint = look.roof if kind == "coped" else look.stone
            if kind == "coped":
                site.add(Phase.ROOF, "prism", (0, high + 0.16, 0), (half + 0.1, 0.2, deep + 0.24), coping, "roof")
                site.box(Phase.DETAIL, (-half * 0.66, high / 2, 0), (0.36, high / 2 + 0.3, deep + 0.12), look.stone,
                    "post", array=Array(3, (half * 0.66, 0, 0)), bevel=0.03)  # fmt: skip
                _snow(site, (0, high + 0.3, 0), (half, 0.06, 0.14))
            else:
                # coping stones that differ
                for k in range(3):
                    site.box(Phase.ROOF, (-half + 0.5 + k * 1.04, high + site.vary(0.04, 0.1), 0), (0.46, site.vary(0.1,
                        0.16), deep + site.vary(0.04, 0.1)), look.stone, "ornament", array=Array(4 if k == 0 else 3,
                        (3.1, 0, 0)), rotation=(site.crooked(0.5), 0, 0), bevel=0.04)  # fmt: skip
                _snow(site, (0, high + 0.2, 0), (half, 0.06, deep))
        if look.ruined:
            site.cut(Phase.OPENING, "blob", (site.vary(-2.5, 2.5), high + 0.2, 0), (1.7, min(2.0, high * 0.8),
                deep + 1.0), seed=3)  # fmt: skip
            trim.rubble(site, Face(0, -deep, 0, -1, half, 0.3), -1.0, 3)
    if not look.plain and not look.snow and look.theme != "desert":
        f = Face(0, -0.26 if kind != "town" else -0.8, 0, -1, half, 0.3)
        trim.ivy(site, f, site.vary(-3, 3), min(high, 2.6), site.vary(0.7, 1.2))
    if look.rich:
        site.add(Phase.DETAIL, "blob", (site.vary(-3, 3), 0.06, -1.2), (0.4, 0.24, 0.36), look.stone, "stone", seed=4,
            spare=1)  # fmt: skip
    return site.finish(built)


@grammar("gate")
def gate(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A gatehouse with two towers over a vaulted way, or a timber gate with a roof; leaves that open, a portcullis."""
    look, built = dress(rng, wishes, walls="stone stone ashlar brick timber", roofs="slate roof_tiles shingles",
        themes="village village north ancient desert", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    wooden = look.wall[0] in ("timber", "planks")
    way, tall = site.vary(1.5, 1.8), site.vary(3.2, 3.6)
    if wooden:
        r = 0.34
        for s in (-1, 1):
            site.add(Phase.WALL, "cylinder", (s * (way + r * 0.84), 2.2, 0), (r, 2.8, r), look.wall, "post", sides=8)
            site.add(Phase.WALL, "cylinder", (s * (way + 2.6), 1.5, 0), (r * 0.8, 2.1, r * 0.8), look.wall, "post",
                sides=8, array=Array(3, (s * 0.62, 0, 0)))  # fmt: skip
            site.add(Phase.WALL, "cylinder", (s * (way + 1.2), 1.2, 0.05), (r * 0.7, 1.8, r * 0.7), look.wall, "post",
                sides=8, array=Array(3, (s * 0.5, 0, 0)))  # fmt: skip
            site.box(Phase.DETAIL, (s * (way + 2.3), 1.9, -0.3), (1.9, 0.12, 0.1), site.timber, "beam")
        site.box(Phase.WALL, (0, tall + 0.4, 0), (way + 1.6, 0.24, 0.3), look.wall, "beam")
        site.box(Phase.FLOOR, (0, tall + 0.74, 0), (way + 1.5, 0.1, 1.0), site.board, "floor")
        lodge = Block(0, 0, way + 1.2, 0.9, tall + 0.84, tall + 2.9, 0.14)
        site.box(Phase.DETAIL, (-lodge.hx, tall + 1.9, -0.86), (0.1, 1.1, 0.1), site.timber, "post", array=Array(4,
            (lodge.hx * 2 / 3, 0, 0)))  # fmt: skip
        site.box(Phase.DETAIL, (-lodge.hx, tall + 1.9, 0.86), (0.1, 1.1, 0.1), site.timber, "post", array=Array(4,
            (lodge.hx * 2 / 3, 0, 0)))  # fmt: skip
        site.box(Phase.WALL, (0, tall + 1.3, -0.86), (lodge.hx, 0.5, 0.07), ("planks", look.wall[1]), "wall")
        site.box(Phase.WALL, (0, tall + 1.3, 0.86), (lodge.hx, 0.5, 0.07), ("planks", look.wall[1]), "wall", spare=1)
        top = roofs.gable(site, lodge, 40, "x", over=0.5, ends=0.5)
        site.add(Phase.STAIR, "ladder", (way + 1.1, (tall + 0.9) / 2, 0.98 + 0.06), (0.26, (tall + 1.4) / 2, 0.05),
            WOOD, "ladder")  # fmt: skip
    else:
        high = site.vary(5.2, 6.2)
        deep = 1.5
        site.box(Phase.WALL, (0, (high - 0.6) / 2, 0), (way + 1.0, (high + 0.6) / 2, deep), look.wall, "wall")
        site.box(Phase.FOUNDATION, (0, -0.26, 0), (way + 1.2, 0.34, deep + 0.2), look.stone, "foundation")
        site.cut(Phase.ROOM, "box", (0, tall / 2 - 0.45 + 0.5, 0), (way, tall / 2, deep + 0.6), "opening")
        site.cut(Phase.ROOM, "cylinder", (0, tall, 0), (way, deep + 0.6, way * 0.8), "opening", rotation=(0, 90, 0),
            sides=16)  # fmt: skip
        round_ = site.chance(0.6)
        r = site.vary(1.5, 1.8)
        top = high + site.vary(0.9, 1.8)
        for s in (-1, 1):
            x = s * (way + 0.6 + r * 0.7)
            if round_:
                site.add(Phase.WALL, "cylinder", (x, (top - 0.6) / 2, -0.5), (r, (top + 0.6) / 2, r), look.wall, "wall",
                    sides=12)  # fmt: skip
                site.add(Phase.DETAIL, "cylinder", (x, top - 0.1, -0.5), (r + 0.16, 0.2, r + 0.16), look.stone,
                    "ornament", sides=12)  # fmt: skip
            else:
                site.box(Phase.WALL, (x, (top - 0.6) / 2, -0.4), (r, (top + 0.6) / 2, r), look.wall, "wall")
                site.box(Phase.DETAIL, (x, top - 0.1, -0.4), (r + 0.14, 0.2, r + 0.14), look.stone, "ornament",
                    bevel=0.04)  # fmt: skip
        site.cut(Phase.ROOM, "box", (0, tall / 2 + 0.02, 0), (way, tall / 2, deep + 1.6), "opening")
        crown = ((site.one_of("cones",
            "battlements") if wishes.secondary is None else "cones") if not look.ruined else "battlements")  # fmt: skip
        for s in (-1, 1):
            x = s * (way + 0.6 + r * 0.7)
            z = -0.5 if round_ else -0.4
            if crown == "cones":
                roofs.spire(site, x, z, top - 0.02, r + 0.34, site.vary(2.2, 3.0), 12 if round_ else 4)
            else:
                for k in range(2):
                    site.box(Phase.ROOF, (x - r + 0.3, top + 0.36, z + (-1 if k else 1) * (r - 0.24)), (0.3, 0.34,
                        0.24), look.wall, "battlement", array=Array(3, (r - 0.3, 0, 0)), bevel=0.03)  # fmt: skip
            site.box(Phase.OPENING, (x, high * 0.6, z - r), (0.09, 0.5, 0.4), look.stone, "window", op="cut")
            site.box(Phase.DETAIL, (x, high * 0.36, z - r - 0.03), (0.4, 0.9, 0.03), ("cloth", look.accent), "flag",
                spare=1)  # fmt: skip
        mid = Block(0, 0, way + 0.9, deep, 0, high, 0.3)
        battlements(site, mid, high, look.wall, high=1.2)
        # arch stones, portcullis, a window over the way
        site.add(Phase.DETAIL, "arch", (0, (tall + way * 0.8) / 2 + 0.12, -deep - 0.04), (way + 0.34,
            (tall + way * 0.8) / 2 + 0.3, 0.1), look.stone, "ornament", taper=(way / (way + 0.34), 1.0))  # fmt: skip
        bars = 7
        pitch = (2 * way - 0.3) / (bars - 1)
        site.box(Phase.DETAIL, (-way + 0.15, tall + 0.6, -deep + 0.5), (0.05, 1.0, 0.05), IRON, "detail",
            array=Array(bars, (pitch, 0, 0)))  # fmt: skip
        site.box(Phase.DETAIL, (0, tall + 0.1, -deep + 0.5), (way, 0.05, 0.06), IRON, "detail", array=Array(2, (0, 0.5,
            0)), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (0, high - 0.5, -deep - 0.06), (0.6, 0.5, 0.06), ("planks", look.accent), "sign",
            bevel=0.04, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (0, high - 0.5, -deep - 0.14), (0.26, 0.3, 0.06), ("gold", look.lamp),
            "ornament", spare=1)  # fmt: skip
        trim.flag(site, way + 0.6 + r * 0.7, -0.45, top + (2.4 if crown == "cones" else 0.0), 2.2)
        _snow(site, (0, high + 0.06, 0), (way + 0.6, 0.07, deep - 0.3))
    # the leaves
    for s in (-1, 1):
        z = -0.2 if wooden else 0.3
        leaf = site.box(Phase.LEAF, (s * way / 2, tall / 2 + 0.06, z), (way / 2 - 0.03, tall / 2 - 0.06, 0.09),
            site.painted, "door", joint=Joint("hinge", (s * (way - 0.03), 0, z), "y", min(0, 100 * s), max(0,
            100 * s)))  # fmt: skip
        site.box(Phase.DETAIL, (s * way / 2, 0.7, z - 0.1), (way / 2 - 0.06, 0.08, 0.03), IRON, "detail", array=Array(3,
            (0, tall * 0.34, 0)), parent=leaf, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (s * 0.16, 1.2, z - 0.12), (0.07, 0.1, 0.05), IRON, "handle", parent=leaf,
            spare=1)  # fmt: skip
        x = s * (way + 0.36)
        zz = -0.4 if wooden else -1.66
        site.box(Phase.DETAIL, (x, 2.3, zz), (0.12, 0.2, 0.12), ("light", WARM), "lamp", light=Light(WARM, 5.0),
            spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (x, 2.54, zz + 0.06), (0.16, 0.05, 0.2), IRON, "lamp", spare=1)
    site.box(Phase.FOUNDATION, (0, -0.16, 0), (way, 0.2, 1.9), ("cobbles", look.stone[1]), "floor")
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (way + 1.6, (tall if wooden else 5.6), -0.6), (1.5, 1.7, 1.5), seed=5)
    return site.finish(built)


@grammar("bridge")
def bridge(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A way over water along z: humped stone on arches, planks on trestles, a red eastern arch, a covered one."""
    look, built = dress(rng, wishes, walls="stone stone ashlar planks timber brick",
        roofs="shingles roof_tiles slate thatch", themes="village village north east coast ancient",
        blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    half, wide = 5.4, site.vary(1.2, 1.6)
    stone = look.wall[0] not in ("timber", "planks", "paint")
    hump = site.vary(0.9, 1.4)
    spans = 5
    pieces = 2 * half / spans
    deck: Paint = look.wall if not stone else ("cobbles", look.stone[1])
    # the deck in five pieces that follow a curve: flat on top in the middle, ramps at the ends
    heights = [0.12, hump * 0.62, hump, hump, hump * 0.62, 0.12]
    for k in range(spans):
        a, b = heights[k], heights[k + 1]
        z = -half + pieces * (k + 0.5)
        slope = np.degrees(np.arctan2(b - a, pieces))
        angle = int(round(slope / 5) * 5)
        length = pieces / 2 / np.cos(np.radians(angle)) + 0.1
        site.box(Phase.FLOOR, (0, (a + b) / 2 - 0.1, z), (wide, 0.14, length), deck, "floor", rotation=(0, -angle, 0))
        if stone:
            site.box(Phase.DETAIL, (-wide + 0.14, (a + b) / 2 + 0.36, z), (0.17, 0.42, length), look.wall, "railing",
                rotation=(0, -angle, 0), array=Array(2, (2 * wide - 0.28, 0, 0)))  # fmt: skip
            site.box(Phase.DETAIL, (-wide + 0.14, (a + b) / 2 + 0.82, z), (0.22, 0.08, length + 0.02), look.stone,
                "railing", rotation=(0, -angle, 0), array=Array(2, (2 * wide - 0.28, 0, 0)), spare=1)  # fmt: skip
            if look.snow:
                site.box(Phase.DETAIL, (-wide + 0.14, (a + b) / 2 + 0.94, z), (0.2, 0.05, length), ("snow", SNOW),
                    "snow", rotation=(0, -angle, 0), array=Array(2, (2 * wide - 0.28, 0, 0)), spare=1)  # fmt: skip
        else:
            site.box(Phase.DETAIL, (-wide + 0.1, (a + b) / 2 + 0.9, z), (0.07, 0.07, length),
                site.painted if look.theme == "east" else site.timber, "railing", rotation=(0, -angle, 0),
                array=Array(2, (2 * wide - 0.2, 0, 0)))  # fmt: skip
            site.box(Phase.DETAIL, (-wide + 0.1, (a + b) / 2 + 0.46, z), (0.04, 0.05, length),
                site.painted if look.theme == "east" else site.timber, "railing", rotation=(0, -angle, 0),
                array=Array(2, (2 * wide - 0.2, 0, 0)), spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (-wide + 0.1, (a + b) / 2 + 0.4, z - pieces / 2), (0.08, 0.66, 0.08),
                site.timber if look.theme != "east" else site.painted, "post", array=Array(2, (2 * wide - 0.2, 0,
                0)))  # fmt: skip
            site.box(Phase.WALL, (0, (a + b) / 2 - 0.34, z), (0.16, 0.14, length), site.timber, "beam", rotation=(0,
                -angle, 0), array=None, spare=1)  # fmt: skip
    if stone:
        # body with arches cut through
        arches = site.one_of(1, 2, 3)
        body_half = half * 0.62
        site.box(Phase.WALL, (0, (hump - 2.4) / 2 - 0.12, 0), (wide - 0.04, (hump + 2.4) / 2 - 0.1, body_half),
            look.wall, "wall", taper=(1.0, 0.72))  # fmt: skip
        for s in (-1, 1):
            site.add(Phase.WALL, "wedge", (0, (hump * 0.62 - 2.4) / 2 - 0.1, s * (half - pieces * 0.5)), (wide - 0.04,
                (hump * 0.62 + 2.4) / 2 - 0.08, pieces * 0.56), look.wall, "wall", rotation=(0 if s < 0 else 180, 0,
                0))  # fmt: skip
        gap = body_half * 1.7 / arches
        r = min(gap * 0.4, hump + 1.2)
        row = Array(arches, (0, 0, gap)) if arches > 1 else None
        first = -gap * (arches - 1) / 2
        centre = hump - 0.5 - r
        site.add(Phase.OPENING, "cylinder", (0, centre, first), (r, wide + 0.4, r), ("plaster", SNOW), "opening",
            op="cut", rotation=(0, 0, 90), sides=16, array=row)  # fmt: skip
        site.add(Phase.OPENING, "box", (0, centre - 2.0, first), (wide + 0.4, 2.0, r), ("plaster", SNOW), "opening",
            op="cut", array=row)  # fmt: skip
        for s in (-1, 1):
            site.box(Phase.DETAIL, (s * (wide - 0.1), 0.3, -half), (0.3, 1.0, 0.3), look.stone, "post", array=Array(2,
                (0, 0, 2 * half)), bevel=0.04)  # fmt: skip
            if look.rich:
                site.box(Phase.DETAIL, (s * (wide - 0.1), 1.5, -half), (0.13, 0.22, 0.13), ("light", look.lamp), "lamp",
                    array=Array(2, (0, 0, 2 * half)), light=Light(look.lamp, 4.0), spare=1)  # fmt: skip
    else:
        trestles = 3
        site.box(Phase.WALL, (-wide + 0.24, hump / 2 - 1.4, -half * 0.5), (0.14, hump / 2 + 1.3, 0.14), site.timber,
            "post", array=Array(trestles, (0, 0, half * 0.5)))  # fmt: skip
        site.box(Phase.WALL, (wide - 0.24, hump / 2 - 1.4, -half * 0.5), (0.14, hump / 2 + 1.3, 0.14), site.timber,
            "post", array=Array(trestles, (0, 0, half * 0.5)))  # fmt: skip
        site.box(Phase.WALL, (0, hump * 0.55 - 0.36, -half * 0.5), (wide + 0.1, 0.13, 0.14), site.timber, "beam",
            array=Array(trestles, (0, 0, half * 0.5)))  # fmt: skip
        for s in (-1, 1):
            site.box(Phase.FOUNDATION, (0, -0.3, s * (half + 0.1)), (wide + 0.3, 0.42, 0.5), look.stone, "foundation",
                bevel=0.05)  # fmt: skip
        if site.chance(0.3) and look.theme in ("village", "north") and not look.ruined:
            block = Block(0, 0, wide + 0.1, half * 0.62, 0, hump + 2.3, 0.2)
            site.box(Phase.DETAIL, (-wide - 0.02, hump * 0.5 + 1.2, -half * 0.6), (0.1, hump * 0.5 + 1.2, 0.1),
                site.timber, "post", array=Array(4, (0, 0, half * 0.4)))  # fmt: skip
            site.box(Phase.DETAIL, (wide + 0.02, hump * 0.5 + 1.2, -half * 0.6), (0.1, hump * 0.5 + 1.2, 0.1),
                site.timber, "post", array=Array(4, (0, 0, half * 0.4)))  # fmt: skip
            roofs.gable(site, block, 45, "z", over=0.4, ends=0.4)
        if not look.plain:
            site.box(Phase.DETAIL, (0, hump + 0.06, -pieces * 0.46), (wide + 0.08, 0.03, 0.07), ("planks",
                look.wall[1]), "floor", array=Array(10, (0, 0, pieces * 0.1)), spare=2)  # fmt: skip
        if look.rich:
            site.add(Phase.DETAIL, "ellipsoid", (-wide + 0.1, heights[1] + 1.3, -half + pieces), (0.16, 0.2, 0.16),
                ("paper", look.accent), "lamp", array=Array(2, (2 * wide - 0.2, 0, 0)), light=Light(look.lamp, 3.0),
                spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (-wide + 0.1, heights[1] + 1.06, -half + pieces), (0.03, 0.14, 0.03), IRON, "post",
                array=Array(2, (2 * wide - 0.2, 0, 0)), spare=1)  # fmt: skip
    if look.ruined:
        site.cut(Phase.WELL, "blob", (wide, hump, 0.8), (1.0, 1.2, 1.4), seed=4)
    return site.finish(built)


@grammar("pier")
def pier(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A landing of planks on piles that runs out along -z, with bollards, nets, crates and a lamp."""
    look, built = dress(rng, wishes, walls="planks planks timber stone", roofs="shingles planks slate",
        themes="coast coast village east north", blank=("storeys",),
        wall_colours="432 543 444 321 544 654")  # fmt: skip
    site = Site(name, look, rng)
    half, wide = site.vary(6.0, 7.4), site.vary(1.1, 1.5)
    y = site.vary(0.5, 0.7)
    stone = look.wall[0] == "stone"
    tee = site.chance(0.45)
    if stone:
        site.box(Phase.FOUNDATION, (0, (y - 2.6) / 2, 0), (wide + 0.2, (y + 2.6) / 2, half), look.wall, "foundation",
            bevel=0.05)  # fmt: skip
        site.box(Phase.FLOOR, (0, y, 0), (wide + 0.3, 0.1, half + 0.1), ("cobbles", look.stone[1]), "floor", bevel=0.03)
    else:
        piles = 5
        gap = (2 * half - 0.8) / (piles - 1)
        for s in (-1, 1):
            tall = y + 0.7 if s < 0 else y + 0.1
            site.add(Phase.FOUNDATION, "cylinder", (s * (wide - 0.05), (tall - 2.6) / 2, -half + 0.4), (0.16,
                (tall + 2.6) / 2, 0.16), site.timber, "post", sides=8, array=Array(piles, (0, 0, gap)))  # fmt: skip
        site.box(Phase.FOUNDATION, (0, y - 0.2, -half + 0.4), (wide + 0.1, 0.1, 0.12), site.timber, "beam",
            array=Array(piles, (0, 0, gap)))  # fmt: skip
        for s in (-1, 1):
            site.box(Phase.FOUNDATION, (s * wide * 0.7, y - 0.06, 0), (0.1, 0.09, half), site.timber, "beam", spare=1)
        # planks: two arrays of boards with a gap, each set a hand's breadth out of line
        count = 24
        pitch = half / count * 2 / 2
        for k in range(2):
            site.box(Phase.FLOOR, (site.vary(-0.06, 0.06), y + 0.06, -half + (half * k) + pitch / 2),
                (wide + 0.04 + 0.04 * k, 0.05, pitch / 2 - 0.02), look.wall, "deck", array=Array(count, (0, 0,
                pitch)))  # fmt: skip
        if look.condition != "new":
            site.box(Phase.DETAIL, (wide * 0.3, y + 0.12, half * 0.3), (wide * 0.8, 0.03, 0.13), look.wall, "deck",
                rotation=(10, 0, 0), spare=1)  # fmt: skip
    if tee:
        arm = site.vary(2.4, 3.2)
        z = -half + 1.0
        site.box(Phase.FLOOR, (0, y + 0.02, z), (arm, 0.09, 1.0), look.wall if not stone else ("cobbles",
            look.stone[1]), "deck")  # fmt: skip
        site.add(Phase.FOUNDATION, "cylinder", (-arm + 0.2, (y - 2.4) / 2, z - 0.7), (0.16, (y + 2.6) / 2, 0.16),
            site.timber, "post", sides=8, array=Array(2, (2 * arm - 0.4, 0, 0)))  # fmt: skip
        site.add(Phase.FOUNDATION, "cylinder", (-arm + 0.2, (y - 2.4) / 2, z + 0.7), (0.16, (y + 2.6) / 2, 0.16),
            site.timber, "post", sides=8, array=Array(2, (2 * arm - 0.4, 0, 0)))  # fmt: skip
    # ramp to the shore
    site.add(Phase.FOUNDATION, "wedge", (0, y / 2 - 0.1, half + 0.7), (wide, y / 2 + 0.14, 0.8),
        look.wall if stone else site.board, "step", rotation=(180, 0, 0))  # fmt: skip
    # bollards with rope, a ladder into the water, crates, barrels, nets
    site.add(Phase.DETAIL, "cylinder", (wide - 0.2, y + 0.36, -half + 0.6), (0.14, 0.36, 0.14),
        site.timber if not stone else IRON, "post", sides=8, array=Array(3, (0, 0, half * 0.7)))  # fmt: skip
    site.add(Phase.DETAIL, "cylinder", (wide - 0.2, y + 0.26, -half + 0.6), (0.19, 0.09, 0.19), ("rope", level("653")),
        "rope", sides=8, array=Array(3, (0, 0, half * 0.7)), spare=1)  # fmt: skip
    site.add(Phase.DETAIL, "ladder", (-wide - 0.1, y - 0.7, -half * 0.3), (0.26, 1.2, 0.05), WOOD, "ladder",
        rotation=(90, 0, 0), spare=1)  # fmt: skip
    if not look.plain:
        site.box(Phase.DETAIL, (-wide + 0.5, y + 0.42, half * 0.3), (0.36, 0.34, 0.36), CRATE, "container",
            rotation=(10, 0, 0), bevel=0.02)  # fmt: skip
        site.box(Phase.DETAIL, (-wide + 0.46, y + 1.0, half * 0.3), (0.28, 0.26, 0.28), CRATE, "container",
            rotation=(-15, 0, 0), bevel=0.02, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (-wide + 0.44, y + 0.5, half * 0.3 + 0.9), (0.28, 0.42, 0.28), WOOD,
            "container", sides=10, array=Array(2, (0, 0, 0.62)))  # fmt: skip
        site.add(Phase.DETAIL, "blob", (wide - 0.5, y + 0.24, half * 0.5), (0.4, 0.2, 0.5), ("rope", level("344")),
            "goods", seed=4)  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (wide - 0.6, y + 0.36, half * 0.5 + 0.2), (0.11, 0.11, 0.11), ("paint",
            look.accent), "goods", array=Array(2, (0.24, 0, -0.3)), spare=1)  # fmt: skip
        x, z = -wide + 0.16, -half + 0.5
        site.box(Phase.DETAIL, (x, y + 1.3, z), (0.07, 1.3, 0.07), site.timber, "post")
        site.box(Phase.DETAIL, (x + 0.3, y + 2.5, z), (0.36, 0.04, 0.04), site.timber, "beam")
        site.box(Phase.DETAIL, (x + 0.56, y + 2.24, z), (0.12, 0.22, 0.12), ("light", look.lamp), "lamp",
            light=Light(look.lamp, 5.0))  # fmt: skip
    if look.rich:
        block = Block(0, half - 1.2, wide + 0.1, 1.2, y, y + 2.2, 0.1)
        site.box(Phase.DETAIL, (-wide + 0.06, y + 1.1, half - 2.3), (0.08, 1.14, 0.08), site.timber, "post",
            array=Array(2, (2 * wide - 0.12, 0, 0)), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (-wide + 0.06, y + 1.1, half - 0.1), (0.08, 1.14, 0.08), site.timber, "post",
            array=Array(2, (2 * wide - 0.12, 0, 0)), spare=1)  # fmt: skip
        roofs.gable(site, block, 35, "z", over=0.3, ends=0.3, thick=0.14, spare=1)
    if look.snow:
        site.box(Phase.DETAIL, (-wide + 0.46, y + 1.3 if not look.plain else y + 0.14, half * 0.3), (0.26, 0.05, 0.26),
            ("snow", SNOW), "snow", spare=1)  # fmt: skip
    if look.ruined:
        site.cut(Phase.WELL, "blob", (wide, y, -half * 0.2), (1.0, 0.6, 1.0), seed=3)
    return site.finish(built)


@grammar("stairs")
def stairs(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Open-air steps that rise towards +z, with walls or rails, landings, pots; of stone or planks."""
    look, built = dress(rng, wishes, walls="stone ashlar brick planks stone", roofs="stone", blank=("storeys",
        "second_material", "secondary"), themes="village coast desert east ancient north")  # fmt: skip
    site = Site(name, look, rng)
    wide = site.vary(1.0, 1.7)
    rise = site.vary(1.8, 3.2)
    wooden = look.wall[0] in ("planks", "timber")
    landing = rise > 2.2 and site.chance(0.6)
    parts = 2 if landing else 1
    step_rise = rise / parts
    run = step_rise * site.vary(1.5, 1.8)
    flat_ = 1.2 if landing else 0.0
    total = run * parts + flat_
    z = -total / 2
    tread: Paint = look.wall
    y = 0.0
    rails = site.one_of("wall", "wall", "posts", "none")
    for k in range(parts):
        site.add(Phase.STAIR, "stairs", (0, y + step_rise / 2 - (0.0 if k else 0.02), z + run / 2), (wide,
            step_rise / 2 + (0.0 if k else 0.02), run / 2), tread, "stair")  # fmt: skip
        if k:
            site.box(Phase.FOUNDATION, (0, y / 2 - 0.3, z + run / 2), (wide, y / 2 + 0.32, run / 2), look.stone,
                "foundation")  # fmt: skip
        else:
            site.box(Phase.FOUNDATION, (0, -0.3, z + run / 2), (wide, 0.3, run / 2), look.stone, "foundation")
        slope = round(np.degrees(np.arctan2(step_rise, run)) / 5) * 5
        long = float(np.hypot(step_rise, run)) / 2 + 0.1
        if rails == "wall" and not wooden:
            for s in (-1, 1):
                site.add(Phase.WALL, "wedge", (s * (wide + 0.16), y + step_rise / 2 + 0.12 - 0.2, z + run / 2), (0.18,
                    step_rise / 2 + 0.3, run / 2), look.wall, "wall")  # fmt: skip
                site.box(Phase.WALL, (s * (wide + 0.16), y / 2 - 0.3, z + run / 2), (0.18, y / 2 + 0.36, run / 2),
                    look.wall, "wall", spare=1)  # fmt: skip
                site.box(Phase.DETAIL, (s * (wide + 0.16), y + step_rise / 2 + 0.2, z + run / 2), (0.24, 0.07, long),
                    look.stone, "railing", rotation=(0, -slope, 0), bevel=0.02)  # fmt: skip
        elif rails != "none":
            for s in (-1, 1):
                posts = 4
                site.box(Phase.DETAIL, (s * (wide - 0.06), y + 0.5, z + 0.1), (0.05, 0.56, 0.05), site.timber, "post",
                    array=Array(posts, (0, (step_rise - 0.1) / (posts - 1), (run - 0.2) / (posts - 1))))  # fmt: skip
                site.box(Phase.DETAIL, (s * (wide - 0.06), y + step_rise / 2 + 1.0, z + run / 2), (0.06, 0.05, long),
                    site.timber, "railing", rotation=(0, -slope, 0))  # fmt: skip
        z += run
        y += step_rise
        if k == 0 and landing:
            site.box(Phase.FLOOR, (0, y / 2 - 0.3, z + flat_ / 2), (wide + (0.3 if rails == "wall" else 0.0),
                y / 2 + 0.3, flat_ / 2), look.stone if not wooden else tread, "floor", bevel=0.02)  # fmt: skip
            z += flat_
    site.box(Phase.FOUNDATION, (0, rise / 2 - 0.3, z + 0.5), (wide + 0.34, rise / 2 + 0.3, 0.52), look.stone,
        "foundation", bevel=0.03)  # fmt: skip
    low, high = -total / 2, z
    for s in (-1, 1):
        if not look.plain:
            site.box(Phase.DETAIL, (s * (wide + 0.16), 0.3, low - 0.1), (0.26, 0.8, 0.26),
                look.stone if not wooden else site.timber, "post", bevel=0.04)  # fmt: skip
            site.box(Phase.DETAIL, (s * (wide + 0.16), 1.14, low - 0.1), (0.32, 0.07, 0.32), look.stone, "ornament",
                bevel=0.03, spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (s * (wide + 0.16), rise + 0.3, high + 0.3), (0.24, 0.6, 0.24),
                look.stone if not wooden else site.timber, "post", bevel=0.04)  # fmt: skip
            kind = site.one_of("lamp", "pot", "ball")
            top = 1.2
            if kind == "lamp":
                site.box(Phase.DETAIL, (s * (wide + 0.16), top + 0.2, low - 0.1), (0.13, 0.2, 0.13), ("light",
                    look.lamp), "lamp", light=Light(look.lamp, 4.0))  # fmt: skip
            elif kind == "pot":
                site.add(Phase.DETAIL, "cylinder", (s * (wide + 0.16), top + 0.16, low - 0.1), (0.2, 0.2, 0.2),
                    ("paint", look.accent), "container", sides=10)  # fmt: skip
                site.add(Phase.DETAIL, "blob", (s * (wide + 0.16), top + 0.5, low - 0.1), (0.28, 0.24, 0.28), ("leaves",
                    look.flower), "flower", seed=4)  # fmt: skip
            else:
                site.add(Phase.DETAIL, "ellipsoid", (s * (wide + 0.16), top + 0.2, low - 0.1), (0.22, 0.22, 0.22),
                    ("paint", look.accent), "ornament")  # fmt: skip
    if not look.plain and not look.snow:
        site.add(Phase.DETAIL, "blob", (wide + 0.5, 0.16, low + run * 0.5), (0.4, 0.36, 0.6), ("leaves", look.leaf),
            "ivy", seed=5, spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "blob", (-wide - 0.5, 0.12, low + run * 0.8), (0.36, 0.3, 0.5), ("leaves", look.flower),
            "flower", seed=7, spare=1)  # fmt: skip
    if look.snow:
        site.box(Phase.DETAIL, (0, rise + 0.02, z + 0.5), (wide + 0.24, 0.06, 0.44), ("snow", SNOW), "snow", bevel=0.03)
    if look.ruined:
        site.cut(Phase.WELL, "blob", (wide, rise * 0.6, 0.4), (0.7, 0.5, 0.6), seed=3)
    return site.finish(built)


@grammar("retaining_wall")
def retaining_wall(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Holds a terrace behind it (+z): dry stones, ashlar with pilasters, logs; plants hang over its edge."""
    look, built = dress(rng, wishes, walls="stone stone ashlar timber brick rock", roofs="stone", blank=("storeys",
        "second_material", "secondary"), themes="village north coast desert east ancient")  # fmt: skip
    site = Site(name, look, rng)
    half, high = 3.9, site.vary(1.4, 2.2)
    deep = 0.5
    soil: Paint = ("grass", level("342")) if look.theme not in ("desert",) else ("sand", level("653"))
    if look.wall[0] == "timber":
        r = 0.16
        rows = max(4, round(high / 0.3))
        site.add(Phase.WALL, "cylinder", (0, r - 0.1, 0), (r, half, r), look.wall, "wall", rotation=(0, 0, 90), sides=8,
            array=Array(rows, (0, (high - 0.2) / (rows - 1), 0.03)))  # fmt: skip
        site.box(Phase.WALL, (-half + 0.5, high / 2 - 0.2, -0.2), (0.12, high / 2 + 0.4, 0.12), site.timber, "post",
            array=Array(5, ((2 * half - 1.0) / 4, 0, 0)), rotation=(0, 5, 0))  # fmt: skip
        site.box(Phase.WALL, (0, high / 2 - 0.3, 0.5), (half, high / 2 + 0.3, 0.42), ("mud", level("432")), "wall")
    else:
        site.box(Phase.WALL, (0, high / 2 - 0.3, 0.2), (half, high / 2 + 0.3, deep), look.wall, "wall", taper=(1.0,
            0.86))  # fmt: skip
        if look.wall[0] in ("stone", "rock") or site.chance(0.5):
            # stones that stand out of the face, in three rows
            for k in range(3):
                y = high * (0.18 + 0.28 * k)
                site.box(Phase.DETAIL, (-half + 0.5 + 0.4 * k, y, -0.28 + 0.04 * k), (site.vary(0.28, 0.4),
                    site.vary(0.12, 0.18), 0.12), look.stone if k % 2 else look.wall, "stone", array=Array(6,
                    (site.vary(1.1, 1.24), 0, 0)), bevel=0.05, rotation=(site.crooked(0.4), 0, 0))  # fmt: skip
        else:
            site.box(Phase.DETAIL, (-half + 0.4, high / 2 - 0.2, -0.2), (0.3, high / 2 + 0.2, 0.24), look.stone,
                "buttress", taper=(0.9, 0.8), array=Array(4, ((2 * half - 0.8) / 3, 0, 0)))  # fmt: skip
        stones = 7
        pitch = 2 * half / stones
        for k in range(2):
            site.box(Phase.ROOF, (-half + pitch * (k + 0.5), high + site.vary(0.02, 0.08), 0.16), (pitch / 2 - 0.02,
                site.vary(0.08, 0.13), deep + site.vary(0.0, 0.1)), look.stone, "ornament", array=Array(4 - k,
                (2 * pitch, 0, 0)), bevel=0.03)  # fmt: skip
    site.box(Phase.FLOOR, (0, high / 2 - 0.34, 1.4), (half, high / 2 + 0.26, 0.9), soil, "detail")
    if look.snow:
        site.box(Phase.DETAIL, (0, high + 0.14, 0.7), (half - 0.04, 0.08, 1.4), ("snow", SNOW), "snow", bevel=0.04)
    elif not look.plain and look.theme != "desert":
        for k in range(3):
            x = site.vary(-3.2, 3.2)
            colour = look.flower if k == 0 and look.season in ("spring", "summer") else look.leaf
            site.add(Phase.DETAIL, "blob", (x, high - 0.12, -0.12), (site.vary(0.4, 0.7), site.vary(0.3, 0.5), 0.3),
                ("leaves", colour), "ivy", seed=int(rng.integers(1, 99)))  # fmt: skip
        site.add(Phase.DETAIL, "blob", (site.vary(-3, 3), 0.1, -0.5), (0.5, 0.3, 0.3), ("leaves", look.leaf), "leaf",
            seed=4, spare=1)  # fmt: skip
    if look.rich:
        count = 6
        site.box(Phase.DETAIL, (0, high + 0.94, 0.3), (half, 0.05, 0.06), site.timber, "railing")
        site.box(Phase.DETAIL, (-half + 0.2, high + 0.44, 0.3), (0.07, 0.54, 0.07), site.timber, "post",
            array=Array(count, ((2 * half - 0.4) / (count - 1), 0, 0)))  # fmt: skip
        site.add(Phase.DETAIL, "cylinder", (site.vary(-2, 2), high + 0.2, 0.5), (0.2, 0.24, 0.2), ("paint",
            look.accent), "container", sides=10, array=Array(2, (0.6, 0, 0)))  # fmt: skip
    else:
        site.box(Phase.DETAIL, (site.vary(-2.5, 2.5), 0.2, -0.62), (0.7, 0.22, 0.18), ("planks", look.accent), "seat",
            spare=1)  # fmt: skip
        site.box(Phase.DETAIL, (0, -0.2, 0), (half, 0.3, 0.5), look.stone, "foundation", spare=1)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (site.vary(-2, 2), high, -0.2), (1.2, high * 0.7, 0.9), seed=3)
        trim.rubble(site, Face(0, -0.3, 0, -1, half, 0.3), -0.6, 3)
    return site.finish(built)

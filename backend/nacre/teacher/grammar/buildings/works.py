"""What a place is built with besides houses: walls, gates, bridges, wells, stalls, ruins, fountains, piers, steps, market halls."""

from __future__ import annotations

from math import radians, sin, tan

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.climbing import battlements, polar, ring
from nacre.teacher.grammar.buildings.interior import FLOOR, WOOD, Room, flight, shell
from nacre.teacher.grammar.buildings.openings import door, windows
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
    """Ten metres of wall along x: a town wall with a walk and battlements, a stone wall with a coping, a palisade, mud."""
    look, built = dress(rng, wishes, walls="stone stone ashlar brick timber plaster", roofs="roof_tiles slate stone shingles",
                        themes="village village north coast desert ancient east", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    half = 4.9
    kind = "palisade" if look.wall[0] in ("timber", "planks") else site.one_of("town", "town", "low", "coped") if wishes.secondary is None else "coped"
    if kind == "palisade":
        high = site.vary(2.6, 3.4)
        r = 0.22
        count = 24
        pitch = 2 * half / (count - 1)
        site.add(Phase.WALL, "cylinder", (-half, high / 2 - 0.3, 0), (r, high / 2 + 0.3, r), look.wall, "wall", sides=8, array=Array(12, (2 * pitch, 0, 0)))
        site.add(Phase.WALL, "cylinder", (-half + pitch, high / 2 - 0.36, 0.04), (r, high / 2 + 0.22, r), look.wall, "wall", sides=8, array=Array(12, (2 * pitch, 0, 0)))
        site.add(Phase.DETAIL, "cylinder", (-half, high + 0.2, 0), (r, 0.22, r), look.wall, "wall", sides=8, taper=(0.05, 0.05), array=Array(12, (2 * pitch, 0, 0)))
        site.add(Phase.DETAIL, "cylinder", (-half + pitch, high + 0.06, 0.04), (r, 0.22, r), look.wall, "wall", sides=8, taper=(0.05, 0.05), array=Array(12, (2 * pitch, 0, 0)))
        for y in (high * 0.35, high * 0.78):
            site.box(Phase.DETAIL, (0, y, 0.26), (half + 0.1, 0.1, 0.08), site.timber, "beam")
        walk = site.chance(0.6)
        if walk:
            site.box(Phase.FLOOR, (0, high - 1.3, 0.9), (half, 0.07, 0.62), site.board, "floor")
            site.box(Phase.DETAIL, (-half + 0.4, (high - 1.3) / 2 - 0.2, 1.36), (0.09, (high - 1.3) / 2 + 0.2, 0.09), site.timber, "post", array=Array(5, ((2 * half - 0.8) / 4, 0, 0)))
            site.add(Phase.STAIR, "ladder", (half - 1.0, (high - 0.6) / 2, 1.62), (0.26, (high - 0.4) / 2, 0.05), WOOD, "ladder")
        if look.ruined:
            site.cut(Phase.OPENING, "blob", (site.vary(-2, 2), high, 0), (1.2, 1.3, 0.8), seed=3)
    else:
        high = {"town": site.vary(3.4, 4.4), "low": site.vary(1.0, 1.4), "coped": site.vary(2.0, 2.6)}[kind]
        deep = {"town": 0.8, "low": 0.28, "coped": 0.26}[kind]
        site.box(Phase.WALL, (0, (high - 0.6) / 2, 0), (half + 0.1, (high + 0.6) / 2, deep), look.wall, "wall", taper=(1.0, 0.92 if kind == "low" else 1.0))
        site.box(Phase.FOUNDATION, (0, -0.1, 0), (half + 0.1, 0.5, deep + 0.14), look.stone, "foundation", bevel=0.05)
        if kind == "town":
            block = Block(0, 0, half, deep, 0, high, 0.3)
            face = block.face("front")
            site.box(Phase.ROOF, face.at(0, high + 0.24, -0.1), face.size(half + 0.1, 0.3, 0.22), look.wall, "wall")
            count = 8
            pitch = (2 * half - 0.7) / (count - 1)
            site.box(Phase.ROOF, face.at(-half + 0.35, high + 0.84, -0.1), face.size(0.36, 0.36, 0.22), look.wall, "battlement", array=Array(count, (pitch, 0, 0)), bevel=0.03)
            site.box(Phase.DETAIL, face.at(-half + 0.35, high - 0.16, 0.08), face.size(0.14, 0.2, 0.16), look.stone, "ornament", array=Array(count, (pitch, 0, 0)), spare=1)
            site.box(Phase.FLOOR, (0, high - 0.02, deep + 0.2), (half + 0.1, 0.1, 0.3), site.board, "floor")
            site.box(Phase.DETAIL, (0, high + 0.9, deep + 0.44), (half + 0.1, 0.05, 0.05), site.timber, "railing", spare=1)
            site.box(Phase.DETAIL, (-half + 0.1, high + 0.42, deep + 0.44), (0.05, 0.5, 0.05), site.timber, "railing", array=Array(6, ((2 * half - 0.2) / 5, 0, 0)), spare=1)
            buttress = site.chance(0.6)
            if buttress:
                site.box(Phase.DETAIL, (-half * 0.6, high * 0.36, -deep - 0.2), (0.44, high * 0.4, 0.5), look.stone, "buttress", taper=(0.9, 0.3), array=Array(3, (half * 0.6, 0, 0)), spare=1)
            site.cut(Phase.OPENING, "box", (-half * 0.45, high - 1.3, 0), (0.1, 0.5, deep + 0.2), "window", array=Array(4, (half * 0.3, 0, 0)))
            _snow(site, (0, high + 0.12, 0.2), (half, 0.06, deep - 0.2))
            site.box(Phase.DETAIL, (site.vary(-2, 2), high * 0.55, -deep - 0.03), (0.5, 0.9, 0.04), ("cloth", look.accent), "flag", spare=1)
        else:
            coping: Paint = look.roof if kind == "coped" else look.stone
            if kind == "coped":
                site.add(Phase.ROOF, "prism", (0, high + 0.16, 0), (half + 0.1, 0.2, deep + 0.24), coping, "roof")
                site.box(Phase.DETAIL, (-half * 0.66, high / 2, 0), (0.36, high / 2 + 0.3, deep + 0.12), look.stone, "post", array=Array(3, (half * 0.66, 0, 0)), bevel=0.03)
                _snow(site, (0, high + 0.3, 0), (half, 0.06, 0.14))
            else:
                # coping stones that differ
                for k in range(3):
                    site.box(Phase.ROOF, (-half + 0.5 + k * 1.04, high + site.vary(0.04, 0.1), 0), (0.46, site.vary(0.1, 0.16), deep + site.vary(0.04, 0.1)), look.stone, "ornament",
                             array=Array(4 if k == 0 else 3, (3.1, 0, 0)), rotation=(site.crooked(0.5), 0, 0), bevel=0.04)  # fmt: skip
                _snow(site, (0, high + 0.2, 0), (half, 0.06, deep))
        if look.ruined:
            site.cut(Phase.OPENING, "blob", (site.vary(-2.5, 2.5), high + 0.2, 0), (1.7, min(2.0, high * 0.8), deep + 1.0), seed=3)
            trim.rubble(site, Face(0, -deep, 0, -1, half, 0.3), -1.0, 3)
    if not look.plain and not look.snow and look.theme != "desert":
        f = Face(0, -0.26 if kind != "town" else -0.8, 0, -1, half, 0.3)
        trim.ivy(site, f, site.vary(-3, 3), min(high, 2.6), site.vary(0.7, 1.2))
    if look.rich:
        site.add(Phase.DETAIL, "blob", (site.vary(-3, 3), 0.06, -1.2), (0.4, 0.24, 0.36), look.stone, "stone", seed=4, spare=1)
    return site.finish(built)


@grammar("gate")
def gate(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A gatehouse with two towers over a vaulted way, or a timber gate with a roof; leaves that open, a portcullis."""
    look, built = dress(rng, wishes, walls="stone stone ashlar brick timber", roofs="slate roof_tiles shingles", themes="village village north ancient desert",
                        blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    wooden = look.wall[0] in ("timber", "planks")
    way, tall = site.vary(1.5, 1.8), site.vary(3.2, 3.6)
    if wooden:
        r = 0.34
        for s in (-1, 1):
            site.add(Phase.WALL, "cylinder", (s * (way + r * 0.84), 2.2, 0), (r, 2.8, r), look.wall, "post", sides=8)
            site.add(Phase.WALL, "cylinder", (s * (way + 2.6), 1.5, 0), (r * 0.8, 2.1, r * 0.8), look.wall, "post", sides=8, array=Array(3, (s * 0.62, 0, 0)))
            site.add(Phase.WALL, "cylinder", (s * (way + 1.2), 1.2, 0.05), (r * 0.7, 1.8, r * 0.7), look.wall, "post", sides=8, array=Array(3, (s * 0.5, 0, 0)))
            site.box(Phase.DETAIL, (s * (way + 2.3), 1.9, -0.3), (1.9, 0.12, 0.1), site.timber, "beam")
        site.box(Phase.WALL, (0, tall + 0.4, 0), (way + 1.6, 0.24, 0.3), look.wall, "beam")
        site.box(Phase.FLOOR, (0, tall + 0.74, 0), (way + 1.5, 0.1, 1.0), site.board, "floor")
        lodge = Block(0, 0, way + 1.2, 0.9, tall + 0.84, tall + 2.9, 0.14)
        site.box(Phase.DETAIL, (-lodge.hx, tall + 1.9, -0.86), (0.1, 1.1, 0.1), site.timber, "post", array=Array(4, (lodge.hx * 2 / 3, 0, 0)))
        site.box(Phase.DETAIL, (-lodge.hx, tall + 1.9, 0.86), (0.1, 1.1, 0.1), site.timber, "post", array=Array(4, (lodge.hx * 2 / 3, 0, 0)))
        site.box(Phase.WALL, (0, tall + 1.3, -0.86), (lodge.hx, 0.5, 0.07), ("planks", look.wall[1]), "wall")
        site.box(Phase.WALL, (0, tall + 1.3, 0.86), (lodge.hx, 0.5, 0.07), ("planks", look.wall[1]), "wall", spare=1)
        top = roofs.gable(site, lodge, 40, "x", over=0.5, ends=0.5)
        site.add(Phase.STAIR, "ladder", (way + 1.1, (tall + 0.9) / 2, 0.98 + 0.06), (0.26, (tall + 1.4) / 2, 0.05), WOOD, "ladder")
    else:
        high = site.vary(5.2, 6.2)
        deep = 1.5
        site.box(Phase.WALL, (0, (high - 0.6) / 2, 0), (way + 1.0, (high + 0.6) / 2, deep), look.wall, "wall")
        site.box(Phase.FOUNDATION, (0, -0.26, 0), (way + 1.2, 0.34, deep + 0.2), look.stone, "foundation")
        site.cut(Phase.ROOM, "box", (0, tall / 2 - 0.45 + 0.5, 0), (way, tall / 2, deep + 0.6), "opening")
        site.cut(Phase.ROOM, "cylinder", (0, tall, 0), (way, deep + 0.6, way * 0.8), "opening", rotation=(0, 90, 0), sides=16)
        round_ = site.chance(0.6)
        r = site.vary(1.5, 1.8)
        top = high + site.vary(0.9, 1.8)
        for s in (-1, 1):
            x = s * (way + 0.6 + r * 0.7)
            if round_:
                site.add(Phase.WALL, "cylinder", (x, (top - 0.6) / 2, -0.5), (r, (top + 0.6) / 2, r), look.wall, "wall", sides=12)
                site.add(Phase.DETAIL, "cylinder", (x, top - 0.1, -0.5), (r + 0.16, 0.2, r + 0.16), look.stone, "ornament", sides=12)
            else:
                site.box(Phase.WALL, (x, (top - 0.6) / 2, -0.4), (r, (top + 0.6) / 2, r), look.wall, "wall")
                site.box(Phase.DETAIL, (x, top - 0.1, -0.4), (r + 0.14, 0.2, r + 0.14), look.stone, "ornament", bevel=0.04)
        site.cut(Phase.ROOM, "box", (0, tall / 2 + 0.02, 0), (way, tall / 2, deep + 1.6), "opening")
        crown = (site.one_of("cones", "battlements") if wishes.secondary is None else "cones") if not look.ruined else "battlements"
        for s in (-1, 1):
            x = s * (way + 0.6 + r * 0.7)
            z = -0.5 if round_ else -0.4
            if crown == "cones":
                roofs.spire(site, x, z, top - 0.02, r + 0.34, site.vary(2.2, 3.0), 12 if round_ else 4)
            else:
                for k in range(2):
                    site.box(Phase.ROOF, (x - r + 0.3, top + 0.36, z + (-1 if k else 1) * (r - 0.24)), (0.3, 0.34, 0.24), look.wall, "battlement",
                             array=Array(3, (r - 0.3, 0, 0)), bevel=0.03)  # fmt: skip
            site.box(Phase.OPENING, (x, high * 0.6, z - r), (0.09, 0.5, 0.4), look.stone, "window", op="cut")
            site.box(Phase.DETAIL, (x, high * 0.36, z - r - 0.03), (0.4, 0.9, 0.03), ("cloth", look.accent), "flag", spare=1)
        mid = Block(0, 0, way + 0.9, deep, 0, high, 0.3)
        battlements(site, mid, high, look.wall, high=1.2)
        # arch stones, portcullis, a window over the way
        site.add(Phase.DETAIL, "arch", (0, (tall + way * 0.8) / 2 + 0.12, -deep - 0.04), (way + 0.34, (tall + way * 0.8) / 2 + 0.3, 0.1), look.stone, "ornament",
                 taper=(way / (way + 0.34), 1.0))  # fmt: skip
        bars = 7
        pitch = (2 * way - 0.3) / (bars - 1)
        site.box(Phase.DETAIL, (-way + 0.15, tall + 0.6, -deep + 0.5), (0.05, 1.0, 0.05), IRON, "detail", array=Array(bars, (pitch, 0, 0)))
        site.box(Phase.DETAIL, (0, tall + 0.1, -deep + 0.5), (way, 0.05, 0.06), IRON, "detail", array=Array(2, (0, 0.5, 0)), spare=1)
        site.box(Phase.DETAIL, (0, high - 0.5, -deep - 0.06), (0.6, 0.5, 0.06), ("planks", look.accent), "sign", bevel=0.04, spare=1)
        site.add(Phase.DETAIL, "ellipsoid", (0, high - 0.5, -deep - 0.14), (0.26, 0.3, 0.06), ("gold", look.lamp), "ornament", spare=1)
        trim.flag(site, way + 0.6 + r * 0.7, -0.45, top + (2.4 if crown == "cones" else 0.0), 2.2)
        _snow(site, (0, high + 0.06, 0), (way + 0.6, 0.07, deep - 0.3))
    # the leaves
    for s in (-1, 1):
        z = -0.2 if wooden else 0.3
        leaf = site.box(Phase.LEAF, (s * way / 2, tall / 2 + 0.06, z), (way / 2 - 0.03, tall / 2 - 0.06, 0.09), site.painted, "door",
                        joint=Joint("hinge", (s * (way - 0.03), 0, z), "y", min(0, 100 * s), max(0, 100 * s)))  # fmt: skip
        site.box(Phase.DETAIL, (s * way / 2, 0.7, z - 0.1), (way / 2 - 0.06, 0.08, 0.03), IRON, "detail", array=Array(3, (0, tall * 0.34, 0)), parent=leaf, spare=1)
        site.add(Phase.DETAIL, "ellipsoid", (s * 0.16, 1.2, z - 0.12), (0.07, 0.1, 0.05), IRON, "handle", parent=leaf, spare=1)
        x = s * (way + 0.36)
        zz = -0.4 if wooden else -1.66
        site.box(Phase.DETAIL, (x, 2.3, zz), (0.12, 0.2, 0.12), ("light", WARM), "lamp", light=Light(WARM, 5.0), spare=1)
        site.box(Phase.DETAIL, (x, 2.54, zz + 0.06), (0.16, 0.05, 0.2), IRON, "lamp", spare=1)
    site.box(Phase.FOUNDATION, (0, -0.16, 0), (way, 0.2, 1.9), ("cobbles", look.stone[1]), "floor")
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (way + 1.6, (tall if wooden else 5.6), -0.6), (1.5, 1.7, 1.5), seed=5)
    return site.finish(built)


@grammar("bridge")
def bridge(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A way over water along z: humped stone on arches, planks on trestles, a red eastern arch, a covered one."""
    look, built = dress(rng, wishes, walls="stone stone ashlar planks timber brick", roofs="shingles roof_tiles slate thatch", themes="village village north east coast ancient",
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
            site.box(Phase.DETAIL, (-wide + 0.14, (a + b) / 2 + 0.36, z), (0.17, 0.42, length), look.wall, "railing", rotation=(0, -angle, 0), array=Array(2, (2 * wide - 0.28, 0, 0)))
            site.box(Phase.DETAIL, (-wide + 0.14, (a + b) / 2 + 0.82, z), (0.22, 0.08, length + 0.02), look.stone, "railing", rotation=(0, -angle, 0),
                     array=Array(2, (2 * wide - 0.28, 0, 0)), spare=1)  # fmt: skip
            if look.snow:
                site.box(Phase.DETAIL, (-wide + 0.14, (a + b) / 2 + 0.94, z), (0.2, 0.05, length), ("snow", SNOW), "snow", rotation=(0, -angle, 0), array=Array(2, (2 * wide - 0.28, 0, 0)), spare=1)
        else:
            site.box(Phase.DETAIL, (-wide + 0.1, (a + b) / 2 + 0.9, z), (0.07, 0.07, length), site.painted if look.theme == "east" else site.timber, "railing", rotation=(0, -angle, 0),
                     array=Array(2, (2 * wide - 0.2, 0, 0)))  # fmt: skip
            site.box(Phase.DETAIL, (-wide + 0.1, (a + b) / 2 + 0.46, z), (0.04, 0.05, length), site.painted if look.theme == "east" else site.timber, "railing", rotation=(0, -angle, 0),
                     array=Array(2, (2 * wide - 0.2, 0, 0)), spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (-wide + 0.1, (a + b) / 2 + 0.4, z - pieces / 2), (0.08, 0.66, 0.08), site.timber if look.theme != "east" else site.painted, "post",
                     array=Array(2, (2 * wide - 0.2, 0, 0)))  # fmt: skip
            site.box(Phase.WALL, (0, (a + b) / 2 - 0.34, z), (0.16, 0.14, length), site.timber, "beam", rotation=(0, -angle, 0), array=None, spare=1)
    if stone:
        # body with arches cut through
        arches = site.one_of(1, 2, 3)
        body_half = half * 0.62
        site.box(Phase.WALL, (0, (hump - 2.4) / 2 - 0.12, 0), (wide - 0.04, (hump + 2.4) / 2 - 0.1, body_half), look.wall, "wall", taper=(1.0, 0.72))
        for s in (-1, 1):
            site.add(Phase.WALL, "wedge", (0, (hump * 0.62 - 2.4) / 2 - 0.1, s * (half - pieces * 0.5)), (wide - 0.04, (hump * 0.62 + 2.4) / 2 - 0.08, pieces * 0.56), look.wall, "wall",
                     rotation=(0 if s < 0 else 180, 0, 0))  # fmt: skip
        gap = body_half * 1.7 / arches
        r = min(gap * 0.4, hump + 1.2)
        row = Array(arches, (0, 0, gap)) if arches > 1 else None
        first = -gap * (arches - 1) / 2
        centre = hump - 0.5 - r
        site.add(Phase.OPENING, "cylinder", (0, centre, first), (r, wide + 0.4, r), ("plaster", SNOW), "opening", op="cut", rotation=(0, 0, 90), sides=16, array=row)
        site.add(Phase.OPENING, "box", (0, centre - 2.0, first), (wide + 0.4, 2.0, r), ("plaster", SNOW), "opening", op="cut", array=row)
        for s in (-1, 1):
            site.box(Phase.DETAIL, (s * (wide - 0.1), 0.3, -half), (0.3, 1.0, 0.3), look.stone, "post", array=Array(2, (0, 0, 2 * half)), bevel=0.04)
            if look.rich:
                site.box(Phase.DETAIL, (s * (wide - 0.1), 1.5, -half), (0.13, 0.22, 0.13), ("light", look.lamp), "lamp", array=Array(2, (0, 0, 2 * half)), light=Light(look.lamp, 4.0), spare=1)
    else:
        trestles = 3
        site.box(Phase.WALL, (-wide + 0.24, hump / 2 - 1.4, -half * 0.5), (0.14, hump / 2 + 1.3, 0.14), site.timber, "post", array=Array(trestles, (0, 0, half * 0.5)))
        site.box(Phase.WALL, (wide - 0.24, hump / 2 - 1.4, -half * 0.5), (0.14, hump / 2 + 1.3, 0.14), site.timber, "post", array=Array(trestles, (0, 0, half * 0.5)))
        site.box(Phase.WALL, (0, hump * 0.55 - 0.36, -half * 0.5), (wide + 0.1, 0.13, 0.14), site.timber, "beam", array=Array(trestles, (0, 0, half * 0.5)))
        for s in (-1, 1):
            site.box(Phase.FOUNDATION, (0, -0.3, s * (half + 0.1)), (wide + 0.3, 0.42, 0.5), look.stone, "foundation", bevel=0.05)
        if site.chance(0.3) and look.theme in ("village", "north") and not look.ruined:
            block = Block(0, 0, wide + 0.1, half * 0.62, 0, hump + 2.3, 0.2)
            site.box(Phase.DETAIL, (-wide - 0.02, hump * 0.5 + 1.2, -half * 0.6), (0.1, hump * 0.5 + 1.2, 0.1), site.timber, "post", array=Array(4, (0, 0, half * 0.4)))
            site.box(Phase.DETAIL, (wide + 0.02, hump * 0.5 + 1.2, -half * 0.6), (0.1, hump * 0.5 + 1.2, 0.1), site.timber, "post", array=Array(4, (0, 0, half * 0.4)))
            roofs.gable(site, block, 45, "z", over=0.4, ends=0.4)
        if not look.plain:
            site.box(Phase.DETAIL, (0, hump + 0.06, -pieces * 0.46), (wide + 0.08, 0.03, 0.07), ("planks", look.wall[1]), "floor", array=Array(10, (0, 0, pieces * 0.1)), spare=2)
        if look.rich:
            site.add(Phase.DETAIL, "ellipsoid", (-wide + 0.1, heights[1] + 1.3, -half + pieces), (0.16, 0.2, 0.16), ("paper", look.accent), "lamp",
                     array=Array(2, (2 * wide - 0.2, 0, 0)), light=Light(look.lamp, 3.0), spare=1)  # fmt: skip
            site.box(Phase.DETAIL, (-wide + 0.1, heights[1] + 1.06, -half + pieces), (0.03, 0.14, 0.03), IRON, "post", array=Array(2, (2 * wide - 0.2, 0, 0)), spare=1)
    if look.ruined:
        site.cut(Phase.WELL, "blob", (wide, hump, 0.8), (1.0, 1.2, 1.4), seed=4)
    return site.finish(built)


@grammar("well")
def well(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A ring of stones with water, a roof on posts, a windlass, rope and bucket."""
    look, built = dress(rng, wishes, walls="stone stone ashlar brick plaster", roofs="shingles thatch roof_tiles slate planks", blank=("storeys",))
    site = Site(name, look, rng)
    r, high = site.vary(0.85, 1.05), site.vary(0.8, 0.95)
    kind = site.one_of("roof", "roof", "roof", "arm", "frame") if wishes.secondary is None else "roof"
    square = site.chance(0.25)
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.16, 0), (r + 0.7, 0.24, r + 0.7), ("cobbles", look.stone[1]), "foundation", sides=10)
    if square:
        site.box(Phase.WALL, (0, high / 2 - 0.2, 0), (r, high / 2 + 0.2, r), look.wall, "wall")
        site.cut(Phase.ROOM, "box", (0, high / 2 + 0.1, 0), (r - 0.24, high / 2 + 0.1, r - 0.24), "opening")
    else:
        site.add(Phase.WALL, "cylinder", (0, high / 2 - 0.2, 0), (r, high / 2 + 0.2, r), look.wall, "wall", sides=10)
        site.cut(Phase.ROOM, "cylinder", (0, high / 2 + 0.1, 0), (r - 0.24, high / 2 + 0.1, r - 0.24), "opening", sides=10)
    site.add(Phase.FLOOR, "cylinder", (0, 0.24, 0), (r - 0.2, 0.12, r - 0.2), WATER, "water", sides=10)
    # rim stones, each a little different: two rings of alternating stones
    for k in range(2):
        site.box(Phase.DETAIL, polar(r - 0.1, 36 * k, high + site.vary(0.0, 0.05)), (0.2, 0.12, 0.27), look.stone, "ornament", rotation=(36 * k // 5 * 5, 0, 0),
                 array=Array(6, (0, 0, 0), 60), bevel=0.04) if not square or k == 0 else None  # fmt: skip
    if kind in ("roof", "frame"):
        top = site.vary(2.2, 2.5)
        for s in (-1, 1):
            site.box(Phase.DETAIL, (s * (r + 0.02), top / 2 - 0.1, 0), (0.1, top / 2 + 0.12, 0.12), site.timber, "post", rotation=(0, 0, site.crooked(0.2)), bevel=0.02)
        site.box(Phase.DETAIL, (0, top - 0.06, 0), (r + 0.3, 0.1, 0.12), site.timber, "beam")
        if kind == "roof":
            block = Block(0, 0, r + 0.1, 0.75, 0, top, 0.1)
            if look.roof[0] == "thatch":
                roofs.thatch(site, block, 0.9, "x", over=0.3, half_hip=0.75)
            else:
                roofs.gable(site, block, site.one_of(40, 45), "x", over=0.3, ends=0.26, thick=0.14, end_paint=site.board)
        drum = 1.5
        roller = site.add(Phase.DETAIL, "cylinder", (0, drum, 0), (0.11, r + 0.16, 0.11), WOOD, "axle", rotation=(0, 0, 90), sides=8,
                          joint=Joint("spin", (0, drum, 0), "x", 0, 360))  # fmt: skip
        site.box(Phase.DETAIL, (r + 0.16, drum - 0.14, 0), (0.04, 0.2, 0.04), IRON, "handle", parent=roller, spare=1)
        site.box(Phase.DETAIL, (r + 0.28, drum - 0.32, 0), (0.14, 0.04, 0.04), WOOD, "handle", parent=roller, spare=1)
        site.box(Phase.DETAIL, (0.1, (drum + high + 0.3) / 2, 0), (0.02, (drum - high - 0.3) / 2 + 0.04, 0.02), ("rope", level("653")), "rope")
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
        site.add(Phase.DETAIL, "cylinder", (-r - 0.34, 0.24, -0.5), (0.2, 0.22, 0.2), CRATE, "container", sides=10, spare=1)
        if not look.snow:
            site.add(Phase.DETAIL, "blob", (r * 0.6, 0.2, -r * 0.9), (0.5, 0.3, 0.3), ("leaves", look.leaf), "ivy", seed=5, spare=1)
    if look.rich:
        site.box(Phase.DETAIL, (0, 0.42, r + 0.5), (0.8, 0.06, 0.2), look.stone, "seat", bevel=0.03, spare=1)
        site.box(Phase.DETAIL, (-0.55, 0.16, r + 0.5), (0.12, 0.26, 0.16), look.stone, "seat", array=Array(2, (1.1, 0, 0)), spare=1)
        site.add(Phase.DETAIL, "blob", (-r - 0.5, 0.16, 0.5), (0.34, 0.26, 0.3), ("leaves", look.flower), "flower", seed=8, spare=1)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (r, high, -0.3), (0.5, 0.5, 0.5), seed=2)
    return site.finish(built)


@grammar("stall")
def stall(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A market stall under striped cloth: fruit, fish, bread, pots or cloth on its table, crates before it."""
    look, built = dress(rng, wishes, themes="village village coast desert east west ancient", walls="planks planks timber", roofs="cloth cloth cloth thatch planks",
                        roof_colours="611 146 244 641 304 511 132 620 253 745", blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    half, deep, high = site.vary(1.3, 1.8), site.vary(0.9, 1.1), site.vary(2.2, 2.4)
    body: Paint = look.wall
    site.box(Phase.WALL, (0, 0.5, -deep + 0.35), (half, 0.5, 0.34), body, "counter")
    site.box(Phase.FLOOR, (0, 0.98, -deep + 0.3), (half + 0.12, 0.05, 0.48), WOOD, "counter", bevel=0.02)
    site.box(Phase.DETAIL, (0, 0.62, -deep - 0.02), (half, 0.34, 0.03), ("cloth", look.accent), "cloth")
    for z, extra in ((-deep, 0.0), (deep, 0.3)):
        site.box(Phase.DETAIL, (-half - 0.04, (high + extra) / 2 - 0.14, z), (0.06, (high + extra) / 2 + 0.18, 0.06), site.timber, "post", array=Array(2, (2 * half + 0.08, 0, 0)))
    kind = site.one_of("pent", "pent", "gable", "hip")
    white: Paint = (look.roof[0], level("776")) if look.roof[0] == "cloth" else look.roof
    stripes = 5
    pitch = (2 * half + 0.6) / stripes
    if kind == "pent":
        site.box(Phase.ROOF, (0, high + 0.16, 0), (half + 0.3, 0.03, deep + 0.36), look.roof, "awning", rotation=(0, -10, 0))
        if look.roof[0] == "cloth":
            site.box(Phase.ROOF, (-half - 0.3 + pitch * 0.75, high + 0.18, 0), (pitch / 4, 0.03, deep + 0.37), white, "awning", rotation=(0, -10, 0), array=Array(stripes, (pitch, 0, 0)))
        site.box(Phase.DETAIL, (-half - 0.3 + pitch / 4, high - 0.08, -deep - 0.34), (pitch / 4 - 0.02, 0.13, 0.02), look.roof, "awning", array=Array(stripes, (pitch, 0, 0)))
        site.box(Phase.DETAIL, (-half - 0.3 + pitch * 0.75, high - 0.06, -deep - 0.34), (pitch / 4 - 0.02, 0.11, 0.02), white, "awning", array=Array(stripes, (pitch, 0, 0)))
        _snow(site, (0, high + 0.24, 0.06), (half + 0.2, 0.06, deep + 0.24), rotation=(0, -10, 0))
    elif kind == "gable":
        block = Block(0, 0, half + 0.04, deep, 0, high, 0.1)
        roofs.gable(site, block, 30, "x", over=0.3, ends=0.26, thick=0.08, solid=True, end_paint=white, cap=False)
        site.box(Phase.DETAIL, (-half - 0.3 + pitch / 2, high - 0.2, -deep - 0.3), (pitch / 2 - 0.03, 0.12, 0.02), white, "awning", array=Array(stripes, (pitch, 0, 0)))
        site.box(Phase.DETAIL, (0, high + 0.02, -deep), (half + 0.1, 0.06, 0.06), site.timber, "beam", array=block.twice(), spare=1)
        site.box(Phase.DETAIL, (0, high - 0.06, -deep - 0.16), (half + 0.28, 0.03, 0.15), site.timber, "beam", spare=1)
    else:
        site.box(Phase.ROOF, (0, high + 0.46, 0), (half + 0.36, 0.42, deep + 0.36), look.roof, "awning", taper=(0.1, 0.1))
        site.box(Phase.ROOF, (0, high + 0.0, 0), (half + 0.34, 0.1, deep + 0.34), white, "awning")
        site.add(Phase.DETAIL, "ellipsoid", (0, high + 0.9, 0), (0.1, 0.14, 0.1), ("gold", look.lamp), "ornament", spare=1)
        _snow(site, (0, high + 0.66, 0), (half * 0.7, 0.3, deep * 0.7), taper=(0.1, 0.1))
    # goods in trays
    goods = site.one_of("fruit", "fruit", "fish", "bread", "pots", "cloth", "flowers")
    z = -deep + 0.26
    tray = (2 * half - 0.2) / 3
    site.box(Phase.INSIDE, (-tray, 1.1, z), (tray / 2 - 0.05, 0.09, 0.34), CRATE, "container", array=Array(3, (tray, 0, 0)), rotation=(0, -5, 0))
    paints: dict[str, list[int]] = {
        "fruit": [level("611"), level("630"), level("362"), level("750"), level("424")], "fish": [level("456"), level("345"), level("544")],
        "bread": [level("642"), level("531"), level("753")], "pots": [level("421"), level("246"), level("652")],
        "cloth": [look.accent, look.flower, level("146")], "flowers": [level("711"), level("750"), level("737")],
    }  # fmt: skip
    colours = paints[goods]
    for k in range(3):
        x = -tray + k * tray
        colour = colours[k % len(colours)]
        if goods == "fruit":
            site.add(Phase.INSIDE, "ellipsoid", (x - tray * 0.24, 1.24, z - 0.14), (0.1, 0.1, 0.1), ("leaves", colour), "fruit", array=Array(4, (tray * 0.16, 0, 0)))
            site.add(Phase.INSIDE, "ellipsoid", (x - tray * 0.24, 1.26, z + 0.1), (0.1, 0.1, 0.1), ("leaves", colour), "fruit", array=Array(4, (tray * 0.16, 0, 0)))
        elif goods == "fish":
            site.add(Phase.INSIDE, "ellipsoid", (x - tray * 0.24, 1.22, z), (0.07, 0.06, 0.26), ("skin", colour), "goods", array=Array(4, (tray * 0.16, 0, 0)))
        elif goods == "bread":
            site.add(Phase.INSIDE, "ellipsoid", (x - tray * 0.2, 1.24, z), (0.12, 0.1, 0.24), ("leather", colour), "goods", array=Array(3, (tray * 0.2, 0, 0)))
        elif goods == "pots":
            site.add(Phase.INSIDE, "cylinder", (x - tray * 0.2, 1.34, z), (0.13, 0.18, 0.13), ("paint", colour), "goods", array=Array(3, (tray * 0.2, 0, 0)), taper=(0.7, 0.7))
        elif goods == "cloth":
            site.box(Phase.INSIDE, (x, 1.26, z), (tray * 0.36, 0.1, 0.26), ("cloth", colour), "goods", bevel=0.04)
        else:
            site.add(Phase.INSIDE, "blob", (x, 1.36, z), (tray * 0.4, 0.24, 0.3), ("leaves", colour), "flower", seed=3 + k)
    # crates and baskets around
    if not look.plain:
        site.box(Phase.DETAIL, (half * 0.6, 0.26, -deep - 0.5), (0.36, 0.28, 0.28), CRATE, "container", rotation=(site.one_of(0, 10, -15), 0, 0), bevel=0.02)
        site.add(Phase.DETAIL, "blob", (half * 0.6, 0.56, -deep - 0.5), (0.3, 0.16, 0.24), ("leaves", colours[-1]), "goods", seed=4)
        site.add(Phase.DETAIL, "cylinder", (-half - 0.46, 0.3, 0.1), (0.28, 0.36, 0.28), WOOD, "container", sides=10, spare=1)
        site.add(Phase.DETAIL, "blob", (-half * 0.5, 0.24, deep * 0.4), (0.3, 0.32, 0.26), ("cloth", level("653")), "container", seed=9, spare=1)
        site.box(Phase.DETAIL, (-half, high - 0.42, -deep - 0.1), (0.03, 0.2, 0.03), IRON, "rope", spare=1)
        site.box(Phase.DETAIL, (-half, high - 0.7, -deep - 0.1), (0.09, 0.13, 0.09), ("light", look.lamp), "lamp", light=Light(look.lamp, 4.0), spare=1)
    if look.rich:
        site.box(Phase.DETAIL, (0, high + 0.06, -deep - 0.33), (half * 0.5, 0.16, 0.05), site.painted, "sign", spare=1)
        site.add(Phase.DETAIL, "ellipsoid", (-half * 0.6, high - 0.3, deep - 0.1), (0.1, 0.2, 0.1), ("leather", level("421")), "goods", array=Array(4, (half * 0.4, 0, 0)), spare=2)
        site.box(Phase.DETAIL, (0, high - 0.06, deep - 0.1), (half, 0.03, 0.03), site.timber, "beam", spare=2)
    return site.finish(built)


@grammar("ruin")
def ruin(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """What is left: corner of a house, an arch, a broken round tower, columns; rubble, ivy, a young tree inside."""
    look, built = dress(rng, wishes, walls="stone stone ashlar brick", roofs="slate roof_tiles", themes="village north ancient spooky desert",
                        conditions="ruined", blank=("storeys",))  # fmt: skip
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
        site.cut(Phase.OPENING, "box", (-hx * 0.4, 1.7, hz), (0.45, 0.6, 0.7), "window", array=Array(2, (hx * 0.8, 0, 0)))
        for k, (x, z) in enumerate(((hx, -hz), (hx, hz), (-hx * 0.3, -hz))):
            site.cut(Phase.OPENING, "blob", (x, high, z), (site.vary(1.4, 2.6), high * site.vary(0.4, 0.8), site.vary(1.4, 2.4)), seed=2 + k)
        gable_side = -1
        site.add(Phase.ROOF, "prism", (gable_side * (hx - 0.2), high + 0.8, 0.3), (0.2, 0.9, hz * 0.7), look.wall, "wall")
        site.box(Phase.DETAIL, (gable_side * (hx - 0.5), high / 2 + 1.0, hz * 0.2), (0.4, high / 2 + 1.2, 0.5), look.stone, "chimney", bevel=0.05)
        site.box(Phase.DETAIL, (-hx * 0.3, 2.46, -hz), (0.86, 0.14, 0.46), site.timber, "beam")
        site.box(Phase.DETAIL, (0.3, 1.4, 0.4), (0.1, 0.12, hz * 0.8), site.timber, "beam", rotation=(20, 35, 0))
        site.box(Phase.DETAIL, (1.0, 0.4, -0.4), (0.1, 0.12, 1.4), site.timber, "beam", rotation=(75, 10, 0), spare=1)
        front = block.face("front")
    elif kind == "tower":
        r, high = site.vary(2.2, 2.8), site.vary(4.5, 6.5)
        site.add(Phase.WALL, "cylinder", (0, (high - 0.6) / 2, 0), (r, (high + 0.6) / 2, r), look.wall, "wall", sides=12, taper=(0.94, 0.94))
        site.cut(Phase.ROOM, "cylinder", (0, high / 2 + 0.4, 0), (r - 0.5, high / 2 + 0.34, r - 0.5), "room", sides=12)
        site.cut(Phase.OPENING, "box", (0, 1.15, -r), (0.56, 1.2, 0.9), "door")
        site.cut(Phase.OPENING, "blob", (r * 0.8, high, -r * 0.5), (r, high * 0.5, r), seed=4)
        site.cut(Phase.OPENING, "blob", (-r * 0.3, high + 0.3, r), (r * 0.8, high * 0.3, r * 0.8), seed=7)
        site.cut(Phase.OPENING, "box", (-r, high * 0.55, 0), (0.9, 0.5, 0.16), "window")
        site.add(Phase.FOUNDATION, "cylinder", (0, -0.1, 0), (r + 0.2, 0.5, r + 0.2), look.stone, "foundation", sides=12, bevel=0.05)
        site.cut(Phase.OPENING, "box", (0, 0.9, -r - 0.2), (0.56, 0.86, 0.7), "door")
        steps = 9
        site.box(Phase.STAIR, polar(r - 0.76, 200, 0.3), (0.46, 0.12, 0.36), look.stone, "stair", rotation=(200, 0, 0), array=Array(steps, (0, 0.24, 0), 15))
        site.box(Phase.DETAIL, (0.2, high * 0.4, 0), (r * 0.9, 0.11, 0.11), site.timber, "beam", rotation=(30, 0, 10), spare=1)
        front = Face(0, -r, 0, -1, r, 0.4)
    elif kind == "columns":
        pitch, r, high = 2.0, 0.36, site.vary(3.2, 4.2)
        site.box(Phase.FOUNDATION, (0, -0.16, 0), (5.0, 0.44, 3.4), look.stone, "floor", bevel=0.04)
        site.box(Phase.FOUNDATION, (0, 0.1, 0), (4.6, 0.42, 3.0), look.wall, "floor", bevel=0.04)
        base = 0.5
        tall = [high if k < 3 else high * site.vary(0.2, 0.7) for k in range(5)]
        for k in range(5):
            site.add(Phase.WALL, "cylinder", (-4.0 + pitch * k, base + tall[k] / 2, -2.2), (r, tall[k] / 2 + 0.02, r), look.wall, "post", sides=12, taper=(0.88, 0.88))
        site.add(Phase.WALL, "cylinder", (-4.0, base + high / 2, 2.2), (r, high / 2, r), look.wall, "post", sides=12, taper=(0.88, 0.88), array=Array(2, (pitch, 0, 0)))
        site.add(Phase.WALL, "cylinder", (1.2, base + 0.5, 2.2), (r, 0.54, r), look.wall, "post", sides=12, array=Array(2, (pitch, 0, 0)))
        site.box(Phase.ROOF, (-2.0, base + high + 0.24, -2.2), (2.6, 0.28, 0.5), look.wall, "beam", bevel=0.04)
        site.box(Phase.DETAIL, (-4.0, base + high - 0.04, -2.2), (r + 0.1, 0.12, r + 0.1), look.stone, "ornament", array=Array(3, (pitch, 0, 0)))
        site.add(Phase.DETAIL, "cylinder", (2.4, base + r - 0.06, -0.2), (r, 1.5, r), look.wall, "stone", rotation=(25, 90, 0), sides=12)
        site.add(Phase.DETAIL, "cylinder", (4.0, base + r - 0.1, 0.9), (r, 0.5, r), look.wall, "stone", rotation=(-40, 90, 0), sides=12)
        site.box(Phase.DETAIL, (0, base + 0.5, 0.6), (0.7, 0.54, 0.7), look.stone, "ornament", taper=(0.8, 0.8), bevel=0.05)
        site.add(Phase.DETAIL, "capsule", (0.1, base + 1.7, 0.6), (0.3, 0.8, 0.26), look.wall, "ornament", rotation=(0, 0, 5), spare=1)
        site.add(Phase.FOUNDATION, "stairs", (0, 0.16, -3.7), (1.4, 0.2, 0.4), look.stone, "stair")
        front = Face(0, -3.0, 0, -1, 4.6, 0.3)
    else:
        # the east wall of a church with its great window, and stumps of the nave
        hx, high = site.vary(3.0, 3.8), site.vary(5.0, 6.4)
        site.box(Phase.WALL, (0, (high - 0.6) / 2, 3.0), (hx, (high + 0.6) / 2, 0.4), look.wall, "wall")
        site.add(Phase.WALL, "prism", (0, high + hx * 0.5, 3.0), (0.4, hx * 0.52, hx), look.wall, "wall", rotation=(90, 0, 0))
        site.cut(Phase.OPENING, "box", (0, high * 0.5, 3.0), (hx * 0.42, high * 0.28, 0.8), "window")
        site.cut(Phase.OPENING, "cylinder", (0, high * 0.78, 3.0), (hx * 0.42, 0.8, hx * 0.5), "window", rotation=(0, 90, 0), sides=12)
        site.box(Phase.LEAF, (-hx * 0.14, high * 0.55, 3.0), (0.07, high * 0.36, 0.12), look.stone, "frame", array=Array(2, (hx * 0.28, 0, 0)))
        site.cut(Phase.WELL, "blob", (hx, high + hx * 0.7, 3.0), (hx * 0.9, hx * 0.9, 1.2), seed=5)
        for s in (-1, 1):
            side_high = high * site.vary(0.3, 0.6)
            site.box(Phase.WALL, (s * hx, (side_high - 0.6) / 2, -0.2), (0.36, (side_high + 0.6) / 2, 3.3), look.wall, "wall", taper=(1.0, site.vary(0.5, 0.9)))
            site.box(Phase.DETAIL, (s * (hx + 0.4), side_high * 0.4, -2.4), (0.4, side_high * 0.4 + 0.3, 0.36), look.stone, "buttress", taper=(0.4, 1.0), array=Array(3, (0, 0, 2.2)))
            site.cut(Phase.OPENING, "box", (s * hx, 1.7, -1.4), (0.6, 0.9, 0.34), "window", array=Array(2, (0, 0, 2.2)))
        site.box(Phase.FLOOR, (0, -0.02, 0), (hx, 0.1, 3.2), ("cobbles", look.stone[1]), "floor")
        site.add(Phase.WALL, "arch", (0, 1.7, -3.2), (1.3, 2.2, 0.4), look.wall, "wall", taper=(0.62, 1.0))
        site.box(Phase.INSIDE, (0, 0.4, 2.0), (0.8, 0.46, 0.4), look.stone, "table", bevel=0.04)
        front = Face(0, -3.6, 0, -1, hx, 0.4)
    # rubble, moss, ivy, a young tree
    count = 4 if look.plain else 6
    for k in range(count):
        x, z = site.vary(-3.5, 3.5), site.vary(-3.2, 2.6)
        site.add(Phase.DETAIL, "blob", (x, site.vary(0.06, 0.2), z), (site.vary(0.24, 0.6), site.vary(0.2, 0.4), site.vary(0.24, 0.5)), look.wall if k % 2 else look.stone, "stone",
                 seed=int(rng.integers(1, 99)))  # fmt: skip
    site.box(Phase.DETAIL, (site.vary(-3, 3), 0.18, -front.half * 0.2 - 2.6), (0.34, 0.26, 0.26), look.wall, "stone", rotation=(site.one_of(20, 50, -30), 0, 10), bevel=0.03)
    if look.theme != "desert" and not look.snow:
        trim.ivy(site, front, -front.half * 0.7, 2.6, 1.0)
        site.add(Phase.DETAIL, "blob", (site.vary(-2, 2), 0.1, site.vary(-1, 1)), (0.9, 0.2, 0.8), ("moss", level("241")), "ivy", seed=4)
        if site.chance(0.6):
            x, z = site.vary(-1.4, 1.4), site.vary(-0.6, 1.0)
            site.add(Phase.DETAIL, "cylinder", (x, 1.3, z), (0.12, 1.4, 0.12), ("bark", level("322")), "trunk", rotation=(0, 5, 5), sides=6)
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
    look, built = dress(rng, wishes, walls="ashlar stone ashlar plaster concrete", roofs="ashlar stone gold", themes="village village ancient east desert modern coast",
                        blank=("storeys",))  # fmt: skip
    site = Site(name, look, rng)
    r = site.vary(1.7, 2.4)
    sides = site.one_of(8, 8, 6, 12, 16)
    rim = 0.5
    site.add(Phase.FOUNDATION, "cylinder", (0, -0.16, 0), (r + 0.6, 0.3, r + 0.6), look.stone, "step", sides=sides, bevel=0.03)
    site.add(Phase.WALL, "cylinder", (0, rim / 2, 0), (r, rim / 2 + 0.06, r), look.wall, "wall", sides=sides, bevel=0.04)
    site.cut(Phase.ROOM, "cylinder", (0, rim / 2 + 0.24, 0), (r - 0.24, rim / 2 + 0.06, r - 0.24), "opening", sides=sides)
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
            site.add(Phase.DETAIL, "cylinder", (0, y + up / 2, 0), (0.26 - 0.06 * k, up / 2 + 0.04, 0.26 - 0.06 * k), look.wall, "post", sides=10)
            y += up
            site.add(Phase.DETAIL, "cylinder", (0, y + 0.1, 0), (bowl, 0.14, bowl), look.wall, "container", sides=sides, rotation=(0, 180, 0), taper=(0.5, 0.5))
            site.add(Phase.DETAIL, "cylinder", (0, y + 0.25, 0), (bowl - 0.06, 0.03, bowl - 0.06), water, "water", sides=sides)
            if not frozen:
                site.add(Phase.DETAIL, "capsule", polar(bowl - 0.02, 20, y - up * 0.3), (0.05, up * 0.62, 0.05), ("water", level("567")), "water",
                         array=Array(6, (0, 0, 0), 60), spare=1)  # fmt: skip
            y += 0.2
        site.add(Phase.DETAIL, "ellipsoid", (0, y + 0.24, 0), (0.16, 0.3, 0.16), look.roof, "ornament")
        if not frozen:
            site.add(Phase.DETAIL, "cylinder", (0, y + 0.7, 0), (0.1, 0.4, 0.1), ("water", level("667")), "water", taper=(0.2, 0.2), sides=8)
    elif kind == "statue":
        site.box(Phase.DETAIL, (0, 0.8, 0), (0.5, 0.8, 0.5), look.wall, "post", bevel=0.05, taper=(0.8, 0.8))
        site.box(Phase.DETAIL, (0, 1.64, 0), (0.52, 0.1, 0.52), look.stone, "ornament", bevel=0.03)
        site.add(Phase.DETAIL, "cylinder", (0, 2.2, 0), (0.32, 0.52, 0.28), look.roof, "ornament", taper=(0.7, 0.7), sides=10)
        site.add(Phase.DETAIL, "ellipsoid", (0, 2.8, 0), (0.26, 0.34, 0.22), look.roof, "ornament")
        site.add(Phase.DETAIL, "ellipsoid", (0, 3.24, 0), (0.17, 0.2, 0.17), look.roof, "ornament")
        site.add(Phase.DETAIL, "capsule", (0.36, 3.0, -0.1), (0.08, 0.42, 0.08), look.roof, "ornament", rotation=(0, 0, -30), spare=1)
        site.add(Phase.DETAIL, "cylinder", (-0.36, 2.5, -0.16), (0.16, 0.22, 0.16), look.roof, "container", rotation=(0, -40, 0), spare=1)
        if not frozen:
            site.add(Phase.DETAIL, "capsule", (-0.38, 1.4, -0.56), (0.05, 1.1, 0.05), ("water", level("567")), "water")
            site.add(Phase.DETAIL, "capsule", (0.52, 0.8, -0.52), (0.05, 0.6, 0.05), ("water", level("567")), "water", array=Array(4, (0, 0, 0), 90), spare=1)
    elif kind == "obelisk":
        site.box(Phase.DETAIL, (0, 0.7, 0), (0.6, 0.7, 0.6), look.wall, "post", bevel=0.05)
        site.box(Phase.DETAIL, (0, 2.4, 0), (0.34, 1.1, 0.34), look.wall, "post", taper=(0.6, 0.6))
        site.box(Phase.DETAIL, (0, 3.66, 0), (0.22, 0.2, 0.22), look.roof, "ornament", taper=(0.0, 0.0))
        site.add(Phase.DETAIL, "ellipsoid", (0, 1.0, -0.66), (0.18, 0.2, 0.16), ("gold", look.lamp), "ornament", array=Array(4, (0, 0, 0), 90))
        if not frozen:
            site.add(Phase.DETAIL, "capsule", (0, 0.6, -0.94), (0.06, 0.5, 0.06), ("water", level("567")), "water", rotation=(0, 15, 0), array=Array(4, (0, 0, 0), 90))
    else:
        site.add(Phase.DETAIL, "cylinder", (0, 0.5, 0), (0.44, 0.36, 0.44), look.wall, "post", sides=sides, taper=(0.7, 0.7))
        site.add(Phase.DETAIL, "ellipsoid", (0, 1.16, 0), (0.4, 0.4, 0.4), look.roof, "ornament")
        if not frozen:
            site.add(Phase.DETAIL, "cylinder", (0, 1.9, 0), (0.12, 0.7, 0.12), ("water", level("667")), "water", taper=(0.3, 0.3), sides=8)
            site.add(Phase.DETAIL, "capsule", polar(r * 0.62, 15, 0.62), (0.05, 0.42, 0.05), ("water", level("667")), "water", rotation=(15, 0, 20), array=Array(8, (0, 0, 0), 45))
            site.add(Phase.DETAIL, "blob", (0, 2.5, 0), (0.34, 0.2, 0.34), ("water", level("677")), "water", seed=3, spare=1)
    # rim stones, flower pots, benches
    if not look.plain and sides in (8, 12, 6):
        turn = 360 // (12 if sides == 12 else sides)
        site.box(Phase.DETAIL, polar(r - 0.08, 0, rim + 0.08), (0.2, 0.07, r * sin(radians(turn / 2)) * 0.92), look.stone, "ornament",
                 array=Array(360 // turn, (0, 0, 0), turn), bevel=0.03)  # fmt: skip
    if look.rich:
        site.add(Phase.DETAIL, "cylinder", (r + 0.3, 0.34, -r - 0.3), (0.26, 0.3, 0.26), look.wall, "container", taper=(0.9, 0.9), array=Array(4, (0, 0, 0), 90), spare=1)
        site.add(Phase.DETAIL, "blob", (r + 0.3, 0.8, -r - 0.3), (0.36, 0.3, 0.36), ("leaves", look.flower), "flower", seed=6, array=Array(4, (0, 0, 0), 90), spare=1)
        site.add(Phase.FOUNDATION, "cylinder", (0, -0.2, 0), (r + 1.0, 0.26, r + 1.0), ("cobbles", look.stone[1]), "floor", sides=16)
    if look.snow:
        ring(site, r - 0.3, rim - 0.02, 0.14, 0.5, 8, ("snow", SNOW), "snow", spare=1)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (r, 0.5, -0.5), (0.7, 0.5, 0.7), seed=3)
        site.add(Phase.DETAIL, "blob", (0.6, 0.34, 0.7), (0.6, 0.12, 0.5), ("moss", level("241")), "ivy", seed=4)
    return site.finish(built)


@grammar("pier")
def pier(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A landing of planks on piles that runs out along -z, with bollards, nets, crates and a lamp."""
    look, built = dress(rng, wishes, walls="planks planks timber stone", roofs="shingles planks slate", themes="coast coast village east north", blank=("storeys",),
                        wall_colours="432 543 444 321 544 654")  # fmt: skip
    site = Site(name, look, rng)
    half, wide = site.vary(6.0, 7.4), site.vary(1.1, 1.5)
    y = site.vary(0.5, 0.7)
    stone = look.wall[0] == "stone"
    tee = site.chance(0.45)
    if stone:
        site.box(Phase.FOUNDATION, (0, (y - 2.6) / 2, 0), (wide + 0.2, (y + 2.6) / 2, half), look.wall, "foundation", bevel=0.05)
        site.box(Phase.FLOOR, (0, y, 0), (wide + 0.3, 0.1, half + 0.1), ("cobbles", look.stone[1]), "floor", bevel=0.03)
    else:
        piles = 5
        gap = (2 * half - 0.8) / (piles - 1)
        for s in (-1, 1):
            tall = y + 0.7 if s < 0 else y + 0.1
            site.add(Phase.FOUNDATION, "cylinder", (s * (wide - 0.05), (tall - 2.6) / 2, -half + 0.4), (0.16, (tall + 2.6) / 2, 0.16), site.timber, "post", sides=8,
                     array=Array(piles, (0, 0, gap)))  # fmt: skip
        site.box(Phase.FOUNDATION, (0, y - 0.2, -half + 0.4), (wide + 0.1, 0.1, 0.12), site.timber, "beam", array=Array(piles, (0, 0, gap)))
        for s in (-1, 1):
            site.box(Phase.FOUNDATION, (s * wide * 0.7, y - 0.06, 0), (0.1, 0.09, half), site.timber, "beam", spare=1)
        # planks: two arrays of boards with a gap, each set a hand's breadth out of line
        count = 24
        pitch = half / count * 2 / 2
        for k in range(2):
            site.box(Phase.FLOOR, (site.vary(-0.06, 0.06), y + 0.06, -half + (half * k) + pitch / 2), (wide + 0.04 + 0.04 * k, 0.05, pitch / 2 - 0.02), look.wall, "deck",
                     array=Array(count, (0, 0, pitch)))  # fmt: skip
        if look.condition != "new":
            site.box(Phase.DETAIL, (wide * 0.3, y + 0.12, half * 0.3), (wide * 0.8, 0.03, 0.13), look.wall, "deck", rotation=(10, 0, 0), spare=1)
    if tee:
        arm = site.vary(2.4, 3.2)
        z = -half + 1.0
        site.box(Phase.FLOOR, (0, y + 0.02, z), (arm, 0.09, 1.0), look.wall if not stone else ("cobbles", look.stone[1]), "deck")
        site.add(Phase.FOUNDATION, "cylinder", (-arm + 0.2, (y - 2.4) / 2, z - 0.7), (0.16, (y + 2.6) / 2, 0.16), site.timber, "post", sides=8, array=Array(2, (2 * arm - 0.4, 0, 0)))
        site.add(Phase.FOUNDATION, "cylinder", (-arm + 0.2, (y - 2.4) / 2, z + 0.7), (0.16, (y + 2.6) / 2, 0.16), site.timber, "post", sides=8, array=Array(2, (2 * arm - 0.4, 0, 0)))
    # ramp to the shore
    site.add(Phase.FOUNDATION, "wedge", (0, y / 2 - 0.1, half + 0.7), (wide, y / 2 + 0.14, 0.8), look.wall if stone else site.board, "step", rotation=(180, 0, 0))
    # bollards with rope, a ladder into the water, crates, barrels, nets
    site.add(Phase.DETAIL, "cylinder", (wide - 0.2, y + 0.36, -half + 0.6), (0.14, 0.36, 0.14), site.timber if not stone else IRON, "post", sides=8, array=Array(3, (0, 0, half * 0.7)))
    site.add(Phase.DETAIL, "cylinder", (wide - 0.2, y + 0.26, -half + 0.6), (0.19, 0.09, 0.19), ("rope", level("653")), "rope", sides=8, array=Array(3, (0, 0, half * 0.7)), spare=1)
    site.add(Phase.DETAIL, "ladder", (-wide - 0.1, y - 0.7, -half * 0.3), (0.26, 1.2, 0.05), WOOD, "ladder", rotation=(90, 0, 0), spare=1)
    if not look.plain:
        site.box(Phase.DETAIL, (-wide + 0.5, y + 0.42, half * 0.3), (0.36, 0.34, 0.36), CRATE, "container", rotation=(10, 0, 0), bevel=0.02)
        site.box(Phase.DETAIL, (-wide + 0.46, y + 1.0, half * 0.3), (0.28, 0.26, 0.28), CRATE, "container", rotation=(-15, 0, 0), bevel=0.02, spare=1)
        site.add(Phase.DETAIL, "cylinder", (-wide + 0.44, y + 0.5, half * 0.3 + 0.9), (0.28, 0.42, 0.28), WOOD, "container", sides=10, array=Array(2, (0, 0, 0.62)))
        site.add(Phase.DETAIL, "blob", (wide - 0.5, y + 0.24, half * 0.5), (0.4, 0.2, 0.5), ("rope", level("344")), "goods", seed=4)
        site.add(Phase.DETAIL, "ellipsoid", (wide - 0.6, y + 0.36, half * 0.5 + 0.2), (0.11, 0.11, 0.11), ("paint", look.accent), "goods", array=Array(2, (0.24, 0, -0.3)), spare=1)
        x, z = -wide + 0.16, -half + 0.5
        site.box(Phase.DETAIL, (x, y + 1.3, z), (0.07, 1.3, 0.07), site.timber, "post")
        site.box(Phase.DETAIL, (x + 0.3, y + 2.5, z), (0.36, 0.04, 0.04), site.timber, "beam")
        site.box(Phase.DETAIL, (x + 0.56, y + 2.24, z), (0.12, 0.22, 0.12), ("light", look.lamp), "lamp", light=Light(look.lamp, 5.0))
    if look.rich:
        block = Block(0, half - 1.2, wide + 0.1, 1.2, y, y + 2.2, 0.1)
        site.box(Phase.DETAIL, (-wide + 0.06, y + 1.1, half - 2.3), (0.08, 1.14, 0.08), site.timber, "post", array=Array(2, (2 * wide - 0.12, 0, 0)), spare=1)
        site.box(Phase.DETAIL, (-wide + 0.06, y + 1.1, half - 0.1), (0.08, 1.14, 0.08), site.timber, "post", array=Array(2, (2 * wide - 0.12, 0, 0)), spare=1)
        roofs.gable(site, block, 35, "z", over=0.3, ends=0.3, thick=0.14, spare=1)
    if look.snow:
        site.box(Phase.DETAIL, (-wide + 0.46, y + 1.3 if not look.plain else y + 0.14, half * 0.3), (0.26, 0.05, 0.26), ("snow", SNOW), "snow", spare=1)
    if look.ruined:
        site.cut(Phase.WELL, "blob", (wide, y, -half * 0.2), (1.0, 0.6, 1.0), seed=3)
    return site.finish(built)


@grammar("stairs")
def stairs(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Open-air steps that rise towards +z, with walls, posts, landings, pots; of stone, planks or earth held by logs."""
    look, built = dress(rng, wishes, walls="stone ashlar brick planks stone", roofs="stone", blank=("storeys", "second_material", "secondary"),
                        themes="village coast desert east ancient north")  # fmt: skip
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
        site.add(Phase.STAIR, "stairs", (0, y + step_rise / 2 - (0.0 if k else 0.02), z + run / 2), (wide, step_rise / 2 + (0.0 if k else 0.02), run / 2), tread, "stair")
        if k:
            site.box(Phase.FOUNDATION, (0, y / 2 - 0.3, z + run / 2), (wide, y / 2 + 0.32, run / 2), look.stone, "foundation")
        else:
            site.box(Phase.FOUNDATION, (0, -0.3, z + run / 2), (wide, 0.3, run / 2), look.stone, "foundation")
        slope = round(np.degrees(np.arctan2(step_rise, run)) / 5) * 5
        long = float(np.hypot(step_rise, run)) / 2 + 0.1
        if rails == "wall" and not wooden:
            for s in (-1, 1):
                site.add(Phase.WALL, "wedge", (s * (wide + 0.16), y + step_rise / 2 + 0.12 - 0.2, z + run / 2), (0.18, step_rise / 2 + 0.3, run / 2), look.wall, "wall")
                site.box(Phase.WALL, (s * (wide + 0.16), y / 2 - 0.3, z + run / 2), (0.18, y / 2 + 0.36, run / 2), look.wall, "wall", spare=1)
                site.box(Phase.DETAIL, (s * (wide + 0.16), y + step_rise / 2 + 0.2, z + run / 2), (0.24, 0.07, long), look.stone, "railing", rotation=(0, -slope, 0), bevel=0.02)
        elif rails != "none":
            for s in (-1, 1):
                posts = 4
                site.box(Phase.DETAIL, (s * (wide - 0.06), y + 0.5, z + 0.1), (0.05, 0.56, 0.05), site.timber, "post", array=Array(posts, (0, (step_rise - 0.1) / (posts - 1), (run - 0.2) / (posts - 1))))
                site.box(Phase.DETAIL, (s * (wide - 0.06), y + step_rise / 2 + 1.0, z + run / 2), (0.06, 0.05, long), site.timber, "railing", rotation=(0, -slope, 0))
        z += run
        y += step_rise
        if k == 0 and landing:
            site.box(Phase.FLOOR, (0, y / 2 - 0.3, z + flat_ / 2), (wide + (0.3 if rails == "wall" else 0.0), y / 2 + 0.3, flat_ / 2), look.stone if not wooden else tread, "floor", bevel=0.02)
            z += flat_
    site.box(Phase.FOUNDATION, (0, rise / 2 - 0.3, z + 0.5), (wide + 0.34, rise / 2 + 0.3, 0.52), look.stone, "foundation", bevel=0.03)
    low, high = -total / 2, z
    for s in (-1, 1):
        if not look.plain:
            site.box(Phase.DETAIL, (s * (wide + 0.16), 0.3, low - 0.1), (0.26, 0.8, 0.26), look.stone if not wooden else site.timber, "post", bevel=0.04)
            site.box(Phase.DETAIL, (s * (wide + 0.16), 1.14, low - 0.1), (0.32, 0.07, 0.32), look.stone, "ornament", bevel=0.03, spare=1)
            site.box(Phase.DETAIL, (s * (wide + 0.16), rise + 0.3, high + 0.3), (0.24, 0.6, 0.24), look.stone if not wooden else site.timber, "post", bevel=0.04)
            kind = site.one_of("lamp", "pot", "ball")
            top = 1.2
            if kind == "lamp":
                site.box(Phase.DETAIL, (s * (wide + 0.16), top + 0.2, low - 0.1), (0.13, 0.2, 0.13), ("light", look.lamp), "lamp", light=Light(look.lamp, 4.0))
            elif kind == "pot":
                site.add(Phase.DETAIL, "cylinder", (s * (wide + 0.16), top + 0.16, low - 0.1), (0.2, 0.2, 0.2), ("paint", look.accent), "container", sides=10)
                site.add(Phase.DETAIL, "blob", (s * (wide + 0.16), top + 0.5, low - 0.1), (0.28, 0.24, 0.28), ("leaves", look.flower), "flower", seed=4)
            else:
                site.add(Phase.DETAIL, "ellipsoid", (s * (wide + 0.16), top + 0.2, low - 0.1), (0.22, 0.22, 0.22), ("paint", look.accent), "ornament")
    if not look.plain and not look.snow:
        site.add(Phase.DETAIL, "blob", (wide + 0.5, 0.16, low + run * 0.5), (0.4, 0.36, 0.6), ("leaves", look.leaf), "ivy", seed=5, spare=1)
        site.add(Phase.DETAIL, "blob", (-wide - 0.5, 0.12, low + run * 0.8), (0.36, 0.3, 0.5), ("leaves", look.flower), "flower", seed=7, spare=1)
    if look.snow:
        site.box(Phase.DETAIL, (0, rise + 0.02, z + 0.5), (wide + 0.24, 0.06, 0.44), ("snow", SNOW), "snow", bevel=0.03)
    if look.ruined:
        site.cut(Phase.WELL, "blob", (wide, rise * 0.6, 0.4), (0.7, 0.5, 0.6), seed=3)
    return site.finish(built)


@grammar("retaining_wall")
def retaining_wall(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Holds a terrace behind it (+z): dry stones, ashlar with pilasters, logs; plants hang over its edge."""
    look, built = dress(rng, wishes, walls="stone stone ashlar timber brick rock", roofs="stone", blank=("storeys", "second_material", "secondary"),
                        themes="village north coast desert east ancient")  # fmt: skip
    site = Site(name, look, rng)
    half, high = 3.9, site.vary(1.4, 2.2)
    deep = 0.5
    soil: Paint = ("grass", level("342")) if look.theme not in ("desert",) else ("sand", level("653"))
    if look.wall[0] == "timber":
        r = 0.16
        rows = max(4, round(high / 0.3))
        site.add(Phase.WALL, "cylinder", (0, r - 0.1, 0), (r, half, r), look.wall, "wall", rotation=(0, 0, 90), sides=8, array=Array(rows, (0, (high - 0.2) / (rows - 1), 0.03)))
        site.box(Phase.WALL, (-half + 0.5, high / 2 - 0.2, -0.2), (0.12, high / 2 + 0.4, 0.12), site.timber, "post", array=Array(5, ((2 * half - 1.0) / 4, 0, 0)), rotation=(0, 5, 0))
        site.box(Phase.WALL, (0, high / 2 - 0.3, 0.5), (half, high / 2 + 0.3, 0.42), ("mud", level("432")), "wall")
    else:
        site.box(Phase.WALL, (0, high / 2 - 0.3, 0.2), (half, high / 2 + 0.3, deep), look.wall, "wall", taper=(1.0, 0.86))
        if look.wall[0] in ("stone", "rock") or site.chance(0.5):
            # stones that stand out of the face, in three rows
            for k in range(3):
                y = high * (0.18 + 0.28 * k)
                site.box(Phase.DETAIL, (-half + 0.5 + 0.4 * k, y, -0.28 + 0.04 * k), (site.vary(0.28, 0.4), site.vary(0.12, 0.18), 0.12), look.stone if k % 2 else look.wall, "stone",
                         array=Array(6, (site.vary(1.1, 1.24), 0, 0)), bevel=0.05, rotation=(site.crooked(0.4), 0, 0))  # fmt: skip
        else:
            site.box(Phase.DETAIL, (-half + 0.4, high / 2 - 0.2, -0.2), (0.3, high / 2 + 0.2, 0.24), look.stone, "buttress", taper=(0.9, 0.8), array=Array(4, ((2 * half - 0.8) / 3, 0, 0)))
        stones = 7
        pitch = 2 * half / stones
        for k in range(2):
            site.box(Phase.ROOF, (-half + pitch * (k + 0.5), high + site.vary(0.02, 0.08), 0.16), (pitch / 2 - 0.02, site.vary(0.08, 0.13), deep + site.vary(0.0, 0.1)), look.stone, "ornament",
                     array=Array(4 - k, (2 * pitch, 0, 0)), bevel=0.03)  # fmt: skip
    site.box(Phase.FLOOR, (0, high / 2 - 0.34, 1.4), (half, high / 2 + 0.26, 0.9), soil, "detail")
    if look.snow:
        site.box(Phase.DETAIL, (0, high + 0.14, 0.7), (half - 0.04, 0.08, 1.4), ("snow", SNOW), "snow", bevel=0.04)
    elif not look.plain and look.theme != "desert":
        for k in range(3):
            x = site.vary(-3.2, 3.2)
            colour = look.flower if k == 0 and look.season in ("spring", "summer") else look.leaf
            site.add(Phase.DETAIL, "blob", (x, high - 0.12, -0.12), (site.vary(0.4, 0.7), site.vary(0.3, 0.5), 0.3), ("leaves", colour), "ivy", seed=int(rng.integers(1, 99)))
        site.add(Phase.DETAIL, "blob", (site.vary(-3, 3), 0.1, -0.5), (0.5, 0.3, 0.3), ("leaves", look.leaf), "leaf", seed=4, spare=1)
    if look.rich:
        count = 6
        site.box(Phase.DETAIL, (0, high + 0.94, 0.3), (half, 0.05, 0.06), site.timber, "railing")
        site.box(Phase.DETAIL, (-half + 0.2, high + 0.44, 0.3), (0.07, 0.54, 0.07), site.timber, "post", array=Array(count, ((2 * half - 0.4) / (count - 1), 0, 0)))
        site.add(Phase.DETAIL, "cylinder", (site.vary(-2, 2), high + 0.2, 0.5), (0.2, 0.24, 0.2), ("paint", look.accent), "container", sides=10, array=Array(2, (0.6, 0, 0)))
    else:
        site.box(Phase.DETAIL, (site.vary(-2.5, 2.5), 0.2, -0.62), (0.7, 0.22, 0.18), ("planks", look.accent), "seat", spare=1)
        site.box(Phase.DETAIL, (0, -0.2, 0), (half, 0.3, 0.5), look.stone, "foundation", spare=1)
    if look.ruined:
        site.cut(Phase.OPENING, "blob", (site.vary(-2, 2), high, -0.2), (1.2, high * 0.7, 0.9), seed=3)
        trim.rubble(site, Face(0, -0.3, 0, -1, half, 0.3), -0.6, 3)
    return site.finish(built)


@grammar("market_hall")
def market_hall(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A hall on posts or arches open to the square; above it, when it has two storeys, the council's room under a steep roof."""
    look, built = dress(rng, wishes, storeys=(1, 2, 2), walls="plaster plaster stone brick ashlar timber", roofs="roof_tiles slate shingles thatch roof_tiles")
    site = Site(name, look, rng)
    count = min(2, look.storeys)
    hx, hz = site.vary(4.4, 5.6), site.vary(3.0, 3.8)
    low = site.vary(3.0, 3.3)
    stony = look.wall[0] in ("stone", "ashlar", "brick") or site.chance(0.4)
    site.box(Phase.FOUNDATION, (0, -0.22, 0), (hx + 0.5, 0.38, hz + 0.5), ("cobbles", look.stone[1]), "floor", bevel=0.03)
    site.box(Phase.FOUNDATION, (0, -0.34, 0), (hx + 0.8, 0.38, hz + 0.8), look.stone, "step", bevel=0.03)
    bays = 4 if hx < 5.0 else 5
    pitch = (2 * hx - 0.6) / (bays - 1)
    paint: Paint = look.stone if stony else site.timber
    r = 0.3 if stony else 0.19
    top = FLOOR + low
    for z in (-hz + 0.3, hz - 0.3):
        site.box(Phase.WALL, (-hx + 0.3, top / 2, z), (r, top / 2, r), paint, "post", array=Array(bays, (pitch, 0, 0)), bevel=0.03)
        if stony:
            site.add(Phase.DETAIL, "arch", (-hx + 0.3 + pitch / 2, top - (pitch / 2 + 0.14) / 2 - 0.1, z), (pitch / 2 - r + 0.04, (pitch / 2 - r + 0.3) / 2 + 0.02, 0.2), paint, "wall",
                     taper=(0.92, 1.0), array=Array(bays - 1, (pitch, 0, 0)), spare=0)  # fmt: skip
        else:
            for s in (-1, 1):
                site.box(Phase.DETAIL, (-hx + 0.3 + s * 0.34 + (pitch if s < 0 else 0), top - 0.42, z), (0.07, 0.46, 0.08), site.timber, "beam", rotation=(0, 0, -45 * s),
                         array=Array(bays - 1, (pitch, 0, 0)), spare=1)  # fmt: skip
    for x in (-hx + 0.3, hx - 0.3):
        site.box(Phase.WALL, (x, top / 2, 0), (r, top / 2, r), paint, "post", bevel=0.03)
    site.box(Phase.WALL, (0, top - 0.1, -hz + 0.3), (hx, 0.16, 0.2), site.timber, "beam", array=Array(2, (0, 0, 2 * hz - 0.6)))
    site.box(Phase.WALL, (-hx + 0.3, top - 0.1, 0), (0.2, 0.16, hz), site.timber, "beam", array=Array(2, (2 * hx - 0.6, 0, 0)))
    angle = site.one_of(45, 50) if look.theme not in ("ancient", "desert") else 25
    if count == 2:
        high = 2.8
        block = Block(0, 0, hx + 0.2, hz + 0.2, top + 0.06, top + high + 0.2, 0.26)
        shell(site, block, ground=False)
        face = block.face("front")
        # a staircase house at one end: a room with a door from which the flight rises
        stair_block = Block(hx - 1.36, 0, 1.36, hz - 0.1, FLOOR, top + 0.1, 0.2)
        site.box(Phase.WALL, (stair_block.cx, (FLOOR - 0.2 + stair_block.y1) / 2, 0), (stair_block.hx, (stair_block.y1 - FLOOR + 0.2) / 2, stair_block.hz), look.wall, "room",
                 op="hollow", thickness=0.2)  # fmt: skip
        site.cut(Phase.ROOM, "box", (stair_block.cx, (FLOOR + top) / 2 - 0.06, 0), (stair_block.hx - 0.22, (top - FLOOR) / 2 - 0.06, stair_block.hz - 0.22), "room")
        lower = Room.of(site, stair_block, FLOOR, low - 0.3)
        upper = Room.of(site, block, block.y0, high - 0.22)
        flight(site, lower, upper, "right", block.y0 - FLOOR, towards=1, slab=0.6)
        door(site, stair_block.face("front"), -0.5, FLOOR, 1.0, 2.16, step=False, deep=0.24)
        n = 4
        p = 2 * block.hx / n
        windows(site, face, -block.hx + p / 2, block.y0 + 0.8, 0.9, 1.2, count=n, pitch=p, style=site.one_of("cross", "arch"), shutters=look.rich)
        windows(site, block.face("back"), -block.hx + p / 2, block.y0 + 0.8, 0.9, 1.2, count=n, pitch=p, style="plain", spare=1)
        windows(site, block.face("left"), 0.0, block.y0 + 0.9, 0.8, 1.1, style="cross", array=block.twice(), spare=1)
        if look.wall[0] in ("plaster", "brick") and look.theme in ("village", "coast", "spooky"):
            trim.half_timber(site, block, block.y0, block.y1, braces=True)
        upper.reserve(-1.0, 1.0, -1.0, 1.0)
        site.box(Phase.INSIDE, (-0.6, block.y0 + 0.76, 0), (1.8, 0.05, 0.5), WOOD, "table")
        site.box(Phase.INSIDE, (-0.6, block.y0 + 0.36, 0), (1.3, 0.36, 0.2), WOOD, "table", spare=1)
        site.box(Phase.INSIDE, (-0.6, block.y0 + 0.24, -0.9), (1.6, 0.24, 0.16), WOOD, "seat", array=Array(2, (0, 0, 1.8)), spare=1)
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
        site.add(Phase.DETAIL, "cylinder", (0, peak + 0.7, -0.62), (0.4, 0.06, 0.4), ("paint", level("776")), "ornament", rotation=(0, 90, 0), sides=12)
        site.box(Phase.DETAIL, (0.02, peak + 0.8, -0.7), (0.03, 0.16, 0.02), IRON, "ornament", spare=1)
        site.box(Phase.DETAIL, (-0.1, peak + 0.7, -0.7), (0.12, 0.03, 0.02), IRON, "ornament", spare=1)
        turret_top = roofs.spire(site, 0, 0, peak + 1.4, 0.84, 1.6, 4)
        trim.weather_vane(site, 0, 0, turret_top)
    # stalls below
    for k, x in enumerate((-hx * 0.5, hx * 0.05)):
        site.box(Phase.INSIDE, (x, FLOOR + 0.44, -0.3 + 0.8 * k), (1.0, 0.46, 0.45), CRATE, "counter")
        site.box(Phase.INSIDE, (x, FLOOR + 0.93, -0.3 + 0.8 * k), (1.1, 0.05, 0.55), WOOD, "counter")
        site.add(Phase.INSIDE, "blob", (x - 0.5, FLOOR + 1.06, -0.3 + 0.8 * k), (0.34, 0.18, 0.34), ("leaves", level("611") if k else look.flower), "goods", seed=3 + k,
                 array=Array(2, (0.9, 0, 0)))  # fmt: skip
    site.add(Phase.INSIDE, "cylinder", (-hx + 1.1, FLOOR + 0.4, hz - 1.0), (0.3, 0.44, 0.3), WOOD, "container", sides=10, array=Array(2, (0.7, 0, 0)), spare=1)
    site.add(Phase.INSIDE, "blob", (-hx * 0.2, FLOOR + 0.3, hz - 1.0), (0.3, 0.36, 0.28), ("cloth", level("653")), "container", seed=2, array=Array(3, (0.7, 0, 0)), spare=1)
    site.box(Phase.DETAIL, (-hx * 0.4, top - 0.44, -hz + 0.3), (0.1, 0.16, 0.1), ("light", look.lamp), "lamp", light=Light(look.lamp, 4.0), spare=1)
    site.box(Phase.DETAIL, (-hx * 0.4, top - 0.24, -hz + 0.3), (0.02, 0.1, 0.02), IRON, "rope", spare=1)
    site.box(Phase.DETAIL, (-hx * 0.62, top + (0.9 if count == 2 else -0.5), -hz - (0.06 if count == 2 else -0.1)), (0.4, 0.7, 0.03), ("cloth", look.accent), "flag",
             array=Array(2, (hx * 1.24, 0, 0)), spare=1)  # fmt: skip
    if count == 1:
        # a warden's booth with a door
        booth = Block(hx - 1.4, hz - 1.3, 1.2, 1.1, FLOOR, top - 0.3, 0.14)
        site.box(Phase.WALL, (booth.cx, (FLOOR - 0.14 + booth.y1) / 2, booth.cz), (booth.hx, (booth.y1 - FLOOR + 0.14) / 2, booth.hz), look.wall, "room", op="hollow", thickness=0.14)
        site.cut(Phase.ROOM, "box", (booth.cx, (FLOOR + booth.y1) / 2 - 0.06, booth.cz), (booth.hx - 0.16, (booth.y1 - FLOOR) / 2 - 0.06, booth.hz - 0.16), "room")
        door(site, booth.face("front"), 0.0, FLOOR, 1.0, 2.16, step=False, deep=0.2)
        windows(site, booth.face("left"), 0.1, 1.2, 0.7, 0.8, style="plain", spare=1)
        room = Room.of(site, booth, FLOOR)
        room.door("front", booth.cx)
        room.shelf(wide=0.9)
        room.container("chest")
    return site.finish(Attributes(**{f: count if f == "storeys" else getattr(built, f) for f in built.__struct_fields__}))


"""Kin of the house: inn, shop, town house, saloon, log cabin. They share its plans, not its front and inside."""

from __future__ import annotations

from math import radians, tan
from typing import Any, Final

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.house import House
from nacre.teacher.grammar.buildings.interior import DARK, FLOOR, WOOD, Room, flight, shell, storey_floor
from nacre.teacher.grammar.buildings.openings import door, lantern, sign, windows
from nacre.teacher.grammar.buildings.palette import Paint, dress, pick
from nacre.teacher.grammar.buildings.plans import BY_THEME, PLANS
from nacre.teacher.grammar.buildings.site import WARM, Block, Face, Phase, Side, Site
from nacre.teacher.grammar.registry import grammar

GLASS = 5 * 64 + 6 * 8 + 7
INNS: Final = "framed cross_gable wing jetty jetty_hip balcony_wide hipped ell_framed veranda tee"
SHOPS: Final = "framed gable_front jetty jetty_gable hipped jetty_hip cottage half_hipped"


class Inn(House):
    """A large house with a sign, a taproom, and guests' beds upstairs."""

    def _furnish(self, rooms: list[Room]) -> None:
        site, ground = self.site, rooms[0]
        self._hearth(ground)
        ground.counter(2.2)
        ground.container("barrel", 2)
        ground.table()
        ground.table()
        ground.table(laid=False)
        ground.hang_lamp()
        ground.ceiling_beams(5)
        if self.wing is not None and self.plan.form != "cross":
            self._furnish_wing(self.wing)
        for room in rooms[1:]:
            room.bed()
            room.bed()
            room.container("chest")
        front = self.door_face
        place = self.door_at + (1.3 if self.door_at < 0.2 else -1.3)
        sign(site, front, place, FLOOR + (2.95 if not self.has_upper else 2.2), "mug")
        lantern(site, front, self.door_at - 0.95, FLOOR + 1.95)
        lantern(site, front, self.door_at + 0.95, FLOOR + 1.95)
        far = -front.half + 1.0 if self.door_at > 0 else front.half - 1.0
        if "veranda" not in self.plan.extras and abs(far - self.door_at) > 2.2:
            trim.bench(site, front, far)
            x, _, z = front.at(far, 0, 1.1)
            site.box(Phase.DETAIL, (x, 0.34, z), front.size(0.5, 0.38, 0.12), WOOD, "table", spare=1)
            site.box(Phase.DETAIL, (x, 0.74, z), front.size(0.8, 0.05, 0.36), WOOD, "table", spare=1)
            site.add(Phase.DETAIL, "cylinder", (x - 0.3, 0.88, z), (0.08, 0.1, 0.08), ("paint", self.look.accent),
                "goods", array=Array(2, front.step(0.6)), spare=2)  # fmt: skip


@grammar("inn")
def inn(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Draw an inn."""
    look, built = dress(rng, wishes, storeys=(2, 2, 2, 3))
    choice = pick(rng, INNS)
    if look.theme in ("desert", "modern", "future"):
        choice = pick(rng, BY_THEME[look.theme])
    plan = PLANS[choice]
    wide = rng.uniform(4.3, 5.2), rng.uniform(3.0, 3.5)
    size = None if plan.form in ("ell", "tower") else (round(wide[0] * 50) / 50, round(wide[1] * 50) / 50)
    return Inn(name, look, rng, plan, size).build(built)


class Shop(House):
    """A house with a wide window, an awning over it, a sign and a counter."""

    trade = "plain"

    def _row(self, face: Face, low: float, high: float, floor: float, **more: Any) -> float | None:
        """Ground floor in front: the door at one end, the shop window beside it."""
        doorway = str(more.get("doorway", ""))
        if not doorway:
            return super()._row(face, low, high, floor, **more)
        site = self.site
        if doorway == "middle":
            doorway = "left"
        sign_ = 1 if doorway == "left" else -1
        at = (low if doorway == "left" else high) + sign_ * 0.75
        wide = min(2.6, high - low - 2.1)
        middle = at + sign_ * (0.95 + wide / 2)
        windows(site, face, middle, floor + 0.66, wide, 1.4, style="wide")
        site.box(Phase.DETAIL, face.at(middle, floor + 0.3, 0.04), face.size(wide / 2 + 0.1, 0.3, 0.05), site.painted,
            "wall", spare=1)  # fmt: skip
        self.show = (middle, wide)
        bars = max(2, int(wide / 0.8))
        site.box(Phase.LEAF, face.at(middle - wide / 2 + wide / (bars + 1), floor + 1.36, -0.1), face.size(0.03, 0.7,
            0.03), site.timber, "frame", array=Array(bars, face.step(wide / (bars + 1))) if bars > 1 else None,
            spare=2)  # fmt: skip
        return at

    def _furnish(self, rooms: list[Room]) -> None:
        site, ground = self.site, rooms[0]
        face, look = self.door_face, self.look
        middle, wide = self.show
        # striped awning: two cloths of planks' width, every second one white
        top = FLOOR + 2.5
        tilt = 25
        site.box(Phase.DETAIL, face.at(middle, top - 0.06, 0.56), face.size(wide / 2 + 0.3, 0.03, 0.66), ("cloth",
            look.accent), "awning", rotation=face.tilt(tilt))  # fmt: skip
        stripes = max(3, int(wide / 0.7))
        pitch = (wide + 0.6) / stripes
        site.box(Phase.DETAIL, face.at(middle - wide / 2 - 0.3 + pitch * 0.75, top - 0.04, 0.57), face.size(pitch / 4,
            0.03, 0.67), ("cloth", 7 * 64 + 7 * 8 + 6), "awning", rotation=face.tilt(tilt), array=Array(stripes,
            face.step(pitch)), spare=1)  # fmt: skip
        sign(site, face, self.door_at, FLOOR + (2.98 if not self.has_upper else 2.3), self.trade)
        # goods outside
        site.box(Phase.DETAIL, face.at(middle - 0.5, 0.34, 0.6), face.size(0.4, 0.36, 0.3), WOOD, "container", spare=1)
        site.add(Phase.DETAIL, "blob", face.at(middle - 0.5, 0.74, 0.6), face.size(0.34, 0.14, 0.26), ("leaves",
            look.flower), "goods", seed=5, spare=2)  # fmt: skip
        ground.counter(1.9)
        ground.shelf()
        ground.shelf()
        ground.container("sack", 2)
        ground.container("crate")
        ground.hang_lamp()
        for room in rooms[1:]:
            room.bed()
            room.table(wide=1.2)
            room.container("chest")
        if self.storeys == 1:
            ground.bed()


@grammar("shop")
def shop(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Draw a shop."""
    look, built = dress(rng, wishes, storeys=(1, 2, 2, 3),
        themes="village village village coast ancient east modern west")  # fmt: skip
    choice = pick(rng, SHOPS)
    if look.theme in ("desert", "future"):
        choice = pick(rng, "flat flat_stairs")
    if look.theme == "modern":
        choice = pick(rng, "mono flat hipped")
    plan = PLANS[choice]
    size = (round(float(rng.uniform(2.9, 3.4)) * 50) / 50, round(float(rng.uniform(2.8, 3.4)) * 50) / 50)
    if plan.roof in ("gable", "half_hip"):
        size = (size[0] + 0.2, min(size[1], 3.0))
    house = Shop(name, look, rng, plan, size)
    house.trade = pick(rng, "bread mug boot plain")
    house.shutters = house.shutters and look.storeys > 1
    return house.build(built)


@grammar("town_house")
def town_house(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A narrow house of a street front: stepped, bell or plain gable, a cornice, or half-timbered and jettied."""
    look, built = dress(rng, wishes, storeys=(3, 3, 4), walls="plaster brick brick plaster stone ashlar",
        themes="village village coast ancient spooky candy")  # fmt: skip
    site = Site(name, look, rng)
    count, high = look.storeys, site.vary(2.6, 2.76) if look.storeys < 4 else 2.54
    hx, hz = site.vary(2.4, 3.0), site.vary(3.2, 4.0)
    t = 0.3
    kind = site.one_of("steps", "steps", "bell", "gable", "cornice", "jetty", "spout")
    if look.theme == "ancient":
        kind = "cornice"
    y1 = FLOOR + count * high + 0.1
    block = Block(0, 0, hx, hz, FLOOR, y1, t)
    timbered = kind == "jetty" and look.wall[0] in ("plaster", "brick")
    rooms: list[Room] = []
    blocks: list[Block] = []
    if kind == "jetty" and count > 1:
        base = Block(0, 0, hx, hz, FLOOR, FLOOR + high + 0.06, t)
        shell(site, base, plinth=0.6, wall=look.stone if site.chance(0.4) else None)
        low, out = FLOOR + high, 0.0
        blocks.append(base)
        for k in range(1, count):
            out += 0.26 if k < 3 else 0.0
            level = Block(0, -out, hx, hz, low, low + high + (0.1 if k == count - 1 else 0.06), t)
            shell(site, level, ground=False)
            blocks.append(level)
            low += high
        block = blocks[-1]
        y1 = block.y1
        site.box(Phase.DETAIL, (-hx + 0.14, FLOOR + high - 0.2, -hz - 0.1), (0.09, 0.1, 0.3), site.timber, "beam",
            array=Array(6, ((2 * hx - 0.28) / 5, 0, 0)))  # fmt: skip
    else:
        shell(site, block, plinth=site.vary(0.5, 0.8))
        blocks = [block] * count
    front = blocks[0].face("front")
    side = site.one_of(-1, 1)
    at = side * (hx - 0.95)
    door(site, front, at, FLOOR, 1.06, 2.3, arched=site.chance(0.4), deep=0.36)
    style = site.one_of("cross", "cross", "arch", "plain")
    shutters = style == "cross" and site.chance(0.4)
    columns = 3 if hx > 2.75 and not shutters else 2
    pitch = (2 * hx - 0.5) / columns
    first = -pitch * (columns - 1) / 2
    windows(site, front, -side * (hx - 1.5) - (0.0), FLOOR + 0.8, 1.5, 1.3, style="wide")
    for k in range(1, count):
        windows(site, blocks[k].face("front"), first, FLOOR + k * high + 0.8, 0.86, 1.3, count=columns, pitch=pitch,
            style=style, shutters=shutters, flowers=look.rich and k == 1)  # fmt: skip
        windows(site, blocks[k].face("back"), -pitch / 2, FLOOR + k * high + 0.9, 0.8, 1.1, count=2, pitch=pitch,
            style="plain", spare=1)  # fmt: skip
    if timbered:
        for k in range(1, count):
            trim.half_timber(site, blocks[k], FLOOR + k * high, FLOOR + (k + 1) * high, both=False, braces=k == 1)
    face = block.face("front")
    angle = (site.one_of(50, 55) if count < 4 else 45) if look.theme != "ancient" else 25
    rise = tan(radians(angle)) * hx
    if kind == "cornice":
        site.box(Phase.DETAIL, face.at(0, y1 - 0.1, 0.06), face.size(hx + 0.24, 0.16, 0.26),
            site.timber if look.theme != "ancient" else look.stone, "ornament", bevel=0.04)  # fmt: skip
        site.box(Phase.DETAIL, face.at(-hx + 0.2, y1 - 0.36, 0.1), face.size(0.07, 0.14, 0.14), site.timber, "ornament",
            array=Array(8, face.step((2 * hx - 0.4) / 7)), spare=1)  # fmt: skip
        top = roofs.hip(site, block, rise * 0.62, over=0.3, ridge=0.5)
    elif kind in ("steps", "bell", "spout"):
        top = roofs.gable(site, block, angle, "z", over=0.28, ends=-0.34, solid=True)
        if kind == "steps":
            steps = site.one_of(5, 6, 7)
            for turned in (1, -1):
                other = block.face("front" if turned > 0 else "back")
                for sx in (-1, 1):
                    site.box(Phase.WALL, other.at(sx * (hx - 0.26), y1 + 0.24, -0.2), other.size(0.3, 0.56, 0.24),
                        look.wall, "wall", array=Array(steps, (-sx * (hx - 0.3) / steps, (rise + 0.1) / steps,
                        0)))  # fmt: skip
            site.box(Phase.WALL, face.at(0, top + 0.1, -0.2), face.size(0.34, 0.5, 0.24), look.wall, "wall", bevel=0.03)
        else:
            # a curved front: a tall board of wall with round shoulders
            site.box(Phase.WALL, face.at(0, y1 + rise * 0.5, -0.18), face.size(hx * 0.58, rise * 0.5, 0.2), look.wall,
                "wall")  # fmt: skip
            site.add(Phase.WALL, "cylinder", face.at(0, y1 + rise * 0.98, -0.18), (hx * 0.46, 0.2, hx * 0.4), look.wall,
                "wall", rotation=(0, 90, 0), sides=16)  # fmt: skip
            site.add(Phase.WALL, "cylinder", face.at(-hx * 0.62, y1 + 0.1, -0.18), (hx * 0.38, 0.2, rise * 0.34),
                look.wall, "wall", rotation=(0, 90, 0), sides=16, array=Array(2, (hx * 1.24, 0, 0)))  # fmt: skip
            site.add(Phase.DETAIL, "ellipsoid", face.at(0, y1 + rise * 0.98 + hx * 0.4 + 0.16, -0.18), (0.2, 0.24, 0.2),
                look.stone, "ornament", spare=1)  # fmt: skip
            site.box(Phase.DETAIL, face.at(0, y1 + 0.02, -0.1), face.size(hx + 0.06, 0.09, 0.16), look.stone,
                "ornament", spare=1)  # fmt: skip
    else:
        top = roofs.gable(site, block, angle, "z", over=0.4, ends=0.4, boards=True)
        if timbered:
            trim.gable_frame(site, block, angle, "z", rise)
    if kind != "cornice":
        y = y1 + rise * 0.36
        site.box(Phase.DETAIL, face.at(0, y, 0.0), face.size(0.42, 0.56, 0.1), site.timber, "frame")
        site.box(Phase.DETAIL, face.at(0, y, 0.06), face.size(0.32, 0.46, 0.06), ("glass", GLASS), "window",
            light=site.glow(2.0))  # fmt: skip
        if kind in ("steps", "spout"):
            site.box(Phase.DETAIL, face.at(0, y1 + rise * 0.72, 0.4), face.size(0.07, 0.08, 0.6), site.timber, "beam",
                spare=1)  # fmt: skip
    if look.ornament != "plain":
        for k in range(1, count):
            site.box(Phase.DETAIL, blocks[k].face("front").at(0, FLOOR + k * high + 0.02, -0.02),
                blocks[k].face("front").size(hx + 0.04, 0.08, 0.08), look.stone, "ornament",
                spare=1) if not timbered else None  # fmt: skip
    roofs.chimney(site, -side * (hx - 0.4), hz * 0.3, y1 - 0.1, top + 0.5, 0.36, ("brick", 4 * 64 + 2 * 8 + 1))
    # stairs: along the right and the left party wall in turn
    rooms = [Room.of(site, blocks[0], FLOOR + k * high, high - 0.22) for k in range(count)]
    first_side: Side = "left" if side > 0 else "right"
    other_side: Side = "right" if side > 0 else "left"
    inner = Block(0, 0, hx, hz - 0.5, FLOOR, y1, t) if kind == "jetty" else blocks[0]
    for k in range(count - 1):
        rooms[k + 1] = Room.of(site, inner, FLOOR + (k + 1) * high, high - 0.22)
        if kind != "jetty":
            storey_floor(site, blocks[k + 1], FLOOR + (k + 1) * high)
        lower = rooms[k] if kind != "jetty" else Room.of(site, inner, FLOOR + k * high, high - 0.22)
        flight(site, lower, rooms[k + 1], first_side if k % 2 == 0 else other_side, high,
            towards=1 if k % 2 == 0 else -1, slab=0.18 if kind != "jetty" else 0.7)  # fmt: skip
        if lower is not rooms[k]:
            rooms[k].taken += lower.taken
    rooms[0].door("front", at)
    rooms[0].reserve(at - 0.5, at + 0.5, rooms[0].z0, rooms[0].z1 - 1.2)
    rooms[0].hearth(("back",))
    rooms[0].table(wide=1.2)
    rooms[0].container("crate", 2)
    for room in rooms[1:]:
        room.bed()
        room.container("chest")
        room.shelf(goods=False)
    lantern(site, front, at - side * 0.95, FLOOR + 1.95)
    if look.ruined:
        trim.breach(site, block, y1)
    elif site.chance(0.4):
        sign(site, front, at - side * 1.0 if site.chance(0.5) else side * 0.1, FLOOR + 2.4, pick(rng,
            "bread boot mug plain"))  # fmt: skip
    if look.rich and not look.snow:
        trim.pots(site, front, at - side * 0.95 - 0.3, 1)
    return site.finish(built)


class Cabin(House):
    """Walls of logs that cross at the corners."""

    def _body(self, block: Block, first: int = 0) -> None:
        super()._body(block, first)
        if block is not self.main:
            return
        site = self.site
        low, high = 0.5, block.y1
        r = 0.17
        count = max(6, min(24, round((high - low) / (2 * r - 0.02))))
        pitch = (high - low - 2 * r) / (count - 1)
        rows = Array(count, (0, pitch, 0))
        wood: Paint = (self.look.wall[0], self.look.wall[1])
        for sign_ in (-1, 1):
            site.add(Phase.WALL, "cylinder", (0, low + r, sign_ * (block.hz - 0.06)), (r, block.hx + 0.32, r), wood,
                "wall", rotation=(0, 0, 90), sides=8, array=rows)  # fmt: skip
            site.add(Phase.WALL, "cylinder", (sign_ * (block.hx - 0.06), low + r * 0.2, 0), (r, block.hz + 0.32, r),
                wood, "wall", rotation=(0, 90, 0), sides=8, array=rows)  # fmt: skip
        site.cut(Phase.ROOM, "box", (0, (block.y0 + high) / 2, 0), (block.hx - block.t - 0.02,
            (high - block.y0) / 2 - 0.1, block.hz - block.t - 0.02), "room")  # fmt: skip

    def _furnish(self, rooms: list[Room]) -> None:
        super()._furnish(rooms)
        site = self.site
        trim.wood_pile(site, self.main.face("left" if site.chance(0.5) else "right"), 0.6)
        if site.chance(0.4):
            # antlers over the door
            site.add(Phase.DETAIL, "capsule", self.door_face.at(self.door_at - 0.16, FLOOR + 2.6, 0.1), (0.04, 0.3,
                0.04), ("bone", 7 * 64 + 6 * 8 + 5), "ornament", rotation=(0, 0, 30), spare=2)  # fmt: skip
            site.add(Phase.DETAIL, "capsule", self.door_face.at(self.door_at + 0.16, FLOOR + 2.6, 0.1), (0.04, 0.3,
                0.04), ("bone", 7 * 64 + 6 * 8 + 5), "ornament", rotation=(0, 0, -30), spare=2)  # fmt: skip


@grammar("cabin")
def cabin(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A small log house in the woods."""
    look, built = dress(rng, wishes, storeys=(1, 1, 1, 2), walls="timber", roofs="shingles grass planks shingles slate",
        themes="north north village west spooky", accents="511 132 125 321 620 641 244")  # fmt: skip
    choice = pick(rng, "cottage veranda gable_front_porch gable_front lean_to balcony cottage")
    size = (round(float(rng.uniform(2.7, 3.2)) * 50) / 50, round(float(rng.uniform(2.4, 2.8)) * 50) / 50)
    if PLANS[choice].roof == "end_gable":
        size = (2.7, round(float(rng.uniform(2.8, 3.2)) * 50) / 50)
    return Cabin(name, look, rng, PLANS[choice], size).build(built)


@grammar("saloon")
def saloon(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A western front: false facade with a painted board, veranda, balcony above, swing doors, a long bar."""
    look, built = dress(rng, wishes, storeys=(1, 2, 2, 2), themes="west", walls="planks planks timber")
    site = Site(name, look, rng)
    count, high = look.storeys, site.vary(2.8, 3.0)
    hx, hz = site.vary(3.9, 4.8), site.vary(3.4, 4.2)
    y1 = FLOOR + count * high + 0.1
    block = Block(0, 0.6, hx, hz, FLOOR, y1, 0.24)
    shell(site, block, plinth=0.3)
    front = block.face("front")
    deep = 1.8
    # the facade stands above the roof
    crest = site.vary(1.4, 2.2)
    shape = site.one_of("square", "steps", "gable")
    site.box(Phase.WALL, front.at(0, y1 + crest / 2 - 0.2, -0.14), front.size(hx + 0.16, crest / 2 + 0.2, 0.16),
        look.wall, "wall")  # fmt: skip
    if shape == "steps":
        site.box(Phase.WALL, front.at(0, y1 + crest + 0.3, -0.14), front.size(hx * 0.55, 0.4, 0.16), look.wall, "wall")
    elif shape == "gable":
        site.add(Phase.WALL, "prism", front.at(0, y1 + crest + 0.5, -0.14), (0.16, 0.52, hx * 0.8), look.wall, "wall",
            rotation=(90, 0, 0))  # fmt: skip
    site.box(Phase.DETAIL, front.at(0, y1 + crest + 0.02, -0.06), front.size(hx + 0.26, 0.1, 0.32), site.timber,
        "ornament", bevel=0.03)  # fmt: skip
    board_y = y1 + crest * 0.5
    site.box(Phase.DETAIL, front.at(0, board_y, 0.08), front.size(hx * 0.62, 0.46, 0.06), site.painted, "sign",
        bevel=0.03)  # fmt: skip
    letters = 6
    site.box(Phase.DETAIL, front.at(-hx * 0.44, board_y, 0.16), front.size(0.16, 0.26, 0.03), ("paint",
        7 * 64 + 6 * 8 + 4), "sign", array=Array(letters, front.step(hx * 0.88 / (letters - 1))))  # fmt: skip
    roof = Block(block.cx, block.cz, hx, hz, FLOOR, y1, 0.24)
    top = roofs.pent(site, roof, "front", 15, over=0.3, thick=0.18, into=-0.2)
    # veranda and balcony
    upper = count > 1
    trim.veranda(site, front, FLOOR, deep, high - 0.1 if upper else 2.5)
    if upper:
        y = FLOOR + high
        site.box(Phase.FLOOR, front.at(0, y - 0.02, deep / 2), front.size(hx + 0.05, 0.08, deep / 2 + 0.02), site.board,
            "balcony")  # fmt: skip
        site.box(Phase.DETAIL, front.at(0, y + 0.95, deep - 0.1), front.size(hx, 0.05, 0.06), site.timber, "railing")
        posts = 24
        site.box(Phase.DETAIL, front.at(-hx + 0.06, y + 0.46, deep - 0.1), (0.03, 0.48, 0.03), site.timber, "railing",
            array=Array(posts, front.step((2 * hx - 0.12) / (posts - 1))))  # fmt: skip
        site.box(Phase.DETAIL, front.at(-hx + 0.06, y + 0.95, deep / 2), front.size(0.05, 0.05, deep / 2), site.timber,
            "railing", array=Array(2, front.step(2 * hx - 0.12)))  # fmt: skip
        door(site, front, 0.0, y, 0.96, 2.1, step=False, deep=0.16)
        windows(site, front, -hx * 0.55, y + 0.8, 0.9, 1.3, count=2, pitch=hx * 1.1, style="cross", shutters=look.rich)
    # swing doors: two short leaves
    site.box(Phase.FRAME, front.at(0, FLOOR + 1.2, -0.12), front.size(0.76, 1.28, 0.2), site.timber, "frame")
    site.cut(Phase.OPENING, "box", front.at(0, FLOOR + 1.15, -0.12), front.size(0.6, 1.15, 0.46), "door")
    for s in (-1, 1):
        site.box(Phase.LEAF, front.at(s * 0.3, FLOOR + 1.05, -0.12), front.size(0.28, 0.52, 0.03), site.painted, "door",
            joint=Joint("hinge", front.at(s * 0.58, FLOOR, -0.12), "y", -90, 90))  # fmt: skip
    windows(site, front, -hx * 0.58, FLOOR + 0.8, 1.3, 1.4, count=2, pitch=hx * 1.16, style="cross")
    for k in range(count):
        windows(site, block.face("left"), -hz * 0.45, FLOOR + k * high + 0.9, 0.8, 1.2, count=2, pitch=hz * 0.8,
            style="plain", spare=1)  # fmt: skip
        windows(site, block.face("right"), -hz * 0.45, FLOOR + k * high + 0.9, 0.8, 1.2, count=2, pitch=hz * 0.8,
            style="plain", spare=1)  # fmt: skip
    trim.corners(site, block, 0.3, y1)
    lantern(site, front, -1.0, FLOOR + 1.95)
    lantern(site, front, 1.0, FLOOR + 1.95)
    trim.bench(site, front, hx - 1.0, FLOOR)
    trim.barrels(site, front, -hx + 0.6, 1)
    # a rail for horses
    site.box(Phase.DETAIL, front.at(hx * 0.45, 1.0, deep + 1.2), front.size(1.2, 0.06, 0.06), site.timber, "railing",
        spare=2)  # fmt: skip
    site.box(Phase.DETAIL, front.at(hx * 0.45 - 1.0, 0.3, deep + 1.2), (0.07, 0.8, 0.07), site.timber, "post",
        array=Array(2, front.step(2.0)), spare=2)  # fmt: skip
    # inside
    rooms = [Room.of(site, block, FLOOR + k * high, high - 0.22) for k in range(count)]
    rooms[0].door("front", 0.0, 1.6)
    if upper:
        storey_floor(site, block, FLOOR + high)
        flight(site, rooms[0], rooms[1], "left", high, towards=1)
        rooms[1].door("front", 0.0)
    bar = rooms[0]
    bar.counter(3.6)
    bar.shelf()
    bar.container("barrel", 2)
    bar.table(wide=1.2)
    bar.table(wide=1.2)
    bar.table(wide=1.0)
    spot = bar.place(1.5, 0.6, ("left", "right", "front"))
    if spot:
        x, z, ax, az, _ = spot
        site.box(Phase.INSIDE, (x, FLOOR + 0.6, z), (ax, 0.6, az * 0.7), DARK, "shelf", spare=1)
        site.box(Phase.INSIDE, (x, FLOOR + 0.76, z), (ax * 0.9, 0.04, az), ("bone", 7 * 64 + 7 * 8 + 6), "detail",
            spare=2)  # fmt: skip
    site.box(Phase.INSIDE, (0, FLOOR + high - 0.36, block.cz), (0.5, 0.3, 0.5), ("light", WARM), "lamp",
        light=Light(WARM, 4.0), taper=(0.1, 0.1), spare=1)  # fmt: skip
    for room in rooms[1:]:
        room.bed()
        room.bed()
        room.container("chest")
    if look.ruined:
        trim.breach(site, block, y1)
    roofs.chimney(site, hx - 0.5, block.cz + hz * 0.4, y1 - 0.1, top + 0.4, 0.28, ("brick", 4 * 64 + 2 * 8 + 1))
    return site.finish(built)

"""Houses: some thirty plans, from the cottage under thatch to the three storeys of a jettied corner house."""

from __future__ import annotations

from math import radians, tan

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.buildings import roofs, trim
from nacre.teacher.grammar.buildings.interior import FLOOR, Room, flight, passage, shell, storey_floor
from nacre.teacher.grammar.buildings.openings import WindowStyle, canopy, door, lantern, windows
from nacre.teacher.grammar.buildings.palette import Look, dress, level, pick
from nacre.teacher.grammar.buildings.plans import BY_THEME, PLANS, Plan
from nacre.teacher.grammar.buildings.site import Block, Face, Phase, Side, Site
from nacre.teacher.grammar.registry import grammar


@grammar("house")
def house(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Draw a house."""
    look, built = dress(rng, wishes, storeys=(1, 1, 1, 1, 2, 2, 2, 2, 3))
    choice = pick(rng, [p for p in PLANS if not p.startswith(("flat", "mono"))])
    choice = pick(rng, BY_THEME[look.theme]) if look.theme in BY_THEME else choice
    return House(name, look, rng, PLANS[choice]).build(built)


class House:
    """One house being drawn: plan first, then body, openings, roof, trim, inside."""

    def __init__(
        self, name: str, look: Look, rng: np.random.Generator, plan: Plan, size: tuple[float, float] | None = None
    ) -> None:
        self.site = Site(name, look, rng)
        self.look, self.plan = look, plan
        site = self.site
        self.storeys = look.storeys
        self.high = site.vary(2.6, 2.8)
        wide = {1: (3.2, 4.2), 2: (3.0, 3.9), 3: (2.8, 3.5), 4: (2.8, 3.2)}[self.storeys]
        self.hx = site.vary(*wide)
        self.hz = site.vary(2.5, 3.0)
        if plan.roof == "end_gable":
            self.hx, self.hz = site.vary(2.7, 3.1), site.vary(2.9, 3.6)
        if plan.form == "ell":
            self.hx, self.hz = site.vary(2.4, 2.8), site.vary(2.3, 2.5)
        if plan.form in ("tower", "front_wing", "saltbox", "lean_to"):
            self.hx = min(self.hx, 3.6)
        if size is not None:
            self.hx, self.hz = size
        self.thick = 0.34 if look.wall[0] in ("stone", "ashlar", "timber", "mud", "rock") else 0.26
        self.y1 = FLOOR + self.storeys * self.high + 0.1
        self.angle = site.one_of(*plan.angle)
        if look.theme == "spooky" and plan.roof == "gable":
            self.angle = min(60, self.angle + 5)
        if look.theme == "ancient":
            self.angle = min(self.angle, 30)
        self.main = Block(0.0, 0.0, self.hx, self.hz, FLOOR, self.y1, self.thick)
        self.over = 0.55 if not look.plain else 0.42
        # eaves end above the head of whoever stands at the door
        self.over = min(self.over, 0.62 / tan(radians(self.angle))) if self.angle else self.over
        self.frame = (plan.frame and look.wall[0] in ("plaster", "brick", "paint") and look.theme not in ("modern",
            "future", "desert"))  # fmt: skip
        self.style: WindowStyle = site.one_of("cross", "cross", "cross", "plain", "arch")
        self.style = {"east": "paper", "modern": "wide", "future": "wide"}.get(look.theme, self.style)
        self.shutters = site.chance(0.65) and self.style == "cross"
        self.window = (site.vary(0.8, 0.96), site.vary(1.04, 1.24)) if self.style != "wide" else (1.3, 1.4)
        self.wing: Block | None = None
        self.upper = self.main
        self.has_upper = False

    def build(self, built: Attributes) -> tuple[Program, Attributes]:
        """The finished program and its attributes."""
        getattr(self, f"_form_{self.plan.form}")()
        self._roof()
        self._extras()
        self._inside()
        if self.look.ruined:
            trim.breach(self.site, self.main, self.y1)
            trim.rubble(self.site, self.main.face("front"), self.hx * 0.4, 3)
        return self.site.finish(built)

    # -- walls with their openings --------------------------------------------------------------------------------
    def _row(
        self,
        face: Face,
        low: float,
        high: float,
        floor: float,
        *,
        doorway: str = "",
        twice: Array | None = None,
        small: bool = False,
        spare: int = 0,
        flowers: bool = False,
    ) -> float | None:
        """Windows between two places of a wall; doorway: "left", "right", "middle" puts the door there.

        Returns where the door stands (along the wall).
        """
        site = self.site
        wide, tall = self.window
        if small:
            wide, tall = min(wide, 0.8), tall * 0.86
        room = high - low
        count = max(1, min(4, int(room / (wide * (2.0 if self.shutters and not small else 1.6) + 0.5))))
        if doorway == "middle":  # a window on either side of it, or none
            count = 3 if room / 3 > 1.5 else 1
        if doorway and count == 1 and room > 3.2:
            count = 2
        pitch = room / count
        spots = [low + pitch * (i + 0.5) for i in range(count)]
        place: float | None = None
        if doorway:
            index = {"left": 0, "right": count - 1, "middle": count // 2}[doorway]
            place = spots[index] + (site.vary(-0.1, 0.1) if count > 1 else 0)
            spots = spots[:index] + spots[index + 1 :]
        if spots:
            gap = spots[1] - spots[0] if len(spots) > 1 else 0.0
            crowded = self.shutters and (pitch < wide * 2 + 0.3 or (doorway and pitch < wide + 1.3))
            windows(site, face, spots[0], floor + (0.86 if self.style != "wide" else 0.6), wide, tall, count=len(spots),
                pitch=gap, style=("paper" if self.style == "paper" else "plain") if small else self.style,
                shutters=self.shutters and not crowded and not small, flowers=flowers, array=twice,
                spare=spare)  # fmt: skip
        return place

    def _storeys(
        self,
        block: Block,
        first: int,
        front: tuple[float, float],
        *,
        doorway: str = "",
        sides: str = "both",
        back: bool = True,
        flowers: bool = False,
    ) -> float | None:
        """All windows of a block from storey `first` up; returns where its door stands."""
        place = None
        for storey in range(first, self.storeys):
            floor = FLOOR + storey * self.high
            here = doorway if storey == 0 else ""
            if here:
                place = self._row(block.face("front"), front[0], front[1], floor, doorway=here,
                    flowers=flowers and self.storeys == 1)  # fmt: skip
            else:
                self._row(block.face("front"), front[0], front[1], floor, flowers=flowers and storey == 1)
            left = block.face("left")
            reach = block.hz - 0.5
            if sides == "both":
                one = self.site.chance(0.5) or block.hz < 2.8
                along = self.site.vary(-0.6, 0.4) if one else -reach / 2
                self._row(left, along - 0.5, along + 0.5, floor, twice=block.twice(), small=True,
                    spare=1 if storey else 0)  # fmt: skip
            elif sides in ("left", "right"):
                self._row(block.face("left" if sides == "left" else "right"), -0.7, 0.5, floor, small=True, spare=1)
            if (back and storey > 0) or (back and self.storeys == 1):
                self._row(block.face("back"), -block.hx + 0.7, block.hx - 0.7, floor, small=True, spare=1)
        return place

    def _body(self, block: Block, first: int = 0) -> None:
        shell(self.site, block, ground=first == 0, plinth=self.site.vary(0.34,
            0.56) if self.look.theme != "modern" else 0.2, ceiling=not self.look.ruined)  # fmt: skip

    def _door(self, face: Face, along: float, *, steps: bool = True) -> None:
        look = self.site.look
        self.door_face, self.door_at = face, along
        tall = self.site.vary(2.14, 2.3)
        double = look.theme == "east" and self.site.chance(0.5)
        wide = self.site.vary(1.0, 1.16) if not double else 1.2
        door(self.site, face, along, FLOOR, wide, tall, arched=self.site.chance(0.3) and not double, double=double,
            step=steps)  # fmt: skip

    def _side_pick(self) -> str:
        return str(self.site.one_of("left", "right", "middle"))

    def _form_straight(self) -> None:
        self._body(self.main)
        where = "middle" if self.plan.roof == "end_gable" and self.site.chance(0.5) else self._side_pick()
        if "veranda" in self.plan.extras:
            where = "middle"
        upper_door = "balcony" in self.plan.extras and self.storeys > 1
        first = self.storeys if upper_door else 0
        front = (-self.hx + 0.5, self.hx - 0.5)
        if upper_door:
            place = self._row(self.main.face("front"), front[0], front[1], FLOOR, doorway=where)
            for storey in range(1, self.storeys):
                if storey > 1:
                    self._row(self.main.face("front"), front[0], front[1], FLOOR + storey * self.high)
                self._row(self.main.face("left"), -0.8, 0.4, FLOOR + storey * self.high, twice=self.main.twice(),
                    small=True)  # fmt: skip
        else:
            place = self._storeys(self.main, first, front, doorway=where, flowers="flowers" in self.plan.extras)
        self._door(self.main.face("front"), place or 0.0,
            steps="porch" not in self.plan.extras and "veranda" not in self.plan.extras)  # fmt: skip

    _form_saltbox = _form_straight

    def _form_lean_to(self) -> None:
        self._body(self.main)
        side = self.site.one_of(-1, 1)
        place = self._storeys(self.main, 0, (-self.hx + 0.5, self.hx - 0.5),
            doorway="middle" if self.site.chance(0.4) else self._side_pick(),
            sides="left" if side > 0 else "right")  # fmt: skip
        self._door(self.main.face("front"), place or 0.0)
        half = self.site.vary(1.0, 1.3)
        deep = self.hz - self.site.vary(0.3, 0.7)
        low = FLOOR + 2.25
        block = Block(side * (self.hx + half - self.thick + 0.04), self.site.vary(0.1, 0.3), half, deep, FLOOR, low,
            self.thick)  # fmt: skip
        shell(self.site, block, plinth=0.3)
        roofs.pent(self.site, block, "left" if side > 0 else "right", 25, over=0.4)
        passage(self.site, side * (self.hx - self.thick / 2), 0.4, FLOOR, self.thick + 0.2, 0.6, 2.05)
        self._row(block.face("front"), -0.5, 0.5, FLOOR, small=True, spare=1)
        self.wing = block

    def _wing_block(self, half: float, deep: float, cx: float, back: bool = False) -> Block:
        z_in = (self.hz - self.thick + 0.04) * (1 if back else -1)
        z_out = (self.hz + deep) * (1 if back else -1)
        return Block(cx, (z_in + z_out) / 2, half, abs(z_out - z_in) / 2, FLOOR, self.y1, self.thick)

    def _form_front_wing(self, deep: float | None = None, door_in_wing: bool | None = None) -> None:
        site = self.site
        side = site.one_of(-1, 1)
        self.hx = max(self.hx, 3.3)
        self.main = Block(0.0, 0.0, self.hx, self.hz, FLOOR, self.y1, self.thick)
        half = min(self.hz - 0.3, site.vary(1.5, 1.9))
        deep = site.vary(1.3, 2.0) if deep is None else deep
        cx = side * (self.hx - half - self.over - 0.06)
        self.wing = self._wing_block(half, deep, cx)
        self._body(self.main)
        self._body(self.wing)
        free = (cx + half + 0.35, self.hx - 0.4) if side < 0 else (-self.hx + 0.4, cx - half - 0.35)
        in_wing = site.chance(0.4) if door_in_wing is None else door_in_wing
        if free[1] - free[0] < 1.5:
            in_wing = True
        where = "" if in_wing else ("right" if side > 0 else "left")
        place = None
        for storey in range(self.storeys):
            floor = FLOOR + storey * self.high
            if free[1] - free[0] > 1.2:
                spot = self._row(self.main.face("front"), free[0], free[1], floor, doorway=where if storey == 0 else "")
                place = spot if storey == 0 else place
            face = self.wing.face("front")
            if in_wing and storey == 0:
                self._door(face, 0.0)
            else:
                self._row(face, -half + 0.35, half - 0.35, floor, flowers="flowers" in self.plan.extras)
            self._row(self.main.face("left"), -0.6, 0.6, floor, twice=self.main.twice(), small=True, spare=1)
            if storey:
                self._row(self.main.face("back"), -self.hx + 0.7, self.hx - 0.7, floor, small=True, spare=1)
            wide = min(half - self.thick - 0.1, 1.2)
            passage(site, cx, -self.hz + self.thick / 2, floor, wide, self.thick + 0.2)
        if not in_wing:
            self._door(self.main.face("front"), place if place is not None else (free[0] + free[1]) / 2)

    def _form_cross(self) -> None:
        self._form_front_wing(deep=self.site.vary(0.62, 0.9))

    def _form_back_wing(self) -> None:
        site = self.site
        half = min(self.hz - 0.3, site.vary(1.7, 2.0))
        cx = site.vary(-0.4, 0.4)
        self.wing = self._wing_block(half, site.vary(1.8, 2.6), cx, back=True)
        self._body(self.main)
        self._body(self.wing)
        place = self._storeys(self.main, 0, (-self.hx + 0.5, self.hx - 0.5), doorway=self._side_pick(), back=False,
            flowers=True)  # fmt: skip
        self._door(self.main.face("front"), place or 0.0)
        for storey in range(self.storeys):
            floor = FLOOR + storey * self.high
            self._row(self.wing.face("back"), -half + 0.4, half - 0.4, floor, small=True, spare=1)
            if storey == 0 or self.storeys < 3:
                passage(site, cx, self.hz - self.thick / 2, floor, min(1.0, half - 0.5), self.thick + 0.2)

    def _form_ell(self) -> None:
        site = self.site
        side = site.one_of(-1, 1)
        half = self.hz + site.vary(0.1, 0.3)
        front, back = self.hz + site.vary(1.4, 2.2), self.hz + self.over + 0.1
        cx = side * (self.hx + half - self.thick + 0.04)
        self.wing = Block(cx, (back - front) / 2, half, (front + back) / 2, FLOOR, self.y1, self.thick)
        shift = -cx / 2  # the thing's middle is the house's middle
        self.main = Block(shift, 0.0, self.hx, self.hz, FLOOR, self.y1, self.thick)
        self.wing = Block(cx + shift, self.wing.cz, half, self.wing.hz, FLOOR, self.y1, self.thick)
        self._body(self.main)
        self._body(self.wing)
        place = None
        for storey in range(self.storeys):
            floor = FLOOR + storey * self.high
            spot = self._row(self.main.face("front"), -self.hx + 0.5, self.hx - 0.5, floor,
                doorway=self._side_pick() if storey == 0 else "")  # fmt: skip
            place = spot if storey == 0 else place
            self._row(self.wing.face("front"), -half + 0.5, half - 0.5, floor, flowers="flowers" in self.plan.extras)
            self._row(self.main.face("left" if side > 0 else "right"), -0.6, 0.6, floor, small=True, spare=1)
            self._row(self.wing.face("right" if side > 0 else "left"), -self.wing.hz + 0.8, self.wing.hz - 0.8, floor,
                small=True, spare=1)  # fmt: skip
            passage(site, shift + side * (self.hx - self.thick / 2), -0.3, floor, self.thick + 0.2, 0.65)
        self._door(self.main.face("front"), place or 0.0)

    def _form_tower(self) -> None:
        site = self.site
        side = site.one_of(-1, 1)
        self.storeys = min(self.storeys, 3)
        half = self.hz + self.over * 0.5 if self.plan.roof == "gable" else self.hz + 0.1
        half = min(half, 3.0)
        self.hz = min(self.hz, half - 0.3)
        top = FLOOR + (self.storeys + 1) * self.high + 0.1
        cx = side * (self.hx + half - self.thick + 0.04)
        shift = -cx / 2
        self.main = Block(shift, 0.0, self.hx, self.hz, FLOOR, self.y1, self.thick)
        tower = Block(cx + shift, site.vary(-0.3, 0.0), half, half, FLOOR, top, self.thick)
        self.wing = tower
        self._body(self.main)
        self._body(tower)
        place = None
        for storey in range(self.storeys):
            floor = FLOOR + storey * self.high
            spot = self._row(self.main.face("front"), -self.hx + 0.5, self.hx - 0.5, floor,
                doorway=self._side_pick() if storey == 0 else "")  # fmt: skip
            place = spot if storey == 0 else place
            self._row(self.main.face("left" if side > 0 else "right"), -0.6, 0.6, floor, small=True, spare=1)
            passage(site, shift + side * (self.hx - self.thick / 2), -0.9, floor, self.thick + 0.2, 0.6)
        for storey in range(self.storeys + 1):
            self._row(tower.face("front"), -1.2, 1.2, FLOOR + storey * self.high, small=storey > 0)
        self._row(tower.face("left"), -0.7, 0.7, FLOOR + self.storeys * self.high, twice=tower.twice(), small=True,
            spare=1)  # fmt: skip
        self._door(self.main.face("front"), place or 0.0)

    def _form_jetty(self) -> None:
        site = self.site
        if self.storeys == 1 and site.look.storeys == 1:
            self._form_straight()
            return
        out = site.vary(0.3, 0.46)
        base = Block(0.0, 0.0, self.hx, self.hz, FLOOR, FLOOR + self.high + 0.06, self.thick)
        upper = Block(0.0, 0.0, self.hx + out * site.one_of(0.3, 1.0), self.hz + out, FLOOR + self.high, self.y1,
            self.thick)  # fmt: skip
        self.main = base
        self.upper = upper
        self.has_upper = True
        stony = site.look.wall[0] in ("plaster", "planks", "timber") and site.chance(0.5)
        lower_paint = site.look.stone if stony else site.look.wall
        shell(site, base, plinth=site.vary(0.4, 0.7), wall=lower_paint, ceiling=True)
        shell(site, upper, ground=False, ceiling=not site.look.ruined)
        where = self._side_pick()
        place = self._row(base.face("front"), -self.hx + 0.5, self.hx - 0.5, FLOOR, doorway=where)
        self._row(base.face("left"), -0.8, 0.4, FLOOR, twice=base.twice(), small=True, spare=1)
        self._storeys(upper, 1, (-upper.hx + 0.5, upper.hx - 0.5), flowers="flowers" in self.plan.extras)
        self._door(base.face("front"), place or 0.0)
        beams = max(5, round(self.hx * 2 / 0.8))
        face = base.face("front")
        site.box(Phase.DETAIL, face.at(-self.hx + 0.15, FLOOR + self.high - self.thick - 0.04, 0.12), face.size(0.09,
            0.1, out + 0.1), site.timber, "beam", array=Array(beams,
            face.step((2 * self.hx - 0.3) / (beams - 1))))  # fmt: skip

    def _form_turret(self) -> None:
        self._form_straight()
        site = self.site
        side = site.one_of(-1, 1)
        x, z, r = side * (self.hx - 0.1), -self.hz + 0.1, site.vary(0.95, 1.2)
        low = FLOOR + (self.high * 0.9 if self.storeys > 1 else 1.1)
        top = self.y1 + site.vary(0.6, 1.2)
        sides = site.one_of(6, 8, 12)
        site.add(Phase.WALL, "cylinder", (x, (low + top) / 2, z), (r, (top - low) / 2, r), site.look.wall, "wall",
            sides=sides)  # fmt: skip
        site.add(Phase.WALL, "ellipsoid", (x, low, z), (r * 0.98, 0.7, r * 0.98), site.look.stone, "ornament")
        roofs.spire(site, x, z, top, r + 0.28, site.vary(2.2, 3.2), sides)
        site.box(Phase.DETAIL, (x, top - 0.85, z - r + 0.02), (0.26, 0.44, 0.08), site.timber, "frame")
        site.box(Phase.DETAIL, (x, top - 0.85, z - r - 0.04), (0.2, 0.38, 0.05), ("glass", 5 * 64 + 6 * 8 + 7),
            "window", light=site.glow(2.0))  # fmt: skip
        site.box(Phase.DETAIL, (x + side * r, top - 0.85, z), (0.08, 0.44, 0.26), site.timber, "frame", spare=1)
        site.box(Phase.DETAIL, (x + side * (r + 0.03), top - 0.85, z), (0.08, 0.38, 0.2), ("glass", 5 * 64 + 6 * 8 + 7),
            "window", light=site.glow(2.0), spare=1)  # fmt: skip

    # -- roofs ----------------------------------------------------------------------------------------------------
    def _roof(self) -> None:
        site, plan = self.site, self.plan
        block = self.upper if self.has_upper else self.main
        kind = plan.roof
        if (
            site.look.roof[0] == "thatch"
            and kind in ("gable", "half_hip")
            and plan.form in ("straight", "jetty", "lean_to")
            and not site.look.ruined
        ):
            kind = "thatch"
        run = block.hx if kind == "end_gable" else block.hz
        rise = tan(radians(max(self.angle, 20))) * run
        self.ridge = "z" if kind == "end_gable" else "x"
        solid = not site.look.ruined
        if kind == "thatch":
            self.top = roofs.thatch(site, block, rise * 1.05, "x", over=self.over + 0.05, half_hip=site.vary(0.55, 0.8))
        elif kind == "half_hip":
            self.top = roofs.thatch(site, block, rise, "x", over=self.over, half_hip=site.vary(0.6, 0.75))
        elif kind == "hip":
            east = site.look.theme == "east"
            self.top = roofs.hip(site, block, rise * 0.95, over=self.over + (0.25 if east else 0), ridge=0.34)
            if east:
                site.box(Phase.ROOF, (block.cx, block.y1 + 0.14, block.cz), (block.hx + self.over + 0.45, 0.08,
                    block.hz + self.over + 0.45), site.look.roof, "roof", taper=(0.9, 0.9))  # fmt: skip
        elif kind in ("flat", "mono"):
            self.top = block.y1 + 0.2
            if kind == "mono":
                self.top = roofs.pent(site, block, "back", 15, over=0.6, thick=0.22)
            else:
                self.top = roofs.flat(site, block, 0.0 if site.look.theme in ("modern", "future") else site.vary(0.4,
                    0.7), over=0.35 if site.look.theme in ("modern", "future") else 0.0)  # fmt: skip
                if site.look.theme == "desert":
                    beams = max(4, round(block.hx * 2 / 0.8))
                    face = block.face("front")
                    site.box(Phase.DETAIL, face.at(-block.hx + 0.4, block.y1 - 0.25, 0.14), (0.08, 0.08, 0.26),
                        site.timber, "beam", array=Array(beams,
                        face.step((2 * block.hx - 0.8) / (beams - 1))))  # fmt: skip
        else:
            if plan.form == "ell":
                assert self.wing is not None
                into = abs(self.wing.cx - self.main.cx) - self.hx - 0.06
                ends = (0.4, into) if self.wing.cx > self.main.cx else (into, 0.4)
                self.top = roofs.gable(site, block, self.angle, "x", over=self.over, ends=ends)
            elif plan.form == "tower":
                assert self.wing is not None
                ends = (0.4, 0.2) if self.wing.cx > self.main.cx else (0.2, 0.4)
                self.top = roofs.gable(site, block, self.angle, "x", over=self.over, ends=ends)
            else:
                boards = self.ridge == "z" and not self.look.plain
                self.top = roofs.gable(site, block, self.angle, "z" if kind == "end_gable" else "x", over=self.over,
                    solid=solid, part=site.look.ruined, boards=boards)  # fmt: skip
        rise = self.top - block.y1
        if self.wing is not None:
            self._wing_roof(block)
        if plan.form == "saltbox":
            self._catslide(block)
        gabled = kind in ("gable", "end_gable")
        if self.frame:
            self._frame(block, gabled)
        if gabled and not site.look.ruined:
            self._attic(block, kind)

    def _wing_roof(self, block: Block) -> None:
        site, wing, plan = self.site, self.wing, self.plan
        assert wing is not None
        if plan.form in ("front_wing", "cross", "back_wing"):
            if plan.roof == "flat":
                roofs.flat(site, wing, 0.4 if site.look.theme == "desert" else 0.0,
                    over=0.0 if site.look.theme == "desert" else 0.3)  # fmt: skip
                return
            into = self.hz - self.thick - 0.1
            ends = (0.4, into) if plan.form != "back_wing" else (into, 0.4)
            roofs.gable(site, wing, self.angle, "z", over=self.over * 0.9, ends=ends, thick=0.22)
        elif plan.form == "ell":
            top = roofs.gable(site, wing, self.angle, "z", over=self.over)
            self.top = max(self.top, top)
        elif plan.form == "tower":
            if plan.roof == "flat":
                self.tower_top = roofs.flat(site, wing, 0.6)
            elif site.chance(0.5):
                self.tower_top = roofs.hip(site, wing, site.vary(2.6, 3.8), over=0.5, ridge=0.05)
            else:
                self.tower_top = roofs.gable(site, wing, 50, "z", over=0.5)
            if "vane" in plan.extras:
                trim.weather_vane(site, wing.cx, wing.cz, self.tower_top)

    def _catslide(self, block: Block) -> None:
        """A store under the main roof's continuation at the back."""
        site = self.site
        deep = 0.8
        low = block.y1 - tan(radians(25)) * 2 * deep - 0.02
        if self.storeys > 1:
            low = min(low, FLOOR + 2.3)
        shed = Block(0.0, self.hz + deep - 0.02, self.hx - 0.2, deep, FLOOR, max(FLOOR + 1.5, low), 0.2)
        site.box(Phase.WALL, (0, (shed.y1 - 0.5) / 2, shed.cz), (shed.hx, (shed.y1 + 0.5) / 2, shed.hz), site.look.wall,
            "wall")  # fmt: skip
        roofs.pent(site, shed, "front", 25, over=0.4, thick=0.2, into=0.1)

    def _frame(self, block: Block, gabled: bool) -> None:
        site = self.site
        low = FLOOR + self.high if (self.has_upper or self.storeys > 1) else 0.44
        first = 1 if low > 1 else 0
        for storey in range(first, self.storeys):
            if site.count() > 70:
                break
            base = FLOOR + storey * self.high if storey else 0.44
            head = FLOOR + (storey + 1) * self.high if storey < self.storeys - 1 else block.y1
            trim.half_timber(site, block, base, head, braces=site.chance(0.7) or self.look.rich)
        if gabled:
            run = block.hz if self.ridge == "x" else block.hx
            trim.gable_frame(site, block, self.angle, self.ridge, tan(radians(self.angle)) * run)

    def _attic(self, block: Block, kind: str) -> None:
        """Dormers, or a little window in the gable."""
        site = self.site
        if "dormers" in self.plan.extras and self.ridge == "x" and self.plan.form != "cross":
            count = 2 if block.hx > 3 else 1
            roofs.dormer(site, block, self.angle, -1, -block.hx * 0.45 if count == 2 else 0.0, count=count,
                pitch=block.hx * 0.9)  # fmt: skip
            return
        if self.look.plain:
            return
        face = block.face("front" if self.ridge == "z" else "left")
        run = block.hx if self.ridge == "z" else block.hz
        y = block.y1 + tan(radians(self.angle)) * run * 0.3
        row = block.twice()
        timber = site.timber
        site.box(Phase.DETAIL, face.at(0, y, 0.0), face.size(0.4, 0.46, 0.09), timber, "frame", array=row, spare=1)
        site.box(Phase.DETAIL, face.at(0, y, 0.05), face.size(0.3, 0.36, 0.06), ("glass", 5 * 64 + 6 * 8 + 7), "window",
            array=row, light=site.glow(1.0), spare=1)  # fmt: skip
        site.box(Phase.DETAIL, face.at(0, y, 0.08), face.size(0.03, 0.36, 0.05), timber, "frame", array=row, spare=2)

    # -- extras ---------------------------------------------------------------------------------------------------
    def _extras(self) -> None:
        site, look = self.site, self.look
        front = self.door_face
        at = self.door_at
        extras = self.plan.extras.split()
        span = front.half
        clear = [u for u in (-span + 0.9, span - 0.9) if abs(u - at) > 1.5]
        if "porch" in extras or ("porch_main" in extras and front.half > 2.4):
            if span - abs(at) > 1.2 or self.plan.form == "straight":
                at_porch = max(-span + 1.3, min(span - 1.3, at))
                trim.porch(site, front, at_porch, FLOOR, 2.4, 1.4, 2.5, rail=site.chance(0.5))
        elif "veranda" in extras:
            trim.veranda(site, front, FLOOR, site.vary(1.5, 1.9))
        elif "canopy" in extras and not self.has_upper:
            canopy(site, front, at, FLOOR + 2.62)
        if "balcony" in extras and self.storeys > 1:
            trim.balcony(site, self.main.face("front"), site.vary(-0.3, 0.3), FLOOR + self.high, site.vary(2.4, 3.4))
        if "outside_stairs" in extras and self.storeys > 1:
            side: Side = site.one_of("left", "right")
            trim.outside_stair(site, self.main.face(side), site.vary(1.2, 1.5), FLOOR + self.high, towards=1)
        if "lantern" in extras or site.chance(0.3):
            lantern(site, front, at + site.one_of(-1, 1) * 0.95, FLOOR + 1.9)
        if "awning" in extras:
            site.box(Phase.DETAIL, front.at(at, FLOOR + 2.5, 0.6), front.size(1.1, 0.03, 0.7), ("cloth", look.accent),
                "awning", rotation=front.tilt(20))  # fmt: skip
        if look.theme in ("candy", "future"):
            self._sweets() if look.theme == "candy" else self._gadgets()
        if look.plain:
            return
        spots = clear or [span - 0.5]
        if ("ivy" in extras or look.rich) and look.theme not in ("desert", "modern", "future") and not look.snow:
            side = site.one_of("left", "right")
            face = self.main.face(side) if site.chance(0.5) or not clear else front
            trim.ivy(site, face, site.vary(-1.0, -0.4) if face is not front else spots[0], min(self.y1, site.vary(2.2,
                4.2)), site.vary(0.7, 1.1))  # fmt: skip
        for thing in ("bench", "barrels", "pots", "wood"):
            if thing in extras or (look.rich and site.chance(0.3)):
                spot = spots[-1]
                if thing == "bench":
                    trim.bench(site, front, spot, FLOOR if "veranda" in extras else 0.0)
                elif thing == "barrels":
                    trim.barrels(site, front, spot - 0.3)
                elif thing == "pots":
                    trim.pots(site, front, at - 0.95, 2, 1.9) if "veranda" not in extras else None
                else:
                    trim.wood_pile(site, self.main.face(site.one_of("left", "right")), site.vary(0.2, 1.0))

    def _sweets(self) -> None:
        """A candy house: canes at the corners, gumdrops above the foot of the walls and by the door."""
        site, look, block = self.site, self.look, self.main
        stripes = 6
        pitch = (self.y1 - 0.6) / stripes
        for sx in (-1, 1):
            x, z = block.cx + sx * (block.hx + 0.02), block.cz - block.hz - 0.02
            site.add(Phase.DETAIL, "cylinder", (x, self.y1 / 2 - 0.1, z), (0.16, self.y1 / 2 + 0.1, 0.16),
                ("paint", level("777")), "post", sides=10)  # fmt: skip
            site.add(Phase.DETAIL, "cylinder", (x, 0.6, z), (0.18, pitch * 0.26, 0.18), ("paint", look.accent),
                "ornament", sides=10, array=Array(stripes, (0, pitch, 0)), spare=1)  # fmt: skip
        front = block.face("front")
        count = max(4, round(block.hx * 2 / 0.7))
        step = (2 * block.hx - 0.8) / (count - 1)
        for k, colour in enumerate((look.accent, look.flower)):
            drops = (count + 1 - k) // 2
            site.add(Phase.DETAIL, "ellipsoid", front.at(-block.hx + 0.4 + step * k, self.y1 - 0.12, 0.04),
                (0.16, 0.18, 0.16), ("paint", colour), "ornament", array=Array(drops, front.step(step * 2)),
                spare=1)  # fmt: skip
        for side in (-1, 1):
            u = self.door_at + side * 1.0
            site.add(Phase.DETAIL, "cylinder", self.door_face.at(u, 0.6, 0.5), (0.04, 0.7, 0.04),
                ("paint", level("777")), "post", sides=6, spare=1)  # fmt: skip
            site.add(Phase.DETAIL, "cylinder", self.door_face.at(u, 1.4, 0.5), (0.3, 0.06, 0.3),
                ("paint", look.accent if side < 0 else look.flower), "ornament", rotation=(0, 90, 0), sides=12,
                spare=1)  # fmt: skip

    def _gadgets(self) -> None:
        """A house of the future: a strip of light round its eaves, an aerial, panels, a porthole by the door."""
        site, look, block = self.site, self.look, self.main
        front = block.face("front")
        site.box(Phase.DETAIL, front.at(0, block.y1 - 0.3, 0.02), front.size(block.hx, 0.05, 0.04),
            ("light", look.lamp), "lamp", light=Light(look.lamp, 3.0), array=block.twice())  # fmt: skip
        site.box(Phase.DETAIL, front.at(self.door_at, FLOOR + 2.5, 0.04), front.size(0.7, 0.12, 0.06),
            ("paint", look.accent), "ornament", spare=1)  # fmt: skip
        x = block.cx - block.hx * 0.5
        site.box(Phase.DETAIL, (x, self.top + 0.6, block.cz + block.hz * 0.4), (0.03, 1.0, 0.03), ("iron", look.detail),
            "mast", spare=1)  # fmt: skip
        site.add(Phase.DETAIL, "ellipsoid", (x, self.top + 1.6, block.cz + block.hz * 0.4), (0.09, 0.09, 0.09),
            ("light", look.accent), "lamp", light=Light(look.accent, 2.0), spare=1)  # fmt: skip

    # -- inside ---------------------------------------------------------------------------------------------------
    def _inside(self) -> None:
        site = self.site
        rooms: list[Room] = []
        blocks = [self.main] + [self.upper if self.has_upper else self.main] * (self.storeys - 1)
        for storey, block in enumerate(blocks):
            rooms.append(Room.of(site, block if not (self.has_upper and storey == 0) else self.main,
                FLOOR + storey * self.high, self.high - 0.22))  # fmt: skip
            if storey and not (self.has_upper and storey == 1):
                storey_floor(site, block, FLOOR + storey * self.high)
        ground = rooms[0]
        in_main = self.door_face.x == self.main.cx and self.door_face.z == self.main.cz - self.main.hz
        if in_main:
            ground.door("front", self.main.cx + self.door_at)
            ground.reserve(self.main.cx + self.door_at - 0.5, self.main.cx + self.door_at + 0.5, ground.z0,
                ground.z1 - 1.0)  # fmt: skip
        # stairs: along the back wall, the next flight along the front one, and so on
        for storey in range(self.storeys - 1):
            towards = 1 if storey % 2 == 0 else -1
            flight(site, rooms[storey], rooms[storey + 1], "back" if storey % 2 == 0 else "front", self.high,
                towards=towards, slab=0.18 if not (self.has_upper and storey == 0) else 0.6)  # fmt: skip
        if self.wing is not None:
            wing = self.wing
            for storey, room in enumerate(rooms):
                if self.plan.form in ("front_wing", "cross"):
                    room.reserve(wing.cx - 0.7, wing.cx + 0.7, room.z0, room.z1 - 1.0)
                elif self.plan.form == "back_wing":
                    room.reserve(wing.cx - 0.7, wing.cx + 0.7, room.z0 + 1.0, room.z1)
                else:
                    sign = 1 if wing.cx > self.main.cx else -1
                    edge = self.main.cx + sign * (self.hx - self.thick)
                    room.reserve(min(edge, edge - sign * 1.4), max(edge, edge - sign * 1.4), -1.2, 0.7)
                if storey and self.plan.form not in ("lean_to",):
                    storey_floor(site, wing, FLOOR + storey * self.high)
            if self.plan.form == "tower":
                self._tower_inside(wing)
        self._furnish(rooms)

    def _hearth(self, ground: Room) -> None:
        """A fireplace on the ground floor and the chimney that belongs to it."""
        site = self.site
        hearth = ground.hearth(("left", "right") if self.wing is None else ("left", "right", "back"))
        if hearth and self.plan.roof not in ("flat", "mono"):
            x, z, side = hearth
            top = self.top + site.vary(0.3, 0.7)
            if side == "back":
                z = min(z, self.main.cz + self.main.hz - 0.6)
            inward = {"left": 0.34, "right": -0.34}.get(side, 0.0)
            roofs.chimney(site, x + inward * 0.3, z, self.y1 - 0.2, top, site.vary(0.34, 0.48))
        elif hearth:
            if site.look.theme in ("modern", "future"):
                pipe = (self.top + 0.9 - self.y1 + 0.2) / 2
                site.add(Phase.DETAIL, "cylinder", (hearth[0], self.y1 - 0.2 + pipe, hearth[1]), (0.14, pipe, 0.14),
                    ("iron", site.look.detail), "chimney", sides=10)  # fmt: skip
            else:
                roofs.chimney(site, hearth[0], hearth[1], self.y1 - 0.2, self.top + 0.9, 0.3)

    def _furnish(self, rooms: list[Room]) -> None:
        """What stands in the rooms of a family."""
        site, ground = self.site, rooms[0]
        self._hearth(ground)
        ground.table()
        if self.storeys == 1:
            ground.bed()
        ground.shelf()
        ground.container(site.one_of("barrel", "chest", "sack"))
        ground.rug()
        if site.chance(0.6):
            ground.ceiling_beams(4)
        for room in rooms[1:]:
            room.bed()
            room.container("chest")
            if site.count() < 88:
                room.shelf(goods=False)
        if self.wing is not None and self.plan.form in ("ell", "back_wing", "tower", "front_wing"):
            self._furnish_wing(self.wing)

    def _furnish_wing(self, wing: Block) -> None:
        """The wing's ground floor: a dining room, a chamber or a store."""
        site = self.site
        room = Room.of(site, wing, FLOOR, self.high - 0.22)
        if self.plan.form in ("ell", "tower"):
            edge = room.x0 if wing.cx > self.main.cx else room.x1
            inward = 1.3 if wing.cx > self.main.cx else -1.3
            room.reserve(min(edge, edge + inward), max(edge, edge + inward), -1.4, 0.8)
        elif self.plan.form == "back_wing":
            room.door("front", wing.cx)
        else:
            room.door("back", wing.cx)
            if self.door_face.half == wing.hx:
                room.door("front", wing.cx)
                room.reserve(wing.cx - 0.55, wing.cx + 0.55, room.z0, room.z1)
        if self.plan.form == "tower" and self.storeys == 1:
            room.reserve(room.x1 - 1.2 if wing.cx > self.main.cx else room.x0,
                room.x1 if wing.cx > self.main.cx else room.x0 + 1.2, room.z0, room.z1)  # fmt: skip
        room.table()
        room.bed()
        room.container(site.one_of("barrel", "crate", "sack"), site.one_of(1, 2))
        room.shelf(goods=False)
        if self.storeys > 1 and self.plan.form == "ell":
            upper = Room.of(site, wing, FLOOR + self.high, self.high - 0.22)
            upper.taken = list(room.taken[:1])
            upper.bed()
            upper.container("chest")

    def _tower_inside(self, tower: Block) -> None:
        """The tower's top floor is reached by a flight of its own."""
        site = self.site
        top = FLOOR + self.storeys * self.high
        storey_floor(site, tower, top)
        sign = 1 if tower.cx > self.main.cx else -1
        lower = Room.of(site, tower, top - self.high, self.high - 0.22)
        upper = Room.of(site, tower, top, self.high - 0.22)
        flight(site, lower, upper, "right" if sign > 0 else "left", self.high, towards=1)
        upper.bed()
        upper.container("chest")

"""Bodies one can walk through: foundation, hollow walls, floors, stairs with their wells, furniture along the walls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from nacre.parts.language import Array, Light
from nacre.teacher.grammar.buildings.palette import Paint
from nacre.teacher.grammar.buildings.site import Block, Phase, Side, Site

FLOOR = 0.16  # height of a ground floor above the ground
WOOD: Paint = ("timber", 4 * 64 + 3 * 8 + 2)
DARK: Paint = ("timber", 3 * 64 + 2 * 8 + 1)
FIRE = 7 * 64 + 3 * 8 + 0
SLAB = 0.18  # thickness of the floors between storeys


def shell(
    site: Site,
    block: Block,
    *,
    plinth: float = 0.42,
    wall: Paint | None = None,
    ceiling: bool = True,
    ground: bool = True,
    floor: Paint | None = None,
    bevel: float = 0.0,
    clear: bool = True,
) -> None:
    """The body of a block: a plinth that reaches into the ground, hollow walls, the floor of its lowest room.

    ceiling False: open to the roof. ground False: an upper body (a jetty, a tower's top) without plinth. clear False:
    nothing reaches into the room, so that no cut is needed to keep it free.
    """
    look = site.look
    if ground:
        site.box(Phase.FOUNDATION, (block.cx, (plinth - 0.6) / 2, block.cz), (block.hx + site.vary(0.06, 0.12),
            (plinth + 0.6) / 2, block.hz + site.vary(0.06, 0.12)), look.stone, "foundation", bevel=0.03)  # fmt: skip
    low, high = block.y0 - block.t, block.y1
    site.box(Phase.WALL, (block.cx, (low + high) / 2, block.cz), (block.hx, (high - low) / 2, block.hz),
        wall or look.wall, "room", op="hollow", thickness=block.t, bevel=bevel)  # fmt: skip
    # a finger's breadth smaller than the room, so that no two faces lie in one plane
    top = block.y1 - block.t - 0.02 if ceiling else block.y1 + 0.1
    if clear:
        site.cut(Phase.ROOM, "box", (block.cx, (block.y0 + top) / 2, block.cz), (block.hx - block.t - 0.02,
            (top - block.y0) / 2, block.hz - block.t - 0.02), "room")  # fmt: skip
    site.box(Phase.FLOOR, (block.cx, block.y0 - 0.04, block.cz), (block.hx - block.t + 0.06, 0.06,
        block.hz - block.t + 0.06), floor or look.floor, "floor")  # fmt: skip


def passage(site: Site, x: float, z: float, floor: float, half_x: float, half_z: float, height: float = 2.1) -> None:
    """An opening without a door between two rooms."""
    site.cut(Phase.OPENING, "box", (x, floor + height / 2, z), (half_x, height / 2, half_z), "opening")


@dataclass
class Room:
    """Free floor of one storey: the inner rectangle and what of it is taken. Places furniture along the walls."""

    site: Site
    x0: float
    x1: float
    z0: float
    z1: float
    floor: float
    high: float = 2.4
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)
    wells: list[Side] = field(default_factory=list)  # walls along which a flight rises through the ceiling

    @classmethod
    def of(cls, site: Site, block: Block, floor: float, high: float = 2.4) -> Room:
        """The inside of a block at that floor."""
        return cls(site, block.cx - block.hx + block.t, block.cx + block.hx - block.t, block.cz - block.hz + block.t,
            block.cz + block.hz - block.t, floor, high)  # fmt: skip

    def reserve(self, x0: float, x1: float, z0: float, z1: float) -> None:
        """Keep a rectangle free."""
        self.taken.append((min(x0, x1), max(x0, x1), min(z0, z1), max(z0, z1)))

    def door(self, side: Side, along: float = 0.0, deep: float = 1.3, half: float = 0.75) -> None:
        """Keep the way in front of a door free; along: its place in world metres on the wall's axis."""
        if side == "front":
            self.reserve(along - half, along + half, self.z0, self.z0 + deep)
        elif side == "back":
            self.reserve(along - half, along + half, self.z1 - deep, self.z1)
        elif side == "left":
            self.reserve(self.x0, self.x0 + deep, along - half, along + half)
        else:
            self.reserve(self.x1 - deep, self.x1, along - half, along + half)

    def free(self, x: float, z: float, hx: float, hz: float, gap: float = 0.0) -> bool:
        """Whether a rectangle (inflated by gap) is inside and touches nothing taken."""
        if x - hx < self.x0 - 0.03 or x + hx > self.x1 + 0.03 or z - hz < self.z0 - 0.03 or z + hz > self.z1 + 0.03:
            return False
        return all(x + hx + gap <= a or x - hx - gap >= b or z + hz + gap <= c or z - hz - gap >= d for a, b, c,
            d in self.taken)  # fmt: skip

    def place(
        self,
        wide: float,
        deep: float,
        sides: tuple[Side, ...] = ("back", "left", "right", "front"),
        gap: float = 0.05,
        corner: bool = False,
    ) -> tuple[float, float, float, float, Side] | None:
        """A place against a wall: x, z, half-extent x, half-extent z, side; None when nothing is free. Takes it."""
        rng = self.site.rng
        order = [sides[int(i)] for i in rng.permutation(len(sides))]
        for side in order:
            along_x = side in ("front", "back")
            low, high = (self.x0, self.x1) if along_x else (self.z0, self.z1)
            span = high - low - wide
            if span < 0:
                continue
            tries = [0.0, 1.0] if corner else [float(rng.random()) for _ in range(4)] + [0.0, 1.0]
            for share in tries:
                u = low + wide / 2 + span * share
                if along_x:
                    x, z = u, (self.z0 + deep / 2 if side == "front" else self.z1 - deep / 2)
                    hx, hz = wide / 2, deep / 2
                else:
                    x, z = (self.x0 + deep / 2 if side == "left" else self.x1 - deep / 2), u
                    hx, hz = deep / 2, wide / 2
                if self.free(x, z, hx, hz, gap):
                    self.reserve(x - hx, x + hx, z - hz, z + hz)
                    return x, z, hx, hz, side
        return None

    # -- furniture ------------------------------------------------------------------------------------------------
    def hearth(self, sides: tuple[Side, ...] = ("left", "right", "back")) -> tuple[float, float, Side] | None:
        """A fireplace: stone breast, dark mouth with a fire in it. Returns its middle and wall."""
        spot = self.place(1.5, 0.6, sides)
        if spot is None:
            return None
        x, z, hx, hz, side = spot
        site, y = self.site, self.floor
        dx, dz = _off(side)
        stone = site.look.stone
        site.box(Phase.INSIDE, (x - dx * 0.06, y + self.high / 2, z - dz * 0.06), (hx - 0.06 * abs(dx), self.high / 2,
            hz - 0.06 * abs(dz)), stone, "hearth", taper=(0.8, 0.8))  # fmt: skip
        ax, az = (0.5, 0.06) if dz else (0.06, 0.5)
        reach = 0.3
        site.box(Phase.INSIDE, (x + dx * (reach - 0.05), y + 0.46, z + dz * (reach - 0.05)), (ax, 0.42, az), ("iron",
            0 * 64 + 8 + 1), "hearth", spare=1)  # fmt: skip
        site.add(Phase.INSIDE, "ellipsoid", (x + dx * 0.28, y + 0.26, z + dz * 0.28), (0.26 if dz else 0.14, 0.24,
            0.14 if dz else 0.26), ("light", FIRE), "lamp", light=Light(FIRE, 4.0))  # fmt: skip
        site.box(Phase.INSIDE, (x + dx * 0.3, y + 1.04, z + dz * 0.3), (ax + 0.2 if dz else 0.16, 0.06,
            0.16 if dz else az + 0.2), WOOD, "shelf", spare=1)  # fmt: skip
        return x, z, side

    def table(self, seats: bool = True, laid: bool = True, wide: float = 1.4) -> bool:
        """A table in the free middle of the room with benches; False when there is no room."""
        rng = self.site.rng
        site, y = self.site, self.floor
        need = 0.72
        for _ in range(12):
            turned = bool(rng.random() < 0.5)
            hx, hz = (wide / 2, 0.42) if not turned else (0.42, wide / 2)
            ox, oz = (hx, hz + 0.4) if not turned else (hx + 0.4, hz)
            room_x, room_z = self.x1 - self.x0 - 2 * ox, self.z1 - self.z0 - 2 * oz
            if room_x < 0.1 or room_z < 0.1:
                continue
            x = self.x0 + ox + room_x * float(rng.random())
            z = self.z0 + oz + room_z * float(rng.random())
            if not self.free(x, z, ox, oz, 0.0) or not self._passable(x, z, ox, oz, need):
                continue
            self.reserve(x - ox, x + ox, z - oz, z + oz)
            # what stands below is noted first: when parts must go, the last ones go first
            site.box(Phase.INSIDE, (x, y + 0.36, z), (hx * 0.55, 0.37, hz * 0.4), DARK, "table", spare=1)
            site.box(Phase.INSIDE, (x, y + 0.76, z), (hx, 0.05, hz), WOOD, "table", spare=1)
            if seats:
                step = (0.0, 0.0, 2 * (hz + 0.24)) if not turned else (2 * (hx + 0.24), 0.0, 0.0)
                first = (x, y + 0.23, z - hz - 0.24) if not turned else (x - hx - 0.24, y + 0.23, z)
                size = (hx * 0.8, 0.23, 0.15) if not turned else (0.15, 0.23, hz * 0.8)
                site.box(Phase.INSIDE, first, size, WOOD, "seat", array=Array(2, step), spare=1)
            if laid:
                step = (hx * 0.8, 0.0, 0.0) if not turned else (0.0, 0.0, hz * 0.8)
                site.add(Phase.INSIDE, "cylinder", (x - step[0] / 2, y + 0.86, z - step[2] / 2), (0.1, 0.06, 0.1),
                    ("paint", int(site.rng.choice([511, 438, 300, 145]))), "goods", array=Array(2, step), taper=(1.0,
                    1.0), spare=2)  # fmt: skip
            return True
        return False

    def _passable(self, x: float, z: float, hx: float, hz: float, need: float) -> bool:
        """Whether one can still walk round it: enough air to walls and to what is taken, or none at all needed."""
        gaps = (x - hx - self.x0, self.x1 - x - hx, z - hz - self.z0, self.z1 - z - hz)
        if sum(g >= need for g in gaps) < 3:
            return False
        return all(x + hx + 0.05 <= a or x - hx - 0.05 >= b or z + hz + 0.05 <= c or z - hz - 0.05 >= d for a, b, c,
            d in self.taken)  # fmt: skip

    def bed(self) -> bool:
        """A bed with a blanket, unmade, and a pillow."""
        spot = self.place(1.1, 2.0, corner=True) or self.place(2.0, 1.1, corner=True)
        if spot is None:
            return False
        x, z, hx, hz, _ = spot
        site, y = self.site, self.floor
        site.box(Phase.INSIDE, (x, y + 0.2, z), (hx, 0.2, hz), WOOD, "bed")
        long_x = hx > hz
        shift = 0.26
        site.box(Phase.INSIDE, (x + (shift if long_x else 0.02), y + 0.46, z + (0.02 if long_x else -shift)),
            (hx - 0.28 if long_x else hx - 0.02, 0.08, hz - 0.02 if long_x else hz - 0.28), ("cloth", site.look.accent),
            "bed", bevel=0.05)  # fmt: skip
        site.box(Phase.INSIDE, (x - (hx - 0.26 if long_x else 0), y + 0.48, z + (0 if long_x else hz - 0.26)),
            (0.18 if long_x else 0.34, 0.08, 0.34 if long_x else 0.18), ("cloth", 7 * 64 + 7 * 8 + 6), "bed",
            bevel=0.05, spare=2)  # fmt: skip
        return True

    def shelf(self, goods: bool = True, wide: float = 1.2) -> bool:
        """Shelves with things on them."""
        spot = self.place(wide, 0.36)
        if spot is None:
            return False
        x, z, hx, hz, side = spot
        site, y = self.site, self.floor
        rows = Array(4, (0, 0.46, 0))
        step = (2 * hx - 0.08, 0, 0) if side in ("front", "back") else (0, 0, 2 * hz - 0.08)
        first = (x - step[0] / 2, y + 0.9, z - step[2] / 2)
        site.box(Phase.INSIDE, first, (0.04 if step[0] else hx, 0.9, hz if step[0] else 0.04), DARK, "shelf",
            array=Array(2, step), spare=1)  # fmt: skip
        site.box(Phase.INSIDE, (x, y + 0.3, z), (hx, 0.03, hz), WOOD, "shelf", array=rows, spare=1)
        if goods:
            along = (0.3, 0.46, 0.0) if step[0] else (0.0, 0.46, 0.3)
            start = (x - 0.3 if step[0] else x, y + 0.46, z if step[0] else z - 0.3)
            site.add(Phase.INSIDE, "cylinder", start, (0.1, 0.13, 0.1), ("paint", site.look.accent), "goods",
                array=Array(3, along), spare=2)  # fmt: skip
        return True

    def counter(self, wide: float = 2.0) -> bool:
        """A counter that stands free of the wall by a man's width, with things on it."""
        spot = self.place(wide, 1.4, ("back", "left", "right"))
        if spot is None:
            return False
        x, z, hx, hz, side = spot
        site, y = self.site, self.floor
        dx, dz = _off(side)
        cx, cz = x + dx * (hx - 0.3 if dx else 0), z + dz * (hz - 0.3 if dz else 0)
        size = (0.3, 0.5, hz - 0.1) if dx else (hx - 0.1, 0.5, 0.3)
        site.box(Phase.INSIDE, (cx, y + 0.5, cz), size, WOOD, "counter")
        site.box(Phase.INSIDE, (cx, y + 1.03, cz), (size[0] + 0.05, 0.04, size[2] + 0.05), DARK, "counter", spare=1)
        site.add(Phase.INSIDE, "cylinder", (cx - size[0] * 0.5, y + 1.2, cz - size[2] * 0.5), (0.1, 0.14, 0.1),
            ("paint", site.look.accent), "goods", array=Array(3, (size[0] * 0.5 if dz else 0, 0,
            size[2] * 0.5 if dx else 0)), spare=2)  # fmt: skip
        return True

    def container(self, kind: Literal["barrel", "chest", "crate", "sack"] = "barrel", count: int = 1) -> bool:
        """Barrels, chests or crates against a wall."""
        spot = self.place(0.7 * count, 0.7, corner=True) or self.place(0.7 * count, 0.7)
        if spot is None:
            return False
        x, z, _, _, side = spot
        site, y = self.site, self.floor
        step = (0.7, 0, 0) if side in ("front", "back") else (0, 0, 0.7)
        row = Array(count, step) if count > 1 else None
        first = (x - step[0] * (count - 1) / 2, z - step[2] * (count - 1) / 2)
        if kind == "barrel":
            site.add(Phase.INSIDE, "cylinder", (first[0], y + 0.4, first[1]), (0.29, 0.4, 0.29), WOOD, "container",
                array=row, sides=10, spare=2)  # fmt: skip
        elif kind == "sack":
            site.add(Phase.INSIDE, "blob", (first[0], y + 0.3, first[1]), (0.28, 0.34, 0.26), ("cloth",
                6 * 64 + 5 * 8 + 3), "container", array=row, seed=3, spare=2)  # fmt: skip
        else:
            high = 0.28 if kind == "chest" else 0.32
            site.box(Phase.INSIDE, (first[0], y + high, first[1]), (0.32, high, 0.32),
                DARK if kind == "chest" else WOOD, "container", array=row, bevel=0.03, spare=2)  # fmt: skip
        return True

    def rug(self, round_: bool = False) -> None:
        """A rug in the middle; one may walk on it."""
        site = self.site
        x, z = (self.x0 + self.x1) / 2, (self.z0 + self.z1) / 2
        wide, deep = min(1.3, (self.x1 - self.x0) * 0.28), min(0.9, (self.z1 - self.z0) * 0.26)
        kind: Literal["box", "cylinder"] = "cylinder" if round_ else "box"
        site.add(Phase.INSIDE, kind, (x, self.floor + 0.02, z), (wide, 0.02, deep), ("cloth", site.look.accent), "rug",
            spare=2)  # fmt: skip

    def ceiling_beams(self, count: int = 3) -> None:
        """Beams below the ceiling."""
        if "left" in self.wells or "right" in self.wells:
            return
        pitch = (self.x1 - self.x0) / count
        low = self.z0 + (1.1 if "front" in self.wells else -0.04)  # no beam across a stair
        high = self.z1 - (1.1 if "back" in self.wells else -0.04)
        self.site.box(Phase.INSIDE, (self.x0 + pitch / 2, self.floor + self.high - 0.1, (low + high) / 2), (0.08,
            0.1, (high - low) / 2), self.site.timber, "beam", array=Array(count, (pitch, 0, 0)),
            spare=1)  # fmt: skip

    def hang_lamp(self) -> None:
        """A lamp from the ceiling's middle."""
        site = self.site
        x, z = (self.x0 + self.x1) / 2, (self.z0 + self.z1) / 2
        site.box(Phase.INSIDE, (x, self.floor + self.high - 0.08, z), (0.14, 0.24, 0.14), ("light", site.look.lamp),
            "lamp", light=Light(site.look.lamp, 4.0), taper=(0.5, 0.5), spare=1)  # fmt: skip


def _off(side: Side) -> tuple[int, int]:
    """The direction that leads away from a wall into the room."""
    return {"front": (0, 1), "back": (0, -1), "left": (1, 0), "right": (-1, 0)}[side]


def flight(
    site: Site,
    lower: Room,
    upper: Room | None,
    side: Side,
    rise: float,
    *,
    towards: int = 1,
    width: float = 0.9,
    start: float | None = None,
    slab: float = SLAB,
    railing: bool = True,
) -> None:
    """Stairs along a wall from one floor to the next, the hole above them, a railing round it; keeps the ways free.

    side: wall they run along; towards: +1 they rise to +x (or +z), -1 the other way. start: foot on that axis.
    """
    along_x = side in ("front", "back")
    low, high = (lower.x0, lower.x1) if along_x else (lower.z0, lower.z1)
    span = high - low
    run = min(rise * 1.3, span - 1.8)
    run = max(run, rise * 0.8)
    if start is None:
        start = low + 0.9 if towards > 0 else high - 0.9
        if span - run > 2.0:  # keep as close to the corner as the way to its foot allows
            start = low + span - 0.95 - run if towards > 0 else high - span + 0.95 + run
    end = start + towards * run
    mid = (start + end) / 2
    lateral = {"front": lower.z0 + width / 2, "back": lower.z1 - width / 2, "left": lower.x0 + width / 2,
        "right": lower.x1 - width / 2}[side]  # fmt: skip
    y = lower.floor
    centre = (mid, y + rise / 2, lateral) if along_x else (lateral, y + rise / 2, mid)
    yaw = (90 if towards > 0 else 270) if along_x else (0 if towards > 0 else 180)
    site.add(Phase.STAIR, "stairs", centre, (width / 2, rise / 2, run / 2), WOOD, "stair", rotation=(yaw, 0, 0))

    def claim(room: Room, a: float, b: float, deep: float) -> None:
        inward = {"front": (lower.z0, lower.z0 + deep), "back": (lower.z1 - deep, lower.z1), "left": (lower.x0,
            lower.x0 + deep), "right": (lower.x1 - deep, lower.x1)}[side]  # fmt: skip
        if along_x:
            room.reserve(a, b, *inward)
        else:
            room.reserve(*inward, a, b)

    lower.wells.append(side)
    claim(lower, start, end, width + 0.06)
    claim(lower, start - towards * 1.1, start, width + 0.3)
    # the well: from where a head of 2 m would touch the ceiling up to the last step
    clear = max(0.0, (rise - slab - 2.3) / rise * run - 0.4)
    a, b = start + towards * clear, end
    well = (abs(b - a) / 2, slab / 2 + 0.14, width / 2 + 0.04)
    inset = {"front": 0.04, "back": -0.04, "left": 0.04, "right": -0.04}[side] * 0.5
    place = (((a + b) / 2, y + rise - slab / 2, lateral + inset) if along_x else (lateral + inset, y + rise - slab / 2,
        (a + b) / 2))  # fmt: skip
    site.cut(Phase.WELL, "box", place, well if along_x else (well[2], well[1], well[0]), "stair")
    if upper is None:
        return
    claim(upper, a, b, width + 0.12)
    claim(upper, end, end + towards * 1.0, width + 0.4)
    if railing:
        rail = {"front": lower.z0 + width + 0.08, "back": lower.z1 - width - 0.08, "left": lower.x0 + width + 0.08,
            "right": lower.x1 - width - 0.08}[side]  # fmt: skip
        half = abs(b - a) / 2 - 0.06
        middle = (a + b) / 2 - towards * 0.06
        posts = max(2, int(half * 2 / 0.36) + 1)
        pitch = 2 * (half - 0.04) / (posts - 1)
        top = y + rise
        if along_x:
            site.box(Phase.STAIR, (middle, top + 0.9, rail), (half, 0.04, 0.05), site.timber, "railing")
            site.box(Phase.STAIR, (middle - half + 0.04, top + 0.44, rail), (0.03, 0.46, 0.03), site.timber, "railing",
                array=Array(min(24, posts), (pitch, 0, 0)))  # fmt: skip
        else:
            site.box(Phase.STAIR, (rail, top + 0.9, middle), (0.05, 0.04, half), site.timber, "railing")
            site.box(Phase.STAIR, (rail, top + 0.44, middle - half + 0.04), (0.03, 0.46, 0.03), site.timber, "railing",
                array=Array(min(24, posts), (0, 0, pitch)))  # fmt: skip


def storey_floor(site: Site, block: Block, y: float, paint: Paint | None = None, slab: float = SLAB) -> None:
    """A floor between two storeys; y: its upper face."""
    site.box(Phase.FLOOR, (block.cx, y - slab / 2, block.cz), (block.hx - block.t + 0.06, slab / 2,
        block.hz - block.t + 0.06), paint or site.look.floor, "floor")  # fmt: skip

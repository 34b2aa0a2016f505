"""Ways up in towers: spiral stairs of arrayed steps, round floors with wells, ladders, battlements to look over."""

from __future__ import annotations

from math import cos, radians, sin

from nacre.parts.language import Array
from nacre.teacher.grammar.buildings.interior import WOOD, Room, flight, storey_floor
from nacre.teacher.grammar.buildings.palette import Paint
from nacre.teacher.grammar.buildings.site import Block, Phase, Side, Site

TURN = 15  # degrees from step to step
RISE = 0.2


def polar(radius: float, degrees: float, height: float) -> tuple[float, float, float]:
    """A point by angle: 0 at +x, 90 at -z (the front), as positive yaw turns."""
    return radius * cos(radians(degrees)), height, -radius * sin(radians(degrees))


class Spiral:
    """A spiral stair along the inside of a round tower about the vertical axis."""

    def __init__(self, site: Site, foot: float, start: int = 150, width: float = 0.9) -> None:
        self.site, self.foot, self.start, self.width = site, foot, start, width

    def steps(self, low: float, high: float, radius: float, paint: Paint = WOOD, *, landing: bool = True) -> None:
        """Steps from one floor to the next (arrays of at most 24); radius: where they end outwards.

        landing: one steps from the first ones onto a floor, so that they have no rail.
        """
        first, last = round((low - self.foot) / RISE), round((high - self.foot) / RISE)
        reach, k = radius - self.width / 2, first
        while k < last:
            count = min(24, last - k)
            self._row(k, count, (reach, -0.11), (self.width / 2 + 0.06, 0.11, radius * 0.15), paint, "stair", 0)
            open_ = 5 if landing and k == first else 0
            if count > open_:
                self._row(k + open_, count - open_, (reach - self.width / 2, 0.4), (0.04, 0.5, 0.04), self.site.timber,
                    "railing", 1)  # fmt: skip
            k += count

    def _row(
        self,
        first: int,
        count: int,
        place: tuple[float, float],
        half: tuple[float, float, float],
        paint: Paint,
        role: str,
        spare: int,
    ) -> None:
        """The same box at `count` steps from step `first` on; place: radius, height above the tread."""
        angle = (self.start + first * TURN) % 360
        array = Array(count, (0, RISE, 0), TURN) if count > 1 else None
        height = self.foot + (first + 1) * RISE + place[1]
        self.site.box(Phase.STAIR, polar(place[0], angle, height), half, paint, role, rotation=(angle, 0, 0),
            array=array, spare=spare)  # fmt: skip

    def floor(
        self, y: float, radius: float, paint: Paint, half: float = 0.1, sides: int = 12, outer: float | None = None
    ) -> None:
        """A round floor with its upper face at y and the well through which the stair comes up.

        outer: where the steps end outwards (None: at the floor's edge).
        """
        site = self.site
        site.add(Phase.FLOOR, "cylinder", (0, y - half, 0), (radius, half, radius), paint, "floor", sides=sides)
        outer = outer or radius
        span = min(20, round((2.2 + 2 * half) / RISE) + 1)  # steps on which a head would touch it
        last = round((y - self.foot) / RISE) - 1
        angle = (self.start + (last - span + 1) * TURN) % 360
        site.cut(Phase.WELL, "box", polar(outer - self.width / 2 - 0.05, angle, y - half), (self.width / 2 + 0.12,
            half + 0.12, outer * 0.16), "stair", rotation=(angle, 0, 0), array=Array(span, (0, 0, 0),
            TURN))  # fmt: skip


def ring(
    site: Site,
    radius: float,
    y: float,
    high: float,
    deep: float,
    count: int,
    paint: Paint,
    role: str,
    *,
    share: float = 1.0,
    offset: int = 0,
    phase: Phase = Phase.DETAIL,
    spare: int = 0,
    bevel: float = 0.0,
) -> None:
    """Boxes in a ring; share: share of the circle they cover (1: a closed rail, 0.5: battlements);
    360 / count is a multiple of 5.
    """
    turn = 360 // count
    half = radius * sin(radians(turn / 2)) / cos(radians(turn / 2)) * share
    site.box(phase, polar(radius, offset, y + high / 2), (deep / 2, high / 2, half), paint, role, rotation=(offset, 0,
        0), array=Array(count, (0, 0, 0), turn), spare=spare, bevel=bevel)  # fmt: skip


def battlements(site: Site, block: Block, y: float, paint: Paint, *, high: float = 0.9, thick: float = 0.36) -> None:
    """A parapet with merlons round the top of a block (6 parts)."""
    over = 0.08
    low = high * 0.5
    pairs: tuple[tuple[Side, Side], ...] = (("front", "back"), ("left", "right"))
    for side, opposite in pairs:
        face = block.face(side)
        length = face.half + over
        site.box(Phase.ROOF, face.at(0, y + low / 2, over - thick / 2), face.size(length, low / 2, thick / 2), paint,
            "wall", array=block.twice())  # fmt: skip
        count = max(3, round(length * 2 / 1.15))
        pitch = (length * 2 - 0.6) / (count - 1)
        for turned in (False, True):
            other = block.face(opposite) if turned else face
            site.box(Phase.ROOF, other.at(-length + 0.3, y + low + high * 0.25, over - thick / 2), other.size(0.3,
                high * 0.25, thick / 2), paint, "battlement", array=Array(count, other.step(pitch)),
                bevel=0.03)  # fmt: skip


def storeys_by_flights(
    site: Site,
    block: Block,
    floors: list[float],
    *,
    sides: tuple[Side, Side] = ("right", "left"),
    paint: Paint | None = None,
    slab: float = 0.18,
) -> list[Room]:
    """Floors at the given heights (the first one lies already) and flights between them on alternate walls."""
    rooms = [Room.of(site, block, y, (floors[i + 1] if i + 1 < len(floors) else y + 2.6) - y - 0.22) for i,
        y in enumerate(floors)]  # fmt: skip
    for k in range(len(floors) - 1):
        storey_floor(site, block, floors[k + 1], paint, slab)
        flight(site, rooms[k], rooms[k + 1], sides[k % 2], floors[k + 1] - floors[k], towards=1 if k % 2 == 0 else -1,
            slab=slab)  # fmt: skip
    return rooms


def ladder_up(
    site: Site, x: float, z: float, low: float, high: float, side: Side = "back", wide: float = 0.5, slab: float = 0.2
) -> None:
    """A ladder against a wall and a hatch above it; x, z: middle of the ladder, close to the wall on that side."""
    yaw = 0 if side in ("front", "back") else 90
    site.add(Phase.STAIR, "ladder", (x, (low + high + 0.5) / 2, z), (wide / 2, (high + 0.5 - low) / 2, 0.05), WOOD,
        "ladder", rotation=(yaw, 0, 0))  # fmt: skip
    dx, dz = {"front": (0.0, 0.36), "back": (0.0, -0.36), "left": (0.36, 0.0), "right": (-0.36, 0.0)}[side]
    site.cut(Phase.WELL, "box", (x + dx, high - slab / 2, z + dz), (0.48, slab / 2 + 0.12, 0.48), "ladder")

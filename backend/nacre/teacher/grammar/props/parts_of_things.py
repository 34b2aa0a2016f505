"""Pieces that several props share: wheels, flags, chests, boards with a point."""

from __future__ import annotations

from math import cos, radians, sin
from typing import Final

from nacre.parts.language import Array, Joint, Vector
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import Maker, Wish, shade

THEMES: Final = {"village": 0.6, "coast": 0.1, "north": 0.1, "west": 0.1, "spooky": 0.05, "candy": 0.05}


def wood_colour(w: Wish, slot: str, theme: str = "village", condition: str = "worn") -> int:
    """The colour of something wooden."""
    if theme == "candy":
        return w.colour(slot, p.CANDY)
    return w.colour(slot, p.WOOD_OLD if condition == "ruined" else (0o222, 0o332,
        0o333) if theme == "spooky" else p.WOOD)  # fmt: skip


def wheels(m: Maker, x: float, z: float, r: float, wide: float, wood: int, iron: int, spokes: int = 4) -> None:
    """A pair of spoked wheels at -x and x, their axle along x. They come before all else: a cut is in them."""
    pair = Array(2, step=(2 * x, 0.0, 0.0))
    m.add("cylinder", (-x, r, z), (r, wide * 0.42, r), "iron", iron, "wheel", rotation=(0, 0, 90), sides=14, array=pair)
    m.add("cylinder", (-x, r, z), (r * 0.95, wide / 2, r * 0.95), "timber", wood, "wheel", rotation=(0, 0, 90),
        sides=14, array=pair)  # fmt: skip
    m.add("cylinder", (0, r, z), (r * 0.76, x + wide, r * 0.76), "timber", wood, "opening", op="cut", rotation=(0, 0,
        90), sides=14)  # fmt: skip
    for k in range(spokes):
        m.add("box", (-x, r, z), (wide * 0.28, r * 0.86, wide * 0.32), "timber", wood, "wheel", rotation=(0,
            k * 180 // spokes, 0), array=pair)  # fmt: skip
    m.add("cylinder", (-x, r, z), (r * 0.2, wide * 0.8, r * 0.2), "timber", shade(wood, -1), "wheel", rotation=(0, 0,
        90), sides=8, array=pair)  # fmt: skip
    m.add("cylinder", (0, r, z), (0.05, x, 0.05), "iron", iron, "axle", rotation=(0, 0, 90), sides=6)


def waving(
    m: Maker,
    x: float,
    y: float,
    z: float,
    long: float,
    tall: float,
    colour: int,
    role: str,
    second: int | None = None,
    pieces: int = 3,
) -> None:
    """A cloth that flies towards +x from (x, y, z), the upper corner at the pole, in `pieces` that swing to and fro."""
    at = (x, z)
    for k in range(pieces):
        yaw = (10, -15, 15, -10)[k % 4]
        step = long / pieces
        end = (at[0] + cos(radians(yaw)) * step, at[1] - sin(radians(yaw)) * step)
        middle = ((at[0] + end[0]) / 2, y - tall / 2 - 0.04 * k, (at[1] + end[1]) / 2)
        m.add("box", middle, (step / 2 + 0.02, tall / 2 * (1 - 0.06 * k), 0.02), "cloth", colour, role, rotation=(yaw,
            0, 0))  # fmt: skip
        if second is not None:
            m.add("box", middle, (step / 2 + 0.02, tall / 7, 0.03), "cloth", second, "ornament", rotation=(yaw, 0, 0))
        at = end


def pointer(m: Maker, post: Vector, yaw: int, long: float, tall: float, colour: int, role: str = "sign") -> None:
    """A board that points away from the middle at `yaw` degrees (0: towards +z), its tip cut to an arrow."""
    d = (sin(radians(yaw)), cos(radians(yaw)))
    back = (post[0] - d[0] * long * 0.22, post[1], post[2] - d[1] * long * 0.22)
    neck = (post[0] + d[0] * long * 0.62, post[1], post[2] + d[1] * long * 0.62)
    tip = (post[0] + d[0] * long * 0.8, post[1], post[2] + d[1] * long * 0.8)
    m.plank(back, neck, 0.05, tall, "planks", colour, role)
    m.plank(neck, tip, 0.05, tall, "planks", colour, role, taper=(1.0, 0.1))


def chest_box(
    m: Maker, x: float, z: float, wide: float, deep: float, tall: float, wood: int, iron: int, open_by: int
) -> float:
    """A chest with a round lid hung at the back; open_by degrees, 0 is shut. Returns the height of its rim."""
    m.add("box", (x, tall / 2, z), (wide / 2, tall / 2, deep / 2), "planks", wood, "container", bevel=0.02)
    for dx in (-0.36, 0.36):
        m.add("box", (x + dx * wide, tall / 2, z), (0.05, tall / 2 + 0.01, deep / 2 + 0.02), "iron", iron, "detail")
    m.add("box", (x, 0.05, z), (wide / 2 + 0.02, 0.05, deep / 2 + 0.02), "timber", shade(wood, -1), "foundation")
    m.add("box", (x, tall - 0.04, z), (wide / 2 + 0.02, 0.04, deep / 2 + 0.02), "iron", iron, "detail")
    back = z + deep / 2
    joint = Joint("hinge", (x, tall, back), "x", -open_by if open_by else -100.0, 100.0 if open_by else 0.0)
    # the lid is drawn turned back about its hinge by open_by
    a = radians(open_by)
    dy, dz = deep / 2 * sin(a), -deep / 2 * cos(a)
    if open_by:
        at = (x, tall + dy + 0.1 * cos(a), back + dz + 0.1 * sin(a))
        lid = m.add("box", at, (wide / 2, 0.1, deep / 2), "planks", wood, "container", rotation=(0, open_by, 0),
            taper=(1.0, 0.7), joint=joint)  # fmt: skip
    else:
        half = (deep * 0.34, wide / 2, deep / 2)
        lid = m.add("cylinder", (x, tall, z), half, "planks", wood, "container", rotation=(0, 0, 90), sides=12,
            joint=joint)  # fmt: skip
    for sx in (-0.36, 0.36):
        if open_by == 0:
            m.add("cylinder", (x + sx * wide, tall, z), (deep * 0.34 + 0.02, 0.05, deep / 2 + 0.02), "iron", iron,
                "detail", rotation=(0, 0, 90), sides=12, parent=lid)  # fmt: skip
        else:
            m.add("box", (x + sx * wide, tall + dy + 0.1 * cos(a), back + dz + 0.1 * sin(a)), (0.05, 0.12,
                deep / 2 + 0.02), "iron", iron, "detail", rotation=(0, open_by, 0), taper=(1.0, 0.7),
                parent=lid)  # fmt: skip
    m.add("box", (x, tall - 0.04, z - deep / 2 - 0.02), (0.08, 0.1, 0.04), "gold", 0o641, "handle", bevel=0.01)
    return tall

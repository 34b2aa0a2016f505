"""Tents one can look into, and a snowman."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, around, shade
from nacre.teacher.grammar.props.parts_of_things import waving
from nacre.teacher.grammar.registry import grammar


@grammar("tent")
def tent(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A ridge tent, a round pavilion with stripes and a flag, a tipi or a yurt; open to the front, a bed inside."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.4, "desert": 0.2, "west": 0.15, "north": 0.15, "ancient": 0.1})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.06)
    cloth = w.colour("primary", {"west": (0o765, 0o654), "north": (0o665, 0o543)}.get(theme, (0o765, 0o612, 0o135,
        0o254, 0o641, 0o654)))  # fmt: skip
    second = w.colour("secondary", (0o612, 0o145, 0o777, 0o641, 0o321))
    form = {"west": "tipi", "north": m.one(("yurt", "tipi")), "village": m.one(("ridge", "pavilion")),
        "ancient": "pavilion"}.get(theme, m.one(("ridge", "pavilion", "ridge")))  # fmt: skip
    {"ridge": _ridge, "pavilion": _pavilion, "tipi": _tipi, "yurt": _yurt}[form](m, w, cloth, second,
        condition == "ruined", snow)  # fmt: skip
    return w.result(m.program())


def _bed(m: Maker, w: Wish, z: float, x: float = 0.0) -> None:
    """A bedroll with a pillow, and a lantern that is lit."""
    blanket = w.colour("accent", p.CLOTH)
    m.add("box", (x, 0.1, z), (0.42, 0.1, 0.85), "cloth", blanket, "bed", bevel=0.06)
    m.add("box", (x, 0.22, z + 0.62), (0.32, 0.08, 0.18), "cloth", 0o777, "bed", bevel=0.05)
    m.add("box", (x, 0.2, z - 0.45), (0.44, 0.04, 0.14), "cloth", shade(blanket, 1), "bed", bevel=0.02)
    m.add("cylinder", (x + 0.72, 0.14, z - 0.3), (0.1, 0.14, 0.1), "light", 0o753, "lamp", sides=6, light=Light(0o753,
        4.0))  # fmt: skip
    m.add("cylinder", (x + 0.72, 0.31, z - 0.3), (0.14, 0.06, 0.14), "iron", 0o222, "lamp", sides=6, taper=(0.3, 0.3))


def _ridge(m: Maker, w: Wish, cloth: int, second: int, torn: bool, snow: bool) -> None:
    half, tall, long = m.u(1.3, 1.6), m.u(2.0, 2.4), m.u(1.5, 1.9)
    for side in (-1, 1):
        m.plank((side * half, -0.04, 0), (side * 0.03, tall, 0), 2 * long, 0.06, "cloth", cloth, "roof", roll=90)
        m.plank((side * (half + 0.02), 0.0, 0), (side * (half * 0.78), tall * 0.22, 0), 2 * long + 0.06, 0.07,
            "cloth", second, "ornament")  # fmt: skip
    m.add("prism", (0, tall / 2 - 0.03, long - 0.06), (0.05, tall / 2, half * 0.96), "cloth", shade(cloth, -1),
        "wall", rotation=(90, 0, 0))  # fmt: skip
    for z in (-long - 0.06, long - 0.2):
        m.rod((0, -0.3, z), (0, tall + 0.14, z), 0.05, "timber", 0o432, "post")
    m.rod((0, tall, -long - 0.22), (0, tall, long + 0.1), 0.05, "timber", 0o432, "beam", sides=6)
    for side in (-1, 1):  # the flaps of the open front, folded back
        if not (torn and side > 0):
            m.plank((side * half * 0.98, 0, -long - 0.04), (side * half * 0.16, tall * 0.86, -long - 0.1), 0.3, 0.05,
                "cloth", shade(cloth, 1), "curtain", taper=(0.3, 1.0))  # fmt: skip
        for z in (-long * 0.8, long * 0.8):
            m.rod((side * (half + 0.75), 0.0, z * 1.1), (side * half * 0.5, tall * 0.5, z), 0.02, "rope", 0o765,
                "rope", sides=4)  # fmt: skip
            m.rod((side * (half + 0.75), -0.12, z * 1.1), (side * (half + 0.8), 0.16, z * 1.1), 0.03, "timber", 0o321,
                "post", sides=5)  # fmt: skip
    m.add("box", (0, 0.02, 0), (half * 0.9, 0.03, long * 0.95), "cloth", 0o432, "rug")
    _bed(m, w, 0.3, -0.3)
    if snow:
        m.add("prism", (0, tall * 0.9, 0), (long * 0.98, tall * 0.16, half * 0.3), "snow", SNOW, "snow", rotation=(90,
            0, 0), bevel=0.04)  # fmt: skip


def _pavilion(m: Maker, w: Wish, cloth: int, second: int, torn: bool, snow: bool) -> None:
    r, wall, count = m.u(1.7, 2.1), m.u(1.5, 1.8), 10
    width = 2 * r * sin(pi / count) + 0.06
    # eight of ten panels: the two at the front are drawn aside
    for k, tone in enumerate((cloth, second)):
        x, _, z = around(r * cos(pi / count), 54 + 36 * k)
        m.add("box", (x, wall / 2, z), (width / 2, wall / 2, 0.03), "cloth", tone, "wall", rotation=(-54 - 36 * k, 0,
            0), array=Array(4, turn=-70))  # fmt: skip
    tall = r * m.u(0.75, 1.0)
    m.add("cylinder", (0, wall + tall / 2, 0), (r * 1.12, tall / 2, r * 1.12), "cloth", cloth, "roof", taper=(0.05,
        0.05), sides=10)  # fmt: skip
    m.ring(r * 0.55, wall + tall * 0.51, (0.16, tall * 0.68, 0.05), 5, "cloth", second, "ornament", rotation=(0,
        round(90 - np.degrees(np.arctan2(tall, r * 1.08)) / 1), 0))  # fmt: skip
    m.add("cylinder", (0, wall - 0.06, 0), (r * 1.12, 0.12, r * 1.12), "cloth", second, "awning", sides=10)
    m.rod((0, -0.2, 0), (0, wall + tall + 0.7, 0), 0.06, "timber", 0o432, "post")
    m.ball((0, wall + tall + 0.74, 0), 0.1, "gold", 0o641, "ornament")
    if not torn:
        waving(m, 0.02, wall + tall + 0.66, 0, 0.9, 0.36, second, "flag", pieces=2)
    for angle in (-34, 34):
        x, _, z = around(r * 0.98, angle)
        m.rod((x, -0.2, z), (x, wall, z), 0.06, "timber", 0o532, "post")
        m.add("box", (x * 1.04, wall * 0.5, z), (0.12, wall * 0.5, 0.08), "cloth", cloth, "curtain", rotation=(-angle,
            0, 0), taper=(0.7, 0.8))  # fmt: skip
        x, _, z = around(r * 1.7, angle * 2)
        m.rod((x, -0.05, z), (x * 0.62, wall, z * 0.62), 0.02, "rope", 0o765, "rope", sides=4)
    m.add("cylinder", (0, 0.02, 0), (r * 0.92, 0.03, r * 0.92), "cloth", w.colour("detail", (0o412, 0o234, 0o543)),
        "rug", sides=10)  # fmt: skip
    _bed(m, w, 0.5, -0.6)
    if snow:
        m.add("cylinder", (0, wall + tall * 0.72, 0), (r * 0.56, tall * 0.28, r * 0.56), "snow", SNOW, "snow",
            taper=(0.05, 0.05), sides=10)  # fmt: skip


def _tipi(m: Maker, w: Wish, cloth: int, second: int, torn: bool, snow: bool) -> None:
    r, tall = m.u(1.5, 1.9), m.u(3.2, 4.0)
    top = tall * 0.86
    # seven of eight panels: the front one is the door
    x, _, z = around(r, 45)
    m.plank((x, -0.06, z), (x * 0.06, top, z * 0.06), r * 0.84, 0.05, "cloth", cloth, "wall", taper=(0.12, 1.0),
        array=Array(7, turn=-45))  # fmt: skip
    for low, high, tone in ((0.02, 0.12, second), (0.42, 0.47, second), (0.5, 0.53, shade(second, -1))):
        a, b = 1 - low, 1 - high
        m.plank((x * a * 1.02, top * low, z * a * 1.02), (x * b * 1.02, top * high, z * b * 1.02), r * 0.84 * a, 0.06,
            "cloth", tone, "ornament", taper=(0.88, 1.0), array=Array(7, turn=-45))  # fmt: skip
    x, _, z = around(r * 0.98, 22)
    m.rod((x, -0.15, z), (-x * 0.16, tall, -z * 0.16), 0.05, "timber", 0o432, "post", array=Array(8, turn=45), sides=5)
    for side in (-1, 1):
        x, _, z = around(r * 1.0, side * 21)
        m.plank((x * 1.02, 0, z), (x * 0.5, top * 0.5, z * 0.52), 0.26, 0.05, "cloth", shade(cloth, -1), "curtain",
            taper=(0.3, 1.0))  # fmt: skip
    m.plank((0, top * 0.58, -r * 0.4), (0, top * 0.98, -r * 0.05), r * 0.3, 0.05, "cloth", cloth, "wall", taper=(0.3,
        1.0))  # fmt: skip
    m.add("cylinder", (0, 0.02, 0), (r * 0.86, 0.03, r * 0.86), "fur", 0o432, "rug", sides=8)
    _bed(m, w, 0.3, -0.35)
    if snow:
        m.lobe((0, top * 0.94, 0), (0.4, 0.3, 0.4), "snow", SNOW, "snow")


def _yurt(m: Maker, w: Wish, cloth: int, second: int, torn: bool, snow: bool) -> None:
    r, wall = m.u(1.8, 2.2), 1.5
    count = 12
    width = 2 * r * sin(pi / count) + 0.08
    x, _, z = around(r * cos(pi / count), 30)
    m.add("box", (x, wall / 2, z), (width / 2, wall / 2, 0.05), "cloth", cloth, "wall", rotation=(-30, 0, 0),
        array=Array(11, turn=-30))  # fmt: skip
    x, _, z = around(r * cos(pi / count) + 0.04, 30)
    for y in (0.35, 1.15):
        m.add("box", (x, y, z), (width / 2 + 0.02, 0.07, 0.05), "cloth", second, "ornament", rotation=(-30, 0, 0),
            array=Array(11, turn=-30))  # fmt: skip
    m.add("cylinder", (0, wall + 0.32, 0), (r * 1.08, 0.34, r * 1.08), "cloth", shade(cloth, 1), "roof", taper=(0.5,
        0.5), sides=12)  # fmt: skip
    m.add("cylinder", (0, wall + 0.8, 0), (r * 0.56, 0.16, r * 0.56), "cloth", cloth, "roof", taper=(0.4, 0.4),
        sides=12)  # fmt: skip
    m.add("cylinder", (0, wall + 0.98, 0), (0.36, 0.06, 0.36), "timber", second, "ornament", sides=10)
    m.add("cylinder", (0, wall - 0.02, 0), (r * 1.09, 0.07, r * 1.09), "rope", second, "rope", sides=12)
    for side in (-1, 1):
        m.add("box", (side * 0.46, wall / 2, -r + 0.02), (0.07, wall / 2, 0.09), "timber", second, "frame", bevel=0.02)
    m.add("box", (0, wall - 0.06, -r + 0.02), (0.54, 0.08, 0.1), "timber", second, "frame", bevel=0.02)
    m.add("box", (-0.72, wall * 0.47, -r - 0.28), (0.03, wall * 0.45, 0.34), "planks", shade(second, -1), "door",
        rotation=(-10, 0, 0))  # fmt: skip
    m.add("cylinder", (0.8, wall + 1.0, 0.3), (0.1, 0.5, 0.1), "iron", 0o222, "chimney", sides=8)
    m.add("cylinder", (0, 0.02, 0), (r * 0.94, 0.03, r * 0.94), "cloth", 0o412, "rug", sides=12)
    _bed(m, w, 0.4, -0.5)
    if snow:
        m.add("cylinder", (0, wall + 0.66, 0), (r * 0.84, 0.24, r * 0.84), "snow", SNOW, "snow", taper=(0.5, 0.5),
            sides=12)  # fmt: skip


@grammar("snowman")
def snowman(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Three balls, coal eyes, a carrot, stick arms; a hat, bucket or cap, a scarf that hangs down, a broom."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.colour("primary", (0o777, 0o777, 0o677))
    scarf = w.colour("secondary", (0o611, 0o145, 0o254, 0o750))
    hat = w.colour("accent", (0o111, 0o222, 0o611, 0o412))
    r = m.u(0.46, 0.56)
    drop = 0.84 if condition == "ruined" else 1.0
    body, head = r * 0.74, r * 0.52
    y1 = (r * 1.55) * drop
    y2 = y1 + body * 1.2 * drop
    m.add("ellipsoid", (0, r * 0.8 * drop, 0), (r * (1.15 if drop < 1 else 1), r * 0.9 * drop, r), "snow", snow,
        "torso")  # fmt: skip
    m.add("ellipsoid", (m.u(-0.03, 0.03), y1, 0), (body, body * 0.95 * drop, body), "snow", snow, "torso")
    m.ball((0, y2, 0), head, "snow", snow, "head")
    m.lobe((0, 0.02, 0), (r * 1.5, 0.1, r * 1.4), "snow", snow, "snow")
    for sx in (-1, 1):
        m.ball((sx * head * 0.4, y2 + head * 0.3, -head * 0.84), 0.045, "rock", 0o000, "eye")
    m.add("cylinder", (0, y2, -head - 0.12), (0.05, 0.16, 0.05), "paint", 0o720, "ornament", rotation=(0, -90, 0),
        taper=(0.15, 0.15), sides=6)  # fmt: skip
    for k in range(5):
        a = (k - 2) * 0.32
        m.ball((sin(a) * head * 0.8, y2 - head * (0.5 - 0.08 * (k - 2) ** 2 * 0.6), -head * 0.84 * cos(a) + 0.02),
            0.03, "rock", 0o000, "mouth")  # fmt: skip
    m.ball((0, y1 + body * 0.3, -body * 0.93), 0.05, "rock", 0o000, "detail")
    m.ball((0, y1 - body * 0.15, -body * 0.98), 0.05, "rock", 0o000, "detail")
    m.add("cylinder", (0, y2 - head * 0.78, 0), (head * 0.98, 0.08, head * 0.98), "cloth", scarf, "cloth", sides=12)
    m.add("box", (head * 0.5, y2 - head * 0.78 - 0.2, -head * 0.92), (0.09, 0.24, 0.04), "cloth", scarf, "cloth",
        rotation=(0, 5, 10))  # fmt: skip
    m.add("box", (head * 0.52, y2 - head * 0.78 - 0.4, -head * 0.9), (0.1, 0.04, 0.05), "cloth", shade(scarf, 2),
        "cloth", rotation=(0, 5, 10))  # fmt: skip
    for side in (-1, 1):
        tip = m.rod((side * body * 0.8, y1 + 0.05, 0), (side * (body + 0.6), y1 + m.u(0.1, 0.5), -0.1), 0.03, "bark",
            0o321, "arm_l" if side < 0 else "arm_r", sides=5)  # fmt: skip
        m.rod((tip[0] - side * 0.12, tip[1] - 0.06, tip[2]), (tip[0] + side * 0.06, tip[1] + 0.18, tip[2]), 0.02,
            "bark", 0o321, "detail", sides=4)  # fmt: skip
    top = y2 + head * 0.82
    form = m.one(("hat", "bucket", "cap"))
    if form == "hat":
        m.add("cylinder", (0, top, 0), (head * 1.05, 0.03, head * 1.05), "cloth", hat, "hat", sides=12, rotation=(0,
            m.wobble(5), 5))  # fmt: skip
        m.add("cylinder", (0.0, top + 0.18, 0), (head * 0.66, 0.18, head * 0.66), "cloth", hat, "hat", sides=12,
            rotation=(0, 0, 5))  # fmt: skip
        m.add("cylinder", (0, top + 0.07, 0), (head * 0.69, 0.05, head * 0.69), "cloth", scarf, "hat", sides=12,
            rotation=(0, 0, 5))  # fmt: skip
    elif form == "bucket":
        tin = hat if w.given("accent") else 0o556
        m.add("cylinder", (0, top + 0.12, 0), (head * 0.85, 0.2, head * 0.85), "iron", tin, "hat", sides=12,
            taper=(0.75, 0.75), rotation=(0, 0, 10))  # fmt: skip
        w.settled["accent"] = tin
    else:
        m.add("ellipsoid", (0, top, 0), (head * 0.92, head * 0.62, head * 0.92), "cloth", hat, "hat")
        m.add("cylinder", (0, top - 0.04, 0), (head * 0.98, 0.06, head * 0.98), "fur", 0o777, "hat", sides=12)
        m.ball((0, top + head * 0.68, 0), 0.09, "fur", 0o777, "hat")
    if m.chance(0.4):
        x = body + 0.35
        m.rod((x, -0.05, -0.12), (x, 1.45, -0.06), 0.03, "timber", 0o532, "tool", sides=5)
        m.add("cylinder", (x, 1.55, -0.06), (0.16, 0.18, 0.08), "thatch", 0o642, "tool", rotation=(0, 180, 0),
            taper=(0.35, 0.5), sides=8)  # fmt: skip
    return w.result(m.program())

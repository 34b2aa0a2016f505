"""The candy land: canes, lollipops, the gingerbread house."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import SNOW, Maker, Wish, around, shade
from nacre.teacher.grammar.registry import grammar

STRIPES = (0o711, 0o254, 0o146, 0o726, 0o750)


def cane(m: Maker, x: float, z: float, tall: float, r: float, body: int, stripe: int, yaw: int = 0) -> None:
    """A striped cane whose crook bends to +x (turned by yaw)."""
    c, s = cos(radians(yaw)), -sin(radians(yaw))
    bend = r * 3.6
    straight = tall - bend - r
    m.rod((x, -0.2, z), (x, straight, z), r, "paint", body, "trunk", sides=10)
    count = max(2, round(straight / (r * 3.4)))
    step = straight / count
    m.add("cylinder", (x, step * 0.5, z), (r * 1.05, r * 0.75, r * 1.05), "paint", stripe, "ornament", rotation=(yaw,
        0, 20), sides=10, array=Array(count, step=(0.0, step, 0.0)))  # fmt: skip
    at = (x, straight, z)
    for k in range(5):
        a = radians(180 - (k + 1) * 40)
        goal = (x + c * bend * (1 + cos(a)), straight + bend * sin(a), z + s * bend * (1 + cos(a)))
        m.rod(at, goal, r, "paint", stripe if k % 2 == 0 else body, "trunk", sides=10)
        m.ball(goal, r * 1.0, "paint", stripe if k % 2 else body, "trunk")
        at = goal


@grammar("candy_cane")
def candy_cane(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """One cane or a crossed pair with a bow, and gumdrops at the foot."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    snow = w.snow(0.1)
    body = w.colour("primary", (0o777, 0o776, 0o766))
    stripe = w.colour("secondary", STRIPES)
    bow = w.colour("accent", p.CANDY_LOUD)
    tall, r = m.u(2.2, 3.5), m.u(0.13, 0.18)
    pair = m.chance(0.4)
    cane(m, 0.28 if pair else -0.3, 0, tall, r, body, stripe, 0)
    if pair:
        cane(m, -0.28, 0.05, tall * 0.88, r * 0.95, body, stripe, 180)
    x = 0.0 if pair else -0.3
    y = tall * 0.42
    m.add("box", (x, y, -r - 0.02), (0.42 if pair else r * 1.2, 0.09, 0.05), "cloth", bow, "ornament", bevel=0.02)
    for side in (-1, 1):
        m.plank((x, y, -r - 0.08), (x + side * 0.42, y + 0.16, -r - 0.1), 0.05, 0.3, "cloth", bow, "ornament",
            taper=(1.0, 1.0))  # fmt: skip
        m.plank((x, y, -r - 0.08), (x + side * 0.24, y - 0.45, -r - 0.1), 0.04, 0.14, "cloth", shade(bow, -1),
            "ornament")  # fmt: skip
    m.add("box", (x, y, -r - 0.12), (0.1, 0.11, 0.07), "cloth", shade(bow, 1), "ornament", bevel=0.03)
    for k in range(m.n(3, 5)):
        gx, _, gz = around(0.55 + 0.06 * k, k * 80 + 20)
        m.add("cylinder", (gx, 0.12, gz), (0.18, 0.14, 0.18), "paint", m.one(p.CANDY_LOUD), "ornament", sides=10,
            taper=(0.7, 0.7))  # fmt: skip
        m.add("ellipsoid", (gx, 0.26, gz), (0.13, 0.08, 0.13), "paint", p.CANDY_LOUD[k % 5], "ornament")
    m.lobe((0, 0.0, 0), (0.85, 0.12, 0.75), "snow", 0o777, "snow")
    if snow:
        m.add("ellipsoid", (x + r * 3.6, tall, 0), (r * 2.4, 0.08, r), "snow", SNOW, "snow")
    return w.result(m.program())


@grammar("lollipop")
def lollipop(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A tree of sugar: a stick with a swirled disc, a striped ball, or a cluster of three."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    body = w.colour("primary", p.CANDY_LOUD)
    second = w.colour("secondary", (0o777, 0o766, 0o774))
    stick = w.colour("detail", (0o777, 0o776))
    form = m.one(("disc", "ball", "three"))
    tall = m.u(1.9, 2.7)
    heads = [(0.0, tall, 0.0, m.u(0.6, 0.85))] if form != "three" else [(0.0, tall, 0.1, 0.5), (-0.7, tall * 0.72,
        -0.1, 0.42), (0.68, tall * 0.6, -0.05, 0.38)]  # fmt: skip
    for k, (x, y, z, r) in enumerate(heads):
        tone = body if k == 0 else m.one(p.CANDY_LOUD)
        m.rod((x * 0.25, -0.3, z), (x, y, z), 0.06, "paint", stick, "trunk", sides=7)
        if form == "ball" or (form == "three" and k == 1):
            m.ball((x, y + r * 0.6, z), r * 0.9, "paint", tone, "crown")
            for roll in (0, 60, 120):
                m.add("ellipsoid", (x, y + r * 0.6, z), (r * 0.14, r * 0.92, r * 0.92), "paint", second, "ornament",
                    rotation=(roll, 0, 0))  # fmt: skip
            m.ball((x, y + r * 1.48, z), 0.08, "paint", second, "ornament")
        else:
            for j in range(5):
                share = (1.0, 0.82, 0.62, 0.42, 0.2)[j]
                off = 0.03 * (j % 2)
                m.add("cylinder", (x + off, y + r * 0.75 + off, z), (r * share, 0.12 + 0.02 * j, r * share), "paint",
                    tone if j % 2 == 0 else second, "crown", rotation=(0, 90, 0), sides=16)  # fmt: skip
    x, y, z, r = heads[0]
    bow = w.colour("accent", p.CANDY_LOUD)
    for side in (-1, 1):
        m.plank((0, tall * 0.72, -0.05), (side * 0.3, tall * 0.78, -0.1), 0.06, 0.2, "cloth", bow, "ornament")
    m.ball((0, tall * 0.72, -0.07), 0.08, "cloth", shade(bow, 1), "ornament")
    m.lobe((0, 0.02, 0), (0.5, 0.16, 0.45), "snow", 0o777, "snow")
    for k in range(3):
        gx, _, gz = around(0.42, k * 120 + 30)
        m.add("ellipsoid", (gx, 0.1, gz), (0.13, 0.12, 0.13), "paint", p.CANDY_LOUD[k + 1], "ornament")
    return w.result(m.program())


@grammar("gingerbread_house")
def gingerbread_house(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Walls of gingerbread under a roof of icing with sweets; cane posts, sugar windows that glow, a biscuit door."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    snow = w.snow(0.2)
    ornament = w.pick("ornament", {"plain": 0.2, "usual": 0.5, "rich": 0.3})
    wall = w.colour("primary", (0o532, 0o421, 0o632, 0o643))
    roof = w.colour("secondary", (0o766, 0o745, 0o431, 0o577, 0o611))
    door = w.colour("accent", p.CANDY_LOUD)
    icing = w.colour("detail", (0o777, 0o766))
    half, deep, tall = m.u(1.9, 2.3), m.u(1.8, 2.2), m.u(2.2, 2.6)
    rise = half * m.u(1.3, 1.55)
    m.add("box", (0, 0.05, 0), (half + 0.35, 0.2, deep + 0.35), "plaster", icing, "foundation", bevel=0.08)
    m.add("box", (0, tall / 2 + 0.1, 0), (half, tall / 2, deep), "plaster", wall, "wall", bevel=0.05)
    m.add("prism", (0, tall + rise / 2 + 0.08, 0), (deep, rise / 2, half), "plaster", wall, "wall", rotation=(90, 0, 0))
    edge = 0.5
    for side in (-1, 1):  # two slabs that overhang, with thick icing at the eaves and along the gable
        low = (side * (half + edge), tall - rise * edge / half + 0.1, 0)
        m.plank(low, (side * -0.06, tall + rise + 0.18, 0), 2 * (deep + 0.45), 0.26, "roof_tiles", roof, "roof",
            bevel=0.04)  # fmt: skip
        drip = [(-deep - 0.2 + (2 * deep + 0.4) * k / 7) for k in range(8)]
        m.add("ellipsoid", (low[0], low[1] - 0.04, drip[0]), (0.24, 0.22, 0.34), "plaster", icing, "ornament",
            array=Array(8, step=(0.0, 0.0, drip[1] - drip[0])))  # fmt: skip
        for z in (-deep - 0.46, deep + 0.46):
            m.plank((low[0], low[1], z), (0, tall + rise + 0.2, z), 0.12, 0.34, "plaster", icing, "ornament",
                bevel=0.03)  # fmt: skip
        n = 3 if ornament == "plain" else 5
        slope = (side * -half * 0.7 / (n - 1), rise * 0.7 / (n - 1))
        for row in range(2 if ornament != "rich" else 3):
            z = (-deep * 0.6, deep * 0.6, 0.0)[row]
            m.ball((side * half * 0.92, tall + rise * 0.08 + 0.32, z), 0.17, "paint",
                p.CANDY_LOUD[(row + (side > 0)) % 5], "ornament", array=Array(n, step=(slope[0], slope[1],
                0.0)))  # fmt: skip
    m.add("cylinder", (0, tall + rise + 0.2, 0), (0.2, deep + 0.5, 0.2), "plaster", icing, "ornament", rotation=(0,
        90, 0), sides=8)  # fmt: skip
    m.ball((0, tall + rise + 0.34, -deep - 0.42), 0.24, "paint", door, "ornament")
    front = -deep
    m.add("box", (0, 0.95, front - 0.02), (0.56, 0.98, 0.07), "plaster", icing, "frame", bevel=0.04)
    m.add("cylinder", (0, 1.86, front - 0.02), (0.56, 0.07, 0.56), "plaster", icing, "frame", rotation=(0, 90, 0),
        sides=14)  # fmt: skip
    m.add("box", (0, 0.92, front - 0.08), (0.44, 0.9, 0.06), "planks", door, "door", bevel=0.02)
    m.add("cylinder", (0, 1.8, front - 0.08), (0.44, 0.06, 0.44), "planks", door, "door", rotation=(0, 90, 0), sides=14)
    m.ball((0.28, 0.95, front - 0.16), 0.07, "paint", 0o750, "handle")
    m.add("box", (0, 0.16, front - 0.5), (0.7, 0.14, 0.35), "paint", 0o766, "step", bevel=0.05)
    for x in (-1.25, 1.25):
        m.add("box", (x * half / 2.1, 1.35, front - 0.02), (0.42, 0.46, 0.06), "plaster", icing, "frame", bevel=0.05)
        m.add("box", (x * half / 2.1, 1.35, front - 0.06), (0.32, 0.36, 0.05), "light", 0o762, "window",
            light=Light(0o762, 4.0))  # fmt: skip
        m.add("box", (x * half / 2.1, 1.35, front - 0.1), (0.03, 0.36, 0.03), "plaster", icing, "frame")
        m.add("box", (x * half / 2.1, 1.35, front - 0.1), (0.32, 0.03, 0.03), "plaster", icing, "frame")
    for side in (-1, 1):
        m.add("box", (side * (half + 0.03), 1.35, 0), (0.06, 0.46, 0.46), "plaster", icing, "frame", bevel=0.05)
        m.add("box", (side * (half + 0.06), 1.35, 0), (0.05, 0.36, 0.36), "light", 0o762, "window", light=Light(0o762))
    m.add("cylinder", (0, tall + rise * 0.42, front - 0.03), (0.42, 0.06, 0.42), "plaster", icing, "frame",
        rotation=(0, 90, 0), sides=12)  # fmt: skip
    m.add("cylinder", (0, tall + rise * 0.42, front - 0.07), (0.32, 0.06, 0.32), "light", 0o745, "window",
        rotation=(0, 90, 0), sides=12, light=Light(0o745))  # fmt: skip
    for x in (-half, half):
        for z in (-deep, deep):
            m.add("cylinder", (x, tall / 2 + 0.1, z), (0.2, tall / 2, 0.2), "paint", 0o777, "post", sides=10)
    m.add("cylinder", (-half, 0.5, front), (0.22, 0.12, 0.22), "paint", 0o711, "ornament", sides=10, rotation=(0, 0,
        20), array=Array(4, step=(0.0, 0.52, 0.0)))  # fmt: skip
    m.add("cylinder", (half, 0.5, front), (0.22, 0.12, 0.22), "paint", 0o711, "ornament", sides=10, rotation=(0, 0,
        20), array=Array(4, step=(0.0, 0.52, 0.0)))  # fmt: skip
    m.add("box", (half * 0.5, tall + rise * 0.85, deep * 0.3), (0.34, rise * 0.34, 0.34), "brick", 0o521, "chimney",
        bevel=0.03)  # fmt: skip
    m.add("ellipsoid", (half * 0.5, tall + rise * 1.2, deep * 0.3), (0.46, 0.2, 0.46), "plaster", icing, "ornament")
    if ornament != "plain":
        for side in (-1, 1):
            x = side * (half + 0.3)
            m.rod((x * 0.82, -0.1, front - 1.0), (x * 0.82, 1.3, front - 1.0), 0.06, "paint", 0o777, "trunk", sides=7)
            m.add("cylinder", (x * 0.82, 1.6, front - 1.0), (0.44, 0.1, 0.44), "paint", p.CANDY_LOUD[side + 1],
                "crown", rotation=(0, 90, 0), sides=14)  # fmt: skip
            m.add("cylinder", (x * 0.82, 1.6, front - 1.0), (0.26, 0.13, 0.26), "paint", 0o777, "crown", rotation=(0,
                90, 0), sides=12)  # fmt: skip
        m.add("ellipsoid", (-half * 0.9, 0.22, front - 0.6), (0.22, 0.2, 0.22), "paint", 0o714, "ornament",
            array=Array(2, step=(half * 1.8, 0.0, 0.0)))  # fmt: skip
    if snow:
        for side in (-1, 1):
            m.plank((side * half * 0.7, tall + rise * 0.3 + 0.3, 0), (side * 0.1, tall + rise * 0.9 + 0.3, 0),
                2 * deep, 0.16, "snow", SNOW, "snow", bevel=0.06)  # fmt: skip
    return w.result(m.program())

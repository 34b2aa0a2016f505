"""What goods are kept in: barrels, crates, sacks, pots, a treasure."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, around, shade
from nacre.teacher.grammar.registry import grammar

THEMES = {"village": 0.5, "coast": 0.15, "west": 0.15, "north": 0.1, "spooky": 0.05, "candy": 0.05}


def stand_barrel(m: Maker, x: float, z: float, r: float, tall: float, wood: int, iron: int, y: float = 0.0) -> float:
    """A barrel that stands: belly of two frusta, three hoops, a sunk lid. Returns the height of its top."""
    half = tall / 2
    narrow = 0.78
    m.add("cylinder", (x, y + half / 2, z), (r, half / 2, r), "planks", wood, "container", rotation=(0, 180, 0),
        taper=(narrow, narrow), sides=12)  # fmt: skip
    m.add("cylinder", (x, y + half * 1.5, z), (r, half / 2, r), "planks", wood, "container", taper=(narrow, narrow),
        sides=12)  # fmt: skip
    for share, wide in ((0.16, 0.87), (0.5, 1.03), (0.84, 0.87)):
        m.add("cylinder", (x, y + tall * share, z), (r * wide, tall * 0.035, r * wide), "iron", iron, "detail",
            sides=12)  # fmt: skip
    return y + tall


@grammar("barrel")
def barrel(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """One, two or three barrels: standing, lying on a cradle with a tap, open with apples, fish or rain water."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", THEMES)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.08)
    wood = w.colour("primary", p.CANDY if theme == "candy" else p.WOOD_OLD if condition == "ruined" else p.WOOD)
    iron = w.colour("secondary", p.CANDY_LOUD if theme == "candy" else p.IRON)
    r, tall = m.u(0.36, 0.44), m.u(0.95, 1.15)
    form = m.one(("one", "one", "open", "two", "lying"))
    if form == "lying":
        for x in (-0.32, 0.32):
            m.add("box", (x, 0.1, 0), (0.07, 0.1, 0.42), "timber", shade(wood, -1), "beam", bevel=0.02)
            m.add("wedge", (x, 0.26, 0.34), (0.07, 0.1, 0.14), "timber", shade(wood, -1), "beam")
            m.add("wedge", (x, 0.26, -0.34), (0.07, 0.1, 0.14), "timber", shade(wood, -1), "beam", rotation=(180, 0, 0))
        y, half = 0.18 + r, tall / 2
        for side in (-1, 1):
            m.add("cylinder", (side * half / 2, y, 0), (r, half / 2, r), "planks", wood, "container", rotation=(0, 0,
                -90 * side), taper=(0.78, 0.78), sides=12)  # fmt: skip
        for at, wide in ((-0.34, 0.89), (0.0, 1.03), (0.34, 0.89)):
            m.add("cylinder", (at * tall, y, 0), (r * wide, tall * 0.035, r * wide), "iron", iron, "detail",
                rotation=(0, 0, 90), sides=12)  # fmt: skip
        m.rod((-half + 0.02, y - r * 0.4, 0), (-half - 0.16, y - r * 0.4, 0), 0.04, "timber", shade(wood, 1), "handle")
        m.rod((-half - 0.1, y - r * 0.4, 0), (-half - 0.1, y - r * 0.4 + 0.14, 0), 0.025, "timber", shade(wood, 1),
            "handle")  # fmt: skip
        if m.chance(0.5):
            m.add("cylinder", (-half - 0.14, 0.12, 0), (0.14, 0.12, 0.14), "planks", shade(wood, 1), "container",
                sides=10)  # fmt: skip
        if snow:
            m.add("ellipsoid", (0, y + r * 0.86, 0), (half * 0.85, 0.14, r * 0.62), "snow", SNOW, "snow")
        return w.result(m.program())
    x = -0.42 if form == "two" else 0.0
    top = stand_barrel(m, x, 0.0, r, tall, wood, iron)
    if form == "open":
        _filled(m, w, x, r, top, theme)
    else:
        m.add("cylinder", (x, top - 0.01, 0), (r * 0.72, 0.03, r * 0.72), "planks", shade(wood, -1), "container",
            sides=12)  # fmt: skip
        m.add("box", (x, top + 0.02, 0), (r * 0.66, 0.02, 0.06), "timber", shade(wood, 1), "handle",
            rotation=(m.turn(15), 0, 0))  # fmt: skip
        if snow:
            m.add("ellipsoid", (x, top + 0.02, 0), (r * 0.78, 0.12, r * 0.78), "snow", SNOW, "snow")
    if form == "two":
        small = r * m.u(0.7, 0.85)
        high = stand_barrel(m, 0.4, m.u(-0.15, 0.15), small, tall * m.u(0.68, 0.85), shade(wood, m.one((-1, 1))), iron)
        m.add("cylinder", (0.4, high - 0.01, 0), (small * 0.7, 0.02, small * 0.7), "planks", wood, "container",
            sides=12)  # fmt: skip
    if condition == "ruined":
        m.plank((x - r, 0.02, -r - 0.1), (x + r * 0.7, 0.06, -r - 0.35), 0.12, 0.04, "planks", wood, "detail")
        m.plank((x + r * 0.8, 0.0, -0.3), (x + r * 0.95, 0.8, -0.05), 0.12, 0.04, "planks", shade(wood, -1), "detail")
    return w.result(m.program())


def _filled(m: Maker, w: Wish, x: float, r: float, top: float, theme: str) -> None:
    """What an open barrel holds, heaped above its rim."""
    kind = m.one(("apples", "water", "fish") if theme == "coast" else ("apples", "water", "grain"))
    m.add("cylinder", (x, top - 0.01, 0), (r * 0.8, 0.04, r * 0.8), "planks", 0o211, "detail", sides=12)
    if kind == "water":
        m.add("cylinder", (x, top + 0.02, 0), (r * 0.7, 0.03, r * 0.7), "water", w.colour("accent", (0o246, 0o356)),
            "water", sides=12)  # fmt: skip
        m.rod((x + r * 0.3, top - 0.05, 0.1), (x + r * 0.9, top + 0.35, 0.1), 0.025, "timber", 0o532, "handle")
    elif kind == "grain":
        m.add("ellipsoid", (x, top, 0), (r * 0.74, 0.16, r * 0.74), "sand", w.colour("accent", (0o653, 0o764, 0o543)),
            "goods")  # fmt: skip
    else:
        colour = w.colour("accent", (0o457, 0o566) if kind == "fish" else (0o611, 0o720, 0o341))
        half = (0.16, 0.05, 0.06) if kind == "fish" else (0.09, 0.09, 0.09)
        m.add("ellipsoid", (x, top, 0), (r * 0.66, 0.1, r * 0.66), "leaves", shade(colour, -1), "goods")
        for i in range(6):
            at = around(r * 0.42, i * 60)
            m.add("ellipsoid", (x + at[0], top + 0.05, at[2]), half, "leaves", colour if i % 3 else shade(colour, 1),
                "goods", rotation=(i * 60, 0, 0))  # fmt: skip
        m.add("ellipsoid", (x, top + 0.13, 0), half, "leaves", colour, "goods")


@grammar("crate")
def crate(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Crates of boards with corner posts and braces: one, a stack, or open with goods."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {**THEMES, "modern": 0.1, "future": 0.1})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.06)
    metal = theme == "future"
    wooden = p.WOOD_OLD if condition == "ruined" else p.WOOD
    options = (0o555, 0o444, 0o643) if metal else p.CANDY if theme == "candy" else wooden
    wood = w.colour("primary", options)
    trim = w.colour("secondary", (0o630, 0o333) if metal else (shade(wood, -1), shade(wood, 1)))
    form = m.one(("one", "open", "stack", "pair"))
    half = m.u(0.38, 0.48)
    top = _box(m, (0.0, 0.0), 0.0, half, m.wobble(10), wood, trim, metal, lid=form != "open")
    if form == "open":
        _heap(m, w, half, top, theme)
    elif form == "stack":
        small = half * m.u(0.6, 0.75)
        top = _box(m, (m.u(-0.08, 0.08), m.u(-0.06, 0.06)), top, small, m.turn(15) % 45 + 10, shade(wood, m.one((-1,
            1))), trim, metal)  # fmt: skip
    elif form == "pair":
        small = half * m.u(0.55, 0.7)
        _box(m, (half + small + 0.04, m.u(-0.2, 0.1)), 0.0, small, m.wobble(20), shade(wood, 1), trim, metal)
    if snow:
        wide = half * (0.56 if form in ("open", "stack") else 0.8)
        m.add("ellipsoid", (0, top + (0.14 if form == "open" else 0.0), 0), (wide, 0.1, wide), "snow", SNOW, "snow")
    return w.result(m.program())


def _box(
    m: Maker,
    at: tuple[float, float],
    y: float,
    half: float,
    yaw: int,
    wood: int,
    trim: int,
    metal: bool,
    lid: bool = True,
) -> float:
    """A crate standing at height y: an inner box, boards proud of it, posts at the corners. Returns its top."""
    x, z = at
    body, edge = ("iron", "paint") if metal else ("planks", "timber")
    tall = half * (1.7 if lid else 1.5)
    m.add("box", (x, y + tall / 2, z), (half * 0.93, tall / 2 - 0.01, half * 0.93), body, wood, "container",
        rotation=(yaw, 0, 0))  # fmt: skip
    w = half * 0.14
    c, s = cos(radians(yaw)), sin(radians(yaw))
    for dx, dz in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        ox, oz = dx * (half - w), dz * (half - w)
        m.add("box", (x + ox * c + oz * s, y + tall / 2, z - ox * s + oz * c), (w, tall / 2 + 0.01, w), edge, trim,
            "post", rotation=(yaw, 0, 0), bevel=0.01)  # fmt: skip
    for level in (y + w, y + tall - w):  # bands all around, at the foot and under the lid
        m.add("box", (x, level, z), (half, w, half - 0.02), edge, trim, "beam", rotation=(yaw, 0, 0), bevel=0.01)
    if lid and not metal and m.chance(0.7):  # a brace across the front and the back
        roll = m.one((45, -45))
        ox, oz = -(half - 0.02) * s, -(half - 0.02) * c
        m.add("box", (x + ox, y + tall / 2, z + oz), (w * 0.8, half * 1.02, 0.03), edge, trim, "beam", rotation=(yaw,
            0, roll))  # fmt: skip
        m.add("box", (x - ox, y + tall / 2, z - oz), (w * 0.8, half * 1.02, 0.03), edge, trim, "beam", rotation=(yaw,
            0, roll))  # fmt: skip
    if lid:
        m.add("box", (x, y + tall + 0.01, z), (half * 0.98, 0.03, half * 0.98), body, shade(wood, 1), "container",
            rotation=(yaw, 0, 0))  # fmt: skip
    else:
        m.add("box", (x, y + tall - 0.01, z), (half * 0.8, 0.04, half * 0.8), body, shade(wood, -2), "detail",
            rotation=(yaw, 0, 0))  # fmt: skip
    return y + tall + (0.04 if lid else 0.0)


def _heap(m: Maker, w: Wish, half: float, top: float, theme: str) -> None:
    """Goods heaped in an open crate."""
    kinds = {"coast": ("fish",), "candy": ("fruit",)}.get(theme, ("fruit", "cabbage", "bottles", "straw"))
    kind = m.one(kinds)
    if kind == "bottles":
        colour = w.colour("accent", (0o131, 0o243, 0o412))
        m.add("cylinder", (-half * 0.5, top + 0.08, -half * 0.45), (0.07, 0.16, 0.07), "glass", colour, "goods",
            array=Array(3, step=(half * 0.5, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (-half * 0.25, top + 0.08, half * 0.3), (0.07, 0.16, 0.07), "glass", colour, "goods",
            array=Array(2, step=(half * 0.5, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (-half * 0.5, top + 0.28, -half * 0.45), (0.03, 0.06, 0.03), "glass", colour, "goods",
            array=Array(3, step=(half * 0.5, 0.0, 0.0)))  # fmt: skip
        return
    if kind == "straw":
        m.lobe((0, top, 0), (half * 0.75, 0.18, half * 0.75), "thatch", w.colour("accent", (0o653, 0o764)), "goods")
        return
    options = {"fruit": (0o611, 0o730, 0o751, 0o502), "cabbage": (0o352, 0o242), "fish": (0o457, 0o566)}[kind]
    colour = w.colour("accent", options)
    size = {"fruit": (0.11, 0.11, 0.11), "cabbage": (0.16, 0.14, 0.16), "fish": (0.08, 0.06, 0.22)}[kind]
    step = half * 0.52
    for row, z in enumerate((-step, 0.0, step)):
        m.add("ellipsoid", (-step, top + 0.03 + 0.05 * (row == 1), z), size, "leaves", shade(colour,
            (row == 1) - (row == 2)), "goods", array=Array(3, step=(step, 0.0, 0.0)))  # fmt: skip
    m.add("ellipsoid", (-step / 2, top + 0.14, -step * 0.5), size, "leaves", colour, "goods", array=Array(2,
        step=(step, 0.0, 0.0)))  # fmt: skip


@grammar("sack")
def sack(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Sacks that slump on each other: tied with a cord, or open on grain, flour or apples."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", THEMES)
    cloth = w.colour("primary", p.CANDY if theme == "candy" else (0o654, 0o543, 0o643, 0o554, 0o432))
    cord = w.colour("secondary", (0o432, 0o322, 0o611))
    count = m.n(1, 3)
    spots = [(-0.3, 0.0), (0.3, 0.05), (0.02, 0.36)][:count] if count > 1 else [(0.0, 0.0)]
    for i, (x, z) in enumerate(spots):
        r, tall = m.u(0.27, 0.33), m.u(0.5, 0.66)
        tone = shade(cloth, -1 if i == 2 else 0)
        yaw = m.turn()
        # a full foot that spreads on the ground, a belly that bulges to one side, shoulders
        m.add("cylinder", (x, 0.1, z), (r * 1.08, 0.12, r * 0.98), "cloth", tone, "container", rotation=(yaw, 0, 0),
            sides=10, taper=(0.96, 0.96), bevel=0.04)  # fmt: skip
        m.add("blob", (x, tall * 0.46, z), (r * 1.16, tall * 0.46, r * 1.04), "cloth", tone, "container",
            rotation=(yaw, m.wobble(10), 0), seed=m.seed())  # fmt: skip
        if i == 0 and m.chance(0.6):
            fill = w.colour("accent", (0o764, 0o653, 0o776, 0o611))
            m.add("cylinder", (x, tall * 0.78, z), (r * 0.95, 0.1, r * 0.88), "cloth", tone, "container",
                rotation=(yaw, 180, 0), taper=(0.9, 0.9), sides=10)  # fmt: skip
            m.add("cylinder", (x, tall * 0.8 + 0.08, z), (r * 1.0, 0.04, r * 0.94), "cloth", shade(tone, 1),
                "container", rotation=(yaw, 0, m.wobble(5)), sides=10)  # fmt: skip
            m.add("ellipsoid", (x, tall * 0.8 + 0.1, z), (r * 0.84, 0.12, r * 0.78), "sand", fill, "goods")
            if fill == 0o611:
                m.ball((x - 0.1, tall * 0.8 + 0.2, z - 0.06), 0.09, "leaves", fill, "goods", array=Array(3, step=(0.1,
                    0.0, 0.05)))  # fmt: skip
            continue
        lean = m.u(-0.08, 0.08)
        m.add("cylinder", (x + lean * 0.4, tall * 0.86, z), (r * 0.72, 0.1, r * 0.66), "cloth", tone, "container",
            rotation=(yaw, 0, 0), taper=(0.42, 0.42), sides=9)  # fmt: skip
        m.add("cylinder", (x + lean, tall * 0.86 + 0.1, z), (r * 0.36, 0.03, r * 0.36), "rope", cord, "rope", sides=8)
        m.add("cylinder", (x + lean * 1.4, tall * 0.86 + 0.18, z), (r * 0.62, 0.08, r * 0.56), "cloth", shade(tone,
            1), "container", rotation=(yaw, 180, m.wobble(15)), taper=(0.45, 0.45), sides=7)  # fmt: skip
    return w.result(m.program())


@grammar("pot")
def pot(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A pot of clay: jar, amphora, flower pot with a plant, or two together."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", {"village": 0.4, "desert": 0.2, "ancient": 0.15, "east": 0.15, "candy": 0.05,
        "spooky": 0.05})  # fmt: skip
    ornament = w.pick("ornament", {"plain": 0.3, "usual": 0.5, "rich": 0.2})
    options = {"east": (0o256, 0o777, 0o145), "candy": p.CANDY, "spooky": (0o222, 0o312)}.get(theme, (0o631, 0o632,
        0o521, 0o543, 0o742))  # fmt: skip
    clay = w.colour("primary", options)
    accent = w.colour("accent", p.FLOWERS)
    form = m.one({"ancient": ("amphora", "jar"), "desert": ("jar", "amphora", "jar")}.get(theme, ("jar", "flower",
        "flower", "amphora")))  # fmt: skip
    r = m.u(0.24, 0.34)
    if form == "flower":
        tall = r * 1.6
        m.add("cylinder", (0, tall / 2, 0), (r, tall / 2, r), "paint", clay, "container", rotation=(0, 180, 0),
            taper=(0.7, 0.7), sides=10)  # fmt: skip
        m.add("cylinder", (0, tall, 0), (r * 1.1, 0.05, r * 1.1), "paint", shade(clay, 1), "container", sides=10)
        m.add("cylinder", (0, tall + 0.05, 0), (r * 0.95, 0.02, r * 0.95), "mud", 0o211, "detail", sides=10)
        leaf = w.colour("secondary", p.SUMMER)
        m.lobe((0, tall + r * 0.5, 0), (r * 1.05, r * 0.75, r * 1.05), "leaves", leaf, "crown")
        m.lobe((r * 0.5, tall + r * 0.35, -r * 0.4), (r * 0.6, r * 0.5, r * 0.6), "leaves", shade(leaf, 1), "crown")
        if ornament != "plain":
            for y, out, count in ((0.4, 0.98, 6), (0.85, 0.66, 5)):
                m.ball((0, tall + r * y, -r * out), 0.06, "leaves", accent, "flower", array=Array(count,
                    turn=360 // count))  # fmt: skip
            m.ball((0, tall + r * 1.22, 0), 0.07, "leaves", accent, "flower")
        return w.result(m.program())
    slim = 0.78 if form == "amphora" else 1.0
    tall = r * (2.6 if form == "amphora" else 2.0)
    rx = r * slim
    m.add("cylinder", (0, tall * 0.25, 0), (rx, tall * 0.25, rx), "paint", clay, "container", rotation=(0, 180, 0),
        taper=(0.55, 0.55), sides=12)  # fmt: skip
    m.add("cylinder", (0, tall * 0.62, 0), (rx, tall * 0.12, rx), "paint", clay, "container", taper=(0.9, 0.9),
        sides=12)  # fmt: skip
    m.add("cylinder", (0, tall * 0.82, 0), (rx * 0.9, tall * 0.08, rx * 0.9), "paint", shade(clay, 1), "container",
        taper=(0.6, 0.6), sides=12)  # fmt: skip
    m.add("cylinder", (0, tall * 0.95, 0), (rx * 0.5, tall * 0.08, rx * 0.5), "paint", clay, "container", sides=12)
    m.add("cylinder", (0, tall * 1.03, 0), (rx * 0.62, 0.03, rx * 0.62), "paint", shade(clay, 1), "container", sides=12)
    m.add("cylinder", (0, tall * 1.04, 0), (rx * 0.46, 0.03, rx * 0.46), "paint", 0o111, "detail", sides=12)
    if ornament != "plain":
        m.add("cylinder", (0, tall * 0.56, 0), (rx * 1.03, 0.04, rx * 1.03), "paint", accent, "ornament", sides=12)
    if ornament == "rich":
        m.add("cylinder", (0, tall * 0.4, 0), (rx * 0.95, 0.02, rx * 0.95), "paint", accent, "ornament", sides=12)
    if form == "amphora":
        for side in (-1, 1):
            out = side * rx * 1.02
            m.rod((side * rx * 0.5, tall * 0.97, 0), (out, tall * 0.92, 0), 0.03, "paint", clay, "handle")
            m.rod((out, tall * 0.95, 0), (out * 0.94, tall * 0.68, 0), 0.03, "paint", clay, "handle")
    return w.result(m.program())

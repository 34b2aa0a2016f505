"""Trees of warm and wet places: palms, willows, bamboo, cacti; and dead trees."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program, Vector
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, around, moved, shade, sunlit
from nacre.teacher.grammar.registry import grammar


def frond(
    m: Maker, y: float, reach: float, rise: float, droop: float, width: float, leaf: int, count: int, first: int
) -> None:
    """A whorl of fronds about the vertical axis: each swells as it goes up and out, bends, and hangs to a point."""
    array = Array(count, turn=360 // count)
    a = radians(first)
    dx, dz = sin(a), -cos(a)
    along = ((0.0, 0.0, 0.5), (0.3, 0.75, 1.0), (0.6, 1.0, 0.95), (0.84, 0.72, 0.6), (1.0, 0.1, 0.08))
    # heights along the frond: up by `rise`, then down by `droop` at its point
    spots = [(dx * reach * s, y + rise * h - droop * max(0.0, s - 0.5) ** 2 * 4, dz * reach * s) for s, h, _ in along]
    at = spots[0]
    for k in range(4):
        wide, narrow = along[k][2], along[k + 1][2]
        grows = narrow > wide
        start, end = (spots[k + 1], at) if grows else (at, spots[k + 1])
        thick = max(wide, narrow)
        m.plank(start, end, width * thick, max(0.03, width * 0.09), "leaves", sunlit(leaf) if k > 2 else leaf, "leaf",
            taper=(round(min(wide, narrow) / thick, 2), 0.8), array=array)  # fmt: skip
        at = (spots[k + 1][0] * 0.97, spots[k + 1][1], spots[k + 1][2] * 0.97)


@grammar("tree_palm")
def tree_palm(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A curved, ringed trunk whose head of fronds stands over the origin; coconuts, dates or none."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    theme = w.pick("theme", {"coast": 0.5, "desert": 0.3, "candy": 0.05, "ancient": 0.15})
    age = w.age(0.1)
    leaf = w.colour("primary", p.CANDY if theme == "candy" else (0o241, 0o231, 0o342, 0o341, 0o232))
    bark = w.colour("secondary", (0o754, 0o777) if theme == "candy" else (0o432, 0o543, 0o443, 0o332))
    height = (1.6 + 6.6 * age) * m.u(0.88, 1.05)
    r = 0.13 + 0.13 * age
    a = radians(m.turn(15))
    lean = height * m.u(0.05, 0.32) if theme == "coast" else height * m.u(0.0, 0.1)
    pieces = 3 + round(3 * age)
    at: Vector = (cos(a) * lean, -0.3, sin(a) * lean)
    m.add("cylinder", (at[0], 0.06, at[2]), (r * 1.6, 0.3, r * 1.6), "bark", shade(bark, -1), "root", taper=(0.6,
        0.6), sides=8)  # fmt: skip
    for i in range(pieces):
        share = (i + 1) / pieces
        out = lean * (1 - share) ** 1.7 * (1 if i < pieces - 1 else 0)
        goal = (cos(a) * out, height * share, sin(a) * out)
        thick = r * (1 - 0.35 * share)
        # each length is thicker at its top: the rings of old leaf bases
        at = m.rod(moved(goal, y=0.03), moved(at, y=-0.06), thick * 1.12, "bark", bark if i % 2 else shade(bark, -1),
            "trunk", top=0.8, sides=8)  # fmt: skip
        at = goal
    top = height
    m.add("ellipsoid", (0, top + 0.05, 0), (r * 1.5, r * 1.7, r * 1.5), "bark", shade(bark, -1), "trunk")
    reach = (1.3 + 2.1 * age) * m.u(0.9, 1.1)
    width = 0.34 + 0.36 * age
    first = m.turn(15)
    count = 9 if condition != "ruined" else 6
    frond(m, top + 0.05, reach, reach * 0.26, reach * 0.38, width, leaf, count, first)
    frond(m, top, reach * 0.85, reach * 0.02, reach * 0.45, width * 0.9, shade(leaf, -1), count - 1, first + 20)
    frond(m, top + 0.15, reach * 0.75, reach * 0.5, reach * 0.18, width * 0.8, sunlit(leaf), 5, first + 10)
    if condition != "new":  # old fronds that hang dry against the trunk
        m.plank((0, top, -0.05), (0, top - reach * 0.5, -r * 2.2), width * 0.7, 0.04, "thatch", 0o543, "leaf",
            taper=(0.2, 1.0), array=Array(5, turn=72))  # fmt: skip
    if age > 0.35 and m.chance(0.75):
        if theme == "desert":
            fruit = w.colour("accent", (0o630, 0o521, 0o740))
            m.add("ellipsoid", (0, top - 0.42, -r * 1.6), (0.16, 0.36, 0.16), "leaves", fruit, "fruit", array=Array(3,
                turn=120))  # fmt: skip
        else:
            fruit = w.colour("accent", (0o321, 0o231, 0o431))
            m.ball((0, top - 0.16, -r * 1.5), 0.17, "bark", fruit, "fruit", array=Array(m.n(3, 5), turn=72))
    return w.result(m.program())


@grammar("tree_willow")
def tree_willow(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A thick, knotted trunk, a broad soft crown, and curtains of thin leaves that almost touch the ground."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", p.NATURAL)
    season, snow = w.season_and_snow()
    age = w.age(0.25)
    leaf = p.leaf_colour(w, season, theme, (0o342, 0o341, 0o352, 0o232), (0o641, 0o652, 0o541))
    bark = p.bark_colour(w, theme, (0o332, 0o321, 0o443))
    height = (3.6 + 5.4 * age) * m.u(0.92, 1.05)
    spread = height * m.u(0.42, 0.5)
    r = 0.2 + 0.36 * age
    m.add("cylinder", (0, 0.2, 0), (r * 1.6, 0.4, r * 1.6), "bark", bark, "trunk", taper=(0.62, 0.62), sides=8)
    m.plank((0, r * 1.4, -r * 0.3), (0, -0.25, -r * 2.6), r * 0.8, r, "bark", shade(bark, -1), "root", taper=(0.4,
        0.5), array=Array(5, turn=72))  # fmt: skip
    a = radians(m.turn(15))
    fork = m.rod((0, -0.3, 0), (cos(a) * 0.3, height * 0.42, sin(a) * 0.3), r, "bark", bark, "trunk", top=0.75, sides=8)
    m.ball(moved(fork, y=-0.5, z=-r * 0.7), r * 0.35, "bark", shade(bark, -1), "detail")
    crown = height * 0.72
    tips = []
    start = m.turn()
    for i in range(6):
        way = radians(start + i * 60 + m.u(-15, 15))
        tip = (cos(way) * spread * 0.6, crown * m.u(0.92, 1.02), sin(way) * spread * 0.6)
        tips.append(m.rod(moved(fork, y=-0.15), tip, r * 0.45, "bark", bark, "bough", top=0.5))
    first = m.turn(15)
    bare = season == "winter" and not w.given("primary") and theme != "candy"
    if bare:
        for k, (out, count) in enumerate(((0.62, 7), (0.4, 6))):
            x, _, z = around(spread * out, first + 25 * k)
            up, low = (x * 0.4, crown * 0.99, z * 0.4), (x * 1.15, height * (0.36 - 0.08 * k), z * 1.15)
            array = Array(count, turn=round(360 / count))
            m.rod(up, moved((x, 0, z), y=crown * 0.99), 0.06, "bark", shade(bark, 1), "bough", sides=5, array=array)
            m.rod(moved((x * 0.98, 0, z * 0.98), y=crown), low, 0.05, "bark", shade(bark, 1), "bough", sides=5,
                top=0.4, array=array)  # fmt: skip
            m.rod(moved((x * 0.8, 0, z * 0.8), y=crown), moved(low, x=-x * 0.3, z=-z * 0.3), 0.04, "bark", shade(bark,
                2), "bough", sides=5, top=0.4, array=array)  # fmt: skip
        m.add("cylinder", (0, crown, 0), (spread * 0.5, 0.1, spread * 0.5), "bark", bark, "bough", sides=9,
            taper=(0.9, 0.9))  # fmt: skip
        if snow:
            m.lobe((0, crown + 0.06, 0), (spread * 0.36, 0.22, spread * 0.3), "snow", SNOW, "snow")
            for tip in tips[::2]:
                m.lobe(tip, (spread * 0.2, 0.16, spread * 0.2), "snow", SNOW, "snow")
        w.forget("primary")
        return w.result(m.program())
    high = height - crown
    m.lobe((0, crown - high * 0.15, 0), (spread * 0.85, high * 1.0, spread * 0.85), "leaves", shade(leaf, -1), "crown")
    for i, tip in enumerate(tips):
        half = spread * m.u(0.52, 0.64)
        m.lobe(moved(tip, y=high * 0.02), (half, high * 0.9, half), "leaves", leaf, "crown")
        if snow and i % 2:
            m.lobe(moved(tip, y=high * 0.7), (half * 0.8, high * 0.35, half * 0.8), "snow", SNOW, "snow")
    m.lobe((0, crown + high * 0.35, 0), (spread * 0.62, high * 0.75, spread * 0.62), "leaves", sunlit(leaf), "crown")
    # hanging curtains in four rings of strands: the outer ones long, darker ones within
    rings = ((0.96, 0.14, 18, 0), (0.84, 0.34, 15, 1), (0.68, 0.18, 12, 0), (0.5, 0.24, 9, -1))
    for k, (out, foot, count, tone) in enumerate(rings):
        x, _, z = around(spread * out, first + 10 * k)
        up = (x * 0.72, crown + high * 0.1, z * 0.72)
        array = Array(count, turn=360 // count)
        knee, wide = (x * 1.0, crown - high * 0.3, z * 1.0), spread * (0.2 if k < 2 else 0.16)
        m.plank(up, knee, wide, 0.16, "leaves", shade(leaf, tone), "crown", array=array)
        m.plank(moved(knee, y=0.12), (x * 1.04, height * foot, z * 1.04), wide, 0.14, "leaves", shade(leaf, tone),
            "crown", taper=(0.25, 0.5), array=array)  # fmt: skip
    return w.result(m.program())


@grammar("bamboo")
def bamboo(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A grove of canes with dark joints, each leaning its own way under tufts of narrow leaves."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    snow = w.snow(0.08)
    age = w.age(0.3)
    leaf = w.colour("primary", (0o341, 0o342, 0o241, 0o352))
    cane = w.colour("secondary", (0o441, 0o342, 0o552, 0o652, 0o331))
    height = 3.2 + 4.2 * age
    start = m.turn()
    for i in range(m.n(5, 7)):
        a, out = radians(start + i * 137.5), 0.2 + 0.16 * i
        x, z = cos(a) * out, sin(a) * out
        tall, r = height * m.u(0.75, 1.02), m.u(0.06, 0.1)
        way = (x + cos(a) * m.u(0.1, 0.55), tall, z + sin(a) * m.u(0.1, 0.55))
        top = m.rod((x, -0.3, z), way, r, "bark", cane if i % 3 else shade(cane, -1), "trunk", top=0.7, sides=7)
        joints, step = 5, tuple((t - s) / 6 for t, s in zip(top, (x, -0.3, z), strict=True))
        m.add("cylinder", (x + step[0], -0.3 + step[1], z + step[2]), (r * 1.2, 0.03, r * 1.2), "bark", shade(cane,
            -2), "detail", sides=7, array=Array(joints, step=(step[0], step[1], step[2])))  # fmt: skip
        for k, share in enumerate((0.98, 0.78, 0.6)):
            if k == 2 and i % 2:
                continue
            at = (x + (top[0] - x) * share, tall * share, z + (top[2] - z) * share)
            half = height * m.u(0.085, 0.12)
            far = moved(at, x=cos(a + 2 * k) * half * 0.6, z=sin(a + 2 * k) * half * 0.6)
            if snow and k == 0:
                m.lobe(moved(far, y=half * 0.3), (half * 1.1, half * 0.5, half), "snow", SNOW, "snow")
            m.lobe(far, (half * 1.5, half * 0.66, half * 1.2), "leaves", sunlit(leaf) if k == 0 else leaf, "leaf")
    m.lobe((0, 0.12, 0), (0.9, 0.3, 0.8), "leaves", shade(leaf, -1), "leaf")
    m.plank((0, 0.0, -0.55), (0, 0.7, -1.0), 0.14, 0.03, "leaves", leaf, "leaf", taper=(0.1, 1.0), array=Array(6,
        turn=60))  # fmt: skip
    return w.result(m.program())


@grammar("tree_dead")
def tree_dead(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A bleached or black tree without a leaf: hollow, clawed, broken at the top, with moss or a crow's nest."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.35, "spooky": 0.35, "desert": 0.2, "north": 0.1})
    snow = w.snow(0.12)
    age = w.age(0.3)
    bark = w.colour("secondary", {"spooky": (0o111, 0o212, 0o222), "desert": (0o554, 0o655, 0o443)}.get(theme, (0o443,
        0o333, 0o322, 0o332)))  # fmt: skip
    height = (3.0 + 4.4 * age) * m.u(0.9, 1.05)
    r = 0.16 + 0.34 * age
    m.add("cylinder", (0, 0.2, 0), (r * 1.6, 0.4, r * 1.6), "bark", bark, "trunk", taper=(0.62, 0.62), sides=7)
    count = m.n(4, 6)
    m.plank((0, r * 1.6, -r * 0.3), (0, -0.25, -r * 2.9), r * 0.8, r * 0.9, "bark", shade(bark, -1), "root",
        taper=(0.35, 0.5), array=Array(count, turn=360 // count))  # fmt: skip
    a = radians(m.turn(15))
    lean = height * m.u(0.03, 0.1)
    one = m.rod((0, -0.3, 0), (cos(a) * lean, height * 0.34, sin(a) * lean), r, "bark", bark, "trunk", top=0.78,
        sides=7)  # fmt: skip
    two = m.rod(moved(one, y=-0.15), (cos(a) * -lean * 0.6, height * 0.64, sin(a) * -lean * 0.6), r * 0.8, "bark",
        bark, "trunk", top=0.7, sides=7)  # fmt: skip
    top = m.rod(moved(two, y=-0.1), (cos(a) * lean * 1.4, height * m.u(0.82, 0.98), sin(a) * lean * 1.4), r * 0.56,
        "bark", shade(bark, 1), "trunk", top=m.one((0.15, 0.5)), sides=6)  # fmt: skip
    m.add("ellipsoid", (one[0] * 0.8, one[1] * 0.75, one[2] * 0.8 - r * 0.72), (r * 0.34, r * 0.55, r * 0.25), "bark",
        0o000, "detail")  # fmt: skip
    start = m.turn()
    crows = []
    for i in range(m.n(5, 7)):
        root = (one, two, two, top)[i % 4]
        way, reach = radians(start + i * 137.5), height * m.u(0.26, 0.4) * (1 - 0.05 * i)
        elbow = (root[0] + cos(way) * reach * 0.6, root[1] + reach * m.u(0.05, 0.4), root[2] + sin(way) * reach * 0.6)
        thick = r * (0.42 if i < 3 else 0.28)
        elbow = m.rod(moved(root, y=-0.12), elbow, thick, "bark", bark, "bough", top=0.65)
        claw = (elbow[0] + cos(way + 0.5) * reach * 0.5, elbow[1] + reach * m.u(0.3, 0.7),
            elbow[2] + sin(way + 0.5) * reach * 0.5)  # fmt: skip
        m.rod(moved(elbow, y=-0.03), claw, thick * 0.62, "bark", bark, "bough", top=0.15, sides=5)
        if i % 2 == 0:
            m.rod(elbow, (elbow[0] + cos(way - 0.8) * reach * 0.4, elbow[1] + reach * m.u(-0.1, 0.35),
                elbow[2] + sin(way - 0.8) * reach * 0.4), thick * 0.5, "bark", shade(bark, 1), "bough", top=0.15,
                sides=5)  # fmt: skip
        if snow:
            m.rod(moved(root, y=thick * 0.6), moved(elbow, y=thick * 0.45), thick * 0.7, "snow", SNOW, "snow", top=0.6)
        crows.append(elbow)
    extra = m.one(("none", "moss", "crow", "vine"))
    if theme == "village" and extra == "moss":
        m.lobe(moved(one, y=0.05), (r * 1.1, 0.16, r * 1.1), "moss", w.colour("primary", (0o231, 0o342)), "leaf")
        m.lobe((0, 0.3, r * 1.2), (r * 0.9, 0.24, r * 0.7), "moss", 0o231, "leaf")
    elif theme == "spooky" and extra != "none":
        x, y, z = crows[0]
        y += 0.14
        m.add("ellipsoid", (x, y, z), (0.1, 0.1, 0.17), "fur", 0o111, "detail")
        m.ball((x, y + 0.12, z - 0.12), 0.08, "fur", 0o111, "detail")
        m.add("cylinder", (x, y + 0.11, z - 0.24), (0.03, 0.07, 0.03), "bone", 0o640, "detail", rotation=(180, 90, 0),
            taper=(0.1, 0.1), sides=5)  # fmt: skip
    return w.result(m.program())


@grammar("cactus")
def cactus(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A saguaro with raised arms, a family of barrels, or a prickly pear of flat pads; ribs, thorns, flowers."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    age = w.age(0.2)
    season = w.pick("season", {"spring": 0.3, "summer": 0.5, "autumn": 0.2})
    green = w.colour("primary", (0o232, 0o242, 0o231, 0o343, 0o132))
    form = m.one(("saguaro", "saguaro", "barrel", "pear"))
    blooming = season in ("spring", "summer")
    accent = w.colour("accent", (0o726, 0o763, 0o711, 0o777, 0o740)) if blooming else 0
    if form == "saguaro":
        tall, r = (1.4 + 3.6 * age) * m.u(0.9, 1.1), 0.2 + 0.14 * age
        _ribbed(m, 0.0, 0.0, -0.3, tall, r, green)
        if blooming:
            m.ball((0, tall + r * 0.55, -r * 0.45), 0.1, "leaves", accent, "flower", array=Array(4, turn=90))
        start = m.turn(45)
        for i in range(round(m.u(1, 4) * (0.4 + 0.6 * age))):
            way, high = radians(start + i * 135), tall * (0.36 + 0.12 * i)
            reach, up = r * m.u(2.2, 2.8), tall * m.u(0.26, 0.42)
            x, z, thick = cos(way) * reach, sin(way) * reach, r * 0.66
            m.rod((0, high, 0), (x, high + 0.12, z), thick, "leaves", green, "trunk", sides=8)
            m.ball((x, high + 0.12, z), thick * 1.04, "leaves", green, "trunk")
            m.add("cylinder", (x, high + 0.12 + up / 2, z), (thick, up / 2, thick), "leaves", green, "trunk", sides=10)
            m.add("ellipsoid", (x, high + 0.12 + up, z), (thick, thick * 0.9, thick), "leaves", shade(green, 1),
                "trunk")  # fmt: skip
            if blooming:
                m.ball((x, high + 0.12 + up + thick * 0.8, z), 0.1, "leaves", accent, "flower")
    elif form == "barrel":
        spots = [(0.0, 0.0, 1.0), (0.62, 0.2, 0.62), (-0.5, 0.35, 0.5), (-0.3, -0.6, 0.4)][: m.n(1, 4)]
        for x, z, share in spots:
            r = (0.34 + 0.34 * age) * share
            m.add("ellipsoid", (x, r * 0.75, z), (r, r * 1.0, r), "leaves", green, "trunk")
            if share == 1.0:
                m.add("ellipsoid", (0, r * 0.75, -r * 0.32), (r * 0.16, r * 0.97, r * 0.74), "leaves", shade(green,
                    1), "detail", array=Array(8, turn=45))  # fmt: skip
            if blooming:
                m.ball((x, r * 1.7, z), r * 0.22, "leaves", accent, "flower")
                if share == 1.0:
                    m.ball((0, r * 1.62, -r * 0.36), r * 0.16, "leaves", accent, "flower", array=Array(6, turn=60))
    else:
        at, tilt = (0.0, 0.0), m.wobble(10)
        size = 0.3 + 0.26 * age
        m.add("ellipsoid", (at[0], size * 0.85, at[1]), (size * 0.8, size * 1.05, size * 0.26), "leaves", green,
            "trunk", rotation=(0, 0, tilt))  # fmt: skip
        for i, (dx, dy, roll) in enumerate(
            ((-0.7, 1.9, 25), (0.65, 2.0, -25), (0.0, 2.5, 5), (-1.25, 2.7, 35), (1.1, 2.9, -20), (0.2, 3.5, 0))[
                : 3 + round(3 * age)
            ]
        ):
            part = size * m.u(0.7, 0.85)
            m.add("ellipsoid", (dx * size, dy * size, m.u(-0.06, 0.06)), (part * 0.75, part, part * 0.26), "leaves",
                shade(green, i % 2), "trunk", rotation=(m.wobble(25), 0, roll))  # fmt: skip
            if blooming and i > 1:
                m.ball((dx * size - roll * 0.004, dy * size + part * 0.95, 0), 0.09, "leaves", accent, "flower")
    for k in range(m.n(1, 3)):
        x, z = around(0.7 + 0.25 * k, m.turn())[::2]
        m.add("blob", (x, 0.05, z), (0.2, 0.14, 0.17), "rock", m.one(p.SANDSTONES), "stone", seed=m.seed(),
            rotation=(m.turn(), 0, 0))  # fmt: skip
    return w.result(m.program())


def _ribbed(m: Maker, x: float, z: float, low: float, high: float, r: float, green: int) -> None:
    """An upright stem with raised ribs around it and a round head."""
    middle, half = (low + high) / 2, (high - low) / 2
    m.add("cylinder", (x, middle, z), (r * 0.92, half, r * 0.92), "leaves", shade(green, -1), "trunk", sides=10)
    m.add("box", (x, middle, z - r * 0.86), (r * 0.16, half, r * 0.14), "leaves", green, "trunk", array=Array(10,
        turn=36))  # fmt: skip
    m.add("ellipsoid", (x, high, z), (r * 0.98, r * 0.85, r * 0.98), "leaves", green, "trunk")

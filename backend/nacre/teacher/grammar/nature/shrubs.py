"""Bushes, hedges, and an arch overgrown with vines."""

from __future__ import annotations

from itertools import pairwise
from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import ORNAMENT_WEIGHTS, SNOW, Maker, Wish, around, moved, shade, sunlit
from nacre.teacher.grammar.registry import grammar

THEMES = {**p.NATURAL, "desert": 0.1}


@grammar("bush")
def bush(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A round, wide or tall bush; blossom in spring and summer, berries in autumn, twigs or evergreen in winter."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", THEMES)
    season, snow = w.season_and_snow()
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    age = w.age(0.2)
    evergreen = m.chance(0.3)
    material = "needles" if evergreen else "leaves"
    summer = (0o443, 0o343, 0o332) if theme == "desert" else p.NEEDLES if evergreen else p.SUMMER
    leaf = p.leaf_colour(w, "summer" if evergreen else season, theme, summer, p.AUTUMN[:5])
    bark = p.bark_colour(w, theme)
    size = (0.5 + 0.85 * age) * m.u(0.85, 1.1)
    wide, tall = m.one(((1.15, 0.75), (0.95, 0.95), (0.75, 1.25)))
    bare = season == "winter" and not evergreen and not w.given("primary") and theme != "candy"
    if bare:
        _twigs(m, size, tall, bark, snow)
        w.forget("primary")
        if ornament == "rich":
            _berries(m, w.colour("accent", p.FRUIT), size, tall)
        return w.result(m.program())
    m.rod((0, -0.2, -0.06), (0, size * 0.8, -size * 0.55), 0.05 + 0.03 * age, "bark", bark, "bough", top=0.5,
        array=Array(5, turn=72))  # fmt: skip
    m.lobe((0, size * tall * 0.55, 0), (size * wide * 0.85, size * tall * 0.75, size * wide * 0.85), material,
        shade(leaf, -1), "crown")  # fmt: skip
    start, count = m.turn(), m.n(4, 6)
    tops = []
    for i in range(count):
        a = radians(start + i * 360 / count + m.u(-15, 15))
        half = size * m.u(0.48, 0.66)
        y = size * tall * m.u(0.4, 0.75)
        at = (cos(a) * size * wide * 0.62, y, sin(a) * size * wide * 0.62)
        tops.append((at, half))
        m.lobe(at, (half, half * 0.85, half), material, leaf, "crown")
    for _ in range(m.n(2, 3)):
        at = (m.u(-0.3, 0.3) * size, size * tall * m.u(1.0, 1.15), m.u(-0.3, 0.3) * size)
        half = size * m.u(0.42, 0.55)
        tops.append((at, half))
        if snow:
            m.lobe((at[0], at[1] + half * 0.3, at[2]), (half * 1.1, half * 0.6, half * 1.1), "snow", SNOW, "snow")
        else:
            m.lobe(at, (half, half * 0.8, half), material, sunlit(leaf), "crown")
    if ornament != "plain" and season != "winter":
        autumn = season == "autumn"
        accent = w.colour("accent", p.FRUIT if autumn or evergreen else p.FLOWERS)
        for i in range(m.n(6, 9) if ornament == "usual" else m.n(10, 14)):
            at, half = tops[i % len(tops)]
            a, rise = radians(m.turn(15)), m.u(0.1, 0.8)
            if at[0] or at[2]:
                a = np.arctan2(at[2], at[0]) + m.u(-0.9, 0.9)
            flat = half * (1 - rise * rise) ** 0.5 * 0.92
            where = (at[0] + cos(a) * flat, at[1] + half * rise * 0.8, at[2] + sin(a) * flat)
            if autumn or evergreen:
                m.ball(where, 0.06 + 0.02 * size, "leaves", accent, "fruit")
            else:
                r = 0.09 + 0.06 * size
                m.add("ellipsoid", where, (r, r * 0.75, r), "leaves", accent, "flower")
    return w.result(m.program())


def _twigs(m: Maker, size: float, tall: float, bark: int, snow: bool) -> None:
    """Three rings of bare twigs, the outer ones forked; snow on the outer ones and about the foot."""
    first = m.turn(5)
    for k, (out, high, count) in enumerate(((0.95, 0.85, 8), (0.6, 1.15, 6), (0.22, 1.35, 4))):
        x, _, z = around(size * out, first + 20 * k)
        thick, array = 0.035 + 0.012 * size, Array(count, turn=360 // count)
        start, goal = (x * 0.1, -0.05, z * 0.1), (x, size * high * tall, z)
        end = m.rod(start, goal, thick, "bark", bark if k % 2 == 0 else shade(bark, 1), "bough", top=0.4, sides=5,
            array=array)  # fmt: skip
        if k < 2:
            middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, (start[2] + end[2]) / 2)
            x, _, z = around(size * out * 1.05, first + 20 * k + 24)
            m.rod(middle, (x, end[1] * 0.9, z), thick * 0.6, "bark", shade(bark, 1), "bough", top=0.4, sides=5,
                array=array)  # fmt: skip
            if snow:
                up = (0.0, thick * 0.9, 0.0)
                m.rod(moved(middle, *up), moved(end, *up), thick * 0.8, "snow", SNOW, "snow", top=0.5, sides=5,
                    array=array)  # fmt: skip
    if snow:
        m.lobe((0, 0.03, 0), (size * 0.5, 0.14, size * 0.5), "snow", SNOW, "snow")


def _berries(m: Maker, colour: int, size: float, tall: float) -> None:
    """Berries about the bare twigs, three rings of them."""
    for high, out, first in ((0.55, 0.46, 0), (0.8, 0.42, 30), (1.0, 0.16, 10)):
        x, _, z = around(size * out, first)
        m.ball((x, size * high * tall, z), 0.07, "leaves", colour, "fruit", array=Array(6, turn=60))


@grammar("hedge")
def hedge(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Three metres and a half of clipped hedge, more or less well kept, with balls at its ends when rich."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", p.NATURAL)
    season, snow = w.season_and_snow()
    condition = w.pick("condition", {"new": 0.4, "worn": 0.45, "ruined": 0.15})
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    leaf = p.leaf_colour(w, "autumn" if season == "autumn" else "summer", theme, (0o131, 0o231, 0o232, 0o241), (0o421,
        0o531))  # fmt: skip
    bark = p.bark_colour(w, theme)
    height, deep, long = m.u(0.9, 1.6), m.u(0.3, 0.42), 1.7
    m.rod((-1.5, -0.3, 0), (-1.5, 0.5, 0), 0.06, "bark", bark, "trunk", array=Array(5, step=(0.75, 0.0, 0.0)))
    gaps = 1 if condition == "ruined" else 0
    pieces = 4
    for i in range(pieces):
        x = -long + (i + 0.5) * 2 * long / pieces
        tall = height * (m.u(0.96, 1.0) if condition == "new" else m.u(0.85, 1.05))
        if gaps and i == 2:
            tall *= 0.5
        m.add("box", (x, 0.06 + tall / 2, m.u(-0.03, 0.03)), (long / pieces + 0.06, tall / 2, deep), "leaves",
            leaf if i % 2 else shade(leaf, -1) if condition == "ruined" else leaf, "crown", rotation=(m.wobble(5), 0,
            0), taper=(0.96, 0.86), bevel=0.08)  # fmt: skip
        top = tall + 0.04
        if snow:
            m.add("box", (x, top, 0), (long / pieces + 0.02, 0.07, deep * 0.86), "snow", SNOW, "snow", bevel=0.05)
        elif condition != "new" or m.chance(0.5):
            half = m.u(0.28, 0.42)
            m.lobe((x + m.u(-0.2, 0.2), top - 0.04, m.u(-0.1, 0.1)), (half * 1.5, half * 0.6, deep * 0.95), "leaves",
                sunlit(leaf), "crown")  # fmt: skip
        for side in (-1, 1):  # the top edges are where leaves stand out
            half = m.u(0.16, 0.24)
            at = (x + m.u(-0.2, 0.2), tall - 0.05, side * deep * 0.8)
            m.lobe(at, (half * 1.9, half, half * 0.8), "leaves", leaf, "crown")
    if ornament == "rich":
        for x in (-long + 0.15, long - 0.15):
            m.ball((x, height + 0.42, 0), 0.42, "leaves", leaf, "crown")
            if snow:
                m.add("ellipsoid", (x, height + 0.66, 0), (0.32, 0.22, 0.32), "snow", SNOW, "snow")
    if ornament != "plain" and season in ("spring", "summer"):
        accent = w.colour("accent", p.FLOWERS)
        for y in (0.35, 0.62, 0.85):
            m.add("ellipsoid", (-1.55 + m.u(0, 0.3), height * y, -deep - 0.02 + 0.05 * y), (0.1, 0.09, 0.09),
                "leaves", accent, "flower", array=Array(5, step=(0.72, m.u(-0.03, 0.03), 0.0)))  # fmt: skip
    return w.result(m.program())


@grammar("vine_arch")
def vine_arch(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A wooden arch over a path, grown over with leaves and roses."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", p.NATURAL)
    season, snow = w.season_and_snow()
    condition = w.pick("condition", {"new": 0.35, "worn": 0.5, "ruined": 0.15})
    leaf = p.leaf_colour(w, season, theme, p.SUMMER, (0o531, 0o620, 0o541))
    wood = w.colour("secondary", (0o777, 0o666, 0o432, 0o321, 0o543) if condition != "ruined" else p.WOOD_OLD)
    half, tall, deep = 0.95, m.u(2.0, 2.3), 0.35
    tilt = 5 if condition == "ruined" else 0
    for side in (-1, 1):
        m.add("box", (side * half, tall / 2 - 0.15, -deep), (0.06, tall / 2 + 0.15, 0.06), "timber", wood, "post",
            rotation=(0, 0, tilt if side > 0 else 0), bevel=0.02, array=Array(2, step=(0.0, 0.0,
            2 * deep)))  # fmt: skip
        m.add("box", (side * half, 0.4, 0), (0.03, 0.03, deep), "timber", wood, "beam", array=Array(5, step=(0.0, 0.4,
            0.0)))  # fmt: skip
    rise = 0.62
    arc = [(-half, tall - 0.05), (-half * 0.62, tall + rise * 0.75), (0.0, tall + rise), (half * 0.62,
        tall + rise * 0.75), (half, tall - 0.05)]  # fmt: skip
    for (x0, y0), (x1, y1) in pairwise(arc):
        m.plank((x0, y0 - 0.02, -deep), (x1, y1 + 0.02, -deep), 0.12, 0.12, "timber", wood, "beam", array=Array(2,
            step=(0.0, 0.0, 2 * deep)))  # fmt: skip
        m.add("box", ((x0 + x1) / 2, (y0 + y1) / 2, 0), (0.03, 0.03, deep + 0.1), "timber", wood, "beam")
    m.add("box", (0, tall + rise + 0.02, 0), (0.04, 0.04, deep + 0.12), "timber", wood, "beam")
    bare = season == "winter" and not w.given("primary")
    spots = []
    for side in (-1, 1):
        for k in range(4):
            y = 0.35 + k * 0.55 + m.u(-0.1, 0.1)
            spots.append((side * (half + 0.08), min(y, tall), m.u(-0.12, 0.12)))
    spots += [(x, y + 0.08, m.u(-0.1, 0.1)) for x, y in arc[1:4]]
    for side in (-1, 1):
        m.rod((side * (half + 0.1), -0.2, 0.1), (side * (half + 0.06), tall, -0.1), 0.05, "bark", 0o322, "stem",
            top=0.6)  # fmt: skip
    if bare:
        w.forget("primary")
        if snow:
            for x, y in arc[1:4]:
                m.add("ellipsoid", (x, y + 0.1, 0), (0.42, 0.1, deep + 0.12), "snow", SNOW, "snow")
        return w.result(m.program())
    for i, at in enumerate(spots):
        r = m.u(0.26, 0.4) * (0.8 if condition == "new" else 1.05)
        tone = leaf if i % 3 else sunlit(leaf) if at[1] > tall else shade(leaf, -1)
        m.lobe(at, (r * 0.75, r, deep + 0.12) if at[1] < tall else (r * 1.2, r * 0.7, deep + 0.14), "leaves", tone,
            "leaf")  # fmt: skip
    if snow:
        for x, y in arc[1:4]:
            m.lobe((x, y + 0.28, 0), (0.38, 0.12, deep + 0.1), "snow", SNOW, "snow")
    elif season in ("spring", "summer"):
        accent = w.colour("accent", p.FLOWERS)
        for i, at in enumerate(spots):
            high = at[1] > tall - 0.1
            where = (at[0] + (0 if high else 0.05 * np.sign(-at[0])), at[1] + (0.18 if high else 0),
                at[2] - deep - 0.1 + 0.1 * (i % 2))  # fmt: skip
            m.add("ellipsoid", where, (0.1, 0.1, 0.08), "leaves", accent, "flower", array=Array(2, step=(m.u(-0.15,
                0.15), m.u(0.12, 0.2) * (-1 if high else 1), 0.06)))  # fmt: skip
    return w.result(m.program())

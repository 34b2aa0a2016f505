"""Needle trees: spruce and fir in skirts of branches, pine in flat clouds, larch, and the column of a cypress."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, moved, shade, sunlit
from nacre.teacher.grammar.registry import grammar

SPECIES = {"spruce": 0.4, "fir": 0.2, "pine": 0.22, "larch": 0.1, "cypress": 0.08}


def _skirts(
    m: Maker, height: float, width: float, first: float, count: int, leaf: int, bark: int, snow: bool, dead: int
) -> None:
    """Cones upon each other, every one with a fringe of drooping branches; the lowest `dead` are bare twigs."""
    step = (height - first) / (count + 0.35)
    for i in range(count):
        share = i / count
        y = first + i * step
        r = width * (1 - share) ** 0.85 * m.u(0.92, 1.06)
        tone = shade(leaf, -1) if i == 0 else leaf if i < count - 1 else sunlit(leaf)
        boughs = max(5, 9 - i)
        droop = step * m.u(0.28, 0.42)
        turned = radians(m.turn())
        start = (cos(turned) * r * 0.15, y + droop * 1.3, sin(turned) * r * 0.15)
        end = (cos(turned) * r * 1.12, y - droop * 0.35, sin(turned) * r * 1.12)
        array = Array(boughs, turn=round(360 / boughs))
        if i < dead:
            m.rod(start, end, 0.07, "bark", shade(bark, 1), "bough", top=0.3, sides=5, array=array)
            continue
        tall = step * 1.75 if i < count - 1 else step * 1.3
        m.add("cylinder", (m.u(-0.05, 0.05), y + tall / 2, m.u(-0.05, 0.05)), (r * 0.86, tall / 2, r * 0.86),
            "needles", tone, "crown", taper=(0.1, 0.1), sides=8, rotation=(m.turn(15), 0, 0))  # fmt: skip
        m.plank(start, end, r * 0.62, step * 0.3, "needles", tone, "crown", taper=(0.12, 0.4), array=array)
        if snow:  # on the upper side of every skirt; its rim and the tips of its branches stay green
            low = 0.3 if i < count - 1 else 0.36
            wide = r * 0.86 * (1 - 0.9 * low) + 0.07
            m.add("cylinder", (0, y + tall * (1 + low) / 2 + 0.05, 0), (wide, tall * (1 - low) / 2, wide), "snow",
                SNOW, "snow", taper=(0.1, 0.1), sides=8, rotation=(m.turn(15), 0, 0))  # fmt: skip


def _pine(m: Maker, height: float, width: float, leaf: int, bark: int, snow: bool, half_dead: bool) -> None:
    """A tall bare stem that bends, boughs near the top, each with a flat cloud of needles."""
    a = radians(m.turn(15))
    lean = m.u(0.04, 0.14) * height
    knee = m.rod((0, -0.3, 0), (cos(a) * lean, height * 0.42, sin(a) * lean), width * 0.13, "bark", bark, "trunk",
        top=0.72, sides=7)  # fmt: skip
    top = m.rod(moved(knee, y=-0.1), (cos(a) * lean * 0.5, height * 0.84, sin(a) * lean * 0.5), width * 0.095, "bark",
        shade(bark, 1), "trunk", top=0.6, sides=7)  # fmt: skip
    start, count = m.turn(), m.n(5, 7)
    for i in range(count):
        share = i / count
        way = radians(start + i * 137.5)
        reach = width * (0.72 - 0.35 * share) * m.u(0.85, 1.1)
        root = tuple(k + (t - k) * (0.1 + 0.8 * share) for k, t in zip(knee, top, strict=True))
        tip = m.rod(root, (root[0] + cos(way) * reach, root[1] + m.u(0.3, 0.7), root[2] + sin(way) * reach),
            width * 0.055, "bark", bark, "bough", top=0.5)  # fmt: skip
        if half_dead and i % 2:
            continue
        half = width * m.u(0.5, 0.66)
        tone = leaf if i < count - 2 else sunlit(leaf)
        m.lobe(moved(tip, y=0.06), (half, half * 0.5, half * 0.85), "needles", tone, "crown")
        m.lobe((tip[0] + cos(way + 1) * half * 0.6, tip[1] + half * 0.3, tip[2] + sin(way + 1) * half * 0.6),
            (half * 0.6, half * 0.3, half * 0.6), "needles", shade(tone, 1) if i % 2 else tone, "crown")  # fmt: skip
        if snow:
            m.lobe(moved(tip, y=half * 0.3), (half * 0.78, half * 0.24, half * 0.7), "snow", SNOW, "snow")
    half = width * 0.78
    m.lobe(moved(top, y=0.05), (half, half * 0.45, half), "needles", leaf, "crown")
    m.lobe(moved(top, x=half * 0.2, y=half * 0.4), (half * 0.6, half * 0.3, half * 0.6), "needles", sunlit(leaf),
        "crown")  # fmt: skip
    if snow:
        m.lobe(moved(top, y=half * 0.5), (half * 0.75, half * 0.28, half * 0.75), "snow", SNOW, "snow")


def _cypress(m: Maker, height: float, width: float, leaf: int, bark: int, snow: bool) -> None:
    """A narrow flame of needles on a short stem."""
    m.rod((0, -0.3, 0), (0, height * 0.5, 0), width * 0.22, "bark", bark, "trunk", top=0.6, sides=7)
    m.add("ellipsoid", (0, height * 0.5, 0), (width * 0.9, height * 0.42, width * 0.9), "needles", leaf, "crown")
    for i in range(m.n(5, 7)):
        share = i / 6
        a, r = radians(i * 137.5), width * (0.5 - 0.25 * share)
        y = height * (0.24 + 0.5 * share)
        tone = shade(leaf, -1) if i == 0 else leaf if i < 4 else sunlit(leaf)
        m.lobe((cos(a) * r, y, sin(a) * r), (width * 0.55, height * 0.17, width * 0.55), "needles", tone, "crown")
    m.add("cylinder", (0, height * 0.88, 0), (width * 0.42, height * 0.12, width * 0.42), "needles", sunlit(leaf),
        "crown", taper=(0.05, 0.05), sides=7)  # fmt: skip
    if snow:
        m.add("cylinder", (0, height * 0.9, 0), (width * 0.5, height * 0.12, width * 0.5), "snow", SNOW, "snow",
            taper=(0.05, 0.05), sides=7)  # fmt: skip


@grammar("tree_cone")
def tree_cone(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Spruce, fir, pine, larch or cypress, from a sapling to a giant."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", p.NATURAL)
    season, snow = w.season_and_snow()
    condition = w.pick("condition", CONDITION_WEIGHTS)
    age = w.age(0.1)
    names = list(SPECIES)
    species = names[int(rng.choice(len(names), p=list(SPECIES.values())))]
    needles: tuple[int, ...] = {"pine": (0o132, 0o232, 0o131), "larch": (0o342, 0o242)}.get(species, p.NEEDLES)
    if species == "larch" and season == "autumn":
        needles = (0o641, 0o541)
    options = {"candy": p.CANDY, "spooky": p.SPOOKY}.get(theme, needles)
    leaf = w.colour("primary", options)
    bark = p.bark_colour(w, theme, (0o421, 0o321, 0o432) if species == "pine" else (0o321, 0o221, 0o322))
    height = (2.2 + 9.2 * age**0.8) * m.u(0.9, 1.0)
    width = {"spruce": 0.27, "fir": 0.2, "pine": 0.34, "larch": 0.24, "cypress": 0.12}[species] * height * m.u(0.9, 1.1)
    dead = {"new": 0, "worn": 0, "ruined": 2}[condition]
    if species == "pine":
        _pine(m, height, width, leaf, bark, snow, dead > 0)
    elif species == "cypress":
        _cypress(m, height, width, leaf, bark, snow)
    else:
        m.rod((0, -0.3, 0), (0, height * 0.8, 0), 0.08 + width * 0.11, "bark", bark, "trunk", top=0.3, sides=7)
        if age > 0.5:
            r = 0.08 + width * 0.11
            m.plank((0, r * 1.8, -r * 0.3), (0, -0.25, -r * 2.4), r * 0.8, r * 0.8, "bark", shade(bark, -1), "root",
                taper=(0.4, 0.5), array=Array(5, turn=72))  # fmt: skip
        layers = {"spruce": 4, "fir": 5, "larch": 4}[species] + (age > 0.5) + (age > 0.8)
        first = height * m.u(0.1, 0.2) if age > 0.3 else 0.16
        _skirts(m, height, width, first, layers, leaf, bark, snow, dead)
    if condition == "worn" and age > 0.4:
        m.rod((0, height * 0.12, 0), (width * 0.3, height * 0.16, width * 0.1), 0.06, "bark", bark, "bough", top=0.6)
    return w.result(m.program())

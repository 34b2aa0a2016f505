"""Rocks and what is like them: stones, boulders, cliffs, lava, ice, a meteor."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import SNOW, Maker, Wish, shade
from nacre.teacher.grammar.registry import grammar

THEMES = {"village": 0.5, "north": 0.12, "desert": 0.12, "coast": 0.1, "spooky": 0.05, "future": 0.06, "candy": 0.05}
OPTIONS = {"desert": p.SANDSTONES, "candy": (0o754, 0o765, 0o657), "spooky": (0o222, 0o333, 0o232), "coast": (0o444,
    0o333, 0o554), "future": (0o555, 0o444, 0o333), "north": (0o445, 0o333, 0o556)}  # fmt: skip


def _stone(w: Wish) -> tuple[str, int, str]:
    """(theme, colour, material) of a rock."""
    theme = w.pick("theme", THEMES)
    colour = w.colour("primary", OPTIONS.get(theme, p.STONES))
    return theme, colour, w.pick("material", {"rock": 1.0})


def _moss(w: Wish, theme: str) -> int | None:
    """The colour of moss and grass on a rock of this theme, None where none grows."""
    if theme in ("desert", "future", "candy") and not w.given("secondary"):
        return None
    return w.colour("secondary", (0o241, 0o342, 0o231, 0o343))


@grammar("rock")
def rock(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A group of half buried stones: one large, others leaning on it, moss or snow on their tops."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme, colour, material = _stone(w)
    snow = w.snow(0.15)
    moss = _moss(w, theme)
    size = m.u(0.7, 1.35)
    tall = m.one((0.7, 0.95, 1.35))
    m.add("blob", (0, size * tall * 0.45, 0), (size, size * tall * 0.75, size * m.u(0.75, 1.0)), material, colour,
        "stone", rotation=(m.turn(), m.wobble(15), m.wobble(15)), seed=m.seed())  # fmt: skip
    start = m.turn()
    tops = [(0.0, size * tall * 1.02, 0.0, size * 0.62)]
    for i in range(m.n(2, 5)):
        a = radians(start + i * 137.5)
        r = size * m.u(0.3, 0.62)
        flat = size * 0.85 + r * 0.3
        y = r * m.u(0.2, 0.45)
        m.add("blob", (cos(a) * flat, y, sin(a) * flat), (r, r * m.u(0.6, 0.95), r * m.u(0.75, 1.0)), material,
            shade(colour, m.one((-1, 0, 0, 1))), "stone", rotation=(m.turn(), m.wobble(15), 0),
            seed=m.seed())  # fmt: skip
        if r > size * 0.45:
            tops.append((cos(a) * flat, y + r * 0.6, sin(a) * flat, r * 0.62))
    if snow:
        for x, y, z, r in tops:
            m.lobe((x, y - 0.02, z), (r * 1.1, r * 0.34, r), "snow", SNOW, "snow")
    elif moss is not None:
        for x, y, z, r in tops:
            m.lobe((x + r * 0.2, y - r * 0.16, z), (r * 0.95, r * 0.3, r * 0.85), "moss", moss, "leaf")
        a = m.turn()
        x, z = cos(radians(a)) * size * 0.95, sin(radians(a)) * size * 0.95
        for k in (-1, 0, 1):
            m.plank((x + k * 0.06, -0.05, z), (x + k * 0.2, 0.4, z + 0.1 * (k % 2)), 0.1, 0.04, "grass", shade(moss,
                1), "leaf", taper=(0.1, 1.0))  # fmt: skip
    return w.result(m.program())


@grammar("boulder")
def boulder(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """One great stone, with a chip beside it and a ledge upon it."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme, colour, material = _stone(w)
    snow = w.snow(0.15)
    moss = _moss(w, theme)
    r = m.u(0.8, 1.2)
    high = r * m.u(0.85, 1.1)
    m.add("blob", (0, high * 0.68, 0), (r, high, r * m.u(0.8, 1.0)), material, colour, "stone", rotation=(m.turn(),
        m.wobble(20), 0), seed=m.seed())  # fmt: skip
    a = radians(m.turn())
    m.add("blob", (cos(a) * r * 0.55, high * 0.5, sin(a) * r * 0.55), (r * 0.66, high * 0.6, r * 0.66), material,
        shade(colour, -1), "stone", rotation=(m.turn(), 0, m.wobble(20)), seed=m.seed())  # fmt: skip
    m.add("blob", (cos(a + 2.2) * r * 1.0, r * 0.1, sin(a + 2.2) * r * 1.0), (r * 0.36, r * 0.3, r * 0.3), material,
        shade(colour, 1), "stone", rotation=(m.turn(), 0, 0), seed=m.seed())  # fmt: skip
    if snow:
        m.lobe((0, high * 1.42, 0), (r * 0.75, r * 0.26, r * 0.7), "snow", SNOW, "snow")
    elif moss is not None:
        m.lobe((r * 0.1, high * 1.36, 0), (r * 0.66, r * 0.26, r * 0.6), "moss", moss, "leaf")
        m.lobe((cos(a) * r * 0.8, high * 0.9, sin(a) * r * 0.8), (r * 0.4, r * 0.26, r * 0.4), "moss", moss, "leaf")
        m.lobe((cos(a + 3) * r * 0.9, 0.08, sin(a + 3) * r * 0.9), (r * 0.36, 0.16, r * 0.36), "moss", shade(moss,
            -1), "leaf")  # fmt: skip
    return w.result(m.program())


@grammar("cliff_rock")
def cliff_rock(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A crag of upright, broken columns that step down to scree, with grass on the ledges."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme, colour, material = _stone(w)
    snow = w.snow(0.15)
    moss = _moss(w, theme)
    cover = ("snow", SNOW, "snow") if snow else ("grass", moss, "leaf")
    tall, wide = m.u(6.5, 9.0), m.u(1.5, 1.9)
    start = m.turn()
    lean = m.one((0, 5, 5, 10))
    columns = [(0.0, 0.0, tall, wide)]
    for i in range(m.n(6, 8)):
        a, share = radians(start + i * 137.5), 1 - 0.1 * i
        out = wide * m.u(0.95, 1.2) * (1 + 0.07 * i)
        columns.append((cos(a) * out, sin(a) * out * 0.9, tall * share * m.u(0.62, 0.8), wide * m.u(0.55, 0.8)))
    for i, (x, z, high, half) in enumerate(columns):
        tone = colour if i % 3 != 2 else shade(colour, -1)
        yaw, taper = m.turn(15), m.u(0.6, 0.8)
        m.add("box", (x, high / 2 - 0.3, z), (half, high / 2 + 0.3, half * m.u(0.75, 1.0)), material, tone, "stone",
            rotation=(yaw, lean if i % 2 else 0, m.wobble(5)), taper=(taper, m.u(0.6, 0.85)), bevel=0.2)  # fmt: skip
        crown = half * taper
        m.add("blob", (x, high * 0.97, z), (crown * 1.15, crown * m.u(0.6, 1.0), crown * 1.1), material, shade(tone,
            1 if i % 2 else 0), "stone", rotation=(m.turn(), m.wobble(15), 0), seed=m.seed())  # fmt: skip
        if cover[1] is not None and i < 6:
            m.lobe((x, high * 0.97 + crown * 0.5, z), (crown * 0.95, 0.28, crown * 0.95), cover[0], cover[1], cover[2])
        if i < 4:
            m.add("blob", (x + m.u(-0.3, 0.3), high * m.u(0.4, 0.6), z - half * 0.7), (half * 0.8, half * 1.1,
                half * 0.5), material, shade(colour, 1), "stone", rotation=(m.turn(), m.wobble(15), m.wobble(15)),
                seed=m.seed())  # fmt: skip
    for i in range(m.n(5, 7)):
        a, size = radians(start + 40 + i * 137.5), m.u(0.4, 1.0)
        m.add("blob", (cos(a) * wide * 2.0, size * 0.2, sin(a) * wide * 1.9), (size, size * 0.75, size * 0.9),
            material, shade(colour, m.one((-1, 0))), "stone", rotation=(m.turn(), 0, m.wobble(15)),
            seed=m.seed())  # fmt: skip
    return w.result(m.program())


@grammar("lava_rock")
def lava_rock(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Black lumps around a glowing heart: the light shows in the cracks between them."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    colour = w.colour("primary", (0o111, 0o222, 0o222, 0o322))
    glow = w.colour("secondary", (0o720, 0o730, 0o740, 0o710))
    r, tall = m.u(0.8, 1.2), m.u(0.7, 1.15)
    m.add("blob", (0, r * tall * 0.45, 0), (r * 0.84, r * tall * 0.76, r * 0.84), "light", glow, "crystal",
        light=Light(glow, 5.0), seed=m.seed())  # fmt: skip
    start = m.turn()
    for i in range(m.n(8, 9)):
        a = radians(start + i * 137.5)
        rise = -0.25 + 1.25 * i / 8
        flat = r * 0.66 * (1 - rise * rise * 0.75)
        half = r * m.u(0.48, 0.56)
        m.add("blob", (cos(a) * flat, max(half * 0.3, r * tall * (0.45 + 0.6 * rise)), sin(a) * flat), (half,
            half * 0.8, half), "rock", colour if i % 3 else shade(colour, 1), "stone", rotation=(m.turn(),
            m.wobble(20), 0), seed=m.seed())  # fmt: skip
    for i in range(m.n(2, 4)):  # tongues of lava that ran out and cooled
        a = radians(start + 60 + i * 120)
        out = r * m.u(1.1, 1.35)
        m.add("ellipsoid", (cos(a) * out, 0.02, sin(a) * out), (r * 0.36, 0.1, r * 0.36), "light", glow, "detail",
            light=Light(glow))  # fmt: skip
        m.add("blob", (cos(a) * out * 1.12, 0.1, sin(a) * out * 1.12), (r * 0.3, r * 0.2, r * 0.26), "rock", colour,
            "stone", rotation=(m.turn(), 0, 0), seed=m.seed())  # fmt: skip
    return w.result(m.program())


@grammar("ice_block")
def ice_block(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Broken shards of blue ice that lean on each other, icicle teeth at their feet, caps and a drift of snow."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    colour = w.colour("primary", (0o567, 0o577, 0o467, 0o677))
    snow = w.snow(0.7)
    size = m.u(0.7, 0.95)
    start = m.turn()
    tall = size * m.u(2.0, 2.7)
    tops = [(0.0, tall - 0.05, 0.0, size * 0.5)]
    m.add("box", (0, tall / 2 - 0.2, 0), (size * 0.75, tall / 2 + 0.2, size * 0.6), "ice", colour, "stone",
        rotation=(m.turn(), m.wobble(10), m.wobble(10)), taper=(m.u(0.3, 0.6), m.u(0.35, 0.6)), bevel=0.08)  # fmt: skip
    for i in range(m.n(4, 6)):
        a, half = start + i * 137, size * m.u(0.34, 0.6)
        high = tall * m.u(0.35, 0.75)
        out = radians(a)
        x, z = sin(out) * size * 0.8, cos(out) * size * 0.8
        m.add("box", (x, high / 2 - 0.15, z), (half, high / 2 + 0.15, half * 0.75), "ice", shade(colour,
            -1) if i % 2 else colour, "stone", rotation=(a, m.one((5, 10, 15, 20)), m.wobble(15)), taper=(m.u(0.25,
            0.7), m.u(0.3, 0.7)), bevel=0.05)  # fmt: skip
        tops.append((x * 1.25, high - 0.06, z * 1.25, half * 0.55))
    m.add("cylinder", (0, 0.25, -size * 1.05), (0.14, 0.45, 0.14), "ice", shade(colour, 1), "crystal", taper=(0.1,
        0.1), sides=5, rotation=(0, -10, 0), array=Array(5, turn=72))  # fmt: skip
    if snow:
        for x, y, z, r in tops[:4]:
            m.lobe((x, y, z), (r * 1.1, r * 0.4, r * 1.0), "snow", SNOW, "snow")
        m.lobe((0, 0.03, 0), (size * 1.45, 0.2, size * 1.35), "snow", SNOW, "snow")
    return w.result(m.program())


@grammar("meteor")
def meteor(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A scarred ball of iron in the crater it made, still hot when new."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", {"new": 0.5, "worn": 0.35, "ruined": 0.15})
    colour = w.colour("primary", (0o222, 0o322, 0o233, 0o333))
    earth = w.colour("secondary", (0o432, 0o443, 0o321, 0o444))
    r = m.u(0.75, 1.05)
    for k, (rise, count) in enumerate(((0.0, 9), (0.12, 7))):
        size = 0.62 - 0.14 * k
        m.add("blob", (0.2 * k, rise, -1.75 + 0.25 * k), (size, 0.36 + 0.1 * k, size * 0.8), "mud", shade(earth, k),
            "stone", seed=m.seed(), array=Array(count, turn=round(360 / count)))  # fmt: skip
    m.add("cylinder", (0, 0.0, 0), (1.7, 0.08, 1.7), "mud", shade(earth, -1), "detail", sides=10)
    hot = condition == "new"
    glow = w.colour("accent", (0o720, 0o730, 0o347, 0o536)) if hot else colour
    core = Light(glow, 5.0) if hot else None
    m.add("blob", (0, r * 0.7, 0), (r * 0.86, r * 0.86, r * 0.8), "light" if hot else "rock", glow,
        "crystal" if hot else "stone", rotation=(m.turn(), 0, m.wobble(20)), seed=m.seed(), light=core)  # fmt: skip
    start = m.turn()
    for i in range(9):  # plates of slag around the heart; where it is hot it shines between them
        a, rise = radians(start + i * 137.5), -0.3 + 1.25 * i / 8
        flat = r * 0.6 * (1 - rise * rise * 0.9) ** 0.5
        half = r * m.u(0.44, 0.54)
        tone = colour if i % 3 else shade(colour, 1)
        m.add("blob", (cos(a) * flat, r * 0.7 + rise * r * 0.55, sin(a) * flat), (half, half * 0.9, half), "rock",
            tone, "stone", rotation=(m.turn(), m.wobble(20), 0), seed=m.seed())  # fmt: skip
    if condition == "ruined":
        m.add("blob", (1.0, 0.2, -0.7), (0.45, 0.4, 0.4), "rock", colour, "stone", rotation=(m.turn(), 20, 0),
            seed=m.seed())  # fmt: skip
    return w.result(m.program())

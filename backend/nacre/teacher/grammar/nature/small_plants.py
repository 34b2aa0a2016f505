"""What grows underfoot, cheap because there is much of it: ferns, tufts, flowers, reeds, mushrooms, crops."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import SNOW, Maker, Wish, around, shade, sunlit
from nacre.teacher.grammar.registry import grammar


def blades(
    m: Maker,
    count: int,
    near: float,
    far: float,
    tall: float,
    width: float,
    material: str,
    colour: int,
    first: int = 0,
    tip: float = 0.08,
) -> None:
    """A ring of pointed blades that lean outwards from `near` to `far` metres of the axis."""
    x0, _, z0 = around(near, first)
    x1, _, z1 = around(far, first)
    array = Array(count, turn=round(360 / count))
    m.plank((x0, -0.06, z0), (x1, tall, z1), width, max(0.02, width * 0.3), material, colour, "leaf",
        taper=(tip, 0.2), array=array)  # fmt: skip


@grammar("fern")
def fern(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Two whorls of arching fronds around young ones that stand upright."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", p.NATURAL)
    season = w.pick("season", {"spring": 0.25, "summer": 0.5, "autumn": 0.25})
    leaf = p.leaf_colour(w, season, theme, (0o241, 0o231, 0o342, 0o131), (0o531, 0o641, 0o431))
    size = m.u(0.5, 0.66)
    first = m.turn(15)
    # fronds go up and out like a shuttlecock and bend to a level, pointed tip
    for k, (reach, rise, count, tone) in enumerate(
        ((1.0, 0.5, 9, leaf), (0.8, 0.82, 8, leaf), (0.45, 1.05, 6, sunlit(leaf)))
    ):
        array, a = Array(count, turn=360 // count), first + 17 * k
        x, _, z = around(size * reach * 0.5, a)
        knee = (x, size * rise * 0.8, z)
        m.plank(knee, (x * 0.03, -0.04, z * 0.03), size * 0.2, 0.03, "leaves", tone, "leaf", taper=(0.25, 1.0),
            array=array)  # fmt: skip
        x, _, z = around(size * reach * 1.12, a)
        m.plank((knee[0] * 0.96, knee[1] - 0.01, knee[2] * 0.96), (x, size * rise * (0.9 - 0.12 * (k == 0)), z),
            size * 0.2, 0.02, "leaves", sunlit(tone) if k < 2 else tone, "leaf", taper=(0.06, 0.6),
            array=array)  # fmt: skip
    blades(m, 4, 0.02, size * 0.16, size * 0.95, size * 0.1, "leaves", sunlit(leaf), first + 40)
    return w.result(m.program())


@grammar("grass_tuft")
def grass_tuft(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A tuft of blades in three rings; straw in autumn, some with seed heads or a flower."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", {**p.NATURAL, "desert": 0.1})
    season = w.pick("season", {"spring": 0.3, "summer": 0.45, "autumn": 0.25})
    dry = theme == "desert"
    leaf = p.leaf_colour(w, season, theme, (0o553, 0o653, 0o443) if dry else (0o341, 0o342, 0o241, 0o231), (0o642,
        0o553, 0o541))  # fmt: skip
    size = m.u(0.22, 0.5)
    first = m.turn(5)
    blades(m, m.n(6, 8), 0.05, size * 0.62, size * 0.72, 0.07, "grass", leaf, first)
    blades(m, m.n(5, 6), 0.03, size * 0.36, size * 1.0, 0.07, "grass", shade(leaf, 1), first + 20)
    blades(m, 3, 0.01, size * 0.14, size * 1.15, 0.06, "grass", leaf, first + 47)
    if size > 0.35 and m.chance(0.5):
        ear = shade(leaf, 2) if not w.given("accent") else w.colour("accent", (leaf,))
        m.rod((0.03, 0, 0), (0.08, size * 1.45, -0.05), 0.01, "grass", shade(leaf, 1), "stem", sides=4, array=Array(3,
            turn=120))  # fmt: skip
        m.add("ellipsoid", (0.08, size * 1.45, -0.05), (0.025, 0.09, 0.025), "grass", ear, "flower", array=Array(3,
            turn=120))  # fmt: skip
    return w.result(m.program())


@grammar("flowers")
def flowers(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A drift of daisies, tulips, poppies, bluebells, lavender or a sunflower, over low leaves."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", p.NATURAL)
    form = m.one(("daisy", "tulip", "poppy", "bell", "lavender", "sunflower", "daisy"))
    options = {"daisy": (0o777, 0o763, 0o755, 0o656), "tulip": (0o711, 0o750, 0o726, 0o777, 0o525), "poppy": (0o710,
        0o720, 0o611), "bell": (0o347, 0o445, 0o637), "lavender": (0o547, 0o526, 0o436), "sunflower": (0o750,
        0o760)}[form]  # fmt: skip
    petal = w.colour("accent", (0o473, 0o637) if theme == "spooky" else p.CANDY_LOUD if theme == "candy" else options)
    leaf = w.colour("primary", p.SUMMER)
    tall = {"sunflower": 1.1, "lavender": 0.5, "tulip": 0.42, "bell": 0.38}.get(form, 0.34) * m.u(0.85, 1.2)
    first = m.turn(5)
    blades(m, 7, 0.04, 0.24, tall * 0.42, 0.08, "leaves", leaf, first)
    rings = ((0.06, 2, 1.0), (0.24, 5, 0.82), (0.36, 7, 0.62)) if form != "sunflower" else ((0.0, 1, 1.0), (0.24, 3,
        0.8))  # fmt: skip
    for k, (out, count, share) in enumerate(rings):
        high = tall * share * m.u(0.95, 1.05)
        a = first + 31 * k
        x, _, z = around(out, a)
        array = Array(count, turn=round(360 / count)) if count > 1 else None
        top = m.rod((x * 0.75, -0.05, z * 0.75), (x, high, z), 0.015 if form != "sunflower" else 0.03, "leaves", leaf,
            "stem", sides=4, array=array)  # fmt: skip
        head = (top[0], high, top[2])
        tone = shade(petal, 1) if k == 1 and not w.given("accent") else petal
        if form == "daisy":
            m.add("cylinder", (head[0], head[1], head[2]), (0.075, 0.015, 0.075), "leaves", tone, "flower", sides=7,
                rotation=(0, 10, 0), taper=(0.9, 0.9), array=array)  # fmt: skip
            m.add("ellipsoid", (head[0], head[1] + 0.02, head[2]), (0.035, 0.02, 0.035), "leaves", 0o750, "flower",
                array=array)  # fmt: skip
        elif form == "sunflower":
            m.add("cylinder", (head[0], head[1], head[2] - 0.03), (0.19, 0.03, 0.19), "leaves", tone, "flower",
                sides=10, rotation=(0, 285, 0), array=array)  # fmt: skip
            m.add("cylinder", (head[0], head[1] + 0.01, head[2] - 0.06), (0.1, 0.03, 0.1), "leaves", 0o311, "flower",
                sides=8, rotation=(0, 285, 0), array=array)  # fmt: skip
            m.plank((x, high * 0.45, z), (x + 0.16, high * 0.5, z - 0.1), 0.14, 0.02, "leaves", leaf, "leaf",
                taper=(0.1, 1.0), array=array)  # fmt: skip
        elif form == "tulip":
            m.add("cylinder", (head[0], head[1] + 0.03, head[2]), (0.05, 0.06, 0.05), "leaves", tone, "flower",
                sides=6, rotation=(0, 180, 0), taper=(0.55, 0.55), array=array)  # fmt: skip
            m.add("cylinder", (head[0], head[1] + 0.1, head[2]), (0.05, 0.03, 0.05), "leaves", shade(tone, 1),
                "flower", sides=6, taper=(0.6, 0.6), array=array)  # fmt: skip
        elif form == "lavender":
            m.add("ellipsoid", (head[0], head[1], head[2]), (0.03, 0.11, 0.03), "leaves", tone, "flower", array=array)
        elif form == "bell":
            m.add("cylinder", (head[0], head[1] - 0.02, head[2] - 0.03), (0.05, 0.045, 0.05), "leaves", tone,
                "flower", sides=6, rotation=(0, -20, 0), taper=(0.45, 0.45), array=array)  # fmt: skip
            m.ball((head[0], head[1] + 0.03, head[2] - 0.01), 0.03, "leaves", shade(tone, 1), "flower", array=array)
        else:
            m.add("ellipsoid", (head[0], head[1], head[2]), (0.075, 0.045, 0.075), "leaves", tone, "flower",
                array=array)  # fmt: skip
            m.ball((head[0], head[1] + 0.03, head[2]), 0.025, "leaves", 0o111, "flower", array=array)
    return w.result(m.program())


@grammar("reeds")
def reeds(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Tall blades and stalks with brown heads, at a bank."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    season = w.pick("season", {"spring": 0.2, "summer": 0.45, "autumn": 0.25, "winter": 0.1})
    leaf = w.colour("primary", {"autumn": (0o553, 0o642), "winter": (0o554, 0o543)}.get(season, (0o342, 0o241, 0o341,
        0o332)))  # fmt: skip
    head = w.colour("accent", (0o321, 0o322, 0o421))
    tall, first = m.u(1.3, 1.85), m.turn(5)
    blades(m, 8, 0.2, 0.55, tall * 0.62, 0.07, "grass", leaf, first)
    blades(m, 7, 0.12, 0.28, tall * 0.85, 0.07, "grass", shade(leaf, 1), first + 20)
    blades(m, 4, 0.04, 0.1, tall * 0.95, 0.06, "grass", leaf, first + 40)
    for k, (out, count, share) in enumerate(((0.14, 3, 1.0), (0.3, 4, 0.8))):
        x, _, z = around(out, first + 15 + 40 * k)
        array = Array(count, turn=round(360 / count))
        top = m.rod((x, -0.2, z), (x * 1.3, tall * share, z * 1.3), 0.015, "grass", leaf, "stem", sides=4, array=array)
        m.add("capsule", (top[0], top[1] - 0.02, top[2]), (0.04, 0.14, 0.04), "fur", head, "flower", array=array)
    return w.result(m.program())


def toadstool(
    m: Maker,
    at: tuple[float, float, float],
    tall: float,
    r: float,
    cap: int,
    stem: int,
    spots: int | None,
    flat: float = 0.6,
    glow: bool = False,
    array: Array | None = None,
) -> None:
    """A mushroom that stands at `at`: a swelling stem, gills under a round cap, spots on it."""
    x, y, z = at
    m.add("cylinder", (x, y + tall * 0.45, z), (r * 0.36, tall * 0.5, r * 0.36), "plaster", stem, "stem", sides=8,
        taper=(0.7, 0.7), array=array)  # fmt: skip
    m.add("cylinder", (x, y + tall - r * 0.12, z), (r * 0.9, r * 0.14, r * 0.9), "plaster", shade(stem, -1), "crown",
        sides=10, rotation=(0, 180, 0), taper=(0.4, 0.4), array=array)  # fmt: skip
    light = Light(cap, 2.5) if glow else None
    m.add("cylinder", (x, y + tall + r * flat * 0.22, z), (r, r * flat * 0.28, r), "plaster", cap, "crown", sides=12,
        taper=(0.82, 0.82), array=array)  # fmt: skip
    m.add("cylinder", (x, y + tall + r * flat * 0.74, z), (r * 0.82, r * flat * 0.26, r * 0.82),
        "light" if glow else "plaster", cap, "crown", sides=12, taper=(0.5, 0.5), light=light, array=array)  # fmt: skip
    m.add("ellipsoid", (x, y + tall + r * flat * 0.95, z), (r * 0.43, r * flat * 0.2, r * 0.43), "plaster", cap,
        "crown", array=array)  # fmt: skip
    if spots is not None and array is None:
        top = y + tall
        for k, (out, up, count) in enumerate(((0.88, 0.36, 5), (0.62, 0.82, 4))):
            for i in range(count):
                ax, _, az = around(r * out, i * 360 / count + 30 * k)
                s = r * (0.15, 0.12)[k]
                m.ball((x + ax, top + r * flat * up, z + az), s, "plaster", spots, "detail")
        m.ball((x, top + r * flat * 1.1, z), r * 0.16, "plaster", spots, "detail")


@grammar("mushroom")
def mushroom(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A few toadstools together in moss: large, small, and a cluster of tiny ones."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", p.NATURAL)
    options = {"spooky": (0o437, 0o375, 0o526), "candy": p.CANDY_LOUD}.get(theme, (0o611, 0o611, 0o521, 0o532, 0o640,
        0o754))  # fmt: skip
    cap = w.colour("primary", options)
    stem = w.colour("secondary", (0o776, 0o765, 0o654))
    dotted = cap in (0o611, 0o640) or theme == "candy" or m.chance(0.3)
    spots = w.colour("accent", (0o777, 0o776)) if dotted else None
    r = m.u(0.16, 0.26)
    toadstool(m, (0, -0.05, 0), r * m.u(1.3, 1.8), r, cap, stem, spots, m.u(0.5, 0.85), glow=theme == "spooky")
    x, _, z = around(r * 1.5, m.turn())
    toadstool(m, (x, -0.05, z), r * 0.9, r * 0.6, cap, stem, None, 0.8)
    x, _, z = around(r * 1.7, m.turn())
    toadstool(m, (x, -0.04, z), r * 0.6, r * 0.36, shade(cap, 1) if not w.given("primary") else cap, stem, None, 0.9,
        array=Array(3, turn=50))  # fmt: skip
    m.lobe((0, 0.0, 0), (r * 1.6, 0.06, r * 1.5), "moss", 0o231, "leaf")
    return w.result(m.program())


@grammar("giant_mushroom")
def giant_mushroom(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A mushroom one can stand under: bent stem, skirt, spotted cap, children at its foot; it may glow."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.4, "spooky": 0.25, "candy": 0.2, "future": 0.15})
    age = w.age(0.3)
    options = {"spooky": (0o325, 0o243, 0o524), "candy": p.CANDY, "future": (0o246, 0o436, 0o365)}.get(theme, (0o611,
        0o521, 0o631, 0o532))  # fmt: skip
    cap = w.colour("primary", options)
    stem = w.colour("secondary", (0o776, 0o765, 0o655))
    spots = w.colour("accent", (0o777, 0o776) if theme in ("village", "candy") else (0o677, 0o577, 0o774))
    glowing = theme in ("spooky", "future")
    tall, r = (2.2 + 3.6 * age) * m.u(0.9, 1.05), (1.2 + 1.7 * age) * m.u(0.9, 1.05)
    flat, thick = m.u(0.45, 0.75), 0.2 + 0.34 * age
    m.add("cylinder", (0, thick * 0.5, 0), (thick * 1.7, thick * 0.9, thick * 1.7), "plaster", stem, "trunk",
        sides=10, taper=(0.55, 0.55))  # fmt: skip
    a = m.turn(15)
    x, _, z = around(tall * 0.07, a)
    knee = m.rod((0, -0.3, 0), (x, tall * 0.55, z), thick, "plaster", stem, "trunk", top=0.85, sides=10)
    m.rod((knee[0], knee[1] - 0.2, knee[2]), (0, tall + 0.1, 0), thick * 0.84, "plaster", shade(stem, -1), "trunk",
        top=0.9, sides=10)  # fmt: skip
    m.add("cylinder", (knee[0], knee[1] + 0.1, knee[2]), (thick * 1.5, 0.14, thick * 1.5), "plaster", stem, "detail",
        sides=10, taper=(0.6, 0.6))  # fmt: skip
    m.add("cylinder", (0, tall - r * 0.1, 0), (r * 0.92, r * 0.14, r * 0.92), "plaster", shade(stem, -1), "crown",
        sides=14, rotation=(0, 180, 0), taper=(0.3, 0.3))  # fmt: skip
    m.add("box", (0, tall - r * 0.06, -r * 0.52), (0.03, r * 0.1, r * 0.36), "plaster", stem, "detail",
        array=Array(14, turn=26))  # fmt: skip
    m.add("cylinder", (0, tall + r * flat * 0.18, 0), (r, r * flat * 0.22, r), "plaster", cap, "crown", sides=14,
        taper=(0.86, 0.86), bevel=0.03)  # fmt: skip
    m.add("cylinder", (0, tall + r * flat * 0.62, 0), (r * 0.86, r * flat * 0.24, r * 0.86), "plaster", cap, "crown",
        sides=14, taper=(0.62, 0.62))  # fmt: skip
    m.add("cylinder", (0, tall + r * flat * 0.96, 0), (r * 0.54, r * flat * 0.12, r * 0.54), "plaster", shade(cap, 1),
        "crown", sides=14, taper=(0.4, 0.4))  # fmt: skip
    for out, up, size, count in ((0.94, 0.26, 0.13, 7), (0.74, 0.62, 0.16, 5), (0.42, 0.98, 0.12, 3)):
        ax, _, az = around(r * out, m.turn(5))
        m.add("ellipsoid", (ax, tall + r * flat * up, az), (r * size, r * size * 0.7, r * size),
            "light" if glowing else "plaster", spots, "lamp" if glowing else "detail", light=Light(spots,
            4.0 if out > 0.9 else 0.0) if glowing else None, array=Array(count, turn=round(360 / count)))  # fmt: skip
    for i in range(m.n(2, 3)):
        ax, _, az = around(thick * 2.2 + 0.5, m.turn())
        toadstool(m, (ax, -0.1, az), m.u(0.35, 0.7), m.u(0.26, 0.42), cap, stem, None, 0.8, glow=glowing and i == 0)
    m.plank((0, -0.05, -thick * 1.6), (0, 0.45, -thick * 2.4), 0.12, 0.04, "grass", 0o341, "leaf", taper=(0.1, 1.0),
        array=Array(7, turn=51))  # fmt: skip
    return w.result(m.program())


@grammar("crop")
def crop(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Three ridges of a field: wheat, maize, cabbages, carrots, beans on poles, sunflowers or pumpkins."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    season = w.pick("season", {"spring": 0.25, "summer": 0.45, "autumn": 0.3})
    snow = w.snow(0.0)
    earth = w.colour("secondary", (0o321, 0o322, 0o432))
    form = m.one(("wheat", "maize", "cabbage", "carrot", "beans", "sunflower", "pumpkin", "wheat"))
    grown = {"spring": 0.45, "summer": 0.9, "autumn": 1.0}.get(season, 0.4)
    m.add("prism", (0, 0.05, -0.78), (1.06, 0.13, 0.38), "mud", earth, "foundation", taper=(0.9, 1.0), array=Array(3,
        step=(0.0, 0.0, 0.78)))  # fmt: skip
    rows = Array
    green = {"wheat": (0o341, 0o442), "maize": (0o241, 0o342)}.get(form, (0o241, 0o342, 0o232))
    if form == "wheat":
        ripe = season != "spring"
        leaf = w.colour("primary", (0o742, 0o753, 0o641) if ripe else green)
        tall = 0.5 + 0.5 * grown
        for z in (-0.78, 0.0, 0.78):
            for j in range(2):  # two rows of stalks on every ridge, each ending in an ear
                x, dz, high = -1.0 + 0.07 * j, -0.1 + 0.2 * j, tall * (0.92 + 0.08 * j) * m.u(0.96, 1.04)
                array, sway = rows(14, step=(0.15, 0.0, 0.0)), m.u(-0.08, 0.08)
                m.plank((x, 0.05, z + dz), (x + sway, high, z + dz * 1.5), 0.08, 0.04, "grass", shade(leaf, -1),
                    "crown", taper=(0.5, 1.0), array=array)  # fmt: skip
                if ripe:
                    m.add("cylinder", (x + sway, high + 0.04, z + dz * 1.5), (0.06, 0.14, 0.06), "grass", leaf,
                        "crown", sides=5, taper=(0.3, 0.3), rotation=(0, -10 + 20 * j, 0), array=array)  # fmt: skip
                else:
                    m.plank((x, 0.05, z + dz), (x - sway, high * 0.8, z + dz * 2.0), 0.08, 0.03, "grass", leaf,
                        "crown", taper=(0.1, 1.0), array=array)  # fmt: skip
    elif form in ("maize", "sunflower", "beans"):
        leaf = w.colour("primary", green)
        tall = (1.9 if form == "maize" else 1.7) * grown * m.u(0.95, 1.05)
        accent = w.colour("accent", {"maize": (0o751, 0o762), "sunflower": (0o750,), "beans": (0o711, 0o777,
            0o425)}[form])  # fmt: skip
        for k, z in enumerate((-0.78, 0.0, 0.78)):
            shift = 0.12 * (k % 2)
            array = rows(4, step=(0.54, 0.0, 0.0))
            x = -0.86 + shift
            stick = ("timber", 0o432) if form == "beans" else ("leaves", leaf)
            m.rod((x, -0.1, z), (x, tall, z), 0.035, stick[0], stick[1], "stem", sides=5, array=array)
            if form == "beans":
                for y in (0.35, 0.7, 0.95):
                    m.lobe((x, tall * y, z), (0.17, 0.26, 0.17), "leaves", leaf, "leaf", array=array)
                m.ball((x + 0.06, tall * 0.6, z - 0.16), 0.06, "leaves", accent, "fruit", array=array)
                continue
            for side in (-1, 1):
                m.plank((x, tall * (0.25 + 0.1 * side), z), (x + side * 0.3, tall * (0.52 + 0.1 * side), z - 0.08),
                    0.12, 0.03, "leaves", leaf, "leaf", taper=(0.1, 1.0), array=array)  # fmt: skip
            if form == "maize":
                m.plank((x, tall * 0.6, z), (x - 0.2, tall * 0.95, z + 0.2), 0.1, 0.03, "leaves", shade(leaf, 1),
                    "leaf", taper=(0.1, 1.0), array=array)  # fmt: skip
                if grown > 0.5:
                    m.add("ellipsoid", (x + 0.06, tall * 0.56, z - 0.06), (0.06, 0.15, 0.06), "leaves", accent,
                        "fruit", rotation=(0, 0, -20), array=array)  # fmt: skip
                m.add("cylinder", (x, tall + 0.06, z), (0.05, 0.12, 0.05), "grass", 0o653, "flower", sides=5,
                    rotation=(0, 180, 0), taper=(0.2, 0.2), array=array)  # fmt: skip
            elif grown > 0.5:
                m.add("cylinder", (x, tall, z - 0.05), (0.22, 0.03, 0.22), "leaves", accent, "flower", sides=10,
                    rotation=(0, 285, 0), array=array)  # fmt: skip
                m.add("cylinder", (x, tall + 0.02, z - 0.08), (0.12, 0.03, 0.12), "leaves", 0o311, "flower", sides=8,
                    rotation=(0, 285, 0), array=array)  # fmt: skip
    else:
        leaf = w.colour("primary", green)
        accent = w.colour("accent", {"cabbage": (0o453, 0o352, 0o424), "carrot": (0o730, 0o611), "pumpkin": (0o730,
            0o740)}[form])  # fmt: skip
        for k, z in enumerate((-0.78, 0.0, 0.78)):
            x, array = -0.88 + 0.12 * (k % 2), rows(4, step=(0.55, 0.0, 0.0))
            if form == "cabbage":
                r = 0.14 + 0.1 * grown
                m.lobe((x, 0.2, z), (r * 1.4, r * 0.7, r * 1.4), "leaves", leaf, "leaf", array=array)
                m.ball((x, 0.16 + r * 0.7, z), r * 0.85, "leaves", accent, "fruit", array=array)
            elif form == "carrot":
                m.add("ellipsoid", (x, 0.18, z), (0.07, 0.08, 0.07), "leaves", accent, "fruit", array=rows(8,
                    step=(0.26, 0.0, 0.0)))  # fmt: skip
                for side in (-1, 1):
                    m.plank((x, 0.2, z), (x + side * 0.12, 0.26 + 0.26 * grown, z + side * 0.08), 0.1, 0.04, "leaves",
                        leaf, "leaf", taper=(0.3, 1.0), array=rows(8, step=(0.26, 0.0, 0.0)))  # fmt: skip
            else:
                m.lobe((x, 0.17, z), (0.26, 0.12, 0.3), "leaves", leaf, "leaf", array=array)
                if grown > 0.5:
                    m.add("ellipsoid", (x + 0.1, 0.26, z + 0.05), (0.2, 0.16, 0.2), "leaves", accent, "fruit",
                        array=rows(3, step=(0.74, 0.0, 0.0)))  # fmt: skip
                    m.rod((x + 0.1, 0.38, z + 0.05), (x + 0.14, 0.48, z + 0.05), 0.03, "leaves", leaf, "stem",
                        sides=5, array=rows(3, step=(0.74, 0.0, 0.0)))  # fmt: skip
    if snow:
        m.add("box", (0, 0.16, -0.78), (1.1, 0.06, 0.18), "snow", SNOW, "snow", bevel=0.04, array=Array(3, step=(0.0,
            0.0, 0.8)))  # fmt: skip
    return w.result(m.program())

"""Things that say something: signposts, road signs, graves, statues, flags, banners."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, ORNAMENT_WEIGHTS, SNOW, Maker, Wish, around, shade
from nacre.teacher.grammar.props.lamps import lantern
from nacre.teacher.grammar.props.parts_of_things import THEMES, pointer, waving, wood_colour
from nacre.teacher.grammar.registry import grammar


@grammar("signpost")
def signpost(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A post with arrow boards that point every way, stones at its foot, sometimes a lantern or a crow."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", THEMES)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.08)
    wood = wood_colour(w, "primary", theme, condition)
    boards = w.colour("secondary", p.CANDY_LOUD if theme == "candy" else (shade(wood, 1), 0o654, 0o543))
    tall = m.u(2.1, 2.7)
    m.add("box", (0, tall / 2 - 0.15, 0), (0.08, tall / 2 + 0.15, 0.08), "timber", wood, "post", rotation=(m.turn(15),
        m.wobble(5) if condition != "new" else 0, 0), taper=(0.85, 0.85), bevel=0.02)  # fmt: skip
    m.add("cylinder", (0, tall + 0.06, 0), (0.15, 0.08, 0.15), "shingles", shade(wood, -1), "ornament", sides=4,
        taper=(0.1, 0.1))  # fmt: skip
    count, start = m.n(2, 4), m.turn()
    for k in range(count):
        yaw = start + k * m.one((95, 140, 180))
        y = tall - 0.25 - k * 0.32
        tone = boards if k % 2 == 0 or w.given("secondary") else shade(boards, -1)
        pointer(m, (0, y, 0), yaw % 360, m.u(0.9, 1.2), 0.22, tone)
        if condition == "ruined" and k == 1:
            continue
        d = around(0.32, 180 - yaw)  # writing: two dark strokes on each side
        m.add("box", (d[0], y, d[2]), (0.04, 0.03, 0.2), "paint", 0o211, "detail", rotation=(yaw % 360, 0, 0))
    for k in range(3):
        x, _, z = around(0.2, start + 120 * k)
        m.add("blob", (x, 0.05, z), (0.16, 0.12, 0.14), "rock", m.one(p.STONES), "stone", seed=m.seed(),
            rotation=(m.turn(), 0, 0))  # fmt: skip
    m.plank((0.15, -0.05, 0.1), (0.22, 0.4, 0.16), 0.1, 0.03, "grass", 0o341, "leaf", taper=(0.1, 0.5), array=Array(4,
        turn=90))  # fmt: skip
    if theme == "village" and m.chance(0.3):
        m.rod((0, tall - 0.1, 0), (0, tall - 0.06, -0.34), 0.03, "iron", 0o222, "beam")
        lantern(m, 0, tall - 0.42, -0.32, 0.2, 0o222, w.colour("accent", (0o753, 0o764)), 5.0)
    if snow:
        m.add("ellipsoid", (0, tall + 0.08, 0), (0.16, 0.1, 0.16), "snow", SNOW, "snow")
    return w.result(m.program())


@grammar("road_sign")
def road_sign(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A sign on a steel pole: stop, warning, direction, street name or speed."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    pole = w.colour("secondary", (0o555, 0o444, 0o333))
    form = m.one(("stop", "speed", "diamond", "street", "parking"))
    colour = w.colour("primary", {"stop": (0o611,), "speed": (0o777,), "diamond": (0o750, 0o740), "street": (0o142,
        0o135), "parking": (0o146,)}[form])  # fmt: skip
    lean = m.one((5, -5)) if condition == "ruined" else 0
    tall = m.u(2.2, 2.6)
    m.add("cylinder", (0, tall / 2 - 0.15, 0), (0.05, tall / 2 + 0.15, 0.05), "iron", pole, "post", rotation=(0, 0,
        lean), sides=8)  # fmt: skip
    m.add("cylinder", (0, 0.04, 0), (0.2, 0.06, 0.2), "concrete", 0o555, "foundation", sides=8)
    x, y, z = -lean * 0.02, tall - 0.32, -0.08
    white = w.colour("accent", (0o777,))
    if form == "stop":
        m.add("cylinder", (x, y, z + 0.02), (0.4, 0.02, 0.4), "paint", white, "sign", rotation=(0, 90, lean + 0),
            sides=8)  # fmt: skip
        m.add("cylinder", (x, y, z - 0.01), (0.36, 0.02, 0.36), "paint", colour, "sign", rotation=(0, 90, 0), sides=8)
        m.add("box", (x - 0.2, y, z - 0.04), (0.045, 0.1, 0.02), "paint", white, "detail", array=Array(4, step=(0.13,
            0.0, 0.0)))  # fmt: skip
    elif form == "speed":
        m.add("cylinder", (x, y, z + 0.02), (0.38, 0.02, 0.38), "paint", 0o611, "sign", rotation=(0, 90, 0), sides=16)
        m.add("cylinder", (x, y, z - 0.01), (0.3, 0.02, 0.3), "paint", colour, "sign", rotation=(0, 90, 0), sides=16)
        m.add("box", (x - 0.1, y, z - 0.04), (0.06, 0.13, 0.02), "paint", 0o111, "detail", array=Array(2, step=(0.2,
            0.0, 0.0)))  # fmt: skip
    elif form == "diamond":
        m.add("box", (x, y, z + 0.02), (0.33, 0.33, 0.02), "paint", 0o111, "sign", rotation=(0, 0, 45), bevel=0.01)
        m.add("box", (x, y, z - 0.01), (0.3, 0.3, 0.02), "paint", colour, "sign", rotation=(0, 0, 45))
        m.add("box", (x, y + 0.06, z - 0.04), (0.04, 0.14, 0.02), "paint", 0o111, "detail")
        m.add("cylinder", (x, y - 0.16, z - 0.03), (0.05, 0.02, 0.05), "paint", 0o111, "detail", rotation=(0, 90, 0))
    elif form == "street":
        for k, yaw in enumerate((0, 90)):
            m.add("box", (x, y + 0.1 - 0.24 * k, 0), (0.55, 0.1, 0.03), "paint", colour, "sign", rotation=(yaw, 0, 0),
                bevel=0.01)  # fmt: skip
            m.add("box", (x, y + 0.1 - 0.24 * k, 0), (0.4, 0.04, 0.04), "paint", white, "detail", rotation=(yaw, 0, 0))
    else:
        m.add("box", (x, y, z), (0.32, 0.38, 0.03), "paint", colour, "sign", bevel=0.01)
        m.add("box", (x - 0.08, y, z - 0.03), (0.05, 0.24, 0.02), "paint", white, "detail")
        m.add("cylinder", (x + 0.04, y + 0.1, z - 0.03), (0.14, 0.02, 0.14), "paint", white, "detail", rotation=(0,
            90, 0), sides=10)  # fmt: skip
        m.add("cylinder", (x + 0.04, y + 0.1, z - 0.05), (0.06, 0.02, 0.06), "paint", colour, "detail", rotation=(0,
            90, 0), sides=10)  # fmt: skip
    m.add("box", (x, y, -0.04), (0.08, 0.03, 0.06), "iron", shade(pole, -1), "beam")
    if condition != "new":
        m.plank((0.12, -0.05, -0.1), (0.2, 0.35, -0.14), 0.08, 0.03, "grass", 0o341, "leaf", taper=(0.1, 0.5),
            array=Array(5, turn=70))  # fmt: skip
    return w.result(m.program())


@grammar("grave")
def grave(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A headstone before a mound: round, pointed, cross or slab; moss, a crack, flowers, a candle."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.6, "spooky": 0.4})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.08)
    stone = w.colour("primary", (0o333, 0o444, 0o555, 0o443, 0o554) if theme == "village" else (0o333, 0o323, 0o222))
    lean = {"new": 0, "worn": m.wobble(5), "ruined": m.one((-10, 10, 15))}[condition]
    roll = m.wobble(10) if condition == "ruined" else 0
    form = m.one(("round", "cross", "point", "slab"))
    wide, tall, z = 0.34, m.u(0.6, 0.85), 0.66
    m.add("box", (0, 0.06, z), (wide + 0.12, 0.12, 0.18), "ashlar", shade(stone, -1), "foundation", bevel=0.03)
    if form == "round":
        m.add("box", (0, tall / 2, z), (wide, tall / 2, 0.09), "ashlar", stone, "stone", rotation=(0, lean, roll),
            bevel=0.02)  # fmt: skip
        m.add("cylinder", (-roll * 0.013, tall, z + lean * 0.012), (wide, 0.09, wide), "ashlar", stone, "stone",
            rotation=(0, 90 + lean, 0), sides=16)  # fmt: skip
    elif form == "cross":
        m.add("box", (0, tall * 0.7, z), (0.11, tall * 0.72, 0.09), "ashlar", stone, "stone", rotation=(0, lean,
            roll), bevel=0.02)  # fmt: skip
        m.add("box", (0, tall * 1.0, z + lean * 0.006), (0.34, 0.1, 0.09), "ashlar", stone, "stone", rotation=(0,
            lean, roll), bevel=0.02)  # fmt: skip
        m.add("cylinder", (0, tall * 1.0, z + lean * 0.006), (0.22, 0.06, 0.22), "ashlar", shade(stone, -1), "stone",
            rotation=(0, 90 + lean, 0), sides=12)  # fmt: skip
    elif form == "point":
        m.add("box", (0, tall / 2, z), (wide, tall / 2, 0.09), "ashlar", stone, "stone", rotation=(0, lean, roll),
            bevel=0.02)  # fmt: skip
        m.add("prism", (-roll * 0.012, tall + 0.14, z + lean * 0.012), (0.09, 0.16, wide * 1.08), "ashlar",
            shade(stone, 1), "stone", rotation=(90, 0, 0))  # fmt: skip
    else:
        m.add("box", (0, tall * 0.45, z), (wide * 1.1, tall * 0.45, 0.12), "ashlar", stone, "stone", rotation=(0,
            lean + 10, roll), taper=(0.9, 0.7), bevel=0.03)  # fmt: skip
    y = tall * (0.95 if form == "cross" else 0.62)
    if form != "cross":
        for k in range(3):
            m.add("box", (0, y + 0.1 - 0.1 * k, z - 0.09 + lean * 0.004), (0.2 - 0.04 * k, 0.02, 0.02), "paint",
                shade(stone, -2), "detail", rotation=(0, lean, roll))  # fmt: skip
    earth = 0o321 if condition == "new" else 0o341
    m.add("blob", (0, 0.02, -0.2), (0.42, 0.22, 0.75), "mud" if condition == "new" else "moss", earth, "detail",
        seed=m.seed())  # fmt: skip
    if condition == "new" or (theme == "village" and m.chance(0.5)):
        flower = w.colour("accent", p.FLOWERS)
        for k, x in enumerate((-0.14, 0.02, 0.16)):
            m.rod((x, 0.08, 0.3), (x * 1.3, 0.36 + 0.04 * (k % 2), 0.28), 0.015, "leaves", 0o241, "stem", sides=4)
            m.ball((x * 1.3, 0.38 + 0.04 * (k % 2), 0.28), 0.07, "leaves", flower, "flower")
        m.add("cylinder", (0, 0.12, 0.3), (0.1, 0.12, 0.1), "paint", 0o521, "container", sides=8, rotation=(0, 180,
            0), taper=(0.7, 0.7))  # fmt: skip
    if theme == "spooky":
        glow = w.colour("detail", (0o375, 0o753))
        m.add("cylinder", (0.36, 0.2, 0.5), (0.05, 0.12, 0.05), "plaster", 0o776, "detail", sides=7)
        m.add("cylinder", (0.36, 0.37, 0.5), (0.03, 0.07, 0.03), "light", glow, "lamp", sides=5, taper=(0.1, 0.1),
            light=Light(glow, 2.5))  # fmt: skip
        m.add("blob", (-0.3, 0.06, -0.6), (0.13, 0.1, 0.12), "bone", 0o665, "stone", seed=m.seed())
    if condition != "new":
        m.lobe((wide * 0.7, 0.16, z - 0.1), (0.2, 0.14, 0.14), "moss", 0o231, "leaf")
        m.plank((-0.4, -0.05, 0.5), (-0.48, 0.34, 0.46), 0.08, 0.03, "grass", 0o341, "leaf", taper=(0.1, 0.5),
            array=Array(4, step=(0.07, 0.0, -0.04)))  # fmt: skip
    if snow:
        m.lobe((0, 0.14, -0.2), (0.44, 0.16, 0.74), "snow", SNOW, "snow")
        m.add("box", (0, 0.19, z - 0.05), (wide + 0.1, 0.04, 0.15), "snow", SNOW, "snow", bevel=0.03)
    return w.result(m.program())


@grammar("statue")
def statue(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A swordsman, a scholar, a lady with a jug, a lion or an angel on a stepped plinth, of stone or bronze."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.45, "ancient": 0.3, "spooky": 0.15, "east": 0.1})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.08)
    material = w.pick("material", {"ashlar": 0.65, "iron": 0.2,
        "gold": 0.15} if condition == "new" else {"ashlar": 0.8, "iron": 0.2})  # fmt: skip
    options = {"iron": (0o343, 0o253, 0o332), "gold": (0o641, 0o752)}.get(material, (0o555, 0o666, 0o665, 0o444))
    colour = w.colour("primary", options)
    base = w.colour("secondary", p.STONES)
    m.add("box", (0, 0.06, 0), (1.05, 0.2, 1.05), "stone", shade(base, -1), "step", bevel=0.04)
    m.add("box", (0, 0.36, 0), (0.82, 0.14, 0.82), "ashlar", base, "step", bevel=0.04)
    high = m.u(0.75, 1.2)
    m.add("box", (0, 0.48 + high / 2, 0), (0.58, high / 2, 0.58), "ashlar", base, "foundation", taper=(0.9, 0.9),
        bevel=0.03)  # fmt: skip
    y = 0.48 + high
    m.add("box", (0, y + 0.05, 0), (0.66, 0.1, 0.66), "ashlar", shade(base, 1), "sill", bevel=0.03)
    m.add("box", (0, 0.5 + high * 0.5, -0.56), (0.32, high * 0.26, 0.04), "iron", 0o431, "sign", bevel=0.01)
    y += 0.15
    form = {"ancient": m.one(("lady", "sword", "lion")), "spooky": m.one(("angel", "sword")),
        "east": "lion"}.get(theme, m.one(("sword", "scholar", "lady", "lion")))  # fmt: skip
    headless = condition == "ruined"
    if form == "lion":
        _lion(m, y, material, colour, headless)
    else:
        _figure(m, y, material, colour, form, headless)
    if condition != "new":
        m.lobe((0.5, 0.48, -0.6), (0.34, 0.12, 0.26), "moss", 0o231, "leaf")
        m.lobe((-0.62, y - 0.3, 0.4), (0.16, 0.34, 0.2), "leaves", 0o231, "ivy")
    if headless:
        m.add("blob", (0.8, 0.36, -0.7), (0.24, 0.24, 0.22), material, colour, "stone", seed=m.seed())
    else:
        accent = w.colour("accent", p.FLOWERS)
        m.ball((-0.5, 0.56, -0.72), 0.08, "leaves", accent, "flower", array=Array(6, step=(0.2, 0.0, 0.0)))
        m.lobe((0, 0.5, -0.72), (0.62, 0.08, 0.12), "leaves", 0o241, "leaf")
    if snow:
        m.add("box", (0, 0.52, 0), (0.8, 0.05, 0.8), "snow", SNOW, "snow", bevel=0.03)
        m.add("ellipsoid", (0, y + (1.05 if form == "lion" else 1.92) - (0.3 if headless else 0),
            -0.1 if form == "lion" else 0), (0.2, 0.1, 0.2), "snow", SNOW, "snow")  # fmt: skip
    return w.result(m.program())


def _figure(m: Maker, y: float, material: str, colour: int, form: str, headless: bool) -> None:
    """A standing figure, 1.9 m tall, whose feet are at y."""
    dark = shade(colour, -1)
    if form in ("sword",):
        for side in (-1, 1):
            m.add("box", (side * 0.13, y + 0.38, 0.02 * side), (0.1, 0.42, 0.12), material, dark, "ornament",
                taper=(1.0, 0.9), bevel=0.03)  # fmt: skip
            m.add("box", (side * 0.13, y + 0.06, -0.08), (0.11, 0.08, 0.2), material, colour, "ornament", bevel=0.03)
    else:
        m.add("cylinder", (0, y + 0.4, 0), (0.38, 0.44, 0.32), material, dark, "ornament", taper=(0.6, 0.65), sides=10)
        m.add("box", (0, y + 0.38, -0.2), (0.04, 0.36, 0.12), material, colour, "ornament", rotation=(0, 10, 0),
            array=None)  # fmt: skip
    m.add("box", (0, y + 1.06, 0), (0.25, 0.34, 0.17), material, colour, "ornament", rotation=(0, 180, 0),
        taper=(0.78, 0.9), bevel=0.05)  # fmt: skip
    m.add("cylinder", (0, y + 0.78, 0), (0.24, 0.06, 0.19), material, dark, "ornament", sides=10)
    if not headless:
        m.add("cylinder", (0, y + 1.44, 0), (0.09, 0.08, 0.09), material, colour, "ornament", sides=8)
        m.add("ellipsoid", (0, y + 1.65, -0.02), (0.18, 0.22, 0.19), material, colour, "ornament")
        m.add("ellipsoid", (0, y + 1.72, 0.03), (0.19, 0.18, 0.19), material, dark, "ornament")
        m.add("box", (0, y + 1.62, -0.2), (0.03, 0.06, 0.04), material, colour, "ornament")
    if form == "sword":
        m.rod((0.26, y + 1.28, 0), (0.36, y + 0.95, -0.16), 0.08, material, colour, "ornament")
        m.rod((0.36, y + 0.97, -0.14), (0.06, y + 0.9, -0.32), 0.07, material, colour, "ornament")
        m.rod((-0.26, y + 1.28, 0), (-0.36, y + 0.95, -0.16), 0.08, material, colour, "ornament")
        m.rod((-0.36, y + 0.97, -0.14), (-0.06, y + 0.9, -0.32), 0.07, material, colour, "ornament")
        m.add("box", (0, y + 0.42, -0.34), (0.05, 0.48, 0.03), material, shade(colour, 1), "ornament")
        m.add("box", (0, y + 0.86, -0.34), (0.2, 0.04, 0.05), material, dark, "ornament")
        m.add("box", (0, y + 0.98, 0.2), (0.3, 0.5, 0.03), material, dark, "ornament", rotation=(0, 10, 0),
            taper=(0.8, 1.0))  # fmt: skip
        if not headless:
            m.add("prism", (0, y + 1.88, 0.02), (0.04, 0.08, 0.2), material, dark, "ornament")
    elif form == "scholar":
        m.rod((0.26, y + 1.28, 0), (0.3, y + 0.96, -0.2), 0.09, material, colour, "ornament")
        m.rod((0.3, y + 0.98, -0.18), (0.1, y + 1.02, -0.36), 0.07, material, colour, "ornament")
        m.add("box", (0.04, y + 1.06, -0.36), (0.2, 0.03, 0.14), material, shade(colour, 1), "ornament", rotation=(0,
            20, 0))  # fmt: skip
        m.rod((-0.26, y + 1.28, 0), (-0.36, y + 0.84, -0.06), 0.09, material, colour, "ornament")
        m.rod((-0.38, y + 0.0, -0.12), (-0.38, y + 1.6, -0.12), 0.04, material, dark, "ornament")
        if not headless:
            m.add("cylinder", (0, y + 1.5, -0.14), (0.13, 0.16, 0.08), material, dark, "ornament", rotation=(0, 180,
                0), taper=(0.3, 0.5))  # fmt: skip
    elif form == "lady":
        m.rod((0.24, y + 1.28, 0), (0.42, y + 1.5, -0.06), 0.07, material, colour, "ornament")
        m.rod((0.42, y + 1.46, -0.06), (0.3, y + 1.76, -0.04), 0.06, material, colour, "ornament")
        m.add("ellipsoid", (0.3, y + 1.86, 0), (0.15, 0.2, 0.15), material, shade(colour, 1), "ornament")
        m.add("cylinder", (0.3, y + 2.06, 0), (0.1, 0.05, 0.1), material, colour, "ornament", sides=8)
        m.rod((-0.24, y + 1.28, 0), (-0.36, y + 0.82, -0.08), 0.07, material, colour, "ornament")
    else:
        for side in (-1, 1):
            m.rod((side * 0.24, y + 1.28, 0), (side * 0.3, y + 0.98, -0.18), 0.08, material, colour, "ornament")
            m.rod((side * 0.3, y + 1.0, -0.16), (side * 0.02, y + 1.16, -0.3), 0.06, material, colour, "ornament")
            m.plank((side * 0.1, y + 1.2, 0.16), (side * 0.62, y + 1.75, 0.3), 0.1, 0.34, material, shade(colour, 1),
                "ornament", taper=(0.6, 0.8))  # fmt: skip
            m.plank((side * 0.4, y + 1.5, 0.24), (side * 0.75, y + 0.7, 0.34), 0.08, 0.34, material, colour,
                "ornament", taper=(0.5, 0.5))  # fmt: skip


def _lion(m: Maker, y: float, material: str, colour: int, headless: bool) -> None:
    """A sitting lion that looks to the front."""
    dark = shade(colour, -1)
    m.add("ellipsoid", (0, y + 0.32, 0.22), (0.32, 0.34, 0.34), material, colour, "ornament")
    m.add("box", (0, y + 0.5, -0.02), (0.24, 0.42, 0.22), material, colour, "ornament", rotation=(0, 15, 0), bevel=0.06)
    for side in (-1, 1):
        m.add("box", (side * 0.17, y + 0.3, -0.28), (0.09, 0.34, 0.1), material, colour, "ornament", bevel=0.03)
        m.add("box", (side * 0.17, y + 0.06, -0.4), (0.11, 0.08, 0.16), material, dark, "ornament", bevel=0.03)
        m.add("box", (side * 0.32, y + 0.08, 0.02), (0.1, 0.09, 0.26), material, dark, "ornament", bevel=0.03)
    m.rod((0.2, y + 0.1, 0.5), (-0.32, y + 0.14, 0.34), 0.05, material, dark, "ornament")
    if not headless:
        m.add("blob", (0, y + 0.95, -0.1), (0.38, 0.4, 0.3), material, dark, "ornament", seed=m.seed())
        m.ball((0, y + 1.0, -0.3), 0.22, material, colour, "ornament")
        m.add("box", (0, y + 0.92, -0.48), (0.12, 0.1, 0.12), material, colour, "ornament", bevel=0.03)
        for side in (-1, 1):
            m.ball((side * 0.2, y + 1.22, -0.2), 0.08, material, colour, "ornament")


@grammar("flag_pole")
def flag_pole(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A tall pole on a stone foot with a flag that flies in two colours, a rope and a gilded ball."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {**THEMES, "modern": 0.1, "future": 0.05})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    flag = w.colour("primary", p.CANDY_LOUD if theme == "candy" else (0o222,
        0o403) if theme == "spooky" else p.CLOTH[:6])  # fmt: skip
    second = w.colour("secondary", (0o777, 0o750, 0o135, 0o111))
    modern = theme in ("modern", "future")
    tall = m.u(5.2, 7.2)
    pole = w.colour("detail", (0o777, 0o666) if modern else p.WOOD)
    m.add("cylinder", (0, 0.12, 0), (0.5, 0.2, 0.5), "concrete" if modern else "stone", 0o444, "foundation", sides=8,
        taper=(0.9, 0.9))  # fmt: skip
    m.add("cylinder", (0, 0.38, 0), (0.32, 0.12, 0.32), "concrete" if modern else "ashlar", 0o555, "foundation",
        sides=8, taper=(0.8, 0.8))  # fmt: skip
    m.add("cylinder", (0, tall / 2 - 0.15, 0), (0.09, tall / 2 + 0.15, 0.09), "iron" if modern else "timber", pole,
        "post", taper=(0.6, 0.6), sides=8)  # fmt: skip
    m.ball((0, tall + 0.06, 0), 0.13, "gold", w.colour("accent", (0o751, 0o641)), "ornament")
    long, high = m.u(1.6, 2.3), m.u(0.9, 1.3)
    if condition == "ruined":
        long *= 0.6
    form = m.one(("plain", "band", "halves"))
    if form == "halves":
        waving(m, 0.03, tall - 0.1, 0, long, high / 2, flag, "flag")
        waving(m, 0.03, tall - 0.08 - high / 2, 0, long, high / 2, second, "flag")
    else:
        waving(m, 0.03, tall - 0.1, 0, long, high, flag, "flag", second if form == "band" else None)
        if form == "plain":
            m.add("cylinder", (long * 0.42, tall - 0.12 - high / 2, 0.02), (high * 0.24, 0.06, high * 0.24), "cloth",
                second, "ornament", rotation=(0, 90, 0), sides=10)  # fmt: skip
    m.rod((-0.12, 0.9, -0.02), (-0.06, tall - 0.1, -0.02), 0.02, "rope", 0o765, "rope", sides=4)
    m.add("box", (-0.1, 0.95, 0), (0.06, 0.1, 0.03), "iron", 0o333, "handle")
    for _ in range(2):
        x, _, z = around(0.56, m.turn())
        m.lobe((x, 0.06, z), (0.24, 0.16, 0.2), "leaves", 0o241, "leaf")
    return w.result(m.program())


@grammar("banner")
def banner(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A long banner that hangs from a crossbar: field, border, a device, a tail of points; on a stand of feet."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {**THEMES, "east": 0.15, "ancient": 0.15})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    field = w.colour("primary", p.CANDY_LOUD if theme == "candy" else (0o222,
        0o303) if theme == "spooky" else p.CLOTH[:6])  # fmt: skip
    second = w.colour("secondary", (0o750, 0o777, 0o641, 0o111))
    wood = w.colour("detail", p.WOOD)
    tall = m.u(2.9, 3.5)
    m.rod((0, -0.3, 0), (0, tall, 0), 0.07, "timber", wood, "post", sides=7)
    m.plank((0, 0.45, -0.02), (0, 0.02, -0.5), 0.08, 0.08, "timber", shade(wood, -1), "post", array=Array(4, turn=90))
    half, drop = m.u(0.42, 0.6), m.u(1.5, 1.9)
    y = tall - 0.2
    m.add("cylinder", (0, y, -0.08), (0.05, half + 0.16, 0.05), "timber", wood, "beam", rotation=(0, 0, 90), sides=7)
    m.add("cylinder", (-half - 0.18, y, -0.08), (0.09, 0.06, 0.09), "gold", 0o641, "ornament", rotation=(0, 0, 90),
        sides=8, array=Array(2, step=(2 * half + 0.36, 0.0, 0.0)))  # fmt: skip
    m.add("cylinder", (0, tall + 0.12, 0), (0.08, 0.2, 0.08), "gold", 0o641, "ornament", sides=4, taper=(0.05, 0.05))
    short = 0.7 if condition == "ruined" else 1.0
    m.add("box", (0, y - drop * short / 2, -0.12), (half, drop * short / 2, 0.03), "cloth", field, "flag",
        rotation=(0, m.one((0, 5, -5)), 0))  # fmt: skip
    for side in (-1, 1):
        if ornament != "plain":
            m.add("box", (side * (half - 0.05), y - drop * short / 2, -0.12), (0.05, drop * short / 2, 0.04), "cloth",
                second, "ornament")  # fmt: skip
    for k, x in enumerate((-0.66, 0.0, 0.66)):  # points of the tail
        if condition == "ruined" and k == 1:
            continue
        m.add("box", (x * half, y - drop * short - 0.14, -0.12), (half / 3, 0.18, 0.03), "cloth",
            second if ornament == "rich" and k != 1 else field, "flag", rotation=(0, 180, 0), taper=(0.1,
            1.0))  # fmt: skip
    cy = y - drop * 0.45
    device = m.one(("disc", "cross", "chevron", "sun"))
    if device == "disc":
        m.add("cylinder", (0, cy, -0.14), (half * 0.5, 0.04, half * 0.5), "cloth", second, "ornament", rotation=(0,
            90, 0), sides=12)  # fmt: skip
        m.add("cylinder", (0, cy, -0.16), (half * 0.28, 0.04, half * 0.28), "cloth", field, "ornament", rotation=(0,
            90, 0), sides=12)  # fmt: skip
    elif device == "cross":
        m.add("box", (0, cy, -0.14), (0.08, half * 0.7, 0.04), "cloth", second, "ornament")
        m.add("box", (0, cy + 0.1, -0.14), (half * 0.55, 0.08, 0.04), "cloth", second, "ornament")
    elif device == "chevron":
        for k in range(2):
            for side in (-1, 1):
                m.add("box", (side * half * 0.32, cy - 0.3 * k, -0.14), (half * 0.46, 0.07, 0.04), "cloth", second,
                    "ornament", rotation=(0, 0, -side * 35))  # fmt: skip
    else:
        m.ball((0, cy, -0.12), half * 0.28, "cloth", second, "ornament")
        for roll in (0, 45, 90, 135):
            m.add("box", (0, cy, -0.13), (0.05, half * 0.62, 0.04), "cloth", second, "ornament", rotation=(0, 0, roll))
    return w.result(m.program())

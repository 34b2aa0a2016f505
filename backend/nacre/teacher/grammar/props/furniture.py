"""What stands in rooms and gardens: bench, table, chair, bed, shelf, chest, stove, counter, rug."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, ORNAMENT_WEIGHTS, SNOW, Maker, Wish, shade
from nacre.teacher.grammar.props.parts_of_things import THEMES, chest_box, wood_colour
from nacre.teacher.grammar.registry import grammar

INDOORS = {"village": 0.5, "north": 0.1, "west": 0.1, "east": 0.08, "modern": 0.12, "spooky": 0.05, "candy": 0.05}


def _legs(m: Maker, half: float, deep: float, tall: float, thick: float, wood: int) -> None:
    """Four legs under a board whose underside is at `tall`."""
    for z in (-deep, deep):
        m.add("box", (-half, tall / 2, z), (thick, tall / 2 + 0.01, thick), "timber", wood, "post", taper=(1.0, 1.0),
            bevel=0.01, array=Array(2, step=(2 * half, 0.0, 0.0)))  # fmt: skip


def _begin(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Wish, Maker, str, str]:
    """What every piece begins with: its wishes, its maker, and the theme and condition it is of."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", INDOORS)
    return w, m, theme, w.pick("condition", CONDITION_WEIGHTS)


@grammar("bench")
def bench(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A garden bench with a back, a plank on stones, half a log, or a street bench with iron sides."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {**THEMES, "modern": 0.15})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.06)
    wood = wood_colour(w, "primary", theme, condition)
    half = m.u(0.75, 1.05)
    form = {"modern": "iron", "north": "log"}.get(theme, m.one(("back", "stones", "back", "log")))
    top = 0.46
    if form == "log":
        m.add("cylinder", (0, top - 0.2, 0), (0.26, half, 0.26), "bark", shade(wood, -1), "seat", rotation=(0, 0, 90),
            sides=9)  # fmt: skip
        m.add("box", (0, top - 0.01, 0), (half - 0.02, 0.06, 0.24), "planks", wood, "seat", bevel=0.02)
        for x in (-half * 0.62, half * 0.62):
            m.add("cylinder", (x, 0.08, 0), (0.12, 0.34, 0.12), "bark", shade(wood, -2), "post", rotation=(0, 90, 0),
                sides=7)  # fmt: skip
        if m.chance(0.5):
            m.lobe((half * 0.6, 0.1, 0.3), (0.26, 0.16, 0.2), "moss", 0o231, "leaf")
    elif form == "stones":
        stone = w.colour("secondary", p.STONES)
        for x in (-half * 0.68, half * 0.68):
            m.add("blob", (x, 0.2, 0), (0.3, 0.28, 0.3), "rock", stone, "stone", rotation=(m.turn(), 0, 0),
                seed=m.seed())  # fmt: skip
        for z in (-0.15, 0.15):
            m.add("box", (0, top, z), (half, 0.05, 0.14), "planks", wood if z < 0 else shade(wood, -1), "seat",
                rotation=(0, 0, 0), bevel=0.02)  # fmt: skip
    else:
        iron = form == "iron"
        side = w.colour("secondary", p.IRON if iron else (shade(wood, -1), shade(wood, -2)))
        material = "iron" if iron else "timber"
        m.add("box", (0, top, -0.17), (half, 0.03, 0.07), "planks", wood, "seat", bevel=0.01, array=Array(3,
            step=(0.0, 0.0, 0.16)))  # fmt: skip
        for k, y in enumerate((0.68, 0.86)):
            m.add("box", (0, y, 0.27 + 0.04 * k), (half, 0.07, 0.03), "planks", wood if k else shade(wood, -1),
                "seat", rotation=(0, 10, 0), bevel=0.01)  # fmt: skip
        for x in (-half * 0.86, half * 0.86):
            m.plank((x, -0.08, 0.2), (x, 0.96, 0.36), 0.08, 0.07, material, side, "post")
            m.plank((x, -0.08, -0.22), (x, 0.62, -0.2), 0.08, 0.07, material, side, "post")
            m.add("box", (x, top - 0.05, 0.02), (0.04, 0.04, 0.26), material, side, "beam")
            m.add("box", (x, 0.64, 0.03), (0.05, 0.03, 0.27), material if iron else "planks", side, "railing",
                bevel=0.01)  # fmt: skip
        if condition == "ruined":
            m.plank((-half * 0.2, 0.02, -0.5), (half * 0.5, 0.03, -0.42), 0.12, 0.04, "planks", wood, "detail")
    extra = m.one(("none", "cushion", "basket", "book"))
    if snow:
        m.add("box", (0, top + 0.06, 0.0), (half * 0.95, 0.05, 0.22), "snow", SNOW, "snow", bevel=0.04)
    elif extra == "cushion":
        m.add("box", (-half * 0.5, top + 0.08, 0.02), (0.2, 0.06, 0.19), "cloth", w.colour("accent", p.CLOTH), "seat",
            rotation=(10, 0, 0), bevel=0.05)  # fmt: skip
    elif extra == "basket":
        m.add("cylinder", (half * 0.5, top + 0.13, 0.02), (0.18, 0.11, 0.18), "rope", 0o642, "container", rotation=(0,
            180, 0), taper=(0.8, 0.8), sides=10)  # fmt: skip
        m.ball((half * 0.5 - 0.08, top + 0.24, 0), 0.08, "leaves", w.colour("accent", p.FRUIT), "goods",
            array=Array(2, step=(0.15, 0.0, 0.05)))  # fmt: skip
    elif extra == "book":
        m.add("box", (half * 0.3, top + 0.05, -0.06), (0.1, 0.03, 0.13), "paper", w.colour("accent", p.CLOTH),
            "goods", rotation=(20, 0, 0))  # fmt: skip
    return w.result(m.program())


@grammar("table")
def table(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A table laid for somebody: bread, mugs, plates, a candle, a bottle; square, round, or on trestles."""
    w, m, theme, condition = _begin(name, rng, wishes)
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    wood = wood_colour(w, "primary", theme, condition)
    form = m.one(("four", "round", "trestle", "four"))
    top = 0.4 if theme == "east" else 0.78
    half, deep = m.u(0.75, 1.1), m.u(0.42, 0.52)
    if form == "round":
        half = deep = m.u(0.55, 0.7)
        m.add("cylinder", (0, top, 0), (half, 0.04, half), "planks", wood, "table", sides=16, bevel=0.015)
        m.add("cylinder", (0, top / 2, 0), (0.1, top / 2, 0.1), "timber", shade(wood, -1), "post", sides=8)
        m.plank((0, 0.24 * top, -0.06), (0, 0.03, -half * 0.7), 0.1, 0.08, "timber", shade(wood, -1), "post",
            array=Array(4, turn=90))  # fmt: skip
        m.add("box", (0, top - 0.06, 0), (half * 0.7, 0.03, 0.05), "timber", shade(wood, -1), "beam", array=Array(2,
            turn=90))  # fmt: skip
    else:
        boards = 4
        wide = deep / boards
        m.add("box", (0, top, -deep + wide), (half, 0.035, wide - 0.005), "planks", wood, "table", bevel=0.01,
            array=Array(boards, step=(0.0, 0.0, 2 * wide)))  # fmt: skip
        if form == "four":
            _legs(m, half * 0.86, deep * 0.76, top - 0.03, 0.045, shade(wood, -1))
            for z in (-deep * 0.76, deep * 0.76):
                m.add("box", (0, top - 0.09, z), (half * 0.86, 0.05, 0.025), "timber", shade(wood, -1), "beam")
            m.add("box", (-half * 0.86, top - 0.09, 0), (0.025, 0.05, deep * 0.76), "timber", shade(wood, -1), "beam",
                array=Array(2, step=(half * 1.72, 0.0, 0.0)))  # fmt: skip
        else:
            for x in (-half * 0.7, half * 0.7):
                for side in (-1, 1):
                    m.plank((x, 0, side * deep * 0.8), (x, top - 0.02, -side * deep * 0.5), 0.08, 0.06, "timber",
                        shade(wood, -1), "post")  # fmt: skip
            m.add("box", (0, top * 0.5, 0), (half * 0.72, 0.04, 0.03), "timber", shade(wood, -1), "beam")
    y = top + 0.035
    if ornament != "plain":
        cloth = w.colour("secondary", p.CLOTH)
        m.add("box", (0, y + 0.005, 0), (half * 0.3, 0.01, deep + 0.01 if form != "round" else half * 0.9), "cloth",
            cloth, "cloth")  # fmt: skip
        if form != "round":
            m.add("box", (0, top - 0.07, -deep - 0.01), (half * 0.3, 0.1, 0.01), "cloth", cloth, "cloth")
            m.add("box", (0, top - 0.15, -deep - 0.01), (half * 0.3, 0.02, 0.015), "cloth", shade(cloth, 2), "cloth")
    if condition == "ruined":
        m.add("cylinder", (half * 0.3, y + 0.06, 0.05), (0.05, 0.09, 0.05), "paint", 0o443, "goods", rotation=(30, 0,
            90), sides=8)  # fmt: skip
        return w.result(m.program())
    places = [(-half * 0.62, -deep * 0.5), (half * 0.62, deep * 0.45)] if form != "round" else [(-half * 0.5,
        -half * 0.3), (half * 0.45, half * 0.35)]  # fmt: skip
    for x, z in places:
        m.add("cylinder", (x, y + 0.015, z), (0.13, 0.015, 0.13), "paint", 0o776, "goods", sides=12)
        m.add("ellipsoid", (x, y + 0.04, z), (0.08, 0.04, 0.07), "leaves", m.one((0o521, 0o341, 0o653)), "goods")
        m.add("cylinder", (x + 0.2, y + 0.07, z + 0.04), (0.05, 0.07, 0.05), "timber", 0o532, "goods", sides=9)
        m.add("box", (x - 0.17, y + 0.01, z), (0.01, 0.01, 0.09), "iron", 0o555, "tool")
    glow = 0o753
    m.add("cylinder", (0.0, y + 0.02, deep * 0.2), (0.07, 0.02, 0.07), "iron", 0o431, "lamp", sides=8)
    m.add("cylinder", (0.0, y + 0.12, deep * 0.2), (0.03, 0.09, 0.03), "plaster", 0o776, "lamp", sides=7)
    m.add("cylinder", (0.0, y + 0.24, deep * 0.2), (0.02, 0.05, 0.02), "light", glow, "lamp", sides=5, taper=(0.1,
        0.1), light=Light(glow, 4.0))  # fmt: skip
    bread = w.colour("accent", (0o532, 0o642, 0o431))
    m.add("ellipsoid", (half * 0.18, y + 0.06, -deep * 0.25), (0.16, 0.07, 0.09), "leather", bread, "goods",
        rotation=(25, 0, 0))  # fmt: skip
    m.add("box", (half * 0.18, y + 0.12, -deep * 0.25), (0.015, 0.02, 0.07), "leather", shade(bread, 1), "goods",
        rotation=(45, 0, 0), array=Array(3, step=(0.05, 0.0, 0.02)))  # fmt: skip
    if ornament == "rich":
        m.add("cylinder", (-half * 0.2, y + 0.1, deep * 0.3), (0.05, 0.1, 0.05), "glass", 0o131, "goods", sides=8)
        m.add("cylinder", (-half * 0.2, y + 0.25, deep * 0.3), (0.02, 0.06, 0.02), "glass", 0o131, "goods", sides=7)
        m.add("cylinder", (half * 0.38, y + 0.05, -deep * 0.05), (0.13, 0.05, 0.13), "paint", 0o256, "container",
            rotation=(0, 180, 0), taper=(0.6, 0.6), sides=10)  # fmt: skip
        m.ball((half * 0.38 - 0.05, y + 0.12, -deep * 0.05), 0.05, "leaves", 0o611, "goods", array=Array(3,
            step=(0.05, 0.01, 0.03)))  # fmt: skip
    return w.result(m.program())


@grammar("chair")
def chair(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A chair that looks to the front: slats, spindles, an armchair with cushions, or a milking stool."""
    w, m, theme, condition = _begin(name, rng, wishes)
    wood = wood_colour(w, "primary", theme, condition)
    form = {"east": "stool", "modern": "arm"}.get(theme, m.one(("slats", "spindles", "arm", "slats", "stool")))
    top, half = 0.46, 0.24
    if form == "stool":
        top = 0.42
        m.add("cylinder", (0, top, 0), (0.22, 0.03, 0.22), "planks", wood, "seat", sides=12, bevel=0.01)
        m.rod((0, 0, -0.24), (0, top, -0.12), 0.03, "timber", shade(wood, -1), "post", array=Array(3, turn=120))
        m.rod((0, 0.18, -0.19), (0.16, 0.18, 0.1), 0.015, "timber", shade(wood, -1), "beam", array=Array(3, turn=120),
            sides=5)  # fmt: skip
        if theme == "east" or m.chance(0.4):
            m.add("cylinder", (0, top + 0.05, 0), (0.2, 0.03, 0.2), "cloth", w.colour("secondary", p.CLOTH), "seat",
                sides=12, bevel=0.02)  # fmt: skip
        return w.result(m.program())
    if form == "arm":
        cloth = w.colour("secondary", p.CLOTH)
        m.add("box", (0, 0.3, 0), (0.36, 0.14, 0.34), "cloth", cloth, "seat", bevel=0.05)
        m.add("box", (0, 0.46, -0.02), (0.28, 0.07, 0.3), "cloth", shade(cloth, 1), "seat", bevel=0.05)
        m.add("box", (0, 0.7, 0.3), (0.36, 0.44, 0.1), "cloth", cloth, "seat", rotation=(0, 10, 0), bevel=0.06)
        for x in (-0.36, 0.36):
            m.add("box", (x, 0.44, 0), (0.08, 0.24, 0.34), "cloth", shade(cloth, -1), "railing", bevel=0.05)
        _legs(m, 0.32, 0.28, 0.18, 0.035, wood)
        m.add("box", (0.05, 0.62, 0.16), (0.17, 0.15, 0.05), "cloth", w.colour("accent", p.CLOTH), "seat",
            rotation=(15, 20, 0), bevel=0.04)  # fmt: skip
        return w.result(m.program())
    m.add("box", (0, top, 0), (half, 0.03, half), "planks", wood, "seat", bevel=0.01)
    dark = shade(wood, -1)
    m.add("box", (-half + 0.04, top / 2, -half + 0.04), (0.03, top / 2, 0.03), "timber", dark, "post", array=Array(2,
        step=(2 * half - 0.08, 0.0, 0.0)))  # fmt: skip
    for x in (-half + 0.04, half - 0.04):
        m.plank((x, 0, half - 0.04), (x, top + 0.56, half + 0.04), 0.06, 0.06, "timber", dark, "post")
    m.add("box", (0, 0.2, -half + 0.04), (half - 0.05, 0.02, 0.02), "timber", dark, "beam", array=Array(2, step=(0.0,
        0.0, 2 * half - 0.07)))  # fmt: skip
    m.add("box", (-half + 0.04, 0.24, 0), (0.02, 0.02, half - 0.05), "timber", dark, "beam", array=Array(2,
        step=(2 * half - 0.08, 0.0, 0.0)))  # fmt: skip
    if form == "slats":
        missing = condition == "ruined"
        m.add("box", (0, top + 0.2, half), (half - 0.05, 0.05, 0.02), "planks", wood, "seat", rotation=(0, 5, 0),
            array=None if missing else Array(2, step=(0.0, 0.16, 0.01)))  # fmt: skip
        m.add("box", (0, top + 0.54, half + 0.03), (half, 0.06, 0.025), "planks", wood, "seat", rotation=(0, 5, 0),
            bevel=0.01)  # fmt: skip
    else:
        m.add("cylinder", (-half + 0.12, top + 0.27, half), (0.016, 0.27, 0.016), "timber", wood, "seat", rotation=(0,
            5, 0), sides=6, array=Array(4, step=(0.08, 0.0, 0.0)))  # fmt: skip
        m.add("box", (0, top + 0.56, half + 0.03), (half + 0.03, 0.05, 0.03), "planks", wood, "seat", rotation=(0, 5,
            0), bevel=0.015)  # fmt: skip
    if m.chance(0.5):
        m.add("box", (0, top + 0.05, -0.01), (half - 0.04, 0.03, half - 0.06), "cloth", w.colour("secondary",
            p.CLOTH), "seat", bevel=0.02)  # fmt: skip
    return w.result(m.program())


@grammar("bed")
def bed(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A bed whose head is at the back: frame, mattress, pillow, a quilt thrown open; posts and canopy when rich."""
    w, m, theme, condition = _begin(name, rng, wishes)
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    wood = wood_colour(w, "secondary", theme, condition)
    quilt = w.colour("primary", p.CANDY if theme == "candy" else (0o222, 0o312) if theme == "spooky" else p.CLOTH)
    half, long = (0.52, 1.02) if m.chance(0.5) else (0.8, 1.04)
    low = 0.12 if theme == "east" else 0.34
    for side in (-1, 1):
        m.add("box", (side * half, low, 0), (0.04, 0.12, long), "timber", wood, "beam", bevel=0.01)
    tall = m.u(0.95, 1.15) if theme != "east" else 0.3
    posts = ornament == "rich" and theme != "east"
    high = 1.95 if posts else tall
    for x in (-half, half):
        m.add("box", (x, high / 2, long), (0.055, high / 2, 0.055), "timber", wood, "post", bevel=0.01)
        m.add("box", (x, (high if posts else tall * 0.62) / 2, -long), (0.055, (high if posts else tall * 0.62) / 2,
            0.055), "timber", wood, "post", bevel=0.01)  # fmt: skip
    m.add("box", (0, tall * 0.62, long), (half, tall * 0.34, 0.035), "planks", wood, "seat", bevel=0.01)
    m.add("box", (0, max(low, tall * 0.36), -long), (half, 0.14 if theme == "east" else tall * 0.2, 0.03), "planks",
        wood, "seat", bevel=0.01)  # fmt: skip
    if not posts and theme != "east":
        m.ball((-half, tall + 0.05, long), 0.07, "timber", shade(wood, 1), "ornament", array=Array(2, step=(2 * half,
            0.0, 0.0)))  # fmt: skip
    y = low + 0.12
    m.add("box", (0, y + 0.02, 0), (half - 0.04, 0.12, long - 0.04), "cloth", 0o776, "bed", bevel=0.04)
    for x in (0,) if half < 0.7 else (-half * 0.48, half * 0.48):
        m.add("box", (x, y + 0.19, long - 0.26), (0.32, 0.08, 0.19), "cloth", 0o777, "bed", rotation=(m.wobble(5),
            -10, 0), bevel=0.06)  # fmt: skip
    if condition != "ruined":
        m.add("box", (0, y + 0.13, -long * 0.25), (half + 0.03, 0.07, long * 0.7), "cloth", quilt, "bed", bevel=0.05)
        for side in (-1, 1):
            m.add("box", (side * (half + 0.05), y - 0.02, -long * 0.25), (0.02, 0.16, long * 0.66), "cloth", quilt,
                "bed", bevel=0.01)  # fmt: skip
        # thrown open at one corner: somebody just got up
        m.plank((half * 0.1, y + 0.22, long * 0.4), (half * 1.02, y + 0.24, long * 0.02), 0.5, 0.06, "cloth",
            shade(quilt, 1), "bed", bevel=0.02)  # fmt: skip
        stripes = w.colour("accent", (0o777, 0o750, 0o611, 0o765))
        m.add("box", (0, y + 0.14, -long * 0.6), (half + 0.035, 0.07, 0.06), "cloth", stripes, "bed", array=Array(2,
            step=(0.0, 0.0, 0.3)))  # fmt: skip
    else:
        m.lobe((half * 0.2, y + 0.16, -long * 0.4), (half * 0.7, 0.14, long * 0.45), "cloth", quilt, "bed")
        m.plank((half * 0.6, y + 0.1, -long * 0.3), (half * 1.3, 0.05, -long * 0.35), 0.5, 0.05, "cloth", quilt, "bed")
    if posts:
        for z in (-long, long):
            m.add("box", (0, high - 0.05, z), (half, 0.05, 0.04), "timber", wood, "beam")
        for x in (-half, half):
            m.add("box", (x, high - 0.05, 0), (0.04, 0.05, long), "timber", wood, "beam")
        m.add("box", (0, high + 0.02, 0), (half + 0.08, 0.03, long + 0.08), "cloth", quilt, "awning", bevel=0.01)
        for x in (-half, half):
            m.add("box", (x, high * 0.56, long - 0.2), (0.04, high * 0.42, 0.16), "cloth", shade(quilt, -1),
                "curtain", bevel=0.02)  # fmt: skip
            m.add("box", (x, high * 0.86, -long + 0.16), (0.04, 0.16, 0.14), "cloth", shade(quilt, -1), "curtain",
                bevel=0.02)  # fmt: skip
    return w.result(m.program())


@grammar("shelf")
def shelf(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A rack of boards with a back, full of what its owner needs: books, pots, bottles and jars, bread or tools."""
    w, m, theme, condition = _begin(name, rng, wishes)
    wood = wood_colour(w, "primary", theme, condition)
    half, deep, tall = m.u(0.55, 0.8), 0.2, m.u(1.6, 2.0)
    levels = m.n(3, 4)
    for x in (-half, half):
        m.add("box", (x, tall / 2, 0), (0.035, tall / 2, deep), "planks", wood, "post", bevel=0.01)
    m.add("box", (0, tall / 2, deep - 0.01), (half, tall / 2, 0.02), "planks", shade(wood, -1), "shelf")
    gap = (tall - 0.14) / levels
    m.add("box", (0, 0.08, 0), (half, 0.025, deep - 0.01), "planks", wood, "shelf", array=Array(levels, step=(0.0,
        gap, 0.0)))  # fmt: skip
    m.add("box", (0, tall, 0), (half + 0.07, 0.035, deep + 0.04), "planks", shade(wood, 1), "shelf", bevel=0.01)
    accent = w.colour("accent", p.CLOTH)
    for k in range(levels):
        y = 0.105 + k * gap
        kind = m.one(("books", "pots", "bottles", "jars", "books", "bread"))
        if condition == "ruined" and k % 2:
            m.lobe((half * 0.3, y + 0.02, 0), (0.25, 0.04, 0.12), "sand", 0o443, "detail")
            continue
        if kind == "books":
            x = -half + 0.1
            while x < half - 0.22:
                n, high, thick = m.n(2, 4), min(gap - 0.08, m.u(0.2, 0.3)), m.u(0.02, 0.035)
                tone = m.one((accent, *p.CLOTH[:6], 0o432, 0o321))
                if x + n * 2 * thick > half - 0.06:
                    break
                m.add("box", (x + thick, y + high / 2, 0.0), (thick - 0.003, high / 2, 0.12), "paper", tone, "goods",
                    array=Array(n, step=(2 * thick + 0.01, 0.0, 0.0)))  # fmt: skip
                x += n * (2 * thick + 0.01) + m.one((0.01, 0.08))
        elif kind == "pots":
            for x in (-half * 0.55, 0.05, half * 0.6):
                r = m.u(0.09, 0.13)
                clay = m.one((0o631, 0o543, 0o256, 0o776))
                m.add("cylinder", (x, y + r, 0), (r, r, r), "paint", clay, "container", sides=10, rotation=(0, 180,
                    0), taper=(0.65, 0.65))  # fmt: skip
                m.add("cylinder", (x, y + 2 * r, 0), (r * 0.8, 0.02, r * 0.8), "paint", shade(clay, 1), "container",
                    sides=10)  # fmt: skip
        elif kind == "bottles":
            n = int((2 * half - 0.2) / 0.16)
            tone = m.one((0o131, 0o243, 0o412, 0o356))
            m.add("cylinder", (-half + 0.14, y + 0.1, -0.02), (0.05, 0.1, 0.05), "glass", tone, "goods", sides=8,
                array=Array(n, step=(0.16, 0.0, 0.0)))  # fmt: skip
            m.add("cylinder", (-half + 0.14, y + 0.24, -0.02), (0.02, 0.05, 0.02), "glass", tone, "goods", sides=6,
                array=Array(n, step=(0.16, 0.0, 0.0)))  # fmt: skip
            m.add("box", (-half + 0.14, y + 0.1, -0.065), (0.03, 0.04, 0.01), "paper", 0o776, "goods", array=Array(n,
                step=(0.16, 0.0, 0.0)))  # fmt: skip
        elif kind == "jars":
            n = int((2 * half - 0.2) / 0.22)
            m.add("cylinder", (-half + 0.16, y + 0.09, 0), (0.08, 0.09, 0.08), "glass", m.one((0o531, 0o640, 0o521,
                0o342)), "goods", sides=9, array=Array(n, step=(0.22, 0.0, 0.0)))  # fmt: skip
            m.add("cylinder", (-half + 0.16, y + 0.19, 0), (0.085, 0.02, 0.085), "cloth", accent, "goods", sides=9,
                array=Array(n, step=(0.22, 0.0, 0.0)))  # fmt: skip
        else:
            n = int((2 * half - 0.2) / 0.3)
            m.add("ellipsoid", (-half + 0.2, y + 0.06, 0), (0.13, 0.07, 0.1), "leather", 0o532, "goods", rotation=(10,
                0, 0), array=Array(n, step=(0.3, 0.0, 0.0)))  # fmt: skip
    top = tall + 0.035
    if m.chance(0.6):
        m.add("cylinder", (half * 0.45, top + 0.1, 0), (0.13, 0.1, 0.13), "rope", 0o653, "container", sides=10,
            rotation=(0, 180, 0), taper=(0.8, 0.8))  # fmt: skip
        m.lobe((half * 0.45, top + 0.22, 0), (0.15, 0.12, 0.15), "leaves", 0o241, "leaf")
    m.add("box", (-half * 0.4, top + 0.08, 0), (0.2, 0.08, 0.14), "planks", shade(wood, -1), "container", rotation=(5,
        0, 0), bevel=0.01)  # fmt: skip
    return w.result(m.program())


@grammar("chest")
def chest(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A banded chest with a round lid on hinges and a lock; a blanket or a candle upon it, or open on linen."""
    w, m, theme, condition = _begin(name, rng, wishes)
    wood = wood_colour(w, "primary", theme, condition)
    iron = w.colour("secondary", (0o641, 0o750) if theme == "candy" else p.IRON)
    wide, deep, tall = m.u(0.85, 1.15), m.u(0.5, 0.62), m.u(0.4, 0.5)
    form = m.one(("round", "round", "flat", "open"))
    cloth = w.colour("accent", p.CLOTH)
    top = tall
    if form == "flat":
        top = _flat_chest(m, wide, deep, tall, wood, iron)
        extra = m.one(("cushion", "cushion", "blanket", "none"))
        if extra == "cushion":
            m.add("box", (0, top + 0.05, 0), (wide * 0.42, 0.05, deep * 0.42), "cloth", cloth, "seat", bevel=0.04)
        elif extra == "blanket":
            m.add("box", (-wide * 0.18, top + 0.04, 0), (wide * 0.22, 0.04, deep * 0.4), "cloth", cloth, "goods",
                bevel=0.03)  # fmt: skip
            m.add("box", (-wide * 0.16, top + 0.11, 0), (wide * 0.2, 0.035, deep * 0.36), "cloth", shade(cloth, 1),
                "goods", bevel=0.03)  # fmt: skip
    else:
        top = chest_box(m, 0, 0, wide, deep, tall, wood, iron, 65 if form == "open" else 0)
    for side in (-1, 1):
        m.add("box", (side * (wide / 2 + 0.03), tall * 0.6, 0), (0.02, 0.02, 0.09), "iron", iron, "handle")
    if form == "open":
        m.add("box", (0, top + 0.02, 0), (wide / 2 - 0.06, 0.06, deep / 2 - 0.06), "cloth", cloth, "goods", bevel=0.04)
        m.add("box", (-0.14, top + 0.09, 0.02), (wide * 0.2, 0.05, deep * 0.32), "cloth", 0o777, "goods",
            rotation=(10, 0, 0), bevel=0.03)  # fmt: skip
        m.plank((0.2, top + 0.06, -deep / 2 + 0.1), (0.24, top - 0.2, -deep / 2 - 0.06), 0.3, 0.03, "cloth",
            shade(cloth, 1), "goods")  # fmt: skip
    return w.result(m.program())


def _flat_chest(m: Maker, wide: float, deep: float, tall: float, wood: int, iron: int) -> float:
    """A panelled chest with a flat lid, painted on its front. Returns the height of the lid."""
    m.add("box", (0, tall / 2 + 0.04, 0), (wide / 2, tall / 2 - 0.04, deep / 2), "planks", wood, "container",
        bevel=0.015)  # fmt: skip
    for x in (-wide / 2 + 0.03, wide / 2 - 0.03):
        m.add("box", (x, tall / 2, -deep / 2 + 0.03), (0.04, tall / 2, 0.04), "timber", shade(wood, -1), "post",
            array=Array(2, step=(0.0, 0.0, deep - 0.06)))  # fmt: skip
    m.add("box", (-wide * 0.24, tall * 0.52, -deep / 2 - 0.01), (wide * 0.18, tall * 0.28, 0.02), "planks",
        shade(wood, 1), "ornament", bevel=0.01, array=Array(2, step=(wide * 0.48, 0.0, 0.0)))  # fmt: skip
    joint = Joint("hinge", (0.0, tall, deep / 2), "x", -100.0, 0.0)
    lid = m.add("box", (0, tall + 0.03, 0), (wide / 2 + 0.04, 0.04, deep / 2 + 0.04), "planks", wood, "container",
        bevel=0.015, joint=joint)  # fmt: skip
    for x in (-wide * 0.3, wide * 0.3):
        m.add("box", (x, tall + 0.035, 0), (0.03, 0.045, deep / 2 + 0.05), "iron", iron, "detail", parent=lid)
    m.add("box", (0, tall - 0.05, -deep / 2 - 0.02), (0.06, 0.07, 0.03), "iron", iron, "handle", bevel=0.01)
    return tall + 0.07


@grammar("stove")
def stove(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """An iron range with a pipe and pots on it, a tiled stove, or a brick oven: the fire shows in its mouth."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", INDOORS)
    form = {"modern": "range", "east": "brick", "north": "tiled"}.get(theme, m.one(("range", "tiled", "brick")))
    glow = w.colour("accent", (0o730, 0o740) if theme != "spooky" else (0o375, 0o473))
    if form == "range":
        iron = w.colour("primary", (0o777, 0o566) if theme == "modern" else (0o111, 0o222, 0o132))
        trim = w.colour("secondary", (0o641, 0o555))
        _legs(m, 0.46, 0.26, 0.18, 0.05, shade(iron, -1))
        m.add("box", (0, 0.52, 0), (0.55, 0.36, 0.34), "iron", iron, "hearth", bevel=0.03)
        m.add("box", (0, 0.9, 0), (0.6, 0.04, 0.4), "iron", shade(iron, 1), "counter", bevel=0.02)
        m.add("box", (-0.22, 0.52, -0.35), (0.24, 0.2, 0.03), "iron", shade(iron, 1), "door", bevel=0.02)
        m.add("box", (-0.22, 0.52, -0.38), (0.15, 0.09, 0.04), "light", glow, "lamp", light=Light(glow, 4.0))
        m.add("box", (0.3, 0.62, -0.35), (0.18, 0.1, 0.03), "iron", shade(iron, 1), "door", bevel=0.02)
        m.add("box", (0.3, 0.36, -0.35), (0.18, 0.1, 0.03), "iron", shade(iron, 1), "door", bevel=0.02)
        m.add("box", (0, 0.8, -0.42), (0.52, 0.03, 0.03), "gold", trim, "railing", bevel=0.01)
        m.add("cylinder", (0.34, 1.5, 0.2), (0.1, 0.62, 0.1), "iron", iron, "chimney", sides=10)
        m.add("cylinder", (0.34, 1.2, 0.2), (0.13, 0.04, 0.13), "gold", trim, "ornament", sides=10)
        m.add("cylinder", (0.34, 2.1, 0.2), (0.14, 0.05, 0.14), "iron", iron, "chimney", sides=10)
        m.add("cylinder", (-0.26, 1.04, -0.05), (0.2, 0.12, 0.2), "iron", 0o531, "container", sides=12)
        m.add("cylinder", (-0.26, 1.17, -0.05), (0.21, 0.03, 0.21), "iron", 0o532, "container", sides=12, taper=(0.7,
            0.7))  # fmt: skip
        m.ball((-0.26, 1.22, -0.05), 0.04, "iron", trim, "handle")
        m.add("ellipsoid", (0.12, 1.04, -0.12), (0.14, 0.13, 0.14), "iron", 0o146, "container")
        m.rod((0.22, 1.04, -0.16), (0.34, 1.14, -0.24), 0.03, "iron", 0o146, "container", top=0.6)
    elif form == "tiled":
        tile = w.colour("primary", (0o254, 0o145, 0o765, 0o521, 0o132))
        trim = w.colour("secondary", (0o777, 0o654))
        m.add("box", (0, 0.1, 0), (0.62, 0.12, 0.5), "ashlar", 0o443, "foundation", bevel=0.02)
        m.add("box", (0, 0.62, 0), (0.54, 0.44, 0.42), "brick", tile, "hearth", bevel=0.03)
        m.add("box", (0, 1.1, 0), (0.6, 0.06, 0.48), "ashlar", trim, "sill", bevel=0.03)
        m.add("box", (0, 1.5, 0.04), (0.4, 0.38, 0.32), "brick", tile, "hearth", bevel=0.03)
        m.add("box", (0, 1.92, 0.04), (0.47, 0.06, 0.39), "ashlar", trim, "sill", bevel=0.03)
        m.add("prism", (0, 2.08, 0.04), (0.4, 0.12, 0.32), "brick", tile, "ornament", taper=(0.4, 1.0))
        for y in (0.36, 0.88):
            m.add("box", (0, y, 0), (0.56, 0.03, 0.44), "ashlar", trim, "ornament")
        m.add("box", (0, 0.58, -0.43), (0.22, 0.17, 0.03), "iron", 0o222, "door", bevel=0.02)
        m.add("box", (0, 0.56, -0.46), (0.14, 0.08, 0.04), "light", glow, "lamp", light=Light(glow, 4.0))
        m.add("box", (0.75, 0.2, 0), (0.14, 0.2, 0.4), "planks", 0o432, "seat", bevel=0.02)
        m.add("box", (0.75, 0.42, 0), (0.16, 0.03, 0.42), "planks", 0o543, "seat", bevel=0.01)
    else:
        brick = w.colour("primary", (0o521, 0o532, 0o421, 0o765))
        trim = w.colour("secondary", p.STONES)
        m.add("box", (0, 0.4, 0), (0.78, 0.44, 0.6), "stone", trim, "foundation", bevel=0.03)
        m.add("arch", (0, 0.34, -0.58), (0.34, 0.32, 0.08), "brick", brick, "frame", taper=(0.7, 1.0))
        m.add("box", (0, 0.24, -0.56), (0.24, 0.22, 0.06), "mud", 0o000, "opening")
        m.rod((-0.18, 0.1, -0.62), (0.16, 0.1, -0.6), 0.06, "bark", 0o321, "goods", array=Array(2, step=(0.0, 0.11,
            0.02)))  # fmt: skip
        m.add("box", (0, 0.86, 0), (0.86, 0.05, 0.68), "ashlar", shade(trim, 1), "counter", bevel=0.02)
        m.add("ellipsoid", (0, 1.1, 0.08), (0.68, 0.55, 0.52), "brick" if theme != "candy" else "plaster", brick,
            "hearth")  # fmt: skip
        m.add("arch", (0, 1.12, -0.4), (0.34, 0.3, 0.12), "brick", shade(brick, 1), "frame", taper=(0.66, 1.0))
        m.add("box", (0, 1.06, -0.44), (0.22, 0.18, 0.02), "light", glow, "lamp", light=Light(glow, 5.0))
        m.add("box", (0.1, 1.75, 0.3), (0.2, 0.5, 0.2), "brick", brick, "chimney", taper=(0.8, 0.8), bevel=0.02)
        m.add("box", (0.1, 2.26, 0.3), (0.22, 0.05, 0.22), "ashlar", trim, "chimney", bevel=0.02)
        m.add("ellipsoid", (-0.56, 0.98, -0.36), (0.18, 0.09, 0.12), "leather", 0o532, "goods")
        m.rod((0.72, 0.9, -0.7), (0.62, 1.9, -0.1), 0.025, "timber", 0o543, "tool", sides=5)
    return w.result(m.program())


@grammar("counter")
def counter(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """The counter of a shop or an inn, and the trade upon it: kegs, scales, cakes, cloth and a till."""
    w, m, theme, condition = _begin(name, rng, wishes)
    wood = wood_colour(w, "primary", theme, condition)
    top_colour = w.colour("secondary", (shade(wood, 1), shade(wood, -1), 0o665))
    half, deep, tall = m.u(1.05, 1.4), 0.32, 1.0
    m.add("box", (0, tall / 2, 0.02), (half, tall / 2, deep - 0.02), "planks", wood, "counter", bevel=0.01)
    m.add("box", (0, 0.06, 0.0), (half + 0.02, 0.06, deep), "timber", shade(wood, -1), "foundation")
    m.add("box", (0, tall + 0.03, 0), (half + 0.08, 0.04, deep + 0.08), "planks", top_colour, "counter", bevel=0.015)
    n = 4
    wide = half / n
    m.add("box", (-half + wide, 0.52, -deep), (wide - 0.07, 0.32, 0.02), "planks", shade(wood, 1), "ornament",
        bevel=0.01, array=Array(n, step=(2 * wide, 0.0, 0.0)))  # fmt: skip
    m.add("box", (-half, 0.5, -deep - 0.01), (0.04, 0.5, 0.03), "timber", shade(wood, -1), "post", array=Array(n + 1,
        step=(2 * wide, 0.0, 0.0)))  # fmt: skip
    y = tall + 0.07
    trade = m.one(("inn", "baker", "grocer", "shop"))
    accent = w.colour("accent", p.CLOTH)
    if trade == "inn":
        x = half * 0.55
        m.add("cylinder", (x, y + 0.26, 0.04), (0.22, 0.24, 0.22), "planks", 0o432, "container", rotation=(0, 90, 0),
            sides=12)  # fmt: skip
        for z in (-0.12, 0.2):
            m.add("cylinder", (x, y + 0.26, z), (0.235, 0.025, 0.235), "iron", 0o222, "detail", rotation=(0, 90, 0),
                sides=12)  # fmt: skip
        m.add("box", (x, y + 0.03, 0.04), (0.2, 0.05, 0.16), "timber", 0o321, "beam")
        m.rod((x, y + 0.16, -0.18), (x, y + 0.14, -0.3), 0.025, "timber", 0o543, "handle")
        for k, mx in enumerate((-0.7, -0.45, 0.0)):
            m.add("cylinder", (mx * half, y + 0.08, -0.08 + 0.1 * (k % 2)), (0.065, 0.08, 0.065), "timber", 0o532,
                "goods", sides=9)  # fmt: skip
            m.add("ellipsoid", (mx * half, y + 0.17, -0.08 + 0.1 * (k % 2)), (0.065, 0.04, 0.065), "cloth", 0o777,
                "goods")  # fmt: skip
    elif trade == "baker":
        m.add("ellipsoid", (-half * 0.7, y + 0.07, 0), (0.16, 0.08, 0.1), "leather", 0o532, "goods", array=Array(3,
            step=(0.34, 0.0, 0.02)))  # fmt: skip
        m.add("cylinder", (half * 0.4, y + 0.05, 0), (0.05, 0.05, 0.05), "iron", 0o666, "container", sides=8)
        m.add("cylinder", (half * 0.4, y + 0.11, 0), (0.2, 0.015, 0.2), "paint", 0o777, "container", sides=14)
        m.add("cylinder", (half * 0.4, y + 0.19, 0), (0.16, 0.07, 0.16), "plaster", accent, "goods", sides=14)
        m.add("cylinder", (half * 0.4, y + 0.27, 0), (0.165, 0.02, 0.165), "plaster", 0o777, "goods", sides=14)
        m.ball((half * 0.4, y + 0.31, 0), 0.03, "leaves", 0o711, "goods")
    elif trade == "grocer":
        for k, x in enumerate((-half * 0.68, -half * 0.2)):
            m.add("box", (x, y + 0.06, 0), (0.22, 0.07, 0.2), "planks", 0o543, "container", bevel=0.01)
            tone = (0o611, 0o341)[k]
            m.ball((x - 0.12, y + 0.15, -0.1), 0.065, "leaves", tone, "goods", array=Array(3, step=(0.12, 0.0, 0.0)))
            m.ball((x - 0.12, y + 0.15, 0.06), 0.065, "leaves", shade(tone, 1), "goods", array=Array(3, step=(0.12,
                0.0, 0.0)))  # fmt: skip
        x = half * 0.5
        m.add("box", (x, y + 0.03, 0), (0.14, 0.03, 0.1), "iron", 0o222, "goods")
        m.add("cylinder", (x, y + 0.22, 0), (0.02, 0.2, 0.02), "gold", 0o641, "goods", sides=6)
        m.add("box", (x, y + 0.4, 0), (0.28, 0.015, 0.015), "gold", 0o641, "goods", rotation=(0, 0, 5))
        m.rod((x - 0.26, y + 0.22, 0), (x - 0.26, y + 0.4, 0), 0.01, "rope", 0o641, "goods", sides=4, array=Array(2,
            step=(0.52, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (x - 0.26, y + 0.21, 0), (0.11, 0.02, 0.11), "gold", 0o641, "goods", sides=10,
            array=Array(2, step=(0.52, 0.0, 0.0)))  # fmt: skip
    else:
        m.add("box", (half * 0.6, y + 0.1, 0.02), (0.18, 0.11, 0.16), "iron", 0o431, "goods", bevel=0.02)
        m.add("box", (half * 0.6, y + 0.26, 0.06), (0.15, 0.07, 0.09), "gold", 0o641, "goods", bevel=0.02)
        m.add("cylinder", (-half * 0.1, y + 0.04, -0.05), (0.13, 0.04, 0.13), "cloth", accent, "goods", rotation=(0,
            0, 0), sides=10)  # fmt: skip
        m.add("cylinder", (-half * 0.62, y + 0.07, 0.02), (0.07, 0.26, 0.07), "cloth", accent, "goods", rotation=(20,
            90, 0), sides=10)  # fmt: skip
        m.add("cylinder", (-half * 0.45, y + 0.07, 0.02), (0.07, 0.26, 0.07), "cloth", shade(accent, 2), "goods",
            rotation=(10, 90, 0), sides=10)  # fmt: skip
    m.add("ellipsoid", (half * 0.22, y + 0.03, -0.18), (0.06, 0.05, 0.06), "gold", 0o751, "bell")
    return w.result(m.program())


@grammar("rug")
def rug(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A rug of bands, a medallion or a checker, with fringes; round, or the skin of a bear."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", INDOORS)
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    form = {"north": "skin"}.get(theme, m.one(("long", "long", "round")))
    fields = (0o432, 0o321, 0o555, 0o665, 0o222) if form == "skin" else (0o412, 0o124, 0o132, 0o521, 0o325, 0o543,
        0o222)  # fmt: skip
    field = w.colour("primary", p.CANDY if theme == "candy" else fields)
    border = w.colour("secondary", (0o554, 0o665) if form == "skin" else (0o641, 0o654, 0o412, 0o765, 0o135))
    accent = w.colour("accent", (0o111,) if form == "skin" else (0o764, 0o611, 0o256, 0o750, 0o254))
    half, deep = m.u(1.0, 1.5), m.u(0.65, 0.95)
    if form == "skin":
        m.add("ellipsoid", (0, 0.015, 0), (half * 0.6, 0.03, deep * 0.75), "fur", field, "rug")
        for side in (-1, 1):
            m.plank((side * 0.2, 0.015, -deep * 0.3), (side * half * 0.85, 0.015, -deep * 0.85), 0.3, 0.04, "fur",
                field, "rug", taper=(0.6, 1.0))  # fmt: skip
            m.plank((side * 0.2, 0.015, deep * 0.3), (side * half * 0.8, 0.015, deep * 0.9), 0.32, 0.04, "fur", field,
                "rug", taper=(0.6, 1.0))  # fmt: skip
            m.ball((side * 0.14, 0.22, -deep * 0.72), 0.06, "fur", shade(field, -1), "ornament")
            m.ball((side * 0.09, 0.16, -deep * 0.92), 0.025, "glass", 0o000, "ornament")
        m.add("ellipsoid", (0, 0.1, -deep * 0.82), (0.2, 0.13, 0.2), "fur", field, "ornament")
        m.add("box", (0, 0.07, -deep * 0.82 - 0.2), (0.1, 0.07, 0.1), "fur", border, "ornament", bevel=0.03)
        m.ball((0, 0.11, -deep * 0.82 - 0.3), 0.035, "leather", accent, "ornament")
        return w.result(m.program())
    # every layer is a centimetre or two proud of the one below: seen from afar nothing flickers
    if form == "round":
        r = deep * 1.15
        tones = (border, field, accent, field, border)[: {"plain": 2, "usual": 3, "rich": 5}[ornament]]
        for k, (share, tone) in enumerate(zip((1, 0.86, 0.6, 0.46, 0.2), tones, strict=False)):
            m.add("cylinder", (0, 0.01 + 0.01 * k, 0), (r * share, 0.01 + 0.01 * k, r * share), "cloth", tone, "rug",
                sides=20)  # fmt: skip
        if ornament == "rich":
            m.add("box", (0, 0.03, -r * 0.73), (0.05, 0.03, 0.05), "cloth", accent, "ornament", rotation=(45, 0, 0),
                array=Array(12, turn=30))  # fmt: skip
        return w.result(m.program())
    m.add("box", (0, 0.01, 0), (half, 0.01, deep), "cloth", border, "rug")
    m.add("box", (0, 0.02, 0), (half - 0.12, 0.02, deep - 0.12), "cloth", field, "rug")
    n = 12
    for side in (-1, 1):
        m.add("box", (side * (half + 0.05), 0.01, -deep + 0.07), (0.06, 0.01, 0.03), "rope", 0o765, "ornament",
            array=Array(n, step=(0.0, 0.0, (2 * deep - 0.14) / (n - 1))))  # fmt: skip
    if ornament != "plain":
        for x in (-half + 0.3, half - 0.3):
            m.add("box", (x, 0.03, 0), (0.05, 0.03, deep - 0.2), "cloth", accent, "ornament")
        for k, (size, tone) in enumerate(((0.42, accent), (0.26, border))):
            m.add("box", (0, 0.03 + 0.01 * k, 0), (deep * size, 0.03 + 0.01 * k, deep * size), "cloth", tone,
                "ornament", rotation=(45, 0, 0))  # fmt: skip
    if ornament == "rich":
        step = (half - 0.5) * 2 / 4
        for z in (-deep + 0.22, deep - 0.22):
            m.add("box", (-half + 0.5, 0.03, z), (0.05, 0.03, 0.05), "cloth", accent, "ornament", rotation=(45, 0, 0),
                array=Array(5, step=(step, 0.0, 0.0)))  # fmt: skip
        m.add("box", (0, 0.05, 0), (deep * 0.1, 0.05, deep * 0.1), "cloth", accent, "ornament", rotation=(45, 0, 0))
    if m.chance(0.3):  # a corner that turned up
        m.plank((half - 0.2, 0.02, -deep + 0.1), (half + 0.02, 0.1, -deep - 0.02), 0.3, 0.02, "cloth", border, "rug")
    return w.result(m.program())

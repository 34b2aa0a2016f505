"""What rolls and slides: carts, cars, rovers, sleds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, ORNAMENT_WEIGHTS, SNOW, Maker, Wish, shade
from nacre.teacher.grammar.props.parts_of_things import THEMES, wheels, wood_colour
from nacre.teacher.grammar.props.stores import stand_barrel
from nacre.teacher.grammar.registry import grammar


@grammar("cart")
def cart(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A two-wheeled cart or a four-wheeled wagon, shafts to the front, loaded with what the season gives."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", THEMES)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.06)
    wood = wood_colour(w, "primary", theme, condition)
    wheel = w.colour("secondary", p.CANDY_LOUD if theme == "candy" else (shade(wood, -1), 0o521, 0o321, 0o641))
    iron = 0o222
    wagon = m.chance(0.35) or theme == "west"
    half, long = (0.72, 1.35) if wagon else (0.62, m.u(0.9, 1.1))
    r = 0.52 if wagon else m.u(0.52, 0.64)
    if wagon:
        wheels(m, half + 0.16, 0.85, r, 0.1, wheel, iron)
        m.add("cylinder", (-half - 0.16, 0.4, -0.9), (0.4, 0.05, 0.4), "timber", wheel, "wheel", rotation=(0, 0, 90),
            sides=12, array=Array(2, step=(2 * half + 0.32, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (-half - 0.16, 0.4, -0.9), (0.42, 0.03, 0.42), "iron", iron, "wheel", rotation=(0, 0, 90),
            sides=12, array=Array(2, step=(2 * half + 0.32, 0.0, 0.0)))  # fmt: skip
        for k in range(3):
            m.add("box", (-half - 0.16, 0.4, -0.9), (0.06, 0.36, 0.03), "timber", shade(wheel, -1), "wheel",
                rotation=(0, 60 * k, 0), array=Array(2, step=(2 * half + 0.32, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (0, 0.4, -0.9), (0.05, half + 0.2, 0.05), "iron", iron, "axle", rotation=(0, 0, 90), sides=6)
        m.add("box", (0, 0.56, -0.9), (0.3, 0.14, 0.1), "timber", shade(wood, -1), "axle")
        floor = 0.74
    else:
        wheels(m, half + 0.14, 0.12, r, 0.1, wheel, iron)
        floor = r + 0.12
    m.add("box", (0, floor - 0.1, 0.12 if not wagon else 0), (half * 0.62, 0.1, long * 0.96 if wagon else 0.14),
        "timber", shade(wood, -1), "axle")  # fmt: skip
    m.add("box", (0, floor, 0), (half, 0.04, long), "planks", wood, "deck")
    height = m.u(0.18, 0.26)
    for side in (-1, 1):
        for k in range(2):
            if condition == "ruined" and side > 0 and k == 1:
                continue
            m.add("box", (side * (half + 0.03 + 0.04 * k), floor + 0.12 + 0.22 * k, 0), (0.025, 0.09, long), "planks",
                wood if k == 0 else shade(wood, 1), "railing", rotation=(0, 0, -side * 10))  # fmt: skip
        m.add("box", (side * (half + 0.08), floor + height, -long * 0.8), (0.04, height + 0.1, 0.04), "timber",
            shade(wood, -1), "post", rotation=(0, 0, -side * 10), array=Array(3, step=(0.0, 0.0,
            long * 0.8)))  # fmt: skip
    m.add("box", (0, floor + height, long), (half, height * 0.85, 0.03), "planks", shade(wood, 1), "railing",
        rotation=(0, -5, 0))  # fmt: skip
    m.add("box", (0, floor + height * 0.7, -long), (half, height * 0.6, 0.03), "planks", wood, "railing", rotation=(0,
        5, 0))  # fmt: skip
    reach = 1.15
    for side in (-1, 1):
        if wagon and side > 0:
            break
        x = 0 if wagon else side * half * 0.6
        z = -long + 0.25
        m.plank((x, floor - 0.08 if not wagon else 0.55, z), (x * 0.9, 0.72 if not wagon else 0.5, -long - reach),
            0.08, 0.08, "timber", shade(wood, -1), "handle", taper=(0.8, 0.8))  # fmt: skip
    if wagon:
        m.add("box", (0, 0.51, -long - reach * 0.86), (0.36, 0.05, 0.05), "timber", wood, "handle")
        m.add("box", (0, floor + 0.42, -long + 0.16), (half + 0.04, 0.04, 0.18), "planks", shade(wood, 1), "seat",
            bevel=0.02)  # fmt: skip
        m.add("box", (0, floor + 0.2, -long + 0.16), (half * 0.9, 0.2, 0.05), "planks", wood, "post")
    else:
        m.rod((half * 0.3, 0.0, -long - 0.1), (half * 0.3, floor, -long + 0.12), 0.04, "timber", shade(wood, -1),
            "post")  # fmt: skip
        m.add("box", (0, 0.74, -long - reach * 0.92), (half * 0.6, 0.04, 0.04), "timber", wood, "handle")
    covered = theme == "west" or (wagon and m.chance(0.4))
    if covered:
        cloth = w.colour("accent", (0o765, 0o776, 0o654))
        y = floor + 0.46
        arc = [(-half - 0.12, y), (-half * 0.86, y + 0.6), (-half * 0.4, y + 0.98), (half * 0.4, y + 0.98),
            (half * 0.86, y + 0.6), (half + 0.12, y)]  # fmt: skip
        for (x0, y0), (x1, y1) in pairwise(arc):
            m.plank((x0, y0, 0.1), (x1, y1, 0.1), 2 * long - 0.3, 0.05, "cloth", cloth, "roof",
                bevel=0.01) if x1 - x0 > 0.3 and abs(y1 - y0) < 0.02 else m.add("box", ((x0 + x1) / 2, (y0 + y1) / 2,
                0.1), (0.03, ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 / 2 + 0.02, long - 0.15), "cloth", cloth,
                "roof", rotation=(0, 0, -round(float(np.degrees(np.arctan2(x1 - x0, y1 - y0))))))  # fmt: skip
    else:
        _load(m, w, half, long, floor + 0.04, theme)
    if snow and covered:
        m.lobe((0, floor + 1.48, 0.1), (half * 0.55, 0.12, long * 0.85), "snow", SNOW, "snow")
    elif snow:
        m.lobe((0, floor + 0.5, 0), (half * 0.7, 0.14, long * 0.7), "snow", SNOW, "snow")
    return w.result(m.program())


def _load(m: Maker, w: Wish, half: float, long: float, y: float, theme: str) -> None:
    """What lies in the bed of a cart."""
    kind = m.one(("hay", "pumpkins", "sacks", "barrels", "logs", "cabbages", "empty"))
    if kind == "hay":
        straw = w.colour("accent", (0o653, 0o652, 0o753))
        m.lobe((0, y + 0.34, 0.05), (half * 1.1, 0.5, long * 1.0), "thatch", straw, "goods")
        m.lobe((0.1, y + 0.72, 0.15), (half * 0.8, 0.34, long * 0.7), "thatch", shade(straw, 1), "goods")
        m.rod((half * 0.3, y + 0.5, 0.2), (half * 0.7, y + 1.4, 0.5), 0.025, "timber", 0o532, "tool", sides=5)
    elif kind in ("pumpkins", "cabbages"):
        colour = w.colour("accent", (0o730, 0o740) if kind == "pumpkins" else (0o352, 0o342))
        m.add("box", (0, y + 0.08, 0), (half - 0.04, 0.1, long - 0.04), "thatch", 0o642, "goods")
        for k, z in enumerate((-0.55, 0.0, 0.55)):
            m.add("ellipsoid", (-half * 0.55, y + 0.28, z * long), (0.22, 0.18, 0.21), "leaves",
                colour if k % 2 else shade(colour, 1), "goods", array=Array(3, step=(half * 0.55, 0.0,
                0.06)))  # fmt: skip
        m.add("ellipsoid", (-half * 0.25, y + 0.5, -0.2), (0.2, 0.17, 0.2), "leaves", colour, "goods", array=Array(2,
            step=(half * 0.5, 0.0, 0.35)))  # fmt: skip
    elif kind == "sacks":
        cloth = w.colour("accent", (0o654, 0o543, 0o643))
        for x, z, up in ((-0.4, -0.45, 0), (0.4, -0.35, 0), (-0.35, 0.4, 0), (0.42, 0.45, 0), (0.0, 0.0, 0.3)):
            m.add("ellipsoid", (x * half, y + 0.2 + up, z * long), (0.28, 0.24, 0.36), "cloth",
                cloth if up == 0 else shade(cloth, 1), "goods", rotation=(m.turn(15), 0, 0))  # fmt: skip
    elif kind == "barrels":
        wood = w.colour("accent", p.WOOD)
        for z in (-0.42, 0.42):
            stand_barrel(m, 0.0, z * long, 0.32, 0.7, wood, 0o222, y - 0.02)
            m.add("cylinder", (0, y + 0.66, z * long), (0.24, 0.02, 0.24), "planks", shade(wood, -1), "goods", sides=10)
    elif kind == "logs":
        bark = w.colour("accent", p.BARK)
        m.add("cylinder", (-half * 0.6, y + 0.12, 0), (0.15, long * 1.1, 0.15), "bark", bark, "goods", rotation=(0,
            90, 0), sides=8, array=Array(3, step=(half * 0.6, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (-half * 0.3, y + 0.36, 0), (0.15, long * 1.05, 0.15), "bark", shade(bark, 1), "goods",
            rotation=(0, 90, 0), sides=8, array=Array(2, step=(half * 0.6, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (-half * 0.6, y + 0.12, 0), (0.12, long * 1.12, 0.12), "planks", 0o754, "goods",
            rotation=(0, 90, 0), sides=8, array=Array(3, step=(half * 0.6, 0.0, 0.0)))  # fmt: skip
    else:
        m.lobe((0.15, y + 0.03, 0.2), (half * 0.6, 0.08, long * 0.5), "thatch", w.colour("accent", (0o653, 0o652)),
            "goods")  # fmt: skip


@grammar("car")
def car(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A chunky little car: saloon, estate, van, pickup, taxi or roadster, with lights, mirrors and number plates."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    snow = w.snow(0.06)
    form = m.one(("saloon", "estate", "van", "pickup", "taxi", "roadster"))
    body = w.colour("primary", (0o750,) if form == "taxi" else (0o611, 0o146, 0o777, 0o254, 0o333, 0o532, 0o467, 0o132))
    trim = w.colour("secondary", (0o222, 0o777, shade(body, -1)))
    glass = 0o356
    half, long = 0.84, 2.0
    low = 0.34
    # arches are dark discs behind the wheels
    for z in (-1.2, 1.2):
        m.add("cylinder", (-half + 0.04, 0.36, z), (0.34, 0.14, 0.34), "mud", 0o111, "wheel", rotation=(0, 0, 90),
            sides=14, array=Array(2, step=(2 * half - 0.08, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (-half - 0.03, 0.36, z), (0.2, 0.1, 0.2), "iron", 0o666, "wheel", rotation=(0, 0, 90),
            sides=8, array=Array(2, step=(2 * half + 0.06, 0.0, 0.0)))  # fmt: skip
        m.add("cylinder", (-half + 0.02, 0.42, z), (0.4, 0.12, 0.42), "paint", shade(body, -1), "body", rotation=(0,
            0, 90), sides=14, array=Array(2, step=(2 * half - 0.04, 0.0, 0.0)))  # fmt: skip
    m.add("box", (0, low + 0.2, 0), (half, 0.24, long), "paint", body, "body", taper=(0.98, 0.98), bevel=0.08)
    m.add("box", (0, low + 0.02, 0), (half + 0.02, 0.06, long + 0.02), "paint", trim, "body", bevel=0.02)
    y = low + 0.44
    cabin = {"saloon": (0.25, 1.0), "taxi": (0.25, 1.0), "estate": (0.55, 1.25), "van": (0.45, 1.45),
        "pickup": (-0.35, 0.72), "roadster": (0.2, 0.6)}[form]  # fmt: skip
    mid, size = cabin
    if form == "roadster":
        m.add("box", (0, y + 0.14, -0.55), (half * 0.84, 0.2, 0.04), "glass", glass, "window", rotation=(0, 30, 0),
            bevel=0.01)  # fmt: skip
        m.add("box", (0, y - 0.02, 0.25), (half * 0.82, 0.1, 0.62), "leather", 0o321, "detail", bevel=0.03)
        for x in (-0.38, 0.38):
            m.add("box", (x, y + 0.16, 0.62), (0.27, 0.28, 0.1), "leather", 0o432, "seat", rotation=(0, 10, 0),
                bevel=0.05)  # fmt: skip
        m.add("box", (0, y + 0.02, 1.3), (half * 0.86, 0.12, 0.5), "paint", body, "body", bevel=0.08)
    else:
        roof = 0.56 if form != "van" else 0.8
        steep = 0.8 if form != "van" else 0.92
        m.add("box", (0, y + roof / 2, mid), (half * 0.93, roof / 2 + 0.04, size), "glass", glass, "window",
            taper=(0.86, steep), bevel=0.03)  # fmt: skip
        m.add("box", (0, y + roof + 0.03, mid), (half * 0.82, 0.06, size * steep * 1.02), "paint", body, "roof",
            bevel=0.05)  # fmt: skip
        for z in (mid - size * 0.9, mid + size * 0.02, mid + size * 0.9):
            s = (z - mid) / size
            m.add("box", (0, y + roof / 2, z - s * size * (1 - steep) * 0.5), (half * 0.9, roof / 2 + 0.03, 0.05),
                "paint", body, "frame", rotation=(0, 0, 0), taper=(0.88, 1.0))  # fmt: skip
        if form == "van":
            m.add("box", (0, y + roof * 0.45, mid + 0.5), (half * 0.95, roof * 0.44, size * 0.62), "paint", body,
                "body", taper=(0.92, 0.96), bevel=0.04)  # fmt: skip
            m.add("box", (half * 0.0, y + roof * 0.35, mid + 0.5), (half * 0.99, 0.14, size * 0.5), "paint", trim,
                "sign")  # fmt: skip
        if form == "taxi":
            m.add("box", (0, y + roof + 0.14, mid), (0.26, 0.09, 0.12), "light", 0o774, "sign", bevel=0.02,
                light=Light(0o774, 2.0))  # fmt: skip
            m.add("box", (0, low + 0.3, 0), (half + 0.02, 0.05, long * 0.9), "paint", 0o111, "ornament")
    m.add("box", (0, y - 0.02, -1.42), (half * 0.88, 0.1, 0.5), "paint", body, "body", taper=(0.94, 0.9), bevel=0.07)
    if form == "pickup":
        m.add("box", (0, y - 0.08, 1.25), (half * 0.84, 0.06, 0.66), "planks", 0o432, "deck")
        for x in (-half * 0.9, half * 0.9):
            m.add("box", (x, y + 0.06, 1.22), (0.07, 0.18, 0.74), "paint", body, "body", bevel=0.03)
        m.add("box", (0, y + 0.06, 1.94), (half * 0.9, 0.18, 0.06), "paint", body, "body", bevel=0.02)
        m.lobe((0, y + 0.04, 1.2), (half * 0.66, 0.2, 0.5), "thatch", w.colour("accent", (0o653, 0o432)), "goods")
    elif form in ("saloon", "taxi"):
        m.add("box", (0, y - 0.02, 1.6), (half * 0.88, 0.1, 0.36), "paint", body, "body", taper=(0.94, 0.9), bevel=0.07)
    broken = condition == "ruined"
    m.add("cylinder", (-half * 0.68, low + 0.28, -long - 0.01), (0.15, 0.05, 0.15),
        "light" if not broken else "glass", 0o776, "lamp", rotation=(0, 90, 0), sides=12,
        light=None if broken else Light(0o776, 6.0), array=Array(2, step=(half * 1.36, 0.0, 0.0)))  # fmt: skip
    m.add("box", (0, low + 0.25, -long - 0.01), (0.3, 0.1, 0.03), "iron", 0o333, "detail", bevel=0.01)
    m.add("box", (0, low + 0.05, -long - 0.05), (half * 0.98, 0.08, 0.08), "iron", 0o666, "body", bevel=0.03)
    m.add("box", (0, low + 0.05, long + 0.05), (half * 0.98, 0.08, 0.08), "iron", 0o666, "body", bevel=0.03)
    m.add("box", (-half * 0.72, low + 0.3, long), (0.13, 0.08, 0.04), "light" if not broken else "glass", 0o710,
        "lamp", array=Array(2, step=(half * 1.44, 0.0, 0.0)), light=None if broken else Light(0o710))  # fmt: skip
    m.add("box", (0, low + 0.18, -long - 0.06), (0.22, 0.06, 0.03), "paint", 0o777, "sign", array=Array(2, step=(0.0,
        0.0, 2 * long + 0.12)))  # fmt: skip
    m.add("box", (-half - 0.06, y + 0.06, -0.62), (0.08, 0.06, 0.05), "paint", trim, "detail", array=Array(2,
        step=(2 * half + 0.12, 0.0, 0.0)), bevel=0.02)  # fmt: skip
    m.add("box", (-half, low + 0.34, 0.1), (0.03, 0.02, 0.08), "iron", 0o666, "handle", array=Array(2, step=(2 * half,
        0.0, 0.0)))  # fmt: skip
    if ornament == "rich" and form in ("estate", "saloon"):
        top = y + 0.62
        for z in (mid - 0.4, mid + 0.4):
            m.add("box", (0, top + 0.06, z), (half * 0.72, 0.03, 0.04), "iron", 0o333, "beam")
        m.add("box", (0.1, top + 0.2, mid), (0.4, 0.13, 0.5), "leather", 0o421, "goods", bevel=0.04)
        m.add("box", (-0.45, top + 0.16, mid + 0.1), (0.12, 0.09, 0.4), "cloth", 0o254, "goods", bevel=0.04)
    if snow and form != "roadster":
        m.add("box", (0, y + (0.66 if form != "van" else 0.9), mid), (half * 0.74, 0.06, size * 0.66), "snow", SNOW,
            "snow", bevel=0.05)  # fmt: skip
        m.add("box", (0, y + 0.1, -1.45), (half * 0.74, 0.04, 0.36), "snow", SNOW, "snow", bevel=0.03)
    if broken:
        m.lobe((half * 0.6, 0.06, -long * 0.7), (0.4, 0.2, 0.5), "leaves", 0o231, "ivy")
    return w.result(m.program())


@grammar("rover")
def rover(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Six wheels on rockers, a golden body, panels, a dish, a camera on a mast; or a buggy with two seats."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    body = w.colour("primary", (0o777, 0o666, 0o676))
    foil = w.colour("secondary", (0o641, 0o751, 0o630))
    panel = w.colour("accent", (0o124, 0o113, 0o135))
    iron = w.colour("detail", (0o333, 0o444, 0o555))
    half, r = 1.0, 0.36
    for z in (-1.25, 0.0, 1.25):
        pair = Array(2, step=(2 * half + 0.2, 0.0, 0.0))
        m.add("cylinder", (-half - 0.1, r, z), (r, 0.16, r), "iron", iron, "wheel", rotation=(0, 0, 90), sides=12,
            array=pair)  # fmt: skip
        m.add("cylinder", (-half - 0.1, r, z), (r * 0.62, 0.18, r * 0.62), "iron", shade(iron, 2), "wheel",
            rotation=(0, 0, 90), sides=8, array=pair)  # fmt: skip
        m.add("box", (-half - 0.1, r, z), (0.17, r * 1.04, 0.04), "iron", shade(iron, -1), "wheel", array=pair)
        m.add("box", (-half - 0.1, r, z), (0.17, 0.04, r * 1.04), "iron", shade(iron, -1), "wheel", array=pair)
    for side in (-1, 1):
        x = side * (half - 0.16)
        m.rod((x, r, -1.25), (x, 0.86, -0.2), 0.06, "iron", body, "axle")
        m.rod((x, r, 1.25), (x, 0.86, 0.2), 0.06, "iron", body, "axle")
        m.rod((x, r, 0.0), (x, 0.86, 0.1), 0.06, "iron", body, "axle")
        m.ball((x, 0.86, 0), 0.12, "iron", shade(iron, 1), "axle")
        for z in (-1.25, 0.0, 1.25):
            m.rod((x, r, z), (side * (half + 0.1), r, z), 0.05, "iron", iron, "axle")
    m.add("box", (0, 0.98, 0.05), (0.7, 0.24, 1.15), "iron", body, "body", bevel=0.06)
    m.add("box", (0, 0.8, 0.05), (0.62, 0.12, 1.05), "gold", foil, "body", bevel=0.04)
    m.add("box", (0, 1.0, -0.05), (0.72, 0.06, 0.9), "paint", 0o630, "ornament")
    buggy = m.chance(0.35)
    if buggy:
        for x in (-0.36, 0.36):
            m.add("box", (x, 1.3, 0.25), (0.28, 0.1, 0.28), "leather", 0o333, "seat", bevel=0.04)
            m.add("box", (x, 1.6, 0.52), (0.28, 0.34, 0.08), "leather", 0o333, "seat", rotation=(0, 10, 0), bevel=0.04)
        m.add("box", (0, 1.42, -0.55), (0.55, 0.22, 0.08), "iron", iron, "body", rotation=(0, 20, 0), bevel=0.03)
        m.add("box", (0, 1.5, -0.6), (0.2, 0.08, 0.04), "light", 0o377, "lamp", rotation=(0, 20, 0), light=Light(0o377))
        m.rod((0.3, 1.2, 1.05), (0.3, 2.2, 1.05), 0.04, "iron", iron, "mast")
        m.add("cylinder", (0.3, 2.3, 1.0), (0.45, 0.1, 0.45), "iron", body, "ornament", rotation=(0, -120, 0),
            taper=(0.2, 0.2), sides=12)  # fmt: skip
    else:
        m.add("box", (0, 1.28, 0.35), (0.95, 0.04, 0.8), "glass", panel, "blade", bevel=0.01)
        m.add("box", (0, 1.24, 0.35), (1.0, 0.03, 0.85), "iron", body, "blade")
        for side in (-1, 1):
            if condition == "ruined" and side > 0:
                continue
            m.add("box", (side * 1.42, 1.33, 0.35), (0.46, 0.03, 0.7), "glass", panel, "blade", rotation=(0, 0,
                side * 10))  # fmt: skip
            m.add("box", (side * 1.42, 1.29, 0.35), (0.48, 0.03, 0.74), "iron", body, "blade", rotation=(0, 0,
                side * 10))  # fmt: skip
        m.rod((-0.42, 1.15, -0.75), (-0.42, 2.05, -0.8), 0.05, "iron", body, "mast")
        m.add("box", (-0.42, 2.15, -0.85), (0.24, 0.13, 0.14), "iron", body, "head", bevel=0.03)
        m.add("cylinder", (-0.54, 2.15, -1.0), (0.08, 0.04, 0.08), "glass", 0o135, "eye", rotation=(0, 90, 0),
            sides=10, array=Array(2, step=(0.24, 0.0, 0.0)))  # fmt: skip
        m.rod((0.5, 1.2, 0.9), (0.5, 1.7, 0.95), 0.04, "iron", iron, "mast")
        m.add("cylinder", (0.5, 1.82, 0.88), (0.4, 0.09, 0.4), "iron", body, "ornament", rotation=(0, -125, 0),
            taper=(0.2, 0.2), sides=12)  # fmt: skip
        m.rod((0.4, 1.0, -1.1), (0.6, 1.25, -1.6), 0.05, "iron", iron, "arm_r")
        m.rod((0.6, 1.25, -1.6), (0.55, 0.75, -1.9), 0.05, "iron", iron, "arm_r")
        m.add("box", (0.55, 0.72, -1.9), (0.1, 0.08, 0.1), "iron", foil, "tool", bevel=0.02)
    m.add("cylinder", (-0.45, 0.98, -1.1), (0.1, 0.05, 0.1), "light", 0o776, "lamp", rotation=(0, 90, 0), sides=10,
        light=Light(0o776, 6.0), array=Array(2, step=(0.9, 0.0, 0.0)))  # fmt: skip
    m.rod((-0.5, 1.2, 1.0), (-0.55, 2.3, 1.1), 0.02, "iron", iron, "mast", sides=4)
    m.ball((-0.55, 2.3, 1.1), 0.05, "light", 0o711, "lamp", light=Light(0o711))
    if condition == "ruined":
        m.lobe((0.9, 0.08, -1.3), (0.6, 0.24, 0.5), "sand", 0o543, "detail")
    return w.result(m.program())


@grammar("sled")
def sled(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Two curled runners, slats, a rope to pull; empty, with firewood, or a sleigh full of presents."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    wood = w.colour("primary", p.WOOD if ornament != "rich" else (0o611, 0o142, 0o254))
    runner = w.colour("secondary", p.WOOD if ornament == "plain" else (0o641, 0o333, 0o611))
    half, long = 0.42, m.u(0.85, 1.2)
    for side in (-1, 1):
        x = side * half
        m.add("box", (x, 0.06, 0.1), (0.04, 0.05, long), "timber", runner, "blade", bevel=0.01)
        one = m.plank((x, 0.06, -long + 0.12), (x, 0.22, -long - 0.22), 0.08, 0.1, "timber", runner, "blade")
        two = m.plank((x, one[1] - 0.03, one[2] + 0.02), (x, 0.52, -long - 0.3), 0.08, 0.09, "timber", runner, "blade")
        m.plank((x, two[1] - 0.03, two[2]), (x, 0.6, -long - 0.1), 0.08, 0.08, "timber", runner, "blade")
        m.add("box", (x, 0.2, -long * 0.6), (0.04, 0.16, 0.05), "timber", shade(wood, -1), "post", array=Array(3,
            step=(0.0, 0.0, long * 0.7)))  # fmt: skip
        m.add("box", (x, 0.36, 0.05), (0.05, 0.03, long * 0.92), "timber", shade(wood, -1), "beam")
    m.add("box", (0, 0.56, -long - 0.18), (half, 0.04, 0.04), "timber", runner, "beam")
    if ornament == "rich":
        m.add("box", (0, 0.6, 0.1), (half, 0.24, long * 0.8), "planks", wood, "body", rotation=(0, 180, 0),
            taper=(0.9, 0.95), bevel=0.04)  # fmt: skip
        m.add("box", (0, 0.84, 0.1), (half + 0.06, 0.04, long * 0.86), "gold", 0o641, "railing", bevel=0.02)
        m.add("box", (0, 0.98, long * 0.8), (half, 0.34, 0.06), "planks", wood, "seat", rotation=(0, 10, 0), bevel=0.03)
        m.add("box", (0, 0.84, long * 0.42), (half * 0.86, 0.08, 0.26), "cloth", 0o412, "seat", bevel=0.04)
        gifts = ((-0.2, -0.5, 0.2, 0o254), (0.22, -0.42, 0.16, 0o750), (0.02, -0.1, 0.18, 0o147), (-0.18, 0.12, 0.13,
            0o711))  # fmt: skip
        for x, z, s, tone in gifts:
            m.add("box", (x, 0.88 + s, z), (s, s, s), "paper", tone, "goods", rotation=(m.wobble(20), 0, 0), bevel=0.02)
            m.add("box", (x, 0.89 + s, z), (s * 0.22, s + 0.02, s + 0.02), "cloth", 0o777, "goods",
                rotation=(m.wobble(5), 0, 0))  # fmt: skip
        m.ball((half + 0.03, 0.66, -0.5), 0.05, "gold", 0o751, "bell", array=Array(4, step=(0.0, 0.0, 0.36)))
    else:
        n = 4 if condition != "ruined" else 3
        wide = half / 4
        m.add("box", (-half + wide, 0.41, 0.02), (wide - 0.02, 0.025, long), "planks", wood, "seat", bevel=0.01,
            array=Array(n, step=(2 * wide, 0.0, 0.0)))  # fmt: skip
        for z in (-long * 0.6, long * 0.7):
            m.add("box", (0, 0.37, z), (half, 0.03, 0.05), "timber", shade(wood, -1), "beam")
        load = m.one(("none", "wood", "sack", "blanket"))
        if load == "wood":
            bark = w.colour("accent", p.BARK)
            m.add("cylinder", (-0.26, 0.52, 0.1), (0.1, 0.5, 0.1), "bark", bark, "goods", rotation=(0, 90, 0),
                sides=7, array=Array(3, step=(0.26, 0.0, 0.0)))  # fmt: skip
            m.add("cylinder", (-0.13, 0.68, 0.1), (0.1, 0.48, 0.1), "bark", shade(bark, 1), "goods", rotation=(0, 90,
                0), sides=7, array=Array(2, step=(0.26, 0.0, 0.0)))  # fmt: skip
            m.add("box", (0, 0.6, 0.1), (0.38, 0.2, 0.03), "rope", 0o654, "rope")
        elif load == "sack":
            m.add("ellipsoid", (0, 0.68, 0.2), (0.34, 0.32, 0.4), "cloth", w.colour("accent", (0o654, 0o611, 0o432)),
                "goods")  # fmt: skip
            m.add("cylinder", (0, 0.98, 0.1), (0.12, 0.1, 0.12), "cloth", 0o654, "goods", sides=8, rotation=(0, 180,
                0), taper=(0.6, 0.6))  # fmt: skip
        elif load == "blanket":
            m.add("box", (0, 0.47, 0.2), (half + 0.01, 0.04, long * 0.5), "cloth", w.colour("accent", p.CLOTH),
                "goods", bevel=0.02)  # fmt: skip
    m.rod((-half * 0.8, 0.54, -long - 0.2), (0, 0.12, -long - 0.75), 0.02, "rope", 0o654, "rope", sides=4)
    m.rod((half * 0.8, 0.54, -long - 0.2), (0, 0.12, -long - 0.75), 0.02, "rope", 0o654, "rope", sides=4)
    if w.snow(0.3):
        m.lobe((0, 0.02, 0.1), (half * 1.5, 0.12, long * 1.1), "snow", SNOW, "snow")
    return w.result(m.program())

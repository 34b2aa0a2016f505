"""Things that give light: lanterns on posts, street lamps, torches, a campfire."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, shade
from nacre.teacher.grammar.registry import grammar

GLOW = (0o753, 0o764, 0o752)
GLOWS = {"spooky": (0o375, 0o657, 0o473), "future": (0o577, 0o377), "candy": (0o756, 0o775), "modern": (0o775, 0o777)}


def lantern(
    m: Maker,
    x: float,
    y: float,
    z: float,
    size: float,
    iron: int,
    glow: int,
    reach: float,
    sides: int = 4,
    snow: bool = False,
) -> None:
    """A lantern whose foot is at y: tray, glowing glass, corner bars, a pointed cap with a knob."""
    turned = (45, 0, 0) if sides == 4 else (0, 0, 0)
    m.add("cylinder", (x, y + size * 0.1, z), (size * 0.62, size * 0.1, size * 0.62), "iron", iron, "lamp",
        sides=sides, rotation=turned)  # fmt: skip
    m.add("cylinder", (x, y + size * 0.6, z), (size * 0.66, size * 0.44, size * 0.66), "light", glow, "lamp",
        sides=sides, rotation=(turned[0], 180, 0), taper=(0.78, 0.78), light=Light(glow, reach))  # fmt: skip
    off = size * 0.42
    for dx, dz in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        m.rod((x + dx * off * 0.85, y + size * 0.12, z + dz * off * 0.85), (x + dx * off * 1.1, y + size * 1.08,
            z + dz * off * 1.1), size * 0.07, "iron", iron, "lamp", sides=4)  # fmt: skip
    m.add("cylinder", (x, y + size * 1.2, z), (size * 0.92, size * 0.2, size * 0.92), "iron", iron, "lamp",
        sides=sides, rotation=turned, taper=(0.3, 0.3))  # fmt: skip
    m.ball((x, y + size * 1.46, z), size * 0.14, "iron", iron, "lamp")
    if snow:
        m.add("cylinder", (x, y + size * 1.3, z), (size * 0.74, size * 0.18, size * 0.74), "snow", SNOW, "snow",
            sides=sides, rotation=turned, taper=(0.3, 0.3))  # fmt: skip


@grammar("lamp")
def lamp(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A lantern on a wooden post with an arm, a stone lantern of the east, a crystal or candy light."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.45, "coast": 0.1, "north": 0.1, "east": 0.12, "spooky": 0.08, "candy": 0.07,
        "west": 0.08})  # fmt: skip
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.08)
    glow = w.colour("accent", GLOWS.get(theme, GLOW))
    if theme == "east":
        stone = w.colour("primary", p.STONES)
        _stone_lantern(m, stone, glow, snow)
        return w.result(m.program())
    wood = w.colour("primary", {"candy": (0o766, 0o754), "spooky": (0o211, 0o222)}.get(theme, p.WOOD))
    iron = w.colour("secondary", p.CANDY_LOUD if theme == "candy" else p.IRON)
    tall = m.u(2.5, 3.1)
    lean = m.wobble(5) if condition != "new" else 0
    m.add("box", (0, tall / 2 - 0.15, 0), (0.09, tall / 2 + 0.15, 0.09), "timber", wood, "post", taper=(0.85, 0.85),
        bevel=0.02)  # fmt: skip
    m.add("box", (0, 0.18, 0), (0.17, 0.2, 0.17), "stone", 0o443, "foundation", taper=(0.8, 0.8), bevel=0.04)
    for k in range(m.n(2, 3)):
        m.add("blob", ((0.24, -0.2, 0.05)[k], 0.06, (0.1, 0.16, -0.24)[k]), (0.13, 0.11, 0.12), "rock", 0o444,
            "stone", seed=m.seed(), rotation=(m.turn(), 0, 0))  # fmt: skip
    arms = (-1, 1) if m.chance(0.25) else (-1,)
    yaw = m.one((0, 0, 90))  # arms along x, or towards the front
    for side in arms:
        dx, dz = (side, 0) if yaw == 0 else (0, side)
        reach = m.u(0.48, 0.58)
        m.plank((dx * -0.2, tall - 0.2, dz * -0.2), (dx * (reach + 0.12), tall - 0.2 + 0.02 * lean,
            dz * (reach + 0.12)), 0.1, 0.1, "timber", wood, "beam")  # fmt: skip
        m.plank((0, tall - 0.75, 0), (dx * reach * 0.75, tall - 0.22, dz * reach * 0.75), 0.08, 0.08, "timber",
            shade(wood, -1), "beam")  # fmt: skip
        size = 0.24
        foot = tall - 0.3 - size * 1.75
        m.rod((dx * reach, foot + size * 1.4, dz * reach), (dx * reach, tall - 0.16, dz * reach), 0.025, "iron", iron,
            "rope", sides=5)  # fmt: skip
        lantern(m, dx * reach, foot, dz * reach, size, iron, glow, 7.0, snow=snow)
    m.add("cylinder", (0, tall + 0.08, 0), (0.17, 0.1, 0.17), "shingles", shade(wood, -1), "ornament", sides=4,
        rotation=(45, 0, 0), taper=(0.1, 0.1))  # fmt: skip
    if snow:
        m.add("ellipsoid", (0, tall + 0.12, 0), (0.13, 0.1, 0.13), "snow", SNOW, "snow")
    if theme == "village" and m.chance(0.5):  # a flower basket on the post
        m.lobe((0, 1.5, -0.16), (0.22, 0.16, 0.16), "leaves", 0o241, "leaf")
        m.ball((-0.14, 1.56, -0.26), 0.06, "leaves", m.one(p.FLOWERS), "flower", array=Array(3, step=(0.14, 0.02,
            -0.02)))  # fmt: skip
    return w.result(m.program())


def _stone_lantern(m: Maker, stone: int, glow: int, snow: bool) -> None:
    """A garden lantern of stone: plinth, shaft, fire box, a wide roof with turned up corners, a jewel."""
    m.add("cylinder", (0, 0.05, 0), (0.42, 0.2, 0.42), "ashlar", shade(stone, -1), "foundation", sides=6, taper=(0.8,
        0.8))  # fmt: skip
    m.add("cylinder", (0, 0.62, 0), (0.17, 0.45, 0.17), "ashlar", stone, "post", taper=(0.9, 0.9), sides=8)
    m.add("cylinder", (0, 1.12, 0), (0.36, 0.1, 0.36), "ashlar", stone, "sill", rotation=(0, 180, 0), taper=(0.6,
        0.6), sides=6)  # fmt: skip
    m.add("cylinder", (0, 1.4, 0), (0.22, 0.2, 0.22), "light", glow, "lamp", sides=6, light=Light(glow, 6.0))
    m.ring(0.25, 1.4, (0.05, 0.2, 0.05), 6, "ashlar", stone, "post", first=30)
    m.add("cylinder", (0, 1.72, 0), (0.52, 0.14, 0.52), "ashlar", stone, "roof", taper=(0.4, 0.4), sides=6)
    m.ring(0.47, 1.66, (0.06, 0.1, 0.08), 6, "ashlar", shade(stone, 1), "ornament", first=30, rotation=(0, 25, 0))
    m.add("cylinder", (0, 1.9, 0), (0.12, 0.06, 0.12), "ashlar", stone, "ornament", sides=8)
    m.add("ellipsoid", (0, 2.04, 0), (0.12, 0.15, 0.12), "ashlar", shade(stone, 1), "ornament")
    m.add("blob", (0.3, 0.08, -0.26), (0.16, 0.1, 0.14), "moss", 0o241, "leaf", seed=m.seed())
    if snow:
        m.add("cylinder", (0, 1.8, 0), (0.46, 0.12, 0.46), "snow", SNOW, "snow", taper=(0.4, 0.4), sides=6)


@grammar("torch")
def torch(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A burning torch on a pole, a fire bowl on three legs, or an iron basket."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.4, "ancient": 0.2, "north": 0.2, "spooky": 0.1, "desert": 0.1})
    wood = w.colour("primary", p.WOOD if theme != "spooky" else (0o211, 0o222))
    iron = w.colour("secondary", p.IRON)
    glow = w.colour("accent", (0o375, 0o473) if theme == "spooky" else (0o730, 0o740, 0o741))
    form = "bowl" if theme == "ancient" else m.one(("pole", "basket"))
    tall = m.u(1.3, 1.62)
    if form == "bowl":
        iron = wood if w.given("primary") else iron  # a bowl on legs is all of one metal
        w.settled["primary"] = iron
        m.rod((0, -0.1, -0.42), (0, tall * 0.72, -0.12), 0.04, "iron", iron, "post", array=Array(3, turn=120))
        m.add("cylinder", (0, tall * 0.4, 0), (0.2, 0.02, 0.2), "iron", iron, "detail", sides=9)
        y = tall * 0.72
        m.add("cylinder", (0, y, 0), (0.36, 0.12, 0.36), "iron", iron, "container", rotation=(0, 180, 0), taper=(0.5,
            0.5), sides=10)  # fmt: skip
        m.add("cylinder", (0, y + 0.12, 0), (0.38, 0.03, 0.38), "iron", shade(iron, 1), "container", sides=10)
        flames(m, y + 0.12, 0.3, glow, 7.0)
    else:
        m.rod((0, -0.3, 0), (0, tall, 0), 0.06, "timber", wood, "post", top=0.8)
        m.add("blob", (0, 0.04, 0), (0.2, 0.1, 0.18), "rock", 0o444, "stone", seed=m.seed())
        if form == "basket":
            m.rod((0, tall - 0.08, -0.05), (0, tall + 0.24, -0.2), 0.025, "iron", iron, "container", array=Array(6,
                turn=60), sides=4)  # fmt: skip
            m.add("cylinder", (0, tall, 0), (0.12, 0.03, 0.12), "iron", iron, "container", sides=8)
            m.add("cylinder", (0, tall + 0.16, 0), (0.2, 0.025, 0.2), "iron", iron, "container", sides=8)
            m.add("cylinder", (0, tall + 0.12, 0), (0.13, 0.1, 0.13), "timber", 0o211, "goods", sides=6)
            flames(m, tall + 0.16, 0.18, glow, 7.0)
        else:
            m.add("cylinder", (0, tall, 0), (0.12, 0.17, 0.12), "cloth", 0o432, "container", rotation=(0, 180, 0),
                taper=(0.7, 0.7), sides=8)  # fmt: skip
            m.add("cylinder", (0, tall - 0.08, 0), (0.12, 0.025, 0.12), "rope", iron, "rope", sides=8)
            flames(m, tall + 0.12, 0.14, glow, 6.0)
    return w.result(m.program())


def flames(m: Maker, y: float, r: float, glow: int, reach: float) -> None:
    """A fire whose foot is at y: a tall tongue, leaning ones around it, a bright heart."""
    bright = shade(glow, 1) if glow >> 3 & 7 < 6 else 0o775
    m.add("cylinder", (0, y + r * 1.1, 0), (r * 0.62, r * 1.2, r * 0.62), "light", glow, "lamp", taper=(0.05, 0.05),
        sides=6, rotation=(m.turn(15), m.wobble(5), 0), light=Light(glow, reach))  # fmt: skip
    m.add("cylinder", (0, y + r * 0.55, -r * 0.45), (r * 0.4, r * 0.75, r * 0.4), "light", glow, "lamp", taper=(0.05,
        0.05), sides=5, rotation=(0, -10, 0), light=Light(glow), array=Array(5, turn=72))  # fmt: skip
    m.add("ellipsoid", (0, y + r * 0.3, 0), (r * 0.66, r * 0.5, r * 0.66), "light", bright, "lamp", light=Light(bright))


@grammar("campfire")
def campfire(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Stones in a ring, logs leaning together, flames, embers; a kettle or a spit over it, a log to sit on."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", {"new": 0.8, "ruined": 0.2})
    ornament = w.pick("ornament", {"plain": 0.3, "usual": 0.4, "rich": 0.3})
    stone = w.colour("primary", p.STONES)
    wood = w.colour("secondary", (0o321, 0o421, 0o211))
    glow = w.colour("accent", (0o730, 0o740, 0o741))
    count = m.n(8, 10)
    for k in range(2):  # two kinds of stones by turns
        m.add("blob", (0.18 * k, 0.08, -0.72 - 0.02 * k), (0.19 - 0.03 * k, 0.15, 0.17), "rock", shade(stone, -k),
            "stone", seed=m.seed(), array=Array(count // 2, turn=round(720 / count)), rotation=(m.turn(), 0,
            0))  # fmt: skip
        if k == 0 and count % 2:
            count -= 1
    m.add("cylinder", (0, 0.01, 0), (0.66, 0.04, 0.66), "mud", 0o111, "detail", sides=10)
    m.rod((0.04, 0.02, -0.55), (0, 0.5, 0.06), 0.08, "bark", wood, "goods", array=Array(5, turn=72), sides=6)
    m.rod((-0.5, 0.08, 0.2), (0.45, 0.1, -0.2), 0.08, "bark", shade(wood, -1), "goods", sides=6)
    if condition == "new":
        m.add("blob", (0, 0.06, 0), (0.46, 0.12, 0.46), "light", shade(glow, -1), "lamp", light=Light(shade(glow,
            -1)), seed=m.seed())  # fmt: skip
        flames(m, 0.15, 0.36, glow, 9.0)
    else:
        m.lobe((0, 0.06, 0), (0.45, 0.12, 0.45), "sand", 0o333, "detail")
        w.forget("accent")
    over = {"plain": "none", "usual": m.one(("none", "kettle")), "rich": m.one(("kettle", "spit"))}[ornament]
    if over == "kettle":
        m.rod((0, -0.2, -1.0), (0, 1.75, -0.03), 0.05, "timber", 0o421, "post", array=Array(3, turn=120))
        m.rod((0, 1.05, 0), (0, 1.72, 0), 0.02, "iron", 0o222, "rope", sides=5)
        m.add("ellipsoid", (0, 0.98, 0), (0.24, 0.22, 0.24), "iron", 0o222, "container")
        m.add("cylinder", (0, 1.12, 0), (0.2, 0.04, 0.2), "iron", 0o333, "container", sides=10)
    elif over == "spit":
        for x in (-1.0, 1.0):
            m.rod((x, -0.3, 0), (x, 0.95, 0), 0.05, "timber", 0o421, "post")
            m.rod((x, 0.85, 0), (x, 1.12, -0.14), 0.035, "timber", 0o421, "post")
            m.rod((x, 0.85, 0), (x, 1.12, 0.14), 0.035, "timber", 0o421, "post")
        m.rod((-1.15, 0.98, 0), (1.15, 0.98, 0), 0.03, "timber", 0o532, "handle")
        m.add("ellipsoid", (0, 0.98, 0), (0.34, 0.17, 0.18), "leather", 0o531, "goods")
        m.rod((0.28, 0.98, 0), (0.5, 0.98, 0.04), 0.06, "leather", 0o531, "goods", top=0.6)
    if ornament != "plain":
        seats = ((-0.9, 1.2, 25), (1.2, 0.9, -40)) if ornament == "rich" else ((0.0, 1.35, 0),)
        for x, z, yaw in seats:
            m.add("cylinder", (x, 0.18, z), (0.2, 0.62, 0.2), "bark", 0o322, "seat", rotation=(yaw, 0, 90), sides=8)
    return w.result(m.program())

"""Things of a farmyard: hay, bales, wood piles, hives, troughs, scarecrows, pumpkins, washing on a line."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, around, shade
from nacre.teacher.grammar.props.parts_of_things import THEMES, wood_colour
from nacre.teacher.grammar.registry import grammar

STRAW = (0o653, 0o652, 0o753, 0o642)


def fork(m: Maker, x: float, z: float, lean: float) -> None:
    """A hay fork that leans on something towards the middle."""
    m.rod((x, -0.05, z), (x - lean * 0.7, 1.6, z * 0.3), 0.03, "timber", 0o532, "tool", sides=5)
    m.add("box", (x - lean * 0.7, 1.62, z * 0.3), (0.15, 0.03, 0.03), "iron", 0o333, "tool")
    m.add("cylinder", (x - lean * 0.7 - 0.14, 1.78, z * 0.3), (0.02, 0.17, 0.02), "iron", 0o333, "tool", sides=4,
        array=Array(3, step=(0.14, 0.0, 0.0)))  # fmt: skip


@grammar("hay")
def hay(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A haystack around a pole: round, pointed or long, with a fork and loose hay at its foot."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.08)
    straw = w.colour("primary", STRAW)
    r, tall = m.u(1.1, 1.5), m.u(1.9, 2.7)
    form = m.one(("round", "point", "long"))
    if form == "long":
        half = r * 1.15
        m.add("prism", (0, tall * 0.62, 0), (half, tall * 0.28, r * 0.95), "thatch", straw, "goods", taper=(0.85,
            1.0), bevel=0.1)  # fmt: skip
        m.add("box", (0, tall * 0.2, 0), (half * 0.95, tall * 0.22, r * 0.82), "thatch", shade(straw, -1), "goods",
            bevel=0.12)  # fmt: skip
        for x, z in ((-0.62, -0.78), (0.66, 0.78), (-0.5, 0.8)):  # loose hay against its foot
            m.lobe((x * half, 0.1, z * r), (half * 0.4, tall * 0.12, r * 0.3), "thatch", shade(straw, -1), "goods")
        m.rod((-half * 0.7, tall * 0.6, 0), (-half * 0.7, tall + 0.1, 0), 0.05, "timber", 0o432, "post",
            array=Array(2, step=(half * 1.4, 0.0, 0.0)))  # fmt: skip
        if snow:
            m.add("prism", (0, tall * 0.72, 0), (half * 0.92, tall * 0.22, r * 0.66), "snow", SNOW, "snow",
                taper=(0.85, 1.0), bevel=0.08)  # fmt: skip
    else:
        m.add("cylinder", (0, tall * 0.22, 0), (r * 1.06, tall * 0.24, r * 1.06), "thatch", shade(straw, -1), "goods",
            rotation=(m.turn(15), 0, 0), taper=(0.95, 0.95), sides=12)  # fmt: skip
        if form == "point":
            m.add("cylinder", (0, tall * 0.62, 0), (r * 1.04, tall * 0.22, r * 1.04), "thatch", straw, "goods",
                taper=(0.62, 0.62), sides=12)  # fmt: skip
            m.add("cylinder", (0, tall * 0.94, 0), (r * 0.68, tall * 0.14, r * 0.68), "thatch", shade(straw, 1),
                "goods", taper=(0.15, 0.15), sides=12)  # fmt: skip
        else:
            m.lobe((0, tall * 0.56, 0), (r * 1.04, tall * 0.46, r * 1.04), "thatch", straw, "goods")
        for k in range(3):
            x, _, z = around(r * 0.72, m.turn())
            m.lobe((x, tall * m.u(0.3, 0.6), z), (r * 0.4, tall * 0.2, r * 0.4), "thatch", shade(straw, k % 2), "goods")
        m.rod((0, tall * 0.7, 0), (0.04, tall * 1.16, 0), 0.05, "timber", 0o432, "post")
        if snow:
            m.lobe((0, tall * 0.86, 0), (r * 0.72, tall * 0.16, r * 0.72), "snow", SNOW, "snow")
    m.lobe((r * 0.8, 0.06, -r * 0.7), (0.6, 0.16, 0.5), "thatch", straw, "goods")
    if condition != "ruined" and m.chance(0.7):
        fork(m, -r * 0.8, -r * 1.15, -0.3)
    if condition == "ruined":
        m.lobe((-r * 0.9, 0.08, -r * 0.5), (0.7, 0.22, 0.6), "thatch", shade(straw, -1), "goods")
    return w.result(m.program())


@grammar("hay_bale")
def hay_bale(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Bales tied with cord: a stack of square ones or one or two rolls."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    snow = w.snow(0.08)
    straw = w.colour("primary", STRAW)
    cord = w.colour("secondary", (0o432, 0o611, 0o356))
    if m.chance(0.5):
        r, half = m.u(0.52, 0.62), 0.52
        for k in range(m.n(1, 2)):
            z = -0.1 if k == 0 else r * 1.75
            thick = r * (1 - 0.15 * k)
            m.add("cylinder", (0.15 * k, thick * 0.97, z), (thick, half, thick), "thatch", straw, "goods",
                rotation=(0, 0, 90), sides=14)  # fmt: skip
            for side in (-1, 1):
                for j, share in enumerate((0.72, 0.4)):
                    m.add("cylinder", (0.15 * k + side * (half + 0.01 + 0.01 * j), thick * 0.97, z), (thick * share,
                        0.02, thick * share), "thatch", shade(straw, (-1, 0)[j]), "goods", rotation=(0, 0, 90),
                        sides=12)  # fmt: skip
            m.add("cylinder", (0.15 * k - half * 0.4, thick * 0.97, z), (thick + 0.03, 0.03, thick + 0.03), "rope",
                cord, "rope", rotation=(0, 0, 90), sides=14, array=Array(2, step=(half * 0.8, 0.0, 0.0)))  # fmt: skip
        if snow:
            m.add("ellipsoid", (0, r * 1.9, -0.1), (half * 0.95, 0.14, r * 0.6), "snow", SNOW, "snow")
    else:
        spots = [(-0.5, 0.22, 0.0), (0.52, 0.22, 0.04), (0.0, 0.66, 0.02)][: m.n(1, 3)]
        for x, y, z in spots:
            yaw = m.wobble(10)
            m.add("box", (x, y, z), (0.46, 0.22, 0.3), "thatch", straw if y < 0.5 else shade(straw, 1), "goods",
                rotation=(yaw, 0, 0), bevel=0.04)  # fmt: skip
            for dx in (-0.22, 0.22):
                m.add("box", (x + dx, y, z), (0.03, 0.23, 0.31), "rope", cord, "rope", rotation=(yaw, 0, 0), bevel=0.03)
        top = max(spots, key=lambda s: s[1])
        if snow:
            m.add("box", (top[0], top[1] + 0.23, top[2]), (0.42, 0.06, 0.27), "snow", SNOW, "snow", bevel=0.04)
    m.lobe((-0.45, 0.03, -0.5), (0.4, 0.07, 0.26), "thatch", straw, "goods")
    return w.result(m.program())


@grammar("wood_pile")
def wood_pile(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Split logs stacked between posts, pale ends to the front, sometimes under a little roof; a block with an axe."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.1)
    bark = w.colour("primary", p.BARK)
    pale = w.colour("secondary", (0o653, 0o754, 0o543))
    roofed = m.chance(0.45)
    rows = m.n(4, 5) if condition != "ruined" else 3
    r, half = 0.13, 0.36
    step = r * 1.92
    wide = 0.0
    for k in range(rows):
        count = (8 if roofed else 8 - k) - (k % 2 if roofed else 0)
        if condition == "ruined":
            count -= k
        x = -(count - 1) * step / 2 + (0 if roofed else m.u(-0.03, 0.03))
        y = r * 0.9 + k * r * 1.66
        wide = max(wide, -x + r)
        array = Array(count, step=(step, 0.0, 0.0))
        m.add("cylinder", (x, y, 0), (r, half * m.u(0.92, 1.0), r), "bark", bark if k % 2 else shade(bark, 1),
            "goods", rotation=(0, 90, 0), sides=7, array=array)  # fmt: skip
        m.add("cylinder", (x, y, 0), (r * 0.82, half + 0.02, r * 0.82), "planks", pale if k % 2 else shade(pale, -1),
            "goods", rotation=(0, 90, 0), sides=7, array=array)  # fmt: skip
    tall = rows * r * 1.66 + 0.1
    if roofed:
        for x in (-wide - 0.06, wide + 0.06):
            m.add("box", (x, tall / 2, -half * 0.7), (0.05, tall / 2 + 0.3, 0.05), "timber", shade(bark, -1), "post")
            m.add("box", (x, tall / 2 + 0.1, half * 0.7), (0.05, tall / 2 + 0.4, 0.05), "timber", shade(bark, -1),
                "post")  # fmt: skip
        m.add("box", (0, tall + 0.42, 0), (wide + 0.28, 0.04, half + 0.3), "shingles", w.colour("accent", (0o432,
            0o333, 0o522)), "roof", rotation=(0, -15, 0), bevel=0.01)  # fmt: skip
        if snow:
            m.add("box", (0, tall + 0.5, 0), (wide + 0.24, 0.06, half + 0.26), "snow", SNOW, "snow", rotation=(0, -15,
                0), bevel=0.04)  # fmt: skip
    elif snow:
        m.add("ellipsoid", (0, tall - 0.06, 0), (wide * 0.6, 0.12, half * 0.9), "snow", SNOW, "snow")
    if m.chance(0.6):
        x = wide + 0.42
        m.add("cylinder", (x, 0.2, -0.1), (0.24, 0.22, 0.24), "bark", bark, "goods", sides=8)
        m.add("cylinder", (x, 0.42, -0.1), (0.2, 0.02, 0.2), "planks", pale, "goods", sides=8)
        m.rod((x, 0.46, -0.1), (x + 0.3, 0.85, -0.3), 0.025, "timber", 0o532, "handle", sides=5)
        m.add("box", (x + 0.02, 0.47, -0.12), (0.04, 0.1, 0.03), "iron", 0o444, "tool", rotation=(0, 0, -35))
    m.add("box", (-wide * 0.4, 0.04, -half - 0.3), (0.05, 0.04, 0.22), "timber", pale, "goods", rotation=(m.turn(15),
        0, 0))  # fmt: skip
    return w.result(m.program())


@grammar("beehive")
def beehive(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A woven skep on a stool under a little roof, or a painted box hive of three storeys."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", {"village": 0.7, "modern": 0.2, "candy": 0.1})
    snow = w.snow(0.06)
    skep = theme == "village" and m.chance(0.65)
    hive = w.colour("primary", (STRAW if skep else p.CANDY if theme == "candy" else (0o777, 0o764, 0o466, 0o675)))
    wood = w.colour("secondary", p.WOOD)
    m.add("box", (0, 0.36, 0), (0.4, 0.04, 0.38), "planks", wood, "shelf", bevel=0.01)
    for z in (-0.28, 0.28):
        m.rod((-0.3, -0.15, z), (-0.3, 0.36, z), 0.05, "timber", shade(wood, -1), "post", array=Array(2, step=(0.6,
            0.0, 0.0)))  # fmt: skip
    if skep:
        y = 0.4
        for k, r in enumerate((0.34, 0.35, 0.33, 0.29, 0.22, 0.13)):
            m.add("ellipsoid", (0, y + 0.06, 0), (r, 0.085, r), "rope", hive if k % 2 else shade(hive, -1), "container")
            y += 0.105
        m.add("cylinder", (0, y + 0.06, 0), (0.05, 0.06, 0.05), "rope", hive, "handle", taper=(0.5, 0.5))
        m.add("cylinder", (0, 0.48, -0.33), (0.07, 0.03, 0.07), "mud", 0o000, "opening", rotation=(0, 90, 0), sides=10)
        m.add("box", (0, 0.4, -0.42), (0.13, 0.015, 0.1), "planks", shade(wood, 1), "sill")
        if snow:
            m.add("ellipsoid", (0, y - 0.02, 0), (0.2, 0.1, 0.2), "snow", SNOW, "snow")
    else:
        y = 0.4
        for k in range(m.n(2, 3)):
            m.add("box", (0, y + 0.15, 0), (0.32, 0.14, 0.3), "planks", hive if k % 2 == 0 else shade(hive, -1),
                "container", bevel=0.01)  # fmt: skip
            m.add("box", (0, y + 0.2, -0.31), (0.12, 0.02, 0.015), "timber", shade(hive, -2), "handle")
            y += 0.29
        m.add("box", (0, y + 0.04, 0), (0.38, 0.05, 0.36), "iron", w.colour("accent", (0o555, 0o246, 0o611)), "roof",
            rotation=(0, 5, 0), bevel=0.02)  # fmt: skip
        m.add("box", (0, 0.44, -0.31), (0.18, 0.02, 0.02), "mud", 0o000, "opening")
        if snow:
            m.add("box", (0, y + 0.1, 0), (0.35, 0.05, 0.33), "snow", SNOW, "snow", bevel=0.03)
    m.plank((-0.36, -0.05, -0.34), (-0.42, 0.3, -0.42), 0.09, 0.02, "grass", 0o341, "leaf", taper=(0.1, 0.5),
        array=Array(3, step=(0.1, 0.0, 0.02)))  # fmt: skip
    m.ball((-0.12, 0.62, -0.33), 0.03, "fur", 0o740, "detail", array=Array(2, step=(0.2, 0.14, 0.05))) if skep else None
    return w.result(m.program())


@grammar("trough")
def trough(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A trough of stone or boards, with water, hay or feed; some have a pump at the end."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.06)
    stone = m.chance(0.5)
    material = w.pick("material", {"ashlar": 1.0} if stone else {"planks": 1.0})
    stone = material not in ("planks", "timber")
    body = w.colour("primary", p.STONES if stone else p.WOOD)
    long, deep, tall, low = m.u(0.8, 0.95), 0.36, 0.56, (0.0 if stone else 0.14)
    m.add("box", (0, (tall + low) / 2, 0), (long, (tall - low) / 2, deep), material, body, "container", rotation=(0,
        180, 0), taper=(0.94, 0.8), bevel=0.03)  # fmt: skip
    m.add("box", (0, tall + 0.05, 0), (long - 0.1, 0.24, deep - 0.1), "plaster", 0, "opening", op="cut")
    if stone:
        m.add("box", (0, 0.02, 0), (long + 0.1, 0.08, deep + 0.1), "cobbles", shade(body, -1), "foundation", bevel=0.02)
    else:
        for x in (-long * 0.7, long * 0.7):
            for side in (-1, 1):
                m.plank((x, -0.1, side * (deep + 0.04)), (x, tall, side * (deep + 0.01)), 0.08, 0.07, "timber",
                    shade(body, -1), "post")  # fmt: skip
            m.add("box", (x, low, 0), (0.05, 0.05, deep + 0.04), "timber", shade(body, -1), "beam")
    fill = m.one(("water", "water", "hay", "feed")) if condition != "ruined" else "none"
    if fill == "water":
        m.add("box", (0, tall - 0.14, 0), (long - 0.08, 0.06, deep - 0.08), "ice" if snow else "water",
            w.colour("accent", (0o467,) if snow else (0o256, 0o356)), "water")  # fmt: skip
    elif fill == "hay":
        m.lobe((0, tall - 0.06, 0), (long * 0.86, 0.2, deep * 0.8), "thatch", w.colour("accent", STRAW), "goods")
        m.lobe((long * 0.4, tall, -deep * 0.7), (0.24, 0.12, 0.2), "thatch", 0o653, "goods")
    elif fill == "feed":
        m.lobe((0, tall - 0.12, 0), (long * 0.88, 0.12, deep * 0.8), "sand", w.colour("accent", (0o543, 0o652)),
            "goods")  # fmt: skip
        m.ball((-0.3, tall - 0.03, 0.05), 0.1, "leaves", 0o611, "goods", array=Array(4, step=(0.2, 0.0, -0.02)))
    else:
        m.lobe((0.2, tall - 0.2, 0), (long * 0.5, 0.08, deep * 0.5), "moss", 0o231, "leaf")
    if snow:
        for side in (-1, 1):
            m.add("ellipsoid", (side * long * 0.3, tall, side * (deep - 0.04)), (long * 0.6, 0.06, 0.08), "snow",
                SNOW, "snow")  # fmt: skip
    if fill == "water" and m.chance(0.5):
        x = long + 0.18
        m.add("box", (x, 0.55, 0), (0.1, 0.7, 0.1), "timber", shade(body, -1) if not stone else 0o432, "post",
            bevel=0.02)  # fmt: skip
        m.rod((x, 0.95, 0), (x - 0.36, 0.85, 0), 0.04, "iron", 0o222, "detail")
        m.rod((x, 1.2, 0), (x + 0.42, 0.8, 0), 0.03, "iron", 0o222, "handle")
        m.add("cylinder", (x, 1.3, 0), (0.14, 0.06, 0.14), "timber", 0o321, "ornament", sides=4, rotation=(45, 0, 0),
            taper=(0.2, 0.2))  # fmt: skip
    if condition != "new":
        m.plank((-long * 0.8, -0.05, -deep - 0.08), (-long * 0.8 - 0.1, 0.32, -deep - 0.16), 0.1, 0.03, "grass",
            0o341, "leaf", taper=(0.1, 0.5), array=Array(4, step=(0.12, 0.0, 0.0)))  # fmt: skip
    return w.result(m.program())


@grammar("scarecrow")
def scarecrow(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A cross of sticks in old clothes: sack head or pumpkin, hat, straw hands, patches, a crow on the arm."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.7, "spooky": 0.2, "west": 0.1})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    coat = w.colour("primary", (0o412, 0o324, 0o432, 0o342, 0o521, 0o245))
    trousers = w.colour("secondary", (0o234, 0o322, 0o333, 0o431))
    hat = w.colour("accent", (0o321, 0o653, 0o222, 0o432))
    straw = 0o653
    tilt = m.wobble(5)
    m.rod((0, -0.3, 0.04), (0, 1.75, 0.04), 0.06, "timber", 0o432, "post")
    m.add("cylinder", (0, 1.3, 0.04), (0.05, 0.86, 0.05), "timber", 0o432, "beam", rotation=(0, 0, 90 + tilt), sides=6)
    m.add("box", (0, 1.12, 0), (0.28, 0.32, 0.17), "cloth", coat, "cloth", taper=(0.8, 0.85), bevel=0.04)
    for side in (-1, 1):
        end = m.rod((side * 0.18, 1.3, 0.02), (side * 0.7, 1.3 - side * tilt * 0.012, 0.02), 0.12, "cloth", coat,
            "cloth", top=1.0, sides=7)  # fmt: skip
        m.rod(end, (end[0] + side * 0.2, end[1] - 0.02, end[2]), 0.07, "thatch", straw, "detail", top=1.0, sides=5)
        if condition != "ruined" or side < 0:
            m.rod((side * 0.13, 0.3, 0.02), (side * 0.11, 0.86, 0.0), 0.13, "cloth", trousers, "cloth", sides=7)
            m.rod((side * 0.14, 0.14, 0.02), (side * 0.13, 0.34, 0.02), 0.11, "thatch", straw, "detail", top=0.8,
                sides=5)  # fmt: skip
    m.add("box", (0.1, 1.05, -0.16), (0.08, 0.08, 0.02), "cloth", shade(coat, 2), "detail", rotation=(0, 0, 15))
    m.add("cylinder", (0, 1.46, 0), (0.16, 0.05, 0.16), "rope", straw, "rope", sides=8)
    pumpkin = theme == "spooky" or m.chance(0.25)
    skin = 0o730 if pumpkin else 0o653
    m.add("ellipsoid", (0, 1.68, 0), (0.24, 0.23 if pumpkin else 0.26, 0.23), "leaves" if pumpkin else "cloth", skin,
        "ornament")  # fmt: skip
    eyes = ("light", 0o751) if theme == "spooky" else ("cloth", 0o111)
    for x in (-0.09, 0.09):
        m.add("box", (x, 1.72, -0.21), (0.04, 0.04, 0.03), eyes[0], eyes[1], "detail", rotation=(0, 0, 45),
            light=Light(0o751, 1.5) if theme == "spooky" else None)  # fmt: skip
    m.add("box", (0, 1.59, -0.2), (0.1, 0.02, 0.03), eyes[0], eyes[1], "detail")
    m.add("cylinder", (0, 1.86, 0), (0.42, 0.03, 0.42), "thatch", hat, "hat", sides=10, rotation=(0, m.wobble(5),
        m.wobble(5)))  # fmt: skip
    m.add("cylinder", (0, 1.98, 0.02), (0.21, 0.14, 0.21), "thatch", hat, "hat", sides=9, taper=(0.7, 0.7),
        rotation=(0, m.wobble(5), 0))  # fmt: skip
    m.add("cylinder", (0, 1.9, 0.0), (0.22, 0.03, 0.22), "cloth", shade(coat, 1), "detail", sides=9)
    if m.chance(0.55):
        m.add("ellipsoid", (0.55, 1.5, 0), (0.08, 0.09, 0.14), "fur", 0o111, "detail")
        m.ball((0.55, 1.62, -0.1), 0.07, "fur", 0o111, "detail")
        m.add("cylinder", (0.55, 1.61, -0.19), (0.03, 0.06, 0.03), "bone", 0o740, "detail", rotation=(0, -90, 0),
            taper=(0.1, 0.1), sides=5)  # fmt: skip
    return w.result(m.program())


@grammar("pumpkin")
def pumpkin(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A ribbed pumpkin with leaf and vine, small ones beside it; on spooky ground its face is lit."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    theme = w.pick("theme", {"village": 0.6, "spooky": 0.35, "candy": 0.05})
    colour = w.colour("primary", p.CANDY if theme == "candy" else (0o730, 0o730, 0o740, 0o640, 0o776, 0o342))
    r = m.u(0.28, 0.4)
    tall = r * m.u(0.7, 0.95)
    spots = [(0.0, 0.0, 1.0)] + [(*around(r * 1.5, m.turn())[::2], m.u(0.45, 0.65)) for _ in range(m.n(0, 2))]
    for x, z, share in spots:
        if share == 1.0:
            m.add("ellipsoid", (0, tall * 0.95, -r * 0.42), (r * 0.42, tall, r * 0.58), "leaves", colour, "fruit",
                array=Array(9, turn=40))  # fmt: skip
            m.add("ellipsoid", (0, tall * 0.95, 0), (r * 0.85, tall * 0.9, r * 0.85), "leaves", shade(colour, -1),
                "fruit")  # fmt: skip
        else:
            m.add("ellipsoid", (x, tall * share * 0.9, z), (r * share, tall * share, r * share), "leaves", colour,
                "fruit")  # fmt: skip
        m.rod((x, tall * share * 1.75, z), (x + 0.06 * share, tall * share * 1.9 + r * 0.4 * share, z + 0.04),
            r * 0.14 * share, "bark", 0o342, "stem", top=0.6, sides=6)  # fmt: skip
    leaf = w.colour("secondary", (0o241, 0o231))
    m.plank((r * 0.2, tall * 1.85, 0.05), (r * 0.9, tall * 1.75, 0.2), 0.22, 0.02, "leaves", leaf, "leaf", taper=(0.3,
        1.0))  # fmt: skip
    m.add("ellipsoid", (r * 1.1, 0.03, -r * 0.6), (0.16, 0.03, 0.13), "leaves", leaf, "leaf")
    m.rod((r * 0.4, 0.04, -r * 0.2), (r * 1.3, 0.03, -r * 0.8), 0.02, "bark", leaf, "stem", sides=4)
    if theme == "spooky":
        glow = w.colour("accent", (0o751, 0o752, 0o375))
        for x in (-0.32, 0.32):
            m.add("prism", (x * r, tall * 1.25, -r * 0.86), (r * 0.16, r * 0.15, r * 0.12), "light", glow, "lamp",
                light=Light(glow, 2.5 if x < 0 else 0.0))  # fmt: skip
        m.add("prism", (0, tall * 0.98, -r * 0.98), (r * 0.08, r * 0.09, r * 0.06), "light", glow, "lamp",
            light=Light(glow))  # fmt: skip
        for k in range(5):
            x = (k - 2) * 0.17
            m.add("box", (x * r, tall * (0.62 + 0.05 * (k % 2) + 0.02 * (k - 2) ** 2),
                -r * (0.93 - 0.06 * abs(k - 2))), (r * 0.1, r * 0.07, r * 0.12), "light", glow, "lamp",
                light=Light(glow))  # fmt: skip
    return w.result(m.program())


@grammar("washing_line")
def washing_line(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Two crooked posts, a sagging line, and on it sheets, shirts, trousers and socks; a basket below."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", THEMES)
    wood = wood_colour(w, "secondary", theme)
    main = w.colour("primary", p.CLOTH)
    half, tall = m.u(1.7, 2.2), m.u(1.75, 1.95)
    for side in (-1, 1):
        m.rod((side * half, -0.3, 0), (side * half + side * m.u(0.0, 0.12), tall + 0.1, 0), 0.07, "timber", wood,
            "post", top=0.8)  # fmt: skip
        m.add("box", (side * half + side * 0.05, tall, 0), (0.04, 0.04, 0.3), "timber", wood, "beam")
        m.rod((side * (half + 0.4), -0.1, 0), (side * half, tall * 0.7, 0), 0.04, "timber", shade(wood, -1), "post")
    line = [(-half, tall - 0.02), (-half * 0.5, tall - 0.16), (0.0, tall - 0.2), (half * 0.5, tall - 0.16), (half,
        tall - 0.02)]  # fmt: skip
    for (x0, y0), (x1, y1) in pairwise(line):
        m.rod((x0, y0, 0), (x1, y1, 0), 0.02, "rope", 0o765, "rope", sides=4)
    x = -half + 0.35
    colours = [main, m.one((0o777, 0o776)), main, m.one(p.CLOTH), main]
    m.rng.shuffle(colours)
    k = 0
    while x < half - 0.35:
        y = tall - 0.17 - (0.03 if abs(x) < half * 0.5 else -0.05)
        colour, kind = colours[k % 5], m.one(("sheet", "shirt", "trousers", "socks", "shirt", "towel"))
        k += 1
        sway = m.one((-10, -5, 5, 10))
        if kind in ("sheet", "towel"):
            wide, drop = (m.u(0.36, 0.45), m.u(0.45, 0.55)) if kind == "sheet" else (0.2, 0.34)
            if x + 2 * wide > half - 0.1:
                break
            m.add("box", (x + wide, y - drop + 0.04, 0), (wide, drop, 0.02), "cloth", colour, "cloth", rotation=(0,
                sway, 0))  # fmt: skip
            m.add("box", (x + wide, y - drop * 1.45, 0.02), (wide, 0.06, 0.03), "cloth", shade(colour, -1), "cloth",
                rotation=(0, sway, 0))  # fmt: skip
            x += 2 * wide + 0.12
        elif kind == "shirt":
            if x + 0.64 > half - 0.1:
                break
            m.add("box", (x + 0.32, y - 0.28, 0), (0.2, 0.32, 0.04), "cloth", colour, "cloth", rotation=(0, sway, 0),
                taper=(0.9, 1.0))  # fmt: skip
            for side in (-1, 1):
                m.add("box", (x + 0.32 + side * 0.26, y - 0.16, 0), (0.08, 0.18, 0.03), "cloth", colour, "cloth",
                    rotation=(0, sway, side * 25))  # fmt: skip
            x += 0.76
        elif kind == "trousers":
            if x + 0.4 > half - 0.1:
                break
            m.add("box", (x + 0.2, y - 0.08, 0), (0.2, 0.12, 0.04), "cloth", colour, "cloth")
            for side in (-1, 1):
                m.add("box", (x + 0.2 + side * 0.11, y - 0.5, 0.0), (0.09, 0.36, 0.04), "cloth", shade(colour,
                    -1 if side > 0 else 0), "cloth", rotation=(0, 0, side * 5))  # fmt: skip
            x += 0.54
        else:
            m.add("box", (x + 0.06, y - 0.12, 0), (0.05, 0.15, 0.02), "cloth", colour, "cloth", array=Array(2,
                step=(0.16, 0.0, 0.0)))  # fmt: skip
            m.add("box", (x + 0.06, y - 0.25, -0.06), (0.05, 0.04, 0.08), "cloth", colour, "cloth", array=Array(2,
                step=(0.16, 0.0, 0.0)))  # fmt: skip
            x += 0.34
    m.add("cylinder", (half * 0.4, 0.14, -0.55), (0.3, 0.16, 0.3), "rope", 0o653, "container", rotation=(0, 180, 0),
        taper=(0.8, 0.8), sides=10)  # fmt: skip
    m.lobe((half * 0.4, 0.3, -0.55), (0.28, 0.12, 0.28), "cloth", main, "goods")
    return w.result(m.program())

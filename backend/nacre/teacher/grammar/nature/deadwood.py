"""Fallen trunks and stumps."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import SNOW, Maker, Wish, shade
from nacre.teacher.grammar.nature.small_plants import toadstool
from nacre.teacher.grammar.registry import grammar


@grammar("log")
def log(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A fallen trunk: pale cut ends with rings, broken branches, moss, shelf mushrooms, ferns at its side."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", {"new": 0.3, "worn": 0.5, "ruined": 0.2})
    snow = w.snow(0.12)
    bark = w.colour("secondary", (0o777,) if m.chance(0.12) else p.BARK)
    r, half = m.u(0.26, 0.42), m.u(1.2, 1.75)
    y = r * 0.82
    m.add("cylinder", (0, y, 0), (r, half, r), "bark", bark, "trunk", rotation=(0, 0, 90), taper=(0.86, 0.86), sides=9)
    wood = w.colour("accent", (0o653, 0o754, 0o543))
    for side, thick in ((1, r), (-1, r * 0.86)):
        m.add("cylinder", (side * half, y, 0), (thick * 0.86, 0.03, thick * 0.86), "planks", wood, "detail",
            rotation=(0, 0, 90), sides=9)  # fmt: skip
        m.add("cylinder", (side * (half + 0.02), y, 0), (thick * 0.4, 0.03, thick * 0.4), "planks", shade(wood, -1),
            "detail", rotation=(0, 0, 90), sides=8)  # fmt: skip
    for x, z, up in ((0.5, -1, 0.5), (-0.45, 1, 0.8), (-0.9, -1, 0.9))[: m.n(1, 3)]:
        tip = m.rod((x, y, 0), (x - 0.3, y + r * 1.3 * up + 0.2, z * r * 1.8), r * 0.34, "bark", shade(bark, -1),
            "bough", top=0.75)  # fmt: skip
        m.add("cylinder", tip, (r * 0.2, 0.03, r * 0.2), "planks", wood, "detail", sides=6)
    if snow:
        m.add("ellipsoid", (0, y + r * 0.86, 0), (half * 0.95, r * 0.3, r * 0.6), "snow", SNOW, "snow")
    elif condition != "new":
        moss = w.colour("primary", (0o241, 0o342, 0o231))
        for x in (-0.55, 0.35, 0.9)[: m.n(2, 3)]:
            m.lobe((x * half, y + r * 0.75, m.u(-0.1, 0.1)), (m.u(0.3, 0.5), r * 0.4, r * 0.8), "moss", moss, "leaf")
        m.lobe((0.2, 0.04, r * 0.9), (half * 0.7, 0.14, 0.25), "moss", shade(moss, -1), "leaf")
    if condition == "ruined":
        for x in (-0.5, -0.3, 0.15):
            m.add("cylinder", (x, y + m.u(-0.08, 0.12), -r), (0.14, 0.03, 0.12), "plaster", m.one((0o754, 0o632,
                0o765)), "crown", sides=8, taper=(0.7, 0.7))  # fmt: skip
        toadstool(m, (half * 0.6, y + r * 0.8, 0.0), 0.2, 0.14, 0o611, 0o776, None, 0.8)
    if condition != "new":
        m.plank((-half * 0.7, -0.05, -r * 1.0), (-half * 0.7 - 0.1, 0.5, -r * 1.4), 0.12, 0.04, "leaves", 0o241,
            "leaf", taper=(0.1, 1.0), array=Array(3, step=(0.14, 0.02, 0.03)))  # fmt: skip
    return w.result(m.program())


@grammar("stump")
def stump(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """What the axe left: roots, a ringed top, perhaps the axe in it, a young shoot, moss or mushrooms."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", {"new": 0.4, "worn": 0.4, "ruined": 0.2})
    snow = w.snow(0.12)
    bark = w.colour("secondary", p.BARK)
    wood = w.colour("accent", (0o653, 0o754, 0o543))
    r, tall = m.u(0.3, 0.4), m.u(0.35, 0.65)
    m.add("cylinder", (0, tall / 2 - 0.15, 0), (r * 1.25, tall / 2 + 0.15, r * 1.25), "bark", bark, "trunk",
        taper=(0.8, 0.8), sides=9, rotation=(m.turn(15), 0, 0))  # fmt: skip
    count = m.n(4, 6)
    m.plank((0, tall * 0.6, -r * 0.6), (0, -0.2, -r * 2.2), r * 0.6, r * 0.6, "bark", shade(bark, -1), "root",
        taper=(0.4, 0.5), array=Array(count, turn=360 // count))  # fmt: skip
    m.add("cylinder", (0, tall, 0), (r * 0.9, 0.03, r * 0.9), "planks", wood, "seat", sides=9)
    for k, share in enumerate((0.6, 0.28)):
        m.add("cylinder", (0.02, tall + 0.01 + 0.01 * k, 0), (r * share, 0.03, r * share), "planks", shade(wood,
            -1 if k == 0 else 0), "detail", sides=9)  # fmt: skip
    if condition == "ruined":
        for x, z, high in ((-0.5, 0.4, 0.5), (0.1, 0.6, 0.7), (0.5, 0.2, 0.4)):
            m.plank((x * r, tall - 0.1, z * r), (x * r * 1.1, tall + high * 0.5, z * r), r * 0.5, r * 0.3, "bark",
                bark, "trunk", taper=(0.15, 0.6))  # fmt: skip
    if snow:
        m.lobe((0, tall + 0.04, 0), (r * 0.95, 0.16, r * 0.95), "snow", SNOW, "snow")
        return w.result(m.program())
    extra = m.one(("axe", "shoot", "moss")) if condition == "new" else m.one(("shoot", "moss", "mushrooms"))
    if extra == "axe":
        m.rod((r * 0.3, tall + 0.04, -0.1), (-r * 0.9, tall + 0.55, -0.3), 0.03, "timber", 0o532, "handle", sides=6)
        m.add("box", (r * 0.28, tall + 0.05, -0.1), (0.05, 0.13, 0.03), "iron", 0o555, "tool", rotation=(0, 0, 25),
            taper=(1.0, 1.0))  # fmt: skip
    elif extra == "shoot":
        leaf = w.colour("primary", p.SUMMER)
        m.rod((-r * 0.6, tall - 0.05, r * 0.3), (-r * 0.7, tall + 0.6, r * 0.3), 0.03, "bark", shade(bark, 1), "stem",
            sides=5)  # fmt: skip
        at = (-r * 0.7, tall + 0.45, r * 0.3)
        for dx, dy, dz in ((-0.26, 0.16, 0.06), (0.22, 0.2, 0.12), (0.04, 0.24, -0.26), (-0.02, 0.4, 0.04)):
            m.plank(at, (at[0] + dx, at[1] + dy, at[2] + dz), 0.14, 0.03, "leaves", leaf, "leaf", taper=(0.2, 1.0))
    elif extra == "moss":
        moss = w.colour("primary", (0o241, 0o342, 0o231))
        m.lobe((r * 0.5, tall - 0.02, -r * 0.4), (r * 0.55, 0.12, r * 0.5), "moss", moss, "leaf")
        m.lobe((-r * 1.1, 0.05, -r * 0.6), (r * 0.6, 0.16, r * 0.5), "moss", moss, "leaf")
    else:
        cap = w.colour("primary", (0o611, 0o632, 0o765))
        toadstool(m, (r * 1.15, -0.05, -r * 0.7), 0.26, 0.17, cap, 0o776, None, 0.8)
        toadstool(m, (r * 0.8, -0.05, -r * 1.2), 0.16, 0.11, cap, 0o776, None, 0.8)
        m.add("cylinder", (-r * 0.7, tall * 0.6, -r * 0.75), (0.15, 0.03, 0.12), "plaster", cap, "crown", sides=8,
            taper=(0.7, 0.7))  # fmt: skip
        m.add("cylinder", (-r * 0.85, tall * 0.35, -r * 0.7), (0.12, 0.03, 0.1), "plaster", cap, "crown", sides=8,
            taper=(0.7, 0.7))  # fmt: skip
    return w.result(m.program())

"""Boats and a sailing ship. The water line is y = 0: hulls reach below it."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, ORNAMENT_WEIGHTS, SNOW, Maker, Wish, shade
from nacre.teacher.grammar.props.lamps import lantern
from nacre.teacher.grammar.props.parts_of_things import waving
from nacre.teacher.grammar.registry import grammar

HULLS = (0o432, 0o777, 0o145, 0o254, 0o611, 0o543, 0o321, 0o135)


@grammar("boat")
def boat(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """An open boat, prow to the front: benches, oars, a net or a catch; or with a mast and a sail; or a canoe."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"coast": 0.6, "village": 0.2, "north": 0.12, "east": 0.08})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.04)
    hull = w.colour("primary", p.WOOD_OLD if condition == "ruined" else HULLS)
    rim = w.colour("secondary", (0o777, 0o432, 0o321, 0o543))
    inside = shade(rim, -1) if rim != 0o777 else 0o432
    half, long = m.u(0.7, 0.85), m.u(1.3, 1.7)
    low, top = -0.3, 0.42
    middle, tall = (low + top) / 2, (top - low) / 2
    sharp = theme == "north" or m.chance(0.3)  # pointed at both ends
    m.add("box", (0, middle, 0), (half, tall, long), "planks", hull, "hull", rotation=(0, 180, 0), taper=(0.72, 1.0),
        bevel=0.03)  # fmt: skip
    nose = 1.15
    for end in (-1, 1) if sharp else (-1,):
        # a box stood on its end: its taper makes the prow
        m.add("box", (0, middle + 0.03, end * (long + nose / 2 - 0.02)), (half, nose / 2, tall), "planks", hull,
            "hull", rotation=(0, end * 90, 0), taper=(0.08, 0.72))  # fmt: skip
        m.plank((0, low + 0.15, end * (long + nose * 0.72)), (0, top + 0.34, end * (long + nose + 0.06)), 0.1, 0.14,
            "timber", rim, "hull", bevel=0.02)  # fmt: skip
    if not sharp:
        m.add("box", (0, middle + 0.04, long + 0.16), (half * 0.94, tall, 0.2), "planks", hull, "hull", rotation=(0,
            180, 0), taper=(0.75, 0.8), bevel=0.03)  # fmt: skip
    m.add("box", (0, top, 0), (half - 0.08, tall + 0.12, long - 0.02), "plaster", 0, "opening", op="cut")
    m.add("box", (0, top, -long - nose * 0.32), (half * 0.52, tall, nose * 0.3), "plaster", 0, "opening", op="cut")
    m.add("box", (0, low + 0.2, 0), (half * 0.72, 0.05, long), "planks", inside, "deck")
    stripe = w.colour("accent", (0o611, 0o777, 0o750, 0o145))
    for side in (-1, 1):
        m.add("box", (side * (half - 0.03), top, 0), (0.06, 0.05, long + 0.04), "timber", rim, "railing", bevel=0.02)
        m.add("box", (side * (half * 0.985), top - 0.16, 0), (0.03, 0.05, long), "paint", stripe, "ornament",
            rotation=(0, 0, -side * 15))  # fmt: skip
        for end in (-1, 1) if sharp else (-1,):
            m.plank((side * (half - 0.03), top - 0.02, end * long), (side * 0.03, top + 0.06, end * (long + nose)),
                0.1, 0.1, "timber", rim, "railing")  # fmt: skip
    if not sharp:
        m.add("box", (0, top + 0.02, long + 0.2), (half * 0.9, 0.06, 0.12), "timber", rim, "railing", bevel=0.02)
    for k, z in enumerate((-0.62, 0.1, 0.78)):
        if condition == "ruined" and k == 1:
            continue
        m.add("box", (0, top - 0.14, z * long), (half - 0.05, 0.04, 0.16), "planks", inside, "seat", bevel=0.01)
    sail = m.chance(0.35) or theme == "north"
    if sail:
        tall_mast = m.u(3.0, 3.6)
        m.rod((0, low + 0.2, -0.3), (0, tall_mast, -0.3), 0.07, "timber", 0o432, "mast", top=0.7)
        cloth = w.colour("detail", (0o765, 0o776, 0o521, 0o643))
        if theme == "north":
            m.add("cylinder", (0, tall_mast - 0.2, -0.36), (0.05, 1.2, 0.05), "timber", 0o432, "mast", rotation=(0, 0,
                90), sides=6)  # fmt: skip
            m.add("box", (0, tall_mast - 1.05, -0.4), (1.1, 0.82, 0.04), "cloth", cloth, "sail", rotation=(0, 5, 0))
            m.add("box", (-0.75, tall_mast - 1.05, -0.4), (0.18, 0.83, 0.08), "cloth", stripe, "sail", rotation=(0, 5,
                0), array=Array(3, step=(0.75, 0.0, 0.0)))  # fmt: skip
        else:
            m.add("box", (0, (tall_mast + 0.7) / 2, 0.45), (0.03, (tall_mast - 0.8) / 2, 0.8), "cloth", cloth, "sail",
                taper=(1.0, 0.06), rotation=(0, -15, 0))  # fmt: skip
            m.rod((0, 0.78, -0.3), (0.1, 0.84, 1.35), 0.04, "timber", 0o432, "mast")
            m.rod((0, tall_mast - 0.05, -0.32), (0, top + 0.1, -long - nose * 0.9), 0.02, "rope", 0o765, "rope",
                sides=4)  # fmt: skip
            m.plank((0, top + 0.3, -long - nose * 0.55), (0, tall_mast * 0.8, -0.48), 0.04, 0.8, "cloth", shade(cloth,
                -1), "sail", taper=(1.0, 0.05))  # fmt: skip
        waving(m, 0.02, tall_mast + 0.02, -0.3, 0.5, 0.22, stripe, "flag", pieces=2)
    else:
        for side in (-1, 1):
            if condition == "ruined" and side > 0:
                continue
            m.rod((side * 0.25, top - 0.08, -long * 0.6), (side * (half + 0.12), top + 0.08, long * 0.75), 0.03,
                "timber", 0o543, "handle", sides=6)  # fmt: skip
            m.add("box", (side * (half + 0.15), top + 0.1, long * 0.95), (0.1, 0.02, 0.3), "planks", 0o543, "handle",
                rotation=(side * 25, -10, 0))  # fmt: skip
            m.add("box", (side * (half - 0.03), top + 0.08, 0.2), (0.04, 0.05, 0.05), "iron", 0o333, "detail")
    load = m.one(("net", "fish", "barrel", "none", "lantern"))
    y = low + 0.24
    if load == "net":
        m.lobe((0, y + 0.12, long * 0.45), (half * 0.7, 0.2, 0.3), "rope", 0o653, "goods")
        m.ball((-0.3, y + 0.3, long * 0.4), 0.08, "paint", 0o720, "goods", array=Array(3, step=(0.28, 0.0, 0.06)))
    elif load == "fish":
        m.add("box", (0, y + 0.14, -long * 0.28), (0.34, 0.14, 0.24), "planks", 0o543, "container")
        m.add("ellipsoid", (-0.16, y + 0.3, -long * 0.28), (0.07, 0.06, 0.22), "leather", 0o456, "goods",
            rotation=(10, 0, 0), array=Array(3, step=(0.16, 0.0, 0.0)))  # fmt: skip
    elif load == "barrel":
        m.add("cylinder", (0, y + 0.26, long * 0.45), (0.22, 0.28, 0.22), "planks", 0o432, "container", sides=10)
        m.add("cylinder", (0, y + 0.14, long * 0.45), (0.235, 0.03, 0.235), "iron", 0o222, "detail", sides=10,
            array=Array(2, step=(0.0, 0.26, 0.0)))  # fmt: skip
    elif load == "lantern":
        z = long + (0.2 if not sharp else -0.1)
        m.rod((0, top - 0.1, z), (0, top + 0.5, z), 0.04, "timber", 0o432, "post")
        lantern(m, 0, top + 0.46, z, 0.18, 0o222, 0o753, 5.0)
    m.rod((0, top + 0.16, -long - nose + 0.02), (0.4, top - 0.2, -long - nose - 0.2), 0.025, "rope", 0o654, "rope",
        sides=4)  # fmt: skip
    m.add("cylinder", (0.12, y + 0.04, -long * 0.75), (0.2, 0.05, 0.2), "rope", 0o654, "rope", sides=10)
    if snow:
        m.add("box", (0, top - 0.08, 0.1 * long), (half * 0.8, 0.03, 0.15), "snow", SNOW, "snow", bevel=0.02)
    return w.result(m.program())


@grammar("sailing_ship")
def sailing_ship(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A ship of two or three masts: curved hull with gun ports, castle with lit windows, yards, full sails, ropes."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"coast": 0.75, "spooky": 0.15, "north": 0.1})
    condition = w.pick("condition", CONDITION_WEIGHTS)
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    hull = w.colour("primary", (0o222, 0o211) if theme == "spooky" else (0o321, 0o432, 0o421, 0o322))
    trim = w.colour("secondary", (0o641, 0o777, 0o145, 0o611) if theme != "spooky" else (0o233, 0o332))
    sail = w.colour("accent", (0o222, 0o433) if theme == "spooky" else (0o776, 0o765, 0o754, 0o611))
    flag = w.colour("detail", (0o111,) if theme == "spooky" else (0o611, 0o145, 0o254))
    deck = 0o543 if theme != "spooky" else 0o333
    half, long, top = 1.9, 4.6, 1.7
    low = -1.2
    middle, tall = (low + top) / 2, (top - low) / 2
    m.add("box", (0, middle, 0), (half, tall, long), "planks", hull, "hull", rotation=(0, 180, 0), taper=(0.55, 0.98),
        bevel=0.08)  # fmt: skip
    nose = 3.0
    m.add("box", (0, middle + 0.1, -long - nose / 2 + 0.05), (half, nose / 2, tall), "planks", hull, "hull",
        rotation=(0, -90, 0), taper=(0.06, 0.8))  # fmt: skip
    m.add("box", (0, middle + 0.3, long + 0.75), (half * 0.98, tall + 0.2, 0.85), "planks", hull, "hull", rotation=(0,
        180, 0), taper=(0.5, 0.75), bevel=0.06)  # fmt: skip
    m.add("box", (0, top + 0.08, 0), (half - 0.12, 0.08, long), "planks", deck, "deck")
    m.add("box", (0, top + 0.14, -long - nose * 0.36), (half * 0.55, 0.1, nose * 0.36), "planks", deck, "deck",
        taper=(1.0, 1.0))  # fmt: skip
    for side in (-1, 1):
        m.add("box", (side * (half + 0.01), top - 0.25, 0), (0.08, 0.1, long), "timber", trim, "ornament", bevel=0.03)
        m.add("box", (side * half, top + 0.62, -0.3), (0.08, 0.07, long + 0.3), "timber", trim, "railing", bevel=0.02)
        m.add("box", (side * half, top + 0.3, -long), (0.07, 0.34, 0.07), "timber", hull, "railing", array=Array(10,
            step=(0.0, 0.0, 0.86)))  # fmt: skip
        m.plank((side * half, top - 0.1, -long), (side * 0.08, top + 0.5, -long - nose), 0.14, 0.22, "timber", trim,
            "railing")  # fmt: skip
        m.plank((side * half, top + 0.62, -long + 0.1), (side * 0.1, top + 1.0, -long - nose + 0.1), 0.1, 0.12,
            "timber", trim, "railing")  # fmt: skip
        m.add("box", (side * half * 0.92, 0.75, -3.2), (0.1, 0.24, 0.26), "timber", trim, "window", array=Array(5,
            step=(0.0, 0.0, 1.5)), rotation=(0, 0, -side * 15))  # fmt: skip
        m.add("box", (side * half * 0.96, 0.74, -3.2), (0.1, 0.17, 0.19), "mud", 0o000, "opening", array=Array(5,
            step=(0.0, 0.0, 1.5)), rotation=(0, 0, -side * 15))  # fmt: skip
    # the castle at the stern, with lit windows
    castle = top + 1.9
    m.add("box", (0, (top + castle) / 2, long - 0.5), (half * 0.98, (castle - top) / 2 + 0.05, 2.0), "planks", hull,
        "wall", rotation=(0, 180, 0), taper=(0.98, 0.9), bevel=0.05)  # fmt: skip
    m.add("box", (0, castle + 0.05, long - 0.5), (half + 0.06, 0.08, 2.1), "planks", deck, "deck", bevel=0.02)
    glow = 0o753 if theme != "spooky" else 0o375
    m.add("box", (-half * 0.55, castle - 0.75, long + 1.42), (0.3, 0.4, 0.06), "light", glow, "window",
        light=Light(glow, 5.0), array=Array(3, step=(half * 0.55, 0.0, 0.0)), rotation=(0, 5, 0))  # fmt: skip
    m.add("box", (0, castle - 1.3, long + 1.4), (half * 0.92, 0.1, 0.1), "timber", trim, "ornament")
    for side in (-1, 1):
        m.add("box", (side * half * 0.985, castle - 0.8, long - 1.2), (0.06, 0.34, 0.3), "light", glow, "window",
            array=Array(2, step=(0.0, 0.0, 1.4)), light=Light(glow))  # fmt: skip
        m.add("box", (side * half, castle + 0.6, long - 0.5), (0.07, 0.06, 2.0), "timber", trim, "railing", bevel=0.02)
        m.add("box", (side * half, castle + 0.32, long - 2.4), (0.06, 0.3, 0.06), "timber", hull, "railing",
            array=Array(5, step=(0.0, 0.0, 0.95)))  # fmt: skip
    m.add("box", (0, castle + 0.6, long + 1.5), (half, 0.06, 0.07), "timber", trim, "railing", bevel=0.02)
    m.add("box", (0, (top + castle) / 2 - 0.1, long - 2.5), (0.45, 0.75, 0.06), "planks", trim, "door", bevel=0.02)
    m.add("stairs", (half * 0.62, (top + castle) / 2 + 0.05, long - 3.2), (0.4, (castle - top) / 2 + 0.05, 0.8),
        "planks", deck, "stair")  # fmt: skip
    lantern(m, 0, castle + 0.1, long + 1.75, 0.42, 0o641, glow, 8.0)
    # the wheel
    m.add("box", (0, castle + 0.5, long - 1.0), (0.1, 0.45, 0.1), "timber", hull, "post")
    for roll in (0, 45, 90, 135):
        m.add("box", (0, castle + 1.0, long - 1.15), (0.04, 0.5, 0.04), "timber", trim, "handle", rotation=(0, 0, roll))
    m.add("cylinder", (0, castle + 1.0, long - 1.15), (0.34, 0.04, 0.34), "timber", hull, "wheel", rotation=(0, 90,
        0), sides=12)  # fmt: skip
    # masts, yards, sails that belly forward, ropes
    masts = [(-3.6, 10.6), (0.4, 12.6)] if ornament == "plain" else [(-3.9, 10.6), (-0.2, 13.2), (long - 0.6, 9.8)]
    torn = condition == "ruined"
    for k, (z, high) in enumerate(masts):
        m.rod((0, 0.4, z), (0, high, z), 0.24, "timber", 0o432 if theme != "spooky" else 0o333, "mast", top=0.5,
            sides=8)  # fmt: skip
        spans = [(0.36, 2.9), (0.66, 2.3)] if k < 2 else [(0.62, 1.9)]
        base = top + (2.2 if k == 2 else 0.9)
        for j, (share, wide) in enumerate(spans):
            y = base + (high - base) * (share + 0.28)
            foot = base + (high - base) * (share - 0.06) if j else base + 0.35
            m.add("cylinder", (0, y, z - 0.25), (0.1, wide + 0.25, 0.1), "timber", 0o432, "mast", rotation=(0, 0, 90),
                sides=6)  # fmt: skip
            if torn and (j + k) % 2:
                m.add("box", (wide * 0.4, y - 0.5, z - 0.3), (wide * 0.45, 0.5, 0.06), "cloth", sail, "sail",
                    rotation=(0, 10, 5))  # fmt: skip
                continue
            drop = (y - foot) / 2
            m.add("box", (0, y - drop * 0.5, z - 0.5), (wide * 0.97, drop * 0.54, 0.06), "cloth", sail, "sail",
                rotation=(0, -20, 0), taper=(0.94, 1.0))  # fmt: skip
            m.add("box", (0, y - drop * 1.5, z - 0.5), (wide, drop * 0.54, 0.06), "cloth", shade(sail, -1), "sail",
                rotation=(0, 20, 0), taper=(0.99, 1.0))  # fmt: skip
        m.add("cylinder", (0, base + (high - base) * 0.62, z), (0.5, 0.22, 0.5), "timber", hull, "railing",
            rotation=(0, 180, 0), taper=(0.75, 0.75), sides=8)  # fmt: skip
        for side in (-1, 1):
            m.rod((side * half, top + 0.5, z + 0.7), (side * 0.1, base + (high - base) * 0.62, z + 0.1), 0.04, "rope",
                0o433, "rope", sides=4)  # fmt: skip
            m.rod((side * half, top + 0.5, z - 0.7 if k else z + 1.4), (side * 0.1, base + (high - base) * 0.62,
                z + 0.1), 0.04, "rope", 0o433, "rope", sides=4)  # fmt: skip
        waving(m, 0.04, high + 0.02, z, 1.1, 0.5, flag, "flag", pieces=2)
    spar = m.rod((0, top + 0.2, -long - nose * 0.6), (0, top + 1.7, -long - nose - 2.4), 0.16, "timber", 0o432,
        "mast", top=0.6)  # fmt: skip
    m.rod(spar, (0, masts[0][1] - 1.2, masts[0][0]), 0.04, "rope", 0o433, "rope", sides=4)
    if not torn:
        m.plank((0, top + 1.5, -long - nose - 1.0), (0, masts[0][1] * 0.62, masts[0][0] - 0.9), 0.06, 2.0, "cloth",
            shade(sail, -1), "sail", taper=(1.0, 0.06))  # fmt: skip
    m.add("box", (0, top + 0.3, -0.2 + 1.6), (0.7, 0.2, 0.6), "planks", hull, "door", bevel=0.03)
    return w.result(m.program())

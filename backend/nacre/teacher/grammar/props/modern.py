"""Things of towns and of the air: street lamps, solar panels, a balloon."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, ORNAMENT_WEIGHTS, SNOW, Maker, Wish, around, shade
from nacre.teacher.grammar.registry import grammar


@grammar("street_lamp")
def street_lamp(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A fluted cast-iron lamp with one to three lanterns and flower baskets, or a bent pole of today or tomorrow."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.35, "modern": 0.4, "future": 0.15, "spooky": 0.1})
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.08)
    modern, future = theme == "modern", theme == "future"
    iron = w.colour("primary", (0o444, 0o333, 0o555) if modern else (0o777, 0o566) if future else (0o111, 0o132,
        0o222, 0o123))  # fmt: skip
    glow = w.colour("accent", (0o577, 0o375) if future else (0o375, 0o753) if theme == "spooky" else (0o776, 0o764,
        0o753))  # fmt: skip
    tall = m.u(3.6, 4.6)
    lean = m.one((-5, 5)) if condition == "ruined" else 0
    if modern or future:
        m.add("cylinder", (0, 0.16, 0), (0.2, 0.2, 0.2), "concrete", 0o555, "foundation", sides=8)
        m.add("cylinder", (0, tall / 2 - 0.1, 0), (0.09, tall / 2 + 0.1, 0.09), "iron", iron, "post", taper=(0.7,
            0.7), sides=8)  # fmt: skip
        arms = (-1, 1) if ornament == "rich" else (-1,)
        for side in arms:
            knee = m.rod((0, tall - 0.2, 0), (0, tall + 0.35, side * 0.45), 0.06, "iron", iron, "beam")
            end = m.rod(knee, (0, tall + 0.42, side * 1.15), 0.05, "iron", iron, "beam")
            m.add("box", (0, end[1], end[2]), (0.17, 0.06, 0.36), "iron", shade(iron, -1), "lamp", bevel=0.03,
                rotation=(0, -5 * side, 0))  # fmt: skip
            m.add("box", (0, end[1] - 0.07, end[2]), (0.13, 0.03, 0.28), "light", glow, "lamp", light=Light(glow,
                10.0), rotation=(0, -5 * side, 0))  # fmt: skip
            if snow:
                m.add("ellipsoid", (0, end[1] + 0.06, end[2]), (0.15, 0.07, 0.32), "snow", SNOW, "snow")
        if future:
            m.add("cylinder", (0, tall * 0.3, 0), (0.12, 0.05, 0.12), "light", glow, "lamp", sides=8,
                light=Light(glow), array=Array(4, step=(0.0, tall * 0.18, 0.0)))  # fmt: skip
        else:
            m.add("box", (0, 0.9, -0.1), (0.09, 0.2, 0.03), "iron", shade(iron, 1), "detail")
        if ornament != "plain":
            m.add("box", (0.34, tall * 0.62, 0), (0.24, 0.42, 0.02), "cloth", w.colour("secondary", p.CLOTH), "flag")
            m.add("cylinder", (0.28, tall * 0.62 + 0.42, 0), (0.025, 0.3, 0.025), "iron", iron, "beam", rotation=(0,
                0, 90))  # fmt: skip
        return w.result(m.program())
    m.add("cylinder", (0, 0.06, 0), (0.36, 0.2, 0.36), "ashlar", 0o444, "foundation", sides=8)
    m.add("cylinder", (0, 0.5, 0), (0.24, 0.4, 0.24), "iron", iron, "post", sides=8, taper=(0.6, 0.6))
    m.add("cylinder", (0, 0.86, 0), (0.2, 0.06, 0.2), "iron", iron, "ornament", sides=10)
    m.add("cylinder", (0, tall / 2 + 0.3, 0), (0.09, tall / 2 - 0.3, 0.09), "iron", iron, "post", sides=10,
        taper=(0.75, 0.75), rotation=(0, 0, lean))  # fmt: skip
    m.add("cylinder", (0, tall * 0.55, 0), (0.12, 0.05, 0.12), "iron", shade(iron, 1), "ornament", sides=10)
    m.add("cylinder", (0, tall - 0.5, 0), (0.04, 0.5, 0.04), "iron", iron, "beam", rotation=(0, 0, 90), sides=6)
    m.ball((-0.5, tall - 0.5, 0), 0.07, "iron", iron, "ornament", array=Array(2, step=(1.0, 0.0, 0.0)))
    spots = {"plain": [0.0], "usual": [0.0], "rich": [-0.5, 0.5]}[ornament]
    for x in spots:
        y = tall + 0.02 if x == 0 else tall - 0.48
        m.add("cylinder", (x, y, 0), (0.13, 0.07, 0.13), "iron", iron, "lamp", sides=6, rotation=(0, 180, 0),
            taper=(0.6, 0.6))  # fmt: skip
        m.add("cylinder", (x, y + 0.3, 0), (0.24, 0.25, 0.24), "light", glow, "lamp", sides=6, rotation=(0, 180, 0),
            taper=(0.62, 0.62), light=Light(glow, 9.0))  # fmt: skip
        for k in range(3):
            gx, _, gz = around(0.19, 30 + 120 * k)
            m.add("box", (x + gx, y + 0.3, gz), (0.02, 0.26, 0.02), "iron", iron, "lamp", rotation=(-30 - 120 * k,
                -10, 0))  # fmt: skip
        m.add("cylinder", (x, y + 0.64, 0), (0.3, 0.1, 0.3), "iron", iron, "lamp", sides=6, taper=(0.4, 0.4))
        m.add("cylinder", (x, y + 0.78, 0), (0.12, 0.07, 0.12), "iron", iron, "lamp", sides=6, taper=(0.3, 0.3))
        m.ball((x, y + 0.9, 0), 0.06, "iron", shade(iron, 1), "ornament")
        if snow:
            m.add("cylinder", (x, y + 0.7, 0), (0.26, 0.08, 0.26), "snow", SNOW, "snow", sides=6, taper=(0.4, 0.4))
    if ornament == "rich":
        m.rod((0, tall - 0.6, 0), (0, tall + 0.5, 0), 0.05, "iron", iron, "post", top=0.3)
    if ornament != "plain":
        flower = w.colour("secondary", p.FLOWERS)
        for side in (-1, 1):
            x, y = side * (0.38 if ornament == "usual" else 0.24), tall - (0.72 if ornament == "usual" else 1.0)
            m.rod((x, y, 0), (x * 0.9, tall - 0.5, 0), 0.02, "iron", iron, "rope", sides=4)
            m.lobe((x, y, 0), (0.2, 0.15, 0.2), "leaves", 0o241, "leaf")
            m.ball((x - 0.1, y + 0.06, -0.14), 0.06, "leaves", flower, "flower", array=Array(3, step=(0.1, -0.02, 0.0)))
    return w.result(m.program())


@grammar("solar_panel")
def solar_panel(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A field panel: dark cells in a bright frame on a tilted stand, with a box and a cable; or a tracker on a mast."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.05)
    cell = w.colour("primary", (0o124, 0o113, 0o125, 0o012))
    frame = w.colour("secondary", (0o666, 0o777, 0o555))
    accent = w.colour("accent", (0o750, 0o254, 0o630))
    tilt = m.one((30, 35, 40))
    mast = m.chance(0.5)
    y = 1.45 if mast else 1.0
    half, deep = m.u(1.2, 1.5), m.u(0.8, 1.0)
    c, s = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
    m.add("box", (0, y, 0), (half, 0.05, deep), "iron", frame, "body", rotation=(0, -tilt, 0), bevel=0.02)
    columns = 4
    wide = (half - 0.1) / columns
    for row in (-1, 0, 1):
        d = row * (deep - 0.06) * 0.66
        tone = cell if not (condition == "ruined" and row == 0) else shade(cell, 1)
        m.add("box", (-half + 0.1 + wide, y + d * s + 0.05 * c, d * c - 0.05 * s), (wide - 0.03, 0.02,
            (deep - 0.08) / 3 - 0.03), "glass", tone, "blade", rotation=(0, -tilt, 0),
            array=Array(columns - (condition == "ruined" and row == 1), step=(2 * wide, 0.0, 0.0)))  # fmt: skip
    if mast:
        m.rod((0, -0.3, 0), (0, y - 0.05, 0), 0.12, "iron", shade(frame, -1), "post", sides=8, top=0.8)
        m.add("cylinder", (0, y - 0.08, 0), (0.12, 0.4, 0.12), "iron", shade(frame, -2), "axle", rotation=(0, 0, 90),
            sides=8)  # fmt: skip
        m.add("cylinder", (0, 0.08, 0), (0.42, 0.16, 0.42), "concrete", 0o555, "foundation", sides=8, taper=(0.8, 0.8))
    else:
        for x in (-half * 0.7, half * 0.7):
            m.rod((x, -0.2, -deep * 0.6), (x, y - deep * 0.6 * s, -deep * 0.6 * c), 0.05, "iron", shade(frame, -1),
                "post")  # fmt: skip
            m.rod((x, -0.2, deep * 0.75), (x, y + deep * 0.72 * s, deep * 0.72 * c), 0.05, "iron", shade(frame, -1),
                "post")  # fmt: skip
            m.rod((x, 0.25, deep * 0.75), (x, y - deep * 0.5 * s, -deep * 0.5 * c), 0.03, "iron", shade(frame, -1),
                "beam")  # fmt: skip
        m.add("box", (0, 0.25, deep * 0.75), (half * 0.7, 0.04, 0.04), "iron", shade(frame, -1), "beam")
    m.add("box", (half * 0.45, 0.3, deep * 0.62), (0.2, 0.34, 0.14), "paint", 0o777, "container", bevel=0.03)
    m.add("box", (half * 0.45, 0.42, deep * 0.62 - 0.15), (0.1, 0.06, 0.02), "paint", accent, "sign")
    m.add("box", (half * 0.52, 0.2, deep * 0.62 - 0.15), (0.03, 0.03, 0.02), "light", 0o373, "lamp", light=Light(0o373))
    m.rod((half * 0.4, 0.02, deep * 0.6), (0.1, 0.02, deep * 0.1), 0.03, "iron", 0o111, "rope", sides=5)
    if snow:
        m.add("box", (0, y - deep * 0.62 * s + 0.1, -deep * 0.62 * c - 0.04), (half * 0.95, 0.05, deep * 0.34),
            "snow", SNOW, "snow", rotation=(0, -tilt, 0), bevel=0.04)  # fmt: skip
    if condition != "new":
        m.plank((-half * 0.5, -0.05, -deep * 0.4), (-half * 0.55, 0.4, -deep * 0.5), 0.1, 0.03, "grass", 0o341,
            "leaf", taper=(0.1, 0.5), array=Array(5, step=(0.2, 0.0, 0.06)))  # fmt: skip
    return w.result(m.program())


@grammar("hot_air_balloon")
def hot_air_balloon(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A striped envelope over a wicker basket with sandbags; the burner is lit, two ropes hold it to the ground."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    ornament = w.pick("ornament", ORNAMENT_WEIGHTS)
    theme = w.pick("theme", {"village": 0.6, "candy": 0.15, "modern": 0.15, "spooky": 0.1})
    one = w.colour("primary", p.CANDY if theme == "candy" else (0o312, 0o222) if theme == "spooky" else (0o611, 0o135,
        0o750, 0o254, 0o425))  # fmt: skip
    two = w.colour("secondary", (0o777, 0o765, 0o751, 0o356) if theme != "spooky" else (0o620, 0o435))
    accent = w.colour("accent", (0o641, 0o611, 0o147, 0o777))
    r = m.u(3.4, 4.1)
    y = r * 1.35 + 3.6
    for k, tone in enumerate((one, two)):  # gores of two colours by turns
        x, _, z = around(r * 0.36, 45 * k)
        m.add("ellipsoid", (x, y, z), (r * 0.42, r * 1.04, r * 0.64), "cloth", tone, "crown", rotation=(-45 * k, 0,
            0), array=Array(4, turn=90))  # fmt: skip
    m.add("ellipsoid", (0, y, 0), (r * 0.85, r * 0.98, r * 0.85), "cloth", one, "crown")
    m.add("cylinder", (0, y - r * 0.98, 0), (r * 0.8, r * 0.42, r * 0.8), "cloth", one, "crown", rotation=(0, 180, 0),
        taper=(0.36, 0.36), sides=16)  # fmt: skip
    low = y - r * 1.4
    m.add("cylinder", (0, low + 0.12, 0), (r * 0.33, 0.16, r * 0.33), "cloth", two, "crown", sides=16)
    m.add("cylinder", (0, y + r * 1.02, 0), (r * 0.2, 0.08, r * 0.2), "cloth", accent, "ornament", sides=12)
    if ornament != "plain":
        m.add("cylinder", (0, y - r * 0.05, 0), (r * 1.01, r * 0.12, r * 1.01), "cloth", accent, "ornament", sides=24)
    if ornament == "rich":
        m.ring(r * 1.03, y - r * 0.05, (r * 0.1, r * 0.1, 0.06), 12, "gold", 0o751, "ornament", rotation=(0, 0, 45))
        m.ring(r * 0.78, y - r * 0.72, (0.18, 0.5, 0.05), 12, "cloth", accent, "flag", rotation=(0, -10, 0))
    half, rim = 0.68, 1.35
    m.rod((half * 0.94, rim - 0.1, -half * 0.94), (r * 0.24, low + 0.1, -r * 0.24), 0.04, "rope", 0o654, "rope",
        sides=5, array=Array(4, turn=90))  # fmt: skip
    m.add("box", (0, 0.66, 0), (half, 0.62, half), "rope", w.colour("detail", (0o532, 0o543, 0o431)), "body",
        rotation=(0, 180, 0), taper=(0.9, 0.9), bevel=0.05)  # fmt: skip
    m.add("box", (0, 1.2, 0), (half - 0.14, 0.4, half - 0.14), "rope", 0, "opening", op="cut")
    m.add("cylinder", (0, rim - 0.04, -half), (0.09, half, 0.09), "leather", 0o321, "railing", rotation=(0, 0, 90),
        sides=8, array=Array(4, turn=90))  # fmt: skip
    m.add("box", (0, 0.06, 0), (half, 0.06, half), "timber", 0o321, "foundation", bevel=0.02)
    m.add("ellipsoid", (0.3, 0.66, -half - 0.06), (0.13, 0.22, 0.13), "cloth", 0o654, "goods", array=Array(4, turn=90))
    m.rod((0.3, 0.8, -half - 0.04), (0.3, rim, -half - 0.02), 0.02, "rope", 0o765, "rope", sides=4, array=Array(4,
        turn=90))  # fmt: skip
    m.add("box", (0, low - 0.5, 0), (0.5, 0.04, 0.04), "iron", 0o333, "beam", array=Array(2, turn=90))
    m.rod((0.42, low - 0.5, 0), (0.62, low + 0.12, 0), 0.03, "iron", 0o333, "beam", array=Array(4, turn=90))
    m.add("cylinder", (0, low - 0.42, 0), (0.16, 0.16, 0.16), "iron", 0o333, "lamp", sides=8)
    m.add("cylinder", (0, low + 0.12, 0), (0.15, 0.42, 0.15), "light", 0o740, "lamp", sides=6, taper=(0.05, 0.05),
        light=Light(0o740, 10.0))  # fmt: skip
    m.add("cylinder", (0, low - 0.1, 0), (0.08, 0.24, 0.08), "light", 0o467, "lamp", sides=6, taper=(0.1, 0.1),
        light=Light(0o467))  # fmt: skip
    for k in range(2):
        x, _, z = around(2.4, 60 + 200 * k)
        m.rod((x, 0.05, z), (x * 0.28, 1.2, z * 0.28), 0.03, "rope", 0o765, "rope", sides=4)
        m.rod((x, -0.2, z), (x * 1.02, 0.3, z * 1.02), 0.05, "timber", 0o321, "post", sides=5)
    return w.result(m.program())

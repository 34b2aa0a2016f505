"""What grows under water and under ground: kelp, coral, crystals, stalagmites."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import Maker, Wish, aim, around, moved, shade
from nacre.teacher.grammar.registry import grammar


@grammar("kelp")
def kelp(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Ribbons that sway upwards from a holdfast on a stone, with leaves and bladders."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    leaf = w.colour("primary", (0o331, 0o231, 0o341, 0o242, 0o432, 0o243))
    tall = m.u(2.5, 5.4)
    m.add("blob", (0, 0.08, 0), (0.5, 0.26, 0.42), "rock", w.colour("secondary", p.STONES), "stone",
        rotation=(m.turn(), 0, 0), seed=m.seed())  # fmt: skip
    start = m.turn()
    for i in range(m.n(3, 5)):
        a, out = radians(start + i * 137.5), 0.12 + 0.08 * i
        at = (cos(a) * out, 0.0, sin(a) * out)
        high, pieces = tall * m.u(0.65, 1.0), 4
        sway = radians(m.turn())
        for k in range(pieces):
            bend = (1 if k % 2 else -1) * m.u(0.12, 0.26)
            goal = (at[0] + cos(sway) * bend, high * (k + 1) / pieces, at[2] + sin(sway) * bend)
            last = k == pieces - 1
            end = m.plank(at, goal, 0.3 - 0.04 * k, 0.05, "leaves", leaf if k < 2 else shade(leaf, 1), "leaf",
                taper=(0.1, 1.0) if last else (0.9, 1.0))  # fmt: skip
            if k in (1, 2):
                m.plank(moved(end, y=-0.2), (end[0] + cos(sway + 1.6) * 0.5, end[1] + 0.35,
                    end[2] + sin(sway + 1.6) * 0.5), 0.18, 0.04, "leaves", shade(leaf, 1), "leaf", taper=(0.1,
                    1.0))  # fmt: skip
                m.ball(end, 0.08, "leaves", shade(leaf, 1), "fruit")
            at = moved(end, y=-0.05)
    return w.result(m.program())


@grammar("coral")
def coral(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A reef head: branching staghorn, fans, brain coral and tubes on one rock."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    colour = w.colour("primary", (0o743, 0o735, 0o537, 0o752, 0o366, 0o721, 0o757))
    second = w.colour("secondary", (0o763, 0o527, 0o365, 0o743, 0o654))
    m.add("blob", (0, 0.12, 0), (0.95, 0.4, 0.8), "rock", 0o444, "stone", rotation=(m.turn(), 0, 0), seed=m.seed())
    size = m.u(0.8, 1.2)
    form = m.one(("stag", "fan", "tubes"))
    if form == "stag":
        start = m.turn()
        for i in range(m.n(4, 6)):
            a = radians(start + i * 137.5)
            tall, out = size * m.u(0.9, 1.3), 0.35 + 0.06 * i
            elbow = m.rod((cos(a) * 0.15, 0.2, sin(a) * 0.15), (cos(a) * out, tall * 0.6, sin(a) * out), 0.12,
                "plaster", colour, "bough", top=0.8)  # fmt: skip
            for way in (a - 0.7, a + 0.7):
                tip = m.rod(elbow, (elbow[0] + cos(way) * 0.22, tall * m.u(0.85, 1.1), elbow[2] + sin(way) * 0.22),
                    0.09, "plaster", colour, "bough", top=0.7)  # fmt: skip
                m.ball(tip, 0.08, "plaster", shade(colour, 1), "detail")
    elif form == "fan":
        for i, yaw in enumerate((m.turn(15), m.turn(15))):
            x, _, z = around(0.3 * i, yaw)
            r = size * (0.75 - 0.2 * i)
            m.rod((x, 0.1, z), (x, 0.5, z), 0.08, "plaster", shade(colour, -1), "stem")
            m.add("cylinder", (x, 0.42 + r, z), (r, 0.04, r), "plaster", colour if i == 0 else second, "crown",
                rotation=(yaw, 90, 0), sides=12)  # fmt: skip
            for roll in (-40, -15, 15, 40):
                c, s = cos(radians(yaw)), sin(radians(yaw))
                d = sin(radians(roll)) * r * 1.5
                m.rod((x, 0.4, z), (x + d * c, 0.4 + cos(radians(roll)) * r * 1.6, z - d * s), 0.05, "plaster",
                    shade(colour, -1), "stem", top=0.5, sides=5)  # fmt: skip
    else:
        start = m.turn()
        for i in range(m.n(6, 9)):
            a, out = radians(start + i * 137.5), 0.12 + 0.06 * i
            tall = size * m.u(0.5, 1.2)
            top = m.rod((cos(a) * out, 0.1, sin(a) * out), (cos(a) * out * 1.5, tall, sin(a) * out * 1.5), 0.12,
                "plaster", colour, "trunk", sides=8)  # fmt: skip
            m.add("cylinder", top, (0.15, 0.04, 0.15), "plaster", shade(colour, 1), "detail", sides=8)
            m.add("cylinder", moved(top, y=0.03), (0.09, 0.02, 0.09), "plaster", shade(colour, -2), "detail", sides=8)
    m.lobe((0.55, 0.3, -0.4), (0.36, 0.34, 0.36), "moss", second, "crown")
    m.add("blob", (-0.55, 0.25, -0.3), (0.34, 0.24, 0.3), "moss", shade(second, -1), "crown", seed=m.seed())
    m.plank((-0.2, 0.2, 0.5), (-0.35, 0.8, 0.62), 0.14, 0.03, "leaves", 0o342, "leaf", taper=(0.1, 1.0),
        array=Array(3, step=(0.2, -0.03, 0.05)))  # fmt: skip
    return w.result(m.program())


@grammar("crystal")
def crystal(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A cluster of six-sided crystals that lean out of broken rock, the large one lit from within."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    colour = w.colour("primary", (0o537, 0o347, 0o366, 0o726, 0o466, 0o751, 0o657))
    stone = w.colour("secondary", p.STONES)
    tall = m.u(1.6, 3.0)
    start = m.turn()
    for i in range(m.n(6, 9)):
        a = radians(start + i * 137.5)
        share = 1.0 if i == 0 else m.u(0.35, 0.72)
        lean = 0.0 if i == 0 else tall * share * m.u(0.3, 0.6)
        out = 0.0 if i == 0 else 0.3
        r = tall * 0.12 * (share**0.6)
        base = (cos(a) * out, -0.1, sin(a) * out)
        goal = (cos(a) * (out + lean), tall * share, sin(a) * (out + lean))
        sides = 6 if i % 3 else 5
        tone = colour if i % 3 != 2 else shade(colour, 1)
        yaw, pitch, length, d = aim(base, goal)
        light = Light(colour, 5.0 if i == 0 else 0.0) if i < 3 else None
        shaft, cap = length * 0.72, length * 0.3
        m.add("cylinder", moved(base, d[0] * shaft / 2, d[1] * shaft / 2, d[2] * shaft / 2), (r * 0.86, shaft / 2,
            r * 0.86), "light" if i == 0 else "glass", tone, "crystal", rotation=(yaw, pitch, 0), sides=sides,
            light=light)  # fmt: skip
        far = shaft + cap / 2 - 0.02
        m.add("cylinder", moved(base, d[0] * far, d[1] * far, d[2] * far), (r * 0.86, cap / 2, r * 0.86), "glass",
            shade(tone, 1), "crystal", rotation=(yaw, pitch, 0), taper=(0.08, 0.08), sides=sides,
            light=Light(colour) if i == 0 else None)  # fmt: skip
    for i in range(m.n(4, 6)):
        a, size = radians(start + 50 + i * 137.5), m.u(0.3, 0.5)
        m.add("blob", (cos(a) * 0.45, 0.1, sin(a) * 0.45), (size, size * 0.6, size * 0.85), "rock",
            stone if i % 2 else shade(stone, -1), "stone", rotation=(m.turn(), 0, 0), seed=m.seed())  # fmt: skip
    return w.result(m.program())


@grammar("stalagmite")
def stalagmite(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Dripstones of stacked, swelling cones, with a pool and sometimes crystals among them."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.6, "spooky": 0.2, "future": 0.1, "candy": 0.1})
    colour = w.colour("primary", {"candy": p.CANDY, "spooky": (0o333, 0o222)}.get(theme, (0o543, 0o443, 0o554, 0o444)))
    start, count = m.turn(), m.n(3, 5)
    for i in range(count):
        a = radians(start + i * 137.5)
        share = 1.0 if i == 0 else m.u(0.3, 0.65)
        out = 0.0 if i == 0 else m.u(0.6, 0.95)
        tall, r = 3.2 * share * m.u(0.75, 1.1), 0.5 * share**0.7
        x, z, y = cos(a) * out, sin(a) * out, -0.15
        for k, part in enumerate((0.34, 0.3, 0.24, 0.2)):
            thick = r * (1, 0.74, 0.5, 0.3)[k]
            m.add("cylinder", (x, y + tall * part / 2, z), (thick, tall * part / 2 + 0.02, thick), "rock",
                colour if k % 2 == 0 else shade(colour, 1), "stone", sides=8, taper=(0.62 if k < 3 else 0.1,) * 2,
                rotation=(m.turn(15), 0, 0))  # fmt: skip
            y += tall * part
    m.add("blob", (0, 0.0, 0), (1.1, 0.2, 1.0), "rock", shade(colour, -1), "stone", seed=m.seed())
    x, _, z = around(0.8, m.turn())
    m.add("cylinder", (x, 0.06, z), (0.42, 0.06, 0.36), "water", 0o256, "water", sides=10)
    if theme in ("future", "spooky"):
        glow = w.colour("accent", (0o367, 0o637, 0o473))
        m.add("cylinder", (0.35, 0.3, -0.45), (0.09, 0.34, 0.09), "light", glow, "crystal", rotation=(0, -20, 0),
            taper=(0.1, 0.1), sides=5, light=Light(glow, 3.0), array=Array(3, turn=40))  # fmt: skip
    return w.result(m.program())

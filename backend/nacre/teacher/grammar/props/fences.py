"""Fences, with gates."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, shade
from nacre.teacher.grammar.registry import grammar

FORMS = {"village": ("picket", "rails", "wattle", "picket"), "north": ("rails", "wattle"), "west": ("rails",
    "planks"), "coast": ("picket", "rope"), "modern": ("planks", "iron"), "east": ("bamboo",), "spooky": ("iron",
    "crooked"), "candy": ("picket", "candy")}  # fmt: skip
HALF = 2.0  # half the length of a piece, so that pieces join every 4 m


@grammar("fence")
def fence(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Four metres of fence: pickets, rails, wattle, boards, iron, bamboo or rope; one in five with a gate."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {"village": 0.5, "north": 0.08, "west": 0.08, "coast": 0.08, "modern": 0.08, "east": 0.06,
        "spooky": 0.07, "candy": 0.05})  # fmt: skip
    condition = w.pick("condition", CONDITION_WEIGHTS)
    snow = w.snow(0.08)
    form = m.one(FORMS.get(theme, ("rails", "picket")))
    painted = form == "picket" and theme in ("village", "coast", "modern")
    options: tuple[int, ...] = p.WOOD_OLD if condition == "ruined" else p.WOOD
    if form == "iron":
        options = (0o111, 0o222, 0o122)
    elif theme == "candy":
        options = (0o777, 0o766)
    elif form == "bamboo":
        options = (0o653, 0o552, 0o643)
    elif painted and condition != "ruined":
        options = (0o777, 0o766, 0o655, 0o543, 0o456)
    wood = w.colour("primary", options)
    trim = w.colour("secondary", p.CANDY_LOUD if theme == "candy" else (shade(wood, -1), shade(wood, -2)))
    gate = form in ("picket", "rails", "planks") and m.chance(0.22)
    missing = 2 if condition == "ruined" else 1 if condition == "worn" and m.chance(0.4) else 0
    {"picket": _picket, "rails": _rails, "wattle": _wattle, "planks": _planks, "iron": _iron, "bamboo": _bamboo,
        "rope": _rope, "crooked": _rails, "candy": _candy}[form](m, wood, trim, missing, gate)  # fmt: skip
    if snow:
        tops = {"picket": 0.86, "rails": 1.0, "wattle": 1.0, "planks": 1.4, "iron": 1.16, "bamboo": 1.1, "rope": 1.0,
            "crooked": 1.0, "candy": 1.1}  # fmt: skip
        if form in ("wattle", "planks", "rails", "crooked"):
            m.add("box", (-1.0, tops[form] + 0.0, 0), (0.96, 0.05, 0.08), "snow", SNOW, "snow", bevel=0.03)
        m.add("ellipsoid", (-HALF, _post_top(form) + 0.02, 0), (0.13, 0.08, 0.13), "snow", SNOW, "snow",
            array=Array(3, step=(HALF, 0.0, 0.0)))  # fmt: skip
    if condition != "new" and theme not in ("modern", "candy"):
        for _ in range(m.n(1, 2)):  # tufts that the scythe left
            x = m.u(-1.7, 1.7)
            for k in (-1, 0, 1):
                m.plank((x + 0.06 * k, -0.05, -0.08), (x + 0.2 * k, m.u(0.3, 0.45), -0.1 - 0.08 * (k % 2)), 0.1, 0.04,
                    "grass", 0o341, "leaf", taper=(0.1, 1.0))  # fmt: skip
    return w.result(m.program())


def _post_top(form: str) -> float:
    return {"picket": 1.06, "rails": 1.16, "wattle": 1.12, "planks": 1.5, "iron": 1.36, "bamboo": 1.26, "rope": 1.1,
        "crooked": 1.16, "candy": 1.3}[form]  # fmt: skip


def _posts(m: Maker, material: str, colour: int, top: float, r: float, gate: bool = False, **more: object) -> None:
    """A post in the middle and one at each end, each a little crooked."""
    for x in (-HALF, 0.0, HALF):
        tall = top * m.u(0.96, 1.03)
        m.add("box", (x, tall / 2 - 0.15, 0), (r, tall / 2 + 0.15, r), material, colour, "post",
            rotation=(m.wobble(5), m.wobble(5), m.wobble(5)), taper=(0.9, 0.9), bevel=0.02)  # fmt: skip


def _gate_leaf(m: Maker, wood: int, trim: int, tall: float, pickets: bool) -> None:
    """A gate between the middle post and the right one, that turns on the right one."""
    hinge = Joint("hinge", (HALF - 0.08, 0.5, 0.0), "y", 0.0, 95.0)
    middle, half = HALF / 2, HALF / 2 - 0.12
    root = m.add("box", (middle, tall * 0.3, 0), (half, 0.06, 0.03), "timber", trim, "door", joint=hinge)
    m.add("box", (middle, tall * 0.78, 0), (half, 0.06, 0.03), "timber", trim, "door", parent=root)
    m.plank((middle - half + 0.05, tall * 0.3, 0.02), (middle + half - 0.05, tall * 0.78, 0.02), 0.05, 0.1, "timber",
        trim, "door", parent=root)  # fmt: skip
    count = 6 if pickets else 4
    step = 2 * (half - 0.08) / (count - 1)
    m.add("box", (middle - half + 0.08, tall * 0.52, -0.04), (0.06, tall * 0.46, 0.025), "planks", wood, "door",
        parent=root, array=Array(count, step=(step, 0.0, 0.0)))  # fmt: skip
    m.add("box", (middle - half + 0.03, tall * 0.6, -0.08), (0.03, 0.08, 0.03), "iron", 0o222, "handle", parent=root)


def _picket(m: Maker, wood: int, trim: int, missing: int, gate: bool) -> None:
    _posts(m, "timber", trim, 1.04, 0.08)
    bays = ((-HALF, 0.0),) if gate else ((-HALF, 0.0), (0.0, HALF))
    pointed = m.chance(0.6)
    for left, right in bays:
        middle = (left + right) / 2
        for y in (0.3, 0.7):
            m.add("box", (middle, y, 0.03), (1.0, 0.05, 0.03), "timber", trim, "railing", rotation=(0, 0, 0),
                bevel=0.01)  # fmt: skip
        drop = missing if right > 0.5 or gate else 0
        # pickets in threes, each three a little higher or lower and leaning its own way
        for k in range(2):
            count = 4 - (1 if drop and k else 0)
            tall, x = m.u(0.82, 0.92), left + 0.2 + k * 0.9
            tilt = m.wobble(5) if missing else 0
            m.add("box", (x, tall / 2 + 0.03, -0.03), (0.075, tall / 2, 0.025), "planks", wood, "railing",
                rotation=(0, 0, tilt), array=Array(count, step=(0.22, 0.0, 0.0)))  # fmt: skip
            if pointed:
                m.add("prism", (x, tall + 0.08, -0.03), (0.025, 0.05, 0.075), "planks", wood, "railing", rotation=(90,
                    0, 0), array=Array(count, step=(0.22, 0.0, 0.0)))  # fmt: skip
    if gate:
        _gate_leaf(m, wood, trim, 1.0, True)
    m.add("cylinder", (-HALF, 1.06, 0), (0.12, 0.06, 0.12), "timber", wood, "ornament", sides=4, rotation=(45, 0, 0),
        taper=(0.2, 0.2), array=Array(3, step=(HALF, 0.0, 0.0)))  # fmt: skip


def _rails(m: Maker, wood: int, trim: int, missing: int, gate: bool) -> None:
    for x in (-HALF, 0.0, HALF):
        tall = m.u(1.1, 1.2)
        m.rod((x, -0.3, 0), (x + m.u(-0.08, 0.08), tall, m.u(-0.05, 0.05)), 0.1, "bark", trim, "post", top=0.85,
            sides=7)  # fmt: skip
    for left in (-HALF,) if gate else (-HALF, 0.0):
        for i, y in enumerate((0.38, 0.7, 1.0)):
            if missing and left == 0.0 and i == 2:
                m.rod((left, 0.95, -0.08), (HALF - 0.3, 0.06, -0.14), 0.06, "bark", wood, "railing", top=0.85, sides=6)
                continue
            dy = m.u(-0.07, 0.07)
            m.rod((left - 0.12, y + dy, -0.05), (left + HALF + 0.12, y - dy, -0.05), 0.06, "bark",
                wood if i % 2 == 0 else shade(wood, 1), "railing", top=0.85, sides=6)  # fmt: skip
    if gate:
        _gate_leaf(m, wood, trim, 1.1, False)


def _wattle(m: Maker, wood: int, trim: int, missing: int, gate: bool) -> None:
    m.rod((-HALF, -0.3, 0), (-HALF + 0.02, 1.1, 0.02), 0.06, "bark", trim, "post", array=Array(6, step=(0.8, 0.0,
        0.0)), sides=6)  # fmt: skip
    for i in range(7):
        y = 0.14 + i * 0.135
        if missing and i == 6:
            m.rod((-HALF, y, -0.04), (0.3, y - 0.02, -0.04), 0.05, "bark", wood, "railing", sides=5)
            continue
        m.add("cylinder", (0, y, -0.05 if i % 2 else 0.05), (0.07, HALF + 0.08, 0.05), "bark", shade(wood, (0, 1, 0,
            -1)[i % 4]), "railing", rotation=(0, 0, 90), sides=5)  # fmt: skip


def _planks(m: Maker, wood: int, trim: int, missing: int, gate: bool) -> None:
    _posts(m, "timber", trim, 1.46, 0.08)
    for left in (-HALF,) if gate else (-HALF, 0.0):
        for y in (0.35, 1.15):
            m.add("box", (left + 1.0, y, 0.04), (1.0, 0.06, 0.03), "timber", trim, "railing")
        for k in range(3):
            if missing and k == 1 and left == 0.0:
                continue
            tall = m.u(1.28, 1.4)
            m.add("box", (left + 0.2 + 0.62 * k, tall / 2 + 0.04, -0.03), (0.14, tall / 2, 0.025), "planks",
                shade(wood, m.one((0, 0, 1))), "railing", rotation=(0, 0, 0), array=Array(2, step=(0.3, m.u(-0.05,
                0.05), 0.0)))  # fmt: skip
    if gate:
        _gate_leaf(m, wood, trim, 1.4, False)


def _iron(m: Maker, wood: int, trim: int, missing: int, gate: bool) -> None:
    m.add("box", (0, 0.1, 0), (HALF, 0.2, 0.12), "ashlar", 0o444, "foundation", bevel=0.03)
    for x in (-HALF, 0.0, HALF):
        m.add("box", (x, 0.55, 0), (0.13, 0.75, 0.13), "ashlar", 0o444, "post", bevel=0.02)
    m.add("cylinder", (-HALF, 1.36, 0), (0.2, 0.08, 0.2), "ashlar", 0o555, "ornament", sides=4, rotation=(45, 0, 0),
        taper=(0.2, 0.2), array=Array(3, step=(HALF, 0.0, 0.0)))  # fmt: skip
    for y in (0.4, 1.0):
        m.add("box", (0, y, 0), (HALF, 0.025, 0.02), "iron", wood, "railing")
    tilt = 5 if missing else 0
    m.add("cylinder", (-1.84, 0.74, 0), (0.025, 0.46, 0.025), "iron", wood, "railing", sides=5, array=Array(9,
        step=(0.2, 0.0, 0.0)))  # fmt: skip
    m.add("cylinder", (0.24, 0.74, 0), (0.025, 0.46, 0.025), "iron", wood, "railing", sides=5, rotation=(0, 0, tilt),
        array=Array(9 - missing, step=(0.2, 0.0, 0.0)))  # fmt: skip
    m.add("cylinder", (-1.84, 1.24, 0), (0.05, 0.08, 0.05), "iron", trim, "ornament", sides=4, taper=(0.05, 0.05),
        array=Array(9, step=(0.2, 0.0, 0.0)))  # fmt: skip


def _bamboo(m: Maker, wood: int, trim: int, missing: int, gate: bool) -> None:
    for x in (-HALF, 0.0, HALF):
        m.rod((x, -0.3, 0), (x, 1.24, 0), 0.08, "timber", trim, "post", sides=8)
    for y in (0.3, 0.95):
        m.rod((-HALF - 0.05, y, 0.0), (HALF + 0.05, y, 0.0), 0.05, "bark", wood, "railing", sides=6)
    for k in range(4):
        tall = m.u(0.98, 1.12)
        count = 4 - (1 if missing and k == 2 else 0)
        m.add("cylinder", (-1.82 + k, tall / 2 - 0.05, -0.06), (0.05, tall / 2 + 0.05, 0.05), "bark", shade(wood,
            m.one((0, 0, -1, 1))), "railing", sides=6, array=Array(count, step=(0.22, 0.0, 0.0)))  # fmt: skip
    m.add("box", (-1.82, 0.95, -0.02), (0.07, 0.06, 0.1), "rope", 0o211, "rope", array=Array(9, step=(0.45, 0.0, 0.0)))


def _rope(m: Maker, wood: int, trim: int, missing: int, gate: bool) -> None:
    for x in (-HALF, 0.0, HALF):
        m.rod((x, -0.3, 0), (x, 1.08, 0), 0.12, "timber", wood, "post", sides=8, top=0.9)
        m.add("cylinder", (x, 0.92, 0), (0.15, 0.06, 0.15), "rope", 0o653, "rope", sides=8)
    for left in (-HALF, 0.0):
        for y in (0.9, 0.5):
            ends = [(left, y), (left + 0.6, y - 0.16), (left + 1.4, y - 0.16), (left + HALF, y)]
            if missing and left == 0.0 and y > 0.8:
                ends = [(left, y), (left + 0.3, 0.3)]
            for (x0, y0), (x1, y1) in pairwise(ends):
                m.rod((x0, y0, 0), (x1, y1, 0), 0.04, "rope", 0o654, "rope", sides=5)


def _candy(m: Maker, wood: int, trim: int, missing: int, gate: bool) -> None:
    for y in (0.35, 0.75):
        m.add("box", (0, y, 0.0), (HALF, 0.05, 0.04), "paint", wood, "railing", bevel=0.02)
    m.add("cylinder", (-HALF, 0.4, 0), (0.11, 0.7, 0.11), "paint", wood, "post", sides=8, array=Array(5, step=(1.0,
        0.0, 0.0)))  # fmt: skip
    for y in (0.2, 0.5, 0.8):
        m.add("cylinder", (-HALF, y, 0), (0.12, 0.06, 0.12), "paint", trim, "ornament", sides=8, rotation=(0, 0, 20),
            array=Array(5, step=(1.0, 0.0, 0.0)))  # fmt: skip
    m.ball((-HALF, 1.2, 0), 0.2, "paint", trim, "ornament", array=Array(5, step=(1.0, 0.0, 0.0)))
    m.add("cylinder", (-1.5, 0.45, 0), (0.09, 0.45, 0.09), "paint", shade(trim, 1), "railing", sides=6, array=Array(4,
        step=(1.0, 0.0, 0.0)))  # fmt: skip

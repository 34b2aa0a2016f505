"""Things before a house: an anvil, a treasure, a planter."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, around, shade
from nacre.teacher.grammar.props.parts_of_things import THEMES, chest_box
from nacre.teacher.grammar.registry import grammar


@grammar("anvil")
def anvil(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """An anvil on a hooped block, horn to one side, hammer and tongs, a horseshoe, something red hot."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    condition = w.pick("condition", CONDITION_WEIGHTS)
    iron = w.colour("primary", (0o222, 0o333, 0o112) if condition != "ruined" else (0o321, 0o322))
    wood = w.colour("secondary", p.BARK)
    m.add("cylinder", (0, 0.22, 0), (0.36, 0.26, 0.36), "bark", wood, "foundation", sides=9, taper=(0.92, 0.92))
    m.add("cylinder", (0, 0.12, 0), (0.38, 0.03, 0.38), "iron", shade(iron, 1), "detail", sides=9, array=Array(2,
        step=(0.0, 0.24, 0.0)))  # fmt: skip
    m.add("cylinder", (0, 0.48, 0), (0.32, 0.015, 0.32), "planks", 0o543, "detail", sides=9)
    m.add("box", (0, 0.53, 0), (0.24, 0.05, 0.17), "iron", iron, "body", bevel=0.02)
    m.add("box", (0, 0.62, 0), (0.15, 0.07, 0.11), "iron", shade(iron, -1), "body", rotation=(0, 0, 0), bevel=0.02)
    m.add("box", (0.02, 0.75, 0), (0.3, 0.08, 0.14), "iron", iron, "counter", rotation=(0, 180, 0), taper=(0.75, 0.9),
        bevel=0.015)  # fmt: skip
    m.add("cylinder", (-0.42, 0.77, 0), (0.1, 0.2, 0.1), "iron", iron, "body", rotation=(0, 0, 90), taper=(0.15,
        0.25), sides=8)  # fmt: skip
    m.add("box", (0.36, 0.78, 0), (0.1, 0.05, 0.13), "iron", shade(iron, 1), "counter", bevel=0.01)
    m.rod((0.12, 0.86, 0.06), (-0.28, 0.9, -0.26), 0.022, "timber", 0o532, "handle", sides=6)
    m.add("box", (0.14, 0.88, 0.08), (0.05, 0.05, 0.1), "iron", shade(iron, 1), "tool", rotation=(40, 0, 0), bevel=0.01)
    hot = condition == "new" or m.chance(0.4)
    if hot:
        glow = w.colour("accent", (0o730, 0o720))
        m.add("box", (0.18, 0.845, -0.07), (0.16, 0.015, 0.025), "light", glow, "goods", rotation=(15, 0, 0),
            light=Light(glow, 1.5))  # fmt: skip
        m.add("box", (0.42, 0.85, -0.01), (0.12, 0.015, 0.02), "iron", shade(iron, 1), "tool", rotation=(15, 0, 0))
    for side in (-1, 1):  # tongs that lean on the block
        m.rod((0.42 + 0.02 * side, -0.03, -0.2), (0.3 - 0.03 * side, 0.56, -0.14), 0.018, "iron", shade(iron, 1),
            "tool", sides=5)  # fmt: skip
    m.add("box", (-0.34, 0.03, -0.26), (0.03, 0.02, 0.1), "iron", 0o444, "goods", rotation=(30, 0, 0), array=Array(2,
        step=(0.12, 0.0, -0.06)))  # fmt: skip
    m.add("box", (-0.31, 0.03, -0.38), (0.09, 0.02, 0.03), "iron", 0o444, "goods", rotation=(30, 0, 0))
    return w.result(m.program())


@grammar("treasure")
def treasure(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """An open chest that spills coins, gems, a goblet, a crown and a sword."""
    w, m = Wish(rng, wishes), Maker(name, rng, 0.01)
    ornament = w.pick("ornament", {"plain": 0.25, "usual": 0.45, "rich": 0.3})
    wood = w.colour("primary", (0o321, 0o421, 0o322, 0o412))
    iron = w.colour("secondary", (0o222, 0o641, 0o333))
    gem = w.colour("accent", (0o711, 0o263, 0o147, 0o526))
    gold = 0o751
    tall = chest_box(m, 0, 0.12, 0.92, 0.56, 0.42, wood, iron, 70)
    m.add("blob", (0, tall, 0.1), (0.4, 0.15, 0.24), "gold", gold, "goods", seed=m.seed(), light=Light(gold, 1.5))
    coins = {"plain": 4, "usual": 7, "rich": 10}[ornament]
    for k in range(coins):
        x, _, z = around(m.u(0.1, 0.5), m.u(-80, 80))
        m.add("cylinder", (x, 0.02 + 0.02 * (k % 3), z - 0.3), (0.06, 0.012, 0.06), "gold", gold if k % 2 else 0o641,
            "goods", rotation=(m.turn(15), m.wobble(10), 0), sides=8)  # fmt: skip
    m.add("blob", (0.3, 0.03, -0.34), (0.22, 0.08, 0.16), "gold", gold, "goods", seed=m.seed())
    for k, x in enumerate((-0.22, 0.05, 0.26)):
        tone = gem if k % 2 == 0 else m.one((0o711, 0o263, 0o147))
        m.add("cylinder", (x, tall + 0.1, 0.02 + 0.06 * (k % 2)), (0.06, 0.05, 0.06), "glass", tone, "goods", sides=6,
            taper=(0.4, 0.4), rotation=(m.turn(15), m.wobble(20), 0), light=Light(tone))  # fmt: skip
    m.add("cylinder", (0.34, 0.08, -0.34), (0.05, 0.05, 0.05), "glass", gem, "goods", sides=6, taper=(0.4, 0.4),
        light=Light(gem))  # fmt: skip
    if ornament != "plain":
        x, z = -0.4, -0.4
        m.add("cylinder", (x, 0.03, z), (0.08, 0.03, 0.08), "gold", gold, "goods", sides=10, taper=(0.5, 0.5))
        m.add("cylinder", (x, 0.1, z), (0.025, 0.07, 0.025), "gold", gold, "goods", sides=6)
        m.add("cylinder", (x, 0.22, z), (0.09, 0.07, 0.09), "gold", gold, "goods", sides=10, rotation=(0, 180, 0),
            taper=(0.55, 0.55))  # fmt: skip
        m.add("cylinder", (x, 0.285, z), (0.07, 0.01, 0.07), "water", 0o402, "goods", sides=10)
    if ornament == "rich":
        y = tall + 0.13
        m.add("cylinder", (0.02, y, 0.12), (0.15, 0.05, 0.15), "gold", gold, "goods", sides=10, rotation=(0, 190, 0),
            taper=(0.85, 0.85))  # fmt: skip
        m.add("cylinder", (0.02, y + 0.01, 0.12), (0.11, 0.05, 0.11), "cloth", 0o412, "goods", sides=10)
        for k in range(5):
            dx, _, dz = around(0.14, k * 72)
            m.add("cylinder", (0.02 + dx, y + 0.09, 0.12 + dz), (0.03, 0.06, 0.03), "gold", gold, "goods", sides=4,
                taper=(0.1, 0.1))  # fmt: skip
        m.rod((0.62, -0.02, -0.36), (0.5, 0.9, 0.04), 0.03, "iron", 0o666, "tool", sides=4, top=0.9)
        m.add("box", (0.52, 0.74, -0.02), (0.14, 0.025, 0.03), "gold", gold, "tool", rotation=(0, 20, 5))
    return w.result(m.program())


@grammar("planter")
def planter(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Flowers in a long box, half a barrel, a stone urn or a concrete tub."""
    w, m = Wish(rng, wishes), Maker(name, rng)
    theme = w.pick("theme", {**THEMES, "modern": 0.2, "ancient": 0.1})
    season, snow = w.season_and_snow()
    form = {"modern": "tub", "ancient": "urn"}.get(theme, m.one(("box", "barrel", "box", "urn")))
    stone = form in ("urn", "tub")
    body = w.colour("primary", (0o555, 0o666,
        0o443) if stone else p.WOOD) if theme != "candy" else w.colour("primary", p.CANDY)  # fmt: skip
    leaf = w.colour("secondary", p.AUTUMN[:5] if season == "autumn" else p.SUMMER)
    flower = w.colour("accent", p.CANDY_LOUD if theme == "candy" else p.FLOWERS)
    if form in ("box", "tub"):
        half, deep, tall = m.u(0.75, 1.05), m.u(0.28, 0.36), m.u(0.4, 0.55)
        material = "concrete" if form == "tub" else "planks"
        m.add("box", (0, tall / 2, 0), (half, tall / 2, deep), material, body, "container", rotation=(0, 180, 0),
            taper=(0.92, 0.85), bevel=0.03)  # fmt: skip
        m.add("box", (0, tall - 0.03, 0), (half + 0.04, 0.05, deep + 0.04), "concrete" if stone else "timber",
            shade(body, 1), "container", bevel=0.02)  # fmt: skip
        m.add("box", (0, tall + 0.02, 0), (half - 0.08, 0.03, deep - 0.08), "mud", 0o211, "detail")
        if not stone:
            for x in (-half + 0.12, half - 0.12):
                m.add("box", (x, tall / 2, -deep), (0.05, tall / 2, 0.03), "timber", shade(body, -1), "post",
                    rotation=(0, -5, 0))  # fmt: skip
        spots = [(-half * 0.68, 0.0), (-half * 0.2, 0.03), (half * 0.25, -0.03), (half * 0.7, 0.0)]
        r = deep * 0.9
    else:
        r0, tall = m.u(0.45, 0.6), m.u(0.45, 0.6)
        if form == "barrel":
            m.add("cylinder", (0, tall / 2, 0), (r0, tall / 2, r0), "planks", body, "container", rotation=(0, 180, 0),
                taper=(0.82, 0.82), sides=12)  # fmt: skip
            for y, wide in ((0.2, 0.89), (0.82, 1.0)):
                m.add("cylinder", (0, tall * y, 0), (r0 * wide, 0.035, r0 * wide), "iron", 0o222, "detail", sides=12)
        else:
            m.add("box", (0, 0.1, 0), (0.3, 0.12, 0.3), "ashlar", body, "foundation", bevel=0.02)
            m.add("cylinder", (0, 0.3, 0), (0.12, 0.14, 0.12), "ashlar", body, "post", sides=10)
            m.add("cylinder", (0, 0.56, 0), (r0, 0.2, r0), "ashlar", body, "container", rotation=(0, 180, 0),
                taper=(0.35, 0.35), sides=12)  # fmt: skip
            tall = 0.78
        m.add("cylinder", (0, tall - 0.02, 0), (r0 * 1.05, 0.05, r0 * 1.05), "ashlar" if form == "urn" else "timber",
            shade(body, 1), "container", sides=12)  # fmt: skip
        m.add("cylinder", (0, tall + 0.02, 0), (r0 * 0.92, 0.03, r0 * 0.92), "mud", 0o211, "detail", sides=12)
        spots, r = [(-r0 * 0.4, -0.15), (r0 * 0.4, -0.1), (0.0, r0 * 0.36)], r0 * 0.62
    top = tall
    if season == "winter":
        for x, z in spots:
            m.plank((x, top, z), (x + 0.12, top + 0.4, z), 0.04, 0.04, "bark", 0o321, "stem", taper=(0.4, 0.4),
                array=Array(3, step=(0.03, -0.02, 0.08)))  # fmt: skip
            if snow:
                m.lobe((x, top + 0.05, z), (r * 0.9, 0.13, r * 0.8), "snow", SNOW, "snow")
        w.forget("secondary", "accent")
        return w.result(m.program())
    for k, (x, z) in enumerate(spots):
        half_y = r * m.u(0.75, 1.1)
        m.lobe((x, top + half_y * 0.6, z), (r, half_y, r * 0.95), "leaves", leaf if k % 2 else shade(leaf,
            1 if not w.given("secondary") else 0), "leaf")  # fmt: skip
        tone = flower if k % 2 == 0 or w.given("accent") else m.one(p.FLOWERS)
        y = top + half_y * 1.15
        m.ball((x - r * 0.5, y, z - r * 0.45), 0.08, "leaves", tone, "flower", array=Array(3, step=(r * 0.5,
            0.03 if k % 2 else -0.03, 0.0)))  # fmt: skip
        m.ball((x - r * 0.3, y + 0.02, z + r * 0.25), 0.08, "leaves", tone, "flower", array=Array(2, step=(r * 0.6,
            0.0, 0.0)))  # fmt: skip
        m.ball((x - r * 0.3, top + half_y * 0.6, z - r * 0.82), 0.07, "leaves", tone, "flower", array=Array(2,
            step=(r * 0.6, -0.06, 0.0)))  # fmt: skip
    m.lobe((spots[0][0] - r * 0.3, top - 0.12, -r * 0.9 - (0.05 if form != "urn" else 0)), (0.16, 0.2, 0.12),
        "leaves", leaf, "ivy")  # fmt: skip
    if snow:
        m.lobe((spots[0][0], top + r * 1.3, 0), (r * 0.7, 0.1, r * 0.6), "snow", SNOW, "snow")
    return w.result(m.program())

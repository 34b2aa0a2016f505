"""People in arms: guards, knights, samurai."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Program
from nacre.teacher.grammar.bodies import carried, clothes, palette
from nacre.teacher.grammar.bodies.mannequin import Mannequin
from nacre.teacher.grammar.bodies.townsfolk import build, finish, head, person
from nacre.teacher.grammar.registry import grammar


@grammar("guard")
def guard(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A town guard: helmet, tabard over mail, spear and often a shield."""
    p = person(rng, wishes, ages=(0.3, 0.65), women=0.25)
    metal = palette.pick(rng, palette.METALS)
    mail = palette.shade(metal, 0.72)
    c = build(p, height=1.76, width=1.12, sleeve=mail)
    m = Mannequin(name, rng, c)
    m.trunk()
    clothes.tunic(m, mail, 0.15, 1.22)
    badge = palette.pick(rng, (palette.GOLD, palette.WHITE, palette.CREAM))
    clothes.tabard(m, p.upper, badge)
    clothes.belt(m, palette.pick(rng, palette.LEATHERS))
    if p.winter or m.chance(0.25):
        clothes.cloak(m, palette.shade(p.upper, 0.75))
    helm = m.choose("kettle", "open_helm", "kettle")
    head(
        m, p, helm, hat_colour=metal, trim=p.accent, brow=m.between(2, 18), smile=m.between(-0.1, 0.4), glasses=0.0,
        cut=m.choose("short", "bowl") if not p.woman else "bob",
    )  # fmt: skip
    m.arms(bend_r=35, bend_l=20, low=(-25, -25), mitten=palette.pick(rng, palette.LEATHERS), mitten_material="leather")
    if p.ornament != "plain":
        clothes.pauldrons(m, metal)
    carried.spear(m, 1, p.accent if p.ornament == "rich" or m.chance(0.4) else None)
    if m.chance(0.7):
        carried.shield(m, -1, p.accent, badge, m.choose("round", "heater"))
    m.legs(boots=True)
    return finish(m, p)

"""Wishes that a drawn thing has lost: told, and its colours given back.

The network is told the colours of a thing, and which part wears which is its own to say. Where no part took one, the
parts take it whose role wears it most often: the rules of the class say how often.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.parts.attributes import SLOTS, Attributes
from nacre.parts.classes import CLASS_INDEX
from nacre.parts.language import Part, Program
from nacre.parts.vocabulary import ROLE_INDEX
from nacre.world.shapes.fields import C_EXACT, C_SHADE, OFFSETS, S_COLOUR
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.proportions import bare
from nacre.world.shapes.weights import Rules, logarithms

_RARELY: Final = 0.08  # share of a role's parts below which its colour is not this one


def repainted(program: Program, colours: NDArray[np.int64], rules: Rules, firmly: bool = False) -> Program:
    """The program with each of its colours [4] (-1: none) on some part; the same object where all are there.

    A colour that no role here wears is left out, or, firmly, put on what is seen most after the body of the thing.
    """
    wear = _worn(program, rules)
    parts = list(program.parts)
    for slot in range(len(SLOTS)):
        colour = int(colours[slot])
        if colour < 0 or any(part.op != "cut" and part.colour == colour for part in parts):
            continue
        roles = {part.role for part in parts if part.op != "cut"}
        best = max(roles, key=lambda role: (wear.get((role, slot), 0.0), role), default="")
        if wear.get((best, slot), 0.0) < _RARELY:
            if not firmly or len(roles) < 2:
                continue
            best = sorted(roles, key=lambda role: (-_area(parts, role), role))[1]
        others = {int(c) for k, c in enumerate(colours) if k != slot and c >= 0}
        mine = [i for i, part in enumerate(parts) if part.role == best and part.op != "cut"]
        # a colour that another wish has put there stays, if anything else can take this one
        free = [i for i in mine if parts[i].colour not in others] or (mine if len(mine) > 1 else [])
        for i in free:
            parts[i] = msgspec.structs.replace(parts[i], colour=colour)
    return rebuilt(program, parts)


def lost(program: Program, asked: Attributes) -> bool:
    """Whether something of what was asked cannot be there: no part of a colour or a material, no snow or too much, no
    leaves in summer."""
    parts = [part for part in program.parts if part.op != "cut"]
    colours = {part.colour for part in parts}
    materials = {part.material for part in parts}
    return (
        any(colour is not None and colour not in colours for colour in (getattr(asked, slot) for slot in SLOTS))
        or any(name is not None and name not in materials for name in (asked.material, asked.second_material))
        or (asked.snow is not None and asked.snow != ("snow" in materials))
        or (asked.season in ("spring", "summer", "autumn") and bare(program))
    )


def _area(parts: list[Part], role: str) -> float:
    """About how much of a role one sees, in square metres."""
    whole = 0.0
    for part in parts:
        if part.role == role and part.op != "cut":
            x, y, z = part.half
            whole += (x * y + y * z + z * x) * (part.array.count if part.array else 1)
    return whole


def _worn(program: Program, rules: Rules) -> dict[tuple[str, int], float]:
    """How often a role of this class wears each of the four colours, or a shade of it: 0..1 by role and slot."""
    shape = CLASS_INDEX[program.shape]
    found = {}
    begin = OFFSETS[S_COLOUR]
    for role in {part.role for part in program.parts}:
        row = rules.row_of[shape, ROLE_INDEX[role]]
        if row < 0:
            continue
        may = rules.may[row, begin : OFFSETS[S_COLOUR + 1]] > 0
        chance = np.where(may, np.exp(logarithms(rules.prior[row, begin : OFFSETS[S_COLOUR + 1]])), 0.0)
        for slot in range(len(SLOTS)):
            found[role, slot] = float(chance[C_EXACT + slot] + 0.5 * chance[C_SHADE + slot])
    return found

"""Checks that need geometry: does a thing stand on the ground, hang together, and do its cuts cut something."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from manifold3d import Manifold, OpType

from nacre.parts.check import Problem
from nacre.parts.check import check as check_numbers
from nacre.parts.language import Program
from nacre.world.geometry.cuts.cutting import solid
from nacre.world.geometry.surfaces import FULL, groups, surfaces
from nacre.world.geometry.touching import FREE, GROUND, islands

LEAST: Final = 1e-5  # cubic metres: less than this is nothing


def check(program: Program) -> list[Problem]:
    """Everything that is wrong with a program: names and numbers first (nacre.parts.check), then, when those are right,
    whether it stands on the ground and hangs together and its cuts cut something. Some 5 ms."""
    return check_numbers(program) or unsound(program)


def unsound(program: Program) -> list[Problem]:
    """Problems of a program whose names and numbers are right."""
    return [*_cuts(program), *_ground(program)]


def _cuts(program: Program) -> list[Problem]:
    """Cuts that meet nothing, and cuts that leave nothing of a part."""
    parts = program.parts
    if not any(part.op == "cut" for part in parts):
        return []
    group, _ = groups(program)
    every = [s for s in surfaces(program, FULL) if parts[s.part].op == "cut" or group[s.part] == 0]
    solids: dict[int, Any] = {}

    def body(k: int) -> Any:
        if k not in solids:
            solids[k] = solid(every[k])
        return solids[k]

    met = {s.part: False for s in every if parts[s.part].op == "cut"}
    left: dict[int, list[bool]] = {}
    for k, surface in enumerate(every):
        if parts[surface.part].op == "cut":
            continue
        cutters = [
            j for j, c in enumerate(every)
            if parts[c.part].op == "cut" and c.part > surface.part
            and (c.low < surface.high).all() and (c.high > surface.low).all()
        ]  # fmt: skip
        if not cutters:
            left.setdefault(surface.part, []).append(True)
            continue
        rest = Manifold.batch_boolean([body(k), *[body(j) for j in cutters]], OpType.Subtract)
        left.setdefault(surface.part, []).append(rest.volume() > LEAST)
        for j in cutters:
            if not met[every[j].part]:
                met[every[j].part] = bool((body(k) ^ body(j)).volume() > LEAST)
    found = [
        Problem(i, "op", "this cut meets nothing", "a cut takes its form out of unmoving parts that come before it")
        for i, any_met in sorted(met.items())
        if not any_met
    ]
    found += [
        Problem(i, "", "cuts leave nothing of it", "make the cut smaller, or leave the part out")
        for i, copies_left in sorted(left.items())
        if not any(copies_left)
    ]
    return found


def _ground(program: Program) -> list[Problem]:
    pieces, island = islands(program)
    if not pieces:
        return []
    lowest = min(p.centre[1] - float((np.abs(p.turn) @ p.half)[1]) for p in pieces)
    if lowest > GROUND and program.shape not in FREE:
        return [Problem(-1, "parts", f"nothing stands on the ground: the lowest point is at {lowest:.2f} m", "y = 0")]
    loose = sorted({p.part for p, k in zip(pieces, island, strict=True) if k})
    return [
        Problem(i, "centre", f"this {program.parts[i].role} floats free", "let it touch a part that is held")
        for i in loose
    ]

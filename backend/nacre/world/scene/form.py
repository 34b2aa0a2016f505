"""Form: what the geometry of a shape program comes to. Needs no network, so that a process of its own can make it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from nacre.parts.colours import rgb_of
from nacre.parts.language import Program, Vector
from nacre.world.geometry.distance import PackedSolid, pack
from nacre.world.geometry.expand import copies, groups
from nacre.world.geometry.levels import levels as mesh_levels
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.render.mesh_pool import Packed
from nacre.world.render.mesh_pool import pack as pack_level

ALWAYS_LIT: Final = frozenset({"campfire", "torch", "forge", "space_habitat"})  # their lights burn by day


@dataclass(frozen=True)
class Door:
    """A leaf that turns: its group (counted from 1), hinge, where its middle is when closed, how far it opens (rad)."""

    group: int
    pivot: Vector
    middle: Vector
    angle: float


@dataclass(frozen=True)
class Lamp:
    """Light a part gives off: place in the thing's axes, linear colour, reach in metres; by day as well or not."""

    place: Vector
    colour: tuple[float, float, float]
    reach: float
    always: bool


class Form(NamedTuple):
    """Levels of detail, what can be felt, parts that move groups 1, 2, ..., doors and lamps; radius: metres of ground
    it covers; height in metres; packed: the levels as the pool takes them in."""

    levels: tuple[ShapeMesh, ...]
    solid: PackedSolid
    movers: tuple[int, ...]
    doors: tuple[Door, ...]
    lamps: tuple[Lamp, ...]
    radius: float
    height: float
    packed: tuple[Packed, ...]


def _linear(colour: int) -> tuple[float, float, float]:
    red, green, blue = (c**2.2 for c in rgb_of(colour))
    return red, green, blue


def _lamps(shape: str, program: Program) -> tuple[Lamp, ...]:
    found = []
    for part in program.parts:
        if part.light is None or part.light.reach <= 0:
            continue
        for x, y, z in copies(part)[1].tolist():
            found.append(Lamp((x, y, z), _linear(part.light.colour), part.light.reach, shape in ALWAYS_LIT))
    return tuple(found[:12])


def _doors(program: Program, movers: Sequence[int]) -> tuple[Door, ...]:
    found = []
    for group, part_index in enumerate(movers, 1):
        part = program.parts[part_index]
        if part.role == "door" and part.joint is not None and part.joint.type == "hinge":
            angle = part.joint.high if abs(part.joint.high) >= abs(part.joint.low) else part.joint.low
            found.append(Door(group, part.joint.pivot, part.centre, float(np.radians(angle))))
    return tuple(found)


def form_of(shape: str, program: Program) -> Form:
    """The form of a program of a class; a pure function, safe on any thread."""
    levels = mesh_levels(program)
    _, movers = groups(program)
    finest = levels[0].vertices
    low = finest[finest[:, 1] < 2.4]
    low = low if len(low) else finest
    radius = float(np.quantile(np.hypot(low[:, 0], low[:, 2]), 0.98)) if len(low) else 1.0
    return Form(
        levels, pack(program), tuple(movers), _doors(program, movers), _lamps(shape, program), radius,
        float(finest[:, 1].max(initial=0.0)), tuple(pack_level(level) for level in levels),
    )  # fmt: skip

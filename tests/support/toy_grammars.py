"""Three little grammars to test the shape network with: a house, a tree, a villager."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.builder import Builder
from nacre.parts.classes import CLASS_INDEX
from nacre.parts.language import Array, Joint, Light, Program

TOYS = ("house", "tree_round", "villager")


def toy(shape: str, seed: int) -> tuple[Program, Attributes]:
    """A program and its attributes: equal arguments, equal program."""
    random = np.random.default_rng([CLASS_INDEX[shape], seed])
    return {"house": _house, "tree_round": _tree, "villager": _villager}[shape](random)


def _colour(random: np.random.Generator) -> int:
    return int(random.choice([21, 100, 260, 300, 411, 448, 507]))


def _house(random: np.random.Generator) -> tuple[Program, Attributes]:
    build = Builder("house")
    storeys = int(random.integers(1, 4))
    wide, deep = random.uniform(2.4, 4.0), random.uniform(2.0, 3.0)
    high = storeys * 2.6
    walls, roof, door = _colour(random), _colour(random), _colour(random)
    build.add("box", (0, 0.2, 0), (wide + 0.1, 0.2, deep + 0.1), "stone", "grey", "foundation")
    for k in range(storeys):
        build.add(
            "box", (0, 1.3 + 2.6 * k, 0), (wide, 1.3, deep), "plaster", walls, "room", op="hollow", thickness=0.24
        )
    build.cut("box", (0, 1.2, -deep), (0.5, 1.0, 0.4))
    joint = Joint("hinge", (-0.5, 0.2, -deep), "y", 0, 100)
    build.add("box", (0, 1.2, -deep), (0.5, 1.0, 0.04), "timber", door, "door", joint=joint)
    count = 2 if wide < 3.2 else 3
    for k in range(storeys):
        step = 1.3 * wide / (count - 1)
        row = Array(count, (step, 0, 0))
        for side in (-1, 1):
            build.add(
                "box", (-0.65 * wide, 1.6 + 2.6 * k, side * deep), (0.3, 0.4, 0.06), "glass", "sky", "window",
                array=row, light=Light(460, 4.0),
            )  # fmt: skip
    build.add("prism", (0, high + 1.0, 0), (wide + 0.4, 1.0, deep + 0.4), "roof_tiles", roof, "roof", bevel=0.02)
    return build.program(), Attributes(storeys=storeys, primary=walls, secondary=roof, accent=door, material="plaster")


def _tree(random: np.random.Generator) -> tuple[Program, Attributes]:
    build = Builder("tree_round")
    season = str(random.choice(["spring", "autumn"]))
    crown, high = _colour(random), random.uniform(1.0, 2.0)
    build.add("cylinder", (0, high, 0), (0.2, high, 0.2), "bark", "brown", "trunk", taper=(0.6, 0.6), sides=7)
    for _ in range(int(random.integers(2, 6))):
        at = random.uniform(-1, 1, 3)
        build.add(
            "blob", (at[0], 2 * high + 0.5 * at[1], at[2]), (1.2, 1.0, 1.2), "leaves", crown, "crown",
            seed=int(random.integers(1, 60000)), rotation=(5 * int(random.integers(72)), 0, 0), parent=0,
        )  # fmt: skip
    return build.program(), Attributes(primary=crown, season=season)


def _villager(random: np.random.Generator) -> tuple[Program, Attributes]:
    build = Builder("villager", grid=0.01)
    coat, size = _colour(random), random.uniform(0.85, 1.1)
    torso = build.add("capsule", (0, 1.1 * size, 0), (0.22, 0.35 * size, 0.15), "cloth", coat, "torso")
    build.add("ellipsoid", (0, 1.6 * size, 0), (0.13, 0.16, 0.14), "skin", "tan", "head", parent=torso)
    for name, side in (("arm_l", 1), ("arm_r", -1)):
        joint = Joint("limb", (side * 0.27, 1.4 * size, 0), "x", -60, 90)
        build.add(
            "capsule", (side * 0.27, 1.1 * size, 0), (0.06, 0.3 * size, 0.06), "cloth", coat, name,
            joint=joint, parent=torso, rotation=(0, 0, 10 * side),
        )  # fmt: skip
    for name, side in (("leg_l", 1), ("leg_r", -1)):
        build.add("capsule", (side * 0.1, 0.4 * size, 0), (0.08, 0.4 * size, 0.08), "cloth", "navy", name, parent=torso)
    return build.program(), Attributes(primary=coat, age=round(float(random.integers(0, 21)) / 20, 2))

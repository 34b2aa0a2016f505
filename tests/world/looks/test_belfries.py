"""Towers: second windows are in the wall opposite, ladders reach their floor, bells hang over heads."""

from __future__ import annotations

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Part, Program
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.repairs.belfries import REACH, aligned

STONE = 0o444


def tower(step: float, head: float, bell: float) -> Program:
    return Program(
        "bell_tower",
        (
            Part("box", (0.0, 5.0, -5.8), (2.0, 5.0, 2.0), "stone", STONE, "room", op="hollow"),
            Part("box", (0.0, 9.0, -7.8), (0.5, 0.6, 0.5), "stone", STONE, "window", op="cut",
                 array=Array(2, (0.0, 0.0, step), 180)),
            Part("box", (0.0, 4.0, -5.8), (1.8, 0.1, 1.8), "planks", STONE, "floor"),
            Part("ladder", (1.2, head / 2, -4.1), (0.24, head / 2, 0.04), "timber", STONE, "ladder"),
            Part("cylinder", (0.0, bell, -5.8), (0.4, 0.4, 0.4), "metal", STONE, "bell"),
            Part("box", (0.0, bell + 0.5, -5.8), (1.8, 0.1, 0.1), "timber", STONE, "beam"),
        ),
    )  # fmt: skip


def test_what_is_off_is_put_right() -> None:
    made = aligned(tower(-12.6, 4.24, 5.0)).parts
    assert made[1].array is not None and made[1].array.step == (0.0, 0.0, -11.6)
    assert made[3].centre[1] + made[3].half[1] >= 4.1 + REACH - 0.02
    assert made[3].centre[1] - made[3].half[1] <= 0.02
    assert made[4].centre[1] - made[4].half[1] > 4.1 + 1.8
    assert abs(made[5].centre[1] - made[4].centre[1] - 0.5) < 0.03, "its beam goes with it"


def test_what_is_right_is_left_alone() -> None:
    well = tower(-11.6, 4.1 + REACH, 6.6)
    assert aligned(well) is well
    assert aligned(Program("lamp", well.parts)).parts is well.parts


def test_belfries_of_drawn_churches_are_reached() -> None:
    programs = ShapePrograms.load()
    programs.name = ""
    things = programs.things([("church", Attributes(), seed) for seed in range(104, 108)])
    assert sum(thing.sound for thing in things) >= 3, "without the repairs one of these four"

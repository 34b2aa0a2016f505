"""Checks: every kind of mistake is found and said in plain words."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.parts.check import MAX_PROBLEMS, check
from nacre.parts.language import Array, Joint, Light, Part, Program
from nacre.parts.vocabulary import MAX_PARTS
from nacre.world.geometry.soundness import check as check_whole
from support.shapes import cottage, everything, programs

BLOCK = Part("box", (0.0, 0.5, 0.0), (0.5, 0.5, 0.5), "stone", 100, "wall")


def changed(part: Part = BLOCK, **fields: Any) -> Part:
    return msgspec.structs.replace(part, **fields)


def told(*parts: Part, shape: str = "ruin", grid: float = 0.02) -> str:
    return "\n".join(map(str, check_whole(Program(shape, parts, grid))))


def test_good_shapes_have_no_problems() -> None:
    assert check_whole(cottage()) == []
    assert check_whole(everything()) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "sphere"}, "kind: there is no 'sphere'"),
        ({"material": "stonee"}, "perhaps stone"),
        ({"role": "wal"}, "perhaps wall"),
        ({"op": "melt"}, "op: there is no 'melt'"),
        ({"colour": 512}, "colour: is 512"),
        ({"centre": (math.nan, 0.0, 0.0)}, "centre: is not a number"),
        ({"half": (math.inf, 0.5, 0.5)}, "half: is not a number"),
        ({"bevel": math.nan}, "bevel: is not a number"),
        ({"half": (0.5, -0.5, 0.5)}, "too small"),
        ({"half": (0.5, 0.0, 0.5)}, "too small"),
        ({"half": (0.51, 0.5, 0.5)}, "off the grid"),
        ({"centre": (0.013, 0.5, 0.0)}, "off the grid"),
        ({"centre": (60.0, 0.5, 0.0)}, "reaches 60.5 m"),
        ({"rotation": (3, 0, 0)}, "whole steps of 5 degrees"),
        ({"rotation": (3600, 0, 0)}, "between -360 and 360"),
        ({"taper": (1.2, 1.0)}, "taper: [1.2, 1]"),
        ({"bevel": 3.0}, "bevel: is 3"),
        ({"sides": 2}, "sides: is 2"),
        ({"seed": -1}, "seed: is -1"),
        ({"op": "hollow", "kind": "prism"}, "a prism cannot be hollow"),
        ({"op": "hollow", "thickness": 0.6}, "leave no room"),
        ({"array": Array(10**9, (0.0, 0.0, 0.1))}, "count is 1,000,000,000"),
        ({"array": Array(3, (0.0, 0.0, 0.0))}, "all copies lie in one place"),
        ({"array": Array(24, (20.0, 0.0, 0.0))}, "reaches 460.0 m"),
        ({"array": Array(3, (math.nan, 0.0, 0.0))}, "step is not a number"),
        ({"joint": Joint("hinge", (0.0, 0.0, 0.0), "y", 30, 10)}, "low 30 is above high 10"),
        ({"joint": Joint("hinge", (math.nan, 0.0, 0.0))}, "joint: is not a number"),
        ({"light": Light(100, 1000)}, "reach is 1000"),
        ({"parent": 0}, "is the part itself"),
        ({"parent": 5}, "an earlier part"),
        ({"parent": -7}, "an earlier part"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], words: str) -> None:
    problems = told(changed(**fields))
    assert words in problems, problems
    assert "part 0" in problems


def test_parents_cannot_go_in_a_ring() -> None:
    assert "part 0, parent: is 1" in told(changed(parent=1), changed(parent=0))


def test_what_is_wrong_with_the_whole() -> None:
    assert "there are none" in told()
    assert "there is no class 'hous' (perhaps house" in told(BLOCK, shape="hous")
    assert "grid: is 0.5" in told(BLOCK, grid=0.5)
    many = told(*[BLOCK] * 1000)
    assert f"there are 1,000 (at most {MAX_PARTS}" in many
    assert len(check(Program("ruin", (changed(colour=-1),) * MAX_PARTS))) == MAX_PROBLEMS


def test_cuts_cut_something_and_leave_something() -> None:
    cut = changed(op="cut", role="opening", centre=(0.0, 0.5, -0.5), half=(0.2, 0.2, 0.2))
    assert told(BLOCK, cut) == ""
    assert "part 0: cuts leave nothing of it" in told(BLOCK, changed(cut, centre=(0.0, 0.5, 0.0), half=(2.0, 2.0, 2.0)))
    assert "part 1, op: this cut meets nothing" in told(BLOCK, changed(cut, centre=(5.0, 0.5, 0.0)))
    assert "part 0, op: this cut meets nothing" in told(cut, BLOCK), "a cut comes after what it cuts"
    # bounds that meet are not enough: this one passes by the rounded corner
    pillar = changed(kind="cylinder", sides=24)
    assert "meets nothing" in told(pillar, changed(cut, centre=(0.5, 0.5, 0.5), half=(0.1, 0.1, 0.1)))
    hinge = Joint("hinge", (0.5, 0.0, 0.0), "y", 0, 90)
    assert "part 2, op: this cut meets nothing" in told(
        BLOCK, changed(centre=(2.0, 0.5, 0.0), joint=hinge), changed(cut, centre=(2.0, 0.5, -0.5))
    ), "what moves is never cut"
    assert "all of them are cuts" in told(cut)
    assert "part 1, op: a cut has no joint" in told(BLOCK, changed(cut, joint=hinge))


def test_things_stand_and_hang_together() -> None:
    above = changed(centre=(0.0, 1.5, 0.0))
    assert told(BLOCK, above) == ""
    assert "nothing stands on the ground: the lowest point is at 1.00 m" in told(above)
    assert "part 1, centre: this wall floats free" in told(BLOCK, changed(centre=(0.0, 1.6, 0.0)))
    assert told(BLOCK, changed(centre=(0.0, 1.52, 0.0))) == "", "two centimetres are no gap"
    # of an array, every copy is held
    row = Array(4, (0.5, 0.0, 0.0))
    assert "part 1" in told(BLOCK, changed(centre=(0.0, 1.1, 0.0), half=(0.1, 0.1, 0.1), array=row))
    # inside a room a thing stands on the floor
    room = changed(op="hollow", half=(2.0, 1.5, 2.0), centre=(0.0, 1.5, 0.0))
    table = changed(half=(0.2, 0.2, 0.2), centre=(0.0, 0.4, 0.0), role="table")
    assert told(room, table) == ""
    assert "part 1, centre: this table floats free" in told(room, changed(table, centre=(0.0, 1.4, 0.0)))
    assert told(changed(centre=(0.0, 3.0, 0.0), role="body"), shape="hot_air_balloon") == ""


def test_pieces_touch_by_their_true_forms() -> None:
    ball = changed(kind="ellipsoid", centre=(0.0, 0.5, 0.0))
    # bounds overlap, the balls do not
    assert "floats free" in told(ball, changed(ball, centre=(0.8, 1.3, 0.0)))
    assert told(ball, changed(ball, centre=(0.6, 1.2, 0.0))) == ""


@given(programs())
@settings(max_examples=40, deadline=None)
def test_the_check_always_answers(program: Program) -> None:
    for problem in check_whole(program):
        assert str(problem)


@given(st.floats(), st.integers(-(2**31), 2**31), st.floats(), st.integers(-(2**40), 2**40))
@settings(max_examples=100, deadline=None)
def test_any_numbers_are_taken(length: float, count: int, low: float, angle: int) -> None:
    part = changed(
        centre=(length, 0.0, low), half=(low, length, 1.0), rotation=(angle, 0, count), colour=count, seed=angle,
        array=Array(count, (length, 0.0, 0.0), angle), joint=Joint("hinge", (length, low, 0.0), "y", low, length),
        bevel=low, thickness=length, sides=count, parent=count, taper=(length, low),
    )  # fmt: skip
    assert check(Program("ruin", (part, BLOCK), length))

"""What the network lays across its stairs is left out, and nothing else."""

from __future__ import annotations

import math

import msgspec
import pytest

from nacre.parts.language import Array, Part, Program
from nacre.world.shapes.repairs.clearing import cleared, climbable, floors
from nacre.world.shapes.repairs.spirals import widened

FLOOR = Part("box", (0.0, 0.1, 0.0), (4.0, 0.1, 4.0), "planks", 100, "floor")
STAIRS = Part("stairs", (0.0, 1.4, 2.0), (0.44, 1.3, 1.5), "planks", 100, "stair", rotation=(90, 0, 0))
BEAMS = Part("box", (-3.0, 2.6, 0.0), (0.1, 0.1, 3.8), "timber", 100, "beam", array=Array(7, (1.0, 0.0, 0.0)))
SHELF = Part("box", (1.0, 2.6, 2.2), (0.6, 0.04, 0.2), "planks", 100, "shelf")
LAMP = Part("ellipsoid", (1.0, 2.6, 2.2), (0.1, 0.1, 0.1), "light", 100, "lamp", parent=3)
TABLE = Part("box", (-2.0, 0.6, -2.0), (0.6, 0.4, 0.6), "planks", 100, "table")


DOOR = Part("box", (-1.0, 1.2, -4.0), (0.5, 1.0, 0.05), "planks", 100, "door")


def test_beams_and_shelves_in_the_way_go_and_others_stay() -> None:
    whole = Program("house", (FLOOR, STAIRS, BEAMS, SHELF, LAMP, TABLE))
    free = cleared(whole)
    beams = [part for part in free.parts if part.role == "beam"]
    xs = [
        part.centre[0] + k * (part.array.step[0] if part.array else 0.0)
        for part in beams
        for k in range(part.array.count if part.array else 1)
    ]
    assert -3.0 in xs and 3.0 in xs, "those beside the stairs stay"
    assert 0.0 not in xs and 1.0 not in xs, "those over them, at the height of a head, go"
    assert [part.role for part in free.parts if part.role != "beam"] == ["floor", "stair", "table"]
    assert cleared(free) is free


def test_what_has_no_stairs_is_left_alone() -> None:
    plain = Program("house", (FLOOR, BEAMS, SHELF))
    assert cleared(plain) is plain
    tower = Program("ruin", (FLOOR, STAIRS, TABLE))
    assert cleared(tower) is tower, "a table aside is in nobody's way"


def house(*parts: Part) -> Program:
    return Program("house", (FLOOR, DOOR, *parts))


def test_a_floor_that_nothing_leads_to_is_seen() -> None:
    loft = Part("box", (3.2, 2.6, 0.0), (0.9, 0.1, 4.0), "planks", 100, "floor")
    assert floors(house(loft, STAIRS)) == [0.2, 2.7] and climbable(house(loft, STAIRS))
    assert not climbable(house(loft))
    well = Part("box", (0.0, 1.6, 2.0), (3.9, 1.2, 1.0), "planks", 100, "room", op="cut")
    assert not climbable(house(loft, STAIRS, well)), "the stairs are cut away"
    slab = Part("box", (0.0, 2.6, 0.0), (4.0, 0.1, 4.0), "planks", 100, "floor")
    assert not climbable(house(slab, STAIRS)), "no opening above them"
    ladder = Part("ladder", (2.24, 1.7, -3.0), (0.25, 1.5, 0.04), "timber", 100, "ladder", rotation=(90, 0, 0))
    assert climbable(house(loft, ladder))
    beam = Part("box", (1.9, 2.9, 0.0), (0.1, 0.1, 3.9), "timber", 100, "beam")
    assert not climbable(house(loft, ladder, beam)), "a beam behind whoever is on it"
    free = cleared(house(loft, ladder, beam))
    assert climbable(free) and [part.role for part in free.parts] == ["floor", "door", "floor", "ladder"]


def test_a_stair_that_one_cannot_get_to_leads_nowhere() -> None:
    loft = Part("box", (3.2, 2.6, 0.0), (0.9, 0.1, 4.0), "planks", 100, "floor")
    chest = Part("box", (-2.2, 0.8, 2.0), (0.7, 0.6, 0.5), "planks", 100, "container")
    assert climbable(house(loft, STAIRS, chest)) is False, "a chest stands at its foot"
    aside = Part("box", (-2.2, 0.8, -2.0), (0.7, 0.6, 0.5), "planks", 100, "container")
    assert climbable(house(loft, STAIRS, aside))
    wall = Part("box", (0.0, 1.6, 1.2), (6.0, 1.4, 0.1), "plaster", 100, "wall")
    assert not climbable(house(loft, STAIRS, wall)), "a wall without a door stands before it"


def test_spirals_of_narrow_steps_become_ways_to_every_floor() -> None:
    room = Part("cylinder", (0.0, 3.0, 0.0), (2.9, 3.2, 2.9), "stone", 100, "room", op="hollow", thickness=0.4)
    turn = Array(13, (0.0, 0.2, 0.0), 15)
    narrow = Part("box", (-2.0, 0.3, -0.54), (0.42, 0.12, 0.4), "planks", 100, "stair", rotation=(165, 0, 0),
        array=turn)  # fmt: skip
    upper = Part("cylinder", (0.0, 2.7, 0.0), (2.5, 0.1, 2.5), "planks", 100, "floor")
    well = Part("box", (-2.1, 2.7, 0.56), (0.48, 0.22, 0.42), "planks", 100, "stair", op="cut", rotation=(195, 0, 0),
        array=Array(11, (0.0, 0.0, 0.0), 15))  # fmt: skip
    lower = Part("cylinder", (0.0, 0.12, 0.0), (2.5, 0.06, 2.5), "stone", 100, "floor")
    opening = Part("box", (0.0, 1.26, -2.7), (0.52, 1.1, 0.7), "stone", 100, "door", op="cut")
    tower = Program("round_tower", (room, opening, lower, upper, well, narrow))
    assert not climbable(tower), "as the network draws it"
    wide = widened(tower)
    assert climbable(wide)
    assert wide.parts[5].half[0] > 0.55 and wide.parts[4].array == Array(13, (0.0, 0.0, 0.0), 15)
    assert widened(wide) is wide
    plain = house(STAIRS)
    assert widened(plain) is plain
    level = msgspec.structs.replace(narrow, array=Array(13, (0.0, 0.0, 0.0), 15))
    flat = Program("round_tower", (room, opening, lower, upper, well, level))
    assert widened(flat) is flat, "steps in a ring lead nowhere"


@pytest.mark.parametrize("radius", [1.1, 2.6], ids=["about the middle", "outside"])
def test_a_spiral_goes_along_the_wall_of_its_tower(radius: float) -> None:
    room = Part("cylinder", (0.0, 3.0, 0.0), (2.9, 3.2, 2.9), "stone", 100, "room", op="hollow", thickness=0.4)
    turn = Array(13, (0.0, 0.2, 0.0), 15)
    step = Part("box", (-radius, 0.3, 0.0), (0.62, 0.12, 0.4), "planks", 100, "stair", rotation=(180, 0, 0), array=turn)
    rail = Part("box", (0.56 - radius, 0.8, 0.0), (0.04, 0.5, 0.04), "planks", 100, "railing", rotation=(180, 0, 0),
        array=turn)  # fmt: skip
    made = widened(Program("round_tower", (room, step, rail)))
    assert made.parts[1].centre[0] - made.parts[1].half[0] == pytest.approx(-2.56, abs=0.03), "6 cm in the wall"
    assert made.parts[2].centre[0] - made.parts[1].centre[0] == pytest.approx(0.56, abs=0.03), "its rail goes with it"


def test_a_floor_may_be_the_step_after_the_last() -> None:
    turn = Array(12, (0.0, 0.2, 0.0), 15)
    step = Part("box", (-1.94, 0.3, 0.0), (0.62, 0.12, 0.4), "planks", 100, "stair", rotation=(180, 0, 0), array=turn)
    off = Part("box", (-3.0, 2.7, 0.0), (0.6, 0.24, 0.42), "planks", 100, "stair", op="cut", rotation=(180, 0, 0),
        array=Array(11, (0.0, 0.0, 0.0), 15))  # fmt: skip
    well = widened(Program("round_tower", (step, off))).parts[1]
    assert math.hypot(well.centre[0], well.centre[2]) == pytest.approx(1.94, abs=0.08), "it is over the steps"


def test_a_floor_over_the_bottom_of_its_room_is_the_only_one() -> None:
    belfry = Part("box", (0.0, 8.0, 0.0), (4.0, 1.6, 4.0), "stone", 100, "room", op="hollow", thickness=0.3)  # at 6.7
    laid = Part("box", (0.0, 7.4, 0.0), (3.8, 0.1, 3.8), "planks", 100, "floor")
    assert floors(house(belfry, laid)) == [0.2, 7.5]
    assert floors(house(belfry)) == [0.2, 6.7]

"""Storeys that one gets to: stairs end at floors, wells go through, a head fits under ceilings and domes."""

from __future__ import annotations

import pytest
from msgspec import structs

from nacre.parts.language import Part, Program
from nacre.world.shapes.repairs.clearing import climbable, floors
from nacre.world.shapes.repairs.storeys import joined

ROOM = Part("box", (0.0, 3.2, 0.0), (4.0, 3.2, 4.0), "stone", 100, "room", op="hollow", thickness=0.3)
GROUND = Part("box", (0.0, 0.24, 0.0), (3.8, 0.06, 3.8), "planks", 100, "floor")
UPPER = Part("box", (0.0, 3.2, 0.0), (3.8, 0.1, 3.8), "planks", 100, "floor")
WELL = Part("box", (2.6, 3.2, 0.6), (0.6, 0.2, 1.5), "planks", 100, "stair", op="cut")
STAIRS = Part("stairs", (2.6, 1.8, 0.4), (0.5, 1.5, 1.7), "planks", 100, "stair")
OPENING = Part("box", (0.0, 1.3, -3.9), (0.6, 1.0, 0.5), "planks", 100, "door", op="cut")
DOOR = Part("box", (0.0, 1.3, -3.9), (0.5, 1.0, 0.04), "planks", 100, "door")


def tower(*parts: Part) -> Program:
    return Program("house", (ROOM, GROUND, UPPER, WELL, OPENING, DOOR, *parts))


def test_stairs_that_end_at_their_floors_are_left_alone() -> None:
    whole = tower(STAIRS)
    assert floors(whole) == pytest.approx([0.3, 3.3]) and climbable(whole) and joined(whole) is whole


@pytest.mark.parametrize(("foot", "head"), [(0.3, 2.8), (-0.2, 2.84), (0.9, 3.3), (0.3, 3.9)])
def test_stairs_end_at_floors(foot: float, head: float) -> None:
    drawn = tower(structs.replace(STAIRS, centre=(2.6, (foot + head) / 2, 0.4), half=(0.5, (head - foot) / 2, 1.7)))
    stairs = joined(drawn).parts[-1]
    assert stairs.centre[1] - stairs.half[1] == pytest.approx(0.3, abs=0.02)
    assert stairs.centre[1] + stairs.half[1] == pytest.approx(3.3, abs=0.02)
    assert climbable(joined(drawn))


def test_a_ladder_stands_half_a_metre_out_of_its_floor() -> None:
    ladder = Part("ladder", (2.6, 1.5, 1.9), (0.25, 1.2, 0.04), "timber", 100, "ladder")
    made = joined(tower(ladder)).parts[-1]
    assert made.centre[1] + made.half[1] == pytest.approx(3.82, abs=0.02)
    assert made.centre[1] - made.half[1] == pytest.approx(0.3, abs=0.02)


def test_what_belongs_to_no_floor_is_left_alone() -> None:
    steep = structs.replace(STAIRS, centre=(2.6, 1.3, 0.4), half=(0.5, 1.0, 0.7))
    far = structs.replace(STAIRS, centre=(2.6, 1.05, 0.4), half=(0.5, 0.25, 0.5))
    for part in (steep, far):
        assert joined(tower(part)).parts[-1] == part


def test_a_well_goes_through_the_ceiling_it_ends_in() -> None:
    lid = Part("box", (0.0, 6.3, 0.0), (3.9, 0.1, 3.9), "stone", 100, "floor")
    well = structs.replace(WELL, centre=(-2.6, 6.36, 0.6), half=(0.6, 0.2, 1.5))  # leaves 6 cm of the room's lid
    made = joined(tower(lid, well)).parts[-1]
    assert made.centre[1] - made.half[1] < 6.1 and made.centre[1] + made.half[1] > 6.4


def test_what_clears_a_room_out_goes_through_the_bottom_of_the_next() -> None:
    belfry = structs.replace(ROOM, centre=(0.0, 8.0, 0.0), half=(4.0, 1.8, 4.0))
    cut = Part("box", (0.0, 3.4, 0.0), (3.6, 3.06, 3.6), "stone", 100, "room", op="cut")  # to 6.46 of 6.5
    drawn = Program("bell_tower", (ROOM, belfry, cut, GROUND, UPPER))
    made = joined(drawn).parts[2]
    assert made.centre[1] + made.half[1] > 6.5 and made.centre[1] - made.half[1] == pytest.approx(0.34, abs=0.03)
    whole = structs.replace(cut, centre=(0.0, 3.1, 0.0), half=(3.6, 2.9, 3.6))
    assert joined(Program("bell_tower", (ROOM, belfry, whole, GROUND, UPPER))).parts[2] == whole


def test_a_person_fits_under_the_highest_ceiling() -> None:
    low = Part("box", (0.0, 5.0, 0.0), (3.8, 0.1, 3.8), "planks", 100, "floor")  # 1 m under the lid of 6.1
    roof = Part("box", (0.0, 6.8, 0.0), (4.2, 0.4, 4.2), "slate", 100, "roof", taper=(0.2, 0.2))
    window = Part("box", (0.0, 5.5, -3.9), (0.4, 0.4, 0.5), "stone", 100, "window", op="cut")
    drawn = tower(low, window, roof)
    made = joined(drawn)
    room = made.parts[0]
    assert room.centre[1] + room.half[1] - room.thickness - 5.1 == pytest.approx(2.1, abs=0.03)
    assert room.centre[1] - room.half[1] == pytest.approx(0.0, abs=0.03), "its foot stays"
    assert made.parts[-1].centre[1] - 6.8 == pytest.approx(1.1, abs=0.03) and made.parts[-2] == window
    assert joined(made) is made


def test_a_dome_is_hollow_where_somebody_stands_in_it() -> None:
    room = Part("cylinder", (0.0, 3.2, 0.0), (3.0, 3.2, 3.0), "stone", 100, "room", op="hollow", thickness=0.3)
    top = Part("cylinder", (0.0, 5.0, 0.0), (2.8, 0.1, 2.8), "planks", 100, "floor")
    dome = Part("ellipsoid", (0.0, 6.8, 0.0), (3.0, 1.6, 3.0), "slate", 100, "roof")
    lamp = Part("box", (0.0, 5.6, 0.0), (0.1, 0.1, 0.1), "light", 100, "lamp", parent=3)
    flag = Part("box", (0.0, 8.6, 0.0), (0.1, 0.3, 0.1), "cloth", 100, "flag", parent=2)
    made = joined(Program("windmill", (room, top, dome, lamp, flag)))
    kinds = [(part.op, part.role) for part in made.parts]
    assert kinds == [
        ("hollow", "room"),
        ("add", "floor"),
        ("add", "roof"),
        ("cut", "room"),
        ("add", "lamp"),
        ("add", "flag"),
    ]
    cut = made.parts[3]
    assert cut.kind == "cylinder" and cut.centre[1] - cut.half[1] == pytest.approx(5.1, abs=0.03)
    assert cut.centre[1] + cut.half[1] >= 6.8 and cut.half[0] < 2.8
    assert [part.parent for part in made.parts] == [-1, -1, -1, -1, 4, 2], "what hangs on parts hangs on them still"
    plain = Program(
        "windmill",
        (
            structs.replace(room, centre=(0.0, 4.0, 0.0), half=(3.0, 4.0, 3.0)),
            top,
            structs.replace(dome, centre=(0.0, 9.0, 0.0)),
        ),
    )
    assert joined(plain) is plain

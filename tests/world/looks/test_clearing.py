"""What the network lays across its stairs is left out, and nothing else."""

from __future__ import annotations

from nacre.parts.language import Array, Part, Program
from nacre.world.shapes.clearing import cleared, climbable, floors

FLOOR = Part("box", (0.0, 0.1, 0.0), (4.0, 0.1, 4.0), "planks", 100, "floor")
STAIRS = Part("stairs", (0.0, 1.4, 2.0), (0.44, 1.3, 1.5), "planks", 100, "stair", rotation=(90, 0, 0))
BEAMS = Part("box", (-3.0, 2.6, 0.0), (0.1, 0.1, 3.8), "timber", 100, "beam", array=Array(7, (1.0, 0.0, 0.0)))
SHELF = Part("box", (1.0, 2.6, 2.2), (0.6, 0.04, 0.2), "planks", 100, "shelf")
LAMP = Part("ellipsoid", (1.0, 2.6, 2.2), (0.1, 0.1, 0.1), "light", 100, "lamp", parent=3)
TABLE = Part("box", (-2.0, 0.6, -2.0), (0.6, 0.4, 0.6), "planks", 100, "table")


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


def test_a_floor_that_nothing_leads_to_is_seen() -> None:
    loft = Part("box", (3.2, 2.6, 0.0), (0.9, 0.1, 4.0), "planks", 100, "floor")
    house = Program("house", (FLOOR, loft, STAIRS))
    assert floors(house) == [0.2, 2.7] and climbable(house)
    assert not climbable(Program("house", (FLOOR, loft)))
    well = Part("box", (0.0, 1.6, 2.0), (3.9, 1.2, 1.0), "planks", 100, "room", op="cut")
    assert not climbable(Program("house", (FLOOR, loft, STAIRS, well))), "the stairs are cut away"
    slab = Part("box", (0.0, 2.6, 0.0), (4.0, 0.1, 4.0), "planks", 100, "floor")
    assert not climbable(Program("house", (FLOOR, slab, STAIRS))), "no opening above them"
    ladder = Part("ladder", (3.0, 1.6, -3.0), (0.25, 1.5, 0.04), "timber", 100, "ladder")
    assert climbable(Program("house", (FLOOR, loft, ladder)))

"""Houses: a roof over every room, chimneys no towers, creepers beside windows."""

from __future__ import annotations

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Part, Program
from nacre.world.geometry.surfaces import bounds
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.repairs.climbing_plants import trimmed
from nacre.world.shapes.repairs.roofing import covered, roofed

RED, GREEN = 0o411, 0o231


def house(step: float, chimney: float = 1.0, ivy: float = 1.6) -> Program:
    """A room at x = -2.4 under a gable with a slope on either side, a window and a creeper in its front."""
    return Program(
        "house",
        (
            Part("box", (-2.4, 1.4, 0.0), (2.6, 1.4, 3.4), "plaster", RED, "room", op="hollow"),
            Part("prism", (-2.4, 4.2, 0.0), (3.4, 1.4, 2.6), "plaster", RED, "wall", rotation=(90, 0, 0)),
            Part("box", (-0.9, 4.2, 0.0), (2.4, 0.12, 3.8), "roof_tiles", RED, "roof", rotation=(0, 0, -50),
                 array=Array(2, (step, 0.0, 0.0), 180)),
            Part("box", (-2.4, 1.4, -3.3), (0.6, 0.6, 0.3), "plaster", RED, "window", op="cut"),
            Part("box", (-1.2, 5.0 + chimney, 1.0), (0.4, chimney, 0.4), "brick", RED, "chimney"),
            Part("cylinder", (-1.2, 5.2 + 2 * chimney, 1.0), (0.2, 0.2, 0.2), "brick", RED, "chimney"),
            Part("blob", (-2.4 + ivy, 1.2, -3.5), (0.6, 1.2, 0.16), "leaves", GREEN, "ivy"),
        ),
    )  # fmt: skip


def test_the_second_slope_lies_on_its_gable() -> None:
    astray = house(4.8)
    assert not covered(astray)
    made = roofed(astray)
    assert made.parts[2].array is not None and made.parts[2].array.step == (-4.8, 0.0, 0.0)
    assert covered(made) and roofed(made) is made
    assert covered(Program("keep", astray.parts)), "what may lie open"


def test_a_chimney_is_no_tower_and_its_pot_sits_on_it() -> None:
    made = roofed(house(-4.8, chimney=4.0))
    ridge = max(float(bounds(part)[1][:, 1].max()) for part in made.parts if part.role == "roof")
    stack, pot = made.parts[4], made.parts[5]
    assert stack.centre[1] + stack.half[1] < ridge + 1.2
    assert stack.centre[1] - stack.half[1] == house(-4.8, chimney=4.0).parts[4].centre[1] - 4.0
    assert abs(pot.centre[1] - pot.half[1] - stack.centre[1] - stack.half[1]) < 0.05


def test_a_ridge_lies_on_its_roof() -> None:
    top = max(float(bounds(part)[1][:, 1].max()) for part in house(-4.8).parts if part.role == "roof")
    ridge = Part("prism", (-2.4, top + 1.2, 0.0), (3.8, 0.14, 0.24), "roof_tiles", RED, "roof", rotation=(90, 0, 0))
    made = roofed(Program("house", (*house(-4.8).parts, ridge))).parts[-1]
    assert abs(made.centre[1] - 0.14 - top) < 0.1


def test_ivy_leaves_windows_free() -> None:
    beside = house(-4.8)
    assert trimmed(beside) is beside
    made = trimmed(house(-4.8, ivy=0.2)).parts[6]
    window = made.centre[0] + 2.4
    assert abs(window) - made.half[0] > 0.4, "it grows beside the window"
    assert abs(made.centre[0] + 2.4) < 2.6, "on its wall"


def test_rooms_of_drawn_houses_are_roofed() -> None:
    programs = ShapePrograms.load()
    programs.name = ""
    things = programs.things([("house", Attributes(theme="village"), seed) for seed in (101, 107, 109, 304)])
    assert all(covered(thing.program) for thing in things), "without the rules none of these was"

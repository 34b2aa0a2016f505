"""Trees: no trunk stands out of its crown like a pole, whatever the network drew."""

from __future__ import annotations

import msgspec
import pytest

from nacre.parts.attributes import Attributes
from nacre.parts.language import Part, Program
from nacre.world.geometry.surfaces import bounds
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.repairs.growing import grown
from nacre.world.shapes.repairs.proportions import bare, likely, well_grown
from nacre.world.shapes.repairs.repainting import lost

TREES = ("tree_round", "tree_cone", "tree_birch", "tree_willow", "tree_fruit", "tree_cherry")
GREEN, RED = 0o231, 0o601


def rod(foot: float, head: float, role: str = "trunk", x: float = 0.0) -> Part:
    return Part("cylinder", (x, (foot + head) / 2, 0.0), (0.2, (head - foot) / 2, 0.2), "bark", 0o321, role)


def mass(x: float, y: float, size: float, colour: int = GREEN) -> Part:
    return Part("blob", (x, y, 0.0), (size, 0.8 * size, size), "leaves", colour, "crown")


def top_of(program: Program, *roles: str) -> float:
    return max(float(bounds(part)[1][:, 1].max()) for part in program.parts if part.role in roles)


CROWN = (mass(0.0, 4.0, 1.6), mass(0.9, 4.6, 1.1), mass(-0.9, 3.8, 1.2))


def test_a_trunk_ends_within_its_crown() -> None:
    pole = Program("tree_round", (rod(-0.2, 8.0), *CROWN))
    assert not well_grown(pole)
    cut = grown(pole)
    assert well_grown(cut) and 3.5 < top_of(cut, "trunk") < top_of(cut, "crown")
    assert cut.parts[0].centre[1] - cut.parts[0].half[1] == pytest.approx(-0.2, abs=0.03), "its foot stays"
    assert cut.parts[1:] == CROWN
    assert grown(cut) is cut


def test_a_trunk_that_is_cut_can_be_kept_on_disk() -> None:
    """Its numbers are plain ones: a share that was worked out with numpy stopped the opening of such a world."""
    beside = rod(-0.2, 7.0, x=4.0)
    narrow = msgspec.structs.replace(beside, taper=(0.6, 0.6))
    cut = grown(Program("tree_round", (narrow, *CROWN)))
    assert 0.6 < cut.parts[0].taper[0] < 1.0
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(cut), type=Program) == cut


def test_the_length_that_stands_on_a_trunk_is_cut_with_it() -> None:
    two = Program("tree_round", (rod(-0.2, 3.0), rod(2.9, 9.0), *CROWN, rod(7.0, 9.5, "bough")))
    cut = grown(two)
    assert len(cut.parts) == 5, "a bough in the air goes"
    assert top_of(cut, "trunk") < top_of(cut, "crown") and cut.parts[0] == two.parts[0]


def test_what_stands_well_is_left_alone() -> None:
    well = Program("tree_round", (rod(-0.2, 4.0), *CROWN, rod(1.0, 1.8, "bough", 0.4)))
    assert grown(well) is well and well_grown(well)
    lamp = Program("lamp", (rod(0.0, 9.0),))
    assert grown(lamp) is lamp and well_grown(lamp)
    winter = Program("tree_round", (rod(0.0, 4.0),))
    assert grown(winter) is winter and well_grown(winter) and bare(winter)
    assert lost(winter, Attributes(season="summer")) and not lost(winter, Attributes(season="winter"))


def test_a_crown_is_of_one_colour_in_shades() -> None:
    shades = Program("tree_round", (rod(0.0, 4.0), *CROWN, mass(0.3, 5.0, 0.7, 0o341), mass(0.0, 3.4, 0.6, RED)))
    colours = [part.colour for part in grown(shades).parts if part.role == "crown"]
    assert colours == [GREEN, GREEN, GREEN, 0o341, GREEN]


def test_proportions_that_no_tree_has_are_told() -> None:
    thick = Part("cylinder", (0.0, 2.0, 0.0), (1.4, 2.0, 1.4), "bark", 0o321, "trunk")
    assert not well_grown(Program("tree_round", (thick, *CROWN)))
    assert not well_grown(Program("tree_birch", (rod(0.0, 4.0), *CROWN, mass(5.0, 4.0, 1.0))))


def test_a_pyramid_narrows_towards_its_top() -> None:
    def step(low: float, high: float, half: float) -> Part:
        return Part("box", (0.0, (low + high) / 2, 0.0), (half, (high - low) / 2, half), "sand", 0o764, "wall")

    steps = [step(2.0 * k, 2.0 * k + 2.0, 10.0 - 2.0 * k) for k in range(5)]
    assert likely(Program("pyramid", tuple(steps)))
    assert not likely(Program("pyramid", (*steps[:3], step(6.0, 8.0, 8.0), steps[4]))), "a slab over a step"
    assert not likely(Program("pyramid", (step(0.0, 10.0, 9.0),))), "a block"
    smooth = Part("box", (0.0, 5.0, 0.0), (9.0, 5.0, 9.0), "sand", 0o764, "wall", taper=(0.1, 0.1))
    assert likely(Program("pyramid", (smooth,)))


def test_no_drawn_tree_has_a_pole() -> None:
    """Every kind of tree, many seeds, as the shipped network draws them."""
    shapes = ShapePrograms.load()
    shapes.name = ""  # not from a cache
    summer = Attributes(theme="village", season="summer", snow=False)
    things = shapes.things([(name, summer, seed) for name in TREES for seed in range(16)])
    sound = [thing.program for thing in things if thing.sound]
    poles = [tree.shape for tree in sound if top_of(tree, "trunk", "bough") > top_of(tree, "crown", "leaf") + 0.1]
    assert not poles
    assert len(sound) >= 0.95 * len(things)

"""Crowns: fronds hang together under a stacked trunk, skirts of firs keep to their stem, leaves over their trunk."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Part, Program
from nacre.world.geometry.surfaces import bounds, turning
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.repairs.crowns import formed
from nacre.world.shapes.repairs.proportions import well_grown

GREEN, BROWN = 0o231, 0o321


def ends(part: Part) -> tuple[np.ndarray, np.ndarray]:
    way = turning(*part.rotation)[:, 1] * part.half[1]
    return np.array(part.centre) - way, np.array(part.centre) + way


def apart(one: Part, other: Part) -> float:
    """Metres between the nearest ends of two rods or boards."""
    return min(float(np.linalg.norm(a - b)) for a in ends(one) for b in ends(other))


def palm() -> Program:
    trunk = [
        Part("cylinder", (0.4 * (-1) ** k, 0.9 + 1.1 * k, 0.3 * k), (0.2, 0.6, 0.2), "bark", BROWN, "trunk",
             rotation=(0, 5, 0), taper=(0.8, 0.8)) for k in range(3)
    ]  # fmt: skip
    boards = [
        Part("box", (0.5 + 0.7 * k, 4.6 - 0.9 * k, 0.9 * (-1) ** k), (0.02, 0.4, 0.3), "leaves", GREEN, "leaf",
             rotation=(15 * k, 0, -60 - 20 * k), taper=(0.8, (0.5, 0.95, 0.63, 0.13)[k]), array=Array(9, turn=40))
        for k in range(4)
    ]  # fmt: skip
    return Program("tree_palm", (*trunk, *boards))


def test_the_pieces_of_a_palm_hang_together() -> None:
    drawn = palm()
    assert max(apart(a, b) for a, b in pairwise(drawn.parts)) > 0.5
    made = formed(drawn)
    trunk, boards = made.parts[:3], made.parts[3:]
    assert max(apart(a, b) for a, b in pairwise(trunk)) < 0.12
    assert max(apart(a, b) for a, b in pairwise(boards)) < 0.12
    top = max(float(end[1]) for end in ends(trunk[2]))
    assert min(float(np.linalg.norm(end - (0.0, top, 0.0))) for end in ends(boards[0])) < 0.15, "from the trunk's head"
    assert [part.array for part in boards] == [part.array for part in drawn.parts[3:]]
    assert formed(Program("barrel", drawn.parts)).parts is drawn.parts


def test_boughs_of_a_fir_keep_to_their_skirt_and_its_stem_within() -> None:
    skirts = [
        Part("cylinder", (0.0, y, 0.0), (r, 1.0, r), "needles", GREEN, "crown", taper=(0.1, 0.1))
        for y, r in ((1.6, 1.2), (2.8, 1.5), (4.0, 0.1))
    ]
    slab = Part("box", (0.4, 3.3, 0.0), (1.4, 1.6, 1.2), "needles", GREEN, "crown", rotation=(0, 0, -130),
                array=Array(5, turn=70))  # fmt: skip
    stem = Part("cylinder", (0.0, 2.9, 0.0), (0.25, 3.1, 0.25), "bark", BROWN, "trunk")
    made = formed(Program("tree_cone", (stem, *skirts, slab))).parts
    radii = [part.half[0] for part in made[1:4]]
    assert radii[0] >= radii[1] >= radii[2] >= 0.24
    reach = max(math.hypot(end[0], end[2]) for end in ends(made[4]))
    assert max(made[4].half[0], made[4].half[2]) <= 0.45 * radii[2] / 0.86 and reach < 1.5 * radii[2] / 0.86
    assert made[0].centre[1] + made[0].half[1] <= made[3].centre[1] + 0.03


def test_a_crown_stands_over_its_trunk_and_its_leaves_touch() -> None:
    trunk = Part("cylinder", (0.0, 2.0, 0.0), (0.15, 2.2, 0.15), "bark", BROWN, "trunk")
    masses = [
        Part("blob", (x, y, 1.5), (0.8, 0.7, 0.8), "leaves", GREEN, "crown")
        for x, y in ((2.0, 4.6), (2.6, 5.2), (5.5, 4.6))
    ]
    made = formed(Program("tree_birch", (trunk, *masses))).parts[1:]
    middle = np.mean([part.centre for part in made[:2]], axis=0)
    assert math.hypot(middle[0], middle[2]) < 1.3
    assert all(
        min(float(np.linalg.norm((np.array(a.centre) - b.centre) / (np.array(a.half) + b.half)))
            for b in made if b is not a) < 1.0 for a in made
    )  # fmt: skip


def test_no_fir_has_a_cypress_on_its_top_and_snow_is_no_plate() -> None:
    skirts = [Part("cylinder", (0.0, y, 0.0), (1.2 - 0.2 * y, 0.9, 1.2 - 0.2 * y), "needles", GREEN, "crown",
                   taper=(0.1, 0.1)) for y in (1.4, 2.6, 3.8)]  # fmt: skip
    boughs = [Part("box", (0.6, y, 0.0), (0.4, 0.6, 0.1), "needles", GREEN, "crown", rotation=(0, 0, -110),
                   array=Array(8, turn=45)) for y in (0.8, 2.0)]  # fmt: skip
    stem = Part("cylinder", (0.0, 1.6, 0.0), (0.2, 1.8, 0.2), "bark", BROWN, "trunk")
    flame = Part("ellipsoid", (0.0, 5.2, 0.0), (0.5, 1.2, 0.5), "needles", GREEN, "crown")
    assert well_grown(Program("tree_cone", (stem, *skirts, *boughs)))
    assert not well_grown(Program("tree_cone", (stem, *skirts, *boughs, flame)))
    trunk = Part("cylinder", (0.0, 2.0, 0.0), (0.15, 2.2, 0.15), "bark", BROWN, "trunk")
    masses = [Part("blob", (x, 4.6, 0.0), (0.8, 0.7, 0.8), "leaves", GREEN, "crown") for x in (-0.5, 0.5)]
    plate = Part("blob", (0.0, 5.3, 0.0), (1.0, 0.1, 1.0), "snow", 0o777, "snow")
    cap = formed(Program("tree_birch", (trunk, *masses, plate))).parts[-1]
    assert cap.half[0] < 0.6 and cap.half[1] > 0.3 * cap.half[0]


@pytest.mark.parametrize("shape", ["tree_palm", "tree_cone", "tree_birch"])
def test_drawn_trees_are_in_form_and_stay_as_they_are(shape: str) -> None:
    programs = ShapePrograms.load()
    programs.name = ""  # drawn here, not found in the cache
    for thing in programs.things([(shape, Attributes(theme="coast", season="summer"), seed) for seed in range(3)]):
        assert thing.sound
        parts = thing.program.parts
        if shape == "tree_palm":
            trunk = [p for p in parts if p.role == "trunk" and p.kind == "cylinder"]
            trunk.sort(key=lambda p: p.centre[1])
            assert max(apart(a, b) for a, b in pairwise(trunk)) < 0.15
        low = min(float(bounds(part)[0][:, 1].min()) for part in parts)
        assert low < 0.1, "it stands on the ground"

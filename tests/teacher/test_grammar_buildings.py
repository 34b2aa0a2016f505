"""Grammars of buildings: every class is drawn soundly, one can walk in, and wishes are kept."""

from __future__ import annotations

import numpy as np
import pytest

import nacre.teacher.grammar.buildings  # noqa: F401  (registers the grammars)
from nacre.parts.attributes import SLOTS, Attributes
from nacre.parts.classes import BY_NAME, CLASSES
from nacre.parts.vocabulary import MAX_PARTS
from nacre.teacher.grammar.registry import draw
from nacre.world.geometry.expand import expand
from nacre.world.geometry.soundness import check
from nacre.world.geometry.walking.doors import reachable

NAMES = [row.name for row in CLASSES if row.group in ("building", "structure")]
ENTERABLE = [name for name in NAMES if BY_NAME[name].enterable]
HOMES = ["house", "inn", "shop", "cabin", "town_house", "tower_house", "mill"]


@pytest.mark.parametrize("name", NAMES)
def test_programs_are_sound(name: str) -> None:
    """Numbers in range, nothing floats, every cut cuts something; the same seed gives the same program."""
    for seed in range(3):
        program, attributes = draw(name, seed)
        assert (program, attributes) == draw(name, seed)
        assert program.shape == name and 3 <= len(program.parts) <= MAX_PARTS
        assert [str(problem) for problem in check(program)] == []


@pytest.mark.parametrize("name", NAMES)
def test_size_fits_the_class(name: str) -> None:
    """A usual one fits into the cube that the table of classes names, give or take a flag."""
    for seed in range(3):
        mesh = expand(draw(name, seed)[0])
        low, high = mesh.vertices.min(0), mesh.vertices.max(0)
        assert max(high[0] - low[0], high[1], high[2] - low[2]) <= 1.12 * BY_NAME[name].extent
        assert low[1] <= 0.05 and high[1] > 0.6


@pytest.mark.parametrize("name", ENTERABLE)
def test_one_can_walk_in(name: str) -> None:
    """Every enterable building has a door that opens, and one gets from in front of it to the room behind it."""
    for seed in range(10, 13):
        program, _ = draw(name, seed)
        leaves = [p for p in program.parts if p.role == "door" and p.joint is not None]
        assert leaves and all(p.joint is not None and p.joint.type == "hinge" for p in leaves)
        assert reachable(program), f"{name} {seed}"


@pytest.mark.parametrize("name", NAMES)
def test_wishes_are_kept(name: str) -> None:
    """A wish comes back as it was made, or as None where the class has no such thing; kept colours can be seen."""
    for seed in range(3):
        rng = np.random.default_rng(seed)
        wishes = Attributes(
            storeys=1 + seed, condition="worn", ornament="rich", season="winter", snow=seed != 1,
            **{slot: int(rng.integers(512)) for slot in SLOTS},
        )  # fmt: skip
        program, built = draw(name, seed, wishes)
        seen = {part.colour for part in program.parts if part.op != "cut"}
        for slot in SLOTS:
            assert getattr(built, slot) in (None, getattr(wishes, slot))
            assert getattr(built, slot) is None or getattr(built, slot) in seen
        assert built.primary == wishes.primary
        assert built.condition in (None, "worn") and built.ornament in (None, "rich")
        assert any(part.role == "snow" for part in program.parts) == wishes.snow
        assert check(program) == []


@pytest.mark.parametrize("name", HOMES)
def test_homes_show_every_colour_where_it_belongs(name: str) -> None:
    """Walls, roof, door: the colours asked for, not only somewhere."""
    for seed in range(4):
        wishes = Attributes(
            primary=100 + seed, secondary=300 + seed, accent=7 + seed, detail=450 + seed, condition="new"
        )
        program, built = draw(name, seed, wishes)
        rooms = {p.colour for p in program.parts if p.op == "hollow"}
        roofs = [p for p in program.parts if p.role == "roof" and p.op == "add"]
        largest = max(roofs, key=lambda p: p.half[0] * p.half[2])
        doors = {p.colour for p in program.parts if p.role == "door" and p.op == "add"}
        frames = {p.colour for p in program.parts if p.role in ("frame", "beam", "post")}
        assert wishes.primary in rooms and largest.colour == wishes.secondary
        assert doors == {wishes.accent} and wishes.detail in frames
        assert built.primary == wishes.primary and built.detail == wishes.detail


@pytest.mark.parametrize("name", ["house", "inn", "bell_tower", "keep", "tower_house", "pagoda", "apartment_block"])
def test_storeys_have_stairs(name: str) -> None:
    """A building of n storeys is as high as n storeys need and has a stair for each one above the ground floor."""
    heights = []
    for storeys in (1, 2, 3):
        program, built = draw(name, 5, Attributes(storeys=storeys, condition="new"))
        assert built.storeys == storeys
        flights = [p for p in program.parts if p.kind == "stairs" and p.role == "stair" and p.half[1] > 1.0]
        assert len(flights) >= storeys - 1
        heights.append(float(expand(program).vertices[:, 1].max()))
    assert heights[0] < heights[1] < heights[2]


def test_ruins_of_houses_have_holes() -> None:
    """A ruined house has bites taken out of it and no lit window."""
    for seed in range(5):
        program, _ = draw("house", seed, Attributes(condition="ruined"))
        assert any(p.op == "cut" and p.kind == "blob" for p in program.parts)
        assert not any(p.role == "window" and p.light is not None for p in program.parts)


def test_houses_differ() -> None:
    """A hundred houses: many plans, many sizes, many colours of wall and roof."""
    drawn = [draw("house", seed) for seed in range(100)]
    assert len({(a.primary, a.secondary, a.accent) for _, a in drawn}) > 95
    assert len({len(p.parts) for p, _ in drawn}) > 25
    assert len({tuple(part.kind + part.role for part in p.parts) for p, _ in drawn}) > 80
    assert len({p.parts[0].half for p, _ in drawn}) > 80

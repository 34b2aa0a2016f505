"""Grammars of people and animals: valid, whole, standing, in the colours asked for, and never twice the same."""

from __future__ import annotations

import pytest

import nacre.teacher.grammar.bodies
from nacre.parts import Attributes
from nacre.parts.check import check
from nacre.parts.classes import BY_NAME, CLASSES
from nacre.parts.codec import digest as encode
from nacre.teacher.grammar.registry import GRAMMARS, draw
from nacre.world.bodies.plans import plan_of
from nacre.world.bodies.skeleton import skeleton
from nacre.world.geometry.expand import expand
from nacre.world.geometry.soundness import unsound

BODIES = [row.name for row in CLASSES if row.group in ("person", "animal")]
LEGS = {
    "biped": 2, "child": 2, "elder": 2, "robot": 2, "shambler": 2, "bird": 2, "penguin": 2, "quadruped": 4, "hopper": 4,
    "rider": 4, "turtle": 4, "crab": 4, "dragon": 4, "fish": 0,
}  # fmt: skip
ASKED = Attributes(primary=7, secondary=56, accent=455, detail=63)


def test_every_body_has_a_grammar():
    assert nacre.teacher.grammar.bodies is not None
    assert [name for name in BODIES if name not in GRAMMARS] == []


@pytest.mark.parametrize("name", BODIES)
def test_bodies_are_valid_and_whole(name):
    for seed in range(4):
        program, _ = draw(name, seed)
        assert [str(problem) for problem in check(program) or unsound(program)] == []
        assert 12 <= len(program.parts) <= 90
        assert program.grid == 0.01


@pytest.mark.parametrize("name", BODIES)
def test_bodies_stand_on_the_ground_within_their_extent(name):
    mesh = expand(draw(name, 3)[0])
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    assert (high - low).max() <= BY_NAME[name].extent
    floats = name in ("fish", "shark")
    assert low[1] > -0.03
    assert floats or low[1] < 0.03


@pytest.mark.parametrize("name", BODIES)
def test_limbs_have_joints_their_plan_needs(name):
    program, _ = draw(name, 1)
    bones = skeleton(program)
    legs = [bone for bone in bones.bones if bone.startswith("leg_") and "." not in bone]
    assert len(legs) == LEGS[plan_of(name)]
    if BY_NAME[name].group == "person":
        assert {"head", "arm_l", "arm_r"} <= set(bones.bones) or name == "horse_rider"
        assert {"arm_l.2", "arm_r.2"} <= set(bones.bones)
    for part in program.parts:  # what belongs to a limb moves with something that moves
        if part.role in ("eye", "mouth", "brow", "hair", "hand_l", "hand_r"):
            assert part.parent >= 0


@pytest.mark.parametrize("name", BODIES)
def test_wished_colours_are_worn(name):
    for seed in range(5):
        program, got = draw(name, seed, ASKED)
        seen = {part.colour for part in program.parts}
        for slot in ("primary", "secondary", "accent", "detail"):
            colour = getattr(got, slot)
            if slot != "detail" or BY_NAME[name].group == "person":
                assert colour == getattr(ASKED, slot)
            if colour is not None:
                assert colour in seen


@pytest.mark.parametrize("name", BODIES)
def test_filled_in_wishes_tell_the_look_again(name):
    for seed in range(4):
        program, got = draw(name, seed)
        again, _ = draw(name, seed, got)
        assert {p.colour for p in again.parts} == {p.colour for p in program.parts}


@pytest.mark.parametrize("name", BODIES)
def test_equal_seeds_are_equal_bytes_and_others_differ(name):
    first = [encode(draw(name, seed)[0]) for seed in range(7)]
    assert first == [encode(draw(name, seed)[0]) for seed in range(7)]
    assert len(set(first)) >= 6


def test_the_trade_shows():
    signs = {
        "guard": "tool",
        "blacksmith": "tool",
        "farmer": "tool",
        "knight": "blade",
        "witch": "hat",
        "priest": "goods",
    }
    for name, role in signs.items():
        for seed in range(4):
            assert role in {part.role for part in draw(name, seed)[0].parts}, name

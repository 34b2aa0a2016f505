"""Stray parts come back to what they belong to, and what nothing holds is left out."""

from __future__ import annotations

import math

import pytest

from nacre.parts.language import Array, Part, Program
from nacre.world.geometry.touching import connected, floating
from nacre.world.shapes.judging import sound
from nacre.world.shapes.repairs.straying import gathered_in, hanging, settled


def part(
    kind: str, centre: tuple[float, float, float], half: tuple[float, float, float], role: str, **more: object
) -> Part:
    return Part(kind=kind, centre=centre, half=half, material="stone", colour=292, role=role, **more)  # type: ignore[arg-type]


STONE = part("blob", (0.0, 0.5, 0.0), (1.0, 0.6, 0.8), "stone")


def test_moss_lies_on_its_rock() -> None:
    beside = part("blob", (1.3, 0.6, 0.3), (0.3, 0.1, 0.3), "leaf")
    moved = gathered_in(Program("rock", (STONE, beside))).parts[1]
    out = [(a - b) / h for a, b, h in zip(moved.centre, STONE.centre, STONE.half, strict=True)]
    assert math.hypot(*out) < 0.94 and moved.centre[0] > 0.5, "on the side where it was"
    right = Program("rock", (STONE, part("blob", (0.6, 0.8, 0.0), (0.3, 0.1, 0.3), "leaf")))
    assert gathered_in(right) is right


def test_an_awning_is_at_its_shop() -> None:
    room = part("box", (0.0, 1.4, 0.0), (3.0, 1.4, 2.0), "room", op="hollow", thickness=0.2)
    off = part("box", (0.5, 2.2, -3.2), (1.4, 0.06, 0.7), "awning", rotation=(0, 10, 0))
    moved = gathered_in(Program("shop", (room, off))).parts[1]
    assert moved.centre[0] == 0.5 and -2.8 < moved.centre[2] < -2.6
    there = Program("shop", (room, moved))
    assert gathered_in(there) is there
    far = Program("shop", (room, part("box", (0.5, 2.2, -6.0), (1.4, 0.06, 0.7), "awning")))
    assert gathered_in(far) is far, "farther off it belongs to something else"


def test_nothing_hangs_in_the_hole_of_a_ruin() -> None:
    wall = part("box", (0.0, 1.5, 0.0), (3.0, 1.5, 0.3), "wall")
    hole = part("box", (0.0, 2.0, 0.0), (1.2, 1.2, 0.6), "wall", op="cut")
    rest = [part("box", (x, 0.3, 1.0), (0.3, 0.3, 0.8), "stone") for x in (-2.0, -1.0, 1.0, 2.0)]
    block = part("box", (0.0, 2.2, 0.1), (0.3, 0.3, 0.3), "beam")
    program = Program("ruin", (wall, *rest, hole, block))
    assert hanging(program) == [6]
    kept = sound(program)
    assert kept is not None and block not in kept.parts and len(kept.parts) == 6
    held = Program("ruin", (wall, *rest, hole, part("box", (1.1, 2.2, 0.1), (0.3, 0.3, 0.3), "beam")))
    assert not hanging(held) and sound(held) == held


def test_an_awning_hangs_over_heads_and_posts_end_under_it() -> None:
    def stall(awning: float, head: float) -> Program:
        posts = [Part("box", (x, head / 2, 0.0), (0.06, head / 2, 0.06), "timber", 0o321, "post") for x in (-1.2, 1.2)]
        return Program(
            "stall", (*posts, Part("box", (0.0, awning, 0.0), (1.5, 0.05, 1.0), "cloth", 0o611, "awning"))
        )  # fmt: skip

    well = stall(2.3, 2.3)
    assert gathered_in(well) is well
    lifted = gathered_in(stall(0.95, 2.28)).parts
    assert 2.1 < lifted[2].centre[1] < 2.4 and lifted[:2] == stall(0.95, 2.28).parts[:2]
    cut = gathered_in(stall(2.3, 4.0)).parts
    assert all(abs(post.centre[1] + post.half[1] - 2.31) < 0.05 and post.centre[1] == post.half[1] for post in cut[:2])


POST = Part("box", (0.0, 1.0, 0.0), (0.1, 1.0, 0.1), "timber", 100, "post")


def test_what_floats_a_little_way_off_goes_to_what_stands() -> None:
    sign = Part("box", (0.62, 1.6, 0.0), (0.4, 0.1, 0.04), "planks", 100, "sign")  # 12 cm beside its post
    word = Part("box", (0.62, 1.6, 0.08), (0.2, 0.06, 0.02), "planks", 100, "detail")
    drawn = Program("signpost", (POST, sign, word))
    assert floating(drawn) == [1, 2]
    made = settled(drawn)
    assert connected(made) and settled(made) is made
    assert made.parts[1].centre == pytest.approx((0.48, 1.6, 0.0), abs=0.03)
    assert made.parts[2].centre[0] == made.parts[1].centre[0], "what is on it goes with it"
    assert sound(drawn) == made


def test_what_strays_far_stays_where_it_is() -> None:
    far = Part("box", (1.2, 1.6, 0.0), (0.4, 0.1, 0.04), "planks", 100, "sign")
    drawn = Program("signpost", (POST, far))
    assert settled(drawn) is drawn
    row = Part("box", (0.2, 0.4, 0.0), (0.1, 0.1, 0.1), "planks", 100, "sign", array=Array(3, (0.34, 0.0, 0.0)))
    partly = Program("signpost", (POST, row))
    assert floating(partly) == [1] and settled(partly) is partly, "one of its copies stands: it would leave its place"

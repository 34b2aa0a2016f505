"""Parts of windows come to their openings, and what is right stays as it is."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.parts.check import check
from nacre.parts.language import Array, Part, Program
from nacre.world.shapes.fitting import fitted

WALL = Part(
    kind="box", centre=(0.0, 1.5, 0.0), half=(3.0, 1.5, 2.5), material="plaster", colour=511, role="wall", op="hollow",
    thickness=0.2,
)  # fmt: skip


def part(role: str, centre: tuple[float, float, float], half: tuple[float, float, float], op: str = "add") -> Part:
    material = "glass" if role == "window" and op == "add" else "timber"
    return Part(kind="box", centre=centre, half=half, material=material, colour=73, role=role, op=op)


FRAME = part("frame", (1.0, 1.5, -2.4), (0.5, 0.6, 0.14))
HOLE = part("window", (1.0, 1.5, -2.4), (0.4, 0.5, 0.24), "cut")
PANE = part("window", (1.0, 1.5, -2.36), (0.42, 0.52, 0.02))
BAR = part("frame", (1.0, 1.5, -2.38), (0.04, 0.5, 0.04))
SILL = part("sill", (1.0, 0.92, -2.6), (0.54, 0.04, 0.12))
SHUTTERS = [part("shutter", (1.0 + s * 0.7, 1.5, -2.54), (0.22, 0.54, 0.04)) for s in (-1, 1)]


def moved(one: Part, x: float, y: float) -> Part:
    at = one.centre
    return msgspec.structs.replace(one, centre=(round(at[0] + x, 2), round(at[1] + y, 2), at[2]))


def test_a_window_that_is_right_stays() -> None:
    program = Program("house", (WALL, FRAME, HOLE, PANE, BAR, SILL, *SHUTTERS))
    assert not check(program) and fitted(program) is program


@given(st.lists(st.tuples(st.integers(-18, 18), st.integers(-18, 18)), min_size=6, max_size=6))
@settings(max_examples=40, deadline=None)
def test_what_is_off_comes_to_its_opening(offsets: list[tuple[int, int]]) -> None:
    parts = [FRAME, PANE, BAR, SILL, *SHUTTERS]
    off = [moved(one, x * 0.02, y * 0.02) for one, (x, y) in zip(parts, offsets, strict=True)]
    program = Program("house", (WALL, off[0], HOLE, *off[1:]))
    result = fitted(program)
    assert not check(result)
    for now, right in zip([result.parts[1], *result.parts[3:]], parts, strict=True):
        assert now.centre == pytest.approx(right.centre, abs=0.021), now.role
        assert now.half == pytest.approx(right.half, abs=0.021)


def test_rows_belong_to_rows() -> None:
    row = Array(3, (-1.6, 0.0, 0.0))
    hole = msgspec.structs.replace(HOLE, array=row)
    pane = msgspec.structs.replace(moved(PANE, 0.2, 0.0), array=Array(3, (-1.5, 0.0, 0.0)))
    result = fitted(Program("house", (WALL, hole, pane)))
    assert result.parts[2].array == row and result.parts[2].centre[0] == pytest.approx(1.0)
    single = fitted(Program("house", (WALL, hole, moved(PANE, 0.2, 0.0))))
    assert single.parts[2].centre[0] == pytest.approx(1.2), "a single pane is not given to a row"


def test_what_has_no_opening_near_stays() -> None:
    far = moved(PANE, -3.5, 0.0)
    program = Program("house", (WALL, HOLE, far))
    assert fitted(program) is program

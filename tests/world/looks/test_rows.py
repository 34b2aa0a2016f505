"""A crowded program written in rows is the same thing with fewer parts."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.check import check
from nacre.parts.language import Part, Program
from nacre.world.geometry.surfaces import bounds
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.repairs.rows import CROWDED, in_rows

BROWN = 0o321


def pane(x: float, y: float = 1.5) -> Part:
    return Part("box", (x, y, -3.0), (0.4, 0.5, 0.02), "glass", BROWN, "window")


def boxes(program: Program) -> np.ndarray:
    """Low and high corners of every copy [N, 6]."""
    return np.concatenate([np.concatenate(bounds(part), 1) for part in program.parts])


def test_equal_windows_become_a_row_and_stay_where_they_are() -> None:
    wall = Part("box", (0.0, 3.0, -3.0), (9.0, 3.0, 0.2), "plaster", BROWN, "wall")
    others = [
        Part("box", (0.0, 0.1 * k, 0.0), (0.3 + 0.02 * k, 0.02, 0.3), "planks", BROWN, "shelf") for k in range(62)
    ]
    full = Program("inn", (wall, *others, *(pane(x) for x in (-6.0, -3.0, 0.0, 3.0, 6.0)), pane(5.0, 4.0), pane(-5.0)))
    made = in_rows(full)
    assert not check(made) and len(full.parts) - len(made.parts) >= 4
    assert max(part.array.count for part in made.parts if part.role == "window" and part.array) == 5
    was, now = boxes(full), boxes(made)
    assert was.shape == now.shape and np.abs(was[:, None] - now).max(2).min(1).max() < 0.015
    assert in_rows(made).parts == made.parts or len(in_rows(made).parts) < len(made.parts)


def test_a_program_with_room_is_left_alone() -> None:
    few = Program("inn", tuple(pane(float(x)) for x in range(8)))
    assert len(few.parts) < CROWDED and in_rows(few) is few


def test_drawn_inns_have_something_on_their_walls_and_floors() -> None:
    programs = ShapePrograms.load()
    programs.name = ""
    things = programs.things([("inn", Attributes(theme="village"), seed) for seed in range(700, 704)])
    bare = [t for t in things if not any(part.role in ("rug", "cloth", "curtain") for part in t.program.parts)]
    assert len(bare) <= 1, "all four where equal parts are not taken together"

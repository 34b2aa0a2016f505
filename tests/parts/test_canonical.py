"""One spelling for every shape."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings

from nacre.parts.canonical import canonical, name_of
from nacre.parts.language import Array, Part, Program
from nacre.world.geometry.expand import expand
from support.shapes import cottage, parts, programs

BLOCK = Part("box", (0.0, 0.5, 0.0), (0.5, 0.3, 0.2), "stone", 100, "wall")


def same(first: Part, second: Part) -> bool:
    return name_of(Program("ruin", (first,))) == name_of(Program("ruin", (second,)))


def turned(part: Part, rotation: tuple[int, int, int], half: tuple[float, float, float] | None = None) -> Part:
    return Part(part.kind, part.centre, half or part.half, part.material, part.colour, part.role, rotation=rotation)


def test_equal_blocks_have_one_name() -> None:
    for rotation in ((180, 0, 0), (0, 180, 0), (0, 0, 180), (360, 0, 0), (180, 180, 180), (-180, 0, 180)):
        assert same(BLOCK, turned(BLOCK, rotation)), rotation
    assert same(BLOCK, turned(BLOCK, (90, 0, 0), (0.2, 0.3, 0.5)))
    assert same(turned(BLOCK, (30, 0, 0)), turned(BLOCK, (-150, 0, 0)))
    assert same(turned(BLOCK, (30, 0, 0)), turned(BLOCK, (-60, 0, 0), (0.2, 0.3, 0.5)))
    assert not same(turned(BLOCK, (30, 0, 0)), turned(BLOCK, (-30, 0, 0)))
    wedge = Part("wedge", (0.0, 0.5, 0.0), (0.5, 0.3, 0.2), "stone", 100, "step")
    assert not same(wedge, turned(wedge, (180, 0, 0)))


def test_rows_are_written_from_one_end() -> None:
    row = Part("box", (0.0, 0.5, 0.0), (0.1, 0.5, 0.1), "planks", 9, "post", array=Array(4, (0.5, 0.0, 0.0)))
    back = Part("box", (1.5, 0.5, 0.0), (0.1, 0.5, 0.1), "planks", 9, "post", array=Array(4, (-0.5, 0.0, 0.0)))
    assert same(row, back)


@given(programs())
@settings(max_examples=60, deadline=None)
def test_it_is_its_own_canonical_form(program: Program) -> None:
    once = canonical(program)
    assert canonical(once) == once


@given(parts())
@settings(max_examples=80, deadline=None)
def test_every_way_to_write_a_rotation_leads_to_one(part: Part) -> None:
    yaw, pitch, roll = part.rotation
    other = {**{f: getattr(part, f) for f in part.__struct_fields__}, "rotation": (yaw + 180, 180 - pitch, roll + 180)}
    assert same(part, Part(**other))


@given(parts())
@example(Part("prism", (0.0, 0.0, 0.0), (0.06, 0.06, 0.06), "plaster", 0, "wall", taper=(0.05, 0.0), bevel=0.02))
@settings(max_examples=40, deadline=None)
def test_it_is_the_same_solid(part: Part) -> None:
    first, second = Program("ruin", (part,)), canonical(Program("ruin", (part,)))
    if part.kind == "capsule":  # its ring of corners may be turned
        return
    # the same corners in another order
    a, b = (np.unique(np.round(expand(p).vertices, 3), axis=0) for p in (first, second))
    apart = np.abs(a[:, None] - b[None]).max(2)
    assert apart.min(1).max(initial=0.0) < 3e-3 and apart.min(0).max(initial=0.0) < 3e-3


def test_a_house_keeps_its_meaning() -> None:
    house = cottage()
    assert [p.role for p in canonical(house).parts] == [p.role for p in house.parts]
    assert len(expand(canonical(house)).triangles) == len(expand(house).triangles)

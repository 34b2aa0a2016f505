"""Rooms within: linings of their own, something on the walls, and wood with its grain along it."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.parts.attributes import Attributes
from nacre.parts.check import check
from nacre.parts.language import Part, Program
from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry.expand import expand
from nacre.world.geometry.pieces import SOFT_ROLES
from nacre.world.geometry.touching import connected
from nacre.world.shapes.repairs.furnishing import furnished

ROOM = Part(
    kind="box", op="hollow", centre=(0.0, 1.4, 0.0), half=(3.0, 1.4, 2.6), material="stone", colour=300, role="room",
    thickness=0.26,
)  # fmt: skip
WINDOW = Part(
    kind="box", op="cut", centre=(2.9, 1.5, 0.0), half=(0.4, 0.5, 0.5), material="stone", colour=0, role="window"
)
DOOR = Part(
    kind="box", op="cut", centre=(0.0, 1.3, -2.5), half=(0.5, 1.04, 0.4), material="stone", colour=0, role="door"
)


def house(shape: str = "house") -> Program:
    return Program(shape, (ROOM, WINDOW, DOOR))


@pytest.mark.parametrize("theme", ["village", "east", "north", "desert"])
def test_walls_get_something_that_touches_them_and_hides_no_opening(theme: str) -> None:
    bare = house()
    made = furnished(bare, Attributes(theme=theme))
    more = made.parts[len(bare.parts) :]
    assert {"rug", "cloth", "curtain"} <= {part.role for part in more} <= SOFT_ROLES
    assert not check(made) and connected(made) and made == furnished(bare, Attributes(theme=theme))
    for part in more:
        for hole in (WINDOW, DOOR):
            apart = [
                abs(a - b) - h - k for a, b, h, k in zip(part.centre, hole.centre, part.half, hole.half, strict=True)
            ]
            assert max(apart) > -0.13, "a curtain covers a hand's breadth at most"


def test_barns_stay_bare_and_full_houses_as_they_are() -> None:
    assert furnished(house("barn"), Attributes()) == house("barn")
    crate = Part(kind="box", centre=(0.0, 0.4, 0.0), half=(0.1, 0.1, 0.1), material="planks", colour=0, role="goods")
    many = Program("house", (ROOM, *(crate,) * 93))
    assert furnished(many, Attributes()) is many


def test_a_room_is_lined_within_and_of_its_own_stone_outside() -> None:
    mesh = expand(house())
    middles = mesh.vertices[mesh.triangles].mean(1)
    stone = mesh.material == MATERIAL_INDEX["stone"]
    outside = (np.abs(middles[:, [0, 2]]) > np.array([2.99, 2.59])).any(1)
    wall = (np.abs(middles[:, 0]) < 2.75) & (np.abs(middles[:, 2]) < 2.35) & (np.abs(middles[:, 1] - 1.4) < 1.0)
    assert outside.sum() > 8 and stone[outside].all()
    assert wall.sum() > 8 and (mesh.material[wall] == MATERIAL_INDEX["plaster"]).all()
    jambs = (np.abs(middles[:, 0]) > 2.78) & (np.abs(middles[:, 0]) < 2.97)
    assert jambs.any() and stone[jambs].all()
    assert (expand(house("barn")).material == MATERIAL_INDEX["stone"]).all()


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_wood_has_its_grain_along_a_beam(axis: int) -> None:
    half = [0.1, 0.1, 0.1]
    half[axis] = 2.0
    beam = Part(
        kind="box", centre=(0.0, 2.0, 0.0), half=(half[0], half[1], half[2]), material="timber", colour=0, role="beam"
    )
    mesh = expand(Program("house", (beam,)))
    along = mesh.vertices[:, axis] - (2.0 if axis == 1 else 0.0)
    sides = np.abs(mesh.normals[:, axis]) < 0.1
    assert sides.sum() >= 16
    # the grain of every wooden texture runs along v
    assert np.allclose(np.abs(np.corrcoef(mesh.uv[sides, 1], along[sides])[0, 1]), 1.0) or np.allclose(
        np.abs(mesh.uv[sides, 1] - mesh.uv[sides, 1].mean()), np.abs(along[sides]), atol=1e-3
    )
    assert np.ptp(mesh.uv[sides, 0]) < 0.5

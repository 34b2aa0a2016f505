"""Rooms that can be looked at: no flickering walls, fires that burn, roofs with an underside, walls that are there."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from nacre.parts.attributes import Attributes
from nacre.parts.language import Light, Part, Program
from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry.cuts.coplanar import GAP
from nacre.world.geometry.expand import expand
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.geometry.soundness import check
from nacre.world.render.shading import air as a
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.repairs.lamps import lit
from nacre.world.shapes.repairs.mending import mended

ROOM = Part("box", (0.0, 1.42, 0.0), (2.66, 1.52, 2.88), "planks", 146, "room", op="hollow", thickness=0.26)
FRAME = Part("box", (-2.52, 1.46, 0.0), (0.18, 0.56, 0.5), "timber", 136, "frame")
CLEARED = Part("box", (0.0, 1.42, 0.0), (2.42, 1.26, 2.64), "plaster", 511, "room", op="cut")
DOOR = Part("box", (0.0, 1.24, -2.74), (0.56, 1.08, 0.44), "plaster", 511, "door", op="cut")
HEARTH = Part("box", (-2.16, 1.36, 1.74), (0.24, 1.2, 0.76), "stone", 146, "hearth")
FIRE = Part(
    "ellipsoid", (-1.82, 0.42, 1.74), (0.14, 0.24, 0.26), "light", 472, "lamp", light=Light(colour=472, reach=4.0)
)


def contested(mesh: ShapeMesh) -> int:
    """Triangles whose middle lies, nearer than half a GAP, in one of another part that faces the same way."""
    corners = mesh.vertices.astype(np.float64)[mesh.triangles]
    a, b, c = corners.transpose(1, 0, 2)
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1)
    normal /= area[:, None]
    middle = corners.mean(1)
    found = 0
    for t in np.flatnonzero(area > 1e-3):
        near = (normal @ normal[t] > 0.9999) & (mesh.part != mesh.part[t]) & (area > 1e-3)
        near &= np.abs(((middle[t] - a) * normal).sum(1)) < GAP / 2
        for k in np.flatnonzero(near):
            sides = [np.cross(q - p, middle[t] - p) @ normal[k] for p, q in ((a[k], b[k]), (b[k], c[k]), (c[k], a[k]))]
            found += min(sides) > 1e-3
    return found


def test_a_frame_that_ends_in_its_wall_is_hidden_by_it() -> None:
    """A cut takes wall and frame to the very same plane: a renderer showed now one, now the other."""
    mesh = expand(Program("house", (ROOM, FRAME, CLEARED)))
    assert contested(mesh) == 0
    inner = mesh.vertices[mesh.triangles].mean(1)[:, 0]
    wall = (mesh.part == 0) & (mesh.material == MATERIAL_INDEX["plaster"]) & (np.abs(inner + 2.4) < 0.05)
    assert wall.any() and inner[wall].min() > inner[(mesh.part == 1) & (inner > -2.45)].max() + GAP / 2


@pytest.mark.parametrize("shape", ["house", "inn", "church", "shop"])
def test_drawn_houses_have_no_faces_in_one_plane(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of some hundred such triangles of a house a few slivers are left, tilted where only one end of them moved."""
    programs = ShapePrograms.load().draw([(shape, Attributes(theme="village"), 7 + k) for k in range(3)])
    after = [contested(expand(program)) for program in programs]
    monkeypatch.setattr("nacre.world.geometry.expand.apart", lambda places, *_: places)
    before = [contested(expand(program)) for program in programs]
    assert min(before) > 40
    assert all(now <= 0.08 * then for now, then in zip(after, before, strict=True)), (before, after)


def test_what_lies_beside_stays_in_its_plane() -> None:
    """Two boards of one floor touch, and neither stands before the other."""
    boards = tuple(
        Part("box", (x, 0.1, 0.0), (0.5, 0.1, 0.5), "planks", 9 * k, "floor") for k, x in enumerate((-0.5, 0.5))
    )
    assert expand(Program("house", boards)).vertices[:, 1].max() == np.float32(0.2)


def test_a_fire_has_logs_and_flames_and_children_keep_their_parents() -> None:
    child = msgspec.structs.replace(FRAME, parent=0)
    made = lit(Program("house", (ROOM, HEARTH, FIRE, child)))
    flames = [part for part in made.parts if part.material == "light"]
    assert len(flames) == 3 and all(part.taper[0] < 0.2 for part in flames)
    assert [part.light for part in flames] == [FIRE.light, None, None]
    assert made.parts[3] is child and sum(part.material == "timber" for part in made.parts[4:]) == 2
    assert not check(made)
    lonely = Program("house", (ROOM, FIRE))
    assert lit(lonely) is lonely, "a lamp without a hearth"


def test_a_full_house_has_one_flame_and_no_part_more() -> None:
    crowd = (msgspec.structs.replace(HEARTH, role="goods"),) * 93
    made = lit(Program("house", (ROOM, HEARTH, FIRE, *crowd)))
    assert len(made.parts) == 96 and made.parts[2].taper[0] < 0.2


def test_a_room_without_windows_has_a_lamp() -> None:
    dome = Part("cylinder", (0.0, 1.26, 0.0), (3.3, 1.24, 3.3), "paint", 447, "room", op="hollow", sides=16)
    cleared = Part("ellipsoid", (0.0, 2.36, 0.0), (3.1, 1.66, 3.1), "plaster", 511, "room", op="cut")
    lamp = lit(Program("space_habitat", (dome, cleared))).parts[-1]
    assert lamp.light is not None and 2.2 < lamp.centre[1] < 4.0


@pytest.mark.parametrize("wide", [2.5, 3.0])
def test_what_clears_a_room_out_leaves_its_walls(wide: float) -> None:
    cleared = msgspec.structs.replace(CLEARED, half=(wide, 1.26, 3.2))
    made = mended(Program("house", (ROOM, cleared, DOOR)))
    walls = expand(made).vertices
    assert np.abs(walls[:, 0]).max() > 2.65 and np.abs(walls[:, 2]).max() > 2.87
    assert made.parts[1].half[2] == 2.64 and made.parts[1].half[0] == (2.42 if wide > 2.64 else 2.5)
    assert not [p for p in check(made) if "nothing" in p.what]


def test_a_way_between_two_rooms_is_kept() -> None:
    """A cut that reaches beyond one wall only, into the room next door."""
    way = msgspec.structs.replace(CLEARED, centre=(1.6, 1.42, 0.0), half=(2.2, 1.26, 1.0))
    program = Program("house", (ROOM, way, DOOR))
    assert mended(program) is program


def test_roofs_are_boarded_below() -> None:
    slab = Part("box", (2.0, 5.0, 0.0), (3.0, 0.12, 4.0), "shingles", 281, "roof", rotation=(0, 0, -55))
    mesh = expand(Program("church", (ROOM, slab)))
    corners = mesh.vertices[mesh.triangles]
    up = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 1]
    roof = mesh.part == 1
    assert (mesh.material[roof & (up < 0)] == MATERIAL_INDEX["planks"]).any()
    assert (mesh.material[roof & (up > 0)] == MATERIAL_INDEX["shingles"]).all()


def test_a_dome_that_was_cleared_out_is_lined() -> None:
    room = Part("cylinder", (0.0, 1.26, 0.0), (3.34, 1.24, 3.34), "paint", 447, "room", op="hollow", sides=16)
    dome = Part("ellipsoid", (0.0, 2.36, 0.0), (3.34, 1.86, 3.34), "iron", 73, "roof")
    cleared = Part("ellipsoid", (0.0, 2.36, 0.0), (3.12, 1.66, 3.12), "plaster", 511, "room", op="cut")
    mesh = expand(Program("space_habitat", (room, dome, cleared)))
    away = np.linalg.norm((mesh.vertices[mesh.triangles].mean(1) - (0.0, 2.36, 0.0)) / (3.34, 1.86, 3.34), axis=1)
    iron = mesh.material == MATERIAL_INDEX["iron"]
    within = (mesh.part == 1) & (away < 0.935)
    assert within.sum() > 20 and not iron[within].any()
    assert iron[(mesh.part == 1) & ~within].all()


def test_a_flame_keeps_its_colour_in_an_eye_that_is_open() -> None:
    """At night the glow of windows and fires was white: it grew with the exposure."""
    from nacre.prompts import understand
    from nacre.world.interface import Camera
    from nacre.world.model import Pearl, quiet

    model = Pearl.load()
    state = model.open(understand("a meadow at night", 1).spec, 1, quiet)
    scene = model.scene(state, Camera((0.0, 30.0, 0.0), 0.0, 0.0), lit=False)
    model.forget(state)
    assert float(scene.air[a.EXPOSURE]) > 2.0 * a.DAY_EXPOSURE
    assert float(scene.air[a.DARK] * scene.air[a.EXPOSURE]) < 1.5 * a.DAY_EXPOSURE

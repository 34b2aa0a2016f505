"""From programs to triangles: closed, outward, cut, lit by the sky, coarser by levels, equal bit for bit."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.parts.builder import Builder
from nacre.parts.language import Array, Joint, Part, Program
from nacre.parts.vocabulary import MATERIAL_INDEX
from nacre.world.geometry import cache as cache_module
from nacre.world.geometry.cache import MeshCache, from_bytes, size, to_bytes
from nacre.world.geometry.cuts.cutting import HAIR, _take_out, solid
from nacre.world.geometry.cuts.refine import refine
from nacre.world.geometry.cuts.square_cuts import cut_square
from nacre.world.geometry.expand import assemble, expand
from nacre.world.geometry.levels import LAST_TRIANGLES, levels
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.geometry.surfaces import copies, groups, surfaces, turning
from support.shapes import cottage, everything, parts

BLOCK = Part("box", (0.0, 0.5, 0.0), (0.5, 0.5, 0.5), "stone", 100, "wall")


def one(**fields: object) -> ShapeMesh:
    return expand(Program("ruin", (msgspec.structs.replace(BLOCK, **fields),)))


def faces(mesh: ShapeMesh, part: int | None = None) -> np.ndarray:
    chosen = mesh.triangles if part is None else mesh.triangles[mesh.part == part]
    return mesh.vertices.astype(np.float64)[chosen]


def volume(mesh: ShapeMesh, part: int | None = None) -> float:
    a, b, c = faces(mesh, part).transpose(1, 0, 2)
    return float((a * np.cross(b, c)).sum() / 6)


def open_edges(mesh: ShapeMesh, part: int | None = None) -> int:
    """Edges that no second triangle runs along the other way."""
    points = np.round(faces(mesh, part), 3)
    count: dict[tuple[object, object], int] = {}
    for triangle in points:
        corners = [tuple(p) for p in triangle]
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            if a != b:
                count[a, b] = count.get((a, b), 0) + 1
    return sum(n != count.get((b, a), 0) for (a, b), n in count.items())


@pytest.mark.parametrize("index", range(12))
def test_every_kind_is_closed_and_faces_outwards(index: int) -> None:
    program = everything()
    mesh = expand(program)
    assert open_edges(mesh, index) == 0
    assert volume(mesh, index) > 0.01
    corners = faces(mesh, index)
    flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = mesh.normals[mesh.triangles[mesh.part == index]].mean(1)
    assert ((flat * normals).sum(1) > 0).mean() > 0.99, "normals lie on the side that is seen"
    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=2e-3)


def test_sizes_are_true() -> None:
    assert volume(one()) == pytest.approx(1.0)
    assert volume(one(taper=(0.0, 0.0))) == pytest.approx(1 / 3)
    assert volume(one(kind="prism")) == pytest.approx(0.5)
    assert volume(one(kind="wedge")) == pytest.approx(0.5)
    assert volume(one(kind="cylinder", sides=32)) == pytest.approx(np.pi / 4, rel=0.01)
    assert volume(one(op="hollow", thickness=0.1)) == pytest.approx(1 - 0.8**3)
    bevelled = one(bevel=0.05)
    assert 0.95 < volume(bevelled) < 0.999 and len(bevelled.triangles) == 44
    assert len(one(bevel=0.01).triangles) == 12, "edges under 1.5 cm are not drawn"
    assert np.allclose(one(centre=(1.0, 2.0, 3.0)).vertices.mean(0), (1, 2, 3), atol=1e-5)


@given(parts())
@settings(max_examples=80, deadline=None)
def test_any_part_is_closed_and_within_its_bounds(part: Part) -> None:
    mesh = expand(Program("ruin", (part,)))
    assert np.isfinite(mesh.vertices).all() and np.isfinite(mesh.normals).all() and np.isfinite(mesh.uv).all()
    if len(mesh.triangles) == 0:
        return
    turns, centres = copies(part)
    reach = np.abs(turns) @ np.array(part.half)
    assert (mesh.vertices >= (centres - reach).min(0) - 2e-3).all()
    assert (mesh.vertices <= (centres + reach).max(0) + 2e-3).all()
    assert volume(mesh) > 0


def test_rotation_is_yaw_then_pitch_then_roll() -> None:
    yaw, pitch, roll = turning(30, 0, 0), turning(0, 40, 0), turning(0, 0, 50)
    assert np.allclose(turning(30, 40, 50), yaw @ pitch @ roll)
    assert np.allclose(turning(90, 0, 0) @ [0, 0, -1], [-1, 0, 0]), "a quarter turn left"
    assert np.allclose(turning(0, 90, 0) @ [0, 1, 0], [0, 0, 1])
    assert np.allclose(turning(0, 0, 90) @ [1, 0, 0], [0, 1, 0])


def test_arrays_turn_and_step() -> None:
    ring = one(centre=(2.0, 0.5, 0.0), array=Array(4, (0.0, 0.25, 0.0), 90))
    centres = ring.vertices.reshape(4, -1, 3).mean(1)
    assert np.allclose(centres, [(2, 0.5, 0), (0, 0.75, -2), (-2, 1.0, 0), (0, 1.25, 2)], atol=1e-4)


def test_texture_lies_in_metres() -> None:
    mesh = one(half=(1.5, 0.5, 0.25))
    for triangle in mesh.triangles:
        for a, b in ((0, 1), (1, 2)):
            i, j = triangle[a], triangle[b]
            assert np.linalg.norm(mesh.uv[i] - mesh.uv[j]) == pytest.approx(
                np.linalg.norm(mesh.vertices[i] - mesh.vertices[j]), abs=1e-3
            )
    round_one = one(kind="cylinder", sides=16)
    around = round_one.uv[np.abs(round_one.normals[:, 1]) < 0.1, 0]
    assert np.ptp(around) == pytest.approx(np.pi, rel=0.02), "once around the side"


def test_openings_are_cut_and_take_the_wall_s_material() -> None:
    mesh = expand(cottage())
    wall = faces(mesh, 1)
    middle = wall.mean(1)
    within = (np.abs(middle[:, 0] - 1.0) < 0.49) & (middle[:, 1] > 0.7) & (middle[:, 1] < 2.7)
    front = np.abs(np.abs(middle[:, 2]) - 2.5) < 0.01
    assert not (within & front & (middle[:, 2] < 0)).any(), "no wall across the doorway"
    assert open_edges(mesh, 1) == 0
    reveal = (np.abs(middle[:, 0] - (0.5 - HAIR)) < 1e-3) & (middle[:, 2] < -2.2)
    assert reveal.any(), "the side of the doorway is there"
    assert (mesh.material[mesh.part == 1][reveal] == MATERIAL_INDEX["plaster"]).all()
    assert not (np.isin(mesh.part, [3, 4, 5])).any(), "cutting forms are gone"
    whole = np.prod([6, 3.2, 5]) - np.prod([5.6, 2.8, 4.6])
    assert volume(mesh, 1) == pytest.approx(whole - (1.0 * 2.0 + 0.8 * 1.0 + 0.8 * 0.4 * 2 * 0.8) * 0.2, rel=0.05)
    # the door, which moves, is not cut, and keeps its own group with its handle
    assert set(mesh.group[mesh.part == 6]) == {1} and set(mesh.group[mesh.part == 7]) == {1}
    assert volume(mesh, 6) == pytest.approx(1.0 * 2.2 * 0.08)


@given(
    st.lists(
        st.tuples(
            st.tuples(*[st.integers(-6, 6).map(lambda n: n / 10)] * 3),
            st.tuples(*[st.sampled_from([0.1, 0.2, 0.3, 0.5, 2.0])] * 3),
            st.sampled_from([(0, 0, 0), (90, 0, 0), (0, 90, 0)]),
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from([(0, 0, 0), (30, 0, 0), (0, 90, 0)]),
)
@settings(max_examples=120, deadline=None)
def test_square_cuts_leave_what_the_modeller_leaves(cuts: list[Any], turn: tuple[int, int, int]) -> None:
    block = msgspec.structs.replace(BLOCK, half=(0.5, 0.4, 0.3), centre=(0.0, 0.0, 0.0), rotation=turn)
    knives = [
        msgspec.structs.replace(BLOCK, op="cut", centre=c, half=h, rotation=turn if turn[0] == 30 else r)
        for c, h, r in cuts
    ]
    program = Program("ruin", (block, *knives))
    body, *cutters = surfaces(program)
    left = cut_square(body, block, [(program.parts[s.part], s.copy) for s in cutters])
    if left is None:
        return
    rest = _take_out(body, [solid(s) for s in cutters])
    ours, theirs = assemble(program, left), assemble(program, [] if rest is None else [rest])
    if len(theirs.triangles) == 0:
        assert volume(ours) < 1e-3 if len(ours.triangles) else True
        return
    assert volume(ours) == pytest.approx(volume(theirs), abs=2e-3)
    if volume(theirs) < 1e-3:  # nothing but the slivers that rounding leaves where faces meet
        return
    assert np.allclose(extremes(ours), extremes(theirs), atol=2e-3)
    assert open_edges(ours) == 0


def extremes(mesh: ShapeMesh) -> Any:
    """Lowest and highest corner of the triangles that have an area to speak of: the modeller leaves slivers, [2, 3]."""
    corners = mesh.vertices[mesh.triangles].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    kept = corners[area > 1e-4].reshape(-1, 3)
    return np.stack([kept.min(0), kept.max(0)])


def test_groups_follow_joints() -> None:
    b = Builder("cart")
    b.add("box", (0, 0.5, 0), (1, 0.5, 1), "planks", "brown", "body")
    spins = [Joint("spin", (x, 0.4, 0), "x") for x in (1, -1)]
    wheel = b.add("cylinder", (1, 0.4, 0), (0.4, 0.1, 0.4), "timber", "brown", "wheel", joint=spins[0])
    b.add("box", (1, 0.4, 0), (0.1, 0.1, 0.1), "iron", "black", "axle", parent=wheel)
    other = b.add("box", (-1, 0.4, 0), (0.1, 0.1, 0.1), "iron", "black", "axle", joint=spins[1])
    b.add("box", (-1, 0.4, 0), (0.2, 0.1, 0.1), "iron", "black", "axle", parent=other)
    assert groups(b.program()) == ([0, 1, 1, 2, 2], [1, 3])


def test_equal_programs_are_equal_bits_however_often_and_in_what_order() -> None:
    first = [to_bytes(levels(p)) for p in (cottage(), everything())]
    second = [to_bytes(levels(p)) for p in (everything(), cottage())][::-1]
    assert first == second


def test_levels_are_ever_fewer_and_keep_the_outline() -> None:
    for program in (cottage(), everything()):
        meshes = levels(program)
        counts = [len(m.triangles) for m in meshes]
        assert counts == sorted(counts, reverse=True) and counts[-1] <= LAST_TRIANGLES
        assert counts[1] < 0.75 * counts[0]
        for mesh in meshes[1:]:
            assert (mesh.vertices.min(0) > meshes[0].vertices.min(0) - 0.5).all()
            assert (mesh.vertices.max(0) < meshes[0].vertices.max(0) + 0.5).all()
            assert mesh.part.max() < len(program.parts)
    house = levels(cottage())
    for mesh in house:
        assert {1, 9} <= set(mesh.part.tolist()), "walls and roof are there from afar"
    assert 6 in house[2].part and 8 in house[2].part, "so are door and window, nearer by"
    # a silhouette covers as much as the thing does
    assert np.ptp(house[3].vertices, axis=0)[1] > 0.85 * np.ptp(house[0].vertices, axis=0)[1] - 1.0


def test_a_single_small_part_is_never_lost() -> None:
    rod = msgspec.structs.replace(BLOCK, half=(0.02, 0.02, 3.0), centre=(0.0, 0.02, 0.0))
    for mesh in levels(Program("pot", (rod,))):
        assert len(mesh.triangles) >= 8


def test_the_sky_is_dark_indoors_and_under_eaves() -> None:
    finest = levels(cottage())[0]
    places, sky = finest.vertices, finest.sky.astype(float) / 255
    owner = np.zeros(len(places), int)
    owner[finest.triangles.ravel()] = np.repeat(finest.part, 3)
    up = (owner == 9) & (finest.normals[:, 1] > 0.5)
    assert np.median(sky[up]) > 0.9, "nothing stands over the roof but a chimney"
    wall = owner == 1
    inside = wall & (np.abs(places[:, 0]) < 2.85) & (np.abs(places[:, 2]) < 2.35)
    outside = wall & (places[:, 2] < -2.49) & (finest.normals[:, 2] < -0.9)
    assert sky[inside].mean() < 0.12
    assert sky[outside].mean() > 0.5
    low, high = outside & (places[:, 1] < 1.2), outside & (places[:, 1] > 3.0)
    assert sky[high].mean() < sky[low].mean() - 0.1, "darker under the eaves"
    # light comes in through a pane: without the walls' windows the room is darker still
    free = levels(Program("ruin", (BLOCK,)))[0]
    assert free.sky[free.normals[:, 1] > 0.9].min() == 255


def test_splitting_keeps_the_surface() -> None:
    mesh = expand(cottage())
    fine = refine(mesh, 1.0)
    edges = faces(fine)
    assert np.linalg.norm(edges - np.roll(edges, 1, 1), axis=-1).max() <= 1.0
    assert volume(fine) == pytest.approx(volume(mesh), rel=1e-5)
    assert open_edges(fine, 1) == 0
    assert len(fine.triangles) == len(fine.material) == len(fine.part) == len(fine.group) == len(fine.colour)


def test_meshes_are_kept_and_damaged_files_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0
    original = cache_module.levels

    def counted(program: Program) -> tuple[ShapeMesh, ...]:
        nonlocal made
        made += 1
        return original(program)

    monkeypatch.setattr(cache_module, "levels", counted)
    store = MeshCache(tmp_path)
    first = store.levels(cottage())
    assert store.levels(cottage()) is first and made == 1
    again = MeshCache(tmp_path).levels(cottage())
    assert made == 1 and to_bytes(again) == to_bytes(first)
    (file,) = tmp_path.rglob("*.mesh")
    whole = file.read_bytes()
    for damaged in (b"", whole[:100], whole[:-1], whole[:500] + b"x" + whole[501:], b"NACREMSH" + b"\0" * 40):
        file.write_bytes(damaged)
        assert to_bytes(MeshCache(tmp_path).levels(cottage())) == to_bytes(first)
        assert file.read_bytes() == whole, "written anew"
    assert made == 6
    with pytest.raises(ValueError, match="damaged"):
        from_bytes(whole[:-1])


def test_the_cache_is_bounded(tmp_path: Path) -> None:
    shapes = [Program("ruin", (msgspec.structs.replace(BLOCK, colour=c),)) for c in range(6)]
    each = size(levels(shapes[0]))
    store = MeshCache(tmp_path, in_memory=3 * each, on_disk=2 * each)
    for shape in shapes:
        store.levels(shape)
    assert len(store._known) == 3
    store.trim()
    files = list(tmp_path.rglob("*.mesh"))
    assert sum(f.stat().st_size for f in files) <= 2 * each and files
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert len(MeshCache(blocked).levels(shapes[0])) == 4, "a disk that cannot be written costs time only"


def test_meshes_cannot_be_mixed_up() -> None:
    mesh = expand(cottage())
    assert {f.name for f in dataclasses.fields(mesh)} == {
        "vertices", "normals", "uv", "sky", "triangles", "material", "colour", "emission", "part", "group",
    }  # fmt: skip
    assert (mesh.emission[mesh.part == 8] == 255).all() and mesh.emission[mesh.part == 1].max() == 0


def test_a_frame_shows_where_the_wall_and_it_are_cut_by_one_form() -> None:
    b = Builder("hut")
    b.add("box", (0, 1.5, 0), (3, 1.5, 3), "plaster", "white", "wall", op="hollow", thickness=0.2)
    b.add("box", (0, 1.5, -2.9), (0.6, 0.6, 0.1), "timber", "brown", "frame")
    b.add("box", (0, 1.5, -2.9), (0.5, 0.5, 0.3), "plaster", "white", "window", op="cut")
    b.add("box", (0, 1.5, -2.86), (0.5, 0.5, 0.02), "glass", "blue", "window")
    finest = levels(b.program())[0]
    corners = finest.vertices[finest.triangles]
    flat = np.ptp(corners[..., 0], 1) < 1e-4
    sides = {int(p): float(np.abs(corners[(finest.part == p) & flat, 0, 0]).min()) for p in (0, 1)}
    assert sides[1] == pytest.approx(0.5, abs=1e-3) and sides[0] > sides[1] + 0.5 * HAIR
    fronts = [np.abs(corners[finest.part == p][..., 2]).min() for p in (0, 1)]
    assert fronts[1] < 2.8 - 0.001, "and it stands proud of the wall's inner face"
    glass = finest.part == 3
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert glass.any() and (normals[glass][:, 2] < 0).all(), "of a pane only the face to the street is drawn"

"""Distances, doors and pieces: what a body feels of a thing."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.parts.builder import Builder
from nacre.parts.language import Joint, Part, Program
from nacre.world.geometry.distance import LIMIT, SolidSet, pack, pose
from nacre.world.geometry.expand import expand
from nacre.world.geometry.pieces import pieces
from nacre.world.geometry.solid_grid import SolidGrid
from nacre.world.geometry.touching import connected, floating
from nacre.world.geometry.walking.doors import doorways, passable, reachable
from support.shapes import cottage, everything, parts

BLOCK = Part("box", (0.0, 0.5, 0.0), (0.5, 0.5, 0.5), "stone", 100, "wall")


def placed(program: Program, *at: float, yaw: float = 0.0, scale: float = 1.0) -> SolidSet:
    solids = SolidSet()
    solids.add(pack(program), at or (0.0, 0.0, 0.0), yaw, scale)
    return solids


def to_triangles(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Unsigned distance of points [N, 3] to triangles [T, 3, 3], the long way."""
    flat = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    corners = corners[flat > 1e-12]  # one without an area is a line, and that line is another triangle's edge
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    best = np.full(len(points), np.inf)
    for p, q in ((a, b), (b, c), (c, a)):
        edge = q - p
        t = np.clip(((points[:, None] - p) * edge).sum(-1) / (edge * edge).sum(-1), 0, 1)
        best = np.minimum(best, np.linalg.norm(points[:, None] - p - t[..., None] * edge, axis=-1).min(1))
    height = ((points[:, None] - a) * normal).sum(-1)
    foot = points[:, None] - height[..., None] * normal
    inside = np.ones(height.shape, bool)
    for p, q in ((a, b), (b, c), (c, a)):
        inside &= (np.cross(q - p, foot - p) * normal).sum(-1) >= 0
    return np.minimum(best, np.where(inside, np.abs(height), np.inf).min(1))


KINDS = [
    ({}, 0.002),
    ({"rotation": (30, 20, 10), "half": (0.8, 0.3, 0.5)}, 0.002),
    ({"kind": "prism", "half": (0.8, 0.5, 0.6)}, 0.002),
    ({"kind": "wedge", "half": (0.5, 0.4, 0.9)}, 0.002),
    ({"kind": "cylinder", "sides": 32, "half": (0.5, 0.8, 0.5)}, 0.01),
    ({"kind": "ellipsoid"}, 0.03),
    ({"kind": "capsule", "half": (0.3, 0.9, 0.3)}, 0.04),
    ({"op": "hollow", "thickness": 0.1}, 0.002),
]


@pytest.mark.parametrize(("fields", "tolerance"), KINDS)
def test_distances_agree_with_the_triangles(fields: dict[str, object], tolerance: float) -> None:
    program = Program("ruin", (msgspec.structs.replace(BLOCK, **fields),))
    mesh = expand(program)
    points = np.random.default_rng(1).uniform((-1.5, -1, -1.5), (1.5, 2, 1.5), (300, 3))
    true = to_triangles(points, mesh.vertices.astype(float)[mesh.triangles])
    found = placed(program).distance(points)
    outside = found > 0
    assert np.abs(found[outside] - true[outside]).max() < tolerance
    assert outside.mean() > 0.5


@given(parts(), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_distances_never_promise_more_room_than_there_is(part: Part, seed: int) -> None:
    if part.material in ("leaves", "needles", "grass", "water", "light") or part.kind == "blob":
        return
    part = msgspec.structs.replace(part, role="wall", array=None, bevel=0.0)
    mesh = expand(Program("ruin", (part,)))
    if not len(mesh.triangles):
        return
    points = np.array(part.centre) + np.random.default_rng(seed).uniform(-2, 2, (60, 3))
    true = to_triangles(points, mesh.vertices.astype(float)[mesh.triangles])
    found = placed(Program("ruin", (part,))).distance(points)
    # corners of round things are drawn a little within, so a bound may promise that little less or more
    slack = 0.02 + 0.08 * max(part.half) * (part.kind in ("cylinder", "capsule", "ellipsoid"))
    if part.kind == "ellipsoid" or (part.kind in ("cylinder", "capsule") and part.half[0] != part.half[2]):
        slack += 0.35 * max(part.half)
    if part.kind in ("cylinder", "capsule", "arch", "ellipsoid"):
        slack += 0.1 * max(part.half)
    assert (np.minimum(found, LIMIT) <= 1.02 * true + slack).all()


def test_a_moved_turned_and_scaled_thing_is_the_same_thing() -> None:
    points = np.random.default_rng(2).uniform(-4, 4, (200, 3))
    plain = placed(cottage()).distance(points, 50.0)
    yaw, scale, place = 0.7, 1.3, np.array([5.0, 2.0, -3.0])
    c, s = np.cos(yaw), np.sin(yaw)
    moved = points @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]).T * scale + place
    other = placed(cottage(), *place, yaw=yaw, scale=scale).distance(moved, 80.0)
    assert np.allclose(other, plain * scale, atol=1e-6)


def test_answers_do_not_depend_on_what_else_is_asked() -> None:
    solids = SolidSet()
    rng = np.random.default_rng(3)
    for _ in range(12):
        solids.add(pack(cottage()), (*rng.uniform(-15, 15, 1), 0, *rng.uniform(-15, 15, 1)), rng.uniform(0, 6), 1.1)
    solids.add(pack(everything()), (0, 0, 0))
    points = rng.uniform((-9, 0, -9), (9, 4, 9), (400, 3))
    whole, things, named = solids.nearest(points)
    order = rng.permutation(400)
    shuffled, thing, part = solids.nearest(points[order])
    assert (shuffled == whole[order]).all() and (thing == things[order]).all() and (part == named[order]).all()
    for i in range(0, 400, 37):
        alone, _, _ = solids.nearest(points[i : i + 1])
        assert alone[0] == whole[i]
    assert whole.max() <= LIMIT


def test_a_grid_answers_as_the_whole_set_does_and_follows_its_doors() -> None:
    solids, random = SolidSet(), np.random.default_rng(8)
    for number in range(6):
        at = (random.uniform(2, 14), random.uniform(-1, 1), random.uniform(2, 14))
        solids.add(pack(cottage()), at, random.uniform(-3, 3), random.uniform(0.8, 1.2))
        solids.add(pack(everything()), (at[0], 0.2, at[2]), number)
    grid = SolidGrid(solids, (0.0, 0.0), 16.0, 1.5)
    points = random.uniform((0, -1, 0), (16, 5, 16), (4000, 3))
    for angle in (0.0, 80.0):
        solids.turn(0, 1, angle)
        felt = np.full(len(points), 1.5)
        grid.lower(points, felt)
        wanted = solids.distance(points, 1.5)
        assert ((felt < 0) == (wanted < 0)).all() and (felt > wanted - 1e-9).all()
        assert np.abs(felt - wanted)[wanted < 0.1].max() < 0.02, "near a surface both say the same"
    outside = np.full(1, 0.7)
    grid.lower(np.array([[-3.0, 0.0, 4.0]]), outside)
    assert outside[0] == 0.7


def test_doors_open_the_way() -> None:
    solids = placed(cottage())
    doorway = np.array([[1.0, 1.7, -2.5]])
    beside = np.array([[1.0, 1.7, -2.1]])
    assert solids.distance(doorway)[0] < 0
    solids.turn(0, 1, -100)
    assert solids.distance(doorway)[0] == pytest.approx(0.42, abs=0.08)
    assert solids.distance(beside)[0] > 0.3
    _, thing, part = solids.nearest(np.array([[0.45, 1.7, -2.0]]))
    assert thing[0] == 0 and cottage().parts[part[0]].role == "door"
    solids.turn(0, 1, 0)
    assert solids.distance(doorway)[0] < 0


def test_a_pose_turns_about_its_pivot() -> None:
    turn = pose(Joint("hinge", (1.0, 0.0, 0.0), "y", 0, 90), 90)
    assert np.allclose(turn[:, :3] @ [1, 0, 0] + turn[:, 3], [1, 0, 0])
    assert np.allclose(turn[:, :3] @ [2, 0, 0] + turn[:, 3], [1, 0, -1])
    assert np.allclose(pose(Joint("slider", (0.0, 0.0, 0.0), "x", 0, 1), 0.5)[:, 3], [0.5, 0, 0])


def test_before_an_opening_there_is_room() -> None:
    solids = placed(cottage())
    solids.turn(0, 1, -100)
    for z in np.arange(-4.0, -1.0, 0.05):
        if -3.6 < z < -2.6:
            continue  # the steps
        assert solids.distance(np.array([[0.95, 1.75, z]]))[0] > 0.33, z


def test_soft_things_stop_nobody() -> None:
    b = Builder("tree_round")
    b.add("cylinder", (0, 1, 0), (0.2, 1, 0.2), "bark", "brown", "trunk")
    b.add("blob", (0, 2.5, 0), (1.2, 1, 1.2), "leaves", "green", "crown")
    solids = placed(b.program())
    assert solids.distance(np.array([[0.0, 2.5, 0.0]]))[0] > 0.3
    assert solids.distance(np.array([[0.0, 1.0, 0.0]]))[0] < 0


def test_of_a_tree_the_trunk_alone_stops_a_body() -> None:
    """Between a trunk and its roots and boughs a body that walks straight on would be caught for good."""
    tree = [
        Part("cylinder", (0.0, 1.0, 0.0), (0.2, 1.0, 0.2), "bark", 1, "trunk"),
        Part("box", (0.6, 0.2, 0.0), (0.4, 0.2, 0.1), "bark", 1, "root"),
        Part("cylinder", (0.0, 1.5, 0.7), (0.1, 0.6, 0.1), "bark", 1, "bough"),
    ]
    assert {piece.part for piece in pieces(Program("tree_round", tuple(tree)))} == {0}


def test_stairs_are_steps() -> None:
    stairs = Program(
        "stairs", (msgspec.structs.replace(BLOCK, kind="stairs", half=(0.5, 0.76, 1.0), centre=(0.0, 0.76, 0.0)),)
    )
    found = [p for p in pieces(stairs)]
    assert len(found) == 8
    tops = [p.centre[1] + p.half[1] for p in found]
    assert np.allclose(np.diff(tops), 0.19, atol=0.01) and tops[-1] == pytest.approx(1.52)
    solids = placed(stairs)
    assert solids.distance(np.array([[0.0, 1.6, 0.95]]))[0] == pytest.approx(0.08, abs=0.01)
    assert solids.distance(np.array([[0.0, 0.3, -0.95]]))[0] > 0.05


def test_walls_are_split_around_openings() -> None:
    program = cottage()
    walls = [p for p in pieces(program) if p.part == 1]
    assert all(not p.cuts for p in walls), "square openings leave blocks"
    probe = np.array([[1.0, 1.6, -2.4], [-1.8, 2.2, -2.35], [0.0, 2.0, -2.4], [2.9, 2.0, 0.0]])
    solids = SolidSet()
    solids.add(pack(program, frozenset({"door", "window", "handle"})), (0, 0, 0))
    inside = solids.distance(probe) < 0
    assert inside.tolist() == [False, False, True, True]
    # together they are as large as the wall that is drawn
    mesh = expand(program)
    a, b, c = mesh.vertices.astype(float)[mesh.triangles[mesh.part == 1]].transpose(1, 0, 2)
    drawn = (a * np.cross(b, c)).sum() / 6
    assert sum(8 * np.prod(p.half) for p in walls) == pytest.approx(drawn, rel=0.02)


def room(door_half: float = 0.5, door_height: float = 1.1, cut: bool = True, leaf: bool = True) -> Program:
    b = Builder("house")
    b.add("box", (0, 1.5, 0), (2.5, 1.5, 2.5), "plaster", "cream", "room", op="hollow")
    if cut:
        b.cut("box", (0, 0.14 + door_height, -2.5), (door_half, door_height, 0.4))
    if leaf:
        hinge = Joint("hinge", (-door_half, 0.2, -2.5), "y", -90, 0)
        b.add(
            "box", (0, 0.14 + door_height, -2.5), (door_half, door_height, 0.04), "planks", "red", "door", joint=hinge
        )
    return b.program()


def test_doors_can_be_walked_through_or_not() -> None:
    assert reachable(cottage()) and reachable(room()) and reachable(room(leaf=False))
    assert len(doorways(room())) == 1 and np.allclose(doorways(room())[0].out, (0, -1))
    assert not reachable(room(cut=False)), "a door on a blind wall"
    assert not reachable(room(door_half=0.3)), "too narrow"
    assert not reachable(room(door_height=0.7)), "too low"
    assert not reachable(Program("house", room(cut=False, leaf=False).parts)), "no door at all"
    assert reachable(Program("well", (BLOCK,))), "what cannot be entered needs none"
    blocked = (*room().parts, msgspec.structs.replace(BLOCK, centre=(0.0, 1.0, -1.7), half=(2.2, 1.0, 0.3)))
    assert not reachable(Program("house", blocked)), "a cupboard behind the door"
    raised = tuple(
        msgspec.structs.replace(
            p,
            centre=(p.centre[0], p.centre[1] + 1.0, p.centre[2]),
            joint=None if p.joint is None else msgspec.structs.replace(p.joint, pivot=(-0.5, 1.2, -2.5)),
        )
        for p in room().parts
    )
    base = msgspec.structs.replace(BLOCK, half=(2.5, 0.5, 2.5))
    assert not reachable(Program("house", (base, *raised))), "a metre up without steps"
    steps = msgspec.structs.replace(BLOCK, kind="stairs", centre=(0.0, 0.5, -3.4), half=(0.8, 0.5, 0.9))
    assert reachable(Program("house", (base, *raised, steps))), "with steps it can be reached"


def test_a_door_s_own_answer() -> None:
    (door,) = doorways(cottage())
    assert passable(cottage(), door)
    assert door.half_width == 0.5 and door.height == pytest.approx(2.2)


def test_what_floats_is_found() -> None:
    assert connected(cottage()) and connected(everything())
    loose = Program("ruin", (BLOCK, msgspec.structs.replace(BLOCK, centre=(0.0, 3.0, 0.0))))
    assert floating(loose) == [1] and not connected(loose)

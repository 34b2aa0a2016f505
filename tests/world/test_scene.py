"""Surroundings: chunks are pure functions of spec, seed and place; drawn is what is felt; doors open and shut."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.parts.attributes import Attributes
from nacre.parts.builder import Builder
from nacre.parts.language import Joint, Program
from nacre.spec import Item, SceneSpec
from nacre.world.atmosphere import Atmosphere
from nacre.world.grid import CHUNK, TICK
from nacre.world.interface import Camera
from nacre.world.layout.generator import Generator
from nacre.world.layout.network import Token
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.renderer import Renderer, Scene
from nacre.world.render.shading.air import air
from nacre.world.scene.assets import Assets
from nacre.world.scene.doors import COLUMNS, D_OPEN, HOLD, SPEED, advance
from nacre.world.scene.ground import LAYERS, height_at, patch
from nacre.world.scene.looks import Wardrobe
from nacre.world.scene.surroundings import RADIUS, Surroundings, around, chunk_of

SPEC = SceneSpec(water="river", items=(Item("house", 6, primary=320), Item("villager", 2), Item("lamp", 4)))


def hut() -> Program:
    """A room of 4 x 3 x 4 m with a door of 1 x 2.1 m at its front that swings inwards."""
    b = Builder("house")
    b.add("box", (0, 1.5, 0), (2.0, 1.5, 2.0), "plaster", "cream", "room", op="hollow", thickness=0.2)
    b.cut("box", (0, 1.25, -2.0), (0.5, 1.05, 0.3))
    b.add("prism", (0, 3.8, 0), (2.4, 0.8, 2.4), "roof_tiles", "red", "roof")
    hinge = Joint("hinge", (-0.5, 0.2, -1.9), "y", 0, -100)
    b.add("box", (0, 1.25, -1.9), (0.5, 1.05, 0.04), "planks", "green", "door", joint=hinge)
    return b.program()


class Handmade:
    """Programs by hand: huts for what can be entered, posts for the rest."""

    def warm(self) -> None:
        """Nothing is compiled."""

    def draw(
        self,
        requests: Sequence[tuple[str, Attributes, int]],
        other: Executor | None = None,
        tell: object = None,
        judge: object = None,
    ) -> list[Program]:
        """See `Programs`."""
        made = []
        for shape, _, _ in requests:
            if shape == "house":
                made.append(hut())
                continue
            b = Builder(shape)
            b.add("cylinder", (0, 1.0, 0), (0.2, 1.3, 0.2), "bark", "brown", "trunk")
            made.append(b.program())
        return made


@pytest.fixture(scope="module")
def generator() -> Generator:
    return Generator.load()


@pytest.fixture(scope="module")
def place(generator: Generator) -> Iterator[Surroundings]:
    with ThreadPoolExecutor(1) as worker:
        made = Surroundings(generator, Assets(Handmade(), MeshPool()), worker, SPEC, 21)
        made.ensure((0, 0))
        yield made
        made.close()


def test_chunks_are_the_same_in_whatever_order_they_are_made(generator: Generator, place: Surroundings) -> None:
    with ThreadPoolExecutor(1) as worker:
        other = Surroundings(generator, Assets(Handmade(), MeshPool()), worker, SPEC, 21)
        other.ensure((5, 1))
        other.prefetch(2.9 * CHUNK, 1.0, -4.0, 0.0)
        other.ensure((0, 0))
        assert sorted(other.chunks) == sorted(around((0, 0), RADIUS))
        for chunk, furnished in place.chunks.items():
            again = other.chunks[chunk]
            assert np.array_equal(again.ground.height, furnished.ground.height)
            assert np.array_equal(again.ground.weights, furnished.ground.weights)
            assert [(t.x, t.y, t.z, t.asset.look) for t in again.things] == [
                (t.x, t.y, t.z, t.asset.look) for t in furnished.things
            ]
        assert np.array_equal(place.still.transform, other.still.transform)
        assert np.array_equal(place.still.tint, other.still.tint)
        other.close()


def test_neighbouring_chunks_join(place: Surroundings) -> None:
    for chunk in around((0, 0), RADIUS - 1):
        here, east = place.chunks[chunk].ground, place.chunks[chunk[0] + 1, chunk[1]].ground
        south = place.chunks[chunk[0], chunk[1] + 1].ground
        assert np.abs(here.height[1:-1, -2] - east.height[1:-1, 1]).max() < 2e-3
        assert np.abs(here.height[-2, 1:-1] - south.height[1, 1:-1]).max() < 2e-3
        assert (here.weights.sum(-1, dtype=int) == 255).all() and here.weights.shape[-1] == len(LAYERS)


def test_what_is_built_stands_on_level_ground(place: Surroundings) -> None:
    houses = [t for c in place.chunks.values() for t in c.things if t.token.shape == "house" and t.y > 0.5]
    assert len(houses) >= 3
    for house in houses:
        for angle in np.arange(8) * math.pi / 4:
            x, z = house.x + 1.6 * math.cos(angle), house.z + 1.6 * math.sin(angle)
            assert abs(place.ground_height(x, z) - house.y) < 0.35


def test_grass_is_worn_where_one_walks_about_a_house_and_grows_farther_off() -> None:
    spec, raw = SceneSpec(water="none"), np.zeros((6, 72, 72), np.float32)
    raw[0], raw[1:4] = 2.0, 0.4
    house = (CHUNK / 2, CHUNK / 2, 5.0, 2.0)
    shares = patch(spec, (0, 0), raw, [house]).weights / 255.0
    at = np.arange(shares.shape[0]) * (CHUNK / (shares.shape[0] - 1)) - CHUNK / 2
    away = np.hypot(at[:, None], at[None, :])
    path, grass = (shares[..., LAYERS.index(name)] for name in ("path", "grass"))
    assert path[(away > 4.5) & (away < 5.5)].mean() > 0.4
    assert (grass[away > 10.0] == 1.0).all() and (patch(spec, (0, 0), raw, []).weights[..., 0] == 255).all()


def test_depth_of_the_picture_is_distance_to_what_is_felt(place: Surroundings) -> None:
    renderer = Renderer(96, 54)
    checked = 0
    for yaw in (0.0, 1.3, 2.9, 4.4):
        x, z = 3.0, 14.0
        y = place.stand(x, z) + 1.7
        camera = Camera((x, y, z), yaw, -0.15, 1.13)
        scene = Scene(place._assets.pool, place.still, air(Atmosphere(12.0)), version=(id(place), place.version))
        depth = renderer.render(scene, camera).depth
        focal = 54 / 2 / math.tan(camera.fov / 2)
        rows, columns = np.mgrid[0:54, 0:96]
        across, up = (columns + 0.5 - 48) / focal, (27 - rows - 0.5) / focal
        sin, cos, tilt, level = math.sin(yaw), math.cos(yaw), math.sin(camera.pitch), math.cos(camera.pitch)
        ahead, right = np.array([-sin * level, tilt, -cos * level]), np.array([cos, 0.0, -sin])
        rays = ahead + across[..., None] * right + up[..., None] * np.cross(right, ahead)
        points = np.array(camera.position) + rays * depth[..., None]
        near = (depth > 0) & (depth < 25)
        felt = place.distance(points[near])
        checked += int(near.sum())
        # tufts and crowns are seen and not felt; everything else lies on a surface
        assert np.median(np.abs(felt)) < 0.03
    assert checked > 2000


def test_doors_open_before_whoever_walks_against_them_and_shut_behind(place: Surroundings) -> None:
    thing = next(t for t in place.with_doors if chunk_of(t.x, t.z) in set(around((0, 0), 1)))
    sin, cos = math.sin(thing.token.yaw), math.cos(thing.token.yaw)
    size = thing.token.size
    front = np.array([[thing.x - sin * 3.0 * size, thing.y, thing.z - cos * 3.0 * size]])
    leaf = np.array([[thing.x - sin * 1.9 * size, thing.y + 1.0 * size, thing.z - cos * 1.9 * size]])
    assert place.distance(leaf)[0] < 0.0
    rows, seconds = np.zeros((0, COLUMNS)), 0.0
    while seconds < 1.0:
        rows = advance(rows, [thing], front)
        place.swing(rows)
        seconds += TICK
    assert len(rows) == 1 and rows[0, D_OPEN] == 1.0
    assert place.distance(leaf)[0] > 0.2 * size
    away = front + 50.0
    for _ in range(round((HOLD + 1 / SPEED) / TICK) + 2):
        rows = advance(rows, [thing], away)
        place.swing(rows)
    assert len(rows) == 0
    assert place.distance(leaf)[0] < 0.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-6, 6), st.floats(-6, 6), st.integers(1, 30)), min_size=1, max_size=6))
def test_doors_never_leave_their_swing_and_always_shut(
    place: Surroundings, walk: list[tuple[float, float, int]]
) -> None:
    thing = place.with_doors[0]
    rows = np.zeros((0, COLUMNS))
    for x, z, ticks in walk:
        for _ in range(ticks):
            rows = advance(rows, [thing], np.array([[thing.x + x, thing.y, thing.z + z]]))
            assert ((rows[:, D_OPEN] >= 0) & (rows[:, D_OPEN] <= 1)).all()
    for _ in range(60):
        rows = advance(rows, [thing], np.array([[thing.x + 90.0, thing.y, thing.z]]))
    assert len(rows) == 0


def test_wishes_go_to_the_things_that_were_asked_for() -> None:
    spec = SceneSpec(
        items=(Item("horse", 1, primary=0), Item("horse", 1, primary=511), Item("house", 2, primary=448)),
        looks=(Item("house", 1, secondary=56),),
    )
    wardrobe = Wardrobe(spec, 4)
    horse, house = Token("horse", 0, 0, 0, 0, 1, 3, False), Token("house", 0, 0, 0, 0, 1, 3, False)
    assert [wardrobe.of(horse, rank).attributes.primary for rank in (0, 1, 2)] == [0, 511, None]
    assert wardrobe.of(house, 1).attributes.primary == 448
    assert wardrobe.of(house, None).attributes.secondary == 56
    assert wardrobe.of(house, 0) == wardrobe.of(house, 0) != Wardrobe(spec, 5).of(house, 0)


def test_height_between_corners_is_the_meshes(place: Surroundings) -> None:
    height = place.chunks[0, 0].ground.height
    for x, z in ((0.0, 0.0), (7.25, 3.5), (31.9, 31.9)):
        assert abs(height_at(height, x, z) - place.ground_height(x, z)) < 1e-3

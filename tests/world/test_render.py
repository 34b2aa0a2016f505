"""The Real-Time Renderer for parts: visibility, depth, shadows, edges, and equal bits for any number of threads."""

from __future__ import annotations

import math
from itertools import pairwise

import numba
import numpy as np
import pytest

from nacre.world.atmosphere import Atmosphere
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.interface import Camera
from nacre.world.render.batch import FARTHEST, NOWHERE, NativeRenderer, half_depth
from nacre.world.render.instances import Instances, placed
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.preview import box_mesh
from nacre.world.render.renderer import Renderer, Scene
from nacre.world.render.shading.air import SUN, air
from nacre.world.render.shading.ground import GROUND_LEVELS, make_ground_mesh
from nacre.world.render.shadows import stepped
from nacre.world.render.view import camera_view
from nacre.world.render.visibility import Visibility

AHEAD = Camera((0.0, 1.7, 0.0), 0.0, 0.0)


def quad(points: list[tuple[float, float, float]]) -> ShapeMesh:
    """Two triangles, counter-clockwise seen from outside."""
    v = np.array(points, np.float32)
    normal = np.cross(v[1] - v[0], v[2] - v[0])
    normal /= np.linalg.norm(normal)
    return ShapeMesh(
        v, np.tile(normal, (4, 1)).astype(np.float32), v[:, :2].copy(), np.full(4, 255, np.uint8),
        np.array([[0, 1, 2], [0, 2, 3]], np.int32), np.zeros(2, np.uint8), np.full((2, 3), 180, np.uint8),
        np.zeros(2, np.uint8), np.zeros(2, np.uint16), np.zeros(2, np.uint8),
    )  # fmt: skip


def village(count: int = 60) -> tuple[MeshPool, Instances]:
    pool = MeshPool()
    boxes = [pool.add(box_mesh((-1, 0, -1), (1, 1 + k % 3, 1), "brick", (150, 60 + 20 * k, 50))) for k in range(5)]
    heights = np.zeros((65, 65), np.float32)
    weights = np.zeros((65, 65, 7), np.uint8)
    weights[..., 0] = 255
    floor = pool.add(make_ground_mesh(heights, weights, np.full((65, 65, 3), 120, np.uint8)), GROUND_LEVELS)
    random = np.random.default_rng(3)
    meshes = [boxes[k % 5] for k in range(count)] + [floor] * 16
    places = [placed(*random.uniform((-30, -0.3, -40), (30, 0.1, 5)), random.uniform(0, 6)) for _ in range(count)]
    places += [placed(32.0 * i, 0, 32.0 * j) for i in range(-2, 2) for j in range(-2, 2)]
    return pool, Instances.of(meshes, places, entities=[1 + k % 200 for k in range(len(meshes))])


@pytest.mark.parametrize("size", [(320, 180), (200, 77)])
def test_pictures_are_equal_for_any_number_of_threads(size: tuple[int, int]) -> None:
    pool, things = village()
    lamps = np.array([[2, 2, -6, 3, 2, 1, 9], [-4, 1, -9, 1, 2, 3, 7]], np.float32)
    scene = Scene(pool, things, air(Atmosphere(20.5)), lamps=lamps)
    before = numba.get_num_threads()
    pictures, slots = [], []
    try:
        for threads in (1, numba.config.NUMBA_NUM_THREADS):
            numba.set_num_threads(threads)
            renderer = Renderer(*size)
            pictures.append(renderer.render(scene, AHEAD))
            slots.append(renderer.visibility.slots.copy())
    finally:
        numba.set_num_threads(before)
    one, other = pictures
    assert (slots[0] == slots[1]).all() and len(np.unique(slots[0])) > 100
    assert (one.rgb == other.rgb).all() and (one.depth == other.depth).all() and (one.entity == other.entity).all()


def test_depth_of_a_wall_is_exact_and_entities_are_named() -> None:
    pool = MeshPool()
    wall = pool.add(quad([(-50, -50, -8), (50, -50, -8), (50, 50, -8), (-50, 50, -8)]))
    near = pool.add(quad([(-1, 0.7, -3), (1, 0.7, -3), (1, 2.7, -3), (-1, 2.7, -3)]))
    picture = Renderer(160, 90).render(
        Scene(pool, Instances.of([wall, near], [placed(0, 0, 0)] * 2, entities=[7, 9]), air(Atmosphere(12))), AHEAD
    )
    focal = 45 / math.tan(AHEAD.fov / 2)
    middle = np.abs(np.arange(160) + 0.5 - 80) < focal / 3 - 1
    assert np.allclose(picture.depth[45, middle], 3, rtol=1e-5)
    assert (picture.entity[45, middle] == 9).all()
    assert np.allclose(picture.depth[:, :20], 8, rtol=1e-5) and (picture.entity[:, :20] == 7).all()


def test_pixels_of_a_known_square_are_counted_exactly() -> None:
    pool = MeshPool()
    square = pool.add(quad([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]))
    seen = Visibility(128, 128)
    camera = Camera((0.0, 0.0, 4.0), 0.0, 0.0, 2 * math.atan(1.0))  # focal 64: the square covers 32 x 32 pixels
    seen.draw(pool, Instances.of([square], [placed(0, 0, 0)]), camera_view(camera, 128, 128))
    assert (seen.slots >= 0).sum() == 32 * 32
    assert (seen.slots[48:80, 48:80] >= 0).all()


def test_a_floor_under_the_eye_is_cut_at_the_near_plane_not_dropped() -> None:
    pool = MeshPool()
    floor = pool.add(quad([(-500, 0, 500), (500, 0, 500), (500, 0, -500), (-500, 0, -500)]))
    camera = Camera((3.0, 1.5, -7.0), 0.7, -0.4)
    seen = Visibility(200, 120)
    view = camera_view(camera, 200, 120)
    seen.draw(pool, Instances.of([floor], [placed(0, 0, 0)]), view)
    inverse = np.linalg.inv(np.array([row[:3] for row in view.rows]))
    y, x = np.mgrid[0:120, 0:200] + 0.5
    rays = np.stack([x, y, np.ones_like(x)], -1) @ inverse.T  # 1 m along the view axis
    expected = np.where(rays[..., 1] < 0, -1.5 / rays[..., 1], np.inf)
    sure = (expected < 300) & (expected > 0)
    depth, _ = seen.read_out()
    assert sure.sum() > 10_000
    assert np.abs(depth[sure] / expected[sure] - 1).max() < 1e-3
    assert (seen.slots[expected == np.inf] < 0).all()


def test_a_wall_that_touches_the_eye_fills_the_picture() -> None:
    pool = MeshPool()
    wall = pool.add(quad([(-20, -5, -0.05), (20, -5, -0.05), (20, 15, -0.05), (-20, 15, -0.05)]))
    seen = Visibility(64, 36)
    seen.draw(pool, Instances.of([wall], [placed(0, 0, 0)]), camera_view(AHEAD, 64, 36))
    assert (seen.slots >= 0).all()
    aslant = Camera((0.0, 1.7, 0.0), 1.2, 0.0)  # along the wall: it reaches behind the eye
    seen.draw(pool, Instances.of([wall], [placed(0, 0, 0)]), camera_view(aslant, 64, 36))
    assert (seen.slots[:, 63] >= 0).all()


def test_backs_are_not_drawn() -> None:
    pool = MeshPool()
    away = pool.add(quad([(1, 0, -3), (-1, 0, -3), (-1, 3, -3), (1, 3, -3)]))
    seen = Visibility(64, 36)
    seen.draw(pool, Instances.of([away], [placed(0, 0, 0)]), camera_view(AHEAD, 64, 36))
    assert (seen.slots < 0).all()


def test_no_pinholes_between_triangles_that_share_edges() -> None:
    heights = np.random.default_rng(1).uniform(0, 0.4, (65, 65)).astype(np.float32)
    weights = np.zeros((65, 65, 7), np.uint8)
    weights[..., 4] = 255
    pool = MeshPool()
    ground = pool.add(make_ground_mesh(heights, weights, np.full((65, 65, 3), 90, np.uint8))[0])
    seen = Visibility(640, 360)
    for k in range(6):
        camera = Camera((16 + k * 0.37, 7.0, 16.1), 0.5 * k, -1.2)
        seen.draw(pool, Instances.of([ground], [placed(0, 0, 0)]), camera_view(camera, 640, 360))
        assert (seen.slots >= 0).all()


def test_of_two_equal_triangles_the_lower_id_is_seen() -> None:
    pool = MeshPool()
    wall = pool.add(quad([(-9, -9, -4), (9, -9, -4), (9, 9, -4), (-9, 9, -4)]))
    things = Instances.of([wall, wall], [placed(0, 0, 0)] * 2, entities=[5, 6])
    seen = Visibility(64, 36)
    seen.draw(pool, things, camera_view(AHEAD, 64, 36))
    assert (seen.read_out()[1] == 5).all()


def test_groups_move_by_their_poses() -> None:
    pool = MeshPool()
    body, leaf = (
        box_mesh((-4, -1, -6), (-2, 3, -5), "stone", (99, 99, 99)),
        box_mesh((-1, 0, -5.1), (1, 3, -5), "planks", (99, 60, 30)),
    )
    both = ShapeMesh(
        *(np.concatenate([getattr(body, n), getattr(leaf, n)]) for n in ("vertices", "normals", "uv", "sky")),
        np.concatenate([body.triangles, leaf.triangles + 24]),
        *(np.concatenate([getattr(body, n), getattr(leaf, n)]) for n in ("material", "colour", "emission", "part")),
        np.repeat([0, 1], 12).astype(np.uint8),
    )
    mesh = pool.add(both)
    shut = Instances.of([mesh], [placed(0, 0, 0)])
    turned = placed(0, 0, 0, math.pi / 2).copy()
    turned[:, 3] = np.array([-1, 0, -5]) - turned[:, :3] @ np.array([-1, 0, -5])  # about the leaf's left edge
    opened = Instances(*(getattr(shut, n) for n in ("mesh", "transform", "tint", "entity", "flags")),
                       np.zeros(1, np.int32), turned[None])  # fmt: skip
    seen, view = Visibility(160, 90), camera_view(AHEAD, 160, 90)
    seen.draw(pool, shut, view)
    before = seen.slots >= 0
    seen.draw(pool, opened, view)
    after = seen.slots >= 0
    assert before[45, 80] and not after[45, 80]  # the doorway is free
    assert after[:, 30:40].any() and (before[:, 30:38] == after[:, 30:38]).all()  # the body has not moved


def test_shadow_of_a_slab_lies_where_the_sun_puts_it() -> None:
    pool = MeshPool()
    floor = pool.add(quad([(-60, 0, 60), (60, 0, 60), (60, 0, -60), (-60, 0, -60)]))
    slab = pool.add(box_mesh((-1, 3.0, -1), (1, 3.1, 1), "stone", (120, 120, 120)))
    light = air(Atmosphere(12), water=False)
    sun = np.array([1.0, 1.0, 0.0]) / math.sqrt(2)
    light[SUN : SUN + 3] = sun
    things = Instances.of([floor, slab], [placed(0, 0, 0)] * 2)
    above = Camera((-3.0, 14.0, 0.0), 0.0, -math.pi / 2, 2 * math.atan(6 / 14))  # 12 m of floor, 1/12 m a pixel
    rgb = Renderer(144, 144).render(Scene(pool, things, light), above).rgb.astype(int)
    bright = rgb[:, :, 0]
    lit = bright[5:20].mean()
    # from the sun at 45 degrees the slab's shadow lies 3.0 to 3.1 m to -x: x from -4.1 to -2.0, seen right of centre
    x = (np.arange(144) + 0.5) / 12 - 6 - 3
    z = (np.arange(144) + 0.5) / 12 - 6
    dark = bright < 0.8 * lit
    inside = ((x > -3.9) & (x < -2.2))[None] & (np.abs(z) < 0.8)[:, None]
    outside = (((x < -4.4) | (x > -1.7)) & (x < -1.5))[None] | ((np.abs(z) > 1.35)[:, None] & (x < -1.5)[None])
    assert dark[inside].mean() > 0.99
    assert dark[outside].mean() < 0.01


def test_shadow_maps_are_kept_until_something_changes() -> None:
    pool, things = village(10)
    renderer = Renderer(64, 36)
    scene = Scene(pool, things, air(Atmosphere(12)), version=1)
    renderer.render(scene, AHEAD)
    drawn = renderer.shadows.drawn
    renderer.render(scene, Camera((0.1, 1.7, 0.1), 1.0, 0.1))
    assert renderer.shadows.drawn == drawn
    scene.version = 2  # something changed, but nothing that any map shows
    renderer.render(scene, AHEAD)
    assert renderer.shadows.drawn == drawn


@pytest.mark.parametrize(("place", "maps"), [(2.0, 3), (40.0, 2), (150.0, 1), (900.0, 0)])
def test_only_the_shadow_maps_that_show_a_change_are_drawn_anew(place: float, maps: int) -> None:
    pool, things = village(10)
    renderer = Renderer(64, 36)
    sun = air(Atmosphere(12))
    renderer.render(Scene(pool, things, sun, version=1), AHEAD)
    drawn = renderer.shadows.drawn
    box = Instances.of([pool.add(box_mesh((0, 1, 0), (1, 1, 1), "stone", (9, 9, 9)))], [placed(place, 0.0, 0.0)])
    changed = Scene(pool, Instances.joined([things, box]), sun, version=2)
    picture = renderer.render(changed, AHEAD)
    assert renderer.shadows.drawn - drawn == maps
    assert picture.rgb.tobytes() == Renderer(64, 36).render(changed, AHEAD).rgb.tobytes()


def test_viewers_who_take_turns_keep_their_shadow_maps() -> None:
    pool, things = village(10)
    native = NativeRenderer()
    scenes = [Scene(pool, things, air(Atmosphere(hour)), version=hour) for hour in (9, 15)]
    worlds = [object(), object()]

    def turn(number: int) -> bytes:
        asked = native.submit([scenes[number]], [AHEAD], [(worlds[number], 0)], (64, 36))
        return native.collect(asked)[0].rgb.tobytes()

    first = [turn(0), turn(1)]
    maps = list(native._shadows.values())
    drawn = [shadows.drawn for shadows in maps]
    assert first[0] != first[1] and [turn(0), turn(1)] == first
    assert [shadows.drawn for shadows in maps] == drawn
    native.leave(worlds[0])
    assert list(native._shadows.values()) == maps[1:]


def test_a_freed_mesh_leaves_room_for_the_next() -> None:
    pool = MeshPool()
    meshes = [pool.add(box_mesh((0, 0, 0), (1, 1, 1), "stone", (1, 2, 3))) for _ in range(50)]
    size = pool.triangles
    for mesh in meshes[10:40]:
        pool.free(mesh)
    again = [pool.add(box_mesh((0, 0, 0), (2, 1, 1), "stone", (1, 2, 3))) for _ in range(30)]
    assert pool.triangles == size and sorted(again) == meshes[10:40]


def test_a_damaged_mesh_is_refused() -> None:
    good = box_mesh((0, 0, 0), (1, 1, 1), "stone", (1, 2, 3))
    pool = MeshPool()
    for change in ({"vertices": good.vertices * np.nan}, {"triangles": good.triangles + 100},
                   {"triangles": good.triangles[:0]}):  # fmt: skip
        with pytest.raises(ValueError):
            pool.add(ShapeMesh(**{**good.__dict__, **change}))
    with pytest.raises(ValueError):
        pool.add([])


def supersampled(
    pool: MeshPool, things: Instances, light: np.ndarray, camera: Camera, size: tuple[int, int]
) -> np.ndarray:
    """What `edges` stands in for: four times as many pixels each way, without resolving, averaged."""
    renderer = Renderer(4 * size[0], 4 * size[1])
    renderer.clean_edges = False
    large = renderer.render(Scene(pool, things, light), camera).rgb.astype(float)
    return large.reshape(size[1], 4, size[0], 4, 3).mean((1, 3))


def test_edges_come_close_to_sixteen_samples() -> None:
    pool, things = village()
    light = air(Atmosphere(15), water=False)
    size = (320, 180)
    renderer = Renderer(*size)
    picture = renderer.render(Scene(pool, things, light), AHEAD).rgb.astype(float)
    want = supersampled(pool, things, light, AHEAD, size)
    renderer.clean_edges = False
    plain = renderer.render(Scene(pool, things, light), AHEAD).rgb.astype(float)
    edge = np.abs(picture - plain).max(-1) > 0
    assert edge.sum() > 1000
    rough = (np.abs(picture - want).max(-1) > 8)[edge].mean()
    before = (np.abs(plain - want).max(-1) > 8)[edge].mean()
    assert rough <= 0.10 < 0.5 < before


def test_the_cascades_follow_the_sun_one_after_another() -> None:
    suns = [Atmosphere(10 + quarter / 240).sun() for quarter in range(480)]
    directions = [[stepped(sun, cascade).tobytes() for cascade in range(3)] for sun in suns]
    changes = [sum(a != b for a, b in zip(x, y, strict=True)) for x, y in pairwise(directions)]
    assert max(changes) <= 2 and sum(c > 1 for c in changes) < 0.1 * sum(c == 1 for c in changes)
    for cascade in range(3):
        assert min(float(stepped(sun, cascade) @ sun) for sun in suns) > math.cos(math.radians(0.6))


def test_what_a_wall_hides_changes_no_bit() -> None:
    """Triangles that nearer ones hide are passed over in a tile; drawn or not, the picture is that of the wall."""
    pool, things = village()
    wall = pool.add(box_mesh((-40, -5, -0.2), (40, 20, 0.2), "brick", (150, 60, 50)))
    front = placed(0.0, 0.0, -2.0)
    alone, all_ = Visibility(320, 180), Visibility(320, 180)
    view = camera_view(AHEAD, 320, 180)
    alone.draw(pool, Instances.of([wall], [front]), view)
    behind = [n for n in range(len(things)) if things.transform[n][2, 3] < -4.0]
    assert len(behind) > 30
    meshes = [int(things.mesh[n]) for n in behind]
    all_.draw(pool, Instances.of([*meshes, wall], [*(things.transform[n] for n in behind), front]), view)
    assert (alone.nearness == all_.nearness).all() and (alone.nearness > 0).all()


def test_depth_as_half_floats_is_what_numpy_rounds_to() -> None:
    random = np.random.default_rng(5)
    depth = np.exp(random.uniform(math.log(0.05), math.log(9e4), (90, 160))).astype(np.float32)
    depth[:9] = 0.0
    wanted = np.where(depth > 0, np.minimum(depth, FARTHEST), np.float32(NOWHERE)).astype(np.float16)
    assert (half_depth(depth) == wanted).all()

"""Composition and the G-buffer: seams, order, geometry that can be computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from nacre.teacher.shapes import shape_volume
from nacre.vocabulary import EXTENT
from nacre.world.atmosphere import Atmosphere
from nacre.world.grid import VIEW
from nacre.world.interface import Camera
from nacre.world.voxels.compose import Placement, compose_chunk, reaches
from nacre.world.voxels.march import CHANNELS, march, rays
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.volumes import PackedVolume
from nacre.world.voxels.window import Window

SUN = np.array([0.0, 0.8, 0.6], np.float32)


def flat_ground(height: float) -> NDArray[np.float32]:
    ground = np.zeros((6, 72, 72), np.float32)
    ground[0] = height
    ground[1:4] = np.array([0.2, 0.6, 0.3], np.float32)[:, None, None]
    ground[5] = float(height < 0)
    return ground


def placement(x: float, z: float, shape: str = "house", yaw: float = 0.4) -> Placement:
    return Placement(PackedVolume.of(shape_volume(shape, 3, False)), EXTENT[shape], x, 1.0, z, yaw)


@pytest.fixture(scope="module")
def window() -> Window:
    """Flat land at 1 m with a house near the origin, and water in the row of chunks at z = -32."""
    house = placement(3.0, -2.0)
    made = Window()
    for chunk in made.missing((0, 0)):
        ground = flat_ground(-1.0 if chunk[1] == -2 else 1.0)
        made.put(*chunk, compose_chunk(*chunk, ground, [house] if reaches(house, *chunk) else []))
    return made


def test_composition_does_not_depend_on_order() -> None:
    things = [placement(5, 6), placement(12, 9, "tree_round"), placement(9, 4, "lamp")]
    one = compose_chunk(0, 0, flat_ground(1.0), things)
    two = compose_chunk(0, 0, flat_ground(1.0), things[::-1])
    for name in ("distance", "colour", "glow", "water", "height"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name


def test_a_house_on_a_border_is_whole(window: Window) -> None:
    """The house at x = 3, z = -2 spans chunks: sampling across x = 0 and z = 0 shows no jump."""
    line = np.linspace(-6, 10, 400)
    for points in (
        np.stack([line, np.full(400, 2.5), np.full(400, -3.0)], 1),
        np.stack([np.full(400, 2.0), np.full(400, 2.5), line - 4], 1),
    ):
        distance = window.sample_distance(points)
        assert distance.min() < -0.2, "the line crosses the house"
        assert np.abs(np.diff(distance)).max() < 2.0 * (line[1] - line[0]) + 0.02


def test_distance_never_oversteps(window: Window) -> None:
    """Moving by the distance in any direction never ends inside something: what sphere tracing relies on."""
    random = np.random.default_rng(0)
    points = random.uniform([-20, 1.5, -20], [20, 12, 20], (4000, 3))
    distance = window.sample_distance(points)
    way = random.normal(size=(4000, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    outside = distance > 0.3
    after = window.sample_distance(points[outside] + way[outside] * (0.9 * distance[outside, None]))
    assert np.quantile(after, 0.002) > -0.25
    assert after.mean() > 0.3


def test_rays_are_a_pinhole() -> None:
    camera = Camera((0, 0, 0), math.pi / 2, 0.0, 1.0)
    field = rays(camera, 5, 3)
    np.testing.assert_allclose(field[1, 2], [-1, 0, 0], atol=1e-6)  # yaw 90 degrees left of -Z is -X
    assert field[0, 2, 1] > 0 > field[2, 2, 1]
    assert field[1, 4, 2] < 0, "to the right of -X is -Z"
    top = rays(Camera((0, 0, 0), 0.0, 0.0, 1.0), 101, 101)[0, 50]
    assert math.isclose(math.atan2(top[1], -top[2]), 0.5, abs_tol=0.01), "fov is vertical"


def test_depth_of_flat_ground_is_exact(window: Window) -> None:
    camera = Camera((-20.0, 3.0, 20.0), 1.0, -0.5)
    g = march(window, [], camera, SUN, 64, 36)
    assert g.shape == (36, 64, CHANNELS)
    expected = (1.0 - 3.0) / g[..., 15]
    seen = (g[..., 1] > 0) & (expected > 0) & (expected < 30) & (np.abs(g[..., 3] - 1) < 0.02)
    assert seen.mean() > 0.5
    assert np.median(np.abs(g[..., 0] - expected)[seen]) < 0.02
    np.testing.assert_allclose(g[..., 19][seen].mean(), 1.0, atol=0.05)


def test_water_is_a_level_mirror(window: Window) -> None:
    g = march(window, [], Camera((0.0, 2.5, -30.0), 0.0, -0.2), SUN, 64, 36)
    wet = g[..., 13] > 0
    assert wet.mean() > 0.2
    np.testing.assert_allclose(g[..., 19][wet], 0.0, atol=1e-3)
    assert g[..., 3][wet].min() > 0.99


def test_the_house_shades_and_the_sky_is_free(window: Window) -> None:
    g = march(window, [], Camera((3.0, 6.0, 16.0), 0.0, -0.1), np.array([0.0, 0.55, -0.83], np.float32), 96, 54)
    ground = (g[..., 1] > 0) & (g[..., 3] > 0.98)
    assert (g[..., 5][ground] < 0.05).mean() > 0.02, "the house, lit from behind, throws a shadow towards us"
    sky = g[..., 1] == 0
    assert sky.any()
    assert (g[..., 0][sky] == VIEW).all()


def test_a_character_is_seen_where_it_stands(window: Window) -> None:
    volume = shape_volume("villager", 1, False, 0.0)
    posed = Posed(volume, volume, 0.0, EXTENT["villager"], -10.0, 1.0, 10.0, 0.0, 7)
    g = march(window, [posed], Camera((-10.0, 2.0, 14.0), 0.0, -0.05), SUN, 96, 54)
    seen = g[..., 18] == 8
    assert 0.01 < seen.mean() < 0.3
    assert abs(np.median(g[..., 0][seen]) - 4.0) < 0.6
    rows, columns = np.nonzero(seen)
    assert abs(columns.mean() - 48) < 6 and rows.size


def test_march_repeats_bit_for_bit(window: Window) -> None:
    camera = Camera((8.0, 3.0, 12.0), 0.5, -0.1)
    assert np.array_equal(march(window, [], camera, SUN, 80, 45), march(window, [], camera, SUN, 80, 45))


@pytest.mark.parametrize("hours", np.linspace(0, 24, 25))
def test_the_light_stays_above_the_horizon(hours: float) -> None:
    air = Atmosphere(float(hours), "rain", 0.3, "spooky")
    sun = air.sun()
    assert math.isclose(float(np.linalg.norm(sun)), 1.0, abs_tol=1e-5)
    assert sun[1] > 0.2
    assert air.vector().shape == (16,)
    assert (air.night > 0.9) == (hours < 4.2 or hours > 19.8) or 3 < hours < 6 or 18 < hours < 21

"""The torch tracer against the numba kernel: the two must see the same world."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nacre.teacher.shapes import shape_volume
from nacre.vocabulary import EXTENT
from nacre.world.grid import CHUNK, VIEW
from nacre.world.interface import Camera
from nacre.world.voxels.compose import Placement, compose_chunk, reaches
from nacre.world.voxels.fetch_torch import solid
from nacre.world.voxels.march import march
from nacre.world.voxels.pages_torch import Pages, TorchMarch
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.sky_torch import interpolate, lattice
from nacre.world.voxels.surface import noise as numba_noise
from nacre.world.voxels.volumes import PackedVolume
from nacre.world.voxels.window import Window

SUN = np.array([0.48, 0.6, 0.64], np.float32)
# far from the origin and on both sides of an axis, where float32 and the torus are put to the test
CENTRE = (157, -1)


def hills(x: np.ndarray, z: np.ndarray) -> np.ndarray:
    return 1.4 + 1.6 * np.sin(x / 9) * np.cos(z / 11) - 2.5 * np.exp(-(((z + 4) / 4) ** 2))


@pytest.fixture(scope="module")
def window() -> Window:
    """Hills along a river, with a few buildings and trees."""
    x0, z0 = CENTRE[0] * CHUNK, CENTRE[1] * CHUNK
    random = np.random.default_rng(7)
    placed = []
    for shape in ("house", "tree_round", "lamp", "house", "tree_cone", "rock", "well"):
        x, z = x0 + random.uniform(-12, 44), z0 + random.uniform(-12, 44)
        height = float(max(hills(x, z), 0.1))
        volume = PackedVolume.of(shape_volume(shape, 4, False))
        placed.append(Placement(volume, EXTENT[shape], x, height, z, random.uniform(0, 6)))
    made = Window()
    steps = (np.arange(72) - 4 + 0.5) * 0.5
    for chunk in made.missing(CENTRE):
        z, x = np.meshgrid(chunk[1] * CHUNK + steps, chunk[0] * CHUNK + steps, indexing="ij")
        ground = np.zeros((6, 72, 72), np.float32)
        ground[0] = hills(x, z)
        ground[1], ground[2], ground[3] = 0.5 + 0.4 * np.sin(x), 0.6, 0.5 + 0.3 * np.cos(z)
        ground[5] = ground[0] < 0
        made.put(*chunk, compose_chunk(*chunk, ground, [p for p in placed if reaches(p, *chunk)]))
    return made


@pytest.fixture(scope="module")
def tracer(window: Window) -> TorchMarch:
    return TorchMarch(window)


def cameras(count: int) -> list[Camera]:
    random = np.random.default_rng(3)
    found = []
    for _ in range(count):
        x, z = CENTRE[0] * CHUNK + random.uniform(0, 32), CENTRE[1] * CHUNK + random.uniform(0, 32)
        y = max(float(hills(x, z)), 0.0) + random.uniform(1.5, 9)
        found.append(Camera((x, y, z), random.uniform(-3, 3), random.uniform(-0.4, 0.1), 1.1))
    return found


def people() -> list[Posed]:
    shapes = ("villager", "sheep", "dragon")
    out = []
    for slot, shape in enumerate(shapes):
        x, z = CENTRE[0] * CHUNK + 10 + 5 * slot, CENTRE[1] * CHUNK + 12 + 3 * slot
        y = max(float(hills(x, z)), 0.0) + (5.0 if shape == "dragon" else 0.0)
        a, b = shape_volume(shape, 2, False, 0.25), shape_volume(shape, 2, False, 0.375)
        out.append(Posed(a, b, 0.3, EXTENT[shape], x, y, z, 0.7 * slot, 4 + slot))
    return out


@pytest.mark.parametrize("crowd", [False, True])
def test_both_tracers_agree(window: Window, tracer: TorchMarch, crowd: bool) -> None:
    posed = people() if crowd else []
    met = 0
    for camera in cameras(4):
        one = march(window, posed, camera, SUN, 64, 36, 0.3)
        with torch.inference_mode():
            two = tracer.picture(window, posed, camera, SUN, 64, 36, 0.3).numpy()
        hit = (one[..., 1] > 0) & (two[..., 1] > 0)
        assert (one[..., 1] == two[..., 1]).mean() > 0.98
        assert hit.mean() > 0.2
        assert np.median(np.abs(one[..., 0] - two[..., 0])[hit]) < 0.02
        assert (one[..., 18] == two[..., 18]).mean() > 0.995
        met += int((one[..., 18] > 0).sum())
        # every other channel too, but for pixels on an edge
        off = np.abs(one - two).max(-1) if not hit.all() else np.abs(one - two)[hit].max(-1)
        assert np.quantile(off, 0.9) < 0.03, [float(np.quantile(np.abs(one - two)[..., c], 0.9)) for c in range(20)]
    assert met > 0 or not crowd, "no camera saw anybody: the test would prove nothing"


def test_fetches_agree_across_the_torus_seam(window: Window) -> None:
    random = np.random.default_rng(1)
    points = random.uniform([5000, -8, -60], [5060, 30, 20], (500, 3))
    base = np.array([4960.0, 0.0, 0.0])
    pages = Pages(3)
    pages.take(2, window)
    page = torch.full((1,), 2, dtype=torch.int32)
    mine = solid(pages.tables.distance, page, torch.from_numpy(points - base).float())
    np.testing.assert_allclose(mine.numpy(), window.sample_distance(points), atol=2e-3)


def test_noise_is_the_kernels() -> None:
    random = np.random.default_rng(2)
    x, z = random.uniform(-40, 40, (2, 200))
    table = torch.from_numpy(lattice(-50, -45, 100)).reshape(-1)
    mine = interpolate(table, 0, 100, torch.from_numpy(x + 50).float(), torch.from_numpy(z + 45).float()).numpy()
    np.testing.assert_allclose(mine, [numba_noise(a, b) for a, b in zip(x, z, strict=True)], atol=1e-4)


def test_a_changed_window_is_taken_in(window: Window) -> None:
    tracer = TorchMarch(window)
    before = tracer.pages.tables.distance.data_ptr()
    empty = Window()
    empty.put(*CENTRE, compose_chunk(*CENTRE, np.full((6, 66, 66), -5.9, np.float32), []))
    tracer.take(empty)
    assert tracer.pages.tables.distance.data_ptr() == before
    camera = Camera((CENTRE[0] * CHUNK + 16, 20.0, CENTRE[1] * CHUNK + 16), 0.0, 0.5)
    with torch.inference_mode():
        picture = tracer.picture(empty, [], camera, SUN, 16, 9)
    assert (picture[..., 0] == VIEW).all() and math.isclose(float(picture[..., 5].min()), 1.0)


def test_it_exports(window: Window) -> None:
    """A static graph: the module goes through `torch.export` and gives the same numbers.

    Three steps instead of 72: the graph is unrolled, and tracing the whole of it takes most of a minute.
    """
    tracer = TorchMarch(window, steps=3, shadow_steps=2)
    inputs = tracer.inputs(window, people(), cameras(1)[0], SUN, 6, 4, 0.2)
    with torch.inference_mode():
        expected = tracer.march(*inputs)
    with torch.no_grad():
        exported = torch.export.export(tracer.march, inputs).module()
        np.testing.assert_allclose(exported(*inputs).numpy(), expected.numpy(), atol=1e-5)

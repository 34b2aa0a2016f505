"""The teacher's shapes: every class gives a clean, varied, reproducible volume inside its cube."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nacre.teacher.sdf import Canvas
from nacre.teacher.shape_sheet import picture, sheet
from nacre.teacher.shapes import ENTITY_BUILDERS, OBJECT_BUILDERS, SEASON_STYLES, shape_volume
from nacre.vocabulary import ENTITIES, EXTENT, OBJECTS, PHASES, SHAPES, STYLES
from nacre.world.grid import SDF_CLIP, SHAPE_FLOOR

SEEDS = (0, 7, 1234, 901_234)
# Pieces that are set end to end reach almost to the faces of their cubes; all others keep clear of them.
END_TO_END = ("wall", "fence", "bridge")
GLOWING = ("house", "bell_tower", "keep", "gate", "round_tower", "windmill", "forge", "lamp", "campfire")


@pytest.fixture(scope="module", params=SHAPES)
def shape(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_class_has_one_builder() -> None:
    assert sorted(OBJECT_BUILDERS) == sorted(OBJECTS)
    assert sorted(ENTITY_BUILDERS) == sorted(ENTITIES)
    with pytest.raises(KeyError):
        shape_volume("submarine", 0, False)


def test_form_range_and_determinism(shape: str) -> None:
    for seed in SEEDS:
        for snow in (False, True):
            volume = shape_volume(shape, seed, snow, 0.3)
            assert volume.shape == (5, 32, 32, 32)
            assert volume.dtype == np.float32
            assert np.isfinite(volume).all()
            assert np.abs(volume[0]).max() <= SDF_CLIP
            assert volume[1:].min() >= 0.0
            assert volume[1:].max() <= 1.0
            assert np.array_equal(volume, shape_volume(shape, seed, snow, 0.3))


def test_surface_exists_and_stays_inside_the_cube(shape: str) -> None:
    clearance = 0.1 if shape in END_TO_END else 0.4
    for seed in range(STYLES):
        distance = shape_volume(shape, seed, seed % 2 == 1, seed / STYLES)[0]
        assert (distance < 0).sum() > 60
        assert (distance > 1).mean() > 0.5
        sides = (distance[:, 0], distance[:, -1], distance[:, :, 0], distance[:, :, -1], distance[-1])
        assert min(float(side.min()) for side in sides) > clearance


def test_objects_stand_on_the_ground_and_creatures_do_not_sink(shape: str) -> None:
    """Objects reach at least the ground; entities stay above the layer under their feet."""
    ground = round(32 * SHAPE_FLOOR)
    for seed in SEEDS:
        distance = shape_volume(shape, seed, False)[0]
        if shape in OBJECTS:
            assert distance[ground].min() < 0.0
            assert distance[ground - 1].min() < 0.5
        else:
            assert distance[: ground - 1].min() > 0.0
            if shape != "dragon":
                assert distance[ground].min() < 0.75


def test_distance_grows_by_about_one_cell_per_cell(shape: str) -> None:
    for seed in SEEDS:
        distance = shape_volume(shape, seed, False, 0.1)[0]
        slope = np.sqrt(sum(g**2 for g in np.gradient(distance)))[1:-1, 1:-1, 1:-1]
        inner = distance[1:-1, 1:-1, 1:-1]
        # Just outside the surface; inside, medial axes of thin parts have no gradient at all.
        near = slope[(inner > 0.3) & (inner < 2.5)]
        assert 0.8 < np.median(near) < 1.15
        assert np.quantile(near, 0.98) < 1.45
        assert (near > 0.5).mean() > 0.8


def test_styles_differ_in_form_and_colour(shape: str) -> None:
    volumes = np.stack([shape_volume(shape, seed, False) for seed in range(STYLES)])
    for i in range(STYLES):
        for j in range(i):
            surface = (np.abs(volumes[i, 0]) < 1) | (np.abs(volumes[j, 0]) < 1)
            form = np.abs(volumes[i, 0] - volumes[j, 0])[surface].mean()
            colour = np.abs(volumes[i, 1:4] - volumes[j, 1:4])[:, surface].mean()
            assert form > 0.01 or colour > 0.02
    spread = volumes[:, 0].std(0)[np.abs(volumes[:, 0]).min(0) < 1].mean()
    assert spread > 0.08


def test_snow_lies_on_objects_and_phase_moves_entities_only(shape: str) -> None:
    plain, snowy = shape_volume(shape, 5, False), shape_volume(shape, 5, True)
    moved = shape_volume(shape, 5, False, 0.25)
    if shape in ENTITIES:
        assert np.array_equal(plain, snowy)
        assert np.abs(plain[0] - moved[0]).max() > 0.5
        assert np.array_equal(plain, shape_volume(shape, 5, False, 1.0))
    else:
        assert np.array_equal(plain, moved)
        surface = np.abs(plain[0]) < 1
        whiter = (snowy[1:4].min(0) - plain[1:4].min(0))[surface]
        assert (whiter > 0.1).sum() > 5
        assert (snowy[0] <= plain[0] + 1e-5).all()


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_walk_cycle_has_no_jumps(entity: str) -> None:
    cycle = [shape_volume(entity, 3, False, k / 32)[0] for k in range(32)]
    steps = [np.abs(cycle[k] - cycle[k - 1]).max() for k in range(32)]
    assert max(steps) < 2.4
    poses = [shape_volume(entity, 3, False, k / PHASES)[0] for k in range(PHASES)]
    assert min(np.abs(poses[k] - poses[k - 1]).max() for k in range(PHASES)) > 0.3


def test_colour_is_smooth_across_the_surface(shape: str) -> None:
    """From one cell inside to one outside the mean colour stays, so trilinear fetches do not darken."""
    volume = shape_volume(shape, 11, False)
    outside = (volume[0] > 0.2) & (volume[0] < 1.0)
    inside = (volume[0] < 0.0) & (volume[0] > -1.0)
    assert np.abs(volume[1:4][:, outside].mean(1) - volume[1:4][:, inside].mean(1)).max() < 0.12
    assert volume[1:4][:, outside].max(0).min() > 0.03


def test_what_should_glow_glows_and_cubes_are_filled(shape: str) -> None:
    """Light where it belongs, and half the cube's 32 cells spanned: cells are all the detail a shape has."""
    lit, reach = 0, 0.0
    for seed in range(STYLES):
        volume = shape_volume(shape, seed, False)
        lit += int((volume[4][np.abs(volume[0]) < 1] > 0.6).sum() > 3)
        reach = max(reach, float((np.ptp(np.argwhere(volume[0] < 0), axis=0) + 1).max()))
    assert reach >= 16, EXTENT[shape]
    if shape in ("lamp", "forge", "campfire"):
        assert lit == STYLES
    elif shape in GLOWING:
        assert lit > STYLES // 2
    elif shape not in ("bridge", "dragon"):
        assert lit == 0


def test_snow_does_not_put_out_the_fire() -> None:
    volume = shape_volume("campfire", 2, True)
    assert (volume[4][np.abs(volume[0]) < 1] > 0.8).sum() > 10


def test_fronts_look_along_minus_w() -> None:
    """A smithy's fire shows in front; a villager has eyes and hair line on the front of the head."""
    for seed in range(4):
        forge = shape_volume("forge", seed, False)
        _, w, _ = np.nonzero((forge[4] > 0.5) & (np.abs(forge[0]) < 1))
        assert w.mean() < 15.5
        villager = shape_volume("villager", seed, False)
        head = np.abs(villager[0, 16:24]) < 1
        front, back = head[:, :15], head[:, 17:]
        brightness = villager[1:4, 16:24].sum(0)
        assert np.ptp(brightness[:, :15][front]) > 0.3
        assert front.sum() > 10 and back.sum() > 10


def test_seasons_colour_the_leaves() -> None:
    def crown(style: int) -> np.ndarray:
        volume = shape_volume("tree_round", style, False)
        return np.asarray(volume[1:4, 16:][:, np.abs(volume[0, 16:]) < 1].mean(1))

    for style in SEASON_STYLES["green"]:
        assert crown(style)[1] > crown(style)[0]
    for style in SEASON_STYLES["autumn"]:
        assert crown(style)[0] > crown(style)[1]
    assert sorted(k for looks in SEASON_STYLES.values() for k in looks) == list(range(STYLES))


def test_canvas_box_is_an_exact_distance() -> None:
    canvas = Canvas(16.0)
    canvas.box((0.0, 6.0, 0.0), (2.0, 2.0, 2.0), (1.0, 0.0, 0.0))
    volume = canvas.volume()
    # Cell 20 is at u = 2.25; v index 16 at 6.25; w index 16 at 0.25.
    assert volume[0, 16, 16, 20] == pytest.approx(0.5, abs=1e-5)
    # Cells 21, 19 are 0.75 m past the corner along u and w, cell 20 is 0.25 m past it along v.
    assert volume[0, 20, 20, 21] == pytest.approx(np.sqrt(0.75**2 + 0.25**2 + 0.25**2) / 0.5, abs=1e-4)
    assert volume[1, 16, 16, 20] == 1.0


def test_picture_and_sheet(tmp_path: Path) -> None:
    image = picture(shape_volume("house", 1, False), 48)
    assert image.shape == (48, 48, 3)
    assert image.std() > 15
    sheet(tmp_path / "sheet.png", ("lamp", "dog"))
    with Image.open(tmp_path / "sheet.png") as page:
        assert page.width > 1000


def test_fast_enough_to_make_training_data() -> None:
    for shape in SHAPES:
        shape_volume(shape, 0, True)
    start = time.process_time()
    for seed in range(3):
        for shape in SHAPES:
            shape_volume(shape, 2000 + seed, seed == 1, 0.4)
    assert (time.process_time() - start) / (3 * len(SHAPES)) < 0.03

"""The evaluation's own instruments: each must tell good from bad before its figure is worth anything."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from nacre.evaluate.attributes import Tally, parts_of
from nacre.evaluate.drift import change
from nacre.evaluate.land_reading import fit, land_features, water_figures, water_kind
from nacre.evaluate.looking import enough, within
from nacre.evaluate.part_store import PartStore, Sights
from nacre.evaluate.pictures import halved, psnr, sharpness
from nacre.evaluate.report import write_report
from nacre.evaluate.run import FLOORS, Evaluation, evaluate, exit_code, flatten, prompts_of, verdicts
from nacre.evaluate.sighting import (
    FOV,
    HINTED,
    KINDS,
    SHOWN,
    WATER,
    Thing,
    classes,
    look_at,
    look_over,
    panorama,
    shares,
    shown,
)
from nacre.prompts.evaluation import AtLeast, evaluation_prompts, hand_written, unseen_prompts
from nacre.vocabulary import BIOMES, SHAPE_INDEX
from nacre.world.grid import EYE
from nacre.world.interface import Camera

RANDOM = np.random.default_rng(7)


def noise(level: float) -> np.ndarray:
    picture = np.full((60, 80, 3), 128.0) + RANDOM.normal(0, level, (60, 80, 3))
    return np.clip(picture, 0, 255).round().astype(np.uint8)


def test_psnr_knows_identical_and_a_known_error() -> None:
    picture = noise(30)
    assert psnr(picture, picture) == 99.0
    shifted = (picture.astype(int) + 5).clip(0, 255).astype(np.uint8)
    assert psnr(picture, shifted) == pytest.approx(20 * math.log10(255 / 5), abs=0.1)


def test_sharpness_falls_with_blur() -> None:
    picture = noise(30)
    blurred = (picture[:-1, :-1] / 4 + picture[1:, :-1] / 4 + picture[:-1, 1:] / 4 + picture[1:, 1:] / 4).astype(
        np.uint8
    )
    assert sharpness(blurred) < 0.6 * sharpness(picture)
    assert sharpness(np.full((20, 20, 3), 90, np.uint8)) < 1e-6


def test_change_is_relative_and_unsigned() -> None:
    assert change([10.0] * 6 + [9.0] * 6, 3) == pytest.approx(0.1)
    assert change([4.0] * 12, 3) == 0.0


# --- water and land -------------------------------------------------------------------------------


def landscape(kind: str) -> np.ndarray:
    """A 160 m square with one clear kind of water, height in metres."""
    z, x = np.meshgrid(np.arange(320) * 0.5, np.arange(320) * 0.5, indexing="ij")
    height = np.full(x.shape, 2.0)
    if kind == "river":
        height[np.abs(z - 80 - 15 * np.sin(x / 25)) < 3.5] = -1.0
    elif kind == "lake":
        height[np.hypot(x - 90, z - 60) < 16] = -1.0
    elif kind == "coast":
        height[x > 115 + 6 * np.sin(z / 20)] = -2.0
    elif kind == "ponds":
        for middle in ((40, 40), (100, 120), (130, 50)):
            height[np.hypot(x - middle[0], z - middle[1]) < 5] = -0.5
    return height


@pytest.mark.parametrize("kind", ["none", "ponds", "river", "lake", "coast"])
def test_every_kind_of_water_is_told_apart(kind: str) -> None:
    assert water_kind(landscape(kind)) == kind
    assert water_kind(landscape(kind).T) == kind, "whichever way it lies"


def test_a_river_broken_into_ponds_is_no_river() -> None:
    """A puddle here and there must not pass for the river that was asked for."""
    height = landscape("river")
    height[:, (np.arange(320) // 20) % 2 == 0] = 2.0
    assert water_kind(height) == "ponds"


def test_water_figures_measure_metres() -> None:
    figures = water_figures(landscape("lake"))
    assert figures["area"] == pytest.approx(math.pi * 16**2, rel=0.03)
    assert figures["extent"] == pytest.approx(32, abs=1.5)
    assert figures["thickness"] == pytest.approx(16, rel=0.2)


def test_the_land_reader_learns_what_features_tell() -> None:
    """Seven grounds of seven colours, some of them never seen in the fit."""
    colours = np.random.default_rng(3).uniform(0.2, 0.9, (len(BIOMES), 3))
    rows, biomes = [], []
    for k in range(140):
        biome = k % len(BIOMES)
        albedo = colours[biome][:, None, None] + RANDOM.normal(0, 0.02, (3, 40, 40))
        rows.append(land_features(np.ones((40, 40)), albedo, RANDOM.integers(0, 26, 600), np.zeros(600, bool)))
        biomes.append(biome)
    features, labels = torch.from_numpy(np.stack(rows)), torch.tensor(biomes)
    reader = fit(features[:105], labels[:105], steps=200)
    read = [reader.biome(row.numpy()) for row in features[105:]]
    assert np.mean([BIOMES.index(name) == k for name, k in zip(read, biomes[105:], strict=True)]) > 0.9


# --- seeing ---------------------------------------------------------------------------------------


class Plain:
    """Flat ground at height 0 with one wall of solid at z in [-8, -7]."""

    def sample_distance(self, points: np.ndarray) -> np.ndarray:
        wall = np.maximum(np.abs(points[:, 2] + 7.5) - 0.5, points[:, 1] - 4.0)
        return np.asarray(np.minimum(points[:, 1], wall), np.float32)

    def ground_height(self, points: np.ndarray) -> np.ndarray:
        return np.zeros(len(points), np.float32)


def test_look_at_faces_the_thing_and_never_through_a_wall() -> None:
    random = np.random.default_rng(0)
    for _ in range(30):
        camera = look_at(Plain(), "tent", (0.0, 0.0, -3.0), 1.0, random)
        assert camera is not None
        x, y, z = camera.position
        assert y == pytest.approx(EYE)
        assert z > -7.0, "the far side of the wall sees nothing"
        assert math.atan2(x - 0.0, z + 3.0) == pytest.approx(camera.yaw, abs=1e-6)


def test_panorama_goes_all_the_way_round() -> None:
    yaws = [c.yaw for c in panorama(Camera((0, 2, 0), 0.3, 0.0, FOV), 6)]
    turns = np.diff([*yaws, yaws[0] + 2 * math.pi])
    assert np.allclose(turns, math.pi / 3)


class Shore(Plain):
    """Land to the west of x = 10, water two metres deep to the east."""

    def ground_height(self, points: np.ndarray) -> np.ndarray:
        return np.where(points[:, 0] < 10, 1.0, -2.0).astype(np.float32)

    def sample_distance(self, points: np.ndarray) -> np.ndarray:
        return np.full(len(points), 2.0, np.float32)


def test_look_over_stands_dry_at_the_nearest_shore_and_faces_the_water() -> None:
    camera = look_over(Shore(), np.array([0.0, 0.0]), np.random.default_rng(0))
    assert camera is not None
    assert 0.0 < camera.position[0] < 10.0 and camera.position[1] == pytest.approx(1.0 + EYE)
    assert -math.sin(camera.yaw) > 0.8, "eastwards"
    assert look_over(Plain(), np.array([0.0, 0.0]), np.random.default_rng(0)) is None
    assert look_over(Shore(), np.array([-60.0, 0.0]), np.random.default_rng(0), 40.0) is None, "out of reach"


def test_every_pixel_is_credited_to_what_was_hit_and_to_nothing_else() -> None:
    """A camera at the origin looks along -Z at a box 10 m ahead; half the rays hit it, the rest ground, water, sky."""
    g = np.zeros((40, 40, 20), np.float32)
    g[..., 1] = 1.0
    direction = np.array([0.0, 0.0, -1.0], np.float32)
    g[..., 14:17] = direction
    g[:, :20, 0] = 9.0  # into the cube's middle plane
    g[:, 20:, 0] = 40.0  # far behind it
    g[:20, 30:, 13] = 0.05  # shallow, but water
    g[20:, 30:, 1] = 0.0  # sky
    volume = np.full((5, 32, 32, 32), 3.0, np.float32)
    volume[0, :, 20:, :] = 0.0  # its surface fills the near side
    thing = Thing("house", 0.0, -1.0, -12.0, 0.0, 1.0, volume)
    seen = classes(g, Camera((0, 0, 0), 0.0, 0.0), [thing], {})
    assert seen.shape == (20, 20) and [KINDS[k] for k in np.unique(seen)] == ["house", "water", "sky", "land"]
    covered = shares(seen)
    assert covered[SHAPE_INDEX["house"]] == pytest.approx(0.5)
    assert covered[WATER] == pytest.approx(0.125)
    assert covered.sum() == pytest.approx(0.625)
    g[:10, :, 18] = 4.0  # slot 3 stands in the way
    covered = shares(classes(g, Camera((0, 0, 0), 0.0, 0.0), [thing], {3: "deer"}))
    assert covered[SHAPE_INDEX["deer"]] == pytest.approx(0.25)
    assert covered[SHAPE_INDEX["house"]] == pytest.approx(0.375)


def test_what_is_barely_in_view_is_asked_of_nobody() -> None:
    verdict = shown(np.array([0.0, HINTED * 1.5, SHOWN * 1.5]))
    assert verdict.tolist() == [0, -1, 1]


# --- prompts --------------------------------------------------------------------------------------


def test_no_prompt_is_both_tuned_on_and_unseen() -> None:
    unseen = {prompt for prompt, _ in unseen_prompts()}
    written = {prompt for prompt, _ in hand_written()}
    composed = {prompt for prompt, _ in evaluation_prompts(300, 900_100)}
    assert len(unseen) >= 60
    assert not unseen & (written | composed)


def test_a_full_run_judges_at_least_two_hundred_prompts() -> None:
    chosen = prompts_of(210)
    assert len({prompt for prompt, _ in chosen}) == 210
    kinds = {name for _, expected in chosen for name in expected}
    assert {"biome", "weather", "hours", "water", "things", "creatures"} <= kinds
    assert len(prompts_of(12)) == 12


def test_what_the_reader_cannot_tell_is_left_out_and_counted_all_the_same() -> None:
    tally = Tally()
    seen = Sights("a lake", {"water": True, "any_water": False}, {"water": "lake"}, {})
    tally.add(seen, "state", seen.kept, lambda _: True)
    tally.add(seen, "picture", {"biome": True, "water": False, "creatures:dog": False}, lambda name: name != "water")
    figures = tally.figures()
    assert figures["state_kept"] == 1.0 and figures["picture_kept"] == 0.5
    assert figures["without_exclusions"]["picture_kept"] == pytest.approx(1 / 3)
    assert figures["attributes_kept"] == 0.75 and figures["left_out"] == {"picture.water": 1}
    assert [row["attribute"] for row in figures["lost"]] == ["picture.creatures:dog"]
    assert figures["by_attribute"]["picture.creatures:dog"] == [0, 1]


def test_counts_are_exact_unless_more_would_do() -> None:
    assert enough(3, 3) and not enough(4, 3) and not enough(2, 3)
    assert enough(5, AtLeast(1)) and not enough(0, AtLeast(1))
    assert enough(0, 0) and not enough(1, 0)


def test_times_may_pass_midnight() -> None:
    assert within(23.5, (22.0, 2.0)) and within(1.0, (22.0, 2.0)) and not within(12.0, (22.0, 2.0))
    assert parts_of((11.5, 13.0)) == {0}
    assert parts_of((18.0, 5.5)) == {1, 2}
    assert parts_of((16.0, 18.2)) == {0, 1}


# --- verdicts and report --------------------------------------------------------------------------


def result(value: float, quick: bool = False) -> dict[str, object]:
    tree = {name: value for name in FLOORS}
    return {"quick": quick, "floors": verdicts(tree)}


def test_floors_bind_in_their_own_direction() -> None:
    good = verdicts({"renderer.psnr": 25.0, "drift.colour": 0.01})
    bad = verdicts({"renderer.psnr": 20.0, "drift.colour": 0.2})
    assert good["renderer.psnr"]["met"] and good["drift.colour"]["met"]
    assert bad["renderer.psnr"]["met"] is False and bad["drift.colour"]["met"] is False
    assert good["action.move_accuracy"]["met"] is None


def test_exit_code_is_one_when_a_floor_is_missed_or_a_full_run_left_one_out() -> None:
    perfect = {n: (1e3 if sign == ">=" else 0.0) for n, (sign, _) in FLOORS.items()}
    assert exit_code({"quick": False, "floors": verdicts(perfect)}) == 0
    assert exit_code({"quick": False, "floors": verdicts({**perfect, "drift.colour": 0.5})}) == 1
    assert exit_code({"quick": True, "floors": verdicts({**perfect, "drift.colour": 0.5})}) == 1
    partial = {k: v for k, v in perfect.items() if k != "revisit.psnr.300s"}
    assert exit_code({"quick": False, "floors": verdicts(partial)}) == 1
    assert exit_code({"quick": True, "floors": verdicts(partial)}) == 0


def test_a_stopped_evaluation_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The part that was done is taken over, the one that broke is measured; another model starts from nothing."""
    ran: list[str] = []
    broken = True

    def drift(self: Evaluation) -> dict[str, float]:
        ran.append("drift")
        return {"colour": 0.01, "sharpness": 0.02, "entities": 0.03, "inside_solids": 0.0}

    def action(self: Evaluation) -> dict[str, float]:
        ran.append("action")
        if broken:
            raise KeyboardInterrupt
        return {"move_accuracy": 1.0, "look_accuracy": 1.0}

    monkeypatch.setattr(Evaluation, "drift", drift)
    monkeypatch.setattr(Evaluation, "action", action)
    said: list[str] = []
    path, parts = tmp_path / "eval.json", ("drift", "action")
    with pytest.raises(KeyboardInterrupt):
        evaluate(path, parts=parts, progress=lambda _, __, text: said.append(text))
    broken = False
    result = evaluate(path, parts=parts, progress=lambda _, __, text: said.append(text), resume=True)
    assert ran == ["drift", "action", "action"] and result["floors"]["drift.colour"]["met"]
    assert any("taken over" in text for text in said)
    monkeypatch.setattr("nacre.evaluate.run.fingerprint", lambda quick: "another model")
    evaluate(path, parts=parts, progress=lambda *_: None, resume=True)
    assert ran[3:] == ["drift", "action"]


def test_sights_come_back_as_they_were_kept(tmp_path: Path) -> None:
    views = {
        "around": RANDOM.integers(0, 255, (6, 90, 160, 3)).astype(np.uint8),
        "dog": np.zeros((0, 90, 160, 3), "u1"),
    }
    store = PartStore(tmp_path / "parts", "a model")
    store.keep_sights("prompt_000", Sights("a dog", {"creatures:dog": True}, {"creatures:dog": "1 asked"}, views))
    again = PartStore(tmp_path / "parts", "a model")
    assert again.resumed
    back = again.sights("prompt_000", "a dog")
    assert back is not None and back.kept == {"creatures:dog": True} and back.understood == {"creatures:dog": "1 asked"}
    assert all(np.array_equal(back.views[name], rows) for name, rows in views.items())
    assert again.sights("prompt_000", "a cat") is None and again.sights("prompt_001", "a dog") is None
    assert PartStore(tmp_path / "parts", "another").sights("prompt_000", "a dog") is None


def test_halved_pictures_are_means_of_four() -> None:
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[0, 0], picture[2:, 4:] = 200, 100
    small = halved(picture)
    assert small.shape == (2, 3, 3) and small[0, 0, 0] == 50 and small[1, 2, 0] == 100 and small[0, 1, 0] == 0


def test_flatten_keeps_numbers_only() -> None:
    assert flatten({"a": {"b": 1, "c": [1, 2], "d": "x", "e": True}, "f": 2.5}) == {"a.b": 1.0, "f": 2.5}


def test_report_is_one_escaped_page_with_plots(tmp_path: Path) -> None:
    tree: dict[str, object] = {
        "quick": True,
        "prompt": {
            "by_kind": {"state.water": 0.8, "picture.biome": 0.95},
            "by_set": {"unseen": 0.9},
            "attributes_kept": 0.912,
            "state_kept": 0.95,
            "picture_kept": 0.874,
            "without_exclusions": {"attributes_kept": 0.713, "state_kept": 0.95, "picture_kept": 0.476},
            "judged": {"state.water": 30, "state.any_water": 30, "picture.biome": 12},
            "left_out": {"picture.water": 7},
            "by_kind_left_out": {"picture.water": 0.2},
            "not_readable": ["water"],
            "lost": [{"attribute": "state.water", "understood": "river", "prompt": "<b>& a river"}],
        },
        "drift": {"minutes": 1.0, "colour": 0.01, "curves": {"red": [float(100 + k % 6) for k in range(24)]}},
        "floors": verdicts({"drift.colour": 0.01, "renderer.psnr": 20.0}),
    }
    path = tmp_path / "report.html"
    write_report(path, tree, flatten(tree))
    page = path.read_text()
    assert "&lt;b&gt;&amp; a river" in page and "<b>&" not in page
    assert "42 attributes counted, 7 left out. It does not tell: water." in " ".join(page.split())
    assert "<td>0.912</td><td>0.713</td>" in page
    assert page.count("<svg") == page.count("</svg>") == 4  # by kind, by set, what was left out, drift
    assert page.count('class="bar') == 2 and "<h2>Drift</h2>" in page
    write_report(path, tree, flatten(tree))
    assert path.read_text() == page
    assert 'class="no"' in page and 'class="yes"' in page and "not measured" in page

"""The evaluation's own instruments: each must tell good from bad before its figure is worth anything."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from nacre.evaluate.attributes import enough, parts_of, within
from nacre.evaluate.drift import change
from nacre.evaluate.land_reading import fit, land_features, water_figures, water_kind
from nacre.evaluate.pictures import psnr, sharpness
from nacre.evaluate.reader import ANSWERS, HEADS, NAMES, Reader
from nacre.evaluate.reader_training import FALSE_ALARMS, judge, losses, thresholds
from nacre.evaluate.reader_views import APART, TRAINED, Labelled, balanced_spec, kept_apart, world_seeds
from nacre.evaluate.report import write_report
from nacre.evaluate.run import FLOORS, exit_code, flatten, prompts_of, verdicts
from nacre.evaluate.sighting import FOV, HINTED, SHOWN, Thing, look_at, panorama, shares, shown
from nacre.prompts.evaluation import AtLeast, evaluation_prompts, hand_written, unseen_prompts
from nacre.train.views import HELD_OUT_WORLD
from nacre.vocabulary import BIOMES, SHAPE_INDEX, SHAPES
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


def test_shares_credit_the_thing_that_was_hit_and_nothing_else() -> None:
    """A camera at the origin looks along -Z at a box 10 m ahead; half the rays hit it, the rest the ground."""
    g = np.zeros((40, 40, 20), np.float32)
    g[..., 1] = 1.0
    direction = np.array([0.0, 0.0, -1.0], np.float32)
    g[..., 14:17] = direction
    g[:, :20, 0] = 9.0  # into the cube's middle plane
    g[:, 20:, 0] = 40.0  # far behind it
    volume = np.full((5, 32, 32, 32), 3.0, np.float32)
    volume[0, :, 20:, :] = 0.0  # its surface fills the near side
    thing = Thing("house", 0.0, -1.0, -12.0, 0.0, 1.0, volume)
    covered = shares(g, Camera((0, 0, 0), 0.0, 0.0), [thing], {})
    assert covered[SHAPE_INDEX["house"]] == pytest.approx(0.5)
    assert covered.sum() == pytest.approx(0.5)
    g[:10, :, 18] = 4.0  # slot 3 stands in the way
    covered = shares(g, Camera((0, 0, 0), 0.0, 0.0), [thing], {3: "deer"})
    assert covered[SHAPE_INDEX["deer"]] == pytest.approx(0.25)
    assert covered[SHAPE_INDEX["house"]] == pytest.approx(0.375)


def test_what_is_barely_in_view_is_asked_of_nobody() -> None:
    verdict = shown(np.array([0.0, HINTED * 1.5, SHOWN * 1.5]))
    assert verdict.tolist() == [0, -1, 1]


# --- the reader -----------------------------------------------------------------------------------


def test_reader_learns_a_few_pictures_and_says_so() -> None:
    """Night pictures, red pictures, pictures with a dragon's mark: a few steps must separate them."""
    torch.manual_seed(0)
    reader = Reader()
    labels = torch.tensor([[0, 0, 0, 0], [3, 2, 2, 1]] * 8)
    things = torch.zeros(16, len(SHAPES), dtype=torch.int64)
    things[1::2, SHAPE_INDEX["dragon"]] = 1
    things[:, SHAPE_INDEX["keep"]] = -1
    pictures = torch.full((16, 3, 90, 160), 0.8)
    pictures[1::2] = 0.15
    pictures += 0.02 * torch.randn(pictures.shape)
    optimiser = torch.optim.Adam(reader.parameters(), 3e-3)
    for _ in range(25):
        loss = losses(reader(pictures), labels, things)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    seen = (pictures.permute(0, 2, 3, 1) * 255).clamp(0, 255).byte().numpy()
    held = Labelled(seen, labels.numpy(), things.numpy().astype(np.int8))
    reader.eval()
    reading = reader.read(held.pictures)
    assert reading.labels.shape == (16, sum(HEADS)) and reading.things.shape == (16, ANSWERS - sum(HEADS))
    figures = judge(reader, held)
    assert all(figures[name] == 1.0 for name in NAMES)
    dragon = SHAPE_INDEX["dragon"]
    assert reading.things[1::2, dragon].min() > reading.things[::2, dragon].max()
    assert reader.sees(reading, dragon, [1, 3]) and not reader.sees(reading, dragon, [0, 2])
    assert reading.together().shape == (4,)


def test_never_saying_water_is_not_telling_it() -> None:
    """Most views show none: accuracy alone would call a reader good that never sees any."""
    reader = Reader().eval()
    with torch.no_grad():
        reader.label[-1].bias[sum(HEADS) - 2] = 50.0
    views = RANDOM.integers(0, 255, (16, 90, 160, 3)).astype(np.uint8)
    labels = np.zeros((16, 4), np.int64)
    labels[0, 3] = 1
    figures = judge(reader, Labelled(views, labels, np.zeros((16, len(SHAPES)), np.int8)))
    assert figures["water"] > 0.9 and figures["water_balanced"] == 0.5


def test_a_view_masked_out_teaches_nothing() -> None:
    answer = torch.zeros(2, ANSWERS, requires_grad=True)
    things = torch.full((2, len(SHAPES)), -1)
    losses(answer, torch.zeros(2, 4, dtype=torch.int64), things).backward()
    assert answer.grad is not None and float(answer.grad[:, sum(HEADS) :].abs().max()) == 0.0


def test_thresholds_hold_false_alarms() -> None:
    logits = RANDOM.normal(0, 1, (400, len(SHAPES))).astype(np.float32)
    things = np.zeros((400, len(SHAPES)), np.int8)
    things[:40] = 1
    limit = thresholds(logits, things)
    alarms = (logits[40:] > limit).mean()
    assert alarms == pytest.approx(FALSE_ALARMS, abs=0.01)


def test_pictures_of_both_sizes_read_alike() -> None:
    reader = Reader().eval()
    large = RANDOM.integers(0, 255, (1, 180, 320, 3)).astype(np.uint8)
    small = large.reshape(1, 90, 2, 160, 2, 3).mean((2, 4)).round().astype(np.uint8)
    assert np.allclose(reader.read(large).labels, reader.read(small).labels, atol=0.05)


def test_worlds_kept_apart_never_meet_those_learned_from() -> None:
    seeds = world_seeds()
    first = [next(seeds) for _ in range(4000)]
    learned = {s for s in first if not kept_apart(s)}
    apart = {s for s in first if kept_apart(s)}
    assert len(learned) + len(apart) == 4000 and 0.1 < len(apart) / 4000 < 0.15
    assert max(learned) < HELD_OUT_WORLD <= min(apart)
    assert min(learned) >= TRAINED and min(apart) >= APART


def test_reader_worlds_are_balanced() -> None:
    specs = [balanced_spec(TRAINED + k, np.random.default_rng(k)) for k in range(140)]
    counts = [sum(s.biome == name for s in specs) for name in BIOMES]
    assert max(counts) - min(counts) <= 1
    asked = {name: sum(s.count(name) > 0 for s in specs) for name in SHAPES}
    assert min(asked.values()) >= 8, "every thing comes up often enough to be learned"


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


def test_flatten_keeps_numbers_only() -> None:
    assert flatten({"a": {"b": 1, "c": [1, 2], "d": "x", "e": True}, "f": 2.5}) == {"a.b": 1.0, "f": 2.5}


def test_report_is_one_escaped_page_with_plots(tmp_path: Path) -> None:
    tree: dict[str, object] = {
        "quick": True,
        "prompt": {
            "by_kind": {"state.water": 0.8, "picture.biome": 0.95},
            "by_set": {"unseen": 0.9},
            "lost": [{"attribute": "state.water", "understood": "river", "prompt": "<b>& a river"}],
        },
        "drift": {"minutes": 1.0, "colour": 0.01, "curves": {"red": [float(100 + k % 6) for k in range(24)]}},
        "floors": verdicts({"drift.colour": 0.01, "renderer.psnr": 20.0}),
    }
    path = tmp_path / "report.html"
    write_report(path, tree, flatten(tree))
    page = path.read_text()
    assert "&lt;b&gt;&amp; a river" in page and "<b>&" not in page
    assert page.count("<svg") >= 5 and "polyline" in page
    assert 'class="no"' in page and 'class="yes"' in page and "not measured" in page

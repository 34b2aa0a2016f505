"""The evaluation's own instruments: each must tell good from bad before its figure is worth anything."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from nacre.evaluate.land_reading import fit, land_features, water_figures, water_kind
from nacre.evaluate.measures.attributes import Tally
from nacre.evaluate.measures.drift import change
from nacre.evaluate.measures.looking import enough, within
from nacre.evaluate.measures.pictures import panorama, psnr, sharpness
from nacre.evaluate.part_store import PartStore, Sights
from nacre.evaluate.report import write_report
from nacre.evaluate.run import FLOORS, Evaluation, evaluate, exit_code, flatten, prompts_of, verdicts
from nacre.prompts.evaluation import AtLeast, evaluation_prompts, hand_written, unseen_prompts
from nacre.vocabulary import FIRST_BIOMES
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
    colours = np.random.default_rng(3).uniform(0.2, 0.9, (len(FIRST_BIOMES), 3))
    rows, biomes = [], []
    for k in range(140):
        biome = k % len(FIRST_BIOMES)
        albedo = colours[biome][:, None, None] + RANDOM.normal(0, 0.02, (3, 40, 40))
        rows.append(land_features(np.ones((40, 40)), albedo, RANDOM.integers(0, 26, 600), np.zeros(600, bool)))
        biomes.append(biome)
    features, labels = torch.from_numpy(np.stack(rows)), torch.tensor(biomes)
    reader = fit(features[:105], labels[:105], steps=200)
    read = [reader.biome(row.numpy()) for row in features[105:]]
    assert np.mean([FIRST_BIOMES.index(name) == k for name, k in zip(read, biomes[105:], strict=True)]) > 0.9


# --- seeing ---------------------------------------------------------------------------------------


def test_panorama_goes_all_the_way_round() -> None:
    yaws = [c.yaw for c in panorama(Camera((0, 2, 0), 0.3, 0.0, 1.13), 6)]
    turns = np.diff([*yaws, yaws[0] + 2 * math.pi])
    assert np.allclose(turns, math.pi / 3)


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


def test_the_tally_counts_every_attribute_but_any_water() -> None:
    tally = Tally()
    tally.add(Sights("a lake", {"water": True, "any_water": False, "structures:house": False}, {"water": "lake"}))
    figures = tally.figures()
    assert figures["attributes_kept"] == 0.5 and figures["by_attribute"]["structures:house"] == [0, 1]
    assert [row["attribute"] for row in figures["lost"]] == ["structures:house"]


# --- verdicts and report --------------------------------------------------------------------------


def result(value: float, quick: bool = False) -> dict[str, object]:
    tree = {name: value for name in FLOORS}
    return {"quick": quick, "floors": verdicts(tree)}


def test_floors_bind_in_their_own_direction() -> None:
    good = verdicts({"shape.novelty": 0.9, "drift.colour": 0.01})
    bad = verdicts({"shape.novelty": 0.5, "drift.colour": 0.2})
    assert good["shape.novelty"]["met"] and good["drift.colour"]["met"]
    assert bad["shape.novelty"]["met"] is False and bad["drift.colour"]["met"] is False
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
    store = PartStore(tmp_path / "parts", "a model")
    store.keep_sights("prompt_000", Sights("a dog", {"creatures:dog": True}, {"creatures:dog": "1 asked"}))
    again = PartStore(tmp_path / "parts", "a model")
    assert again.resumed
    back = again.sights("prompt_000", "a dog")
    assert back is not None and back.kept == {"creatures:dog": True} and back.understood == {"creatures:dog": "1 asked"}
    assert again.sights("prompt_000", "a cat") is None and again.sights("prompt_001", "a dog") is None
    assert PartStore(tmp_path / "parts", "another").sights("prompt_000", "a dog") is None


def test_flatten_keeps_numbers_only() -> None:
    assert flatten({"a": {"b": 1, "c": [1, 2], "d": "x", "e": True}, "f": 2.5}) == {"a.b": 1.0, "f": 2.5}


def test_report_is_one_escaped_page_with_plots(tmp_path: Path) -> None:
    tree: dict[str, object] = {
        "quick": True,
        "prompt": {
            "by_kind": {"water": 0.8, "biome": 0.95},
            "by_set": {"unseen": 0.9},
            "attributes_kept": 0.912,
            "judged": {"water": 30, "any_water": 30, "biome": 12},
            "lost": [{"attribute": "water", "understood": "river", "prompt": "<b>& a river"}],
        },
        "drift": {"minutes": 1.0, "colour": 0.01, "curves": {"red": [float(100 + k % 6) for k in range(24)]}},
        "floors": verdicts({"drift.colour": 0.01, "shape.novelty": 0.5}),
    }
    path = tmp_path / "report.html"
    write_report(path, tree, flatten(tree))
    page = path.read_text()
    assert "&lt;b&gt;&amp; a river" in page and "<b>&" not in page
    assert page.count("<svg") == page.count("</svg>") == 3  # by kind, by set, drift
    assert page.count('class="bar') == 2 and "<h2>Drift</h2>" in page
    write_report(path, tree, flatten(tree))
    assert path.read_text() == page
    assert 'class="no"' in page and 'class="yes"' in page and "not measured" in page

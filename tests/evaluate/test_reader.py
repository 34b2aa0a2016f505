"""The reader: what it learns from, what it may be asked, and that a few steps teach it something."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch

from nacre.evaluate.picture_reader.network import ANSWERS, HEADS, NAMES, READ, Reader
from nacre.evaluate.picture_reader.scores import FALSE_ALARMS, balanced_accuracies, judge, thresholds
from nacre.evaluate.picture_reader.training import Pictures, Roughening, losses, set_thresholds, spot_shares
from nacre.evaluate.picture_reader.views import (
    APART,
    ONE_IN,
    TRAINED,
    UNKNOWN,
    Labelled,
    balanced_spec,
    kept_apart,
    load_pictures,
    make_pictures,
    stored_seeds,
    through_air,
    world_seeds,
)
from nacre.evaluate.sighting import KINDS, TOLD, WATER
from nacre.train.views import HELD_OUT_WORLD
from nacre.vocabulary import FIRST_BIOMES, FIRST_SHAPES, SHAPE_INDEX
from nacre.world.atmosphere import Atmosphere

RANDOM = np.random.default_rng(7)
LAND, DRAGON = KINDS.index("land"), SHAPE_INDEX["dragon"]


def labelled(count: int) -> Labelled:
    """Pictures of noise, of which every other shows a dragon in its left half."""
    shown = np.zeros((count, TOLD), np.int8)
    seen = np.full((count, 45, 80), LAND, np.uint8)
    shown[1::2, DRAGON] = 1
    seen[1::2, :, :40] = DRAGON
    pictures = RANDOM.integers(0, 255, (count, 90, 160, 3)).astype(np.uint8)
    return Labelled(pictures, np.zeros((count, 3), np.int64), shown, seen)


def test_a_few_steps_teach_the_reader_what_pictures_show() -> None:
    """Night and day, a dark dragon in the left half: labels, the thing and its place must be told after a few steps."""
    torch.manual_seed(0)
    reader = Reader()
    held = labelled(8)
    pictures = torch.full((8, 3, 90, 160), 0.8)
    pictures[1::2, :, :, :80] = 0.1
    pictures += 0.02 * torch.randn(pictures.shape)
    labels = torch.tensor([[0, 0, 0], [3, 2, 2]] * 4)
    shares, weights = spot_shares(held.seen), torch.ones(len(KINDS))
    optimiser = torch.optim.Adam(reader.parameters(), 2e-3)
    for _ in range(18):
        answers, spots = reader(pictures)
        loss = losses(answers, spots, labels, torch.from_numpy(held.shown.astype(np.int64)), shares, weights)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    seen = (pictures.permute(0, 2, 3, 1) * 255).clamp(0, 255).byte().numpy()
    reader.eval()
    for layer in reader.modules():  # so few steps leave the running statistics behind
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = 1.0
            layer.train()
    with torch.no_grad():
        reader(pictures)
    reader.eval()
    held = Labelled(seen, labels.numpy(), held.shown, held.seen)
    reading = reader.read(held.pictures)
    assert reading.labels.shape == (8, sum(HEADS)) and reading.told.shape == (8, TOLD)
    assert reading.told[1::2, DRAGON].min() > reading.told[::2, DRAGON].max()
    with torch.no_grad():
        found = reader(pictures)[1][1].argmax(0).numpy()
    assert (found[:, :8] == DRAGON).mean() > 0.8 and (found[:, 12:] == LAND).mean() > 0.8
    figures = judge(reader, held)
    assert all(figures[name] == 1.0 for name in NAMES)
    reader.thresholds.copy_(torch.from_numpy(thresholds(reading.told, held.shown)))
    assert reader.sees(reading, DRAGON, [1, 3]) and not reader.sees(reading, DRAGON, [0, 2])
    assert reading.together().shape == (3,)


def test_never_saying_water_is_not_telling_it() -> None:
    """Most views show none: accuracy alone would call a reader good that never sees any."""
    reader = Reader().eval()
    held = labelled(40)
    held.shown[:14, WATER] = 1
    reader.thresholds[WATER] = 1e6
    balanced = balanced_accuracies(reader, held, reader.read(held.pictures))
    assert balanced["water"] == 0.5
    assert "keep" not in balanced, "too few views show one: nothing may be said"


def test_one_rule_says_what_is_readable_of_labels_things_and_water(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader().eval()
    told = {"biome": 0.85, "weather": 0.79, "house": 0.8, "water": 0.81}
    monkeypatch.setattr("nacre.evaluate.picture_reader.training.balanced_accuracies", lambda *_: told)
    set_thresholds(reader, labelled(4))
    assert [name for name in READ if reader.can_tell(name)] == ["biome", "house", "water"]


def test_what_is_masked_out_teaches_nothing() -> None:
    answers = torch.zeros(2, ANSWERS, requires_grad=True)
    spots = torch.zeros(2, len(KINDS), 12, 20, requires_grad=True)
    shown = torch.full((2, TOLD), -1)
    shares = spot_shares(np.full((2, 45, 80), UNKNOWN, np.uint8))
    losses(answers, spots, torch.zeros(2, 3, dtype=torch.int64), shown, shares, torch.ones(len(KINDS))).backward()
    assert answers.grad is not None and float(answers.grad[:, sum(HEADS) :].abs().max()) == 0.0
    assert spots.grad is not None and float(spots.grad.abs().max()) == 0.0


def test_spot_shares_are_where_the_pixels_are() -> None:
    seen = np.full((1, 45, 80), LAND, np.uint8)
    seen[0, 3:7, 8:12] = WATER  # with the added row and a half above it lies in the second row of spots
    shares = spot_shares(seen)
    assert shares.shape == (1, len(KINDS), 12, 20)
    assert float(shares[0, WATER].sum()) == pytest.approx(1.0)
    assert int(shares[0, WATER].argmax()) == 1 * 20 + 2 and float(shares[0, WATER].max()) == 1.0
    assert torch.allclose(shares.sum(1), torch.ones(1, 12, 20))


def test_roughened_pictures_keep_what_they_show_in_place() -> None:
    """Whatever is flipped or cut off a picture must be flipped or cut off its map too."""
    batch = labelled(4)
    batch.pictures[...] = np.where(batch.seen == DRAGON, 250, 20).repeat(2, 1).repeat(2, 2)[..., None]
    roughen = Roughening(np.random.default_rng(1))
    for _ in range(20):
        x, seen = roughen(batch)
        assert x.shape == (4, 3, 90, 160) and seen.shape == (4, 45, 80)
        bright = torch.nn.functional.avg_pool2d(x.mean(1), 2).numpy() > 0.5
        assert (bright == (seen == DRAGON)).mean() > 0.96


def test_thresholds_hold_false_alarms() -> None:
    logits = RANDOM.normal(0, 1, (400, TOLD)).astype(np.float32)
    shown = np.zeros((400, TOLD), np.int8)
    shown[:40] = 1
    limit = thresholds(logits, shown)
    assert (logits[40:] > limit).mean() == pytest.approx(FALSE_ALARMS, abs=0.01)


def test_pictures_of_both_sizes_read_alike() -> None:
    reader = Reader().eval()
    large = RANDOM.integers(0, 255, (1, 180, 320, 3)).astype(np.uint8)
    small = large.reshape(1, 90, 2, 160, 2, 3).mean((2, 4)).round().astype(np.uint8)
    assert np.allclose(reader.read(large).labels, reader.read(small).labels, atol=0.05)


def test_drawing_favours_what_is_rare() -> None:
    pictures = Pictures()
    rare = labelled(30)
    rare.shown[...] = 0
    rare.shown[0, DRAGON] = 1
    pictures.add(TRAINED, rare)
    drawn = pictures.draw(np.random.default_rng(0), 40)
    assert (drawn.shown[:, DRAGON] == 1).sum() >= 20
    weights = pictures.weights()
    assert float(weights[DRAGON]) > 1.5 * float(weights[LAND]) > 0


# --- the views it learns from ---------------------------------------------------------------------


def test_worlds_kept_apart_never_meet_those_learned_from() -> None:
    first = list(itertools.islice(world_seeds(), 4000))
    learned = {s for s in first if not kept_apart(s)}
    apart = {s for s in first if kept_apart(s)}
    assert len(learned) + len(apart) == 4000 and len(apart) == 4000 // ONE_IN
    assert max(learned) < HELD_OUT_WORLD <= min(apart)
    assert min(learned) >= TRAINED and min(apart) >= APART


def test_reader_worlds_are_balanced() -> None:
    specs = [balanced_spec(TRAINED + k, np.random.default_rng(k)) for k in range(140)]
    counts = [sum(s.biome == name for s in specs) for name in FIRST_BIOMES]
    assert max(counts) - min(counts) <= 1
    asked = {name: sum(s.count(name) > 0 for s in specs) for name in FIRST_SHAPES}
    assert min(asked.values()) >= 8, "every thing comes up often enough to be learned"


def test_fog_hides_what_is_far_and_nothing_else() -> None:
    buffer = np.zeros((90, 160, 20), np.float32)
    buffer[:, :80, 0], buffer[:, 80:, 0] = 5.0, 60.0
    seen = np.full((45, 80), DRAGON, np.uint8)
    foggy = through_air(seen, buffer, Atmosphere(12.0, "fog", 0.7))
    assert (foggy[:, :40] == DRAGON).all() and (foggy[:, 40:] == KINDS.index("sky")).all()
    assert (through_air(seen, buffer, Atmosphere(12.0, "clear", 0.05)) == DRAGON).all()


def test_pictures_are_the_same_whenever_they_are_made_and_show_water_and_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, count in (("AIMED", 4), ("AGAIN", 1), ("SKIES", 1), ("AROUND", 2)):
        monkeypatch.setattr(f"nacre.evaluate.picture_reader.views.{name}", count)
    seed = TRAINED + 1  # a lake lies in this one
    made = make_pictures(seed)
    stored, again = load_pictures(tmp_path, seed), load_pictures(tmp_path, seed)
    assert stored_seeds(tmp_path) == [seed]
    for name, value in vars(made).items():
        assert np.array_equal(value, getattr(stored, name)) and np.array_equal(value, getattr(again, name)), name
    assert made.pictures.shape[1:] == (90, 160, 3) and made.seen.shape[1:] == (45, 80)
    wet = made.shown[:, WATER] == 1
    assert 0.1 < wet.mean() < 0.7
    assert ((made.seen[wet] == WATER).mean((1, 2)) > 0).all()
    assert (made.shown == 1).any(0).sum() >= 8

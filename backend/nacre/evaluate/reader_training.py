"""Train the reader on teacher pictures: `python -m nacre.evaluate.reader_training --minutes 35`.

Pictures are made and learned from side by side. Some worlds are kept apart: half of them set the
thresholds, the other half give the figures of the reader's card, so that neither was ever learned from.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.evaluate.reader import HEADS, NAMES, Reader
from nacre.evaluate.reader_views import ONE_IN, Labelled, kept_apart, load_pictures, renderer_views, world_seeds
from nacre.train.journal import Journal
from nacre.vocabulary import SHAPES
from nacre.world.weights import save_tensors

BATCH: Final = 40
PACE: Final = 0.65  # share of that time which goes into making them
FALSE_ALARMS: Final = 0.05  # share of views without a thing in which the reader may still claim it
RARE_WATER: Final = 8.0  # weight of a view with water: one in sixteen has any, and "never" would be right otherwise
ENOUGH: Final = 12  # views that show a thing, below which nothing is said about how well it is read
READABLE: Final = 0.8  # balanced accuracy on teacher pictures from which on a thing may be judged by pictures


class Pictures:
    """Everything made so far, grouped: learned from, for thresholds, for judging."""

    def __init__(self) -> None:
        self._groups: dict[str, list[Labelled]] = {"learn": [], "set": [], "judge": []}
        self.worlds = 0

    def add(self, seed: int, made: Labelled) -> None:
        """Take in one world."""
        self._groups[("judge" if seed // 8 % 2 else "set") if kept_apart(seed) else "learn"].append(made)
        self.worlds += 1

    def whole(self, group: str) -> Labelled:
        """A group in one piece."""
        rows = self._groups[group]
        return Labelled(*(np.concatenate([getattr(r, n) for r in rows]) for n in ("pictures", "labels", "things")))

    def draw(self, random: np.random.Generator, count: int) -> Labelled:
        """Random pictures to learn from, each world as likely as another."""
        rows = self._groups["learn"]
        worlds = random.integers(0, len(rows), count)
        picks = [(rows[w], int(random.integers(0, len(rows[w].labels)))) for w in worlds]
        return Labelled(
            np.stack([r.pictures[i] for r, i in picks]),
            np.stack([r.labels[i] for r, i in picks]),
            np.stack([r.things[i] for r, i in picks]),
        )


def roughen(x: Tensor, random: np.random.Generator) -> Tensor:
    """Flips, small crops, blur, brightness and noise: a picture's meaning survives them, so must the reading."""
    if random.random() < 0.5:
        x = x.flip(3)
    if random.random() < 0.7:
        high, wide = int(90 * random.uniform(0.82, 1)), int(160 * random.uniform(0.82, 1))
        top, left = int(random.integers(0, 91 - high)), int(random.integers(0, 161 - wide))
        x = nn.functional.interpolate(
            x[:, :, top : top + high, left : left + wide], (90, 160), mode="bilinear", align_corners=False
        )
    if random.random() < 0.5:
        x = x + float(random.uniform(0.3, 1.0)) * (nn.functional.avg_pool2d(x, 3, 1, 1) - x)
    x = x * (1 + 0.05 * torch.randn(len(x), 1, 1, 1)) + 0.015 * torch.randn(len(x), 3, 1, 1)
    return (x + float(random.uniform(0, 0.02)) * torch.randn_like(x)).clamp(0, 1)


def losses(answer: Tensor, labels: Tensor, things: Tensor) -> Tensor:
    """Cross entropy of the four labels and of every thing that is clearly shown or clearly absent."""
    parts = answer[:, : sum(HEADS)].split(HEADS, 1)
    weights = (1.0, 1.0, 0.7, 0.5)
    classes = [None, None, None, torch.tensor([1.0, RARE_WATER])]
    named = [
        w * nn.functional.cross_entropy(p, labels[:, i], c)
        for i, (p, w, c) in enumerate(zip(parts, weights, classes, strict=True))
    ]
    known = (things >= 0).float()
    told = nn.functional.binary_cross_entropy_with_logits(
        answer[:, sum(HEADS) :], things.clamp(min=0).float(), reduction="none", pos_weight=torch.tensor(3.0)
    )
    return torch.stack(named).sum() + 6.0 * (told * known).sum() / known.sum().clamp(min=1)


def thresholds(logits: NDArray[np.float32], things: NDArray[np.int8]) -> NDArray[np.float32]:
    """Per class the log-odds that FALSE_ALARMS of the views without it exceed, [37]."""
    found = np.zeros(logits.shape[1], np.float32)
    for shape in range(logits.shape[1]):
        absent = logits[things[:, shape] == 0, shape]
        found[shape] = float(np.quantile(absent, 1 - FALSE_ALARMS)) if absent.size else 0.0
    return found


def judge(reader: Reader, held: Labelled) -> dict[str, Any]:
    """Accuracy per label; per class of thing the share found where shown, of false alarms, and their balance."""
    reading = reader.read(held.pictures)
    best = reading.best()
    figures: dict[str, Any] = {name: float((best[:, i] == held.labels[:, i]).mean()) for i, name in enumerate(NAMES)}
    claimed = reading.things > reader.thresholds.numpy()
    found, alarms, balanced = {}, {}, {}
    for shape, name in enumerate(SHAPES):
        there, absent = held.things[:, shape] == 1, held.things[:, shape] == 0
        if there.sum() < ENOUGH:
            continue
        found[name] = float(claimed[there, shape].mean())
        alarms[name] = float(claimed[absent, shape].mean())
        balanced[name] = (found[name] + 1 - alarms[name]) / 2
    figures["things_found"] = float(np.mean(list(found.values()))) if found else 0.0
    figures["false_alarms"] = float(np.mean(list(alarms.values()))) if alarms else 0.0
    wet = held.labels[:, 3] == 1
    said = best[:, 3] == 1
    figures["water_balanced"] = (
        float((said[wet].mean() + 1 - said[~wet].mean()) / 2) if 0 < wet.sum() < len(wet) else 0.5
    )
    return {**figures, "found": found, "balanced": balanced, "views": len(held.labels)}


def train(
    minutes: float,
    resume: bool = False,
    threads: int = 1,
    out: str | Path = "runs/reader",
    seed: int = 0,
    export: Path | None = None,
    making_until: float = 0.6,
    max_worlds: int = 100_000,
    more: Sequence[Path] = (Path("runs/renderer/exact"), Path("runs/renderer/views")),
) -> dict[str, Any]:
    """Train for a fixed time; returns the figures on worlds kept apart and writes OUT/reader.safetensors."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    journal = Journal(Path(out), minutes, resume)
    random = np.random.default_rng(seed + journal.step)
    pictures, making, end = Pictures(), 0.0, False
    reader = Reader()
    if journal.state is not None:
        reader.load_state_dict(journal.state["reader"])
    average = copy.deepcopy(reader).requires_grad_(False).eval()
    optimiser = torch.optim.AdamW(reader.parameters(), 2e-3, weight_decay=0.03)
    for number, labelled in renderer_views(more):
        pictures.add(number, labelled)
    pictures.worlds = 0
    seeds = world_seeds()
    folder = Path(out) / "views"
    started = time.monotonic()
    while journal.fraction < 1:
        spent = time.monotonic() - started
        end |= pictures.worlds >= max_worlds
        early = pictures.worlds < min(2 * ONE_IN, max_worlds)
        if early or (not end and journal.fraction < making_until and making < PACE * spent):
            before = time.monotonic()
            number = next(seeds)
            pictures.add(number, load_pictures(folder, number))
            making += time.monotonic() - before
            continue
        for group in optimiser.param_groups:
            group["lr"] = journal.rate(2e-3)
        batch = pictures.draw(random, BATCH)
        x = torch.from_numpy(batch.pictures).permute(0, 3, 1, 2).float() / 255
        with torch.autocast("cpu", torch.bfloat16):
            answer = reader(roughen(x, random))
        loss = losses(answer.float(), torch.from_numpy(batch.labels), torch.from_numpy(batch.things.astype(np.int64)))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 2.0)
        optimiser.step()
        journal.step += 1
        keep = min(0.998, (journal.step + 1) / (journal.step + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(average.parameters()), list(reader.parameters()), 1.0 - keep)
        if journal.step % 100 == 0:
            held = judge(average, pictures.whole("set"))
            shown = {k: round(float(held[k]), 3) for k in (*NAMES, "things_found", "false_alarms")}
            journal.log(loss=round(float(loss.detach()), 3), worlds=pictures.worlds, **shown)
            journal.save(reader=average.state_dict())
    setting = pictures.whole("set")
    average.thresholds.copy_(torch.from_numpy(thresholds(average.read(setting.pictures).things, setting.things)))
    figures = judge(average, pictures.whole("judge"))
    ready = [float(figures["balanced"].get(name, 0.0) >= READABLE) for name in SHAPES]
    average.readable.copy_(torch.tensor(ready))
    average.tells_water.fill_(float(figures["water_balanced"] >= READABLE))
    journal.log(final="yes", **{k: v for k, v in figures.items() if isinstance(v, float)})
    journal.save(reader=average.state_dict())
    card = {"steps": journal.step, "minutes": round(journal.minutes, 1), "worlds": pictures.worlds, "metrics": figures}
    path = export or Path(out) / "reader.safetensors"
    save_tensors(path, dict(average.state_dict()), card)
    return figures


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("runs/reader"))
    parser.add_argument("--making-until", type=float, default=0.6, help="share of the time in which worlds are made")
    arguments = parser.parse_args()
    # numba's pool follows OMP_NUM_THREADS, read when it first compiles
    os.environ["OMP_NUM_THREADS"] = os.environ["NUMBA_NUM_THREADS"] = str(arguments.threads)
    print(json.dumps(train(**vars(arguments)), indent=1))


if __name__ == "__main__":
    main()

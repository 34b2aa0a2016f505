"""Train the reader on teacher pictures: `python -m nacre.evaluate.picture_reader.training --minutes 60`.

Pictures made ahead (`python -m nacre.evaluate.picture_reader.views FOLDER`) are taken in as they appear. Some worlds
are kept apart: half of them set the thresholds and say what is readable, the other half give the figures of the
reader's card, so that nothing was chosen by them.
"""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.evaluate.picture_reader.network import HEADS, NAMES, READ, SPOT, SPOTS, Reader
from nacre.evaluate.picture_reader.scores import balanced_accuracies, judge, thresholds
from nacre.evaluate.picture_reader.views import (
    ONE_IN,
    UNKNOWN,
    Labelled,
    kept_apart,
    load_pictures,
    renderer_views,
    stored_seeds,
    world_seeds,
)
from nacre.evaluate.sighting import KINDS, STRIDE, TOLD
from nacre.train.journal import Journal
from nacre.world.weights import save_tensors

BATCH: Final = 48
RARE: Final = 10.0  # how much more a spot of the rarest kind counts than one of the commonest, at most
READABLE: Final = 0.8  # balanced accuracy on teacher pictures from which on something may be judged by pictures
PEAK: Final = 2e-3  # learning rate


class Pictures:
    """Everything made so far, grouped: learned from, for thresholds, for judging."""

    def __init__(self) -> None:
        self._groups: dict[str, list[Labelled]] = {"learn": [], "set": [], "judge": []}
        self._places: list[list[tuple[int, int]]] = [[] for _ in range(TOLD)]
        self.worlds: set[int] = set()

    def add(self, seed: int, made: Labelled) -> None:
        """Take in one world."""
        self.worlds.add(seed)
        group = ("judge" if seed // 8 % 2 else "set") if kept_apart(seed) else "learn"
        if group == "learn":
            for picture, kind in np.argwhere(made.shown == 1):
                self._places[kind].append((len(self._groups[group]), int(picture)))
        self._groups[group].append(made)

    def whole(self, group: str) -> Labelled:
        """A group in one piece."""
        return Labelled.joined(self._groups[group])

    def draw(self, random: np.random.Generator, count: int) -> Labelled:
        """Pictures to learn from: half of them of any world, half of any thing, each as likely as another."""
        rows = self._groups["learn"]
        picks: list[tuple[int, int]] = []
        known = [places for places in self._places if places]
        while len(picks) < count:
            if known and len(picks) % 2:
                places = known[int(random.integers(len(known)))]
                picks.append(places[int(random.integers(len(places)))])
            else:
                world = int(random.integers(len(rows)))
                picks.append((world, int(random.integers(len(rows[world].labels)))))
        return Labelled(
            *(np.stack([getattr(rows[w], n)[i] for w, i in picks]) for n in ("pictures", "labels", "shown", "seen"))
        )

    def weights(self) -> Tensor:
        """How much a pixel of each kind counts, [KINDS]: less than in proportion to its rarity."""
        found = np.zeros(len(KINDS))
        for row in self._groups["learn"]:
            found += np.bincount(row.seen.ravel(), minlength=UNKNOWN + 1)[: len(KINDS)]
        share = found / max(found.sum(), 1.0)
        rare = (share + 1e-5) ** -0.5
        rare = np.minimum(rare, RARE * rare.min())
        return torch.from_numpy(rare / max(float((rare * share).sum()), 1e-6)).float()


class Roughening:
    """Flips, crops, blur, brightness, tint and noise: a picture's meaning survives them, so must the reading."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._noise = torch.from_numpy(random.standard_normal(4_000_000).astype(np.float32))

    def __call__(self, batch: Labelled) -> tuple[Tensor, NDArray[np.uint8]]:
        """Pictures float [B, 3, 90, 160] in 0..1 and what they show, uint8 [B, 45, 80]."""
        random = self._random
        x, seen = torch.from_numpy(batch.pictures).permute(0, 3, 1, 2), batch.seen
        if random.random() < 0.5:
            x, seen = x.flip(3), seen[:, :, ::-1]
        if random.random() < 0.6:
            high, wide = (int(n * random.uniform(0.75, 1)) for n in seen.shape[1:])
            top, left = int(random.integers(0, 46 - high)), int(random.integers(0, 81 - wide))
            crop = x[:, :, top * STRIDE : (top + high) * STRIDE, left * STRIDE : (left + wide) * STRIDE]
            x = nn.functional.interpolate(crop.contiguous(), (90, 160), mode="bilinear", align_corners=False)
            rows, columns = top + np.arange(45) * high // 45, left + np.arange(80) * wide // 80
            seen = seen[:, rows[:, None], columns[None]]
        x = x.contiguous(memory_format=torch.contiguous_format).float()
        if random.random() < 0.5:  # a quarter of a pixel's light to each of its neighbours, more or less
            part = float(random.uniform(0.1, 0.3))
            x[:, :, 1:-1] = x[:, :, 1:-1] * (1 - 2 * part) + part * (x[:, :, 2:] + x[:, :, :-2])
            x[..., 1:-1] = x[..., 1:-1] * (1 - 2 * part) + part * (x[..., 2:] + x[..., :-2])
        gain = (1 + 0.06 * torch.randn(len(x), 1, 1, 1)) * (1 + 0.02 * torch.randn(len(x), 3, 1, 1)) / 255
        start = int(random.integers(0, len(self._noise) - x.numel())) if x.numel() < len(self._noise) else 0
        noise = self._noise[start : start + x.numel()].reshape(x.shape)
        x.mul_(gain).add_(noise, alpha=float(random.uniform(0, 0.02)))
        return x.clamp_(0, 1), np.ascontiguousarray(seen)


def spot_shares(seen: NDArray[np.uint8]) -> Tensor:
    """Share of every spot that each of KINDS covers, float [B, KINDS, 12, 20]; nothing where it is UNKNOWN.

    seen: uint8 [B, 45, 80], as Labelled.seen.
    """
    count, edge = len(seen), SPOT // STRIDE
    rows = SPOTS[0] * edge
    lost = rows - seen.shape[1]
    padded = np.pad(seen, ((0, 0), (lost // 2, lost - lost // 2), (0, 0)), mode="edge")
    spots = padded.reshape(count, SPOTS[0], edge, SPOTS[1], edge).transpose(0, 1, 3, 2, 4).reshape(-1, edge * edge)
    index = torch.from_numpy(np.minimum(spots, len(KINDS)).astype(np.int64))
    shares = torch.zeros(len(spots), len(KINDS) + 1).scatter_add_(1, index, torch.ones(index.shape))[:, : len(KINDS)]
    return (shares / edge**2).reshape(count, *SPOTS, len(KINDS)).permute(0, 3, 1, 2)


def losses(answers: Tensor, spots: Tensor, labels: Tensor, shown: Tensor, shares: Tensor, weights: Tensor) -> Tensor:
    """Cross entropy of the labels, of what is clearly shown or clearly absent, and of what every spot shows.

    answers [B, ANSWERS] and spots [B, KINDS, 12, 20] are what Reader says; labels [B, 3], shown [B, TOLD] as in
    Labelled; shares as spot_shares; weights [KINDS] of the kinds in spots.
    """
    parts = answers[:, : sum(HEADS)].split(HEADS, 1)
    named = [
        w * nn.functional.cross_entropy(p, labels[:, i])
        for i, (p, w) in enumerate(zip(parts, (1.0, 1.0, 0.7), strict=True))
    ]
    known = (shown >= 0).float()
    told = nn.functional.binary_cross_entropy_with_logits(
        answers[:, sum(HEADS) :], shown.clamp(min=0).float(), reduction="none", pos_weight=torch.tensor(2.0)
    )
    target = shares * weights[:, None, None]
    dense = -(target * spots.log_softmax(1)).sum() / shares.sum().clamp(min=1)
    return torch.stack(named).sum() + 3.0 * (told * known).sum() / known.sum().clamp(min=1) + 1.5 * dense


def set_thresholds(reader: Reader, held: Labelled) -> None:
    """Set the thresholds and say what is readable, on pictures that the reader did not learn from."""
    reading = reader.read(held.pictures)
    reader.thresholds.copy_(torch.from_numpy(thresholds(reading.told, held.shown)))
    balanced = balanced_accuracies(reader, held, reading)
    reader.readable.copy_(torch.tensor([float(balanced.get(name, 0.0) >= READABLE) for name in READ]))


def train(
    minutes: float,
    resume: bool = False,
    threads: int = 1,
    out: str | Path = "runs/reader",
    views: str | Path = "runs/reader/views",
    seed: int = 0,
    export: Path | None = None,
    worlds: int = 2 * ONE_IN,
    more: Sequence[Path] = (Path("runs/renderer/exact"), Path("runs/renderer/views")),
) -> dict[str, Any]:
    """Train for a fixed time; returns the figures on worlds kept apart and writes OUT/reader.safetensors.

    worlds: so many are made first where the folder of views holds fewer.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    pictures = Pictures()
    for number in islice(world_seeds(), worlds):
        pictures.add(number, load_pictures(Path(views), number))
    for number, labelled in renderer_views(more):
        pictures.add(number, labelled)
    journal = Journal(Path(out), minutes, resume)
    random = np.random.default_rng([seed, journal.step])
    roughen = Roughening(random)
    reader = Reader()
    if journal.state is not None:
        reader.load_state_dict(journal.state["reader"])
    reader.to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    average = copy.deepcopy(reader).requires_grad_(False).eval()
    optimiser = torch.optim.AdamW(reader.parameters(), PEAK, weight_decay=0.03)
    weights = torch.ones(len(KINDS))
    start = journal.step
    while journal.fraction < 1:
        if (journal.step - start) % 50 == 0:
            for number in stored_seeds(Path(views)):
                if number not in pictures.worlds:
                    pictures.add(number, load_pictures(Path(views), number))
            weights = pictures.weights()
        for group in optimiser.param_groups:
            group["lr"] = journal.rate(PEAK)
        batch = pictures.draw(random, BATCH)
        x, seen = roughen(batch)
        with torch.autocast("cpu", torch.bfloat16):
            answers, spots = reader(x)
        loss = losses(
            answers,
            spots,
            torch.from_numpy(batch.labels),
            torch.from_numpy(batch.shown.astype(np.int64)),
            spot_shares(seen),
            weights,
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 5.0)
        optimiser.step()
        journal.step += 1
        keep = min(0.998, (journal.step + 1) / (journal.step + 20))
        with torch.no_grad():
            torch._foreach_lerp_(_floats(average), _floats(reader), 1.0 - keep)
        if journal.step % 250 == 0:
            set_thresholds(average, pictures.whole("set"))
            held = judge(average, pictures.whole("judge"))
            shown = {k: round(float(held[k]), 3) for k in (*NAMES, "water", "found", "false_alarms", "readable")}
            journal.log(loss=round(float(loss.detach()), 3), worlds=len(pictures.worlds), **shown)
        if journal.step % 50 == 0:
            journal.save(reader=average.state_dict())
    set_thresholds(average, pictures.whole("set"))
    figures = judge(average, pictures.whole("judge"))
    journal.log(final="yes", **{k: v for k, v in figures.items() if isinstance(v, float)})
    journal.save(reader=average.state_dict())
    card = {
        "steps": journal.step,
        "minutes": round(journal.minutes, 1),
        "worlds": len(pictures.worlds),
        "metrics": figures,
    }
    save_tensors(export or Path(out) / "reader.safetensors", dict(average.state_dict()), card)
    return figures


def _floats(reader: Reader) -> list[Tensor]:
    """Weights and running statistics."""
    return [t for t in reader.state_dict().values() if t.is_floating_point()]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("runs/reader"))
    parser.add_argument("--views", type=Path, default=Path("runs/reader/views"))
    parser.add_argument("--worlds", type=int, default=2 * ONE_IN, help="worlds made first, where fewer are stored")
    print(json.dumps(train(**vars(parser.parse_args())), indent=1))


if __name__ == "__main__":
    main()

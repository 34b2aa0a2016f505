"""The reader: a small network, trained on teacher pictures only, that says what a picture shows.

It never sees the student's pictures in training; reading them tells whether what was asked for can
be recognised in what is drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.vocabulary import BIOMES, WEATHERS
from nacre.world.weights import WEIGHTS, load_into, load_tensors, save_tensors

HEADS: Final = (len(BIOMES), len(WEATHERS), 3, 2)  # biome, weather, part of day, water in view
NAMES: Final = ("biome", "weather", "part_of_day", "water")


class Reader(nn.Module):
    """Picture [B, 3, 180, 320] -> logits of each of HEADS, [B, sum(HEADS)]."""

    def __init__(self, width: int = 24) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for a, b in ((3, width), (width, width * 2), (width * 2, width * 3), (width * 3, width * 4)):
            layers += [nn.Conv2d(a, b, 4, 2, 1), nn.GroupNorm(4, b), nn.SiLU()]
        self.trunk = nn.Sequential(*layers)
        self.head = nn.Linear(width * 8, sum(HEADS))

    def forward(self, picture: Tensor) -> Tensor:
        """See the class."""
        x = self.trunk(nn.functional.avg_pool2d(picture, 2) * 2 - 1)
        out: Tensor = self.head(torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1))
        return out

    @classmethod
    def load(cls) -> Reader:
        """From the shipped weights; raises WeightsError."""
        reader = cls()
        load_into(reader, load_tensors(WEIGHTS / "reader.safetensors"), "reader.safetensors")
        return reader

    @torch.inference_mode()
    def read(self, pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Pictures uint8 [N, 180, 320, 3] -> most likely labels [N, 4], from the mean of each head."""
        x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
        parts = self(x).split(HEADS, 1)
        return np.stack([p.argmax(1).numpy() for p in parts], 1)

    @torch.inference_mode()
    def read_together(self, pictures: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Several views of one place -> one label per head, [4]."""
        x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
        parts = self(x).log_softmax(1).split(HEADS, 1)
        return np.array([int(p.log_softmax(1).sum(0).argmax()) for p in parts])


def train(
    minutes: float,
    resume: bool = False,
    threads: int = 1,
    out: str | Path = "runs/reader",
    views: str | Path = "runs/renderer/views",
    device: str = "cpu",
    seed: int = 0,
) -> dict[str, float]:
    """Train on the teacher's pictures of the renderer's views; returns held-out accuracies."""
    from nacre.train.journal import Journal
    from nacre.train.views import HELD_OUT_WORLD

    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    journal = Journal(Path(out), minutes, resume)
    kept: dict[bool, list[tuple[NDArray[np.uint8], NDArray[np.int64]]]] = {False: [], True: []}
    for path in sorted(Path(views).glob("world_*.npz")):
        with np.load(path) as file:
            kept[int(path.stem.split("_")[1]) >= HELD_OUT_WORLD].append((file["rgb"], file["labels"]))
    pictures, labels = (np.concatenate(part) for part in zip(*kept[False], strict=True))
    test_pictures, test_labels = (np.concatenate(part) for part in zip(*kept[True], strict=True))
    reader = Reader().to(device)
    optimiser = torch.optim.AdamW(reader.parameters(), 1.5e-3, weight_decay=0.02)
    if journal.state is not None:
        reader.load_state_dict(journal.state["reader"])
    while journal.fraction < 1:
        for group in optimiser.param_groups:
            group["lr"] = journal.rate(1.5e-3)
        rows = random.integers(0, len(pictures), 24)
        x = torch.from_numpy(pictures[rows]).permute(0, 3, 1, 2).float().to(device) / 255
        if random.random() < 0.5:
            x = x.flip(3)
        x = (x * float(random.uniform(0.94, 1.06)) + 0.02 * torch.randn_like(x)).clamp(0, 1)
        parts = reader(x).split(HEADS, 1)
        y = torch.from_numpy(labels[rows]).to(device)
        loss = torch.stack([nn.functional.cross_entropy(p, y[:, i]) for i, p in enumerate(parts)]).sum()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        journal.step += 1
        if journal.step % 200 == 0:
            journal.log(loss=round(float(loss.detach()), 4))
            journal.save(reader=reader.state_dict())
    reader.eval()
    read = np.concatenate(
        [reader.read(chunk) for chunk in np.array_split(test_pictures, max(1, len(test_pictures) // 16))]
    )
    metrics = {name: float((read[:, i] == test_labels[:, i]).mean()) for i, name in enumerate(NAMES)}
    journal.log(final="yes", **metrics)
    journal.save(reader=reader.state_dict())
    card = {"steps": journal.step, "minutes": journal.minutes, "metrics": metrics, "views": len(pictures)}
    save_tensors(WEIGHTS / "reader.safetensors", dict(reader.state_dict()), card)
    return metrics

"""The reader: a small network, trained on teacher pictures only, that says what a picture shows.

It never sees the student's pictures in training; reading them tells whether what was asked for can
be recognised in what is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.vocabulary import BIOMES, SHAPES, WEATHERS
from nacre.world.weights import WEIGHTS, load_into, load_tensors

NAMES: Final = ("biome", "weather", "part_of_day", "water")
HEADS: Final = (len(BIOMES), len(WEATHERS), 3, 2)  # biome, weather, part of day, water in view
ANSWERS: Final = sum(HEADS) + len(SHAPES)
SHARPNESS: Final = 3.0  # how nearly a thing's log-odds are those of its surest spot, rather than the spots' mean
SIZES: Final = (3, 16, 32, 80, 128)  # channels after every halving
READ_SIZE: Final = (160, 90)  # width, height the reader looks at; pictures are twice that


def part_of_day(hours: float) -> int:
    """0 day, 1 dawn or dusk, 2 night: as far apart as a reader of pictures can tell."""
    if 7.5 <= hours <= 16.5:
        return 0
    return 2 if hours < 5 or hours > 20 else 1


@dataclass(frozen=True)
class Reading:
    """What pictures show: log-odds of the labels [N, 17] and of every class of SHAPES being in view [N, 37]."""

    labels: NDArray[np.float32]
    things: NDArray[np.float32]

    def best(self) -> NDArray[np.int64]:
        """Most likely label of each of NAMES for each picture, [N, 4]."""
        return np.stack([part.argmax(1) for part in self._parts(self.labels)], 1)

    def together(self) -> NDArray[np.int64]:
        """One label per head for several views of one place, [4]: the views' log-chances are added."""
        return np.array([int(part.sum(0).argmax()) for part in self._parts(self.labels)])

    @staticmethod
    def _parts(labels: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        return list(np.split(labels, np.cumsum(HEADS)[:-1], axis=1))


def _layer(inputs: int, outputs: int, size: int, stride: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, stride, 1), nn.GroupNorm(4, outputs), nn.SiLU())


class Reader(nn.Module):
    """Picture [B, 3, 90, 160] in 0..1 -> [B, ANSWERS]; `thresholds` [37] are log-odds at which a thing counts as seen.

    The thresholds are set on teacher pictures of worlds apart from those trained on, so that at most
    one view in twenty that does not show a class is said to.
    """

    thresholds: Tensor
    readable: Tensor
    tells_water: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.stages = nn.ModuleList(_layer(a, b, 4, 2) for a, b in pairwise(SIZES))
        near, far = SIZES[-2:]
        self.mix = nn.ModuleList([_layer(near, near, 3, 1), _layer(far, far, 3, 1), _layer(far, far, 3, 1)])
        self.tone = nn.Sequential(nn.Linear(18, 48), nn.SiLU())
        self.label = nn.Sequential(
            nn.Linear(2 * (near + far) + 48, 128), nn.SiLU(), nn.Dropout(0.2), nn.Linear(128, sum(HEADS))
        )
        self.spot = nn.Sequential(nn.Conv2d(near + far, 128, 1), nn.SiLU(), nn.Conv2d(128, len(SHAPES), 1))
        self.register_buffer("thresholds", torch.zeros(len(SHAPES)))
        self.register_buffer("readable", torch.zeros(len(SHAPES)))
        self.register_buffer("tells_water", torch.zeros(()))

    def forward(self, picture: Tensor) -> Tensor:
        """See the class."""
        x = picture * 2 - 1
        bands = nn.functional.adaptive_avg_pool2d(x, (3, 1)).flatten(1)
        tone = torch.cat([bands, x.std((2, 3)), x.amax((2, 3)), x.amin((2, 3))], 1)
        for stage in self.stages[:3]:
            x = stage(x)
        near = x + self.mix[0](x)
        far = self.stages[3](near)
        far = far + self.mix[1](far)
        far = far + self.mix[2](far)
        pooled = [self.tone(tone)]
        for seen in (near, far):
            pooled += [seen.mean((2, 3)), seen.amax((2, 3))]
        # A thing is somewhere: every spot answers by itself, and the surest count most.
        around = nn.functional.interpolate(far, near.shape[2:], mode="bilinear", align_corners=False)
        spots = self.spot(torch.cat([near, around], 1)).float().flatten(2)
        things = (torch.logsumexp(SHARPNESS * spots, 2) - math.log(spots.shape[2])) / SHARPNESS
        return torch.cat([self.label(torch.cat(pooled, 1)), things], 1)

    @classmethod
    def load(cls, path: Path = WEIGHTS / "reader.safetensors") -> Reader:
        """From the shipped weights; raises WeightsError."""
        reader = cls()
        load_into(reader, load_tensors(path), path.name)
        return reader

    @torch.inference_mode()
    def read(self, pictures: NDArray[np.uint8]) -> Reading:
        """Pictures uint8 [N, 180, 320, 3], or already [N, 90, 160, 3]."""
        parts = []
        for some in np.array_split(pictures, max(1, -(-len(pictures) // 32))):
            x = torch.from_numpy(np.ascontiguousarray(some)).permute(0, 3, 1, 2).float() / 255
            if x.shape[-1] != READ_SIZE[0]:
                x = nn.functional.avg_pool2d(x, 2)
            parts.append(self(x))
        out = torch.cat(parts)
        labels = torch.cat([p.log_softmax(1) for p in out[:, : sum(HEADS)].split(HEADS, 1)], 1)
        return Reading(labels.numpy(), out[:, sum(HEADS) :].numpy())

    def sees(self, reading: Reading, shape: int, views: Sequence[int] | slice = slice(None)) -> bool:
        """Whether the chosen views, taken together, are said to show a class of SHAPES."""
        return float(np.mean(reading.things[views, shape])) > float(self.thresholds[shape])

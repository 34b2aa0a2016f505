"""The reader: a small network, trained on teacher pictures only, that says what a picture shows.

It never sees the student's pictures in training; reading them tells whether what was asked for can
be recognised in what is drawn. What is in view it reads spot by spot, as a segmentation (Long et al. 2015):
the teacher's G-buffer knows what every pixel shows, so that one picture teaches as much as hundreds of labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.evaluate.sighting import KINDS, TOLD
from nacre.vocabulary import FIRST_BIOMES, WEATHERS
from nacre.world.weights import WEIGHTS, load_into, load_tensors

NAMES: Final = ("biome", "weather", "part_of_day")
HEADS: Final = (len(FIRST_BIOMES), len(WEATHERS), 3)
READ: Final = (*NAMES, *KINDS[:TOLD])  # everything the reader answers: labels, things, water
ANSWERS: Final = sum(HEADS) + TOLD
SPOT: Final = 8  # pixels along the edge of a spot
SPOTS: Final = (12, 20)  # rows and columns of spots; three rows of pixels are added above and below the picture
READ_SIZE: Final = (160, 90)  # width, height the reader looks at; pictures are twice that
NEAR, MIDDLE, FAR = 64, 128, 192  # channels at a quarter, an eighth and a sixteenth of the picture's size


def part_of_day(hours: float) -> int:
    """0 day, 1 dawn or dusk, 2 night: as far apart as a reader of pictures can tell."""
    if 7.5 <= hours <= 16.5:
        return 0
    return 2 if hours < 5 or hours > 20 else 1


@dataclass(frozen=True)
class Reading:
    """What pictures show: log-odds of the labels [N, 15], and of every thing and water being in view [N, TOLD]."""

    labels: NDArray[np.float32]
    told: NDArray[np.float32]

    def best(self) -> NDArray[np.int64]:
        """Most likely label of each of NAMES for each picture, [N, 3]."""
        return np.stack([part.argmax(1) for part in self._parts(self.labels)], 1)

    def together(self) -> NDArray[np.int64]:
        """One label per head for several views of one place, [3]: the views' log-chances are added."""
        return np.array([int(part.sum(0).argmax()) for part in self._parts(self.labels)])

    @staticmethod
    def _parts(labels: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        return list(np.split(labels, np.cumsum(HEADS)[:-1], axis=1))


def _channels_last(gradient: Tensor) -> Tensor:
    """Gradients of poolings come in another order of memory, in which every step back is several times slower."""
    return gradient.contiguous(memory_format=torch.channels_last)


class Layer(nn.Module):
    """Convolution, batch norm, ReLU; added to its input where both are of one shape."""

    def __init__(self, inputs: int, outputs: int, size: int = 3, stride: int = 1) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, size, stride, (size - stride) // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.added = inputs == outputs and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        """[B, inputs, H, W] -> [B, outputs, H / stride, W / stride]."""
        y = nn.functional.relu(self.norm(self.convolution(x)))
        y = x + y if self.added else y
        if y.requires_grad:
            y.register_hook(_channels_last)
        return y


class Reader(nn.Module):
    """Picture [B, 3, 90, 160] in 0..1 -> answers [B, ANSWERS] and what the spots show, logits [B, KINDS, 12, 20].

    `thresholds` [TOLD] are the log-odds at which a thing or water counts as seen, `readable` [READ] says what
    the reader may be asked. Both are set on teacher pictures of worlds apart from those it learned from: at
    most one view in twenty that does not show a class is said to.
    """

    thresholds: Tensor
    readable: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.near = nn.Sequential(nn.PixelUnshuffle(4), Layer(48, NEAR))
        self.middle = nn.Sequential(Layer(NEAR, MIDDLE, 2, 2), Layer(MIDDLE, MIDDLE), Layer(MIDDLE, MIDDLE))
        self.far = nn.Sequential(Layer(MIDDLE, FAR, 2, 2), Layer(FAR, FAR), Layer(FAR, FAR))
        self.tone = nn.Sequential(nn.Linear(18, 48), nn.ReLU())
        self.label = nn.Sequential(
            nn.Linear(2 * FAR + MIDDLE + 48, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, sum(HEADS))
        )
        self.spot = nn.Sequential(Layer(MIDDLE + FAR, 160, 1), nn.Conv2d(160, len(KINDS), 1))
        self.scale = nn.Parameter(torch.full((TOLD,), 2.0))
        self.offset = nn.Parameter(torch.full((TOLD,), 5.0))
        self.register_buffer("thresholds", torch.zeros(TOLD))
        self.register_buffer("readable", torch.zeros(len(READ)))

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        x = picture * 2 - 1
        bands = nn.functional.adaptive_avg_pool2d(x, (3, 1)).flatten(1)
        coarse = nn.functional.avg_pool2d(x, 5)
        tone = torch.cat([bands, coarse.std((2, 3)), coarse.amax((2, 3)), coarse.amin((2, 3))], 1)
        x = nn.functional.pad(x, (0, 0, 3, 3), mode="replicate").contiguous(memory_format=torch.channels_last)
        middle = self.middle(self.near(x))
        far = self.far(middle)
        around = nn.functional.interpolate(far, scale_factor=2.0, mode="nearest")
        spots = self.spot(torch.cat([middle, around], 1)).float()
        # a power mean lies between the share of the picture and its surest spot
        share = spots.softmax(1)[:, :TOLD].square().mean((2, 3)).clamp(min=1e-12).log() / 2
        told = self.scale * share + self.offset
        pool, most = nn.functional.adaptive_avg_pool2d, nn.functional.adaptive_max_pool2d
        pooled = torch.cat([*(p.flatten(1) for p in (pool(far, 1), most(far, 1), pool(middle, 1))), self.tone(tone)], 1)
        return torch.cat([self.label(pooled).float(), told], 1), spots

    @classmethod
    def load(cls, path: Path = WEIGHTS / "reader.safetensors") -> Reader:
        """From the shipped weights; raises WeightsError."""
        reader = cls().eval()
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
            parts.append(self(x)[0])
        out = torch.cat(parts)
        labels = torch.cat([p.log_softmax(1) for p in out[:, : sum(HEADS)].split(HEADS, 1)], 1)
        return Reading(labels.numpy(), out[:, sum(HEADS) :].numpy())

    def sees(self, reading: Reading, kind: int, views: Sequence[int] | slice = slice(None)) -> bool:
        """Whether the chosen views, taken together, are said to show one of KINDS: a thing or water."""
        return float(np.mean(reading.told[views, kind])) > float(self.thresholds[kind])

    def can_tell(self, name: str) -> bool:
        """Whether the reader may be asked about one of READ: it tells it in the teacher's pictures."""
        return bool(self.readable[READ.index(name)] > 0)

"""State Encoder for things that stand or move: local voxels <-> a 32-number token.

A 3-D convolutional autoencoder conditioned on the shape's class. The encoder is used when worlds
are taken in (sketches, edits, training); play only needs the decoder and the code book.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.vocabulary import FIRST_SHAPES, PHASES, SHAPE_INDEX, STYLES
from nacre.world.cache import Cache
from nacre.world.grid import SDF_CLIP, SHAPE_CELLS
from nacre.world.kernels.parallel import hands, share
from nacre.world.voxels.disk_cache import Key, Shelf
from nacre.world.voxels.volumes import PackedVolume, VolumeDecoder
from nacre.world.weights import WEIGHTS, load_into, load_tensors

LATENT: Final = 32
CLASS_DIM: Final = 16
PACKED_MEGABYTES: Final = 130.0  # of decoded shapes, 0.2 MB each
OPEN_MEGABYTES: Final = 64.0  # of those unpacked for use, 0.66 MB each
BATCH: Final = 128  # shapes decoded between two signs of life


class Modulated(nn.Module):
    """GroupNorm whose scale and shift come from the token (FiLM, Perez et al. 2018)."""

    def __init__(self, channels: int, condition: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(8, channels, affine=False)
        self.film = nn.Linear(condition, 2 * channels)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """x [B, C, ...], condition [B, K] -> [B, C, ...]."""
        film = self.film(condition)
        scale, shift = film.view(*film.shape, *[1] * (x.dim() - 2)).chunk(2, 1)
        out: Tensor = self.norm(x) * (1 + scale) + shift
        return out


def _patches(x: Tensor, size: int) -> Tensor:
    """[B, C, D, H, W] -> [B, C * size^3, D / size, H / size, W / size]: space to depth in three dimensions."""
    b, c, d, h, w = x.shape
    x = x.reshape(b, c, d // size, size, h // size, size, w // size, size)
    return x.permute(0, 1, 3, 5, 7, 2, 4, 6).reshape(b, c * size**3, d // size, h // size, w // size)


class ShapeEncoder(nn.Module):
    """[B, 5, 32, 32, 32] voxels and class [B] -> latent [B, LATENT].

    Patches of patches, each read by one matrix product: the shapes stand still in their cubes, so
    nothing is lost by not sliding.
    """

    def __init__(self, width: int = 64) -> None:
        super().__init__()
        self.classes = nn.Embedding(len(FIRST_SHAPES), CLASS_DIM)
        self.patch = nn.Conv3d(5 * 64, width, 1)
        self.norm1 = Modulated(width, CLASS_DIM)
        self.group = nn.Conv3d(width * 8, width * 2, 1)
        self.norm2 = Modulated(width * 2, CLASS_DIM)
        self.join = nn.Linear(width * 2 * 64, 256)
        self.out = nn.Linear(256, LATENT)

    def forward(self, voxels: Tensor, shape: Tensor) -> Tensor:
        """See the class."""
        condition = self.classes(shape)
        act = nn.functional.silu
        x = torch.cat([voxels[:, :1] / SDF_CLIP, voxels[:, 1:]], 1)
        x = act(self.norm1(self.patch(_patches(x, 4)), condition))
        x = act(self.norm2(self.group(_patches(x, 2)), condition))
        latent: Tensor = self.out(act(self.join(x.flatten(1))))
        return latent


class ShapeDecoder(nn.Module):
    """latent [B, LATENT] and class [B] -> [B, 5, 32, 32, 32]: distance in cells, albedo, emission.

    Three feature planes drawn by a small 2-D network, summed at each voxel and read by a two-layer
    perceptron (tri-planes, EG3D, arXiv 2112.07945): a fifth of the arithmetic of 3-D convolutions,
    and training may look at only the voxels that matter.
    """

    def __init__(self, width: int = 64, features: int = 32) -> None:
        super().__init__()
        self.width, self.features = width, features
        condition = LATENT + CLASS_DIM
        self.classes = nn.Embedding(len(FIRST_SHAPES), CLASS_DIM)
        self.seed = nn.Linear(condition, 3 * width * 16)
        # the three planes share these: they go through as a batch
        self.up1 = nn.ConvTranspose2d(width, width, 4, 2, 1)
        self.norm1 = Modulated(width, condition)
        self.mix = nn.Conv2d(3 * width, 3 * width, 1)  # here the planes see each other
        self.up2 = nn.ConvTranspose2d(width, width, 4, 2, 1)
        self.norm2 = Modulated(width, condition)
        self.up3 = nn.ConvTranspose2d(width, width, 4, 2, 1)
        self.norm3 = Modulated(width, condition)
        self.leave = nn.Conv2d(width, features, 3, padding=1)
        self.bias = nn.Linear(condition, features)
        self.hidden = nn.Linear(features, 48)
        self.out = nn.Linear(48, 5)

    def planes(self, latent: Tensor, shape: Tensor) -> tuple[Tensor, Tensor]:
        """Feature planes [B, 3, F, 32, 32] (of (y, x), (z, x) and (y, z)) and bias [B, F]."""
        condition = torch.cat([latent, self.classes(shape)], 1)
        each = condition.repeat_interleave(3, 0)
        act = nn.functional.silu
        x = act(self.seed(condition)).view(-1, self.width, 4, 4)
        x = act(self.norm1(self.up1(x), each))
        joint = x.reshape(-1, 3 * self.width, 8, 8)
        x = (joint + act(self.mix(joint))).reshape(-1, self.width, 8, 8)
        x = act(self.norm2(self.up2(x), each))
        x = act(self.norm3(self.up3(x), each))
        return self.leave(x).unflatten(0, (-1, 3)), self.bias(condition)

    def read(self, features: Tensor) -> Tensor:
        """Summed features [..., F] -> distance, albedo, emission [..., 5]; unclipped."""
        hidden = nn.functional.silu(self.hidden(nn.functional.silu(features)))
        out: Tensor = self.out(hidden)
        return out

    def at(self, latent: Tensor, shape: Tensor, where: Tensor) -> Tensor:
        """Only the voxels `where` [B, N] (flat indices, y then z then x) -> [B, N, 5]."""
        planes, bias = self.planes(latent, shape)
        n = SHAPE_CELLS
        y, z, x = where // (n * n), where // n % n, where % n
        flat = planes.flatten(3).transpose(2, 3)  # [B, 3, n * n, F]
        total = bias[:, None]
        for plane, index in enumerate((y * n + x, z * n + x, y * n + z)):
            total = total + torch.gather(flat[:, plane], 1, index[..., None].expand(-1, -1, self.features))
        return self.read(total)

    def forward(self, latent: Tensor, shape: Tensor) -> Tensor:
        """See the class. Distance is unclipped, colours unclamped: `volumes` finishes them."""
        planes, bias = self.planes(latent, shape)
        front, top, side = (planes[:, i].permute(0, 2, 3, 1) for i in range(3))
        total = front[:, :, None] + top[:, None] + side[:, :, :, None] + bias[:, None, None, None]
        return self.read(total).permute(0, 4, 1, 2, 3)


def volumes(raw: Tensor) -> Tensor:
    """Decoder output -> a valid shape volume: distance clipped to +-4 cells, colours to 0..1."""
    return torch.cat([raw[:, :1].clamp(-SDF_CLIP, SDF_CLIP), raw[:, 1:].clamp(0, 1)], 1)


def code_index(shape: str, style: int, snow: bool, phase: int) -> tuple[int, int, int]:
    """Where a token's latent stands in the code book: class, style, and snow or phase."""
    variant = phase % PHASES if SHAPE_INDEX[shape] >= SHAPE_INDEX["villager"] else int(snow)
    return SHAPE_INDEX[shape], style % STYLES, variant


class ShapeLibrary:
    """Decoded volumes by token. Same token, same bits. Safe from several threads."""

    def __init__(self, decoder: ShapeDecoder, code_book: Tensor, shelf: Shelf | None = None) -> None:
        """code_book [len(FIRST_SHAPES), STYLES, PHASES, LATENT]; shelf: where decoded volumes outlive the process."""
        self._decoder = VolumeDecoder(decoder)
        self._code_book = code_book.float().numpy()
        self._shelf = shelf
        self._packed, self._open = Cache(PACKED_MEGABYTES), Cache(OPEN_MEGABYTES)

    @classmethod
    def load(cls, shelf: bool = True) -> ShapeLibrary:
        """From the shipped weights, decoded volumes kept on the user's shelf if wanted; raises WeightsError."""
        path = WEIGHTS / "shapes.safetensors"
        named = load_tensors(path)
        decoder = ShapeDecoder()
        prefix = "decoder."
        load_into(
            decoder,
            {k[len(prefix) :]: v for k, v in named.items() if k.startswith(prefix)},
            path.name,
        )
        return cls(decoder, named["code_book"], Shelf(path) if shelf else None)

    def prepare(self, shape: str, style: int, snow: bool = False, phase: int = 0) -> PackedVolume:
        """Decode a token's volume, so that `volume` is quick afterwards."""
        key = code_index(shape, style, snow, phase)
        return self._packed.get(key, lambda: self._taken(key))

    def _taken(self, key: Key) -> PackedVolume:
        def decode() -> PackedVolume:
            return self._decoder.decode(self._code_book[key], key[0])

        return self._shelf.get(key, decode) if self._shelf is not None else decode()

    def stock(self) -> Iterator[float]:
        """Put everything that stands still on the shelf, 832 shapes and 164 MB; yields the share that is there."""
        if self._shelf is None:
            return
        self._shelf.tidy()
        still = [(shape, style, snow) for shape in range(26) for style in range(STYLES) for snow in (0, 1)]
        lacking = [key for key in still if key not in self._shelf]
        for done in range(0, len(lacking), BATCH):
            yield 1 - (len(lacking) - done) / len(still)
            share(self._taken, lacking[done : done + BATCH], hands())

    def volume(self, shape: str, style: int, snow: bool = False, phase: int = 0) -> NDArray[np.float32]:
        """float32 [5, 32, 32, 32] as docs/internals.md defines it; treat as read-only."""
        key = code_index(shape, style, snow, phase)
        return self._open.get(key, lambda: self.prepare(shape, style, snow, phase).unpack())

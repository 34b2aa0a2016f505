"""Decoding shapes for play: `shapes.ShapeDecoder`, in a fixed order of arithmetic and without large intermediates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray
from torch import nn

from nacre.world.grid import SDF_CLIP, SHAPE_CELLS
from nacre.world.kernels.arithmetic import OPTIONS, dense, exponential, silu
from nacre.world.kernels.convolution import Convolution, linear, linear_of

Floats = NDArray[np.float32]
GROUPS: Final = 8  # of channels, normalised together
_LIT: Final = 102  # emission in bytes above which a cell gives light
DISTANCE_STEPS: Final = 32000 / SDF_CLIP  # stored steps per cell of distance


@dataclass(frozen=True)
class PackedVolume:
    """A shape volume in 0.2 MB, upright columns innermost.

    distance int16 [32 z, 32 x, 32 y] in DISTANCE_STEPS to a cell, paint (albedo, emission) uint8 [32, 32, 32, 4].
    """

    distance: NDArray[np.int16]
    paint: NDArray[np.uint8]

    @classmethod
    def of(cls, volume: Floats) -> PackedVolume:
        """Of float32 [5, 32 y, 32 z, 32 x], as docs/internals.md defines it."""
        upright = volume.transpose(0, 2, 3, 1)
        distance = np.floor(upright[0] * np.float32(DISTANCE_STEPS) + np.float32(0.5)).astype(np.int16)
        paint = (upright[1:].clip(0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
        return cls(distance, np.ascontiguousarray(paint.transpose(1, 2, 3, 0)))

    @cached_property
    def lows(self) -> NDArray[np.float64]:
        """The lowest distance of each layer of y, in cells [32]: how deep inside the innermost point lies, negative."""
        found: NDArray[np.float64] = self.distance.min((0, 1)) / DISTANCE_STEPS
        return found

    @cached_property
    def lit(self) -> NDArray[np.float64]:
        """Of each side (+x, -x, +z, -z): how many surface cells give light, and the sums of their y, z, x [4, 4].

        y counts from the lowest cell, z and x from the middle.
        """
        sides = np.zeros((4, 4))
        _measure(self.distance, self.paint, sides)
        return sides

    def unpack(self) -> Floats:
        """float32 [5, 32 y, 32 z, 32 x]; what `of` takes."""
        out = np.empty((5, *self.distance.shape), np.float32)
        _unpack(self.distance, self.paint, out)
        return out


@njit(**OPTIONS)
def _measure(shape, paint, sides):
    """Add up sides [4, 4] as `PackedVolume.lit` says."""
    middle = (SHAPE_CELLS - 1) / 2
    for z in range(SHAPE_CELLS):
        for x in range(SHAPE_CELLS):
            for y in range(SHAPE_CELLS):
                if paint[z, x, y, 3] > _LIT and abs(shape[z, x, y]) < DISTANCE_STEPS:
                    u, w = x - middle, z - middle
                    k = (0 if u > 0 else 1) if abs(u) > abs(w) else (2 if w > 0 else 3)
                    sides[k, 0] += 1
                    sides[k, 1] += y
                    sides[k, 2] += w
                    sides[k, 3] += u


@njit(**OPTIONS)
def _unpack(distance, paint, out):
    for y in range(distance.shape[2]):
        for z in range(distance.shape[0]):
            for x in range(distance.shape[1]):
                out[0, y, z, x] = distance[z, x, y] * np.float32(1 / DISTANCE_STEPS)
                for c in range(4):
                    out[1 + c, y, z, x] = paint[z, x, y, c] * np.float32(1 / 255)


@njit(**OPTIONS)
def _modulate(x, scale, shift):
    """GroupNorm, FiLM and SiLU of planes [N, cells, C], in place."""
    cells, channels = x.shape[1], x.shape[2]
    size = channels // GROUPS
    for n in range(x.shape[0]):
        for group in range(GROUPS):
            total = 0.0
            squares = 0.0
            for i in range(cells):
                for c in range(group * size, (group + 1) * size):
                    total += x[n, i, c]
                    squares += x[n, i, c] * x[n, i, c]
            mean = total / (cells * size)
            factor = 1.0 / math.sqrt(max(squares / (cells * size) - mean * mean, 0.0) + 1e-5)
            for i in range(cells):
                for c in range(group * size, (group + 1) * size):
                    v = np.float32((x[n, i, c] - mean) * factor) * scale[c] + shift[c]
                    x[n, i, c] = v / (np.float32(1) + exponential(-v))


@njit(inline="always")
def _byte(v):
    return np.uint8(min(max(v, np.float32(0)), np.float32(1)) * np.float32(255) + np.float32(0.5))


@njit(**OPTIONS)
def _read(planes, bias, hidden, hidden_bias, out, out_bias, distance, paint):
    """Read every voxel off the planes [3, 32, 32, F] of (y, x), (z, x) and (y, z), a storey at a time."""
    side, features = planes.shape[1], planes.shape[3]
    rows = np.empty((side * side, features), np.float32)
    middle = np.empty((side * side, len(hidden_bias)), np.float32)
    read = np.empty((side * side, len(out_bias)), np.float32)
    for y in range(side):
        for z in range(side):
            for x in range(side):
                for f in range(features):
                    rows[z * side + x, f] = planes[0, y, x, f] + planes[1, z, x, f] + planes[2, y, z, f] + bias[f]
        silu(rows.reshape(-1))
        dense(rows, hidden, hidden_bias, middle)
        silu(middle.reshape(-1))
        dense(middle, out, out_bias, read)
        for n in range(side * side):
            z, x = n // side, n % side
            d = min(max(read[n, 0], np.float32(-SDF_CLIP)), np.float32(SDF_CLIP))
            distance[z, x, y] = np.int16(math.floor(d * np.float32(DISTANCE_STEPS) + np.float32(0.5)))
            for c in range(4):
                paint[z, x, y, c] = _byte(read[n, 1 + c])


class _Doubling:
    """ConvTranspose2d(4, stride 2, padding 1) as four 2x2 convolutions, one per parity of the output cell."""

    def __init__(self, layer: nn.ConvTranspose2d) -> None:
        assert layer.bias is not None
        weight = layer.weight.detach().permute(1, 0, 2, 3)  # [out, in, 4, 4]
        taps = ([3, 1], [2, 0])  # of the two input cells an output cell lies between, by parity
        self._parts = [Convolution(weight[:, :, rows][..., columns], layer.bias) for rows in taps for columns in taps]

    def __call__(self, x: Floats) -> Floats:
        height, width, _ = x.shape
        padded = np.pad(x, ((1, 1), (1, 1), (0, 0)))
        parts = []
        for number, convolve in enumerate(self._parts):
            down, right = number // 2, number % 2
            parts.append(convolve(np.ascontiguousarray(padded[down : down + height + 1, right : right + width + 1])))
        whole = np.stack(parts).reshape(2, 2, height, width, -1).transpose(2, 0, 3, 1, 4)
        return np.ascontiguousarray(whole).reshape(2 * height, 2 * width, -1)


class VolumeDecoder:
    """Latents to volumes, one at a time."""

    def __init__(self, network: Any) -> None:
        """network: a ShapeDecoder."""
        self._width = network.width
        self._classes = network.classes.weight.detach().numpy().copy()
        self._seed, self._bias = linear_of(network.seed), linear_of(network.bias)
        self._up = [_Doubling(layer) for layer in (network.up1, network.up2, network.up3)]
        self._film = [linear_of(layer.film) for layer in (network.norm1, network.norm2, network.norm3)]
        mix = network.mix
        self._mix = np.ascontiguousarray(mix.weight.detach().numpy()[:, :, 0, 0].T), mix.bias.detach().numpy().copy()
        self._leave = Convolution.of(network.leave)
        self._hidden = linear_of(network.hidden)
        self._out = linear_of(network.out)

    def decode(self, latent: Floats, shape: int) -> PackedVolume:
        """Latent [LATENT] of a shape of this class."""
        condition = np.concatenate([latent, self._classes[shape]])[None]
        x = linear(condition, *self._seed)
        silu(x.ravel())
        x = np.ascontiguousarray(x.reshape(3, self._width, 4, 4).transpose(0, 2, 3, 1))
        for level, (up, film) in enumerate(zip(self._up, self._film, strict=True)):
            x = np.stack([up(plane) for plane in x])
            scale, shift = np.split(linear(condition, *film)[0], 2)
            side = x.shape[1]
            _modulate(x.reshape(3, side * side, self._width), 1 + scale, shift.copy())
            if level == 0:  # here the planes see each other
                joint = np.ascontiguousarray(x.transpose(1, 2, 0, 3)).reshape(side * side, -1)
                more = linear(joint, *self._mix)
                silu(more.ravel())
                x = np.ascontiguousarray((joint + more).reshape(side, side, 3, -1).transpose(2, 0, 1, 3))
        planes = np.stack([self._leave(np.pad(plane, ((1, 1), (1, 1), (0, 0)))) for plane in x])
        cells = (SHAPE_CELLS, SHAPE_CELLS, SHAPE_CELLS)
        distance, paint = np.empty(cells, np.int16), np.empty((*cells, 4), np.uint8)
        _read(planes, linear(condition, *self._bias)[0], *self._hidden, *self._out, distance, paint)
        return PackedVolume(distance, paint)

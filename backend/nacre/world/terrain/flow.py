"""Drawing from a FlowNetwork and decoding ground, for play: `terrain`'s networks on channels-innermost arrays."""

from __future__ import annotations

import math
from concurrent.futures import Executor
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.kernels.arithmetic import OPTIONS, exponential, silu
from nacre.world.kernels.convolution import Convolution, linear, linear_of
from nacre.world.kernels.parallel import halves, share
from nacre.world.parameters import Parameters
from nacre.world.terrain.networks import (
    DECODER_MARGIN,
    FINE,
    HEIGHT_SCALE,
    PLAIN,
    WATERLINE,
)

Floats = NDArray[np.float32]
_UP: Final = 4  # fine samples per latent


@njit(**{**OPTIONS, "fastmath": True})
def _modulate(x, scale, shift, out):
    """Channel norm, FiLM and SiLU of cells [N, C]."""
    channels = x.shape[1]
    for n in range(x.shape[0]):
        total = np.float32(0.0)
        for c in range(channels):
            total += x[n, c] * x[n, c]
        factor = np.float32(1.0) / np.float32(math.sqrt(total / np.float32(channels) + np.float32(1e-4)))
        for c in range(channels):
            v = x[n, c] * factor * scale[c] + shift[c]
            out[n, c] = v / (np.float32(1.0) + exponential(-v))


@njit(**OPTIONS)
def _add_cropped(y, x, margin):
    """y [H, W, C] += x without `margin` cells on every side."""
    for j in range(y.shape[0]):
        for i in range(y.shape[1]):
            for c in range(y.shape[2]):
                y[j, i, c] += x[j + margin, i + margin, c]


@njit(**OPTIONS)
def _approach(x, clean, tone, margin, share, out):
    """The noisy map's next step: `share` of the way from x (cropped) to clean + tone."""
    for j in range(out.shape[0]):
        for i in range(out.shape[1]):
            for c in range(out.shape[2]):
                now = x[j + margin, i + margin, c]
                out[j, i, c] = now + share * (clean[j, i, c] + tone[c] - now)


@njit(**OPTIONS)
def _ground(raw, latents, out):
    """The decoder's last layer [76, 76, 5] and its latents [24, 24, ..] -> fine ground [6, 72, 72]."""
    for j in range(out.shape[1]):
        # bilinear: the two latents a fine sample lies between, and how far along
        v = (j + 0.5) / _UP - 0.5 + DECODER_MARGIN
        k, tv = int(v), np.float32(v - int(v))
        for i in range(out.shape[2]):
            u = (i + 0.5) / _UP - 0.5 + DECODER_MARGIN
            m, tu = int(u), np.float32(u - int(u))
            for c in range(PLAIN):
                near = latents[k, m, c] * (np.float32(1) - tu) + latents[k, m + 1, c] * tu
                far = latents[k + 1, m, c] * (np.float32(1) - tu) + latents[k + 1, m + 1, c] * tu
                value = raw[j + 2, i + 2, c] + near * (np.float32(1) - tv) + far * tv
                out[c, j, i] = value * np.float32(HEIGHT_SCALE) if c == 0 else min(max(value, 0.0), 1.0)
            wet = np.float32(WATERLINE) * out[0, j, i]
            out[FINE - 1, j, i] = np.float32(1) / (np.float32(1) + exponential(min(max(wet, -60.0), 60.0)))


class _Perceptron:
    """Linear, SiLU, Linear on one vector."""

    def __init__(self, layers: Any) -> None:
        self._first, self._second = linear_of(layers[0]), linear_of(layers[2])

    def __call__(self, x: Floats) -> Floats:
        hidden = _apply(self._first, x)
        silu(hidden)
        return _apply(self._second, hidden)


def _apply(layer: tuple[Floats, Floats], x: Floats) -> Floats:
    """Of one vector."""
    row: Floats = linear(x[None], *layer)[0]
    return row


class FlowSampler:
    """FlowNetwork.sample for one map."""

    def __init__(self, given: Any) -> None:
        network = Parameters.of(given)
        self._dilations: tuple[int, ...] = network.dilations
        self.channels = len(network.out.bias)
        self.reach: int = 1 + sum(self._dilations)  # cells a prediction sees to each side
        self._enter, self._out = Convolution.of(network.enter), Convolution.of(network.out)
        self._mix = [Convolution.of(conv, d) for conv, d in zip(network.mix, self._dilations, strict=True)]
        self._film = [linear_of(layer) for layer in network.film]
        self._spec, self._time = _Perceptron(network.spec), _Perceptron(network.time)
        self._tone = linear_of(network.tone)

    def _clean(self, noisy: Floats, extra: Floats, condition: Floats, other: Executor | None) -> Floats:
        x = self._enter(np.concatenate([noisy, extra], 2), other)
        for conv, film, d in zip(self._mix, self._film, self._dilations, strict=True):
            scale, shift = np.split(_apply(film, condition), 2)
            x = self._layer(x, conv, 1 + scale, shift.copy(), d, other)
        return self._out(x, other)

    @staticmethod
    def _layer(
        x: Floats, conv: Convolution, scale: Floats, shift: Floats, dilation: int, other: Executor | None
    ) -> Floats:
        normal, channels = np.empty_like(x), x.shape[2]

        def modulate(rows: slice) -> None:
            _modulate(x[rows].reshape(-1, channels), scale, shift, normal[rows].reshape(-1, channels))

        share(modulate, halves(len(x)), other)
        y = conv(normal, other)

        def add(rows: slice) -> None:
            _add_cropped(y[rows], x[rows.start : rows.stop + 2 * dilation], dilation)

        share(add, halves(len(y)), other)
        return y

    def sample(self, noise: Floats, extra: Floats, spec: Floats, steps: int, other: Executor | None = None) -> Floats:
        """Noise [C, H, W] and extra [E, H, W] to data [C, H - 2 reach steps, ...].

        other: runs half of the work (`helper_thread`).
        """
        x = np.ascontiguousarray(noise.transpose(1, 2, 0))
        extra = np.ascontiguousarray(extra.transpose(1, 2, 0))
        tone, about = _apply(self._tone, spec), self._spec(spec)
        for step in range(steps):
            time, after = step / steps, (step + 1) / steps
            wave = np.float32(time) * np.pi * 2.0 ** np.arange(4)
            moment = np.concatenate([[time], np.sin(wave), np.cos(wave)]).astype(np.float32)
            clean = self._clean(x, extra, about + self._time(moment), other)
            out = np.empty_like(clean)
            _approach(x, clean, tone, self.reach, np.float32((after - time) / (1 - time)), out)
            x = out
            extra = np.ascontiguousarray(extra[self.reach : -self.reach, self.reach : -self.reach])
        return np.ascontiguousarray(x.transpose(2, 0, 1))


class GroundDecoder:
    """TerrainDecoder for one piece of land."""

    def __init__(self, given: Any) -> None:
        network = Parameters.of(given)
        self._enter, self._mix = Convolution.of(network.enter), Convolution.of(network.mix)
        self._spread, self._smooth, self._out = (
            Convolution.of(layer) for layer in (network.spread, network.smooth, network.out)
        )

    def decode(self, latents: Floats) -> Floats:
        """Latents [H, W, LATENTS] -> fine ground [6, 4 (H - 6), 4 (W - 6)]."""
        x = self._enter(latents)
        silu(x.ravel())
        y = self._mix(x)
        silu(y.ravel())
        _add_cropped(y, x, 1)
        y = self._spread(y)
        silu(y.ravel())
        height, width, channels = y.shape
        y = y.reshape(height, width, channels // _UP**2, _UP, _UP).transpose(0, 3, 1, 4, 2)
        y = self._smooth(np.ascontiguousarray(y).reshape(_UP * height, _UP * width, -1))
        silu(y.ravel())
        raw = self._out(y)
        out = np.empty((FINE, raw.shape[0] - 4, raw.shape[1] - 4), np.float32)
        _ground(raw, latents, out)
        return out

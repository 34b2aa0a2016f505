"""Layers of generation, in a fixed order of arithmetic (`arithmetic`, `winograd`).

General frameworks pick among several libraries by the number of threads, and some of those round differently
from call to call.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nacre.world.kernels.arithmetic import convolve, dense
from nacre.world.kernels.matrix_tile import LANES
from nacre.world.kernels.parallel import halves, share
from nacre.world.kernels.winograd import OUT, convolve_squares, transformed

Floats = NDArray[np.float32]


def linear_of(layer: Any) -> tuple[Floats, Floats]:
    """Weight [I, O] and bias [O] of a linear layer's parameters."""
    return np.ascontiguousarray(layer.weight.T), layer.bias.copy()


def linear(x: Floats, weight: Floats, bias: Floats) -> Floats:
    """x [N, I] @ weight [I, O] + bias, as a new array."""
    out = np.empty((len(x), weight.shape[1]), np.float32)
    dense(x, weight, bias, out)
    return out


class Convolution:
    """A convolution without padding, from [H, W, in] to [H', W', out]."""

    def __init__(self, weight: Floats, bias: Floats, dilation: int = 1) -> None:
        """weight [out, in, k, k], k up to 3."""
        self._side, self._dilation = weight.shape[2], dilation
        taps = weight.transpose(2, 3, 1, 0).reshape(self._side**2, weight.shape[1], weight.shape[0])
        self._weight, self._bias = np.ascontiguousarray(taps), np.array(bias)
        self._lacking = -weight.shape[1] % LANES  # channels of nothing that fill up the last vector
        self._squared: Floats | None = None
        if self._side == 3 and weight.shape[0] % LANES == 0:
            self._squared = transformed(np.pad(self._weight, ((0, 0), (0, self._lacking), (0, 0))))

    @classmethod
    def of(cls, layer: Any, dilation: int = 1) -> Convolution:
        """From a layer's parameters."""
        return cls(layer.weight, layer.bias, dilation)

    def __call__(self, x: Floats, other: Executor | None = None) -> Floats:
        """x contiguous; the result is a new contiguous array. other: runs half of the work (`helper_thread`)."""
        lost = (self._side - 1) * self._dilation
        out = np.empty((x.shape[0] - lost, x.shape[1] - lost, len(self._bias)), np.float32)
        least = OUT * self._dilation
        if self._squared is not None and min(out.shape[:2]) >= least:
            run, weight = convolve_squares, self._squared
            x = np.pad(x, ((0, 0), (0, 0), (0, self._lacking))) if self._lacking else x
        else:
            run, weight = convolve, self._weight

        def rows(part: slice) -> None:
            run(x[part.start : part.stop + lost], weight, self._bias, self._dilation, out[part])

        # Cut in two even for one thread: the squares, and with them the rounding, begin at a part's corner.
        share(rows, halves(len(out)) if len(out) >= 2 * least else [slice(0, len(out))], other)
        return out

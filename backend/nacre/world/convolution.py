"""Convolutions of generation, called so that their bits depend on nothing but their inputs.

torch picks among several libraries by the number of threads, and some of those round differently from call to
call. oneDNN, asked directly and for channels innermost, gave the same bits with any number of threads and
wherever the arrays lay (tests/test_generator.py holds that).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from nacre.world.arithmetic import convolve

Floats = NDArray[np.float32]


class Convolution:
    """A large convolution without padding, from [H, W, in] to [H', W', out]; on torch's threads."""

    def __init__(self, layer: nn.Conv2d) -> None:
        """The layer's padding is ignored."""
        assert layer.bias is not None
        self._weight = layer.weight.detach().contiguous(memory_format=torch.channels_last)
        self._bias = layer.bias.detach()
        self._dilation = list(layer.dilation)
        self._direct = torch.backends.mkldnn.is_available()

    def __call__(self, x: Floats) -> Floats:
        """x contiguous; the result is a new contiguous array."""
        tensor = torch.from_numpy(x).permute(2, 0, 1)[None]
        if self._direct:
            y = torch.mkldnn_convolution(tensor, self._weight, self._bias, [0, 0], [1, 1], self._dilation, 1)
        else:
            y = functional.conv2d(tensor, self._weight, self._bias, dilation=self._dilation)
        out: Floats = y[0].permute(1, 2, 0).contiguous().numpy()
        return out


class SmallConvolution:
    """A small convolution without padding or dilation, likewise; on the calling thread alone."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """weight [out, in, k, k], k up to 3."""
        self._side = weight.shape[2]
        taps = weight.detach().permute(2, 3, 1, 0).reshape(self._side**2, weight.shape[1], weight.shape[0])
        self._weight, self._bias = taps.contiguous().numpy().copy(), bias.detach().numpy().copy()

    @classmethod
    def of(cls, layer: nn.Conv2d) -> SmallConvolution:
        """A layer's weights; its padding is ignored."""
        assert layer.bias is not None
        return cls(layer.weight, layer.bias)

    def __call__(self, x: Floats) -> Floats:
        """x contiguous; the result is a new contiguous array."""
        height, width = x.shape[0] - self._side + 1, x.shape[1] - self._side + 1
        out = np.empty((height, width, len(self._bias)), np.float32)
        convolve(x, self._weight, self._bias, 1, out)
        return out

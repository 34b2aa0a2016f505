"""Convolutions by Winograd's squares: the direct sum's numbers, and the same bits whoever helps."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from nacre.world.kernels.arithmetic import convolve
from nacre.world.kernels.convolution import Convolution
from nacre.world.kernels.parallel import helper_thread
from nacre.world.kernels.winograd import convolve_squares, transformed
from nacre.world.parameters import Parameters


@pytest.mark.parametrize(
    ("high", "wide", "inputs", "outputs", "dilation"),
    [(4, 4, 16, 16, 1), (9, 23, 32, 16, 1), (13, 10, 16, 48, 2), (37, 19, 80, 80, 4), (16, 17, 64, 32, 3)],
)
def test_equals_the_direct_sum(high: int, wide: int, inputs: int, outputs: int, dilation: int) -> None:
    random = np.random.default_rng(high)
    x = random.normal(size=(high + 2 * dilation, wide + 2 * dilation, inputs)).astype(np.float32)
    taps = (random.normal(size=(9, inputs, outputs)) / np.sqrt(9 * inputs)).astype(np.float32)
    bias = random.normal(size=outputs).astype(np.float32)
    direct, squared = (np.full((high, wide, outputs), np.nan, np.float32) for _ in range(2))
    convolve(x, taps, bias, dilation, direct)
    convolve_squares(x, transformed(taps), bias, dilation, squared)
    assert np.abs(direct - squared).max() < 1e-4


@pytest.mark.parametrize("inputs", [16, 28, 62])
@pytest.mark.parametrize("dilation", [1, 2])
def test_a_layer_equals_torch_and_does_not_depend_on_help(inputs: int, dilation: int) -> None:
    torch.manual_seed(inputs)
    layer = nn.Conv2d(inputs, 32, 3, dilation=dilation)
    x = torch.randn(1, inputs, 33, 41)
    mine = Convolution.of(Parameters.of(layer), dilation)
    rows = np.ascontiguousarray(x[0].permute(1, 2, 0).numpy())
    alone, helped = mine(rows), mine(rows, helper_thread())
    assert alone.tobytes() == helped.tobytes()
    with torch.inference_mode():
        assert np.abs(alone - layer(x)[0].permute(1, 2, 0).numpy()).max() < 1e-4

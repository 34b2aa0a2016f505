"""Compiled arithmetic of the small networks that generation runs step by step.

Every output is summed in one fixed order, by one instruction sequence, on one thread: its bits depend neither
on how many others are computed with it nor on where memory lies. The interpreter's lock is released, so that a
frame is never kept waiting.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from nacre.world.kernels.matrix_tile import COLUMNS, LANES, tile_1x1, tile_1x2, tile_4x1, tile_4x2, tile_8x1, tile_8x2

# Sums keep their written order (no "reassoc"): rows must not depend on their place in a batch.
ORDERED: Final = {"contract", "nsz", "nnan", "ninf", "arcp"}
OPTIONS: Final[dict[str, Any]] = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": ORDERED}

# The same without leave to ignore infinities, which stand for "never" and "any number of".
PLAIN: Final[dict[str, Any]] = {"cache": True, "nogil": True, "error_model": "numpy"}

_ONE: Final = np.float32(1.0)


@njit(inline="always")
def exponential(x):
    """e^x of a float32, to 3e-7 of its value; a form the compiler turns into vector code."""
    x = min(max(x, np.float32(-87.0)), np.float32(88.0))
    k = np.int32(x * np.float32(1.44269504) + np.float32(200.5)) - np.int32(200)
    n = np.float32(k)
    r = x - n * np.float32(0.693359375)
    r = r - n * np.float32(-2.12194440e-4)
    p = np.float32(1 / 5040)
    p = p * r + np.float32(1 / 720)
    p = p * r + np.float32(1 / 120)
    p = p * r + np.float32(1 / 24)
    p = p * r + np.float32(1 / 6)
    p = p * r + np.float32(0.5)
    p = p * r + _ONE
    p = p * r + _ONE
    return p * np.int32((k + np.int32(127)) * np.int32(8388608)).view(np.float32)


@njit(**OPTIONS)
def silu(x):
    """x * sigmoid(x) over a flat float32 array, in place."""
    for i in range(x.size):
        v = x[i]
        x[i] = v / (_ONE + exponential(-v))


@njit(**OPTIONS)
def gelu(x):
    """x * normal distribution(x) over a flat float32 array, in place.

    The error function is Abramowitz and Stegun's 7.1.26, good to 1.5e-7.
    """
    for i in range(x.size):
        v = x[i]
        a = abs(v) * np.float32(0.70710678)
        t = _ONE / (_ONE + np.float32(0.3275911) * a)
        p = np.float32(1.061405429)
        p = p * t + np.float32(-1.453152027)
        p = p * t + np.float32(1.421413741)
        p = p * t + np.float32(-0.284496736)
        p = p * t + np.float32(0.254829592)
        tail = np.float32(0.5) * p * t * exponential(-a * a)
        x[i] = v * (_ONE - tail) if v > 0 else v * tail


@njit(**OPTIONS)
def product(
    x, x_at, x_step, rows, w, w_at, w_step, inputs, outputs, begin, begin_at, begin_step, out, out_at, out_step
):
    """out[r] = begin[r] + x[r] @ w [inputs, outputs] of flat arrays; row r lies r steps from the given place on."""
    r = 0
    while r < rows:
        last = min(rows - r, 8) - 1
        a, b, o = x_at + r * x_step, begin_at + r * begin_step, out_at + r * out_step
        for c in range(0, outputs, COLUMNS):
            columns = min(COLUMNS, outputs - c)
            v, bc, oc = w_at + c, b + c, o + c
            if last >= 4:
                if columns > LANES:
                    tile_8x2(
                        x, a, x_step, last, w, v, w_step, inputs, begin, bc, begin_step, out, oc, out_step, columns
                    )
                else:
                    tile_8x1(
                        x, a, x_step, last, w, v, w_step, inputs, begin, bc, begin_step, out, oc, out_step, columns
                    )
            elif last >= 1:
                if columns > LANES:
                    tile_4x2(
                        x, a, x_step, last, w, v, w_step, inputs, begin, bc, begin_step, out, oc, out_step, columns
                    )
                else:
                    tile_4x1(
                        x, a, x_step, last, w, v, w_step, inputs, begin, bc, begin_step, out, oc, out_step, columns
                    )
            elif columns > LANES:
                tile_1x2(x, a, x_step, 0, w, v, w_step, inputs, begin, bc, begin_step, out, oc, out_step, columns)
            else:
                tile_1x1(x, a, x_step, 0, w, v, w_step, inputs, begin, bc, begin_step, out, oc, out_step, columns)
        r += 8 if last >= 4 else 4 if last >= 1 else 1


@njit(**OPTIONS)
def dense(x, weight, bias, out):
    """out [N, O] = x [N, I] @ weight [I, O] + bias."""
    rows, inputs = x.shape
    outputs = weight.shape[1]
    flat, weights = x.reshape(-1), weight.reshape(-1)
    product(flat, 0, inputs, rows, weights, 0, outputs, inputs, outputs, bias, 0, 0, out.reshape(-1), 0, outputs)


@njit(**OPTIONS)
def convolve(x, weight, bias, dilation, out):
    """Convolution without padding: x [H, W, I], weight [k * k, I, O] for a k x k one, out [H', W', O]."""
    taps, inputs, outputs = weight.shape
    side = 3 if taps == 9 else 2 if taps == 4 else 1
    across, wide = x.shape[1] * inputs, out.shape[1]
    # the taps of a row lie side by side in memory, and so do their weights: together they are one long row
    joined = side if dilation == 1 else 1
    flat, weights, result = x.reshape(-1), weight.reshape(-1), out.reshape(-1)
    for y in range(out.shape[0]):
        at = y * wide * outputs
        for tap in range(0, taps, joined):
            start = (y + tap // side * dilation) * across + tap % side * dilation * inputs
            given = inputs * joined
            here = tap * inputs * outputs
            begin, begin_at, begin_step = (bias, 0, 0) if tap == 0 else (result, at, outputs)
            product(
                flat, start, inputs, wide, weights, here, outputs, given, outputs,
                begin, begin_at, begin_step, result, at, outputs,
            )  # fmt: skip


@njit(**OPTIONS)
def normalise(x, scale, shift, out):
    """Layer norm of rows [N, W]."""
    width = x.shape[1]
    for n in range(x.shape[0]):
        total = 0.0
        for c in range(width):
            total += x[n, c]
        mean = total / width
        spread = 0.0
        for c in range(width):
            spread += (x[n, c] - mean) ** 2
        factor = 1.0 / np.sqrt(spread / width + 1e-5)
        for c in range(width):
            out[n, c] = np.float32((x[n, c] - mean) * factor) * scale[c] + shift[c]

"""Compiled arithmetic of the small networks that generation runs step by step.

Every output is summed in one fixed order, by one instruction sequence, on one thread: its bits depend neither
on how many others are computed with it nor on where memory lies. The interpreter's lock is released, so that a
frame is never kept waiting.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

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
def dense(x, weight, bias, out):
    """out [N, O] = x [N, I] @ weight [I, O] + bias, four rows at a time."""
    rows, inputs = x.shape
    outputs = weight.shape[1]
    whole = inputs // 4 * 4
    for first in range(0, rows, 4):
        # the last group repeats its last row: one code path for every row
        n1, n2, n3 = min(first + 1, rows - 1), min(first + 2, rows - 1), min(first + 3, rows - 1)
        x0, x1, x2, x3 = x[first], x[n1], x[n2], x[n3]
        acc = np.empty((4, outputs), np.float32)
        a0, a1, a2, a3 = acc[0], acc[1], acc[2], acc[3]
        for c in range(outputs):
            a0[c] = bias[c]
            a1[c] = bias[c]
            a2[c] = bias[c]
            a3[c] = bias[c]
        for i in range(0, whole, 4):
            w0, w1, w2, w3 = weight[i], weight[i + 1], weight[i + 2], weight[i + 3]
            x00, x01, x02, x03 = x0[i], x0[i + 1], x0[i + 2], x0[i + 3]
            x10, x11, x12, x13 = x1[i], x1[i + 1], x1[i + 2], x1[i + 3]
            x20, x21, x22, x23 = x2[i], x2[i + 1], x2[i + 2], x2[i + 3]
            x30, x31, x32, x33 = x3[i], x3[i + 1], x3[i + 2], x3[i + 3]
            for c in range(outputs):
                v0, v1, v2, v3 = w0[c], w1[c], w2[c], w3[c]
                a0[c] = (((a0[c] + x00 * v0) + x01 * v1) + x02 * v2) + x03 * v3
                a1[c] = (((a1[c] + x10 * v0) + x11 * v1) + x12 * v2) + x13 * v3
                a2[c] = (((a2[c] + x20 * v0) + x21 * v1) + x22 * v2) + x23 * v3
                a3[c] = (((a3[c] + x30 * v0) + x31 * v1) + x32 * v2) + x33 * v3
        for i in range(whole, inputs):
            w0 = weight[i]
            for c in range(outputs):
                v0 = w0[c]
                a0[c] += x0[i] * v0
                a1[c] += x1[i] * v0
                a2[c] += x2[i] * v0
                a3[c] += x3[i] * v0
        out[first] = a0
        out[n1] = a1
        out[n2] = a2
        out[n3] = a3


@njit(**OPTIONS)
def convolve(x, weight, bias, dilation, out):
    """Convolution without padding: x [H, W, I], weight [k * k, I, O] for a k x k one, out [H', W', O]."""
    taps, inputs = weight.shape[0], weight.shape[1]
    side = 3 if taps == 9 else 2 if taps == 4 else 1
    patch = np.empty((out.shape[1], taps * inputs), np.float32)
    flat = weight.reshape(taps * inputs, weight.shape[2])
    for y in range(out.shape[0]):
        for tap in range(taps):
            row, shift = x[y + tap // side * dilation], tap % side * dilation
            for i in range(out.shape[1]):
                for c in range(inputs):
                    patch[i, tap * inputs + c] = row[i + shift, c]
        dense(patch, flat, bias, out[y])


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

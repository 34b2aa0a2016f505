"""One step of the shape network for many shapes at once, with a memory of keys and values; compiled.

The same network as `network.ShapeNetwork` (a test holds them together). Rows of a batch never touch each other: the
bits of a shape do not depend on what is drawn beside it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.kernels.arithmetic import OPTIONS, PLAIN, dense, exponential, gelu, normalise, product, silu
from nacre.world.shapes import wishes
from nacre.world.shapes.fields import HALF, N_SLOTS, OFFSETS, RAW, ROLE, START, STEPS, YAW
from nacre.world.shapes.network import FEATURES, FREQUENCIES, MEASURES, OCCURRENCES

_OFFSETS = OFFSETS
_WISH_OFFSETS = wishes.OFFSETS
_VALUES = wishes.NONE
_FIRST_COLOUR = wishes.FIRST_COLOUR
_NO_COLOUR = 4 * 3 * 8


class Memory(NamedTuple):
    """Of L shapes: keys f32 [L, layers, W, STEPS], values f32 [L, layers, STEPS, W]."""

    keys: NDArray[np.float32]
    values: NDArray[np.float32]


def memory(lanes: int, layers: int, width: int) -> Memory:
    """Room for `lanes` shapes."""
    return Memory(
        np.empty((lanes, layers, width, STEPS), np.float32), np.empty((lanes, layers, STEPS, width), np.float32)
    )


@njit(**OPTIONS)
def wish(w, shapes, given, out):
    """What every step knows of the whole: out [L, W] of classes [L] and attributes [L, attributes]."""
    lanes, width = out.shape
    x, middle = np.zeros((lanes, width), np.float32), np.empty((lanes, width), np.float32)
    for i in range(lanes):
        for c in range(width):
            x[i, c] = w.of_class[shapes[i], c]
        for a in range(given.shape[1]):
            if a < _FIRST_COLOUR:
                row = _WISH_OFFSETS[a] + given[i, a]
                for c in range(width):
                    x[i, c] += w.given[row, c]
                continue
            slot = a - _FIRST_COLOUR
            colour = given[i, a]
            for channel in range(3):
                row = _NO_COLOUR + slot
                if colour < _VALUES[a]:
                    row = 8 * (3 * slot + channel) + (colour >> (6 - 3 * channel)) % 8
                for c in range(width):
                    x[i, c] += w.levels[row, c]
    dense(x, w.condition, w.condition_bias, middle)
    silu(middle.reshape(-1))
    dense(middle, w.condition_out, w.condition_out_bias, out)
    for i in range(lanes):
        for c in range(width):
            out[i, c] += x[i, c]


@njit(**PLAIN)
def _waves(part, grid, at, out):
    """Measures of a raw part and their sines and cosines into a row [FEATURES]; at 0 or MEASURES."""
    for m in range(MEASURES):
        if m < 6:
            value = np.float32(part[HALF + m]) * np.float32(grid / 10.0)
        else:
            value = np.float32(part[YAW]) / np.float32(72.0)
        out[at + m] = value
        for k in range(FREQUENCIES):
            angle = np.float32(value * np.float32(math.pi * 2.0**k))
            out[2 * MEASURES + (at + m) * FREQUENCIES + k] = math.sin(angle)
            out[2 * MEASURES * (1 + FREQUENCIES) + (at + m) * FREQUENCIES + k] = math.cos(angle)


@njit(**PLAIN)
def inputs(w, active, role, counts, symbols, raw, grid, wished, x):
    """Rows x [A, W] of the shapes `active` [A]: the last part of each, whole, and the role of its next one."""
    width = x.shape[1]
    features = np.empty((len(active), FEATURES), np.float32)
    nothing = np.zeros(RAW, np.int64)
    found = np.zeros(len(active), np.int64)
    first = np.empty(len(active), np.bool_)
    for n in range(len(active)):
        i = active[n]
        t = counts[i]  # parts there are; this step writes part t, or chooses the first role
        first[n] = role[i] == START
        same = nothing
        for p in range(t):
            if not first[n] and raw[i, p, ROLE] == role[i]:
                found[n] += 1
                same = raw[i, p]
        _waves(raw[i, t - 1] if t > 0 else nothing, grid[i], 0, features[n])
        _waves(same, grid[i], MEASURES, features[n])
    dense(features, w.measured, w.measured_bias, x)
    for n in range(len(active)):
        i = active[n]
        step = 0 if first[n] else counts[i] + 1
        many = min(found[n], OCCURRENCES - 1)
        for c in range(width):
            x[n, c] += w.roles[role[i], c] + w.occurrences[many, c] + w.places[step, c] + wished[i, c]
        for slot in range(N_SLOTS):
            if symbols[i, slot] >= 0:
                number = _OFFSETS[slot] + symbols[i, slot]
                for c in range(width):
                    x[n, c] += w.symbols[number, c]


@njit(**OPTIONS)
def _attend(query, keys, values, past, heads, out):
    """out [W] of one query [W] over keys [W, STEPS] and values [STEPS, W] of the first `past` steps."""
    width = len(query)
    each = width // heads
    scores = np.empty(past, np.float32)
    scale = np.float32(1.0 / math.sqrt(each))
    for h in range(heads):
        for j in range(past):
            scores[j] = np.float32(0.0)
        for c in range(h * each, (h + 1) * each):
            q = query[c] * scale
            for j in range(past):
                scores[j] += q * keys[c, j]
        most = scores[0]
        for j in range(1, past):
            most = max(most, scores[j])
        total = np.float32(0.0)
        for j in range(past):
            scores[j] = exponential(scores[j] - most)
        for j in range(past):
            total += scores[j]
        for c in range(h * each, (h + 1) * each):
            out[c] = np.float32(0.0)
        for j in range(past):
            p = scores[j] / total
            for c in range(h * each, (h + 1) * each):
                out[c] += p * values[j, c]


@njit(**OPTIONS)
def transform(w, active, step, keys, values, x, out):
    """Run x [A, W] of the shapes `active`, at their steps [A], through the blocks; states into out."""
    b = w.blocks
    rows, width = x.shape
    normed, joined = np.empty((rows, width), np.float32), np.empty((rows, width), np.float32)
    qkv, wide = np.empty((rows, 3 * width), np.float32), np.empty((rows, 4 * width), np.float32)
    for layer in range(len(b.qkv)):
        normalise(x, b.norm[layer], b.norm_bias[layer], normed)
        dense(normed, b.qkv[layer], b.qkv_bias[layer], qkv)
        for n in range(rows):
            i, s = active[n], step[n]
            for c in range(width):
                keys[i, layer, c, s] = qkv[n, width + c]
                values[i, layer, s, c] = qkv[n, 2 * width + c]
            _attend(qkv[n, :width], keys[i, layer], values[i, layer], s + 1, w.heads, normed[n])
        dense(normed, b.out_proj[layer], b.out_proj_bias[layer], joined)
        for n in range(rows):
            for c in range(width):
                x[n, c] += joined[n, c]
        normalise(x, b.norm_mlp[layer], b.norm_mlp_bias[layer], normed)
        dense(normed, b.mlp_up[layer], b.mlp_up_bias[layer], wide)
        gelu(wide.reshape(-1))
        dense(wide, b.mlp_down[layer], b.mlp_down_bias[layer], joined)
        for n in range(rows):
            for c in range(width):
                x[n, c] += joined[n, c]
    normalise(x, w.last, w.last_bias, out)


@njit(**OPTIONS)
def read_slot(w, slot, running, rows, picked, logits):
    """Logits [rows, size] of a slot for the rows `picked` of running [A, R]."""
    wide, hidden = running.shape[1], w.deep.shape[2]
    gathered, deep = np.empty((rows, wide), np.float32), np.empty((rows, hidden), np.float32)
    for n in range(rows):
        for c in range(wide):
            gathered[n, c] = running[picked[n], c]
    dense(gathered, w.deep[slot], w.deep_bias[slot], deep)
    gelu(deep.reshape(-1))
    size = _OFFSETS[slot + 1] - _OFFSETS[slot]
    product(
        deep.reshape(-1), 0, hidden, rows, w.read, _OFFSETS[slot] * hidden, size, hidden, size,
        w.read_bias, _OFFSETS[slot], 0, logits.reshape(-1), 0, logits.shape[1],
    )  # fmt: skip

"""The layout transformer's memory of chunks being furnished, advanced token by token; compiled.

The same network as `layout.LayoutNetwork` (a test holds them together), for a handful of chunks at a time,
where a general framework spends most of its time between its operations.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.world.grid import CHUNK
from nacre.world.kernels.arithmetic import OPTIONS, convolve, dense, exponential, gelu, normalise, product, silu
from nacre.world.kernels.convolution import linear
from nacre.world.layout.network import CELL_METRES, CELLS, CLASSES, FEATURES, FIELDS, SIZES, SUBCELLS, TOKENS, YAWS
from nacre.world.layout.weights import Ground, Weights

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
CONTEXT_TOKENS: Final = 20  # what stands before neighbours and own tokens: 4 of the spec, 16 of the ground
_PATCH: Final = 4  # cells per side of a ground token
_STEP: Final = CELL_METRES / SUBCELLS


def see(w: Ground, view: Floats) -> tuple[Floats, Floats]:
    """Ground view [VIEW_CHANNELS, 18, 18] -> context tokens [16, W] and keys of the heat map [256, key]."""
    key = len(w.point)
    ground = np.empty((CELLS, CELLS, key), np.float32)
    convolve(np.ascontiguousarray(view.transpose(1, 2, 0)), w.see, w.see_bias, 1, ground)
    ground += w.place
    for layer, d in enumerate((1, 2, 4)):
        padded = np.pad(ground, ((d, d), (d, d), (0, 0)))
        silu(padded.ravel())
        more = np.empty_like(ground)
        convolve(padded, w.mix[layer], w.mix_bias[layer], d, more)
        ground += more
    silu(ground.ravel())
    side = CELLS // _PATCH
    patches = ground.reshape(side, _PATCH, side, _PATCH, key).transpose(0, 2, 1, 3, 4)
    tokens = linear(patches.reshape(side * side, -1), w.patch, w.patch_bias) + w.where
    return tokens, linear(ground.reshape(CELLS * CELLS, key), w.point, w.point_bias)


@njit(**OPTIONS)
def place_of(token, shift_x, shift_z):
    """x, z in metres of a token [FIELDS] whose chunk lies at this shift."""
    cell, sub = token[1], token[2]
    x = (cell % CELLS * SUBCELLS + sub % SUBCELLS + 0.5) * _STEP + shift_x
    return x, (cell // CELLS * SUBCELLS + sub // SUBCELLS + 0.5) * _STEP + shift_z


@njit(**OPTIONS)
def _describe(tokens, shift, out):
    """`layout.features` of tokens [N, FIELDS]."""
    for n in range(len(tokens)):
        x, z = place_of(tokens[n], shift[n, 0], shift[n, 1])
        for axis in range(2):
            at = (x if axis == 0 else z) / CHUNK - 0.5
            out[n, axis] = at
            for k in range(6):
                out[n, 2 + 4 * k + axis] = math.sin(at * (math.pi * 2.0**k))
                out[n, 4 + 4 * k + axis] = math.cos(at * (math.pi * 2.0**k))
        yaw = tokens[n, 3] * (2 * math.pi / YAWS)
        out[n, 26], out[n, 27], out[n, 28] = math.sin(yaw), math.cos(yaw), tokens[n, 4] / (SIZES - 1.0)


@njit(**OPTIONS)
def _cover(tokens, shift, lane, radius, taken):
    """Raise taken [lanes, 256, 2] (on a thing 0..1, nearness 0..1) to what these things cover."""
    for n in range(len(tokens)):
        x, z = place_of(tokens[n], shift[n, 0], shift[n, 1])
        reach = radius[tokens[n, 0]] * 2.0 ** (tokens[n, 4] * (2 / (SIZES - 1)) - 1)
        row = taken[lane[n]]
        for cell in range(CELLS * CELLS):
            dx, dz = (cell % CELLS + 0.5) * CELL_METRES - x, (cell // CELLS + 0.5) * CELL_METRES - z
            far = np.float32(math.sqrt(dx * dx + dz * dz))
            inside = np.float32(1.0) / (np.float32(1.0) + exponential(np.float32(2.0 * far - 2.0 * reach)))
            row[cell, 0] = max(row[cell, 0], inside)
            row[cell, 1] = max(row[cell, 1], exponential(far * np.float32(-1 / 6)))


@njit(**{**OPTIONS, "fastmath": True})
def _soften(scores, start, many, scale):
    """Scores in [start, start + many) of a flat array to shares that sum to one."""
    most = np.float32(-1e30)
    for t in range(start, start + many):
        most = max(most, scores[t])
    total = np.float32(0.0)
    for t in range(start, start + many):
        scores[t] = exponential((scores[t] - most) * scale)
        total += scores[t]
    for t in range(start, start + many):
        scores[t] /= total


@njit(**OPTIONS)
def _attend(qkv, first, rows, keys, keys_at, values, values_at, held, most, heads, scores, none, out):
    """Attention of `rows` rows of qkv [N, 3 W] from `first` on to the same `held` entries, into out [N, W].

    keys [W, most] and values [most, W] begin at keys_at and values_at of flat arrays.
    """
    full = out.shape[1]
    width = full // heads
    scale = np.float32(1.0 / math.sqrt(width))
    queries, result = qkv.reshape(-1), out.reshape(-1)
    for head in range(heads):
        low = head * width
        query, key = first * 3 * full + low, keys_at + low * most
        product(queries, query, 3 * full, rows, keys, key, most, width, held, none, 0, 0, scores, 0, most)
        for n in range(rows):
            _soften(scores, n * most, held, scale)
        at = first * full + low
        product(scores, 0, most, rows, values, values_at + low, full, held, width, none, 0, 0, result, at, full)


@njit(**OPTIONS)
def _add(x, more):
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            x[n, c] += more[n, c]


@njit(**OPTIONS)
def _advance(w, heads, x, lane, at, until, keys, values, whole):
    """Run rows x [N, W] through the blocks, in place.

    Row n is entry at[n] of chunk lane[n] and attends to its first until[n] entries; keys [L, lanes, W, T] and
    values [L, lanes, T, W] take them in. Without `whole`, what only later rows would not see is left out.
    """
    rows, width = x.shape
    layers = len(w.qkv)
    normal, mixed, more = np.empty_like(x), np.empty_like(x), np.empty_like(x)
    qkv, wide = np.empty((rows, 3 * width), np.float32), np.empty((rows, 4 * width), np.float32)
    lanes, most = values.shape[1], values.shape[2]
    scores, none = np.empty(rows * most, np.float32), np.zeros(max(width, most), np.float32)
    flat_keys, flat_values = keys.reshape(-1), values.reshape(-1)
    for layer in range(layers):
        normalise(x, w.norm[layer], w.norm_bias[layer], normal)
        dense(normal, w.qkv[layer], w.qkv_bias[layer], qkv)
        for n in range(rows):
            for c in range(width):
                keys[layer, lane[n], c, at[n]] = qkv[n, width + c]
                values[layer, lane[n], at[n], c] = qkv[n, 2 * width + c]
        if layer == layers - 1 and not whole:
            return
        n = 0
        while n < rows:
            same = n + 1
            while same < rows and lane[same] == lane[n] and until[same] == until[n]:
                same += 1
            start = (layer * lanes + lane[n]) * width * most
            _attend(
                qkv, n, same - n, flat_keys, start, flat_values, start, until[n], most, heads, scores, none, mixed
            )  # fmt: skip
            n = same
        dense(mixed, w.out_proj[layer], w.out_proj_bias[layer], more)
        _add(x, more)
        normalise(x, w.norm_mlp[layer], w.norm_mlp_bias[layer], normal)
        dense(normal, w.mlp_up[layer], w.mlp_up_bias[layer], wide)
        gelu(wide.reshape(-1))
        dense(wide, w.mlp_down[layer], w.mlp_down_bias[layer], more)
        _add(x, more)


class KVCache:
    """Several chunks' sequences under way.

    hidden [lanes, W] predicts each chunk's next token; taken [lanes, 256, 2] is what stands on its cells.
    """

    def __init__(self, weights: Weights, lanes: int, near: int) -> None:
        """near: most neighbouring tokens any of them has."""
        layers, _, width = weights.blocks.out_proj.shape
        self._weights = weights
        most = CONTEXT_TOKENS + near + TOKENS
        self._keys = np.zeros((layers, lanes, width, most), np.float32)
        self._values = np.zeros((layers, lanes, most, width), np.float32)
        self._at = np.zeros(lanes, np.int64)
        self.taken = np.zeros((lanes, CELLS * CELLS, 2), np.float32)
        self.hidden = np.zeros((lanes, width), np.float32)

    def _embed(self, tokens: Integers, shift: Floats, kind: int) -> Floats:
        w = self._weights.inputs
        described = np.empty((len(tokens), FEATURES), np.float32)
        _describe(tokens, shift, described)
        embedded: Floats = linear(described, w.describe, w.describe_bias)
        embedded += w.classes[tokens[:, 0]] + w.styles[tokens[:, 5]] + w.kind[kind]
        return embedded

    def begin(self, lane: int, patches: Floats, spec: Floats, near: Integers, shift: Floats) -> None:
        """Take in a chunk's context: of its ground (`see`), what is wanted, and neighbouring tokens [K, FIELDS]."""
        w = self._weights
        hidden = linear(spec[None], w.inputs.spec, w.inputs.spec_bias)
        silu(hidden.ravel())
        wishes = linear(hidden, w.inputs.spec_out, w.inputs.spec_out_bias).reshape(4, -1)
        known = self._embed(near, shift, 0)
        x = np.concatenate([wishes, patches, known])
        rows = np.arange(len(x))
        every = np.full_like(rows, len(x))
        self._advance(x, np.full_like(rows, lane), rows, every, False)
        _cover(near, shift, np.full(len(near), lane), w.radius, self.taken)
        self._at[lane] = len(x)

    def push(self, tokens: Integers, lanes: Integers) -> None:
        """Append a token [FIELDS] to each of these chunks; class START begins a chunk."""
        w = self._weights
        none = np.zeros((len(tokens), 2), np.float32)
        x = self._embed(tokens, none, 1)
        at = self._at[lanes]
        self._advance(x, lanes, at, at + 1, True)
        last = np.empty_like(x)
        normalise(x, w.heads.last, w.heads.last_bias, last)
        self.hidden[lanes] = last
        self._at[lanes] += 1
        things = tokens[:, 0] < CLASSES
        _cover(tokens[things], none, lanes[things], w.radius, self.taken)

    def _advance(self, x: Floats, lane: Integers, at: Integers, until: Integers, whole: bool) -> None:
        w = self._weights
        _advance(w.blocks, w.attention_heads, x, lane, at, until, self._keys, self._values, whole)


assert FIELDS == 7, "place, yaw, size and style are read by column above"

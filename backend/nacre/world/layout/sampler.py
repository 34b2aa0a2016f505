"""Drawing the next token of each chunk from what the layout transformer proposes; compiled.

The network proposes; what is checked here is only what no probability may override: two things do not
stand in each other, nothing stands in water that never does, what a prompt forbids stays away and what
it counts comes out exactly.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.vocabulary import STYLES
from nacre.world.kernels.arithmetic import PLAIN, dense, silu
from nacre.world.layout.kv_cache import place_of
from nacre.world.layout.lane import Lane
from nacre.world.layout.network import (
    CELL_METRES,
    CELLS,
    CLASSES,
    END,
    FIELDS,
    SIZES,
    START,
    SUBCELLS,
    TOKENS,
    YAWS,
    size_of,
    where,
)

WARMTH: Final = 0.9  # temperature; a little below 1 suppresses the tail the network has not learned yet
SHY: Final = 3.0  # log-weight a metre by which walls keep away from water
# Where the logits of subcell, yaw, size, style and snow begin and end.
_PARTS: Final = tuple(int(edge) for edge in np.cumsum([0, SUBCELLS * SUBCELLS, YAWS, SIZES, STYLES, 2]))
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)


class SampleBatch(NamedTuple):
    """What is drawn from and into, of several lanes."""

    maps: NDArray[np.float32]  # [lanes, 256, key]
    wet: NDArray[np.float32]  # [lanes, 256]
    ashore: NDArray[np.float32]  # [lanes, 256]
    barred: NDArray[np.bool_]
    cell_bias: NDArray[np.float64]  # [lanes, CLASSES, 256], or [lanes, 0, 0]
    standing: NDArray[np.float64]  # [lanes, things, 4]: class, x, z in metres, size of what stands already
    stands: NDArray[np.int64]  # [lanes] how many of these there are
    tokens: NDArray[np.int64]  # [lanes, TOKENS, FIELDS]
    counts: NDArray[np.int64]
    done: NDArray[np.bool_]
    random: NDArray[np.uint64]  # [lanes] keys of streams
    drawn: NDArray[np.int64]  # [lanes] numbers taken from them

    @classmethod
    def of(cls, lanes: list[Lane]) -> SampleBatch:
        """Of lanes; their `tokens` are copied in."""
        many, most = len(lanes), max(len(lane.near) for lane in lanes)
        biases = [lane.cell_bias for lane in lanes if lane.cell_bias is not None]
        batch = cls(
            np.stack([lane.seen.keys for lane in lanes]),
            np.stack([lane.seen.wet for lane in lanes]),
            np.stack([lane.seen.ashore for lane in lanes]),
            np.stack([lane.barred for lane in lanes]),
            np.stack(biases) if biases else np.zeros((many, 0, 0)),
            np.zeros((many, most + TOKENS, 4)),
            np.zeros(many, np.int64),
            np.zeros((many, TOKENS, FIELDS), np.int64),
            np.array([len(lane.tokens) for lane in lanes]),
            np.zeros(many, np.bool_),
            np.array([lane.key for lane in lanes], np.uint64),
            np.zeros(many, np.int64),
        )
        for i, lane in enumerate(lanes):
            batch.tokens[i, : len(lane.tokens)] = lane.tokens
            fields = np.concatenate([lane.tokens, lane.near])
            x, z = where(fields)
            x[len(lane.tokens) :] += lane.shift[:, 0]
            z[len(lane.tokens) :] += lane.shift[:, 1]
            batch.standing[i, : len(fields)] = np.stack([fields[:, 0], x, z, size_of(fields[:, 4])], 1)
            batch.stands[i] = len(fields)
        return batch


@njit(**PLAIN)
def _mix(value):
    """SplitMix64's finaliser, as in `hashing`."""
    value = (value ^ (value >> np.uint64(30))) * _MIX_1
    value = (value ^ (value >> np.uint64(27))) * _MIX_2
    return value ^ (value >> np.uint64(31))


@njit(**PLAIN)
def _choice(weights, keys, drawn, lane):
    """An index drawn with these weights; what `hashing.CounterRandom.choice` does."""
    drawn[lane] += 1
    bits = _mix(np.uint64(drawn[lane]) * _GOLDEN + keys[lane])
    edge = (np.float64(bits >> np.uint64(11)) + 0.5) * 2.0**-53 * weights.sum()
    total = 0.0
    last = 0
    for i in range(len(weights)):
        if weights[i] > 0:
            total += weights[i]
            last = i
            if total > edge:
                return i
    return last


@njit(**PLAIN)
def _soften(logits, tail):
    """Logits [N] to weights in place: exp at WARMTH, less what is below `tail` of the largest; -inf is never."""
    most = logits.max()
    if not most > -np.inf:
        logits[:] = 0.0
        return
    for i in range(len(logits)):
        weight = math.exp((logits[i] - most) / WARMTH)
        logits[i] = weight if weight >= tail else 0.0


@njit(**PLAIN)
def _cell(w, heat, cell_bias, shape, wet, ashore, must, standing, out):
    """Weights [256] of the cells where a thing of this class may stand: not in water, not in others, and with its walls
    on the bank; where it must stand somewhere, as nearly so as there is room for."""
    most = -np.inf
    for cell in range(len(heat)):
        out[cell] = heat[cell] / WARMTH
        if len(cell_bias):
            out[cell] += cell_bias[shape, cell]
        out[cell] -= SHY * max(w.from_water[shape] - ashore[cell], 0.0)
        most = max(most, out[cell])
    for cell in range(len(heat)):
        dry = wet[cell] <= w.wettest[shape] and (must or ashore[cell] >= w.from_water[shape])
        out[cell] = math.exp(out[cell] - most) if dry else 0.0
    for n in range(len(standing)):
        clear = w.clearance[shape, int(standing[n, 0])] * standing[n, 3]
        for cell in range(len(heat)):
            dx = (cell % CELLS + 0.5) * CELL_METRES - standing[n, 1]
            dz = (cell // CELLS + 0.5) * CELL_METRES - standing[n, 2]
            if dx * dx + dz * dz < clear * clear:
                out[cell] = 0.0
    floor = 1e-3 * out.max()
    for cell in range(len(heat)):
        if out[cell] < floor:
            out[cell] = 0.0
    return out.max() > 0


@njit(**PLAIN)
def _read(parts, weight, bias, middle_weight, middle_bias, out):
    """A two-layer head on the joined vectors in `parts` [1, I]."""
    middle = np.empty((1, len(middle_bias)), np.float32)
    dense(parts, middle_weight, middle_bias, middle)
    silu(middle.reshape(-1))
    dense(middle, weight, bias, out)


@njit(**PLAIN)
def _heat(w, hidden, shape, keys, taken, joined, out):
    """Logits [256] of the cell where a thing of this class goes."""
    width, key = len(hidden), keys.shape[1]
    for c in range(width):
        joined[0, c], joined[0, width + c] = hidden[c], w.classes[shape, c]
    query = np.empty((1, len(w.query_out_bias)), np.float32)
    _read(joined, w.query_out, w.query_out_bias, w.query, w.query_bias, query)
    for cell in range(len(keys)):
        total = np.float32(0.0)
        for c in range(key):
            total += query[0, c] * keys[cell, c]
        out[cell] = total * key**-0.5 + taken[cell, 0] * query[0, key] + taken[cell, 1] * query[0, key + 1]


@njit(**PLAIN)
def draw(w, batch, hidden, taken, remaining, forced):
    """Draw one token for every lane that is not done (forced: of that class), [lanes, FIELDS]; START is none."""
    lanes, width = hidden.shape
    drawn = np.zeros((lanes, FIELDS), np.int64)
    shapes = np.empty(lanes, np.int64)
    rejected = np.zeros((lanes, CLASSES + 1), np.bool_)
    logits = np.empty((lanes, CLASSES + 1), np.float32)
    chances = np.empty(CLASSES + 1)
    heat, cells = np.empty(CELLS * CELLS, np.float32), np.empty(CELLS * CELLS)
    joined = np.empty((1, 2 * width), np.float32)
    detail, at = np.empty((1, _PARTS[5]), np.float32), np.empty((1, 2 * width + batch.maps.shape[2]), np.float32)
    dense(hidden, w.shape, w.shape_bias, logits)
    for i in range(lanes):
        drawn[i, 0] = START
    for attempt in range(4):
        # all choose their class before any chooses its place
        for i in range(lanes):
            if batch.done[i] or drawn[i, 0] != START:
                continue
            if forced >= 0:
                shapes[i] = forced if attempt == 0 else END
            else:
                for c in range(CLASSES + 1):
                    bar = batch.barred[i, c] or rejected[i, c] or (c < CLASSES and remaining[c] <= 0)
                    chances[c] = -np.inf if bar else logits[i, c]
                _soften(chances, 2e-3)
                shapes[i] = _choice(chances, batch.random, batch.drawn, i) if chances.max() > 0 else END
            batch.done[i] = shapes[i] == END
        for i in range(lanes):
            if batch.done[i] or drawn[i, 0] != START:
                continue
            shape = shapes[i]
            # another lane may have taken the last one asked for since this one chose its class
            found = remaining[shape] > 0
            if found:
                _heat(w, hidden[i], shape, batch.maps[i], taken[i], joined, heat)
                standing = batch.standing[i, : batch.stands[i]]
                wet, ashore = batch.wet[i], batch.ashore[i]
                found = _cell(w, heat, batch.cell_bias[i], shape, wet, ashore, forced >= 0, standing, cells)
            if found:
                drawn[i, 0], drawn[i, 1] = shape, _choice(cells, batch.random, batch.drawn, i)
                remaining[shape] -= 1
            else:
                rejected[i, shape] = True
    for i in range(lanes):
        if drawn[i, 0] == START:
            batch.done[i] = True
            continue
        for c in range(width):
            at[0, c], at[0, width + c] = hidden[i, c], w.classes[drawn[i, 0], c]
        for c in range(batch.maps.shape[2]):
            at[0, 2 * width + c] = batch.maps[i, drawn[i, 1], c]
        _read(at, w.details, w.details_bias, w.detail, w.detail_bias, detail)
        for part in range(5):
            weights = detail[0, _PARTS[part] : _PARTS[part + 1]].astype(np.float64)
            _soften(weights, 0.02)
            drawn[i, 2 + part] = _choice(weights, batch.random, batch.drawn, i)
        for c in range(FIELDS):
            batch.tokens[i, batch.counts[i], c] = drawn[i, c]
        batch.counts[i] += 1
        batch.done[i] = batch.counts[i] >= TOKENS - 1
        x, z = place_of(drawn[i], 0.0, 0.0)
        thing = batch.standing[i, batch.stands[i]]
        thing[0], thing[1], thing[2] = drawn[i, 0], x, z
        thing[3] = 2.0 ** (drawn[i, 4] * (2 / (SIZES - 1)) - 1)
        batch.stands[i] += 1
    return drawn

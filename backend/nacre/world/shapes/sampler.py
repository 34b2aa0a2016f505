"""Draws programs from the shape network: slot by slot, only what may be written; compiled.

Chance is a hash of (class, seed, attempt), step and slot: a shape does not depend on what is drawn with it, and one
changed wish leaves alone what does not follow from it.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.vocabulary import MAX_PARTS
from nacre.world.kernels.arithmetic import PLAIN, dense, product, silu
from nacre.world.shapes import fields, wishes
from nacre.world.shapes.decoding import begin_part, candidates, legal, relation_of, wanted, write
from nacre.world.shapes.fields import END, MOST, N_SLOTS, OFFSETS, RAW, REFERENCES, S_COLOUR, S_NEXT, S_TURN, START
from nacre.world.shapes.references import refer
from nacre.world.shapes.steps import inputs, memory, read_slot, transform, wish
from nacre.world.shapes.weights import LEVELS, Rules, Weights

WARMTH: Final = 0.85  # temperature of a symbol
TAIL: Final = 0.02  # less likely than this share of the likeliest is never drawn
COLOUR_WARMTH: Final = 1.0  # of the attributes: what grammars draw freely
_GOLDEN, _MIX_1, _MIX_2 = (
    np.uint64(v) for v in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)  # fmt: skip
_STEP: Final = np.float32(1.0 / LEVELS)
_OFFSETS: Final = OFFSETS
_WISH_OFFSETS: Final = wishes.OFFSETS
_OPEN: Final = wishes.OPEN


class SampleBatch(NamedTuple):
    """L programs on their way: rows of raw [L, MAX_PARTS, RAW], of which counts [L] are written."""

    shapes: NDArray[np.int64]
    given: NDArray[np.int64]  # [L, attributes], none open
    colours: NDArray[np.int64]  # [L, 4]
    anchors: NDArray[np.int64]  # [L, ANCHORS]
    grid: NDArray[np.float64]  # metres
    keys: NDArray[np.uint64]
    wished: NDArray[np.float32]  # [L, W]
    raw: NDArray[np.int64]
    counts: NDArray[np.int64]
    symbols: NDArray[np.int64]  # [L, N_SLOTS] of the last step
    role: NDArray[np.int64]  # of the next part; START before the first
    surprise: NDArray[np.float64]  # [L, MAX_PARTS] nats of each part's symbols, against the odds
    failed: NDArray[np.bool_]  # nothing that may be written was possible, but for a colour


@njit(**PLAIN)
def _mix(value):
    value = (value ^ (value >> np.uint64(30))) * _MIX_1
    value = (value ^ (value >> np.uint64(27))) * _MIX_2
    return value ^ (value >> np.uint64(31))


@njit(**PLAIN)
def _bits(key, number):
    return _mix(np.uint64(number + 1) * _GOLDEN + key)


@njit(**PLAIN)
def _choice(weights, size, key, number):
    """An index of the first `size` weights, drawn with them."""
    total = 0.0
    for i in range(size):
        total += weights[i]
    edge = (np.float64(_bits(key, number) >> np.uint64(11)) + 0.5) * 2.0**-53 * total
    reached, last = 0.0, 0
    for i in range(size):
        if weights[i] > 0:
            reached += weights[i]
            last = i
            if reached > edge:
                return i
    return last


@njit(**PLAIN)
def _soften(logits, chances, size, warmth):
    """Chances of logits, 0 where chances was 0 before; False if nothing is left."""
    most = -np.inf
    for i in range(size):
        if chances[i] > 0 and logits[i] > most:
            most = logits[i]
    if not most > -np.inf:
        return False
    for i in range(size):
        if chances[i] > 0:
            chance = math.exp((np.float64(logits[i]) - most) / warmth)
            chances[i] = chance if chance >= TAIL else 0.0
    return True


@njit(**PLAIN)
def complete(w, values, shapes, given, keys):
    """Fill in open attributes in given [L, attributes], one after the other; values: `Rules.values`."""
    lanes, width = len(shapes), w.classes.shape[1]
    x, middle = np.empty((lanes, width), np.float32), np.empty((lanes, width), np.float32)
    more = np.empty((lanes, width), np.float32)
    logits = np.empty((lanes, 600), np.float32)
    chances = np.empty(600)
    for a in range(given.shape[1]):
        any_open = False
        for i in range(lanes):
            any_open = any_open or given[i, a] == _OPEN[a]
        if not any_open:
            continue
        for i in range(lanes):
            for c in range(width):
                x[i, c] = w.classes[shapes[i], c]
            for b in range(given.shape[1]):
                row = _WISH_OFFSETS[b] + given[i, b]
                for c in range(width):
                    x[i, c] += w.values[row, c]
        for mix in range(len(w.mix) // 2):
            dense(x, w.mix[2 * mix], w.mix_bias[2 * mix], middle)
            silu(middle.reshape(-1))
            dense(middle, w.mix[2 * mix + 1], w.mix_bias[2 * mix + 1], more)
            for i in range(lanes):
                for c in range(width):
                    x[i, c] += more[i, c]
        silu(x.reshape(-1))
        begin, size = _WISH_OFFSETS[a], _WISH_OFFSETS[a + 1] - _WISH_OFFSETS[a]
        product(
            x.reshape(-1), 0, width, lanes, w.out, begin * width, size, width, size, w.out_bias, begin, 0,
            logits.reshape(-1), 0, logits.shape[1],
        )  # fmt: skip
        for i in range(lanes):
            if given[i, a] != _OPEN[a]:
                continue
            for v in range(size):
                chances[v] = values[shapes[i], begin + v] if v < size - 1 else 0.0
            if _soften(logits[i], chances, size, COLOUR_WARMTH):
                given[i, a] = _choice(chances, size, keys[i], 1_000_000 + a)
            else:
                given[i, a] = size - 2


@njit(**PLAIN)
def _slot(w, rules, batch, active, slot, running, held, refs, joints, reaches, logits, picked, chances, warmth):
    """Draw one slot of every active shape that wants it."""
    begin, size = _OFFSETS[slot], _OFFSETS[slot + 1] - _OFFSETS[slot]
    rows = np.int64(0)  # a literal 0 would have numba compile `read_slot` once more, for nothing
    for n in range(len(active)):
        i = active[n]
        t = batch.counts[i]
        symbols = batch.symbols[i]
        if not wanted(symbols, slot) or (batch.role[i] == START and slot != S_NEXT):
            continue
        if relation_of(slot)[0] >= 0:
            candidates(batch.raw[i], t, refs[n], slot, held[n])
        row = rules.row_of[batch.shapes[i], batch.role[i]]
        if slot == S_NEXT and t + 1 >= MAX_PARTS:
            symbols[slot] = END
            continue
        only = rules.only[row, slot]
        turned = symbols[S_TURN]
        if only >= 0 and legal(
            batch.raw[i], t, refs[n], batch.colours[i], slot, only, held[n], joints, reaches, turned
        ):  # fmt: skip
            symbols[slot] = only
        else:
            picked[rows] = n
            rows += 1
    if rows:
        read_slot(w, slot, running, rows, picked, logits)
        for k in range(rows):
            n = picked[k]
            i = active[n]
            t = batch.counts[i]
            turned = batch.symbols[i, S_TURN]
            row = rules.row_of[batch.shapes[i], batch.role[i]]
            for v in range(size):
                may = rules.may[row, begin + v] > 0 and legal(
                    batch.raw[i], t, refs[n], batch.colours[i], slot, v, held[n], joints, reaches, turned
                )
                chances[v] = 1.0 if may else 0.0
                logits[k, v] -= np.float32(rules.prior[row, begin + v]) * _STEP
            if not _soften(logits[k], chances, size, warmth):
                # a colour that grammars do not write there is a colour all the same
                batch.failed[i] = batch.failed[i] or not S_COLOUR <= slot <= S_COLOUR + 3
                for v in range(size):
                    may = legal(batch.raw[i], t, refs[n], batch.colours[i], slot, v, held[n], joints, reaches, turned)
                    chances[v] = 1.0 if may else 0.0
                _soften(logits[k], chances, size, warmth)
            step = 0 if batch.role[i] == START else t + 1
            symbol = _choice(chances, size, batch.keys[i], step * 64 + slot)
            batch.symbols[i, slot] = symbol
            if chances[symbol] > 0:
                batch.surprise[i, t] -= math.log(chances[symbol] / chances[:size].sum())
    for n in range(len(active)):
        i = active[n]
        symbol = batch.symbols[i, slot]
        if symbol < 0 or slot == S_NEXT:
            continue
        number = begin + symbol
        for c in range(running.shape[1]):
            running[n, c] += w.add[number, c]
        t = batch.counts[i]
        seed = 1 + np.int64(_bits(batch.keys[i], 2_000_000 + t) >> np.uint64(33)) % 30000
        write(batch.raw[i], t, refs[n], batch.colours[i], batch.symbols[i], slot, held[n], seed)


@njit(**PLAIN)
def fill(w, rules, batch, keys, values, joints, reaches, warmth):
    """Write every program of the batch to its end. keys, values: `steps.Memory` for as many shapes."""
    lanes = len(batch.shapes)
    width, wide = batch.wished.shape[1], w.heads.start.shape[1]
    done = np.zeros(lanes, np.bool_)
    logits, picked, chances = np.empty((lanes, MOST), np.float32), np.empty(lanes, np.int64), np.empty(MOST)
    while True:
        left = 0
        for i in range(lanes):
            left += 0 if done[i] else 1
        if left == 0:
            return
        active, step = np.empty(left, np.int64), np.empty(left, np.int64)
        refs, held = np.empty((left, REFERENCES), np.int64), np.empty((left, MOST), np.int64)
        n = 0
        for i in range(lanes):
            if not done[i]:
                active[n], step[n] = i, 0 if batch.role[i] == START else batch.counts[i] + 1
                n += 1
        x, state = np.empty((left, width), np.float32), np.empty((left, width), np.float32)
        inputs(w.trunk, active, batch.role, batch.counts, batch.symbols, batch.raw, batch.grid, batch.wished, x)
        transform(w.trunk, active, step, keys, values, x, state)
        both, running = np.empty((left, 2 * width), np.float32), np.empty((left, wide), np.float32)
        for n in range(left):
            i = active[n]
            for c in range(width):
                both[n, c], both[n, width + c] = state[n, c], batch.wished[i, c]
        dense(both, w.heads.start, w.heads.start_bias, running)
        for n in range(left):
            i = active[n]
            for c in range(wide):
                running[n, c] += w.heads.role_start[batch.role[i], c]
            for slot in range(N_SLOTS):
                batch.symbols[i, slot] = -1
            if batch.role[i] != START:
                begin_part(batch.raw[i], batch.counts[i], batch.role[i])
                refer(batch.raw[i], batch.counts[i], batch.role[i], batch.anchors[i], refs[n])
        for slot in range(N_SLOTS):
            _slot(
                w.heads, rules, batch, active, slot, running, held, refs, joints, reaches, logits, picked, chances,
                warmth,
            )  # fmt: skip
        for n in range(left):
            i = active[n]
            if batch.role[i] != START:
                batch.counts[i] += 1
            batch.role[i] = batch.symbols[i, S_NEXT]
            done[i] = batch.role[i] == END or batch.counts[i] >= MAX_PARTS


def draw(
    w: Weights,
    rules: Rules,
    shapes: NDArray[np.int64],
    given: NDArray[np.int64],
    keys: NDArray[np.uint64],
    joints: int,
    reaches: int,
    warmth: float = WARMTH,
) -> SampleBatch:
    """Programs of classes [L], attributes [L, attributes] (open ones are filled in) and keys [L] of chance.

    joints, reaches: rows of the tables; warmth: temperature, below 1 for what is more usual.
    """
    lanes, width = len(shapes), w.trunk.places.shape[1]
    given = given.copy()
    complete(w.wishing, rules.values, shapes, given, keys)
    wished = np.empty((lanes, width), np.float32)
    wish(w.wishing, shapes, given, wished)
    batch = SampleBatch(
        shapes, given, wishes.colours_of(given), fields.ANCHOR_ROLES[shapes], rules.grid[shapes] / 100.0, keys, wished,
        np.zeros((lanes, MAX_PARTS, RAW), np.int64), np.zeros(lanes, np.int64),
        np.full((lanes, N_SLOTS), -1, np.int64), np.full(lanes, START, np.int64),
        np.zeros((lanes, MAX_PARTS)), np.zeros(lanes, np.bool_),
    )  # fmt: skip
    room = memory(lanes, len(w.trunk.blocks.qkv), width)
    fill(w, rules, batch, room.keys, room.values, joints, reaches, warmth)
    return batch

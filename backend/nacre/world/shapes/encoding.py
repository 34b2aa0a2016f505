"""Parts to symbols. Where several say the same (a window lies on the wall's face, or 1.4 m from the one before), the
encoder takes the one that is usual for the class and role, by counts over many programs: the shortest description.

Counts come from the programs themselves: a few passes that share each length among all its descriptions, in
proportion to how usual they are, sharpen of themselves (expectation maximisation). Decoding needs no counts.
"""

# ruff: noqa: SIM109 (compiled: a chain of comparisons is faster than a tuple)

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numba import njit, types
from numba.typed import Dict
from numpy.typing import NDArray

from nacre.parts.classes import CLASSES
from nacre.world.kernels.arithmetic import PLAIN
from nacre.world.shapes import fields
from nacre.world.shapes.decoding import DEFAULT_SIDES, DEFAULT_THICKNESS, candidates, relation_of, wanted
from nacre.world.shapes.fields import (
    A_FRESH,
    ANGLE_ZERO,
    BEVEL,
    C_ANY,
    CENTRE_BASE,
    CENTRE_FRESH,
    COLOUR,
    COLOUR_SIZE,
    COUNT,
    END,
    F_ARRAY,
    F_EXTRA,
    F_JOINT,
    F_LIGHT,
    F_SEED,
    HALF,
    HALF_FRESH,
    HALF_SPECIAL,
    HALF_SWAPPED,
    JOINT,
    KIND,
    LIGHT,
    M_FRESH,
    MATERIAL,
    MOST,
    N_SLOTS,
    OP,
    OWNER,
    PARENT,
    PARENT_ANY,
    PIVOT_FRESH,
    R_FRESH,
    REACH,
    REFERENCES,
    ROLE,
    S_ARRAY,
    S_BEVEL,
    S_CENTRE,
    S_COLOUR,
    S_COUNT,
    S_FLAGS,
    S_FORM,
    S_HALF,
    S_JOINT,
    S_LIGHT,
    S_MATERIAL,
    S_NEXT,
    S_PARENT,
    S_PIVOT,
    S_ROTATION,
    S_SIDES,
    S_STEP,
    S_TAPER,
    S_THICKNESS,
    S_TURN,
    SEED,
    SIDES,
    STEP_FRESH,
    SYMBOLS,
    TAPER,
    THICKNESS,
    TURN,
    TURN_ZERO,
    UNITS,
    YAW,
)  # fmt: skip
from nacre.world.shapes.references import (
    LIMIT,
    NEVER,
    array_of,
    colour_base,
    parent_of,
    plain_of,
    refer,
    rotation_of,
    shaded,
)

ROLE_ROWS: Final = END + 1  # roles and the step before the first part
_OFFSETS: Final = fields.OFFSETS
_MOST_WAYS: Final = 512
_RESTS: Final = 4096


def _prior() -> NDArray[np.float64]:
    """How usual symbols are before anything is counted, [SYMBOLS]; ties are broken the same way everywhere."""
    prior = np.ones(SYMBOLS)
    weight = np.array([1.0, 0.5, 0.3, 0.2, 2.0, 0.3, 2.0, 2.5, 1.6, 0.8, *(1.2 - 0.1 * np.arange(6)), 0.9])
    kinds = np.array([2.0, 1.0, 1.0, 1.0, 1.2, 1.2, 0.8, 0.8, 1.0, 0.5, 1.0, 1.0, 0.7, 0.5, 0.5])
    for axis in range(3):
        centre = prior[_OFFSETS[S_CENTRE + 2 * axis] :]
        centre[:CENTRE_BASE] = (6.0, 4.0, 2.0)
        centre[CENTRE_BASE:CENTRE_FRESH] = np.outer(weight, kinds).ravel()
        centre[CENTRE_FRESH : CENTRE_FRESH + 64] = 0.3
        half = prior[_OFFSETS[S_HALF + 2 * axis] :]
        half[:HALF_SPECIAL] = (2.0, 2.0, 0.5, 1.0)
        half[HALF_SPECIAL:HALF_SWAPPED] = weight
        half[HALF_SWAPPED:HALF_FRESH] = 0.5
        half[HALF_FRESH : HALF_FRESH + 32] = 0.3
        for slot, fresh in ((S_STEP, STEP_FRESH), (S_PIVOT, PIVOT_FRESH)):
            other = prior[_OFFSETS[slot + 2 * axis] :]
            other[0] = 4.0
            other[fresh : fresh + 64] = 0.1
    parent = prior[_OFFSETS[S_PARENT] :]
    parent[0] = 8.0
    parent[1 : 1 + REFERENCES] = weight
    parent[1 + REFERENCES : 3 + REFERENCES] = 3.0
    parent[3 + REFERENCES : PARENT_ANY + 96] = 0.05
    for slot in (S_COLOUR, S_LIGHT):
        colour = prior[_OFFSETS[slot] :]
        colour[:COLOUR_SIZE] = (20, 20, 20, 20, 1, 1, 1, 1, 2, 2, 2, 0.3, 0.3)
    return prior


_PRIOR: Final = _prior()
_NEAR: Final = np.array([0.25 if r == 32 else 0.03 * 0.93 ** abs(r - 32) for r in range(UNITS)])


@njit(**PLAIN)
def _key(row, slot, symbol, rest):
    return ((np.int64(row) * N_SLOTS + slot) * MOST + symbol) * _RESTS + rest


@njit(**PLAIN)
def _chance(row, slot, symbol, rest, base, counts, totals, pairs):
    """How likely a symbol and its rest (-1: none) are for a class and role; base: of the rest, before it is counted."""
    seen = counts[row, _OFFSETS[slot] + symbol]
    chance = (seen + 0.2 * _PRIOR[_OFFSETS[slot] + symbol]) / (totals[row, slot] + 20.0)
    if rest >= 0:
        both = 0.0
        if seen > 0:
            both = pairs.get(_key(row, slot, symbol, rest), 0.0)
        chance *= (both + 2.0 * base) / (seen + 2.0)
    return chance


@njit(**PLAIN)
def _count(row, slot, symbol, rest, share, counts, totals, pairs):
    counts[row, _OFFSETS[slot] + symbol] += share
    totals[row, slot] += share
    if rest >= 0:
        if slot == S_COLOUR or slot == S_LIGHT:
            for channel in range(3):
                counts[row, _OFFSETS[slot + 1 + channel] + (rest >> (8 - 4 * channel)) % 16] += share
        else:
            counts[row, _OFFSETS[slot + 1] + rest] += share
        key = _key(row, slot, symbol, rest)
        pairs[key] = pairs.get(key, 0.0) + share


@njit(**PLAIN)
def _levels(colour, base, fresh):
    """The three symbols of a colour's levels in one number: 4 bits each."""
    code = 0
    for channel in range(3):
        level = (colour >> (6 - 3 * channel)) % 8
        code = code * 16 + (level if fresh else level - (base >> (6 - 3 * channel)) % 8 + 8)
    return code


@njit(**PLAIN)
def _ways(raw, t, refs, slots, slot, held, ways):
    """All (symbol, rest) [K, 2] that describe what row t holds at a slot with a choice; how many there are."""
    n = 0
    column, axis, fresh = relation_of(slot)
    if column >= 0:
        candidates(raw, t, refs, slot, held)
        value = raw[t, column + axis]
        for k in range(fresh):
            rest = value - held[k] + UNITS // 2
            if held[k] != NEVER and abs(held[k]) <= LIMIT and 0 <= rest < UNITS:
                ways[n, 0], ways[n, 1] = k, rest
                n += 1
        value += 0 if column == HALF else LIMIT + 1
        ways[n, 0], ways[n, 1] = fresh + value // UNITS, value % UNITS
        return n + 1
    ways[:, 1] = -1
    if slot == S_PARENT:
        for k in range(PARENT_ANY + t):
            if parent_of(raw, t, refs, k) == raw[t, PARENT]:
                ways[n, 0] = k
                n += 1
    elif slot == S_COLOUR or slot == S_LIGHT:
        light = slot == S_LIGHT
        colour = raw[t, LIGHT] - 1 if light else raw[t, COLOUR]
        for k in range(COLOUR_SIZE):
            base = colour_base(raw, t, refs, slots, k, light)
            if base == NEVER or not (shaded(k) or base == colour):
                continue
            if shaded(k) and k != C_ANY:
                # a shade is near its colour
                far = 0
                for channel in range(3):
                    shift = 6 - 3 * channel
                    far = max(far, abs((colour >> shift) % 8 - (base >> shift) % 8))
                if far > 3:
                    continue
            ways[n, 0] = k
            ways[n, 1] = _levels(colour, base, k == C_ANY) if shaded(k) else -1
            n += 1
    elif slot == S_ROTATION:
        angles = np.empty(3, np.int64)
        for k in range(R_FRESH):
            same = rotation_of(raw, refs, k, angles)
            for a in range(3):
                same = same and angles[a] == raw[t, YAW + a]
            if same:
                ways[n, 0] = k
                n += 1
        if n == 0 or ways[0, 0] != 0:
            ways[n, 0] = R_FRESH
            n += 1
    elif slot == S_TAPER or slot == S_BEVEL:
        for k in range(M_FRESH):
            r = plain_of(refs, k)
            if r == NEVER:
                continue
            if slot == S_BEVEL:
                same = raw[t, BEVEL] == (raw[r, BEVEL] if r >= 0 else 0)
            else:
                same = raw[t, TAPER] == (raw[r, TAPER] if r >= 0 else 100) and raw[t, TAPER + 1] == (
                    raw[r, TAPER + 1] if r >= 0 else 100
                )
            if same:
                ways[n, 0] = k
                n += 1
        if n == 0 or ways[0, 0] != 0:
            ways[n, 0] = M_FRESH
            n += 1
    elif slot == S_ARRAY:
        ways[n, 0] = A_FRESH
        n += 1
        for k in range(1, 4):
            r = array_of(raw, refs, k)
            if r == NEVER:
                continue
            same = raw[r, COUNT] == raw[t, COUNT] and raw[r, TURN] == raw[t, TURN]
            for a in range(3):
                same = same and raw[r, 22 + a] == raw[t, 22 + a]
            if same:
                ways[n, 0] = k
                n += 1
    return n


@njit(**PLAIN)
def _plain(raw, t, slot, symbols, refs, slots):
    """The symbol of a slot that leaves no choice."""
    if slot == S_FORM:
        return raw[t, KIND] * 3 + raw[t, OP]
    if slot == S_FLAGS:
        extra = raw[t, THICKNESS] != DEFAULT_THICKNESS or raw[t, SIDES] != DEFAULT_SIDES
        flags = (
            (F_ARRAY if raw[t, COUNT] else 0) + (F_JOINT if raw[t, JOINT] else 0) + (F_LIGHT if raw[t, LIGHT] else 0)
        )
        return flags + (F_SEED if raw[t, SEED] else 0) + (F_EXTRA if extra else 0)
    if slot == S_MATERIAL:
        return raw[t, MATERIAL]
    if S_ROTATION < slot <= S_ROTATION + 3:
        return raw[t, YAW + slot - S_ROTATION - 1] + ANGLE_ZERO
    if S_TAPER < slot < S_BEVEL:
        return raw[t, TAPER + slot - S_TAPER - 1]
    if S_BEVEL < slot < S_THICKNESS:
        return raw[t, BEVEL] // 64 if slot == S_BEVEL + 1 else raw[t, BEVEL] % 64
    if slot == S_THICKNESS:
        return raw[t, THICKNESS]
    if slot == S_SIDES:
        return raw[t, SIDES]
    if slot == S_COUNT:
        return raw[t, COUNT]
    if slot == S_TURN or slot == S_TURN + 1:
        turn = raw[t, TURN] + TURN_ZERO
        return turn // 32 if slot == S_TURN else turn % 32
    if slot == S_JOINT:
        return raw[t, JOINT] - 1
    return raw[t, REACH]


@njit(**PLAIN)
def _choice(slot):
    return (
        relation_of(slot)[0] >= 0 or slot == S_PARENT or slot == S_COLOUR or slot == S_LIGHT or slot == S_ROTATION
        or slot == S_TAPER or slot == S_BEVEL or slot == S_ARRAY
    )  # fmt: skip


@njit(**PLAIN)
def encode_into(raw, anchors, slots, rows, counts, totals, pairs, into, into_totals, into_pairs, soft, steps):
    """Symbols of a program into steps [parts + 1, N_SLOTS] (-1: slot not used), and what it adds to counts `into`.

    rows [ROLE_ROWS]: row of the counts for each role of the class. soft: share what has several descriptions.
    """
    refs, held = np.empty(REFERENCES, np.int64), np.empty(MOST, np.int64)
    ways, chances = np.empty((_MOST_WAYS, 2), np.int64), np.empty(_MOST_WAYS)
    steps[:] = -1
    for t in range(-1, len(raw)):
        symbols = steps[t + 1]
        row = rows[raw[t, ROLE]] if t >= 0 else rows[END]
        if t >= 0:
            refer(raw, t, raw[t, ROLE], anchors, refs)
            for slot in range(S_NEXT):
                if symbols[slot] >= 0 or not wanted(symbols, slot):
                    continue
                if slot == S_PARENT + 1:
                    refs[OWNER] = raw[t, PARENT]
                if not _choice(slot):
                    symbols[slot] = _plain(raw, t, slot, symbols, refs, slots)
                    _count(row, slot, symbols[slot], -1, 1.0, into, into_totals, into_pairs)
                    continue
                n = _ways(raw, t, refs, slots, slot, held, ways)
                relation, _, fresh = relation_of(slot)
                best, whole = 0, 0.0
                for k in range(n):
                    base = 1.0 / 512
                    if relation >= 0:
                        base = 1.0 / UNITS if ways[k, 0] >= fresh else _NEAR[ways[k, 1]]
                    chances[k] = _chance(row, slot, ways[k, 0], ways[k, 1], base, counts, totals, pairs)
                    # what is written afresh though it could be copied takes more symbols after it
                    if slot == S_ROTATION and ways[k, 0] == R_FRESH:
                        chances[k] *= 0.002
                    elif (slot == S_TAPER or slot == S_BEVEL) and ways[k, 0] == M_FRESH:
                        chances[k] *= 0.1
                    elif slot == S_ARRAY and ways[k, 0] == A_FRESH:
                        chances[k] *= 0.007
                    if chances[k] > chances[best]:
                        best = k
                    whole += chances[k]
                symbols[slot] = ways[best, 0]
                if relation >= 0:
                    symbols[slot + 1] = ways[best, 1]
                if soft:
                    for k in range(n):
                        part = chances[k] / whole
                        if part > 0.01:
                            _count(row, slot, ways[k, 0], ways[k, 1], part, into, into_totals, into_pairs)
                else:
                    _count(row, slot, ways[best, 0], ways[best, 1], 1.0, into, into_totals, into_pairs)
                if (slot == S_COLOUR or slot == S_LIGHT) and ways[best, 1] >= 0:
                    for channel in range(3):
                        symbols[slot + 1 + channel] = (ways[best, 1] >> (8 - 4 * channel)) % 16
        symbols[S_NEXT] = raw[t + 1, ROLE] if t + 1 < len(raw) else END
        _count(row, S_NEXT, symbols[S_NEXT], -1, 1.0, into, into_totals, into_pairs)


@njit(**PLAIN)
def _refill(pairs, keys, values):
    for i in range(len(keys)):
        pairs[keys[i]] = values[i]


def _pairs() -> Any:
    return Dict.empty(types.int64, types.float64)


class Encoder:
    """Programs to symbols by counts that grow with what it has seen."""

    def __init__(self) -> None:
        self.row_of = np.full((len(CLASSES), ROLE_ROWS), -1, np.int64)
        self.rows = 0
        self.counts = np.zeros((256, SYMBOLS), np.float32)
        self.totals = np.zeros((256, N_SLOTS), np.float32)
        self.pairs = _pairs()

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All it knows, to be kept in a file."""
        keys = np.fromiter(self.pairs.keys(), np.int64, len(self.pairs))
        values = np.fromiter(self.pairs.values(), np.float64, len(self.pairs))
        counts, totals = self.counts[: self.rows], self.totals[: self.rows]
        return {"row_of": self.row_of, "counts": counts, "totals": totals, "keys": keys, "values": values}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Encoder:
        """What `arrays` gave; classes may have been added since."""
        encoder = cls()
        known = arrays["row_of"]
        encoder.row_of[: len(known), : known.shape[1]] = known
        encoder.rows = len(arrays["counts"])
        if arrays["counts"].shape[1] == SYMBOLS:
            encoder.counts, encoder.totals = arrays["counts"].copy(), arrays["totals"].copy()
            _refill(encoder.pairs, arrays["keys"], arrays["values"])
        else:
            encoder.rows, encoder.row_of[:] = 0, -1
        return encoder

    def _rows(self, shape: int, raw: NDArray[np.int32]) -> None:
        for role in (*np.unique(raw[:, ROLE]), END):
            if self.row_of[shape, role] < 0:
                self.row_of[shape, role] = self.rows
                self.rows += 1
        if self.rows > len(self.counts):
            more = max(256, self.rows - len(self.counts))
            self.counts = np.concatenate([self.counts, np.zeros((more, SYMBOLS), np.float32)])
            self.totals = np.concatenate([self.totals, np.zeros((more, N_SLOTS), np.float32)])

    def learn(self, programs: list[tuple[int, NDArray[np.int32], NDArray[np.int64]]], passes: int = 4) -> None:
        """Count afresh over (class, raw, colours [4]) of many programs; the counts before guide the first pass."""
        for shape, raw, _ in programs:
            self._rows(shape, raw)
        for turn in range(passes):
            counts, totals, pairs = np.zeros_like(self.counts), np.zeros_like(self.totals), _pairs()
            for shape, raw, slots in programs:
                self._run(shape, raw, slots, counts, totals, pairs, turn + 1 < passes)
            self.counts, self.totals, self.pairs = counts, totals, pairs

    def encode(self, shape: int, raw: NDArray[np.int32], slots: NDArray[np.int64]) -> NDArray[np.int64]:
        """Symbols [parts + 1, N_SLOTS] of one program, which is counted too. slots: its four colours, -1 where none."""
        self._rows(shape, raw)
        return self._run(shape, raw, slots, self.counts, self.totals, self.pairs, False)

    def _run(
        self,
        shape: int,
        raw: NDArray[np.int32],
        slots: NDArray[np.int64],
        counts: Any,
        totals: Any,
        pairs: Any,
        soft: bool,
    ) -> NDArray[np.int64]:
        steps = np.empty((len(raw) + 1, N_SLOTS), np.int64)
        encode_into(
            raw.astype(np.int64), fields.ANCHOR_ROLES[shape], slots, self.row_of[shape], self.counts, self.totals,
            self.pairs, counts, totals, pairs, soft, steps,
        )  # fmt: skip
        return steps

"""Symbols to parts, slot by slot; compiled. The encoder and the sampler share these rules.

A slot that is not wanted is skipped, a symbol that is not legal is never drawn: whatever is drawn is a program.
"""

# ruff: noqa: SIM109 (compiled: a chain of comparisons is faster than a tuple)

from __future__ import annotations

import numpy as np
from numba import njit

from nacre.parts.vocabulary import ANGLE_STEP, KIND_INDEX
from nacre.world.kernels.arithmetic import PLAIN
from nacre.world.shapes.fields import (
    A_FRESH,
    ANGLE_ZERO,
    BEVEL,
    C_ANY,
    CENTRE,
    CENTRE_FRESH,
    COLOUR,
    COUNT,
    F_ARRAY,
    F_EXTRA,
    F_JOINT,
    F_LIGHT,
    F_SEED,
    HALF,
    HALF_FRESH,
    JOINT,
    KIND,
    LIGHT,
    M_FRESH,
    MATERIAL,
    MOST,
    OP,
    OWNER,
    PARENT,
    PIVOT,
    PIVOT_FRESH,
    R_FRESH,
    RAW,
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
    S_REACH,
    S_ROTATION,
    S_SIDES,
    S_STEP,
    S_TAPER,
    S_THICKNESS,
    S_TURN,
    SEED,
    SIDES,
    STEP,
    STEP_FRESH,
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
    centre_candidates,
    colour_base,
    half_candidates,
    parent_of,
    pivot_candidates,
    plain_of,
    refer,
    rotation_of,
    shaded,
    step_candidates,
)

_BOX, _CYLINDER = KIND_INDEX["box"], KIND_INDEX["cylinder"]
_ROW_KINDS = (KIND_INDEX["stairs"], KIND_INDEX["ladder"])  # they stand for many pieces: nothing to cut with
DEFAULT_THICKNESS, DEFAULT_SIDES = 20, 8


@njit(**PLAIN)
def wanted(symbols, slot):
    """Whether a slot of a part is used, given the symbols [N_SLOTS] of the slots before it."""
    if slot == S_NEXT or slot <= S_COLOUR:
        return True
    if slot <= S_COLOUR + 3:
        return shaded(symbols[S_COLOUR])
    if slot == S_ROTATION:
        return True
    if slot <= S_ROTATION + 3:
        return symbols[S_ROTATION] == R_FRESH
    if slot < S_TAPER:
        return True
    if slot < S_BEVEL:
        return slot == S_TAPER or symbols[S_TAPER] == M_FRESH
    if slot < S_THICKNESS:
        return slot == S_BEVEL or symbols[S_BEVEL] == M_FRESH
    flags = symbols[S_FLAGS]
    if slot < S_ARRAY:
        return flags & F_EXTRA != 0
    if slot < S_JOINT:
        return flags & F_ARRAY != 0 and (slot == S_ARRAY or symbols[S_ARRAY] == A_FRESH)
    if slot < S_LIGHT:
        return flags & F_JOINT != 0
    if flags & F_LIGHT == 0:
        return False
    return slot == S_LIGHT or slot == S_REACH or shaded(symbols[S_LIGHT])


@njit(**PLAIN)
def relation_of(slot):
    """(first raw column, axis, first fresh symbol) of a slot that says what a length is measured from; -1 if none."""
    if S_HALF <= slot < S_HALF + 6 and (slot - S_HALF) % 2 == 0:
        return HALF, (slot - S_HALF) // 2, HALF_FRESH
    if S_CENTRE <= slot < S_CENTRE + 6 and (slot - S_CENTRE) % 2 == 0:
        return CENTRE, (slot - S_CENTRE) // 2, CENTRE_FRESH
    if S_STEP <= slot < S_STEP + 6 and (slot - S_STEP) % 2 == 0:
        return STEP, (slot - S_STEP) // 2, STEP_FRESH
    if S_PIVOT <= slot < S_PIVOT + 6 and (slot - S_PIVOT) % 2 == 0:
        return PIVOT, (slot - S_PIVOT) // 2, PIVOT_FRESH
    return -1, 0, 0


@njit(**PLAIN)
def candidates(raw, t, refs, slot, held):
    """Fill held [MOST] with what the relations of a slot stand for; how many of them are no fresh lengths."""
    column, axis, fresh = relation_of(slot)
    out = held[:fresh]
    if column == HALF:
        half_candidates(raw, t, refs, axis, out)
    elif column == CENTRE:
        centre_candidates(raw, t, refs, axis, out)
    elif column == STEP:
        step_candidates(raw, t, refs, axis, out)
    else:
        pivot_candidates(raw, t, refs, axis, out)
    return fresh


@njit(**PLAIN)
def legal(raw, t, refs, slots, slot, symbol, held, joints, reaches, turned):
    """Whether a symbol means something here.

    held: of `candidates`, for relations; slots [4]: colours asked for; turned: symbol of `turn_high`.
    """
    if slot == S_FORM:
        kind, op = symbol // 3, symbol % 3
        if op == 2:
            return kind == _BOX or kind == _CYLINDER
        return op == 0 or (t > 0 and kind != _ROW_KINDS[0] and kind != _ROW_KINDS[1])
    if slot == S_PARENT:
        parent = parent_of(raw, t, refs, symbol)
        return parent == -1 or (parent >= 0 and raw[parent, OP] != 1 and raw[t, OP] != 1)
    if slot == S_COLOUR:
        return colour_base(raw, t, refs, slots, symbol, False) != NEVER
    if slot == S_LIGHT:
        return colour_base(raw, t, refs, slots, symbol, True) != NEVER
    if slot == S_ROTATION:
        return symbol == R_FRESH or rotation_of(raw, refs, symbol, np.empty(3, np.int64))
    if slot == S_TAPER or slot == S_BEVEL:
        return plain_of(refs, symbol) != NEVER
    if slot == S_ARRAY:
        return symbol == A_FRESH or array_of(raw, refs, symbol) != NEVER
    if slot == S_JOINT:
        return symbol < joints
    if slot == S_REACH:
        return symbol < reaches
    if slot == S_TURN + 1:
        # whole angle steps, and copies that do not all lie in one place
        turn = turned * 32 + symbol - TURN_ZERO
        still = raw[t, STEP] == 0 and raw[t, STEP + 1] == 0 and raw[t, STEP + 2] == 0
        return turn % ANGLE_STEP == 0 and (turn != 0 or not still)
    if slot == S_THICKNESS:
        # a room has room
        least = min(raw[t, HALF], min(raw[t, HALF + 1], raw[t, HALF + 2]))
        return raw[t, OP] != 2 or symbol < least - 2
    if slot == S_COUNT:
        return symbol >= 2
    if slot == S_SIDES:
        return symbol >= 3
    column, _, fresh = relation_of(slot)
    if column >= 0 and symbol < fresh:
        value = held[symbol]
        return value != NEVER and abs(value) <= LIMIT
    return True


@njit(**PLAIN)
def _levels(base, symbols, slot, fresh):
    """The colour of three symbols of levels: differences to `base`, or themselves."""
    colour = 0
    for channel in range(3):
        level = symbols[slot + 1 + channel]
        if not fresh:
            level += (base >> (6 - 3 * channel)) % 8 - 8
        colour = colour * 8 + min(7, max(0, level))
    return colour


@njit(**PLAIN)
def begin_part(raw, t, role):
    """Row t with nothing but its role and what is usual."""
    for c in range(RAW):
        raw[t, c] = 0
    raw[t, ROLE], raw[t, PARENT] = role, -1
    raw[t, THICKNESS], raw[t, SIDES] = DEFAULT_THICKNESS, DEFAULT_SIDES
    raw[t, TAPER], raw[t, TAPER + 1] = 100, 100


@njit(**PLAIN)
def write(raw, t, refs, slots, symbols, slot, held, seed):
    """Write into row t what the symbol of this slot says; symbols [N_SLOTS] of the part so far."""
    symbol = symbols[slot]
    column, axis, fresh = relation_of(slot)
    if column >= 0:
        return
    column, axis, fresh = relation_of(slot - 1)
    if column >= 0 and slot != S_NEXT:
        relation = symbols[slot - 1]
        if relation < fresh:
            value = held[relation] + symbol - UNITS // 2
        else:
            value = (relation - fresh) * UNITS + symbol - (0 if column == HALF else LIMIT + 1)
        least = 1 if column == HALF else -LIMIT
        raw[t, column + axis] = min(LIMIT, max(least, value))
    elif slot == S_FORM:
        raw[t, KIND], raw[t, OP] = symbol // 3, symbol % 3
    elif slot == S_FLAGS:
        if symbol & F_SEED:
            raw[t, SEED] = seed
    elif slot == S_PARENT:
        raw[t, PARENT] = parent_of(raw, t, refs, symbol)
        refs[OWNER] = raw[t, PARENT]
    elif slot == S_MATERIAL:
        raw[t, MATERIAL] = symbol
    elif slot == S_COLOUR:
        raw[t, COLOUR] = colour_base(raw, t, refs, slots, symbol, False)
    elif slot == S_COLOUR + 3:
        base = colour_base(raw, t, refs, slots, symbols[S_COLOUR], False)
        raw[t, COLOUR] = _levels(base, symbols, S_COLOUR, symbols[S_COLOUR] == C_ANY)
    elif slot == S_ROTATION:
        angles = np.zeros(3, np.int64)
        if symbol != R_FRESH:
            rotation_of(raw, refs, symbol, angles)
        for a in range(3):
            raw[t, YAW + a] = angles[a]
    elif S_ROTATION < slot <= S_ROTATION + 3:
        raw[t, YAW + slot - S_ROTATION - 1] = symbol - ANGLE_ZERO
    elif slot == S_TAPER or slot == S_BEVEL:
        r = plain_of(refs, symbol)
        if slot == S_TAPER and r >= 0:
            raw[t, TAPER], raw[t, TAPER + 1] = raw[r, TAPER], raw[r, TAPER + 1]
        elif slot == S_BEVEL and r >= 0:
            raw[t, BEVEL] = raw[r, BEVEL]
    elif slot == S_TAPER + 1 or slot == S_TAPER + 2:
        raw[t, TAPER + slot - S_TAPER - 1] = symbol
    elif slot == S_BEVEL + 2:
        raw[t, BEVEL] = symbols[S_BEVEL + 1] * 64 + symbol
    elif slot == S_THICKNESS:
        raw[t, THICKNESS] = symbol
    elif slot == S_SIDES:
        raw[t, SIDES] = symbol
    elif slot == S_ARRAY:
        if symbol != A_FRESH:
            r = array_of(raw, refs, symbol)
            raw[t, COUNT], raw[t, TURN] = raw[r, COUNT], raw[r, TURN]
            for a in range(3):
                raw[t, STEP + a] = raw[r, STEP + a]
    elif slot == S_COUNT:
        raw[t, COUNT] = symbol
    elif slot == S_TURN + 1:
        raw[t, TURN] = symbols[S_TURN] * 32 + symbol - TURN_ZERO
    elif slot == S_JOINT:
        raw[t, JOINT] = symbol + 1
    elif slot == S_LIGHT:
        raw[t, LIGHT] = 1 + colour_base(raw, t, refs, slots, symbol, True)
    elif slot == S_LIGHT + 3:
        base = colour_base(raw, t, refs, slots, symbols[S_LIGHT], True)
        raw[t, LIGHT] = 1 + _levels(base, symbols, S_LIGHT, symbols[S_LIGHT] == C_ANY)
    elif slot == S_REACH:
        raw[t, REACH] = symbol


@njit(**PLAIN)
def decode(steps, anchors, slots, seeds, raw):
    """Symbols [parts + 1, N_SLOTS] of a whole program to raw [parts, RAW]; seeds [parts] of what has one."""
    refs = np.empty(REFERENCES, np.int64)
    held = np.empty(MOST, np.int64)
    for t in range(len(steps) - 1):
        role = steps[t, S_NEXT]
        begin_part(raw, t, role)
        refer(raw, t, role, anchors, refs)
        symbols = steps[t + 1]
        for slot in range(S_NEXT):
            if wanted(symbols, slot):
                if relation_of(slot)[0] >= 0:
                    candidates(raw, t, refs, slot, held)
                write(raw, t, refs, slots, symbols, slot, held, seeds[t])

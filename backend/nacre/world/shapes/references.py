"""What a length, a colour, an angle of a part can be measured from: the same for the encoder and the decoder; compiled.

`raw` is [parts, RAW] with the rows before `t` complete and row t as far as it is known; `refs` [REFERENCES] holds
indices of earlier parts, -1 where there is none.
"""

# ruff: noqa: SIM109 (compiled: a chain of comparisons is faster than a tuple)

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from nacre.world.kernels.arithmetic import PLAIN
from nacre.world.shapes import fields
from nacre.world.shapes.fields import (
    A_BEFORE,
    A_SAME,
    ANCHOR,
    ANCHORS,
    BEFORE,
    C_ANY,
    C_BEFORE,
    C_OWNER,
    C_SAME_SHADE,
    C_SHADE,
    CENTRE,
    CENTRE_BASE,
    CENTRE_RELATIONS,
    COLOUR,
    COUNT,
    FIRST,
    HALF,
    HALF_SPECIAL,
    HALF_SWAPPED,
    JOINT,
    LARGEST,
    LIGHT,
    M_BEFORE,
    M_FRESH,
    M_PLAIN,
    M_SAME,
    OP,
    OWNER,
    PARENT,
    PARENT_LAST,
    PIVOT,
    PIVOT_FACES,
    PIVOT_FROM,
    R_BEFORE,
    R_MIRROR,
    R_MIRROR_SAME,
    R_MIRROR_TWIN,
    R_OWNER,
    R_ROW,
    R_SAME,
    R_ZERO,
    REFERENCES,
    ROLE,
    SAME,
    SAME_2,
    SECOND,
    STEP,
    STEP_FROM,
    TWIN,
    YAW,
)  # fmt: skip

NEVER: Final = -(1 << 30)  # of a candidate that does not exist
LIMIT: Final = 2047  # units from the origin to anything
_TWINS: Final = fields.TWINS
_SIN: Final = np.array([round(float(np.sin(np.radians(5 * k))), 12) for k in range(-72, 73)])
_COS: Final = np.array([round(float(np.cos(np.radians(5 * k))), 12) for k in range(-72, 73)])
_HALF_REFS: Final = np.array([BEFORE, SAME, OWNER, FIRST], np.int64)
_STEP_REFS: Final = np.array([SAME, BEFORE, TWIN], np.int64)
_PIVOT_REFS: Final = np.array([BEFORE, SAME, OWNER, TWIN, BEFORE + 1, BEFORE + 2], np.int64)


@njit(**PLAIN)
def refer(raw, t, role, anchors, refs):
    """Fill refs [REFERENCES] for part t of this role; the owner only when its parent is known (`refs[OWNER]`)."""
    refs[:] = -1
    for k in range(4):
        refs[BEFORE + k] = t - 1 - k if t - 1 - k >= 0 else -1
    before = 0
    most = -1.0
    for i in range(t):
        if raw[i, ROLE] == role:
            refs[SAME_2] = refs[SAME]
            refs[SAME] = i
            before += 1
        for a in range(ANCHORS):
            if raw[i, ROLE] == anchors[a]:
                refs[ANCHOR + a] = i
        volume = float(raw[i, HALF]) * float(raw[i, HALF + 1]) * float(raw[i, HALF + 2])
        if raw[i, OP] != 1 and volume > most:
            most = volume
            refs[LARGEST] = i
    if t > 0:
        refs[FIRST] = 0
    if t > 1:
        refs[SECOND] = 1
    twin = _TWINS[role]
    if twin >= 0:
        found = 0
        for i in range(t):
            if raw[i, ROLE] == twin:
                if found == before:
                    refs[TWIN] = i
                found += 1
    return before


@njit(**PLAIN)
def half_candidates(raw, t, refs, axis, out):
    """What a half extent may be like: out [HALF_FRESH], NEVER where there is none."""
    out[:] = NEVER
    if axis > 0:
        out[0] = raw[t, HALF]
    if axis > 1:
        out[1] = raw[t, HALF + 1]
    out[2] = 1
    if refs[SAME_2] >= 0:
        out[3] = max(1, 2 * raw[refs[SAME], HALF + axis] - raw[refs[SAME_2], HALF + axis])
    for r in range(REFERENCES):
        if refs[r] >= 0:
            out[HALF_SPECIAL + r] = raw[refs[r], HALF + axis]
    other = 0 if axis == 1 else 2 - axis
    for k in range(4):
        if refs[_HALF_REFS[k]] >= 0:
            out[HALF_SWAPPED + k] = raw[refs[_HALF_REFS[k]], HALF + other]


@njit(**PLAIN)
def axis_end(part, axis):
    """From the centre of a raw part to the upper end of its own upright axis, along one axis, in units."""
    yaw, pitch, roll = part[YAW] + 72, part[YAW + 1] + 72, part[YAW + 2] + 72
    x, y, z = -_SIN[roll], _COS[roll] * _COS[pitch], _COS[roll] * _SIN[pitch]
    if axis == 0:
        way = x * _COS[yaw] + z * _SIN[yaw]
    elif axis == 1:
        way = y
    else:
        way = z * _COS[yaw] - x * _SIN[yaw]
    return int(np.floor(way * part[HALF + 1] + 0.5))


@njit(**PLAIN)
def _turned(part):
    return part[YAW] != 0 or part[YAW + 1] != 0 or part[YAW + 2] != 0


@njit(**PLAIN)
def centre_candidates(raw, t, refs, axis, out):
    """Where a centre may be: out [CENTRE_FRESH]; the part's own half extents and angles are known."""
    out[:] = NEVER
    own = raw[t, HALF + axis]
    turned = _turned(raw[t])
    own_end = axis_end(raw[t], axis) if turned else own if axis == 1 else 0
    out[0] = 0
    if axis == 1:
        out[1] = own
    if refs[SAME_2] >= 0:
        out[2] = 2 * raw[refs[SAME], CENTRE + axis] - raw[refs[SAME_2], CENTRE + axis]
    for r in range(REFERENCES):
        if refs[r] >= 0:
            c, h = raw[refs[r], CENTRE + axis], raw[refs[r], HALF + axis]
            at = CENTRE_BASE + r * CENTRE_RELATIONS
            out[at], out[at + 1] = c, -c
            out[at + 2], out[at + 3] = c + h, c - h
            out[at + 4], out[at + 5] = c + h + own, c - h - own
            out[at + 6], out[at + 7] = c + h - own, c - h + own
            tilted = _turned(raw[refs[r]])
            end = axis_end(raw[refs[r]], axis) if tilted else raw[refs[r], HALF + 1] if axis == 1 else 0
            if turned:
                out[at + 8], out[at + 9] = c + own_end, c - own_end
            if tilted:
                out[at + 10], out[at + 12] = c + end, c - end
            if turned or tilted:
                out[at + 11] = c + end + own_end
            out[at + 13], out[at + 14] = c + h // 2, c - h // 2


@njit(**PLAIN)
def _share(value, parts):
    """value / parts, rounded half up."""
    return (2 * value + parts) // (2 * parts)


@njit(**PLAIN)
def step_candidates(raw, t, refs, axis, out):
    """What the step of an array may be: out [STEP_FRESH]; its count and the part's place are known."""
    out[:] = NEVER
    own, c, gaps = 2 * raw[t, HALF + axis], raw[t, CENTRE + axis], max(1, raw[t, COUNT] - 1)
    out[0], out[1], out[2] = 0, own, -own
    for k in range(3):
        r = refs[_STEP_REFS[k]]
        if r >= 0 and raw[r, COUNT] > 0:
            out[3 + 2 * k], out[4 + 2 * k] = raw[r, STEP + axis], -raw[r, STEP + axis]
    out[9] = _share(-2 * c, gaps)
    for r in range(REFERENCES):
        if refs[r] >= 0:
            out[STEP_FROM + r] = _share(2 * (raw[refs[r], CENTRE + axis] - c), gaps)


@njit(**PLAIN)
def pivot_candidates(raw, t, refs, axis, out):
    """Where a joint may turn: out [PIVOT_FRESH]."""
    out[:] = NEVER
    c, h = raw[t, CENTRE + axis], raw[t, HALF + axis]
    out[0], out[1], out[2], out[3] = 0, c, c + h, c - h
    for k in range(6):
        r = refs[_PIVOT_REFS[k]]
        if r >= 0 and raw[r, JOINT] > 0:
            out[4 + 2 * k], out[5 + 2 * k] = raw[r, PIVOT + axis], -raw[r, PIVOT + axis]
    for r in range(REFERENCES):
        if refs[r] >= 0:
            out[PIVOT_FROM + r] = raw[refs[r], CENTRE + axis]
    if refs[OWNER] >= 0:
        at = refs[OWNER]
        out[PIVOT_FACES] = raw[at, CENTRE + axis] + raw[at, HALF + axis]
        out[PIVOT_FACES + 1] = raw[at, CENTRE + axis] - raw[at, HALF + axis]


@njit(**PLAIN)
def parent_of(raw, t, refs, symbol):
    """Index of the parent a symbol means; -1 none, NEVER where the symbol means nothing here."""
    if symbol == 0:
        return -1
    if symbol < PARENT_LAST:
        if symbol - 1 == OWNER or refs[symbol - 1] < 0:
            return NEVER
        return refs[symbol - 1]
    if symbol < PARENT_LAST + 2:
        sibling = refs[BEFORE] if symbol == PARENT_LAST else refs[SAME]
        return raw[sibling, PARENT] if sibling >= 0 else NEVER
    index = symbol - PARENT_LAST - 2
    return index if index < t else NEVER


@njit(**PLAIN)
def colour_base(raw, t, refs, slots, symbol, light):
    """Colour that a symbol of `colour` (light: of `light`) starts from; NEVER where it means nothing here."""
    if symbol < C_BEFORE:
        base = slots[symbol % C_SHADE]
        return base if base >= 0 else NEVER
    if symbol == C_ANY:
        return 0
    if light:
        if symbol == C_BEFORE:
            return raw[t, COLOUR]
        if symbol == C_OWNER:
            return raw[refs[OWNER], COLOUR] if refs[OWNER] >= 0 else NEVER
        return raw[refs[SAME], LIGHT] - 1 if refs[SAME] >= 0 and raw[refs[SAME], LIGHT] > 0 else NEVER
    r = refs[BEFORE] if symbol == C_BEFORE else refs[OWNER] if symbol == C_OWNER else refs[SAME]
    return raw[r, COLOUR] if r >= 0 else NEVER


@njit(**PLAIN)
def shaded(symbol):
    """Whether levels follow a symbol of `colour`."""
    return (C_SHADE <= symbol < C_BEFORE) or symbol == C_SAME_SHADE or symbol == C_ANY


@njit(**PLAIN)
def rotation_of(raw, refs, mode, out):
    """Angles [3] in steps of 5 degrees that a mode of `rotation` means; False where it means nothing here."""
    out[:] = 0
    if mode == R_ZERO:
        return True
    if mode == R_ROW:
        if refs[SAME_2] < 0:
            return False
        for a in range(3):
            out[a] = 2 * raw[refs[SAME], YAW + a] - raw[refs[SAME_2], YAW + a]
            if abs(out[a]) > 72:
                return False
        return True
    r = -1
    if mode == R_BEFORE or mode == R_MIRROR:
        r = refs[BEFORE]
    elif mode == R_SAME or mode == R_MIRROR_SAME:
        r = refs[SAME]
    elif mode == R_OWNER:
        r = refs[OWNER]
    elif mode == R_MIRROR_TWIN:
        r = refs[TWIN]
    if r < 0:
        return False
    mirrored = mode == R_MIRROR or mode == R_MIRROR_SAME or mode == R_MIRROR_TWIN
    for a in range(3):
        out[a] = -raw[r, YAW + a] if mirrored and a != 1 else raw[r, YAW + a]
    return True


@njit(**PLAIN)
def plain_of(refs, mode):
    """Part whose taper or bevel a mode copies: its index, -1 for the plain value, NEVER where there is none."""
    if mode == M_PLAIN or mode == M_FRESH:
        return -1
    r = refs[BEFORE] if mode == M_BEFORE else refs[SAME] if mode == M_SAME else refs[TWIN]
    return r if r >= 0 else NEVER


@njit(**PLAIN)
def array_of(raw, refs, mode):
    """Part whose array a mode copies: its index, NEVER where there is none."""
    r = refs[BEFORE] if mode == A_BEFORE else refs[SAME] if mode == A_SAME else refs[TWIN]
    return r if r >= 0 and raw[r, COUNT] > 0 else NEVER

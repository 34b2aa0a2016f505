"""Pieces: a program as convex solids that bodies can touch. Distances, colliders and doors are made from them.

Rooms become their walls, floors and ceilings; walls with openings become the blocks around them; stairs become steps.
Where a cut meets a form that is no block, the piece keeps a list of cutting pieces instead (`cuts`).
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numba import njit

from nacre.parts.language import Part, Program
from nacre.world.geometry import forms
from nacre.world.geometry.piece import (
    BOX,
    CAPSULE,
    CYLINDER,
    ELLIPSOID,
    FORM,
    PRISM,
    WEDGE,
    Floats,
    Piece,
    piece_distance,
    row_of,
)
from nacre.world.geometry.surfaces import copies, groups, steps_of

_FORM: Final = {
    "box": BOX, "prism": PRISM, "wedge": WEDGE, "cylinder": CYLINDER, "ellipsoid": ELLIPSOID, "capsule": CAPSULE,
    "blob": ELLIPSOID, "ladder": BOX,
}  # fmt: skip
_FLAT: Final = {
    form: np.array(unit, float) for form, unit in ((BOX, forms.BOX), (PRISM, forms.PRISM), (WEDGE, forms.WEDGE))
}
# What bodies pass through: by role, and by material.
SOFT_ROLES: Final = frozenset(
    ("crown", "leaf", "flower", "cloth", "flag", "ivy", "curtain", "rug", "rope", "water", "snow", "stem", "sail",
     "bough", "root")
)  # fmt: skip
SOFT_MATERIALS: Final = frozenset({"leaves", "needles", "grass", "water", "light"})
SLIVER: Final = 0.015  # metres: blocks thinner than this are not kept
BEYOND: Final = 1.0  # metres that a cut reaches out into the open
BLOB: Final = 0.9  # share of its half-extents that a blob fills


def is_solid(part: Part) -> bool:
    """Whether bodies are stopped by a part."""
    return part.op != "cut" and part.role not in SOFT_ROLES and part.material not in SOFT_MATERIALS


_latest = threading.local()


def pieces(program: Program, everything: bool = False, cuts: bool = True) -> list[Piece]:
    """The solid pieces of a program in the order of its parts; everything: soft parts too; cuts: openings made."""
    if everything or not cuts:
        return _pieces(program, everything, cuts)
    # doors, stairs and what can be felt are looked at one after another, and each asks for the same pieces
    if getattr(_latest, "program", None) is not program:
        _latest.program, _latest.found = program, _pieces(program, everything, cuts)
    return list(_latest.found)


def _pieces(program: Program, everything: bool, cuts: bool) -> list[Piece]:
    group, _ = groups(program)
    cutters = [
        piece for i, part in enumerate(program.parts) if cuts and part.op == "cut" for piece in _whole(part, i, 0)
    ]
    result: list[Piece] = []
    for i, part in enumerate(program.parts):
        if part.op == "cut" or not (everything or is_solid(part)):
            continue
        for piece in _of_part(part, i, group[i]):
            later = [c for c in cutters if c.part > i and _meet(piece, c)] if group[i] == 0 else []
            result += _without(piece, later) if later else [piece]
    return result


def _whole(part: Part, index: int, group: int) -> Iterator[Piece]:
    """One piece for every copy of a part whose form is known."""
    half = np.array(part.half, float) * (BLOB if part.kind == "blob" else 1.0)
    form = _FORM.get(part.kind, BOX)
    taper = part.taper
    if form in (PRISM, WEDGE):  # their top is an edge along x
        taper = (taper[0], 1.0)
    elif part.kind in ("ladder", "stairs", "arch"):
        taper = (1.0, 1.0)
    for turn, centre in zip(*copies(part), strict=True):
        yield Piece(form, centre, turn, half, index, group, taper)


def _of_part(part: Part, index: int, group: int) -> Iterator[Piece]:
    for whole in _whole(part, index, group):
        if part.op == "hollow":
            yield from _staves(whole, part) if part.kind == "cylinder" else _walls(whole, part.thickness)
        elif part.kind == "stairs":
            yield from _steps(whole)
        elif part.kind == "arch":
            yield from _arch(whole, part.taper[0])
        else:
            yield whole


def _inside(piece: Piece, low: Floats, high: Floats) -> Piece:
    """The box low..high in the axes of a piece."""
    middle = (low + high) / 2
    return Piece(BOX, piece.centre + piece.turn @ middle, piece.turn, (high - low) / 2, piece.part, piece.group)


def _walls(room: Piece, thickness: float) -> Iterator[Piece]:
    """Floor, ceiling and four walls of a room; walls lean where it narrows."""
    h, t = room.half, np.minimum(thickness, room.half)
    yield _inside(room, -h, np.array([h[0], -h[1] + t[1], h[2]]))
    top = h * np.array([room.taper[0], 1, room.taper[1]])
    yield _inside(room, np.array([-top[0], h[1] - t[1], -top[2]]), top)
    for axis, other, narrowing in ((0, 2, room.taper[0]), (2, 0, room.taper[1])):
        lean = math.atan2(h[axis] * (1 - narrowing), 2 * h[1])
        for sign in (-1.0, 1.0):
            low, high = -h.copy(), h.copy()
            low[1], high[1] = -h[1] + t[1], h[1] - t[1]
            if axis == 0:  # the walls along z keep the corners
                low[other], high[other] = low[other] + t[other], high[other] - t[other]
            low[axis], high[axis] = (h[axis] - t[axis], h[axis]) if sign > 0 else (-h[axis], t[axis] - h[axis])
            wall = _inside(room, low, high)
            if lean > 0.01:
                middle = h[axis] * (1 + narrowing) / 2 - t[axis] / 2
                place = np.zeros(3)
                place[axis] = sign * middle
                tip = _tilt(axis, sign * lean)
                wall = replace(wall, centre=room.centre + room.turn @ place, turn=room.turn @ tip)
            yield wall


def _tilt(axis: int, lean: float) -> Floats:
    """Rotation that tips the top of a wall that faces along `axis` inwards."""
    c, s = math.cos(lean), math.sin(lean)
    if axis == 0:
        return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    return np.array([[1, 0, 0], [0, c, s], [0, -s, c]])


def _staves(room: Piece, part: Part) -> Iterator[Piece]:
    """Floor and ceiling of a round room, and one block for every side of its wall."""
    h, t = room.half, min(part.thickness, *part.half)
    low, high = h.copy(), h.copy()
    low[1] = high[1] = t / 2
    high[[0, 2]] *= part.taper
    up = room.turn @ np.array([0, h[1] - t / 2, 0])
    yield replace(room, centre=room.centre - up, half=low, taper=(1.0, 1.0))
    yield replace(room, centre=room.centre + up, half=high, taper=(1.0, 1.0))
    sides = min(part.sides, 16)
    narrowing = (part.taper[0] + part.taper[1]) / 2
    for k in range(sides):
        # sides lie between corners at (k + 1/2) / sides
        turn = 2 * math.pi * (k + 1) / sides
        s, c = math.sin(turn), math.cos(turn)
        out = math.hypot(h[0] * s, h[2] * c) * math.cos(math.pi / sides)
        wide = math.hypot(h[0] * c, h[2] * s) * math.sin(math.pi / sides)
        lean = math.atan2(out * (1 - narrowing), 2 * h[1])
        middle = out * (1 + narrowing) / 2 - t / 2
        yaw = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
        yield Piece(
            BOX, room.centre + room.turn @ yaw @ np.array([0, 0, middle]), room.turn @ yaw @ _tilt(2, lean),
            np.array([wide, h[1] - t, t / 2]), room.part, room.group, (max(narrowing, 0.05), 1.0),
        )  # fmt: skip


def _steps(whole: Piece) -> Iterator[Piece]:
    """The steps of stairs, each down to the floor."""
    h = whole.half
    count = steps_of(float(h[1]))
    for k in range(count):
        z = -h[2] + 2 * h[2] * k / count
        yield _inside(
            whole, np.array([-h[0], -h[1], z]),
            np.array([h[0], -h[1] + 2 * h[1] * (k + 1) / count, z + 2 * h[2] / count]),
        )  # fmt: skip


def _arch(whole: Piece, share: float) -> Iterator[Piece]:
    """Two posts and four blocks over the opening."""
    hx, hy, hz = whole.half
    w = hx * min(max(share, 0.1), 0.95)
    top = hy - min(max(hx - w, 0.06 * hy), 0.8 * hy)
    rise = min(w, (top + hy) * 0.9)
    yield _inside(whole, np.array([-hx, -hy, -hz]), np.array([-w, hy, hz]))
    yield _inside(whole, np.array([w, -hy, -hz]), np.array([hx, hy, hz]))
    for k in range(6):
        a, b = math.pi - math.pi * k / 6, math.pi - math.pi * (k + 1) / 6
        under = top - rise + rise * (math.sin(a) + math.sin(b)) / 2
        yield _inside(whole, np.array([w * math.cos(a), under, -hz]), np.array([w * math.cos(b), hy, hz]))


@njit(cache=True, nogil=True)
def _meets(centre, turn, half, other_centre, other_turn, other_half):  # type: ignore[no-untyped-def]
    """Whether a box meets the bounds of another in the first one's axes, by more than a tenth of a millimetre."""
    for i in range(3):
        way, reach = 0.0, half[i] - 1e-4
        for k in range(3):
            way += turn[k, i] * (other_centre[k] - centre[k])
        for j in range(3):
            across = 0.0
            for k in range(3):
                across += turn[k, i] * other_turn[k, j]
            reach += abs(across) * other_half[j]
        if abs(way) >= reach:
            return False
    return True


def _meet(a: Piece, b: Piece) -> bool:
    return bool(_meets(a.centre, a.turn, a.half, b.centre, b.turn, b.half))


def _without(piece: Piece, cutters: list[Piece]) -> list[Piece]:
    """A piece without what is cut out of it: blocks around square cuts, else the piece with a list of its cuts."""
    blocks = [piece]
    for cutter in cutters:
        remaining: list[Piece] = []
        for block in blocks:
            if not _meet(block, cutter):
                remaining.append(block)
                continue
            split = _split(block, cutter)
            if split is None:
                remaining.append(replace(block, cuts=(*block.cuts, cutter)))
            else:
                remaining += split
        blocks = remaining
    return [_opened(block) if block.cuts else block for block in blocks]


def _opened(block: Piece) -> Piece:
    """A piece whose cuts reach out into the open where they end in the open.

    Otherwise a body before an opening would feel the end of the cut, a little way before the wall.
    """
    row = np.array(row_of(replace(block, cuts=())))
    rows = np.array([row_of(cut) for cut in block.cuts])
    cuts = []
    for own, cut in enumerate(block.cuts):
        low, high = -cut.half, cut.half.copy()
        _reach_out(row, rows, own, BEYOND / 4, low, high)
        middle = (low + high) / 2
        cuts.append(replace(cut, centre=cut.centre + cut.turn @ middle, half=(high - low) / 2))
    return replace(block, cuts=tuple(cuts))


@njit(cache=True, nogil=True)
def _reach_out(row, rows, own, step, low, high):  # type: ignore[no-untyped-def]
    """Move the faces low and high [3] of a cut outwards, step by step, as long as they lie in the open."""
    half = high.copy()
    form = int(rows[own, FORM])
    axes = rows[own, 3:12].reshape(3, 3)
    for axis in range(3):
        if form != BOX and not (form == CYLINDER and axis == 1):
            continue
        a, b = (axis + 1) % 3, (axis + 2) % 3
        for side in range(2):
            for _ in range(4):
                edge = high[axis] + step if side else low[axis] - step
                clear = True
                for spot in range(5):
                    u = 0.0 if spot == 4 else half[a] * (0.9 if spot & 1 else -0.9)
                    v = 0.0 if spot == 4 else half[b] * (0.9 if spot & 2 else -0.9)
                    x = rows[own, 0] + edge * axes[axis, 0] + u * axes[a, 0] + v * axes[b, 0]
                    y = rows[own, 1] + edge * axes[axis, 1] + u * axes[a, 1] + v * axes[b, 1]
                    z = rows[own, 2] + edge * axes[axis, 2] + u * axes[a, 2] + v * axes[b, 2]
                    is_open = piece_distance(row, x, y, z) > 0.0
                    for k in range(rows.shape[0]):
                        if not is_open and k != own and piece_distance(rows[k], x, y, z) < 0.0:
                            is_open = True
                    if not is_open:
                        clear = False
                        break
                if not clear:
                    break
                if side:
                    high[axis] = edge
                else:
                    low[axis] = edge


def _split(block: Piece, cutter: Piece) -> list[Piece] | None:
    """Blocks around the bounds of a cut, in the block's axes; None where that would be far from the truth."""
    if block.form != BOX or min(block.taper) < 0.75:
        return None
    turn = block.turn.T @ cutter.turn
    size = np.abs(turn) @ cutter.half
    middle = block.turn.T @ (cutter.centre - block.centre)
    # the thickest direction of the wall may lie across a slanted cut: only the face it opens matters
    thin = int(np.argmin(block.half))
    facing = int(np.argmax(np.abs(turn[thin])))
    if abs(turn[thin, facing]) < 0.85:
        return None
    for axis in range(3):
        if axis != thin:
            for name in range(3):
                if name != facing and abs(turn[axis, name]) > 0.85:
                    size[axis] = cutter.half[name]
    if cutter.form == CYLINDER or cutter.form == ELLIPSOID:
        size = size * np.where(np.arange(3) == thin, 1.0, 0.88)
    h = block.half
    low, high = np.maximum(middle - size, -h), np.minimum(middle + size, h)
    if (low >= high - SLIVER).any():
        return [block]
    if size[thin] + 0.05 >= h[thin] and abs(middle[thin]) < 0.6 * size[thin] + h[thin]:
        # goes through a wall, or nearly: it is open
        if low[thin] < -h[thin] + 0.06:
            low[thin] = -h[thin]
        if high[thin] > h[thin] - 0.06:
            high[thin] = h[thin]
    result = []
    floor, ceiling = -h.copy(), h.copy()
    # beside the opening first, over its whole height, then above and below, then before and behind
    for axis in sorted(range(3), key=lambda a: (a == thin, a == 1)):
        for edge, sign in ((low[axis], -1), (high[axis], 1)):
            a, b = floor.copy(), ceiling.copy()
            if sign < 0:
                b[axis] = edge
            else:
                a[axis] = edge
            if (b - a).min() > SLIVER:
                result.append(replace(_inside(block, a, b), taper=(1.0, 1.0)))
        floor[axis], ceiling[axis] = low[axis], high[axis]
    return result


def corners(piece: Piece) -> Floats:
    """Points whose hull is the piece, in the axes of the program, f64 [n, 3]."""
    tx, tz = piece.taper
    if piece.form in _FLAT:
        unit = _FLAT[piece.form]
    elif piece.form == ELLIPSOID:
        unit = forms.sphere(2, False).unit
    elif piece.form == CYLINDER:
        unit = forms.cylinder(12, False).unit
    else:
        ball = forms.sphere(2, False).unit
        radius = min((piece.half[0] + piece.half[2]) / 2, piece.half[1]) / piece.half[1]
        up = np.where(ball[:, 1:2] > 0, 1 - radius, radius - 1)
        unit = np.concatenate([ball[:, :1], ball[:, 1:2] * radius + up, ball[:, 2:]], 1)
    local = unit * piece.half
    if tx != 1.0 or tz != 1.0:
        share = (unit[:, 1] + 1) / 2
        local[:, 0] *= 1 + (tx - 1) * share
        local[:, 2] *= 1 + (tz - 1) * share
    result: Floats = local @ piece.turn.T + piece.centre
    return result

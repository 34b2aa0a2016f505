"""Small repairs of drawn buildings: roofs that lie on their gables, plants of a likely size, panes in openings.

The network says of each part where it is, and now and then a length is off: a gable that comes through its roof, a
creeper as large as the house, a pane of glass that belongs to no window. Each of these spoils a whole house, and each
has one likely reading.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec
import numpy as np

from nacre.parts.classes import BY_NAME
from nacre.parts.language import GRID, Part, Program
from nacre.world.geometry.surfaces import copies
from nacre.world.shapes.rebuilding import rebuilt

Triple = tuple[float, float, float]
_THROUGH: Final = 0.10  # metres by which a gable may come through its roof and not be seen
_MOST: Final = 1.6  # metres that a roof is moved at most: farther off it is another roof
# Half extents in metres that parts of a building have at most, the least first: those of the grammars that the network
# learned from.
_LARGEST: Final = {
    "awning": (0.1, 1.4, 5.2), "beam": (0.3, 3.4, 6.0), "bed": (0.3, 0.84, 1.9), "chimney": (0.6, 0.8, 3.6),
    "counter": (0.44, 0.56, 1.8), "detail": (0.36, 0.62, 1.3), "dormer": (0.56, 0.58, 1.4), "flag": (0.04, 0.7, 0.9),
    "flower": (0.24, 0.36, 0.64), "frame": (0.32, 1.4, 2.6), "goods": (0.8, 1.36, 1.8), "handle": (0.06, 0.06, 0.06),
    "hearth": (0.44, 0.76, 2.9), "ivy": (0.16, 0.84, 2.8), "lamp": (0.4, 0.5, 0.5), "leaf": (0.44, 0.5, 1.04),
    "post": (0.3, 0.34, 3.94), "railing": (0.06, 0.6, 4.8), "rope": (0.12, 0.12, 1.7), "rug": (0.04, 0.9, 5.1),
    "shelf": (0.3, 0.6, 0.9), "shutter": (0.04, 0.4, 0.72), "sign": (0.06, 0.46, 3.0), "sill": (0.06, 0.16, 2.7),
    "table": (0.4, 0.7, 3.9), "tool": (0.26, 0.62, 0.62), "window": (0.14, 1.16, 2.5),
}  # fmt: skip
_OF_SHAPE: Final = {
    "ruin": {
        "beam": (0.3, 0.9, 4.0), "ivy": (0.4, 0.85, 1.6), "chimney": (0.6, 0.8, 3.6), "flower": (0.32, 0.4, 0.64),
    }
}  # fmt: skip
_BESIDE: Final = 4.0  # metres from a building that something of it may stand
_PANE: Final = 1.0  # metres: half the width of a pane from which on it must have an opening


def mended(program: Program) -> Program:
    """The program with what is plainly off put right; the same object where nothing is."""
    largest = _LARGEST if BY_NAME[program.shape].group == "building" else _OF_SHAPE.get(program.shape)
    if largest is None:
        return program
    parts = [_smaller(part, largest) for part in program.parts]
    if BY_NAME[program.shape].group == "building":
        _end_runaways(parts)
        _keep_walls(parts)
    _lay_roofs(parts)
    _shorten_ridges(parts)
    return rebuilt(program, parts)


def stray_panes(program: Program) -> list[int]:
    """Large panes of glass that no opening holds, by number: they stand in the air or stick to a blind wall."""
    if BY_NAME[program.shape].group != "building":
        return []
    openings = [p for p in program.parts if p.op == "cut"]
    return [
        i
        for i, part in enumerate(program.parts)
        if part.op == "add" and part.role == "window" and part.material == "glass" and part.kind == "box"
        and max(part.half) > _PANE and not any(_holds(opening, part) for opening in openings)
    ]  # fmt: skip


def _holds(opening: Part, pane: Part) -> bool:
    """Whether a pane lies in an opening: its middle within, and not much larger."""
    near = all(abs(a - b) <= h + 0.3 for a, b, h in zip(pane.centre, opening.centre, opening.half, strict=True))
    return near and max(pane.half) <= max(opening.half) + 0.3


def on_grid(values: Triple, least: float = -1e9) -> Triple:
    """Numbers of a part as a program holds them, metres; least: none is smaller."""
    x, y, z = (max(least, round(round(v / GRID) * GRID, 2)) for v in values)
    return x, y, z


def within(part: Part, room: Part, axes: tuple[int, ...], by: float = 0.0) -> bool:
    """Whether the middle of a part lies in a room along these axes, and so many metres from its outside."""
    return all(abs(part.centre[a] - room.centre[a]) < room.half[a] - by for a in axes)


def spanning(part: Part, axis: int, first: float, last: float) -> Part:
    """A part that reaches at least from one place to another along an axis of the program that is one of its own."""
    centre, half = list(part.centre), list(part.half)
    centre[axis] = round((first + last) / 2 / GRID) * GRID
    half[axis] = math.ceil(max(last - centre[axis], centre[axis] - first) / GRID - 1e-6) * GRID
    return msgspec.structs.replace(
        part, centre=on_grid((centre[0], centre[1], centre[2])), half=on_grid((half[0], half[1], half[2]))
    )


def moved(part: Part, by: Triple) -> Part:
    """A part with its joint, moved by metres."""

    def along(values: Triple) -> Triple:
        x, y, z = (v + d for v, d in zip(values, by, strict=True))
        return on_grid((x, y, z))

    joint = part.joint and msgspec.structs.replace(part.joint, pivot=along(part.joint.pivot))
    return msgspec.structs.replace(part, centre=along(part.centre), joint=joint)


def is_pair(part: Part) -> bool:
    """Whether a part is one of two that face each other."""
    return part.array is not None and part.array.count == 2 and part.array.turn == 180


def across_from(part: Part, middle: Part, least: float, most: float = math.inf) -> Part:
    """One of two equal parts with the other opposite it about a middle; the same object where that is off by no more
    than least, or by most and more: then it belongs elsewhere. Metres."""
    array = part.array
    assert array is not None
    step = on_grid((2 * middle.centre[0], array.step[1], 2 * middle.centre[2]))
    off = max(abs(a - b) for a, b in zip(step, array.step, strict=True))
    if not least < off < most:
        return part
    return msgspec.structs.replace(part, array=msgspec.structs.replace(array, step=step))


def _smaller(part: Part, largest: dict[str, Triple]) -> Part:
    """A part of a likely size: no creeper is as large as the house it grows on."""
    most = largest.get(part.role)
    if part.op != "add" or most is None:
        return part
    half = list(part.half)
    for limit, axis in zip(most, sorted(range(3), key=lambda k: part.half[k]), strict=True):
        half[axis] = min(half[axis], max(limit, GRID))
    if all(a >= b - 1e-6 for a, b in zip(half, part.half, strict=True)):
        return part
    return msgspec.structs.replace(part, half=on_grid((half[0], half[1], half[2]), GRID))


def _end_runaways(parts: list[Part]) -> None:
    """Rows whose copies march off into the landscape become the one part they began with."""
    walls = [p for p in parts if p.op != "cut" and p.array is None and p.role in ("wall", "room", "roof", "foundation")]
    if not walls:
        return
    reach = max(math.hypot(p.centre[0], p.centre[2]) + math.hypot(p.half[0], p.half[2]) for p in walls) + _BESIDE
    for i, part in enumerate(parts):
        if part.array is not None and float(np.hypot(*copies(part)[1][:, [0, 2]].T).max()) > reach:
            parts[i] = msgspec.structs.replace(part, array=None)


def _keep_walls(parts: list[Part]) -> None:
    """What clears a room out ends at its walls, and so does its floor, where it would take them on both sides."""
    rooms = [p for p in parts if p.op == "hollow" and p.kind == "box" and p.array is None]
    for i, part in enumerate(parts):
        if part.kind != "box" or part.array is not None:
            continue
        deep = 0.0 if part.op == "cut" and part.role == "room" else 0.1 if part.role == "floor" else None
        if deep is None:
            continue
        for room in rooms:
            half = list(part.half)
            for axis in (0, 2):
                within = room.half[axis] - room.thickness + GRID
                if room.rotation != part.rotation or part.half[axis] <= room.half[axis] - GRID:
                    continue
                if abs(part.centre[axis] - room.centre[axis]) <= part.half[axis] - room.half[axis] + GRID:
                    half[axis] = within + deep
            other = [abs(part.centre[axis] - room.centre[axis]) < room.half[axis] for axis in (0, 1, 2)]
            if all(other) and half != list(part.half):
                parts[i] = msgspec.structs.replace(part, half=on_grid((half[0], half[1], half[2]), GRID))
                break


def _lay_roofs(parts: list[Part]) -> None:
    """Put slabs of roofs on the gables under them, where a gable comes through."""
    for i, gable in enumerate(parts):
        if gable.kind != "prism" or gable.role != "wall" or gable.op != "add" or gable.array is not None:
            continue
        if gable.rotation not in ((0, 0, 0), (90, 0, 0)) or gable.taper != (1.0, 1.0):
            continue
        slabs = [n for n, part in enumerate(parts) if _is_slab_of(part, gable)]
        if slabs:
            _lay(parts, i, slabs)


def _shorten_ridges(parts: list[Part]) -> None:
    """No ridge of a hipped roof is longer than the edge that its four sides leave at the top."""
    hips = [
        p for p in parts
        if p.role == "roof" and p.op == "add" and p.kind in ("box", "cylinder") and p.half[1] > 0.3
        and min(p.taper) < 0.7 and p.rotation == (0, 0, 0)
    ]  # fmt: skip
    for i, cap in enumerate(parts):
        if cap.role != "roof" or cap.op != "add" or cap.half[1] > 0.2 or cap.rotation[1:] != (0, 0):
            continue
        for hip in hips:
            level = abs(cap.centre[1] - hip.centre[1] - hip.half[1]) < 0.5
            if not level or any(abs(cap.centre[a] - hip.centre[a]) > 0.3 for a in (0, 2)):
                continue
            most = (hip.taper[0] * hip.half[0] + 0.2, hip.taper[1] * hip.half[2] + 0.2)
            if cap.rotation[0] % 180:
                most = most[1], most[0]
            x, y, z = min(cap.half[0], most[0]), cap.half[1], min(cap.half[2], most[1])
            if (x, z) != (cap.half[0], cap.half[2]):
                parts[i] = msgspec.structs.replace(cap, half=on_grid((x, y, z), GRID))


def _across(gable: Part) -> int:
    """The axis across the ridge."""
    return 2 if gable.rotation[0] == 0 else 0


def _pitch(part: Part, across: int) -> int:
    """Degrees that a slab is tilted by about the ridge, 0 where it is turned otherwise: positive on the far side."""
    yaw, pitch, roll = part.rotation
    if across == 2:
        return pitch if yaw == 0 and roll == 0 else 0
    return -roll if yaw == 0 and pitch == 0 else 0


def _is_slab_of(part: Part, gable: Part) -> bool:
    if part.role != "roof" or part.kind != "box" or part.op != "add" or part.half[1] > 0.3:
        return False
    across = _across(gable)
    along = 2 - across
    pitch = _pitch(part, across)
    if not 20 <= abs(pitch) <= 65:
        return False
    off = part.centre[across] - gable.centre[across]
    run = gable.half[2]
    return (
        off * pitch > 0
        and abs(off) < run + 0.6
        and abs(part.half[across] * math.cos(math.radians(pitch)) - run / 2) < 0.8
        and abs(part.centre[along] - gable.centre[along]) < 1.0
        and abs(part.half[along] - gable.half[0]) < 1.2
    )


def _lay(parts: list[Part], number: int, slabs: list[int]) -> None:
    gable = parts[number]
    across = _across(gable)
    run, foot = gable.half[2], gable.centre[1] - gable.half[1] + 0.02
    angle = math.radians(abs(_pitch(parts[slabs[0]], across)))
    rise = math.tan(angle) * run
    moves = []
    for n in slabs:
        slab = parts[n]
        if abs(abs(_pitch(slab, across)) - math.degrees(angle)) > 0.1:
            return
        thick, side = slab.half[1], 1.0 if _pitch(slab, across) > 0 else -1.0
        join = 1.8 * thick * math.tan(min(angle, math.radians(45)))
        reach = (2 * slab.half[across] - join) * math.cos(angle)
        middle, up = reach / 2 - join / 2 * math.cos(angle), thick - 0.03
        out = side * (middle + up * math.sin(angle))
        height = foot + rise - math.tan(angle) * middle + up * math.cos(angle)
        moves.append((n, out, height))
    off = max(abs(parts[n].centre[1] - height) + abs(parts[n].centre[across] - gable.centre[across] - out)
              for n, out, height in moves)  # fmt: skip
    wrong = abs(2 * gable.half[1] - rise)
    if max(off, wrong) <= _THROUGH or max(off, wrong) > _MOST:
        return
    ridge = _ridge(parts[slabs[0]], gable, across)
    for n, out, height in moves:
        at = list(parts[n].centre)
        at[1], at[across] = height, gable.centre[across] + out
        parts[n] = msgspec.structs.replace(parts[n], centre=on_grid((at[0], at[1], at[2])))
    lifted = _ridge(parts[slabs[0]], gable, across) - ridge
    parts[number] = msgspec.structs.replace(
        gable, centre=on_grid((gable.centre[0], foot + rise / 2 - 0.03, gable.centre[2])),
        half=on_grid((gable.half[0], rise / 2 - 0.01, run)),
    )  # fmt: skip
    for n, part in enumerate(parts):  # the cap goes with it
        on_ridge = abs(part.centre[across] - gable.centre[across]) < 0.3 and abs(part.centre[1] - ridge) < 0.6
        if part.role == "roof" and part.kind == "prism" and part.half[1] < 0.3 and on_ridge:
            parts[n] = msgspec.structs.replace(
                part, centre=on_grid((part.centre[0], part.centre[1] + lifted, part.centre[2]))
            )


def _ridge(slab: Part, gable: Part, across: int) -> float:
    """Height in metres at which a slab's upper face is over the ridge."""
    angle = math.radians(abs(_pitch(slab, across)))
    off = abs(slab.centre[across] - gable.centre[across])
    return slab.centre[1] + off * math.tan(angle) + slab.half[1] / math.cos(angle)

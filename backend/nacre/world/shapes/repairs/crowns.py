"""Crowns of a form: fronds of palms hang together, skirts of firs narrow upwards, no crown hangs beside its trunk.

The network draws a frond as four boards one after another, a fir as cones with fringes, a palm's trunk as lengths set
upon each other. How long, how steep, of what colour and how many is its own; where one piece begins follows from where
the last one ends, and a piece that is put a metre away makes of a palm a bundle of leaves. That is put right here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import GRID, Part, Program
from nacre.world.geometry.surfaces import turning
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.mending import on_grid

Floats = NDArray[np.float64]
_WHORLS: Final = 3  # of fronds on a palm at most, from the first drawn on
_DRY: Final = 1  # whorls of dead fronds kept at most, hanging against the trunk
_BOARDS: Final = 4  # of a frond
_SLIM: Final = 0.35  # width of a board of a frond to its length at least
_OVERLAP: Final = 0.05  # metres by which lengths of a trunk stand in each other
_FALLS: Final = (75, 75, 20, -15)  # degrees above the level that a board of a frond rises at most, by its number
_LEAST_FALL: Final = (-10, -30, -60, -80)  # and at least
_FRINGE: Final = (0.12, 0.45, 1.3)  # of a skirt's radius: narrowest and widest half of a bough, farthest reach
_STEEP: Final = 2.9  # heights of a skirt to its radius at most: steeper, it is a spike
_BESIDE: Final = 0.3  # of its half width that a crown may lie beside the top of its trunk
_APART: Final = 0.8  # of the distance at which two leaf masses touch that they are apart at most
_TALL: Final = 1.5  # height to width of a leaf mass at most
_LOBE: Final = 0.45  # of the width of a crown's largest leaf mass that the others have at least
_CAP: Final = 0.6  # of the largest leaf mass that a patch of snow covers at most
_PLATE: Final = 0.35  # height to width of a patch of snow below which it is a plate
_FLAT: Final = 0.55  # height to width of a leaf mass at least


def formed(program: Program) -> Program:
    """The tree with its crown in form; the same object where it is so already, and for what is no such tree."""
    form = _FORMS.get(program.shape)
    if form is None:
        return program
    parts = form(program.parts)
    return rebuilt(program, parts)


def _put(part: Part, centre: Floats, **more: object) -> Part:
    """A part at another place; the same object where that is where it is."""
    moved = msgspec.structs.replace(part, centre=on_grid((centre[0], centre[1], centre[2])), **more)
    return part if moved == part else moved


def _way(part: Part) -> Floats:
    """Along a rod or a board, from its foot to its head, half its length."""
    return turning(*part.rotation)[:, 1] * part.half[1]


def _up(part: Part) -> Floats:
    way = _way(part)
    return way if way[1] >= 0.0 else -way


def _palm(given: tuple[Part, ...]) -> list[Part]:
    if any(part.parent >= 0 for part in given):
        return list(given)
    parts: list[Part] = list(given)
    rods = [i for i, part in enumerate(parts) if part.role == "trunk" and part.kind == "cylinder" and not part.array]
    if not rods:
        return parts
    rods.sort(key=lambda i: parts[i].centre[1])
    top = float((np.array(parts[rods[-1]].centre) + _up(parts[rods[-1]]))[1])
    _stack(parts, rods, top)
    fronds, whorl = [i for i, part in enumerate(parts) if _is_board(part)], -1
    gone: set[int] = set()
    end, boards, heading, dry = np.zeros(3), _BOARDS, 0.0, 0
    for n, i in enumerate(fronds):
        part = parts[i]
        if part.material == "thatch" or (whorl >= 0 and min(part.taper) <= 0.25 and boards >= _BOARDS):  # a dead frond
            dry += 1
            if dry > _DRY:
                gone.add(i)
            else:
                parts[i] = _hung(part, top)
            continue
        fresh = whorl < 0 or boards >= _BOARDS or part.array != given[fronds[n - 1]].array
        if fresh:
            whorl, boards = whorl + 1, 0
            heading = _heading(part)
            end = np.array([0.0, top + 0.05 - 0.04 * whorl, 0.0])
        if whorl >= _WHORLS:
            gone.add(i)
            boards += 1
            continue
        parts[i], end = _board(part, end, heading, boards)
        boards += 1
    return [part for i, part in enumerate(parts) if i not in gone]


def _stack(parts: list[Part], rods: list[int], top: float) -> None:
    """Set the lengths of a trunk upon each other, from under the fronds to the ground, and its root under them."""
    head = np.array([0.0, top, 0.0])
    for n, i in enumerate(reversed(rods)):
        part, up = parts[i], _up(parts[i])
        if n + 1 == len(rods) and head[1] - 2 * up[1] > -0.1 and up[1] > 0.1:  # down to the ground
            longer = (head[1] + 0.2) / (2 * up[1])
            half = (part.half[0], part.half[1] * longer, part.half[2])
            part, up = msgspec.structs.replace(part, half=on_grid(half, GRID)), up * longer
        parts[i] = _put(part, head - up)
        head = head - 2 * up * (1 - _OVERLAP / max(2 * float(np.linalg.norm(up)), 4 * _OVERLAP))
    for i, part in enumerate(parts):
        if part.role == "root" and part.kind == "cylinder":
            lowest = parts[rods[0]]
            foot = np.array(lowest.centre) - _up(lowest)
            wide = min(part.half[0], 2 * lowest.half[0])
            half = on_grid((wide, part.half[1], wide), GRID)
            parts[i] = _put(part, np.array([foot[0], part.centre[1], foot[2]]), half=half)
        elif part.role == "trunk" and part.kind == "ellipsoid":
            most = 1.6 * parts[rods[-1]].half[0]
            half = on_grid((min(part.half[0], most), min(part.half[1], 1.4 * most), min(part.half[2], most)), GRID)
            parts[i] = _put(part, np.array([0.0, top + 0.04, 0.0]), half=half)


def _is_board(part: Part) -> bool:
    return part.role == "leaf" and part.kind == "box" and part.array is not None and part.op == "add"


def _heading(part: Part) -> float:
    """The side of the palm that a board is drawn on, radians."""
    return math.atan2(part.centre[2], part.centre[0])


def _rise(part: Part, number: int) -> float:
    """Degrees above the level of a board, read outwards, as a board of its number in a frond may have."""
    way = _way(part)
    outwards = float(way[0] * part.centre[0] + way[2] * part.centre[2]) >= 0.0
    way = way if outwards else -way
    rise = math.degrees(math.atan2(way[1], math.hypot(way[0], way[2])))
    return min(_FALLS[number], max(_LEAST_FALL[number], rise))


def _board(part: Part, start: Floats, heading: float, number: int) -> tuple[Part, Floats]:
    """A board of a frond laid from where the last one ends; and where it ends itself. It swells, then narrows."""
    wide, thin = sorted((part.half[0], part.half[2]), reverse=True)
    thin = min(thin, max(GRID, 0.2 * wide))
    wide = max(wide, 3 * thin, _SLIM * part.half[1])
    rise = math.radians(_rise(part, number))
    flat = math.cos(rise)
    out = np.array([flat * math.cos(heading), math.sin(rise), flat * math.sin(heading)])
    end = start + out * 2 * part.half[1]
    share = min(part.taper)  # of its width, at its narrow end
    along = -out if number < 2 else out
    rotation, really = _aim(along)
    middle = start + (really if number >= 2 else -really) * part.half[1]
    taper = (round(share, 2), 0.8)
    laid = _put(part, middle, half=on_grid((wide, part.half[1], thin), GRID), rotation=rotation, taper=taper)
    return laid, end - out * min(0.04, part.half[1])


def _aim(way: Floats) -> tuple[tuple[int, int, int], Floats]:
    """Yaw and pitch, whole multiples of 5 degrees, that turn up into a direction; and the direction that they give."""
    yaw = 5 * round(math.degrees(math.atan2(way[0], way[2])) / 5)
    pitch = 5 * round(math.degrees(math.acos(min(1.0, max(-1.0, way[1])))) / 5)
    rotation = (-180 if yaw == 180 else yaw, pitch, 0)
    return rotation, turning(*rotation)[:, 1]


def _hung(part: Part, top: float) -> Part:
    """A dead frond that hangs from under the crown."""
    long = min(part.half[1], 0.3 * top)
    wide, thin = sorted((part.half[0], part.half[2]), reverse=True)
    rotation, way = _aim(_leaning(_heading(part)))
    middle = np.array([0.0, top, 0.0]) + way * long
    half = on_grid((min(wide, 0.3), long, min(thin, 0.04)), GRID)
    return _put(part, middle, half=half, rotation=rotation, taper=(0.2, 1.0))


def _leaning(heading: float) -> Floats:
    out = math.sin(math.radians(20))
    return np.array([out * math.cos(heading), -math.cos(math.radians(20)), out * math.sin(heading)])


def _needles(given: tuple[Part, ...]) -> list[Part]:
    parts = list(given)
    flames = [part for part in parts if part.role == "crown" and part.kind == "ellipsoid"]
    if flames:
        return _flame(parts, flames[0])
    skirt: Part | None = None
    for i, part in enumerate(parts):
        if part.op != "add" or part.role != "crown":
            continue
        if part.kind == "cylinder":
            wide, tall = part.half[0], part.half[1]
            if skirt is not None and part.centre[1] > skirt.centre[1]:
                wide = min(wide, skirt.half[0])
            wide, tall = max(wide, 0.25), min(tall, _STEEP * max(wide, 0.25))
            if (wide, tall) != (part.half[0], part.half[1]):
                low = part.centre[1] - part.half[1]
                at = np.array([part.centre[0], low + tall, part.centre[2]])
                parts[i] = _put(part, at, half=on_grid((wide, tall, wide), GRID))
            skirt = parts[i]
        elif part.kind == "box" and skirt is not None:
            parts[i] = _fringe(part, skirt)
    if skirt is not None:
        _sink(parts)
    return parts


def _sink(parts: list[Part]) -> None:
    """End the stem of a fir within its topmost skirt, where that is still wider than the stem."""
    cap = max((part for part in parts if part.role == "crown" and part.kind == "cylinder"), key=lambda p: p.centre[1])
    for i, part in enumerate(parts):
        foot, head = part.centre[1] - part.half[1], part.centre[1] + part.half[1]
        highest = max(cap.centre[1], foot + 2 * GRID)
        if part.role == "trunk" and part.kind == "cylinder" and part.rotation[1:] == (0, 0) and head > highest:
            half = (part.half[0], (highest - foot) / 2, part.half[2])
            at = np.array([part.centre[0], (highest + foot) / 2, part.centre[2]])
            parts[i] = _put(part, at, half=on_grid(half, GRID))


def _fringe(part: Part, skirt: Part) -> Part:
    """Drooping boughs about the foot of a skirt, where they are drawn too large, too thin or too far off."""
    radius, foot = skirt.half[0] / 0.86, skirt.centre[1] - skirt.half[1]
    step = skirt.half[1] * 2 / 1.75
    wide, thin = sorted((part.half[0], part.half[2]), reverse=True)
    least, most, reach = (share * radius for share in _FRINGE)
    off = math.hypot(part.centre[0], part.centre[2])
    out = off + math.hypot(_way(part)[0], _way(part)[2])
    near = abs(part.centre[1] - foot) < 0.7 * step
    if least <= wide <= most and thin <= max(0.6 * wide, 0.2 * step) and out <= reach and near:
        return part
    heading = _heading(part)
    side = np.array([math.cos(heading), 0.0, math.sin(heading)])
    start = side * 0.15 * radius + np.array([0.0, foot + 0.4 * step, 0.0])
    end = side * 1.12 * radius + np.array([0.0, foot - 0.1 * step, 0.0])
    long = float(np.linalg.norm(end - start))
    rotation, way = _aim((end - start) / long)
    half = on_grid((min(max(wide, 2 * least), 0.34 * radius), long / 2, min(max(thin, 0.08 * step), 0.15 * step)), GRID)
    return _put(part, start + way * long / 2, half=half, rotation=rotation, taper=(0.12, 0.4))


def _flame(parts: list[Part], flame: Part) -> list[Part]:
    """The crown of a cypress: its lobes lie in the flame and its tip stands on it."""
    centre, half = np.array(flame.centre), np.array(flame.half)
    for i, part in enumerate(parts):
        if part.op != "add" or part is flame or part.role != "crown":
            continue
        if part.kind == "blob":
            size = np.minimum(part.half, half * (0.7, 0.25, 0.7))
            level = float(np.clip((part.centre[1] - centre[1]) / half[1], -0.7, 0.7))
            room = 0.5 * math.sqrt(1.0 - level * level) * half[0]
            off = math.hypot(part.centre[0] - centre[0], part.centre[2] - centre[2])
            share = min(1.0, room / max(off, 1e-6))
            at = centre + (np.array(part.centre) - centre) * (share, 0.0, share) + (0.0, level * half[1], 0.0)
            parts[i] = _put(part, at, half=on_grid((size[0], size[1], size[2]), GRID))
        elif part.kind == "cylinder":
            wide, tall = min(part.half[0], 0.47 * half[0]), min(part.half[1], 0.3 * half[1])
            at = np.array([centre[0], centre[1] + 0.88 * half[1] + 0.5 * tall, centre[2]])
            parts[i] = _put(part, at, half=on_grid((wide, tall, wide), GRID))
    return parts


def _leafy(given: tuple[Part, ...]) -> list[Part]:
    parts = list(given)
    masses = [i for i, part in enumerate(parts) if part.op == "add" and part.role == "crown" and part.kind == "blob"]
    stems = [part for part in parts if part.op == "add" and part.role == "trunk" and part.kind == "cylinder"]
    if not masses or not stems or any(parts[i].array for i in masses):
        return parts
    core = max(masses, key=lambda i: (float(np.prod(parts[i].half)), -i))
    for i in masses:  # neither a pillar with balls
        x, y, z = parts[i].half
        wide = max(parts[core].half[0], parts[core].half[2])
        larger = max(1.0, _LOBE * wide / max(x, z))
        x, y, z = x * larger, min(y * larger, _TALL * max(x, z) * larger), z * larger
        if on_grid((x, y, z)) != parts[i].half:
            parts[i] = msgspec.structs.replace(parts[i], half=on_grid((x, y, z), GRID))
    for i in masses:  # nor a pancake
        x, y, z = parts[i].half
        if y < _FLAT * max(x, z):
            parts[i] = msgspec.structs.replace(parts[i], half=on_grid((x, _FLAT * max(x, z), z), GRID))
    most = parts[core].half
    for i, part in enumerate(parts):  # snow lies on leaves and boughs, and is no larger than they are
        if part.role != "snow" or part.op != "add":
            continue
        plate = part.kind == "blob" and part.half[1] < _PLATE * max(part.half[0], part.half[2])
        if plate or max(part.half) > max(most):
            x, y, z = (min(a, _CAP * b) for a, b in zip(part.half, most, strict=True))
            y = max(y, _PLATE * max(x, z)) if plate else y
            parts[i] = msgspec.structs.replace(part, half=on_grid((x, y, z), GRID))
    weights = np.array([float(np.prod(parts[i].half)) for i in masses])
    centres = np.array([parts[i].centre for i in masses])
    middle = (centres * weights[:, None]).sum(0) / weights.sum()
    across = float(
        (weights * np.array([max(parts[i].half[0], parts[i].half[2]) for i in masses])).sum() / weights.sum()
    )
    ends = [np.array(part.centre) + _up(part) for part in stems]
    tip = max(ends, key=lambda end: float(end[1]))
    off = middle - tip
    aside = math.hypot(off[0], off[2])
    shift = np.zeros(3)
    if aside > _BESIDE * across:  # over its trunk
        shift = -off * (1.0 - _BESIDE * across / aside)
        shift[1] = 0.0
    if shift.any():
        for i, part in enumerate(parts):
            if part.op == "add" and part.role in ("crown", "snow", "fruit", "flower") and part.array is None:
                parts[i] = _put(part, np.array(part.centre) + shift)
    _gather(parts, masses)
    return parts


def _gather(parts: list[Part], masses: list[int]) -> None:
    """Leaf masses that hang apart come to the nearest of the others, the largest first."""
    order = sorted(masses, key=lambda i: (-float(np.prod(parts[i].half)), i))
    held = [order[0]]
    while len(held) < len(order):
        apart, i, j = min((_apart(parts[i], parts[j]), i, j) for i in order if i not in held for j in held)
        if apart > _APART:
            at, to = np.array(parts[i].centre), np.array(parts[j].centre)
            parts[i] = _put(parts[i], to + (at - to) * (_APART / apart))
        held.append(i)


def _apart(one: Part, other: Part) -> float:
    """How far two leaf masses are apart: 1 where they touch, less where they lie in each other."""
    off = (np.array(one.centre) - other.centre) / (np.array(one.half) + other.half)
    return float(np.linalg.norm(off))


_FORMS: Final[dict[str, Callable[[tuple[Part, ...]], list[Part]]]] = {
    "tree_palm": _palm, "tree_cone": _needles, "tree_birch": _leafy, "tree_round": _leafy, "tree_fruit": _leafy,
    "tree_cherry": _leafy,
}  # fmt: skip
__all__ = ["formed"]

"""Whether one can walk through the doors of a thing: a body of 0.35 m radius and 1.8 m height, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.language import Joint, Part, Program
from nacre.world.geometry.distance import PackedSolid, SolidSet, pack
from nacre.world.geometry.piece import CUTS, GROUP, REACH
from nacre.world.geometry.surfaces import groups, turning

RADIUS: Final = 0.35
HEIGHT: Final = 1.8
SLACK: Final = 0.03  # metres a body may lean into what it touches
STEP: Final = 0.35  # metres one steps up
DROP: Final = 0.8  # metres one steps down
CELL: Final = 0.125  # metres across, of the grid that is walked
PACE: Final = 0.2  # metres along
RISE: Final = 0.1  # metres upwards
AROUND: Final = 3.6  # metres from a door beyond which nothing matters
BEFORE, BEHIND, BESIDE = 2.0, 1.3, 1.1  # metres around a door that are walked
# Furniture that a body walks around, or that belongs to the door itself: not in its way.
LOOSE: Final = frozenset({"handle", "sign", "lamp", "ornament", "goods", "flag"})


@dataclass(frozen=True)
class Doorway:
    """A door: its part, the middle of its foot [3], the direction out of the house in the ground plane [2], widths."""

    part: int
    foot: NDArray[np.float64]
    out: NDArray[np.float64]
    half_width: float
    height: float


def open_angle(joint: Joint) -> float:
    """How far a joint opens, at most: degrees, slider: metres."""
    return joint.high if abs(joint.high) >= abs(joint.low) else joint.low


def doorways(program: Program) -> list[Doorway]:
    """Outer doors of a program: parts with the role door that move; without one, openings that reach the floor."""
    found = [
        doorway
        for i, part in enumerate(program.parts)
        if part.role == "door" and part.op == "add" and part.half[1] > 0.5
        if (doorway := _doorway(program, i, part)) is not None
    ]
    if not found:
        openings = [
            i
            for i, part in enumerate(program.parts)
            if part.op == "cut" and part.half[1] > 0.75 and part.centre[1] - part.half[1] < 1.3
        ]
        found = [d for i in openings if (d := _doorway(program, i, program.parts[i])) is not None]
    return found


def _doorway(program: Program, index: int, part: Part) -> Doorway | None:
    turn = turning(*part.rotation)
    half = np.array(part.half)
    flat = [0, 2]
    if abs(turn[1, 1]) < 0.7:
        return None
    thin = min(flat, key=lambda axis: half[axis])
    out = turn[:, thin][[0, 2]]
    centre = np.array(part.centre)
    rooms = [p for p in program.parts if p.op == "hollow"]
    middle = np.array(rooms[0].centre if rooms else (0.0, 0.0, 0.0))
    if len(rooms) > 1:  # the room that it leads into is the nearest one
        middle = np.array(min(rooms, key=lambda r: _apart(r, centre)).centre)
    away = (centre - middle)[[0, 2]]
    if float(out @ away) < 0:
        out = -out
    foot = centre.copy()
    foot[1] -= half[1]
    wide = half[2 - thin]
    return Doorway(index, foot, out / np.linalg.norm(out), float(wide), float(2 * half[1]))


def _apart(room: Part, point: NDArray[np.float64]) -> float:
    local = turning(*room.rotation).T @ (point - np.array(room.centre))
    return float(np.linalg.norm(np.maximum(np.abs(local) - np.array(room.half), 0.0)))


def passable(program: Program, door: Doorway) -> bool:
    """Whether a body gets from 2 m in front of the door to 1 m behind it, all door leaves open."""
    solids = SolidSet()
    thing = solids.add(_close(pack(program, LOOSE), door.foot), (0.0, 0.0, 0.0))
    _, movers = groups(program)
    for k, i in enumerate(movers):
        joint = program.parts[i].joint
        if joint is not None and program.parts[i].role in ("door", "shutter"):
            solids.turn(thing, k + 1, open_angle(joint))
    return _walk(solids, door)


def _close(solid: PackedSolid, place: NDArray[np.float64]) -> PackedSolid:
    """What of a packed solid comes near a place, moving parts too."""
    keep = np.zeros(len(solid.rows), bool)
    number = 0
    while number < len(solid.rows):
        row = solid.rows[number]
        end = number + 1 + int(row[CUTS])
        keep[number:end] = row[GROUP] > 0 or np.linalg.norm(row[:3] - place) < AROUND + row[REACH]
        number = end
    return replace(solid, rows=solid.rows[keep])


def _walk(solids: SolidSet, door: Doorway) -> bool:
    """Breadth first over a grid of places along (rows: outside to inside) and across the door."""
    along = np.arange(BEFORE, -BEHIND - 1e-9, -PACE)
    across = np.arange(-BESIDE, BESIDE + 1e-9, CELL)
    side = np.array([-door.out[1], door.out[0]])
    spot = door.foot[[0, 2]] + along[:, None, None] * door.out + across[None, :, None] * side
    bottom = min(0.0, float(door.foot[1])) - 0.2
    heights = np.arange(bottom, float(door.foot[1]) + HEIGHT + 0.9, RISE)
    grid = np.empty((len(along), len(across), len(heights), 3))
    grid[..., 0], grid[..., 2] = spot[..., None, 0], spot[..., None, 1]
    grid[..., 1] = heights
    distance = np.minimum(solids.distance(grid.reshape(-1, 3), 0.6).reshape(grid.shape[:3]), 9.0)
    solid = distance < 0.02
    solid |= heights[None, None, :] < 0.02 if door.foot[1] > -0.3 else heights[None, None, :] < bottom + 0.1
    # a body fits at a foot height when its spheres do: from a step above the foot up to the head
    wide = distance > RADIUS - SLACK
    low, high = round((RADIUS + STEP) / RISE), round((HEIGHT - RADIUS) / RISE)
    fits = np.zeros_like(wide)
    count = len(heights) - high
    fits[..., :count] = True
    for k in range(low, high + 1):
        fits[..., :count] &= wide[..., k : k + count]
    # somewhere to stand: solid just below, within the reach of a foot
    under = np.zeros_like(solid)
    under[..., 1:] = solid[..., :-1]
    near_floor = under.copy()
    near_floor[..., :-1] |= solid[..., :-1]
    # feet stand on edges too: the floor may begin a little further on
    spread = near_floor.copy()
    for shift in (-1, 1):
        spread |= np.roll(near_floor, shift, 0) | np.roll(near_floor, shift, 1)
    stand = fits & spread & ~solid
    return bool(_search(stand, round(STEP / RISE - 0.3), round(DROP / RISE)))


@njit(cache=True, nogil=True)
def _search(stand, up, down):  # type: ignore[no-untyped-def]
    """Whether one gets from the first row of places to the last, up to `up` levels up and `down` down at a time."""
    rows, columns, levels = stand.shape
    seen = np.zeros(stand.shape, np.bool_)
    waiting = np.empty((stand.size, 3), np.int64)
    count = 0
    for j in range(columns):
        for k in range(levels):
            if stand[0, j, k]:
                waiting[count, 0], waiting[count, 1], waiting[count, 2] = 0, j, k
                count += 1
                seen[0, j, k] = True
    at = 0
    while at < count:
        i, j, k = waiting[at, 0], waiting[at, 1], waiting[at, 2]
        at += 1
        if i == rows - 1:
            return True
        for way in range(4):
            a = i + 1 if way == 0 else i - 1 if way == 3 else i
            b = j + 1 if way == 1 else j - 1 if way == 2 else j
            if a < 0 or a >= rows or b < 0 or b >= columns:
                continue
            for c in range(max(0, k - down), min(levels, k + up + 1)):
                if stand[a, b, c] and not seen[a, b, c]:
                    seen[a, b, c] = True
                    waiting[count, 0], waiting[count, 1], waiting[count, 2] = a, b, c
                    count += 1
    return False


def reachable(program: Program) -> bool:
    """Whether a thing that can be entered has a door, and one can walk in (gate shape.doors_reachable)."""
    if program.shape in BY_NAME and not BY_NAME[program.shape].enterable:
        return True
    return any(passable(program, door) for door in doorways(program))


__all__ = ["Doorway", "doorways", "open_angle", "passable", "reachable"]

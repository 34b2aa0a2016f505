"""Which floors of a building one gets to: from inside its doors, on foot, by stairs and ladders.

That a stair reaches from floor to floor does not say that one gets onto it: a chest may stand at its foot, a chimney at
its head, a wall beside both. Only walking there tells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from nacre.parts.language import Part, Program
from nacre.world.geometry.distance import SolidSet, pack
from nacre.world.geometry.solid_grid import CELL as ACROSS
from nacre.world.geometry.solid_grid import SolidGrid, lower
from nacre.world.geometry.surfaces import turning
from nacre.world.geometry.walking.doors import doorways
from nacre.world.geometry.walking.ladders import (
    ABOVE,
    HOLD,
    L_HIGH,
    L_LOW,
    L_OUT_X,
    L_OUT_Z,
    L_X,
    L_Z,
    climbed,
    ladder_table,
)

Floats = NDArray[np.float64]
CELL: Final = 0.25  # metres between columns
BODY: Final = 0.28  # metres that must be free around the axis of a body
FEET: Final = 0.11  # metres to what one stands on, at most
SHOULDER: Final = 0.2  # metres that must be free around somebody on a ladder
HEIGHTS: Final = (0.7, 1.1, 1.5)  # metres above the feet at which a body must fit; what is lower is stepped over
STEP: Final = 0.45  # metres up or down between neighbouring columns
PILE: Final = 0.25  # metres: places to stand are looked at by their height, in steps of this
LEVELS: Final = 12  # places to stand above one another, at most
NEAR: Final = 0.28  # metres from a floor's height that still are this floor
INSIDE: Final = 0.9  # metres behind a door where one begins
LARGEST: Final = 20.0  # metres from a building's middle beyond which nobody looks
_FALLS: Final = 0.1  # metres from one height that is tried to the next
_FAR: Final = 0.7  # metres: farther off, nothing is looked for
_UP: Final = np.array(HEIGHTS)


@njit(cache=True, nogil=True, error_model="numpy")
def _near(x, z, whole, starts, entries):  # type: ignore[no-untyped-def]
    """List in entries, starts [2], what comes near the vertical line through a point of the ground."""
    x0, z0, side, begins, listed, _, boxes = whole[:7]
    cell = math.floor((z - z0) / ACROSS) * side + math.floor((x - x0) / ACROSS)
    count = 0
    for e in range(begins[cell], begins[cell + 1]):
        b = boxes[listed[e]]
        if abs(x - b[0]) - b[3] < _FAR and abs(z - b[2]) - b[5] < _FAR:
            entries[count] = listed[e]
            count += 1
    starts[1] = count


@njit(cache=True, nogil=True, error_model="numpy")
def _stand(cell, corner, side, top, up, whole, feet, counts):  # type: ignore[no-untyped-def]
    """Fill a cell of feet [side * side, LEVELS], ascending, and of counts [side * side]: heights at which a body can
    stand there.

    whole: the tables of a `SolidGrid`; up: HEIGHTS.
    """
    items, boxes, rows, things, places, poses = whole[5:]
    point, out, found = np.empty((1, 3)), np.empty(1), np.empty(LEVELS)
    starts, entries = np.zeros(2, np.int64), np.empty(len(items), np.int64)
    x, z = corner + (cell % side) * CELL, corner + (cell // side) * CELL
    _near(x, z, whole, starts, entries)
    count, y = 0, top
    held = False  # what bears was met just above: its inside is no other place to stand
    while y > -0.3 and count < LEVELS:
        point[0, 0], point[0, 1], point[0, 2] = x, y, z
        out[0] = min(_FAR, y)
        lower(point, out, x, z, 1, starts, entries, items, boxes, rows, things, places, poses)
        near = out[0]
        if near >= FEET:
            held = False
            y -= max(near - FEET + 0.01, _FALLS)
            continue
        if not held:
            held = near > -0.09 or y < 0.05
            for k in range(len(up)):
                if held:
                    point[0, 1], out[0] = y + up[k], _FAR
                    lower(point, out, x, z, 1, starts, entries, items, boxes, rows, things, places, poses)
                    held = out[0] > (BODY if k < 2 else BODY - 0.07)
            if held:
                found[count] = y
                count += 1
        y -= _FALLS
    counts[cell] = count
    for k in range(count):
        feet[cell, k] = found[count - 1 - k]


@njit(cache=True, nogil=True, error_model="numpy")
def _push(node, height, first, after, highest):  # type: ignore[no-untyped-def]
    """Put a node before those of its height in metres, in first [H] by height and after [N] by node; highest [1]."""
    pile = min(max(int(height / PILE) + 1, 0), len(first) - 1)
    after[node], first[pile] = first[pile], node
    highest[0] = max(highest[0], pile)


@njit(cache=True, nogil=True, error_model="numpy")
def _spread(corner, side, top, up, whole, feet, counts, lifts, floors, begins, found):  # type: ignore[no-untyped-def]
    """Walk from nodes (cell, level) begins i64 [N, 2] until all floors are found or there is nowhere else to go, always
    on from the highest place: the ground around a house is large, and only its floors are asked for.

    counts: -1 where nobody has looked yet (most of a building is never asked about); lifts i64 [N, 4]: from a node
    (cell, level) to another one, and back; floors f64 [F]; found bool [F].
    """
    seen = np.zeros(feet.shape, np.bool_)
    after = np.empty(feet.size, np.int64)
    first = np.full(max(int(top / PILE), 0) + 3, -1)
    highest = np.zeros(1, np.int64)
    for n in range(len(begins)):
        cell, level = begins[n, 0], begins[n, 1]
        if not seen[cell, level]:
            seen[cell, level] = True
            _push(cell * LEVELS + level, feet[cell, level], first, after, highest)
    left = len(floors)
    while left > 0:
        while highest[0] > 0 and first[highest[0]] < 0:
            highest[0] -= 1
        node = first[highest[0]]
        if node < 0:
            return
        first[highest[0]] = after[node]
        cell, level = node // LEVELS, node % LEVELS
        height = feet[cell, level]
        for f in range(len(floors)):
            if not found[f] and abs(height - floors[f]) < NEAR:
                found[f] = True
                left -= 1
        i, j = cell % side, cell // side
        for dj in range(-1, 2):
            for di in range(-1, 2):
                a, b = i + di, j + dj
                if (di == 0 and dj == 0) or a < 0 or b < 0 or a >= side or b >= side:
                    continue
                most = STEP if di == 0 or dj == 0 else 0.75 * STEP
                other = b * side + a
                if counts[other] < 0:
                    _stand(other, corner, side, top, up, whole, feet, counts)
                for k in range(counts[other]):
                    if not seen[other, k] and abs(feet[other, k] - height) <= most:
                        seen[other, k] = True
                        _push(other * LEVELS + k, feet[other, k], first, after, highest)
        for n in range(len(lifts)):
            for end in range(2):
                c, k = lifts[n, 2 * end], lifts[n, 2 * end + 1]
                oc, ok = lifts[n, 2 - 2 * end], lifts[n, 3 - 2 * end]
                if c == cell and k == level and not seen[oc, ok]:
                    seen[oc, ok] = True
                    _push(oc * LEVELS + ok, feet[oc, ok], first, after, highest)


def _reach(part: Part) -> float:
    """Metres along x or z to which a part goes from the middle of its program."""
    turn = np.abs(turning(*part.rotation)) @ np.array(part.half)
    return float(max(abs(part.centre[0]) + turn[0], abs(part.centre[2]) + turn[2]))


def _is_free(ladder: Floats, grid: SolidGrid) -> bool:
    """Whether nothing is in the way of somebody on a ladder."""
    points = climbed(ladder, HEIGHTS)
    away = np.full(len(points), _FAR)
    grid.lower(points, away)
    return bool((away > SHOULDER).all())


class Ways:
    """Where one can stand in a building, within the square that holds its rooms and floors."""

    def __init__(self, program: Program) -> None:
        solids = SolidSet()
        solids.add(pack(program, frozenset({"door", "shutter"})), (0.0, 0.0, 0.0))
        rooms = [p for p in program.parts if p.op == "hollow" or (p.op == "add" and p.role == "floor")]
        half = min(max(map(_reach, rooms), default=1.0), LARGEST)
        self._side = 2 * math.ceil(half / CELL) + 1
        self._corner = -(self._side // 2) * CELL
        grid = SolidGrid(solids, (-half - 1.0, -half - 1.0), 2.0 * half + 2.0, _FAR)
        top = max((p.centre[1] + p.half[1] for p in program.parts if p.role in ("floor", "room", "stair")), default=3.0)
        self._top, self._tables = top + 0.3, grid.tables()
        self._feet, self._counts = np.zeros((self._side**2, LEVELS)), np.full(self._side**2, -1, np.int64)
        self._lifts = self._lifts_of([row for row in ladder_table(program) if _is_free(row, grid)])

    def _nodes(self, x: float, z: float, low: float, high: float, reach: float) -> list[tuple[float, int, int]]:
        """Places to stand near one, nearest first: metres away on the ground plane, cell, level."""
        found = []
        i, j = round((x - self._corner) / CELL), round((z - self._corner) / CELL)
        near = math.ceil(reach / CELL)
        for b in range(max(0, j - near), min(self._side, j + near + 1)):
            for a in range(max(0, i - near), min(self._side, i + near + 1)):
                away = math.hypot(self._corner + a * CELL - x, self._corner + b * CELL - z)
                if away >= reach:
                    continue
                cell = b * self._side + a
                if self._counts[cell] < 0:
                    _stand(
                        cell, self._corner, self._side, self._top, _UP, self._tables, self._feet, self._counts
                    )  # fmt: skip
                found += [(away, cell, k) for k in range(self._counts[cell]) if low < self._feet[cell, k] < high]
        return sorted(found)

    def _lifts_of(self, ladders: list[Floats]) -> NDArray[np.int64]:
        lifts = []
        for row in ladders:
            x, z = row[L_X] + HOLD * row[L_OUT_X], row[L_Z] + HOLD * row[L_OUT_Z]
            floor = row[L_HIGH] - ABOVE
            foot = self._nodes(x, z, row[L_LOW] - 0.5, row[L_LOW] + 0.5, 0.35)
            head = self._nodes(row[L_X], row[L_Z], floor - 0.4, floor + 0.2, 1.3)
            if foot and head:
                lifts += [(*node[1:], *head[0][1:]) for node in foot]
        return np.array(lifts, np.int64).reshape(-1, 4)

    def entered(self, program: Program, floors: Sequence[float]) -> NDArray[np.bool_]:
        """Of floors (heights in metres, [F]) those where one gets to some place from inside the program's doors."""
        begins: list[tuple[int, int]] = []
        for door in doorways(program):
            x, z = (float(v) for v in door.foot[[0, 2]] - INSIDE * door.out)
            nodes = self._nodes(x, z, float(door.foot[1]) - 0.5, float(door.foot[1]) + 0.5, 0.5)
            begins += [(cell, level) for _, cell, level in nodes[:1]]
        found = np.zeros(len(floors), np.bool_)
        _spread(
            self._corner, self._side, self._top, _UP, self._tables, self._feet, self._counts, self._lifts,
            np.array(floors, np.float64), np.array(begins, np.int64).reshape(-1, 2), found,
        )  # fmt: skip
        return found


def floors_entered(program: Program, floors: Sequence[float]) -> list[bool]:
    """Of each floor (heights in metres) whether one gets to a place on it."""
    return [bool(found) for found in Ways(program).entered(program, floors)]


__all__ = ["Ways", "floors_entered"]

"""Which boxes of light a picture shows: a few numbers of a world's state that follow its player tick by tick.

A box is asked for when the player's way leads to it and shown a fixed number of ticks later, so that it can be made
meanwhile and what is seen does not depend on when it was ready. Until then the box before it is shown: where that
does not reach, the coarse box's light, and the open sky's beyond.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.grid import TICK
from nacre.world.lighting.field import FINE, SIZES, Size, Spot, spot_of

SINCE, SHOWN, DUE, NEXT, COLUMNS = 0, 1, 5, 6, 10  # tick from which a box is shown, and its spot; the same of the next
NEVER: Final = -1.0
DELAY: Final = 60  # ticks from asking for a box to showing it
FADE_IN: Final = 40  # ticks in which the first boxes take over from the share of open sky
FARTHEST: Final = 20.0  # metres on the way at most: a box must lie within the chunks that are furnished
Place = tuple[float, float, float]
Row = NDArray[np.float64]


def nothing() -> Row:
    """No box is shown: f64 [2, COLUMNS], fine and coarse."""
    return np.full((len(SIZES), COLUMNS), NEVER)


def blank(light: Row) -> bool:
    """Whether nothing was begun yet."""
    return bool(((light[:, SINCE] == NEVER) & (light[:, DUE] == NEVER)).all())


def begin(light: Row, tick: float, at: Place, hours: float) -> None:
    """Ask for the boxes of a place to which nobody has walked; its first picture, for which one waits, shows none."""
    light[:] = NEVER
    for row, size in zip(light, SIZES, strict=True):
        row[DUE], row[NEXT : NEXT + 4] = tick + DELAY, spot_of(size, *at, hours)


def settle(light: Row, tick: float) -> None:
    """Show at once what was asked for: for a picture that is worth waiting for."""
    for row in light:
        if row[DUE] != NEVER:
            row[SHOWN : SHOWN + 4], row[DUE], row[SINCE] = row[NEXT : NEXT + 4], NEVER, tick - FADE_IN


def follow(light: Row, tick: float, at: Place, velocity: Place, hours: float) -> None:
    """One tick on: show what is due, ask for what the way leads to. hours: of DELAY ticks later."""
    share = min(DELAY * TICK, FARTHEST / max(math.hypot(*velocity), 1e-6))
    there = at[0] + share * velocity[0], at[1] + share * velocity[1], at[2] + share * velocity[2]
    for row, size in zip(light, SIZES, strict=True):
        if row[DUE] != NEVER and tick >= row[DUE]:
            row[SHOWN : SHOWN + 4], row[DUE] = row[NEXT : NEXT + 4], NEVER
            if row[SINCE] == NEVER:
                row[SINCE] = tick
        wanted = spot_of(size, *(there if size is FINE else at), hours)
        if row[DUE] == NEVER and (row[SINCE] == NEVER or tuple(row[SHOWN : SHOWN + 4]) != wanted):
            row[DUE], row[NEXT : NEXT + 4] = tick + DELAY, wanted


def _spot(numbers: Row) -> Spot:
    return Spot(*(int(number) for number in numbers))


def coming(light: Row) -> Iterator[tuple[Size, Spot]]:
    """What was asked for and is not due yet."""
    for row, size in zip(light, SIZES, strict=True):
        if row[DUE] != NEVER:
            yield size, _spot(row[NEXT : NEXT + 4])


def after(light: Row) -> list[Spot | None]:
    """The boxes that are shown together when the next of them is due, a size each."""
    due = light[:, DUE]
    first = due[due != NEVER].min(initial=math.inf)
    out: list[Spot | None] = []
    for row in light:
        if row[DUE] == first:
            out.append(_spot(row[NEXT : NEXT + 4]))
        else:
            out.append(None if row[SINCE] == NEVER else _spot(row[SHOWN : SHOWN + 4]))
    return out


def shown(light: Row, tick: float) -> list[tuple[Spot, float]]:
    """For each size its box and how much it counts at a moment, 0..1; boxes that do not count are not looked at."""
    out = []
    for row in light:
        counts = 0.0 if row[SINCE] == NEVER else min(max((tick - float(row[SINCE])) / FADE_IN, 0.0), 1.0)
        out.append((_spot(row[SHOWN : SHOWN + 4]), counts))
    return out


def all_around(at: Place, hours: float) -> list[tuple[Spot, float]]:
    """What is shown to eyes that are not the player's: the boxes of their own place, waited for."""
    return [(spot_of(size, *at, hours), 1.0) for size in SIZES]

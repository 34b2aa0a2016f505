"""Ivy that leaves windows and doors free: moved along its wall, or left to grow smaller beside them.

The network puts a creeper somewhere on a wall, and half of the time a window is there, which it then covers like a
green shield. People cut it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.parts.language import GRID, Part, Program
from nacre.world.geometry.surfaces import bounds
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.mending import on_grid

Floats = NDArray[np.float64]
_FRAME: Final = 0.1  # metres about an opening that stay free
_BEHIND: Final = 0.5  # metres between a creeper and the openings of its wall
_STEP: Final = 0.1  # metres from one place that is tried to the next
_FAR: Final = 2.4  # metres that it is moved at most
_LEAST: Final = 0.2  # metres: half of its width that it keeps at least, where it has to grow smaller
_SHARE: Final = 0.85  # of a leaf mass's box that its leaves fill


def trimmed(program: Program) -> Program:
    """The building with its creepers beside its openings; the same object where they are."""
    if BY_NAME[program.shape].group != "building":
        return program
    creepers = [i for i, p in enumerate(program.parts) if p.role == "ivy" and p.op == "add" and p.array is None]
    if not creepers:
        return program
    openings = [box for part in program.parts if part.op == "cut" and part.role != "room" for box in _boxes(part)]
    rooms = [part for part in program.parts if part.op == "hollow" and part.kind == "box"]
    parts: list[Part | None] = list(program.parts)
    for i in creepers:
        parts[i] = _beside(program.parts[i], openings, rooms)
    if any(part.parent >= 0 and parts[part.parent] is None for part in program.parts):
        parts = [part or own for part, own in zip(parts, program.parts, strict=True)]
    return rebuilt(program, parts)


def _boxes(part: Part) -> Iterator[tuple[Floats, Floats]]:
    low, high = bounds(part)
    yield from zip(low - _FRAME, high + _FRAME, strict=True)


def _beside(part: Part, openings: list[tuple[Floats, Floats]], rooms: list[Part]) -> Part | None:
    """A creeper where it covers no opening: at its place, along its wall, or smaller; None where there is no room."""
    flat = 0 if part.half[0] <= part.half[2] else 2
    along = 2 - flat
    near = [(low, high) for low, high in openings
            if low[flat] - _BEHIND < part.centre[flat] < high[flat] + _BEHIND]  # fmt: skip
    walls = [
        (room.centre[along] - room.half[along], room.centre[along] + room.half[along]) for room in rooms
        if abs(abs(part.centre[flat] - room.centre[flat]) - room.half[flat]) < _BEHIND
        and abs(part.centre[along] - room.centre[along]) < room.half[along] + 1.0
    ]  # fmt: skip
    for smaller in (1.0, 0.75, 0.55):
        half = np.array(part.half)
        half[along] = max(_LEAST, smaller * half[along])
        for k in range(round(2 * _FAR / _STEP) + 1):
            shift = _STEP * ((k + 1) // 2) * (1 if k % 2 else -1)
            at = np.array(part.centre)
            at[along] += shift
            on_wall = not walls or any(low < at[along] - 0.5 * half[along] and at[along] + 0.5 * half[along] < high
                                       for low, high in walls)  # fmt: skip
            if on_wall and not any(_meets(at, half, along, low, high) for low, high in near):
                if shift == 0.0 and smaller == 1.0:
                    return part
                centre, size = on_grid((at[0], at[1], at[2])), on_grid((half[0], half[1], half[2]), GRID)
                return msgspec.structs.replace(part, centre=centre, half=size)
    return None


def _meets(at: Floats, half: Floats, along: int, low: Floats, high: Floats) -> bool:
    """Whether the leaves cover an opening, seen from before the wall."""
    return all(
        at[k] - _SHARE * half[k] < high[k] and at[k] + _SHARE * half[k] > low[k] for k in (1, along)
    )  # fmt: skip


__all__ = ["trimmed"]

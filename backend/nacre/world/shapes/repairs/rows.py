"""Equal parts written as one row: a full program gets room for what furnishes it, and looks as before.

The network writes six equal windows as six panes, six frames and six sills. An inn so uses up all the parts that a
program may have, and nothing is left for its tables.
"""

from __future__ import annotations

from typing import Final

import msgspec

from nacre.parts.language import Array, Part, Program
from nacre.parts.vocabulary import MAX_PARTS
from nacre.world.shapes.rebuilding import rebuilt

CROWDED: Final = MAX_PARTS - 28  # parts from which on a program is written shorter
_OFF: Final = 0.011  # metres by which a copy may be off its place in the row
_MOST: Final = 24  # copies of an array
# What stands in rows; doors, stairs and what is asked for by its parts stay as they are.
_ROLES: Final = frozenset({
    "window", "frame", "sill", "shutter", "beam", "post", "railing", "seat", "table", "goods", "shelf", "bed",
    "container", "flower", "lamp", "detail", "rug", "cloth",
})  # fmt: skip


def in_rows(program: Program) -> Program:
    """The program with equal parts at equal distances as arrays, if it is crowded; the same object where none are.

    Only what is added, or cut, one after another is taken together: what a cut takes away stays the same.
    """
    parts = program.parts
    if len(parts) < CROWDED:
        return program
    parents = {part.parent for part in parts}
    alike: dict[tuple[int, Part], list[int]] = {}
    run = 0
    for i, part in enumerate(parts):
        run += i > 0 and part.op != parts[i - 1].op
        plain = part.array is None and part.joint is None and part.parent < 0 and i not in parents
        if plain and part.op != "hollow" and part.role in _ROLES and part.kind != "blob":
            key = msgspec.structs.replace(part, centre=(0.0, 0.0, 0.0), seed=0)
            alike.setdefault((run, key), []).append(i)
    merged: dict[int, Part] = {}
    gone: set[int] = set()
    for numbers in alike.values():
        left = numbers
        while len(left) > 1:
            row = _longest([parts[i].centre for i in left])
            first = left[row[0]]
            a, b = parts[first].centre, parts[left[row[1]]].centre
            step = (round(b[0] - a[0], 2), round(b[1] - a[1], 2), round(b[2] - a[2], 2))
            merged[first] = msgspec.structs.replace(parts[first], array=Array(len(row), step))
            gone.update(left[k] for k in row[1:])
            left = [i for k, i in enumerate(left) if k not in row]
    return rebuilt(program, [None if i in gone else merged.get(i, part) for i, part in enumerate(parts)])


def _longest(centres: list[tuple[float, float, float]]) -> list[int]:
    """The longest row of equally spaced points among some, two at least, by number."""
    best: list[int] = [0, 1]
    for i, start in enumerate(centres):
        for j, second in enumerate(centres):
            if i == j:
                continue
            step = [q - p for p, q in zip(start, second, strict=True)]
            row = [i, j]
            while len(row) < min(_MOST, len(centres)):
                at = [p + len(row) * s for p, s in zip(start, step, strict=True)]
                found = next((k for k, centre in enumerate(centres) if k not in row
                              and all(abs(p - q) < _OFF for p, q in zip(centre, at, strict=True))), None)  # fmt: skip
                if found is None:
                    break
                row.append(found)
            if len(row) > len(best):
                best = row
    return best


__all__ = ["CROWDED", "in_rows"]

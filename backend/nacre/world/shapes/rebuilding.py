"""A program put together again from parts that were changed, added or left out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from nacre.parts.language import Part, Program


def rebuilt(program: Program, parts: Sequence[Part | None]) -> Program:
    """The program with these parts for its own, None for those that it does without; the same object where all are its
    own. Parts still name their parents by the places in `parts`; what hung on a part that goes hangs on none."""
    if len(parts) == len(program.parts) and all(a is b for a, b in zip(parts, program.parts, strict=True)):
        return program
    place = {old: new for new, old in enumerate(i for i, part in enumerate(parts) if part is not None)}
    return structs.replace(program, parts=tuple(_hung(part, place) for part in parts if part is not None))


def inserted(program: Program, place: int, part: Part) -> Program:
    """The program with a part more, before the one at `place`; the part hangs on none."""
    parts = [structs.replace(old, parent=old.parent + 1) if old.parent >= place else old for old in program.parts]
    return structs.replace(program, parts=(*parts[:place], part, *parts[place:]))


def _hung(part: Part, place: dict[int, int]) -> Part:
    parent = place.get(part.parent, -1)
    return part if parent == part.parent else structs.replace(part, parent=parent)

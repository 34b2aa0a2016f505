"""Whether what the network drew can be built: sound programs are kept, the others are drawn again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final, Protocol

from nacre.parts.check import check
from nacre.parts.language import Program
from nacre.world.geometry.touching import connected, floating
from nacre.world.geometry.walking.doors import reachable
from nacre.world.shapes.rebuilding import rebuilt
from nacre.world.shapes.repairs.clearing import climbable
from nacre.world.shapes.repairs.proportions import likely
from nacre.world.shapes.repairs.roofing import covered
from nacre.world.shapes.repairs.straying import hanging, settled


class Judge(Protocol):
    """Finds of drawn programs what of them is sound; `judged` does, or a process of its own."""

    def __call__(self, programs: Sequence[Program], tell: Callable[[], None]) -> list[Program | None]:
        """Of each program what `sound` says; tell is called every few milliseconds meanwhile."""
        ...


# What a thing is: none of it may be left out because it hangs in the air.
BEARING: Final = frozenset(
    {"wall", "foundation", "floor", "room", "roof", "door", "stair", "trunk", "torso", "head", "hull"}
)
LEFT_OUT: Final = 0.15  # at most this share of a thing's parts


def without(program: Program, parts: Collection[int]) -> Program | None:
    """The program without these parts and all that hangs on them; None where too much or something bearing would go."""
    gone = set(parts)
    for i, part in enumerate(program.parts):
        if part.parent in gone:
            gone.add(i)
    if len(gone) > max(1, LEFT_OUT * len(program.parts)) or any(program.parts[i].role in BEARING for i in gone):
        return None
    return rebuilt(program, [None if i in gone else part for i, part in enumerate(program.parts)])


def sound(program: Program) -> Program | None:
    """The program if its names and numbers are right, it stands and hangs together, a door leads in and one can
    climb to its floors, its proportions are likely, its rooms have a roof; else None.

    Small parts that float (a window sill beside its window), or hang in an opening of a ruin, are left out of it; what
    bears is moved to where it is held, if that is near.
    """
    if check(program):
        return None
    loose = floating(program)
    if loose:
        rest = without(program, loose)
        if rest is None or check(rest) or not connected(rest):
            rest = settled(program)
            rest = without(rest, loose) if (loose := floating(rest)) else rest
        if rest is None or check(rest) or not connected(rest):
            return None
        program = rest
    in_the_air = hanging(program)
    if in_the_air:
        rest = without(program, in_the_air)
        program = rest if rest is not None and not check(rest) and connected(rest) else program
    whole = likely(program) and covered(program)
    return program if whole and reachable(program) and climbable(program) else None


def judged(programs: Sequence[Program], tell: Callable[[], None]) -> list[Program | None]:
    """What `sound` says of each program, found here."""
    found = []
    for program in programs:
        tell()
        found.append(sound(program))
    return found


__all__ = ["BEARING", "Judge", "judged", "sound", "without"]

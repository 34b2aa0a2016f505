"""Checks a program: a list of plain problems, each with the part, the field and what would be right."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from nacre.parts.classes import CLASS_INDEX
from nacre.parts.colours import COLOURS
from nacre.parts.language import FINE_GRID, GRID, Joint, Part, Program
from nacre.parts.vocabulary import (
    ANGLE_STEP,
    AXES,
    JOINTS,
    KIND_INDEX,
    MATERIAL_INDEX,
    MAX_COPIES,
    MAX_EXTENT,
    MAX_PARTS,
    OPS,
    ROLE_INDEX,
)

GRIDS: Final = (FINE_GRID, GRID)
MIN_HALF: Final = 0.005  # metres
MAX_SEED: Final = 65535
MAX_PROBLEMS: Final = 50  # told at once
ROOMS: Final = ("box", "cylinder")


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong. index: of the part, -1: the whole program; field: its name, empty: the part as such."""

    index: int
    field: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        place = "the shape" if self.index < 0 else f"part {self.index}"
        name = f", {self.field}" if self.field else ""
        return f"{place}{name}: {self.what}" + (f" ({self.hint})" if self.hint else "")


def check(program: Program) -> list[Problem]:
    """What is wrong with the names, numbers and order of a program, at most MAX_PROBLEMS; empty: nothing.

    Whether it stands and hangs together: nacre.world.geometry.soundness.
    """
    problems = list(_program(program))
    for index, part in enumerate(program.parts[:MAX_PARTS]):
        problems += _part(program, index, part)
        if len(problems) >= MAX_PROBLEMS:
            return problems[:MAX_PROBLEMS]
    return problems[:MAX_PROBLEMS]


def _program(program: Program) -> Iterator[Problem]:
    if program.shape not in CLASS_INDEX:
        yield Problem(-1, "shape", f"there is no class {_quoted(program.shape)}", _nearest(program.shape, CLASS_INDEX))
    if not any(math.isclose(program.grid, grid) for grid in GRIDS):
        yield Problem(-1, "grid", f"is {program.grid:g}", "0.02 m, or 0.01 m for small things")
    if not program.parts:
        yield Problem(-1, "parts", "there are none", "a shape has at least one part")
    elif all(part.op == "cut" for part in program.parts):
        yield Problem(-1, "parts", "all of them are cuts", "add something to cut from")
    if len(program.parts) > MAX_PARTS:
        yield Problem(-1, "parts", f"there are {len(program.parts):,}", f"at most {MAX_PARTS}; use arrays for rows")


def _part(program: Program, index: int, part: Part) -> list[Problem]:
    found: list[Problem] = []

    def wrong(field: str, what: str, hint: str = "") -> None:
        found.append(Problem(index, field, what, hint))

    for field, value, names in (
        ("kind", part.kind, KIND_INDEX),
        ("op", part.op, OPS),
        ("material", part.material, MATERIAL_INDEX),
        ("role", part.role, ROLE_INDEX),
    ):
        if value not in names:
            wrong(field, f"there is no {_quoted(value)}", _nearest(value, names))
    if not 0 <= part.colour < COLOURS:
        wrong("colour", f"is {part.colour}", f"0 to {COLOURS - 1}")
    names_wrong = len(found)
    numbers = {"centre": part.centre, "half": part.half, "taper": part.taper}
    for field, values in numbers.items():
        if not all(map(math.isfinite, values)):
            wrong(field, "is not a number", "finite metres")
    for field, number in (("bevel", part.bevel), ("thickness", part.thickness)):
        if not math.isfinite(number):
            wrong(field, "is not a number", "finite metres")
    if len(found) > names_wrong:  # nothing can be measured
        return found
    grid = _grid(program.grid)
    if not _on(part.centre, grid):
        wrong("centre", f"{_list(part.centre)} is off the grid", f"multiples of {grid:g} m")
    if min(part.half) < MIN_HALF:
        wrong("half", f"{_list(part.half)} is too small", f"half the size of the part, at least {MIN_HALF:g} m")
    elif not _on(part.half, grid):
        wrong("half", f"{_list(part.half)} is off the grid", f"multiples of {grid:g} m")
    far = max(abs(c) + h for c, h in zip(part.centre, part.half, strict=True))
    if far > MAX_EXTENT:
        wrong("centre", f"reaches {far:.1f} m from the middle", f"at most {MAX_EXTENT:g} m")
    if any(angle % ANGLE_STEP for angle in part.rotation):
        wrong("rotation", f"{list(part.rotation)}", f"yaw, pitch, roll in whole steps of {ANGLE_STEP} degrees")
    if any(abs(angle) > 360 for angle in part.rotation):
        wrong("rotation", f"{list(part.rotation)}", "between -360 and 360 degrees")
    if not all(0 <= t <= 1 for t in part.taper):
        wrong("taper", f"{_list(part.taper)}", "0 (a point) to 1 (as wide as the foot)")
    if not 0 <= part.bevel <= 0.5:
        wrong("bevel", f"is {part.bevel:g}", "0 to 0.5 m")
    if not 0.02 <= part.thickness <= 5:
        wrong("thickness", f"is {part.thickness:g}", "0.02 to 5 m")
    if not 3 <= part.sides <= 32:
        wrong("sides", f"is {part.sides}", "3 to 32")
    if not 0 <= part.seed <= MAX_SEED:
        wrong("seed", f"is {part.seed}", f"0 to {MAX_SEED}")
    if part.op == "hollow":
        if part.kind not in ROOMS:
            wrong("op", f"a {part.kind} cannot be hollow", "box or cylinder")
        elif part.thickness >= min(part.half) - 0.02:
            wrong("thickness", f"{part.thickness:g} m of wall leave no room", "less than half the smallest edge")
    if part.op == "cut" and (part.joint is not None or part.light is not None or part.parent >= 0):
        wrong("op", "a cut has no joint, light or parent", "cuts do not move")
    if part.parent >= index or part.parent < -1:
        what = "is the part itself" if part.parent == index else f"is {part.parent}"
        wrong("parent", what, "an earlier part, so that no two hang on each other; or -1")
    elif part.parent >= 0 and program.parts[part.parent].op == "cut":
        wrong("parent", f"part {part.parent} is a cut", "a part that is there")
    found += _array(index, part, grid)
    if part.joint is not None:
        found += _joint(index, part.joint)
    if part.light is not None:
        if not 0 <= part.light.colour < COLOURS:
            wrong("light", f"its colour is {part.light.colour}", f"0 to {COLOURS - 1}")
        if not 0 <= part.light.reach <= 40:
            wrong("light", f"its reach is {part.light.reach:g}", "0 to 40 m")
    return found


def _array(index: int, part: Part, grid: float) -> Iterator[Problem]:
    array = part.array
    if array is None:
        return
    if not 2 <= array.count <= MAX_COPIES:
        yield Problem(index, "array", f"its count is {array.count:,}", f"2 to {MAX_COPIES}")
    if not all(math.isfinite(s) for s in array.step):
        yield Problem(index, "array", "its step is not a number", "finite metres")
        return
    if not _on(array.step, grid):
        yield Problem(index, "array", f"its step {_list(array.step)} is off the grid", f"multiples of {grid:g} m")
    if not any(array.step) and array.turn % 360 == 0:
        yield Problem(index, "array", "all copies lie in one place", "give it a step or a turn")
    if abs(array.turn) > 360 or array.turn % ANGLE_STEP:
        yield Problem(index, "array", f"its turn is {array.turn}", f"whole steps of {ANGLE_STEP} degrees within 360")
    if 2 <= array.count <= MAX_COPIES:
        last = max(abs(c + s * (array.count - 1)) for c, s in zip(part.centre, array.step, strict=True))
        if last > 2 * MAX_EXTENT:
            yield Problem(index, "array", f"reaches {last:.1f} m from the middle", f"at most {MAX_EXTENT:g} m")


def _joint(index: int, joint: Joint) -> Iterator[Problem]:
    if joint.type not in JOINTS or joint.axis not in AXES:
        yield Problem(index, "joint", f"there is no {joint.type!r} about {joint.axis!r}", ", ".join(JOINTS))
    if not all(math.isfinite(v) for v in (*joint.pivot, joint.low, joint.high)):
        yield Problem(index, "joint", "is not a number", "finite metres and degrees")
    elif joint.low > joint.high:
        yield Problem(index, "joint", f"low {joint.low:g} is above high {joint.high:g}", "low first")
    elif not joint.low <= 0 <= joint.high:
        yield Problem(index, "joint", f"0 is not within {joint.low:g} to {joint.high:g}", "0 is how it is drawn")
    elif max(map(abs, joint.pivot)) > MAX_EXTENT or max(abs(joint.low), abs(joint.high)) > 360:
        yield Problem(index, "joint", "is out of range", "pivot within 40 m, angles within 360 degrees")


@lru_cache(8)
def _grid(named: float) -> float:
    return next((g for g in GRIDS if math.isclose(named, g)), GRIDS[-1])


def _on(values: Sequence[float], grid: float) -> bool:
    return all(abs(v) < 1e6 and abs(v / grid - round(v / grid)) < 1e-3 for v in values)


def _list(values: Sequence[float]) -> str:
    return "[" + ", ".join(f"{v:g}" for v in values) + "]"


def _quoted(name: object) -> str:
    text = str(name)
    return repr(text if len(text) <= 40 else text[:37] + "...")


def _nearest(name: object, names: Sequence[str] | dict[str, int]) -> str:
    """A hint that names the most similar ones."""
    from difflib import get_close_matches

    close = get_close_matches(str(name)[:40], list(names), 3, 0.5)
    return "perhaps " + " or ".join(close) if close else "one of " + ", ".join(list(names)[:6]) + ", ..."

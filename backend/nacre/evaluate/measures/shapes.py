"""How good drawn shapes are: valid, standing and hanging together, doors one can walk through, wishes kept, new.

`python -m nacre.evaluate.measures.shapes [--samples N]`. Wishes are read back from the program itself, never from
what the network says it drew. A reader counts only for classes where it reads the teacher's own programs right
(TRUSTED).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.attributes import CONDITIONS, ORNAMENTS, SEASONS, SLOTS, THEMES, Attributes
from nacre.parts.check import check
from nacre.parts.colours import NAMES as COLOUR_NAMES
from nacre.parts.colours import named, rgb_of
from nacre.parts.language import Part, Program
from nacre.parts.vocabulary import MATERIAL_INDEX, MATERIALS, ROLE_INDEX, ROLES
from nacre.teacher.grammar.registry import GRAMMARS, draw
from nacre.world.geometry.touching import connected
from nacre.world.geometry.walking.doors import reachable
from nacre.world.shapes.library import ShapePrograms

SEED: Final = 900_000
KNOWN: Final = 160  # programs of the teacher that a class is compared with and readers are made from
TRUSTED: Final = 0.95
LISTS: Final[dict[str, tuple[str, ...]]] = {
    "condition": CONDITIONS, "ornament": ORNAMENTS, "season": SEASONS, "theme": THEMES,
}  # fmt: skip
Taught = tuple[Program, Attributes]
Reader = Callable[[Program, Any], bool]  # whether a program keeps a wish


def _area(part: Part) -> float:
    """About how much of a part one sees, in square metres."""
    x, y, z = part.half
    return 8 * (x * y + y * z + z * x) * (part.array.count if part.array else 1) * (part.op != "cut")


def _share(program: Program, holds: Callable[[Part], bool]) -> float:
    areas = [(_area(part), holds(part)) for part in program.parts]
    whole = sum(a for a, _ in areas)
    return sum(a for a, held in areas if held) / whole if whole > 0 else 0.0


def features(program: Program) -> NDArray[np.float64]:
    """A program in numbers: parts by role, area by material, height, mean colour of areas."""
    roles, areas, colour = np.zeros(len(ROLES)), np.zeros(len(MATERIALS)), np.zeros(3)
    top = 0.0
    for part in program.parts:
        roles[ROLE_INDEX[part.role]] += 1
        areas[MATERIAL_INDEX[part.material]] += _area(part)
        colour += _area(part) * np.array(rgb_of(part.colour))
        top = max(top, part.centre[1] + part.half[1])
    whole = max(1e-9, areas.sum())
    turned = float(np.mean([any(part.rotation) for part in program.parts]))
    return np.array([1.0, *roles / 4, *(areas / whole), *(colour / whole), top / 5, len(program.parts) / 30, turned])


def _levels(heights: list[float]) -> int:
    return len({round(h * 2) for h in heights})


STOREYS: Final[tuple[Callable[[Program], int], ...]] = (
    lambda p: sum(part.op == "hollow" for part in p.parts),
    lambda p: _levels([part.centre[1] for part in p.parts if part.op == "hollow"]),
    lambda p: _levels([part.centre[1] for part in p.parts if part.role == "window"]),
    lambda p: _levels([part.centre[1] for part in p.parts if part.role == "floor"]),
    lambda p: 1 + _levels([part.centre[1] for part in p.parts if part.role == "floor"]),
    lambda p: 1 + sum(part.role in ("stair", "ladder") for part in p.parts),
    lambda p: _levels([part.centre[1] for part in p.parts if part.role == "opening"]),
    lambda p: round(sum(2 * part.half[1] for part in p.parts if part.op == "hollow") / 2.8),
    lambda p: round(max((part.centre[1] + part.half[1] for part in p.parts if part.role == "wall"), default=0) / 2.8),
)


def _storeys(taught: list[Taught]) -> Reader | None:
    asked = [(p, a.storeys) for p, a in taught if a.storeys is not None]
    if len({s for _, s in asked}) < 2:
        return None
    right = [float(np.mean([read(p) == s for p, s in asked])) for read in STOREYS]
    best = STOREYS[int(np.argmax(right))]
    return (lambda p, wish: best(p) == wish) if max(right) >= TRUSTED else None


def _painted(taught: list[Taught], name: str) -> Reader | None:
    """Whether as much is of a colour or material as the teacher makes of it."""
    field = "colour" if name in SLOTS else "material"

    def share(program: Program, wish: Any) -> float:
        return _share(program, lambda part: bool(getattr(part, field) == wish))

    shares = [share(p, wish) for p, a in taught if (wish := getattr(a, name)) is not None]
    if len(shares) < 20:
        return None
    least = 0.5 * float(np.quantile(shares, 1 - TRUSTED))
    return (lambda p, wish: share(p, wish) >= least) if least > 0 else None


def _linear_reader(taught: list[Taught], name: str) -> Reader | None:
    """A linear reading of a choice from the program's features, made from half of the teacher's programs."""
    asked = [(features(p), getattr(a, name)) for p, a in taught if getattr(a, name) is not None]
    values = sorted({v for _, v in asked}, key=str)
    if len(asked) < 60 or len(values) < 2:
        return None
    x, y = np.array([f for f, _ in asked]), np.array([values.index(v) for _, v in asked])
    half = len(x) // 2
    first, chosen = x[:half], np.eye(len(values))[y[:half]]
    weight = np.linalg.solve(first.T @ first + 0.05 * np.eye(x.shape[1]), first.T @ chosen)
    if float(((x[half:] @ weight).argmax(1) == y[half:]).mean()) < TRUSTED:
        return None
    return lambda p, wish: bool(values[int((features(p) @ weight).argmax())] == wish)


def readers(taught: list[Taught]) -> dict[str, Reader]:
    """What can be read back for a class, by attribute."""
    made: dict[str, Reader | None] = {"storeys": _storeys(taught)}
    made |= {name: _painted(taught, name) for name in (*SLOTS, "material", "second_material")}
    made |= {name: _linear_reader(taught, name) for name in (*LISTS, "snow")}
    return {name: reader for name, reader in made.items() if reader is not None}


def held_out_wishes(random: np.random.Generator, taught: list[Taught]) -> Attributes:
    """A combination that nobody drew: each wish from another program of the class, colours by name."""
    given: dict[str, Any] = {}
    for name in ("storeys", "material", "second_material", "snow", *LISTS):
        values = [v for _, a in taught if (v := getattr(a, name)) is not None]
        if values and random.random() < 0.4:
            given[name] = values[int(random.integers(len(values)))]
    for name in SLOTS:
        if any(getattr(a, name) is not None for _, a in taught) and random.random() < 0.5:
            given[name] = named(str(random.choice(COLOUR_NAMES)))
    return Attributes(**given)


@dataclass
class _Spread:
    """Programs of a class as points, to tell how far apart they are."""

    slots: dict[tuple[str, int], int]

    @classmethod
    def of(cls, programs: list[Program]) -> _Spread:
        slots: dict[tuple[str, int], int] = {}
        for program in programs:
            for key, _ in cls._parts(program):
                slots.setdefault(key, len(slots))
        return cls(slots)

    @staticmethod
    def _parts(program: Program) -> list[tuple[tuple[str, int], Part]]:
        seen: dict[str, int] = {}
        found = []
        for part in program.parts:
            seen[part.role] = seen.get(part.role, 0) + 1
            found.append(((part.role, seen[part.role]), part))
        return found

    def point(self, program: Program) -> NDArray[np.float32]:
        """Place, size and colour of every part, by role and number, NaN for a part that is missing; which are there."""
        at = np.full((len(self.slots), 9), np.nan, np.float32)
        for key, part in self._parts(program):
            if key in self.slots:
                at[self.slots[key]] = (*part.centre, *(2 * h for h in part.half), *rgb_of(part.colour))
        return np.concatenate([at.ravel(), 0.5 * np.isfinite(at[:, 0])])


def novel(programs: list[Program], known: list[Program]) -> list[bool]:
    """Whether each is farther from its nearest known one than half the usual distance between two known ones.

    Every number counts in units of how much it varies among the known; what never varies does not count.
    """
    spread = _Spread.of(known)
    points = np.array([spread.point(p) for p in known])
    there = np.isfinite(points)
    many = np.maximum(there.sum(0), 1)
    mean = np.where(there, points, 0).sum(0) / many
    scale = np.sqrt(np.where(there, (points - mean) ** 2, 0).sum(0) / many)
    varies = scale > 1e-3

    def scaled(values: NDArray[np.float32]) -> NDArray[np.float32]:
        inside = np.clip((values - mean) / np.maximum(scale, 1e-3), -3, 3)
        return np.asarray(np.nan_to_num(inside)[..., varies], np.float32)

    held = scaled(points)
    random = np.random.default_rng(3)
    pairs = random.integers(0, len(known), (400, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    usual = float(np.median(np.linalg.norm(held[pairs[:, 0]] - held[pairs[:, 1]], axis=1)))
    own = [scaled(spread.point(p)) for p in programs]
    return [float(np.linalg.norm(held - one, axis=1).min()) > 0.5 * usual for one in own]


def measure(library: ShapePrograms, samples: int = 2000, classes: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Every figure of the gates, and by class; half of the samples are drawn with wishes, half freely."""
    names = [n for n in (classes or library.classes()) if n in GRAMMARS]
    each = max(2, -(-samples // len(names)))
    by_class: dict[str, dict[str, float]] = {}
    kept: dict[str, list[bool]] = {}
    total: dict[str, list[bool]] = {
        "valid": [],
        "connected": [],
        "doors_reachable": [],
        "novelty": [],
        "teacher": [],
        "first": [],
    }
    for number, name in enumerate(names):
        random = np.random.default_rng([SEED, number])
        taught = [draw(name, seed) for seed in range(1, KNOWN + 1)]
        read = readers(taught)
        wished = [held_out_wishes(random, taught) if i % 2 else Attributes() for i in range(each)]
        things = library.things([(name, w, SEED + i) for i, w in enumerate(wished)])
        programs = [thing.program for thing in things]
        mine = {
            "valid": [not check(p) for p in programs],
            "connected": [connected(p) for p in programs],
            "doors_reachable": [reachable(p) for p in programs],
            "novelty": novel(programs, [p for p, _ in taught]),
            "teacher": novel([draw(name, SEED + i)[0] for i in range(each)], [p for p, _ in taught]),
            "first": [thing.attempts == 1 and thing.sound for thing in things],
        }
        for program, wish in zip(programs, wished, strict=True):
            for attribute, reader in read.items():
                value = getattr(wish, attribute)
                if value is not None:
                    kept.setdefault(attribute, []).append(reader(program, value))
                    mine.setdefault("kept", []).append(kept[attribute][-1])
        for key, values in mine.items():
            total.setdefault(key, []).extend(values)
        by_class[name] = {key: round(float(np.mean(values)), 3) for key, values in mine.items()}
    gates = ("valid", "connected", "doors_reachable", "novelty")
    figures: dict[str, Any] = {key: float(np.mean(total[key])) for key in gates}
    figures["attributes_kept"] = float(np.mean(total["kept"])) if total.get("kept") else 0.0
    figures["novelty_of_the_teacher"] = float(np.mean(total["teacher"]))  # of programs it draws for nobody
    figures["sound_at_first"] = float(np.mean(total["first"]))
    figures["samples"], figures["classes"] = each * len(names), len(names)
    figures["kept"] = {key: round(float(np.mean(v)), 4) for key, v in kept.items()}
    figures["kept_count"] = {key: len(v) for key, v in kept.items()}
    figures["by_class"] = by_class
    return {"shape": figures}


if __name__ == "__main__":
    import argparse
    from pathlib import Path

    from nacre.train.data.shape_pool import import_grammars
    from nacre.world.shapes.weights import FILE

    parser = argparse.ArgumentParser(description="Measure shapes drawn by the network.")
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--weights", type=Path, default=FILE)
    parser.add_argument("--classes", nargs="*")
    arguments = parser.parse_args()
    import_grammars()
    shapes = ShapePrograms.load(arguments.weights)
    shapes.name = ""  # measure drawing, not the cache
    print(json.dumps(measure(shapes, arguments.samples, tuple(arguments.classes or ()) or None), indent=1))

"""SceneSpec: what a prompt asks of a world, as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.errors import Failure
from nacre.parts.attributes import CONDITIONS, ORNAMENTS, SEASONS, Attributes
from nacre.parts.check import check
from nacre.parts.codec import from_text
from nacre.parts.colours import COLOURS
from nacre.parts.vocabulary import MATERIALS
from nacre.vocabulary import BIOMES, MOODS, SHAPES, THEMES, WATERS, WEATHERS

CONCEPTS: Final = SHAPES
# Of the world: anywhere, in the middle, on a hill, at the water, at a path, outside the settlement, in the air.
# Of another item (`Item.to`): all that follow.
RELATIONS: Final = (
    "any", "centre", "on_hill", "by_water", "by_path", "outside", "overhead",
    "beside", "left_of", "right_of", "behind", "in_front_of", "between", "around", "along", "inside", "on_top_of",
    "at_end_of", "facing",
)  # fmt: skip
PLACE_RELATIONS: Final = RELATIONS[:7]
ARRANGEMENTS: Final = ("any", "row", "circle")
POSES: Final = ("any", "stand", "walk", "run", "sit", "sleep", "work", "talk", "attack", "fly", "swim", "graze")


@dataclass(frozen=True)
class Item:
    """Some number of one concept: where it should be, and what each of them should look like.

    count 0 forbids the concept ("no trees"). size is a scale: 0.8 small, 1 as usual, 1.25 large. relation is one of
    RELATIONS; those to another item name its concept in `to` ("between": two concepts joined by "+"). distance in
    metres asks for that much room between the two. drawn is a shape of its own instead of one of the class's
    (`nacre.parts.codec.to_text`). brought: nobody named it, it came along with something that was (the stalls of a
    village), so what was named is placed and shown before it. The rest are wishes for the look
    (`nacre.parts.Attributes`).
    """

    concept: str
    count: int
    size: float = 1.0
    relation: str = "any"
    to: str = ""
    distance: float | None = None
    arrangement: str = "any"
    pose: str = "any"
    storeys: int | None = None
    primary: int | None = None
    secondary: int | None = None
    accent: int | None = None
    detail: int | None = None
    material: str | None = None
    second_material: str | None = None
    condition: str | None = None
    ornament: str | None = None
    season: str | None = None
    age: float | None = None
    drawn: str = ""
    brought: bool = False

    def __post_init__(self) -> None:
        _round(self)

    def attributes(self) -> Attributes:
        """What is asked of the look."""
        return Attributes(**{name: getattr(self, name) for name in _LOOKS})

    def check(self) -> None:
        """Raises ValueError that says which value is no item's."""
        if self.concept not in CONCEPTS:
            raise ValueError(f"unknown concept {self.concept!r}")
        if not 0 <= self.count <= 64 or not 0.25 <= self.size <= 4.0:
            raise ValueError(f"count must be 0..64 and size 0.25..4, got {self!r}")
        for value, allowed, name in (
            (self.relation, RELATIONS, "relation"),
            (self.arrangement, ARRANGEMENTS, "arrangement"),
            (self.pose, POSES, "pose"),
            (self.material, (None, *MATERIALS), "material"),
            (self.second_material, (None, *MATERIALS), "second_material"),
            (self.condition, (None, *CONDITIONS), "condition"),
            (self.ornament, (None, *ORNAMENTS), "ornament"),
            (self.season, (None, *SEASONS), "season"),
        ):
            if value not in allowed:
                raise ValueError(f"{name} {value!r} is not one of {', '.join(str(a) for a in allowed if a)}")
        if any(part not in CONCEPTS for part in self.to.split("+") if self.to):
            raise ValueError(f"unknown concept {self.to!r} to be related to")
        for name in ("primary", "secondary", "accent", "detail"):
            colour = getattr(self, name)
            if colour is not None and not (isinstance(colour, int) and 0 <= colour < COLOURS):
                raise ValueError(f"{name} must be a colour 0..{COLOURS - 1}, got {colour!r}")
        if self.storeys is not None and not 1 <= self.storeys <= 6:
            raise ValueError(f"storeys must be 1..6, got {self.storeys!r}")
        if self.age is not None and not 0.0 <= self.age <= 1.0:
            raise ValueError(f"age must lie in 0..1, got {self.age!r}")
        if self.drawn and (problem := _problem_of(self.drawn)):
            raise ValueError(f"the shape in drawn is none: {problem}")
        if self.distance is not None and not 0.0 <= self.distance <= 200.0:
            raise ValueError(f"distance must lie in 0..200 m, got {self.distance!r}")


_LOOKS: Final = (
    "storeys", "primary", "secondary", "accent", "detail", "material", "second_material", "condition", "ornament",
    "season", "age",
)  # fmt: skip


@dataclass(frozen=True)
class SceneSpec:
    """What a world should be: everything the generator is conditioned on, nothing else.

    hours is 0..24 solar time; relief, settlement, vegetation and fog are 0..1 (flat..mountainous,
    wilderness..dense village, bare..thick, none..dense). looks holds wishes for everything of a class that no item
    of its own asks for ("every house has a green roof"): items whose count and place do not matter. show_water: the
    water was asked for, so that it belongs into the first view.
    """

    biome: str = "meadow"
    hours: float = 14.0
    weather: str = "clear"
    water: str = "none"
    mood: str = "plain"
    theme: str = "village"
    relief: float = 0.35
    settlement: float = 0.5
    vegetation: float = 0.5
    fog: float = 0.1
    items: tuple[Item, ...] = field(default_factory=tuple)
    looks: tuple[Item, ...] = field(default_factory=tuple)
    show_water: bool = False

    def __post_init__(self) -> None:
        _round(self)
        for value, allowed, name in (
            (self.biome, BIOMES, "biome"),
            (self.weather, WEATHERS, "weather"),
            (self.water, WATERS, "water"),
            (self.mood, MOODS, "mood"),
            (self.theme, THEMES, "theme"),
        ):
            if value not in allowed:
                raise ValueError(f"{name} {value!r} is not one of {', '.join(allowed)}")
        for name in ("relief", "settlement", "vegetation", "fog"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must lie in 0..1, got {getattr(self, name)!r}")
        if not 0.0 <= self.hours <= 24.0:
            raise ValueError(f"hours must lie in 0..24, got {self.hours!r}")
        for item in (*self.items, *self.looks):
            item.check()

    def count(self, concept: str, default: int = 0) -> int:
        """How many of a concept are asked for; `default` when the prompt does not mention it."""
        found = [item.count for item in self.items if item.concept == concept]
        return sum(found) if found else default

    @property
    def named(self) -> frozenset[str]:
        """The concepts that the prompt itself speaks of and that are wanted; nothing that only came along."""
        return frozenset(item.concept for item in self.items if item.count > 0 and not item.brought)

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the form that is stored, edited and sent. Wishes that were not made are left out."""
        plain = asdict(self)
        if not self.show_water:
            del plain["show_water"]
        for name in ("items", "looks"):
            plain[name] = [_brief(item) for item in getattr(self, name)]
        return plain

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SceneSpec:
        """Inverse of `to_dict`; raises ValueError, in words for people, on data that is no spec."""
        _check_kinds(cls, data, "the spec")
        items: dict[str, Any] = {name: _items(data[name], name) for name in ("items", "looks") if name in data}
        return cls(**{**data, **items})

    def vector(self) -> NDArray[np.float32]:
        """The generator's conditioning vector, float32 [SPEC_DIM].

        Layout: biome, water, mood and theme one-hot, relief, settlement, vegetation, then per concept (mentioned,
        log1p(count), size - 1). Time and weather do not shape the land.
        """
        one_hot = [
            np.eye(len(names), dtype=np.float32)[names.index(value)]
            for names, value in (
                (BIOMES, self.biome), (WATERS, self.water), (MOODS, self.mood), (THEMES, self.theme),
            )
        ]  # fmt: skip
        concepts = np.zeros((len(CONCEPTS), 3), np.float32)
        for item in self.items:
            row = concepts[CONCEPTS.index(item.concept)]
            row[0] = 1.0
            row[1] = np.log1p(np.expm1(row[1]) + item.count)
            row[2] = item.size - 1.0
        scalars = np.array([self.relief, self.settlement, self.vegetation], np.float32)
        return np.concatenate([*one_hot, scalars, concepts.ravel()]).astype(np.float32)


# Numbers are kept to five decimals, so that one that went through 32 bits on its way to a client and back (0.35 comes
# back as 0.3499999940395355) is the same number, and the world the same world.
DECIMALS: Final = 5
_KINDS: Final[dict[str, tuple[tuple[type, ...], str]]] = {
    "str": ((str,), "a word"),
    "int": ((int,), "a whole number"),
    "bool": ((bool,), "true or false"),
    "float": ((int, float), "a number"),
    "tuple[Item, ...]": ((list, tuple), "a list"),
}


def _round(spec: SceneSpec | Item) -> None:
    for each in fields(spec):
        value = getattr(spec, each.name)
        if isinstance(value, float):
            object.__setattr__(spec, each.name, round(value, DECIMALS))


def _check_kinds(cls: type[SceneSpec] | type[Item], data: Any, where: str) -> None:
    """Raises ValueError when data is no map with fields of cls alone, each of its kind."""
    if not isinstance(data, dict):
        raise ValueError(f"{where} must be a map, got {data!r:.60}")
    known = {each.name: str(each.type) for each in fields(cls)}
    for name, value in data.items():
        if name not in known:
            raise ValueError(f"{where} has no {name!r:.60}; there is {', '.join(known)}")
        kind, _, optional = known[name].partition(" | ")
        if value is None and optional:
            continue
        types, words = _KINDS[kind]
        if not isinstance(value, types) or isinstance(value, bool) != (bool in types):
            raise ValueError(f"{name} of {where} must be {words}, got {value!r:.60}")


def _items(data: Any, name: str) -> tuple[Item, ...]:
    found = []
    for number, item in enumerate(data):
        where = f"{name}[{number}]"
        _check_kinds(Item, item, where)
        if missing := [key for key in ("concept", "count") if key not in item]:
            raise ValueError(f"{where} has no {missing[0]!r}")
        found.append(Item(**item))
    return tuple(found)


def _problem_of(drawn: str) -> str:
    """What is wrong with a shape that is written as text, '' when nothing is."""
    try:
        problems = check(from_text(drawn))
    except (ValueError, Failure) as error:
        return str(error)
    return str(problems[0]) if problems else ""


def _brief(item: Item) -> dict[str, Any]:
    """An item's fields that differ from their defaults, and always concept, count, size and relation."""
    always = ("concept", "count", "size", "relation")
    return {
        f.name: getattr(item, f.name) for f in fields(Item) if f.name in always or getattr(item, f.name) != f.default
    }


SPEC_DIM: Final = len(BIOMES) + len(WATERS) + len(MOODS) + len(THEMES) + 3 + 3 * len(CONCEPTS)

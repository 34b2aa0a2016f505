"""SceneSpec: what a prompt asks of a world, as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.vocabulary import BIOMES, ENTITIES, MOODS, OBJECTS, WATERS, WEATHERS

CONCEPTS: Final = OBJECTS + ENTITIES
RELATIONS: Final = ("any", "centre", "on_hill", "by_water", "by_path", "outside", "overhead")


@dataclass(frozen=True)
class Item:
    """Some number of one concept, optionally placed by a relation.

    count 0 forbids the concept ("no trees"). size is a scale: 0.8 small, 1 as usual, 1.25 large.
    """

    concept: str
    count: int
    size: float = 1.0
    relation: str = "any"


@dataclass(frozen=True)
class SceneSpec:
    """What a world should be: everything the generator is conditioned on, nothing else.

    hours is 0..24 solar time; relief, settlement, vegetation and fog are 0..1 (flat..mountainous,
    wilderness..dense village, bare..thick, none..dense).
    """

    biome: str = "meadow"
    hours: float = 14.0
    weather: str = "clear"
    water: str = "none"
    mood: str = "plain"
    relief: float = 0.35
    settlement: float = 0.5
    vegetation: float = 0.5
    fog: float = 0.1
    items: tuple[Item, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        for value, allowed, name in (
            (self.biome, BIOMES, "biome"),
            (self.weather, WEATHERS, "weather"),
            (self.water, WATERS, "water"),
            (self.mood, MOODS, "mood"),
        ):
            if value not in allowed:
                raise ValueError(f"{name} {value!r} is not one of {', '.join(allowed)}")
        for name in ("relief", "settlement", "vegetation", "fog"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} must lie in 0..1, got {getattr(self, name)!r}")
        if not 0.0 <= self.hours <= 24.0:
            raise ValueError(f"hours must lie in 0..24, got {self.hours!r}")
        for item in self.items:
            if item.concept not in CONCEPTS:
                raise ValueError(f"unknown concept {item.concept!r}")
            if item.relation not in RELATIONS:
                raise ValueError(f"unknown relation {item.relation!r}")
            if not 0 <= item.count <= 64 or not 0.5 <= item.size <= 2.0:
                raise ValueError(f"count must be 0..64 and size 0.5..2, got {item!r}")

    def count(self, concept: str, default: int = 0) -> int:
        """How many of a concept are asked for; `default` when the prompt does not mention it."""
        found = [item.count for item in self.items if item.concept == concept]
        return sum(found) if found else default

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the form that is stored, edited and sent."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SceneSpec:
        """Inverse of `to_dict`; raises ValueError or TypeError on data that is no spec."""
        items = tuple(Item(**item) for item in data.get("items", ()))
        return cls(**{**data, "items": items})

    def vector(self) -> NDArray[np.float32]:
        """The generator's conditioning vector, float32 [SPEC_DIM].

        Layout: biome one-hot, water one-hot, mood one-hot, relief, settlement, vegetation, then per
        concept (mentioned, log1p(count), size - 1). Time and weather do not shape the land.
        """
        one_hot = [
            np.eye(len(names), dtype=np.float32)[names.index(value)]
            for names, value in ((BIOMES, self.biome), (WATERS, self.water), (MOODS, self.mood))
        ]
        concepts = np.zeros((len(CONCEPTS), 3), np.float32)
        for item in self.items:
            row = concepts[CONCEPTS.index(item.concept)]
            row[0] = 1.0
            row[1] = np.log1p(np.expm1(row[1]) + item.count)
            row[2] = item.size - 1.0
        scalars = np.array([self.relief, self.settlement, self.vegetation], np.float32)
        return np.concatenate([*one_hot, scalars, concepts.ravel()]).astype(np.float32)


SPEC_DIM: Final = len(BIOMES) + len(WATERS) + len(MOODS) + 3 + 3 * len(CONCEPTS)

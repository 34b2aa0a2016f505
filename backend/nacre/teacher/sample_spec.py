"""What training worlds are asked to be: a broad distribution over everything a prompt can say."""

from __future__ import annotations

from typing import Final

import numpy as np

from nacre.spec import Item, SceneSpec
from nacre.teacher.population import FLORA
from nacre.vocabulary import FIRST_BIOMES, FIRST_SHAPES, MOODS, OBJECTS, WATERS

# How many of a thing people plausibly ask for: (lowest, highest, weight of being asked for).
COUNTS: Final[dict[str, tuple[int, int, float]]] = {
    "house": (1, 10, 3.0), "bell_tower": (1, 2, 2.0), "keep": (1, 1, 1.6), "wall": (1, 6, 0.4),
    "gate": (1, 2, 0.4), "round_tower": (1, 4, 1.0), "well": (1, 2, 1.2), "forge": (1, 2, 1.2),
    "stall": (1, 6, 1.6), "bridge": (1, 3, 1.8), "ruin": (1, 4, 1.2), "windmill": (1, 3, 1.6),
    "lamp": (1, 12, 1.0), "fence": (1, 8, 0.6), "tree_round": (1, 24, 1.0), "tree_cone": (1, 24, 1.0),
    "tree_palm": (1, 16, 0.8), "tree_dead": (1, 10, 0.7), "cactus": (1, 12, 0.7), "bush": (1, 12, 0.5),
    "rock": (1, 10, 0.7), "barrel": (1, 8, 0.5), "hay": (1, 6, 0.5), "statue": (1, 3, 0.8),
    "tent": (1, 5, 0.8), "campfire": (1, 3, 0.8), "villager": (1, 10, 1.4), "blacksmith": (1, 1, 0.9),
    "guard": (1, 5, 0.8), "merchant": (1, 4, 0.8), "child": (1, 5, 0.8), "knight": (1, 4, 0.9),
    "sheep": (1, 8, 0.9), "deer": (1, 5, 0.8), "dog": (1, 3, 0.8), "horse": (1, 4, 0.8),
    "dragon": (1, 3, 1.6),
}  # fmt: skip
# Relations that make sense for a concept, beside "any".
RELATIONS: Final[dict[str, tuple[str, ...]]] = {
    "house": ("on_hill", "by_water", "by_path", "outside"),
    "bell_tower": ("centre", "on_hill", "by_water"),
    "keep": ("centre", "on_hill", "outside"),
    "round_tower": ("on_hill", "outside", "by_water"),
    "well": ("centre", "by_path"),
    "forge": ("by_path", "outside", "by_water"),
    "stall": ("centre", "by_path", "by_water"),
    "ruin": ("on_hill", "outside", "by_water"),
    "windmill": ("on_hill", "by_water", "outside"),
    "statue": ("centre", "on_hill", "by_path"),
    "tent": ("by_water", "outside", "on_hill"),
    "campfire": ("centre", "by_water", "outside"),
    "lamp": ("by_path", "centre"),
    "dragon": ("overhead",),
}
PLACELESS: Final = ("by_path", "outside", "centre", "by_water")


def sample_spec(rng: np.random.Generator) -> SceneSpec:
    """One plausible wish for a world; all randomness comes from `rng`."""
    biome = str(rng.choice(FIRST_BIOMES, p=(0.24, 0.16, 0.14, 0.16, 0.12, 0.08, 0.10)))
    mood = str(rng.choice(MOODS, p=(0.46, 0.16, 0.1, 0.1, 0.08, 0.1)))
    water_odds = {"tropical": (0.15, 0.15, 0.2, 0.5), "desert": (0.55, 0.15, 0.2, 0.1)}
    water = str(rng.choice(WATERS, p=water_odds.get(biome, (0.3, 0.35, 0.2, 0.15))))
    settlement = float(rng.choice((0.0, rng.uniform(0.1, 0.4), rng.uniform(0.3, 0.75), rng.uniform(0.7, 1.0)),
                                  p=(0.16, 0.24, 0.36, 0.24)))  # fmt: skip
    relief = float(np.clip(rng.beta(1.5, 2.2) + (0.45 if rng.random() < 0.15 else 0.0), 0.0, 1.0))
    vegetation = float(rng.beta(1.8, 1.6))
    items = _items(rng, biome, water)
    if water == "none" and any(i.concept == "bridge" and i.count for i in items):
        water = "river"
    return SceneSpec(
        biome=biome,
        hours=_hours(rng, mood),
        weather=_weather(rng, biome, mood),
        water=water,
        mood=mood,
        relief=relief,
        settlement=settlement,
        vegetation=vegetation,
        fog=float(np.clip(rng.beta(1.1, 4.0) + (0.3 if mood in ("spooky", "gloomy") else 0.0), 0.0, 1.0)),
        items=items,
    )


def _hours(rng: np.random.Generator, mood: str) -> float:
    """All round the clock, with more of the golden hours; spooky places are met at night."""
    lot = rng.random() - (0.3 if mood == "spooky" else 0.0)
    if lot < 0.2:
        return float((rng.uniform(20.5, 28.5)) % 24.0)
    if lot < 0.5:
        return float(rng.choice((rng.uniform(5.5, 8.0), rng.uniform(17.0, 20.5))))
    return float(rng.uniform(0.0, 24.0) if lot < 0.6 else rng.uniform(8.0, 17.0))


def _weather(rng: np.random.Generator, biome: str, mood: str) -> str:
    names = ["clear", "overcast", "rain", "snow", "fog"]
    odds = np.array([0.55, 0.18, 0.12, 0.04, 0.11])
    if biome == "snow":
        odds = np.array([0.4, 0.14, 0.0, 0.38, 0.08])
    elif biome in ("desert", "tropical"):
        odds = np.array([0.7, 0.14, 0.1, 0.0, 0.06])
    if mood in ("spooky", "gloomy"):
        odds = odds * np.array([0.45, 1.6, 1.5, 1.0, 2.2])
    return str(rng.choice(names, p=odds / odds.sum()))


def _items(rng: np.random.Generator, biome: str, water: str) -> tuple[Item, ...]:
    """None to six wishes, each concept at most once; about one in eight forbids something."""
    number = int(rng.choice(7, p=(0.16, 0.2, 0.22, 0.18, 0.12, 0.07, 0.05)))
    names = list(COUNTS)
    weights = np.array([COUNTS[name][2] for name in names])
    for k, name in enumerate(names):
        if name in FLORA and name not in FLORA_OF[biome]:
            weights[k] *= 0.2
    chosen = rng.choice(names, size=number, replace=False, p=weights / weights.sum())
    items = []
    for name in map(str, chosen):
        low, high, _ = COUNTS[name]
        # Few are asked for more often than many.
        count = low + int((high - low + 0.999) * rng.random() ** 1.8)
        if rng.random() < 0.12:
            items.append(Item(name, 0))
            continue
        size = float(rng.choice((0.8, 1.0, 1.25), p=(0.1, 0.76, 0.14)))
        relation = "any"
        if rng.random() < 0.4:
            options = RELATIONS.get(name, PLACELESS if name in OBJECTS else ("any", "by_path", "centre", "outside"))
            options = tuple(r for r in options if r != "by_water" or water != "none")
            relation = str(rng.choice(options)) if options else "any"
        if name in ("bridge",):
            relation = "any"
        items.append(Item(name, count, size, relation))
    return tuple(items)


FLORA_OF: Final[dict[str, tuple[str, ...]]] = {
    "meadow": ("tree_round", "tree_cone", "bush"),
    "forest": ("tree_round", "tree_cone", "bush", "tree_dead"),
    "autumn": ("tree_round", "tree_cone", "bush", "tree_dead"),
    "snow": ("tree_cone", "tree_dead"),
    "desert": ("cactus", "tree_palm", "bush"),
    "swamp": ("tree_dead", "tree_round", "bush"),
    "tropical": ("tree_palm", "bush", "tree_round"),
}

assert set(COUNTS) == set(FIRST_SHAPES), "every concept can be asked for"

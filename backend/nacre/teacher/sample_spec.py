"""What training worlds are asked to be: a broad distribution over everything a prompt can say."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import CLASSES, ShapeClass
from nacre.spec import Item, SceneSpec
from nacre.teacher.land.wild import GROWTH
from nacre.teacher.settlements.population import FLORA
from nacre.teacher.themes import THEMES as THEME_TABLE
from nacre.vocabulary import BIOMES, FIRST_SHAPES, MOODS, OBJECTS, SHAPES, THEMES, WATERS


def _plausible(row: ShapeClass) -> tuple[int, int, float]:
    """Counts and weight of a class by its kind: one church, some crates, many flowers."""
    most = {"building": 3, "structure": 2, "vehicle": 3, "prop": 6, "furniture": 4, "plant": 14, "rock": 8}
    if row.name in ("sailing_ship", "pyramid", "rocket", "lighthouse", "church", "hot_air_balloon", "temple"):
        return 1, 2, 0.7
    return 1, most.get(row.group, 6 if row.group == "animal" else 4), 0.45


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
    **{row.name: _plausible(row) for row in CLASSES[len(FIRST_SHAPES):]},
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
    biome = str(rng.choice(BIOMES, p=np.array([16, 11, 9, 11, 9, 6, 8, 6, 5, 4, 5, 6, 4]) / 100))
    theme = str(rng.choice(THEMES, p=_theme_odds(biome)))
    mood = str(rng.choice(MOODS, p=(0.46, 0.16, 0.1, 0.1, 0.08, 0.1)))
    water_odds = {"tropical": (0.15, 0.15, 0.2, 0.5), "desert": (0.55, 0.15, 0.2, 0.1)}
    water = str(rng.choice(WATERS, p=water_odds.get(biome, (0.3, 0.35, 0.2, 0.15))))
    if biome in ("moon", "canyon", "volcano", "island"):
        water = "coast" if biome == "island" else "none"
    settlement = float(rng.choice((0.0, rng.uniform(0.1, 0.4), rng.uniform(0.3, 0.75), rng.uniform(0.7, 1.0)),
                                  p=(0.16, 0.24, 0.36, 0.24)))  # fmt: skip
    relief = float(np.clip(rng.beta(1.5, 2.2) + (0.45 if rng.random() < 0.15 else 0.0), 0.0, 1.0))
    vegetation = float(rng.beta(1.8, 1.6))
    items = _items(rng, biome, water, theme)
    if water == "none" and any(i.concept == "bridge" and i.count for i in items):
        water = "river"
    return SceneSpec(
        biome=biome,
        hours=_hours(rng, mood),
        weather=_weather(rng, biome, mood),
        water=water,
        mood=mood,
        theme=theme,
        relief=relief,
        settlement=settlement,
        vegetation=vegetation,
        fog=float(np.clip(rng.beta(1.1, 4.0) + (0.3 if mood in ("spooky", "gloomy") else 0.0), 0.0, 1.0)),
        items=items,
    )


def _theme_odds(biome: str) -> NDArray[np.float64]:
    """Chances of THEMES in a biome: any theme may be met anywhere, most where it belongs."""
    likes: dict[str, dict[str, float]] = {
        "desert": {"desert": 8, "west": 3, "ancient": 2}, "snow": {"north": 6, "village": 4}, "moon": {"future": 12},
        "city": {"modern": 12}, "tropical": {"coast": 3, "ancient": 3, "village": 2, "east": 1}, "island": {"coast": 6},
        "canyon": {"west": 6, "desert": 2, "ancient": 2}, "volcano": {"ancient": 2, "north": 1}, "swamp": {"spooky": 4},
        "mountain": {"north": 3, "east": 2, "village": 3},
    }  # fmt: skip
    odds = np.full(len(THEMES), 0.35)
    for name, weight in likes.get(biome, {"village": 7, "coast": 1, "east": 1, "candy": 0.5}).items():
        odds[THEMES.index(name)] += weight
    return np.asarray(odds / odds.sum())


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


def _items(rng: np.random.Generator, biome: str, water: str, theme: str) -> tuple[Item, ...]:
    """None to six wishes, each concept at most once; about one in eight forbids something."""
    number = int(rng.choice(7, p=(0.16, 0.2, 0.22, 0.18, 0.12, 0.07, 0.05)))
    names = list(COUNTS)
    weights = np.array([COUNTS[name][2] for name in names])
    for k, name in enumerate(names):
        if name in FLORA and name not in FLORA_OF[biome]:
            weights[k] *= 0.2
    own = THEME_TABLE[theme]
    for k, name in enumerate(names):
        if any(name in table for table in (own.homes, own.landmarks, own.props, own.people, own.animals)):
            weights[k] *= 2.0
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
    **{biome: tuple(name for name in GROWTH[biome]) for biome in BIOMES[7:]},
}

assert set(COUNTS) == set(SHAPES), "every concept can be asked for"

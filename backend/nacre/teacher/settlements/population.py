"""How many of each thing a settlement holds when nobody says: by theme, size, biome, mood and hour."""

from __future__ import annotations

from typing import Final

import numpy as np

from nacre.parts.classes import BY_NAME
from nacre.spec import SceneSpec
from nacre.teacher.themes import THEMES

# What grows, as against what is built.
FLORA: Final = tuple(row.name for row in BY_NAME.values() if row.group == "plant")
_COLD: Final = frozenset({"sled", "snowman", "igloo", "ice_block", "penguin"})
_MOST: Final = {"stall": 6, "boat": 5, "sailing_ship": 1, "hot_air_balloon": 2, "dragon": 1, "treasure": 1, "cart": 4}


def homes(spec: SceneSpec, number: int, rng: np.random.Generator) -> dict[str, int]:
    """`number` dwellings drawn by the theme's shares."""
    shares = dict(THEMES[spec.theme].homes)
    if spec.biome != "snow" and spec.weather != "snow":
        shares = {name: share for name, share in shares.items() if name not in _COLD}
    if spec.biome == "desert" and spec.theme == "village":
        shares = {"desert_house": 8.0, "tower_house": 0.4}
    names = list(shares)
    weights = np.array([shares[name] for name in names])
    drawn = rng.choice(len(names), size=number, p=weights / weights.sum())
    return {name: int((drawn == k).sum()) for k, name in enumerate(names)}


def default_counts(spec: SceneSpec, rng: np.random.Generator, main: bool) -> dict[str, int]:
    """Counts of every concept the prompt leaves open in one settlement; absent means none.

    A wilderness (settlement 0) holds nothing but what is asked for.
    """
    theme = THEMES[spec.theme]
    density = spec.settlement if main else max(0.25, 0.8 * spec.settlement)
    number = round(11 * density) if main else int(rng.integers(2, 4 + round(4 * density)))
    asked = {item.concept: item.count for item in spec.items if item.count}
    dwellings = sum(count for name, count in asked.items() if name in theme.homes)
    counts: dict[str, int] = {}
    if density > 0.04:
        counts = homes(spec, max(0, number - dwellings) if main else number, rng)
        number = max(number, dwellings)
        cheer = {"festive": 1.6, "spooky": 0.7, "gloomy": 0.7}.get(spec.mood, 1.0)
        for name, chance in theme.landmarks.items():
            wide = 1.0 if BY_NAME[name].extent < 9.0 else min(1.0, number / 7.0)
            if number >= 2 and rng.random() < chance * wide and _fits(spec, name):
                counts[name] = counts.get(name, 0) + 1
        for table, scale in ((theme.props, 1.0), (theme.garden, 0.4 + spec.vegetation), (theme.people, 1.0),
                             (theme.animals, 1.0)):  # fmt: skip
            for name, mean in table.items():
                if not _fits(spec, name):
                    continue
                many = mean * number * scale * (cheer if table is theme.people else 1.0)
                drawn = int(rng.poisson(many)) if many > 0 else 0
                counts[name] = counts.get(name, 0) + min(drawn, _MOST.get(name, 12))
        if spec.mood == "festive":
            counts["stall"] = counts.get("stall", 0) + 2
            counts["banner"] = counts.get("banner", 0) + 3
        if counts.get("stall") and spec.theme in ("village", "coast", "desert", "east"):
            counts["merchant"] = max(counts.get("merchant", 0), min(counts["stall"], 3))
        if counts.get("forge"):
            counts["blacksmith"] = counts["anvil"] = 1
        if counts.get("barn"):
            counts["crop"] = counts.get("crop", 0) + int(rng.integers(2, 6))
            counts["cow"] = counts.get("cow", 0) + int(rng.integers(0, 3))
        if counts.get("pier"):
            counts["boat"] = counts.get("boat", 0) + 1
    if main:
        # What the prompt does ask for brings its own people along.
        if "stall" in asked:
            counts["merchant"] = min(asked["stall"], 3)
        if "forge" in asked:
            counts["blacksmith"] = 1
        if "tent" in asked:
            counts["campfire"] = 1
        if "church" in asked:
            counts["grave"] = max(counts.get("grave", 0), 4)
        if asked.get("house") and not any(counts.get(name) for name in theme.people):
            counts[next(iter(theme.people))] = max(1, asked["house"] // 2)
        if spec.mood == "magical":
            for name, chance in (("dragon", 0.4), ("giant_mushroom", 0.4), ("crystal", 0.4)):
                counts[name] = counts.get(name, 0) + int(rng.random() < chance)
    return {name: count for name, count in counts.items() if count > 0}


def _fits(spec: SceneSpec, name: str) -> bool:
    """Whether a class may come unasked in this biome, weather and water."""
    cold = spec.biome == "snow" or spec.weather == "snow"
    if name in _COLD:
        return cold
    if cold and name in ("flowers", "crop", "cactus", "tree_palm", "tree_fruit", "scarecrow", "beehive"):
        return False
    if spec.biome == "moon":
        return name not in FLORA and name not in ("dog", "bird", "cat", "fish", "duck", "campfire")
    if spec.biome == "desert" and name in ("sheep", "cow", "pig", "tree_fruit", "beehive", "hedge"):
        return False
    wet = spec.water != "none" or spec.biome in ("swamp", "island")
    if name in ("boat", "fish", "duck", "reeds", "pier", "sailing_ship", "crab", "turtle", "shark", "lighthouse"):
        sea = name in ("sailing_ship", "crab", "turtle", "shark", "lighthouse")
        return (spec.water == "coast" or spec.biome == "island") if sea else wet
    return True


def castle_guard(spec: SceneSpec, counts: dict[str, int]) -> None:
    """Adds what a keep or a gate brings along: walls, towers, gates, guards and knights."""
    if spec.count("keep"):
        for name, number in (
            ("round_tower", 4), ("gate", 1), ("wall", 11), ("guard", 3), ("knight", 2), ("banner", 3), ("torch", 2),
        ):  # fmt: skip
            counts[name] = number
    elif spec.count("gate"):
        counts["guard"] = max(counts.get("guard", 0), 2)

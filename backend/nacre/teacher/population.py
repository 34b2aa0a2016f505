"""How many of each thing a village holds when nobody says: by settlement, biome, mood and hour."""

from __future__ import annotations

from typing import Final

import numpy as np

from nacre.spec import SceneSpec

# What grows, as against what is built.
FLORA: Final = ("tree_round", "tree_cone", "tree_palm", "tree_dead", "cactus", "bush")


def default_counts(spec: SceneSpec, rng: np.random.Generator, main: bool) -> dict[str, int]:
    """Counts of every concept the prompt leaves open in one village; absent means none.

    A wilderness (settlement 0) holds nothing but what is asked for.
    """
    density = spec.settlement if main else max(0.25, 0.8 * spec.settlement)
    houses = round(10 * density) if main else int(rng.integers(2, 4 + round(4 * density)))
    counts: dict[str, int] = {}
    if density > 0.04:
        festive, spooky = spec.mood == "festive", spec.mood in ("spooky", "gloomy")
        counts["house"] = houses
        counts["lamp"] = round((2 + 7 * density) * (1.5 if festive else 1.0)) if houses else 0
        counts["well"] = int(houses >= 2)
        counts["stall"] = int(rng.integers(0, 2)) + int(houses > 4) + (2 if festive else 0) if houses > 1 else 0
        counts["barrel"] = int(rng.integers(0, 2 + houses // 2))
        counts["fence"] = int(rng.integers(0, 3 + houses // 2))
        if spec.biome in ("meadow", "forest", "autumn"):
            counts["hay"] = int(rng.integers(0, 2 + houses // 3))
        counts["forge"] = int(houses >= 5 and rng.random() < 0.5)
        counts["bell_tower"] = int(houses >= 6 and rng.random() < 0.3)
        counts["windmill"] = int(houses >= 4 and rng.random() < 0.18 and spec.biome not in ("swamp", "desert"))
        counts["statue"] = int(houses >= 8 and rng.random() < 0.3)
        counts["villager"] = max(1, round(houses * (0.3 if spooky else 0.6)))
        counts["child"] = int(houses >= 4 and not spooky) + int(festive)
        counts["dog"] = int(houses >= 3 and rng.random() < 0.6)
        counts["merchant"] = min(counts["stall"], 2)
        counts["blacksmith"] = counts["forge"]
        if spec.biome in ("meadow", "autumn", "forest") and houses >= 2:
            counts["sheep"] = int(rng.integers(0, 4))
        if houses >= 3:
            counts["horse"] = int(rng.random() < 0.35)
    if main:
        # What the prompt does ask for brings its own people along.
        asked = {item.concept: item.count for item in spec.items if item.count}
        if "stall" in asked:
            counts["merchant"] = min(asked["stall"], 3)
        if "forge" in asked:
            counts["blacksmith"] = 1
        if "tent" in asked:
            counts["campfire"] = 1
        if asked.get("house") and not counts.get("villager"):
            counts["villager"] = max(1, asked["house"] // 2)
        if spec.mood == "magical" and rng.random() < 0.5:
            counts["dragon"] = 1
    return counts


def castle_guard(spec: SceneSpec, counts: dict[str, int]) -> None:
    """Adds what a keep or a gate brings along: walls, towers, gates, guards and knights."""
    if spec.count("keep"):
        for name, number in (("round_tower", 4), ("gate", 1), ("wall", 11), ("guard", 2), ("knight", 1)):
            counts[name] = number
    elif spec.count("gate"):
        counts["guard"] = 1

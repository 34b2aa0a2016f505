"""What a prompt leaves open, filled in with likely, seed-varied choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np

from nacre.prompts.attributes import Value, clock_hours
from nacre.prompts.lexicon.table import BUILDINGS, PEOPLE
from nacre.spec import Item, SceneSpec
from nacre.vocabulary import SIGNS_OF_THEME, WATERS, WEATHERS

_LAND: Final[dict[str, tuple[float, float]]] = {  # usual relief and vegetation of a biome
    "meadow": (0.35, 0.45), "forest": (0.4, 0.85), "autumn": (0.4, 0.65), "snow": (0.45, 0.4),
    "desert": (0.3, 0.08), "swamp": (0.1, 0.6), "tropical": (0.35, 0.65), "mountain": (0.85, 0.35),
    "canyon": (0.75, 0.1), "volcano": (0.8, 0.08), "island": (0.4, 0.5), "city": (0.12, 0.25), "moon": (0.35, 0.0),
}  # fmt: skip
_WEATHER: Final[dict[str, tuple[float, ...]]] = {  # odds in the order of WEATHERS
    "meadow": (0.85, 0.15, 0.0, 0.0, 0.0), "forest": (0.8, 0.15, 0.0, 0.0, 0.05),
    "autumn": (0.7, 0.25, 0.0, 0.0, 0.05), "snow": (0.6, 0.15, 0.0, 0.25, 0.0),
    "desert": (1.0, 0.0, 0.0, 0.0, 0.0), "swamp": (0.3, 0.4, 0.0, 0.0, 0.3),
    "tropical": (0.95, 0.05, 0.0, 0.0, 0.0), "mountain": (0.8, 0.2, 0.0, 0.0, 0.0),
    "canyon": (1.0, 0.0, 0.0, 0.0, 0.0), "volcano": (0.5, 0.5, 0.0, 0.0, 0.0), "island": (0.9, 0.1, 0.0, 0.0, 0.0),
    "city": (0.8, 0.2, 0.0, 0.0, 0.0), "moon": (1.0, 0.0, 0.0, 0.0, 0.0),
}  # fmt: skip
_WATER: Final[dict[str, tuple[float, ...]]] = {  # odds in the order of WATERS
    "meadow": (0.35, 0.45, 0.2, 0.0), "forest": (0.4, 0.4, 0.2, 0.0), "autumn": (0.4, 0.35, 0.25, 0.0),
    "snow": (0.5, 0.2, 0.3, 0.0), "desert": (0.95, 0.0, 0.05, 0.0), "swamp": (0.1, 0.2, 0.7, 0.0),
    "tropical": (0.1, 0.1, 0.1, 0.7), "mountain": (0.5, 0.25, 0.25, 0.0), "canyon": (0.5, 0.5, 0.0, 0.0),
    "volcano": (0.9, 0.0, 0.1, 0.0), "island": (0.0, 0.0, 0.0, 1.0), "city": (0.7, 0.2, 0.1, 0.0),
    "moon": (1.0, 0.0, 0.0, 0.0),
}  # fmt: skip
# The theme that goes without saying in a biome.
_THEME_OF_BIOME: Final = {"desert": "desert", "snow": "north", "city": "modern", "moon": "future", "canyon": "desert"}
# Where what lives or stands nowhere else is at home.
_HOME_OF_CLASS: Final = {"pyramid": "desert", "camel": "desert", "igloo": "snow", "penguin": "snow", "sled": "snow"}
_FOG: Final = {"clear": 0.06, "overcast": 0.14, "rain": 0.22, "snow": 0.22, "fog": 0.42}
_INHABITED: Final = frozenset((*BUILDINGS, *PEOPLE, "lamp", "fence", "hay", "barrel")) - {"tent"}


def _pick(names: tuple[str, ...], odds: tuple[float, ...], draw: float, forbidden: Collection[str]) -> str:
    weights = np.array([0.0 if name in forbidden else odd for name, odd in zip(names, odds, strict=True)])
    if weights.sum() == 0.0:
        allowed = [name for name in names if name not in forbidden]
        return allowed[0] if allowed else names[0]
    return names[int(np.searchsorted(np.cumsum(weights / weights.sum()), min(draw, 1.0 - 1e-9), side="right"))]


def tree_of(biome: str) -> str:
    """The concept that "a tree" is in a biome."""
    palms = dict.fromkeys(("tropical", "desert", "island"), "tree_palm")
    return {"snow": "tree_cone", "mountain": "tree_cone", "volcano": "tree_dead", **palms}.get(biome, "tree_round")


def theme_of(values: Mapping[str, Value], items: tuple[Item, ...], biome: str, water: str) -> str:
    """The theme that was said, or that most of the named classes belong to, or that is usual there."""
    said = values.get("theme")
    if said is not None:
        return str(said)
    named = [item.concept for item in items if item.count]
    votes = {theme: sum(name in classes for name in named) for theme, classes in SIGNS_OF_THEME.items()}
    best = max(votes, key=lambda theme: votes[theme])
    if votes[best]:
        return best
    if values.get("mood") == "spooky":
        return "spooky"
    if biome == "snow" and "biome" not in values:
        return "village"
    return _THEME_OF_BIOME.get(biome, "coast" if water == "coast" and values.get("water") == "coast" else "village")


def biome_of(
    values: Mapping[str, Value], forbidden: Collection[tuple[str, Value]], items: tuple[Item, ...] = ()
) -> str:
    """The biome asked for, or where what was asked for is at home, or the first that is not forbidden."""
    said = values.get("biome")
    if said is not None:
        return str(said)
    for item in items:
        home = _HOME_OF_CLASS.get(item.concept)
        if item.count and home is not None and ("biome", home) not in forbidden:
            return home
    return next((name for name in _LAND if ("biome", name) not in forbidden), "meadow")


def fill(
    values: Mapping[str, Value],
    forbidden: Collection[tuple[str, Value]],
    items: tuple[Item, ...],
    seed: int,
    said_anything: bool,
    looks: tuple[Item, ...] = (),
) -> SceneSpec:
    """A whole spec. Draws are made in a fixed order, so that saying one thing changes nothing else."""
    draws = np.random.default_rng(seed % 2**63).random(8)

    def barred(attribute: str) -> set[str]:
        return {str(value) for name, value in forbidden if name == attribute}

    biome = biome_of(values, forbidden, items)
    weather = values.get("weather") or _pick(WEATHERS, _WEATHER[biome], draws[0], barred("weather"))
    dry = set() if said_anything else {"none"}  # nobody asked for anything: show the pleasant side
    water = values.get("water") or _pick(WATERS, _WATER[biome], draws[1], barred("water") | dry)
    if "time" in values:
        hours = clock_hours(str(values["time"]))
    else:
        # the sun stands 25 to 45 degrees high, morning or afternoon: shadows draw the ground
        hours = 8.0 + 3.2 * float(draws[2]) + (5.4 if draws[2] > 0.5 else 0.0)
        if ("time", "day") in forbidden:
            hours = 22.5
    relief, vegetation = _LAND[biome]
    relief += 0.2 * (float(draws[3]) - 0.5)
    vegetation += 0.16 * (float(draws[4]) - 0.5)
    concepts = {item.concept for item in items if item.count}
    if not said_anything or {item.concept for item in looks} & _INHABITED:
        settlement = 0.5 + 0.15 * float(draws[5])
    elif concepts & _INHABITED:
        settlement = 0.25 + 0.2 * float(draws[5])
    else:
        settlement = 0.15 * float(draws[5])
    mood = values.get("mood") or ("plain" if said_anything or ("mood", "peaceful") in forbidden else "peaceful")
    fog = _FOG[str(weather)] + 0.06 * float(draws[6])
    if ("weather", "fog") in forbidden:
        fog = min(fog, 0.03)

    def scalar(name: str, otherwise: float) -> float:
        return round(float(np.clip(float(values.get(name, otherwise)), 0.0, 1.0)), 3)

    return SceneSpec(
        biome=biome,
        hours=round(hours % 24.0, 3),
        weather=str(weather),
        water=str(water),
        mood=str(mood),
        theme=theme_of(values, items, biome, str(water)),
        relief=scalar("relief", relief),
        settlement=scalar("settlement", settlement),
        vegetation=scalar("vegetation", vegetation),
        fog=scalar("fog", fog),
        items=items,
        looks=looks,
        show_water="water" in values and water != "none",
    )

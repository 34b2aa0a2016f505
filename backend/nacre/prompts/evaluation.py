"""Prompts with the attributes a fair reading keeps: how well are prompts understood, and worlds made?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from nacre.prompts.attributes import TIMES
from nacre.prompts.describe import NAMES
from nacre.spec import SceneSpec
from nacre.vocabulary import ENTITIES, SHAPES

Expected = dict[str, Any]


class AtLeast(int):
    """An expected count that more would also satisfy; plain ints are meant exactly."""


_PLACES: Final = {
    "meadow": ("a meadow", "green pastures", "a grassy plain"),
    "forest": ("a forest", "the woods", "a leafy woodland"),
    "autumn": ("an autumn landscape", "the countryside in October", "a land of falling leaves"),
    "snow": ("a snowy land", "a wintry landscape", "snow-covered country"),
    "desert": ("a desert", "sandy dunes", "an arid waste of sand"),
    "swamp": ("a swamp", "marshland", "a boggy fen"),
    "tropical": ("the tropics", "a tropical land", "a jungle"),
}
_HOURS: Final = {
    "dawn": "at dawn", "morning": "in the morning", "noon": "at noon", "afternoon": "on a lazy afternoon",
    "golden_hour": "in golden light", "sunset": "at sunset", "dusk": "at dusk", "night": "by night",
    "midnight": "around midnight",
}  # fmt: skip
_WEATHERS: Final = {
    "clear": ("under a clear sky", "in bright sunshine"),
    "overcast": ("under grey skies", "on a cloudy day"),
    "rain": ("in the rain", "during a downpour"),
    "snow": ("while it is snowing", "in a blizzard"),
    "fog": ("wrapped in fog", "in drifting mist"),
}
_WATERS: Final = {
    "none": ("without water", "with no lake or river"), "river": ("with a river", "crossed by a stream"),
    "lake": ("with a lake", "around a pond"), "coast": ("by the sea", "on the coast"),
}  # fmt: skip
_MOODS: Final = {
    "plain": "", "peaceful": "tranquil ", "festive": "festive ", "spooky": "creepy ", "gloomy": "dreary ",
    "magical": "magical ",
}  # fmt: skip
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@cache
def hand_written(name: str = "evaluation.txt") -> tuple[tuple[str, Expected], ...]:
    """The prompts of a file beside this one with their expectations.

    evaluation.txt has been looked at while the lexicon was made; evaluation_unseen.txt never was.
    """
    lines = files("nacre.prompts").joinpath("suite", name).read_text("utf-8").splitlines()
    found = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        prompt, _, wanted = line.rpartition(" | ")
        expected: Expected = {}
        for pair in wanted.split():
            name, _, value = pair.partition("=")
            if name in SHAPES:
                group = "creatures" if name in ENTITIES else "things"
                expected.setdefault(group, {})[name] = AtLeast(1) if value == "+" else int(value)
            elif name == "hours":
                low, _, high = value.partition("-")
                expected["hours"] = (float(low), float(high))
            else:
                expected[name] = value
        found.append((prompt, expected))
    return tuple(found)


def _templated(rng: np.random.Generator) -> tuple[str, Expected]:
    def pick(options: tuple[str, ...]) -> str:
        return options[int(rng.integers(len(options)))]

    biome, water, mood, time = (pick(tuple(table)) for table in (_PLACES, _WATERS, _MOODS, _HOURS))
    # Sunshine belongs to the day, and snow to no jungle: prompts people would write.
    weather = pick(("clear", "overcast", "rain", "fog") if biome != "snow" else tuple(_WEATHERS))
    if time in ("night", "midnight") and weather == "clear":
        weather = "overcast"
    expected: Expected = {"biome": biome, "water": water, "weather": weather}
    _, low, high = TIMES[time]
    expected["hours"] = (low % 24.0, high % 24.0)
    if mood != "plain":
        expected["mood"] = mood
    concepts = [SHAPES[i] for i in rng.choice(len(SHAPES), 3, replace=False)]
    phrases = []
    for concept in concepts:
        count = int(rng.integers(1, len(_NUMBERS)))
        size = pick(("", "", "small ", "large ")) if concept not in ENTITIES else ""
        phrases.append(f"{_NUMBERS[count]} {size}{NAMES[concept][count != 1]}")
        expected.setdefault("creatures" if concept in ENTITIES else "things", {})[concept] = count
    place = pick(_PLACES[biome])
    article, _, rest = place.partition(" ")
    scene = f"{article} {_MOODS[mood]}{rest}" if article in ("a", "the") else f"{place}, {_MOODS[mood]}".rstrip(", ")
    if article == "an":
        scene = f"a {_MOODS[mood]}{rest}" if mood != "plain" else place
    parts = [scene, pick(_WATERS[water]), _HOURS[time], pick(_WEATHERS[weather])]
    head = " ".join(parts) if rng.random() < 0.5 else ", ".join((parts[0], parts[2], parts[1], parts[3]))
    things = f"{phrases[0]}, {phrases[1]} and {phrases[2]}"
    prompt = f"{head}, {things}" if rng.random() < 0.6 else f"{things} in {head}"
    return prompt[0].upper() + prompt[1:], expected


def evaluation_prompts(n: int = 240, seed: int = 0) -> list[tuple[str, Expected]]:
    """n prompts with what they ask for: all hand-written ones first, then templated ones.

    Expected keys: biome, weather, water, mood; hours (from, to), which may pass midnight; things and
    creatures as {concept: exact count, or AtLeast(1)}.
    """
    rng = np.random.default_rng(seed)
    written = list(hand_written())[:n]
    return written + [_templated(rng) for _ in range(n - len(written))]


def unseen_prompts() -> list[tuple[str, Expected]]:
    """Hand-written prompts on which nothing was ever tuned, in the form of `evaluation_prompts`."""
    return list(hand_written("evaluation_unseen.txt"))


def judge(spec: SceneSpec, expected: Mapping[str, Any]) -> dict[str, bool]:
    """Per expected attribute ("biome", "things.house" …) whether a spec keeps it."""
    verdict: dict[str, bool] = {}
    for name, wanted in expected.items():
        if name in ("things", "creatures"):
            for concept, count in wanted.items():
                have = spec.count(concept)
                verdict[f"{name}.{concept}"] = have >= count if isinstance(count, AtLeast) else have == count
        elif name == "hours":
            low, high = wanted
            inside = low <= spec.hours <= high if low <= high else spec.hours >= low or spec.hours <= high
            verdict[name] = inside
        else:
            verdict[name] = getattr(spec, name) == wanted
    return verdict

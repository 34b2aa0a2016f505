"""How well prompts are understood: four hundred of them in fifteen languages, and what a fair reading of each keeps.

A line of the text files is `language | prompt | wishes`. A wish is one of

- `biome=moon`, `weather=rain`, `water=lake`, `theme=east`, `mood=spooky`, `hours=18-6` (may pass midnight),
- `house=2` so many, `house=+` at least one, `house=0` none; `mill/windmill=1` either of two classes,
- `house.primary=red` a colour, also `.secondary`, `.accent`, `.detail`; `house.size=tiny`; `house.storeys=2`;
  `house.material=stone`; `house.condition=ruined`; `cat.pose=sit`; `bench.arrangement=circle`; `guard.age=old`,
- `goat@in_front_of:barn` a relation to another thing, `house@by_water` to the land.

unseen.txt was written before the lexicon was; the other files were looked at while it was made. natives.txt was
written before its languages' lexicons were widened, and half of it never looked at.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Protocol

import numpy as np

from nacre.parts.colours import NAMED, rgb_of
from nacre.prompts.evaluation import AtLeast, hand_written
from nacre.prompts.lexicon.table import lexicon
from nacre.prompts.parse import Understanding, understand
from nacre.spec import Item, SceneSpec
from nacre.vocabulary import SHAPE_INDEX

FILES: Final = ("unseen.txt", "languages.txt", "themes.txt")
NATIVES: Final = "natives.txt"  # everyday sentences in fourteen languages; not among the 400
FLOORS: Final = {
    "words.kept": ("least", 0.92), "words.colour": ("least", 0.95), "words.relation": ("least", 0.85),
    "words.size": ("least", 0.95), "words.language": ("least", 0.9), "words.false_reading": ("most", 0.01),
    "words.silent_default": ("most", 0), "words.p99_ms": ("most", 20.0),
}  # fmt: skip
_WORLD: Final = ("biome", "weather", "water", "mood", "theme", "hours")
_SLOTS: Final = ("primary", "secondary", "accent", "detail")
SIZES: Final = {"tiny": (0.0, 0.75), "small": (0.0, 0.95), "large": (1.05, 4.0), "huge": (1.3, 4.0)}
_COLOUR_APART: Final = 0.16  # how far from the named colour the nearest of the 512 may be, in sRGB


@dataclass(frozen=True)
class Wish:
    """One thing a prompt asks for. kind: world, count, colour, size, look or relation."""

    kind: str
    classes: tuple[str, ...]
    name: str
    value: str


@dataclass(frozen=True)
class SuitePrompt:
    """A prompt in a language with its wishes."""

    language: str
    prompt: str
    wishes: tuple[Wish, ...]


class Source(Protocol):
    """Where the answers are read from: a spec (`FromSpec`), or a world's state and the geometry of its things."""

    def world(self, name: str) -> Any:
        """biome, weather, water, mood, theme as words; hours as a number."""
        ...

    def things(self, concept: str) -> Sequence[Item]:
        """What there is of a class: items with a count and what can be told of their look and place."""
        ...


@dataclass(frozen=True)
class FromSpec:
    """Answers from what the prompt was read as."""

    spec: SceneSpec

    def world(self, name: str) -> Any:
        """A field of the spec."""
        return getattr(self.spec, name)

    def things(self, concept: str) -> Sequence[Item]:
        """Its items of a class, and the wishes for all of it."""
        return [item for item in (*self.spec.items, *self.spec.looks) if item.concept == concept]


def parse_wish(text: str) -> Wish:
    """A wish from its written form; raises ValueError for one that is none."""
    if "@" in text:
        classes, _, value = text.partition("@")
        return Wish("relation", tuple(classes.split("/")), "relation", value)
    left, _, value = text.partition("=")
    if left in _WORLD:
        return Wish("world", (), left, value)
    classes, _, name = left.partition(".")
    found = tuple(classes.split("/"))
    if any(concept not in SHAPE_INDEX for concept in found):
        raise ValueError(f"unknown class in {text!r}")
    kind = "colour" if name in _SLOTS else "size" if name == "size" else "look" if name else "count"
    return Wish(kind, found, name, value)


def _within(hours: float, span: str) -> bool:
    low, high = (float(part) for part in span.split("-"))
    return low <= hours <= high if low <= high else hours >= low or hours <= high


def is_colour(index: int | None, name: str) -> bool:
    """Whether one of the 512 colours passes for a named one."""
    if index is None:
        return False
    return float(np.linalg.norm(np.subtract(rgb_of(index), NAMED[name]))) <= _COLOUR_APART


def kept(wish: Wish, source: Source) -> bool:
    """Whether a world, or the reading of a prompt, has what was wished for."""
    if wish.kind == "world":
        value = source.world(wish.name)
        return _within(float(value), wish.value) if wish.name == "hours" else value == wish.value
    there = [item for concept in wish.classes for item in source.things(concept)]
    present = [item for item in there if item.count]
    if wish.kind == "count":
        total = sum(item.count for item in present)
        return total >= 1 if wish.value == "+" else total == int(wish.value)
    if wish.kind == "colour":
        return any(is_colour(getattr(item, wish.name), wish.value) for item in present)
    if wish.kind == "size":
        low, high = SIZES[wish.value]
        return any(low <= item.size <= high for item in present)
    if wish.kind == "relation":
        relation, _, to = wish.value.partition(":")
        goals = set(to.split("/")) if to else set()
        return any(i.relation == relation and (not goals or goals & set(i.to.split("+"))) for i in present)
    if wish.name == "age":
        return any(i.age is not None and (i.age > 0.6) == (wish.value == "old") for i in present)
    if wish.name == "material":
        return any(wish.value in (i.material, i.second_material) for i in present)
    return any(str(getattr(item, wish.name)) == wish.value for item in present)


@cache
def prompts_of(name: str) -> tuple[SuitePrompt, ...]:
    """The prompts of one file of this folder."""
    found = []
    for line in files("nacre.prompts").joinpath("suite", name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            language, prompt, wishes = (part.strip() for part in line.split(" | "))
            found.append(SuitePrompt(language, prompt, tuple(parse_wish(text) for text in wishes.split())))
    return tuple(found)


def _older(name: str) -> tuple[SuitePrompt, ...]:
    """The English prompts of the first version, in the same form."""
    found = []
    for prompt, expected in hand_written(name):
        wishes: list[Wish] = []
        for key, value in expected.items():
            if key in ("things", "creatures"):
                counts = {c: "+" if isinstance(n, AtLeast) else str(n) for c, n in value.items()}
                wishes += [Wish("count", (concept,), "", count) for concept, count in counts.items()]
            elif key == "hours":
                wishes.append(Wish("world", (), "hours", f"{value[0]}-{value[1]}"))
            else:
                wishes.append(Wish("world", (), key, value))
        found.append(SuitePrompt("en", prompt, tuple(wishes)))
    return tuple(found)


def prompts() -> tuple[SuitePrompt, ...]:
    """All of them: new ones in every language, and those of the first version."""
    new = tuple(one for name in FILES for one in prompts_of(name))
    return new + _older("evaluation.txt") + _older("evaluation_unseen.txt")


@cache
def nouns() -> tuple[str, ...]:
    """English nouns, a few of which the lexicon knows."""
    lines = files("nacre.prompts").joinpath("suite", "nouns.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def false_readings(words: Iterable[str]) -> list[tuple[str, str]]:
    """Words that the lexicon lacks and that were read as something all the same: (word, what it became)."""
    wrong = []
    for word in words:
        if lexicon().match([word], 0):
            continue
        became = understand(word).understood
        if became:
            wrong.append((word, became[0].value))
    return wrong


def _share(good: int, all_: int) -> float | None:
    return round(good / all_, 4) if all_ else None


def words_figures(source: Callable[[Understanding], Source] | None = None) -> dict[str, Any]:
    """Every `words.*` figure, the missed wishes beside them. `source` reads answers elsewhere than from the spec."""
    read = source or (lambda meaning: FromSpec(meaning.spec))
    tally: dict[str, list[int]] = {}
    missed: list[str] = []
    silent: list[str] = []
    seconds: list[float] = []
    busy: list[float] = []
    for one in {one.language: one for one in prompts()}.values():
        understand(one.prompt)  # every lexicon is loaded once
    for one in prompts():
        start, begun = time.perf_counter(), time.thread_time()
        meaning = understand(one.prompt)
        seconds.append(time.perf_counter() - start)
        busy.append(time.thread_time() - begun)
        if not meaning.understood and not meaning.offers:
            silent.append(one.prompt)
        answers = read(meaning)
        for wish in one.wishes:
            good = kept(wish, answers)
            for name in ("kept", wish.kind, f"language.{one.language}"):
                tally.setdefault(name, [0, 0])[0] += good
                tally[name][1] += 1
            if not good:
                missed.append(f"{one.language} | {one.prompt} | {wish}")
    known = {one.prompt for one in prompts_of("unseen.txt")}
    unseen = [kept(w, read(understand(one.prompt))) for one in prompts() if one.prompt in known for w in one.wishes]
    natives = [kept(w, read(understand(one.prompt))) for one in prompts_of(NATIVES) for w in one.wishes]
    wrong = false_readings(nouns())
    # Nobody's words: they must lead to a question, not to a meadow.
    strangers = ("xqzv wrpl", "qwoeiruz", "\u0e1a\u0e49\u0e32\u0e19\u0e41\u0e14\u0e07", "zorbly wumpus frindle")
    silent += [text for text in strangers if not understand(text).understood and not understand(text).offers]
    figures: dict[str, Any] = {
        "words.kept": _share(*tally["kept"]),
        "words.kept_unseen": _share(sum(unseen), len(unseen)),
        "words.kept_natives": _share(sum(natives), len(natives)),
        "words.colour": _share(*tally["colour"]),
        "words.relation": _share(*tally["relation"]),
        "words.size": _share(*tally["size"]),
        "words.false_reading": _share(len(wrong), len(nouns())),
        "words.silent_default": len(silent),
        "words.prompts": len(prompts()),
        "words.p99_ms": round(float(np.percentile(np.array(seconds) * 1e3, 99)), 2),
        "words.p99_cpu_ms": round(float(np.percentile(np.array(busy) * 1e3, 99)), 2),
        "words.language": {n[9:]: _share(*t) for n, t in sorted(tally.items()) if n.startswith("language.")},
    }
    return {"figures": figures, "missed": missed, "false": wrong, "silent": silent}

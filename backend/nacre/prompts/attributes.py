"""Attributes of the whole world: the last word wins, and what is only implied gives way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nacre.prompts.describe import in_words
from nacre.prompts.lexicon.table import PLURAL_COUNT, SCALARS
from nacre.prompts.mention import Mention
from nacre.vocabulary import THEMES

Value = str | float

# Solar hours of the named times, and the span of hours each word may mean.
TIMES: Final[dict[str, tuple[float, float, float]]] = {
    "dawn": (5.8, 5.0, 6.8), "sunrise": (6.4, 5.5, 7.5), "morning": (9.0, 5.0, 12.0),
    "noon": (12.0, 11.5, 13.0), "day": (13.0, 6.5, 18.0), "afternoon": (14.5, 12.0, 18.0),
    "late_afternoon": (16.5, 15.5, 18.0), "golden_hour": (17.0, 16.0, 18.2),
    "sunset": (17.7, 16.9, 18.6), "dusk": (18.3, 17.4, 19.5), "twilight": (18.6, 17.6, 20.0),
    "evening": (18.9, 17.0, 22.0), "night": (22.5, 18.0, 30.0), "midnight": (0.0, 23.5, 24.5),
}  # fmt: skip
# (attribute, loose word): the closer words it goes along with instead of contradicting them.
YIELDS: Final[dict[tuple[str, str], frozenset[str]]] = {
    ("biome", "forest"): frozenset(("autumn", "snow", "swamp", "tropical", "mountain")),
    ("biome", "meadow"): frozenset(("autumn", "snow", "swamp", "tropical", "mountain", "island")),
    ("biome", "mountain"): frozenset(("snow", "forest", "autumn", "desert", "volcano", "canyon")),
    ("biome", "island"): frozenset(("tropical", "meadow", "forest", "snow", "volcano", "autumn", "desert")),
    ("biome", "desert"): frozenset(("canyon", "moon", "volcano")),
    ("biome", "city"): frozenset(("moon", "snow", "desert", "autumn", "tropical", "island")),
    ("theme", "village"): frozenset(THEMES) - {"village"},
    ("theme", "modern"): frozenset(("future",)),
    ("theme", "ancient"): frozenset(("desert", "east", "north")),
    ("weather", "overcast"): frozenset(("rain", "snow", "fog")),
    ("weather", "fog"): frozenset(("rain", "snow", "overcast", "clear")),
    ("mood", "peaceful"): frozenset(("festive", "magical")),
    ("mood", "gloomy"): frozenset(("spooky",)),
}
# What the world as a whole has; everything else in the lexicon is said of single things.
OF_THE_WORLD: Final = frozenset(("biome", "weather", "water", "mood", "theme", "time", *SCALARS))
APART: Final = 0.45  # two scalars further apart than this contradict each other


@dataclass(frozen=True)
class Offer:
    """One value some mention proposes for one attribute."""

    mention: int
    value: Value
    said: bool


def clock_hours(time: str) -> float:
    """Solar hours of a named time, or of a number in words."""
    return TIMES[time][0] if time in TIMES else float(time)


def goes_along(attribute: str, loose: str, close: str) -> bool:
    """True when a loose word leaves room for a closer one: "night" for "midnight"."""
    if attribute != "time":
        return close in YIELDS.get((attribute, loose), ())
    if loose not in TIMES:
        return False
    _, low, high = TIMES[loose]
    narrower = close not in TIMES or TIMES[close][2] - TIMES[close][1] < high - low
    hours = clock_hours(close)
    return narrower and (low <= hours <= high or low <= hours + 24.0 <= high)


def _degreed(value: float, degree: str) -> float:
    if degree == "heavy":
        return min(value + 0.5 * (1.0 - value), 1.0)
    return 0.5 * value if degree == "light" else value


def _offers(mentions: list[Mention]) -> tuple[dict[str, list[Offer]], set[tuple[str, Value]]]:
    """Offers per attribute in the order of the prompt, and the values that are forbidden."""
    offers: dict[str, list[Offer]] = {}
    forbidden: set[tuple[str, Value]] = set()
    last_said: dict[tuple[str, Value], bool] = {}

    def offer(attribute: str, index: int, value: Value, said: bool) -> None:
        if attribute not in OF_THE_WORLD:
            return
        offers.setdefault(attribute, []).append(Offer(index, value, said))

    for index, mention in enumerate(mentions):
        entry = mention.entry
        if mention.negated:
            # "no flowers" is about flowers, not about the meadow that they make one think of
            for attribute, value in entry.said[:1] or (() if entry.things else entry.implied[:1]):
                if attribute == "fog":
                    last_said[("weather", "fog")] = False
                if attribute in SCALARS:
                    offer(attribute, index, 0.05 if attribute == "relief" else 0.0, True)
                    continue
                last_said[(attribute, value)] = False
                if attribute == "water":
                    offer("water", index, "none", entry.label == "water")
                if attribute == "weather":
                    offer("weather", index, "overcast" if value == "clear" else "clear", False)
            if entry.things and entry.things[0][0] == "@tree":
                offer("vegetation", index, 0.15, False)
            if entry.things and entry.things[0][0] == "@buildings":
                offer("settlement", index, 0.0, True)
            continue
        plenty = mention.degree == "heavy"
        for said, pairs in ((True, entry.said), (False, entry.implied)):
            for attribute, value in pairs:
                if attribute == "relation":
                    continue
                if isinstance(value, float):
                    value = _degreed(value, mention.degree)
                    if attribute == "settlement" and mention.size is not None and entry.kind == "settlement":
                        value = min(value * mention.size, 1.0)
                elif said:
                    last_said[(attribute, value)] = True
                offer(attribute, index, value, said)
        if mention.degree and any(a == "weather" and v in ("rain", "snow") for a, v in entry.said):
            offer("fog", index, 0.4 if plenty else 0.1, False)
        for name, _ in entry.things[:1]:
            if name == "@tree" and not entry.compound and (mention.count or mention.plural):
                count = PLURAL_COUNT["tree"] if mention.count is None else mention.count
                offer("vegetation", index, min(count / 30.0 + 0.3, 0.9), False)
    forbidden.update(pair for pair, allowed in last_said.items() if not allowed)
    return offers, forbidden


def _winner(
    attribute: str, offers: list[Offer], forbidden: set[tuple[str, Value]], dropped: dict[int, int]
) -> tuple[Value | None, list[tuple[int, int]]]:
    """(value, [(overruled mention, by which mention)]) of one attribute."""
    alive = [o for o in offers if o.mention not in dropped]
    said = [o for o in alive if o.said]
    pool = said or alive
    lost: list[tuple[int, int]] = []
    if attribute in SCALARS:
        if not pool:
            return None, lost
        last = pool[-1]
        close = [o for o in pool if abs(float(o.value) - float(last.value)) <= APART]
        if said:
            far = [o for o in said if abs(float(o.value) - float(last.value)) > APART]
            lost = [(o.mention, last.mention) for o in far]
            negative = float(last.value) <= 0.05
            return float(last.value) if negative else max(float(o.value) for o in close), lost
        return max(float(o.value) for o in close), lost
    current: Offer | None = None
    favour: list[Offer] = []
    for offer in pool:
        value = str(offer.value)
        if (attribute, value) in forbidden:
            if offer.said:
                lost.append((offer.mention, -1))
        elif current is None:
            current, favour = offer, [offer]
        elif value == current.value:
            favour.append(offer)
        elif goes_along(attribute, str(current.value), value):
            current = offer
            favour.append(offer)
        elif goes_along(attribute, value, str(current.value)):
            favour.append(offer)
        else:
            if offer.said:
                against = [o for o in favour if not goes_along(attribute, str(o.value), value)]
                lost += [(o.mention, offer.mention) for o in against]
                favour = [o for o in favour if goes_along(attribute, str(o.value), value)]
            current = offer
            favour.append(offer)
    if current is None and said:
        rest = [o for o in alive if not o.said and (attribute, o.value) not in forbidden]
        current = rest[-1] if rest else None
    return (current.value if current else None), lost


def _primary(mention: Mention) -> str:
    if mention.negated:
        return ""
    return mention.entry.said[0][0] if mention.entry.said else ""


@dataclass
class Attributes:
    """What follows from all mentions together.

    values: absent where nothing was offered. dropped: mention -> the mention that overruled it (-1: a
    later "no"). effects: what each mention achieved, in words. forbidden: (attribute, value) pairs.
    """

    values: dict[str, Value]
    dropped: dict[int, int]
    effects: dict[int, list[str]]
    forbidden: set[tuple[str, Value]]


def resolve(mentions: list[Mention]) -> Attributes:
    """Decide every attribute. A mention whose main attribute is overruled loses its other effects too."""
    offers, forbidden = _offers(mentions)
    dropped: dict[int, int] = {}
    for attribute, proposed in offers.items():
        for loser, by in _winner(attribute, proposed, forbidden, {})[1]:
            if _primary(mentions[loser]) == attribute:
                dropped[loser] = by
    values: dict[str, Value] = {}
    effects: dict[int, list[str]] = {}
    for attribute, proposed in offers.items():
        value, lost = _winner(attribute, proposed, forbidden, dropped)
        if value is None:
            continue
        values[attribute] = value
        losers = {loser for loser, _ in lost}
        for offer in proposed:
            if offer.mention in dropped or offer.mention in losers:
                continue
            if offer.said or offer.value == value:
                effects.setdefault(offer.mention, []).append(_shown(attribute, offer.value, value))
    for index, mention in enumerate(mentions):
        world = any(name in OF_THE_WORLD for name, _ in (*mention.entry.said, *mention.entry.implied))
        if mention.negated and world and not mention.entry.things:
            (_, value), *_ = mention.entry.said or mention.entry.implied
            general = isinstance(value, float) or mention.entry.label == "water"
            effects[index] = [f"no {mention.entry.label if general else value}"]
    return Attributes(values, dropped, effects, forbidden)


_PLAINLY: Final = {
    ("water", "coast"): "the sea", ("water", "river"): "a river", ("water", "lake"): "a lake",
    ("biome", "autumn"): "autumn land", ("biome", "snow"): "snowy land", ("biome", "tropical"): "tropical land",
    ("weather", "clear"): "clear sky", ("theme", "east"): "of the far east", ("theme", "west"): "wild west",
    ("theme", "north"): "of the north", ("theme", "future"): "of the future", ("theme", "candy"): "made of sweets",
    ("theme", "coast"): "by the sea", ("theme", "ancient"): "of ancient times",
}  # fmt: skip


def _shown(attribute: str, value: Value, winner: Value) -> str:
    if isinstance(value, float):
        return in_words(attribute, value)
    if attribute == "time" and value not in TIMES:
        minutes = round(float(value) * 60.0) % 1440
        return f"{minutes // 60}:{minutes % 60:02d}"
    text = _PLAINLY.get((attribute, value), value.replace("_", " "))
    return text if value == winner or attribute == "time" else f"{text} (with {winner})"

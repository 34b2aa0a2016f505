"""What was made of a prompt, and what was not possible, told in the language the prompt is in."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from nacre.prompts.describe import TO_ANOTHER
from nacre.prompts.languages.vocabulary import vocabulary
from nacre.prompts.lexicon.names import NAMES, amount_of, name_of
from nacre.prompts.lexicon.table import lexicon
from nacre.spec import Item

_AMOUNT: Final = re.compile(r"(an?|no|\d+) (.+)")
_NOTE: Final = re.compile(r" \((?:read as|nearest to|with) [^)]*\)$")
# Words of a chip's value -> the word of the lexicon that other languages have for them.
_LABEL_OF: Final = {
    "snowy land": "winter", "autumn land": "autumn", "tropical land": "tropical", "moon": "on moon", "a lake": "lake",
    "a river": "river", "the sea": "sea", "by the sea": "sea", "clear sky": "sunny", "overcast": "cloudy",
    "thick fog": "fog", "a light haze": "fog", "of the far east": "japanese", "of the future": "futuristic",
    "made of sweets": "candy land", "of ancient times": "roman city", "mountainous": "mountain", "hilly": "hill",
    "no people": "nobody", "golden hour": "sunset", "late afternoon": "afternoon", "twilight": "dusk",
    "settled": "village", "densely settled": "town", "no water": "",
}  # fmt: skip
_LAST_FIRST: Final = frozenset({"ja", "ko", "tr", "hi"})  # what a thing stands at is named before how it stands there


@cache
def _own_names(language: str) -> dict[str, str]:
    """Class -> its usual word in a language."""
    found: dict[str, str] = {}
    for label, word in vocabulary(language).first.items():
        entry = lexicon().entries.get(label)
        things = entry.things if entry is not None else ()
        if len(things) == 1 and not things[0][0].startswith("@"):
            name = word.rstrip("+")
            found.setdefault(things[0][0], name[:1].upper() + name[1:] if language == "de" else name)
    for concept in NAMES:
        if concept not in found and (plain := vocabulary(language).first.get(name_of(concept, 1))):
            found[concept] = plain
    return found


@cache
def _concepts() -> dict[str, str]:
    """English names, one and several -> their class."""
    return {name: concept for concept, names in NAMES.items() for name in names}


def thing_in(language: str, concept: str, count: int = 1) -> str:
    """So many of a class in a language's words: "3 houses", three of "Haus"."""
    if language == "en":
        return amount_of(concept, count)
    name = _own_names(language).get(concept, name_of(concept, 1))
    return name if count == 1 else f"{count} \u00d7 {name}"


def value_in(language: str, text: str, value: str) -> str:
    """A chip's value in a language; the words of the prompt themselves where there is nothing more to tell."""
    if language == "en" or "language model" in value:  # who drew or read it is said in any case
        return value
    first = vocabulary(language).first
    found: list[str] = []
    for piece in _NOTE.sub("", value).split(", "):
        amount = _AMOUNT.fullmatch(piece)
        concept = _concepts().get(amount[2]) if amount else None
        if amount and concept:
            if amount[1] != "no":
                found.append(thing_in(language, concept, int(amount[1]) if amount[1].isdigit() else 1))
            elif "no" in first:
                found.append(f"{first['no']} {thing_in(language, concept)}")
        elif (word := first.get(_LABEL_OF.get(piece, piece))) is not None:
            found.append(word)
    return ", ".join(dict.fromkeys(found)) or text


def unmet_in(language: str, item: Item) -> str:
    """A relation that does not hold, in words: "a dog beside the campfire"."""
    thing, others = thing_in(language, item.concept, item.count), item.to.split("+") if item.to else []
    if language == "en":
        if others:
            rest = " and ".join(f"the {name_of(other, 1)}" for other in others)
            return f"{thing} {TO_ANOTHER.get(item.relation, item.relation.replace('_', ' '))} {rest}"
        if item.arrangement != "any":
            return f"{thing} in a {item.arrangement}"
        return f"{thing} {item.distance:g} metres apart" if item.distance is not None else thing
    first = vocabulary(language).first
    label = item.relation.replace("_", " ") if others else f"in {item.arrangement}"
    how = first.get(label, "")
    if not others and item.arrangement == "any":
        how = f"{item.distance:g} m" if item.distance is not None else ""
    rest = ", ".join(thing_in(language, other) for other in others)
    order = (rest, how, thing) if language in _LAST_FIRST else (thing, how, rest)
    return " \u2013 ".join(word for word in order if word)

"""What a prompt may not ask for: real people, protected characters, anything sexual about minors, or sexual at all.

A list of words is a floor, not a judge: it stops what is plainly written, in fifteen languages and in the usual
disguises. Servers for the public put a classifier of their own behind it (`nacre serve --moderator module:callable`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from nacre.prompts.lexicon.typos import is_word
from nacre.prompts.safety.folding import is_latin, spellings, words_of

DENIED: Final = Path(__file__).parent / "safety" / "denied.txt"
_PART: Final = 6  # letters a phrase must have to be looked for inside longer words


@dataclass(frozen=True)
class Verdict:
    """Whether a prompt may become a world; category and matched say why not."""

    allowed: bool
    category: str = ""
    matched: str = ""


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    """The sections of denied.txt, each phrase in the spelling that prompts are brought to."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in DENIED.read_text("utf-8").splitlines():
        text = line.strip()
        if text.startswith("["):
            name = text.strip("[]")
            sections[name] = []
        elif text and not text.startswith("#"):
            sections[name] += [words_of(phrase) for phrase in text.split(",") if phrase.strip()]
    return {name: tuple(dict.fromkeys(phrases)) for name, phrases in sections.items()}


def _inside(word: str, phrase: str) -> bool:
    """ "mickeymouse", "pikachuland": a phrase written together, alone or with another word; not part of a real word."""
    joined = phrase.replace(" ", "")
    if len(joined) < _PART or joined not in word:
        return False
    if word == joined:
        return True
    before, _, after = word.partition(joined)
    rest = (before, after)
    return not is_word(word) and all(not part or len(part) <= 2 or is_word(part) for part in rest)


def _found(texts: list[str], phrases: tuple[str, ...], parts: bool = True) -> str:
    for text in texts:
        padded = f" {text} "
        words = text.split()
        pairs = {a + b for a, b in pairwise(words)}
        for phrase in phrases:
            if f" {phrase} " in padded or f" {phrase}s " in padded:
                return phrase
            if not is_latin(phrase):
                # Chinese and Japanese put no blanks; elsewhere endings follow the word.
                if phrase in text if len(phrase) > 3 or not phrase.isalpha() or phrase > "\u3000" else False:
                    return phrase
                continue
            if parts and (any(_inside(word, phrase) for word in words) or phrase.replace(" ", "") in pairs):
                return phrase
    return ""


def moderate(prompt: str) -> Verdict:
    """The verdict on a prompt. Raises OSError when the list cannot be read: then nothing may be made."""
    lists, texts = _lists(), spellings(prompt)
    sexual = _found(texts, lists["sexual"])
    minor = _found(texts, lists["minors"], parts=False)
    if sexual and minor:
        return Verdict(False, "minors", f"{minor}, {sexual}")
    if sexual:
        return Verdict(False, "sexual", sexual)
    for category in ("real_people", "characters"):
        if found := _found(texts, lists[category]):
            return Verdict(False, category, found)
    return Verdict(True)

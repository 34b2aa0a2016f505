"""The words of phrases in other languages, in the spelling the lexicons are looked up by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from nacre.prompts.tokens import normal_key

_ELIDED: Final = re.compile(r"^(l|d|dell|all|nell|sull|dall|un|qu|s|n|c|j|quell|sant)'(?=\w)")
_UNSPACED: Final = ("ja", "zh")


@lru_cache(16384)
def key_of(word: str, language: str) -> str:
    """How a word is looked up."""
    if language in _UNSPACED or language == "ko":
        return unicodedata.normalize("NFKC", word).casefold()
    key = normal_key(word)
    if language == "tr":
        key = key.replace("\u0131", "i")
    elif language == "ar":
        key = key.replace("\u0640", "").replace("\u0649", "\u064a")
    elif language == "hi":
        key = key.replace("\u0901", "\u0902")
    elif language == "pl":
        key = key.replace("\u0142", "l")
    return key


def elided(word: str) -> int:
    """Length of an article or preposition that is joined to a word by an apostrophe: 2 in "l'eau"."""
    found = _ELIDED.match(word.replace("\u2019", "'").lower())
    return found.end() if found else 0


def split_words(text: str, language: str) -> list[str]:
    """Keys of the words of a phrase."""
    if language in _UNSPACED:
        return [key_of(text.replace(" ", ""), language)]
    words: list[str] = []
    for word in re.split(r"[\s\-]+", text):
        cut = elided(word) if language in ("fr", "it", "pt") else 0
        words += [key_of(part, language) for part in (word[:cut], word[cut:]) if part]
    return words

# ruff: noqa: RUF001 (endings of other scripts)
"""Inflection: which dictionary forms a word of a language may be a form of, by rule."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from nacre.prompts.tokens import normal_key

# Endings by which words of these languages are inflected, longest first. A word and its dictionary form share what is
# left when they are taken off; nothing shorter than three letters is left.
_ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "es": ("os", "as", "es", "o", "a", "s", "e"),
    "pt": ("oes", "aes", "ois", "os", "as", "es", "o", "a", "s", "e"),
    "it": ("hi", "he", "o", "a", "i", "e"),
    "fr": ("ees", "ee", "es", "e", "s", "x"),
    "de": ("em", "en", "er", "es", "e", "n", "s"),
    "nl": ("en", "e", "s", "n"),
    "pl": (
        "iego", "iemu", "ymi", "imi", "ach", "ami", "ego", "emu", "owi", "iej", "iem", "om", "ow", "em", "ej", "ie",
        "ia", "iu", "ym", "im", "ych", "ich", "y", "i", "a", "e", "o", "u",
    ),
    "ru": (
        "ий", "иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "ией", "иям", "иях", "ей",
        "ой", "ый", "ии",
        "ая", "яя", "ое", "ее", "ые", "ие", "ым", "им", "ом", "ем", "ых", "их", "ую", "юю", "ам", "ям", "ах",
        "ях", "ов", "ев", "ью", "ия", "ию", "а", "я", "о", "е", "ы", "и", "у", "ю", "ь",
    ),
}  # fmt: skip
_TURKISH: Final = re.compile(
    r"(?:(?:lar|ler)?(?:im|in|un|um|miz|si|su|i|u)?)"
    r"(?:n?(?:in|un)|n?(?:da|de|ta|te)(?:ki|n)?|[yn]?(?:a|e|i|u)|(?:la|le)|yla|yle|dan|den|tan|ten|li|lu|siz|suz|dir|tir)?"
    r"(?:ki)?"
)
_SOFT: Final = {"g": "k", "b": "p", "c": "c", "d": "t"}  # kitap -> kitabi; c and its cedilla share one key
_KOREAN: Final = (
    "에서는", "으로", "에서", "에는", "들이", "들의", "들은", "들을", "들과", "이랑", "까지", "부터", "처럼",
    "속의", "속에", "위의",
    "들", "이", "가", "은", "는", "을", "를", "의", "에", "와", "과", "도", "로", "랑", "인", "속", "한", "만",
)  # fmt: skip
_ARABIC_BEFORE: Final = ("وبال", "وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف", "ك")
_ARABIC_AFTER: Final = ("اوين", "اوان", "تين", "تان", "ات", "ين", "ون", "ان", "ها", "ه", "ة", "ا")
_HINDI_AFTER: Final = ("ियों", "ियाँ", "ियां", "ों", "ें", "ाएँ", "ओं", "े", "ी", "ा", "ो")


_KEYED: Final = {
    language: tuple(dict.fromkeys(normal_key(ending) for ending in endings)) for language, endings in _ENDINGS.items()
}


def cuts(word: str, language: str) -> tuple[str, ...]:
    """Everything that may be left of a word when an ending is taken off."""
    return tuple(
        word[: -len(ending)]
        for ending in _KEYED.get(language, ())
        if word.endswith(ending) and len(word) - len(ending) >= 3
    )


def stem(word: str, language: str) -> str:
    """What is left of a word without its ending; the word itself where there is no rule."""
    return next(iter(cuts(word, language)), word)


@lru_cache(8192)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Dictionary forms the word may be inflected from, likeliest first, itself not among them."""
    if language == "tr":
        return _turkish(word)
    if language == "ko":
        cut = [word[: -len(p)] for p in _KOREAN if word.endswith(p) and len(word) > len(p)]
        again = [w[: -len(p)] for w in cut for p in _KOREAN if w.endswith(p) and len(w) > len(p)]
        return tuple(dict.fromkeys((*cut, *again)))
    if language == "ar":
        return _arabic(word)
    if language == "hi":
        cut = [word[: -len(p)] for p in _HINDI_AFTER if word.endswith(p) and len(word) > len(p) + 1]
        return tuple(dict.fromkeys((*cut, *(w + e for w in cut for e in ("ा", "ी", "े")))))
    return ()


def _turkish(word: str) -> tuple[str, ...]:
    found: list[str] = []
    for cut in range(len(word) - 1, 1, -1):
        if len(word) - cut > 8 or not _TURKISH.fullmatch(word[cut:]):
            continue
        left = word[:cut]
        found.append(left)
        if left[-1] in _SOFT:
            found.append(left[:-1] + _SOFT[left[-1]])
    return tuple(dict.fromkeys(found))


def _arabic(word: str) -> tuple[str, ...]:
    """Without article, joined conjunction and preposition; a joined "with" or "and" is told apart in `joined`."""
    heads = [word, *(word[len(p) :] for p in _ARABIC_BEFORE if word.startswith(p) and len(word) - len(p) >= 2)]
    tails = [w[: -len(p)] for w in heads for p in _ARABIC_AFTER if w.endswith(p) and len(w) - len(p) >= 2]
    pair = [w[: -len(p)] + "اء" for w in heads for p in _ARABIC_AFTER[:2] if w.endswith(p)]  # two of a colour
    return tuple(dict.fromkeys((*heads[1:], *pair, *tails, *(w + "ة" for w in tails))))


def joined(word: str, language: str) -> tuple[str, ...]:
    """English function words that are written together with a word: "and the house" is one word in Arabic."""
    if language == "ar":
        found = ("and",) if word.startswith("و") else ()
        rest = word[1:] if found else word
        return (*found, "with") if rest.startswith("ب") else found
    return ()


def owning(word: str, language: str) -> bool:
    """Whether a word says that what follows has it: "kapili ev", the house with a door."""
    return language == "tr" and re.search(r"l[iu]$", word) is not None

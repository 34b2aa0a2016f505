"""Misspelt words: corrected where no other word can have been meant, and never where the word is one of its own."""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nacre.prompts.lexicon.table import Entry, lexicon, singular_forms

SHORTEST: Final = 5  # shorter words have too many real neighbours ("boat", "goat", "coat")
TWO_EDITS: Final = 9  # from here on two edits still leave most of the word
LONGEST: Final = 20
SUBSTITUTED: Final = 5  # in words up to this long no letter was mistaken for another
JOINED: Final = 8  # from here on a slip in a long word is likelier than two other words joined ("lighthose")
_ENDINGS: Final = ("ed", "ing", "er", "ers", "ly", "y", "like", "ish", "less", "ful", "s", "es", "ness", "hood", "let")


def distance(a: str, b: str) -> int:
    """Edit distance with swaps of neighbours counted once (optimal string alignment)."""
    return int(OSA.distance(a, b))


@cache
def _labels() -> dict[str, tuple[str, ...]]:
    """Words that may have been meant, by their first letter, and by their second for swapped beginnings."""
    by_letter: dict[str, list[str]] = {}
    for label, entry in lexicon().entries.items():
        if not label.isalpha() or len(label) < SHORTEST or entry.kind == "function":
            continue
        for letter in {label[0], label[1]}:
            by_letter.setdefault(letter, []).append(label)
    return {letter: tuple(words) for letter, words in by_letter.items()}


@cache
def _ordinary() -> frozenset[str]:
    """English words that mean what they say; lower case. The list is described in words.md beside it."""
    packed = files("nacre.prompts").joinpath("lexicons", "ordinary.txt.z").read_bytes()
    real = zlib.decompress(packed).decode("ascii").split("\n")
    return frozenset(real) | {part for label in lexicon().entries for part in label.split()}


def is_word(word: str) -> bool:
    """Whether this is an English word of its own, in the singular, inflected by rule, or two words joined."""
    joined = range(4, len(word) - 3)
    return is_own_word(word) or any(word[:cut] in _ordinary() and is_own_word(word[cut:]) for cut in joined)


def is_own_word(word: str, shortest: int = 4) -> bool:
    """Whether this is one English word of its own, in the singular or inflected by rule."""
    ordinary = _ordinary()
    if word in ordinary or any(form in ordinary and len(form) >= shortest for form in singular_forms(word)):
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= shortest:
            doubled = stem[:-1] if stem[-1] == stem[-2] else stem
            if stem in ordinary or stem + "e" in ordinary or doubled in ordinary or stem[:-1] + "y" in ordinary:
                return True
    return False


def correct(word: str) -> str | None:
    """The lexicon word that was meant, or None.

    The first letter must be right (or swapped with the second): slips are rare there, and "mouse"
    is no "house". Words of their own are left alone, and so is a word that could be two.
    """
    if not SHORTEST - 1 <= len(word) <= LONGEST or not word.isalpha() or not word.isascii() or is_own_word(word):
        return None
    joined = is_word(word)
    if joined and len(word) < JOINED:
        return None
    depth = 2 if len(word) >= TWO_EDITS and not joined else 1
    near: list[tuple[int, str]] = []
    for label, edits, _ in process.extract(
        word, _labels().get(word[0], ()), scorer=OSA.distance, score_cutoff=depth, limit=8
    ):
        if word[0] != label[0] and word[:2] != label[1::-1]:
            continue
        if len(word) == len(label) <= SUBSTITUTED and sorted(word) != sorted(label):
            continue  # "spork" is no "stork": one letter for another in a short word is another word
        if edits == 2 and (word[:2] != label[:2] or len(label) < TWO_EDITS):
            continue
        if _doubled(word, label):
            return label  # "iglo", "penguinn": a letter that is double, or is not
        if len(word) < SHORTEST or (joined and not _joined_alike(word, label)):
            continue
        if len(word) > len(label) and word.startswith(label):
            continue  # a longer word of the same stem, not a slip
        near.append((int(edits), label))
    if not near:
        return None
    near.sort()
    best = near[0]
    entries = lexicon().entries
    rivals = [label for edits, label in near[1:] if edits == best[0] and not _same(entries[label], entries[best[1]])]
    return None if rivals else best[1]


def _doubled(word: str, label: str) -> bool:
    """Whether the two differ by one letter that stands once in one and twice in the other."""
    short, long = sorted((word, label), key=len)
    return len(long) == len(short) + 1 and any(
        long[i] == long[i + 1] and long[:i] + long[i + 1 :] == short for i in range(len(short))
    )


def _joined_alike(word: str, label: str) -> bool:
    """Whether a word that could be two ("scar", "crow") lacks a letter of a label that is two, or has one too many."""
    return abs(len(word) - len(label)) == 1 and len(label) >= JOINED


def _same(one: Entry, other: Entry) -> bool:
    return (one.said, one.implied, one.things) == (other.said, other.implied, other.things)

"""Misspelt words, found by the deletions they share with lexicon words (symmetric delete, W. Garbe 2012)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Final

from nacre.prompts.lexicon import lexicon

SHORTEST: Final = 5  # shorter words have too many real neighbours ("boat", "goat", "coat")
TWO_EDITS: Final = 9  # from here on two edits still leave most of the word
LONGEST: Final = 20


def _deletions(word: str, depth: int) -> set[str]:
    """Every string left after removing up to `depth` letters."""
    found = {word}
    for removed in range(1, depth + 1):
        for kept in combinations(range(len(word)), len(word) - removed):
            found.add("".join(word[i] for i in kept))
    return found


@cache
def _index() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for label, entry in lexicon().entries.items():
        if " " in label or "'" in label or len(label) < SHORTEST or entry.kind == "function":
            continue
        for form in _deletions(label, 2 if len(label) >= TWO_EDITS else 1):
            index.setdefault(form, []).append(label)
    return index


def distance(a: str, b: str) -> int:
    """Edit distance with swaps of neighbours counted once (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row, previous = before, [i], row
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]


@cache
def _ordinary() -> frozenset[str]:
    lines = files("nacre.prompts").joinpath("ordinary.txt").read_text("utf-8").splitlines()
    real = {word for line in lines if not line.startswith("#") for word in line.split()}
    return frozenset(real) | {part for label in lexicon().entries for part in label.split()}


def correct(word: str) -> str | None:
    """The lexicon word that was meant, or None.

    The first letter must be right (or swapped with the second): slips are rare there, and "mouse"
    is no "house". Inflected lexicon words are left alone. Equally near candidates are settled by
    alphabetical order.
    """
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or word in _ordinary():
        return None
    for ending in ("ed", "ing", "er", "ers", "ly", "y"):
        stem = word.removesuffix(ending)
        if stem != word and (stem in lexicon().entries or stem + "e" in lexicon().entries):
            return None  # "arched" is no misspelt "archer"
    depth = 2 if len(word) >= TWO_EDITS else 1
    best: tuple[int, str] | None = None
    for form in _deletions(word, depth):
        for label in _index().get(form, ()):
            if word[0] != label[0] and word[:2] != label[1::-1]:
                continue
            edits = distance(word, label)
            if edits == 2 and word[:2] != label[:2]:
                continue
            if edits <= depth and (best is None or (edits, label) < best):
                best = (edits, label)
    return best[1] if best else None

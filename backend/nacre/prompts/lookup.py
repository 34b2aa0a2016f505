"""Looking up what stands at a word: phrase, number, clock time, picture, or the word that was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nacre.prompts.lexicon import DETERMINERS, Entry, lexicon, singular_forms
from nacre.prompts.numbers import clock_at, number_at
from nacre.prompts.tokens import Token
from nacre.prompts.typos import correct

# Prepositions too plain to be listed as ignored when they relate to nothing the spec can say.
PLAIN: Final = frozenset(("by", "near", "at", "on", "upon", "along", "around", "beside", "across", "beyond"))
REACH: Final = 6  # words between a preposition or "no" and its noun
_MODIFYING: Final = ("function", "count", "size", "degree", "preposition")


@dataclass(frozen=True)
class Match:
    """An entry, the index after its words, and how it was come by."""

    entry: Entry
    end: int
    plural: bool = False
    note: str = ""
    negated: bool = False


def is_function_word(key: str) -> bool:
    """True for words that ask for nothing by themselves: articles, verbs of being, "show me" …"""
    entry = lexicon().entries.get(key)
    return key in PLAIN or key in DETERMINERS or (entry is not None and entry.kind == "function")


class Lookup:
    """The tokens of a prompt with what each of them starts; remembers its answers."""

    def __init__(self, tokens: list[Token], nearest: Mapping[str, str]) -> None:
        self.tokens = tokens
        self.words = [token.key for token in tokens]
        self.nearest = nearest
        self._found: dict[int, Match | None] = {}

    def find(self, index: int) -> Match | None:
        """What stands at a token, by phrase, clock, spelling or nearness; None when unknown."""
        if index not in self._found:
            self._found[index] = self._search(index)
        return self._found[index]

    def _search(self, index: int) -> Match | None:
        words, book = self.words, lexicon()
        token = self.tokens[index]
        if token.symbol:
            return self._picture(token, index)
        clock = clock_at(words[index : index + 8], 0)
        if clock:
            hours, length = clock
            if length > 1 or words[index] != "at":
                entry = Entry("time", f"{hours:.2f}", (("time", f"{hours:.4f}"),), (), ())
                return Match(entry, index + length)
        number = number_at(words, index)
        if number:
            return Match(Entry("count", str(number[0]), (("count", float(number[0])),), (), ()), number[1])
        found = book.match(words, index)
        if found:
            return Match(found[0], found[1], found[2])
        word = words[index]
        stem = book.entries.get(word[:-4].rstrip("-")) if word.endswith("less") and len(word) > 6 else None
        if stem is not None and stem.kind != "function":
            return Match(stem, index + 1, negated=True)
        for form in (word, *singular_forms(word)):
            meant = correct(form)
            if meant:
                return Match(book.entries[meant], index + 1, form != word, note=f"read as \u201c{meant}\u201d")
        if word in self.nearest:
            label = self.nearest[word]
            return Match(book.entries[label], index + 1, note=f"closest to \u201c{label}\u201d")
        return None

    def _picture(self, token: Token, index: int) -> Match | None:
        """A pictograph by the words of its Unicode name: "european castle", "wolf face"."""
        parts = token.key.split()
        for first in range(len(parts)):
            for last in range(len(parts), first, -1):
                found = lexicon().match(parts[first:last], 0)
                if found and found[0].kind not in (*_MODIFYING, "negation"):
                    return Match(found[0], index + 1, note="picture")
        return None

    def scope(self, start: int) -> int:
        """Index where the reach of a "no" that ends at `start` ends."""
        index = start
        end = start
        while index < len(self.words) and index < start + REACH and self.tokens[index].gap not in (",", "."):
            match = self.find(index)
            if match and match.entry.kind == "negation":
                break
            if match and match.entry.kind not in _MODIFYING:
                end = match.end
                if match.entry.kind != "mood":
                    break
                index = match.end
                continue
            index = match.end if match else index + 1
        if end == start:
            return start
        return self._chain(end)

    def _chain(self, end: int) -> int:
        """Carry a scope over "or X", ", X, Y or Z" and "and X"."""
        probe, pause, reach = end, False, end
        while probe < len(self.words) and self.tokens[probe].gap != ".":
            pause = pause or self.tokens[probe].gap == ","
            joint = self.words[probe] if self.words[probe] in ("or", "nor", "and") else ""
            if not joint and self.tokens[probe].gap != ",":
                break
            index = probe + (1 if joint else 0)
            while joint in ("or", "nor") and index < len(self.words) and self.words[index] in DETERMINERS | {"any"}:
                index += 1
            match = self.find(index) if index < len(self.words) else None
            if match is None or not (match.entry.things or match.entry.kind in ("water", "relief", "weather")):
                break
            if joint == "and" and not match.entry.things:
                break
            probe = match.end
            if joint:
                reach = probe
        return reach


def relation_of(where: str, kind: str, entry: Entry) -> str:
    """Which relation a preposition and a noun of some kind make, or ""."""
    if where == "beyond":
        walls = any(name in ("wall", "gate") for name, _ in entry.things)
        return "outside" if kind in ("settlement", "place") or walls else ""
    if kind == "water":
        return "by_water"
    if kind == "path":
        return "by_path"
    return "on_hill" if where == "on" and kind == "relief" else ""

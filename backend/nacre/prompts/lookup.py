"""Looking up what stands at a word: phrase, number, clock time, picture, or the word that was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nacre.prompts.lexicon.table import DETERMINERS, Entry, lexicon, singular_forms
from nacre.prompts.lexicon.typos import correct, is_own_word
from nacre.prompts.looks import is_shade
from nacre.prompts.numbers import clock_at, number_at
from nacre.prompts.tokens import Token

# Prepositions too plain to be listed as ignored when they relate to nothing the spec can say.
PLAIN: Final = frozenset(
    ("by", "near", "at", "on", "upon", "along", "around", "beside", "across", "beyond", "against", "inside", "before")
)
REACH: Final = 6  # words between a preposition or "no" and its noun
_MODIFYING: Final = (
    "function", "count", "size", "degree", "preposition", "colour", "material", "condition", "storeys", "distance",
    "pose", "arrangement",
)  # fmt: skip
_STOREYS: Final = frozenset(("storey", "storeys", "story", "stories", "storied", "storeyed", "floor", "floors", "level",
                             "levels"))  # fmt: skip
_METRES: Final = {
    "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "m": 1.0, "feet": 0.3, "foot": 0.3, "steps": 0.75,
    "paces": 0.75, "yards": 0.9,
}  # fmt: skip
_SINGLE: Final = {"single": 1.0, "double": 2.0, "multi": 4.0}


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
        measured = self._measure(index)
        if measured:
            return measured
        number = number_at(words, index)
        if number:
            return Match(Entry("count", str(number[0]), (("count", float(number[0])),), (), ()), number[1])
        if is_shade(words[index]) and index + 1 < len(words) and self.tokens[index + 1].gap in ("", "-"):
            colour = book.entries.get(words[index + 1])
            if (
                colour is not None
                and colour.kind == "colour"
                and f"{words[index]} {words[index + 1]}" not in book.entries
            ):
                name = f"{words[index]} {colour.said[0][1]}"
                return Match(Entry("colour", name, (("colour", name),), (), ()), index + 2)
        if token.foreign:
            known = book.entries.get(words[index])
            return Match(known, index + 1, token.plural or known.plural) if known else None
        found = book.match(words, index)
        if found:
            return Match(found[0], found[1], found[2])
        word = words[index]
        stem = book.entries.get(word[:-4].rstrip("-")) if word.endswith("less") and len(word) > 6 else None
        if stem is not None and stem.kind != "function":
            return Match(stem, index + 1, negated=True)
        for form in () if is_own_word(word) else (word, *singular_forms(word)):
            meant = correct(form)
            if meant:
                return Match(book.entries[meant], index + 1, form != word, note=f"read as \u201c{meant}\u201d")
        if word in self.nearest:
            label = self.nearest[word]
            return Match(book.entries[label], index + 1, note=f"closest to \u201c{label}\u201d")
        return None

    def _measure(self, index: int) -> Match | None:
        """ "two-storey", "three floors high", "ten metres": a number with what it counts."""
        words = self.words
        word = words[index]
        if word in _SINGLE:
            number: tuple[float, int] | None = (_SINGLE[word], index + 1)
        else:
            number = number_at(words, index)
        if number is None or number[1] >= len(words) or self.tokens[number[1]].gap not in ("", "-"):
            return None
        value, end = number
        unit = words[end]
        if unit in _STOREYS:
            end += 2 if words[end + 1 : end + 2] in (["high"], ["tall"]) else 1
            return Match(Entry("storeys", f"{value:g}", (("storeys", float(value)),), (), ()), end)
        if unit in _METRES and word not in _SINGLE:
            end += 1
            metres = min(value * _METRES[unit], 200.0)
            if words[end : end + 1] in (["from"], ["away"]):
                end += 2 if words[end : end + 2] == ["away", "from"] else 0
            return Match(Entry("distance", f"{metres:g}", (("distance", metres),), (), ()), end)
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
    if where in ("left_of", "right_of", "behind", "between", "at_end_of", "in_front_of") and kind != "water":
        return "by_path" if kind == "path" and where == "at_end_of" else ""
    if where == "inside":
        return "by_water" if kind == "water" else "on_hill" if kind == "relief" else ""
    if kind == "water":
        return "by_water"
    if kind == "path":
        return "by_path"
    return "on_hill" if where == "on" and kind == "relief" else ""

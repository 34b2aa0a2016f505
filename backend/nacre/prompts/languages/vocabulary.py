"""The lexicons of the other languages: which words and phrases stand for which label of the English one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from nacre.prompts.languages.forms import cuts, forms, stem
from nacre.prompts.languages.split import split_words
from nacre.prompts.numbers import number_at

UNSPACED: Final = ("ja", "zh")  # written without blanks
_STEMMED: Final = "~"  # before the stems in the tree, so that they are told from words


@dataclass(frozen=True)
class Found:
    """An English label, how many words stood for it, whether they were inflected, whether in the plural."""

    label: str
    length: int
    inflected: bool = False
    plural: bool = False


@dataclass
class Vocabulary:
    """One language's words."""

    language: str
    tree: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # single words and, for unspaced scripts, every phrase
    compounds: dict[str, str] = field(default_factory=dict)  # first halves of compounds
    longest: int = 1
    first: dict[str, str] = field(default_factory=dict)  # label -> its usual word, as written

    def add(self, label: str, written: str) -> None:
        """Enter a word or phrase; the first to be entered keeps its meaning."""
        plural = written.endswith("+")
        text = written.rstrip("+")
        if text.endswith("-"):
            self.compounds[split_words(text[:-1], self.language)[0]] = label
            return
        self.first.setdefault(label, text)
        parts = split_words(text, self.language)
        if self.language in UNSPACED:
            key = "".join(parts)
            self.words.setdefault(key, label)
            self.longest = max(self.longest, len(key))
            return
        if not parts:
            return
        if len(parts) == 1:
            self.words.setdefault(parts[0], label)
        for keys in {tuple(parts), tuple(_STEMMED + stem(part, self.language) for part in parts)}:
            node = self.tree
            for key in keys:
                node = node.setdefault(key, {})
            node.setdefault("", (label, plural))

    def match(self, words: list[str], start: int) -> Found | None:
        """The longest phrase that begins at a word; exact spellings beat inflected ones of the same length."""
        return self._walk(self.tree, words, start, start, False)

    def _walk(self, node: dict[str, Any], words: list[str], start: int, at: int, inflected: bool) -> Found | None:
        best: Found | None = None
        if at < len(words):
            word = words[at]
            keys = [(word, False), (_STEMMED + word, True)]
            for cut in cuts(word, self.language):
                keys += [(cut, True), (_STEMMED + cut, True)]
            keys += [(form, True) for form in forms(word, self.language)]
            for key, changed in keys:
                child = node.get(key)
                found = self._walk(child, words, start, at + 1, inflected or changed) if child is not None else None
                if found and (best is None or found.length > best.length):
                    best = found
        if best is None and "" in node and at > start:
            label, plural = node[""]
            if inflected and at - start > 1 and self.language == "tr" and number_at([label], 0):
                return None  # "onunde bes", five in front of it, is no fifteen ("on bes")
            return Found(label, at - start, inflected, plural)
        return best

    def knows(self, word: str) -> bool:
        """Whether a single word is known as such or by rule."""
        return self.match([word], 0) is not None


@cache
def vocabulary(language: str) -> Vocabulary:
    """The lexicon of a language other than English."""
    made = Vocabulary(language)
    text = files("nacre.prompts").joinpath("lexicons", f"{language}.txt").read_text("utf-8")
    for line in text.splitlines():
        label, _, words = line.partition(" : ")
        if words and not line.startswith("#"):
            for word in words.split(", "):
                made.add(label, word)
    return made

"""What a prompt may not ask for: real people, protected characters, anything sexual about minors, or sexual at all.

A list of words is a floor, not a judge: it stops what is plainly written, in fifteen languages and in the usual
disguises. Servers for the public put a classifier of their own behind it (`nacre serve --moderator module:callable`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from nacre.prompts.languages.detect import LATIN
from nacre.prompts.languages.vocabulary import vocabulary
from nacre.prompts.lexicon.typos import is_word
from nacre.prompts.safety.folding import folded, is_latin, one_kana, spellings, words_of

DENIED: Final = Path(__file__).parent / "safety" / "denied.txt"
_PART: Final = 6  # letters a phrase must have to be looked for inside longer words
_SHORT: Final = 4  # letters a phrase must have to be looked for in two pieces, one of which is no word
_KANA: Final = 5  # kana a phrase must have to be found in the other script; shorter ones are endings of other words
_SPLIT: Final = 4  # pieces into which such a phrase may have been cut
_NEIGHBOURS: Final = 2  # words around "bare" among which what is bare is looked for
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")  # kana, Chinese characters, hangul
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_JOINED: Final = (
    "(?:[\u0648\u0641]?[\u0628\u0643\u0644]?(?:\u0627\u0644|\u0644)?)?"  # "and", "with", "the", joined to a word
)
_PARTICLES: Final = "\u306e\u306a\u7684\u3044"  # between a Japanese or Chinese adjective and its noun


@dataclass(frozen=True)
class Verdict:
    """Whether a prompt may become a world; category and matched say why not."""

    allowed: bool
    category: str = ""
    matched: str = ""


@dataclass
class _Section:
    """One list: its phrases as one pattern; those long enough to be found inside words; those only in two pieces."""

    patterns: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    found: re.Pattern[str] = re.compile(r"(?!)")

    def add(self, written: str) -> None:
        """Enter a phrase: whole words; "word*" with any ending; without blanks where none are written."""
        plain = words_of(written)
        others = [folded(written)] if not is_latin(folded(written)) else []  # else it would be taken for a Latin one
        if len(plain) >= _KANA:
            others.append(one_kana(plain))
        for phrase in dict.fromkeys((plain, *others)):
            text = re.escape(phrase).replace("\\ ", " ")
            if _UNSPACED.search(phrase):
                self.patterns.append(text.replace(" ", " ?"))
                continue
            ending = "[^ ]*" if written.endswith("*") else "s?" if is_latin(phrase) else ""
            before = _JOINED if _ARABIC.search(phrase) else ""
            self.patterns.append(f"(?<![^ ]){before}{text}{ending}(?![^ ])")
            joined = phrase.replace(" ", "")
            if len(joined) >= _SHORT and not written.endswith("*"):
                (self.parts if len(joined) >= _PART else self.short).append(joined)

    def close(self) -> _Section:
        """Ready to be searched."""
        self.found = re.compile("|".join(self.patterns))
        return self


@lru_cache(maxsize=1)
def _lists() -> dict[str, _Section]:
    """The sections of denied.txt, each phrase in the spelling that prompts are brought to."""
    sections: dict[str, _Section] = {}
    name = ""
    for line in DENIED.read_text("utf-8").splitlines():
        text = line.strip()
        if text.startswith("["):
            name = text.strip("[]")
            sections[name] = _Section()
        elif text and not text.startswith("#"):
            for phrase in text.split(","):
                if phrase.strip():
                    sections[name].add(phrase.strip())
    return {name: section.close() for name, section in sections.items()}


def _known(word: str) -> bool:
    return is_word(word) or any(vocabulary(language).knows(word) for language in LATIN)


def _inside(word: str, joined: str) -> bool:
    """ "mickeymouse", "pikachuland": a phrase written together, alone or with another word; not part of a real word."""
    if joined not in word:
        return False
    if word == joined:
        return True
    before, _, after = word.partition(joined)
    return not is_word(word) and all(not part or len(part) <= 2 or _known(part) for part in (before, after))


def _found(texts: list[str], section: _Section, parts: bool = True) -> str:
    for text in texts:
        if match := section.found.search(text):
            return match.group().strip()
        if not parts:
            continue
        words = text.split()
        runs = {"".join(words[i : i + n]) for n in range(2, _SPLIT + 1) for i in range(len(words) - n + 1)}
        together = text.replace(" ", "")
        for first, second in pairwise(words):
            if first + second in section.short and not (_known(first) and _known(second)):
                return first + second
        for joined in section.parts:
            if joined in together and (joined in runs or any(_inside(word, joined) for word in words)):
                return joined
    return ""


def _bare(texts: list[str], bare: _Section, innocent: _Section) -> str:
    """Something naked that is no tree, rock or hill, as its neighbours in the prompt tell; "" when there is none."""
    for text in texts:
        for match in bare.found.finditer(text):
            if _UNSPACED.search(match.group()):
                rest = text[match.end() :].lstrip(" " + _PARTICLES)
                if innocent.found.match(rest):
                    continue
                return match.group().strip()
            near = [*text[: match.start()].split()[-1:], *text[match.end() :].split()[:_NEIGHBOURS]]
            if not any(innocent.found.fullmatch(word) for word in near):
                return match.group().strip()
    return ""


def moderate(prompt: str) -> Verdict:
    """The verdict on a prompt. Raises OSError when the list cannot be read: then nothing may be made."""
    lists, texts = _lists(), spellings(prompt)
    sexual = _found(texts, lists["sexual"]) or _bare(texts, lists["bare"], lists["innocent"])
    minor = _found(texts, lists["minors"], parts=False)
    if sexual and minor:
        return Verdict(False, "minors", f"{minor}, {sexual}")
    if found := _found(texts, lists["abuse"]):
        return Verdict(False, "minors", found)
    if sexual:
        return Verdict(False, "sexual", sexual)
    for category in ("real_people", "characters"):
        if found := _found(texts, lists[category]):
            return Verdict(False, category, found)
    return Verdict(True)

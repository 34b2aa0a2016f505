"""Words of a prompt: where they stand, how they are looked up, and what separates them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# Letters, accents, and the vowel signs of Arabic and Devanagari, which are no letters to `re`.
_WORD: Final = r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963])+"
_SYMBOL: Final = "[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_TOKEN: Final = re.compile(
    rf"(?P<clock>\b[ap]\.m\b\.?)"
    rf"|(?P<number>[0-9]+(?:[.:,][0-9]+)*(?:{_WORD})?)"
    rf"|(?P<word>{_WORD}(?:['\u2019]{_WORD})*)"
    rf"|(?P<symbol>(?P<one>{_SYMBOL})\ufe0f?(?:(?P=one)\ufe0f?)*)",
    re.IGNORECASE,
)
_STOP: Final = re.compile(r"[.;!?\n\u2014|\u3002\uff01\uff1f\u061f\u061b\u0964]")
_PAUSE: Final = re.compile(r"[,:()/\[\]\"\uff0c\u3001\u060c\uff1a]")


@dataclass(frozen=True)
class Token:
    """One word, number or run of one pictograph.

    text is as typed, key is how it is looked up; start and end index the prompt. gap is what stands
    before it: "" nothing but blanks, "-" a hyphen, "," a pause, "." the end of a sentence.
    repeats counts equal pictographs in a row. Tokens of other languages come with their English key: foreign is
    then set, plural is known, before marks a part that is named before what it belongs to, after an adjective that
    is said after its noun.
    """

    text: str
    key: str
    start: int
    end: int
    gap: str
    symbol: bool = False
    repeats: int = 1
    foreign: bool = False
    plural: bool = False
    before: bool = False
    after: bool = False


def normal_key(word: str) -> str:
    """Lower case without accents: the form in which the lexicon holds words. Never empty: accents alone stay."""
    if word.isascii():
        return word.lower()
    if word[0] >= "\u3000":
        return unicodedata.normalize("NFKC", word).casefold()
    spread = unicodedata.normalize("NFKD", word.replace("\u2019", "'"))
    return "".join(c for c in spread if not unicodedata.combining(c)).casefold() or word


def tokenise(prompt: str) -> list[Token]:
    """Every word, number and pictograph of a prompt, in order; time linear in its length."""
    tokens: list[Token] = []
    end = 0
    for found in _TOKEN.finditer(prompt):
        between = prompt[end : found.start()]
        if between in ("", " "):
            gap = ""
        elif _STOP.search(between):
            gap = "."
        elif _PAUSE.search(between):
            gap = ","
        else:
            gap = "" if between.isspace() else "-"
        end = found.end()
        text = found.group()
        if found["symbol"]:
            # newer pictographs have no name yet in an older Python
            name = unicodedata.name(found["one"], found["one"]).lower().replace("-", " ")
            tokens.append(Token(text, name, found.start(), end, gap, True, text.count(found["one"])))
        else:
            key = "am" if text[:1].lower() == "a" else "pm"
            tokens.append(Token(text, key if found["clock"] else normal_key(text), found.start(), end, gap))
    return tokens

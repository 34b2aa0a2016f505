"""Spellings that a list of words can be held against: whatever was done to hide a word is undone."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

# Invisible: soft hyphen, zero-width characters, joiners, directional marks, variation selectors, tags, fillers.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_REVERSED: Final = re.compile("[\u202e\u2067]([^\u202c\u2069]*)")  # shown from right to left, written backwards
_LEET: Final = str.maketrans("013457@$!+\u20ac|", "oieastasitel")
_WORD: Final = re.compile(r"(?:[^\W_]|[\u0900-\u0903\u093a-\u094f])+")
_LATIN: Final = re.compile(r"[a-z0-9]+")
_SIGN: Final = re.compile(r"(?<=[^\W_])[^\w\s]+(?=[^\W_])")
# Letters by another name: small capitals, letters in circles and squares, flags, letters with a stroke through them.
_LETTER: Final = re.compile(
    r"(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL|(?:NEGATIVE )?(?:SQUARED|CIRCLED|CROSSED NEGATIVE "
    r"SQUARED) LATIN CAPITAL LETTER|REGIONAL INDICATOR SYMBOL LETTER|TAG LATIN SMALL LETTER) ([A-Z])(?: WITH [A-Z ]+)?"
)
_MARKS: Final = re.compile("[\u0640\u064b-\u065f\u0670]")  # Arabic vowel signs and the stroke that draws words out
_ARABIC: Final = str.maketrans(
    "\u0622\u0623\u0625\u0671\u0649\u06cc\u06a9", "\u0627\u0627\u0627\u0627\u064a\u064a\u0643"
)
_KANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}  # katakana as hiragana


@cache
def _confusables() -> dict[int, str]:
    table: dict[int, str] = {}
    for line in Path(__file__).with_name("confusables.txt").read_text("utf-8").splitlines():
        letter, _, points = line.partition(": ")
        if points and not line.startswith("#"):
            for point in points.split():
                table.setdefault(int(point, 16), letter)
    return table


def visible(text: str) -> str:
    """Compatibility forms made plain (NFKC), invisible characters removed, lower case."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).casefold()


@lru_cache(4096)
def _letter(character: str) -> str:
    """The plain letter that a character is named after, else the character itself."""
    named = _LETTER.fullmatch(unicodedata.name(character, ""))
    return named[1].lower() if named else character


def _bare(text: str) -> str:
    """Without accents and vowel signs; scripts whose signs are part of the letters keep them."""
    spread = unicodedata.normalize("NFKD", _MARKS.sub("", text).translate(_ARABIC))
    plain = unicodedata.normalize("NFC", "".join(c for c in spread if not 0x300 <= ord(c) <= 0x36F))
    return "".join(c if c.isascii() else _letter(c) for c in plain)


def words_of(text: str) -> str:
    """Words one blank apart, without accents, signs and possessives."""
    plain = _bare(visible(text)).replace("'s ", " ").replace("\u2019s ", " ")
    return " ".join(_WORD.findall(plain))


def one_kana(text: str) -> str:
    """Katakana as hiragana: the same sounds in one script."""
    return text.translate(_KANA)


def folded(text: str) -> str:
    """A text with look-alikes of Latin letters made Latin: what two spellings share that look the same."""
    # Capitals first: some letters look like a Latin one only as capitals.
    capitals = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).translate(_confusables())
    return words_of(capitals.casefold().translate(_confusables()))


def spellings(text: str) -> list[str]:
    """Every reading of a text: as it stands, look-alikes folded, digits for letters undone, spaced or dotted letters
    joined, what is written backwards read forwards."""
    found: list[str] = []
    for part in (text, *(hidden[::-1] for hidden in _REVERSED.findall(text))):
        seen = visible(part)
        alike = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", part))).translate(_confusables())
        alike = alike.casefold().translate(_confusables())
        for reading in (seen, alike, seen.translate(_LEET), alike.translate(_LEET)):
            plain = words_of(reading)
            found += [plain, re.sub(r"\b(\w) (?=\w\b)", r"\1", plain), words_of(_SIGN.sub("", reading))]
        found.append(one_kana(found[0]))
        found += [re.sub(r"(\w)\1{2,}", r"\1", one) for one in found[-4:-1]]  # "seeeex"
    return list(dict.fromkeys(found))


def is_latin(phrase: str) -> bool:
    """Whether every word is of Latin letters: then words end where letters end."""
    return all(_LATIN.fullmatch(word) for word in phrase.split())

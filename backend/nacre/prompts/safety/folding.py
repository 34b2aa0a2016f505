"""Spellings that a list of words can be held against: whatever was done to hide a word is undone."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

# Invisible: soft hyphen, zero-width characters, joiners, directional marks, variation selectors, tags, fillers.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_LEET: Final = str.maketrans("013457@$!", "oieastasi")
_WORD: Final = re.compile(r"(?:[^\W_]|[\u0900-\u0903\u093a-\u094f])+")
_LATIN: Final = re.compile(r"[a-z0-9]+")


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


def _bare(text: str) -> str:
    """Without accents; scripts whose signs are part of the letters keep them."""
    spread = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in spread if not 0x300 <= ord(c) <= 0x36F))


def words_of(text: str) -> str:
    """Words one blank apart, without accents, signs and possessives."""
    plain = _bare(visible(text)).replace("'s ", " ").replace("\u2019s ", " ")
    return " ".join(_WORD.findall(plain))


def spellings(text: str) -> list[str]:
    """Every reading of a text: as it stands, look-alikes folded, digits for letters undone, spaced letters joined."""
    seen = visible(text)
    # Capitals first: some letters look like a Latin one only as capitals.
    capitals = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).translate(_confusables())
    folded = capitals.casefold().translate(_confusables())
    found: list[str] = []
    for reading in (seen, folded, folded.translate(_LEET)):
        plain = words_of(reading)
        found += [plain, re.sub(r"\b(\w) (?=\w\b)", r"\1", plain)]
    found.append(re.sub(r"(\w)\1{2,}", r"\1", found[-1]))  # "seeeex"
    return list(dict.fromkeys(found))


def is_latin(phrase: str) -> bool:
    """Whether every word is of Latin letters: then words end where letters end."""
    return all(_LATIN.fullmatch(word) for word in phrase.split())

"""What a prompt may not ask for: real people, protected characters, anything sexual about minors, or sexual at all.

A list of words is a floor, not a judge: it stops what is plainly written, in ordinary spelling or with digits for
letters. Servers for the public put a classifier of their own behind it (`nacre serve --moderator module:callable`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

DENIED: Final = Path(__file__).with_name("denied.txt")
_LEET: Final = str.maketrans("013457@$!", "oieastasi")


@dataclass(frozen=True)
class Verdict:
    """Whether a prompt may become a world; category and matched say why not."""

    allowed: bool
    category: str = ""
    matched: str = ""


@lru_cache(maxsize=1)
def _lists() -> dict[str, tuple[str, ...]]:
    """The sections of denied.txt, each phrase in the spelling that `_plain` gives."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in DENIED.read_text("utf-8").splitlines():
        text = line.strip()
        if text.startswith("["):
            name = text.strip("[]")
            sections[name] = []
        elif text and not text.startswith("#"):
            sections[name] += [_plain(phrase) for phrase in text.split(",") if phrase.strip()]
    return {name: tuple(phrases) for name, phrases in sections.items()}


def _plain(text: str) -> str:
    """Lower case, without accents or signs, words one space apart."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", letters.replace("'s ", " ").replace("\u2019s ", " ")))


def _spellings(prompt: str) -> list[str]:
    plain = _plain(prompt)
    undone = _plain(prompt.casefold().translate(_LEET))
    # "p i k a c h u": single letters in a row are one word.
    joined = re.sub(r"\b(\w) (?=\w\b)", r"\1", plain)
    return list(dict.fromkeys((plain, undone, joined)))


def _found(spellings: list[str], phrases: tuple[str, ...]) -> str:
    for text in spellings:
        padded = f" {text} "
        for phrase in phrases:
            if f" {phrase} " in padded or f" {phrase}s " in padded:
                return phrase
    return ""


def moderate(prompt: str) -> Verdict:
    """The verdict on a prompt. Raises OSError when the list cannot be read: then nothing may be made."""
    lists, spellings = _lists(), _spellings(prompt)
    sexual = _found(spellings, lists["sexual"])
    minor = _found(spellings, lists["minors"])
    if sexual and minor:
        return Verdict(False, "minors", f"{minor}, {sexual}")
    if sexual:
        return Verdict(False, "sexual", sexual)
    for category in ("real_people", "characters"):
        if found := _found(spellings, lists[category]):
            return Verdict(False, category, found)
    return Verdict(True)

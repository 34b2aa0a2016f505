"""Which language a prompt is in: by its script where that tells, else by the words that are known."""

from __future__ import annotations

from typing import Final

from nacre.prompts.languages.split import elided, key_of
from nacre.prompts.languages.vocabulary import vocabulary
from nacre.prompts.lexicon.table import lexicon, singular_forms
from nacre.prompts.lexicon.typos import is_word
from nacre.prompts.tokens import Token

LATIN: Final = ("es", "fr", "de", "it", "pt", "nl", "pl", "tr")
_SCRIPTS: Final = (
    ("ko", 0xAC00, 0xD7A3), ("ja", 0x3040, 0x30FF), ("zh", 0x4E00, 0x9FFF), ("zh", 0x3400, 0x4DBF),
    ("hi", 0x0900, 0x097F),
    ("ar", 0x0600, 0x06FF), ("ru", 0x0400, 0x04FF),
)  # fmt: skip
_TELLING: Final = 80  # words that tell a language; a long prompt is in the language it begins in
_LETTERS: Final = {
    "es": "\u00f1\u00bf\u00a1", "pt": "\u00e3\u00f5", "de": "\u00df\u00e4",
    "pl": "\u0142\u0119\u0105\u015b\u017c\u017a\u0107\u0144",
    "tr": "\u0131\u011f\u015f\u0130", "fr": "\u0153\u00ea\u00e8", "it": "\u00f2\u00ec", "nl": "",
}  # fmt: skip


def script_of(character: str) -> str:
    """The language whose script a character is of; "" for Latin, digits and signs."""
    if character < "\u0400":
        return ""
    code = ord(character)
    return next((language for language, first, last in _SCRIPTS if first <= code <= last), "")


def by_script(text: str) -> str:
    """The language that most letters of a text tell by their script; Chinese characters beside kana are Japanese."""
    if text.isascii():
        return ""
    tally: dict[str, int] = {}
    for character in text:
        language = script_of(character)
        if language:
            tally[language] = tally.get(language, 0) + 1
    if "ja" in tally:
        tally["ja"] += tally.pop("zh", 0)
    return max(tally, key=lambda language: tally[language]) if tally else ""


def _english(tokens: list[Token]) -> float:
    """Words that English knows: in full those of the lexicon, by half those of the dictionary."""
    entries = lexicon().entries
    total = 0.0
    for token in tokens:
        key = token.key
        known = key in entries or token.symbol or key[:1].isdigit() or any(f in entries for f in singular_forms(key))
        total += 1.0 if known else 0.5 if key.isascii() and is_word(key) else 0.0
    return total


def by_words(tokens: list[Token]) -> str:
    """Of the languages in Latin letters the one that knows most words; English where none knows clearly more."""
    words = [token for token in tokens if not token.symbol][:_TELLING]
    if not words:
        return "en"
    english = _english(words)
    if english >= len(words) - 0.6:
        return "en"
    letters = "".join(token.text.lower() for token in words)
    best, most = "en", english + 0.4
    for language in LATIN:
        book = vocabulary(language)
        score = 0.3 * any(letter in letters for letter in _LETTERS[language])
        for token in words:
            cut = elided(token.text)
            key = key_of(token.text[cut:], language)
            if cut:
                score += 0.3
            if key in book.words or key in book.tree:
                score += 1.0
            elif len(words) > 1 and book.knows(key):
                score += 0.8
        if score > most:
            best, most = language, score
    if len(words) == 1 and (english >= 0.5 or len(words[0].key) < 4):
        return "en"  # "boot" is English until more is said
    return best

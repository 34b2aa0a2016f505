"""Tokens of a prompt in another language: words, elisions taken apart, and runs without blanks cut into words."""

from __future__ import annotations

from dataclasses import replace

from nacre.prompts.languages.detect import script_of
from nacre.prompts.languages.split import elided, key_of
from nacre.prompts.languages.vocabulary import UNSPACED, Vocabulary
from nacre.prompts.tokens import Token


def segment(tokens: list[Token], book: Vocabulary) -> list[Token]:
    """The same text in smaller tokens where the language needs it; keys are those of its lexicon."""
    language = book.language
    found: list[Token] = []
    for token in _measured(tokens) if language == "ko" else tokens:
        if token.symbol or (token.key[:1].isdigit() and token.text.isascii()):
            found.append(token)
        elif language in UNSPACED:
            found += _cut(token, book)
        else:
            cut = elided(token.text) if language in ("fr", "it", "pt") else 0
            gap = token.gap
            for start, end in ((0, cut), (cut, len(token.text))):
                if start < end:
                    text = token.text[start:end]
                    found.append(
                        replace(token, text=text, key=key_of(text, language), start=token.start + start,
                                end=token.start + end, gap=gap)
                    )  # fmt: skip
                    gap = ""
    return found


def _measured(tokens: list[Token]) -> list[Token]:
    """Korean digits are written together with what they count."""
    found: list[Token] = []
    for token in tokens:
        digits = len(token.text) - len(token.text.lstrip("0123456789"))
        if 0 < digits < len(token.text) and script_of(token.text[digits]) == "ko":
            at = token.start + digits
            found.append(replace(token, text=token.text[:digits], key=token.text[:digits], end=at))
            found.append(replace(token, text=token.text[digits:], key=token.text[digits:], start=at, gap=""))
        else:
            found.append(token)
    return found


def _cut(token: Token, book: Vocabulary) -> list[Token]:
    """Cut a run into the fewest words with the fewest unknown characters (shortest path over the lexicon)."""
    text, size = token.text, len(token.text)
    best: list[tuple[int, int]] = [(0, 0)] + [(10**9, 0)] * size  # (cost, where the last word begins)
    for at in range(size):
        cost = best[at][0]
        if cost + 30 < best[at + 1][0]:
            best[at + 1] = (cost + 30, at)
        for length in range(1, min(book.longest, size - at) + 1):
            if (
                key_of(text[at : at + length], book.language) in book.words
                and cost + 9 + (length == 1) < best[at + length][0]
            ):
                best[at + length] = (cost + 9 + (length == 1), at)
        if text[at].isascii() and text[at].isalnum():
            end = at
            while end < size and text[end].isascii() and text[end].isalnum():
                end += 1
            if cost + 12 < best[end][0]:
                best[end] = (cost + 12, at)
    cuts: list[tuple[int, int]] = []
    end = size
    while end > 0:
        start = best[end][1]
        cuts.append((start, end))
        end = start
    pieces: list[Token] = []
    for start, end in reversed(cuts):
        word = text[start:end]
        known = key_of(word, book.language) in book.words
        last = pieces[-1] if pieces else None
        if not known and last is not None and not last.foreign and script_of(word[0]) == script_of(last.text[-1]):
            pieces[-1] = replace(last, text=last.text + word, key=last.key + word, end=token.start + end)
            continue
        pieces.append(
            replace(token, text=word, key=key_of(word, book.language), start=token.start + start, end=token.start + end,
                    gap=token.gap if not pieces else "", foreign=known)
        )  # fmt: skip
    return pieces

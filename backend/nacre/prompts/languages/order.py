"""Word order: what other languages say before or after its noun, put where the reader expects it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nacre.prompts.lexicon.table import Entry, lexicon
from nacre.prompts.numbers import number_at
from nacre.prompts.tokens import Token

_AFTER: Final = ("es", "fr", "it", "pt", "ar", "pl")  # adjectives stand behind their noun
_HEAD_LAST: Final = ("tr", "hi", "ja", "zh", "ko")  # postpositions, and parts before what they belong to
_NOUNS: Final = (
    "thing",
    "person",
    "creature",
    "place",
    "settlement",
    "theme",
    "water",
    "path",
    "relief",
    "biome",
    "part",
)
_THINGS: Final = ("thing", "person", "creature", "place", "settlement", "theme")
_DESCRIBING: Final = ("colour", "material", "size", "condition", "degree", "mood", "emptiness")
# Words by which things are counted, and endings of subjects and of lists.
_PIECES: Final = {
    "ja": tuple("\u3064\u4eba\u540d\u5339\u982d\u672c\u8ed2\u96bb\u500b\u7fbd\u68df\u53f0\u4f53"),
    "ko": ("\uac1c", "\uba85", "\ub9c8\ub9ac", "\uadf8\ub8e8", "\ucc44", "\ub300", "\ucc99", "\uc1a1\uc774"),
}  # fmt: skip
_SUBJECT: Final = ("\u304c", "\u306f", "\u3082")
_AND: Final = ("\uc640", "\uacfc", "\u3068")


def _kind(token: Token) -> str:
    if token.symbol:
        return "thing"
    entry: Entry | None = lexicon().entries.get(token.key)
    if entry is None:
        return "count" if number_at([token.key], 0) else ""
    return entry.kind


def arrange(tokens: list[Token], language: str) -> list[Token]:
    """The tokens in the reader's order."""
    if language in _AFTER:
        return _behind(tokens, language)
    if language in _HEAD_LAST:
        found: list[Token] = []
        for clause in _clauses(tokens):
            found += _turned(_counted(_freed(_measured(clause, language))), language)
        return found
    return tokens


def _behind(tokens: list[Token], language: str) -> list[Token]:
    """Mark adjectives that follow their noun."""
    found: list[Token] = []
    noun = False
    for index, token in enumerate(tokens):
        kind = _kind(token)
        if token.gap in (",", "."):
            noun = False
        if kind in _DESCRIBING and noun:
            follows = tokens[index + 1] if index + 1 < len(tokens) else None
            owns = language == "pl" and follows is not None and not follows.gap and _kind(follows) in _NOUNS
            if not owns:
                found.append(replace(token, after=True))
                continue
        if kind in _NOUNS:
            noun = True
        elif not (token.key in ("and", "of") and noun and _describes(tokens, index + 1)):
            noun = False
        found.append(token)
    return found


def _describes(tokens: list[Token], index: int) -> bool:
    return index < len(tokens) and not tokens[index].gap and _kind(tokens[index]) in _DESCRIBING


def _clauses(tokens: list[Token]) -> list[list[Token]]:
    clauses: list[list[Token]] = []
    for token in tokens:
        if not clauses or token.gap in (",", "."):
            clauses.append([])
        clauses[-1].append(token)
    return clauses


def _freed(clause: list[Token]) -> list[Token]:
    """Articles between an adjective and its noun ("red a house") say nothing more."""
    return [
        replace(token, key="of") if token.key == "a" and i and _kind(clause[i - 1]) in _DESCRIBING else token
        for i, token in enumerate(clause)
    ]


def _measured(clause: list[Token], language: str) -> list[Token]:
    """ "Torii (subject) three pieces": the particle before a number goes, and the word for pieces behind it, which
    may also be that of a thing of its own ("people", in Korean "dog")."""
    pieces = _PIECES.get(language)
    if pieces is None:
        return clause
    found: list[Token] = []
    for token in clause:
        counted = bool(found) and _kind(found[-1]) == "count"
        piece = next((p for p in pieces if token.text.startswith(p) and len(token.text) <= len(p) + 1), None)
        behind = len(found) > 1 and _kind(found[-2]) in _THINGS
        if counted and behind and piece is not None:
            if token.text[len(piece) :] in _AND and token.text != piece:
                found.append(replace(token, key="and", foreign=True))
            continue
        if _kind(token) == "count" and len(found) > 1 and found[-1].text in _SUBJECT and _kind(found[-2]) in _THINGS:
            found.pop()
        found.append(token)
    return found


def _counted(clause: list[Token]) -> list[Token]:
    """ "wolf three animals": the number goes before its noun."""
    found = list(clause)
    index = 1
    while index < len(found):
        if _kind(found[index]) == "count" and _kind(found[index - 1]) in _THINGS:
            end = index + 1
            while end < len(found) and found[end].key == "of":
                end += 1
            follows = _kind(found[end]) if end < len(found) else ""
            measured = end > index + 1 and "\u306e" not in found[end - 1].text and "\uc758" not in found[end - 1].text
            if follows not in (*_THINGS, *_DESCRIBING) or measured:
                number = found.pop(index)
                at = index - 1
                while at and _kind(found[at - 1]) in _DESCRIBING:
                    at -= 1
                found.insert(at, number)
        index += 1
    return found


def _turned(clause: list[Token], language: str) -> list[Token]:
    """Postpositions become prepositions, behind the thing they place; parts wait for their owner."""
    gap = clause[0].gap
    found = _marked(clause)
    index = 1
    while index < len(found):
        if _kind(found[index]) == "preposition" and not found[index].before:
            start = _phrase_start(found, index)
            if start < index:
                found, index = _moved(found, start, index)
        index += 1
    if found and found[0].gap != gap:
        found = [replace(found[0], gap=gap), *(replace(t, gap="") if t.gap in (",", ".") else t for t in found[1:])]
    return found


def _marked(clause: list[Token]) -> list[Token]:
    """Parts with a thing still to come in the clause, and no thing of theirs before, belong to that thing."""
    found: list[Token] = []
    for index, token in enumerate(clause):
        if _kind(token) == "part":
            rest = clause[index + 1 :]
            linked = bool(rest) and (
                rest[0].key in ("of", "with", "is")
                or token.text.endswith("\uc758")
                or "with" in [t.key for t in clause[max(index - 1, 0) : index]]
            )
            ahead = any(_kind(other) in _THINGS for other in rest)
            if ahead and linked:
                token = replace(token, before=True)
        found.append(token)
    return found


def _phrase_start(tokens: list[Token], end: int) -> int:
    """Where the noun phrase begins that ends before a postposition; `end` where none does."""
    index = end - 1
    while index >= 0 and tokens[index].key == "of":
        index -= 1
    if index < 0 or _kind(tokens[index]) not in _NOUNS:
        return end
    while index > 0:
        before = tokens[index - 1]
        kind = _kind(before)
        if kind in _DESCRIBING or kind == "count" or before.key in ("of", "the", "a"):
            index -= 1
        elif before.key == "and" and index > 1 and _kind(tokens[end]) == "preposition" and tokens[end].key == "between":
            index -= 2
        else:
            break
    return index


def _moved(tokens: list[Token], start: int, at: int) -> tuple[list[Token], int]:
    """Put the phrase [start, at) and its postposition behind the next thing, or the postposition before the phrase."""
    reference, post = tokens[start:at], tokens[at]
    reference = [token for token in reference if token.key != "of" or token is not reference[-1]]
    end = at + 1
    while end < len(tokens):
        kind = _kind(tokens[end])
        if tokens[end].key == "and" or kind == "preposition":
            break
        if kind in _THINGS:
            head = tokens[at + 1 : end + 1]
            while head and head[0].key in ("is", "of", "in", "with", "the"):
                head = head[1:]
            turned = [*tokens[:start], *head, post, *reference, *tokens[end + 1 :]]
            return turned, start + len(head) + 1 + len(reference)
        end += 1
    return [*tokens[:start], post, *reference, *tokens[at + 1 :]], at + 1

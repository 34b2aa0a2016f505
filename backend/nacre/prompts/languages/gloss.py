"""From another language to the words of the English lexicon, each token with the place it has in the prompt."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nacre.parts.classes import BY_NAME
from nacre.prompts.languages.detect import LATIN, by_script, by_words
from nacre.prompts.languages.forms import joined, owning
from nacre.prompts.languages.order import arrange
from nacre.prompts.languages.segment import segment
from nacre.prompts.languages.split import elided, key_of
from nacre.prompts.languages.vocabulary import UNSPACED, Vocabulary, vocabulary
from nacre.prompts.lexicon.table import lexicon
from nacre.prompts.lexicon.typos import correct, is_own_word, is_word
from nacre.prompts.numbers import number_at
from nacre.prompts.tokens import Token, tokenise

_SHORTEST: Final = 7  # shorter words are not corrected: there is no list of the words of these languages
_THINGS: Final = ("thing", "person", "creature", "place", "settlement", "theme", "biome")
# Small words of other languages that are English words too, but of no use to a prompt in English.
_FALSE_FRIENDS: Final = frozenset(
    (
        *("die", "der", "den", "des", "mit", "und", "ein", "oder", "het", "van"),
        *("uno", "una", "les", "las", "los", "con", "sur", "che", "del", "avec", "dans"),
    )
)
_KOREAN_WOOD: Final = "\ub098\ubb34"  # tree, and wood
_BUILT: Final = ("building", "structure", "furniture", "vehicle", "prop")
_LINKS: Final = ("", "s", "es", "n", "en", "e", "er")


def translate(prompt: str) -> tuple[list[Token], str]:
    """Tokens whose keys are words of the English lexicon, and the code of the language that the prompt is in."""
    tokens = tokenise(prompt)
    language = by_script(prompt) or by_words(tokens)
    if language == "en":
        return _with_strangers(tokens), "en"
    book = vocabulary(language)
    pieces = segment(tokens, book)
    return arrange(_gloss(pieces, book), language), language


def _with_strangers(tokens: list[Token]) -> list[Token]:
    """An English prompt with words of another language in it: those are read by way of that language's lexicon.

    Two words that English lacks, of one language, make it the prompt's second one: then its small words count as well
    ("ein Dorf mit a windmill"). Else only single longer words for things are looked up, in every language.
    """
    strange = [_is_strange(token) for token in tokens]
    second = _second_language([token for token, other in zip(tokens, strange, strict=True) if other])
    if second is None:
        return [_borrowed(token) if other else token for token, other in zip(tokens, strange, strict=True)]
    found: list[Token] = []
    for other, group in groupby(zip(strange, tokens, strict=True), key=lambda pair: pair[0]):
        run = [token for _, token in group]
        if other:
            glossed = _gloss(segment(run, second), second)
            run = [t if not t.key.startswith("?") else replace(t, key=t.key[1:], foreign=False) for t in glossed]
            run = arrange(run, second.language)
        found += run
    return found


def _is_strange(token: Token) -> bool:
    """A word that neither the lexicon nor English knows, nor is one of its own misspelt."""
    key = token.key
    if token.symbol or not key.isalpha() or key in lexicon().entries or lexicon().match([key], 0) is not None:
        return False
    return number_at([key], 0) is None and (len(key) < 3 or not is_own_word(key) or key in _FALSE_FRIENDS)


def _second_language(strangers: list[Token]) -> Vocabulary | None:
    """Of the languages in Latin letters the one that knows most of the strangers, and two at least."""
    best, most = None, 1
    for language in LATIN if len(strangers) > 1 else ():
        book = vocabulary(language)
        known = sum(key_of(token.text[elided(token.text) :], language) in book.words for token in strangers)
        if known > most:
            best, most = book, known
    return best


def _borrowed(token: Token) -> Token:
    key = token.key
    if len(key) >= 5 and not is_word(key) and correct(key) is None:
        for language in LATIN:
            label = vocabulary(language).words.get(key_of(token.text, language))
            entry = lexicon().entries.get(label or "")
            if entry is not None and entry.kind in _THINGS:
                return replace(token, key=entry.label, foreign=True)
    return token


def _gloss(tokens: list[Token], book: Vocabulary) -> list[Token]:
    words = [token.key for token in tokens]
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        english = token.text.isascii() and token.text.isalpha() and book.language not in LATIN
        if token.symbol or english or (token.key[:1].isdigit() and token.text.isascii()):
            found.append(token)  # English words in a text of another script are read as such
            index += 1
            continue
        if book.language in UNSPACED:
            label = book.words.get(token.key)
            found.append(_entry(token, label) if label else _stranger(token, book.language))
            index += 1
            continue
        match = book.match(words, index)
        if match is None:
            found += _compound(token, book) or [_guess(token, book)]
            index += 1
            continue
        if book.language == "ko" and token.key == _KOREAN_WOOD and _builds(book, words, index + 1):
            match = replace(match, label="wooden")  # "namu dari": a tree before a bridge is its wood
        last = tokens[index + match.length - 1]
        if match.inflected:
            found += [
                replace(token, key=word, end=token.start, foreign=True) for word in joined(token.key, book.language)
            ]
        whole = replace(token, text=f"{token.text} {last.text}" if match.length > 1 else token.text, end=last.end)
        several = match.plural or _plural(words[index], match.inflected, book.language)
        if book.language == "ru" and _one_by_ending(token.text, found):
            several = match.plural
        if match.inflected and book.language == "ar" and match.length == 1 and _is_dual(token.key, match.label):
            found.append(replace(token, key="two", end=token.start, foreign=True))
        if several and book.language in ("pl", "ru") and found and _is_preposition(found[-1]):
            several = match.plural  # the genitive of one looks like the nominative of many
        found.append(_entry(whole, match.label, several))
        if match.inflected and owning(words[index], book.language):
            found.append(replace(token, key="with", start=whole.end, end=whole.end, foreign=True))
        index += match.length
    return found


def _builds(book: Vocabulary, words: list[str], index: int) -> bool:
    """Whether something that is built begins at a word."""
    found = book.match(words, index) if index < len(words) else None
    entry = lexicon().entries.get(found.label) if found else None
    return entry is not None and any(BY_NAME[name].group in _BUILT for name, _ in entry.things if name in BY_NAME)


def _one_by_ending(text: str, before: list[Token]) -> bool:
    """The ending of a Russian instrumental of one: -oi always, -ei and -iu behind "with"."""
    word = text.lower()
    with_before = bool(before) and before[-1].key == "with"
    return word.endswith("\u043e\u0439") or (with_before and word.endswith(("\u0435\u0439", "\u044c\u044e")))


def _is_dual(word: str, label: str) -> bool:
    """Arabic "two of": -an and, where no people are meant, -ayn; people in -in may be any number."""
    entry = lexicon().entries.get(label)
    if entry is None or entry.kind not in ("thing", "creature", "person"):
        return False
    endings = ("\u062a\u0627\u0646", "\u062a\u064a\u0646", "\u0627\u0646")
    return word.endswith(endings) or (entry.kind != "person" and word.endswith("\u064a\u0646"))


def _is_preposition(token: Token) -> bool:
    entry = lexicon().entries.get(token.key)
    return entry is not None and entry.kind == "preposition"


def _plural(word: str, inflected: bool, language: str) -> bool:
    """Whether an inflected word looks like several; articles and numbers beside it tell better."""
    endings = {
        "es": ("s",), "pt": ("s",), "fr": ("s", "x"), "it": ("i", "e"), "de": ("n", "e", "r", "s"), "nl": ("en", "s"),
        "pl": ("y", "i", "ow", "ami", "ach"),
        "ru": ("\u044b", "\u0438", "\u043e\u0432", "\u0435\u0439", "\u0430\u043c\u0438",
        "\u044f\u043c\u0438", "\u0430\u0445"), "tr": ("lar", "ler"), "ko": ("\ub4e4", "\ub4e4\uc774", "\ub4e4\uc740"),
        "hi": ("\u0947\u0902", "\u094b\u0902", "\u093f\u092f\u093e\u0902"),
        "ar": ("\u0627\u062a", "\u064a\u0646", "\u0648\u0646"),
    }  # fmt: skip
    return inflected and word.endswith(endings.get(language, ()))


def _entry(token: Token, label: str, plural: bool = False) -> Token:
    return replace(token, key=label, foreign=True, plural=plural)


def _stranger(token: Token, language: str) -> Token:
    """A word that the language's lexicon lacks: an English one may have been mixed in."""
    if token.text.isascii() and token.text.isalpha():
        entry = lexicon().match([token.text.lower()], 0)
        if entry is not None and entry[0].kind in (*_THINGS, "weather", "water", "relief", "time"):
            return replace(token, key=entry[0].label, foreign=True, plural=entry[2])
    return replace(token, key=f"?{token.key}", foreign=True)  # no English word begins with a question mark


def _compound(token: Token, book: Vocabulary) -> list[Token]:
    """ "Holzhaus": a first half that stands for a material, or two things, of which the last one counts."""
    key = token.key
    for half, label in book.compounds.items():
        rest = key.removeprefix(half)
        found = book.match([rest], 0) if rest != key and len(rest) > (0 if book.language == "ko" else 2) else None
        if found is not None:
            first = replace(token, key=label, end=token.start, foreign=True)
            return [first, _entry(token, found.label, found.plural or found.inflected)]
    if book.language in ("de", "nl"):
        for cut in range(len(key) - 3, 3, -1):
            front = key[:cut]
            known = any(front.removesuffix(link) in book.words for link in _LINKS if front.endswith(link))
            found = book.match([key[cut:]], 0) if known else None
            if found is not None:
                return [_entry(token, found.label, found.plural)]
    return []


def _guess(token: Token, book: Vocabulary) -> Token:
    """A misspelt word where only one can have been meant, else a stranger."""
    key = token.key
    mixed = _stranger(token, book.language)
    if not mixed.key.startswith("?") or len(key) < _SHORTEST or (key.isascii() and is_word(key)):
        return mixed
    near = process.extract(key, list(book.words), scorer=OSA.distance, score_cutoff=1, limit=3)
    labels = {book.words[word] for word, _, _ in near if word[0] == key[0] and len(word) >= _SHORTEST}
    return _entry(token, labels.pop()) if len(labels) == 1 else mixed


def language_of(prompt: str) -> str:
    """The language a prompt is in."""
    return by_script(prompt) or by_words(tokenise(prompt))

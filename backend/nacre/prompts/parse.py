"""From a prompt to a SceneSpec, with an account of every word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from nacre.prompts import nearest
from nacre.prompts.attributes import Attributes, resolve
from nacre.prompts.defaults import biome_of, fill, tree_of
from nacre.prompts.describe import amount_of, name_of
from nacre.prompts.items import Gathered, gather_items
from nacre.prompts.languages import translate
from nacre.prompts.languages.wording import value_in
from nacre.prompts.mention import Claim, Mention
from nacre.prompts.nearest import Encoder
from nacre.prompts.reader import Reader
from nacre.prompts.tokens import Token
from nacre.spec import Item, SceneSpec

_GROUP_NAMES = {"@people": "people", "@animals": "animals", "@tree": "trees", "@buildings": "buildings"}
_READ_AS: Final = "read as "


@dataclass(frozen=True)
class Chip:
    """Words as typed, what sort of thing they say, and what was made of them."""

    text: str
    kind: str
    value: str


@dataclass(frozen=True)
class Understanding:
    """The world asked for; what was understood; what was not, a reason in brackets where there is one.

    Every content word of the prompt is in exactly one of `understood` and `ignored`, in order. corrected: (as typed,
    as read) for every misspelt word. offers: when nothing was understood, three prompts that could be meant; the
    world of `spec` is then nobody's wish and should not be opened unasked. language: its code, "en", "ja" ...
    """

    spec: SceneSpec
    understood: tuple[Chip, ...]
    ignored: tuple[str, ...]
    corrected: tuple[tuple[str, str], ...] = ()
    offers: tuple[str, ...] = ()
    language: str = "en"
    said: frozenset[str] = frozenset()  # fields of the spec that the prompt decides; the others are likely choices

    @property
    def chips(self) -> tuple[Chip, ...]:
        """`understood` with its values in the language of the prompt."""
        return tuple(Chip(c.text, c.kind, value_in(self.language, c.text, c.value)) for c in self.understood)


@dataclass
class _Reading:
    tokens: list[Token]
    mentions: list[Mention]
    ignored: list[tuple[int, int, str]]
    attributes: Attributes
    gathered: Gathered
    items: tuple[Item, ...]
    dropped: dict[int, int]
    language: str


def _read(prompt: str, encoder: Encoder | None, base: SceneSpec | None = None) -> _Reading:
    tokens, language = translate(prompt)
    reader = Reader(tokens, {}).read()
    if encoder is not None:
        unknown = [tokens[first].key for first, last, reason in reader.ignored if last == first + 1 and not reason]
        labels = nearest.closest(unknown, encoder)
        if labels:
            reader = Reader(tokens, labels).read()
    attributes = resolve(reader.mentions)
    dropped = dict(attributes.dropped)
    biome = base.biome if base and "biome" not in attributes.values else None
    tree = tree_of(biome or biome_of(attributes.values, attributes.forbidden))
    if attributes.values.get("mood") == "spooky" and tree == "tree_round":
        tree = "tree_dead"
    gathered = gather_items(reader.mentions, dropped, tree)
    got = gathered.got
    dropped.update({i: by for i, by in gathered.beaten.items() if i not in got and i not in attributes.effects})
    return _Reading(tokens, reader.mentions, reader.ignored, attributes, gathered, gathered.items(), dropped, language)


def _text(prompt: str, tokens: list[Token], first: int, last: int) -> str:
    """The words [first, last) as typed; those of other languages may stand in another order than they are read."""
    mine = tokens[first:last]
    if not any(token.foreign for token in mine):
        return prompt[tokens[first].start : tokens[last - 1].end]
    pieces: list[tuple[int, int]] = []
    for start, end in sorted({(token.start, token.end) for token in mine}):
        if pieces and not any(pieces[-1][1] <= other.start < start for other in tokens):
            pieces[-1] = (pieces[-1][0], max(end, pieces[-1][1]))
        else:
            pieces.append((start, end))
    return " ".join(prompt[start:end] for start, end in pieces)


def _amount(concept: str, count: int, mention: Mention) -> str:
    if count == -2:
        return f"all {name_of(concept, 2)}"
    if mention.negated or count == 0:
        return f"no {name_of(concept, 0)}"
    return f"{name_of(concept, 1)}, the same" if count < 0 else amount_of(concept, count)


def _achieved(reading: _Reading, index: int) -> str:
    """What a mention came to, in words; "" for nothing."""
    mention = reading.mentions[index]
    pieces = list(reading.attributes.effects.get(index, ()))
    got = reading.gathered.got.get(index, ())
    if got and (mention.negated or mention.entry.kind == "emptiness") and mention.concept.startswith("@"):
        got = ()
        pieces += [f"no {_GROUP_NAMES[name]}" for name, _ in mention.entry.things if name in _GROUP_NAMES]
    pieces += [_amount(concept, count, mention) for concept, count in got]
    if mention.placing:
        pieces.insert(0, mention.placing.replace("_", " "))
    if mention.result:
        owner = mention.others[0].entry.label if mention.others else ""
        pieces.append(f"{owner}: {mention.result}" if owner else mention.result)
    return ", ".join(dict.fromkeys(pieces))


def _account(prompt: str, reading: _Reading) -> tuple[tuple[Chip, ...], tuple[str, ...]]:
    chips: list[tuple[int, Chip]] = []
    ignored: list[tuple[int, str]] = []
    tokens = reading.tokens

    def reject(first: int, last: int, reason: str) -> None:
        text = _text(prompt, tokens, first, last)
        ignored.append((tokens[first].start, f"{text} ({reason})" if reason else text))

    for first, last, reason in reading.ignored:
        reject(first, last, reason)
    for index, mention in enumerate(reading.mentions):
        spans = [Claim(mention.first, mention.last, mention.entry.kind, ""), *mention.claims]
        value = _achieved(reading, index)
        by = reading.dropped.get(index)
        if by is not None or not value:
            reason = "nothing it could be said of"
            if by is not None and by >= 0:
                over = reading.mentions[by]
                reason = f"overruled by \u201c{_text(prompt, tokens, over.first, over.last)}\u201d"
            elif by is not None:
                reason = "overruled by a later \u201cno\u201d"
            elif mention.entry.implied or mention.entry.things:
                reason = "overruled by what was said elsewhere"
            for span in spans:
                reject(span.first, span.last, reason)
            continue
        kind = "relation" if mention.placing else mention.entry.kind
        notes = [mention.note] if mention.note else []
        if mention.entry.near and not mention.negated:
            notes.append(f"nearest to \u201c{mention.entry.label}\u201d")
        noted = f"{value} ({'; '.join(notes)})" if notes else value
        chips.append(
            (tokens[mention.first].start, Chip(_text(prompt, tokens, mention.first, mention.last), kind, noted))
        )
        chips += [
            (tokens[claim.first].start, Chip(_text(prompt, tokens, claim.first, claim.last), claim.kind, claim.value))
            for claim in mention.claims
        ]
    chips.sort(key=lambda pair: pair[0])
    ignored.sort(key=lambda pair: pair[0])
    return tuple(chip for _, chip in chips), tuple(text for _, text in ignored)


def _understanding(prompt: str, reading: _Reading, spec: SceneSpec) -> Understanding:
    chips, ignored = _account(prompt, reading)
    corrected = tuple(
        (_text(prompt, reading.tokens, m.first, m.last), m.entry.label)
        for m in reading.mentions
        if m.note.startswith(_READ_AS)
    )
    offers: tuple[str, ...] = ()
    if not chips and ignored:
        offers = nearest.offers([token.key for token in reading.tokens], reading.language)
    values = reading.attributes.values
    said = frozenset("hours" if name == "time" else name for name in values)
    return Understanding(spec, chips, ignored, corrected, offers, reading.language, said)


def understand(prompt: str, seed: int = 0, encoder: Encoder | None = None) -> Understanding:
    """Read a prompt. Never raises on a string; the same prompt and seed give the same spec.

    `seed` varies only what the prompt leaves open. `encoder` finds the nearest concept for words that
    the lexicon lacks; by default the one of `nearest.default_encoder()`, where one is set up.
    """
    reading = _read(prompt, encoder or nearest.default_encoder())
    spec = fill(
        reading.attributes.values,
        reading.attributes.forbidden,
        reading.items,
        seed,
        said_anything=bool(reading.mentions),
        looks=tuple(reading.gathered.looks.values()),
    )
    return _understanding(prompt, reading, spec)


def redirect(spec: SceneSpec, prompt: str, encoder: Encoder | None = None) -> Understanding:
    """Fold a direction ("it starts to snow") into the spec of a running world; what it leaves open stays."""
    reading = _read(prompt, encoder or nearest.default_encoder(), spec)
    values, forbidden = reading.attributes.values, reading.attributes.forbidden
    kept = {
        name: getattr(spec, name)
        for name in ("biome", "weather", "water", "mood", "theme", "relief", "settlement", "vegetation", "fog")
        if name not in values and (name, getattr(spec, name)) not in forbidden
    }
    named = {item.concept for item in reading.items}
    items = (*(item for item in spec.items if item.concept not in named), *reading.items)
    every = {item.concept: item for item in spec.looks} | reading.gathered.looks
    said_weather = "weather" in values and "fog" not in values
    if said_weather:
        kept.pop("fog")
    merged = fill({**kept, **values}, forbidden, items, 0, said_anything=True, looks=tuple(every.values()))
    merged = replace(merged, show_water=("water" in values and merged.water != "none") or spec.show_water)
    if "time" not in values and ("time", "day") not in forbidden:
        merged = replace(merged, hours=spec.hours)
    return _understanding(prompt, reading, merged)

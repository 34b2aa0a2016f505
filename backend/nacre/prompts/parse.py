"""From a prompt to a SceneSpec, with an account of every word."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nacre.prompts import nearest
from nacre.prompts.attributes import Attributes, settle
from nacre.prompts.defaults import biome_of, fill, tree_of
from nacre.prompts.describe import name_of
from nacre.prompts.items import gather_items
from nacre.prompts.mention import Claim, Mention
from nacre.prompts.nearest import Encoder
from nacre.prompts.reader import Reader
from nacre.prompts.tokens import Token, tokenise
from nacre.spec import Item, SceneSpec

_GROUP_NAMES = {"@people": "people", "@animals": "animals", "@tree": "trees", "@buildings": "buildings"}


@dataclass(frozen=True)
class Chip:
    """Words as typed, what sort of thing they say, and what was made of them."""

    text: str
    kind: str
    value: str


@dataclass(frozen=True)
class Understanding:
    """The world asked for; what was understood; what was not, a reason in brackets where there is one.

    Every content word of the prompt is in exactly one of `understood` and `ignored`, in order.
    """

    spec: SceneSpec
    understood: tuple[Chip, ...]
    ignored: tuple[str, ...]


@dataclass
class _Reading:
    tokens: list[Token]
    mentions: list[Mention]
    ignored: list[tuple[int, int, str]]
    attributes: Attributes
    items: tuple[Item, ...]
    got: dict[int, list[tuple[str, int]]]
    dropped: dict[int, int]


def _read(prompt: str, encoder: Encoder | None, base: SceneSpec | None = None) -> _Reading:
    tokens = tokenise(prompt)
    reader = Reader(tokens, {}).read()
    if encoder is not None:
        unknown = [tokens[first].key for first, last, reason in reader.ignored if last == first + 1 and not reason]
        labels = nearest.closest(unknown, encoder)
        if labels:
            reader = Reader(tokens, labels).read()
    attributes = settle(reader.mentions)
    dropped = dict(attributes.dropped)
    biome = base.biome if base and "biome" not in attributes.values else None
    tree = tree_of(biome or biome_of(attributes.values, attributes.forbidden))
    if attributes.values.get("mood") == "spooky" and tree == "tree_round":
        tree = "tree_dead"
    counts, got, beaten = gather_items(reader.mentions, dropped, tree)
    dropped.update({i: by for i, by in beaten.items() if i not in got and i not in attributes.effects})
    items = tuple(Item(concept, count, size, where) for (concept, size, where), count in counts.items())
    return _Reading(tokens, reader.mentions, reader.ignored, attributes, items, got, dropped)


def _text(prompt: str, tokens: list[Token], first: int, last: int) -> str:
    return prompt[tokens[first].start : tokens[last - 1].end]


def _achieved(reading: _Reading, index: int) -> str:
    """What a mention came to, in words; "" for nothing."""
    mention = reading.mentions[index]
    pieces = list(reading.attributes.effects.get(index, ()))
    got = reading.got.get(index, ())
    if got and mention.negated and mention.entry.things[0][0].startswith("@"):
        got = ()
        pieces.append(f"no {_GROUP_NAMES[mention.entry.things[0][0]]}")
    for concept, count in got:
        if mention.negated or count == 0:
            pieces.append(f"no {name_of(concept, 0)}")
        elif count < 0:
            pieces.append(f"{name_of(concept, 1)}, the same")
        else:
            pieces.append(f"{count} {name_of(concept, count)}" if count > 1 else name_of(concept, 1))
    if mention.placing:
        pieces.insert(0, mention.placing.replace("_", " "))
    return ", ".join(dict.fromkeys(pieces))


def _account(prompt: str, reading: _Reading) -> tuple[tuple[Chip, ...], tuple[str, ...]]:
    chips: list[tuple[int, Chip]] = []
    ignored: list[tuple[int, str]] = []
    tokens = reading.tokens

    def reject(first: int, last: int, reason: str) -> None:
        text = _text(prompt, tokens, first, last)
        ignored.append((first, f"{text} ({reason})" if reason else text))

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
        chips.append((mention.first, Chip(_text(prompt, tokens, mention.first, mention.last), kind, noted)))
        chips += [
            (claim.first, Chip(_text(prompt, tokens, claim.first, claim.last), claim.kind, claim.value))
            for claim in mention.claims
        ]
    chips.sort(key=lambda pair: pair[0])
    ignored.sort(key=lambda pair: pair[0])
    return tuple(chip for _, chip in chips), tuple(text for _, text in ignored)


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
    )
    return Understanding(spec, *_account(prompt, reading))


def redirect(spec: SceneSpec, prompt: str, encoder: Encoder | None = None) -> Understanding:
    """Fold a direction ("it starts to snow") into the spec of a running world; what it leaves open stays."""
    reading = _read(prompt, encoder or nearest.default_encoder(), spec)
    values, forbidden = reading.attributes.values, reading.attributes.forbidden
    kept = {
        name: getattr(spec, name)
        for name in ("biome", "weather", "water", "mood", "relief", "settlement", "vegetation", "fog")
        if name not in values and (name, getattr(spec, name)) not in forbidden
    }
    named = {item.concept for item in reading.items}
    items = (*(item for item in spec.items if item.concept not in named), *reading.items)
    said_weather = "weather" in values and "fog" not in values
    if said_weather:
        kept.pop("fog")
    merged = fill({**kept, **values}, forbidden, items, 0, said_anything=True)
    if "time" not in values and ("time", "day") not in forbidden:
        merged = replace(merged, hours=spec.hours)
    return Understanding(merged, *_account(prompt, reading))

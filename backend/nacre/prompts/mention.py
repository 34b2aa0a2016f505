"""Mentions: lexicon entries as the prompt uses them, and what may wait for one."""

from __future__ import annotations

from dataclasses import dataclass, field

from nacre.prompts.lexicon import Entry


@dataclass(frozen=True)
class Claim:
    """Words [first, last) and what they were taken for."""

    first: int
    last: int
    kind: str
    value: str


@dataclass
class Mention:
    """One lexicon entry as the prompt uses it, with what was said about it."""

    first: int
    last: int
    entry: Entry
    plural: bool = False
    note: str = ""
    negated: bool = False
    definite: bool = False
    count: int | None = None
    size: float | None = None
    degree: str = ""
    relation: str = ""
    attributive: bool = False  # the first noun of "bandit camp"
    placing: str = ""  # the relation this noun gives to another mention
    claims: list[Claim] = field(default_factory=list)


@dataclass
class Modifier:
    """A count, size or degree that waits for its noun."""

    claim: Claim
    number: float = 0.0


@dataclass
class Negation:
    """A "no": its words [first, after), the end of its reach, and whether something took it up."""

    first: int
    after: int
    end: int
    spent: bool = False

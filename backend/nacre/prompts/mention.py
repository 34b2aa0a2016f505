"""Mentions: lexicon entries as the prompt uses them, and what may wait for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nacre.prompts.lexicon.table import Entry


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
    others: list[Mention] = field(default_factory=list)  # what the relation is to
    distance: float | None = None
    looks: dict[str, Any] = field(default_factory=dict)  # fields of an Item that say how it looks
    every: bool = False  # "every house": a wish for all of them that asks for none
    attributive: bool = False  # the first noun of "bandit camp"
    placing: str = ""  # the relation this noun gives to another mention
    result: str = ""  # what a mention that brings no thing came to
    claims: list[Claim] = field(default_factory=list)

    @property
    def concept(self) -> str:
        """The first thing it brings, or its group with an "@"; "" for none."""
        return self.entry.things[0][0] if self.entry.things else ""


@dataclass
class Modifier:
    """A count, size, degree or look that waits for its noun. A silent one has a mention of its own."""

    claim: Claim
    number: float = 0.0
    silent: bool = False


@dataclass
class Relator:
    """A preposition that waits for what it relates to: "beside the ..."."""

    relation: str
    first: int
    last: int
    target: Mention | None  # None: what follows the reference
    start: int  # where the reference's noun is expected
    shown: Mention | None = None
    distance: float | None = None


@dataclass
class Negation:
    """A "no": its words [first, after), the end of its reach, and whether something took it up."""

    first: int
    after: int
    end: int
    spent: bool = False

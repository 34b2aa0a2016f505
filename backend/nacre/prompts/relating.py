"""Where things are, by the words of the prompt: on hills, at the water, and beside, behind or around one another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Final

from nacre.prompts.lexicon.table import Entry
from nacre.prompts.lookup import PLAIN, REACH, Lookup, is_function_word, relation_of
from nacre.prompts.lookup import Match as Match
from nacre.prompts.mention import Claim, Mention, Modifier, Relator

# What a preposition makes of two things.
_OF_THINGS: Final = {"near": "beside", "on": "on_top_of", "beyond": "outside"}
_PLACES: Final = ("thing", "person", "creature", "place", "settlement", "theme")
_PRONOUNS: Final = frozenset(("it", "them", "him", "her"))
_OF_PRONOUNS: Final = (
    "beside", "behind", "in_front_of", "around", "on_top_of", "left_of", "right_of", "inside", "facing",
)  # fmt: skip
_ROOFS: Final = frozenset(("roof", "rooftop", "rooftops"))
_PASSING: Final = (
    "size", "degree", "mood", "count", "colour", "material", "condition", "storeys", "pose", "weather", "emptiness",
)  # fmt: skip


class Relating(ABC):
    """The part of the reader that ties mentions together by relations."""

    def __init__(self, look: Lookup) -> None:
        self.look = look
        self.tokens, self.words = look.tokens, look.words
        self.mentions: list[Mention] = []
        self.ignored: list[tuple[int, int, str]]
        self._pending: list[Modifier] = []
        self._forward: Mention | None = None
        self._last_thing: Mention | None = None
        self._relator: Relator | None = None
        self._waiting: list[tuple[Relator, list[Mention]]] = []  # references found, the thing itself still to come
        self._stranger = False  # an unknown noun was passed since the last thing
        self._placed_end = 0

    @abstractmethod
    def _drop_pending(self) -> None:
        """Forget the modifiers that wait for a noun."""

    @abstractmethod
    def _function(self, index: int) -> None:
        """Take the function word at this index."""

    @abstractmethod
    def _admit(self, mention: Mention, negated: bool) -> None:
        """Keep a mention, or its absence."""

    def _distance_before(self) -> float | None:
        """Metres said just before a preposition ("ten metres behind"), taken from the pending modifiers."""
        for modifier in self._pending:
            if modifier.claim.kind == "distance":
                self._pending.remove(modifier)
                self._distance_claim: Claim = modifier.claim
                return float(modifier.number)
        return None

    def _preposition(self, match: Match, index: int) -> int:
        where = str(match.entry.said[0][1])
        distance = self._distance_before()
        probe = match.end
        strange = False
        while probe < len(self.words) and probe < match.end + REACH and self.tokens[probe].gap not in (",", "."):
            if strange and is_function_word(self.words[probe]):
                break  # "on a hil with a bridge": the unknown word was the noun, what follows is another's
            if self.words[probe] in _PRONOUNS and not self._noun_at(probe + 1):
                if self._relate_to_pronoun(where, index, probe, distance):
                    return probe + 1
                break
            noun = self.look.find(probe)
            kind = noun.entry.kind if noun else ""
            if noun is not None and where == "on" and noun.entry.label in _ROOFS:
                if self._thing_follows(noun.end) and not self._starts_phrase(noun.end):
                    match = replace(match, end=noun.end)  # "on the roof of a barn": on top of the barn
                    probe = noun.end
                    continue
                if self._relate_to_pronoun(where, index, noun.end, distance):
                    return noun.end  # "a house with a cat on the roof"
            relation = relation_of(where, kind, noun.entry) if noun else ""
            if noun and relation:
                self._place(Mention(probe, noun.end, noun.entry, noun.plural, noun.note), relation, match, index)
                return self._placed_end
            if noun and noun.entry.things and kind in _PLACES:
                return self._begin_relation(where, match, index, noun, distance)
            passing = noun is None or kind in _PASSING
            if not passing and not is_function_word(self.words[probe]):
                break
            if noun is not None and kind == "preposition":
                break
            strange = noun is None
            probe = noun.end if noun else probe + 1
        if match.entry.label.endswith("outside"):
            alone = Entry("relation", "outside", (("relation", "outside"),), (), ())
            self._admit(Mention(index, match.end, alone), False)
            return match.end
        if distance is not None:
            self.ignored.append((self._distance_claim.first, self._distance_claim.last, "nothing it could be said of"))
        if match.end == index + 1 and (self.words[index] in PLAIN or self.tokens[index].foreign):
            self._function(index)
        else:
            self._drop_pending()
            self.ignored.append((index, match.end, ""))
        return match.end

    def _starts_phrase(self, index: int) -> bool:
        """Whether something else begins at a word, of which what was said before is not said."""
        return index < len(self.words) and (
            self.tokens[index].gap in (",", ".") or self.words[index] in ("and", "with", "but", "while", "in", "where")
        )

    def _noun_at(self, index: int) -> bool:
        found = self.look.find(index) if index < len(self.words) and not self.tokens[index].gap else None
        return found is not None and found.entry.names_things

    def _begin_relation(self, where: str, match: Match, index: int, noun: Match, distance: float | None) -> int:
        """ "beside" with a thing after it: the thing itself is told when it is reached."""
        self._drop_pending()
        relation = _OF_THINGS.get(where, where)
        if relation == "on_top_of" and noun.entry.kind in ("person", "settlement", "theme"):
            relation = "beside"
        if relation == "outside" or (relation == "inside" and noun.entry.kind in ("settlement", "theme")):
            relation = ""
        target = self._last_thing
        if target is not None and (target.negated or self._stranger):
            target = None
        if self._starts_clause(index) and self._thing_follows(noun.end):
            target = None
        elif target is None and not self._thing_follows(noun.end):
            relation = ""
        if target is not None and target.relation:
            earlier = [m for m in self.mentions if m.entry.things and not m.relation and not m.negated]
            target = earlier[-1] if earlier and self.words[index - 1] == "and" else None
            relation = relation if target else ""
        if not relation:
            if match.end == index + 1 and (self.words[index] in PLAIN or self.tokens[index].foreign):
                self._function(index)
            elif not is_function_word(self.words[index]) or match.end > index + 1:
                self.ignored.append((index, match.end, ""))
            return match.end
        shown = Mention(index, match.end, Entry("relation", match.entry.label, (), (), ()), placing=relation)
        if distance is not None:
            shown.claims.append(self._distance_claim)
        self.mentions.append(shown)
        self._relator = Relator(relation, index, match.end, target, noun.end, shown, distance)
        return match.end

    def _relate(self, reference: Mention) -> None:
        """Tell the waiting preposition which thing it speaks of, and the waiting thing what it relates to."""
        for waiting, references in list(self._waiting):
            if reference.negated or reference in references:
                continue
            self._waiting.remove((waiting, references))
            self._bind(waiting, reference, references)
        relator = self._relator
        if relator is None:
            return
        if relator.relation == "between" and not self._second_of_between(reference):
            second = self._joined_thing(reference.last)
            if second:
                self._between = [reference]
                return
            references = [reference, reference]
        elif relator.relation == "between":
            references = [*self._between, reference]
            self._between = []
        else:
            references = [reference]
        self._relator = None
        if relator.target is not None:
            self._bind(relator, relator.target, references)
        else:
            self._waiting.append((relator, references))

    _between: list[Mention] = []  # noqa: RUF012 (replaced, never changed)

    def _second_of_between(self, reference: Mention) -> bool:
        return bool(self._between) and self._between[0] is not reference

    def _joined_thing(self, index: int) -> bool:
        """Whether "and" and another thing follow: the second of the two that something stands between."""
        return index < len(self.words) and self.words[index] == "and" and self._thing_follows(index + 1)

    def _bind(self, relator: Relator, target: Mention, references: list[Mention]) -> None:
        if target.relation or target in references:
            if relator.shown:
                relator.shown.placing = ""
            return
        target.relation, target.others, target.distance = (
            relator.relation,
            references,
            relator.distance or target.distance,
        )

    def _relate_to_pronoun(self, where: str, index: int, end: int, distance: float | None) -> bool:
        """ "a house and a car in front of it": the thing before the one that is placed."""
        target = self._last_thing
        relation = _OF_THINGS.get(where, where)
        if target is None or target.relation or relation not in _OF_PRONOUNS:
            return False
        before = [m for m in self.mentions if m.entry.names_things and m is not target and not m.negated]
        before = [m for m in before if m.first < target.first and m.entry.kind in _PLACES]
        before = [m for m in before if m.entry.kind in ("thing", "place")] or before
        if not before:
            return False
        shown = Mention(index, end, Entry("relation", self.words[index], (), (), ()), placing=relation)
        self._drop_pending()
        self.mentions.append(shown)
        self._bind(Relator(relation, index, end, target, end, shown, distance), target, [before[-1]])
        return True

    def _place(self, noun: Mention, relation: str, match: Match, index: int) -> None:
        """Give `relation` to the thing it speaks of; `noun` is where ("the river")."""
        target_after = self._starts_clause(index) and self._thing_follows(noun.last)
        between = range(match.end, noun.first)
        noun.placing = relation
        self._drop_pending()
        if all(self.look.find(i) is not None and is_function_word(self.words[i]) for i in between):
            noun.first = index
            self._placed_end = noun.last
            self._attach(noun, relation, target_after)
            self._admit(noun, False)
        else:
            # Adjectives stand between: the preposition becomes a mention of its own.
            entry = Entry("relation", match.entry.label, (), (), ())
            preposition = Mention(index, match.end, entry, placing=relation)
            self._attach(preposition, relation, target_after)
            self.mentions.append(preposition)
            self._placed_end = match.end

    def _starts_clause(self, index: int) -> bool:
        return index == 0 or self.tokens[index].gap in (",", ".") or self.words[index - 1] in ("and", "but", "while")

    def _thing_follows(self, index: int) -> bool:
        for probe in range(index, min(index + REACH, len(self.words))):
            if self.tokens[probe].gap == ".":
                return False
            match = self.look.find(probe)
            if match and match.entry.names_things:
                return True
            if match and match.entry.kind in ("preposition", "relation"):
                return False
        return False

    def _attach(self, source: Mention, relation: str, forward: bool) -> None:
        target = self._last_thing
        if target is not None and not forward and not target.negated:
            if not target.relation:
                target.relation = relation
            return
        if relation == "overhead" and not forward:
            source.placing = ""  # "above the roofs": nothing that could fly was named
        else:
            self._leave_forward()
            self._forward = source

    def _leave_forward(self) -> None:
        """Forget a relation that waited in vain for its thing."""
        if self._forward is not None:
            self._forward.placing = ""
            self._forward = None
        for relator, _ in self._waiting:
            if relator.shown:
                relator.shown.placing = ""
        self._waiting.clear()
        if self._relator is not None and self._relator.shown:
            self._relator.shown.placing = ""
        self._relator, self._between = None, []

"""Reading a prompt: from words to mentions, each with the modifiers that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nacre.prompts.lexicon import DETERMINERS, Entry
from nacre.prompts.lookup import PLAIN, REACH, Lookup, Match, is_function_word, relation_of
from nacre.prompts.mention import Claim, Mention, Modifier, Negation
from nacre.prompts.numbers import MOST, number_at
from nacre.prompts.tokens import Token

_POINTING: Final = frozenset(("the", "its", "their", "his", "her", "this", "that", "these", "those"))
_CARRIES_ON: Final = frozenset(
    ("of", "very", "quite", "rather", "sized", "size", "much", "so", "too", "all", "only", "just", "more")
)
_SAID_OF_LAND: Final = frozenset(("biome", "weather", "relief", "flora", "settlement"))
_NO_TARGET: Final = "nothing it could be said of"


class Reader:
    """One pass over the tokens; `mentions` and `ignored` together cover every content word once."""

    def __init__(self, tokens: list[Token], nearest: Mapping[str, str]) -> None:
        self.look = Lookup(tokens, nearest)
        self.tokens, self.words = tokens, self.look.words
        self.mentions: list[Mention] = []
        self.ignored: list[tuple[int, int, str]] = []
        self._pending: list[Modifier] = []
        self._forward: Mention | None = None
        self._last_thing: Mention | None = None
        self._definite = False
        self._one = False  # an "a" stands before: one sheep
        self._after_modifier = False
        self._negation: Negation | None = None

    def read(self) -> Reader:
        """Go through the prompt once."""
        index = 0
        while index < len(self.tokens):
            gap = self.tokens[index].gap
            if gap == "." or (gap == "," and not self._after_modifier):
                self._drop_pending()
                self._definite = False
            if gap == ".":
                self._last_thing = None
                self._leave_forward()
            index = self._take(index)
        self._drop_pending()
        self._close_negation()
        self._leave_forward()
        return self

    def _take(self, index: int) -> int:
        match = self.look.find(index)
        scope = self._negation
        if scope and index >= scope.end:
            self._close_negation()
        if match is None:
            self.ignored.append((index, index + 1, ""))
            self._after_modifier = False
            return index + 1
        kind, end = match.entry.kind, match.end
        if kind in ("count", "size", "degree"):
            return self._modifier(match, index)
        if kind == "function":
            self._function(index)
            return index + 1
        self._after_modifier = False
        if kind == "negation":
            self._close_negation()
            self._negation = Negation(index, end, self.look.scope(end))
            return end
        if kind == "preposition":
            return self._preposition(match, index)
        mention = Mention(index, end, match.entry, match.plural, match.note)
        if match.note == "picture":
            mention.note, mention.count = "", self.tokens[index].repeats
        self._admit(mention, match.negated)
        return mention.last

    def _function(self, index: int) -> None:
        word = self.words[index]
        if word in _CARRIES_ON:
            return
        of_before = index > 0 and self.words[index - 1] == "of"
        if word in DETERMINERS or word in _POINTING:
            if not of_before:
                self._drop_pending()
            self._definite = word in _POINTING
            self._one = word in ("a", "an")
        elif not (word in ("and", "or", "but") and self._after_modifier):
            self._drop_pending()
            self._definite = False

    def _modifier(self, match: Match, index: int) -> int:
        kind, value = match.entry.kind, match.entry.said[0][1]
        end = match.end
        if kind == "count":
            value, end = self._range(float(value), end)
        number = float(value) if isinstance(value, float) else 0.0
        shown = f"{number:g}" if kind != "degree" else str(value)
        if kind == "count" and number > MOST:
            shown = f"{MOST} (as many as fit)"
        kind = "intensity" if kind == "degree" else kind
        if kind == "size" and self._last_thing is not None and self._predicate(index, end):
            self._last_thing.size = number
            self._last_thing.claims.append(Claim(index, end, kind, shown))
            return end
        self._pending.append(Modifier(Claim(index, end, kind, shown), number))
        self._after_modifier = True
        return end

    def _predicate(self, index: int, end: int) -> bool:
        """True for the size in "the houses are huge": after a verb of being, before no noun."""
        before = self.words[max(index - 3, 0) : index]
        follows = self.look.find(end) if end < len(self.words) and self.tokens[end].gap in ("", "-") else None
        return bool({"is", "are", "was", "were"} & set(before)) and (follows is None or not follows.entry.things)

    def _range(self, value: float, end: int) -> tuple[float, int]:
        """ "two or three", "5-7": the middle, rounded up."""
        joined = end < len(self.words) and self.tokens[end].gap in ("", "-")
        if joined and self.words[end] in ("or", "to"):
            upper = number_at(self.words, end + 1) if end + 1 < len(self.words) else None
        else:
            upper = number_at(self.words, end) if joined and self.tokens[end].gap == "-" else None
        if upper is None:
            return value, end
        return float(-(-(int(value) + upper[0]) // 2)), upper[1]

    def _drop_pending(self) -> None:
        for modifier in self._pending:
            self.ignored.append((modifier.claim.first, modifier.claim.last, _NO_TARGET))
        self._pending.clear()
        self._after_modifier = False

    def _close_negation(self) -> None:
        """Report a "no" that found nothing to forbid."""
        if self._negation and not self._negation.spent:
            self.ignored.append((self._negation.first, self._negation.after, _NO_TARGET))
        self._negation = None

    def _preposition(self, match: Match, index: int) -> int:
        where = str(match.entry.said[0][1])
        probe = match.end
        while probe < len(self.words) and probe < match.end + REACH and self.tokens[probe].gap not in (",", "."):
            noun = self.look.find(probe)
            kind = noun.entry.kind if noun else ""
            relation = relation_of(where, kind, noun.entry) if noun else ""
            if noun and relation:
                self._place(Mention(probe, noun.end, noun.entry, noun.plural, noun.note), relation, match, index)
                return self._placed_end
            passing = noun is None or kind in ("size", "degree", "mood", "count")
            if not passing and not is_function_word(self.words[probe]):
                break
            if noun is not None and kind == "preposition":
                break
            probe = noun.end if noun else probe + 1
        if match.end == index + 1 and self.words[index] in PLAIN:
            self._function(index)
        else:
            self.ignored.append((index, match.end, ""))
        return match.end

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
            if match and match.entry.things:
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

    def _admit(self, mention: Mention, negated: bool) -> None:
        entry = mention.entry
        no = self._negation
        if no and no.after <= mention.first < no.end:
            negated = True
            if not no.spent:
                if all(is_function_word(self.words[i]) for i in range(no.after, mention.first)):
                    mention.first = no.first
                else:
                    mention.claims.append(Claim(no.first, no.after, "count", "0"))
                no.spent = True
        after = mention.last
        if after < len(self.words) and self.words[after] == "free" and self.tokens[after].gap == "-":
            negated, mention.last = True, after + 1
        mention.negated = negated
        mention.definite = self._definite and not negated
        if self._one and entry.plural and not entry.compound:
            mention.plural = False
        self._spend(mention)
        if entry.kind == "relation":
            relation = str(entry.said[0][1])
            mention.placing = relation
            beside = self.look.find(mention.last) if mention.last < len(self.words) else None
            adjective = beside is not None and bool(beside.entry.things) and not self.tokens[mention.last].gap
            if adjective and relation == "overhead":
                adjective = beside is not None and beside.entry.kind == "creature"
            forward = adjective or (self._starts_clause(mention.first) and self._thing_follows(mention.last))
            self._attach(mention, relation, forward)
        elif entry.things:
            if self._forward is not None and not negated:
                mention.relation = self._forward.placing
                self._forward = None
            before = self._last_thing
            if before is not None and before.last == mention.first and not self.tokens[mention.first].gap:
                bare = before.count is None and not before.plural and not mention.placing
                before.attributive = bare and before.entry.kind in ("person", "creature")
            self._last_thing = mention
        self._definite = self._definite and not entry.things
        self._one = self._one and not entry.things
        self.mentions.append(mention)

    def _spend(self, mention: Mention) -> None:
        """Hand the pending counts, sizes and degrees to the mention they stand before."""
        entry = mention.entry
        kept: list[Modifier] = []
        for modifier in self._pending:
            kind = modifier.claim.kind
            if entry.things and kind == "count":
                mention.count = min(int(modifier.number), MOST)
            elif entry.things and kind == "size":
                mention.size = modifier.number
            elif kind == "intensity" and entry.kind in _SAID_OF_LAND:
                mention.degree = modifier.claim.value
            elif kind == "size" and entry.kind == "relief":
                mention.degree = "heavy" if modifier.number > 1.0 else "light"
            else:
                kept.append(modifier)
                continue
            for claim in [claim for claim in mention.claims if claim.kind == kind != "intensity"]:
                mention.claims.remove(claim)
                self.ignored.append((claim.first, claim.last, f"overruled by {modifier.claim.value}"))
            mention.claims.append(modifier.claim)
        self._pending = kept
        end = mention.last
        goes_on = end < len(self.tokens) and self.tokens[end].gap in ("", "-") and not is_function_word(self.words[end])
        if entry.things or not goes_on:
            self._drop_pending()

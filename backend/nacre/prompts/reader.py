"""Reading a prompt: from words to mentions, each with the modifiers that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nacre.prompts.lexicon.table import DETERMINERS, Entry, lexicon
from nacre.prompts.looks import LOOK_KINDS, dress, dress_part, group_of, takes_part
from nacre.prompts.lookup import Lookup, Match, is_function_word
from nacre.prompts.mention import Claim, Mention, Modifier, Negation
from nacre.prompts.numbers import MOST, number_at
from nacre.prompts.relating import Relating
from nacre.prompts.tokens import Token

_POINTING: Final = frozenset(("the", "its", "their", "his", "her", "this", "that", "these", "those"))
_EVERY: Final = frozenset(("every", "each", "all"))
_CARRIES_ON: Final = frozenset(
    ("of", "very", "quite", "rather", "sized", "size", "much", "so", "too", "only", "just", "more", "coloured",
     "colored", "painted", "made")
)  # fmt: skip
_SAID_OF_LAND: Final = frozenset(("biome", "weather", "relief", "flora", "settlement"))
_BEING: Final = frozenset(("is", "are", "was", "were", "painted", "made", "looks", "look", "built", "be"))
_NO_TARGET: Final = "nothing it could be said of"
_MODIFIERS: Final = ("count", "size", "degree", "colour", "material", "condition", "storeys", "distance")
# What a thing may be made of, where the word alone means something that stands or grows there.
_SUBSTANCES: Final = {"wood": "of wood", "ice": "of ice", "snow": "of snow"}
_SUBSTANCES_ELSEWHERE: Final = {**_SUBSTANCES, "rock": "of stone", "stone": "of stone", "tree": "of wood"}
# What a colour or condition says where there is only land for it to be said of.
_OF_LAND: Final = {"green": "greenery", "grey": "overcast", "ruined": "rubble"}


class Reader(Relating):
    """One pass over the tokens; `mentions` and `ignored` together cover every content word once."""

    def __init__(self, tokens: list[Token], nearest: Mapping[str, str]) -> None:
        super().__init__(Lookup(tokens, nearest))
        self.ignored: list[tuple[int, int, str]] = []
        self._part: Mention | None = None  # the last part that was spoken of, for "the door is blue"
        self._parts_waiting: list[tuple[Mention, list[Claim]]] = []
        self._definite = False
        self._one = False  # an "a" stands before: one sheep
        self._every = False
        self._after_modifier = False
        self._negation: Negation | None = None
        self._made_of = range(0)  # words that say what the last thing is made of

    def read(self) -> Reader:
        """Go through the prompt once."""
        index = 0
        while index < len(self.tokens):
            gap = self.tokens[index].gap
            if gap == "." or (gap == "," and not self._after_modifier):
                self._drop_pending()
                self._definite = self._every = False
            if gap == ".":
                self._last_thing = None
                self._leave_forward()
            index = self._take(index)
        self._drop_pending()
        self._close_negation()
        self._leave_forward()
        for part, claims in self._parts_waiting:
            self._reject_part(part, claims)
        self._lay_paths()
        return self

    def _lay_paths(self) -> None:
        """ "a path from the gate to the church": both ends stand at the path."""
        for place, path in enumerate(self.mentions):
            if path.entry.kind != "path" or path.last >= len(self.words):
                continue
            if self.words[path.last] not in ("from", "between", "leading", "running", "to"):
                continue
            joints = ("from", "to") if self.words[path.last] != "to" else ("to",)
            ends = [m for m in self.mentions[place + 1 :] if m.entry.things][: len(joints)]
            if len(ends) == len(joints) and "to" in self.words[path.last : ends[-1].first]:
                for end in ends:
                    end.relation = end.relation or "by_path"
                words = (f"{joint} the {end.entry.label}" for joint, end in zip(joints, ends, strict=True))
                path.result = f"a path {' '.join(words)}"

    def _reject_part(self, part: Mention, claims: list[Claim]) -> None:
        self.ignored += [(claim.first, claim.last, _NO_TARGET) for claim in claims]
        self.ignored.append((part.first, part.last, _NO_TARGET))

    def _substance(self, index: int) -> Match | None:
        """A material at a word where one must stand: "of old wood" is no forest."""
        names = _SUBSTANCES_ELSEWHERE if self.tokens[index].foreign else _SUBSTANCES
        found = self.look.find(index)
        if found is not None and found.entry.kind == "material":
            return found
        label = names.get(self.words[index]) if found is None or not found.plural else None
        return Match(lexicon().entries[label], index + 1) if label else None

    def _find_made_of(self, index: int) -> None:
        """ "a tower of grey stone": colours and conditions between "of" and a material are said of the tower too."""
        thing = self._last_thing
        of = self.words[index] in ("of", "from") or self.tokens[index].text.lower() in (
            "z",
            "ze",
        )  # Polish: of, and with
        if not of or thing is None or thing.last != index or self._pending:
            return
        probe, strange = index + 1, False
        while probe < len(self.words) and self.tokens[probe].gap in ("", "-"):
            match = self._substance(probe)
            if match is not None:
                follows = self.look.find(match.end) if match.end < len(self.words) else None
                noun = follows is not None and follows.entry.things and not self.tokens[match.end].gap
                if not noun:
                    self._made_of = range(index + 1, match.end)
                return
            match = self.look.find(probe)
            if match is None and strange:
                return
            if match is not None and match.entry.kind not in ("colour", "condition", "degree", "function"):
                return
            strange = match is None  # "of weathered stone": one word may be unknown
            probe = match.end if match else probe + 1

    def _take(self, index: int) -> int:
        self._find_made_of(index)
        match = (self._substance(index) if index in self._made_of else None) or self.look.find(index)
        scope = self._negation
        if scope and index >= scope.end:
            self._close_negation()
        if match is None:
            self.ignored.append((index, index + 1, ""))
            self._after_modifier = False
            word = self.words[index]
            said_of = self._last_thing is not None and self._last_thing.last == index  # "dogs asnooze beside the fire"
            if not word.endswith(("ly", "ing", "ed")) and not said_of:
                self._stranger = True
            return index + 1
        kind, end = match.entry.kind, match.end
        if kind == "stranger":  # "hot dog"
            self._drop_pending()
            self.ignored.append((index, end, ""))
            self._after_modifier, self._stranger = False, True
            return end
        if kind == "pose":
            return self._pose(match, index)
        if kind == "arrangement":
            return self._arrangement(match, index)
        if kind in _MODIFIERS:
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
        if kind == "part" or self._walls_of_a_house(match, index):
            return self._take_part(match, index)
        mention = Mention(index, end, match.entry, match.plural, match.note)
        if match.note == "picture":
            mention.note, mention.count = "", self.tokens[index].repeats
        thing = self._last_thing
        self._admit(mention, match.negated)
        if kind == "emptiness" and not mention.negated:
            for name, value in match.entry.implied:
                if name == "condition" and self.tokens[index].after and thing is not None:
                    dress(thing, name, str(value))
                elif name == "condition":
                    self._pending.append(Modifier(Claim(index, end, "condition", str(value)), silent=True))
                    self._after_modifier = True
        return mention.last

    def _function(self, index: int) -> None:
        word = self.words[index]
        if word in _EVERY:
            self._every = True
            return
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
            self._definite = self._every = False

    def _modifier(self, match: Match, index: int) -> int:
        kind, value = match.entry.said[0]
        kind = match.entry.kind if match.entry.kind in ("count", "size", "degree") else kind
        end = match.end
        if kind == "count":
            value, end = self._range(float(value), end)
        number = float(value) if isinstance(value, float) else 0.0
        shown = f"{number:g}" if isinstance(value, float) else str(value)
        if kind == "count" and number > MOST:
            shown = f"{MOST} (as many as fit)"
        kind = "intensity" if kind == "degree" else kind
        claim = Claim(index, end, kind, shown)
        if kind != "count" and kind != "intensity" and self._predicate(index, end, kind):
            self._say_after(claim, number)
            return end
        self._pending.append(Modifier(claim, number))
        self._after_modifier = True
        return end

    def _predicate(self, index: int, end: int, kind: str) -> bool:
        """True for the size in "the houses are huge" and the wood in "a house of wood": said after its noun."""
        if self._last_thing is None and self._part is None:
            return False
        if index in self._made_of:
            return True
        if kind == "distance":
            return end < len(self.words) and self.words[end] == "apart"
        if self.tokens[index].after:
            return True
        follows = self.look.find(end) if end < len(self.words) and self.tokens[end].gap in ("", "-") else None
        if follows is not None and (follows.entry.things or follows.entry.kind == "part"):
            return False
        said = self.words[index] in ("of", "made", "out") and not self._pending
        if self.tokens[index].foreign and kind == "material" and self._last_thing is not None and not self._pending:
            said = said or self._last_thing.last == index  # "Haus aus Holz" is one word for the material
        before = self.words[max(index - 3, 0) : index]
        high = kind == "storeys" and self._last_thing is not None and not self._pending
        if self.words[index - 1] == "and" and self._last_thing is not None and not self._pending:
            said = said or any(claim.last == index - 1 for claim in self._last_thing.claims)  # "of glass and concrete"
        return said or high or bool(_BEING & set(before))

    def _say_after(self, claim: Claim, number: float) -> None:
        """Say something of the thing or part before; of both where "and" joins two ("red with a blue door and ...")."""
        part, thing = self._part, self._last_thing
        if part is not None and (thing is None or part.first > thing.first) and claim.kind != "size":
            owner = part.others[0] if part.others else None
            reason = dress_part(owner, part, claim) if owner else _NO_TARGET
            if reason:
                self.ignored.append((claim.first, claim.last, reason))
            else:
                part.claims.append(claim)
                part.result = f"{claim.value} {part.result}"
            return
        if thing is None:
            self.ignored.append((claim.first, claim.last, _NO_TARGET))
            return
        if claim.kind == "size":
            thing.size = number
        elif reason := dress(thing, claim.kind, claim.value, number):
            self.ignored.append((claim.first, claim.last, reason))
            return
        thing.claims.append(claim)

    def _pose(self, match: Match, index: int) -> int:
        """ "a sleeping bear" and "a bear sleeping by the fire"."""
        claim = Claim(index, match.end, "pose", str(match.entry.said[0][1]))
        nominal = bool(self._pending) or (index > 0 and self.words[index - 1] in DETERMINERS)
        if self._noun_after(match.end):
            nominal = nominal or self._last_thing is None or self._starts_clause(index)
        else:
            nominal = False
        if nominal:
            self._pending.append(Modifier(claim))
            self._after_modifier = True
            return match.end
        self._drop_pending()
        mover = next(
            (m for m in reversed(self._things()) if group_of(m) in ("person", "animal") and not m.negated), None
        )
        if mover is None:
            self.ignored.append((index, match.end, ""))
        else:
            mover.looks["pose"] = claim.value
            mover.claims.append(claim)
        return match.end

    def _noun_after(self, index: int) -> bool:
        """Whether a noun follows at once, with at most adjectives between."""
        while index < len(self.words) and self.tokens[index].gap in ("", "-"):
            found = self.look.find(index)
            if found is None or found.entry.things or found.entry.kind not in _MODIFIERS:
                return found is not None and bool(found.entry.things)
            index = found.end
        return False

    def _things(self) -> list[Mention]:
        """Mentions of things of the last few, oldest first."""
        return [m for m in self.mentions[-8:] if m.entry.things]

    def _arrangement(self, match: Match, index: int) -> int:
        claim = Claim(index, match.end, "arrangement", str(match.entry.said[0][1]))
        if self.words[match.end - 1] == "of" or self._last_thing is None:
            self._pending.append(Modifier(claim))
            if match.entry.label.endswith("of"):
                self._pending.append(Modifier(Claim(index, match.end, "count", ""), 5.0, silent=True))
            self._after_modifier = True
        else:
            self._drop_pending()
            self._last_thing.looks["arrangement"] = claim.value
            self._last_thing.claims.append(claim)
        return match.end

    def _walls_of_a_house(self, match: Match, index: int) -> bool:
        """True for the walls in "a house with yellow walls", which is no wall of its own."""
        thing = self._last_thing
        if match.entry.things != (("wall", 1),) or thing is None or group_of(thing) != "building":
            return False
        said = [m for m in self._pending if m.claim.kind in ("colour", "material")]
        return bool(said) and not any(m.claim.kind == "count" for m in self._pending)

    def _take_part(self, match: Match, index: int) -> int:
        entry = match.entry
        if entry.kind != "part":
            said = (("slot", "primary"), ("of", "building"))
            entry = Entry("part", match.entry.label, said, (), ())
        part = Mention(index, match.end, entry, match.plural, match.note)
        claims = [m.claim for m in self._pending if not m.silent]
        self._pending.clear()
        follows = self.look.find(match.end) if match.end < len(self.words) else None
        before = follows is not None and bool(follows.entry.things) and self.tokens[match.end].gap in ("", "-")
        forward = self.tokens[index].before or (before and entry.label.endswith("ed"))
        owner = None
        if not forward:
            fitting = [m for m in reversed(self._things()) if takes_part(m, part)]
            related = [other for m in self._things() for other in m.others]
            free = (m for m in fitting if not any(m is other for other in related))
            owner = next(free, fitting[0] if fitting else None)
        if owner is None:
            self._parts_waiting.append((part, claims))
            self._part = part
        else:
            self._put_part(owner, part, claims)
        return match.end

    def _put_part(self, owner: Mention, part: Mention, claims: list[Claim]) -> None:
        words = [self.text_of(part)]
        for claim in claims:
            reason = dress_part(owner, part, claim)
            if reason:
                self.ignored.append((claim.first, claim.last, reason))
            else:
                part.claims.append(claim)
                words.insert(len(words) - 1, claim.value)
        part.others, part.result = [owner], " ".join(words)
        self._part = part
        self.mentions.append(part)

    def text_of(self, mention: Mention) -> str:
        """A part in the plain words of the lexicon."""
        return mention.entry.label

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
            claim = modifier.claim
            if modifier.silent:
                continue
            label = _OF_LAND.get(claim.value)
            if label and claim.kind in ("colour", "condition"):
                self.mentions.append(Mention(claim.first, claim.last, lexicon().entries[label]))
            else:
                self.ignored.append((claim.first, claim.last, _NO_TARGET))
        self._pending.clear()
        self._after_modifier = False

    def _close_negation(self) -> None:
        """Report a "no" that found nothing to forbid."""
        if self._negation and not self._negation.spent:
            self.ignored.append((self._negation.first, self._negation.after, _NO_TARGET))
        self._negation = None

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
        mention.every = bool(entry.things) and self._every and mention.count is None and not negated
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
            if self._forward is not None and not negated and entry.names_things:
                mention.relation = self._forward.placing
                self._forward = None
            before = self._last_thing
            if before is not None and before.last == mention.first and not self.tokens[mention.first].gap:
                bare = before.count is None and not before.plural and not mention.placing
                before.attributive = bare and before.entry.kind in ("person", "creature")
            if entry.names_things:
                self._relate(mention)
                self._last_thing = mention
            self._stranger = False
            for part, claims in [w for w in self._parts_waiting if takes_part(mention, w[0])]:
                self._parts_waiting.remove((part, claims))
                self._put_part(mention, part, claims)
        self._definite = self._definite and not entry.things
        self._one = self._one and not entry.things
        self._every = self._every and not entry.things
        self.mentions.append(mention)

    def _spend(self, mention: Mention) -> None:
        """Hand the pending counts, sizes, degrees and looks to the mention they stand before."""
        entry = mention.entry
        kept: list[Modifier] = []
        for modifier in self._pending:
            claim = modifier.claim
            kind = claim.kind
            if entry.names_things and kind == "count":
                mention.count = min(int(modifier.number), MOST)
            elif entry.names_things and kind == "size":
                mention.size = modifier.number
            elif kind == "intensity" and entry.kind in _SAID_OF_LAND:
                mention.degree = claim.value
            elif kind == "size" and entry.kind == "relief":
                mention.degree = "heavy" if modifier.number > 1.0 else "light"
            elif entry.names_things and kind in (*LOOK_KINDS, "second_material", "age", "ornament"):
                reason = dress(mention, kind, claim.value, modifier.number)
                if reason:
                    if not modifier.silent:
                        self.ignored.append((claim.first, claim.last, reason))
                    continue
                if kind == "colour":
                    if not modifier.silent:
                        mention.claims.append(claim)
                    continue
            else:
                kept.append(modifier)
                continue
            if modifier.silent:
                continue
            alike = [old for old in mention.claims if old.kind == kind != "intensity" and old.value != claim.value]
            for old in alike:
                mention.claims.remove(old)
                self.ignored.append((old.first, old.last, f"overruled by {claim.value}"))
            mention.claims.append(claim)
        self._pending = kept
        end = mention.last
        goes_on = end < len(self.tokens) and self.tokens[end].gap in ("", "-") and not is_function_word(self.words[end])
        if entry.names_things or not goes_on:
            self._drop_pending()

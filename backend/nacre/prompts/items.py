"""What stands and moves: every mention asks, named things beat groups, groups beat ensembles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nacre.parts.classes import BY_NAME
from nacre.prompts.lexicon.table import GROUP_MEMBERS, GROUPS, PLURAL_COUNT, PLURAL_OTHERWISE
from nacre.prompts.looks import fields_for
from nacre.prompts.mention import Mention
from nacre.prompts.numbers import MOST
from nacre.spec import Item
from nacre.vocabulary import ENTITIES, SIGNS_OF_THEME

_BUILT: Final = ("building", "structure")
_COMES_ALONE: Final = ("plant", "building")  # what lands and settlements bring unasked
_SIGNS: Final = frozenset(name for names in SIGNS_OF_THEME.values() for name in names)
_UNSAID: Final = Item("house", 0)


@dataclass
class _Ask:
    """What one mention asks of one concept; wish is the item but for its count."""

    mention: int
    count: int
    level: int
    wish: Item


@dataclass
class Gathered:
    """counts: item but for its count -> how many; looks: wishes for all of a class.

    got: what each mention got, -1 for "the same again"; beaten: who overruled whom.
    """

    counts: dict[Item, int]
    looks: dict[str, Item]
    got: dict[int, list[tuple[str, int]]]
    beaten: dict[int, int]

    def items(self) -> tuple[Item, ...]:
        """The items, those of a class with wishes for all of it dressed in them."""
        return tuple(_with_looks(replace(wish, count=count), self.looks) for wish, count in self.counts.items())


def _with_looks(item: Item, looks: dict[str, Item]) -> Item:
    every = looks.get(item.concept)
    if every is None or not item.count:
        return item
    open_fields = {
        name: getattr(every, name)
        for name in _LOOKS
        if getattr(item, name) == getattr(_UNSAID, name) and getattr(every, name) != getattr(_UNSAID, name)
    }
    return replace(item, **open_fields)


_LOOKS: Final = (
    "primary", "secondary", "accent", "detail", "material", "second_material", "condition", "ornament", "season", "age",
    "storeys", "pose", "size",
)  # fmt: skip


def _concept_of(mention: Mention, tree: str) -> str:
    """The class a mention stands for where another thing relates to it."""
    concept = mention.concept
    if concept == "@tree":
        return tree
    return GROUP_MEMBERS[concept[1:]][0][0] if concept.startswith("@") else concept


def _wish(mention: Mention, member: str, tree: str, place: int, scale: float, relates: bool) -> Item:
    """The look and place that a mention asks of one of the things it brings."""
    built = mention.entry.kind == "place" and BY_NAME[member].group in _BUILT
    wish = Item(member, 0)
    if place == 0 or built:
        wish = replace(wish, size=scale, **fields_for(mention, member))
    if relates and place == 0 and mention.others:
        to = "+".join(_concept_of(other, tree) for other in mention.others)
        wish = replace(wish, relation=mention.relation, to=to, distance=mention.distance)
    elif relates:
        wish = replace(wish, relation=mention.relation)
    elif place == 0 and mention.distance is not None:
        wish = replace(wish, distance=mention.distance)
    return wish


def _asks(mentions: list[Mention], dropped: dict[int, int], tree: str) -> dict[str, list[_Ask]]:
    """What every living mention asks of each concept: level 2 named, 1 by its group, 0 as part of a whole."""
    asks: dict[str, list[_Ask]] = {}
    for index, mention in enumerate(mentions):
        if index in dropped or not mention.entry.things or mention.every:
            continue
        entry = mention.entry
        things = entry.things[:1] if mention.negated else entry.things
        times = mention.count if mention.count is not None and entry.compound else 1
        if entry.compound and mention.count is None and mention.plural and not entry.plural:
            times = 2
        scale = mention.size if mention.size is not None else 1.0
        town = entry.kind in ("settlement", "water", "theme")
        head = _head(things)
        for place, (name, usual) in enumerate(things):
            group = name[1:] if name.startswith("@") else ""
            if mention.negated or usual == 0:
                members = [(m, 0) for m in GROUPS.get(group, (name,))]
            elif group == "tree":
                members = [(tree, usual)]
            else:
                members = list(GROUP_MEMBERS.get(group, ((name, usual),)))
            level = 1 if (group and group != "tree") or (group and mention.negated) else 2
            if entry.compound or mention.attributive:
                level = 2 if mention.negated else 0
            if not entry.compound and not mention.negated and usual:
                members = _counted(mention, members, group, usual)
            for member, count in members:
                amount = count * times
                if town and scale != 1.0 and count:
                    amount = max(1, round(count * times * (0.6 if scale < 1.0 else scale)))
                wish = Item(member, 0)
                if count:
                    grown = 1.0 if town else scale
                    relates = bool(mention.relation) and (place == 0 or _moves_along(mention, member))
                    wish = _wish(mention, member, tree, place, grown, relates)
                    if place and grown != 1.0 and member not in ENTITIES and not town:
                        wish = replace(wish, size=scale)
                    if entry.compound and name != head:
                        wish = replace(wish, brought=True)
                asks.setdefault(member, []).append(_Ask(index, min(amount, MOST), level, wish))
    return asks


def _head(things: Sequence[tuple[str, int]]) -> str:
    """What an ensemble is known by: a graveyard by its graves, a harbour by its pier, a castle by its keep."""
    names = [name for name, usual in things if usual]
    return next((name for name in names if name in _SIGNS), names[0] if names else "")


def _moves_along(mention: Mention, member: str) -> bool:
    """A castle goes up the hill as a whole; a village keeps only its head by the river."""
    return mention.relation == "on_hill" and mention.entry.kind == "place" and member not in ENTITIES


def _counted(mention: Mention, members: list[tuple[str, int]], group: str, usual: int) -> list[tuple[str, int]]:
    """Group or single concept in the number the prompt says or its plural suggests."""
    if mention.count is not None:
        total = mention.count
    elif usual > 1:
        total = usual
    elif mention.plural:
        key = group or members[0][0]
        total = PLURAL_COUNT.get(key, PLURAL_OTHERWISE)
    else:
        total = 1
    if len(members) == 1:
        return [(members[0][0], total)]
    weight = sum(count for _, count in members)
    shares = [max(round(total * count / weight), 0) for _, count in members]
    shares[0] = max(total - sum(shares[1:]), 0)
    return [(name, share) for (name, _), share in zip(members, shares, strict=True) if share or total == 0]


def _changed(old: Item, new: Item) -> Item:
    """The same thing spoken of again: what is said later counts, the rest stays."""
    named = {
        name: getattr(new, name)
        for name in (*_LOOKS, "relation", "to", "distance", "arrangement")
        if getattr(new, name) != getattr(_UNSAID, name)
    }
    return replace(old, **named)


def gather_items(mentions: list[Mention], dropped: dict[int, int], tree: str) -> Gathered:
    """What all mentions ask for between them.

    `dropped` holds mentions that no longer count; `tree` is what "a tree" is in this biome.
    """
    found = Gathered({}, _looks(mentions, dropped, tree), {}, {})
    counts, got = found.counts, found.got
    unasked: list[str] = []  # "every tent is orange" where nothing else brings tents
    for index, mention in enumerate(mentions):
        if mention.every and index not in dropped and mention.entry.things:
            concept = _concept_of(mention, tree)
            got[index] = [(concept, -2)]
            if not mention.concept.startswith("@") and BY_NAME[concept].group not in _COMES_ALONE:
                unasked.append(concept)
    for concept, asks in _asks(mentions, dropped, tree).items():
        level = max(ask.level for ask in asks)
        top = [ask for ask in asks if ask.level == level]
        if level == 0:
            best = max(top, key=lambda ask: ask.count)
            kept = [best]
        else:
            start = 0
            for place, ask in enumerate(top):
                if place and (ask.count == 0) != (top[place - 1].count == 0):
                    start = place
            kept = top[start:]
            found.beaten.update({ask.mention: kept[-1].mention for ask in top[:start]})
        left = MOST
        counted = max((i for i, ask in enumerate(kept) if mentions[ask.mention].count is not None), default=-1)
        for place, ask in enumerate(kept):
            mention = mentions[ask.mention]
            if place < counted and mention.count is None and mention.plural and mention.entry.things[0][1] == 1:
                got.setdefault(ask.mention, []).append((concept, -1))  # "knights: eight knights"
                continue
            again = mention.definite and mention.count is None and place > 0 and not mention.entry.compound
            if again:
                first = _same_as(ask, [k for k in kept[:place] if k.wish in counts])
                if first is not None:
                    new = _changed(first.wish, ask.wish)
                    if new != first.wish:
                        counts[new] = counts.get(new, 0) + counts.pop(first.wish)
                        first.wish = new
                got.setdefault(ask.mention, []).append((concept, -1))
                continue
            amount = min(ask.count, left)
            left -= amount
            if amount or ask.count == 0:
                counts[ask.wish] = counts.get(ask.wish, 0) + amount
            got.setdefault(ask.mention, []).append((concept, amount))
        counting = {id(ask) for ask in kept}
        for ask in asks:
            if id(ask) not in counting and not mentions[ask.mention].entry.compound and ask.count and kept[0].count:
                got.setdefault(ask.mention, []).append((concept, -1))
    for concept in unasked:
        if all(wish.concept != concept for wish in counts):
            counts[Item(concept, 0)] = PLURAL_COUNT.get(concept, PLURAL_OTHERWISE)
    return found


def _same_as(ask: _Ask, earlier: list[_Ask]) -> _Ask | None:
    """Which of those spoken of before is meant: "the black horse" is the black one, else the first."""
    named = [n for n in ("primary", "material", "condition", "age") if getattr(ask.wish, n) is not None]
    for one in earlier:
        if named and all(getattr(one.wish, n) == getattr(ask.wish, n) for n in named):
            return one
    return earlier[0] if earlier else None


def _looks(mentions: list[Mention], dropped: dict[int, int], tree: str) -> dict[str, Item]:
    """Wishes for all of a class: "every house has a green roof"."""
    looks: dict[str, Item] = {}
    for index, mention in enumerate(mentions):
        if not mention.every or index in dropped or not mention.entry.things:
            continue
        group = mention.concept[1:] if mention.concept.startswith("@") else ""
        for member in GROUPS.get(group, (_concept_of(mention, tree),)):
            wish = replace(Item(member, 1), size=mention.size or 1.0, **fields_for(mention, member))
            looks[member] = _changed(looks.get(member, Item(member, 1)), wish)
    return looks

"""What stands and moves: every mention asks, named things beat groups, groups beat ensembles."""

from __future__ import annotations

from dataclasses import dataclass

from nacre.prompts.lexicon import GROUP_MEMBERS, GROUPS, PLURAL_COUNT, PLURAL_OTHERWISE
from nacre.prompts.mention import Mention
from nacre.prompts.numbers import MOST
from nacre.vocabulary import ENTITIES


@dataclass
class _Ask:
    mention: int
    count: int
    level: int
    size: float = 1.0
    relation: str = "any"


def _asks(mentions: list[Mention], dropped: dict[int, int], tree: str) -> dict[str, list[_Ask]]:
    """What every living mention asks of each concept: level 2 named, 1 by its group, 0 as part of a whole."""
    asks: dict[str, list[_Ask]] = {}
    for index, mention in enumerate(mentions):
        if index in dropped or not mention.entry.things:
            continue
        entry = mention.entry
        things = entry.things[:1] if mention.negated else entry.things
        times = mention.count if mention.count is not None and entry.compound else 1
        if entry.compound and mention.count is None and mention.plural and not entry.plural:
            times = 2
        scale = mention.size if mention.size is not None else 1.0
        town = entry.kind in ("settlement", "water")
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
                ask = _Ask(index, min(amount, MOST), level)
                if count and not (town and scale != 1.0) and (place == 0 or member not in ENTITIES):
                    ask.size = scale
                if mention.relation and count and (place == 0 or _moves_along(mention, member)):
                    ask.relation = mention.relation
                asks.setdefault(member, []).append(ask)
    return asks


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


def gather_items(
    mentions: list[Mention], dropped: dict[int, int], tree: str
) -> tuple[dict[tuple[str, float, str], int], dict[int, list[tuple[str, int]]], dict[int, int]]:
    """(count per concept, size and relation; what each mention got, -1 for "the same again"; who beat whom).

    `dropped` holds mentions that no longer count; `tree` is what "a tree" is in this biome.
    """
    counts: dict[tuple[str, float, str], int] = {}
    got: dict[int, list[tuple[str, int]]] = {}
    beaten: dict[int, int] = {}
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
            beaten.update({ask.mention: kept[-1].mention for ask in top[:start]})
        left = MOST
        counted = max((i for i, ask in enumerate(kept) if mentions[ask.mention].count is not None), default=-1)
        for place, ask in enumerate(kept):
            mention = mentions[ask.mention]
            if place < counted and mention.count is None and mention.plural and mention.entry.things[0][1] == 1:
                got.setdefault(ask.mention, []).append((concept, -1))  # "knights: eight knights"
                continue
            again = mention.definite and mention.count is None and place > 0
            if again:
                first = kept[0]
                old = (concept, first.size, first.relation)
                moved = ask.relation if ask.relation != "any" else first.relation
                new = (concept, ask.size if mention.size is not None else first.size, moved)
                if old in counts and new != old:
                    counts[new] = counts.get(new, 0) + counts.pop(old)
                got.setdefault(ask.mention, []).append((concept, -1))
                continue
            amount = min(ask.count, left)
            left -= amount
            key = (concept, ask.size, ask.relation)
            if amount or ask.count == 0:
                counts[key] = counts.get(key, 0) + amount
            got.setdefault(ask.mention, []).append((concept, amount))
        counting = {id(ask) for ask in kept}
        for ask in asks:
            if id(ask) not in counting and not mentions[ask.mention].entry.compound and ask.count and kept[0].count:
                got.setdefault(ask.mention, []).append((concept, -1))
    return counts, got, beaten

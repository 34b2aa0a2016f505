"""Prompt attributes kept: is what was asked for in the generated world, and can it be seen in its pictures?

What was asked for comes with the prompts, written by people who did not see the generator; it is compared
with the generated ground, things and clock, and with what the reader makes of rendered frames.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from nacre.evaluate.land_reading import LandReader
from nacre.evaluate.looking import attribute_of, look, wishes
from nacre.evaluate.part_store import PartStore, Sights
from nacre.evaluate.picture_reader.network import NAMES, READ, Reader, part_of_day
from nacre.evaluate.sighting import KINDS
from nacre.prompts.evaluation import Expected, hand_written, unseen_prompts
from nacre.vocabulary import FIRST_BIOMES, WEATHERS
from nacre.world.interface import Progress
from nacre.world.pearl import Pearl, quiet

AT_MOST: Final = 1  # views of six in which something unwanted may seem to be there
ASKED_OF: Final = {"hours": "part_of_day"}  # an attribute's name among the reader's answers, where it is another


def parts_of(span: tuple[float, float]) -> set[int]:
    """The parts of the day that a span touches."""
    low, high = span
    length = (high - low) % 24.0
    return {part_of_day((low + length * k / 24) % 24.0) for k in range(25)}


def from_pictures(reader: Reader, expected: Expected, seen: Sights) -> dict[str, bool]:
    """What the reader recognises of everything that was asked for and can be in a picture.

    Biome, weather and hour from the views round the start, water and things from those that look at them; what
    the world lacks or hides counts as not recognised.
    """
    around = reader.read(seen.views["around"])
    together = dict(zip(NAMES, (int(v) for v in around.together()), strict=True))
    kept: dict[str, bool] = {}
    if "biome" in expected:
        kept["biome"] = FIRST_BIOMES[together["biome"]] == expected["biome"]
    if "weather" in expected:
        kept["weather"] = WEATHERS[together["weather"]] == expected["weather"]
    if "hours" in expected:
        kept["hours"] = together["part_of_day"] in parts_of(expected["hours"])

    def recognised(name: str) -> bool:
        views = seen.views[name]
        return bool(len(views)) and reader.sees(reader.read(views), KINDS.index(name))

    if expected.get("water", "none") != "none":
        kept["water"] = recognised("water")
    for concept, count in wishes(expected):
        if count:
            kept[attribute_of(concept)] = recognised(concept)
        else:
            kind = KINDS.index(concept)
            claims = int((around.told[:, kind] > float(reader.thresholds[kind])).sum())
            kept[attribute_of(concept)] = claims <= AT_MOST
    return kept


def may_ask(reader: Reader, attribute: str) -> bool:
    """Whether the reader tells an attribute in the teacher's own pictures; what it cannot tell says nothing."""
    name = attribute.partition(":")[2] or attribute
    return reader.can_tell(ASKED_OF.get(name, name))


class Tally:
    """Attributes kept and lost, over all prompts."""

    def __init__(self) -> None:
        self._kinds: dict[str, list[bool]] = defaultdict(list)
        self._left_out: dict[str, list[bool]] = defaultdict(list)
        self._sets: dict[str, list[bool]] = defaultdict(list)
        self._names: dict[str, list[bool]] = defaultdict(list)
        self._lost: list[dict[str, str]] = []
        self._unseen, self._written = ({prompt for prompt, _ in rows} for rows in (unseen_prompts(), hand_written()))

    def add(self, seen: Sights, side: str, kept: dict[str, bool], counts: Callable[[str], bool]) -> None:
        """One prompt's attributes by state or by pictures; those that do not count are told apart."""
        group = "unseen" if seen.prompt in self._unseen else "composed"
        group = "hand-written" if seen.prompt in self._written else group
        for attribute, good in kept.items():
            name = f"{side}.{attribute}"
            self._names[name].append(good)
            if not counts(attribute):
                self._left_out[name.split(":")[0]].append(good)
                continue
            self._kinds[name.split(":")[0]].append(good)
            if attribute == "any_water":
                continue
            self._sets[group].append(good)
            if not good:
                understood = seen.understood.get(attribute, "")
                self._lost.append({"prompt": seen.prompt, "attribute": name, "understood": understood})

    def _share(self, side: str, everything: bool) -> float:
        rows = [*self._kinds.items(), *(self._left_out.items() if everything else ())]
        goods = [g for name, row in rows if name.startswith(side) and name != "state.any_water" for g in row]
        return float(np.mean(goods)) if goods else 0.0

    def _kept(self, everything: bool) -> dict[str, float]:
        state, picture = self._share("state", everything), self._share("picture", everything)
        return {"attributes_kept": (state + picture) / 2, "state_kept": state, "picture_kept": picture}

    def figures(self) -> dict[str, Any]:
        """See `attributes_kept`."""
        return {
            **self._kept(False),
            "without_exclusions": self._kept(True),
            "judged": {name: len(row) for name, row in sorted(self._kinds.items())},
            "left_out": {name: len(row) for name, row in sorted(self._left_out.items())},
            "by_kind": {name: float(np.mean(row)) for name, row in sorted(self._kinds.items())},
            "by_kind_left_out": {name: float(np.mean(row)) for name, row in sorted(self._left_out.items())},
            "by_set": {name: float(np.mean(row)) for name, row in sorted(self._sets.items())},
            "by_attribute": {name: [int(np.sum(row)), len(row)] for name, row in sorted(self._names.items())},
            "lost": self._lost,
        }


def attributes_kept(
    pearl: Callable[[], Pearl],
    prompts: Sequence[tuple[str, Expected]],
    seed: int,
    store: PartStore | None = None,
    progress: Progress = quiet,
) -> dict[str, Any]:
    """Over every single attribute of every prompt, the share that is kept, by state and by pictures.

    attributes_kept is the mean of the two shares, each over all attributes; in pictures over those that the reader
    may be asked about, `without_exclusions` over all of them. `by_kind` splits them, `by_attribute` has kept and
    asked of each; `lost` lists the failures. any_water (some water where some was asked for) is reported, not
    counted. The model is asked for only when a prompt's world is not in the store.
    """
    land, reader, tally = LandReader.load(), Reader.load(), Tally()
    for number, (prompt, expected) in enumerate(prompts):
        name = f"prompt_{number:03d}"
        seen = store.sights(name, prompt) if store else None
        if seen is None:
            progress("prompt", number / len(prompts), f"prompt {number + 1} of {len(prompts)}")
            seen = look(pearl(), land, prompt, expected, seed + number, np.random.default_rng([seed, number]))
            if store:
                store.keep_sights(name, seen)
        tally.add(seen, "state", seen.kept, lambda _: True)
        tally.add(seen, "picture", from_pictures(reader, expected, seen), lambda name: may_ask(reader, name))
    told = [name for name in READ if reader.can_tell(name)]
    return {
        **tally.figures(),
        "prompts": len(prompts),
        "readable": told,
        "not_readable": [name for name in READ if name not in told],
    }

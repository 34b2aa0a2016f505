"""Prompt attributes kept: is what was asked for in the generated world?

What was asked for comes with the prompts, written by people who did not see the generator; it is compared with the
generated ground, things and clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nacre.evaluate.land_reading import LandReader
from nacre.evaluate.measures.looking import look
from nacre.evaluate.part_store import PartStore, Sights
from nacre.prompts.evaluation import Expected, hand_written, unseen_prompts
from nacre.world.interface import Progress
from nacre.world.model import Pearl, quiet


class Tally:
    """Attributes kept and lost, over all prompts."""

    def __init__(self) -> None:
        self._kinds: dict[str, list[bool]] = defaultdict(list)
        self._sets: dict[str, list[bool]] = defaultdict(list)
        self._names: dict[str, list[bool]] = defaultdict(list)
        self._lost: list[dict[str, str]] = []
        self._unseen, self._written = ({prompt for prompt, _ in rows} for rows in (unseen_prompts(), hand_written()))

    def add(self, seen: Sights) -> None:
        """One prompt's attributes; any_water is reported, not counted."""
        group = "unseen" if seen.prompt in self._unseen else "composed"
        group = "hand-written" if seen.prompt in self._written else group
        for attribute, good in seen.kept.items():
            self._names[attribute].append(good)
            self._kinds[attribute.split(":")[0]].append(good)
            if attribute == "any_water":
                continue
            self._sets[group].append(good)
            if not good:
                understood = seen.understood.get(attribute, "")
                self._lost.append({"prompt": seen.prompt, "attribute": attribute, "understood": understood})

    def figures(self) -> dict[str, Any]:
        """See `attributes_kept`."""
        goods = [good for name, row in self._kinds.items() if name != "any_water" for good in row]
        return {
            "attributes_kept": float(np.mean(goods)) if goods else 0.0,
            "judged": {name: len(row) for name, row in sorted(self._kinds.items())},
            "by_kind": {name: float(np.mean(row)) for name, row in sorted(self._kinds.items())},
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
    """Over every single attribute of every prompt, the share that the generated world holds.

    `by_kind` splits them, `by_attribute` has kept and asked of each; `lost` lists the failures. The model is asked
    for only when a prompt's world is not in the store.
    """
    land, tally = LandReader.load(), Tally()
    for number, (prompt, expected) in enumerate(prompts):
        name = f"prompt_{number:03d}"
        seen = store.sights(name, prompt) if store else None
        if seen is None:
            progress("prompt", number / len(prompts), f"prompt {number + 1} of {len(prompts)}")
            seen = look(pearl(), land, prompt, expected, seed + number)
            if store:
                store.keep_sights(name, seen)
        tally.add(seen)
    return {**tally.figures(), "prompts": len(prompts)}

"""Whether the first view shows what a prompt named: pixels of each named class, and of the water where it was named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from nacre.evaluate.contact_sheet import PROMPTS
from nacre.prompts import understand
from nacre.vocabulary import ENTITIES, EXTENT
from nacre.world.interface import Action, Progress
from nacre.world.model import Pearl
from nacre.world.scene.first_view import pixels_of

SIZE: Final = (640, 360)
_LARGE: Final = 4.0  # metres of extent from which on a thing is large
_PIXELS: Final = {False: 400, True: 1500}  # of 640 x 360 from which on a small and a large thing is seen
_WATER: Final = 2500  # the same for water
_TICKS: Final = 4  # after which the view is taken, as the contact sheet does


def measure(pearl: Pearl, seeds: Sequence[int], progress: Progress, prompts: Sequence[str] = PROMPTS) -> dict[str, Any]:
    """Over prompts and seeds: the share of named classes, of named waters and of both that the first view shows.

    seeds: added to the prompt's number. missed: what was not seen, in words.
    """
    seen = {"things": [0, 0], "waters": [0, 0]}
    missed = []
    for round_, first in enumerate(seeds):
        for number, prompt in enumerate(prompts, 1):
            progress("first_view", (round_ + number / len(prompts)) / len(seeds), f"first view: {prompt}")
            shares = _first_view(pearl, prompt, number + first)
            for kind, pixels, least in shares:
                row = seen["waters" if kind == "water" else "things"]
                row[0] += pixels >= least
                row[1] += 1
                if pixels < least:
                    missed.append(f"{prompt}, seed {number + first}: {kind} {pixels} of {least}")
    total = [sum(row[k] for row in seen.values()) for k in (0, 1)]
    return {
        "asked_seen": total[0] / max(total[1], 1), "asked": total[1],
        **{f"{name}_seen": row[0] / max(row[1], 1) for name, row in seen.items()}, "missed": missed,
    }  # fmt: skip


def _first_view(pearl: Pearl, prompt: str, seed: int) -> list[tuple[str, int, int]]:
    """Class, its pixels and how many it needs, for each class that a prompt named and for a named water."""
    spec = understand(prompt, seed).spec
    state = pearl.open(spec, seed, lambda *_: None)
    for _ in range(_TICKS):
        pearl.step([state], [Action()])
    scene = pearl.scene(state, pearl.camera(state), lit=False)
    kinds = pearl.surroundings(state).kinds
    people = [ENTITIES[number] for number in state.entity_class]
    pixels = pixels_of(pearl.assets.pool, scene.everything(), kinds, people, pearl.camera(state), SIZE)
    found = [(kind, pixels.get(kind, 0), _PIXELS[EXTENT[kind] >= _LARGE]) for kind in sorted(spec.named)]
    if spec.show_water:
        found.append(("water", pixels.get("water", 0), _WATER))
    pearl.forget(state)
    return found


def main() -> int:
    """`python -m nacre.evaluate.asked_seen`: the contact sheet's sixty worlds, what is missed in words."""
    import json
    import sys

    figures = measure(Pearl.load(), (0, len(PROMPTS)), lambda *_: None)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""A prompt's world: what its state holds of what was asked for."""

from __future__ import annotations

from collections import Counter

import numpy as np

from nacre.evaluate.land_reading import LandReader, land_features, water_kind
from nacre.evaluate.measures.inside import core_ground, core_tokens
from nacre.evaluate.part_store import Sights
from nacre.prompts import understand
from nacre.prompts.evaluation import AtLeast, Expected
from nacre.spec import SceneSpec
from nacre.vocabulary import ENTITY_INDEX, SHAPE_INDEX
from nacre.world.layout.generator import MANY_PLANTS, PLANTS
from nacre.world.model import Pearl, quiet
from nacre.world.state import WorldState


def within(hours: float, span: tuple[float, float]) -> bool:
    """Whether a time lies in a span that may pass midnight."""
    low, high = span
    return low <= hours <= high if low <= high else hours >= low or hours <= high


def enough(found: int, count: int) -> bool:
    """Plain counts are meant exactly, `AtLeast` is not."""
    return found >= count if isinstance(count, AtLeast) else found == count


def attribute_of(concept: str) -> str:
    """The attribute a concept's count is: structures:NAME or creatures:NAME."""
    return f"{'creatures' if concept in ENTITY_INDEX else 'structures'}:{concept}"


def wishes(expected: Expected) -> list[tuple[str, int]]:
    """Concepts with the counts asked for; many plants are the least there should be, as the generator means it."""
    pairs = [pair for group in ("things", "creatures") for pair in expected.get(group, {}).items()]
    return [(name, AtLeast(n) if name in PLANTS and n >= MANY_PLANTS else n) for name, n in pairs]


def from_state(pearl: Pearl, land: LandReader, expected: Expected, state: WorldState) -> dict[str, bool]:
    """Each expected attribute, read back from the generated core: ground, things, characters, clock.

    Weather is no array but a word of the state; only it is taken from the state's own account.
    """
    tokens, ground = core_tokens(pearl, state), core_ground(pearl, state)
    counts = Counter(token.shape for token in tokens)
    kept: dict[str, bool] = {}
    if "biome" in expected:
        shapes = np.array([SHAPE_INDEX[t.shape] for t in tokens], np.int64)
        snow = np.array([t.snow for t in tokens], np.bool_)
        kept["biome"] = land.biome(land_features(ground[0], ground[1:4], shapes, snow)) == expected["biome"]
    if "water" in expected:
        kind = water_kind(ground[0])
        dry = kind == "none" or (kind == "ponds" and expected.get("biome") == "swamp")
        kept["water"] = dry if expected["water"] == "none" else kind == expected["water"]
        kept["any_water"] = dry if expected["water"] == "none" else kind != "none"
    if "weather" in expected:
        kept["weather"] = pearl.describe(state)["atmosphere"]["weather"] == expected["weather"]
    if "hours" in expected:
        kept["hours"] = within(float(state.clock[1]), expected["hours"])
    for concept, count in wishes(expected):
        kept[attribute_of(concept)] = enough(counts[concept], count)
    return kept


def look(pearl: Pearl, land: LandReader, prompt: str, expected: Expected, seed: int) -> Sights:
    """Make a prompt's world and read back from its state what was asked for."""
    spec = understand(prompt, seed).spec
    state = pearl.open(spec, seed, quiet)
    kept = from_state(pearl, land, expected, state)
    pearl.forget(state)
    return Sights(prompt, kept, {name: _understood(spec, name) for name in kept})


def _understood(spec: SceneSpec, attribute: str) -> str:
    """What the spec says about an attribute: where that was lost, it tells the prompt's side from the generator's."""
    if ":" in attribute:
        return f"{spec.count(attribute.partition(':')[2], -1)} asked"
    return str(getattr(spec, attribute, ""))

"""Looking at a prompt's world: what its state holds of what was asked for, and pictures from where one would look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.evaluate.inside import core_ground, core_tokens, place_of
from nacre.evaluate.land_reading import LandReader, land_features, water_kind
from nacre.evaluate.part_store import Sights
from nacre.evaluate.pictures import free_eye, halved, take
from nacre.evaluate.sighting import look_at, look_over, panorama
from nacre.prompts import understand
from nacre.prompts.evaluation import AtLeast, Expected
from nacre.spec import SceneSpec
from nacre.vocabulary import ENTITY_INDEX, SHAPE_INDEX
from nacre.world.interface import Camera
from nacre.world.layout.generator import MANY_PLANTS, PLANTS
from nacre.world.layout.network import Token
from nacre.world.pearl import Pearl, quiet
from nacre.world.state import WorldState

VIEWS: Final = 6  # pictures per world, one every 60 degrees from the start
LOOKS: Final = 2  # pictures of each thing that was asked for, and of the water
NEAREST: Final = 4  # of the things asked for, so many are tried for a free line of sight
ASIDE: Final = 15.0  # metres beside the start from which the second look at the water sets out


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


def _views_of(
    pearl: Pearl, state: WorldState, tokens: Sequence[Token], concept: str, random: np.random.Generator
) -> list[Camera]:
    """Cameras aimed at the ones nearest to the start, from where they are in free sight; none where none is."""
    x, z = float(state.player[0]), float(state.player[2])
    there = sorted((t for t in tokens if t.shape == concept), key=lambda t: np.hypot(t.x - x, t.z - z))
    window = place_of(pearl, state).window
    cameras: list[Camera] = []
    for token in there[:NEAREST]:
        for _ in range(LOOKS):
            camera = look_at(window, concept, (token.x, token.y, token.z), token.size, random)
            if camera is not None and len(cameras) < LOOKS:
                cameras.append(camera)
    return cameras


def _views_of_water(pearl: Pearl, state: WorldState, random: np.random.Generator) -> list[Camera]:
    """Cameras on the shores nearest to the start and to a spot beside it; none where no water is near."""
    start, window = state.player[[0, 2]].astype(np.float64), place_of(pearl, state).window
    aside = [np.zeros(2), random.normal(0, ASIDE, 2)]
    cameras = [look_over(window, start + by, random) for by in aside[:LOOKS]]
    return [camera for camera in cameras if camera is not None]


def look(
    pearl: Pearl, land: LandReader, prompt: str, expected: Expected, seed: int, random: np.random.Generator
) -> Sights:
    """Make a prompt's world and look at it: six views from the start, and two of everything that was asked for."""
    spec = understand(prompt, seed).spec
    state = pearl.open(spec, seed, quiet)
    kept = from_state(pearl, land, expected, state)

    def pictures(cameras: list[Camera]) -> NDArray[np.uint8]:
        rows = [halved(take(pearl, state, camera)) for camera in cameras]
        return np.stack(rows) if rows else np.zeros((0, 90, 160, 3), np.uint8)

    views = {"around": pictures(panorama(free_eye(pearl, state), VIEWS))}
    if expected.get("water", "none") != "none":
        views["water"] = pictures(_views_of_water(pearl, state, random))
    tokens = core_tokens(pearl, state)
    for concept, count in wishes(expected):
        if count:
            views[concept] = pictures(_views_of(pearl, state, tokens, concept, random))
    pearl.forget(state)
    return Sights(prompt, kept, {name: _understood(spec, name) for name in kept}, views)


def _understood(spec: SceneSpec, attribute: str) -> str:
    """What the spec says about an attribute: where that was lost, it tells the prompt's side from the generator's."""
    if ":" in attribute:
        return f"{spec.count(attribute.partition(':')[2], -1)} asked"
    return str(getattr(spec, attribute, ""))

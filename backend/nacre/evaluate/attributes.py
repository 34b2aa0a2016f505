"""Prompt attributes kept: is what was asked for in the generated world, and can it be seen in its pictures?

What was asked for comes with the prompts, written by people who did not see the generator; it is compared
with the generated ground, things and clock, and with what the reader makes of rendered frames.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.evaluate.inside import core_ground, core_tokens, place_of
from nacre.evaluate.land_reading import LandReader, land_features, water_kind
from nacre.evaluate.pictures import free_eye, take
from nacre.evaluate.reader import NAMES, Reader, part_of_day
from nacre.evaluate.sighting import look_at, look_over, panorama
from nacre.prompts import understand
from nacre.prompts.evaluation import AtLeast, Expected, hand_written, unseen_prompts
from nacre.spec import SceneSpec
from nacre.vocabulary import BIOMES, ENTITY_INDEX, SHAPE_INDEX, WEATHERS
from nacre.world.generator import MANY_PLANTS, PLANTS
from nacre.world.interface import Progress
from nacre.world.layout import Token
from nacre.world.pearl import Pearl, quiet
from nacre.world.state import WorldState

VIEWS: Final = 6  # pictures per world the reader sees, one every 60 degrees from the start
LOOKS: Final = 2  # pictures aimed at each thing that was asked for
NAMED: Final = ("biome", "weather", "hours", "water")


def within(hours: float, span: tuple[float, float]) -> bool:
    """Whether a time lies in a span that may pass midnight."""
    low, high = span
    return low <= hours <= high if low <= high else hours >= low or hours <= high


def parts_of(span: tuple[float, float]) -> set[int]:
    """The parts of the day that a span touches."""
    low, high = span
    length = (high - low) % 24.0
    return {part_of_day((low + length * k / 24) % 24.0) for k in range(25)}


def enough(found: int, count: int) -> bool:
    """Plain counts are meant exactly, `AtLeast` is not."""
    return found >= count if isinstance(count, AtLeast) else found == count


def kind_of(concept: str) -> str:
    """structures or creatures."""
    return "creatures" if concept in ENTITY_INDEX else "structures"


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
        kept[f"{kind_of(concept)}:{concept}"] = enough(counts[concept], count)
    return kept


def _sighted(
    pearl: Pearl, reader: Reader, state: WorldState, tokens: Sequence[Token], concept: str, random: np.random.Generator
) -> bool | None:
    """Whether the reader recognises a thing in pictures aimed at the ones nearest to the start.

    None when there is none to aim at; False when none can be seen from anywhere near.
    """
    x, z = float(state.player[0]), float(state.player[2])
    there = sorted((t for t in tokens if t.shape == concept), key=lambda t: np.hypot(t.x - x, t.z - z))
    if not there:
        return None
    window = place_of(pearl, state).window
    views: list[NDArray[np.uint8]] = []
    for token in there[:4]:
        for _ in range(LOOKS):
            camera = look_at(window, concept, (token.x, token.y, token.z), token.size, random)
            if camera is not None and len(views) < LOOKS:
                views.append(take(pearl, state, camera))
    return bool(views) and reader.sees(reader.read(np.stack(views)), SHAPE_INDEX[concept])


def from_pictures(
    pearl: Pearl, reader: Reader, expected: Expected, state: WorldState, random: np.random.Generator
) -> dict[str, bool]:
    """What the reader recognises in six views from the start, one over the water and two of each thing asked for.

    A thing that the state lacks counts as not seen; things and water that the reader cannot tell even in the
    teacher's pictures (its `readable` and `tells_water` flags) are left out.
    """
    around = np.stack([take(pearl, state, camera) for camera in panorama(free_eye(pearl, state), VIEWS)])
    reading = reader.read(around)
    together = dict(zip(NAMES, (int(v) for v in reading.together()), strict=True))
    kept: dict[str, bool] = {}
    if "biome" in expected:
        kept["biome"] = BIOMES[together["biome"]] == expected["biome"]
    if "weather" in expected:
        kept["weather"] = WEATHERS[together["weather"]] == expected["weather"]
    if "hours" in expected:
        kept["hours"] = together["part_of_day"] in parts_of(expected["hours"])
    if expected.get("water", "none") != "none" and reader.tells_water:
        camera = look_over(place_of(pearl, state).window, state.player[[0, 2]], random)
        kept["water"] = camera is not None and bool(reader.read(take(pearl, state, camera)[None]).best()[0, 3])
    tokens = core_tokens(pearl, state)
    for concept, count in wishes(expected):
        shape = SHAPE_INDEX[concept]
        if not reader.readable[shape]:
            continue
        if count == 0:
            claims = int((reading.things[:, shape] > float(reader.thresholds[shape])).sum())
            kept[f"{kind_of(concept)}:{concept}"] = claims < 2
        else:
            kept[f"{kind_of(concept)}:{concept}"] = bool(_sighted(pearl, reader, state, tokens, concept, random))
    return kept


def attributes_kept(
    pearl: Pearl, prompts: Sequence[tuple[str, Expected]], seed: int, progress: Progress = quiet
) -> dict[str, Any]:
    """Over every single attribute of every prompt, the share that is kept, by state and by pictures.

    attributes_kept is the mean of the two shares, each over all its attributes; `by_kind` splits them;
    `lost` lists the failures. any_water (some water where some was asked for) is reported, not counted.
    """
    reader, land = Reader.load(), LandReader.load()
    tally: dict[str, list[bool]] = defaultdict(list)
    sets: dict[str, list[bool]] = defaultdict(list)
    unseen, written = ({prompt for prompt, _ in found} for found in (unseen_prompts(), hand_written()))
    lost: list[dict[str, str]] = []
    for number, (prompt, expected) in enumerate(prompts):
        progress("prompt", number / len(prompts), f"prompt {number + 1} of {len(prompts)}")
        spec: SceneSpec = understand(prompt, seed + number).spec
        state = pearl.open(spec, seed + number, quiet)
        random = np.random.default_rng([seed, number])
        kept = {f"state.{k}": v for k, v in from_state(pearl, land, expected, state).items()}
        kept |= {f"picture.{k}": v for k, v in from_pictures(pearl, reader, expected, state, random).items()}
        group = "unseen" if prompt in unseen else "hand-written" if prompt in written else "composed"
        for name, good in kept.items():
            tally[name.split(":")[0]].append(good)
            if name != "state.any_water":
                sets[group].append(good)
            if not good and name != "state.any_water":
                lost.append({"prompt": prompt, "attribute": name, "understood": _understood(spec, name)})
        pearl.forget(state)
    shares = {
        side: float(
            np.mean([g for n, row in tally.items() if n.startswith(side) and n != "state.any_water" for g in row])
        )
        for side in ("state", "picture")
    }
    return {
        "attributes_kept": (shares["state"] + shares["picture"]) / 2,
        "state_kept": shares["state"],
        "picture_kept": shares["picture"],
        "prompts": len(prompts),
        "judged": {name: len(row) for name, row in sorted(tally.items())},
        "by_kind": {name: float(np.mean(row)) for name, row in sorted(tally.items())},
        "by_set": {name: float(np.mean(row)) for name, row in sorted(sets.items())},
        "not_readable": [name for name, k in SHAPE_INDEX.items() if not reader.readable[k]]
        + ["water"] * (not reader.tells_water),
        "lost": lost,
    }


def _understood(spec: SceneSpec, name: str) -> str:
    """What the spec says about an attribute that was lost: tells the prompt's side from the generator's."""
    attribute = name.partition(".")[2]
    if ":" in attribute:
        return f"{spec.count(attribute.partition(':')[2], -1)} asked"
    return str(getattr(spec, attribute, ""))

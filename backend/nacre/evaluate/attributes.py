"""Prompt attributes kept: is what was asked for in the generated world, and visible in its pictures?

State attributes (structures, water, creatures, weather, time) are read from the generated arrays and
tokens; biome, weather, part of the day and water are also read from rendered frames by the reader.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np

from nacre.evaluate.reader import NAMES, Reader
from nacre.prompts import understand
from nacre.spec import SceneSpec
from nacre.train.views import part_of_day
from nacre.vocabulary import BIOMES, ENTITY_INDEX, WEATHERS
from nacre.world.interface import Camera
from nacre.world.pearl import Pearl, quiet
from nacre.world.place import around

VIEWS = 6  # pictures per world the reader sees, one every 60 degrees from the start


def from_state(pearl: Pearl, spec: SceneSpec, expected: dict[str, Any], state: Any) -> dict[str, bool]:
    """Each expected attribute, read back from the generated world around its start."""
    tokens = [t for row in pearl.tokens(state, around((0, 0), 2)).values() for t in row]
    counts: dict[str, int] = defaultdict(int)
    for token in tokens:
        counts[token.shape] += 1
    water = pearl.water_share(state)
    kept: dict[str, bool] = {}
    for name, value in expected.items():
        if name == "biome":
            kept[name] = pearl.describe(state)["atmosphere"]["biome"] == value
        elif name == "weather":
            kept[name] = pearl.describe(state)["atmosphere"]["weather"] == value
        elif name == "hours":
            low, high = value
            hours = float(state.clock[1])
            kept[name] = low <= hours <= high if low <= high else hours >= low or hours <= high
        elif name == "water":
            kept[name] = water > 0.004 if value != "none" else water < 0.02
        elif name in ("things", "creatures"):
            for concept, count in value.items():
                found = counts[concept]
                kept[f"{'creatures' if concept in ENTITY_INDEX else 'structures'}:{concept}"] = (
                    found == 0 if count == 0 else found >= count
                )
    return kept


def from_pictures(pearl: Pearl, reader: Reader, spec: SceneSpec, state: Any) -> dict[str, bool]:
    """What the reader recognises in six views from the start."""
    eye = pearl.camera(state)
    cameras = [Camera(eye.position, eye.yaw + k * 2 * math.pi / VIEWS, 0.0, eye.fov) for k in range(VIEWS)]
    pictures = np.stack([pearl.render([state], [camera], (320, 180), [1.0])[0].rgb for camera in cameras])
    read = dict(zip(NAMES, reader.read_together(pictures), strict=True))
    return {
        "biome": BIOMES[read["biome"]] == spec.biome,
        "weather": WEATHERS[read["weather"]] == spec.weather,
        "part_of_day": int(read["part_of_day"]) == part_of_day(spec.hours),
    }


def attributes_kept(count: int, seed: int, pictured: int) -> dict[str, Any]:
    """Over `count` evaluation prompts; the first `pictured` are also rendered and read.

    `attributes_kept` is the mean over every single attribute of every prompt, state and pictures
    together; per-kind shares and the failures come with it.
    """
    from nacre.prompts.evaluation import evaluation_prompts

    pearl, reader = Pearl.load(), Reader.load()
    tally: dict[str, list[bool]] = defaultdict(list)
    lost: list[dict[str, str]] = []
    for number, (prompt, expected) in enumerate(evaluation_prompts(n=count, seed=seed)):
        spec = understand(prompt, seed + number).spec
        state = pearl.open(spec, seed + number, quiet)
        kept = {f"state.{k}": v for k, v in from_state(pearl, spec, expected, state).items()}
        if number < pictured:
            asked = {"biome", "weather", "hours"} & set(expected)
            seen = from_pictures(pearl, reader, spec, state)
            kept |= {f"picture.{k}": v for k, v in seen.items() if ("hours" if k == "part_of_day" else k) in asked}
        for name, good in kept.items():
            tally[name.split(":")[0]].append(good)
            if not good:
                lost.append({"prompt": prompt, "attribute": name})
        pearl.forget(state)
    every = [good for row in tally.values() for good in row]
    return {
        "attributes_kept": float(np.mean(every)),
        "prompts": count,
        "pictured": min(pictured, count),
        "by_kind": {name: float(np.mean(row)) for name, row in sorted(tally.items())},
        "lost": lost[:60],
    }

"""How far the reader may be trusted: the same questions on teacher pictures and on the student's own.

Both worlds come from the same specs. On the student's pictures the truth is what its own G-buffer and
tokens put there, so a lower score means a picture that looks unlike what it shows, or a reader that is
thrown by the student's style: the two cannot be told apart, and neither is corrected for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from nacre.evaluate.inside import core_tokens, place_of
from nacre.evaluate.pictures import free_eye, take
from nacre.evaluate.reader import NAMES, READ_SIZE, Reader, part_of_day
from nacre.evaluate.reader_views import APART, Labelled, balanced_spec, make_pictures, sky
from nacre.evaluate.sighting import Thing, look_at, panorama, shares, shown
from nacre.vocabulary import BIOMES, ENTITIES, ENTITY_INDEX, SHAPES, WEATHERS
from nacre.world.interface import Progress
from nacre.world.pearl import Pearl, quiet
from nacre.world.shapes import ShapeLibrary

FIRST: Final = APART + 20_000  # worlds no reader was trained, set or judged on
AIMED: Final = 8


def student_pictures(pearl: Pearl, library: ShapeLibrary, seed: int) -> Labelled:
    """One generated world's pictures at the reader's size, with what they show: `make_pictures` of the student."""
    random = np.random.default_rng([seed, 5])
    spec = balanced_spec(seed, random)
    weather, fog, mood = sky(spec, random)
    spec = replace(spec, weather=weather, fog=fog, mood=mood)
    state = pearl.open(spec, seed, quiet)
    tokens = core_tokens(pearl, state)
    things = [
        Thing(t.shape, t.x, t.y, t.z, t.yaw, t.size, library.volume(t.shape, t.style, t.snow))
        for t in tokens
        if t.shape not in ENTITY_INDEX
    ]
    slots = {int(s): ENTITIES[int(state.entity_class[s])] for s in np.flatnonzero(state.entity_class >= 0)}
    cameras = panorama(free_eye(pearl, state), 4)
    seen: set[str] = set()
    order = list(tokens)
    random.shuffle(order)
    for token in order:
        if token.shape in seen or len(seen) >= AIMED:
            continue
        camera = look_at(place_of(pearl, state).window, token.shape, (token.x, token.y, token.z), token.size, random)
        if camera is not None:
            seen.add(token.shape)
            cameras.append(camera)
    pictures, labels, present = [], [], []
    for camera in cameras:
        buffer, _ = pearl.gbuffer(state, camera, *READ_SIZE)
        rgb = take(pearl, state, camera).reshape(90, 2, 160, 2, 3).mean((1, 3))
        pictures.append(rgb.round().astype(np.uint8))
        water = int(buffer[..., 13].mean() > 0.01)
        labels.append([BIOMES.index(spec.biome), WEATHERS.index(weather), part_of_day(spec.hours), water])
        present.append(shown(shares(buffer, camera, things, slots)))
    pearl.forget(state)
    return Labelled(np.stack(pictures), np.array(labels, np.int64), np.stack(present))


def scores(reader: Reader, held: Labelled) -> dict[str, float]:
    """Accuracy of each label, share of shown readable things that were found, and of absent ones that were claimed."""
    reading = reader.read(held.pictures)
    best = reading.best()
    figures = {name: float((best[:, i] == held.labels[:, i]).mean()) for i, name in enumerate(NAMES)}
    claimed = reading.things > reader.thresholds.numpy()
    readable = reader.readable.numpy() > 0
    there, absent = (held.things == 1) & readable, (held.things == 0) & readable
    if there.any() and absent.any():
        figures |= {"things_found": float(claimed[there].mean()), "false_alarms": float(claimed[absent].mean())}
    figures["views"] = float(len(held.labels))
    return figures


def gap(pearl: Pearl, worlds: int, progress: Progress = quiet) -> dict[str, Any]:
    """Scores on teacher pictures and on the student's, of as many new worlds each."""
    reader, library = Reader.load(), ShapeLibrary.load()
    made: dict[str, list[Labelled]] = {"teacher": [], "student": []}
    for number in range(worlds):
        progress("reader", number / worlds, f"reader: world {number + 1} of {worlds}")
        made["teacher"].append(make_pictures(FIRST + number))
        made["student"].append(student_pictures(pearl, library, FIRST + number))
    whole = {
        name: Labelled(*(np.concatenate([getattr(r, part) for r in rows]) for part in ("pictures", "labels", "things")))
        for name, rows in made.items()
    }
    return {
        **{name: scores(reader, held) for name, held in whole.items()},
        "readable": [name for k, name in enumerate(SHAPES) if reader.readable[k]],
        "worlds": worlds,
    }

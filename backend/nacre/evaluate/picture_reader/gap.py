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
from nacre.evaluate.picture_reader.network import NAMES, READ_SIZE, Reader, part_of_day
from nacre.evaluate.picture_reader.scores import found_and_alarms
from nacre.evaluate.picture_reader.views import APART, Labelled, balanced_spec, make_pictures, sky, through_air
from nacre.evaluate.pictures import free_eye, halved, take
from nacre.evaluate.sighting import Thing, classes, look_at, look_over, panorama, shares, shown
from nacre.vocabulary import ENTITIES, ENTITY_INDEX, FIRST_BIOMES, WEATHERS
from nacre.world.atmosphere import Atmosphere
from nacre.world.interface import Progress
from nacre.world.pearl import Pearl, quiet
from nacre.world.voxels.shapes import ShapeLibrary

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
    window = place_of(pearl, state).window
    cameras = panorama(free_eye(pearl, state), 4)
    over = look_over(window, state.player[[0, 2]], random)
    cameras += [over] if over is not None else []
    looked_at: set[str] = set()
    order = list(tokens)
    random.shuffle(order)
    for token in order:
        if token.shape in looked_at or len(looked_at) >= AIMED:
            continue
        camera = look_at(window, token.shape, (token.x, token.y, token.z), token.size, random)
        if camera is not None:
            looked_at.add(token.shape)
            cameras.append(camera)
    made: list[Labelled] = []
    air = Atmosphere(spec.hours, weather, fog, mood)
    for camera in cameras:
        buffer, _ = pearl.gbuffer(state, camera, *READ_SIZE)
        seen = through_air(classes(buffer, camera, things, slots), buffer, air)
        label = np.array([[FIRST_BIOMES.index(spec.biome), WEATHERS.index(weather), part_of_day(spec.hours)]], np.int64)
        made.append(Labelled(halved(take(pearl, state, camera))[None], label, shown(shares(seen))[None], seen[None]))
    pearl.forget(state)
    return Labelled.joined(made)


def scores(reader: Reader, held: Labelled) -> dict[str, float]:
    """Accuracy of each label, balanced accuracy of water, and found and false alarms over the readable things."""
    reading = reader.read(held.pictures)
    best = reading.best()
    figures = {name: float((best[:, i] == held.labels[:, i]).mean()) for i, name in enumerate(NAMES)}
    shares = found_and_alarms(reader, held, reading)
    if "water" in shares:
        figures["water"] = (shares["water"][0] + 1 - shares["water"][1]) / 2
    rows = [row for name, row in shares.items() if name != "water" and reader.can_tell(name)]
    if rows:
        figures |= {"found": float(np.mean([f for f, _ in rows])), "false_alarms": float(np.mean([a for _, a in rows]))}
    return {**figures, "views": float(len(held.labels))}


def gap(pearl: Pearl, worlds: int, progress: Progress = quiet) -> dict[str, Any]:
    """Scores on teacher pictures and on the student's, of as many new worlds each; `by_kind` has found and alarms."""
    reader, library = Reader.load(), ShapeLibrary.load()
    made: dict[str, list[Labelled]] = {"teacher": [], "student": []}
    for number in range(worlds):
        progress("reader", number / worlds, f"reader: world {number + 1} of {worlds}")
        made["teacher"].append(make_pictures(FIRST + number))
        made["student"].append(student_pictures(pearl, library, FIRST + number))
    whole = {name: Labelled.joined(rows) for name, rows in made.items()}
    return {
        **{name: scores(reader, held) for name, held in whole.items()},
        "by_kind": {
            name: {k: list(row) for k, row in found_and_alarms(reader, held, reader.read(held.pictures)).items()}
            for name, held in whole.items()
        },
        "worlds": worlds,
    }

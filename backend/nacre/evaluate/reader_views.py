"""Labelled teacher pictures for the reader: worlds drawn so that every biome, weather, hour and thing comes up alike.

One G-buffer is shaded under several skies: the land does not depend on them, and marching is the dear part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.evaluate.reader import NAMES, READ_SIZE, part_of_day
from nacre.evaluate.sighting import FOV, Thing, look_at, panorama, shares, shown
from nacre.spec import CONCEPTS, Item, SceneSpec
from nacre.teacher.sample_spec import sample_spec
from nacre.teacher.scene import TeacherScene, exact_volume
from nacre.teacher.shading import shade
from nacre.train.views import HELD_OUT_WORLD
from nacre.vocabulary import BIOMES, ENTITY_INDEX, MOODS, SHAPES, WATERS, WEATHERS
from nacre.world.atmosphere import Atmosphere
from nacre.world.grid import EYE
from nacre.world.interface import Camera
from nacre.world.march import march

TRAINED: Final = 600_000  # first seed of the worlds the reader learns from
APART: Final = 960_000  # first seed of worlds kept apart: odd ones set thresholds, even ones judge
ONE_IN: Final = 8  # so many worlds to one that is kept apart
AIMED, AROUND, FREE = 14, 4, 4  # views of one world: of a thing, round the start, anywhere
SKIES: Final = 3  # pictures per view


@dataclass(frozen=True)
class Labelled:
    """Pictures uint8 [N, 90, 160, 3], labels int64 [N, 4], things int8 [N, 37] (1 shown, 0 absent, -1 neither)."""

    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]
    things: NDArray[np.int8]


def world_seeds() -> Iterator[int]:
    """Seeds in the order in which they are made, those kept apart among them."""
    number = 0
    while True:
        apart = number % ONE_IN == ONE_IN - 1
        yield (APART if apart else TRAINED) + number
        number += 1


def kept_apart(seed: int) -> bool:
    """Whether the reader never learns from a world."""
    return seed >= APART


def balanced_spec(seed: int, random: np.random.Generator) -> SceneSpec:
    """A wish for a world in which biome, water and things come in turn; hours and weather are drawn per picture."""
    spec = sample_spec(random)
    biome = BIOMES[seed % len(BIOMES)]
    wanted = {item.concept: item for item in spec.items if item.count}
    for k in range(6):
        concept = CONCEPTS[(seed * 6 + k * 7) % len(CONCEPTS)]
        wanted.setdefault(concept, Item(concept, int(random.integers(1, 4))))
    water = WATERS[int(random.integers(len(WATERS)))]
    if "bridge" in wanted and water == "none":
        water = "river"
    snowing = biome != "snow" and random.random() < 0.06
    return replace(spec, biome=biome, water=water, items=tuple(wanted.values()), weather="snow" if snowing else "clear")


def sky(spec: SceneSpec, random: np.random.Generator) -> tuple[str, float, str]:
    """Weather, fog and mood of one picture; snow falls only where the world may carry it."""
    names = WEATHERS if spec.biome == "snow" else tuple(w for w in WEATHERS if w != "snow")
    weather = spec.weather if spec.weather == "snow" else names[int(random.integers(len(names)))]
    usual = {"clear": 0.06, "overcast": 0.14, "rain": 0.22, "snow": 0.22, "fog": 0.65}[weather]
    fog = usual + float(random.uniform(-0.06, 0.12)) + (0.3 if random.random() < 0.1 else 0.0)
    mood = MOODS[int(random.integers(len(MOODS)))] if random.random() < 0.5 else "plain"
    return weather, float(np.clip(fog, 0.0, 1.0)), mood


def _hours(random: np.random.Generator) -> float:
    low, high = ((7.5, 16.5), (5.0, 7.5), (16.5, 20.0), (20.0, 29.0))[int(random.choice(4, p=(0.34, 0.13, 0.2, 0.33)))]
    return float(random.uniform(low, high)) % 24.0


def _cameras(scene: TeacherScene, things: list[Thing], random: np.random.Generator) -> list[Camera]:
    x, z, yaw = scene.land.start()
    eye = Camera((x, scene.ground(x, z) + EYE, z), yaw + float(random.uniform(0, 2)), 0.0, FOV)
    cameras: list[Camera] = []
    if scene.window.sample_distance(np.array([eye.position])).min() > 0.4:
        cameras += panorama(eye, AROUND)
    spots = [(t.shape, (t.x, t.y, t.z), t.size) for t in things]
    spots += [(p.shape, (p.x, p.y, p.z), p.size) for p in scene.characters]
    near = [s for s in spots if max(abs(s[1][0] - 16), abs(s[1][2] - 16)) < 44]
    random.shuffle(near)
    kinds: dict[str, int] = {}
    for spot in near:
        kinds[spot[0]] = kinds.get(spot[0], 0) + 1
    near.sort(key=lambda s: kinds[s[0]])  # rare things first: every world has trees
    taken: set[str] = set()
    for shape, foot, size in near:
        if len(taken) >= AIMED or shape in taken:
            continue
        camera = look_at(scene.window, shape, foot, size, random)
        if camera is not None:
            taken.add(shape)
            cameras.append(camera)
    return cameras + scene.sample_cameras(random, FREE)


def make_pictures(seed: int) -> Labelled:
    """One world's labelled pictures, the same whenever they are made."""
    random = np.random.default_rng([seed, 5])
    spec = balanced_spec(seed, random)
    scene = TeacherScene(spec, seed)
    things = [
        Thing(p.shape, p.x, p.y, p.z, p.yaw, p.size, exact_volume(p.shape, p.style, p.snow))
        for chunk in scene.chunks
        for p in scene.placed[chunk]
        if p.shape not in ENTITY_INDEX
    ]
    slots = {slot: p.shape for slot, p in enumerate(scene.characters[:250])}
    pictures, labels, seen = [], [], []
    for camera in _cameras(scene, things, random):
        hours = _hours(random)
        sun = Atmosphere(hours).sun()
        posed = scene.posed(camera, exact_volume)
        buffer = march(scene.window, posed, camera, sun, *READ_SIZE, float(random.uniform(0, 50)))
        in_view = shown(shares(buffer, camera, things, slots))
        water = int(buffer[..., 13].mean() > 0.01)
        g = torch.from_numpy(buffer)
        for _ in range(SKIES):
            weather, fog, mood = sky(spec, random)
            rgb = shade(g, Atmosphere(hours, weather, fog, mood))
            pictures.append((rgb * 255 + 0.5).byte().numpy())
            labels.append([BIOMES.index(spec.biome), WEATHERS.index(weather), part_of_day(hours), water])
            seen.append(in_view)
    return Labelled(np.stack(pictures), np.array(labels, np.int64), np.stack(seen))


def load_pictures(folder: Path, seed: int) -> Labelled:
    """One world's pictures from the folder, or made and kept there."""
    path = folder / f"world_{seed}.npz"
    if not path.is_file():
        made = make_pictures(seed)
        folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".tmp.npz")
        np.savez(draft, **vars(made))
        draft.rename(path)
        return made
    with np.load(path) as file:
        return Labelled(**{name: file[name] for name in ("pictures", "labels", "things")})


def renderer_views(folders: Sequence[Path]) -> Iterator[tuple[int, Labelled]]:
    """The teacher's pictures among the renderer's training views: labels, but nothing about things."""
    for folder in folders:
        for path in sorted(folder.glob("world_*.npz")):
            seed = int(path.stem.split("_")[1])
            if seed >= HELD_OUT_WORLD:
                continue  # the renderer is judged there
            with np.load(path) as file:
                rgb, labels = file["rgb"], file["labels"]
            small = rgb.reshape(len(rgb), 90, 2, 160, 2, 3).mean((2, 4)).round().astype(np.uint8)
            yield seed, Labelled(small, labels, np.full((len(rgb), len(SHAPES)), -1, np.int8))


assert len(NAMES) == 4 and len(SHAPES) == len(CONCEPTS)

"""Labelled teacher pictures for the reader: worlds drawn so that every biome, weather, hour and thing comes up alike.

One G-buffer is shaded under several skies: the land does not depend on them, and marching is the dear part.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.atomic_write import atomic_path
from nacre.evaluate.picture_reader.network import READ_SIZE, part_of_day
from nacre.evaluate.sighting import (
    FOV,
    KINDS,
    STRIDE,
    TOLD,
    Thing,
    classes,
    look_at,
    look_over,
    panorama,
    shares,
    shown,
)
from nacre.spec import Item, SceneSpec
from nacre.teacher.sample_spec import sample_spec
from nacre.teacher.scene import TeacherScene, exact_volume
from nacre.teacher.shading import palette, shade
from nacre.train.views import HELD_OUT_WORLD
from nacre.vocabulary import ENTITY_INDEX, FIRST_BIOMES, FIRST_SHAPES, MOODS, WATERS, WEATHERS
from nacre.world.atmosphere import Atmosphere
from nacre.world.grid import EYE
from nacre.world.interface import Camera
from nacre.world.voxels.march import march

TRAINED: Final = 600_000  # first seed of the worlds the reader learns from
APART: Final = 960_000  # first seed of worlds kept apart: odd ones set thresholds, even ones judge
ONE_IN: Final = 4  # so many worlds to one that is kept apart: rare things need many views to be judged by
AROUND, FREE = 4, 4  # views of one world: round the start, anywhere
AIMED, AGAIN = 12, 8  # views of as many classes of thing, so near that it fills a third; of those again, farther off
SHORES: Final = 4  # views over water, and one with the back to it
REACH: Final = 46.0  # metres from the middle within which cameras stand: farther out the window's edge would show
SKIES: Final = 2  # pictures per view
HAZE: Final = 0.12  # share of a surface's own light below which nobody can see it for fog
UNKNOWN: Final = 255  # in `seen`: nobody knows what this pixel shows


@dataclass(frozen=True)
class Labelled:
    """Pictures with what they show.

    pictures uint8 [N, 90, 160, 3]; labels int64 [N, 3], as reader.NAMES; shown int8 [N, TOLD] (1 shown, 0 absent,
    -1 neither); seen uint8 [N, 45, 80], what every second pixel of every second row shows, as `classes`, or UNKNOWN.
    """

    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]
    shown: NDArray[np.int8]
    seen: NDArray[np.uint8]

    @staticmethod
    def joined(rows: Sequence[Labelled]) -> Labelled:
        """Several in one piece."""
        return Labelled(*(np.concatenate([getattr(row, f.name) for row in rows]) for f in fields(Labelled)))


def world_seeds() -> Iterator[int]:
    """Seeds in the order in which they are made, those kept apart among them."""
    number = 0
    while True:
        apart = number % ONE_IN == ONE_IN - 1
        yield (APART if apart else TRAINED) + number
        number += 1


def stored_seeds(folder: Path) -> list[int]:
    """Seeds of the worlds whose pictures lie in a folder."""
    return sorted(int(path.stem.split("_")[1]) for path in folder.glob("world_*.npz"))


def kept_apart(seed: int) -> bool:
    """Whether the reader never learns from a world."""
    return seed >= APART


def balanced_spec(seed: int, random: np.random.Generator) -> SceneSpec:
    """A wish for a world in which biome, water and things come in turn; hours and weather are drawn per picture."""
    spec = sample_spec(random)
    biome = FIRST_BIOMES[seed % len(FIRST_BIOMES)]
    wanted = {item.concept: item for item in spec.items if item.count}
    for k in range(6):
        concept = FIRST_SHAPES[(seed * 6 + k * 7) % len(FIRST_SHAPES)]
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


def _aimed(scene: TeacherScene, things: list[Thing], random: np.random.Generator) -> list[Camera]:
    spots = [(t.shape, (t.x, t.y, t.z), t.size) for t in things]
    spots += [(p.shape, (p.x, p.y, p.z), p.size) for p in scene.characters]
    near = [s for s in spots if max(abs(s[1][0] - 16), abs(s[1][2] - 16)) < REACH - 2]
    random.shuffle(near)
    kinds: dict[str, int] = {}
    for spot in near:
        kinds[spot[0]] = kinds.get(spot[0], 0) + 1
    near.sort(key=lambda s: kinds[s[0]])  # rare things first: every world has trees
    cameras: list[Camera] = []
    for most, nearest, farthest in ((AIMED, 1.0, 1.0), (AGAIN, 1.3, 2.6)):
        taken: set[str] = set()
        for shape, foot, size in near:
            if len(taken) >= most or shape in taken:
                continue
            camera = look_at(scene.window, shape, foot, size, random, far=float(random.uniform(nearest, farthest)))
            if camera is not None:
                taken.add(shape)
                cameras.append(camera)
    return cameras


def _at_the_shore(scene: TeacherScene, random: np.random.Generator) -> list[Camera]:
    found: list[Camera] = []
    for _ in range(3 * SHORES):
        camera = look_over(scene.window, random.uniform(16 - 36, 16 + 36, 2), random, 40.0)
        if camera is None or len(found) >= SHORES:
            continue
        if max(abs(camera.position[0] - 16), abs(camera.position[2] - 16)) < REACH:
            along = 0.15 if len(found) % 2 else 0.7
            yaw = camera.yaw + float(random.normal(0, along))
            found.append(replace(camera, yaw=yaw, pitch=float(random.uniform(-0.3, 0.05))))
    return found + [replace(camera, yaw=camera.yaw + math.pi, pitch=0.0) for camera in found[:1]]


def _cameras(scene: TeacherScene, things: list[Thing], random: np.random.Generator) -> list[Camera]:
    x, z, yaw = scene.land.start()
    eye = Camera((x, scene.ground(x, z) + EYE, z), yaw + float(random.uniform(0, 2)), 0.0, FOV)
    free = scene.window.sample_distance(np.array([eye.position])).min() > 0.4
    around = panorama(eye, AROUND) if free else []
    return around + _aimed(scene, things, random) + _at_the_shore(scene, random) + scene.sample_cameras(random, FREE)


def through_air(seen: NDArray[np.uint8], buffer: NDArray[np.float32], air: Atmosphere) -> NDArray[np.uint8]:
    """What `classes` found, less what the teacher's fog swallows: there one looks at haze."""
    depth = buffer[::STRIDE, ::STRIDE, 0]
    clear = np.exp(-float(palette(air)["fog"]) * depth)
    return np.where(clear < HAZE, KINDS.index("sky"), seen).astype(np.uint8)


def make_pictures(seed: int) -> Labelled:
    """One world's labelled pictures, the same whenever they are made."""
    random = np.random.default_rng([seed, 6])
    spec = balanced_spec(seed, random)
    scene = TeacherScene(spec, seed)
    things = [
        Thing(p.shape, p.x, p.y, p.z, p.yaw, p.size, exact_volume(p.shape, p.style, p.snow))
        for chunk in scene.chunks
        for p in scene.placed[chunk]
        if p.shape not in ENTITY_INDEX
    ]
    slots = {slot: p.shape for slot, p in enumerate(scene.characters[:250])}
    made: list[Labelled] = []
    for camera in _cameras(scene, things, random):
        hours = _hours(random)
        sun = Atmosphere(hours).sun()
        buffer = march(
            scene.window, scene.posed(camera, exact_volume), camera, sun, *READ_SIZE, float(random.uniform(0, 50))
        )
        there = classes(buffer, camera, things, slots)
        g = torch.from_numpy(buffer)
        for _ in range(SKIES):
            weather, fog, mood = sky(spec, random)
            air = Atmosphere(hours, weather, fog, mood)
            seen = through_air(there, buffer, air)
            made.append(
                Labelled(
                    (shade(g, air) * 255 + 0.5).byte().numpy()[None],
                    np.array([[FIRST_BIOMES.index(spec.biome), WEATHERS.index(weather), part_of_day(hours)]], np.int64),
                    shown(shares(seen))[None],
                    seen[None],
                )
            )
    return Labelled.joined(made)


def load_pictures(folder: Path, seed: int) -> Labelled:
    """One world's pictures from the folder, or made and kept there."""
    path = folder / f"world_{seed}.npz"
    if not path.is_file():
        made = make_pictures(seed)
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_path(path) as draft, draft.open("wb") as file:
            np.savez_compressed(file, **vars(made))
        return made
    with np.load(path) as file:
        return Labelled(**{f.name: file[f.name] for f in fields(Labelled)})


def renderer_views(folders: Sequence[Path]) -> Iterator[tuple[int, Labelled]]:
    """The teacher's pictures among the renderer's training views: labels, but nothing about what is in view."""
    for folder in folders:
        for path in sorted(folder.glob("world_*.npz")):
            seed = int(path.stem.split("_")[1])
            if seed >= HELD_OUT_WORLD:
                continue  # the renderer is judged there
            with np.load(path) as file:
                rgb, labels = file["rgb"], file["labels"]
            small = rgb.reshape(len(rgb), 90, 2, 160, 2, 3).mean((2, 4)).round().astype(np.uint8)
            nothing = np.full((len(rgb), 90 // STRIDE, 160 // STRIDE), UNKNOWN, np.uint8)
            yield seed, Labelled(small, labels[:, :3], np.full((len(rgb), TOLD), -1, np.int8), nothing)


def main() -> None:
    """`python -m nacre.evaluate.picture_reader.views FOLDER --worlds 600`: make pictures ahead of a training."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worlds", type=int, default=600)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    began = time.monotonic()
    for number, seed in enumerate(islice(world_seeds(), arguments.worlds)):
        made = load_pictures(arguments.folder, seed)
        print(
            f"world {seed}: {len(made.labels)} pictures, {(time.monotonic() - began) / (number + 1):.1f} s each",
            flush=True,
        )


if __name__ == "__main__":
    main()

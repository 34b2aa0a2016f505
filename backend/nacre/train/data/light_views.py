"""Views of worlds with the light that a path tracer finds in them: what lighting is measured against and learns from.

A file a world: the triangles around, and for several views and hours what each pixel shows and the light on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.teacher.path_trace.denoise import denoised
from nacre.teacher.path_trace.tracer import Tracer
from nacre.teacher.path_trace.triangles import Triangles, levels_of, triangles
from nacre.teacher.sample_spec import sample_spec
from nacre.world.atmosphere import Atmosphere
from nacre.world.interface import Camera
from nacre.world.model import Pearl
from nacre.world.render.gbuffer import Surfaces, surfaces
from nacre.world.render.instances import Instances
from nacre.world.render.renderer import Renderer, Scene
from nacre.world.render.shading.air import EXPOSURE, air
from nacre.world.state import WorldState

SIZE: Final = (160, 90)
PLAYED: Final = (640, 360)  # the size whose levels of detail are shown
AROUND: Final = 60.0  # metres of the scene that are kept in the file
INSIDE: Final = 0.3  # of the sky: with less of it a view counts as one of a room
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class LightView:
    """One view. air f32 [52]; eye f32 [3]; indoors: share of the sky that the eye does not see; surfaces as in
    `gbuffer.Surfaces`, [H, W, ...]; indirect f16 [H, W, 3] and open_sun f16 [H, W]: the path tracer's `Light`,
    denoised.
    """

    air: Floats
    eye: Floats
    indoors: float
    place: Floats
    normal: NDArray[np.float16]
    albedo: NDArray[np.float16]
    sky: NDArray[np.float16]
    sun: NDArray[np.float16]
    glow: NDArray[np.float16]
    there: NDArray[np.bool_]
    indirect: NDArray[np.float16]
    open_sun: NDArray[np.float16]


def cameras(pearl: Pearl, state: WorldState, count: int, rooms: int, rng: np.random.Generator) -> list[Camera]:
    """Eyes of somebody who walks about: the first view, `count` outdoors around it, and `rooms` inside of houses."""
    place = pearl.surroundings(state)
    found = [pearl.camera(state)]
    x0, _, z0 = found[0].position
    houses = [thing for thing in place.with_doors if math.hypot(thing.x - x0, thing.z - z0) < 45]
    for _ in range(60):
        if len(found) > count:
            break
        angle, away = rng.uniform(0, 2 * math.pi), 28 * math.sqrt(rng.random())
        x, z = x0 + away * math.cos(angle), z0 + away * math.sin(angle)
        y = place.stand(x, z) + 1.6
        if y - place.ground_height(x, z) > 2.4 or y < 1.0 or place.open_sky((x, y, z)) < INSIDE:
            continue
        yaw = rng.uniform(0, 2 * math.pi)
        if houses and rng.random() < 0.6:
            near = min(houses, key=lambda thing: math.hypot(thing.x - x, thing.z - z))
            yaw = math.atan2(-(near.x - x), -(near.z - z)) + rng.normal(0, 0.3)
        found.append(Camera((x, y, z), yaw, float(rng.uniform(-0.25, 0.1))))
    inside: list[Camera] = []
    for _ in range(120 if houses else 0):
        if len(inside) == rooms:
            break
        house = houses[int(rng.integers(len(houses)))]
        reach = 0.6 * house.asset.radius * house.token.size
        x, z = house.x + rng.uniform(-reach, reach), house.z + rng.uniform(-reach, reach)
        y = house.y + float(rng.choice([1.7, 1.7, 4.4]))
        eye = np.array([[x, y, z], [x, y - 0.8, z]])
        if float(place.distance(eye).min()) > 0.35 and place.open_sky((x, y, z)) < 0.12:
            inside.append(Camera((x, y, z), float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(-0.2, 0.1))))
    return found + inside


def air_at(pearl: Pearl, state: WorldState, hours: float) -> Floats:
    """The air of a world at another hour."""
    spec, tint = state.spec, (pearl.surroundings(state).mean_tint.astype(np.float64) / 255) ** 2.2
    land = float(tint[0]), float(tint[1]), float(tint[2])
    return air(Atmosphere(hours, spec.weather, spec.fog, spec.mood), 0.0, True, land)


def views(
    pearl: Pearl, spec: SceneSpec, seed: int, samples: int, outside: int = 5, rooms: int = 3, skies: int = 2
) -> Iterator[tuple[Triangles, LightView]]:
    """Views of one world, each with the triangles around it (the same object for all)."""
    rng = np.random.default_rng(seed)
    state = pearl.open(spec, seed, lambda *_: None)
    renderer = Renderer(*SIZE)
    litter = set(pearl.assets.scatter.meshes.tolist())
    eyes = cameras(pearl, state, outside, rooms, rng)
    scene = pearl.scene(state, eyes[0])
    around = triangles(scene, levels_of(scene, eyes[0], PLAYED), litter)
    hours = [spec.hours, *(float(rng.uniform(5.5, 20.0)) for _ in range(skies - 1))]
    for number, camera in enumerate(eyes):
        light = air_at(pearl, state, hours[number % skies])
        scene = pearl.scene(state, camera)
        scene.air[:], scene.air[EXPOSURE] = light, light[EXPOSURE]
        things = _without(scene, litter)
        shown = surfaces(renderer, things, camera)
        view = traced(things, camera, shown, samples, seed * 31 + number)
        view = LightView(**{**asdict(view), "indoors": 1.0 - pearl.surroundings(state).open_sky(camera.position)})
        yield around, view
    pearl.forget(state)


def _without(scene: Scene, litter: set[int]) -> Scene:
    """A scene without tufts and pebbles: thinner than what light is asked for, and no surface of their own."""
    kept = ~np.isin(scene.still.mesh, np.array(sorted(litter), np.int32))
    still = scene.still
    chosen = Instances(
        still.mesh[kept], still.transform[kept], still.tint[kept], still.entity[kept], still.flags[kept],
        still.pose[kept], still.poses,
    )  # fmt: skip
    return Scene(
        scene.pool, chosen, scene.air, scene.moving, scene.lamps, scene.palette, (scene.version, "bare"), scene.falling
    )  # fmt: skip


def traced(scene: Scene, camera: Camera, shown: Surfaces, samples: int, seed: int) -> LightView:
    """The path tracer's light on what a picture shows."""
    soup = triangles(scene, levels_of(scene, camera, PLAYED))
    tracer = Tracer(soup, scene.air)
    there = shown.there
    normal = np.where(there[..., None], shown.normal, np.float32(0.0))
    # paths begin on the side that is seen
    toward = ((np.array(camera.position, np.float32) - shown.place) * normal).sum(-1, keepdims=True)
    normal = np.where(toward < 0, -normal, normal)
    light = tracer.light(shown.place[there], normal[there], samples, seed)
    indirect, sun = np.zeros((*there.shape, 3), np.float32), np.zeros(there.shape, np.float32)
    indirect[there], sun[there] = light.indirect, light.sun
    indirect = denoised(indirect, normal, np.repeat(there[..., None].astype(np.float32), 3, -1))
    half = np.float16
    return LightView(
        scene.air.copy(), np.array(camera.position, np.float32), 0.0, shown.place, normal.astype(half),
        shown.albedo.astype(half), shown.sky.astype(half), shown.sun.astype(half), shown.glow.astype(half), there,
        indirect.astype(half), sun.astype(half),
    )  # fmt: skip


def save(path: Path, around: Triangles, several: list[LightView]) -> None:
    """Write a world's file."""
    eye = several[0].eye
    corner = around.vertices[around.faces].mean(1)
    close = np.abs(corner - eye)[:, [0, 2]].max(1) < AROUND
    used, faces = np.unique(around.faces[close], return_inverse=True)
    arrays: dict[str, NDArray[np.generic]] = {
        "vertices": around.vertices[used], "faces": faces.reshape(-1, 3).astype(np.int32),
        "colour": np.round(np.sqrt(np.clip(around.colour[close], 0, 1)) * 255).astype(np.uint8),
    }  # fmt: skip
    for field in fields(LightView):
        arrays[f"view_{field.name}"] = np.stack([getattr(view, field.name) for view in several])
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load(path: Path) -> tuple[Triangles, list[LightView]]:
    """Read a world's file."""
    with np.load(path) as stored:
        arrays = {name: stored[name] for name in stored.files}
    around = Triangles(arrays["vertices"], arrays["faces"], (arrays["colour"].astype(np.float32) / 255) ** 2)
    names = [field.name for field in fields(LightView)]
    count = len(arrays["view_eye"])
    return around, [LightView(**{n: arrays[f"view_{n}"][k] for n in names}) for k in range(count)]


def main() -> None:
    """`python -m nacre.train.data.light_views FOLDER FIRST LAST`: worlds of seeds FIRST to LAST - 1, a file each."""
    import argparse

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument(
        "--samples", type=int, default=64, help="paths a pixel: 64 to learn from, 256 to be measured by"
    )
    arguments = parser.parse_args()
    pearl = Pearl.load()
    for seed in range(arguments.first, arguments.last):
        path = arguments.folder / f"{seed}.npz"
        if path.exists():
            continue
        rng = np.random.default_rng(seed)
        spec = sample_spec(rng)
        while spec.settlement < 0.25 and rng.random() < 0.7:  # rooms are asked for more than they come
            spec = sample_spec(rng)
        found = list(views(pearl, spec, seed, arguments.samples))
        save(path, found[0][0], [view for _, view in found])
        print(f"{path.name}: {len(found)} views", flush=True)


if __name__ == "__main__":
    main()

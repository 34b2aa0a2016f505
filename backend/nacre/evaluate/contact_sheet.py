"""`python -m nacre.evaluate.contact_sheet FOLDER`: unchosen worlds on one sheet, and walks up to what stands in them.

The prompts are fixed and the seeds are their numbers: nothing is made again because it turned out badly.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nacre.prompts import understand
from nacre.world.interface import Action, Camera
from nacre.world.lighting import following
from nacre.world.model import Pearl, quiet
from nacre.world.scene.doors import middle
from nacre.world.scene.surroundings import Surroundings
from nacre.world.state import P_POS, P_YAW, WorldState

SIZE: Final = (640, 360)
PROMPTS: Final = (
    "a medieval village with a dragon circling overhead", "a fishing harbour with a lighthouse in the morning",
    "a snowy village at dusk with a bell tower", "an oasis market in the desert",
    "a Japanese village and cherry trees",
    "ancient ruins in the jungle", "a wild west town with a saloon", "a modern street with cars", "a space station",
    "a spooky graveyard at night", "a candy village", "a castle by a lake at sunset", "a forest with mushrooms",
    "a windmill on a hill and sheep", "a stone bridge over a river", "a tropical island with palm trees",
    "a mountain village with goats", "a canyon with cacti and a campfire", "a volcano with black rocks",
    "a rainy town square with a fountain", "a foggy swamp with dead trees", "a farm with cows and a barn",
    "a pyramid and a camel", "a temple with columns", "an igloo and penguins", "a knight in front of a castle gate",
    "a church and a graveyard in autumn", "a blacksmith's forge in a village", "an inn by the road at night",
    "a lonely cabin in the snow",
)  # fmt: skip
_WALK: Final = 10  # pictures of a strip
ON_GROUND: Final = 1.0  # metres: higher than steps and a porch's floor, lower than a roof
Point = tuple[float, float]


def _opened(model: Pearl, prompt: str, seed: int) -> WorldState:
    """A world with its light, which one who plays sees after a few seconds."""
    state = model.open(understand(prompt, seed).spec, seed, quiet)
    following.settle(state.light, float(state.clock[0]))
    return state


def first_views(model: Pearl, count: int) -> Iterable[tuple[str, NDArray[np.uint8]]]:
    """The first view of `count` worlds: each prompt in turn, with the seeds 1, 2, …"""
    for number in range(count):
        prompt = PROMPTS[number % len(PROMPTS)]
        state = _opened(model, prompt, number + 1)
        for _ in range(4):
            model.step([state], [Action()])
        yield prompt, model.render([state], [None], SIZE, [1.0])[0].rgb
        model.forget(state)


def strip(model: Pearl, prompt: str, seed: int) -> NDArray[np.uint8]:
    """Ten pictures of a walk up to a house, through its door, to its wall, and up to somebody's face."""
    state = _opened(model, prompt, seed)
    place = model.surroundings(state)
    x, z = float(state.player[0]), float(state.player[2])
    houses = sorted(place.with_doors, key=lambda t: math.hypot(t.x - x, t.z - z))
    pictures = [model.render([state], [None], SIZE, [1.0])[0].rgb]
    if houses:
        house = houses[0]
        dx, _, dz = middle(house, 0)
        out = np.array([dx - house.x, dz - house.z])
        out /= max(float(np.linalg.norm(out)), 1e-6)
        for away in (9.0, 5.0, 2.5):
            pictures.append(_from(model, state, (dx, dz), out, away))
        at = _free(place, (dx, dz), out, 2.0)
        _stand(model, state, *at, math.atan2(at[0] - dx, at[1] - dz))
        for _ in range(3):
            for _ in range(16):
                model.step([state], [Action(move_z=0.7)])
            pictures.append(model.render([state], [None], SIZE, [1.0])[0].rgb)
    people = [e for e in model.describe(state)["entities"]]
    people.sort(key=lambda e: math.hypot(e["position"][0] - x, e["position"][2] - z))
    for someone in people[:2]:
        sx, sy, sz = someone["position"]
        for away in (3.0, 1.3):
            ex, ez = sx - math.sin(someone["yaw"]) * away, sz - math.cos(someone["yaw"]) * away
            eye = Camera((ex, sy + 1.55, ez), math.atan2(ex - sx, ez - sz), -0.08, 1.0)
            pictures.append(model.render([state], [eye], SIZE, [1.0])[0].rgb)
    model.forget(state)
    while len(pictures) < _WALK:
        pictures.append(np.zeros((SIZE[1], SIZE[0], 3), np.uint8))
    return np.concatenate([_smaller(p, 2) for p in pictures[:_WALK]], 1)


def _free(place: Surroundings, door: Point, out: NDArray[np.float64], away: float) -> Point:
    """A place on the ground some metres before a door: pots, benches and porches may take up the nearest ones."""
    spots = [
        (door[0] + out[0] * (away + more) - out[1] * aside, door[1] + out[1] * (away + more) + out[0] * aside)
        for more in (0.0, 0.6, -0.5, 1.2)
        for aside in (0.0, 0.5, -0.5, 1.0, -1.0)
    ]
    low = [spot for spot in spots if place.stand(*spot) < place.ground_height(*spot) + ON_GROUND]
    return (low or spots)[0]


def _from(model: Pearl, state: WorldState, door: Point, out: NDArray[np.float64], away: float) -> NDArray[np.uint8]:
    place = model.surroundings(state)
    x, z = _free(place, door, out, away)
    eye = Camera((x, place.stand(x, z) + 1.7, z), math.atan2(x - door[0], z - door[1]), -0.03)
    return model.render([state], [eye], SIZE, [1.0])[0].rgb


def _stand(model: Pearl, state: WorldState, x: float, z: float, yaw: float) -> None:
    state.player[P_POS] = x, model.surroundings(state).stand(x, z), z
    state.player[P_YAW] = yaw
    model.refresh(state)


def _smaller(picture: NDArray[np.uint8], by: int) -> NDArray[np.uint8]:
    high, wide, _ = picture.shape
    small: NDArray[np.float64] = picture.reshape(high // by, by, wide // by, by, 3).mean((1, 3))
    return small.round().astype(np.uint8)


def main() -> int:
    """Write worlds.jpg and strips.jpg into a folder. Returns 0."""
    import argparse

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--strips", type=int, default=10)
    parser.add_argument("--columns", type=int, default=5)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    model = Pearl.load()
    rows, row = [], []
    for number, (prompt, picture) in enumerate(first_views(model, given.worlds), 1):
        print(f"{number} of {given.worlds}: {prompt}", file=sys.stderr, flush=True)
        row.append(_smaller(picture, 2))
        if len(row) == given.columns:
            rows.append(np.concatenate(row, 1))
            row = []
    if rows:
        Image.fromarray(np.concatenate(rows)).save(given.folder / "worlds.jpg", quality=86)
    strips = [strip(model, PROMPTS[k], 100 + k) for k in range(given.strips)]
    if strips:
        Image.fromarray(np.concatenate(strips)).save(given.folder / "strips.jpg", quality=86)
    return 0


if __name__ == "__main__":
    sys.exit(main())

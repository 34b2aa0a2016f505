"""Scenes for comparing and timing renderers: houses, blocks, ground and somebody who moves; no networks are needed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nacre.parts.builder import Builder
from nacre.parts.language import Array, Light, Program
from nacre.world.atmosphere import Atmosphere
from nacre.world.geometry.levels import levels
from nacre.world.interface import Camera
from nacre.world.render.instances import CASTS_SHADOW, Instances, placed
from nacre.world.render.mesh_pool import GroundMesh, MeshPool
from nacre.world.render.renderer import Scene
from nacre.world.render.shading.air import air
from nacre.world.render.shading.ground import GROUND_LEVELS, make_ground_mesh

_SKIES = ((15.0, "clear"), (18.7, "clear"), (23.0, "clear"), (10.0, "rain"), (9.0, "snow"))


def house(storeys: int, colour: str) -> Program:
    """Walls with windows and a door, a roof, a chimney and a fence."""
    b, high = Builder("house"), 1.4 * storeys
    b.add("box", (0, 0.2, 0), (3.2, 0.2, 2.7), "stone", "grey", "foundation", bevel=0.04)
    b.add("box", (0, 0.4 + high, 0), (3, high, 2.5), "plaster", colour, "wall")
    for storey in range(storeys):
        for x in (-1.8, 0.0, 1.8):
            middle = (x, 1.8 + 2.8 * storey, -2.5)
            b.add("box", middle, (0.4, 0.5, 0.04), "glass", "sky", "window", light=Light(400, 4))
    b.add("box", (1.0, 1.4, -2.52), (0.5, 1.0, 0.04), "planks", "blue", "door")
    b.add("prism", (0, 1.5 + 2 * high, 0), (3.5, 1.1, 3.0), "roof_tiles", "red", "roof", taper=(0.85, 1), bevel=0.03)
    b.add("box", (-1.8, 2.2 + 2 * high, 0.8), (0.3, 1.0, 0.3), "brick", "crimson", "chimney", bevel=0.03)
    b.add("box", (-2.8, 0.4, -3.4), (0.05, 0.4, 0.05), "planks", "tan", "post", array=Array(18, (0.3, 0, 0)))
    return b.program()


def tree() -> Program:
    """A trunk and a crown."""
    b = Builder("oak")
    b.add("cylinder", (0, 1.2, 0), (0.2, 1.2, 0.2), "bark", "brown", "trunk")
    b.add("blob", (0, 3.2, 0), (1.5, 1.3, 1.5), "leaves", "green", "crown", seed=3)
    return b.program()


def village(houses: int = 12, seed: int = 0) -> tuple[MeshPool, Instances]:
    """Houses along a street, trees behind them, on ground of grass with a path."""
    random, pool = np.random.default_rng(seed), MeshPool()
    kinds = [pool.add(levels(house(1 + k, colour))) for k, colour in enumerate(("cream", "white", "tan"))]
    kinds.append(pool.add(levels(tree())))
    floor = pool.add(_ground(), GROUND_LEVELS)
    meshes, places = [], []
    for n in range(houses):
        side = -1.0 if n % 2 else 1.0
        meshes.append(kinds[n % 3])
        places.append(placed(side * 8.0, 0.45, -9.0 * (n // 2), side * math.pi / 2))
        for _ in range(3):
            meshes.append(kinds[3])
            x, z = random.uniform(13, 24), random.uniform(-9.0 * (houses // 2), 12)
            places.append(placed(side * x, 0.45, z, random.uniform(0, 6), random.uniform(0.8, 1.5)))
    count = len(meshes)
    tiles = [(i, j) for i in (-1, 0) for j in range(-2 - houses // 6, 1)]
    entities = [1 + n % 250 for n in range(count)] + [0] * len(tiles)
    meshes += [floor] * len(tiles)
    places += [placed(32.0 * i, 0.0, 32.0 * j) for i, j in tiles]
    return pool, Instances.of(meshes, places, entities=entities)


def _ground() -> list[GroundMesh]:
    side = np.linspace(0, 2 * math.pi, 65)
    heights = (0.45 + 0.15 * np.sin(side)[:, None] * np.sin(2 * side)).astype(np.float32)
    weights = np.zeros((65, 65, 7), np.uint8)
    path = (255 * np.clip(np.abs(np.linspace(-1, 1, 65)) * 3, 0, 1)).astype(np.uint8)
    weights[..., 0], weights[..., 1] = path, 255 - path
    tint = np.empty((65, 65, 3), np.uint8)
    tint[:] = 96, 132, 60
    return make_ground_mesh(heights, weights, tint)


def walker(pool: MeshPool, x: float, z: float) -> Instances:
    """Somebody who is not part of what stands still, whose second group is turned."""
    found = Instances.of([pool.add(levels(house(1, "white")))], [placed(x, 0.5, z, 0.7, 0.25)], entities=[255])
    return Instances(
        found.mesh, found.transform, np.array([[1.0, 0.6, 0.5]], np.float32), found.entity,
        np.full(1, CASTS_SHADOW, np.uint8), found.pose, found.poses,
    )  # fmt: skip


def views(many: int, houses: int = 12) -> tuple[list[Scene], list[Camera]]:
    """Scenes of one village from many places, at several hours and in all weathers."""
    pool, still = village(houses)
    scenes, cameras = [], []
    moving = walker(pool, 1.0, -2.0)
    lamps = np.array([[3, 2.5, -4, 3, 2, 1, 9], [-4, 1.2, -13, 1, 2, 3, 7]], np.float32)
    for n in range(many):
        hours, weather = _SKIES[n % len(_SKIES)]
        scenes.append(Scene(pool, still, _air(hours, weather), moving, lamps))
        cameras.append(Camera((1.5 * math.sin(n), 2.0 + 3.0 * (n % 3), 8.0 - 2.5 * n % 40), 0.5 * n, -0.12 * (n % 4)))
    return scenes, cameras


def _air(hours: float, weather: str) -> NDArray[np.float32]:
    return air(Atmosphere(hours, weather, 0.2, ""), 3.0)

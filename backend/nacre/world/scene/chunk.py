"""One chunk of a world, furnished: its patch of ground and every thing on it, with its asset and place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.vocabulary import ENTITY_INDEX
from nacre.world.grid import CHUNK
from nacre.world.layout.arrangement.arranging import TOPPED
from nacre.world.layout.network import Token
from nacre.world.render.instances import placed
from nacre.world.render.mesh_pool import GroundMesh
from nacre.world.render.shading.ground import make_ground_mesh
from nacre.world.scene.assets import Asset, is_raised, surface
from nacre.world.scene.ground import Patch, height_at, patch

Chunk = tuple[int, int]
AIRBORNE: Final = frozenset({"dragon", "bird", "hot_air_balloon"})
AFLOAT: Final = frozenset({"boat", "sailing_ship"})


@dataclass(frozen=True)
class Thing:
    """What stands at one place: number within its chunk, token, asset, place in metres."""

    chunk: Chunk
    number: int
    token: Token
    asset: Asset
    x: float
    y: float
    z: float

    @cached_property
    def transform(self) -> NDArray[np.float32]:
        """From its own axes to the world, f32 [3, 4]."""
        return placed(self.x, self.y, self.z, self.token.yaw, self.token.size)

    @property
    def identity(self) -> str:
        """The id that state, geometry and bakes tell."""
        return f"{self.chunk[0]}:{self.chunk[1]}:{self.number}"


@dataclass(frozen=True)
class Furnished:
    """A chunk: its ground, the ground's levels of detail, and its things (no characters)."""

    chunk: Chunk
    ground: Patch
    levels: list[GroundMesh]
    things: tuple[Thing, ...]


Site = tuple[float, float, float, float]


def sites_of(tokens: list[Token], assets: list[Asset]) -> list[Site]:
    """Where the ground is to be level: (x, z, radius, level) of what is built, from raw tokens and their assets."""
    found = []
    for token, asset in zip(tokens, assets, strict=True):
        if is_raised(token.shape) and not token.atop:
            found.append((token.x, token.z, max(1.5, asset.radius * token.size * 0.92), max(token.y, 0.12)))
    return found


def top_at(x: float, z: float, things: Sequence[Thing]) -> float | None:
    """Height of the top of what others can stand on under a point; None where nothing of the kind is."""
    away, base = math.inf, None
    for thing in things:
        distance = math.hypot(thing.x - x, thing.z - z)
        if distance < away and thing.token.shape in TOPPED and not thing.token.atop:
            away, base = distance, thing
    if base is None or away > base.asset.radius * base.token.size:
        return None
    if away == 0.0:
        return base.y + base.asset.top * base.token.size
    axes = base.transform[:, :3].astype(np.float64)
    own = np.linalg.solve(axes, np.array([x - base.x, 0.0, z - base.z]))
    return base.y + surface(base.asset.levels[0], float(own[0]), float(own[2])) * base.token.size


def _lifted(thing: Thing, things: list[Thing]) -> Thing:
    """A thing that stands on the top of another, at the height of that top; on the ground where nothing is under it."""
    top = top_at(thing.x, thing.z, things)
    return thing if top is None else replace(thing, y=top)


def furnish(
    spec: SceneSpec,
    chunk: Chunk,
    raw: NDArray[np.float32],
    tokens: list[Token],
    assets: list[Asset | None],
    sites: list[Site],
) -> Furnished:
    """Put a chunk together. raw: the generator's ground [6, 72, 72]; assets fit the tokens, None for characters;
    sites: level ground here and around."""
    ground = patch(spec, chunk, raw, sites)
    things = []
    for number, (token, asset) in enumerate(zip(tokens, assets, strict=True)):
        if asset is None or token.shape in ENTITY_INDEX:
            continue
        x, z = token.x - chunk[0] * CHUNK, token.z - chunk[1] * CHUNK
        y = height_at(ground.height, x, z)
        if token.shape in AIRBORNE:
            y = token.y
        elif token.shape in AFLOAT:
            y = max(y, 0.0)
        elif token.shape in ("bridge", "pier"):
            y = max(y, 0.30 if token.shape == "bridge" else 0.0)
        things.append(Thing(chunk, number, token, asset, token.x, y, token.z))
    things = [_lifted(thing, things) if thing.token.atop else thing for thing in things]
    return Furnished(chunk, ground, make_ground_mesh(ground.height, ground.weights, ground.tint), tuple(things))

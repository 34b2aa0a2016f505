"""A chunk as bytes: heights, what lies on the ground, and what stands there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.world.grid import CHUNK, CHUNK_CELLS
from nacre.world.scene.assets import Asset
from nacre.world.scene.chunk import Furnished, Thing
from nacre.world.scene.horizon import TILE_CELLS, FarTile, tile_layers
from nacre.world.scene.scatter import Litter, Scatter
from nacre.world.stream.content import Content, differences, name_of, squeezed

HEIGHT_STEP: Final = 1 / 128  # metres of one unit of a height
WATER: Final = 0.0  # metres: where water lies in every world
SCATTERED: Final = np.dtype([
    ("x", "<u2"), ("z", "<u2"), ("y", "<i2"), ("kind", "u1"), ("yaw", "u1"), ("size", "u1"), ("tint", "u1", 3),
])  # fmt: skip
SIZE_STEP: Final = 1 / 64
NameOf = Callable[[Asset], str]


def _heights(height: NDArray[np.float32]) -> bytes:
    units = np.clip(np.round(height / HEIGHT_STEP), -32768, 32767).astype(np.int16)
    return differences(units)


def _scattered(litter: Litter, corner: tuple[float, float]) -> bytes:
    """What lies about, 12 bytes each: place in the chunk, kind, turn, size and tint."""
    rows = np.zeros(len(litter.kinds), SCATTERED)
    place = litter.transforms[:, :, 3]
    scale = np.hypot(litter.transforms[:, 0, 0], litter.transforms[:, 2, 0])
    yaw = np.arctan2(litter.transforms[:, 0, 2], litter.transforms[:, 0, 0])
    rows["x"] = np.clip(np.round((place[:, 0] - corner[0]) / CHUNK * 65536), 0, 65535)
    rows["z"] = np.clip(np.round((place[:, 2] - corner[1]) / CHUNK * 65536), 0, 65535)
    rows["y"] = np.clip(np.round(place[:, 1] / HEIGHT_STEP), -32768, 32767)
    rows["kind"] = litter.kinds
    rows["yaw"] = np.round(yaw / (2 * math.pi) * 256).astype(np.int64) & 255
    rows["size"] = np.clip(np.round(scale / SIZE_STEP), 1, 255)
    rows["tint"] = np.round(np.clip(litter.tints, 0, 1) ** (1 / 2.2) * 255)
    return rows.tobytes()


def _placement(identity: str, asset: Asset, name: str, at: Sequence[float], yaw: float, size: float) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": identity, "class": asset.look.shape, "shape": name, "at": [round(float(v), 4) for v in at],
        "yaw": round(float(yaw), 5), "size": round(float(size), 5),
    }  # fmt: skip
    attributes = msgspec.to_builtins(asset.look.attributes)
    return row | {"attributes": attributes} if attributes else row


def _thing(thing: Thing, name: str) -> dict[str, Any]:
    at = (thing.x, thing.y, thing.z)
    return _placement(thing.identity, thing.asset, name, at, thing.token.yaw, thing.token.size)


def near(spec: SceneSpec, seed: int, made: Furnished, name: NameOf, litter_names: Sequence[str]) -> Content:
    """A chunk of the neighbourhood: a pure function of spec, seed and place, like the chunk itself."""
    corner = (made.chunk[0] * CHUNK, made.chunk[1] * CHUNK)
    litter = Scatter.on(spec, seed, made.chunk, made.ground)
    ground = made.ground
    pieces = [_heights(ground.height), ground.weights.tobytes(), ground.tint.tobytes(), _scattered(litter, corner)]
    facts = {
        "cells": CHUNK_CELLS, "wet": bool((ground.height < WATER).any()), "litter": list(litter_names),
        "scattered": len(litter.kinds), "things": [_thing(thing, name(thing.asset)) for thing in made.things],
    }  # fmt: skip
    return _content(made.chunk, facts, pieces)


def far(spec: SceneSpec, tile: FarTile, tint: NDArray[np.uint8], name: NameOf) -> Content:
    """A coarse tile of far land: cells of 8 m, and trees."""
    weights = tile_layers(spec, tile.height, tile.path)
    colours = np.broadcast_to(tint, (*weights.shape[:2], 3)).astype(np.uint8)
    things = [
        _placement("", tree.asset, name(tree.asset), tree.at, tree.yaw, tree.size) for tree in tile.trees
    ]  # fmt: skip
    facts = {
        "cells": TILE_CELLS, "wet": bool((tile.height < WATER).any()), "litter": [], "scattered": 0, "things": things,
    }  # fmt: skip
    return _content(tile.chunk, facts, [_heights(tile.height), weights.tobytes(), colours.tobytes()])


def _content(chunk: tuple[int, int], facts: dict[str, Any], pieces: list[bytes]) -> Content:
    body, length = squeezed(pieces)
    facts = {"x": chunk[0], "z": chunk[1], "water": WATER, **facts}
    called = name_of(body, msgspec.msgpack.encode(facts))
    return Content(called, {"hash": called, "known": False, **facts, "bytes": length, "ai_generated": True}, body)

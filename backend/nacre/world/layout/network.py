"""What the layout network reads and writes: a chunk's things as tokens, its ground, what is asked of it.

A chunk's things form a sequence in canonical order (buildings, props, trees, rocks and bushes, entities; row by row
within a class). `networks.layout` is the network, `placer` draws from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import CLASSES as CLASSES_TABLE
from nacre.vocabulary import SHAPE_INDEX, SHAPES, STYLES
from nacre.world.grid import CHUNK
from nacre.world.parameters import Shapes, dense_shapes, norm_shapes
from nacre.world.terrain.networks import CONDITION, HEIGHT_SCALE, PLACES, places
from nacre.world.transformer import block_shapes

CLASSES: Final = len(SHAPES)
END: Final = CLASSES  # class index of "nothing more stands here"
START: Final = CLASSES + 1
CELLS: Final = 16  # 2 m cells per side of the heat map
CELL_METRES: Final = CHUNK / CELLS
SUBCELLS: Final = 4  # 0.5 m steps per cell side
YAWS: Final = 64
SIZES: Final = 16  # 0.5 .. 2 in equal ratios
TOKENS: Final = 48  # most tokens of a chunk, END included
NEAR: Final = 48  # most tokens of neighbours that a chunk looks at
VIEW_CHANNELS: Final = 8
VIEW: Final = CELLS + 2  # cells per side of the ground view: one of margin
FIELDS: Final = 7  # integers per token: class, cell, subcell, yaw, size, style, snow
CONTEXT: Final = 2 * CLASSES + PLACES + 1  # still asked for, asked at all, where the chunk lies, in the core
FEATURES: Final = 29  # numbers that describe a token to the network
DETAILS: Final = (SUBCELLS * SUBCELLS, YAWS, SIZES, STYLES, 2)  # subcell, yaw, size, style, snow
WIDTH, LAYERS, HEADS, KEY, HIDDEN = 160, 4, 5, 64, 192  # of the shipped network

# Big things first: what comes later arranges itself around them.
_FIRST: Final = (
    "keep", "bell_tower", "round_tower", "windmill", "gate", "wall", "forge", "house", "ruin", "bridge",
    "well", "stall", "statue", "tent", "campfire", "lamp", "fence", "hay", "barrel",
    "tree_round", "tree_cone", "tree_palm", "tree_dead", "cactus", "rock", "bush",
    "villager", "blacksmith", "guard", "merchant", "child", "knight",
    "sheep", "deer", "dog", "horse", "dragon",
)  # fmt: skip
# Classes that came later follow the one of their kind.
_AFTER: Final = {
    "building": "house", "structure": "stall", "vehicle": "stall", "prop": "barrel", "furniture": "barrel",
    "plant": "tree_dead", "rock": "rock", "person": "knight", "animal": "dragon",
}  # fmt: skip


def _order() -> tuple[str, ...]:
    def place(index: int) -> tuple[int, int]:
        row = CLASSES_TABLE[index]
        if row.name in _FIRST:
            return _FIRST.index(row.name), -1
        small = row.group == "plant" and row.extent < 4.0
        return _FIRST.index("bush" if small else _AFTER[row.group]), index

    return tuple(SHAPES[index] for index in sorted(range(len(SHAPES)), key=place))


ORDER: Final = _order()
RANK: Final = np.array([ORDER.index(name) for name in SHAPES])


@dataclass(frozen=True)
class Token:
    """One thing: position in metres (y of the ground, a dragon's in the air), yaw in radians, size scale.

    atop: it stands on the top of what is under it; how high that is shows once both are drawn. rank: its number among
    the core's things of its class where the prompt's wishes were dealt before it was moved, -1 where they go by place.
    """

    shape: str
    x: float
    y: float
    z: float
    yaw: float
    size: float
    style: int
    snow: bool
    atop: bool = False
    rank: int = -1


def encode(shape: str, x: float, z: float, yaw: float, size: float, style: int, snow: bool) -> list[int]:
    """FIELDS integers of a thing at x, z metres from its chunk's corner."""
    at_x, at_z = (int(np.clip(v / CHUNK * CELLS * SUBCELLS, 0, CELLS * SUBCELLS - 1)) for v in (x, z))
    cell = at_z // SUBCELLS * CELLS + at_x // SUBCELLS
    subcell = at_z % SUBCELLS * SUBCELLS + at_x % SUBCELLS
    turn = round(yaw / (2 * np.pi) * YAWS) % YAWS
    scale = int(np.clip(round((np.log2(size) + 1) / 2 * (SIZES - 1)), 0, SIZES - 1))
    return [SHAPE_INDEX[shape], cell, subcell, turn, scale, style % STYLES, int(snow)]


def where(fields: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """x and z in metres from the chunk's corner, of fields [.., FIELDS]."""
    step = CELL_METRES / SUBCELLS
    cell, sub = fields[..., 1], fields[..., 2]
    x = (cell % CELLS * SUBCELLS + sub % SUBCELLS + 0.5) * step
    z = (cell // CELLS * SUBCELLS + sub // SUBCELLS + 0.5) * step
    return x.astype(np.float64), z.astype(np.float64)


def yaw_of(turn: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Radians in -pi..pi of a yaw bin."""
    angle = np.asarray(turn) * (2 * np.pi / YAWS)
    return np.asarray(np.where(angle > np.pi, angle - 2 * np.pi, angle))


def size_of(scale: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Scale factor of a size bin."""
    return np.asarray(2.0 ** (np.asarray(scale) * (2 / (SIZES - 1)) - 1))


def ground_view(ground: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the network sees of a chunk's ground [6, 72, 72]: [VIEW_CHANNELS, VIEW, VIEW] of 2 m cells."""
    mean = ground.reshape(6, VIEW, 4, VIEW, 4).mean((2, 4))
    height = mean[0] / HEIGHT_SCALE
    middle = height[1:-1, 1:-1].mean()
    slope = np.hypot(*np.gradient(mean[0], CELL_METRES))
    flat = np.full_like(height, middle)
    return np.stack([height - middle, flat, mean[5], mean[4], slope, *mean[1:4]]).astype(np.float32)


def context_of(
    remaining: NDArray[np.float32], asked: NDArray[np.float32], chunk: tuple[int, int], core: bool
) -> NDArray[np.float32]:
    """CONTEXT numbers: items still to place and asked for at all [CLASSES] each, where, if in the core."""
    return np.concatenate([np.log1p(remaining), asked, _middle_of(chunk), [float(core)]]).astype(np.float32)


@lru_cache(maxsize=4096)
def _middle_of(chunk: tuple[int, int]) -> NDArray[np.float32]:
    x, z = (np.array([(along + 0.5) * CHUNK], np.float32) for along in chunk)
    at: NDArray[np.float32] = places(x, z)[:, 0, 0]
    return at


def shapes(width: int = WIDTH, layers: int = LAYERS, key: int = KEY) -> Shapes:
    """Of the network's parameters."""
    found: Shapes = {
        "ground_place": (1, key, CELLS, CELLS), "ground_where": (1, 16, width), "kind": (2, width),
        "classes.weight": (CLASSES + 2, width), "styles.weight": (STYLES, width),
        "clearance": (CLASSES, CLASSES), "wettest": (CLASSES,),
    }  # fmt: skip
    found |= dense_shapes("ground_in", VIEW_CHANNELS, key, 3, 3) | dense_shapes("ground_tokens", key, width, 4, 4)
    for n in range(3):
        found |= dense_shapes(f"ground_mix.{n}", key, key, 3, 3)
    found |= dense_shapes("spec.0", CONDITION + CONTEXT, HIDDEN) | dense_shapes("spec.2", HIDDEN, 4 * width)
    for n in range(layers):
        found |= block_shapes(f"blocks.{n}", width)
    found |= dense_shapes("describe", FEATURES, width) | norm_shapes("norm", width)
    found |= dense_shapes("class_head", width, CLASSES + 1) | dense_shapes("point", key, key, 1, 1)
    found |= dense_shapes("query.0", 2 * width, width) | dense_shapes("query.2", width, key + 3)
    found |= dense_shapes("detail.0", 2 * width + key, HIDDEN)
    for n, size in enumerate(DETAILS):
        found |= dense_shapes(f"detail_heads.{n}", HIDDEN, size)
    return found

"""Where things go: heights under them, and the pull of a relation."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import Item
from nacre.vocabulary import SHAPES
from nacre.world.grid import CELL, CHUNK, CHUNK_CELLS
from nacre.world.kernels.hashing import CounterRandom
from nacre.world.layout.lane import MOVES
from nacre.world.layout.network import CELL_METRES, CELLS, Token, size_of, where, yaw_of
from nacre.world.terrain.blocks import Chunk
from nacre.world.terrain.networks import HEIGHT_SCALE

_NEAR_BY: Final = 18.0  # metres along a shore or a path at which a place is e times less liked
MARGIN: Final = 4  # fine samples of ground around a chunk


def height_at(ground: NDArray[np.float32], x: float, z: float) -> float:
    """Bilinear height at x, z metres from the chunk's corner, ground [6, 72, 72]."""
    most = CHUNK_CELLS + 2 * MARGIN - 1.001
    u, v = (min(max(at / CELL - 0.5 + MARGIN, 0.0), most) for at in (x, z))
    i, j, fu, fv = int(u), int(v), u % 1, v % 1
    (a, b), (c, d) = ground[0, j : j + 2, i : i + 2].tolist()
    return float((1 - fv) * ((1 - fu) * a + fu * b) + fv * ((1 - fu) * c + fu * d))


def cell_bias(
    item: Item,
    view: NDArray[np.float32],
    chunk: Chunk,
    centre: tuple[float, float],
    hill: tuple[float, float, float] | None = None,
) -> NDArray[np.float64]:
    """Log-weight per cell of one relation; view [VIEW_CHANNELS, 256]. Of several hills and shores the one near the
    centre (x, z in metres) is liked best. hill: see `Landforms.hill`."""
    middle = (np.arange(CELLS) + 0.5) * CELL_METRES
    x, z = np.tile(middle, CELLS), np.repeat(middle, CELLS)
    away = np.hypot(x + chunk[0] * CHUNK, z + chunk[1] * CHUNK)
    if item.relation == "centre":
        return np.asarray(-np.minimum((away / 14.0) ** 2, 12.0))
    if item.relation == "outside":
        return np.asarray(-np.clip((45.0 - away) / 6.0, 0.0, 8.0))
    aside = np.hypot(x + chunk[0] * CHUNK - centre[0], z + chunk[1] * CHUNK - centre[1])
    if item.relation == "on_hill":
        if hill is not None:
            aside = np.hypot(x + chunk[0] * CHUNK - hill[0], z + chunk[1] * CHUNK - hill[1])
            return np.asarray(-np.minimum((aside / max(0.6 * hill[2], 2.0)) ** 2, 12.0))
        return np.asarray(0.6 * HEIGHT_SCALE * (view[0] + view[1]).astype(np.float64))
    layer = view[2] if item.relation == "by_water" else view[3]
    goal = layer > 0.4
    if not goal.any():
        return np.full(CELLS * CELLS, -9.0)
    distance = np.hypot(x[:, None] - x[goal], z[:, None] - z[goal]).min(1)
    return np.asarray(-np.minimum(distance / 4.0, 8.0) - np.minimum((aside / _NEAR_BY) ** 2, 6.0))


def tokens_on(ground: NDArray[np.float32], fields: NDArray[np.int64], chunk: Chunk, seed: int) -> list[Token]:
    """What the integers [N, FIELDS] of a chunk place on its ground, on it or, over water, above it."""
    xs, zs = where(fields)
    random = CounterRandom(seed, 4, chunk[0], chunk[1])
    tokens = []
    for row, x, z in zip(fields, xs, zs, strict=True):
        name = SHAPES[row[0]]
        y = height_at(ground, x, z)
        if name == "dragon":
            y = max(y, 0.0) + 10.0 + 4.0 * random.uniform()
        elif name == "bridge" or MOVES[row[0]]:
            y = max(y, 0.0)
        tokens.append(
            Token(
                name, float(chunk[0] * CHUNK + x), float(y), float(chunk[1] * CHUNK + z),
                float(yaw_of(row[3])), float(size_of(row[4])), int(row[5]), bool(row[6]),
            )
        )  # fmt: skip
    return tokens

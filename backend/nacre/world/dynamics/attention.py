"""The attention of the dynamics as play computes it: sizes, and a layer's maps of raw history."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.state import ENTITY_DIM

WIDTH: Final = 96
HEADS: Final = 4
HEAD: Final = WIDTH // HEADS
PAST: Final = ENTITY_DIM  # numbers in a history token

Maps = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def maps_of(layer: Any, past_in: Any, age: NDArray[np.float32]) -> Maps:
    """Weight [rows, WIDTH] and bias [rows] applied to the newest token, and what the past answers per head
    [HEADS, PAST + HISTORY, HEAD]; the same as `networks.attention.Layer.maps`, of a layer's parameters.

    In double precision: the sums do not depend on the library that makes them, and it is done once.
    """
    key_value, query = layer.key_value, layer.query
    weight = key_value.weight.astype(np.float64).reshape(2, HEADS, HEAD, WIDTH)
    bias = key_value.bias.astype(np.float64).reshape(2, HEADS, HEAD, 1)
    token = weight @ past_in.weight.astype(np.float64)  # [2, HEADS, HEAD, PAST]
    aged = weight @ (past_in.bias.astype(np.float64) + age).T + bias  # [2, HEADS, HEAD, HISTORY]
    own = np.concatenate([query.weight, query.bias[:, None]], 1).astype(np.float64).reshape(HEADS, HEAD, WIDTH + 1)
    asked = np.concatenate([token[0], aged[0]], 2).transpose(0, 2, 1) @ own  # [HEADS, PAST + HISTORY, WIDTH + 1]
    asked = asked.reshape(-1, WIDTH + 1)
    rows = np.concatenate([query.weight, key_value.weight, asked[:, :WIDTH]])
    offset = np.concatenate([query.bias, key_value.bias, asked[:, WIDTH]])
    return rows, offset, np.concatenate([token[1], aged[1]], 2).transpose(0, 2, 1)

"""The one door through which the evaluation looks into a model beyond its interface."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.layout.network import Token
from nacre.world.model import Pearl
from nacre.world.scene.surroundings import Surroundings, around
from nacre.world.state import P_POS, WorldState

BODY: Final = (0.35, 0.9, 1.45)  # heights above the feet at which a body is looked for inside solids
CORE: Final = around((0, 0), 2)  # the chunks in which a prompt's counts are promised


def place_of(pearl: Pearl, state: WorldState) -> Surroundings:
    """What the model keeps around a world's player."""
    return pearl.surroundings(state)


def core_tokens(pearl: Pearl, state: WorldState) -> list[Token]:
    """Everything the generator placed in the core, characters included."""
    return [token for row in pearl.tokens(state, CORE).values() for token in row]


def core_ground(pearl: Pearl, state: WorldState) -> NDArray[np.float32]:
    """Fine ground of the core, [6, 320, 320] (docs/internals.md)."""
    made = pearl._generator.ground(state.spec, int(state.rng[0]), CORE)
    rows = [np.concatenate([made[x, z][:, 4:-4, 4:-4] for x in range(-2, 3)], 2) for z in range(-2, 3)]
    return np.concatenate(rows, 1)


def is_free(pearl: Pearl, state: WorldState, way: NDArray[np.float64], length: float) -> bool:
    """Whether a body could walk `length` metres along the unit vector `way` [2] (x, z) on even, dry ground."""
    place = place_of(pearl, state)
    along = np.arange(0.0, length, 0.5)
    x, z = state.player[0] + way[0] * along, state.player[2] + way[1] * along
    ground = np.array([place.ground_height(float(a), float(b)) for a, b in zip(x, z, strict=True)])
    if ground.min() < 0.05 or np.abs(np.diff(ground)).max() > 0.25:
        return False
    points = np.stack([x, ground + 1.0, z], 1).astype(np.float64)
    return bool(place.distance(points).min() > 0.55)


def clearance(pearl: Pearl, state: WorldState) -> float:
    """Metres from the player's body axis to the nearest solid; negative inside one."""
    points = np.repeat(state.player[P_POS][None].astype(np.float64), len(BODY), 0)
    points[:, 1] += BODY
    return float(place_of(pearl, state).distance(points).min())

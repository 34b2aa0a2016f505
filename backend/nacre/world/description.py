"""A world told as plain data: the player, who is awake, what stands near, and the air."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.vocabulary import ENTITIES, ENTITY_INDEX, EXTENT
from nacre.world.scene.surroundings import Surroundings, around, chunk_of
from nacre.world.state import (
    E_POS,
    E_YAW,
    P_GROUNDED,
    P_PITCH,
    P_POS,
    P_STAMINA,
    P_SWIMMING,
    P_VEL,
    P_YAW,
    WorldState,
)
from nacre.world.stream.ground import WATER

NEAR_OBJECTS: Final = 40.0  # metres; how far things that stand are listed


def awake(state: WorldState) -> list[dict[str, Any]]:
    """Everyone who is awake in a world."""
    return [
        {
            "slot": int(slot),
            "class": ENTITIES[int(state.entity_class[slot])],
            "position": [float(v) for v in state.entities[slot, E_POS]],
            "yaw": float(state.entities[slot, E_YAW]),
            "look": int(state.entity_look[slot]),
        }
        for slot in np.flatnonzero(state.entity_class >= 0)
    ]


def player_fields(player: NDArray[np.float64]) -> dict[str, Any]:
    """The player of a `state` message, from the player vector of a WorldState."""
    return {
        "position": [float(v) for v in player[P_POS]],
        "velocity": [float(v) for v in player[P_VEL]],
        "yaw": float(player[P_YAW]),
        "pitch": float(player[P_PITCH]),
        "grounded": bool(player[P_GROUNDED] > 0.5),
        "swimming": bool(player[P_SWIMMING] > 0.5),
        "stamina": float(player[P_STAMINA]),
    }


def describe(state: WorldState, place: Surroundings) -> dict[str, Any]:
    """What `WorldModel.describe` returns, of a world and its surroundings."""
    spec, player = state.spec, state.player
    here = chunk_of(float(player[0]), float(player[2]))
    tokens = place.tokens(around(here, 1))
    near = [
        (chunk, number, token)
        for chunk in tokens
        for number, token in enumerate(tokens[chunk])
        if token.shape not in ENTITY_INDEX and math.hypot(token.x - player[0], token.z - player[2]) < NEAR_OBJECTS
    ]
    return {
        "player": player_fields(player),
        "entities": awake(state),
        "objects": [
            {
                "id": f"{chunk[0]}:{chunk[1]}:{number}",
                "class": token.shape,
                "position": [token.x, token.y, token.z],
                "yaw": token.yaw,
                "size": EXTENT[token.shape] * token.size,
            }
            for chunk, number, token in near
        ],
        "atmosphere": {
            "hours": float(state.clock[1]),
            "weather": spec.weather,
            "fog": spec.fog,
            "mood": spec.mood,
            "biome": spec.biome,
            "water": WATER,
        },
        "tick": int(state.clock[0]),
    }

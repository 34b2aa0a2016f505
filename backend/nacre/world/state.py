"""WorldState: the closed set of named arrays that is a world.

Snapshot, resume, branch and rewind all copy this set. Chunks (ground, objects) are a pure function
of seed, spec and place, so only the seed is kept for them, plus what play has changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec

ENTITY_SLOTS: Final = 64
HISTORY: Final = 8  # ticks of tokens the dynamics attend to

# player vector columns
P_POS, P_VEL, P_YAW, P_PITCH = slice(0, 3), slice(3, 6), 6, 7
P_GROUNDED, P_SWIMMING, P_HEALTH, P_STAMINA = 8, 9, 10, 11
PLAYER_DIM: Final = 12
# entity vector columns (feet position, as for the player)
E_POS, E_VEL, E_YAW, E_PHASE, E_GOAL = slice(0, 3), slice(3, 6), 6, 7, slice(8, 11)
E_TIMER, E_SIZE, E_HEALTH, E_MOOD = 11, 12, 13, 14
# 1 + its number among the core's characters of its class, by which the prompt's wishes are dealt; -1 for who comes from
# beyond the core, 0 in worlds saved before this was kept.
E_RANK: Final = 15
STAYS: Final = 1e9  # seconds of E_TIMER from which on a character stays where it is for good
ENTITY_DIM: Final = 16


def _player() -> NDArray[np.float64]:
    player = np.zeros(PLAYER_DIM)
    player[P_HEALTH] = player[P_STAMINA] = 1.0
    return player


@lru_cache(maxsize=256)
def _spec_of(text: str) -> SceneSpec:
    return SceneSpec.from_dict(json.loads(text))


def _none_open() -> NDArray[np.float64]:
    return np.zeros((0, 6))


def _no_boxes() -> NDArray[np.float64]:
    return np.full((2, 10), -1.0)


@dataclass(eq=False)  # a world is itself: what is kept beside it is found by the state, not by its numbers
class WorldState:
    """One world. Float64 where positions live, so that walking far stays exact.

    player [12]; entities [64, 16] with entity_class [64] (index into ENTITIES, -1 empty) and
    entity_look [64] (style 0..15) and entity_home [64, 2] (chunk that placed it);
    history [HISTORY, 1 + ENTITY_SLOTS, 16]: the dynamics' context, newest last;
    clock (2,): tick count, hours of the day; rng (2,) uint64: seed and draw counter;
    window (2,): chunk the composed window is centred on; populated [N, 2]: chunks whose characters have
    been placed; asleep [N, 20]: characters beyond the window (class, look, home, row); edits [N, 4]: chunk
    x, chunk z, object number, new state (1 gone, 2 lit, 3 open); doors [N, 6]: those not shut (chunk x, chunk z, object
    number, moving group, how far open 0..1, seconds it stays open); light [2, 10]: the boxes of light that are
    shown, see `lighting.following`.
    """

    spec_json: str
    player: NDArray[np.float64] = field(default_factory=_player)
    entities: NDArray[np.float64] = field(default_factory=lambda: np.zeros((ENTITY_SLOTS, ENTITY_DIM)))
    entity_class: NDArray[np.int64] = field(default_factory=lambda: np.full(ENTITY_SLOTS, -1, np.int64))
    entity_look: NDArray[np.int64] = field(default_factory=lambda: np.zeros(ENTITY_SLOTS, np.int64))
    entity_home: NDArray[np.int64] = field(default_factory=lambda: np.zeros((ENTITY_SLOTS, 2), np.int64))
    history: NDArray[np.float32] = field(
        default_factory=lambda: np.zeros((HISTORY, 1 + ENTITY_SLOTS, ENTITY_DIM), np.float32)
    )
    clock: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))
    rng: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(2, np.uint64))
    window: NDArray[np.int64] = field(default_factory=lambda: np.zeros(2, np.int64))
    populated: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), np.int64))
    asleep: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 4 + ENTITY_DIM)))
    edits: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 4), np.int64))
    doors: NDArray[np.float64] = field(default_factory=_none_open)
    light: NDArray[np.float64] = field(default_factory=_no_boxes)

    @property
    def spec(self) -> SceneSpec:
        """The spec this world was opened with, with later directions folded in."""
        return _spec_of(self.spec_json)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Every array by name; the spec travels as UTF-8 bytes."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "spec_json"}
        named["spec_json"] = np.frombuffer(self.spec_json.encode(), np.uint8)
        return named

    @classmethod
    def from_arrays(cls, named: dict[str, NDArray[np.generic]]) -> WorldState:
        """Inverse of `arrays`; raises KeyError when an array is missing."""
        # worlds saved before there were doors have none open, and those before there were boxes of light begin them
        held = {"doors": _none_open(), "light": _no_boxes(), **named}
        rest: dict[str, Any] = {f.name: held[f.name].copy() for f in fields(cls) if f.name != "spec_json"}
        return cls(bytes(named["spec_json"].astype(np.uint8)).decode(), **rest)

    def copy(self) -> WorldState:
        """An independent copy: the whole of branch and rewind."""
        return WorldState.from_arrays(self.arrays())

"""Long-Range Consistency, the living part: who is awake near the player, and who waits far away."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.spec import Item
from nacre.vocabulary import ENTITY_INDEX
from nacre.world.grid import CHUNK, WINDOW
from nacre.world.layout.arrangement.relations import asked_of
from nacre.world.layout.network import Token
from nacre.world.scene.surroundings import Chunk, Surroundings, around
from nacre.world.state import (
    E_GOAL,
    E_HEALTH,
    E_MOOD,
    E_PHASE,
    E_POS,
    E_RANK,
    E_SIZE,
    E_TIMER,
    E_YAW,
    ENTITY_DIM,
    STAYS,
    WorldState,
)

# asleep rows: class, look, home x, home z, then the entity row
ASLEEP_DIM = 4 + ENTITY_DIM
STILL: Final = frozenset({"stand", "sit", "sleep"})  # poses in which somebody stays where they are
SEAT: Final = 0.45  # metres of a person of size 1 from the feet up to what they sit on


def _free_slot(state: WorldState) -> int | None:
    free = np.flatnonzero(state.entity_class < 0)
    return int(free[0]) if free.size else None


def _wake(state: WorldState, row: NDArray[np.float64]) -> bool:
    slot = _free_slot(state)
    if slot is None:
        return False
    state.entity_class[slot], state.entity_look[slot] = int(row[0]), int(row[1])
    state.entity_home[slot] = row[2:4].astype(np.int64)
    state.entities[slot] = row[4:]
    state.history[:, 1 + slot] = 0
    return True


def _born(token: Token, home: Chunk, rank: int | None, wish: Item | None, top: float | None) -> NDArray[np.float64]:
    """A newcomer's row. wish: what asked for it; top: height of what it was put on."""
    row = np.zeros(ASLEEP_DIM)
    row[:4] = ENTITY_INDEX[token.shape], token.style, *home
    body = row[4:]
    body[E_POS] = body[E_GOAL] = token.x, token.y, token.z
    body[E_YAW], body[E_SIZE], body[E_HEALTH], body[E_MOOD] = token.yaw, token.size, 1.0, 0.5
    body[E_PHASE] = (token.x * 0.37 + token.z * 0.21) % 1.0
    body[E_RANK] = -1.0 if rank is None else 1.0 + rank
    if top is not None:
        sits = wish is not None and wish.pose == "sit" and BY_NAME[token.shape].group == "person"
        body[1] = body[E_GOAL][1] = max(token.y, top - SEAT * token.size) if sits else top
    if top is not None or (wish is not None and wish.pose in STILL):
        body[E_TIMER] = STAYS
    return row


def _newcomer(place: Surroundings, chunk: Chunk, number: int, token: Token) -> NDArray[np.float64]:
    rank = place.rank(chunk, number)
    top = place.top_under(chunk, token) if token.atop else None
    return _born(token, chunk, rank, asked_of(place.spec.items, token.shape, rank), top)


def update_population(state: WorldState, place: Surroundings) -> None:
    """Put to sleep whoever is outside the window, wake sleepers inside, place newcomers once."""
    radius = WINDOW // 2
    cx, cz = int(state.window[0]), int(state.window[1])

    def inside(x: float, z: float) -> bool:
        return bool(abs(np.floor(x / CHUNK) - cx) <= radius and abs(np.floor(z / CHUNK) - cz) <= radius)

    asleep = list(state.asleep)
    for slot in np.flatnonzero(state.entity_class >= 0):
        x, _, z = state.entities[slot, E_POS]
        if not inside(x, z):
            head = [state.entity_class[slot], state.entity_look[slot], *state.entity_home[slot]]
            asleep.append(np.concatenate([np.array(head, float), state.entities[slot]]))
            state.entity_class[slot] = -1
            state.entities[slot] = 0
    known = {(int(a), int(b)) for a, b in state.populated}
    new = [c for c in around((cx, cz), radius) if c not in known]
    if new:
        tokens = place.tokens(new)
        asleep += [_newcomer(place, c, n, t) for c in new for n, t in enumerate(tokens[c]) if t.shape in ENTITY_INDEX]
        state.populated = np.concatenate([state.populated, np.array(new, np.int64)])
    stay = [row for row in asleep if not (inside(row[4], row[6]) and _wake(state, row))]
    state.asleep = np.array(stay).reshape(-1, ASLEEP_DIM)

"""Company: second bodies in one world. Each is a state of its own, and sees the others as characters.

The host's state has the characters, the clock and all that play changes; a guest's has one body, walked by the same
dynamics through a window of its own over the same land, and follows the host's clock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.vocabulary import STYLES
from nacre.world.state import E_POS, ENTITY_SLOTS, P_POS, P_VEL, P_YAW, WorldState

# How bodies look to the others, in the order they came; the host is the first.
LOOKS: Final = ("knight", "merchant", "villager", "guard", "blacksmith")
STRIDE: Final = 1.4  # metres walked in one cycle of poses
ASIDE: Final = 1.5  # metres from the host at which a guest first stands
AROUND: Final = tuple(turn * math.pi / 4 for turn in (2, -2, 1, -1, 3, -3, 4, 0))  # from the host's yaw, sides first


@dataclass
class Company:
    """The bodies of one world, the host first. steps holds for each how far through its cycle of poses it is, before
    and after the last tick; it is for the eye alone and not part of any state."""

    bodies: list[WorldState]
    steps: dict[WorldState, tuple[float, float]] = field(default_factory=dict)

    @property
    def host(self) -> WorldState:
        """Whose world it is."""
        return self.bodies[0]

    def others(self, state: WorldState) -> list[tuple[int, WorldState]]:
        """Everyone but the given one, with their numbers."""
        return [(number, body) for number, body in enumerate(self.bodies) if body is not state]

    def strangers(self, state: WorldState) -> NDArray[np.float64]:
        """Feet [K, 3] of those whom the tick of `state` does not move: other players, and for a guest everybody."""
        feet = [body.player[None, P_POS] for _, body in self.others(state)]
        if state is not self.host:
            feet.append(self.host.entities[self.host.entity_class >= 0][:, E_POS])
        return np.concatenate([np.zeros((0, 3)), *feet])

    def leave(self, state: WorldState) -> None:
        """One is there no more."""
        self.bodies = [body for body in self.bodies if body is not state]
        self.steps.pop(state, None)

    def walked(self, state: WorldState, before: NDArray[np.float64]) -> None:
        """A tick moved a body from the player vector `before` to the one it has."""
        if len(self.bodies) > 1:
            now = self.steps.get(state, (0.0, 0.0))[1]
            way = math.hypot(state.player[0] - before[0], state.player[2] - before[2])
            self.steps[state] = now, now + min(way / STRIDE, 0.4)


def beside(host: WorldState) -> WorldState:
    """A second body where the host's is, with nothing of the world but its seed, spec and clock."""
    body = WorldState(host.spec_json)
    body.player[P_POS], body.player[P_YAW] = host.player[P_POS], host.player[P_YAW]
    body.rng[:], body.clock[:], body.window[:] = host.rng, host.clock, host.window
    return body


def places(host: WorldState) -> list[tuple[float, float]]:
    """Where a guest may first stand, x and z in metres, the likeliest first."""
    x, _, z = (float(value) for value in host.player[P_POS])
    yaws = [float(host.player[P_YAW]) + turn for turn in AROUND]
    return [(x - ASIDE * math.sin(yaw), z - ASIDE * math.cos(yaw)) for yaw in yaws]


def looks(number: int) -> tuple[str, int]:
    """Class and style that the others see a body in."""
    return LOOKS[number % len(LOOKS)], number % STYLES


def entity_fields(number: int, body: WorldState) -> dict[str, Any]:
    """A body among the entities of a `state` message."""
    name, look = looks(number)
    return {
        "slot": ENTITY_SLOTS + number,
        "class": name,
        "position": [float(value) for value in body.player[P_POS]],
        "velocity": [float(value) for value in body.player[P_VEL]],
        "yaw": float(body.player[P_YAW]),
        "look": look,
        "player": True,
    }

"""Long walks through a generated world: away from home at random, and back along the same trail."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from nacre.evaluate.measures.inside import clearance
from nacre.world.interface import Action
from nacre.world.model import Pearl
from nacre.world.state import P_YAW, WorldState

TICKS: Final = 20  # a second
STEP: Final = 1.0  # metres between remembered points of a trail


@dataclass
class Walk:
    """One player's walk. Metres and ticks add up over `away` and `home`."""

    pearl: Pearl
    state: WorldState
    random: np.random.Generator
    trail: list[tuple[float, float]] = field(default_factory=list)
    walked: float = 0.0
    farthest: float = 0.0
    ticks: int = 0
    inside: int = 0  # ticks that ended with the body in a solid

    def _step(self, action: Action) -> None:
        before = self.state.player[[0, 2]].copy()
        self.pearl.step([self.state], [action])
        self.walked += float(np.hypot(*(self.state.player[[0, 2]] - before)))
        self.ticks += 1
        self.inside += clearance(self.pearl, self.state) < 0.0

    def _here(self) -> tuple[float, float]:
        return float(self.state.player[0]), float(self.state.player[2])

    def _turn_to(self, x: float, z: float) -> None:
        here = self._here()
        wanted = math.atan2(here[0] - x, here[1] - z)
        turn = (wanted - float(self.state.player[P_YAW]) + math.pi) % (2 * math.pi) - math.pi
        self.pearl.look(self.state, float(np.clip(turn, -0.35, 0.35)), 0.0)

    def away(self, seconds: float) -> None:
        """Walk and sprint onwards, turning away from whatever stops the way; the trail is remembered."""
        self.trail = [self._here()]
        home, before = self._here(), self._here()
        for tick in range(int(seconds * TICKS)):
            turn = float(self.random.normal(0, 0.015))
            if tick % 20 == 19:
                if math.dist(self._here(), before) < 1.0:
                    turn += float(self.random.choice([-1.4, 1.4]))
                before = self._here()
            self.pearl.look(self.state, turn, 0.0)
            jump = bool(self.random.random() < 0.01)
            self._step(Action(move_z=1.0, sprint=tick % 200 < 100, jump=jump))
            if math.dist(self._here(), self.trail[-1]) >= STEP:
                self.trail.append(self._here())
            self.farthest = max(self.farthest, math.dist(self._here(), home))

    def home(self, seconds: float) -> float:
        """Walk back along the trail for at most this long; returns the metres still missing."""
        goals, stuck, home = list(self.trail), 0, self.trail[0]
        before = self._here()
        for tick in range(int(seconds * TICKS)):
            while goals and math.dist(self._here(), goals[-1]) < 1.2:
                goals.pop()
            if not goals:
                break
            self._turn_to(*goals[-1])
            self._step(Action(move_z=1.0, move_x=0.6 if stuck > 1 else 0.0, sprint=stuck == 0, jump=stuck > 0))
            if tick % 20 == 19:
                stuck = stuck + 1 if math.dist(self._here(), before) < 1.0 else 0
                before = self._here()
                if stuck > 2:
                    del goals[-min(3, len(goals)) :]
        return math.dist(self._here(), home)

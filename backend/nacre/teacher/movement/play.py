"""Teacher play: a crowd of scripted players and characters on proving grounds, reset when it goes stale."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.movement.behaviour import propose
from nacre.teacher.movement.proving import SIDE, SPACING, Pool
from nacre.vocabulary import MANNERS
from nacre.world.dynamics.actions import ACTION_DIM
from nacre.world.dynamics.apply import Outcome, Proposal, apply_proposal
from nacre.world.dynamics.crowd import E_SOCIAL, FLYING, Crowd, Floats, Senses, distance_of, sense
from nacre.world.state import (
    E_GOAL,
    E_HEALTH,
    E_MOOD,
    E_PHASE,
    E_POS,
    E_SIZE,
    E_TIMER,
    E_YAW,
    ENTITY_DIM,
    HISTORY,
    P_GROUNDED,
    P_POS,
    P_SWIMMING,
    P_VEL,
    P_YAW,
    PLAYER_DIM,
)

COMPANY: Final = 2  # characters beside each player: two, so that they can meet each other
STYLES_OF_PLAY: Final = ("stand", "walk", "walk", "sprint", "strafe", "wander", "hop", "back")


class Play:
    """`scenes` players with COMPANY characters each, at random places of a pool of grounds.

    `act` gives every player its next scripted input, `senses` and `teacher` what it feels and should
    do, `carry_out` one tick. Scenes are independent; only the grounds are shared.
    """

    def __init__(self, pool: Pool, scenes: int, seed: int, company: int = COMPANY) -> None:
        self.pool, self.company = pool, company
        self.random = np.random.default_rng(seed)
        self.distance = distance_of([pool.distance])
        total = scenes * company
        self.crowd = Crowd(
            np.zeros((scenes, PLAYER_DIM)),
            np.zeros((scenes, ACTION_DIM), np.float32),
            np.zeros((total, ENTITY_DIM)),
            np.zeros(total, np.int64),
            np.repeat(np.arange(scenes), company),
            np.zeros((total, 2)),
            np.ones(total, np.int64),
            np.zeros((scenes + total, HISTORY, 16), np.float32),
        )
        self.age = np.zeros(scenes, np.int64)
        self._until = np.zeros(scenes, np.int64)
        self._turning = np.zeros(scenes)
        self._hops = np.zeros(scenes)
        self.reset(np.arange(scenes))

    def _place(self, x: float, z: float, spread: float, lowest: bool) -> tuple[float, float, float]:
        for _ in range(8):
            px, pz = x + self.random.uniform(-spread, spread), z + self.random.uniform(-spread, spread)
            spots = self.pool.column(px, pz)
            if len(spots):
                y = spots[0] if lowest or self.random.random() < 0.8 else self.random.choice(spots)
                if y < -1.0:
                    y = -1.0 - 0.3 * self.random.random()
                centre = np.array([[px, y + 0.6, pz], [px, y + 1.2, pz]])
                if self.pool.distance(centre).min() > 0.25:
                    break
        else:
            y = 8.0
        return px, float(y), pz

    def reset(self, scenes: NDArray[np.int64]) -> None:
        """Give these scenes new places, players and characters; their history is forgotten."""
        crowd, random = self.crowd, self.random
        many = len(crowd.players)
        for i in scenes:
            world = int(random.integers(len(self.pool)))
            x = world * SPACING + 0.5 * SPACING + random.uniform(0.0, SIDE)
            z = random.uniform(0.0, SIDE)
            px, py, pz = self._place(x, z, 6.0, lowest=False)
            player = crowd.players[i]
            player[:] = 0.0
            air = random.random() < 0.15
            player[P_POS] = px, py + (random.uniform(0.2, 5.0) if air else 0.0), pz
            player[P_YAW] = random.uniform(-np.pi, np.pi)
            if random.random() < 0.4:
                player[P_VEL] = random.normal(0.0, 2.0, 3) * (1.0, 1.0 if air else 0.0, 1.0)
            player[P_GROUNDED], player[P_SWIMMING] = (
                float(not air and py > -1.0),
                float(not air and py <= -1.0),
            )
            first = i * self.company
            meeting = random.random() < 0.4
            for j in range(first, first + self.company):
                self._character(j, px, pz, meeting)
            crowd.history[i] = 0.0
            crowd.history[many + first : many + first + self.company] = 0.0
        self.age[scenes] = 0
        self._until[scenes] = 0

    def _character(self, j: int, x: float, z: float, meeting: bool) -> None:
        row, random = self.crowd.rows[j], self.random
        kind = int(random.integers(len(MANNERS)))
        if meeting and random.random() < 0.7:
            kind = int(random.integers(6))
        ex, ey, ez = self._place(x, z, 3.5 if meeting else 14.0, lowest=True)
        row[:] = 0.0
        if FLYING[kind]:
            ey += random.uniform(6.0, 14.0)
        row[E_POS] = ex, ey, ez
        row[E_GOAL] = row[E_POS]
        away = random.uniform(0.0, 40.0 if FLYING[kind] else 9.0)
        angle = random.uniform(-np.pi, np.pi)
        if FLYING[kind] or random.random() < 0.5:
            row[E_GOAL] += np.array([np.sin(angle), 0.0, np.cos(angle)]) * away
        row[E_YAW] = random.uniform(-np.pi, np.pi)
        row[E_TIMER] = random.uniform(0.0, 5.0)
        row[E_SIZE] = random.uniform(0.85, 1.15)
        row[E_HEALTH], row[E_MOOD], row[E_PHASE] = 1.0, random.random(), random.random()
        row[E_SOCIAL] = 1.0 if random.random() < 0.5 else random.random()
        self.crowd.kinds[j] = kind
        self.crowd.homes[j] = np.array([ex, ez]) + random.normal(0.0, 12.0, 2)

    def act(self) -> None:
        """The players' next input by script: stand, walk, sprint, strafe, hop, wander, back off, look."""
        random, crowd = self.random, self.crowd
        for i in np.flatnonzero(self.age >= self._until):
            style = STYLES_OF_PLAY[int(random.integers(len(STYLES_OF_PLAY)))]
            stick = {
                "stand": (0.0, 0.0),
                "walk": (0.0, 1.0),
                "sprint": (0.0, 1.0),
                "strafe": (random.choice([-1.0, 1.0]), random.choice([0.0, 0.0, 1.0, -1.0])),
                "hop": (0.0, random.choice([0.0, 1.0])),
                "back": (0.0, -1.0),
            }.get(style, tuple(random.uniform(-1.0, 1.0, 2)))
            length = max(1.0, float(np.hypot(*stick)))
            crowd.actions[i, :2] = stick[0] / length, stick[1] / length
            crowd.actions[i, 3] = float(style == "sprint" or random.random() < 0.15)
            self._hops[i] = {"hop": 0.3, "stand": 0.01}.get(style, random.choice([0.0, 0.0, 0.05]))
            self._turning[i] = random.normal(0.0, 0.06) * (random.random() < 0.6)
            self._until[i] = self.age[i] + random.integers(4, 45)
        n = len(self.age)
        crowd.actions[:, 2] = random.random(n) < self._hops
        crowd.actions[:, 4] = self._turning + random.normal(0.0, 0.01, n) * (self._turning != 0.0)
        flick = random.random(n) < 0.01
        crowd.actions[flick, 4] += random.uniform(-1.5, 1.5, int(flick.sum()))
        yaw = crowd.players[:, P_YAW] + crowd.actions[:, 4]
        crowd.players[:, P_YAW] = (yaw + np.pi) % (2.0 * np.pi) - np.pi

    def senses(self) -> Senses:
        """What everybody feels now, after `act`."""
        return sense(self.crowd, self.distance)

    def teacher(self, senses: Senses) -> Proposal:
        """What the teacher would have everybody do from the present state."""
        return propose(self.crowd, senses, self.pool.distance)

    def carry_out(self, plan: Proposal, senses: Senses) -> Outcome:
        """One tick of everybody by a plan, the teacher's or a student's."""
        draws = self.random.random((len(self.crowd.rows), 3))
        outcome = apply_proposal(self.crowd, senses, plan, lambda: draws, self.distance)
        self.age += 1
        return outcome

    def clearance(self) -> Floats:
        """Least distance [scenes] along each player's body axis to a solid; negative inside one."""
        feet = self.crowd.players[:, P_POS]
        points = np.repeat(feet[:, None], 3, 1)
        points[:, :, 1] += (0.35, 0.9, 1.45)
        return np.asarray(self.distance(points, np.arange(len(feet))).min(1), np.float64)

    def disturb(self, share: float) -> None:
        """Noise on a share of the bodies, so that a student learns the way back from its own mistakes."""
        random, crowd = self.random, self.crowd
        hit = random.random(len(crowd.players)) < share
        crowd.players[hit, P_POS] += random.normal(0.0, 0.06, (int(hit.sum()), 3))
        crowd.players[hit, P_VEL] += random.normal(0.0, 0.5, (int(hit.sum()), 3))
        hit = random.random(len(crowd.rows)) < share
        crowd.rows[hit, E_POS] += random.normal(0.0, 0.06, (int(hit.sum()), 3))
        flags = random.random(len(crowd.players)) < 0.2 * share
        crowd.players[flags, P_GROUNDED] = 1.0 - crowd.players[flags, P_GROUNDED]

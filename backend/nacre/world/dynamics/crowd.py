"""A crowd: the players and characters of a batch of worlds as flat arrays, what they sense, their tokens.

Training and play build their tokens here, so that the network meets the same numbers in both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.vocabulary import BEHAVES_LIKE, ENTITIES, MANNERS
from nacre.world.dynamics.actions import ACTION_DIM
from nacre.world.dynamics.perceive import (
    FAR_DIM,
    MOTION,
    OWN,
    S_COMPANION,
    S_GOAL,
    S_HOME,
    S_PLAYER,
    S_VELOCITY,
    SIGHTS,
    perceive,
    place_stencils,
    take_felt,
    write_characters,
    write_players,
)
from nacre.world.dynamics.stencil import BODY_DIM, sample

E_SOCIAL: Final = 15  # the free column of an entity row: readiness to talk, grows to 1 and is spent by a talk
HUMAN: Final = np.array([name in MANNERS[:6] for name in MANNERS])
FLYING: Final = np.array([name == "dragon" for name in MANNERS])
KIND_OF: Final = np.array([MANNERS.index(BEHAVES_LIKE[name]) for name in ENTITIES])  # class of entity -> manner
DOG: Final = MANNERS.index("dog")
# columns of a history token, all in the body frame of its own tick
H_VEL, H_TURN, H_GROUNDED, H_SWIMMING, H_ACT, H_DISP = slice(0, 3), 3, 4, 5, slice(6, 10), slice(10, 13)
H_SPRINT: Final = 9  # of a player; of a character, whether it rested
H_FLOOR, H_NEAR, H_VALID = 13, 14, 15
PLAYER_TOKEN: Final = MOTION + 2 + ACTION_DIM
ENTITY_TOKEN: Final = OWN + 13

Floats = NDArray[np.float64]
Tokens = NDArray[np.float32]
Distance = Callable[[Floats, NDArray[np.int64]], NDArray[np.float32]]
"""Points [N, P, 3] and the world each row belongs to [N] -> clipped distances [N, P]."""


@dataclass
class Crowd:
    """B players and R characters; `owner` [R] is ascending, so that a world's rows are neighbours.

    players [B, PLAYER_DIM], actions [B, ACTION_DIM], rows [R, ENTITY_DIM], kinds [R] (index into MANNERS),
    homes [R, 2] (x, z) m, strides [R] ticks this step stands for, history [B + R, HISTORY, 16].
    """

    players: Floats
    actions: Tokens
    rows: Floats
    kinds: NDArray[np.int64]
    owner: NDArray[np.int64]
    homes: Floats
    strides: NDArray[np.int64]
    history: Tokens


@dataclass
class Senses:
    """What bodies feel and see. Offsets are local (u, v, w) metres; distances horizontal metres.

    body [B + R, BODY_DIM] and far [R, FAR_DIM] distances, player velocity [B, 3] local, sights [SIGHTS, R, 3] local
    (own velocity; goal, player, companion and home offsets), pace [R] m/s over the last ticks.
    """

    body: NDArray[np.float32]
    far: NDArray[np.float32]
    player_velocity: Floats
    sights: Floats
    pace: Floats

    @property
    def row_velocity(self) -> Floats:
        """The characters' own velocity [R, 3]."""
        return np.asarray(self.sights[S_VELOCITY])

    @property
    def goal(self) -> Floats:
        """Where each character wants to go [R, 3]."""
        return np.asarray(self.sights[S_GOAL])

    @property
    def player(self) -> Floats:
        """Where each character's player is [R, 3]."""
        return np.asarray(self.sights[S_PLAYER])

    @property
    def companion(self) -> Floats:
        """Where the nearest other human is [R, 3]; NOBODY away for whom there is none."""
        return np.asarray(self.sights[S_COMPANION])

    @property
    def home(self) -> Floats:
        """Where each character's home is [R, 3]."""
        return np.asarray(self.sights[S_HOME])


def sense(crowd: Crowd, distance: Distance) -> Senses:
    """Everything the tokens and the teacher are made from; one call of `distance`."""
    players, rows = np.ascontiguousarray(crowd.players), np.ascontiguousarray(crowd.rows)
    many, rest = len(players), len(rows)
    points = np.empty((many * BODY_DIM + rest * (BODY_DIM + FAR_DIM), 1, 3))
    world = np.empty(len(points), np.int64)
    place_stencils(players, rows, crowd.owner, points, world)
    felt = np.ascontiguousarray(distance(points, world), np.float32)
    body, far = np.empty((many + rest, BODY_DIM), np.float32), np.empty((rest, FAR_DIM), np.float32)
    take_felt(felt, crowd.owner, body, far)
    velocity, sights, pace = np.empty((many, 3)), np.empty((SIGHTS, rest, 3)), np.empty(rest)
    human = HUMAN[crowd.kinds]
    perceive(players, rows, crowd.owner, human, crowd.homes, crowd.history, velocity, sights, pace)
    return Senses(body, far, velocity, sights, pace)


def flat_distance(offset: Floats) -> Floats:
    """Horizontal length [N] of offsets [N, 3]."""
    return np.hypot(offset[:, 0], offset[:, 2])


def tokens(crowd: Crowd, senses: Senses) -> Tokens:
    """float32 [B + R, ENTITY_TOKEN]: the players' tokens, filled up with zeros, then the characters'."""
    many = len(crowd.players)
    token = np.zeros((len(senses.body), ENTITY_TOKEN), np.float32)
    players, rows = np.ascontiguousarray(crowd.players), np.ascontiguousarray(crowd.rows)
    write_players(token, players, crowd.actions, senses.player_velocity, senses.body)
    write_characters(token, many, rows, crowd.kinds, senses.sights, senses.pace, senses.body[many:], senses.far)
    return token


def player_tokens(crowd: Crowd, senses: Senses) -> Tokens:
    """float32 [B, PLAYER_TOKEN]: own motion, contacts, the stencil and the action."""
    return np.ascontiguousarray(tokens(crowd, senses)[: len(crowd.players), :PLAYER_TOKEN])


def entity_tokens(crowd: Crowd, senses: Senses) -> Tokens:
    """float32 [R, ENTITY_TOKEN]: own motion, the stencil, class, goal, who is near, and its own clocks."""
    return tokens(crowd, senses)[len(crowd.players) :]


def distance_of(samplers: list[Callable[[Floats], NDArray[np.float32]]]) -> Distance:
    """One sampler per world as a single function over owned points; one call per world."""

    def felt(points: Floats, world: NDArray[np.int64]) -> NDArray[np.float32]:
        if len(samplers) == 1:
            return sample(points, samplers[0])
        result = np.empty(points.shape[:2], np.float32)
        order = np.argsort(world, kind="stable")  # next to free where the worlds come one after another
        edges = np.searchsorted(world, np.arange(len(samplers) + 1), sorter=order)
        for index, sampler in enumerate(samplers):
            mine = order[edges[index] : edges[index + 1]]
            if len(mine):
                result[mine] = sample(points[mine], sampler)
        return result

    return felt

"""Carrying out what the dynamics propose: state rows, goals, clocks, history, and the last safeguard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.dynamics.climb import climb
from nacre.world.dynamics.contact import RISING, Ended, Movers, keep_apart, solve
from nacre.world.dynamics.crowd import FLYING, H_GROUNDED, HUMAN, Crowd, Distance, Floats, Senses
from nacre.world.dynamics.motion import STOP as STOP
from nacre.world.dynamics.motion import TALK_DISTANCE as TALK_DISTANCE
from nacre.world.dynamics.motion import aim, axis_points, carry, choose, remember
from nacre.world.dynamics.stencil import AXIS, to_local, to_world
from nacre.world.dynamics.water import borne, swims
from nacre.world.grid import TICK
from nacre.world.state import E_TIMER, P_GROUNDED, P_SWIMMING, P_YAW

Flags = NDArray[np.bool_]
SOLE: Final = 5  # the sample of a body's axis just above the floor
ON_FLOOR: Final = 0.16  # metres; farther from a solid than this it stands on no floor
_SHARES: Final = np.array([1.0, 0.5, 0.2, 0.0])  # of the way, tried in turn by a body that a solid stops
_SLOWED: Final = np.array([1.0, 0.5, 0.1, 0.0])  # what is then left of its velocity
Draws = Callable[[], Floats]
"""Uniform numbers 0..1 for the characters' choices [R, 3]."""


@dataclass
class Proposal:
    """What players (first B rows) and characters (the R that follow) are about to do in a tick.

    velocity and displacement [B + R, 3] local to the yaw before the tick; flags [B + R]. For the R:
    turn (radians), phase (cycles per tick), rethink, chances [R, DIRECTIONS + 1], reach (m),
    travel and pause (s).
    """

    velocity: Floats
    displacement: Floats
    grounded: Flags
    swimming: Flags
    rest: Flags
    turn: Floats
    phase: Floats
    rethink: Flags
    chances: Floats
    reach: Floats
    travel: Floats
    pause: Floats


@dataclass
class Outcome:
    """What happened: greeted [R] (stopped to talk to the player), jumped, landed, splashed [B], held-back count."""

    greeted: Flags
    jumped: Flags
    landed: Flags
    splashed: Flags
    projected: int


def _clearance(feet: Floats, owner: NDArray[np.int64], tall: Flags, distance: Distance) -> Floats:
    points = np.empty((len(feet), len(AXIS), 3))
    axis_points(feet, tall, points)
    return np.asarray(distance(points, owner).min(1), np.float64)


def apply_proposal(
    crowd: Crowd,
    senses: Senses,
    plan: Proposal,
    draws: Draws,
    distance: Distance,
    firm: Flags | None = None,
    ladders: Sequence[Floats] = (),
    others: Sequence[Floats] = (),
) -> Outcome:
    """Apply a proposal to the crowd in place. `draws` is asked only when a character makes a choice.

    Solids and other bodies are kept out of by `contact`, whatever was proposed. A body about to enter a solid all the
    same has its displacement scaled back: the last resort, and counted. firm [B]: players whom nobody pushes;
    ladders, others: of each world, see `climb` and `keep_apart`.
    """
    players, rows = np.ascontiguousarray(crowd.players), np.ascontiguousarray(crowd.rows)
    many, total = len(players), len(crowd.history)
    velocity, displacement = plan.velocity.astype(np.float64), plan.displacement.astype(np.float64)
    position, yaw, target = np.empty((total, 3)), np.empty(total), np.empty((total, 3))
    tall = np.empty(total, np.bool_)
    aim(players, rows, crowd.strides, velocity, displacement, plan.rest, position, yaw, target, tall)
    stays = np.zeros(total, np.bool_)
    if firm is not None:
        stays[:many] = firm
    climbs = _climb(crowd, senses, stays, ladders, position, velocity, target)
    _contact(crowd, plan, stays, others, position, yaw, tall, velocity, target, distance)
    velocity[climbs, 1], plan.grounded[climbs] = 0.0, True
    projected = _hold_back(crowd, senses, position, tall, velocity, target, distance)

    jumped = (crowd.actions[:, 2] > 0.5) & (players[:, P_GROUNDED] > 0.5) & (velocity[:many, 1] > RISING)
    landed = plan.grounded[:many] & (players[:, P_GROUNDED] < 0.5) & (senses.player_velocity[:, 1] < -3.0)
    splashed = plan.swimming[:many] & (players[:, P_SWIMMING] < 0.5)
    moved, turn = np.empty((total, 3)), plan.turn.astype(np.float64)
    carry(players, rows, crowd.strides, target, velocity, yaw, moved, plan.grounded, plan.swimming, turn, plan.phase)
    greeted = np.zeros(len(rows), np.bool_)
    who = (plan.rethink | (rows[:, E_TIMER] <= 0.0)) & ~FLYING[crowd.kinds]
    if who.any():
        plans = np.stack([plan.reach, plan.travel, plan.pause])
        human = HUMAN[crowd.kinds]
        choose(rows, who, human, yaw[many:], senses.sights, plan.chances, plans, draws(), greeted)
    new = np.empty_like(crowd.history)
    remember(
        crowd.history,
        crowd.actions,
        rows,
        senses.sights,
        velocity,
        moved,
        turn,
        plan.grounded,
        plan.swimming,
        plan.rest,
        plan.rethink,
        senses.body,
        new,
    )
    crowd.players, crowd.rows, crowd.history = players, rows, new
    return Outcome(greeted, jumped, landed, splashed, projected)


def _climb(
    crowd: Crowd,
    senses: Senses,
    firm: Flags,
    ladders: Sequence[Floats],
    position: Floats,
    velocity: Floats,
    target: Floats,
) -> NDArray[np.int64]:
    """Send the players who are on a ladder along it, in `target` and `velocity`; their numbers."""
    found = []
    for i, player in enumerate(crowd.players[: len(ladders)]):
        if firm[i] or not len(ladders[i]):
            continue
        right, ahead = (float(v) for v in crowd.actions[i, :2])
        sine, cosine = np.sin(player[P_YAW]), np.cos(player[P_YAW])
        wish = np.array([right * cosine - ahead * sine, -right * sine - ahead * cosine])
        stood = bool(player[P_GROUNDED] > 0.5) and bool(senses.body[i, SOLE] < ON_FLOOR)
        way = climb(position[i], wish, bool(crowd.actions[i, 2] > 0.5), stood, ladders[i])
        if way is not None:
            target[i], velocity[i] = position[i] + way, (0.0, way[1] / TICK, 0.0)
            found.append(i)
    return np.array(found, np.int64)


def _contact(
    crowd: Crowd,
    plan: Proposal,
    firm: Flags,
    others: Sequence[Floats],
    position: Floats,
    yaw: Floats,
    tall: Flags,
    velocity: Floats,
    target: Floats,
    distance: Distance,
) -> None:
    """What solids and other bodies leave of the way, in `target` and `velocity`; the plan then says who stands."""
    many, total = len(crowd.players), len(position)
    flying = np.concatenate([np.zeros(many, np.bool_), FLYING[crowd.kinds]])
    stood = np.concatenate([crowd.players[:, P_GROUNDED] > 0.5, crowd.history[many:, -1, H_GROUNDED] > 0.5])
    owner = np.concatenate([np.arange(many), crowd.owner])
    owner[flying] = -1  # nobody meets them
    swam = crowd.players[:, P_SWIMMING] > 0.5
    afloat = np.flatnonzero(swam & (crowd.actions[:, 2] < 0.5) & ~firm[:many])
    rise, velocity[afloat, 1] = borne(position[afloat, 1], crowd.players[afloat, 4])
    target[afloat, 1] = position[afloat, 1] + rise
    plan.swimming[:many] = swam
    everyone = Movers(position, target - position, to_world(velocity, yaw), tall, stood, plan.swimming, owner)
    rows = np.flatnonzero((everyone.way.any(1) | ~stood) & ~flying & ~firm)
    ended = Ended(target, everyone.velocity, plan.grounded, np.zeros(total, np.bool_))
    solve(everyone, rows, ended, distance)
    keep_apart(everyone, ended, many, firm, distance, others)
    velocity[:] = to_local(ended.velocity, yaw)
    plan.swimming[:many] = swims(target[:many, 1], swam, plan.grounded[:many])
    plan.grounded[:many] &= ~plan.swimming[:many]


def _hold_back(
    crowd: Crowd,
    senses: Senses,
    position: Floats,
    tall: Flags,
    velocity: Floats,
    target: Floats,
    distance: Distance,
) -> int:
    """Shorten, in `target` and `velocity`, the way of bodies that would go deeper into a solid; how many they are."""
    owner = np.concatenate([np.arange(len(crowd.players)), crowd.owner])
    clearance = _clearance(target, owner, tall, distance)
    before = senses.body[:, : len(AXIS)].astype(np.float64)
    started = np.where(tall, before.min(1), before[:, :2].min(1))
    bad = np.flatnonzero((clearance < 0.0) & (clearance < started))
    if not len(bad):
        return 0
    way = target[bad] - position[bad]
    tries = position[bad] + _SHARES[:, None, None] * way  # [4, M, 3]
    felt = _clearance(
        tries.reshape(-1, 3), np.tile(owner[bad], len(_SHARES)), np.tile(tall[bad], len(_SHARES)), distance
    ).reshape(len(_SHARES), -1)
    free = (felt >= 0.0) | (felt >= started[bad])
    free[-1] = True  # to stay is always possible
    first = free.argmax(0)
    target[bad] = tries[first, np.arange(len(bad))]
    velocity[bad] *= _SLOWED[first][:, None]
    return len(bad)

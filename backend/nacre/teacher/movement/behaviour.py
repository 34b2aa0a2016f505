"""The teacher's characters: where they want to go, when they change their mind, how they steer there.

Everything is decided from `Senses` alone, the same numbers the learned dynamics are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.movement.physics import Bodies, advance, player_wish
from nacre.vocabulary import MANNERS
from nacre.world.dynamics.apply import TALK_DISTANCE, Proposal
from nacre.world.dynamics.crowd import (
    DOG,
    E_SOCIAL,
    FLYING,
    H_GROUNDED,
    H_SWIMMING,
    HUMAN,
    Crowd,
    Floats,
    Senses,
    flat_distance,
)
from nacre.world.dynamics.stencil import AHEAD, ARMS, DIRECTIONS, Sampler, compass, to_local, to_world
from nacre.world.grid import TICK
from nacre.world.state import (
    E_GOAL,
    E_POS,
    E_SIZE,
    E_TIMER,
    E_VEL,
    E_YAW,
    P_GROUNDED,
    P_POS,
    P_SWIMMING,
    P_VEL,
    P_YAW,
)

SCARE: Final = 6.0  # m; animals flee a player nearer than this
ARRIVED: Final = 0.8  # m from the goal
HOME_RANGE: Final = 16.0  # m a character strays from home before it is drawn back
ORBIT: Final = 22.0  # m, radius of a dragon's circle
REST_SPEED: Final = 0.06  # m/s below which a standing body is at rest


@dataclass(frozen=True)
class Temper:
    """How one class of character moves. Speeds m/s, sizes and reach m, times s."""

    walk: float
    run: float
    radius: float
    height: float
    reach: float  # how far it walks in one go
    pause: float  # how long it then stands
    idle: float  # log-odds of standing against any one direction
    stride: float  # m per animation cycle


TEMPERS: Final = {
    "villager": Temper(1.3, 3.5, 0.35, 1.7, 7.0, 3.0, 1.2, 1.5),
    "blacksmith": Temper(1.1, 3.0, 0.38, 1.75, 3.0, 6.0, 2.6, 1.4),
    "guard": Temper(1.4, 4.0, 0.38, 1.8, 11.0, 2.0, 0.2, 1.6),
    "merchant": Temper(1.1, 3.0, 0.38, 1.7, 3.0, 6.0, 2.6, 1.4),
    "child": Temper(2.8, 3.6, 0.28, 1.2, 6.0, 1.5, 0.0, 1.3),
    "knight": Temper(1.4, 4.0, 0.4, 1.85, 9.0, 3.0, 0.8, 1.6),
    "sheep": Temper(0.7, 3.6, 0.38, 1.0, 3.0, 6.0, 2.4, 0.8),
    "deer": Temper(1.1, 6.0, 0.38, 1.5, 5.0, 4.0, 1.8, 1.6),
    "dog": Temper(2.5, 5.5, 0.28, 0.75, 4.0, 1.5, 1.2, 0.9),
    "horse": Temper(1.5, 5.5, 0.45, 1.7, 6.0, 5.0, 2.0, 2.2),
    "dragon": Temper(9.0, 9.0, 0.8, 2.4, 0.0, 9.0, 0.0, 15.0),
}


def _table(field: str) -> Floats:
    return np.array([getattr(TEMPERS[name], field) for name in MANNERS])


_WALK, _RUN, _RADIUS, _HEIGHT = _table("walk"), _table("run"), _table("radius"), _table("height")
_REACH, _PAUSE, _IDLE, _STRIDE = _table("reach"), _table("pause"), _table("idle"), _table("stride")
_GRAZING: Final = np.array([name in ("sheep", "deer", "horse") for name in MANNERS])
_GUARD: Final = np.array([name in ("guard", "knight") for name in MANNERS])
_COMPASS: Final = compass()


def _cosines(offset: Floats) -> Floats:
    """Cosine [R, DIRECTIONS] between each direction and an offset [R, 3]."""
    flat = offset[:, (0, 2)] / np.maximum(flat_distance(offset), 0.3)[:, None]
    return flat @ _COMPASS.T


def chances(crowd: Crowd, senses: Senses) -> Floats:
    """Probability [R, DIRECTIONS + 1] of each way to go next, and of standing still."""
    kind, s = crowd.kinds, senses
    near, far, wet = (s.far[:, i * DIRECTIONS : (i + 1) * DIRECTIONS].astype(np.float64) for i in range(3))
    open_way = np.clip(np.minimum(near, far + 0.3) / 0.7, 0.0, 1.0)
    water = np.clip(wet / 0.6, 0.0, 1.0)
    odds = -5.0 * (1.0 - open_way) - 5.0 * water
    away = np.clip((flat_distance(s.home) - HOME_RANGE) / 8.0, 0.0, 1.5)
    odds += 2.5 * away[:, None] * _cosines(s.home)
    odds[:, 0] += np.where(_GUARD[kind], 2.5, 0.3)
    odds += np.where(_GUARD[kind], 1.0, 0.4)[:, None] * -_COMPASS[:, 1]  # rather on than back
    player_away = flat_distance(s.player)
    fear = np.where(_GRAZING[kind], np.clip((SCARE + 2.0 - player_away) / 2.0, 0.0, 1.0), 0.0)
    odds -= 4.0 * fear[:, None] * _cosines(s.player)
    follow = np.where(kind == DOG, np.clip((player_away - 2.5) / 1.0, 0.0, 1.0), 0.0)
    follow *= player_away < 25.0
    odds += 6.0 * follow[:, None] * _cosines(s.player)
    stand = _IDLE[kind] - 8.0 * fear - 6.0 * follow + np.where(_talks(crowd, s), 12.0, 0.0)
    odds = np.concatenate([odds, stand[:, None]], 1)
    odds = np.exp(odds - odds.max(1, keepdims=True))
    return np.asarray(odds / odds.sum(1, keepdims=True))


def _talks(crowd: Crowd, s: Senses) -> NDArray[np.bool_]:
    near = (flat_distance(s.player) < TALK_DISTANCE) | (flat_distance(s.companion) < TALK_DISTANCE - 0.3)
    return HUMAN[crowd.kinds] & (crowd.rows[:, E_SOCIAL] >= 1.0) & near


def rethinks(crowd: Crowd, senses: Senses) -> NDArray[np.bool_]:
    """Who drops its present goal: time is up, scared, stuck, someone to talk to, or the master is leaving."""
    kind, s = crowd.kinds, senses
    walking = flat_distance(s.goal) > ARRIVED
    player_away = flat_distance(s.player)
    fleeing = walking & ((s.goal * s.player)[:, (0, 2)].sum(1) < 0.0)
    scared = _GRAZING[kind] & (player_away < SCARE) & ~fleeing
    stuck = walking & (s.pace < 0.12)
    to_master = np.hypot(*(s.goal - s.player)[:, (0, 2)].T)
    left = (kind == DOG) & (player_away > 5.0) & (player_away < 25.0) & (to_master > 4.5)
    due = crowd.rows[:, E_TIMER] <= 0.0
    return np.asarray((due | scared | stuck | left | (walking & _talks(crowd, s))) & ~FLYING[kind])


def _steer(crowd: Crowd, s: Senses, body: NDArray[np.float32]) -> tuple[Floats, Floats]:
    """Wished world velocity [R, 3] and turn [R] in radians this tick."""
    kind = crowd.kinds
    away = flat_distance(s.goal)
    walking = away > ARRIVED
    heading = s.goal[:, (0, 2)] / np.maximum(away, 0.3)[:, None]
    rings = _COMPASS[::2]  # eight directions
    arms = np.clip(1.0 - body[:, ARMS] / 0.8, 0.0, 1.0)
    ahead = np.clip(1.0 - body[:, AHEAD] / 0.8, 0.0, 1.0)
    heading -= (1.2 * arms + 0.5 * ahead) @ rings * np.minimum(1.0, away / 2.0)[:, None]
    blocked = np.clip(ahead[:, 0] + arms[:, 0], 0.0, 1.0)
    left = body[:, AHEAD][:, (1, 2)].sum(1) - body[:, AHEAD][:, (6, 7)].sum(1)
    heading[:, 0] -= 1.6 * blocked * np.tanh(2.0 * left + 0.3)
    player_away = flat_distance(s.player)
    hurry = _GRAZING[kind] & (player_away < SCARE + 4.0) & ((s.goal * s.player)[:, (0, 2)].sum(1) < 0.0)
    hurry |= (kind == DOG) & (player_away > 6.0)
    speed = np.where(hurry, _RUN[kind], _WALK[kind]) * np.clip((away - 0.4) / 0.8, 0.0, 1.0)
    turn_to = np.where(walking[:, None], heading, _attention(crowd, s))
    _fly(crowd, s, turn_to, speed)
    angle = np.arctan2(-turn_to[:, 0], -turn_to[:, 1])
    limit = np.where(FLYING[kind], 0.08, 0.3)
    turn = np.clip(0.3 * angle, -limit, limit)
    forward = np.where(walking | FLYING[kind], speed * np.clip(np.cos(angle), 0.0, 1.0), 0.0)
    rise = np.clip(0.5 * (crowd.rows[:, E_GOAL][:, 1] - crowd.rows[:, 1]), -3.0, 3.0)
    wish = np.zeros((len(kind), 3))
    wish[:, 2] = -forward
    wish[:, 1] = np.where(FLYING[kind], rise, 0.0)
    return to_world(wish, crowd.rows[:, E_YAW] + turn), turn


def _attention(crowd: Crowd, s: Senses) -> Floats:
    """Where a standing character looks: at a player or companion who is near, else straight on."""
    look = np.tile(np.array([0.0, -1.0]), (len(crowd.kinds), 1))
    human = HUMAN[crowd.kinds]
    for offset, near, who in ((s.companion, 3.0, human), (s.player, 3.5, human | (crowd.kinds == DOG))):
        away = flat_distance(offset)
        at = who & (away < near) & (away > 0.4)
        look = np.where(at[:, None], offset[:, (0, 2)] / np.maximum(away, 0.3)[:, None], look)
    return look


def _fly(crowd: Crowd, s: Senses, turn_to: Floats, speed: Floats) -> None:
    """Dragons circle their goal, which is the circle's centre, counter-clockwise."""
    who = np.flatnonzero(FLYING[crowd.kinds])
    if not len(who):
        return
    centre = s.goal[who][:, (0, 2)]
    away = np.hypot(centre[:, 0], centre[:, 1])
    inward = centre / np.maximum(away, 1.0)[:, None]
    tangent = np.stack([inward[:, 1], -inward[:, 0]], 1)  # keeps the centre to the left
    pull = np.clip((away - ORBIT) / ORBIT, -0.7, 1.5)[:, None]
    turn_to[who] = tangent + pull * inward + 0.15 * inward
    speed[who] = _WALK[crowd.kinds[who]]


def entity_bodies(crowd: Crowd) -> Bodies:
    """The physical bodies of the crowd's characters, sized by class."""
    rows, kind = crowd.rows, crowd.kinds
    size = np.where(rows[:, E_SIZE] > 0.1, rows[:, E_SIZE], 1.0)
    last = crowd.history[len(crowd.players) :, -1]
    return Bodies(
        rows[:, E_POS].copy(),
        rows[:, E_VEL].copy(),
        last[:, H_GROUNDED] > 0.5,
        last[:, H_SWIMMING] > 0.5,
        np.minimum(_RADIUS[kind], 0.5),
        np.maximum(_HEIGHT[kind] * size, 2.0 * _RADIUS[kind]),
        FLYING[kind],
    )


def propose(crowd: Crowd, senses: Senses, distance: Sampler) -> Proposal:
    """The teacher's tick for a whole crowd: what the learned dynamics are trained to answer."""
    many = len(crowd.players)
    p = crowd.players
    wish = player_wish(
        p[:, P_YAW],
        crowd.actions[:, :2].astype(np.float64),
        crowd.actions[:, 3] > 0.5,
        p[:, P_POS],
        p[:, P_SWIMMING] > 0.5,
    )
    people = Bodies.players(p[:, P_POS], p[:, P_VEL], p[:, P_GROUNDED] > 0.5, p[:, P_SWIMMING] > 0.5)
    jump = crowd.actions[:, 2] > 0.5
    body = senses.body[many:]
    entity_wish, turn = _steer(crowd, senses, body)
    others = entity_bodies(crowd)
    start = Bodies(
        *(
            np.concatenate([getattr(people, name), getattr(others, name)])
            for name in ("position", "velocity", "grounded", "swimming", "radius", "height", "flying")
        )
    )
    wishes = np.concatenate([wish, entity_wish])
    jumps = np.concatenate([jump, np.zeros(len(turn), np.bool_)])
    end = advance(start, wishes, jumps, distance)
    yaw = np.concatenate([p[:, P_YAW], crowd.rows[:, E_YAW]])
    moved = end.position - start.position
    idle = np.hypot(wishes[:, 0], wishes[:, 2]) < 0.05
    still = (np.sqrt((end.velocity**2).sum(1)) < REST_SPEED) & (np.sqrt((moved**2).sum(1)) < 0.012)
    rest = idle & end.grounded & still & ~jumps
    speed = np.hypot(end.velocity[many:, 0], end.velocity[many:, 2])
    kind = crowd.kinds
    travel = 1.2 * _REACH[kind] / _WALK[kind] + 0.5
    player_away = flat_distance(senses.player)
    reach = np.where(_GRAZING[kind] & (player_away < SCARE + 2.0), 9.0, _REACH[kind])
    reach = np.where((kind == DOG) & (player_away > 3.5), np.clip(player_away - 2.0, 1.0, 10.0), reach)
    return Proposal(
        to_local(end.velocity, yaw),
        to_local(moved, yaw),
        end.grounded,
        end.swimming,
        rest,
        turn,
        TICK * np.where(FLYING[kind], 0.6, speed / _STRIDE[kind]),
        rethinks(crowd, senses),
        chances(crowd, senses),
        reach,
        travel,
        np.where(_talks(crowd, senses), 4.0, _PAUSE[kind]),
    )

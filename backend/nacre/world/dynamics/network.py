"""The Causal Dynamics Module: a small temporal transformer that moves the player and every character.

The newest tick's token is the query of each layer; it attends to the tokens of the last HISTORY ticks
and to itself, so the module is causal by shape and one tick costs one token per body. It says how
velocity and place change; solids reach it only through the distance stencil.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from nacre.world.dynamics.actions import encode_action, may_sprint, tire, turn_head
from nacre.world.dynamics.apply import Outcome, Proposal, apply_proposal
from nacre.world.dynamics.attention import PAST, WIDTH
from nacre.world.dynamics.crowd import (
    ENTITY_TOKEN,
    FLYING,
    H_SPRINT,
    KIND_OF,
    PLAYER_TOKEN,
    Crowd,
    Senses,
    Tokens,
    distance_of,
    sense,
    tokens,
)
from nacre.world.dynamics.forward import Recipe, forward
from nacre.world.dynamics.stencil import DIRECTIONS, Sampler
from nacre.world.grid import CHUNK, TICK
from nacre.world.interface import Action
from nacre.world.parameters import Parameters, Shapes, dense_shapes, norm_shapes
from nacre.world.state import E_POS, E_TIMER, ENTITY_SLOTS, HISTORY, P_POS, P_STAMINA, STAYS, WorldState
from nacre.world.weights import WEIGHTS, load_arrays

LAYERS: Final = 3
VELOCITY_SCALE: Final = 2.0  # m/s per unit of output: about the change a hard tick brings
DISPLACEMENT_SCALE: Final = 0.1  # m
TURN_SCALE: Final = 0.1  # radians
PHASE_SCALE: Final = 0.05  # cycles a tick
REACH_SCALE, TIME_SCALE = 5.0, 4.0  # m, s

# columns of the network's answer; characters have all, players the first MOTION
O_VELOCITY, O_DISPLACEMENT = slice(0, 3), slice(3, 6)
O_GROUNDED, O_SWIMMING, O_REST = 6, 7, 8
MOTION: Final = 9
O_TURN, O_PHASE, O_RETHINK, O_REACH, O_TRAVEL, O_PAUSE = 9, 10, 11, 12, 13, 14
O_CHOICE = slice(15, 15 + DIRECTIONS + 1)
ANSWER: Final = 15 + DIRECTIONS + 1

FAR: Final = 40.0  # m; characters beyond move at a quarter of the rate
FAR_STRIDE: Final = 4
# Below these an idle player on the ground stands: static friction, as the teacher's grip would stop them within 3 cm.
WALKING: Final = 0.3  # m/s above which a body is on its way and not at rest
STATIC_SPEED, STATIC_RISE = 0.4, 0.02  # m/s level, m a tick up or down


class Dynamics:
    """The network at play: tokens of players and characters with their history -> what each does next.

    `projections` and `ticks` count how often a body had to be held back from a solid, and body ticks.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._recipe = Recipe(parameters)
        self.projections = 0
        self.ticks = 0

    @classmethod
    def load(cls, path: Path | None = None) -> Dynamics:
        """The shipped network, or the one at `path`; raises WeightsError when it is missing or does not fit."""
        file = path or WEIGHTS / "dynamics.safetensors"
        return cls(Parameters(load_arrays(file)).expect(shapes(), file.name))

    def answer(self, crowd: Crowd, senses: Senses) -> Tokens:
        """float32 [B + R, ANSWER] for a crowd; a world has the same bits in any company."""
        return forward(self._recipe, tokens(crowd, senses), len(crowd.players), crowd.history)


class Mover(Protocol):
    """What moves bodies: `Dynamics`, or the torch module while it learns."""

    projections: int
    ticks: int

    def answer(self, crowd: Crowd, senses: Senses) -> Tokens:
        """See Dynamics."""
        ...


def shapes() -> Shapes:
    """Of the network's parameters."""
    found: Shapes = {"age": (HISTORY, WIDTH), "kind": (2, WIDTH), **dense_shapes("past_in", PAST, WIDTH)}
    for kind, token, answer in (("player", PLAYER_TOKEN, MOTION), ("entity", ENTITY_TOKEN, ANSWER)):
        found |= dense_shapes(f"{kind}_in.0", token, 2 * WIDTH) | dense_shapes(f"{kind}_in.2", 2 * WIDTH, WIDTH)
        found |= dense_shapes(f"{kind}_out.0", WIDTH, WIDTH) | dense_shapes(f"{kind}_out.2", WIDTH, answer)
    for n in range(LAYERS):
        found |= norm_shapes(f"layers.{n}.norm", WIDTH) | norm_shapes(f"layers.{n}.norm_mlp", WIDTH)
        for name, inputs, outputs in (
            ("query", 1, 1), ("key_value", 1, 2), ("out_proj", 1, 1), ("mlp_up", 1, 3), ("mlp_down", 3, 1)
        ):  # fmt: skip
            found |= dense_shapes(f"layers.{n}.{name}", inputs * WIDTH, outputs * WIDTH)
    return found | norm_shapes("norm", WIDTH)


def read_answer(answer: NDArray[np.float32], senses: Senses, many: int) -> Proposal:
    """The network's units turned into metres, radians, flags and chances."""
    a = answer.astype(np.float64)
    a[~np.isfinite(a)] = 0.0
    velocity = np.concatenate([senses.player_velocity, senses.row_velocity])
    after = velocity + VELOCITY_SCALE * a[:, O_VELOCITY]
    moved = TICK * velocity + DISPLACEMENT_SCALE * a[:, O_DISPLACEMENT]
    e = a[many:]
    odds = e[:, O_CHOICE]
    odds = np.exp(odds - odds.max(1, keepdims=True)) if len(e) else odds
    return Proposal(
        after,
        moved,
        a[:, O_GROUNDED] > 0.0,
        a[:, O_SWIMMING] > 0.0,
        a[:, O_REST] > 0.0,
        TURN_SCALE * e[:, O_TURN],
        PHASE_SCALE * e[:, O_PHASE],
        e[:, O_RETHINK] > 0.0,
        odds / np.maximum(odds.sum(1, keepdims=True), 1e-9),
        REACH_SCALE * e[:, O_REACH],
        TIME_SCALE * e[:, O_TRAVEL],
        TIME_SCALE * e[:, O_PAUSE],
    )


def _awake(state: WorldState) -> NDArray[np.int64]:
    """Slots that move this tick: all near or flying ones and a quarter of the far ones, of those that do not stay."""
    slots = np.flatnonzero((state.entity_class >= 0) & (state.entities[:, E_TIMER] < STAYS))
    away = np.abs(state.entities[slots, :3] - state.player[P_POS])[:, (0, 2)].max(1)
    turn = (int(state.clock[0]) + slots) % FAR_STRIDE == 0
    return np.asarray(slots[(away <= FAR) | turn | FLYING[KIND_OF[state.entity_class[slots]]]])


def _gather(states: Sequence[WorldState], actions: Sequence[Action]) -> tuple[Crowd, list[NDArray[np.int64]]]:
    slots = [_awake(state) for state in states]
    encoded = np.stack([encode_action(action) for action in actions])
    for state, own in zip(states, encoded, strict=True):
        own[3] *= may_sprint(float(state.player[P_STAMINA]), bool(state.history[-1, 0, H_SPRINT] > 0.5))
    rows = np.concatenate([s.entities[i] for s, i in zip(states, slots, strict=True)])
    kinds = KIND_OF[np.concatenate([s.entity_class[i] for s, i in zip(states, slots, strict=True)])]
    homes = np.concatenate([s.entity_home[i] for s, i in zip(states, slots, strict=True)])
    players = np.stack([s.player for s in states])  # copies: a step that fails leaves every world as it was
    for player, action in zip(players, encoded, strict=True):
        turn_head(player, float(action[4]), float(action[5]))
    owner = np.repeat(np.arange(len(states)), [len(i) for i in slots])
    away = np.abs(rows[:, E_POS] - players[owner][:, P_POS])[:, (0, 2)].max(1)
    strides = np.where((away > FAR) & ~FLYING[kinds], FAR_STRIDE, 1)
    past = [s.history[:, 0][None] for s in states]
    past += [s.history[:, 1 + i].transpose(1, 0, 2) for s, i in zip(states, slots, strict=True)]
    whole = np.ascontiguousarray(np.concatenate(past))
    crowd = Crowd(players, encoded, rows, kinds, owner, (homes + 0.5) * CHUNK, strides.astype(np.int64), whole)
    return crowd, slots


def _draws(states: Sequence[WorldState], slots: list[NDArray[np.int64]]) -> NDArray[np.float64]:
    """Uniform draws [R, 3] from each world's own counter: the slot, not the company, decides them."""
    found = []
    for state, mine in zip(states, slots, strict=True):
        source = np.random.Philox(key=int(state.rng[0]), counter=[0, int(state.rng[1]), 0, 0])
        found.append(np.random.Generator(source).random((ENTITY_SLOTS, 3))[mine])
    return np.concatenate(found)


def step_world(
    dynamics: Mover,
    states: Sequence[WorldState],
    actions: Sequence[Action],
    samplers: Sequence[Sampler],
    ladders: Sequence[NDArray[np.float64]] = (),
    others: Sequence[NDArray[np.float64]] = (),
) -> list[list[dict[str, Any]]]:
    """One 20 Hz tick of each world, in place, looks included; returns each world's events.

    One sampler per world tells its distance field: points [N, 3] -> metres [N]; ladders and others of each: see
    `climb` and `keep_apart`. Events: jumped, landed {speed}, splashed, greeted {entity}. A world's result does not
    depend on which worlds share the batch. When anything raises, a sampler of one world for instance, no world has
    changed.
    """
    if not states:
        return []
    crowd, slots = _gather(states, actions)
    distance = distance_of(list(samplers))
    senses = sense(crowd, distance)
    plan = read_answer(dynamics.answer(crowd, senses), senses, len(states))
    firm = np.array([action.pose is not None for action in actions])
    plan.rest[: len(states)] |= _stands(crowd, plan) | firm
    outcome = apply_proposal(crowd, senses, plan, lambda: _draws(states, slots), distance, firm, ladders, others)
    dynamics.projections += outcome.projected
    dynamics.ticks += len(crowd.history)
    return _scatter(states, slots, crowd, senses, outcome)


def _stands(crowd: Crowd, plan: Proposal) -> NDArray[np.bool_]:
    """Which players [B] nothing moves: what the network adds to a resting body, tick after tick, would be a creep."""
    many = len(crowd.players)
    idle = ~crowd.actions[:, :3].any(1)
    slow = np.hypot(plan.velocity[:many, 0], plan.velocity[:many, 2]) < STATIC_SPEED
    level = np.abs(plan.displacement[:many, 1]) < STATIC_RISE
    held: NDArray[np.bool_] = idle & slow & level & plan.grounded[:many]
    return held


def _scatter(
    states: Sequence[WorldState],
    slots: list[NDArray[np.int64]],
    crowd: Crowd,
    senses: Senses,
    outcome: Outcome,
) -> list[list[dict[str, Any]]]:
    events: list[list[dict[str, Any]]] = []
    start, many = 0, len(states)
    for i, (state, mine) in enumerate(zip(states, slots, strict=True)):
        stop = start + len(mine)
        moves = math.hypot(crowd.players[i, 3], crowd.players[i, 5]) > WALKING
        crowd.players[i, P_STAMINA] = tire(float(crowd.players[i, P_STAMINA]), bool(crowd.actions[i, 3] > 0.5), moves)
        state.player[:] = crowd.players[i]
        state.entities[mine] = crowd.rows[start:stop]
        state.history[:, 0] = crowd.history[i]
        state.history[:, 1 + mine] = crowd.history[many + start : many + stop].transpose(1, 0, 2)
        state.clock[0] += 1.0
        state.rng[1] += np.uint64(1)  # whether or not this tick drew: a tick is a counter step
        happened: list[dict[str, Any]] = [{"kind": "jumped"}] if outcome.jumped[i] else []
        if outcome.landed[i]:
            happened.append({"kind": "landed", "speed": float(-senses.player_velocity[i, 1])})
        if outcome.splashed[i]:
            happened.append({"kind": "splashed"})
        greeters = mine[outcome.greeted[start:stop]]
        happened += [{"kind": "greeted", "entity": int(slot)} for slot in greeters]
        events.append(happened)
        start = stop
    return events

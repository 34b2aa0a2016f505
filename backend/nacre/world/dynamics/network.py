"""The Causal Dynamics Module: a small temporal transformer that moves the player and every character.

The newest tick's token is the query of each layer; it attends to the tokens of the last HISTORY ticks
and to itself, so the module is causal by shape and one tick costs one token per body. It says how
velocity and place change; solids reach it only through the distance stencil.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.world.dynamics.actions import encode_action, may_sprint, tire, turn_head
from nacre.world.dynamics.apply import Outcome, Proposal, apply_proposal
from nacre.world.dynamics.attention import WIDTH, Layer, Maps
from nacre.world.dynamics.crowd import (
    ENTITY_TOKEN,
    FLYING,
    H_SPRINT,
    H_VALID,
    KIND_OF,
    PLAYER_TOKEN,
    Crowd,
    Senses,
    Tokens,
    distance_of,
    entity_tokens,
    player_tokens,
    sense,
    tokens,
)
from nacre.world.dynamics.forward import Recipe, forward
from nacre.world.dynamics.stencil import DIRECTIONS, Sampler
from nacre.world.grid import CHUNK, TICK
from nacre.world.interface import Action
from nacre.world.state import E_POS, E_TIMER, ENTITY_SLOTS, HISTORY, P_POS, P_STAMINA, STAYS, WorldState
from nacre.world.weights import WEIGHTS, load_into, load_tensors, save_tensors

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
# Rows per pass at play: a fixed size gives a world the same bits in any company.
PLAYER_ROWS, ENTITY_ROWS = 8, 24
BLOCK: Final = PLAYER_ROWS + ENTITY_ROWS


class Dynamics(nn.Module):
    """Tokens of players and characters with their history -> what each does next (ANSWER columns).

    `projections` and `ticks` count how often a body had to be held back from a solid, and body ticks.
    """

    def __init__(self) -> None:
        super().__init__()
        self.player_in = nn.Sequential(nn.Linear(PLAYER_TOKEN, 2 * WIDTH), nn.GELU("tanh"), nn.Linear(2 * WIDTH, WIDTH))
        self.entity_in = nn.Sequential(nn.Linear(ENTITY_TOKEN, 2 * WIDTH), nn.GELU("tanh"), nn.Linear(2 * WIDTH, WIDTH))
        self.past_in = nn.Linear(16, WIDTH)
        self.age = nn.Parameter(torch.randn(HISTORY, WIDTH) * 0.02)
        self.kind = nn.Parameter(torch.randn(2, WIDTH) * 0.02)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.player_out = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU("tanh"), nn.Linear(WIDTH, MOTION))
        self.entity_out = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU("tanh"), nn.Linear(WIDTH, ANSWER))
        self._kept: tuple[tuple[int, str], list[Maps]] | None = None
        self._all = list(self.parameters())
        self._packed: tuple[tuple[int, ...], Recipe] | None = None
        self.projections = 0
        self.ticks = 0

    def forward(self, players: Tensor, entities: Tensor, history: Tensor) -> tuple[Tensor, Tensor]:
        """[P, PLAYER_TOKEN], [R, ENTITY_TOKEN], history [P + R, HISTORY, 16] -> [P, MOTION], [R, ANSWER]."""
        many = len(players)
        x = torch.cat([self.player_in(players) + self.kind[0], self.entity_in(entities) + self.kind[1]])
        past = history[:, None]
        mask = (history[:, None, :, H_VALID] < 0.5).float() * -1e4
        for layer, maps in zip(self.layers, self._maps(), strict=True):
            x = layer(x, past, mask, maps)
        x = self.norm(x)
        return self.player_out(x[:many]), self.entity_out(x[many:])

    def _maps(self) -> list[Maps]:
        if torch.is_grad_enabled():
            return [layer.maps(self.past_in, self.age) for layer in self.layers if isinstance(layer, Layer)]
        # At play the weights stand still: keep the maps until some parameter is written again.
        version = sum(p._version for p in self.parameters()), str(self.age.device)
        if self._kept is None or self._kept[0] != version:
            made = [layer.maps(self.past_in, self.age) for layer in self.layers if isinstance(layer, Layer)]
            self._kept = version, made
        return self._kept[1]

    @classmethod
    def load(cls, path: Path | None = None) -> Dynamics:
        """The shipped network, or the one at `path`; raises WeightsError."""
        return load_weights(path or WEIGHTS / "dynamics.safetensors")

    def answer_at_once(self, players: Tokens, entities: Tokens, history: Tokens) -> Tokens:
        """float32 [P + R, ANSWER] in one pass, 0 in columns players lack; its bits vary with the batch."""
        here = self.age.device
        with torch.inference_mode():
            tensors = (torch.from_numpy(array).to(here) for array in (players, entities, history))
            first, second = self(*tensors)
            result = np.zeros((len(players) + len(entities), ANSWER), np.float32)
            result[: len(players), :MOTION] = first.cpu().numpy()
            result[len(players) :] = second.cpu().numpy()
        return result

    def _recipe(self) -> Recipe:
        # At play the weights stand still: keep their layout until some parameter is written again.
        version = (id(self), *(p._version for p in self._all))
        if self._packed is None or self._packed[0] != version:
            self._packed = version, Recipe(self)
        return self._packed[1]

    def answer(self, crowd: Crowd, senses: Senses) -> Tokens:
        """float32 [B + R, ANSWER] for a crowd; a world has the same bits in any company."""
        if self.age.device.type == "cpu":
            return forward(self._recipe(), tokens(crowd, senses), len(crowd.players), crowd.history)
        return self._answer_in_blocks(crowd, senses)

    def _answer_in_blocks(self, crowd: Crowd, senses: Senses) -> Tokens:
        """In passes of BLOCK rows, whose fixed size gives the same bits in any company on a GPU."""
        players, entities = player_tokens(crowd, senses), entity_tokens(crowd, senses)
        many, rest = len(players), len(entities)
        result = np.zeros((many + rest, ANSWER), np.float32)
        for i in range(max(-(-many // PLAYER_ROWS), -(-rest // ENTITY_ROWS))):
            mine = slice(i * PLAYER_ROWS, min(many, (i + 1) * PLAYER_ROWS))
            theirs = slice(i * ENTITY_ROWS, min(rest, (i + 1) * ENTITY_ROWS))
            left, right = max(0, mine.stop - mine.start), max(0, theirs.stop - theirs.start)
            p, e = (
                np.zeros((PLAYER_ROWS, PLAYER_TOKEN), np.float32),
                np.zeros((ENTITY_ROWS, ENTITY_TOKEN), np.float32),
            )
            history = np.zeros((BLOCK, HISTORY, 16), np.float32)
            p[:left], history[:left] = players[mine], crowd.history[:many][mine]
            e[:right], history[PLAYER_ROWS : PLAYER_ROWS + right] = (
                entities[theirs],
                crowd.history[many:][theirs],
            )
            found = self.answer_at_once(p, e, history)
            result[:many][mine] = found[:left]
            result[many:][theirs] = found[PLAYER_ROWS : PLAYER_ROWS + right]
        return result


def save_weights(model: Dynamics, path: Path, card: dict[str, Any]) -> None:
    """Write the network as fp16 safetensors with its card (steps, minutes, metrics)."""
    save_tensors(path, model.state_dict(), card)


def load_weights(path: Path) -> Dynamics:
    """A network ready to play, in float32; raises WeightsError when the file is missing or does not fit."""
    model = Dynamics()
    load_into(model, load_tensors(path), path.name)
    return model


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
    dynamics: Dynamics,
    states: Sequence[WorldState],
    actions: Sequence[Action],
    samplers: Sequence[Sampler],
    ladders: Sequence[NDArray[np.float64]] = (),
    others: Sequence[NDArray[np.float64]] = (),
) -> list[list[dict[str, Any]]]:
    """One 20 Hz tick of each world, in place, looks included; returns each world's events.

    One sampler per world tells its distance field: points [N, 3] -> metres [N]; ladders and others of each: see
    `climb` and `keep_apart`. Events: landed {speed}, splashed, greeted {entity}. A world's result does not depend on
    which worlds share the batch. When anything raises, a sampler of one world for instance, no world has changed.
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
        happened: list[dict[str, Any]] = []
        if outcome.landed[i]:
            happened.append({"kind": "landed", "speed": float(-senses.player_velocity[i, 1])})
        if outcome.splashed[i]:
            happened.append({"kind": "splashed"})
        greeters = mine[outcome.greeted[start:stop]]
        happened += [{"kind": "greeted", "entity": int(slot)} for slot in greeters]
        events.append(happened)
        start = stop
    return events

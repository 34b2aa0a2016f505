"""Train the Causal Dynamics Module on teacher play.

The student first answers for states of the teacher's own play, then drives rollouts of 16 to 64 ticks and
more itself, with noise; in every state it reaches, the teacher says what should follow (imitation with
dataset aggregation: Ross, Gordon and Bagnell 2011), so errors do not build up over hours of play.
"""

from __future__ import annotations

import itertools
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from nacre.teacher.movement.play import Play
from nacre.teacher.movement.proving import SPACING, ground_volume, proving_pool
from nacre.train.config import DynamicsConfig
from nacre.train.driving import evaluate_dynamics
from nacre.train.journal import Journal
from nacre.train.loop import Average, Found, Loop, Schedule
from nacre.world.dynamics.apply import Proposal
from nacre.world.dynamics.crowd import ENTITY_TOKEN, PLAYER_TOKEN, Crowd, Senses, entity_tokens, player_tokens
from nacre.world.dynamics.network import (
    ANSWER,
    DISPLACEMENT_SCALE,
    MOTION,
    O_CHOICE,
    O_DISPLACEMENT,
    O_GROUNDED,
    O_PAUSE,
    O_PHASE,
    O_REACH,
    O_REST,
    O_RETHINK,
    O_SWIMMING,
    O_TRAVEL,
    O_TURN,
    O_VELOCITY,
    PHASE_SCALE,
    REACH_SCALE,
    TIME_SCALE,
    TURN_SCALE,
    VELOCITY_SCALE,
    read_answer,
)
from nacre.world.grid import TICK
from nacre.world.networks.dynamics import DynamicsNetwork, save_weights
from nacre.world.state import HISTORY
from nacre.world.weights import WEIGHTS

SCENES: Final = 160
BATCH: Final = 320  # players and as many characters per gradient step
STEPS_PER_TICK: Final = 2
CAPACITY: Final = 60_000  # rows of each kind remembered: about 400 ticks of play
RENEWAL: Final = 80  # ticks between fresh grounds: about 2 % of the time goes into making them
RATE: Final = 1.5e-3
Rows = NDArray[np.float32]


def targets(plan: Proposal, senses: Senses, many: int) -> Rows:
    """The teacher's proposal in the network's units, float32 [B + R, ANSWER]."""
    velocity = np.concatenate([senses.player_velocity, senses.row_velocity])
    wanted = np.zeros((len(velocity), ANSWER), np.float32)
    wanted[:, O_VELOCITY] = (plan.velocity - velocity) / VELOCITY_SCALE
    wanted[:, O_DISPLACEMENT] = (plan.displacement - TICK * velocity) / DISPLACEMENT_SCALE
    wanted[:, O_GROUNDED], wanted[:, O_SWIMMING], wanted[:, O_REST] = plan.grounded, plan.swimming, plan.rest
    rest = wanted[many:]
    rest[:, O_TURN], rest[:, O_PHASE] = plan.turn / TURN_SCALE, plan.phase / PHASE_SCALE
    rest[:, O_RETHINK], rest[:, O_CHOICE] = plan.rethink, plan.chances
    rest[:, O_REACH] = plan.reach / REACH_SCALE
    rest[:, O_TRAVEL], rest[:, O_PAUSE] = plan.travel / TIME_SCALE, plan.pause / TIME_SCALE
    return wanted


class Memory:
    """The last CAPACITY (token, history, target) rows of one kind of body."""

    def __init__(self, token: int, answer: int) -> None:
        self.token = np.zeros((CAPACITY, token), np.float32)
        self.history = np.zeros((CAPACITY, HISTORY, 16), np.float32)
        self.target = np.zeros((CAPACITY, answer), np.float32)
        self.count = self._at = 0

    def add(self, token: Rows, history: Rows, target: Rows) -> None:
        """Remember rows, over the oldest ones."""
        where = (self._at + np.arange(len(token))) % CAPACITY
        self.token[where], self.history[where], self.target[where] = token, history, target
        self._at = (self._at + len(token)) % CAPACITY
        self.count = min(CAPACITY, self.count + len(token))

    def draw(self, random: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """BATCH random rows."""
        at = random.integers(0, self.count, BATCH)
        found = (self.token[at], self.history[at], self.target[at])
        token, history, target = map(torch.from_numpy, found)
        return token, history, target


def motion_loss(answer: Tensor, target: Tensor) -> Tensor:
    """What every body answers: velocity, displacement, contacts."""
    moved = functional.smooth_l1_loss(answer[:, :6], target[:, :6], beta=0.02)
    flags = functional.binary_cross_entropy_with_logits(answer[:, 6:MOTION], target[:, 6:MOTION])
    return moved + 0.05 * flags


def mind_loss(answer: Tensor, target: Tensor) -> Tensor:
    """What only characters answer: turn, pace of the legs, and the choice of goals."""
    turned = functional.smooth_l1_loss(answer[:, (O_TURN, O_PHASE)], target[:, (O_TURN, O_PHASE)], beta=0.05)
    rethink = functional.binary_cross_entropy_with_logits(answer[:, O_RETHINK], target[:, O_RETHINK])
    choice = functional.cross_entropy(answer[:, O_CHOICE], target[:, O_CHOICE])
    plans = slice(O_REACH, O_PAUSE + 1)
    plan = functional.smooth_l1_loss(answer[:, plans], target[:, plans], beta=0.1)
    return 0.5 * turned + 0.05 * rethink + 0.05 * choice + 0.05 * plan


class Rollouts:
    """Scenes in lockstep; each is driven by the teacher or by the student for a spell of ticks."""

    def __init__(self, seed: int, worlds: int, scenes: int = SCENES) -> None:
        self.seed, self.ticks = seed, 0
        self.play = Play(proving_pool(worlds, seed), scenes, seed)
        self.random = np.random.default_rng(seed + 7)
        self.own = np.zeros(scenes, np.bool_)
        self.left = np.zeros(scenes, np.int64)
        self.players, self.characters = Memory(PLAYER_TOKEN, MOTION), Memory(ENTITY_TOKEN, ANSWER)

    def _renew(self) -> None:
        """Put a fresh ground in the place of the oldest, and its players somewhere else."""
        turn = self.ticks // RENEWAL
        count = len(self.play.pool)
        oldest = turn % count
        self.play.pool.volumes[oldest] = ground_volume(self.seed + count + turn, flat=oldest % 6 == 5)
        here = np.floor(self.play.crowd.players[:, 0] / SPACING).astype(np.int64) == oldest
        self.play.reset(np.flatnonzero(here))

    def tick(self, model: DynamicsNetwork, student: float) -> None:
        """One tick everywhere, remembered; `student` is the share of new spells the network drives."""
        play = self.play
        many = len(play.crowd.players)
        self.ticks += 1
        if self.ticks % RENEWAL == 0:
            self._renew()
        done = np.flatnonzero(self.left <= 0)
        stale = done[(self.random.random(len(done)) < 0.35) | (play.age[done] > 400)]
        play.reset(stale)
        self.own[done] = self.random.random(len(done)) < student
        self.left[done] = self.random.integers(16, 65, len(done))
        self.left -= 1
        play.act()
        play.disturb(0.03)
        senses = play.senses()
        taught = play.teacher(senses)
        tokens = player_tokens(play.crowd, senses), entity_tokens(play.crowd, senses)
        wanted = targets(taught, senses, many)
        self.players.add(tokens[0], play.crowd.history[:many], wanted[:many, :MOTION])
        self.characters.add(tokens[1], play.crowd.history[many:], wanted[many:])
        plan = taught
        if self.own.any():
            answer = model.answer_at_once(*tokens, play.crowd.history)
            plan = _mix(taught, read_answer(answer, senses, many), self.own, play.crowd)
        play.carry_out(plan, senses)


def _mix(taught: Proposal, own: Proposal, scenes: NDArray[np.bool_], crowd: Crowd) -> Proposal:
    """The student's plan in the scenes it drives, the teacher's elsewhere."""
    rows = scenes[crowd.owner]
    both = np.concatenate([scenes, rows])
    mixed = {}
    for name, mine in vars(own).items():
        theirs = getattr(taught, name)
        flag = rows if len(mine) == len(rows) else both
        mixed[name] = np.where(flag if mine.ndim == 1 else flag[:, None], mine, theirs)
    return Proposal(**mixed)


def batch_loss(model: DynamicsNetwork, rollouts: Rollouts, random: np.random.Generator) -> Tensor:
    """The loss of BATCH remembered rows of players and as many of characters."""
    people, past, moved = rollouts.players.draw(random)
    characters, their_past, theirs = rollouts.characters.draw(random)
    first, second = model(people, characters, torch.cat([past, their_past]))
    loss = 1.5 * motion_loss(first, moved) + motion_loss(second[:, :MOTION], theirs[:, :MOTION])
    return loss + mind_loss(second, theirs)


def fit(config: DynamicsConfig) -> Loop[DynamicsNetwork]:
    """Train for a fixed time; a checkpoint is left in the run's folder."""
    journal = Journal("dynamics", config)
    model = DynamicsNetwork()
    average = Average(model, 0.999, slow=20)
    optimiser = torch.optim.AdamW(model.parameters(), RATE, betas=(0.9, 0.98), weight_decay=1e-3, fused=True)
    loop = Loop(journal, model, [optimiser], Schedule(RATE), average=average, report=1.0)
    loop.resume()
    rollouts = Rollouts(config.seed + 1000 * (1 + journal.step), config.grounds)
    random = np.random.default_rng(config.seed + journal.step)
    # A resumed network already plays well: its own rollouts begin at once.
    start = 0.0 if journal.state is not None else 0.15
    turns = itertools.count()

    def share() -> float:
        """Of the spells that the student drives now."""
        return 0.8 * float(np.clip((journal.fraction - start) / 0.2, 0.0, 1.0))

    def batch() -> Found | None:
        few = rollouts.players.count < 4 * BATCH
        if next(turns) % STEPS_PER_TICK == 0 or few:
            rollouts.tick(average.network if journal.step > 400 else model, share())
        if few:
            return None
        loss = batch_loss(model, rollouts, random)
        return loss, {"loss": float(loss.detach())}

    loop.run(batch, lambda: {"student": share()})
    return loop


def train(config: DynamicsConfig) -> dict[str, float]:
    """Train for a fixed time and write the averaged weights; returns the held-out figures."""
    loop = fit(config)
    average = loop.best.eval()
    metrics = evaluate_dynamics(average, n_worlds=6, seed0=900_000)
    loop.journal.finish(metrics, f"{config.grounds} proving grounds, renewed")
    save_weights(average, (config.weights or WEIGHTS) / "dynamics.safetensors", loop.journal.card(metrics))
    return metrics

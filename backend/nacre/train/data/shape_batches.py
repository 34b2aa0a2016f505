"""Batches for the shape network: programs encoded once, put together by length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numba import njit
from numpy.typing import NDArray
from torch import Tensor

from nacre.train.data.shape_pool import Drawn, Pool, weight
from nacre.world.kernels.arithmetic import PLAIN
from nacre.world.shapes import wishes
from nacre.world.shapes.encoding import Encoder
from nacre.world.shapes.fields import END, N_SLOTS, OFFSETS, RAW, ROLE, START, SYMBOLS
from nacre.world.shapes.network import NOTHING, OCCURRENCES
from nacre.world.shapes.weights import Rules, logarithms, prior_of, rules_of

STEPS_A_BATCH: Final = 1152
LENGTHS: Final = 8  # programs are filled up to multiples of this: few sizes of matrices, which oneDNN compiles each
DROPPED: Final = 0.1


@dataclass(frozen=True)
class Example:
    """A program with its symbols: steps int16 [parts + 1, N_SLOTS], -1 where a slot is not used."""

    drawn: Drawn
    steps: NDArray[np.int16]


@dataclass(frozen=True)
class Batch:
    """Arguments of the network for B programs of T steps; targets [B * T, N_SLOTS] (-1: none), rows [B * T]."""

    shapes: Tensor
    given: Tensor
    open: Tensor  # attributes with open ones, and natural [B]: whether the attribute network learns from it
    natural: Tensor
    roles: Tensor
    occurrences: Tensor
    before: Tensor
    raw: Tensor
    same: Tensor
    grid: Tensor
    real: Tensor  # [B, T]
    targets: Tensor
    rows: Tensor


@njit(**PLAIN)
def _lay(raw, steps, offsets, roles, occurrences, before, earlier, same):
    """One program into row arrays of a batch."""
    for s in range(len(raw) + 1):
        roles[s] = START if s == 0 else raw[s - 1, ROLE]
        for slot in range(N_SLOTS):
            if s > 0 and steps[s - 1, slot] >= 0:
                before[s, slot] = offsets[slot] + steps[s - 1, slot]
        if s > 1:
            earlier[s] = raw[s - 2]
        found = 0
        for i in range(s - 1):
            if raw[i, ROLE] == raw[s - 1, ROLE]:
                found += 1
                same[s] = raw[i]
        occurrences[s] = min(found, OCCURRENCES - 1)


def collate(examples: list[Example], rules: Rules, random: np.random.Generator, dropped: float = DROPPED) -> Batch:
    """A batch, filled up to a multiple of LENGTHS steps; attributes but colours are left open with chance `dropped`."""
    many, time = len(examples), -(-max(len(e.steps) for e in examples) // LENGTHS) * LENGTHS
    roles, occurrences = np.zeros((many, time), np.int64), np.zeros((many, time), np.int64)
    before = np.full((many, time, N_SLOTS), NOTHING, np.int64)
    raw, same = np.zeros((many, time, RAW), np.int32), np.zeros((many, time, RAW), np.int32)
    real = np.zeros((many, time), bool)
    targets, rows = np.full((many, time, N_SLOTS), -1, np.int64), np.zeros((many, time), np.int64)
    for i, e in enumerate(examples):
        _lay(e.drawn.raw, e.steps, OFFSETS, roles[i], occurrences[i], before[i], raw[i], same[i])
        real[i, : len(e.steps)] = True
        targets[i, : len(e.steps)] = e.steps
        rows[i, : len(e.steps)] = rules.row_of[e.drawn.shape, roles[i, : len(e.steps)]]
    given = np.array([e.drawn.attributes for e in examples])
    drop = random.random(given.shape) < dropped
    drop[:, wishes.FIRST_COLOUR :] = False
    left = random.random(given.shape) < random.random((many, 1))
    shapes = torch.tensor([e.drawn.shape for e in examples])
    grid = torch.tensor([e.drawn.grid for e in examples], dtype=torch.float32)
    arrays = (roles, occurrences, before, raw, same)
    tensors = [torch.from_numpy(a) for a in arrays]
    return Batch(
        shapes, torch.from_numpy(np.where(drop, wishes.OPEN, given)),
        torch.from_numpy(np.where(left, wishes.OPEN, given)),
        torch.tensor([e.drawn.natural for e in examples]),
        tensors[0], tensors[1], tensors[2], tensors[3], tensors[4], grid[:, None].expand(many, time),
        torch.from_numpy(real), torch.from_numpy(targets.reshape(-1, N_SLOTS)), torch.from_numpy(rows.ravel()),
    )  # fmt: skip


def tensors_of(rules: Rules) -> tuple[Tensor, Tensor]:
    """What the losses need of rules: how usual symbols are [rows, SYMBOLS], where is no choice [rows, N_SLOTS]."""
    usual = np.where(rules.may > 0, logarithms(rules.prior), np.float32(-30.0))
    return torch.from_numpy(usual), torch.from_numpy(rules.only >= 0)


class Examples:
    """The pool's programs, encoded; draws batches, and knows what may be written."""

    def __init__(self, pool: Pool, encoder: Encoder | None = None) -> None:
        self.pool = pool
        self.encoder = encoder or Encoder()
        self.held: dict[int, list[Example]] = {}
        self.tests: list[Example] = []

    def _triple(self, d: Drawn) -> tuple[int, NDArray[np.int32], NDArray[np.int64]]:
        return d.shape, d.raw.astype(np.int32), wishes.colours_of(d.attributes)

    def learn(self, a_class: int = 60, passes: int = 3) -> None:
        """Choose descriptions afresh from the pool, and encode all of it."""
        sample = [self._triple(d) for programs in self.pool.programs.values() for d in programs[-a_class:]]
        self.encoder.learn(sample, passes)
        self.held, self.tests = {}, []
        self.add(list(self.pool))
        for programs in self.pool.tests.values():
            self.tests += [self._encode(d) for d in programs[:40]]

    def _encode(self, d: Drawn) -> Example:
        return Example(d, self.encoder.encode(*self._triple(d)).astype(np.int16))

    def add(self, programs: list[Drawn]) -> None:
        """Encode more programs; of a class the oldest go when there are too many."""
        for d in programs:
            held = self.held.setdefault(d.shape, [])
            held.append(self._encode(d))
            if len(held) > self.pool.most(d.shape):
                held.pop(0)

    def rules(self) -> Rules:
        """What may be written, by all that was encoded."""
        encoder = self.encoder
        may = (encoder.counts[: encoder.rows] > 0).astype(np.uint8)
        values = np.zeros((len(encoder.row_of), wishes.SYMBOLS), np.uint8)
        grid = np.zeros(len(encoder.row_of), np.int64)
        for shape, held in self.held.items():
            given = np.unique(np.concatenate([e.drawn.attributes + wishes.OFFSETS[:-1] for e in held]))
            values[shape, given] = 1
            grid[shape] = round(held[-1].drawn.grid * 100)
        assert may.shape[1] == SYMBOLS and encoder.row_of.shape[1] == END + 1
        prior = prior_of(encoder.counts[: encoder.rows])
        return rules_of(encoder.row_of.copy(), may, prior, values, grid)

    def batches(self, rules: Rules, random: np.random.Generator) -> Iterator[Batch]:
        """Batches without end: about STEPS_A_BATCH steps each, of programs of like length."""
        while True:
            classes = [s for s, held in self.held.items() if held]
            chances = np.array([weight(s) * min(1.0, len(self.held[s]) / 50) for s in classes])
            picked = []
            for s in random.choice(classes, 768, p=chances / chances.sum()):
                held = self.held[int(s)]
                picked.append(held[int(random.integers(len(held)))])
            picked.sort(key=lambda e: -len(e.steps))
            groups: list[list[Example]] = []
            while picked:
                many = max(1, STEPS_A_BATCH // (-(-len(picked[0].steps) // LENGTHS) * LENGTHS))
                group, picked = picked[:many], picked[many:]
                while len(group) < many:
                    group.append(group[int(random.integers(len(group)))])
                groups.append(group)
            for g in random.permutation(len(groups)):
                yield collate(groups[g], rules, random)

"""Train the shape network on the teacher's programs.

A worker process draws programs into the run's folder, from which batches are made while it goes on.
"""

from __future__ import annotations

import os
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nacre.atomic_write import atomic_path
from nacre.parts.classes import NAMES as CLASS_NAMES
from nacre.train.config import ShapesConfig
from nacre.train.data.shape_batches import Batch, Examples, collate, tensors_of
from nacre.train.data.shape_pool import Pool, import_grammars, start_filling, wait_for
from nacre.train.journal import Journal
from nacre.train.loop import Average, Found, Loop, Schedule
from nacre.train.muon import Muon
from nacre.world.networks.shapes import ShapeNetwork, save
from nacre.world.shapes import wishes
from nacre.world.shapes.encoding import Encoder
from nacre.world.shapes.fields import NAMES as SLOT_NAMES
from nacre.world.shapes.weights import FILE, Rules

RATE: Final = 3e-3


def losses(network: ShapeNetwork, batch: Batch, rules: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor, int]:
    """Sums of negative log-likelihood (nats) per slot, their symbols, that of attributes, and parts in the batch."""
    usual, only = rules
    wish = network.wish(batch.shapes, batch.given)
    states = network.states(wish, batch.roles, batch.occurrences, batch.before, batch.raw, batch.same, batch.grid)
    time = batch.roles.shape[1]
    begun = network.begin(states.flatten(0, 1), wish.repeat_interleave(time, 0), batch.roles.flatten())
    sums, counts = network.losses(begun, batch.targets, only[batch.rows], usual, batch.rows)
    # of attributes those that were left open
    true, natural = batch.given.clone(), batch.natural
    logits = network.attributes(batch.shapes, batch.open).float()
    total = logits.new_zeros(())
    for a in range(len(wishes.NAMES)):
        rows = natural & (batch.open[:, a] == wishes.OPEN[a]) & (true[:, a] != wishes.OPEN[a])
        if rows.any():
            part = logits[rows, wishes.OFFSETS[a] : wishes.OFFSETS[a + 1]]
            total = total + functional.cross_entropy(part, true[rows, a], reduction="sum")
    return sums, counts, total / max(1, int(natural.sum())), int(batch.real.sum())


def optimisers_of(network: ShapeNetwork) -> list[torch.optim.Optimizer]:
    """Muon for the inner matrices, AdamW for all else."""
    inner = [p for block in network.blocks for p in block.parameters() if p.dim() == 2]
    inner += [network.deep, *(p for mix in network.attributes.mix for p in mix.parameters() if p.dim() == 2)]
    known = {id(p) for p in inner}
    rest = [p for p in network.parameters() if id(p) not in known]
    return [Muon(inner, RATE), torch.optim.AdamW(rest, RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True)]


@torch.inference_mode()
def measure(network: ShapeNetwork, examples: Examples, rules: Rules) -> dict[str, float]:
    """Held-out nats a part, in all, by groups of slots and for a few classes."""
    network.eval()
    tensors = tensors_of(rules)
    random = np.random.default_rng(5)
    sums, parts = np.zeros(len(SLOT_NAMES)), 0
    attributes, batches = 0.0, 0
    by_class: dict[str, list[float]] = {}
    tests = [e for e in examples.tests if (rules.row_of[e.drawn.shape, e.drawn.raw[:, 0]] >= 0).all()]
    tests.sort(key=lambda e: (e.drawn.shape, len(e.steps)))
    for shape in sorted({e.drawn.shape for e in tests}):
        group = [e for e in tests if e.drawn.shape == shape][:12]
        each, _, wished, steps = losses(network, collate(group, rules, random, 0.0), tensors)
        sums += each.double().numpy()
        parts += steps
        attributes, batches = attributes + float(wished), batches + 1
        by_class[CLASS_NAMES[shape]] = [float(each.sum()) / steps]
    out = {"nats": sums.sum() / max(1, parts), "attributes": attributes / max(1, batches)}
    for what, names in {
        "role": ("next",), "form": ("form", "flags", "parent"), "colour": ("material", "colour", "colour_red"),
        "half": ("half_x", "half_y", "half_z"), "half_rest": ("half_x_rest", "half_y_rest", "half_z_rest"),
        "centre": ("centre_x", "centre_y", "centre_z"),
        "centre_rest": ("centre_x_rest", "centre_y_rest", "centre_z_rest"),
        "turn": ("yaw", "pitch", "roll", "rotation"),
    }.items():  # fmt: skip
        out[what] = sum(sums[SLOT_NAMES.index(n)] for n in names) / max(1, parts)
    for name in ("house", "villager", "tree_round", "church", "lamp"):
        if name in by_class:
            out[f"nats_{name}"] = by_class[name][0]
    network.train()
    return {k: round(float(v), 4) for k, v in out.items()}


class Fitting:
    """A run of the shape network: the pool of programs, how they are told, and the loop over batches of them."""

    def __init__(self, config: ShapesConfig) -> None:
        self.journal = journal = Journal("shapes", config)
        self.pool = Pool(config.out / "pool", config.usual, stale=config.resume)
        self.pool.grow()
        self.worker = start_filling(config.out / "pool", config.usual)
        wait_for(self.pool, self.worker, 2000)
        self._encoder = config.out / "encoder.npz"
        known = journal.state is not None and self._encoder.is_file()
        self.examples = Examples(self.pool, Encoder.of(dict(np.load(self._encoder))) if known else None)
        # a network goes on with the descriptions it knows
        self.examples.learn(passes=1 if known else 3)
        self._learned = self.programs
        self._random = np.random.default_rng([config.seed, journal.step, 9])
        self._begin_batches()
        network = ShapeNetwork()
        self.network = network
        self.loop = Loop(
            journal, network, optimisers_of(network), Schedule(RATE, steady=config.steady),
            average=Average(network, 0.999), state=self._state,
        )  # fmt: skip
        self.loop.resume()

    @property
    def programs(self) -> int:
        """How many programs are trained on."""
        return sum(map(len, self.examples.held.values()))

    def _begin_batches(self) -> None:
        self.rules = self.examples.rules()
        self._tensors = tensors_of(self.rules)
        self._batches = self.examples.batches(self.rules, self._random)

    def batch(self) -> Found:
        """The loss of the next batch."""
        batch = next(self._batches)
        with torch.autocast("cpu", torch.bfloat16):
            sums, _, wished, parts = losses(self.network, batch, self._tensors)
        return sums.sum() / parts + 0.2 * wished, {"nats": sums.sum().item() / parts, "attributes": wished.item()}

    def grow(self) -> dict[str, float | str]:
        """Take in the programs that were drawn since the last report."""
        new = self.pool.grow()
        if new:
            # choose descriptions afresh while the pool is young, when it has doubled; else only add
            if sum(map(len, self.pool.programs.values())) > 2 * self._learned:
                self.examples.learn(passes=2)
                self._learned = self.programs
            else:
                self.examples.add(new)
            self._begin_batches()
        return {"programs": self.programs, "classes": len(self.examples.held)}

    def _state(self) -> dict[str, Any]:
        """The loop's checkpoint; beside it the encoder, and weights that can be looked at while the run goes on."""
        with atomic_path(self._encoder) as temporary, temporary.open("wb") as file:
            held: dict[str, Any] = self.examples.encoder.arrays()
            np.savez(file, **held)
        card = {"steps": self.journal.step, "minutes": self.journal.minutes}
        save(self.loop.best, self.rules, self.pool.tables, card, self.journal.out / FILE.name)
        return self.loop.own_state()


def train(config: ShapesConfig) -> dict[str, float]:
    """Train for a fixed time and write the averaged weights; returns the held-out figures."""
    # room for every size of matrix that comes up; read when oneDNN is first used
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "20000")
    for line in import_grammars():
        print("grammar left out:", line, flush=True)
    fitting = Fitting(config)
    try:
        fitting.loop.run(fitting.batch, fitting.grow)
    finally:
        fitting.worker.terminate()
    average = fitting.loop.best.eval()
    metrics = measure(average, fitting.examples, fitting.rules)
    fitting.journal.finish(metrics, f"{fitting.programs:,} programs")
    card = fitting.journal.card(metrics, programs=fitting.programs, classes=len(fitting.examples.held))
    save(average, fitting.rules, fitting.pool.tables, card, (config.weights or FILE.parent) / FILE.name)
    return metrics

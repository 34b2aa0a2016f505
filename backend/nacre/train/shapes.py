"""Train the shape network on the teacher's programs.

`python -m nacre.train.shapes --minutes N [--resume]`: a worker process draws programs into runs/, from which
batches are made; checkpoints and a log go to runs/shapes, the finished weights into the package.
"""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nacre.parts.classes import NAMES as CLASS_NAMES
from nacre.train.journal import Journal
from nacre.train.muon import Muon
from nacre.train.shape_batches import Batch, Examples, collate, tensors_of
from nacre.train.shape_pool import Pool, import_grammars, start_filling, wait_for
from nacre.world.shapes import wishes
from nacre.world.shapes.encoding import Encoder
from nacre.world.shapes.fields import NAMES as SLOT_NAMES
from nacre.world.shapes.network import ShapeNetwork
from nacre.world.shapes.weights import FILE, Rules, save

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


def train(
    minutes: float,
    resume: bool = False,
    threads: int = 1,
    out: str | Path = "runs/shapes",
    usual: int = 300,
    seed: int = 0,
    ship: bool = True,
    steady: bool = False,
) -> dict[str, float]:
    """Train for a fixed time and export; returns the held-out figures. steady: the rate stays up, to go on later."""
    # room for every size of matrix that comes up; read when oneDNN is first used
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "20000")
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    out = Path(out)
    for line in import_grammars():
        print("grammar left out:", line, flush=True)
    pool = Pool(out / "pool", usual, stale=resume)
    pool.grow()
    worker = start_filling(out / "pool", usual)
    wait_for(pool, worker, 2000)
    journal = Journal(out, minutes, resume)
    counted = out / "encoder.npz"
    known = journal.state is not None and counted.is_file()
    examples = Examples(pool, Encoder.of(dict(np.load(counted))) if known else None)
    # a network goes on with the descriptions it knows
    examples.learn(passes=1 if known else 3)
    rules = examples.rules()
    tensors = tensors_of(rules)
    network = ShapeNetwork()
    average = copy.deepcopy(network).requires_grad_(False)
    optimisers = optimisers_of(network)
    if journal.state is not None:
        network.load_state_dict(journal.state["network"])
        average.load_state_dict(journal.state["average"])
        for each, state in zip(optimisers, journal.state["optimisers"], strict=True):
            each.load_state_dict(state)

    def keep() -> None:
        states = [each.state_dict() for each in optimisers]
        journal.save(network=network.state_dict(), average=average.state_dict(), optimisers=states)
        held: dict[str, Any] = examples.encoder.arrays()
        np.savez(out / "encoder.tmp.npz", **held)
        os.replace(out / "encoder.tmp.npz", counted)
        save(average, rules, pool.tables, {"steps": journal.step, "minutes": journal.minutes}, out / FILE.name)

    random = np.random.default_rng([seed, journal.step, 9])
    batches = examples.batches(rules, random)
    running: dict[str, float] = {}
    reported, learned, steps_seen, mean = journal.elapsed, sum(map(len, examples.held.values())), 0, 0.0
    while journal.fraction < 1:
        rate = RATE * min(1.0, (journal.step + 1) / 60) if steady else journal.rate(RATE)
        for group in (g for each in optimisers for g in each.param_groups):
            group["lr"] = rate
        batch = next(batches)
        with torch.autocast("cpu", torch.bfloat16):
            sums, _, wished, parts = losses(network, batch, tensors)
        loss = sums.sum() / parts + 0.2 * wished
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        for each in optimisers:
            each.step()
            each.zero_grad(set_to_none=True)
        journal.step += 1
        steps_seen += parts
        with torch.no_grad():
            slow = min(0.999, 1 - 1 / (1 + journal.step * 0.1))
            for mine, theirs in zip(average.parameters(), network.parameters(), strict=True):
                mine.lerp_(theirs, 1 - slow)
        mean = mean * 0.98 + 0.02 * (sums.sum().item() / parts)
        running = {"nats": mean, "attributes": wished.item()}
        if journal.elapsed > reported + 2.0:
            journal.log(
                programs=float(sum(map(len, examples.held.values()))), classes=float(len(examples.held)),
                rate=steps_seen / 60 / (journal.elapsed - reported), **{k: round(v, 3) for k, v in running.items()},
            )  # fmt: skip
            keep()
            reported, steps_seen = journal.elapsed, 0
            new = pool.grow()
            if new:
                # choose descriptions afresh while the pool is young, when it has doubled; else only add
                if sum(map(len, pool.programs.values())) > 2 * learned:
                    examples.learn(passes=2)
                    learned = sum(map(len, examples.held.values()))
                else:
                    examples.add(new)
                rules = examples.rules()
                tensors = tensors_of(rules)
                batches = examples.batches(rules, random)
    worker.terminate()
    keep()
    average.eval()
    metrics = measure(average, examples, rules)
    journal.log(final="yes", **metrics)
    card: dict[str, Any] = {"steps": journal.step, "minutes": journal.minutes, "metrics": metrics}
    card["programs"], card["classes"] = sum(map(len, examples.held.values())), len(examples.held)
    save(average, rules, pool.tables, card, FILE if ship else out / FILE.name)
    return metrics


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--usual", type=int, default=300, help="programs of a class of weight 1")
    parser.add_argument("--out", default="runs/shapes")
    parser.add_argument("--steady", action="store_true", help="keep the rate up: another run will go on")
    parser.add_argument("--keep", action="store_true", help="leave the weights in the run's folder")
    arguments = parser.parse_args()
    train(
        arguments.minutes, arguments.resume, arguments.threads, arguments.out, arguments.usual,
        ship=not arguments.keep, steady=arguments.steady,
    )  # fmt: skip

"""Train the layout transformer on the teacher's chunks.

An example is one chunk: its ground, what the world is asked for, what the core still lacks when the chunk's
turn comes, the things of the neighbours it depends on, and its own things to be predicted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from nacre.train.config import LayoutConfig
from nacre.train.data.chunks import Example, collate, tokens_of, window
from nacre.train.data.maps import map_of
from nacre.train.data.world_pool import WorldPool
from nacre.train.data.worlds import EDGE, HALF, SIDE, World
from nacre.train.journal import Journal
from nacre.train.loop import Average, Found, Loop, Schedule
from nacre.vocabulary import SHAPES
from nacre.world.grid import CHUNK
from nacre.world.kernels.hashing import hash_key
from nacre.world.layout.colouring import core_groups, depends
from nacre.world.layout.lane import Lane, Wishes, neighbours
from nacre.world.layout.network import CLASSES, END, FIELDS, ORDER, RANK, YAWS, context_of, size_of, where
from nacre.world.layout.placer import Placer
from nacre.world.networks.files import load_tensors, save_tensors
from nacre.world.networks.layout import LayoutNetwork
from nacre.world.weights import WEIGHTS

BATCH: Final = 24
RATE: Final = 1.5e-3
BUILT: Final = 4.0
FIRST_PLANT: Final = ORDER.index("tree_round")
HEADS: Final = ("class", "place", "subcell", "yaw", "size", "style", "snow")
# Styles are drawn evenly by the teacher, so there is nothing to learn but to stay even.
WEIGHT: Final = dict(zip(HEADS, (1.0, 1.0, 0.4, 0.8, 0.4, 0.1, 0.3), strict=True))


def losses(
    network: LayoutNetwork, batch: tuple[Tensor, ...], emphasis: bool = False
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Mean negative log-likelihood (nats) and accuracy per head; yaw only of what is built.

    With emphasis what is built counts BUILT times where place is concerned: plants outnumber it by far.
    """
    view, spec, near, shift, own = batch
    before, after = own[:, :-1], own[:, 1:]
    heads = network(view, spec, near, shift, before)
    real = after[..., 0] < CLASSES
    counted = real | (after[..., 0] == END)
    logits = network.class_head(heads.hidden).float()
    nll = {"class": functional.cross_entropy(logits[counted], after[..., 0][counted])}
    hits = {"class": (logits[counted].argmax(-1) == after[..., 0][counted]).float().mean()}
    shape = after[..., 0].clamp(max=END)
    heat = network.place_logits(heads.hidden, shape, heads.keys, network.taken(near, shift, before)).float()
    # Plants, rocks and the people's homes are turned at random: there is nothing to learn of their yaw.
    built = torch.from_numpy(RANK < FIRST_PLANT).to(own.device)[shape[real].clamp(max=CLASSES - 1)].float()
    weight = 1.0 + (BUILT - 1.0) * built if emphasis else torch.ones_like(built)
    each = functional.cross_entropy(heat[real], after[..., 1][real], reduction="none")
    nll["place"] = (each * weight).sum() / weight.sum().clamp(min=1)
    hits["place"] = (heat[real].argmax(-1) == after[..., 1][real]).float().mean()
    details = network.details(heads.hidden, shape, after[..., 1], heads.keys)
    for name, column, logits in zip(HEADS[2:], range(2, FIELDS), details, strict=True):
        chosen, truth = logits[real].float(), after[..., column][real]
        if name == "yaw":
            # Neighbouring bins are nearly right; share a little of the target with them.
            beside = [functional.one_hot((truth + step) % YAWS, YAWS) for step in (-1, 1)]
            soft = 0.8 * functional.one_hot(truth, YAWS) + 0.1 * (beside[0] + beside[1])
            each = functional.cross_entropy(chosen, soft, reduction="none")
            nll[name] = (each * built).sum() / built.sum().clamp(min=1)
        else:
            nll[name] = functional.cross_entropy(chosen, truth)
        hits[name] = (chosen.argmax(-1) == truth).float().mean()
    return nll, hits


def set_rules(network: LayoutNetwork, worlds: list[World]) -> None:
    """Measure on the teacher how close classes come (metres at size 1) and how wet their ground may be."""
    nearest = np.full((CLASSES, CLASSES), np.inf)
    pairs, ratios, wet_class, wet = [], [], [], []
    for world in worlds:
        rows, xs, zs = [], [], []
        inner = world.cover[4, EDGE:-EDGE, EDGE:-EDGE]
        water = inner.reshape(SIDE * 16, 4, SIDE * 16, 4).mean((1, 3)) / 255.0
        for number, chunk in enumerate((x, z) for z in range(SIDE) for x in range(SIDE)):
            tokens = world.tokens[number].astype(np.int64)
            tokens = tokens[tokens[:, 0] >= 0]
            x, z = where(tokens)
            rows.append(tokens)
            xs.append(x + chunk[0] * CHUNK)
            zs.append(z + chunk[1] * CHUNK)
            wet.append(water[chunk[1] * 16 + tokens[:, 1] // 16, chunk[0] * 16 + tokens[:, 1] % 16])
            wet_class.append(tokens[:, 0])
        tokens, x, z = np.concatenate(rows), np.concatenate(xs), np.concatenate(zs)
        far = np.hypot(x[:, None] - x, z[:, None] - z) / size_of(tokens[:, 4])
        far[np.arange(len(x)), np.arange(len(x))] = np.inf
        i, j = np.nonzero(far < 14.0)
        pairs.append(tokens[i, 0] * CLASSES + tokens[j, 0])
        ratios.append(far[i, j])
    pair, ratio = np.concatenate(pairs), np.concatenate(ratios)
    order = np.argsort(pair, kind="stable")
    kinds, first = np.unique(pair[order], return_index=True)
    for kind, values in zip(kinds, np.split(ratio[order], first[1:]), strict=True):
        nearest[kind // CLASSES, kind % CLASSES] = np.quantile(values, 0.01)
    radius = network.radius.numpy()[:CLASSES].astype(np.float64) / 0.35 * 0.25
    unseen = radius[:, None] + radius
    clearance = np.where(np.isfinite(nearest), np.minimum(nearest, unseen * 2.2), unseen)
    clearance = np.maximum(np.minimum(clearance, clearance.T), 0.3)
    dragon = SHAPES.index("dragon")
    clearance[dragon, :] = clearance[:, dragon] = 0.0
    clearance[dragon, dragon] = 8.0
    network.clearance.copy_(torch.from_numpy(clearance))
    at, wetness = np.concatenate(wet_class), np.concatenate(wet)
    wettest = [np.quantile(wetness[at == c], 0.98) + 0.1 if (at == c).any() else 0.25 for c in range(CLASSES)]
    network.wettest.copy_(torch.tensor(wettest, dtype=torch.float32))


def placed_by(network: LayoutNetwork, world: World, salt: int = 0) -> dict[tuple[int, int], NDArray[np.int64]]:
    """The student's things on the teacher's ground, without the last resort that forces counts."""
    placer, made = Placer(network), dict[tuple[int, int], NDArray[np.int64]]()
    counts = world.counts.astype(np.float64)
    wishes = Wishes(np.where(counts >= 0, counts, np.inf), counts >= 0)
    for group in core_groups():
        lanes = []
        for chunk in group:
            example = Example(world, chunk)
            remaining = np.where(wishes.asked, wishes.remaining, 0).astype(np.float32)
            context = context_of(remaining, wishes.asked.astype(np.float32), chunk, True)
            near, shift = neighbours(chunk, {o: made[o] for o in depends(chunk)})
            barred = np.append(counts == 0, False)
            lanes.append(
                Lane(
                    chunk, placer.see(example.view), np.concatenate([world.condition, context]), near, shift,
                    hash_key(world.seed, 3, *chunk, salt), barred,
                )
            )  # fmt: skip
        placer.fill(lanes, wishes)
        for lane in lanes:
            made[lane.chunk] = lane.tokens
    return made


def measure_placing(network: LayoutNetwork, tests: list[World], path: Path) -> dict[str, float]:
    """What sampling does: counts kept, things per chunk, overlaps, things off or on paths; and a picture."""
    asked = met = 0.0
    mine, theirs, overlap, rows = [], [], [0.0, 0.0], []
    for number, world in enumerate(tests):
        made = placed_by(network, world)
        truth = {c: tokens_of(world, c) for c in window(world)}
        totals = np.bincount(np.concatenate(list(made.values()))[:, 0], minlength=CLASSES)
        named = world.counts >= 0
        asked += float(named.sum())
        met += float((totals[named] == world.counts[named]).sum())
        theirs.append(np.bincount(np.concatenate(list(truth.values()))[:, 0], minlength=CLASSES))
        mine.append(totals)
        for k, things in enumerate((truth, made)):
            tokens = np.concatenate(list(things.values()))
            x = np.concatenate([where(t)[0] + c[0] * CHUNK for c, t in things.items()])
            z = np.concatenate([where(t)[1] + c[1] * CHUNK for c, t in things.items()])
            big = tokens[:, 0] < 12
            far = np.hypot(x[big][:, None] - x[big], z[big][:, None] - z[big]) + 99 * np.eye(int(big.sum()))
            if big.sum() > 1:
                overlap[k] += float((far.min(1) < 5.0).mean()) / len(tests)
        if number < 4:
            ground, corner = world.fine()[:, EDGE:-EDGE, EDGE:-EDGE], (-HALF, -HALF)
            rows.append(np.concatenate([map_of(ground, corner, truth), map_of(ground, corner, made)], 1))
    Image.fromarray(np.concatenate(rows, 0)).save(path)
    a, b = np.array(theirs, np.float64), np.array(mine, np.float64)
    return {
        "counts_met": met / max(asked, 1),
        "things_teacher": float(a.sum(1).mean()), "things_student": float(b.sum(1).mean()),
        "class_share_gap": float(np.abs(a.sum(0) / a.sum() - b.sum(0) / b.sum()).sum() / 2),
        "overlap_teacher": overlap[0], "overlap_student": overlap[1],
    }  # fmt: skip


@torch.inference_mode()
def measure(network: LayoutNetwork, tests: list[World]) -> dict[str, float]:
    """Held-out likelihood and accuracy per head, over every chunk of the test windows."""
    examples = [Example(world, chunk) for world in tests for chunk in window(world)]
    sums: dict[str, float] = {}
    parts = [examples[i : i + 50] for i in range(0, len(examples), 50)]
    for part in parts:
        nll, hits = losses(network, collate(part))
        for kind, values in (("nll", nll), ("hit", hits)):
            for name, value in values.items():
                sums[f"{kind}_{name}"] = sums.get(f"{kind}_{name}", 0.0) + float(value) / len(parts)
    return sums


def train(config: LayoutConfig) -> dict[str, float]:
    """Train for a fixed time and write the averaged weights; returns the held-out figures."""
    journal = Journal("layout", config)
    pool = WorldPool(config.worlds)
    random = np.random.default_rng([config.seed, journal.step, 5])
    network = LayoutNetwork()
    if config.warm:
        network.load_state_dict(load_tensors(WEIGHTS / "layout.safetensors"))
    optimiser = torch.optim.AdamW(network.parameters(), RATE, betas=(0.9, 0.98), weight_decay=0.02)
    loop = Loop(journal, network, [optimiser], Schedule(RATE, warm_up=150), average=Average(network))
    loop.resume()
    set_rules(network, list(pool.worlds.values())[:120])
    chunks = [(w, c) for w in pool.worlds.values() for c in window(w)]

    def batch() -> Found:
        picked = [chunks[int(i)] for i in random.integers(0, len(chunks), BATCH)]
        with torch.autocast("cpu", torch.bfloat16):
            nll, _ = losses(network, collate([Example(w, c) for w, c in picked]), emphasis=True)
        loss = torch.stack([WEIGHT[name] * value for name, value in nll.items()]).sum()
        return loss, {name: value.item() for name, value in nll.items()}

    def report() -> dict[str, float | str]:
        chunks.extend((w, c) for w in pool.grow() for c in window(w))
        return {"chunks": len(chunks)}

    loop.run(batch, report)
    set_rules(loop.best, list(pool.worlds.values())[:200])
    metrics = measure(loop.best, pool.tests)
    metrics |= measure_placing(loop.best, pool.tests, config.out / f"maps_{journal.step:06d}.png")
    journal.finish(metrics, f"{len(chunks):,} chunks of {len(pool.worlds):,} worlds")
    card = journal.card(metrics, worlds=len(pool.worlds))
    save_tensors((config.weights or WEIGHTS) / "layout.safetensors", dict(loop.best.state_dict()), card)
    return metrics

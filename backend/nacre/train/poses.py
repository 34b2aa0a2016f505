"""Train the pose network on the teacher's clips: `nacre train poses --minutes 20 --resume`.

Data are functions, so there is no end of them: the book of moments is drawn afresh every few hundred steps. Held out
are moments of their own; what counts is the angle's error and how far a standing foot would slide.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.teacher.motion import clip
from nacre.train.config import PosesConfig
from nacre.train.journal import Journal
from nacre.train.loop import Found, Loop, Schedule
from nacre.world.bodies.plans import A_ACTIVITY, ACTIVITIES, CHANNEL_INDEX, CHANNELS, PLANS
from nacre.world.bodies.pose_network import WEIGHTS_FILE, encode
from nacre.world.networks.files import load_into, load_tensors, save_tensors
from nacre.world.networks.poses import PoseNetwork
from nacre.world.weights import WeightsError

Floats = NDArray[np.float32]
PER_CLIP: Final = 1200  # moments of each plan and activity in a book
BATCH: Final = 1024
RENEWAL: Final = 1200  # steps a book serves
MIXED: Final = 0.2  # share of moments between two activities
PEAK: Final = 4e-3


def moments(seed: int, per_clip: int) -> tuple[Floats, Floats, Floats]:
    """A book: encoded moments [N, INPUTS], poses [N, CHANNELS], weights of each channel [N, CHANNELS]."""
    rng = np.random.default_rng(seed)
    inputs, targets, weights = [], [], []
    for p, plan in enumerate(PLANS):
        seen = np.zeros(len(CHANNELS), bool)
        rows = []
        for a, activity in enumerate(ACTIVITIES):
            phase, pace = rng.random(per_clip), rng.random(per_clip) ** 1.3 * (8.0 if activity == "run" else 4.0)
            yaw = np.where(rng.random(per_clip) < 0.4, 0.0, rng.uniform(-1.2, 1.2, per_clip))
            pitch = np.where(yaw == 0, 0.0, rng.uniform(-0.6, 0.6, per_clip))
            pose = clip(plan, activity, phase, pace, yaw, pitch)
            at = np.full(per_clip, a)
            encoded = encode(np.full(per_clip, p), at, phase, pace, yaw, pitch)
            mixed = rng.random(per_clip) < MIXED
            other = int(rng.integers(len(ACTIVITIES)))
            share = rng.random(mixed.sum())
            again = clip(plan, ACTIVITIES[other], phase[mixed], pace[mixed], yaw[mixed], pitch[mixed])
            encoded[mixed, A_ACTIVITY + a] = 1 - share
            encoded[mixed, A_ACTIVITY + other] += share.astype(np.float32)
            pose[mixed] = pose[mixed] * (1 - share[:, None]) + again * share[:, None]
            seen |= (np.abs(pose) > 1e-6).any(0)
            rows.append((encoded, pose))
        weight = seen.astype(np.float32)
        # feet show every error: legs and the body's height count for more
        for name, i in CHANNEL_INDEX.items():
            if name.startswith("leg_") or name in ("root:dy", "root:x"):
                weight[i] *= 2.5
        for encoded, pose in rows:
            inputs.append(encoded)
            targets.append(pose.astype(np.float32))
            weights.append(np.broadcast_to(weight, pose.shape))
    return np.concatenate(inputs), np.concatenate(targets), np.ascontiguousarray(np.concatenate(weights))


def evaluate(model: PoseNetwork, seed: int = 900_001) -> dict[str, float]:
    """Held-out figures: error of the angles that are used, in degrees, and the slide of standing feet."""
    inputs, targets, weights = moments(seed, 120)
    with torch.no_grad():
        error = np.abs(model(torch.from_numpy(inputs)).numpy() - targets)
    used = weights > 0
    angles = used.copy()
    angles[:, :3] = False
    return {
        "angle_degrees": float(np.degrees(error[angles].mean())),
        "angle_degrees_95": float(np.degrees(np.quantile(error[angles], 0.95))),
        "bob_legs": float(error[:, CHANNEL_INDEX["root:dy"]].mean()),
        **{f"foot_{plan}": foot_error(model, plan) for plan in ("biped", "quadruped")},
    }


def foot_error(model: PoseNetwork, plan: str, n: int = 400) -> float:
    """Mean distance in leg lengths between the feet of the network's and the teacher's walk."""
    rng = np.random.default_rng(7)
    phase, pace = rng.random(n), rng.uniform(0.5, 3.5, n)
    wanted = clip(plan, "walk", phase, pace)
    moment = encode(
        np.full(n, PLANS.index(plan)), np.full(n, ACTIVITIES.index("walk")), phase, pace, np.zeros(n), np.zeros(n)
    )
    with torch.no_grad():
        found = model(torch.from_numpy(moment)).numpy()
    legs = ("leg_l", "leg_r") if plan == "biped" else ("leg_front_l", "leg_back_r")
    total = 0.0
    for leg in legs:
        places = []
        for pose in (wanted, found):
            hip = pose[:, CHANNEL_INDEX[f"{leg}:x"]] + pose[:, CHANNEL_INDEX["root:x"]]
            shin = hip + pose[:, CHANNEL_INDEX[f"{leg}.2:x"]]
            ahead = 0.5 * np.sin(hip) + 0.5 * np.sin(shin)
            down = 0.5 * np.cos(hip) + 0.5 * np.cos(shin) - pose[:, CHANNEL_INDEX["root:dy"]]
            places.append(np.stack([ahead, down], 1))
        total += float(np.linalg.norm(places[0] - places[1], axis=1).mean())
    return total / len(legs)


def train(config: PosesConfig) -> dict[str, float]:
    """Train for some minutes, and write weights and card if they are the best so far; returns held-out figures."""
    journal = Journal("poses", config)
    torch.manual_seed(config.seed + journal.step)
    model = PoseNetwork()
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK, weight_decay=1e-5)
    loop = Loop(journal, model, [optimiser], Schedule(PEAK, floor=0.005), clip=None, report=1.0)
    loop.resume()
    rng = np.random.default_rng(config.seed + journal.step)
    book: tuple[torch.Tensor, ...] = ()

    def batch() -> Found:
        nonlocal book
        if not book or journal.step % RENEWAL == 0:
            book = tuple(torch.from_numpy(part) for part in moments(journal.step + 1, PER_CLIP))
        at = torch.from_numpy(rng.integers(0, len(book[0]), BATCH))
        inputs, targets, weights = (part[at] for part in book)
        loss = (weights * (model(inputs) - targets) ** 2).sum() / weights.sum()
        return loss, {"loss": float(loss.detach())}

    loop.run(batch, lambda: dict(evaluate(model)))
    figures = evaluate(model)
    journal.finish(figures, f"the teacher's clips: {len(PLANS)} body plans, {len(ACTIVITIES)} activities")
    shipped = (config.weights or WEIGHTS_FILE.parent) / WEIGHTS_FILE.name
    # a short or starved run must not replace better weights
    best = figures["angle_degrees"] <= shipped_error(shipped)
    save_tensors(shipped if best else config.out / shipped.name, dict(model.state_dict()), card(journal, figures))
    return figures


def shipped_error(path: Path) -> float:
    """Held-out error in degrees of the weights that are there; infinite without any that fit."""
    model = PoseNetwork()
    try:
        load_into(model, load_tensors(path), path.name)
    except WeightsError:
        return float("inf")
    return evaluate(model)["angle_degrees"]


def card(journal: Journal, figures: dict[str, float]) -> dict[str, Any]:
    """The model card: what it is, what it learned from, what it can."""
    return {
        "network": "pose network: plan, activity, phase, pace, look -> joint angles",
        "parameters": sum(p.numel() for p in PoseNetwork().parameters()),
        "data": "the teacher's motion clips (nacre.teacher.motion), no recordings of people or animals",
        "plans": list(PLANS), "activities": list(ACTIVITIES), "channels": list(CHANNELS),
        "steps": journal.step, "minutes": round(journal.minutes, 1),
        "held_out": {k: round(v, 4) for k, v in figures.items()},
    }  # fmt: skip

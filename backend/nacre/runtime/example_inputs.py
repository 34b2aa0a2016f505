"""Inputs for examples, parity checks and benchmarks: numbers in range that mean nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from nacre.parts.classes import CLASSES
from nacre.parts.vocabulary import ROLES
from nacre.world.bodies.plans import ACTIVITIES, PLANS
from nacre.world.bodies.pose_network import encode
from nacre.world.shapes import wishes
from nacre.world.shapes.fields import N_SLOTS, OFFSETS, RAW
from nacre.world.shapes.network import OCCURRENCES


def normal(seed: int) -> Callable[..., Tensor]:
    """Draws of a normal distribution, by shape."""
    generator = torch.Generator().manual_seed(seed)
    return lambda *shape: torch.randn(*shape, generator=generator)


def integers(seed: int, high: int, *shape: int) -> Tensor:
    """Whole numbers from 0 to high - 1."""
    return torch.randint(0, high, shape, generator=torch.Generator().manual_seed(seed))


def toy_program(batch: int, parts: int, seed: int = 11) -> dict[str, Tensor]:
    """Inputs of `steps.ShapeStep` that mean nothing but are all in range: for examples, parity and timing."""
    random = np.random.default_rng(seed)
    slots = np.stack([random.integers(OFFSETS[s], OFFSETS[s + 1], (batch, parts)) for s in range(N_SLOTS)], -1)
    before = np.roll(slots, 1, 1)
    given = np.stack([random.integers(0, size, batch) for size in wishes.SIZES], -1)
    raw = random.integers(-40, 40, (batch, parts, RAW))
    arrays = {
        "kind": random.integers(0, len(CLASSES), batch),
        "given": given,
        "roles": random.integers(0, len(ROLES), (batch, parts)),
        "occurrences": random.integers(0, OCCURRENCES, (batch, parts)),
        "before": before,
        "raw": raw,
        "same": np.roll(raw, 1, 1),
        "grid": np.full((batch, parts), 0.02, np.float32),
        "slots": slots,
    }
    return {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in arrays.items()}


def toy_moments(bodies: int) -> Tensor:
    """Inputs [bodies, INPUTS] of the pose network: every plan and activity in turn."""
    random = np.random.default_rng(12)
    turn = np.arange(bodies)
    phase, pace, yaw, pitch = (random.uniform(low, 1, bodies).astype(np.float32) for low in (0, 0, -1, -0.5))
    return torch.from_numpy(encode(turn % len(PLANS), turn % len(ACTIVITIES), phase, pace, yaw, pitch))

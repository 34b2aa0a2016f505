"""Compares a compiled network with eager float32 torch on example inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor

from nacre.runtime.interface import Compiled, Precision, as_tuple
from nacre.runtime.networks import Network


@dataclass(frozen=True)
class Verdict:
    """How far a compiled network was from eager float32 torch; bounded: share of numbers further off than allowed."""

    passed: bool
    max_abs_error: float
    tolerance: float
    outside: float
    batches: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def compare(
    network: Network,
    compiled: Compiled,
    precision: Precision,
    batches: Sequence[int],
    device: torch.device,
) -> Verdict:
    """Run both on the network's example inputs at several batch sizes. A NaN anywhere fails."""
    tolerance = network.tolerance[precision]
    worst, outside, total = 0.0, 0, 0
    module = network.module.to(device)
    for batch in batches:
        example = network.example.rows(batch).to(device)
        inputs = tuple(example.inputs.values())
        with torch.inference_mode():
            wanted = as_tuple(module(*inputs))
        for mine, reference in zip(compiled(*inputs), wanted, strict=True):
            error = _error(mine, reference)
            worst = max(worst, float(error.max()))
            outside += int((error > tolerance).sum())
            total += error.numel()
    share = outside / max(total, 1)
    return Verdict(share <= network.outliers, worst, tolerance, share, tuple(batches))


def _error(mine: Tensor, reference: Tensor) -> Tensor:
    if mine.shape != reference.shape:
        return torch.full((1,), torch.inf)
    error = (mine.float() - reference.to(mine.device).float()).abs()
    return torch.where(error.isnan(), torch.full_like(error, torch.inf), error)

"""The training loop of every network: rate, gradient step, averaged weights, reports and checkpoints.

A network's own module says what a batch and its loss are; here is what they have in common. A run ends by its clock.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from nacre.train.journal import Journal

Network = TypeVar("Network", bound=nn.Module)
Found = tuple[Tensor, dict[str, float]]
"""The loss of a batch, and what to show of it: means over the last fifty steps or so are logged."""


@dataclass(frozen=True)
class Schedule:
    """The learning rate: linear warm-up over steps, then a cosine from peak to floor * peak between the fractions
    start and end of the run's time. steady: it stays at its peak.
    """

    peak: float
    warm_up: int = 60
    floor: float = 0.03
    start: float = 0.0
    end: float = 1.0
    steady: bool = False

    def rate(self, step: int, fraction: float) -> float:
        """The rate at a step (from 0) when this fraction of the run's time is over."""
        warm = self.peak * min(1.0, (step + 1) / self.warm_up)
        if self.steady:
            return warm
        through = min(1.0, max(0.0, (fraction - self.start) / (self.end - self.start)))
        return warm * (self.floor + (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * through)))


class Average(Generic[Network]):
    """Exponential moving average of a network's weights: what is exported. Its memory is short in the beginning:
    after n steps it keeps n / (n + slow) of itself, at most `decay`.
    """

    def __init__(self, network: Network, decay: float = 0.995, slow: int = 10) -> None:
        self.network, self.decay, self.slow = copy.deepcopy(network).requires_grad_(False), decay, slow
        self.steps = 0

    def update(self, network: Network) -> None:
        """Follow the network by one step."""
        self.steps += 1
        keep = min(self.decay, self.steps / (self.steps + self.slow))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.network.parameters()), list(network.parameters()), 1 - keep)


class Loop(Generic[Network]):
    """One network in training. journal: clock, checkpoint and log, which several loops may share one after another.

    clip: the greatest norm of a step's gradients, None for any. report: minutes between reports and checkpoints.
    state: what a checkpoint holds; None: `own_state`.
    """

    def __init__(
        self,
        journal: Journal,
        network: Network,
        optimisers: Sequence[torch.optim.Optimizer],
        schedule: Schedule,
        *,
        average: Average[Network] | None = None,
        clip: float | None = 1.0,
        report: float = 2.0,
        state: Callable[[], dict[str, Any]] | None = None,
    ) -> None:
        self.journal, self.network, self.optimisers, self.average = journal, network, optimisers, average
        self._schedule, self._clip, self._report = schedule, clip, report
        self._state = state or self.own_state
        self._first = journal.step
        self.means: dict[str, float] = {}

    @property
    def best(self) -> Network:
        """What is to be exported: the average, or the network itself where there is none."""
        return self.network if self.average is None else self.average.network

    def resume(self) -> None:
        """Take up the journal's checkpoint, if it has one."""
        state = self.journal.state
        if state is None:
            return
        self._first = 0  # warmed up long ago
        self.network.load_state_dict(state["network"])
        if self.average is not None:
            self.average.network.load_state_dict(state.get("average", state["network"]))
            self.average.steps = int(state.get("average_steps", self.journal.step if "average" in state else 0))
        for optimiser, saved in zip(self.optimisers, state.get("optimisers", ()), strict=False):
            optimiser.load_state_dict(saved)

    def run(self, batch: Callable[[], Found | None], report: Callable[[], dict[str, float | str]] = dict) -> None:
        """Train until the schedule's time is over; a last checkpoint follows.

        batch: the next batch's loss, None while there is no data yet. report: called before every report; takes in
        new data and returns what else to log.
        """
        due = self.journal.elapsed + self._report
        while self.journal.fraction < self._schedule.end:
            found = batch()
            if found is None:
                continue
            self._descend(found[0])
            for name, value in found[1].items():
                self.means[name] = self.means.get(name, value) * 0.98 + 0.02 * value
            if self.journal.elapsed > due:
                self.journal.log(**self.means, **report())
                self.save()
                due = self.journal.elapsed + self._report
        self.save()

    def save(self) -> None:
        """Write the checkpoint."""
        self.journal.save(**self._state())

    def _descend(self, loss: Tensor) -> None:
        rate = self._schedule.rate(self.journal.step - self._first, self.journal.fraction)
        for group in (group for optimiser in self.optimisers for group in optimiser.param_groups):
            group["lr"] = rate
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.float().backward()
        if self._clip is not None:
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self._clip)
        for optimiser in self.optimisers:
            optimiser.step()
        if self.average is not None:
            self.average.update(self.network)
        self.journal.step += 1

    def own_state(self) -> dict[str, Any]:
        """What `resume` reads."""
        state: dict[str, Any] = {"network": self.network.state_dict()}
        if self.average is not None:
            state |= {"average": self.average.network.state_dict(), "average_steps": self.average.steps}
        return state | {"optimisers": [optimiser.state_dict() for optimiser in self.optimisers]}

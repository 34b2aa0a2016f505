"""The training journal: a run's clock, its checkpoint that survives a kill, and its log."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Final

import torch

from nacre.atomic_write import atomic_path, atomic_write
from nacre.train.config import TrainConfig
from nacre.world.weights import with_present_names

# Keys that checkpoints of single networks once had.
_FORMER_KEYS: Final = {"model": "network", "networks": "network"}


class Journal:
    """One run's folder: `last.pt`, `log.jsonl`, pictures. Minutes add up over resumes.

    state: the checkpoint that the run goes on from, None when it begins anew.
    """

    def __init__(self, name: str, config: TrainConfig) -> None:
        self.name, self.config, self.out = name, config, config.out
        self.out.mkdir(parents=True, exist_ok=True)
        torch.set_num_threads(config.threads)
        torch.manual_seed(config.seed)
        self.step = 0
        self.spent = 0.0  # minutes of earlier runs
        self._start = time.monotonic()
        self.state: dict[str, Any] | None = None
        if config.resume and (self.out / "last.pt").is_file():
            self.state = _read(self.out / "last.pt")
            self.step, self.spent = int(self.state["step"]), float(self.state["minutes"])

    @property
    def elapsed(self) -> float:
        """Minutes of this run."""
        return (time.monotonic() - self._start) / 60

    @property
    def minutes(self) -> float:
        """Minutes of training in all, earlier runs included."""
        return self.spent + self.elapsed

    @property
    def fraction(self) -> float:
        """How much of this run's budget is used, 0..1 and beyond."""
        return self.elapsed / max(self.config.minutes, 1e-9)

    def log(self, **figures: float | str) -> None:
        """Append a line to log.jsonl and show it, rounded to five digits."""
        rounded = {name: round(v, 5) if isinstance(v, float) else v for name, v in figures.items()}
        line = {"step": self.step, "minutes": round(self.minutes, 2), **rounded}
        with (self.out / "log.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        shown = "  ".join(f"{name} {value}" for name, value in rounded.items())
        print(f"{self.name}  step {self.step}  {self.elapsed:.1f} of {self.config.minutes:g} min  {shown}", flush=True)

    def save(self, **state: Any) -> None:
        """Write last.pt atomically: a kill leaves the older checkpoint whole."""
        with atomic_path(self.out / "last.pt") as temporary:
            torch.save({"step": self.step, "minutes": self.minutes, **state}, temporary)

    def card(self, metrics: dict[str, float], **more: Any) -> dict[str, Any]:
        """What a weight file says of how it was made."""
        return {"steps": self.step, "minutes": round(self.minutes, 1), "metrics": metrics, **more}

    def finish(self, metrics: dict[str, float], data: str) -> None:
        """Log the held-out figures; with `config.log` also as a row of that table, the decision left open.

        data: what was learned from, in words. Raises OSError when the table cannot be written.
        """
        self.log(final="yes", **metrics)
        if self.config.log is None:
            return
        figures = ", ".join(f"{name} {value:.4g}" for name, value in metrics.items())
        row = f"| {self.name} | {self.elapsed:.0f} | {self.step:,} | {data} | {figures} | to be decided |"
        lines = self.config.log.read_text("utf-8").splitlines()
        last = max((n for n, line in enumerate(lines) if line.startswith("|")), default=len(lines) - 1)
        atomic_write(self.config.log, "\n".join([*lines[: last + 1], row, *lines[last + 1 :]]) + "\n")


def _read(path: Path) -> dict[str, Any]:
    """A checkpoint under the keys and names of today, whenever it was written."""
    state = {_FORMER_KEYS.get(k, k): v for k, v in torch.load(path, map_location="cpu", weights_only=True).items()}
    if "optimiser" in state:
        state["optimisers"] = [state.pop("optimiser")]
    for key in ("network", "average"):
        if key in state:
            state[key] = with_present_names(state[key])
    return state

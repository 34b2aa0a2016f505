"""The training journal: checkpoints that survive a kill, and one JSON line per report."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import Any

import torch

from nacre.atomic_write import atomic_path


class Journal:
    """One run's folder: `last.pt`, `log.jsonl`, pictures. Minutes add up over resumes."""

    def __init__(self, out: Path, minutes: float, resume: bool) -> None:
        self.out = out
        out.mkdir(parents=True, exist_ok=True)
        self.step = 0
        self.spent = 0.0  # minutes of earlier runs
        self.budget = minutes
        self._start = time.monotonic()
        self.state: dict[str, Any] | None = None
        if resume and (out / "last.pt").is_file():
            self.state = torch.load(out / "last.pt", map_location="cpu", weights_only=True)
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
        return self.elapsed / max(self.budget, 1e-9)

    def rate(self, peak: float, warm_up: int = 60, floor: float = 0.03) -> float:
        """Learning rate now: linear warm-up over steps, cosine to floor * peak over the budget."""
        warm = min(1.0, (self.step + 1) / warm_up)
        return peak * warm * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * min(1.0, self.fraction))))

    def log(self, **figures: float | str) -> None:
        """Append a line to log.jsonl and show it."""
        line = {"step": self.step, "minutes": round(self.minutes, 2), **figures}
        with (self.out / "log.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)

    def save(self, **state: Any) -> None:
        """Write last.pt atomically: a kill leaves the older checkpoint whole."""
        with atomic_path(self.out / "last.pt") as draft:
            torch.save({"step": self.step, "minutes": self.minutes, **state}, draft)

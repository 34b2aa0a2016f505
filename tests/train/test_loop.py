"""The training loop: learns, goes on from its checkpoint, averages, keeps to its schedule, and tells what it did."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from nacre.train.config import TrainConfig
from nacre.train.journal import Journal
from nacre.train.loop import Average, Found, Loop, Schedule

TABLE = "# Log\n\n| what | minutes |\n|---|---|\n| older | 1 |\n\nWhat it taught.\n"


class Line:
    """A network that is to double its input, and its run for a number of steps."""

    def __init__(self, out: Path, resume: bool = False, log: Path | None = None) -> None:
        config = TrainConfig(minutes=1e9, resume=resume, out=out, log=log, seed=2)
        self.journal = Journal("line", config)
        self.network = nn.Linear(1, 1, bias=False)
        optimiser = torch.optim.AdamW(self.network.parameters(), weight_decay=0.0)
        average = Average(self.network, 0.9)
        self.loop = Loop(self.journal, self.network, [optimiser], Schedule(0.1, warm_up=5), average=average)
        self.loop.resume()

    def run(self, steps: int, monkeypatch: pytest.MonkeyPatch) -> Line:
        last = self.journal.step + steps
        monkeypatch.setattr(Journal, "fraction", property(lambda journal: float(journal.step >= last)))
        self.loop.run(self.batch)
        return self

    def batch(self) -> Found:
        x = torch.linspace(-1, 1, 9)[:, None]
        loss = (self.network(x) - 2 * x).square().mean()
        return loss, {"loss": loss.item()}


def test_it_learns_and_its_average_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(tmp_path).run(120, monkeypatch)
    assert line.network.weight.item() == pytest.approx(2.0, abs=0.1)
    assert line.loop.best.weight.item() == pytest.approx(2.0, abs=0.2)
    assert not torch.equal(line.loop.best.weight, line.network.weight)


def test_a_run_in_two_parts_is_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Line(tmp_path / "whole").run(30, monkeypatch)
    Line(tmp_path / "parts").run(12, monkeypatch)
    rest = Line(tmp_path / "parts", resume=True)
    assert rest.journal.step == 12
    rest.run(18, monkeypatch)
    assert torch.equal(rest.network.weight, whole.network.weight)
    assert torch.equal(rest.loop.best.weight, whole.loop.best.weight)


def test_the_rate_warms_up_and_falls_within_its_span() -> None:
    schedule = Schedule(1.0, warm_up=10, floor=0.1, start=0.2, end=0.7)
    assert schedule.rate(0, 0.2) == pytest.approx(0.1) and schedule.rate(10, 0.2) == pytest.approx(1.0)
    assert schedule.rate(99, 0.45) == pytest.approx(0.55) and schedule.rate(99, 0.9) == pytest.approx(0.1)
    assert Schedule(1.0, steady=True).rate(99, 0.99) == 1.0


def test_checkpoints_under_their_former_keys_are_taken_up(tmp_path: Path) -> None:
    state = {"step": 7, "minutes": 3.0, "model": {"layers.0.fall.weight": torch.ones(1)}, "optimiser": {"state": 1}}
    torch.save(state, tmp_path / "last.pt")
    found = Journal("old", TrainConfig(minutes=1.0, resume=True, out=tmp_path)).state
    assert found is not None and list(found["network"]) == ["layers.0.mlp_down.weight"]
    assert found["optimisers"] == [{"state": 1}]


def test_a_finished_run_adds_its_row_to_the_table(tmp_path: Path) -> None:
    log = tmp_path / "log.md"
    log.write_text(TABLE, "utf-8")
    Line(tmp_path / "run", log=log).journal.finish({"error": 0.12345}, "nine numbers")
    lines = log.read_text("utf-8").splitlines()
    assert lines[:5] == TABLE.splitlines()[:5] and lines[6:] == TABLE.splitlines()[5:]
    assert lines[5] == "| line | 0 | 0 | nine numbers | error 0.1235 | to be decided |"
    assert '"final": "yes"' in (tmp_path / "run" / "log.jsonl").read_text("utf-8")

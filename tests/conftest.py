"""Shared ground of the tests: one compute thread, and a last line that says what was skipped and why."""

from __future__ import annotations

import os
from collections import Counter
from typing import Final

# Before anything imports torch or numba: tests must give the same figures on two cores and on sixty-four.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

# These run real processes against each other: an engine, a browser, a server. A machine that stops for seconds makes
# one of them miss its time, so each gets a second try, which the report shows as R; a true fault fails twice.
REAL: Final = (
    "test_client",
    "test_conformance",
    "test_godot_",
    "test_server",
    "test_unity_engine",
    "test_unity_live",
    "test_web",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem.startswith(REAL):
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=2))


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[text.removeprefix("Skipped: ")] += 1
    if reasons:
        listed = "; ".join(f"{count} x {reason}" for reason, count in sorted(reasons.items()))
        terminalreporter.write_line(f"not run here: {sum(reasons.values())} ({listed})")
    else:
        terminalreporter.write_line("not run here: nothing, every test ran")

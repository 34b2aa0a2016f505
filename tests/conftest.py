"""Shared ground of the tests: one compute thread, and a last line that says what was skipped and why."""

from __future__ import annotations

import faulthandler
import os
from collections import Counter
from collections.abc import Iterator
from typing import Final

# Before anything imports torch or numba: tests must give the same figures on two cores and on sixty-four.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from _pytest.runner import runtestprotocol

# These run real processes against each other: an engine, a browser, a server. A machine that stops for seconds makes
# one of them miss its time, so each gets a second try, which the last lines name; a true fault fails twice.
REAL: Final = (
    "test_client",
    "test_conformance",
    "test_godot_",
    "test_server",
    "test_unity_browser",
    "test_unity_engine",
    "test_unity_live",
    "test_web",
)


second_tries: list[str] = []


@pytest.fixture
def watchdog() -> Iterator[None]:
    """Ends a run in which a socket test hangs, and shows where every thread stood."""
    faulthandler.dump_traceback_later(170, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    if not item.path.stem.startswith(REAL):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    reports = runtestprotocol(item, nextitem=nextitem, log=False)
    if any(report.failed for report in reports):
        second_tries.append(item.nodeid)
        item._initrequest()  # type: ignore[attr-defined]
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name in second_tries:
        terminalreporter.write_line(f"needed a second try: {name}")
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[text.removeprefix("Skipped: ")] += 1
    if reasons:
        listed = "; ".join(f"{count} x {reason}" for reason, count in sorted(reasons.items()))
        terminalreporter.write_line(f"not run here: {sum(reasons.values())} ({listed})")
    else:
        terminalreporter.write_line("not run here: nothing, every test ran")

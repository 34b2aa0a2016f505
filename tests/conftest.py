"""Shared ground of the tests: one compute thread, and a last line that says what was skipped and why."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator

# Before anything imports torch or numba: tests must give the same figures on two cores and on sixty-four.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest

from support import schema

LONGEST = ("test_pearl", "test_web_native", "test_godot_geometry", "test_godot_render", "test_web_comfort",
           "test_godot_live", "test_godot_examples", "test_indoors")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take minutes come first, so that no worker is left alone with one of them at the end."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(LONGEST)))


@pytest.fixture(autouse=True)
def _every_message_is_as_the_schema_says() -> Iterator[None]:
    """Servers inside this process; those in processes of their own send the same."""
    schema.watch()
    yield
    wrong = schema.found()
    assert not wrong, f"the server broke its own schema: {wrong[:5]}"


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_left_open() -> Iterator[None]:
    """What a file forgets to close fails that file, not whichever one happens to run when it is collected."""
    yield
    gc.collect()


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

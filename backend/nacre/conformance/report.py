"""What a conformance run found: one line a check, and what to do about each that failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

PATIENCE: Final = 60.0  # seconds the other side may take to answer


class Failed(Exception):
    """A check that failed; `fix` says what to change, and where it is written."""

    def __init__(self, found: str, fix: str) -> None:
        super().__init__(found)
        self.found, self.fix = found, fix


@dataclass
class Report:
    """Results in order. say gets each line as it is known."""

    say: Callable[[str], None] = lambda line: None
    results: list[dict[str, Any]] = field(default_factory=list)

    def run(self, name: str, check: Callable[[], str | None]) -> bool:
        """Run one check; it returns a remark or None, or raises Failed. True when it passed."""
        try:
            remark = check() or ""
        except Failed as failed:
            self.add(name, False, failed.found, failed.fix)
            return False
        self.add(name, True, remark)
        return True

    def add(self, name: str, passed: bool, found: str = "", fix: str = "") -> None:
        """Note a result."""
        self.results.append({"check": name, "passed": passed, "found": found, "fix": fix})
        self.say(f"{'ok  ' if passed else 'FAIL'}  {name}{f': {found}' if found else ''}")
        if fix:
            self.say(f"      fix: {fix}")

    @property
    def failures(self) -> int:
        """Checks that failed."""
        return sum(not result["passed"] for result in self.results)


def wanted(condition: bool, found: str, fix: str) -> None:
    """Raise Failed unless the condition holds."""
    if not condition:
        raise Failed(found, fix)

"""What a command raises when it cannot go on, with what the user can do, and how it shows progress."""

from __future__ import annotations

import sys
import time


class CommandError(Exception):
    """A foreseen failure: exit code 1. `hint` says what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class BadInput(CommandError):
    """The command line or a file it names is wrong: exit code 2."""


class ProgressLine:
    """Progress on stderr: one living line on a terminal, a line per stage in a log."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._stage = ""
        self._started = time.monotonic()

    def __call__(self, stage: str, fraction: float, text: str) -> None:
        """Matches `world.interface.Progress`: stage name, fraction 0..1, text for people."""
        if self._live:
            filled = round(20 * min(max(fraction, 0.0), 1.0))
            line = f"\r\x1b[K  {'━' * filled}{'─' * (20 - filled)} {text or stage}"
            print(line, end="", file=sys.stderr, flush=True)
        elif stage != self._stage:
            print(f"  {text or stage}", file=sys.stderr, flush=True)
        self._stage = stage

    def done(self, text: str) -> None:
        """End the line with what came out and how long it took."""
        start = "\r\x1b[K" if self._live else ""
        print(f"{start}  {text} ({time.monotonic() - self._started:.1f} s)", file=sys.stderr, flush=True)

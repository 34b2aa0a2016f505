"""Progress of a command on stderr."""

from __future__ import annotations

import sys
import time


class ProgressLine:
    """One line that is redrawn on a terminal, and one line per stage in a log."""

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

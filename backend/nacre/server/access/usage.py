"""Usage accounting: one row a session in SQLite, updated while it runs."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nacre.server.sessions.session import Session
from nacre.server.storage.autosave import Autosaver

EVERY: Final = 60.0  # seconds between writes while a session runs
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS usage (
    session TEXT NOT NULL, began REAL NOT NULL, owner TEXT NOT NULL, tier TEXT NOT NULL, seconds REAL NOT NULL,
    frames INTEGER NOT NULL, device_ms REAL NOT NULL, PRIMARY KEY (session, began))
"""


@dataclass(frozen=True)
class Used:
    """What one session has used since this server opened or resumed it: seconds of play, frames, device ms."""

    session: str
    began: float
    owner: str
    tier: str
    seconds: float
    frames: int
    device_ms: float


class UsageStore:
    """The usage table of one server. Every call opens the file anew: it is written once a minute, from one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _connect(self) -> sqlite3.Connection:
        self.path.touch(mode=0o600)
        self.path.chmod(0o600)  # who played how long is for the server's owner alone; older versions left it open
        connection = sqlite3.connect(self.path, timeout=5.0)
        connection.execute(_TABLE)
        return connection

    def record(self, rows: list[Used]) -> None:
        """Write or renew rows. Raises sqlite3.Error."""
        connection = self._connect()
        try:
            with connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO usage VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [(r.session, r.began, r.owner, r.tier, r.seconds, r.frames, r.device_ms) for r in rows],
                )
        finally:
            connection.close()

    def totals(self, since: float = 0.0) -> list[dict[str, Any]]:
        """Minutes, frames and device seconds of each owner and tier, most minutes first; since as time.time()."""
        connection = self._connect()
        try:
            rows = connection.execute(
                "SELECT owner, tier, COUNT(*), SUM(seconds) / 60.0, SUM(frames), SUM(device_ms) / 1000.0 FROM usage "
                "WHERE began >= ? GROUP BY owner, tier ORDER BY SUM(seconds) DESC",
                (since,),
            ).fetchall()
        finally:
            connection.close()
        names = ("owner", "tier", "sessions", "minutes", "frames", "device_seconds")
        return [dict(zip(names, row, strict=True)) for row in rows]


class UsageRecorder:
    """Collects the usage of running sessions and writes it on the disk thread once a minute. I/O thread only."""

    def __init__(self, store: UsageStore | None, autosaver: Autosaver) -> None:
        self._store, self._autosaver = store, autosaver
        self._open: dict[str, tuple[Session, float]] = {}
        self._written = 0.0

    def note(self, session: Session, now: float) -> None:
        """Start counting a session when it is first seen."""
        if self._store is not None and session.name not in self._open:
            self._open[session.name] = (session, time.time())

    def close(self, there: set[str], now: float) -> None:
        """Write the rows of sessions not in `there`, which are over, and once a minute those of all others."""
        store = self._store
        if store is None:
            return
        over = [name for name in self._open if name not in there]
        renew = now - self._written >= EVERY
        rows = [self._row(self._open[name], now) for name in (self._open if renew else over)]
        for name in over:
            del self._open[name]
        if renew:
            self._written = now
        if rows:
            self._autosaver.run_on_disk_thread(lambda: store.record(rows))

    @staticmethod
    def _row(entry: tuple[Session, float], now: float) -> Used:
        session, began = entry
        seconds = session.lifecycle.seconds_played(now) - session.resumption.seconds_before
        frames = session.playback.frame - session.resumption.frames_before
        return Used(
            session.name, began, session.label or session.owner, session.tier, seconds, frames, session.playback.gpu_ms
        )

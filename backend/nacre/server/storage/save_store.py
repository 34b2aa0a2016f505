"""The save store: the folders of sessions and named saves, and the lock that says who may write each.

    STATE/sessions/KEY/lock                     held by the one process that runs this session
    STATE/sessions/KEY/e000002-n000000042.nacre save 42, written in epoch 2; the last two are kept
    STATE/saves/OWNER/NAME.nacre                saves by name

KEY is a hash of the session's token: the token itself is never written down. Every time a server takes a session
up its epoch rises, so that whatever a stalled process may still write sorts below what its successor wrote.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from filelock import BaseFileLock, FileLock, Timeout

from nacre.atomic_write import LEFTOVERS, atomic_write
from nacre.cache_folder import state_folder
from nacre.errors import Failure
from nacre.server.sessions.key import session_key
from nacre.server.storage.snapshot import LARGEST, Snapshot, SnapshotError, pack, unpack

KEPT: Final = 2
GRAVE: Final = ".over-"  # before the folder's name of a session that is over and not yet removed
MOST_SAVES: Final = 1000  # by name, of one owner: 60 MB or so
ORPHAN_SECONDS: Final = 7 * 24 * 3600.0  # a week: sessions no server has taken up since a crash
_SAVE: Final = re.compile(r"e(\d{6})-n(\d{9})\.nacre")
_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}")
# What Windows takes for a device, whatever stands behind the dot: such a save would go to a printer, or nowhere.
_DEVICE: Final = re.compile(r"(CON|PRN|AUX|NUL|(COM|LPT)[0-9])(\..*)?", re.IGNORECASE)


class SessionInUse(Failure):
    """Another process has claimed the session."""

    code = "session_elsewhere"


def default_state_dir() -> Path:
    """The user's folder for program state: $NACRE_STATE_DIR, else XDG on Linux and the system's own elsewhere."""
    if configured := os.environ.get("NACRE_STATE_DIR"):
        return Path(configured)
    return state_folder()


def valid_name(name: str) -> bool:
    """Whether a save may have this name: 1 to 64 letters, digits, `_`, `-`, `.`; no path, not hidden, no device."""
    return _NAME.fullmatch(name) is not None and _DEVICE.fullmatch(name) is None


def read_file(path: Path) -> Snapshot:
    """A save from its file; raises SnapshotError."""
    try:
        if path.stat().st_size > LARGEST:
            raise SnapshotError(f"{path.name} is larger than any save")
        return unpack(path.read_bytes())
    except OSError as error:
        raise SnapshotError(f"the save cannot be read: {error.strerror}") from None


@dataclass
class Claim:
    """The folder of one session, locked by this process. One thread at a time."""

    folder: Path
    epoch: int
    lock: BaseFileLock
    serial: int = 0
    damaged: list[str] = field(default_factory=list)

    def saves(self) -> list[Path]:
        """Its saves, newest first."""
        return [path for _, path in sorted(_numbered(self.folder), reverse=True)]

    def write(self, snapshot: Snapshot) -> int:
        """Write a save and remove all but the newest KEPT; returns its bytes. Raises OSError."""
        data = pack(snapshot)
        self.serial += 1
        atomic_write(self.folder / f"e{self.epoch:06}-n{self.serial:09}.nacre", data, durable=True)
        for old in self.saves()[KEPT:]:
            with contextlib.suppress(OSError):
                old.unlink()
        return len(data)

    def read(self) -> Snapshot | None:
        """The newest save that is whole, None when there never was one; raises SnapshotError when all are damaged."""
        saves = self.saves()
        for path in saves:
            try:
                return read_file(path)
            except SnapshotError as error:
                self.damaged.append(f"{path.name}: {error}")
        if saves:
            raise SnapshotError("; ".join(self.damaged))
        return None

    def bury(self) -> None:
        """Take the folder out of sight: nobody finds the session any more, whatever happens before `remove`.

        From any thread, without waiting: a save that is just being written fails, and is of no use any more.
        """
        with contextlib.suppress(OSError):  # as where a locked file cannot be moved; then it is gone a moment later
            os.rename(self.folder, self.grave)

    @property
    def grave(self) -> Path:
        """Where `bury` moves the folder."""
        return self.folder.with_name(f"{GRAVE}{self.folder.name}")

    def remove(self) -> None:
        """Remove the folder and release it."""
        for folder in (self.folder, self.grave):
            shutil.rmtree(folder, ignore_errors=True)
        self.lock.release()

    def release(self) -> None:
        """Release the folder for other processes."""
        self.lock.release()


def _lock(folder: Path, descriptors: list[int]) -> BaseFileLock | None:
    """Lock a session's folder without waiting; None when another process, or another store of this one, holds it.

    The lock ends with the process, however that ends. The locked file's descriptor is appended to `descriptors`.
    Raises OSError, FileNotFoundError when the folder is gone.
    """
    lock = FileLock(folder / "lock", thread_local=False, fallback_to_soft=False, on_acquired=descriptors.append)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return None
    return lock


def _clean(folder: Path) -> None:
    """Remove half-written files of a process that was killed."""
    for part in folder.glob(LEFTOVERS):
        with contextlib.suppress(OSError):
            part.unlink()


def _numbered(folder: Path) -> list[tuple[tuple[int, int], Path]]:
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if match := _SAVE.fullmatch(path.name):
                found.append(((int(match[1]), int(match[2])), path))
    return found


class SaveStore:
    """All sessions and saves below one folder; several servers may share it. Raises OSError when it cannot be made."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in (root, root / "sessions", root / "saves"):
            # 0700: who reads a session's folder reads what its player was shown
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def has_session(self, token: str) -> bool:
        """Whether a session with this token is saved."""
        return self.has_key(session_key(token))

    def has_key(self, key: str) -> bool:
        """Whether a session is saved under this key."""
        return bool(_numbered(self.root / "sessions" / key))

    def claim(self, token: str, create: bool = True) -> Claim:
        """Lock a session's folder, made when there is none; with create False that is a FileNotFoundError.

        Raises SessionInUse, OSError.
        """
        folder = self.root / "sessions" / session_key(token)
        for _ in range(8):
            if create:
                folder.mkdir(mode=0o700, exist_ok=True)
            elif not folder.is_dir():
                raise FileNotFoundError(folder.name)
            with contextlib.suppress(FileNotFoundError):
                descriptors: list[int] = []
                lock = _lock(folder, descriptors)
                if lock is None:
                    raise SessionInUse
                # Its holder may have removed the folder between our opening and locking it.
                with contextlib.suppress(OSError):
                    if os.path.samestat(os.fstat(descriptors[0]), (folder / "lock").stat()):
                        _clean(folder)
                        newest = max((number for number, _ in _numbered(folder)), default=(-1, 0))
                        return Claim(folder, newest[0] + 1, lock, newest[1])
                lock.release()
        raise OSError(f"{folder.name} is removed as fast as it is made")

    def save_named(self, owner: str, name: str, snapshot: Snapshot) -> int:
        """Write a save by name; returns its bytes. Raises OSError, also beyond MOST_SAVES, and ValueError."""
        path = self._save(owner, name)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not path.exists() and sum(entry.name.endswith(".nacre") for entry in os.scandir(path.parent)) >= MOST_SAVES:
            raise OSError(errno.EDQUOT, f"there are {MOST_SAVES} saves already; give one of their names again")
        data = pack(snapshot)
        atomic_write(path, data, durable=True)
        return len(data)

    def load_named(self, owner: str, name: str) -> Snapshot:
        """A save by name; raises SnapshotError (code `no_such_save` or `session_damaged`), ValueError on a bad name."""
        path = self._save(owner, name)
        if not path.is_file():
            raise SnapshotError(f"there is no save {name!r}", "no_such_save")
        return read_file(path)

    def _save(self, owner: str, name: str) -> Path:
        if not valid_name(name) or not valid_name(owner):
            raise ValueError(f"{name!r} is no name for a save")
        return self.root / "saves" / owner / f"{name}.nacre"

    def sweep(self, now: float | None = None) -> int:
        """Remove sessions that no process has claimed and nobody wrote for a week; returns how many."""
        removed = 0
        limit = (time.time() if now is None else now) - ORPHAN_SECONDS
        for part in (self.root / "saves").glob(f"*/{LEFTOVERS}"):
            with contextlib.suppress(OSError):
                if part.stat().st_mtime < limit:
                    part.unlink()
        for folder in (self.root / "sessions").iterdir():
            with contextlib.suppress(OSError):
                newest = max((path.stat().st_mtime for path in folder.iterdir()), default=folder.stat().st_mtime)
                if newest >= limit and not folder.name.startswith(GRAVE):
                    continue
                if (lock := _lock(folder, [])) is not None:
                    shutil.rmtree(folder, ignore_errors=True)
                    lock.release()
                    removed += 1
        return removed

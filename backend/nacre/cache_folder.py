"""Where Nacre keeps what it can make again, and what it must not lose: also for a user who has no home."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path


def cache_folder() -> Path:
    """nacre in the user's cache folder: $XDG_CACHE_HOME, else ~/.cache, on Linux; the system's own elsewhere."""
    from platformdirs import user_cache_path  # here: training on a bare machine asks for no cache

    return _usable(lambda: user_cache_path("nacre", appauthor=False), "cache", "compiled and generated things")


def state_folder() -> Path:
    """nacre in the user's state folder: $XDG_STATE_HOME, else ~/.local/state, on Linux; the system's own elsewhere."""
    from platformdirs import user_state_path

    return _usable(lambda: user_state_path("nacre", appauthor=False), "state", "sessions and saves")


def writable(folder: Path) -> bool:
    """Whether files can be made in a folder, or in the one where it would be made; nothing is made to find out."""
    for place in (folder, *folder.parents):
        if place.exists():
            # Access alone says yes to root for file systems that nobody can write, such as /proc.
            return place.is_dir() and os.access(place, os.W_OK | os.X_OK) and not _is_virtual(place)
    return False


def _is_virtual(place: Path) -> bool:
    return any(str(place) == root or str(place).startswith(f"{root}/") for root in ("/proc", "/sys"))


def _usable(wanted: Callable[[], Path], kind: str, what: str) -> Path:
    """The folder that is wanted, else one below the system's temporary folder, with one warning."""
    try:
        folder = wanted()
        if writable(folder):
            return folder
    except RuntimeError:  # no home: neither HOME nor an entry in the list of users
        pass
    return _temporary(kind, what)


@functools.cache
def _temporary(kind: str, what: str) -> Path:
    """A folder of our own in the system's temporary one. Of this user alone: another's could hold anything."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"nacre-{kind}-{user}"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat() if folder.exists() else None
    if state is None or not folder.is_dir() or folder.is_symlink() or (hasattr(os, "getuid") and state.st_uid != user):
        folder = Path(tempfile.mkdtemp(prefix=f"nacre-{kind}-"))
    print(
        f"nacre: this user has no folder that can be written; {what} are kept in {folder} until it is cleared",
        file=sys.stderr,
        flush=True,
    )
    return folder

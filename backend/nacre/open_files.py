"""How many files and sockets this process may have open: asked for more, and asked before they run out."""

from __future__ import annotations

import contextlib
import os
from typing import Final

WANTED: Final = 8192


def raise_limit(wanted: int = WANTED) -> int:
    """Raise the soft limit (256 on macOS) as far as the hard one lets us; the limit now, 0 where there is none."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    return int(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def room_for(count: int) -> bool:
    """Whether `count` more files can be opened now. libzmq ends the process when it finds out too late."""
    taken: list[int] = []
    try:
        for _ in range(count):
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return False
    finally:
        for each in taken:
            os.close(each)
    return True

"""Where Nacre keeps what it can make again."""

from __future__ import annotations

from pathlib import Path


def cache_folder() -> Path:
    """nacre in the user's cache folder: $XDG_CACHE_HOME, else ~/.cache, on Linux; the system's own elsewhere."""
    from platformdirs import user_cache_path  # here: training on a bare machine asks for no cache

    return user_cache_path("nacre", appauthor=False)

"""Replaces a file in one step: readers, and the next process after a crash, see the old or the new one, whole."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LEFTOVERS: Final = ".*.part"  # glob of the temporary files that a killed process has left in a folder


@contextlib.contextmanager
def atomic_path(path: Path, durable: bool = False) -> Iterator[Path]:
    """A temporary file beside `path` for the caller to write, renamed to `path` when the block ends without an error.

    It is removed when the block raises. With durable the file and its folder are flushed to the disk, so that
    the new content also survives a loss of power. Raises OSError.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        yield temporary
        if durable:
            _flush(temporary, os.O_RDWR)
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    if durable:
        with contextlib.suppress(OSError):  # systems that cannot open a folder keep its entries in order themselves
            _flush(path.parent, os.O_RDONLY)


def atomic_write(path: Path, content: bytes | str, durable: bool = False) -> None:
    """Replace the file at `path` by one with this content (text as UTF-8); see `atomic_path`. Raises OSError."""
    with atomic_path(path, durable) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


def _flush(path: Path, flags: int) -> None:
    number = os.open(path, flags)
    try:
        os.fsync(number)
    finally:
        os.close(number)

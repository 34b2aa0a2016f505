"""`python -m nacre.compile`: compile the kernels for this machine ahead of the first world."""

from __future__ import annotations

import sys
import threading
import time
from typing import Final

REPORT_EVERY: Final = 10.0  # seconds between signs of life


def _tell(done: threading.Event) -> None:
    started = time.monotonic()
    while not done.wait(REPORT_EVERY):
        print(f"  still compiling, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def main() -> int:
    """Make one small world, which compiles all that a world needs; numba keeps the kernels on disk. Returns 0."""
    print("compiling the kernels for this machine: about two minutes, once", file=sys.stderr, flush=True)
    done = threading.Event()
    threading.Thread(target=_tell, args=(done,), daemon=True).start()
    from nacre.world.model import Pearl

    try:
        Pearl.load().warm()
    finally:
        done.set()
    return 0


if __name__ == "__main__":
    sys.exit(main())

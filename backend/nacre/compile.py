"""`python -m nacre.compile`: compile the kernels and decode the shapes for this machine ahead of the first world."""

from __future__ import annotations

import sys
import threading
import time
from typing import Final

TOLD_EVERY: Final = 10.0  # seconds between signs of life


def _tell(done: threading.Event) -> None:
    started = time.monotonic()
    while not done.wait(TOLD_EVERY):
        print(f"  still compiling, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def main() -> int:
    """Make one small world, which compiles all that a world needs, then every shape that stands still. Returns 0.

    numba keeps the kernels on disk, `nacre.world.voxels.disk_cache` the shapes: both are there the next time.
    """
    print("compiling the kernels for this machine: about two minutes, once", file=sys.stderr, flush=True)
    done = threading.Event()
    threading.Thread(target=_tell, args=(done,), daemon=True).start()
    from nacre.world.pearl import Pearl

    try:
        pearl = Pearl.load()
        pearl.warm()
    finally:
        done.set()
    for share in pearl.stock():
        print(f"  decoding the shapes, {share:.0%}", file=sys.stderr, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

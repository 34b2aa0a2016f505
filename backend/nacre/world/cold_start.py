"""A first start compiles every kernel; those of pictures, half of the work, in a process of their own meanwhile.

numba compiles one kernel at a time in a process. The other process draws one small picture, which leaves its kernels in
the folder where both keep them, and ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
import threading
import time
from typing import Final

from nacre.kernel_cache import Elsewhere, is_kept
from nacre.world.render import edges

PULSE: Final = 0.5  # seconds between signs of life of the other process


class PictureKernels:
    """The kernels of pictures on order; `wait` for them before the first one is drawn."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        if not is_kept(edges.resolve) and (os.cpu_count() or 1) > 1:
            environment = {
                **os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "NUMBA_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
            }  # fmt: skip
            with contextlib.suppress(OSError):  # compiled here, then
                self._process = subprocess.Popen(
                    [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
                )

    @property
    def pending(self) -> bool:
        """Whether they are still on order: nobody has waited for them yet."""
        return self._process is not None

    def wait(self) -> None:
        """Return when they are compiled, or nobody compiles them any more; at once where they were known."""
        process, self._process = self._process, None
        if process is None:
            return
        with process:
            assert process.stdout is not None
            for _ in process.stdout:
                Elsewhere.signs += 1


def trim_memory() -> None:
    """Give back to the system what loading kernels left free (60 MB); nothing where the C library cannot."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _draw() -> None:
    from nacre.world.render.preview import box_mesh, render_sheet

    render_sheet([("", box_mesh((-1.0, 0.0, -1.0), (1.0, 2.0, 1.0), "plaster", (200, 190, 170)))])


def _pulse(done: threading.Event) -> None:
    used = time.process_time()
    with contextlib.suppress(OSError):
        while not done.wait(PULSE):
            now = time.process_time()
            if now > used:
                os.write(1, b".\n")
            used = now


def _leave_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Entry point of the other process: one line of output now and then while it works."""
    done = threading.Event()
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    threading.Thread(target=_pulse, args=(done,), daemon=True).start()
    _draw()
    done.set()
    os._exit(0)  # whoever reads the parent's end would hold up an ordinary end


if __name__ == "__main__":
    main()

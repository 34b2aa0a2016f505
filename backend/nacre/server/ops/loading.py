"""What a server says while its model loads: kernels that are compiled, and whether anything moves at all."""

from __future__ import annotations

import sys
import time
from typing import Any, Final

MOVES: Final = 0.1  # seconds of processor time; a thread that waits for a lock uses none


class LoadWatch:
    """Counts the kernels that numba compiles, from when it is first imported. Any thread."""

    def __init__(self) -> None:
        self.compiled = 0
        self._registered = False
        self._used = time.process_time()
        self._signs = 0

    def text(self) -> str:
        """What is being done, for people."""
        self._listen()
        if not self.compiled:
            return "loading the model"
        return f"compiling the kernels for this machine, once: {self.compiled} so far"

    def moves(self) -> bool:
        """Whether any work was done since the last call."""
        used, before = time.process_time(), self._used
        self._used = used
        # Another process may compile for this one. Another thread may be importing the module right now.
        elsewhere = getattr(sys.modules.get("nacre.kernel_cache"), "Elsewhere", None)
        signs, seen = elsewhere.signs if elsewhere is not None else 0, self._signs
        self._signs = signs
        return used - before > MOVES or signs > seen

    def _listen(self) -> None:
        # Not imported here: a model without kernels should not wait for numba.
        if self._registered or "numba.core.event" not in sys.modules:
            return
        from numba.core import event

        self._registered = True
        watch = self

        class Listener(event.Listener):  # type: ignore[misc, unused-ignore]
            def on_start(self, event: Any) -> None:
                """See numba."""

            def on_end(self, event: Any) -> None:
                """See numba."""
                watch.compiled += 1

        event.register("numba:compile", Listener())

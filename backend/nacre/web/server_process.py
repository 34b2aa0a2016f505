"""A world server behind a page: started for it, restarted if it crashes, stopped with it.

A process of its own, so that drawing worlds never holds up the page.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from nacre.errors import Failure
from nacre.server.ops.supervisor import Supervisor, engine_command, free_port

START_SECONDS: Final = 120.0  # without a sign of life; one that loads or compiles gives one every few seconds


class ServerNotStarted(Failure):
    """The world server did not come up."""

    code = "server_not_started"


class ServerProcess:
    """A server on a free port of this machine. A context manager; raises ServerNotStarted.

    threads 0 leaves torch's and numba's own choice. on_failure is called, from a thread, when the server has
    died for good. A server that crashes is started again on the same port: pages come back by themselves.
    """

    def __init__(self, model: str, threads: int = 0, on_failure: Callable[[], None] = lambda: None) -> None:
        port = free_port()
        self.endpoint = f"tcp://127.0.0.1:{port}"
        environment = dict(os.environ)
        if threads:
            environment |= {"OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads)}
        self._supervisor = Supervisor(
            engine_command(["--port", str(port), "--model", model]),
            _say,
            lambda line: _say(line.strip().removeprefix("nacre: ")),
            environment,
        )
        self._on_failure = on_failure
        self._leaving = False

    def __enter__(self) -> ServerProcess:
        _say("starting the world server…")
        self._supervisor.start()
        try:
            if not self._ready():
                hint = "try: nacre doctor, or nacre serve to see what it says"
                raise ServerNotStarted("the world server did not start", hint)
        except BaseException:
            self.__exit__()
            raise
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving = True
        self._supervisor.stop()

    def _ready(self) -> bool:
        began = time.monotonic()
        while not self._supervisor.ready.wait(0.1):
            silent = time.monotonic() - max(began, self._supervisor.heard)
            if self._supervisor.wait(0.0) is not None or silent > START_SECONDS:
                return False
        return True

    def _watch(self) -> None:
        self._supervisor.wait()
        if not self._leaving:
            _say("the world server has stopped; try: nacre doctor")
            self._on_failure()


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)

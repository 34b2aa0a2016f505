"""A world server as a child process: started for a page, restarted if it crashes, stopped with the page.

A process of its own, so that drawing worlds never holds up the page.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from nacre.cli_errors import CommandError

FOLLOW: Final = "--exit-with-parent"  # our own child server gets it: no server outlives its page
STOP_SECONDS: Final = 8.0  # for the server to save and close before it is killed
START_SECONDS: Final = 120.0  # until it listens; a cold import of torch on a busy laptop takes 30
WORTH_A_RESTART: Final = 20.0  # seconds; a server that dies sooner would die again


class ServerProcess:
    """A server on a free port of this machine. A context manager; raises CommandError when it does not start.

    threads 0 leaves torch's and numba's own choice. on_failure is called, from a thread, when the server has
    died for good. A server that crashes later is started again on the same port: pages come back by themselves.
    """

    def __init__(self, model: str, threads: int = 0, on_failure: Callable[[], None] = lambda: None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self.endpoint = f"tcp://127.0.0.1:{self._port}"
        self._command = [
            sys.executable,
            "-m",
            "nacre",
            "serve",
            "--port",
            str(self._port),
            "--model",
            model,
            FOLLOW,
        ]
        self._environment = dict(os.environ)
        if threads:
            counts = {"OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads)}
            self._environment.update(counts)
        self._on_failure = on_failure
        self._lock = threading.Lock()
        self._stopping = False

    def __enter__(self) -> ServerProcess:
        print("  starting the world server…", file=sys.stderr, flush=True)
        self._start()
        try:
            self._wait_until_listening()
        except BaseException:
            self.__exit__()
            raise
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._stopping = True
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _start(self) -> None:
        self._started = time.monotonic()
        # A session of its own: Ctrl-C reaches the page's process alone, which stops the server in order.
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            start_new_session=True,
            env=self._environment,
        )

    def _wait_until_listening(self) -> None:
        while time.monotonic() - self._started < START_SECONDS:
            if self._process.poll() is not None:
                raise CommandError(
                    f"the world server stopped with code {self._process.returncode}", "try: nacre doctor"
                )
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=0.2):
                return
            time.sleep(0.05)
        raise CommandError("the world server did not start in time", "try: nacre serve, and see what it says")

    def _watch(self) -> None:
        while True:
            code = self._process.wait()
            with self._lock:
                if self._stopping:
                    return
                if time.monotonic() - self._started < WORTH_A_RESTART:
                    break
                print(
                    f"  the world server stopped with code {code}; starting it again",
                    file=sys.stderr,
                    flush=True,
                )
                self._start()
        print(f"  the world server stopped with code {code}; try: nacre doctor", file=sys.stderr, flush=True)
        self._on_failure()


def follow_parent() -> None:
    """Stop this process when the one that started it is gone, even if it was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()

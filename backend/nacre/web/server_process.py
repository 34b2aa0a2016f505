"""A world server as a child process: started for a page, stopped with it.

A process of its own, so that drawing worlds never holds up the page.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Final

from nacre.cli_errors import CommandError

FOLLOW: Final = "--exit-with-parent"  # our own child server gets it: no server outlives its page
STOP_SECONDS: Final = 8.0  # for the server to save and close before it is killed


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def own_server(model: str, threads: int = 0) -> Iterator[str]:
    """A server process on a free port of this machine; yields its endpoint and stops it at the end.

    threads 0 leaves torch's and numba's own choice. Raises CommandError when it does not start.
    """
    port = _free_port()
    endpoint = f"tcp://127.0.0.1:{port}"
    command = [
        sys.executable,
        "-m",
        "nacre",
        "serve",
        "--port",
        str(port),
        "--model",
        model,
        FOLLOW,
    ]
    environment = dict(os.environ)
    if threads:
        environment |= {
            "OMP_NUM_THREADS": str(threads),
            "NUMBA_NUM_THREADS": str(threads),
        }
    # A session of its own: Ctrl-C reaches us alone, and we stop the server in order.
    server = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, start_new_session=True, env=environment
    )
    try:
        _wait_until_listening(server, port)
        threading.Thread(target=_report_death, args=(server,), daemon=True).start()
        yield endpoint
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_listening(server: subprocess.Popen[bytes], port: int, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    print("  starting the world server…", file=sys.stderr, flush=True)
    while time.monotonic() < end:
        if server.poll() is not None:
            raise CommandError(f"the world server stopped with code {server.returncode}", "try: nacre doctor")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return
        time.sleep(0.05)
    raise CommandError("the world server did not start in time", "try: nacre serve, and see what it says")


def _report_death(server: subprocess.Popen[bytes]) -> None:
    code = server.wait()
    if code not in (0, 130, -signal.SIGINT):
        print(f"  the world server stopped with code {code}; restart nacre play", file=sys.stderr, flush=True)


def follow_parent() -> None:
    """Stop when the process that started us is gone, even if it was killed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()

"""Runs the engine process, restarts it when it dies, and stops it cleanly.

The engine is a process of its own so that whatever kills it (a driver, the memory, a hung model) takes no more than
a second of anyone's world: the next one listens on the same port and resumes the sessions from the disk.
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
from collections.abc import Callable, Mapping, Sequence
from typing import Final

STOP_SECONDS: Final = 15.0  # for the engine to save and close before it is killed
ATTEMPTS: Final = 3  # deaths in a row before it was ready; a fourth would end the same
READY: Final = "nacre: serving "
LOADING: Final = "nacre: loading: "  # before a line that tells that it is still at it
FINAL: Final = (0, 1, 2)  # exit codes that another start would not change: done, model does not load, bad usage


def free_port(host: str = "127.0.0.1") -> int:
    """A TCP port that is free now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def engine_command(arguments: Sequence[str]) -> list[str]:
    """The command of an engine process with these flags of `nacre serve`; port 0 becomes a port that is free."""
    words = list(arguments)
    for number, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--port=") else None
        if word == "--port" and words[number + 1 : number + 2] == ["0"]:
            words[number + 1] = str(free_port())
        elif value == "0":
            words[number] = f"--port={free_port()}"
    return [sys.executable, "-m", "nacre.server.main", *words, "--lifeline"]


class Supervisor:
    """Runs one engine process after another. `start` returns at once; `wait` returns the last exit code.

    say gets a line of text when something happened; out gets the engine's standard output.
    """

    def __init__(
        self,
        command: Sequence[str],
        say: Callable[[str], None],
        out: Callable[[str], None],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command, self._say, self._out = list(command), say, out
        self._environment = dict(environment) if environment is not None else None
        self._lock = threading.Lock()
        self._stopping = False
        self._process: subprocess.Popen[str] | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="nacre-supervisor", daemon=True)
        self.ready = threading.Event()
        self.heard = time.monotonic()  # when the engine last wrote a line
        self.code: int | None = None
        self.restarts = 0

    def start(self) -> None:
        """Start the engine, and watch over it from now on."""
        self._spawn()
        self._thread.start()

    def wait(self, timeout: float | None = None) -> int | None:
        """The exit code once it has ended for good, None after `timeout` seconds."""
        self._done.wait(timeout)
        return self.code

    def stop(self) -> int:
        """Stop it in order, killing it only when it does not go; returns its exit code."""
        with self._lock:
            self._stopping = True
            process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._done.wait(5.0)
        return 0 if self.code is None else self.code

    @property
    def pid(self) -> int:
        """Process id of the engine that runs now."""
        assert self._process is not None
        return self._process.pid

    def _spawn(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which stops the engine in order. Its input is
        # the lifeline: when the supervisor dies, however, the engine reads the end of it and stops.
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=self._environment,
        )

    def _watch(self) -> None:
        early = 0
        while True:
            process = self._process
            assert process is not None and process.stdout is not None
            began, ready = time.monotonic(), False
            for line in process.stdout:
                ready = ready or line.startswith(READY)
                if ready:
                    self.ready.set()
                self.heard = time.monotonic()
                if line.startswith(LOADING):  # for people; whoever reads our output waits for another line
                    self._say(line.removeprefix("nacre: ").rstrip())
                else:
                    self._out(line)
            code = process.wait()
            for end in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if end is not None:
                        end.close()
            with self._lock:
                if self._stopping or code in FINAL:
                    self.code = code if code >= 0 else 128 - code
                    break
                early = 0 if ready else early + 1
                if early >= ATTEMPTS:
                    self._say(f"the engine process died {early} times before it was ready; try: nacre doctor")
                    self.code = 1
                    break
                self._say(f"the engine process {_ending(code)}; starting it again")
                self.restarts += 1
                # One that dies as soon as it is ready must not keep a core busy with starting.
                if time.monotonic() - began < 1.0:
                    time.sleep(0.5)
                self._spawn()
        self._done.set()


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def supervise(arguments: Sequence[str]) -> int:
    """Serve until SIGINT or SIGTERM, whatever happens to the engine; returns the exit code."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())

    def out(line: str) -> None:
        # A reader that went away, as in `nacre serve | head -1`, is no reason to stop serving.
        with contextlib.suppress(BrokenPipeError, ValueError):
            sys.stdout.write(line)
            sys.stdout.flush()

    supervisor = Supervisor(
        engine_command(arguments), lambda text: print(f"nacre: {text}", file=sys.stderr, flush=True), out, os.environ
    )
    supervisor.start()
    while not stop.wait(0.2):
        if supervisor.wait(0.0) is not None:
            return supervisor.code or 0
    return supervisor.stop()

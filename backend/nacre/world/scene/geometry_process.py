"""A second process that makes geometry, so that neither opening a world nor walking on holds up anybody's frames.

Most of that work is Python, which runs on one core at a time in a process however many threads there are. It looks
whether programs that the network drew can be built, and makes forms of those that can. Both are pure functions of a
program: they are the same wherever they are found, and whoever asks does without the process where there is none. Who
waits takes programs back that the child has not begun, from the end, and does them itself: both are done at once,
whichever core is wanted elsewhere. The child loads no network and no torch, which keeps it small.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, BinaryIO, Final, Generic, TypeVar

from nacre.parts.language import Program
from nacre.world.kernels.parallel import GIVES_WAY
from nacre.world.scene.form import Form, form_of
from nacre.world.shapes.judging import sound

log = logging.getLogger(__name__)

STARTS: Final = 3  # processes begun in all: one that dies again and again is done without
READY: Final = b"ready\n"
Wanted = tuple[str, Program]  # class, program
T = TypeVar("T")
Built = tuple[Program, Form]  # what is sound of a program, and its form
_LEAVES: Final = 3.0  # seconds it is given to leave
_UNDER_WAY: Final = 2  # programs that the child has been sent and not answered: it must not wait for the next one


def built(shape: str, program: Program) -> Built | None:
    """What of a program is sound, see `shapes.judging`, and its form; None where it cannot be built."""
    kept = sound(program)
    return None if kept is None else (kept, form_of(shape, kept))


_FORM, _BUILT = "form", "built"
_WORK: Final[dict[str, Callable[[str, Program], Any]]] = {_FORM: form_of, _BUILT: built}


class Errand(Generic[T]):
    """What is being found for somebody. done: how many there are so far; `future`: all that were not taken back, in
    order."""

    def __init__(self, work: str, wanted: Sequence[Wanted]) -> None:
        self.work, self.wanted = work, wanted
        self.done = 0
        self.future: Future[list[T]]
        self._lock = threading.Lock()
        self._begun, self._end = 0, len(wanted)

    def take_back(self) -> int | None:
        """The number of the last one that has not been begun, which the caller does itself; None: there is none."""
        with self._lock:
            if self._begun >= self._end:
                return None
            self._end -= 1
            return self._end

    def begin(self) -> Wanted | None:
        """The next one that is to be done; None: there is none."""
        with self._lock:
            if self._begun >= self._end:
                return None
            self._begun += 1
            return self.wanted[self._begun - 1]

    def wait(self, meanwhile: Callable[[int], None] | None = None, pause: float = 0.004) -> list[T] | None:
        """All that was not taken back; None: the process is gone. meanwhile(done) is called every `pause` seconds."""
        while meanwhile is not None and not self.future.done():
            meanwhile(self.done)
            with contextlib.suppress(TimeoutError, CancelledError, OSError, EOFError, pickle.UnpicklingError):
                self.future.result(pause)
        try:
            return self.future.result()
        except (CancelledError, OSError, EOFError, pickle.UnpicklingError) as error:
            log.warning("the process that makes shapes is gone (%s); it is done here", error or type(error).__name__)
            return None


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        process.wait(_LEAVES)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class GeometryProcess:
    """Sends a child process on errands, one after the other. Safe from several threads."""

    def __init__(self) -> None:
        self._queue = ThreadPoolExecutor(1, "nacre-geometry")
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._starts = 0
        self._lock = threading.Lock()
        self._begin()

    @property
    def ready(self) -> bool:
        """Whether it can be asked now. False while it loads, and for good once it has died too often."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """Of the child, while there is one."""
        return self._process.pid if self._process is not None else None

    def ask(self, programs: Sequence[Wanted]) -> Errand[Form]:
        """Have the forms of classes and programs made; the errand tells how far they are."""
        return self._send(Errand(_FORM, programs))

    def build(self, programs: Sequence[Program]) -> Errand[Built | None]:
        """Have what of programs is sound found, and its form made; see `built`."""
        return self._send(Errand(_BUILT, [(program.shape, program) for program in programs]))

    def _send(self, errand: Errand[T]) -> Errand[T]:
        errand.future = self._queue.submit(self._run, errand)
        return errand

    def close(self) -> None:
        """End the child."""
        self._ready, self._starts = False, STARTS
        if self._process is not None:
            self._ender()
        self._queue.shutdown(cancel_futures=True)

    def _begin(self) -> None:
        """Start a child; it is asked only once it says that it is ready."""
        self._starts += 1
        environment = {
            **os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "NUMBA_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self._process = process
        self._ender = weakref.finalize(self, _end, process)
        threading.Thread(target=self._greet, args=(process,), name="nacre-geometry-hello", daemon=True).start()

    def _greet(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with contextlib.suppress(OSError, ValueError):
            hello = process.stdout.readline()
            with self._lock:
                self._ready = hello == READY and process is self._process and self._starts <= STARTS

    def _run(self, errand: Errand[T]) -> list[T]:
        process = self._process
        if process is None or not self._ready:
            raise EOFError("no process")
        assert process.stdin is not None and process.stdout is not None
        made: list[T] = []
        sent = 0
        try:
            while True:
                while sent - len(made) < _UNDER_WAY and (wanted := errand.begin()) is not None:
                    pickle.dump((errand.work, *wanted), process.stdin, pickle.HIGHEST_PROTOCOL)
                    process.stdin.flush()
                    sent += 1
                if sent == len(made):
                    break
                made.append(pickle.load(process.stdout))
                errand.done = len(made)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            self._lost(process)
            raise EOFError(str(error)) from error
        return made

    def _lost(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._ready = False
        self._ender()
        if self._starts < STARTS:
            self._begin()


def serve(given: BinaryIO, answers: BinaryIO) -> None:
    """The child: does its work on every class and program it is given, until there are no more."""
    waiting: queue.SimpleQueue[tuple[str, str, Program] | None] = queue.SimpleQueue()

    def listen() -> None:
        # beside the work: were the next program read only after the answer is written, both ends could wait for ever
        with contextlib.suppress(OSError, EOFError, pickle.UnpicklingError):
            while True:
                waiting.put(pickle.load(given))
        waiting.put(None)

    threading.Thread(target=listen, name="nacre-geometry-given", daemon=True).start()
    answers.write(READY)
    answers.flush()
    while (order := waiting.get()) is not None:
        work, shape, program = order
        pickle.dump(_WORK[work](shape, program), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def main() -> None:
    """Entry point of the child process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's; the end of its pipe ends this one
    with contextlib.suppress(OSError, AttributeError):
        os.nice(GIVES_WAY)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not come between the answers
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

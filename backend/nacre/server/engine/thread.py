"""The engine thread: loads the model, opens worlds, runs commands and steps and draws every running session."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from nacre.protocol.codec import Refusal
from nacre.protocol.messages import ServerOpened, ServerProgress
from nacre.server.engine.capacity import Capacity, resident_bytes
from nacre.server.engine.commands import CommandRunner, give_up_fork
from nacre.server.engine.frame_scheduler import IDLE, FrameScheduler
from nacre.server.engine.open import Understand, open_world
from nacre.server.engine.publish import JudgePicture, Publisher
from nacre.server.engine.turns import ClientLeft, Turns
from nacre.server.geometry.channel import GeometryChannel
from nacre.server.geometry.feed import Feed
from nacre.server.sessions.answers import Answers
from nacre.server.sessions.session import Command, Session
from nacre.server.storage.autosave import Autosaver
from nacre.world.interface import Capabilities, Progress, WorldModel

log = logging.getLogger(__name__)

JUDGE_POLL: Final = 0.005  # seconds between checks whether a picture has been judged
FLOOR_FPS: Final = 5.0  # frames a second that every admitted session is owed; below it nothing feels like walking


class Engine:
    """Runs a WorldModel for many sessions. Only `submit`, `wake`, `start`, `stop` and `stuck` are for other threads.

    make loads the model, on the engine's thread; notify is called whenever there is something to send.
    """

    def __init__(
        self,
        make: Callable[[], WorldModel],
        understand: Understand,
        notify: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
        autosaver: Autosaver | None = None,
        floor_fps: float = FLOOR_FPS,
    ) -> None:
        self._make, self._understand, self._notify, self._clock = make, understand, notify, clock
        self._new: deque[Session] = deque()
        self._sessions: list[Session] = []
        self._wake_event = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="nacre-engine", daemon=True)
        self._publisher = Publisher(notify, clock)
        self._model: WorldModel | None = None
        self._alive = clock()
        self.autosaver = autosaver or Autosaver(None)
        self.capacity = Capacity(floor_fps)
        self._scheduler = FrameScheduler(self._publisher, self.autosaver, self.capacity, clock)
        self.geometry = GeometryChannel(notify)
        self._command_runner = CommandRunner(self.autosaver, notify, self._progress, self.submit)
        self.caps: Capabilities | None = None
        self.load_error: Exception | None = None
        self.loaded = threading.Event()
        self.loading_text: Callable[[], str] = lambda: "loading the model"

    def start(self) -> None:
        """Begin loading the model."""
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Stop after the current turn; False when it took longer than `timeout` seconds."""
        self._stopping = True
        self._wake_event.set()
        self._thread.join(timeout)
        self._publisher.close()
        self.geometry.close()
        return not self._thread.is_alive()

    def notify(self) -> None:
        """Say that something waits to be sent. From any thread."""
        self._notify()

    def wake(self) -> None:
        """Make the engine look again at what is due. From any thread."""
        self._wake_event.set()

    def whereabouts(self) -> str:
        """Where in the code the engine thread is, for a log: innermost first, three calls of ours."""
        frame = sys._current_frames().get(self._thread.ident or 0)
        found: list[str] = []
        while frame is not None and len(found) < 3:
            if "nacre" in frame.f_code.co_filename:
                found.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
            frame = frame.f_back
        return " < ".join(found)

    def submit(self, session: Session) -> None:
        """Queue a session: its world is opened and run until it has `ended`. From any thread."""
        self._new.append(session)
        self._wake_event.set()

    def stuck(self) -> float:
        """Seconds since the model last returned or reported progress; loading does not count."""
        return self._clock() - self._alive if self.loaded.is_set() else 0.0

    def _run(self) -> None:
        try:
            self._model = self._make()
            self.caps = self._model.caps()
            if self.autosaver.enabled:
                self.autosaver.identity = self._model.identity()
        except Exception as error:
            log.exception("the model could not be loaded")
            self.load_error = error
            self.loaded.set()
            self._notify()
            return
        self._alive = self._clock()
        self.loaded.set()
        self._notify()
        while not self._stopping:
            try:
                timeout = self._turn(self._model)
            except Exception:
                # Whatever it was, it must not take the thread that everyone's world lives on.
                for session in self._sessions:
                    self._publisher.fail(session)
                timeout = IDLE
            self._alive = self._clock()
            if timeout > 0:
                self._wake_event.wait(timeout)
                self._alive = self._clock()
            self._wake_event.clear()
        for session in self._sessions:
            if not session.ended and not session.failed:
                self.autosaver.autosave(session, self._clock())
            self._close_session(self._model, session)

    def _turn(self, model: WorldModel) -> float:
        """Do everything due; returns the seconds until something is due again."""
        for session in [session for session in self._sessions if session.ended or session.failed]:
            self._sessions.remove(session)
            self._close_session(model, session)
        while self._new and not self._stopping:
            session = self._new.popleft()
            if not session.ended:
                self._open(model, session)
        for session in self._sessions:
            if session.commands:
                self._command_runner.run(model, session)
        pause = self._scheduler.run_due(model, self._sessions)
        self.geometry.run(model, self._sessions)
        return pause

    def _close_session(self, model: WorldModel, session: Session) -> None:
        # A world that failed, or a server that stops, leaves its last good save to be resumed.
        self.autosaver.release_session(session, forget=session.ended and session.lifecycle.ended_by != "failed")
        if session.playback.world is not None:
            model.forget(session.playback.world)
            session.playback.world = None
        session.playback.rewind_buffer.clear()
        for command in list(session.commands):
            give_up_fork(command)
        self._publisher.forget(session)
        self.geometry.forget(session)
        if session.host is not None and session in session.host.viewers:
            session.host.viewers.remove(session)

    def _progress(self, session: Session, command: Command | None = None) -> Progress:
        """A progress callback that tells the client, and runs all other sessions meanwhile.

        command: what is at work, None while the world is opened. A model calls it every few milliseconds of work. The
        client is told where there is something new.
        """
        told: tuple[Answers, str, int, str] | None = None
        turns = Turns(self._clock)

        def progress(stage: str, fraction: float, text: str) -> None:
            nonlocal told
            if session.ended or self._stopping:
                raise ClientLeft
            fraction = min(1.0, max(0.0, float(fraction)))
            answers = session.send_queue.answers if command is None else command.answers
            if told != (answers, stage, int(100 * fraction), text):
                told = answers, stage, int(100 * fraction), text
                request = answers.opening if command is None else command.id
                answers.progress(ServerProgress(id=request, stage=stage[:64], fraction=fraction, text=text[:256]))
                self._notify()
            self._alive = self._clock()
            model = self._model
            if model is not None and any(other.running for other in self._sessions):
                others = [s for s in self._sessions if not s.ended and not s.failed]
                turns.give(lambda: self._scheduler.run_due(model, others))

        return progress

    def _judge_first_picture(self, model: WorldModel, session: Session, progress: Progress) -> None:
        """Have a world's first picture moderated before it is shown; raises Refusal. Other sessions run meanwhile."""
        if self._publisher.judge_picture is None or session.playback.world is None:
            return
        picture = model.render([session.playback.world], [None], session.settings.size, [1.0])[0].rgb
        verdict = self._publisher.judge_picture(picture, session)
        while not verdict.done():
            progress("check", 0.5, "looking at what came of it")
            time.sleep(JUDGE_POLL)
        verdict.result()

    def judge_pictures(self, judge: JudgePicture) -> None:
        """Moderate pictures from now on: every world's first, and one of each session every few seconds."""
        self._publisher.judge_picture = judge

    def _open(self, model: WorldModel, session: Session) -> None:
        before = resident_bytes()
        opened: ServerOpened | None = None
        try:
            progress = self._progress(session)
            opened = open_world(model, session, self._understand, progress)
            self._judge_first_picture(model, session, progress)
        except ClientLeft:
            session.failed = True
        except Refusal as refusal:
            refusal.id = session.send_queue.answers.opening
            session.send_queue.put(refusal.reply())
            session.failed = True
        except Exception:
            log.exception("session %s: no world of %r, seed %d", session.name, session.request, session.seed)
            session.send_queue.put(Refusal("world_failed", id=session.send_queue.answers.opening).reply())
            session.failed = True
        if session.failed:
            self._close_session(model, session)
        elif opened is not None:
            session.opened = opened  # from now on changes of the world may be asked for
            if session.host is not None:
                session.host.viewers.append(session)
            if session.playback.world is not None:
                size = sum(array.nbytes for array in session.playback.world.arrays().values())
                self.capacity.opened(resident_bytes() - before, size)  # a guest's body has its window, too
                session.playback.rewind_buffer.record(session.playback.tick, session.playback.world)
                self.autosaver.claim_folder(session)
                self.autosaver.autosave(session, self._clock(), at_once=True)
            if "geometry" in session.settings.channels:
                session.feed = Feed(session.request.geometry, session.have, self.geometry.encoder)
            session.tell_opened()
            self._sessions.append(session)
        self._notify()

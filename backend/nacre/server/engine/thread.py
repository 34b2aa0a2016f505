"""The engine thread: owns the model, opens worlds, and plays every running one."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from nacre.protocol.codec import Refusal
from nacre.protocol.messages import ServerProgress
from nacre.server.engine.capacity import Load, resident_bytes
from nacre.server.engine.commands import Changing
from nacre.server.engine.frame_scheduler import IDLE, Drawing
from nacre.server.engine.open import Understand, open_world
from nacre.server.engine.publish import Look, Publisher
from nacre.server.sessions.session import Session
from nacre.server.storage.autosave import Keeper
from nacre.world.interface import Capabilities, Progress, WorldModel

log = logging.getLogger(__name__)

LOOK_STEP: Final = 0.005  # seconds between looks whether a picture has been judged
FLOOR_FPS: Final = 5.0  # frames a second that every admitted session is owed; below it nothing feels like walking


class _Abandoned(Exception):
    """The client left while its world was being made."""


class Engine:
    """Runs a WorldModel for many sessions. Only `submit`, `wake`, `start`, `stop` and `stuck` are for other threads.

    make makes the model, on the engine's thread; notify is called whenever there is something to send.
    """

    def __init__(
        self,
        make: Callable[[], WorldModel],
        understand: Understand,
        notify: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
        keeper: Keeper | None = None,
        floor_fps: float = FLOOR_FPS,
    ) -> None:
        self._make, self._understand, self._notify, self._clock = make, understand, notify, clock
        self._new: deque[Session] = deque()
        self._sessions: list[Session] = []
        self._bell = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="nacre-engine", daemon=True)
        self._publisher = Publisher(notify, clock)
        self._model: WorldModel | None = None
        self._alive = clock()
        self.keeper = keeper or Keeper(None)
        self.load = Load(floor_fps)
        self._drawing = Drawing(self._publisher, self.keeper, self.load, clock)
        self._changing = Changing(self.keeper, notify, self._progress, self.submit)
        self.caps: Capabilities | None = None
        self.load_error: Exception | None = None
        self.loaded = threading.Event()

    def start(self) -> None:
        """Begin loading the model."""
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> bool:
        """Stop after the turn in progress; False when it took longer than `timeout` seconds."""
        self._stopping = True
        self._bell.set()
        self._thread.join(timeout)
        self._publisher.close()
        return not self._thread.is_alive()

    def notify(self) -> None:
        """Something waits to be sent. From any thread."""
        self._notify()

    def wake(self) -> None:
        """Something changed: look again at what is due."""
        self._bell.set()

    def submit(self, session: Session) -> None:
        """Make this session's world and run it until it has `ended`."""
        self._new.append(session)
        self._bell.set()

    def stuck(self) -> float:
        """Seconds since the model last gave the thread back, or told of progress; loading does not count."""
        return self._clock() - self._alive if self.loaded.is_set() else 0.0

    def _run(self) -> None:
        try:
            self._model = self._make()
            self.caps = self._model.caps()
            if self.keeper.saves:
                self.keeper.identity = self._model.identity()
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
                self._bell.wait(timeout)
                self._alive = self._clock()
            self._bell.clear()
        for session in self._sessions:
            if not session.ended and not session.failed:
                self.keeper.autosave(session, self._clock())
            self._forget(self._model, session)

    def _turn(self, model: WorldModel) -> float:
        """Do everything due; seconds until something is due again."""
        for session in [session for session in self._sessions if session.ended or session.failed]:
            self._sessions.remove(session)
            self._forget(model, session)
        while self._new and not self._stopping:
            session = self._new.popleft()
            if not session.ended:
                self._open(model, session)
        for session in self._sessions:
            if session.commands:
                self._changing.run(model, session)
        return self._drawing.turn(model, self._sessions)

    def _forget(self, model: WorldModel, session: Session) -> None:
        # A world that failed, or a server that stops, leaves its last good save to be taken up again.
        self.keeper.let_go(session, forget=session.ended and session.life.over != "failed")
        if session.world is not None:
            model.forget(session.world)
            session.world = None
        session.past.clear()
        self._publisher.forget(session)
        if session.host is not None and session in session.host.viewers:
            session.host.viewers.remove(session)

    def _progress(self, session: Session, request: int) -> Progress:
        """Tell the client how far its world is, and play everyone else's meanwhile."""

        def progress(stage: str, fraction: float, text: str) -> None:
            if session.ended or self._stopping:
                raise _Abandoned
            told = ServerProgress(
                id=request, stage=stage[:64], fraction=min(1.0, max(0.0, float(fraction))), text=text[:256]
            )
            session.doing[request] = told
            session.outbox.put(told)
            self._notify()
            self._alive = self._clock()
            if self._model is not None and any(other.running for other in self._sessions):
                self._drawing.turn(self._model, [s for s in self._sessions if not s.ended and not s.failed])

        return progress

    def _look(self, model: WorldModel, session: Session, progress: Progress) -> None:
        """Have a world's first picture judged before anyone sees it; raises Refusal. Others are played meanwhile."""
        if self._publisher.look is None or session.world is None:
            return
        picture = model.render([session.world], [None], session.asked.size, [1.0])[0].rgb
        verdict = self._publisher.look(picture, session)
        while not verdict.done():
            progress("check", 0.5, "looking at what came of it")
            time.sleep(LOOK_STEP)
        verdict.result()

    def judge_pictures(self, look: Look) -> None:
        """Have pictures judged from now on: every world's first, and one of each session every few seconds."""
        self._publisher.look = look

    def _open(self, model: WorldModel, session: Session) -> None:
        request = session.greet or session.request.id
        before = resident_bytes()
        try:
            progress = self._progress(session, request)
            session.opened = open_world(model, session, self._understand, progress)
            self._look(model, session, progress)
        except _Abandoned:
            session.failed = True
        except Refusal as refusal:
            session.outbox.put(refusal.reply())
            session.failed = True
        except Exception:
            log.exception("session %s: no world of %r, seed %d", session.name, session.request, session.seed)
            session.outbox.put(Refusal("world_failed", id=request).reply())
            session.failed = True
        session.doing.pop(request, None)
        session.doing.pop(session.request.id, None)
        if session.failed:
            self._forget(model, session)
        elif session.opened is not None:
            if session.host is not None:
                session.host.viewers.append(session)
            if session.world is not None:
                size = sum(array.nbytes for array in session.world.arrays().values())
                self.load.opened(resident_bytes() - before, size)  # a guest's body has its window, too
                session.past.keep(session.tick, session.world)
                self.keeper.begin(session)
                self.keeper.autosave(session, self._clock(), at_once=True)
            session.outbox.put(session.opened)
            self._sessions.append(session)
        self._notify()

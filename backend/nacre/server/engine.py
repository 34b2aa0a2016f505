"""The engine thread: owns the model, moves and draws every running world in batches."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from nacre.protocol.codec import Refusal
from nacre.protocol.messages import ServerProgress
from nacre.server.mailbox import Turn
from nacre.server.opening import Understand, open_world
from nacre.server.publisher import Publisher
from nacre.server.session import Session
from nacre.world.grid import TICK
from nacre.world.interface import Capabilities, WorldModel
from nacre.world.state import WorldState

log = logging.getLogger(__name__)

SLACK: Final = 0.001  # seconds; worlds due this close together are drawn in one batch
IDLE: Final = 0.5  # seconds; the engine is woken when there is something to do


class _Abandoned(Exception):
    """The client left while its world was being made."""


class Engine:
    """Runs a WorldModel for many sessions. Only `submit`, `wake`, `start` and `stop` are for other threads.

    load makes the model, on the engine's thread; notify is called whenever there is something to send.
    """

    def __init__(
        self,
        load: Callable[[], WorldModel],
        understand: Understand,
        notify: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load, self._understand, self._notify, self._clock = load, understand, notify, clock
        self._new: deque[Session] = deque()
        self._sessions: list[Session] = []
        self._bell = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="nacre-engine", daemon=True)
        self._publisher = Publisher(notify, clock)
        self._model: WorldModel | None = None
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

    def wake(self) -> None:
        """Something changed: look again at what is due."""
        self._bell.set()

    def submit(self, session: Session) -> None:
        """Make this session's world and run it until it has `ended`."""
        self._new.append(session)
        self._bell.set()

    def _run(self) -> None:
        try:
            self._model = self._load()
            self.caps = self._model.caps()
        except Exception as error:
            log.exception("the model could not be loaded")
            self.load_error = error
            self.loaded.set()
            self._notify()
            return
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
            if timeout > 0:
                self._bell.wait(timeout)
            self._bell.clear()

    def _turn(self, model: WorldModel) -> float:
        """Do everything due; seconds until something is due again."""
        for session in [session for session in self._sessions if session.ended or session.failed]:
            self._sessions.remove(session)
            if session.world is not None:
                model.forget(session.world)
                session.world = None
        while self._new:
            session = self._new.popleft()
            if not session.ended:
                self._open(model, session)
        now = self._clock()
        free, locked = [], []
        for session in self._sessions:
            if not session.running:
                session.pace.stop()
            elif session.asked.lockstep:
                locked.append(session)
            else:
                session.pace.start(now)
                free.append(session)
        stepped = self._lockstep(model, locked)
        due = [session for session in free if session.pace.due <= now + SLACK and self._claim(session)]
        ticks = {
            session: session.pace.ticks(now) for session in free if session in due or session.pace.next_tick <= now
        }
        if due or ticks:
            self._draw(model, due, ticks, now)
        if stepped:
            return 0.0
        return max(0.0, min((self._next(session) for session in free), default=now + IDLE) - self._clock())

    @staticmethod
    def _claim(session: Session) -> bool:
        session.starved |= not (claimed := session.outbox.reserve())
        return claimed

    def _next(self, session: Session) -> float:
        # While frames flow, ticks run when a frame is drawn, with the freshest input.
        pace = session.pace
        if not session.outbox.has_room:
            return pace.next_tick
        return min(pace.due, pace.next_tick) if pace.interval > TICK else pace.due

    def _open(self, model: WorldModel, session: Session) -> None:
        request = session.request

        def progress(stage: str, fraction: float, text: str) -> None:
            if session.ended or self._stopping:
                raise _Abandoned
            session.doing = ServerProgress(
                id=request.id, stage=stage[:64], fraction=min(1.0, max(0.0, float(fraction))), text=text[:256]
            )
            session.outbox.put(session.doing)
            self._notify()

        try:
            session.opened = open_world(model, session, self._understand, progress)
        except _Abandoned:
            session.failed = True
        except Refusal as refusal:
            session.outbox.put(refusal.reply())
            session.failed = True
        except Exception:
            log.exception("a world could not be made: %r seed %d", request.prompt or request.spec, session.seed)
            session.outbox.put(Refusal("world_failed", id=request.id).reply())
            session.failed = True
        if session.failed:
            if session.world is not None:
                model.forget(session.world)
        elif session.opened is not None:
            session.outbox.put(session.opened)
            self._sessions.append(session)
        self._notify()

    def _lockstep(self, model: WorldModel, sessions: list[Session]) -> bool:
        inputs = []
        for session in sessions:
            if session.mailbox.waiting and session.outbox.reserve():
                taken = session.mailbox.take_input()
                if taken is None:  # thrown away in between, by a pause
                    session.outbox.cancel()
                else:
                    inputs.append((session, taken))
        for session, taken in inputs:
            assert session.world is not None
            start = self._clock()
            try:
                model.look(session.world, taken.turn.yaw, taken.turn.pitch)
                self._publisher.report(model, [session], model.step([session.world], [taken.action]))
                moved = self._clock()
                turns = [taken.turn]
                rendered = model.render([session.world], [taken.turn.camera], session.asked.size, [1.0])
            except Exception:
                session.outbox.cancel()
                self._publisher.fail(session)
                continue
            ms = {"step": (moved - start) * 1e3, "render": (self._clock() - moved) * 1e3}
            self._publisher.send(session, turns[0], rendered[0], 1.0, start, ms)
        return bool(inputs)

    def _draw(self, model: WorldModel, due: list[Session], ticks: dict[Session, int], now: float) -> None:
        """Read the input, run the ticks, draw: one batch per picture size."""
        turns: dict[Session, Turn] = {}
        for session in due:
            turn = turns[session] = session.mailbox.take_turn()
            if session.world is not None and (turn.yaw or turn.pitch):
                model.look(session.world, turn.yaw, turn.pitch)
        start = self._clock()
        for number in range(max(ticks.values(), default=0)):
            batch = [s for s, count in ticks.items() if count > number and not s.failed]
            actions = [session.mailbox.take_action(now) for session in batch]
            self._each(
                batch,
                lambda some, mine: self._publisher.report(model, some, model.step(_worlds(some), mine)),
                actions,
            )
        stepped = (self._clock() - start) * 1e3
        for size in dict.fromkeys(session.asked.size for session in due):
            group = [s for s in due if s.asked.size == size and not s.failed]

            def draw(some: list[Session], blends: list[float], size: tuple[int, int] = size) -> None:
                began = self._clock()
                cameras = [turns[session].camera for session in some]
                pictures = model.render(_worlds(some), cameras, size, blends)
                took = (self._clock() - began) * 1e3
                for session, picture, blend in zip(some, pictures, blends, strict=True):
                    missed = session.pace.drawn(now)
                    if session.starved:
                        session.outbox.skip(missed)
                        session.starved = False
                    self._publisher.send(
                        session, turns[session], picture, blend, now, {"step": stepped, "render": took}
                    )

            self._each(group, draw, [session.pace.blend for session in group])
        for session in due:
            if session.failed:
                session.outbox.cancel()

    def _each(
        self, sessions: list[Session], work: Callable[[list[Session], list[Any]], None], values: list[Any]
    ) -> None:
        """Do a batch; when it fails, do its members one by one so that only the guilty world is lost."""
        if not sessions:
            return
        try:
            work(sessions, values)
        except Exception:
            if len(sessions) == 1:
                self._publisher.fail(sessions[0])
                return
            for session, value in zip(sessions, values, strict=True):
                self._each([session], work, [value])


def _worlds(sessions: list[Session]) -> list[WorldState]:
    return [session.world for session in sessions if session.world is not None]

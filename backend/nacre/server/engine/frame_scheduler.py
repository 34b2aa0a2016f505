"""One turn of play: read the input, move the worlds whose tick is due, draw the pictures that are due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from nacre.runtime.device.frame_pipeline import FramePipeline
from nacre.server.engine.capacity import Load
from nacre.server.engine.publish import Publisher
from nacre.server.sessions.input_queue import Turn
from nacre.server.sessions.session import Session
from nacre.server.storage.autosave import Keeper
from nacre.world.grid import TICK
from nacre.world.interface import Rendered, WorldModel
from nacre.world.state import WorldState

SLACK: Final = 0.001  # seconds; worlds due this close together are drawn in one batch
IDLE: Final = 0.5  # seconds; the engine is woken when there is something to do
# Seconds without a frame taken or an input given after which nobody is looking: the world stands still and costs
# nothing. Shorter than a client is given up for, longer than any hitch of one that plays.
UNWATCHED: Final = 2.0


class WorldBroken(Exception):
    """The model left a world that is none: positions that are not numbers."""


class Drawing:
    """Moves and draws running sessions, earliest deadline first. Engine thread only."""

    def __init__(self, publisher: Publisher, keeper: Keeper, load: Load, clock: Callable[[], float]) -> None:
        self._publisher, self._keeper, self._load, self._clock = publisher, keeper, load, clock
        self._pipeline = FramePipeline()

    def turn(self, model: WorldModel, sessions: list[Session]) -> float:
        """Do what is due; seconds until something is due again."""
        now = self._clock()
        free, locked = [], []
        for session in sessions:
            if not session.running or not self._watched(session.source, now):
                session.pace.stop()
                self._keeper.autosave(session, now)  # where it stopped is where it will go on
            elif session.asked.lockstep:
                locked.append(session)
            else:
                session.pace.start(now)
                free.append(session)
        stepped = self._lockstep(model, locked)
        ready = [session for session in free if session.pace.due <= now + SLACK and self._room(session)]
        # One picture size at a time, the most urgent first: then inputs are read again before the next.
        urgent = min(ready, key=lambda session: session.pace.due, default=None)
        due = [session for session in ready if urgent and session.asked.size == urgent.asked.size]
        due = [session for session in due if session.outbox.reserve()]
        shown = {session.source for session in due}
        ticks = {
            session: session.pace.ticks(now)
            for session in free
            if session.host is None and (session in shown or session.pace.next_tick <= now)
        }
        if due or ticks:
            ticks |= {one: count for session, count in ticks.items() for one in session.companions}
            self._draw(model, due, ticks, now)
            for session in ticks:
                self._keeper.autosave(session, now)
        if stepped:
            return 0.0
        pause = max(0.0, min((self._next(session) for session in free), default=now + IDLE) - self._clock())
        self._pipeline.deliver(wait=pause > 0.0)  # with more due now, what is there leaves and the rest is drawn beside
        return pause

    @staticmethod
    def _watched(session: Session, now: float) -> bool:
        """Whether anyone takes this world's frames, or steers in it."""
        watched = session.asked.lockstep
        for one in (session, *session.viewers):
            if not one.life.attached:
                continue
            if one.outbox.has_room:
                one.stalled = None
            elif one.stalled is None:
                one.stalled = now
            watched |= one.stalled is None or now - max(one.stalled, one.mailbox.heard) < UNWATCHED
        return watched

    @staticmethod
    def _room(session: Session) -> bool:
        session.starved |= not (room := session.outbox.has_room)
        return room

    def _next(self, session: Session) -> float:
        # While frames flow, ticks run when a frame is drawn, with the freshest input.
        pace = session.pace
        tick = pace.next_tick if session.host is None else self._clock() + IDLE
        if not session.outbox.has_room:
            return tick
        return min(pace.due, tick) if pace.interval > TICK else pace.due

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
                self._publisher.report(model, [session], _step(model, [session.world], [taken.action]))
                moved = self._clock()
                rendered = model.render([session.world], [taken.turn.camera], session.asked.size, [1.0])
            except Exception:
                session.outbox.cancel()
                self._publisher.fail(session)
                continue
            done = self._clock()
            ms = {"step": (moved - start) * 1e3, "render": (done - moved) * 1e3}
            session.gpu_ms += (done - start) * 1e3
            self._publisher.send(session, taken.turn, rendered[0], 1.0, start, ms)
            self._keeper.autosave(session, done)
        return bool(inputs)

    def _draw(self, model: WorldModel, due: list[Session], ticks: dict[Session, int], now: float) -> None:
        """Read the input, run the ticks, draw. All of `due` have one picture size."""
        turns: dict[Session, Turn] = {}
        for session in due:
            turn = turns[session] = session.mailbox.take_turn()
            if session.world is not None and (turn.yaw or turn.pitch):
                model.look(session.world, turn.yaw, turn.pitch)
        start = self._clock()
        for number in range(max(ticks.values(), default=0)):
            batch = [s for s, count in ticks.items() if count > number and not s.failed]
            actions = [session.mailbox.take_action(now) for session in batch]
            before = {session: _clock(session) for session in batch}

            def move(some: list[Session], mine: list[Any], before: dict[Session, float] = before) -> None:
                # A batch that failed half-way is done again one by one: whose tick was done is not moved twice.
                left = [(s, action) for s, action in zip(some, mine, strict=True) if _clock(s) == before[s]]
                events = _step(model, _worlds([s for s, _ in left]), [action for _, action in left]) if left else []
                happened = dict(zip([s for s, _ in left], events, strict=True))
                self._publisher.report(model, some, [happened.get(s, []) for s in some])

            began = self._clock()
            self._each(batch, move, actions)
            self._load.stepped(len(batch), (self._clock() - began) * 1e3)
        stepped = (self._clock() - start) * 1e3
        for session in ticks:
            session.gpu_ms += stepped / len(ticks)

        def draw(some: list[Session], blends: list[float]) -> None:
            began = self._clock()
            cameras = [turns[session].camera for session in some]
            ticks_then = [session.source.tick for session in some]

            def give(pictures: list[Rendered]) -> None:
                took = (self._clock() - began) * 1e3
                self._load.drawn(some[0].asked.size, len(some), took)
                for session, picture, blend, tick in zip(some, pictures, blends, ticks_then, strict=True):
                    session.gpu_ms += took / len(some)
                    ms = {"step": stepped, "render": took}
                    self._publisher.send(session, turns[session], picture, blend, now, ms, tick)

            def fail(error: Exception) -> None:
                for session in some:
                    session.outbox.cancel()
                    self._publisher.fail(session if session.plays else session.source)

            self._pipeline.submit(model, _worlds(some), cameras, some[0].asked.size, blends, give, fail)
            for session in some:
                missed = session.pace.drawn(now)
                if session.starved:
                    session.outbox.skip(missed)
                    session.starved = False

        group = [session for session in due if not session.failed and not session.source.failed]
        self._each(group, draw, [session.source.pace.blend for session in group])
        for session in due:
            if session.failed or session not in group:
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
                guilty = sessions[0] if sessions[0].plays else sessions[0].source
                self._publisher.fail(guilty)
                sessions[0].failed = True
                return
            for session, value in zip(sessions, values, strict=True):
                self._each([session], work, [value])


def _step(model: WorldModel, worlds: list[WorldState], actions: list[Any]) -> list[list[dict[str, Any]]]:
    events = model.step(worlds, actions)
    for world in worlds:
        if not (np.isfinite(world.player).all() and np.isfinite(world.entities).all()):
            raise WorldBroken("the model moved something to a place that is not a number")
    return events


def _clock(session: Session) -> float:
    return float(session.world.clock[0]) if session.world is not None else 0.0


def _worlds(sessions: list[Session]) -> list[WorldState]:
    return [session.seen for session in sessions if session.seen is not None]

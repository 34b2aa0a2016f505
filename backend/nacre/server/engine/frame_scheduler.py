"""Decides which worlds to step and which frames to draw now, earliest deadline first, and does it in batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from nacre.runtime.device.frame_pipeline import FramePipeline
from nacre.server.engine.capacity import Capacity
from nacre.server.engine.order import next_batch
from nacre.server.engine.publish import Publisher
from nacre.server.sessions.input_queue import FrameInput
from nacre.server.sessions.session import Session
from nacre.server.storage.autosave import Autosaver
from nacre.world.grid import TICK
from nacre.world.interface import Rendered, WorldModel
from nacre.world.state import WorldState

SLACK: Final = 0.001  # seconds; worlds due this close together are drawn in one batch
IDLE: Final = 0.5  # seconds; the engine is woken when there is something to do
# Seconds without a frame taken or an input given after which nobody is looking: the world stands still and costs
# nothing. Shorter than a client is given up for, longer than any hitch of one that plays.
UNWATCHED: Final = 2.0


class InvalidWorldState(Exception):
    """The model left NaN or infinite positions in a world."""


class FrameScheduler:
    """Steps and draws running sessions, earliest deadline first. Engine thread only."""

    def __init__(
        self, publisher: Publisher, autosaver: Autosaver, capacity: Capacity, clock: Callable[[], float]
    ) -> None:
        self._publisher, self._autosaver, self._capacity, self._clock = publisher, autosaver, capacity, clock
        self._pipeline = FramePipeline()

    def run_due(self, model: WorldModel, sessions: list[Session]) -> float:
        """Step and draw what is due; returns the seconds until something is due again."""
        now = self._clock()
        free, locked = [], []
        for session in sessions:
            if not session.running or not self._watched(session.source, now):
                missed = session.playback.pacer.stop(now)
                if session.playback.starved:
                    session.send_queue.skip(missed)
                self._autosaver.autosave(session, now)  # where it stopped is where it will go on
            elif session.settings.lockstep:
                locked.append(session)
            else:
                session.playback.pacer.start(now)
                free.append(session)
        stepped = self._lockstep(model, locked)
        playing = [
            session for session in free
            if session.settings.pictures and (session.playback.pacer.due > now + SLACK or self._has_room(session, now))
        ]  # fmt: skip
        ready = [session for session in playing if session.playback.pacer.due <= now + SLACK]
        # One picture size at a time: then inputs are read again before the next.
        chosen = next_batch(ready, playing, self._cost, now)
        waits = ready if not chosen else []  # for a cheap picture that is due in a moment
        due = [session for session in chosen if session.send_queue.reserve()]
        shown = {session.source for session in due}
        ticks = {
            session: session.playback.pacer.ticks(now)
            for session in free
            if session.host is None and (session in shown or session.playback.pacer.next_tick <= now)
        }
        if due or ticks:
            ticks |= {one: count for session, count in ticks.items() for one in session.companions}
            self._step_and_draw(model, due, ticks, now)
            for session in ticks:
                self._autosaver.autosave(session, now)
        if stepped:
            return 0.0
        coming = (self._next_due(session, waits=session in waits) for session in free)
        pause = max(0.0, min(coming, default=now + IDLE) - self._clock())
        self._pipeline.deliver(wait=pause > 0.0)  # with more due now, what is there leaves and the rest is drawn beside
        return pause

    @staticmethod
    def _watched(session: Session, now: float) -> bool:
        """Whether a client of this world has taken a frame or given an input in the last UNWATCHED seconds."""
        watched = session.settings.lockstep
        for one in (session, *session.viewers):
            if not one.lifecycle.attached:
                continue
            watched |= not one.settings.pictures  # it draws for itself, and has said something lately
            if one.send_queue.has_room:
                one.playback.stalled = None
            elif one.playback.stalled is None:
                one.playback.stalled = now
            watched |= (
                one.playback.stalled is None
                or now - max(one.playback.stalled, one.input_queue.last_input_at) < UNWATCHED
            )
        return watched

    @staticmethod
    def _has_room(session: Session, now: float) -> bool:
        session.playback.starved |= not (room := session.send_queue.has_room)
        if not room:
            session.playback.pacer.hold(now)
        return room

    def _cost(self, session: Session) -> float:
        return (self._capacity.picture_ms(session.settings.size) or 0.0) / 1e3

    def _next_due(self, session: Session, waits: bool = False) -> float:
        # While frames flow, ticks run when a frame is drawn, with the freshest input.
        pacer = session.playback.pacer
        tick = pacer.next_tick if session.host is None else self._clock() + IDLE
        if waits or not session.settings.pictures or not session.send_queue.has_room:
            return tick
        return min(pacer.due, tick) if pacer.interval > TICK else pacer.due

    def _lockstep(self, model: WorldModel, sessions: list[Session]) -> bool:
        inputs = []
        for session in sessions:
            if session.input_queue.waiting and session.send_queue.reserve():
                taken = session.input_queue.take_input()
                if taken is None:  # thrown away in between, by a pause
                    session.send_queue.cancel()
                else:
                    inputs.append((session, taken))
        for session, taken in inputs:
            assert session.playback.world is not None
            start = self._clock()
            try:
                model.look(session.playback.world, taken.frame.yaw, taken.frame.pitch)
                self._publisher.publish_tick(model, [session], _step(model, [session.playback.world], [taken.action]))
                moved = self._clock()
                rendered = model.render([session.playback.world], [taken.frame.camera], session.settings.size, [1.0])
            except Exception:
                session.send_queue.cancel()
                self._publisher.fail(session)
                continue
            done = self._clock()
            ms = {"step": (moved - start) * 1e3, "render": (done - moved) * 1e3}
            session.playback.gpu_ms += (done - start) * 1e3
            self._publisher.publish_frame(session, taken.frame, rendered[0], 1.0, start, ms)
            self._autosaver.autosave(session, done)
        return bool(inputs)

    def _step_and_draw(self, model: WorldModel, due: list[Session], ticks: dict[Session, int], now: float) -> None:
        """Take the inputs, run `ticks` of each session and draw `due`, which all have one picture size."""
        frame_inputs: dict[Session, FrameInput] = {}
        for session in due:
            turn = frame_inputs[session] = session.input_queue.take_frame_input()
            if session.playback.world is not None and (turn.yaw or turn.pitch):
                model.look(session.playback.world, turn.yaw, turn.pitch)
        start = self._clock()
        for number in range(max(ticks.values(), default=0)):
            batch = [s for s, count in ticks.items() if count > number and not s.failed]
            actions = [session.input_queue.take_action(now) for session in batch]
            before = {session: _clock(session) for session in batch}

            def move(some: list[Session], mine: list[Any], before: dict[Session, float] = before) -> None:
                # A batch that failed half-way is done again one by one: whose tick was done is not moved twice.
                left = [(s, action) for s, action in zip(some, mine, strict=True) if _clock(s) == before[s]]
                events = _step(model, _worlds([s for s, _ in left]), [action for _, action in left]) if left else []
                happened = dict(zip([s for s, _ in left], events, strict=True))
                self._publisher.publish_tick(model, some, [happened.get(s, []) for s in some])

            began = self._clock()
            self._isolating_failures(batch, move, actions)
            self._capacity.stepped(len(batch), (self._clock() - began) * 1e3)
        stepped = (self._clock() - start) * 1e3
        for session in ticks:
            session.playback.gpu_ms += stepped / len(ticks)

        def draw(some: list[Session], blends: list[float]) -> None:
            began = self._clock()
            cameras = [frame_inputs[session].camera for session in some]
            ticks_then = [session.source.playback.tick for session in some]

            def give(pictures: list[Rendered]) -> None:
                took = (self._clock() - began) * 1e3
                self._capacity.drawn(some[0].settings.size, len(some), took)
                for session, picture, blend, tick in zip(some, pictures, blends, ticks_then, strict=True):
                    session.playback.gpu_ms += took / len(some)
                    ms = {"step": stepped, "render": took}
                    self._publisher.publish_frame(session, frame_inputs[session], picture, blend, now, ms, tick)

            def fail(error: Exception) -> None:
                for session in some:
                    session.send_queue.cancel()
                    self._publisher.fail(session if session.plays else session.source)

            for session in some:
                if session.playback.starved:  # told with the very picture that comes after them
                    session.send_queue.skip(session.playback.pacer.missed(now))
                    session.playback.starved = False
            self._pipeline.submit(model, _worlds(some), cameras, some[0].settings.size, blends, give, fail)
            for session in some:
                session.playback.pacer.drawn(now)

        group = [session for session in due if not session.failed and not session.source.failed]
        self._isolating_failures(group, draw, [session.source.playback.pacer.blend for session in group])
        for session in due:
            if session.failed or session.source.failed or session not in group:
                session.send_queue.cancel()

    def _isolating_failures(
        self, sessions: list[Session], work: Callable[[list[Session], list[Any]], None], values: list[Any]
    ) -> None:
        """Do a batch; when it fails, repeat it one session at a time, so that only the failing world is lost."""
        if not sessions:
            return
        try:
            work(sessions, values)
        except Exception:
            if len(sessions) == 1:
                # One who only looks on ends with the world, and is told so then.
                self._publisher.fail(sessions[0] if sessions[0].plays else sessions[0].source)
                return
            for session, value in zip(sessions, values, strict=True):
                self._isolating_failures([session], work, [value])


def _step(model: WorldModel, worlds: list[WorldState], actions: list[Any]) -> list[list[dict[str, Any]]]:
    events = model.step(worlds, actions)
    for world in worlds:
        if not (np.isfinite(world.player).all() and np.isfinite(world.entities).all()):
            raise InvalidWorldState("the model moved something to a place that is not a number")
    return events


def _clock(session: Session) -> float:
    return float(session.playback.world.clock[0]) if session.playback.world is not None else 0.0


def _worlds(sessions: list[Session]) -> list[WorldState]:
    return [session.shown_world for session in sessions if session.shown_world is not None]

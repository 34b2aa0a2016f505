"""What the engine tells: frames, states and events, encoded off the engine's thread, into the outboxes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.protocol.codec import Refusal
from nacre.protocol.messages import Projection, ServerClosed, ServerEvent, ServerFrame, ServerState
from nacre.server.engine.encode import encode_parts
from nacre.server.engine.open import camera_record
from nacre.server.engine.watermark import marked
from nacre.server.sessions.input_queue import Turn
from nacre.server.sessions.send_queue import EncodedFrame
from nacre.server.sessions.session import Session
from nacre.world.grid import TICK, VIEW
from nacre.world.interface import Rendered, WorldModel

log = logging.getLogger(__name__)

NEAR: Final = 0.1  # metres; below it nothing is drawn
SECONDS: Final = 10.0  # between two looks at the pictures of one session
Look = Callable[[NDArray[np.uint8], Session], "Future[None]"]
ENCODERS: Final = 2  # threads; encoding takes less time than drawing, so two always keep up


class Publisher:
    """Fills the outboxes. notify is called whenever there is something new to send."""

    def __init__(self, notify: Callable[[], None], clock: Callable[[], float]) -> None:
        self._notify, self._clock = notify, clock
        self.look: Look | None = None  # judges pictures; None: they are shown unseen
        self._looked: dict[str, float] = {}
        self._pool = ThreadPoolExecutor(ENCODERS, "nacre-encode")

    def close(self) -> None:
        """Forget what is not yet encoded."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def fail(self, session: Session) -> None:
        """Give a world up because of the exception being handled, and tell its client."""
        log.exception("session %s: the model failed at tick %d, seed %d", session.name, session.tick, session.seed)
        session.outbox.put(Refusal("world_failed").reply())
        session.outbox.put(ServerClosed(reason="failed", text="the model failed on this world"))
        session.failed = True
        self._notify()

    def report(self, model: WorldModel, sessions: list[Session], events: list[list[dict[str, Any]]]) -> None:
        """Count the tick and pass on what happened in it."""
        for session, happened in zip(sessions, events, strict=True):
            session.tick += 1
            if session.world is not None:
                session.past.keep(session.tick, session.world)
            # What happens to a guest's body is for the guest; what happens in the world for all who see it.
            there = [session] if session.host is not None else [session, *session.viewers]
            for event in happened:
                data = {key: value for key, value in event.items() if key != "kind"}
                for one in there:
                    one.outbox.put(ServerEvent(kind=str(event["kind"]), tick=session.tick, data=data))
            told: ServerState | None = None
            for one in there:
                mine = one is session or not one.plays
                if mine and "state" in one.asked.channels and session.tick % one.asked.state_ticks == 0:
                    told = told or self._state(model, session)
                    one.outbox.put(told)

    @staticmethod
    def _state(model: WorldModel, session: Session) -> ServerState:
        assert session.world is not None
        told = model.describe(session.world)
        return ServerState(
            t_world=session.tick * TICK,
            tick=session.tick,
            player=told["player"],
            entities=told["entities"],
            objects=told["objects"],
            atmosphere=told["atmosphere"],
        )

    def send(
        self,
        session: Session,
        turn: Turn,
        picture: Rendered,
        blend: float,
        formed: float,
        ms: dict[str, float],
        tick: int | None = None,
    ) -> None:
        """Encode a picture (in lockstep at once, else on the pool) and queue it; its room is claimed already.

        formed is when (monotonic seconds) the input was read; tick is the world's when the picture was asked for.
        """
        tick = session.source.tick if tick is None else tick
        session.frame += 1
        ms["queue"] = max(0.0, formed - turn.arrived) * 1e3 if turn.arrived else 0.0
        header = ServerFrame(
            id=session.frame,
            t_world=max(0.0, (tick - 1 + blend) * TICK),
            tick=tick,
            for_seq=turn.seq,
            echo_t=turn.t,
            ms={**picture.ms, **ms},
            camera=camera_record(picture.camera),
            projection=Projection(
                fov=picture.camera.fov, aspect=session.asked.width / session.asked.height, near=NEAR, far=VIEW
            ),
            parts=[],
            dropped=0,
            ai_generated=True,
        )
        if session.asked.lockstep:
            self._encode(session, header, picture, turn.hold)
        else:
            self._pool.submit(self._encode, session, header, picture, turn.hold)

    def judge(self, session: Session, picture: NDArray[np.uint8]) -> None:
        """Have a picture judged, at most one of a session every SECONDS; a session that may not be shown is over."""
        now = self._clock()
        if self.look is None or session.failed or now - self._looked.get(session.name, -SECONDS) < SECONDS:
            return
        self._looked[session.name] = now

        def judged(verdict: Future[None]) -> None:
            error = None if verdict.cancelled() else verdict.exception()
            if isinstance(error, Refusal):
                session.outbox.put(Refusal(error.code, error.message).reply())  # no request of now asked for it
                session.outbox.put(ServerClosed(reason="failed", text=error.message))
                session.failed = True
                self._notify()

        self.look(picture, session).add_done_callback(judged)

    def forget(self, session: Session) -> None:
        """The session is over."""
        self._looked.pop(session.name, None)

    def _encode(self, session: Session, header: ServerFrame, picture: Rendered, hold: int) -> None:
        start = self._clock()
        try:
            asked = session.asked
            self.judge(session, picture.rgb)
            if session.marked:
                picture = replace(picture, rgb=marked(picture.rgb))
            header.parts, payload = encode_parts(picture, asked.channels, asked.codec, asked.quality)
        except Exception:
            session.outbox.cancel()
            self.fail(session)
            return
        ready = self._clock()
        header.ms["encode"] = (ready - start) * 1e3
        session.outbox.put_frame(EncodedFrame(header, payload, ready, hold))
        self._notify()

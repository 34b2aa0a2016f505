"""Publishes frames, states and events into the send queues; pictures are encoded on a thread pool."""

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
from nacre.server.sessions.input_queue import FrameInput
from nacre.server.sessions.send_queue import EncodedFrame
from nacre.server.sessions.session import Session
from nacre.world.grid import TICK, VIEW
from nacre.world.interface import Rendered, WorldModel

log = logging.getLogger(__name__)

NEAR: Final = 0.1  # metres; below it nothing is drawn
JUDGE_SECONDS: Final = 10.0  # between two moderated pictures of one session
JudgePicture = Callable[[NDArray[np.uint8], Session], "Future[None]"]
ENCODERS: Final = 2  # threads; encoding takes less time than drawing, so two always keep up


class Publisher:
    """Fills the send queues of sessions. notify is called whenever there is something new to send."""

    def __init__(self, notify: Callable[[], None], clock: Callable[[], float]) -> None:
        self._notify, self._clock = notify, clock
        self.judge_picture: JudgePicture | None = None  # None: pictures are not moderated
        self._judged_at: dict[str, float] = {}
        self._pool = ThreadPoolExecutor(ENCODERS, "nacre-encode")

    def close(self) -> None:
        """Stop encoding; pictures that wait are dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def fail(self, session: Session) -> None:
        """End a session because of the exception being handled, and tell its client, once."""
        if session.failed:
            return
        log.exception(
            "session %s: the model failed at tick %d, seed %d", session.name, session.playback.tick, session.seed
        )
        session.send_queue.put(Refusal("world_failed").reply())
        session.send_queue.put(ServerClosed(reason="failed", text="the model failed on this world"))
        session.failed = True
        self._notify()

    def publish_tick(self, model: WorldModel, sessions: list[Session], events: list[list[dict[str, Any]]]) -> None:
        """Count a tick of each session, record it for rewind, and queue its events and its state message."""
        for session, happened in zip(sessions, events, strict=True):
            session.playback.tick += 1
            if session.playback.world is not None:
                session.playback.rewind_buffer.record(session.playback.tick, session.playback.world)
            # What happens to a guest's body is for the guest; what happens in the world for all who see it.
            there = [session] if session.host is not None else [session, *session.viewers]
            for event in happened:
                data = {key: value for key, value in event.items() if key != "kind"}
                for one in there:
                    one.send_queue.put(ServerEvent(kind=str(event["kind"]), tick=session.playback.tick, data=data))
            state: ServerState | None = None
            for one in there:
                mine = one is session or not one.plays
                if mine and "state" in one.settings.channels and session.playback.tick % one.settings.state_ticks == 0:
                    state = state or self._state(model, session)
                    one.send_queue.put(state)

    @staticmethod
    def _state(model: WorldModel, session: Session) -> ServerState:
        assert session.playback.world is not None
        described = model.describe(session.playback.world)
        return ServerState(
            t_world=session.playback.tick * TICK,
            tick=session.playback.tick,
            player=described["player"],
            entities=described["entities"],
            objects=described["objects"],
            atmosphere=described["atmosphere"],
        )

    def publish_frame(
        self,
        session: Session,
        turn: FrameInput,
        picture: Rendered,
        blend: float,
        formed: float,
        ms: dict[str, float],
        tick: int | None = None,
    ) -> None:
        """Encode a picture (in lockstep at once, else on the pool) and queue it; its room was reserved before.

        formed: monotonic seconds when the input was read; tick: that of the world when the picture was requested.
        """
        tick = session.source.playback.tick if tick is None else tick
        session.playback.frame += 1
        ms["queue"] = max(0.0, formed - turn.arrived) * 1e3 if turn.arrived else 0.0
        header = ServerFrame(
            id=session.playback.frame,
            t_world=max(0.0, (tick - 1 + blend) * TICK),
            tick=tick,
            for_seq=turn.seq,
            echo_t=turn.t,
            ms={**picture.ms, **ms},
            camera=camera_record(picture.camera),
            projection=Projection(
                fov=picture.camera.fov, aspect=session.settings.width / session.settings.height, near=NEAR, far=VIEW
            ),
            parts=[],
            dropped=0,
            ai_generated=True,
        )
        if session.settings.lockstep:
            self._encode(session, header, picture, turn.generation)
        else:
            self._pool.submit(self._encode, session, header, picture, turn.generation)

    def judge(self, session: Session, picture: NDArray[np.uint8]) -> None:
        """Have a picture moderated, at most one of a session in JUDGE_SECONDS; a refusal ends the session."""
        now = self._clock()
        if (
            self.judge_picture is None
            or session.failed
            or now - self._judged_at.get(session.name, -JUDGE_SECONDS) < JUDGE_SECONDS
        ):
            return
        self._judged_at[session.name] = now

        def judged(verdict: Future[None]) -> None:
            error = None if verdict.cancelled() else verdict.exception()
            if isinstance(error, Refusal):
                session.send_queue.put(Refusal(error.code, error.message).reply())  # of no request
                session.send_queue.put(ServerClosed(reason="failed", text=error.message))
                session.failed = True
                self._notify()

        self.judge_picture(picture, session).add_done_callback(judged)

    def forget(self, session: Session) -> None:
        """Drop what is remembered of a session."""
        self._judged_at.pop(session.name, None)

    def _encode(self, session: Session, header: ServerFrame, picture: Rendered, hold: int) -> None:
        start = self._clock()
        try:
            settings = session.settings
            self.judge(session, picture.rgb)
            if session.marked:
                picture = replace(picture, rgb=marked(picture.rgb))
            header.parts, payload = encode_parts(picture, settings.channels, settings.codec, settings.quality)
        except Exception:
            session.send_queue.cancel()
            self.fail(session)
            return
        ready = self._clock()
        header.ms["encode"] = (ready - start) * 1e3
        session.send_queue.put_frame(EncodedFrame(header, payload, ready, hold))
        self._notify()

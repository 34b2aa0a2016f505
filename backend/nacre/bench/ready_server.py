"""A server whose engine has every frame ready, to measure the protocol's own path from socket to socket."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.protocol.messages import Part, Projection, ServerFrame
from nacre.server.engine.open import open_world
from nacre.server.engine.publish import NEAR
from nacre.server.engine.thread import Engine
from nacre.server.limits import ServerLimits
from nacre.server.main import SWITCH, default_understand
from nacre.server.net.io_loop import IoLoop
from nacre.server.net.transport import RouterTransport
from nacre.server.sessions.send_queue import EncodedFrame
from nacre.server.sessions.session import Session
from nacre.world.grid import TICK, VIEW

UNLIMITED: Final = 1_000_000  # messages a second: what is measured is the path, not what a player may send


class ReadyEngine(Engine):
    """Answers every lockstep input with the same part, without moving or drawing anything."""

    def __init__(self, transport: RouterTransport, part: bytes) -> None:
        super().__init__(TestPatternWorld, default_understand, transport.wake)
        self._part = part

    def _run(self) -> None:
        model = TestPatternWorld()
        self._model, self.caps = model, model.caps()
        self.loaded.set()
        self.notify()
        while not self._stopping:
            self._wake_event.wait()
            self._wake_event.clear()
            while self._new:
                session = self._new.popleft()
                session.opened = open_world(model, session, self._understand, lambda *_: None)
                session.tell_opened()
                self._sessions.append(session)
            for session in self._sessions:
                self._answer(session)
            self.notify()

    def _answer(self, session: Session) -> None:
        assert session.opened is not None
        settings, box = session.settings, session.send_queue
        while session.input_queue.waiting and box.reserve():
            taken = session.input_queue.take_input()
            assert taken is not None
            session.playback.frame, session.playback.tick = session.playback.frame + 1, session.playback.tick + 1
            kind = Part(
                kind="rgb", codec=settings.codec, width=settings.width, height=settings.height, bytes=len(self._part)
            )
            camera = session.opened.camera
            header = ServerFrame(
                id=session.playback.frame,
                t_world=session.playback.tick * TICK,
                tick=session.playback.tick,
                for_seq=taken.frame.seq,
                echo_t=taken.frame.t,
                ms={"queue": 0.0, "step": 0.0, "render": 0.0, "encode": 0.0},
                camera=camera,
                projection=Projection(fov=camera.fov, aspect=settings.width / settings.height, near=NEAR, far=VIEW),
                parts=[kind],
                dropped=0,
                ai_generated=True,
            )
            box.put_frame(EncodedFrame(header, (self._part,), time.monotonic(), taken.frame.generation))


@contextmanager
def ready_server(part: bytes) -> Iterator[str]:
    """A server with a ReadyEngine on a free port; yields its endpoint."""
    sys.setswitchinterval(SWITCH)  # as the server runs
    transport = RouterTransport("127.0.0.1", 0, rate=UNLIMITED)
    engine = ReadyEngine(transport, part)
    io_loop = IoLoop(transport, engine, ServerLimits(message_rate=UNLIMITED))
    engine.start()
    io_loop.start()
    try:
        yield transport.endpoint
    finally:
        io_loop.begin_shutdown()
        engine.stop()
        io_loop.stop()
        transport.close()

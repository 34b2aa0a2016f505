"""A server whose engine has every frame ready: what is left is the protocol's own path, socket to socket."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.protocol.messages import Part, Projection, ServerFrame
from nacre.server.engine.open import open_world
from nacre.server.engine.publish import NEAR
from nacre.server.engine.thread import Engine
from nacre.server.main import SWITCH, default_understand
from nacre.server.net.io_loop import Gateway
from nacre.server.net.transport import RouterTransport
from nacre.server.net.welcome import GatewayConfig
from nacre.server.sessions.send_queue import EncodedFrame
from nacre.server.sessions.session import Session
from nacre.world.grid import TICK, VIEW


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
            self._bell.wait()
            self._bell.clear()
            while self._new:
                session = self._new.popleft()
                session.opened = open_world(model, session, self._understand, lambda *_: None)
                session.doing.clear()
                session.outbox.put(session.opened)
                self._sessions.append(session)
            for session in self._sessions:
                self._answer(session)
            self.notify()

    def _answer(self, session: Session) -> None:
        assert session.opened is not None
        asked, box = session.asked, session.outbox
        while session.mailbox.waiting and box.reserve():
            taken = session.mailbox.take_input()
            assert taken is not None
            session.frame, session.tick = session.frame + 1, session.tick + 1
            kind = Part(kind="rgb", codec=asked.codec, width=asked.width, height=asked.height, bytes=len(self._part))
            camera = session.opened.camera
            header = ServerFrame(
                id=session.frame,
                t_world=session.tick * TICK,
                tick=session.tick,
                for_seq=taken.turn.seq,
                echo_t=taken.turn.t,
                ms={"queue": 0.0, "step": 0.0, "render": 0.0, "encode": 0.0},
                camera=camera,
                projection=Projection(fov=camera.fov, aspect=asked.width / asked.height, near=NEAR, far=VIEW),
                parts=[kind],
                dropped=0,
                ai_generated=True,
            )
            box.put_frame(EncodedFrame(header, (self._part,), time.monotonic(), taken.turn.hold))


@contextmanager
def ready_server(part: bytes) -> Iterator[str]:
    """A gateway before a ReadyEngine on a free port; yields its endpoint."""
    sys.setswitchinterval(SWITCH)  # as the server runs
    transport = RouterTransport("127.0.0.1", 0)
    engine = ReadyEngine(transport, part)
    gateway = Gateway(transport, engine, GatewayConfig())
    engine.start()
    gateway.start()
    try:
        yield transport.endpoint
    finally:
        gateway.leave()
        engine.stop()
        gateway.stop()
        transport.close()

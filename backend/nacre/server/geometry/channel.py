"""The channel on the engine thread: looks around for every session that wants geometry, and has the rest encoded."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from nacre.protocol.messages import ServerAir, ServerBodies
from nacre.server.sessions.session import Session
from nacre.world.grid import TICK
from nacre.world.interface import WorldModel
from nacre.world.stream.native import NativeModel

if TYPE_CHECKING:
    from nacre.world.stream.encoder import Encoder

log = logging.getLogger(__name__)

AIR_TICKS: Final = 20  # ticks between two looks at the sky: the sun moves by a minute in two seconds


class GeometryChannel:
    """`run` on the engine thread, `fill` from any; notify is called when there is something to send."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self._notify = notify
        # one thread: what it makes is for the eye, and two would take the frame's core
        self._pool = ThreadPoolExecutor(1, "nacre-geometry")
        self._busy: dict[str, Future[None]] = {}
        self._seen: dict[str, int] = {}

    @cached_property
    def encoder(self) -> Encoder:
        """Made when somebody asks for geometry: only then is the world's own code loaded."""
        from nacre.world.stream.encoder import Encoder

        return Encoder.shared()

    def close(self) -> None:
        """Stop encoding."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def forget(self, session: Session) -> None:
        """Drop what is kept for a session."""
        self._busy.pop(session.name, None)
        self._seen.pop(session.name, None)

    def run(self, model: WorldModel, sessions: list[Session]) -> None:
        """Look around for each session whose world has moved on since the last call."""
        for session in sessions:
            if session.feed is None or session.failed or session.ended or session.opened is None:
                continue
            tick = session.source.playback.tick
            if self._seen.get(session.name) != tick or session.feed.centre is None:
                self._look(model, session, tick)
                self._seen[session.name] = tick
            self.fill(session)

    def _look(self, model: WorldModel, session: Session, tick: int) -> None:
        state, host = session.shown_world, session.source.playback.world
        feed = session.feed
        if state is None or host is None or feed is None or not isinstance(model, NativeModel):
            return
        moved = feed.centre is None or feed.centre[1] != (int(state.window[0]), int(state.window[1]))
        place = float(state.player[0]), float(state.player[2])
        feed.show(model.outlook(state) if moved else None, place, model.doors(state))
        if session.body_ticks and tick % session.body_ticks == 0:
            self._bodies(model, session, tick)
        if tick % AIR_TICKS == 0 or session.name not in self._seen:
            facts = model.air(state)
            feed.put_latest(
                ServerAir(t_world=tick * TICK, tick=tick, hours=float(host.clock[1]) % 24.0, **facts)
            )  # fmt: skip
            self._notify()

    def _bodies(self, model: NativeModel, session: Session, tick: int) -> None:
        state, feed = session.shown_world, session.feed
        assert state is not None and feed is not None
        bodies = model.bodies(state)

        def wear() -> None:
            contents = [self.encoder.shape(body.asset) for body in bodies]
            x, z = float(state.player[0]), float(state.player[2])
            away = [math.hypot(body.transform[0, 3] - x, body.transform[2, 3] - z) for body in bodies]
            feed.wear([contents[i] for i in sorted(range(len(bodies)), key=away.__getitem__)])
            rows = [np.concatenate([b.transform[None], b.groups.reshape(-1, 3, 4)]) for b in bodies]
            data = np.concatenate(rows).astype("<f4").tobytes() if rows else b""
            feed.put_latest(
                ServerBodies(
                    t_world=tick * TICK, tick=tick, slots=[b.slot for b in bodies],
                    classes=[b.asset.look.shape for b in bodies], shapes=[content.name for content in contents],
                    groups=[len(b.groups) for b in bodies],
                ),
                (data,),
            )  # fmt: skip
            self._notify()

        self._submit(wear)

    def _submit(self, work: Callable[[], None]) -> Future[None] | None:
        def guarded() -> None:
            try:
                work()
            except Exception:
                # one shape that cannot be told must not end the stream of all others
                log.exception("geometry could not be encoded")

        try:
            return self._pool.submit(guarded)
        except RuntimeError:  # closed
            return None

    def fill(self, session: Session) -> None:
        """Have messages made for a session while there is room."""
        feed, before = session.feed, self._busy.get(session.name)
        # one at work may have looked at the credit just before more came: another then waits behind it
        if feed is None or not feed.hungry or (before is not None and not before.done() and not before.running()):
            return

        def work() -> None:
            while not session.ended and not session.failed and feed.fill():
                self._notify()

        errand = self._submit(work)
        if errand is not None:
            self._busy[session.name] = errand

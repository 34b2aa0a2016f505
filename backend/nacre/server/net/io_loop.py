"""The I/O thread: owns the socket, passes messages to the handlers and sends what waits in the queues."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from nacre.protocol import messages as nwp
from nacre.protocol.codec import ClientMessage, Refusal, ServerMessage, decode, encode, request_of
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MAX_PARTS, PROGRESS_INTERVAL
from nacre.server.access.admission import AccessRules
from nacre.server.access.usage import UsageRecorder, UsageStore
from nacre.server.engine.thread import Engine
from nacre.server.limits import ServerLimits
from nacre.server.net.handlers import MessageHandlers
from nacre.server.net.peers import ANSWERS, RETRY_SOON, SLOW_AFTER, STRIKES, Peer
from nacre.server.net.transport import BATCH, CONNECTIONS, Incoming, Sent, Transport
from nacre.server.ops.metrics import Metrics
from nacre.server.sessions.registry import Registry

log = logging.getLogger(__name__)

HOUSEKEEPING: Final = 0.05  # seconds between looks at timeouts; a quarter of the shortest of them
STALL: Final = 0.5  # seconds; a longer pause of ours is nobody's silence
SHUTDOWN_SECONDS: Final = 0.3  # seconds; a client that reads has room for `closed` by then
# Connections remembered: more than there can be at once, for those of one turn come before those that were lost in it.
MAX_PEERS: Final = CONNECTIONS + BATCH


class IoLoop:
    """Receives, dispatches, sends. `start`, `begin_shutdown`, `stop`, `peers` and `sessions` are for other threads."""

    def __init__(
        self,
        transport: Transport,
        engine: Engine,
        config: ServerLimits,
        clock: Callable[[], float] = time.monotonic,
        metrics: Metrics | None = None,
        rules: AccessRules | None = None,
        usage: UsageStore | None = None,
    ) -> None:
        self._transport, self._engine, self._clock = transport, engine, clock
        self._peers: dict[bytes, Peer] = {}
        self._rate = config.message_rate
        self.metrics = metrics or Metrics()
        self.registry: Registry[Peer] = Registry(engine.wake)
        self._rules = rules or AccessRules(config.tokens)
        self._handlers = MessageHandlers(engine, config, self.registry, self.metrics, self._rules, clock)
        self._next_housekeeping = self._next_sweep = 0.0
        self._retry = 0.0
        self._shutting_down = self._quiet = False
        self._shutdown_sent, self._stopping = threading.Event(), False
        self._usage = UsageRecorder(usage, engine.autosaver)
        self._counted: dict[str, tuple[float, int]] = {}
        self._thread = threading.Thread(target=self._run, name="nacre-io", daemon=True)

    def start(self) -> None:
        """Begin answering."""
        self._thread.start()

    def begin_shutdown(self, quiet: bool = False) -> None:
        """Send `closed` to every client, unless `quiet`; new messages are answered with `shutting_down` from now on."""
        self._shutting_down, self._quiet = True, quiet
        self._transport.wake()
        self._shutdown_sent.wait(5.0)

    def stop(self) -> None:
        """Stop answering."""
        self._stopping = True
        self._transport.wake()
        self._thread.join(5.0)

    def _run(self) -> None:
        while not self._shutting_down:
            for incoming in self._transport.poll(min(HOUSEKEEPING, max(0.0, self._retry - self._clock()))):
                began = time.thread_time()
                self._receive(incoming)
                self._transport.charge(incoming.peer, time.thread_time() - began)
            now = self._clock()
            for roomy in self._transport.roomy():
                if (free := self._peers.get(roomy)) is not None:
                    free.retry = 0.0
            for lost in self._transport.lost():
                if (gone := self._peers.get(lost)) is not None:
                    self._drop(gone, now, "the connection is closed")
            if now >= self._next_housekeeping:
                if self._next_housekeeping and now - self._next_housekeeping > STALL:
                    self._excuse_pause(now - self._next_housekeeping)
                self._next_housekeeping = now + HOUSEKEEPING
                self._housekeeping(now)
            self._retry = now + HOUSEKEEPING
            for peer in [peer for peer in self._peers.values() if peer.has_something]:
                if peer.retry <= now:
                    self._flush(peer, now)
                else:
                    self._retry = min(self._retry, peer.retry)
        self._rules.moderation.close()
        self._usage.close(set(), self._clock())
        if not self._quiet:
            self._send_shutdown()
        self._shutdown_sent.set()
        while not self._stopping:
            for incoming in self._transport.poll(HOUSEKEEPING):
                self._refuse_while_stopping(incoming)

    def _send_shutdown(self) -> None:
        for peer in self._peers.values():
            closed = nwp.ServerClosed(reason="shutdown", text="the server is stopping") if peer.greeted else None
            self._handlers.abandon(peer, "the server stopped before it was answered", closed)
            if peer.hello is not None:
                peer.answer(Refusal("shutting_down", id=peer.hello.id, retry_after=1.0).reply())
        until, late = time.monotonic() + SHUTDOWN_SECONDS, False
        while left := [peer for peer in self._peers.values() if peer.answers or peer.farewells]:
            now = self._clock()
            for peer in left:
                peer.say_farewells()
                if late:
                    self._handlers.cut_short(peer, "the server stopped before it was done")
                self._answer(peer, now)
            if late:
                return
            late = time.monotonic() > until
            for incoming in self._transport.poll(RETRY_SOON):  # and what is full has its chance to go out
                self._refuse_while_stopping(incoming)

    def _refuse_while_stopping(self, incoming: Incoming) -> None:
        """Answer a message with `shutting_down` while the worlds are saved."""
        peer = self._peers.get(incoming.peer)
        if self._quiet or (peer is not None and peer.greeted):
            return
        try:
            request = getattr(decode(incoming.parts), "id", 0)
        except Refusal:
            return
        refusal = Refusal("shutting_down", id=request, retry_after=1.0)
        self._transport.send(incoming.peer, [encode(refusal.reply())])

    def _receive(self, incoming: Incoming) -> None:
        """Pass one message to the handlers; a refusal or a failure becomes an error message."""
        now = self._clock()
        peer = self._peers.get(incoming.peer)
        if peer is None:
            if len(self._peers) >= MAX_PEERS and not self._sweep(now):
                return
            self.metrics.connections += 1
            peer = self._peers[incoming.peer] = Peer(incoming.peer, incoming.address, now, now)
            peer.rate, peer.tokens = self._rate, float(self._rate)
        peer.last_heard = now
        if peer.unheard or (not peer.greeted and peer.strikes >= STRIKES):
            return
        message: ClientMessage | None = None
        try:
            if incoming.oversized:
                peer.leaving = incoming.cut
                raise Refusal("bad_parts", f"more than {MAX_PARTS} parts", id=request_of(incoming.parts))
            message = decode(incoming.parts)
            if not peer.may_send(now):
                self._refuse_too_fast(peer, getattr(message, "id", None), now)
                return
            self._handlers.handle(peer, message, now)
            if not peer.admitted and (peer.greeted or peer.hello is not None):
                peer.admitted = True
                self._transport.admit(peer.id)
        except Refusal as refusal:
            peer.strikes += 1
            peer.leaving |= refusal.fatal
            peer.answer(refusal.reply())
        except Exception:
            # One message must not take the thread that everyone is connected to.
            log.exception("a message from %s failed", peer.client or peer.address)
            peer.answer(Refusal("internal_error", id=getattr(message, "id", 0)).reply())
        if len(peer.answers) >= ANSWERS and not peer.held:
            peer.held = True
            self._transport.hold(peer.id, True)

    def _refuse_too_fast(self, peer: Peer, request: int | None, now: float) -> None:
        """A request is answered whatever its rate; that input was thrown away is said once a second."""
        if request is not None:
            peer.answer(Refusal("too_fast", id=request, retry_after=1.0).reply())
        elif peer.warn(now):
            peer.answer(Refusal("too_fast", retry_after=1.0).reply())

    def _sweep(self, now: float) -> bool:
        """Drop closed connections, found by sending to each; returns whether there is room again.

        Only when there are many: closed ones are forgotten after three silent heartbeats anyway.
        """
        if now >= self._next_sweep:
            self._next_sweep = now + HOUSEKEEPING
            for peer in [peer for peer in self._peers.values() if peer.session is None]:
                if self._transport.send(peer.id, [encode(self._handlers.status(peer, 0))]) is Sent.GONE:
                    self._drop(peer, now, "the connection is closed")
        return len(self._peers) < MAX_PEERS

    def _drop(self, peer: Peer, now: float, why: str) -> None:
        if peer.greeted:
            log.info("%s is gone: %s", peer.client, why)
        self._handlers.detach(peer, now)
        self._peers.pop(peer.id, None)
        self._transport.hang_up(peer.id)

    def _excuse_pause(self, seconds: float) -> None:
        if seconds > HEARTBEAT:
            log.warning("the server stood still for %.1f s; the engine is in %s", seconds, self._engine.whereabouts())
        for peer in self._peers.values():
            peer.last_heard += seconds  # our own sleep is not their silence

    def _housekeeping(self, now: float) -> None:
        for peer in list(self._peers.values()):
            # A peer that waits for the model to load has nothing to say; sending finds out whether it is there.
            if peer.hello is None and now - peer.last_heard > HEARTBEAT * LIVENESS:
                text = f"nothing was heard of this client for {HEARTBEAT * LIVENESS:g} s"
                why, closed = (
                    "nothing was heard of the client before it was answered",
                    nwp.ServerClosed(reason="bye", text=text),
                )
                self._handlers.abandon(peer, why, closed)
                self._handlers.cut_short(peer, why)
                self._answer(peer, now)
                if peer.id in self._peers:
                    self._drop(peer, now, "nothing heard for too long")
            else:
                self._send_progress_or_heartbeat(peer, now)
        for session, reason in self.registry.due_to_end(now):
            log.info("session %s is over: %s", session.name, reason)
            self._handlers.end(session, reason, now)
        for session in self.registry:
            if session.opened is not None and not session.lifecycle.started:
                session.lifecycle.start(now)
            self._usage.note(session, now)
            if session.failed and not session.lifecycle.attached:
                self._handlers.end(session, "failed", now)
            began, frames = self._counted.get(session.name, (now, session.playback.frame))
            if session.name not in self._counted or now - began >= 1.0:
                self._counted[session.name] = (now, session.playback.frame)
                rate = (session.playback.frame - frames) / (now - began) if now > began else 0.0
                self._handlers.rates[session.name] = rate
        for name in self._counted.keys() - {session.name for session in self.registry}:
            del self._counted[name]
            self.metrics.forget(name)
        self._usage.close({session.name for session in self.registry}, now)

    @property
    def peers(self) -> int:
        """Number of connections. From any thread."""
        return len(self._peers)

    @property
    def rates(self) -> dict[str, float]:
        """Frames a second drawn lately, by session name. From any thread."""
        return dict(self._handlers.rates)

    def sessions(self) -> list[dict[str, Any]]:
        """Every session as plain data, for `/sessions` and `nacre top`. From any thread."""
        found = []
        for session in self.registry:
            holder = self.registry.holder(session)
            rate = self._handlers.rates.get(session.name, 0.0)
            found.append(self.metrics.of(session, rate, holder.client if holder is not None else ""))
        return found

    def _send_progress_or_heartbeat(self, peer: Peer, now: float) -> None:
        """Send what is due to a silent peer: progress while it waits for something, else the heartbeat."""
        silent = now - peer.last_sent
        session = peer.session
        if peer.hello is not None:
            if self._engine.loaded.is_set():
                hello, peer.hello = peer.hello, None
                try:
                    self._handlers.welcome(peer, hello, now)
                except Refusal as refusal:
                    peer.answer(refusal.reply())
                except Exception:
                    log.exception("a hello from %s failed", peer.address)
                    peer.answer(Refusal("internal_error", id=hello.id).reply())
            elif silent >= PROGRESS_INTERVAL / 2:
                text = self._engine.loading_text()[:256]
                peer.answer(nwp.ServerProgress(id=peer.hello.id, stage="load", fraction=0.0, text=text))
            return
        # Frames that flow meanwhile are no answer: whoever asked hears how far it is.
        progress = session.send_queue.answers.waiting if session and not session.failed else None
        if progress is None:
            peer.waiting = now
        elif now - peer.waiting >= PROGRESS_INTERVAL / 2:
            peer.waiting = now
            peer.answer(progress)
        if progress is None and peer.greeted and silent >= HEARTBEAT:
            peer.answer(self._handlers.status(peer, 0))

    def _flush(self, peer: Peer, now: float) -> None:
        """Send a peer its queued answers, messages and frames, until its pipe is full."""
        peer.say_farewells()
        if not self._answer(peer, now):
            return
        if peer.leaving:
            self._drop(peer, now, "it left, or was cut off")
            return
        session = peer.session
        if session is None:
            return
        queue = session.send_queue
        # Read before the messages are: what ends a session is queued first, and must be sent before it is let go.
        failed = session.failed
        while (message := queue.next_message()) is not None:
            header = self._header(message)
            if header and not self._deliver(peer, [header], now):
                return
            queue.message_sent(message)
            peer.answered(message)
        feed = session.feed
        # What follows an answer in time follows it on the wire: it may have come since the last look.
        while feed is not None and (parcel := feed.next()) is not None and queue.answers.first is None:
            header = self._header(parcel.message)
            if header and not self._deliver(peer, [header, *parcel.parts], now):
                return
            feed.sent(parcel)
        while (frame := queue.next_frame()) is not None and queue.answers.first is None:
            frame.header.dropped = queue.dropped
            frame.header.ms["send"] = (self._clock() - frame.ready) * 1e3
            header = self._header(frame.header)
            if header and not self._deliver(peer, [header, *frame.parts], now):
                queue.stuck = peer.blocked is not None and now - peer.blocked >= SLOW_AFTER
                return
            queue.stuck = False
            queue.frame_sent(frame)
            ms = frame.header.ms
            spent = sum(ms.get(part, 0.0) for part in ("queue", "step", "render", "encode", "send"))
            self.metrics.frame(session, sum(map(len, frame.parts)), spent)
            if session.playback.starved:
                self._engine.wake()
        if failed:
            self._handlers.fail(session, now)

    def _answer(self, peer: Peer, now: float) -> bool:
        """Send a peer its own answers; False when its pipe is full, or it is gone."""
        while peer.answers:
            header = self._header(peer.answers[0])
            if header and not self._deliver(peer, [header], now):
                return False
            answer = peer.answers.popleft()
            if peer.held and len(peer.answers) < ANSWERS // 2:
                peer.held = False
                self._transport.hold(peer.id, False)
            if isinstance(answer, nwp.ServerError):
                self.metrics.errors[answer.code] += 1
            if isinstance(answer, nwp.ServerError) and answer.fatal:
                self._drop(peer, now, answer.code)
                return False
        return True

    @staticmethod
    def _header(message: ServerMessage) -> bytes:
        """The encoded header. Where a model put something into it that cannot be encoded: of an answer the error that
        says so, of what answers nothing none."""
        try:
            return encode(message)
        except (TypeError, ValueError, OverflowError, RecursionError):
            log.exception("a %s message cannot be sent", type(message).__name__)
            answers = not isinstance(message, nwp.ServerProgress | nwp.ServerFrame)
            request = getattr(message, "id", 0) if answers else 0
            return encode(Refusal("internal_error", id=request).reply()) if request else b""

    def _deliver(self, peer: Peer, parts: list[bytes], now: float) -> bool:
        outcome = self._transport.send(peer.id, parts)
        if outcome is Sent.SENT:
            peer.last_sent, peer.blocked = now, None
            return True
        if outcome is Sent.GONE:
            self._drop(peer, now, "the connection is closed")
        else:
            peer.block(now, self._transport.tells_room)
            self._retry = min(self._retry, peer.retry)
        return False

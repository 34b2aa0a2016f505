"""The gateway: the I/O thread that owns the socket, the peers and the life of every session."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

from nacre.protocol import messages as nwp
from nacre.protocol.codec import ClientMessage, Refusal, ServerMessage, decode, encode
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MAX_PARTS, PROGRESS_INTERVAL
from nacre.server.admission import admit, session_of
from nacre.server.engine import Engine
from nacre.server.greeting import GatewayConfig, greeting, status
from nacre.server.peers import STRIKES, Peer
from nacre.server.session import Session, settle
from nacre.server.transport import Incoming, RouterTransport, Sent

log = logging.getLogger(__name__)

HOUSEKEEPING: Final = 0.05  # seconds between looks at timeouts; a quarter of the shortest of them
RETRY: Final = 0.002  # seconds until a full pipe is tried again
MOST_PEERS: Final = 1024  # connections remembered; the silent ones are forgotten after three heartbeats


class Gateway:
    """Reads messages, answers them, sends what the engine makes. Everything but `stop` runs on its thread."""

    def __init__(
        self,
        transport: RouterTransport,
        engine: Engine,
        config: GatewayConfig,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport, self._engine, self._config, self._clock = transport, engine, config, clock
        self._peers: dict[bytes, Peer] = {}
        self._sessions: dict[str, Session] = {}
        self._gone_at: dict[str, float] = {}
        self._holder: dict[str, Peer] = {}
        self._started = clock()
        self._next_look = 0.0
        self._blocked = False
        self._stopping = False
        self._rates: dict[str, tuple[float, int, float]] = {}
        self._thread = threading.Thread(target=self._run, name="nacre-gateway", daemon=True)

    def start(self) -> None:
        """Begin answering."""
        self._thread.start()

    def stop(self) -> None:
        """Say goodbye to everyone and stop."""
        self._stopping = True
        self._transport.wake()
        self._thread.join(5.0)

    def _run(self) -> None:
        while not self._stopping:
            for incoming in self._transport.poll(RETRY if self._blocked else HOUSEKEEPING):
                self._receive(incoming)
            now = self._clock()
            if now >= self._next_look:
                self._next_look = now + HOUSEKEEPING
                self._look_around(now)
            self._blocked = False
            for peer in list(self._peers.values()):
                self._flush(peer, now)
        for peer in self._peers.values():
            if peer.greeted:
                goodbye = nwp.ServerClosed(reason="shutdown", text="the server is stopping")
                self._transport.send(peer.id, [encode(goodbye)])
        # libzmq sends from its own thread: without a moment, closing would throw the goodbyes away
        time.sleep(0.05 if self._peers else 0.0)

    def _receive(self, incoming: Incoming) -> None:
        now = self._clock()
        peer = self._peers.get(incoming.peer)
        if peer is None:
            if len(self._peers) >= MOST_PEERS:
                return
            peer = self._peers[incoming.peer] = Peer(incoming.peer, incoming.address, now, now)
        peer.heard = now
        if not peer.greeted and peer.strikes >= STRIKES:
            return
        if not peer.may_send(now):
            if peer.warn(now):
                self._answer(peer, Refusal("too_fast").reply(1.0))
            return
        try:
            if incoming.oversized:
                raise Refusal("bad_parts", f"more than {MAX_PARTS} parts")
            self._handle(peer, decode(incoming.parts), now)
        except Refusal as refusal:
            peer.strikes += 1
            self._answer(peer, refusal.reply())
        except Exception:
            # One message must not take the thread that everyone is connected to.
            log.exception("a message from %s failed", peer.client or peer.address)
            self._answer(peer, Refusal("internal_error").reply())

    def _answer(self, peer: Peer, message: ServerMessage) -> None:
        peer.answers.append(message)

    def _handle(self, peer: Peer, message: ClientMessage, now: float) -> None:
        match message:
            case nwp.ClientHello():
                self._hello(peer, message)
            case _ if not peer.greeted:
                raise Refusal("hello_first", id=getattr(message, "id", 0))
            case nwp.ClientAct() | nwp.ClientView():
                self._input(peer, message, now)
            case nwp.ClientOpen():
                self._open(peer, message)
            case nwp.ClientPause() | nwp.ClientResume():
                session = self._session(peer, message.id)
                session.paused = isinstance(message, nwp.ClientPause)
                session.mailbox.release()
                self._engine.wake()
                self._answer(peer, self._status(peer, message.id))
            case nwp.ClientStatus():
                self._answer(peer, self._status(peer, message.id))
            case nwp.ClientClose():
                self._end(self._session(peer, message.id))
                peer.session = None
                self._answer(peer, nwp.ServerClosed(id=message.id, reason="close", text="the world is closed"))
            case nwp.ClientBye():
                kept = f"the session is kept for {self._config.session_ttl:g} s" if peer.session else "goodbye"
                self._detach(peer, now)
                bye = nwp.ServerClosed(id=message.id, reason="bye", text=kept)
                self._transport.send(peer.id, [encode(bye)])
                del self._peers[peer.id]

    def _hello(self, peer: Peer, message: nwp.ClientHello) -> None:
        if peer.greeted or peer.hello:
            raise Refusal("hello_twice", id=message.id)
        admit(message, self._sessions.values(), self._config.tokens)
        peer.hello = message
        if self._engine.loaded.is_set():
            self._welcome(peer, message)

    def _welcome(self, peer: Peer, message: nwp.ClientHello) -> None:
        peer.hello = None
        if self._engine.caps is None:
            self._answer(peer, Refusal("load_failed", str(self._engine.load_error), id=message.id).reply())
            return
        peer.greeted, peer.strikes, peer.accept = True, 0, message.accept
        info = message.client
        peer.client = " ".join(filter(None, (info.name, info.version, info.engine))) or "a client"
        session = session_of(message.token, self._sessions.values())
        self._answer(peer, greeting(message.id, self._engine.caps, self._config, session))
        log.info("%s connected from %s", peer.client, peer.address or "an unknown address")
        if session is None:
            return
        before = self._holder.get(session.name)
        if before is not None and before is not peer:
            before.session = None
            text = "another connection resumed this session"
            self._answer(before, nwp.ServerClosed(reason="taken_over", text=text))
        session.mailbox.release()
        session.outbox.reconnected(session.mailbox.hold)
        session.outbox.acknowledge(None, session.request.credit)
        if session.opened is not None:
            resumed = {name: getattr(session.opened, name) for name in session.opened.__struct_fields__}
            resumed |= {"id": message.id, "resumed": True, "paused": session.paused, "frame": session.frame}
            session.outbox.put(nwp.ServerOpened(**resumed))
        self._attach(peer, session)

    def _session(self, peer: Peer, request: int) -> Session:
        if peer.session is None:
            raise Refusal("no_world", id=request)
        return peer.session

    def _input(self, peer: Peer, message: nwp.ClientAct | nwp.ClientView, now: float) -> None:
        session = peer.session
        if session is None:
            # An input that crossed with `closed` on the wire is no mistake of the client's.
            return
        session.outbox.acknowledge(message.ack, message.credit)
        if session.paused:
            message = nwp.ClientAct(seq=0)
        if isinstance(message, nwp.ClientAct):
            session.mailbox.act(message, now)
        else:
            session.mailbox.view(message, now)
        if session.starved or session.asked.lockstep:
            self._engine.wake()

    def _open(self, peer: Peer, message: nwp.ClientOpen) -> None:
        if peer.session is not None:
            raise Refusal("already_open", id=message.id)
        if len(self._sessions) >= self._config.sessions:
            waiting = [self._config.session_ttl - self._clock() + gone for gone in self._gone_at.values()]
            refusal = Refusal("too_many_sessions", f"{len(self._sessions)} worlds are open already", id=message.id)
            self._answer(peer, refusal.reply(max(1.0, min(waiting, default=30.0))))
            return
        caps = self._engine.caps
        assert caps is not None
        asked = settle(message, peer.accept, caps, peer.address, self._config.fps_cap)
        # 31 bits when the server draws: short enough to read out to a friend
        seed = message.seed if message.seed is not None else secrets.randbelow(2**31)
        session = Session(message, asked, seed)
        self._sessions[session.name] = session
        session.doing = nwp.ServerProgress(id=message.id, stage="queue", fraction=0.0, text="waiting for its turn")
        self._attach(peer, session)
        self._engine.submit(session)

    def _attach(self, peer: Peer, session: Session) -> None:
        peer.session = session
        self._holder[session.name] = peer
        self._gone_at.pop(session.name, None)
        session.attached = True
        self._engine.wake()

    def _detach(self, peer: Peer, now: float) -> None:
        """The client is gone: its world waits, paused."""
        session, peer.session = peer.session, None
        if session is not None and self._holder.get(session.name) is peer:
            del self._holder[session.name]
            session.attached = False
            session.mailbox.release()
            self._gone_at[session.name] = now

    def _end(self, session: Session) -> None:
        session.ended = True
        self._sessions.pop(session.name, None)
        self._gone_at.pop(session.name, None)
        self._holder.pop(session.name, None)
        self._rates.pop(session.name, None)
        self._engine.wake()

    def _drop(self, peer: Peer, now: float, why: str) -> None:
        if peer.greeted:
            log.info("%s is gone: %s", peer.client, why)
        self._detach(peer, now)
        self._peers.pop(peer.id, None)

    def _status(self, peer: Peer, request: int) -> nwp.ServerStatus:
        fps = self._rates.get(peer.session.name, (0.0, 0, 0.0))[2] if peer.session else 0.0
        return status(request, peer.session, self._clock() - self._started, len(self._sessions), fps)

    def _look_around(self, now: float) -> None:
        for peer in list(self._peers.values()):
            # A peer that waits for the model to load has nothing to say; sending finds out whether it is
            # there.
            if peer.hello is None and now - peer.heard > HEARTBEAT * LIVENESS:
                self._drop(peer, now, "nothing heard for too long")
            elif peer.hello is not None:
                if self._engine.loaded.is_set():
                    self._welcome(peer, peer.hello)
                elif now - peer.told >= PROGRESS_INTERVAL / 2:
                    text = "loading the model"
                    self._answer(peer, nwp.ServerProgress(id=peer.hello.id, stage="load", fraction=0.0, text=text))
            elif peer.session and peer.session.opened is None and now - peer.told >= PROGRESS_INTERVAL / 2:
                if peer.session.doing is not None and not peer.session.failed:
                    self._answer(peer, peer.session.doing)
            elif peer.greeted and now - peer.told >= HEARTBEAT:
                self._answer(peer, self._status(peer, 0))
        for name, gone in list(self._gone_at.items()):
            if now - gone >= self._config.session_ttl or self._sessions[name].failed:
                log.info("session %s expired", name)
                self._end(self._sessions[name])
        for name, session in self._sessions.items():
            began, frames, _ = self._rates.get(name, (now, session.frame, 0.0))
            if name not in self._rates or now - began >= 1.0:
                rate = (session.frame - frames) / (now - began) if now > began else 0.0
                self._rates[name] = (now, session.frame, rate)

    def _flush(self, peer: Peer, now: float) -> None:
        """Send a peer what waits for it, until its pipe is full."""
        while peer.answers:
            if not self._deliver(peer, [encode(peer.answers[0])], now):
                return
            answer = peer.answers.popleft()
            if isinstance(answer, nwp.ServerError) and answer.fatal:
                self._drop(peer, now, answer.code)
                return
        session = peer.session
        if session is None:
            return
        box = session.outbox
        while (message := box.next_message()) is not None:
            header = self._header(message)
            if header and not self._deliver(peer, [header], now):
                return
            box.done(message)
        while (frame := box.next_frame()) is not None:
            frame.header.dropped = box.dropped
            frame.header.ms["send"] = (self._clock() - frame.ready) * 1e3
            header = self._header(frame.header)
            if header and not self._deliver(peer, [header, *frame.parts], now):
                return
            box.frame_sent(frame)
            if session.starved:
                self._engine.wake()
        if session.failed:
            peer.session = None
            self._end(session)

    @staticmethod
    def _header(message: ServerMessage) -> bytes:
        """The header, or nothing when a model put something into it that cannot be sent."""
        try:
            return encode(message)
        except (TypeError, ValueError, OverflowError, RecursionError):
            log.exception("a %s message cannot be sent", type(message).__name__)
            return b""

    def _deliver(self, peer: Peer, parts: list[bytes], now: float) -> bool:
        outcome = self._transport.send(peer.id, parts)
        if outcome is Sent.SENT:
            peer.told = now
            return True
        if outcome is Sent.GONE:
            self._drop(peer, now, "the connection is closed")
        else:
            self._blocked = True
        return False

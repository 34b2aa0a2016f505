"""Message handlers: what each client message does. No sockets here; answers go into the peer's queue."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from typing import Final

from nacre.protocol import messages as nwp
from nacre.protocol.codec import ClientMessage, Refusal, ServerMessage
from nacre.server.access.admission import AccessRules
from nacre.server.engine.commands import CommandMessage, command_of
from nacre.server.engine.open import checked_spec, is_brief
from nacre.server.engine.thread import Engine
from nacre.server.limits import ServerLimits
from nacre.server.net.peers import Farewell, Peer
from nacre.server.net.welcome import status_message, welcome_message
from nacre.server.ops.metrics import Metrics
from nacre.server.ops.printable import printable
from nacre.server.sessions.answers import Answers
from nacre.server.sessions.lifecycle import EndReason, Lifecycle
from nacre.server.sessions.registry import Registry
from nacre.server.sessions.session import Command, Session, check_dimensions, negotiate

log = logging.getLogger(__name__)

WAITING: Final = 8  # changes of one world that may wait for the engine or the disk

END_TEXTS = {
    "close": "the world is closed",
    "expired": "nobody came back to this session in time",
    "time_limit": "the time for this session is up",
    "failed": "the model failed on this world",
}
_FAILED: Final = nwp.ServerClosed(reason="failed", text=END_TEXTS["failed"])


class MessageHandlers:
    """Handles decoded client messages. I/O thread only."""

    def __init__(
        self,
        engine: Engine,
        config: ServerLimits,
        registry: Registry[Peer],
        metrics: Metrics,
        rules: AccessRules,
        clock: Callable[[], float],
    ) -> None:
        self._rules = rules
        self._engine, self._config, self._registry, self._clock = engine, config, registry, clock
        self._started = clock()
        self.metrics = metrics
        self.rates: dict[str, float] = {}

    def handle(self, peer: Peer, message: ClientMessage, now: float) -> None:
        """Carry out one message of a client; raises Refusal when it is refused."""
        if peer.session is not None and not peer.session.lifecycle.known:
            peer.session.lifecycle.known = _has_heard(peer.session, message)
        match message:
            case nwp.ClientHello():
                self._hello(peer, message)
            case _ if not peer.greeted:
                raise Refusal("hello_first", id=getattr(message, "id", 0))
            case nwp.ClientAct() | nwp.ClientView() | nwp.ClientPose():
                self._input(peer, message, now)
            case nwp.ClientGeometry():
                self._flow(peer, message)
            case nwp.ClientOpen():
                self._open(peer, message, now)
            case nwp.ClientJoin():
                self._join(peer, message, now)
            case nwp.ClientPause() | nwp.ClientResume():
                session = self._own(peer, message.id)
                (session.lifecycle.pause if isinstance(message, nwp.ClientPause) else session.lifecycle.resume)(now)
                session.input_queue.clear()
                session.send_queue.discard_before(session.input_queue.generation)
                self._engine.wake()
                self.answer(peer, self.status(peer, message.id))
            case nwp.ClientResize():
                self._resize(peer, message, now)
            case nwp.ClientSnapshot() | nwp.ClientRestore() | nwp.ClientRewind() | nwp.ClientBranch():
                self._change(peer, message, now)
            case nwp.ClientTeleport():
                self._teleport(peer, message)
            case nwp.ClientStatus():
                self.answer(peer, self.status(peer, message.id))
            case nwp.ClientClose():
                self.end(self._session(peer, message.id), "close", now, message.id)
            case nwp.ClientBye():
                kept = f"the session is kept for {self._config.session_ttl:g} s" if peer.session else "goodbye"
                closed = nwp.ServerClosed(id=message.id, reason="bye", text=kept)
                self.abandon(peer, "the client left before it was answered", closed, leaves=True)
                self.detach(peer, now)

    @staticmethod
    def answer(peer: Peer, message: ServerMessage) -> None:
        """Queue an answer."""
        peer.answer(message)

    @staticmethod
    def abandon(peer: Peer, why: str, words: ServerMessage | None = None, leaves: bool = False) -> None:
        """Answer all that this connection asked for and that nobody will do any more; what was done is told as done.

        What is being done right now (a save on its way to the disk) is answered when it is done, and words follow;
        leaves: whether the connection ends with them.
        """
        answers = peer.session.send_queue.answers if peer.session is not None else Answers()
        answers.leave()
        begun = answers.begun
        peer.take(answers)
        for request in [request for request in peer.pending if request not in begun]:
            peer.answer(Refusal("no_world", why, id=request).reply())
            peer.pending.remove(request)
        peer.farewells.append(Farewell(answers, words, leaves))
        peer.say_farewells()

    @staticmethod
    def cut_short(peer: Peer, why: str) -> None:
        """Wait no longer for what is being done for a connection, and say what was to be said after it."""
        for request in peer.pending:
            peer.answer(Refusal("no_world", why, id=request).reply())
        peer.pending.clear()
        while peer.farewells:
            if (words := peer.farewells.popleft().words) is not None:
                peer.answer(words)

    def fail(self, session: Session, now: float) -> None:
        """End a session whose model failed. Its client is told, if it was not."""
        holder = self._registry.holder(session)
        if holder is not None:
            # Whoever took the session at that very moment was not the one who was told.
            answers = session.send_queue.answers
            told = answers.over or (session.opened is None and not answers.awaits(answers.opening))
            self.abandon(holder, "the world failed before it was answered", None if told else _FAILED)
            holder.session = None
            self._registry.detach(session, holder, now)
        self.end(session, "failed", now)

    def welcome(self, peer: Peer, message: nwp.ClientHello, now: float) -> None:
        """Answer a `hello` once the model is loaded, and resume its session. Raises Refusal."""
        if self._engine.caps is None:
            why = f"the model could not be loaded: {self._engine.load_error}"
            raise Refusal("load_failed", why, id=message.id)
        session = self._of_token(message.token, now)
        if session is not None:
            self._rules.check_owner(session.owner, message.id)
        token = message.token or ""
        kept = session is None and token != "" and self._engine.autosaver.has_session(token)
        if session is None and peer.by_session and not kept:
            # It was there when hello was said, and is over since: the token is judged as any other.
            peer.owner, peer.tier, peer.label = self._rules.admit(message, False)
        elif kept:
            ttl, by_key = self._config.session_ttl, self._registry.by_key
            session = self._engine.autosaver.resume_session(token, ttl, message.id, by_key)
            try:
                self._rules.check_owner(session.owner, message.id)
            except Refusal:
                self._engine.autosaver.release_unopened(session)
                raise
            session.marked = self._rules.tier(session.tier).watermark
            self._registry.add(session, peer, now)
            self._engine.submit(session)
        peer.greeted, peer.strikes, peer.accept = True, 0, message.accept
        info = message.client
        peer.client = printable(" ".join(filter(None, (info.name, info.version, info.engine)))) or "a client"
        if session is not None:
            self.metrics.resumed += 1
        tier = self._rules.tier(session.tier if session is not None else peer.tier)
        self.answer(peer, welcome_message(message.id, self._engine.caps, self._config, session, tier))
        log.info("%s connected from %s", peer.client, peer.address or "an unknown address")
        if session is not None:
            self._resume(peer, session, message, now)

    def detach(self, peer: Peer, now: float) -> None:
        """Separate a connection from its session, which then waits for its client.

        A viewer's session ends, and one whose token nobody was told: its world is still being made, and nobody could
        come back to it.
        """
        session, peer.session = peer.session, None
        if session is None or not self._registry.detach(session, peer, now):
            return
        told = session.opened is not None or session.resumption.opened is not None
        if not session.plays or not told:
            self.end(session, "close", now)

    def end(self, session: Session, reason: EndReason, now: float, request: int = 0) -> None:
        """End a session and those of its guests, and send `closed` to their connections."""
        for one, holder in self._registry.end(session, reason, now):
            self.rates.pop(one.name, None)
            if reason != "failed":
                self._engine.autosaver.bury(one)
            if holder is not None:
                id = request if one is session else 0
                closed = nwp.ServerClosed(id=id, reason=reason, text=END_TEXTS[reason])
                self.abandon(holder, "the world was closed before it was answered", closed)
                holder.session = None

    def status(self, peer: Peer, request: int) -> nwp.ServerStatus:
        """The answer to `status`, and the heartbeat."""
        session, now = peer.session, self._clock()
        fps = self.rates.get(session.name, 0.0) if session else 0.0
        return status_message(request, session, now - self._started, self._registry.worlds, fps, now)

    def _hello(self, peer: Peer, message: nwp.ClientHello) -> None:
        if peer.greeted or peer.hello:
            raise Refusal("hello_twice", id=message.id)
        token = message.token
        known = bool(token) and (
            self._of_token(token, self._clock()) is not None or self._engine.autosaver.has_session(token)  # type: ignore[arg-type]
        )
        peer.owner, peer.tier, peer.label = self._rules.admit(message, known)
        peer.by_session = known
        if self._engine.loaded.is_set():
            self.welcome(peer, message, self._clock())
        else:
            peer.hello = message

    def _of_token(self, token: str | None, now: float) -> Session | None:
        """The session of this token. One whose model has failed is over, whether or not that was noticed."""
        session = self._registry.by_token(token)
        if session is not None and session.failed:
            self.fail(session, now)
            return None
        return session

    def _resume(self, peer: Peer, session: Session, hello: nwp.ClientHello, now: float) -> None:
        before = self._registry.attach(session, peer, now)
        session.lifecycle.known = True
        if before is not None:
            text = "another connection resumed this session"
            closed = nwp.ServerClosed(reason="taken_over", text=text)
            self.abandon(before, "another connection took the session over", closed)
            before.session = None
        peer.session, peer.owner, peer.tier, peer.label = session, session.owner, session.tier, session.label
        session.input_queue.clear()
        session.have = list(hello.have)
        session.send_queue.reconnected(session.input_queue.generation, hello.id)
        session.send_queue.answers.expect(hello.id, "queue", "waiting for its turn")
        session.send_queue.acknowledge(None, session.request.credit)
        if session.feed is not None:
            session.feed.reconnected(hello.have)
        if session.opened is not None:
            session.tell_opened()
        self._engine.wake()

    def _session(self, peer: Peer, request: int) -> Session:
        if peer.session is None:
            raise Refusal("no_world", id=request)
        return peer.session

    def _own(self, peer: Peer, request: int) -> Session:
        session = self._session(peer, request)
        if session.host is not None:
            raise Refusal("viewers_only", id=request)
        return session

    def _flow(self, peer: Peer, message: nwp.ClientGeometry) -> None:
        session = peer.session
        if session is not None and session.feed is not None:
            session.feed.acknowledge(message.ack, message.credit)
            self._engine.geometry.fill(session)

    def _teleport(self, peer: Peer, message: nwp.ClientTeleport) -> None:
        session = self._session(peer, message.id)
        if session.opened is None or not session.plays:
            raise Refusal("no_world", "there is no body to move", id=message.id)
        self._check_waiting(peer, session, message.id)
        self._queue(peer, session, command_of(message))

    def _input(self, peer: Peer, message: nwp.ClientAct | nwp.ClientView | nwp.ClientPose, now: float) -> None:
        session = peer.session
        if session is None:
            # An input that crossed with `closed` on the wire is no mistake of the client's.
            return
        session.send_queue.acknowledge(message.ack, message.credit)
        if session.source.lifecycle.paused or session.opened is None:
            message = nwp.ClientAct(seq=0)
        if isinstance(message, nwp.ClientAct):
            session.input_queue.act(message, now)
        elif isinstance(message, nwp.ClientPose):
            if session.settings.body == "client":
                session.input_queue.pose(message, now)
        else:
            session.input_queue.view(message, now)
        if session.playback.starved or session.settings.lockstep:
            self._engine.wake()

    def _room(self, peer: Peer, request: int) -> None:
        self._rules.check_owner(peer.owner, request)
        if peer.session is not None:
            raise Refusal("already_open", id=request)
        if self._registry.worlds >= self._config.sessions:
            raise Refusal(
                "too_many_sessions",
                f"{self._registry.worlds} worlds are open already",
                id=request,
                retry_after=self._registry.retry_after(self._clock()),
            )

    def _check_capacity(
        self, session: Session, request: int, now: float, others: Iterable[Session] | None = None
    ) -> None:
        beside = self._registry if others is None else others
        verdict = self._engine.capacity.admit(session, beside, self._registry.retry_after(now), self.rates)
        if not verdict.fits:
            raise Refusal("server_busy", verdict.why, id=request, retry_after=verdict.retry_after)

    def _life(self, peer: Peer, played: float = 0.0) -> Lifecycle:
        """played: seconds that the world was played in the session it comes from; they count against the limit."""
        limits = [self._config.minutes, self._rules.tier(peer.tier).minutes]
        minutes = min((limit for limit in limits if limit is not None), default=None)
        return Lifecycle(self._config.session_ttl, None if minutes is None else minutes * 60.0, played)

    def _count_request(self, peer: Peer, request: int, now: float, world: bool = True) -> None:
        tier, worlds = self._rules.tier(peer.tier), self._registry.of_owner(peer.owner)
        self._rules.count_request(peer.owner, tier, worlds, now, request, world)

    def _open(self, peer: Peer, message: nwp.ClientOpen, now: float) -> None:
        self._room(peer, message.id)
        self._count_request(peer, message.id, now)
        self._rules.apply_limits(message, self._rules.tier(peer.tier))
        caps = self._engine.caps
        assert caps is not None
        settings = negotiate(message, peer.accept, caps, peer.address, self._config.fps_cap)
        if message.spec is not None and is_brief(message.spec):
            checked_spec(message.spec, message.id)  # before it takes room or its turn
        # 31 bits when the server draws: short enough to read out to a friend
        seed = message.seed if message.seed is not None else secrets.randbelow(2**31)
        session = Session(message, settings, seed, self._life(peer))
        session.owner, session.tier, session.label = peer.owner, peer.tier, peer.label
        if message.snapshot is not None:
            save = self._engine.autosaver.load_named(peer.owner, message.snapshot, message.id)
            session.resumption.state, session.seed = save.state, int(save.about["seed"])
            session.playback.tick = int(save.about["tick"])
            session.lifecycle = self._life(peer, float(save.about.get("played", 0.0)))
            session.resumption.seconds_before = session.lifecycle.played
            if session.lifecycle.end_due(now) is not None:
                raise Refusal("not_allowed", "the time for the world of that save is used up", id=message.id)
        self._begin(peer, session, now)

    def _join(self, peer: Peer, message: nwp.ClientJoin, now: float) -> None:
        self._rules.check_owner(peer.owner, message.id)
        if peer.session is not None:
            raise Refusal("already_open", id=message.id)
        host = self._registry.by_guest(message.guest)
        if host is None:
            raise Refusal("no_such_guest", id=message.id)
        if host.settings.lockstep:
            raise Refusal("not_together", id=message.id)
        if len(self._registry.guests(host)) >= self._config.viewers:
            text = f"{self._config.viewers} are looking on already"
            raise Refusal("too_many_sessions", text, id=message.id, retry_after=30.0)
        caps = self._engine.caps
        assert caps is not None
        if message.role == "player" and not caps.bodies:
            why = f"{caps.name} has room for one body in a world"
            raise Refusal("unsupported", why, hint="Join as a viewer.", id=message.id)
        self._count_request(peer, message.id, now, world=False)
        self._rules.apply_limits(message, self._rules.tier(peer.tier))
        settings = negotiate(message, peer.accept, caps, peer.address, self._config.fps_cap)
        session = Session(message, settings, host.seed, self._life(peer), host=host)
        session.owner, session.tier, session.label = peer.owner, peer.tier, peer.label
        self._begin(peer, session, now)

    def _begin(self, peer: Peer, session: Session, now: float) -> None:
        self._check_capacity(session, session.request.id, now)
        request = session.request.id
        session.send_queue.answers.expect(request, "queue", "waiting for its turn")
        self.metrics.opened += 1
        session.marked = self._rules.tier(peer.tier).watermark
        self._registry.add(session, peer, now)
        peer.session = session
        peer.pending.append(request)
        prompt = session.request.prompt if isinstance(session.request, nwp.ClientOpen) else None
        if prompt is None:
            self._engine.submit(session)
        else:
            self._rules.moderation.review(prompt, session, self._engine)

    def _resize(self, peer: Peer, message: nwp.ClientResize, now: float) -> None:
        """A larger picture has to be one that `open` would have been given."""
        if self._engine.caps is not None:
            check_dimensions(message, peer.accept, self._engine.caps)
        self._rules.check_size(message, self._rules.tier(peer.tier))
        session = self._own(peer, message.id)
        width, height = session.settings.size
        if message.width * message.height > width * height:
            larger = copy(session)
            larger.settings = replace(session.settings, width=message.width, height=message.height)
            self._check_capacity(larger, message.id, now, [one for one in self._registry if one is not session])
        self._change(peer, message, now)

    def _change(self, peer: Peer, message: CommandMessage, now: float) -> None:
        session = self._own(peer, message.id)
        self._rules.check_owner(peer.owner, message.id, "not_allowed")
        if session.opened is None:
            raise Refusal("no_world", "the world is not open yet", id=message.id)
        self._check_waiting(peer, session, message.id)
        self._count_request(peer, message.id, now, world=isinstance(message, nwp.ClientBranch))
        command = command_of(message)
        if command.name:
            if not self._engine.autosaver.enabled:
                raise Refusal("no_saves", id=message.id)
            self._rules.check_export(self._rules.tier(peer.tier), message.id)
        if command.kind == "branch":
            command = replace(command, fork=self._fork(peer, session, message.id, now))
        self._queue(peer, session, command)

    def _queue(self, peer: Peer, session: Session, command: Command) -> None:
        """Have the engine do something to a world between two ticks."""
        answers = session.send_queue.answers
        answers.expect(command.id, command.kind, "waiting for the model")
        session.commands.append(replace(command, answers=answers))
        peer.pending.append(command.id)
        self._engine.wake()

    @staticmethod
    def _check_waiting(peer: Peer, session: Session, request: int) -> None:
        """Each change of a world takes the engine, or the disk, from everybody else for a moment."""
        if max(len(peer.pending), len(session.commands)) >= WAITING:
            raise Refusal("too_fast", f"{WAITING} changes of this world are waiting", id=request, retry_after=0.1)

    def _fork(self, peer: Peer, session: Session, request: int, now: float) -> Session:
        if self._registry.worlds >= self._config.sessions:
            raise Refusal("too_many_sessions", id=request, retry_after=self._registry.retry_after(now))
        self._check_capacity(session, request, now)
        life = self._life(peer, session.lifecycle.seconds_played(now))
        fork = Session(copy(session.request), session.settings, session.seed, life)
        fork.resumption.seconds_before = life.played
        fork.owner, fork.tier, fork.label, fork.marked = session.owner, session.tier, session.label, session.marked
        fork.lifecycle.known = True
        fork.lifecycle.detach(now)
        self._registry.adopt(fork)
        return fork


def _has_heard(session: Session, message: ClientMessage) -> bool:
    """Whether this message shows that its client holds the session's token.

    A heartbeat and the wish for its end are said while a world is made as well.
    """
    blind = nwp.ClientStatus | nwp.ClientClose | nwp.ClientOpen | nwp.ClientJoin
    return session.opened is not None and not isinstance(message, blind)

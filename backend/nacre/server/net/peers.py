"""One connection: its state, its session and its bounded queue of answers."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from nacre.protocol.codec import ServerMessage
from nacre.protocol.definition import MESSAGE_RATE
from nacre.protocol.messages import Accept, ClientHello, ServerProgress, ServerStatus
from nacre.server.sessions.answers import Answers
from nacre.server.sessions.session import Session

# Seconds until a full queue is tried again, where nobody says that it has room: at first, and once nothing is read.
RETRY_SOON, RETRY_LATER = 0.002, 0.05
SLOW_AFTER: Final = 0.03  # seconds a queue is full in ordinary play: the time of a large picture
# Refusals a peer is sent before it has said hello; after them it is ignored, so junk costs nothing.
STRIKES: Final = 8
ANSWERS: Final = 64  # answers waiting, after which a peer is not read until it has read them


IDLE_ANSWERS: Final = 4


@dataclass(eq=False)
class Farewell:
    """A connection has left a session: what is said to it once all that was begun for it there is answered.

    leaves: whether the connection ends with that.
    """

    answers: Answers
    words: ServerMessage | None = None
    leaves: bool = False


@dataclass(eq=False)
class Peer:
    """One connection. id is ZeroMQ's routing id; times are monotonic seconds."""

    id: bytes
    address: str
    last_heard: float
    last_sent: float
    greeted: bool = False
    client: str = ""
    accept: Accept = field(default_factory=Accept)
    session: Session | None = None
    strikes: int = 0
    hello: ClientHello | None = None
    answers: deque[ServerMessage] = field(default_factory=deque)
    rate: int = MESSAGE_RATE  # messages a second
    tokens: float = float(MESSAGE_RATE)
    counted: float = 0.0
    warned: float = 0.0
    leaving: bool = False
    admitted: bool = False  # whether it said a hello that was taken
    waiting: float = 0.0  # since when it has heard nothing of what it asked for
    blocked: float | None = None  # since when its pipe is full
    retry: float = 0.0  # when to try it again
    owner: str = ""
    tier: str = ""
    label: str = ""
    by_session: bool = False  # whether it came in by a session's token
    # Requests taken up and not yet answered, oldest first: each is answered exactly once, whatever becomes of it.
    pending: list[int] = field(default_factory=list)
    held: bool = False  # whether it is not read for now, since it does not read its answers
    farewells: deque[Farewell] = field(default_factory=deque)

    @property
    def has_something(self) -> bool:
        """Whether there may be something to send to it: a thousand that only listen must not cost every turn."""
        return bool(self.answers) or self.session is not None or self.leaving or bool(self.farewells)

    @property
    def unheard(self) -> bool:
        """Whether nothing more of it is taken: it has left, or is about to."""
        return self.leaving or any(farewell.leaves for farewell in self.farewells)

    def answer(self, message: ServerMessage) -> None:
        """Queue what is to be said; progress and heartbeats, which answer nothing, only while little waits."""
        idle = isinstance(message, ServerProgress) or (isinstance(message, ServerStatus) and not message.id)
        if not idle or len(self.answers) < IDLE_ANSWERS:
            self.answers.append(message)

    def answered(self, message: ServerMessage) -> None:
        """Note that a request has its answer."""
        if not isinstance(message, ServerProgress) and (request := getattr(message, "id", 0)) in self.pending:
            self.pending.remove(request)

    def take(self, answers: Answers) -> None:
        """Take over what a session has to tell, as its own."""
        while (message := answers.first) is not None:
            answers.sent(message)
            if not isinstance(message, ServerProgress):
                self.answer(message)
                self.answered(message)

    def say_farewells(self) -> None:
        """Say what is to be said after the answers that are now there, and not before."""
        while self.farewells:
            farewell = self.farewells[0]
            begun = farewell.answers.begun  # read first: what is answered now is taken now
            self.take(farewell.answers)
            if begun:
                return
            self.farewells.popleft()
            if farewell.words is not None:
                self.answer(farewell.words)
            self.leaving |= farewell.leaves

    def block(self, now: float, told: bool) -> None:
        """Note that its queue is full, and when to retry: soon at first, later for a peer that reads nothing.

        told: we hear when it has room. Looking for it all the time would take the interpreter from those who draw.
        """
        self.blocked = self.blocked if self.blocked is not None else now
        self.retry = now + (RETRY_SOON if not told and now - self.blocked < SLOW_AFTER else RETRY_LATER)

    def may_send(self, now: float) -> bool:
        """Whether a message is within `rate` a second, with one second's worth saved up."""
        self.tokens = min(float(self.rate), self.tokens + (now - self.counted) * self.rate)
        self.counted = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True

    def warn(self, now: float) -> bool:
        """Whether to tell the peer that it sends too fast: once a second is enough."""
        if now - self.warned < 1.0:
            return False
        self.warned = now
        return True

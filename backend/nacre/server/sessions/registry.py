"""The registry of all sessions: lookup by token, the connection that holds each, and ending them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from nacre.server.sessions.key import session_key
from nacre.server.sessions.lifecycle import EndReason
from nacre.server.sessions.session import Session

Holder = TypeVar("Holder")


class Registry(Generic[Holder]):
    """Sessions and the connection that holds each. I/O thread only; wake makes the engine look again."""

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        self._wake = wake
        self._sessions: dict[str, Session] = {}
        self._holders: dict[str, Holder] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._sessions.values()))

    @property
    def worlds(self) -> int:
        """Number of open worlds; guests have none of their own."""
        return sum(session.host is None for session in self._sessions.values())

    def by_token(self, token: str | None) -> Session | None:
        """The session this token resumes, None when there is none. Compares in constant time."""
        if not token:
            return None
        found = [session for session in self._sessions.values() if _same(session.token, token)]
        return found[0] if found else None

    def by_guest(self, guest: str) -> Session | None:
        """The session that this guest token joins, None when there is none. Compares in constant time."""
        found = [s for s in self._sessions.values() if s.host is None and _same(s.guest, guest)]
        return found[0] if found else None

    def by_key(self, key: str) -> Session | None:
        """The session that is saved under this key, None when there is none."""
        found = [s for s in self._sessions.values() if s.host is None and session_key(s.token) == key]
        return found[0] if found else None

    def guests(self, host: Session) -> list[Session]:
        """The guests of a session."""
        return [session for session in self._sessions.values() if session.host is host]

    def of_owner(self, owner: str) -> int:
        """Number of worlds that an owner has open."""
        return sum(session.owner == owner and session.host is None for session in self._sessions.values())

    def holder(self, session: Session) -> Holder | None:
        """The connection that holds it, None when it waits for one."""
        return self._holders.get(session.name)

    def add(self, session: Session, holder: Holder, now: float) -> None:
        """Add a session, held by the connection that opened it."""
        self._sessions[session.name] = session
        self.attach(session, holder, now)

    def adopt(self, session: Session) -> None:
        """Add a session that waits for its client."""
        self._sessions[session.name] = session

    def attach(self, session: Session, holder: Holder, now: float) -> Holder | None:
        """Give a session to a connection; returns the one that held it before, None when nobody else did."""
        before = self._holders.get(session.name)
        self._holders[session.name] = holder
        session.lifecycle.attach(now)
        self._wake()
        return before if before is not holder else None

    def detach(self, session: Session, holder: Holder, now: float) -> bool:
        """Take a session from a connection that is gone; False when it did not hold the session any more."""
        if self._holders.get(session.name) is not holder:
            return False
        del self._holders[session.name]
        session.lifecycle.detach(now)
        session.input_queue.clear()
        self._wake()
        return True

    def end(self, session: Session, reason: EndReason, now: float) -> list[tuple[Session, Holder | None]]:
        """End a session and its guests; returns each with the connection that held it, the session first."""
        ended: list[tuple[Session, Holder | None]] = []
        for one in [session, *self.guests(session)]:
            if self._sessions.pop(one.name, None) is not None:
                one.lifecycle.end(reason, now)
                ended.append((one, self._holders.pop(one.name, None)))
        self._wake()
        return ended

    def due_to_end(self, now: float) -> list[tuple[Session, EndReason]]:
        """Sessions that have to end now, with the reason."""
        return [(session, reason) for session in self if (reason := session.lifecycle.end_due(now)) is not None]

    def retry_after(self, now: float) -> float:
        """Seconds until a world may become free, 1 to 30: one that is played can be closed at any moment."""
        waits = [left for session in self if (left := session.lifecycle.seconds_to_expiry(now)) is not None]
        return max(1.0, min([*waits, 30.0]))


def _same(known: str, given: str) -> bool:
    return secrets.compare_digest(known.encode(), given.encode())

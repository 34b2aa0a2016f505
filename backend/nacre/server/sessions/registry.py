"""Every session of a server: found by token, held by one connection each, ended in order. No sockets here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from nacre.server.sessions.lifecycle import Ending
from nacre.server.sessions.session import Session
from nacre.server.storage.save_store import key_of

Holder = TypeVar("Holder")


class Registry(Generic[Holder]):
    """Sessions and who holds them. I/O thread only; `wake` is called when the engine should look."""

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
        """Worlds that are open: sessions that look on have none of their own."""
        return sum(session.host is None for session in self._sessions.values())

    def by_token(self, token: str | None) -> Session | None:
        """The session this token resumes, None when there is none. Compares in constant time."""
        if not token:
            return None
        found = [session for session in self._sessions.values() if _same(session.token, token)]
        return found[0] if found else None

    def by_guest(self, guest: str) -> Session | None:
        """The world that a guest token lets one into."""
        found = [s for s in self._sessions.values() if s.host is None and _same(s.guest, guest)]
        return found[0] if found else None

    def by_key(self, key: str) -> Session | None:
        """The world whose session is kept under this key."""
        found = [s for s in self._sessions.values() if s.host is None and key_of(s.token) == key]
        return found[0] if found else None

    def guests(self, host: Session) -> list[Session]:
        """Sessions that look on in this one's world."""
        return [session for session in self._sessions.values() if session.host is host]

    def of_owner(self, owner: str) -> int:
        """Worlds that one owner has open."""
        return sum(session.owner == owner and session.host is None for session in self._sessions.values())

    def holder(self, session: Session) -> Holder | None:
        """Who holds it now."""
        return self._holders.get(session.name)

    def add(self, session: Session, holder: Holder, now: float) -> None:
        """A new session, held by who asked for it."""
        self._sessions[session.name] = session
        self.attach(session, holder, now)

    def adopt(self, session: Session) -> None:
        """A new session that waits for its client."""
        self._sessions[session.name] = session

    def attach(self, session: Session, holder: Holder, now: float) -> Holder | None:
        """Hand a session to a connection; returns the one that loses it, None when nobody does."""
        before = self._holders.get(session.name)
        self._holders[session.name] = holder
        session.life.attach(now)
        self._wake()
        return before if before is not holder else None

    def detach(self, session: Session, holder: Holder, now: float) -> bool:
        """The connection is gone; False when it did not hold the session any more."""
        if self._holders.get(session.name) is not holder:
            return False
        del self._holders[session.name]
        session.life.detach(now)
        session.mailbox.release()
        self._wake()
        return True

    def end(self, session: Session, reason: Ending, now: float) -> list[tuple[Session, Holder | None]]:
        """End it and everyone who looks on; returns those that ended, with who held each, the session first."""
        ended: list[tuple[Session, Holder | None]] = []
        for one in [session, *self.guests(session)]:
            if self._sessions.pop(one.name, None) is not None:
                one.life.end(reason, now)
                ended.append((one, self._holders.pop(one.name, None)))
        self._wake()
        return ended

    def due(self, now: float) -> list[tuple[Session, Ending]]:
        """Sessions whose time is up, with the reason."""
        return [(session, reason) for session in self if (reason := session.life.due(now)) is not None]

    def retry_after(self, now: float) -> float:
        """Seconds until a place may become free."""
        waits = [left for session in self if (left := session.life.waits(now)) is not None]
        return max(1.0, min(waits, default=30.0))


def _same(known: str, given: str) -> bool:
    return secrets.compare_digest(known.encode(), given.encode())

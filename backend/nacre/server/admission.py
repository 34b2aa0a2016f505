"""Who may come in: the protocol's version, access tokens and session tokens."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import VERSION
from nacre.protocol.messages import ClientHello
from nacre.server.session import Session


def session_of(token: str | None, sessions: Collection[Session]) -> Session | None:
    """The session this token resumes, None when there is none."""
    if not token:
        return None
    return next((session for session in sessions if _same(session.token, token)), None)


def admit(message: ClientHello, sessions: Collection[Session], tokens: frozenset[str]) -> None:
    """Return for a client that may come in; raises Refusal for one that may not.

    tokens are the server's access tokens; with none, everyone who can connect may come in, but a token of a
    session that is over is still said to be so. A session token is as good as an access token.
    """
    if message.v != VERSION:
        older = "client" if message.v < VERSION else "server"
        raise Refusal(
            "version_mismatch",
            f"the client speaks version {message.v}, this server version {VERSION}",
            id=message.id,
            hint=f"Upgrade the {older}: both must speak the same version.",
        )
    if session_of(message.token, sessions) is not None:
        return
    if tokens:
        # Every token is compared, so that the time taken says nothing about any of them.
        if not message.token or not any([_same(known, message.token) for known in tokens]):
            raise Refusal("unauthorised", id=message.id)
    elif message.token:
        raise Refusal("session_expired", id=message.id)


def _same(known: str, given: str) -> bool:
    return secrets.compare_digest(known.encode(), given.encode())

"""Access tokens with name, tier and expiry, kept in a file as hashes."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from nacre.atomic_write import atomic_write
from nacre.errors import Failure
from nacre.server.access.tiers import DEFAULT_TIER

CHARACTERS: Final = 24  # bytes of randomness in a token
LABEL: Final = 64  # longest name of a token or a tier
_UNITS: Final = {"m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}


class TokenError(Failure):
    """A token or the token file cannot be used; the text says why."""

    code = "bad_token"


@dataclass(frozen=True)
class Grant:
    """One access token as the file keeps it. Times are seconds since 1970; expires None is never.

    name is a label for people. What belongs to the token (saves, sessions) is found under `owner`.
    """

    name: str
    tier: str
    hash: str
    created: float
    expires: float | None = None

    @property
    def owner(self) -> str:
        """Who holds this token, in file names and saves: nobody else ever has the same, whatever they are called."""
        return f"t-{self.hash[:24]}"


def hashed(token: str) -> str:
    """The hash of a token, hex, as the file keeps it."""
    return hashlib.sha256(b"nacre access " + token.encode()).hexdigest()


def checked_label(text: str, what: str) -> str:
    """A name for people: 1 to LABEL printable characters, no spaces around. Raises TokenError."""
    if not 1 <= len(text) <= LABEL or not text.isprintable() or text != text.strip():
        raise TokenError(f"{text[: 2 * LABEL]!r} is no {what}; use 1 to {LABEL} printable characters")
    return text


def duration(text: str) -> float:
    """'30d', '12h', '45m' or '2w' in seconds; raises TokenError."""
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not number.isdecimal() or int(number) == 0:
        raise TokenError(f"{text!r} is no duration; write it like 30d, 12h or 45m")
    return int(number) * _UNITS[unit]


class TokenStore:
    """The tokens of one server, in a file of one JSON object a line. It is read again whenever it has changed."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path, self._clock = path, clock
        self._grants: list[Grant] = []
        self._stamp: tuple[int, int] | None = None

    def grants(self) -> list[Grant]:
        """All grants in the file; raises TokenError when the file cannot be read."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._grants, self._stamp = [], None
            return []
        except OSError as error:
            raise TokenError(f"{self.path} cannot be read: {error.strerror}") from None
        if self._stamp != (status.st_mtime_ns, status.st_size):
            try:
                lines = self.path.read_text("utf-8").splitlines()
                self._grants = [Grant(**json.loads(line)) for line in lines if line.strip()]
            except (OSError, ValueError, TypeError) as error:
                raise TokenError(f"{self.path} cannot be read: {error}") from None
            self._stamp = (status.st_mtime_ns, status.st_size)
        return self._grants

    def find(self, token: str) -> Grant | None:
        """The grant of a token, None when it is unknown or has expired. Compares in constant time."""
        wanted = hashed(token)
        found = [grant for grant in self.grants() if secrets.compare_digest(grant.hash, wanted)]
        return found[0] if found and self._holds(found[0]) else None

    def holds(self, owner: str) -> bool:
        """Whether the token of this owner may still be used: neither revoked nor expired. Raises TokenError."""
        return any(grant.owner == owner and self._holds(grant) for grant in self.grants())

    def _holds(self, grant: Grant) -> bool:
        return grant.expires is None or grant.expires > self._clock()

    def create(self, tier: str = DEFAULT_TIER, seconds: float | None = None, name: str = "") -> tuple[str, Grant]:
        """Add a token; returns it, which is not kept, and its grant. Raises TokenError when the name cannot be had."""
        grants = self.grants()
        name = checked_label(name or f"token-{secrets.token_hex(3)}", "name for a token")
        checked_label(tier, "tier")
        if any(grant.name == name for grant in grants):
            raise TokenError(f"there is a token {name!r} already")
        token, now = secrets.token_urlsafe(CHARACTERS), self._clock()
        grant = Grant(name, tier, hashed(token), now, None if seconds is None else now + seconds)
        self._write([*grants, grant])
        return token, grant

    def revoke(self, name: str) -> None:
        """Remove a grant; raises TokenError when there is none of this name."""
        grants = self.grants()
        left = [grant for grant in grants if grant.name != name]
        if len(left) == len(grants):
            raise TokenError(f"there is no token {name!r}")
        self._write(left)

    def _write(self, grants: list[Grant]) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic_write(self.path, "".join(json.dumps(asdict(grant)) + "\n" for grant in grants), durable=True)
            os.chmod(self.path, 0o600)
        except OSError as error:
            raise TokenError(f"{self.path} cannot be written: {error.strerror}") from None
        self._stamp = None

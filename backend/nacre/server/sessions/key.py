"""The key of a session: what stands for its token in file names and logs."""

from __future__ import annotations

import hashlib


def session_key(token: str) -> str:
    """The folder name of a session, from its token."""
    return hashlib.sha256(b"nacre session " + token.encode()).hexdigest()[:32]

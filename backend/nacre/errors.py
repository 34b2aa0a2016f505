"""The base of every foreseen failure: a code for programs, and a hint that says what the user can do."""

from __future__ import annotations


class Failure(Exception):
    """Something that went wrong in a way we know. `str()` says what, `hint` what to do about it, `code` which kind.

    Subclasses set `code` once for all their instances.
    """

    code: str = "failed"

    def __init__(self, message: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

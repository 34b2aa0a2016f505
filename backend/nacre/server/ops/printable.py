"""What a stranger has written, made fit for a log or a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """Text of a stranger as one line that a terminal can only show: no line ends, no escape sequences."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)

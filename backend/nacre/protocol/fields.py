"""The vocabulary the protocol's definition is written in: fields, records, messages, error codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal


class _Required:
    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()
SCALARS: Final = ("bool", "int", "float", "str", "map")
Direction = Literal["client", "server"]


@dataclass(frozen=True)
class Field:
    """One key of a message or record.

    type is one of SCALARS, the name of a Record, or `list` (then `of` names the element type and
    `length` bounds the items). minimum and maximum bound numbers, length bounds characters of a
    str, step is a divisor an int must have. default REQUIRED means the key must be there, None means it
    may be absent. code is the error a value outside the bounds is refused with.
    """

    name: str
    type: str
    text: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    length: int | None = None
    step: int | None = None
    choices: tuple[str, ...] = ()
    of: str = ""
    least: int | None = None
    default: Any = REQUIRED
    code: str = "bad_value"

    @property
    def required(self) -> bool:
        """Whether the key must be present."""
        return self.default is REQUIRED


@dataclass(frozen=True)
class Record:
    """A map used inside messages."""

    name: str
    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Message:
    """One message type, named by the header's `type` key."""

    type: str
    direction: Direction
    text: str
    fields: tuple[Field, ...]
    answer: str = ""

    @property
    def struct(self) -> str:
        """Name of the generated Python type."""
        return ("Client" if self.direction == "client" else "Server") + self.type.capitalize()


@dataclass(frozen=True)
class ErrorCode:
    """One value of `error.code`. fatal: the server forgets the peer, which must connect again."""

    code: str
    message: str
    hint: str
    fatal: bool = False

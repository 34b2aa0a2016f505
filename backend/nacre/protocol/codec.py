"""Bytes to typed messages and back, with every malformed input turned into a typed refusal."""

from __future__ import annotations

import gc
import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np

from nacre.errors import Failure
from nacre.protocol import messages
from nacre.protocol.definition import (
    CLIENT_MESSAGES,
    ERROR_TABLE,
    MAX_HEADER,
    MAX_MESSAGE,
    MAX_PARTS,
    RECORD_TABLE,
    RESERVED,
    SERVER_MESSAGES,
)
from nacre.protocol.fields import Field

ClientMessage = (
    messages.ClientHello
    | messages.ClientOpen
    | messages.ClientAct
    | messages.ClientView
    | messages.ClientPose
    | messages.ClientGeometry
    | messages.ClientTeleport
    | messages.ClientPause
    | messages.ClientResume
    | messages.ClientSnapshot
    | messages.ClientRestore
    | messages.ClientRewind
    | messages.ClientBranch
    | messages.ClientResize
    | messages.ClientJoin
    | messages.ClientStatus
    | messages.ClientClose
    | messages.ClientBye
)
ServerMessage = (
    messages.ServerWelcome
    | messages.ServerProgress
    | messages.ServerOpened
    | messages.ServerFrame
    | messages.ServerState
    | messages.ServerShape
    | messages.ServerChunk
    | messages.ServerUnload
    | messages.ServerChange
    | messages.ServerHorizon
    | messages.ServerMaterials
    | messages.ServerBodies
    | messages.ServerAir
    | messages.ServerTeleported
    | messages.ServerEvent
    | messages.ServerStatus
    | messages.ServerSaved
    | messages.ServerRestored
    | messages.ServerBranched
    | messages.ServerResized
    | messages.ServerError
    | messages.ServerClosed
)


class Refusal(Failure):
    """A message that is not acted on; becomes an `error` message.

    code is a key of ERROR_TABLE, id the request's id (0 when it could not be read), retry_after in seconds.
    """

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        id: int = 0,
        hint: str = "",
        retry_after: float | None = None,
        offers: Sequence[str] = (),
    ) -> None:
        entry = ERROR_TABLE[code]
        super().__init__(message or entry.message, hint or entry.hint)
        self.code, self.id, self.fatal = code, id, entry.fatal
        self.message = message or entry.message
        self.retry_after = retry_after
        self.offers = list(offers)

    def reply(self) -> messages.ServerError:
        """The refusal as a message."""
        return messages.ServerError(
            id=self.id,
            code=self.code,
            message=self.message[:1024],
            hint=self.hint[:1024],
            fatal=self.fatal,
            retry_after=msgspec.UNSET if self.retry_after is None else self.retry_after,
            offers=self.offers or msgspec.UNSET,
        )


class _Peek(msgspec.Struct):
    type: str
    id: Any = 0


_PEEK: Final = msgspec.msgpack.Decoder(_Peek)
# All of a header, keys that nobody knows too: a typed decoder skips those, and with them what is not UTF-8.
_WHOLE: Final = msgspec.msgpack.Decoder(dict[str, Any])
_DECODERS: Final[dict[str, msgspec.msgpack.Decoder[ClientMessage]]] = {
    name: msgspec.msgpack.Decoder(getattr(messages, message.struct)) for name, message in CLIENT_MESSAGES.items()
}


def _plain(value: Any) -> Any:
    """numpy's numbers and arrays as Python's: a model may put either into what it tells of its world."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be sent")


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=_plain)
SMALL_HEADER: Final = 1024  # bytes; as nearly all of them
_PATH: Final = re.compile(r"`\$((?:\.\w+|\[[^]]*\])+)`")


def _field_at(type_name: str, path: str) -> Field | None:
    """The definition's field that a msgspec path such as `.camera.position[...]` names."""
    fields = CLIENT_MESSAGES[type_name].fields
    found: Field | None = None
    for name in re.findall(r"\.(\w+)", path):
        found = next((field for field in fields if field.name == name), None)
        if found is None:
            return None
        record = RECORD_TABLE.get(found.type)
        fields = record.fields if record else ()
    return found


def check_size(parts: list[bytes]) -> None:
    """Refuse a message by its size alone, before anything is decoded."""
    if len(parts) == 1 and len(parts[0]) <= MAX_HEADER:
        return  # as nearly all of them
    if len(parts) > MAX_PARTS:
        raise Refusal("bad_parts", f"{len(parts)} parts; at most {MAX_PARTS} are allowed")
    if not parts:
        raise Refusal("bad_parts", "the message has no parts")
    if len(parts[0]) > MAX_HEADER:
        raise Refusal("too_large", f"the header has {len(parts[0])} bytes; at most {MAX_HEADER} are allowed")
    total = sum(len(part) for part in parts)
    if total > MAX_MESSAGE:
        raise Refusal("too_large", f"the message has {total} bytes; at most {MAX_MESSAGE} are allowed")


def _id_of(peek: _Peek) -> int:
    # True is an int to Python, and no id.
    return peek.id if type(peek.id) is int and 0 <= peek.id < 2**53 else 0


def request_of(parts: Sequence[bytes]) -> int:
    """The id of a message that is refused for other reasons; 0 where it cannot be read."""
    try:
        return _id_of(_PEEK.decode(parts[0]))
    except (ValueError, RecursionError, IndexError):
        return 0


def _check_whole(header: bytes) -> None:
    """Raises ValueError or RecursionError for what is not msgpack, or no UTF-8, anywhere in a header.

    The 60,000 lists that a large one may hold would be looked through for cycles again and again while they are made,
    which takes three times as long as making them, and from everybody.
    """
    looks = len(header) > SMALL_HEADER and gc.isenabled()
    if looks:
        gc.disable()
    try:
        _WHOLE.decode(header)
    finally:
        if looks:
            gc.enable()


def decode(parts: list[bytes]) -> ClientMessage:
    """A message from a client; raises Refusal, and nothing else, on anything malformed."""
    try:
        check_size(parts)
    except Refusal as refusal:
        refusal.id = request_of(parts[:1]) if parts and len(parts[0]) <= MAX_HEADER else 0
        raise
    try:
        _check_whole(parts[0])
        peek = _PEEK.decode(parts[0])
    except (ValueError, RecursionError) as error:
        raise Refusal("bad_header", f"the header cannot be read: {str(error)[:200]}") from None
    request = _id_of(peek)
    decoder = _DECODERS.get(peek.type)
    if decoder is None:
        code = "unsupported" if peek.type in RESERVED else "unknown_type"
        raise Refusal(code, f"{peek.type[:64]!r}: {ERROR_TABLE[code].message}", id=request)
    if len(parts) > 1:
        raise Refusal("bad_parts", f"`{peek.type}` carries no payload, got {len(parts) - 1} parts", id=request)
    try:
        return decoder.decode(parts[0])
    except (ValueError, RecursionError) as error:
        text = str(error)[:300]
        path = _PATH.search(text)
        field = _field_at(peek.type, path.group(1)) if path else None
        out_of_bounds = field is not None and not re.search(r"Expected `\w+(?: \| null)?`, got", text)
        code = field.code if field is not None and out_of_bounds else "bad_value"
        raise Refusal(code, f"`{peek.type}`: {text.replace('$.', '')}", id=request) from None


def encode(message: ServerMessage) -> bytes:
    """The header of a message to a client; raises TypeError or ValueError on what msgpack cannot hold."""
    return _ENCODER.encode(message)


def decode_server(header: bytes | memoryview) -> ServerMessage:
    """A server message, typed and bounded; raises ValueError. For tests and tools written in Python."""
    peek = _PEEK.decode(header)
    if peek.type not in SERVER_MESSAGES:
        raise ValueError(f"unknown type {peek.type!r}")
    struct: type[ServerMessage] = getattr(messages, SERVER_MESSAGES[peek.type].struct)
    return msgspec.msgpack.decode(header, type=struct)

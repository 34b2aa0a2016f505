"""Programs as bytes and text: msgpack between processes and in caches, JSON for people; both say what is damaged."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any, Final

import msgspec

from nacre.parts.language import Program

MAX_TEXT: Final = 16 * 1024  # characters of a program in a spec: two of them fit an `opened` message
MAX_BYTES: Final = 256 * 1024  # of a file: a program of 96 parts takes about 25 kB as JSON


class DamagedShape(ValueError):
    """A shape file that cannot be read; the text says where and why, in plain words."""


_msgpack_encoder = msgspec.msgpack.Encoder()
_msgpack_decoder = msgspec.msgpack.Decoder(Program)
_json_decoder = msgspec.json.Decoder(Program)


def to_msgpack(program: Program) -> bytes:
    """A program as msgpack, the same bytes for equal programs: defaults left out, whole numbers as integers."""
    return _msgpack_encoder.encode(_short(program))


def from_msgpack(data: bytes) -> Program:
    """A program from msgpack; raises DamagedShape."""
    return _decode(_msgpack_decoder, data)


def to_text(program: Program) -> str:
    """A program as one word of plain text, for specs and messages."""
    return base64.b64encode(to_msgpack(program)).decode("ascii")


def from_text(text: str) -> Program:
    """A program from `to_text`; raises DamagedShape, also for more than MAX_TEXT characters."""
    if len(text) > MAX_TEXT:
        raise DamagedShape(f"the shape takes {len(text)} characters, at most {MAX_TEXT} are allowed")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise DamagedShape(f"the shape is no base64: {error}") from None
    return from_msgpack(data)


def to_json(program: Program) -> str:
    """A program as JSON, one part a line, fields at their defaults left out."""
    parts = ",\n    ".join(msgspec.json.encode(_short(part)).decode() for part in program.parts)
    head = {"shape": program.shape, "grid": program.grid}
    fields = "".join(f'  "{key}": {msgspec.json.encode(value).decode()},\n' for key, value in head.items())
    return f'{{\n{fields}  "parts": [\n    {parts}\n  ]\n}}\n'


@cache
def _defaults(kind: type[msgspec.Struct]) -> list[tuple[str, Any]]:
    """Names of a struct's fields and their defaults; required ones have one that nothing equals."""
    return [(f.name, msgspec.NODEFAULT if f.required else f.default) for f in msgspec.structs.fields(kind)]


def _short(value: Any) -> Any:
    """Plain values for people: defaults left out, whole numbers without a point."""
    if isinstance(value, msgspec.Struct):
        shown = {}
        for name, default in _defaults(type(value)):
            field = getattr(value, name)
            if field != default:
                shown[name] = _short(field)
        return shown
    if isinstance(value, tuple | list):
        return [_short(v) for v in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def from_json(text: str | bytes) -> Program:
    """A program from JSON; raises DamagedShape."""
    return _decode(_json_decoder, text.encode() if isinstance(text, str) else text)


def _decode(decoder: Any, data: bytes) -> Program:
    if len(data) > MAX_BYTES:
        raise DamagedShape(f"the file has {len(data):,} bytes; a shape has at most {MAX_BYTES:,}")
    try:
        program: Program = decoder.decode(data)
    except RecursionError as error:
        raise DamagedShape("it is nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedShape(str(error)) from error
    return program


def digest(program: Program) -> str:
    """SHA-256 of a program's msgpack, 64 hexadecimal digits: its name in caches."""
    return hashlib.sha256(to_msgpack(program)).hexdigest()

"""Holds every message that a server of this process sends against the schema: the server keeps its own rules, too."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import msgpack
from jsonschema import Draft202012Validator

from nacre.protocol.codec import decode_server
from nacre.protocol.generate import PROTOCOL

FULLY = 40  # messages of one type in one test that are all looked at; of more, every SPARSELY-th
SPARSELY = 20

broken: list[str] = []
_seen: Counter[str] = Counter()
_validators: dict[str, Draft202012Validator] = {}


def _validator(kind: str) -> Draft202012Validator:
    if not _validators:
        schema = json.loads((PROTOCOL / "schema.json").read_text("utf-8"))
        for name in schema["$defs"]:
            if name.startswith("server."):
                whole = {"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}
                _validators[name.removeprefix("server.")] = Draft202012Validator(whole)
    return _validators[kind]


def check(header: bytes) -> None:
    """Note what is wrong with the header of a message."""
    message: dict[str, Any] = msgpack.unpackb(header)
    kind = message["type"]
    _seen[kind] += 1
    if _seen[kind] > FULLY and _seen[kind] % SPARSELY:
        return
    try:
        decode_server(header)
    except ValueError as error:
        broken.append(f"{kind}: {error}; {str(message)[:300]}")
    broken.extend(
        f"{kind}: {error.json_path}: {error.message[:200]}" for error in _validator(kind).iter_errors(message)
    )


def watch() -> None:
    """Begin a test: look at all that is sent from now on, by servers that run and by those to come."""
    _seen.clear()
    module = sys.modules.get("nacre.server.net.io_loop")
    if module is None or hasattr(module.encode, "watched"):
        return
    plain = module.encode

    def encode(message: Any) -> bytes:
        header: bytes = plain(message)
        check(header)
        return header

    encode.watched = True  # type: ignore[attr-defined]
    module.encode = encode  # type: ignore[attr-defined]


def found() -> list[str]:
    """What was wrong since the last call."""
    out, broken[:] = list(broken), []
    return out

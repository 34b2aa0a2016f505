"""The definition as JSON Schema, with the constants and error codes other languages need beside it."""

from __future__ import annotations

import json
from typing import Any

from nacre.protocol import definition as d
from nacre.protocol.fields import Field, Record

_JSON = {"int": "integer", "float": "number", "str": "string", "bool": "boolean", "map": "object"}


def _scalar(kind: str, field: Field) -> dict[str, Any]:
    if kind in d.RECORD_TABLE:
        return {"$ref": f"#/$defs/{kind}"}
    out: dict[str, Any] = {"type": _JSON[kind]}
    if kind in ("int", "float"):
        cast = int if kind == "int" else float
        if field.minimum is not None:
            out["minimum"] = cast(field.minimum)
        if field.maximum is not None:
            out["maximum"] = cast(field.maximum)
        if field.step is not None:
            out["multipleOf"] = field.step
    elif kind == "str":
        out["maxLength"] = 64 if field.type == "list" else field.length or 64
    return out


def field_schema(field: Field) -> dict[str, Any]:
    """JSON Schema of one field; `x-` keys hold what JSON Schema has no word for."""
    if field.choices:
        out: dict[str, Any] = {"type": "string", "enum": list(field.choices)}
    elif field.type == "list":
        out = {"type": "array", "items": _scalar(field.of, field), "maxItems": field.length}
        if field.least:
            out["minItems"] = field.least
    else:
        out = _scalar(field.type, field)
    out["description"] = field.text
    if field.unit:
        out["x-unit"] = field.unit
    if field.code != "bad_value":
        out["x-error"] = field.code
    if not field.required and field.default is not None:
        out["default"] = list(field.default) if isinstance(field.default, tuple) else field.default
    return out


def _object(text: str, fields: tuple[Field, ...], extra: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": text,
        "properties": extra | {field.name: field_schema(field) for field in fields},
        "required": [*extra, *(field.name for field in fields if field.required)],
    }


def _record(record: Record) -> dict[str, Any]:
    return _object(record.text, record.fields, {})


def schema() -> dict[str, Any]:
    """The whole schema: a header is valid when it matches any of `anyOf`, since unknown keys are allowed and a server's
    `status` is also a client's. One direction alone is in `$defs`, as `client.TYPE` and `server.TYPE`.
    """
    messages = {f"{m.direction}.{m.type}": _object(m.text, m.fields, {"type": {"const": m.type}}) for m in d.MESSAGES}
    for message in d.MESSAGES:
        if message.answer:
            messages[f"{message.direction}.{message.type}"]["x-answer"] = message.answer
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Nacre World Protocol {d.VERSION}",
        "description": "Headers of every message. Generated from backend/nacre/protocol/definition.py.",
        "x-constants": constants(),
        "x-errors": {e.code: {"message": e.message, "hint": e.hint, "fatal": e.fatal} for e in d.ERRORS},
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in messages],
        "$defs": {record.name: _record(record) for record in d.RECORDS} | messages,
    }


def constants() -> dict[str, Any]:
    """The numbers and names both ends must agree on."""
    return {
        "version": d.VERSION,
        "minor": d.MINOR,
        "default_endpoint": d.DEFAULT_ENDPOINT,
        "default_port": d.DEFAULT_PORT,
        "max_header_bytes": d.MAX_HEADER,
        "max_message_bytes": d.MAX_MESSAGE,
        "max_parts": d.MAX_PARTS,
        "prompt_characters": d.PROMPT_CHARACTERS,
        "min_width": d.MIN_WIDTH,
        "max_width": d.MAX_WIDTH,
        "min_height": d.MIN_HEIGHT,
        "max_height": d.MAX_HEIGHT,
        "max_fps": d.MAX_FPS,
        "default_credit": d.DEFAULT_CREDIT,
        "max_credit": d.MAX_CREDIT,
        "geometry_credit": d.GEOMETRY_CREDIT,
        "max_geometry_credit": d.MAX_GEOMETRY_CREDIT,
        "most_have": d.MOST_HAVE,
        "heartbeat_seconds": d.HEARTBEAT,
        "liveness_heartbeats": d.LIVENESS,
        "held_ttl_seconds": d.HELD_TTL,
        "progress_seconds": d.PROGRESS_INTERVAL,
        "message_rate": d.MESSAGE_RATE,
        "name_characters": d.NAME_CHARACTERS,
        "rewind_seconds": d.REWIND_SECONDS,
        "codecs": list(d.CODECS),
        "channels": list(d.CHANNELS),
        "reserved_types": list(d.RESERVED),
    }


def schema_text() -> str:
    """The text of `protocol/schema.json`."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"

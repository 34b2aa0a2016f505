"""The definition as GDScript tables for the Godot addon, `wire/messages.gd`, and its page of error codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from nacre.protocol import definition as d
from nacre.protocol.fields import Direction, Field
from nacre.protocol.schema import constants

WIDTH: Final = 120  # columns, a tab counted as four: where gdformat breaks lines

HEADER = """\
extends RefCounted
## The Nacre World Protocol as tables: constants, messages, maps inside messages, error codes.
##
## Generated from `backend/nacre/protocol/definition.py` by `python -m nacre.protocol.generate`; do not edit.
## A field's table says its `type` (`list` of `of`), bounds (`min`, `max`, `step`, `length`, `least`, `choices`) and
## `default`; a field without `default` and without `optional` must be there.
"""


def literal(value: Any, indent: int = 0, lead: int = 0) -> str:
    """A value as gdformat would write it: on one line where it fits, else an entry a line with trailing commas.

    indent is the number of tabs of the line it begins on, lead the columns already used there.
    """
    line = _line(value)
    if 4 * indent + lead + len(line) + 1 <= WIDTH or not isinstance(value, (dict, list, tuple)):
        return line
    inner = "\t" * (indent + 1)
    if isinstance(value, dict):
        entries = []
        for key, item in value.items():
            head = f"{json.dumps(key)}: "
            if 4 * (indent + 1) + len(head) + len(_line(item)) + 1 > WIDTH:
                # gdformat moves a value that does not fit to a line of its own
                entries.append(f"{inner}{json.dumps(key)}:\n{inner}{literal(item, indent + 1)},")
            else:
                entries.append(inner + head + _line(item) + ",")
        opening, closing = "{", "}"
    else:
        entries = [inner + literal(item, indent + 1) + "," for item in value]
        opening, closing = "[", "]"
    return opening + "\n" + "\n".join(entries) + "\n" + "\t" * indent + closing


def _line(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_line(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_line(item) for item in value) + "]"
    if isinstance(value, float):
        # GDScript's own reading of 1e+15 and the like is exact, but gdformat wants a point in every float.
        return f"{value:.1f}" if value == int(value) and abs(value) < 1e16 else repr(value)
    return json.dumps(value, ensure_ascii=False)


def field_table(field: Field) -> dict[str, Any]:
    """What GDScript needs to know of a field; keys as the file's header says."""
    number = field.of or field.type
    cast = {"int": int, "float": float}.get(number, float)
    out: dict[str, Any] = {"type": field.type}
    if field.of:
        out["of"] = field.of
    for key, bound in (("min", field.minimum), ("max", field.maximum)):
        if bound is not None:
            out[key] = cast(bound)
    for key, count in (("step", field.step), ("length", field.length), ("least", field.least)):
        if count is not None:
            out[key] = count
    if field.choices:
        out["choices"] = list(field.choices)
    if not field.required and field.default is None:
        out["optional"] = True
    elif not field.required:
        out["default"] = list(field.default) if isinstance(field.default, tuple) else field.default
    return out


def _fields(fields: tuple[Field, ...]) -> dict[str, Any]:
    return {field.name: field_table(field) for field in fields}


def _messages(direction: Direction) -> dict[str, Any]:
    return {message.type: _fields(message.fields) for message in d.MESSAGES if message.direction == direction}


def gdscript_source() -> str:
    """The text of `wire/messages.gd`."""
    out = [HEADER]
    values = constants()
    out += [f"const {name.upper()} := {literal(value, 0, len(name) + 10)}" for name, value in values.items()]
    tables: list[tuple[str, str, dict[str, Any]]] = [
        ("Maps inside messages.", "RECORDS", {record.name: _fields(record.fields) for record in d.RECORDS}),
        ("Messages a client sends.", "CLIENT", _messages("client")),
        ("Messages a server sends.", "SERVER", _messages("server")),
        ("Which message answers a request.", "ANSWERS", {m.type: m.answer for m in d.MESSAGES if m.answer}),
        (
            "Error codes of the server.",
            "ERRORS",
            {e.code: {"message": e.message, "hint": e.hint, "fatal": e.fatal} for e in d.ERRORS},
        ),
    ]
    for text, name, table in tables:
        out.append(f"## {text}\nconst {name}: Dictionary = {literal(table, 0, len(name) + 22)}")
    return "\n".join(out) + "\n"


def codes_page() -> str:
    """The server's error codes as a page of the addon's documentation."""
    lines = ["# Error codes of the server", "", "Generated from the protocol's definition.", ""]
    lines += ["| code | means | what to do | ends the connection |", "|---|---|---|---|"]
    lines += [f"| `{e.code}` | {e.message} | {e.hint} | {'yes' if e.fatal else 'no'} |" for e in d.ERRORS]
    return "\n".join(lines) + "\n"


def texts(repository: Path) -> dict[Path, str]:
    """Path and text of what follows from the definition in the Godot addon and its documentation."""
    wire = repository / "engine_plugins" / "godot" / "addons" / "nacre" / "wire"
    return {wire / "messages.gd": gdscript_source(), repository / "docs" / "godot" / "error_codes.md": codes_page()}

"""Writes `messages.py`: the definition as typed, bounded msgspec structs."""

from __future__ import annotations

from nacre.protocol.definition import MESSAGES, RECORD_TABLE, RECORDS
from nacre.protocol.fields import Direction, Field

HEADER = '''\
"""Generated from `definition.py` by `python -m nacre.protocol.generate`; do not edit.

Client messages decode with every bound checked. Server messages leave absent optional keys out.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
'''


def _bounded(kind: str, field: Field) -> str:
    bounds = []
    if kind in ("int", "float"):
        cast = int if kind == "int" else float
        if field.minimum is not None:
            bounds.append(f"ge={cast(field.minimum)!r}")
        if field.maximum is not None:
            bounds.append(f"le={cast(field.maximum)!r}")
        if field.step is not None:
            bounds.append(f"multiple_of={field.step}")
    elif kind == "str" and field.length is not None and field.type == "str":
        bounds.append(f"max_length={field.length}")
    elif kind == "str":
        bounds.append("max_length=64")
    base = "dict[str, Any]" if kind == "map" else kind
    return f"Annotated[{base}, Meta({', '.join(bounds)})]" if bounds else base


def annotation(field: Field) -> str:
    """The Python type of a field, without its being optional."""
    if field.choices:
        return f"Literal[{', '.join(repr(choice) for choice in field.choices)}]".replace("'", '"')
    if field.type == "list":
        bounds = [f"max_length={field.length}"] + ([f"min_length={field.least}"] if field.least else [])
        return f"Annotated[list[{_bounded(field.of, field)}], Meta({', '.join(bounds)})]"
    return _bounded(field.type, field)


def _default(field: Field) -> str:
    if field.type == "list":
        items = ", ".join(f'"{item}"' if isinstance(item, str) else repr(item) for item in field.default)
        return f"msgspec.field(default_factory=lambda: [{items}])" if items else "msgspec.field(default_factory=list)"
    if field.type in RECORD_TABLE:
        return f"msgspec.field(default_factory=lambda: {field.type}())"
    return repr(field.default).replace("'", '"')


def _line(field: Field, direction: Direction) -> str:
    kind = annotation(field)
    if field.required:
        return f"    {field.name}: {kind}"
    if field.default is None:
        absent, value = ("None", "None") if direction == "client" else ("UnsetType", "UNSET")
        return f"    {field.name}: {kind} | {absent} = {value}"
    return f"    {field.name}: {kind} = {_default(field)}"


def messages_source() -> str:
    """The text of `messages.py`."""
    blocks = [HEADER]
    for record in RECORDS:
        lines = [f'class {record.name}(Struct, kw_only=True):\n    """{record.text}"""\n']
        lines += [_line(field, "client") for field in record.fields]
        blocks.append("\n".join(lines) + "\n")
    for message in MESSAGES:
        head = f'class {message.struct}(Struct, kw_only=True, tag_field="type", tag="{message.type}"):'
        lines = [f'{head}\n    """{message.text}"""\n']
        lines += [_line(field, message.direction) for field in message.fields]
        blocks.append("\n".join(lines) + "\n")
    return "# ruff: noqa: E501\n" + "\n\n".join(blocks)

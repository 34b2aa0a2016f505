"""The definition as the Markdown tables of SPEC.md."""

from __future__ import annotations

import re

from nacre.protocol import definition as d
from nacre.protocol.fields import Direction, Field
from nacre.protocol.schema import constants

_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end generated -->)", re.DOTALL)


def _kind(field: Field) -> str:
    name = f"list of {field.of}" if field.type == "list" else field.type
    return f"[{name}](#{name.lower()})" if name in d.RECORD_TABLE else name


def _bounds(field: Field) -> str:
    if field.choices:
        return " ".join(f"`{choice}`" for choice in field.choices)
    bounds = []
    if field.minimum is not None or field.maximum is not None:
        low = "" if field.minimum is None else f"{field.minimum:.16g}"
        high = "" if field.maximum is None else f"{field.maximum:.16g}"
        bounds.append(f"{low}…{high}")
    if field.step:
        bounds.append(f"multiple of {field.step}")
    if field.length is not None:
        noun = "items" if field.type == "list" else "characters"
        bounds.append(f"{field.length} {noun}" if field.least == field.length else f"≤ {field.length} {noun}")
    return ", ".join(bounds)


def _default(field: Field) -> str:
    if field.required:
        return "**required**"
    if field.default is None:
        return "absent"
    if isinstance(field.default, tuple):
        return ", ".join(f"`{item}`" for item in field.default) or "empty"
    return {"{}": "empty", "False": "false", "True": "true", "": "empty"}.get(str(field.default), str(field.default))


def _table(fields: tuple[Field, ...]) -> str:
    if not fields:
        return ""
    rows = ["| key | type | bounds | unit | default | meaning |", "|---|---|---|---|---|---|"]
    for f in fields:
        refused = "" if f.code == "bad_value" else f" Refused with `{f.code}`."
        rows.append(f"| `{f.name}` | {_kind(f)} | {_bounds(f)} | {f.unit} | {_default(f)} | {f.text}{refused} |")
    return "\n".join(rows) + "\n"


def _messages(direction: Direction) -> str:
    blocks = []
    for message in d.MESSAGES:
        if message.direction == direction:
            answer = f" Answered by `{message.answer}` or `error`." if message.answer else ""
            blocks.append(f"### `{message.type}`\n\n{message.text}{answer}\n\n{_table(message.fields)}")
    return "\n".join(blocks)


def blocks() -> dict[str, str]:
    """The text between each pair of markers in SPEC.md."""
    records = "\n".join(f"### {r.name}\n\n{r.text}\n\n{_table(r.fields)}" for r in d.RECORDS)
    errors = ["| code | means | hint | ends the connection |", "|---|---|---|---|"]
    errors += [f"| `{e.code}` | {e.message} | {e.hint} | {'yes' if e.fatal else 'no'} |" for e in d.ERRORS]
    values = ["| constant | value |", "|---|---|"]
    values += [
        f"| `{name}` | {', '.join(map(str, value)) if isinstance(value, list) else value} |"
        for name, value in constants().items()
    ]
    return {
        "client": _messages("client"),
        "server": _messages("server"),
        "records": records,
        "errors": "\n".join(errors) + "\n",
        "constants": "\n".join(values) + "\n",
    }


def filled(specification: str) -> str:
    """SPEC.md with every generated block as the definition says; raises KeyError on an unknown marker."""
    texts = blocks()
    return _BLOCK.sub(
        lambda match: match.group(1) + "\n" + texts[match.group(2)] + "\n" + match.group(3), specification
    )

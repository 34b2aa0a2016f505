"""The definition as C# 9 for Unity: constants, enumerations, records and messages that read and write themselves.

No reflection and nothing built at run time, so that ahead-of-time compilers see every line. Optional keys are
nullable properties, absent when null, so that a message is written with the very keys it was read with.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from nacre.protocol import definition as d
from nacre.protocol.fields import Field, Message, Record
from nacre.protocol.schema import constants

FOLDER: Final = Path("engine_plugins/unity/com.nacre.worlds/Runtime/Wire")
_HEAD: Final = """// Generated from the protocol's definition by `python -m nacre.protocol.generate`; do not edit.
#nullable enable
using System;
using System.Collections.Generic;

namespace Nacre.Worlds.Wire
{
"""
_SCALARS: Final = {"bool": "bool", "int": "long", "float": "double", "str": "string", "map": "MsgpackDocument"}


def _pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def _document(text: str, indent: int) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " " * indent + "/// <summary>" + re.sub(r"`([^`]+)`", r"<c>\1</c>", escaped) + "</summary>\n"


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _number(value: float, kind: str) -> str:
    return f"{int(value)}L" if kind == "int" else repr(float(value)) + "d"


def _enumeration(owner: str, field: Field) -> str:
    return "Codec" if field.choices == d.CODECS else _pascal(owner) + _pascal(field.name)


def _enumerations() -> dict[str, tuple[str, ...]]:
    owners: list[tuple[str, Record | Message]] = [(record.name, record) for record in d.RECORDS]
    owners += [(message.type, message) for message in d.MESSAGES]
    return {_enumeration(name, f): f.choices for name, owner in owners for f in owner.fields if f.choices}


def _facts(field: Field) -> str:
    text = field.text
    if field.minimum is not None or field.maximum is not None:
        low = "" if field.minimum is None else f"{field.minimum:.16g}"
        high = "" if field.maximum is None else f"{field.maximum:.16g}"
        text += f" Bounds: {low}…{high}{' ' + field.unit if field.unit else ''}."
    elif field.unit:
        text += f" Unit: {field.unit}."
    if not field.required:
        text += " Null: absent." if field.default is None else " Null: absent, the default counts."
    return text


class _Key:
    """One field as C#: its property, and how it is cleared, read and written."""

    def __init__(self, owner: str, path: str, field: Field) -> None:
        self.field, self.name, self.path = field, _pascal(field.name), _string(f"{path}.{field.name}")
        self.kind = _enumeration(owner, field) if field.choices else _SCALARS.get(field.type, f"Wire{field.type}")
        self.item = f"Wire{field.of}" if field.of in d.RECORD_TABLE else ""
        self.numbers = field.of == "float" and field.least == field.length  # a vector; other lists of numbers grow
        if field.type == "list":
            self.kind = (
                f"RecordList<{self.item}>"
                if self.item
                else "double[]"
                if self.numbers
                else {"str": "List<string>", "int": "List<long>", "float": "List<double>", "map": "MsgpackDocument"}[
                    field.of
                ]
            )
        self.held = field.type in ("map", "list") or field.type in d.RECORD_TABLE

    def _fresh(self) -> str:
        if self.item:
            return f"new {self.kind}(() => new {self.item}())"
        return f"new double[{self.field.length}]" if self.numbers else f"new {self.kind}()"

    def declared(self) -> str:
        """The property, and a constant for its default."""
        out = _document(_facts(self.field), 8)
        if self.held and self.field.required:
            return out + f"        public {self.kind} {self.name} {{ get; }} = {self._fresh()};\n"
        start = " = string.Empty;" if self.field.required and self.kind == "string" else ""
        mark = "" if self.field.required else "?"
        out += f"        public {self.kind}{mark} {self.name} {{ get; set; }}{start}\n"
        if isinstance(self.field.default, (bool, int, float)):
            value = (
                str(self.field.default).lower() if self.kind == "bool" else _number(self.field.default, self.field.type)
            )
            out += _document(f"What counts when <{self.field.name}> is absent.".replace("<", "`").replace(">", "`"), 8)
            out += f"        public const {self.kind} Default{self.name} = {value};\n"
        return out

    def cleared(self) -> str:
        """The statement that forgets the value."""
        if not self.field.required:
            return f"{self.name} = null;"
        if self.numbers:
            return f"Array.Clear({self.name}, 0, {self.name}.Length);"
        if self.held:
            return f"{self.name}.Clear();"
        return f"{self.name} = {'string.Empty' if self.kind == 'string' else 'default'};"

    def read(self) -> str:
        """The statement that reads the value."""
        f, held = self.field, self.name
        if self.held and not f.required:
            held = f"({self.name} ??= {self._fresh()})"
        if f.choices:
            return f"{self.name} = WireNames.Read{self.kind}(ref reader, {self.path});"
        if f.type == "bool":
            return f"{self.name} = reader.ReadBoolean({self.path});"
        if f.type in ("int", "float"):
            call = "ReadInteger" if f.type == "int" else "ReadNumber"
            return f"{self.name} = reader.{call}({self._low()}, {self._high()}, {self.path});"
        if f.type == "str":
            return f"{self.name} = reader.ReadString({f.length}, {self.path});"
        if f.type == "map":
            return f"{held}.ReadMap(ref reader, {self.path});"
        if f.type != "list":
            return f"{held}.Read(ref reader);"
        if self.item:
            body = f"{held}.Add().Read(ref reader);"
            return f"for (var left = reader.ReadCount({f.length}, {self.path}); left > 0; left--) {body}"
        if f.of == "str":
            return f"reader.ReadStrings({held}, {f.length}, {self.path});"
        if self.numbers:
            return f"reader.ReadNumbers({held}, {self._low()}, {self._high()}, {self.path});"
        if f.of in ("int", "float"):
            call = "ReadIntegers" if f.of == "int" else "ReadNumbers"
            return f"reader.{call}({held}, {f.length}, {self._low()}, {self._high()}, {self.path});"
        return f"{held}.ReadMaps(ref reader, {f.length}, {self.path});"

    def _low(self) -> str:
        if self.field.minimum is None:
            return "long.MinValue" if self._scalar() == "int" else "double.MinValue"
        return _number(self.field.minimum, self._scalar())

    def _high(self) -> str:
        if self.field.maximum is None:
            return "Protocol.SafeInteger" if self._scalar() == "int" else "double.MaxValue"
        return _number(self.field.maximum, self._scalar())

    def _scalar(self) -> str:
        return self.field.of or self.field.type

    def written(self) -> str:
        """The statement that writes key and value, if there is one."""
        value = self.name if self.field.required or self.held or self.kind == "string" else f"{self.name}.Value"
        key = f"writer.WriteKey({_string(self.field.name)}); "
        if self.field.choices:
            call = f"WireNames.Write(writer, {value});"
        elif self.item:
            call = f"writer.WriteArrayHeader({value}.Count); foreach (var item in {value}) item.Write(writer);"
        elif self.field.type in d.RECORD_TABLE:
            call = f"{value}.Write(writer);"
        else:
            call = f"writer.Write({value});"
        return f"{key}{call}" if self.field.required else f"if ({self.name} != null) {{ {key}{call} }}"


def _interface(owner: Record | Message) -> str:
    if not isinstance(owner, Message):
        return ""
    numbered = any(field.name == "id" and field.type == "int" for field in owner.fields)
    # frames have numbers of their own, and progress goes before an answer
    if not numbered or owner.type in ("frame", "progress"):
        return " : IWireMessage"
    return " : IWireRequest" if owner.direction == "client" else " : IWireAnswer"


def _class(owner: Record | Message) -> str:
    is_message = isinstance(owner, Message)
    name = owner.struct if isinstance(owner, Message) else f"Wire{owner.name}"
    path = owner.type if isinstance(owner, Message) else owner.name
    keys = [_Key(path, path, field) for field in owner.fields]
    required = [key for key in keys if key.field.required]
    count = " + ".join(
        [str(len(required) + is_message)] + [f"({k.name} != null ? 1 : 0)" for k in keys if not k.field.required]
    )
    out = _document(owner.text, 4) + f"    public sealed class {name}{_interface(owner)}\n    {{\n"
    if isinstance(owner, Message):
        out += _document("Value of the header's `type`.", 8)
        out += f"        public const string Type = {_string(owner.type)};\n"
    out += "".join(key.declared() for key in keys)
    out += _document("Forget every value; what is held is kept for the next one.", 8)
    out += "        public void Clear()\n        {\n"
    out += "".join(f"            {key.cleared()}\n" for key in keys) + "        }\n"
    out += _document("Read one map; throws WireException on what the definition does not allow.", 8)
    out += "        public void Read(ref MsgpackReader reader)\n        {\n            Clear();\n"
    if required:
        out += "            var seen = 0;\n"
    out += f"            for (var pairs = reader.ReadMapHeader({_string(path)}); pairs > 0; pairs--)\n            {{\n"
    out += "                reader.ReadKey();\n"
    for key in keys:
        mark = f" seen |= 1 << {required.index(key)};" if key in required else ""
        again = "if" if key is keys[0] else "else if"
        body = f"{{ {key.read()}{mark} }}"
        out += f"                {again} (reader.KeyIs({_string(key.field.name)})) {body}\n"
    out += f"                {'else ' if keys else ''}reader.Skip();\n            }}\n"
    for index, key in enumerate(required):
        out += f"            if ((seen & (1 << {index})) == 0) throw WireException.Missing({key.path});\n"
    out += "        }\n" + _document("Write the map, keys in the definition's order, absent ones left out.", 8)
    out += "        public void Write(MsgpackWriter writer)\n        {\n"
    out += f"            writer.WriteMapHeader({count});\n"
    if is_message:
        out += '            writer.WriteKey("type"); writer.Write(Type);\n'
    out += "".join(f"            {key.written()}\n" for key in keys)
    return out + "        }\n    }\n"


def _names() -> str:
    out = _document("The words of enumerations on the wire. A word of a later version reads as Unknown.", 4)
    out += "    public static class WireNames\n    {\n"
    types = sorted({message.type for message in d.MESSAGES})
    for name, choices in {**_enumerations(), "MessageType": tuple(types)}.items():
        out += _document("Read one word.", 8)
        out += f"        public static {name} Read{name}(ref MsgpackReader reader, string field)\n        {{\n"
        out += "            reader.ReadWord(field);\n"
        for choice in choices:
            out += f"            if (reader.KeyIs({_string(choice)})) return {name}.{_pascal(choice)};\n"
        out += f"            return {name}.Unknown;\n        }}\n"
        out += _document("Write one word; throws WireException for Unknown.", 8)
        out += f"        public static void Write(MsgpackWriter writer, {name} value)\n        {{\n"
        out += "            switch (value)\n            {\n"
        for choice in choices:
            out += f"                case {name}.{_pascal(choice)}: writer.Write({_string(choice)}); break;\n"
        out += f'                default: throw new WireException("bad_value", "{name}.Unknown has no word");\n'
        out += "            }\n        }\n"
    out += _document("An empty message of the server; null for types that a server does not send.", 8)
    out += "        public static IWireMessage? MakeServerMessage(MessageType type)\n        {\n"
    out += "            switch (type)\n            {\n"
    for message in d.SERVER_MESSAGES.values():
        out += f"                case MessageType.{_pascal(message.type)}: return new {message.struct}();\n"
    out += "                default: return null;\n            }\n        }\n"
    return out + "    }\n"


def messages_text() -> str:
    """Text of Messages.cs."""
    out = _HEAD
    types = sorted({message.type for message in d.MESSAGES})
    for name, choices in {**_enumerations(), "MessageType": tuple(types)}.items():
        out += _document(f"One of: {', '.join(choices)}.", 4) + f"    public enum {name}\n    {{\n"
        out += _document("A word this version does not know.", 8) + "        Unknown = 0,\n"
        out += "".join(_document(f"`{c}`", 8) + f"        {_pascal(c)},\n" for c in choices) + "    }\n"
    out += "".join(_class(owner) for owner in (*d.RECORDS, *d.MESSAGES))
    return out + _names() + "}\n"


def _constant(name: str, value: Any) -> str:
    if isinstance(value, list):
        items = ", ".join(_string(item) for item in value)
        return f"public static IReadOnlyList<string> {_pascal(name)} => new[] {{ {items} }};"
    if isinstance(value, str):
        return f"public const string {_pascal(name)} = {_string(value)};"
    return (
        f"public const double {_pascal(name)} = {value!r}d;"
        if isinstance(value, float)
        else f"public const int {_pascal(name)} = {value};"
    )


def protocol_text() -> str:
    """Text of Protocol.cs."""
    out = _HEAD.replace("using System;\n", "")
    out += _document("Constants of the protocol.", 4) + "    public static class Protocol\n    {\n"
    out += _document("The largest integer on the wire.", 8)
    out += f"        public const long SafeInteger = {d.SAFE_INTEGER}L;\n"
    for name, value in constants().items():
        out += _document(f"`{name}`", 8) + f"        {_constant(name, value)}\n"
    out += "    }\n" + _document("Values of `error.code`.", 4) + "    public static class ErrorCodes\n    {\n"
    for error in d.ERRORS:
        out += _document(f"{error.message} {error.hint}", 8)
        out += f"        public const string {_pascal(error.code)} = {_string(error.code)};\n"
    out += _document("What to do about a code; empty for one of a later version.", 8)
    out += "        public static string Hint(string code)\n        {\n            switch (code)\n            {\n"
    for error in d.ERRORS:
        out += f"                case {_pascal(error.code)}: return {_string(error.hint)};\n"
    return out + "                default: return string.Empty;\n            }\n        }\n    }\n}\n"


def texts(repository: Path) -> dict[Path, str]:
    """Every generated C# file and its text."""
    folder = repository / FOLDER
    return {folder / "Messages.cs": messages_text(), folder / "Protocol.cs": protocol_text()}

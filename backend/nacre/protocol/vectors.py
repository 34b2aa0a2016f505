# ruff: noqa: E501 (one vector a line, so that the file reads as the list it is)
"""The vectors every implementation is checked against: msgpack's edges, every message, malformed input."""

from __future__ import annotations

import json
import struct
from typing import Any, Final

import msgpack  # type: ignore[import-untyped, unused-ignore]

from nacre.protocol import definition as d
from nacre.protocol.fields import Field

_EXAMPLES: Final[dict[str, Any]] = {
    "v": d.VERSION, "prompt": "a foggy village by a lake at dusk, ein Märchen", "seed": 4242, "token": "s3cret-0123456789",
    "model": "pearl-s", "width": 320, "height": 180, "fps": 60.0, "channels": ["rgb", "state"], "codecs": ["rgba8", "jpeg"],
    "position": [1.5, 1.7, -3.25], "yaw": -0.75, "pitch": 0.125, "fov": 1.13, "aspect": 1.7777777777777777, "near": 0.1, "far": 64.0,
    "seq": 1000, "t": 12.625, "echo_t": 12.625, "ack": 70000, "credit": 2, "for_seq": 999, "move_x": -0.5, "move_z": 1.0,
    "ms": {"queue": 1.5, "step": 0.25, "render": 9.5, "march": 3.25, "shade": 6.0, "encode": 0.5, "send": 0.125},
    "spec": {"biome": "meadow", "hours": 18.5, "items": [{"concept": "house", "count": 7, "size": 1.0, "relation": "by_path"}]},
    "ignored": ["quantum"], "offers": ["a canyon"], "unmet": ["a dog beside the campfire"], "actions": {"held": {"move_x": "axis", "jump": "button"}}, "engine": "godot 4.4", "version": "0.1.0",
    "player": {"position": [0.5, 0.0, -2.5], "yaw": 0.25, "grounded": True}, "entities": [{"slot": 3, "class": "sheep", "yaw": -1.5}],
    "objects": [{"id": "0:-1:4", "class": "house", "size": 14.0}], "atmosphere": {"hours": 18.5, "weather": "fog"},
    "data": {"position": [0.5, 0.0, -2.5]}, "velocity": [0.0, 0.0, -1.5], "hash": "5a0c11e96f2b77d3", "have": ["5a0c11e96f2b77d3"],
    "low": [-4.0, 0.0, -3.5], "high": [4.0, 6.5, 3.5], "at": [0.0, 0.0, 0.0], "ranges": [0, 36, 5, 0, 0], "colliders": [0, 3, 0, 5],
    "groups": [2], "sockets": [{"kind": "door", "position": [0.0, 0.0, -3.5], "yaw": 0.0, "size": [1.0, 2.0, 0.1]}],
    "lights": [{"position": [0.0, 2.5, 0.0], "colour": [1.0, 0.5, 0.25], "reach": 6.0, "always": False}], "roles": ["wall", "door"],
    "things": [{"id": "0:-1:4", "class": "house", "shape": "5a0c11e96f2b77d3", "at": [3.5, 1.25, -20.0], "yaw": 0.5, "size": 1.0}],
    "doors": [{"thing": "0:-1:4", "group": 1, "open": 0.5}], "gone": ["0:-1:7"], "litter": ["5a0c11e96f2b77d3"], "names": ["plaster", "stone"],
    "tiles": [0.25, 0.5], "gloss": [0.0, 0.25], "layers": [18], "palette": [0.125, 0.25, 0.0625], "slots": [3], "classes": ["sheep"],
    "shapes": ["5a0c11e96f2b77d3"], "colours": {"sun": [0.0, 0.5, -0.5]}, "numbers": {"fog": 0.001953125},
}  # fmt: skip


def _example(field: Field, full: bool) -> Any:
    if field.type in d.RECORD_TABLE or field.of in d.RECORD_TABLE:
        record = d.RECORD_TABLE[field.of or field.type]
        value = {f.name: _example(f, full) for f in record.fields if full or f.required}
        return [value] if field.type == "list" else value
    if field.choices:
        return field.choices[0]
    if field.type == "bool":
        return True
    if field.code == "bad_name":
        return "harbour-1"
    if field.name == "groups" and field.of == "map":
        return [{"role": "door", "joint": "hinge", "axis": "y", "pivot": [0.5, 0.0, -3.5], "low": 0.0, "high": 100.0}]
    if _EXAMPLES.get(field.name) is not None:
        return _EXAMPLES[field.name]
    if field.type == "int":
        return max(int(field.minimum or 0), min(300, int(field.maximum if field.maximum is not None else 300)))
    if field.type == "float":
        return max(field.minimum or 0.0, min(0.5, field.maximum if field.maximum is not None else 0.5))
    return f"a {field.name}"[: field.length or 64]


def _packed(value: Any) -> str:
    return bytes(msgpack.packb(value)).hex()


def message_vectors() -> list[dict[str, Any]]:
    """Every message twice: with every key, and with only what is required."""
    out = []
    for message in d.MESSAGES:
        for full in (True, False):
            fields = [field for field in message.fields if full or field.required]
            # A server leaves out only what its definition lets be absent; maps inside its messages are whole.
            whole = full or message.direction == "server"
            value = {"type": message.type} | {field.name: _example(field, whole) for field in fields}
            name = f"{message.direction} {message.type}, {'every key' if full else 'required keys only'}"
            out.append({"name": name, "direction": message.direction, "bytes": _packed(value), "value": value})
    newer = {"type": "status", "id": 5, "new_key": {"deep": [1, 2, [3]]}}
    out.append({"name": "unknown keys are ignored", "direction": "client", "bytes": _packed(newer), "value": newer})
    return out


def _tagged(value: Any) -> dict[str, Any]:
    if value is None:
        return {"kind": "nil"}
    if isinstance(value, bool):
        return {"kind": "bool", "value": value}
    if isinstance(value, int):
        return {"kind": "int", "text": str(value)}
    if isinstance(value, float):
        return {"kind": "float", "text": repr(value), "bits": struct.pack(">d", value).hex()}
    if isinstance(value, (str, bytes)) and len(value) > 40:
        fill = value[:1] if isinstance(value, str) else value[:1].hex()
        return {"kind": "str" if isinstance(value, str) else "bin", "fill": fill, "count": len(value)}
    if isinstance(value, str):
        return {"kind": "str", "text": value}
    if isinstance(value, bytes):
        return {"kind": "bin", "hex": value.hex()}
    if isinstance(value, list) and len(value) > 40:
        return {"kind": "array", "fill": _tagged(value[0]), "count": len(value)}
    if isinstance(value, list):
        return {"kind": "array", "items": [_tagged(item) for item in value]}
    return {"kind": "map", "pairs": [[_tagged(key), _tagged(item)] for key, item in value.items()]}


def _bytes(data: bytes) -> dict[str, Any]:
    """Hex, with a long run of one byte at the end given as `fill` and `count`."""
    run = len(data) - len(data.rstrip(data[-1:]))
    if run <= 40:
        return {"head": data.hex()}
    return {"head": data[: len(data) - run].hex(), "fill": data[-1:].hex(), "count": run}


def msgpack_vectors() -> list[dict[str, Any]]:
    """Edges of every msgpack type: what to write, what else to accept, what to reject."""
    edges = [
        0,
        1,
        127,
        128,
        255,
        256,
        32767,
        32768,
        65535,
        65536,
        2**31 - 1,
        2**31,
        2**32 - 1,
        2**32,
        2**53 - 1,
    ]
    edges += [2**53, 2**63 - 1, -1, -32, -33, -128, -129, -32768, -32769, -(2**31), -(2**31) - 1, -(2**63)]
    values: list[tuple[str, Any]] = [("nil", None), ("true", True), ("false", False)]
    values += [(f"int {number}", number) for number in edges]
    values += [(f"float {n!r}", n) for n in (0.0, -0.0, 1.0, 0.1, -1.5, 1e300, 5e-324, float("inf"), float("-inf"))]
    values += [(f"str of {n}", "a" * n) for n in (0, 1, 31, 32, 255, 256, 65535, 65536)]
    values += [("str of 2, 3 and 4 byte characters", "é水🐉"), ("str with a NUL", "a\0b")]
    values += [(f"bin of {n}", b"\xab" * n) for n in (0, 1, 255, 256, 65535, 65536)]
    values += [(f"array of {n}", [7] * n) for n in (0, 1, 15, 16, 65535, 65536)]
    values += [(f"map of {n}", {f"k{i}": i for i in range(n)}) for n in (0, 1, 15, 16)]
    values += [("nested", {"a": [{"b": [1.5, None, True]}, []], "c": {"d": {"e": -33}}})]
    out = [
        {"name": name, **_bytes(msgpack.packb(value)), "value": _tagged(value), "write": True} for name, value in values
    ]
    wide: list[tuple[str, str, Any]] = [
        ("1 as uint 64", "cf0000000000000001", 1), ("1 as int 8", "d001", 1), ("5 as int 64", "d30000000000000005", 5),
        ("float 32", "ca3fc00000", 1.5), ("str 8 of 1", "d90161", "a"), ("str 32 of 1", "db0000000161", "a"),
        ("array 32 of 1", "dd0000000107", [7]), ("map 32 of 1", "df00000001a16101", {"a": 1}),
        ("int 2^64-1 (a reader may refuse it, never wrap it)", "cfffffffffffffffff", 2**64 - 1),
    ]  # fmt: skip
    out += [{"name": name, "head": data, "value": _tagged(value), "write": False} for name, data, value in wide]
    broken = [
        ("never used byte", "c1"), ("empty", ""), ("str cut short", "a361"), ("array cut short", "9301"),
        ("map without its value", "81a161"), ("str 32 that claims 4 GiB", "dbffffffff61"), ("bin 32 that claims 4 GiB", "c6ffffffff00"),
        ("array 32 that claims 4 G items", "ddffffffff"), ("map 32 that claims 4 G pairs", "dfffffffff"), ("bytes after the value", "0101"),
        ("str that is not UTF-8", "a2c328"),
    ]  # fmt: skip
    out += [{"name": name, "head": data, "reject": True} for name, data in broken]
    out.append({"name": "100000 arrays deep", "head": "", "fill": "91", "count": 100000, "reject": True})
    return out


def malformed_vectors() -> list[dict[str, Any]]:
    """What a server must refuse, after a good hello, and the code it must refuse it with."""

    def header(name: str, code: str, value: Any, *payload: bytes) -> dict[str, Any]:
        parts = [_bytes(msgpack.packb(value)), *(_bytes(part) for part in payload)]
        return {"name": name, "parts": parts, "code": code}

    nan, infinite = float("nan"), float("inf")
    camera = {"position": [0.0, 1.7, 0.0], "yaw": 0.0, "pitch": 0.0}
    return [
        {"name": "no bytes", "parts": [{"head": ""}], "code": "bad_header"},
        {"name": "not msgpack", "parts": [{"head": b"GET / HTTP/1.1".hex()}], "code": "bad_header"},
        {"name": "cut short", "parts": [{"head": "82a474797065a6"}], "code": "bad_header"},
        {"name": "deep", "parts": [{"head": "82a474797065a6737461747573a178", "fill": "91", "count": 60000}], "code": "bad_header"},
        header("a list", "bad_header", ["status"]),
        header("no type", "bad_header", {"id": 1}),
        header("type is a number", "bad_header", {"type": 7}),
        header("bytes after the header", "bad_header", {"type": "status"}) | {"parts": [{"head": _packed({"type": "status"}) + "01"}]},
        header("unknown type", "unknown_type", {"type": "levitate", "id": 9}),
        header("reserved type", "unsupported", {"type": "bake", "id": 9, "region": {}}),
        header("a payload nobody asked for", "bad_parts", {"type": "status", "id": 9}, b"\0" * 100),
        header("too many parts", "bad_parts", {"type": "status", "id": 9}, b"", b"", b"", b"", b""),
        header("header too large", "too_large", {"type": "status", "x": "y" * 70000}),
        header("hello twice", "hello_twice", {"type": "hello", "v": d.VERSION, "id": 9}),
        header("open without anything", "nothing_to_open", {"type": "open", "id": 9}),
        header("open with both", "nothing_to_open", {"type": "open", "id": 9, "prompt": "a hill", "spec": {}}),
        header("open with a save and a prompt", "nothing_to_open", {"type": "open", "id": 9, "prompt": "a hill", "snapshot": "a"}),
        header("save name too long", "bad_name", {"type": "snapshot", "id": 9, "name": "x" * 65}),
        header("rewind by what is not a number", "bad_value", {"type": "rewind", "id": 9, "seconds": nan}),
        header("rewind into the future", "bad_value", {"type": "rewind", "id": 9, "seconds": -1.0}),
        header("join in a role there is not", "bad_value", {"type": "join", "id": 9, "guest": "g", "role": "owner"}),
        header("join with a stranger's token", "no_such_guest", {"type": "join", "id": 9, "guest": "nobody"}),
        header("branch without a world", "no_world", {"type": "branch", "id": 9}),
        header("rewind without a world", "no_world", {"type": "rewind", "id": 9, "seconds": 1.0}),
        header("prompt too long", "prompt_too_long", {"type": "open", "id": 9, "prompt": "x" * 10000}),
        header("prompt is a number", "bad_value", {"type": "open", "id": 9, "prompt": 5}),
        header("odd width", "bad_size", {"type": "open", "id": 9, "prompt": "a hill", "width": 321}),
        header("width too small", "bad_size", {"type": "open", "id": 9, "prompt": "a hill", "width": 62}),
        header("height too large", "bad_size", {"type": "open", "id": 9, "prompt": "a hill", "height": 722}),
        header("unknown codec", "bad_codec", {"type": "open", "id": 9, "prompt": "a hill", "codec": "bmp"}),
        header("unknown channel", "bad_channel", {"type": "open", "id": 9, "prompt": "a hill", "channels": ["smell"]}),
        header("no picture channel", "bad_channel", {"type": "open", "id": 9, "prompt": "a hill", "channels": ["state"]}),
        header("too much held already", "bad_value", {"type": "open", "id": 9, "prompt": "a hill", "have": ["x"] * (d.MOST_HAVE + 1)}),
        header("a body nobody moves", "bad_value", {"type": "open", "id": 9, "prompt": "a hill", "body": "nobody"}),
        header("geometry of no radius", "bad_value", {"type": "open", "id": 9, "prompt": "a hill", "geometry": {"radius": 0}}),
        header("pose that is not a number", "bad_value", {"type": "pose", "seq": 1, "position": [0.0, nan, 0.0]}),
        header("teleport without a world", "no_world", {"type": "teleport", "id": 9, "x": 0.0, "z": 0.0}),
        header("unknown model", "unknown_model", {"type": "open", "id": 9, "prompt": "a hill", "model": "none-such"}),
        header("negative seed", "bad_value", {"type": "open", "id": 9, "prompt": "a hill", "seed": -1}),
        header("seed above 2^53-1", "bad_value", {"type": "open", "id": 9, "prompt": "a hill", "seed": 2**53}),
        header("fps is not a number", "bad_value", {"type": "open", "id": 9, "prompt": "a hill", "fps": nan}),
        header("spec of no world", "bad_spec", {"type": "open", "id": 9, "spec": {"biome": "nowhere"}}),
        header("spec with an infinite fog", "bad_spec", {"type": "open", "id": 9, "spec": {"fog": infinite}}),
        header("spec with a stranger", "bad_spec", {"type": "open", "id": 9, "spec": {"gravity": 3}}),
        header("move that is not a number", "bad_value", {"type": "act", "seq": 1, "held": {"move_x": nan}}),
        header("infinite look", "bad_value", {"type": "act", "seq": 1, "look": {"yaw": infinite}}),
        header("move too far", "bad_value", {"type": "act", "seq": 1, "held": {"move_z": 1.5}}),
        header("jump is a number", "bad_value", {"type": "act", "seq": 1, "held": {"jump": 1}}),
        header("credit too high", "bad_value", {"type": "act", "credit": 9}),
        header("camera of two numbers", "bad_value", {"type": "view", "seq": 1, "camera": camera | {"position": [0.0, 1.0]}}),
        header("camera that is not a number", "bad_value", {"type": "view", "seq": 1, "camera": camera | {"yaw": nan}}),
        header("pause without a world", "no_world", {"type": "pause", "id": 9}),
        header("close without a world", "no_world", {"type": "close", "id": 9}),
    ]  # fmt: skip


def texts() -> dict[str, str]:
    """The text of each generated file in `protocol/vectors/`."""
    about = {
        "msgpack": "head is hex; fill and count append one byte repeated. write: an encoder must produce exactly these "
        "bytes; otherwise a decoder must accept them. reject: a decoder must fail cleanly.",
        "messages": "bytes is the header. Keys are in the definition's order; an encoder that keeps it and writes floats "
        "as float 64 and everything else as short as possible produces exactly these bytes.",
        "malformed": "Each is one message, sent after a good hello on a connection without a world; code is the error.",
    }
    lists = {"msgpack": msgpack_vectors(), "messages": message_vectors(), "malformed": malformed_vectors()}
    out = {}
    for name, vectors in lists.items():
        lines = ",\n".join("  " + json.dumps(vector, ensure_ascii=False) for vector in vectors)
        out[f"{name}.json"] = (
            f'{{"about": {json.dumps(about[name])},\n "version": {d.VERSION},\n "vectors": [\n{lines}\n]}}\n'
        )
    return out

"""The Unity package's wire classes, compiled at C# 9 and run under mono: vectors, fuzz, boundaries, bounds, input."""

from __future__ import annotations

import math
import random
import struct
from functools import cache
from typing import Any

import msgpack
import pytest

from nacre.protocol import codec, definition
from support.unity import check, line, raw, toolchain, vectors

pytestmark = pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing())


def test_msgpack_edges() -> None:
    entries = vectors("msgpack")
    answers = check("msgpack", lines=[line(entry) for entry in entries])
    for entry, answer in zip(entries, answers, strict=True):
        verdict, _, rest = answer.partition(" ")
        if entry.get("reject") or "2^64-1" in entry["name"]:
            assert verdict == "reject", entry["name"]
        else:
            assert verdict == "ok", (entry["name"], rest)
            assert bytes.fromhex(rest) == msgpack.packb(msgpack.unpackb(raw(entry))), entry["name"]
            assert not entry["write"] or bytes.fromhex(rest) == raw(entry), entry["name"]


BOUNDARIES = [0, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53, 2**63 - 1]
BOUNDARIES += [-1, -32, -33, -127, -128, -129, -32768, -32769, -(2**31), -(2**31) - 1, -(2**63)]


@pytest.mark.parametrize("number", BOUNDARIES)
def test_boundary_integers_in_every_width(number: int) -> None:
    codes = [
        (0xCC, ">B"),
        (0xCD, ">H"),
        (0xCE, ">I"),
        (0xCF, ">Q"),
        (0xD0, ">b"),
        (0xD1, ">h"),
        (0xD2, ">i"),
        (0xD3, ">q"),
    ]
    forms = []
    for code, layout in codes:
        try:
            forms.append(bytes([code]) + struct.pack(layout, number))
        except struct.error:
            continue
    for answer in _boundary_answers(tuple(forms)):
        assert answer == "ok " + msgpack.packb(number).hex()


@cache
def _boundary_answers(forms: tuple[bytes, ...]) -> list[str]:
    return check("msgpack", lines=[form.hex() for form in forms])


def a_value(draw: random.Random, depth: int = 0) -> Any:
    """A random value of the kinds the protocol has."""
    kind = draw.randrange(9 if depth < 4 else 7)
    if kind == 0:
        return None
    if kind == 1:
        return draw.random() < 0.5
    if kind == 2:
        magnitude = draw.getrandbits(draw.randrange(1, 64))
        return -magnitude if draw.random() < 0.5 else magnitude
    if kind == 3:
        return struct.unpack(">d", draw.randbytes(8))[0] if draw.random() < 0.7 else draw.choice([0.0, -0.0, math.inf])
    if kind in (4, 5):
        letters = [chr(draw.choice([0, 65, 127, 0xE9, 0x6C34, 0x1F409])) for _ in range(draw.randrange(40))]
        return "".join(letters) * draw.choice([1, 1, 9])
    if kind == 6:
        return draw.randbytes(draw.choice([0, 3, 255, 256]))
    if kind == 7:
        return [a_value(draw, depth + 1) for _ in range(draw.choice([0, 1, 15, 16, 20]) if depth < 2 else 2)]
    return {f"k{i}": a_value(draw, depth + 1) for i in range(draw.choice([0, 1, 15, 16]) if depth < 2 else 2)}


def _refuse(code: int, data: bytes) -> Any:
    raise ValueError("extension")


def test_fuzz_agrees_with_the_reference() -> None:
    draw = random.Random(20260822)
    whole = [bytes(msgpack.packb(a_value(draw))) for _ in range(1500)]
    broken = []
    for data in whole + whole:
        mutated = bytearray(data)
        for _ in range(draw.randrange(1, 4)):
            if mutated:
                mutated[draw.randrange(len(mutated))] = draw.choice([draw.randrange(256), 0xC1, 0xDB, 0xDF, 0xFF])
        broken.append(bytes(mutated[: draw.randrange(len(mutated) + 1)] if draw.random() < 0.3 else mutated))
    broken += [draw.randbytes(draw.randrange(1, 60)) for _ in range(2000)]
    answers = check("msgpack", lines=[data.hex() for data in whole + broken])
    for data, answer in zip(whole, answers, strict=False):
        assert answer == "ok " + data.hex()
    agreed = 0
    for data, answer in zip(broken, answers[len(whole) :], strict=True):
        verdict, _, rest = answer.partition(" ")
        try:
            value = msgpack.unpackb(data, strict_map_key=False, ext_hook=_refuse, object_pairs_hook=list, raw=False)
            accepted = not _refused_on_purpose(value)
        except (ValueError, OverflowError, msgpack.exceptions.UnpackException):
            accepted = False
        if b"\xc7" in data or b"\xc8" in data or b"\xc9" in data or any(code in data for code in range(0xD4, 0xD9)):
            # The reference reads the timestamp extension and refuses the others; ours refuses all.
            accepted = accepted and verdict == "ok"
        assert (verdict == "ok") == accepted, (data.hex(), answer)
        agreed += accepted
        if accepted:
            assert len(rest) > 0 and msgpack.unpackb(
                bytes.fromhex(rest), strict_map_key=False, object_pairs_hook=list
            ).__repr__() == repr(value)
    assert agreed > 300  # the mutations must leave some of the values good


def _refused_on_purpose(value: Any) -> bool:
    """Integers of 2^63 and above, which the reader may refuse (see the vectors)."""
    if isinstance(value, (list, tuple)):
        return any(_refused_on_purpose(item) for item in value)
    return isinstance(value, int) and value >= 2**63


def test_messages() -> None:
    entries = vectors("messages")
    known = [entry for entry in entries if "unknown keys" not in entry["name"]]
    asked = [f"{entry['direction']} {entry['value']['type']} {entry['bytes']}" for entry in known]
    for entry, answer in zip(known, check("messages", lines=asked), strict=True):
        verdict, kind, rest = answer.split(" ", 2)
        assert verdict == "ok", (entry["name"], answer)
        assert kind.lower() == entry["value"]["type"]
        assert rest == entry["bytes"], entry["name"]


def test_unknown_keys_are_ignored() -> None:
    entry = next(entry for entry in vectors("messages") if "unknown keys" in entry["name"])
    (answer,) = check("messages", lines=[f"client status {entry['bytes']}"])
    assert answer == "ok Status " + msgpack.packb({"type": "status", "id": 5}).hex()


def _wrong(field: Any) -> list[Any]:
    """Values that a field of the definition must refuse."""
    wrong: list[Any] = [b"bytes"]
    if field.type == "int":
        wrong += ["1", 1.5, True, (field.maximum or definition.SAFE_INTEGER) + 1]
        wrong += [] if field.minimum is None else [int(field.minimum) - 1]
    elif field.type == "float":
        wrong += ["1", False, math.nan, math.inf]
        wrong += [] if field.minimum is None else [field.minimum - 1.0]
        wrong += [] if field.maximum is None else [field.maximum * 2 + 1.0]
    elif field.type == "bool":
        wrong += [1, "true"]
    elif field.type == "str":
        wrong += [5] + ([] if field.choices else ["é" * (field.length + 1)])
    elif field.type == "list":
        wrong += [5, {}, [b""]] + ([] if field.length is None else [[None] * (field.length + 1)])
        wrong += [[]] if field.least else []
    else:
        wrong += [5, [], "map"]
    return wrong


def test_every_bound_of_the_definition_is_enforced() -> None:
    asked, names = [], []
    for entry in vectors("messages"):
        if not entry["name"].startswith("server") or "every key" not in entry["name"]:
            continue
        message = definition.SERVER_MESSAGES[entry["value"]["type"]]
        for field in message.fields:
            cases = [entry["value"] | {field.name: wrong} for wrong in _wrong(field)]
            record = definition.RECORD_TABLE.get(field.of or field.type)
            for inner in record.fields if record else ():
                good = entry["value"][field.name]
                one = good[0] if isinstance(good, list) else good
                for wrong in _wrong(inner):
                    bad = one | {inner.name: wrong}
                    cases.append(entry["value"] | {field.name: [bad] if isinstance(good, list) else bad})
            if field.required:
                cases.append({key: value for key, value in entry["value"].items() if key != field.name})
            for case in cases:
                asked.append(f"server {message.type} {msgpack.packb(case).hex()}")
                names.append((message.type, field.name, case.get(field.name)))
    answers = check("messages", lines=asked)
    assert len(answers) > 400
    accepted = [name for name, answer in zip(names, answers, strict=True) if not answer.startswith("reject bad_value")]
    assert accepted == []


def test_words_of_later_versions_read_as_unknown() -> None:
    value = next(e["value"] for e in vectors("messages") if e["name"] == "server closed, every key")
    (answer,) = check("messages", lines=[f"server closed {msgpack.packb(value | {'reason': 'moon'}).hex()}"])
    assert answer == "reject bad_value ClosedReason.Unknown has no word"  # read, and refused only when written


def test_endpoints() -> None:
    right = {
        "tcp://127.0.0.1:5577": "Tcp 127.0.0.1 5577",
        " tls://worlds.example:443 ": "Tls worlds.example 443",
        "tcp://[::1]:5577": "Tcp ::1 5577",
        "wss://worlds.example/ws": "WebSocket worlds.example 443",
    }
    wrong = [
        "",
        "127.0.0.1:5577",
        "tcp://",
        "tcp://host",
        "tcp://host:0",
        "tcp://host:65536",
        "tcp://host:-1",
        "http://a:1",
    ]
    wrong += ["tcp://::1:5577", "tcp://host:55 77", "tcp://:5577", "tcp://user@host:80", "tcp://host/a:80", "ws://"]
    assert check("endpoints", lines=[*right, *wrong]) == [*right.values(), *["bad_endpoint"] * len(wrong)]


def test_input_is_merged_and_clamped() -> None:
    acts = [msgpack.unpackb(bytes.fromhex(answer)) for answer in check("input")]
    assert [act["seq"] for act in acts] == list(range(1, len(acts) + 1))
    # (time, forward, jump, yaw): changes go at once, turns add up, a short press counts, held is repeated
    told = [(act["t"], act["held"]["move_z"], act["held"]["jump"], round(act["look"]["yaw"], 6)) for act in acts]
    assert told == [
        (0.0, 0.0, False, 0.0),
        (0.1, 1.0, False, 0.0),
        (0.11, 1.0, False, 0.3),
        (0.12, 1.0, True, 0.0),
        (0.13, 1.0, False, 0.0),
        (0.39, 1.0, False, 0.0),
        (0.4, 0.0, False, 0.0),
    ]
    assert acts[-1]["held"] == {"move_x": 1.0, "move_z": 0.0, "jump": False, "sprint": True}
    assert acts[-1]["look"] == {"yaw": 0.0, "pitch": -64.0}
    for act in acts:
        codec.decode([msgpack.packb(act)])  # what goes out must be what the server takes

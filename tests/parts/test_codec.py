"""Programs as bytes and text: nothing is lost, damage is told."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.parts import codec
from nacre.parts.language import Program
from nacre.parts.schema import schema, text
from support.shapes import cottage, everything, programs

SCHEMA = Path(__file__).parents[2] / "protocol" / "parts.schema.json"


@given(programs())
@settings(max_examples=60, deadline=None)
def test_programs_survive_both_ways(program: Program) -> None:
    assert codec.from_msgpack(codec.to_msgpack(program)) == program
    assert codec.from_json(codec.to_json(program)) == program
    assert codec.digest(codec.from_json(codec.to_json(program))) == codec.digest(program)


@given(programs(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_told_and_never_anything_else(program: Program, data: st.DataObject) -> None:
    whole = codec.to_msgpack(program)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    for read, content in ((codec.from_msgpack, damaged), (codec.from_msgpack, whole[:at]), (codec.from_json, damaged)):
        try:
            result = read(content)
        except codec.DamagedShape as error:
            assert str(error)
        else:
            assert isinstance(result, Program)


def test_what_is_wrong_is_named() -> None:
    plain = json.loads(codec.to_json(cottage()))
    plain["parts"][2]["kind"] = "sphere"
    with pytest.raises(codec.DamagedShape, match=r"sphere.*parts\[2\]|parts\[\.\.\.\]\.kind"):
        codec.from_json(json.dumps(plain))
    plain["parts"][2]["kind"] = "box"
    plain["parts"][2]["size"] = [1, 1, 1]
    with pytest.raises(codec.DamagedShape, match="size"):
        codec.from_json(json.dumps(plain))
    with pytest.raises(codec.DamagedShape, match="bytes"):
        codec.from_msgpack(b"\x90" * (codec.MAX_BYTES + 1))
    with pytest.raises(codec.DamagedShape):
        codec.from_json("[" * 20000)


def test_the_schema_file_is_current_and_holds() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == text(), (
        "write it anew: nacre shape schema > protocol/parts.schema.json"
    )
    validator = jsonschema.Draft202012Validator(schema())
    for program in (cottage(), everything()):
        assert not list(validator.iter_errors(json.loads(codec.to_json(program))))
        assert not list(validator.iter_errors(json.loads(msgspec.json.encode(program))))
    wrong = json.loads(codec.to_json(cottage()))
    wrong["parts"][0]["material"] = "cheese"
    assert list(validator.iter_errors(wrong))


@given(programs(2))
@settings(max_examples=30, deadline=None)
def test_the_schema_takes_what_the_check_takes(program: Program) -> None:
    assert not list(jsonschema.Draft202012Validator(schema()).iter_errors(json.loads(codec.to_json(program))))

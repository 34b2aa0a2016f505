"""The protocol's definition, what is generated from it, and the codec, against the shared vectors."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import socket
import struct
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import msgpack
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.client.dealer import Dealer
from nacre.conformance.fuzz import fuzz
from nacre.protocol import codec, definition, generate, messages, versions
from nacre.protocol.codec import Refusal
from nacre.server.net.transport import RouterTransport

VECTORS = generate.PROTOCOL / "vectors"


def load(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["vectors"]


def raw(entry: dict[str, Any]) -> bytes:
    return bytes.fromhex(entry["head"]) + bytes.fromhex(entry.get("fill", "")) * entry.get("count", 0)


def untag(value: dict[str, Any]) -> Any:
    match value["kind"]:
        case "nil":
            return None
        case "bool":
            return value["value"]
        case "int":
            return int(value["text"])
        case "float":
            return struct.unpack(">d", bytes.fromhex(value["bits"]))[0]
        case "str":
            return value["fill"] * value["count"] if "fill" in value else value["text"]
        case "bin":
            return bytes.fromhex(value["fill"]) * value["count"] if "fill" in value else bytes.fromhex(value["hex"])
        case "array":
            if "fill" in value:
                return [untag(value["fill"])] * value["count"]
            return [untag(item) for item in value["items"]]
        case _:
            return {untag(key): untag(item) for key, item in value["pairs"]}


def test_generated_files_match_the_definition() -> None:
    assert generate.stale() == [], "run: python -m nacre.protocol.generate"


def test_generate_check_notices_an_edited_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    edited = tmp_path / "messages.py"
    edited.write_text("class ClientHello: ...\n")
    texts = generate.outputs()
    monkeypatch.setattr(generate, "REPOSITORY", tmp_path)
    monkeypatch.setattr(generate, "outputs", lambda: {edited: next(iter(texts.values()))})
    assert generate.main(["--check"]) == 1
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_every_name_in_the_definition_exists() -> None:
    used = [f for m in definition.MESSAGES for f in m.fields] + [f for r in definition.RECORDS for f in r.fields]
    for field in used:
        assert field.code in definition.ERROR_TABLE
        for kind in (field.type, field.of):
            assert kind in ("", "list", "bool", "int", "float", "str", "map") or kind in definition.RECORD_TABLE
    types = [(m.direction, m.type) for m in definition.MESSAGES]
    assert len(types) == len(set(types))
    assert not set(definition.RESERVED) & set(definition.CLIENT_MESSAGES)
    for message in definition.MESSAGES:
        assert not message.answer or message.answer in definition.SERVER_MESSAGES


@pytest.mark.parametrize("vector", load("msgpack"), ids=lambda v: v["name"])
def test_msgpack_edges(vector: dict[str, Any]) -> None:
    data = raw(vector)
    if vector.get("reject"):
        with pytest.raises((ValueError, msgpack.exceptions.UnpackException)):
            msgpack.unpackb(data)
        with pytest.raises((ValueError, RecursionError)):
            msgspec.msgpack.decode(data)
        return
    value = untag(vector["value"])
    for decode in (msgpack.unpackb, msgspec.msgpack.decode):
        decoded = decode(data)
        assert decoded == value and type(decoded) is type(value)
    if vector["write"]:
        assert msgpack.packb(value) == data
        assert msgspec.msgpack.encode(value) == data


@pytest.mark.parametrize("vector", load("messages"), ids=lambda v: v["name"])
def test_message_vectors(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["bytes"])
    assert msgpack.unpackb(data) == vector["value"]
    schema = json.loads((generate.PROTOCOL / "schema.json").read_text("utf-8"))
    name = f"{vector['direction']}.{vector['value']['type']}"
    jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}).validate(vector["value"])
    if vector["direction"] == "client":
        decoded = codec.decode([data])
        assert type(decoded).__name__ == "Client" + vector["value"]["type"].capitalize()
    else:
        message = codec.decode_server(data)
        again = msgpack.unpackb(codec.encode(message))
        assert {key: again[key] for key in vector["value"]} == vector["value"]
        if "every key" in vector["name"]:
            assert codec.encode(message) == data


def test_schema_refuses_what_the_codec_refuses() -> None:
    schema = json.loads((generate.PROTOCOL / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for value in (
        {"type": "open", "width": 321},
        {"type": "act", "held": {"move_x": 2.0}},
        {"type": "hello"},
    ):
        with pytest.raises(Refusal):
            codec.decode([msgpack.packb(value)])
        part = {"$ref": f"#/$defs/client.{value['type']}", "$defs": schema["$defs"]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(part).validate(value)


# Codes that only a server with a model and a connection can find out.
STATEFUL = {"no_such_guest", "hello_twice", "nothing_to_open", "bad_channel", "unknown_model", "bad_spec", "no_world"}


@pytest.mark.parametrize("vector", load("malformed"), ids=lambda v: v["name"])
def test_malformed_messages(vector: dict[str, Any]) -> None:
    parts = [raw(part) for part in vector["parts"]]
    if vector["code"] in STATEFUL:
        codec.decode(parts)
        return
    with pytest.raises(Refusal) as refused:
        codec.decode(parts)
    assert refused.value.code == vector["code"]
    assert refused.value.message and refused.value.hint


def test_a_refusal_echoes_the_id_and_names_the_field() -> None:
    with pytest.raises(Refusal) as refused:
        codec.decode([msgpack.packb({"type": "open", "id": 41, "prompt": "x" * 2001})])
    reply = refused.value.reply()
    assert (reply.id, reply.code) == (41, "prompt_too_long") and "prompt" in reply.message
    assert codec.decode([msgpack.packb({"type": "open", "prompt": "x" * 2000})]).prompt == "x" * 2000


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=6))
def test_decode_refuses_any_bytes_typed(parts: list[bytes]) -> None:
    try:
        codec.decode(parts)
    except Refusal as refusal:
        assert refusal.code in definition.ERROR_TABLE


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(definition.CLIENT_MESSAGES)), st.data())
def test_decode_holds_every_bound(kind: str, data: st.DataObject) -> None:
    names = [field.name for field in definition.CLIENT_MESSAGES[kind].fields] + [
        "held",
        "look",
        "camera",
        "other",
    ]
    body = data.draw(st.dictionaries(st.sampled_from(names), JUNK, max_size=5))
    try:
        message = codec.decode([msgpack.packb({**body, "type": kind})])
    except Refusal as refusal:
        assert refusal.code in definition.ERROR_TABLE
        return
    # What was let through is inside its bounds: it survives being checked again.
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=type(message))
    assert again == message
    for field in definition.CLIENT_MESSAGES[kind].fields:
        value = getattr(message, field.name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            assert field.minimum is None or value >= field.minimum
            assert field.maximum is None or value <= field.maximum


def test_a_slice_of_the_fuzzer() -> None:
    found = fuzz(20_000)
    assert found.tried == 20_000 and 0 < found.taken < found.tried


def test_a_vector_that_changes_asks_for_a_new_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a.json": b"one", "b.json": b"two"}
    recorded = json.loads(versions.with_current({}, files))
    assert versions.changed(recorded, files) == []
    assert versions.changed(recorded, {**files, "a.json": b"ONE"}) == ["a.json"]
    assert versions.changed(recorded, {"a.json": b"one"}) == ["b.json"]
    assert versions.changed({"0.9": {}}, files) == []  # a new version may have any
    assert json.loads(versions.with_current(recorded, {"a.json": b"ONE"})) == recorded  # what was recorded stays
    assert generate.unannounced() == []
    monkeypatch.setattr(generate, "unannounced", lambda: ["messages.json"])
    assert generate.main(["--check"]) == 1 and generate.main([]) == 1


def test_structs_have_exactly_the_fields_defined() -> None:
    for message in definition.MESSAGES:
        struct_type = getattr(messages, message.struct)
        assert struct_type.__struct_fields__ == tuple(field.name for field in message.fields)


@pytest.fixture(scope="module")
def recorder() -> ModuleType:
    found = importlib.util.spec_from_file_location("record_zmtp", VECTORS / "record_zmtp.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["record_zmtp"] = module
    found.loader.exec_module(module)
    return module


CONVERSATIONS = json.loads((VECTORS / "zmtp.json").read_text("utf-8"))["conversations"]


@pytest.mark.parametrize("conversation", CONVERSATIONS[:-1], ids=lambda c: c["name"])
def test_libzmq_still_answers_as_recorded(conversation: dict[str, Any], recorder: ModuleType) -> None:
    router = recorder.Router(**conversation["server"])
    peer = recorder.connect(router)
    try:
        for step in conversation["steps"]:
            if step["from"] == "client":
                peer.sendall(bytes.fromhex(step["bytes"]))
                if conversation["name"] == "ping between parts":
                    if any("message" in said for said in step["says"]):
                        router.show(recorder.STALL * conversation["server"]["heartbeat_ivl"] / 1000)
                elif any("message" in said for said in step["says"]) and conversation["name"] != "too large":
                    router.echo()
            elif "closes" in step:
                leftover, closed = recorder.read(peer, 1 << 20)
                # A server that refuses the mechanism may get its first 10 bytes out before it closes.
                assert closed and len(leftover) in (0, 10)
            else:
                said, closed = recorder.read(peer, len(step["bytes"]) // 2)
                assert said.hex() == step["bytes"] and not closed
    finally:
        peer.close()
        router.close()


HEARD = [c for c in CONVERSATIONS if not {"wrong mechanism", "malformed error", "wrong socket type"} & {c["name"]}]


@pytest.mark.parametrize("piece", [7, 1 << 20])
@pytest.mark.parametrize("conversation", HEARD[:-1], ids=lambda c: c["name"])
def test_our_client_hears_what_was_recorded(conversation: dict[str, Any], piece: int, recorder: ModuleType) -> None:
    """The server's recorded bytes, in pieces, to the client's socket: every message whole, whatever stands between."""
    server = [step for step in conversation["steps"] if step["from"] == "server"]
    said = b"".join(bytes.fromhex(step.get("bytes", "")) for step in server)
    meant = [each["message"] for step in server for each in step.get("says", []) if "message" in each]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dealer = Dealer(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
        try:
            listener.settimeout(5.0)
            peer, _ = listener.accept()
            with peer:
                peer.sendall(said[:64])
                recorder.read(peer, 64)  # libzmq takes READY only after its own greeting is out
                for start in range(64, len(said), piece):
                    peer.sendall(said[start : start + piece])
                for parts in meant:
                    heard = dealer.receive(10.0)
                    assert heard is not None and [part.hex() for part in heard] == parts
                assert dealer.receive(0.05) is None
        finally:
            dealer.close()


def test_our_server_hears_a_ping_between_parts(recorder: ModuleType) -> None:
    transport = RouterTransport("127.0.0.1", 0)
    try:
        port = int(transport.endpoint.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as peer:
            ping = recorder.command(b"PING", b"\x00\x0a" + b"ctx1")
            peer.sendall(recorder.greeting())
            assert transport.poll(0.1) == []  # which is when it accepts and greets
            recorder.read(peer, 64)
            peer.sendall(recorder.ready())
            peer.sendall(recorder.frame(b"one", 1) + ping + recorder.frame(b"two", 1) + ping + recorder.frame(b"three"))
            heard = transport.poll(10.0)
            assert [message.parts for message in heard] == [[b"one", b"two", b"three"]]
            answer, _ = recorder.read(peer)
            pongs = [said["data"] for said in recorder.meaning(answer, False) if said.get("command") == "PONG"]
            assert pongs == [b"ctx1".hex()] * 2
    finally:
        transport.close()


def test_recorded_bytes_say_what_is_written_beside_them(recorder: ModuleType) -> None:
    for conversation in CONVERSATIONS:
        greeted: set[str] = set()
        for step in conversation["steps"]:
            if "bytes" in step:
                data = bytes.fromhex(step["bytes"])
                assert recorder.meaning(data, step["from"] not in greeted) == step["says"]
                greeted.add(step["from"])


def test_the_specification_lists_the_vocabularies() -> None:
    from nacre import spec as spec_module
    from nacre import vocabulary
    from nacre.parts.attributes import CONDITIONS, ORNAMENTS, SEASONS

    text = (generate.PROTOCOL / "SPEC.md").read_text("utf-8")
    section = text[text.index("## 14. Vocabularies") : text.index("## 15.")]
    fields = [f.name for each in (spec_module.SceneSpec, spec_module.Item) for f in dataclasses.fields(each)]
    assert not [name for name in fields if f"`{name}`" not in section]
    lists = (vocabulary.BIOMES, vocabulary.WEATHERS, vocabulary.WATERS, vocabulary.MOODS, vocabulary.THEMES)
    lists += (spec_module.RELATIONS, spec_module.ARRANGEMENTS, spec_module.POSES, CONDITIONS, ORNAMENTS, SEASONS)
    for words in lists:
        assert ", ".join(words) in " ".join(section.split()), words
    assert f"the {len(spec_module.CONCEPTS)} classes" in " ".join(section.split())
    assert f"0…{spec_module.COLOURS - 1})" in section

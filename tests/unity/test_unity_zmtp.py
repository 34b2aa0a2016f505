"""The Unity package's ZMTP and WebSocket framing under mono: recorded conversations, hostile bytes, heartbeats."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest

from support.unity import VECTORS, check, toolchain
from support.zmtp import GREETING, READY

pytestmark = pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing())

CONVERSATIONS: list[dict[str, Any]] = json.loads((VECTORS / "zmtp.json").read_text("utf-8"))["conversations"]


def _understood(conversation: dict[str, Any]) -> list[str]:
    """What a client must have heard, in the console program's words."""
    heard = []
    for step in conversation["steps"]:
        if step["from"] != "server" or "bytes" not in step:
            continue
        for said in step["says"]:
            if "greeting" in said:
                whole = len(step["bytes"]) >= 128
                null = said["greeting"].get("mechanism") == "NULL"
                heard += ["greeting"] if whole and null else ["refused"] if whole else []
                if whole and not null:
                    return heard
            elif "message" in said:
                heard.append("message:" + ",".join(said["message"]))
            elif said["command"] == "READY":
                heard.append("ready")
            elif said["command"] == "PING":
                heard.append("ping:" + said["data"][4:])
    return heard


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda c: c["name"])
def test_recorded_conversations(conversation: dict[str, Any]) -> None:
    said = "".join(step.get("bytes", "") for step in conversation["steps"] if step["from"] == "server")
    for answer in check("zmtp", lines=[f"{step} {said}" for step in (0, 1, 7, -1)]):
        assert answer.split(" | ")[0].split() == _understood(conversation)


def test_what_the_client_says_is_what_was_recorded() -> None:
    greeting, ready, ping, pong, empty, short, long, parts = check("said")
    steps = next(c for c in CONVERSATIONS if c["name"] == "no identity")["steps"]
    assert [greeting, ready] == [steps[0]["bytes"], steps[2]["bytes"]]
    assert ping == "0407" + b"\x04PING".hex() + "000a" and pong == "0409" + b"\x04PONG".hex() + "01020304"
    assert empty == "0000" and short == "00ff" + "00" * 255 and long == "02" + f"{256:016x}" + "00" * 256
    assert parts == "010107" + "02" + f"{300:016x}" + "00" * 300


HOSTILE = {
    "an HTTP server": (b"HTTP/1.1 400 Bad Request\r\n", "bad_zmtp"),
    "ZMTP 2": (GREETING[:10] + b"\x02" + GREETING[11:], "bad_zmtp"),
    "a message before READY": (GREETING + b"\x00\x05hello", "greeting bad_zmtp"),
    "READY that claims more than it has": (GREETING + b"\x04\x0b\x05READY\x7fab" + b"\0\0", "greeting bad_zmtp"),
    "READY of a SUB": (GREETING + READY.replace(b"ROUTER", b"ROUTES"), "greeting refused"),
    "ERROR": (GREETING + b"\x04\x0a\x05ERROR\x03no!", "greeting refused"),
    "a command without a name": (GREETING + READY + b"\x04\x00", "greeting ready bad_zmtp"),
    "a command with more parts": (GREETING + READY + b"\x05\x06\x04PING\x00", "greeting ready bad_zmtp"),
    "a command of 1 GiB": (GREETING + READY + b"\x06" + struct.pack(">Q", 2**30), "greeting ready too_large"),
    "a header of 64 KiB and one": (GREETING + READY + b"\x02" + struct.pack(">Q", 65537), "greeting ready too_large"),
    "a part of 1 TiB": (GREETING + READY + b"\x01\x01\x80\x02" + struct.pack(">Q", 2**40), "greeting ready too_large"),
    "a part of 2^64-1": (GREETING + READY + b"\x01\x01\x80\x02" + b"\xff" * 8, "greeting ready too_large"),
    "ten parts": (GREETING + READY + b"\x01\x00" * 10, "greeting ready bad_parts"),
    "parts that are too large together": (
        GREETING + READY + b"\x01\x01\x80" + (b"\x03" + struct.pack(">Q", 3686400) + bytes(3686400)) * 2,
        "greeting ready too_large",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_end_the_connection_unallocated(name: str) -> None:
    data, expected = HOSTILE[name]
    lines = [f"{step} {data.hex()}" for step in ((1, 0) if len(data) < 100_000 else (0,))]
    for answer in check("zmtp", lines=lines):
        heard, memory = answer.split(" | ")
        assert heard == expected
        # the text of the question, twice two bytes a byte, is the largest thing held
        assert int(memory) < 16 * 2**20 + 12 * len(data)


def test_a_heartbeat_between_the_parts_of_a_message_is_heard() -> None:
    ping = b"\x04\x0b\x04PING\x00\x0actx1"
    data = GREETING + READY + b"\x01\x01\x80" + ping + b"\x01\x02ab" + ping + b"\x00\x01c"
    for answer in check("zmtp", lines=[f"{step} {data.hex()}" for step in (0, 1, -1)]):
        heard = "greeting ready ping:63747831 ping:63747831 message:80,6162,63"
        assert answer.split(" | ")[0] == heard


def test_parts_of_a_websocket_message() -> None:
    def joined(*parts: bytes) -> bytes:
        return b"".join(struct.pack(">I", len(part)) + part for part in parts)

    good = [joined(b"\x80"), joined(b"\x80", b"", b"xyz"), joined(b"h" * 300, bytes(9))]
    bad = {
        b"": "bad_parts",
        b"\0\0\0": "bad_parts",
        b"\0\0\0\x05abcd": "bad_parts",
        b"\xff\xff\xff\xffa": "bad_parts",
        joined(*[b"a"] * 10): "bad_parts",
        joined(bytes(65537)): "too_large",
    }
    answers = check("parts", lines=[data.hex() for data in (*good, *bad)])
    assert answers[0].split() == ["80", joined(b"\x80").hex()]
    assert answers[1].split()[0] == "80,,78797a"
    assert answers[2].split()[1] == joined(b"h" * 300).hex()
    assert answers[3:] == list(bad.values())

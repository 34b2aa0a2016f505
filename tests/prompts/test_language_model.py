"""A language model that helps, and one that misbehaves in every way a server can."""

from __future__ import annotations

import gc
import json
import math
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from nacre.parts.check import check
from nacre.parts.codec import MAX_TEXT, from_text
from nacre.prompts import understand
from nacre.prompts.language_model import Endpoint, Helper
from nacre.prompts.language_model.questions import believed_shape
from nacre.spec import SceneSpec
from nacre.world.layout.generator import Generator
from nacre.world.scene.looks import Wardrobe
from nacre.world.weights import WEIGHTS

DEADLINE = 1.0
PROMPT = "a harbour with a frobnicator at dusk"
WORLD = {"biome": "snow", "theme": "coast", "hours": 3.0, "items": [{"concept": "crab", "count": 3, "colour": "red"}]}
SHAPE = {
    "shape": "statue",
    "parts": [
        {"kind": "box", "centre": [0, 1, 0], "half": [0.5, 1, 0.5], "material": "iron", "colour": 100, "role": "body"}
    ],
}


def chat(content: object) -> bytes:
    text = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


def http(body: bytes, status: str = "200 OK", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


Manner = Callable[[socket.socket, bytes, threading.Event], None]


@contextmanager
def serving(manner: Manner) -> Iterator[tuple[str, list[bytes]]]:
    """A real server on a real socket; manner answers one request. Gives its address and the requests it got."""
    listener = socket.create_server(("127.0.0.1", 0))
    over, requests = threading.Event(), list[bytes]()

    def handle(peer: socket.socket) -> None:
        with peer:
            peer.settimeout(5.0)
            data = b""
            try:
                while b"\r\n\r\n" not in data:
                    data += peer.recv(65536)
                head, _, body = data.partition(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split()[0])
                while len(body) < length:
                    body += peer.recv(65536)
                requests.append(body)
                manner(peer, body, over)
            except OSError:
                pass

    def accept() -> None:
        while not over.is_set():
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(peer,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1", requests
    finally:
        over.set()
        listener.close()


def says(data: bytes) -> Manner:
    return lambda peer, body, over: peer.sendall(data)


def helpful(peer: socket.socket, body: bytes, over: threading.Event) -> None:
    schema = json.loads(body)["response_format"]["json_schema"]["schema"]
    peer.sendall(http(chat(SHAPE if "parts" in schema["properties"] else WORLD)))


def never(peer: socket.socket, body: bytes, over: threading.Event) -> None:
    over.wait(20.0)


def drip(data: bytes) -> Manner:
    def slowly(peer: socket.socket, body: bytes, over: threading.Event) -> None:
        for byte in data:
            peer.sendall(bytes([byte]))
            if over.wait(0.05):
                return

    return slowly


def flood(peer: socket.socket, body: bytes, over: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while not over.is_set():
        peer.sendall(b"[" * 65536)


def vanish(peer: socket.socket, body: bytes, over: threading.Event) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")


BAD: dict[str, Manner] = {
    "never answers": never,
    "drips its body": drip(http(chat(WORLD))),
    "drips its head": drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 5000),
    "floods": flood,
    "vanishes": vanish,
    "closes at once": lambda peer, body, over: None,
    "fails": says(http(b"{}", "500 Internal Server Error")),
    "sends elsewhere": says(http(b"", "302 Found", "Location: http://127.0.0.1:1/\r\n")),
    "speaks no HTTP": says(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "says no JSON": says(http(b"<html>hello</html>")),
    "has no choices": says(http(b'{"choices": []}')),
    "answers with prose": says(http(chat("Sure! Here is your world."))),
    "answers with a list": says(http(chat([1, 2, 3]))),
    "nests without end": says(http(chat("[" * 3000 + "]" * 3000))),
    "breaks its letters": says(http(b'{"choices": [{"message": {"content": "\xff\xfe"}}]}')),
    "lies about everything": says(http(chat({
        "biome": "hell", "weather": 7, "hours": 99, "theme": None, "items": [
            {"concept": "frobnicator", "count": 3}, {"concept": "house", "count": -5},
            {"concept": "house", "count": 1e9},
            {"concept": "house", "count": True}, {"concept": "dog", "count": 2, "size": 900}, 7, None, [],
            {"concept": "dog", "count": 2, "material": "cheese"}, {"count": 3},
        ],
    }))),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_endpoint_changes_nothing_and_keeps_the_deadline(name: str) -> None:
    with serving(BAD[name]) as (url, requests):
        helper = Helper(Endpoint(url), DEADLINE)
        understand(PROMPT)  # the lexicon is loaded once
        start = time.monotonic()
        helper.prepare(PROMPT)
        assert time.monotonic() - start < DEADLINE + 1.5
        assert requests, "it was asked"
        assert helper.understand(PROMPT, 5) == understand(PROMPT, 5) and helper.shapes(PROMPT) == {}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_endpoint_leaves_no_socket_open(name: str) -> None:
    with serving(BAD[name]) as (url, _), warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        Helper(Endpoint(url), DEADLINE).prepare(PROMPT)
        gc.collect()
    assert not [str(warning.message) for warning in told if warning.category is ResourceWarning]


def test_a_dead_endpoint_changes_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as spare:
        port = spare.getsockname()[1]
    helper = Helper(Endpoint(f"http://127.0.0.1:{port}/v1"), DEADLINE)
    helper.prepare(PROMPT)
    assert helper.understand(PROMPT) == understand(PROMPT)


def test_a_good_endpoint_fills_in_what_was_left_open() -> None:
    with serving(helpful) as (url, requests):
        helper = Helper(Endpoint(url, "small"), 5.0)
        helper.prepare(PROMPT)
        helper.prepare(PROMPT)
        assert len(requests) == 2, "one for the place, one for the word; then both are remembered"
        asked: dict[str, Any] = json.loads(requests[0])
        assert asked["model"] == "small" and asked["response_format"]["type"] == "json_schema"
    own, helped = understand(PROMPT, 5), helper.understand(PROMPT, 5)
    assert helped.spec.biome == "snow" and helped.spec.count("crab") == 3
    assert helped.spec.hours == own.spec.hours, "dusk was said, and is not overruled"
    assert ("frobnicator", "drawn by a language model") in {(c.text, c.value) for c in helped.understood}
    german = "ein Hafen mit einem Frobnikator"
    with serving(helpful) as (url, _):
        other = Helper(Endpoint(url), 5.0)
        other.prepare(german)
    assert any(c.value == "drawn by a language model" for c in other.understand(german).chips)
    assert own.ignored == ("frobnicator",) and helped.ignored == ()
    assert from_text(helped.spec.items[0].drawn) == helper.shapes(PROMPT)["frobnicator"]
    assert SceneSpec.from_dict(json.loads(json.dumps(helped.spec.to_dict()))) == helped.spec
    program = helper.shapes(PROMPT)["frobnicator"]
    assert program.shape == "statue" and check(program) == []


def test_nothing_is_asked_about_what_is_understood_or_not_allowed() -> None:
    with serving(helpful) as (url, requests):
        helper = Helper(Endpoint(url), 5.0)
        for prompt in ("a village by a river", "mickeymouse in a frobnicator"):
            helper.prepare(prompt)
        assert requests == []


def test_fenced_answers_are_read() -> None:
    with serving(says(http(chat(f"```json\n{json.dumps(WORLD)}\n```")))) as (url, _):
        helper = Helper(Endpoint(url), 5.0)
        helper.prepare("xqzv wrpl")
        assert helper.understand("xqzv wrpl").offers == () and helper.understand("xqzv wrpl").spec.biome == "snow"


@pytest.mark.parametrize("shape", ["statue", "dragon"])
def test_the_word_stands_in_the_world_as_it_was_drawn(shape: str) -> None:
    if not (WEIGHTS / "layout.safetensors").exists():
        pytest.skip("no weights of the layout network")
    drawn = {**SHAPE, "shape": shape}
    shows = http(chat(drawn))

    def answer(peer: socket.socket, body: bytes, over: threading.Event) -> None:
        schema = json.loads(body)["response_format"]["json_schema"]["schema"]
        peer.sendall(shows if "parts" in schema["properties"] else http(chat({"items": []})))

    with serving(answer) as (url, _):
        helper = Helper(Endpoint(url), 5.0)
        helper.prepare("a meadow with a frobnicator and two statues")
    meaning = helper.understand("a meadow with a frobnicator and two statues", 3)
    generator, wardrobe = Generator.load(), Wardrobe(meaning.spec, 3)
    core = generator.core()
    tokens = generator.objects(meaning.spec, 3, core)
    statues = sorted((t for c in core for t in tokens[c] if t.shape == "statue"), key=lambda t: math.hypot(t.x, t.z))
    looks = [wardrobe.of(token, rank) for rank, token in enumerate(statues)]
    assert [bool(look.drawn) for look in looks] == [True, False, False]
    assert from_text(looks[0].drawn).parts[0].half == (0.5, 1, 0.5)


def test_a_shape_off_the_grid_with_words_of_its_own_is_put_right() -> None:
    part = {**SHAPE["parts"][0], "centre": [0.013, 1.007, 0], "half": [0.55, 0.995, 0.51], "name": "the middle"}  # type: ignore[dict-item]
    program = believed_shape({"shape": "statue", "why": "because", "parts": [part]})
    assert program is not None and check(program) == [] and program.parts[0].centre == (0.02, 1.0, 0.0)
    for wrong in ({"centre": [0, 1e400, 0]}, {"kind": "sphere"}, {"material": "cheese"}):
        assert believed_shape({"shape": "statue", "parts": [{**part, **wrong}]}) is None
    assert believed_shape({"shape": "frobnicator", "parts": [part]}) is None and believed_shape({}) is None


@pytest.mark.parametrize("text", ["not base64!", "aGVsbG8=", "A" * (MAX_TEXT + 4)])
def test_a_spec_with_a_damaged_shape_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        SceneSpec.from_dict({"items": [{"concept": "statue", "count": 1, "drawn": text}]})


@pytest.mark.parametrize("url", ["", "ftp://x/", "file:///etc/passwd", "http://"])
def test_no_address(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Endpoint(url)

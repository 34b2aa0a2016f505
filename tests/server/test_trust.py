"""What a client may rely on: tokens that end, worlds that are closed, requests that are answered once."""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
import zmq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.client import Client, NacreError
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MESSAGE_RATE, VERSION
from nacre.protocol.generate import PROTOCOL
from nacre.server.access.tiers import Policy, Tier
from nacre.server.access.tokens import TokenError, TokenStore
from nacre.server.main import Server
from nacre.server.ops.logs import PlainFormatter
from nacre.server.storage.save_store import SaveStore
from nacre.server.storage.snapshot import Snapshot
from support.peer import ANSWER_SECONDS, SMALL, peer, serving

pytestmark = pytest.mark.timeout(120)


class TestTokensThatEnd:
    """An access token that is revoked, or has expired, opens nothing any more, by whatever way."""

    @pytest.fixture(params=["revoked", "expired"])
    def ending(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, str, Any]]:
        store = TokenStore(tmp_path / "tokens.jsonl")
        token, grant = store.create(name="ada", seconds=3600.0)
        with serving(token_store=store.path, state_dir=tmp_path / "state") as server:

            def end() -> None:
                if request.param == "revoked":
                    store.revoke(grant.name)
                else:
                    server._io_loop._rules.token_store._clock = lambda: time.time() + 7200.0  # type: ignore[union-attr]

            yield server, token, end

    def test_no_chain_of_sessions_goes_on(self, ending: tuple[Server, str, Any]) -> None:
        server, token, end = ending
        with peer(server) as first:
            assert first.hello(token=token)["type"] == "welcome"
            session = first.ask("open", 2, **SMALL)["token"]
            first.ask("bye", 3)
        end()
        with peer(server) as again:
            said = again.hello(token=session)
            assert said["type"] == "error" and said["code"] == "unauthorised", "a session's token outlives its owner's"

    def test_nor_does_a_connection(self, ending: tuple[Server, str, Any]) -> None:
        server, token, end = ending
        with peer(server) as one, peer(server) as two:
            for each in (one, two):
                assert each.hello(token=token)["type"] == "welcome"
            guest = one.ask("open", 2, **SMALL)["guest"]
            end()
            for id, (kind, body) in enumerate(
                {"snapshot": {"name": "a"}, "branch": {}, "restore": {"name": "a"}, "rewind": {"seconds": 1.0}}.items(),
                3,
            ):
                assert one.ask(kind, id, **body)["code"] == "not_allowed", kind
            assert one.ask("status", 20)["state"] == "running", "what is open goes on until it is left"
            assert two.ask("join", 2, guest=guest, width=64, height=36)["code"] == "unauthorised"
            assert one.ask("close", 21)["reason"] == "close"
            assert one.ask("open", 22, **SMALL)["code"] == "unauthorised"

    def test_nor_a_session_on_the_disk(self, tmp_path: Path) -> None:
        store = TokenStore(tmp_path / "tokens.jsonl")
        token, _ = store.create(name="ada")
        config = {"token_store": store.path, "state_dir": tmp_path / "state"}
        with serving(**config) as server, peer(server) as one:
            one.hello(token=token)
            session = one.ask("open", 2, **SMALL)["token"]
        store.revoke("ada")
        with serving(**config) as server, peer(server) as again:
            assert again.hello(token=session)["code"] == "unauthorised"

    def test_a_name_is_a_label(self, tmp_path: Path) -> None:
        store = TokenStore(tmp_path / "tokens.jsonl")
        for bad in ("x" * 256, "two\nlines", "\x1b[31mred", " ", "a\0b"):
            with pytest.raises(TokenError):
                store.create(name=bad)
        with pytest.raises(TokenError):
            store.create(tier="\x1b[2J")
        names = {"../../evil": "", "a/b": "", "local": "", "shared": "", "Zoë": ""}
        for name in names:
            names[name] = store.create(name=name)[0]
        state = tmp_path / "deep" / "down" / "state"
        with serving(token_store=store.path, state_dir=state) as server:
            for name, token in names.items():
                with peer(server) as one:
                    one.hello(token=token)
                    one.ask("open", 2, **SMALL)
                    assert one.ask("snapshot", 3, name="mine")["type"] == "saved", name
                    one.ask("close", 4)
        found = {path.parent for path in tmp_path.rglob("mine.nacre")}
        assert len(found) == len(names), "everybody has a folder of their own"
        assert {folder.parent for folder in found} == {state / "saves"}, "and inside the state folder"

    def test_a_name_given_again_inherits_nothing(self, tmp_path: Path) -> None:
        store = TokenStore(tmp_path / "tokens.jsonl")
        first, _ = store.create(name="ada")
        with serving(token_store=store.path, state_dir=tmp_path / "state") as server:
            with peer(server) as one:
                one.hello(token=first)
                one.ask("open", 2, **SMALL)
                assert one.ask("snapshot", 3, name="mine")["type"] == "saved"
            store.revoke("ada")
            second, _ = store.create(name="ada")
            with peer(server) as one:
                one.hello(token=second)
                assert one.ask("open", 2, snapshot="mine", width=64, height=36)["code"] == "no_such_save"

    @pytest.mark.parametrize("owner", ["../evil", "a/b", "", ".hidden", "x" * 256])
    def test_the_store_itself_takes_no_path_for_an_owner(self, tmp_path: Path, owner: str) -> None:
        with pytest.raises(ValueError, match="name"):
            SaveStore(tmp_path).load_named(owner, "mine")


def test_a_closed_world_is_closed_for_everyone_at_once(tmp_path: Path) -> None:
    with serving(state_dir=tmp_path) as server:
        for _ in range(20):
            with peer(server) as one, peer(server) as two:
                one.hello()
                token = one.ask("open", 2, **SMALL)["token"]
                one.say("close", id=3)
                one.answer(3)
                said = two.hello(token=token)
                assert (said["type"], said.get("code")) == ("error", "session_expired")
                assert two.hello(id=9)["type"] == "welcome", "that was no reason to end the connection"
        end = time.monotonic() + ANSWER_SECONDS
        while (left := list((tmp_path / "sessions").iterdir())) and time.monotonic() < end:
            time.sleep(0.05)
        assert not left, "nothing of them is left, not even a folder"


def test_a_token_that_never_was_leaves_no_folder(tmp_path: Path) -> None:
    with serving(state_dir=tmp_path) as server, peer(server) as one:
        assert one.hello(token="never-given-to-anyone")["code"] == "session_expired"
        assert not list((tmp_path / "sessions").iterdir())


class Slow(TestPatternWorld):
    """Takes its time to open."""

    def open(self, spec: Any, seed: int, progress: Any) -> Any:
        for step in range(20):
            progress("generate", step / 20, "slowly")
            time.sleep(0.02)
        return super().open(spec, seed, progress)


class TestEveryRequestIsAnsweredOnce:
    """However many, in whatever order, whatever becomes of the world meanwhile."""

    @pytest.mark.parametrize("count", [80, 2000, 2 * MESSAGE_RATE])
    def test_a_burst(self, count: int) -> None:
        with serving() as server, peer(server) as one:
            one.hello()
            for id in range(2, count + 2):
                one.say("status", id=id)
            one.until_answered(set(range(2, count + 2)))

    def test_many_opens_at_once(self) -> None:
        with serving() as server, peer(server) as one:
            one.hello()
            for id in range(2, 302):
                one.say("open", id=id, **SMALL)
            one.until_answered(set(range(2, 302)))
            kinds = Counter(answers[0]["type"] for id, answers in one.answers.items() if id > 1)
            assert kinds == {"opened": 1, "error": 299}

    @pytest.mark.parametrize("then", ["close", "bye"])
    def test_an_open_that_is_not_waited_for(self, then: str) -> None:
        with serving(Slow) as server, peer(server) as one:
            one.hello()
            one.say("open", id=5, **SMALL)
            time.sleep(0.1)
            one.say(then, id=6)
            one.until_answered({5, 6})
            assert one.answers[6][0]["type"] == "closed"
            assert (one.answers[5][0]["type"], one.answers[5][0]["code"]) == ("error", "no_world")

    def test_a_session_that_is_taken_over(self) -> None:
        with serving(Slow) as server, peer(server) as one, peer(server) as two:
            one.hello()
            token = one.ask("open", 2, **SMALL)["token"]
            for id in range(3, 40):
                one.say("rewind", id=id, seconds=0.5)
                one.say("branch", id=id + 100)
            two.hello(token=token)
            one.until_answered({*range(3, 40), *range(103, 140)})
            assert any(message["type"] == "closed" and message["reason"] == "taken_over" for message in one.heard)

    def test_a_failure_of_ours_says_which_request(self, caplog: pytest.LogCaptureFixture) -> None:
        with serving() as server, peer(server) as one:
            one.hello()
            handlers = server._io_loop._handlers

            def fails(*_: object) -> Any:
                raise ArithmeticError("a mistake of ours")

            handlers._own = fails  # type: ignore[method-assign]
            said = one.ask("pause", 7)
            assert (said["code"], said["id"]) == ("internal_error", 7)

    def test_the_refused_parts_say_which_request(self) -> None:
        with serving() as server, peer(server) as one:
            one.hello()
            one.socket.send_multipart([msgpack.packb({"type": "status", "id": 8}), *[b""] * 6])
            assert one.answer(8)["code"] == "bad_parts"

    @pytest.mark.parametrize("id", [True, False, -1, 2.0, "7", 2**60, None])
    def test_an_id_that_is_none_is_echoed_as_zero(self, id: Any) -> None:
        with serving() as server, peer(server) as one:
            one.hello()
            one.say("status", id=id)
            end = time.monotonic() + ANSWER_SECONDS
            while not (errors := [m for m in one.heard if m["type"] == "error"]) and time.monotonic() < end:
                one.listen(0.2)
            assert errors[0]["code"] == "bad_value" and type(errors[0]["id"]) is int and errors[0]["id"] == 0

    def test_silence_is_told(self) -> None:
        with serving() as server, peer(server) as one:
            one.hello()
            one.ask("open", 2, **{**SMALL, "credit": 0})
            end = time.monotonic() + HEARTBEAT * LIVENESS + ANSWER_SECONDS
            while not any(message["type"] == "closed" for message in one.heard) and time.monotonic() < end:
                one.listen(0.2)
            assert [m["reason"] for m in one.heard if m["type"] == "closed"] == ["bye"]

    def test_a_fatal_refusal_ends_the_connection(self) -> None:
        with serving() as server, peer(server) as one, one.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED) as monitor:
            one.say("hello", id=1, v=VERSION + 1)
            one.say("hello", id=2, v=VERSION)
            one.say("open", id=3, **SMALL)
            assert one.answer(1)["code"] == "version_mismatch"
            assert monitor.poll(ANSWER_SECONDS * 1000), "the connection goes on"
            one.socket.disable_monitor()
            while one.listen(0.1) is not None:
                pass
            assert not one.answers.keys() - {1}, one.answers

    REQUESTS = st.sampled_from(
        [
            "open",
            "close",
            "status",
            "pause",
            "resume",
            "rewind",
            "branch",
            "snapshot",
            "restore",
            "join",
            "bake",
            "hello",
            "teleport",
        ]
    )

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(REQUESTS, st.booleans()), min_size=1, max_size=60))
    def test_whatever_is_asked_in_whatever_order(
        self, tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[str, bool]]
    ) -> None:
        if not hasattr(type(self), "server"):
            folder = tmp_path_factory.mktemp("state")
            type(self).stack = contextlib.ExitStack()  # type: ignore[attr-defined]
            type(self).server = type(self).stack.enter_context(  # type: ignore[attr-defined]
                serving(Slow, state_dir=folder, sessions=500, session_ttl=1.0)
            )
        with peer(type(self).server) as one:  # type: ignore[attr-defined]
            one.hello()
            bodies: dict[str, dict[str, Any]] = {
                "open": SMALL, "rewind": {"seconds": 0.5}, "snapshot": {"name": "a"}, "restore": {"name": "a"},
                "join": {"guest": "nobody", "width": 64, "height": 36}, "hello": {"v": VERSION},
                "teleport": {"x": 0.0, "z": 0.0},
            }  # fmt: skip
            for id, (kind, wait) in enumerate(asked, 2):
                one.say(kind, id=id, **bodies.get(kind, {}))
                if wait:
                    one.answer(id)
            one.until_answered(set(range(2, len(asked) + 2)), quiet=0.15)

    def test_and_the_server_of_all_that_stops(self) -> None:
        if hasattr(type(self), "stack"):
            type(self).stack.close()  # type: ignore[attr-defined]


class TestTimeLimits:
    """The time of a session is that of its world: no way of making another session of it gives it back."""

    def test_a_branch_has_what_was_left(self) -> None:
        with serving(minutes=0.2) as server, Client(server.endpoint) as client:
            client.open(**SMALL)
            time.sleep(1.5)
            left = client.status()["time_left"]
            assert left < 11.0
            token = client.branch()["token"]
            with Client(server.endpoint, token) as fork:
                while "time_left" not in (status := fork.status()) or status["state"] == "opening":
                    time.sleep(0.02)
                assert status["time_left"] <= left

    def test_nor_does_a_save_or_a_restart(self, tmp_path: Path) -> None:
        config: dict[str, Any] = {"minutes": 0.2, "state_dir": tmp_path}
        with serving(**config) as server, Client(server.endpoint) as client:
            token = client.open(**SMALL)["token"]
            time.sleep(1.5)
            client.snapshot("mine")
            left = client.status()["time_left"]
            with Client(server.endpoint) as other:
                other.open(snapshot="mine", width=64, height=36)
                assert other.status()["time_left"] <= left + 0.1
            while client.status().get("saved_tick", -1) < 20:
                client.next_frame()
            client.close(keep=True)
        with serving(**config) as server, Client(server.endpoint, token) as client:
            assert client.status()["time_left"] <= left + 0.1

    def test_the_tier_holds_for_a_branch_too(self) -> None:
        policy = Policy({"default": Tier(sessions=1)})
        with serving(policy=policy) as server, Client(server.endpoint) as client:
            client.open(**SMALL)
            with pytest.raises(NacreError) as refused:
                client.branch()
            assert refused.value.code == "not_allowed"


def test_what_a_client_is_called_cannot_write_log_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    evil = "x\n2026-01-01 root: all is well\x1b[2J\u2028\u202e"
    with serving() as server, peer(server) as one:
        one.hello(client={"name": evil, "version": "\x07", "engine": "\r"})
        one.ask("open", 2, **SMALL)
        shown = server._io_loop.sessions()[0]["client"]
    assert shown.isprintable() and "root: all is well" in shown
    lines = [PlainFormatter("%(message)s").format(record) for record in caplog.records]
    assert any("all is well" in line for line in lines) and all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    "spec",
    [
        {"gravity": 3}, {"items": [{"concept": "house", "count": 1, "colour": "red"}]}, {"items": [3]}, {"items": 7},
        {"items": [{"count": 1}]}, {"fog": "thick"}, {"hours": True}, {"biome": 3}, {"biome": ["meadow"]},
        {"items": [{"concept": "house", "count": "many"}]}, {"looks": [{"concept": "house", "count": 1, "x": 1}]},
        {"items": [{"concept": "house", "count": 1, "drawn": "no shape"}]},
        {"items": [{"concept": "house", "count": 1, "drawn": "AAAA"}]},
        {"items": [{"concept": "house", "count": 1.5}]}, {"fog": 2**60}, {"items": {"a": 1}}, {"fog": None},
    ],
)  # fmt: skip
def test_a_spec_that_is_none_is_refused_in_words_for_people(spec: dict[str, Any]) -> None:
    with serving() as server, peer(server) as one:
        one.hello()
        said = one.ask("open", 2, **{**SMALL, "spec": spec})
    assert said["type"] == "error" and said["code"] == "bad_spec", said
    for word in ("__init__", "Item(", "SceneSpec", "NoneType", "argument", "not supported", "unhashable", "iterable"):
        assert word not in said["message"], said["message"]
    named = [*spec, *(key for value in spec.values() if isinstance(value, list) for one in value
                      if isinstance(one, dict) for key in one)]  # fmt: skip
    assert any(name in said["message"] for name in named), f"which one is wrong? {said['message']}"


def test_what_was_saved_has_a_store_of_its_own(tmp_path: Path) -> None:
    """A `Snapshot` is written below its owner; two owners never meet."""
    store = SaveStore(tmp_path)
    world = TestPatternWorld()
    from nacre.spec import SceneSpec

    state = world.open(SceneSpec(), 1, lambda *_: None)
    store.save_named("t-1", "a", Snapshot(state, "m", {}))
    with pytest.raises(Exception, match="no save"):
        store.load_named("t-2", "a")


def test_the_longest_prompt_keeps_the_schema() -> None:
    """Words that are not understood, and those that are, come back within the bounds of `opened`."""
    with serving() as server, peer(server) as one:
        one.hello()
        for id, prompt in enumerate(
            ("x" * 2000, ("q" * 1000 + " ") * 1, " ".join(f"w{n}" for n in range(400)), "a red house, " * 150), 2
        ):
            said = one.ask(
                "open", id, **{**{k: v for k, v in SMALL.items() if k != "spec"}, "prompt": prompt, "anyway": True}
            )
            assert said["type"] == "opened", said
            assert all(len(word) <= 64 for word in said["ignored"])
            one.ask("close", id + 100)


def test_the_whole_schema_takes_every_message() -> None:
    """With `oneOf` a server's status was refused, since it is a client's, too."""
    whole = json.loads((PROTOCOL / "schema.json").read_text("utf-8"))
    check = Draft202012Validator(whole)
    with serving() as server, peer(server) as one:
        one.hello()
        one.ask("open", 2, **{**SMALL, "channels": ["rgb", "state"]})
        one.ask("status", 3)
        one.ask("pause", 4)
        one.ask("rewind", 5, seconds=1.0)
        one.ask("close", 6)
    for message in one.heard:
        assert not list(check.iter_errors(message)), message
    assert {message["type"] for message in one.heard} >= {"welcome", "opened", "status", "closed"}


@pytest.mark.parametrize("seconds", [0.05, 0.5, 1.0, 1.5])
def test_rewind_goes_back_at_most_what_was_asked(seconds: float) -> None:
    with serving() as server, Client(server.endpoint) as client:
        client.open(**SMALL, deterministic=True)
        for _ in range(47):
            client.act(move_z=1.0)
            client.next_frame()
        back = client.rewind(seconds)
        assert back["seconds"] == pytest.approx(seconds) and back["tick"] == 47 - round(seconds * 20)


@pytest.mark.parametrize(
    "header",
    [
        b"\x82\xa4type\xa6status\xa1x\xa2\xc3\x28",  # a value under a key that nobody knows
        b"\x82\xa4type\xa6status\xa2\xc3\x28\x01",  # such a key itself
        b"\x82\xa4type\xa6status\xa1x\x91\xa2\xc3\x28",  # deeper
        b"\x82\xa4type\xa6status\x01\x01",  # a key that is no text
    ],
)
def test_what_is_not_utf_8_is_refused_wherever_it_stands(header: bytes) -> None:
    with serving() as server, peer(server) as one:
        one.hello()
        one.socket.send(header)
        end = time.monotonic() + ANSWER_SECONDS
        while not (errors := [m for m in one.heard if m["type"] == "error"]) and time.monotonic() < end:
            one.listen(0.2)
        assert errors[0]["code"] == "bad_header"


def test_welcome_tells_the_limits_of_this_token(tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "tokens.jsonl")
    token, _ = store.create(tier="free", name="ada")
    policy = Policy({"free": Tier(width=320, height=180, fps=20.0, sessions=1)})
    with serving(token_store=store.path, policy=policy) as server, peer(server) as one:
        limits = one.hello(token=token)["limits"]
        assert (limits["max_width"], limits["max_height"], limits["fps"], limits["sessions"]) == (320, 180, 20.0, 1)
        opened = one.ask("open", 2, **{**SMALL, "width": 320, "height": 180, "fps": 60.0})
        assert opened["type"] == "opened" and opened["fps"] == 20.0


def test_a_world_through_32_bits_is_the_same_world() -> None:
    """Engines keep numbers in 32 bits: what comes back from them must open the same world."""
    import numpy as np

    def narrowed(value: Any) -> Any:
        if isinstance(value, float):
            return float(np.float32(value))
        if isinstance(value, dict):
            return {key: narrowed(one) for key, one in value.items()}
        return [narrowed(one) for one in value] if isinstance(value, list) else value

    with serving() as server, peer(server) as one:
        one.hello()
        for id, spec in enumerate(
            ({}, {"fog": 0.1234567, "hours": 17.337, "items": [{"concept": "house", "count": 3, "size": 1.23456789}]}),
            2,
        ):
            first = one.ask("open", 10 * id, **{**SMALL, "spec": spec})
            one.ask("close", 10 * id + 1)
            again = one.ask("open", 10 * id + 2, **{**SMALL, "spec": narrowed(first["spec"])})
            one.ask("close", 10 * id + 3)
            assert again["world"] == first["world"] and again["spec"] == first["spec"]

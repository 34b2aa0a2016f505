"""Whose answers reach whom: of a connection that is gone, of a world that ends, of a server that stops."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.server.engine import publish
from nacre.server.engine.encode import encode_parts
from nacre.server.main import Server, ServerConfig
from nacre.server.net import io_loop
from nacre.server.storage.save_store import SaveStore
from nacre.spec import SceneSpec
from support.peer import ANSWER_SECONDS, SMALL, Peer, peer, serving

LARGE: dict[str, Any] = {**SMALL, "width": 1280, "height": 720, "fps": 60.0, "credit": 8}

pytestmark = pytest.mark.timeout(120)


class SlowToGoBack(TestPatternWorld):
    """Takes its time to go back, and tells of it. STEPS: how many of 20 ms it takes; arrived: ends that at once."""

    STEPS = 20
    arrived = threading.Event()

    def restore(self, state: Any, progress: Any) -> Any:
        for step in range(self.STEPS):
            progress("restore", step / self.STEPS, f"step {step}")
            if self.arrived.wait(0.02):
                break
        return super().restore(state, progress)


def until(is_so: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + ANSWER_SECONDS
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def status(one: Peer) -> dict[str, Any]:
    return one.ask("status", 1000 + len(one.answers))


def clogged(one: Peer, server: Server) -> str:
    """Open a world whose pictures are more than the pipe to this client holds, who reads none; its token."""
    one.hello()
    token: str = one.ask("open", 2, **LARGE)["token"]
    until(lambda: any(p.blocked is not None for p in _peers(server)), "the pipe never was full")
    return token


def test_answers_of_a_lost_connection_reach_nobody_else(tmp_path: Path) -> None:
    with serving(SlowToGoBack, state_dir=tmp_path) as server, peer(server) as one, peer(server) as two:
        one.hello()
        token = one.ask("open", 2, **SMALL)["token"]
        until(lambda: status(one)["tick"] > 8, "the world stands still")
        for id in range(3, 7):
            one.say("rewind", id=id, seconds=0.1)
        one.say("snapshot", id=7, name="a")
        while not any(message["type"] == "progress" and message["id"] == 3 for message in one.heard):
            assert one.listen(ANSWER_SECONDS)
        two.hello(token=token)
        for id in range(3, 8):
            two.say("status", id=id)
        two.ask("rewind", 9, seconds=0.1)  # comes after all that the other one asked for
        two.until_answered({3, 4, 5, 6, 7, 9})
        assert {two.answers[id][0]["type"] for id in range(3, 8)} == {"status"}
        assert {m["id"] for m in two.heard if m["type"] == "progress"} <= {1, 9}, "that was asked by somebody else"
        one.until_answered(set(range(3, 8)))


def shut_down(server: Server, stack: contextlib.ExitStack) -> None:
    """Begin to shut a server down on a thread that the stack waits for."""
    stopping = threading.Thread(target=server._io_loop.begin_shutdown)
    stopping.start()
    stack.callback(stopping.join)


@pytest.mark.parametrize("ending", ["close", "bye", "another", "shutdown"])
def test_what_was_done_is_told_as_done(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer waits behind pictures that its client does not read; then the connection or the world ends."""
    monkeypatch.setattr(io_loop, "SHUTDOWN_SECONDS", 5.0)  # a busy machine reads no faster
    with serving(state_dir=tmp_path) as server, peer(server, 65536) as one, contextlib.ExitStack() as stack:
        token = clogged(one, server)
        one.say("snapshot", id=3, name="a")
        until(lambda: list((tmp_path / "saves").rglob("*.nacre")), "nothing was saved")
        other = stack.enter_context(peer(server))
        other.hello()
        other.ask("open", 2, **SMALL)
        assert other.ask("snapshot", 3, name="b")["type"] == "saved", "one disk writes one save after the other"
        if ending == "another":
            stack.enter_context(peer(server)).hello(token=token)
        elif ending == "shutdown":
            shut_down(server, stack)
        else:
            one.say(ending, id=4)
        assert one.answer(3)["type"] == "saved"
        while (closed := next((m for m in one.heard if m["type"] == "closed"), None)) is None:
            assert one.listen(ANSWER_SECONDS)
        assert closed["reason"] == {"another": "taken_over"}.get(ending, ending)
        assert len(one.answers[3]) == 1


@pytest.mark.parametrize("ending", ["close", "bye", "another", "shutdown"])
def test_a_save_on_its_way_to_the_disk_is_waited_for(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is being done is told before `closed`; what was not begun is never done."""
    monkeypatch.setattr(io_loop, "SHUTDOWN_SECONDS", ANSWER_SECONDS)
    arrived, writing, room = threading.Event(), threading.Event(), threading.Event()
    save_named = SaveStore.save_named

    class OnItsWay(SlowToGoBack):
        """Goes back until it is let arrive, so that what is asked for after it is not begun."""

        STEPS = int(2 * ANSWER_SECONDS / 0.02)

    OnItsWay.arrived = arrived
    arrived.set()  # to open a world is to go to its first moment

    def slowly(*all_of_it: Any) -> int:
        writing.set()
        assert room.wait(ANSWER_SECONDS)
        return save_named(*all_of_it)

    monkeypatch.setattr(SaveStore, "save_named", slowly)
    with serving(OnItsWay, state_dir=tmp_path) as server, contextlib.ExitStack() as stack:
        one, two = stack.enter_context(peer(server)), stack.enter_context(peer(server))
        one.hello()
        token = one.ask("open", 2, **SMALL)["token"]
        until(lambda: status(one)["tick"] > 8, "the world stands still")
        one.say("snapshot", id=3, name="a")
        assert writing.wait(ANSWER_SECONDS)
        arrived.clear()
        one.say("rewind", id=4, seconds=0.1)
        while not any(message["type"] == "progress" and message["id"] == 4 for message in one.heard):
            assert one.listen(ANSWER_SECONDS)
        one.say("snapshot", id=5, name="b")
        status(one)  # what was sent before it has come by now
        if ending == "another":
            assert two.hello(token=token)["session"]
        elif ending == "shutdown":
            shut_down(server, stack)
        else:
            one.say(ending, id=6)
        assert one.answer(5)["code"] == "no_world"
        if ending == "close":
            until(lambda: two.hello(id=len(two.answers) + 1, token=token)["type"] == "error", "it is not over")
        arrived.set()
        while one.listen(0.3):
            pass
        assert 3 not in one.answers and not any(message["type"] == "closed" for message in one.heard)
        room.set()
        assert one.answer(3)["type"] == "saved"
        while one.heard[-1]["type"] != "closed":
            assert one.listen(ANSWER_SECONDS)
        assert one.heard[-1]["reason"] == {"another": "taken_over"}.get(ending, ending)
        one.until_answered({3, 4, 5})
    assert {path.name for path in (tmp_path / "saves").rglob("*.nacre")} == {"a.nacre"}


@pytest.mark.parametrize("kept", [True, False])
def test_a_world_that_failed_while_nobody_held_it_is_over(
    kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(io_loop, "HOUSEKEEPING", 3.0)  # nobody has noticed yet
    with serving(**({"state_dir": tmp_path} if kept else {})) as server, peer(server) as one:
        one.hello()
        token = one.ask("open", 2, **SMALL)["token"]
        until(lambda: "saved_tick" in status(one) or not kept, "it was not saved")
        one.ask("bye", 3)
        session = next(iter(server._io_loop.registry))
        until(lambda: not session.lifecycle.attached, "it is held")
        session.failed = True
        with peer(server) as two:
            said = two.hello(token=token)
            if not kept:
                assert said["code"] == "session_expired"
                return
            while said["type"] == "error":  # until the other one's folder is let go
                assert said["code"] == "session_elsewhere"
                said = two.hello(id=said["id"] + 1, token=token)
            until(lambda: two.listen(0.2) and any(m["type"] == "opened" for m in two.heard), "it never opened")


def test_a_failure_that_nobody_was_told_is_told_to_whoever_holds_the_world() -> None:
    """As when a connection takes the session over at the moment it fails."""
    with serving() as server, peer(server) as one:
        one.hello()
        one.ask("open", 2, **SMALL)
        next(iter(server._io_loop.registry)).failed = True
        until(lambda: one.listen(0.2) and one.heard and one.heard[-1]["type"] == "closed", "it was never told")
        assert one.heard[-1]["reason"] == "failed" and one.ask("open", 3, **SMALL)["type"] == "opened"


def _peers(server: Server) -> list[Any]:
    return list(server._io_loop._peers.values())


@pytest.mark.parametrize("what", ["pause", "rewind"])
def test_no_picture_of_before_comes_after_the_answer(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*all_of_it: Any) -> Any:
        time.sleep(0.05)
        return encode_parts(*all_of_it)

    monkeypatch.setattr(publish, "encode_parts", slowly)  # a picture is always being encoded
    with serving() as server, peer(server) as one:
        one.hello()
        one.ask("open", 2, **SMALL)
        seq = 0
        for id in range(10, 20, 2):
            frame: dict[str, Any] | None = None
            while frame is None or not frame.get("for_seq"):
                seq += 1
                one.say("act", seq=seq, t=1.0, held={"move_z": 1.0})
                frame = one.listen(ANSWER_SECONDS)
            one.say(what, id=id, **({"seconds": 0.1} if what == "rewind" else {}))
            one.answer(id)
            end = time.monotonic() + 0.3
            while time.monotonic() < end:
                frame = one.listen(0.05)
                assert frame is None or frame.get("for_seq", 0) == 0, frame
            if what == "pause":
                one.ask("resume", id + 1)


def test_opened_is_told_once(tmp_path: Path) -> None:
    """A connection takes over what another one resumes, when the world is made and its picture is looked at."""
    with serving(state_dir=tmp_path) as server, peer(server) as one:
        one.hello()
        token = one.ask("open", 2, **SMALL)["token"]
        until(lambda: "saved_tick" in status(one), "it was not saved")
    with serving(state_dir=tmp_path) as server, peer(server) as one, peer(server) as two:
        looking, seen = threading.Event(), threading.Event()
        moderation = server._io_loop._rules.moderation

        def look(*_: object) -> None:
            looking.set()
            seen.wait(ANSWER_SECONDS)

        server.engine.judge_pictures(lambda *_: moderation._pool.submit(look))
        one.hello(token=token)
        assert looking.wait(ANSWER_SECONDS)
        two.hello(id=5, token=token)
        two.ask("status", 6)
        assert two.answers[5][-1]["type"] == "welcome", "it is not open yet"
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            two.listen(0.1)
        seen.set()
        two.ask("pause", 7)
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            two.listen(0.1)
        assert [m["type"] for m in two.answers[5]] == ["welcome", "opened"]
        assert two.answers[5][1]["resumed"] and not [m for m in one.heard if m["type"] == "opened"]


def test_a_hello_that_fails_takes_nobody_along(tmp_path: Path) -> None:
    """It waits for the model to load, and what is done for it then is not done for a message that came in."""
    loading = threading.Event()

    def load() -> TestPatternWorld:
        loading.wait(ANSWER_SECONDS)
        return TestPatternWorld()

    with serving(load, state_dir=tmp_path) as server, peer(server) as one, peer(server) as two:

        def fails(*_: object) -> Any:
            raise ArithmeticError("a mistake of ours")

        handlers = server._io_loop._handlers
        welcome, handlers.welcome = handlers.welcome, fails  # type: ignore[method-assign]
        one.say("hello", id=7, v=1)
        until(lambda: any(p.hello is not None for p in _peers(server)), "it is not waited for")
        loading.set()
        assert one.answer(7)["code"] == "internal_error"
        handlers.welcome = welcome  # type: ignore[method-assign]
        assert two.hello()["type"] == one.hello(id=8)["type"] == "welcome"


def test_a_server_that_stops_answers_first(tmp_path: Path) -> None:
    loading = threading.Event()
    with serving(SlowToGoBack, state_dir=tmp_path) as server, peer(server) as one:
        one.hello()
        one.ask("open", 2, **SMALL)
        until(lambda: status(one)["tick"] > 8, "the world stands still")
        one.say("rewind", id=3, seconds=0.1)
        while not any(message["type"] == "progress" and message["id"] == 3 for message in one.heard):
            assert one.listen(ANSWER_SECONDS)
        server._io_loop.begin_shutdown()
        assert one.answer(3)["code"] == "no_world"
        while one.heard[-1]["type"] != "closed":
            assert one.listen(ANSWER_SECONDS)
        assert one.heard[-1]["reason"] == "shutdown"

    def load() -> TestPatternWorld:
        loading.wait(ANSWER_SECONDS)
        return TestPatternWorld()

    with serving(load) as server, peer(server) as one:
        one.say("hello", id=1, v=1)
        until(lambda: any(p.hello is not None for p in _peers(server)), "it is not waited for")
        server._io_loop.begin_shutdown()
        assert one.answer(1)["code"] == "shutting_down"
        loading.set()


def test_a_branch_that_is_overtaken_takes_no_room() -> None:
    with serving(SlowToGoBack) as server, peer(server) as one:
        one.hello()
        for id in range(10, 90, 10):
            one.ask("open", id, **SMALL)
            until(lambda: status(one)["tick"] > 3, "the world stands still")
            one.say("rewind", id=id + 1, seconds=0.05)  # the branch waits for it
            one.say("branch", id=id + 2)
            assert one.ask("close", id + 3)["type"] == "closed"
            assert one.answer(id + 2)["code"] == "no_world"
            until(lambda: status(one)["sessions"] == 0, "what was never made is still there")


def test_what_cannot_be_encoded_is_answered_once_all_the_same() -> None:
    def understand(prompt: str, seed: int) -> Any:
        wrong = "\ud800" if prompt == "answer" else ""
        return SimpleNamespace(
            spec=SceneSpec(), understood=[SimpleNamespace(text="", kind="", value=wrong)], ignored=()
        )

    class Tells(TestPatternWorld):
        def open(self, spec: Any, seed: int, progress: Any) -> Any:
            for _ in range(3):
                progress("generate", 0.5, "\ud800")
                time.sleep(0.3)
            return super().open(spec, seed, progress)

    config = ServerConfig(port=0, model="test-pattern")
    with Server(config, load=Tells, understand=understand) as server, peer(server) as one, peer(server) as two:
        for each, prompt in ((one, "answer"), (two, "progress")):
            each.hello()
            each.say("open", id=2, **{**SMALL, "spec": None, "prompt": prompt})
            each.until_answered({2})
        assert (one.answers[2][0]["type"], one.answers[2][0]["code"]) == ("error", "internal_error")
        assert two.answers[2][0]["type"] == "opened"

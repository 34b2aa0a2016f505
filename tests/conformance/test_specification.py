"""What SPEC.md says of a session, sentence by sentence, tried on a running server."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgpack
import pytest

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.protocol.definition import HEARTBEAT, HELD_TTL, LIVENESS, MAX_CREDIT, PROGRESS_INTERVAL, VERSION
from nacre.world.grid import TICK
from support.peer import ANSWER_SECONDS, SMALL, Peer, peer, serving

pytestmark = pytest.mark.timeout(120)
Header = dict[str, Any]


class Mute(TestPatternWorld):
    """Says nothing while it works: two and a half seconds to open, one and a half to go back."""

    def open(self, spec: Any, seed: int, progress: Any) -> Any:
        time.sleep(2.5)
        return super().open(spec, seed, progress)

    def restore(self, state: Any, progress: Any) -> Any:
        time.sleep(1.5)
        return super().restore(state, progress)


def frame(one: Peer, wanted: Callable[[Header], Any] = lambda _: True) -> Header:
    """The first frame from now on for which `wanted` is true."""
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end:
        heard = one.listen(0.1)
        if heard is not None and heard["type"] == "frame" and wanted(heard):
            return heard
    raise AssertionError(f"no such frame came; heard {one.heard[-4:]}")


def frames(one: Peer, seconds: float) -> list[Header]:
    """What is shown for so long."""
    heard, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        heard.append(one.listen(0.05))
    return [message for message in heard if message is not None and message["type"] == "frame"]


def status(one: Peer) -> Header:
    return one.ask("status", 5000 + len(one.answers))


def until(is_so: Callable[[], Any]) -> None:
    end = time.monotonic() + ANSWER_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it never came to this"
        time.sleep(0.02)


def outcome(message: Header) -> str:
    return str(message.get("code", message["type"]))


def closed(one: Peer) -> Header:
    until(lambda: one.listen(0.1) is None and any(message["type"] == "closed" for message in one.heard))
    return next(message for message in one.heard if message["type"] == "closed")


REFUSED: list[tuple[str, Header, str]] = [
    ("open", {**SMALL, "width": 64.0}, "bad_value"),
    ("open", {**SMALL, "width": None}, "bad_value"),
    ("open", {**SMALL, "seed": 2**53}, "bad_value"),
    ("open", {**SMALL, "fps": float("nan")}, "bad_value"),
    ("open", {**SMALL, "prompt": "a"}, "nothing_to_open"),
    ("open", {**SMALL, "width": 65}, "bad_size"),
    ("open", {**SMALL, "model": "other"}, "unknown_model"),
    ("open", {**SMALL, "codec": "webp"}, "bad_codec"),
    ("open", {**SMALL, "channels": ["rgb", "smell"]}, "bad_channel"),
    ("open", {**SMALL, "spec": {"biome": "nonsense"}}, "bad_spec"),
    ("open", {"prompt": "x" * 2001, "width": 64, "height": 36}, "prompt_too_long"),
    ("join", {"guest": "x", "width": 64, "height": 36}, "no_such_guest"),
    ("hello", {"v": VERSION}, "hello_twice"),
    ("nonsense", {}, "unknown_type"),
    *((kind, {}, "unsupported") for kind in ("bake", "say", "direct")),
    *((kind, {}, "no_world") for kind in ("pause", "resume", "close", "branch")),
    ("rewind", {"seconds": 1.0}, "no_world"),
    ("snapshot", {"name": "a"}, "no_world"),
    ("restore", {"name": "a"}, "no_world"),
    ("teleport", {"x": 0.0, "z": 0.0}, "no_world"),
]


def test_what_is_refused_and_how() -> None:
    with serving() as server, peer(server) as one:
        assert one.hello(token=None)["type"] == "welcome", "nil where the default is absent is absent"
        for id, (kind, body, code) in enumerate(REFUSED, 10):
            assert outcome(one.ask(kind, id, **body)) == code, (kind, body)
        assert one.ask("open", 90, **{**SMALL, "fps": 30, "seed": None})["type"] == "opened", "a float may be an int"
        assert outcome(one.ask("open", 91, **SMALL)) == "already_open"
        assert outcome(one.ask("snapshot", 92, name="a")) == "no_saves"


def test_input_without_a_world_is_ignored() -> None:
    body = {"position": [0.0, 0.0, 0.0], "velocity": [0.0, 0.0, 0.0], "yaw": 0.0, "pitch": 0.0, "grounded": True}
    with serving() as server, peer(server) as one:
        one.hello()
        one.say("act", seq=1, held={"move_z": 1.0})
        one.say("view", seq=2)
        one.say("pose", seq=3, **body)
        one.say("geometry", ack=1)
        one.ask("status", 5)
        assert not [message for message in one.heard if message["type"] == "error"]


def test_liveness() -> None:
    with serving(Mute) as server, peer(server) as one, peer(server) as idle:
        idle.hello()
        one.hello()
        one.say("open", id=2, **SMALL)
        while not one.answers.get(2):
            assert one.listen(ANSWER_SECONDS)
        count = sum(message["type"] == "progress" for message in one.heard)
        assert count >= 0.5 * 2.5 / PROGRESS_INTERVAL, f"{count} words in 2.5 s, of a model that says nothing"
        beat = idle.listen(2 * HEARTBEAT)
        assert beat is not None and (beat["type"], beat["id"]) == ("status", 0)
        idle.say("status")
        answer = idle.listen(2 * HEARTBEAT)
        assert answer is not None and (answer["type"], answer["id"]) == ("status", 0)

    class Longer(TestPatternWorld):
        def open(self, spec: Any, seed: int, progress: Any) -> Any:
            time.sleep(HEARTBEAT * LIVENESS + 2.0)
            return super().open(spec, seed, progress)

    with serving(Longer) as server, peer(server) as one:
        one.hello()
        one.say("open", id=2, **SMALL)
        while not any(message["type"] == "closed" for message in one.heard):
            assert one.listen(ANSWER_SECONDS)
        assert one.heard[-1]["reason"] == "bye", "who has nothing to say during a long open says status"
        assert [outcome(answer) for answer in one.answers[2]] == ["no_world"], "and what it asked for is answered first"


def test_while_a_world_is_made_ready_again(tmp_path: Path) -> None:
    with serving(state_dir=tmp_path) as server, peer(server) as one:
        one.hello()
        token = one.ask("open", 2, **SMALL)["token"]
        until(lambda: "saved_tick" in status(one))
    asked: list[tuple[str, Header]] = [
        ("status", {}), ("pause", {}), ("resume", {}), ("rewind", {"seconds": 1.0}), ("branch", {}),
        ("snapshot", {"name": "a"}), ("teleport", {"x": 0.0, "z": 0.0}),
    ]  # fmt: skip
    with serving(Mute, state_dir=tmp_path) as server, peer(server) as one:
        assert one.hello(token=token)["session"]
        for id, (kind, body) in enumerate(asked, 5):
            one.say(kind, id=id, **body)
        one.say("act", seq=1, t=1.0, held={"move_z": 1.0})
        one.until_answered(set(range(5, 12)))
        assert len(one.answers[1]) == 1, "it was open too soon to say anything of what is asked before"
        assert [outcome(one.answers[id][0]) for id in range(5, 12)] == ["status"] * 3 + ["no_world"] * 4
        assert one.answers[5][0]["state"] == "opening"
        first = frame(one)
        opened = one.answers[1][1]
        assert opened["resumed"] and opened["epoch"] >= 1 and first["id"] > opened["frame"] > 1 << 19
        assert (first["for_seq"], first["echo_t"]) == (0, 0.0), "input was thrown away"
        one.ask("bye", 20)
    with serving(Mute, state_dir=tmp_path) as server, peer(server) as one, peer(server) as two:
        one.hello(token=token)
        assert one.ask("close", 3)["type"] == "closed"
        assert outcome(two.hello(token=token)) == "session_expired"
        assert outcome(two.hello(id=9)) == "welcome", "which does not end the connection"


def test_a_dead_token_where_there_are_access_tokens() -> None:
    access = "correct-horse-battery"
    with serving(tokens=frozenset({access})) as server, peer(server) as one, peer(server) as two, peer(server) as three:
        one.hello(token=access)
        token = one.ask("open", 2, **SMALL)["token"]
        one.ask("close", 3)
        assert outcome(two.hello(token=token)) == "unauthorised"
        assert outcome(three.hello()) == "unauthorised"


def test_numbers_of_inputs() -> None:
    with serving() as server, peer(server) as one:
        one.hello()
        one.ask("open", 2, **SMALL)
        one.say("act", seq=5, t=10.0, held={"move_z": 1.0})
        frame(one, lambda shown: shown["for_seq"] == 5)
        one.say("act", seq=3, t=20.0)
        assert frame(one, lambda shown: shown["echo_t"] == 20.0)["for_seq"] == 5, "the highest so far"
        one.say("act", seq=5, t=30.0, look={"yaw": 0.5, "pitch": 0.0})
        turned = frame(one, lambda shown: shown["echo_t"] == 30.0)
        assert turned["camera"]["yaw"] == pytest.approx(0.5), "one that repeats is an input like any other"
        until(lambda: status(one)["tick"] > 20)
        back = one.ask("rewind", 9, seconds=0.5)
        shown = frames(one, 0.7)
        assert {(each["for_seq"], each["echo_t"]) for each in shown} == {(0, 0.0)}
        assert all(two["tick"] >= one["tick"] >= back["tick"] for one, two in pairwise(shown))
        one.say("act", seq=6, t=40.0)
        yaw = frame(one, lambda shown: shown["for_seq"] == 6)["camera"]["yaw"]
        one.ask("pause", 20)
        one.say("act", seq=7, t=50.0, look={"yaw": 1.0, "pitch": 0.0})
        before = status(one)
        time.sleep(0.3)
        assert before["state"] == "paused" and status(one)["tick"] == before["tick"], "the world stands still"
        one.ask("resume", 23)
        again = frame(one)
        assert again["for_seq"] == 0 and again["camera"]["yaw"] == pytest.approx(yaw), "input of a pause is thrown away"


def test_what_is_held_is_let_go() -> None:
    with serving() as server, peer(server) as one:
        one.hello()
        one.ask("open", 2, **SMALL)
        one.say("act", seq=1, held={"move_z": 1.0})
        shown, last = [], frame(one, lambda shown: shown["for_seq"] == 1)
        while not shown or shown[-1]["tick"] < last["tick"] + 2.5 * HELD_TTL / TICK:
            shown.append(frame(one))
        steps = [(a["tick"], math.dist(*(each["camera"]["position"] for each in (a, b)))) for a, b in pairwise(shown)]
        walked = [tick for tick, metres in steps if metres > 1e-3]
        # Time that the server could not keep up with is dropped from the world's, never added to it.
        assert walked and walked[-1] - walked[0] <= HELD_TTL / TICK + 4


def test_credit() -> None:
    with serving() as server, peer(server) as one:
        one.hello()
        one.ask("open", 2, **SMALL, credit=2)
        got: list[Header] = []
        end = time.monotonic() + 1.0
        while time.monotonic() < end or len(got) < 2:
            if one.socket.poll(50):
                header = msgpack.unpackb(one.socket.recv_multipart()[0])
                got += [header] if header["type"] == "frame" else []
        assert len(got) == 2, "never more than there is credit for"
        ticks = [0, 1]

        def still() -> bool:
            time.sleep(0.5)
            ticks.append(status(one)["tick"])
            return ticks[-1] == ticks[-2]

        until(still)
        one.say("act", ack=got[-1]["id"])
        drawn = frame(one)
        assert drawn["tick"] >= ticks[-1] and drawn["dropped"] >= 30, "two seconds of pictures were skipped"


def test_lockstep() -> None:
    with serving() as server, peer(server) as one, peer(server) as two:
        one.hello()
        guest = one.ask("open", 2, **SMALL, deterministic=True, credit=MAX_CREDIT)["guest"]
        one.say("view", seq=1, camera={"position": [1.0, 9.0, 1.0], "yaw": 0.0, "pitch": 0.0})
        assert not frames(one, 0.5), "a view gives no frame"
        one.say("act", seq=2)
        shown = frame(one)
        assert shown["camera"]["position"] == [1.0, 9.0, 1.0] and shown["for_seq"] == 2, "the next act shows it"
        for seq in (3, 4, 5):
            one.say("act", seq=seq)
        assert [(frame(one)["for_seq"], shown["tick"]) for _ in range(3)] == [(seq, shown["tick"]) for seq in (3, 4, 5)]
        two.hello()
        assert outcome(two.ask("join", 2, guest=guest, width=64, height=36)) == "not_together"
        one.say("act", credit=0)
        for seq in range(6, 6 + 300):
            one.say("act", seq=seq)
        one.ask("status", 40)
        assert any(message.get("code") == "too_fast" for message in one.heard), "256 inputs may wait"


def test_saves_and_changes(tmp_path: Path) -> None:
    with serving(Mute, state_dir=tmp_path) as server, peer(server) as one:
        one.hello()
        one.ask("open", 2, **SMALL)
        until(lambda: status(one)["tick"] > 30)
        for id, name in ((3, "con"), (4, "nul.b")):
            assert outcome(one.ask("snapshot", id, name=name)) == "bad_name"
        assert outcome(one.ask("restore", 5, name="never-saved")) == "no_such_save"
        for id in range(10, 22):
            one.say("rewind", id=id, seconds=0.1)
        for id in range(12, 22):
            while not one.answers.get(id):
                one.say("status")
                one.listen(0.5)
        codes = [outcome(one.answers[id][0]) for id in range(10, 22)]
        assert codes.count("restored") in (8, 9) and codes.count("too_fast") == 12 - codes.count("restored"), codes


def test_guests() -> None:
    place = {"width": 64, "height": 36}
    with serving(session_ttl=20.0) as server, peer(server) as host, peer(server) as viewer, peer(server) as player:
        host.hello()
        guest = host.ask("open", 2, **SMALL)["guest"]
        viewer.hello()
        player.hello()
        assert viewer.ask("join", 2, guest=guest, **place)["role"] == "viewer"
        body = player.ask("join", 2, guest=guest, role="player", **place)
        assert body["role"] == "player" and status(host)["viewers"] == 2, "both count"
        asked: list[tuple[str, Header]] = [
            ("pause", {}), ("snapshot", {"name": "a"}), ("rewind", {"seconds": 1.0}), ("branch", {})
        ]  # fmt: skip
        for id, (kind, more) in enumerate(asked, 5):
            assert outcome(viewer.ask(kind, id, **more)) == "viewers_only"
        assert viewer.ask("close", 9)["type"] == "closed"
        until(lambda: status(host)["viewers"] == 1)
        assert status(host)["state"] == "running", "it left, and nothing else"
        assert viewer.ask("join", 10, guest=guest, **place)["type"] == "opened"
        viewer.close()
        until(lambda: status(host)["viewers"] == 1)
        player.close()
        with peer(server) as back:
            assert back.hello(token=body["token"])["session"], "a guest with a body is kept"
            frame(back)
            host.ask("close", 90)
            assert closed(back)["reason"] == "close", "they end with the world, told by its reason"

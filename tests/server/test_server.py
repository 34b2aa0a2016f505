"""The server over real sockets: sessions, credit, resumption, lockstep, malformed peers, clean stops."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest
import zmq
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.bench import play as bench_play_module
from nacre.protocol.codec import Refusal
from nacre.protocol.definition import DEFAULT_CREDIT, MESSAGE_RATE, RESERVED, VERSION
from nacre.protocol.generate import PROTOCOL
from nacre.protocol.messages import Camera, ClientAct, Held, Look, Projection, ServerFrame
from nacre.server.limits import ServerLimits
from nacre.server.main import ConfigError, Server, ServerConfig, check
from nacre.server.net import io_loop
from nacre.server.net.transport import TransportError
from nacre.server.sessions import lifecycle
from nacre.server.sessions.frame_pacer import MAX_CATCH_UP_TICKS, FramePacer
from nacre.server.sessions.input_queue import LOCKSTEP_QUEUE, InputQueue
from nacre.server.sessions.send_queue import EncodedFrame, SendQueue
from nacre.spec import SceneSpec
from nacre.world.grid import TICK
from nacre.world.interface import Action, Progress
from nacre.world.state import WorldState

SMALL = {"spec": {}, "seed": 5, "width": 64, "height": 36, "fps": 60.0}


pytestmark = pytest.mark.timeout(170)


class Raw:
    """A DEALER with `msgpack`, as bare as a peer can be."""

    def __init__(self, endpoint: str) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect(endpoint)
        self.heard: list[dict[str, Any]] = []

    def send(self, type: str, *payload: bytes, **body: Any) -> None:
        self.socket.send_multipart([msgpack.packb({"type": type, **body}), *payload])

    def receive(self, timeout: float = 10.0) -> tuple[dict[str, Any], list[bytes]] | None:
        if not self.socket.poll(int(timeout * 1000)):
            return None
        header, *parts = self.socket.recv_multipart()
        message = msgpack.unpackb(header)
        self.heard.append(message)
        return message, parts

    def until(self, *types: str, timeout: float = 10.0) -> tuple[dict[str, Any], list[bytes]]:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            got = self.receive(max(0.0, deadline - time.monotonic()))
            if got is not None and got[0]["type"] in types:
                return got
        raise AssertionError(f"no {types} in {timeout} s; heard {[m['type'] for m in self.heard][-20:]}")

    def hello(self, **body: Any) -> dict[str, Any]:
        self.send("hello", v=VERSION, id=1, **body)
        return self.until("welcome", "error")[0]

    def open(self, **body: Any) -> dict[str, Any]:
        self.hello()
        self.send("open", id=2, **{**SMALL, **body})
        opened = self.until("opened", "error")[0]
        assert opened["type"] == "opened", opened
        return opened

    def drain(self) -> list[dict[str, Any]]:
        start = len(self.heard)
        while self.receive(0.0) is not None:
            pass
        return self.heard[start:]

    def close(self) -> None:
        self.context.destroy(linger=0)


class Peers:
    """Makes peers and servers of one test and closes them all."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self.stack = stack

    def server(self, model: type = TestPatternWorld, **limits: Any) -> Server:
        config = ServerConfig(port=0, model="test-pattern", limits=ServerLimits(**limits))
        return self.stack.enter_context(Server(config, load=model))

    def peer(self, server: Server) -> Raw:
        raw = Raw(server.endpoint)
        self.stack.callback(raw.close)
        return raw


@pytest.fixture
def peers() -> Iterator[Peers]:
    with contextlib.ExitStack() as stack:
        yield Peers(stack)


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with Server(ServerConfig(port=0, model="test-pattern", limits=ServerLimits(sessions=32))) as server:
        yield server


def test_from_hello_to_frames(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    welcome = raw.hello()
    assert welcome["id"] == 1 and welcome["v"] == VERSION and welcome["models"][0]["name"] == "test-pattern"
    assert welcome["limits"]["prompt_characters"] == 2000
    raw.send("open", id=2, **{**SMALL, "channels": ["rgb", "depth", "entity", "state"]})
    opened = raw.until("opened")[0]
    assert opened["id"] == 2 and opened["seed"] == 5 and opened["codec"] == "rgba8"
    frame, parts = raw.until("frame")
    kinds = [(p["kind"], p["codec"], p["bytes"]) for p in frame["parts"]]
    assert kinds == [("rgb", "rgba8", 64 * 36 * 4), ("depth", "f16", 64 * 36 * 2), ("entity", "u8", 64 * 36)]
    assert [len(part) for part in parts] == [size for _, _, size in kinds]
    assert frame["ai_generated"] is True and {"queue", "step", "render", "encode", "send"} <= frame["ms"].keys()
    raw.send("act", seq=1, t=3.5, held={"move_z": 1.0}, look={"yaw": 0.5}, ack=frame["id"])
    while frame["for_seq"] < 1:
        frame = raw.until("frame")[0]
        raw.send("act", ack=frame["id"])
    assert frame["echo_t"] == 3.5 and frame["camera"]["yaw"] == pytest.approx(0.5)
    state = raw.until("state")[0]
    while state["player"]["velocity"] == [0.0, 0.0, 0.0]:
        state = raw.until("state")[0]
    # forward at yaw 0.5 is (-sin, -cos): the axes of docs/internals.md
    assert state["player"]["velocity"][0] == pytest.approx(-3.0 * np.sin(0.5))
    assert state["player"]["velocity"][2] == pytest.approx(-3.0 * np.cos(0.5))
    raw.send("close", id=7)
    assert raw.until("closed")[0]["id"] == 7
    raw.send("status", id=8)
    assert raw.until("status")[0]["state"] == "none"


def test_look_is_summed_and_a_tap_of_jump_is_not_lost(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    raw.open(credit=0)
    for number in range(1, 11):
        raw.send("act", seq=2 * number - 1, look={"yaw": 0.01, "pitch": -0.02}, held={"jump": number == 3})
        raw.send("act", seq=2 * number, held={"jump": False})
    raw.send("act", credit=2)
    frame = raw.until("frame")[0]
    while frame["for_seq"] < 20:
        raw.send("act", ack=frame["id"])
        frame = raw.until("frame")[0]
    assert frame["camera"]["yaw"] == pytest.approx(0.1) and frame["camera"]["pitch"] == pytest.approx(-0.2)
    if not any(message.get("kind") == "jumped" for message in raw.heard):
        assert raw.until("event")[0]["kind"] == "jumped"


def test_the_free_camera(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    raw.open(deterministic=True, channels=["rgb", "depth"])
    camera = {"position": [3.0, 9.0, 4.0], "yaw": 1.0, "pitch": -1.0, "fov": 0.9}
    raw.send("view", seq=1, camera=camera)
    raw.send("act", seq=2)
    frame, (_, depth) = raw.until("frame")
    assert frame["camera"] == camera and frame["projection"]["fov"] == 0.9
    middle = np.frombuffer(depth, "<f2").reshape(36, 64)[17:19, 31:33].mean()
    assert middle == pytest.approx(9.0 / np.sin(1.0), rel=0.02)
    raw.send("act", ack=frame["id"])
    raw.send("view", seq=3)
    raw.send("act", seq=4)
    assert raw.until("frame")[0]["camera"]["position"][1] == pytest.approx(1.7)


def load(name: str) -> list[dict[str, Any]]:
    return json.loads((PROTOCOL / "vectors" / f"{name}.json").read_text("utf-8"))["vectors"]


def test_malformed_messages_get_typed_errors(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    raw.hello()
    for vector in load("malformed"):
        parts = [
            bytes.fromhex(p["head"]) + bytes.fromhex(p.get("fill", "")) * p.get("count", 0) for p in vector["parts"]
        ]
        raw.socket.send_multipart(parts)
        answer = raw.until("error", "progress", "opened", "closed")[0]
        assert answer["type"] == "error" and answer["code"] == vector["code"], vector["name"]
        assert answer["message"] and answer["hint"] and not answer["fatal"]
    for kind in RESERVED:
        raw.send(kind, id=3)
        assert raw.until("error")[0]["code"] == "unsupported"
    raw.send("status", id=99)
    assert raw.until("status")[0]["id"] == 99


def test_nothing_before_hello_and_silence_after_eight(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    raw.send("status", id=5)
    error = raw.until("error")[0]
    assert (error["code"], error["id"]) == ("hello_first", 5)
    for _ in range(20):
        raw.send("open", prompt="a hill")
    time.sleep(0.3)
    assert len(raw.drain()) == 7


def test_a_flood_is_thrown_away_and_said_so_once(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    raw.hello()
    for _ in range(3 * MESSAGE_RATE):
        raw.send("act", seq=1)
    error = raw.until("error")[0]
    assert error["code"] == "too_fast" and error["retry_after"] == 1.0
    time.sleep(1.1)
    raw.send("status", id=77)
    while raw.until("status", "error")[0].get("id") != 77:
        pass
    assert [m["type"] for m in raw.heard].count("error") <= 4


@pytest.mark.parametrize("token", ["Schlüssel🔑-zu-lang-zum-Raten", "\0" * 20, "x" * 256])
def test_any_token_is_answered(peers: Peers, shared: Server, token: str) -> None:
    assert peers.peer(shared).hello(token=token)["code"] == "session_expired"


def test_another_version_is_refused_with_both_numbers(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    raw.send("hello", v=VERSION + 1, id=1)
    error = raw.until("error")[0]
    assert error["code"] == "version_mismatch" and error["fatal"]
    assert str(VERSION) in error["message"] and str(VERSION + 1) in error["message"] and "server" in error["hint"]


def test_a_prompt_reaches_understand_and_comes_back_as_chips(peers: Peers) -> None:
    prompts = pytest.importorskip("nacre.prompts")
    raw = peers.peer(peers.server())
    opened = raw.open(spec=None, prompt="a snowy forest village with two dragons")
    meant = prompts.understand("a snowy forest village with two dragons", 5).spec.to_dict()
    assert opened["spec"] == json.loads(json.dumps(meant))
    assert {"text", "kind", "value"} == opened["understood"][0].keys()


def test_access_tokens(peers: Peers) -> None:
    server = peers.server(tokens=frozenset({"correct-horse-battery"}))
    for token in (None, "", "wrong-horse-battery!"):
        answer = peers.peer(server).hello(**({} if token is None else {"token": token}))
        assert answer["code"] == "unauthorised" and answer["fatal"]
    raw = peers.peer(server)
    assert raw.hello(token="correct-horse-battery")["type"] == "welcome"
    raw.send("open", id=2, **SMALL)
    session = raw.until("opened")[0]["token"]
    assert peers.peer(server).hello(token=session)["type"] == "welcome"


def test_credit_bounds_what_is_in_flight_and_waking_is_fresh(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    raw.open()
    time.sleep(0.7)
    got = [m for m in raw.drain() if m["type"] == "frame"]
    assert len(got) == DEFAULT_CREDIT
    raw.send("status", id=3)
    status = raw.until("status")[0]
    assert status["in_flight"] == DEFAULT_CREDIT
    raw.send("act", ack=got[-1]["id"])
    frame = raw.until("frame")[0]
    # The world went on meanwhile; what arrives is of now, not of when the client stopped reading.
    assert frame["t_world"] - got[-1]["t_world"] > 0.2 and frame["dropped"] >= 5
    raw.send("act", credit=0, ack=frame["id"])
    time.sleep(0.2)
    raw.drain()
    time.sleep(0.3)
    assert not [m for m in raw.drain() if m["type"] == "frame"]


def test_a_stalled_client_does_not_slow_another(peers: Peers, shared: Server) -> None:
    stalled, lively = peers.peer(shared), peers.peer(shared)
    stalled.open()
    lively.open()
    for _ in range(30):
        lively.send("act", ack=lively.until("frame")[0]["id"])
    assert len([m for m in stalled.drain() if m["type"] == "frame"]) <= DEFAULT_CREDIT


def test_a_dropped_client_resumes_where_it_was(peers: Peers) -> None:
    server = peers.server()
    raw = peers.peer(server)
    opened = raw.open(channels=["rgb", "state"])
    raw.send("act", seq=1, held={"move_z": 1.0}, credit=8)
    before = raw.until("frame")[0]
    for _ in range(5):
        before = raw.until("frame")[0]
        raw.send("act", ack=before["id"])
    raw.close()
    time.sleep(3.0)
    again = peers.peer(server)
    welcome = again.hello(token=opened["token"])
    assert welcome["session"] == opened["session"]
    resumed = again.until("opened")[0]
    assert resumed["resumed"] and resumed["id"] == 1 and resumed["world"] == opened["world"]
    frame = again.until("frame")[0]
    assert frame["id"] > before["id"]
    # Its world stood still in between, and nothing is held any more.
    assert frame["t_world"] - before["t_world"] < 2.0
    assert frame["for_seq"] == 0
    again.send("status", id=4)
    assert again.until("status")[0]["sessions"] == 1


def test_another_connection_takes_over(peers: Peers, shared: Server) -> None:
    old = peers.peer(shared)
    opened = old.open()
    new = peers.peer(shared)
    assert new.hello(token=opened["token"])["session"] == opened["session"]
    closed = old.until("closed")[0]
    assert closed["reason"] == "taken_over"
    assert new.until("opened")[0]["resumed"]
    frames = [new.until("frame")[0]["id"] for _ in range(2)]
    assert frames[0] < frames[1]
    old.drain()
    old.send("status", id=6)
    assert old.until("status", "frame")[0]["state"] == "none"


def test_pause_outlives_a_lost_connection(peers: Peers) -> None:
    server = peers.server()
    raw = peers.peer(server)
    opened = raw.open()
    raw.send("pause", id=3)
    assert raw.until("status")[0] | {"id": 3, "state": "paused"} == raw.heard[-1]
    raw.send("bye", id=4)
    closed = raw.until("closed")[0]
    assert closed["reason"] == "bye"
    again = peers.peer(server)
    again.hello(token=opened["token"])
    assert again.until("opened")[0]["paused"]
    time.sleep(0.2)
    again.drain()  # a picture drawn before the pause may have been waiting
    time.sleep(0.2)
    assert not [m for m in again.drain() if m["type"] == "frame"]
    again.send("resume", id=5)
    again.until("frame")


def test_a_session_expires_and_makes_room(peers: Peers) -> None:
    server = peers.server(session_ttl=0.3, sessions=1)
    raw = peers.peer(server)
    opened = raw.open()
    other = peers.peer(server)
    other.hello()
    other.send("open", id=2, **SMALL)
    refusal = other.until("error")[0]
    assert refusal["code"] == "too_many_sessions" and refusal["retry_after"] > 0
    raw.send("bye", id=3)
    raw.until("closed")
    time.sleep(0.6)
    assert peers.peer(server).hello(token=opened["token"])["code"] == "session_expired"
    other.send("open", id=3, **SMALL)
    assert other.until("opened", "error")[0]["type"] == "opened"


@pytest.mark.parametrize("heard", [False, True])
def test_a_world_whose_client_may_not_know_of_it_is_let_go_soon(
    peers: Peers, monkeypatch: pytest.MonkeyPatch, heard: bool
) -> None:
    """The line is cut after `opened` was said; whether that arrived shows in what the client says next."""
    monkeypatch.setattr(lifecycle, "UNHEARD_TTL", 1.5)
    server = peers.server(sessions=1)
    cut = peers.peer(server)
    opened = cut.open(credit=0)
    cut.send("act", ack=0) if heard else cut.send("status", id=3)
    cut.send("status", id=4)
    while cut.until("status")[0]["id"] != 4:
        pass
    cut.close()
    other = peers.peer(server)
    other.hello()
    for _ in range(40):
        other.send("open", id=2, **SMALL)
        answer = other.until("opened", "error")[0]
        if answer["type"] == "opened":
            break
        assert answer["code"] == "too_many_sessions" and 1.0 <= answer["retry_after"] <= 30.0
        time.sleep(0.1)
    assert answer["type"] == ("error" if heard else "opened")
    if heard:
        assert answer["retry_after"] > 5.0
        assert peers.peer(server).hello(token=opened["token"])["session"] == opened["session"]


def test_who_comes_back_at_once_finds_a_world_it_was_only_told_of(peers: Peers) -> None:
    server = peers.server()
    cut = peers.peer(server)
    opened = cut.open(credit=0)
    cut.close()
    again = peers.peer(server)
    assert again.hello(token=opened["token"])["session"] == opened["session"]
    assert again.until("opened")[0]["resumed"]


def test_silence_is_noticed_on_both_sides(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(io_loop, "HEARTBEAT", 0.2)
    server = peers.server()
    raw = peers.peer(server)
    opened = raw.open(credit=0)
    beats = [raw.until("status", "closed")[0] for _ in range(2)]
    assert all(beat["id"] == 0 and beat["state"] == "running" for beat in beats)
    time.sleep(1.0)
    # Silent for three beats: its session waits for it, and this connection has to say hello again.
    raw.drain()
    raw.send("status", id=9)
    assert raw.until("error")[0]["code"] == "hello_first"
    assert raw.hello(token=opened["token"])["session"] == opened["session"]


def replay(peers: Peers, server: Server, acts: Sequence[dict[str, Any]], ahead: int) -> list[tuple[int, int, bytes]]:
    raw = peers.peer(server)
    raw.open(deterministic=True, channels=["rgb", "depth", "entity"], width=96, height=54)
    out: list[tuple[int, int, bytes]] = []
    sent = 0
    while len(out) < len(acts):
        while sent < len(acts) and sent - len(out) < ahead:
            raw.send("act", seq=sent + 1, **acts[sent])
            sent += 1
        frame, parts = raw.until("frame")
        raw.send("act", ack=frame["id"])
        out.append((frame["for_seq"], frame["tick"], b"".join(parts)))
    time.sleep(0.05)
    assert not [m for m in raw.drain() if m["type"] == "frame"]
    return out


def test_lockstep_replays_to_the_same_bytes(peers: Peers, shared: Server) -> None:
    acts = [
        {
            "held": {"move_z": 1.0, "move_x": -0.5 if n % 3 else 0.25, "jump": n == 7},
            "look": {"yaw": 0.03 * n, "pitch": 0.01},
        }
        for n in range(24)
    ]
    one = replay(peers, shared, acts, ahead=1)
    two = replay(peers, shared, acts, ahead=24)
    assert [(seq, tick) for seq, tick, _ in one] == [(n, n) for n in range(1, 25)]
    assert one == two
    other = replay(peers, shared, [*acts[:12], {"look": {"yaw": 1.0}}, *acts[13:]], ahead=2)
    assert other[:12] == one[:12] and other[13] != one[13]


class SlowWorld(TestPatternWorld):
    """Takes its time to open and says nothing while it does."""

    def open(self, spec: SceneSpec, seed: int, progress: Progress) -> WorldState:
        time.sleep(0.9)
        return super().open(spec, seed, progress)


def test_no_silent_wait_while_a_world_is_made(peers: Peers) -> None:
    raw = peers.peer(peers.server(SlowWorld))
    raw.hello()
    began = time.monotonic()
    raw.send("open", id=2, **SMALL)
    times = [began]
    while raw.until("progress", "opened")[0]["type"] == "progress":
        times.append(time.monotonic())
        assert raw.heard[-1]["id"] == 2
    # Nine tenths of a second without a word of the model's: the server fills them, however late this machine is.
    assert len(times) >= 3


class SlowToLoad(TestPatternWorld):
    def __init__(self) -> None:
        time.sleep(0.6)
        super().__init__()


def test_no_silent_wait_while_the_model_loads(peers: Peers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(io_loop, "HEARTBEAT", 0.1)  # shorter than the load: waiting is not silence
    raw = peers.peer(peers.server(SlowToLoad))
    assert raw.hello()["type"] == "welcome"
    assert [m["stage"] for m in raw.heard[:-1]].count("load") >= 2


class SloppyWorld(TestPatternWorld):
    """Tells of its world in numpy's numbers, and in events of what cannot be sent at all."""

    def describe(self, state: WorldState) -> dict[str, Any]:
        return {**super().describe(state), "player": {"position": state.player[:3], "yaw": state.player[6]}}

    def step(self, states: Sequence[WorldState], actions: Sequence[Action]) -> list[list[dict[str, Any]]]:
        super().step(states, actions)
        return [[{"kind": "said", "to": self}] for _ in states]


def test_what_a_model_says_cannot_stop_the_server(peers: Peers, caplog: pytest.LogCaptureFixture) -> None:
    raw = peers.peer(peers.server(SloppyWorld))
    raw.open(channels=["rgb", "state"], deterministic=True, state_hz=20.0)
    for seq in range(1, 4):
        raw.send("act", seq=seq, held={"move_z": 1.0})
        state = raw.until("state")[0]
        raw.send("act", ack=raw.until("frame")[0]["id"])
    assert state["player"]["position"] == pytest.approx([0.0, 0.0, -9.0 * TICK]) and state["player"]["yaw"] == 0.0
    assert "event" not in {m["type"] for m in raw.heard} and "cannot be sent" in caplog.text


class FragileWorld(TestPatternWorld):
    """Fails at the tenth tick of seed 13."""

    def step(self, states: Sequence[WorldState], actions: Sequence[Action]) -> list[list[dict[str, Any]]]:
        if any(state.rng[0] == 13 and state.clock[0] >= 10 for state in states):
            raise ArithmeticError("not a number")
        return super().step(states, actions)


def test_one_failing_world_leaves_the_others_alone(peers: Peers, caplog: pytest.LogCaptureFixture) -> None:
    server = peers.server(FragileWorld)
    good, bad = peers.peer(server), peers.peer(server)
    good.open(credit=8)
    bad.open(seed=13, credit=8)
    assert bad.until("error")[0]["code"] == "world_failed"
    assert bad.until("closed")[0]["reason"] == "failed"
    good.drain()
    good.send("status", id=8)
    assert good.until("status")[0]["sessions"] == 1
    good.send("act", ack=10**6)
    good.until("frame")
    assert "ArithmeticError" in caplog.text and "seed 13" in caplog.text
    bad.send("open", id=5, **SMALL)
    assert bad.until("opened", "error")[0]["type"] == "opened"


def test_junk_on_the_port_does_no_harm(peers: Peers, shared: Server) -> None:
    host, port = shared.endpoint.removeprefix("tcp://").split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(50)]
    for number, connection in enumerate(idle[:20]):
        connection.sendall([b"GET / HTTP/1.1\r\n\r\n", b"\xff" + bytes(8) + b"\x7f\x03", os.urandom(200)][number % 3])
    flood = peers.peer(shared)
    flood.socket.send_multipart([b"x"] * 5000)
    assert flood.until("error")[0]["code"] == "bad_parts"
    raw = peers.peer(shared)
    raw.open()
    raw.until("frame")
    for connection in idle:
        connection.close()


def test_jpeg_when_asked_for(peers: Peers, shared: Server) -> None:
    raw = peers.peer(shared)
    assert raw.open(codec="jpeg")["codec"] == "jpeg"
    frame, parts = raw.until("frame")
    assert frame["parts"][0]["codec"] == "jpeg" and parts[0][:2] == b"\xff\xd8"
    other = peers.peer(shared)
    other.hello(accept={"codecs": ["jpeg"]})
    other.send("open", id=2, **SMALL)
    assert other.until("opened")[0]["codec"] == "jpeg"
    third = peers.peer(shared)
    third.hello(accept={"codecs": ["jpeg"]})
    third.send("open", id=2, codec="rgba8", **SMALL)
    assert third.until("error")[0]["code"] == "bad_codec"


def test_held_input_is_let_go_when_the_client_falls_silent() -> None:
    box = InputQueue()
    box.act(ClientAct(seq=1, held=Held(move_z=1.0, jump=True)), 10.0)
    box.act(ClientAct(seq=2, held=Held(move_z=1.0)), 10.01)
    assert box.take_action(10.05) == Action(move_z=1.0, jump=True)
    assert box.take_action(10.5) == Action(move_z=1.0)
    box.act(ClientAct(seq=0, ack=3), 10.9)
    assert box.take_action(11.5) == Action()


def test_the_lockstep_queue_is_bounded() -> None:
    box = InputQueue(lockstep=True)
    for number in range(LOCKSTEP_QUEUE):
        box.act(ClientAct(seq=number + 1, look=Look(yaw=0.1)), 0.0)
    with pytest.raises(Refusal, match="waiting"):
        box.act(ClientAct(seq=9999), 0.0)
    first = box.take_input()
    assert first is not None and first.frame.yaw == 0.1 and first.frame.seq == 1


def a_frame(number: int) -> ServerFrame:
    return ServerFrame(
        id=number,
        t_world=0.0,
        tick=0,
        for_seq=0,
        echo_t=0.0,
        ms={},
        camera=Camera(position=[0.0, 0.0, 0.0], yaw=0.0, pitch=0.0),
        projection=Projection(fov=1.0, aspect=1.0, near=0.1, far=64.0),
        parts=[],
        dropped=0,
        ai_generated=True,
    )


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["draw", "finish", "send", "ack", "grant", "lose"]), st.integers(0, 8)),
        max_size=60,
    )
)
def test_the_outbox_never_exceeds_its_credit(steps: list[tuple[str, int]]) -> None:
    box = SendQueue(credit=DEFAULT_CREDIT)
    drawing: list[tuple[int, int]] = []
    flying: list[int] = []
    made = last = sent = hold = 0
    for what, number in steps:
        if what == "draw" and box.reserve():
            made += 1
            drawing.append((made, hold))
        elif what == "finish" and drawing:
            frame_id, began = drawing.pop(number % len(drawing))
            box.put_frame(EncodedFrame(a_frame(frame_id), (), 0.0, began))
        elif what == "send" and (frame := box.next_frame()) is not None:
            assert len(flying) < box.credit and frame.header.id > last and frame.generation == hold
            last = frame.header.id
            sent += 1
            box.frame_sent(frame)
            flying.append(last)
        elif what == "ack":
            box.acknowledge(last - number, None)
            flying = [frame_id for frame_id in flying if frame_id > last - number]
        elif what == "grant":
            box.acknowledge(None, number)
        elif what == "lose":
            hold += 1
            box.reconnected(hold)
            flying = []
        assert box.in_flight == len(flying)
        assert box.has_room == (len(flying) + len(drawing) + len(box._frames) < box.credit)
    assert made == len(drawing) + len(box._frames) + sent + box.dropped


@pytest.mark.parametrize("ordered", [False, True])
def test_nothing_is_drawn_for_a_client_that_takes_nothing(ordered: bool) -> None:
    box = SendQueue(8, ordered)
    for number in range(1, 3):
        assert box.reserve()
        box.put_frame(EncodedFrame(a_frame(number), (), 0.0, 0))
    box.stuck = True  # its pipe has been full for a while, though it has credit
    assert box.reserve() is ordered  # in lockstep every frame is wanted, however late
    box.stuck = False
    assert box.has_room
    box.stuck = True
    box.reconnected(1)
    assert box.has_room


def test_pace_keeps_time_and_does_not_spiral() -> None:
    pacer = FramePacer(fps=40.0)
    pacer.start(100.0)
    ticks = drawn = 0
    now = 100.0
    for _ in range(400):
        ticks += pacer.ticks(now)
        assert 0.0 <= pacer.blend <= 1.0
        if pacer.due <= now:
            assert pacer.missed(now) == 0
            pacer.drawn(now)
            drawn += 1
        now += 0.005
    assert ticks == pytest.approx(2.0 / TICK, abs=1) and drawn == pytest.approx(80, abs=1)
    assert pacer.ticks(now + 60.0) == MAX_CATCH_UP_TICKS
    assert pacer.ticks(now + 60.0) == 0
    assert pacer.stop(now + 60.1) == pacer.missed(now + 60.1) > 0 and pacer.stop(now + 70.0) == 0
    pacer.start(500.0)
    assert pacer.ticks(500.0) == 0


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (ServerConfig(host="0.0.0.0"), "--token-file"),
        (ServerConfig(host="example"), "address"),
        (ServerConfig(host="10.0.0.1", limits=ServerLimits(tokens=frozenset({"short"}))), "secrets"),
        (ServerConfig(port=70000), "65535"),
        (ServerConfig(limits=ServerLimits(fps_cap=0.0)), "120"),
    ],
)  # fmt: skip
def test_unsafe_or_impossible_configurations_are_refused(config: ServerConfig, words: str) -> None:
    with pytest.raises(ConfigError) as refused:
        check(config)
    assert words in refused.value.hint


def test_a_port_in_use_is_said_so(shared: Server) -> None:
    with pytest.raises(TransportError, match="in use"):
        Server(ServerConfig(port=int(shared.endpoint.rsplit(":", 1)[1]), model="test-pattern"))


def test_bench_play_measures_a_real_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2] / "backend"))
    monkeypatch.setattr(bench_play_module, "OPENS", 2)
    figures = bench_play_module.bench_play(
        bench_play_module.Plan(1.5, (64, 36), "test-pattern"), tmp_path / "play.json"
    )
    assert json.loads((tmp_path / "play.json").read_text()) == figures
    assert figures["fps"] > 0.0 and figures["frames"] == pytest.approx(figures["fps"] * figures["seconds"], rel=0.02)
    assert 0.0 < figures["input_to_frame_ms"]["p50"] <= figures["input_to_frame_ms"]["p99"]
    assert 0.0 < figures["first_frame_s"]["p50"] < 10.0
    assert {"queue", "step", "render", "encode", "send"} <= figures["ms"].keys()
    assert "first frame" in bench_play_module.table(figures)


def serve(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "nacre.server.main", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "backend")},
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_and_stops_cleanly(number: signal.Signals, peers: Peers) -> None:
    process = serve("--model", "test-pattern", "--port", "0")
    assert process.stdout is not None and process.stderr is not None
    line = process.stdout.readline()
    assert line.startswith("nacre: serving test-pattern at tcp://127.0.0.1:")
    raw = Raw(line.split()[4])
    try:
        raw.open()
        raw.until("frame")
        process.send_signal(number)
        assert raw.until("closed")[0]["reason"] == "shutdown"
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
    finally:
        raw.close()
        process.kill()
        process.communicate()


def test_the_command_refuses_with_exit_code_2_and_a_hint(shared: Server) -> None:
    for arguments, words in (
        (["--host", "0.0.0.0"], "hint: give access tokens"),
        (["--model", "none-such"], "test-pattern"),
        (["--port", shared.endpoint.rsplit(":", 1)[1], "--model", "test-pattern"], "is in use"),
    ):
        process = serve(*arguments)
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 2 and words in errors and "Traceback" not in errors

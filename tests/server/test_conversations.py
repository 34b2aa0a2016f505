"""Whole conversations made up by hypothesis: two clients, one server, time, and what must hold after every sentence.

`make fuzz` runs more and longer ones (NACRE_CONVERSATIONS=200).
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import Any

import msgpack
import pytest
import zmq
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.protocol.definition import VERSION
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig

SMALL: dict[str, Any] = {"spec": {}, "seed": 5, "width": 64, "height": 36, "fps": 30.0}
ANSWER_SECONDS = 15.0
TTL = 0.6  # seconds; short, so that time passes in a test too
WHO = st.integers(0, 1)

pytestmark = pytest.mark.timeout(170)


class Talker:
    """One client of a conversation; what it asked, what it heard, and what it believes."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.id = 0
        self.token = self.guest = ""
        self.opened: dict[str, Any] = {}
        self.socket: zmq.Socket[bytes] | None = None
        self.dial()

    def dial(self) -> None:
        """A fresh connection: nothing that was asked on the old one is answered any more."""
        if self.socket is not None:
            self.socket.close(0)
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect(self.endpoint)
        self.answers: dict[int, list[dict[str, Any]]] = {}
        self.seq = self.newest_frame = self.refused = 0
        self.frames: list[int] = []
        self.in_world = self.greeted = False

    def say(self, kind: str, **body: Any) -> int:
        self.id += 1
        assert self.socket is not None
        self.socket.send(msgpack.packb({"type": kind, "id": self.id, **body}))
        return self.id

    def hear(self, seconds: float) -> None:
        assert self.socket is not None
        if not self.socket.poll(int(seconds * 1000)):
            return
        header, *parts = self.socket.recv_multipart()
        message = msgpack.unpackb(header)
        if message["type"] == "frame":
            assert message["id"] > self.newest_frame, "frame ids rise"
            assert [part["bytes"] for part in message["parts"]] == [len(part) for part in parts]
            assert message["for_seq"] <= self.seq, "a frame shows no input that was not given"
            self.newest_frame = message["id"]
            self.socket.send(msgpack.packb({"type": "act", "ack": message["id"]}))
        elif message["type"] == "opened":
            self.opened, self.token, self.in_world = message, message["token"], True
            self.guest = message.get("guest", "")
            self.newest_frame = message["frame"]
        elif message["type"] == "closed":
            self.in_world = False
        if message.get("id") and message["type"] not in ("progress", "frame"):
            self.answers.setdefault(message["id"], []).append(message)

    def ask(self, kind: str, **body: Any) -> dict[str, Any]:
        if not self.greeted and self.refused >= 6:  # after eight refusals before hello nobody listens any more
            self.dial()
        id = self.say(kind, **body)
        end = time.monotonic() + ANSWER_SECONDS
        while id not in self.answers:
            assert time.monotonic() < end, f"{kind} was not answered"
            self.hear(0.1)
        self.refused += self.answers[id][0]["type"] == "error"
        return self.answers[id][0]

    def drain(self, seconds: float = 0.02) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.hear(0.01)


class Conversation(RuleBasedStateMachine):
    """Two clients and their worlds."""

    server: Server

    def __init__(self) -> None:
        super().__init__()
        self.talkers = [Talker(self.server.endpoint) for _ in range(2)]

    def teardown(self) -> None:
        for talker in self.talkers:
            if talker.greeted:
                talker.say("bye")
                talker.drain(0.03)
            talker.context.destroy(linger=0)

    def _one(self, who: int) -> Talker:
        return self.talkers[who]

    @rule(who=WHO, resume=st.booleans())
    def hello(self, who: int, resume: bool) -> None:
        one = self._one(who)
        said = one.ask("hello", v=VERSION, **({"token": one.token} if resume and one.token else {}))
        if said["type"] == "welcome":
            assert not one.greeted, "a second hello is refused"
            one.greeted = True
            if said.get("session"):
                end = time.monotonic() + ANSWER_SECONDS
                while not one.in_world:
                    assert time.monotonic() < end, "welcome{session} is followed by opened"
                    one.hear(0.1)
                assert one.opened["resumed"]
        else:
            assert said["code"] in ("hello_twice", "session_expired", "session_elsewhere"), said

    @precondition(lambda self: any(t.greeted for t in self.talkers))
    @rule(who=WHO, lockstep=st.booleans(), credit=st.integers(0, 8))
    def open(self, who: int, lockstep: bool, credit: int) -> None:
        one = self._one(who)
        had = one.in_world
        said = one.ask("open", **SMALL, deterministic=lockstep, credit=credit)
        if said["type"] == "opened":
            assert one.greeted and not said["resumed"] and said["tick"] == 0
        else:
            expected = "hello_first" if not one.greeted else "already_open"
            assert said["code"] == expected or (had and said["code"] == "too_many_sessions"), said

    @rule(who=WHO, role=st.sampled_from(["viewer", "player"]))
    def join(self, who: int, role: str) -> None:
        one, other = self._one(who), self._one(1 - who)
        said = one.ask("join", guest=other.guest or "nobody", role=role, width=64, height=36)
        assert said["type"] == "opened" or said["code"] in (
            "hello_first", "already_open", "no_such_guest", "not_together", "unsupported", "too_many_sessions",
        ), said  # fmt: skip

    @rule(who=WHO, repeat=st.integers(0, 2), look=st.floats(-1.0, 1.0))
    def act(self, who: int, repeat: int, look: float) -> None:
        one = self._one(who)
        if not one.greeted:  # before hello eight refusals are enough
            return
        one.seq += 1
        assert one.socket is not None
        for _ in range(repeat + 1):
            body = {"type": "act", "seq": one.seq, "t": 1.0, "held": {"move_z": 1.0}, "look": {"yaw": look}}
            one.socket.send(msgpack.packb(body))
        one.drain()

    @rule(who=WHO, kind=st.sampled_from(["status", "pause", "resume", "close", "branch", "rewind"]))
    def ask(self, who: int, kind: str) -> None:
        one = self._one(who)
        said = one.ask(kind, **({"seconds": 0.5} if kind == "rewind" else {}))
        answers = {"status": "status", "pause": "status", "resume": "status", "close": "closed"}
        answers |= {"branch": "branched", "rewind": "restored"}
        assert said["type"] == answers[kind] or said["code"] in (
            "hello_first", "no_world", "viewers_only", "nothing_to_rewind", "too_many_sessions", "server_busy",
        ), (kind, said)  # fmt: skip
        if kind == "status" and said["type"] == "status" and one.in_world:
            assert said["state"] in ("opening", "running", "paused")

    @rule(who=WHO, junk=st.sampled_from([b"", b"\xc1", b"\x81\xa4type\x07", msgpack.packb({"type": "levitate"})]))
    def nonsense(self, who: int, junk: bytes) -> None:
        one = self._one(who)
        if one.greeted:
            assert one.socket is not None
            one.socket.send(junk)
            one.drain()

    @rule(who=WHO)
    def lose_the_connection(self, who: int) -> None:
        self._one(who).dial()

    @rule(seconds=st.sampled_from([0.05, TTL + 0.2]))
    def time_passes(self, seconds: float) -> None:
        for one in self.talkers:
            one.drain(seconds / 2)

    @invariant()
    def everything_is_answered_once(self) -> None:
        for one in self.talkers:
            one.drain(0.005)
            for id, answers in one.answers.items():
                kinds = [answer["type"] for answer in answers]
                assert len(kinds) == 1 or kinds == ["welcome", "opened"], (id, kinds)

    @invariant()
    def the_server_is_well(self) -> None:
        loop = self.server._io_loop
        assert loop._thread.is_alive() and self.server.engine._thread.is_alive()
        assert loop.registry.worlds <= 40


def test_conversations() -> None:
    many = int(os.environ.get("NACRE_CONVERSATIONS", "8"))
    limits = ServerLimits(sessions=40, session_ttl=TTL)
    with contextlib.ExitStack() as stack:
        config = ServerConfig(port=0, model="test-pattern", limits=limits)
        Conversation.server = stack.enter_context(Server(config, load=TestPatternWorld))
        from hypothesis.stateful import run_state_machine_as_test

        run_state_machine_as_test(
            Conversation,
            settings=settings(
                max_examples=many, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
        time.sleep(TTL + 1.0)
        assert Conversation.server._io_loop.registry.worlds == 0, "whoever left is forgotten"

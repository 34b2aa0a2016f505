"""What a session can do: live and end as its state machine says, be joined, forked, rewound, saved and put back."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.client import Client, ConnectionLost, Frame, NacreError
from nacre.protocol.definition import REWIND_SECONDS
from nacre.protocol.messages import Accept, ClientOpen
from nacre.server.engine.capacity import ENOUGH, Capacity
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.server.ops.supervisor import free_port
from nacre.server.sessions.lifecycle import Lifecycle
from nacre.server.sessions.registry import Registry
from nacre.server.sessions.rewind_buffer import RewindBuffer
from nacre.server.sessions.session import Session, negotiate
from nacre.spec import SceneSpec
from nacre.world.grid import TICK
from nacre.world.interface import Action, Progress, Rendered
from nacre.world.state import WorldState
from support.server import PATIENCE, until

SMALL: dict[str, Any] = {"spec": {"biome": "forest"}, "seed": 9, "width": 64, "height": 36, "fps": 60.0}

pytestmark = pytest.mark.timeout(170)


def a_session(ttl: float = 10.0, limit: float | None = None, host: Session | None = None) -> Session:
    request = ClientOpen(spec={}, width=64, height=36)
    settings = negotiate(request, Accept(), TestPatternWorld().caps(), "127.0.0.1", 60.0)
    return Session(request, settings, 1, Lifecycle(ttl, limit, known=True), host=host)


class SessionLives(RuleBasedStateMachine):
    """Connections come, go, take over and close at random; a plain model of dictionaries says what must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.registry: Registry[str] = Registry()
        self.now = 100.0
        self.known: dict[str, Session] = {}
        self.held: dict[str, str] = {}
        self.gone: dict[str, float] = {}
        self.ended: list[Session] = []

    def pick(self, number: int) -> str:
        return list(self.known)[number % len(self.known)]

    @rule(peer=st.sampled_from("abc"), limit=st.sampled_from([None, 5.0]))
    @precondition(lambda self: len(self.known) < 5)
    def open(self, peer: str, limit: float | None) -> None:
        session = a_session(limit=limit)
        self.registry.add(session, peer, self.now)
        session.lifecycle.start(self.now)
        self.known[session.name], self.held[session.name] = session, peer

    @rule(seconds=st.floats(0.0, 6.0))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        for session, reason in self.registry.due_to_end(self.now):
            if reason == "expired":
                assert self.now - self.gone[session.name] >= 10.0
            else:
                assert session.lifecycle.seconds_played(self.now) >= 5.0
            self.forget(session, reason)

    @rule(number=st.integers(0, 9), peer=st.sampled_from("abc"))
    @precondition(lambda self: bool(self.known))
    def leave(self, number: int, peer: str) -> None:
        name = self.pick(number)
        held = self.held.get(name) == peer
        assert self.registry.detach(self.known[name], peer, self.now) == held
        if held:
            del self.held[name]
            self.gone[name] = self.now

    @rule(number=st.integers(0, 9), peer=st.sampled_from("abc"))
    @precondition(lambda self: bool(self.known))
    def come_back(self, number: int, peer: str) -> None:
        name = self.pick(number)
        session = self.known[name]
        assert self.registry.by_token(session.token) is session
        before = self.held.get(name)
        assert self.registry.attach(session, peer, self.now) == (before if before != peer else None)
        self.held[name] = peer
        self.gone.pop(name, None)

    @rule(number=st.integers(0, 9), stop=st.booleans())
    @precondition(lambda self: bool(self.known))
    def pause(self, number: int, stop: bool) -> None:
        lifecycle = self.known[self.pick(number)].lifecycle
        (lifecycle.pause if stop else lifecycle.resume)(self.now)
        assert lifecycle.paused == stop

    @rule(number=st.integers(0, 9))
    @precondition(lambda self: bool(self.known))
    def close(self, number: int) -> None:
        self.forget(self.known[self.pick(number)], "close")

    def forget(self, session: Session, reason: Any) -> None:
        told = self.registry.end(session, reason, self.now)
        assert told == [(session, self.held.pop(session.name, None))]
        self.gone.pop(session.name, None)
        del self.known[session.name]
        self.ended.append(session)
        assert session.lifecycle.ended_by == reason and not self.registry.end(session, "close", self.now)

    @invariant()
    def agree(self) -> None:
        assert {session.name for session in self.registry} == set(self.known)
        for name, session in self.known.items():
            lifecycle = session.lifecycle
            assert self.registry.holder(session) == self.held.get(name)
            phase = "waiting" if name in self.gone else "paused" if lifecycle.paused else "running"
            assert lifecycle.phase == phase
            waits = lifecycle.seconds_to_expiry(self.now)
            assert (waits is None) == (name not in self.gone)
            assert 0.0 <= lifecycle.seconds_played(self.now) <= self.now - 100.0 + 1e-9
        for session in self.ended:
            assert session.lifecycle.phase == "over" and self.registry.by_token(session.token) is None
            assert self.registry.by_guest(session.guest) is None


TestSessionLives = SessionLives.TestCase
TestSessionLives.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)


def test_guessed_and_foreign_tokens_open_nothing() -> None:
    registry: Registry[str] = Registry()
    session = a_session()
    registry.add(session, "a", 0.0)
    for token in ("", session.name, session.guest, session.token[:-1], session.token + "x", session.token.swapcase()):
        assert registry.by_token(token) is None
    assert registry.by_guest(session.token) is None and registry.by_guest(session.guest) is session
    assert session.token not in session.guest and session.name not in session.token


def test_the_past_reaches_a_minute_back() -> None:
    rewind_buffer, state = RewindBuffer(), TestPatternWorld().open(SceneSpec(), 1, lambda *_: None)
    assert rewind_buffer.state_before(0, 5.0) is None
    for tick in range(1, 3000):
        state.player[0] = tick
        rewind_buffer.record(tick, state)
    assert len(rewind_buffer) <= REWIND_SECONDS + 2
    for seconds in (0.05, 0.5, 1.0, 1.95):  # lately to the tick
        tick, found = rewind_buffer.state_before(2999, seconds) or (0, state)
        assert 2999 - tick == round(seconds / TICK) and found.player[0] == tick
        for again in range(tick + 1, 3000):
            state.player[0] = again
            rewind_buffer.record(again, state)
    tick, found = rewind_buffer.state_before(2999, REWIND_SECONDS) or (0, state)
    assert REWIND_SECONDS - 1.0 <= (2999 - tick) * TICK <= REWIND_SECONDS, "at most what was asked, less than 1 s short"
    assert found.player[0] == tick
    assert (
        rewind_buffer.state_before(tick, 0.0) is None or rewind_buffer.state_before(tick, 1.0) is not None
    )  # what came after is forgotten


def test_load_owes_every_world_its_share() -> None:
    load = Capacity(5.0, lambda: 1 << 40)
    one = a_session()
    one.playback.world, one.opened = WorldState("{}"), None
    assert load.share(one) == 0.0 and load.admit(a_session(), [one], 7.0).fits
    load.stepped(1, 500.0), load.drawn((64, 36), 1, 900.0)  # the first of everything is slow and decides nothing
    for _ in range(2 * ENOUGH):
        load.stepped(2, 20.0)
        load.drawn((64, 36), 1, 40.0)
    assert load.share(one) == pytest.approx(20 * 0.010 + 5 * 0.040)
    assert load.admit(a_session(), [one], 7.0).fits
    full = load.admit(a_session(), [one, one, one], 7.0)
    assert not full.fits and full.retry_after == 7.0 and "busy" in full.why
    one.lifecycle.pause(0.0)
    assert load.admit(a_session(), [one, one, one], 7.0).fits  # who stands still needs no time
    assert not Capacity(5.0, lambda: 1000).admit(one, [], 3.0).fits


def test_what_is_not_drawn_is_no_reason_to_refuse() -> None:
    """A client that asks for the largest picture and reads nothing; two of them; one on a slow machine."""
    load = Capacity(5.0, lambda: 1 << 40)
    large, small = a_session(), a_session()
    large.settings = replace(large.settings, width=1280, height=720, fps=120.0)
    for one in (large, small):
        one.playback.world, one.opened = WorldState("{}"), None
    for _ in range(2 * ENOUGH):
        load.stepped(1, 1.0)
        load.drawn((64, 36), 1, 2.0)
    rates = {large.name: 0.0, small.name: 30.0}
    assert load.share(large, 0.0) == 0.0
    assert load.admit(a_session(), [large, large, small], 7.0, rates).fits, "what it asked for is not what it costs"
    for _ in range(2 * ENOUGH):
        load.drawn((1280, 720), 1, 150.0)
    assert (
        load.picture_ms((64, 36)) == 2.0
        and load.picture_ms((320, 180)) == 50.0
        and load.picture_ms((1280, 720)) == 150.0
    )
    assert load.admit(a_session(), [large], 7.0, {large.name: 6.0}).fits, "a second world always fits"
    assert not load.admit(large, [large, large], 7.0, {large.name: 6.0}).fits


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    config = ServerConfig(port=0, model="test-pattern", limits=ServerLimits(sessions=4), state_dir=tmp_path)
    with Server(config) as running:
        yield running


def act(client: Client, times: int, **what: Any) -> Frame:
    for _ in range(times):
        client.act(**what)
        frame = client.next_frame(PATIENCE)
    return frame


def test_rewind_and_what_follows_is_the_same_again(server: Server) -> None:
    with Client(server.endpoint) as client:
        client.open(**SMALL, deterministic=True)
        with pytest.raises(NacreError) as refused:
            client.rewind(1.0)
        assert refused.value.code == "nothing_to_rewind"
        act(client, 40, move_z=1.0)
        once = [act(client, 1, move_z=1.0, yaw=0.02).parts for _ in range(20)]
        back = client.rewind(1.0)
        assert (back["tick"], back["seconds"]) == (40, pytest.approx(1.0))
        assert [act(client, 1, move_z=1.0, yaw=0.02).parts for _ in range(20)] == once
        far = client.rewind(3000.0)
        assert far["tick"] == 0 and act(client, 1).header["tick"] == 1


def test_saves_by_name(server: Server) -> None:
    with Client(server.endpoint) as client:
        opened = client.open(**SMALL, deterministic=True)
        act(client, 30, move_z=1.0)
        saved = client.snapshot("harbour-1")
        assert saved["tick"] == 30 and saved["bytes"] > 1000
        once = act(client, 10, move_x=1.0).parts
        back = client.restore("harbour-1")
        assert back["tick"] == 30 and act(client, 10, move_x=1.0).parts == once
        for name, code in (("none-such", "no_such_save"), ("../x", "bad_name"), ("", "bad_name")):
            with pytest.raises(NacreError) as refused:
                client.restore(name)
            assert refused.value.code == code and refused.value.hint
        client.end()
        again = client.open(snapshot="harbour-1", width=64, height=36, deterministic=True)
        assert again["seed"] == 9 and again["session"] != opened["session"] and not again["resumed"]
        assert act(client, 10, move_x=1.0).parts == once


def test_without_a_state_folder_saves_are_refused_and_rewind_works() -> None:
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        client.open(**SMALL, deterministic=True)
        act(client, 21)
        for ask in (lambda: client.snapshot("a"), lambda: client.restore("a")):
            with pytest.raises(NacreError) as refused:
                ask()
            assert refused.value.code == "no_saves" and "--state-dir" in refused.value.hint
        assert client.rewind(1.0)["tick"] == 1


def test_a_branch_is_a_world_of_its_own(server: Server) -> None:
    with Client(server.endpoint) as client:
        opened = client.open(**SMALL, deterministic=True)
        act(client, 25, move_z=1.0)
        fork = client.branch()
        assert fork["tick"] == 25 and fork["token"] != opened["token"]
        with Client(server.endpoint, fork["token"]) as other:
            assert other.opened["session"] == fork["session"] and other.opened["world"] == opened["world"]
            there = act(other, 5, move_z=1.0)
            here = act(client, 5, move_x=1.0)
            assert here.parts != there.parts and act(client, 0 + 1).header["tick"] == 31
            assert client.status()["sessions"] == 2


def test_a_viewer_looks_on_with_a_camera_of_its_own(server: Server) -> None:
    with Client(server.endpoint, background=True) as player, Client(server.endpoint) as viewer:
        guest = player.open(**SMALL)["guest"]
        player.next_frame(PATIENCE)
        joined = viewer.join(guest, width=96, height=54, fps=30.0, channels=("rgb", "state"))
        assert (joined["role"], joined["width"], joined["seed"]) == ("viewer", 96, 9)
        seen = viewer.next_frame(PATIENCE)
        assert seen.rgb.shape == (54, 96, 3)
        viewer.act(move_z=1.0)  # a viewer steers nothing
        viewer.view((5.0, 9.0, 5.0), pitch=-1.0)
        high = until(viewer, lambda frame: frame.camera["position"] == [5.0, 9.0, 5.0])
        assert high.header["for_seq"] == 2
        assert player.next_frame(PATIENCE).camera["position"][1] < 2.0
        player.act(move_z=1.0)
        until(player, lambda frame: frame.camera["position"][2] < -0.2)
        until(viewer, lambda _: viewer.state is not None and viewer.state["player"]["position"][2] < -0.2)
        assert player.status()["viewers"] == 1 and player.status()["sessions"] == 1
        for ask in (viewer.pause, viewer.branch, lambda: viewer.rewind(1.0), lambda: viewer.snapshot("a")):
            with pytest.raises(NacreError) as refused:
                ask()
            assert refused.value.code == "viewers_only"
        viewer.close()
        until(player, lambda _: player.status()["viewers"] == 0)


@pytest.mark.parametrize("background", [False, True])
def test_a_client_whom_the_server_has_forgotten_goes_on(server: Server, background: bool) -> None:
    """As after a sleep of the machine: the connection stands, but for one side it had been silent for too long."""
    with Client(server.endpoint, background=background) as client:
        session = client.open(**SMALL)["session"]
        before = until(client, lambda frame: frame.header["tick"] > 2)
        server._io_loop._peers.clear()
        client.act(move_z=1.0)
        after = until(client, lambda frame: client.resumed == 1)
        assert after.id > before.id and client.opened["session"] == session
        assert client.status()["sessions"] == 1


def test_a_server_that_stood_still_blames_nobody(server: Server) -> None:
    io_loop = server._io_loop
    with Client(server.endpoint, background=True) as client:
        client.open(**SMALL)
        client.next_frame(PATIENCE)
        io_loop._next_housekeeping = (
            time.monotonic() - 60.0
        )  # as if it had been stopped for a minute, and all it had heard since
        for peer in io_loop._peers.values():
            peer.last_heard -= 60.0
        until(client, lambda frame: io_loop._next_housekeeping > time.monotonic() - 1.0)
        until(client, lambda frame: True)
        assert client.resumed == 0 and client.status()["state"] == "running"


def test_who_may_join(server: Server) -> None:
    with Client(server.endpoint) as player, Client(server.endpoint) as other:
        opened = player.open(**SMALL, deterministic=True)
        for guest, code in (
            ("nobody", "no_such_guest"),
            (opened["token"], "no_such_guest"),
            (opened["guest"], "not_together"),
        ):
            with pytest.raises(NacreError) as refused:
                other.join(guest, width=64, height=36)
            assert refused.value.code == code
        with pytest.raises(NacreError) as refused:
            Client(server.endpoint, opened["guest"]).connect()
        assert refused.value.code == "session_expired"


def test_a_session_has_its_time() -> None:
    config = ServerConfig(port=0, model="test-pattern", limits=ServerLimits(minutes=0.01))
    with Server(config) as server, Client(server.endpoint) as client:
        client.open(**SMALL)
        assert 0.0 <= client.status()["time_left"] <= 0.6
        with pytest.raises(ConnectionLost) as over:
            while True:
                client.next_frame(PATIENCE)
        assert over.value.code == "time_limit"


class PatientWorld(TestPatternWorld):
    """Takes many small steps to open, and says so at each."""

    frames = 0

    def open(self, spec: SceneSpec, seed: int, progress: Progress) -> WorldState:
        if seed == 77:
            for step in range(30):
                time.sleep(0.02)
                progress("generate", step / 30, "growing")
        return super().open(spec, seed, progress)


def test_a_world_that_is_made_does_not_stop_those_that_run() -> None:
    with (
        Server(ServerConfig(port=0, model="test-pattern"), load=PatientWorld) as server,
        Client(server.endpoint, background=True) as player,
        Client(server.endpoint) as other,
    ):
        player.open(**SMALL)
        first = player.next_frame(PATIENCE).id
        seen: list[int] = []

        def told(stage: str, fraction: float, text: str) -> None:
            if player.latest is not None:
                seen.append(player.latest.id)

        other.open(**{**SMALL, "seed": 77}, on_progress=told)
        # Frames of the running world came while the other was being made, not only after it.
        assert len(set(seen)) > 5 and seen[-1] > first


class BrokenWorld(TestPatternWorld):
    """Seed 13 walks off to where there are no numbers; seed 14 fails half-way through a batch, once."""

    failed = False

    def step(self, states: Sequence[WorldState], actions: Sequence[Action]) -> list[list[dict[str, Any]]]:
        events = []
        for state, action in zip(states, actions, strict=True):
            if state.rng[0] == 14 and state.clock[0] >= 10 and len(states) > 1 and not self.failed:
                self.failed = True
                raise ArithmeticError("once")
            events += super().step([state], [action])
            if state.rng[0] == 13 and state.clock[0] >= 10:
                state.player[:3] = np.nan
        return events


def test_a_world_of_no_numbers_is_given_up_and_the_save_before_it_stays(tmp_path: Path) -> None:
    config = ServerConfig(port=0, model="test-pattern", state_dir=tmp_path)
    with Server(config, load=BrokenWorld) as server, Client(server.endpoint) as good:
        good.open(**SMALL)
        with Client(server.endpoint) as bad:
            token = bad.open(**{**SMALL, "seed": 13})["token"]
            with pytest.raises(NacreError) as failed:
                while True:
                    bad.next_frame(PATIENCE)
            assert failed.value.code == "world_failed"
        good.next_frame(PATIENCE)
        with Client(server.endpoint, token) as again:
            assert again.opened["resumed"] and again.opened["tick"] < 10


class SlowlyDrawn(BrokenWorld):
    """Drawing takes longer than the worlds lie apart: their ticks fall due together."""

    def render(self, *given: Any) -> list[Rendered]:
        time.sleep(0.06)
        return super().render(*given)


def test_a_batch_that_fails_half_way_moves_nobody_twice() -> None:
    with (
        Server(ServerConfig(port=0, model="test-pattern"), load=SlowlyDrawn) as server,
        contextlib.ExitStack() as stack,
    ):
        clients = [stack.enter_context(Client(server.endpoint, background=True)) for _ in range(3)]
        for seed, client in zip((1, 2, 14), clients, strict=True):
            client.open(**{**SMALL, "seed": seed}, channels=("rgb", "state"), state_hz=20.0)
        for client in clients:
            client.act(move_z=1.0)
        assert server.engine._model is not None
        for client in clients:
            frame = until(client, lambda frame: frame.header["tick"] > 30)
            world = next(s.playback.world for s in server._io_loop.registry if s.name == client.opened["session"])
            assert world is not None and frame
            ticks, session = (
                world.clock[0],
                next(s for s in server._io_loop.registry if s.name == client.opened["session"]),
            )
            assert abs(session.playback.tick - ticks) <= 1  # read while it runs
        assert isinstance(server.engine._model, BrokenWorld) and server.engine._model.failed


HANGING = """
import time
from nacre.adapters.test_pattern import TestPatternWorld
class Hanging(TestPatternWorld):
    def step(self, states, actions):
        if any(state.clock[0] >= 5 for state in states):
            time.sleep(3600)
        return super().step(states, actions)
"""


def test_a_model_that_hangs_is_ended_by_its_own_watchdog(tmp_path: Path) -> None:
    (tmp_path / "hanging_model.py").write_text(HANGING)
    port = free_port()
    words = ["--model", "hanging_model:Hanging", "--port", str(port), "--hang-seconds", "1", "--no-saves"]
    process = subprocess.Popen(
        [sys.executable, "-m", "nacre.server.main", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    try:
        assert process.stdout is not None and "serving" in process.stdout.readline()
        client = Client(f"tcp://127.0.0.1:{port}", resume_for=0.0).connect()
        client.open(**SMALL)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 75 and "no sign" in errors and "hanging_model.py" in errors
        client.close()
    finally:
        process.kill()
        process.communicate()

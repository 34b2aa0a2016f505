"""A second player in the same world: a body of its own, seen by the other, saved and taken up like the first."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.client import Client, ConnectionLost, Frame, NacreError
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.server.ops.supervisor import free_port
from nacre.server.storage.snapshot import Snapshot, pack, unpack
from nacre.spec import SceneSpec
from nacre.world.interface import Action, Capabilities
from nacre.world.model import Pearl
from nacre.world.state import ENTITY_SLOTS, P_POS, P_YAW
from support.server import PATIENCE, start_server, until

SMALL: dict[str, Any] = {"spec": {}, "seed": 9, "width": 64, "height": 36, "fps": 30.0}
VIEW: dict[str, Any] = {"width": 128, "height": 72, "fps": 30.0, "channels": ("rgb", "entity", "state"), "state_hz": 20}
HOST, GUEST = ENTITY_SLOTS, ENTITY_SLOTS + 1  # slots the bodies are told and drawn under

pytestmark = pytest.mark.timeout(170)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    config = ServerConfig(port=0, model="test-pattern", limits=ServerLimits(sessions=4), state_dir=tmp_path)
    with Server(config) as running:
        yield running


@pytest.fixture
def pair(server: Server) -> Iterator[tuple[Client, Client]]:
    """A player in a world of their own, and a second one who has just joined it; both read on threads of their own."""
    with ExitStack() as stack:
        host, guest = (stack.enter_context(Client(server.endpoint, background=True)) for _ in range(2))
        opened = host.open(**{**SMALL, **VIEW})
        joined = guest.join(opened["guest"], role="player", **VIEW)
        assert (joined["role"], joined["world"], joined["seed"]) == ("player", opened["world"], 9)
        assert joined["token"] not in ("", opened["token"]) and joined["guest"] == ""
        yield host, guest


def walk(client: Client, wanted: Callable[[Frame], Any], **what: float) -> Frame:
    """Keep at it until it is so, then let go; the frame after which it stands."""

    def on(frame: Frame) -> Any:
        client.act(**what)  # type: ignore[arg-type]
        return wanted(frame)

    until(client, on)
    last = client.act()
    before: list[Any] = [None]

    def stands(frame: Frame) -> bool:
        before[:] = [*before[-3:], frame.camera["position"]]
        return frame.header["for_seq"] >= last and before[0] == before[-1]

    return until(client, stands)


def where(client: Client) -> list[float]:
    """Where the client's own body is, by its newest frame."""
    return list(client.next_frame(PATIENCE).camera["position"])


def other(client: Client, slot: int) -> dict[str, Any]:
    """What the client is told of the other player."""
    until(client, lambda _: client.state is not None)
    assert client.state is not None
    (found,) = [one for one in client.state["entities"] if one["slot"] == slot]
    return dict(found)


def test_each_has_a_body_and_sees_the_other(pair: tuple[Client, Client]) -> None:
    host, guest = pair
    there = where(guest)
    assert there[0] == pytest.approx(-1.5) and there[1] == where(host)[1]  # at the host's left, out of their sight
    assert (host.next_frame(PATIENCE).entity != GUEST + 1).all()
    walk(guest, lambda frame: frame.camera["position"][2] < -1.0, move_z=1.0)
    assert where(host)[2] == 0.0  # nobody else was moved
    until(host, lambda frame: other(host, GUEST)["position"][2] < -1.0 and (frame.entity == GUEST + 1).any())
    assert other(host, GUEST)["class"] == "merchant" and other(guest, HOST)["class"] == "knight"
    assert (until(guest, lambda _: True).entity != GUEST + 1).all()  # nobody stands in their own picture
    guest.act(yaw=-2.4)
    until(guest, lambda frame: (frame.entity == HOST + 1).any())
    assert host.status()["viewers"] == 1 and host.status()["sessions"] == 1


def test_one_clock_and_one_cast_for_both(pair: tuple[Client, Client]) -> None:
    host, guest = pair
    seen: list[dict[int, Any]] = [{}, {}]
    for client in pair:
        until(client, lambda _, client=client: client.state is not None)
    end = time.monotonic() + PATIENCE
    while not (both := seen[0].keys() & seen[1].keys()) and time.monotonic() < end:
        for client, told in zip(pair, seen, strict=True):
            client.next_frame(PATIENCE)
            state = client.state
            assert state is not None
            cast = [one for one in state["entities"] if one["slot"] < ENTITY_SLOTS]
            told[state["tick"]] = cast, state["t_world"], state["atmosphere"]["hours"]
    assert both and [seen[0][tick] for tick in both] == [seen[1][tick] for tick in both]
    host.pause()
    time.sleep(0.2)
    assert guest.latest is not None
    stood = guest.latest.id
    guest.act(move_x=1.0)
    time.sleep(0.3)
    assert guest.latest.id == stood  # a world that is paused is so for all
    for ask in (guest.pause, guest.branch, lambda: guest.rewind(1.0), lambda: guest.snapshot("a")):
        with pytest.raises(NacreError) as refused:
            ask()
        assert refused.value.code == "viewers_only"


def test_a_second_player_comes_back_to_where_they_stood(server: Server) -> None:
    with Client(server.endpoint, background=True) as host:
        opened = host.open(**SMALL)
        guest = Client(server.endpoint).connect()
        token = guest.join(opened["guest"], role="player", width=64, height=36)["token"]
        stood = walk(guest, lambda frame: frame.camera["position"][0] < -2.0, move_x=-1.0).camera
        guest.close(keep=True)
        host.next_frame(PATIENCE)
        with Client(server.endpoint, token) as back:
            assert back.opened["resumed"] and back.opened["role"] == "player"
            assert back.next_frame(PATIENCE).camera["position"] == stood["position"]
            host.end()
            with pytest.raises(ConnectionLost) as over:
                while True:
                    back.next_frame(PATIENCE)
            assert over.value.code == "closed"
        with pytest.raises(NacreError) as gone:
            Client(server.endpoint, token).connect()
        assert gone.value.code == "session_expired"


def test_saves_and_rewinds_hold_both_bodies(pair: tuple[Client, Client]) -> None:
    host, guest = pair
    began = where(guest)
    host.snapshot("both")
    tick = host.next_frame(PATIENCE).header["tick"]
    for client in pair:
        walk(client, lambda frame: frame.header["tick"] > tick + 25 and frame.camera["position"][2] < -1.0, move_z=1.0)
    host.restore("both")
    until(guest, lambda frame: frame.camera["position"] == began)
    until(host, lambda frame: frame.camera["position"][2] == 0.0)
    far = walk(guest, lambda frame: frame.camera["position"][2] < -2.0, move_z=1.0).camera["position"]
    host.rewind(30.0)
    until(guest, lambda frame: frame.camera["position"] != far and frame.camera["position"][2] > -0.5)


@pytest.mark.parametrize("first", ["host", "guest"])
def test_after_kill_9_both_are_taken_up_whoever_comes_first(tmp_path: Path, first: str) -> None:
    port = free_port()
    process = start_server(port, tmp_path)
    endpoint = f"tcp://127.0.0.1:{port}"
    try:
        tokens, stood = {}, {}
        with ExitStack() as stack:
            # Read on threads of their own: one who takes no frames lets the world stand still.
            lost = {"background": True, "resume_for": 0.0}
            host, guest = (stack.enter_context(Client(endpoint, **lost)) for _ in range(2))
            tokens["host"] = host.open(**SMALL)["token"]
            tokens["guest"] = guest.join(host.opened["guest"], role="player", width=64, height=36)["token"]
            for client, way in ((host, 1.0), (guest, -1.0)):
                walk(client, lambda frame: abs(frame.camera["position"][2]) > 1.0, move_z=way)
            end = time.monotonic() + 2.5  # a save is at most a second old
            until(guest, lambda _: time.monotonic() > end)
            stood = {"host": where(host), "guest": where(guest)}
            process.send_signal(signal.SIGKILL)
            process.wait(30)
        process.stdout.close() if process.stdout is not None else None
        process = start_server(port, tmp_path)
        with ExitStack() as stack:
            if first == "guest":
                with pytest.raises(NacreError) as early:
                    Client(endpoint, tokens["guest"], resume_for=0.0).connect(2.0)
                assert early.value.code in ("session_elsewhere", "connection_lost", "no_answer")
            again = {"background": True}
            back = {who: stack.enter_context(Client(endpoint, tokens[who], **again)) for who in ("host", "guest")}
            for who, client in back.items():
                # the camera lies between two equal ticks: its last bit depends on the moment
                assert client.opened["resumed"] and where(client) == pytest.approx(stood[who], abs=1e-9), who
            assert back["guest"].opened["epoch"] == 1
            newest = back["guest"].next_frame(PATIENCE).id
            until(back["guest"], lambda frame: frame.id > newest + 2)
    finally:
        process.kill()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


class Alone(TestPatternWorld):
    """A model that knows one body to a world."""

    def caps(self) -> Capabilities:
        return Capabilities("alone")


def test_a_model_for_one_body_says_so() -> None:
    with Server(ServerConfig(port=0, model=f"{__name__}:Alone")) as server, Client(server.endpoint) as host:
        guest = host.open(**SMALL)["guest"]
        with Client(server.endpoint) as second:
            with pytest.raises(NacreError) as refused:
                second.join(guest, role="player", width=64, height=36)
            assert refused.value.code == "unsupported" and "viewer" in refused.value.hint
            assert second.join(guest, width=64, height=36)["role"] == "viewer"


def test_the_bodies_of_a_save_come_back_bit_for_bit() -> None:
    model = TestPatternWorld()
    host = model.open(SceneSpec(), 3, lambda *_: None)
    body = model.join(host, None, lambda *_: None)
    model.step([host, body], [Action(move_z=1.0), Action(move_x=1.0, jump=True)])
    back = unpack(pack(Snapshot(host, "m", {}, {"abc": body})))
    left, right = back.bodies["abc"].arrays(), body.arrays()
    assert left.keys() == right.keys() and all(np.array_equal(left[name], right[name]) for name in right)
    assert np.array_equal(back.state.player, host.player) and unpack(pack(Snapshot(host, "m", {}))).bodies == {}


@pytest.mark.timeout(600)  # on a cold machine it compiles the kernels
def test_two_bodies_in_a_generated_world() -> None:
    """The shipped networks: two walk apart through the same land, and company changes nobody's own bits."""
    pearl = Pearl.load()
    first = pearl.open(SceneSpec(biome="meadow"), 5)
    began = first.copy()
    for _ in range(10):
        pearl.step([first], [Action(move_z=1.0)])
    host = pearl.restore(began)
    guest = pearl.join(host)
    way = guest.player[P_POS] - host.player[P_POS]
    assert 1.0 < np.hypot(way[0], way[2]) < 2.0 and abs(way[1]) < 1.0
    for _ in range(10):
        pearl.step([host, guest], [Action(move_z=1.0), Action()])
    assert np.array_equal(first.player, host.player) and np.array_equal(first.entities, host.entities)
    assert np.array_equal(guest.clock, host.clock) and guest.populated.size == 0
    back = host.player[P_POS] - guest.player[P_POS]
    guest.player[P_YAW] = np.arctan2(-back[0], -back[2])
    host.player[P_YAW] = guest.player[P_YAW] + np.pi
    seen = pearl.render([guest, host], [None, None], (160, 90), [1.0, 1.0])
    assert (seen[0].entity == HOST + 1).sum() > 20 and (seen[1].entity == GUEST + 1).sum() > 20
    assert not (seen[0].entity == GUEST + 1).any() and not (seen[1].entity == HOST + 1).any()
    cast = [one["slot"] for one in pearl.describe(guest)["entities"]]
    assert HOST in cast and GUEST not in cast
    pearl.join(first, guest)  # as when a rewound state takes the host's place
    assert GUEST in [one["slot"] for one in pearl.describe(first)["entities"]]
    assert GUEST not in [one["slot"] for one in pearl.describe(host)["entities"]]
    for state in (first, host, guest):
        pearl.forget(state)

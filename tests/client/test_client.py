"""The Python client against a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from nacre.client.client import Client, ConnectionLost, NacreError, NacreTimeout
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig

SMALL = {"spec": {"biome": "forest"}, "seed": 9, "width": 64, "height": 36, "fps": 60.0}


pytestmark = pytest.mark.timeout(170)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(ServerConfig(port=0, model="test-pattern", limits=ServerLimits(sessions=32))) as running:
        yield running


@pytest.mark.parametrize("background", [False, True])
def test_walk_and_look(server: Server, background: bool) -> None:
    said: list[tuple[str, float, str]] = []
    with Client(server.endpoint, background=background) as client:
        opened = client.open(
            **SMALL,
            channels=("rgb", "depth", "entity", "state"),
            on_progress=lambda *words: said.append(words),
        )
        assert opened["seed"] == 9 and opened["spec"]["biome"] == "forest" and said[-1][0] == "generate"
        ids = []
        for frame in client.frames():
            client.act(move_z=1.0, yaw=0.01)
            ids.append(frame.id)
            if len(ids) == 40:
                break
        assert ids == sorted(set(ids))
        assert frame.rgb.shape == (36, 64, 3) and frame.rgb.dtype == np.uint8
        assert frame.depth is not None and frame.depth.dtype == np.float16 and frame.depth.shape == (36, 64)
        assert frame.entity is not None and frame.entity.max() <= 1
        assert frame.latency is not None and frame.latency > 0.0
        assert frame.camera["yaw"] == pytest.approx(0.01 * frame.header["for_seq"], abs=1e-9)
        assert frame.camera["position"][2] < -0.5
        assert client.state is not None and client.state["player"]["position"][2] < 0
        assert client.status()["state"] == "running"


def test_lockstep_gives_one_frame_for_each_act(server: Server) -> None:
    pictures = []
    for _ in range(2):
        with Client(server.endpoint) as client:
            client.open(**SMALL, deterministic=True)
            run = []
            for number in range(10):
                seq = client.act(move_z=1.0, yaw=0.02 * number)
                frame = client.next_frame()
                assert (frame.header["for_seq"], frame.header["tick"]) == (seq, number + 1)
                run.append(frame.parts)
            with pytest.raises(NacreTimeout):
                client.next_frame(timeout=0.2)
            pictures.append(run)
    assert pictures[0] == pictures[1]


def test_jpeg_shows_the_same_picture(server: Server) -> None:
    shown = []
    for codec in ("rgba8", "jpeg"):
        with Client(server.endpoint) as client:
            client.open(**{**SMALL, "width": 320, "height": 180}, deterministic=True, codec=codec)
            client.act()
            shown.append(client.next_frame().rgb.astype(float))
    assert shown[0].shape == shown[1].shape
    assert 0.0 < np.abs(shown[0] - shown[1]).mean() < 6.0


def test_refusals_are_typed(server: Server) -> None:
    with Client(server.endpoint) as client:
        for body, code in (
            ({"prompt": "x" * 10_000}, "prompt_too_long"),
            ({}, "nothing_to_open"),
            ({**SMALL, "width": 65}, "bad_size"),
            ({"spec": {"biome": "nowhere"}}, "bad_spec"),
        ):
            with pytest.raises(NacreError) as refused:
                client.open(**body)
            assert refused.value.code == code and refused.value.hint and not refused.value.fatal
        client.open(**SMALL)
        client.next_frame()
        with pytest.raises(NacreError, match="already"):
            client.open(**SMALL)
        client.end()
        client.open(**SMALL)
        client.next_frame()


def test_nobody_answers() -> None:
    with pytest.raises(NacreTimeout, match="nacre serve"):
        Client("tcp://127.0.0.1:1").connect(timeout=0.3)
    with pytest.raises(NacreError) as refused:
        Client("nonsense").connect()
    assert refused.value.code == "bad_endpoint"
    with pytest.raises(ConnectionLost, match="connect"):
        Client().act()


@pytest.mark.parametrize("background", [False, True])
def test_leaving_and_coming_back(server: Server, background: bool) -> None:
    client = Client(server.endpoint, background=background).connect()
    token = client.open(**SMALL)["token"]
    client.act(move_z=1.0)
    before = client.next_frame().id
    client.close(keep=True)
    client.close()
    time.sleep(0.2)
    with Client(server.endpoint, token, background=background) as again:
        assert again.opened["resumed"] and again.opened["frame"] >= before
        assert again.next_frame().id > before
    with pytest.raises(NacreError) as refused:
        Client(server.endpoint, token).connect()
    assert refused.value.code == "session_expired"


def test_the_newest_frame_wins_in_the_background(server: Server) -> None:
    with Client(server.endpoint, background=True) as client:
        client.open(**SMALL)
        first = client.next_frame()
        time.sleep(0.5)
        late = client.next_frame()
        now = client.next_frame()
        # Half a second was not read; what came then was new, and nothing old was queued behind it.
        assert late.id - first.id > 2 and now.id > late.id and client.latest is not None


def test_a_server_that_stops_ends_the_session() -> None:
    with Server(ServerConfig(port=0, model="test-pattern")) as server:
        client = Client(server.endpoint, resume_for=0.5).connect()
        client.open(**SMALL)
        client.next_frame()
    try:
        with pytest.raises(ConnectionLost) as lost:
            while True:
                client.next_frame(timeout=5.0)
        assert lost.value.code == "shutdown"
    finally:
        client.close()


def test_a_camera_alone_gives_no_frame_in_lockstep_and_that_is_said() -> None:
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        client.open(spec={}, seed=1, width=64, height=36, deterministic=True)
        client.view((1.0, 2.0, 3.0))
        with pytest.raises(NacreTimeout, match="only `act` gives a frame"):
            client.next_frame(0.3)
        client.act()
        assert client.next_frame(20.0).header["camera"]["position"] == [1.0, 2.0, 3.0]

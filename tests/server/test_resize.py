"""Pictures of another size in the middle of a session: the same world, the same place."""

from __future__ import annotations

import pytest

from nacre.client import Client, NacreError
from nacre.server.main import Server, ServerConfig


def test_frames_change_their_size_and_nothing_else() -> None:
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        opened = client.open("a meadow", seed=3, width=128, height=72, codec="rgba8")
        for _ in range(8):
            client.act(move_z=1.0)
            before = client.next_frame()
        answer = client.resize(64, 96)
        assert (answer["width"], answer["height"]) == (64, 96)
        while (frame := client.next_frame()).rgb.shape[:2] != (96, 64):
            client.act(move_z=1.0)
        assert frame.id > before.id and frame.camera["position"][2] <= before.camera["position"][2]
        assert client.opened["session"] == opened["session"]
        for size in ((2048, 72), (128, 2000)):
            with pytest.raises(NacreError) as refusal:
                client.resize(*size)
            assert refusal.value.code == "bad_size"
        assert client.next_frame().rgb.shape[:2] == (96, 64)


def test_there_is_nothing_to_resize_without_a_world() -> None:
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        with pytest.raises(NacreError) as refusal:
            client.resize(128, 72)
        assert refusal.value.code == "no_world"

"""What the server answers to a prompt of which it understood nothing."""

from __future__ import annotations

import pytest

from nacre.client import Client, NacreError
from nacre.prompts import understand
from nacre.server.main import Server, ServerConfig


def test_nothing_understood_is_a_question_and_anyway_is_a_world() -> None:
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        with pytest.raises(NacreError) as refusal:
            client.open("xqzv wrpl", width=64, height=36)
        assert refusal.value.code == "not_understood" and not refusal.value.fatal
        offers = list(understand("xqzv wrpl").offers)
        assert len(offers) == 3
        opened = client.open("xqzv wrpl", width=64, height=36, anyway=True)
        assert opened["understood"] == [] and opened["ignored"] == ["xqzv", "wrpl"]
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        opened = client.open(offers[0], width=64, height=36)
        assert opened["understood"] and opened["ignored"] == []

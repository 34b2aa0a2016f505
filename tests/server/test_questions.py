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
        assert len(offers) == 3 and list(refusal.value.offers) == offers
        opened = client.open("xqzv wrpl", width=64, height=36, anyway=True)
        assert opened["understood"] == [] and opened["ignored"] == ["xqzv", "wrpl"]
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        opened = client.open(offers[0], width=64, height=36)
        assert opened["understood"] and opened["ignored"] == []


@pytest.mark.parametrize(
    ("prompt", "unmet"),
    [
        ("a dog beside a campfire, a house", ["a dog beside the campfire"]),
        ("ein Hund neben einem Lagerfeuer, ein Haus", ["Hund \u2013 neben \u2013 Lagerfeuer"]),
        ("a quiet meadow", []),
    ],
)
def test_what_does_not_stand_as_asked_is_told_in_the_prompts_language(prompt: str, unmet: list[str]) -> None:
    # the test pattern places nothing, so nothing stands by anything
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        assert client.open(prompt, width=64, height=36)["unmet"] == unmet


def test_chips_are_in_the_prompts_language() -> None:
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        opened = client.open("drei rote H\u00e4user im Nebel", width=64, height=36)
        assert {(c["text"], c["value"]) for c in opened["understood"]} >= {
            ("H\u00e4user", "3 \u00d7 Haus"), ("Nebel", "nebel"), ("rote", "rot"),
        }  # fmt: skip

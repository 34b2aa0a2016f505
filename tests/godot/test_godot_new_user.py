"""What somebody new to the Godot addon does to it, in a real headless Godot against real servers."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from nacre.client.client import Client
from support.godot import NOISE, Godot, Playing, Served, said

SCRIPT = "run_new_user.gd"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served("--sessions", "8") as running:
        yield running


@pytest.fixture(scope="module")
def small() -> Iterator[Served]:
    with Served("--sessions", "2") as running:
        yield running


# What the engine's own WebSocket says of a web server that is no bridge; nobody can keep it from that.
NO_WEBSOCKET = re.compile(r"^ERROR: Invalid (protocol\. Got|response headers|status code).*$", re.MULTILINE)


def _told(godot: Godot, *arguments: str, timeout: float = 60.0) -> tuple[list[dict[str, Any]], str]:
    """What a scenario said, and all it printed; warnings are those the addon means to give."""
    command = godot.command("--script", f"res://tests/{SCRIPT}", "--", *arguments)
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    output = NO_WEBSOCKET.sub("", done.stdout + done.stderr)
    assert done.returncode == 0 and not NOISE.search(output), output[-4000:]
    return said(done.stdout), output


def _room(server: Served, worlds: int) -> None:
    """Wait until no more than so many worlds are open: what was closed is gone a moment later."""
    with Client(server.endpoint) as looker:
        until = time.monotonic() + 20.0
        while looker.status()["sessions"] > worlds:
            assert time.monotonic() < until
            time.sleep(0.1)


def _warnings(output: str) -> list[str]:
    return re.findall(r"^WARNING: (Nacre.*)", output, re.MULTILINE)


def test_the_newest_wish_wins(godot: Godot, server: Served) -> None:
    told, output = _told(godot, server.endpoint, "wishes")
    assert told[0] == {"while_opening": True, "seed": 9, "state": "PLAYING"}
    assert told[1] == {"rounds": [True] * 6, "state": "PLAYING"}
    # Changing one's mind is no failure.
    assert told[2] == {"closed": True, "failed": []} and not _warnings(output)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_any_walk_ends_where_it_was_wished(godot: Godot, server: Served, seed: str) -> None:
    told, _ = _told(godot, server.endpoint, "by_chance", seed, timeout=120)
    assert told[0]["wrong"] == [] and told[0]["failed"] == []


def test_refusals_are_seen(godot: Godot, small: Served) -> None:
    with Client(small.endpoint) as one, Client(small.endpoint) as other:
        one.open("a meadow", width=64, height=36)
        other.open("a meadow", width=64, height=36)
        told, output = _told(godot, small.endpoint, "refused", "10", "a meadow")
    _room(small, 0)
    assert [code for code, _, _ in told[0]["failed"]] == ["too_many_sessions"]
    assert "too_many_sessions" in told[0]["report"] and told[0]["failed"][0][2] in told[0]["report"]
    # It is asked again when the server said so.
    assert "trying again in" in told[0]["report"] and told[1] == {"again": 1}
    assert len([line for line in _warnings(output) if "too_many_sessions" in line]) == 2
    told, output = _told(godot, small.endpoint, "refused", "10", "xqzv wrpl")
    assert [code for code, _, _ in told[0]["failed"]] == ["not_understood"] and told[1] == {"again": 1}
    assert "not_understood" in told[0]["report"] and len(_warnings(output)) == 2


def test_a_wrong_token_is_told_once(godot: Godot, tmp_path: Path) -> None:
    tokens = tmp_path / "tokens"
    tokens.write_text("abcdefghijklmnopqrstuvwxyz012345\n", "utf-8")
    tokens.chmod(0o600)
    with Served("--token-file", str(tokens)) as closed:
        told, output = _told(godot, closed.endpoint, "refused", "10", "a meadow")
    assert [code for code, _, _ in told[0]["failed"]] == ["unauthorised"] and told[0]["state"] == "FAILED"
    assert "unauthorised" in told[0]["report"] and len(_warnings(output)) == 2


def test_whatever_is_refused_is_told_once_and_nobody_waits_for_ever(godot: Godot, server: Served) -> None:
    told, output = _told(godot, server.endpoint, "asks_in_vain")
    codes = {"snapshot": "bad_name", "restore": "no_saves", "teleport": "bad_value", "direct": "unsupported"}
    codes |= {"say": "unsupported", "unknown": "unsupported", "size": "bad_size"}
    assert told[0].pop("before") == "not_connected" and told[0].pop("playing")
    # the server's own answer where that comes before the line is closed
    assert told[0].pop("under_way") in (["not_connected"], ["no_saves"])
    assert told[0].pop("heard") == list(codes.values()) and told[0] == codes
    assert len(_warnings(output)) == 1 + len(codes)


class _Page(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_addresses_that_are_none(godot: Godot, server: Served) -> None:
    wrong = ["none", "http://127.0.0.1:80", "tcp://127.0.0.1:99999", "ws://", "tcp://::::", "ftp://x"]
    wrong += ["127.0.0.1:", "tcp://127.0.0.1:-5", "tcp://[::1", "tcp://user@host:80", "tcp://127.0.0.1:5577/ws"]
    told, output = _told(godot, server.endpoint, "addresses", "0", *wrong)
    for address, one, mended in zip(wrong, told[::2], told[1::2], strict=True):
        assert one["address"] == address and mended == {"mended": True}
        assert [failed[0] for failed in one["failed"]] == ["bad_endpoint"], one
        assert "tcp://" in one["failed"][0][1] + one["failed"][0][2] and one["state"] == "FAILED"
        assert one["failed"][0][1] in one["report"]
    assert len(_warnings(output)) == len(wrong)


def test_the_projects_own_address(godot: Godot, server: Served) -> None:
    told, output = _told(godot, server.endpoint, "setting")
    assert told[0] == {"playing": True, "address": server.endpoint, "failed": []} and not _warnings(output)


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("tcp://127.0.0.1:{}", "not_zmtp", ("HTTP", "nacre serve")),
        (
            "ws://127.0.0.1:{}/ws",
            "cannot_connect",
            ("no bridge answers", "another program", "nacre play"),
        ),
    ],
)
def test_a_port_that_speaks_http(godot: Godot, server: Served, address: str, code: str, words: tuple[str, ...]) -> None:
    page = HTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=page.serve_forever, daemon=True).start()
    try:
        told, _ = _told(godot, server.endpoint, "addresses", "0", address.format(page.server_port))
    finally:
        page.shutdown()
        page.server_close()
    ((told_code, text, hint),) = told[0]["failed"]
    assert told_code == code and all(word in text + hint for word in words)
    assert told[1] == {"mended": True}


@pytest.mark.parametrize("moment", ["playing", "opening"])
def test_stopped_the_hard_way_and_started_again(godot: Godot, small: Served, moment: str) -> None:
    """As the editor's Stop does, more often than the server has room."""
    _room(small, 1)
    for _ in range(3):
        with Playing(godot, small.endpoint, "killed", "1" if moment == "playing" else "0", script=SCRIPT) as game:
            assert game.until_it_says(moment) == {moment: True, "failed": []}


def test_a_second_game_leaves_the_first_alone(godot: Godot, server: Served) -> None:
    with (
        Client(server.endpoint) as looker,
        Playing(godot, server.endpoint, "killed", "1", script=SCRIPT) as one,
        Playing(godot, server.endpoint, "killed", "1", script=SCRIPT) as two,
    ):
        assert one.until_it_says("playing")["playing"] and two.until_it_says("playing")["playing"]
        before = looker.status()["sessions"]
        with Playing(godot, server.endpoint, "killed", "1", script=SCRIPT) as three:
            assert three.until_it_says("playing")["playing"]
            assert looker.status()["sessions"] == before + 1


def test_left_while_opening(godot: Godot, server: Served) -> None:
    told, _ = _told(godot, server.endpoint, "left")
    assert told[0] == {"playing": True, "failed": []}


def test_what_was_taken_is_given_back(godot: Godot, server: Served) -> None:
    told, _ = _told(godot, server.endpoint, "gives_back")
    assert told[0].pop("quad") is False
    assert all(told[0].values()) and len(told[0]) == 12, told[0]


def test_moved_in_the_tree_paused_and_turned(godot: Godot, server: Served) -> None:
    told, output = _told(godot, server.endpoint, "moves")
    assert told[0].pop("out") == "OFFLINE" and told[0].pop("failed") == []
    assert all(told[0].values()), told[0]
    assert not _warnings(output)


def test_a_connection_that_outlives_scenes(godot: Godot, server: Served) -> None:
    told, output = _told(godot, server.endpoint, "scenes")
    assert told[0] == {"same": True, "other": True, "resumed": [False, True, False]} and not _warnings(output)


def test_own_nodes_are_freed_at_any_time(godot: Godot, server: Served) -> None:
    told, _ = _told(godot, server.endpoint, "freed")
    assert told[0]["gone"] and told[-1] == {"alive": True}

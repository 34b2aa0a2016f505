"""The Godot addon's nodes in a real headless Godot against real servers."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.client.client import Client
from support.godot import Godot, Playing, Served, free_port, said


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served("--sessions", "32") as running:
        yield running


def test_nodes_without_a_server(godot: Godot) -> None:
    done = godot.run("--script", "res://tests/run_logic.gd")
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    assert int(done.stdout.split("CHECKS ")[1].split()[0]) > 100
    # scenes that are none are told once each, however many states name them
    told = re.findall(r"^WARNING: NacreEntities: the scene for (\w+) is no Node3D", done.stderr, re.MULTILINE)
    assert told == ["sheep", "dog", "house", "cow"]


def test_scenes_of_its_own_stand_for_things_and_parts(godot: Godot) -> None:
    assert int(godot.script("run_kitbash.gd").split("CHECKS ")[1].split()[0]) >= 20


def _check_walk(told: list[dict[str, Any]], speed: float) -> None:
    assert told[0]["open"]
    walk = told[1]
    assert walk["frames"] > 5 and walk["states"] > 5 and walk["size"] == [128, 72]
    assert walk["walked"] > speed
    # Every frame is acknowledged: no more than the credit is ever under way.
    # One more than was counted may have come before the counting began.
    assert walk["received"] >= walk["frames"] - 1 and walk["in_flight"] <= 2
    assert walk["unacknowledged"] == 0 and walk["missing"] == 0
    assert walk["oldest"] < 10.0 and 0.0 < walk["latency"] < 10000.0
    # Between two states the player walks on.
    assert 0.5 < walk["feet_to_eyes"] < 3.5 and walk["camera_off"] < 1.0
    # The camera is turned ahead of the frame by what the server has not shown yet, and by no more.
    assert walk["yaw_off"] < 0.6
    assert re.search(r"frames/s.*\n.*ms input to frame", walk["report"])
    assert told[2] == {"state": "OFFLINE"}


def test_walk(godot: Godot, server: Served) -> None:
    told = said(godot.script("run_nodes.gd", server.endpoint, "walk", "4"))
    _check_walk(told, 3.0)
    assert told[1]["entities"] == told[1]["slot_listed"] == 1


def test_same_session_as_the_python_client(godot: Godot, server: Served) -> None:
    told = said(godot.script("run_nodes.gd", server.endpoint, "lockstep"))[0]
    assert len(told["frames"]) == 40
    with Client(server.endpoint) as client:
        client.open(
            "a meadow", seed=7, width=128, height=72, deterministic=True, channels=("rgb", "depth", "entity", "state")
        )
        for number, theirs in enumerate(told["frames"]):
            # Godot's vectors are of single precision: the same numbers to the last bit.
            yaw, pitch = (float(np.float32(angle)) for angle in (0.01 * number, -0.005))
            client.act(move_x=0.25, move_z=1.0, jump=number % 9 == 0, sprint=number > 20, yaw=yaw, pitch=pitch)
            frame = client.next_frame()
            assert (theirs["tick"], theirs["seq"]) == (frame.header["tick"], frame.header["for_seq"])
            assert theirs["sums"] == [hashlib.md5(part).hexdigest() for part in frame.parts]
            assert theirs["at"] == pytest.approx(frame.camera["position"], abs=1e-4)
            assert theirs["yaw"] == pytest.approx(frame.camera["yaw"], abs=1e-9)
        client.status()
        assert client.state is not None
        for name, value in client.state["player"].items():
            assert told["state"]["player"][name] == pytest.approx(value, abs=1e-9), name
        assert told["state"]["tick"] == client.state["tick"]


@pytest.mark.parametrize("how", ["killed", "stopped"])
@pytest.mark.parametrize("keeps", [False, True], ids=["forgets", "keeps"])
def test_a_server_that_went_is_found_again(godot: Godot, tmp_path: Path, keeps: bool, how: str) -> None:
    port, state = free_port(), tmp_path if keeps else None
    with Served(port=port, state=state) as first, Playing(godot, first.endpoint, "loss", "30") as game:
        game.until_it_says("playing")
        time.sleep(2.0 if keeps else 0.0)
        first.kill() if how == "killed" else first.stop()
        assert game.until_it_says("lost")["lost"]
        held = game.until_it_says("held")
        assert held["held"] and "connection lost" in held["report"]
        time.sleep(0.5)
        with Served(port=port, state=state):
            ready = time.monotonic()
            back = game.until_it_says("back")
            took = time.monotonic() - ready
            # The same world either way; the same session where the server keeps sessions.
            assert back == {"back": True, "same": True, "resumed": keeps}
            changes = game.until_it_says("changes")
            game.end()
    assert took < 2.0
    assert changes["changes"].count("RECONNECTING") == 1
    # The same trouble is told once, however often it was tried.
    assert changes["told"].count("cannot_connect") <= 1


def test_after_a_stall_nothing_old_is_shown(godot: Godot, server: Served) -> None:
    """Two games at once: one whose main thread stands still for 5 s, one whose whole process is stopped for 4 s."""
    with (
        Playing(godot, server.endpoint, "stall", "5") as stalled,
        Playing(godot, server.endpoint, "frozen", "7") as frozen,
    ):
        frozen.until_it_says("playing")
        time.sleep(1.0)
        os.kill(frozen.process.pid, signal.SIGSTOP)
        time.sleep(4.0)
        os.kill(frozen.process.pid, signal.SIGCONT)
        worst = frozen.until_it_says("worst")
        frozen.end()
        fresh = stalled.until_it_says("age")
        stalled.end()
    # The thread went on: what is shown after waking was drawn less than two intervals before.
    assert fresh["state"] == "PLAYING" and fresh["age"] < 2 * fresh["interval"] and fresh["waited"] < 1.0
    # Two frames were under way when it froze: neither may be shown four seconds late.
    assert worst["worst"] < 2 * worst["interval"] and worst["frames"] > 10


def test_scenes_come_and_go_without_a_trace(godot: Godot, server: Served) -> None:
    told = said(godot.script("run_nodes.gd", server.endpoint, "cycles", timeout=90))[0]
    assert told["late"][0] <= told["early"][0] and told["late"][1] <= told["early"][1]
    assert told["late"][2] <= told["early"][2] + 3


def test_bake(godot: Godot, server: Served) -> None:
    told = said(godot.script("run_nodes.gd", server.endpoint, "bake"))[0]
    assert told["level"] and told["cells"] == 64
    # The pattern's floor is flat at 0; half floats at 36 m are 3 cm apart. The cube is a character and left out.
    assert -0.05 < told["lowest"] <= told["highest"] < 0.05
    assert abs(told["hit"]) < 0.05 and abs(told["ground"]) < 0.05
    assert told["polygons"] == 63 * 63 and told["spawns"] > 10
    assert told["characters"] == 1 and told["nodes_again"] == 6
    # Nobody sees the survey, and the player's eyes are back after it.
    assert told["seen_from_above"] == 0 and told["given_back"]
    assert told["over"]


def test_what_was_not_understood_is_asked_and_told(godot: Godot, server: Served) -> None:
    told = said(godot.script("run_nodes.gd", server.endpoint, "asks"))[0]
    assert len(told["offers"]) == 3 and told["offers"][0] in told["asked"]
    assert told["ignored"] == ["xqzv"] and told["unmet"] == ["a dog beside the campfire"]
    assert "not understood: xqzv" in told["told"] and "not possible here: a dog beside the campfire" in told["told"]


def test_dock(godot: Godot, server: Served) -> None:
    told = said(godot.script("run_nodes.gd", server.endpoint, "dock"))[0]
    assert told["pattern"] == [320, 180] and told["seen"] and told["handshake"] >= 3
    assert "Seed 11" in told["status"]
    assert told["saved"] == 0 and told["kept"][:2] == [11, "a quiet meadow"] and told["kept"][2] > 3
    assert told["baked"]


def test_recorder(godot: Godot, tmp_path: Path) -> None:
    told = said(godot.script("run_nodes.gd", str(tmp_path), "record", "2"))[0]
    episode = Path(told["folder"])
    about = json.loads((episode / "episode.json").read_text("utf-8"))
    steps = [json.loads(line) for line in (episode / "steps.jsonl").read_text("utf-8").splitlines()]
    assert told["started"] and told["steps"] == len(steps) > 3
    assert about["width"] == 128 and about["about"] == {"caption": "a sheep walks"}
    assert [step["step"] for step in steps] == list(range(len(steps)))
    yaws = [step["camera"]["yaw"] for step in steps]
    assert yaws[-1] > yaws[0] and steps[3]["state"][0]["class"] == "sheep"
    assert steps[-1]["state"][0]["position"][0] == pytest.approx(yaws[-1], abs=1e-3)


@pytest.fixture(scope="module")
def pearl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(model="pearl", state=tmp_path_factory.mktemp("pearl"), port=free_port()) as running:
        yield running


def _looked_on(endpoint: str, guest: str, seconds: float) -> dict[int, dict[str, Any]]:
    """The states by tick that the Python client sees as a guest of a world."""
    seen: dict[int, dict[str, Any]] = {}
    with Client(endpoint) as client:
        client.join(guest, width=64, height=36, fps=20.0, channels=("rgb", "state"), state_hz=20.0)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            # The world may still be drawn, and another test may need the same processors.
            client.next_frame(60.0)
            if client.state is not None:
                seen[client.state["tick"]] = client.state
    return seen


def test_walk_in_the_shipped_model(godot: Godot, pearl: Served, tmp_path: Path) -> None:
    """Half a minute, while the Python client looks on: every frame acknowledged, and both see the same state."""
    log = tmp_path / "states.jsonl"
    with Playing(godot, pearl.endpoint, "walk", "30", str(log)) as game:
        guest = game.until_it_says("open")
        theirs = _looked_on(pearl.endpoint, guest["guest"], 28.0)
        walk = game.until_it_says("walked")
        ended = game.until_it_says("state")
        game.end()
    _check_walk([guest, walk, ended], 0.5)
    ours = {state["tick"]: state for state in map(json.loads, log.read_text("utf-8").splitlines())}
    both = sorted(ours.keys() & theirs.keys())
    # Ten states a second here, every tick there; a busy machine may leave some out.
    assert len(both) > 100 and both[-1] - both[0] > 400
    for tick in both:
        for part in ("player", "entities", "objects", "atmosphere"):
            assert ours[tick][part] == theirs[tick][part], (tick, part)


def test_the_camera_leaves_the_world_behind(godot: Godot, pearl: Served) -> None:
    done = godot.run("--script", "res://tests/run_new_user.gd", "--", pearl.endpoint, "teleports", timeout=120)
    told = said(done.stdout)[0]
    assert "teleport" in told.pop("report")
    assert told == {
        "at_first": False, "outside": True, "answer": "teleported", "at_once": True, "arrived": True, "inside": True,
        "failed": [],
    }  # fmt: skip
    assert len(re.findall("^WARNING: NacreWorld: the camera is", done.stderr, re.MULTILINE)) == 1


def test_shipped_model_killed(godot: Godot, pearl: Served) -> None:
    """kill -9: the last frame is held, the server is found again at once, and the same session goes on.

    Before the first frame the server composes the world anew, which takes it seconds on two cores.
    """
    with Playing(godot, pearl.endpoint, "loss", "90") as game:
        game.until_it_says("playing")
        time.sleep(3.0)
        pearl.kill()
        assert game.until_it_says("lost")["lost"]
        assert game.until_it_says("held")["held"]
        with Served(model="pearl", state=pearl.state, port=pearl.port):
            ready = time.monotonic()
            assert game.until_it_says("found")["found"]
            took = time.monotonic() - ready
            back = game.until_it_says("back")
            print(f"found after {took:.2f} s, first picture after {time.monotonic() - ready:.2f} s")
            game.end()
    assert took < 2.0
    assert back == {"back": True, "same": True, "resumed": True}

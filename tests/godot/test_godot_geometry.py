"""The world in the engine: a real Godot builds a generated village from its geometry, a hero of its own walks in it,
and its pictures stand beside the server's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nacre.client.client import Client
from support.godot import PROJECT, REPOSITORY, Godot, Served, find_godot, imported, said

PROMPT, SEED = "a village by a river with a bridge", 7
PATIENCE = 240.0  # seconds; on a machine with cold caches the first world takes minutes

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served(model="pearl") as running:
        # the first world of a machine compiles and fills caches; engines need not wait for that
        with Client(running.endpoint) as client:
            client.open(PROMPT, seed=SEED, channels=("geometry", "depth"), width=64, height=36, timeout=PATIENCE)
            client.wait_for(lambda: bool(client.scenery.horizon), PATIENCE)
        yield running


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Godot:
    """The example's project, and in it the script that plays it."""
    binary = find_godot()
    if binary is None:
        pytest.skip("no Godot found (set GODOT=/path/to/godot)")
    made = imported(binary, REPOSITORY / "examples" / "godot_hero", tmp_path_factory.mktemp("hero") / "game")
    (made.project / "tests").mkdir()
    for name in ("run_hero.gd", "figures.gd"):
        shutil.copy(PROJECT / "tests" / name, made.project / "tests")
    return made


def test_the_examples_hero_walks_into_a_house_up_its_stairs_and_over_a_bridge(game: Godot, server: Served) -> None:
    told = said(game.script("run_hero.gd", server.endpoint, PROMPT, str(SEED), timeout=PATIENCE))[-1]
    assert told["moved"] == 0.0, "the world comes to the hero, not the hero to the world"
    assert told["stood"]
    assert told["entered"]["through"], "the way to the top floor leads through the door"
    assert told["entered"]["inside"] and told["entered"]["up"], told
    assert told["entered"]["risen"] > 2.5, told
    assert told["bridge"]["across"] and told["bridge"]["above"] > 1.0, told
    assert told["lowest"] > -0.25, "nothing is fallen through"
    assert told["walked"] >= 300.0
    assert told["crowded"]["edges"] > 500 and told["crowded"]["crowded"] == 0, told["crowded"]
    assert told["off"] < 0.5, "the server's player is where the hero is"


def _draw(godot: Godot, endpoint: str, folder: Path) -> list[dict[str, Any]]:
    windowed = Path(find_godot() or "").with_name("godot-x")
    if shutil.which(str(windowed)) is None:
        pytest.skip("no software renderer found (godot-x beside Godot)")
    script = ["--script", "res://tests/run_geometry.gd", "--", endpoint, str(folder), PROMPT, str(SEED)]
    command = [str(windowed), "--path", str(godot.project), "--resolution", "640x360", *script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=dict(os.environ))
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert "ERROR" not in done.stdout + done.stderr, (done.stdout + done.stderr)[-3000:]
    return said(done.stdout)


def _check_weather_water_and_what_is_hidden(told: dict[str, Any], folder: Path) -> None:
    # Progress moves with the work.
    shares = told["progress"]
    assert len(set(shares)) >= 4 and max(shares) > 0.5 and shares == sorted(shares), shares
    picture = {
        name: np.asarray(Image.open(folder / f"{name}.png").convert("RGB")).astype(int)
        for name in ("rain_off", "rain_open", "rain_roofed")
    }
    # What hides others is within walls, and there is some of it.
    assert told["hiding"]["shapes"] > 5 and told["hiding"]["corners"] > 100 and told["hiding"]["outside"] == 0
    assert told["dry"] == "" and told["rain"] == "rain" and told["snow"] == "snow"
    assert told["falls_off"] == "" and told["falls_open"] == told["falls_roofed"] == "rain"
    drops = {name: _drops(picture[name]) for name in ("rain_off", "rain_open", "rain_roofed")}
    assert drops["rain_open"] > 5 * max(drops["rain_off"], 1e-4) and drops["rain_open"] > 0.005, drops
    assert drops["rain_roofed"] < 0.2 * drops["rain_open"], drops
    assert told["depth"] > 1.0 and told["areas"] == 1 and told["answer"] == "teleported" and told["swims"]


def _drops(picture: NDArray[np.int_]) -> float:
    """Share of pixels that stand out from both neighbours in their row, as streaks do."""
    grey = picture.sum(-1)
    apart = np.minimum(np.abs(grey[:, 1:-1] - grey[:, :-2]), np.abs(grey[:, 1:-1] - grey[:, 2:]))
    return float((apart > 15).mean())


def test_its_picture_is_the_servers_own(godot: Godot, server: Served, tmp_path: Path) -> None:
    """Silhouettes against the sky, and colours: the same camera in both, without characters, who move."""
    rows = _draw(godot, server.endpoint, tmp_path)
    told = {key: value for row in rows if "camera" not in row for key, value in row.items()}
    _check_weather_water_and_what_is_hidden(told, tmp_path)
    views = [row for row in rows if "camera" in row]
    assert len(views) == 3
    with Client(server.endpoint) as client:
        client.open(PROMPT, seed=SEED, channels=("rgb", "depth", "entity"), width=640, height=360, timeout=PATIENCE)
        for number, view in enumerate(views):
            seq = client.view(tuple(view["camera"]), view["yaw"], view["pitch"])
            frame = client.next_frame(60.0)
            while frame.header["for_seq"] < seq:
                frame = client.next_frame(60.0)
            assert frame.depth is not None and frame.entity is not None
            still = frame.entity == 0
            theirs = (frame.depth < 1000.0) & still
            sky = np.asarray(Image.open(tmp_path / f"sky_{number}.png").convert("RGB")).astype(int)
            ours = ~((sky[..., 0] > 200) & (sky[..., 1] < 60) & (sky[..., 2] > 200)) & still
            alike = float((ours & theirs).sum() / max(1, int((ours | theirs).sum())))
            assert alike >= 0.97, f"view {number}: silhouettes agree to {alike:.3f}"
            native = np.asarray(Image.open(tmp_path / f"native_{number}.png").convert("RGB")).astype(float)
            apart = np.abs(native - frame.rgb.astype(float))[ours & theirs].mean()
            assert apart < 30.0, f"view {number}: colours are {apart:.1f} of 255 apart"


def test_the_example_is_whole(game: Godot) -> None:
    # nobody serves here: it says so, and waits
    scene = game.project / "main.tscn"
    text = scene.read_text("utf-8").replace("random_seed = 7", 'random_seed = 7\nendpoint = "tcp://127.0.0.1:9"')
    scene.write_text(text, "utf-8")
    assert "nacre serve" in game.run("--quit-after", "120").stdout

"""The Godot examples as their players have them: imported, played, exported; and the archive for the stores."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.godot import ADDON, REPOSITORY, Godot, Served, find_godot, imported, said

EXAMPLES = REPOSITORY / "examples"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(state=tmp_path_factory.mktemp("worlds")) as running:
        yield running


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Godot:
    binary = find_godot()
    if binary is None:
        pytest.skip("no Godot found (set GODOT=/path/to/godot)")
    return imported(binary, EXAMPLES / "godot_village", tmp_path_factory.mktemp("village") / "project")


def _play(command: list[str], data: Path) -> dict[str, Any]:
    """Let the village play itself, with a user folder of its own."""
    environment = dict(os.environ) | {"XDG_DATA_HOME": str(data)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    told = said(done.stdout)
    assert done.returncode == 0 and told, (done.stdout + done.stderr)[-3000:]
    return told[-1]


def _check(played: dict[str, Any]) -> None:
    assert played["playing"] and played["floor"]
    assert played["walked"] > 3.0 and played["risen"] > 1.0
    # The hero stands on the pattern's floor: baked from pictures, held by this engine's own physics.
    assert abs(played["y"]) < 0.1
    assert played["kept"] and played["back"] and played["same_seed"] and played["off"] < 0.5
    assert played["paused"]


def test_minimal_example(server: Served, tmp_path: Path) -> None:
    binary = find_godot()
    if binary is None:
        pytest.skip("no Godot found (set GODOT=/path/to/godot)")
    assert len((EXAMPLES / "godot_minimal" / "main.gd").read_text("utf-8").splitlines()) < 30
    game = imported(binary, EXAMPLES / "godot_minimal", tmp_path / "minimal")
    scene = game.project / "main.tscn"
    text = scene.read_text("utf-8").replace("prompt = ", f'endpoint = "{server.endpoint}"\nprompt = ')
    scene.write_text(text, "utf-8")
    assert "Seed " in game.run("--quit-after", "300").stdout


def test_village_plays(village: Godot, server: Served, tmp_path: Path) -> None:
    _check(_play(village.command("--", server.endpoint, "--demo"), tmp_path))


def test_village_runs_from_its_export(village: Godot, server: Served, tmp_path: Path) -> None:
    target = tmp_path / "village.x86_64"
    done = subprocess.run(
        village.command("--export-release", "Linux", str(target)), capture_output=True, text=True, timeout=120
    )
    if "export template" in (done.stdout + done.stderr).lower() and not target.exists():
        pytest.skip("no export templates installed")
    assert done.returncode == 0 and target.exists(), (done.stdout + done.stderr)[-3000:]
    _check(_play([str(target), "--headless", "--", server.endpoint, "--demo"], tmp_path / "data"))


def test_archive_for_the_stores(tmp_path: Path) -> None:
    script = REPOSITORY / "scripts" / "godot_zip.py"
    archives = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for target in archives:
        subprocess.run([sys.executable, str(script), "-o", str(target)], check=True, capture_output=True)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with zipfile.ZipFile(archives[0]) as archive:
        names = archive.namelist()
        assert archive.read("addons/nacre/LICENSE") == (ADDON / "LICENSE").read_bytes()
    assert all(name.startswith("addons/nacre/") for name in names)
    for name in (
        "plugin.cfg",
        "plugin.gd",
        "README.md",
        "nodes/world.gd",
        "wire/zmtp.gd",
        "shaders/background.gdshader",
    ):
        assert f"addons/nacre/{name}" in names
    scripts = {name for name in names if name.endswith(".gd")}
    assert {f"{name}.uid" for name in scripts} <= set(names)

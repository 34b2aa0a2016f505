"""The Godot addon as a project: it imports without a warning, its style is clean, its documentation is complete."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.godot import (
    ADDON,
    PROJECT,
    REPOSITORY,
    Godot,
    Served,
    said,
)

SCRIPTS = sorted([*ADDON.rglob("*.gd"), *(PROJECT / "tests").glob("*.gd")])
STYLED = [PROJECT, *sorted((REPOSITORY / "examples").glob("godot_*"))]


def test_every_file_loads(godot: Godot) -> None:
    output = godot.script("run_load.gd")
    assert int(output.split("CHECKS ")[1].split()[0]) > 25


def test_in_the_editor(godot: Godot, tmp_path: Path) -> None:
    """Switched off and on, reloaded, previewing, baking, undone and done again: not one warning in the log."""
    project = tmp_path / "project"
    shutil.copytree(godot.project, project)
    shutil.move(project / "tests" / "editor", project / "addons" / "probe")
    settings = project / "project.godot"
    probe = 'plugin.cfg", "res://addons/probe/plugin.cfg")'
    settings.write_text(settings.read_text("utf-8").replace('plugin.cfg")', probe), "utf-8")
    with Served() as server:
        done = Godot(godot.binary, project).run("--editor", "--", server.endpoint, timeout=120)
    told = said(done.stdout)[-1]
    # The dock comes and goes with the addon.
    assert told["docks"] == [1, 0, 1, 0, 1, 0, 1]
    # Seven nodes need a world above them or something to show, and say so.
    assert told["warnings"] == 7
    assert told["seen"] and told["saved"] == 0 and told["kept"] > 3
    assert told["baked"] and told["action"] == "Bake generated level"
    # What is large has files of its own, and nothing is saved that nobody has set.
    assert told["bytes"] < 30_000 and told["kept_lines"] == []
    assert told["undone"] and told["redone"] and told["in_the_file"]


def test_addon_is_complete() -> None:
    for name in ("plugin.cfg", "LICENSE", "README.md"):
        assert (ADDON / name).read_text("utf-8").strip(), name
    assert (ADDON / "LICENSE").read_text("utf-8") == (REPOSITORY / "LICENSE").read_text("utf-8")
    for script in ADDON.glob("nodes/*.gd"):
        icon = re.search(r'@icon\("res://addons/nacre/(.*)"\)', script.read_text("utf-8"))
        assert icon is None or (ADDON / icon.group(1)).exists(), script
        # Scripts keep their identity when they are moved, if their .uid file is kept with them.
        assert script.with_name(script.name + ".uid").exists(), script


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_public_things_are_documented(script: Path) -> None:
    lines = script.read_text("utf-8").splitlines()
    assert any(line.startswith("## ") for line in lines[:12]), "the script itself"
    if "tests" in script.parts:
        return
    # Overrides are documented where they are declared.
    overrides = script.name.endswith("_transport.gd")
    for number, line in enumerate(lines):
        if not re.match(r"(static )?func [a-z]|signal |@export(_\w+)?(\(.*\))? var ", line) or overrides:
            continue
        above = next((text for text in reversed(lines[:number]) if not text.startswith("@")), "")
        assert above.startswith("##"), f"{script.name}:{number + 1}: {line}"
    assert len(lines) <= 600 or script.name == "messages.gd", "one noun a file"


def test_pages_say_what_the_scripts_say() -> None:
    command = [sys.executable, str(PROJECT / "write_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout


def test_every_error_code_has_its_line_of_help() -> None:
    page = (REPOSITORY / "docs" / "godot" / "troubleshooting.md").read_text("utf-8")
    wire = "\n".join(path.read_text("utf-8") for path in (ADDON / "wire").glob("*.gd"))
    codes = set(re.findall(r'(?:_give_up|_fail|_break|_lose|_local_error\(\w+,) ?\(?"(\w+)"', wire))
    assert len(codes) > 8
    assert not {code for code in codes - {"shutting_down", "unsupported"} if f"`{code}`" not in page}


def test_style() -> None:
    lint, form = (shutil.which(name, path=Path(sys.executable).parent) for name in ("gdlint", "gdformat"))
    if lint is None or form is None:
        pytest.skip("gdtoolkit is not installed (pip install gdtoolkit)")
    files = [str(path) for folder in STYLED for path in folder.rglob("*.gd") if ".godot" not in path.parts]
    for command in ([lint, *files], [form, "--check", "--line-length", "120", *files]):
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

"""The Godot addon as a project: it imports without a warning, its style is clean, its documentation is complete.

Also the harness of the other Godot tests: a real Godot (`GODOT`, or one on the PATH) runs scripts of a copy of the
addon's project under a time limit.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[1]
PROJECT = REPOSITORY / "engine_plugins" / "godot"
ADDON = PROJECT / "addons" / "nacre"
NOISE = re.compile(r"SCRIPT ERROR|^ERROR|^WARNING|Parse Error|leaked at exit|ObjectDB", re.MULTILINE)


def find_godot() -> str | None:
    """The Godot to test with: $GODOT, or one on the PATH."""
    named = os.environ.get("GODOT")
    if named:
        return shutil.which(named)
    return shutil.which("godot") or shutil.which("godot4")


class Godot:
    """A real Godot and a project it has imported."""

    def __init__(self, binary: str, project: Path) -> None:
        self.binary, self.project = binary, project

    def command(self, *arguments: str) -> list[str]:
        """The command line of a headless run in the project."""
        return [self.binary, "--headless", "--path", str(self.project), *arguments]

    def run(self, *arguments: str, timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run headless to the end; AssertionError when the engine reports an error or warning."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=timeout)
        output = done.stdout + done.stderr
        assert not NOISE.search(output), output[-4000:]
        return done

    def script(self, name: str, *arguments: str, timeout: float = 60.0) -> str:
        """Run a script of the project's `tests/`; its output, once it ended well."""
        done = self.run("--script", f"res://tests/{name}", "--", *arguments, timeout=timeout)
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        return done.stdout


def said(output: str) -> list[dict[str, Any]]:
    """What a script printed for its caller: one JSON object a line."""
    return [json.loads(line[5:]) for line in output.splitlines() if line.startswith("SAID ")]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`nacre serve` in a process of its own, so that it can be killed like any other."""

    def __init__(self, *arguments: str, model: str = "test-pattern", port: int = 0, state: Path | None = None) -> None:
        command = [sys.executable, "-m", "nacre", "serve", "--model", model, "--port", str(port), *arguments]
        command += ["--state-dir", str(state)] if state else ["--no-saves"]
        self.state = state
        # A group of its own: the command may watch over another process that does the work.
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"tcp://[^ ]+:(\d+)", line)
        assert found, line
        self.endpoint, self.port = found.group(0), int(found.group(1))

    def kill(self) -> None:
        """kill -9, of all its processes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Served:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def imported(binary: str, source: Path, target: Path) -> Godot:
    """A copy of a project (links followed), imported; AssertionError when that prints an error or warning."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".godot"))
    found = Godot(binary, target)
    done = found.run("--import")
    assert done.returncode == 0, done.stdout + done.stderr
    return found


_READY: dict[str, Godot] = {}


@pytest.fixture(scope="session")
def godot(tmp_path_factory: pytest.TempPathFactory) -> Godot:
    """The addon's own project, imported once for all tests of all files."""
    binary = find_godot()
    if binary is None:
        pytest.skip("no Godot found (set GODOT=/path/to/godot)")
    if binary not in _READY:
        _READY[binary] = imported(binary, PROJECT, tmp_path_factory.mktemp("godot") / "project")
    return _READY[binary]


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
    # Five nodes need a world above them or something to show, and say so.
    assert told["warnings"] == 5
    assert told["seen"] and told["saved"] == 0 and told["kept"] > 3
    assert told["baked"] and told["action"] == "Bake generated level"
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
    assert len(lines) <= 420 or script.name == "messages.gd", "one noun a file"


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

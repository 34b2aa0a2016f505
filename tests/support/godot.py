"""The harness of the Godot tests: a real Godot (`GODOT`, or one on the PATH) runs scripts of a copy of the addon's
project under a time limit, against `nacre serve` in a process of its own.
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

REPOSITORY = Path(__file__).parents[2]
PROJECT = REPOSITORY / "engine_plugins" / "godot"
ADDON = PROJECT / "addons" / "nacre"
# Warnings that begin with a node's name are the addon's own: a test that expects none asks for none.
NOISE = re.compile(r"SCRIPT ERROR|^ERROR|^WARNING(?!: Nacre)|Parse Error|leaked at exit|ObjectDB", re.MULTILINE)


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
        """Run headless to the end; AssertionError when the engine reports an error or warning, or dies."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=timeout)
        output = done.stdout + done.stderr
        assert not NOISE.search(output), output[-4000:]
        assert done.returncode >= 0, f"the engine died of signal {-done.returncode}: {output[-4000:]}"
        return done

    def script(self, name: str, *arguments: str, timeout: float = 60.0) -> str:
        """Run a script of the project's `tests/`; its output, once it ended well."""
        done = self.run("--script", f"res://tests/{name}", "--", *arguments, timeout=timeout)
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        return done.stdout


def said(output: str) -> list[dict[str, Any]]:
    """What a script printed for its caller: one JSON object a line."""
    return [json.loads(line[5:]) for line in output.splitlines() if line.startswith("SAID ")]


class Playing:
    """A headless game that goes on while the test does something to its server, or to itself."""

    def __init__(self, godot: Godot, *arguments: str, script: str = "run_nodes.gd") -> None:
        command = godot.command("--script", f"res://tests/{script}", "--", *arguments)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines: list[str] = []

    def until_it_says(self, key: str) -> dict[str, Any]:
        """Wait for a line that tells of this."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            for told in said(line):
                if key in told:
                    return told
        raise AssertionError("".join(self.lines))

    def end(self) -> None:
        """Wait for a clean end; AssertionError when the engine reported an error or warning."""
        assert self.process.stdout is not None
        self.lines += self.process.stdout.readlines()
        assert self.process.wait(30) == 0 and not NOISE.search("".join(self.lines)), "".join(self.lines)
        self.process.stdout.close()

    def __enter__(self) -> Playing:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


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
        lines: list[str] = []
        found = None
        # A busy machine is told first what is loaded.
        while found is None:
            lines.append(self.process.stdout.readline())
            assert lines[-1], "".join(lines)
            found = re.search(r"tcp://[^ ]+:(\d+)", lines[-1])
        self.endpoint, self.port = found.group(0), int(found.group(1))

    def kill(self) -> None:
        """kill -9, of all its processes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close_pipe()

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self._close_pipe()

    def _close_pipe(self) -> None:
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


@pytest.fixture(scope="session")
def godot(tmp_path_factory: pytest.TempPathFactory) -> Godot:
    """The addon's own project, imported once for all tests of all files."""
    binary = find_godot()
    if binary is None:
        pytest.skip("no Godot found (set GODOT=/path/to/godot)")
    return imported(binary, PROJECT, tmp_path_factory.mktemp("godot") / "project")

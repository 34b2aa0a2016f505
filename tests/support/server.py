"""What several tests of the server share: server processes that can be killed, and waiting for a frame."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nacre.client.client import Client, Frame

PATIENCE = 60.0  # seconds; a busy machine may take this long to start a process


def start_server(port: int, state: Path) -> subprocess.Popen[str]:
    """A server process of the test pattern, once it serves; its sessions are kept in `state`."""
    words = ["--model", "test-pattern", "--port", str(port), "--state-dir", str(state)]
    process = subprocess.Popen(
        [sys.executable, "-m", "nacre.server.main", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert any(line.startswith("nacre: serving") for line in process.stdout)
    return process


def kill_server(process: subprocess.Popen[str]) -> None:
    """End a server process at once, as by kill -9."""
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def until(client: Client, wanted: Callable[[Frame], Any]) -> Frame:
    """The first frame from now on for which `wanted` is true; AssertionError after PATIENCE."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if wanted(frame := client.next_frame(PATIENCE)):
            return frame
    raise AssertionError("it never came")

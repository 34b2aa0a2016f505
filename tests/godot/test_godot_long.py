"""A long time of play by chance in a real Godot, with scene changes, pauses and a server that is stopped, killed and
started again: not one script error, error or leak.

`NACRE_PLAY_SECONDS` makes it longer, `NACRE_PLAY_MODEL=pearl` lets the engine draw worlds of the shipped model.
"""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

import pytest

from support.godot import NOISE, Godot, Served, said

SECONDS = float(os.environ.get("NACRE_PLAY_SECONDS", "14"))
MODEL = os.environ.get("NACRE_PLAY_MODEL", "test-pattern")
# Seconds between two ends of the server; the shipped model takes long to be loaded again.
REST = {"test-pattern": 5.0}.get(MODEL, 90.0)


@pytest.mark.timeout(int(SECONDS) + 300)
def test_an_hour_of_play_if_you_like(godot: Godot, tmp_path: Path) -> None:
    with Served("--sessions", "16", model=MODEL, state=tmp_path / "state") as first:
        endpoint, port, server, ends = first.endpoint, first.port, first, 0
        played = threading.Event()
        arguments = [endpoint, str(SECONDS), "7", "native" if MODEL == "pearl" else ""]
        command = godot.command("--script", "res://tests/run_long.gd", "--", *arguments)
        log = tmp_path / "log.txt"
        with log.open("w") as out:
            game = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)

            def watch() -> None:
                game.wait()
                played.set()

            watcher = threading.Thread(target=watch, daemon=True)
            watcher.start()
            try:
                while not played.wait(REST):
                    if ends % 2:
                        server.stop()
                    else:
                        server.kill()
                    ends += 1
                    server = Served("--sessions", "16", model=MODEL, port=port, state=tmp_path / "state")
            finally:
                game.kill()
                watcher.join(10)
                server.stop()
        output = log.read_text("utf-8")
    noise = NOISE.search(output)
    assert noise is None, output[max(0, noise.start() - 1000) : noise.start() + 2000]
    assert game.returncode == 0, output[-4000:]
    memory, told = said(output)[-2:]
    for line in said(output):
        if "minutes" in line:
            print(line)
    print(f"{SECONDS:.0f} s, server ended {ends} times: {told}")
    assert told["done"]["scenes"] >= 5 and told["done"]["played"] >= 2 and ends >= 1
    # nothing of all those scenes is left
    assert memory["nodes"] == 1 and memory["orphans"] == 0, memory

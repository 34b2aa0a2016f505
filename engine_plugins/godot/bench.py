"""What a streamed world costs a Godot game, beside the Python client and beside JSON with hex on the main thread.

`python engine_plugins/godot/bench.py [--seconds 10] [--windowed] [--json FILE]`: one run, one server, 640x360 raw. The
project must have been imported (`godot --headless --path engine_plugins/godot --import`).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from nacre.client.client import Client

PROJECT = Path(__file__).parent
WIDTH, HEIGHT, FPS = 640, 360, 30.0


def answer_in_json(listener: socket.socket, stop: threading.Event) -> None:
    """Answer every question with a picture as hex in JSON, at most FPS times a second, strings with u32 lengths."""
    pictures = [os.urandom(WIDTH * HEIGHT * 4).hex() for _ in range(4)]
    peer, _ = listener.accept()
    due, number = time.monotonic(), 0
    with peer:
        while not stop.is_set():
            head = peer.recv(4, socket.MSG_WAITALL)
            if len(head) < 4:
                return
            question = json.loads(peer.recv(struct.unpack("<I", head)[0], socket.MSG_WAITALL))
            due = max(due + 1.0 / FPS, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))
            number += 1
            answer = json.dumps({"camera": pictures[number % 4], "t": question["t"]}).encode()
            peer.sendall(struct.pack("<I", len(answer)) + answer)


def share(numbers: list[float], part: float) -> float:
    """The value below which this part of the numbers lies."""
    ordered = sorted(numbers)
    return round(ordered[min(len(ordered) - 1, int(part * len(ordered)))], 3)


def python_client(endpoint: str, seconds: float) -> dict[str, Any]:
    """The same walk from Python: frames a second and latency."""
    latency: list[float] = []
    with Client(endpoint, background=True) as client:
        channels = ("rgb", "depth", "state")
        client.open("a village", seed=7, width=WIDTH, height=HEIGHT, fps=FPS, channels=channels, codec="rgba8")
        client.next_frame()
        began, count = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            client.act(move_z=1.0, yaw=0.002)
            frame = client.next_frame()
            count += 1
            if frame.latency is not None:
                latency.append(frame.latency * 1e3)
        took = time.monotonic() - began
    figures = {"p50": share(latency, 0.5), "p99": share(latency, 0.99)}
    return {"way": "Python client", "frames": count, "fps": count / took, "latency_ms": figures}


def main() -> int:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--windowed", action="store_true", help="with a renderer (godot-x beside Godot)")
    parser.add_argument("--json", type=Path, help="also write the figures to a file")
    arguments = parser.parse_args()
    godot = os.environ.get("GODOT") or shutil.which("godot")
    if godot is None:
        print("bench: no Godot found; set GODOT=/path/to/godot", file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "nacre", "serve", "--model", "test-pattern", "--port", "0", "--no-saves"]
    stop = threading.Event()
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        try:
            assert server.stdout is not None
            found = re.search(r"tcp://\S+", server.stdout.readline())
            assert found is not None
            threading.Thread(target=answer_in_json, args=(listener, stop), daemon=True).start()
            binary = [str(Path(godot).with_name("godot-x"))] if arguments.windowed else [godot, "--headless"]
            script = ["--path", str(PROJECT), "--max-fps", "60", "--script", "res://tests/run_bench.gd", "--"]
            told = [found.group(0), str(listener.getsockname()[1]), str(arguments.seconds)]
            limit = 60 + 3 * arguments.seconds
            game = subprocess.run([*binary, *script, *told], capture_output=True, text=True, timeout=limit)
            ways = [json.loads(line[5:]) for line in game.stdout.splitlines() if line.startswith("SAID ")]
            if len(ways) != 2:
                print(game.stdout + game.stderr, file=sys.stderr)
                return 1
            ways.append(python_client(found.group(0), arguments.seconds))
        finally:
            stop.set()
            server.terminate()
    text = json.dumps({"size": [WIDTH, HEIGHT], "codec": "rgba8", "cores": os.cpu_count(), "ways": ways}, indent=1)
    print(text)
    if arguments.json is not None:
        arguments.json.write_text(text + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

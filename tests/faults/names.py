"""Slow names: a nameserver that answers late or never, and who plays meanwhile in the same process.

Run as a program it is the child of `slow_names`: root in a namespace in which it is itself the machine's nameserver.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from rig import PATIENCE, SMALL, Figures, frames, p99, server

from nacre.client.client import Client, NacreError

LATE = 4.0  # seconds the nameserver takes over a name; of `never.test` it says nothing
NAMESERVER = "nameserver 127.0.0.1\noptions timeout:5 attempts:2\n"  # as the C library has it where nothing is said
SCRIPT = 'ip link set lo up && mount --bind "$0" /etc/resolv.conf && exec "$1" "$2"'


def slow_names(long: bool) -> Figures:
    """A name answered after 4 s, one that never is: who plays in that process does not notice, the first comes in."""
    if shutil.which("unshare") is None:
        return {"skipped": "unshare is not installed"}
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "resolv.conf"
        settings.write_text(NAMESERVER)
        inside = ["unshare", "-mn", "sh", "-c"]
        probe = [*inside, SCRIPT, settings, "true", ""]
        tried = subprocess.run(probe, capture_output=True, text=True, check=False)
        if tried.returncode:
            return {"skipped": f"no namespace may be made here: {tried.stderr.strip()[-80:]}"}
        command = [*inside, SCRIPT, settings, sys.executable, __file__]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-1500:]
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _nameserver(asked: list[str]) -> None:
    port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    port.bind(("127.0.0.1", 53))

    def answer(question: bytes, end: int, who: tuple[str, int]) -> None:
        time.sleep(LATE)
        is_a = struct.unpack(">H", question[end - 4 : end - 2])[0] == 1
        record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + bytes((127, 0, 0, 1)) if is_a else b""
        head = question[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, int(is_a), 0, 0)
        port.sendto(head + question[12:end] + record, who)

    while True:
        question, who = port.recvfrom(512)
        end = question.index(b"\0", 12) + 5
        asked.append(question[13 : 13 + question[12]].decode())
        if asked[-1] != "never":
            threading.Thread(target=answer, args=(question, end, who), daemon=True).start()


def _inside() -> Figures:
    asked: list[str] = []
    threading.Thread(target=_nameserver, args=(asked,), daemon=True).start()
    became: dict[str, str] = {}

    def dial(name: str, port: int, timeout: float) -> None:
        try:
            with Client(f"tcp://{name}.test:{port}") as client:
                client.connect(timeout)
                client.open(**SMALL)
                client.next_frame(PATIENCE)
            became[name] = "came in"
        except NacreError as error:
            became[name] = error.code

    with server() as one, Client(one.endpoint, background=True) as player:
        player.open(**SMALL)
        alone = frames(player, 2.0)
        began = time.monotonic()
        dials = [
            threading.Thread(target=dial, args=(name, one.port, timeout))
            for name, timeout in (("slow", PATIENCE), ("never", 3.0))
        ]
        for thread in dials:
            thread.start()
        beside, pictures = [], 0
        while any(thread.is_alive() for thread in dials) or time.monotonic() - began < 12.0:
            beside += frames(player, 0.5)
            if "slow" not in became:
                pictures = len(beside)
        assert became == {"slow": "came in", "never": "no_answer"}, became
        assert {"slow", "never"} <= set(asked), f"the nameserver was asked for {asked}"
        assert player.resumed == 0, "whoever plays was lost while a name was looked up"
        assert pictures > 20, f"{pictures} pictures in the {LATE:g} s that a name took"
        return {"became": became, "p99_ms_before": p99(alone), "p99_ms_while": p99(beside), "pictures": pictures}


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(_inside()), flush=True)

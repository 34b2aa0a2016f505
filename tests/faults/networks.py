"""Bad networks and crowded ports: floods, connections that go nowhere, delay and loss in a namespace."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from relay import Relay
from rig import PATIENCE, SMALL, Figures, frames, p99, server

from nacre.client.client import Client, NacreTimeout

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x04\x1c\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"


def _link(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10.0)


def parts_flood(long: bool) -> Figures:
    """Messages of a million parts and halves of them, from many connections: one who plays does not notice."""
    with server() as one, Client(one.endpoint) as player:
        player.open(**SMALL)
        alone, memory = frames(player, 2.0), one.resident_mb
        flood = b"\x01\x00" * 1_000_000 + b"\x00\x00"
        cut = 0
        for number in range(60 if long else 12):
            with _link(one.port) as link, contextlib.suppress(OSError):
                link.sendall(GREETING + READY)
                link.sendall(flood if number % 2 else flood[:-2])
                link.settimeout(5.0)
                while link.recv(65536):
                    pass
            cut += 1
        beside = frames(player, 2.0)
        grown = one.resident_mb - memory
        assert player.resumed == 0 and grown < 40.0, f"{grown} MB"
        figures: Figures = {"floods": cut, "p99_ms_before": p99(alone), "p99_ms_after": p99(beside)}
        return figures | {"resident_mb_grown": round(grown, 1)}


def half_connections(long: bool) -> Figures:
    """Connections that never shake hands, stop half-way, or close one direction: dropped, and no file left open."""
    with server() as one, Client(one.endpoint) as player:
        player.open(**SMALL)
        player.next_frame(PATIENCE)
        files = most = one.files
        links = [_link(one.port) for _ in range(60)]
        for number, link in enumerate(links):
            with contextlib.suppress(OSError):
                link.sendall([b"", GREETING[:30], GREETING, GREETING + READY][number % 4])
                if number % 2:
                    link.shutdown(socket.SHUT_WR)
        began = time.monotonic()
        ms: list[float] = []
        # Those that stopped half-way are held for a while: until they are seen, the server has not come to them yet.
        while (most == files or one.files > files) and time.monotonic() - began < 45.0:
            most = max(most, one.files)
            ms += frames(player, 0.2)
        took = time.monotonic() - began
        for link in links:
            link.close()
        assert most > files and one.files <= files and player.resumed == 0
        return {
            "connections": len(links),
            "held_at_once": most - files,
            "gone_after_s": round(took, 1),
            "p99_ms": p99(ms),
        }


def idle_connections(long: bool) -> Figures:
    """1,000 connections that shook hands and say nothing: somebody else still comes in, and plays as before."""
    with server() as one, Client(one.endpoint) as player, contextlib.ExitStack() as stack:
        player.open(**SMALL)
        alone = frames(player, 2.0)
        count = 1000
        for _ in range(count):
            link = stack.enter_context(_link(one.port))
            link.sendall(GREETING + READY)
        frames(player, 0.5)  # what was asked before they came
        beside = frames(player, 3.0)
        began = time.monotonic()
        with Client(one.endpoint) as late:
            late.open(**SMALL)
            late.next_frame(PATIENCE)
        came_in = time.monotonic() - began
        assert player.resumed == 0 and came_in < 10.0
        figures: Figures = {"idle": count, "p99_ms_before": p99(alone), "p99_ms_while": p99(beside)}
        return figures | {"came_in_after_s": round(came_in, 2)}


PLAY = """
import json, sys, time
from nacre.client.client import Client
delay = float(sys.argv[2])
with Client(sys.argv[1], background=True) as c:
    c.open(spec={}, seed=1, width=64, height=36, fps=30.0, codec="jpeg")
    ms, end = [], time.monotonic() + float(sys.argv[3])
    while time.monotonic() < end:
        c.act(move_z=1.0); f = c.next_frame(60.0)
        if f.latency is not None: ms.append(f.latency * 1e3)
    ms.sort()
    print(json.dumps({"frames": len(ms), "p50": ms[len(ms) // 2], "p99": ms[int(len(ms) * .99)], "resumed": c.resumed}))
"""
SCRIPT = """
set -e
ip link set lo up
tc qdisc add dev lo root netem delay 50ms loss 5%
{python} -m nacre.server.main --model test-pattern --port 5577 --no-saves > {out} &
server=$!
for i in $(seq 100); do grep -q serving {out} && break; sleep 0.2; done
change="tc qdisc change dev lo root netem"
( sleep {cut_at}; $change loss 100%; sleep 10; $change delay 50ms loss 5% ) &
{python} -c '{play}' tcp://127.0.0.1:5577 0.1 {seconds}
kill $server
"""


def slow_network(long: bool) -> Figures:
    """100 ms there and back, 5 % loss, and a cut of 10 s: the client finds its session again and plays on.

    By netem in a network namespace; where none may be made, over a relay that does much the same to a stream.
    """
    if shutil.which("tc") is None or shutil.which("unshare") is None:
        return _relayed(long, "tc and unshare are not installed")
    probe = "ip link set lo up && tc qdisc add dev lo root netem delay 1ms"
    tried = subprocess.run(["unshare", "-n", "sh", "-c", probe], capture_output=True, text=True, check=False)
    if tried.returncode:
        return _relayed(long, f"no namespace with netem may be made here: {tried.stderr.strip()[-80:]}")
    out = Path(os.environ.get("TMPDIR", "/tmp")) / f"nacre-netem-{os.getpid()}"
    play = PLAY.replace("'", '"')
    script = SCRIPT.format(python=sys.executable, out=out, play=play, cut_at=10, seconds=60 if long else 35)
    done = subprocess.run(
        ["unshare", "-n", "bash", "-c", script], capture_output=True, text=True, timeout=240, check=False
    )
    out.unlink(missing_ok=True)
    assert done.returncode == 0, done.stderr[-500:]
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    assert figures["resumed"] >= 1 and figures["frames"] > 50, figures
    return figures


def _relayed(long: bool, why: str) -> Figures:
    """The same, over a relay of this process; why: what stands against netem."""
    with server() as one:
        relay = Relay(one.port)
        try:
            with Client(relay.endpoint, resume_for=PATIENCE) as player:
                session = player.open(**SMALL)["session"]
                before = frames(player, 10.0 if long else 4.0)
                relay.cut.set()
                threading.Timer(10.0, relay.cut.clear).start()
                began = time.monotonic()
                player.next_frame(PATIENCE)  # what was on its way
                while player.resumed == 0 and time.monotonic() - began < PATIENCE:
                    with contextlib.suppress(NacreTimeout):
                        player.next_frame(0.5)
                player.next_frame(PATIENCE)
                back = time.monotonic() - began - 10.0
                after = frames(player, 10.0 if long else 4.0)
                assert player.resumed >= 1 and player.opened["session"] == session and len(before) + len(after) > 50
        finally:
            relay.close()
    figures: Figures = {"relay": why, "p99_ms_before": p99(before), "back_after_s": round(back, 1)}
    return figures | {"p99_ms_after": p99(after), "resumed": player.resumed}


def over_ipv6(long: bool) -> Figures:
    """The same play over ::1."""
    if not socket.has_ipv6:
        return {"skipped": "no IPv6 here"}
    with server("--host", "::1") as one, Client(f"[::1]:{one.port}") as player:
        player.open(**SMALL)
        return {"p99_ms": p99(frames(player, 3.0))}

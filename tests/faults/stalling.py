"""Clients and servers that stand still: SIGSTOP, and a client that never reads."""

from __future__ import annotations

import contextlib
import signal
import statistics
import subprocess
import sys
import time

import msgpack
import zmq
from rig import PATIENCE, SMALL, Figures, frames, p99, server, together

from nacre.client.client import Client, NacreTimeout

SECONDS = 5.0
# Prints the time, the frame and how often it had to resume, ten times a second.
CHILD = """
import sys, time
from nacre.client.client import Client
c = Client(sys.argv[1]).connect()
c.open(spec={}, seed=1, width=64, height=36, fps=30.0)
said = 0.0
while True:
    frame = c.next_frame(); c.act(move_z=1.0)
    if time.monotonic() - said > 0.1:
        said = time.monotonic()
        print(said, frame.id, frame.header['tick'], c.resumed, flush=True)
"""


def stopped_client(long: bool) -> Figures:
    """SIGSTOP of a client for 5 s: the others and the server's memory do not notice, and it plays on."""
    with server() as one, Client(one.endpoint) as other:
        other.open(**SMALL)
        child = subprocess.Popen([sys.executable, "-c", CHILD, one.endpoint], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        try:
            child.stdout.readline()
            alone = frames(other, 2.0)
            memory = one.resident_mb
            child.send_signal(signal.SIGSTOP)
            beside = frames(other, SECONDS)
            grown = one.resident_mb - memory
            child.send_signal(signal.SIGCONT)
            woken = time.monotonic()
            while True:
                at, _, tick, resumed = (float(word) for word in child.stdout.readline().split())
                if at > woken:
                    break
            assert resumed == 0 and grown < 10.0
            return {
                "first_frame_after_s": round(at - woken, 2), "tick": int(tick), "resumed": int(resumed),
                "other_p99_ms_before": p99(alone), "other_p99_ms_while": p99(beside),
                "resident_mb_grown": round(grown, 1),
            }  # fmt: skip
        finally:
            child.kill()
            child.wait()
            child.stdout.close()


def stopped_server(long: bool) -> Figures:
    """SIGSTOP of the server for 5 s (or 30): the client plays on in the same session, from what is now."""
    seconds = 30.0 if long else SECONDS
    with server() as one, Client(one.endpoint, resume_for=PATIENCE) as client:
        session = client.open(**SMALL)["session"]
        frames(client, 1.0)
        one.process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            with contextlib.suppress(NacreTimeout):
                client.next_frame(0.1)
        one.process.send_signal(signal.SIGCONT)
        client.next_frame(PATIENCE)
        back = time.monotonic() - began - seconds
        frames(client, 0.5)  # their input was given before it was stopped
        after = frames(client, 1.0)
        assert client.status()["state"] == "running" and client.opened["session"] == session
        return {"first_frame_after_s": round(back, 2), "resumed": client.resumed, "p99_ms_after": p99(after)}


def one_that_never_reads(long: bool) -> Figures:
    """Three that play, in turns alone and beside one that opened a large world and reads nothing.

    Each round is compared with itself, and the median round counts: one in which the machine had other things to do
    says nothing of the server. What a picture takes of the processor is compared always; how long it takes to come only
    in a long run, for which nothing else may run.
    """
    rounds, seconds = (9, 6.0) if long else (7, 2.5)
    with server() as one, contextlib.ExitStack() as stack:
        players = [stack.enter_context(Client(one.endpoint)) for _ in range(3)]
        for number, client in enumerate(players):
            client.open(**{**SMALL, "seed": number})
        together(players, 1.0)
        alone: list[list[float]] = []
        beside: list[list[float]] = []
        costs: list[float] = []  # of a picture beside it, by those of alone

        def play(whole: list[list[float]]) -> float:
            began = one.processor_seconds
            whole.append(together(players, seconds))
            return (one.processor_seconds - began) / len(whole[-1])

        memory: list[float] = []
        for _ in range(rounds):
            before = play(alone)
            context = zmq.Context()
            mute = context.socket(zmq.DEALER)
            mute.rcvhwm, mute.linger = 1, 0
            mute.connect(one.endpoint)
            mute.send(msgpack.packb({"type": "hello", "id": 1, "v": 1}))
            mute.send(msgpack.packb({"type": "open", "id": 2, "spec": {}, "width": 1280, "height": 720, "credit": 8}))
            together(players, 1.5)  # it is sent the large frames that fit its pipe, then it stalls
            costs.append(play(beside) / before)
            memory.append(one.resident_mb)
            context.destroy(linger=0)
            together(players, 0.5)
        grown = max(memory[1:]) - memory[0]
        moved = statistics.median(p99(two) / p99(one) for one, two in zip(alone, beside, strict=True)) - 1.0
        whole = [[ms for part in parts for ms in part] for parts in (alone, beside)]
        figures = {
            "p99_ms_alone": p99(whole[0]), "p99_ms_beside": p99(whole[1]), "moved_percent": round(100.0 * moved, 1),
            "cost_percent": round(100.0 * (statistics.median(costs) - 1.0), 1),
            "p99_ms_by_round": [[p99(ms) for ms in parts] for parts in (alone, beside)],
            "frames": sum(map(len, whole)), "resident_mb_by_round": [round(mb, 1) for mb in memory],
        }  # fmt: skip
        assert grown < 10.0, f"{grown:.1f} MB more: {figures}"
        assert statistics.median(costs) < 1.25, f"a picture takes more of the processor: {figures}"
        assert moved < 0.10 or not long, f"p99 moved by {moved:.0%}: {figures}"
        return figures


def idle_worlds(long: bool) -> Figures:
    """Worlds that are paused, waiting for their client, or whose client takes no frames: no processor time."""
    with server() as one, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(Client(one.endpoint, background=True)) for _ in range(8)]
        time.sleep(0.5)
        before = one.processor_seconds
        time.sleep(3.0)
        empty = (one.processor_seconds - before) / 3.0
        for number, client in enumerate(clients):
            client.open(**{**SMALL, "seed": number})
            client.next_frame(PATIENCE)
        began = one.processor_seconds
        time.sleep(3.0)
        running = (one.processor_seconds - began) / 3.0
        for number, client in enumerate(clients):
            if number % 2:
                client.pause()
            else:
                client.grant(0)
        time.sleep(3.0)
        began = one.processor_seconds
        time.sleep(3.0)
        idle = (one.processor_seconds - began) / 3.0
        clients[0].grant(2)
        clients[1].resume()
        for client in clients[:2]:
            client.latest = None
            assert client.next_frame(PATIENCE)
        figures = {
            "processor_percent_without_worlds": round(100 * empty, 1), "eight_running": round(100 * running, 1),
            "four_paused_four_without_credit": round(100 * idle, 1),
        }  # fmt: skip
        assert idle < empty + 0.02, f"idle worlds cost: {figures}"
        return figures

"""kill -9: of the server, at random moments and while a save is written, and of the client."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from rig import PATIENCE, SMALL, Figures, Server, same, server, wait_for

from nacre.client.client import Client, NacreTimeout
from nacre.server.storage.snapshot import Snapshot, SnapshotError, unpack
from nacre.world.grid import TICK

SESSIONS = 3


class Player:
    """A client on a thread of its own that plays through every death of its server."""

    def __init__(self, endpoint: str, seed: int) -> None:
        self.client = Client(endpoint, resume_for=PATIENCE).connect()
        self.token = self.client.open(**{**SMALL, "seed": seed})["token"]
        self.tick = self.last = 0
        self.twice = 0
        self.stopping = False
        self.thread = threading.Thread(target=self._play, daemon=True)
        self.thread.start()

    def _play(self) -> None:
        while not self.stopping:
            with contextlib.suppress(NacreTimeout):
                frame = self.client.next_frame(0.2)
                self.twice += frame.id <= self.last
                self.last, self.tick = frame.id, frame.header["tick"]
                self.client.act(move_z=1.0, yaw=0.01)

    def stop(self) -> None:
        self.stopping = True
        self.thread.join(PATIENCE)
        self.client.close()


class FirstSaves:
    """Copies each session's first save of an epoch as soon as it is there: the next two may replace it."""

    def __init__(self, folders: list[Path], epoch: int) -> None:
        self.found: dict[Path, Snapshot] = {}
        self._folders, self._epoch, self.stopping = folders, epoch, False
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self.stopping and len(self.found) < len(self._folders):
            for folder in self._folders:
                for path in sorted(folder.glob(f"e{self._epoch:06}-*.nacre")):
                    if folder not in self.found:
                        with contextlib.suppress(SnapshotError, FileNotFoundError):
                            self.found[folder] = unpack(path.read_bytes())
            time.sleep(0.005)

    def stop(self) -> None:
        self.stopping = True
        self._thread.join()


def _while_writing(one: Server, folders: list[Path], seconds: float) -> bool:
    """Kill it the moment a save is being written; whether what it leaves shows that it was."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if any(entry.name.endswith(".part") for folder in folders for entry in os.scandir(folder)):
            break
    one.kill()
    return any(folder.glob(".*.part") for folder in folders if list(folder.glob(".*.part")))


def kill_9_the_server(long: bool) -> Figures:
    """50 times, also while a save is written: every session goes on from its last save, bit for bit, once."""
    kills = 150 if long else 50
    lost, away, writing, compared = [], [], 0, 0
    draw = random.Random(1)
    with server() as one:
        players = [Player(one.endpoint, seed) for seed in range(SESSIONS)]
        folders = [one.folder(player.token) for player in players]
        wait_for("everyone is saved once", lambda: all(list(folder.glob("e*.nacre")) for folder in folders))
        for number in range(kills):
            time.sleep(draw.uniform(0.1, 0.9))
            if number % 3 == 2:
                writing += _while_writing(one, folders, 2.0)
            else:
                one.kill()
            time.sleep(0.05)  # what was on its way when it died
            shown = [player.tick for player in players]
            saved = [one.newest(player.token)[1] for player in players]
            watcher = FirstSaves(folders, number + 1)
            began = time.monotonic()
            one.start()
            wait_for("every session goes on", lambda n=number: all(p.client.resumed > n for p in players))
            away.append(time.monotonic() - began)
            wait_for("every session is saved again", lambda w=watcher: len(w.found) == SESSIONS, 10.0)
            watcher.stop()
            for player, folder, save, tick in zip(players, folders, saved, shown, strict=True):
                assert player.client.opened["tick"] == save.about["tick"], "an older save was taken up"
                assert same(save, watcher.found[folder]), "not equal bit for bit"
                compared += 1
                lost.append((tick - save.about["tick"]) * TICK)
        status = Client(one.endpoint).connect()
        assert status.status()["sessions"] == SESSIONS, "a session is there twice"
        status.close()
        left = [path for folder in folders for path in folder.glob(".*.part")]
        for player in players:
            player.stop()
        assert not left, f"{len(left)} half-written files are left"
        assert not any(player.twice for player in players), "a frame came twice"
    assert max(lost) <= 1.0, f"{max(lost):.2f} s of world time lost"
    return {
        "kills": kills, "while_a_save_was_written": writing, "sessions": SESSIONS, "resumed": compared,
        "equal_bit_for_bit": compared, "world_time_lost_s_max": round(max(lost), 2),
        "back_after_s_max": round(max(away), 2),
    }  # fmt: skip


def kill_9_the_client(long: bool) -> Figures:
    """Its session waits, standing still, and goes on with the token."""
    code = (
        "import sys; from nacre.client.client import Client; c = Client(sys.argv[1]).connect();"
        "print(c.open(spec={}, seed=1, width=64, height=36)['token'], flush=True)\n"
        "while True: c.next_frame(); c.act(move_z=1.0)"
    )
    with server() as one:
        still = []
        for _ in range(10 if long else 3):
            child = subprocess.Popen([sys.executable, "-c", code, one.endpoint], stdout=subprocess.PIPE, text=True)
            assert child.stdout is not None
            token = child.stdout.readline().strip()
            time.sleep(1.0)
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
            time.sleep(1.0)
            with Client(one.endpoint, token) as client:
                assert client.opened["resumed"] and client.next_frame(PATIENCE) and client.status()["sessions"] == 1
                still.append(client.opened["tick"] * TICK)
        # 2 s from its start to the resumption, of which its client was gone for one.
        assert max(still) < 1.9, f"the world went on without a client: {still}"
        return {"kills": len(still), "resumed": len(still), "world_time_at_resume_s": round(max(still), 2)}

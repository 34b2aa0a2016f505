"""Saves that are damaged, of another model, on a full disk, without permission; and two servers on one folder."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rig import PATIENCE, SMALL, Figures, Server, frames, hello, server, wait_for

from nacre.client.client import Client, NacreError
from nacre.server.storage.snapshot import START, pack, unpack


def _sections(data: bytes) -> dict[str, tuple[int, int]]:
    """Where each part of a save begins and ends: the fields of its head, the index, every array."""
    (size,) = struct.unpack_from("<Q", data, START)
    begin = START + 8 + size
    found = {
        "magic": (0, 8), "format": (8, 12), "length": (12, 20), "checksum": (20, START),
        "index length": (START, START + 8), "index": (START + 8, begin),
    }  # fmt: skip
    for name, about in json.loads(data[START + 8 : begin]).items():
        if name != "__metadata__":
            first, last = about["data_offsets"]
            found[f"array {name}"] = (begin + first, begin + last)
    return {name: span for name, span in found.items() if span[1] > span[0]}


def damaged_saves(long: bool) -> Figures:
    """Cut at every kind of byte, one bit flipped in every section, another model: the save before is taken up."""
    with server() as one, Client(one.endpoint) as player:
        player.open(**{**SMALL, "seed": 1})
        with Client(one.endpoint) as client:
            token = client.open(**SMALL, deterministic=True)["token"]
            for _ in range(40):
                client.act(move_z=1.0)
                client.next_frame(PATIENCE)
            client.close(keep=True)
        wait_for("two saves", lambda: len(list(one.folder(token).glob("e*.nacre"))) == 2)
        one.kill()
        newest, older = sorted(one.folder(token).glob("e*.nacre"), reverse=True)
        whole, before = newest.read_bytes(), unpack(older.read_bytes()).about["tick"]
        damages: dict[str, bytes] = {}
        for name, (first, last) in _sections(whole).items():
            for where in sorted({first, (first + last) // 2, last - 1}):
                damages[f"cut in {name} at {where}"] = whole[:where]
                flipped = bytearray(whole)
                flipped[where] ^= 1 << where % 8
                damages[f"bit in {name} at {where}"] = bytes(flipped)
        damages["one byte too many"] = whole + b"\0"
        other = pack(replace(unpack(whole), model="another"))
        tokens = {name: secrets.token_urlsafe(24) for name in [*damages, "all damaged", "wrong model"]}
        for name, made in tokens.items():
            folder = one.folder(made)
            shutil.copytree(one.folder(token), folder)
            (folder / newest.name).write_bytes(damages.get(name, other if name == "wrong model" else whole[:60]))
            if name == "all damaged":
                (folder / older.name).write_bytes(b"")
        one.start()
        said: dict[str, str] = {}
        for name, made in tokens.items():
            try:
                with Client(one.endpoint, made, resume_for=0.0) as client:
                    said[name] = "older save" if client.opened["tick"] == before else f"tick {client.opened['tick']}"
                    client.act(move_z=1.0)
                    assert client.next_frame(PATIENCE).header["tick"] == before + 1
            except NacreError as error:
                assert error.hint, error.code
                said[name] = error.code
        assert said.pop("all damaged") == "session_damaged" and said.pop("wrong model") == "wrong_model", said
        odd = {name: what for name, what in said.items() if what != "older save"}
        assert not odd, odd
        wait_for("the player beside them plays on", lambda: player.status()["state"] == "running")
        frames(player, 0.5)
        kinds = len(_sections(whole))
        return {
            "sections": kinds, "damages": len(damages), "older_save_taken_up": len(said),
            "all_damaged": "session_damaged", "another_model": "wrong_model",
        }  # fmt: skip


@contextlib.contextmanager
def _small_disk() -> Iterator[tuple[Path, str]]:
    """A disk of 2 MB where mounting is allowed; and what it is."""
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]
        mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
        try:
            yield Path(folder), "tmpfs of 2 MB" if mounted else "limit on the size of files"
        finally:
            if mounted:
                subprocess.run(["umount", "-l", folder], check=True, capture_output=True)


def _not_saved(client: Client, seconds: float = 15.0) -> str:
    """Play until the client is told that nothing can be saved; what it is told."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        frames(client, 0.2)
        for event in client.events:
            if event["kind"] == "not_saved":
                return str(event["data"]["text"])
    raise AssertionError("nobody was told that nothing can be saved")


def full_disk(long: bool) -> Figures:
    """No room for a save: play goes on, the client is told once, the save before stays; with room again it is saved."""
    with _small_disk() as (folder, kind):
        one = Server(folder)
        try:
            with Client(one.endpoint, resume_for=PATIENCE) as client:
                token = client.open(**SMALL)["token"]
                frames(client, 1.5)
                whole = one.newest(token)[1].about["tick"]
                filler = folder / "filler"
                if kind.startswith("tmpfs"):
                    with contextlib.suppress(OSError), filler.open("wb") as file:
                        while True:
                            file.write(bytes(4096))
                            file.flush()
                else:
                    limit = ["prlimit", "--pid", str(one.pid), "--fsize=1000:unlimited"]
                    subprocess.run(limit, check=True, capture_output=True)
                text = _not_saved(client)
                try:
                    client.snapshot("here")
                    raise AssertionError("a save was written to a full disk")
                except NacreError as error:
                    refused = error.code
                assert refused == "save_failed" and one.newest(token)[1].about["tick"] >= whole
                told = sum(event["kind"] == "not_saved" for event in client.events)
                if kind.startswith("tmpfs"):
                    filler.unlink()
                else:
                    lift = ["prlimit", "--pid", str(one.pid), "--fsize=unlimited"]
                    subprocess.run(lift, check=True, capture_output=True)
                frames(client, 2.0)
                assert client.snapshot("here")["tick"] > whole
                later = one.newest(token)[1].about["tick"]
                assert later > whole
                one.kill()
                one.start()
                wait_for("it goes on", lambda: client.status() and client.resumed == 1)
                assert client.opened["tick"] >= later
        finally:
            one.kill(signal.SIGTERM)
    return {"disk": kind, "told": told, "text": text, "named_save": refused, "saved_again_and_resumed": True}


def no_permission(long: bool) -> Figures:
    """A state folder that may not be written any more: the same; and one that never could be, refused at the start."""
    prefix = []
    if os.geteuid() == 0:  # root may write everywhere, unless it lets go of that
        if not shutil.which("setpriv"):
            return {"skipped": "root without setpriv may write everywhere"}
        prefix = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "state"
        root.mkdir()
        one = Server(root, prefix=prefix)
        try:
            with Client(one.endpoint) as client:
                token = client.open(**SMALL)["token"]
                frames(client, 1.5)
                whole = one.newest(token)[1].about["tick"]
                one.folder(token).chmod(0o500)
                text = _not_saved(client)
                frames(client, 0.5)
                assert one.newest(token)[1].about["tick"] >= whole
                one.folder(token).chmod(0o700)
                frames(client, 2.0)
                assert one.newest(token)[1].about["tick"] > whole
        finally:
            one.kill(signal.SIGTERM)
        root.chmod(0o500)
        shutil.rmtree(root / "sessions")
        started = subprocess.run(one.command, capture_output=True, text=True, timeout=PATIENCE, env=one.environment)
        assert started.returncode == 2 and "hint:" in started.stderr and "Traceback" not in started.stderr
    return {"text": text, "older_save_kept": True, "saved_again": True, "at_start": started.stderr.splitlines()[0]}


def two_servers_on_one_folder(long: bool) -> Figures:
    """A session belongs to who holds its lock, even while that one is stopped; the later one's saves come after."""
    with server() as one:
        two = Server(one.state)
        said: dict[str, Any] = {}
        try:
            with Client(one.endpoint, resume_for=PATIENCE) as client:
                token = client.open(**SMALL)["token"]
                frames(client, 1.5)

                said["while_it_plays"] = hello(two.endpoint, token)
                one.process.send_signal(signal.SIGSTOP)
                said["while_it_is_stopped"] = hello(two.endpoint, token)
                one.process.send_signal(signal.SIGCONT)
                frames(client, 1.0)
                assert client.opened["epoch"] == 0
                assert set(said.values()) == {"session_elsewhere"}, said
                last = one.newest(token)[1].about["tick"]
                one.kill()
                with Client(two.endpoint, token) as heir:
                    assert heir.opened["epoch"] == 1 and heir.opened["tick"] >= last
                    frames(heir, 1.2)
                    assert one.newest(token)[0].startswith("e000001")
                    one.start()
                    said["after_its_heir_has_it"] = hello(one.endpoint, token)
                    assert said["after_its_heir_has_it"] == "session_elsewhere"
                    said["epoch"] = heir.opened["epoch"]
                    heir.close(keep=True)
                client._connection.resume_for = 0.0
        finally:
            two.kill(signal.SIGTERM)
    return said

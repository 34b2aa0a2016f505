"""What survives: snapshots byte by byte, the folder they lie in, and sessions through every kind of death."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.client import Client, NacreError, NacreTimeout
from nacre.protocol.codec import Refusal
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.server.net.transport import RouterTransport
from nacre.server.ops.supervisor import Supervisor, engine_command, free_port
from nacre.server.sessions.key import session_key
from nacre.server.storage import save_store
from nacre.server.storage.autosave import Autosaver
from nacre.server.storage.save_store import SaveStore, SessionInUse, valid_name
from nacre.server.storage.snapshot import START, Snapshot, SnapshotError, pack, unpack
from nacre.spec import SceneSpec
from nacre.world.interface import ModelIdentity
from nacre.world.model import WEIGHT_FILES, Pearl
from nacre.world.state import WorldState
from support.server import PATIENCE, kill_server, start_server

SMALL: dict[str, Any] = {"spec": {"biome": "forest"}, "seed": 9, "width": 64, "height": 36, "fps": 60.0}

pytestmark = pytest.mark.timeout(170)


def a_world(seed: int = 3) -> WorldState:
    model = TestPatternWorld()
    state = model.open(SceneSpec(), seed, lambda *_: None)
    state.populated = np.array([[1, -2]], np.int64)
    return state


def same(one: WorldState, two: WorldState) -> bool:
    left, right = one.arrays(), two.arrays()
    return left.keys() == right.keys() and all(
        left[name].dtype == right[name].dtype and left[name].tobytes() == right[name].tobytes() for name in left
    )


class TestContainer:
    def test_a_world_comes_back_bit_for_bit(self) -> None:
        state = a_world()
        state.player[0] = np.nextafter(1.0, 2.0)
        back = unpack(pack(Snapshot(state, "m", {"tick": 4, "text": "é"})))
        assert same(back.state, state) and (back.model, back.about) == ("m", {"tick": 4, "text": "é"})

    def test_cut_short_anywhere_it_is_refused(self) -> None:
        data = pack(Snapshot(a_world(), "m", {}))
        for length in {0, 1, 7, 8, 11, 12, 19, 20, 51, START, START + 1, START + 8, len(data) // 2, len(data) - 1}:
            with pytest.raises(SnapshotError) as refused:
                unpack(data[:length])
            assert refused.value.code == "session_damaged"
        with pytest.raises(SnapshotError):
            unpack(data + b"\0")

    @settings(max_examples=100, deadline=None)
    @given(st.integers(0, 10**9), st.integers(0, 7))
    def test_one_bit_anywhere_is_noticed(self, where: int, bit: int) -> None:
        data = bytearray(DATA)
        data[where % len(data)] ^= 1 << bit
        with pytest.raises(SnapshotError):
            unpack(bytes(data))

    def test_another_format_is_said_so(self) -> None:
        data = bytearray(DATA)
        data[8] = 9
        with pytest.raises(SnapshotError, match="format 9"):
            unpack(bytes(data))

    def test_a_checksum_that_holds_over_nonsense_is_refused_too(self) -> None:
        import struct

        for body in (b"", b"junk", struct.pack("<Q", 2**60) + b"{}", struct.pack("<Q", 2) + b"{}"):
            head = struct.pack("<8sIQ", b"NACRESAV", 1, len(body))
            with pytest.raises(SnapshotError, match="no world"):
                unpack(head + hashlib.sha256(head + body).digest() + body)


DATA = pack(Snapshot(a_world(), "m", {"tick": 1}))


class TestSaveStore:
    def test_the_last_two_are_kept_and_the_newest_whole_one_is_read(self, tmp_path: Path) -> None:
        store = SaveStore(tmp_path)
        assert not store.has_session("t")
        claim = store.claim("t")
        for tick in range(5):
            claim.write(Snapshot(a_world(), "m", {"tick": tick}))
        saves = claim.saves()
        assert len(saves) == 2 and store.has_session("t") and not store.has_session("u")
        assert claim.read().about["tick"] == 4  # type: ignore[union-attr]
        saves[0].write_bytes(saves[0].read_bytes()[:-9])
        assert claim.read().about["tick"] == 3  # type: ignore[union-attr]
        assert "should have" in claim.damaged[0]
        saves[1].write_bytes(b"")
        with pytest.raises(SnapshotError, match="cut short"):
            claim.read()
        assert "t" not in "".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.nacre"))[:10]
        claim.remove()
        assert not store.has_session("t") and not list((tmp_path / "sessions").iterdir())

    def test_two_servers_never_hold_one_session_and_the_later_one_wins(self, tmp_path: Path) -> None:
        first, second = SaveStore(tmp_path), SaveStore(tmp_path)
        claim = first.claim("t")
        claim.write(Snapshot(a_world(), "m", {"tick": 1}))
        with pytest.raises(SessionInUse):
            second.claim("t")
        claim.release()
        later = second.claim("t")
        assert later.epoch == claim.epoch + 1
        later.write(Snapshot(a_world(), "m", {"tick": 2}))
        # A writer that was stopped before it let go, and writes now, does not come before its successor.
        claim.write(Snapshot(a_world(), "m", {"tick": 99}))
        assert later.read().about["tick"] == 2  # type: ignore[union-attr]
        later.release()

    def test_a_file_that_cannot_be_written_leaves_the_one_before(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim = SaveStore(tmp_path).claim("t")
        claim.write(Snapshot(a_world(), "m", {"tick": 1}))

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="space"):
            claim.write(Snapshot(a_world(), "m", {"tick": 2}))
        monkeypatch.undo()
        assert claim.read().about["tick"] == 1  # type: ignore[union-attr]
        assert not list(tmp_path.rglob("*.part"))
        claim.release()

    def test_names_of_saves_are_no_paths(self, tmp_path: Path) -> None:
        store = SaveStore(tmp_path)
        for name in ("", "..", ".hidden", "a/b", "a\\b", "x" * 65, "é", "a\0", "con\n", "con", "NUL.b", "lpt1"):
            assert not valid_name(name)
            with pytest.raises(ValueError, match="name"):
                store.save_named("me", name, Snapshot(a_world(), "m", {}))
        store.save_named("me", "harbour-1.b", Snapshot(a_world(), "m", {}))
        with pytest.raises(SnapshotError, match="no save"):
            store.load_named("someone-else", "harbour-1.b")

    def test_orphans_are_swept_and_held_sessions_are_not(self, tmp_path: Path) -> None:
        store = SaveStore(tmp_path)
        held, orphan = store.claim("held"), store.claim("orphan")
        for claim in (held, orphan):
            claim.write(Snapshot(a_world(), "m", {}))
        orphan.release()
        assert store.sweep() == 0 and store.sweep(time.time() + 3600.0) == 0  # a clock that jumps an hour harms nobody
        assert store.sweep(time.time() + 30 * 24 * 3600.0) == 1
        assert store.has_session("held") and not store.has_session("orphan")
        held.release()


class TestIdentity:
    def test_name_format_and_weights_make_the_fingerprint(self) -> None:
        mine = ModelIdentity("m", 1, {"a": "00", "b": "01"})
        assert mine.accepts(ModelIdentity("m", 1, {"b": "01", "a": "00"}).fingerprint)
        for other in (ModelIdentity("n", 1, mine.weights), ModelIdentity("m", 2, mine.weights), ModelIdentity("m")):
            assert not mine.accepts(other.fingerprint)

    def test_a_changed_weight_file_is_another_model(self, tmp_path: Path) -> None:
        model = Pearl.load()
        before = model.identity()
        assert set(before.weights) == {path.name for path in WEIGHT_FILES}
        copies = [shutil.copy(path, tmp_path) for path in WEIGHT_FILES]
        model.weight_files = [Path(copy) for copy in copies]
        assert model.identity().fingerprint == before.fingerprint
        with model.weight_files[0].open("ab") as file:
            file.write(b"\0")
        assert not model.identity().accepts(before.fingerprint)

    def test_a_named_save_of_before_is_fetched(self, tmp_path: Path) -> None:
        autosaver = Autosaver(SaveStore(tmp_path))
        autosaver.identity = TestPatternWorld().identity()
        before = hashlib.sha256(b"nacre.adapters.test_pattern.TestPatternWorld test-pattern").hexdigest()
        state = a_world()
        for name, model in (("old", before), ("new", autosaver.identity.fingerprint), ("foreign", "0" * 64)):
            SaveStore(tmp_path).save_named("local", name, Snapshot(state, model, {"tick": 4}))
        try:
            assert same(autosaver.load_named("", "old", 1).state, state) and same(
                autosaver.load_named("", "new", 1).state, state
            )
            with pytest.raises(Refusal) as refused:
                autosaver.load_named("", "foreign", 1)
            assert refused.value.code == "wrong_model"
        finally:
            autosaver.stop()


def test_saves_by_name_without_end_keep_no_world_from_the_disk(tmp_path: Path) -> None:
    autosaver = Autosaver(SaveStore(tmp_path))
    written, asked = threading.Event(), 0

    def named() -> None:
        nonlocal asked
        asked += 1
        if not written.is_set() and asked < 10_000:
            autosaver.run_on_disk_thread(named)

    def write(*_: object) -> None:
        written.set()

    autosaver._write = write  # type: ignore[method-assign]
    with autosaver._ready:
        autosaver._autos["a"] = (None, None, None)  # type: ignore[assignment]
        for _ in range(8):
            autosaver._jobs.append(named)
        autosaver._ready.notify()
    try:
        assert written.wait(10.0) and asked <= 8
    finally:
        autosaver.stop()


def test_an_owner_has_so_many_saves_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_store, "MOST_SAVES", 3)
    with Server(config(tmp_path)) as server, Client(server.endpoint) as client:
        client.open(**SMALL)
        for name in ("a", "b", "c", "a"):
            assert client.snapshot(name)["name"] == name
        with pytest.raises(NacreError, match="3 saves already"):
            client.snapshot("d")


def config(tmp_path: Path, port: int = 0, **limits: Any) -> ServerConfig:
    return ServerConfig(
        port=port, model="test-pattern", limits=ServerLimits(**limits), state_dir=tmp_path, patience=5.0
    )


def play(client: Client, acts: range) -> list[tuple[int, list[bytes]]]:
    """Lockstep: one frame for each act; ticks and what was seen."""
    seen = []
    for number in acts:
        client.act(move_z=1.0, yaw=0.01 * (number % 7), jump=number % 11 == 0)
        frame = client.next_frame(PATIENCE)
        seen.append((frame.header["tick"], frame.parts))
    return seen


def test_a_server_that_stops_and_starts_loses_nothing(tmp_path: Path) -> None:
    with Server(config(tmp_path)) as server, Client(server.endpoint) as client:
        client.open(**SMALL, deterministic=True)
        whole = play(client, range(60))
    port = free_port()
    with Server(config(tmp_path, port)) as server:
        client = Client(server.endpoint, resume_for=PATIENCE).connect()
        opened = client.open(**SMALL, deterministic=True)
        half = play(client, range(30))
    with Server(config(tmp_path, port)), client:
        # The client notices, and takes its session up, by itself.
        assert client.latest is not None and client.latest.parts == half[-1][1]
        client.status()
        assert client.resumed == 1 and client.opened["session"] == opened["session"]
        assert (client.opened["tick"], client.opened["epoch"], client.opened["resumed"]) == (30, 1, True)
        rest = play(client, range(30, 60))
        frame = client.latest
    assert half + rest == whole and frame is not None and frame.id > 30


def test_a_world_under_another_model_is_refused_and_kept(tmp_path: Path) -> None:
    class Other(TestPatternWorld):
        def identity(self) -> ModelIdentity:
            return ModelIdentity("another")

    with Server(config(tmp_path)) as server, Client(server.endpoint) as client:
        token = client.open(**SMALL)["token"]
        client.next_frame(PATIENCE)
        client.close(keep=True)
    with Server(config(tmp_path), load=Other) as server:
        with pytest.raises(NacreError) as refused:
            Client(server.endpoint, token).connect()
        assert refused.value.code == "wrong_model" and "model that made it" in refused.value.hint
        with Client(server.endpoint) as other:
            other.open(**SMALL)
            other.next_frame(PATIENCE)
    with Server(config(tmp_path)) as server, Client(server.endpoint, token) as client:
        assert client.opened["resumed"] and client.next_frame(PATIENCE)


def test_damaged_saves_are_said_so_and_the_server_goes_on(tmp_path: Path) -> None:
    with Server(config(tmp_path)) as server, Client(server.endpoint) as client:
        token = client.open(**SMALL, deterministic=True)["token"]
        play(client, range(40))
        client.close(keep=True)
    newest, older = sorted((tmp_path / "sessions" / session_key(token)).glob("*.nacre"), reverse=True)
    newest.write_bytes(newest.read_bytes()[:100])
    ticks = unpack(older.read_bytes()).about["tick"]
    with Server(config(tmp_path)) as server, Client(server.endpoint, token) as client:
        assert client.opened["tick"] == ticks < 40
        client.close(keep=True)
    for path in (tmp_path / "sessions" / session_key(token)).glob("*.nacre"):
        path.write_bytes(b"nonsense")
    with Server(config(tmp_path)) as server:
        with pytest.raises(NacreError) as refused:
            Client(server.endpoint, token).connect()
        assert refused.value.code == "session_damaged" and refused.value.hint
        with Client(server.endpoint) as other:
            other.open(**SMALL)
            other.next_frame(PATIENCE)


def test_a_session_of_another_server_is_not_taken_from_it(tmp_path: Path) -> None:
    with Server(config(tmp_path)) as one, Server(config(tmp_path)) as two, Client(one.endpoint) as client:
        token = client.open(**SMALL)["token"]
        client.next_frame(PATIENCE)
        while "saved_tick" not in client.status():
            client.next_frame(PATIENCE)
        with pytest.raises(NacreError) as refused:
            Client(two.endpoint, token).connect(timeout=1.0)
        assert refused.value.code in ("session_elsewhere", "no_answer")
        client.next_frame(PATIENCE)


def test_a_disk_that_is_full_is_told_once_and_play_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with Server(config(tmp_path)) as server, Client(server.endpoint) as client:
        client.open(**SMALL, deterministic=True)
        monkeypatch.setattr("nacre.server.storage.save_store.atomic_write", full)
        play(client, range(60))
        with pytest.raises(NacreError) as refused:
            client.snapshot("here")
        assert refused.value.code == "save_failed" and "space" in refused.value.message
        monkeypatch.undo()
        assert client.snapshot("here")["tick"] == 60
        told = [event for event in client.events if event["kind"] == "not_saved"]
        assert len(told) == 1 and "No space" in told[0]["data"]["text"]


def test_a_closed_world_leaves_nothing_behind(tmp_path: Path) -> None:
    with Server(config(tmp_path)) as server, Client(server.endpoint) as client:
        client.open(**SMALL)
        client.next_frame(PATIENCE)
        client.end()
    assert not list(tmp_path.rglob("*.nacre"))


def test_what_is_on_the_disk_holds_no_token(tmp_path: Path) -> None:
    with Server(config(tmp_path)) as server, Client(server.endpoint) as client:
        opened = client.open(**SMALL)
        client.next_frame(PATIENCE)
        for path in tmp_path.rglob("*.nacre"):
            data = path.read_bytes()
            assert opened["token"].encode() not in data and opened["guest"].encode() not in data
        client.close(keep=True)


@pytest.mark.parametrize("background", [False, True])
def test_kill_9_and_the_client_goes_on_by_itself(tmp_path: Path, background: bool) -> None:
    port = free_port()
    server = start_server(port, tmp_path)
    client = Client(f"tcp://127.0.0.1:{port}", background=background, resume_for=PATIENCE).connect()
    try:
        opened = client.open(**SMALL)
        while (before := client.next_frame(PATIENCE)).header["tick"] < 50:
            client.act(move_z=1.0)
        server.send_signal(signal.SIGKILL)
        kill_server(server)
        server = start_server(port, tmp_path)
        until = time.monotonic() + PATIENCE
        while not client.resumed and time.monotonic() < until:
            with contextlib.suppress(NacreTimeout):
                client.next_frame(0.05)  # what had come before the kill may still be unread
        while (frame := client.next_frame(PATIENCE)).id <= before.id:
            pass
        assert client.latest is not None and client.opened["session"] == opened["session"]
        # The promise: at most a second of world time is lost. What the save had not seen was played twice at most.
        lost = before.header["tick"] - client.opened["tick"]
        assert lost <= 40, f"{lost} ticks"
        assert frame.camera["position"][2] < -3.0, "the walk is forgotten"
        assert client.status()["sessions"] == 1
    finally:
        client.close()
        kill_server(server)


def test_the_port_of_a_killed_supervisor_is_soon_free_whatever_its_engine_does(tmp_path: Path) -> None:
    """A world that takes long to be made does not keep the next server from listening."""
    (tmp_path / "dawdling.py").write_text(
        "import time\n"
        "from nacre.adapters.test_pattern import TestPatternWorld\n"
        "class Dawdling(TestPatternWorld):\n"
        "    def open(self, *words, **more):\n"
        "        print('nacre: making', flush=True)\n"
        "        time.sleep(8.0)\n"
        "        return super().open(*words, **more)\n"
    )
    port = free_port()
    words = ["serve", "--model", "dawdling:Dawdling", "--port", str(port), "--state-dir", str(tmp_path / "state")]
    server = subprocess.Popen(
        [sys.executable, "-m", "nacre", *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{tmp_path}"},
        start_new_session=True,
    )
    assert server.stdout is not None
    assert any(line.startswith("nacre: serving") for line in server.stdout)
    client = Client(f"tcp://127.0.0.1:{port}").connect()

    def opening() -> None:
        with contextlib.suppress(Exception):
            client.open(**SMALL)

    waiting = threading.Thread(target=opening, daemon=True)
    waiting.start()
    assert any(line.startswith("nacre: making") for line in server.stdout)
    kill_server(server)
    began = time.monotonic()
    RouterTransport("127.0.0.1", port, patience=20.0).close()
    assert time.monotonic() - began < 4.0
    waiting.join(10.0)
    client.close()


def test_the_supervisor_starts_a_dead_engine_again(tmp_path: Path) -> None:
    said: list[str] = []
    port = free_port()
    words = ["--model", "test-pattern", "--port", str(port), "--state-dir", str(tmp_path)]
    supervisor = Supervisor(engine_command(words), said.append, lambda line: None)
    supervisor.start()
    try:
        assert supervisor.ready.wait(PATIENCE)
        with Client(f"tcp://127.0.0.1:{port}", resume_for=PATIENCE) as client:
            client.open(**SMALL, deterministic=True)
            first = play(client, range(20))
            os.kill(supervisor.pid, signal.SIGKILL)
            while not client.resumed:
                client.status()
            assert client.resumed == 1 and client.opened["tick"] <= 20
            again = play(client, range(client.opened["tick"], 20))
            assert again == first[20 - len(again) :]
        assert supervisor.restarts == 1 and "SIGKILL" in said[0]
    finally:
        assert supervisor.stop() == 0


def test_the_engine_ends_with_its_supervisor(tmp_path: Path) -> None:
    port = free_port()
    words = ["serve", "--model", "test-pattern", "--port", str(port), "--state-dir", str(tmp_path)]
    process = subprocess.Popen([sys.executable, "-m", "nacre", *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and "serving" in process.stdout.readline()
    kill_server(process)
    # Its port is free again, and what it held can be taken up: the next server starts without a word.
    again = start_server(port, tmp_path)
    kill_server(again)


def test_a_server_that_cannot_start_is_not_tried_for_ever() -> None:
    said: list[str] = []
    supervisor = Supervisor([sys.executable, "-c", "import os; os.abort()"], said.append, lambda line: None)
    supervisor.start()
    assert supervisor.wait(PATIENCE) == 1 and "nacre doctor" in said[-1]
    told = Supervisor([sys.executable, "-c", "raise SystemExit(2)"], said.append, lambda line: None)
    told.start()
    assert told.wait(PATIENCE) == 2 and told.restarts == 0


@pytest.mark.timeout(600)  # on a cold machine it compiles the kernels
def test_pearl_goes_on_from_its_save_bit_for_bit(tmp_path: Path) -> None:
    pytest.importorskip("nacre.world.model")
    from nacre.server.main import model_factory
    from nacre.world.weights import WeightsError

    try:
        loaded = model_factory("pearl")()
    except WeightsError as missing:
        pytest.skip(f"Pearl cannot be loaded: {str(missing).splitlines()[0]}")
    config = ServerConfig(port=0, model="pearl", state_dir=tmp_path)
    words = {"spec": {"biome": "meadow"}, "seed": 4, "width": 64, "height": 36}

    def walk(client: Client) -> list[tuple[int, list[bytes]]]:
        return play(client, range(12))

    with Server(config, load=lambda: loaded) as server, Client(server.endpoint) as client:
        client.open(**words, deterministic=True)
        walk(client)
        client.snapshot("here")
        on = walk(client)
    with Server(config, load=lambda: loaded) as server, Client(server.endpoint) as client:
        again = client.open(snapshot="here", width=64, height=36, deterministic=True)
        assert again["seed"] == 4 and again["tick"] == 12
        assert walk(client) == on

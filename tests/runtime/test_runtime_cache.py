"""The engine cache: what is written is whole, what is loaded is ours."""

from __future__ import annotations

import dataclasses
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nacre.runtime.backends.engine_cache import FORMAT, EngineCache, EngineKey, EngineRefused
from support.engine import KEY, PLAN


@pytest.fixture()
def cache(tmp_path: Path) -> EngineCache:
    return EngineCache(tmp_path / "engines")


def test_what_is_stored_is_found_with_its_verdict(cache: EngineCache) -> None:
    assert cache.load(KEY) is None
    folder = cache.store(KEY, PLAN, b"timing", "the log")
    found = cache.load(KEY)
    assert found is not None and (found.plan, found.timing, found.verdict) == (PLAN, b"timing", None)
    assert (folder / "build.log").read_text() == "the log"
    cache.judge(KEY, {"passed": True})
    found = cache.load(KEY)
    assert found is not None and found.verdict == {"passed": True}
    assert [manifest["verdict"] for _, manifest in cache.entries() if manifest] == [{"passed": True}]


def test_nobody_else_can_read_or_write(cache: EngineCache) -> None:
    folder = cache.store(KEY, PLAN, b"", "")
    for place in (cache.root, folder):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(EngineKey)])
def test_anything_else_in_the_key_is_another_engine(cache: EngineCache, field: str) -> None:
    cache.store(KEY, PLAN, b"", "")
    changed = dataclasses.replace(KEY, **{field: ("other",) if field == "flags" else "other"})
    assert cache.load(changed) is None


@pytest.mark.parametrize("name", ["engine.plan", "timing.cache", "build.log", "manifest.json"])
@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty", "gone"])
def test_damage_is_noticed(cache: EngineCache, name: str, damage: str) -> None:
    path = cache.store(KEY, PLAN, b"timing", "log") / name
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[len(content) // 2] ^= 1
    path.unlink()
    if damage != "gone":
        kept = {"truncated": content[: len(content) // 2], "flipped": content, "empty": b""}[damage]
        path.write_bytes(kept)
        path.chmod(0o600)
    with pytest.raises(EngineRefused):
        cache.load(KEY)
    assert [manifest for _, manifest in cache.entries()] == [None]
    cache.store(KEY, PLAN, b"timing", "log")  # building again mends it
    assert cache.load(KEY) is not None


def test_a_plan_with_a_fitting_hash_is_not_enough(cache: EngineCache, tmp_path: Path) -> None:
    """Somebody who can compute hashes, or who brings the cache of another machine, cannot sign."""
    elsewhere = EngineCache(tmp_path / "elsewhere")
    elsewhere.store(KEY, b"evil" * 99, b"", "")
    os.rename(elsewhere.folder(KEY), cache.folder(KEY))
    with pytest.raises(EngineRefused, match="not ours"):
        cache.load(KEY)


def test_another_engine_in_its_place_is_refused(cache: EngineCache) -> None:
    other = dataclasses.replace(KEY, gpu="another card")
    os.rename(cache.store(other, PLAN, b"", ""), cache.folder(KEY))
    with pytest.raises(EngineRefused, match="another machine"):
        cache.load(KEY)


def test_another_format_is_refused(cache: EngineCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nacre.runtime.backends.engine_cache.FORMAT", FORMAT + 1)
    cache.store(KEY, PLAN, b"", "")
    monkeypatch.undo()
    with pytest.raises(EngineRefused, match="another version of Nacre"):
        cache.load(KEY)


def test_links_and_open_doors_are_refused(cache: EngineCache, tmp_path: Path) -> None:
    folder = cache.store(KEY, PLAN, b"", "")
    (folder / "engine.plan").chmod(0o622)
    with pytest.raises(EngineRefused, match="others may write"):
        cache.load(KEY)
    (folder / "engine.plan").unlink()
    real = tmp_path / "plan"
    real.write_bytes(PLAN)
    (folder / "engine.plan").symlink_to(real)
    with pytest.raises(EngineRefused, match="is a link"):
        cache.load(KEY)
    cache.root.chmod(0o777)
    with pytest.raises(EngineRefused, match="others may write"):
        EngineCache(cache.root)


def test_cleaning_removes_the_damaged_and_the_old(cache: EngineCache) -> None:
    keys = [dataclasses.replace(KEY, network=name) for name in ("shapes", "dynamics", "layout")]
    folders = [cache.store(key, PLAN, b"", "") for key in keys]
    (folders[0] / "engine.plan").write_bytes(b"")
    cache.store(dataclasses.replace(KEY, tensorrt="10.13.3.9"), PLAN, b"", "")
    count, size = cache.clean("11.4.0.106")
    assert count == 2 and size > len(PLAN)
    assert sorted(folder.name for folder, _ in cache.entries()) == sorted(folder.name for folder in folders[1:])
    assert cache.clean()[0] == 2 and list(cache.entries()) == []


WRITER = """
import sys, dataclasses
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from support.engine import KEY
from nacre.runtime.backends.engine_cache import EngineCache
cache = EngineCache(Path(sys.argv[1]))
for turn in range(40):
    plan = (sys.argv[2] * 50000).encode()
    cache.store(KEY, plan, plan[:10], sys.argv[2])
    try:
        found = cache.load(KEY)
    except Exception as error:  # the other one may be replacing it: refused is right, half of each is not
        continue
    if found is not None:
        assert found.plan in (b"a" * 50000, b"b" * 50000) and found.timing == found.plan[:10]
"""


def test_two_processes_at_once_leave_one_whole_engine(tmp_path: Path) -> None:
    root, here = tmp_path / "engines", str(Path(__file__).parents[1])
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(root), letter, here], stderr=subprocess.PIPE)
        for letter in "ab"
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors.decode()
    cache = EngineCache(root)
    found = cache.load(KEY)
    assert found is not None and found.timing == found.plan[:10]
    assert len(list(cache.entries())) == 1
    assert not list(root.glob(".part-*")) and not list(root.glob(".gone-*"))


def test_a_writer_that_dies_leaves_nothing_that_is_loaded(cache: EngineCache) -> None:
    leftover = cache.root / ".part-dead"
    leftover.mkdir(mode=0o700)
    (leftover / "engine.plan").write_bytes(PLAN[:100])
    assert cache.load(KEY) is None and list(cache.entries()) == []
    cache.clean()
    assert not leftover.exists()


def test_a_manifest_is_plain_to_read(cache: EngineCache) -> None:
    folder = cache.store(KEY, PLAN, b"", "")
    body = json.loads(json.loads((folder / "manifest.json").read_text())["body"])
    assert body["key"]["tensorrt"] == "11.4.0.106" and len(body["files"]["engine.plan"]) == 64

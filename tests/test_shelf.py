"""Decoded shapes on disk: the same bits, whatever happens to the files."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from nacre.world.voxels.disk_cache import Key, Shelf
from nacre.world.voxels.shapes import ShapeLibrary
from nacre.world.voxels.volumes import PackedVolume

KEY: Key = (3, 1, 0)


@pytest.fixture
def volume() -> PackedVolume:
    random = np.random.default_rng(1)
    return PackedVolume(
        random.integers(-32000, 32000, (32, 32, 32)).astype(np.int16),
        random.integers(0, 256, (32, 32, 32, 4)).astype(np.uint8),
    )


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.safetensors"
    path.write_bytes(b"weights")
    return path


def refuse() -> PackedVolume:
    raise AssertionError("decoded again")


def same(one: PackedVolume, other: PackedVolume) -> bool:
    return np.array_equal(one.distance, other.distance) and np.array_equal(one.paint, other.paint)


def test_what_was_made_is_found_by_the_next(tmp_path: Path, weights: Path, volume: PackedVolume) -> None:
    first = Shelf(weights, tmp_path)
    assert KEY not in first
    assert first.get(KEY, lambda: volume) is volume
    found = Shelf(weights, tmp_path).get(KEY, refuse)
    assert same(found, volume)
    assert found.distance.flags.writeable and found.distance.flags.c_contiguous and found.paint.flags.c_contiguous


@pytest.mark.parametrize("damage", ["short", "long", "empty", "flipped", "checksum"])
def test_damage_is_noticed_and_mended(tmp_path: Path, weights: Path, volume: PackedVolume, damage: str) -> None:
    shelf = Shelf(weights, tmp_path)
    shelf.get(KEY, lambda: volume)
    (path,) = shelf.folder.glob("*.volume")
    data = bytearray(path.read_bytes())
    data[100_000 if damage == "flipped" else -1] ^= damage in ("flipped", "checksum")
    path.write_bytes({"short": data[:-5], "long": data + b"x", "empty": b""}.get(damage, data))
    made: list[PackedVolume] = []

    def make() -> PackedVolume:
        made.append(volume)
        return volume

    assert same(shelf.get(KEY, make), volume)
    assert made
    assert same(shelf.get(KEY, refuse), volume)


def test_other_weights_have_another_folder(tmp_path: Path, weights: Path) -> None:
    before = Shelf(weights, tmp_path).folder
    weights.write_bytes(b"better weights")
    assert Shelf(weights, tmp_path).folder != before


def test_a_disk_that_cannot_be_written_costs_only_time(tmp_path: Path, weights: Path, volume: PackedVolume) -> None:
    (tmp_path / "shapes").write_text("not a folder")
    shelf = Shelf(weights, tmp_path)
    assert shelf.get(KEY, lambda: volume) is volume
    assert shelf.get(KEY, lambda: volume) is volume


def test_old_versions_go(tmp_path: Path, weights: Path, volume: PackedVolume) -> None:
    old = Shelf(weights, tmp_path)
    old.get(KEY, lambda: volume)
    weights.write_bytes(b"better weights")
    new = Shelf(weights, tmp_path)
    new.get(KEY, lambda: volume)
    new.tidy()
    assert old.folder.is_dir(), "somebody may still use it"
    long_ago = time.time() - 200_000
    os.utime(old.folder, (long_ago, long_ago))
    new.tidy()
    assert not old.folder.exists() and new.folder.is_dir()


def test_a_library_reads_what_it_would_decode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = ShapeLibrary.load()
    bare = ShapeLibrary.load(shelf=False)
    for shape, style in (("house", 0), ("tree_round", 5)):
        assert same(kept.prepare(shape, style), bare.prepare(shape, style))
        assert same(ShapeLibrary.load().prepare(shape, style), bare.prepare(shape, style))

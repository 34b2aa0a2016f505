"""Drawn shapes that went astray are drawn again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from nacre.parts.attributes import Attributes
from nacre.parts.language import Program
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.sampler import SampleBatch
from nacre.world.shapes.usual import digest, limit, limits_for, surprise
from nacre.world.shapes.weights import FILE
from nacre.world.weights import WeightsError

ASTRAY = ("penguin", Attributes(), 7006)  # a plate with wings


def test_the_limits_that_ship_belong_to_the_weights_that_ship() -> None:
    limits = limits_for(digest(FILE))
    assert limits is not None, "run `python -m nacre.train.usual`"
    library = ShapePrograms.load()
    known = np.array(library.rules.grid) > 0
    assert np.isfinite(limits[known]).all() and (limits[known] > 0).all()


def test_what_went_astray_is_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NACRE_CACHE_DIR", str(tmp_path))
    library = ShapePrograms.load()
    (again,) = library.things([ASTRAY])
    library.name, library.limits = "", np.full_like(library.limits, np.inf)
    library._held.clear()
    (taken,) = library.things([ASTRAY])
    assert taken.attempts == 1 and taken.sound, "sound all the same: no other check finds it"
    assert again.attempts > 1 and again.sound and again.program != taken.program


def test_few_are_drawn_again_for_it() -> None:
    """Of each class at most about a seventh; of all shapes some in a hundred."""
    library = ShapePrograms.load()
    library.name = ""
    names = library.classes()[::4]
    things = library.things(
        [(name, Attributes(), 20 + k) for name in names for k in range(4)], judge=lambda programs, _: list(programs)
    )
    again = sum(thing.attempts > 1 for thing in things)
    assert 0 < again < 0.12 * len(things)
    for thing in things:
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(thing.program), type=Program) == thing.program


def test_surprise_is_the_mean_of_the_parts_that_were_written() -> None:
    empty = [np.zeros(0)] * len(SampleBatch._fields)
    batch = SampleBatch(*empty)._replace(counts=np.array([2, 0]), surprise=np.array([[1.0, 3.0, 9.0], [9.0, 0.0, 0.0]]))
    assert surprise(batch).tolist() == [2.0, np.inf]


def test_the_limit_leaves_rare_kinds_and_little_differences() -> None:
    assert limit(np.full(20, 0.1)) == 0.9, "little differences of a class whose parts follow from each other"
    assert limit(np.full(20, 4.0)) == 6.0
    crops = np.array([3.0] * 15 + [8.0] * 5)
    assert limit(crops) == 8.0, "a kind that a quarter of a class is"


def test_limits_found_with_other_weights_are_not_used(tmp_path: Path) -> None:
    other = tmp_path / "shapes.safetensors"
    other.write_bytes(b"other")
    assert limits_for(digest(other)) is None
    assert limits_for(digest(other), tmp_path / "nothing.json") is None
    damaged = tmp_path / "damaged.json"
    damaged.write_text('{"weights": "x", "limits": {"house": null}}')
    with pytest.raises(WeightsError, match=r"damaged\.json"):
        limits_for(digest(other), damaged)
